"""Hair styles and what is worn on a head, by the names writers use: the ids a look may name and an engine draws."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from projects.performance.catalogue import DATA
from projects.performance.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class HairTerm:
    """A hair style: who wears it, and whether somebody of whom nothing is said may be given it."""

    id: str
    zh: str
    en: str
    sexes: frozenset[str]
    ages: frozenset[str]
    periods: frozenset[str]
    usual: bool
    zh_words: tuple[str, ...]
    en_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdornmentTerm:
    """Something worn on the head; what is `lasting` belongs to a person's look, the rest comes and goes."""

    id: str
    zh: str
    en: str
    lasting: bool
    zh_words: tuple[str, ...]
    en_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looks:
    """Both lists, and their words ready to be found in a text."""

    hairstyles: Mapping[str, HairTerm]
    adornments: Mapping[str, AdornmentTerm]
    hairs: Lexicon
    lasting: Lexicon

    def usual_hair(self, sex: str, age: str, period: str = "modern") -> tuple[str, ...]:
        """Styles for somebody of whom nothing is said, in a stable order; never empty."""
        fits = [
            term.id
            for term in self.hairstyles.values()
            if term.usual and sex in term.sexes and age in term.ages and period in term.periods
        ]
        return tuple(fits) or (("low_bun",) if sex == "female" else ("short_neat",))


@functools.cache
def looks() -> Looks:
    """The lists, read once per process."""
    data = json.loads((DATA / "looks.json").read_text(encoding="utf-8"))
    hairs = [_hair(row) for row in data["hairstyles"]]
    worn = [_adornment(row) for row in data["adornments"]]
    return Looks(
        hairstyles={term.id: term for term in hairs},
        adornments={term.id: term for term in worn},
        hairs=Lexicon((word, term.id) for term in hairs for word in (*term.zh_words, *term.en_words)),
        lasting=Lexicon((word, term.id) for term in worn if term.lasting for word in (*term.zh_words, *term.en_words)),
    )


def _hair(row: dict[str, Any]) -> HairTerm:
    return HairTerm(
        id=row["id"],
        zh=row["zh"],
        en=row["en"],
        sexes=frozenset(row["sexes"]),
        ages=frozenset(row["ages"]),
        periods=frozenset(row["periods"]),
        usual=row["usual"],
        zh_words=tuple(row["zh_words"]),
        en_words=tuple(row["en_words"]),
    )


def _adornment(row: dict[str, Any]) -> AdornmentTerm:
    return AdornmentTerm(
        row["id"], row["zh"], row["en"], row["lasting"], tuple(row["zh_words"]), tuple(row["en_words"])
    )
