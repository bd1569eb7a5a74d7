"""The other side of each place: what is seen when the camera looks the opposite way, so that two people who face each
other do not stand before the same wall.
"""

from __future__ import annotations

from gpu_worker.engines.animatic.raster import WHITE, Color, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import Stage
from gpu_worker.engines.animatic.sets.furniture import armchair, leafy, sconce, sheen, shelves
from gpu_worker.engines.animatic.sets.rooms import (
    boards,
    ceiling_lamp,
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


def chair(stage: Stage, x: float, z: float, color: Color, *, back: bool = True) -> None:
    """A plain chair, its seat 0.45 m high; its back is towards us if `back`."""
    for dx in (-0.2, 0.15):
        stage.box((x + dx, x + dx + 0.05), (0, 0.45), (z + 0.14, z + 0.19), darker(color, 0.7))
    stage.box((x - 0.22, x + 0.22), (0.42, 0.48), (z - 0.2, z + 0.2), color)
    at = z + 0.18 if back else z - 0.22
    stage.box((x - 0.22, x + 0.22), (0.48, 0.95), (at, at + 0.05), darker(color, 0.9))


def living_room(stage: Stage) -> None:
    """The dining corner: a laid table under a lamp, a sideboard, the door."""
    wall = rgb("#cfd6d2")
    shell(stage, wide=3.4, deep=3.8, tall=2.9, wall=wall, floor=rgb("#b58d68"), ceiling=rgb("#f1ede6"), skirting=WHITE)
    boards(stage, 3.4, 3.8, rgb("#b58d68"))
    with stage.wall(-3.8):
        stage.rect(-3.4, 0, -0.9, 2.9, rgb("#8fa39a"))
        door(stage, 1.2, 0.92, 2.1, rgb("#efe9df"), frame=rgb("#d9d2c6"))
        picture(stage, -1.75, 1.85, 0.7, 0.9, ("#c9774a", "#f0dcbc"))
        picture(stage, 0.35, 1.9, 0.46, 0.6, ("#3f5f78", "#e6dcc8"))
        picture(stage, 0.9, 1.9, 0.36, 0.6, ("#7a5a6a", "#ecd9d0"))
    stage.box((-0.7, 0.95), (0.12, 0.82), (-3.75, -3.4), rgb("#7a5640"), top=rgb("#95705a"))
    with stage.wall(-3.38):
        for x in (-0.28, 0.14, 0.55):
            stage.rect(x - 0.19, 0.2, x + 0.19, 0.74, rgb("#8b664e"))
        stage.rect(-0.5, 0.82, -0.38, 1.1, rgb("#3f6a72"))
        stage.disc(0.6, 0.94, 0.12, rgb("#d8b98a"))
    table(stage, -1.5, -2.6, 1.5, 0.8, 0.74, rgb("#8a6248"))
    for x in (-1.95, -1.05):
        chair(stage, x, -2.0, rgb("#5f7068"))
    with stage.wall(-2.6):
        stage.line([(-1.5, 1.95), (-1.5, 2.9)], rgb("#3a3a42"), 0.015)
        stage.shape([(-1.78, 1.75), (-1.22, 1.75), (-1.38, 1.98), (-1.62, 1.98)], rgb("#e8c27a"))
    stage.lamp(-1.5, 1.7, -2.58, 1.3, "#ffcc88", 0.10 + 0.45 * stage.hour.lamps)
    plant(stage, 2.7, -3.2, 1.2, rgb("#d8d2c6"))
    ceiling_lamp(stage, 0.8, 2.9, -1.8)


def bedroom(stage: Stage) -> None:
    """The dressing side: wardrobe, table with a mirror and a stool, the door."""
    shell(
        stage,
        wide=3.0,
        deep=3.4,
        tall=2.8,
        wall=rgb("#cfc4cc"),
        floor=rgb("#a98468"),
        ceiling=rgb("#f0e9e6"),
        skirting=WHITE,
    )
    boards(stage, 3.0, 3.4, rgb("#a98468"))
    with stage.wall(-3.4):
        for k in range(4):
            x = -2.6 + k * 0.56
            stage.rect(x, 0.05, x + 0.54, 2.45, rgb("#e8dfd8"))
            stage.rect(x + 0.06, 0.14, x + 0.48, 2.36, rgb("#dccfc8"))
            stage.rect(
                x + (0.46 if k % 2 == 0 else 0.05), 1.1, x + (0.49 if k % 2 == 0 else 0.08), 1.35, rgb("#b8924c")
            )
        door(stage, 1.5, 0.9, 2.1, rgb("#e8dfd8"))
        stage.disc(0.55, 1.62, 0.46, rgb("#c9a45c"))
        stage.disc(0.55, 1.62, 0.42, mix(rgb("#c7d3dc"), stage.hour.beam, 0.3))
        stage.shape([(0.25, 1.5), (0.6, 2.0), (0.72, 1.92), (0.34, 1.4)], WHITE, 0.35)
    stage.box((0.0, 1.1), (0.70, 0.80), (-3.35, -2.95), rgb("#8b6a72"), top=rgb("#a5868e"))
    for x in (0.05, 0.99):
        stage.box((x, x + 0.06), (0, 0.70), (-3.05, -2.99), rgb("#6f525a"))
    with stage.wall(-3.1):
        for x, tone in ((0.16, "#d8a0a8"), (0.27, "#e8dcc0"), (0.92, "#a8b4c8")):
            stage.rect(x - 0.03, 0.80, x + 0.03, 0.96, rgb(tone))
    stage.box((0.34, 0.78), (0.38, 0.46), (-2.75, -2.4), rgb("#b8909a"))
    for x in (-0.12, 1.24):
        sconce(stage, x, 1.62, -3.38)
    stage.lamp(0.55, 2.7, -2.4, 1.4, "#ffe0b0", 0.05 + 0.22 * stage.hour.lamps)


def generic_interior(stage: Stage) -> None:
    """A bookcase, an armchair with a lamp, a clock."""
    shell(
        stage,
        wide=3.0,
        deep=3.4,
        tall=2.8,
        wall=rgb("#c6cfd2"),
        floor=rgb("#b39a80"),
        ceiling=rgb("#eeeeea"),
        skirting=WHITE,
    )
    boards(stage, 3.0, 3.4, rgb("#b39a80"), 0.26)
    with stage.wall(-3.4):
        shelves(stage, -1.9, -0.55, 2.2, rgb("#a5805c"))
        picture(stage, 1.35, 1.7, 0.8, 0.6, ("#7a8f6a", "#e9dcb4"))
        stage.disc(0.25, 2.05, 0.2, rgb("#4a4038"))
        stage.disc(0.25, 2.05, 0.165, rgb("#f8f5ee"))
        stage.line([(0.25, 2.15), (0.25, 2.05), (0.32, 2.0)], rgb("#3a3a40"), 0.016)
    armchair(stage, 1.15, -2.8, rgb("#7f8f6e"))
    with stage.wall(-2.9):
        stage.line([(1.85, 0), (1.85, 1.5)], rgb("#4a4a50"), 0.035)
        with stage.lit(when=stage.hour.lamps > 0.3):
            stage.shape([(1.62, 1.45), (2.08, 1.45), (1.98, 1.78), (1.72, 1.78)], rgb("#f4e4c2"))
    stage.lamp(1.85, 1.5, -2.85, 1.3, "#ffcc88", 0.08 + 0.48 * stage.hour.lamps)
    plant(stage, 0.2, -3.1, 0.8, rgb("#b8866a"))
    ceiling_lamp(stage, -0.6, 2.8, -1.6)


def office(stage: Stage) -> None:
    """The visitors' corner: glass to the corridor, a door, a sofa, a painting."""
    shell(stage, wide=3.4, deep=4.0, tall=3.1, wall=rgb("#6e6a68"), floor=rgb("#6d6a70"), ceiling=rgb("#d8d8dc"))
    with stage.floor():
        stage.rect(-2.6, -3.4, 0.8, -0.9, rgb("#59586a"))
    with stage.wall(-4.0):
        for k in range(17):
            stage.rect(-3.4 + k * 0.2, 0, -3.24 + k * 0.2, 3.1, rgb("#7d6a5a"))
        picture(stage, -1.3, 1.85, 1.3, 0.85, ("#31465f", "#c9a878"))
        stage.rect(0.35, 0, 3.4, 3.1, rgb("#2f323b"))
        for x in (0.45, 1.62, 2.55):
            tone = mix(rgb("#aeb9c2"), rgb("#6f6a70"), stage.hour.lamps)
            with stage.lit(when=stage.hour.lamps > 0.3):
                stage.ramp(x, 0.1, x + (1.1 if x < 1 else 0.86), 2.95, [darker(tone, 0.8), tone])
            for row in range(13):
                stage.rect(x, 0.95 + row * 0.11, x + (1.1 if x < 1 else 0.86), 0.99 + row * 0.11, rgb("#f0f2f3"), 0.75)
        stage.rect(1.5, 0.95, 1.53, 1.4, rgb("#d9dee2"))
    sofa(stage, -1.3, -3.3, 2.1, rgb("#3b3f4c"))
    table(stage, -1.2, -2.3, 1.0, 0.5, 0.42, rgb("#4a3a34"))
    leafy(stage, 0.2, -3.5, 1.4, rgb("#d8d6d2"))
    for x in (-1.6, 0.0, 1.6):
        ceiling_lamp(stage, x, 3.1, -2.2, 0.3)
    sconce(stage, -2.35, 2.0, -3.98)


def boardroom(stage: Stage) -> None:
    """The end of the table towards the door: glass, blinds, a sideboard with water."""
    shell(stage, wide=3.6, deep=4.6, tall=3.0, wall=rgb("#867c70"), floor=rgb("#4f525e"), ceiling=rgb("#dedbd4"))
    with stage.wall(-4.6):
        window(stage, -2.6, 0.3, 0.6, 2.75, frame=rgb("#3b3f49"), view="city", panes=4)
        for k in range(7):
            stage.rect(-2.65, 2.35 + k * 0.06, 0.35, 2.385 + k * 0.06, rgb("#d9d6ce"))
        door(stage, 1.05, 1.0, 2.2, rgb("#6a5040"))
        stage.rect(0.5, 1.5, 0.85, 2.1, rgb("#c9b07a"))
        stage.rect(0.53, 1.53, 0.82, 2.07, rgb("#efe9dc"))
    stage.box((-2.2, -0.3), (0.0, 0.62), (-4.5, -4.15), rgb("#5a4234"), top=rgb("#7a5a48"))
    for side in (-1, 1):
        for k in range(2):
            z = -3.2 + k * 1.0
            stage.box((side * 1.35 - 0.25, side * 1.35 + 0.25), (0.35, 1.08), (z - 0.08, z), rgb("#2f323c"))
    stage.box((-1.0, 1.0), (0.68, 0.76), (-3.6, -1.2), rgb("#6f4a38"))
    for z in (-3.4, -1.8):
        ceiling_lamp(stage, 0.0, 3.0, z, 1.2)
    daylight(stage, -1.2, 1.7, -4.5, 2.2)


def hospital_corridor(stage: Stage) -> None:
    """The nurses' station: a counter under a sign, screens, shelves with files, swing doors."""
    shell(stage, wide=2.6, deep=4.8, tall=2.75, wall=rgb("#dfe9ea"), floor=rgb("#c6d6d6"), ceiling=rgb("#f3f6f5"))
    with stage.wall(-4.8):
        stage.rect(-2.6, 0, 2.6, 1.1, rgb("#bfd5d4"))
        stage.rect(-2.1, 1.2, 0.35, 2.2, rgb("#a9bfc2"))
        for row in range(3):
            for k in range(14):
                tone = ("#e8eef0", "#7fb0c0", "#d8b27a", "#b8c8cc")[int(stage.draw.integers(4))]
                stage.rect(-2.02 + k * 0.165, 1.25 + row * 0.32, -1.9 + k * 0.165, 1.5 + row * 0.32, rgb(tone))
        for x in (0.75, 1.56):
            stage.rect(x, 0, x + 0.79, 2.15, rgb("#93b3bd"))
            stage.rect(x + 0.2, 1.1, x + 0.59, 1.9, mix(rgb("#cfe2e8"), stage.hour.haze, 0.3))
            stage.rect(x + 0.02, 0.25, x + 0.77, 0.45, rgb("#d9dee0"))
    with stage.wall(-4.2), stage.lit():
        stage.rect(-1.7, 2.32, 0.1, 2.62, rgb("#2f8f9a"))
        for dx in (-0.09, 0.09):
            stage.rect(-0.8 - abs(dx) * 1.4, 2.44, -0.8 + abs(dx) * 1.4, 2.50, WHITE)
        stage.rect(-0.83, 2.36, -0.77, 2.58, WHITE)
    stage.box((-2.2, 0.4), (0, 1.08), (-4.0, -3.5), rgb("#e6efee"), top=rgb("#f8fbfa"))
    with stage.wall(-3.49):
        stage.rect(-2.2, 0.3, 0.4, 0.5, rgb("#5fa0a8"))
    with stage.wall(-3.7):
        for x in (-1.6, -0.3):
            stage.rect(x, 1.1, x + 0.44, 1.42, rgb("#2a3036"))
    with stage.floor(2.75), stage.lit():
        stage.rect(-0.45, -3.4, 0.45, -2.6, WHITE)
    stage.lamp(-0.8, 2.5, -4.1, 1.3, "#e8fbff", 0.10 + 0.34 * stage.hour.lamps)
    stage.lamp(0, 2.7, -3.0, 1.2, "#f2fbff", 0.16 + 0.30 * stage.hour.lamps)
    sheen(stage, (-2.2, 0.4), (-3.4, -1.8), WHITE, 0.3)


def hospital_room(stage: Stage) -> None:
    """The door of the ward, a cabinet, a chair for visitors, a basin."""
    shell(stage, wide=2.8, deep=3.2, tall=2.7, wall=rgb("#dfe8e6"), floor=rgb("#c5d2d0"), ceiling=rgb("#f3f6f5"))
    with stage.wall(-3.2):
        stage.rect(-2.8, 0, 2.8, 1.05, rgb("#c3d9d6"))
        stage.rect(0.32, 0, 1.48, 2.2, rgb("#8fa9ae"))
        stage.rect(0.4, 0, 1.4, 2.12, rgb("#cdbfa6"))
        with stage.lit(when=stage.hour.lamps > 0.3):
            stage.rect(0.95, 1.05, 1.2, 1.85, rgb("#e4f1f4"))
        stage.rect(0.5, 0.95, 0.54, 1.25, rgb("#8f999d"))
        stage.rect(-0.55, 1.3, 0.05, 1.75, WHITE)
        for k in range(4):
            stage.rect(-0.5, 1.4 + k * 0.08, -0.1, 1.42 + k * 0.08, rgb("#7f9aa5"))
        for k in range(3):
            stage.rect(-2.2 + k * 0.5, 0.02, -1.72 + k * 0.5, 2.1, rgb("#e8dcc8"))
            stage.rect(-1.80 + k * 0.5, 1.0, -1.77 + k * 0.5, 1.2, rgb("#8f999d"))
    sofa(stage, -1.4, -2.6, 1.4, rgb("#6fa0a4"))
    plant(stage, 1.9, -2.9, 0.9, rgb("#e8ecea"))
    ceiling_lamp(stage, 0.0, 2.7, -1.6, 0.9)
    stage.lamp(1.08, 1.5, -3.1, 0.9, "#e8f8ff", 0.05 + 0.3 * stage.hour.lamps)


def school(stage: Stage) -> None:
    """The back of the classroom: lockers, a notice board with drawings, the door."""
    shell(stage, wide=3.6, deep=4.2, tall=3.0, wall=rgb("#ece5d2"), floor=rgb("#b58f66"), ceiling=rgb("#f4f1e8"))
    boards(stage, 3.6, 4.2, rgb("#b58f66"), 0.3)
    with stage.wall(-4.2):
        stage.rect(-1.9, 1.3, 0.75, 2.45, rgb("#8a6a48"))
        stage.rect(-1.84, 1.36, 0.69, 2.39, rgb("#7fa08a"))
        for k in range(7):
            x, y = -1.7 + 0.34 * k, 1.5 + 0.42 * (k % 2)
            tone = ("#f6d9a0", "#bfdcec", "#f2c0b8", "#d4e6b8")[k % 4]
            stage.rect(x, y, x + 0.27, y + 0.36, WHITE)
            stage.rect(x + 0.03, y + 0.03, x + 0.24, y + 0.33, rgb(tone))
            stage.disc(x + 0.135, y + 0.2, 0.06, darker(rgb(tone), 0.7))
        for k in range(7):
            x = -1.95 + 0.4 * k
            stage.rect(x, 0.02, x + 0.38, 1.1, rgb("#7f9fb5") if k % 2 else rgb("#8aabc0"))
            stage.rect(x + 0.28, 0.55, x + 0.31, 0.68, rgb("#3f4f5a"))
        door(stage, 1.25, 0.95, 2.15, rgb("#a37c5a"))
    for x in (-1.6, -0.3, 1.0):
        table(stage, x, -2.4, 0.9, 0.5, 0.72, rgb("#d0a876"))
        chair(stage, x, -2.9, rgb("#b08a5c"), back=False)
    ceiling_lamp(stage, 0.0, 3.0, -2.4, 1.6)
    daylight(stage, -3.0, 1.8, -2.4, 2.2)


def courtroom(stage: Stage) -> None:
    """The public side: tall doors, a clock, benches in rows."""
    wood = rgb("#6a4430")
    shell(stage, wide=4.0, deep=5.0, tall=3.8, wall=rgb("#cbb99c"), floor=rgb("#7a5a44"), ceiling=rgb("#e9e0cf"))
    with stage.wall(-5.0):
        stage.rect(-4.0, 0, 4.0, 1.2, wood)
        stage.rect(-1.15, 0, 1.15, 2.75, darker(wood, 0.7))
        for x in (-1.02, 0.03):
            stage.rect(x, 0, x + 0.99, 2.62, rgb("#7d5038"))
            for y0, y1 in ((0.2, 1.15), (1.35, 2.45)):
                stage.rect(x + 0.14, y0, x + 0.85, y1, rgb("#8f6046"))
        for x in (-0.1, 0.1):
            stage.disc(x, 1.22, 0.045, rgb("#e0bb62"))
        stage.disc(0, 3.15, 0.27, rgb("#4a3022"))
        stage.disc(0, 3.15, 0.22, rgb("#f6f1e4"))
        stage.line([(0, 3.28), (0, 3.15), (0.1, 3.1)], rgb("#3a2a22"), 0.02)
        for x0 in (-3.4, 1.7):
            window(stage, x0, x0 + 1.7, 1.5, 3.3, frame=rgb("#7d5038"), view="trees", panes=2)
    for row in range(3):
        z = -4.2 + row * 0.95
        for side in (-1, 1):
            across = (min(side * 0.6, side * 3.2), max(side * 0.6, side * 3.2))
            stage.box(across, (0.40, 0.47), (z - 0.1, z + 0.3), rgb("#7a4e38"))
            stage.box(across, (0.0, 0.95), (z - 0.18, z - 0.10), mix(wood, WHITE, 0.04 * row))
    for x in (-1.6, 1.6):
        sconce(stage, x, 2.2, -4.98)
    stage.lamp(0.0, 3.5, -3.4, 1.7, "#ffe2b0", 0.10 + 0.3 * stage.hour.lamps)
    daylight(stage, -2.5, 2.2, -4.9, 1.6)


def restaurant(stage: Stage) -> None:
    """The bar side of the restaurant: a wall of wine, a counter, a waiter's door."""
    shell(stage, wide=3.8, deep=4.4, tall=3.1, wall=rgb("#5f4a52"), floor=rgb("#6a4a3c"), ceiling=rgb("#4a3a38"))
    boards(stage, 3.8, 4.4, rgb("#6a4a3c"))
    with stage.wall(-4.4):
        stage.rect(-2.4, 0, 1.1, 3.1, rgb("#3a2822"))
        for row in range(7):
            for k in range(12):
                x, y = -2.25 + k * 0.28, 0.45 + row * 0.36
                stage.line([(x, y), (x + 0.14, y + 0.17), (x + 0.28, y)], rgb("#6a4636"), 0.02)
                if stage.draw.random() < 0.8:
                    stage.disc(
                        x + 0.14, y + 0.05, 0.055, rgb(("#4a1f2a", "#2f4a38", "#6a5a3a")[int(stage.draw.integers(3))])
                    )
                    stage.disc(x + 0.14, y + 0.05, 0.022, rgb("#c9a45c"))
        door(stage, 1.6, 0.95, 2.15, rgb("#4a2f28"))
    stage.box((-2.5, 0.9), (0, 1.05), (-3.5, -3.1), rgb("#5a382e"), top=rgb("#8a5a44"))
    with stage.wall(-3.09), stage.lit():
        stage.rect(-2.5, 0.96, 0.9, 1.0, rgb("#ffd38a"))
    for x in (-1.9, -0.9, 0.1):
        with stage.wall(-3.2):
            stage.line([(x, 2.2), (x, 3.1)], rgb("#2a2226"), 0.02)
            with stage.lit():
                stage.disc(x, 2.1, 0.12, rgb("#ffe2a8"))
        stage.lamp(x, 2.1, -3.18, 0.95, "#ffbe68", 0.20 + 0.28 * stage.hour.lamps)
    leafy(stage, 1.25, -3.6, 1.3, rgb("#3a2f2c"))
    sconce(stage, 1.3, 1.9, -4.38)


def bar(stage: Stage) -> None:
    """The booths of the bar: brick, a sign of light, seats of red leather."""
    shell(stage, wide=3.4, deep=4.0, tall=2.9, wall=rgb("#5a3f3a"), floor=rgb("#33292e"), ceiling=rgb("#241e2a"))
    with stage.wall(-4.0):
        for row in range(20):
            for k in range(16):
                x = -3.4 + k * 0.44 + 0.22 * (row % 2)
                tone = mix(rgb("#6a453c"), rgb("#8a5c4a"), float(stage.draw.random()))
                stage.rect(x, row * 0.145, x + 0.42, row * 0.145 + 0.125, tone)
        with stage.lit():
            for rows, light in (
                ([(-0.5, 1.8), (-0.5, 2.35), (0.0, 1.95), (0.5, 2.35), (0.5, 1.8)], "#ff5aa8"),
                ([(-0.8, 1.62), (0.8, 1.62)], "#5ac8ff"),
            ):
                stage.line(rows, rgb(light), 0.05)
                stage.line(rows, WHITE, 0.018)
    for x in (-1.6, 0.0, 1.6):
        stage.box((x - 0.72, x + 0.72), (0.1, 1.2), (-3.8, -3.5), rgb("#7a2430"))
        stage.box((x - 0.72, x + 0.72), (0.1, 0.46), (-3.5, -3.0), rgb("#932f3c"))
    for x in (-0.8, 0.8):
        stage.box((x - 0.36, x + 0.36), (0.70, 0.75), (-2.9, -2.4), rgb("#4a2f2c"))
        stage.box((x - 0.05, x + 0.05), (0.0, 0.70), (-2.7, -2.6), rgb("#2a2226"))
        stage.lamp(x, 0.95, -2.6, 0.7, "#ff9a5a", 0.30)
    stage.lamp(0.0, 2.0, -3.9, 1.7, "#ff4a9a", 0.34)
    stage.lamp(0.0, 1.6, -3.9, 1.2, "#4ab8ff", 0.18)


def airport(stage: Stage) -> None:
    """The check-in side: counters under numbered boards, belts, a queue rope."""
    shell(stage, wide=6.0, deep=6.5, tall=5.0, wall=rgb("#c6d0d6"), floor=rgb("#c9d0d4"), ceiling=rgb("#eef2f3"))
    tiles(stage, 6.0, 6.5, 1.2, rgb("#c9d0d4"), rgb("#bcc5ca"))
    with stage.wall(-6.5):
        stage.rect(-6, 0, 6, 3.2, rgb("#8fa5b5"))
        for k in range(30):
            stage.rect(-6 + k * 0.4, 0, -5.64 + k * 0.4, 3.2, rgb("#99afbf"))
    for k in range(4):
        x = -2.7 + k * 1.5
        stage.box((x, x + 1.0), (0, 1.08), (-5.4, -4.9), rgb("#e4e8ea"), top=WHITE)
        with stage.wall(-4.89):
            stage.rect(x, 0.1, x + 1.0, 0.3, rgb("#2f6fa8"))
        with stage.wall(-5.3), stage.lit():
            stage.rect(x - 0.05, 2.2, x + 1.05, 2.75, rgb("#14304f"))
            stage.rect(x + 0.08, 2.32, x + 0.34, 2.62, rgb("#f2c14a"))
            for row in range(2):
                stage.rect(x + 0.44, 2.36 + row * 0.14, x + 0.95, 2.43 + row * 0.14, rgb("#cfe0ea"))
        stage.box((x + 1.0, x + 1.5), (0, 0.4), (-5.4, -5.0), rgb("#6a757d"))
        sheen(stage, (x, x + 1.0), (-4.8, -3.2), WHITE, 0.35)
    with stage.wall(-3.4):
        for x in (-1.4, 0.0, 1.4):
            stage.line([(x, 0), (x, 0.95)], rgb("#4a5058"), 0.05)
            stage.line([(x, 0.9), (x + 0.7, 0.78), (x + 1.4, 0.9)], rgb("#2f4f8a"), 0.05)
    for x in (-2.5, 0.0, 2.5):
        stage.lamp(x, 4.4, -5.0, 1.4, "#f5fbff", 0.10 + 0.30 * stage.hour.lamps, 0.6)


def palace_hall(stage: Stage) -> None:
    """The doors of the hall, open onto the court: lattice, lanterns, red columns."""
    red, gold = rgb("#8f2a26"), rgb("#d0a548")
    shell(stage, wide=5.0, deep=6.0, tall=5.2, wall=rgb("#7a3028"), floor=rgb("#77706a"), ceiling=rgb("#3f3848"))
    with stage.wall(-6.0):
        window(stage, -1.3, 1.3, 0.1, 3.4, frame=rgb("#4a1f1a"), view="trees", panes=1)
        roof = mix(rgb("#6a7a80"), stage.hour.haze, 0.3) if not stage.hour.is_dark else rgb("#182040")
        with stage.lit(glass=True):
            stage.shape([(-1.3, 2.0), (-0.9, 2.35), (0.9, 2.35), (1.3, 2.0)], roof)
            stage.rect(
                -1.3, 0.1, 1.3, 0.55, mix(rgb("#b5a58c"), stage.hour.haze, 0.3) if not stage.hour.is_dark else roof
            )
        for side in (-1, 1):
            for panel in range(2):
                x0 = side * (1.36 + panel * 0.95)
                x1 = x0 + side * 0.88
                stage.rect(x0, 0.05, x1, 3.5, red)
                stage.rect(x0 + side * 0.08, 1.3, x1 - side * 0.08, 3.35, rgb("#e6d3a4"))
                for k in range(6):
                    x = x0 + side * (0.08 + k * 0.144)
                    stage.line([(x, 1.3), (x, 3.35)], red, 0.03)
                for k in range(14):
                    stage.line([(x0 + side * 0.08, 1.3 + k * 0.158), (x1 - side * 0.08, 1.3 + k * 0.158)], red, 0.022)
                stage.rect(x0 + side * 0.1, 0.2, x1 - side * 0.1, 1.12, darker(red, 0.82))
        stage.rect(-5, 3.5, 5, 3.75, gold)
        stage.rect(-5, 3.75, 5, 4.4, rgb("#2f6a6a"))
        for k in range(12):
            stage.disc(-4.4 + k * 0.8, 4.08, 0.2, rgb("#b8863c"))
    for x in (-1.75, 1.75):
        with stage.wall(-3.4):
            stage.ramp(x - 0.28, 0.3, x + 0.28, 5.2, [darker(red, 0.6), red, darker(red, 0.7)], sideways=True)
            stage.rect(x - 0.4, 0, x + 0.4, 0.32, rgb("#9a948a"))
    for x in (-1.0, 1.0):
        with stage.wall(-4.6):
            stage.line([(x, 3.2), (x, 5.2)], gold, 0.02)
            with stage.lit(when=stage.hour.lamps > 0.3):
                stage.shape([(x - 0.2, 2.7), (x - 0.14, 2.5), (x + 0.14, 2.5), (x + 0.2, 2.7), (x + 0.2, 3.0),
                             (x + 0.14, 3.2), (x - 0.14, 3.2), (x - 0.2, 3.0)], rgb("#d8402c"))  # fmt: skip
        stage.lamp(x, 2.85, -4.55, 1.5, "#ff8a4a", 0.10 + 0.40 * stage.hour.lamps)
    daylight(stage, 0.0, 1.9, -5.9, 2.6)
    sheen(stage, (-1.2, 1.2), (-5.8, -2.0), stage.hour.beam, 0.34 * stage.hour.windows)
