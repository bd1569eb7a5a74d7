"""The brush of an insert: shapes in frame widths from the middle of the frame, and hands large enough to have nails."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.raster import (
    WHITE,
    Brush,
    Color,
    curve,
    disc,
    mix,
    polygon,
    skia,
    strand,
    trace,
)
from projects.briefs import ShotBrief

Rows = list[tuple[float, float]]


class Close:
    """A brush in frame units, with the owner's skin and sleeve at hand."""

    def __init__(self, brush: Brush, brief: ShotBrief, owner: Appearance, seconds: float) -> None:
        self.brush, self.brief, self.owner, self.seconds = brush, brief, owner, seconds
        self.size = float(brief.width)
        self.middle = np.array([brief.width / 2, brief.height * 0.46])

    def at(self, rows: Rows | Vector) -> Vector:
        """Pixels of points given in frame widths from the middle of the frame, y up."""
        return self.middle + np.asarray(rows, float) * (1, -1) * self.size

    def cel(
        self, rows: Rows, color: Color, depth: float = 0.02, corners: tuple[int, ...] = (), *, weight: float = 1.0
    ) -> Any:
        """A smooth shape."""
        path = curve(self.at(rows), corners=corners)
        self.brush.cel(path, color, depth * self.size, weight=weight)
        return path

    def slab(self, rows: Rows, color: Color, depth: float = 0.012) -> Any:
        """A straight-edged shape."""
        path = polygon(self.at(rows))
        self.brush.cel(path, color, depth * self.size)
        return path

    def fill(self, rows: Rows, color: Color, alpha: float = 1.0) -> None:
        """A flat straight-edged patch."""
        self.brush.fill(polygon(self.at(rows)), self.brush.light.bright(color), alpha)

    def line(self, rows: Rows, color: Color, width: float, alpha: float = 1.0) -> None:
        """A tapered line, `width` in frame widths."""
        self.brush.fill(
            strand(self.at(rows), [width * self.size * 0.3, width * self.size, width * self.size * 0.3]), color, alpha
        )

    def dot(self, x: float, y: float, radius: float, color: Color, alpha: float = 1.0) -> None:
        """A flat round patch."""
        self.brush.fill(disc(self.at([(x, y)])[0], radius * self.size), color, alpha)

    # ------------------------------------------------------------------ hands

    def finger(self, rows: Rows, width: float) -> None:
        """One finger as a rounded stroke with a nail at its end."""
        line = trace(self.at(rows), 6)
        path = polygon(line, closed=False)
        light, skin = self.brush.light, self.owner.skin
        px = width * self.size
        self.brush.stroke(path, light.line(skin), px * 2 + self.brush.weight * 2.2)
        self.brush.stroke(path, light.bright(skin), px * 2)
        side = line + np.array([px * 0.55 * (1 if light.key[0] < 0 else -1), px * 0.25])
        self.brush.stroke(polygon(side, closed=False), light.shadow(skin), px * 0.7, 0.75)
        way = line[-1] - line[-4]
        way = way / (math.hypot(*way) + 1e-9)
        across = np.array([-way[1], way[0]])
        tip = line[-1] + way * px * 0.15
        nail = np.stack(
            [
                tip - across * px * 0.5,
                tip + way * px * 0.62 - across * px * 0.42,
                tip + way * px * 0.62 + across * px * 0.42,
                tip + across * px * 0.5,
                tip - way * px * 0.45,
            ]
        )
        tone = mix(light.bright(skin), (0.95, 0.55, 0.58) if not self.owner.is_male else WHITE, 0.40)
        self.brush.fill(curve(nail), tone)

    def forearm(self, start: tuple[float, float], end: tuple[float, float], width: float) -> None:
        """A sleeve with its cuff, coming from the edge of the frame."""
        a, b = np.array(start), np.array(end)
        way = (b - a) / np.hypot(*(b - a))
        across = np.array([-way[1], way[0]])
        skin_end = b + way * 0.10
        wrist = [
            tuple(b - across * width * 0.66),
            tuple(skin_end - across * width * 0.62),
            tuple(skin_end + across * width * 0.62),
            tuple(b + across * width * 0.66),
        ]
        self.slab(wrist, self.owner.skin, 0.02)
        cuff = [
            tuple(b - way * 0.04 - across * width * 0.86),
            tuple(b + way * 0.035 - across * width * 0.82),
            tuple(b + way * 0.035 + across * width * 0.82),
            tuple(b - way * 0.04 + across * width * 0.86),
        ]
        self.slab(cuff, self.owner.second, 0.012)
        sleeve = [
            tuple(a - across * width * 1.15),
            tuple(b - across * width),
            tuple(b + across * width),
            tuple(a + across * width * 1.15),
        ]
        self.slab(sleeve, self.owner.main, 0.035)

    def grip(self, *, front: bool) -> None:
        """A right hand that holds something upright from below: palm behind it, or fingers over it if `front`."""
        if not front:
            self.forearm((0.42, -1.05), (0.20, -0.62), 0.15)
            self.cel(
                [
                    (0.02, -0.52),
                    (0.10, -0.66),
                    (0.30, -0.66),
                    (0.36, -0.42),
                    (0.32, -0.14),
                    (0.18, -0.06),
                    (0.04, -0.22),
                ],
                self.owner.skin,
                0.04,
            )
            return
        for rows in (
            [(0.36, -0.16), (0.26, -0.08), (0.13, -0.10)],
            [(0.38, -0.26), (0.27, -0.19), (0.12, -0.21)],
            [(0.37, -0.36), (0.27, -0.30), (0.13, -0.32)],
            [(0.35, -0.45), (0.26, -0.41), (0.15, -0.43)],
        ):
            self.finger(rows, 0.046)

    def thumb(self) -> None:
        """The thumb of the same hand, on the near side of what it holds."""
        self.cel(
            [(-0.30, -0.72), (-0.10, -0.80), (0.06, -0.66), (0.02, -0.46), (-0.16, -0.40), (-0.30, -0.52)],
            self.owner.skin,
            0.04,
        )
        self.finger([(-0.20, -0.56), (-0.13, -0.40), (-0.02, -0.28)], 0.056)


def rounded(close: Close, rows: Rows, radius: float) -> Any:
    """A quadrilateral with soft corners."""
    corners = np.asarray(rows, float)
    outline = []
    for index in range(4):
        here, before, after = corners[index], corners[index - 1], corners[(index + 1) % 4]
        for other in (before, after):
            way = other - here
            outline.append(here + way / np.hypot(*way) * radius)
    path = skia.Path()
    flat, tips = close.at(np.stack(outline)), close.at(corners)
    path.moveTo(*map(float, flat[0]))
    for index in range(4):
        if index:
            path.lineTo(*map(float, flat[2 * index]))
        path.quadTo(*map(float, tips[index]), *map(float, flat[2 * index + 1]))
    path.close()
    return path
