"""The tempo of a section: bars that meet the cuts, beats that meet the hits. Pure, standard library.

First every tempo of the mood's range is tried with every phase, and the one whose grid lies nearest to what the picture
does wins, weighted by how much each moment matters. Then the bars before each strong hit are hurried or held back by a
few per cent, as a conductor following a click track would, so that the beat falls on it exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

EASE = 0.07
"""The most a bar is bent from the section's tempo."""
_PHASES = 4
"""Phases tried per beat."""
_TRIED = 60
"""How many of the nearest grids are bent to the hits and compared again."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment of the section in seconds from its start; `on_bar` asks for a bar line, otherwise any beat will do."""

    at: float
    weight: float
    on_bar: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The bars found: tempo, pickup in beats, each bar's beats and push; `cost` is the mean miss of its hits in ms."""

    bpm: float
    offset_beats: float
    bars: tuple[tuple[int, float], ...]
    cost: float


def fit(length: float, anchors: Sequence[Anchor], *, bpm: tuple[float, float, float], beats: int, opens: bool) -> Grid:
    """The grid of a section of `length` seconds. Only a section that `opens` the cue may begin off its first beat."""
    slow, best, fast = bpm
    end = Anchor(length, 0.6, on_bar=True)
    wanted = [*anchors, end]
    phases = [step / _PHASES for step in range(_PHASES * beats)] if opens else [0.0]
    tried: list[tuple[float, float, float]] = []
    steps = max(1, round((fast - slow) / 0.5))
    for step in range(steps + 1):
        tempo = slow + (fast - slow) * step / steps
        beat = 60 / tempo
        strain = 45 * (tempo / best - 1) ** 2 / 0.02
        for phase in phases:
            if phase and phase * beat > length / 3:
                break
            miss = _misses(wanted, beat, phase * beat, beats)
            tried.append((miss + strain + (35 + 60 * phase / beats if phase else 0.0), tempo, phase))
    tried.sort()
    hits = [anchor for anchor in anchors if not anchor.on_bar]
    found = min(_bent(one, length, beats, hits, end) for one in tried[:_TRIED])
    _, tempo, phase, miss, bars = found
    return Grid(tempo, phase, bars, round(miss, 1))


def _bent(
    tried: tuple[float, float, float], length: float, beats: int, hits: Sequence[Anchor], end: Anchor
) -> tuple[float, float, float, float, tuple[tuple[int, float], ...]]:
    """A tempo and phase with its bars bent to the strong hits: what it then costs, and the hits' mean miss."""
    cost, exact, phase = tried
    tempo = round(exact, 2)
    beat = 60 / tempo
    lengths = _bar_lengths(length / beat - phase, beats)
    pushes = _ease(lengths, beat, phase * beat, [*(hit for hit in hits if hit.weight >= 0.5), end])
    times: list[float] = []
    for start, count, push in zip(_starts(lengths, pushes, beat, phase * beat), lengths, pushes, strict=True):
        times.extend(start + step * beat / push for step in range(count))
    misses = [1000 * min(abs(time - hit.at) for time in times) for hit in hits]
    weights = sum(hit.weight for hit in hits)
    miss = sum(hit.weight * distance for hit, distance in zip(hits, misses, strict=True)) / weights if hits else 0.0
    total = 0.4 * cost + 1.2 * miss + 500 * sum(abs(push - 1) for push in pushes) / len(pushes)
    return round(total, 6), tempo, phase, miss, tuple(zip(lengths, pushes, strict=True))


def _misses(anchors: Sequence[Anchor], beat: float, first: float, beats: int) -> float:
    """The weighted mean distance in milliseconds; a hit counts half for its beat and half for its half-bar's."""
    total = weights = 0.0
    bar = beat * beats
    for anchor in anchors:
        off = anchor.at - first
        to_beat = abs(off - round(off / beat) * beat)
        to_bar = abs(off - round(off / bar) * bar)
        distance = 0.75 * min(to_bar, beat) + 0.25 * to_beat if anchor.on_bar else 0.85 * to_beat + 0.15 * to_bar / 4
        total += anchor.weight * distance
        weights += anchor.weight
    return 1000 * total / max(weights, 1e-9)


def _bar_lengths(total: float, beats: int) -> list[int]:
    """How many beats each bar has; what is left over becomes a short bar, or lengthens the last by a beat."""
    whole = max(1, round(total)) if total > 0.5 else 1
    full, left = divmod(whole, beats)
    if not full:
        return [whole]
    if left == 1 and full:
        return [beats] * (full - 1) + [beats + 1]
    return [beats] * full + ([left] if left else [])


def _ease(lengths: Sequence[int], beat: float, first: float, targets: Sequence[Anchor]) -> list[float]:
    pushes = [1.0] * len(lengths)
    fixed = 0
    for target in sorted(targets, key=lambda anchor: anchor.at):
        starts = _starts(lengths, pushes, beat, first)
        if fixed >= len(lengths):
            break
        begun = starts[fixed]
        count = round((target.at - begun) / beat)
        if count < 1:
            continue
        until, covered = fixed, 0
        while until < len(lengths) and covered + lengths[until] < count:
            covered += lengths[until]
            until += 1
        if until >= len(lengths):
            continue
        push = count * beat / max(1e-9, target.at - begun)
        if abs(push - 1) <= EASE:
            pushes[fixed : until + 1] = [round(push, 6)] * (until + 1 - fixed)
            fixed = until + 1
    return pushes


def _starts(lengths: Sequence[int], pushes: Sequence[float], beat: float, first: float) -> list[float]:
    starts, at = [], first
    for length, push in zip(lengths, pushes, strict=True):
        starts.append(at)
        at += length * beat / push
    return starts
