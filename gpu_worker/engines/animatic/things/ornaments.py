"""Parts of things that are no plain solids: canopies, blossoms, flames, cloth that hangs, writing."""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.bodies.sweep import wrap
from gpu_worker.engines.animatic.raster import WHITE, argb, curve, darker, polygon, rgb, skia, strand
from gpu_worker.engines.animatic.things.props import Shape, color_of
from gpu_worker.engines.animatic.things.stands import Stand, outlined
from gpu_worker.media.overlay import font


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
    outlined(stand, path, color, wide * 0.12)
    for k, share in enumerate((0.25, 0.48, 0.72)):
        x = left + wide * share
        run = stand.at(
            [(x * 0.18, top - tall * 0.06), (x * 0.75, top - tall * 0.45), (x, low + tall * (0.12 + 0.05 * k))]
        )
        width = 0.035 * wide * stand.pixel
        stand.brush.fill(strand(run, [0.3, width, width * 0.5]), stand.brush.light.shadow(color), 0.9)


def text(stand: Stand, shape: Shape) -> None:
    """Words written on the thing: `text` is the left end of the line and its height; `$` takes the brief's own word."""
    x, y, size = shape["text"]
    words = shape["words"]
    if stand.is_english and "en" in shape:
        words = shape["en"]
    elif words.startswith("$"):
        words = stand.words if is_title(stand.words) else words[1:]
    rows = stand.camera.plane(stand.world(np.array([(x, y, 0.0)]))[0], stand.axes[0], stand.axes[1])
    canvas = stand.brush.canvas
    canvas.save()
    canvas.concat(skia.Matrix.MakeAll(*rows))
    canvas.scale(stand.unit * size / 100, -stand.unit * size / 100)
    pen = font(100)
    wide = float(pen.measureText(words))
    room = shape.get("room", 0) * 100 / size
    if room and wide > room:
        canvas.scale(room / wide, 1)
        wide = room
    start = -wide / 2 if shape.get("centred") else 0.0
    color = stand.brush.light.bright(color_of(shape["color"]))
    canvas.drawString(words, start, 0, pen, skia.Paint(Color=argb(color), AntiAlias=True))
    canvas.restore()


def is_title(words: str) -> bool:
    """True for a short word in Chinese that can head a page."""
    return 1 < len(words) <= 7 and all("\u4e00" <= letter <= "\u9fff" for letter in words)
