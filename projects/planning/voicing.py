"""Who sounds how: a throat by sex and age, bent by temper, and never two alike in one cast. Data in `voices.json`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from projects.briefs import Look, Voice
from projects.performance.catalogue import read_json
from projects.performance.folding import fold
from projects.screenplay.model import Language

APART = 3
"""Two of one cast may share a throat only when their pitches lie further apart than this."""

_DESCRIBES = re.compile(
    r"性格|为人|脾气|[0-9一二三四五六七八九十]\s?岁|^[(（]|\b(?:personality|temper)\b|\b[0-9]{1,2}s?\b"
)
"""What makes a sentence a description of a person; 温柔 elsewhere is how something is done once."""


@functools.cache
def _voices() -> Mapping[str, Any]:
    return read_json("voices.json")


@functools.cache
def _temper_words() -> tuple[tuple[str, str], ...]:
    rows = _voices()["tempers"]
    words = [(word, row["id"]) for row in rows for key in ("zh_words", "en_words") for word in row[key]]
    return tuple(sorted(words, key=lambda pair: -len(pair[0])))


def read_temper(words: str) -> str:
    """The temper a description names first, or nothing where the words describe no character."""
    folded = fold(words)
    if not _DESCRIBES.search(folded):
        return ""
    found = [(folded.find(word), temper) for word, temper in _temper_words() if word in folded]
    return min(found)[1] if found else ""


def temper_of_title(title: str) -> str:
    """The temper that comes with a station in life, or nothing."""
    return _voices()["title_tempers"].get(title, "")


def choose_voice(language: Language, look: Look, seed: int, taken: set[tuple[str, int]], *, temper: str = "") -> Voice:
    """A voice that nobody in `taken` could be mistaken for; the new one is added.

    The seed, made of the name, picks among the throats of this sex and age; a throat nobody has comes first.
    """
    data = _voices()
    throats = data["throats"][look.sex][look.age]
    bent = next((row for row in data["tempers"] if row["id"] == temper), {"pitch": 0, "range": 0, "rate": 0})
    variant, pitch = _free(throats, data["steps"], bent["pitch"], seed, taken)
    taken.add((variant, pitch))
    rate = data["rates"][look.age] + bent["rate"] + seed // 29 % 9 - 4
    pitch_range = data["ranges"][look.age] + bent["range"] + seed // 31 % 9 - 4
    return Voice(language=language, variant=variant, pitch=pitch, pitch_range=pitch_range, rate=rate)


def _free(
    throats: list[list[Any]], steps: Iterable[int], bend: int, seed: int, taken: set[tuple[str, int]]
) -> tuple[str, int]:
    """The first throat and pitch out of everybody's way: unused throats first, then further and further steps."""
    turned = [throats[(seed + turn) % len(throats)] for turn in range(len(throats))]
    used = {variant for variant, _ in taken}
    wishes = [(variant, own + bend) for variant, own in turned if variant not in used]
    wishes += [(variant, own + bend + step) for step in steps for variant, own in turned]
    for variant, wished in wishes:
        pitch = max(5, min(97, wished))
        if not any(variant == other and abs(pitch - at) <= APART for other, at in taken):
            return variant, pitch
    # a crowd has used up every step: somewhere on the scale no two may be equal
    variant, own = turned[0]
    free = (p for p in sorted(range(5, 98), key=lambda p: abs(p - own)) if (variant, p) not in taken)
    return variant, next(free, own)
