"""The solids that things are made of: plates, paint, rods, boxes and turned bodies, each from a line of data."""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.bodies.sweep import shaded
from gpu_worker.engines.animatic.raster import WHITE, curve, darker, mix, polygon, trace
from gpu_worker.engines.animatic.things.props import Shape, color_of
from gpu_worker.engines.animatic.things.stands import RING, Stand, outlined, sides, wound

FACES = (
    ((0, 1, 5, 4), (0, -1, 0)),
    ((0, 2, 3, 1), (0, 0, -1)),
    ((0, 4, 6, 2), (-1, 0, 0)),
    ((1, 3, 7, 5), (1, 0, 0)),
    ((4, 5, 7, 6), (0, 0, 1)),
    ((2, 6, 7, 3), (0, 1, 0)),
)


def plate(stand: Stand, shape: Shape) -> None:
    """A flat cut-out with its line."""
    flat = stand.at(shape["plate"])
    path = curve(flat) if shape.get("smooth") else polygon(flat)
    outlined(stand, path, color_of(shape["color"]), 0.35)


def plate3(stand: Stand, shape: Shape) -> None:
    """A flat cut-out anywhere in space."""
    path = polygon(stand.at(shape["plate3"]))
    outlined(stand, path, color_of(shape["color"]), 0.0)


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
        outlined(stand, path, color_of(shape["color"]), 0.3)
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


def lathe(stand: Stand, shape: Shape) -> None:
    """A turned body: a profile of heights and radii around its axis."""
    profile = np.asarray(shape["lathe"], float)
    if shape.get("smooth"):
        profile = trace(profile, 6)
    x, z = shape.get("at", (0.0, 0.0))
    centre = np.stack([np.full(len(profile), x), profile[:, 0], np.full(len(profile), z)], 1)
    across, towards = sides(stand)
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
        outlined(stand, path, color, depth, float(shape["glass"]))
    elif shape.get("weight") == 0:
        stand.brush.fill(path, stand.brush.light.bright(color))
    else:
        outlined(stand, path, color, depth)
    if stand.sight[1] > 0.02 and "open" in shape:
        mouth = polygon(rings[1])
        stand.brush.fill(mouth, stand.brush.light.bright(color_of(shape["open"])))
        if shape.get("weight") != 0:
            stand.brush.stroke(mouth, stand.brush.light.line(color), stand.brush.weight * 0.6 * stand.weight())


def band(stand: Stand, shape: Shape) -> None:
    """A painted ring around a turned body."""
    low, high, radius = shape["band"]
    x, z = shape.get("at", (0.0, 0.0))
    across, towards = sides(stand)
    turn = np.linspace(0, math.pi, 11)[:, None]
    half = (np.cos(turn) * across + np.sin(turn) * towards) * radius + (x, 0.0, z)
    rows = np.vstack([half + np.array([0, low, 0]), half[::-1] + np.array([0, high, 0])])
    stand.brush.fill(polygon(stand.at(rows)), stand.brush.light.bright(color_of(shape["color"])))
