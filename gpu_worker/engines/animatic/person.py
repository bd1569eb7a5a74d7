"""A whole person in one pose, drawn from back to front."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.clothes import OPEN_NECKS, Clothes, shade_under
from gpu_worker.engines.animatic.face import Face, FaceState
from gpu_worker.engines.animatic.hair import Hair
from gpu_worker.engines.animatic.head import Head
from gpu_worker.engines.animatic.limbs import Limbs
from gpu_worker.engines.animatic.mouth import shape_mouth
from gpu_worker.engines.animatic.props import draw_held, is_before_hand
from gpu_worker.engines.animatic.raster import Brush, curve, disc, points, polygon, rgb
from gpu_worker.engines.animatic.skeleton import Skeleton
from gpu_worker.engines.animatic.torso import Torso

LINE_SHARE = 0.0052  # outline width as a share of the head on screen


@dataclass(slots=True)
class Moment:
    """Everything a person is at one instant."""

    bones: Skeleton
    face: FaceState = field(default_factory=FaceState)
    hair_sway: float = 0.0
    skirt_swing: float = 0.0
    held: dict[str, str] = field(default_factory=dict)  # side -> what the hand holds


class Person:
    """Draws one person at one moment through one camera."""

    def __init__(self, look: Appearance, moment: Moment, camera: Camera) -> None:
        self.look, self.moment, self.camera = look, moment, camera
        bones = moment.bones
        jaw = shape_mouth(moment.face.units, moment.face.mouth, is_male=look.is_male).jaw
        self.head = Head(look, bones, camera, jaw)
        self.torso = Torso(look, bones, camera)
        self.hair = Hair(self.head, bones, camera, moment.hair_sway, moment.face.seconds)

    @property
    def depth(self) -> float:
        """Distance of the trunk from the camera, metres."""
        return self.camera.depth(self.moment.bones.chest)

    def draw(self, brush: Brush) -> None:
        """The person, back to front."""
        brush.weight = max(0.6, self.head.size * LINE_SHARE)
        look, bones, head = self.look, self.moment.bones, self.head
        limbs = Limbs(look, bones, self.camera, brush)
        clothes = Clothes(look, self.torso, self.camera, brush, head.size)
        face = Face(head, self.moment.face)
        behind, beside, before, raised = self._arm_order()
        if head.faces_us:
            self.hair.draw_behind(brush)
        for side in behind:
            self._draw_arm(limbs, brush, side, blend=False)
        if self._shows_legs():
            skirted = clothes.legs != "trousers"
            limbs.draw_legs(clothes.lower_color, bare=skirted, slim=0.96 if skirted else 1.0)
            clothes.draw_skirt(self.moment.skirt_swing)
        neck = self.torso.neck()
        self._draw_neck(brush, neck, face)
        clothes.draw_trunk()
        for side in beside:
            self._draw_arm(limbs, brush, side, blend=self.torso.shows_front or look.outfit.sleeve != "bare")
        clothes.draw_front(neck, face.contour if head.faces_us else None)
        for side in before:
            self._draw_arm(limbs, brush, side, blend=self._hangs_low(side))
        self._draw_head(brush, face)
        for side in raised:
            self._draw_arm(limbs, brush, side, blend=False)

    def _draw_arm(self, limbs: Limbs, brush: Brush, side: str, *, blend: bool) -> None:
        held = self.moment.held.get(side)
        is_before = held is not None and is_before_hand(held, self.moment.bones.arms[side], self.camera)
        if held is not None and not is_before:
            draw_held(brush, held, self.moment.bones.arms[side], self.look, self.camera)
        limbs.draw_arm(side, blend=blend)
        if held is not None and is_before:
            draw_held(brush, held, self.moment.bones.arms[side], self.look, self.camera)

    def _draw_neck(self, brush: Brush, neck: Any, face: Face) -> None:
        brush.outline(neck, self.look.skin)
        brush.fill(neck, brush.light.bright(self.look.skin))
        is_covered = self.look.outfit.neck in OPEN_NECKS and self.torso.shows_front  # shaded with the neckline then
        if self.head.faces_us and not is_covered:
            shade_under(brush, neck, face.contour, self.look.skin, self.head.size * 0.10)

    def _draw_head(self, brush: Brush, face: Face) -> None:
        head = self.head
        if not head.faces_us:
            self.hair.draw_away(brush)
            self._draw_hat(brush)
            return
        self._draw_ears(brush)
        face.draw_skin(brush, self.hair.shadow_on_face(brush))
        face.draw_features(brush)
        self._draw_earrings(brush)
        self.hair.draw_front(brush)
        face.draw_marks(brush)
        self._draw_hat(brush)

    def _draw_ears(self, brush: Brush) -> None:
        head, look = self.head, self.look
        if look.hairstyle.covers_ears and abs(head.yaw) < 0.5:
            return
        shape = points(
            [
                (0.312, 0.470, -0.01),
                (0.352, 0.500, -0.05),
                (0.378, 0.470, -0.08),
                (0.374, 0.405, -0.075),
                (0.350, 0.335, -0.05),
                (0.322, 0.305, -0.02),
                (0.305, 0.34, 0.0),
            ]
        )
        inner = points([(0.335, 0.465, -0.03), (0.362, 0.450, -0.065), (0.352, 0.390, -0.055), (0.334, 0.360, -0.03)])
        for side in (-1, 1):
            if side * head.yaw > 0.30:
                continue
            scale = np.array([side * float(head.width_at(np.array([0.42]))[0]) / 0.312, 1, 1])
            brush.cel(curve(head.at(shape * scale)), look.skin, head.size * 0.014)
            brush.stroke(curve(head.at(inner * scale), closed=False), brush.light.shadow(look.skin), brush.weight * 1.1)

    def _draw_earrings(self, brush: Brush) -> None:
        head = self.head
        if "earrings" not in self.look.accessories:
            return
        for side in (-1, 1):
            if side * head.yaw > 0.5:
                continue
            at = head.at(points([(side * 0.338, 0.285, -0.02)]))[0]
            brush.cel(disc(at, head.size * 0.017), rgb("#f0dfae"), head.size * 0.006, weight=0.6)
            brush.cel(
                disc(at + np.array([0.0, head.size * 0.045]), head.size * 0.022),
                rgb("#f6f1ff"),
                head.size * 0.008,
                weight=0.6,
            )

    def _draw_hat(self, brush: Brush) -> None:
        extras, head = self.look.outfit.extras, self.head
        worn = (
            "hat"
            if "hat" in self.look.accessories
            else next((x for x in ("peaked_cap", "nurse_cap") if x in extras), "")
        )
        if not worn:
            return
        if worn == "nurse_cap":
            rows = points(
                [
                    (-0.20, 0.97, 0.16),
                    (-0.23, 1.12, 0.10),
                    (0.0, 1.16, 0.10),
                    (0.23, 1.12, 0.10),
                    (0.20, 0.97, 0.16),
                    (0.0, 0.99, 0.20),
                ]
            )
            brush.cel(curve(head.at(rows), corners=(0, 1, 3, 4)), rgb("#f7fafc"), head.size * 0.03)
            return
        color = rgb("#2c3448") if worn == "peaked_cap" else rgb("#6b4b3a")
        tall = self.hair.levels + np.maximum(0, self.hair.levels - 0.5) * 0.1
        keep = tall > 0.76
        crown = np.vstack([self.hair.left[keep], self.hair.right[keep][::-1]])
        lifted = crown + (crown - crown.mean(0)) * 0.10 - (0, head.size * 0.05)
        brush.cel(curve(lifted, corners=(0, len(lifted) - 1)), color, head.size * 0.05, rim=True)
        turn = np.linspace(0, 2 * math.pi, 20, endpoint=False)
        reach = 0.40 if worn == "peaked_cap" else 0.56
        front = np.where(np.sin(turn) > 0, reach + 0.05, 0.40)
        brim = np.stack(
            [
                np.cos(turn) * (0.37 if worn == "peaked_cap" else 0.54),
                0.765 - 0.03 * np.sin(turn),
                np.sin(turn) * front,
            ],
            1,
        )
        brush.cel(polygon(head.at(brim)), color if worn == "hat" else rgb("#1d2230"), head.size * 0.02)

    def _hangs_low(self, side: str) -> bool:
        """True where the upper arm points down, so that its shoulder belongs to the garment's outline."""
        arm = self.moment.bones.arms[side]
        covered = self.look.outfit.sleeve in ("long", "wide") and side not in self.moment.held
        return covered and bool(arm.shoulder[1] - arm.elbow[1] > 0.55 * self.look.figure.upper_arm)

    def _shows_legs(self) -> bool:
        top = self.camera.project(self.moment.bones.pelvis)[1]
        return bool(top < self.camera.height * 1.12)

    def _arm_order(self) -> tuple[list[str], list[str], list[str], list[str]]:
        """Which arms are drawn behind the trunk, beside it, before it, and before the face."""
        bones, camera = self.moment.bones, self.camera
        near = "L" if self.torso.yaw < 0 else "R"
        turned = abs(self.torso.yaw)
        behind: list[str] = []
        beside: list[str] = []
        before: list[str] = []
        raised: list[str] = []
        trunk = self.depth
        for side, arm in bones.arms.items():
            wrist = camera.depth(arm.wrist)
            forward = (bones.chest_axes.T @ (arm.wrist - bones.chest))[2]
            in_front = wrist < trunk - 0.05
            if (
                wrist < trunk - 0.02
                and wrist < camera.depth(bones.head) + 0.02
                and arm.wrist[1] > bones.chest[1] - 0.06
            ):
                raised.append(side)
            elif (side != near and turned > 0.5 and not in_front) or (turned > math.pi / 2 and forward > 0.12):
                behind.append(side)
            elif forward > 0.15 and in_front:
                before.append(side)
            else:
                beside.append(side)
        return behind, beside, before, raised
