"""The vertical framing solver: from framing, angle and move to a camera for every frame of a shot."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Notes
from gpu_worker.engines.animatic.bodies.skeleton import Skeleton
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.performing.blocking import SEATED_SETS
from gpu_worker.engines.animatic.performing.choreography import Company, wander
from gpu_worker.engines.animatic.performing.contacts import view_of
from gpu_worker.engines.animatic.performing.performer import Performer
from gpu_worker.engines.animatic.raster import smoothstep
from projects.briefs import ShotBrief


@dataclass(frozen=True, slots=True)
class Framing:
    """`tall` is what the frame's height spans in metres at the subject, or in heights of the subject if `whole`.

    `eyes` is where the eyes lie, 0 top to 1 bottom; `fov` the vertical angle of view; `blur` how soft the set is.
    """

    tall: float
    eyes: float
    fov: float
    blur: float
    whole: bool = False


FRAMINGS: dict[str, Framing] = {
    "extreme_close_up": Framing(0.34, 0.42, 20, 1.0),
    "close_up": Framing(0.56, 0.385, 24, 0.85),
    "medium_close_up": Framing(0.80, 0.345, 26, 0.65),
    "medium": Framing(1.16, 0.315, 29, 0.42),
    "two_shot": Framing(1.30, 0.325, 30, 0.38),
    "over_shoulder": Framing(0.98, 0.335, 27, 0.60),
    "medium_full": Framing(0.92, 0.24, 32, 0.26, whole=True),
    "full": Framing(1.36, 0.225, 35, 0.12, whole=True),
    "three_shot": Framing(1.36, 0.30, 31, 0.30),
    "group_shot": Framing(1.02, 0.26, 34, 0.20, whole=True),
    "long_shot": Framing(1.62, 0.28, 37, 0.06, whole=True),
    "back_shot": Framing(0.92, 0.26, 32, 0.26, whole=True),
    "silhouette_shot": Framing(1.36, 0.25, 35, 0.12, whole=True),
    "wide": Framing(2.00, 0.36, 40, 0.0, whole=True),
    "extreme_wide": Framing(2.70, 0.42, 44, 0.0, whole=True),
    "insert": Framing(0.40, 0.5, 26, 0.8),
}
ANGLES = {
    "eye": (0.0, 0.0),
    "low": (-17.0, 0.0),
    "high": (22.0, 0.0),
    "dutch": (-3.0, 8.0),
    "birds_eye": (40.0, 0.0),
    "worms_eye": (-26.0, 0.0),
    "profile": (0.0, 0.0),
    "shoulder_height": (-3.0, 0.0),
    "hip_height": (-9.0, 0.0),
    "child_height": (-13.0, 0.0),
}
"""Pitch and roll in degrees. From the side (`profile`) people are turned, not the camera, so that the set stays."""
WHIP_SECONDS = 0.42
TILTED = 0.6  # of the shot a tilt takes; then the face is seen
FROM_ABOVE = 34.0  # degrees
RISES = 0.15  # metres a head comes up from the telling moment to the end that count as getting up
SPRAWL = 0.14  # metres beyond the joints of a body that lies
MOST_WIDER = 1.45  # how much wider a frame becomes to hold one
MARGIN = 0.36  # metres beyond the outermost people that stay in frame


@dataclass(frozen=True, slots=True)
class Setup:
    """Where the camera stands before it moves: what it looks at, from how far, how high and how tilted."""

    target: Vector
    distance: float
    pitch: float
    roll: float
    fov: float
    tall: float


@dataclass(slots=True)
class Moved:
    """How far a move has taken the camera: aim and sway in metres, distance as a share, angles in degrees."""

    shift: Vector
    sway: Vector
    zoom: float
    pitch: float
    orbit: float
    fov: float


@dataclass(frozen=True, slots=True)
class Instant:
    """Where in a move we are: `share` 0..1 of it, eased; the frame is `wide` and `tall` metres at the subject."""

    share: float
    seconds: float
    wide: float
    tall: float


Move = Callable[[Moved, Instant], None]


def _drift(at: Instant, pace: float, reach: float) -> Vector:
    way = np.array([wander(at.seconds * pace, 2.0), wander(at.seconds * pace * 0.9, 5.0), 0.0])
    return way * reach * at.tall


def _sideways(reach: float) -> Move:
    def move(camera: Moved, at: Instant) -> None:
        camera.shift[0] = (at.share - 0.5) * reach * at.wide

    return move


def _tilt(way: float) -> Move:
    def move(camera: Moved, at: Instant) -> None:
        camera.shift[1] = way * (1 - at.share) * 0.20 * at.tall

    return move


def _dolly(first: float, last: float) -> Move:
    def move(camera: Moved, at: Instant) -> None:
        camera.zoom = first + (last - first) * at.share

    return move


def _walking(first: float, last: float) -> Move:
    def move(camera: Moved, at: Instant) -> None:
        camera.zoom = first + (last - first) * at.share
        camera.sway = _drift(at, 0.5, 0.009)

    return move


def _crane(first: float, last: float) -> Move:
    def move(camera: Moved, at: Instant) -> None:
        camera.pitch += first + (last - first) * at.share

    return move


def _zoom(first: float, last: float) -> Move:
    def move(camera: Moved, at: Instant) -> None:
        camera.fov *= first + (last - first) * at.share

    return move


def _dolly_zoom(camera: Moved, at: Instant) -> None:
    """The frame stays as tall at the subject while the camera comes nearer."""
    camera.zoom = 1.25 - 0.55 * at.share
    camera.fov = math.degrees(2 * math.atan(math.tan(math.radians(camera.fov) / 2) / camera.zoom))


def _orbit(camera: Moved, at: Instant) -> None:
    camera.orbit = 13.0 * (2 * at.share - 1)


def _drone(camera: Moved, at: Instant) -> None:
    camera.pitch += 12.0 * at.share
    camera.zoom = 0.92 + 0.26 * at.share


def _whip(camera: Moved, at: Instant) -> None:
    rest = 1 - min(1.0, at.seconds / WHIP_SECONDS)
    camera.shift[0] = rest**2.4 * at.wide * 0.9


def _handheld(camera: Moved, at: Instant) -> None:
    camera.sway = np.array([wander(at.seconds * 0.9, 1.0), wander(at.seconds * 0.8, 4.0), 0]) * 0.012 * at.tall


def _stay(camera: Moved, at: Instant) -> None:
    """No move of its own."""


MOVES: dict[str, Move] = {
    "static": _stay,
    "shake": _stay,  # what shakes is added to every move
    "push_in": _dolly(1.06, 0.86),
    "pull_out": _dolly(0.86, 1.08),
    "pan_left": _sideways(-0.26),
    "pan_right": _sideways(0.26),
    "track_left": _sideways(-0.34),
    "track_right": _sideways(0.34),
    "tilt_up": _tilt(-1.0),
    "tilt_down": _tilt(1.0),
    "orbit": _orbit,
    "handheld": _handheld,
    "crane_up": _crane(-4.0, 11.0),
    "crane_down": _crane(11.0, -4.0),
    "whip": _whip,
    "follow": _walking(1.04, 0.95),
    "steadicam": _walking(1.04, 0.95),
    "lead": _walking(0.95, 1.05),
    "zoom_in": _zoom(1.05, 0.81),
    "zoom_out": _zoom(0.81, 1.05),
    "dolly_zoom": _dolly_zoom,
    "drone": _drone,
}


class CameraPath:
    """The camera at every frame of a shot."""

    def __init__(self, brief: ShotBrief, setup: Setup, move: str, impact: float | None) -> None:
        self.brief, self.setup, self.move, self.impact = brief, setup, move, impact

    @property
    def is_still(self) -> bool:
        """True where every frame sees the set alike."""
        return self.move == "static" and self.impact is None

    def at(self, frame: float) -> Camera:
        """The camera for frame number `frame`, or between two frames."""
        brief, setup = self.brief, self.setup
        seconds = frame * brief.rate.den / brief.rate.num
        share = smoothstep(frame / max(1, brief.frames - 1))
        moved = Moved(np.zeros(3), np.zeros(3), 1.0, setup.pitch, 0.0, setup.fov)
        MOVES[self.move](moved, Instant(share, seconds, setup.tall * brief.width / brief.height, setup.tall))
        shake = self._shake(seconds)
        target = setup.target + moved.shift
        eye = self._place(target, setup.distance * moved.zoom, moved.pitch, moved.orbit)
        return Camera(
            eye + shake + moved.sway,
            target + shake + moved.sway * 0.55,
            fov=moved.fov,
            width=brief.width,
            height=brief.height,
            roll=setup.roll,
        )

    def _shake(self, seconds: float) -> Vector:
        strength = 0.0
        if self.move == "shake":
            strength = 0.009 + 0.016 * max(0.0, 1 - seconds / 0.8)
        if self.impact is not None and seconds >= self.impact:
            strength = max(strength, 0.020 * max(0.0, 1 - (seconds - self.impact) / 0.34))
        return np.array([math.sin(seconds * 93), math.cos(seconds * 81), 0.0]) * strength * self.setup.tall

    @staticmethod
    def _place(target: Vector, distance: float, pitch: float, orbit: float) -> Vector:
        a, b = math.radians(pitch), math.radians(orbit)
        return target + distance * np.array([math.sin(b) * math.cos(a), math.sin(a), math.cos(b) * math.cos(a)])


def compose(brief: ShotBrief, company: Company, notes: Notes) -> tuple[CameraPath, Framing]:
    """The camera path of a shot over its company on the floor."""
    framing = notes.choose("framing", brief.framing, FRAMINGS, "medium")
    if brief.set_id in SEATED_SETS and framing.whole:
        framing = FRAMINGS["medium"]  # there is no standing back inside a car
    pitch, roll = notes.choose("angle", brief.angle, ANGLES, "eye")
    move = brief.camera_move
    if move not in MOVES:
        notes.say(f"unknown camera_move {move!r}: drawn as 'static'")
        move = "static"
    shape = brief.width / brief.height
    if not company.performers:
        tall = 0.40 if brief.framing == "insert" else 3.0
        target = np.array([0.0, 1.25, 0.0])
        framing = framing if brief.framing == "insert" else FRAMINGS["wide"]
    else:
        tall, target = _frame_people(brief, company, framing, shape)
        if not framing.whole and len(company.performers) == 1 and _lies(company, company.performers[0]):
            pitch = max(pitch, FROM_ABOVE)  # the face of who lies is seen from above
            target[1] += 0.17 * tall
    fov = framing.fov if shape < 1 else framing.fov * 0.8
    distance = tall / 2 / math.tan(math.radians(fov) / 2)
    if company.performers:
        shoulder = company.performers[1] if brief.framing == "over_shoulder" and len(company.performers) > 1 else None
        hidden = math.copysign(1.0, shoulder.x - float(target[0])) if shoulder else 0.0
        company.view = view_of(target, tall, shape, distance, hidden)
    hit = company.impact_at()
    setup = Setup(target, distance, pitch, roll, fov, tall)
    return CameraPath(brief, setup, move, hit[0] if hit else None), framing


def _frame_people(brief: ShotBrief, company: Company, framing: Framing, shape: float) -> tuple[float, Vector]:
    people = company.performers
    if brief.framing == "over_shoulder":
        people = people[:1]
    peak = company.peak()
    moments: tuple[float, ...] = (peak,)
    if company.impact_at() is not None:
        moments = (0.0, peak, company.seconds)  # who is struck gives way
    if len(moments) == 1 and any(_head(company, p, company.seconds) > _head(company, p, peak) + RISES for p in people):
        moments = (peak, company.seconds)  # who gets up does not lose the head
    bones = [Skeleton(p.look.figure, company.framed(p, at)) for at in moments for p in people]
    heads = np.stack([b.on_head(0, 0.43, 0.2) for b in bones])
    tallest = max(p.look.figure.height for p in people)
    eye = float(heads[:, 1].max() * 0.6 + heads[:, 1].mean() * 0.4)
    tall = framing.tall * (tallest if framing.whole else 1.0)
    low, high = float(heads[:, 0].min()), float(heads[:, 0].max())
    if len(people) > 1:
        tall = max(
            tall, (high - low + 2 * MARGIN * (1.0 if len(people) > 2 else 0.84 if framing.whole else 0.68)) / shape
        )
        spread = float(heads[:, 1].max() - heads[:, 1].min())
        tall = max(tall, spread + 0.75)
    else:
        scale = people[0].look.figure.head / 0.245
        if not framing.whole:
            tall *= max(0.85, min(1.1, scale))
    middle = (low + high) / 2
    if len(people) == 1:
        lead = people[0]
        presence = next(p for p in brief.cast if p.member_id == lead.member_id)
        room = math.copysign(min(1.0, abs(lead.yaw) / 50), lead.yaw) * 0.05 if abs(lead.yaw) < 100 else 0.0
        offset = max(-0.16, min(0.16, presence.place * 0.14)) - room
        middle = float(heads[0, 0]) - offset * tall * shape
        if framing.whole is False and brief.framing in ("extreme_close_up", "close_up"):
            middle = float(heads[0, 0]) - offset * 0.5 * tall * shape
    if brief.framing == "over_shoulder" and len(company.performers) > 1:
        middle = _set_shoulder(company.performers[1], heads[0], tall, framing, shape)
    if framing.whole and len(people) == 1:
        tall, middle = _fit_body(company, people[0], tall, middle, shape)
    # where whole bodies are seen, the feet stand just above the subtitles
    eyes = max(framing.eyes, 0.83 - eye / tall) if tall > 1.22 * tallest else framing.eyes
    target = np.array([middle, eye - (0.5 - eyes) * tall, 0.0])
    return tall, target


def _lies(company: Company, performer: Performer) -> bool:
    """True for one who lies on the back all along."""
    return all(company.framed(performer, at)["recline"] > 60 for at in (0.0, company.peak(), company.seconds))


def _head(company: Company, performer: Performer, seconds: float) -> float:
    """How high above the floor somebody's head is, metres."""
    return float(Skeleton(performer.look.figure, company.framed(performer, seconds)).on_head(0, 0.43, 0.2)[1])


def _fit_body(company: Company, performer: Performer, tall: float, middle: float, shape: float) -> tuple[float, float]:
    """Height and middle of a frame that also holds a body that lies or sprawls."""
    lows, highs = [], []
    for at in (company.peak(), company.seconds):
        bones = Skeleton(performer.look.figure, company.framed(performer, at))
        legs = bones.legs.values()
        rows = np.stack(
            [bones.on_head(0, 0.5, 0), bones.pelvis, *(leg.ankle for leg in legs), *(leg.knee for leg in legs)]
        )
        lows.append(float(rows[:, 0].min()))
        highs.append(float(rows[:, 0].max()))
    low, high = min(lows) - SPRAWL, max(highs) + SPRAWL
    wide = tall * shape
    if high - low > wide:
        return min(tall * MOST_WIDER, (high - low) / shape), (low + high) / 2
    return tall, min(max(middle, high - wide / 2), low + wide / 2)


def _set_shoulder(near: Performer, subject: Vector, tall: float, framing: Framing, shape: float) -> float:
    """Stand the near person so that the back of the head fills the edge of the frame; returns the frame's middle."""
    side = 1.0 if near.x > 0 else -1.0
    middle = float(subject[0]) + side * 0.115 * tall * shape
    distance = tall / 2 / math.tan(math.radians(framing.fov) / 2)
    near.z = 0.27 * distance
    half = (distance - near.z) / distance * tall * shape / 2
    near.x = middle + side * 0.92 * half
    near.lift = float(subject[1]) + 0.015 - near.look.figure.height * 0.925
    return middle
