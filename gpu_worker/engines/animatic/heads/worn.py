"""What is worn on a head and what happens to a face, as data: glasses, jewellery, hats, pins, masks, wounds, dirt.

Every file of `data/worn` is one thing, made of parts; `_wounds.json` draws every kind of wound at every place of a
head. The format is described in `data/worn/FORMAT.md`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.heads.hairstyles import SIDES, TemplateMalformed

FOLDER = Path(__file__).parents[1] / "data" / "worn"
KINDS = {"patch": 2, "stroke": 2, "shape": 3, "line": 3, "ball": 4, "dome": 4, "band": 2, "drop": 4, "cloth": 3}
LAYERS = ("skin", "hair")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One shape of a thing worn; what `points` hold depends on its kind."""

    kind: str
    points: Vector
    fill: str
    layer: str = "hair"
    sides: tuple[int, ...] = (1,)
    alpha: float = 1.0
    line: float = 0.8
    width: float = 0.008
    lift: float = 0.01
    corners: tuple[int, ...] = ()
    beads: int = 3
    behind: bool = False  # drawn before the body
    before: bool = False  # always drawn over the hair


@dataclass(frozen=True, slots=True, eq=False)
class Worn:
    """A thing worn; of one `slot` only one can be worn at a time, an empty slot has room for any number."""

    id: str
    parts: tuple[Part, ...]
    slot: str = ""


def _part(row: Mapping[str, Any], layer: str) -> Part:
    known = {field.name for field in fields(Part)}
    unknown = sorted(set(row) - known)
    if unknown:
        raise TemplateMalformed(f"unknown entries {', '.join(unknown)}")
    facts = dict(row)
    points = np.asarray(facts.pop("points"), float)
    if row["kind"] not in KINDS:
        raise TemplateMalformed(f"no kind {row['kind']!r}; there are {', '.join(KINDS)}")
    if points.ndim != 2 or points.shape[1] != KINDS[row["kind"]]:
        raise TemplateMalformed(f"a {row['kind']} has rows of {KINDS[row['kind']]} numbers")
    sides = SIDES[facts.pop("sides", "middle")]
    corners = tuple(facts.pop("corners", ()))
    part = Part(**{"layer": layer, **facts}, points=points, sides=sides, corners=corners)
    if part.layer not in LAYERS:
        raise TemplateMalformed(f"no layer {part.layer!r}; there are {', '.join(LAYERS)}")
    return part


def read_worn(folder: Path = FOLDER) -> dict[str, Worn]:
    """Everything of a folder by its id."""
    found: dict[str, Worn] = {}
    for path in sorted(folder.glob("[a-z]*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        try:
            parts = tuple(_part(row, data.get("layer", "hair")) for row in data["parts"])
            found[data["id"]] = Worn(data["id"], parts, data.get("slot", ""))
        except (KeyError, TypeError, ValueError) as wrong:
            raise TemplateMalformed(f"{path.name}: {wrong}") from wrong
        if data["id"] != path.stem:
            raise TemplateMalformed(f"{path.name}: its id is {data['id']!r}")
    return found


def read_wounds(path: Path = FOLDER / "_wounds.json") -> dict[str, Worn]:
    """`kind_place` -> its parts: a kind's strokes are drawn about a place's middle, sized and turned as it says."""
    data = json.loads(path.read_text(encoding="utf-8"))
    found: dict[str, Worn] = {}
    for kind, rows in data["kinds"].items():
        for place, (u, v, scale, degrees) in data["places"].items():
            c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
            turn = np.array([[c, s], [-s, c]]) * scale
            parts = tuple(_moved(_part(row, "skin"), turn, np.array([u, v])) for row in rows)
            found[f"{kind}_{place}"] = Worn(f"{kind}_{place}", parts)
    for name, rows in data["own"].items():
        found[name] = Worn(name, tuple(_part(row, "skin") for row in rows))
    return found


def _moved(part: Part, turn: Vector, to: Vector) -> Part:
    facts = {field.name: getattr(part, field.name) for field in fields(Part)}
    return Part(**{**facts, "points": part.points @ turn + to})


WORN: dict[str, Worn] = {**read_worn(), **read_wounds()}
CONDITIONS = frozenset({"wet_hair", "dishevelled_hair"})  # what hair itself answers to


def things_of(names: Sequence[str]) -> tuple[Worn, ...]:
    """What is drawn of these ids, in order; of things that share a slot the last one wins."""
    things = [WORN[name] for name in names if name in WORN]
    last = {thing.slot: thing for thing in things if thing.slot}
    return tuple(thing for thing in things if not thing.slot or last[thing.slot] is thing)
