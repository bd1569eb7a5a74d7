"""What stands in rooms: seats, cabinets, fireplaces, sconces, plants; and what polished floors give back."""

from __future__ import annotations

import math

from gpu_worker.engines.animatic.raster import WHITE, Color, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import Stage

BOOKS = ("#7a2f33", "#26344f", "#d8c7a4", "#3f5a4a", "#b98a4b", "#5a4a6a")


def sheen(stage: Stage, x: tuple[float, float], z: tuple[float, float], color: Color, strength: float) -> None:
    """What a polished floor gives back of something bright at z[0], fading towards us at z[1]."""
    with stage.floor(0.002):
        stage.ramp(x[0], z[0], x[1], z[1], [color, color, color], alphas=(strength, strength * 0.4, 0.0))


def sconce(stage: Stage, x: float, y: float, z: float, *, strength: float = 1.0) -> None:
    """A wall lamp with a small shade."""
    with stage.wall(z):
        stage.rect(x - 0.02, y - 0.22, x + 0.02, y, rgb("#a98a4a"))
        stage.disc(x, y - 0.24, 0.05, rgb("#c9a45c"))
        with stage.lit(when=stage.hour.lamps > 0.3):
            stage.shape(
                [(x - 0.12, y - 0.02), (x + 0.12, y - 0.02), (x + 0.07, y + 0.2), (x - 0.07, y + 0.2)], rgb("#ffe9c0")
            )
    stage.lamp(x, y + 0.1, z, 0.9, "#ffbe6e", (0.06 + 0.36 * stage.hour.lamps) * strength)


def candles(stage: Stage, x: float, y: float, z: float) -> None:
    """A five-armed candlestick standing at height y."""
    gold = rgb("#b8924c")
    with stage.wall(z):
        stage.shape([(x - 0.12, y), (x + 0.12, y), (x + 0.03, y + 0.07), (x - 0.03, y + 0.07)], gold)
        stage.line([(x, y + 0.05), (x, y + 0.46)], gold, 0.03)
        for k in (-2, -1, 1, 2):
            stage.line([(x, y + 0.22), (x + k * 0.07, y + 0.18), (x + k * 0.10, y + 0.36)], gold, 0.018)
        for k in range(-2, 3):
            px, py = x + k * 0.10, y + (0.36 if k else 0.46)
            stage.rect(px - 0.016, py, px + 0.016, py + 0.13, rgb("#f6ecd6"))
            with stage.lit():
                flame = [(px - 0.018, py + 0.15), (px, py + 0.13), (px + 0.018, py + 0.15), (px, py + 0.215)]
                stage.shape(flame, rgb("#ffdf8a"), smooth=True)
            stage.flame(px, py + 0.16, z, 0.16)
    stage.lamp(x, y + 0.55, z, 0.80, "#ffb45c", 0.10 + 0.30 * stage.hour.lamps)


def armchair(stage: Stage, x: float, z: float, color: Color, *, wide: float = 0.86) -> None:
    """An armchair that faces us; its seat is 0.45 m high."""
    half = wide / 2
    stage.box((x - half, x + half), (0.08, 1.02), (z - 0.32, z - 0.16), darker(color, 0.84))
    stage.box((x - half + 0.1, x + half - 0.1), (0.08, 0.45), (z - 0.16, z + 0.40), color)
    for side in (-1, 1):
        edge = x + side * half
        near, far = min(edge, edge - side * 0.15), max(edge, edge - side * 0.15)
        stage.box((near, far), (0.08, 0.64), (z - 0.28, z + 0.40), darker(color, 0.92))


def shelves(stage: Stage, x0: float, x1: float, tall: float, wood: Color, *, rows: int = 5) -> None:
    """A bookcase on the current wall plane, full of books and a few things."""
    stage.rect(x0 - 0.05, 0, x1 + 0.05, tall, darker(wood, 0.75))
    step = (tall - 0.2) / rows
    for row in range(rows):
        y = 0.14 + row * step
        stage.rect(x0, y, x1, y + step - 0.06, darker(wood, 0.42))
        x = x0 + 0.05
        while x < x1 - 0.08:
            high = step * (0.5 + 0.3 * float(stage.draw.random()))
            if stage.draw.random() < 0.12:
                stage.disc(x + 0.08, y + 0.09, 0.08, mix(rgb("#c9a45c"), rgb("#8aa5a0"), float(stage.draw.random())))
                x += 0.2
                continue
            stage.rect(x, y, x + 0.05, y + high, rgb(BOOKS[int(stage.draw.integers(6))]))
            x += 0.056


def fireplace(stage: Stage, x: float, z: float, stone: Color) -> None:
    """A fireplace with a fire in it and a mantelpiece at 1.3 m."""
    stage.box((x - 0.95, x + 0.95), (0.0, 1.22), (z - 0.1, z + 0.22), stone)
    stage.box((x - 1.08, x + 1.08), (1.22, 1.33), (z - 0.1, z + 0.32), mix(stone, WHITE, 0.15))
    with stage.wall(z + 0.225):
        for side in (-1, 1):
            stage.rect(x + side * 0.92, 0.1, x + side * 0.68, 1.12, mix(stone, WHITE, 0.12))
            stage.rect(x + side * 0.86, 0.2, x + side * 0.74, 1.02, darker(stone, 0.88))
        hearth = [
            (x - 0.58, 0.0),
            (x - 0.58, 0.7),
            (x - 0.36, 0.94),
            (x + 0.36, 0.94),
            (x + 0.58, 0.7),
            (x + 0.58, 0.0),
        ]
        stage.shape(hearth, rgb("#1a1210"))
        for dx, up in ((-0.2, 0.10), (0.16, 0.10), (0.0, 0.20)):
            stage.line([(x + dx - 0.24, up), (x + dx + 0.24, up + 0.04)], rgb("#4a2f22"), 0.11)
        with stage.lit():
            for tone, size in (("#e0531c", 1.0), ("#ff8f2a", 0.74), ("#ffd76a", 0.44)):
                for dx, up in ((-0.26, 0.34), (-0.08, 0.58), (0.12, 0.48), (0.29, 0.30)):
                    foot, tip, half = 0.12, 0.12 + up * size, 0.13 * size
                    fire = [(x + dx - half, foot + 0.06), (x + dx, foot), (x + dx + half, foot + 0.06)]
                    fire += [(x + dx + half * 0.4, foot + 0.5 * (tip - foot)), (x + dx + 0.02, tip)]
                    fire += [(x + dx - half * 0.5, foot + 0.45 * (tip - foot))]
                    stage.shape(fire, rgb(tone), smooth=True)
    for dx, radius in ((-0.22, 0.5), (0.05, 0.7), (0.26, 0.5)):
        stage.flame(x + dx, 0.38, z + 0.25, radius)
    stage.lamp(x, 0.45, z + 0.3, 1.3, "#ff8a3a", 0.14 + 0.34 * stage.hour.lamps)
    sheen(stage, (x - 0.6, x + 0.6), (z + 0.35, z + 2.6), rgb("#ff9a4a"), 0.10 + 0.16 * stage.hour.lamps)


def portrait(stage: Stage, x: float, y: float, wide: float, tall: float, coat: str) -> None:  # noqa: PLR0917 - measures in a row
    """A painted ancestor in a gold frame, centred, on the current wall plane."""
    stage.rect(x - wide / 2 - 0.08, y - tall / 2 - 0.08, x + wide / 2 + 0.08, y + tall / 2 + 0.08, rgb("#b8924c"))
    stage.rect(x - wide / 2 - 0.03, y - tall / 2 - 0.03, x + wide / 2 + 0.03, y + tall / 2 + 0.03, rgb("#7a5a2c"))
    stage.ramp(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2, [rgb("#2c241f"), rgb("#5a4a38")])
    low, unit = y - tall / 2, tall
    shoulders = [(x - 0.34 * wide, low), (x - 0.30 * wide, low + 0.26 * unit), (x - 0.08 * wide, low + 0.40 * unit)]
    shoulders += [(x + 0.08 * wide, low + 0.40 * unit), (x + 0.30 * wide, low + 0.26 * unit), (x + 0.34 * wide, low)]
    stage.shape(shoulders, rgb(coat))
    stage.shape(
        [(x - 0.05 * wide, low + 0.41 * unit), (x + 0.05 * wide, low + 0.41 * unit), (x, low + 0.2 * unit)],
        rgb("#e6dfd2"),
    )
    stage.disc(x, low + 0.56 * unit, 0.135 * unit, rgb("#c99f82"))
    hair = [(x - 0.14 * unit, low + 0.56 * unit), (x - 0.11 * unit, low + 0.70 * unit), (x, low + 0.735 * unit)]
    hair += [(x + 0.11 * unit, low + 0.70 * unit), (x + 0.14 * unit, low + 0.56 * unit), (x, low + 0.65 * unit)]
    stage.shape(hair, rgb("#8f8a84"))


def glass_front(stage: Stage, x: tuple[float, float], y: tuple[float, float], metal: Color, *, panes: int) -> None:
    """A wall of glass on the current plane, the city standing in daylight behind it."""
    hour, (x0, x1), (y0, y1) = stage.hour, x, y
    dark = hour.is_dark
    with stage.lit(glass=True):
        stage.ramp(x0, y0, x1, y1, [hour.haze, *reversed(hour.sky)])
        left = x0
        while left < x1:
            wide, high = float(stage.draw.uniform(0.7, 1.5)), float(stage.draw.uniform(0.38, 0.86))
            tone = mix(rgb("#8fa9c2"), hour.haze, 0.35 + 0.3 * float(stage.draw.random()))
            tone = mix(rgb("#131b42"), rgb("#2d386e"), float(stage.draw.random())) if dark else tone
            right, top = min(x1, left + wide), y0 + (y1 - y0) * high
            stage.rect(left, y0, right, top, tone)
            for row in range(int((top - y0) / 0.3)):
                for column in range(int((right - left - 0.1) / 0.22)):
                    px, py = left + 0.08 + column * 0.22, y0 + 0.2 + row * 0.3
                    if not dark:
                        stage.rect(px, py, px + 0.13, py + 0.18, mix(tone, WHITE, 0.35), 0.8)
                    elif stage.draw.random() < 0.4:
                        stage.rect(px, py, px + 0.12, py + 0.16, rgb("#ffdc98"), 0.9)
            left += wide
        pavement = mix(rgb("#b9b7b4"), hour.haze, 0.3) if not dark else rgb("#2a2f4a")
        stage.rect(x0, y0, x1, y0 + 0.28, pavement)
        leaf = mix(rgb("#5a9a58"), hour.haze, 0.25) if not dark else rgb("#16283a")
        for centre in (x0 + 0.2 * (x1 - x0), x0 + 0.76 * (x1 - x0)):
            stage.rect(centre - 0.03, y0 + 0.2, centre + 0.03, y0 + 1.3, darker(leaf, 0.6))
            for _ in range(16):
                dx, dy = float(stage.draw.normal(0, 0.28)), float(stage.draw.normal(0, 0.26))
                stage.disc(centre + dx, y0 + 1.75 + dy, 0.22, mix(leaf, WHITE, 0.12 * float(stage.draw.random())))
    for k in range(panes + 1):
        edge = x0 + (x1 - x0) * k / panes
        stage.rect(edge - 0.035, y0, edge + 0.035, y1, metal)
    for share in (0.0, 0.62, 1.0):
        stage.rect(x0, y0 + (y1 - y0) * share - 0.03, x1, y0 + (y1 - y0) * share + 0.03, metal)


def revolving_door(stage: Stage, x: float, z: float, metal: Color) -> None:
    """A revolving door of glass, 2.6 m high, seen against the light."""
    with stage.wall(z):
        with stage.lit(glass=True):
            stage.ramp(
                x - 1.0, 0.05, x + 1.0, 2.4, [mix(stage.hour.haze, WHITE, 0.2), stage.hour.sky[-1]], alphas=(0.55, 0.45)
            )
        for share in (-1.0, -0.82, -0.30, 0.12, 0.62, 0.9, 1.0):
            stage.rect(x + share - 0.028, 0, x + share + 0.028, 2.4, metal)
        for share in (-0.22, 0.20):
            stage.rect(x + share - 0.012, 0.95, x + share + 0.012, 1.3, rgb("#d9dee2"))
        stage.rect(x - 1.12, 2.4, x + 1.12, 2.68, metal)
        stage.rect(x - 1.12, 2.44, x + 1.12, 2.48, rgb("#d9b66a"))
        stage.rect(x - 1.06, 0, x + 1.06, 0.08, darker(metal, 0.7))


def lift_doors(stage: Stage, x: float) -> None:
    """A steel lift door with its call plate, its middle at x, on the current wall plane."""
    steel = rgb("#aab1b8")
    stage.rect(x - 0.66, 0, x + 0.66, 2.42, rgb("#4a4d55"))
    stage.ramp(
        x - 0.55, 0, x - 0.01, 2.3, [darker(steel, 0.78), mix(steel, WHITE, 0.3), darker(steel, 0.9)], sideways=True
    )
    stage.ramp(
        x + 0.01, 0, x + 0.55, 2.3, [darker(steel, 0.9), mix(steel, WHITE, 0.36), darker(steel, 0.8)], sideways=True
    )
    with stage.lit():
        stage.rect(x - 0.16, 2.5, x + 0.16, 2.64, rgb("#1c2026"))
        stage.shape([(x - 0.05, 2.54), (x + 0.05, 2.54), (x, 2.61)], rgb("#ff9a4a"))
        stage.disc(x + 0.86, 1.12, 0.03, rgb("#ffd08a"))


def leafy(stage: Stage, x: float, z: float, tall: float, pot: Color) -> None:
    """A full broad-leaved plant in a square pot."""
    stage.box((x - 0.2, x + 0.2), (0.0, 0.42), (z - 0.2, z + 0.2), pot)
    with stage.wall(z):
        for index in range(19):
            lean = (index * 7 % 19 - 9) / 9
            long = tall * (0.62 + 0.38 * float(stage.draw.random())) * (1 - 0.35 * abs(lean))
            tip = (x + lean * 0.62 * tall * 0.7, 0.4 + long)
            bow = (x + lean * 0.24 * tall, 0.4 + long * 0.62)
            color = mix(rgb("#23553c"), rgb("#6fae5e"), 0.15 + 0.75 * float(stage.draw.random()))
            leaf = [(x + lean * 0.05, 0.4), (bow[0] - 0.07, bow[1]), tip, (bow[0] + 0.07, bow[1] - 0.06)]
            stage.shape(leaf, color, smooth=True)


def veins(stage: Stage, x: tuple[float, float], y: tuple[float, float], color: Color, count: int) -> None:
    """The veins of marble on the current plane."""
    for _ in range(count):
        px, py = float(stage.draw.uniform(*x)), float(stage.draw.uniform(*y))
        rows, turn = [(px, py)], float(stage.draw.uniform(0.5, 1.1))
        for _step in range(5):
            turn += float(stage.draw.normal(0, 0.35))
            px, py = px + 0.34 * math.cos(turn), py + 0.34 * math.sin(turn)
            rows.append((min(x[1], max(x[0], px)), min(y[1], max(y[0], py))))
        stage.line(rows, color, 0.012, 0.55)
