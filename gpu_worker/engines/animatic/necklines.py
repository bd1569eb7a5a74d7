"""Necklines and collars by id: what the front of a garment shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.garment import Garment, Rows, mirrored
from gpu_worker.engines.animatic.raster import mix, points, polygon, rgb, ribbon, times, trace


def bare_skin(worn: Garment, rows: Rows, corners: tuple[int, ...] = ()) -> None:
    """A patch of skin with the garment's edge around it."""
    path = worn.path(rows, 0.001, corners)
    light = worn.brush.light
    worn.brush.stroke(path, light.line(worn.base), worn.brush.weight * 1.6)
    worn.brush.fill(path, light.bright(worn.look.skin))


def collar_bones(worn: Garment) -> None:
    """Two soft lines under the throat."""
    shade = worn.brush.light.shadow(worn.look.skin)
    for side in (-1, 1):
        worn.line([(side * 0.072, 0.992), (side * 0.040, 0.972), (side * 0.012, 0.958)], 0.006, shade, 0.9)


def jacket(worn: Garment) -> None:
    """A jacket's lapels over shirt or skin."""
    brush, light, low = worn.brush, worn.brush.light, worn.outfit.opens_at
    inner = worn.path(mirrored([(-0.062, 1.10), (-0.080, 1.0), (-0.060, 0.80), (-0.012, low)]), 0.0, (0, 3, 4, 7))
    brush.cel(inner, worn.look.second, worn.size * 0.05, weight=0.8)
    has_tie = "tie" in worn.outfit.extras and worn.look.is_male
    if has_tie:
        tie(worn)
    elif not worn.look.is_male or "stethoscope" not in worn.outfit.extras:
        rows = mirrored([(-0.060, 1.20), (-0.048, 1.0), (-0.032, 0.90), (0.0, 0.82)])
        bare_skin(worn, rows, (0, 3, 6))
        collar_bones(worn)
    for side in (-1, 1):
        rows = [
            (0.070, 1.075), (0.106, 0.985), (0.124, 0.850), (0.098, 0.838), (0.108, 0.786),
            (0.062, 0.56), (0.012, low), (0.032, 0.64), (0.056, 0.86), (0.060, 1.0),
        ]  # fmt: skip
        lapel = worn.path([(side * u, s) for u, s in rows], 0.008, (0, 2, 3, 4, 6, 9))
        brush.cel(lapel, times(worn.base, (1.05, 1.05, 1.06)), worn.size * 0.022, weight=0.8)
    ink = light.line(worn.base)
    worn.line([(0.0, low), (-0.006, 0.12), (-0.012, -0.16)], 0.006, ink)
    for side in (-1, 1):
        worn.line([(side * 0.072, 0.135), (side * 0.135, 0.155)], 0.007, ink)


def tie(worn: Garment) -> None:
    """A tie with its knot."""
    tie = worn.path(
        [(-0.014, 1.0), (0.014, 1.0), (0.012, 0.96), (0.026, 0.62), (0.0, 0.44), (-0.026, 0.62), (-0.012, 0.96)],
        0.006,
        tuple(range(7)),
    )
    knot = worn.path([(-0.021, 1.035), (0.021, 1.035), (0.013, 0.955), (-0.013, 0.955)], 0.012, (0, 1, 2, 3))
    for path in (tie, knot):
        worn.brush.cel(path, worn.look.accent, worn.size * 0.018, weight=0.7)


def shirt_front(worn: Garment) -> None:
    """A shirt: open collar or tie, buttons."""
    if "tie" in worn.outfit.extras and worn.look.is_male:
        tie(worn)
    else:
        bare_skin(worn, mirrored([(-0.060, 1.20), (-0.042, 1.02), (-0.024, 0.95), (0.0, 0.90)]), (0, 3, 6))
    if "placket" in worn.outfit.extras:
        ink = worn.brush.light.line(worn.base)
        worn.line([(0.010, 0.90), (0.010, 0.4), (0.008, -0.1)], 0.005, ink, 0.8)
        for s in (0.80, 0.66, 0.52, 0.38, 0.24):
            worn.dot(-0.002, s, 0.014, mix(worn.base, (1, 1, 1), 0.4))


def plain(worn: Garment) -> None:
    """A round neck."""
    rows = mirrored([(-0.100, 1.20), (-0.066, 1.035), (-0.034, 0.975), (0.0, 0.962)])
    bare_skin(worn, rows, (0, 6))
    trim = [(-0.064, 1.05), (-0.036, 0.965), (0.0, 0.950), (0.036, 0.965), (0.064, 1.05)]
    worn.line(trim, 0.010, worn.brush.light.shadow(worn.base), 0.8)


def scoop(worn: Garment) -> None:
    """A wide, low neck."""
    bare_skin(worn, mirrored([(-0.120, 1.20), (-0.090, 0.99), (-0.062, 0.86), (0.0, 0.81)]), (0, 6))
    collar_bones(worn)


def strapless(worn: Garment) -> None:
    """Bare shoulders with thin straps."""
    rows = mirrored([(-0.30, 1.20), (-0.30, 0.86), (-0.10, 0.845), (-0.045, 0.865), (0.0, 0.815)])
    bare_skin(worn, rows, (0, 1, 4, 7, 8))
    collar_bones(worn)
    for side in (-1, 1):
        worn.line(
            [(side * 0.098, 0.86), (side * 0.104, 0.96), (side * 0.100, 1.03)],
            0.010,
            worn.brush.light.bright(worn.base),
        )


def mandarin(worn: Garment) -> None:
    """A standing collar, with cloth buttons."""
    trim = worn.brush.light.bright(worn.look.second)
    if "frog_buttons" in worn.outfit.extras and worn.outfit.sleeve == "cap":
        worn.line([(0.0, 1.04), (0.03, 0.95), (0.085, 0.89), (0.13, 0.80)], 0.014, trim)
        for u, s in ((0.030, 0.945), (0.076, 0.896)):
            worn.dot(u, s, 0.022, worn.look.second)
    else:
        worn.line([(0.0, 1.02), (0.002, 0.5), (0.0, -0.1)], 0.007, worn.brush.light.line(worn.base), 0.9)
        for s in (0.93, 0.78, 0.63, 0.48):
            worn.line([(-0.030, s), (0.030, s)], 0.009, trim)
            worn.dot(0.0, s, 0.016, worn.look.second)


def hoodie(worn: Garment) -> None:
    """The front of a hooded top."""
    ink = worn.brush.light.line(worn.base)
    worn.line([(-0.105, 0.10), (-0.085, 0.34), (0.085, 0.34), (0.105, 0.10)], 0.006, ink)
    for side in (-1, 1):
        worn.line(
            [(side * 0.030, 0.97), (side * 0.034, 0.86), (side * 0.030, 0.75)],
            0.013,
            worn.brush.light.bright(worn.look.second),
        )


def crossed(worn: Garment) -> None:
    """A robe crossed over the chest."""
    bare_skin(worn, mirrored([(-0.060, 1.20), (-0.050, 1.0), (-0.026, 0.91), (0.006, 0.85)]), (0, 3))
    for rows, color, width in (
        ([(0.062, 1.06), (0.040, 0.92), (-0.02, 0.74), (-0.09, 0.52)], worn.look.second, 0.052),
        ([(-0.062, 1.06), (-0.040, 0.92), (0.02, 0.74), (0.10, 0.50)], worn.look.second, 0.052),
        ([(-0.076, 1.04), (-0.056, 0.90), (0.008, 0.70), (0.10, 0.46)], worn.look.accent, 0.030),
    ):
        flat = trace(worn.torso.on(points(rows), 0.006), 5)
        worn.brush.cel(
            polygon(ribbon(flat, np.full(len(flat), worn.size * width))), color, worn.size * 0.012, weight=0.6
        )


def sailor(worn: Garment) -> None:
    """A sailor collar with its bow."""
    if worn.look.is_male:
        jacket(worn)
        return
    bare_skin(worn, mirrored([(-0.060, 1.20), (-0.052, 1.0), (-0.03, 0.88), (0.0, 0.80)]), (0, 3, 6))
    for side in (-1, 1):
        rows = [
            (0.052, 1.10),
            (0.125, 1.02),
            (0.140, 0.90),
            (0.070, 0.80),
            (0.0, 0.74),
            (0.012, 0.80),
            (0.044, 0.93),
        ]
        flap = worn.path([(side * u, s) for u, s in rows], 0.008, (0, 1, 2, 4, 5))
        worn.brush.cel(flap, worn.look.second, worn.size * 0.03, weight=0.8)
        worn.line(
            [(side * u, s) for u, s in ((0.112, 1.0), (0.124, 0.915), (0.066, 0.83), (0.012, 0.775))],
            0.006,
            (1, 1, 1),
            0.9,
            0.012,
        )
    for side in (-1, 1):
        bow = worn.path([(0.0, 0.77), (side * 0.06, 0.81), (side * 0.066, 0.73)], 0.014)
        worn.brush.cel(bow, worn.look.accent, worn.size * 0.02, weight=0.7)
    worn.dot(0.0, 0.768, 0.036, worn.look.accent)


def collar(worn: Garment) -> None:
    """What stands around the neck, over trunk and neck both."""
    neck, size = worn.outfit.neck, worn.size
    if neck in ("lapels", "collar") or (neck == "sailor" and worn.look.is_male):
        slim = 1.0 if worn.look.is_male else 0.84
        color = (
            worn.look.second
            if neck != "collar" or "white_collar" in worn.outfit.extras
            else mix(worn.base, (1, 1, 1), 0.10)
        )
        deep = 0.965 if worn.look.is_male else 0.935
        for side in (-1, 1):
            rows = [
                (0.056 * slim, 1.135),
                (0.074 * slim, 1.060),
                (0.066 * slim, deep),
                (0.010 if worn.look.is_male else 0.030, deep + 0.062),
                (0.034 * slim, 1.090),
            ]
            worn.brush.cel(
                worn.path([(side * u, s) for u, s in rows], 0.012, (0, 1, 2, 3)), color, size * 0.016, weight=0.85
            )
    elif neck == "hood":
        rows = mirrored([(-0.104, 1.0), (-0.088, 1.09), (-0.046, 1.12), (-0.026, 0.99), (0.0, 0.975)])
        worn.brush.cel(worn.path([*rows, (0.052, 0.925), (-0.052, 0.925)], 0.020), worn.base, size * 0.035)
    elif neck == "mandarin":
        rows = [
            (-0.052, 1.145),
            (-0.058, 1.06),
            (-0.040, 1.005),
            (0.0, 0.995),
            (0.040, 1.005),
            (0.058, 1.06),
            (0.052, 1.145),
            (0.020, 1.085),
            (0.0, 1.065),
            (-0.020, 1.085),
        ]
        worn.brush.cel(worn.path(rows, 0.010, (0, 6, 8)), worn.base, size * 0.03)
        worn.line(
            [(-0.056, 1.05), (-0.038, 1.0), (0.0, 0.988), (0.038, 1.0), (0.056, 1.05)],
            0.010,
            worn.brush.light.bright(worn.look.second),
            lift=0.012,
        )
    if "scarf" in worn.look.accessories:
        rows = mirrored([(-0.080, 1.03), (-0.084, 1.12), (-0.03, 1.10), (0.0, 1.085)])
        worn.brush.cel(worn.path([*rows, (0.05, 0.945), (-0.05, 0.945)], 0.030), rgb("#b3483f"), size * 0.04)
        tail = worn.path([(0.020, 1.0), (0.072, 0.99), (0.080, 0.70), (0.030, 0.70)], 0.030, (2, 3))
        worn.brush.cel(tail, rgb("#a8423a"), size * 0.03)


NECKLINES: dict[str, Callable[[Garment], None]] = {
    "lapels": jacket,
    "collar": shirt_front,
    "round": plain,
    "scoop": scoop,
    "strapless": strapless,
    "mandarin": mandarin,
    "hood": hoodie,
    "crossed": crossed,
    "sailor": sailor,
}
