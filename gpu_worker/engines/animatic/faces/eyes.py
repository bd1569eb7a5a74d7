"""Eyes, drawn in eye units (half the width of an eye) on the surface of the face."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.faces.expressions import Units, read
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.raster import (
    UNIT_CIRCLE,
    WHITE,
    Brush,
    Color,
    curve,
    darker,
    mix,
    points,
    polygon,
    ribbon,
    skia,
    smoothstep,
    swell,
    times,
    trace,
)

STEPS = 13
UP = np.array([0.0, 1.0])
CLOSE_UP = 300.0  # pixels per head from which on an eye shows what only a close look sees
_T = np.linspace(0, 1, STEPS)[:, None]
_BACK = _T[:, 0] ** 1.3
_POINTS = np.arange(8) * math.pi / 4
STAR = np.stack([np.cos(_POINTS), np.sin(_POINTS)], 1) * np.where(np.arange(8) % 2 == 0, 1.0, 0.30)[:, None]


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
    "female": EyeCut(0.102, 0.166, 0.428, (0.86, 1.10), (-0.48, -0.62), 0.20, 0.55, 1.0, 1.42, 1.0),
    "male": EyeCut(0.095, 0.163, 0.438, (0.64, 0.82), (-0.34, -0.42), 0.17, 0.47, 0.62, 1.14, 1.5),
    "child": EyeCut(0.108, 0.172, 0.385, (0.98, 1.16), (-0.58, -0.66), 0.10, 0.62, 0.8, 1.55, 0.85),
    "old": EyeCut(0.092, 0.164, 0.432, (0.62, 0.68), (-0.38, -0.42), 0.00, 0.46, 0.5, 1.34, 1.15),
}


def _bezier(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> Vector:
    t, s = _T, 1 - _T
    return s**3 * np.array(a) + 3 * s * s * t * np.array(b) + 3 * s * t * t * np.array(c) + t**3 * np.array(d)


@dataclass(slots=True)
class Lids:
    """The edges of one eye from inner to outer corner, in eye units; `wide` as it opens without a blink."""

    upper: Vector
    lower: Vector
    shut: float
    tilt: float
    crease: Vector

    def round_off(self, aside: float) -> None:
        """In profile there is no inner corner: the lids end in front, on the ball itself."""
        front = -1 + 0.58 * aside
        for line in (self.upper, self.lower):
            first = int(np.argmax(line[:, 0] >= front))
            line[:first] = line[first]
        middle = (self.upper[0] + self.lower[0]) / 2
        self.lower[0] = self.upper[0] = middle - (0.07 * aside, 0.0)


def cut_of(head: Head) -> EyeCut:
    """The eye that belongs to this face."""
    look = head.look
    kind = "child" if look.is_child else "old" if look.is_old else "male" if look.is_male else "female"
    cut = CUTS[kind]
    own = look.features  # everybody's eyes are a little their own
    return replace(
        cut,
        half=cut.half * own.eye_size,
        apart=cut.apart + own.eye_apart,
        upper=(cut.upper[0] * own.eye_tall, cut.upper[1] * own.eye_tall),
        tilt=cut.tilt + own.eye_tilt,
        brow_height=cut.brow_height + own.brow_high,
        brow_weight=cut.brow_weight * own.brow_weight,
    )


def letter_of(side: int) -> str:
    """The figure's own side of what is drawn at the viewer's left (-1) or right (1)."""
    return "R" if side < 0 else "L"


def lids_of(cut: EyeCut, units: Units, blink: float, side: int, level: float) -> Lids:
    """How the lids of the eye on `side` stand, `blink` 0..1 shut, looking `level` -1..1 down or up."""
    letter = letter_of(side)
    wide, cheek = read(units, "5", letter), read(units, "6", letter)
    tight = max(read(units, "7", letter), read(units, "44", letter))
    inner, outer, frown = read(units, "1", letter), read(units, "2", letter), read(units, "4", letter)
    angry, sad = frown * (1 - 0.75 * inner), inner * (1 - 0.55 * outer)
    shut = min(1.0, max(read(units, "43", letter), blink, read(units, "46", letter)))
    shut = max(shut, min(0.42, shut + 0.34 * max(0.0, -level)))  # the lid follows a look down
    lift = 1 + 0.40 * wide - 0.25 * tight + 0.05 * (inner + outer) + 0.10 * max(0.0, level)
    drop = 1 + 0.20 * wide - 0.40 * tight - 0.48 * cheek - 0.10 * level
    tilt = cut.tilt - 0.22 * sad + 0.08 * angry - 0.16 * shut * (1 - angry)
    corner = (-1.0, -0.16 - 0.05 * angry)
    upper = _bezier(
        corner,
        (-0.60, cut.upper[0] * lift - 0.34 * angry + 0.05 * sad),
        (0.36, cut.upper[1] * lift - 0.26 * sad - 0.05 * angry),
        (1.0, tilt),
    )
    lower = _bezier(corner, (-0.52, cut.lower[0] * drop), (0.48, cut.lower[1] * drop), (1.0, tilt))
    laugh = min(1.0, cheek * 1.05)
    squeezed = min(1.0, 1.15 * tight) * (1 - 0.3 * laugh)
    relaxed = lower * 0.80 + upper * 0.20 - UP * (0.05 + 0.09 * np.sin(_T * math.pi))
    arched = lower * 0.26 + upper * 0.74
    closed = relaxed * (1 - laugh) + arched * laugh
    pinched = np.stack([closed[:, 0], corner[1] + (tilt - corner[1]) * _BACK + 0.10 * np.sin(_T[:, 0] * math.pi)], 1)
    closed = closed * (1 - squeezed) + pinched * squeezed
    crease = upper[2:-1] + UP * (0.17 + 0.05 * wide - 0.04 * tight)
    crease = crease * (1 - 0.45 * shut) + (closed[2:-1] + UP * 0.30) * 0.45 * shut
    return Lids(upper * (1 - shut) + closed * shut, lower, shut, tilt, crease)


class Eye:
    """One eye; `side` is -1 for the viewer's left (the figure's own right)."""

    def __init__(self, brush: Brush, head: Head, side: int, units: Units) -> None:
        self.brush, self.head, self.side, self.units = brush, head, side, units
        self.cut = cut_of(head)
        self.ink = lash_ink(brush, head)
        self.is_close = head.size > CLOSE_UP
        self.aside = smoothstep((abs(head.yaw) - 1.05) / 0.40)  # 0 face on, 1 in profile

    def place(self, local: Vector) -> Vector:
        """Pixels of points in eye units, x from the inner to the outer corner."""
        cut = self.cut
        return self.head.on(local * (self.side * cut.half, cut.half) + (self.side * cut.apart, cut.height))

    def draw(self, blink: float, gaze: tuple[float, float]) -> None:
        """The eye `blink` 0..1 shut, looking where action units and `gaze` lead."""
        units = self.units
        across = max(-1.0, min(1.0, units.get("gx", 0.0) * 0.85 + gaze[0])) * self.side
        level = max(-1.0, min(1.0, units.get("gy", 0.0) * 0.85 + gaze[1]))
        lids = lids_of(self.cut, units, blink, self.side, level)
        if self.aside > 0:
            lids.round_off(self.aside)
        brush = self.brush
        self._draw_sockets(lids)
        if lids.shut < 0.93:
            ball = polygon(self.place(np.vstack([lids.upper, lids.lower[::-1]])))
            brush.fill(ball, self._white())
            with brush.inside(ball):
                self._draw_iris(lids, across, level)
            self._draw_lower_edge(lids)
        self._draw_lashes(lids)
        self._draw_crease(lids)

    # ------------------------------------------------------------------ inside

    def _white(self) -> Color:
        units = self.units
        white = mix(
            (0.99, 0.985, 0.99), (1.0, 0.80, 0.80), max(0.7 * units.get("red", 0.0), 0.2 * units.get("tear", 0))
        )
        white = mix(white, (0.66, 0.62, 0.74), 0.55 * max(units.get("glint", 0.0), 0.6 * units.get("gloom", 0.0)))
        return times(white, mix(self.brush.light.lit, WHITE, 0.30))

    def _draw_iris(self, lids: Lids, across: float, level: float) -> None:
        brush, head, cut, units, place = self.brush, self.head, self.cut, self.units, self.place
        wide = read(units, "5", letter_of(self.side))
        dull, glint = units.get("dull", 0.0), units.get("glint", 0.0)
        radius = (
            cut.iris * (1 - 0.10 * wide) * (1 - 0.42 * units.get("small", 0.0)) * (1 + 0.05 * units.get("wide", 0.0))
        )
        tall = radius * 1.17
        slim = 1 - 0.22 * self.aside
        middle = np.array(
            [
                across * 0.54 - 0.20 * self.aside,
                (cut.upper[1] + cut.lower[1]) * 0.33 + level * (0.30 if level > 0 else 0.34),
            ]
        )
        colour = times(head.look.eye, mix(brush.light.lit, WHITE, 0.25))
        colour = mix(mix(colour, (0.42, 0.40, 0.42), 0.45 * dull), (0.05, 0.03, 0.06), 0.45 * glint)

        def oval(w: float, h: float, dx: float = 0.0, dy: float = 0.0) -> Any:
            return polygon(place(UNIT_CIRCLE * (w * slim, h) + middle + (dx * slim, dy)))

        brush.fill(oval(radius, tall), darker(colour, 0.34))
        brush.fill(oval(radius * 0.89, tall * 0.91, dy=-0.02), colour)
        light = mix(colour, (1.0, 0.86, 0.66), 0.46 * (1 - dull))
        brush.fill(oval(radius * 0.70, tall * 0.48, dy=-tall * 0.40), light)
        if self.is_close:
            self._draw_rays(middle, radius, tall, light)
        cap = np.vstack(
            [UNIT_CIRCLE[0:13] * (radius * 0.9, tall * 0.92), [(-radius * 0.8, 0.02), (0, -0.10), (radius * 0.8, 0.02)]]
        )
        brush.fill(polygon(place(cap + middle)), darker(colour, 0.28), 0.82 * (1 - 0.5 * dull))
        pupil = radius * (0.40 + 0.16 * units.get("wide", 0.0))
        brush.fill(oval(pupil, pupil * 1.2), mix((0.06, 0.03, 0.06), colour, 0.35 * dull))
        shadow = np.vstack([lids.upper + UP * 0.1, (lids.upper - UP * 0.19)[::-1]])
        brush.fill(polygon(place(shadow)), times((0.34, 0.26, 0.42), brush.light.shade), 0.46)
        self._draw_lights(oval, radius, tall, middle)
        if max(units.get("shine", 0.0), units.get("brim", 0.0)) > 0.4:
            self._draw_water(lids)

    def _draw_rays(self, middle: Vector, radius: float, tall: float, light: Color) -> None:
        turn = np.linspace(math.pi * 1.08, math.pi * 1.92, 9)
        way = np.stack([np.cos(turn) * radius, np.sin(turn) * tall], 1)
        path = skia.Path()
        for near, far in zip(
            self.place(middle + way * 0.48).tolist(), self.place(middle + way * 0.84).tolist(), strict=True
        ):
            path.moveTo(*near)
            path.lineTo(*far)
        self.brush.stroke(path, mix(light, WHITE, 0.22), self.head.size * 0.0024, 0.55)

    def _draw_lights(self, oval: Any, radius: float, tall: float, middle: Vector) -> None:
        """What the iris mirrors; none of it in an eye that has gone dull."""
        brush, units = self.brush, self.units
        dull, glint = units.get("dull", 0.0), units.get("glint", 0.0)
        sparkle = units.get("sparkle", 0.0)
        alive = (1 - dull) * (1 - 0.75 * glint)
        scale = radius / 0.53
        gleam = (1 + 0.42 * units.get("shine", 0.0)) * scale
        toward = -self.side if brush.light.key[0] < 0 else self.side  # highlights of both eyes fall on the lamp's side
        if alive > 0.05:
            brush.fill(oval(0.155 * gleam, 0.19 * gleam, dx=toward * 0.19 * scale, dy=tall * 0.40), WHITE, 0.97 * alive)
            low = -tall * 0.42
            brush.fill(oval(0.075 * gleam, 0.085 * gleam, dx=-toward * 0.20 * scale, dy=low), WHITE, 0.85 * alive)
            if units.get("shine", 0.0) > 0.5:
                brush.fill(
                    oval(0.05 * gleam, 0.05 * gleam, dx=toward * 0.24 * scale, dy=low * 0.75), WHITE, 0.8 * alive
                )
        if sparkle > 0.1:
            size = (0.20 + 0.20 * sparkle) * scale
            for dx, dy, by in ((toward * 0.14, 0.22, 1.0), (-toward * 0.22, -0.26, 0.5)):
                star = STAR * size * by * (1, 1.15) + middle + (dx * scale, dy * scale)
                brush.fill(polygon(self.place(star)), WHITE)
        if glint > 0.2:
            spot = np.array([(-0.16, 0.0), (0.0, 0.07), (0.16, 0.0), (0.0, -0.07)]) * (1 + 0.4 * glint) * scale
            brush.fill(
                polygon(self.place(spot + middle + (toward * 0.10 * scale, tall * 0.26))), WHITE, min(1.0, 0.4 + glint)
            )

    def _draw_water(self, lids: Lids) -> None:
        """Water along the lower lid: a bright rim, and where it brims a whole pool."""
        brush, brim = self.brush, self.units.get("brim", 0.0)
        deep = 0.09 * self.units.get("shine", 0.0) + 0.20 * brim
        bulge = deep * (0.45 + 0.55 * np.sin(np.linspace(0.15, math.pi - 0.15, STEPS)))[:, None]
        pool = polygon(self.place(np.vstack([lids.lower, (lids.lower + UP * bulge)[::-1]])))
        brush.fill(pool, mix((0.80, 0.91, 1.0), WHITE, 0.55), 0.78)
        if brim > 0.3:
            edge = self.place(lids.lower + UP * bulge)
            brush.stroke(polygon(edge, closed=False), (0.52, 0.66, 0.82), self.head.size * 0.0030, 0.75)
            for index, by in ((4, 0.055), (9, 0.075)):
                at = lids.lower[index] + UP * deep * 0.45
                brush.fill(polygon(self.place(UNIT_CIRCLE[::3] * by + at)), WHITE, 0.95)

    # ------------------------------------------------------------------ around

    def _draw_sockets(self, lids: Lids) -> None:
        """The colour of the lid, the shadow under a tired eye, the redness of a wept one."""
        brush, head, units = self.brush, self.head, self.units
        skin = head.look.skin
        red, bags = units.get("red", 0.0), units.get("bags", 0.0)
        lid = np.vstack([lids.upper[2:-1], lids.crease[::-1]])
        tint = mix(brush.light.shadow(skin), times((0.86, 0.42, 0.40), brush.light.lit), 0.6 * red)
        brush.fill(polygon(self.place(lid)), tint, 0.30 + 0.10 * red + 0.25 * lids.shut * (not head.look.is_male))
        if red > 0.2:
            below = np.vstack([lids.lower, (lids.lower - UP * 0.20)[::-1]])
            brush.fill(polygon(self.place(below)), times((0.93, 0.45, 0.43), brush.light.lit), 0.40 * red)
        age = {"old": 0.75, "middle": 0.40}.get(head.look.age, 0.0)
        hollow = max(bags, 0.6 * age)
        if hollow > 0.1:
            sag = 0.30 + 0.14 * hollow
            edge = lids.lower[1:-1] - UP * 0.06
            crescent = np.vstack([edge, (edge - UP * sag * np.sin(np.linspace(0, math.pi, STEPS - 2))[:, None])[::-1]])
            shade = mix(brush.light.shadow(skin), times((0.48, 0.36, 0.50), brush.light.lit), 0.45 * bags)
            brush.fill(polygon(self.place(crescent)), shade, 0.62 * hollow)
        cheek = read(units, "6", letter_of(self.side))
        if max(hollow, cheek) > 0.25:
            drop = 0.20 + 0.24 * hollow + 0.05 * cheek
            line = self.place(trace(lids.lower[2:10:2] - UP * drop, 4))
            widths = swell(len(line), 0.15) * head.size * 0.0036
            brush.fill(polygon(ribbon(line, widths)), brush.light.line(skin), min(0.75, 0.55 * max(hollow, cheek)))

    def _draw_lower_edge(self, lids: Lids) -> None:
        brush, head, cut = self.brush, self.head, self.cut
        lower = self.place(lids.lower[5:])
        widths = np.linspace(0.0008, 0.0042 * cut.lash + 0.0014, len(lower)) * head.size
        path = polygon(ribbon(lower, widths))
        if cut.lash > 0.7 and self.is_close and lids.shut < 0.6:  # a few lashes under the outer corner
            for index in (7, 9, 11):
                root = lids.lower[index]
                tip = shifted(root, 0.10, -0.15)
                path.addPath(
                    curve(self.place(np.stack([shifted(root, -0.03), tip, shifted(root, 0.03)])), corners=(0, 1, 2))
                )
        brush.fill(path, self.ink, 0.72)
        if self.is_close and not self.aside:
            pink = times((0.93, 0.62, 0.60), brush.light.lit)
            inner = points([lids.lower[0], lids.upper[1], (lids.upper[2] + lids.lower[2]) / 2, lids.lower[1]])
            brush.fill(curve(self.place(inner), corners=(0,)), pink, 0.85 * (1 - lids.shut))

    def _draw_lashes(self, lids: Lids) -> None:
        brush, cut, place = self.brush, self.cut, self.place
        thick = np.interp(np.linspace(0, 1, STEPS), [0, 0.2, 0.6, 0.9, 1], [0.02, 0.075, 0.15, 0.19, 0.10]) * (
            0.42 + 0.58 * cut.lash
        )
        upper = lids.upper
        open_ = 1 - lids.shut
        wing = 0.19 * cut.lash + 0.04
        rise = 0.20 * open_ * cut.lash - 0.09 * lids.shut * cut.lash
        tip = [(1.0 + wing, lids.tilt + rise + (upper[-1, 1] - lids.tilt) * 0.8), (1.0, upper[-1, 1] - 0.05)]
        band = np.vstack([upper + np.stack([np.zeros(STEPS), thick], 1), tip, (upper - UP * 0.012)[::-1]])
        path = polygon(place(band))
        if cut.lash > 0.7:
            flip = 1 - 1.9 * lids.shut
            for i, dx, dy, girth in ((7, 0.02, 0.15, 0.05), (9, 0.10, 0.20, 0.06), (11, 0.19, 0.20, 0.06)):
                root = upper[i] + UP * thick[i] * 0.5
                reach = np.array([dx, thick[i] * 0.5 + dy * flip])
                bow = reach * 0.55 + (0.035, -0.02 * flip)
                lash = np.stack(
                    [
                        shifted(root, -girth),
                        shifted(root + bow, -0.025),
                        root + reach,
                        shifted(root + bow, 0.02),
                        shifted(root, girth),
                    ]
                )
                path.addPath(curve(place(lash), corners=(0, 2, 4)))
        path.setFillType(skia.PathFillType.kWinding)
        brush.fill(path, self.ink)

    def _draw_crease(self, lids: Lids) -> None:
        if lids.shut > 0.9:
            return
        head, brush = self.head, self.brush
        line = self.place(lids.crease)
        widths = swell(len(line), 0.2) * head.size * 0.0030
        brush.fill(polygon(ribbon(line, widths)), brush.light.line(head.look.skin), 0.62 * (1 - 0.6 * lids.shut))


def shifted(at: Vector, x: float, y: float = 0.0) -> Vector:
    """A point, or each of many, moved by (x, y)."""
    return at + np.array([x, y])


def lash_ink(brush: Brush, head: Head) -> Color:
    """The dark of lashes and brows: never lighter than the hair, never plain black."""
    hair = mix(head.look.hair, (0.10, 0.05, 0.08), 0.62 if not head.look.is_old else 0.8)
    return times(hair, mix(brush.light.lit, WHITE, 0.2))
