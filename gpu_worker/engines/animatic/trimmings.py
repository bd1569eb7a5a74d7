"""Small things on the front of a garment, by id: buttons, belts, badges, aprons, a necklace."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.garment import Garment, mirrored
from gpu_worker.engines.animatic.raster import darker, mix, points, polygon, rgb, ribbon, trace


def buttons(worn: Garment) -> None:
    """Buttons below the lapels."""
    for s in (worn.outfit.opens_at - 0.06, worn.outfit.opens_at - 0.20):
        worn.dot(-0.022, s, 0.018, darker(worn.base, 0.72))


def pocket(worn: Garment) -> None:
    """A handkerchief in the breast pocket."""
    if not worn.look.is_male:
        return
    rows = [(0.088, 0.775), (0.130, 0.790), (0.124, 0.835), (0.106, 0.815), (0.092, 0.828)]
    worn.brush.fill(worn.path(rows, 0.010, tuple(range(5))), worn.brush.light.bright(worn.look.second))


def belt(worn: Garment) -> None:
    """A belt with its buckle."""
    flat = worn.torso.on(points([(-0.19, 0.36), (-0.09, 0.345), (0.0, 0.34), (0.09, 0.345), (0.19, 0.36)]), 0.006)
    color = darker(worn.look.accent, 0.8)
    worn.brush.cel(
        polygon(ribbon(trace(flat, 3), np.full(13, worn.size * 0.036))), color, worn.size * 0.016, weight=0.6
    )
    worn.dot(0.0, 0.34, 0.034, rgb("#d9c48a"))


def sash(worn: Garment) -> None:
    """A broad sash."""
    flat = worn.torso.on(points([(-0.2, 0.40), (-0.09, 0.385), (0.0, 0.38), (0.09, 0.385), (0.2, 0.40)]), 0.008)
    worn.brush.cel(
        polygon(ribbon(trace(flat, 3), np.full(13, worn.size * 0.10))),
        worn.look.accent,
        worn.size * 0.03,
        weight=0.7,
    )


def badge(worn: Garment) -> None:
    """A name badge."""
    badge = worn.path([(0.070, 0.80), (0.118, 0.808), (0.118, 0.748), (0.070, 0.740)], 0.012, (0, 1, 2, 3))
    worn.brush.cel(
        badge,
        rgb("#f7f7f5") if worn.outfit.neck == "lapels" else worn.look.accent,
        worn.size * 0.01,
        weight=0.6,
    )


def stethoscope(worn: Garment) -> None:
    """A stethoscope around the neck."""
    for side in (-1, 1):
        worn.line(
            [(side * 0.058, 1.06), (side * 0.078, 0.92), (side * 0.060, 0.76), (side * 0.02, 0.66)],
            0.016,
            rgb("#3b4650"),
            lift=0.016,
        )
    worn.dot(0.015, 0.645, 0.050, rgb("#c9ced6"))


def apron(worn: Garment) -> None:
    """An apron with straps."""
    rows = mirrored([(-0.074, 0.86), (-0.086, 0.60), (-0.130, 0.30), (-0.150, -0.17)])
    worn.brush.cel(worn.path(rows, 0.012, (0, 3, 4, 7)), worn.look.second, worn.size * 0.05, weight=0.8)
    for side in (-1, 1):
        worn.line(
            [(side * 0.070, 0.86), (side * 0.084, 0.98), (side * 0.080, 1.04)],
            0.024,
            worn.brush.light.bright(worn.look.second),
        )


def patches(worn: Garment) -> None:
    """A mended place."""
    patch = worn.path([(-0.115, 0.28), (-0.065, 0.27), (-0.06, 0.18), (-0.11, 0.19)], 0.006, (0, 1, 2, 3))
    worn.brush.cel(patch, mix(worn.base, rgb("#c7b28a"), 0.5), worn.size * 0.012, weight=0.5)


def necklace(worn: Garment) -> None:
    """A fine chain with a stone."""
    worn.line(
        [(-0.056, 1.03), (-0.030, 0.955), (0.0, 0.925), (0.030, 0.955), (0.056, 1.03)],
        0.006,
        rgb("#e9d8a0"),
        lift=0.008,
    )
    worn.dot(0.0, 0.918, 0.022, rgb("#f4f1ff"))


TRIMMINGS: dict[str, Callable[[Garment], None]] = {
    "buttons": buttons,
    "pocket": pocket,
    "belt": belt,
    "sash": sash,
    "badge": badge,
    "stethoscope": stethoscope,
    "apron": apron,
    "patches": patches,
    "necklace": necklace,
}
