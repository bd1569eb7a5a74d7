"""A body as lofts: rings of points around head, trunk, neck, arms, hands and legs, each with its distance.

Points are pixels of the lens with their distance from the camera in metres, as (n, 3). They lie under what is drawn:
the head follows the drawn head, which cheats a little, everything else the rig itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.bodies.hands import Hand
from gpu_worker.engines.animatic.bodies.limbs import Limbs
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.heads.head import BACKS, FRONTS, LEVELS, PIVOT_Y, PROFILE, Head
from gpu_worker.engines.animatic.passes.instant import Standing
from gpu_worker.engines.animatic.passes.landmarks import BARE_BRUSH

Mesh = tuple[Vector, NDArray[np.int64]]

AROUND, AROUND_FINGER, AROUND_HEAD = 12, 6, 20
ARM = {True: (0.060, 0.050, 0.040), False: (0.046, 0.040, 0.032)}
LEG = {True: (0.092, 0.068, 0.054), False: (0.082, 0.058, 0.044)}
SOLE = 0.042
SMALL = 48.0  # pixels of a pass: of a smaller hand nobody sees how far each finger is
SKULL = LEVELS[::2]


def meshes_of(standing: Standing, camera: Camera) -> Iterator[Mesh]:
    """Points and triangles of every part of a body."""
    person, bones = standing.person, standing.moment.bones
    look, girth = person.look, person.look.figure.girth
    yield _head(person.head, camera.depth(bones.head), look.figure.head)
    s, width, front, back = look.figure.rings.T
    middle, across, deep = person.torso.frame(s)
    middle = middle + deep * ((front - back) / 2)[:, None]
    yield _loft(camera, middle, across * width[:, None], deep * ((front + back) / 2)[:, None])
    neck = 0.052 if look.is_male else 0.042
    yield _tube(camera, np.stack([bones.chest, bones.neck, bones.on_head(0.0, 0.25, -0.05)]), (neck * 1.2, neck, neck))
    limbs = Limbs(look, bones, camera, BARE_BRUSH)
    for arm in bones.arms.values():
        upper, elbow, wrist = (radius * girth for radius in ARM[look.is_male])
        joints = np.stack([arm.shoulder, (arm.shoulder + arm.elbow) / 2, arm.elbow, arm.wrist])
        yield _tube(camera, joints, (upper, (upper + elbow) / 2, elbow, wrist))
        yield from _hand(limbs.hand_of(arm), camera)
    for leg in bones.legs.values():
        thigh, knee, ankle = (radius * girth for radius in LEG[look.is_male])
        joints = np.stack([leg.hip, (leg.hip + leg.knee) / 2, leg.knee, leg.ankle])
        yield _tube(camera, joints, (thigh, (thigh + knee) / 2, knee, ankle))
        yield _tube(camera, np.stack([leg.ankle, (leg.ankle + leg.toe) / 2, leg.toe]), (SOLE * girth,) * 3)


def _head(head: Head, depth: float, metres: float) -> Mesh:
    """The head where it is drawn, its profile standing out of the face."""
    turn = np.linspace(0, 2 * math.pi, AROUND_HEAD, endpoint=False) + math.pi / 2  # the first point is the midline
    width, front = head.width_at(SKULL), np.interp(SKULL, LEVELS, FRONTS)
    back = np.interp(SKULL, LEVELS, BACKS)
    x = width[:, None] * np.cos(turn)
    z = ((front + back) / 2)[:, None] + ((front - back) / 2)[:, None] * np.sin(turn)
    z[:, 0] = np.maximum(z[:, 0], np.interp(SKULL, PROFILE[:, 0], PROFILE[:, 1]))
    where = np.stack([x, np.broadcast_to(SKULL[:, None], x.shape), z], -1).reshape(-1, 3)
    flat = head.at(where)
    ahead = (where - (0.0, PIVOT_Y, 0.0)) @ head.axes[2] * metres
    return np.column_stack([flat, depth - ahead]), _skin(len(SKULL), AROUND_HEAD)


def _hand(hand: Hand, camera: Camera) -> Iterator[Mesh]:
    places, radii = hand.places, hand.bones.radii * hand.length
    if hand.size < SMALL:
        tip = places[1:3, -1].mean(0)
        middle = places[:4, 0].mean(0)
        yield _tube(camera, np.stack([hand.wrist, middle, tip]), np.array([0.12, 0.20, 0.12]) * hand.length)
        return
    for digit in range(len(places)):
        yield _tube(camera, places[digit][::2], radii[digit][::2], AROUND_FINGER)
    roots = places[:4, 0]
    across, out = hand.frame[1] * hand.length, hand.frame[2] * hand.length
    centres = np.stack([hand.wrist, (hand.wrist + roots.mean(0)) / 2, roots.mean(0)])
    broad = np.array([0.10, 0.17, 0.17])[:, None]
    yield _loft(camera, centres, across * broad, np.broadcast_to(out * 0.065, (3, 3)), AROUND_FINGER * 2)


def _tube(camera: Camera, centres: Vector, radii: tuple[float, ...] | Vector, around: int = AROUND) -> Mesh:
    """A round limb along `centres`, closed at both ends."""
    along = np.empty_like(centres)
    along[1:-1], along[0], along[-1] = centres[2:] - centres[:-2], centres[1] - centres[0], centres[-1] - centres[-2]
    along /= np.sqrt((along * along).sum(1))[:, None] + 1e-9
    aside = _crossed(along, camera.axes[2:3])
    aside /= np.sqrt((aside * aside).sum(1))[:, None] + 1e-9
    over = _crossed(along, aside)
    thick = np.asarray(radii, float)[:, None]
    ends = along[[0, -1]] * thick[[0, -1]] * 0.8
    centres = np.vstack([centres[:1] - ends[:1], centres, centres[-1:] + ends[1:]])
    shape = np.vstack([thick[:1] * 0.3, thick, thick[-1:] * 0.3])
    pick = [0, *range(len(along)), len(along) - 1]
    return _loft(camera, centres, aside[pick] * shape, over[pick] * shape, around)


def _crossed(a: Vector, b: Vector) -> Vector:
    """The cross product of rows."""
    x, y, z = a.T
    u, v, w = b.T
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], 1)


def _loft(camera: Camera, centres: Vector, across: Vector, deep: Vector, around: int = AROUND) -> Mesh:
    turn = np.linspace(0, 2 * math.pi, around, endpoint=False)
    rings = (
        centres[:, None]
        + np.cos(turn)[None, :, None] * across[:, None]
        + np.sin(turn)[None, :, None] * np.asarray(deep)[:, None]
    )
    where = rings.reshape(-1, 3)
    depth = (where - camera.position) @ camera.axes[2]
    return np.column_stack([camera.project(where), depth]), _skin(len(centres), around)


_SKINS: dict[tuple[int, int], NDArray[np.int64]] = {}


def _skin(rings: int, around: int) -> NDArray[np.int64]:
    """The triangles between neighbouring rings."""
    if (rings, around) not in _SKINS:
        ring, turn = np.meshgrid(np.arange(rings - 1), np.arange(around), indexing="ij")
        a, b = ring * around + turn, ring * around + (turn + 1) % around
        quads = np.stack([a, b, a + around, b, b + around, a + around], -1)
        _SKINS[rings, around] = quads.reshape(-1, 3)
    return _SKINS[rings, around]
