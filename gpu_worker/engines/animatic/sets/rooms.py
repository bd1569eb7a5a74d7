"""What rooms are made of: shells, windows, doors, curtains, pictures, furniture; in metres."""

from __future__ import annotations

from typing import Any

from gpu_worker.engines.animatic.raster import WHITE, Color, darker, mix, rgb, skia
from gpu_worker.engines.animatic.scenery import Stage

CITY_LIT = ("#ffd890", "#ffe9bd", "#ffc66a", "#bfe0ff")


def shell(
    stage: Stage,
    *,
    wide: float,
    deep: float,
    tall: float,
    wall: Color,
    floor: Color,
    ceiling: Color,
    skirting: Color | None = None,
) -> None:
    """Back wall at -deep, side walls at +-wide, floor and ceiling, with soft shading into the corners."""
    near = 9.0
    for x in (-wide, wide):
        with stage.flank(x):
            stage.ramp(-deep, 0, near, tall, [darker(wall, 0.80), darker(wall, 0.93)], sideways=True)
            if skirting is not None:
                stage.rect(-deep, 0, near, 0.13, skirting)
    with stage.wall(-deep):
        stage.ramp(-wide, 0, wide, tall, [darker(wall, 0.90), wall, mix(wall, WHITE, 0.08)])
        stage.ramp(-wide, 0, -wide + 0.9, tall, [darker(wall, 0.72), wall], sideways=True, alphas=(0.6, 0.0))
        stage.ramp(wide, 0, wide - 0.9, tall, [darker(wall, 0.72), wall], sideways=True, alphas=(0.6, 0.0))
        if skirting is not None:
            stage.rect(-wide, 0, wide, 0.13, skirting)
    with stage.floor():
        stage.ramp(-wide, -deep, wide, near, [darker(floor, 0.84), floor, mix(floor, WHITE, 0.06)])
    with stage.floor(tall):
        stage.ramp(-wide, -deep, wide, near, [darker(ceiling, 0.88), ceiling])


def boards(stage: Stage, wide: float, deep: float, color: Color, step: float = 0.22) -> None:
    """Wooden boards running away from us."""
    with stage.floor():
        x = -wide
        while x < wide:
            stage.rect(x, -deep, x + step * 0.97, 9, mix(color, WHITE, 0.05 * float(stage.draw.random())))
            stage.line([(x, -deep), (x, 9)], darker(color, 0.78), 0.010, 0.8)
            x += step


def tiles(stage: Stage, wide: float, deep: float, size: float, light: Color, dark: Color) -> None:  # noqa: PLR0917 - measures in a row
    """A checked or seamed floor."""
    with stage.floor():
        rows = int((deep + 8) / size)
        for j in range(rows):
            for i in range(int(2 * wide / size)):
                if (i + j) % 2:
                    x, z = -wide + i * size, -deep + j * size
                    stage.rect(x, z, x + size, z + size, dark)
        for j in range(rows):
            stage.line([(-wide, -deep + j * size), (wide, -deep + j * size)], darker(light, 0.88), 0.008, 0.7)


def window(
    stage: Stage, x0: float, x1: float, y0: float, y1: float, *, frame: Color, view: str = "sky", panes: int = 2
) -> None:
    """A window on the current wall plane, with what lies outside at this hour."""
    stage.rect(x0 - 0.07, y0 - 0.07, x1 + 0.07, y1 + 0.07, frame)
    hour = stage.hour
    sky = [hour.haze, *reversed(hour.sky)]
    if hour.is_dark and hour.name == "night":  # the eye is used to lamps: what is outside looks bluer
        sky = [mix(color, rgb("#3f66c4"), 0.42) for color in sky]
    with stage.lit(glass=True):
        stage.ramp(x0, y0, x1, y1, sky)
        if view == "city":
            _skyline(stage, x0, x1, y0, y1)
        elif view == "trees":
            _treetops(stage, x0, x1, y0, y1, sky[0])
    for i in range(1, panes):
        x = x0 + (x1 - x0) * i / panes
        stage.rect(x - 0.022, y0, x + 0.022, y1, frame)
    stage.rect(x0, y0 + (y1 - y0) * 0.62, x1, y0 + (y1 - y0) * 0.62 + 0.032, frame)
    if not hour.is_dark:
        with stage.lit(glass=True):
            stage.shape([(x0, y1), (x0 + (x1 - x0) * 0.4, y1), (x0, y0 + (y1 - y0) * 0.35)], WHITE, 0.12)


def _treetops(stage: Stage, x0: float, x1: float, y0: float, y1: float, haze: Color) -> None:  # noqa: PLR0917 - corners
    stage.canvas.save()
    stage.canvas.clipRect(_rect(x0, y0, x1, y1))
    leaf = mix(rgb("#4f8a55"), haze, 0.35) if not stage.hour.is_dark else mix(rgb("#0c1830"), haze, 0.16)
    draw, size = stage.draw, min(0.24, (x1 - x0) * 0.14)
    for _ in range(30):
        x, up = float(draw.uniform(x0, x1)), float(draw.uniform(-0.1, 0.42))
        tone = mix(leaf, haze, 0.30 * max(0.0, up) + 0.10 * float(draw.random()))
        stage.disc(x, y0 + up * (y1 - y0), float(draw.uniform(0.45, 1.0)) * size, tone)
    stage.canvas.restore()


def _rect(x0: float, y0: float, x1: float, y1: float) -> Any:
    return skia.Rect.MakeLTRB(x0, y0, x1, y1)


def _skyline(stage: Stage, x0: float, x1: float, y0: float, y1: float) -> None:
    stage.canvas.save()
    stage.canvas.clipRect(_rect(x0, y0, x1, y1))
    draw, dark = stage.draw, stage.hour.is_dark
    for row, share in enumerate((0.62, 0.45, 0.30)):
        base = (
            mix(rgb("#8fa6bd"), stage.hour.haze, 0.55 - 0.2 * row)
            if not dark
            else mix(rgb("#10163a"), rgb("#2b2f5e"), 0.6 - 0.25 * row)
        )
        x = x0 - 0.1
        while x < x1:
            wide = float(draw.uniform(0.12, 0.34))
            high = (y1 - y0) * share * float(draw.uniform(0.55, 1.1))
            stage.rect(x, y0, x + wide, y0 + high, base)
            if stage.hour.lamps > 0.3:
                for _ in range(int(wide * high * 90)):
                    px, py = float(draw.uniform(x, x + wide)), float(draw.uniform(y0, y0 + high))
                    stage.rect(px, py, px + 0.022, py + 0.026, rgb(CITY_LIT[int(draw.integers(4))]), 0.9)
            x += wide + float(draw.uniform(0, 0.05))
    stage.canvas.restore()


def curtains(stage: Stage, x0: float, x1: float, y0: float, y1: float, color: Color) -> None:  # noqa: PLR0917 - measures in a row
    """Two curtains drawn aside, with folds; on the current wall plane."""
    wide = (x1 - x0) * 0.24
    for edge, way in ((x0, 1), (x1, -1)):
        outer, inner = edge - way * wide * 0.35, edge + way * wide
        stage.shape(
            [
                (outer, y1),
                (inner, y1),
                (edge + way * wide * 0.62, (y0 + y1) / 2),
                (edge + way * wide * 0.8, y0),
                (outer, y0),
            ],
            color,
        )
        for k in range(1, 6):
            x = outer + (inner - outer) * k / 6
            stage.line([(x, y1), (x * 0.75 + edge * 0.25, (y0 + y1) / 2), (x, y0)], darker(color, 0.74), 0.018, 0.8)
            stage.line(
                [(x + 0.03 * way, y1), (x * 0.75 + edge * 0.25 + 0.03 * way, (y0 + y1) / 2), (x + 0.03 * way, y0)],
                mix(color, WHITE, 0.2),
                0.014,
                0.6,
            )
    stage.rect(x0 - wide * 0.5, y1, x1 + wide * 0.5, y1 + 0.10, darker(color, 0.8))


def door(stage: Stage, x: float, wide: float, tall: float, color: Color, *, frame: Color | None = None) -> None:
    """A panelled door on the current wall plane, its left edge at x."""
    frame = frame or darker(color, 0.8)
    stage.rect(x - 0.08, 0, x + wide + 0.08, tall + 0.08, frame)
    stage.rect(x, 0, x + wide, tall, color)
    for y0, y1 in ((0.12, 0.46), (0.52, 0.94)):
        stage.rect(x + wide * 0.16, tall * y0, x + wide * 0.84, tall * y1, darker(color, 0.86))
        stage.rect(x + wide * 0.19, tall * y0 + 0.03, x + wide * 0.84, tall * y1, mix(color, WHITE, 0.06))
    stage.disc(x + wide * 0.90, tall * 0.48, 0.035, rgb("#d9b66a"))


def picture(stage: Stage, x: float, y: float, wide: float, tall: float, colors: tuple[str, str]) -> None:  # noqa: PLR0917 - measures in a row
    """A framed picture on the current wall plane, centred."""
    stage.rect(x - wide / 2 - 0.06, y - tall / 2 - 0.06, x + wide / 2 + 0.06, y + tall / 2 + 0.06, rgb("#8a6a3c"))
    stage.rect(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2, rgb("#efe6d6"))
    stage.ramp(
        x - wide / 2 + 0.05,
        y - tall / 2 + 0.05,
        x + wide / 2 - 0.05,
        y + tall / 2 - 0.05,
        [rgb(colors[0]), rgb(colors[1])],
    )
    stage.shape(
        [
            (x - wide * 0.4, y - tall * 0.42),
            (x - wide * 0.1, y + tall * 0.12),
            (x + wide * 0.12, y - tall * 0.1),
            (x + wide * 0.4, y - tall * 0.42),
        ],
        darker(rgb(colors[0]), 0.7),
    )


def sofa(stage: Stage, x: float, z: float, wide: float, color: Color) -> None:
    """A sofa with its back to the wall, its middle at x."""
    half = wide / 2
    stage.box((x - half, x + half), (0.10, 0.92), (z - 0.30, z - 0.05), darker(color, 0.88))
    stage.box((x - half, x + half), (0.06, 0.46), (z - 0.05, z + 0.55), color)
    for side in (-1, 1):
        edge = x + side * half
        stage.box(
            (min(edge, edge - side * 0.20), max(edge, edge - side * 0.20)),
            (0.06, 0.66),
            (z - 0.28, z + 0.58),
            darker(color, 0.94),
        )


def table(stage: Stage, x: float, z: float, wide: float, deep: float, tall: float, color: Color) -> None:  # noqa: PLR0917 - measures in a row
    """A table with four legs."""
    half = wide / 2
    for edge in (x - half + 0.05, x + half - 0.10):
        stage.box((edge, edge + 0.06), (0, tall), (z + deep / 2 - 0.1, z + deep / 2 - 0.04), darker(color, 0.7))
    stage.box((x - half, x + half), (tall - 0.06, tall), (z - deep / 2, z + deep / 2), color)


def plant(stage: Stage, x: float, z: float, tall: float, pot: Color) -> None:
    """A potted plant on the floor."""
    with stage.wall(z):
        stage.shape([(x - 0.16, 0.36), (x + 0.16, 0.36), (x + 0.12, 0), (x - 0.12, 0)], pot)
        for index in range(11):
            lean = (index - 5) / 5
            tip = (x + lean * 0.55 * tall * 0.6, 0.36 + tall * (1 - 0.5 * abs(lean)))
            mid = (x + lean * 0.16, 0.36 + tall * 0.55)
            color = mix(rgb("#2f6a48"), rgb("#6fae5e"), float(stage.draw.random()))
            stage.shape([(x, 0.34), (mid[0] - 0.06, mid[1]), tip, (mid[0] + 0.07, mid[1] - 0.03)], color, smooth=True)


def ceiling_lamp(stage: Stage, x: float, y: float, z: float, wide: float = 0.5) -> None:
    """A flat lamp under the ceiling, lit when the hour asks for it."""
    with stage.floor(y), stage.lit():
        stage.rect(
            x - wide / 2, z - 0.18, x + wide / 2, z + 0.18, mix(rgb("#e9e6e0"), rgb("#fffaf0"), stage.hour.lamps)
        )
    stage.lamp(x, y - 0.05, z, 1.15, "#fff0d2", 0.04 + 0.13 * stage.hour.lamps, 0.6, pool=2.0)


def daylight(stage: Stage, x: float, y: float, z: float, radius: float) -> None:
    """The glow of a window in a room: sun by day, the cold of the night, a fire of dusk."""
    color = "#{:02x}{:02x}{:02x}".format(*(int(channel * 255) for channel in stage.hour.beam))
    stage.lamp(x, y, z, radius, color, (0.10 if stage.hour.is_dark else 0.19) * max(0.4, stage.hour.windows), pool=1.6)
