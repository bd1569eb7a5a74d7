"""Fastenings and pockets: buttons in rows, plackets, zips, cloth frogs, pockets with and without flaps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.clothing.garment import Garment
from gpu_worker.engines.animatic.raster import Color, darker, mix, rgb

SILVER = rgb("#c9ced6")


def hem_of(worn: Garment) -> float:
    """Where the top ends: 0 hips, 1 shoulders."""
    return float(worn.look.shell[0, 0])


def _row_of_buttons(worn: Garment, u: float, levels: tuple[float, ...], radius: float, color: Color) -> None:
    if worn.torso.shows_front:
        for s in levels:
            worn.dot(u, s, radius, color)


def buttons(worn: Garment) -> None:
    """Buttons below the lapels."""
    low = worn.outfit.opens_at
    _row_of_buttons(worn, -0.014, (low - 0.05, low - 0.19), 0.016, darker(worn.base, 0.66))


def double_buttons(worn: Garment) -> None:
    """Two rows of buttons."""
    top = 0.84 if worn.outfit.neck == "double_breasted" else worn.outfit.opens_at - 0.04
    color = darker(worn.base, 0.55) if worn.outfit.neck != "double_breasted" else rgb("#3b3b44")
    for u in (-0.046, 0.046):
        _row_of_buttons(worn, u, (top, top - 0.17, top - 0.34, top - 0.51), 0.016, color)


def front_buttons(worn: Garment) -> None:
    """Buttons from throat to hem."""
    _row_of_buttons(worn, 0.0, (0.90, 0.72, 0.54, 0.36, 0.18, 0.0), 0.015, darker(worn.base, 0.7))


def silver_buttons(worn: Garment) -> None:
    """Polished buttons."""
    low = worn.outfit.opens_at
    _row_of_buttons(worn, 0.0, (low - 0.03, low - 0.17, low - 0.34, low - 0.50), 0.018, SILVER)


def metal_buttons(worn: Garment) -> None:
    """The rivets of a denim jacket."""
    for u in (-0.046, 0.046):
        _row_of_buttons(worn, u, (0.80, 0.62, 0.44, 0.26), 0.012, worn.look.accent)


def vest_buttons(worn: Garment) -> None:
    """Buttons of a waistcoat and its two points."""
    if not worn.torso.shows_front:
        worn.band(0.34, 0.020, darker(worn.base, 0.8))
        return
    low = worn.outfit.opens_at
    worn.line([(0.0, low), (0.0, -0.02)], 0.006, worn.brush.light.line(worn.base))
    _row_of_buttons(
        worn, -0.010, (low - 0.05, low - 0.15, low - 0.25, low - 0.35, low - 0.45), 0.013, darker(worn.base, 0.6)
    )


def placket(worn: Garment) -> None:
    """The buttoned strip of a shirt."""
    if not worn.torso.shows_front:
        worn.line([(-0.11, 0.86), (0.0, 0.835), (0.11, 0.86)], 0.006, worn.brush.light.line(worn.base), 0.6, back=True)
        return
    ink, end = worn.brush.light.line(worn.base), hem_of(worn)
    top = 0.84 if worn.outfit.neck == "notched" else 0.90
    worn.line([(0.010, top), (0.010, 0.5), (0.009, end)], 0.005, ink, 0.8)
    color = mix(worn.base, (1, 1, 1), 0.4) if sum(worn.base) < 2.4 else darker(worn.base, 0.72)
    for s in np.arange(top - 0.06, end + 0.03, -0.135).tolist():
        worn.dot(-0.001, s, 0.011, color)


def _pocket(worn: Garment, u: float, s: float, wide: float, tall: float, *, flap: bool) -> None:
    light = worn.brush.light
    box = [(u - wide, s), (u + wide, s), (u + wide, s - tall), (u, s - tall * 1.12), (u - wide, s - tall)]
    worn.brush.stroke(worn.sharp(box), light.line(worn.base), worn.brush.weight * 0.9, 0.8)
    if flap:
        lid = [
            (u - wide * 1.08, s + 0.012),
            (u + wide * 1.08, s + 0.012),
            (u + wide * 1.08, s - tall * 0.30),
            (u, s - tall * 0.46),
            (u - wide * 1.08, s - tall * 0.30),
        ]
        worn.brush.cel(worn.sharp(lid, 0.008), mix(worn.base, (1, 1, 1), 0.03), worn.size * 0.010, weight=0.6)
        worn.dot(u, s - tall * 0.26, 0.009, darker(worn.base, 0.7))


def flap_pockets(worn: Garment) -> None:
    """Breast pockets with flaps."""
    if worn.torso.shows_front:
        for u in (-0.066, 0.066):
            _pocket(worn, u, 0.775, 0.026, 0.11, flap=True)


def low_pockets(worn: Garment) -> None:
    """Patch pockets on the hips."""
    if worn.torso.shows_front:
        for u in (-0.080, 0.080):
            _pocket(worn, u, 0.20, 0.036, 0.17, flap=True)


def side_pockets(worn: Garment) -> None:
    """The slanting flaps of a jacket's pockets."""
    if not worn.torso.shows_front:
        worn.line([(0.0, 0.16), (0.002, hem_of(worn))], 0.009, worn.brush.light.line(worn.base), back=True)
        return
    s = 0.13 if hem_of(worn) < -0.05 else 0.20
    for side in (-1, 1):
        rows = [
            (side * 0.066, s + 0.014),
            (side * 0.122, s + 0.030),
            (side * 0.124, s - 0.012),
            (side * 0.067, s - 0.026),
        ]
        worn.brush.cel(worn.sharp(rows), worn.base, worn.size * 0.006, weight=0.6)


def chest_pocket(worn: Garment) -> None:
    """One breast pocket."""
    if worn.torso.shows_front:
        _pocket(worn, 0.066, 0.76, 0.027, 0.115, flap=False)


def pocket(worn: Garment) -> None:
    """A handkerchief in the breast pocket."""
    if not worn.torso.shows_front:
        return
    white = worn.brush.light.bright(worn.look.second)
    worn.line([(0.056, 0.752), (0.098, 0.766)], 0.010, worn.brush.light.line(worn.base), even=True)
    worn.brush.fill(
        worn.sharp([(0.060, 0.758), (0.095, 0.769), (0.090, 0.806), (0.080, 0.790), (0.068, 0.802)], 0.010), white
    )


def pocket_pen(worn: Garment) -> None:
    """Pens in a white coat."""
    if worn.torso.shows_front:
        _pocket(worn, 0.082, 0.735, 0.024, 0.10, flap=False)
        for u, color in ((0.072, "#2f4fa0"), (0.082, "#b3303c")):
            worn.line([(u, 0.775), (u, 0.715)], 0.010, rgb(color), even=True, lift=0.010)


def pen(worn: Garment) -> None:
    """A pen clipped to the breast pocket."""
    if worn.torso.shows_front:
        worn.line([(0.058, 0.80), (0.058, 0.745)], 0.010, SILVER, even=True, lift=0.012)


def zip_front(worn: Garment) -> None:
    """A zip down the front."""
    if not worn.torso.shows_front or worn.outfit.neck == "biker":
        return
    end = hem_of(worn)
    color = worn.look.accent if worn.outfit.neck == "puffer" else SILVER
    worn.line([(0.0, 0.95), (0.002, 0.5), (0.0, end)], 0.016, worn.brush.light.line(worn.base), even=True)
    worn.line([(0.0, 0.95), (0.002, 0.5), (0.0, end)], 0.007, worn.brush.light.bright(color), even=True, lift=0.006)
    worn.line([(0.001, 0.93), (0.003, 0.885)], 0.012, worn.brush.light.bright(color), even=True, lift=0.010)


def _frog(worn: Garment, u: float, s: float, slant: float) -> None:
    trim = worn.look.second
    rows = [(u - 0.026, s - slant), (u, s), (u + 0.026, s + slant)]
    worn.line(rows, 0.012, worn.brush.light.bright(trim), even=True, lift=0.008)
    worn.dot(u, s, 0.016, trim, lift=0.010)


def frog_buttons(worn: Garment) -> None:
    """Cloth buttons down the front."""
    if worn.torso.shows_front:
        worn.line([(0.0, 1.0), (0.002, 0.5), (0.0, hem_of(worn))], 0.007, worn.brush.light.line(worn.base), 0.9)
        for s in (0.93, 0.75, 0.57, 0.39, 0.21):
            _frog(worn, 0.0, s, 0.0)


def frog_slant(worn: Garment) -> None:
    """A front that closes from the throat to the side."""
    if not worn.torso.shows_front:
        return
    rows = [(0.0, 0.985), (0.022, 0.93), (0.070, 0.875), (0.108, 0.79)]
    worn.line(rows, 0.012, worn.brush.light.bright(worn.look.second), even=True)
    for u, s in ((0.004, 0.965), (0.060, 0.885), (0.106, 0.80)):
        _frog(worn, u, s, -0.012)
    if not worn.outfit.skirt or worn.outfit.skirt.length > 0.8:
        for s in (0.62, 0.44, 0.26):
            _frog(worn, 0.116 if s > 0.5 else 0.108, s, 0.0)


FASTENINGS: dict[str, Callable[[Garment], None]] = {
    "buttons": buttons,
    "double_buttons": double_buttons,
    "front_buttons": front_buttons,
    "silver_buttons": silver_buttons,
    "metal_buttons": metal_buttons,
    "vest_buttons": vest_buttons,
    "placket": placket,
    "flap_pockets": flap_pockets,
    "low_pockets": low_pockets,
    "side_pockets": side_pockets,
    "chest_pocket": chest_pocket,
    "pocket": pocket,
    "pocket_pen": pocket_pen,
    "pen": pen,
    "zip": zip_front,
    "frog_buttons": frog_buttons,
    "frog_slant": frog_slant,
}
