"""Small things on a garment, by id: buttons, belts, pockets, badges, sashes. What lies on skirt and coat is apart."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.drape import Drape
from gpu_worker.engines.animatic.garment import Garment, Rows, mirrored
from gpu_worker.engines.animatic.raster import (
    Color,
    curve,
    darker,
    disc,
    mix,
    points,
    polygon,
    rgb,
    ribbon,
    skia,
    strand,
    trace,
)

GOLD, SILVER, JADE = rgb("#d9b860"), rgb("#c9ced6"), rgb("#9fc9ae")


def _hem(worn: Garment) -> float:
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
    ink, end = worn.brush.light.line(worn.base), _hem(worn)
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
        worn.line([(0.0, 0.16), (0.002, _hem(worn))], 0.009, worn.brush.light.line(worn.base), back=True)
        return
    s = 0.13 if _hem(worn) < -0.05 else 0.20
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


def cummerbund(worn: Garment) -> None:
    """A dark pleated sash below a dinner jacket's button."""


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
            polygon(np.stack([at + (-2, 3), at + (2, -3)]), closed=False), darker(worn.look.accent, 0.7), 1.2, 0.7
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


def mirror_plates(worn: Garment) -> None:
    """The two round plates on the chest."""
    back = not worn.torso.shows_front
    for u in (-0.062, 0.062):
        worn.dot(u, 0.74, 0.170, worn.look.accent, back=back, lift=0.012)
        worn.dot(u, 0.74, 0.130, mix(SILVER, worn.base, 0.3), back=back, lift=0.014)
        worn.dot(u - 0.012, 0.765, 0.032, mix(SILVER, (1, 1, 1), 0.7), back=back, lift=0.016)


def pauldrons(worn: Garment) -> None:
    """Shoulder plates in three layers."""
    for side in ("R", "L"):
        arm = worn.torso.bones.arms[side]
        scale = worn.camera.scale(arm.shoulder) * worn.look.figure.girth
        way = arm.elbow - arm.shoulder
        way = way / (math.sqrt(float(way @ way)) + 1e-9)
        for far, radius in ((0.085, 0.060), (0.045, 0.066), (0.0, 0.068)):
            at = worn.camera.project(arm.shoulder + way * far * worn.look.figure.girth)
            color = worn.look.accent if far == 0.0 else mix(worn.base, (1, 1, 1), 0.12)
            worn.brush.cel(
                disc(at, radius * scale * (1.18 if worn.look.is_male else 1.0)), color, radius * scale * 0.4, weight=0.8
            )


def badge(worn: Garment) -> None:
    """A name badge."""
    if not worn.torso.shows_front:
        return
    rows = [(0.048, 0.80), (0.090, 0.808), (0.090, 0.752), (0.048, 0.744)]
    if (
        "chest_pocket" in worn.outfit.extras
        or "pocket_pen" in worn.outfit.extras
        or "flap_pockets" in worn.outfit.extras
    ):
        rows = [(u, s + 0.085) for u, s in rows]
    light = sum(worn.base) > 1.8
    worn.brush.cel(
        worn.sharp(rows, 0.012), rgb("#f7f7f5") if not light else worn.look.accent, worn.size * 0.008, weight=0.6
    )
    top = rows[0][1]
    worn.line(
        [(0.054, top - 0.022), (0.084, top - 0.016)],
        0.006,
        rgb("#48506a") if not light else (1, 1, 1),
        even=True,
        lift=0.014,
    )


def police_badge(worn: Garment) -> None:
    """A shield on the chest."""
    if worn.torso.shows_front:
        rows = [(0.052, 0.865), (0.082, 0.870), (0.082, 0.815), (0.067, 0.790), (0.052, 0.810)]
        worn.brush.cel(worn.sharp(rows, 0.014), SILVER, worn.size * 0.012, weight=0.6)
        worn.dot(0.067, 0.835, 0.014, GOLD, lift=0.016)


def crest(worn: Garment) -> None:
    """A school's crest."""
    if worn.torso.shows_front:
        rows = [(0.058, 0.80), (0.092, 0.807), (0.090, 0.762), (0.074, 0.735), (0.058, 0.756)]
        worn.brush.cel(worn.sharp(rows, 0.012), worn.look.accent, worn.size * 0.01, weight=0.6)
        worn.dot(0.075, 0.775, 0.012, GOLD, lift=0.014)


def chest_number(worn: Garment) -> None:
    """A prisoner's number on a white strip."""
    back = not worn.torso.shows_front
    rows = (
        [(0.030, 0.79), (0.106, 0.80), (0.106, 0.735), (0.030, 0.725)]
        if not back
        else [(-0.06, 0.80), (0.06, 0.80), (0.06, 0.70), (-0.06, 0.70)]
    )
    worn.brush.cel(worn.sharp(rows, 0.010, back=back), rgb("#f4f4f1"), worn.size * 0.006, weight=0.6)
    middle = sum(s for _, s in rows) / 4
    for u in np.linspace(rows[0][0] + 0.014, rows[1][0] - 0.014, 4).tolist():
        worn.line([(u, middle + 0.018), (u, middle - 0.018)], 0.010, rgb("#33363f"), even=True, lift=0.014, back=back)


def epaulettes(worn: Garment) -> None:
    """Straps on the shoulders."""
    is_trench = worn.outfit.coat is not None
    color = worn.base if is_trench else darker(worn.base, 0.7)
    for side in (-1, 1):
        rows = [(side * 0.070, 1.012), (side * 0.132, 0.955), (side * 0.124, 0.925), (side * 0.064, 0.982)]
        worn.brush.cel(worn.sharp(rows, 0.020, back=not worn.torso.shows_front), color, worn.size * 0.008, weight=0.7)
        if not is_trench:
            worn.line(
                [(side * 0.108, 0.972), (side * 0.102, 0.950)],
                0.010,
                worn.brush.light.bright(worn.look.accent),
                even=True,
                lift=0.022,
                back=not worn.torso.shows_front,
            )


def flap(worn: Garment) -> None:
    """The storm flap of a trench coat."""
    ink = worn.brush.light.line(worn.base)
    if worn.torso.shows_front:
        worn.line([(-0.124, 0.80), (-0.090, 0.735), (-0.060, 0.72)], 0.009, ink)
    else:
        worn.line([(-0.125, 0.78), (0.0, 0.72), (0.125, 0.78)], 0.010, ink, back=True)


def zip_front(worn: Garment) -> None:
    """A zip down the front."""
    if not worn.torso.shows_front or worn.outfit.neck == "biker":
        return
    end = _hem(worn)
    color = worn.look.accent if worn.outfit.neck == "puffer" else SILVER
    worn.line([(0.0, 0.95), (0.002, 0.5), (0.0, end)], 0.016, worn.brush.light.line(worn.base), even=True)
    worn.line([(0.0, 0.95), (0.002, 0.5), (0.0, end)], 0.007, worn.brush.light.bright(color), even=True, lift=0.006)
    worn.line([(0.001, 0.93), (0.003, 0.885)], 0.012, worn.brush.light.bright(color), even=True, lift=0.010)


def quilting(worn: Garment) -> None:
    """The sewn rolls of a down jacket: a line, and a shadow under each roll."""
    light = worn.brush.light
    ink, shade = light.line(worn.base), light.shadow(worn.base)
    for s in np.arange(0.86, _hem(worn) + 0.06, -0.135).tolist():
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
    worn.band(_hem(worn) + 0.10, 0.006, worn.look.accent, fine=True)


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
        rows = mirrored([(-0.136, 0.20), (-0.142, 0.05), (-0.142, _hem(worn) - 0.02)])
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


def drape_fold(worn: Garment) -> None:
    """Cloth drawn to one side of the waist."""
    ink = worn.brush.light.line(worn.base)
    if worn.torso.shows_front:
        for high, low in ((0.56, 0.36), (0.47, 0.33), (0.40, 0.30)):
            worn.line([(-0.090, high), (-0.01, (high + low) / 2 - 0.02), (0.086, low)], 0.008, ink, 0.55)


def piping(worn: Garment) -> None:
    """A bright edge along seams."""
    if worn.outfit.neck == "mandarin" and worn.torso.shows_front:
        worn.line(
            [(0.110, 0.84), (0.112, 0.5), (0.126, 0.1)], 0.007, worn.brush.light.bright(worn.look.second), even=True
        )


def _frog(worn: Garment, u: float, s: float, slant: float) -> None:
    trim = worn.look.second
    rows = [(u - 0.026, s - slant), (u, s), (u + 0.026, s + slant)]
    worn.line(rows, 0.012, worn.brush.light.bright(trim), even=True, lift=0.008)
    worn.dot(u, s, 0.016, trim, lift=0.010)


def frog_buttons(worn: Garment) -> None:
    """Cloth buttons down the front."""
    if worn.torso.shows_front:
        worn.line([(0.0, 1.0), (0.002, 0.5), (0.0, _hem(worn))], 0.007, worn.brush.light.line(worn.base), 0.9)
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


def cross_strap(worn: Garment) -> None:
    """A leather strap across the chest, for a sword."""
    leather = rgb("#5a3a2a")
    back = not worn.torso.shows_front
    side = -1 if back else 1
    worn.strip(
        [(side * -0.105, 0.97), (side * -0.02, 0.72), (side * 0.10, 0.40)], 0.024, leather, lift=0.012, back=back
    )


def shoulder_panels(worn: Garment) -> None:
    """Another colour over the shoulders."""
    back = not worn.torso.shows_front
    rows = mirrored([(-0.24, 1.10), (-0.24, 0.84), (-0.10, 0.80), (0.0, 0.78)])
    inner = [(0.048, 1.06), (0.0, 0.96), (-0.048, 1.06)] if not back else []
    path = worn.sharp([*rows, *inner], 0.003, back=back)
    worn.brush.fill(path, worn.brush.light.bright(worn.look.second))
    edge = worn.torso.on(
        points([(-0.14, 0.815), (-0.10, 0.80), (0.0, 0.78), (0.10, 0.80), (0.14, 0.815)]), 0.003, back=back
    )
    worn.brush.stroke(polygon(edge, closed=False), worn.brush.light.line(worn.look.second), worn.brush.weight)


def hi_vis(worn: Garment) -> None:
    """The back of a bright vest; its front belongs to the neckline."""
    if worn.torso.shows_front:
        return
    rows = mirrored([(-0.056, 1.03), (-0.106, 0.985), (-0.112, 0.84), (-0.126, 0.60), (-0.122, -0.03)])
    worn.brush.cel(worn.path(rows, 0.012, (0, 1, 4, 5, 8, 9), back=True), worn.look.second, worn.size * 0.03)
    for s in (0.52, 0.20):
        for width, color in ((0.034, worn.look.accent), (0.014, rgb("#eef0f2"))):
            bright = worn.brush.light.bright(color)
            worn.line([(-0.12, s), (0.0, s), (0.12, s)], width, bright, lift=0.016, back=True, even=True)


def reflective(worn: Garment) -> None:
    """A reflecting stripe around the chest."""
    worn.band(0.60, 0.034, rgb("#e6e9ec"), fine=True)


def rank_badge(worn: Garment) -> None:
    """An official's embroidered square."""
    back = not worn.torso.shows_front
    box = [(-0.066, 0.80), (0.066, 0.80), (0.066, 0.52), (-0.066, 0.52)]
    worn.brush.cel(
        worn.sharp(box, 0.010, back=back),
        darker(worn.look.accent, 1.0) if sum(worn.look.accent) < 1.2 else rgb("#2a3350"),
        worn.size * 0.012,
        weight=0.8,
    )
    flat = worn.torso.on(points(box), 0.012, back=back)
    middle = flat.mean(0)
    worn.brush.stroke(polygon(middle + (flat - middle) * 0.88), worn.brush.light.bright(GOLD), worn.size * 0.014)
    _crane(worn, middle, float(np.hypot(*(flat[1] - flat[0]))) * 0.30)


def _crane(worn: Garment, at: np.ndarray, size: float) -> None:
    light = worn.brush.light
    body = curve(
        at + points([(-0.9, 0.2), (-0.2, -0.5), (0.5, -0.9), (0.9, -0.7), (0.4, -0.3), (0.3, 0.3), (-0.3, 0.5)]) * size
    )
    worn.brush.fill(body, light.bright(rgb("#f3efe4")))
    for x, y in ((-0.8, 0.8), (0.1, 0.85), (0.8, 0.6)):
        worn.brush.fill(disc(at + np.array([x, y]) * size, size * 0.22), light.bright(GOLD))
    worn.brush.fill(disc(at + np.array([0.62, -0.80]) * size, size * 0.13), light.bright(rgb("#c8343f")))


def dragon(worn: Garment) -> None:
    """A coiled dragon on the chest, in gold thread."""
    back = not worn.torso.shows_front
    centre = worn.torso.on(points([(0.0, 0.66)]), 0.010, back=back)[0]
    size = worn.size * (0.27 if not worn.look.is_male else 0.34)
    light = worn.brush.light
    squeeze = np.array([max(0.35, abs(math.cos(worn.torso.yaw))), 1.0])
    turn = np.linspace(0, math.tau, 24, endpoint=False)
    ring = np.stack([np.cos(turn), np.sin(turn)], 1)
    worn.brush.cel(curve(centre + ring * size * squeeze), worn.look.accent, worn.size * 0.02, weight=0.8)
    coil = np.linspace(0.4, 4.9, 15)
    radius = np.interp(coil, [0.4, 4.9], [0.16, 0.78])
    body = centre + np.stack([np.cos(coil + 0.6), np.sin(coil + 0.6)], 1) * (radius * size)[:, None] * squeeze
    gold = light.bright(rgb("#f0cf6a"))
    worn.brush.fill(strand(body, [size * 0.10, size * 0.13, size * 0.05]), gold)
    head = centre + np.array([math.cos(1.0), math.sin(1.0)]) * size * 0.16 * squeeze
    worn.brush.fill(disc(head, size * 0.19), gold)
    for angle in (2.2, 3.3, 4.3, 5.2):
        at = centre + np.array([math.cos(angle), math.sin(angle)]) * size * 0.55 * squeeze
        for spread in (-0.4, 0.0, 0.4):
            tip = at + np.array([math.cos(angle + spread), math.sin(angle + spread)]) * size * 0.24
            worn.brush.stroke(polygon(np.stack([at, tip]), closed=False), gold, max(1.0, size * 0.06))
    worn.brush.fill(disc(centre + np.array([0.0, -0.60]) * size, size * 0.10), light.bright(rgb("#d8303c")))


def court_beads(worn: Garment) -> None:
    """A long string of court beads."""
    if worn.torso.shows_front:
        rows: Rows = [
            (-0.050, 1.04),
            (-0.078, 0.86),
            (-0.060, 0.62),
            (0.0, 0.50),
            (0.060, 0.62),
            (0.078, 0.86),
            (0.050, 1.04),
        ]
        flat = trace(worn.torso.on(points(rows), 0.016), 4)
        for index, at in enumerate(flat):
            worn.brush.cel(disc(at, worn.size * 0.018), JADE if index % 6 == 0 else rgb("#8a2f2a"), 0, weight=0.4)


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
    "apron": apron, "apron_low": apron_low, "badge": badge, "belt": belt, "boutonniere": boutonniere, "bow": bow,
    "buttons": buttons, "chain": chain, "chest_band": chest_band, "chest_number": chest_number,
    "chest_pocket": chest_pocket, "court_beads": court_beads, "crest": crest, "cross_strap": cross_strap,
    "double_buttons": double_buttons, "dragon": dragon, "drape_fold": drape_fold, "epaulettes": epaulettes,
    "flap": flap, "flap_pockets": flap_pockets, "frog_buttons": frog_buttons, "frog_slant": frog_slant, "hi_vis": hi_vis,
    "front_buttons": front_buttons, "jade_belt": jade_belt, "jade_pendant": jade_pendant, "lace_bodice": lace_bodice,
    "lion_belt": lion_belt, "low_pockets": low_pockets, "metal_buttons": metal_buttons, "mirror_plates": mirror_plates,
    "neckerchief": neckerchief, "necklace": necklace, "patches": patches, "pauldrons": pauldrons, "pen": pen,
    "piping": piping, "placket": placket, "pocket": pocket, "pocket_pen": pocket_pen, "police_badge": police_badge,
    "pouch": pouch, "quilting": quilting, "radio": radio, "rank_badge": rank_badge, "red_sash": red_sash,
    "reflective": reflective, "rope_belt": rope_belt, "sash": sash, "sash_high": sash_high, "scarf": scarf,
    "shine": shine, "shoulder_panels": shoulder_panels, "side_pockets": side_pockets, "silver_buttons": silver_buttons,
    "sparkle": sparkle, "stethoscope": stethoscope, "stitch_lines": stitch_lines, "stitches": stitches,
    "strings": strings, "tie_belt": tie_belt, "towel": towel, "vest_buttons": vest_buttons, "waistband": waistband,
    "watch": watch, "xiapei": xiapei, "zip": zip_front,
}  # fmt: skip


# ---------------------------------------------------------------------- on what hangs


def _around(worn: Garment, drape: Drape, share: float, width: float, color: Color) -> None:
    """A band of cloth around a skirt at a share of its length."""
    view = worn.camera.position - drape.centres[-2]
    aside, ahead = drape.across[-2], drape.deep[-2]
    facing = math.atan2(float(view @ ahead) / float(ahead @ ahead), float(view @ aside) / float(aside @ aside))
    angles = facing + np.linspace(-1.57, 1.57, 11)
    flat = worn.camera.project(drape.at(angles, np.full(11, share), 0.003))
    worn.brush.fill(polygon(ribbon(trace(flat, 2), np.full(21, worn.size * width))), worn.brush.light.bright(color))


def wave_hem(worn: Garment, drape: Drape) -> None:
    """Waves and mountains along the hem of a court robe."""
    _around(worn, drape, 0.945, 0.10, worn.look.accent)
    _around(worn, drape, 0.905, 0.016, GOLD)
    view = worn.camera.position - drape.centres[-2]
    facing = math.atan2(float(view @ drape.deep[-2]), float(view @ drape.across[-2]))
    angles = facing + np.linspace(-1.3, 1.3, 11)
    for at in worn.camera.project(drape.at(angles, np.full(11, 0.95), 0.004)):
        for radius in (0.060, 0.030):
            worn.brush.stroke(
                disc(at + (0, worn.size * 0.04), worn.size * radius), worn.brush.light.bright(GOLD), worn.size * 0.012
            )


def lace_hem(worn: Garment, drape: Drape) -> None:
    """A paler edge along the hem."""
    _around(worn, drape, 0.975, 0.030, mix(worn.base, (1, 1, 1), 0.45))


def robe_trim(worn: Garment, drape: Drape) -> None:
    """A band of the accent colour along the hem."""
    _around(worn, drape, 0.965, 0.040, worn.look.accent)


def ribbon_long(worn: Garment, drape: Drape) -> None:
    """Two ribbons that hang from the chest down the skirt."""
    for offset, low in ((0.05, 0.52), (-0.06, 0.44)):
        flat = drape.seen(math.pi / 2 + offset, np.linspace(0.02, low, 4), 0.012)
        if flat is not None:
            dense = trace(flat, 4)
            path = polygon(ribbon(dense, np.linspace(worn.size * 0.028, worn.size * 0.040, len(dense))))
            worn.brush.cel(path, worn.look.accent, worn.size * 0.012, weight=0.6)


def apron_skirt(worn: Garment, drape: Drape) -> None:
    """The lower half of an apron, on a skirt."""
    shares = np.linspace(0.0, 0.80, 5)
    left = drape.at(np.full(5, math.pi / 2 + 0.86), shares, 0.006)
    right = drape.at(np.full(5, math.pi / 2 - 0.86), shares, 0.006)
    if float(drape.faces_us(np.full(2, math.pi / 2), np.array([0.2, 0.6])).mean()) < 0.15:
        return
    flat = worn.camera.project(np.vstack([left, right[::-1]]))
    worn.brush.cel(curve(flat, corners=(0, 4, 5, 9)), worn.look.second, worn.size * 0.05, weight=0.8)


SKIRTED: dict[str, Callable[[Garment, Drape], None]] = {
    "wave_hem": wave_hem,
    "lace_hem": lace_hem,
    "robe_trim": robe_trim,
    "ribbon_long": ribbon_long,
    "apron": apron_skirt,
}


def coat_trim(worn: Garment, drape: Drape) -> None:
    """The bordered edges of an open court robe."""
    _around(worn, drape, 0.965, 0.045, worn.look.accent)


def plate_edge(worn: Garment, drape: Drape) -> None:
    """The edge of an armour's skirt."""
    _around(worn, drape, 0.97, 0.035, worn.look.accent)


COATED: dict[str, Callable[[Garment, Drape], None]] = {"robe_trim": coat_trim, "lion_belt": plate_edge}
