"""One shot, ready to be drawn frame by frame: company, camera, scenery and light, from a brief alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.appearance import Notes
from gpu_worker.engines.animatic.blocking import block
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.countenance import BLINK_SECONDS
from gpu_worker.engines.animatic.cutout import Cutout
from gpu_worker.engines.animatic.framing import compose
from gpu_worker.engines.animatic.furniture import draw_piece
from gpu_worker.engines.animatic.hours import flashed, hour_of, light_of, silhouetted, stormlit
from gpu_worker.engines.animatic.inserts import draw_insert, insert_of
from gpu_worker.engines.animatic.layers import Layer, View, paint_layer
from gpu_worker.engines.animatic.overlays import Overlays
from gpu_worker.engines.animatic.person import LINE_SHARE, Moment, Person
from gpu_worker.engines.animatic.raster import Brush, Light, new_surface, skia
from gpu_worker.engines.animatic.scenery import Hour, Painter, SetPlan
from gpu_worker.engines.animatic.sets import SETS, fallback_for
from gpu_worker.engines.animatic.sets.dressings import DRESSINGS, UNSEEN, dressed
from gpu_worker.engines.animatic.weather import Weather
from projects.briefs import ShotBrief

BLUR_SHARE = 0.0075  # softest background, as a share of the frame's height
FRONT_BLUR = 0.006
VIEWS = frozenset({"full", "long_shot", "group_shot", "silhouette_shot", "wide", "extreme_wide"})
BEHIND = frozenset({"wide", "extreme_wide"})  # seen from behind what stands in front of the people
SINGLES = frozenset({"extreme_close_up", "close_up", "medium_close_up", "over_shoulder"})
SAMPLES = 25  # camera positions looked at to find how much of a set is ever seen


@dataclass(frozen=True, slots=True)
class Scene:
    """What lies behind the people: who paints it, as seen from where, and how far its middle is, in metres."""

    painter: Painter
    view: View
    distance: float


class Shot:
    """Draws any frame of a shot into `pixels` (height, width, 4) BGRA: a pure function of brief and frame number.

    People are posed on twos (every second frame) while the camera moves on ones: between two poses their pixels slide.
    A `still` shot draws its poster frame alone: no more of the set is painted than that frame shows.
    """

    def __init__(self, brief: ShotBrief, *, still: bool = False) -> None:
        self.brief = brief
        notes = Notes()
        self.company = block(brief, notes)
        self.path, self.framing = compose(brief, self.company, notes)
        self._only = self.poster_frame if still else None
        plan = self._plan(notes)
        self.light: Light = light_of(
            brief.time_of_day, brief.weather, brief.mood, inside=plan.is_inside, warm=plan.warm
        )
        if brief.framing == "silhouette_shot":
            self.light = silhouetted(self.light)
        self.weather = Weather(brief, is_inside=plan.is_inside)
        self.surface, self.pixels = new_surface(brief.width, brief.height)
        self.canvas: Any = self.surface.getCanvas()
        hour = hour_of(brief.time_of_day, brief.weather)
        self.backdrop, self.front = self._paint(plan, hour)
        floods = self.weather.flashes if self._only is None else self.weather.flash(self._only) == 1.0
        self.flooded = self._paint(plan, stormlit(hour))[0] if floods else None
        self.insert = insert_of(brief, notes) if brief.framing == "insert" else ""
        self.overlays = Overlays(brief, self.company, self.weather)
        self.notes = notes
        self._posed: tuple[int, Camera] | None = None
        self._pictures: list[tuple[Any, NDArray[np.float64]]] = []  # back to front, each with head and pelvis
        self._cutouts: list[Cutout] = []
        self._still: NDArray[np.uint8] | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know about this take."""
        return self.notes.all

    @property
    def poster_frame(self) -> int:
        """The most telling frame: where the action peaks, with eyes open."""
        brief = self.brief
        at = self.company.peak()
        while any(0 <= at - blink < BLINK_SECONDS for p in self.company.performers for blink in p.countenance.blinks):
            at += 0.05
        return max(0, min(brief.frames - 1, int(at * brief.rate.num / brief.rate.den)))

    def is_same_as_before(self, frame: int) -> bool:
        """True when this frame shows exactly what the one before it showed."""
        return frame % 2 == 1 and self.path.is_still and not self.overlays.moves and not self.company.passes

    def draw(self, frame: int) -> NDArray[np.uint8]:
        """Draw frame number `frame`."""
        camera = self.path.at(frame)
        canvas = self.canvas
        pose_frame = frame - frame % 2
        seconds = self.brief.rate.seconds(pose_frame)
        light = self._draw_set(self.past(frame), frame)
        if self.brief.framing == "insert":
            draw_insert(canvas, self.brief, Brush(canvas, light, self.brief.width * 0.0035), self.insert, seconds)
        self._draw_people(pose_frame, seconds, camera, light)
        if self.front is not None:
            self.front.draw(canvas, self.past(frame))
        self.overlays.draw(canvas, camera, frame)
        return self.pixels

    def past(self, frame: int) -> Camera:
        """The camera the set is seen by: it goes with people who walk on the spot."""
        camera = self.path.at(frame)
        return camera.moved(self.company.passed(self.brief.rate.seconds(frame))) if self.company.passes else camera

    # ------------------------------------------------------------------ set

    def _plan(self, notes: Notes) -> SetPlan:
        brief = self.brief
        fallback = fallback_for(interior=brief.interior)
        for one in brief.dressing:
            if one not in DRESSINGS and one not in UNSEEN:
                notes.say(f"the place is {one!r}, which cannot be drawn")
        return notes.choose("set_id", brief.set_id, SETS, fallback)

    @property
    def looks_back(self) -> bool:
        """True when the set is seen from its other side: whoever looks to frame right is shot towards another wall."""
        brief = self.brief
        if not brief.cast or brief.framing in VIEWS:
            return False
        if brief.framing not in SINGLES and len(brief.cast) > 1:
            return False
        lead = brief.cast[0]
        return lead.facing == "right" or (lead.facing == "camera" and lead.place < -0.05)

    def _paint(self, plan: SetPlan, hour: Hour) -> tuple[Layer, Layer | None]:
        brief, path = self.brief, self.path
        is_still = path.is_still and not self.company.passes
        count = 1 if is_still else min(SAMPLES, brief.frames)
        frames = [round(i * (brief.frames - 1) / max(1, count - 1)) for i in range(count)]
        cameras = [self.past(frame) for frame in frames]
        reference = min((path.at(frame) for frame in frames), key=lambda camera: camera.position[2])
        if self._only is not None:  # painted for the same camera as the film's, but no more than the still shows
            cameras = [self.past(self._only)]
        blur = self.framing.blur * BLUR_SHARE * brief.height
        ambient = hour.inside if plan.is_inside else hour.outside
        near = float(reference.position[2])
        place = View(tuple(cameras), reference, hour, ambient, brief.seed & 0xFFFF)
        is_mirrored = self.looks_back and plan.reverse is None
        painter = plan.reverse if self.looks_back and plan.reverse is not None else plan.backdrop
        view = replace(place, seed=place.seed + 1, mirrored=True) if is_mirrored else place
        painter = dressed(painter, brief.dressing)
        self.scene = Scene(painter, view, near + plan.depth)
        back = paint_layer(painter, view, distance=near + plan.depth, blur=blur, opaque=True)
        has_front = not brief.cast or brief.framing in BEHIND
        if plan.front is None or not has_front or brief.framing == "insert" or near - plan.front_z < 0.5:
            return back, None
        soft = max(FRONT_BLUR * brief.height, blur * 1.2)
        return back, paint_layer(plan.front, place, distance=near - plan.front_z, blur=soft, opaque=False)

    def _draw_set(self, camera: Camera, frame: int) -> Light:
        """Draw what lies behind the people; returns the light of this frame."""
        is_flooded = self.weather.flash(frame) == 1.0 and self.flooded is not None
        if is_flooded and self.flooded is not None:
            self.flooded.draw(self.canvas, camera)
        elif self.path.is_still and not self.company.passes:
            self._draw_still_backdrop(camera)
        else:
            self.backdrop.draw(self.canvas, camera)
        if not is_flooded:
            self.backdrop.flicker(self.canvas, camera, self.brief.rate.seconds(frame - frame % 2))
        self.weather.draw_on_panes(self.canvas, self.backdrop, camera, frame - frame % 2)
        return flashed(self.light) if is_flooded else self.light

    def _draw_still_backdrop(self, camera: Camera) -> None:
        if self._still is None:
            self.backdrop.draw(self.canvas, camera)
            self._still = self.pixels.copy()
        else:
            self.pixels[:] = self._still

    # ------------------------------------------------------------------ people

    def _draw_people(self, pose_frame: int, seconds: float, camera: Camera, light: Light) -> None:
        if not self.company.performers:
            return
        if self._posed is None or self._posed[0] != pose_frame:
            self._pose(pose_frame, seconds, light)
        posed = self._posed
        if posed is None or posed[1].sees_like(camera):
            slides = not self.path.is_still
            for index, (picture, _anchors) in enumerate(self._pictures):
                if slides:
                    self._cutout(index).draw(self.canvas)
                else:
                    self.canvas.drawPicture(picture)
            return
        for index, (_picture, anchors) in enumerate(self._pictures):
            before, now = posed[1].project(anchors), camera.project(anchors)
            scale = float(np.linalg.norm(now[1] - now[0])) / max(1e-6, float(np.linalg.norm(before[1] - before[0])))
            self._cutout(index).draw(self.canvas, scale, now[0] - before[0] * scale)

    def _pose(self, pose_frame: int, seconds: float, light: Light) -> None:
        """Record everyone's picture for this pose, as the camera of the pose frame sees them."""
        camera = self.path.at(pose_frame)
        moments = self.company.moments(seconds)
        found, arms = [], []
        for performer in self.company.performers:
            moment = moments[performer.member_id]
            person = Person(performer.look, moment, camera)
            picture = self._record(person, moment, camera, light)
            anchors = np.stack([moment.bones.head, moment.bones.pelvis])
            found.append((camera.depth(moment.bones.chest) - performer.before, picture, anchors))
            if moment.apart:
                arms.append((camera.depth(moment.bones.chest), person, moment.apart))
        found.sort(key=lambda entry: -entry[0])
        self._pictures = [(picture, anchors) for _depth, picture, anchors in found]
        if arms:  # who holds whom cannot be told body by body: one picture of all
            self._pictures = [(self._join(arms, camera, light), found[-1][2])]
        self._posed = pose_frame, camera
        for cutout in self._cutouts:
            cutout.forget()

    def _join(self, arms: list[tuple[float, Person, frozenset[str]]], camera: Camera, light: Light) -> Any:
        """Everyone's picture with the arms that lie on others over it."""
        recorder = skia.PictureRecorder()
        wide, tall = camera.width, camera.height
        canvas = recorder.beginRecording(skia.Rect.MakeLTRB(-wide, -tall, 2 * wide, 2 * tall))
        for picture, _anchors in self._pictures:
            canvas.drawPicture(picture)
        for _depth, person, sides in sorted(arms, key=lambda entry: -entry[0]):
            person.draw_arms(Brush(canvas, light, 1.0), sides)
        return recorder.finishRecordingAsPicture()

    def _cutout(self, index: int) -> Cutout:
        """The pixels of one person in this pose."""
        while len(self._cutouts) <= index:
            self._cutouts.append(Cutout(self.brief.width, self.brief.height))
        cutout = self._cutouts[index]
        cutout.hold(self._pictures[index][0])
        return cutout

    def _record(self, person: Person, moment: Moment, camera: Camera, light: Light) -> Any:
        recorder = skia.PictureRecorder()
        wide, tall = camera.width, camera.height
        canvas = recorder.beginRecording(skia.Rect.MakeLTRB(-wide, -tall, 2 * wide, 2 * tall))
        self._draw_ground_shadow(canvas, moment, camera)
        brush = Brush(canvas, light, max(0.6, person.head.size * LINE_SHARE))
        for piece in moment.pieces:
            draw_piece(brush, piece, camera, before=False)
        person.draw(brush, without=moment.apart)
        for piece in moment.pieces:
            draw_piece(brush, piece, camera, before=True)
        return recorder.finishRecordingAsPicture()

    def _draw_ground_shadow(self, canvas: Any, moment: Moment, camera: Camera) -> None:
        floor = moment.bones.floor * (1, 0, 1)
        if camera.depth(floor) < 0.3:
            return
        turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
        x, z, wide, deep = moment.bones.shadow
        rows = np.stack(
            [
                x + wide * np.cos(turn) - 0.12 * self.light.key[0],
                np.full(24, 0.001),
                z + deep * np.sin(turn),
            ],
            1,
        )
        flat = camera.project(rows)
        if flat[:, 1].min() > camera.height:
            return
        path = skia.Path()
        path.addPoly([skia.Point(x, y) for x, y in flat.tolist()], True)
        canvas.drawPath(path, skia.Paint(Color=0x470D0A1A, AntiAlias=True))
