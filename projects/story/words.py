"""The words that change a state, read once from `words.json`: verbs, clothes, injuries, damage, times.

One pass over a clause finds every word of every family, longest first; a word of two families is a token of both.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projects.performance.catalogue import DATA, catalogue
from projects.performance.folding import fold
from projects.performance.lexicon import Lexicon
from projects.performance.looks import looks

_WORDS = Path(__file__).parent / "words.json"
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)} | {"两": 2, "几": 3, "数": 3, "多": 5, "半": 0}
_EN_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "a few": 3, "several": 3, "some": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "many": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30,
}  # fmt: skip
_ZH_UNITS = {
    "秒": "m", "分": "m", "小时": "h", "钟头": "h", "时辰": "h", "天": "d", "日": "d", "周": "w", "星期": "w",
    "礼拜": "w", "月": "mo", "年": "y", "载": "y",
}  # fmt: skip
_ZH_SPAN = re.compile(
    r"([0-9]{1,4}|[一二两三四五六七八九十百几数多半]{1,4})(?:来|多)?个?半?"
    r"(秒|分|小时|钟头|时辰|天|日|周|星期|礼拜|月|年|载)[钟种]?(?:多|半)?(?:之|以)?(后|前)"
)
_EN_SPAN = re.compile(
    r"\b([0-9]{1,4}|a few|a couple of|[a-z]{1,8})\s(?:long\s|short\s)?(second|minute|hour|day|night|week|month|year)s?"
    r"\s(later|after|afterwards|earlier|ago|before|prior)\b"
)
_EN_UNITS = {
    "second": "m",
    "minute": "m",
    "hour": "h",
    "day": "d",
    "night": "d",
    "week": "w",
    "month": "mo",
    "year": "y",
}
_BEFORE = frozenset(" ,，.。、:：·-—(（[【《\"'")
_AFTER = frozenset(" ,，.。、:：·-—)）]】》\"'…!！?？；;")
_READ_MOST = 40
_ATTRIBUTES = {"garment": "outfit", "style": "hair"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word that matters: its families with ids (`prop` -> `ring`), and where it stands."""

    senses: Mapping[str, str]
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Words:
    """Every word list of continuity, ready to ask."""

    lexicon: Lexicon
    colors: Lexicon
    default_places: Mapping[str, str]
    single_props: frozenset[str]
    choices: Mapping[str, frozenset[str]]
    gone: tuple[str, ...]
    negations: tuple[str, ...]
    meanwhile: tuple[str, ...]
    now: tuple[str, ...]
    then: tuple[str, ...]
    fixed_times: Mapping[str, str]

    def tokens(self, text: str) -> list[Token]:
        """Every word of every family in the text, in reading order."""
        return [
            Token(_senses(match.id), match.start, match.start + len(match.words), match.words)
            for match in self.lexicon.all(text)
        ]

    def denied(self, text: str, at: int) -> bool:
        """Whether what stands at `at` is said not to be so, or only seems so."""
        before = fold(text[max(0, at - 12) : at])
        return any(
            before.endswith(word) if not word.isascii() else before.rstrip().endswith((f" {word}", f" {word} a"))
            for word in self.negations
        )

    def time_in(self, text: str, *, opening: bool = False) -> tuple[str, str] | None:
        """The time a card or heading names, as (`+3d`, its words): at the start, or anywhere after a space.

        `opening` asks for a time that begins a sentence of action and is set off by a comma.
        """
        folded = fold(text[:_READ_MOST])
        for found, value in self._times(folded):
            start, end = found
            before = folded[:start].rstrip() if opening or folded[start].isascii() else folded[:start]
            begins = not before or (not opening and before[-1] in _BEFORE)
            if begins and (
                (end == len(folded) and not opening)
                or folded[end : end + 1] in _AFTER - {" "}
                or (folded[end : end + 1] == " " and not opening)
            ):
                return value, text[start:end]
        return None

    def _times(self, folded: str) -> Iterable[tuple[tuple[int, int], str]]:
        for found in _ZH_SPAN.finditer(folded):
            sign = "+" if found[3] == "后" else "-"
            yield found.span(), _span(sign, _count(found[1]), _ZH_UNITS[found[2]], half=found[1] == "半")
        for found in _EN_SPAN.finditer(folded):
            number = int(found[1]) if found[1].isdecimal() else _EN_NUMBERS.get(found[1], 0)
            if number:
                sign = "+" if found[3] in ("later", "after", "afterwards") else "-"
                yield found.span(), _span(sign, number, _EN_UNITS[found[2]])
        for word, value in self.fixed_times.items():
            at = folded.find(word)
            if at >= 0:
                yield (at, at + len(word)), value
        for words, value in ((self.now, "now"), (self.then, "-")):
            for word in words:
                at = folded.find(word)
                if at >= 0:
                    yield (at, at + len(word)), value

    def says_meanwhile(self, text: str) -> str:
        """The words at the start of a text that say no time has passed, or nothing."""
        folded = fold(text[:_READ_MOST]).lstrip()
        return next((word for word in self.meanwhile if folded.startswith(word)), "")


def _span(sign: str, number: int, unit: str, *, half: bool = False) -> str:
    if half:
        number, unit = {"y": (6, "mo"), "mo": (15, "d"), "d": (12, "h"), "h": (30, "m")}.get(unit, (1, unit))
    return f"{sign}{min(number, 9999)}{unit}"


def _count(text: str) -> int:
    """A small Chinese or decimal number: 三, 十五, 二十, 一百."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if character == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif character == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            digit = _DIGITS.get(character, 0)
    return total + digit


def _senses(joined: str) -> dict[str, str]:
    return dict(sense.split(":", 1) for sense in joined.split("|"))


@functools.cache
def words() -> Words:
    """The word lists, read once per process."""
    data = json.loads(_WORDS.read_text(encoding="utf-8"))
    titles = json.loads((DATA / "titles.json").read_text(encoding="utf-8"))
    senses: dict[str, dict[str, str]] = {}
    families: list[tuple[str, list[dict[str, Any]]]] = [
        ("accessory", data["accessories"]),
        ("hair", data["hair"]),
        ("injury", data["injuries"]),
        ("place", data["places"]),
        *data["location"].items(),
        ("garment", [{"id": t.id, "zh": t.zh_words, "en": t.en_words} for t in looks().outfits.values()]),
        ("accessory", [{"id": t.id, "zh": t.zh_words, "en": t.en_words} for t in looks().adornments.values()]),
        ("style", [{"id": t.id, "zh": t.zh_words, "en": t.en_words} for t in looks().hairstyles.values()]),
        ("prop", [{"id": t.id, "zh": t.zh_words, "en": t.en_words} for t in catalogue().props.values()]),
    ]
    families += [("verb", data["verbs"])]
    for family, rows in families:
        for row in rows:
            for word in (*row["zh"], *row["en"]):
                senses.setdefault(" ".join(fold(word).split()), {}).setdefault(family, row["id"])
    for language in ("zh", "en"):
        for word in data["hair_words"][language]:
            senses.setdefault(word, {}).setdefault("its_hair", "hair")
    claims = [(word, "|".join(f"{family}:{term}" for family, term in found.items())) for word, found in senses.items()]
    both = {
        name: (*data[name]["zh"], *data[name]["en"]) for name in ("gone_faces", "negations", "meanwhile", "now", "then")
    }
    fixed = {**data["fixed_times"]["zh"], **data["fixed_times"]["en"]}
    return Words(
        lexicon=Lexicon(claims),
        colors=Lexicon((w, r["id"]) for r in titles["colors"] for w in (*r["zh_words"], *r["en_words"])),
        default_places={row["id"]: row["at"] for row in data["injuries"]},
        single_props=frozenset(data["single_props"]),
        choices=_choices(data, families),
        gone=both["gone_faces"],
        negations=both["negations"],
        meanwhile=both["meanwhile"],
        now=tuple(sorted(both["now"], key=len, reverse=True)),
        then=tuple(sorted(both["then"], key=len, reverse=True)),
        fixed_times=dict(sorted(fixed.items(), key=lambda pair: -len(pair[0]))),
    )


def _choices(data: dict[str, Any], families: Iterable[tuple[str, list[dict[str, Any]]]]) -> dict[str, frozenset[str]]:
    """Every id an attribute can take: those the words name, and those of the catalogue."""
    ids: dict[str, set[str]] = {}
    for family, rows in families:
        ids.setdefault(_ATTRIBUTES.get(family, family), set()).update(row["id"] for row in rows)
    for attribute, named in data["choices"].items():
        ids[attribute].update(named)
    wounds = {f"{kind}_{place}" for kind in ids["injury"] for place in (*ids["place"], "body")}
    return {name: frozenset(found) for name, found in ids.items()} | {"injury": frozenset(wounds)}
