"""The shape of a head and how it is seen: a stack of ellipses whose outline and surface follow any turn of the head.

Head units: 1 is chin to crown; x to the viewer's right when the face looks at us, y up from the chin, z forward.
"""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.skeleton import Skeleton
from gpu_worker.engines.animatic.camera import UP, Camera, Vector, cross, turn_y

PIVOT_Y = 0.42
CHEAT = 11.0
FACE_LIMIT = math.radians(106)  # turned further than this no eye is seen
BROAD = 0.69  # the height above which the outline is that of a ball, seen from any pitch
LEVELS = np.array(
    [0.0, 0.015, 0.04, 0.075, 0.12, 0.175, 0.24, 0.31, 0.38, 0.45, 0.53, 0.61, 0.69, 0.77, 0.85, 0.92, 0.965, 0.99, 1.0]
)
WIDTHS = np.array(
    [
        0.03,
        0.062,
        0.103,
        0.145,
        0.188,
        0.229,
        0.266,
        0.294,
        0.309,
        0.315,
        0.322,
        0.326,
        0.322,
        0.308,
        0.273,
        0.215,
        0.15,
        0.085,
        0.02,
    ]
)
FRONTS = np.array(
    [
        0.272,
        0.292,
        0.302,
        0.300,
        0.296,
        0.300,
        0.310,
        0.320,
        0.322,
        0.318,
        0.326,
        0.336,
        0.338,
        0.328,
        0.290,
        0.225,
        0.15,
        0.08,
        0.02,
    ]
)
BACKS = np.array(
    [
        0.16,
        0.13,
        0.09,
        0.05,
        0.0,
        -0.05,
        -0.14,
        -0.27,
        -0.36,
        -0.40,
        -0.43,
        -0.445,
        -0.445,
        -0.425,
        -0.37,
        -0.29,
        -0.20,
        -0.12,
        -0.04,
    ]
)
MALE_JAW = (
    (0.0, 0.02, 0.05, 0.10, 0.16, 0.24, 0.36, 0.6, 1.0),
    (1.7, 1.40, 1.25, 1.155, 1.10, 1.045, 1.0, 0.985, 0.985),
)
FEMALE_JAW = ((0.0, 0.05, 0.12, 0.20, 0.30, 0.42, 1.0), (0.90, 0.90, 0.915, 0.935, 0.965, 1.0, 1.0))
BROADEST = ((0.0, 0.02, 0.05, 0.12, 0.20, 0.30, 0.42, 1.0), (0.060, 0.105, 0.158, 0.222, 0.268, 0.308, 0.342, 0.36))
#            heights, and how far the far outline lies within the ellipses there: mouth, cheekbone, eye, brow
FAR_CHEEK = (
    (0.0, 0.03, 0.08, 0.13, 0.18, 0.24, 0.30, 0.345, 0.39, 0.44, 0.49, 0.54, 0.60),
    (0.0, 0.012, 0.028, 0.034, 0.030, 0.016, -0.003, -0.007, 0.004, 0.023, 0.012, -0.003, 0.0),
)
BENT_AT = np.array([-1.0, 0.0, 0.168, 0.25, 0.43])  # chin, mouth, base of the nose; above the eyes nothing moves
KNOTS = np.union1d(LEVELS, BENT_AT[1:])  # where anything along the height of a head changes its slope
KNOT_MIDDLES = (np.interp(KNOTS, LEVELS, FRONTS) + np.interp(KNOTS, LEVELS, BACKS)) / 2
KNOT_HALVES = (np.interp(KNOTS, LEVELS, FRONTS) - np.interp(KNOTS, LEVELS, BACKS)) / 2
#              y and z of the midline, for what sticks out of the ellipses: brow, nose, lips, chin
PROFILE = np.array(
    [
        (0.0, 0.275), (0.02, 0.312), (0.05, 0.330), (0.085, 0.322), (0.115, 0.306), (0.14, 0.318), (0.16, 0.336),
        (0.18, 0.330), (0.195, 0.336), (0.215, 0.346), (0.235, 0.338), (0.25, 0.342), (0.268, 0.385), (0.285, 0.408),
        (0.305, 0.400), (0.34, 0.372), (0.39, 0.342), (0.44, 0.326), (0.49, 0.338), (0.53, 0.345), (0.60, 0.342),
        (0.70, 0.336), (0.80, 0.31),
    ]
)  # fmt: skip


def ring_edges(centres: Vector, across: Vector, deep: Vector, normal: Vector) -> tuple[Vector, Vector]:
    """Where ellipses with the given half axes (all (n, 2) on screen) end against and along `normal`."""
    a, b = across @ normal, deep @ normal
    size = np.sqrt(a * a + b * b) + 1e-9
    reach = across * (a / size)[:, None] + deep * (b / size)[:, None]
    return centres - reach, centres + reach


class Head:
    """One head as the camera sees it. Sizes on screen are pixels; `size` is pixels per head unit."""

    def __init__(self, look: Appearance, skeleton: Skeleton, camera: Camera, jaw: float = 0.0) -> None:
        self.look = look
        self.jaw = jaw
        self.centre = camera.project(skeleton.head)
        self.size = look.figure.head * camera.scale(skeleton.head)
        sight = skeleton.head - camera.position
        sight = sight / np.linalg.norm(sight)
        right = cross(sight, UP)
        right /= np.linalg.norm(right)
        above = cross(right, sight)
        roll = math.atan2(float(camera.axes[0] @ above), float(camera.axes[0] @ right))
        c, s = math.cos(roll), math.sin(roll)
        view = np.stack([c * right + s * above, c * above - s * right, -sight])
        axes = view @ skeleton.head_axes
        turned = math.atan2(axes[0, 2], axes[2, 2])
        # a drawn three-quarter face shows more of the far eye than a real one
        self.axes = axes @ turn_y(-CHEAT * math.sin(2 * turned) if abs(turned) < math.pi / 2 else 0.0)
        self.yaw = math.atan2(self.axes[0, 2], self.axes[2, 2])
        self.pitch = -math.asin(max(-1.0, min(1.0, float(self.axes[1, 2]))))
        up = self.axes[:2, 1] / (np.linalg.norm(self.axes[:2, 1]) + 1e-9)
        self.normal = np.array([up[1], -up[0]])
        own = look.features
        widths = WIDTHS * np.interp(LEVELS, own.at, own.widths)
        if look.is_male and not look.is_child:
            jaw_line = np.interp(LEVELS, *MALE_JAW)
            widths *= 1 + (jaw_line - 1) * (0.5 if look.age == "teen" else 1.0)
        elif not look.is_child and not look.is_old:
            widths *= np.interp(LEVELS, *FEMALE_JAW)
        self.widths = np.minimum(widths, np.interp(LEVELS, *BROADEST))
        self._bent = np.array([own.chin, own.chin, own.mouth, own.nose, 0.0])
        self._screen = np.array([1.0, -1.0]) * self.size
        # the same as complex pixels, which place many points in one go
        self._place = self.size * (self.axes[0] - 1j * self.axes[1])
        self._origin = complex(*self.centre) - self._place[1] * PIVOT_Y
        girth = np.interp(KNOTS, LEVELS, self.widths) * 1.01
        self._knots = np.stack([girth, KNOT_MIDDLES, KNOT_HALVES, np.interp(KNOTS, BENT_AT, self._bent)])
        self._slopes = np.diff(self._knots) / np.diff(KNOTS)
        self._outline: Vector | None = None

    @property
    def faces_us(self) -> bool:
        """True while something of the face is visible."""
        return abs(self.yaw) < FACE_LIMIT

    def at(self, where: Vector) -> Vector:
        """Pixels of points (n, 3) in head units; chin, mouth and nose lie where this face has them."""
        rows = np.asarray(where, float)
        x, y, z = self._place
        height = rows[:, 1] + np.interp(rows[:, 1], BENT_AT, self._bent)
        flat: Vector = (rows[:, 0] * x + height * y + (rows[:, 2] * z + self._origin)).view(np.float64).reshape(-1, 2)
        return flat

    def facing(self, where: Vector) -> Vector:
        """How far points (n, 3) in head units lie before the middle of the head, in head units."""
        return (np.asarray(where, float) - (0.0, PIVOT_Y, 0.0)) @ self.axes[2]

    def width_at(self, v: Vector) -> Vector:
        """Half-width of the head at heights `v`."""
        return np.interp(v, LEVELS, self.widths)

    def surface(self, uv: Vector, lift: Vector | float = 0.0) -> Vector:
        """Points (n, 3) on the face at (u, v), lifted off the skin along its curve."""
        u, v = uv[:, 0], uv[:, 1]
        width, front = np.interp(v, LEVELS, self.widths), np.interp(v, LEVELS, FRONTS)
        back = np.interp(v, LEVELS, BACKS)
        middle, half = (front + back) / 2, (front - back) / 2
        round_ = np.sqrt(np.maximum(0.0, 1 - np.minimum(1.0, np.abs(u) / (width * 1.01)) ** 2.2))
        spread = 1 + np.asarray(lift) / 0.33
        return np.stack(
            [u * spread, v + np.maximum(0, v - 0.55) * (spread - 1) * 0.9, (middle + half * round_) * spread], 1
        )

    def midline(self, levels: Vector) -> Vector:
        """How far forward brow, nose, lips and chin stand at heights `levels`, head units."""
        own = self.look.features
        depth = np.interp(levels, PROFILE[:, 0], PROFILE[:, 1], right=0.0)
        face = np.interp(levels, [0.25, 0.44], [0.336, 0.326])
        is_nose = (levels > 0.24) & (levels < 0.44)
        depth = np.where(is_nose, face + (depth - face) * own.nose_out, depth)
        depth = depth + own.bridge * np.exp(-(((levels - 0.37) / 0.03) ** 2)) * is_nose
        depth = depth + own.jut * np.exp(-(((levels - 0.05) / 0.045) ** 2))
        if self.look.is_old:  # lips fall in with the teeth
            depth = depth - 0.012 * np.exp(-(((levels - 0.19) / 0.035) ** 2))
        forward: Vector = depth
        return forward

    def nosed(self, where: Vector) -> Vector:
        """Points (n, 3) of the average nose as this face has it: broader, flatter or longer."""
        own = self.look.features
        out = where.copy()
        out[:, 0] *= own.nose_wide
        out[:, 2] = 0.334 + (out[:, 2] - 0.334) * np.where(out[:, 2] > 0.334, own.nose_out, 1.0)
        return out

    def on(self, uv: Vector, lift: Vector | float = 0.0) -> Vector:
        """Pixels of points on the face; u is lateral in head units, v the height."""
        rows = np.asarray(uv, float)
        u, v = rows[:, 0], rows[:, 1]
        level = np.minimum(np.maximum(v, 0.0), 1.0)
        piece = KNOTS[1:-1].searchsorted(level)
        girth, middle, half, bent = self._knots[:, piece] + self._slopes[:, piece] * (level - KNOTS[piece])
        forward = middle + half * np.sqrt(1 - np.minimum(1.0, np.abs(u) / girth) ** 2.2)
        if not (isinstance(lift, float) and lift == 0):
            spread = 1 + np.asarray(lift) / 0.33
            u, forward = u * spread, forward * spread
            v = v + np.maximum(0, v - 0.55) * (spread - 1) * 0.9
        x, y, z = self._place
        flat: Vector = (u * x + (v + bent) * y + (forward * z + self._origin)).view(np.float64).reshape(-1, 2)
        return flat

    def edges(self) -> tuple[Vector, Vector, Vector]:
        """Heights and the viewer's left and right outline (pixels) of the skull, the chin dropped with the jaw."""
        height = LEVELS - self.jaw * 0.55 * np.clip(1 - LEVELS / 0.2, 0, 1)
        height = height + np.interp(LEVELS, BENT_AT, self._bent)
        middle, half = (FRONTS + BACKS) / 2, (FRONTS - BACKS) / 2
        centres = np.stack([np.zeros_like(LEVELS), height - PIVOT_Y, middle], 1) @ self.axes[:2].T
        left, right = ring_edges(
            centres, np.outer(self.widths, self.axes[:2, 0]), np.outer(half, self.axes[:2, 2]), self.normal
        )
        return LEVELS, self.centre + left * self._screen, self.centre + right * self._screen

    def contour(self) -> Vector:
        """The outline of the skin (pixels), from the crown down the left, round the chin and up the right."""
        if self._outline is None:
            self._outline = self._trace_outline()
        return self._outline

    def _trace_outline(self) -> Vector:
        v, left, right = self.edges()
        side = self.axes[0, 2]
        if abs(side) > 0.25:
            v, left, right = self._with_profile(v, left, right, towards_right=side > 0)
        keep = (v > 0) & (v < BROAD)
        chin = (left[:1] + right[:1]) / 2
        dome = self._dome()
        middle = len(dome) // 2
        return np.vstack([dome[middle::-1], left[keep][::-1], chin, right[keep], dome[:middle:-1]])

    def _dome(self) -> Vector:
        """The outline above the temples from left to right (pixels), as seen from above or below as well."""
        keep = LEVELS >= BROAD - 1e-9
        turn = np.radians(np.linspace(-84, 84, 13))
        axes = self.axes[:2]
        up = np.array([-self.normal[1], self.normal[0]])
        ways = np.outer(np.cos(turn), up) + np.outer(np.sin(turn), self.normal)
        middle, half = (FRONTS[keep] + BACKS[keep]) / 2, (FRONTS[keep] - BACKS[keep]) / 2
        centres = np.outer(LEVELS[keep] - PIVOT_Y, axes[:, 1]) + np.outer(middle, axes[:, 2])
        across, along = ways @ axes[:, 0], ways @ axes[:, 2]
        size = np.sqrt(np.outer(self.widths[keep], across) ** 2 + np.outer(half, along) ** 2) + 1e-9
        best = (centres @ ways.T + size).argmax(0)
        size = size[best, np.arange(len(turn))]
        out = (
            centres[best]
            + (self.widths[keep][best] ** 2 * across / size)[:, None] * axes[:, 0]
            + (half[best] ** 2 * along / size)[:, None] * axes[:, 2]
        )
        return self.centre + out * self._screen

    def _with_profile(
        self, v: Vector, left: Vector, right: Vector, *, towards_right: bool
    ) -> tuple[Vector, Vector, Vector]:
        """Heights and both outlines, the far one pushed out by brow, nose, lips and chin where they pass it."""
        levels = np.union1d(np.round(v, 4), np.round(PROFILE[:, 0], 4))
        depth = self.midline(levels)
        drop = self.jaw * 0.55 * np.clip(1 - levels / 0.2, 0, 1)
        midline = self.at(np.stack([np.zeros_like(levels), levels - drop, depth], 1))
        far = right if towards_right else left
        edge = np.stack([np.interp(levels, v, far[:, 0]), np.interp(levels, v, far[:, 1])], 1)
        normal = self.normal * (1, -1) * (1 if towards_right else -1)
        over = (midline - edge) @ normal
        socket = np.interp(levels, *FAR_CHEEK) * self.size * min(1.0, max(0.0, abs(self.yaw) - 0.2) / 0.45)
        hollow = np.minimum(socket, np.maximum(0.0, -over)) + np.minimum(socket, 0.0)
        push = np.where(levels < 0.82, np.maximum(over, 0), 0) - np.where(over < 0, hollow, 0)
        edge = edge + push[:, None] * normal
        near = left if towards_right else right
        other = np.stack([np.interp(levels, v, near[:, 0]), np.interp(levels, v, near[:, 1])], 1)
        return (levels, other, edge) if towards_right else (levels, edge, other)
