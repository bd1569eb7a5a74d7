"""The trunk as a chain of ellipses along a bent spine: its outline and surface, what hangs from it, the neck above."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.skeleton import Skeleton
from gpu_worker.engines.animatic.camera import Camera, Vector, cross
from gpu_worker.engines.animatic.clothing.drape import Drape, joined, lobe, round_cap
from gpu_worker.engines.animatic.clothing.wardrobe import Skirt

TURN_LIMIT = 0.56  # share of half a turn beyond which the front of a garment is out of sight
SHOULDER = {True: 0.053, False: 0.040}  # radius in metres of a shoulder, by sex (male, female)
NECK_FLARE = {
    True: (0.170, 0.140, 0.108, 0.082, 0.062),
    False: (0.118, 0.085, 0.063, 0.050, 0.042),
}
NECK_LIFTS = np.array([-0.012, 0.006, 0.018, 0.030, 0.046])
LEVELS = np.linspace(-0.36, 1.28, 83)  # heights at which the surface of a trunk is known
LEVEL_STEP = float(LEVELS[1] - LEVELS[0])
_ACROSS = np.linspace(math.pi / 2, -math.pi / 2, 13)
_DOWN_LEG = (0.0, 0.14, 0.30, 0.48, 0.66, 0.84, 1.0)
_LEG_RADIUS = ((0.0, 0.25, 0.5, 0.62, 1.0), (0.084, 0.070, 0.056, 0.058, 0.044))


class Torso:
    """A trunk in one pose. Surface coordinates are (u, s): sideways on a woman's body, and 0 hips to 1 shoulders."""

    def __init__(self, look: Appearance, bones: Skeleton, camera: Camera) -> None:
        self.look, self.bones, self.camera = look, bones, camera
        self.shell = look.shell
        away = bones.chest_axes.T @ (camera.position - bones.chest)
        self.yaw = float(np.arctan2(-away[0], away[2]))  # positive: turned to the viewer's right
        self.shows_front = abs(self.yaw) < np.pi * TURN_LIMIT
        self._levels: Vector | None = None
        self.wide = look.figure.girth * (1.38 if look.is_male else 1.0)

    def frame(self, s: Vector) -> tuple[Vector, Vector, Vector]:
        """Middle of the trunk, its sideways and its forward direction at heights `s`, along a bent spine."""
        bones = self.bones
        t = np.clip(s, 0, 1)[:, None]
        low, high = bones.pelvis_axes[:, 1] * bones.spine, bones.chest_axes[:, 1] * bones.spine
        square, cube = t * t, t * t * t
        middle = (
            bones.pelvis * (1 - 3 * square + 2 * cube)
            + bones.chest * (3 * square - 2 * cube)
            + low * (t - 2 * square + cube)
            + high * (cube - square)
            + np.outer(np.clip(s, None, 0), low)
            + np.outer(np.clip(s - 1, 0, None), high)
        )
        share = square * (3 - 2 * t)
        across = (1 - share) * bones.pelvis_axes[:, 0] + share * bones.chest_axes[:, 0]
        deep = (1 - share) * bones.pelvis_axes[:, 2] + share * bones.chest_axes[:, 2]
        across /= np.sqrt((across * across).sum(1))[:, None] + 1e-9
        deep /= np.sqrt((deep * deep).sum(1))[:, None] + 1e-9
        return middle, across, deep

    def _profile(self, rings: Vector, s: Vector) -> tuple[Vector, Vector, Vector]:
        return tuple(np.interp(s, rings[:, 0], rings[:, column]) for column in (1, 2, 3))  # type: ignore[return-value]

    def _table(self) -> Vector:
        """Middle, sideways, forward, half width, front and back of the garment at every one of `LEVELS`."""
        if self._levels is None:
            sides = np.stack(self._profile(self.shell, LEVELS), 1)
            self._levels = np.hstack([*self.frame(LEVELS), sides])
        return self._levels

    def on(self, us: Vector, lift: float = 0.0, *, back: bool = False) -> Vector:
        """Pixels of points on the front (or the back) of the garment; positive u is the figure's left."""
        us = np.asarray(us, float)
        u = us[:, 0] * self.wide
        where = np.minimum(np.maximum((us[:, 1] - LEVELS[0]) / LEVEL_STEP, 0), len(LEVELS) - 1.001)
        low = where.astype(int)
        rest = (where - low)[:, None]
        table = self._table()
        rows = table[low] * (1 - rest) + table[low + 1] * rest
        bulge = np.sqrt(np.maximum(0.01, 1 - np.minimum(1, np.abs(u / (rows[:, 9] * 1.02))) ** 2.2))
        z = -(rows[:, 11] * bulge + lift) if back else rows[:, 10] * bulge + lift
        return self.camera.project(rows[:, :3] + rows[:, 3:6] * u[:, None] + rows[:, 6:9] * z[:, None])

    def around(self, s: float, lift: float = 0.004, drop: float = 0.0) -> Vector:
        """Pixels of a line around the visible half of the trunk at one height, from the viewer's left to right."""
        heights = np.array([s])
        middle, across, deep = (rows[0] for rows in self.frame(heights))
        width, front, behind = (float(side[0]) for side in self._profile(self.shell, heights))
        thick = (front + behind) / 2 + lift
        centre = middle + deep * ((front - behind) / 2)
        width += lift
        view = self.camera.position - centre
        facing = math.atan2(float(view @ deep) / thick, float(view @ across) / width)
        angles = facing + _ACROSS
        rows = centre + np.outer(np.cos(angles) * width, across) + np.outer(np.sin(angles) * thick, deep)
        if drop:  # a line that sags towards the middle
            up = cross(deep, across)
            rows = rows - np.outer(np.cos(_ACROSS) * drop, up if up[1] > 0 else -up)
        flat = self.camera.project(rows)
        return flat if flat[0, 0] <= flat[-1, 0] else flat[::-1]

    def drape(self, rings: Vector) -> Drape:
        """Rings (s, half width, front, back) as a chain in this pose, from the top down."""
        s, width, front, behind = rings[::-1].T
        middle, across, deep = self.frame(s)
        centres = middle + deep * ((front - behind) / 2)[:, None]
        return Drape(self.camera, centres, across * width[:, None], deep * ((front + behind) / 2)[:, None])

    def shoulders(self, ease: float) -> list[Any]:
        """The round of both shoulders, `ease` times as thick as the arm."""
        radius = SHOULDER[self.look.is_male] * self.look.figure.girth * ease
        return [
            round_cap(self.camera.project(arm.shoulder), radius * self.camera.scale(arm.shoulder))
            for arm in self.bones.arms.values()
        ]

    def neck(self) -> Any:
        """The neck as a path, from between the shoulders up into the head."""
        bones = self.bones
        radius = (0.051 if self.look.is_male else 0.0375) * self.look.figure.height / 1.7
        if self.look.is_child:
            radius *= 1.02
        k = self.look.figure.girth
        root = bones.chest + bones.chest_axes[:, 2] * -0.008
        high = bones.on_head(0.0, 0.29, -0.05)
        base = root + np.outer(NECK_LIFTS * k, bones.chest_axes[:, 1])
        centres = np.vstack([base, (base[-1] + high) / 2, high])
        flare = NECK_FLARE[self.look.is_male]
        wide = np.array([*(max(share * k, radius * 1.02) for share in flare), radius, radius * 0.98])[:, None]
        thick = np.array([0.058, 0.055, 0.051, 0.047, 0.043, 0.040, 0.039])[:, None] / 0.040 * radius
        chain = Drape(self.camera, centres, bones.chest_axes[:, 0] * wide, bones.chest_axes[:, 2] * thick)
        left, right = chain.sides()
        return lobe(np.vstack([left, right[::-1]]), corners=(0, 6, 7, 13))

    # ------------------------------------------------------------------ what hangs from it

    def skirt(self, cut: Skirt, swing: float, *, over: float = 0.0) -> Drape:
        """Cloth that hangs from the waist around both legs; `over` metres outside of what is worn below it."""
        figure = self.look.figure
        girth = figure.girth
        top = np.array([cut.high, cut.high * 0.72, cut.high * 0.40, 0.02, -0.10])
        middle, across, deep = self.frame(top)
        width, front, behind = self._profile(
            figure.rings if not over else self.shell, np.maximum(top, self.shell[0, 0])
        )
        more = over + cut.hip * np.clip((cut.high - top) / 0.30, 0, 1) * girth
        ease = 1.02 + 0.01 * (over > 0)
        upper = (
            middle + deep * ((front - behind) / 2)[:, None],
            across * (width * ease + more)[:, None],
            deep * ((front + behind) / 2 * ease + more)[:, None],
        )
        centres, aside, forward = self._around_legs(cut, swing, over + 0.006)
        return Drape(
            self.camera,
            np.vstack([upper[0], centres]),
            np.vstack([upper[1], aside]),
            np.vstack([upper[2], forward]),
        )

    def _around_legs(self, cut: Skirt, swing: float, over: float) -> tuple[Vector, Vector, Vector]:
        bones, figure = self.bones, self.look.figure
        run = np.array(_DOWN_LEG[1:])
        shares = 0.06 + (cut.length - 0.06) * run
        legs = [np.stack([leg.hip, leg.knee, leg.ankle]) for leg in bones.legs.values()]
        paths = [
            np.stack([np.interp(shares, (0.0, 0.5, 1.0), joints[:, axis]) for axis in range(3)], 1) for joints in legs
        ]
        long = cut.length - 1.0
        if long > 0:  # below the ankle cloth hangs on
            for path, joints in zip(paths, legs, strict=True):
                path[-1] += (joints[2] - joints[1]) * long * 2
        centres = (paths[0] + paths[1]) / 2
        down = np.gradient(centres, axis=0)
        down /= np.sqrt((down * down).sum(1))[:, None] + 1e-9
        side = bones.pelvis_axes[:, 0]
        across = side - down * (down @ side)[:, None]
        across /= np.sqrt((across * across).sum(1))[:, None] + 1e-9
        deep = np.cross(down, across)
        radius = np.interp(shares, *_LEG_RADIUS) * figure.girth * (1.1 if self.look.is_male else 1.0) + over
        apart = (paths[0] - paths[1]) / 2
        upright = np.abs(down[:, 1])
        full = run**1.25 * cut.hem * figure.girth
        flare = full * (0.14 + 0.86 * upright**2)
        centres = centres - np.outer((full - flare) * 0.8, (0.0, 1.0, 0.0))  # off a lap cloth falls to the sides
        wide = np.abs((apart * across).sum(1)) + radius + cut.hip * (1 - run) + flare
        thick = np.abs((apart * deep).sum(1)) + radius * 1.12 + cut.hip * (1 - run) + flare * 0.85
        if cut.train:
            drag = run**3 * cut.train / 2 * upright
            thick = thick + drag
            centres = centres - bones.pelvis_axes[:, 2] * drag[:, None]
        hips = bones.pelvis_axes[:, 2] * (-0.014 * figure.girth) * (1 - run)[:, None]
        centres = centres + hips + np.outer(run**1.5 * swing * upright, (1.0, 0.0, 0.0))
        return centres, across * wide[:, None], deep * thick[:, None]

    def whole(self, paths: list[Any]) -> Any:
        """Several outlines as one."""
        return joined(paths)
