"""Hair that leaves the head: locks, what hangs loose all round the back, tails, braids and knots, in metres and light.

Every lock is a smooth spine in space with a half-width along it, seen as a band that always faces us, so that it keeps
its body at any turn of the head. What hangs below the chin follows the chest and swings, tips furthest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.skeleton import Skeleton
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.heads.hairstyles import Fall, Knot, Lock
from gpu_worker.engines.animatic.heads.head import PIVOT_Y
from gpu_worker.engines.animatic.heads.scalp import TEMPLE, Scalp
from gpu_worker.engines.animatic.raster import Color, curve, disc, mix, polygon, polygons, rgb, ribbon, skia, trace

STEPS = 4
HANG_FROM, HANG_OVER = 0.25, 0.6
DROP = np.array([0.0, 0.10, 0.24, 0.42, 0.62, 0.82, 1.0])  # where the points of a falling lock lie along its length


_FACE_STRANDS = (  # what sticks to a wet face or falls over a troubled one
    np.array(
        [
            (0.17, 0.84, 0.300, 0.005), (0.235, 0.66, 0.330, 0.0055), (0.275, 0.47, 0.290, 0.0045),
            (0.255, 0.28, 0.295, 0.003), (0.235, 0.13, 0.280, 0.001),
        ]
    ),
    np.array(
        [
            (0.06, 0.86, 0.300, 0.004), (0.12, 0.72, 0.365, 0.0045), (0.125, 0.60, 0.375, 0.003),
            (0.140, 0.50, 0.362, 0.001),
        ]
    ),
)  # fmt: skip


def bands(spines: Vector, widths: Vector) -> Vector:
    """Outlines (n, 2k, 2) of bands around lines (n, k, 2) with half-widths (n, k)."""
    along = np.empty_like(spines)
    along[:, 1:-1] = spines[:, 2:] - spines[:, :-2]
    along[:, 0], along[:, -1] = spines[:, 1] - spines[:, 0], spines[:, -1] - spines[:, -2]
    along /= (np.hypot(along[..., 0], along[..., 1]) + 1e-9)[..., None]
    aside = np.stack([-along[..., 1], along[..., 0]], -1) * widths[..., None]
    return np.concatenate([spines + aside, (spines - aside)[:, ::-1]], 1)


def gather(outlines: Sequence[Vector]) -> Any:
    """One path of many outlines, all turning the same way, so that they add up where they overlap."""
    turned = []
    for outline in outlines:
        x, y = outline[:, 0], outline[:, 1]
        around = x[:-1] @ y[1:] - x[1:] @ y[:-1] + x[-1] * y[0] - x[0] * y[-1]
        turned.append(outline if around > 0 else outline[::-1])
    return polygons(turned)


def taper(line: Vector, width: float, start: float = 0.05) -> Vector:
    """Half-widths of a drawn line that swells and fades."""
    return np.sin(np.linspace(start, math.pi - 0.05, len(line))) * width + 0.15


class Hang:
    """Puts points of the head on screen; below the chin they follow the chest, lag and swing."""

    def __init__(self, scalp: Scalp, bones: Skeleton, camera: Camera, sway: float, seconds: float) -> None:
        self.scalp, self.bones, self.camera = scalp, bones, camera
        look = scalp.head.look
        self.head_m = look.figure.head
        self.sway = sway
        self.breeze = 0.010 * math.sin(seconds * 1.9 + look.extras["phase"])
        self.away = camera.axes[2]

    def place(self, where: Vector) -> Vector:
        """Points (n, 3) in head units as points in metres."""
        low = np.clip((HANG_FROM - where[:, 1]) / HANG_OVER, 0, 1)[:, None]
        far = np.clip((HANG_FROM - where[:, 1]) / 1.5, 0, 1)[:, None]
        swing = self.sway * (low * 0.6 + far * 1.1) + self.breeze * (low + far)
        local = where - (0.0, PIVOT_Y, 0.0)
        local = (local + np.hstack([swing, np.zeros_like(low), -abs(self.sway) * 0.1 * low])) * self.head_m
        bones = self.bones
        return bones.head + (local @ bones.head_axes.T) * (1 - low) + (local @ bones.chest_axes.T) * low

    def __call__(self, where: Vector) -> Vector:
        """Points (n, 3) in head units as pixels."""
        return self.camera.project(self.place(where))

    def nearness(self, where: Vector) -> float:
        """How far points lie before the middle of the head as the camera sees them, in head units."""
        middle = self.place(where).mean(0) - self.bones.head
        return -float(middle @ self.away) / self.head_m


@lru_cache(maxsize=64)
def strays(key: int) -> tuple[Lock, ...]:
    """Locks that have come loose of somebody's hair, the same for the same key: round the crown and over the face."""
    found = []
    for index in range(7):
        turn = 1.1 + (2 * math.pi - 2.2) * ((key * 0.37 + index * 0.618) % 1.0)  # not before the forehead
        high = 0.50 + 0.36 * ((key // 7 + index * 5) % 11) / 10
        wide = 0.31 * math.sqrt(max(0.05, 1 - ((high - 0.57) / 0.47) ** 2))
        out = np.array([math.sin(turn), 0.0, math.cos(turn) * 1.15])
        aside = np.array([math.cos(turn), 0.0, -math.sin(turn)]) * (0.06 if index % 2 else -0.06)
        root = out * wide + (0.0, high, -0.05)
        rows = [root, root + out * 0.075 + aside * 0.4 + (0, 0.01, 0), root + out * 0.11 + aside + (0, -0.10, 0)]
        found.append(Lock(np.hstack([rows, [[0.050], [0.030], [0.002]]]), (1,), crown=True))
    found.append(Lock(_FACE_STRANDS[0], (1 if key % 2 else -1,)))
    found.append(Lock(_FACE_STRANDS[1], (-1 if key % 2 else 1,)))
    return tuple(found)


class Strand:
    """A lock, one side of it, ready to be drawn: its line and half-widths in pixels."""

    def __init__(self, hang: Hang, lock: Lock, side: int) -> None:
        head = hang.scalp.head
        spine = lock.spine[:, :3] * (side * float(hang.scalp.widths[TEMPLE]) / hang.scalp.usual, 1, 1)
        if not lock.crown and spine[-1, 1] < 0.05:  # the near lock lies further back, off the eye
            back = max(0.0, math.sin(-side * head.yaw)) ** 1.5 * 0.30
            y = lock.spine[:, 1]
            spine[:, 2] -= back * np.clip((0.88 - y) / 0.45, 0, 1)
        self.lock, self.side = lock, side
        self.nearness = hang.nearness(spine)
        self.rooted = hang.nearness(spine[:3])
        self.line = trace(hang(spine), STEPS)
        share = np.linspace(0, 1, len(self.line))
        size = head.size
        self.widths = np.interp(share, np.linspace(0, 1, len(spine)), lock.spine[:, 3]) * size
        if lock.wave:
            swing = np.sin(share * 15.0 + side) * lock.wave * size * np.clip((share - 0.25) * 2, 0, 1)
            self.line = self.line + np.stack([swing, np.zeros_like(swing)], 1)

    def outlines(self) -> list[Vector]:
        """The lock and the thinner tails that leave it near its end, so that it does not end in one blade."""
        found = [ribbon(self.line, self.widths)]
        count, line = len(self.line), self.line
        reach = float(np.hypot(*(line[-1] - line[0])))
        for index in range(self.lock.tails):
            begin = 0.60 + 0.10 * index
            aside = (-0.055, 0.045, -0.02)[index % 3] * self.side
            part = line[int(count * begin) :]
            share = np.linspace(0, 1, len(part))[:, None]
            along = line[-1] - line[int(count * begin)]
            across = np.array([-along[1], along[0]]) / (np.hypot(*along) + 1e-9)
            moved = part + share**1.4 * across * aside * reach - share * along * 0.12 * (index + 1)
            broad = self.widths[int(count * begin)]
            found.append(
                ribbon(moved, np.interp(share[:, 0], [0, 0.5, 0.85, 1], [broad * c for c in (0.5, 0.4, 0.2, 0)]))
            )
        return found


class Curtain:
    """Hair that falls loose round the back as a row of locks; those on our side of the head are told from the rest."""

    def __init__(self, hang: Hang, fall: Fall, key: int, *, is_wet: bool = False) -> None:
        if is_wet:  # the locks stick together and hang straight
            fall = replace(
                fall, wave=fall.wave * 0.4, flare=fall.flare * 0.3, tip=max(0.34, fall.tip), width=fall.width * 0.86
            )
        self.hang, self.fall = hang, fall
        count = fall.count
        turn = np.radians(np.linspace(-fall.spread, fall.spread, count))
        number = np.arange(count)
        chance = np.abs(np.sin((number + 1) * 12.9898 + key % 31) * 43758.5453) % 1.0
        scalp = hang.scalp
        drop = DROP[None, :] * fall.length * (1 - fall.ragged * chance[:, None] * (number % 2)[:, None])
        y = fall.start - drop
        wide = np.interp(-y, [-0.62, -0.40, -0.10, 0.35, 0.9], [0.215, 0.275, 0.300, 0.345, 0.36])
        deep = np.interp(-y, [-0.62, -0.40, -0.10, 0.35, 0.9], [0.34, 0.395, 0.345, 0.365, 0.38])
        swell = scalp.style.volume
        wide = wide + 0.75 * swell[1] * np.clip((y + 0.2) / 0.5, 0, 1)
        deep = deep + 0.75 * swell[2] * np.clip((y + 0.2) / 0.5, 0, 1)
        share = DROP[None, :]
        spread = 1 + fall.flare * share**1.3 - fall.curl * share**3
        angle = turn[:, None] * (1 - fall.narrow * share**1.5)
        wave = fall.wave * np.sin(share * fall.turns * 2 * math.pi + number[:, None] * 2.1) * np.clip(share * 3, 0, 1)
        x = np.sin(angle) * wide * spread + wave * np.cos(angle)
        z = -np.cos(angle) * deep * (1 - 0.5 * fall.curl * share**3) + wave * np.sin(angle) + 0.02
        self.points = np.stack([x, y, z], -1)
        flat = self.points.reshape(-1, 3)
        placed = hang.place(flat)
        self.nearness = -((placed - hang.bones.head) @ hang.away).reshape(count, -1)[:, :5].mean(1) / hang.head_m
        pixels = hang.camera.project(placed).reshape(count, len(DROP), 2)
        self.lines = np.stack([trace(line, STEPS) for line in pixels])
        along = np.linspace(0, 1, self.lines.shape[1])
        body = np.interp(along, [0, 0.16, 0.6, 1 - fall.tip, 1 - fall.tip * 0.35, 1], [0.45, 1, 1.06, 1.0, 0.55, 0.02])
        if fall.tip <= 0:
            body = np.interp(along, [0, 0.16, 1], [0.45, 1.0, 1.0])
        if fall.wave:
            body = body * (1 + 0.10 * np.sin(along * fall.turns * 4 * math.pi))
        self.widths = np.outer(0.92 + 0.16 * chance, body) * fall.width * scalp.head.size
        self.outlines = bands(self.lines, self.widths)
        self.is_near = self.nearness > 0.0

    def near(self) -> list[Vector]:
        """The outline of the locks on our side."""
        return self._sheet(self.is_near)

    def far(self) -> list[Vector]:
        """The outline of the locks on the other side."""
        return self._sheet(~self.is_near)

    def _sheet(self, chosen: Vector) -> list[Vector]:
        """Neighbours as one shape: down the first, from tip to tip, up the last; loners as they are."""
        found = []
        index = np.flatnonzero(chosen)
        half = self.lines.shape[1]
        for stretch in np.split(index, np.flatnonzero(np.diff(index) > 1) + 1):
            if len(stretch) < 2:
                found += [self.outlines[i] for i in stretch]
                continue
            leans = self.lines[stretch[0], :, 0].mean() > self.lines[stretch[-1], :, 0].mean()
            run = stretch[::-1] if leans else stretch
            one, other = self.outlines[run, :half], self.outlines[run, half:][:, ::-1]
            is_left = one[..., 0].mean(1) < other[..., 0].mean(1)
            left = np.where(is_left[:, None, None], one, other)
            right = np.where(is_left[:, None, None], other, one)
            notch = half - 1 if self.fall.tip <= 0 else int(half * 0.90)
            ends = np.stack([left[:, notch], self.lines[:, -1][run], right[:, notch]], 1)
            if self.fall.tip <= 0:
                ends = ends[:, [0, 2]]
            ends = ends.reshape(-1, 2)
            found.append(np.vstack([left[0, :notch], ends, right[-1, notch - 1 :: -1]]))
        return found

    def edges(self, *, near: bool) -> Any:
        """Where two neighbours meet: one path of open lines."""
        shown = self.is_near if near else ~self.is_near
        path = skia.Path()
        for line in ((self.lines[:-1] + self.lines[1:]) / 2)[shown[:-1] | shown[1:], 3:-2:2].tolist():
            path.moveTo(*line[0])
            for x, y in line[1:]:
                path.lineTo(x, y)
        return path

    def tones(self) -> list[Vector]:
        """Every third lock on our side, slimmer, for a second tone."""
        chosen = np.flatnonzero(self.is_near & (np.arange(len(self.lines)) % 3 == 1))
        return list(bands(self.lines[chosen, 3:], self.widths[chosen, 3:] * 0.55))

    def lights(self, low: float, high: float) -> list[Vector]:
        """Streaks of light part of the way down the locks on our side."""
        count = self.lines.shape[1]
        found = []
        for i in np.flatnonzero(self.is_near).tolist():
            shift = 0.05 * (i % 3)
            part = self.lines[i][int(count * (low + shift)) : int(count * (high + shift * 1.5))]
            if len(part) > 3:
                broad = float(self.widths[i].max()) * (0.26, 0.14, 0.20)[i % 3]
                found.append(ribbon(part, taper(part, broad, 0.0)))
        return found


class Bound:
    """A knot on one side of the head, ready to be drawn."""

    def __init__(self, hang: Hang, knot: Knot, side: int) -> None:
        self.hang, self.knot = hang, knot
        self.spine = knot.spine[:, :3] * (side, 1, 1)
        self.side = side
        self.rooted = hang.nearness(self.spine[:1])
        hanging = (
            self.spine[len(self.spine) // 2 :]
            if knot.kind == "braid"
            else self.spine[: max(1, len(self.spine) * 2 // 3)]
        )
        self.nearness = hang.nearness(hanging)
        self.size = hang.scalp.head.size

    def draw(self, brush: Any, color: Color, accent: Color) -> None:
        """The knot with its lines and band."""
        {"ball": self._ball, "loop": self._loop, "tail": self._tail, "braid": self._braid}[self.knot.kind](brush, color)
        if self.knot.band:
            self._band(brush, accent if self.knot.band == "accent" else rgb(self.knot.band))

    def _ball(self, brush: Any, color: Color) -> None:
        at = self.hang(self.spine[:1])[0]
        radius = float(self.knot.spine[0, 3]) * self.size
        turn = np.linspace(0, 2 * math.pi, 18, endpoint=False)
        round_ = np.stack([np.cos(turn), np.sin(turn) * self.knot.squash], 1)
        brush.cel(curve(at + round_ * radius), color, radius * 0.22, rim=True)
        lines = []
        for bow, drop in ((0.55, 0.0), (0.15, 0.25), (-0.30, 0.5)):
            rows = at + np.array([(-0.86, 0.05 + drop * 0.4), (-0.3, -bow), (0.35, -bow * 0.9), (0.88, drop * 0.2)]) * (
                radius,
                radius * self.knot.squash,
            )
            line = trace(rows, 5)
            lines.append(ribbon(line, taper(line, radius * 0.028)))
        brush.fill(gather(lines), brush.light.line(color), 0.55)
        glow = trace(
            at + np.array([(-0.45, -0.50), (-0.05, -0.68), (0.40, -0.55)]) * (radius, radius * self.knot.squash), 5
        )
        brush.fill(
            polygon(ribbon(glow, taper(glow, radius * 0.09, 0.0))), mix(brush.light.bright(color), (1, 1, 1), 0.24)
        )

    def _loop(self, brush: Any, color: Color) -> None:
        line = trace(self.hang(self.spine), STEPS)
        widths = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(self.spine)), self.knot.spine[:, 3])
        brush.cel(gather([ribbon(line, widths * self.size)]), color, self.size * 0.028, rim=True)
        fine = [ribbon(line, taper(line, self.size * 0.004))]
        brush.fill(gather(fine), brush.light.line(color), 0.5)

    def _tail(self, brush: Any, color: Color) -> None:
        size = self.size
        line = trace(self.hang(self.spine), 6)
        share = np.linspace(0, 1, len(line))
        widths = np.interp(share, np.linspace(0, 1, len(self.spine)), self.knot.spine[:, 3]) * size
        outlines = [ribbon(line, widths)]
        along = line[-1] - line[len(line) // 2]
        across = np.array([-along[1], along[0]]) / (np.hypot(*along) + 1e-9)
        for index in range(self.knot.tails):
            start = int(len(line) * (0.45 + 0.12 * index))
            part, own = line[start:], np.linspace(0, 1, len(line) - start)[:, None]
            moved = part + own**1.5 * across * size * (0.10, -0.09, 0.05)[index % 3] - own * along * 0.10
            broad = widths[start]
            outlines.append(ribbon(moved, np.interp(own[:, 0], [0, 0.6, 1], [broad * 0.6, broad * 0.4, 0])))
        brush.cel(gather(outlines), color, size * 0.045, rim=True)
        ink = [
            ribbon(inner, taper(inner, size * 0.0050))
            for shift in (-0.45, 0.0, 0.45)
            for inner in ((line + across * widths[:, None] * shift)[2:-3],)
        ]
        brush.fill(gather(ink), brush.light.line(color), 0.5)
        lit = (line - across * widths[:, None] * 0.22)[int(len(line) * 0.18) : int(len(line) * 0.48)]
        brush.fill(
            polygon(ribbon(lit, taper(lit, size * 0.016, 0.0))), mix(brush.light.bright(color), (1, 1, 1), 0.2), 0.8
        )

    def _braid(self, brush: Any, color: Color) -> None:
        size = self.size
        line = trace(self.hang(self.spine), 6)
        run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        broad = np.interp(np.linspace(0, 1, 9), np.linspace(0, 1, len(self.spine)), self.knot.spine[:, 3]) * size
        step = float(broad.mean()) * 0.92
        count = max(4, round(run[-1] / step))
        turn = np.linspace(0, 2 * math.pi, 12, endpoint=False)
        away = -np.array(brush.light.key) / (np.hypot(*brush.light.key) + 1e-9)
        for i in range(count):
            share = i / count
            at = np.array([np.interp(run[-1] * share, run, line[:, axis]) for axis in (0, 1)])
            ahead = np.array([np.interp(run[-1] * (share + 0.06), run, line[:, axis]) for axis in (0, 1)])
            along = (ahead - at) / (np.hypot(*(ahead - at)) + 1e-9)
            half = float(np.interp(share, np.linspace(0, 1, 9), broad))
            side = 1.0 if i % 2 else -1.0
            across = np.array([-along[1], along[0]])
            long = along * 0.80 - across * side * 0.62
            short = np.array([-long[1], long[0]])
            leaf = np.outer(np.cos(turn), long) * half * 1.12 + np.outer(np.sin(turn), short) * half * 0.66
            first = int((leaf @ away).argmax())
            shade = (np.arange(-3, 4) + first) % len(leaf)
            middle = at + across * side * half * 0.36
            piece = polygon(middle + leaf)
            brush.outline(piece, color, 0.8)
            brush.fill(piece, brush.light.bright(color))
            crescent = np.vstack([leaf[shade], leaf[shade][::-1] * 0.62 + away * half * 0.30])
            brush.fill(polygon(middle + crescent), brush.light.shadow(color))
        end = line[-1] - line[-3]
        end = end / (np.hypot(*end) + 1e-9) * float(broad[-1])
        brush_tip = np.stack([line[-1] - end * 0.6, line[-1] + end * 0.6, line[-1] + end * 2.6])
        brush.cel(
            polygon(
                ribbon(
                    trace(brush_tip, 4), np.interp(np.linspace(0, 1, 9), [0, 0.45, 1], [0.5, 0.95, 0.05]) * broad[-1]
                )
            ),
            color,
            size * 0.01,
        )

    def _band(self, brush: Any, color: Color) -> None:
        line = trace(self.hang(self.spine), 6) if len(self.spine) > 1 else self.hang(self.spine)
        at = line[min(len(line) - 1, round(self.knot.band_at * (len(line) - 1)))]
        index = min(len(self.spine) - 1, round(self.knot.band_at * (len(self.spine) - 1)))
        radius = float(self.knot.spine[index, 3]) * self.size * (0.75 if len(self.spine) > 1 else 0.4)
        brush.cel(disc(at, max(radius, self.size * 0.03)), color, self.size * 0.012)
