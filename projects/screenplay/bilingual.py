"""Scripts written in two languages, line under line or side by side: which half is spoken, which translates it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from projects.performance.folding import is_han
from projects.screenplay.model import Language
from projects.screenplay.rows import Row

_LEAST = 3


@dataclass(frozen=True, slots=True)
class Pairing:
    """The rows that translate the row before them; `inline` when both languages share a line. Empty when only one."""

    language: Language | None = None
    translations: frozenset[int] = frozenset()
    inline: bool = False

    def __bool__(self) -> bool:
        return self.language is not None


def find_pairing(rows: Sequence[Row], headers: Collection[int]) -> Pairing:
    """How a script pairs two languages, if it does: at least three pairs, and two lines of five in them."""
    pairs: dict[Language, list[int]] = {"zh": [], "en": []}
    written: dict[Language, int] = {"zh": 0, "en": 0}
    content = [i for i, row in enumerate(rows) if i not in headers and not row.is_rule and not row.chatter]
    languages = [language_of(rows[i].written) for i in content]
    at = 0
    while at < len(content):
        first, language = content[at], languages[at]
        if language and _is_sentence(rows[first]):
            written[language] += 1
        second = at + 1 < len(content) and languages[at + 1] not in (None, language)
        if language and second and _could_translate(rows[first], rows[content[at + 1]]):
            pairs[language].append(content[at + 1])
            at += 1
            written["en" if language == "zh" else "zh"] += 1
        at += 1
    primary: Language = "zh" if len(pairs["zh"]) >= len(pairs["en"]) else "en"
    other: Language = "en" if primary == "zh" else "zh"
    found = len(pairs[primary])
    if found >= _LEAST and found * 10 >= written[other] * 8 and found * 2 >= written[primary]:
        return Pairing(primary, frozenset(pairs[primary]))
    return _find_inline([rows[i] for i in content])


def _is_sentence(row: Row) -> bool:
    """Whether a row is worth translating: no bare name, no short direction."""
    return len(row.folded) > 12 or row.folded[-1] in '。!?…."'


def _could_translate(first: Row, second: Row) -> bool:
    """Whether two rows in two languages stand together and are about as long as one another says."""
    if second.number - first.number > 2 or not _is_sentence(first):
        return False
    if len(second.folded) <= 24 and first.folded[-1] == second.folded[-1]:
        return True
    han = sum(map(is_han, first.written[:400] + second.written[:400]))
    letters = sum(c.isascii() and c.isalpha() for c in first.written[:400] + second.written[:400])
    return han * 0.8 <= letters <= han * 14


def _find_inline(rows: Sequence[Row]) -> Pairing:
    spoken = [row.written[row.folded.find(":") + 1 :] for row in rows if ":" in row.folded[:40]]
    for language in ("zh", "en"):
        split = sum(1 for words in spoken if split_inline(words, language)[1])
        if split >= _LEAST and split * 2 >= len(spoken):
            return Pairing(language, frozenset(), inline=True)
    return Pairing()


def language_of(words: str) -> Language | None:
    """The language of a line: Chinese with any Chinese character, English with two letters and none."""
    letters = 0
    for character in words[:200]:
        if is_han(character):
            return "zh"
        letters += character.isascii() and character.isalpha()
    return "en" if letters >= 2 else None


def split_inline(words: str, language: Language) -> tuple[str, str]:
    """The spoken half and the translated half of `你走。(Leave now.)` or `Leave now. / 你走。`."""
    if language == "zh":
        cut = max((at for at, c in enumerate(words) if is_han(c) or c in "。！？…”」，"), default=-1) + 1
        tail = words[cut:]
        enough = sum(c.isalpha() for c in tail) >= 4 and (" " in tail.strip(" /|()（）") or tail.strip()[:1] in "(（/|")
    else:
        cut = next((at for at, c in enumerate(words) if is_han(c)), len(words))
        tail = words[cut:]
        enough = sum(map(is_han, tail)) >= 2 and sum(c.isalpha() for c in words[:cut]) >= 4
    if not cut or not enough:
        return words, ""
    return words[:cut].rstrip(" /|（(［["), tail.strip().strip("/|()（）[]").strip()
