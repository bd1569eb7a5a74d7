"""What moves in an insert: a call that rings, messages arriving, a name being signed, a heart on a monitor, blood."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.raster import WHITE, curve, mix, polygon, rgb, strand
from gpu_worker.engines.animatic.things.props import Shape, color_of
from gpu_worker.engines.animatic.things.stands import RING, Stand


def _rounded(left: float, low: float, right: float, top: float, radius: float) -> Vector:
    """The outline of a rounded rectangle in centimetres."""
    turn = np.linspace(0, math.pi / 2, 5)
    corners = ((right, top, 0.0), (left, top, 0.5), (left, low, 1.0), (right, low, 1.5))
    rows = []
    for x, y, quarter in corners:
        cx = x - radius if x == right else x + radius
        cy = y - radius if y == top else y + radius
        angle = turn + quarter * math.pi
        rows.append(np.stack([cx + np.cos(angle) * radius, cy + np.sin(angle) * radius], 1))
    return np.vstack(rows)


def panel(stand: Stand, shape: Shape) -> None:
    """A rounded patch: left, low, right, top and how round."""
    left, low, right, top, radius = shape["panel"]
    path = polygon(stand.at(_rounded(left, low, right, top, radius)))
    glow = shape.get("glow", False)  # a screen gives its own light
    color = color_of(shape["color"])
    stand.brush.fill(path, color if glow else stand.brush.light.bright(color), shape.get("alpha", 1.0))


def call(stand: Stand, shape: Shape) -> None:
    """A call coming in: who calls, and two buttons that pulse."""
    left, low, right, top = shape["call"]
    wide, middle = right - left, (left + right) / 2
    for low_share, color in ((0.0, "#39295e"), (0.34, "#2f356f"), (0.66, "#2a3f78")):
        outline = _rounded(left, low + (top - low) * low_share, right, top, wide * 0.06)
        stand.brush.fill(polygon(stand.at(outline)), rgb(color))
    ripple = stand.seconds * 1.2 % 1.0
    for k in range(2):
        share = (ripple + k * 0.5) % 1.0
        ring = RING * wide * (0.17 + 0.16 * share) + (middle, top - wide * 0.52)
        stand.brush.stroke(curve(stand.at(ring)), WHITE, max(0.7, wide * 0.008 * stand.pixel), 0.45 * (1 - share))
    face = RING * wide * 0.17 + (middle, top - wide * 0.52)
    path = polygon(stand.at(face))
    stand.brush.fill(path, rgb("#e6d2c4"))
    with stand.brush.inside(path):
        stand.brush.fill(polygon(stand.at(RING * wide * 0.16 + (middle, top - wide * 0.70))), rgb("#6f7fae"))
        stand.brush.fill(polygon(stand.at(RING * wide * 0.075 + (middle, top - wide * 0.49))), rgb("#f6e4d6"))
        hair = RING[:21] * wide * 0.085 + (middle, top - wide * 0.485)
        stand.brush.fill(polygon(stand.at(hair)), rgb("#3a2c30"))
    for x, color, turn in ((left + wide * 0.26, "#e0484e", 2.36), (right - wide * 0.26, "#3fbf6a", 0.0)):
        grown = wide * 0.115 * (1 + 0.07 * math.sin(stand.seconds * 9))
        at = np.array([x, low + wide * 0.34])
        stand.brush.fill(polygon(stand.at(RING * grown + at)), rgb(color))
        c, s = math.cos(turn), math.sin(turn)
        arc = np.array([(-0.5, 0.34), (-0.42, -0.1), (0.1, -0.42), (0.5, -0.34)]) * grown @ np.array([(c, -s), (s, c)])
        stand.brush.stroke(curve(stand.at(arc + at), closed=False), WHITE, max(1.0, grown * 0.26 * stand.pixel))


def messages(stand: Stand, shape: Shape) -> None:
    """A conversation: bubbles from both sides, the last one just arriving."""
    left, low, right, top = shape["messages"]
    wide = right - left
    stand.brush.fill(polygon(stand.at(_rounded(left, low, right, top, wide * 0.06))), rgb("#ededf0"))
    stand.brush.fill(polygon(stand.at(_rounded(left, top - wide * 0.20, right, top, wide * 0.06))), rgb("#f8f8fa"))
    stand.brush.fill(
        polygon(stand.at(_rounded(left + wide * 0.36, top - wide * 0.13, right - wide * 0.36, top - wide * 0.08, 0.1))),
        rgb("#4a4c56"),
    )
    arrived = min(1.0, max(0.0, stand.seconds * 3.0))
    y = top - wide * 0.28
    for own, lines, share in ((0, 2, 1.0), (1, 1, 1.0), (0, 1, 1.0), (1, 2, 1.0), (0, 3, 0.75 + 0.25 * arrived)):
        tall, long = wide * (0.10 + 0.085 * lines), wide * (0.62 if lines > 1 else 0.42) * share
        start = right - wide * 0.16 - long if own else left + wide * 0.16
        bubble = _rounded(start, y - tall, start + long, y, wide * 0.04)
        stand.brush.fill(polygon(stand.at(bubble)), rgb("#95d96f" if own else "#ffffff"))
        for line in range(lines):
            at = y - wide * (0.085 + 0.085 * line)
            reach = long * (0.84 if line < lines - 1 or lines == 1 else 0.5)
            bar = _rounded(start + wide * 0.04, at - wide * 0.02, start + reach, at + wide * 0.018, 0.06)
            stand.brush.fill(polygon(stand.at(bar)), rgb("#3c3e46"), 0.78)
        face = RING * wide * 0.055 + ((right - wide * 0.08) if own else (left + wide * 0.08), y - wide * 0.06)
        stand.brush.fill(polygon(stand.at(face)), rgb("#c98a94" if own else "#5a6fa8"))
        y -= tall + wide * 0.055


def signature(stand: Stand, shape: Shape) -> None:
    """A name being signed: it grows with the seconds."""
    x, y, long = shape["signature"]
    done = min(1.0, stand.seconds / 1.6)
    wave = np.linspace(0, max(0.03, done), 28)
    rows = np.stack([x + wave * long, y + 0.9 * np.sin(wave * 21) * (1 - 0.4 * wave)], 1)
    stand.brush.stroke(curve(stand.at(rows), closed=False), rgb("#23263a"), max(0.8, 0.24 * stand.pixel))


def pulse(stand: Stand, shape: Shape) -> None:
    """The line of a heart on a monitor, swept from left to right; `flat` when it has stopped."""
    left, right, y, tall = shape["pulse"]
    along = np.linspace(0, 1, 120)
    beat = (along * 3.0) % 1.0
    bump = np.interp(
        beat,
        [0, 0.30, 0.36, 0.40, 0.44, 0.49, 0.54, 0.66, 0.74, 0.84, 1],
        [0, 0, 0.12, -0.1, 1, -0.35, 0, 0, 0.2, 0, 0],
    )
    rows = np.stack([left + along * (right - left), y + bump * tall * (0.0 if shape.get("flat") else 1.0)], 1)
    flat = stand.at(rows)
    color, width = color_of(shape["color"]), max(1.0, shape.get("width", 0.28) * stand.pixel)
    head = int((stand.seconds * 0.45 + 0.62) % 1.0 * 119)
    gap = 10
    for start, stop in ((0, max(2, head)), (min(118, head + gap), 120)):
        if stop - start > 1:
            path = polygon(flat[start:stop], closed=False)
            stand.brush.stroke(path, color, width * 2.6, 0.25)
            stand.brush.stroke(path, mix(color, WHITE, 0.25), width)
    stand.brush.fill(polygon(stand.at(RING * shape.get("width", 0.28) * 1.5 + rows[head])), WHITE)


def clock(stand: Stand, shape: Shape) -> None:
    """A clock's face: marks, two hands and one for the seconds that ticks."""
    x, y, radius = shape["clock"]
    middle = np.array([x, y])
    ink = rgb("#2c2a33")
    for hour in range(12):
        angle = hour / 12 * math.tau
        way = np.array([math.sin(angle), math.cos(angle)])
        rows = np.stack([way * radius * (0.78 if hour % 3 else 0.70), way * radius * 0.90]) + middle
        stand.brush.stroke(
            polygon(stand.at(rows), closed=False), ink, max(0.8, radius * (0.035 if hour % 3 else 0.06) * stand.pixel)
        )
    tick = math.floor(stand.seconds) / 60 + 0.55
    for turn, reach, width in ((11.83 / 12, 0.48, 0.075), (0.83, 0.70, 0.05)):
        way = np.array([math.sin(turn * math.tau), math.cos(turn * math.tau)]) * radius
        rows = np.stack([way * -0.1, way * reach]) + middle
        stand.brush.stroke(polygon(stand.at(rows), closed=False), ink, max(1.0, radius * width * stand.pixel))
    way = np.array([math.sin(tick * math.tau), math.cos(tick * math.tau)]) * radius
    rows = np.stack([way * -0.16, way * 0.80]) + middle
    stand.brush.stroke(polygon(stand.at(rows), closed=False), rgb("#c8323a"), max(0.8, radius * 0.02 * stand.pixel))
    stand.brush.fill(polygon(stand.at(RING * radius * 0.05 + (x, y))), rgb("#c8323a"))


def pool(stand: Stand, shape: Shape) -> None:
    """Blood on a floor: a pool that spreads and drops that strike it."""
    x, y, radius = shape["pool"]
    color = color_of(shape["color"])
    grown = radius * (0.86 + 0.14 * min(1.0, stand.seconds / 2))
    turn = np.linspace(0, math.tau, 40, endpoint=False)
    wave = grown * (1 + 0.12 * np.sin(turn * 3 + 0.6) + 0.07 * np.sin(turn * 7 + 2))
    rows = np.stack([x + np.cos(turn) * wave, y + np.sin(turn) * wave * 0.9], 1)
    path = curve(stand.at(rows))
    stand.brush.outline(path, color)
    stand.brush.fill(path, stand.brush.light.bright(color))
    shine = np.array([(-0.5, 0.45), (-0.1, 0.62), (0.25, 0.52), (-0.1, 0.50)]) * grown + (x, y)
    stand.brush.fill(curve(stand.at(shine)), WHITE, 0.5)
    for k, (dx, dy, size) in enumerate(
        (
            (1.25, 0.35, 0.16),
            (1.45, -0.4, 0.09),
            (-1.3, -0.55, 0.13),
            (-1.5, 0.3, 0.07),
            (0.5, 1.35, 0.11),
            (-0.4, -1.4, 0.15),
            (0.9, -1.2, 0.07),
        )
    ):
        spot = RING * (1.0, 0.85 + 0.1 * (k % 2)) * radius * size + (x + dx * radius, y + dy * radius)
        stand.brush.fill(polygon(stand.at(spot)), stand.brush.light.bright(color))


def drop(stand: Stand, shape: Shape) -> None:
    """A drop that falls again and again; its place is where it strikes, its height where it begins."""
    x, y, tall = shape["drop"]
    share = stand.seconds * 1.4 % 1.0
    height = tall * (1 - share**2)
    color = color_of(shape["color"])
    size = shape.get("size", 0.8)
    rows = [(x, y + height + size * 2.6), (x + size, y + height), (x, y + height - size), (x - size, y + height)]
    path = curve(stand.at(rows), corners=(0,))
    stand.brush.cel(path, color, size * 0.5 * stand.pixel, weight=0.7)


def steam(stand: Stand, shape: Shape) -> None:
    """What rises from something hot."""
    x, y, tall = shape["steam"]
    for k, shift in enumerate((-0.16, 0.03, 0.20)):
        phase = stand.seconds * 1.4 + k * 1.7
        high = tall * (0.55, 0.8, 0.62)[k]
        rows = [(x + tall * (shift + 0.06 * math.sin(phase - j * 1.1)), y + high * j / 5) for j in range(6)]
        width = tall * 0.035 * stand.pixel
        stand.brush.fill(strand(stand.at(rows), [0.4, width, width, 0.3]), WHITE, 0.30)


def lying(stand: Stand, shape: Shape) -> None:
    """Small round things scattered flat: pills, coins."""
    for x, y, radius in shape["lying"]:
        tall = radius * 0.5
        color: Any = color_of(shape["color"])
        low = polygon(stand.at(np.concatenate([RING * radius + (x, y), np.zeros((len(RING), 1))], 1)))
        top = polygon(stand.at(np.concatenate([RING * radius + (x, y), np.full((len(RING), 1), tall)], 1)))
        stand.brush.outline(low, color, stand.weight())
        stand.brush.outline(top, color, stand.weight())
        stand.brush.fill(low, stand.brush.light.shadow(color))
        stand.brush.fill(top, stand.brush.light.bright(color))


SCREENS: dict[str, Callable[[Stand, Shape], None]] = {
    "panel": panel,
    "call": call,
    "messages": messages,
    "signature": signature,
    "pulse": pulse,
    "clock": clock,
    "pool": pool,
    "drop": drop,
    "steam": steam,
    "lying": lying,
}
