"""How alike two texts are, from what they share, whatever the order: 0.0 nothing, 1.0 the same words."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

Grams = frozenset[str]

_TOKEN = re.compile(r"[㐀-鿿豈-﫿]|[^\W_㐀-鿿豈-﫿]+")
_POSTINGS_MOST = 24
_CANDIDATES_MOST = 8


def tokens(text: str) -> list[str]:
    """Chinese characters and other words, folded, without punctuation."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def grams(text: str, *, singles: bool = True) -> Grams:
    """What a text is compared by: neighbouring tokens, and single ones too where texts are short."""
    found = tokens(text)
    pairs = {f"{one} {other}" for one, other in itertools.pairwise(found)}
    return frozenset(pairs.union(found) if singles or len(found) < 2 else pairs)


def likeness(one: Grams, other: Grams) -> float:
    """Dice's coefficient; two texts without any token are alike."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 1.0


def candidates(old: Sequence[Grams], new: Sequence[Grams]) -> Iterator[tuple[int, int, float]]:
    """The pairs worth a look, as (old index, new index, likeness).

    What very many old texts share tells none of them apart and is not followed, so that the work stays in proportion to
    the length of the texts, even when ten thousand lines were replaced.
    """
    postings: dict[str, list[int]] = {}
    for index, known in enumerate(old):
        for gram in known:
            postings.setdefault(gram, []).append(index)
    for index, wanted in enumerate(new):
        shared: Counter[int] = Counter()
        for gram in wanted:
            if len(found := postings.get(gram, ())) <= _POSTINGS_MOST:
                shared.update(found)
        # ties by position, so that the same versions always give the same pairs
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES_MOST]
        for before, _ in best:
            yield before, index, likeness(old[before], wanted)
