"""Hair styles as data: every file of `data/hair` is one style, `_parts.json` holds edges that several styles share.

The format is described in `data/hair/FORMAT.md`; an illustrator adds a style without touching code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector

FOLDER = Path(__file__).parents[1] / "data" / "hair"
SIDES = {"both": (-1, 1), "left": (-1,), "right": (1,), "middle": (1,)}


class TemplateMalformed(ValueError):
    """A template's file does not follow its format; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class Lock:
    """One lock: `spine` is (n, 4) of x, y, z and half-width for the right side; it hangs loose below the chin."""

    spine: Vector
    sides: tuple[int, ...] = (-1, 1)
    tails: int = 0
    wave: float = 0.0
    crown: bool = False  # grows out of the cap and has no line of its own


@dataclass(frozen=True, slots=True)
class Fall:
    """Hair hanging loose all round the back. Lengths in head units, angles in degrees from the middle of the back."""

    length: float
    spread: float = 100.0
    count: int = 11
    width: float = 0.085
    start: float = 0.62
    flare: float = 0.0
    wave: float = 0.0
    turns: float = 2.0
    curl: float = 0.0
    tip: float = 0.22
    ragged: float = 0.07
    narrow: float = 0.0  # how far the ends are gathered towards the middle


@dataclass(frozen=True, slots=True, eq=False)
class Knot:
    """What hair is bound into. `kind` is ball, loop, tail or braid; a ball's spine is its middle with its radius."""

    kind: str
    spine: Vector
    sides: tuple[int, ...] = (1,)
    squash: float = 1.0
    band: str = ""
    band_at: float = 0.0
    tails: int = 2


@dataclass(frozen=True, slots=True, eq=False)
class Hairstyle:
    """`volume` swells the skull (top, side, back, front); strands run from `gather` to the edge of the hair."""

    id: str
    fringe: tuple[tuple[str, float, float, float], ...]
    side: Vector
    volume: tuple[float, float, float, float] = (0.08, 0.08, 0.08, 0.08)
    gather: tuple[float, float, float] = (0.0, 1.02, -0.16)
    pads: Vector | None = None
    locks: tuple[Lock, ...] = ()
    fall: Fall | None = None
    knots: tuple[Knot, ...] = ()
    shine: float = 0.9
    lines: float = 1.0
    crop: float = 0.0  # how far the skin shows through above the ears, 0..1
    covers_ears: bool = False
    bald: bool = False
    crown: float = 0.0  # bald heads: how far up the wreath of hair reaches; 0 leaves none
    wears: tuple[str, ...] = ()


def _array(rows: Any, width: int) -> Vector:
    table = np.asarray(rows, float)
    if table.ndim != 2 or table.shape[1] != width:
        raise TemplateMalformed(f"rows of {width} numbers are wanted, not {rows!r}")
    return table


def _lock(row: Mapping[str, Any], parts: Mapping[str, Any]) -> Lock:
    spine = row["spine"]
    facts = {name: row[name] for name in ("tails", "wave", "crown") if name in row}
    return Lock(_array(parts[spine] if isinstance(spine, str) else spine, 4), SIDES[row.get("sides", "both")], **facts)


def _knot(row: Mapping[str, Any]) -> Knot:
    facts = {name: row[name] for name in ("squash", "band", "band_at", "tails") if name in row}
    return Knot(row["kind"], _array(row["spine"], 4), SIDES[row.get("sides", "middle")], **facts)


def read_style(data: Mapping[str, Any], parts: Mapping[str, Any]) -> Hairstyle:
    """A style from its JSON."""
    known = {field.name for field in fields(Hairstyle)}
    unknown = sorted(set(data) - known)
    if unknown:
        raise TemplateMalformed(f"unknown entries {', '.join(unknown)}")
    volume = data.get("volume", 0.08)
    fringe = parts[data["fringe"]] if isinstance(data["fringe"], str) else data["fringe"]
    side = parts[data["side"]] if isinstance(data["side"], str) else data["side"]
    facts = {name: data[name] for name in ("shine", "lines", "crop", "covers_ears", "bald", "crown") if name in data}
    return Hairstyle(
        id=data["id"],
        fringe=tuple((str(kind), float(u), float(v), float(lift)) for kind, u, v, lift in fringe),
        side=_array(side, 3),
        volume=(volume,) * 4 if isinstance(volume, int | float) else tuple(volume),
        gather=tuple(data.get("gather", (0.0, 1.02, -0.16))),
        pads=_array(data["pads"], 4) if data.get("pads") else None,
        locks=tuple(_lock(row, parts) for row in data.get("locks", ())),
        fall=Fall(**data["fall"]) if data.get("fall") else None,
        knots=tuple(_knot(row) for row in data.get("knots", ())),
        wears=tuple(data.get("wears", ())),
        **facts,
    )


def read_styles(folder: Path = FOLDER) -> dict[str, Hairstyle]:
    """Every style of a folder by its id, in the order of the file names."""
    parts = json.loads((folder / "_parts.json").read_text(encoding="utf-8"))
    found: dict[str, Hairstyle] = {}
    for path in sorted(folder.glob("[a-z]*.json")):
        try:
            style = read_style(json.loads(path.read_text(encoding="utf-8")), parts)
        except (KeyError, TypeError, ValueError) as wrong:
            raise TemplateMalformed(f"{path.name}: {wrong}") from wrong
        if style.id != path.stem:
            raise TemplateMalformed(f"{path.name}: its id is {style.id!r}")
        found[style.id] = style
    return found


HAIRSTYLES: dict[str, Hairstyle] = read_styles()
