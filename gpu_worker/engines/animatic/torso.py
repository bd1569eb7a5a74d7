"""The trunk as a stack of ellipses along the spine: its outline and surface, skirts below it, the neck above."""

from __future__ import annotations

from typing import Any

import numpy as np

from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.raster import curve, union
from gpu_worker.engines.animatic.raster import disc as round_path
from gpu_worker.engines.animatic.skeleton import Skeleton

TURN_LIMIT = 0.52  # share of half a turn beyond which the front of a garment is out of sight


def loft(camera: Camera, centres: Vector, across: Vector, deep: Vector) -> tuple[Vector, Vector]:
    """Left and right outline in pixels of ellipses with half axes `across` and `deep` (all (n, 3) in metres)."""
    middle = camera.project(centres)
    depth = np.maximum((centres - camera.position) @ camera.axes[2], 0.1)
    scale = (camera.focal / depth)[:, None] * (1, -1)
    a, b = (across @ camera.axes[:2].T) * scale, (deep @ camera.axes[:2].T) * scale
    along = np.gradient(middle, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None] + 1e-9
    normal = np.stack([-along[:, 1], along[:, 0]], 1)
    if normal[:, 0].sum() < 0:
        normal = -normal
    pa, pb = (a * normal).sum(1), (b * normal).sum(1)
    size = np.sqrt(pa * pa + pb * pb) + 1e-9
    reach = a * (pa / size)[:, None] + b * (pb / size)[:, None]
    return middle - reach, middle + reach


class Torso:
    """A trunk in one pose. Surface coordinates are (u, s): metres sideways, and 0 hips to 1 shoulders."""

    def __init__(self, look: Appearance, bones: Skeleton, camera: Camera) -> None:
        self.look, self.bones, self.camera = look, bones, camera
        self.rings = look.figure.rings
        away = bones.chest_axes.T @ (camera.position - bones.chest)
        self.yaw = float(np.arctan2(-away[0], away[2]))  # positive: turned to the viewer's right
        self.shows_front = abs(self.yaw) < np.pi * TURN_LIMIT

    def frame(self, s: Vector) -> tuple[Vector, Vector, Vector]:
        """Middle of the trunk, its sideways and its forward direction at heights `s`."""
        bones = self.bones
        share = np.clip(s, 0, 1)
        share = (share * share * (3 - 2 * share))[:, None]
        middle = (
            bones.pelvis
            + np.outer(np.clip(s, None, 0) * bones.spine, bones.pelvis_axes[:, 1])
            + np.outer(np.clip(s, 0, 1), bones.chest - bones.pelvis)
            + np.outer(np.clip(s - 1, 0, None) * bones.spine, bones.chest_axes[:, 1])
        )
        across = (1 - share) * bones.pelvis_axes[:, 0] + share * bones.chest_axes[:, 0]
        deep = (1 - share) * bones.pelvis_axes[:, 2] + share * bones.chest_axes[:, 2]
        return middle, across, deep

    def on(self, us: Vector, lift: float = 0.0) -> Vector:
        """Pixels of points on the front of the trunk; negative u is the viewer's left when it faces us."""
        us = np.asarray(us, float)
        u, s = us[:, 0] * self.look.figure.girth, us[:, 1]
        middle, across, deep = self.frame(s)
        width = np.interp(s, self.rings[:, 0], self.rings[:, 1])
        front = np.interp(s, self.rings[:, 0], self.rings[:, 2])
        z = front * np.sqrt(np.maximum(0.01, 1 - np.minimum(1, np.abs(u / (width * 1.02))) ** 2.2)) + lift
        return self.camera.project(middle + across * u[:, None] + deep * z[:, None])

    def outline(self, ease: float = 0.0, low: float = -0.2) -> Any:
        """The trunk's outline as a path, widened by the share `ease`, shoulders included."""
        keep = self.rings[:, 0] >= low
        s, width, front, back = self.rings[keep].T
        middle, across, deep = self.frame(s)
        widen = 1 + ease
        half = (front + back) / 2 * widen
        middle = middle + deep * ((front - back) / 2)[:, None]
        left, right = loft(self.camera, middle, across * (width * widen)[:, None], deep * half[:, None])
        body = curve(np.vstack([left, right[::-1]]), corners=(0, len(left) - 1, len(left), 2 * len(left) - 1))
        radius = (0.056 if self.look.is_male else 0.041) * self.look.figure.girth * widen
        caps = [
            round_path(self.camera.project(arm.shoulder), radius * self.camera.scale(arm.shoulder))
            for arm in self.bones.arms.values()
        ]
        return union([body, *caps])

    def neck(self) -> Any:
        """The neck as a path, from between the shoulders up into the head."""
        bones = self.bones
        radius = (0.054 if self.look.is_male else 0.040) * self.look.figure.height / 1.7
        if self.look.is_child:
            radius *= 1.1
        k = self.look.figure.girth
        root = bones.chest + bones.chest_axes[:, 2] * -0.008
        high = bones.on_head(0.0, 0.29, -0.05)
        lifts = np.array([-0.012, 0.006, 0.018, 0.030, 0.046])
        base = root + np.outer(lifts * k, bones.chest_axes[:, 1])
        centres = np.vstack([base, (base[-1] + high) / 2, high])
        flare = (0.168, 0.130, 0.104, 0.083, 0.067) if self.look.is_male else (0.112, 0.090, 0.072, 0.057, 0.047)
        wide = np.array([*(max(share * k, radius * 1.02) for share in flare), radius, radius * 0.98])[:, None]
        thick = np.array([0.058, 0.055, 0.051, 0.047, 0.043, 0.040, 0.039])[:, None] / 0.040 * radius
        left, right = loft(self.camera, centres, bones.chest_axes[:, 0] * wide, bones.chest_axes[:, 2] * thick)
        return curve(np.vstack([left, right[::-1]]), corners=(0, 6, 7, 13))

    def skirt(self, length: float, widths: tuple[float, float, float], swing: float) -> Any:
        """A skirt: `length` as a share of the legs, half-widths in metres at hip, middle and hem."""
        bones, girth = self.bones, self.look.figure.girth
        knees = (bones.legs["R"].knee + bones.legs["L"].knee) / 2
        ankles = (bones.legs["R"].ankle + bones.legs["L"].ankle) / 2
        waist = bones.pelvis + bones.pelvis_axes[:, 1] * 0.02
        share = np.linspace(0, length, 7)
        centres = np.where(
            share[:, None] < 0.5,
            waist + (knees - waist) * np.minimum(1, share / 0.5)[:, None],
            knees + (ankles - knees) * np.clip((share - 0.5) / 0.5, 0, 1)[:, None],
        )
        run = np.linspace(0, 1, 7)
        feet = abs(float((bones.legs["R"].ankle - bones.legs["L"].ankle) @ bones.pelvis_axes[:, 2]))
        half = np.interp(run, [0, 0.14, 0.5, 1], [0.146, max(0.162, widths[0]), widths[1], widths[2]]) * girth
        deep = half * np.interp(run, [0, 1], [0.72, 0.80]) + run * feet * (0.16 if widths[2] < widths[0] else 0.40)
        centres = centres - np.outer(np.maximum(0, 0.3 - run) * 0.05 * girth, bones.pelvis_axes[:, 2])
        centres = centres + np.outer(run**1.5 * swing, bones.pelvis_axes[:, 0])
        across = np.broadcast_to(bones.pelvis_axes[:, 0], (7, 3)) * half[:, None]
        forward = np.broadcast_to(bones.pelvis_axes[:, 2], (7, 3)) * deep[:, None]
        left, right = loft(self.camera, centres, across, forward)
        hem = (left[-1] + right[-1]) / 2 + (0, 0.05 * np.hypot(*(right[-1] - left[-1])))
        return curve(np.vstack([left, hem[None], right[::-1]]), corners=(0, 6, 8, 14))
