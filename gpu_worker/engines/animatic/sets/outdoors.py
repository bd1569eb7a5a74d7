"""Outdoors: street, rooftop, palace court, village yard, and an open place that could be anywhere."""

from __future__ import annotations

import math

from gpu_worker.engines.animatic.raster import WHITE, Color, darker, mix, rgb, times
from gpu_worker.engines.animatic.scenery import SetPlan, Stage
from gpu_worker.engines.animatic.sets import foregrounds, other_sides
from gpu_worker.engines.animatic.sets.rooms import CITY_LIT, plant


def clouds(stage: Stage, z: float, low: float, count: int = 7) -> None:
    """Soft clouds on a plane far away."""
    hour = stage.hour
    tone = (
        mix(mix(WHITE, hour.haze, 0.4), hour.sky[1], 0.25)
        if hour.name in ("day", "dawn")
        else mix(hour.sky[-1], hour.sky[1], 0.55)
    )
    tone = times(tone, (0.82, 0.84, 0.88)) if hour.wet else tone
    with stage.wall(z), stage.lit():
        for _ in range(count):
            x, y = float(stage.draw.uniform(-26, 26)), low + float(stage.draw.uniform(0, 14))
            puffs = [(x + 0.75 * k, y, 0.55 + 0.2 * float(stage.draw.random())) for k in range(-4, 5)]
            for _ in range(7):
                size = float(stage.draw.uniform(0.6, 1.5))
                puffs.append((x + float(stage.draw.normal(0, 1.5)), y + float(stage.draw.uniform(0.1, 1.0)), size))
            stage.cluster(puffs, tone, 0.62)


def stars(stage: Stage, z: float, count: int = 120) -> None:
    """Stars and a moon, by night and clear weather."""
    if not stage.hour.is_dark or stage.hour.wet or stage.hour.name != "night":
        return
    with stage.wall(z):
        for _ in range(count):
            stage.disc(
                float(stage.draw.uniform(-24, 24)),
                float(stage.draw.uniform(4, 32)),
                float(stage.draw.uniform(0.03, 0.09)),
                WHITE,
                0.8,
            )
    stage.lamp(5.5, 17, z, 3.6, "#cfd8ff", 0.35)
    stage.lamp(5.5, 17, z, 1.15, "#fffbe8", 1.0)


def blocks(stage: Stage, z: float, heights: tuple[float, float], wide: float, color: Color, *, lit: float) -> None:
    """A row of city blocks with windows."""
    shining = stage.hour.lamps > 0.3
    with stage.wall(z):
        x = -wide
        while x < wide:
            across = float(stage.draw.uniform(2.0, 4.6))
            tall = float(stage.draw.uniform(*heights))
            shade = mix(color, WHITE, 0.05 * float(stage.draw.random()))
            stage.rect(x, -6, x + across, tall, shade)
            stage.rect(x + across * 0.82, -6, x + across, tall, darker(shade, 0.88))
            for row in range(int((tall + 0.2) / 0.68)):
                for column in range(int((across - 0.8) / 0.62) + 1):
                    px, y = x + 0.3 + column * 0.62, tall - 0.8 - row * 0.68
                    if not shining:
                        stage.rect(px, y, px + 0.34, y + 0.38, mix(shade, rgb("#dcecf6"), 0.55), 0.8)
                    elif stage.draw.random() < lit:
                        with stage.lit():
                            stage.rect(px, y, px + 0.30, y + 0.34, rgb(CITY_LIT[int(stage.draw.integers(4))]), 0.95)
            x += across + float(stage.draw.uniform(-0.1, 0.8))


def ground(stage: Stage, near: Color, far: Color, deep: float, *, wide: float = 40.0) -> None:
    """The ground from our feet to the distance; wet when it rains."""
    with stage.floor():
        stage.ramp(-wide, -deep, wide, 9, [far, mix(far, near, 0.6), near])
        if stage.hour.wet:
            sheen = mix(stage.hour.haze, WHITE, 0.2)
            for _ in range(22):
                x, z = float(stage.draw.uniform(-5, 5)), float(stage.draw.uniform(-9, 4))
                r = float(stage.draw.uniform(0.2, 0.8))
                rows = [(x + r * math.cos(a), z + 0.35 * r * math.sin(a)) for a in (0, 0.9, 1.8, 2.7, 3.6, 4.5, 5.4)]
                stage.shape(rows, sheen, 0.28, smooth=True)
        if stage.hour.snow:
            stage.ramp(-wide, -deep, wide, 9, [rgb("#e4ebf2"), rgb("#f4f7fa")], alphas=(0.85, 0.85))


def _shop(stage: Stage, x: float, wide: float, wall: str, sign: str) -> None:
    """One house front with a shop below, on the current wall plane."""
    face, board = rgb(wall), rgb(sign)
    stage.rect(x, 0, x + wide, 7.5, face)
    stage.rect(x + wide - 0.12, 0, x + wide, 7.5, darker(face, 0.84))
    lit = stage.hour.lamps > 0.3
    for row in range(3):
        for col in range(2):
            wx, wy = x + 0.28 + col * wide * 0.46, 3.5 + row * 1.25
            stage.rect(wx - 0.06, wy - 0.06, wx + wide * 0.34 + 0.06, wy + 0.86, darker(face, 0.82))
            glow = lit and float(stage.draw.random()) < 0.4
            with stage.lit(when=glow):
                stage.rect(wx, wy, wx + wide * 0.34, wy + 0.80, rgb("#e8bd74") if glow else rgb("#86aac0"))
            stage.shape([(wx, wy + 0.8), (wx + wide * 0.2, wy + 0.8), (wx, wy + 0.15)], WHITE, 0.22)
    stage.rect(x + 0.05, 2.45, x + wide - 0.16, 3.05, board)
    stage.rect(x + 0.05, 2.45, x + wide - 0.16, 2.52, darker(board, 0.75))
    for k in range(4):  # strokes that read as a sign without being text
        sx = x + wide * (0.24 + 0.14 * k)
        stage.rect(sx, 2.62, sx + wide * 0.08, 2.90, mix(board, WHITE, 0.82))
        stage.rect(sx + wide * 0.02, 2.67, sx + wide * 0.06, 2.85, board)
    pane = rgb("#d9a85c") if lit else rgb("#8fb6c6")
    stage.rect(x + 0.14, 0.30, x + wide * 0.60, 2.2, darker(face, 0.6))
    stage.rect(x + wide * 0.68, 0.02, x + wide * 0.92, 2.15, darker(board, 0.72))
    with stage.lit(when=lit):
        stage.ramp(x + 0.2, 0.36, x + wide * 0.60 - 0.06, 2.14, [mix(pane, WHITE, 0.1), pane])
        stage.rect(x + wide * 0.71, 0.25, x + wide * 0.89, 2.0, pane)
    stage.rect(x, 0, x + wide, 0.18, darker(face, 0.7))


def street(stage: Stage) -> None:
    """A city street: shop fronts, pavement, lamp posts, trees."""
    stage.sky()
    stars(stage, -38)
    clouds(stage, -36, 9)
    far = mix(rgb("#9db8cd"), stage.hour.haze, 0.35) if not stage.hour.is_dark else rgb("#232a5a")
    blocks(stage, -26, (6, 15), 24, far, lit=0.35)
    ground(stage, rgb("#b9b2ac"), rgb("#a39c98"), 26)
    with stage.floor():
        stage.rect(-40, -5.2, 40, -2.2, rgb("#6a6a72"))
        for dash in range(-14, 14, 2):
            stage.rect(dash, -3.78, dash + 1.1, -3.62, rgb("#f0ead8"))
        stage.rect(-40, -2.3, 40, -2.1, rgb("#d6cfc6"))
        for k in range(-12, 13):
            stage.line([(k * 0.9, -2.1), (k * 0.9, 8)], rgb("#9f9892"), 0.012, 0.7)
        for z in range(-1, 8):
            stage.line([(-20, z), (20, z)], rgb("#9f9892"), 0.012, 0.7)
    fronts = (
        ("#e8d3b4", "#b8483a"),
        ("#d9c2c8", "#2f6f73"),
        ("#efe2cf", "#c98a2a"),
        ("#c9d2d6", "#3b4a7a"),
        ("#e6c9a8", "#7a3b5a"),
    )
    with stage.wall(-7.0):
        x = -13.0
        for k in range(10):
            wide = float(stage.draw.uniform(2.4, 3.1))
            _shop(stage, x, wide, *fronts[k % 5])
            if stage.hour.lamps > 0.3:
                stage.lamp(x + wide * 0.4, 1.1, -6.9, 0.9, "#ffc06a", 0.14 * stage.hour.lamps)
            x += wide
    for x in (-3.6, 3.4):
        _tree(stage, x, -5.6, 1.0)
    for x in (-2.1, 4.6):
        with stage.wall(-5.4):
            stage.rect(x - 0.05, 0, x + 0.05, 4.0, rgb("#3d4a52"))
            stage.line([(x, 3.95), (x + 0.2, 4.12), (x + 0.62, 4.1)], rgb("#3d4a52"), 0.06)
            stage.shape([(x + 0.45, 4.08), (x + 0.82, 4.08), (x + 0.74, 3.95), (x + 0.53, 3.95)], rgb("#f8f1da"))
        stage.lamp(x + 0.63, 3.95, -5.35, 1.4, "#ffd694", 0.50 * stage.hour.lamps)


def _tree(stage: Stage, x: float, z: float, size: float) -> None:
    with stage.wall(z):
        stage.line([(x, 0), (x + 0.05, 1.3 * size), (x - 0.05, 2.6 * size)], rgb("#6b4a3c"), 0.20 * size)
        for index, (leaf, up, count) in enumerate((("#3d7d4c", 0.0, 26), ("#56a05a", 0.2, 22), ("#86c46a", 0.45, 16))):
            tone = rgb(leaf) if not stage.hour.snow else mix(rgb(leaf), WHITE, 0.7)
            for _ in range(count):
                stage.disc(
                    x + (float(stage.draw.normal(0, 0.62)) - 0.08 * index) * size,
                    (3.1 + up) * size + float(stage.draw.normal(0, 0.42)) * size,
                    float(stage.draw.uniform(0.18, 0.40)) * size,
                    tone,
                    0.96,
                )


def rooftop(stage: Stage) -> None:
    """A roof over the city: parapet, railing, tank, lights below."""
    stage.sky()
    stars(stage, -38)
    clouds(stage, -36, 5, 9)
    if stage.hour.name in ("dusk", "dawn") and not stage.hour.wet:
        stage.lamp(-2.2, 2.6, -38, 5.5, "#ff9a50" if stage.hour.name == "dusk" else "#ffd2a0", 0.55)
        stage.lamp(-2.2, 2.6, -38, 1.5, "#fff2cf", 1.0)
    dark = stage.hour.is_dark
    blocks(
        stage, -34, (-1, 6.5), 34, mix(rgb("#8fa2ba"), stage.hour.haze, 0.5) if not dark else rgb("#2a2f62"), lit=0.4
    )
    blocks(
        stage, -24, (-3.5, 3.2), 26, mix(rgb("#7388a3"), stage.hour.haze, 0.3) if not dark else rgb("#1d2250"), lit=0.5
    )
    blocks(
        stage, -17, (-5.5, 0.4), 20, mix(rgb("#5f7590"), stage.hour.haze, 0.12) if not dark else rgb("#151a40"), lit=0.6
    )
    with stage.floor():
        stage.ramp(-9, -4.6, 9, 9, [rgb("#8d8a90"), rgb("#a5a2a6")])
        for k in range(-8, 9):
            stage.line([(k * 1.1, -4.6), (k * 1.1, 9)], rgb("#78757c"), 0.015, 0.8)
        for z in range(-4, 9):
            stage.line([(-9, z), (9, z)], rgb("#78757c"), 0.015, 0.8)
    stage.box((-9, 9), (0, 0.42), (-4.9, -4.6), rgb("#9a969c"), top=rgb("#b5b1b6"))
    with stage.wall(-4.7):
        for x in range(-9, 10):
            stage.line([(x, 0.42), (x, 1.15)], rgb("#5a5f6a"), 0.045)
        for y in (0.72, 1.15):
            stage.line([(-9, y), (9, y)], rgb("#5a5f6a"), 0.05)
    stage.box((0.75, 1.95), (0, 0.95), (-4.3, -3.6), rgb("#b4b8bf"))
    with stage.wall(-3.59):  # a cooler with its fan, a row of pots, a crate to sit on
        stage.disc(1.35, 0.5, 0.36, rgb("#6d717a"))
        for k in range(4):
            stage.line([(1.02, 0.29 + k * 0.14), (1.68, 0.29 + k * 0.14)], rgb("#9a9ea6"), 0.02)
    for k in range(3):
        plant(stage, -1.75 + 0.42 * k, -4.3 + 0.1 * k, 0.42, rgb("#a8624a"))
    stage.box((-1.15, -0.65), (0, 0.42), (-3.3, -2.9), rgb("#9a7a54"))
    with stage.wall(-4.0):
        stage.line([(-3.4, 0), (-3.4, 3.6)], rgb("#5a5f6a"), 0.06)
        for y, reach in ((3.4, 0.5), (3.0, 0.7), (2.6, 0.45)):
            stage.line([(-3.4 - reach, y), (-3.4 + reach, y)], rgb("#5a5f6a"), 0.035)
    if dark:
        stage.lamp(-3.4, 3.65, -4.0, 0.35, "#ff5050", 0.9)


def palace_hall(stage: Stage) -> None:
    """An old palace: red columns, a throne on steps, painted beams."""
    red, gold = rgb("#8f2a26"), rgb("#d0a548")
    deep, wide, tall = 8.0, 5.0, 5.2
    with stage.wall(-deep):
        stage.ramp(-wide, 0, wide, tall, [rgb("#5a2a24"), rgb("#8a3f30")])
        stage.rect(-2.2, 0.8, 2.2, 4.1, rgb("#b98a3c"))
        stage.ramp(-2.05, 0.9, 2.05, 3.95, [rgb("#7a3020"), rgb("#c98f3c")])
        for k in range(7):
            turn = k * 0.9
            rows = [
                (-1.7 + k * 0.55, 2.4 + 0.5 * math.sin(turn)),
                (-1.4 + k * 0.55, 2.7 + 0.5 * math.sin(turn + 0.6)),
                (-1.1 + k * 0.55, 2.4 + 0.5 * math.sin(turn + 1.2)),
            ]
            stage.line(rows, gold, 0.07)
        for x0, x1 in ((-4.8, -2.6), (2.6, 4.8)):
            stage.rect(x0, 0.9, x1, 4.0, rgb("#e6d3a4"))
            for k in range(9):
                stage.line([(x0 + k * 0.275, 0.9), (x0 + k * 0.275, 4.0)], red, 0.05)
                stage.line([(x0, 0.9 + k * 0.388), (x1, 0.9 + k * 0.388)], red, 0.04)
    for x in (-wide, wide):
        with stage.flank(x):
            stage.ramp(-deep, 0, 9, tall, [rgb("#5a241f"), rgb("#7a3028")], sideways=True)
    with stage.floor():
        stage.ramp(-wide, -deep, wide, 9, [rgb("#4f4a48"), rgb("#77706a")])
        for k in range(-5, 6):
            stage.line([(k, -deep), (k, 9)], rgb("#3f3b3a"), 0.02)
        stage.rect(-1.0, -deep, 1.0, 9, rgb("#8a1f24"))
        for x in (-1.0, 0.92):
            stage.rect(x, -deep, x + 0.08, 9, gold)
    with stage.floor(tall):
        stage.ramp(-wide, -deep, wide, 9, [rgb("#2f2a3a"), rgb("#3f3848")])
    for step in range(3):
        stage.box(
            (-2.6 + 0.3 * step, 2.6 - 0.3 * step),
            (0.22 * step, 0.22 * (step + 1)),
            (-7.9, -5.8 - 0.4 * step),
            rgb("#b5a58c"),
        )
    with stage.wall(-7.7):  # the throne's back, carved
        rows = [(-0.85, 0.66), (-0.95, 1.9), (-0.55, 2.2), (-0.35, 2.6), (0.0, 2.85), (0.35, 2.6), (0.55, 2.2)]
        stage.shape([*rows, (0.95, 1.9), (0.85, 0.66)], darker(gold, 0.72))
        stage.shape([(x * 0.86, 0.1 + y * 0.93) for x, y in [*rows, (0.95, 1.9), (0.85, 0.66)]], gold)
        stage.shape([(-0.5, 1.2), (-0.55, 1.8), (0.0, 2.2), (0.55, 1.8), (0.5, 1.2)], rgb("#a8322a"))
        stage.disc(0.0, 2.42, 0.12, rgb("#f2dc9a"))
    stage.box((-0.8, 0.8), (0.66, 1.10), (-7.6, -7.0), darker(gold, 0.9), top=rgb("#b3382e"))
    for side in (-1, 1):
        stage.box((side * 0.8 - 0.09, side * 0.8 + 0.09), (0.66, 1.42), (-7.6, -7.0), darker(gold, 0.8))
        with stage.wall(-6.98):
            stage.disc(side * 0.8, 1.42, 0.13, rgb("#e6c46a"))
    for z in (-6.4, -3.6):
        for x in (-3.3, 3.3):
            with stage.wall(z):
                stage.ramp(
                    x - 0.3,
                    0.3,
                    x + 0.3,
                    tall,
                    [darker(red, 0.62), red, mix(red, WHITE, 0.18), darker(red, 0.7)],
                    sideways=True,
                )
                stage.rect(x - 0.42, 0, x + 0.42, 0.32, rgb("#9a948a"))
                stage.rect(x - 0.5, 4.6, x + 0.5, 4.85, rgb("#2f6a6a"))
                stage.rect(x - 0.6, 4.85, x + 0.6, 5.2, gold)
            stage.lamp(x * 0.72, 2.2, z + 0.4, 1.0, "#ffb860", 0.06 + 0.30 * stage.hour.lamps)
    stage.lamp(0, 2.4, -7.2, 1.5, "#ffc870", 0.05 + 0.22 * stage.hour.lamps)


def village_yard(stage: Stage) -> None:
    """A farm yard: whitewashed house with a tiled roof, a wall, hills, hens' ground."""
    stage.sky()
    stars(stage, -38)
    clouds(stage, -36, 8)
    hill = mix(rgb("#6f9a78"), stage.hour.haze, 0.5)
    with stage.wall(-30):
        stage.shape([(-40, -4), (-26, 6), (-14, 2), (-4, 8.5), (8, 2.5), (18, 7), (30, 2), (44, -4)], hill, smooth=True)
    with stage.wall(-22):
        stage.shape(
            [(-36, -4), (-18, 3.4), (-6, 1), (6, 4.2), (20, 0.6), (36, -4)],
            mix(rgb("#568a5c"), stage.hour.haze, 0.25),
            smooth=True,
        )
    ground(stage, rgb("#c2a47e"), rgb("#a98f6a"), 22)
    _tree(stage, 4.6, -9.0, 1.5)
    with stage.wall(-6.5):
        stage.rect(-5.6, 0, 1.4, 2.9, rgb("#efe6d6"))
        stage.rect(-5.6, 0, 1.4, 0.6, rgb("#a39a8c"))
        stage.shape([(-6.3, 2.75), (2.1, 2.75), (1.1, 4.3), (-5.3, 4.3)], rgb("#55585f"))
        for k in range(22):
            stage.line([(-6.2 + k * 0.39, 2.78), (-5.25 + k * 0.30, 4.28)], rgb("#3f4249"), 0.05)
        stage.rect(-2.7, 0, -1.5, 2.2, rgb("#7a4a34"))
        stage.line([(-2.1, 0), (-2.1, 2.2)], rgb("#4a2c20"), 0.04)
        for x in (-3.5, -0.7):
            stage.rect(x - 0.03, 1.0, x + 0.03, 2.3, rgb("#b3303c"))
        for x in (-4.8, 0.0):
            stage.rect(x - 0.5, 1.05, x + 0.5, 2.05, rgb("#6a4a38"))
            stage.rect(x - 0.43, 1.12, x + 0.43, 1.98, rgb("#ffd994") if stage.hour.lamps > 0.3 else rgb("#5a6a74"))
            stage.line([(x, 1.12), (x, 1.98)], rgb("#6a4a38"), 0.05)
        for k in range(6):
            stage.disc(-1.2 + 0.05 * (k % 2), 1.6 - k * 0.10, 0.07, rgb("#c23a2a"))
    stage.box((1.5, 7.0), (0, 1.15), (-6.7, -6.4), rgb("#c9b594"))
    stage.box((2.0, 2.9), (0, 0.5), (-4.4, -3.8), rgb("#8d8678"))
    if stage.hour.lamps > 0.3:
        stage.lamp(-4.8, 1.5, -6.4, 1.5, "#ffc878", 0.4)
        stage.lamp(0.0, 1.5, -6.4, 1.5, "#ffc878", 0.4)


def generic_exterior(stage: Stage) -> None:
    """A park at the edge of a town: lawn, path, trees, roofs."""
    stage.sky()
    stars(stage, -38)
    clouds(stage, -36, 8)
    dark = stage.hour.is_dark
    blocks(stage, -30, (2, 7), 28, mix(rgb("#a9bccb"), stage.hour.haze, 0.45) if not dark else rgb("#262c5c"), lit=0.3)
    ground(stage, rgb("#8fb573"), rgb("#7aa468"), 28)
    with stage.floor():
        stage.shape(
            [(-1.2, 9), (1.4, 9), (1.0, 0), (2.0, -6), (3.0, -14), (2.2, -14), (0.7, -6), (-0.6, 0)], rgb("#d8c9ae")
        )
    with stage.wall(-13):
        for k in range(44):
            x = -13 + k * 0.62
            stage.disc(
                x, 0.5 + 0.25 * math.sin(k * 2.1), 0.72, mix(rgb("#4f8a55"), stage.hour.haze, 0.18 + 0.1 * (k % 2))
            )
    for x, z, size in ((-3.8, -7.5, 1.25), (4.4, -8.5, 1.35), (-7.5, -10, 1.4)):
        _tree(stage, x, z, size)
    with stage.wall(-6.0):
        stage.rect(1.4, 0.42, 3.2, 0.52, rgb("#8a5c3e"))
        stage.rect(1.4, 0.62, 3.2, 0.90, rgb("#96674a"))
        for x in (1.55, 3.0):
            stage.rect(x, 0, x + 0.07, 0.9, rgb("#3d4248"))
    with stage.wall(-6.4):
        stage.rect(-1.95, 0, -1.87, 3.2, rgb("#3d4a52"))
        stage.disc(-1.91, 3.3, 0.20, rgb("#fbf4de"))
    stage.lamp(-1.91, 3.3, -6.35, 2.0, "#ffdc9a", 0.6 * stage.hour.lamps)


SETS: dict[str, SetPlan] = {
    "street": SetPlan(street, is_inside=False, depth=6.5, front=foregrounds.branch),
    "rooftop": SetPlan(rooftop, is_inside=False, depth=12.0),
    "palace_hall": SetPlan(
        palace_hall, is_inside=True, depth=6.0, front=foregrounds.drape, reverse=other_sides.palace_hall
    ),
    "village_yard": SetPlan(village_yard, is_inside=False, depth=7.0, front=foregrounds.branch),
    "generic_exterior": SetPlan(generic_exterior, is_inside=False, depth=9.0, front=foregrounds.branch),
}
