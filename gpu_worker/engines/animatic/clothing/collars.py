"""Collars by neckline: what stands around the neck, over trunk and neck both, seen from the front and from behind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.clothing.garment import Garment, mirrored
from gpu_worker.engines.animatic.raster import Color, darker, mix, polygon, ribbon, trace


def _behind(worn: Garment, color: Color, s: float = 1.04, width: float = 0.05) -> None:
    """A collar as a band across the nape, narrower where it turns to the front."""
    flat = trace(worn.torso.around(s, 0.008)[2:-2], 2)
    half = worn.size * width * (0.55 + 0.45 * np.sin(np.linspace(0.25, np.pi - 0.25, len(flat))))
    worn.brush.cel(polygon(ribbon(flat, half)), color, worn.size * width * 0.5, weight=0.7)


def draw_shirt_collar(worn: Garment, color: Color) -> None:
    """The two wings of a shirt collar."""
    deep, wing = (0.955, 0.012) if worn.look.is_male else (0.938, 0.024)
    for side in (-1, 1):
        rows = [(0.042, 1.125), (0.058, 1.055), (0.056, deep), (wing, deep + 0.058), (0.028, 1.075)]
        worn.brush.cel(
            worn.path([(side * u, s) for u, s in rows], 0.013, (0, 1, 2, 3)), color, worn.size * 0.014, weight=0.8
        )


def shirt(worn: Garment) -> None:
    """A shirt's collar."""
    is_other = worn.outfit.neck in ("lapels", "vest", "vest_open") or "white_collar" in worn.outfit.extras
    color = worn.look.second if is_other else mix(worn.base, (1, 1, 1), 0.10)
    if worn.outfit.neck == "vest_open":
        color = worn.base
    if not worn.torso.shows_front:
        _behind(worn, worn.base if worn.outfit.neck == "lapels" else color)
        return
    draw_shirt_collar(worn, color)


def jacket(worn: Garment) -> None:
    """A jacket's collar: the shirt's wings lie in its V, its own runs around the nape."""
    if not worn.torso.shows_front:
        _behind(worn, mix(worn.base, (1, 1, 1), 0.05), 1.03, 0.06)
        return
    if worn.outfit.neck == "lapels":
        draw_shirt_collar(worn, worn.look.second)


def fold(worn: Garment) -> None:
    """A closed, turned down collar."""
    if not worn.torso.shows_front:
        _behind(worn, worn.base)
        return
    for side in (-1, 1):
        rows = [(0.042, 1.11), (0.060, 1.05), (0.066, 0.965), (0.012, 0.952), (0.002, 1.005), (0.030, 1.045)]
        worn.patch(rows, worn.base, lift=0.012, corners=(0, 1, 2, 3, 4), sides=(side,))


def stand(worn: Garment) -> None:
    """A standing collar."""
    trim = worn.look.second if worn.outfit.neck == "mandarin" else worn.base
    if not worn.torso.shows_front:
        _behind(worn, worn.base, 1.065, 0.075)
        return
    rows = [
        (-0.040, 1.135), (-0.048, 1.055), (-0.034, 1.000), (0.0, 0.982), (0.034, 1.000), (0.048, 1.055),
        (0.040, 1.135), (0.018, 1.070), (0.0, 1.046), (-0.018, 1.070),
    ]  # fmt: skip
    worn.brush.cel(worn.path(rows, 0.012, (0, 6, 8)), worn.base, worn.size * 0.025)
    if worn.outfit.neck == "mandarin":
        bright = worn.brush.light.bright(trim)
        worn.line(
            [(-0.047, 1.05), (-0.033, 0.996), (0.0, 0.978), (0.033, 0.996), (0.047, 1.05)], 0.009, bright, lift=0.014
        )
        worn.line(
            [(-0.036, 1.115), (-0.018, 1.066), (0.0, 1.046), (0.018, 1.066), (0.036, 1.115)], 0.008, bright, lift=0.014
        )


def turtle(worn: Garment) -> None:
    """A rolled collar."""
    if not worn.torso.shows_front:
        _behind(worn, worn.base, 1.08, 0.09)
        return
    rows = mirrored([(-0.044, 1.20), (-0.050, 1.10), (-0.052, 1.02), (-0.030, 0.985), (0.0, 0.975)])
    top = [(0.030, 1.105), (0.0, 1.085), (-0.030, 1.105)]
    worn.brush.cel(worn.path([*rows, *top], 0.014, (0, 8)), worn.base, worn.size * 0.03)
    ink = worn.brush.light.line(worn.base)
    worn.line([(-0.046, 1.09), (-0.026, 1.052), (0.0, 1.040), (0.026, 1.052), (0.046, 1.09)], 0.007, ink, 0.6, 0.016)


def puffer(worn: Garment) -> None:
    """A padded collar that stands away from the neck."""
    if not worn.torso.shows_front:
        _behind(worn, worn.base, 1.06, 0.12)
        return
    rows = mirrored([(-0.058, 1.16), (-0.072, 1.08), (-0.070, 1.00), (-0.036, 0.955), (0.0, 0.945)])
    top = [(0.038, 1.075), (0.0, 1.030), (-0.038, 1.075)]
    worn.brush.cel(worn.path([*rows, *top], 0.022, (0, 8, 10)), worn.base, worn.size * 0.035)


def hood(worn: Garment) -> None:
    """A hood lying on the shoulders."""
    if not worn.torso.shows_front:
        rows = mirrored([(-0.076, 1.06), (-0.110, 0.98), (-0.088, 0.84), (-0.040, 0.76), (0.0, 0.74)])
        worn.brush.cel(worn.path(rows, 0.020, (0, 8), back=True), worn.base, worn.size * 0.04)
        worn.line(
            [(-0.07, 1.0), (-0.04, 0.90), (0.0, 0.87), (0.04, 0.90), (0.07, 1.0)],
            0.009,
            worn.brush.light.line(worn.base),
            0.7,
            0.022,
            back=True,
        )
        return
    rows = mirrored([(-0.092, 0.985), (-0.094, 1.07), (-0.060, 1.155), (-0.040, 1.07), (-0.020, 0.985), (0.0, 0.962)])
    worn.brush.cel(
        worn.path([*rows, (0.050, 0.915), (0.0, 0.895), (-0.050, 0.915)], 0.018, (2, 8)), worn.base, worn.size * 0.03
    )
    ink = worn.brush.light.line(worn.base)
    for side in (-1, 1):
        worn.line([(side * 0.076, 1.08), (side * 0.066, 1.0), (side * 0.030, 0.935)], 0.008, ink, 0.6, 0.022)


def zipped(worn: Garment) -> None:
    """A track jacket's collar with its zip a little open."""
    color = worn.look.second
    if not worn.torso.shows_front:
        _behind(worn, color, 1.05, 0.07)
        return
    for side in (-1, 1):
        rows = [(0.042, 1.13), (0.054, 1.06), (0.052, 1.0), (0.004, 0.945), (0.014, 1.03), (0.030, 1.075)]
        worn.patch(rows, color, lift=0.013, corners=(0, 2, 3, 4), sides=(side,))


def sailor(worn: Garment) -> None:
    """The square of a sailor collar on the back."""
    if worn.torso.shows_front:
        return
    rows = [(-0.108, 1.0), (-0.104, 0.76), (0.104, 0.76), (0.108, 1.0)]
    worn.brush.cel(worn.sharp(rows, 0.010, back=True), worn.look.second, worn.size * 0.03)
    inner = [(-0.092, 1.0), (-0.088, 0.785), (0.088, 0.785), (0.092, 1.0)]
    flat = worn.torso.on(np.array(inner), 0.014, back=True)
    worn.brush.stroke(polygon(flat, closed=False), (1, 1, 1), worn.size * 0.012)


def robe(worn: Garment) -> None:
    """The crossed bands of a robe, around the nape."""
    if not worn.torso.shows_front:
        _behind(worn, worn.look.second, 1.045, 0.045)


def gorget(worn: Garment) -> None:
    """A neck guard of plates."""
    if not worn.torso.shows_front:
        _behind(worn, worn.look.accent, 1.05, 0.10)
        return
    rows = mirrored([(-0.050, 1.13), (-0.078, 1.03), (-0.070, 0.955), (0.0, 0.915)])
    worn.brush.cel(
        worn.path([*rows, (0.030, 1.055), (0.0, 1.02), (-0.030, 1.055)], 0.020, (0, 6)),
        worn.look.second,
        worn.size * 0.03,
    )
    flat = trace(
        worn.torso.on(np.array([(-0.070, 1.0), (-0.050, 0.955), (0.0, 0.925), (0.050, 0.955), (0.070, 1.0)]), 0.024), 4
    )
    worn.brush.fill(
        polygon(ribbon(flat, np.full(len(flat), worn.size * 0.012))), worn.brush.light.bright(worn.look.accent)
    )


def plain(worn: Garment) -> None:
    """The edge of a neckline across the nape."""
    if not worn.torso.shows_front:
        worn.line(
            [(-0.056, 1.055), (0.0, 1.035), (0.056, 1.055)],
            0.010,
            darker(worn.brush.light.bright(worn.base), 0.85),
            back=True,
        )


COLLARS: dict[str, Callable[[Garment], None]] = {
    "lapels": jacket,
    "lapels_open": jacket,
    "collar": shirt,
    "vest": shirt,
    "vest_open": shirt,
    "fold_collar": fold,
    "collar_open": plain,
    "biker": plain,
    "mandarin": stand,
    "stand": stand,
    "stand_side": stand,
    "double_breasted": stand,
    "turtle": turtle,
    "puffer": puffer,
    "hood": hood,
    "zip": zipped,
    "sailor": sailor,
    "crossed": robe,
    "side_robe": robe,
    "round_robe": robe,
    "gorget": gorget,
    "round": plain,
    "vneck": plain,
    "scrubs": plain,
    "notched": plain,
}
