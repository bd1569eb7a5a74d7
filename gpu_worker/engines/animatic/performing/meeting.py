"""How the people of a shot meet: who leans to whom, which hand goes where, which arm gives way, what is held."""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.bodies.skeleton import ARM, SIDES, Grip, Pose, Skeleton
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.performing.acting import Touch
from gpu_worker.engines.animatic.performing.contacts import (
    ARMS,
    View,
    aim,
    grip,
    kick,
    lean_to,
    point_of,
    show,
    spot_of,
)
from gpu_worker.engines.animatic.performing.pairing import Pair
from gpu_worker.engines.animatic.performing.performer import Performer
from gpu_worker.engines.animatic.things.props import things

STROKE = 0.05  # metres a hand moves at most over what it touches
TAKEN = frozenset({"hand", "wrist", "forearm"})  # of an arm that gives way to who takes it
TALLER = 0.04  # metres a face may be higher than the one that is brought to it
FACES = frozenset({"other.mouth", "other.lips", "other.cheek_l", "other.cheek_r", "other.brow"})
HEADS = 0.182  # metres between the heads of two whose faces touch
NEAREST = 0.20  # metres between two whose faces touch


class Meeting:
    """Brings the bodies of a company together at one moment after the other."""

    def __init__(self, performers: list[Performer]) -> None:
        self.performers = performers
        self.view: View | None = None
        self._by_id = {performer.member_id: performer for performer in performers}

    def met(
        self, poses: dict[str, Pose], seconds: float, view: View | None
    ) -> tuple[dict[str, Skeleton], dict[str, list[Touch]]]:
        """Bones once everything that touches has met; heads and feet that step change their pose."""
        self.view = view
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
        return bones, touches

    def apart(self, performer: Performer, touches: list[Touch], bones: dict[str, Skeleton]) -> frozenset[str]:
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
            "x": above["x"] + (math.sin(way) * pair.ahead + pair.aside * (-1.0 if carrier.yaw < 0 else 1.0)) * k,
            "z": above["z"] + math.cos(way) * pair.ahead * k,
            "y": max(0.0, pair.up * k + min(0.0, above["rise"]) * 0.6),
        }
        if pair.ahead < 0:  # on the back: upright, legs around the bearer
            astride = {"recline": -8.0, "rise": -0.45, "Rhip": 72.0, "Lhip": 72.0, "Rknee": 88.0, "Lknee": 88.0}
            for name, value in astride.items():
                pose[name] += (value - pose[name]) * held
        elif abs(pair.across) >= 180:  # face to face: upright on the bearer's arms
            upright = {
                "recline": 0.0,
                "roll": 0.0,
                "rise": -0.12,
                "Rhip": 52.0,
                "Lhip": 52.0,
                "Rknee": 64.0,
                "Lknee": 64.0,
            }
            for name, value in upright.items():
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
            if (
                at is None
                or touch.effector.startswith(("foot", "forearm"))
                or touch.target.startswith(("self.", "prop."))
            ):
                continue
            other = self._other(performer, touch)
            found = bones[other.member_id] if other is not None else None
            pose = poses[performer.member_id]
            for _again in range(3 if found is not None and touch.effector in {"mouth", "head"} else 1):
                spot = spot_of(touch, own, found, "L" if touch.effector.endswith("_l") else "R")
                point = point_of(own, touch.effector)
                if spot is None or point is None:
                    break
                if found is not None and other is not None and touch.effector in {"mouth", "head"}:
                    higher = float(spot.at[1] - point[1])
                    if higher > TALLER:  # who is taller bends down
                        down = spot.at - (0.0, higher - TALLER / 2, 0.0)
                        theirs = poses[other.member_id]
                        lean_to(theirs, found, spot.at, down, weight=touch.weight, most=0.3, stoops=True)
                        theirs["head_pitch"] += (14.0 - min(14.0, max(0.0, theirs["head_pitch"]))) * touch.weight
                        found = bones[other.member_id] = Skeleton(other.look.figure, theirs)
                        spot = spot_of(touch, own, found, "L" if touch.effector.endswith("_l") else "R") or spot
                place = spot.at + spot.out / (float(np.linalg.norm(spot.out)) + 1e-9) * 0.01
                stoops = touch.effector in {"mouth", "head"}
                most = 0.26 if stoops else 0.12
                lean_to(pose, own, point, place, weight=touch.weight, most=most, stoops=stoops)
                own = Skeleton(performer.look.figure, pose)
            if found is not None:  # nobody walks through anybody
                gap = pose["x"] - float(found.floor[0])
                if abs(gap) < NEAREST:
                    pose["x"] += math.copysign(NEAREST, performer.x - float(found.floor[0])) - gap
                    own = Skeleton(performer.look.figure, pose)
                apart = float(own.head[0] - found.head[0])
                if touch.target in FACES and abs(apart) < HEADS:  # nor does a face go into a face
                    wide = math.copysign(HEADS, performer.x - float(found.floor[0]))
                    pose["x"] += (wide - apart) * touch.weight
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
                pull = grip(touch, own, found, side, performer.holds.get(side, ""))
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
                if other is None or kind != "other" or place[:-2] not in TAKEN:
                    continue
                own, theirs = bones[performer.member_id], bones[other.member_id]
                taken = theirs.arms[place[-1].upper()]
                if touch.effector.startswith("forearm") and place[:-2] == "hand":  # whose hand lies on the own arm
                    mine = own.arms[touch.effector[-1].upper()]
                    at = (mine.elbow + mine.wrist) / 2 - (mine.elbow - taken.shoulder) * 0.06
                    grips = found.setdefault(other.member_id, {})
                    grips[place[-1].upper()] = Grip(at, None, None, touch.weight)
                if side is None:
                    continue
                mine = own.arms[side]
                middle = (taken.wrist + mine.wrist + mine.along * own.figure.hand * 0.4) / 2
                way = middle - taken.shoulder
                reach = (theirs.figure.upper_arm + theirs.figure.forearm) * 0.97
                far = float(np.linalg.norm(way))
                at = taken.shoulder + way * min(1.0, reach / max(far, 1e-6))
                found.setdefault(other.member_id, {})[place[-1].upper()] = Grip(at, None, None, touch.weight)
        return found

    @staticmethod
    def held(performer: Performer, touches: list[Touch]) -> dict[str, str]:
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
