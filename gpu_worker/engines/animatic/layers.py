"""Layers: a set painted, lit and softened once per shot, then only scaled and shifted while the camera moves.

Light is a map laid over the paint: what the hour leaves everywhere, and a pool around every lamp and window. What
shines by itself (`Stage.lit`) is left alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.cutout import filled
from gpu_worker.engines.animatic.raster import BLACK, Color, argb, as_image, new_surface, skia
from gpu_worker.engines.animatic.scenery import Hour, Painter, Stage

MOST_PIXELS = 9_000_000
GRAIN = 16
FLAME: Color = (1.0, 0.62, 0.24)
HERE: Color = (1.0, 0.80, 0.62)
LEAST_BLUR = 0.8  # less is not seen
ENOUGH = 1.2  # a blur of so many painted pixels hides that they are fewer than the frame's
SAME_SIZE = 0.7  # pixels: a layer that grows by less keeps its size
DIM = 0.4  # lamps that matter this much make flames be seen
LIGHT_DENSITY = 0.125  # light has no edges: its map is painted small


@dataclass(slots=True)
class Layer:
    """Painted pixels and how they follow the camera."""

    pixels: NDArray[np.uint8]
    image: Any
    reference: Camera
    distance: float
    left: float
    top: float
    density: float
    opaque: bool
    panes: Any = None  # where this layer shows the open air through glass, as an alpha image
    glass: NDArray[np.bool_] | None = None  # the same, coarsely: one value for GRAIN x GRAIN pixels
    flames: tuple[tuple[float, float, float], ...] = ()  # x, y and radius of what flickers, in layer pixels
    large: NDArray[np.uint8] | None = None  # where no camera of a shot comes nearer: the pixels at the frame's size
    large_image: Any = None

    def matrix(self, camera: Camera) -> tuple[float, float, float]:
        """Scale and shift that bring the layer's pixels to the frame of `camera`."""
        middle = self.reference.position + self.reference.axes[2] * self.distance
        side = self.reference.axes[0] * 0.5
        rows = np.stack([middle - side, middle + side])
        before, now = self.reference.project(rows), camera.project(rows)
        scale = float(np.linalg.norm(now[1] - now[0])) / max(1e-6, float(np.linalg.norm(before[1] - before[0])))
        shift = now.mean(0) - before.mean(0) * scale
        return scale / self.density, float(shift[0] + self.left * scale), float(shift[1] + self.top * scale)

    @property
    def glass_box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the box around the glass, in layer pixels."""
        if self.glass is None:
            return 0.0, 0.0, 0.0, 0.0
        rows, columns = np.flatnonzero(self.glass.any(1)), np.flatnonzero(self.glass.any(0))
        box = columns[0], rows[0], columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0]
        left, top, wide, tall = (float(side) * GRAIN for side in box)
        return left, top, wide, tall

    def draw(self, canvas: Any, camera: Camera) -> None:
        """Blit the layer as `camera` sees it."""
        scale, x, y = self.matrix(camera)
        smooth = skia.SamplingOptions(skia.FilterMode.kLinear)
        if self.large_image is not None:  # whole pixels are copied, which is far quicker than looking between them
            canvas.drawImage(self.large_image, round(x), round(y), smooth, None)
            return
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(scale, scale)
        canvas.drawImage(self.image, 0, 0, smooth, None)
        canvas.restore()

    def enlarge(self, cameras: Sequence[Camera]) -> None:
        """Keep the pixels at the size in which all of `cameras` see them, where that is one and the same."""
        scales = [self.matrix(camera)[0] for camera in cameras]
        tall, wide = self.pixels.shape[:2]
        if len(scales) < 2 or (max(scales) - min(scales)) * max(tall, wide) > SAME_SIZE:
            return
        scale = sum(scales) / len(scales)
        if abs(scale - 1) * max(tall, wide) <= SAME_SIZE:
            self.large, self.large_image = self.pixels, self.image
            return
        size = math.ceil(wide * scale), math.ceil(tall * scale)
        if size[0] * size[1] > MOST_PIXELS:
            return
        surface, self.large = new_surface(*size)
        surface.getCanvas().scale(scale, scale)
        surface.getCanvas().drawImage(self.image, 0, 0, skia.SamplingOptions(skia.FilterMode.kLinear), None)
        if self.opaque:
            self.large[..., 3] = 255
        self.large_image = as_image(self.large, opaque=self.opaque)

    def flicker(self, canvas: Any, camera: Camera, seconds: float) -> None:
        """Let the flames of the layer, as `camera` sees it, burn a little higher and lower."""
        scale, x, y = self.matrix(camera)
        for index, (left, top, radius) in enumerate(self.flames):
            beat = math.sin(seconds * 9.1 + index * 2.3) + math.sin(seconds * 5.3 + index * 4.1)
            at, reach = skia.Point(left * scale + x, top * scale + y), radius * scale * (1 + 0.12 * beat)
            colors = [argb(FLAME, 0.30 + 0.13 * beat), argb(FLAME, 0.0)]
            paint = skia.Paint(Shader=skia.GradientShader.MakeRadial(at, reach, colors), BlendMode=skia.BlendMode.kPlus)
            canvas.drawCircle(at, reach, paint)


def coverage(reference: Camera, distance: float, cameras: Sequence[Camera]) -> tuple[float, float, float, float]:
    """The part of the layer's plane, in reference pixels, that any of `cameras` sees: left, top, right, bottom."""
    probe = Layer(np.zeros((1, 1, 4), np.uint8), None, reference, distance, 0.0, 0.0, 1.0, opaque=True)
    left = top = math.inf
    right = bottom = -math.inf
    for camera in cameras:
        scale, x, y = probe.matrix(camera)
        left, top = min(left, -x / scale), min(top, -y / scale)
        right, bottom = max(right, (camera.width - x) / scale), max(bottom, (camera.height - y) / scale)
    return left - 4, top - 4, right + 4, bottom + 4


@dataclass(frozen=True, slots=True)
class View:
    """From where and in what light a shot sees its set; `mirrored` swaps left and right.

    What `cameras` see is painted; `path` is where the camera of the whole film stands, should that be more.
    """

    cameras: tuple[Camera, ...]
    reference: Camera
    hour: Hour
    ambient: Color  # the light that reaches everything
    seed: int
    mirrored: bool = False
    path: tuple[Camera, ...] = ()


def paint_layer(
    paint: Painter, view: View, *, distance: float, blur: float, opaque: bool, has_panes: bool = True
) -> Layer:
    """Paint one layer wide enough for every camera of `view`; `blur` is in pixels of the frame."""
    reference, hour = view.reference, view.hour
    left, top, right, bottom = coverage(reference, distance, view.cameras)
    density = 1.0 if blur < LEAST_BLUR else min(1.0, max(0.5, ENOUGH / blur))
    width, height = (right - left) * density, (bottom - top) * density
    if width * height > MOST_PIXELS:
        density *= math.sqrt(MOST_PIXELS / (width * height))
    if len(view.path) > len(view.cameras):  # a still lies on the same grid of pixels as its film
        whole = coverage(reference, distance, view.path)
        left = whole[0] + math.floor((left - whole[0]) * density) / density
        top = whole[1] + math.floor((top - whole[1]) * density) / density
    size = math.ceil((right - left) * density), math.ceil((bottom - top) * density)

    def stage_on(surface: Any, scale: float, *, marks: bool = False) -> Stage:
        canvas = surface.getCanvas()
        canvas.scale(scale, scale)
        canvas.translate(-left, -top)
        return Stage(canvas, reference, hour, view.seed, marks=marks, mirrored=view.mirrored)

    surface, pixels = new_surface(*size)
    if opaque:
        surface.getCanvas().clear(argb(BLACK))
    stage = stage_on(surface, density)
    paint(stage)
    marked, marks = new_surface(*size)
    if opaque:
        marked.getCanvas().clear(argb(BLACK))
    paint(stage_on(marked, density, marks=True))
    _light(surface, stage, marks, view.ambient, (left, top, right, bottom))
    stage.shine()
    if blur >= LEAST_BLUR:
        _soften(surface, blur * density, opaque=opaque)
    if opaque:
        pixels[..., 3] = 255
    else:
        x, y, right, bottom = filled(pixels)
        pixels = np.ascontiguousarray(pixels[y : max(y + 1, bottom), x : max(x + 1, right)])
        left, top = left + x / density, top + y / density
    layer = Layer(pixels, as_image(pixels, opaque=opaque), reference, distance, left, top, density, opaque)
    layer.enlarge(view.path or view.cameras)
    if hour.lamps > DIM:
        layer.flames = tuple(
            (*((reference.project(at) - (left, top)) * density).tolist(), reach * reference.scale(at) * density)
            for at, reach in stage.flames
            if reference.depth(at) > 0.3
        )
    if opaque and has_panes and hour.falls and marks[..., 1].any():
        layer.panes = _panes(marks, blur * density)
        layer.glass = _coarse(marks[..., 1])
    return layer


def _light(surface: Any, stage: Stage, marks: NDArray[np.uint8], ambient: Color, area: Sequence[float]) -> None:
    """Lay the map of light over the paint on `surface`; where `marks` are red the paint shines by itself."""
    left, top, right, bottom = area
    size = math.ceil((right - left) * LIGHT_DENSITY), math.ceil((bottom - top) * LIGHT_DENSITY)
    dim, dim_pixels = new_surface(*size)
    canvas = dim.getCanvas()
    canvas.clear(argb(ambient))
    canvas.save()
    canvas.scale(LIGHT_DENSITY, LIGHT_DENSITY)
    canvas.translate(-left, -top)
    stage.light_up(canvas)
    camera = stage.camera
    reach = math.hypot(camera.width, camera.height) / 2
    middle = skia.Point(camera.width / 2, camera.height * 0.50)
    around = [
        argb(HERE, 0.24 * stage.hour.lamps),
        argb(HERE, 0.13 * stage.hour.lamps),
        argb(HERE, 0.0),
    ]  # people are where somebody has put a lamp
    shader = skia.GradientShader.MakeRadial(middle, reach * 0.95, around, [0.0, 0.55, 1.0])
    canvas.drawPaint(skia.Paint(Shader=shader, Dither=True, BlendMode=skia.BlendMode.kPlus))
    shades = [argb(BLACK, 0.0), argb(BLACK, 0.0), argb(BLACK, stage.hour.dusk)]
    shader = skia.GradientShader.MakeRadial(middle, reach * 1.15, shades, [0.0, 0.42, 1.0])
    canvas.drawPaint(skia.Paint(Shader=shader, Dither=True))
    canvas.restore()
    tall, wide = marks.shape[:2]
    over, over_pixels = new_surface(wide, tall)
    whole = skia.Rect.MakeWH(wide, tall)
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear)
    over.getCanvas().drawImageRect(as_image(dim_pixels, opaque=True), whole, smooth)
    np.maximum(over_pixels[..., :3], marks[..., 2:3], out=over_pixels[..., :3])
    over_pixels[..., 3] = 255
    target = surface.getCanvas()
    target.save()
    target.resetMatrix()
    target.drawImage(
        as_image(over_pixels, opaque=True), 0, 0, skia.SamplingOptions(), skia.Paint(BlendMode=skia.BlendMode.kModulate)
    )
    target.restore()


def _coarse(mask: NDArray[np.uint8]) -> NDArray[np.bool_]:
    tall, wide = (-(-side // GRAIN) for side in mask.shape)
    padded = np.zeros((tall * GRAIN, wide * GRAIN), np.uint8)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    return np.asarray(padded.reshape(tall, GRAIN, wide, GRAIN).max((1, 3)) > 0)


def _panes(marks: NDArray[np.uint8], sigma: float) -> Any:
    """The glass of a layer as an alpha image, as soft as the layer is."""
    pixels = np.ascontiguousarray(marks[..., 1])
    tall, wide = pixels.shape
    surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(wide, tall), pixels)
    if sigma >= LEAST_BLUR / 2:
        _soften(surface, sigma, opaque=False)
    return surface.makeImageSnapshot()


def _soften(surface: Any, sigma: float, *, opaque: bool) -> None:
    image = surface.makeImageSnapshot()
    mode = skia.TileMode.kClamp if opaque else skia.TileMode.kDecal
    canvas = surface.getCanvas()
    canvas.resetMatrix()
    canvas.clear(0)
    paint = skia.Paint(ImageFilter=skia.ImageFilters.Blur(sigma, sigma, mode))
    canvas.drawImage(image, 0, 0, skia.SamplingOptions(), paint)
