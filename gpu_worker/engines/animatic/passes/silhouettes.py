"""Everybody's outline and shape: drawn once as line art, whose covered pixels are the silhouette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.cutout import filled
from gpu_worker.engines.animatic.passes.instant import Fit, Instant, Standing
from gpu_worker.engines.animatic.raster import BLACK, WHITE, Brush, Color, Light, as_image, new_surface
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.animatic.things.inserts import draw_insert

DARK = 0.40  # luma below which what is drawn in a colour of its own (a pupil, a brow) is drawn black
FAINT = 0.35  # opacity below which a mark is shading, and left out
LEAST_LINE = 0.75  # pixels of a pass: the thinnest outline on either side
LARGE = 48.0  # pixels of a pass: a pupil may be solid ink, a blackboard not
SOLID = 128  # how much of a pixel must be covered to belong to somebody
SHADING = ("gloom", "blush", "pale")


class Ink(Light):
    """The light of a drawing in ink: paper wherever it falls, black lines."""

    def bright(self, color: Color) -> Color:
        return WHITE

    def shadow(self, color: Color) -> Color:
        return WHITE

    def line(self, color: Color) -> Color:
        return BLACK


INK = Ink((-0.7, -0.7), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0), ink=BLACK)


class Pen(Brush):
    """A brush that knows ink and paper only."""

    is_pen = True

    def __init__(self, canvas: Any, scale: float = 1.0, *, is_cutter: bool = False) -> None:
        self.is_cutter = is_cutter
        self._least = LEAST_LINE / scale
        self._large = LARGE / scale
        self._weight = self._least
        super().__init__(canvas, INK, self._least)

    @property
    def weight(self) -> float:
        """The width of an outline; never too thin to be seen in a pass."""
        return self._weight

    @weight.setter
    def weight(self, width: float) -> None:
        self._weight = max(self._least, width)

    def fill(self, path: Any, color: Color, alpha: float = 1.0) -> None:
        """Paper, or ink where the colour is as dark as ink; of what is dark and large only the outline is ink."""
        if alpha < FAINT:
            return
        plain = _plain(color)
        bounds = path.getBounds()
        if plain == BLACK and min(bounds.width(), bounds.height()) > self._large:
            super().fill(path, WHITE)
            super().stroke(path, BLACK, self.weight * 2)
        else:
            super().fill(path, plain)

    def stroke(self, path: Any, color: Color, width: float, alpha: float = 1.0) -> None:
        """A line in ink, or one of paper that hides a seam."""
        if alpha >= FAINT:
            plain = _plain(color)
            super().stroke(path, plain, max(width, self._least * 1.4) if plain == BLACK else width)

    def cel(self, path: Any, color: Color, depth: float, *, weight: float = 1.0, rim: bool = False) -> None:
        """Line and paper; there is no shadow in line art."""
        if weight > 0:
            self.outline(path, color, weight)
        super().fill(path, WHITE)


def _plain(color: Color) -> Color:
    return BLACK if 0.30 * color[0] + 0.59 * color[1] + 0.11 * color[2] < DARK else WHITE


@dataclass(slots=True)
class Cut:
    """Somebody's pixels in a pass: the box they lie in (left, top, right, bottom) and which of it they cover.

    `art` is their line art, premultiplied BGRA, of the whole frame; it stands until the next instant.
    """

    standing: Standing | None
    box: tuple[int, int, int, int]
    mask: NDArray[np.bool_]
    art: NDArray[np.uint8]
    image: Any


class Silhouettes:
    """Cuts everybody out at an instant, `with_lines` as line art.

    Each place in the order of depth has a surface of its own, used again.
    """

    def __init__(self, shot: Shot, fit: Fit, *, with_lines: bool) -> None:
        self.shot, self.fit, self.with_lines = shot, fit, with_lines
        self._sheets: list[tuple[Any, NDArray[np.uint8]]] = []

    def cut(self, now: Instant) -> list[Cut]:
        """Everybody from the farthest to the nearest; in an insert, the thing and the hands that hold it."""
        if self.shot.brief.framing == "insert":
            return [self._insert(now)]
        return [self._person(index, standing) for index, standing in enumerate(now.people)]

    def _sheet(self, index: int) -> tuple[Any, NDArray[np.uint8]]:
        while len(self._sheets) <= index:
            self._sheets.append(new_surface(self.fit.width, self.fit.height))
        surface, pixels = self._sheets[index]
        canvas = surface.getCanvas()
        canvas.restoreToCount(1)
        canvas.resetMatrix()
        canvas.clear(0)
        return canvas, pixels

    def _person(self, index: int, standing: Standing) -> Cut:
        canvas, pixels = self._sheet(index)
        units = standing.moment.face.units
        for name in SHADING:
            if units.get(name):
                standing.moment.face.units = units = {**units, name: 0.0}
        canvas.translate(self.fit.left, self.fit.top)
        standing.person.draw(Pen(canvas, is_cutter=not self.with_lines))
        return _cut(standing, pixels)

    def _insert(self, now: Instant) -> Cut:
        canvas, pixels = self._sheet(0)
        shot = self.shot
        self.fit.onto(canvas)
        pen = Pen(canvas, self.fit.scale)
        pen.weight = shot.brief.width * 0.0035
        draw_insert(canvas, shot.brief, pen, shot.insert, now.seconds)
        return _cut(None, pixels)


def _cut(standing: Standing | None, pixels: NDArray[np.uint8]) -> Cut:
    left, top, right, bottom = box = filled(pixels)
    mask = pixels[top:bottom, left:right, 3] >= SOLID
    return Cut(standing, box, mask, pixels, as_image(pixels, opaque=False))
