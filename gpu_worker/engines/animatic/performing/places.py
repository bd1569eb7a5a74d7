"""Places a body or a set offers to a touch: where they are in metres and which way their surface faces.

Names are those of the catalogue's rig (`other.cheek_l`, `self.brow`, `set.table`); a place without a side is taken on
the side the touch comes from. What a set does not name stands where one would use it: a table in reach of the hands, a
door an arm's length ahead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.bodies.skeleton import SIDES, Skeleton
from gpu_worker.engines.animatic.camera import Vector


@dataclass(frozen=True, slots=True)
class Spot:
    """A point (metres), the way out of the surface there, and the way fingers lie on it."""

    at: Vector
    out: Vector
    along: Vector | None = None
    is_thin: bool = False  # a limb, that a hand closes around


# on the head: x outward, y up from the chin, z forward in head heights; way out; way fingers lie (x outward)
HEAD: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]] = {
    "mouth": ((0.0, 0.17, 0.34), (0.0, 0.0, 1.0), (-0.82, 0.57, 0.05)),
    "lips": ((0.0, 0.20, 0.35), (0.0, 0.0, 1.0), (-0.25, 0.96, 0.0)),
    "chin": ((0.0, 0.02, 0.29), (0.0, -0.7, 0.7), (-0.55, 0.70, 0.25)),
    "brow": ((0.03, 0.63, 0.32), (0.0, 0.2, 1.0), (-0.88, 0.42, 0.1)),
    "eyes": ((0.135, 0.40, 0.30), (0.3, 0.0, 0.95), (-0.20, 0.95, -0.1)),
    "face": ((0.02, 0.36, 0.34), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0)),
    "veil": ((0.17, 0.40, 0.36), (0.0, 0.0, 1.0), (-0.2, 0.9, 0.2)),
    "glass": ((0.14, 0.10, 0.50), (0.3, 0.0, 1.0), (0.0, 0.8, 0.0)),
    "bowl": ((0.0, 0.0, 0.55), (0.0, 0.6, 0.8), (0.0, 0.5, -0.8)),
    "cheek": ((0.25, 0.24, 0.20), (0.75, 0.0, 0.65), (0.06, 0.82, -0.5)),
    "jaw": ((0.275, 0.15, 0.12), (0.82, 0.05, 0.4), (0.10, 0.76, -0.62)),
    "ear": ((0.37, 0.40, -0.02), (1.0, 0.0, 0.1), (0.05, 0.78, -0.62)),
    "head": ((0.28, 0.82, 0.02), (0.7, 0.7, 0.0), (-0.45, 0.75, -0.35)),
    "hair": ((0.20, 0.90, -0.16), (0.5, 0.8, -0.3), (-0.4, 0.6, -0.7)),
    "nape": ((0.0, 0.14, -0.30), (0.0, 0.1, -1.0), (0.0, 0.3, -0.9)),
}
# of the set: left, up, forward of the hips' mark in metres at 1.7 m, way out (left, up, forward), way fingers lie
SET: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]] = {
    "table": ((0.20, 0.78, 0.46), (0, 1, 0), (0.0, 0.0, 1.0)),
    "drawer": ((0.12, 0.72, 0.46), (0, 0.3, -1), (0.0, -0.2, 1.0)),
    "gurney": ((0.26, 0.84, 0.36), (0, 1, 0), (0.0, 0.0, 1.0)),
    "chair": ((0.14, 0.88, 0.42), (0, 1, 0), (0.0, -0.2, 1.0)),
    "wheelchair": ((0.20, 0.94, 0.40), (0, 1, 0), (0.0, -0.2, 1.0)),
    "door": ((0.16, 1.36, 0.56), (0, 0, -1), (0.0, 1.0, 0.0)),
    "wall": ((0.20, 1.44, 0.56), (0, 0, -1), (0.0, 1.0, 0.0)),
    "window": ((0.24, 1.34, 0.54), (0, 0, -1), (0.0, 1.0, 0.0)),
    "door_handle": ((0.14, 1.00, 0.52), (0, 0, -1), (-0.7, 0.0, 0.7)),
    "lock": ((0.12, 1.08, 0.52), (0, 0, -1), (0.0, 0.1, 1.0)),
    "bell": ((0.10, 1.34, 0.56), (0, 0, -1), (0.0, 0.1, 1.0)),
    "button": ((0.10, 1.18, 0.56), (0, 0, -1), (0.0, 0.1, 1.0)),
    "curtain": ((0.24, 1.62, 0.42), (0, 0, -1), (0.0, 0.9, 0.4)),
    "car_door": ((0.34, 0.98, 0.40), (0, 1, 0), (0.0, 0.0, 1.0)),
    "saddle": ((0.20, 1.24, 0.40), (0, 1, 0), (0.0, 0.2, 1.0)),
    "wheel": ((0.16, 0.90, 0.40), (0, 0.4, -0.9), (-0.5, 0.7, 0.5)),
    "handlebar": ((0.26, 0.98, 0.46), (0, 1, -0.2), (0.3, -0.2, 1.0)),
    "gear": ((0.22, 0.66, 0.38), (0, 1, 0), (0.0, -0.3, 1.0)),
    "floor": ((0.0, 0.0, 0.55), (0, 1, 0), (0.0, 0.0, 1.0)),
}
FREE = frozenset({"door", "wall", "window", "curtain"})
"""Set places as tall as a body: touched at the height the hand is at."""


def set_place(own: Skeleton, place: str, side: str, hand: Vector) -> Spot | None:
    """A place of the set that the actor's `side` would use, standing where the actor stands."""
    found = SET.get(place)
    if found is None:
        return None
    (left, up, ahead), out, along = found
    k, sign, axes = own.k, SIDES.get(side, 1.0), own.facing
    local = axes.T @ (hand - own.floor)
    if place in FREE:  # as high and as far aside as the hand is already
        left, up = abs(float(local[0])) / k, max(0.3, float(local[1]) / k)
    at = own.floor + axes @ (np.array([sign * left, up, ahead]) * k)
    if place in FREE and abs(float(local[0])) < 0.9:
        at = own.floor + axes @ np.array([float(local[0]), up * k, ahead * k])
    way = np.array([sign * along[0], along[1], along[2]])
    return Spot(at, axes @ np.array(out, float), axes @ way)


def body_place(bones: Skeleton, place: str, side: str) -> Spot | None:
    """A place on a body; `side` (R or L, the body's own) is meant where the name has none."""
    name = place
    if place[-2:] in ("_l", "_r"):
        name, side = place[:-2], place[-1].upper()
    if name in HEAD:
        return _on_head(bones, name, side)
    maker = BODY.get(name)
    return maker(bones, side) if maker is not None else None


def _on_head(bones: Skeleton, name: str, side: str) -> Spot:
    (x, y, z), out, along = HEAD[name]
    mirror = np.array([SIDES[side], 1.0, 1.0])
    at = bones.on_head(SIDES[side] * x, y, z)
    way = bones.head_axes @ (np.array(along) * mirror)
    return Spot(at, bones.head_axes @ (np.array(out) * mirror), way)


def _on_chest(x: float, y: float, z: float, along: tuple[float, float, float]) -> Callable[[Skeleton, str], Spot]:
    """A place from the root of the neck, x outward, in metres of the figure's girth; it faces away from the spine."""

    def find(bones: Skeleton, side: str) -> Spot:
        sign, k, axes = SIDES[side], bones.figure.girth, bones.chest_axes
        at = bones.chest + axes @ (np.array([sign * x, y, z]) * k)
        out = axes @ np.array([0.0 if abs(z) > 0.05 else sign, 0.3 if y > 0 else 0.0, np.sign(z) if z else 0.0])
        return Spot(at, out, axes @ np.array([sign * along[0], along[1], along[2]]))

    return find


def _on_hips(x: float, y: float, z: float, along: tuple[float, float, float]) -> Callable[[Skeleton, str], Spot]:
    def find(bones: Skeleton, side: str) -> Spot:
        sign, k = SIDES[side], bones.figure.girth
        share = max(0.0, y) / max(0.1, bones.spine)
        axes = bones.pelvis_axes * (1 - share) + bones.chest_axes * share
        at = bones.pelvis + (bones.chest - bones.pelvis) * share + axes @ (np.array([sign * x, 0.0, z]) * k)
        out = axes @ np.array([sign if abs(x) > abs(z) else 0.0, 0.0, np.sign(z) if abs(z) >= abs(x) else 0.0])
        return Spot(at, out, axes @ np.array([sign * along[0], along[1], along[2]]))

    return find


def _shoulder(bones: Skeleton, side: str) -> Spot:
    arm, axes = bones.arms[side], bones.chest_axes
    at = arm.shoulder + axes @ (np.array([SIDES[side] * 0.004, 0.052, 0.0]) * bones.figure.girth)
    return Spot(at, axes @ np.array([SIDES[side] * 0.3, 0.9, 0.0]))


def _on_arm(share: float, *, lower: bool) -> Callable[[Skeleton, str], Spot]:
    def find(bones: Skeleton, side: str) -> Spot:
        arm = bones.arms[side]
        start, end = (arm.elbow, arm.wrist) if lower else (arm.shoulder, arm.elbow)
        way = end - start
        out = np.array([0.0, 1.0, 0.0]) - way * float(way[1]) / (float(way @ way) + 1e-9)
        return Spot(start + way * share, out + 1e-6, way, is_thin=True)

    return find


def _hand(bones: Skeleton, side: str) -> Spot:
    arm = bones.arms[side]
    return Spot(arm.wrist + arm.along * bones.figure.hand * 0.45, arm.palm, arm.along, is_thin=True)


def _on_leg(share: float, *, lower: bool, out: float) -> Callable[[Skeleton, str], Spot]:
    def find(bones: Skeleton, side: str) -> Spot:
        leg = bones.legs[side]
        start, end = (leg.knee, leg.ankle) if lower else (leg.hip, leg.knee)
        way = end - start
        ahead = bones.pelvis_axes[:, 2] + np.array([0.0, 0.6, 0.0])
        ahead = ahead - way * float(ahead @ way) / (float(way @ way) + 1e-9)
        ahead = ahead / (float(np.linalg.norm(ahead)) + 1e-9)
        return Spot(start + way * share + ahead * out * bones.figure.girth, ahead, way)

    return find


def _feet(bones: Skeleton, side: str) -> Spot:
    leg = bones.legs[side]
    return Spot(leg.toe + bones.facing[:, 2] * 0.10, np.array([0.0, 1.0, 0.0]), bones.facing[:, 2])


def _neck(x: float, z: float, along: tuple[float, float, float]) -> Callable[[Skeleton, str], Spot]:
    def find(bones: Skeleton, side: str) -> Spot:
        sign, axes = SIDES[side], bones.chest_axes
        middle = bones.neck * 0.45 + bones.on_head(0.0, 0.12, -0.05) * 0.55
        at = middle + axes @ (np.array([sign * x, 0.0, z]) * bones.k)
        return Spot(at, axes @ np.array([sign * 0.8, 0.0, 0.6]), axes @ np.array([sign * along[0], along[1], along[2]]))

    return find


BODY: dict[str, Callable[[Skeleton, str], Spot]] = {
    "chest": _on_chest(0.055, -0.13, 0.125, (-0.75, 0.60, 0.0)),
    "heart": _on_chest(-0.015, -0.135, 0.135, (-0.86, 0.50, 0.0)),
    "collar": _on_chest(0.055, -0.015, 0.085, (-0.3, 0.8, -0.4)),
    "back": _on_chest(-0.02, -0.16, -0.115, (-0.8, 0.35, 0.0)),
    "belly": _on_hips(0.02, 0.13, 0.115, (-0.85, 0.2, 0.1)),
    "waist": _on_hips(0.135, 0.17, -0.01, (-0.1, 0.1, -0.9)),
    "hip": _on_hips(0.150, 0.06, -0.02, (0.25, -0.45, -0.75)),
    "body": _on_hips(0.0, 0.20, 0.12, (0.0, 1.0, 0.0)),
    "path": _on_hips(0.0, 0.20, 0.60, (0.0, 1.0, 0.0)),
    "neck": _neck(0.050, 0.0, (-0.2, 0.5, -0.8)),
    "throat": _neck(0.030, 0.045, (0.75, 0.25, -0.75)),
    "shoulder": _shoulder,
    "arm": _on_arm(0.6, lower=False),
    "elbow": _on_arm(0.97, lower=False),
    "forearm": _on_arm(0.5, lower=True),
    "wrist": _on_arm(0.93, lower=True),
    "hand": _hand,
    "thigh": _on_leg(0.6, lower=False, out=0.075),
    "knee": _on_leg(0.97, lower=False, out=0.055),
    "feet": _feet,
}
