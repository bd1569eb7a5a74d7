"""A posed body in metres: trunk, head, two-bone arms and legs, computed from a few dozen pose channels.

Hand targets are given from the shoulder in the frame of the chest, in arm lengths (x outward, y up, z forward), so that
one pose fits every body. A world target pulls a hand to a point in space, another person's cheek say. Legs hang from
the hips by angle, feet that stand keep to the floor, and whatever of a kneeling, sitting or lying body is lowest rests
on it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Figure
from gpu_worker.engines.animatic.camera import Vector, cross, turn_x, turn_y, turn_z

Pose = dict[str, float]

BODY: Pose = {
    "x": 0.0,  # metres on the floor, right
    "y": 0.0,  # metres the whole figure is lifted
    "z": 0.0,  # metres towards the viewer
    "yaw": 0.0,  # degrees; 0 faces the camera, 90 frame right
    "rise": 0.0,  # metres of the hips above standing, for hips 0.9 m high
    "recline": 0.0,  # degrees the whole figure tips back
    "roll": 0.0,  # degrees it turns about its own length, to its right
    "lean": 0.0,  # degrees the chest bows forward
    "side": 0.0,  # degrees the chest tips to its right
    "twist": 0.0,  # degrees the chest turns against the hips
    "hips": 0.0,  # metres the hips shift to the figure's left
    "shrug": 0.0,  # metres the shoulders rise
    "head_yaw": 0.0,
    "head_pitch": 0.0,  # positive looks down
    "head_roll": 0.0,
    "stance": 0.20,  # metres between the feet
    "step": 0.0,  # phase of the walk in cycles of two steps
    "stride": 0.0,  # metres a foot swings to either side of the hips
}
ARM: Pose = {
    "x": 0.12,
    "y": -0.96,
    "z": 0.06,
    "elbow": 0.0,  # degrees the elbow swivels: 0 down and back, 90 out
    "palm": 0.0,  # degrees about the forearm: 0 inward, 90 down, -90 up
    "bend": 0.0,  # degrees the hand bends towards the palm
    "curl": 0.30,
    "spread": 0.25,
    "point": 0.0,  # 1 leaves only the index finger stretched
    "hip": 0.0,  # degrees the thigh is raised forward
    "knee": 0.0,  # degrees the knee is bent
}
REST: Pose = {**BODY, **{f"{side}{name}": value for side in "RL" for name, value in ARM.items()}}
SIDES = {"R": -1.0, "L": 1.0}
HIP_STANDARD = 0.9  # metres; what `rise` is written for
GROUND_SHARE = 0.62  # of a walking cycle a foot is on the ground
FLIGHT_SHARE = 0.42  # the same, running
RUNNING = 0.42  # metres of stride from which a body runs
ANKLE, KNEE, SEAT = 0.075, 0.058, 0.105  # heights over the floor of what rests on it, metres at 1.7 m


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
    aim: Vector | None = None  # where what the hand holds points, where that is not left to the hand


@dataclass(frozen=True, slots=True)
class Grip:
    """Where a wrist is pulled to (metres) and how strongly, and how the hand then lies."""

    at: Vector
    along: Vector | None = None
    palm: Vector | None = None
    pull: float = 1.0


@dataclass(slots=True)
class Leg:
    """Joints in metres, toes included."""

    hip: Vector
    knee: Vector
    ankle: Vector
    toe: Vector


def _unit(vector: Vector) -> Vector:
    return vector / (math.sqrt(float(vector @ vector)) + 1e-9)


def _soft(x: float) -> float:
    x = min(1.0, max(0.0, x))
    return x * x * (3 - 2 * x)


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


def ground_share(stride: float) -> float:
    """The share of a cycle a foot stands, for a stride in metres; a body moves 2 strides in it."""
    return FLIGHT_SHARE if stride >= RUNNING else GROUND_SHARE


def footfall(phase: float, stride: float) -> tuple[float, float]:
    """How far before the hips a foot is and how high, metres, at a phase (cycles) of its own."""
    stands = ground_share(stride)
    phase %= 1.0
    if phase < stands:
        return stride * (1 - 2 * phase / stands), 0.0
    swing = (phase - stands) / (1 - stands)
    high = stride * (0.62 if stride >= RUNNING else 0.26) + 0.02 * min(1.0, stride / 0.1)
    return stride * (2 * _soft(swing) - 1), high * math.sin(math.pi * swing)


class Skeleton:
    """The figure in one pose. World positions are metres."""

    def __init__(
        self,
        figure: Figure,
        pose: Mapping[str, float],
        holds: Mapping[str, Grip] | None = None,
        feet: Mapping[str, Grip] | None = None,
    ) -> None:
        self.figure = figure
        self.pose = pose
        self.k = figure.height / 1.7
        self.bone = (figure.hip - 0.105 * self.k) * 0.503
        self.facing = turn_y(pose["yaw"])
        self.pelvis_axes = self.facing @ turn_x(-pose["recline"]) @ turn_y(-pose["roll"])
        self.spine = figure.shoulder - figure.hip
        self.floor = np.array([pose["x"], pose["y"], pose["z"]])
        self.lies = _soft((abs(pose["recline"]) - 20) / 35)
        self._stand_up()
        holds = holds or {}
        self.arms = {side: self._arm(side, sign, holds.get(side)) for side, sign in SIDES.items()}
        feet = feet or {}
        self.legs = {side: self._leg(side, sign, feet.get(side)) for side, sign in SIDES.items()}

    # ------------------------------------------------------------------ trunk

    def _stand_up(self) -> None:
        """Place hips, chest and head so that what is lowest rests on the floor."""
        pose, figure = self.pose, self.figure
        high = figure.hip + pose["rise"] * figure.hip / HIP_STANDARD
        self._root = self.floor + np.array([0.0, high, 0.0])
        upright = (1 - self.lies) * _soft(1 + pose["rise"] / 0.3)
        counter = 0.22 * self.k * math.sin(math.radians(max(0.0, pose["lean"]))) * upright
        self._feet = {side: self._hang(side, sign) for side, sign in SIDES.items()}
        drop = self._drop(high)
        self._root[1] -= drop
        self.pelvis = self._root + self.facing @ np.array([pose["hips"], 0.0, -counter])
        self.chest_axes = (
            self.pelvis_axes
            @ turn_y(pose["twist"])
            @ turn_x(pose["lean"] + figure.stoop * upright)
            @ turn_z(pose["side"])
        )
        upward = np.array([0.0, self.spine, 0.0])
        self.chest = self.pelvis + (self.chest_axes @ upward) * 0.78 + (self.pelvis_axes @ upward) * 0.22
        self.head_axes = (
            self.chest_axes
            @ turn_y(pose["head_yaw"])
            @ turn_x(pose["head_pitch"] - pose["lean"] * 0.25 - figure.stoop * upright * 0.8)
            @ turn_z(pose["head_roll"])
        )
        self.neck = self.chest + self.chest_axes @ np.array([0, 0.060 * self.k, -0.012 * self.k])
        self.head = self.neck + self.head_axes @ np.array([0, 0.30 * figure.head, 0.055 * figure.head])
        if self.lies > 0:
            self._lie_down()

    def _hang(self, side: str, sign: float) -> tuple[Vector, Vector, float, float]:
        """Knee and ankle of a leg hanging from the hips by its angles; how high a step lifts it, whether it stands."""
        pose = self.pose
        raised, shin = math.radians(pose[f"{side}hip"]), math.radians(pose[f"{side}hip"] - pose[f"{side}knee"])
        out = sign * (pose["stance"] * 0.42 * self.k - 0.076 * self.k) / (2 * self.bone)
        hip = self._root + self.pelvis_axes @ np.array([sign * 0.076 * self.k, -0.03, 0.0])
        thigh = self.pelvis_axes @ np.array([out, -math.cos(raised), math.sin(raised)])
        knee = hip + _unit(thigh) * self.bone
        lower = self.pelvis_axes @ np.array([out, -math.cos(shin), math.sin(shin)])
        ankle = knee + _unit(lower) * self.bone
        stride = pose["stride"]
        if stride <= 0.0:
            return knee, ankle, 0.0, 1.0
        ahead, lift = footfall(pose["step"] + (0.0 if sign > 0 else 0.5), stride)
        way = self.facing[:, 2]
        return knee + way * ahead * 0.5, ankle + way * ahead, lift, 0.0 if lift > 0 else 1.0

    def _drop(self, high: float) -> float:
        """Metres the hips must come down (negative: up) for feet, knees or seat to rest on the floor."""
        pose, k, ground = self.pose, self.k, self.pose["y"]
        lows = [self._root[1] - SEAT * k - ground]
        for knee, ankle, lift, _stands in self._feet.values():
            shin = (knee[1] - ankle[1]) / self.bone
            sole = k * (0.045 + (ANKLE - 0.045) * _soft((shin - 0.1) / 0.5))
            lows += [knee[1] - KNEE * k - ground, max(ankle[1], ground + sole) - sole - ground + lift]
        low = min(lows)
        drop = low if low < 0 or pose["rise"] <= 0.02 else 0.0
        reach = 2 * self.bone * 0.998
        for _knee, ankle, _lift, stands in self._feet.values():  # long steps bring the hips down
            if stands and pose["stride"] > 0 and ankle[1] < ground + 0.3:
                flat = ankle - self._root
                far = math.hypot(float(flat[0]), float(flat[2]))
                tall = math.sqrt(max(0.04, reach**2 - max(0.0, far - 0.09 * k) ** 2)) + ANKLE * k + 0.03
                drop = max(drop, high - tall)
        return drop * (1 - self.lies)

    def _lie_down(self) -> None:
        """Bring a body that lies down to the floor, whichever part of it touches first."""
        k, ground = self.figure.girth, self.pose["y"]
        lows = [self.pelvis[1] - 0.115 * k, self.chest[1] - 0.105 * k, self.head[1] - 0.42 * self.figure.head]
        lows += [float(knee[1]) - 0.055 * k for knee, _ankle, _lift, _stands in self._feet.values()]
        low = min(lows) - ground
        if low > 0 and self.pose["rise"] > -0.3:  # thrown or falling: still in the air
            low *= _soft(-self.pose["rise"] / 0.3)
        shift = np.array([0.0, -low * self.lies, 0.0])
        self._root = self._root + shift
        self.pelvis, self.chest = self.pelvis + shift, self.chest + shift
        self.neck, self.head = self.neck + shift, self.head + shift

    # ------------------------------------------------------------------ limbs

    def _arm(self, side: str, sign: float, hold: Grip | None) -> Arm:
        figure, pose, axes = self.figure, self.pose, self.chest_axes
        k = self.k
        shoulder = self.chest + axes @ np.array([sign * figure.shoulder_x, -0.056 * k + pose["shrug"], -0.006 * k])
        reach = figure.upper_arm + figure.forearm
        x, y, z = pose[f"{side}x"], pose[f"{side}y"], pose[f"{side}z"]
        if x < 0:  # written for hands that meet at -0.25
            x *= min(1.3, figure.shoulder_x / reach / 0.25)
        target = shoulder + axes @ (np.array([sign * x, y, z]) * reach)
        pull = hold.pull if hold is not None else 0.0
        if hold is not None:
            target = target * (1 - pull) + hold.at * pull
        local = axes.T @ (target - shoulder) / reach * (sign, 1.0, 1.0)
        raised = _soft((float(local[1]) - 0.32) / 0.45) * _soft((math.sqrt(float(local @ local)) - 0.62) / 0.25)
        swivel = math.radians(pose[f"{side}elbow"] + 50 * raised)
        back = -0.52 + 2.4 * max(0.0, min(0.5, float(local[1]) + 0.08))
        down = math.cos(swivel)
        towards = axes @ np.array([sign * (math.sin(swivel) + 0.10), -0.85 * down, back * down - 0.08])
        elbow, wrist = bend(shoulder, target, figure.upper_arm, figure.forearm, towards)
        fore = _unit(wrist - elbow)
        palm = axes @ (_palm(axes.T @ fore * (sign, 1.0, 1.0), pose[f"{side}palm"]) * (sign, 1.0, 1.0))
        angle = math.radians(pose[f"{side}bend"])
        along = _unit(fore * math.cos(angle) + palm * math.sin(angle))
        if hold is not None and pull > 0 and hold.along is not None and hold.palm is not None:
            along = _unit(along * (1 - pull) + hold.along * pull)
            palm = palm * (1 - pull) + hold.palm * pull
        palm = _unit(palm - along * float(palm @ along))
        thumb = cross(along, palm) * -sign
        curl, spread, point = pose[f"{side}curl"], pose[f"{side}spread"], pose[f"{side}point"]
        return Arm(sign, shoulder, elbow, wrist, along, palm, thumb, curl, spread, point)

    def _leg(self, side: str, sign: float, put: Grip | None) -> Leg:
        k, ground, axes = self.k, self.pose["y"], self.pelvis_axes
        hanging_knee, hanging, lift, stands = self._hang(side, sign)
        hip = self.pelvis + axes @ np.array([sign * 0.076 * k, -0.03, 0.0])
        shin = float(hanging_knee[1] - hanging[1]) / self.bone
        sole = k * (0.045 + (ANKLE - 0.045) * _soft((shin - 0.1) / 0.5))
        over = float(hanging[1]) - ground - sole
        wanted = hanging.copy()
        free = _soft((over - 0.03) / 0.10) if stands else 1.0
        wanted[1] = ground + sole + max(0.0, over) * max(free, self.lies) + lift
        if put is not None:
            wanted = wanted * (1 - put.pull) + put.at * put.pull
        bulge = hanging_knee - (hip + hanging) / 2
        forward = axes @ np.array([sign * 0.12, 0.0, 1.0])
        strength = _soft((math.sqrt(float(bulge @ bulge)) - 0.02) / 0.08)
        knee, ankle = bend(hip, wanted, self.bone, self.bone, _unit(bulge) * strength + forward * (1 - strength))
        knee[1] = max(knee[1], ground + 0.03)
        return Leg(hip, knee, ankle, ankle + self._toes(sign, knee, ankle, shin, lift) * 0.14 * k)

    def _toes(self, sign: float, knee: Vector, ankle: Vector, shin: float, lift: float) -> Vector:
        """Where a foot points: flat on the floor, along the shin of one who kneels, else square to the shin."""
        lower = _unit(ankle - knee)
        ahead = self.pelvis_axes @ np.array([sign * 0.20, 0.0, 1.0])
        square = _unit(ahead - lower * float(ahead @ lower))
        near = 1 - _soft((float(ankle[1]) - self.pose["y"] - 0.12 * self.k) / 0.12)
        flat = _unit(self.facing @ np.array([sign * 0.20, -0.25 - lift * 2.5, 1.0]))
        standing = _soft((shin - 0.25) / 0.4) * near * (1 - self.lies)
        tucked = _soft((0.35 - shin) / 0.3) * near
        hanging = _unit(square * (0.9 - 0.8 * tucked) + lower * (0.45 + 0.5 * tucked))
        return _unit(flat * standing + hanging * (1 - standing))

    # ------------------------------------------------------------------ places

    @property
    def shadow(self) -> tuple[float, float, float, float]:
        """Middle (x, z) and half axes of the shadow on the floor, metres."""
        joints = [self.chest, self.pelvis, self.head, *(leg.ankle for leg in self.legs.values())]
        flat = np.stack([*joints, *(leg.knee for leg in self.legs.values())])[:, [0, 2]]
        low, high = flat.min(0), flat.max(0)
        middle, half = (low + high) / 2, (high - low) / 2
        return float(middle[0]), float(middle[1]), float(half[0]) + 0.17 * self.k, float(half[1]) + 0.13 * self.k

    def on_head(self, x: float, y: float, z: float) -> Vector:
        """A place on the head, from the chin up in head heights, in metres."""
        return self.head + self.head_axes @ (np.array([x, y - 0.42, z]) * self.figure.head)


def _palm(fore: Vector, degrees: float) -> Vector:
    """Where a palm faces for a forearm pointing `fore`, x outward: 0 with the thumb on top, turned inwards by more."""
    thumb = np.array([0.0, float(fore[2]) + abs(float(fore[0])) + 1e-3, -float(fore[1])])
    inward = _unit(cross(fore, _unit(thumb - fore * float(thumb @ fore))))
    angle = math.radians(degrees)
    return inward * math.cos(angle) + cross(fore, inward) * math.sin(angle)
