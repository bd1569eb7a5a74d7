"""Necklines by id: what the front of a garment shows around throat and chest. Collars that stand are in `collars`."""

from __future__ import annotations

from collections.abc import Callable

from gpu_worker.engines.animatic.clothing.bare import bare_skin, collar_bones
from gpu_worker.engines.animatic.clothing.collars import draw_shirt_collar
from gpu_worker.engines.animatic.clothing.garment import Garment, Rows, mirrored
from gpu_worker.engines.animatic.raster import Color, darker, mix, times

OPEN_NECKS = frozenset(
    {"round", "vneck", "straps", "sweetheart", "boat", "lace", "scrubs", "tank_open", "collar_open", "notched", "shawl",
     "vest_open", "open_crossed", "biker"}
)  # fmt: skip


def _throat(worn: Garment, low: float, half: float = 0.030) -> None:
    """Skin down to `low`, as an open shirt collar shows it."""
    bare_skin(
        worn, mirrored([(-0.060, 1.20), (-0.047, 1.02), (-half, (1.02 + low) / 2 + 0.012), (0.0, low)]), (0, 3, 6)
    )


def tie(worn: Garment) -> None:
    """A tie with its knot."""
    low = 0.36 if worn.outfit.neck == "collar" else max(0.30, worn.outfit.opens_at - 0.04)
    blade = [(-0.009, 0.985), (0.009, 0.985), (0.021, low + 0.07), (0.0, low), (-0.021, low + 0.07)]
    knot = [(-0.016, 1.018), (0.016, 1.018), (0.009, 0.962), (-0.009, 0.962)]
    color = worn.role("accent")
    for rows, lift in ((blade, 0.007), (knot, 0.012)):
        worn.brush.cel(worn.sharp(rows, lift), color, worn.size * 0.016, weight=0.6)


def bow_tie(worn: Garment) -> None:
    """A bow tie."""
    color = worn.role("accent")
    for side in (-1, 1):
        rows = [(0.0, 0.992), (side * 0.040, 1.016), (side * 0.043, 0.990), (side * 0.040, 0.964)]
        worn.brush.cel(worn.path(rows, 0.016, (0, 1, 3)), color, worn.size * 0.012, weight=0.6)
    worn.dot(0.0, 0.990, 0.020, color, lift=0.018)


def _under_jacket(worn: Garment) -> None:
    """What shows in the V of a jacket: tie, bow tie, or a throat."""
    extras = worn.outfit.extras
    if "waistcoat" in extras:
        rows = mirrored([(-0.075, 0.86), (-0.062, 0.74), (0.0, 0.60)])
        low = mirrored([(-0.10, 0.30), (-0.085, 0.16), (-0.02, 0.115)])
        path = worn.sharp([*rows, *low[::-1]], 0.004)
        worn.brush.cel(path, darker(worn.base, 0.9), worn.size * 0.03, weight=0.7)
        for s in (0.56, 0.47, 0.38, 0.29, 0.21):
            worn.dot(0.0, s, 0.012, darker(worn.base, 0.6))
    if "bow_tie" in extras:
        for s in (0.86, 0.74, 0.62) if "waistcoat" not in extras else (0.86, 0.76):
            worn.dot(0.0, s, 0.010, worn.role("#2a2730") if "studs" in extras else darker(worn.look.second, 0.8))
        bow_tie(worn)
    elif "tie" in extras:
        tie(worn)
    elif "waistcoat" not in extras:
        _throat(worn, 0.84 if not worn.look.is_male else 0.90)
        if not worn.look.is_male:
            collar_bones(worn)


def _lapel(worn: Garment, low: float, wide: float = 1.0) -> None:
    color = times(worn.base, (1.05, 1.05, 1.06))
    if "satin_lapels" in worn.outfit.extras:
        color = mix(worn.base, (1, 1, 1), 0.10)
    for side in (-1, 1):
        rows = [
            (0.052, 1.072), (0.078, 1.010), (0.098 * wide, 0.905), (0.080 * wide, 0.893), (0.092 * wide, 0.850),
            (0.060, 0.60 * 0.6 + low * 0.4), (0.012, low), (0.028, 0.62 * 0.5 + low * 0.5), (0.044, 0.86), (0.046, 1.0),
        ]  # fmt: skip
        path = worn.path([(side * u, s) for u, s in rows], 0.008, (0, 2, 3, 4, 6, 9))
        worn.brush.cel(path, color, worn.size * 0.020, weight=0.8)


def lapels(worn: Garment) -> None:
    """A closed jacket's lapels over shirt or skin."""
    brush, light, low = worn.brush, worn.brush.light, worn.outfit.opens_at
    inner = worn.path(mirrored([(-0.056, 1.10), (-0.066, 1.0), (-0.050, 0.80), (-0.006, low)]), 0.0, (0, 3, 4, 7))
    brush.cel(inner, worn.look.second, worn.size * 0.05, weight=0.8)
    with brush.inside(inner):
        _under_jacket(worn)
    _lapel(worn, low)
    end = float(worn.look.shell[0, 0])
    worn.line([(0.0, low), (-0.004, (low + end) / 2), (-0.016, end)], 0.007, light.line(worn.base))


def _open_front(worn: Garment, top: float, low: float, colors: tuple[Color, Color]) -> Rows:
    """The strip that an open front leaves free, in shirt and lower colour; returns its left edge."""
    end = min(float(worn.look.shell[0, 0]), -0.1)
    waist = 0.31
    edge = [(-0.050, 1.10), (-0.056, 1.0), (-top, 0.80), (-top, waist), (-low, end)]
    if colors[0] == colors[1]:
        whole = worn.sharp(mirrored(edge), 0.0)
        worn.brush.cel(whole, colors[0], worn.size * 0.04, weight=0.0)
        return edge
    upper = worn.sharp([*edge[:4], *[(-u, s) for u, s in edge[:4][::-1]]], 0.0)
    worn.brush.cel(upper, colors[0], worn.size * 0.04, weight=0.0)
    if worn.coat is not None:  # what is worn below shows between the skirts of the coat
        return edge
    below = worn.sharp([edge[3], edge[4], (low, end), (top, waist)], 0.0)
    worn.brush.cel(below, colors[1], worn.size * 0.03, weight=0.0)
    return edge


def lapels_open(worn: Garment) -> None:
    """A coat worn open: lapels, and shirt and belt between its fronts."""
    brush, light = worn.brush, worn.brush.light
    gap = 0.040 if worn.outfit.coat is None or worn.outfit.coat.open > 20 else 0.026
    lower = worn.lower if worn.outfit.skirt is None else worn.look.cloth.get("lower", worn.base)
    edge = _open_front(worn, gap, gap * 1.25, (worn.look.second, lower))
    if "tie" in worn.outfit.extras and worn.look.is_male:
        tie(worn)
    else:
        _throat(worn, 0.90)
    draw_shirt_collar(worn, worn.look.second)
    worn.line([(-gap, 0.315), (0.0, 0.308), (gap, 0.315)], 0.022, darker(lower, 0.7), even=True)
    for side in (-1, 1):
        worn.line([(side * -u, s) for u, s in edge[2:]], 0.010, light.line(worn.base), even=True)
        rows = [
            (0.050, 1.075), (0.078, 1.010), (0.100, 0.905), (0.082, 0.893), (0.094, 0.850),
            (gap + 0.020, 0.56), (gap, 0.46), (gap + 0.002, 0.70), (0.050, 0.90),
        ]  # fmt: skip
        path = worn.path([(side * u, s) for u, s in rows], 0.010, (0, 2, 3, 4, 6, 8))
        brush.cel(path, times(worn.base, (1.04, 1.04, 1.05)), worn.size * 0.020, weight=0.8)


def collar(worn: Garment) -> None:
    """A shirt: open collar or tie."""
    if "tie" in worn.outfit.extras and worn.look.is_male:
        tie(worn)
    elif "white_collar" not in worn.outfit.extras:
        _throat(worn, 0.915 if worn.look.is_male else 0.885)


def collar_open(worn: Garment) -> None:
    """A short jacket worn open over a top."""
    gap = 0.036
    edge = _open_front(worn, gap, gap, (worn.look.second, worn.look.second))
    bare_skin(worn, mirrored([(-0.080, 1.20), (-0.062, 1.035), (-0.036, 0.965), (0.0, 0.945)]), (0, 6))
    for side in (-1, 1):
        worn.line([(side * -u, s) for u, s in edge[1:]], 0.012, worn.brush.light.line(worn.base), even=True)
        rows = [(0.046, 1.09), (0.082, 1.03), (0.088, 0.935), (0.050, 0.955), (0.040, 0.99)]
        worn.patch(rows, worn.base, lift=0.012, corners=(0, 1, 2, 3), sides=(side,))


def biker(worn: Garment) -> None:
    """A leather jacket: wide lapels, a slanting zip."""
    light = worn.brush.light
    _open_front(worn, 0.034, 0.020, (worn.look.second, worn.look.second))
    bare_skin(worn, mirrored([(-0.080, 1.20), (-0.062, 1.035), (-0.036, 0.965), (0.0, 0.945)]), (0, 6))
    for side in (-1, 1):
        rows = [
            (0.048, 1.085),
            (0.080, 1.01),
            (0.108, 0.90),
            (0.088, 0.86),
            (0.104, 0.80),
            (0.034, 0.58),
            (0.032, 0.74),
            (0.046, 0.92),
        ]
        worn.patch(rows, mix(worn.base, (1, 1, 1), 0.06), lift=0.010, corners=(0, 2, 3, 4, 5, 7), sides=(side,))
        worn.dot(side * 0.096, 0.885, 0.009, worn.look.accent)
        worn.line(
            [(side * 0.033, 0.66), (side * 0.028, 0.4), (side * 0.020, 0.06)],
            0.009,
            light.bright(worn.look.accent),
            even=True,
        )
    worn.line([(0.060, 0.34), (0.095, 0.42)], 0.009, light.bright(worn.look.accent))


def round_neck(worn: Garment) -> None:
    """A round neck."""
    bare_skin(worn, mirrored([(-0.100, 1.20), (-0.064, 1.030), (-0.040, 0.966), (0.0, 0.942)]), (0, 6))
    trim = [(-0.068, 1.035), (-0.044, 0.958), (0.0, 0.928), (0.044, 0.958), (0.068, 1.035)]
    worn.line(trim, 0.008, worn.brush.light.line(worn.base), 0.7)
    if not worn.look.is_male:
        worn.line([(-0.036, 0.985), (-0.014, 0.965)], 0.006, worn.brush.light.shadow(worn.look.skin), 0.8)
        worn.line([(0.036, 0.985), (0.014, 0.965)], 0.006, worn.brush.light.shadow(worn.look.skin), 0.8)


def vneck(worn: Garment) -> None:
    """A V neck."""
    bare_skin(worn, mirrored([(-0.110, 1.20), (-0.070, 1.025), (-0.046, 0.93), (0.0, 0.795)]), (0, 3, 6))
    collar_bones(worn)
    trim = [(-0.074, 1.03), (-0.050, 0.928), (0.0, 0.782)]
    for side in (-1, 1):
        worn.line([(side * u, s) for u, s in trim], 0.007, worn.brush.light.line(worn.base), 0.6)


def tank_open(worn: Garment) -> None:
    """A shirt that hangs open over a vest."""
    _open_front(worn, 0.050, 0.060, (mix(worn.look.second, (1, 1, 1), 0.75), worn.lower))
    bare_skin(worn, mirrored([(-0.090, 1.20), (-0.062, 1.03), (-0.044, 0.93), (0.0, 0.88)]), (0, 6))
    for side in (-1, 1):
        worn.line(
            [(side * 0.058, 1.03), (side * 0.052, 0.7), (side * 0.060, -0.1)],
            0.012,
            worn.brush.light.line(worn.base),
            even=True,
        )


def scrubs(worn: Garment) -> None:
    """A V neck with a broad edge, as surgeons wear it."""
    edge = mirrored([(-0.088, 1.06), (-0.066, 0.98), (-0.010, 0.805)])
    worn.brush.cel(worn.path(edge, 0.003, (0, 2, 3, 5)), worn.look.second, worn.size * 0.02, weight=0.7)
    bare_skin(worn, mirrored([(-0.100, 1.20), (-0.062, 1.03), (-0.046, 0.95), (0.0, 0.845)]), (0, 3, 6))


def notched(worn: Garment) -> None:
    """A soft open collar, as pyjamas have."""
    _throat(worn, 0.845, 0.034)
    for side in (-1, 1):
        rows = [
            (0.044, 1.085),
            (0.082, 1.035),
            (0.100, 0.945),
            (0.070, 0.925),
            (0.078, 0.895),
            (0.004, 0.835),
            (0.034, 0.95),
        ]
        worn.patch(rows, worn.base, lift=0.010, corners=(0, 2, 3, 4, 5), sides=(side,))
        if "piping" in worn.outfit.extras:
            trim = [
                (side * 0.080, 1.03),
                (side * 0.096, 0.948),
                (side * 0.068, 0.930),
                (side * 0.074, 0.898),
                (side * 0.012, 0.846),
            ]
            worn.line(trim, 0.007, worn.brush.light.bright(worn.look.accent), even=True, lift=0.012)


def shawl(worn: Garment) -> None:
    """A bathrobe crossed over the chest, with a rolled collar."""
    bare_skin(worn, mirrored([(-0.070, 1.20), (-0.052, 1.02), (-0.036, 0.90), (0.0, 0.66)]), (0, 3, 6))
    collar_bones(worn)
    for side in (-1, 1):
        rows = [
            (0.046, 1.10),
            (0.092, 1.02),
            (0.100, 0.86),
            (0.066, 0.60),
            (side * -0.02 + 0.006, 0.37),
            (0.012, 0.54),
            (0.036, 0.86),
        ]
        worn.patch(rows, worn.look.second, lift=0.010, corners=(0, 4), sides=(side,), depth=0.04)


def vest(worn: Garment) -> None:
    """A waistcoat over a shirt."""
    low = worn.outfit.opens_at
    rows = mirrored([(-0.110, 1.10), (-0.096, 0.985), (-0.066, 0.86), (0.0, low)])
    worn.brush.cel(worn.path(rows, 0.001, (0, 3, 6)), worn.look.second, worn.size * 0.04, weight=0.9)
    if "bow_tie" in worn.outfit.extras:
        bow_tie(worn)
    elif "tie" in worn.outfit.extras:
        tie(worn)
    else:
        _throat(worn, 0.90)


def vest_open(worn: Garment) -> None:
    """A working jacket with a bright vest over it."""
    light = worn.brush.light
    _throat(worn, 0.91)
    for side in (-1, 1):
        rows = [
            (0.056, 1.06),
            (0.104, 0.995),
            (0.112, 0.86),
            (0.126, 0.62),
            (0.120, -0.02),
            (0.012, -0.04),
            (0.012, 0.60),
            (0.036, 0.90),
        ]
        worn.patch(rows, worn.look.second, lift=0.012, corners=(0, 1, 4, 5), sides=(side,), depth=0.03)
        for s in (0.52, 0.20):
            worn.line(
                [(side * 0.014, s), (side * 0.12, s + 0.01)],
                0.034,
                light.bright(worn.look.accent),
                even=True,
                lift=0.016,
            )
            worn.line(
                [(side * 0.014, s), (side * 0.12, s + 0.01)],
                0.014,
                light.bright((0.93, 0.94, 0.95)),
                even=True,
                lift=0.017,
            )
        worn.line(
            [(side * 0.078, 1.02), (side * 0.082, 0.6)], 0.028, light.bright(worn.look.accent), even=True, lift=0.016
        )


def mandarin(worn: Garment) -> None:
    """A standing collar; its closing is a trimming."""


def sailor(worn: Garment) -> None:
    """A sailor collar."""
    _throat(worn, 0.80, 0.040)
    worn.patch(mirrored([(-0.030, 0.90), (-0.016, 0.845), (0.0, 0.83)]), worn.base, corners=(0, 5))
    for side in (-1, 1):
        rows = [(0.046, 1.10), (0.106, 1.015), (0.118, 0.90), (0.062, 0.80), (0.0, 0.735), (0.010, 0.80), (0.038, 0.93)]
        worn.patch(rows, worn.look.second, lift=0.008, corners=(0, 1, 2, 4, 5), sides=(side,), depth=0.03)
        trim = [(side * u, s) for u, s in ((0.096, 1.0), (0.104, 0.912), (0.056, 0.83), (0.010, 0.775))]
        worn.line(trim, 0.007, (1, 1, 1), 0.9, 0.012, even=True)


def hood(worn: Garment) -> None:
    """The front of a hooded top; the hood is a collar."""


def crossed(worn: Garment) -> None:
    """A robe crossed over the chest, left over right."""
    bare_skin(worn, mirrored([(-0.060, 1.20), (-0.046, 1.02), (-0.026, 0.93), (0.004, 0.865)]), (0, 3))
    low = 0.44 if worn.outfit.skirt is None or worn.outfit.skirt.high < 0.5 else worn.outfit.skirt.high
    second, accent = worn.look.second, worn.look.accent
    trim = mix(accent, worn.base, 0.0) if "robe_trim" in worn.outfit.extras else darker(second, 0.97)
    worn.strip([(0.050, 1.06), (0.036, 0.95), (0.006, 0.86)], 0.030, second)
    worn.strip([(-0.050, 1.06), (-0.036, 0.95), (0.006, 0.86), (0.052, 0.76)], 0.030, second, lift=0.009)
    worn.strip([(0.064, 1.05), (0.046, 0.92), (-0.012, 0.76), (-0.070, low)], 0.040, trim, lift=0.010)
    worn.strip([(-0.064, 1.05), (-0.046, 0.92), (0.012, 0.76), (0.075, low)], 0.040, trim, lift=0.012)
    worn.line(
        [(-0.082, 1.03), (-0.062, 0.90), (-0.004, 0.73), (0.062, low)],
        0.008,
        worn.brush.light.bright(accent),
        lift=0.012,
    )


def open_crossed(worn: Garment) -> None:
    """A court robe open over a high bodice."""
    light = worn.brush.light
    inner = mirrored([(-0.084, 1.08), (-0.078, 0.98), (-0.072, 0.80), (-0.066, 0.32)])
    worn.brush.cel(worn.path(inner, 0.002, (0, 3, 4, 7)), worn.look.second, worn.size * 0.04, weight=0.6)
    bare_skin(worn, mirrored([(-0.080, 1.20), (-0.066, 1.01), (-0.060, 0.88), (-0.030, 0.83), (0.0, 0.845)]), (0, 8))
    collar_bones(worn)
    end = worn.look.shell[0, 0]
    for side in (-1, 1):
        worn.strip(
            [
                (side * 0.074, 1.06),
                (side * 0.084, 0.96),
                (side * 0.080, 0.76),
                (side * 0.066, 0.5),
                (side * 0.060, end),
            ],
            0.046,
            worn.look.accent,
        )
        worn.line(
            [(side * 0.078, 1.04), (side * 0.084, 0.94), (side * 0.078, 0.6)],
            0.010,
            light.bright(worn.look.second),
            lift=0.012,
        )


def side_robe(worn: Garment) -> None:
    """A dragon robe: round neck, closing to the side."""
    light, trim = worn.brush.light, worn.look.accent
    worn.strip([(-0.050, 1.04), (-0.036, 0.985), (0.0, 0.965), (0.036, 0.985), (0.050, 1.04)], 0.034, trim, lift=0.010)
    worn.strip([(0.0, 0.965), (0.026, 0.905), (0.080, 0.855), (0.112, 0.76)], 0.026, trim, lift=0.010)
    worn.line([(0.112, 0.76), (0.110, 0.40), (0.124, -0.1)], 0.014, light.bright(trim), even=True)


def round_robe(worn: Garment) -> None:
    """An official's round collar with the white of the shirt above it."""
    worn.strip(
        [(-0.044, 1.05), (-0.030, 1.00), (0.0, 0.985), (0.030, 1.00), (0.044, 1.05)],
        0.026,
        worn.look.second,
        lift=0.008,
    )
    worn.strip(
        [(-0.060, 1.045), (-0.044, 0.975), (0.0, 0.945), (0.044, 0.975), (0.060, 1.045)],
        0.026,
        worn.look.accent,
        lift=0.010,
    )
    worn.line([(0.044, 0.972), (0.090, 0.90), (0.112, 0.78)], 0.008, worn.brush.light.line(worn.base))


def double_breasted(worn: Garment) -> None:
    """A cook's jacket."""
    ink = worn.brush.light.line(worn.base)
    worn.line([(0.030, 0.97), (0.062, 0.86), (0.060, 0.4), (0.062, -0.1)], 0.008, ink)


def closed(worn: Garment) -> None:
    """A front closed to the throat, its middle seam drawn."""
    worn.line([(0.0, 1.0), (0.002, 0.5), (0.0, -0.14)], 0.007, worn.brush.light.line(worn.base), 0.9)


def plain_front(worn: Garment) -> None:
    """Nothing but cloth up to the collar."""


NECKLINES: dict[str, Callable[[Garment], None]] = {
    "lapels": lapels,
    "lapels_open": lapels_open,
    "collar": collar,
    "collar_open": collar_open,
    "biker": biker,
    "round": round_neck,
    "vneck": vneck,
    "straps": plain_front,
    "sweetheart": plain_front,
    "lace": plain_front,
    "boat": plain_front,
    "mandarin": mandarin,
    "stand": closed,
    "stand_side": plain_front,
    "fold_collar": closed,
    "turtle": plain_front,
    "puffer": plain_front,
    "hood": hood,
    "zip": plain_front,
    "crossed": crossed,
    "open_crossed": open_crossed,
    "side_robe": side_robe,
    "round_robe": round_robe,
    "sailor": sailor,
    "scrubs": scrubs,
    "notched": notched,
    "shawl": shawl,
    "vest": vest,
    "vest_open": vest_open,
    "tank_open": tank_open,
    "double_breasted": double_breasted,
    "gorget": plain_front,
}
