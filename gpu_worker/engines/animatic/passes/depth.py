"""The depth pass: near is bright, the sky is black, and nothing is a flat card.

People are lofts (`lofts`), cut to the outline that is drawn; what is drawn beyond their bodies (hair, skirts, what they
hold) takes its distance smoothly from what it hangs on. The set is measured plane by plane (`survey`). Brightness is
linear in 1 / distance, from the shot's nearest to its farthest metre.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.layers import Layer
from gpu_worker.engines.animatic.passes.instant import Fit, Instant, Standing, instant
from gpu_worker.engines.animatic.passes.lofts import meshes_of
from gpu_worker.engines.animatic.passes.silhouettes import Cut
from gpu_worker.engines.animatic.passes.survey import FARTHEST, Measured, measure
from gpu_worker.engines.animatic.raster import new_surface, skia
from gpu_worker.engines.animatic.shot import Shot

Values = NDArray[np.float32]

MARGIN = 0.20  # metres before the nearest joint: hands and noses reach farther than joints
BEYOND = 1.3  # the farthest wall is dark, not black
LEAST = 0.25
MOMENTS = 5
MAP_SHARE = 0.5  # pixels of the set's map for each pixel of the pass
HELD_AT = 0.55  # metres: how far an insert holds its thing
DOME = 0.10  # of the frame's width: how softly an insert's thing is rounded


class DepthPass:
    """Draws distances at the size of the passes. `near` and `far` are in metres."""

    def __init__(self, shot: Shot, fit: Fit) -> None:
        self.shot, self.fit = shot, fit
        measured = measure(shot.scene, fit.scale * MAP_SHARE)
        self.near = min(_nearest(shot, fit), _nearest_of_set(shot, measured))
        self.far = float(min(FARTHEST, max(self.near * 1.5, measured.depths.max() * BEYOND)))
        self._set = self._layer(measured)
        self._reference = shot.scene.view.reference
        self._ground, self._ground_pixels = new_surface(fit.width, fit.height)
        self._sheet, self._sheet_pixels = new_surface(fit.width, fit.height)

    def value(self, depth: Values | Vector) -> Values:
        """Brightness 0..255 of distances in metres."""
        span = 1 / self.near - 1 / self.far
        share = (1 / np.maximum(depth, 1e-3) - 1 / self.far) / span
        return np.asarray(np.clip(share, 0, 1) * 255, np.float32)

    def draw(
        self, now: Instant, cuts: Sequence[Cut], front: tuple[NDArray[np.bool_], float] | None
    ) -> NDArray[np.uint8]:
        """Brightness of every pixel at an instant; `front` are the pixels of what stands before everybody."""
        values = self._draw_set(now)
        for cut in cuts:
            left, top, right, bottom = cut.box
            if right <= left:
                continue
            body = self._dome(cut) if cut.standing is None else self._body(cut.standing, cut, now)
            np.copyto(values[top:bottom, left:right], body, where=cut.mask)
        if front is not None:
            values[front[0]] = round(float(self.value(np.array([front[1]]))[0]))
        return values

    # ------------------------------------------------------------------ set

    def _layer(self, measured: Measured) -> Layer:
        value = (self.value(measured.depths) + 0.5).astype(np.uint8)
        pixels = np.empty((*value.shape, 4), np.uint8)
        pixels[..., :3], pixels[..., 3] = value[..., None], 255
        return measured.layer(pixels)

    def _draw_set(self, now: Instant) -> NDArray[np.uint8]:
        canvas = self._ground.getCanvas()
        canvas.save()
        self.fit.onto(canvas)
        self._set.draw(canvas, now.camera)
        canvas.restore()
        nearer = float((now.camera.position - self._reference.position) @ self._reference.axes[2])
        return self._moved(nearer)[self._ground_pixels[..., 0]]

    def _moved(self, nearer: float) -> NDArray[np.uint8]:
        """What each brightness becomes when the camera has come `nearer` by so many metres."""
        share = np.arange(256) / 255
        depth = 1 / (share * (1 / self.near - 1 / self.far) + 1 / self.far)
        table = (self.value(np.maximum(depth - nearer, LEAST)) + 0.5).astype(np.uint8)
        table[0] = 0
        return table

    # ------------------------------------------------------------------ people

    def _body(self, standing: Standing, cut: Cut, now: Instant) -> NDArray[np.uint8]:
        points, triangles, first = [], [], 0
        for rows, faces in meshes_of(standing, now.lens):
            points.append(rows)
            triangles.append(faces + first)
            first += len(rows)
        where, faces = np.vstack(points), np.vstack(triangles)
        flat, depth = self.fit.place(where[:, :2]), where[:, 2]
        corners = flat[faces]
        one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        seen = (one[:, 0] * other[:, 1] != one[:, 1] * other[:, 0]) & (depth[faces].min(1) > LEAST)
        faces = faces[seen]
        order = np.argsort(-depth[faces].mean(1), kind="stable")
        return self._filled(self._gouraud(flat, depth, faces[order], cut.box), cut)

    def _gouraud(
        self, flat: Vector, depth: Vector, faces: NDArray[np.int64], box: tuple[int, int, int, int]
    ) -> NDArray[np.uint8]:
        """The triangles painted in their brightness, in the box alone."""
        value = (self.value(depth) + 0.5).astype(np.int64)
        colors = (0xFF000000 | value << 16 | value << 8 | value).tolist()
        corners = [skia.Point(x, y) for x, y in flat.tolist()]
        mesh = skia.Vertices(
            skia.Vertices.VertexMode.kTriangles_VertexMode, corners, None, colors, faces.reshape(-1).tolist()
        )
        canvas = self._sheet.getCanvas()
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*map(float, box)))
        canvas.clear(0)
        canvas.drawVertices(mesh, skia.Paint(AntiAlias=False), skia.BlendMode.kDst)
        canvas.restore()
        left, top, right, bottom = box
        return self._sheet_pixels[top:bottom, left:right]

    def _filled(self, painted: NDArray[np.uint8], cut: Cut) -> NDArray[np.uint8]:
        """Every pixel of the outline: where no body was painted, what lies around it, evenly."""
        covered = (painted[..., 3] > 0) & cut.mask
        if not covered.any():
            depth = cut.standing.depth if cut.standing else HELD_AT
            return np.full(cut.mask.shape, round(float(self.value(np.array([depth]))[0])), np.uint8)
        known = np.where(covered, painted[..., 0], 0).astype(np.float32)
        spread = _spread(_halved(known), _halved(covered.astype(np.float32)))  # what is filled in need not be sharp
        around = (spread + 0.5).astype(np.uint8).repeat(2, 0).repeat(2, 1)
        return np.where(covered, painted[..., 0], around[: covered.shape[0], : covered.shape[1]])

    def _dome(self, cut: Cut) -> NDArray[np.uint8]:
        """The thing of an insert and the hands around it: near, and rounded towards their edges."""
        share = _softened(cut.mask.astype(np.float32), max(2, round(self.fit.width * DOME)))
        depth = HELD_AT * (1.18 - 0.18 * np.clip(2 * share - 1, 0, 1))
        return (self.value(depth) + 0.5).astype(np.uint8)


def _nearest(shot: Shot, fit: Fit) -> float:
    """Metres to the nearest thing of the shot."""
    if shot.brief.framing == "insert":
        return HELD_AT * 0.9
    last = shot.brief.rate.seconds(shot.brief.frames - 1)
    found = []
    for share in np.linspace(0, 1, MOMENTS):
        now = instant(shot, fit, last * float(share))
        for standing in now.people:
            bones = standing.moment.bones
            joints = [bones.head, bones.chest, bones.pelvis]
            joints += [joint for arm in bones.arms.values() for joint in (arm.shoulder, arm.elbow, arm.wrist)]
            joints += [leg.knee for leg in bones.legs.values()]
            flat = now.camera.project(np.stack(joints))
            inside = (flat > 0).all(1) & (flat < (shot.brief.width, shot.brief.height)).all(1)
            depths = (np.stack(joints) - now.camera.position) @ now.camera.axes[2]
            found += depths[inside & (depths > LEAST)].tolist()
    if not found:
        return 1.0
    return max(LEAST, min(found) - MARGIN)


def _nearest_of_set(shot: Shot, measured: Measured) -> float:
    """Metres to the nearest part of the set that is more than a corner of the frame."""
    layers = [shot.front.distance] if shot.front is not None else []
    return max(LEAST, min([float(np.percentile(measured.depths, 2)), *layers]))


def _spread(known: Values, weight: Values) -> Values:
    """What is known spread over what is not: averages of growing neighbourhoods, the smallest that knows anything."""
    levels = [(known, weight)]
    while min(levels[-1][0].shape) > 2:
        levels.append((_halved(levels[-1][0]), _halved(levels[-1][1])))
    value: Values = np.asarray(levels[-1][0] / np.maximum(levels[-1][1], 1e-6), np.float32)
    for known_here, weight_here in reversed(levels[:-1]):
        above = _doubled(value, known_here.shape)
        trust = np.minimum(1.0, weight_here)
        value = np.where(
            weight_here > 0, known_here / np.maximum(weight_here, 1e-6) * trust + above * (1 - trust), above
        )
    return np.asarray(value, np.float32)


def _halved(values: Values) -> Values:
    tall, wide = (-(-side // 2) * 2 for side in values.shape)
    padded = np.zeros((tall, wide), np.float32)
    padded[: values.shape[0], : values.shape[1]] = values
    rows = padded[0::2] + padded[1::2]
    return np.asarray((rows[:, 0::2] + rows[:, 1::2]) * np.float32(0.25))


def _doubled(values: Values, shape: tuple[int, ...]) -> Values:
    """Twice as large, straight between the pixels."""
    padded = np.pad(values, 1, mode="edge")
    rows = np.empty((2 * values.shape[0], padded.shape[1]), np.float32)
    rows[0::2] = padded[1:-1] * 0.75 + padded[:-2] * 0.25
    rows[1::2] = padded[1:-1] * 0.75 + padded[2:] * 0.25
    full = np.empty((rows.shape[0], 2 * values.shape[1]), np.float32)
    full[:, 0::2] = rows[:, 1:-1] * 0.75 + rows[:, :-2] * 0.25
    full[:, 1::2] = rows[:, 1:-1] * 0.75 + rows[:, 2:] * 0.25
    return full[: shape[0], : shape[1]]


def _softened(values: Values, reach: int) -> Values:
    """The mean of a square of pixels, `reach` to either side."""
    for axis in (0, 1):
        padded = np.pad(values, [(reach + 1, reach) if a == axis else (0, 0) for a in (0, 1)])
        total = np.cumsum(padded, axis=axis)
        high = np.take(total, range(2 * reach + 1, total.shape[axis]), axis=axis)
        low = np.take(total, range(total.shape[axis] - 2 * reach - 1), axis=axis)
        values = np.asarray((high - low) / (2 * reach + 1), np.float32)
    return values
