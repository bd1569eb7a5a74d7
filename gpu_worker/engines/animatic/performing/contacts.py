"""Contacts: how hands, feet and heads come to meet a place on another body, on the own one, or in the set.

A hand lies flat on a surface, closes around a limb, or meets with its fingertips where it points. What is not a hand is
brought to its place by the body: it leans and steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.bodies.skeleton import SIDES, Grip, Pose, Skeleton
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.performing.acting import Touch
from gpu_worker.engines.animatic.performing.places import Spot, body_place, set_place
from gpu_worker.engines.animatic.things.props import size_of

PALM = 0.42  # how far from the wrist the middle of the palm lies, in lengths of the hand
TIP = 0.90  # the same for a fingertip
THICK = 0.012  # metres between a surface and the bones of the hand on it
STOOP, TOES = 30.0, 0.045  # degrees of a bow and metres on the toes to reach a face
LIMB = 0.034  # metres between the middle of a limb and the palm around it
ARMS = {"hand_r": "R", "hand_l": "L"}
# how far along the hand it is touched with, where that is not the palm
POINTS = {"lips": 0.84, "eyes": 0.62, "jaw": 0.70, "cheek": 0.50, "ear": 0.55, "brow": 0.58, "chin": 0.80, "hair": 0.62}


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


def _unit(vector: Vector) -> Vector:
    return vector / (math.sqrt(float(vector @ vector)) + 1e-9)


def side_towards(bones: Skeleton, at: Vector) -> str:
    """The side (R or L) of a body that is nearer to a point."""
    return "L" if float((at - bones.chest) @ bones.chest_axes[:, 0]) > 0 else "R"


def spot_of(touch: Touch, own: Skeleton, other: Skeleton | None, side: str) -> Spot | None:
    """Where a touch goes, for the actor's `side`; None where there is nobody or nothing to touch."""
    kind, _, place = touch.target.partition(".")
    arm = own.arms[side]
    if kind == "self":
        if place == "chest" and touch.effector in ARMS:
            place = "heart"
        crossed = place in ("arm", "hand", "wrist", "forearm", "elbow")
        return body_place(own, place, {"R": "L", "L": "R"}[side] if crossed else side)
    if kind == "set":
        return set_place(own, place, side, arm.wrist + arm.along * own.figure.hand * PALM)
    if kind == "other" and other is not None:
        near = side_towards(other, arm.shoulder)
        if place in ("back", "nape"):  # reached around the side the arm passes
            near = side_towards(other, arm.wrist)
        return body_place(other, place, near)
    return None


def grip(touch: Touch, own: Skeleton, other: Skeleton | None, side: str, held: str = "") -> Grip | None:
    """The pull of a touch on the hand `side` of `own`; None where it pulls nothing."""
    if touch.effector not in ARMS and not touch.effector.startswith("prop."):
        return None
    spot = spot_of(touch, own, other, side)
    if spot is None:
        return None
    kind, _, place = touch.target.partition(".")
    arm, length = own.arms[side], own.figure.hand
    out = _unit(spot.out)
    if touch.effector.startswith("prop."):
        return _with(held or touch.effector[5:], spot, own, side, touch)
    share = POINTS.get(place, PALM)
    if arm.point > 0.5:
        share = TIP
    if spot.is_thin and place != "hand":
        return _around(spot, arm.shoulder, length, touch.weight)
    if place == "hand":
        way = _unit(spot.at - arm.shoulder)
        return Grip(spot.at - way * length * PALM + out * 0.012, way, -out, touch.weight)
    along = spot.along if spot.along is not None else spot.at - arm.shoulder
    if kind == "other" and place not in ("throat", "back", "waist", "veil", "collar", "eyes"):
        along = along * 0.35 + _unit(spot.at - arm.elbow) * 0.8
    if arm.point > 0.5:
        along = spot.at - arm.elbow if kind != "self" else along
        return Grip(spot.at - _unit(along) * length * share, _unit(along), None, touch.weight)
    along = _unit(along - out * float(along @ out))
    if (
        arm.curl > 0.85
        and kind != "self"
        and place not in ("hair", "collar", "throat", "wheel", "handlebar", "shoulder")
    ):
        fist = _unit(spot.at - arm.elbow)  # a blow: knuckles first
        return Grip(spot.at - fist * length * 0.52, None, None, touch.weight)
    return Grip(spot.at - along * share * length + out * THICK, along, -out, touch.weight)


def _with(held: str, spot: Spot, own: Skeleton, side: str, touch: Touch) -> Grip:
    """The hand behind a thing that arrives: the rim of a cup at the own lips, the point of a blade elsewhere."""
    length, shoulder, out = own.figure.hand, own.arms[side].shoulder, _unit(spot.out)
    tall = size_of(held)[1]
    if touch.target.startswith("self."):
        way = _unit(spot.at - shoulder + out * 0.1)
        low = own.head_axes[:, 1] * max(0.03, tall * 0.62 - 0.02)
        return Grip(spot.at + out * 0.06 - low - way * length * PALM, None, None, touch.weight)
    way = _unit(spot.at - shoulder)
    return Grip(spot.at - way * ((tall + 0.03 if tall > 0.5 else tall * 0.75) + length * 0.3), None, None, touch.weight)


def _around(spot: Spot, shoulder: Vector, length: float, weight: float) -> Grip:
    """A hand closed around a limb: across it, from where the arm comes."""
    limb = _unit(spot.along if spot.along is not None else np.array([1.0, 0.0, 0.0]))
    way = spot.at - shoulder
    along = way - limb * float(way @ limb)
    along = _unit(along + np.array([0.0, 0.0, 1e-4]))
    out = _unit(np.cross(limb, along))
    if out[1] + 0.4 * out[2] < 0:
        out = -out
    return Grip(spot.at + out * LIMB - along * length * 0.40, along, -out, weight)


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


def show(own: Skeleton, way: float, what: str, view: View | None) -> Grip:
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


# ---------------------------------------------------------------------- what is not a hand


def point_of(own: Skeleton, effector: str) -> Vector | None:
    """Where the part of a body that touches is, metres."""
    side = effector[-1].upper() if effector[-2:] in ("_l", "_r") else "R"
    name = effector[:-2] if effector[-2:] in ("_l", "_r") else effector
    if name == "mouth":
        return own.on_head(0.0, 0.19, 0.36)
    if name == "head":
        return own.on_head(0.0, 0.66, 0.30)
    if name == "elbow":
        return own.arms[side].elbow
    if name == "forearm":
        return (own.arms[side].elbow + own.arms[side].wrist) / 2
    if name == "shoulder":
        return own.arms[side].shoulder
    if name == "foot":
        return own.legs[side].ankle + (own.legs[side].toe - own.legs[side].ankle) * 0.5
    return None


def lean_to(pose: Pose, own: Skeleton, at: Vector, place: Vector, *, weight: float, most: float, stoops: bool) -> None:
    """Bring the point `at` of a body towards `place`: by a step of at most `most` metres and, stooping, by a bow."""
    gap = (place - at) * weight
    flat = np.array([gap[0], 0.0, gap[2]])
    if not stoops:
        pose["x"] += float(max(-most, min(most, gap[0])))
        pose["z"] += float(max(-most, min(most, gap[2])))
        return
    far = math.sqrt(float(flat @ flat))
    if far > most:
        flat = flat * (most / far)
    pose["x"] += float(flat[0])
    pose["z"] += float(flat[2])
    local = own.facing.T @ (place - own.pelvis)
    ahead = float(local[2])
    arm = max(0.3, float(np.linalg.norm(at - own.pelvis)))
    down = -float(gap[1])
    if abs(down) > 0.01 and ahead > -0.2:  # stoop: a lean of the trunk lowers what it carries
        tilt = math.degrees(math.asin(max(-0.6, min(0.6, down / arm))))
        now = max(4.0, pose["lean"] + 12.0)
        lift = math.degrees(math.acos(max(-1.0, min(1.0, math.cos(math.radians(now)) - down / arm)))) - now
        pose["lean"] += max(-8.0, min(STOOP - max(0.0, pose["lean"]), lift)) if down > 0 else max(-6.0, tilt * 0.4)
        if down < 0:  # on the toes
            pose["rise"] = max(pose["rise"], min(TOES, pose["rise"] - down))


def kick(own: Skeleton, touch: Touch, other: Skeleton | None) -> dict[str, Grip]:
    """A foot that meets its place."""
    side = touch.effector[-1].upper()
    kind, _, place = touch.target.partition(".")
    spot = body_place(other, place, side_towards(other, own.pelvis)) if kind == "other" and other is not None else None
    if kind == "set":
        foot = own.legs[side].ankle
        spot = set_place(own, place, side, foot)
    if spot is None or SIDES.get(side) is None:
        return {}
    sole = own.legs[side].toe - own.legs[side].ankle
    return {side: Grip(spot.at - _unit(spot.at - own.legs[side].hip) * 0.06 - sole * 0.3, None, None, touch.weight)}
