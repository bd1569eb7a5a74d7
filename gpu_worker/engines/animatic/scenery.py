"""Sets in metres: the hour they are seen at, the stage a painter draws them on, and what a set consists of.

A painter draws walls, floors and furniture in metres and in the colours of paint; perspective is applied here, light
and depth of field in `layers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.raster import (
    BLACK,
    WHITE,
    Color,
    argb,
    curve,
    darker,
    mix,
    points,
    polygon,
    rgb,
    skia,
)

POOL = 2.1  # how far a lamp throws light, in radii of its glow
X_AXIS, Y_AXIS, Z_AXIS = np.eye(3)


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day (and weather) as a set sees it: sky from zenith to horizon, tint, and what is lit."""

    name: str
    sky: tuple[Color, ...]
    inside: Color  # light that reaches everything in a room
    outside: Color
    haze: Color
    lamps: float  # 0 off .. 1 the only light
    windows: float  # how much daylight falls in
    beam: Color = WHITE  # what falls in through windows
    dusk: float = 0.10  # how much darker the corners of the frame are
    wet: bool = False
    snow: bool = False

    @property
    def falls(self) -> bool:
        """True when something falls from the sky."""
        return self.wet or self.snow

    @property
    def is_dark(self) -> bool:
        """True when lamps light the place."""
        return self.lamps > 0.5


@dataclass(slots=True)
class _Lamp:
    at: Vector
    radius: float
    color: Color
    strength: float
    squash: float
    pool: float


class Stage:
    """What a set painter draws on: planes in metres, boxes, glows. Colours are those of paint; light comes later.

    A stage that `marks` draws, instead of the set, where it shines by itself (red) and where it is glass (green).
    """

    def __init__(
        self, canvas: Any, camera: Camera, hour: Hour, seed: int, *, marks: bool = False, mirrored: bool = False
    ) -> None:
        self.canvas = canvas
        self.camera = camera
        self.hour = hour
        self.draw = np.random.default_rng(seed)
        self.lamps: list[_Lamp] = []
        self.flames: list[tuple[Vector, float]] = []
        self._marks = marks
        self._side = np.array([-1.0, 1.0, 1.0]) if mirrored else np.ones(3)
        self._mark = BLACK

    # ------------------------------------------------------------------ planes

    @contextmanager
    def plane(self, origin: Sequence[float], across: Vector, upward: Vector) -> Iterator[Any]:
        """A canvas in metres on the plane through `origin` spanned by two directions."""
        matrix = skia.Matrix()
        rows = self.camera.plane(np.asarray(origin, float) * self._side, across * self._side, upward * self._side)
        matrix.setAll(*rows)
        self.canvas.save()
        self.canvas.concat(matrix)
        try:
            yield self.canvas
        finally:
            self.canvas.restore()

    @contextmanager
    def wall(self, z: float) -> Iterator[Any]:
        """A plane facing us at depth z; coordinates (x, y)."""
        with self.plane((0, 0, z), X_AXIS, Y_AXIS) as canvas:
            yield canvas

    @contextmanager
    def flank(self, x: float) -> Iterator[Any]:
        """A plane along our sight at x; coordinates (z, y)."""
        with self.plane((x, 0, 0), Z_AXIS, Y_AXIS) as canvas:
            yield canvas

    @contextmanager
    def floor(self, y: float = 0.0) -> Iterator[Any]:
        """A level plane at height y; coordinates (x, z)."""
        with self.plane((0, y, 0), X_AXIS, Z_AXIS) as canvas:
            yield canvas

    def span(self, z: float) -> tuple[float, float, float, float]:
        """What the frame shows of the plane at depth z: left, right, bottom, top, in metres."""
        camera = self.camera
        corners = []
        for x, y in ((0, 0), (camera.width, camera.height)):
            way = camera.axes.T @ np.array([x - camera.width / 2, camera.height / 2 - y, camera.focal])
            corners.append(camera.position + way * (z - camera.position[2]) / way[2])
        (left, top, _), (right, bottom, _) = (corner * self._side for corner in corners)
        return min(float(left), float(right)), max(float(left), float(right)), float(bottom), float(top)

    @contextmanager
    def lit(self, *, when: bool = True, glass: bool = False) -> Iterator[None]:
        """What is drawn in the block shines by itself, or is the open air seen through `glass`."""
        before = self._mark
        if when:
            self._mark = (1.0, 1.0, 0.0) if glass else (1.0, 0.0, 0.0)
        try:
            yield
        finally:
            self._mark = before

    def _tone(self, color: Color) -> Color:
        return self._mark if self._marks else color

    def _paint(self, color: Color, alpha: float) -> Any:
        return skia.Paint(Color=argb(self._tone(color), alpha), AntiAlias=True)

    # ------------------------------------------------------------------ marks on a plane

    def rect(self, x0: float, y0: float, x1: float, y1: float, color: Color, alpha: float = 1.0) -> None:  # noqa: PLR0917 - corners
        """A rectangle on the current plane."""
        self.canvas.drawRect(
            skia.Rect.MakeLTRB(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), self._paint(color, alpha)
        )

    def ramp(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        colors: Sequence[Color],
        *,
        sideways: bool = False,
        alphas: Sequence[float] = (),
    ) -> None:
        """A rectangle whose colour runs from (x0, y0) upward, or to the right if `sideways`."""
        end = (x1, y0) if sideways else (x0, y1)
        packed = [argb(self._tone(c), alphas[i] if alphas else 1.0) for i, c in enumerate(colors)]
        shader = skia.GradientShader.MakeLinear([skia.Point(x0, y0), skia.Point(*end)], packed)
        paint = skia.Paint(Shader=shader, AntiAlias=True, Dither=True)
        self.canvas.drawRect(skia.Rect.MakeLTRB(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), paint)

    def disc(self, x: float, y: float, radius: float, color: Color, alpha: float = 1.0) -> None:
        """A circle on the current plane."""
        self.canvas.drawCircle(skia.Point(x, y), radius, self._paint(color, alpha))

    def cluster(self, discs: Sequence[tuple[float, float, float]], color: Color, alpha: float) -> None:
        """Overlapping circles (x, y, radius) as one patch."""
        path = skia.Path()
        for x, y, radius in discs:
            path.addCircle(x, y, radius)
        self.canvas.drawPath(path, self._paint(color, alpha))

    def shape(self, rows: Sequence[Sequence[float]], color: Color, alpha: float = 1.0, *, smooth: bool = False) -> None:
        """A polygon, or a smooth blob, on the current plane."""
        outline = points(rows)
        self.canvas.drawPath(curve(outline) if smooth else polygon(outline), self._paint(color, alpha))

    def line(self, rows: Sequence[Sequence[float]], color: Color, width: float, alpha: float = 1.0) -> None:
        """A line of `width` metres."""
        paint = self._paint(color, alpha)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawPath(polygon(points(rows), closed=False), paint)

    def haze(self, x: float, y: float, radius: float, color: Color, strength: float, *, add: bool = True) -> None:
        """A soft round glow on the current plane."""
        colors = [argb(color, strength), argb(color, strength * 0.35), argb(color, 0.0)]
        shader = skia.GradientShader.MakeRadial(skia.Point(x, y), radius, colors, [0.0, 0.4, 1.0])
        mode = skia.BlendMode.kPlus if add else skia.BlendMode.kSrcOver
        self.canvas.drawCircle(skia.Point(x, y), radius, skia.Paint(Shader=shader, BlendMode=mode))

    # ------------------------------------------------------------------ bodies in space

    def face(self, rows: Sequence[Sequence[float]], color: Color, alpha: float = 1.0) -> None:
        """A flat polygon given by points in space that are all in front of the camera."""
        flat = self.camera.project(np.asarray(rows, float) * self._side)
        self.canvas.drawPath(polygon(flat), self._paint(color, alpha))

    def box(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        z: tuple[float, float],
        color: Color,
        *,
        top: Color | None = None,
    ) -> None:
        """A block seen from the front: its top, the side we see, and its front face."""
        eye = self.camera.position * self._side
        (x0, x1), (y0, y1), (z0, z1) = x, y, z
        if eye[2] - z1 < 0.25:
            return
        if eye[1] > y1:
            self.face([(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)], top or mix(color, WHITE, 0.14))
        for edge, is_seen in ((x0, eye[0] < x0), (x1, eye[0] > x1)):
            if is_seen:
                self.face([(edge, y0, z0), (edge, y1, z0), (edge, y1, z1), (edge, y0, z1)], darker(color, 0.72))
        self.face([(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)], color)

    def lamp(  # noqa: PLR0917 - a place and a glow
        self,
        x: float,
        y: float,
        z: float,
        radius: float,
        color: str,
        strength: float,
        squash: float = 1.0,
        *,
        pool: float = 1.0,
    ) -> None:
        """A glow drawn last, and the `pool` of light it throws where lamps are needed."""
        self.lamps.append(_Lamp(np.array([x, y, z]) * self._side, radius, rgb(color), strength, squash, pool))

    def flame(self, x: float, y: float, z: float, radius: float) -> None:
        """Something that burns here, and whose glow of `radius` metres flickers."""
        self.flames.append((np.array([x, y, z]) * self._side, radius))

    def sky(self, z: float = -40.0) -> None:
        """The sky behind everything, as a gradient from the horizon up."""
        low, high = -8.0, 34.0
        with self.wall(z), self.lit():
            self.ramp(-70, low, 70, high, [self.hour.haze, *reversed(self.hour.sky)])
            self.rect(-70, low - 40, 70, low + 0.1, self.hour.haze)

    def shine(self) -> None:
        """Draw the collected glows over what is lit."""
        for lamp in self.lamps:
            with self._around(lamp):
                self.haze(0, 0, lamp.radius, lamp.color, lamp.strength)

    def light_up(self, canvas: Any) -> None:
        """Draw the pools of light that the collected lamps throw, onto the map of light."""
        self.canvas, kept = canvas, self.canvas
        for lamp in self.lamps:
            with self._around(lamp):
                strength = min(1.0, lamp.strength * 1.7) * lamp.pool * self.hour.lamps
                self.haze(0, 0, lamp.radius * POOL, lamp.color, strength)
        self.canvas = kept

    @contextmanager
    def _around(self, lamp: _Lamp) -> Iterator[None]:
        """A canvas in metres that faces us, with the lamp in its middle."""
        self.canvas.save()
        if self.camera.depth(lamp.at) < 0.3:
            self.canvas.clipRect(skia.Rect.MakeEmpty())
        at, scale = self.camera.project(lamp.at), self.camera.scale(lamp.at)
        self.canvas.translate(float(at[0]), float(at[1]))
        self.canvas.scale(scale, scale * lamp.squash)
        try:
            yield
        finally:
            self.canvas.restore()


Painter = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class SetPlan:
    """A set: what lies behind the people, what may stand before them, and how it is lit.

    `depth` is how far behind the people the backdrop's middle lies, in metres.
    """

    backdrop: Painter
    is_inside: bool
    depth: float = 3.0
    front: Painter | None = None
    front_z: float = 1.1
    warm: bool = True
    reverse: Painter | None = None  # what lies behind the people when we look the other way; None: much the same
