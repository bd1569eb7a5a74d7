"""Feet that walk through an insert: legs from the knees down, seen from near the floor."""

from __future__ import annotations

import numpy as np

from gpu_worker.engines.animatic.bodies.legs import Legs
from gpu_worker.engines.animatic.bodies.skeleton import REST, Skeleton
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.raster import BLACK, Brush, polygon, rgb
from gpu_worker.engines.animatic.things.closeup import Close
from gpu_worker.engines.animatic.things.stands import RING

PACE = 0.9  # cycles a second


def draw_feet(close: Close) -> None:
    """The owner's feet walking on the spot, three quarters towards us."""
    owner, brush = close.owner, close.brush
    step = (close.seconds * PACE + 0.02) % 1.0
    bones = Skeleton(owner.figure, {**REST, "yaw": 48.0, "stride": 0.24, "step": step})
    wide, tall = close.camera.width, close.camera.height
    camera = Camera(np.array([0.0, 0.42, 2.0]), np.array([0.0, 0.26, 0.0]), fov=27.0, width=wide, height=tall)
    floor = rgb("#8a7666")
    ground = np.array([(-3.0, 0.0, -1.6), (3.0, 0.0, -1.6), (3.0, 0.0, 1.4), (-3.0, 0.0, 1.4)])
    brush.fill(polygon(camera.project(ground)), brush.light.bright(floor))
    for x in np.linspace(-2.4, 2.4, 13):
        seam = camera.project(np.array([(x, 0.001, -1.6), (x * 1.0, 0.001, 1.4)]))
        brush.stroke(polygon(seam, closed=False), brush.light.shadow(floor), max(0.8, wide * 0.002), 0.7)
    brush.weight = wide * 0.0042
    for leg in bones.legs.values():
        at = (leg.ankle + leg.toe) / 2
        rows = np.stack([at[0] + RING[:, 0] * 0.15, np.full(len(RING), 0.002), at[2] + RING[:, 1] * 0.07], 1)
        brush.fill(polygon(camera.project(rows)), BLACK, 0.26)
    color = owner.cloth.get("lower", owner.main)
    Legs(owner, bones, camera, Brush(brush.canvas, brush.light, brush.weight)).draw(
        color, bare=owner.outfit.legs == "bare"
    )
