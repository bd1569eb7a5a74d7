"""A garment on a posed trunk: its outline, its colours, and lines, patches and bands placed on its surface.

Coordinates (u, s) are those of `Torso.on`; `size` is pixels per head, the unit of detail.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.torso import Torso
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.clothing.drape import Drape
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
    swell,
    trace,
)

Rows = list[tuple[float, float]]


def mirrored(rows: Rows) -> Rows:
    """A half outline from the left (negative u) continued on the right."""
    return [*rows, *[(-u, s) for u, s in rows[::-1] if u != 0.0]]


class Garment:
    """The clothes of one person on a posed trunk."""

    def __init__(self, look: Appearance, torso: Torso, camera: Camera, brush: Brush, size: float) -> None:
        self.look, self.torso, self.camera, self.brush, self.size = look, torso, camera, brush, size
        self.outfit = look.outfit
        self.base = look.main
        self.lower = look.cloth.get("lower", look.main)
        self.trunk = torso.drape(look.shell)
        self.hung: Drape | None = None  # the skirt
        self.coat: Drape | None = None
        self.skirt_path: Any = None
        self.coat_path: Any = None
        self.is_one_piece = False  # top and skirt are one garment
        self.body: Any = None  # the outline of what the trunk wears

    def role(self, name: str, shade: float = 1.0) -> Color:
        """A colour by role, `skin`, or `#rrggbb`; `shade` scales it."""
        if name.startswith("#"):
            found = rgb(name)
        elif name == "skin":
            found = self.look.skin
        else:
            found = self.look.cloth.get(name, self.base)
        return found if shade == 1.0 else darker(found, shade)

    def path(self, rows: Rows, lift: float = 0.0, corners: tuple[int, ...] = (), *, back: bool = False) -> Any:
        """A smooth outline through surface points."""
        return curve(self.torso.on(points(rows), lift, back=back), corners=corners)

    def sharp(self, rows: Rows, lift: float = 0.006, *, back: bool = False) -> Any:
        """An outline of straight edges through surface points."""
        return polygon(self.torso.on(points(rows), lift, back=back))

    def line(
        self,
        rows: Rows,
        width: float,
        color: Color,
        alpha: float = 1.0,
        lift: float = 0.004,
        *,
        back: bool = False,
        even: bool = False,
    ) -> None:
        """A line along the surface, tapered unless `even`; `width` in heads."""
        flat = trace(self.torso.on(points(rows), lift, back=back), 4)
        half = self.size * width
        taper = np.full(len(flat), half) if even else swell(len(flat), 0.08) * half + 0.25
        self.brush.fill(polygon(ribbon(flat, taper)), color, alpha)

    def strip(self, rows: Rows, width: float, color: Color, *, lift: float = 0.008, back: bool = False) -> None:
        """A band of cloth along the surface with an outline; `width` in heads is half of it."""
        flat = trace(self.torso.on(points(rows), lift, back=back), 4)
        path = polygon(ribbon(flat, np.full(len(flat), self.size * width)))
        self.brush.cel(path, color, self.size * width * 0.35, weight=0.6)

    def band(self, s: float, width: float, color: Color, *, drop: float = 0.0, fine: bool = False) -> Vector:
        """A belt around the trunk at height `s`, front or back; `width` in heads is half of it."""
        flat = trace(self.torso.around(s, 0.006, drop), 2)
        half = self.size * width
        path = polygon(ribbon(flat, np.full(len(flat), half)))
        if fine:
            self.brush.fill(path, self.brush.light.bright(color))
        else:
            self.brush.cel(path, color, half * 0.5, weight=0.6)
        return flat

    def dot(self, u: float, s: float, radius: float, color: Color, *, back: bool = False, lift: float = 0.006) -> None:
        """A button or the like; `radius` in heads."""
        at = self.torso.on(points([(u, s)]), lift, back=back)[0]
        self.brush.cel(disc(at, self.size * radius), color, self.size * radius * 0.4, weight=0.5)

    def patch(
        self,
        rows: Rows,
        color: Color,
        *,
        lift: float = 0.008,
        corners: tuple[int, ...] = (),
        depth: float = 0.02,
        weight: float = 0.7,
        back: bool = False,
        sides: tuple[int, ...] = (1,),
    ) -> None:
        """A piece of cloth on the surface; `sides` (1, -1) repeat it mirrored."""
        for side in sides:
            path = self.path([(side * u, s) for u, s in rows], lift, corners, back=back)
            self.brush.cel(path, color, self.size * depth, weight=weight)
