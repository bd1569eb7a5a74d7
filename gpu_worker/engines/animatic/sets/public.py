"""Where people go: restaurant, bar, airport, and the inside of a car."""

from __future__ import annotations

from gpu_worker.engines.animatic.raster import WHITE, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import SetPlan, Stage
from gpu_worker.engines.animatic.sets import foregrounds, other_sides
from gpu_worker.engines.animatic.sets.rooms import boards, daylight, picture, plant, shell, tiles, window


def restaurant(stage: Stage) -> None:
    """A good restaurant: laid tables, pendant lamps, a window on the evening."""
    shell(
        stage,
        wide=3.8,
        deep=4.6,
        tall=3.1,
        wall=rgb("#8a5a4a"),
        floor=rgb("#6a4a3c"),
        ceiling=rgb("#4a3a38"),
        skirting=rgb("#4a2f28"),
    )
    boards(stage, 3.8, 4.6, rgb("#6a4a3c"))
    with stage.wall(-4.6):
        stage.rect(-3.8, 0, 3.8, 1.0, rgb("#5a382e"))
        window(stage, -2.9, -0.5, 1.05, 2.75, frame=rgb("#3a2a26"), view="city", panes=3)
        for x in (0.6, 1.7, 2.8):
            picture(
                stage,
                x,
                1.9,
                0.66,
                0.86,
                (("#7a3b3b", "#e0b070"), ("#34505a", "#d8c8a8"), ("#5a4a6a", "#e8d0c0"))[int(x)],
            )
    for x, z in ((-2.3, -3.2), (0.2, -3.5), (2.4, -3.0)):
        _laid_table(stage, x, z)
    for x in (-2.3, 0.0, 2.3):
        with stage.wall(-3.3):
            stage.line([(x, 2.15), (x, 3.1)], rgb("#2a2226"), 0.02)
            stage.shape([(x - 0.26, 2.02), (x + 0.26, 2.02), (x + 0.09, 2.26), (x - 0.09, 2.26)], rgb("#caa05a"))
        stage.lamp(x, 2.0, -3.28, 1.25, "#ffc873", 0.12 + 0.36 * stage.hour.lamps)
    daylight(stage, -1.7, 1.9, -4.5, 1.8)


def _laid_table(stage: Stage, x: float, z: float) -> None:
    cloth = rgb("#f4efe8")
    for side in (-1, 1):
        stage.box((x + side * 0.72 - 0.2, x + side * 0.72 + 0.2), (0.0, 1.02), (z - 0.06, z + 0.02), rgb("#4a2f2a"))
    stage.box((x - 0.5, x + 0.5), (0.30, 0.76), (z - 0.35, z + 0.35), cloth)
    with stage.wall(z + 0.2):
        stage.rect(x - 0.02, 0.78, x + 0.02, 0.96, rgb("#f7e6c0"))
        stage.disc(x, 0.99, 0.028, rgb("#ffd48a"))
        for dx in (-0.28, 0.26):
            stage.line([(x + dx, 0.77), (x + dx, 0.86)], rgb("#dfeaf0"), 0.014)
            stage.shape(
                [(x + dx - 0.04, 0.98), (x + dx + 0.04, 0.98), (x + dx + 0.026, 0.86), (x + dx - 0.026, 0.86)],
                rgb("#e6f0f5"),
                0.8,
            )
    stage.lamp(x, 1.0, z + 0.2, 0.55, "#ffc060", 0.25 + 0.2 * stage.hour.lamps)


def bar(stage: Stage) -> None:
    """A bar at any hour is night: bottles in coloured light."""
    shell(stage, wide=3.4, deep=4.2, tall=2.9, wall=rgb("#3a2f44"), floor=rgb("#33292e"), ceiling=rgb("#241e2a"))
    with stage.wall(-4.2):
        stage.rect(-2.6, 0.9, 2.6, 2.7, rgb("#2a1f2a"))
        for row in range(3):
            y = 1.15 + row * 0.5
            with stage.lit():
                stage.ramp(-2.5, y, 2.5, y + 0.42, [rgb("#a03a78"), rgb("#3a4aa8")], sideways=True)
            stage.rect(-2.5, y - 0.04, 2.5, y, rgb("#d8a05a"))
            x = -2.42
            while x < 2.4:
                tall = 0.22 + 0.14 * float(stage.draw.random())
                glass = ("#3f6a4a", "#8a4a2a", "#c9a05a", "#4a5a8a", "#7a2f3f")[int(stage.draw.integers(5))]
                stage.rect(x, y, x + 0.075, y + tall * 0.72, rgb(glass), 0.92)
                stage.rect(x + 0.024, y, x + 0.051, y + tall, rgb(glass), 0.92)
                x += 0.11
    stage.box((-2.8, 2.8), (0, 1.06), (-3.3, -2.8), rgb("#4a2f2c"), top=rgb("#7a4a38"))
    for x in (-1.8, -0.6, 0.6, 1.8):
        with stage.wall(-2.5):
            stage.line([(x, 0), (x, 0.72)], rgb("#8a8a92"), 0.05)
            stage.shape([(x - 0.2, 0.72), (x + 0.2, 0.72), (x + 0.18, 0.80), (x - 0.18, 0.80)], rgb("#7a2f3a"))
        stage.lamp(x, 2.3, -3.0, 0.9, "#ff9a5a", 0.34)
    stage.lamp(-2.4, 1.8, -4.0, 1.9, "#d83a9a", 0.30)
    stage.lamp(2.4, 1.8, -4.0, 1.9, "#3a6aff", 0.30)


def airport(stage: Stage) -> None:
    """A departure hall: sloped glass, a board, rows of seats, an aeroplane outside."""
    shell(stage, wide=6.0, deep=7.5, tall=5.0, wall=rgb("#d2dade"), floor=rgb("#c9d0d4"), ceiling=rgb("#eef2f3"))
    tiles(stage, 6.0, 7.5, 1.2, rgb("#c9d0d4"), rgb("#bcc5ca"))
    with stage.wall(-7.5):
        window(stage, -5.6, 5.6, 0.3, 4.4, frame=rgb("#6a757d"), view="sky", panes=7)
        stage.rect(-5.6, 0.3, 5.6, 0.95, mix(rgb("#8f9aa0"), stage.hour.haze, 0.3))
        white = mix(rgb("#f2f5f7"), stage.hour.haze, 0.15)
        stage.shape(
            [(-2.6, 1.15), (1.6, 1.15), (2.6, 1.45), (1.9, 1.75), (-2.3, 1.75), (-3.2, 1.5)], white, smooth=True
        )
        stage.shape([(-2.7, 1.6), (-3.3, 2.6), (-2.8, 2.6), (-1.9, 1.7)], rgb("#b3303c"))
        stage.shape([(-0.6, 1.35), (-1.7, 0.95), (-1.2, 0.95), (0.5, 1.35)], darker(white, 0.85))
        for k in range(9):
            stage.disc(-1.7 + k * 0.36, 1.52, 0.05, rgb("#5a7a90"))
    with stage.wall(-5.0), stage.lit():
        stage.rect(-1.9, 3.3, 1.9, 4.3, rgb("#1f2731"))
        for row in range(5):
            for x0, x1 in ((-1.75, -1.2), (-1.05, 0.3), (0.5, 0.9), (1.2, 1.7)):
                stage.rect(
                    x0, 3.42 + row * 0.17, x1, 3.50 + row * 0.17, rgb("#f2c14a") if x0 < -1.1 else rgb("#cfe0ea"), 0.85
                )
    for z in (-4.4, -3.2):
        for k in range(7):
            x = -3.3 + k * 0.62 + (1.9 if k > 2 else 0.0)
            stage.box((x - 0.26, x + 0.26), (0.38, 0.46), (z - 0.25, z + 0.25), rgb("#4f6a80"))
            stage.box((x - 0.26, x + 0.26), (0.46, 0.92), (z - 0.30, z - 0.25), rgb("#5b7890"))
    plant(stage, 4.2, -4.6, 1.3, rgb("#dfe3e5"))
    for z in (-6.0, -3.5):
        for x in (-2.5, 0.0, 2.5):
            stage.lamp(x, 4.9, z, 1.2, "#f5fbff", 0.10 + 0.2 * stage.hour.lamps, 0.5)
    daylight(stage, 0.0, 2.6, -7.3, 3.4)


def car(stage: Stage) -> None:
    """The back seat of a car: leather, rear window, the street passing."""
    stage.sky()
    dark = stage.hour.is_dark
    with stage.wall(-9.0):
        x = -9.0
        while x < 9:
            wide = float(stage.draw.uniform(0.8, 2.0))
            tall = float(stage.draw.uniform(2.2, 6.0))
            house = mix(rgb("#7f8fa2"), stage.hour.haze, 0.35) if not dark else rgb("#1a2048")
            stage.rect(x, -1, x + wide, tall, house)
            for _ in range(int(wide * tall * 2)):
                px, py = float(stage.draw.uniform(x, x + wide - 0.1)), float(stage.draw.uniform(0.2, tall - 0.2))
                with stage.lit(when=dark):
                    stage.rect(px, py, px + 0.12, py + 0.16, rgb("#ffd890") if dark else rgb("#dfe9f0"), 0.8)
            x += wide
        stage.rect(-12, -3, 12, 0.55, rgb("#4d5058"))
    if dark or stage.hour.wet:
        for _ in range(16):
            x, y = float(stage.draw.uniform(-3.4, 3.4)), float(stage.draw.uniform(0.6, 1.9))
            glow = ("#ffb45a", "#ff6a6a", "#8fd0ff", "#ffe1a0")[int(stage.draw.integers(4))]
            with stage.wall(-7.5), stage.lit():
                stage.disc(x, y, 0.16, rgb(glow), 0.55)
                stage.disc(x, y, 0.24, rgb(glow), 0.25)
    inner, leather = rgb("#4a4650"), rgb("#a5805f")
    stage.lamp(0.0, 1.8, -0.9, 0.9, "#ffdca8", 0.16 * stage.hour.lamps)
    with stage.floor(0.1):
        stage.rect(-4, -1.2, 4, 9, darker(inner, 0.7))
    with stage.wall(-1.05):  # the cabin around the rear window
        stage.rect(-3, 1.58, 3, 4, mix(inner, WHITE, 0.16))
        for y in (1.66, 1.92):
            stage.line([(-3, y), (0, y + 0.05), (3, y)], darker(inner, 0.8), 0.012)
        with stage.lit():
            stage.rect(-0.10, 1.80, 0.10, 1.85, mix(rgb("#d8d4ce"), rgb("#ffe7b8"), stage.hour.lamps))
        stage.rect(-3, -1, 3, 1.02, darker(inner, 0.9))
        for side in (-1, 1):
            stage.shape([(side * 0.88, 1.60), (side * 3, 1.60), (side * 3, 0.95), (side * 1.12, 0.95)], inner)
        stage.line([(-1.16, 1.0), (-0.88, 1.60), (0.88, 1.60), (1.16, 1.0)], darker(inner, 0.6), 0.035)
        for k in range(5):
            stage.line([(-1.0, 1.10 + k * 0.09), (1.0, 1.10 + k * 0.09)], rgb("#8a5a5a"), 0.004, 0.35)
    stage.box((-1.2, 1.2), (0.15, 1.02), (-0.85, -0.42), darker(leather, 0.88), top=mix(leather, WHITE, 0.1))
    with stage.wall(-0.41):
        for x in (-0.80, -0.27, 0.27, 0.80):
            stage.line([(x, 0.2), (x, 1.0)], darker(leather, 0.66), 0.012)
        for x in (-0.55, 0.55):
            stage.shape([(x - 0.17, 1.02), (x + 0.17, 1.02), (x + 0.15, 1.26), (x - 0.15, 1.26)], leather, smooth=True)
    for side in (-1, 1):
        stage.box(
            (min(side * 1.05, side * 1.4), max(side * 1.05, side * 1.4)), (0.1, 0.82), (-0.7, 0.5), darker(inner, 1.15)
        )


SETS: dict[str, SetPlan] = {
    "restaurant": SetPlan(
        restaurant, is_inside=True, depth=3.6, front=foregrounds.candlelight, reverse=other_sides.restaurant
    ),
    "bar": SetPlan(bar, is_inside=True, depth=3.4, front=foregrounds.doorway, reverse=other_sides.bar),
    "airport": SetPlan(
        airport, is_inside=True, depth=5.6, front=foregrounds.leaves, warm=False, reverse=other_sides.airport
    ),
    "car": SetPlan(car, is_inside=True, depth=2.2),
}
