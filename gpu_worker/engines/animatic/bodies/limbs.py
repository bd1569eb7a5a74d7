"""Arms with their hands and what they hold, legs with their shoes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.arms import BARE, Arms
from gpu_worker.engines.animatic.bodies.handposes import posed
from gpu_worker.engines.animatic.bodies.hands import Hand
from gpu_worker.engines.animatic.bodies.legs import Legs
from gpu_worker.engines.animatic.bodies.skeleton import Arm, Skeleton
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.raster import Brush, Color
from gpu_worker.engines.animatic.things.grasp import draw_held
from gpu_worker.engines.animatic.things.props import FALLBACK, Thing, things

TOGETHER, LEVEL = 0.55, 0.20  # metres between wrists, and between their heights, at which hands still carry together


class Limbs:
    """Draws the arms and legs of one person in one pose."""

    def __init__(
        self, look: Appearance, bones: Skeleton, camera: Camera, brush: Brush, held: Mapping[str, str] | None = None
    ) -> None:
        self.look, self.bones, self.camera, self.brush = look, bones, camera, brush
        self.arms = Arms(look, bones.chest_axes, camera, brush)
        known = things()
        self.held = {side: known.get(what, known[FALLBACK]) for side, what in (held or {}).items()}
        if len(self.held) == 2 and len(set(self.held.values())) == 1 and self._is_parted():
            self.held.pop(min("RL", key=lambda side: float(bones.arms[side].wrist[1])))  # the raised hand has it alone
        both = set(self.held.values()) if len(self.held) == 2 else set()
        self.shared = next(iter(both)) if len(both) == 1 else None  # carried in both hands, drawn with the first
        self._is_shared_drawn = False

    def _is_parted(self) -> bool:
        """Whether the hands are too far apart, or one too high above the other, to carry anything together."""
        gap = (self.bones.arms["R"].wrist - self.bones.arms["L"].wrist) * 1.7 / self.look.figure.height
        return abs(float(gap[1])) > LEVEL or float(np.linalg.norm(gap)) > TOGETHER

    def draw_arm(self, side: str, *, blend: bool) -> None:
        """One arm, hand first; `blend` hides the seam at the shoulder of an arm that is not behind the trunk."""
        arm = self.bones.arms[side]
        self._draw_hand(side, arm)
        self.arms.draw(arm)
        if self.look.outfit.sleeve in BARE:
            self.arms.join_wrist(arm)
        if blend:
            self.arms.hide_seam(arm)

    def _draw_hand(self, side: str, arm: Arm) -> None:
        thing = self.held.get(side)
        hand = self.hand_of(arm, thing)
        if thing is None or (thing is self.shared and self._is_shared_drawn):
            hand.draw(self.brush)
            return
        other = None
        if thing is self.shared:
            self._is_shared_drawn = True
            other = self.hand_of(self.bones.arms["L" if side == "R" else "R"], thing)
        draw_held(self.brush, hand, thing, other, aim=arm.aim)

    def hand_of(self, arm: Arm, thing: Thing | None = None) -> Hand:
        """The hand at the end of an arm, closed as what it holds asks for."""
        look = self.look
        pose, share = (arm.pose, arm.posed) if thing is None else (thing.pose, 1.0)
        return Hand(
            self.camera,
            arm.wrist,
            np.stack([arm.along, arm.thumb, arm.palm]),
            look.figure.hand,
            posed(pose, share, arm.curl, arm.spread, arm.point),
            skin=look.skin,
            is_male=look.is_male,
            is_child=look.is_child,
            is_old=look.is_old,
            has_ring="ring" in look.accessories and arm.sign > 0,
        )

    def draw_legs(self, color: Color, *, bare: bool, slim: float = 1.0) -> None:
        """Both legs with shoes, the farther one first; `bare` shows skin."""
        Legs(self.look, self.bones, self.camera, self.brush).draw(color, bare=bare, slim=slim)
