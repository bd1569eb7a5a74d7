"""What lies over a finished frame: the flash of a blow, the last of a lightning, and a calm strip for subtitles."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.performing.choreography import Company
from gpu_worker.engines.animatic.raster import WHITE, argb, as_image, points, polygon, skia
from gpu_worker.engines.animatic.weather import Weather
from projects.briefs import ShotBrief

STRIP = 0.26  # share of the height that darkens softly towards the bottom
FLASH_SECONDS = 0.15


class Overlays:
    """Draws weather and effects of a shot over its frames."""

    def __init__(self, brief: ShotBrief, company: Company, weather: Weather) -> None:
        self.brief = brief
        self.company = company
        self.weather = weather
        self.impact = company.impact_at()
        self._strip, self._strip_image = self._paint_strip()

    @property
    def moves(self) -> bool:
        """True when something changes on every frame."""
        return self.weather.moves or self.impact is not None

    def draw(self, canvas: Any, camera: Camera, frame: int) -> None:
        """Everything that lies over frame number `frame`."""
        seconds = self.brief.rate.seconds(frame)
        flash = self.weather.flash(frame)
        if 0 < flash < 1:
            canvas.drawColor(argb((0.52 * flash, 0.62 * flash, 0.95 * flash)), skia.BlendMode.kScreen)
        self.weather.draw(canvas, frame)
        if self.impact is not None and 0 <= seconds - self.impact[0] < FLASH_SECONDS:
            self._draw_impact(canvas, camera, seconds - self.impact[0], frame)
        canvas.drawImage(self._strip_image, 0, self.brief.height - self._strip.shape[0])

    def _paint_strip(self) -> tuple[Any, Any]:
        tall = max(2, int(self.brief.height * STRIP))
        alpha = (np.linspace(0, 1, tall) ** 1.5 * 0.46 * 255).astype(np.uint8)
        pixels = np.zeros((tall, self.brief.width, 4), np.uint8)
        pixels[..., 3] = alpha[:, None]
        pixels[..., 0] = (alpha * 0.10).astype(np.uint8)[:, None]
        return pixels, as_image(pixels, opaque=False)

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
