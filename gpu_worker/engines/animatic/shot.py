"""One shot, ready to be drawn frame by frame: company, camera, scenery and light, from a brief alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.bodies.appearance import Notes
from gpu_worker.engines.animatic.bodies.people import People
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.framing import TILTED, compose
from gpu_worker.engines.animatic.hours import flashed, hour_of, light_of, silhouetted, stormlit
from gpu_worker.engines.animatic.layers import Layer, View, paint_layer
from gpu_worker.engines.animatic.overlays import Overlays
from gpu_worker.engines.animatic.performing.blocking import block
from gpu_worker.engines.animatic.performing.countenance import BLINK_SECONDS
from gpu_worker.engines.animatic.raster import Brush, Light, new_surface
from gpu_worker.engines.animatic.scenery import Hour, Painter, SetPlan
from gpu_worker.engines.animatic.sets import SETS, fallback_for
from gpu_worker.engines.animatic.sets.dressings import DRESSINGS, UNSEEN, dressed
from gpu_worker.engines.animatic.things.inserts import draw_insert, insert_of
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
        self.flooded = self._paint(plan, stormlit(hour), is_flood=True)[0] if floods else None
        self.insert = insert_of(brief, notes) if brief.framing == "insert" else ""
        self.overlays = Overlays(brief, self.company, self.weather)
        self.notes = notes
        self.people = People(brief, self.company, self.path)
        self._flashed = flashed(self.light)
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
        if self.path.move == "tilt_up":
            at = max(at, brief.rate.seconds(brief.frames) * TILTED)
        while any(0 <= at - blink < BLINK_SECONDS for p in self.company.performers for blink in p.countenance.blinks):
            at += 0.05
        return max(0, min(brief.frames - 1, int(at * brief.rate.num / brief.rate.den)))

    def is_same_as_before(self, frame: int) -> bool:
        """True when this frame shows exactly what the one before it showed."""
        if not self.path.is_still or self.overlays.moves or self.company.passes:
            return False
        return frame % 2 == 1 or (frame % 4 == 2 and not self._lives(frame) and self.people.all_stand(frame))

    def _lives(self, frame: int) -> bool:
        """True where more than people may have changed since the frame before."""
        if self.backdrop.flames or self.backdrop.panes is not None or self.brief.framing == "insert":
            return True
        return self.weather.flash(frame) > 0 or self.weather.flash(frame - 1) > 0

    def draw(self, frame: int) -> NDArray[np.uint8]:
        """Draw frame number `frame`."""
        camera = self.path.at(frame)
        canvas = self.canvas
        pose_frame = frame - frame % 2
        seconds = self.brief.rate.seconds(pose_frame)
        light = self._draw_set(self.past(frame), frame)
        if self.brief.framing == "insert":
            draw_insert(canvas, self.brief, Brush(canvas, light, self.brief.width * 0.0035), self.insert, seconds)
        is_shown_once = self.path.is_still and self.is_same_as_before(frame - frame % 4 + 2)
        self.people.draw(canvas, frame, camera, light, is_shown_once=is_shown_once)
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

    def _paint(self, plan: SetPlan, hour: Hour, *, is_flood: bool = False) -> tuple[Layer, Layer | None]:
        brief, path = self.brief, self.path
        is_still = path.is_still and not self.company.passes
        count = 1 if is_still else min(SAMPLES, brief.frames)
        frames = [round(i * (brief.frames - 1) / max(1, count - 1)) for i in range(count)]
        cameras = [self.past(frame) for frame in frames]
        reference = min((path.at(frame) for frame in frames), key=lambda camera: camera.position[2])
        film = tuple(cameras)
        if self._only is not None:  # painted for the same camera as the film's, but no more than the still shows
            cameras = [self.past(self._only)]
        blur = self.framing.blur * BLUR_SHARE * brief.height
        ambient = hour.inside if plan.is_inside else hour.outside
        near = float(reference.position[2])
        place = View(tuple(cameras), reference, hour, ambient, brief.seed & 0xFFFF, path=film)
        is_mirrored = self.looks_back and plan.reverse is None
        painter = plan.reverse if self.looks_back and plan.reverse is not None else plan.backdrop
        view = replace(place, seed=place.seed + 1, mirrored=True) if is_mirrored else place
        painter = dressed(painter, brief.dressing)
        self.scene = Scene(painter, view, near + plan.depth)
        back = paint_layer(painter, view, distance=near + plan.depth, blur=blur, opaque=True, has_panes=not is_flood)
        has_front = not brief.cast or brief.framing in BEHIND
        if is_flood or plan.front is None or not has_front or brief.framing == "insert" or near - plan.front_z < 0.5:
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
        return self._flashed if is_flooded else self.light

    def _draw_still_backdrop(self, camera: Camera) -> None:
        if self._still is None:
            self.backdrop.draw(self.canvas, camera)
            self._still = self.pixels.copy()
        else:
            self.pixels[:] = self._still
