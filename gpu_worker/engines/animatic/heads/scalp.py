"""Where hair grows on a head and what of it is seen: the swollen skull, its silhouette, and the edge of the hair.

The edge is one closed loop round the head: over the forehead, past the temples and ears, round the nape. From any side
the visible hair is what lies between the visible part of that loop and the silhouette.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.heads.hairstyles import Hairstyle
from gpu_worker.engines.animatic.heads.head import BACKS, FRONTS, LEVELS, PIVOT_Y, WIDTHS, Head
from gpu_worker.engines.animatic.raster import points

ROUND = 32  # directions in which the silhouette is looked for
_TURN = np.linspace(-math.pi, math.pi, ROUND, endpoint=False)
TEMPLE = 9  # the level of the temples
LOW = 0.17  # below this height of the skull no hair grows
NECK_AT = np.array([0.0, 0.0, -0.055])
FRINGE_TURNS = 0.20  # a fringe goes out of sight a little before the forehead does
MIDDLE_Y = 0.57  # the middle of the ball that stands for the skull where only a direction matters


def read_fringe(style: Hairstyle) -> tuple[Vector, list[int]]:
    """The fringe as rows of u, v, lift, and which of them are sharp; a clump's side is a curve, not a straight cut."""
    rows: list[tuple[float, float, float]] = []
    sharp: list[int] = []
    before = ("p", 0.0, 0.0, 0.0)
    for index, (kind, u, v, lift) in enumerate(style.fringe):
        if index and {kind, before[0]} == {"t", "v"}:
            bulge = -0.014 if kind == "t" else 0.016
            rows.append(((u + before[1]) / 2 + bulge, (v + before[2]) / 2, (lift + before[3]) / 2))
        if kind != "p":
            sharp.append(len(rows))
        rows.append((u, v, lift))
        before = (kind, u, v, lift)
    return points(rows), sharp


class Scalp:
    """One head's hair-bearing surface in one pose. `tight` below 1 lays the hair down, as wet hair lies."""

    def __init__(self, head: Head, style: Hairstyle, sway: float = 0.0, tight: float = 1.0) -> None:
        self.head, self.style = head, style
        top, side, back, front = (part * tight for part in style.volume)
        fade = np.clip(LEVELS * 4, 0.6, 1.0)
        fronts, backs = FRONTS + 0.45 * front, BACKS - 0.95 * back
        self.heights = np.where(LEVELS > 0.5, LEVELS + (LEVELS - 0.5) * top * 1.15, LEVELS)
        self.widths = head.widths * (1 + 0.9 * side) + 0.20 * side * fade
        self.middles, self.halves = (fronts + backs) / 2, (fronts - backs) / 2
        self.usual = float((WIDTHS * (1 + 0.9 * side) + 0.20 * side * fade)[TEMPLE])
        self.ball = np.array(
            [
                float(self.widths.max()),
                float(self.heights[-1]) - MIDDLE_Y,
                float(self.halves.max()),
            ]
        )
        self.ball_at = np.array([0.0, MIDDLE_Y, float(self.middles[int(self.halves.argmax())])])
        self.loop, self.sharp, self.fringe = self._edge(sway)
        self.turned = self.facing(self.loop)
        self.turned[: len(self.fringe)] -= FRINGE_TURNS
        nape = (self.loop[:, 1] < 0.34) & (np.arange(len(self.loop)) >= len(self.fringe))
        out = np.where(nape[:, None], self.loop * (1 + 0.3 * back, 1.0, 1 + 0.3 * back), self.loop)
        self.stands_out = out[nape | (self.turned > 0)]  # what of the edge stands out of the skull

    def _edge(self, sway: float) -> tuple[Vector, list[int], Vector]:
        """The edge of the hair as a closed loop from the left temple over the fringe and the nape back; head units."""
        grid, sharp = read_fringe(self.style)
        grid = grid.copy()
        grid[:, 0] += sway * 0.10 * np.clip((0.85 - grid[:, 1]) * 2, 0, 1)
        grid[:, 0] *= self._breadth(grid[:, 1])
        fringe = self.head.surface(grid[:, :2], grid[:, 2])
        right = self.style.side.copy()
        right[:, 0] *= self._breadth(np.maximum(right[:, 1], 0.42))
        left = right[:-1][::-1] * (-1, 1, 1)
        return np.vstack([fringe, right, left]), sharp, fringe

    def _breadth(self, heights: Vector) -> Vector:
        """How much broader this head is than the one templates are drawn on."""
        broader: Vector = self.head.width_at(heights) / np.interp(heights, LEVELS, WIDTHS)
        return broader

    def facing(self, where: Vector) -> Vector:
        """How far the surface at points (n, 3) looks at us: the cosine of the angle, roughly."""
        local = (where - self.ball_at) / self.ball**2
        low = np.clip((0.40 - where[..., 1:2]) / 0.12, 0.0, 1.0)  # the nape is as narrow as the neck
        local = local * (1 - low) + (where - NECK_AT) * (1.0, 0.0, 1.0) / 0.06 * low
        size = np.sqrt((local * local).sum(-1)) + 1e-9
        facing: Vector = (local @ self.head.axes[2]) / size
        return facing

    def lay(self, where: Vector, lift: float = 1.0) -> Vector:
        """Points pushed along the line from the middle of the skull onto the hair (n, 3)."""
        local = where - self.ball_at
        size = np.sqrt(((local / self.ball) ** 2).sum(-1, keepdims=True)) + 1e-9
        return self.ball_at + local / size * lift

    def ring(self, where: Vector, heights: Vector) -> Vector:
        """Points (n, 3) moved along their meridians to other heights on the hair."""
        wide, middle = np.interp(heights, LEVELS, self.widths), np.interp(heights, LEVELS, self.middles)
        half = np.interp(heights, LEVELS, self.halves)
        away = where - (0.0, 0.0, -0.05)
        size = np.hypot(away[:, 0], away[:, 2]) + 1e-9
        return np.stack([away[:, 0] / size * wide, heights, middle + away[:, 2] / size * half], 1)

    def silhouette(self, low: float = LOW, *, with_fringe: bool = True, shy: float = 0.0) -> Vector:
        """The outline of everything above height `low` (pixels), from below left round over the crown.

        `shy` takes something off the front, so that what lies behind a face does not stand out before it.
        """
        head = self.head
        keep = low <= LEVELS
        axes = head.axes[:2]
        up = np.array([-head.normal[1], head.normal[0]])
        ways = np.outer(np.cos(_TURN), up) + np.outer(np.sin(_TURN), head.normal)
        middles = np.outer(self.heights[keep] - PIVOT_Y, axes[:, 1])
        middles += np.outer(self.middles[keep] - shy / 2, axes[:, 2])
        wide, deep = self.widths[keep], np.maximum(self.halves[keep] - shy / 2, 0.01)
        across, along = ways @ axes[:, 0], ways @ axes[:, 2]
        size = np.sqrt(np.outer(wide, across) ** 2 + np.outer(deep, along) ** 2) + 1e-9
        reach = middles @ ways.T + size
        best = reach.argmax(0)
        turn = np.arange(ROUND)
        size = size[best, turn]
        out = (
            middles[best]
            + (wide[best] ** 2 * across / size)[:, None] * axes[:, 0]
            + (deep[best] ** 2 * along / size)[:, None] * axes[:, 2]
        )
        far = reach[best, turn]
        spots = [self.stands_out] if with_fringe else []
        radii = [np.zeros(len(spot)) for spot in spots]
        if self.style.pads is not None:
            spots.append(self.style.pads[:, :3])
            radii.append(self.style.pads[:, 3])
        if spots:
            flat, extra = (np.vstack(spots) - (0.0, PIVOT_Y, 0.0)) @ axes.T, np.concatenate(radii)
            touch = flat @ ways.T + extra[:, None]
            which = touch.argmax(0)
            beyond = touch[which, turn] > far
            out[beyond] = (flat[which] + extra[which, None] * ways)[beyond]
        return head.centre + out * (head.size, -head.size)

    def cap(self) -> tuple[Vector, list[int], Vector]:
        """The visible hair as an outline with its corners, and its edge against the skin; pixels.

        From straight above there is no edge and the outline is the whole silhouette.
        """
        hull = self.silhouette()
        loop, facing = self.loop, self.turned
        seen = facing > 0
        count = len(loop)
        if not seen.any():
            return hull, [], hull[:0]
        if seen.all():
            return (
                np.vstack([hull, hull[:1], self.head.at(loop)[::-1], self.head.at(loop)[-1:]]),
                [],
                self.head.at(loop),
            )
        start, length = _longest_run(seen)
        order = (start + np.arange(length)) % count
        rows = loop[order]
        first = _crossing(loop[(start - 1) % count], loop[start], facing[(start - 1) % count], facing[start])
        last_at, after = int(order[-1]), (int(order[-1]) + 1) % count
        last = _crossing(loop[after], loop[last_at], facing[after], facing[last_at])
        edge = self.head.at(np.vstack([first[None], rows, last[None]]))
        rest = self._over_the_crown(hull, edge)
        sharp = set(self.sharp)
        corners = [index + 1 for index, at in enumerate(order) if int(at) in sharp] + [0, len(edge) - 1]
        return np.vstack([edge, rest]), corners, edge

    def _over_the_crown(self, hull: Vector, edge: Vector) -> Vector:
        """The part of the silhouette from the end of the edge over the crown to its start."""
        head = self.head
        middle = head.at(np.array([[0.0, 0.60, -0.05]]))[0]
        up = np.array([-head.normal[1], head.normal[0]])

        def angle(at: Vector) -> Vector:
            way = (at - middle) * (1, -1)
            return np.arctan2(way @ head.normal, way @ up)

        ends = angle(edge[[-1, 0]])
        turns = angle(hull)
        forward = (ends[0] - ends[1]) % (2 * math.pi)
        through_crown = ends[0] % (2 * math.pi)
        if through_crown <= forward:  # turning back from the end meets the crown before the start
            share = (ends[0] - turns) % (2 * math.pi)
            span = forward
        else:
            share = (turns - ends[0]) % (2 * math.pi)
            span = 2 * math.pi - forward
        keep = (share > 0.03) & (share < span - 0.03)
        rest: Vector = hull[keep][np.argsort(share[keep], kind="stable")]
        return rest


def _longest_run(seen: NDArray[np.bool_]) -> tuple[int, int]:
    """Start and length of the longest run of true values on a ring that holds both."""
    count = len(seen)
    begins = np.flatnonzero(seen & ~np.roll(seen, 1))
    best = (0, 0)
    for begin in begins.tolist():
        rolled = np.roll(seen, -begin)
        length = int(np.argmin(rolled)) if not rolled.all() else count
        if length > best[1]:
            best = (begin, length)
    return best


def _crossing(hidden: Vector, shown: Vector, below: float, above: float) -> Vector:
    """The point between a hidden and a shown one where the surface turns away."""
    share = float(np.clip(above / (above - below + 1e-9), 0.0, 1.0))
    between: Vector = shown + (hidden - shown) * share
    return between
