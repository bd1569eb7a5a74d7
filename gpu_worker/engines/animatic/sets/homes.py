"""Homes: mansion hall, living room, bedroom, and a room that could be anybody's."""

from __future__ import annotations

from gpu_worker.engines.animatic.raster import WHITE, Color, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import SetPlan, Stage
from gpu_worker.engines.animatic.sets import foregrounds, other_sides
from gpu_worker.engines.animatic.sets.furniture import (
    armchair,
    candles,
    fireplace,
    portrait,
    sconce,
    sheen,
    shelves,
)
from gpu_worker.engines.animatic.sets.rooms import (
    boards,
    ceiling_lamp,
    curtains,
    daylight,
    door,
    picture,
    plant,
    shell,
    sofa,
    table,
    tiles,
    window,
)


def mansion_hall(stage: Stage) -> None:
    """A rich family's hall: double stairs, a carved window, chandelier, candles, marble and dark red."""
    wall, gold, wood = rgb("#d9c3a0"), rgb("#c9a45c"), rgb("#5e3a2c")
    _mansion_shell(stage, wall)
    with stage.wall(-6.0):
        for x in (-1.75, 1.75):
            portrait(stage, x, 2.65, 0.62, 0.86, "#2c3444" if x < 0 else "#5a2630")
        window(stage, -0.95, 0.95, 1.55, 4.1, frame=rgb("#8a6a48"), view="trees", panes=3)
        _tracery(stage)
        curtains(stage, -1.15, 1.15, 1.2, 4.25, rgb("#8a2230"))
    stage.box((-0.62, 0.62), (0.0, 0.86), (-5.85, -5.5), wood, top=rgb("#8a5a42"))
    with stage.wall(-5.48):
        for x in (-0.31, 0.31):
            stage.rect(x - 0.26, 0.46, x + 0.26, 0.78, mix(wood, WHITE, 0.08))
            stage.disc(x, 0.62, 0.03, gold)
    with stage.wall(-5.6):
        stage.shape(
            [(-0.10, 0.86), (0.10, 0.86), (0.15, 1.05), (0.05, 1.2), (-0.05, 1.2), (-0.15, 1.05)], rgb("#e9edf2")
        )
        for dx, dy, tone in (
            (-0.14, 0.12, "#b03a4a"),
            (0.0, 0.22, "#d05a66"),
            (0.14, 0.13, "#b03a4a"),
            (0.04, 0.08, "#e08a8a"),
        ):
            stage.disc(dx, 1.22 + dy, 0.085, rgb(tone))
    for side in (-1, 1):  # the stairs rise to a gallery on both sides
        for step in range(9):
            x0 = side * (1.25 + step * 0.22)
            y = 0.17 * (step + 1)
            across = (min(x0, side * 4.2), max(x0, side * 4.2))
            stage.box(across, (y - 0.17, y), (-5.9 + 0.02 * step, -4.4), rgb("#e6dac6"), top=rgb("#8a2230"))
        with stage.wall(-4.38):
            foot, head = side * 1.15, side * 3.4
            stage.line([(foot, 1.0), (head, 2.62)], wood, 0.10)
            for k in range(10):
                x = foot + (head - foot) * k / 10
                y = 0.15 + 1.55 * k / 10
                stage.line([(x, y), (x, y + 0.86)], gold, 0.030)
            stage.rect(foot - 0.09, 0, foot + 0.09, 1.16, wood)
        candles(stage, side * 1.15, 1.16, -4.36)
    for x in (-2.9, 2.9):
        _column(stage, x, -2.6)
    _chandelier(stage, 0.0, 3.75, -3.4)
    daylight(stage, 0, 2.9, -5.9, 2.6)
    sheen(stage, (-0.8, 0.8), (-5.4, -2.4), stage.hour.beam, 0.10 + 0.10 * stage.hour.windows)


def mansion_hearth(stage: Stage) -> None:
    """The same hall, towards the fire: mantelpiece, the founder's portrait, bookcases, two chairs."""
    wall, gold = rgb("#d9c3a0"), rgb("#c9a45c")
    _mansion_shell(stage, wall)
    with stage.wall(-5.0):
        stage.ramp(-4.2, 0, 4.2, 4.8, [darker(wall, 0.80), wall])
        stage.rect(-4.2, 0, 4.2, 1.0, rgb("#6a4434"))
        for k in range(14):
            stage.rect(-4.15 + k * 0.6, 0.14, -3.62 + k * 0.6, 0.9, rgb("#7a5240"))
        stage.rect(-4.2, 1.0, 4.2, 1.07, gold)
        stage.rect(-4.2, 3.75, 4.2, 3.85, gold, 0.8)
        for x0, x1 in ((-3.1, -1.2), (1.9, 3.3)):
            shelves(stage, x0, x1, 2.9, rgb("#7a4e38"), rows=6)
        portrait(stage, 0.35, 2.35, 0.92, 1.26, "#23262e")
    fireplace(stage, 0.35, -4.95, rgb("#d8cfc2"))
    with stage.wall(-4.68):
        stage.rect(0.21, 1.33, 0.49, 1.6, rgb("#8a5c30"))
        stage.disc(0.35, 1.49, 0.09, rgb("#f4ecd8"))
    for x in (-0.37, 1.07):
        candles(stage, x, 1.33, -4.72)
    for x in (-1.0, 1.7):
        sconce(stage, x, 2.35, -4.95, strength=0.5)
    armchair(stage, -1.05, -3.7, rgb("#7a2a34"))
    armchair(stage, 1.75, -3.7, rgb("#7a2a34"))
    stage.lamp(0.0, 4.2, -3.0, 1.7, "#ffdc9e", 0.04 + 0.12 * stage.hour.lamps)


def _mansion_shell(stage: Stage, wall: Color) -> None:
    gold = rgb("#c9a45c")
    shell(stage, wide=4.2, deep=6.0, tall=4.8, wall=wall, floor=rgb("#d8cdbb"), ceiling=rgb("#e6d9c4"))
    tiles(stage, 4.2, 6.0, 0.8, rgb("#d8cdbb"), rgb("#bba98f"))
    with stage.floor():  # the runner
        stage.rect(-0.85, -6, 0.85, 9, rgb("#8a2230"))
        for x in (-0.85, 0.77):
            stage.rect(x, -6, x + 0.08, 9, gold)
    with stage.wall(-6.0):
        stage.rect(-4.2, 0, 4.2, 1.05, rgb("#7a5240"))
        for k in range(12):
            stage.rect(-4.1 + k * 0.7, 0.16, -3.5 + k * 0.7, 0.92, rgb("#8a6048"))
        stage.rect(-4.2, 1.05, 4.2, 1.12, gold)
        for x in (-3.3, -1.75, 1.75, 3.3):
            stage.rect(x - 0.55, 1.45, x + 0.55, 3.5, mix(wall, WHITE, 0.18))
            stage.rect(x - 0.48, 1.52, x + 0.48, 3.43, darker(wall, 0.9))
        stage.rect(-4.2, 3.75, 4.2, 3.85, gold, 0.8)


def _tracery(stage: Stage) -> None:
    """The carving of the hall's window: a lattice in its upper lights, rosettes where the bars cross."""
    wood = rgb("#7a5a3c")
    for pane in range(3):
        x0 = -0.95 + pane * 0.633
        x1, middle = x0 + 0.633, x0 + 0.3165
        for a, b in (((x0, 3.13), (x1, 4.1)), ((x1, 3.13), (x0, 4.1)), ((middle, 3.13), (middle, 4.1))):
            stage.line([a, b], wood, 0.022)
        diamond = [(middle, 3.28), (x1 - 0.08, 3.615), (middle, 3.95), (x0 + 0.08, 3.615), (middle, 3.28)]
        stage.line(diamond, wood, 0.026)
        stage.disc(middle, 3.615, 0.055, wood)


def _column(stage: Stage, x: float, z: float) -> None:
    stone = rgb("#efe7da")
    with stage.wall(z):
        stage.ramp(x - 0.26, 0.2, x + 0.26, 4.5, [darker(stone, 0.70), stone, darker(stone, 0.80)], sideways=True)
        for k in range(5):
            stage.rect(x - 0.20 + k * 0.1, 0.3, x - 0.18 + k * 0.1, 4.4, darker(stone, 0.80), 0.6)
        stage.rect(x - 0.36, 0, x + 0.36, 0.26, darker(stone, 0.86))
        stage.rect(x - 0.34, 4.35, x + 0.34, 4.8, rgb("#d8bd84"))


def _chandelier(stage: Stage, x: float, y: float, z: float) -> None:
    with stage.wall(z):
        stage.line([(x, y + 0.3), (x, 5.4)], rgb("#a98a4a"), 0.035)
        for ring, (drop, wide) in enumerate(((0.30, 0.42), (0.0, 0.85), (-0.28, 0.55))):
            stage.line([(x - wide, y + drop), (x, y + drop - 0.10), (x + wide, y + drop)], rgb("#c9a45c"), 0.045)
            count = 5 + 2 * ring
            for k in range(count):
                px = x - wide + 2 * wide * k / (count - 1)
                stage.rect(px - 0.022, y + drop, px + 0.022, y + drop + 0.14, rgb("#fff7e6"))
                with stage.lit():
                    tip = [(px - 0.022, y + drop + 0.17), (px, y + drop + 0.14), (px + 0.022, y + drop + 0.17)]
                    stage.shape([*tip, (px, y + drop + 0.25)], rgb("#ffe6a0"), smooth=True)
                stage.flame(px, y + drop + 0.18, z, 0.13)
                stage.shape(
                    [
                        (px, y + drop - 0.06),
                        (px + 0.035, y + drop - 0.14),
                        (px, y + drop - 0.24),
                        (px - 0.035, y + drop - 0.14),
                    ],
                    rgb("#f2f6fb"),
                    0.9,
                )
    stage.lamp(x, y + 0.1, z, 1.9, "#ffcf8a", 0.04 + 0.20 * stage.hour.lamps, pool=1.5)
    for k in range(7):
        stage.lamp(x - 0.8 + k * 0.27, y + 0.16, z, 0.18, "#fff3cf", 0.25 + 0.30 * stage.hour.lamps, pool=0.0)


def living_room(stage: Stage) -> None:
    """A modern flat: sofa, television wall, wide window on the city."""
    shell(
        stage,
        wide=3.4,
        deep=3.8,
        tall=2.9,
        wall=rgb("#ddd6cc"),
        floor=rgb("#b58d68"),
        ceiling=rgb("#f1ede6"),
        skirting=rgb("#f4efe8"),
    )
    boards(stage, 3.4, 3.8, rgb("#b58d68"))
    with stage.wall(-3.8):
        window(stage, -2.7, 0.2, 0.55, 2.55, frame=rgb("#f7f4ee"), view="city", panes=3)
        curtains(stage, -2.85, 0.35, 0.1, 2.66, rgb("#a9b3ae"))
        stage.rect(0.9, 0, 3.4, 2.9, rgb("#8b7a68"))
        for k in range(13):
            stage.rect(0.92 + k * 0.19, 0, 1.06 + k * 0.19, 2.9, rgb("#9c8974"))
        picture(stage, 2.0, 1.75, 0.95, 0.7, ("#2f6f73", "#e8c79a"))
    with stage.floor():
        stage.rect(-2.3, -2.9, 1.6, -0.9, rgb("#d9cdbb"))
        stage.rect(-2.15, -2.75, 1.45, -1.05, rgb("#c7b7a4"))
    sofa(stage, -0.8, -2.9, 2.4, rgb("#6f7f86"))
    for x, color in ((-1.55, "#c98a5a"), (-0.1, "#e8dfd0")):
        with stage.wall(-2.82):
            stage.shape(
                [(x - 0.22, 0.48), (x + 0.22, 0.48), (x + 0.19, 0.88), (x - 0.19, 0.88)], rgb(color), smooth=True
            )
    table(stage, -0.6, -1.7, 1.1, 0.6, 0.42, rgb("#7a5640"))
    plant(stage, 2.7, -3.0, 1.3, rgb("#d8d2c6"))
    with stage.wall(-3.1):
        stage.rect(1.05, 0, 1.09, 1.45, rgb("#3a3a42"))
        with stage.lit():
            stage.shape([(0.86, 1.45), (1.28, 1.45), (1.20, 1.82), (0.94, 1.82)], rgb("#f6e3bd"))
    stage.lamp(1.07, 1.55, -3.05, 1.2, "#ffc27a", 0.08 + 0.38 * stage.hour.lamps)
    daylight(stage, -1.3, 1.6, -3.7, 2.2)
    ceiling_lamp(stage, 0.2, 2.9, -1.8)


def bedroom(stage: Stage) -> None:
    """A bedroom: bed with a high headboard, lamps on both sides, curtains."""
    shell(
        stage,
        wide=3.0,
        deep=3.6,
        tall=2.8,
        wall=rgb("#d6c9cc"),
        floor=rgb("#a98468"),
        ceiling=rgb("#f0e9e6"),
        skirting=rgb("#efe7e2"),
    )
    boards(stage, 3.0, 3.6, rgb("#a98468"))
    with stage.wall(-3.6):
        stage.rect(-1.7, 0.5, 1.2, 2.1, rgb("#b8a3a6"))
        window(stage, 1.65, 2.75, 0.8, 2.4, frame=rgb("#f6f1ec"), view="city")
        curtains(stage, 1.55, 2.85, 0.08, 2.5, rgb("#8d7f9b"))
        picture(stage, -0.25, 2.35, 0.9, 0.45, ("#a58a9c", "#f0dccb"))
    stage.box((-1.45, 0.95), (0.2, 1.25), (-3.6, -3.45), rgb("#8b6a72"))
    stage.box((-1.35, 0.85), (0.10, 0.55), (-3.45, -1.5), rgb("#efe8e4"), top=rgb("#f8f4f1"))
    with stage.floor(0.56):
        stage.rect(-1.37, -2.75, 0.87, -1.48, rgb("#9aa7bd"))
    stage.box((-1.37, 0.87), (0.12, 0.56), (-2.75, -1.48), rgb("#8a98b0"), top=rgb("#a5b2c8"))
    for x in (-0.85, 0.35):
        stage.box((x - 0.36, x + 0.36), (0.55, 0.74), (-3.42, -3.02), rgb("#fbf8f5"))
    for x in (-1.95, 1.30):
        stage.box((x - 0.24, x + 0.24), (0, 0.52), (-3.55, -3.1), rgb("#7a5a4c"))
        with stage.wall(-3.3):
            stage.rect(x - 0.02, 0.52, x + 0.02, 0.86, rgb("#cbb58a"))
            with stage.lit():
                stage.shape([(x - 0.17, 0.84), (x + 0.17, 0.84), (x + 0.10, 1.12), (x - 0.10, 1.12)], rgb("#fbe7c4"))
        stage.lamp(x, 0.98, -3.28, 1.2, "#ffc888", 0.15 + 0.6 * stage.hour.lamps)
    daylight(stage, 2.2, 1.6, -3.5, 1.8)


def generic_interior(stage: Stage) -> None:
    """A plain room that could be anybody's: a window, a door, a table."""
    shell(
        stage,
        wide=3.0,
        deep=3.4,
        tall=2.8,
        wall=rgb("#d3d6d4"),
        floor=rgb("#b39a80"),
        ceiling=rgb("#eeeeea"),
        skirting=rgb("#f2f1ec"),
    )
    boards(stage, 3.0, 3.4, rgb("#b39a80"), 0.26)
    with stage.wall(-3.4):
        window(stage, -2.2, -0.5, 0.95, 2.35, frame=rgb("#f5f3ee"), view="trees")
        curtains(stage, -2.35, -0.35, 0.7, 2.45, rgb("#b7a690"))
        door(stage, 1.0, 0.95, 2.1, rgb("#a37c5a"))
        picture(stage, 0.25, 1.75, 0.5, 0.62, ("#5f7f8c", "#e9d5b4"))
    table(stage, -1.4, -2.5, 1.2, 0.6, 0.74, rgb("#8f6a4c"))
    plant(stage, 2.5, -3.0, 0.9, rgb("#c9bfae"))
    daylight(stage, -1.35, 1.65, -3.3, 1.9)
    ceiling_lamp(stage, 0.0, 2.8, -1.6)


SETS: dict[str, SetPlan] = {
    "mansion_hall": SetPlan(
        mansion_hall, is_inside=True, depth=4.6, front=foregrounds.candlelight, reverse=mansion_hearth
    ),
    "living_room": SetPlan(
        living_room, is_inside=True, depth=3.0, front=foregrounds.leaves, reverse=other_sides.living_room
    ),
    "bedroom": SetPlan(bedroom, is_inside=True, depth=2.8, front=foregrounds.pale_drape, reverse=other_sides.bedroom),
    "generic_interior": SetPlan(
        generic_interior, is_inside=True, depth=2.8, front=foregrounds.doorway, reverse=other_sides.generic_interior
    ),
}
