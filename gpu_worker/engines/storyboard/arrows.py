"""How the camera moves, drawn over a frame: inner frames, arrows, a wave for the hand, a jagged line for a shake."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from gpu_worker.glstub import skia

FILL, EDGE = 0xF2FFFFFF, 0xE6101216
Point = tuple[float, float]


class Frame:
    """The rectangle of a picture on a page, in its own units: 0..1 across and down."""

    def __init__(self, canvas: Any, x: float, y: float, width: float, height: float) -> None:
        self.canvas = canvas
        self.x, self.y, self.width, self.height = x, y, width, height
        self.unit = min(width, height) / 100

    def at(self, point: Point) -> Point:
        """On the page."""
        return self.x + point[0] * self.width, self.y + point[1] * self.height

    def paint(self, path: Any, *, stroke: float = 0.0, dashed: bool = False) -> None:
        """White with a dark edge, so that it is seen on every picture and in every print."""
        if not stroke:
            edge = skia.Paint(Color=EDGE, AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=self.unit * 1.6)
            edge.setStrokeJoin(skia.Paint.kRound_Join)
            self.canvas.drawPath(path, edge)
            self.canvas.drawPath(path, skia.Paint(Color=FILL, AntiAlias=True))
            return
        for color, width in ((EDGE, stroke * 2.2), (FILL, stroke)):
            paint = skia.Paint(
                Color=color, AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width * self.unit
            )
            paint.setStrokeCap(skia.Paint.kRound_Cap)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
            if dashed:
                paint.setPathEffect(skia.DashPathEffect.Make([5 * self.unit, 4 * self.unit], 0))
            self.canvas.drawPath(path, paint)

    def arrow(self, *points: Point, breadth: float = 4.4) -> None:
        """A flat arrow through the points (in the frame's units), growing towards its head."""
        line = [self.at(point) for point in points]
        half, head = breadth * self.unit / 2, breadth * self.unit * 1.5
        (ax, ay), (tx, ty) = line[-2], line[-1]
        length = math.hypot(tx - ax, ty - ay) or 1.0
        ux, uy = (tx - ax) / length, (ty - ay) / length
        neck = (tx - ux * head * 1.25, ty - uy * head * 1.25)
        left, right = [], []
        body = [*line[:-1], neck]
        for index, (px, py) in enumerate(body):
            before, after = body[max(0, index - 1)], body[min(len(body) - 1, index + 1)]
            dx, dy = after[0] - before[0], after[1] - before[1]
            size = math.hypot(dx, dy) or 1.0
            wide = half * (0.55 + 0.45 * index / (len(body) - 1))
            left.append((px - dy / size * wide, py + dx / size * wide))
            right.append((px + dy / size * wide, py - dx / size * wide))
        wings = [(neck[0] - uy * head, neck[1] + ux * head), (tx, ty), (neck[0] + uy * head, neck[1] - ux * head)]
        self.paint(_outline([*left, *wings, *reversed(right)]))

    def box(self, share: float) -> None:
        """A smaller frame of the same shape in the middle."""
        low, high = (1 - share) / 2, (1 + share) / 2
        (x0, y0), (x1, y1) = self.at((low, low)), self.at((high, high))
        path = skia.Path()
        path.addRect(skia.Rect.MakeLTRB(x0, y0, x1, y1))
        self.paint(path, stroke=0.9, dashed=True)

    def line(self, points: Sequence[Point]) -> None:
        """A line through the points."""
        path = skia.Path()
        path.moveTo(*self.at(points[0]))
        for point in points[1:]:
            path.lineTo(*self.at(point))
        self.paint(path, stroke=1.5)


def draw_move(frame: Frame, move: str) -> None:
    """The sign of a camera move of the first vocabulary; a camera that stands has none."""
    sign = SIGNS.get(move)
    if sign is not None:
        sign(frame)


def _push_in(frame: Frame) -> None:
    frame.box(0.62)
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        frame.arrow(_toward(x, y, 0.045), _toward(x, y, 0.175))


def _pull_out(frame: Frame) -> None:
    frame.box(0.62)
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        frame.arrow(_toward(x, y, 0.19), _toward(x, y, 0.05))


def _toward(x: int, y: int, share: float) -> Point:
    return (share if x == 0 else 1 - share), (share if y == 0 else 1 - share)


def _zoom_in(frame: Frame) -> None:
    frame.box(0.62)
    frame.box(0.80)
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        frame.arrow(_toward(x, y, 0.03), _toward(x, y, 0.09), breadth=3.2)


def _zoom_out(frame: Frame) -> None:
    frame.box(0.62)
    frame.box(0.80)
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        frame.arrow(_toward(x, y, 0.10), _toward(x, y, 0.03), breadth=3.2)


def _dolly_zoom(frame: Frame) -> None:
    frame.box(0.62)
    for x, y in ((0, 0), (1, 1)):
        frame.arrow(_toward(x, y, 0.045), _toward(x, y, 0.175))
    for x, y in ((1, 0), (0, 1)):
        frame.arrow(_toward(x, y, 0.19), _toward(x, y, 0.05))


def _track(frame: Frame, start: float, end: float) -> None:
    """A camera that rolls: an arrow on rails."""
    for y in (0.905, 0.955):
        frame.line([(0.18, y), (0.82, y)])
    frame.arrow((start, 0.93), (end, 0.93), breadth=5.2)


def _along(frame: Frame, low: float, high: float) -> None:
    """A camera that goes with somebody: the wave of the hand, and which way."""
    _handheld(frame)
    frame.arrow((0.90, low), (0.90, high))


def _orbit(frame: Frame) -> None:
    turn = [math.radians(angle) for angle in range(200, -21, -20)]
    frame.arrow(*[(0.5 + 0.34 * math.cos(a), 0.83 + 0.055 * -math.sin(a)) for a in turn][::-1], breadth=4.0)


def _handheld(frame: Frame) -> None:
    frame.line([(0.22 + 0.56 * i / 40, 0.925 + 0.012 * math.sin(i / 40 * 6 * math.pi)) for i in range(41)])


def _shake(frame: Frame) -> None:
    for y in (0.055, 0.945):
        frame.line([(0.26 + 0.06 * i, y + (0.013 if i % 2 else -0.013)) for i in range(9)])


def _whip(frame: Frame) -> None:
    for y, start in ((0.905, 0.40), (0.955, 0.46)):
        frame.line([(start - 0.26, y), (start, y)])
    frame.arrow((0.30, 0.93), (0.90, 0.93), breadth=5.2)


SIGNS: dict[str, Callable[[Frame], None]] = {
    "push_in": _push_in,
    "pull_out": _pull_out,
    "pan_left": lambda frame: frame.arrow((0.80, 0.93), (0.20, 0.93)),
    "pan_right": lambda frame: frame.arrow((0.20, 0.93), (0.80, 0.93)),
    "tilt_up": lambda frame: frame.arrow((0.90, 0.68), (0.90, 0.30)),
    "tilt_down": lambda frame: frame.arrow((0.90, 0.30), (0.90, 0.68)),
    "crane_up": lambda frame: frame.arrow((0.74, 0.80), (0.86, 0.72), (0.90, 0.58), (0.90, 0.32)),
    "orbit": _orbit,
    "handheld": _handheld,
    "steadicam": lambda frame: _along(frame, 0.80, 0.58),
    "follow": lambda frame: _along(frame, 0.80, 0.58),
    "lead": lambda frame: _along(frame, 0.58, 0.80),
    "zoom_in": _zoom_in,
    "zoom_out": _zoom_out,
    "dolly_zoom": _dolly_zoom,
    "track_left": lambda frame: _track(frame, 0.78, 0.22),
    "track_right": lambda frame: _track(frame, 0.22, 0.78),
    "crane_down": lambda frame: frame.arrow((0.74, 0.32), (0.86, 0.40), (0.90, 0.54), (0.90, 0.78)),
    "drone": lambda frame: frame.arrow((0.26, 0.94), (0.56, 0.90), (0.80, 0.78), (0.90, 0.58), (0.92, 0.34)),
    "shake": _shake,
    "whip": _whip,
}


def _outline(points: Sequence[Point]) -> Any:
    path = skia.Path()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    return path
