"""The storyboard: every shot's still with what is said of it, laid out on pages to be printed."""

from gpu_worker.engines.storyboard.engine import StoryboardEngine

__all__ = ["StoryboardEngine"]
