"""Draws what is worn on a head and what has happened to a face, over skin or over hair, from any side."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.heads.locks import Hang
from gpu_worker.engines.animatic.heads.worn import Part, Worn, things_of
from gpu_worker.engines.animatic.raster import (
    Brush,
    Color,
    curve,
    disc,
    mix,
    polygon,
    rgb,
    ribbon,
    swell,
    times,
    trace,
)

_TURN = np.linspace(0, 2 * math.pi, 40, endpoint=False)
_WAYS = np.stack([np.cos(_TURN), np.sin(_TURN)], 1)
RING = np.linspace(0, 2 * math.pi, 16, endpoint=False)


def around(spots: Vector, radii: Vector | float = 0.0) -> Vector:
    """The outline of everything that lies between discs (n, 2) with these radii: their convex hull, in pixels."""
    reach = spots @ _WAYS.T + np.reshape(np.broadcast_to(radii, len(spots)), (-1, 1))
    best = reach.argmax(0)
    out = spots[best] + np.broadcast_to(radii, len(spots))[best][:, None] * _WAYS
    moved = np.hypot(*(out - np.roll(out, 1, 0)).T) > 0.05
    kept: Vector = out[moved] if moved.sum() > 2 else out
    return kept


class Adornments:
    """What one head wears, in one pose."""

    def __init__(self, hang: Hang, names: tuple[str, ...]) -> None:
        self.hang, self.scalp = hang, hang.scalp
        self.head = hang.scalp.head
        self.things: tuple[Worn, ...] = things_of(names)

    def draw_behind(self, brush: Brush) -> None:
        """What hangs or stands on the far side of the head."""
        self._draw(brush, behind=True, layer="hair")

    def draw_on_skin(self, brush: Brush) -> None:
        """What lies on the face, below the hair."""
        self._draw(brush, behind=False, layer="skin")

    def draw_over_hair(self, brush: Brush) -> None:
        """What is worn over the hair, and what hangs at the ears."""
        self._draw(brush, behind=False, layer="hair")

    def _draw(self, brush: Brush, *, behind: bool, layer: str) -> None:
        hides_ears = self.head.look.hairstyle.covers_ears
        for thing in self.things:
            under = hides_ears and thing.slot == "ears"
            for part in thing.parts:
                if ("skin" if under else part.layer) == layer:
                    for side in part.sides:
                        getattr(self, f"_{part.kind}")(brush, part, side, behind)

    # ------------------------------------------------------------------ colours

    def _color(self, name: str) -> Color:
        look = self.head.look
        named = {
            "hair": look.hair,
            "skin": look.skin,
            "main": look.main,
            "second": look.second,
            "accent": look.accent,
            "lip": look.lip,
            "flush": times(mix(look.skin, (0.86, 0.22, 0.24), 0.55), (1.0, 0.92, 0.94)),
        }
        return named[name] if name in named else rgb(name)

    def _fill(self, brush: Brush, path: Any, part: Part, depth: float = 0.02) -> None:
        color = self._color(part.fill)
        if part.alpha >= 1.0:
            brush.cel(path, color, self.head.size * depth, weight=part.line)
            return
        if part.line > 0:
            brush.stroke(path, brush.light.line(color), brush.weight * part.line, min(1.0, part.alpha + 0.2))
        brush.fill(path, brush.light.bright(color), part.alpha)

    # ------------------------------------------------------------------ on the face: rows of u, v

    def _is_seen(self, uv: Vector, lift: float) -> bool:
        """Whether the middle of what lies on the face looks at us."""
        middle = self.head.surface(uv.mean(0, keepdims=True))
        least = (0.0 if self.head.faces_us else 0.2) + 3 * max(0.0, lift - 0.02)
        if abs(float(uv[:, 0].mean())) < 0.04 and self.head.faces_us:  # in profile the middle of a face still shows
            least = -0.15
        return bool(self.scalp.facing(middle)[0] > least)

    def _ours(self, part: Part, side: int) -> Vector:
        """The points of what lies on the face; what spans its middle is drawn in at the side that turns away."""
        uv = part.points * (side, 1)
        if uv[:, 0].min() < -0.02 and uv[:, 0].max() > 0.02:
            yaw = self.head.yaw
            away = min(1.0, max(0.0, (abs(yaw) - 0.7) / 0.7))
            uv[:, 0] *= np.where(uv[:, 0] * yaw > 0, 1 - away, 1.0)
        return uv

    def _patch(self, brush: Brush, part: Part, side: int, behind: bool) -> None:
        uv = self._ours(part, side)
        if behind or not self._is_seen(uv, part.lift):
            return
        self._fill(brush, curve(self.head.on(uv, part.lift), corners=part.corners), part)

    def _stroke(self, brush: Brush, part: Part, side: int, behind: bool) -> None:
        uv = self._ours(part, side)
        if behind or not self._is_seen(uv, part.lift):
            return
        line = trace(self.head.on(uv, part.lift), 4)
        self._ribbon(brush, part, line)

    def _ribbon(self, brush: Brush, part: Part, line: Vector) -> None:
        size = self.head.size
        widths = swell(len(line), 0.35) * part.width * size
        path = polygon(ribbon(line, widths))
        if part.line > 0:
            self._fill(brush, path, part, 0.004)
        else:
            brush.fill(path, brush.light.bright(self._color(part.fill)), part.alpha)

    # ------------------------------------------------------------------ in space: rows of x, y, z

    def _lies_behind(self, part: Part, where: Vector) -> bool:
        reach = -0.07 if part.layer == "skin" else -0.02  # what stands before a face shows past its profile
        return not part.before and (part.behind or self.hang.nearness(where) < reach)

    def _shape(self, brush: Brush, part: Part, side: int, behind: bool) -> None:
        where = part.points * (side, 1, 1)
        if self._lies_behind(part, where) == behind:
            self._fill(brush, curve(self.hang(where), corners=part.corners), part)

    def _line(self, brush: Brush, part: Part, side: int, behind: bool) -> None:
        where = part.points * (side, 1, 1)
        if self._lies_behind(part, where) == behind:
            self._ribbon(brush, part, trace(self.hang(where), 4))

    def _ball(self, brush: Brush, part: Part, side: int, behind: bool) -> None:
        for row in part.points:
            where = row[None, :3] * (side, 1, 1)
            if self._lies_behind(part, where) == behind:
                self._fill(brush, disc(self.hang(where)[0], float(row[3]) * self.head.size), part, float(row[3]) * 0.4)

    def _drop(self, brush: Brush, part: Part, side: int, behind: bool) -> None:
        """Beads on a thread, straight down from x, y, z for a length, swinging with the hair."""
        size = self.head.size
        for row in part.points:
            where = row[None, :3] * (side, 1, 1)
            if (self.hang.nearness(where) < -0.12) != behind:
                continue
            top = self.hang(where)[0]
            swing = self.hang.sway * 0.8 + self.hang.breeze
            end = top + np.array([swing, 1.0]) * float(row[3]) * size
            brush.stroke(
                polygon(np.stack([top, end]), closed=False), brush.light.line(self._color(part.fill)), brush.weight
            )
            for share in np.linspace(0.3 if part.beads > 1 else 1.0, 1.0, part.beads):
                radius = part.width * size * (1.0 if share < 1 else 1.35)
                self._fill(brush, disc(top + (end - top) * share, radius), part, part.width * 0.4)

    def _cloth(self, brush: Brush, part: Part, side: int, behind: bool) -> None:
        """Thin stuff hanging from the head: everything between its points."""
        where = part.points * (side, 1, 1)
        if part.behind == behind:
            self._fill(brush, curve(around(self.hang(where))), part, 0.04)

    # ------------------------------------------------------------------ round the head

    def _ring(self, y: float, wide: float, front: float, back: float) -> Vector:
        """A level ring of points round the head, no smaller than the hair there."""
        own = float(np.interp(y, *self._girth()))
        wide = max(wide, own + 0.012) if y < 0.86 else wide
        middle, half = (front + back) / 2, (front - back) / 2
        return np.stack([np.sin(RING) * wide, np.full(len(RING), y), middle + np.cos(RING) * half], 1)

    def _girth(self) -> tuple[Vector, Vector]:
        return self.scalp.heights, self.scalp.widths

    def _dome(self, brush: Brush, part: Part, side: int, behind: bool) -> None:
        """A crown or brim: everything between level rings of height, half-width, front and back."""
        if part.behind != behind:
            return
        rings = np.vstack([self._ring(*(float(c) for c in row)) for row in part.points])
        self._fill(brush, curve(around(self.head.at(rings))), part, 0.05)

    def _band(self, brush: Brush, part: Part, side: int, behind: bool) -> None:
        """Stuff wound round the head: rows of height and tilt for its lower and its upper edge."""
        if behind:
            return
        towards = math.atan2(self.head.axes[2, 0], self.head.axes[2, 2])
        turn = towards + np.linspace(-1.5, 1.5, 17)
        rows = []
        for y, tilt in part.points:
            height = y + tilt * np.cos(turn)
            wide = np.interp(height, *self._girth())
            middle, half = (np.interp(height, self.scalp.heights, c) for c in (self.scalp.middles, self.scalp.halves))
            ring = np.stack([np.sin(turn) * wide, height, middle + np.cos(turn) * half], 1)
            rows.append(self.head.at(ring * (1.02, 1.0, 1.02)))
        outline = np.vstack([rows[0], rows[1][::-1]])
        self._fill(brush, curve(outline, corners=(0, 16, 17, 33)), part)
