"""Draws things made of simple solids: plates, rods, boxes and turned bodies, standing anywhere before the camera."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.props import Shape, Thing, color_of
from gpu_worker.engines.animatic.raster import WHITE, Brush, Color, curve, darker, mix, polygon, rgb, strand
from gpu_worker.engines.animatic.sweep import discs_of, shaded, wrap

_TURN = np.linspace(0, math.tau, 24, endpoint=False)
RING: Vector = np.stack([np.cos(_TURN), np.sin(_TURN)], 1)
FACES = (
    ((0, 1, 5, 4), (0, -1, 0)), ((0, 2, 3, 1), (0, 0, -1)), ((0, 4, 6, 2), (-1, 0, 0)),
    ((1, 3, 7, 5), (1, 0, 0)), ((4, 5, 7, 6), (0, 0, 1)), ((2, 6, 7, 3), (0, 1, 0)),
)  # fmt: skip
FRONT_ONLY = ("patch", "disc", "rows", "line", "hoop", "glint", "teeth", "ribs")


def wound(outline: Vector) -> Vector:
    """An outline turned the one way round, so that several of them fill together."""
    x, y = outline.T
    area = float(x @ np.roll(y, -1) - y @ np.roll(x, -1))
    turned: Vector = outline[::-1] if area < 0 else outline
    return turned


@dataclass(slots=True)
class Stand:
    """Where a thing is: `origin` in metres, `axes` its right, up and front as rows, `unit` metres per centimetre."""

    brush: Brush
    camera: Camera
    origin: Vector
    axes: Vector
    unit: float = 0.01

    def world(self, rows: Vector) -> Vector:
        """World points of rows of (x, y) or (x, y, z) in centimetres."""
        rows = np.asarray(rows, float)
        where: Vector = self.origin + (rows @ self.axes[: rows.shape[1]]) * self.unit
        return where

    def at(self, rows: Any) -> Vector:
        """Pixels of points in centimetres."""
        return self.camera.project(self.world(np.asarray(rows, float)))

    @property
    def pixel(self) -> float:
        """Pixels per centimetre at the origin."""
        return self.camera.scale(self.origin) * self.unit

    @property
    def sight(self) -> Vector:
        """The unit direction to the camera, in the thing's own axes."""
        away = self.camera.position - self.origin
        local = self.axes @ away
        seen: Vector = local / (math.sqrt(float(local @ local)) + 1e-9)
        return seen

    @property
    def is_front(self) -> bool:
        """True where the thing shows its front."""
        return bool(self.sight[2] > 0)

    def weight(self) -> float:
        """Width of a line against the brush's own, thinner on small things."""
        return min(0.95, max(0.45, self.pixel * 0.35 / max(self.brush.weight, 0.3)))

    def discs(self, rows: Vector, radii: Vector) -> list[tuple[float, float, float]]:
        """Pixels of balls in centimetres."""
        where = self.world(rows)
        depths = np.maximum((where - self.camera.position) @ self.camera.axes[2], 0.05)
        return discs_of(self.camera.project(where), radii * self.unit * self.camera.focal / depths)


def draw_thing(stand: Stand, thing: Thing) -> None:
    """The thing where it stands."""
    is_front = stand.is_front or not thing.is_flat
    for shape in thing.shapes:
        kind = next(iter(shape))
        side = shape.get("side", "front" if kind in FRONT_ONLY else "")
        if (side == "front" and not is_front) or (side == "back" and is_front):
            continue
        SHAPES[kind](stand, shape)


def draw_shapes(stand: Stand, shapes: tuple[Shape, ...] | list[Shape]) -> None:
    """Shapes by themselves."""
    for shape in shapes:
        SHAPES[next(iter(shape))](stand, shape)


def _outlined(stand: Stand, path: Any, color: Color, depth: float, alpha: float = 1.0) -> None:
    if alpha < 1:
        stand.brush.outline(path, mix(color, rgb("#7f97a8"), 0.5), stand.weight() * 0.7)
        stand.brush.fill(path, stand.brush.light.bright(color), alpha)
        return
    stand.brush.cel(path, color, depth * stand.pixel, weight=stand.weight())


def plate(stand: Stand, shape: Shape) -> None:
    """A flat cut-out with its line."""
    flat = stand.at(shape["plate"])
    path = curve(flat) if shape.get("smooth") else polygon(flat)
    _outlined(stand, path, color_of(shape["color"]), 0.35)


def plate3(stand: Stand, shape: Shape) -> None:
    """A flat cut-out anywhere in space."""
    path = polygon(stand.at(shape["plate3"]))
    _outlined(stand, path, color_of(shape["color"]), 0.0)


def patch(stand: Stand, shape: Shape) -> None:
    """Paint without a line."""
    flat = stand.at(shape["patch"])
    path = curve(flat) if shape.get("smooth") else polygon(flat)
    stand.brush.fill(path, stand.brush.light.bright(color_of(shape["color"])), shape.get("alpha", 1.0))


def patch3(stand: Stand, shape: Shape) -> None:
    """Paint on the face of a box, where that face is seen."""
    rows = np.asarray(shape["patch3"], float)
    normal = np.cross(rows[1] - rows[0], rows[2] - rows[1])
    if float(normal @ stand.sight) > 0:
        stand.brush.fill(polygon(stand.at(rows)), stand.brush.light.bright(color_of(shape["color"])))


def dot(stand: Stand, shape: Shape) -> None:
    """A round patch."""
    x, y, radius = shape["disc"]
    path = polygon(stand.at(RING * radius + (x, y)))
    if shape.get("ink"):
        _outlined(stand, path, color_of(shape["color"]), 0.3)
    else:
        stand.brush.fill(path, stand.brush.light.bright(color_of(shape["color"])))


def rows_of_text(stand: Stand, shape: Shape) -> None:
    """Lines of writing, the last of every third one shorter."""
    x, y, wide, count, step = shape["rows"]
    color = stand.brush.light.bright(color_of(shape["color"]))
    for row in range(int(count)):
        top = y - row * step
        right = x + wide * (1.0 if row % 3 != 2 else 0.55)
        flat = stand.at([(x, top), (right, top)])
        stand.brush.stroke(polygon(flat, closed=False), color, max(0.5, 0.42 * stand.pixel), 0.85)


def line(stand: Stand, shape: Shape) -> None:
    """A stroke of a width in centimetres."""
    flat = stand.at(shape["line"])
    path = curve(flat, closed=False) if len(flat) > 2 else polygon(flat, closed=False)
    color, width = color_of(shape["color"]), shape["width"] * stand.pixel
    if shape.get("ink"):
        stand.brush.stroke(path, stand.brush.light.line(color), width + stand.brush.weight * 1.6 * stand.weight())
    stand.brush.stroke(path, stand.brush.light.bright(color), max(0.6, width))


def hoop(stand: Stand, shape: Shape) -> None:
    """A ring seen from its front."""
    x, y, z, radius = shape["hoop"]
    circle = np.concatenate([RING * radius + (x, y), np.full((len(RING), 1), z)], 1)
    path, color = curve(stand.at(circle)), color_of(shape["color"])
    width = shape["width"] * stand.pixel
    stand.brush.stroke(path, stand.brush.light.line(color), width + stand.brush.weight * 1.6 * stand.weight())
    stand.brush.stroke(path, stand.brush.light.bright(color), max(0.6, width))


def rod(stand: Stand, shape: Shape) -> None:
    """A round bar along points."""
    rows = np.asarray(shape["rod"], float)
    radii = np.broadcast_to(np.asarray(shape["radius"], float), (len(rows),))
    shaded(stand.brush, stand.discs(rows, radii), color_of(shape["color"]), weight=stand.weight())


def ball(stand: Stand, shape: Shape) -> None:
    """A ball."""
    x, y, z, radius = shape["ball"]
    disc = stand.discs(np.array([(x, y, z), (x, y, z)]), np.array([radius, radius * 0.999]))
    shaded(stand.brush, disc, color_of(shape["color"]), weight=stand.weight())


def beads(stand: Stand, shape: Shape) -> None:
    """Beads on a closed string."""
    through = np.asarray(shape["beads"], float)
    through = np.vstack([through, through[:1]])
    runs = np.hypot(*(through[1:] - through[:-1]).T)
    along = np.concatenate([[0.0], np.cumsum(runs)])
    radius = shape["radius"]
    places = np.arange(0, along[-1], radius * 1.9)
    rows = np.stack([np.interp(places, along, through[:, axis]) for axis in (0, 1)] + [np.zeros(len(places))], 1)
    color = color_of(shape["color"])
    for row in rows:
        disc = stand.discs(np.stack([row, row]), np.array([radius, radius * 0.99]))
        shaded(stand.brush, disc, color, weight=stand.weight())


def box(stand: Stand, shape: Shape) -> None:
    """A box: the faces that look at us, each as the light finds it."""
    x0, y0, z0, x1, y1, z1 = shape["box"]
    corners = np.array([(x, y, z) for z in (z0, z1) for y in (y0, y1) for x in (x0, x1)], float)
    flat = stand.at(corners)
    centre = corners.mean(0)
    half = np.array([x1 - x0, y1 - y0, z1 - z0]) / 2
    eye = stand.axes @ (stand.camera.position - stand.origin) / stand.unit
    color, light = color_of(shape["color"]), stand.brush.light
    tones = {1: light.bright(mix(color, WHITE, 0.14)), -1: light.shadow(darker(color, 0.9))}
    for corner, normal in FACES:
        way = np.array(normal, float)
        if float((eye - centre - way * half) @ way) <= 0:
            continue
        path = polygon(flat[list(corner)])
        stand.brush.outline(path, color, stand.weight())
        if normal[1]:
            tone = tones[normal[1]]
        elif normal[0]:
            tone = light.shadow(color) if normal[0] * light.key[0] < 0 else light.bright(darker(color, 0.93))
        else:
            tone = light.bright(color)
        stand.brush.fill(path, tone)


def _sides(stand: Stand) -> tuple[Vector, Vector]:
    """For a turned body: the unit direction across the sight, and the one towards us, both level in its own axes."""
    towards = stand.sight * (1, 0, 1)
    long = math.sqrt(float(towards @ towards))
    towards = towards / long if long > 1e-6 else np.array([0.0, 0.0, 1.0])
    return np.array([towards[2], 0.0, -towards[0]]), towards


def lathe(stand: Stand, shape: Shape) -> None:
    """A turned body: a profile of heights and radii around its axis."""
    profile = np.asarray(shape["lathe"], float)
    x, z = shape.get("at", (0.0, 0.0))
    centre = np.stack([np.full(len(profile), x), profile[:, 0], np.full(len(profile), z)], 1)
    across, towards = _sides(stand)
    left, right = centre - across * profile[:, 1:], centre + across * profile[:, 1:]
    path = polygon(wound(stand.at(np.vstack([left, right[::-1]]))))
    rings = []
    for index in (0, len(profile) - 1):
        radius = profile[index, 1]
        ring = centre[index] + (RING[:, :1] * across + RING[:, 1:] * towards) * radius
        rings.append(stand.at(ring))
        path.addPath(polygon(wound(rings[-1])))
    color = color_of(shape["color"])
    depth = float(profile[:, 1].max()) * 0.42
    if "glass" in shape:
        _outlined(stand, path, color, depth, float(shape["glass"]))
    elif shape.get("weight") == 0:
        stand.brush.fill(path, stand.brush.light.bright(color))
    else:
        _outlined(stand, path, color, depth)
    if stand.sight[1] > 0.02 and "open" in shape:
        mouth = polygon(rings[1])
        stand.brush.fill(mouth, stand.brush.light.bright(color_of(shape["open"])))
        if shape.get("weight") != 0:
            stand.brush.stroke(mouth, stand.brush.light.line(color), stand.brush.weight * 0.6 * stand.weight())


def band(stand: Stand, shape: Shape) -> None:
    """A painted ring around a turned body."""
    low, high, radius = shape["band"]
    x, z = shape.get("at", (0.0, 0.0))
    across, towards = _sides(stand)
    turn = np.linspace(0, math.pi, 11)[:, None]
    half = (np.cos(turn) * across + np.sin(turn) * towards) * radius + (x, 0.0, z)
    rows = np.vstack([half + np.array([0, low, 0]), half[::-1] + np.array([0, high, 0])])
    stand.brush.fill(polygon(stand.at(rows)), stand.brush.light.bright(color_of(shape["color"])))


def dome(stand: Stand, shape: Shape) -> None:
    """The canopy of an umbrella: scalloped, ribbed, dark inside."""
    x, y, radius, tall = shape["dome"]
    color, light = color_of(shape["color"]), stand.brush.light
    turn = np.linspace(0, math.tau, 48, endpoint=False)
    scallop = 1.0 - 0.05 * np.abs(np.sin(turn * 4))
    rim = np.stack([x + np.cos(turn) * radius * scallop, np.full(48, y - tall), np.sin(turn) * radius * scallop], 1)
    rise = np.array([(x + math.cos(a) * radius * s, y - tall * (1 - math.cos(math.asin(s))) * 0 - tall * s * s,
                      math.sin(a) * radius * s) for s in (0.35, 0.7) for a in turn[::2]])  # fmt: skip
    flat = stand.at(np.vstack([rim, rise, [(x, y, 0.0)]]))
    hull = polygon(wrap(flat, np.full(len(flat), 0.5)))
    is_below = stand.sight[1] < 0
    stand.brush.cel(hull, color, 0.12 * radius * stand.pixel, rim=True)
    edge = stand.at(rim)
    if is_below:
        inner = polygon(edge)
        stand.brush.outline(inner, color, 0.8)
        stand.brush.fill(inner, light.shadow(darker(color, 0.72)))
    top = stand.at([(x, y, 0.0)])[0]
    for k in range(0, 48, 6):
        s = 0.7
        bow = stand.at([(x + math.cos(turn[k]) * radius * s, y - tall * s * s, math.sin(turn[k]) * radius * s)])[0]
        if is_below or math.sin(turn[k]) * stand.sight[2] + math.cos(turn[k]) * stand.sight[0] > -0.15:
            path = curve(np.stack([top, bow, edge[k]]), closed=False)
            stand.brush.stroke(path, light.line(color), stand.brush.weight * 0.7, 0.7)


def flower(stand: Stand, shape: Shape) -> None:
    """A blossom: petals around a darker heart."""
    x, y, z, radius = shape["flower"]
    color = color_of(shape["color"])
    turn = np.linspace(0, math.tau, 60, endpoint=False)
    wave = radius * (1.0 + 0.10 * np.cos(turn * 5))
    rows = np.stack([x + np.cos(turn) * wave, y + np.sin(turn) * wave, np.full(60, float(z))], 1)
    stand.brush.cel(polygon(stand.at(rows)), color, radius * 0.35 * stand.pixel, weight=stand.weight())
    for k, size in enumerate((0.62, 0.36)):
        arc = turn[8 + 11 * k : 44 + 11 * k]
        rows = np.stack([x + np.cos(arc) * radius * size, y + np.sin(arc) * radius * size, np.full(36, float(z))], 1)
        path = polygon(stand.at(rows), closed=False)
        stand.brush.stroke(path, stand.brush.light.shadow(darker(color, 0.86)), max(0.7, radius * 0.10 * stand.pixel))


def flame(stand: Stand, shape: Shape) -> None:
    """A flame, its own light."""
    x, y, tall = shape["flame"]
    for size, color in ((1.0, "#ff9a3c"), (0.62, "#ffd86a"), (0.30, "#fffbe6")):
        rows = [
            (x, y + tall * size),
            (x + tall * 0.26 * size, y + tall * 0.36 * size),
            (x, y),
            (x - tall * 0.26 * size, y + tall * 0.36 * size),
        ]
        stand.brush.fill(curve(stand.at(rows), corners=(0,)), rgb(color), 0.95)


def glint(stand: Stand, shape: Shape) -> None:
    """A four-pointed sparkle."""
    x, y, size = shape["glint"]
    at = stand.at([(x, y)])[0]
    for way in ((1.0, 0.0), (0.0, 1.0)):
        reach = np.array(way) * size * stand.pixel
        stand.brush.fill(strand(np.stack([at - reach, at, at + reach]), [0.1, 0.16 * size * stand.pixel, 0.1]), WHITE)


def teeth(stand: Stand, shape: Shape) -> None:
    """The teeth of a comb."""
    left, right, top, low, count = shape["teeth"]
    color = stand.brush.light.bright(darker(color_of(shape["color"]), 0.8))
    for share in np.linspace(0, 1, int(count)):
        x = left + (right - left) * share
        path = polygon(stand.at([(x, top), (x, low)]), closed=False)
        stand.brush.stroke(path, color, max(0.6, 0.42 * stand.pixel))


def ribs(stand: Stand, shape: Shape) -> None:
    """The sticks of a fan."""
    x, y, reach, first, last, count = shape["ribs"]
    color = stand.brush.light.bright(color_of(shape["color"]))
    for angle in np.radians(np.linspace(first, last, int(count))):
        for start, stop, width in ((0.0, 0.45, 0.8), (0.45, 0.98, 0.25)):
            rows = [(x + math.sin(angle) * reach * k, y + math.cos(angle) * reach * k) for k in (start, stop)]
            stand.brush.stroke(polygon(stand.at(rows), closed=False), color, max(0.5, width * stand.pixel))


def drape(stand: Stand, shape: Shape) -> None:
    """Cloth that hangs from a hand in folds."""
    left, low, right, top = shape["drape"]
    color = color_of(shape["color"])
    wide, tall = right - left, top - low
    hem = [(left + wide * k / 6, low + tall * (0.07 if k % 2 else 0.0) + tall * 0.04 * (k % 3)) for k in range(7)]
    rows = [
        (-wide * 0.14, top),
        (wide * 0.14, top),
        (wide * 0.2, top - tall * 0.2),
        (right, top - tall * 0.55),
        *hem[::-1],
    ]
    rows += [(left, top - tall * 0.55), (-wide * 0.2, top - tall * 0.2)]
    path = curve(stand.at(rows), corners=(0, 1, 4, 10))
    _outlined(stand, path, color, wide * 0.12)
    for k, share in enumerate((0.25, 0.48, 0.72)):
        x = left + wide * share
        run = stand.at(
            [(x * 0.18, top - tall * 0.06), (x * 0.75, top - tall * 0.45), (x, low + tall * (0.12 + 0.05 * k))]
        )
        width = 0.035 * wide * stand.pixel
        stand.brush.fill(strand(run, [0.3, width, width * 0.5]), stand.brush.light.shadow(color), 0.9)


SHAPES: dict[str, Callable[[Stand, Shape], None]] = {
    "plate": plate,
    "plate3": plate3,
    "patch": patch,
    "patch3": patch3,
    "disc": dot,
    "rows": rows_of_text,
    "line": line,
    "hoop": hoop,
    "rod": rod,
    "ball": ball,
    "beads": beads,
    "box": box,
    "lathe": lathe,
    "band": band,
    "dome": dome,
    "flower": flower,
    "flame": flame,
    "glint": glint,
    "teeth": teeth,
    "ribs": ribs,
    "drape": drape,
}
