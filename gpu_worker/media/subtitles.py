"""Subtitles: checked against cut and font, drawn once per cue inside the lower safe area, and written as SRT files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gpu_worker.engines.base import RenderRefused
from gpu_worker.media.overlay import (
    Overlay,
    TextBlock,
    TextStyle,
    draw_text,
    drawable,
    font,
    missing_glyphs,
    overlay,
)
from projects.briefs import Rate, Subtitle

SAFE_BOTTOM = 0.86
"""Share of the height at which the last line ends; platforms cover what lies lower with their own buttons."""
SAFE_WIDTH = 0.88
SIZE_SHARE = 0.054
REBREAK_BELOW = 0.72


def check(subtitles: Sequence[Subtitle], frames: int) -> None:
    """Refuse cues that lie outside the cut, have no length or more than two lines."""
    for number, cue in enumerate(subtitles, 1):
        if not 0 <= cue.start_frame < cue.end_frame <= frames:
            span = f"{cue.start_frame} to {cue.end_frame}"
            raise RenderRefused(
                "input.subtitle_times", f"subtitle {number} runs from {span} in a cut of {frames} frames"
            )
        if len(cue.lines) > 2:
            raise RenderRefused("input.subtitle_lines", f"subtitle {number} has {len(cue.lines)} lines; two fit")


def undrawable(subtitles: Sequence[Subtitle]) -> str:
    """Characters of all cues for which the font has no glyph, known before a frame is drawn."""
    return missing_glyphs(line for cue in subtitles for line in cue.lines)


def rebreak(text: str, size: float) -> list[str]:
    """Break one long line into two of nearly equal width, at a space or after punctuation where one is near."""
    face = font(size)
    total = face.measureText(text)

    def cost(at: int) -> float:
        uneven = abs(face.measureText(text[:at].rstrip()) - total / 2) / total
        if text[at - 1] == " ":
            return uneven
        if text[at - 1] in "，。！？；：、,.!?;:…—":
            return uneven - 0.1
        inside_word = text[at - 1].isascii() and text[at - 1].isalnum() and text[at].isascii() and text[at].isalnum()
        return uneven + (1.0 if inside_word or text[at] in "，。！？；：、,.!?;:…—”’」』）" else 0.15)

    if len(text) < 4:
        return [text]
    at = min(range(1, len(text)), key=cost)
    return [text[:at].strip(), text[at:].strip()]


@lru_cache(maxsize=512)
def draw(lines: tuple[str, ...], width: int, height: int) -> TextBlock | None:
    """The cue as a strip for a frame of this size, or None when it has nothing to show.

    A character without a glyph shows as 〓. Lines too wide for the safe area are first broken anew into two, then drawn
    smaller until they fit.
    """
    shown = [line for line in (drawable(text).strip() for text in lines) if line]
    if not shown:
        return None
    base = SIZE_SHARE * min(width, height)
    room = SAFE_WIDTH * width
    widest = max(font(base).measureText(line) for line in shown)
    if widest * REBREAK_BELOW > room:
        joined = "".join(shown) if not any(line.isascii() for line in shown) else " ".join(shown)
        shown = rebreak(joined, base)
        widest = max(font(base).measureText(line) for line in shown)
    size = base * min(1.0, room / widest)
    return draw_text(shown, TextStyle(size), centre=width / 2, left=0.0, bottom=height * SAFE_BOTTOM)


class Burner:
    """Answers which strip lies over a frame; every cue is drawn and converted once, when it first comes up."""

    def __init__(self, subtitles: Sequence[Subtitle], width: int, height: int) -> None:
        self._cues = sorted(subtitles, key=lambda cue: cue.start_frame)
        self._size = (width, height)
        self._next = 0
        self._showing: tuple[int, Overlay | None] = (0, None)

    def at(self, frame: int) -> Overlay | None:
        """The strip for `frame`; frames must be asked for in order. Of cues that overlap, the later one shows."""
        while self._next < len(self._cues) and self._cues[self._next].start_frame <= frame:
            cue = self._cues[self._next]
            self._next += 1
            if cue.end_frame > frame:
                block = draw(cue.lines, *self._size)
                self._showing = (cue.end_frame, overlay(block) if block else None)
        return self._showing[1] if frame < self._showing[0] else None


def timestamp(frame: int, rate: Rate) -> str:
    """SRT time of a frame's start, to the nearest millisecond."""
    milliseconds = (2 * frame * rate.den * 1000 + rate.num) // (2 * rate.num)
    seconds, milliseconds = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},{milliseconds:03d}"


def srt(subtitles: Sequence[Subtitle], rate: Rate) -> str:
    """The cues as SubRip text, numbered in order of time; cues without visible text are left out."""
    blocks: list[str] = []
    for cue in sorted(subtitles, key=lambda cue: (cue.start_frame, cue.end_frame)):
        # an arrow in the text would read as a time line, an empty line as the end of the cue
        lines = [line.replace("-->", "→") for line in (" ".join(text.split()) for text in cue.lines) if line]
        if lines:
            times = f"{timestamp(cue.start_frame, rate)} --> {timestamp(cue.end_frame, rate)}"
            blocks.append("\n".join((str(len(blocks) + 1), times, *lines)) + "\n")
    return "\n".join(blocks)
