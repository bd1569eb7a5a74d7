"""Places of work: office, boardroom, lobby, hospital corridor and room, school, courtroom."""

from __future__ import annotations

from gpu_worker.engines.animatic.raster import WHITE, Color, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import SetPlan, Stage
from gpu_worker.engines.animatic.sets import foregrounds, other_sides
from gpu_worker.engines.animatic.sets.furniture import (
    armchair,
    glass_front,
    leafy,
    lift_doors,
    revolving_door,
    sheen,
    veins,
)
from gpu_worker.engines.animatic.sets.rooms import (
    boards,
    ceiling_lamp,
    curtains,
    daylight,
    shell,
    table,
    tiles,
    window,
)


def office(stage: Stage) -> None:
    """A director's office high above the city: glass wall, heavy desk, shelves."""
    wall = rgb("#5c6070")
    shell(stage, wide=3.4, deep=4.0, tall=3.1, wall=wall, floor=rgb("#6d6a70"), ceiling=rgb("#d8d8dc"))
    with stage.floor():
        stage.rect(-2.2, -3.4, 2.2, -0.6, rgb("#4b4a58"))
    with stage.wall(-4.0):
        window(stage, -2.1, 2.1, 0.25, 2.95, frame=rgb("#2b2e38"), view="city", panes=4)
        for side in (-1, 1):
            x0 = side * 2.25
            stage.rect(x0, 0, side * 3.4, 3.1, rgb("#4a3a34"))
            for row in range(5):
                y = 0.2 + row * 0.56
                stage.rect(x0 + side * 0.06, y, side * 3.34, y + 0.46, rgb("#33282a"))
                x = x0 + side * 0.12
                while abs(x) < 3.2:
                    tall = 0.22 + 0.2 * float(stage.draw.random())
                    book = ("#7a2f33", "#26344f", "#d8c7a4", "#3f5a4a", "#b98a4b", "#5a4a6a")[
                        int(stage.draw.integers(6))
                    ]
                    stage.rect(x, y + 0.02, x + side * 0.06, y + 0.02 + tall, rgb(book))
                    x += side * (0.068 if stage.draw.random() < 0.8 else 0.2)
    _desk(stage)
    for x in (-1.6, 0.0, 1.6):
        ceiling_lamp(stage, x, 3.1, -2.2, 0.3)
    stage.lamp(-1.05, 1.25, -2.3, 1.3, "#ffc680", 0.10 + 0.45 * stage.hour.lamps)
    daylight(stage, 0.0, 1.7, -3.9, 2.4)


def _desk(stage: Stage) -> None:
    wood = rgb("#6a4636")
    stage.box((-1.5, 1.5), (0.02, 0.72), (-2.6, -2.0), darker(wood, 0.82))
    stage.box((-1.65, 1.65), (0.72, 0.80), (-2.75, -1.9), wood)
    with stage.wall(-2.25):
        stage.rect(0.42, 0.80, 0.50, 0.95, rgb("#20222a"))
        stage.rect(0.10, 0.93, 0.86, 1.40, rgb("#181a22"))
        with stage.lit():
            stage.ramp(0.13, 0.96, 0.83, 1.37, [rgb("#2f6fa8"), rgb("#7fc7ea")])
        stage.rect(-1.08, 0.80, -1.03, 1.15, rgb("#b58a4a"))
        stage.shape([(-1.24, 1.12), (-0.86, 1.12), (-0.94, 1.34), (-1.16, 1.34)], rgb("#f8e2b0"))
        for k in range(4):
            stage.rect(
                -0.55 + 0.01 * (k % 2),
                0.80 + 0.03 * k,
                -0.18,
                0.825 + 0.03 * k,
                rgb(("#f1ece0", "#d9d2c4", "#8c3b3b", "#efe9dc")[k]),
            )


def boardroom(stage: Stage) -> None:
    """A long table between rows of chairs, a screen at the end."""
    shell(
        stage,
        wide=3.6,
        deep=6.0,
        tall=3.0,
        wall=rgb("#7d7468"),
        floor=rgb("#4f525e"),
        ceiling=rgb("#dedbd4"),
        skirting=rgb("#5b5148"),
    )
    with stage.wall(-6.0):
        for k in range(18):
            stage.rect(-3.6 + k * 0.4, 0, -3.22 + k * 0.4, 3.0, mix(rgb("#8a7a68"), WHITE, 0.06 * (k % 2)))
        stage.rect(-1.5, 0.95, 1.5, 2.55, rgb("#20242e"))
        with stage.lit():
            stage.ramp(
                -1.44,
                1.01,
                1.44,
                2.49,
                [
                    mix(rgb("#d3e2ec"), rgb("#6f8fae"), stage.hour.lamps * 0.8),
                    mix(rgb("#b9cfdf"), rgb("#55779a"), stage.hour.lamps * 0.8),
                ],
            )
        for k, tall in enumerate((0.3, 0.55, 0.42, 0.8, 1.0)):
            stage.rect(-1.1 + k * 0.45, 1.1, -0.85 + k * 0.45, 1.1 + tall, rgb("#4a7fa5"))
    with stage.flank(-3.6):
        window(stage, -5.2, -0.6, 0.7, 2.6, frame=rgb("#3b3f49"), view="city", panes=4)
    for k in range(4):
        z = -5.0 + k * 1.0
        for side in (-1, 1):
            stage.box((side * 1.35 - 0.25, side * 1.35 + 0.25), (0.35, 1.08), (z - 0.08, z), rgb("#2f323c"))
    stage.box((-1.0, 1.0), (0.68, 0.76), (-5.4, -1.4), rgb("#6f4a38"))
    stage.box((-0.3, 0.3), (0, 0.68), (-5.0, -2.0), rgb("#4a3028"))
    for z in (-4.6, -3.2, -1.8):
        ceiling_lamp(stage, 0.0, 3.0, z, 1.4)
    daylight(stage, -3.3, 1.7, -2.6, 2.0)


def lobby(stage: Stage) -> None:
    """A company's lobby, towards the reception: marble, lifts, a polished floor."""
    marble = rgb("#d9dbe0")
    _lobby_shell(stage)
    with stage.wall(-6.5):
        for k in range(8):
            x = -4.6 + k * 1.15
            stage.rect(x + 0.01, 0, x + 1.13, 4.4, mix(marble, WHITE, 0.22 * (k % 2)))
        veins(stage, (-4.5, 4.5), (0.2, 4.2), rgb("#aeb3bd"), 26)
        stage.rect(-2.35, 0, 0.75, 3.35, rgb("#3f4a5c"))
        for k in range(31):
            stage.rect(-2.35 + k * 0.1, 0, -2.29 + k * 0.1, 3.35, rgb("#4b586d"))
        with stage.lit():
            stage.rect(-2.35, 3.35, 0.75, 3.42, rgb("#fff3d6"))
        stage.shape([(-1.22, 2.30), (-1.04, 2.62), (-0.92, 2.42), (-0.80, 2.62), (-0.62, 2.30)], rgb("#e3c27c"))
        for k, wide in enumerate((0.62, 0.42)):
            stage.rect(-0.92 - wide / 2, 2.14 - k * 0.12, -0.92 + wide / 2, 2.19 - k * 0.12, rgb("#e3c27c"))
        for x in (1.72, 3.45):
            lift_doors(stage, x)
    for x0, x1 in ((-2.1, 0.5), (1.1, 2.3)):
        sheen(stage, (x0, x1), (-6.4, -3.2), rgb("#5c687c") if x0 < 0 else rgb("#eef1f4"), 0.30)
    stage.box((-2.2, 0.6), (0, 1.10), (-5.7, -5.0), rgb("#eceae6"), top=rgb("#f8f7f4"))
    with stage.wall(-4.99):
        veins(stage, (-2.15, 0.55), (0.2, 1.0), rgb("#bfc1c6"), 7)
        with stage.lit():
            stage.rect(-2.2, 0.02, 0.6, 0.07, rgb("#ffdf9e"))
        stage.rect(-2.2, 1.02, 0.6, 1.10, rgb("#c9a45c"))
    with stage.wall(-5.2):
        for x in (-1.7, -0.4):
            stage.rect(x, 1.10, x + 0.06, 1.2, rgb("#24262e"))
            stage.rect(x - 0.22, 1.18, x + 0.28, 1.5, rgb("#24262e"))
        stage.shape([(0.2, 1.1), (0.36, 1.1), (0.34, 1.26), (0.22, 1.26)], rgb("#f4f2ee"))
        for dx, dy in ((-0.08, 0.22), (0.0, 0.32), (0.09, 0.24), (0.03, 0.14)):
            stage.disc(0.28 + dx, 1.26 + dy, 0.07, rgb("#f0c6d4"))
    sheen(stage, (-2.2, 0.6), (-4.95, -3.0), rgb("#ffe2ac"), 0.35)
    for x in (-1.6, 2.9):
        with stage.wall(-3.2):
            stage.ramp(x - 0.3, 0, x + 0.3, 4.4, [rgb("#a9adb6"), rgb("#f2f3f5"), rgb("#b4b8c0")], sideways=True)
            stage.rect(x - 0.34, 0, x + 0.34, 0.16, rgb("#5a5f6a"))
        sheen(stage, (x - 0.28, x + 0.28), (-3.1, -1.2), rgb("#f2f3f5"), 0.35)
    leafy(stage, 0.98, -4.7, 1.5, rgb("#3d424c"))
    for x in (-1.9, -0.9, 0.1):
        stage.lamp(x, 4.2, -5.2, 1.2, "#ffe3ae", 0.06 + 0.22 * stage.hour.lamps)
    stage.lamp(-0.8, 0.7, -4.9, 1.5, "#ffd79a", 0.06 + 0.34 * stage.hour.lamps, 0.5)
    stage.lamp(2.4, 3.6, -6.2, 1.2, "#ffe9c6", 0.06 + 0.30 * stage.hour.lamps)


def lobby_entrance(stage: Stage) -> None:
    """The same lobby, towards the street: a front of glass with a revolving door, seats, daylight on the floor."""
    metal = rgb("#4c535e")
    _lobby_shell(stage)
    with stage.wall(-6.5):
        glass_front(stage, (-4.5, 4.5), (0.0, 4.1), metal, panes=8)
    revolving_door(stage, -0.35, -6.2, metal)
    bright = mix(stage.hour.haze, WHITE, 0.35)
    for x in (-2.9, -1.75, 0.95, 2.1, 3.25):
        sheen(stage, (x - 0.45, x + 0.45), (-6.4, -1.8), bright, 0.42 * max(0.3, stage.hour.windows))
    sheen(stage, (-1.3, 0.6), (-6.1, -2.4), bright, 0.55 * max(0.3, stage.hour.windows))
    armchair(stage, 1.75, -4.3, rgb("#3f5f78"))
    table(stage, 0.95, -4.0, 0.6, 0.5, 0.42, rgb("#d9d4cb"))
    leafy(stage, -1.75, -4.6, 1.7, rgb("#e7e5e0"))
    leafy(stage, 2.75, -5.4, 1.6, rgb("#e7e5e0"))
    with stage.wall(-3.6):
        stage.ramp(-2.9, 0, -2.3, 4.4, [rgb("#a9adb6"), rgb("#f2f3f5"), rgb("#b4b8c0")], sideways=True)
    for x in (-1.8, 0.0, 1.8):
        stage.lamp(x, 4.2, -4.6, 1.1, "#ffe6bc", 0.06 + 0.40 * stage.hour.lamps)
    daylight(stage, -0.3, 1.9, -6.3, 2.8)


def _lobby_shell(stage: Stage) -> None:
    floor = rgb("#cfd2d6")
    shell(stage, wide=4.6, deep=6.5, tall=4.4, wall=rgb("#d4d6da"), floor=floor, ceiling=rgb("#f4f4f2"))
    tiles(stage, 4.6, 6.5, 1.15, floor, rgb("#c3c7cd"))
    for z in (-5.4, -3.0):
        with stage.floor(4.39), stage.lit(when=stage.hour.lamps > 0.3):
            stage.rect(-3.4, z, 3.4, z + 0.12, rgb("#fff8e8"))


def hospital_corridor(stage: Stage) -> None:
    """A long corridor: doors on both sides, handrails, lamps in a row, an exit at the end."""
    wall, rail = rgb("#e3ecec"), rgb("#8fb6b8")
    deep, wide, tall = 11.0, 1.9, 2.75
    shell(
        stage,
        wide=wide,
        deep=deep,
        tall=tall,
        wall=wall,
        floor=rgb("#c6d6d6"),
        ceiling=rgb("#f3f6f5"),
        skirting=rgb("#93acb0"),
    )
    with stage.floor():
        stage.rect(-0.75, -deep, 0.75, 9, rgb("#d6e3e2"))
        for seam in range(-10, 8):
            stage.line([(-wide, seam), (wide, seam)], rgb("#adc2c3"), 0.012, 0.7)
    for side in (-1, 1):
        with stage.flank(side * wide):
            stage.rect(-deep, 0.13, 9, 1.15, rgb("#bfd5d4"))
            stage.rect(-deep, 0.86, 9, 0.97, rail)
            for z in (-9.4, -6.9, -4.4, -1.9):
                stage.rect(z - 0.07, 0, z + 1.07, 2.17, rgb("#a5b9bd"))
                stage.rect(z, 0, z + 1.0, 2.1, rgb("#d5c6ac") if side < 0 else rgb("#c9d6dc"))
                stage.rect(z + 0.30, 1.25, z + 0.70, 1.85, mix(rgb("#8fb3c4"), WHITE, 0.3))
                stage.rect(z + 1.18, 1.5, z + 1.46, 1.66, rgb("#5d8fa5"))
    with stage.wall(-deep):
        stage.rect(-1.0, 0, 1.0, 2.25, rgb("#aebfc4"))
        for x in (-0.93, 0.03):
            stage.rect(x, 0.05, x + 0.9, 2.2, rgb("#c9dce2"))
            stage.ramp(x + 0.2, 1.0, x + 0.7, 1.95, [stage.hour.haze, stage.hour.sky[-1]])
        with stage.lit():
            stage.rect(-0.45, 2.34, 0.45, 2.58, rgb("#2f9a63"))
            stage.shape([(-0.12, 2.40), (0.10, 2.46), (-0.12, 2.53)], rgb("#eafff2"))
    for z in (-5.6, -5.05, -4.5):  # a row of seats
        stage.box((1.23, 1.75), (0.40, 0.46), (z - 0.22, z + 0.22), rgb("#5f8f9c"))
        stage.box((1.71, 1.76), (0.46, 0.92), (z - 0.22, z + 0.22), rgb("#6fa0ac"))
    for z in (-9.5, -7.0, -4.5, -2.0):
        with stage.floor(tall), stage.lit():
            stage.rect(-0.45, z - 0.5, 0.45, z + 0.5, rgb("#ffffff"))
        stage.lamp(0, tall - 0.04, z, 0.8, "#f2fbff", 0.12 + 0.08 * stage.hour.lamps, 0.5, pool=2.0)
        stage.lamp(0, 0.02, z, 0.8, "#f2fbff", 0.08 + 0.08 * stage.hour.lamps, 0.25)


def hospital_room(stage: Stage) -> None:
    """A ward for one: bed with rails, monitor, drip stand, curtain on a rail."""
    shell(
        stage,
        wide=2.8,
        deep=3.4,
        tall=2.7,
        wall=rgb("#dfe8e6"),
        floor=rgb("#c5d2d0"),
        ceiling=rgb("#f3f6f5"),
        skirting=rgb("#9fb5b6"),
    )
    with stage.wall(-3.4):
        stage.rect(-2.8, 0.13, 2.8, 1.05, rgb("#c3d9d6"))
        window(stage, -2.4, -0.9, 0.95, 2.35, frame=rgb("#f6f8f7"), view="trees")
        curtains(stage, -2.5, -0.8, 0.8, 2.42, rgb("#a9c6c4"))
        stage.rect(-0.35, 1.35, 2.1, 1.62, rgb("#eef2f1"))
        for k in range(5):
            stage.disc(-0.1 + k * 0.42, 1.48, 0.05, rgb("#7fb0a8"))
    stage.box((0.15, 1.65), (0.5, 1.22), (-3.34, -3.24), rgb("#b39a7c"))
    for leg in (0.25, 1.5):
        stage.box((leg, leg + 0.06), (0, 0.5), (-1.35, -1.29), rgb("#7f8d92"))
    stage.box((0.15, 1.65), (0.40, 0.52), (-3.2, -1.25), rgb("#8fa3a8"))
    stage.box((0.15, 1.65), (0.52, 0.70), (-3.2, -1.25), rgb("#f2f6f6"), top=rgb("#fbfdfd"))
    stage.box((0.13, 1.67), (0.46, 0.72), (-2.5, -1.22), rgb("#7fb3c0"), top=rgb("#98c6d1"))
    stage.box((0.13, 1.67), (0.70, 0.73), (-2.62, -2.42), rgb("#f4f8f8"))
    stage.box((0.50, 1.30), (0.70, 0.86), (-3.15, -2.75), rgb("#ffffff"))
    stage.box((0.13, 1.67), (0.30, 0.58), (-1.24, -1.20), rgb("#b39a7c"))
    with stage.wall(-2.9):
        stage.line([(2.15, 0), (2.15, 1.95)], rgb("#b5bfc2"), 0.035)
        stage.shape([(2.05, 1.9), (2.25, 1.9), (2.24, 1.6), (2.15, 1.52), (2.06, 1.6)], rgb("#dff0f4"), 0.9)
        stage.line([(2.15, 1.52), (2.05, 1.1), (1.8, 0.75)], rgb("#dff0f4"), 0.016)
        stage.line([(-0.55, 0), (-0.55, 1.2)], rgb("#8d999d"), 0.05)
        stage.rect(-0.9, 1.12, -0.2, 1.62, rgb("#2a3036"))
        stage.rect(-0.86, 1.16, -0.24, 1.58, rgb("#0f2a26"))
        beat = [
            (-0.84, 1.36),
            (-0.66, 1.36),
            (-0.61, 1.50),
            (-0.56, 1.22),
            (-0.51, 1.36),
            (-0.40, 1.36),
            (-0.35, 1.48),
            (-0.30, 1.26),
            (-0.26, 1.36),
        ]
        stage.line(beat, rgb("#5cf0a8"), 0.014)
    stage.lamp(-0.55, 1.37, -2.85, 0.7, "#58e0a0", 0.10 + 0.22 * stage.hour.lamps)
    ceiling_lamp(stage, 0.4, 2.7, -1.6, 0.9)
    daylight(stage, -1.65, 1.65, -3.3, 1.9)


def school(stage: Stage) -> None:
    """A classroom: green board, desks in rows, tall windows."""
    shell(
        stage,
        wide=3.6,
        deep=5.0,
        tall=3.0,
        wall=rgb("#ece5d2"),
        floor=rgb("#b58f66"),
        ceiling=rgb("#f4f1e8"),
        skirting=rgb("#8aa58f"),
    )
    boards(stage, 3.6, 5.0, rgb("#b58f66"), 0.3)
    with stage.wall(-5.0):
        stage.rect(-3.6, 0.13, 3.6, 0.95, rgb("#a9c0a8"))
        stage.rect(-2.1, 1.05, 2.1, 2.45, rgb("#8a6a48"))
        stage.ramp(-2.02, 1.12, 2.02, 2.38, [rgb("#2f5a48"), rgb("#3a6b55")])
        for y, x0, x1 in ((2.1, -1.7, -0.4), (1.85, -1.7, 0.2), (1.6, -1.7, -0.7), (1.9, 0.6, 1.6)):
            stage.line([(x0, y), ((x0 + x1) / 2, y + 0.02), (x1, y)], rgb("#e9f2ea"), 0.020, 0.7)
        stage.disc(2.8, 2.5, 0.22, rgb("#fbfaf6"))
        stage.line([(2.8, 2.64), (2.8, 2.5), (2.9, 2.44)], rgb("#3a3a40"), 0.018)
    with stage.flank(-3.6):
        window(stage, -4.4, -2.4, 0.95, 2.6, frame=rgb("#f2efe6"), view="trees", panes=2)
        window(stage, -2.0, 0.0, 0.95, 2.6, frame=rgb("#f2efe6"), view="trees", panes=2)
    table(stage, 0.0, -4.0, 1.6, 0.6, 0.9, rgb("#8a6242"))
    for z in (-3.0, -1.9):
        for x in (-2.3, -0.9, 0.9, 2.3):
            table(stage, x, z, 0.9, 0.5, 0.72, rgb("#d0a876"))
    for z in (-3.6, -1.6):
        ceiling_lamp(stage, 0.0, 3.0, z, 1.6)
    daylight(stage, -3.4, 1.8, -2.2, 2.4)


def courtroom(stage: Stage) -> None:
    """A court: raised bench, flags, rows of dark wood."""
    wood: Color = rgb("#6a4430")
    shell(stage, wide=4.0, deep=5.6, tall=3.8, wall=rgb("#c9b597"), floor=rgb("#7a5a44"), ceiling=rgb("#e9e0cf"))
    with stage.wall(-5.6):
        stage.rect(-4.0, 0, 4.0, 2.5, wood)
        for k in range(10):
            x = -3.9 + k * 0.8
            stage.rect(x, 0.15, x + 0.66, 2.38, mix(wood, WHITE, 0.08))
        stage.disc(0, 3.05, 0.42, rgb("#b3303c"))
        stage.disc(0, 3.05, 0.30, rgb("#e0bb62"))
        for side in (-1, 1):
            stage.line([(side * 1.6, 0.5), (side * 1.6, 3.3)], rgb("#d9b66a"), 0.04)
            stage.shape([(side * 1.6, 3.2), (side * 1.15, 2.9), (side * 1.25, 1.9), (side * 1.6, 1.7)], rgb("#b3303c"))
    stage.box((-2.4, 2.4), (0, 0.45), (-5.3, -3.6), darker(wood, 0.8))
    stage.box((-2.0, 2.0), (0.45, 1.45), (-4.6, -4.0), wood, top=rgb("#8a5c42"))
    with stage.wall(-3.99):
        for k in range(5):
            stage.rect(-1.85 + k * 0.76, 0.6, -1.25 + k * 0.76, 1.32, darker(wood, 0.86))
        stage.shape([(0.5, 1.45), (0.9, 1.45), (0.86, 1.56), (0.54, 1.56)], rgb("#3a2620"))
    for side in (-1, 1):
        stage.box(
            (min(side * 1.5, side * 3.2), max(side * 1.5, side * 3.2)), (0, 0.95), (-2.6, -2.1), darker(wood, 0.92)
        )
    for x in (-2.0, 2.0):
        stage.lamp(x, 3.5, -3.6, 1.7, "#ffe2b0", 0.16 + 0.3 * stage.hour.lamps)


SETS: dict[str, SetPlan] = {
    "office": SetPlan(office, is_inside=True, depth=3.2, front=foregrounds.doorway, reverse=other_sides.office),
    "boardroom": SetPlan(boardroom, is_inside=True, depth=4.2, front=foregrounds.leaves, reverse=other_sides.boardroom),
    "lobby": SetPlan(lobby, is_inside=True, depth=4.8, front=foregrounds.leaves, reverse=lobby_entrance),
    "hospital_corridor": SetPlan(
        hospital_corridor,
        is_inside=True,
        depth=4.5,
        front=foregrounds.doorway,
        warm=False,
        reverse=other_sides.hospital_corridor,
    ),
    "hospital_room": SetPlan(
        hospital_room,
        is_inside=True,
        depth=2.8,
        front=foregrounds.pale_drape,
        warm=False,
        reverse=other_sides.hospital_room,
    ),
    "school": SetPlan(
        school, is_inside=True, depth=4.0, front=foregrounds.doorway, warm=False, reverse=other_sides.school
    ),
    "courtroom": SetPlan(
        courtroom, is_inside=True, depth=4.2, front=foregrounds.doorway, reverse=other_sides.courtroom
    ),
}
