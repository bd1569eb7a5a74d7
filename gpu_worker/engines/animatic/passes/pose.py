"""The pose pass: skeletons with hands and faces on black, in the colours that pose-driven video models were taught."""

from __future__ import annotations

import colorsys
import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.passes.instant import Fit, Instant
from gpu_worker.engines.animatic.passes.landmarks import body_of, face_of, hand_of
from gpu_worker.engines.animatic.raster import skia

# the eighteen hues of OpenPose's body, as red, green, blue
HUES = (
    (255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0), (0, 255, 0), (0, 255, 85),
    (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255), (0, 0, 255), (85, 0, 255), (170, 0, 255), (255, 0, 255),
    (255, 0, 170), (255, 0, 85),
)  # fmt: skip
LIMBS = (
    (1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 0),
    (0, 14), (14, 16), (0, 15), (15, 17),
)  # fmt: skip
DIGITS = tuple(
    (0 if joint == 0 else first + joint - 1, first + joint) for first in (1, 5, 9, 13, 17) for joint in range(4)
)
STICK = 4.0  # half the breadth of a limb and the radius of a joint, where the shorter side is 512
DIM = 0.6  # limbs are darker than joints
HAND_POINT = (0, 0, 255)
FAR = 3.0  # frames beyond the frame's edge from which a joint is given up


class PosePass:
    """Draws poses at the size of the passes."""

    def __init__(self, fit: Fit) -> None:
        self.fit = fit
        self.stick = STICK * min(fit.width, fit.height) / 512

    def draw(self, canvas: Any, now: Instant) -> None:
        """Everybody at an instant, the farthest first."""
        canvas.clear(0xFF000000)
        for standing in now.people:
            self._draw_body(canvas, self._placed(body_of(standing, now.lens)))
            for side in "RL":
                self._draw_hand(canvas, self._placed(hand_of(standing, now.lens, side)))
            self._draw_face(canvas, self._placed(face_of(standing)))

    def _placed(self, flat: Vector) -> Vector:
        """Pixels of the pass; what lies far outside the frame is nowhere."""
        placed = self.fit.place(flat)
        size = np.array([self.fit.width, self.fit.height])
        with np.errstate(invalid="ignore"):
            outside = ((placed < -FAR * size) | (placed > (1 + FAR) * size)).any(1)
        placed[outside] = math.nan
        return placed

    def _draw_body(self, canvas: Any, joints: Vector) -> None:
        for (start, end), hue in zip(LIMBS, HUES, strict=False):
            a, b = joints[start], joints[end]
            if _is_somewhere(a) and _is_somewhere(b):
                self._draw_limb(canvas, a, b, hue)
        for joint, hue in zip(joints, HUES, strict=True):
            if _is_somewhere(joint):
                canvas.drawCircle(float(joint[0]), float(joint[1]), self.stick, _paint(hue))

    def _draw_limb(self, canvas: Any, a: Vector, b: Vector, hue: tuple[int, int, int]) -> None:
        middle, way = (a + b) / 2, b - a
        half = math.hypot(*way) / 2
        canvas.save()
        canvas.translate(float(middle[0]), float(middle[1]))
        canvas.rotate(math.degrees(math.atan2(way[1], way[0])))
        oval = skia.Rect.MakeLTRB(-half, -self.stick, half, self.stick)
        canvas.drawOval(oval, _paint(tuple(int(channel * DIM) for channel in hue)))
        canvas.restore()

    def _draw_hand(self, canvas: Any, joints: Vector) -> None:
        if not _is_somewhere(joints[0]):
            return
        length = float(np.nanmax(np.hypot(*(joints - joints[0]).T)))
        width = max(0.8, min(2.0 * self.stick / STICK, length * 0.05))
        for number, (start, end) in enumerate(DIGITS):
            red, green, blue = colorsys.hsv_to_rgb(number / len(DIGITS), 1.0, 1.0)
            paint = _paint((int(red * 255), int(green * 255), int(blue * 255)))
            paint.setStrokeWidth(width)
            paint.setStrokeCap(skia.Paint.kRound_Cap)
            canvas.drawLine(*map(float, joints[start]), *map(float, joints[end]), paint)
        radius = max(0.8, min(self.stick, length * 0.045))
        for joint in joints:
            canvas.drawCircle(float(joint[0]), float(joint[1]), radius, _paint(HAND_POINT))

    def _draw_face(self, canvas: Any, marks: Vector) -> None:
        if not _is_somewhere(marks[0]):
            return
        size = float(np.ptp(marks[:, 1]))
        radius = max(0.7, min(0.75 * self.stick, size * 0.014))
        paint = _paint((255, 255, 255))
        for mark in marks:
            canvas.drawCircle(float(mark[0]), float(mark[1]), radius, paint)


def _is_somewhere(joint: Vector) -> bool:
    return not math.isnan(joint[0])


def _paint(hue: tuple[int, ...]) -> Any:
    red, green, blue = hue
    return skia.Paint(Color=0xFF000000 | red << 16 | green << 8 | blue, AntiAlias=True)
