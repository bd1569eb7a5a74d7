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

DATA = Path(__file__).parents[1] / "data" / "furniture.json"
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
    hinge: tuple[float, float, float] | None = None  # left and ahead of the mark, and the degrees it turns when open
    slide: tuple[float, float, float] | None = None  # metres it moves when open


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of furniture where it stands: metres, degrees, how much bigger than written, and how far open (0..1)."""

    name: str
    x: float
    y: float
    z: float
    yaw: float
    scale: float = 1.0
    opened: float = 0.0
    is_mirrored: bool = False


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
                hinge=tuple(row["hinge"]) if "hinge" in row else None,
                slide=tuple(row["slide"]) if "slide" in row else None,
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


@lru_cache(maxsize=1)
def moves() -> dict[str, tuple[tuple[float, float], ...]]:
    """How far open what an action opens or shuts is: (share of the act, 0..1) by action id."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["moves"]
    return {name: tuple((float(t), float(value)) for t, value in row) for name, row in rows.items()}


def opened_at(action: str, t: float) -> float | None:
    """How far open a piece is at `t` of an action; None where the action moves nothing."""
    rows = moves().get(action)
    if rows is None:
        return None
    return float(np.interp(t, [row[0] for row in rows], [row[1] for row in rows]))


def draw_piece(brush: Brush, piece: Piece, camera: Camera, *, before: bool) -> None:
    """The parts of a piece behind the actor, or those before."""
    parts = [part for part in templates().get(piece.name, ()) if part.before == before]
    placed = [(part, Place(piece, part)) for part in parts]
    depths = [camera.depth(place(_middle(part)[None])[0]) for part, place in placed]
    for index in sorted(range(len(placed)), key=lambda index: -depths[index]):
        part, place = placed[index]
        if part.kind == "box":
            _draw_box(brush, part, place, camera)
        elif part.kind == "ring":
            _draw_ring(brush, part, place, camera)
        elif part.kind == "water":
            _draw_water(brush, part, place, camera)
        else:
            rows = place(np.array(part.points, float))
            if camera.depth(rows.mean(0)) > 0.2:
                sizes = [r * piece.scale * camera.scale(row) for r, row in zip(part.radii, rows, strict=True)]
                brush.cel(tube(camera.project(rows), sizes), part.color, max(1.0, max(sizes) * 0.5))


class Place:
    """Where points of a part are in the world, however far the piece is open."""

    def __init__(self, piece: Piece, part: Part) -> None:
        self.origin, self.scale = np.array([piece.x, piece.y, piece.z]), piece.scale
        self.flip = np.array([-1.0 if piece.is_mirrored else 1.0, 1.0, 1.0])
        self.axes = turn_y(piece.yaw)
        self.pivot, self.shift, self.swung = np.zeros(3), np.zeros(3), np.eye(3)
        if part.hinge is not None and piece.opened:
            left, ahead, degrees = part.hinge
            self.pivot = np.array([left, 0.0, ahead]) * self.flip
            self.swung = turn_y(degrees * piece.opened * self.flip[0])
        if part.slide is not None:
            self.shift = np.array(part.slide) * self.flip * piece.opened
        self.turned = self.axes @ self.swung

    def __call__(self, rows: Vector) -> Vector:
        local = (rows * self.flip - self.pivot) @ self.swung.T + self.pivot + self.shift
        where: Vector = self.origin + (local * self.scale) @ self.axes.T
        return where


def _middle(part: Part) -> Vector:
    if part.kind == "bar":
        return np.array(part.points, float).mean(0)
    return np.array(part.at, float) + np.array([0.0, part.size[1] / 2 if part.kind == "box" else 0.0, 0.0])


def _draw_box(brush: Brush, part: Part, place: Place, camera: Camera) -> None:
    corners = place(np.array(part.at, float) + CORNERS * (np.array(part.size, float) * place.flip))
    if min(camera.depth(corner) for corner in corners) < 0.15:
        return
    flat = camera.project(corners)
    light = brush.light
    for way, order in FACES.items():
        out = place.turned @ np.array(way, float)
        at = corners[list(order)].mean(0)
        if float(out @ (camera.position - at)) <= 0:
            continue
        path = polygon(flat[list(order)])
        shade = light.bright(part.color) if way[1] else light.shadow(part.color)
        if not way[1] and float(out[2]) > 0.55:
            shade = mix(light.bright(part.color), shade, 0.35)
        brush.stroke(path, light.line(part.color), brush.weight * 1.6)
        brush.fill(path, shade)


def _draw_ring(brush: Brush, part: Part, place: Place, camera: Camera) -> None:
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


def _draw_water(brush: Brush, part: Part, place: Place, camera: Camera) -> None:
    """The surface of water: behind the body as far as `size` says, before it down to the lower edge of the frame."""
    broad, _, deep = part.size
    middle = place(np.array([[0.0, part.at[1], 0.0]]))[0]
    near = middle + np.array([0.0, 0.0, 0.04])
    left, right = (camera.project(near + np.array([side * broad, 0.0, 0.0])) for side in (-1, 1))
    light = brush.light
    if part.before:
        low = max(float(camera.height), float(left[1])) + 4
        path = polygon(np.array([left, right, (right[0], low), (left[0], low)]))
        brush.fill(path, light.shadow(part.color), 0.90)
        _draw_ripples(brush, part, middle, camera)
        return
    far = middle - np.array([0.0, 0.0, deep])
    ends = [camera.project(far + np.array([side * broad, 0.0, 0.0])) for side in (1, -1)]
    brush.fill(polygon(np.array([left, right, *ends])), light.bright(part.color))


def _draw_ripples(brush: Brush, part: Part, middle: Vector, camera: Camera) -> None:
    """Rings on the water around a body, and waves before it."""
    pale = mix(brush.light.bright(part.color), (1.0, 1.0, 1.0), 0.55)
    for index, (aside, ahead, wide) in enumerate(
        (
            (0.0, 0.10, 0.42),
            (-0.5, 0.35, 0.22),
            (0.55, 0.30, 0.26),
            (0.05, 0.62, 0.34),
            (-0.85, 0.8, 0.3),
            (0.9, 0.9, 0.2),
        )
    ):
        turn = np.linspace(0.15 * math.pi, 0.85 * math.pi, 9)
        rows = np.stack([np.cos(turn) * wide, np.zeros(9), np.sin(turn) * wide * 0.3], 1)
        flat = camera.project(middle + rows + np.array([aside, 0.0, ahead]))
        thin = max(0.6, brush.weight * (1.2 if index == 0 else 0.8))
        brush.fill(tube(flat, [thin * 0.2, *[thin] * 7, thin * 0.2]), pale, 0.8)
