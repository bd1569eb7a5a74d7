"""Cloth and skin around a line: a chain of ellipses in metres, its outline, its surface and where light leaves it.

A ring is a centre and two half axes, `across` (the figure's left) and `deep` (forward). Angles run from the figure's
left (0) over the front (90) to its right (180). Outlines all turn the same way round, so that several of them joined in
one path cover each other without holes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.raster import Light, curve, polygon, polygons, skia, trace

_TURN = np.linspace(0, 2 * math.pi, 24, endpoint=False)
_ALL_WAYS = np.stack([np.cos(_TURN), -np.sin(_TURN)], 1)
_HALF_TURN = np.linspace(0, math.pi, 11)
_FACING = np.linspace(-math.pi / 2, math.pi / 2, 13)
SHADE_FROM = 0.06  # where light falls flatter than this, cloth lies in shadow
FORESHORTENED = 0.42  # share of a chain's length on screen below which it is drawn as a heap of rings
OUTSIDE = 0.35  # how far beyond the outline a lit side is drawn, to be clipped


def joined(paths: Sequence[Any]) -> Any:
    """One path that covers all of `paths`, which must turn the same way round."""
    whole = skia.Path(paths[0])
    for path in paths[1:]:
        whole.addPath(path)
    return whole


def is_clockwise(outline: Vector) -> bool:
    """Which way an outline turns on screen."""
    x, y = outline[:, 0], outline[:, 1]
    return float(x[:-1] @ y[1:] - y[:-1] @ x[1:] + x[-1] * y[0] - y[-1] * x[0]) > 0


def lobe(outline: Vector, corners: Sequence[int] = ()) -> Any:
    """A smooth closed path that turns the same way as every other outline of this module."""
    if not is_clockwise(outline):
        return curve(outline, corners=corners)
    last = len(outline) - 1
    return curve(outline[::-1], corners=[last - corner for corner in corners])


def round_cap(centre: Vector, radius: float) -> Any:
    """A disc that turns the same way as every other outline of this module."""
    path = skia.Path()
    path.addCircle(float(centre[0]), float(centre[1]), float(radius), skia.PathDirection.kCCW)
    return path


class Drape:
    """A chain of rings seen through a camera."""

    def __init__(self, camera: Camera, centres: Vector, across: Vector, deep: Vector) -> None:
        self.camera, self.centres, self.across, self.deep = camera, centres, across, deep
        self.flat = camera.project(centres)
        depth = np.maximum((centres - camera.position) @ camera.axes[2], 0.1)
        scale = (camera.focal / depth)[:, None] * (1, -1)
        self._a, self._b = (across @ camera.axes[:2].T) * scale, (deep @ camera.axes[:2].T) * scale
        self.pixels = float(camera.focal / depth.mean())

    @property
    def is_foreshortened(self) -> bool:
        """True where the chain runs towards or away from the camera, or bends sharply on screen."""
        steps, long = np.diff(self.flat, axis=0), np.diff(self.centres, axis=0)
        seen = np.hypot(steps[:, 0], steps[:, 1])
        real = np.sqrt((long * long).sum(1)) * self.pixels + 1e-9
        if float((seen / real).min()) < FORESHORTENED:
            return True
        ways = steps / (seen[:, None] + 1e-9)
        return bool((ways[1:] * ways[:-1]).sum(1).min() < 0.5)

    def _reach(self, index: slice | int, ways: Vector) -> Vector:
        """The farthest point of a ring in each of the directions on screen."""
        a, b = self._a[index], self._b[index]
        along_a, along_b = ways @ a, ways @ b
        size = np.sqrt(along_a * along_a + along_b * along_b)[:, None] + 1e-9
        reach: Vector = self.flat[index] + (along_a[:, None] * a + along_b[:, None] * b) / size
        return reach

    def sides(self) -> tuple[Vector, Vector]:
        """Left and right outline in pixels."""
        along = np.gradient(self.flat, axis=0)
        along /= np.hypot(along[:, 0], along[:, 1])[:, None] + 1e-9
        normal = np.stack([-along[:, 1], along[:, 0]], 1)
        if normal[:, 0].sum() < 0:
            normal = -normal
        pa, pb = (self._a * normal).sum(1), (self._b * normal).sum(1)
        size = np.sqrt(pa * pa + pb * pb) + 1e-9
        reach = self._a * (pa / size)[:, None] + self._b * (pb / size)[:, None]
        return self.flat - reach, self.flat + reach

    def path(self, *, wave: float = 0.0, waves: float = 5.0, phase: float = 0.0) -> Any:
        """The outline, its far end an arc; `wave` is the height of the hem's folds as a share of its width."""
        if self.is_foreshortened:
            return self._heap()
        left, right = self.sides()
        count = len(left)
        along = self.flat[-1] - self.flat[-2]
        along /= math.hypot(*along) + 1e-9
        aside = right[-1] - left[-1]
        width = math.hypot(*aside) + 1e-9
        aside /= width
        turn = _HALF_TURN[:, None]
        hem = self._reach(-1, -np.cos(turn) * aside + np.sin(turn) * along)
        if wave:
            lift = np.sin(turn) * np.cos(turn * waves + phase)
            hem = hem + along * (lift * wave * width)
        outline = np.vstack([left[:-1], hem, right[-2::-1]])
        return lobe(outline, corners=(0, count - 1, count + len(hem) - 2, len(outline) - 1))

    def _heap(self) -> Any:
        """The outline where the chain comes towards the camera: every two rings with the cloth between them."""
        steps = 2 if len(self.centres) < 12 else 1
        flat, a, b = (trace(rows, steps) if steps > 1 else rows for rows in (self.flat, self._a, self._b))
        along_a, along_b = a @ _ALL_WAYS.T, b @ _ALL_WAYS.T
        size = np.sqrt(along_a**2 + along_b**2)[..., None] + 1e-9
        reach = flat[:, None] + (along_a[..., None] * a[:, None] + along_b[..., None] * b[:, None]) / size
        far = (reach * _ALL_WAYS).sum(-1)
        pairs = np.where((far[:-1] >= far[1:])[..., None], reach[:-1], reach[1:])
        return polygons(list(pairs))

    # ------------------------------------------------------------------ surface

    def at(self, angles: Vector, shares: Vector, lift: float = 0.0) -> Vector:
        """Places (n, 3) in metres on the surface at angles in radians and shares 0..1 of the chain."""
        where = np.asarray(shares, float) * (len(self.centres) - 1)
        low = np.clip(where.astype(int), 0, len(self.centres) - 2)
        rest = (where - low)[:, None]
        centre, across, deep = (
            rows[low] * (1 - rest) + rows[low + 1] * rest for rows in (self.centres, self.across, self.deep)
        )
        around: Vector = across * np.cos(angles)[:, None] + deep * np.sin(angles)[:, None]
        if lift:
            around = around * (1 + lift / (np.sqrt((around * around).sum(1))[:, None] + 1e-9))
        return np.asarray(centre + around)

    def faces_us(self, angles: Vector, shares: Vector) -> Vector:
        """How squarely the surface at these places faces the camera: 1 full on, below 0 turned away."""
        places = self.at(angles, shares)
        where = np.clip(np.rint(np.asarray(shares) * (len(self.centres) - 1)).astype(int), 0, len(self.centres) - 1)
        wide, thick = (np.sqrt((rows[where] ** 2).sum(1)) + 1e-9 for rows in (self.across, self.deep))
        normal = (
            self.across[where] * (np.cos(angles) / wide**2)[:, None]
            + self.deep[where] * (np.sin(angles) / thick**2)[:, None]
        )
        normal /= np.sqrt((normal * normal).sum(1))[:, None] + 1e-9
        away = self.camera.position - places
        facing: Vector = (normal * away).sum(1) / (np.sqrt((away * away).sum(1)) + 1e-9)
        return facing

    def seen(self, angle: float, shares: Vector, lift: float = 0.0) -> Vector | None:
        """Pixels of a line down the surface at one angle, or None where it lies on the far side."""
        angles = np.full(len(shares), angle)
        if float(self.faces_us(angles, shares).mean()) < 0.04:
            return None
        return self.camera.project(self.at(angles, shares, lift))

    def lit_side(self, light: Light, share: float = SHADE_FROM) -> Any:
        """What of the surface the key light reaches, as a path to be clipped to the outline."""
        camera = self.camera
        towards = camera.axes.T @ np.array([light.key[0], -light.key[1], -0.85])
        towards /= math.sqrt(float(towards @ towards))
        view = camera.position - self.centres
        wide, thick = (np.sqrt((rows * rows).sum(1)) + 1e-9 for rows in (self.across, self.deep))
        va, vb = (view * self.across).sum(1) / wide**2, (view * self.deep).sum(1) / thick**2
        angles = np.arctan2(vb, va)[:, None] + _FACING
        cosine, sine = np.cos(angles)[..., None], np.sin(angles)[..., None]
        places = self.centres[:, None] + self.across[:, None] * cosine + self.deep[:, None] * sine
        around = self.deep[:, None] * cosine - self.across[:, None] * sine
        down = np.gradient(places, axis=0)
        normal = np.cross(around, down)
        outward = places - self.centres[:, None]
        normal *= np.sign((normal * outward).sum(-1, keepdims=True))
        normal /= np.sqrt((normal * normal).sum(-1, keepdims=True)) + 1e-9
        lit = normal @ towards
        if float((lit[:, 0] - lit[:, -1]).mean()) < 0:
            lit, places = lit[:, ::-1], places[:, ::-1]
        dark = lit < share
        dark[:, :3] = False
        first = np.where(dark.any(1), dark.argmax(1), lit.shape[1] - 1)
        rows = np.arange(len(first))
        before, after = lit[rows, first - 1], lit[rows, first]
        part = np.clip((before - share) / np.maximum(before - after, 1e-6), 0, 1)[:, None]
        edge = places[rows, first - 1] * (1 - part) + places[rows, first] * part
        flat, begin = camera.project(edge), camera.project(places[:, 0])
        end = camera.project(places[:, -1])
        flat = np.where(dark.any(1)[:, None], flat, end + (end - begin) * OUTSIDE)
        begin = begin + (begin - end) * OUTSIDE
        over, under = (flat[0] - flat[1]) * 3, (flat[-1] - flat[-2]) * 3
        outline = np.vstack(
            [begin[:1] + over, begin, begin[-1:] + under, flat[-1:] + under, flat[::-1], flat[:1] + over]
        )
        return polygon(outline)
