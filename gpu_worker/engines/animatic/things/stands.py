"""Where a thing stands before the camera: its place and axes, and what every way of drawing a part of it needs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.sweep import discs_of
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.raster import Brush, Color, mix, rgb

_TURN = np.linspace(0, math.tau, 40, endpoint=False)
RING: Vector = np.stack([np.cos(_TURN), np.sin(_TURN)], 1)


def wound(outline: Vector) -> Vector:
    """An outline turned the one way round, so that several of them fill together."""
    x, y = outline.T
    area = float(x @ np.roll(y, -1) - y @ np.roll(x, -1))
    turned: Vector = outline[::-1] if area < 0 else outline
    return turned


@dataclass(slots=True)
class Stand:
    """Where a thing is: `origin` in metres, `axes` its right, up and front as rows, `unit` metres per centimetre."""

    brush: Brush
    camera: Camera
    origin: Vector
    axes: Vector
    unit: float = 0.01
    seconds: float = 0.0
    words: str = ""  # what a brief calls the thing, for its title
    is_english: bool = False  # what is written on it

    def world(self, rows: Vector) -> Vector:
        """World points of rows of (x, y) or (x, y, z) in centimetres."""
        rows = np.asarray(rows, float)
        where: Vector = self.origin + (rows @ self.axes[: rows.shape[1]]) * self.unit
        return where

    def at(self, rows: Any) -> Vector:
        """Pixels of points in centimetres."""
        return self.camera.project(self.world(np.asarray(rows, float)))

    @property
    def pixel(self) -> float:
        """Pixels per centimetre at the origin."""
        return self.camera.scale(self.origin) * self.unit

    @property
    def sight(self) -> Vector:
        """The unit direction to the camera, in the thing's own axes."""
        away = self.camera.position - self.origin
        local = self.axes @ away
        seen: Vector = local / (math.sqrt(float(local @ local)) + 1e-9)
        return seen

    @property
    def is_front(self) -> bool:
        """True where the thing shows its front."""
        return bool(self.sight[2] > 0)

    def weight(self) -> float:
        """Width of a line against the brush's own, thinner on small things."""
        return min(0.95, max(0.45, self.pixel * 0.35 / max(self.brush.weight, 0.3)))

    def discs(self, rows: Vector, radii: Vector) -> list[tuple[float, float, float]]:
        """Pixels of balls in centimetres."""
        where = self.world(rows)
        depths = np.maximum((where - self.camera.position) @ self.camera.axes[2], 0.05)
        return discs_of(self.camera.project(where), radii * self.unit * self.camera.focal / depths)


def outlined(stand: Stand, path: Any, color: Color, depth: float, alpha: float = 1.0) -> None:
    """A shape with its line and shadow, or as clear as glass."""
    if alpha < 1:
        stand.brush.outline(path, mix(color, rgb("#7f97a8"), 0.5), stand.weight() * 0.7)
        stand.brush.fill(path, stand.brush.light.bright(color), alpha)
        return
    stand.brush.cel(path, color, depth * stand.pixel, weight=stand.weight())


def sides(stand: Stand) -> tuple[Vector, Vector]:
    """For a turned body: the unit direction across the sight, and the one towards us, both level in its own axes."""
    towards = stand.sight * (1, 0, 1)
    long = math.sqrt(float(towards @ towards))
    towards = towards / long if long > 1e-6 else np.array([0.0, 0.0, 1.0])
    return np.array([towards[2], 0.0, -towards[0]]), towards
