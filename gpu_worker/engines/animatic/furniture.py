"""What a body sits, lies, leans or rides on, and the door it opens: simple pieces that stand with the actor.

Templates are data: boxes, bars and rings in metres left, up and ahead of a mark, for a body 1.7 m tall. A primitive is
drawn behind the actor unless it says `before`.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from gpu_worker.engines.animatic.camera import Camera, Vector, turn_y
from gpu_worker.engines.animatic.raster import Brush, Color, darker, mix, polygon, rgb, tube

DATA = Path(__file__).parent / "data" / "furniture.json"
CORNERS = np.array([(x, y, z) for x in (-0.5, 0.5) for y in (0.0, 1.0) for z in (-0.5, 0.5)])
FACES = {  # corners of each side of a box, and the way it faces
    (0, 1, 0): (2, 3, 7, 6),
    (0, 0, 1): (1, 3, 7, 5),
    (0, 0, -1): (0, 2, 6, 4),
    (1, 0, 0): (4, 6, 7, 5),
    (-1, 0, 0): (0, 2, 3, 1),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One primitive: a box (`at` is the middle of its foot), a bar through `points`, or a ring around its axle."""

    kind: str
    color: Color
    at: tuple[float, float, float] = (0.0, 0.0, 0.0)
    size: tuple[float, float, float] = (0.0, 0.0, 0.0)
    points: tuple[tuple[float, float, float], ...] = ()
    radii: tuple[float, ...] = ()
    before: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of furniture where it stands: metres, degrees, and how much bigger than written."""

    name: str
    x: float
    y: float
    z: float
    yaw: float
    scale: float = 1.0


@lru_cache(maxsize=1)
def templates() -> dict[str, tuple[Part, ...]]:
    """Every piece by name."""
    content = json.loads(DATA.read_text(encoding="utf-8"))
    found = {}
    for name, rows in content["pieces"].items():
        found[name] = tuple(
            Part(
                kind=row["kind"],
                color=rgb(row["color"]),
                at=tuple(row.get("at", (0.0, 0.0, 0.0))),
                size=tuple(row.get("size", (0.0, 0.0, 0.0))),
                points=tuple(tuple(point) for point in row.get("points", ())),
                radii=tuple(row.get("radii", ())),
                before=row.get("before", False),
            )
            for row in rows
        )
    return found


@lru_cache(maxsize=1)
def needs() -> dict[str, str]:
    """Which piece belongs to which action or set place (`set.wheel`)."""
    found: dict[str, str] = json.loads(DATA.read_text(encoding="utf-8"))["needs"]
    return found


@lru_cache(maxsize=1)
def heights() -> dict[str, float]:
    """How high a body lies on a piece, metres."""
    found: dict[str, float] = json.loads(DATA.read_text(encoding="utf-8"))["heights"]
    return found


def draw_piece(brush: Brush, piece: Piece, camera: Camera, *, before: bool) -> None:
    """The parts of a piece behind the actor, or those before."""
    axes = turn_y(piece.yaw)
    origin = np.array([piece.x, piece.y, piece.z])

    def place(rows: Vector) -> Vector:
        return origin + (rows * piece.scale) @ axes.T

    parts = [part for part in templates().get(piece.name, ()) if part.before == before]
    middles = {id(part): camera.depth(place(_middle(part)[None])[0]) for part in parts}
    for part in sorted(parts, key=lambda part: -middles[id(part)]):
        if part.kind == "box":
            _draw_box(brush, part, place, camera, axes)
        elif part.kind == "ring":
            _draw_ring(brush, part, place, camera)
        else:
            rows = place(np.array(part.points, float))
            if camera.depth(rows.mean(0)) > 0.2:
                sizes = [r * piece.scale * camera.scale(row) for r, row in zip(part.radii, rows, strict=True)]
                brush.cel(tube(camera.project(rows), sizes), part.color, max(1.0, max(sizes) * 0.5))


def _middle(part: Part) -> Vector:
    if part.kind == "bar":
        return np.array(part.points, float).mean(0)
    return np.array(part.at, float) + np.array([0.0, part.size[1] / 2 if part.kind == "box" else 0.0, 0.0])


def _draw_box(brush: Brush, part: Part, place, camera: Camera, axes: Vector) -> None:  # type: ignore[no-untyped-def]
    corners = place(np.array(part.at, float) + CORNERS * np.array(part.size, float))
    if min(camera.depth(corner) for corner in corners) < 0.15:
        return
    flat = camera.project(corners)
    light = brush.light
    for way, order in FACES.items():
        out = axes @ np.array(way, float)
        at = corners[list(order)].mean(0)
        if float(out @ (camera.position - at)) <= 0:
            continue
        path = polygon(flat[list(order)])
        shade = light.bright(part.color) if way[1] else light.shadow(part.color)
        if not way[1] and float(out[2]) > 0.55:
            shade = mix(light.bright(part.color), shade, 0.35)
        brush.stroke(path, light.line(part.color), brush.weight * 1.6)
        brush.fill(path, shade)


def _draw_ring(brush: Brush, part: Part, place, camera: Camera) -> None:  # type: ignore[no-untyped-def]
    """A wheel: `size` is its radius, its thickness, and the tilt of its axle in degrees (0: across, 90: ahead)."""
    radius, thick, tilt = part.size
    turn = np.linspace(0, 2 * math.pi, 28, endpoint=False)
    c, s = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    rows = np.stack([np.cos(turn) * s * radius, np.sin(turn) * radius, np.cos(turn) * c * radius], 1)
    world = place(np.array(part.at, float) + rows)
    if camera.depth(world.mean(0)) < 0.2:
        return
    path = polygon(camera.project(world))
    wide = thick * camera.scale(world.mean(0))
    brush.stroke(path, brush.light.line(part.color), wide + brush.weight * 2)
    brush.stroke(path, brush.light.bright(darker(part.color, 0.95)), wide)
