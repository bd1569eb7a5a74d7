"""The people of a shot over its frames: posed, recorded as pictures, and slid between two poses while the camera moves.

People are posed on twos. Who stands so quietly that the next pose would show the same is left as they are for four
frames, as drawn film does: decided from the poses alone, so that a frame never depends on which were drawn before it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.bodies.person import LINE_SHARE, Moment, Person
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.cutout import MARGIN, Cutout
from gpu_worker.engines.animatic.framing import CameraPath
from gpu_worker.engines.animatic.performing.choreography import Company
from gpu_worker.engines.animatic.performing.countenance import FaceState
from gpu_worker.engines.animatic.performing.furniture import draw_piece
from gpu_worker.engines.animatic.performing.loose import draw_loose
from gpu_worker.engines.animatic.performing.performer import Performer
from gpu_worker.engines.animatic.raster import Brush, Light, skia
from projects.briefs import ShotBrief

QUIET = 0.0013  # of the frame's height: who moves less in two frames is left standing for four
QUIET_FACE = 0.045  # the same for what a face does, in parts of a whole
QUIET_HAIR = 0.006  # metres a hem or a lock swings
RESTLESS = ("tear", "breath", "quiver", "shiver")  # what in a face moves by the second
ALL = "*"  # whose picture is one of everybody
_TURN = np.linspace(0, 2 * math.pi, 24, endpoint=False)
_COS, _SIN = np.cos(_TURN), np.sin(_TURN)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Somebody's picture in the pose of a frame, as `camera` saw it; `anchors` are head and pelvis in metres."""

    frame: int
    light: Light
    camera: Camera
    depth: float
    picture: Any
    anchors: NDArray[np.float64]


class People:
    """Draws everybody in any frame of a shot."""

    def __init__(self, brief: ShotBrief, company: Company, path: CameraPath) -> None:
        self.brief, self.company, self.path = brief, company, path
        self._moments: dict[int, dict[str, Moment]] = {}
        self._quiet: tuple[int, frozenset[str]] = (-1, frozenset())
        self._drawn: dict[str, Drawn] = {}
        self._cutouts: dict[str, Cutout] = {}

    def all_stand(self, frame: int) -> bool:
        """True where nobody moves in the four frames that hold `frame`."""
        return len(self._standing(frame)) == len(self.company.performers)

    def draw(self, canvas: Any, frame: int, camera: Camera, light: Light, *, is_shown_once: bool) -> None:
        """Everybody in frame number `frame`; `is_shown_once` when none of these pictures is needed for another."""
        if not self.company.performers:
            return
        standing = self._standing(frame)
        for member_id, drawn in self._pictures(frame, standing, light):
            if is_shown_once or (self.path.is_still and member_id not in standing):
                canvas.drawPicture(drawn.picture)
                continue
            cutout = self._cutouts.get(member_id)
            if cutout is None:
                cutout = self._cutouts[member_id] = Cutout(self.brief.width, self.brief.height)
            cutout.hold(drawn.picture)
            if drawn.camera.sees_like(camera):
                cutout.draw(canvas)
            else:
                cutout.draw(canvas, *slid(drawn.anchors, drawn.camera, camera))

    # ------------------------------------------------------------------ who moves

    def _at(self, frame: int) -> dict[str, Moment]:
        found = self._moments.get(frame)
        if found is None:
            found = self.company.moments(self.brief.rate.seconds(frame)) if self.company.performers else {}
            self._moments = {at: one for at, one in self._moments.items() if abs(at - frame) <= 4}
            self._moments[frame] = found
        return found

    def _standing(self, frame: int) -> frozenset[str]:
        """Who is left as they are in the four frames that hold `frame`."""
        first = frame - frame % 4
        if self._quiet[0] != first:
            before, now = self._at(first), self._at(first + 2)
            members = frozenset[str]()
            if not any(moment.apart for moment in (*before.values(), *now.values())):
                cameras = self.path.at(first), self.path.at(first + 2), self.path.at(first + 3)
                members = frozenset(one for one in before if stands(before[one], now[one], *cameras))
            self._quiet = first, members
        return self._quiet[1]

    # ------------------------------------------------------------------ pictures

    def _pictures(self, frame: int, standing: frozenset[str], light: Light) -> list[tuple[str, Drawn]]:
        """Everybody's picture for a frame, from the farthest to the nearest."""
        on_twos = frame - frame % 2
        now = self._at(on_twos)
        if any(moment.apart for moment in now.values()):
            if not self._is_drawn(ALL, on_twos, light):
                self._drawn[ALL] = self._join(on_twos, now, light)
            return [(ALL, self._drawn[ALL])]
        found = []
        for performer in self.company.performers:
            member = performer.member_id
            posed = frame - frame % 4 if member in standing else on_twos
            if not self._is_drawn(member, posed, light):
                self._drawn[member] = self._draw_one(performer, posed, self._at(posed)[member], light)
            found.append((member, self._drawn[member]))
        return sorted(found, key=lambda entry: -entry[1].depth)

    def _is_drawn(self, member: str, frame: int, light: Light) -> bool:
        drawn = self._drawn.get(member)
        return drawn is not None and drawn.frame == frame and drawn.light is light

    def _draw_one(self, performer: Performer, frame: int, moment: Moment, light: Light) -> Drawn:
        camera = self.path.at(frame)
        person = Person(moment.look or performer.look, moment, camera)
        picture = _record(person, moment, camera, light)
        anchors = np.array([moment.bones.head, moment.bones.pelvis])
        return Drawn(frame, light, camera, camera.depth(moment.bones.chest) - performer.before, picture, anchors)

    def _join(self, frame: int, moments: dict[str, Moment], light: Light) -> Drawn:
        """Who holds whom cannot be told body by body: one picture of all, with the arms that lie on others over it."""
        drawn = [self._draw_one(one, frame, moments[one.member_id], light) for one in self.company.performers]
        drawn.sort(key=lambda one: -one.depth)
        camera = drawn[-1].camera
        recorder = skia.PictureRecorder()
        canvas = recorder.beginRecording(_room(camera))
        for one in drawn:
            canvas.drawPicture(one.picture)
        arms = [
            (camera.depth(moment.bones.chest), Person(moment.look or performer.look, moment, camera), moment.apart)
            for performer in self.company.performers
            if (moment := moments[performer.member_id]).apart
        ]
        for _depth, person, sides in sorted(arms, key=lambda entry: -entry[0]):
            person.draw_arms(Brush(canvas, light, 1.0), sides)
        picture = recorder.finishRecordingAsPicture()
        return Drawn(frame, light, camera, drawn[-1].depth, picture, drawn[-1].anchors)


def slid(anchors: Vector, before: Camera, now: Camera) -> tuple[float, Vector]:
    """Scale about the frame's origin and shift (pixels) that bring what one camera saw to where another sees it."""
    then, here = before.project(anchors), now.project(anchors)
    was, seen = then[1] - then[0], here[1] - here[0]
    scale = math.hypot(*seen) / max(1e-6, math.hypot(*was))
    shift: Vector = here[0] - then[0] * scale
    return scale, shift


def stands(before: Moment, now: Moment, seen: Camera, later: Camera, last: Camera) -> bool:
    """True where the picture of one moment does for another two frames on, seen by the cameras of both and the last."""
    if before.held != now.held or before.pieces != now.pieces or not _is_calm(before, now):
        return False
    if before.loose != now.loose or before.look is not now.look:
        return False
    old, new = _joints(before), _joints(now)
    flat, there = seen.project(old), later.project(new)
    tolerance = QUIET * seen.height
    if not seen.sees_like(later):
        scale, shift = slid(old[:2], seen, later)
        flat = flat * scale + shift
        scale, shift = slid(old[:2], seen, last)
        if abs(scale - 1) * seen.height + float(np.abs(shift).max()) > seen.width * MARGIN * 0.7:
            return False
    moved = np.abs(there - flat).max(1)
    near = (np.abs(there - (seen.width / 2, seen.height / 2)) < (seen.width * 0.7, seen.height * 0.7)).all(1)
    return bool((moved[near] < tolerance).all())


def _joints(moment: Moment) -> Vector:
    """What a body is seen to move by, metres: head, pelvis, then everything else."""
    bones = moment.bones
    rows = [bones.head, bones.pelvis, bones.chest, *(bones.head + bones.head_axes.T * 0.12)]
    for arm in bones.arms.values():
        rows += [arm.shoulder, arm.elbow, arm.wrist, arm.wrist + arm.along * 0.18, arm.wrist + arm.palm * 0.08]
    for leg in bones.legs.values():
        rows += [leg.hip, leg.knee, leg.ankle, leg.toe]
    return np.array(rows)


def _is_calm(before: Moment, now: Moment) -> bool:
    """True where face, hands and hair hardly change."""
    if abs(before.hair_sway - now.hair_sway) > QUIET_HAIR * 2 or abs(before.skirt_swing - now.skirt_swing) > QUIET_HAIR:
        return False
    for side, arm in now.bones.arms.items():
        old = before.bones.arms[side]
        changed = abs(arm.curl - old.curl), abs(arm.spread - old.spread), abs(arm.point - old.point)
        if arm.pose != old.pose or max(*changed, abs(arm.posed - old.posed)) > QUIET_FACE:
            return False
    return _is_same_face(before.face, now.face)


def _is_same_face(before: FaceState, now: FaceState) -> bool:
    if before.mouth != now.mouth or abs(before.blink - now.blink) > QUIET_FACE:
        return False
    if max(abs(before.gaze[0] - now.gaze[0]), abs(before.gaze[1] - now.gaze[1])) > QUIET_FACE:
        return False
    old, new = before.units, now.units
    if any(new.get(name, 0.0) > QUIET_FACE for name in RESTLESS):
        return False
    return all(abs(old.get(name, 0.0) - new.get(name, 0.0)) <= QUIET_FACE for name in {**old, **new})


def _room(camera: Camera) -> Any:
    wide, tall = camera.width, camera.height
    return skia.Rect.MakeLTRB(-wide, -tall, 2 * wide, 2 * tall)


def _record(person: Person, moment: Moment, camera: Camera, light: Light) -> Any:
    recorder = skia.PictureRecorder()
    canvas = recorder.beginRecording(_room(camera))
    _draw_ground_shadow(canvas, moment, camera, light)
    brush = Brush(canvas, light, max(0.6, person.head.size * LINE_SHARE))
    for piece in moment.pieces:
        draw_piece(brush, piece, camera, before=False)
    middle = float(moment.bones.chest[2])
    for loose in (one for one in moment.loose if one.at[2] < middle):
        draw_loose(brush, loose, camera)
    person.draw(brush, without=moment.apart)
    for piece in moment.pieces:
        draw_piece(brush, piece, camera, before=True)
    for loose in (one for one in moment.loose if one.at[2] >= middle):
        draw_loose(brush, loose, camera)
    return recorder.finishRecordingAsPicture()


def _draw_ground_shadow(canvas: Any, moment: Moment, camera: Camera, light: Light) -> None:
    floor = moment.bones.floor * (1, 0, 1)
    if camera.depth(floor) < 0.3:
        return
    x, z, wide, deep = moment.bones.shadow
    rows = np.empty((len(_TURN), 3))
    rows[:, 0], rows[:, 1], rows[:, 2] = x + wide * _COS - 0.12 * light.key[0], 0.001, z + deep * _SIN
    flat = camera.project(rows)
    if flat[:, 1].min() > camera.height:
        return
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in flat.tolist()], True)
    canvas.drawPath(path, skia.Paint(Color=0x470D0A1A, AntiAlias=True))
