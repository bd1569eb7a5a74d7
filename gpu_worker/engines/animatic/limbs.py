"""Arms with sleeves, hands with fingers, legs with trousers and shoes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.raster import (
    Brush,
    Color,
    curve,
    darker,
    disc,
    mix,
    polygon,
    rgb,
    ribbon,
    skia,
    strand,
    tube,
)
from gpu_worker.engines.animatic.skeleton import Arm, Leg, Skeleton

#              length, where along the palm's breadth it starts
FINGERS = ((0.40, 0.165), (0.455, 0.055), (0.42, -0.06), (0.33, -0.165))
PHALANGES = ((0.45, 78.0), (0.32, 92.0), (0.23, 62.0))
SMALL_HAND = 26.0  # pixels below which fingers are drawn as one
SLEEVE_ENDS = {"bare": 0.0, "cap": 0.26, "short": 0.52}  # share of the upper arm that is covered


def bone(start: Vector, end: Vector, radii: list[float]) -> Any:
    """One straight part of a limb seen flat, its half-width running smoothly through `radii`; round the same way."""
    share = np.linspace(0, 1, 9)[:, None]
    widths = np.interp(share[:, 0], np.linspace(0, 1, len(radii)), radii)
    widths[1:-1] = (widths[:-2] + widths[1:-1] * 2 + widths[2:]) / 4
    return polygon(ribbon(start + (end - start) * share, widths))


class Limbs:
    """Draws the arms and legs of one person in one pose."""

    def __init__(self, look: Appearance, bones: Skeleton, camera: Camera, brush: Brush) -> None:
        self.look, self.bones, self.camera, self.brush = look, bones, camera, brush
        self.girth = look.figure.girth

    # ------------------------------------------------------------------ arms

    def _radii(self) -> tuple[float, float, float]:
        base = (0.056, 0.045, 0.036) if self.look.is_male else (0.041, 0.034, 0.027)
        neck, sleeve = self.look.outfit.neck, self.look.outfit.sleeve
        if neck == "lapels":
            wide = (0.98, 1.10, 1.24)
        elif neck == "hood":
            wide = (1.10, 1.28, 1.45)
        elif sleeve == "wide":
            wide = (1.12, 1.50, 2.60)
        elif sleeve in ("long", "short"):
            wide = (1.02, 1.06, 1.15)
        else:
            wide = (0.98, 0.96, 0.92)
        return base[0] * wide[0], base[1] * wide[1], base[2] * wide[2]

    def draw_arm(self, side: str, *, blend: bool) -> None:
        """One arm, hand first; `blend` hides the seam at the shoulder of an arm that is not behind the trunk."""
        arm, look, brush = self.bones.arms[side], self.look, self.brush
        self._draw_hand(arm)
        sleeve = look.outfit.sleeve
        radii = self._radii()
        if sleeve in SLEEVE_ENDS:
            skin_radii = (0.050, 0.041, 0.028) if look.is_male else (0.037, 0.031, 0.0205)
            self._draw_limb(arm, look.skin, skin_radii)
            self._join_wrist(arm, skin_radii[2])
            if sleeve != "bare":
                self._draw_short_sleeve(arm, look.main, radii, SLEEVE_ENDS[sleeve])
        else:
            cuff = look.second if look.outfit.neck == "lapels" else darker(look.main, 0.94)
            if look.outfit.neck in ("lapels", "hood") or look.is_male:
                self._draw_cuff(arm, cuff)
            self._draw_limb(arm, look.main, radii)
        if blend:
            color = look.skin if sleeve == "bare" else look.main
            radius = radii[0] * self.girth * self.camera.scale(arm.shoulder)
            inward = arm.shoulder + self.bones.chest_axes @ (np.array([-arm.sign * 0.06, 0.004, 0]) * self.girth)
            ends = self.camera.project(np.stack([arm.shoulder, inward]))
            brush.fill(
                tube(np.stack([ends[0], ends.mean(0), ends[1]]), [radius * 0.93, radius * 0.85, radius * 0.7]),
                brush.light.bright(color),
            )

    def _draw_limb(self, arm: Arm, color: Color, radii: tuple[float, float, float]) -> None:
        """Upper arm and forearm as one shape with round joints, fuller below the elbow, tapering to the wrist."""
        camera = self.camera
        fore = arm.wrist - arm.elbow
        end = arm.wrist - fore * (0.006 / (np.linalg.norm(fore) + 1e-9))
        joints = np.stack([arm.shoulder, arm.elbow, end])
        flat = camera.project(joints)
        sizes = [width * self.girth * camera.scale(joint) for width, joint in zip(radii, joints, strict=True)]
        upper, elbow, wrist = sizes
        fuller = max(elbow, wrist) * 0.05 if color == self.look.skin else 0.0
        path = bone(flat[0], flat[1], [upper, upper * 0.55 + elbow * 0.47, elbow])
        path.addPath(
            bone(
                flat[1],
                flat[2],
                [elbow, elbow * 0.74 + wrist * 0.26 + fuller, elbow * 0.40 + wrist * 0.60 + fuller * 0.6, wrist],
            )
        )
        for centre, radius in ((flat[0], upper), (flat[1], elbow)):
            path.addCircle(float(centre[0]), float(centre[1]), radius, skia.PathDirection.kCCW)
        self.brush.cel(path, color, max(1.5, elbow * 0.62), rim=True)
        if elbow > 9 and color != self.look.skin:
            self._draw_folds(flat, elbow, color)

    def _join_wrist(self, arm: Arm, radius: float) -> None:
        """Bare skin runs on from forearm to hand without a line between."""
        camera = self.camera
        fore = (arm.wrist - arm.elbow) / (np.linalg.norm(arm.wrist - arm.elbow) + 1e-9)
        ends = np.stack([arm.wrist - fore * 0.030, arm.wrist, arm.wrist + arm.along * 0.022])
        size = radius * self.girth * camera.scale(arm.wrist)
        path = tube(camera.project(ends), [size * 0.86, size * 1.0, size * 0.90])
        self.brush.fill(path, self.brush.light.bright(self.look.skin))

    def _draw_short_sleeve(self, arm: Arm, color: Color, radii: tuple[float, float, float], share: float) -> None:
        """A sleeve that ends on the upper arm, its hem curved around it."""
        camera = self.camera
        hem = arm.shoulder + (arm.elbow - arm.shoulder) * share
        flat = camera.project(np.stack([arm.shoulder, hem]))
        scale = self.girth * camera.scale(arm.shoulder)
        sizes = [radii[0] * scale, radii[0] * 1.05 * scale, (radii[0] * 0.45 + radii[1] * 0.72) * scale]
        along = flat[1] - flat[0]
        length = math.hypot(*along)
        along = along / (length + 1e-9)
        across = np.array([-along[1], along[0]])
        turn = np.linspace(0, math.pi, 9)[:, None]
        end = flat[1] + np.cos(turn) * across * sizes[2] + np.sin(turn) * along * sizes[2] * 0.24
        middle = (flat[0] + flat[1]) / 2
        outline = np.vstack([flat[0] + across * sizes[0], middle + across * sizes[1], end, middle - across * sizes[1]])
        path = polygon(np.vstack([outline, flat[0] - across * sizes[0]]))
        path.addCircle(float(flat[0][0]), float(flat[0][1]), sizes[0], skia.PathDirection.kCCW)
        self.brush.cel(path, color, max(1.5, sizes[1] * 0.62), rim=True)

    def _draw_folds(self, flat: Vector, radius: float, color: Color) -> None:
        """Creases inside a bent elbow."""
        brush = self.brush
        up, down = flat[0] - flat[1], flat[2] - flat[1]
        up, down = up / (np.hypot(*up) + 1e-9), down / (np.hypot(*down) + 1e-9)
        inner = up + down
        length = float(np.hypot(*inner))
        if length < 0.3:
            return
        inner = inner / length
        at = flat[1] + inner * radius * 0.80
        for way, far in ((up, 0.95), (down, 0.8)):
            line = np.stack(
                [at, at - inner * radius * 0.35 + way * radius * 0.4, at - inner * radius * 0.9 + way * radius * far]
            )
            brush.fill(strand(line, [radius * 0.05, radius * 0.045, 0.2]), brush.light.line(color), 0.6)

    def _draw_cuff(self, arm: Arm, color: Color) -> None:
        camera = self.camera
        fore = (arm.wrist - arm.elbow) / (np.linalg.norm(arm.wrist - arm.elbow) + 1e-9)
        ends = np.stack([arm.wrist - fore * 0.05 * self.girth, arm.wrist, arm.wrist + fore * 0.012])
        radius = self._radii()[2] * self.girth * camera.scale(arm.wrist) * 0.86
        self.brush.cel(tube(camera.project(ends), [radius] * 3), color, radius * 0.4)

    # ------------------------------------------------------------------ hands

    def _draw_hand(self, arm: Arm) -> None:
        camera, look, brush = self.camera, self.look, self.brush
        length = look.figure.hand
        scale = camera.scale(arm.wrist)
        radius = 0.056 * length * scale * (1.10 if look.is_male else 0.92)
        ink = brush.light.line(look.skin)
        skin = brush.light.bright(look.skin)
        base = arm.wrist + arm.along * 0.02 * length
        corners = ((0.0, 0.12), (0.0, -0.12), (0.24, -0.19), (0.47, -0.185), (0.52, 0.0), (0.48, 0.185), (0.22, 0.20))
        rows = np.stack([base + arm.along * a * length + arm.thumb * t * length for a, t in corners])
        palm = curve(camera.project(rows))
        palm_depth = camera.depth(base + arm.along * 0.25 * length)
        fingers = [*self._fingers(arm, base, length), self._thumb(arm, base, length)]
        seam = max(0.8, brush.weight * 0.9)
        if length * scale < SMALL_HAND:
            fingers = fingers[1:4:2]
        behind = [finger for finger in fingers if camera.depth(finger.mean(0)) > palm_depth]
        front = [finger for finger in fingers if camera.depth(finger.mean(0)) <= palm_depth]

        def draw_finger(finger: Vector, *, is_last: bool) -> None:
            path = polygon(camera.project(finger), closed=False)
            brush.stroke(path, ink, radius * 2 * (1.12 if is_last else 0.97) + seam * 1.7)
            brush.stroke(path, skin, radius * 2 * (1.12 if is_last else 0.97))

        thumb = fingers[-1]
        for finger in sorted(behind, key=lambda joints: -camera.depth(joints.mean(0))):
            draw_finger(finger, is_last=finger is thumb)
        brush.stroke(palm, ink, (radius * 0.55 + seam) * 2)
        brush.stroke(palm, skin, radius * 0.55 * 2)
        brush.fill(palm, skin)
        for finger in sorted(front, key=lambda joints: -camera.depth(joints.mean(0))):
            draw_finger(finger, is_last=finger is thumb)
        if front:  # knuckles grow out of the palm without a line between
            root = camera.project(rows[2:6])
            brush.fill(curve(np.vstack([root, camera.project(rows[[6, 0, 1]])])), skin)
        if "ring" in look.accessories and arm.sign > 0 and len(fingers) > 3:
            at = camera.project(fingers[2][:2].mean(0))
            brush.cel(disc(at, radius * 0.75), rgb("#e9d8a0"), 0, weight=0.5)

    def _fingers(self, arm: Arm, base: Vector, length: float) -> list[Vector]:
        found = []
        for index, (size, offset) in enumerate(FINGERS):
            root = base + arm.along * (0.46 - 0.014 * abs(index - 1)) * length + arm.thumb * offset * length
            fan = offset * arm.spread * 1.1
            straight = arm.along * math.cos(fan) + arm.thumb * math.sin(fan)
            curl = arm.curl * (1 + 0.08 * index)
            if arm.point > 0.5:
                curl = 0.02 if index == 0 else max(curl, 1.0)
            joints, angle = [root], 0.0
            for share, most in PHALANGES:
                angle += math.radians(min(1.2, max(0.0, curl)) * most)
                joints.append(
                    joints[-1] + (straight * math.cos(angle) + arm.palm * math.sin(angle)) * size * length * share
                )
            found.append(np.stack(joints))
        return found

    def _thumb(self, arm: Arm, base: Vector, length: float) -> Vector:
        curl = min(1.0, arm.curl)
        root = base + arm.along * 0.10 * length + arm.thumb * 0.15 * length
        out = arm.along * 0.66 + arm.thumb * (0.55 - 0.35 * curl) + arm.palm * (0.22 + 0.62 * curl)
        out = out / np.linalg.norm(out)
        middle = root + out * 0.26 * length
        tip = out * 0.8 + arm.along * 0.5 - arm.thumb * 0.4 * curl
        return np.stack([root, middle, middle + tip / np.linalg.norm(tip) * 0.21 * length])

    # ------------------------------------------------------------------ legs

    def draw_legs(self, color: Color, *, bare: bool, slim: float = 1.0) -> None:
        """Both legs with shoes, the farther one first; `bare` shows skin."""
        camera = self.camera
        order = sorted(self.bones.legs.values(), key=lambda leg: -camera.depth(leg.knee))
        for leg in order:
            self._draw_shoe(leg, bare=bare)
            self._draw_leg(leg, self.look.skin if bare else color, slim=slim, bare=bare)

    def _draw_leg(self, leg: Leg, color: Color, *, slim: float, bare: bool) -> None:
        camera = self.camera
        radii = (0.090, 0.064, 0.052) if self.look.is_male else (0.080, 0.055, 0.042)
        if bare:
            radii = (radii[0] * 0.96, radii[1] * 0.84, radii[2] * 0.70)
        calf = leg.knee * 0.62 + leg.ankle * 0.38
        joints = np.stack([leg.hip, leg.hip * 0.5 + leg.knee * 0.5, leg.knee, calf, leg.ankle])
        widths = (radii[0], radii[0] * 0.60 + radii[1] * 0.45, radii[1], radii[1] * (1.03 if bare else 0.98), radii[2])
        sizes = [w * slim * self.girth * camera.scale(joint) for w, joint in zip(widths, joints, strict=True)]
        self.brush.cel(tube(camera.project(joints), sizes), color, sizes[2] * 0.75, rim=True)

    def _draw_shoe(self, leg: Leg, *, bare: bool) -> None:
        camera, k = self.camera, self.girth
        color = rgb(self.look.outfit.shoes)
        heel = leg.ankle - (leg.toe - leg.ankle) * 0.30 + np.array([0, -0.035 * k, 0])
        toe = leg.toe + np.array([0, -0.022 * k, 0])
        middle = (heel + toe) / 2 + np.array([0, 0.012 * k, 0])
        scale = camera.scale(leg.ankle) * k
        path = tube(camera.project(np.stack([heel, middle, toe])), [0.038 * scale, 0.042 * scale, 0.034 * scale])
        path.addCircle(*map(float, camera.project(toe)), 0.033 * scale)
        self.brush.cel(path, color, 0.03 * scale)
        if bare and not self.look.is_male:
            instep = tube(
                camera.project(np.stack([leg.ankle, leg.ankle * 0.6 + leg.toe * 0.4, leg.ankle * 0.4 + leg.toe * 0.6])),
                [0.026 * scale, 0.024 * scale, 0.016 * scale],
            )
            self.brush.fill(instep, mix(self.brush.light.bright(self.look.skin), color, 0.05))
