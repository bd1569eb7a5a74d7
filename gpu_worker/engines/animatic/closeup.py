"""The brush of an insert: shapes in frame widths from the middle of the frame, and hands large enough to have nails."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.arms import BARE, WIDE
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.raster import (
    WHITE,
    Brush,
    Color,
    curve,
    disc,
    mix,
    polygon,
    rgb,
    ribbon,
    skia,
    strand,
    trace,
    union,
)
from projects.briefs import ShotBrief

Rows = list[tuple[float, float]]


class Close:
    """A brush in frame units, with the owner's skin and sleeve at hand."""

    def __init__(self, brush: Brush, brief: ShotBrief, owner: Appearance, seconds: float) -> None:
        self.brush, self.brief, self.owner, self.seconds = brush, brief, owner, seconds
        self.size = float(brief.width)
        self._palm: Any = None
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

    def finger(self, rows: Rows, width: float, *, nail: bool = True, joins: bool = True) -> None:
        """One finger from its knuckle to its tip, `width` its half-width; `joins` hides the line at the knuckle."""
        width *= 1.0 if self.owner.is_male else 0.90
        light, skin, px = self.brush.light, self.owner.skin, width * self.size
        line = trace(self.at(rows), 8)
        count = len(line)
        along = np.linspace(0, 1, count)
        widths = px * np.interp(along, [0, 0.30, 0.45, 0.62, 0.8, 1.0], [1.06, 0.98, 1.02, 0.93, 0.92, 0.76])
        tip = disc(line[-1], float(widths[-1]))
        path = union([polygon(ribbon(line, widths)), disc(line[0], float(widths[0])), tip])
        self.brush.cel(path, skin, px * 0.62, rim=True)
        if joins and self._palm is not None:
            with self.brush.inside(self._palm):
                away = line[0] - line[6]
                away = away / (math.hypot(*away) + 1e-9) * px
                self.brush.fill(disc(line[0] + away * 0.30, px * 1.22), light.bright(skin))
        way = line[-1] - line[-5]
        way = way / (math.hypot(*way) + 1e-9)
        across = np.array([-way[1], way[0]])
        for share in (0.45, 0.78):  # creases over the joints
            at = line[int(share * (count - 1))]
            crease = np.stack([at - across * px * 0.45, at + way * px * 0.10, at + across * px * 0.45])
            self.brush.stroke(curve(crease, closed=False), light.shadow(skin), max(1.0, px * 0.07), 0.8)
        if nail:
            self._nail(line[-1] + way * px * 0.10, way, across, px * 0.80)

    def _nail(self, tip: Vector, way: Vector, across: Vector, px: float) -> None:
        light, skin = self.brush.light, self.owner.skin
        rows = (
            (-0.62, 0.50),
            (0.18, 0.56),
            (0.74, 0.36),
            (0.84, 0.0),
            (0.74, -0.36),
            (0.18, -0.56),
            (-0.62, -0.50),
            (-0.78, 0.0),
        )
        outline = np.stack([tip + way * px * a + across * px * b for a, b in rows])
        polish = rgb("#e8848c") if not self.owner.is_male else mix(skin, WHITE, 0.5)
        path = curve(outline)
        self.brush.fill(path, light.bright(mix(skin, polish, 0.55)))
        self.brush.stroke(path, light.shadow(mix(skin, polish, 0.4)), max(1.0, px * 0.06), 0.9)
        shine = np.stack([tip + way * px * a + across * px * 0.18 for a in (-0.2, 0.45)])
        self.brush.stroke(polygon(shine, closed=False), WHITE, px * 0.13, 0.65)

    def hand(self, palm: Rows, start: tuple[float, float], end: tuple[float, float], width: float) -> None:
        """A palm on an arm that comes from `start` outside the frame to the wrist at `end`, with its sleeve if any."""
        width *= 1.0 if self.owner.is_male else 0.90
        a, b = np.array(start), np.array(end)
        way = (b - a) / np.hypot(*(b - a))
        across = np.array([-way[1], way[0]])
        is_bare = self.owner.outfit.sleeve in BARE
        inside = b + way * 0.16
        arm = [
            a - across * width * 0.98, b - across * width * 0.66, inside - across * width * 0.60,
            inside + across * width * 0.60, b + across * width * 0.66, a + across * width * 0.98,
        ]  # fmt: skip
        path = union([polygon(self.at(np.stack(arm))), curve(self.at(palm))])
        self._palm = path if self._palm is None else union([self._palm, path])
        self.brush.cel(path, self.owner.skin, 0.035 * self.size, rim=True)
        if is_bare:
            return
        flare = 1.9 if self.owner.outfit.sleeve in WIDE else 1.0
        edge = b - way * 0.06
        cuff = [
            edge - way * 0.02 - across * width * 0.86, edge + way * 0.055 - across * width * 0.82,
            edge + way * 0.055 + across * width * 0.82, edge - way * 0.02 + across * width * 0.86,
        ]  # fmt: skip
        if flare == 1.0:
            self.brush.cel(polygon(self.at(np.stack(cuff))), self.owner.second, 0.014 * self.size)
        sleeve = np.stack(
            [
                a - across * width * 1.25, edge - across * width * flare, edge + way * 0.012,
                edge + across * width * flare, a + across * width * 1.25,
            ]
        )  # fmt: skip
        path = curve(self.at(sleeve), corners=(0, 1, 3, 4))
        self.brush.cel(path, self.owner.main, 0.045 * self.size, rim=True)
        with self.brush.inside(path):
            for share, side in ((0.10, 1), (0.22, -1), (0.40, 1)):
                at = edge + (a - edge) * share
                fold = [at + across * width * side, at + across * width * 0.35 * side - way * 0.02, at - way * 0.045]
                tone = self.brush.light.shadow(self.owner.main)
                self.brush.fill(strand(self.at(np.stack(fold)), [self.size * 0.009, self.size * 0.005, 0.2]), tone)

    def grip(self, *, front: bool, lift: float = 0.0) -> None:
        """A left hand that holds something upright: palm behind it, or fingers over its edge if `front`."""
        if not front:
            palm = [
                (-0.33, -0.34), (-0.33, -0.50), (-0.20, -0.70), (-0.03, -0.86), (0.17, -0.84), (0.30, -0.64),
                (0.38, -0.40), (0.37, -0.12), (0.20, -0.05), (-0.12, -0.10),
            ]  # fmt: skip
            self.hand([(x, y + lift) for x, y in palm], (0.20, -1.45), (0.06, -0.86 + lift), 0.17)
            return
        for rows in (
            [(0.35, -0.45), (0.31, -0.485), (0.23, -0.47), (0.16, -0.455)],
            [(0.38, -0.355), (0.34, -0.39), (0.22, -0.375), (0.125, -0.355)],
            [(0.39, -0.25), (0.35, -0.285), (0.22, -0.265), (0.11, -0.24)],
            [(0.37, -0.14), (0.34, -0.175), (0.22, -0.15), (0.12, -0.12)],
        ):
            self.finger([(x, y + lift) for x, y in rows], 0.047)

    def thumb(self, *, lift: float = 0.0) -> None:
        """The thumb of the same hand, over the other edge of what it holds."""
        rows = [(-0.285, -0.56), (-0.315, -0.42), (-0.275, -0.29), (-0.165, -0.20)]
        self.finger([(x, y + lift) for x, y in rows], 0.057)


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
