"""Sheets of hands: every pose from its palm, its back and its side, everything held, every insert, with its name."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.bodies.appearance import Notes, dress_up
from gpu_worker.engines.animatic.bodies.handposes import hand_poses
from gpu_worker.engines.animatic.bodies.hands import Hand
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.raster import Brush, Light, new_surface
from gpu_worker.engines.animatic.sheets.captions import Tile, write_tiles
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.animatic.things.grasp import draw_held
from gpu_worker.engines.animatic.things.inserts import INSERTS
from gpu_worker.engines.animatic.things.props import Thing, things

LIGHT = Light((-0.62, -0.72), (1.0, 0.99, 0.98), (0.80, 0.66, 0.70))
GROUND = (226, 219, 213, 255)
LENGTH = 0.18
Way = tuple[float, float, float]
# where fingers point and the palm faces, for a right hand
SIDES: dict[str, tuple[Way, Way]] = {
    "palm": ((0.04, 1, 0), (0.05, 0, 1)),
    "back": ((-0.04, 1, 0), (-0.05, 0, -1)),
    "side": ((0.06, 1, 0.1), (-1, 0, 0.2)),
}
HELD_AS: dict[str, tuple[Way, Way]] = {
    "sheet": ((0.1, 1, 0.1), (0.25, 0, 1)),
    "palm": ((-0.5, 0.8, 0.1), (0.2, 0, 1)),
    "tray": ((0.5, 0.1, 0.9), (0, 1, 0)),
    "hang": ((0, -1, 0.1), (1, 0, 0.1)),
    "pen": ((-0.5, -0.25, 0.8), (-0.2, -1, 0)),
    "cloth": ((0.4, -0.2, 0.7), (0, -1, 0.2)),
    "gun": ((0.9, 0.1, 0.3), (0.2, 0, -1)),
    "lift": ((0.1, -0.3, 0.9), (0, -1, 0)),
}
HELD_UP: tuple[Way, Way] = ((0.6, 0.3, 0.6), (0.7, 0, -0.7))


def frame_of(along: Way, palm: Way, sign: float = -1.0) -> Vector:
    """The frame of a hand from where its fingers point and its palm faces."""
    fingers = np.array(along) / np.linalg.norm(along)
    facing = np.array(palm) - fingers * float(np.array(palm) @ fingers)
    facing = facing / np.linalg.norm(facing)
    return np.stack([fingers, np.cross(fingers, facing) * -sign, facing])


def _lens(span: float, wide: int, tall: int, high: float = 0.0) -> Camera:
    fov = math.degrees(2 * math.atan(span / 2 / 1.3))
    return Camera(np.array([0.0, 0.10 + high, 1.3]), np.array([0.0, 0.0 + high, 0.0]), fov=fov, width=wide, height=tall)


def _hand(camera: Camera, pose: str, ways: tuple[Way, Way], at: Vector, sign: float = -1.0, *, is_male: bool) -> Hand:
    look = dress_up("sheet", MAN if is_male else WOMAN, Notes())
    frame = frame_of(*ways, sign)
    wrist = at - frame[0] * LENGTH * 0.5
    return Hand(camera, wrist, frame, LENGTH, hand_poses()[pose], skin=look.skin, is_male=is_male)


def draw_pose(pose: str, size: int, *, is_male: bool = False) -> NDArray[np.uint8]:
    """One pose from its palm, its back and its side, next to each other."""
    whole = []
    for ways in SIDES.values():
        surface, pixels = new_surface(size, round(size * 1.25))
        pixels[:] = GROUND
        camera = _lens(0.25, size, round(size * 1.25), 0.004)
        brush = Brush(surface.getCanvas(), LIGHT, max(0.8, size * 0.008))
        _hand(camera, pose, ways, np.zeros(3), is_male=is_male).draw(brush)
        whole.append(pixels.copy())
    return np.hstack(whole)


def draw_prop(thing: Thing, size: int) -> NDArray[np.uint8]:
    """A thing in a hand, or in both where it takes two."""
    surface, pixels = new_surface(size, size)
    pixels[:] = GROUND
    reach = max(thing.breadth * 1.2, (thing.height - thing.low) * 1.15, 0.13) if thing.shapes else 0.15
    camera = _lens(min(1.3, reach + 0.14), size, size, max(-0.35, min(0.30, (thing.height + thing.low) * 0.42)))
    brush = Brush(surface.getCanvas(), LIGHT, max(0.7, size * 0.006))
    along, palm = HELD_AS.get(thing.hold, HELD_UP)
    if not thing.both:
        draw_held(brush, _hand(camera, thing.pose, (along, palm), np.zeros(3), is_male=False), thing)
        return pixels
    apart = np.array([max(0.10, thing.breadth / 2), 0.0, 0.0])
    other = ((-along[0], along[1], along[2]), (-palm[0], palm[1], palm[2]))
    left = _hand(camera, thing.pose, other, apart, 1.0, is_male=False)
    draw_held(brush, _hand(camera, thing.pose, (along, palm), -apart, is_male=False), thing, left)
    left.draw(brush)
    return pixels


def write_hands(folder: Path) -> Path:
    """Every pose of a hand."""
    tiles = [Tile(draw_pose(pose, 200, is_male=index % 2 == 1), pose) for index, pose in enumerate(hand_poses())]
    return write_tiles(tiles, folder / "sheet_hands.png", across=3, title="hand poses: palm, back, side")


def write_props(folder: Path) -> Path:
    """Everything that can be held."""
    tiles = [Tile(draw_prop(thing, 220), thing.id, thing.zh[0] if thing.zh else "") for thing in things().values()]
    return write_tiles(tiles, folder / "sheet_props.png", across=9, title="props in hand")


def write_inserts(folder: Path) -> Path:
    """Every designed insert in somebody's hands, by day and by night in turn."""
    tiles = []
    for index, (name, scene) in enumerate(INSERTS.items()):
        cast = (person("a", WOMAN) if index % 2 else person("b", MAN),)
        hour = "night" if index % 3 == 2 else "day"
        brief = sample(
            framing="insert", props=(name,), cast=cast, width=360, height=640, set_id="office", time_of_day=hour
        )
        tiles.append(Tile(Shot(brief).draw(34).copy(), name, scene["zh"][0]))
    return write_tiles(tiles, folder / "sheet_inserts.png", across=6, title="inserts")


HAND_SHEETS: dict[str, Callable[[Path], Path]] = {
    "hands": write_hands,
    "props": write_props,
    "inserts": write_inserts,
}
