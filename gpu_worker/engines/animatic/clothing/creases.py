"""The creases of a sleeve or a trouser leg: out of the crook where it bends, slack where it hangs and at its end."""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.raster import Brush, Color, strand

STRAIGHT, FOLDED = (
    0.24,
    1.72,
)  # on a unit circle: below one a limb on screen is straight, above the other its crook is hidden
# where a crease begins beside the crook (along its own bone) and where it ends (along, and into the cloth), in radii
FROM_CROOK = ((0.0, 0.85, 0.62), (0.50, 1.55, 0.66))


def _unit(way: Vector) -> Vector:
    return way / (math.hypot(*way) + 1e-9)


def draw_creases(brush: Brush, joints: Vector, radius: float, end: float, color: Color, *, slack: float) -> None:
    """The creases of cloth around a limb seen flat: its three joints, its half-width at the middle and at the end.

    `slack` says how far above the end the cloth gathers, in its half-widths.
    """
    if brush.is_cutter:
        return
    light = brush.light
    up, down = joints[0] - joints[1], joints[2] - joints[1]
    long = math.hypot(*down)
    up, down = _unit(up), _unit(down)
    inner = up + down
    bent = math.hypot(*inner)
    if STRAIGHT < bent < FOLDED:
        inner = inner / bent
        sharp = max(0.45, math.sqrt(max(0.0, 1 - (bent / 2) ** 2)))
        crook = joints[1] + inner * radius * min(2.0, 0.92 / sharp)
        for way in (up, down):
            for start, along, into in FROM_CROOK:
                first = crook + way * radius * start
                last = first - inner * radius * (into + 0.5) + way * radius * (along - start)
                middle = first * 0.55 + last * 0.45 - inner * radius * 0.12
                tone, width = (light.line(color), 0.052) if start == 0 else (light.shadow(color), 0.075)
                brush.fill(
                    strand(np.array([first, middle, last]), [radius * width, radius * width * 0.8, 0.2]), tone, 0.8
                )
    elif bent <= STRAIGHT:
        _hang(brush, joints[1], down, radius, color)
    if long > radius * 2.4:
        across = np.array([-down[1], down[0]])
        for share, side in ((slack, 1), (slack * 2.1, -1)):  # cloth gathers above cuff or shoe
            at = joints[2] - down * end * share
            line = np.array([
                at + across * end * 0.97 * side, at + across * end * 0.38 * side + down * end * 0.30,
                at - across * end * 0.22 * side + down * end * 0.33,
            ])  # fmt: skip
            brush.fill(strand(line, [end * 0.06, end * 0.055, 0.2]), light.shadow(color), 0.9)


def _hang(brush: Brush, joint: Vector, down: Vector, radius: float, color: Color) -> None:
    """A hanging limb still remembers its joint: two soft folds across it."""
    across = np.array([-down[1], down[0]])
    for side, shift in ((1, -0.30), (-1, 0.38)):
        at = joint + down * radius * shift
        line = np.array([
            at + across * radius * 0.92 * side, at + across * radius * 0.50 * side + down * radius * 0.20,
            at + across * radius * 0.08 * side + down * radius * 0.17,
        ])  # fmt: skip
        brush.fill(strand(line, [radius * 0.055, radius * 0.05, 0.2]), brush.light.shadow(color), 0.9)
