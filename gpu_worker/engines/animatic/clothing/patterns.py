"""What is printed on cloth: stripes, checks, flowers, clouds, scales, knit, laid around a drape and turning with it.

Everything of one colour goes into one path: a print costs one fill, however many flowers it has.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.clothing.drape import Drape
from gpu_worker.engines.animatic.clothing.garment import Garment
from gpu_worker.engines.animatic.clothing.wardrobe import Pattern
from gpu_worker.engines.animatic.raster import Color, darker, mix, ribbon, skia

_STOPS = np.linspace(0.0, 1.0, 7)
Spot = tuple[float, float, float, float, int]  # x, y, unit in pixels, how squarely it faces us, which one it is
MOST = 44  # motifs on one piece


def print_on(worn: Garment, drape: Drape, pattern: Pattern, begin: float) -> None:
    """Lay a pattern on a hanging piece, from the share `begin` of its length on."""
    PRINTS[pattern.kind](worn, drape, pattern, begin)


def add_outline(path: Any, outline: Vector) -> None:
    """Add a closed outline of straight edges to a path."""
    rows = outline.tolist()
    path.moveTo(*rows[0])
    for row in rows[1:]:
        path.lineTo(*row)
    path.close()


def _reach(drape: Drape) -> float:
    """Half the way around the widest ring, metres."""
    wide = np.sqrt((drape.across**2).sum(1)).max()
    thick = np.sqrt((drape.deep**2).sum(1)).max()
    return float((wide + thick) / 2 * math.pi)


def _long(drape: Drape) -> float:
    steps = np.diff(drape.centres, axis=0)
    return float(np.sqrt((steps * steps).sum(1)).sum()) + 1e-6


def _lines_down(worn: Garment, drape: Drape, size: float, width: float, begin: float) -> Any:
    count = max(6, round(_reach(drape) * 2 / size))
    stops = len(_STOPS)
    angles = np.repeat((np.arange(count) + 0.5) / count * 2 * math.pi, stops)
    shares = np.tile(begin + (1 - begin) * _STOPS, count)
    facing = drape.faces_us(angles, shares).reshape(count, stops).mean(1)
    seen = np.repeat(facing > 0.04, stops)
    flat = worn.camera.project(drape.at(angles[seen], shares[seen])).reshape(-1, stops, 2)
    along: Vector = np.asarray(np.gradient(flat, axis=1))
    along = along * worn.size * width / (np.hypot(along[..., 0], along[..., 1])[..., None] + 1e-9)
    aside = np.stack([-along[..., 1], along[..., 0]], -1)
    path = skia.Path()
    for outline in np.concatenate([flat + aside, (flat - aside)[:, ::-1]], 1):
        add_outline(path, outline)
    return path


def _lines_across(worn: Garment, drape: Drape, size: float, width: float, begin: float) -> Any:
    path = skia.Path()
    count = max(2, round(_long(drape) / size))
    view = worn.camera.position - drape.centres.mean(0)
    aside, ahead = drape.across.mean(0), drape.deep.mean(0)
    facing = math.atan2(float(view @ ahead) / float(ahead @ ahead), float(view @ aside) / float(aside @ aside))
    angles = facing + np.linspace(-1.5, 1.5, 9)
    for index in range(count):
        share = begin + (1 - begin) * (index + 0.5) / count
        flat = worn.camera.project(drape.at(angles, np.full(9, share)))
        add_outline(path, ribbon(flat, np.full(9, worn.size * width)))
    return path


def stripes(worn: Garment, drape: Drape, pattern: Pattern, begin: float) -> None:
    """Stripes from top to bottom."""
    color = worn.brush.light.bright(worn.role(pattern.color))
    worn.brush.fill(_lines_down(worn, drape, pattern.size, 0.020, begin), color, 0.85)


def checks(worn: Garment, drape: Drape, pattern: Pattern, begin: float) -> None:
    """Lines both ways."""
    color = worn.brush.light.bright(worn.role(pattern.color))
    worn.brush.fill(_lines_down(worn, drape, pattern.size, 0.014, begin), color, 0.6)
    worn.brush.fill(_lines_across(worn, drape, pattern.size, 0.014, begin), color, 0.6)


def knit(worn: Garment, drape: Drape, pattern: Pattern, begin: float) -> None:
    """Ribs, of the cloth's own colour."""
    color = worn.brush.light.shadow(worn.role(pattern.color))
    worn.brush.fill(_lines_down(worn, drape, pattern.size, 0.005, begin), color, 0.5)


def _places(drape: Drape, size: float, begin: float) -> tuple[Vector, Vector, Vector]:
    """Angle, share and how squarely it faces us of every motif, set in rows that alternate."""
    rows = max(2, round(_long(drape) / size))
    columns = max(4, round(_reach(drape) * 2 / size))
    while rows * columns > MOST * 2:
        rows, columns = max(2, rows - 1), max(4, columns - 1)
    index = np.arange(rows * columns)
    row, column = index // columns, index % columns
    jitter = np.sin(index * 12.9898) * 0.5
    angles = (column + (row % 2) * 0.5 + jitter * 0.35) / columns * 2 * math.pi
    shares = begin + (1 - begin) * (row + 0.5 + 0.25 * np.cos(index * 7.13)) / rows
    shares = np.clip(shares, 0.0, 0.995)
    return angles, shares, drape.faces_us(angles, shares)


def _motifs(
    worn: Garment,
    drape: Drape,
    pattern: Pattern,
    begin: float,
    printed: tuple[Callable[[Any, Any, Spot], None], Color | None],
) -> None:
    draw, second = printed
    angles, shares, facing = _places(drape, pattern.size, begin)
    flat = worn.camera.project(drape.at(angles, shares, 0.002))
    unit = pattern.size * drape.pixels
    path, heart = skia.Path(), skia.Path()
    for index in np.flatnonzero(facing > 0.12).tolist():
        draw(path, heart, (float(flat[index, 0]), float(flat[index, 1]), unit, float(facing[index]), index))
    light = worn.brush.light
    worn.brush.fill(path, light.bright(worn.role(pattern.color)), 0.92)
    if second is not None:
        worn.brush.fill(heart, light.bright(second))


def _oval(path: Any, x: float, y: float, wide: float, tall: float) -> None:
    path.addOval(skia.Rect.MakeLTRB(x - wide, y - tall, x + wide, y + tall))


def _flower(path: Any, heart: Any, spot: Spot) -> None:
    x, y, unit, facing, index = spot
    turn = index * 1.7
    big = unit * (0.16 + 0.06 * math.sin(index * 3.1))
    for petal in range(5):
        angle = turn + petal * math.tau / 5
        _oval(
            path,
            x + math.cos(angle) * big * facing,
            y + math.sin(angle) * big,
            big * 0.62 * max(0.35, facing),
            big * 0.62,
        )
    _oval(heart, x, y, big * 0.36 * facing, big * 0.36)
    for leaf in (1.0, 1.7):
        angle = turn + leaf * 2
        _oval(path, x + math.cos(angle) * big * 2.3 * facing, y + math.sin(angle) * big * 2.3, big * 0.26, big * 0.26)


def flowers(worn: Garment, drape: Drape, pattern: Pattern, begin: float) -> None:
    """Small blossoms with a heart of the second colour."""
    _motifs(worn, drape, pattern, begin, (_flower, mix(worn.role(pattern.color), worn.base, 0.65)))


def _peony(path: Any, heart: Any, spot: Spot) -> None:
    x, y, unit, facing, index = spot
    big = unit * 0.30
    for petal in range(6):
        angle = index + petal * math.tau / 6
        _oval(
            path,
            x + math.cos(angle) * big * 0.7 * facing,
            y + math.sin(angle) * big * 0.7,
            big * 0.55 * max(0.3, facing),
            big * 0.55,
        )
    for leaf in (0.4, 2.6, 4.4):
        _oval(
            heart,
            x + math.cos(leaf + index) * big * 1.5 * facing,
            y + math.sin(leaf + index) * big * 1.5,
            big * 0.36,
            big * 0.22,
        )
    _oval(heart, x, y, big * 0.24, big * 0.24)


def peonies(worn: Garment, drape: Drape, pattern: Pattern, begin: float) -> None:
    """Big country blossoms with green leaves."""
    _motifs(worn, drape, pattern, begin, (_peony, worn.role("accent")))


def _cloud(path: Any, _heart: Any, spot: Spot) -> None:
    x, y, unit, facing, index = spot
    big = unit * 0.15
    wide = big * max(0.35, facing)
    way = 1 if index % 2 else -1
    for shift, rise, share in ((-1.1, 0.1, 0.62), (0.0, -0.25, 0.85), (1.0, 0.12, 0.58), (2.0 * way, 0.42, 0.32)):
        _oval(path, x + shift * wide, y + rise * big, wide * share, big * share * 0.72)


def clouds(worn: Garment, drape: Drape, pattern: Pattern, begin: float) -> None:
    """Woven clouds."""
    _motifs(worn, drape, pattern, begin, (_cloud, None))


def _roundel(path: Any, heart: Any, spot: Spot) -> None:
    x, y, unit, facing, _index = spot
    big = unit * 0.26
    _oval(path, x, y, big * max(0.3, facing), big)
    _oval(heart, x, y, big * 0.62 * max(0.3, facing), big * 0.62)


def roundels(worn: Garment, drape: Drape, pattern: Pattern, begin: float) -> None:
    """Woven rounds."""
    _motifs(worn, drape, pattern, begin, (_roundel, darker(worn.base, 0.9)))


def scales(worn: Garment, drape: Drape, pattern: Pattern, begin: float) -> None:
    """The rows of small plates of an armour."""
    light, unit = worn.brush.light, pattern.size * drape.pixels
    rows = max(3, round(_long(drape) / pattern.size))
    view = worn.camera.position - drape.centres.mean(0)
    aside, ahead = drape.across.mean(0), drape.deep.mean(0)
    facing = math.atan2(float(view @ ahead) / float(ahead @ ahead), float(view @ aside) / float(aside @ aside))
    count = 10
    row = np.repeat(np.arange(rows), count)
    angles = facing + (np.tile(np.arange(count), rows) - count // 2 + (row % 2) * 0.5) * 0.32
    flat = worn.camera.project(drape.at(angles, begin + (1 - begin) * (row + 0.5) / rows)).reshape(rows, count, 2)
    path = skia.Path()
    for places in flat.tolist():
        path.moveTo(*places[0])
        for (x, _), (ahead_x, y) in itertools.pairwise(places):
            path.quadTo((x + ahead_x) / 2, y + unit * 1.05, ahead_x, y)
    worn.brush.stroke(path, light.line(worn.base), max(0.8, worn.brush.weight * 0.7), 0.8)


PRINTS: dict[str, Callable[[Garment, Drape, Pattern, float], None]] = {
    "stripes": stripes,
    "checks": checks,
    "knit": knit,
    "flowers": flowers,
    "peonies": peonies,
    "clouds": clouds,
    "roundels": roundels,
    "scales": scales,
}
