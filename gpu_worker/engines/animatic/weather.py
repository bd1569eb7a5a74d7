"""What falls from the sky: rain and snow before the camera, water on window panes, and lightning."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.layers import Layer
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
        tall, wide = layer.pixels.shape[:2]
        unit = self.brief.height * layer.density
        storm = self.brief.weather == "storm"
        driven, running = skia.Path(), skia.Path()
        for x, y, speed, length in self._drops[: 150 if storm else 100].tolist():
            fall = (y + seconds * (1.1 + 0.9 * speed)) % 1.2 - 0.1
            px, py, long = x * wide * 1.1, fall * tall, (0.05 + 0.06 * length) * unit
            driven.moveTo(px - py * 0.12, py)
            driven.lineTo(px - py * 0.12 - 0.14 * long, py + long)
        for x, y, speed, length in self._drops[:70].tolist():
            fall = (y + seconds * (0.05 + 0.16 * speed * speed)) % 1.2 - 0.1
            px, py, long = x * wide, fall * tall, (0.03 + 0.07 * length) * unit
            bend = 0.006 * unit * math.sin(fall * 30 + x * 40)
            running.moveTo(px, py - long)
            running.cubicTo(px + bend, py - long * 0.6, px - bend, py - long * 0.3, px, py)
        canvas.drawPath(driven, self._glass_paint(layer, 0.34 if storm else 0.26, unit * 0.0013))
        canvas.drawPath(running, self._glass_paint(layer, 0.42, unit * 0.0024))

    def _draw_flakes_on_panes(self, canvas: Any, layer: Layer, seconds: float) -> None:
        tall, wide = layer.pixels.shape[:2]
        unit = self.brief.height * layer.density
        path = skia.Path()
        for x, y, speed, size in self._drops.tolist():
            fall = (y + seconds * (0.05 + 0.07 * speed)) % 1.06 - 0.03
            drift = 0.02 * math.sin(seconds * (0.7 + speed) + size * 9)
            path.addCircle((x + drift) * wide, fall * tall, unit * (0.0014 + 0.0022 * size))
        paint = self._glass_paint(layer, 0.85, 0.0)
        paint.setStyle(skia.Paint.kFill_Style)
        canvas.drawPath(path, paint)

    @staticmethod
    def _glass_paint(layer: Layer, alpha: float, width: float) -> Any:
        """A stroke that shows only where the layer is glass."""
        shader = layer.panes.makeShader(skia.TileMode.kDecal, skia.TileMode.kDecal, skia.SamplingOptions())
        paint = skia.Paint(AntiAlias=True, Shader=shader, Style=skia.Paint.kStroke_Style, Alphaf=alpha)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
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
