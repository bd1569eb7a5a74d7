"""Letters on a page: what a character takes, where lines break in Chinese and English, and how a line is set.

Lengths are points. The packaged face is the only one; what it cannot draw is shown as an empty box.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gpu_worker.glstub import skia
from gpu_worker.media.overlay import INVISIBLE, missing_glyphs, typeface

BOX = "□"
NEVER_FIRST = "，。！？；：、）》」』】”’…—～·,.!?;:)]}%"
NEVER_LAST = "（《「『【“‘([{"
_EAST = r"\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\uff00-\uffef"
_MARKS = "…—·“”‘’"
_PIECE = re.compile(rf"\s+|[{_EAST}{_MARKS}]|[^\s{_EAST}{_MARKS}]+")

INK, FAINT, PAPER = 0xFF16181D, 0xFF6A6F7A, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """A line as it is set: pieces with their distance from its start; `lead` is extra room above, in ems."""

    pieces: tuple[tuple[float, Span], ...]
    lead: float = 0.0


class Letters:
    """The page's letters; knows once and for all which characters the face lacks."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.missing = missing_glyphs(texts)

    def shown(self, text: str) -> str:
        """The text as it can be drawn."""
        return "".join(BOX if c in self.missing else c for c in text if c not in INVISIBLE)

    def wrap(self, spans: Sequence[Span], width: float, size: float, *, lead: float = 0.0) -> list[Set]:
        """The spans as lines of at most `width`; line breaks in the text are kept."""
        lines: list[Set] = []
        row: list[tuple[float, Span]] = []
        at = 0.0

        def end_line() -> None:
            nonlocal row, at
            lines.append(Set(_joined(row, size), lead if not lines else 0.0))
            row, at = [], 0.0

        for span in spans:
            for number, paragraph in enumerate(self.shown(span.text).split("\n")):
                if number:
                    end_line()
                for piece in _pieces(paragraph):
                    took = measure(piece.rstrip(), size)
                    if row and at + took > width:
                        end_line()
                    if not row and piece.isspace():
                        continue
                    for part in _cut(piece, width, size):
                        if row and at + measure(part.rstrip(), size) > width:
                            end_line()
                        row.append((at, Span(part, span.bold)))
                        at += measure(part, size)
        if row or not lines:
            end_line()
        return lines

    def fitted(self, text: str, width: float, size: float) -> str:
        """The text on one line, its end given up where it is too long."""
        shown = self.shown(text)
        if measure(shown, size) <= width:
            return shown
        while shown and measure(shown + "…", size) > width:
            shown = shown[:-1]
        return shown.rstrip() + "…"


def write(canvas: Any, text: str, x: float, y: float, size: float, *, color: int = INK, bold: bool = False) -> None:
    """One line of words with its base line at `y`."""
    if text.strip():
        canvas.drawString(text, x, y, _font(size, bold), skia.Paint(Color=color, AntiAlias=True))


def write_right(canvas: Any, text: str, right: float, y: float, size: float, *, color: int = INK) -> None:
    """One line of words that ends at `right`."""
    write(canvas, text, right - measure(text, size), y, size, color=color)


def write_set(canvas: Any, line: Set, x: float, y: float, size: float, *, color: int = INK) -> None:
    """A line as it was set."""
    for at, span in line.pieces:
        write(canvas, span.text, x + at, y, size, color=color, bold=span.bold)


def measure(text: str, size: float) -> float:
    """How wide the text is."""
    return sum(map(_advance, text)) * size


@lru_cache(maxsize=16384)
def _advance(character: str) -> float:
    return float(skia.Font(typeface(), 1000).measureText(character)) / 1000


@lru_cache(maxsize=64)
def _font(size: float, bold: bool) -> Any:
    font = skia.Font(typeface(), size)
    font.setEmbolden(bold)
    font.setSubpixel(True)
    font.setHinting(skia.FontHinting.kNone)
    return font


def _pieces(text: str) -> list[str]:
    """What may not be broken: a Latin word, a Chinese character, each with the marks that cling to it."""
    found: list[str] = []
    glued = False
    for piece in _PIECE.findall(text):
        if found and not piece.isspace() and (glued or all(c in NEVER_FIRST for c in piece)):
            found[-1] += piece
        elif piece.isspace() and found:
            found[-1] += piece
            glued = False
            continue
        else:
            found.append(piece)
        glued = piece[-1] in NEVER_LAST
    return found


def _cut(piece: str, width: float, size: float) -> list[str]:
    """A piece wider than a whole line, cut where it must be."""
    parts, rest = [], piece
    while measure(rest.rstrip(), size) > width and len(rest) > 1:
        keep = len(rest)
        while keep > 1 and measure(rest[:keep], size) > width:
            keep -= 1
        parts.append(rest[:keep])
        rest = rest[keep:]
    return [*parts, rest]


def _joined(row: Sequence[tuple[float, Span]], size: float) -> tuple[tuple[float, Span], ...]:
    """Neighbours in one weight as one piece: text that is copied out of a page stays whole."""
    joined: list[tuple[float, Span]] = []
    for at, span in row:
        if joined and joined[-1][1].bold == span.bold:
            before = joined[-1]
            joined[-1] = (before[0], Span(before[1].text + span.text, span.bold))
        else:
            joined.append((at, span))
    return tuple(joined)
