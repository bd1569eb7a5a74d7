"""Feet and shoes: a hull over heel, ball and toes on a sole, so that every view of them holds."""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.skeleton import Leg
from gpu_worker.engines.animatic.bodies.sweep import chain, discs_of, lit, shaded, wrap
from gpu_worker.engines.animatic.camera import Camera, Vector, cross
from gpu_worker.engines.animatic.raster import WHITE, Brush, Color, curve, darker, mix, polygon, rgb, ribbon

#       forward of the ankle, above the sole, aside, radius: metres of a grown man's foot
FOOT = np.array([
    (-0.052, 0.030, 0.000, 0.029), (-0.010, 0.062, 0.000, 0.034), (0.070, 0.036, 0.010, 0.030),
    (0.122, 0.026, -0.018, 0.025), (0.132, 0.026, 0.016, 0.027), (0.170, 0.020, 0.006, 0.019),
])  # fmt: skip
SOLE = np.array([
    (-0.060, 0.006, 0.012, 0.020), (-0.060, 0.006, -0.012, 0.020), (0.060, 0.006, -0.020, 0.020),
    (0.128, 0.006, -0.024, 0.022), (0.138, 0.006, 0.018, 0.024), (0.182, 0.008, 0.004, 0.016),
])  # fmt: skip
KINDS = frozenset({"heels", "sneakers", "leather", "boots", "cloth", "bare"})
RISE = 13.0  # degrees the sole lies flatter than the line from ankle to toe


def footwear(look: Appearance) -> str:
    """What is on the feet: the outfit's own word, though no child wears heels."""
    stated = look.outfit.footwear
    return "leather" if stated == "heels" and look.is_child else stated


class Feet:
    """Draws the shoes of one person in one pose. `aside` is the figure's own left in metres, a unit vector."""

    def __init__(self, look: Appearance, camera: Camera, brush: Brush, aside: Vector) -> None:
        self.look, self.camera, self.brush, self.aside = look, camera, brush, aside
        self.kind = footwear(look)
        self.k = look.figure.height / 1.78

    def _frame(self, leg: Leg) -> Vector:
        """Rows: where the foot points along its sole, up from the sole, and to the figure's left."""
        way = leg.toe - leg.ankle
        way = way / (math.sqrt(float(way @ way)) + 1e-9)
        aside = self.aside - way * float(self.aside @ way)
        aside = aside / (math.sqrt(float(aside @ aside)) + 1e-9)
        up = cross(way, aside)
        rise = math.radians(3.0 if self.kind == "heels" else RISE)
        way, up = way * math.cos(rise) + up * math.sin(rise), up * math.cos(rise) - way * math.sin(rise)
        return np.array([way, up, aside])

    def _at(self, leg: Leg, rows: Vector, frame: Vector, lift: float = 0.0) -> Vector:
        """World places of rows of a foot, on the sole that lies below the ankle."""
        sole = leg.ankle - frame[1] * ((0.048 if self.kind == "heels" else 0.072) * self.k + lift)
        return sole + (rows[:, :3] * (1, 1, self._outward(leg))) @ frame * self.k

    def _outward(self, leg: Leg) -> float:
        return 1.0 if float((leg.hip - leg.toe) @ self.aside) < 0 else -1.0

    def _hull(self, where: Vector, radii: Vector) -> Vector:
        depths = np.maximum((where - self.camera.position) @ self.camera.axes[2], 0.05)
        return wrap(self.camera.project(where), radii * self.k * self.camera.focal / depths)

    def draw(self, leg: Leg, *, is_covered: bool) -> None:
        """One foot; `is_covered` where trousers fall over the ankle."""
        frame = self._frame(leg)
        kind, look, brush = self.kind, self.look, self.brush
        scale = self.camera.scale(leg.ankle) * self.k
        color = look.skin if kind == "bare" else look.cloth.get("shoes", rgb(look.outfit.shoes))
        skinny = 0.90 if not look.is_male else 1.0
        shape = FOOT * (1, 1, skinny, skinny)
        if kind == "boots":
            self._draw_shaft(leg, color, scale)
        elif not is_covered:
            self._draw_ankle(leg, frame, scale)
        if kind not in ("bare", "heels"):
            tone = WHITE if kind in ("sneakers", "cloth") else darker(color, 0.62)
            self._plate(
                leg, SOLE * (1, 1, skinny, 1), frame, mix(tone, color, 0.12), 0.010 if kind == "sneakers" else 0
            )
        if kind == "heels":
            self._draw_heel(leg, frame, color, scale)
        outline = self._hull(self._at(leg, shape, frame), shape[:, 3])
        path = polygon(outline)
        if kind == "heels" and not is_covered:
            brush.cel(path, look.skin, scale * 0.010, weight=0.9)
            self._draw_pump(leg, frame, color, shape, scale)
        else:
            brush.cel(path, color, scale * 0.013, rim=True)
        if scale * 0.05 > 5:
            self._draw_details(leg, frame, color, scale)

    def _plate(self, leg: Leg, rows: Vector, frame: Vector, color: Color, drop: float) -> None:
        outline = self._hull(self._at(leg, rows, frame, drop), rows[:, 3])
        path = polygon(outline)
        self.brush.outline(path, color)
        self.brush.fill(path, self.brush.light.bright(color))

    def _draw_ankle(self, leg: Leg, frame: Vector, scale: float) -> None:
        """Bare skin from the shin into the shoe."""
        ends = np.stack([leg.ankle * 0.94 + leg.knee * 0.06, leg.ankle - frame[1] * 0.02 * self.k + frame[0] * 0.015])
        radius = 0.029 * scale * (1.0 if self.look.is_male else 0.86)
        shaded(self.brush, discs_of(self.camera.project(ends), np.array([radius, radius * 1.05])), self.look.skin)

    def heal_ankle(self, leg: Leg) -> None:
        """Bare skin runs on from the shin into a foot that is bare or in a low shoe."""
        if self.kind not in ("bare", "heels"):
            return
        frame = self._frame(leg)
        ends = np.stack([
            leg.ankle * 0.86 + leg.knee * 0.14, leg.ankle, leg.ankle + (frame[0] * 0.026 - frame[1] * 0.012) * self.k,
        ])  # fmt: skip
        scale = self.camera.scale(leg.ankle) * self.k * (1.0 if self.look.is_male else 0.86)
        discs = discs_of(self.camera.project(ends), np.array([0.026, 0.0275, 0.024]) * scale)
        self.brush.fill(chain(lit(self.brush, discs)), self.brush.light.bright(self.look.skin))

    def _draw_shaft(self, leg: Leg, color: Color, scale: float) -> None:
        ends = np.stack([leg.ankle * 0.36 + leg.knee * 0.64, leg.ankle * 0.66 + leg.knee * 0.34, leg.ankle])
        radii = np.array([0.056, 0.050, 0.040]) * scale * (1.0 if self.look.is_male else 0.86)
        flat = self.camera.project(ends)
        if math.hypot(*(flat[2] - flat[0])) < radii[0] * 1.5:  # the shin points at us
            shaded(self.brush, discs_of(flat, radii), color, rim=True)
            return
        self.brush.cel(polygon(ribbon(flat, radii)), color, radii[1] * 0.4, rim=True)
        rim = (flat[1] - flat[0]) * 0.12
        top = ribbon(np.stack([flat[0] - rim * 0.4, flat[0] + rim]), radii[:2] * 1.07)
        self.brush.cel(polygon(top), darker(color, 0.88), radii[1] * 0.2)

    def _draw_heel(self, leg: Leg, frame: Vector, color: Color, scale: float) -> None:
        top = self._at(leg, np.array([(-0.052, 0.012, 0.0), (-0.050, -0.052, 0.0)]), frame)
        flat = self.camera.project(top)
        shaded(self.brush, discs_of(flat, np.array([0.017, 0.0065]) * scale), darker(color, 0.85), weight=0.9)

    def _draw_pump(self, leg: Leg, frame: Vector, color: Color, shape: Vector, scale: float) -> None:
        """A low-cut shoe over a bare foot: heel cup and toe cap, the instep left free."""
        cup = np.array([(-0.056, 0.024, 0.0, 0.030), (-0.040, 0.012, 0.0, 0.026), (0.03, 0.004, 0.0, 0.018)])
        cap = np.array([
            (0.03, 0.004, 0.0, 0.018), (0.112, 0.018, -0.020, 0.024), (0.120, 0.018, 0.016, 0.026),
            (0.150, 0.018, 0.004, 0.025), (0.194, 0.012, 0.003, 0.010),
        ])  # fmt: skip
        for rows in (cup, cap):
            path = polygon(self._hull(self._at(leg, rows, frame), rows[:, 3]))
            self.brush.cel(path, color, scale * 0.010, weight=0.9, rim=True)

    def _draw_details(self, leg: Leg, frame: Vector, color: Color, scale: float) -> None:
        brush, kind = self.brush, self.kind
        top = float((self.camera.position - leg.ankle) @ frame[1])
        if top <= 0:
            return
        if kind == "sneakers":
            for forward in (0.045, 0.066, 0.087):
                rows = np.array(
                    [(forward, 0.076 - forward * 0.28, -0.020), (forward + 0.006, 0.084 - forward * 0.28, 0.0)]
                )
                rows = np.vstack([rows, (forward, 0.076 - forward * 0.28, 0.020)])
                flat = self.camera.project(self._at(leg, rows, frame))
                brush.stroke(curve(flat, closed=False), brush.light.bright(mix(WHITE, color, 0.2)), scale * 0.007)
        elif kind == "leather":
            rows = np.array([(0.108, 0.044, -0.030), (0.120, 0.056, 0.0), (0.108, 0.044, 0.030)])
            flat = self.camera.project(self._at(leg, rows, frame))
            brush.stroke(curve(flat, closed=False), brush.light.line(color), max(0.7, scale * 0.003), 0.8)
        elif kind == "bare":
            for aside in (-0.024, -0.010, 0.004, 0.018):
                rows = np.array([(0.150, 0.036, aside), (0.172, 0.024, aside)])
                flat = self.camera.project(self._at(leg, rows, frame))
                brush.stroke(polygon(flat, closed=False), brush.light.shadow(color), max(0.7, scale * 0.003))
