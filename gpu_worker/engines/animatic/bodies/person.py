"""A whole person in one pose, drawn from back to front."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.arms import BARE
from gpu_worker.engines.animatic.bodies.limbs import Limbs
from gpu_worker.engines.animatic.bodies.skeleton import Skeleton
from gpu_worker.engines.animatic.bodies.torso import Torso
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.clothing.clothes import Clothes, shade_under
from gpu_worker.engines.animatic.clothing.garment import Garment
from gpu_worker.engines.animatic.clothing.limbwear import dress_arm, dress_legs
from gpu_worker.engines.animatic.clothing.mantles import draw_mantles
from gpu_worker.engines.animatic.clothing.necklines import OPEN_NECKS
from gpu_worker.engines.animatic.faces.face import Face
from gpu_worker.engines.animatic.faces.mouth import shape_mouth
from gpu_worker.engines.animatic.heads.bust import Bust
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.performing.countenance import FaceState
from gpu_worker.engines.animatic.performing.furniture import Piece
from gpu_worker.engines.animatic.performing.loose import Loose
from gpu_worker.engines.animatic.raster import Brush, skia

LINE_SHARE = 0.0052  # outline width as a share of the head on screen


@dataclass(slots=True)
class Moment:
    """Everything a person is at one instant."""

    bones: Skeleton
    face: FaceState = field(default_factory=FaceState)
    hair_sway: float = 0.0
    skirt_swing: float = 0.0
    held: dict[str, str] = field(default_factory=dict)  # side -> what the hand holds
    apart: frozenset[str] = frozenset()  # sides whose arm lies on somebody else, to be drawn over both
    pieces: tuple[Piece, ...] = ()  # what the body sits, lies or leans on
    loose: tuple[Loose, ...] = ()  # things in no hand that are near this body
    look: Appearance | None = None  # what is worn now, where that changes in the shot


class Person:
    """Draws one person at one moment through one camera."""

    def __init__(self, look: Appearance, moment: Moment, camera: Camera) -> None:
        self.look, self.moment, self.camera = look, moment, camera
        bones = moment.bones
        jaw = shape_mouth(moment.face.units, moment.face.mouth, is_male=look.is_male).jaw
        self.head = Head(look, bones, camera, jaw)
        self.torso = Torso(look, bones, camera)

    @property
    def depth(self) -> float:
        """Distance of the trunk from the camera, metres."""
        return self.camera.depth(self.moment.bones.chest)

    def draw(self, brush: Brush, *, without: frozenset[str] = frozenset()) -> None:
        """The person, back to front, but for the arms `without`."""
        brush.weight = max(0.6, self.head.size * LINE_SHARE)
        look, bones, head = self.look, self.moment.bones, self.head
        limbs = Limbs(look, bones, self.camera, brush, self.moment.held)
        clothes = Clothes(look, self.torso, self.camera, brush, head.size, swing=self.moment.skirt_swing)
        face = Face(head, self.moment.face)
        bust = Bust(head, face, bones, self.camera, self.moment.hair_sway)
        behind, beside, before, raised = ([s for s in sides if s not in without] for sides in self._arm_order())
        bust.draw_behind(brush)
        for side in behind:
            self._draw_arm(limbs, clothes, side, blend=False)
        neck = self.torso.neck()
        shows_legs = self._shows_legs()
        clothes.draw_lining()
        if shows_legs:
            clothes.outline_hips()
            is_bare = look.outfit.legs == "bare"
            limbs.draw_legs(clothes.lower, bare=is_bare, slim=0.97 if is_bare else 1.0)
            dress_legs(clothes)
            if not clothes.is_outside:
                clothes.draw_lower()
        self._draw_neck(brush, neck, face)
        clothes.draw_trunk()
        if clothes.is_outside and shows_legs:
            clothes.draw_lower()
        for side in beside:
            self._draw_arm(limbs, clothes, side, blend=self.torso.shows_front or look.outfit.sleeve != "bare")
        clothes.draw_front(neck, face.contour if head.faces_us else None)
        draw_mantles(clothes, before_us=True)
        for side in before:
            self._draw_arm(limbs, clothes, side, blend=self._hangs_low(side))
        bust.draw(brush)
        for side in raised:
            self._draw_arm(limbs, clothes, side, blend=False)

    def draw_arms(self, brush: Brush, sides: frozenset[str]) -> None:
        """Only these arms, the farther one first."""
        brush.weight = max(0.6, self.head.size * LINE_SHARE)
        limbs = Limbs(self.look, self.moment.bones, self.camera, brush, self.moment.held)
        garment = Garment(self.look, self.torso, self.camera, brush, self.head.size)
        arms = self.moment.bones.arms
        for side in sorted(sides, key=lambda side: -self.camera.depth(arms[side].wrist)):
            self._draw_arm(limbs, garment, side, blend=self._hangs_low(side))

    @staticmethod
    def _draw_arm(limbs: Limbs, garment: Garment, side: str, *, blend: bool) -> None:
        limbs.draw_arm(side, blend=blend)
        dress_arm(garment, side)

    def _draw_neck(self, brush: Brush, neck: Any, face: Face) -> None:
        brush.canvas.save()
        if not self.head.faces_us:  # seen from behind, the neck runs up into the head without a line
            brush.canvas.clipPath(face.outline, skia.ClipOp.kDifference, True)
        brush.outline(neck, self.look.skin)
        brush.canvas.restore()
        brush.fill(neck, brush.light.bright(self.look.skin))
        is_covered = self.look.outfit.neck in OPEN_NECKS and self.torso.shows_front  # shaded with the neckline then
        if self.head.faces_us and not is_covered and not brush.is_cutter:
            shade_under(brush, neck, face.contour, self.look.skin, self.head.size * 0.10)

    def _hangs_low(self, side: str) -> bool:
        """True where the upper arm points down, so that its shoulder belongs to the garment's outline."""
        arm = self.moment.bones.arms[side]
        covered = self.look.outfit.sleeve not in BARE and side not in self.moment.held
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
