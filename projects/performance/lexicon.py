"""Find catalogue words inside running text: longest word first, left to right, never two at one place.

Chinese words are found anywhere; words without a Chinese character only between word boundaries, so `cold` is not found
in `scolded`. The work grows with the length of the text times the longest word, whatever the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from projects.performance.folding import count_han, fold

_WORD = re.compile(r"[a-z0-9][a-z0-9'&-]*")
_DENIALS = "不没未别无勿"
_DENYING_WORDS = frozenset({"not", "no", "never", "without", "isn't", "doesn't", "don't", "stop"})


@dataclass(frozen=True, slots=True)
class Match:
    """One catalogue id found in a text: how sure (0..1), the words that decided it, and where they start."""

    id: str
    confidence: float
    words: str
    start: int = 0


class WordClaimedTwice(ValueError):
    """Two ids claim one word, so a writer's word would be ambiguous."""


class Lexicon:
    """The words of one family of ids; a denied word ("不怒", "not angry") is not found."""

    def __init__(self, claims: Iterable[tuple[str, str]]) -> None:
        self._ids: dict[str, str] = {}
        for word, term_id in claims:
            folded = " ".join(fold(word).split())
            if self._ids.setdefault(folded, term_id) != term_id:
                raise WordClaimedTwice(f"{word!r} is claimed by {self._ids[folded]} and by {term_id}")
        han = [word for word in self._ids if count_han(word)]
        self._han_starts = {word[0] for word in han}
        self._longest_han = max(map(len, han), default=0)
        self._most_words = max((word.count(" ") + 1 for word in self._ids if not count_han(word)), default=0)

    def __contains__(self, word: str) -> bool:
        return " ".join(fold(word).split()) in self._ids

    def exact(self, words: str) -> Match | None:
        """The id that claims exactly these words."""
        term_id = self._ids.get(" ".join(fold(words).split()))
        return Match(term_id, 1.0, words.strip()) if term_id else None

    def all(self, text: str) -> list[Match]:
        """Every word of this lexicon in the text, in reading order, without overlaps and without denied ones."""
        folded = fold(text)
        found = [*self._han(folded), *self._latin(folded)]
        found.sort(key=lambda item: item[0])
        whole = folded.strip()
        return [
            Match(term_id, _confidence(folded[start:end], whole), text[start:end], start)
            for start, end, term_id in found
        ]

    def best(self, text: str) -> Match | None:
        """The match one would stand for: surest first, then longest, then earliest."""
        return max(self.all(text), key=lambda match: (match.confidence, len(match.words), -match.start), default=None)

    def _han(self, folded: str) -> Iterable[tuple[int, int, str]]:
        at, size = 0, len(folded)
        while at < size:
            if folded[at] not in self._han_starts:
                at += 1
                continue
            for end in range(min(size, at + self._longest_han), at, -1):
                term_id = self._ids.get(folded[at:end])
                if term_id and count_han(folded[at:end]):
                    if at == 0 or folded[at - 1] not in _DENIALS:
                        yield at, end, term_id
                    at = end
                    break
            else:
                at += 1

    def _latin(self, folded: str) -> Iterable[tuple[int, int, str]]:
        tokens = [(token.start(), token.end()) for token in _WORD.finditer(folded)]
        index = 0
        while index < len(tokens):
            start = tokens[index][0]
            for last in range(min(len(tokens), index + self._most_words) - 1, index - 1, -1):
                end = tokens[last][1]
                phrase = " ".join(folded[start:end].split())
                term_id = self._ids.get(phrase)
                if term_id:
                    before = folded[slice(*tokens[index - 1])] if index else ""
                    if before not in _DENYING_WORDS:
                        yield start, end, term_id
                    index = last
                    break
            index += 1


def _confidence(words: str, whole: str) -> float:
    if words == whole:
        return 1.0
    return 0.6 if len(words) == 1 else 0.85
