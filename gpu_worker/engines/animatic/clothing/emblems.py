"""What tells a rank, a school or a service: badges, crests, numbers, epaulettes, embroidered squares and dragons."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.clothing.garment import Garment, Rows, mirrored
from gpu_worker.engines.animatic.raster import curve, darker, disc, mix, points, polygon, rgb, strand, trace

GOLD = rgb("#d9b860")
SILVER = rgb("#c9ced6")
JADE = rgb("#9fc9ae")


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


def reflective(worn: Garment) -> None:
    """A reflecting stripe around the chest."""
    worn.band(0.60, 0.034, rgb("#e6e9ec"), fine=True)


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


EMBLEMS: dict[str, Callable[[Garment], None]] = {
    "badge": badge,
    "police_badge": police_badge,
    "crest": crest,
    "chest_number": chest_number,
    "epaulettes": epaulettes,
    "rank_badge": rank_badge,
    "dragon": dragon,
    "court_beads": court_beads,
    "shoulder_panels": shoulder_panels,
    "reflective": reflective,
    "hi_vis": hi_vis,
    "mirror_plates": mirror_plates,
    "pauldrons": pauldrons,
}
