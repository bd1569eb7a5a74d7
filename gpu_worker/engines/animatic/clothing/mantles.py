"""What hangs loose from the shoulders, the head or the back: capes, veils, coat tails, long silk ribbons."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.clothing.drape import Drape, lobe
from gpu_worker.engines.animatic.clothing.garment import Garment
from gpu_worker.engines.animatic.clothing.wardrobe import Skirt
from gpu_worker.engines.animatic.raster import Color, polygon, rgb, ribbon, strand, trace

_CAPE = Skirt(length=0.90, hem=0.16, hip=0.05, high=0.30)
_TAILS = Skirt(length=0.46, hem=0.02, hip=0.01, high=0.30)


def draw_mantles(worn: Garment, *, before_us: bool) -> None:
    """Everything of the outfit that hangs loose: `before_us` asks for what now lies nearer than the trunk."""
    for name in sorted(worn.outfit.extras & MANTLES.keys()):
        MANTLES[name](worn, before_us)


def _sheet(worn: Garment, drape: Drape, color: Color, top: float, alpha: float = 1.0) -> None:
    """The back of a hanging piece from the shoulders down, with its folds."""
    brush, light, torso = worn.brush, worn.brush.light, worn.torso
    left, right = drape.sides()
    s = np.array([top, 0.86, 0.60])
    middle, across, deep = torso.frame(s)
    width = np.interp(s, worn.look.shell[:, 0], worn.look.shell[:, 1]) * np.array([0.80, 1.10, 1.16])
    high = [worn.camera.project(middle - deep * 0.05 + across * (side * width)[:, None]) for side in (-1, 1)]
    if high[0][1, 0] > high[1][1, 0]:
        high.reverse()
    outline = np.vstack([high[0], left[2:], right[2:][::-1], high[1][::-1]])
    count = len(outline)
    path = lobe(outline, corners=(0, 2 + len(left) - 2, 3 + len(left) - 2, count - 1))
    if alpha >= 1.0:
        brush.outline(path, color)
        brush.fill(path, light.bright(color))
    else:
        brush.fill(path, light.bright(color), alpha)
        brush.stroke(path, light.line(color), brush.weight * 0.8, 0.5)
    with brush.inside(path):
        for part in (0.18, 0.38, 0.62, 0.82):
            rows = np.vstack([high[0][1] * (1 - part) + high[1][1] * part, (left[3:] * (1 - part) + right[3:] * part)])
            brush.fill(
                strand(rows, [0.3, worn.size * 0.02, worn.size * 0.03]), light.shadow(color), 0.8 * min(1, alpha + 0.2)
            )


def cape(worn: Garment, before_us: bool) -> None:
    """A cape."""
    if before_us is not worn.torso.shows_front:
        drape = worn.torso.skirt(_CAPE, 0.0, over=0.03)
        _sheet(worn, drape, worn.look.second, 1.0)


def veil(worn: Garment, before_us: bool) -> None:
    """A bride's veil behind the shoulders."""
    if before_us is not worn.torso.shows_front:
        drape = worn.torso.skirt(Skirt(length=0.62, hem=0.10, hip=0.05, high=0.30), 0.0, over=0.03)
        _sheet(worn, drape, rgb("#fdfdfd"), 1.06, 0.45)


def tails(worn: Garment, before_us: bool) -> None:
    """The tails of a butler's coat."""
    if before_us is worn.torso.shows_front:
        return
    drape = worn.torso.skirt(_TAILS, 0.0, over=0.014)
    brush, light = worn.brush, worn.brush.light
    for side in (-1, 1):
        shares = np.linspace(0.0, 1.0, 5)
        inner = drape.at(np.full(5, -math.pi / 2 + side * 0.05), shares)
        outer = drape.at(-math.pi / 2 + side * np.linspace(1.2, 0.55, 5), shares)
        path = polygon(worn.camera.project(np.vstack([inner, outer[::-1]])))
        brush.outline(path, worn.base)
        brush.fill(path, light.bright(worn.base) if before_us else light.shadow(worn.base))


def _silk(worn: Garment, rows: Any, color: Color) -> None:
    flat = trace(worn.camera.project(np.asarray(rows)), 5)
    widths = np.interp(np.linspace(0, 1, len(flat)), [0, 0.5, 1], [0.035, 0.055, 0.045]) * worn.size
    worn.brush.cel(polygon(ribbon(flat, widths)), color, worn.size * 0.02, weight=0.6)


def shawl_ribbon(worn: Garment, before_us: bool) -> None:
    """A long silk over the elbows, behind the back and down at both sides."""
    bones, k = worn.torso.bones, worn.look.figure.girth
    color = worn.look.accent if worn.outfit.coat is None else worn.look.second
    axes = bones.pelvis_axes
    back = bones.pelvis + axes @ (np.array([0.0, 0.16, -0.17]) * k)
    if before_us is not worn.torso.shows_front:
        left, right = bones.arms["L"], bones.arms["R"]
        out = 0.05 * k
        rows = [right.elbow + axes[:, 0] * -out, (right.elbow + back) / 2 - axes[:, 1] * 0.03, back]
        _silk(worn, [*rows, (left.elbow + back) / 2 - axes[:, 1] * 0.03, left.elbow + axes[:, 0] * out], color)
    if not before_us:
        return
    for arm in bones.arms.values():
        aside = axes[:, 0] * arm.sign * 0.07 * k
        elbow = arm.elbow + aside
        fall = np.array([0.0, -1.0, 0.0])
        low = max(0.12, float(elbow[1] - bones.floor[1]) - 0.14)
        rows = [
            elbow + np.array([0.0, 0.03, 0.0]),
            elbow + fall * low * 0.3 + aside * 0.5,
            elbow + fall * low * 0.7 + aside * 0.2,
            elbow + fall * low + aside * 0.9,
        ]
        _silk(worn, rows, color)


MANTLES: dict[str, Callable[[Garment, bool], None]] = {
    "cape": cape,
    "long_veil": veil,
    "tails": tails,
    "shawl_ribbon": shawl_ribbon,
}
