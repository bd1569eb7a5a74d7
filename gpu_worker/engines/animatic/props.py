"""Things held in a hand, drawn small on a person."""

from __future__ import annotations

import numpy as np

from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.raster import Brush, Color, curve, disc, polygon, rgb
from gpu_worker.engines.animatic.skeleton import Arm

#        breadth along the thumb, length along the fingers (metres), colour
SLABS: dict[str, tuple[float, float, Color]] = {
    "phone": (0.072, 0.150, rgb("#23242c")),
    "document": (0.21, 0.29, rgb("#f6f3ea")),
    "photo": (0.11, 0.15, rgb("#efe9de")),
    "card": (0.085, 0.055, rgb("#2f3d62")),
    "envelope": (0.19, 0.12, rgb("#e9dcc0")),
    "cup": (0.07, 0.09, rgb("#f4f1ea")),
    "pen": (0.010, 0.14, rgb("#22242c")),
}


def draw_held(brush: Brush, name: str, arm: Arm, look: Appearance, camera: Camera) -> None:
    """The thing `name` lying in the palm of `arm`."""
    at = arm.wrist + arm.along * look.figure.hand * 0.62 + arm.palm * 0.022
    scale = camera.scale(at)
    if name == "ring":
        spot = camera.project(at + arm.along * 0.02)
        brush.stroke(disc(spot, 0.012 * scale), rgb("#e6cf86"), 0.005 * scale)
        brush.fill(disc(spot - (0, 0.014 * scale), 0.006 * scale), rgb("#f2f6ff"))
        return
    if name == "glass":
        up = np.array([0.0, 1.0, 0.0])
        side = np.cross(up, camera.axes[2])
        rows = np.stack(
            [at + side * x + up * y for x, y in ((-0.035, 0.10), (0.035, 0.10), (0.028, -0.02), (-0.028, -0.02))]
        )
        glass = curve(camera.project(rows), corners=(0, 1, 2, 3))
        brush.outline(glass, rgb("#9fb6c8"), 0.7)
        brush.fill(glass, rgb("#e3f0f8"), 0.45)
        wine = np.stack(
            [at + side * x + up * y for x, y in ((-0.033, 0.05), (0.033, 0.05), (0.028, -0.015), (-0.028, -0.015))]
        )
        brush.fill(polygon(camera.project(wine)), rgb("#8c1d33"), 0.85)
        return
    broad, long, color = SLABS.get(name, SLABS["document"])
    corners = ((-0.5, -0.45), (0.5, -0.45), (0.5, 0.55), (-0.5, 0.55))
    rows = np.stack([at + arm.thumb * a * broad + arm.along * b * long for a, b in corners])
    sheet = polygon(camera.project(rows))
    brush.cel(sheet, color, 0.008 * scale, weight=0.8)
