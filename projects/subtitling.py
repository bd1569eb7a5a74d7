"""Subtitles: text from the script, time from the sound.

A cue has at most two lines and stands from one to six seconds; a long line becomes several cues, broken where one would
take breath, each standing as long as its share of what is spoken. Standard library only.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from projects.briefs import Rate, Subtitle

LINE_LENGTH = {"zh": 15, "en": 32}
SLACK = 2
"""A line may run over by so much when that lets it end where one breathes."""
LINES = 2
SECONDS_LEAST, SECONDS_MOST = 1.0, 6.0

_SENTENCE_END = "。！？!?…；;."
_CLAUSE_END = "，,、：:—–"
_CLOSING = "”’」』）)》】"
_SILENT = set(" 　" + _SENTENCE_END + _CLAUSE_END + _CLOSING + "“‘「『（(《【\"'·~～-")
_DROPPED_AT_END = {"zh": "。，、；,", "en": ""}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line as it sounds on the episode's timeline, `end_frame` exclusive."""

    text: str
    start_frame: int
    end_frame: int


def subtitles(spoken: Sequence[Spoken], *, language: str, rate: Rate, frames: int) -> tuple[Subtitle, ...]:
    """The cues of an episode of `frames` frames, in order, never two at once."""
    ordered = sorted(spoken, key=lambda line: (line.start_frame, line.end_frame))
    raw = [cue for line in ordered for cue in _cues(line, language, rate)]
    least = rate.frames(SECONDS_LEAST)
    cues: list[Subtitle] = []
    for index, (start, end, text) in enumerate(raw):
        begin = max(start, cues[-1].end_frame if cues else 0)
        free_until = raw[index + 1][0] if index + 1 < len(raw) else frames
        # a word of half a second stands a little longer than it sounds, if nothing follows at once
        finish = min(frames, max(end, min(begin + least, free_until)))
        if finish > begin:
            cues.append(Subtitle(begin, finish, _lines(text, language)))
    return tuple(cues)


def _cues(line: Spoken, language: str, rate: Rate) -> list[tuple[int, int, str]]:
    text = " ".join(line.text.split())
    frames = line.end_frame - line.start_frame
    if not text or frames <= 0:
        return []
    pieces = _pieces(text, LINES * LINE_LENGTH[language], language)
    while len(pieces) > 1 and frames / len(pieces) < rate.frames(SECONDS_LEAST) and _joinable(pieces, language):
        pieces = _joined(pieces, language)
    while frames / len(pieces) > rate.frames(SECONDS_MOST):
        longest = max(range(len(pieces)), key=lambda i: _weight(pieces[i]))
        halves = _split(pieces[longest], max(1, len(pieces[longest]) // 2 + 1), language)
        if len(halves) < 2:
            break
        pieces[longest : longest + 1] = halves
    total = sum(_weight(piece) for piece in pieces)
    cues, spoken = [], 0
    for piece in pieces:
        start = line.start_frame + frames * spoken // total
        spoken += _weight(piece)
        cues.append((start, line.start_frame + frames * spoken // total, piece))
    return cues


def _weight(text: str) -> int:
    """How much of it is spoken; what is silent weighs next to nothing, but never nothing at all."""
    return max(1, sum(1 for character in text if character not in _SILENT))


def _pieces(text: str, most: int, language: str) -> list[str]:
    """The text in pieces of at most `most` characters, as few as possible, broken at the best places."""
    if len(text) <= most:
        return [text]
    count = -(-len(text) // most)
    head, *rest = _split(text, min(most, -(-len(text) // count) + most // 4), language)
    return [head, *(piece for part in rest for piece in _pieces(part, most, language))]


def _split(text: str, most: int, language: str) -> list[str]:
    """Two parts, the first at most `most` characters: after a sentence, else a clause, else a word, else anywhere."""
    if len(text) <= 1:
        return [text]
    most = min(most, len(text) - 1)
    for marks in (_SENTENCE_END, _CLAUSE_END, " "):
        at = max((end for end in _ends(text, marks) if end <= most), default=0)
        if at >= most // 3 and at > 0:
            return _two(text, at)
    at = most
    while at > 1 and text[at] in _SENTENCE_END + _CLAUSE_END + _CLOSING:
        at -= 1
    return _two(text, at)


def _ends(text: str, marks: str) -> list[int]:
    """Positions after a run of marks and the closing quotes that belong to it; a point inside a number is none."""
    ends = []
    for index, character in enumerate(text):
        if character not in marks:
            continue
        if character in ".,:" and index + 1 < len(text) and text[index + 1].isalnum():
            continue
        end = index + 1
        while end < len(text) and text[end] in marks + _SENTENCE_END + _CLOSING:
            end += 1
        ends.append(end)
    return ends


def _two(text: str, at: int) -> list[str]:
    return [part for part in (text[:at].strip(), text[at:].strip()) if part]


def _joinable(pieces: list[str], language: str) -> bool:
    return any(len(a) + len(b) + 1 <= LINES * LINE_LENGTH[language] for a, b in itertools.pairwise(pieces))


def _joined(pieces: list[str], language: str) -> list[str]:
    space = " " if language == "en" else ""
    pairs = range(len(pieces) - 1)
    at = min(pairs, key=lambda i: len(pieces[i]) + len(pieces[i + 1]))
    return [*pieces[:at], pieces[at] + space + pieces[at + 1], *pieces[at + 2 :]]


def _lines(text: str, language: str) -> tuple[str, ...]:
    """One line, or two of about equal length broken at the best place near the middle."""
    text = text.rstrip(_DROPPED_AT_END[language]) or text
    most = LINE_LENGTH[language]
    if len(text) <= most:
        return (text,)
    middle = len(text) / 2
    candidates = [
        (abs(end - middle) + penalty, end)
        for marks, penalty in ((_SENTENCE_END, 0.0), (_CLAUSE_END, 0.5), (" ", 1.5))
        for end in _ends(text, marks)
        if 0 < end < len(text) and end <= most + SLACK and len(text) - end <= most + SLACK
    ]
    at = min(candidates)[1] if candidates else len(text) - len(text) // 2
    while at > 1 and at < len(text) and text[at] in _SENTENCE_END + _CLAUSE_END + _CLOSING and at < most:
        at += 1
    return tuple(_two(text, at))
