"""Hair on a head: the mass behind, the cap with its fringe, hanging locks, shine and shadow."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.hairstyles import Hairstyle
from gpu_worker.engines.animatic.head import PIVOT_Y, Head
from gpu_worker.engines.animatic.raster import (
    Brush,
    Color,
    curve,
    disc,
    mix,
    points,
    polygon,
    ribbon,
    skia,
    strand,
    times,
    trace,
    union,
)
from gpu_worker.engines.animatic.skeleton import Skeleton

BALD_SIDE = (
    (0.322, 0.575, 0.100),
    (0.327, 0.430, 0.050),
    (0.345, 0.490, -0.050),
    (0.345, 0.420, -0.140),
    (0.330, 0.340, -0.220),
    (0.335, 0.560, -0.250),
    (0.332, 0.660, -0.120),
    (0.324, 0.665, 0.050),
)
LONG_LOCK = 6  # points of a lock that hangs below the shoulders
HANG_FROM, HANG_OVER = 0.25, 0.6


class Hair:
    """One person's hair in one pose. `sway` is the sideways swing of loose hair in head units."""

    def __init__(self, head: Head, skeleton: Skeleton, camera: Camera, sway: float, seconds: float) -> None:
        self.head = head
        self.skeleton = skeleton
        self.camera = camera
        self.style: Hairstyle = head.look.hairstyle
        self.colour: Color = head.look.hair
        self.sway = sway
        self.seconds = seconds
        self.levels, self.left, self.right = head.edges(self.style.volume, low=0.0)

    # ------------------------------------------------------------------ shapes

    def hang(self, where: Vector) -> Vector:
        """Pixels of points (n, 3) in head units; below the chin hair follows the chest and swings."""
        low = np.clip((HANG_FROM - where[:, 1]) / HANG_OVER, 0, 1)[:, None]
        breeze = 0.010 * math.sin(self.seconds * 1.9 + self.head.look.extras["phase"])
        swing = np.hstack([(self.sway + breeze) * low, np.zeros_like(low), -abs(self.sway) * 0.1 * low])
        local = (where + swing - (0.0, PIVOT_Y, 0.0)) * self.head.look.figure.head
        bones = self.skeleton
        with_head = local @ bones.head_axes.T
        with_chest = local @ bones.chest_axes.T
        return self.camera.project(bones.head + with_head * (1 - low) + with_chest * low)

    def _fringe(self) -> tuple[Vector, list[int]]:
        """The lower edge of the fringe as points (n, 3) on the head, and which of them are sharp."""
        rows: list[tuple[float, float, float]] = []
        sharp: list[int] = []
        previous = ("p", 0.0, 0.0, 0.0)
        for index, entry in enumerate(self.style.fringe):
            kind, u, v, lift = entry
            if index and {kind, previous[0]} == {"t", "v"}:  # a clump's side is a curve, not a straight cut
                bulge = -0.014 if kind == "t" else 0.016
                rows.append(((u + previous[1]) / 2 + bulge, (v + previous[2]) / 2, (lift + previous[3]) / 2))
            if kind != "p":
                sharp.append(len(rows))
            rows.append((u, v, lift))
            previous = entry
        grid = points(rows)
        grid[:, 0] += self.sway * 0.10 * np.clip((0.85 - grid[:, 1]) * 2, 0, 1)
        return self.head.surface(grid[:, :2], grid[:, 2]), sharp

    def _boundary(self) -> tuple[Vector, list[int]]:
        """Where hair ends and skin begins, from the left nape over the fringe to the right nape (head units)."""
        fringe, sharp = self._fringe()
        right = points(self.style.side)
        left = right[::-1] * (-1, 1, 1)
        return np.vstack([left, fringe, right]), [index + len(left) for index in sharp]

    def front_path(self) -> tuple[Any, Vector] | None:
        """The visible hair of the cap as a path, and its edge against the skin in pixels; None from behind."""
        boundary, sharp = self._boundary()
        seen = self.head.facing(boundary) > 0.02
        if not seen.any() or not self.head.faces_us:
            return None
        first, last = int(np.argmax(seen)), len(seen) - 1 - int(np.argmax(seen[::-1]))
        edge = self.head.at(boundary[first : last + 1])
        tall = self.levels + np.maximum(0, self.levels - 0.5) * self.style.volume * 1.15
        start, stop = boundary[first, 1], boundary[last, 1]
        edge = self._within(edge, boundary[first : last + 1, 1], tall)
        right = self._tousled(self._side(self.right, tall, stop), 1)
        left = self._tousled(self._side(self.left, tall, start), -1)
        outline = np.vstack([edge, right, left[::-1]])
        corners = [i - first for i in sharp if first <= i <= last] + [0, len(edge) - 1]
        return curve(outline, corners=corners), edge

    def _within(self, edge: Vector, heights: Vector, tall: Vector) -> Vector:
        """Points that the turn of the head would push past the outline stay on it."""
        normal = self.head.normal * (1, -1)
        low = np.interp(heights, tall, self.left @ normal)
        high = np.interp(heights, tall, self.right @ normal)
        across = edge @ normal
        return edge + (np.clip(across, low, high) - across)[:, None] * normal

    @staticmethod
    def _side(line: Vector, tall: Vector, above: float) -> Vector:
        """The outline of the skull from height `above` to the crown."""
        at = np.array([[np.interp(above, tall, line[:, 0]), np.interp(above, tall, line[:, 1])]])
        keep = tall > above + 0.02
        return np.vstack([at, line[keep]])

    def _tousled(self, line: Vector, side: int) -> Vector:
        """An outline of the crown with the unevenness of real hair; more of it in a messy style."""
        if self.style.back != "none" or self.style.volume < 0.05 or len(line) < 4:
            return line
        centre = (self.left.mean(0) + self.right.mean(0)) / 2
        away = line - centre
        away = away / (np.hypot(away[:, 0], away[:, 1])[:, None] + 1e-9)
        share = np.linspace(0, 1, len(line))
        bump = np.sin(share * 19 + side * 1.3) * (0.006 + self.style.wave * 0.42) + 0.016 * np.sin(share * math.pi)
        return line + away * (bump * np.sin(np.minimum(1, share * 4) * math.pi / 2) * self.head.size)[:, None]

    # ------------------------------------------------------------------ drawing

    def draw_behind(self, brush: Brush) -> None:
        """What hangs behind head and body; before everything else when the face is towards us."""
        kind, size = self.style.back, self.head.size
        back = times(self.colour, (0.80, 0.77, 0.83))
        if kind == "long":
            path, strands = self._long_mass()
            brush.cel(path, back, size * 0.07, rim=True)
            with brush.inside(path):
                for line in strands:
                    widths = np.sin(np.linspace(0.05, math.pi - 0.05, len(line))) * size * 0.009 + 0.2
                    brush.fill(polygon(ribbon(line, widths)), brush.light.line(self.colour), 0.45)
        elif kind == "bob":
            brush.cel(self._bob_mass(), back, size * 0.06, rim=True)
        elif kind == "bun":
            at = self.head.at(points([(0.0, 0.90, -0.44)]))[0]
            brush.cel(disc(at, size * 0.185), self.colour, size * 0.04, rim=True)
            swirl = trace(at + points([(-0.12, 0.05), (0.0, -0.09), (0.11, 0.02), (0.02, 0.08)]) * size, 5)
            brush.fill(polygon(ribbon(swirl, [0.2, size * 0.006, 0.2])), brush.light.line(self.colour), 0.6)
        elif kind in ("tail", "braid"):
            self._draw_tail(brush, is_braid=kind == "braid")
        if not self.style.bald:
            brush.cel(self._cap(), times(self.colour, (0.92, 0.90, 0.94)), size * 0.05, rim=True)

    def draw_away(self, brush: Brush) -> None:
        """The whole head from behind."""
        size = self.head.size
        if self.style.bald:
            v, left, right = self.head.edges(0.02, low=0.02)
            skin = curve(np.vstack([left, right[::-1]]))
            brush.cel(skin, self.head.look.skin, size * 0.05)
            keep = (v < 0.62) & (v > 0.2)
            share = np.clip((0.50 - v[keep]) / 0.34, 0, 1)[:, None] * 0.42
            middle = (left[keep] + right[keep]) / 2
            near, far = left[keep] + (middle - left[keep]) * share, right[keep] + (middle - right[keep]) * share
            brush.cel(curve(np.vstack([near, far[::-1]])), self.colour, size * 0.05)
            return
        if self.style.back in ("long", "bob"):
            path, strands = self._long_mass() if self.style.back == "long" else (self._bob_mass(), [])
            brush.cel(union([path, self._cap()]), self.colour, size * 0.07, rim=True)
            for line in strands:
                widths = np.sin(np.linspace(0.05, math.pi - 0.05, len(line))) * size * 0.008 + 0.2
                brush.fill(polygon(ribbon(line, widths)), brush.light.line(self.colour), 0.4)
            return
        self.draw_behind(brush)
        if self.style.back in ("none", "bun", "tail", "braid"):
            cap = self._cap()
            brush.cel(cap, self.colour, size * 0.06, rim=True)
            with brush.inside(cap):
                self._draw_strands_behind(brush)
        if self.style.back in ("bun", "tail", "braid"):
            self._draw_knot(brush)

    def draw_front(self, brush: Brush) -> None:
        """The cap with its fringe over the forehead, then the locks before the ears."""
        shaped = None if self.style.bald else self.front_path()
        if self.style.bald:
            self._draw_sides(brush)
        size, light = self.head.size, brush.light
        if shaped is not None:
            path, edge = shaped
            brush.stroke(polygon(edge, closed=False), light.line(self.colour), brush.weight * 1.7)
            brush.cel(path, self.colour, size * 0.058, rim=True)
            with brush.inside(path):
                if light.rim is not None:  # back light stops at the crown, not along the fringe
                    brush.stroke(polygon(edge[1:-1], closed=False), light.shadow(self.colour), brush.weight * 4.4)
                self._draw_shine(brush)
                self._draw_strands(brush)
        for lock in self.style.locks:
            for side in (-1, 1):
                self._draw_lock(brush, points(lock), side)

    def shadow_on_face(self, brush: Brush) -> Vector | None:
        """The fringe's shadow on the skin, as an outline in pixels."""
        fringe, _sharp = self._fringe()
        if self.style.bald:
            return None
        low = fringe - (0.0, 0.030, 0.0)
        drift = np.array([-brush.light.key[0] * 0.018, 0.008]) * self.head.size
        crown = self.head.at(points([(0.4, 1.05, 0.2), (-0.4, 1.05, 0.2)]))
        return np.vstack([self.head.at(low) + drift, crown])

    # ------------------------------------------------------------------ parts

    def _cap(self) -> Any:
        low = 0.16 if self.style.covers_ears else 0.22
        keep = self.levels >= low
        left, right = self._tucked(self.left, -1)[keep], self._tucked(self.right, 1)[keep]
        if not self.head.faces_us:  # the nape narrows
            middle, share = (left + right) / 2, np.clip((0.58 - self.levels[keep]) / 0.40, 0, 1)[:, None] ** 1.3 * 0.56
            left, right = left + (middle - left) * share, right + (middle - right) * share
        outline = np.vstack([left, right[::-1]])
        return curve(outline, corners=(0, len(outline) - 1) if self.head.faces_us else ())

    def _tucked(self, line: Vector, side: int) -> Vector:
        """The outline of the cap, drawn in behind the cheek on the side the face turns to."""
        if not self.head.faces_us:
            return line
        far = min(1.0, max(0.0, (side * self.head.yaw - 0.12) / 0.35))
        share = np.clip((0.74 - self.levels) / 0.16, 0, 1) * far * 0.45
        if not self.style.covers_ears:  # short hair ends behind the ears
            near = min(1.0, max(0.0, 1 + side * self.head.yaw / 0.5))
            share = np.maximum(share, np.clip((0.50 - self.levels) / 0.10, 0, 1) * 0.34 * near)
        middle = (self.left + self.right) / 2
        return line + (middle - line) * share[:, None]

    def _long_mass(self) -> tuple[Any, list[Vector]]:
        long, wave = self.style.length, self.style.wave
        heights = np.array([0.70, 0.45, 0.20, -0.05, -0.30, -0.55, -0.80, -0.98]) * np.where(
            np.arange(8) < 3, 1.0, long
        )
        widths = np.array([0.33, 0.395, 0.42, 0.425, 0.43, 0.425, 0.385, 0.31])
        if wave:
            widths = widths + 0.03 + wave * np.array([0, 0.1, -0.4, 0.7, -0.5, 0.9, -0.3, 0.4])
        depth = np.linspace(-0.10, -0.24, 8)
        side = np.stack([widths, heights, depth], 1)
        tips = points(
            [
                (0.25, -1.07 * long, -0.24),
                (0.17, -1.01 * long, -0.24),
                (0.08, -1.11 * long, -0.24),
                (0.0, -1.03 * long, -0.24),
                (-0.09, -1.12 * long, -0.24),
                (-0.17, -1.00 * long, -0.24),
                (-0.26, -1.06 * long, -0.24),
            ]
        )
        outline = np.vstack([side, tips, side[::-1] * (-1, 1, 1)])
        path = curve(self.hang(outline), corners=(0, 8, 10, 12, 14, len(outline) - 1))
        lines = []
        for u in np.linspace(-0.85, 0.85, 8):
            at = np.stack([widths * u, heights, depth], 1)[1:]
            lines.append(trace(self.hang(at), 4))
        return path, lines

    def _bob_mass(self) -> Any:
        rows = [(-0.34, 0.6, -0.10), (-0.42, 0.32, -0.12), (-0.435, 0.06, -0.12), (-0.36, -0.07, -0.12)]
        mirrored = [(-x, y, z) for x, y, z in rows[::-1]]
        return curve(self.hang(points([*rows, (0.0, -0.05, -0.30), *mirrored])), corners=(0, 3, 5, 8))

    def _draw_sides(self, brush: Brush) -> None:
        """What is left above the ears of a bald head."""
        patch = points(BALD_SIDE)
        for sign in (-1, 1):
            if sign * self.head.yaw < 0.14:
                rows = patch * (sign, 1, 1)
                edge = self._within(self.head.at(rows), rows[:, 1], self.levels)
                brush.cel(curve(edge, corners=(1,)), self.colour, self.head.size * 0.03, weight=0.8)

    def _draw_tail(self, brush: Brush, *, is_braid: bool) -> None:
        size = self.head.size
        if is_braid:
            spine = points(
                [
                    (0.18, 0.30, -0.30),
                    (0.30, 0.05, -0.12),
                    (0.36, -0.25, 0.16),
                    (0.34, -0.60, 0.27),
                    (0.30, -0.95, 0.28),
                ]
            )
            line = trace(self.hang(spine), 6)
            run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
            count = max(4, round(run[-1] / (size * 0.088)))
            for i in range(count):
                at = np.array([np.interp(run[-1] * i / count, run, line[:, axis]) for axis in (0, 1)])
                at[0] += (1 if i % 2 else -1) * size * 0.020
                brush.cel(disc(at, size * (0.084 - 0.030 * i / count)), self.colour, size * 0.020)
            tip = strand(
                np.stack([line[-2], line[-1], line[-1] + (line[-1] - line[-3])]), [size * 0.05, size * 0.06, 0.3], 3
            )
            brush.cel(tip, self.colour, size * 0.01)
            brush.cel(disc(line[-2], size * 0.045), self.head.look.accent, size * 0.01)
            return
        swing = self.sway
        spine = points(
            [
                (0.0, 0.74, -0.40),
                (0.08 + swing, 0.70, -0.62),
                (0.16 + 2 * swing, 0.34, -0.70),
                (0.15 + 3 * swing, -0.15, -0.58),
                (0.10 + 4 * swing, -0.55, -0.50),
            ]
        )
        line = trace(self.head.at(spine), 6)
        widths = (
            np.interp(np.linspace(0, 1, len(line)), [0, 0.2, 0.55, 0.85, 1], [0.055, 0.12, 0.135, 0.09, 0.004]) * size
        )
        brush.cel(polygon(ribbon(line, widths)), self.colour, size * 0.05, rim=True)

    def _draw_knot(self, brush: Brush) -> None:
        size = self.head.size
        if self.style.back == "bun":
            at = self.head.at(points([(0.0, 0.86, -0.44)]))[0]
            brush.cel(disc(at, size * 0.19), self.colour, size * 0.045, rim=True)
        else:
            self._draw_tail(brush, is_braid=self.style.back == "braid")
            at = self.head.at(points([(0.0, 0.72, -0.46) if self.style.back == "tail" else (0.16, 0.28, -0.32)]))[0]
            brush.cel(disc(at, size * 0.05), self.head.look.accent, size * 0.012)

    def _draw_lock(self, brush: Brush, lock: Vector, side: int) -> None:
        head, size = self.head, self.head.size
        if side * head.yaw > 0.95 or not head.faces_us:
            return
        clip_far = side * head.yaw > 0.10  # the far lock comes out from behind the face
        spine = lock[:, :3] * (side, 1, 1)
        back = max(0.0, math.sin(-side * head.yaw)) * 0.15  # the near lock lies further back, off the eye
        spine[:, 2] -= back * np.clip((lock[:, 1] - 0.05) / 0.3, 0, 1) * np.clip((0.9 - lock[:, 1]) / 0.2, 0, 1)
        line = trace(self.hang(spine), 6)
        widths = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(lock)), lock[:, 3]) * size
        path = polygon(ribbon(line, widths))
        if len(lock) > LONG_LOCK:
            for tail in self._tails(line, widths, side):
                path.addPath(tail)
        if clip_far:
            brush.canvas.save()
            brush.canvas.clipPath(curve(head.contour()), skia.ClipOp.kDifference, True)
        brush.cel(path, self.colour, size * 0.026, rim=True)
        fine = np.sin(np.linspace(0.1, math.pi - 0.1, len(line) - 5)) * size * 0.0050
        for shift in (-0.38, 0.22):
            inner = (line + np.stack([widths * shift, np.zeros(len(line))], 1))[3:-2]
            brush.fill(polygon(ribbon(inner, fine)), brush.light.line(self.colour), 0.45)
        if clip_far:
            brush.canvas.restore()

    def _tails(self, line: Vector, widths: Vector, side: int) -> list[Any]:
        """Thinner strands that leave a long lock near its end, so that it does not end in one blade."""
        count = len(line)
        tails = []
        for begin, aside, drop in ((0.64, -0.034, -0.02), (0.72, 0.026, 0.012)):
            part = line[int(count * begin) :]
            share = np.linspace(0, 1, len(part))[:, None]
            moved = part + share**1.4 * (side * aside, drop) * np.full(2, self.head.size)
            broad = widths[int(count * begin)]
            end = self.head.size * 0.004
            taper = np.interp(share[:, 0], [0, 0.5, 0.85, 1], [broad * 0.5, broad * 0.40, broad * 0.18, end])
            tails.append(polygon(ribbon(moved, taper)))
        return tails

    def _draw_shine(self, brush: Brush) -> None:
        """The ring of light around the crown: broken into steps as ink would."""
        if self.style.bald or self.style.volume < 0.05:
            return
        tilt = -0.05 if brush.light.key[0] < 0 else 0.05
        yaw = self.head.yaw
        low = -0.26 * max(0.0, 1 - max(0.0, -yaw) * 1.1) + tilt
        high = 0.26 * max(0.0, 1 - max(0.0, yaw) * 1.1) + tilt
        if high - low < 0.12:
            return
        u = np.linspace(low, high, 15)
        arch = 0.035 * np.cos(np.linspace(-1.4, 1.4, 15))
        zig = np.where(np.arange(15) % 2, 1.0, -1.0)
        swell = np.sin(np.linspace(0, math.pi, 15))
        top = np.stack([u, 0.838 + arch + 0.004 * zig * swell], 1)
        bottom = np.stack([u, 0.838 + arch - (0.040 + 0.014 * zig) * swell], 1)
        band = np.vstack([self.head.on(top, 0.07), self.head.on(bottom, 0.07)[::-1]])
        glow = mix(brush.light.bright(self.colour), times((1.0, 0.94, 0.92), brush.light.lit), 0.30)
        brush.fill(curve(band, corners=(0, 14, 15, 29)), glow, 0.75)

    def _draw_strands(self, brush: Brush) -> None:
        ink, size, part = brush.light.line(self.colour), self.head.size, self.style.part
        tips = [entry for entry in self.style.fringe if entry[0] == "v"] or list(self.style.fringe[1:-1:2])
        extra = [entry for entry in self.style.fringe if entry[0] == "p"][1:-1]
        for index, (_kind, u, v, lift) in enumerate([*tips, *extra]):
            rows = points(
                [
                    (part + (u - part) * 0.15, 0.985),
                    (part + (u - part) * 0.62, 0.5 * (1.0 + v) + 0.04),
                    (u * 0.99, v + 0.015),
                ]
            )
            line = trace(self.head.on(rows, np.array([0.06, 0.075, lift])), 6)
            widths = np.sin(np.linspace(0.05, math.pi - 0.02, len(line))) * size * 0.0046
            brush.fill(polygon(ribbon(line, widths)), ink, 0.5 if index % 2 else 0.32)

    def _draw_strands_behind(self, brush: Brush) -> None:
        ink, size = brush.light.line(self.colour), self.head.size
        for u in np.linspace(-0.8, 0.8, 7):
            rows = points(
                [(0.05 * u, 0.98, -0.2), (0.25 * u, 0.75, -0.44), (0.30 * u, 0.40, -0.42), (0.22 * u, 0.20, -0.30)]
            )
            line = trace(self.head.at(rows), 5)
            widths = np.sin(np.linspace(0.05, math.pi - 0.05, len(line))) * size * 0.006
            brush.fill(polygon(ribbon(line, widths)), ink, 0.35)
