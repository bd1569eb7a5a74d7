"""Things in no hand: where they are, how they fall, flutter and splash, and what they look like there."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from gpu_worker.engines.animatic.camera import UP, Camera, Vector
from gpu_worker.engines.animatic.raster import Brush, tube
from gpu_worker.engines.animatic.things.props import Thing, thing_of, things
from gpu_worker.engines.animatic.things.shapes import draw_thing
from gpu_worker.engines.animatic.things.stands import Stand

DATA = Path(__file__).parents[1] / "data" / "fates.json"
GRAVITY = 9.8
GOLDEN = 2.399963  # radians between one strewn piece and the next, so that no two go the same way


@dataclass(frozen=True, slots=True)
class Loose:
    """A thing in no hand: where it is (metres), how far it has turned (radians), and whether it lies flat."""

    thing: str
    at: tuple[float, float, float]
    turned: float = 0.0
    lies: bool = False
    path: tuple[tuple[float, float, float], ...] = ()  # of a lash that is stretched out


@lru_cache(maxsize=1)
def bits() -> dict[str, Thing]:
    """What things break and come apart into."""
    return {row["id"]: thing_of(row) for row in json.loads(DATA.read_text(encoding="utf-8"))["bits"]}


def seen(name: str) -> Thing:
    """A thing or a bit by its id."""
    return bits().get(name) or things()[name]


def draw_loose(brush: Brush, loose: Loose, camera: Camera) -> None:
    """A thing in no hand, where it is."""
    at = np.array(loose.at)
    if camera.depth(at) < 0.2:
        return
    if loose.path:
        rows = np.array(loose.path)
        sizes = [max(0.6, (0.012 - 0.008 * i / len(rows)) * camera.scale(row)) for i, row in enumerate(rows)]
        brush.cel(tube(camera.project(rows), sizes), (0.23, 0.15, 0.12), max(sizes) * 0.4)
        return
    thing = seen(loose.thing)
    c, s = math.cos(loose.turned), math.sin(loose.turned)
    if loose.lies:
        y, z = np.array([s, 0.0, -c]), UP
    else:
        y, z = np.array([s, c, 0.0]), np.array([0.0, 0.25 * s, 1.0])
        z = z - y * float(y @ z)
        z = z / np.linalg.norm(z)
    draw_thing(Stand(brush, camera, at, np.stack([np.cross(y, z), y, z])), thing)


def unit(vector: Vector) -> Vector:
    """The same way, one long."""
    return vector / (math.sqrt(float(vector @ vector)) + 1e-9)


def plain(row: Vector) -> tuple[float, float, float]:
    """A point that can be compared."""
    return float(row[0]), float(row[1]), float(row[2])


def foot(thing: Thing) -> float:
    """How far the grip of a thing that stands is over what it stands on, metres."""
    return -thing.low


def fluttered(thing: str, start: Vector, drift: Vector, since: float, phase: float) -> Loose:
    """A light thing on its way down, rocking from side to side."""
    lands = max(0.2, float(start[1]) / 1.5)
    late = min(since, lands)
    at = start + drift * (late / lands)
    rock = min(1.0, late / 0.25) * (1.0 if since < lands else 0.0)
    at[0] += 0.07 * rock * math.sin(late * 7 + phase)
    at[1] = max(0.012, start[1] * (1 - late / lands))
    if since >= lands:
        at[0] += 0.07 * math.sin(lands * 7 + phase)
        return Loose(thing, plain(at), phase, True)
    return Loose(thing, plain(at), phase + 1.2 * math.sin(late * 7 + phase))


def splash(bit: str, count: int, start: Vector, goal: Vector, since: float) -> list[Loose]:
    """Drops in an arc, the first before the last, bursting where they arrive."""
    found = []
    for index in range(count):
        late = since - 0.010 * (index % 6)
        if late < 0:
            continue
        turn = index * GOLDEN
        aside = np.array([0.4 * math.cos(turn), math.sin(turn), math.cos(turn)]) * (0.03 + 0.012 * (index % 4))
        share = late / 0.2
        if share < 1:
            at = start + (goal - start) * share + aside * share
            at[1] += 0.12 * share * (1 - share)
        else:
            more = late - 0.2
            at = goal + aside * (1 + more * 14) - UP * (GRAVITY / 2 * more**2) - unit(goal - start) * more * 0.5
        if at[1] > 0.02:
            found.append(Loose(bit, plain(at), turn))
    return found
