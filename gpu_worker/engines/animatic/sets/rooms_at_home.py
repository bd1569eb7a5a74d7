"""More of a home: the kitchen and the study."""

from __future__ import annotations

from gpu_worker.engines.animatic.raster import WHITE, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import SetPlan, Stage
from gpu_worker.engines.animatic.sets import foregrounds
from gpu_worker.engines.animatic.sets.furniture import armchair, leafy, sconce, shelves
from gpu_worker.engines.animatic.sets.rooms import (
    boards,
    ceiling_lamp,
    curtains,
    daylight,
    picture,
    shell,
    table,
    tiles,
    window,
)


def kitchen(stage: Stage) -> None:
    """A family kitchen: cupboards, a tiled wall, a window over the sink, pans, a kettle on the stove."""
    wall, wood, steel = rgb("#efe9df"), rgb("#c9a27a"), rgb("#b9c0c6")
    shell(stage, wide=3.4, deep=3.6, tall=2.8, wall=wall, floor=rgb("#cfc6b8"), ceiling=rgb("#f4f1ea"))
    tiles(stage, 3.4, 3.6, 0.6, rgb("#d9d1c4"), rgb("#c4bbad"))
    with stage.wall(-3.58):
        for row in range(6):
            for column in range(22):
                x, y = -3.3 + column * 0.30 + (row % 2) * 0.15, 0.95 + row * 0.12
                stage.rect(x, y, x + 0.285, y + 0.105, mix(rgb("#dfe8e6"), WHITE, 0.3 * float(stage.draw.random())))
        window(stage, -0.75, 0.55, 1.15, 2.25, frame=rgb("#f7f4ee"), view="trees", panes=2)
        curtains(stage, -0.95, 0.75, 1.75, 2.32, rgb("#d98a6a"))
        for x0, x1 in ((-3.2, -1.1), (0.95, 3.2)):
            stage.rect(x0, 1.72, x1, 2.55, wood)
            count = round((x1 - x0) / 0.52)
            for k in range(count):
                left = x0 + k * (x1 - x0) / count
                stage.rect(left + 0.03, 1.76, left + (x1 - x0) / count - 0.03, 2.51, mix(wood, WHITE, 0.10))
                stage.rect(left + 0.42, 1.86, left + 0.45, 1.98, darker(wood, 0.6))
        stage.rect(1.25, 1.40, 2.75, 1.43, steel)
        for k, tone in enumerate(("#4a4d55", "#b5653c", "#4a4d55", "#8a8f96")):
            stage.line([(1.45 + k * 0.36, 1.41), (1.45 + k * 0.36, 1.30)], steel, 0.014)
            stage.disc(1.45 + k * 0.36, 1.20, 0.11, rgb(tone))
    stage.box((-3.3, 3.3), (0.0, 0.86), (-3.55, -2.95), wood)
    stage.box((-3.3, 3.3), (0.86, 0.92), (-3.55, -2.92), rgb("#5d5a58"), top=rgb("#77736f"))
    with stage.wall(-2.945):
        for k in range(12):
            stage.rect(-3.26 + k * 0.55, 0.12, -2.77 + k * 0.55, 0.80, mix(wood, WHITE, 0.07))
            stage.rect(-2.86 + k * 0.55, 0.62, -2.83 + k * 0.55, 0.74, darker(wood, 0.6))
        stage.rect(1.45, 0.10, 2.35, 0.82, rgb("#3b3e44"))
        stage.rect(1.55, 0.18, 2.25, 0.62, rgb("#24262b"))
    with stage.wall(-3.1):
        stage.line([(-0.1, 0.92), (-0.1, 1.26), (0.12, 1.30), (0.16, 1.16)], steel, 0.035)
        pot = [(1.62, 0.94), (2.06, 0.94), (2.10, 1.14), (1.58, 1.14)]
        stage.shape(pot, rgb("#b5473c"))
        stage.rect(1.56, 1.14, 2.12, 1.18, darker(rgb("#b5473c"), 0.8))
        stage.disc(1.84, 1.20, 0.03, rgb("#2b2b2e"))
        for dx, tone in ((-2.3, "#d8b25a"), (-2.12, "#8aa66a"), (-1.94, "#c86a4a")):
            stage.rect(dx, 0.92, dx + 0.13, 1.14, rgb(tone))
            stage.rect(dx - 0.01, 1.14, dx + 0.14, 1.18, rgb("#efe6d6"))
    ceiling_lamp(stage, 0, 2.78, -2.0, 0.8)
    stage.lamp(0.0, 1.9, -2.2, 1.2, "#ffd9a0", 0.05 + 0.18 * stage.hour.lamps)
    daylight(stage, -0.1, 1.7, -3.5, 1.7)


def kitchen_table(stage: Stage) -> None:
    """The same kitchen from the stove: the round table, the refrigerator, the family's calendar."""
    wall = rgb("#efe9df")
    shell(stage, wide=3.4, deep=3.6, tall=2.8, wall=wall, floor=rgb("#cfc6b8"), ceiling=rgb("#f4f1ea"))
    tiles(stage, 3.4, 3.6, 0.6, rgb("#d9d1c4"), rgb("#c4bbad"))
    with stage.wall(-3.58):
        stage.rect(-0.9, 1.35, -0.35, 2.05, rgb("#fbf8f2"))
        stage.rect(-0.9, 1.85, -0.35, 2.05, rgb("#c8483c"))
        for row in range(4):
            for column in range(5):
                stage.rect(-0.86 + column * 0.10, 1.40 + row * 0.10, -0.79 + column * 0.10, 1.46 + row * 0.10, wall)
        picture(stage, 0.6, 1.75, 0.8, 0.55, ("#d8b08a", "#f0dcc0"))
    stage.box((-2.7, -1.75), (0.0, 1.95), (-3.5, -2.8), rgb("#dfe4e8"), top=rgb("#eef1f3"))
    with stage.wall(-2.79):
        stage.rect(-2.68, 1.22, -1.77, 1.25, rgb("#9aa2aa"))
        for y0, y1 in ((0.5, 1.1), (1.35, 1.8)):
            stage.rect(-1.90, y0, -1.86, y1, rgb("#8d959d"))
    table(stage, 0.75, -2.2, 1.5, 0.9, 0.74, rgb("#a9744a"))
    with stage.wall(-2.0):
        stage.shape([(0.6, 0.75), (0.92, 0.75), (1.0, 0.86), (0.52, 0.86)], rgb("#e8eef0"))
        for dx, tone in ((-0.08, "#d8694a"), (0.02, "#e0b04a"), (0.10, "#b8483c")):
            stage.disc(0.76 + dx, 0.89, 0.06, rgb(tone))
    leafy(stage, 2.6, -3.0, 0.9, rgb("#b9a58a"))
    stage.lamp(0.75, 1.9, -2.2, 0.9, "#ffd9a0", 0.06 + 0.26 * stage.hour.lamps)


def study(stage: Stage) -> None:
    """A master's study: a wall of books, a heavy desk, a green lamp, calligraphy, a globe."""
    wall, wood = rgb("#7d5f49"), rgb("#5a3826")
    shell(stage, wide=3.3, deep=4.2, tall=3.2, wall=wall, floor=rgb("#6b452f"), ceiling=rgb("#8f735b"))
    boards(stage, 3.3, 4.2, rgb("#6f4932"))
    with stage.floor(0.004):
        stage.rect(-1.9, -3.4, 1.9, 0.6, rgb("#6a2a2e"))
        stage.rect(-1.75, -3.25, 1.75, 0.45, rgb("#7d3a3a"))
    with stage.wall(-4.18):
        for x0, x1 in ((-3.2, -1.15), (1.15, 3.2)):
            shelves(stage, x0, x1, 3.0, wood, rows=7)
        stage.rect(-0.85, 1.35, 0.85, 2.75, rgb("#8a6a48"))
        stage.rect(-0.78, 1.42, 0.78, 2.68, rgb("#f2ead8"))
        for k in range(2):  # brush strokes that read as calligraphy without being text
            x = -0.38 + k * 0.76
            for row in ((0.30, 0.10), (-0.05, 0.22), (-0.34, 0.05)):
                y = 2.05 + row[0]
                stage.line([(x - 0.22, y + row[1]), (x + 0.2, y + row[1] + 0.05)], rgb("#1d1a18"), 0.07)
                stage.line([(x - 0.02, y + 0.28), (x - 0.12, y - 0.14)], rgb("#1d1a18"), 0.05)
    stage.box((-1.15, 1.15), (0.0, 0.72), (-3.2, -2.5), wood, top=rgb("#7a4e34"))
    with stage.wall(-2.49):
        for x0 in (-1.08, 0.42):
            stage.rect(x0, 0.10, x0 + 0.66, 0.62, mix(wood, WHITE, 0.10))
            stage.disc(x0 + 0.33, 0.40, 0.03, rgb("#c9a45c"))
        stage.rect(-1.15, 0.66, 1.15, 0.69, rgb("#8a6a3c"))
    stage.box((-0.42, 0.42), (0.42, 1.28), (-3.75, -3.55), rgb("#3b2620"))
    with stage.wall(-2.7):
        stage.rect(0.60, 0.72, 0.72, 0.78, rgb("#c9a45c"))
        stage.line([(0.66, 0.76), (0.66, 1.04)], rgb("#c9a45c"), 0.03)
        with stage.lit(when=stage.hour.lamps > 0.2):
            stage.shape([(0.44, 1.02), (0.88, 1.02), (0.80, 1.16), (0.52, 1.16)], rgb("#2f8f68"))
        stage.rect(-0.75, 0.72, -0.35, 0.80, rgb("#7a2f33"))
        stage.rect(-0.72, 0.80, -0.38, 0.86, rgb("#26344f"))
        stage.disc(-0.02, 0.86, 0.09, rgb("#3d6a8a"))
        stage.rect(-0.05, 0.72, 0.01, 0.78, rgb("#c9a45c"))
    stage.lamp(0.66, 0.98, -2.65, 0.9, "#ffd28a", 0.10 + 0.40 * stage.hour.lamps)
    for x in (-1.0, 1.0):
        sconce(stage, x, 2.2, -4.15, strength=0.6)


def study_window(stage: Stage) -> None:
    """The same study, towards the window and the reading chair."""
    wall = rgb("#7d5f49")
    shell(stage, wide=3.3, deep=4.2, tall=3.2, wall=wall, floor=rgb("#6b452f"), ceiling=rgb("#8f735b"))
    boards(stage, 3.3, 4.2, rgb("#6f4932"))
    with stage.wall(-4.18):
        window(stage, -0.95, 0.75, 0.85, 2.65, frame=rgb("#4e3222"), view="trees", panes=3)
        curtains(stage, -1.2, 1.0, 0.3, 2.75, rgb("#3f5a4a"))
        shelves(stage, 1.55, 3.2, 3.0, rgb("#5a3826"), rows=7)
        picture(stage, -2.2, 1.9, 0.8, 1.0, ("#5a4a38", "#b59a72"))
    armchair(stage, -1.75, -3.1, rgb("#5a2f28"))
    table(stage, 1.35, -3.2, 0.7, 0.6, 0.6, rgb("#5a3826"))
    leafy(stage, 2.7, -3.0, 1.0, rgb("#4a3a30"))
    sconce(stage, -2.9, 2.1, -4.15, strength=0.7)
    daylight(stage, -0.1, 1.8, -4.1, 2.0)


SETS: dict[str, SetPlan] = {
    "kitchen": SetPlan(kitchen, is_inside=True, depth=2.8, front=foregrounds.doorway, reverse=kitchen_table),
    "study": SetPlan(study, is_inside=True, depth=3.2, front=foregrounds.drape, reverse=study_window),
}
