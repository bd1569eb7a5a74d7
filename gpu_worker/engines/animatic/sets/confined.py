"""Places one does not leave easily: a lift, a cell, an underground car park."""

from __future__ import annotations

from gpu_worker.engines.animatic.raster import WHITE, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import SetPlan, Stage
from gpu_worker.engines.animatic.sets import foregrounds
from gpu_worker.engines.animatic.sets.rooms import ceiling_lamp, shell


def elevator(stage: Stage) -> None:
    """Inside a lift: brushed steel, a mirror, a handrail, a lit ceiling, buttons at the side."""
    steel = rgb("#b4bac1")
    shell(stage, wide=1.35, deep=1.5, tall=2.5, wall=steel, floor=rgb("#5d5852"), ceiling=rgb("#dfe3e6"))
    with stage.wall(-1.48):
        for k in range(3):
            x0 = -1.3 + k * 0.88
            stage.ramp(
                x0,
                0.12,
                x0 + 0.83,
                2.45,
                [darker(steel, 0.82), mix(steel, WHITE, 0.32), darker(steel, 0.9)],
                sideways=True,
            )
        stage.ramp(-0.42, 1.05, 0.42, 2.3, [rgb("#8fa0ad"), rgb("#c8d6df"), rgb("#a9bac6")])
        stage.shape([(-0.40, 2.28), (-0.12, 2.28), (-0.40, 1.5)], WHITE, 0.25)
        stage.rect(-1.3, 0.0, 1.3, 0.12, darker(steel, 0.55))
        stage.line([(-1.2, 0.95), (1.2, 0.95)], rgb("#e8ebee"), 0.045)
        stage.line([(-1.2, 0.93), (1.2, 0.93)], darker(steel, 0.55), 0.012)
    for side in (-1, 1):
        with stage.flank(side * 1.33):
            for k in range(3):
                z0 = -1.45 + k * 0.9
                stage.ramp(z0, 0.12, z0 + 0.85, 2.45, [darker(steel, 0.72), mix(steel, WHITE, 0.15)], sideways=True)
            stage.line([(-1.4, 0.95), (1.5, 0.95)], rgb("#e2e6ea"), 0.045)
    with stage.flank(1.32):
        stage.rect(-0.95, 0.95, -0.65, 1.75, rgb("#3a3d44"))
        with stage.lit():
            stage.rect(-0.90, 1.58, -0.70, 1.70, rgb("#1a1c20"))
            stage.rect(-0.84, 1.61, -0.76, 1.67, rgb("#ff8a4a"))
            for row in range(5):
                for column in range(2):
                    stage.disc(
                        -0.86 + column * 0.12, 1.48 - row * 0.10, 0.032, rgb("#f4e6b8" if row % 2 else "#dfe3e6")
                    )
    for x in (-0.6, 0.6):
        ceiling_lamp(stage, x, 2.48, -0.6, 0.4)
    stage.lamp(0, 2.3, -0.7, 1.4, "#f4f8ff", 0.10 + 0.02 * stage.hour.lamps, pool=0.5)


def lift_door(stage: Stage) -> None:
    """The same lift towards its doors, the floor's number above them."""
    steel = rgb("#b4bac1")
    shell(stage, wide=1.35, deep=1.5, tall=2.5, wall=steel, floor=rgb("#5d5852"), ceiling=rgb("#dfe3e6"))
    with stage.wall(-1.48):
        stage.rect(-1.3, 0, 1.3, 2.5, darker(steel, 0.8))
        for x0, x1 in ((-0.75, -0.01), (0.01, 0.75)):
            stage.ramp(
                x0, 0.0, x1, 2.12, [darker(steel, 0.78), mix(steel, WHITE, 0.34), darker(steel, 0.86)], sideways=True
            )
        stage.rect(-0.012, 0, 0.012, 2.12, darker(steel, 0.4))
        with stage.lit():
            stage.rect(-0.24, 2.2, 0.24, 2.38, rgb("#16181c"))
            stage.rect(-0.10, 2.24, -0.03, 2.34, rgb("#ff8a4a"))
            stage.rect(0.03, 2.24, 0.10, 2.34, rgb("#ff8a4a"))
        for row in range(5):
            stage.disc(1.0, 1.45 - row * 0.11, 0.035, rgb("#e8ecef"))
    ceiling_lamp(stage, 0, 2.48, -0.6, 1.4)
    stage.lamp(0, 2.3, -0.7, 1.4, "#f4f8ff", 0.10 + 0.02 * stage.hour.lamps, pool=0.5)


def cell(stage: Stage) -> None:
    """A cell: bare concrete, a barred window high up, a bunk, stains, one bulb."""
    wall = rgb("#8d8a84")
    shell(stage, wide=1.9, deep=2.6, tall=2.8, wall=wall, floor=rgb("#75716b"), ceiling=rgb("#7f7c76"))
    with stage.wall(-2.58):
        for row in range(9):
            for column in range(10):
                x, y = -1.95 + column * 0.42 + (row % 2) * 0.21, 0.05 + row * 0.31
                tone = mix(darker(wall, 0.90), wall, float(stage.draw.random()))
                stage.rect(x, y, x + 0.40, y + 0.29, tone)
        for _ in range(14):
            stage.disc(
                float(stage.draw.uniform(-1.8, 1.8)),
                float(stage.draw.uniform(0.1, 2.2)),
                float(stage.draw.uniform(0.05, 0.22)),
                darker(wall, 0.72),
                0.25,
            )
        stage.rect(-0.46, 1.95, 0.46, 2.50, darker(wall, 0.5))
        with stage.lit(glass=True):
            stage.ramp(-0.40, 2.0, 0.40, 2.45, [stage.hour.haze, *reversed(stage.hour.sky)])
        for k in range(5):
            stage.rect(-0.34 + k * 0.16, 2.0, -0.30 + k * 0.16, 2.45, rgb("#2c2d31"))
        for k in range(5):  # days scratched into the wall
            stage.line([(0.95 + k * 0.07, 1.20), (0.96 + k * 0.07, 1.42)], rgb("#d9d5cc"), 0.012, 0.8)
        stage.line([(0.90, 1.24), (1.28, 1.38)], rgb("#d9d5cc"), 0.012, 0.8)
    stage.box((-1.85, -0.75), (0.36, 0.44), (-2.5, -0.9), rgb("#4c4f55"), top=rgb("#8a8d84"))
    stage.box((-1.85, -0.75), (0.44, 0.54), (-2.5, -2.0), rgb("#b9b6aa"))
    stage.lamp(0.2, 2.6, -1.5, 0.9, "#ffe2b0", 0.10 + 0.24 * stage.hour.lamps, pool=1.4)
    stage.lamp(0.0, 1.9, -2.2, 1.6, "#cfe0f4", 0.12 * max(0.3, stage.hour.windows))


def bars(stage: Stage) -> None:
    """Bars before the people, out of focus."""
    with stage.wall(1.0):
        for k in range(-8, 9):
            if abs(k) < 2:
                continue
            stage.rect(k * 0.16 - 0.014, -1, k * 0.16 + 0.014, 4, rgb("#24252a"))


def cell_door(stage: Stage) -> None:
    """The same cell towards its door of bars and the corridor's lamp."""
    wall = rgb("#8d8a84")
    shell(stage, wide=1.9, deep=2.6, tall=2.8, wall=wall, floor=rgb("#75716b"), ceiling=rgb("#7f7c76"))
    with stage.wall(-2.58):
        stage.ramp(-1.2, 0, 1.2, 2.4, [rgb("#2a2c33"), rgb("#4a4d55")])
        stage.rect(-0.5, 0.8, 0.5, 2.2, rgb("#5d6068"))
        for k in range(17):
            stage.rect(-1.2 + k * 0.15, 0, -1.16 + k * 0.15, 2.4, rgb("#17181c"))
        for y in (0.05, 1.15, 2.32):
            stage.rect(-1.2, y, 1.2, y + 0.07, rgb("#1d1e23"))
        stage.rect(0.34, 1.05, 0.56, 1.35, rgb("#3a3c43"))
    stage.lamp(0.0, 2.1, -2.5, 1.3, "#e8f2ff", 0.12 + 0.14 * stage.hour.lamps)


def car_park(stage: Stage) -> None:
    """An underground car park: pillars, painted bays, parked cars, tubes of cold light."""
    concrete = rgb("#a3a5a6")
    shell(stage, wide=6.5, deep=12.0, tall=2.9, wall=concrete, floor=rgb("#6f7276"), ceiling=rgb("#8b8d90"))
    with stage.floor(0.003):
        for k in range(-3, 4):
            stage.rect(k * 2.4 - 0.05, -11.8, k * 2.4 + 0.05, -7.4, rgb("#e8e4d4"))
        stage.rect(-6.5, -7.45, 6.5, -7.33, rgb("#e8e4d4"))
        stage.shape(
            [(-0.5, -4.0), (0.5, -4.0), (0.5, -2.4), (1.0, -2.4), (0.0, -1.2), (-1.0, -2.4), (-0.5, -2.4)],
            rgb("#e8e4d4"),
            0.8,
        )
    with stage.wall(-11.9):
        stage.rect(-6.5, 0.75, 6.5, 1.25, rgb("#d9b23c"))
        for k in range(-2, 3):
            stage.rect(k * 2.4 - 0.35, 1.6, k * 2.4 + 0.35, 2.1, rgb("#2f6f9a"))
            stage.rect(k * 2.4 - 0.10, 1.7, k * 2.4 + 0.10, 2.0, WHITE)
    for x, tone in ((-3.6, "#2b3038"), (-1.2, "#8a2a2e"), (1.2, "#d9dcdf"), (3.6, "#34527a")):
        _parked(stage, x, -10.2, tone)
    for x in (-2.9, 2.9):
        stage.box((x - 0.3, x + 0.3), (0, 2.9), (-6.6, -6.0), mix(concrete, WHITE, 0.12))
        with stage.wall(-5.99):
            stage.rect(x - 0.3, 0.1, x + 0.3, 1.0, rgb("#d9b23c"))
            for k in range(4):
                stage.shape(
                    [
                        (x - 0.3, 0.1 + k * 0.24),
                        (x + 0.3, 0.22 + k * 0.24),
                        (x + 0.3, 0.32 + k * 0.24),
                        (x - 0.3, 0.2 + k * 0.24),
                    ],
                    rgb("#24252a"),
                )
    for z in (-10.0, -7.0, -4.0, -1.5):
        for x in (-1.9, 1.9):
            with stage.floor(2.86), stage.lit():
                stage.rect(x - 0.08, z - 0.7, x + 0.08, z + 0.7, rgb("#f2fbff"))
            stage.lamp(x, 2.8, z, 0.8, "#dff4ff", 0.16, 0.6, pool=1.5)


def _parked(stage: Stage, x: float, z: float, tone: str) -> None:
    """A car seen from the front, its middle at x."""
    color = rgb(tone)
    stage.box((x - 0.86, x + 0.86), (0.28, 0.86), (z - 3.0, z), color, top=mix(color, WHITE, 0.2))
    with stage.wall(z - 0.6):
        stage.shape([(x - 0.78, 0.84), (x + 0.78, 0.84), (x + 0.6, 1.38), (x - 0.6, 1.38)], darker(color, 0.8))
        stage.shape([(x - 0.68, 0.88), (x + 0.68, 0.88), (x + 0.53, 1.30), (x - 0.53, 1.30)], rgb("#2b3a4a"))
        stage.shape([(x - 0.6, 0.90), (x - 0.2, 0.90), (x - 0.4, 1.28), (x - 0.5, 1.28)], WHITE, 0.16)
    with stage.wall(z + 0.002):
        stage.rect(x - 0.86, 0.28, x + 0.86, 0.40, darker(color, 0.55))
        stage.rect(x - 0.40, 0.46, x + 0.40, 0.66, rgb("#24262b"))
        for side in (-1, 1):
            stage.disc(x + side * 0.66, 0.60, 0.12, rgb("#eef2f4"))
            stage.rect(x + side * 0.66 - 0.13, 0.0, x + side * 0.66 + 0.13, 0.30, rgb("#1a1b1e"))
        stage.rect(x - 0.22, 0.33, x + 0.22, 0.43, rgb("#3a72b8"))


SETS: dict[str, SetPlan] = {
    "elevator": SetPlan(elevator, is_inside=True, depth=1.4, warm=False, reverse=lift_door),
    "prison": SetPlan(cell, is_inside=True, depth=2.2, front=bars, front_z=1.0, reverse=cell_door),
    "parking_lot": SetPlan(car_park, is_inside=True, depth=6.0, front=foregrounds.doorway, warm=False),
}
