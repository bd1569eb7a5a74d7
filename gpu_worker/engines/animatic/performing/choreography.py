"""A company of performers as a pure function of time: poses, faces, hands that meet, and hair that follows."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from gpu_worker.engines.animatic.bodies.handposes import act_poses
from gpu_worker.engines.animatic.bodies.person import Moment
from gpu_worker.engines.animatic.bodies.skeleton import ARM, Pose, Skeleton
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.faces.expressions import blend
from gpu_worker.engines.animatic.performing.acting import Track, soft
from gpu_worker.engines.animatic.performing.contacts import View
from gpu_worker.engines.animatic.performing.countenance import FaceState
from gpu_worker.engines.animatic.performing.fates import Fates
from gpu_worker.engines.animatic.performing.furniture import Piece, heights, needs, opened_at
from gpu_worker.engines.animatic.performing.meeting import Meeting
from gpu_worker.engines.animatic.performing.pairing import pairs
from gpu_worker.engines.animatic.performing.performer import Performer
from gpu_worker.engines.animatic.raster import smoothstep
from gpu_worker.engines.animatic.things.props import things

SEATS = frozenset(
    {
        "throne",
        "car_beside",
        "wheelchair",
        "bed_edge",
        "desk",
        "horse",
        "horse_near",
        "bicycle",
        "motorbike",
        "boat",
        "bed",
        "car_seat",
    }
)
MOUNTS = frozenset({"wheelchair", "horse", "bicycle", "motorbike", "boat"})
CARS = frozenset({"car_seat"})  # what is touched from a seat of a car belongs to the car
MOST_PIECES = 3
MOST_PASSED = 3.2  # metres of a place that move past people who walk
PROFILE = 66.0  # degrees a lying body is turned to be seen at its length
CLIMB = 0.5  # metres from which somebody climbs
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


class Company:
    """Everyone in a shot. `seconds` is the length of the shot."""

    def __init__(self, performers: list[Performer], seconds: float) -> None:
        self.performers = performers
        self.seconds = seconds
        self.view: View | None = None
        self._by_id = {performer.member_id: performer for performer in performers}
        self._meeting = Meeting(performers)
        self._fates = Fates(performers, self._bones_at)
        self._fates_view: View | None = None
        self._sways: dict[str, list[float]] = {}
        self._trails: dict[str, list[float]] = {}
        self._grids: dict[str, list[Pose]] = {}
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
        if performer.borne is not None:
            return ()
        for track in performer.acting.tracks:
            wanted = [(needs()[track.id], _settled(track))] if track.id in needs() else []
            if track.other in self._by_id and wanted and wanted[0][0] == "table":
                wanted = []  # who is fed sits face to face with who feeds, with no room for a table
            if not any(name in CARS for name, _t in wanted):
                wanted += [(needs()[c.target], c.t) for c in track.contacts if c.target in needs()]
            names = {name for name, _t in wanted}
            seat = track.seated_at()
            if seat is not None and not names & SEATS:
                wanted.append(("car_seat" if "wheel" in names else "chair", seat))
            for name, t in wanted:
                if not performer.furnishes and name != "wheel":  # a car has its seats, but not what is before them
                    continue
                if name not in found and len(found) < MOST_PIECES:
                    pose = self.pose_of(performer, track.start + t * track.length)
                    scale = performer.look.figure.height / 1.7
                    low = performer.lift - heights().get(name, 0.0) * scale
                    yaw = pose["yaw"] if name in heights() else performer.yaw
                    found[name] = Piece(name, pose["x"], low, pose["z"], yaw, scale, is_mirrored=performer.is_mirrored)
        return tuple(found.values())

    @staticmethod
    def _now(piece: Piece, performer: Performer, pose: Pose, seconds: float) -> Piece:
        """A mount or a chair on wheels goes where its rider goes; a door is as far open as the last act left it."""
        if piece.name in MOUNTS:
            return replace(piece, x=pose["x"], z=pose["z"])
        opened = 0.0
        for index, track in enumerate(performer.acting.tracks):
            value = opened_at(track.id, track.share(seconds)) if index == 0 or seconds >= track.start else None
            opened = opened if value is None else value
        return replace(piece, opened=opened) if opened != piece.opened else piece

    # ------------------------------------------------------------------ poses

    def pose_of(self, performer: Performer, seconds: float) -> Pose:
        """The pose of one person, before hands meet."""
        pose = performer.acting.pose(seconds)
        pose["stride"], pose["step"] = pose["stride"] * performer.gait, pose["step"] * performer.gait
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
        self._dance(performer, pose, seconds)
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
        if performer.acting.climbs > CLIMB:  # half the way up, to see both ends of it
            pose["rise"] = performer.acting.climbs / 2
        elif 0 < pose["rise"] < 0.45:  # who jumps lands again
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

    def _dance(self, performer: Performer, pose: Pose, seconds: float) -> None:
        """Two who dance turn about each other."""
        if performer.orbit is None:
            return
        x, z, act, degrees = performer.orbit
        tracks = {t.start: t for one in self.performers for t in one.acting.tracks if t.id == act and one.orbit}
        turned = degrees * sum(track.share(seconds) for track in tracks.values())
        c, s = math.cos(math.radians(turned)), math.sin(math.radians(turned))
        left, ahead = pose["x"] - x, pose["z"] - z
        pose["x"], pose["z"], pose["yaw"] = x + left * c + ahead * s, z + ahead * c - left * s, pose["yaw"] + turned

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
        poses = {p.member_id: self.pose_of(p, seconds) for p in self.performers}
        bones, touches = self._meeting.met(poses, seconds, self.view)
        if self._fates_view is not self.view:
            self._fates.forget()
            self._fates_view = self.view
        held = {p.member_id: {**p.keeps, **self._meeting.held(p, touches[p.member_id])} for p in self.performers}
        loose = self._fates.follow(seconds, held, bones)
        self._fates.aims(seconds, bones)
        found = {}
        for performer in self.performers:
            member = performer.member_id
            sway = self._sway(performer, seconds)
            face = self._face(performer, poses[member], seconds)
            self._shape_hands(performer, bones[member], seconds)
            apart = self._meeting.apart(performer, touches[member], bones)
            pieces = tuple(self._now(piece, performer, poses[member], seconds) for piece in self._pieces[member])
            found[member] = Moment(
                bones[member],
                face,
                sway,
                self._trail(performer, seconds),
                held[member],
                apart,
                pieces,
                tuple(loose.get(member, ())),
                performer.look_with(self._fates.worn(performer, seconds)),
            )
        return found

    def _bones_at(self, seconds: float) -> dict[str, Skeleton]:
        poses = {p.member_id: self.pose_of(p, seconds) for p in self.performers}
        return self._meeting.met(poses, seconds, self.view)[0]

    @staticmethod
    def _shape_hands(performer: Performer, bones: Skeleton, seconds: float) -> None:
        """Fingers as the act under way asks for: a salute is no fist."""
        for track, done, weight in performer.acting.playing(seconds):
            for side, pose in act_poses().get(track.id, {}).items():
                arm = bones.arms[{"R": "L", "L": "R"}[side] if performer.is_mirrored else side]
                arm.pose, arm.posed = pose, weight * smoothstep(done / 0.2)

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

    def _grid(self, performer: Performer) -> list[Pose]:
        """The pose at every 1/24 s of the shot, which springs are integrated on."""
        poses = self._grids.get(performer.member_id)
        if poses is None:
            poses = [self.pose_of(performer, index / 24) for index in range(int(self.seconds * 24) + 3)]
            self._grids[performer.member_id] = poses
        return poses

    def _trail(self, performer: Performer, seconds: float) -> float:
        """How far the hem of a skirt or coat trails behind, metres to frame right: on a softer spring than hair."""
        table = self._trails.get(performer.member_id)
        step = 1 / 24
        if table is None:
            table, place, speed, before = [], 0.0, 0.0, None
            hangs = performer.look.outfit.skirt is not None or performer.look.outfit.coat is not None
            for pose in self._grid(performer) if hangs else ():
                now = pose["x"] + 0.16 * math.sin(math.radians(pose["yaw"])) + pose["hips"]
                drive = 0.0 if before is None else -(now - before) / step
                before = now
                if abs(drive) < 0.3 and pose["stride"] > 0:  # walks on the spot, the camera going along
                    drive -= pose["stride"] * 2.4 * math.sin(math.radians(pose["yaw"]))
                for _ in range(4):
                    speed += ((drive * 0.075 - place) * 58 - 4.6 * speed) * step / 4
                    place += speed * step / 4
                table.append(max(-0.17, min(0.17, place)))
            table = self._trails[performer.member_id] = table or [0.0]
        at = seconds / step
        low = min(len(table) - 1, int(at))
        high = min(len(table) - 1, low + 1)
        return table[low] + (table[high] - table[low]) * (at - low)

    def _sway(self, performer: Performer, seconds: float) -> float:
        """Loose hair on a spring: integrated from the start of the shot on a grid of 1/24 s."""
        table = self._sways.get(performer.member_id)
        step = 1 / 24
        if table is None:
            table, place, speed, before = [], 0.0, 0.0, None
            for pose in self._grid(performer):
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
