"""A garment on a posed trunk: its outline, its colours, and lines and patches placed on its surface."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.raster import (
    Brush,
    Color,
    curve,
    darker,
    disc,
    points,
    polygon,
    rgb,
    ribbon,
    trace,
)
from gpu_worker.engines.animatic.torso import Torso

Rows = list[tuple[float, float]]


def mirrored(rows: Rows) -> Rows:
    """A half outline from the left (negative u) continued on the right."""
    return [*rows, *[(-u, s) for u, s in rows[::-1] if u != 0.0]]


class Garment:
    """The clothes of one person on a posed trunk; `size` is pixels per head, the unit of detail."""

    def __init__(self, look: Appearance, torso: Torso, camera: Camera, brush: Brush, size: float) -> None:
        self.look, self.torso, self.camera, self.brush, self.size = look, torso, camera, brush, size
        self.outfit = look.outfit
        self.legs = (self.outfit.legs_male or self.outfit.legs) if look.is_male else self.outfit.legs
        self.base = look.main
        self.body = torso.outline(0.045 if self.outfit.neck in ("lapels", "hood") else 0.0)

    @property
    def lower_color(self) -> Color:
        """What covers the legs."""
        if not self.outfit.lower or (self.look.is_male and self.outfit.colors_male and self.legs == "trousers"):
            return darker(self.base, 0.86) if self.outfit.neck != "sailor" else rgb(self.outfit.lower)
        return rgb(self.outfit.lower)

    def path(self, rows: Rows, lift: float = 0.0, corners: tuple[int, ...] = ()) -> Any:
        """A smooth outline through surface points."""
        return curve(self.torso.on(points(rows), lift), corners=corners)

    def line(self, rows: Rows, width: float, color: Color, alpha: float = 1.0, lift: float = 0.004) -> None:
        """A tapered line along the surface; `width` in heads."""
        flat = trace(self.torso.on(points(rows), lift), 5)
        taper = np.sin(np.linspace(0.08, math.pi - 0.08, len(flat))) * self.size * width + 0.25
        self.brush.fill(polygon(ribbon(flat, taper)), color, alpha)

    def dot(self, u: float, s: float, radius: float, color: Color) -> None:
        """A button or the like; `radius` in heads."""
        at = self.torso.on(points([(u, s)]), 0.006)[0]
        self.brush.cel(disc(at, self.size * radius), color, self.size * radius * 0.4, weight=0.5)
