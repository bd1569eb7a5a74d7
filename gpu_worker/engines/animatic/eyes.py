"""Eyes and brows, drawn in eye units (half the width of an eye) on the surface of the face."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.expressions import Units, read
from gpu_worker.engines.animatic.head import Head
from gpu_worker.engines.animatic.raster import (
    UNIT_CIRCLE,
    WHITE,
    Brush,
    curve,
    darker,
    mix,
    points,
    polygon,
    ribbon,
    times,
    trace,
)

STEPS = 13
UP = np.array([0.0, 1.0])
OUT = np.array([1.0, 0.0])
_T = np.linspace(0, 1, STEPS)[:, None]


@dataclass(frozen=True, slots=True)
class EyeCut:
    """The cut of an eye: where it sits (head units) and how its lids run (eye units)."""

    half: float
    apart: float
    height: float
    upper: tuple[float, float]
    lower: tuple[float, float]
    tilt: float
    iris: float
    lash: float
    brow_height: float
    brow_weight: float


CUTS = {
    "female": EyeCut(0.100, 0.166, 0.428, (0.84, 1.10), (-0.50, -0.64), 0.20, 0.53, 1.0, 1.42, 1.02),
    "male": EyeCut(0.094, 0.163, 0.438, (0.62, 0.80), (-0.34, -0.42), 0.16, 0.45, 0.66, 1.10, 1.45),
    "child": EyeCut(0.106, 0.172, 0.385, (0.98, 1.16), (-0.58, -0.66), 0.10, 0.60, 0.8, 1.55, 0.85),
    "old": EyeCut(0.092, 0.164, 0.432, (0.66, 0.74), (-0.40, -0.44), 0.04, 0.46, 0.55, 1.36, 1.15),
}


def _bezier(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> Vector:
    t, s = _T, 1 - _T
    return s**3 * np.array(a) + 3 * s * s * t * np.array(b) + 3 * s * t * t * np.array(c) + t**3 * np.array(d)


@dataclass(slots=True)
class _Lids:
    """The edges of one eye from inner to outer corner, in eye units."""

    upper: Vector
    lower: Vector
    shut: float
    tilt: float


def cut_of(head: Head) -> EyeCut:
    """The eye that belongs to this face."""
    look = head.look
    kind = "child" if look.is_child else "old" if look.is_old else "male" if look.is_male else "female"
    cut = CUTS[kind]
    size, lift, heavy = look.traits  # everybody's eyes are a little their own
    return replace(
        cut,
        half=cut.half * (1 + 0.035 * size),
        apart=cut.apart + 0.004 * lift,
        tilt=cut.tilt + 0.07 * lift,
        brow_height=cut.brow_height + 0.07 * size,
        brow_weight=cut.brow_weight * (1 + 0.16 * heavy),
    )


def _lids(cut: EyeCut, units: Units, blink: float, side: int) -> _Lids:
    letter = "R" if side < 0 else "L"
    wide, tight, cheek = read(units, "5", letter), read(units, "7", letter), read(units, "6", letter)
    shut = min(1.0, max(read(units, "43", letter), blink, read(units, "46", letter)))
    lift = 1 + 0.34 * wide - 0.24 * tight
    drop = 1 + 0.14 * wide - 0.36 * tight - 0.42 * cheek
    droop = 0.16 * units.get("1", 0.0) - 0.12 * units.get("4", 0.0)
    tilt = cut.tilt - droop
    frown = 0.16 * units.get("4", 0.0) * (1 - 0.7 * units.get("1", 0.0))
    upper = _bezier(
        (-1, -0.16), (-0.60, cut.upper[0] * lift - frown), (0.36, cut.upper[1] * lift - 0.2 * droop), (1.0, tilt)
    )
    lower = _bezier((-1, -0.16), (-0.52, cut.lower[0] * drop), (0.48, cut.lower[1] * drop), (1.0, tilt))
    laugh = min(1.0, cheek)
    closed = lower * (0.74 - 0.46 * laugh) + upper * (0.26 + 0.46 * laugh) - UP * 0.05 * (1 - laugh)
    return _Lids(upper * (1 - shut) + closed * shut, lower, shut, tilt)


class Eye:
    """One eye with its brow; `side` is -1 for the viewer's left (the figure's own right)."""

    def __init__(self, brush: Brush, head: Head, side: int, units: Units) -> None:
        self.brush, self.head, self.side, self.units = brush, head, side, units
        self.cut = cut_of(head)
        hair = mix(head.look.hair, (0.10, 0.05, 0.08), 0.62 if not head.look.is_old else 0.8)
        self.ink = times(hair, mix(brush.light.lit, WHITE, 0.2))

    def place(self, local: Vector) -> Vector:
        """Pixels of points in eye units, x from the inner to the outer corner."""
        cut = self.cut
        u = self.side * (cut.apart + local[:, 0] * cut.half)
        return self.head.on(np.stack([u, cut.height + local[:, 1] * cut.half], 1))

    def draw(self, blink: float, gaze: tuple[float, float]) -> None:
        """The eye `blink` 0..1 shut, looking where action units and `gaze` lead."""
        lids = _lids(self.cut, self.units, blink, self.side)
        brush = self.brush
        if lids.shut < 0.9:
            ball = polygon(self.place(np.vstack([lids.upper, lids.lower[::-1]])))
            white = mix((0.99, 0.985, 0.99), (1.0, 0.90, 0.90), 0.5 * self.units.get("tear", 0.0))
            brush.fill(ball, times(white, mix(brush.light.lit, WHITE, 0.30)))
            with brush.inside(ball):
                self._draw_iris(lids, gaze)
            lower = self.place(lids.lower[5:])
            widths = np.linspace(0.0010, 0.0046 * self.cut.lash + 0.0014, len(lower)) * self.head.size
            brush.fill(polygon(ribbon(lower, widths)), self.ink, 0.70)
        self._draw_lashes(lids)
        self._draw_brow()

    def _draw_iris(self, lids: _Lids, gaze: tuple[float, float]) -> None:
        brush, head, cut, units, side, place = self.brush, self.head, self.cut, self.units, self.side, self.place
        wide = units.get("5", 0.0)
        across = (units.get("gx", 0.0) * 0.8 + gaze[0]) * side
        level = units.get("gy", 0.0) * 0.8 + gaze[1]
        radius = cut.iris * (1 - 0.13 * wide)
        tall = radius * 1.16
        x = max(-0.42, min(0.42, 0.0 + across * 0.36))
        y = (cut.upper[1] + cut.lower[1]) * 0.34 + max(-0.28, min(0.3, level * 0.28))
        colour = times(head.look.eye, mix(brush.light.lit, WHITE, 0.25))
        middle = np.array([x, y])

        def oval(w: float, h: float, dx: float = 0.0, dy: float = 0.0) -> Vector:
            return place(UNIT_CIRCLE * (w, h) + middle + (dx, dy))

        brush.fill(polygon(oval(radius, tall)), darker(colour, 0.38))
        brush.fill(polygon(oval(radius * 0.88, tall * 0.90, dy=-0.03)), colour)
        brush.fill(polygon(oval(radius * 0.66, tall * 0.44, dy=-tall * 0.42)), mix(colour, (1.0, 0.88, 0.70), 0.42))
        cap = np.vstack(
            [UNIT_CIRCLE[0:13] * (radius * 0.9, tall * 0.92), [(-radius * 0.8, 0.02), (0, -0.10), (radius * 0.8, 0.02)]]
        )
        brush.fill(polygon(place(cap + middle)), darker(colour, 0.30), 0.82)
        brush.fill(polygon(oval(radius * 0.40, tall * 0.42)), (0.06, 0.03, 0.06))
        shadow = np.vstack([lids.upper + UP * 0.1, (lids.upper - UP * 0.17)[::-1]])
        brush.fill(polygon(place(shadow)), times((0.36, 0.28, 0.42), brush.light.shade), 0.42)
        gleam = 1 + 0.45 * units.get("shine", 0.0)
        toward = -side if brush.light.key[0] < 0 else side  # highlights of both eyes fall on the lamp's side
        brush.fill(polygon(oval(0.155 * gleam, 0.19 * gleam, dx=toward * 0.19, dy=tall * 0.42)), WHITE, 0.97)
        brush.fill(polygon(oval(0.075 * gleam, 0.085 * gleam, dx=-toward * 0.20, dy=-tall * 0.40)), WHITE, 0.85)
        if units.get("shine", 0.0) > 0.45:
            wet = np.vstack([lids.lower, (lids.lower + UP * 0.10 * units["shine"])[::-1]])
            brush.fill(polygon(place(wet)), WHITE, 0.75 * units["shine"])

    def _draw_lashes(self, lids: _Lids) -> None:
        brush, head, cut, ink, place = self.brush, self.head, self.cut, self.ink, self.place
        thick = np.interp(np.linspace(0, 1, STEPS), [0, 0.2, 0.6, 0.9, 1], [0.03, 0.085, 0.155, 0.185, 0.09]) * (
            0.45 + 0.55 * cut.lash
        )
        upper = lids.upper
        open_ = 1 - lids.shut
        wing = 0.17 * cut.lash + 0.05
        tip = [(1.0 + wing, lids.tilt + 0.17 * open_ * cut.lash - 0.07 * lids.shut), (1.0, lids.tilt - 0.06)]
        band = np.vstack([upper + np.stack([np.zeros(STEPS), thick], 1), tip, (upper - UP * 0.012)[::-1]])
        brush.fill(polygon(place(band)), ink)
        if cut.lash > 0.7 and not head.look.is_child:
            for i, dx, dy in ((8, 0.06, 0.17), (10, 0.13, 0.18), (11, 0.19, 0.13)):
                root = upper[i] + UP * thick[i] * 0.4
                spike = points(
                    [
                        root - OUT * 0.07,
                        root + OUT * dx + UP * (thick[i] * 0.6 + dy * (1 - lids.shut * 1.7)),
                        root + OUT * 0.06,
                    ]
                )
                brush.fill(polygon(place(spike)), ink)
        if lids.shut < 0.85:
            crease = upper[2:-1] + UP * 0.19 + np.stack([np.zeros(STEPS - 3), thick[2:-1] * 0.6], 1)
            line = place(crease)
            widths = np.sin(np.linspace(0.2, math.pi - 0.2, len(line))) * head.size * 0.0032
            brush.fill(polygon(ribbon(line, widths)), brush.light.line(head.look.skin), 0.70)

    def _draw_brow(self) -> None:
        brush, head, cut, units, side, ink = self.brush, self.head, self.cut, self.units, self.side, self.ink
        letter = "R" if side < 0 else "L"
        inner, outer, frown = read(units, "1", letter), read(units, "2", letter), read(units, "4", letter)
        wrinkle, wide = units.get("9", 0.0), units.get("5", 0.0)
        x = np.array([-0.98, -0.42, 0.22, 0.82, 1.26]) - frown * np.array([0.20, 0.13, 0.05, 0, 0])
        rest = (
            np.array([-0.02, 0.12, 0.24, 0.20, 0.0])
            if not head.look.is_male
            else np.array([-0.04, 0.08, 0.17, 0.16, 0.02])
        )
        angry = frown * (1 - 0.7 * inner)
        y = (
            cut.brow_height
            + rest
            + inner * np.array([0.78, 0.46, 0.08, -0.12, -0.24])
            + outer * np.array([0.10, 0.28, 0.48, 0.50, 0.34])
            - angry * np.array([0.60, 0.46, 0.18, -0.02, -0.02])
            - frown * inner * 0.10
            - wrinkle * np.array([0.18, 0.14, 0.07, 0, 0])
            + wide * 0.12
        )
        line = np.stack([side * (cut.apart + x * cut.half), cut.height + y * cut.half], 1)
        centre = trace(head.on(line, 0.01), 5)
        weight = np.interp(
            np.linspace(0, 1, len(centre)), [0, 0.12, 0.45, 0.75, 1], [0.050, 0.080, 0.082, 0.056, 0.008]
        ) * (cut.brow_weight * cut.half * head.size)
        tint = mix(ink, times(head.look.hair, brush.light.lit), 0.45)
        brush.fill(curve(ribbon(centre, weight)[::2], corners=()), tint, 0.94)
