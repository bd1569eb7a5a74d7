"""Old China beside the throne: a consort's chamber, a palace garden, a tea house."""

from __future__ import annotations

import math

from gpu_worker.engines.animatic.raster import WHITE, Color, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import SetPlan, Stage
from gpu_worker.engines.animatic.sets import foregrounds
from gpu_worker.engines.animatic.sets.furniture import candles
from gpu_worker.engines.animatic.sets.outdoors import clouds, ground, stars
from gpu_worker.engines.animatic.sets.rooms import boards, daylight, shell, table


def lattice(stage: Stage, x0: float, x1: float, y0: float, y1: float, wood: Color) -> None:  # noqa: PLR0917 - corners
    """A window of paper behind carved bars, on the current wall plane."""
    stage.rect(x0 - 0.08, y0 - 0.08, x1 + 0.08, y1 + 0.08, wood)
    paper = mix(rgb("#f2e8d0"), stage.hour.haze, 0.25)
    with stage.lit(when=not stage.hour.is_dark):
        stage.ramp(x0, y0, x1, y1, [paper, mix(paper, WHITE, 0.2)])
    step = (x1 - x0) / max(2, round((x1 - x0) / 0.22))
    count = round((x1 - x0) / step)
    for k in range(count + 1):
        stage.rect(x0 + k * step - 0.012, y0, x0 + k * step + 0.012, y1, wood)
    rows = max(2, round((y1 - y0) / step))
    for k in range(rows + 1):
        y = y0 + k * (y1 - y0) / rows
        stage.rect(x0, y - 0.012, x1, y + 0.012, wood)
    for k in range(count):
        for row in range(rows):
            if (k + row) % 2:
                stage.disc(x0 + (k + 0.5) * step, y0 + (row + 0.5) * (y1 - y0) / rows, step * 0.26, wood)


def lantern(stage: Stage, x: float, y: float, z: float, *, size: float = 0.22) -> None:
    """A red lantern hung from above, its middle at height y."""
    with stage.wall(z):
        stage.line([(x, y + size), (x, y + size * 3)], rgb("#3a2018"), 0.014)
        with stage.lit(when=stage.hour.lamps > 0.3):
            ring = [
                (x + size * 1.1 * math.cos(a), y + size * math.sin(a)) for a in (k * math.pi / 6 for k in range(12))
            ]
            stage.shape(ring, rgb("#c8322c"), smooth=True)
            for share in (-0.5, 0.0, 0.5):
                stage.line(
                    [(x + share * size * 1.4, y - size * 0.8), (x + share * size * 1.4, y + size * 0.8)],
                    rgb("#e8624a"),
                    0.02,
                )
        for edge in (-1, 1):
            stage.rect(x - size * 0.5, y + edge * size - 0.02, x + size * 0.5, y + edge * size + 0.02, rgb("#d9b25a"))
        stage.line([(x, y - size), (x, y - size * 1.8)], rgb("#d9b25a"), 0.03)
    stage.lamp(x, y, z, size * 3.6, "#ff7a4a", 0.06 + 0.34 * stage.hour.lamps)


def chamber(stage: Stage) -> None:
    """A consort's chamber: a canopied bed behind gauze, a folding screen, lattice windows, candles."""
    wall, wood, red = rgb("#b98a66"), rgb("#5a2b22"), rgb("#a83038")
    shell(stage, wide=3.6, deep=4.4, tall=3.6, wall=wall, floor=rgb("#7a4a34"), ceiling=rgb("#8a5a42"))
    boards(stage, 3.6, 4.4, rgb("#7f4e38"))
    with stage.floor(0.004):
        stage.rect(-1.6, -3.0, 1.6, 1.2, rgb("#8a2a34"))
        stage.rect(-1.45, -2.85, 1.45, 1.05, rgb("#a33a42"))
    with stage.wall(-4.38):
        for x0, x1 in ((-3.4, -2.1), (2.1, 3.4)):
            lattice(stage, x0, x1, 1.0, 2.8, wood)
        stage.rect(-3.6, 3.05, 3.6, 3.25, wood)
        for k in range(18):
            stage.rect(-3.6 + k * 0.41, 3.28, -3.36 + k * 0.41, 3.52, rgb("#2f6a6a" if k % 2 else "#c9a45c"))
    stage.box((-1.65, 1.65), (0.0, 0.48), (-4.3, -2.9), wood, top=rgb("#d8a89a"))
    stage.box((-1.55, 1.55), (0.48, 0.66), (-4.2, -3.0), rgb("#c86a6a"), top=rgb("#e8b8a8"))
    with stage.wall(-4.2):
        stage.ramp(-1.6, 0.6, 1.6, 2.8, [rgb("#93504a"), rgb("#b8705a")])
        for x in (-0.62, 0.62):
            bolster = [
                (x - 0.30, 0.68),
                (x + 0.30, 0.68),
                (x + 0.34, 0.76),
                (x + 0.28, 0.84),
                (x - 0.28, 0.84),
                (x - 0.34, 0.76),
            ]
            stage.shape(bolster, rgb("#e6c49a"), smooth=True)
            for edge in (-0.24, 0.24):
                stage.line([(x + edge, 0.69), (x + edge, 0.83)], rgb("#b8503c"), 0.03)
    with stage.wall(-2.92):
        for x in (-1.65, 1.65):
            stage.rect(x - 0.08, 0, x + 0.08, 2.95, darker(wood, 0.9))
        stage.rect(-1.8, 2.78, 1.8, 3.02, wood)
        for k in range(9):
            stage.disc(-1.6 + k * 0.4, 2.90, 0.07, rgb("#d9b25a"))
        for side in (-1, 1):
            outer = side * 1.72
            gauze = [(outer, 2.8), (side * 0.85, 2.8), (side * 1.25, 1.6), (side * 1.42, 0.1), (outer, 0.1)]
            stage.shape(gauze, red, 0.88)
            for k in range(4):
                x = outer - side * (0.12 + 0.16 * k)
                stage.line(
                    [(x, 2.78), (x * 0.94 + side * 0.08, 1.6), (x * 0.9 + side * 0.15, 0.12)],
                    darker(red, 0.7),
                    0.016,
                    0.8,
                )
            stage.disc(side * 1.32, 1.55, 0.07, rgb("#d9b25a"))
    for x in (-2.45, 2.45):
        stage.box((x - 0.3, x + 0.3), (0.0, 0.78), (-3.6, -3.1), wood, top=rgb("#7a4032"))
        candles(stage, x, 0.78, -3.3)
    for x in (-2.2, 2.2):
        lantern(stage, x, 2.75, -2.4)


def screen(stage: Stage) -> None:
    """The same chamber towards the folding screen and the dressing table."""
    wall, wood = rgb("#b98a66"), rgb("#5a2b22")
    shell(stage, wide=3.6, deep=4.4, tall=3.6, wall=wall, floor=rgb("#7a4a34"), ceiling=rgb("#8a5a42"))
    boards(stage, 3.6, 4.4, rgb("#7f4e38"))
    with stage.wall(-4.38):
        lattice(stage, -1.0, 1.0, 0.95, 2.9, wood)
        stage.rect(-3.6, 3.05, 3.6, 3.25, wood)
    for k in range(4):
        x0, z = -2.9 + k * 0.62, -3.2 - 0.22 * (k % 2)
        with stage.wall(z):
            stage.rect(x0, 0.05, x0 + 0.60, 2.1, wood)
            stage.ramp(x0 + 0.05, 0.2, x0 + 0.55, 2.0, [rgb("#d9c49a"), rgb("#f0e4c4")])
            stage.line([(x0 + 0.1, 0.4), (x0 + 0.28, 1.0), (x0 + 0.2, 1.5), (x0 + 0.42, 1.85)], rgb("#5a4632"), 0.03)
            for _ in range(9):
                px, py = float(stage.draw.uniform(x0 + 0.1, x0 + 0.5)), float(stage.draw.uniform(0.8, 1.9))
                stage.disc(px, py, 0.045, mix(rgb("#c8485a"), rgb("#f0c0c0"), float(stage.draw.random())))
    table(stage, 1.9, -3.3, 1.3, 0.6, 0.74, wood)
    with stage.wall(-3.2):
        stage.disc(1.9, 1.22, 0.33, rgb("#c9a45c"))
        stage.disc(1.9, 1.22, 0.28, rgb("#cfdcdf"))
        stage.shape([(1.70, 1.36), (1.86, 1.46), (1.74, 1.10)], WHITE, 0.4)
        for dx, tone in ((-0.45, "#c8322c"), (0.42, "#d9b25a")):
            stage.rect(1.9 + dx, 0.74, 1.9 + dx + 0.16, 0.9, rgb(tone))
    candles(stage, 2.75, 0.74, -3.2)
    lantern(stage, 0.0, 2.85, -2.6)
    daylight(stage, 0, 1.9, -4.3, 1.8)


def garden(stage: Stage) -> None:
    """A palace garden: a pavilion over a pond, a red wall with yellow tiles, willow and plum."""
    stage.sky()
    stars(stage, -38)
    clouds(stage, -36, 11, 6)
    dark = stage.hour.is_dark
    with stage.wall(-30):
        for x, tall, wide in ((-13.0, 7.0, 12.0), (0.0, 9.0, 14.0), (12.0, 6.0, 12.0)):
            hill = mix(rgb("#7fa59a"), stage.hour.haze, 0.55) if not dark else rgb("#1c2548")
            stage.shape(
                [(x - wide, -2), (x - wide * 0.4, tall * 0.7), (x, tall), (x + wide * 0.5, tall * 0.6), (x + wide, -2)],
                hill,
                smooth=True,
            )
    ground(stage, rgb("#b8b39a"), rgb("#8fa37e"), 24)
    with stage.wall(-15):
        stage.rect(-20, -0.5, 20, 2.4, rgb("#a8423a"))
        stage.rect(-20, 2.35, 20, 2.8, rgb("#c99a3c"))
        for k in range(80):
            stage.rect(-20 + k * 0.5, 2.35, -19.72 + k * 0.5, 2.8, darker(rgb("#c99a3c"), 0.8))
    with stage.floor(0.01):
        pond = [(-7, -12.5), (-2, -13.2), (4, -12.6), (8, -10.5), (5.0, -7.4), (0, -6.4), (-5, -7.2), (-8, -9.5)]
        stage.shape(pond, mix(rgb("#6a9aa0"), stage.hour.sky[-1], 0.45), smooth=True)
        for _ in range(22):
            x, z = float(stage.draw.uniform(-5, 6)), float(stage.draw.uniform(-11.5, -7.4))
            r = float(stage.draw.uniform(0.12, 0.34))
            stage.shape([(x - r, z), (x, z + r * 0.6), (x + r, z), (x, z - r * 0.6)], rgb("#4f8a5a"), smooth=True)
    _pavilion(stage, 3.2, -11.0)
    _blossom(stage, -4.2, -7.0)
    for _ in range(5):
        x, z = float(stage.draw.uniform(-7, 7)), float(stage.draw.uniform(-6.0, -4.5))
        if abs(x) > 1.6:
            stage.box((x - 0.3, x + 0.3), (0, 0.3), (z - 0.3, z), rgb("#9a978f"))


def _pavilion(stage: Stage, x: float, z: float) -> None:
    red, tile = rgb("#a8342c"), rgb("#3f6a5a")
    stage.box((x - 2.0, x + 2.0), (0.0, 0.4), (z - 1.6, z + 1.0), rgb("#c9c2b2"))
    with stage.wall(z + 0.9):
        for dx in (-1.6, -0.7, 0.7, 1.6):
            stage.rect(x + dx - 0.09, 0.4, x + dx + 0.09, 3.0, red)
        stage.rect(x - 1.7, 2.75, x + 1.7, 3.0, darker(red, 0.8))
        for k in range(8):
            stage.rect(x - 1.6 + k * 0.42, 0.42, x - 1.54 + k * 0.42, 1.0, red)
        stage.rect(x - 1.7, 0.95, x + 1.7, 1.05, red)
        roof = [
            (x - 2.7, 3.35),
            (x - 1.9, 3.0),
            (x + 1.9, 3.0),
            (x + 2.7, 3.35),
            (x + 1.2, 3.75),
            (x + 0.2, 4.6),
            (x - 0.2, 4.6),
            (x - 1.2, 3.75),
        ]
        stage.shape(roof, tile)
        for share in (-0.7, -0.35, 0.0, 0.35, 0.7):
            stage.line(
                [(x + share * 0.3, 4.5), (x + share * 1.6, 3.7), (x + share * 2.5, 3.08)], darker(tile, 0.75), 0.04
            )
        stage.disc(x, 4.68, 0.14, rgb("#d9b25a"))
    for dx in (-1.4, 1.4):
        lantern(stage, x + dx, 2.4, z + 0.95, size=0.18)


def _blossom(stage: Stage, x: float, z: float) -> None:
    """A plum tree in flower."""
    bark = rgb("#4a352c")
    with stage.wall(z):
        stage.line([(x, 0), (x + 0.15, 1.0), (x - 0.1, 1.9), (x + 0.5, 2.9)], bark, 0.20)
        for path in (
            ((x - 0.05, 1.6), (x - 1.0, 2.4), (x - 1.5, 3.2)),
            ((x + 0.1, 2.1), (x + 1.3, 2.6), (x + 2.0, 3.3)),
            ((x, 1.2), (x + 0.9, 1.7), (x + 1.6, 1.9)),
        ):
            stage.line(path, bark, 0.09)
        for _ in range(150):
            spread = float(stage.draw.uniform(0, 1))
            px, py = x + 0.3 + float(stage.draw.normal(0, 0.95)), 2.6 + float(stage.draw.normal(0, 0.62))
            tone = mix(rgb("#d8647a"), rgb("#ffe0e4"), spread)
            stage.disc(px, py, float(stage.draw.uniform(0.05, 0.13)), tone, 0.92)


def tea_house(stage: Stage) -> None:
    """A tea house: dark beams, square tables, lanterns, a stair, jars on a shelf."""
    wall, wood = rgb("#caa77c"), rgb("#54301f")
    shell(stage, wide=4.2, deep=5.0, tall=3.8, wall=wall, floor=rgb("#6f4a32"), ceiling=rgb("#5a3a28"))
    boards(stage, 4.2, 5.0, rgb("#74503a"))
    with stage.wall(-4.98):
        for x0, x1 in ((-4.0, -2.3), (2.3, 4.0)):
            lattice(stage, x0, x1, 1.1, 2.8, wood)
        stage.rect(-1.9, 0.6, 1.9, 2.9, darker(wood, 0.85))
        for row in range(4):
            y = 0.75 + row * 0.55
            stage.rect(-1.8, y - 0.05, 1.8, y, mix(wood, WHITE, 0.12))
            for k in range(8):
                tone = ("#7a3a2c", "#2f5a5a", "#b98a4b", "#3a3440")[(k + row) % 4]
                stage.disc(-1.55 + k * 0.44, y + 0.14, 0.15, rgb(tone))
                stage.rect(-1.62 + k * 0.44, y + 0.26, -1.48 + k * 0.44, y + 0.33, rgb("#e8dcc0"))
    for x in (-3.0, 3.0):
        stage.box((x - 0.16, x + 0.16), (0, 3.8), (-3.4, -3.1), wood)
    stage.box((-1.7, 1.7), (0.0, 1.0), (-4.3, -3.9), wood, top=rgb("#7a4a32"))
    for x, z in ((-2.2, -2.4), (2.2, -2.6)):
        table(stage, x, z, 1.0, 0.9, 0.74, rgb("#6a3c28"))
        with stage.wall(z + 0.1):
            stage.disc(x, 0.84, 0.10, rgb("#7a3a2c"))
            stage.rect(x + 0.18, 0.74, x + 0.28, 0.82, rgb("#efe6d6"))
        for dx in (-0.75, 0.75):
            stage.box((x + dx - 0.18, x + dx + 0.18), (0, 0.45), (z - 0.2, z + 0.2), darker(wood, 0.9), top=wood)
    for x in (-1.4, 0.0, 1.4):
        lantern(stage, x, 2.85, -2.9, size=0.2)


SETS: dict[str, SetPlan] = {
    "consort_chamber": SetPlan(chamber, is_inside=True, depth=3.2, front=foregrounds.candlelight, reverse=screen),
    "palace_garden": SetPlan(garden, is_inside=False, depth=9.0, front=foregrounds.branch),
    "teahouse": SetPlan(tea_house, is_inside=True, depth=3.6, front=foregrounds.doorway),
}
