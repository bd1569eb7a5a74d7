"""The written lines of a script as rows: white space and Markdown dress taken off, neighbours known."""

from __future__ import annotations

from dataclasses import dataclass

from projects.performance.folding import count_han, fold
from projects.screenplay.model import Language, SourceRange
from projects.screenplay.source import split_lines

ACTION_MARKERS = "△▲∆Δδ▵▴⊿▷▶►◇◆"
_RULES = frozenset("-=_*~#·.— ")


@dataclass(frozen=True, slots=True)
class Row:
    """One non-blank line. `start` and `end` are offsets of its body in the text; `column` counts from 1."""

    number: int
    column: int
    start: int
    end: int
    written: str
    folded: str
    after_blank: bool

    @property
    def source(self) -> SourceRange:
        return SourceRange(self.number, self.column, self.start, self.end)

    @property
    def is_rule(self) -> bool:
        """Whether the line only draws a line."""
        return len(self.folded) >= 2 and not set(self.folded) - _RULES and "…" not in self.written

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
        first, last = _undress(line.folded)
        rows.append(
            Row(
                line.number,
                first + 1,
                line.start + first,
                line.start + last,
                line.text[first:last],
                line.folded[first:last],
                after_blank,
            )
        )
        after_blank = False
    return rows


def _undress(folded: str) -> tuple[int, int]:
    """Where the body of a line begins and ends, without indentation, headings marks, quotes, bullets and bold."""
    first, last = len(folded) - len(folded.lstrip()), len(folded.rstrip())
    body = folded[first:last]
    if not body.strip("#>*-_=~ "):
        return first, last
    while body:
        cut = 0
        if body[0] in "#>":
            cut = 1
        elif body.startswith("**") and body.endswith("**") and len(body) > 4:
            cut = 2
            last -= 2
        elif body.startswith(("* ", "- ", "• ")):
            cut = 2
        elif body[0] == " ":
            cut = 1
        if not cut:
            break
        first += cut
        body = folded[first:last].rstrip()
        last = first + len(body)
    return first, last


def detect_language(text: str) -> Language:
    """Chinese when Chinese characters make up a twentieth of what is written, else English."""
    sample = text[:20_000]
    letters = sum(1 for character in sample if character.isascii() and character.isalpha())
    return "zh" if count_han(sample) * 20 > letters else "en"


def fold_name(name: str) -> str:
    """How names are compared."""
    return " ".join(fold(name).split()).strip(" *_.·:")
