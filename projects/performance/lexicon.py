"""Find catalogue words inside running text: longest word first, left to right, never two at one place.

Chinese words are found anywhere; words without a Chinese character only between word boundaries, so `cold` is not found
in `scolded`. A word with a gap (扇了…一巴掌) is found around a few characters of the same clause. Whoever is meant, 她
stands for 他 and `her` for his, him, their and them. A word that means several things is declared so, with a rule that
looks at its sentence. The work grows with the length of the text, whatever the text says.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from projects.performance.folding import count_han, fold, is_han

GAP = "…"
_GAP_MOST = 8
_NEAR = 28
_WORD = re.compile(r"[a-z0-9][a-z0-9'&-]*")
_CLAUSE = re.compile(r"[，。！？；：、,.!?;:\n…]")
_SENTENCE = re.compile(r"[。！？；!?;\n]|\.\s")
_DENIALS = ("不", "没", "未", "别", "无", "勿", "没有", "毫无")
_DENYING_WORDS = frozenset({"not", "no", "never", "without", "isn't", "doesn't", "don't", "stop"})
_SOMEBODY_HAN = str.maketrans({"他": "她", "它": "她"})
_SOMEBODY = {"his": "her", "him": "her", "their": "her", "them": "her", "himself": "herself", "themselves": "herself"}


@dataclass(frozen=True, slots=True)
class Match:
    """One catalogue id found in a text: how sure (0..1), the words that decided it, and where they start."""

    id: str
    confidence: float
    words: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A word of several ids: the first condition whose words stand near it decides, else `default`."""

    word: str
    ids: tuple[str, ...]
    default: str
    when: tuple[tuple[tuple[str, ...], str], ...]

    def resolve(self, folded: str, start: int, end: int) -> str:
        """The id meant at one place of a folded text, from the words of its sentence."""
        low, high = max(0, start - _NEAR), end + _NEAR
        before = max((cut.end() for cut in _SENTENCE.finditer(folded, low, start)), default=low)
        cut = _SENTENCE.search(folded, end, min(high, len(folded)))
        near = folded[before : cut.start() if cut else high]
        tokens: set[str] | None = None
        for words, term_id in self.when:
            for word in words:
                if is_han(word[0]):
                    if word in near:
                        return term_id
                else:
                    tokens = set(_WORD.findall(near)) if tokens is None else tokens
                    if word in tokens:
                        return term_id
        return self.default


class WordClaimedTwice(ValueError):
    """Two ids claim one word, so a writer's word would be ambiguous."""


def normal_word(word: str) -> str:
    """A word as it is compared: folded, spaces single, any third person as 她 or `her`."""
    if word.isascii():
        tokens = word.lower().split()
        return " ".join(tokens if _SOMEBODY.keys().isdisjoint(tokens) else [_SOMEBODY.get(t, t) for t in tokens])
    folded = fold(word).translate(_SOMEBODY_HAN)
    return " ".join(folded.split()) if " " in folded else folded


class Lexicon:
    """The words of one family of ids; a denied word ("不怒", "not angry") is not found."""

    def __init__(self, claims: Iterable[tuple[str, str]], ambiguous: Sequence[Ambiguous] = ()) -> None:
        self._ids: dict[str, str] = {}
        self._rules = {normal_word(rule.word): rule for rule in ambiguous}
        self._gaps: dict[str, list[tuple[str, str]]] = {}
        for word, term_id in claims:
            folded = normal_word(word)
            if self._ids.setdefault(folded, term_id) != term_id or folded in self._rules or GAP in folded:
                self._claim(word, folded, term_id)
        for word, rule in self._rules.items():
            self._claim(rule.word, word, rule.default)
        lengths: dict[str, set[int]] = {}
        phrases: dict[str, set[int]] = {}
        for word in self._ids:
            if not word.isascii() and (is_han(word[0]) or count_han(word)):
                lengths.setdefault(word[0], set()).add(len(word))
            else:
                phrases.setdefault(word.partition(" ")[0], set()).add(word.count(" ") + 1)
        self._phrases = _longest_first(phrases)
        self._lengths = _longest_first(lengths)
        heads: dict[str, set[int]] = {}
        for head in self._gaps:
            heads.setdefault(head[0], set()).add(len(head))
        self._head_lengths = _longest_first(heads)

    def _claim(self, written: str, word: str, term_id: str) -> None:
        if self._ids.setdefault(word, term_id) != term_id or (
            word in self._rules and written != self._rules[word].word
        ):
            raise WordClaimedTwice(f"{written!r} is claimed by {self._ids[word]} and by {term_id}")
        if GAP in word:
            head, _, tail = word.partition(GAP)
            self._gaps.setdefault(head, []).append((tail, term_id))

    def __contains__(self, word: str) -> bool:
        return normal_word(word) in self._ids

    def exact(self, words: str) -> Match | None:
        """The id that claims exactly these words."""
        word = normal_word(words)
        term_id = self._meaning(word, word, 0, len(word))
        return Match(term_id, 1.0, words.strip()) if term_id else None

    def all(self, text: str) -> list[Match]:
        """Every word of this lexicon in the text, in reading order, without overlaps and without denied ones."""
        folded = fold(text).translate(_SOMEBODY_HAN)
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

    def _meaning(self, word: str, folded: str, start: int, end: int) -> str | None:
        rule = self._rules.get(word)
        return rule.resolve(folded, start, end) if rule else self._ids.get(word)

    def _han(self, folded: str) -> Iterable[tuple[int, int, str]]:
        at, size = 0, len(folded)
        while at < size:
            end, term_id = self._longest_at(folded, at)
            if end == at:
                at += 1
                continue
            if not folded.endswith(_DENIALS, 0, at):
                yield at, end, term_id
            at = end

    def _longest_at(self, folded: str, at: int) -> tuple[int, str]:
        """Where the longest Chinese word that begins here ends, and what it means; `at` itself when none begins."""
        end, term_id = at, ""
        for length in self._lengths.get(folded[at], ()):
            word = folded[at : at + length]
            if word in self._ids:
                end, term_id = at + len(word), self._meaning(word, folded, at, at + len(word)) or ""
                break
        for length in self._head_lengths.get(folded[at], ()):
            for tail, gap_id in self._gaps.get(folded[at : at + length], ()):
                begin = at + length
                found = folded.find(tail, begin + 1, begin + _GAP_MOST + len(tail))
                if found > 0 and found + len(tail) > end and not _CLAUSE.search(folded, begin, found):
                    end, term_id = found + len(tail), gap_id
        return end, term_id

    def _latin(self, folded: str) -> Iterable[tuple[int, int, str]]:
        spans = [(token.start(), token.end()) for token in _WORD.finditer(folded)]
        if not spans:
            return
        tokens = [_SOMEBODY.get(token, token) for start, end in spans if (token := folded[start:end])]
        index = 0
        while index < len(tokens):
            start = spans[index][0]
            step = 1
            for size in self._phrases.get(tokens[index], ()):
                phrase = " ".join(tokens[index : index + size])
                if phrase in self._ids and _stands_together(folded, spans[index : index + size]):
                    end = spans[min(index + size, len(spans)) - 1][1]
                    if not index or tokens[index - 1] not in _DENYING_WORDS:
                        yield start, end, self._meaning(phrase, folded, start, end) or ""
                    step = size
                    break
            index += step


def _longest_first(sizes: Mapping[str, set[int]]) -> dict[str, tuple[int, ...]]:
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in sizes.items()}


def _stands_together(folded: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether only spaces stand between the words of a phrase."""
    return all(folded[before[1] : after[0]].isspace() for before, after in itertools.pairwise(spans))


def _confidence(words: str, whole: str) -> float:
    if words == whole:
        return 1.0
    return 0.6 if len(words) == 1 else 0.85
