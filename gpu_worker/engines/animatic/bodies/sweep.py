"""Round bodies swept along a line and seen flat: hulls of discs, with their line and two tones, without a mask.

A disc is (x, y, radius) in pixels. Sweeping discs keeps its shape when a limb points straight at the lens, where an
outline offset to both sides of a line falls apart.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.raster import WHITE, Brush, Color, mix, skia

Disc = tuple[float, float, float]
LIT = 0.17  # how far the lit part of a disc is drawn in, in radii
_WAY = np.linspace(0, 2 * math.pi, 64, endpoint=False)
AROUND: Vector = np.stack([np.cos(_WAY), np.sin(_WAY)], 1)
_ACROSS: Vector = np.stack([-AROUND[:, 1], AROUND[:, 0]], 1)
_NEXT = np.roll(np.arange(64), -1)
_COS, _SIN = math.cos(float(_WAY[1])), math.sin(float(_WAY[1]))


def link(path: Any, a: Disc, b: Disc) -> None:
    """Add the hull of two discs to `path`, always wound the same way."""
    ax, ay, ar = a
    bx, by, br = b
    dx, dy = bx - ax, by - ay
    far = math.sqrt(dx * dx + dy * dy)
    if far <= abs(ar - br) + 1e-3:
        x, y, r = a if ar >= br else b
        path.addCircle(x, y, r)
        return
    way = math.degrees(math.atan2(dy, dx))
    half = math.degrees(math.acos(max(-1.0, min(1.0, (ar - br) / far))))
    path.arcTo(skia.Rect.MakeLTRB(ax - ar, ay - ar, ax + ar, ay + ar), way + half, 360 - 2 * half, True)
    path.arcTo(skia.Rect.MakeLTRB(bx - br, by - br, bx + br, by + br), way - half, 2 * half, False)
    path.close()


def chain(discs: list[Disc]) -> Any:
    """The outline of discs swept one after the other."""
    path = skia.Path()
    for a, b in itertools.pairwise(discs):
        link(path, a, b)
    return path


def wrap(flat: Vector, radii: Vector) -> Vector:
    """The outline of a band stretched around discs."""
    reach = (flat @ AROUND.T + radii[:, None]).max(0)
    along = (reach[_NEXT] - reach * _COS) / _SIN
    outline: Vector = AROUND * reach[:, None] + _ACROSS * along[:, None]
    return outline


def discs_of(flat: Vector, radii: Vector) -> list[Disc]:
    """Rows of points and radii as discs."""
    return [(x, y, r) for (x, y), r in zip(flat.tolist(), radii.tolist(), strict=True)]


def lit(brush: Brush, discs: list[Disc], share: float = LIT) -> list[Disc]:
    """The lit part of each disc: smaller, and touching its edge where the key light comes from."""
    kx, ky = brush.light.key
    return [(x + kx * r * share, y + ky * r * share, r * (1 - share)) for x, y, r in discs]


def outline(brush: Brush, path: Any, discs: list[Disc], color: Color, width: float) -> None:
    """The line of `width` pixels around discs swept to `path`; the same discs drawn larger cost less than a stroke."""
    if brush.is_pen:
        brush.stroke(path, color, width * 2)
    else:
        brush.fill(chain([(x, y, r + width) for x, y, r in discs]), color)


def shaded(brush: Brush, discs: list[Disc], color: Color, *, rim: bool = False, weight: float = 1.0) -> Any:
    """Draw a swept body with line, shadow, light and, where asked for, the back light's edge; returns its outline."""
    light = brush.light
    path = chain(discs)
    if weight > 0:
        outline(brush, path, discs, light.line(color), brush.weight * weight)
    largest = max(disc[2] for disc in discs)
    if largest < 3.0 or brush.is_cutter:
        brush.fill(path, light.bright(color))
        return path
    shadow = light.shadow(color)
    if rim and light.rim is not None and light.rim_strength > 0:
        brush.fill(path, mix(shadow, light.rim or WHITE, light.rim_strength))
        brush.fill(chain(lit(brush, discs, min(0.10, brush.weight * 1.2 / largest))), shadow)
    else:
        brush.fill(path, shadow)
    brush.fill(chain(lit(brush, discs)), light.bright(color))
    return path
