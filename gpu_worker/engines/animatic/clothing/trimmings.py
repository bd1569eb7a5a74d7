"""Small things on the front of a garment, by id; belts, emblems and fastenings lie in files of their own."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.clothing.belts import BELTS
from gpu_worker.engines.animatic.clothing.emblems import EMBLEMS
from gpu_worker.engines.animatic.clothing.fastenings import FASTENINGS, hem_of
from gpu_worker.engines.animatic.clothing.garment import Garment, mirrored
from gpu_worker.engines.animatic.raster import darker, mix, polygon, rgb, skia, trace

GOLD = rgb("#d9b860")
SILVER = rgb("#c9ced6")


def flap(worn: Garment) -> None:
    """The storm flap of a trench coat."""
    ink = worn.brush.light.line(worn.base)
    if worn.torso.shows_front:
        worn.line([(-0.124, 0.80), (-0.090, 0.735), (-0.060, 0.72)], 0.009, ink)
    else:
        worn.line([(-0.125, 0.78), (0.0, 0.72), (0.125, 0.78)], 0.010, ink, back=True)


def quilting(worn: Garment) -> None:
    """The sewn rolls of a down jacket: a line, and a shadow under each roll."""
    light = worn.brush.light
    ink, shade = light.line(worn.base), light.shadow(worn.base)
    for s in np.arange(0.86, hem_of(worn) + 0.06, -0.135).tolist():
        flat = trace(worn.torso.around(s, 0.004, 0.010), 2)
        worn.brush.fill(polygon(np.vstack([flat, (flat - (0, worn.size * 0.055))[::-1]])), shade, 0.5)
        worn.brush.stroke(polygon(flat, closed=False), ink, worn.brush.weight * 1.1)


def stitch_lines(worn: Garment) -> None:
    """The quilted lines of a cotton-padded jacket."""
    ink = worn.brush.light.line(worn.base)
    back = not worn.torso.shows_front
    for u in (-0.105, -0.07, -0.035, 0.035, 0.07, 0.105):
        worn.line([(u, 0.86), (u * 1.04, 0.4), (u * 1.06, -0.12)], 0.005, ink, 0.45, back=back)


def stitches(worn: Garment) -> None:
    """The seams of a denim jacket in their bright thread."""
    thread = worn.brush.light.bright(worn.look.accent)
    back = not worn.torso.shows_front
    for side in (-1, 1):
        worn.line([(side * 0.044, 0.70), (side * 0.060, 0.40), (side * 0.064, 0.14)], 0.005, thread, 0.9, back=back)
    worn.line([(-0.124, 0.80), (0.0, 0.79), (0.124, 0.80)], 0.005, thread, 0.8 if back else 0.0, back=back)
    worn.band(hem_of(worn) + 0.10, 0.006, worn.look.accent, fine=True)


def shine(worn: Garment) -> None:
    """The gloss of leather."""
    gloss = mix(worn.base, (1, 1, 1), 0.38)
    back = not worn.torso.shows_front
    for rows in (
        [(-0.108, 0.90), (-0.112, 0.74), (-0.100, 0.60)],
        [(0.088, 0.50), (0.080, 0.36), (0.084, 0.24)],
        [(-0.085, 0.44), (-0.074, 0.32), (-0.076, 0.22)],
    ):
        worn.line([(u, s) for u, s in rows], 0.016, worn.brush.light.bright(gloss), 0.8, back=back)


def pouch(worn: Garment) -> None:
    """A hoodie's pocket."""
    if worn.torso.shows_front:
        ink = worn.brush.light.line(worn.base)
        worn.line([(-0.096, 0.06), (-0.062, 0.27), (0.062, 0.27), (0.096, 0.06)], 0.008, ink)


def strings(worn: Garment) -> None:
    """A hood's strings."""
    if worn.torso.shows_front:
        bright = worn.brush.light.bright(worn.look.second)
        for side, low in ((-1, 0.66), (1, 0.70)):
            worn.line(
                [(side * 0.026, 0.93), (side * 0.032, 0.82), (side * 0.028, low)], 0.012, bright, even=True, lift=0.016
            )


def bow(worn: Garment) -> None:
    """A ribbon bow on the chest."""
    if not worn.torso.shows_front:
        return
    for side in (-1, 1):
        tail = [(0.0, 0.765), (side * 0.016, 0.70), (side * 0.034, 0.64), (side * 0.006, 0.67)]
        worn.patch(tail, worn.look.accent, lift=0.014, corners=(0, 2))
        loop = [(0.0, 0.768), (side * 0.050, 0.812), (side * 0.056, 0.730)]
        worn.patch(loop, worn.look.accent, lift=0.018)
    worn.dot(0.0, 0.768, 0.034, worn.look.accent, lift=0.02)


def neckerchief(worn: Garment) -> None:
    """A cook's neckerchief."""
    if worn.torso.shows_front:
        worn.patch(
            [
                (-0.050, 1.04),
                (0.0, 0.985),
                (0.050, 1.04),
                (0.044, 0.985),
                (0.014, 0.93),
                (-0.012, 0.93),
                (-0.044, 0.985),
            ],
            rgb("#c8343f"),
            lift=0.02,
            corners=(0, 2),
        )


def stethoscope(worn: Garment) -> None:
    """A stethoscope around the neck."""
    if not worn.torso.shows_front:
        worn.line([(-0.056, 1.04), (0.0, 1.01), (0.056, 1.04)], 0.022, rgb("#3b4650"), even=True, back=True, lift=0.014)
        return
    for side, low in ((-1, 0.62), (1, 0.70)):
        rows = [(side * 0.050, 1.06), (side * 0.064, 0.92), (side * 0.052, 0.78), (side * 0.040, low)]
        worn.line(rows, 0.017, rgb("#3b4650"), even=True, lift=0.018)
    worn.dot(-0.040, 0.605, 0.048, SILVER, lift=0.02)


def watch(worn: Garment) -> None:
    """A nurse's watch pinned to the chest."""
    if worn.torso.shows_front:
        worn.line([(-0.062, 0.80), (-0.062, 0.75)], 0.010, SILVER, even=True, lift=0.01)
        worn.dot(-0.062, 0.735, 0.028, rgb("#f7f7f5"))


def radio(worn: Garment) -> None:
    """A radio on the shoulder."""
    if worn.torso.shows_front:
        worn.patch(
            [(-0.116, 0.90), (-0.092, 0.90), (-0.092, 0.81), (-0.116, 0.81)],
            rgb("#23262d"),
            lift=0.016,
            corners=(0, 1, 2, 3),
        )
        worn.line([(-0.112, 0.90), (-0.112, 0.965)], 0.010, rgb("#23262d"), even=True, lift=0.016)


def apron(worn: Garment) -> None:
    """An apron with a bib and straps."""
    color = worn.look.second
    if not worn.torso.shows_front:
        worn.band(0.35, 0.030, color)
        for side in (-1, 1):
            worn.line(
                [(side * 0.074, 1.0), (side * -0.050, 0.36)],
                0.024,
                worn.brush.light.bright(color),
                even=True,
                back=True,
            )
            worn.patch([(0.0, 0.36), (side * 0.060, 0.40), (side * 0.066, 0.31)], color, back=True, lift=0.014)
        return
    for side in (-1, 1):
        worn.line(
            [(side * 0.060, 0.84), (side * 0.076, 0.96), (side * 0.072, 1.03)],
            0.026,
            worn.brush.light.bright(color),
            even=True,
        )
    worn.brush.cel(
        worn.path(mirrored([(-0.062, 0.85), (-0.072, 0.60), (-0.098, 0.38), (-0.11, 0.33)]), 0.010, (0, 3, 4, 7)),
        color,
        worn.size * 0.04,
        weight=0.8,
    )
    worn.band(0.35, 0.032, darker(color, 0.95))


def apron_low(worn: Garment) -> None:
    """A waiter's apron string; its cloth is a skirt's affair or hangs over the trousers."""
    color = worn.role("#f4f3f0") if worn.outfit.neck == "double_breasted" else rgb("#26262c")
    worn.band(0.20, 0.030, color)
    if worn.torso.shows_front:
        rows = mirrored([(-0.136, 0.20), (-0.142, 0.05), (-0.142, hem_of(worn) - 0.02)])
        worn.brush.cel(worn.path(rows, 0.012, (0, 2, 3, 5)), color, worn.size * 0.03, weight=0.7)


def chain(worn: Garment) -> None:
    """A watch chain."""
    if worn.torso.shows_front:
        worn.line([(0.0, 0.33), (0.030, 0.28), (0.062, 0.31)], 0.007, GOLD, lift=0.012)


def boutonniere(worn: Garment) -> None:
    """A flower in the lapel."""
    if worn.torso.shows_front:
        for du, ds in ((-0.010, 0.010), (0.010, 0.012), (0.0, -0.010)):
            worn.dot(0.074 + du, 0.80 + ds, 0.030, rgb("#f3d9dc"), lift=0.02)
        worn.dot(0.074, 0.80, 0.014, GOLD, lift=0.024)


def lace_bodice(worn: Garment) -> None:
    """Lace on a bodice: small pale blossoms."""
    if not worn.torso.shows_front:
        for s in np.arange(0.74, 0.40, -0.06).tolist():
            worn.dot(0.0, s, 0.012, darker(worn.base, 0.86), back=True)
        return
    index = np.arange(16)
    rows = np.stack([np.sin(index * 2.4) * (0.10 - 0.03 * (index % 3)), 0.74 - 0.022 * index], 1)
    path = skia.Path()
    for turn, (x, y) in enumerate(worn.torso.on(rows, 0.004).tolist()):
        for petal in range(4):
            angle = petal * math.pi / 2 + turn
            reach = worn.size * 0.020
            path.addCircle(x + math.cos(angle) * reach, y + math.sin(angle) * reach, worn.size * 0.014)
    worn.brush.fill(path, worn.brush.light.shadow(worn.look.accent), 0.55)


def sparkle(worn: Garment) -> None:
    """Sequins that catch the light."""
    if not worn.torso.shows_front:
        return
    index = np.arange(26)
    rows = np.stack([np.sin(index * 2.399) * 0.098, 0.76 - 0.55 * (index * 0.618 % 1.0)], 1)
    path = skia.Path()
    for turn, (x, y) in enumerate(worn.torso.on(rows, 0.003).tolist()):
        path.addCircle(x, y, worn.size * (0.013 if turn % 3 == 0 else 0.007))
    worn.brush.fill(path, mix(worn.look.accent, (1, 1, 1), 0.4), 0.85)


def piping(worn: Garment) -> None:
    """A bright edge along seams."""
    if worn.outfit.neck == "mandarin" and worn.torso.shows_front:
        worn.line(
            [(0.110, 0.84), (0.112, 0.5), (0.126, 0.1)], 0.007, worn.brush.light.bright(worn.look.second), even=True
        )


def patches(worn: Garment) -> None:
    """A mended place."""
    back = not worn.torso.shows_front
    path = worn.sharp([(-0.098, 0.30), (-0.050, 0.285), (-0.046, 0.16), (-0.095, 0.175)], back=back)
    worn.brush.cel(path, mix(worn.base, rgb("#c7b28a"), 0.5), worn.size * 0.010, weight=0.5)


def towel(worn: Garment) -> None:
    """A towel around the neck."""
    white = rgb("#eef0ec")
    if not worn.torso.shows_front:
        worn.strip([(-0.075, 1.02), (0.0, 0.985), (0.075, 1.02)], 0.055, white, back=True, lift=0.014)
        return
    for side, low in ((-1, 0.56), (1, 0.64)):
        worn.strip([(side * 0.056, 1.05), (side * 0.072, 0.92), (side * 0.070, low)], 0.062, white, lift=0.016)


def xiapei(worn: Garment) -> None:
    """A bride's embroidered stole."""
    if worn.torso.shows_front:
        for side in (-1, 1):
            worn.strip(
                [(side * 0.060, 1.05), (side * 0.070, 0.90), (side * 0.040, 0.55), (side * 0.030, -0.1)],
                0.052,
                rgb("#2f5a8a"),
                lift=0.014,
            )
            worn.line(
                [(side * 0.060, 1.04), (side * 0.070, 0.90), (side * 0.040, 0.55), (side * 0.030, -0.1)],
                0.014,
                worn.brush.light.bright(GOLD),
                even=True,
                lift=0.016,
            )
    else:
        worn.strip([(-0.074, 1.02), (0.0, 0.93), (0.074, 1.02)], 0.052, rgb("#2f5a8a"), lift=0.014, back=True)


def necklace(worn: Garment) -> None:
    """A fine chain with a stone."""
    if worn.torso.shows_front:
        rows = [(-0.046, 1.03), (-0.028, 0.955), (0.0, 0.925), (0.028, 0.955), (0.046, 1.03)]
        worn.line(rows, 0.006, rgb("#e9d8a0"), lift=0.008)
        worn.dot(0.0, 0.916, 0.022, rgb("#f4f1ff"))


def scarf(worn: Garment) -> None:
    """A scarf around the neck with a hanging end."""
    red = rgb("#b3483f")
    if not worn.torso.shows_front:
        worn.band(1.05, 0.13, red)
        return
    worn.patch(
        [(0.016, 0.99), (0.066, 0.98), (0.076, 0.62), (0.026, 0.62)],
        darker(red, 0.94),
        lift=0.026,
        corners=(2, 3),
        depth=0.03,
    )
    for s in (0.63, 0.645):
        worn.line([(0.028, s), (0.076, s)], 0.006, worn.brush.light.line(red), 0.6, 0.028)
    rows = mirrored([(-0.074, 1.00), (-0.076, 1.09), (-0.030, 1.085), (0.0, 1.065)])
    worn.brush.cel(worn.path([*rows, (0.046, 0.925), (-0.046, 0.925)], 0.028), red, worn.size * 0.04)


TRIMMINGS: dict[str, Callable[[Garment], None]] = {
    **BELTS,
    **EMBLEMS,
    **FASTENINGS,
    "flap": flap,
    "quilting": quilting,
    "stitch_lines": stitch_lines,
    "stitches": stitches,
    "shine": shine,
    "pouch": pouch,
    "strings": strings,
    "bow": bow,
    "neckerchief": neckerchief,
    "stethoscope": stethoscope,
    "watch": watch,
    "radio": radio,
    "apron": apron,
    "apron_low": apron_low,
    "chain": chain,
    "boutonniere": boutonniere,
    "lace_bodice": lace_bodice,
    "sparkle": sparkle,
    "piping": piping,
    "patches": patches,
    "towel": towel,
    "xiapei": xiapei,
    "necklace": necklace,
    "scarf": scarf,
}
