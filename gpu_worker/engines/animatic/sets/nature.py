"""Away from people: a forest, the sea, a graveyard."""

from __future__ import annotations

import math

from gpu_worker.engines.animatic.raster import WHITE, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import SetPlan, Stage
from gpu_worker.engines.animatic.sets import foregrounds
from gpu_worker.engines.animatic.sets.outdoors import clouds, ground, stars


def forest(stage: Stage) -> None:
    """A forest: trunks in three depths of haze, undergrowth, a path, shafts of light by day."""
    stage.sky()
    stars(stage, -38, 60)
    dark, haze = stage.hour.is_dark, stage.hour.haze
    leaf = rgb("#3f7a4a") if not dark else rgb("#12233a")
    ground(stage, rgb("#6f7a4a") if not dark else rgb("#26324a"), mix(leaf, haze, 0.3), 24)
    with stage.floor(0.005):
        path = [
            (-0.5, -20),
            (0.6, -14),
            (-0.7, -9),
            (0.2, -4),
            (-1.3, 3),
            (1.7, 3),
            (1.4, -4),
            (0.5, -9),
            (1.5, -14),
            (0.3, -20),
        ]
        stage.shape(path, mix(rgb("#a58f68"), haze, 0.15), smooth=True)
    for z, share, count, size in ((-20, 0.62, 26, 0.5), (-14, 0.40, 16, 0.6), (-8.5, 0.18, 9, 0.7)):
        bark, crown = mix(rgb("#5a4636"), haze, share), mix(leaf, haze, share)
        with stage.wall(z):
            for k in range(count):
                x = (k - count / 2 + 0.5) * 34 / count + float(stage.draw.uniform(-0.5, 0.5))
                if abs(x) < (1.2 if z > -15 else 0.4):
                    continue
                lean = float(stage.draw.uniform(-0.3, 0.3))
                half = size * float(stage.draw.uniform(0.22, 0.40))
                stage.shape(
                    [(x - half, -0.2), (x + half, -0.2), (x + lean + half * 0.6, 12), (x + lean - half * 0.6, 12)], bark
                )
                stage.shape(
                    [
                        (x + half * 0.2, -0.2),
                        (x + half, -0.2),
                        (x + lean + half * 0.6, 12),
                        (x + lean + half * 0.1, 12),
                    ],
                    darker(bark, 0.82),
                )
            for _ in range(46):
                x, y = float(stage.draw.uniform(-18, 18)), float(stage.draw.uniform(5.2, 12))
                stage.disc(
                    x, y, float(stage.draw.uniform(0.8, 1.7)), mix(crown, WHITE, 0.10 * float(stage.draw.random()))
                )
            for _ in range(50):
                x = float(stage.draw.uniform(-18, 18))
                if abs(x) > 1.5:
                    stage.disc(
                        x,
                        float(stage.draw.uniform(-0.1, 0.45)),
                        float(stage.draw.uniform(0.25, 0.6)),
                        darker(crown, 0.92),
                    )
    if not dark and not stage.hour.falls:
        with stage.wall(-7.5), stage.lit():
            for k in range(4):
                x = -4.5 + k * 2.6
                stage.shape([(x, 11), (x + 0.9, 11), (x + 3.2, -0.3), (x + 1.3, -0.3)], stage.hour.beam, 0.10)


def seaside(stage: Stage) -> None:
    """A beach: the sea to the horizon, breakers, wet sand, a headland."""
    stage.sky()
    stars(stage, -38)
    clouds(stage, -36, 8)
    dark = stage.hour.is_dark
    sea = mix(rgb("#3f8fb0"), stage.hour.sky[0], 0.25) if not dark else rgb("#141d44")
    with stage.wall(-34):
        cliff = mix(rgb("#8a8f82"), stage.hour.haze, 0.45) if not dark else rgb("#1b2246")
        stage.shape([(-30, -0.5), (-30, 4.2), (-20, 4.8), (-15, 3.6), (-12, 1.2), (-10, -0.5)], cliff)
    with stage.floor(0.0):
        stage.ramp(-60, -34, 60, -7, [mix(sea, stage.hour.haze, 0.5), sea, mix(sea, WHITE, 0.12)])
        for _ in range(90):
            z = -34 + 26 * float(stage.draw.random()) ** 0.6
            x, wide = float(stage.draw.uniform(-22, 22)), float(stage.draw.uniform(0.5, 2.6))
            stage.line([(x, z), (x + wide, z + 0.04)], mix(sea, WHITE, 0.5), 0.05, 0.55)
        sand = rgb("#e2cfa6") if not dark else rgb("#4a4a62")
        stage.ramp(-60, -7, 60, 9, [mix(sand, sea, 0.4), sand, mix(sand, WHITE, 0.1)])
        for depth, reach, alpha in ((-7.4, 0.5, 0.95), (-9.6, 0.35, 0.7), (-12.5, 0.3, 0.5)):
            foam = [(x, depth + reach * math.sin(x * 0.9) + 0.2 * math.sin(x * 2.3 + depth)) for x in range(-24, 25, 2)]
            stage.line(foam, WHITE if not dark else rgb("#8fa0d8"), 0.30, alpha)
        for _ in range(14):
            x, z = float(stage.draw.uniform(-6, 6)), float(stage.draw.uniform(-4, 3))
            stage.shape([(x - 0.1, z), (x, z + 0.05), (x + 0.1, z), (x, z - 0.05)], darker(sand, 0.8), smooth=True)
    if not dark:
        with stage.wall(-30), stage.lit():
            for x, y in ((-5, 7.5), (3.5, 9.0), (5.5, 8.2)):
                stage.line(
                    [(x - 0.6, y + 0.25), (x - 0.2, y), (x, y + 0.1), (x + 0.2, y), (x + 0.6, y + 0.25)],
                    rgb("#5a6a7a"),
                    0.07,
                )


def dunes(stage: Stage) -> None:
    """The same beach towards the land: dunes with grass, a wooden hut, pines behind."""
    stage.sky()
    stars(stage, -38)
    clouds(stage, -36, 9)
    dark, haze = stage.hour.is_dark, stage.hour.haze
    sand = rgb("#dcc79c") if not dark else rgb("#45465e")
    pine = mix(rgb("#3f6a4a"), haze, 0.35) if not dark else rgb("#141f3a")
    ground(stage, mix(sand, WHITE, 0.1), sand, 20)
    with stage.wall(-20):
        for k in range(18):
            x = -20 + k * 2.4 + float(stage.draw.uniform(-0.6, 0.6))
            stage.shape([(x - 1.3, 0), (x - 0.8, 3.0), (x, 5.6), (x + 0.8, 3.0), (x + 1.3, 0)], pine, smooth=True)
    with stage.wall(-13):
        dune = [(-30, -1), (-20, 1.6), (-11, 2.3), (-5, 1.2), (1.5, 1.9), (9, 2.6), (18, 1.4), (30, -1)]
        stage.shape(dune, mix(sand, haze, 0.2), smooth=True)
    stage.box((1.6, 4.0), (0.5, 2.5), (-10.5, -8.8), rgb("#8a6a4a"), top=rgb("#6a4a34"))
    with stage.wall(-8.78):
        stage.shape([(1.3, 2.5), (4.3, 2.5), (2.8, 3.5)], rgb("#b8483c"))
        stage.rect(2.3, 0.5, 3.2, 2.1, rgb("#5a4030"))
        for x in (1.75, 3.75):
            stage.rect(x, 0, x + 0.16, 0.5, rgb("#5a4030"))
    with stage.wall(-6.5):
        for _ in range(60):
            x, tall = float(stage.draw.uniform(-9, 9)), float(stage.draw.uniform(0.3, 0.75))
            if abs(x) > 1.1:
                blade = mix(rgb("#8a9a5a"), rgb("#c9c48a"), float(stage.draw.random()))
                stage.line([(x, 0), (x + 0.05, tall * 0.6), (x + 0.22, tall)], blade if not dark else pine, 0.03)


def cemetery(stage: Stage) -> None:
    """A graveyard on a slope: rows of stones, cypresses, flowers before the nearest."""
    stage.sky()
    stars(stage, -38)
    clouds(stage, -36, 9, 9)
    dark, haze = stage.hour.is_dark, stage.hour.haze
    grass = rgb("#7f9a6a") if not dark else rgb("#26324e")
    with stage.wall(-28):
        hill = mix(grass, haze, 0.55)
        stage.shape([(-40, -2), (-18, 3.2), (-4, 2.0), (9, 3.8), (26, 2.4), (40, -2)], hill, smooth=True)
    ground(stage, grass, mix(grass, haze, 0.4), 24)
    with stage.floor(0.004):
        stage.rect(-0.8, -22, 0.8, 6, mix(rgb("#b9b4aa"), haze, 0.1))
    for z in (-16.0, -12.0, -8.5, -5.6):
        far = min(0.5, (-z - 5) / 20)
        stone = mix(rgb("#a9abad"), haze, far)
        for k in range(-5, 6):
            x = k * 1.7 + (0.5 if int(z) % 2 else 0.0)
            if abs(x) < 1.25:
                continue
            stage.box((x - 0.42, x + 0.42), (0.0, 0.16), (z - 0.3, z + 0.3), darker(stone, 0.85))
            stage.box((x - 0.32, x + 0.32), (0.16, 1.05), (z - 0.12, z + 0.04), stone)
            with stage.wall(z + 0.045):
                stage.rect(x - 0.05, 0.45, x + 0.05, 0.92, darker(stone, 0.7))
                stage.rect(x - 0.11, 0.80, x + 0.11, 0.96, mix(stone, WHITE, 0.3))
            if z > -9 and k % 2:
                with stage.wall(z + 0.32):
                    for _ in range(7):
                        dx, dy = float(stage.draw.normal(0, 0.10)), 0.14 + 0.10 * float(stage.draw.random())
                        stage.disc(x + dx, dy, 0.06, mix(rgb("#f4f0e8"), rgb("#e8c84a"), float(stage.draw.random())))
    for x, z in ((-6.5, -18), (6.8, -17), (-5.2, -11), (5.6, -10)):
        tone = mix(rgb("#2f5a44"), haze, 0.35 if z < -14 else 0.15) if not dark else rgb("#101a34")
        with stage.wall(z):
            stage.rect(x - 0.12, 0, x + 0.12, 0.8, darker(tone, 0.6))
            stage.shape([(x - 0.75, 0.6), (x - 0.6, 2.4), (x, 5.8), (x + 0.6, 2.4), (x + 0.75, 0.6)], tone, smooth=True)
            stage.shape(
                [(x + 0.1, 0.7), (x + 0.15, 2.6), (x, 5.4), (x + 0.6, 2.4), (x + 0.7, 0.7)],
                darker(tone, 0.8),
                smooth=True,
            )


SETS: dict[str, SetPlan] = {
    "forest": SetPlan(forest, is_inside=False, depth=8.0, front=foregrounds.branch),
    "seaside": SetPlan(seaside, is_inside=False, depth=14.0, reverse=dunes),
    "cemetery": SetPlan(cemetery, is_inside=False, depth=8.0, front=foregrounds.branch),
}
