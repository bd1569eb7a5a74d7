"""The written lines of a script as rows: white space and Markdown dress taken off, neighbours known."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass

from projects.performance.folding import count_han, fold
from projects.screenplay.model import Language, SourceRange
from projects.screenplay.source import split_lines

ACTION_MARKERS = "△▲∆Δδ▵▴⊿▷▶►◇◆"
_RULES = frozenset("-=_*~#·.— ")
_RULE_STARTS = _RULES | frozenset("`|+")
_BULLETS = ("* ", "- ", "+ ", "• ", "● ", "○ ", "▪ ", "■ ", "□ ", "➢ ", "※ ", "◎ ")
_ESCAPED = "*_#-+.>[]()!~"
_WHITE = (
    " \t\r\n\v\f\u00a0\u2000\u2001\u2002\u2003\u2009\u200b\u200c\u200d\u2028\u2029\u2060\u3000\ufeff\x1c\x1d\x1e\x85"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One non-blank line. `start` and `end` are offsets of its body in the text; `column` counts from 1.

    `chatter` is set on what only carried the script here: the time stamps and greetings of a chat.
    """

    number: int
    column: int
    start: int
    end: int
    written: str
    folded: str
    after_blank: bool
    chatter: bool = False
    after_soft: bool = False

    @property
    def source(self) -> SourceRange:
        return SourceRange(self.number, self.column, self.start, self.end)

    @property
    def is_rule(self) -> bool:
        """Whether the line only draws a line."""
        if self.folded[0] not in _RULE_STARTS:
            return False
        bare = self.folded.strip()
        if bare.startswith(("```", "|-", "|:", "+-")):
            return not bare.strip("`|:+- ").strip("abcdefghijklmnopqrstuvwxyz")
        return not bare or (len(bare) >= 2 and not set(bare) - _RULES and "…" not in self.written)

    def part(self, first: int, last: int | None = None) -> Row:
        """The piece of this row from `first` to `last`, without white space around it."""
        folded = self.folded[first:last]
        first += len(folded) - len(folded.lstrip())
        last = first + len(self.written[first:last].strip())
        shift = len(self.written) - (self.end - self.start)  # a row whose number was cut off begins before its words
        at = self.start + first - shift
        return dataclasses.replace(
            self,
            column=self.column + first - shift,
            start=at,
            end=at + last - first,
            written=self.written[first:last],
            folded=self.folded[first:last],
        )

    def without_start(self, cut: int) -> Row:
        """This row, its source unchanged, but read from `cut` on: list numbers and time stamps are not its words."""
        cut += len(self.folded[cut:]) - len(self.folded[cut:].lstrip())
        return dataclasses.replace(self, written=self.written[cut:], folded=self.folded[cut:])

    def is_next_to(self, other: Row) -> bool:
        """Whether this row follows the other without a blank line between."""
        return self.number == other.number + 1


def read_rows(text: str) -> list[Row]:
    """The non-blank lines of a text."""
    rows: list[Row] = []
    after_blank = True
    for line in split_lines(text):
        if line.is_blank:
            after_blank = True
            continue
        first, last = _undress(line.folded, line.text)
        rows.append(
            Row(
                line.number,
                first + 1,
                line.start + first,
                line.start + last,
                line.text[first:last],
                line.folded[first:last],
                after_blank,
                after_soft=line.after_soft,
            )
        )
        after_blank = False
    return rows


def _undress(folded: str, text: str) -> tuple[int, int]:
    """Where the body of a line begins and ends, without indentation, headings marks, quotes, bullets and bold."""
    last = len(text.rstrip(_WHITE))
    first = min(len(folded) - len(folded.lstrip()), last)
    body = folded[first:last]
    if not body.strip("#>*-_=~ "):
        return len(text) - len(text.lstrip(_WHITE)), last
    while body:
        cut = 0
        emphasis = next((e for e in ("***", "**", "__", "*") if body.startswith(e) and body.endswith(e)), "")
        if body[0] in "#>":
            cut = 1
        elif emphasis and len(body) > 2 * len(emphasis) and emphasis not in body[len(emphasis) : -len(emphasis)]:
            cut = len(emphasis)
            last -= cut
        elif body.startswith(_BULLETS):
            cut = 6 if body.startswith(("- [ ] ", "- [x] ")) else 2
        elif (body[0] == "\\" and body[1:2] in _ESCAPED) or body[0] == " ":
            cut = 1
        if not cut:
            break
        first += cut
        body = folded[first:last]
    tail = text[first:last].rstrip(_WHITE)
    if tail.endswith("\\"):
        tail = tail[:-1].rstrip(_WHITE)
    if not tail:
        return len(text) - len(text.lstrip(_WHITE)), len(text.rstrip(_WHITE))
    return first, first + len(tail)


def detect_language(text: str) -> Language:
    """Chinese when Chinese characters make up a twentieth of what is written, else English."""
    sample = text[:20_000]
    letters = sum(1 for character in sample if character.isascii() and character.isalpha())
    return "zh" if count_han(sample) * 20 > letters else "en"


@functools.lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """How names are compared."""
    return " ".join(fold(name).split()).strip(" *_.·:")
