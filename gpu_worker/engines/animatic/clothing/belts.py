"""Belts and sashes around a waist or a chest, and what hangs from them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.clothing.garment import Garment
from gpu_worker.engines.animatic.raster import darker, disc, mix, polygon, rgb

GOLD = rgb("#d9b860")
STRAND = np.array([2.0, -3.0])  # pixels
JADE = rgb("#9fc9ae")


def belt(worn: Garment) -> None:
    """A belt with its buckle."""
    s = 0.34 if worn.outfit.coat is not None else 0.315
    width = 0.042 if worn.outfit.coat is not None else 0.026
    worn.band(s, width, darker(worn.look.accent, 0.8) if worn.outfit.coat is None else darker(worn.base, 0.86))
    if worn.torso.shows_front:
        buckle = [(-0.018, s + 0.028), (0.018, s + 0.028), (0.018, s - 0.028), (-0.018, s - 0.028)]
        worn.brush.cel(
            worn.sharp(buckle, 0.012),
            GOLD if worn.outfit.coat is None else darker(worn.look.accent, 0.8),
            worn.size * 0.006,
            weight=0.6,
        )


def waistband(worn: Garment) -> None:
    """A seam or narrow belt at the waist of a dress."""
    worn.band(worn.outfit.skirt.high if worn.outfit.skirt else 0.36, 0.028, worn.look.accent)


def sash(worn: Garment) -> None:
    """A broad sash with its hanging ends."""
    s = min(0.40, worn.outfit.skirt.high + 0.02) if worn.outfit.skirt else 0.36
    worn.band(s, 0.085, worn.look.accent)
    worn.band(s + 0.012, 0.012, mix(worn.look.accent, (1, 1, 1), 0.35), fine=True)
    if worn.torso.shows_front:
        for u, low in ((-0.010, 0.02), (0.018, -0.06)):
            rows = [(u - 0.012, s - 0.03), (u + 0.014, s - 0.03), (u + 0.022, low), (u - 0.014, low + 0.02)]
            worn.brush.cel(worn.sharp(rows, 0.016), worn.look.accent, worn.size * 0.02, weight=0.6)


def sash_high(worn: Garment) -> None:
    """A court sash under the bust."""
    worn.band(0.60, 0.070, worn.look.accent)
    worn.band(0.60, 0.014, worn.look.second, fine=True)


def chest_band(worn: Garment) -> None:
    """The upper edge of a skirt tied above the bust."""
    worn.band(worn.outfit.skirt.high + 0.01 if worn.outfit.skirt else 0.6, 0.050, worn.look.accent)


def red_sash(worn: Garment) -> None:
    """A bridegroom's red silk across the chest, with its flower."""
    red = rgb("#d8303c")
    back = not worn.torso.shows_front
    worn.strip([(0.110, 0.97), (0.04, 0.78), (-0.05, 0.55), (-0.13, 0.36)], 0.060, red, lift=0.014, back=back)
    if not back:
        for radius, shade in ((0.125, 1.0), (0.085, 0.9), (0.045, 1.1)):
            worn.dot(-0.005, 0.665, radius, darker(red, shade), lift=0.03)


def tie_belt(worn: Garment) -> None:
    """A knotted belt of cloth."""
    worn.band(0.34, 0.046, worn.look.second)
    if worn.torso.shows_front:
        for rows in ([(-0.004, 0.34), (-0.030, 0.20), (-0.024, 0.02)], [(0.004, 0.34), (0.020, 0.18), (0.036, 0.06)]):
            worn.strip([(u, s) for u, s in rows], 0.030, worn.look.second, lift=0.016)
        worn.dot(0.0, 0.345, 0.045, worn.look.second, lift=0.02)


def rope_belt(worn: Garment) -> None:
    """A straw rope around the waist."""
    flat = worn.band(0.30, 0.024, worn.look.accent)
    for at in flat[2:-2:2]:
        worn.brush.stroke(
            polygon(np.stack([at - STRAND, at + STRAND]), closed=False), darker(worn.look.accent, 0.7), 1.2, 0.7
        )


def jade_belt(worn: Garment) -> None:
    """A stiff court belt with jade plates."""
    flat = worn.band(0.34, 0.052, darker(worn.look.accent, 0.55))
    count = len(flat)
    for at in flat[2 : count - 2 : 3]:
        worn.brush.cel(disc(at, worn.size * 0.034), JADE, worn.size * 0.012, weight=0.5)


def jade_pendant(worn: Garment) -> None:
    """Jade and a tassel hanging from the sash."""
    if worn.torso.shows_front:
        worn.dot(0.060, 0.16, 0.045, JADE, lift=0.02)
        worn.line([(0.060, 0.30), (0.060, 0.16)], 0.006, worn.look.accent, lift=0.018)
        worn.strip([(0.060, 0.11), (0.061, -0.04)], 0.022, worn.look.accent, lift=0.018)


def lion_belt(worn: Garment) -> None:
    """An armour's belt with a beast's head."""
    worn.band(0.32, 0.058, rgb("#5a3a30"))
    if worn.torso.shows_front:
        worn.dot(0.0, 0.32, 0.110, worn.look.accent, lift=0.02)
        for u in (-0.014, 0.014):
            worn.dot(u, 0.335, 0.016, darker(worn.look.accent, 0.35), lift=0.024)
        worn.line([(-0.022, 0.285), (0.0, 0.275), (0.022, 0.285)], 0.012, darker(worn.look.accent, 0.4), lift=0.024)


def cross_strap(worn: Garment) -> None:
    """A leather strap across the chest, for a sword."""
    leather = rgb("#5a3a2a")
    back = not worn.torso.shows_front
    side = -1 if back else 1
    worn.strip(
        [(side * -0.105, 0.97), (side * -0.02, 0.72), (side * 0.10, 0.40)], 0.024, leather, lift=0.012, back=back
    )


def drape_fold(worn: Garment) -> None:
    """Cloth drawn to one side of the waist."""
    ink = worn.brush.light.line(worn.base)
    if worn.torso.shows_front:
        for high, low in ((0.56, 0.36), (0.47, 0.33), (0.40, 0.30)):
            worn.line([(-0.090, high), (-0.01, (high + low) / 2 - 0.02), (0.086, low)], 0.008, ink, 0.55)


BELTS: dict[str, Callable[[Garment], None]] = {
    "belt": belt,
    "waistband": waistband,
    "sash": sash,
    "sash_high": sash_high,
    "chest_band": chest_band,
    "red_sash": red_sash,
    "tie_belt": tie_belt,
    "rope_belt": rope_belt,
    "jade_belt": jade_belt,
    "jade_pendant": jade_pendant,
    "lion_belt": lion_belt,
    "cross_strap": cross_strap,
    "drape_fold": drape_fold,
}
