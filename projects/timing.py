"""How long words and shots take: the speech-rate floor, shot lengths in frames, and a first pacing lint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from projects.briefs import Rate
from projects.performance.folding import fold, is_han

_LATIN_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_DIGIT = re.compile(r"[0-9０-９]")
_PAUSES = frozenset("…—")


@dataclass(frozen=True, slots=True)
class Pace:
    """A series' tempo: speech rates, the shortest shot, and the air before, between and after lines, in seconds."""

    zh_characters_per_second: float = 4.5
    en_words_per_second: float = 2.5
    floor_seconds: float = 2.0
    lead_seconds: float = 0.25
    gap_seconds: float = 0.2
    tail_seconds: float = 0.35
    hook_seconds: float = 4.0


DEFAULT_PACE = Pace()


def spoken_seconds(text: str, language: Literal["zh", "en"] = "zh", pace: Pace = DEFAULT_PACE) -> float:
    """How long a line takes to say: Chinese by characters, English by words, each at its rate even when mixed.

    Digits count as one Chinese character each, or two to a word in English. Text without words takes no time.
    """
    han = sum(1 for character in text if is_han(character))
    words = len(_LATIN_WORD.findall(text))
    digits = len(_DIGIT.findall(text))
    if language == "zh":
        han += digits
    else:
        words += (digits + 1) // 2
    if not han and not words:
        return 0.0
    pauses = sum(
        1 for before, character in zip(f" {text}", text, strict=False) if character in _PAUSES and before not in _PAUSES
    )
    return han / pace.zh_characters_per_second + words / pace.en_words_per_second + 0.3 * pauses


def shot_frames(line_seconds: Sequence[float], action_frames: int, rate: Rate, pace: Pace = DEFAULT_PACE) -> int:
    """Frames a shot needs: its lines with air around them, its action (frames at 24 fps), never under the floor."""
    speech = 0.0
    if line_seconds:
        speech = pace.lead_seconds + sum(line_seconds) + pace.gap_seconds * (len(line_seconds) - 1) + pace.tail_seconds
    return rate.frames(max(pace.floor_seconds, speech, action_frames / 24))


class PacedShot(Protocol):
    """What the pacing lint looks at."""

    @property
    def frames(self) -> int: ...
    @property
    def framing(self) -> str: ...
    @property
    def is_turn(self) -> bool: ...
    @property
    def is_peak(self) -> bool: ...


PacingCode = Literal["hook_late", "turn_late", "peak_late", "ending_not_close", "too_short", "too_long"]


@dataclass(frozen=True, slots=True)
class PacingNote:
    """One weakness of an episode's rhythm; `at_seconds` counts from its first frame, `shot` from 0."""

    code: PacingCode
    at_seconds: float
    message_zh: str
    message_en: str
    shot: int = 0
    cure_zh: str = ""
    cure_en: str = ""


_CLOSE = frozenset({"close_up", "extreme_close_up", "insert"})
_NOTES: dict[PacingCode, tuple[str, str, str, str]] = {
    "hook_late": (
        "第一镜长 {took:.1f} 秒，钩子应在 {most:.0f} 秒内。",
        "The first shot runs {took:.1f} s; hook within {most:.0f} s.",
        "缩短第一镜，或把冲突、悬念提到最前面。",
        "Shorten the first shot, or begin with the conflict.",
    ),
    "turn_late": (
        "{since:.0f} 秒后再无转折。",
        "Nothing turns after {since:.0f} s.",
        "在这里加一个动作、揭示或反应，或删短中间的对话。",
        "Add an act, a reveal or a reaction here, or cut the talk between.",
    ),
    "peak_late": (
        "{since:.0f} 秒后 {most:.0f} 秒内没有情绪高点。",
        "No feeling peaks within {most:.0f} s after {since:.0f} s.",
        "给这里的台词加强烈的情绪（怒、哭、震惊），或加一记反应。",
        "Give a line here a strong feeling (fury, tears, shock), or add a reaction.",
    ),
    "ending_not_close": (
        "最后一镜不是特写。",
        "The last shot is not a close-up.",
        "最后一镜用特写收在一张脸或一件东西上。",
        "End close on a face or a thing.",
    ),
    "too_short": (
        "全集 {took:.0f} 秒，不足 {low:.0f} 秒。",
        "The episode runs {took:.0f} s, under {low:.0f} s.",
        "约再加 {missing:.0f} 秒的戏。",
        "Add about {missing:.0f} s.",
    ),
    "too_long": (
        "全集 {took:.0f} 秒，超过 {high:.0f} 秒。",
        "The episode runs {took:.0f} s, over {high:.0f} s.",
        "约删去 {missing:.0f} 秒的戏，或分成两集。",
        "Cut about {missing:.0f} s, or make it two episodes.",
    ),
}


def _note(code: PacingCode, at: float, shot: int, **facts: float) -> PacingNote:
    zh, en, cure_zh, cure_en = (words.format(**facts) for words in _NOTES[code])
    return PacingNote(code, round(at, 3), zh, en, shot, cure_zh, cure_en)


def lint_pacing(
    shots: Sequence[PacedShot],
    rate: Rate,
    *,
    target_seconds: tuple[float, float] = (60.0, 90.0),
    turn_seconds: float = 15.0,
    peak_seconds: float = 45.0,
    pace: Pace = DEFAULT_PACE,
) -> tuple[PacingNote, ...]:
    """What a producer would say about the rhythm: hook, turns, peaks, last shot, total. A turn changes something."""
    if not shots:
        return ()
    notes: list[PacingNote] = []
    first = rate.seconds(shots[0].frames)
    if first > pace.hook_seconds:
        notes.append(_note("hook_late", first, 0, took=first, most=pace.hook_seconds))
    at, last_turn, last_peak = 0.0, 0.0, 0.0
    for number, shot in enumerate(shots):
        if shot.is_turn:
            last_turn = at
        elif at - last_turn > turn_seconds:
            notes.append(_note("turn_late", at, number, since=last_turn))
            last_turn = at
        if shot.is_peak:
            last_peak = at
        elif at - last_peak > peak_seconds:
            notes.append(_note("peak_late", at, number, since=last_peak, most=peak_seconds))
            last_peak = at
        at += rate.seconds(shot.frames)
    end = len(shots) - 1
    if shots[-1].framing not in _CLOSE:
        notes.append(_note("ending_not_close", at, end))
    low, high = target_seconds
    if at < low:
        notes.append(_note("too_short", at, end, took=at, low=low, missing=low - at))
    elif at > high:
        notes.append(_note("too_long", at, end, took=at, high=high, missing=at - high))
    return tuple(notes)


def speech_language(text: str) -> Literal["zh", "en"]:
    """The language a line is spoken in: Chinese as soon as it holds a Chinese character."""
    return "zh" if any(is_han(character) for character in fold(text)) else "en"
