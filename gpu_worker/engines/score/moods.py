"""What each mood sounds like: tempo, keys, harmony, tune germs and orchestra, read from `data/moods.json`. Pure.

Whoever wants another mood or another orchestra edits the data; `check` refuses what could not be played.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gpu_worker.engines.score.plan import MotifNote, Part, PlanMalformed, check_chord
from gpu_worker.engines.score.players import PATTERNS, PLAYERS, fits

FALLBACK = "neutral"
DATA = Path(__file__).parent / "data" / "moods.json"


@dataclass(frozen=True, slots=True)
class Setting:
    """A mood in one style: keys in order of preference, mode, progressions, motifs and who plays."""

    keys: tuple[str, ...]
    mode: str
    progressions: tuple[tuple[str, ...], ...]
    motifs: tuple[tuple[MotifNote, ...], ...]
    orchestra: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood. `bpm` is slowest, best, fastest; `shape` how its energy runs; `reach` its energy at full intensity."""

    id: str
    zh: str
    en: str
    bpm: tuple[float, float, float]
    beats: int
    shape: str
    ending: str
    reach: float
    why_zh: str
    why_en: str
    settings: dict[str, Setting]


@functools.cache
def moods() -> dict[str, Mood]:
    """Every mood by id."""
    data = json.loads(DATA.read_text("utf-8"))
    return {name: _mood(name, facts) for name, facts in data["moods"].items()}


def mood(name: str) -> Mood:
    """The mood of that id, or the neutral one where there is none."""
    return moods().get(name) or moods()[FALLBACK]


def _mood(name: str, facts: dict[str, Any]) -> Mood:
    settings = {style: _setting(facts[style], f"/moods/{name}/{style}") for style in ("modern", "period")}
    slow, best, fast = facts["bpm"]
    plain = {field: facts[field] for field in ("zh", "en", "beats", "shape", "ending", "reach", "why_zh", "why_en")}
    return Mood(id=name, bpm=(slow, best, fast), settings=settings, **plain)


def _setting(facts: dict[str, Any], at: str) -> Setting:
    for number, progression in enumerate(facts["progressions"]):
        for bar, numerals in enumerate(progression):
            check_chord(numerals, facts["keys"][0], f"{at}/progressions/{number}/{bar}")
    orchestra = tuple(Part(*entry) for entry in facts["orchestra"])
    for number, part in enumerate(orchestra):
        is_known = part.player in PLAYERS and part.pattern in PATTERNS.get(part.role, ())
        if not is_known or not fits(part.player, part.role, part.pattern):
            raise PlanMalformed(f"{at}/orchestra/{number}", f"nobody plays {part.pattern} on {part.player}")
    motifs = tuple(
        tuple(MotifNote(float(beats), step) for beats, step in zip(germ["beats"], germ["steps"], strict=True))
        for germ in facts["motifs"]
    )
    return Setting(tuple(facts["keys"]), facts["mode"], tuple(map(tuple, facts["progressions"])), motifs, orchestra)
