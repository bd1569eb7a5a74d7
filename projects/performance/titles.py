"""What names, titles and clothes words say about a person: sex, age, dress; and which of them are extras."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass

from projects.performance.catalogue import DATA
from projects.performance.folding import count_han, fold
from projects.performance.lexicon import Lexicon
from projects.performance.looks import looks

_PARTICLES = frozenset(
    "的了着说道问喊叫写显示亮起现是在到从把被让给向往来去上下里出看听想有没不这那哪其此很都也又还就才"
)
_NEVER_LAST = frozenset("说道问喊叫写着了的是在到上下起出来去有看想听为进走坐站笑哭")
_ARTICLES = frozenset({"the", "a", "an", "he", "she", "it", "they", "we", "i", "her", "his", "their", "on", "in", "at"})
_DIMINUTIVES = "小阿老大"


@dataclass(frozen=True, slots=True)
class Title:
    """A title (护士, butler) with the sex, age, outfit and hair it suggests; empty where it says nothing."""

    id: str
    sex: str
    age: str
    outfit: str
    hair: str


@dataclass(frozen=True, slots=True)
class Titles:
    """The word lists, ready to ask."""

    titles: Mapping[str, Title]
    title_words: Mapping[str, str]
    words: Lexicon
    surnames: frozenset[str]
    compound_surnames: tuple[str, ...]
    given: Mapping[str, frozenset[str]]
    names_en: Mapping[str, frozenset[str]]
    address_suffixes: Mapping[str, str]
    extra_endings: tuple[str, ...]
    extra_beginnings: tuple[str, ...]
    outfits: Lexicon
    hairs: Lexicon
    accessories: Lexicon
    colors: Lexicon

    def title_of(self, name: str) -> Title | None:
        """The title a name ends with (沈家管家, 林奶奶) or, in English, holds (Security Guard #2)."""
        folded = fold(name).strip(" 0123456789#.")
        folded = next(
            (folded.removesuffix(e) for e in self.extra_endings if folded.endswith(e) and folded != e), folded
        )
        for size in range(min(len(folded), 5), 0, -1):
            term = self.title_words.get(folded[-size:])
            if term and (size > 1 or len(folded) > 1) and count_han(folded[-size:]):
                return self.titles[term]
        matches = [match for match in self.words.all(folded) if not count_han(match.words)]
        return self.titles[matches[-1].id] if matches else None

    def surname_of(self, name: str) -> str:
        """The family name a Chinese name begins with, or an empty string."""
        folded = fold(name)
        for compound in self.compound_surnames:
            if folded.startswith(compound):
                return compound
        return folded[0] if folded and folded[0] in self.surnames else ""

    def is_extra(self, name: str) -> bool:
        """Whether a name means anybody (老人甲, 宾客若干, GUEST 1) rather than a member of the cast."""
        folded = fold(name).strip()
        if count_han(folded):
            bare = folded.rstrip("0123456789#号 ")
            if folded != bare and self.title_of(bare):
                return True
            if (bare.endswith(self.extra_endings) and len(bare) > 1) or bare.startswith(self.extra_beginnings):
                return True
            title = self.title_of(bare)
            return bool(title and title.id == "guest")
        bare = folded.strip("0123456789#. ")
        title = self.title_of(bare)
        return bool(title and (title.id == "guest" or bare != folded))

    def looks_like_name(self, name: str, written: str) -> bool:
        """Whether an unknown word before a colon could be a person: a surname with a short given name, or a title."""
        folded = fold(name).strip()
        han = count_han(folded)
        if not folded or len(folded) > 24:
            return False
        if not han:
            words = written.split()
            if (
                len(words) > 3
                or words[0].lower() in _ARTICLES
                or not folded.replace(" ", "").replace(".", "").isalnum()
            ):
                return False
            return all(word[:1].isupper() for word in words)
        if han > 8 or folded[-1] in _NEVER_LAST:
            return False
        if self.is_extra(folded):
            return not any(c in "的了着说道问喊写" for c in folded)
        if self.title_of(folded) and not any(c in _PARTICLES for c in folded[:-1]):
            return True
        surname = self.surname_of(folded)
        if surname and len(surname) < len(folded) <= len(surname) + 2:
            return not any(c in _PARTICLES for c in folded[len(surname) :])
        return folded[0] in _DIMINUTIVES and 2 <= len(folded) <= 3 and not any(c in _PARTICLES for c in folded[1:])


@functools.cache
def titles() -> Titles:
    """The word lists, read once per process."""
    data = json.loads((DATA / "titles.json").read_text(encoding="utf-8"))
    rows = data["titles"]
    claims = [(word, row["id"]) for row in rows for word in (*row["zh_words"], *row["en_words"])]
    suffixes = {word: row["sex"] for row in data["address_suffixes"] for word in row["words"]}
    return Titles(
        titles={row["id"]: Title(row["id"], row["sex"], row["age"], row["outfit"], row["hair"]) for row in rows},
        title_words={fold(word): term for word, term in claims},
        words=Lexicon(claims),
        surnames=frozenset(data["surnames"]),
        compound_surnames=tuple(data["compound_surnames"]),
        given={"female": frozenset(data["female_given"]), "male": frozenset(data["male_given"])},
        names_en={"female": frozenset(data["female_names_en"]), "male": frozenset(data["male_names_en"])},
        address_suffixes=suffixes,
        extra_endings=tuple(data["extra_endings"]),
        extra_beginnings=tuple(data["extra_beginnings"]),
        outfits=looks().clothes,
        hairs=looks().hairs,
        accessories=looks().lasting,
        colors=_lexicon(data["colors"]),
    )


def _lexicon(rows: list[dict[str, list[str]]]) -> Lexicon:
    return Lexicon((word, str(row["id"])) for row in rows for word in (*row["zh_words"], *row["en_words"]))
