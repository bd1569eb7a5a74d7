"""A posed body in metres: chest and head chains, two-bone arms and legs, computed from a few dozen pose channels.

Hand targets are given from the shoulder in the frame of the chest, in arm lengths (x outward, y up, z forward), so that
one pose fits every body. A world target pulls a hand to a point in space, another person's cheek say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.appearance import Figure
from gpu_worker.engines.animatic.camera import Vector, turn_x, turn_y, turn_z

Pose = dict[str, float]

BODY: Pose = {
    "x": 0.0,  # metres on the floor, right
    "y": 0.0,  # metres the whole figure is lifted
    "z": 0.0,  # metres towards the viewer
    "yaw": 0.0,  # degrees; 0 faces the camera, 90 frame right
    "sink": 0.0,  # metres the hips are lowered
    "lean": 0.0,  # degrees the chest bows forward
    "side": 0.0,  # degrees the chest tips to its right
    "twist": 0.0,  # degrees the chest turns against the hips
    "hips": 0.0,  # metres the hips shift to the figure's left
    "shrug": 0.0,  # metres the shoulders rise
    "head_yaw": 0.0,
    "head_pitch": 0.0,  # positive looks down
    "head_roll": 0.0,
    "step": 0.0,  # phase of the walk in radians
    "stride": 0.0,  # metres a foot swings
    "kneel": 0.0,  # 0 standing, 1 on both knees
    "sit": 0.0,  # 0 standing, 1 thighs level
    "back": 0.0,  # metres given away from where the body faces
}
ARM: Pose = {
    "x": 0.10,
    "y": -0.96,
    "z": 0.08,
    "ex": 0.40,  # where the elbow points: outward, up, forward
    "ey": -0.45,
    "ez": -0.75,
    "curl": 0.30,
    "spread": 0.25,
    "px": -1.0,  # where the palm faces: outward, up, forward
    "py": 0.0,
    "pz": 0.15,
    "bend": 0.0,  # degrees the hand bends towards the palm
    "point": 0.0,  # 1 leaves only the index finger stretched
    "hold": 0.0,  # 0..1 how far the world target pulls
}
REST: Pose = {**BODY, **{f"{side}{name}": value for side in "RL" for name, value in ARM.items()}}
SIDES = {"R": -1.0, "L": 1.0}


@dataclass(slots=True)
class Arm:
    """Joints in metres and the frame of the hand: where fingers point, the palm faces and the thumb lies."""

    sign: float
    shoulder: Vector
    elbow: Vector
    wrist: Vector
    along: Vector
    palm: Vector
    thumb: Vector
    curl: float
    spread: float
    point: float
    pose: str = ""  # a named pose of the hand (handposes), over the three channels
    posed: float = 1.0  # how much of it


@dataclass(frozen=True, slots=True)
class Grip:
    """Where a wrist is pulled to (metres), and how the hand then lies: where fingers point and the palm faces."""

    at: Vector
    along: Vector | None = None
    palm: Vector | None = None


@dataclass(slots=True)
class Leg:
    """Joints in metres, toes included."""

    hip: Vector
    knee: Vector
    ankle: Vector
    toe: Vector


def _unit(vector: Vector) -> Vector:
    return vector / (math.sqrt(float(vector @ vector)) + 1e-9)


def bend(start: Vector, end: Vector, first: float, second: float, towards: Vector) -> tuple[Vector, Vector]:
    """The middle joint of two bones and the end they reach, bending `towards` a direction."""
    way = end - start
    distance = math.sqrt(float(way @ way)) + 1e-9
    reach = min(max(distance, abs(first - second) + 1e-3), (first + second) * 0.998)
    way = way / distance
    along = (first**2 - second**2 + reach**2) / (2 * reach)
    height = math.sqrt(max(0.0, first**2 - along**2))
    aside = _unit(towards - way * float(towards @ way))
    return start + way * along + aside * height, start + way * reach


class Skeleton:
    """The figure in one pose. World positions are metres; `marks` names the places others may touch."""

    def __init__(self, figure: Figure, pose: Mapping[str, float], holds: Mapping[str, Grip] | None = None) -> None:
        self.figure = figure
        self.pose = pose
        k = figure.height / 1.7
        self.pelvis_axes = turn_y(pose["yaw"])
        kneel, sit = pose["kneel"], pose["sit"]
        drop = pose["sink"] + kneel * figure.hip * 0.47 + sit * figure.hip * 0.44
        base = np.array([pose["x"], pose["y"] + figure.hip - drop, pose["z"]])
        self.floor = np.array([pose["x"], pose["y"], pose["z"]])
        self.pelvis = base + self.pelvis_axes[:, 0] * pose["hips"]
        self.chest_axes = self.pelvis_axes @ turn_y(pose["twist"]) @ turn_x(pose["lean"]) @ turn_z(pose["side"])
        self.spine = figure.shoulder - figure.hip
        upright = np.array([0.0, self.spine, 0.0])
        self.chest = self.pelvis + (self.chest_axes @ upright) * 0.78 + (self.pelvis_axes @ upright) * 0.22
        self.head_axes = (
            self.chest_axes
            @ turn_y(pose["head_yaw"])
            @ turn_x(pose["head_pitch"] - pose["lean"] * 0.25)
            @ turn_z(pose["head_roll"])
        )
        self.neck = self.chest + self.chest_axes @ np.array([0, 0.060 * k, -0.012 * k])
        self.head = self.neck + self.head_axes @ np.array([0, 0.30 * figure.head, 0.055 * figure.head])
        holds = holds or {}
        self.arms = {side: self._arm(side, sign, holds.get(side)) for side, sign in SIDES.items()}
        self.legs = {side: self._leg(sign) for side, sign in SIDES.items()}

    def _arm(self, side: str, sign: float, hold: Grip | None) -> Arm:
        figure, pose, axes = self.figure, self.pose, self.chest_axes
        k = figure.height / 1.7
        shoulder = self.chest + axes @ np.array([sign * figure.shoulder_x, -0.056 * k + pose["shrug"], -0.006 * k])
        reach = figure.upper_arm + figure.forearm
        target = shoulder + axes @ (np.array([sign * pose[f"{side}x"], pose[f"{side}y"], pose[f"{side}z"]]) * reach)
        pull = pose[f"{side}hold"]
        if hold is not None and pull > 0:
            target = target * (1 - pull) + hold.at * pull
        towards = axes @ np.array([sign * pose[f"{side}ex"], pose[f"{side}ey"], pose[f"{side}ez"]])
        elbow, wrist = bend(shoulder, target, figure.upper_arm, figure.forearm, towards)
        fore = _unit(wrist - elbow)
        palm = axes @ np.array([sign * pose[f"{side}px"], pose[f"{side}py"], pose[f"{side}pz"]])
        palm = _unit(palm - fore * float(palm @ fore))
        angle = math.radians(pose[f"{side}bend"])
        along = _unit(fore * math.cos(angle) + palm * math.sin(angle))
        if hold is not None and pull > 0 and hold.along is not None and hold.palm is not None:
            along = _unit(along * (1 - pull) + hold.along * pull)
            palm = palm * (1 - pull) + hold.palm * pull
        palm = _unit(palm - along * float(palm @ along))
        thumb = np.cross(along, palm) * -sign
        return Arm(
            sign,
            shoulder,
            elbow,
            wrist,
            along,
            palm,
            thumb,
            pose[f"{side}curl"],
            pose[f"{side}spread"],
            pose[f"{side}point"],
        )

    def _leg(self, sign: float) -> Leg:
        figure, pose, axes = self.figure, self.pose, self.pelvis_axes
        k = figure.height / 1.7
        hip = self.pelvis + axes @ np.array([sign * 0.076 * k, -0.03, 0])
        phase = pose["step"] + (0 if sign > 0 else math.pi)
        swing = pose["stride"] * math.sin(phase)
        lift = max(0.0, math.cos(phase)) * pose["stride"] * 0.30
        kneel, sit = pose["kneel"], pose["sit"]
        stand = np.array([sign * 0.085 * k, 0.075 * k + lift, 0.02 + swing])
        chair = np.array([sign * 0.10 * k, 0.075 * k, 0.40 * k])
        knees = np.array([sign * 0.10 * k, 0.06 * k, -0.36 * k])
        foot = stand * (1 - sit) * (1 - kneel) + chair * sit * (1 - kneel) + knees * kneel
        ankle = np.array([self.pelvis[0], pose["y"], self.pelvis[2]]) + axes @ foot
        bone = (figure.hip - 0.105 * k) * 0.503
        forward = axes @ np.array([sign * 0.10, 0.25 * sit - 0.4 * kneel, 1.0])
        knee, ankle = bend(hip, ankle, bone, bone, forward)
        flat = axes @ np.array([sign * 0.20, -0.25 if kneel < 0.5 else -0.1, 1.0 if kneel < 0.5 else -0.9])
        return Leg(hip, knee, ankle, ankle + _unit(flat) * 0.14 * k)

    def on_head(self, x: float, y: float, z: float) -> Vector:
        """A place on the head, from the chin up in head heights, in metres."""
        return self.head + self.head_axes @ (np.array([x, y - 0.42, z]) * self.figure.head)

    def mark(self, name: str, towards: float = 0.0) -> Vector:
        """A place on this body that another hand may touch; `towards` is the side it comes from (-1 or 1)."""
        side = "L" if (self.chest_axes.T @ np.array([towards, 0.0, 0.3]))[0] > 0 else "R"
        k = self.figure.girth
        places = {
            "cheek": lambda: max(
                (self.on_head(x, 0.19, 0.22) for x in (-0.24, 0.24)),
                key=lambda at: float(at[2] + 0.8 * towards * at[0]),
            ),
            "shoulder": lambda: self.arms[side].shoulder + np.array([0, 0.06, 0.03]) * k,
            "chest": lambda: self.chest + self.chest_axes @ (np.array([SIDES[side] * 0.06, -0.14, 0.13]) * k),
            "back": lambda: self.chest + self.chest_axes @ (np.array([SIDES[side] * 0.05, -0.16, -0.14]) * k),
            "waist": lambda: self.pelvis + self.pelvis_axes @ (np.array([SIDES[side] * 0.12, 0.17, -0.02]) * k),
            "wrist": lambda: self.arms[side].wrist - self.arms[side].along * 0.03,
            "hand": lambda: self.arms[side].wrist + self.arms[side].along * 0.05,
        }
        return places[name]()
