"""A company of performers as a pure function of time: poses, faces, hands that meet, and hair that follows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from gpu_worker.engines.animatic.acting import Acting, Touch, Track, soft
from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.contacts import ARMS, View, aim, grip, kick, lean_to, point_of, show, spot_of
from gpu_worker.engines.animatic.countenance import Countenance, FaceState
from gpu_worker.engines.animatic.expressions import blend
from gpu_worker.engines.animatic.furniture import Piece, heights, needs
from gpu_worker.engines.animatic.handposes import act_poses
from gpu_worker.engines.animatic.pairing import Pair, pairs
from gpu_worker.engines.animatic.person import Moment
from gpu_worker.engines.animatic.props import things
from gpu_worker.engines.animatic.raster import smoothstep
from gpu_worker.engines.animatic.skeleton import ARM, SIDES, Grip, Pose, Skeleton
from gpu_worker.engines.animatic.speech import LipTrack

SEATS = frozenset({"wheelchair", "bed_edge", "desk", "horse", "horse_near", "bicycle", "motorbike", "boat", "bed"})
MOUNTS = frozenset({"wheelchair", "horse", "bicycle", "motorbike", "boat"})
MOST_PIECES = 3
STROKE = 0.05  # metres a hand moves at most over what it touches
MOST_PASSED = 3.2  # metres of a place that move past people who walk
TAKEN = frozenset({"hand", "wrist", "forearm"})  # of an arm that gives way to who takes it
NEAREST = 0.20  # metres between two whose faces touch
PROFILE = 66.0  # degrees a lying body is turned to be seen at its length
DEPTH = 0.6  # of the way a body walks towards us or away is shown
SPEAKING_HAND: Pose = {"x": 0.10, "y": -0.60, "z": 0.46, "curl": 0.22, "spread": 0.45, "palm": -55.0, "elbow": 12.0}


def wander(seconds: float, phase: float) -> float:
    """A slow, never repeating drift within about -1..1."""
    return (
        math.sin(seconds * 1.1 + phase)
        + 0.6 * math.sin(seconds * 1.9 + phase * 2.1)
        + 0.4 * math.sin(seconds * 2.9 + phase * 0.7)
    ) / 2


def _settled(track: Track) -> float:
    """When in an act the body is where it lies or rides: at its lowest, else at its end."""
    lows = [track.value("rise", t) for t in track.times]
    return track.times[lows.index(min(lows))] if min(lows) < -0.3 else 1.0


@dataclass(slots=True)
class Performer:
    """One cast member on the floor. `yaw` is where the body faces, `eyeline` the point looked at, in metres."""

    member_id: str
    look: Appearance
    x: float
    z: float
    yaw: float
    countenance: Countenance
    acting: Acting
    lips: LipTrack
    energy: float = 0.3
    target: str = ""
    is_mirrored: bool = False
    eyeline: Vector | None = None
    holds: dict[str, str] = field(default_factory=dict)  # side -> what it holds whenever it holds anything
    keeps: dict[str, str] = field(default_factory=dict)  # side -> what it holds all the time
    lift: float = 0.0
    furnishes: bool = True  # the place does not have what this person sits on
    before: float = 0.0  # metres by which this person is drawn before others as near
    begins: Vector = field(default_factory=lambda: np.zeros(2))  # metres left and ahead of the mark at the start
    goes: float = 0.0  # when in the act one who comes or goes is best seen, 0 for who stays
    shortened: float = 1.0  # share of the way that is shown
    treads: bool = False  # walks on the spot while the place moves past
    is_alone: bool = False  # nobody in the frame can be touched
    trembles: float = 0.0
    borne: tuple[str, str, Pair] | None = None  # by whom, in which act, how

    @property
    def phase(self) -> float:
        """A number of this person alone, for everything that should not happen in step."""
        return self.look.extras["phase"]


class Company:
    """Everyone in a shot. `seconds` is the length of the shot."""

    def __init__(self, performers: list[Performer], seconds: float) -> None:
        self.performers = performers
        self.seconds = seconds
        self.view: View | None = None
        self._by_id = {performer.member_id: performer for performer in performers}
        self._sways: dict[str, list[float]] = {}
        self._pieces = {one.member_id: self._furnish(one) for one in performers}

    def impact_at(self) -> tuple[float, Performer] | None:
        """When a blow lands, and on whom."""
        for performer in self.performers:
            for track in performer.acting.tracks:
                struck = self._by_id.get(track.other)
                pair = pairs().get(track.id)
                if struck is None or struck is performer or pair is None or not pair.blow:
                    continue
                marks = [mark.t for mark in track.contacts if mark.target.startswith("other.")]
                if marks:
                    return track.start + min(marks) * track.length, struck
        return None

    def peak(self) -> float:
        """The moment a still should show."""
        found = []
        for performer in self.performers:
            at = performer.acting.peak()
            if at is not None and performer.goes:
                at = performer.acting.tracks[0].start + performer.acting.tracks[0].length * performer.goes
            if at is not None:
                touches = any(
                    c.target.startswith("other.") and c.effector != "gaze" for c in performer.acting.tracks[0].contacts
                )
                found.append((not touches, performer.acting.tracks[0].start, at))
        if found:
            return min(self.seconds * 0.96, min(found)[2])
        return min([self.seconds * 0.5, *(performer.countenance.stands_until for performer in self.performers)])

    @property
    def passes(self) -> bool:
        """True where everybody walks on, the camera with them, and the place moves past."""
        return bool(self.performers) and all(performer.treads for performer in self.performers)

    def passed(self, seconds: float) -> Vector:
        """How far the camera has come with people who walk on, metres from the middle of their way."""
        if not self.passes:
            return np.zeros(3)
        whole = self._walked(self.seconds) - self._walked(0.0)
        share = min(1.0, MOST_PASSED / max(1e-6, abs(whole)))
        return np.array([(self._walked(seconds) - self._walked(0.0) - whole / 2) * share, 0.0, 0.0])

    def _walked(self, seconds: float) -> float:
        """How far to frame right the first performer has walked, metres."""
        mover = self.performers[0]
        pose = mover.acting.pose(seconds)
        way = math.radians(mover.yaw)
        return float(math.sin(way) * pose["root_z"] + math.cos(way) * pose["root_x"])

    def _furnish(self, performer: Performer) -> tuple[Piece, ...]:
        """What stands where somebody sits, lies, leans or rides, all through the shot."""
        found: dict[str, Piece] = {}
        if not performer.furnishes or performer.borne is not None:
            return ()
        for track in performer.acting.tracks:
            wanted = [(needs()[track.id], _settled(track))] if track.id in needs() else []
            wanted += [(needs()[c.target], c.t) for c in track.contacts if c.target in needs()]
            names = {name for name, _t in wanted}
            seat = track.seated_at()
            if seat is not None and not names & SEATS:
                wanted.append(("car_seat" if "wheel" in names else "chair", seat))
            for name, t in wanted:
                if name not in found and len(found) < MOST_PIECES:
                    pose = self.pose_of(performer, track.start + t * track.length)
                    scale = performer.look.figure.height / 1.7
                    low = performer.lift - heights().get(name, 0.0) * scale
                    yaw = pose["yaw"] if name in heights() else performer.yaw
                    found[name] = Piece(name, pose["x"], low, pose["z"], yaw, scale)
        return tuple(found.values())

    @staticmethod
    def _beneath(piece: Piece, pose: Pose) -> Piece:
        """A mount or a chair on wheels goes where its rider goes."""
        return replace(piece, x=pose["x"], z=pose["z"]) if piece.name in MOUNTS else piece

    # ------------------------------------------------------------------ poses

    def pose_of(self, performer: Performer, seconds: float) -> Pose:
        """The pose of one person, before hands meet."""
        pose = performer.acting.pose(seconds)
        way = math.radians(performer.yaw)
        left, ahead = pose.pop("root_x"), pose.pop("root_z")
        left, ahead = (
            (0.0, 0.0)
            if performer.treads
            else (
                left * performer.shortened - float(performer.begins[0]),
                ahead * performer.shortened - float(performer.begins[1]),
            )
        )
        pose["x"] = performer.x + math.sin(way) * ahead + math.cos(way) * left
        pose["z"] = performer.z + (math.cos(way) * ahead - math.sin(way) * left) * DEPTH
        pose["y"] = performer.lift
        self._turn(performer, pose)
        self._carry(performer, pose)
        self._swing(pose)
        self._live(performer, pose, seconds)
        self._look(performer, pose)
        return pose

    def framed(self, performer: Performer, seconds: float) -> Pose:
        """The pose a frame is set up for: who comes or goes is expected on the mark."""
        pose = self.pose_of(performer, seconds)
        _travel, is_going = performer.acting.travel
        if is_going or bool(np.any(performer.begins)):
            pose["x"], pose["z"] = performer.x, performer.z
        if 0 < pose["rise"] < 0.45:  # who jumps lands again
            pose["rise"] = min(pose["rise"], max(0.0, performer.acting.pose(self.seconds)["rise"]))
        return pose

    @staticmethod
    def _turn(performer: Performer, pose: Pose) -> None:
        """Face where the mark and the act say; who lies is turned so that we see the length of the body."""
        yaw = performer.yaw + pose.pop("root_yaw")
        lies = soft((abs(pose["recline"]) - 22) / 45)
        if lies > 0 and performer.borne is None:
            facing = performer.yaw if abs(performer.yaw) > 1 else -1.0 if performer.is_mirrored else 1.0
            profile = math.copysign(PROFILE, facing)
            if (facing < 0) != performer.is_mirrored:  # who rolls over rolls towards us
                pose["roll"] = -pose["roll"]
            yaw += ((profile - yaw + 180) % 360 - 180) * lies
        pose["yaw"] = yaw

    @staticmethod
    def _carry(performer: Performer, pose: Pose) -> None:
        """A hand that would hang holds what it carries as that is carried: a cup upright, an umbrella overhead."""
        for side, kept in performer.keeps.items():
            way = things()[kept].carry
            far = math.hypot(pose[f"{side}x"] - ARM["x"], pose[f"{side}y"] - ARM["y"], pose[f"{side}z"] - ARM["z"])
            free = 1 - soft((far - 0.10) / 0.30)
            for name, value in zip(("x", "y", "z", "palm", "elbow"), way, strict=False):
                pose[f"{side}{name}"] += (value - pose[f"{side}{name}"]) * free

    @staticmethod
    def _swing(pose: Pose) -> None:
        """Arms that hang swing against the legs."""
        stride = pose["stride"]
        if stride < 0.01:
            return
        beat = math.cos(pose["step"] * math.tau)
        for side, way in (("R", 1.0), ("L", -1.0)):
            free = 1 - soft((pose[f"{side}y"] + 0.75) / 0.4)
            is_bent = 1 - free
            pose[f"{side}z"] += way * beat * stride * (1.15 * free + 0.60 * is_bent)
            pose[f"{side}y"] += 0.25 * stride * max(0.0, way * beat) * free
        pose["twist"] += 8 * beat * stride
        pose["hips"] += 0.05 * stride * math.sin(pose["step"] * math.tau)

    def _live(self, performer: Performer, pose: Pose, seconds: float) -> None:
        """Breath, weight, a wandering head; trembling where it is asked for."""
        phase = performer.phase
        calm = 0.35 if abs(pose["recline"]) > 30 else 1.0
        breath = math.sin(seconds * (1.7 + performer.energy) + phase)
        pose["shrug"] += 0.0035 * breath * (1 + performer.energy)
        pose["lean"] += 0.45 * breath
        stands = calm * (1.0 if pose["rise"] > -0.1 else 0.3)
        pose["hips"] += (0.010 * math.sin(phase * 3) + 0.012 * wander(seconds * 0.45, phase)) * stands
        pose["side"] += 0.7 * wander(seconds * 0.45, phase) * stands
        self._rest_arms(performer, pose, seconds)
        speaks = performer.lips.is_speaking(seconds)
        lively = (1.0 + (0.9 if speaks else 0.0)) * calm
        pose["head_yaw"] += 1.0 * wander(seconds, phase) * lively
        pose["head_pitch"] += 0.8 * wander(seconds * 1.3, phase + 2) * lively
        pose["head_roll"] += 0.8 * wander(seconds * 0.8, phase + 4) * calm
        if speaks:
            pose["head_pitch"] += 3.2 * performer.lips.at(seconds).open * (0.6 + performer.energy) - 1.0
        for channel, degrees in performer.countenance.head(seconds).items():
            pose[channel] += degrees
        tremor = pose["tremor"] + performer.trembles + 1.1 * performer.countenance.units.get("shiver", 0.0)
        if tremor:
            shake = math.sin(seconds * 61 + phase) * 0.6 + math.sin(seconds * 83) * 0.4
            pose["head_yaw"] += tremor * 0.5 * shake
            pose["side"] += tremor * 0.35 * math.sin(seconds * 71 + 1)
            pose["shrug"] += 0.002 * tremor * shake
            for side in "RL":
                pose[f"{side}x"] += 0.006 * tremor * math.sin(seconds * 67 + (1.3 if side == "R" else 0.0))

    def _rest_arms(self, performer: Performer, pose: Pose, seconds: float) -> None:
        """Arms that hang are never straight or still; a hand lifts a little on what is stressed in a line."""
        phase = performer.phase
        beats = [max(0.0, performer.lips.stress(seconds, first=first)) for first in (True, False)]
        near = "L" if performer.is_mirrored else "R"
        for side in "RL":
            far = math.hypot(pose[f"{side}x"] - ARM["x"], pose[f"{side}y"] - ARM["y"], pose[f"{side}z"] - ARM["z"])
            free = 1 - soft((far - 0.04) / 0.22)
            if free <= 0:
                continue
            is_near = side == near
            own = phase if is_near else phase + 2.4
            pose[f"{side}x"] += (0.020 + 0.020 * wander(seconds * 0.4, own)) * free
            pose[f"{side}y"] += (0.030 + 0.016 * math.sin(own)) * free
            pose[f"{side}z"] += (0.05 * math.sin(own * 1.7) + 0.030 * wander(seconds * 0.55, own + 1)) * free
            pose[f"{side}curl"] += 0.10 * math.sin(own * 2.3) * free
            lift = beats[0 if is_near else 1] * (0.5 + 0.5 * performer.energy) * free
            if lift > 0 and pose["stride"] < 0.05 and side not in performer.keeps and abs(pose["recline"]) < 30:
                for name, value in SPEAKING_HAND.items():
                    pose[f"{side}{name}"] += (value - pose[f"{side}{name}"]) * lift

    def _look(self, performer: Performer, pose: Pose) -> None:
        """Turn the head part of the way to the point looked at; the eyes do the rest."""
        if performer.eyeline is None or abs(pose["recline"]) > 30:
            return
        away = performer.eyeline - np.array([pose["x"], 0.0, pose["z"]])
        wanted = math.degrees(math.atan2(away[0], away[2]))
        turn = (wanted - pose["yaw"] - pose["twist"] + 180) % 360 - 180
        if abs(turn) < 110 and abs(pose["head_yaw"]) < 20:
            pose["head_yaw"] += max(-8.0, min(8.0, turn * 0.30))

    # ------------------------------------------------------------------ moments

    def moments(self, seconds: float) -> dict[str, Moment]:
        """Everyone at one instant of the shot."""
        poses, bones, touches = self._met(seconds)
        found = {}
        for performer in self.performers:
            member = performer.member_id
            sway = self._sway(performer, seconds)
            face = self._face(performer, poses[member], seconds)
            held = {**performer.keeps, **self._held(performer, touches[member])}
            self._shape_hands(performer, bones[member], seconds)
            apart = self._apart(performer, touches[member], bones)
            pieces = tuple(self._beneath(piece, poses[member]) for piece in self._pieces[member])
            found[member] = Moment(bones[member], face, sway, sway * 0.10, held, apart, pieces)
        return found

    @staticmethod
    def _shape_hands(performer: Performer, bones: Skeleton, seconds: float) -> None:
        """Fingers as the act under way asks for: a salute is no fist."""
        for track, done, weight in performer.acting.playing(seconds):
            for side, pose in act_poses().get(track.id, {}).items():
                arm = bones.arms[{"R": "L", "L": "R"}[side] if performer.is_mirrored else side]
                arm.pose, arm.posed = pose, weight * smoothstep(done / 0.2)

    def _met(self, seconds: float) -> tuple[dict[str, Pose], dict[str, Skeleton], dict[str, list[Touch]]]:
        """Poses and bones once everything that touches has met."""
        poses = {p.member_id: self.pose_of(p, seconds) for p in self.performers}
        touches = {p.member_id: p.acting.touches(seconds) for p in self.performers}
        for performer in self.performers:
            if performer.borne is not None:
                self._bear(performer, poses, seconds)
        bones = {p.member_id: Skeleton(p.look.figure, poses[p.member_id]) for p in self.performers}
        for performer in self.performers:
            self._lean(performer, touches[performer.member_id], poses, bones)
        offered = self._offered(touches, bones)
        for _round in range(2 if len(self.performers) > 1 else 1):
            for performer in self.performers:
                self._meet(performer, touches[performer.member_id], poses, bones, offered.get(performer.member_id))
        return poses, bones, touches

    def _apart(self, performer: Performer, touches: list[Touch], bones: dict[str, Skeleton]) -> frozenset[str]:
        """The arms that lie on somebody who stands close: they are seen over both bodies unless hidden behind one."""
        sides = set()
        for touch in touches:
            side, other = ARMS.get(touch.effector), self._other(performer, touch)
            if side is None or other is None or touch.weight < 0.35 or not touch.target.startswith("other."):
                continue
            if touch.target in {"other.aim", "other.path"}:
                continue
            arm, theirs = bones[performer.member_id].arms[side], bones[other.member_id]
            if arm.wrist[2] > theirs.chest[2] - 0.02 and arm.elbow[2] > bones[performer.member_id].chest[2] - 0.10:
                sides.add(side)
        return frozenset(sides)

    def _bear(self, performer: Performer, poses: dict[str, Pose], seconds: float) -> None:
        """Lay one who is carried into the arms of who carries."""
        bearer, act, pair = performer.borne or ("", "", Pair())
        carrier = self._by_id.get(bearer)
        if carrier is None:
            return
        held = next((touch.weight for touch in carrier.acting.touches(seconds) if touch.act == act), 0.0)
        above, pose = poses[bearer], poses[performer.member_id]
        way, k = math.radians(above["yaw"]), carrier.look.figure.height / 1.7
        place = {
            "x": above["x"] + math.sin(way) * pair.ahead * k,
            "z": above["z"] + math.cos(way) * pair.ahead * k,
            "y": max(0.0, pair.up * k + min(0.0, above["rise"]) * 0.6),
        }
        if pair.ahead < 0:  # on the back: upright, legs around the bearer
            astride = {"recline": -8.0, "rise": -0.45, "Rhip": 72.0, "Lhip": 72.0, "Rknee": 88.0, "Lknee": 88.0}
            for name, value in astride.items():
                pose[name] += (value - pose[name]) * held
        turn = pair.across * (-1.0 if carrier.yaw < 0 else 1.0)
        for name, value in place.items():
            pose[name] += (value - pose[name]) * held
        pose["yaw"] += ((above["yaw"] + turn - pose["yaw"] + 180) % 360 - 180) * held

    def _other(self, performer: Performer, touch: Touch) -> Performer | None:
        if performer.is_alone:
            return None
        other = self._by_id.get(touch.other) or self._by_id.get(performer.target)
        return None if other is performer else other

    def _lean(
        self, performer: Performer, touches: list[Touch], poses: dict[str, Pose], bones: dict[str, Skeleton]
    ) -> None:
        """Bring heads, shoulders and elbows to what they touch."""
        for touch in touches:
            own = bones[performer.member_id]
            at = point_of(own, touch.effector)
            if touch.target.startswith("set.") and poses[performer.member_id]["rise"] < -0.3:
                continue  # who sits does not step
            if at is None or touch.effector.startswith("foot") or touch.target.startswith(("self.", "prop.")):
                continue
            other = self._other(performer, touch)
            found = bones[other.member_id] if other is not None else None
            pose = poses[performer.member_id]
            for _again in range(1 if found is None else 3):
                spot = spot_of(touch, own, found, "L" if touch.effector.endswith("_l") else "R")
                point = point_of(own, touch.effector)
                if spot is None or point is None:
                    break
                place = spot.at + spot.out / (float(np.linalg.norm(spot.out)) + 1e-9) * 0.01
                stoops = touch.effector in {"mouth", "head"}
                most = 0.26 if stoops else 0.12
                lean_to(pose, own, point, place, weight=touch.weight, most=most, stoops=stoops)
                own = Skeleton(performer.look.figure, pose)
            if found is not None and touch.effector in {"mouth", "head"}:  # nobody walks through anybody
                gap = pose["x"] - float(found.floor[0])
                if abs(gap) < NEAREST:
                    pose["x"] += math.copysign(NEAREST, performer.x - float(found.floor[0])) - gap
                    own = Skeleton(performer.look.figure, pose)
            bones[performer.member_id] = own

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

    def _meet(
        self,
        performer: Performer,
        touches: list[Touch],
        poses: dict[str, Pose],
        bones: dict[str, Skeleton],
        offered: dict[str, Grip] | None = None,
    ) -> None:
        """Bring hands and feet to what they touch, and an arm that is taken hold of to who takes it."""
        own, pose = bones[performer.member_id], poses[performer.member_id]
        holds: dict[str, Grip] = dict(offered or {})
        feet: dict[str, Grip] = {}
        for touch in touches:
            other = self._other(performer, touch)
            found = bones[other.member_id] if other is not None else None
            if touch.effector.startswith("foot"):
                feet.update(kick(own, touch, found))
                continue
            side = ARMS.get(touch.effector, "L" if performer.is_mirrored else "R")
            if touch.target == "other.aim":
                pull = aim(own, side, self._way(performer, own, found), found, self.view)
                if pull is None:  # no room to point: the arm stays down
                    pose.update({f"{side}{name}": value for name, value in ARM.items() if name not in ("hip", "knee")})
            elif touch.target == "self.view":
                pull = show(own, self._way(performer, own, found), performer.holds.get(side, ""), self.view)
            else:
                pull = grip(touch, own, found, performer.holds.get(side, ""))
            if pull is not None:
                strength = touch.weight
                if side in holds and holds[side].pull > strength and side not in (offered or {}):
                    continue
                holds[side] = Grip(pull.at + self._stroked(own, side, touch), pull.along, pull.palm, strength)
        if holds or feet:
            bones[performer.member_id] = Skeleton(performer.look.figure, pose, holds, feet)

    @staticmethod
    def _stroked(own: Skeleton, side: str, touch: Touch) -> Vector:
        """A hand that strokes, pats or kneads moves a little over what it lies on, metres."""
        reach = own.figure.upper_arm + own.figure.forearm
        way = own.chest_axes @ (np.array(touch.stroke) * (SIDES[side], 1.0, 1.0)) * reach
        far = float(np.linalg.norm(way))
        return way * min(1.0, STROKE / far) if far > 1e-6 else way

    def _offered(self, touches: dict[str, list[Touch]], bones: dict[str, Skeleton]) -> dict[str, dict[str, Grip]]:
        """Arms that others take hold of: pulled half the way to the hand that takes them."""
        found: dict[str, dict[str, Grip]] = {}
        for performer in self.performers:
            for touch in touches[performer.member_id]:
                side, other = ARMS.get(touch.effector), self._other(performer, touch)
                kind, _, place = touch.target.partition(".")
                if side is None or other is None or kind != "other" or place[:-2] not in TAKEN:
                    continue
                own, theirs = bones[performer.member_id], bones[other.member_id]
                taken, mine = theirs.arms[place[-1].upper()], own.arms[side]
                middle = (taken.wrist + mine.wrist + mine.along * own.figure.hand * 0.4) / 2
                way = middle - taken.shoulder
                reach = (theirs.figure.upper_arm + theirs.figure.forearm) * 0.97
                far = float(np.linalg.norm(way))
                at = taken.shoulder + way * min(1.0, reach / max(far, 1e-6))
                found.setdefault(other.member_id, {})[place[-1].upper()] = Grip(at, None, None, touch.weight)
        return found

    @staticmethod
    def _held(performer: Performer, touches: list[Touch]) -> dict[str, str]:
        """What each hand holds at a moment: two hands on one thing hold it in the nearer."""
        held: dict[str, str] = {}
        for touch in touches:
            side = ARMS.get(touch.effector)
            is_held = touch.target.startswith("prop.") and side is not None
            if touch.effector.startswith("prop."):
                side, is_held = ("L" if performer.is_mirrored else "R"), True
            if is_held and side is not None and touch.weight > 0.45 and side in performer.holds:
                held[side] = performer.holds[side]
        near, far = ("L", "R") if performer.is_mirrored else ("R", "L")
        same = held.get(near) if held.get(near) == held.get(far) else None
        if same and len(set(performer.holds.values())) == 1 and not (same in things() and things()[same].both):
            del held[far]
        return held

    def _face(self, performer: Performer, pose: Pose, seconds: float) -> FaceState:
        mouth = performer.lips.at(seconds)
        state = performer.countenance.at(seconds, mouth=mouth, gaze=self._gaze(performer, pose))
        impact = self.impact_at()
        if impact is not None and impact[1] is performer and 0 <= seconds - impact[0] < 0.5:
            hurt = {"4": 0.6, "43": 0.75, "25": 0.6, "26": 0.3, "20": 0.3, "7": 0.6}
            state.units = blend(hurt, state.units, smoothstep((seconds - impact[0]) / 0.5))
        if pose["jaw"] > 0.02 and not performer.lips.is_speaking(seconds):
            wide = {unit: max(state.units.get(unit, 0.0), pose["jaw"]) for unit in ("25", "26")}
            state.units = {**state.units, **wide}
        state.blink = max(state.blink, pose["lids"])
        return state

    @staticmethod
    def _gaze(performer: Performer, pose: Pose) -> tuple[float, float]:
        """Where the eyes look: where the act says, else to the point looked at."""
        told = min(1.0, (abs(pose["gaze_x"]) + abs(pose["gaze_y"])) * 4)
        if performer.eyeline is None:
            return pose["gaze_x"], pose["gaze_y"]
        away = performer.eyeline - np.array([pose["x"], 0.0, pose["z"]])
        wanted = math.degrees(math.atan2(away[0], away[2]))
        rest = (wanted - pose["yaw"] - pose["twist"] - pose["head_yaw"] + 180) % 360 - 180
        level = (away[1] - performer.look.figure.height) * 1.2
        x, y = max(-0.75, min(0.75, rest / 42)), max(-0.5, min(0.5, level))
        return x * (1 - told) + pose["gaze_x"], y * (1 - told) + pose["gaze_y"]

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
