"""Where people gather: a wedding hall, a café, a shop."""

from __future__ import annotations

import math

from gpu_worker.engines.animatic.raster import WHITE, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import SetPlan, Stage
from gpu_worker.engines.animatic.sets import foregrounds
from gpu_worker.engines.animatic.sets.furniture import glass_front, leafy, sheen
from gpu_worker.engines.animatic.sets.rooms import boards, ceiling_lamp, daylight, picture, shell, table


def wedding_hall(stage: Stage) -> None:
    """A hotel's wedding hall: an arch of flowers, an aisle with petals, rows of white chairs, fairy lights."""
    wall = rgb("#f0e2de")
    shell(stage, wide=5.2, deep=7.5, tall=5.2, wall=wall, floor=rgb("#d8c6bc"), ceiling=rgb("#f4e9e4"))
    with stage.floor(0.004):
        stage.rect(-0.95, -7.2, 0.95, 6, rgb("#fbf6f2"))
        for _ in range(120):
            x, z = float(stage.draw.normal(0, 0.75)), float(stage.draw.uniform(-6.5, 3))
            stage.disc(x, z, 0.05, mix(rgb("#e8788a"), rgb("#ffe6ea"), float(stage.draw.random())), 0.9)
    with stage.wall(-7.45):
        for k in range(14):
            x = -5.2 + k * 0.8
            stage.ramp(x, 0, x + 0.8, 5.0, [rgb("#e8d2cc"), rgb("#fbf0ec"), rgb("#e4ccc6")], sideways=True)
        with stage.lit():
            for k in range(26):
                for row in range(11):
                    x, y = -5.0 + k * 0.4, 4.8 - row * 0.42 - 0.1 * (k % 2)
                    stage.disc(x, y, 0.028, rgb("#fff2c8"), 0.9)
    stage.box((-2.2, 2.2), (0.0, 0.30), (-7.2, -5.2), rgb("#f4ebe6"), top=rgb("#fdf9f6"))
    _arch(stage)
    _chairs(stage)
    for x in (-2.6, 0.0, 2.6):
        stage.lamp(x, 4.6, -4.0, 1.5, "#ffe2c0", 0.10 + 0.14 * stage.hour.lamps)
        stage.lamp(x, 4.6, -4.0, 0.4, "#fffaf0", 0.30)
    sheen(stage, (-0.9, 0.9), (-6.8, -2.0), rgb("#fff2ea"), 0.18)


def _arch(stage: Stage) -> None:
    """An arch of flowers."""
    with stage.wall(-6.0):
        for _ in range(240):
            angle = float(stage.draw.uniform(0, math.pi))
            reach = 1.55 + float(stage.draw.normal(0, 0.11))
            x, y = reach * math.cos(angle), 1.5 + reach * 1.15 * math.sin(angle)
            _flower(stage, x, y)
        for side in (-1, 1):
            for _ in range(90):
                _flower(stage, side * 1.55 + float(stage.draw.normal(0, 0.11)), float(stage.draw.uniform(0.3, 1.6)))


def _chairs(stage: Stage) -> None:
    """White chairs along the aisle, a posy on each row."""
    for z in (-4.2, -2.9, -1.6):
        for side in (-1, 1):
            for k in range(3):
                x = side * (1.6 + k * 0.85)
                stage.box((x - 0.22, x + 0.22), (0.42, 0.48), (z - 0.2, z + 0.2), rgb("#fbf8f5"))
                stage.box((x - 0.22, x + 0.22), (0.48, 1.0), (z + 0.14, z + 0.2), rgb("#f6f0ec"))
                for dx in (-0.2, 0.17):
                    stage.box((x + dx, x + dx + 0.03), (0, 0.42), (z + 0.16, z + 0.2), rgb("#d9cfc8"))
            with stage.wall(z + 0.24):
                for _ in range(12):
                    _flower(
                        stage, side * 1.18 + float(stage.draw.normal(0, 0.06)), 0.9 + float(stage.draw.normal(0, 0.07))
                    )


def _flower(stage: Stage, x: float, y: float) -> None:
    tones = ("#f6d2d8", "#ffffff", "#e8a0b0", "#f8ecd8", "#7fa878")
    tone = rgb(tones[int(stage.draw.integers(5))])
    size = float(stage.draw.uniform(0.05, 0.11))
    stage.disc(x, y, size, darker(tone, 0.88))
    stage.disc(x - size * 0.12, y + size * 0.15, size * 0.72, tone)


def cafe(stage: Stage) -> None:
    """A café: a counter with a coffee machine, a blackboard, hanging lamps, the street behind glass."""
    wall, wood = rgb("#d6c2a8"), rgb("#8a5a3a")
    shell(stage, wide=4.0, deep=4.6, tall=3.2, wall=wall, floor=rgb("#9a7a5e"), ceiling=rgb("#4a4038"))
    boards(stage, 4.0, 4.6, rgb("#a08064"))
    with stage.wall(-4.58):
        stage.rect(-4.0, 0, 4.0, 1.2, darker(wood, 0.85))
        stage.rect(-2.3, 1.45, 0.2, 2.75, rgb("#2b2f2c"))
        stage.rect(-2.38, 1.37, 0.28, 1.45, wood)
        for row in range(5):  # chalk that reads as a list without being text
            y = 2.5 - row * 0.22
            wide = 0.7 + 0.35 * float(stage.draw.random())
            stage.line([(-2.1, y), (-2.1 + wide, y)], rgb("#e8e4d8"), 0.045, 0.85)
            stage.line([(-0.35, y), (-0.05, y)], rgb("#e8c88a"), 0.045, 0.85)
        for row in range(3):
            stage.rect(0.7, 1.5 + row * 0.48, 3.6, 1.54 + row * 0.48, wood)
            for k in range(9):
                tone = ("#efe6d6", "#b98a5a", "#5a7a6a", "#c86a4a")[(k + row) % 4]
                x = 0.82 + k * 0.31
                stage.rect(x, 1.54 + row * 0.48, x + 0.16, 1.74 + row * 0.48 + 0.05 * (k % 3), rgb(tone))
    stage.box((-3.2, 2.6), (0.0, 1.04), (-3.7, -3.1), wood, top=rgb("#d8c4a8"))
    with stage.wall(-3.09):
        for k in range(14):
            stage.rect(-3.16 + k * 0.41, 0.1, -2.8 + k * 0.41, 0.95, mix(wood, WHITE, 0.08))
    with stage.wall(-3.3):
        stage.rect(1.2, 1.04, 2.1, 1.62, rgb("#b4bac0"))
        stage.rect(1.28, 1.42, 2.02, 1.56, rgb("#3a3d44"))
        stage.rect(1.5, 1.12, 1.8, 1.36, rgb("#54585f"))
        for dx in (1.36, 1.86):
            stage.disc(dx, 1.49, 0.035, rgb("#e8624a"))
        stage.shape([(-1.9, 1.04), (-1.1, 1.04), (-1.15, 1.36), (-1.85, 1.36)], rgb("#dfe9ea"), 0.85)
        for dx, tone in ((-1.7, "#d8a05a"), (-1.5, "#b8683a"), (-1.3, "#e0b878")):
            stage.disc(dx, 1.12, 0.08, rgb(tone))
    for x in (-1.8, 0.0, 1.8):
        with stage.wall(-2.7):
            stage.line([(x, 3.2), (x, 2.55)], rgb("#24221f"), 0.016)
            with stage.lit(when=stage.hour.lamps > 0.2):
                stage.shape([(x - 0.19, 2.30), (x + 0.19, 2.30), (x + 0.07, 2.55), (x - 0.07, 2.55)], rgb("#e8b25a"))
        stage.lamp(x, 2.28, -2.7, 0.8, "#ffcf8a", 0.10 + 0.26 * stage.hour.lamps)


def cafe_window(stage: Stage) -> None:
    """The same café towards the street: a wall of glass, small tables, plants."""
    wall = rgb("#d6c2a8")
    shell(stage, wide=4.0, deep=4.6, tall=3.2, wall=wall, floor=rgb("#9a7a5e"), ceiling=rgb("#4a4038"))
    boards(stage, 4.0, 4.6, rgb("#a08064"))
    with stage.wall(-4.58):
        glass_front(stage, (-3.4, 3.4), (0.5, 2.9), rgb("#3a342e"), panes=4)
        stage.rect(-4.0, 0, 4.0, 0.5, rgb("#7a5a44"))
    for x, z in ((-1.9, -3.3), (1.9, -3.5)):
        table(stage, x, z, 0.8, 0.7, 0.72, rgb("#6a4630"))
        with stage.wall(z + 0.1):
            stage.rect(x - 0.08, 0.72, x + 0.06, 0.84, WHITE)
            stage.rect(x - 0.14, 0.71, x + 0.12, 0.73, rgb("#e8e4dc"))
        for dx in (-0.7, 0.7):
            stage.box((x + dx - 0.2, x + dx + 0.2), (0.4, 0.46), (z - 0.2, z + 0.2), rgb("#8a5a3a"))
            stage.box((x + dx - 0.2, x + dx + 0.2), (0.46, 0.95), (z - 0.22, z - 0.18), rgb("#7a4e32"))
    leafy(stage, -3.4, -3.9, 1.2, rgb("#e6dfd4"))
    leafy(stage, 3.5, -3.9, 1.0, rgb("#e6dfd4"))
    daylight(stage, 0, 1.8, -4.4, 2.2)


def shop(stage: Stage) -> None:
    """A boutique: rails of clothes, a lit shelf of bags, a mirror, marble and brass."""
    wall, brass = rgb("#ebe6e0"), rgb("#c9a45c")
    shell(stage, wide=4.2, deep=5.0, tall=3.4, wall=wall, floor=rgb("#d9d4cd"), ceiling=rgb("#f6f3ef"))
    with stage.wall(-4.98):
        stage.rect(-1.3, 0.4, 1.3, 2.9, rgb("#3b3634"))
        for row in range(3):
            with stage.lit():
                stage.ramp(-1.2, 0.5 + row * 0.8, 1.2, 1.2 + row * 0.8, [rgb("#f4e2c0"), rgb("#fff6e4")])
            for k in range(4):
                x, tone = -0.95 + k * 0.62, ("#8a2a34", "#24262b", "#c99a6a", "#5a6a5a", "#d8c4b8")[(k * 2 + row) % 5]
                y = 0.5 + row * 0.8
                stage.line(
                    [(x - 0.10, y + 0.28), (x - 0.05, y + 0.46), (x + 0.05, y + 0.46), (x + 0.10, y + 0.28)],
                    darker(rgb(tone), 0.8),
                    0.025,
                )
                stage.shape([(x - 0.19, y), (x + 0.19, y), (x + 0.15, y + 0.30), (x - 0.15, y + 0.30)], rgb(tone))
                stage.rect(x - 0.03, y + 0.18, x + 0.03, y + 0.23, brass)
        stage.rect(2.2, 0.2, 3.3, 2.6, brass)
        stage.ramp(2.27, 0.27, 3.23, 2.53, [rgb("#b8c6cc"), rgb("#e0eaee"), rgb("#c4d0d6")])
        stage.shape([(2.3, 2.5), (2.7, 2.5), (2.3, 1.5)], WHITE, 0.35)
    for x0, z in ((-3.9, -3.8), (-3.6, -2.4)):
        with stage.wall(z):
            stage.line([(x0, 0), (x0, 1.65), (x0 + 1.7, 1.65), (x0 + 1.7, 0)], brass, 0.035)
            for k in range(9):
                cloth = rgb(("#e8ddd0", "#7a2f3a", "#2f3a52", "#b8b0a4", "#c98a7a", "#3f5a4f")[(k * 5) % 6])
                x = x0 + 0.12 + k * 0.18
                stage.shape(
                    [(x, 1.6), (x + 0.16, 1.6), (x + 0.19, 0.55 + 0.12 * (k % 3)), (x - 0.03, 0.55 + 0.12 * (k % 3))],
                    cloth,
                )
    stage.box((1.2, 2.6), (0.0, 0.95), (-3.4, -2.8), rgb("#f2eeea"), top=WHITE)
    for x in (-1.6, 0.0, 1.6):
        ceiling_lamp(stage, x, 3.38, -2.4, 0.4)


def shop_wall(stage: Stage) -> None:
    """The same boutique towards its window on the arcade."""
    wall = rgb("#ebe6e0")
    shell(stage, wide=4.2, deep=5.0, tall=3.4, wall=wall, floor=rgb("#d9d4cd"), ceiling=rgb("#f6f3ef"))
    with stage.wall(-4.98):
        glass_front(stage, (-2.6, 2.6), (0.3, 2.9), rgb("#c9a45c"), panes=3)
        picture(stage, 3.3, 1.9, 0.8, 1.1, ("#c8a89a", "#f0dcd0"))
    leafy(stage, -3.4, -4.0, 1.1, rgb("#3b3634"))
    ceiling_lamp(stage, 0, 3.38, -2.4, 0.5)
    daylight(stage, 0, 1.7, -4.8, 2.0)


SETS: dict[str, SetPlan] = {
    "wedding_hall": SetPlan(wedding_hall, is_inside=True, depth=5.0, front=foregrounds.candlelight),
    "cafe": SetPlan(cafe, is_inside=True, depth=3.4, front=foregrounds.leaves, reverse=cafe_window),
    "shop": SetPlan(shop, is_inside=True, depth=3.6, front=foregrounds.leaves, reverse=shop_wall),
}
