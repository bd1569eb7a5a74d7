"""Search the catalogue in both languages: Chinese by what it contains, English by its words.

Ranked: a name, then a synonym, then what begins so, then what contains it. One pass over a few thousand words, never
more than `MOST_FOUND` answers, never a query longer than `LONGEST_QUERY`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from projects.performance.catalogue import FAMILIES, Term, catalogue
from projects.performance.folding import count_han
from projects.performance.lexicon import normal_word

LONGEST_QUERY = 64
MOST_FOUND = 50

How = Literal["name", "synonym", "prefix", "part"]
_RANKS: tuple[How, ...] = ("name", "synonym", "prefix", "part")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9']*")


@dataclass(frozen=True, slots=True)
class Found:
    """A term a query found: in which family, by which word, and how well."""

    kind: str
    term: Term
    how: How
    words: str


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    term: Term
    names: tuple[str, ...]
    words: tuple[str, ...]
    text: str
    tokens: frozenset[str]


def search(query: str, *, kinds: Collection[str] = FAMILIES) -> list[Found]:
    """The best matching terms of these families, best first; nothing for a query without words."""
    wanted = normal_word(query[:LONGEST_QUERY].replace("_", " "))
    if not wanted:
        return []
    tokens = frozenset(_TOKEN.findall(wanted)) if not count_han(wanted) else frozenset()
    found = [
        (rank, len(words), index, Found(entry.kind, entry.term, _RANKS[rank], words))
        for index, entry in enumerate(_entries())
        if entry.kind in kinds
        for rank, words in [_place(entry, wanted, tokens)]
        if words
    ]
    found.sort(key=lambda item: item[:3])
    return [item[3] for item in found[:MOST_FOUND]]


def _place(entry: _Entry, wanted: str, tokens: frozenset[str]) -> tuple[int, str]:
    """How well an entry answers, and the word that does; an empty word when none."""
    whole = wanted in entry.text
    if not whole and not (tokens and tokens <= entry.tokens):
        return 0, ""
    if wanted in entry.names:
        return 0, wanted
    if wanted in entry.words:
        return 1, wanted
    ahead = [word for word in (*entry.names, *entry.words) if word.startswith(wanted)]
    if ahead:
        return 2, min(ahead, key=len)
    if not tokens:
        return 3, min((word for word in (*entry.names, *entry.words) if wanted in word), key=len, default="")
    holding = [word for word in (*entry.names, *entry.words) if tokens & set(_TOKEN.findall(word))]
    return (
        (3, max(holding, key=lambda word: len(tokens & set(_TOKEN.findall(word)))))
        if tokens <= entry.tokens
        else (
            0,
            "",
        )
    )


@functools.cache
def _entries() -> tuple[_Entry, ...]:
    made = []
    for kind in FAMILIES:
        rules = catalogue().ambiguous.get(kind, ())
        for term in getattr(catalogue(), kind).values():
            shared = [rule.word for rule in rules if term.id in rule.ids]
            names = tuple(map(normal_word, (term.zh, term.en, term.id.replace("_", " "))))
            words = tuple(dict.fromkeys(map(normal_word, (*term.zh_words, *term.en_words, *shared))))
            text = "\n".join((*names, *words))
            made.append(_Entry(kind, term, names, words, text, frozenset(_TOKEN.findall(text))))
    return tuple(made)
