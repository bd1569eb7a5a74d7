"""A set measured: which plane every painted pixel of a backdrop lies on, and so how far it is; and its drawn edges.

The painter is not asked anything new: it paints planes in metres, and here each plane is painted in a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.layers import Layer, coverage
from gpu_worker.engines.animatic.raster import BLACK, Color, argb, as_image, new_surface, skia
from gpu_worker.engines.animatic.scenery import Stage
from gpu_worker.engines.animatic.shot import Scene

FARTHEST = 40.0  # metres: the sky, and all that is farther
NEAREST = 0.3
SHEER = 0.5  # opacity below which a mark is light or dirt, not a thing
EDGE = 26  # how far two neighbouring colours of paint must differ for a line between them
LINE = 3  # edges among nine pixels that make a line
INK = np.uint32(0xFF000000)


class Surveyor(Stage):
    """A stage that paints the number of a plane instead of a colour. `planes` holds normal and offset of each."""

    planes: list[tuple[Vector, float]]

    def begin(self) -> Surveyor:
        """Nothing is painted yet."""
        self.planes = [(np.array([0.0, 0.0, 1.0]), 0.0)]
        self._current = 0
        return self

    @contextmanager
    def plane(self, origin: Sequence[float], across: Vector, upward: Vector) -> Iterator[Any]:
        """A canvas in metres on a plane, which gets a number."""
        before = self._current
        at = np.asarray(origin, float) * self._side
        self._current = self._number(at, np.cross(across * self._side, upward * self._side))
        with super().plane(origin, across, upward) as canvas:
            yield canvas
        self._current = before

    def face(self, rows: Sequence[Sequence[float]], color: Color, alpha: float = 1.0) -> None:
        """A flat polygon in space is a plane of its own."""
        corners = np.asarray(rows, float) * self._side
        before = self._current
        self._current = self._number(corners[0], np.cross(corners[1] - corners[0], corners[2] - corners[0]))
        super().face(rows, color, alpha)
        self._current = before

    def ramp(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        colors: Sequence[Color],
        *,
        sideways: bool = False,
        alphas: Sequence[float] = (),
    ) -> None:
        """A gradient is a rectangle."""
        if not alphas or min(alphas) >= SHEER:
            self.rect(x0, y0, x1, y1, colors[0])

    def haze(self, x: float, y: float, radius: float, color: Color, strength: float, *, add: bool = True) -> None:
        """Light has no distance."""

    def _number(self, at: Vector, normal: Vector) -> int:
        self.planes.append((normal, float(normal @ at)))
        return len(self.planes) - 1

    def _paint(self, color: Color, alpha: float) -> Any:
        if alpha < SHEER:
            return skia.Paint(Color=0)
        return skia.Paint(Color=0xFF000000 | self._current, AntiAlias=False)


@dataclass(frozen=True, slots=True)
class Measured:
    """A backdrop in metres: `depths` has `density` pixels for each of the reference camera's frame."""

    depths: NDArray[np.float32]
    left: float
    top: float
    density: float
    scene: Scene

    def layer(self, pixels: NDArray[np.uint8]) -> Layer:
        """Pixels made from the map, as a layer that follows the camera as the painted one does."""
        scene = self.scene
        image = as_image(pixels, opaque=True)
        return Layer(
            pixels, image, scene.view.reference, scene.distance, self.left, self.top, self.density, opaque=True
        )


def measure(scene: Scene, density: float) -> Measured:
    """How far every pixel of the backdrop is from its reference camera, along the axis of sight."""
    canvas, pixels, (left, top) = _canvas(scene, density)
    surveyor = Surveyor(canvas, scene.view.reference, scene.view.hour, scene.view.seed, mirrored=scene.view.mirrored)
    scene.painter(surveyor.begin())
    numbers = pixels.view(np.uint32)[..., 0] & 0x00FFFFFF
    normals = np.array([normal for normal, _offset in surveyor.planes])
    offsets = np.array([offset for _normal, offset in surveyor.planes])
    camera = scene.view.reference
    tall, wide = numbers.shape
    x = (np.arange(wide) + 0.5) / density + left - camera.width / 2
    y = camera.height / 2 - (np.arange(tall) + 0.5) / density - top
    ways = normals @ camera.axes.T  # each plane's normal as the camera sees it
    across, up, ahead = (ways[:, axis].astype(np.float32)[numbers] for axis in range(3))
    slope = across * (x / camera.focal)[None].astype(np.float32) + up * (y / camera.focal)[:, None].astype(np.float32)
    slope += ahead
    gap = (offsets - normals @ camera.position).astype(np.float32)[numbers]
    with np.errstate(divide="ignore", invalid="ignore"):
        depths = gap / slope
    depths[(numbers == 0) | ~np.isfinite(depths) | (depths < NEAREST)] = FARTHEST
    return Measured(np.minimum(depths, FARTHEST), left, top, density, scene)


def outlines(scene: Scene, density: float) -> Layer:
    """The edges of what is painted, one pixel wide and black on nothing, as a layer."""
    canvas, pixels, (left, top) = _canvas(scene, density)
    view = scene.view
    scene.painter(Stage(canvas, view.reference, view.hour, view.seed, mirrored=view.mirrored))
    colors = pixels[..., :3].astype(np.int16)
    edge = np.zeros(colors.shape[:2], bool)
    edge[:, 1:] |= np.abs(np.diff(colors, axis=1)).max(2) > EDGE
    edge[1:] |= np.abs(np.diff(colors, axis=0)).max(2) > EDGE
    edge &= _neighbours(edge) >= LINE  # a line goes on; what does not is texture
    ink = np.ascontiguousarray(np.where(edge, INK, np.uint32(0)).view(np.uint8).reshape(*edge.shape, 4))
    image = as_image(ink, opaque=False)
    return Layer(ink, image, view.reference, scene.distance, left, top, density, opaque=False)


def _neighbours(edge: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How many of the nine pixels around each are edges."""
    padded = np.pad(edge, 1).astype(np.uint8)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:])


def _canvas(scene: Scene, density: float) -> tuple[Any, NDArray[np.uint8], tuple[float, float]]:
    """A canvas that takes pixels of the reference camera's frame and holds all that any camera of the shot sees."""
    left, top, right, bottom = coverage(scene.view.reference, scene.distance, scene.view.cameras)
    surface, pixels = new_surface(math.ceil((right - left) * density), math.ceil((bottom - top) * density))
    canvas = surface.getCanvas()
    canvas.clear(argb(BLACK))
    canvas.scale(density, density)
    canvas.translate(-left, -top)
    return canvas, pixels, (left, top)
