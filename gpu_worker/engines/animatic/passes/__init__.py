"""Control passes: what a video model is told of a shot besides its picture.

Every pass shows the same instants of the same shot through the same camera as the picture, at the model's own size and
rate.
"""

from gpu_worker.engines.animatic.passes.film import KINDS, render_passes

__all__ = ["KINDS", "render_passes"]
