"""Acts of the catalogue as the pose of a body at any second: keys and eases, one act after another, and travel.

A channel that a key does not name keeps its last value; one never named in an act is left to the acts before it and to
the stance below them. Who sits, kneels, lies or holds on to something stays so when the act is over; others relax.
Walking is driven by the phase of the steps: a foot that stands does not slide.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gpu_worker.engines.animatic.bodies.skeleton import ARM, BODY, REST, Pose, ground_share
from gpu_worker.engines.animatic.camera import Vector
from projects.briefs import Act, Contact, Rate

BLEND = 0.22  # seconds an act takes to replace the one before
LINGER = 2.2  # seconds a standing body keeps the last pose of an act
RELAX = 0.8  # seconds it then takes to let go
PULL, KEEP, RELEASE = 0.20, 0.10, 0.24  # seconds a contact pulls in, lasts at least, lets go
SAMPLES = 49  # points of an act at which its travel is measured
STAYS = frozenset({"sitting", "kneeling", "lying", "riding"})
FACE: Pose = {"gaze_x": 0.0, "gaze_y": 0.0, "lids": 0.0, "jaw": 0.0, "tremor": 0.0}
FLIPPED = frozenset({"yaw", "side", "twist", "head_yaw", "head_roll", "hips", "roll", "root_x", "root_yaw", "gaze_x"})
NAMES = {
    "root_y": "rise",
    "root_roll": "roll",
    "step_phase": "step",
    **{name: name for name in BODY if name not in ("x", "y", "z", "yaw", "rise", "roll", "step", "hips")},
    **{name: name for name in FACE},
    **{f"hand_{side.lower()}_{axis}": side + axis for side in "RL" for axis in "xyz"},
    **{f"grip_{side.lower()}": f"{side}curl" for side in "RL"},
    **{f"{name}_{side.lower()}": side + name for side in "RL" for name in ("elbow", "palm", "bend", "point")},
    **{f"{name}_{side.lower()}": side + name for side in "RL" for name in ("hip", "knee")},
    **{name: name for name in ("root_x", "root_z", "root_yaw")},
}
"""Channels of the catalogue's rig as channels of the skeleton; the last three are travel and turn."""
BASE: Pose = {**REST, **FACE, "root_x": 0.0, "root_z": 0.0, "root_yaw": 0.0}
TRAVELS = ("root_x", "root_z", "root_yaw", "step")


def ease(kind: str, x: float) -> float:
    """Progress 0..1 shaped by an ease of the catalogue."""
    x = min(1.0, max(0.0, x))
    if kind == "linear":
        return x
    if kind == "in":
        return x**2.6
    if kind == "out":
        return 1 - (1 - x) ** 2.6
    if kind == "snap":  # held back, then faster than the eye, a little too far and home
        fast = min(1.0, max(0.0, (x - 0.18) / 0.56))
        return fast**1.7 * (1 + 0.11 * math.sin(math.pi * min(1.0, max(0.0, (x - 0.62) / 0.38))))
    if kind == "back":
        return 1 + 2.7 * (x - 1) ** 3 + 1.7 * (x - 1) ** 2
    return x * x * (3 - 2 * x)


def soft(x: float) -> float:
    """A smooth step."""
    x = min(1.0, max(0.0, x))
    return x * x * (3 - 2 * x)


def mirrored(pose: Pose) -> Pose:
    """The same pose with left and right exchanged."""
    flipped: Pose = {}
    for name, value in pose.items():
        if name[0] in "RL" and name[1:] in ARM:
            flipped[("L" if name[0] == "R" else "R") + name[1:]] = value
        else:
            flipped[name] = -value if name in FLIPPED else value
    return flipped


def other_side(name: str) -> str:
    """`hand_l` for `hand_r`; what has no side stays."""
    if name.endswith("_l"):
        return name[:-1] + "r"
    return name[:-1] + "l" if name.endswith("_r") else name


def swing(before: Vector, after: Vector, share: float) -> Vector:
    """A hand between two places: on an arc around its shoulder, in front of the body."""
    near, far = math.sqrt(float(before @ before)) + 1e-9, math.sqrt(float(after @ after)) + 1e-9
    cosine = min(1.0, max(-1.0, float(before @ after) / (near * far)))
    angle = math.acos(cosine)
    if angle < 0.5:
        return before + (after - before) * share
    sine = math.sin(angle)
    if sine < 0.2:  # nearly opposite: by way of the front
        way = before / near * (1 - share) + after / far * share + np.array([0.25, 0.0, 0.9]) * math.sin(math.pi * share)
        way = way / (math.sqrt(float(way @ way)) + 1e-9)
    else:
        way = (before / near * math.sin((1 - share) * angle) + after / far * math.sin(share * angle)) / sine
    return way * (near + (far - near) * share)


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact at one moment: what of the actor meets which place, pulled how strongly (0..1)."""

    effector: str
    target: str
    weight: float
    other: str
    act: str
    stroke: tuple[float, float, float] = (0.0, 0.0, 0.0)  # arm lengths a hand has moved since it touched


@dataclass(slots=True)
class Track:
    """One act laid out in seconds of its shot."""

    id: str
    start: float
    length: float
    posture: str
    other: str
    contacts: tuple[Contact, ...]
    names: list[str]
    times: list[float]
    eases: list[str]
    rows: Vector
    path: Vector  # SAMPLES x (left, forward, steps)
    hands: list[tuple[int, int, int]] = field(default_factory=list)  # columns of a hand's x, y, z
    strides_on: bool = False
    before: Vector = field(default_factory=lambda: np.zeros(4))  # left, forward, steps, turn when it begins

    @property
    def end(self) -> float:
        """When the act is over, seconds."""
        return self.start + self.length

    @property
    def stays(self) -> bool:
        """True where the last pose is kept."""
        return self.posture in STAYS or any(mark.until >= 1.0 and mark.t < 1.0 for mark in self.contacts)

    def share(self, seconds: float) -> float:
        """How much of the act is done, 0..1."""
        return min(1.0, max(0.0, (seconds - self.start) / self.length))

    def row(self, t: float) -> Vector:
        """The values of `names` at `t`."""
        index = bisect_right(self.times, t)
        if index >= len(self.times):
            return self.rows[-1]
        if index == 0:
            return self.rows[0]
        span = self.times[index] - self.times[index - 1]
        part = ease(self.eases[index], (t - self.times[index - 1]) / span)
        low, high = self.rows[index - 1], self.rows[index]
        row = low + (high - low) * part
        for columns in self.hands:
            at = list(columns)
            row[at] = swing(low[at], high[at], part)
        return row

    def moved(self, t: float) -> Vector:
        """Left, forward (metres in the frame the act began in) and steps (cycles) done at `t`."""
        at = t * (SAMPLES - 1)
        low = min(SAMPLES - 2, int(at))
        found: Vector = self.path[low] + (self.path[low + 1] - self.path[low]) * (at - low)
        return found

    def seated_at(self) -> float | None:
        """When in the act the body sits at the height of a chair, if ever."""
        for t in self.times:
            low, level = self.value("rise", t), min(self.value("Rhip", t), self.value("Lhip", t))
            if -0.52 < low < -0.34 and level > 68 and abs(self.value("recline", t)) < 30:
                return t
        return None

    def stroke(self, mark: Contact, t: float) -> tuple[float, float, float]:
        """How far a hand has moved in its own keys since a contact began: outward, up, forward in arm lengths."""
        side = mark.effector[-1].upper()
        if not mark.effector.startswith("hand_") or t <= mark.t or f"{side}x" not in self.names:
            return 0.0, 0.0, 0.0
        x, y, z = (self.value(f"{side}{axis}", t) - self.value(f"{side}{axis}", mark.t) for axis in "xyz")
        return x, y, z

    def value(self, name: str, t: float) -> float:
        """One channel at `t`; its rest where the act does not name it."""
        return float(self.row(t)[self.names.index(name)]) if name in self.names else BASE[name]


def track_of(act: Act, rate: Rate, *, is_mirrored: bool) -> Track:
    """An act ready to be played; left and right exchanged for a figure seen from its other side."""
    poses = [{NAMES[name]: value for name, value in key.pose.items() if name in NAMES} for key in act.keys]
    if is_mirrored:
        poses = [mirrored(pose) for pose in poses]
    names = sorted({name for pose in poses for name in pose})
    rows = np.zeros((max(1, len(poses)), len(names)))
    value = {name: BASE[name] for name in names}
    for index, pose in enumerate(poses):
        value.update(pose)
        rows[index] = [value[name] for name in names]
    contacts = act.contacts
    if is_mirrored:
        contacts = tuple(Contact(c.t, other_side(c.effector), other_side(c.target), c.until) for c in contacts)
    place = {name: column for column, name in enumerate(names)}
    track = Track(
        id=act.id,
        start=rate.seconds(act.start_frame),
        length=max(1e-3, rate.seconds(act.frames)),
        posture=act.posture,
        other=act.other,
        contacts=contacts,
        names=names,
        times=[key.t for key in act.keys] or [0.0],
        eases=[key.ease for key in act.keys] or ["in_out"],
        rows=rows,
        path=np.zeros((SAMPLES, 3)),
        hands=[
            (place[f"{s}x"], place[f"{s}y"], place[f"{s}z"])
            for s in "RL"
            if all(f"{s}{axis}" in place for axis in "xyz")
        ],
    )
    _travel(track)
    return track


def _travel(track: Track) -> None:
    """Measure where an act carries the body: by its steps where it takes any, else as its root is keyed."""
    times = np.linspace(0, 1, SAMPLES)
    got = {name: np.array([track.value(name, t) for t in times.tolist()]) for name in (*TRAVELS, "stride")}
    strides, steps = got["stride"], got["step"] - got["step"][0]
    forward, left = got["root_z"] - got["root_z"][0], got["root_x"] - got["root_x"][0]
    has_steps = float(np.abs(steps).max()) > 1e-6
    if has_steps:
        middle = (strides[1:] + strides[:-1]) / 2
        gain = np.array([2 * stride / ground_share(stride) for stride in middle.tolist()]) * np.diff(steps)
        turn = np.radians((got["root_yaw"][1:] + got["root_yaw"][:-1]) / 2 - got["root_yaw"][0])
        if middle.max() > 1e-6:
            forward = np.concatenate([[0.0], np.cumsum(gain * np.cos(turn))])
            left = left + np.concatenate([[0.0], np.cumsum(gain * np.sin(turn))])
    elif strides.max() > 1e-6:
        pace = np.hypot(np.diff(forward), np.diff(left)) * np.sign(np.diff(forward) + 1e-9)
        middle = np.maximum(0.10, (strides[1:] + strides[:-1]) / 2)
        share = np.array([ground_share(stride) for stride in middle.tolist()])
        steps = np.concatenate([[0.0], np.cumsum(pace * share / (2 * middle))])
    track.path = np.stack([left, forward, steps], 1)
    track.strides_on = bool(strides[-1] > 0.02 and abs(steps[-1] - steps[-4]) > 1e-4)


class Acting:
    """Everything one member does in a shot, as a function of its seconds."""

    def __init__(self, acts: Sequence[Act], rate: Rate, *, is_mirrored: bool) -> None:
        played = sorted((act for act in acts if act.keys), key=lambda act: act.start_frame)
        self.is_mirrored = is_mirrored
        self.tracks = [track_of(act, rate, is_mirrored=is_mirrored) for act in played]
        self.rest = mirrored(BASE) if is_mirrored else dict(BASE)
        for before, track in zip(self.tracks, self.tracks[1:], strict=False):
            left, ahead, steps = before.moved(1.0)
            turn = before.value("root_yaw", 1.0) - before.value("root_yaw", 0.0)
            c, s = math.cos(math.radians(before.before[3])), math.sin(math.radians(before.before[3]))
            track.before = before.before + np.array([left * c + ahead * s, ahead * c - left * s, steps, turn])

    def __bool__(self) -> bool:
        return bool(self.tracks)

    def playing(self, seconds: float) -> list[tuple[Track, float, float]]:
        """Every act that matters at a moment, in order, with how much of it is done and how strongly it counts."""
        found: list[tuple[Track, float, float]] = []
        for index, track in enumerate(self.tracks):
            since = seconds - track.start
            weight = 1.0 if index == 0 else soft(since / BLEND) if since > 0 else 0.0
            if weight <= 0:
                break
            over = seconds - track.end
            if over > LINGER and not track.stays:
                weight *= 1 - soft((over - LINGER) / RELAX)
            if weight > 0:
                found.append((track, track.share(seconds), weight))
        again = {track.id: track.start for track, _t, weight in found if weight >= 1.0}
        return [entry for entry in found if again.get(entry[0].id, entry[0].start) <= entry[0].start]

    def pose(self, seconds: float) -> Pose:
        """Every channel of the skeleton but its place: `root_x`, `root_z` are metres to its left and ahead."""
        pose = dict(self.rest)
        for track, t, weight in self.playing(seconds):
            for name, value in zip(track.names, track.row(t).tolist(), strict=True):
                pose[name] = value if weight >= 1.0 else pose[name] + (value - pose[name]) * weight
        pose.update(self._travelled(seconds))
        if self.tracks and seconds < self.tracks[0].start:  # who is yet to walk stands
            pose["stride"] *= 1 - soft((self.tracks[0].start - seconds) / BLEND)
        return pose

    def _travelled(self, seconds: float) -> Pose:
        """Where the body has come to: metres left and ahead of where it began, steps, and how far it has turned."""
        track = next((one for one in reversed(self.tracks) if one.start <= seconds), None)
        if track is None and self.tracks:
            track = self.tracks[0]
        if track is None:
            return {"root_x": 0.0, "root_z": 0.0, "root_yaw": 0.0, "step": 0.0}
        t = track.share(seconds)
        moved = track.moved(t)
        over = seconds - track.end
        if over > 0 and track.strides_on:  # who walks away walks on
            moved = moved + (track.path[-1] - track.path[-4]) / 3 * (SAMPLES - 1) * over / track.length
        turned = math.radians(track.before[3])
        c, s = math.cos(turned), math.sin(turned)
        first = track.value("root_yaw", 0.0) if track is self.tracks[0] else 0.0
        yaw = track.value("root_yaw", t) - track.value("root_yaw", 0.0) + track.before[3]
        return {
            "root_x": track.before[0] + moved[0] * c + moved[1] * s,
            "root_z": track.before[1] + moved[1] * c - moved[0] * s,
            "root_yaw": yaw + first + (self.tracks[0].value("root_yaw", 0.0) if track is not self.tracks[0] else 0.0),
            "step": track.before[2] + moved[2],
        }

    @property
    def climbs(self) -> float:
        """How high above the floor the acts bring the hips, metres."""
        return max((track.value("rise", t) for track in self.tracks for t in track.times), default=0.0)

    @property
    def travel(self) -> tuple[Vector, bool]:
        """How far all acts carry the body (left, ahead), and whether it is still on its way at the end."""
        if not self.tracks:
            return np.zeros(2), False
        last = self.tracks[-1]
        done = self._travelled(last.end)
        return np.array([done["root_x"], done["root_z"]]), last.strides_on

    def touches(self, seconds: float) -> list[Touch]:
        """What is to meet what at a moment."""
        found = []
        for track, t, weight in self.playing(seconds):
            for mark in track.contacts:
                on, off = track.start + mark.t * track.length, track.start + mark.until * track.length
                off = max(off, on + KEEP)
                if mark.until >= 1.0 and mark.t < 1.0:
                    off = math.inf
                pull = 1.0 if mark.t <= 0 else soft((seconds - on + PULL) / PULL)
                if seconds > off:
                    pull *= 1 - soft((seconds - off) / RELEASE)
                if pull * weight > 1e-3:
                    stroke = track.stroke(mark, t)
                    found.append(Touch(mark.effector, mark.target, pull * weight, track.other, track.id, stroke))
        return found

    def peak(self) -> float | None:
        """The moment that tells most: where something is touched, else where the body is farthest from rest."""
        best: tuple[float, float] | None = None
        for track in self.tracks[:1]:
            marks = [m for m in track.contacts if m.t > 0 and not m.target.startswith("prop.") and m.effector != "gaze"]
            if marks:
                mark = max(marks, key=lambda one: (one.target.startswith("other."), one.t))
                t = mark.t + min(0.35, 0.5 * (mark.until - mark.t))
                return track.start + min(0.97, t + 0.01) * track.length + (0.06 if mark.until - mark.t < 0.1 else 0.0)
            for t, row in zip(track.times, track.rows.tolist(), strict=True):
                far = sum(self._distance(name, value) for name, value in zip(track.names, row, strict=True))
                if best is None or far > best[0] * 1.06:
                    best = (far, track.start + t * track.length)
        return best[1] if best else None

    def _distance(self, name: str, value: float) -> float:
        """How much a channel tells that is away from rest."""
        off_the_ground = 10.0 if name == "rise" and value > 0.05 else 1.0
        counts = _SCALE.get(name[1:] if name[0] in "RL" else name, 0.0)
        return abs(value - self.rest[name]) * counts * off_the_ground


_SCALE = {
    "x": 1.0, "y": 1.0, "z": 1.0, "point": 0.4, "hip": 0.01, "knee": 0.008, "lean": 0.025, "side": 0.03, "twist": 0.02,
    "head_yaw": 0.022, "head_pitch": 0.03, "head_roll": 0.03, "rise": 1.2, "recline": 0.015, "shrug": 12.0, "jaw": 0.6,
    "roll": 0.005, "root_yaw": 0.01, "stride": 0.8,
}  # fmt: skip
"""What a unit of a channel counts for when the most telling pose is looked for."""
