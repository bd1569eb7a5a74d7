"""Brows: five points a side that lift, fall and draw together, inked as one tapered stroke, hair by hair when close."""

from __future__ import annotations

import numpy as np

from gpu_worker.engines.animatic.faces.expressions import Units, read
from gpu_worker.engines.animatic.faces.eyes import CLOSE_UP, EyeCut, cut_of, lash_ink, letter_of
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.raster import Brush, curve, mix, ribbon, skia, times, trace

#                       from the inner to the outer end, in eye units
ALONG = np.array([-0.98, -0.42, 0.22, 0.82, 1.26])
REST = {"female": np.array([-0.02, 0.12, 0.24, 0.20, 0.0]), "male": np.array([-0.04, 0.08, 0.17, 0.16, 0.02])}
INNER = np.array([0.84, 0.50, 0.08, -0.14, -0.28])
OUTER = np.array([0.12, 0.32, 0.56, 0.58, 0.40])
FROWN = np.array([0.68, 0.50, 0.18, -0.06, -0.08])
WRINKLED = np.array([0.18, 0.14, 0.07, 0, 0])
TOGETHER = np.array([0.22, 0.14, 0.05, 0, 0])
WEIGHT = ((0, 0.10, 0.45, 0.75, 1), (0.052, 0.084, 0.082, 0.056, 0.006))


def brow_line(head: Head, side: int, units: Units) -> np.ndarray:
    """The middle line of a brow in pixels, five points from its inner to its outer end."""
    cut: EyeCut = cut_of(head)
    letter = letter_of(side)
    inner, outer, frown = read(units, "1", letter), read(units, "2", letter), read(units, "4", letter)
    angry = frown * (1 - 0.7 * inner)
    low = 0.88 if head.look.is_male else 1.0  # a man's brow is nearer to the eye and has less far to fall
    y = (
        cut.brow_height
        + REST["male" if head.look.is_male else "female"]
        + inner * INNER
        + outer * OUTER
        - angry * FROWN * low
        - frown * inner * 0.12
        - read(units, "9", letter) * WRINKLED
        + read(units, "5", letter) * 0.12
        - read(units, "6", letter) * 0.05
        - 0.10 * max(read(units, "43", letter), read(units, "46", letter)) * (1 - inner)
    )
    x = ALONG - frown * TOGETHER
    line: np.ndarray = head.on(np.stack([side * (cut.apart + x * cut.half), cut.height + y * cut.half], 1), 0.01)
    return line


def draw_brow(brush: Brush, head: Head, side: int, units: Units, *, over_hair: bool = False) -> None:
    """The brow over the eye at the viewer's left (-1) or right (1); comics show it `over_hair` too."""
    cut: EyeCut = cut_of(head)
    centre = trace(brow_line(head, side, units), 5)
    along = np.linspace(0, 1, len(centre))
    weight = np.interp(along, *WEIGHT) * cut.brow_weight * cut.half * head.size
    ink = lash_ink(brush, head)
    tint = mix(ink, times(head.look.hair, brush.light.lit), 0.45)
    path = curve(ribbon(centre, weight)[::2], corners=())
    if over_hair:  # a rim of skin around it, so that dark brows are seen before dark hair
        seen = 0.42 * (1 - min(1.0, 1.4 * units.get("gloom", 0.0)))
        brush.stroke(path, brush.light.bright(head.look.skin), head.size * 0.010, seen)
    brush.fill(path, tint, 0.94)
    if head.size > CLOSE_UP:
        _draw_hairs(brush, centre, weight, ink)


def _draw_hairs(brush: Brush, centre: np.ndarray, weight: np.ndarray, ink: tuple[float, float, float]) -> None:
    path = skia.Path()
    way = np.gradient(centre, axis=0)
    way /= np.hypot(way[:, 0], way[:, 1])[:, None] + 1e-9
    up = np.stack([way[:, 1], -way[:, 0]], 1)
    up *= np.where(up[:, 1:] > 0, -1.0, 1.0)
    for index in range(1, len(centre) - 4):
        lean = 1.3 + 1.6 * index / len(centre)
        root = centre[index] - up[index] * weight[index] * 0.55
        tip = centre[index] + up[index] * weight[index] * 0.98 + way[index] * weight[index] * lean
        path.moveTo(*map(float, root))
        path.lineTo(*map(float, tip))
    brush.stroke(path, ink, max(0.8, float(weight.max()) * 0.13), 0.45)


def furrow(units: Units) -> float:
    """How deeply the skin between the brows is folded, 0..1."""
    frown = max(read(units, "4", "R"), read(units, "4", "L"))
    return max(0.0, frown - 0.35) / 0.65
