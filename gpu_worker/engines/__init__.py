"""Which engine releases this build can run, and where each is found; loaded only in the child that runs them."""

from __future__ import annotations

import importlib

from gpu_worker.engines.base import Engine, RenderRefused

ENGINES: dict[str, str] = {
    "espeak@1": "gpu_worker.engines.voice:VoiceEngine",
    "animatic@2": "gpu_worker.engines.animatic.engine:AnimaticEngine",
    "board@1": "gpu_worker.engines.animatic.engine:BoardEngine",
    "storyboard@1": "gpu_worker.engines.storyboard:StoryboardEngine",
    "score@1": "gpu_worker.engines.score.engine:ScoreEngine",
    "conform@2": "gpu_worker.engines.conform:ConformEngine",
}
RELEASES_BY_LANE: dict[str, tuple[str, ...]] = {
    "cpu": ("espeak@1", "animatic@2", "board@1", "storyboard@1", "score@1", "conform@2")
}


def releases(lanes: tuple[str, ...]) -> tuple[str, ...]:
    """The releases a worker of these lanes can run, as it announces them."""
    return tuple(dict.fromkeys(release for lane in lanes for release in RELEASES_BY_LANE.get(lane, ())))


def load(release: str) -> Engine:
    """A fresh engine of the release."""
    if release not in ENGINES:
        raise RenderRefused("engine.unknown", f"this worker has no engine {release!r}")
    module, _, name = ENGINES[release].partition(":")
    engine: Engine = getattr(importlib.import_module(module), name)()
    return engine
