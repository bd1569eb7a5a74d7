"""What lies over a finished frame: weather, the flash of a blow, and a calm strip for subtitles."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.choreography import Company
from gpu_worker.engines.animatic.raster import WHITE, argb, as_image, points, polygon, skia
from projects.briefs import ShotBrief

STRIP = 0.26  # share of the height that darkens softly towards the bottom
FLASH_SECONDS = 0.15


class Overlays:
    """Draws weather and effects of a shot over its frames."""

    def __init__(self, brief: ShotBrief, company: Company, *, is_inside: bool, seed: int) -> None:
        self.brief = brief
        self.company = company
        self.is_inside = is_inside
        self.draws = np.random.default_rng(seed & 0xFFFF)
        self.has_rain = brief.weather in ("rain", "storm") and not is_inside
        self.has_snow = brief.weather == "snow" and not is_inside
        self.flashes = self._lightning() if brief.weather == "storm" else ()
        self.impact = company.impact_at()
        count = 190 if self.has_rain else 120
        self._drops = self.draws.random((count, 4))
        self._strip, self._strip_image = self._paint_strip()

    @property
    def moves(self) -> bool:
        """True when something changes on every frame."""
        return self.has_rain or self.has_snow or bool(self.flashes) or self.impact is not None

    def draw(self, canvas: Any, camera: Camera, frame: int) -> None:
        """Everything that lies over frame number `frame`."""
        seconds = self.brief.rate.seconds(frame)
        for at in self.flashes:
            since = seconds - at
            if 0 <= since < 0.4:
                flicker = 1.0 if since < 0.07 or 0.13 < since < 0.2 else 0.35
                canvas.drawColor(argb((0.80, 0.87, 1.0), 0.34 * flicker * (1 - since / 0.4)))
        if self.has_rain:
            self._draw_rain(canvas, seconds)
        if self.has_snow:
            self._draw_snow(canvas, seconds)
        if self.impact is not None and 0 <= seconds - self.impact[0] < FLASH_SECONDS:
            self._draw_impact(canvas, camera, seconds - self.impact[0], frame)
        height = self.brief.height
        canvas.drawImage(self._strip_image, 0, height - self._strip.shape[0])

    def _lightning(self) -> tuple[float, ...]:
        seconds = self.brief.rate.seconds(self.brief.frames)
        at, found = 0.5 + float(self.draws.random()) * 0.8, []
        while at < seconds:
            found.append(at)
            at += 2.4 + float(self.draws.random()) * 2.5
        return tuple(found)

    def _paint_strip(self) -> tuple[Any, Any]:
        tall = max(2, int(self.brief.height * STRIP))
        alpha = (np.linspace(0, 1, tall) ** 1.5 * 0.46 * 255).astype(np.uint8)
        pixels = np.zeros((tall, self.brief.width, 4), np.uint8)
        pixels[..., 3] = alpha[:, None]
        pixels[..., 0] = (alpha * 0.10).astype(np.uint8)[:, None]
        return pixels, as_image(pixels, opaque=False)

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
        for x, y, speed, size in self._drops.tolist():
            fall = (y + seconds * (0.06 + 0.08 * speed)) % 1.06 - 0.03
            drift = 0.02 * math.sin(seconds * (0.7 + speed) + size * 9)
            path.addCircle(((x + drift) % 1.0) * wide, fall * tall, tall * (0.0012 + 0.0030 * size * speed))
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=argb(WHITE, 0.85)))

    def _draw_impact(self, canvas: Any, camera: Camera, since: float, frame: int) -> None:
        if self.impact is None:
            return
        wide = self.brief.width
        struck = self.impact[1]
        bones = self.company.moments(self.impact[0])[struck.member_id].bones
        at = camera.project(bones.on_head(0.0, 0.38, 0.3))
        fade = 1 - since / FLASH_SECONDS
        if since < 0.05:
            canvas.drawColor(argb(WHITE, 0.30))
        draw = np.random.default_rng(frame)
        path = skia.Path()
        for angle, near, thick in draw.random((44, 3)).tolist():
            turn = angle * 2 * math.pi
            start, width = wide * (0.26 + 0.16 * near), 0.004 + 0.014 * thick
            rows = [(turn, start), (turn - width, wide * 1.6), (turn + width, wide * 1.6)]
            path.addPath(polygon(points([(at[0] + math.cos(a) * r, at[1] + math.sin(a) * r) for a, r in rows])))
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=argb(WHITE, 0.8 * fade)))
