"""Things that can be held: what they are called, how they are held and what they look like, as data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from gpu_worker.engines.animatic.raster import Color, rgb

DATA = Path(__file__).parents[1] / "data" / "props" / "things.json"
FALLBACK = "box"
FLAT = frozenset({"sheet", "palm"})
_GAP = re.compile(r"[\s_\-]+")
Shape = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """One thing. Shapes are in centimetres about the place where it is gripped.

    `hold` says how it lies in the hand, `pose` is the hand's; `upright` is how far the world's up outweighs the hand's;
    `both` marks what two hands carry together; `over` what is drawn before the fingers that hold it. `carry` is where
    the hand is kept while nothing else is done with it: x, y, z in arm lengths, palm and elbow in degrees.
    """

    id: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    hold: str
    pose: str
    shapes: tuple[Shape, ...]
    upright: float = 0.0
    both: bool = False
    over: bool = False
    carry: tuple[float, ...] = ()
    breadth: float = 0.10
    height: float = 0.10
    low: float = 0.0  # how far it hangs below the hand

    @property
    def is_flat(self) -> bool:
        """True for what has a front and a back."""
        return self.hold in FLAT


def _corners(shape: Shape) -> list[tuple[float, float]]:
    for key in ("plate", "rod", "line", "beads"):
        if key in shape:
            return [(float(row[0]), float(row[1])) for row in shape[key]]
    if "box" in shape:
        left, low, _, right, top, _ = shape["box"]
        return [(left, low), (right, top)]
    if "lathe" in shape:
        x = shape.get("at", (0, 0))[0]
        return [(x + side * radius, y) for y, radius in shape["lathe"] for side in (-1, 1)]
    if "drape" in shape:
        left, low, right, top = shape["drape"]
        return [(left, low), (right, top)]
    for key in ("ball", "hoop", "flower"):
        if key in shape:
            x, y, _, radius = shape[key]
            return [(x - radius, y - radius), (x + radius, y + radius)]
    return []


def thing_of(entry: dict[str, Any]) -> Thing:
    """A thing from its entry in a file."""
    spread = [corner for shape in entry["shapes"] for corner in _corners(shape)] or [(-2.0, 0.0), (2.0, 4.0)]
    wide = max(x for x, _ in spread) - min(x for x, _ in spread)
    return Thing(
        entry["id"],
        tuple(entry["zh"]),
        tuple(entry["en"]),
        entry["hold"],
        entry["pose"],
        tuple(entry["shapes"]),
        float(entry.get("upright", 0.0)),
        bool(entry.get("both", False)),
        bool(entry.get("over", False)),
        tuple(entry.get("carry", ())),
        wide / 100,
        max(0.02, max(y for _, y in spread) / 100),
        min(0.0, min(y for _, y in spread) / 100),
    )


@lru_cache(maxsize=1)
def things() -> dict[str, Thing]:
    """Everything that can be held, by id, in the order of the file."""
    entries = json.loads(DATA.read_text(encoding="utf-8"))["things"]
    return {entry["id"]: thing_of(entry) for entry in entries}


@lru_cache(maxsize=1)
def palette() -> dict[str, Color]:
    """The colours that shapes may name."""
    return {name: rgb(code) for name, code in json.loads(DATA.read_text(encoding="utf-8"))["colors"].items()}


def color_of(name: str) -> Color:
    """A named colour of the props, or `#rrggbb`."""
    return rgb(name) if name.startswith("#") else palette()[name]


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    found: dict[str, str] = {}
    for thing in things().values():
        for word in (thing.id.replace("_", " "), *thing.zh, *thing.en):
            found.setdefault(word, thing.id)
    return found


@lru_cache(maxsize=4096)
def named(prop: str) -> str:
    """The id of the thing that a word or phrase of a brief means, in Chinese or English, or nothing."""
    return find_word(prop, _words())


def find_word(text: str, words: Mapping[str, str]) -> str:
    """What the longest of `words` in a text stands for, or nothing; English words must stand alone."""
    phrase = _GAP.sub(" ", text.strip().lower())
    if phrase in words:
        return words[phrase]
    best = ""
    for word in words:
        if len(word) <= len(best):
            continue
        if word.isascii():
            if re.search(rf"\b{re.escape(word)}(e?s)?\b", phrase):
                best = word
        elif word in phrase and (len(word) > 1 or phrase.endswith(word)):
            best = word
    return words.get(best, "")


def size_of(name: str) -> tuple[float, float]:
    """How broad a thing is and how far it stands above the hand that holds it, metres."""
    thing = things().get(name, things()[FALLBACK])
    return thing.breadth, thing.height
