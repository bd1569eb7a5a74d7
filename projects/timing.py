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


@dataclass(frozen=True, slots=True)
class PacingNote:
    """One weakness of an episode's rhythm; `at_seconds` counts from its first frame."""

    code: Literal["hook_late", "turn_late", "ending_not_close", "too_short", "too_long"]
    at_seconds: float
    message_zh: str
    message_en: str


_CLOSE = frozenset({"close_up", "extreme_close_up", "insert"})


def lint_pacing(
    shots: Sequence[PacedShot],
    rate: Rate,
    *,
    target_seconds: tuple[float, float] = (60.0, 90.0),
    turn_seconds: float = 15.0,
    pace: Pace = DEFAULT_PACE,
) -> tuple[PacingNote, ...]:
    """What a producer would say about the rhythm: hook, turns, last shot, total. A turn changes something."""
    if not shots:
        return ()
    notes: list[PacingNote] = []
    first = rate.seconds(shots[0].frames)
    if first > pace.hook_seconds:
        notes.append(
            PacingNote(
                "hook_late",
                first,
                f"第一镜长 {first:.1f} 秒，钩子应在 4 秒内。",
                f"The first shot runs {first:.1f} s; hook within 4 s.",
            )
        )
    at, last_turn = 0.0, 0.0
    for shot in shots:
        if shot.is_turn:
            last_turn = at
        elif at - last_turn > turn_seconds:
            notes.append(
                PacingNote(
                    "turn_late", at, f"{last_turn:.0f} 秒后再无转折。", f"Nothing turns after {last_turn:.0f} s."
                )
            )
            last_turn = at
        at += rate.seconds(shot.frames)
    if shots[-1].framing not in _CLOSE:
        notes.append(PacingNote("ending_not_close", at, "最后一镜不是特写。", "The last shot is not a close-up."))
    low, high = target_seconds
    if at < low:
        notes.append(
            PacingNote(
                "too_short",
                at,
                f"全集 {at:.0f} 秒，不足 {low:.0f} 秒。",
                f"The episode runs {at:.0f} s, under {low:.0f} s.",
            )
        )
    elif at > high:
        notes.append(
            PacingNote(
                "too_long",
                at,
                f"全集 {at:.0f} 秒，超过 {high:.0f} 秒。",
                f"The episode runs {at:.0f} s, over {high:.0f} s.",
            )
        )
    return tuple(notes)


def speech_language(text: str) -> Literal["zh", "en"]:
    """The language a line is spoken in: Chinese as soon as it holds a Chinese character."""
    return "zh" if any(is_han(character) for character in fold(text)) else "en"
