"""What falls from the sky: rain and snow before the camera, water on window panes, and lightning."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.layers import GRAIN, Layer
from gpu_worker.engines.animatic.raster import WHITE, argb, skia
from projects.briefs import ShotBrief

FLASH = (1.0, 1.0, 0.16, 0.16)  # how bright lightning is, frame by frame


class Weather:
    """The weather of a shot. Indoors it is seen on the panes only, and moves on twos as people do."""

    def __init__(self, brief: ShotBrief, *, is_inside: bool) -> None:
        self.brief = brief
        self.is_inside = is_inside
        draws = np.random.default_rng(brief.seed & 0xFFFF)
        self.flashes = self._lightning(draws) if brief.weather == "storm" else ()
        self._drops = draws.random((190, 4))

    @property
    def moves(self) -> bool:
        """True when something falls before the camera on every frame."""
        return self.brief.weather != "clear" and not self.is_inside

    def flash(self, frame: int) -> float:
        """How much lightning there is in a frame, 0..1."""
        for start in self.flashes:
            if 0 <= frame - start < len(FLASH):
                return FLASH[frame - start]
        return 0.0

    def draw_on_panes(self, canvas: Any, layer: Layer, camera: Camera, frame: int) -> None:
        """Rain or snow beyond the windows of a backdrop, and water running down them."""
        if layer.panes is None:
            return
        seconds = self.brief.rate.seconds(frame)
        scale, x, y = layer.matrix(camera)
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(scale, scale)
        if self.brief.weather == "snow":
            self._draw_flakes_on_panes(canvas, layer, seconds)
        else:
            self._draw_water_on_panes(canvas, layer, seconds)
        canvas.restore()

    def draw(self, canvas: Any, frame: int) -> None:
        """What falls between the camera and the people."""
        if self.is_inside:
            return
        seconds = self.brief.rate.seconds(frame)
        if self.brief.weather == "snow":
            self._draw_snow(canvas, seconds)
        elif self.brief.weather in ("rain", "storm"):
            self._draw_rain(canvas, seconds)

    def _lightning(self, draws: np.random.Generator) -> tuple[int, ...]:
        """The first frames of the flashes, all even: one soon, then every few seconds."""
        rate, found = self.brief.rate, []
        at = 0.4 + 0.5 * float(draws.random())
        at = min(at, rate.seconds(self.brief.frames) * 0.4)
        while at < rate.seconds(self.brief.frames):
            frame = int(at * rate.num / rate.den)
            found.append(frame - frame % 2)
            at += 2.6 + float(draws.random()) * 2.6
        return tuple(found)

    def _draw_water_on_panes(self, canvas: Any, layer: Layer, seconds: float) -> None:
        left, top, wide, tall = layer.glass_box
        unit = self.brief.height * layer.density
        storm = self.brief.weather == "storm"
        crowd = min(1.0, 0.35 + 0.65 * wide * tall / (unit * self.brief.width * layer.density))
        x, y, speed, length = self._drops[: int((130 if storm else 90) * crowd)].T
        fall = top + ((y + seconds * (1.1 + 0.9 * speed)) % 1.2 - 0.1) * tall
        long = (0.05 + 0.06 * length) * unit
        head = np.stack([left + x * wide * 1.1 - (fall - top) * 0.12, fall], 1)
        driven = np.stack([head, head + np.stack([-0.14 * long, long], 1)], 1)
        _draw_lines(canvas, layer, driven, self._glass_paint(layer, 0.34 if storm else 0.26, unit * 0.0013))
        x, y, speed, length = self._drops[: int(50 * crowd)].T
        fall = top + ((y + seconds * (0.05 + 0.16 * speed * speed)) % 1.2 - 0.1) * tall
        rows = []
        for step in range(3):  # water wanders on its way down
            up = step / 2 * (0.03 + 0.07 * length) * unit
            bend = 0.004 * unit * np.sin((fall - up) / unit * 30 + x * 40)
            rows.append(np.stack([left + x * wide + bend, fall - up], 1))
        paint = self._glass_paint(layer, 0.42, unit * 0.0024)
        for above, below in pairwise(rows):
            _draw_lines(canvas, layer, np.stack([above, below], 1), paint)

    def _draw_flakes_on_panes(self, canvas: Any, layer: Layer, seconds: float) -> None:
        left, top, wide, tall = layer.glass_box
        unit = self.brief.height * layer.density
        path = skia.Path()
        for x, y, speed, size in self._drops.tolist():
            fall = (y + seconds * (0.05 + 0.07 * speed)) % 1.06 - 0.03
            drift = 0.02 * math.sin(seconds * (0.7 + speed) + size * 9)
            path.addCircle(left + (x + drift) * wide, top + fall * tall, unit * (0.0014 + 0.0022 * size))
        paint = self._glass_paint(layer, 0.85, 0.0)
        paint.setStyle(skia.Paint.kFill_Style)
        canvas.drawPath(path, paint)

    @staticmethod
    def _glass_paint(layer: Layer, alpha: float, width: float) -> Any:
        """A stroke that shows only where the layer is glass."""
        shader = layer.panes.makeShader(skia.TileMode.kDecal, skia.TileMode.kDecal, skia.SamplingOptions())
        paint = skia.Paint(AntiAlias=True, Shader=shader, Style=skia.Paint.kStroke_Style, Color=argb(WHITE, alpha))
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kButt_Cap)
        return paint

    def _draw_rain(self, canvas: Any, seconds: float) -> None:
        wide, tall = self.brief.width, self.brief.height
        heavy = 1.0 if self.brief.weather == "storm" else 0.7
        for near in (0, 1):
            paint = skia.Paint(
                AntiAlias=True, Style=skia.Paint.kStroke_Style, Color=argb((0.88, 0.93, 1.0), 0.28 + 0.20 * near)
            )
            paint.setStrokeWidth(tall * (0.0009 + 0.0011 * near))
            path = skia.Path()
            for x, y, speed, length in self._drops[near::2][: int(95 * heavy)].tolist():
                fall = (y + seconds * (1.5 + 0.9 * near + 0.5 * speed)) % 1.15 - 0.1
                long = (0.030 + 0.035 * length) * (1 + 0.7 * near)
                px = ((x + fall * -0.10) % 1.0) * wide
                path.moveTo(px, fall * tall)
                path.lineTo(px - 0.10 * long * tall, (fall + long) * tall)
            canvas.drawPath(path, paint)

    def _draw_snow(self, canvas: Any, seconds: float) -> None:
        wide, tall = self.brief.width, self.brief.height
        path = skia.Path()
        flakes: NDArray[np.float64] = self._drops[:120]
        for x, y, speed, size in flakes.tolist():
            fall = (y + seconds * (0.06 + 0.08 * speed)) % 1.06 - 0.03
            drift = 0.02 * math.sin(seconds * (0.7 + speed) + size * 9)
            path.addCircle(((x + drift) % 1.0) * wide, fall * tall, tall * (0.0012 + 0.0030 * size * speed))
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=argb(WHITE, 0.85)))


def _draw_lines(canvas: Any, layer: Layer, lines: NDArray[np.float64], paint: Any) -> None:
    """Draw those of `lines` (n, 2 ends, 2) that begin or end on the glass of `layer`."""
    if layer.glass is None:
        return
    rows, columns = layer.glass.shape
    cells = (lines / GRAIN).astype(int)
    on = layer.glass[cells[..., 1].clip(0, rows - 1), cells[..., 0].clip(0, columns - 1)].any(1)
    ends = [skia.Point(x, y) for x, y in lines[on].reshape(-1, 2).tolist()]
    if ends:
        canvas.drawPoints(skia.Canvas.kLines_PointMode, ends, paint)
