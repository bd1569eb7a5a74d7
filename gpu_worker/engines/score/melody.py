"""The tune: a germ of a few notes, repeated, moved and closed, its pitches found as the best path through the harmony.

Strong beats take chord tones, the rest the scale; small steps are cheap and leaps dear, a leap of more than a fourth is
followed by a step back, and every phrase closes on a tone of its chord. Pure, standard library.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from gpu_worker.engines.score.notes import Reading
from gpu_worker.engines.score.plan import MotifNote
from gpu_worker.engines.score.players import PLAYERS

_PHRASE_BARS = 4
_DEFAULT_MOTIF = (MotifNote(2, 0), MotifNote(1, 1), MotifNote(1, -1))


@dataclass(frozen=True, slots=True)
class Tone:
    """A note of the tune in seconds; `is_strong` on the bar's strong beats or when long; `closes` ends a phrase."""

    at: float
    seconds: float
    pitch: int
    energy: float
    is_strong: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class _Slot:
    at: float
    seconds: float
    target: float
    tones: tuple[int, ...]
    scale: tuple[int, ...]
    root: int
    energy: float
    is_strong: bool
    closes: bool


def compose(bars: Sequence[Reading], player: str, seed: int) -> list[Tone]:
    """The tune over some bars on end, in one player's range."""
    low, high = PLAYERS[player].low, PLAYERS[player].high
    centre = low + 0.42 * (high - low)
    slots: list[_Slot] = []
    for start in range(0, len(bars), _PHRASE_BARS):
        phrase = bars[start : start + _PHRASE_BARS]
        slots.extend(_phrase(phrase, start // _PHRASE_BARS, centre))
    pitches = _path(slots, low, high, random.Random(f"tune {seed} {player} {bars[0].number}")) if slots else []
    pitches = _resolved(slots, pitches, low, high)
    return [
        Tone(slot.at, slot.seconds, pitch, slot.energy, slot.is_strong, slot.closes)
        for slot, pitch in zip(slots, pitches, strict=True)
    ]


def _phrase(bars: Sequence[Reading], number: int, centre: float) -> list[_Slot]:
    """Germ, germ moved, germ turned over, close: two bars each, as far as the bars go."""
    motif = bars[0].section.motif or _DEFAULT_MOTIF
    length = sum(note.beats for note in motif)
    total = sum(bar.laid.beats for bar in bars)
    slots: list[_Slot] = []
    at, turn = 0.0, 0
    while at < total - 0.25:
        shift = (0, 1, 2, -1)[(turn + number) % 4]
        upside = -1 if turn % 4 == 2 else 1
        for index, note in enumerate(motif):
            if at >= total - 0.2:
                break
            last_of_phrase = at + note.beats >= total - 0.05 or (
                index == len(motif) - 1 and at + note.beats >= total - length / 2
            )
            beats = min(note.beats, total - at)
            where = _bar_at(bars, at)
            lift = 5.0 * (where.energy - 0.5) + 2.0 * (note.step * upside + shift)
            slots.append(_slot(bars, at, beats, centre + lift, closes=last_of_phrase))
            at += note.beats
        turn += 1
    return slots


def _bar_at(bars: Sequence[Reading], beats: float) -> Reading:
    for bar in bars:
        if beats < bar.laid.beats - 1e-6:
            return bar
        beats -= bar.laid.beats
    return bars[-1]


def _seconds_at(bars: Sequence[Reading], beats: float) -> float:
    for bar in bars:
        if beats < bar.laid.beats - 1e-6:
            return bar.laid.starts + beats * bar.laid.beat
        beats -= bar.laid.beats
    return bars[-1].laid.ends


def _slot(bars: Sequence[Reading], at: float, beats: float, target: float, *, closes: bool) -> _Slot:
    starts, ends = _seconds_at(bars, at), _seconds_at(bars, at + beats)
    bar = _bar_at(bars, at)
    harmony = bar.harmony_at(starts)
    in_bar = (starts - bar.laid.starts) / bar.laid.beat
    strong = abs(in_bar - round(in_bar)) < 0.05 and round(in_bar) % 2 == 0
    return _Slot(
        starts, max(0.05, ends - starts), target, harmony.chord.tones, harmony.scale, harmony.chord.root, bar.energy,
        strong or beats >= 1.5, closes,
    )  # fmt: skip


def _choices(slot: _Slot, low: int, high: int) -> list[tuple[int, float]]:
    """Pitches a slot may take and what each costs by itself."""
    found: list[tuple[int, float]] = []
    for pitch in range(low, high + 1):
        tone = pitch % 12
        if tone not in slot.scale:
            continue
        cost = 0.55 * abs(pitch - slot.target)
        if tone not in slot.tones:
            cost += 5.0 if slot.closes else 3.0 if slot.is_strong else 0.6
        elif slot.closes and tone != slot.root:
            cost += 0.8
        found.append((pitch, cost))
    return found


def _path(slots: Sequence[_Slot], low: int, high: int, luck: random.Random) -> list[int]:
    layers = [[(pitch, cost + 0.5 * luck.random()) for pitch, cost in _choices(slot, low, high)] for slot in slots]
    best = dict(layers[0])
    back: list[dict[int, int]] = []
    for layer in layers[1:]:
        step: dict[int, float] = {}
        origin: dict[int, int] = {}
        for pitch, own in layer:
            cost, came = min((before + _leap(pitch - then), then) for then, before in best.items())
            step[pitch], origin[pitch] = cost + own, came
        best = step
        back.append(origin)
    pitch = min(best, key=lambda candidate: (best[candidate], candidate))
    path = [pitch]
    for origin in reversed(back):
        path.append(origin[path[-1]])
    return path[::-1]


def _leap(interval: int) -> float:
    size = abs(interval)
    if size == 0:
        return 1.5
    if size in (6, 11) or size > 12:
        return 9.0
    return 0.12 * size if size <= 2 else 0.4 + 0.22 * (size - 2)


def _resolved(slots: Sequence[_Slot], pitches: list[int], low: int, high: int) -> list[int]:
    """After a leap of more than a fourth the tune steps back; what cannot step back does not leap that far."""
    line = list(pitches)
    for at in range(2, len(line)):
        leap = line[at - 1] - line[at - 2]
        if abs(leap) <= 5:
            continue
        move = line[at] - line[at - 1]
        if move * leap < 0 and abs(move) <= 4:
            continue
        way = -1 if leap > 0 else 1
        steps = [
            line[at - 1] + way * size
            for size in (1, 2, 3, 4)
            if low <= line[at - 1] + way * size <= high and (line[at - 1] + way * size) % 12 in slots[at].scale
        ]
        chordal = [pitch for pitch in steps if pitch % 12 in slots[at].tones]
        if chordal or steps:
            line[at] = (chordal if slots[at].is_strong and chordal else steps)[0]
    return line
