"""The bones and flesh of one hand in one pose: chains of balls in lengths of the hand, in the hand's own frame.

The frame runs along the fingers, towards the thumb, and out of the palm; the wrist is at its origin. A hand is 1 long
from the wrist to the tip of the middle finger, half of it palm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gpu_worker.engines.animatic.bodies.handposes import FAN, FINGERS, JOINTS, THUMB
from gpu_worker.engines.animatic.camera import Vector

KNUCKLES = np.array([(0.492, 0.128, -0.012), (0.508, 0.040, -0.024), (0.484, -0.047, -0.018), (0.438, -0.126, -0.004)])
LENGTHS = np.array([0.442, 0.492, 0.462, 0.368])
SHARES = np.array([0.455, 0.305, 0.240])  # of a finger: its three bones
THICK = np.array([0.98, 1.0, 0.96, 0.84])
THUMB_ROOT = np.array([0.115, 0.095, 0.035])
THUMB_BONES = np.array([0.235, 0.165, 0.150])
#          knuckle, first bone, joint, second bone, joint, pad, tip
GIRTHS = np.array([0.0520, 0.0475, 0.0480, 0.0430, 0.0420, 0.0400, 0.0280])
THUMB_GIRTHS = np.array([0.0820, 0.0700, 0.0560, 0.0500, 0.0500, 0.0500, 0.0300])
#              along, thumb, palm, radius: the fixed part of the palm
PALM = np.array(
    [
        (0.015, 0.062, 0.000, 0.062),
        (0.015, -0.062, 0.000, 0.060),
        (0.150, -0.118, 0.020, 0.066),
        (0.300, -0.128, 0.012, 0.062),
        (0.140, 0.090, 0.020, 0.066),
        (0.330, 0.118, 0.000, 0.062),
    ]
)
PHALANX = (slice(0, 3), slice(2, 5), slice(4, 7))  # which balls of a digit make each bone


@dataclass(frozen=True, slots=True)
class HandBones:
    """Digits (5, 7, 3) from index to little finger and the thumb last, their radii, and each bone's way and back.

    `ways`, `backs` and `asides` are (5, 3, 3): where a bone points, where its nail side faces, and across both. `palm`
    is (n, 4) with radii.
    """

    digits: Vector
    radii: Vector
    ways: Vector
    backs: Vector
    asides: Vector
    palm: Vector


def _turns(row: Vector) -> tuple[Vector, Vector]:
    bends = np.radians(np.cumsum(row[JOINTS].reshape(FINGERS, 3), 1))
    return np.cos(bends), np.sin(bends)


def flesh(row: Vector, *, is_male: bool, is_child: bool = False) -> HandBones:
    """The hand in the pose `row` of `handposes`."""
    return _flesh(tuple(np.round(row, 1).tolist()), is_male, is_child)


@lru_cache(maxsize=512)
def _flesh(angles: tuple[float, ...], is_male: bool, is_child: bool) -> HandBones:
    row = np.array(angles)
    cos, sin = _turns(row)
    fan = np.radians(row[FAN] * np.clip(1.0 - row[JOINTS].reshape(FINGERS, 3)[:, 0] / 120, 0.1, 1.0))
    straight = np.stack([np.cos(fan), np.sin(fan), np.zeros(FINGERS)], 1)
    out = np.array([0.0, 0.0, 1.0])
    ways = cos[..., None] * straight[:, None] + sin[..., None] * out
    backs = sin[..., None] * straight[:, None] - cos[..., None] * out
    broad = 1.10 if is_male else 1.0
    knuckles = KNUCKLES * (1, broad, 1)
    reach = LENGTHS[:, None] * SHARES * (0.90 if is_child else 1.0)
    joints = knuckles[:, None] + np.concatenate([np.zeros((FINGERS, 1, 3)), np.cumsum(ways * reach[..., None], 1)], 1)
    thick = THICK * (1.10 if is_male else 0.94) * (1.12 if is_child else 1.0)
    radii = GIRTHS * thick[:, None]
    fingers = np.stack([_balls(joints[i], ways[i], backs[i], radii[i]) for i in range(FINGERS)])
    thumb, thumb_radii, thumb_ways, thumb_backs = _thumb(row[THUMB], broad)
    thumb_radii = thumb_radii * (1.06 if is_male else 0.95)
    palm = _palm(fingers, thumb, radii, broad)
    ways, backs = np.concatenate([ways, thumb_ways[None]]), np.concatenate([backs, thumb_backs[None]])
    return HandBones(
        np.concatenate([fingers, thumb[None]]),
        np.concatenate([radii, thumb_radii[None]]),
        ways,
        backs,
        np.cross(ways, backs),
        palm,
    )


def _balls(joints: Vector, ways: Vector, backs: Vector, radii: Vector) -> Vector:
    """The balls of a digit: joints stand out a little on the back, flesh a little towards the palm."""
    first = joints[0] * 0.48 + joints[1] * 0.52 - backs[0] * radii[1] * 0.16
    second = joints[1] * 0.48 + joints[2] * 0.52 - backs[1] * radii[3] * 0.16
    pad = joints[2] * 0.42 + joints[3] * 0.58 - backs[2] * radii[5] * 0.16
    tip = joints[3] - ways[2] * radii[6] - backs[2] * radii[6] * 0.12
    return np.stack([joints[0], first, joints[1], second, joints[2], pad, tip])


def _thumb(angles: Vector, broad: float) -> tuple[Vector, Vector, Vector, Vector]:
    aside, fore, first, second, roll = np.radians(angles)
    root = THUMB_ROOT * (1, broad, 1)
    way = np.array([np.cos(aside) * np.cos(fore), np.sin(aside) * np.cos(fore), np.sin(fore)])
    inward = np.array([0.0, -np.cos(roll), np.sin(roll)])
    inward = inward - way * float(inward @ way)
    inward = inward / np.sqrt(float(inward @ inward))
    turns = np.array([0.0, first, first + second])
    ways = np.cos(turns)[:, None] * way + np.sin(turns)[:, None] * inward
    backs = np.sin(turns)[:, None] * way - np.cos(turns)[:, None] * inward
    joints = root + np.concatenate([np.zeros((1, 3)), np.cumsum(ways * THUMB_BONES[:, None], 0)])
    return _balls(joints, ways, backs, THUMB_GIRTHS), THUMB_GIRTHS, ways, backs


def _palm(fingers: Vector, thumb: Vector, radii: Vector, broad: float) -> Vector:
    """Balls whose hull is the palm: its heel, the knuckles, and the webs that follow the fingers."""
    fixed = PALM * (1, broad, 1, 1)
    knuckles = np.concatenate([fingers[:, 0], radii[:, :1] * 1.10], 1)
    between = (fingers[:-1, 0] * 0.62 + fingers[:-1, 1] * 0.38 + fingers[1:, 0] * 0.62 + fingers[1:, 1] * 0.38) / 2
    webs = np.concatenate([between, np.full((3, 1), 0.036)], 1)
    return np.concatenate([fixed, knuckles, webs])
