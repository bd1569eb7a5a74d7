"""A company of performers as a pure function of time: poses, faces, hands that meet, and hair that follows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from gpu_worker.engines.animatic.actions import Action, Key
from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.contacts import View, aim, grip, show
from gpu_worker.engines.animatic.countenance import Countenance, FaceState
from gpu_worker.engines.animatic.expressions import blend
from gpu_worker.engines.animatic.person import Moment
from gpu_worker.engines.animatic.raster import smoothstep
from gpu_worker.engines.animatic.skeleton import ARM, REST, Grip, Pose, Skeleton
from gpu_worker.engines.animatic.speech import LipTrack

BEGINS = 0.30  # seconds into the shot at which an action starts
STRIDE_RATE = 6.6  # radians per second of a walk
SPEAKING_HAND: Pose = {
    "x": 0.10,
    "y": -0.60,
    "z": 0.46,
    "curl": 0.22,
    "spread": 0.45,
    "px": -0.55,
    "py": 0.75,
    "pz": 0.1,
}
FLIPPED = frozenset({"yaw", "side", "twist", "head_yaw", "head_roll", "hips"})


def ease(kind: str, x: float) -> float:
    """Progress 0..1 shaped by a named ease."""
    x = min(1.0, max(0.0, x))
    if kind == "out":
        return 1 - (1 - x) ** 3
    if kind == "in":
        return x**3
    if kind == "snap":
        return 1 - (1 - x) ** 5
    if kind == "back":
        return 1 + 2.2 * (x - 1) ** 3 + 1.2 * (x - 1) ** 2
    if kind == "even":
        return x
    return smoothstep(x)


def mirrored(pose: Pose) -> Pose:
    """The same pose with left and right exchanged."""
    flipped: Pose = {}
    for name, value in pose.items():
        if name[0] in "RL" and name[1:] in _ARM_CHANNELS:
            flipped[("L" if name[0] == "R" else "R") + name[1:]] = value
        else:
            flipped[name] = -value if name in FLIPPED else value
    return flipped


_ARM_CHANNELS = frozenset(name[1:] for name in REST if name[0] == "R" and f"L{name[1:]}" in REST)


def keyed(keys: tuple[Key, ...], base: Pose, seconds: float) -> Pose:
    """`base` with every keyed channel at its value `seconds` into the keys."""
    pose = dict(base)
    names = {name for key in keys for name in key.pose}
    for name in names:
        before_at, value = 0.0, base[name]
        for key in keys:
            if name not in key.pose:
                continue
            if seconds >= key.at:
                before_at, value = key.at, key.pose[name]
                continue
            span = key.at - before_at
            value += (key.pose[name] - value) * ease(key.ease, (seconds - before_at) / span if span > 0 else 1.0)
            break
        pose[name] = value
    return pose


def wander(seconds: float, phase: float) -> float:
    """A slow, never repeating drift within about -1..1."""
    return (
        math.sin(seconds * 1.1 + phase)
        + 0.6 * math.sin(seconds * 1.9 + phase * 2.1)
        + 0.4 * math.sin(seconds * 2.9 + phase * 0.7)
    ) / 2


@dataclass(slots=True)
class Performer:
    """One cast member on the floor. `yaw` is where the body faces, `eyeline` the point looked at, in metres."""

    member_id: str
    look: Appearance
    x: float
    z: float
    yaw: float
    countenance: Countenance
    action: Action
    lips: LipTrack
    energy: float = 0.3
    target: str = ""
    is_mirrored: bool = False
    eyeline: Vector | None = None
    holds: dict[str, str] = field(default_factory=dict)
    lift: float = 0.0

    @property
    def phase(self) -> float:
        """A number of this person alone, for everything that should not happen in step."""
        return self.look.extras["phase"]


class Company:
    """Everyone in a shot. `seconds` is the length of the shot, which actions are fitted into."""

    def __init__(self, performers: list[Performer], seconds: float) -> None:
        self.performers = performers
        self.seconds = seconds
        self.view: View | None = None
        self._by_id = {performer.member_id: performer for performer in performers}
        self._sways: dict[str, list[float]] = {}
        self._free = {performer.member_id: self._idle_arms(performer) for performer in performers}

    def pace(self, action: Action) -> float:
        """How much faster than written an action plays, so that a short shot still contains it."""
        last = max([key.at for key in action.keys] + [key.at for key in action.answer] + [0.0])
        room = max(0.25, self.seconds - BEGINS - 0.15)
        return max(1.0, last / room)

    def action_time(self, action: Action, seconds: float) -> float:
        """Where in an action a moment of the shot lies."""
        at = (seconds - BEGINS) * self.pace(action)
        if action.loop and action.keys:
            last = action.keys[-1].at
            if at > last:
                at = last - action.loop + (at - last) % action.loop
        return at

    def impact_at(self) -> tuple[float, Performer] | None:
        """When a blow lands, and on whom."""
        for performer in self.performers:
            struck = self._by_id.get(performer.target)
            if performer.action.impact >= 0 and struck is not None:
                return BEGINS + performer.action.impact / self.pace(performer.action), struck
        return None

    def peak(self) -> float:
        """The moment a still should show."""
        moments = [BEGINS + p.action.peak / self.pace(p.action) for p in self.performers if p.action.keys]
        return min(self.seconds * 0.92, max(moments)) if moments else self.seconds * 0.5

    # ------------------------------------------------------------------ poses

    def pose_of(self, performer: Performer, seconds: float) -> Pose:
        """The pose of one person, before hands meet."""
        base = dict(REST)
        base.update({"x": performer.x, "z": performer.z, "y": performer.lift})
        action = performer.action
        at = self.action_time(action, seconds)
        own = keyed(action.keys, base, at)
        if performer.is_mirrored:
            own = mirrored(own)
        pose = own
        for other in self.performers:
            if other.target == performer.member_id and other.action.answer:
                reply = self.action_time(other.action, seconds)
                answer = keyed(other.action.answer, base, reply)
                if performer.is_mirrored:
                    answer = mirrored(answer)
                rest = mirrored(base) if performer.is_mirrored else base
                for name, value in answer.items():
                    if abs(value - rest[name]) > 1e-9:
                        pose[name] = value
        self._walk(performer, pose, seconds)
        self._live(performer, pose, seconds)
        pose["yaw"] += performer.yaw
        if pose["back"]:
            way = math.radians(performer.yaw)
            pose["x"] -= math.sin(way) * pose["back"]
            pose["z"] -= math.cos(way) * pose["back"] * 0.6
        self._look(performer, pose)
        return pose

    def _walk(self, performer: Performer, pose: Pose, seconds: float) -> None:
        action = performer.action
        pose["step"] = seconds * STRIDE_RATE
        if pose["stride"] > 0.01:
            swing = pose["stride"] * 1.5 * math.sin(pose["step"])
            pose["Rz"] += swing
            pose["Lz"] -= swing
            pose["y"] += 0.10 * pose["stride"] * abs(math.cos(pose["step"]))
        if not action.walks:
            return
        stop = action.keys[-1].at if action.keys and action.keys[-1].pose.get("stride") == 0.0 else None
        pace = self.pace(action)
        moved = max(0.0, seconds - (0.0 if stop is not None else BEGINS))
        if stop is not None:  # arrives at the mark
            left = max(0.0, (stop / pace + BEGINS) - seconds)
            travel = -left * action.walks
        else:
            travel = moved * action.walks
        way = math.radians(performer.yaw)
        pose["x"] += math.sin(way) * travel
        pose["z"] += math.cos(way) * travel * 0.6

    def _live(self, performer: Performer, pose: Pose, seconds: float) -> None:
        """Breath, weight, a wandering head; trembling where it is asked for."""
        phase = performer.phase
        breath = math.sin(seconds * (1.7 + performer.energy) + phase)
        pose["shrug"] += 0.0035 * breath * (1 + performer.energy)
        pose["lean"] += 0.45 * breath
        pose["hips"] += 0.010 * math.sin(phase * 3) + 0.012 * wander(seconds * 0.45, phase)
        pose["side"] += 0.7 * wander(seconds * 0.45, phase)
        self._rest_arms(performer, pose, seconds)
        lively = 1.0 + (0.9 if performer.lips.is_speaking(seconds) else 0.0)
        pose["head_yaw"] += 1.0 * wander(seconds, phase) * lively
        pose["head_pitch"] += 0.8 * wander(seconds * 1.3, phase + 2) * lively
        pose["head_roll"] += 0.8 * wander(seconds * 0.8, phase + 4)
        if performer.lips.is_speaking(seconds):
            pose["head_pitch"] += 3.2 * performer.lips.at(seconds).open * (0.6 + performer.energy) - 1.0
        for channel, degrees in performer.countenance.head(seconds).items():
            pose[channel] += degrees
        tremor = performer.action.trembles + 1.1 * performer.countenance.units.get("shiver", 0.0)
        if tremor:
            shake = math.sin(seconds * 61 + phase) * 0.6 + math.sin(seconds * 83) * 0.4
            pose["head_yaw"] += tremor * 0.5 * shake
            pose["side"] += tremor * 0.35 * math.sin(seconds * 71 + 1)
            pose["shrug"] += 0.002 * tremor * shake

    def _idle_arms(self, performer: Performer) -> tuple[str, ...]:
        """The sides whose arm no action claims during the shot, the one nearer to us first."""
        keys = performer.action.keys + tuple(
            key for other in self.performers if other.target == performer.member_id for key in other.action.answer
        )
        claimed = {name[0] for key in keys for name in key.pose if name[1:] == "x" and name[0] in "RL"}
        return tuple(self._hand(performer, side) for side in "RL" if side not in claimed)

    def _rest_arms(self, performer: Performer, pose: Pose, seconds: float) -> None:
        """Arms that hang are never straight or still; a hand lifts a little on what is stressed in a line."""
        phase = performer.phase
        beats = [max(0.0, performer.lips.stress(seconds, first=first)) for first in (True, False)]
        for side in self._free[performer.member_id]:
            is_near = side == self._hand(performer, "R")
            own = phase if is_near else phase + 2.4
            pose[f"{side}x"] += 0.020 + 0.020 * wander(seconds * 0.4, own)
            pose[f"{side}y"] += 0.030 + 0.016 * math.sin(own)
            pose[f"{side}z"] += 0.05 * math.sin(own * 1.7) + 0.030 * wander(seconds * 0.55, own + 1)
            pose[f"{side}curl"] += 0.10 * math.sin(own * 2.3)
            lift = beats[0 if is_near else 1] * (0.5 + 0.5 * performer.energy)
            if lift > 0 and pose["stride"] < 0.05 and not performer.holds:
                for name, value in SPEAKING_HAND.items():
                    pose[f"{side}{name}"] += (value - pose[f"{side}{name}"]) * lift

    def _look(self, performer: Performer, pose: Pose) -> None:
        """Turn the head part of the way to the point looked at; the eyes do the rest."""
        if performer.eyeline is None:
            return
        away = performer.eyeline - np.array([pose["x"], 0.0, pose["z"]])
        wanted = math.degrees(math.atan2(away[0], away[2]))
        turn = (wanted - pose["yaw"] - pose["twist"] + 180) % 360 - 180
        if abs(turn) < 110:
            pose["head_yaw"] += max(-8.0, min(8.0, turn * 0.30))

    # ------------------------------------------------------------------ moments

    def moments(self, seconds: float) -> dict[str, Moment]:
        """Everyone at one instant of the shot."""
        poses = {p.member_id: self.pose_of(p, seconds) for p in self.performers}
        bones = {p.member_id: Skeleton(p.look.figure, poses[p.member_id]) for p in self.performers}
        for performer in self.performers:  # first who acts, then who answers: an answer follows the hand it answers
            self._meet(performer, performer.action.touch, performer.target, poses, bones)
        for performer in self.performers:
            if performer.action.answer_touch and performer.target in bones:
                answering = self._by_id[performer.target]
                self._meet(answering, performer.action.answer_touch, performer.member_id, poses, bones)
        found = {}
        for performer in self.performers:
            sway = self._sway(performer, seconds)
            held = {self._hand(performer, side): what for side, what in performer.holds.items()}
            face = self._face(performer, poses[performer.member_id], seconds)
            found[performer.member_id] = Moment(bones[performer.member_id], face, sway, sway * 0.10, held)
        return found

    @staticmethod
    def _way(performer: Performer, own: Skeleton, other: Skeleton | None) -> float:
        """The side of the frame a gesture goes to: -1 left, 1 right."""
        if other is not None:
            return 1.0 if other.chest[0] > own.chest[0] else -1.0
        if abs(performer.yaw) > 1:
            return math.copysign(1.0, performer.yaw)
        if performer.eyeline is not None and abs(performer.eyeline[0] - performer.x) > 0.4:
            return math.copysign(1.0, performer.eyeline[0] - performer.x)
        return -1.0 if performer.is_mirrored else 1.0

    @staticmethod
    def _hand(performer: Performer, side: str) -> str:
        return {"R": "L", "L": "R"}[side] if performer.is_mirrored else side

    def _meet(
        self,
        performer: Performer,
        touch: dict[str, str],
        target: str,
        poses: dict[str, Pose],
        bones: dict[str, Skeleton],
    ) -> None:
        if not touch:
            return
        own, other = bones[performer.member_id], bones.get(target)
        way = self._way(performer, own, other)
        holds: dict[str, Grip] = {}
        for side, mark in touch.items():
            actual = self._hand(performer, side)
            if mark == "aim":
                found = aim(own, actual, way, other, self.view)
            elif mark == "show":
                found = show(own, actual, way, performer.holds.get(side, ""), self.view)
            else:
                found = grip(own, actual, mark, other)
            if found is not None:
                holds[actual] = found
            elif mark == "aim":  # no room to point: the arm stays down
                poses[performer.member_id].update({f"{actual}{name}": value for name, value in ARM.items()})
        bones[performer.member_id] = Skeleton(performer.look.figure, poses[performer.member_id], holds)

    def _face(self, performer: Performer, pose: Pose, seconds: float) -> FaceState:
        mouth = performer.lips.at(seconds)
        state = performer.countenance.at(seconds, mouth=mouth, gaze=self._gaze(performer, pose))
        impact = self.impact_at()
        if impact is not None and impact[1] is performer and 0 <= seconds - impact[0] < 0.5:
            hurt = {"4": 0.6, "43": 0.75, "25": 0.6, "26": 0.3, "20": 0.3, "7": 0.6}
            state.units = blend(hurt, state.units, smoothstep((seconds - impact[0]) / 0.5))
        return state

    @staticmethod
    def _gaze(performer: Performer, pose: Pose) -> tuple[float, float]:
        if performer.eyeline is None:
            return 0.0, 0.0
        away = performer.eyeline - np.array([pose["x"], 0.0, pose["z"]])
        wanted = math.degrees(math.atan2(away[0], away[2]))
        rest = (wanted - pose["yaw"] - pose["twist"] - pose["head_yaw"] + 180) % 360 - 180
        level = (away[1] - performer.look.figure.height) * 1.2
        return max(-0.75, min(0.75, rest / 42)), max(-0.5, min(0.5, level))

    def _sway(self, performer: Performer, seconds: float) -> float:
        """Loose hair on a spring: integrated from the start of the shot on a grid of 1/24 s."""
        table = self._sways.get(performer.member_id)
        step = 1 / 24
        if table is None:
            table, place, speed, before = [], 0.0, 0.0, None
            for index in range(int(self.seconds / step) + 3):
                pose = self.pose_of(performer, index * step)
                turn = math.radians(pose["yaw"] + pose["twist"] + pose["head_yaw"])
                now = math.sin(turn) * 0.34 + pose["x"] * 1.2 - math.radians(pose["head_roll"]) * 0.4
                drive = 0.0 if before is None else -(now - before) / step
                before = now
                for _ in range(4):
                    speed += ((drive * 0.22 - place) * 150 - 9.5 * speed) * step / 4
                    place += speed * step / 4
                table.append(max(-0.5, min(0.5, place)))
            self._sways[performer.member_id] = table
        at = seconds / step
        low = min(len(table) - 1, int(at))
        high = min(len(table) - 1, low + 1)
        return table[low] + (table[high] - table[low]) * (at - low)
