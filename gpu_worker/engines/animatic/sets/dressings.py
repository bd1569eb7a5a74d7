"""What the story has made of a place: painted over any set, on its floor and in the air behind the people."""

from __future__ import annotations

import math
from collections.abc import Callable

from gpu_worker.engines.animatic.raster import WHITE, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import Painter, Stage
from gpu_worker.engines.animatic.sets.furniture import candles
from gpu_worker.engines.animatic.sets.period import lantern

BEHIND = -2.2  # where what hangs or stands is painted, in metres behind the people
FLOOR = 0.006


def _scattered(stage: Stage, count: int, paint: Callable[[float, float], None]) -> None:
    """Call `paint(x, z)` at places on the floor around and behind the people."""
    for _ in range(count):
        paint(float(stage.draw.uniform(-2.6, 2.6)), float(stage.draw.uniform(-3.6, 0.7)))


def broken_glass(stage: Stage) -> None:
    """Shards on the floor, bright edges up."""
    with stage.floor(FLOOR):

        def shard(x: float, z: float) -> None:
            size = float(stage.draw.uniform(0.03, 0.12))
            turn = float(stage.draw.uniform(0, 6.28))
            rows = [(x + size * math.cos(turn + a), z + size * math.sin(turn + a) * 0.8) for a in (0.0, 2.2, 3.6)]
            stage.shape(rows, rgb("#cfe4ec"), 0.85)
            stage.line(rows[:2], WHITE, 0.010)

        _scattered(stage, 70, shard)


def overturned_furniture(stage: Stage) -> None:
    """A chair and a small table on their sides."""
    wood = rgb("#7a4e34")
    for x, z in ((-0.62, -1.9), (1.05, -2.4)):
        stage.box((x - 0.25, x - 0.19), (0.0, 0.48), (z - 0.2, z + 0.22), darker(wood, 0.85))
        stage.box((x - 0.68, x - 0.25), (0.40, 0.46), (z + 0.16, z + 0.20), wood)
        for y in (0.04, 0.42):
            stage.box((x - 0.19, x + 0.28), (y, y + 0.05), (z + 0.15, z + 0.20), wood)
            stage.box((x - 0.19, x + 0.28), (y, y + 0.05), (z - 0.18, z - 0.13), darker(wood, 0.8))


def wrecked(stage: Stage) -> None:
    """Papers, splinters and overturned things everywhere."""
    overturned_furniture(stage)
    with stage.floor(FLOOR):

        def litter(x: float, z: float) -> None:
            tone = (rgb("#efe9dc"), rgb("#b9a58a"), rgb("#6a5a4a"))[int(stage.draw.integers(3))]
            turn, size = float(stage.draw.uniform(0, 6.28)), float(stage.draw.uniform(0.06, 0.17))
            rows = [(x + size * math.cos(turn + a), z + size * math.sin(turn + a)) for a in (0.5, 2.6, 3.6, 5.8)]
            stage.shape(rows, tone, 0.95)

        _scattered(stage, 60, litter)


def burnt(stage: Stage) -> None:
    """Soot up the walls, charred boards, embers that still glow."""
    with stage.wall(BEHIND - 1.2):
        for x in (-2.6, -0.9, 1.4, 2.9):
            reach = float(stage.draw.uniform(0.9, 1.6))
            stage.haze(x, float(stage.draw.uniform(0.4, 1.6)), reach, rgb("#15110f"), 0.75, add=False)
    with stage.floor(FLOOR):
        _scattered(stage, 40, lambda x, z: stage.disc(x, z, 0.12, rgb("#1c1715"), 0.55))
        with stage.lit():
            _scattered(stage, 26, lambda x, z: stage.disc(x, z, 0.018, rgb("#ff8a3a")))


def broken_door(stage: Stage) -> None:
    """A door leaf flat on the floor among splinters."""
    wood = rgb("#8a5c3c")
    with stage.floor(FLOOR + 0.02):
        stage.shape([(-0.55, -3.2), (0.5, -3.35), (0.75, -1.2), (-0.35, -1.05)], wood)
        for low, high in ((-3.0, -2.3), (-2.15, -1.4)):
            stage.shape([(-0.36, low), (0.38, low - 0.06), (0.50, high), (-0.26, high + 0.06)], darker(wood, 0.82))
        _scattered(stage, 26, lambda x, z: stage.line([(x, z), (x + 0.16, z + 0.06)], mix(wood, WHITE, 0.2), 0.02))


def blood_stain(stage: Stage) -> None:
    """A dark pool on the floor and a few drops."""
    with stage.floor(FLOOR):
        rows = []
        for k in range(11):
            reach = 0.42 + 0.12 * math.sin(k * 2.1) + 0.06 * math.sin(k * 5.3)
            rows.append((0.5 + reach * math.cos(k * 0.571), -0.75 + 0.8 * reach * math.sin(k * 0.571)))
        stage.shape(rows, rgb("#6a0f16"), 0.95, smooth=True)
        stage.shape([(x * 0.6 + 0.16, z * 0.6 - 0.34) for x, z in rows[2:7]], rgb("#a3303a"), 0.35, smooth=True)
        for x, z, size in ((0.1, -0.2, 0.05), (-0.1, 0.1, 0.035), (1.4, -0.2, 0.04)):
            stage.disc(x, z, size, rgb("#6a0f16"))


def wedding(stage: Stage) -> None:
    """Red silk, lanterns, and double happiness on the wall."""
    red, gold = rgb("#b8242c"), rgb("#e0b45a")
    with stage.wall(BEHIND - 0.8):
        stage.disc(0.0, 2.15, 0.46, red)
        for side in (-1, 1):  # double happiness as the strokes one recognises, mirrored
            x = side * 0.16
            for y, half in ((2.42, 0.13), (2.30, 0.10), (2.06, 0.14), (1.86, 0.11)):
                stage.rect(x - half, y - 0.016, x + half, y + 0.016, gold)
            stage.rect(x - 0.016, 2.30, x + 0.016, 2.48, gold)
            for y0, y1 in ((2.13, 2.24), (1.86, 2.00)):
                for dx in (-0.08, 0.08):
                    stage.rect(x + dx - 0.014, y0, x + dx + 0.014, y1, gold)
                stage.rect(x - 0.09, y1 - 0.014, x + 0.09, y1 + 0.014, gold)
        for k in range(4):
            left = -3.2 + k * 1.6
            swag = [
                (left, 3.0),
                (left + 0.8, 2.62),
                (left + 1.6, 3.0),
                (left + 1.6, 3.14),
                (left + 0.8, 2.86),
                (left, 3.14),
            ]
            stage.shape(swag, red, smooth=False)
            stage.disc(left, 3.05, 0.13, darker(red, 0.8))
    for x in (-0.85, 0.85):
        lantern(stage, x, 2.55, BEHIND, size=0.24)


def funeral(stage: Stage) -> None:
    """White cloth, black ribbon and wreaths."""
    with stage.wall(BEHIND - 0.8):
        for k in range(5):
            left = -3.5 + k * 1.4
            stage.shape([(left, 3.1), (left + 0.7, 2.72), (left + 1.4, 3.1)], rgb("#f2f2ef"))
            stage.rect(left - 0.12, 0.9, left + 0.12, 3.1, rgb("#e6e6e2"))
        stage.disc(0.0, 2.55, 0.30, rgb("#26262a"))
        stage.disc(0.0, 2.55, 0.20, rgb("#f2f2ef"))
    for x in (-0.95, 0.95):
        with stage.wall(BEHIND):
            for dx in (-0.22, 0.22):
                stage.line([(x, 1.0), (x + dx, 0.0)], rgb("#5a4a3a"), 0.03)
            for k in range(26):
                turn = k * 2 * math.pi / 26
                tone = rgb("#f6f4ea") if k % 3 else rgb("#e8c84a")
                stage.disc(x + 0.42 * math.cos(turn), 1.15 + 0.42 * math.sin(turn), 0.10, darker(tone, 0.9))
                stage.disc(x + 0.42 * math.cos(turn), 1.16 + 0.42 * math.sin(turn), 0.07, tone)
            stage.disc(x, 1.15, 0.30, rgb("#3f6a4a"))
            for dx in (-0.16, 0.16):
                stage.rect(x + dx - 0.06, 0.2, x + dx + 0.06, 1.0, rgb("#f6f4ea"))


def party(stage: Stage) -> None:
    """Balloons and bunting."""
    tones = [rgb(code) for code in ("#e8624a", "#f0b84a", "#5aa8d0", "#8ac07a", "#c87ab8")]
    with stage.wall(BEHIND - 0.6):
        line = [(-3.2 + k * 0.32, 2.75 - 0.35 * math.sin(k * math.pi / 10) ** 2) for k in range(21)]
        stage.line(line, rgb("#f6f0e4"), 0.012)
        for k, (x, y) in enumerate(line):
            stage.shape([(x - 0.11, y), (x + 0.11, y), (x, y - 0.24)], tones[k % 5])
    with stage.wall(BEHIND):
        for k in range(16):
            side = -1 if k % 2 else 1
            x, y = side * float(stage.draw.uniform(0.55, 1.5)), float(stage.draw.uniform(1.3, 2.5))
            tone = tones[int(stage.draw.integers(5))]
            stage.line([(x, y - 0.2), (x + 0.05 * side, y - 0.8), (side * 1.1, 0.2)], rgb("#e8e2d6"), 0.007)
            stage.shape(
                [(x + 0.17 * math.cos(a), y + 0.21 * math.sin(a)) for a in (k * 0.628 for k in range(10))],
                tone,
                smooth=True,
            )
            stage.disc(x - 0.06, y + 0.08, 0.035, WHITE, 0.7)


def flowers(stage: Stage) -> None:
    """Petals on the floor, banks of roses at both sides."""
    with stage.floor(FLOOR):
        _scattered(
            stage,
            90,
            lambda x, z: stage.disc(x, z, 0.045, mix(rgb("#c8384a"), rgb("#ffc4cc"), float(stage.draw.random()))),
        )
    for x0 in (-1.1, 1.1):
        with stage.wall(BEHIND):
            for _ in range(70):
                x, y = x0 + float(stage.draw.normal(0, 0.30)), abs(float(stage.draw.normal(0.3, 0.26)))
                tone = mix(rgb("#b8283c"), rgb("#f6b0bc"), float(stage.draw.random()))
                if stage.draw.random() < 0.3:
                    tone = rgb("#4f8a5a")
                stage.disc(x, y, 0.085, darker(tone, 0.85))
                stage.disc(x - 0.01, y + 0.015, 0.06, tone)


def candlelit(stage: Stage) -> None:
    """Candles on the floor and on stands."""
    for x in (-0.9, 0.9):
        candles(stage, x, 0.0, BEHIND)
        candles(stage, x * 1.5, 0.4, BEHIND - 0.6)
    for k in range(7):
        x, z = -1.8 + k * 0.6, BEHIND + 0.5
        with stage.wall(z):
            stage.rect(x - 0.03, 0.0, x + 0.03, 0.13, rgb("#f6ecd6"))
            with stage.lit():
                stage.shape([(x - 0.02, 0.16), (x, 0.14), (x + 0.02, 0.16), (x, 0.23)], rgb("#ffdf8a"), smooth=True)
        stage.flame(x, 0.18, z, 0.12)
        stage.lamp(x, 0.2, z, 0.45, "#ffb45c", 0.12 + 0.2 * stage.hour.lamps)


def covered(stage: Stage) -> None:
    """Dust sheets over what stands there, cobwebs in the corners."""
    for x, wide, tall in ((-0.95, 1.1, 0.85), (1.05, 0.8, 1.15)):
        with stage.wall(BEHIND - 0.3):
            rows = [
                (x - wide / 2, 0),
                (x - wide * 0.44, tall * 0.9),
                (x - wide * 0.2, tall),
                (x + wide * 0.25, tall * 0.96),
            ]
            rows += [(x + wide * 0.46, tall * 0.8), (x + wide / 2, 0)]
            stage.shape(rows, rgb("#dcd9d0"))
            for share in (-0.3, -0.05, 0.2, 0.36):
                stage.line(
                    [(x + share * wide, tall * 0.85), (x + share * wide * 1.15, 0.02)], rgb("#b5b1a6"), 0.025, 0.8
                )
    with stage.wall(BEHIND - 0.9):
        for side in (-1, 1):
            for k in range(5):
                stage.line([(side * 2.4, 3.0), (side * (2.4 - 0.25 * k), 2.2 + 0.12 * k)], rgb("#e8e6e0"), 0.006, 0.6)


def puddles(stage: Stage) -> None:
    """Water that stands on the ground and gives back the sky."""
    tone = mix(stage.hour.haze, WHITE, 0.25)
    with stage.floor(FLOOR):
        for x, z, reach in ((-1.2, -1.0, 0.6), (1.0, -2.2, 0.9), (0.3, 0.2, 0.4), (-2.0, -3.2, 0.8)):
            rows = [(x + reach * math.cos(a), z + 0.4 * reach * math.sin(a)) for a in (0, 0.9, 1.8, 2.7, 3.6, 4.5, 5.4)]
            stage.shape(rows, tone, 0.45, smooth=True)


def wet_ground(stage: Stage) -> None:
    """The ground still shines after the rain."""
    with stage.floor(FLOOR):
        stage.ramp(-6, -6, 6, 3, [stage.hour.haze, stage.hour.haze], alphas=(0.16, 0.05))
    puddles(stage)


def snow_cover(stage: Stage) -> None:
    """Snow on the ground."""
    with stage.floor(FLOOR):
        stage.ramp(-30, -6.4, 30, 6, [rgb("#e4ebf2"), rgb("#f6f9fb")], alphas=(0.9, 0.9))


def mud(stage: Stage) -> None:
    """Brown ruts."""
    with stage.floor(FLOOR):
        for x in (-0.9, 0.1, 1.1):
            rows = [
                (x - 0.2, -5),
                (x + 0.15, -3),
                (x - 0.1, -1),
                (x + 0.2, 1.5),
                (x + 0.6, 1.5),
                (x + 0.25, -1),
                (x + 0.45, -3),
                (x + 0.1, -5),
            ]
            stage.shape(rows, rgb("#5a4632"), 0.7, smooth=True)


DRESSINGS: dict[str, Painter] = {
    "broken_glass": broken_glass,
    "overturned_furniture": overturned_furniture,
    "wrecked": wrecked,
    "burnt": burnt,
    "broken_door": broken_door,
    "blood_stain": blood_stain,
    "wedding": wedding,
    "funeral": funeral,
    "party": party,
    "flowers": flowers,
    "candles": candlelit,
    "covered": covered,
    "puddles": puddles,
    "wet_ground": wet_ground,
    "snow_cover": snow_cover,
    "mud": mud,
}
UNSEEN = frozenset({"empty"})
"""What the story says of a place and a painter has nothing to add to."""


def dressed(paint: Painter, ids: tuple[str, ...]) -> Painter:
    """The set's painter followed by what has become of the place."""
    painters = [DRESSINGS[one] for one in ids if one in DRESSINGS]
    if not painters:
        return paint

    def all_of_it(stage: Stage) -> None:
        paint(stage)
        for painter in painters:
            painter(stage)

    return all_of_it
