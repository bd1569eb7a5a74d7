"""The stage of an insert: a camera close to things and hands, measured in centimetres about the middle of the frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.arms import BARE, WIDE, Arms
from gpu_worker.engines.animatic.bodies.handposes import hand_poses
from gpu_worker.engines.animatic.bodies.hands import Hand
from gpu_worker.engines.animatic.bodies.skeleton import SIDES, Arm
from gpu_worker.engines.animatic.camera import Camera, Vector, turn_x, turn_y, turn_z
from gpu_worker.engines.animatic.raster import BLACK, WHITE, Brush, Color, polygon
from gpu_worker.engines.animatic.things.grasp import draw_held
from gpu_worker.engines.animatic.things.props import Thing
from gpu_worker.engines.animatic.things.shapes import draw_shapes
from gpu_worker.engines.animatic.things.stands import RING, Stand

Numbers = Sequence[float] | Vector
AWAY = 0.80  # metres from the lens to the middle of the stage
HIGH = 0.045  # of the frame's height: how far above its middle the middle of the stage lies
FLAT = np.array([(1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0)])  # lying on a table: right, away, up


def unit(way: Numbers) -> Vector:
    """A direction of length 1."""
    vector = np.asarray(way, float)
    return vector / (math.sqrt(float(vector @ vector)) + 1e-9)


class Close:
    """A stage `span` centimetres wide, looked down upon at `pitch` degrees, with its owner's hands and sleeves."""

    def __init__(
        self, brush: Brush, size: tuple[int, int], owner: Appearance, seconds: float, *, span: float, pitch: float = 0.0
    ) -> None:
        if owner.outfit.sleeve in WIDE:  # a bell of cloth would fill the frame and hide the hand: it is held back
            owner = replace(owner, outfit=replace(owner.outfit, sleeve="long"))
        self.brush, self.owner, self.seconds = brush, owner, seconds
        width, height = size
        tall = span / 100 * height / width
        middle = np.array([0.0, -tall * HIGH, 0.0])
        eye = turn_x(-pitch) @ np.array([0.0, 0.0, AWAY])
        fov = math.degrees(2 * math.atan(tall / 2 / AWAY))
        self.camera = Camera(eye + middle, middle, fov=fov, width=width, height=height)
        self.size = float(width)
        brush.weight = max(0.8, min(width * 0.0042, width * 0.09 / span))

    def stand(self, at: Numbers, *, lies: bool = False, turn: Numbers = (0, 0, 0), zoom: float = 1.0) -> Stand:
        """Where a thing stands or lies: `turn` is degrees about its height, its breadth and its front."""
        axes = FLAT if lies else np.eye(3)
        yaw, pitch, roll = turn
        own = (turn_y(yaw) @ turn_x(pitch) @ turn_z(roll)).T
        place = np.asarray(at, float) / 100
        return Stand(self.brush, self.camera, place, own @ axes, 0.01 * zoom, self.seconds)

    def draw_table(self, color: Color, *, edge: float) -> None:
        """A level surface that ends `edge` centimetres behind the middle."""
        rows = np.array([(-1.2, 0.0, -edge / 100), (1.2, 0.0, -edge / 100), (1.2, 0.0, 0.5), (-1.2, 0.0, 0.5)])
        path = polygon(self.camera.project(rows))
        light = self.brush.light
        self.brush.fill(path, light.bright(color))
        for start, share in ((-30, 0.5), (-9, 0.7), (14, 0.5), (34, 0.6)):  # what light from a window leaves
            streak = np.array(
                [(start, -edge), (start + 7 * share, -edge), (start - 30 + 9 * share, 50), (start - 30, 50)]
            )
            flat = np.stack([streak[:, 0], np.zeros(4), streak[:, 1]], 1) / 100
            self.brush.fill(polygon(self.camera.project(flat)), WHITE, 0.05)
        self.brush.stroke(polygon(self.camera.project(rows[:2]), closed=False), light.line(color), self.brush.weight)

    def draw_shadow(self, at: Numbers, wide: float, deep: float, alpha: float = 0.24) -> None:
        """The shadow something throws on the table, thrown a little away from the key light."""
        x, y, z = at
        shift = -self.brush.light.key[0] * wide * 0.18
        rows = np.stack([
            x + shift + RING[:, 0] * wide, np.full(len(RING), y), z + wide * 0.06 + RING[:, 1] * deep,
        ], 1) / 100  # fmt: skip
        self.brush.fill(polygon(self.camera.project(rows)), BLACK, alpha)

    def hand(
        self, arm: Arm, pose: str, thing: Thing | None = None, *, zoom: float = 1.0, is_ringed: bool = False
    ) -> Hand:
        """Draw the hand of an arm with what it holds, and the sleeve."""
        hand = self.hand_of(arm, pose, is_ringed=is_ringed)
        if thing is None:
            hand.draw(self.brush)
        else:
            draw_held(self.brush, hand, thing, zoom=zoom, seconds=self.seconds)
        self._draw_arm(arm)
        return hand

    def arm(self, side: str, wrist: Numbers, along: Numbers, palm: Numbers, elbow: Numbers) -> Arm:
        """An arm that reaches into the frame: the wrist in centimetres, the ways of fingers, palm and elbow."""
        sign = SIDES[side]
        fingers = unit(along)
        facing = np.asarray(palm, float)
        facing = unit(facing - fingers * float(facing @ fingers))
        place, way = np.asarray(wrist, float) / 100, unit(elbow)
        bend = place + way * self.owner.figure.forearm
        shoulder = bend + unit(way + np.array([sign * 0.3, 0.6, -0.2])) * self.owner.figure.upper_arm
        return Arm(sign, shoulder, bend, place, fingers, facing, np.cross(fingers, facing) * -sign, 0.3, 0.2, 0.0)

    def hand_of(self, arm: Arm, pose: str, *, is_ringed: bool = False) -> Hand:
        """The hand of an arm."""
        owner = self.owner
        return Hand(
            self.camera, arm.wrist, np.stack([arm.along, arm.thumb, arm.palm]), owner.figure.hand, hand_poses()[pose],
            skin=owner.skin, is_male=owner.is_male, is_child=owner.is_child, is_old=owner.is_old,
            has_ring=is_ringed or ("ring" in owner.accessories and arm.sign > 0),
        )  # fmt: skip

    def _draw_arm(self, arm: Arm) -> None:
        arms = Arms(self.owner, np.eye(3), self.camera, self.brush)
        arms.draw(arm)
        if self.owner.outfit.sleeve in BARE:
            arms.join_wrist(arm)

    def draw(self, stand: Stand, shapes: Sequence[dict[str, Any]]) -> None:
        """Shapes where they stand."""
        draw_shapes(stand, list(shapes))

    def grade(self) -> None:
        """A shaft of light from the key's side and a darker corner across from it."""
        wide, tall = float(self.camera.width), float(self.camera.height)
        left = self.brush.light.key[0] <= 0
        shaft = np.array([(-0.1, -0.02), (0.42, -0.02), (0.02, 1.02), (-0.5, 1.02)])
        corner = np.array([(1.02, 0.30), (1.02, 1.02), (0.10, 1.02)])
        for rows, color, alpha in ((shaft, WHITE, 0.045), (corner, BLACK, 0.09)):
            flat = rows * (wide, tall)
            if not left:
                flat = flat * (-1, 1) + (wide, 0)
            self.brush.fill(polygon(flat), color, alpha)
