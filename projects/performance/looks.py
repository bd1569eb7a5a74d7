"""Hair styles, outfits and what is worn on a head, by the names writers use: the ids a look may name."""

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
class OutfitTerm:
    """An outfit: the kinds of story it belongs to, which sexes wear it unasked, what shows when it is taken off."""

    id: str
    zh: str
    en: str
    periods: frozenset[str]
    usual: frozenset[str]
    under: str
    worn_by: tuple[str, ...]
    zh_words: tuple[str, ...]
    en_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryPeriod:
    """A kind of story (palace, republic, rural) and the words of its places and of its text."""

    id: str
    places: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looks:
    """The lists, and their words ready to be found in a text; `roles` are outfits by the title that wears them."""

    hairstyles: Mapping[str, HairTerm]
    adornments: Mapping[str, AdornmentTerm]
    outfits: Mapping[str, OutfitTerm]
    story_periods: tuple[StoryPeriod, ...]
    hairs: Lexicon
    lasting: Lexicon
    clothes: Lexicon
    roles: Lexicon

    def usual_outfits(self, sex: str, period: str = "modern") -> tuple[str, ...]:
        """Outfits for somebody of whom nothing is said, in a stable order; never empty."""
        fits = [term.id for term in self.outfits.values() if sex in term.usual and period in term.periods]
        return tuple(fits) or ("modern_casual",)

    def outfit_of_role(self, name: str) -> str:
        """The outfit of whoever a name says they are (皇上, 林将军, PATIENT 2), or an empty string."""
        matches = self.roles.all(name)
        return matches[-1].id if matches else ""

    def is_of(self, outfit: str, period: str) -> bool:
        """Whether an outfit belongs to one kind of story and not to today."""
        term = self.outfits.get(outfit)
        return bool(term and period in term.periods and "modern" not in term.periods)

    def under(self, outfit: str) -> str:
        """What shows when the garment one is cast in is taken off."""
        term = self.outfits.get(outfit)
        return (term.under if term else "") or "modern_casual"

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
    clothes = [_outfit(row) for row in data["outfits"]]
    return Looks(
        hairstyles={term.id: term for term in hairs},
        adornments={term.id: term for term in worn},
        outfits={term.id: term for term in clothes},
        story_periods=tuple(
            StoryPeriod(row["id"], tuple(row["places"]), tuple(row["words"])) for row in data["story_periods"]
        ),
        hairs=Lexicon((word, term.id) for term in hairs for word in (*term.zh_words, *term.en_words)),
        lasting=Lexicon((word, term.id) for term in worn if term.lasting for word in (*term.zh_words, *term.en_words)),
        clothes=Lexicon((word, term.id) for term in clothes for word in (*term.zh_words, *term.en_words)),
        roles=Lexicon((word, term.id) for term in clothes for word in term.worn_by),
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


def _outfit(row: dict[str, Any]) -> OutfitTerm:
    return OutfitTerm(
        id=row["id"],
        zh=row["zh"],
        en=row["en"],
        periods=frozenset(row["periods"]),
        usual=frozenset(row["usual"]),
        under=row["under"],
        worn_by=tuple(row["worn_by"]),
        zh_words=tuple(row["zh_words"]),
        en_words=tuple(row["en_words"]),
    )


def _adornment(row: dict[str, Any]) -> AdornmentTerm:
    return AdornmentTerm(
        row["id"], row["zh"], row["en"], row["lasting"], tuple(row["zh_words"]), tuple(row["en_words"])
    )
