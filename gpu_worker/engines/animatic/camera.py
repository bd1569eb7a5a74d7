"""A real camera in metres: where it stands, what it looks at, and where a point lands on the frame."""

from __future__ import annotations

import math
from copy import copy

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

NEAR = 0.05
UP = np.array([0.0, 1.0, 0.0])
DOWN = np.array([1.0, -1.0])  # on a frame y runs down


def turn_y(degrees: float) -> Vector:
    """Rotation about the vertical axis; +90 turns what faces the camera to frame right."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def turn_x(degrees: float) -> Vector:
    """Rotation about the lateral axis; positive bows forward."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def turn_z(degrees: float) -> Vector:
    """Rotation about the axis of sight; positive tips to the figure's own right."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def cross(a: Vector, b: Vector) -> Vector:
    """The cross product of two single vectors, which numpy is slow at."""
    ax, ay, az = a.tolist()
    bx, by, bz = b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


class Camera:
    """x runs to frame right, y up, z towards the viewer. `fov` is the vertical angle, `roll` a tilt, in degrees."""

    def __init__(
        self, position: Vector, target: Vector, *, fov: float, width: int, height: int, roll: float = 0.0
    ) -> None:
        self.position = np.asarray(position, float)
        self.width, self.height = width, height
        forward = np.asarray(target, float) - self.position
        forward /= np.linalg.norm(forward)
        right = cross(forward, UP)
        right /= np.linalg.norm(right)
        above = cross(right, forward)
        c, s = math.cos(math.radians(roll)), math.sin(math.radians(roll))
        self.axes = np.stack([c * right + s * above, c * above - s * right, forward])
        self.focal = height / 2 / math.tan(math.radians(fov) / 2)

    def sees_like(self, other: Camera) -> bool:
        """True where the other camera stands where this one does, with the same lens."""
        return self.focal == other.focal and bool(np.array_equal(self.position, other.position))

    def moved(self, by: Vector) -> Camera:
        """The same camera standing `by` metres farther along."""
        camera = copy(self)
        camera.position = self.position + by
        return camera

    def project(self, where: Vector) -> Vector:
        """Frame positions (n, 2) in pixels of world points (n, 3) in metres."""
        local = (np.asarray(where, float) - self.position) @ self.axes.T
        flat: Vector = local[..., :2] * ((self.focal / np.maximum(local[..., 2], NEAR))[..., None] * DOWN)
        flat += (self.width / 2, self.height / 2)
        return flat

    def depth(self, where: Vector) -> float:
        """Distance along the axis of sight, in metres."""
        return float((np.asarray(where, float) - self.position) @ self.axes[2])

    def scale(self, where: Vector) -> float:
        """Pixels per metre at a point."""
        return self.focal / max(NEAR, self.depth(where))

    def plane(self, origin: Vector, across: Vector, upward: Vector) -> list[float]:
        """The 3x3 homography, row by row, from plane coordinates (metres along two axes) to pixels."""
        rows = []
        for vector in (across, upward, np.asarray(origin, float) - self.position):
            x, y, z = (np.asarray(vector, float) @ self.axes.T).tolist()
            rows.append((self.focal * x + self.width / 2 * z, -self.focal * y + self.height / 2 * z, z))
        (ax, ay, aw), (bx, by, bw), (ox, oy, ow) = rows
        return [ax, bx, ox, ay, by, oy, aw, bw, ow]
