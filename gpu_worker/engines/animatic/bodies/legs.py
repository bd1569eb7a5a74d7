"""Legs: thigh, knee and calf when bare, and trousers that crease behind the knee and break on the shoe."""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.feet import Feet
from gpu_worker.engines.animatic.bodies.skeleton import Leg, Skeleton
from gpu_worker.engines.animatic.bodies.sweep import Disc, chain, discs_of, lit, shaded
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.clothing.creases import draw_creases
from gpu_worker.engines.animatic.raster import Brush, Color, strand

# where along a bone, half-width in metres, how far forward of the bone in its own width
BARE_MAN = (
    ((0.0, 0.086, 0.0), (0.22, 0.084, 0.08), (0.55, 0.071, 0.12), (0.86, 0.054, 0.08)),
    ((0.10, 0.051, 0.02), (0.28, 0.056, -0.22), (0.50, 0.050, -0.16), (0.78, 0.036, -0.04), (1.0, 0.032, 0.0)),
)
BARE_WOMAN = (
    ((0.0, 0.078, 0.0), (0.22, 0.075, 0.06), (0.55, 0.061, 0.10), (0.86, 0.046, 0.06)),
    ((0.10, 0.0425, 0.02), (0.28, 0.0465, -0.20), (0.50, 0.0415, -0.14), (0.78, 0.0290, -0.03), (1.0, 0.0250, 0.0)),
)
TROUSERS_MAN = (
    ((0.0, 0.090, 0.0), (0.25, 0.088, 0.05), (0.60, 0.077, 0.06), (0.88, 0.066, 0.04)),
    ((0.14, 0.064, -0.02), (0.40, 0.062, -0.10), (0.75, 0.056, -0.06), (0.96, 0.055, 0.02)),
)
TROUSERS_WOMAN = (
    ((0.0, 0.080, 0.0), (0.25, 0.077, 0.05), (0.60, 0.066, 0.06), (0.88, 0.056, 0.04)),
    ((0.14, 0.054, -0.02), (0.40, 0.052, -0.10), (0.75, 0.046, -0.05), (0.96, 0.045, 0.02)),
)
KNEE = {True: 0.86, False: 0.96}  # of the width there: how big the kneecap is, bare or clothed


def _unit(vector: Vector) -> Vector:
    return vector / (math.sqrt(float(vector @ vector)) + 1e-9)


class Legs:
    """Draws the legs of one person in one pose."""

    def __init__(self, look: Appearance, bones: Skeleton, camera: Camera, brush: Brush) -> None:
        self.look, self.bones, self.camera, self.brush = look, bones, camera, brush
        self.girth = look.figure.girth
        self.feet = Feet(look, camera, brush, bones.pelvis_axes[:, 0])

    def draw(self, color: Color, *, bare: bool, slim: float = 1.0) -> None:
        """Both legs with shoes, the farther one first; `bare` shows skin."""
        camera = self.camera
        for leg in sorted(self.bones.legs.values(), key=lambda one: -camera.depth(one.knee)):
            in_front = self.feet.kind == "boots" or camera.depth(leg.toe) < camera.depth(leg.knee) - 0.12
            if not in_front:
                self.feet.draw(leg, is_covered=not bare)
            self._draw_leg(leg, self.look.skin if bare else color, slim=slim, bare=bare)
            if in_front:
                self.feet.draw(leg, is_covered=not bare)
            if bare:
                self.feet.heal_ankle(leg)

    def _forward(self, leg: Leg) -> Vector:
        """Where the kneecap looks."""
        bent = _unit(leg.knee - leg.hip) - _unit(leg.ankle - leg.knee)
        straight = self.bones.pelvis_axes[:, 2]
        return _unit(bent + straight * max(0.0, 0.25 - math.sqrt(float(bent @ bent))))

    def _parts(self, leg: Leg, *, slim: float, bare: bool) -> tuple[list[Disc], list[Disc]]:
        man = self.look.is_male
        shape = (BARE_MAN if man else BARE_WOMAN) if bare else (TROUSERS_MAN if man else TROUSERS_WOMAN)
        forward = self._forward(leg)
        rows, radii = [], []
        cut = (1.0, 1.0, 1.0) if bare else self.look.outfit.leg_wide
        bones = zip(shape, (leg.hip, leg.knee), (leg.knee, leg.ankle), cut[:2], cut[1:], strict=True)
        for profile, start, end, first, last in bones:
            for at, radius, ahead in profile:
                wide = radius * slim * self.girth * (first + (last - first) * at)
                rows.append(start + (end - start) * at + forward * ahead * wide)
                radii.append(wide)
        knee = (radii[3] + radii[4]) / 2
        rows[4:4] = [leg.knee + forward * knee * 0.10]
        radii[4:4] = [knee * KNEE[bare]]
        where = np.array(rows)
        depths = np.maximum((where - self.camera.position) @ self.camera.axes[2], 0.05)
        discs = discs_of(self.camera.project(where), np.array(radii) * self.camera.focal / depths)
        return discs[:5], discs[4:]

    def _draw_leg(self, leg: Leg, color: Color, *, slim: float, bare: bool) -> None:
        thigh, shin = self._parts(leg, slim=slim, bare=bare)
        flat = self.camera.project(np.stack([leg.hip, leg.knee, leg.ankle]))
        first, second = flat[1] - flat[0], flat[2] - flat[1]
        if float(first @ second) >= 0.10 * float(np.hypot(*first) * np.hypot(*second)):
            shaded(self.brush, thigh + shin[1:], color, rim=True)
        else:
            near = self.camera.depth((leg.hip + leg.knee) / 2) > self.camera.depth((leg.knee + leg.ankle) / 2)
            for part in (thigh, shin) if near else (shin, thigh):
                shaded(self.brush, part, color, rim=True)
            knee = [self._towards(thigh[-1], thigh[-2]), thigh[-1], self._towards(shin[0], shin[1])]
            self.brush.fill(chain(lit(self.brush, knee)), self.brush.light.bright(color))
        if thigh[-1][2] > 6:
            if bare:
                self._draw_kneecap(leg, thigh[-1], color)
            else:
                draw_creases(self.brush, flat, shin[1][2], shin[-1][2], color, slack=0.7)

    @staticmethod
    def _towards(a: Disc, b: Disc) -> Disc:
        x, y, r = (one + (other - one) * 0.6 for one, other in zip(a, b, strict=True))
        return x, y, r

    def _draw_kneecap(self, leg: Leg, knee: Disc, color: Color) -> None:
        if float(self._forward(leg) @ (self.camera.position - leg.knee)) < 0.3:
            return
        x, y, r = knee
        way = _unit(self.camera.project(leg.ankle) - self.camera.project(leg.knee))
        across = np.array([-way[1], way[0]])
        at = np.array([x, y]) + way * r * 0.5
        for side in (-1, 1):
            line = np.stack([at + across * side * r * 0.55 - way * r * 0.35, at + across * side * r * 0.30, at * 1.0])
            self.brush.fill(strand(line, [0.2, r * 0.045, 0.2]), self.brush.light.shadow(color), 0.9)
