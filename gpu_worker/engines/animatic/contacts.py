"""Where a reaching hand goes: another's body, the own face, or the side of the frame where the other one is.

A mark on another body is one of `Skeleton.mark`; marks of one's own begin with `own_`; `aim` and `show` are places in
the air, kept clear of the own face and inside the frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.props import size_of
from gpu_worker.engines.animatic.skeleton import SIDES, Grip, Skeleton

PALM = 0.27  # how far from the wrist the middle of the palm lies, in lengths of the hand
# what touches the head (head units, x outward), where fingers point, what the palm faces, how far along the hand it is
ON_HEAD = {
    "own_jaw": ((0.345, 0.405, 0.070), (0.08, 0.80, -0.56), (-0.80, 0.10, -0.50), 0.86),
    "own_mouth": ((0.090, 0.055, 0.375), (-0.82, 0.57, 0.05), (-0.10, 0.0, -1.0), PALM),
    "own_eye": ((0.250, 0.315, 0.330), (-0.05, 0.90, -0.42), (-0.45, 0.0, -0.8), 0.62),
    "own_ear": ((0.400, 0.330, 0.080), (0.14, 0.86, -0.48), (-1.0, 0.0, -0.15), 0.60),
}


@dataclass(frozen=True, slots=True)
class View:
    """What is free in the frame at the middle of the company, in metres: how far it runs left and right of `x`."""

    x: float
    left: float
    right: float
    low: float
    distance: float

    def reach(self, way: float, z: float) -> float:
        """The free width on the side `way` at a depth, less a margin."""
        return (self.right if way > 0 else self.left) * (1 - z / self.distance) * 0.90


def grip(own: Skeleton, side: str, mark: str, other: Skeleton | None) -> Grip | None:
    """The hand of `own` on a mark of its own body or of `other`; None where there is nobody to touch."""
    if mark in ON_HEAD:
        return _on_own_head(own, side, mark)
    if mark == "own_heart":
        return _on_own_chest(own, side)
    if other is None:
        return None
    if mark == "held_wrist":
        near = min(other.arms.values(), key=lambda arm: float(np.linalg.norm(arm.wrist - own.chest)))
        fore = (near.wrist - near.elbow) / (np.linalg.norm(near.wrist - near.elbow) + 1e-9)
        where = near.wrist - fore * 0.035
        way = where - own.arms[side].shoulder
        way = way / (np.linalg.norm(way) + 1e-9)
        over = np.array([0.0, -1.0, 0.0])
        return Grip(where - way * own.figure.hand * 0.40 + np.array([0.0, 0.015, 0.035]), way, over)
    if mark == "giving":
        near = min(other.arms.values(), key=lambda arm: float(np.linalg.norm(arm.wrist - own.chest)))
        where = near.wrist + near.along * other.figure.hand * 0.75
        way = where - own.arms[side].shoulder
        return Grip(where - way / (np.linalg.norm(way) + 1e-9) * own.figure.hand * 0.55)
    gap = own.chest[0] - other.chest[0]
    where = other.mark(mark, 1.0 if gap > 0 else -1.0)
    arm = own.arms[side]
    palm = 0.55 if mark in ("chest", "back", "waist") else 0.45
    way = where - arm.shoulder
    way = way / (np.linalg.norm(way) + 1e-9)
    if mark == "cheek":  # flat on it, fingers on towards the ear
        return Grip(where - way * own.figure.hand * 0.58, way, (other.head - where) * (1.0, 0.0, 1.0))
    return Grip(where - way * own.figure.hand * palm)


def _on_own_head(own: Skeleton, side: str, mark: str) -> Grip:
    sign = SIDES[side]
    (x, y, z), along, palm, share = ON_HEAD[mark]
    mirror = np.array([sign, 1.0, 1.0])
    fingers = own.head_axes @ (np.array(along) * mirror)
    facing = own.head_axes @ (np.array(palm) * mirror)
    centre = own.on_head(sign * x, y, z)
    fingers = fingers / np.linalg.norm(fingers)
    return Grip(centre - (fingers * share + facing * 0.08) * own.figure.hand, fingers, facing)


def _on_own_chest(own: Skeleton, side: str) -> Grip:
    sign, k, axes = SIDES[side], own.figure.girth, own.chest_axes
    fingers = axes @ np.array([-sign * 0.86, 0.50, 0.0])
    facing = axes @ np.array([0.0, 0.10, -1.0])
    centre = own.chest + axes @ (np.array([sign * 0.015, -0.135, 0.135]) * k)
    return Grip(centre - fingers * PALM * own.figure.hand, fingers, facing)


def aim(own: Skeleton, side: str, way: float, other: Skeleton | None, view: View | None) -> Grip | None:
    """A pointing hand towards the side `way` (-1 left, 1 right) or at `other`; None where the frame has no room."""
    shoulder, hand = own.arms[side].shoulder, own.figure.hand
    reach = (own.figure.upper_arm + own.figure.forearm) * 0.94
    direction = np.array([way * 0.90, -0.07, 0.40])
    if other is not None:
        goal = other.chest + np.array([0.0, -0.05, 0.10]) - shoulder
        distance = float(np.linalg.norm(goal))
        direction = goal + np.array([0.0, 0.0, 0.10])
        reach = min(reach, max(0.26, distance - 0.42))
    direction = direction / np.linalg.norm(direction)
    wrist = shoulder + direction * reach
    if view is not None:
        edge = view.reach(way, float(wrist[2]))
        limit = edge - way * (float(wrist[0]) + float(direction[0]) * hand - view.x)
        if limit < 0:  # bend the elbow, so that the hand stays in the frame
            direction = np.array([way * 0.80, 0.10, 0.58])
            direction = direction / np.linalg.norm(direction)
            x = view.x + way * (edge - abs(float(direction[0])) * hand)
            if way * (x - float(shoulder[0])) < -0.06:
                return None
            wrist = np.array([x, shoulder[1] - 0.045, shoulder[2] + reach * 0.58])
    return Grip(wrist, direction, np.array([0.0, -1.0, 0.0]) - direction * -direction[1])


def show(own: Skeleton, side: str, way: float, what: str, view: View | None) -> Grip:
    """A hand that holds `what` up towards the side `way`, below the own chin and inside the frame."""
    girth = own.figure.girth
    broad, tall = size_of(what)
    high = own.chest[1] - max(0.17, tall * 0.80 + 0.02)
    x = own.chest[0] + way * (0.19 + 0.12 * max(0.0, abs(math.sin(math.radians(own.pose["yaw"])))))
    z = own.chest[2] + 0.27 * girth
    if view is not None:
        x = view.x + way * min(way * (x - view.x), view.reach(way, z) - max(0.08, broad / 2 + 0.02))
        high = max(high, view.low + 0.10)
    fingers = np.array([way * 0.35, 0.92, 0.18])
    return Grip(np.array([x, high, z]), fingers, np.array([way * 0.25, 0.10, 0.96]))


def view_of(target: Vector, tall: float, shape: float, distance: float, hidden: float = 0.0) -> View:
    """The view of a camera set up on `target`; a figure before the lens hides one side (-1 left, 1 right)."""
    half = tall * shape / 2
    left, right = (half * (0.42 if hidden == side else 1.0) for side in (-1.0, 1.0))
    return View(float(target[0]), left, right, float(target[1]) - tall / 2, distance)
