"""The spotting session: where in a cut music begins and ends, in which mood, which moments it must meet. Pure.

A cue runs from the start of one scene to the start of the next that is long enough to bear its own; within a cue the
mood may turn at a cut. Music steps back where people speak, and meets blows, doors and revelations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from projects.briefs import Hit, MoodSpan, Rate, SoundMark, Span

SCENE_SECONDS_LEAST = 6.0
MOOD_SECONDS_LEAST = 3.0
HIT_SECONDS_APART = 0.8
STRENGTH_OF: dict[str, float] = {
    "slap": 1.0,
    "gunshot": 1.0,
    "explosion": 1.0,
    "glass_break": 0.9,
    "table_slam": 0.9,
    "door_slam": 0.85,
    "door_break": 0.85,
    "crash": 0.85,
    "punch": 0.8,
    "stab": 0.8,
    "thunder": 0.75,
    "gavel": 0.7,
    "sword_ring": 0.7,
    "thud": 0.6,
    "scream": 0.6,
}
"""Sounds that music meets, and how hard. What a person hears without being struck by it is not listed."""
REVEAL_STRENGTH = 0.7
REST_INTENSITY = 0.35
PERIOD_SETS = frozenset({"palace_hall", "consort_chamber", "palace_garden", "teahouse"})


@dataclass(frozen=True, slots=True)
class Spotted:
    """One entry of the cut as the spotting session sees it. `energy` 0..1 is the strongest feeling in the picture."""

    scene_id: str
    set_id: str
    frames: int
    mood: str
    energy: float
    is_turn: bool = False
    marks: tuple[SoundMark, ...] = ()
    spoken: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class CueWish:
    """A cue to be: from which scene on, where in the cut, and what it must do. Frames count from its own first."""

    scene_id: str
    start_frame: int
    frames: int
    moods: tuple[MoodSpan, ...]
    cuts: tuple[int, ...]
    hits: tuple[Hit, ...]
    spoken: tuple[Span, ...]
    style: Literal["modern", "period"]


def spot(entries: Sequence[Spotted], rate: Rate) -> list[CueWish]:
    """The cues of a cut, covering it from its first frame to its last."""
    if not entries:
        return []
    style: Literal["modern", "period"] = "period" if any(e.set_id in PERIOD_SETS for e in entries) else "modern"
    wishes, start = [], 0
    for group in _groups(entries, rate.frames(SCENE_SECONDS_LEAST)):
        wishes.append(_wish(group, start, rate, style))
        start += sum(entry.frames for entry in group)
    return wishes


def _groups(entries: Sequence[Spotted], least: int) -> list[list[Spotted]]:
    """Entries by scene; a scene too short to bear a cue of its own goes with the one before, or else after."""
    scenes: list[list[Spotted]] = []
    for entry in entries:
        if scenes and scenes[-1][-1].scene_id == entry.scene_id:
            scenes[-1].append(entry)
        else:
            scenes.append([entry])
    groups: list[list[Spotted]] = []
    for scene in scenes:
        is_short = sum(entry.frames for entry in scene) < least
        before_is_short = bool(groups) and sum(entry.frames for entry in groups[-1]) < least
        if groups and (is_short or before_is_short):
            groups[-1].extend(scene)
        else:
            groups.append(list(scene))
    return groups


def _wish(group: Sequence[Spotted], start: int, rate: Rate, style: Literal["modern", "period"]) -> CueWish:
    cuts: list[int] = []
    hits: list[Hit] = []
    spoken: list[Span] = []
    at = 0
    for entry in group:
        if at:
            cuts.append(at)
        if entry.is_turn:
            hits.append(Hit(at, "reveal", REVEAL_STRENGTH))
        hits.extend(
            Hit(at + mark.frame, mark.sound, STRENGTH_OF[mark.sound])
            for mark in entry.marks
            if mark.sound in STRENGTH_OF
        )
        spoken.extend(
            Span(at + span.start_frame, min(span.frames, entry.frames - span.start_frame)) for span in entry.spoken
        )
        at += entry.frames
    return CueWish(
        scene_id=group[0].scene_id,
        start_frame=start,
        frames=at,
        moods=_moods(group, rate.frames(MOOD_SECONDS_LEAST)),
        cuts=tuple(cuts),
        hits=_apart(hits, rate.frames(HIT_SECONDS_APART)),
        spoken=_joined(spoken),
        style=style,
    )


def _moods(group: Sequence[Spotted], least: int) -> tuple[MoodSpan, ...]:
    """Runs of one mood; a run too short to be heard as one joins its longer neighbour."""
    runs = _coalesced([(entry.mood, entry.frames, entry.energy) for entry in group])
    while len(runs) > 1 and (short := min(runs, key=lambda run: run[1]))[1] < least:
        at = runs.index(short)
        beside = max((near for near in (at - 1, at + 1) if 0 <= near < len(runs)), key=lambda near: runs[near][1])
        runs[at] = (runs[beside][0], short[1], short[2])
        runs = _coalesced(runs)
    spans, at = [], 0
    for mood, frames, energy in runs:
        intensity = round(min(1.0, max(REST_INTENSITY, energy)), 2)
        spans.append(MoodSpan(at, frames, mood, intensity))
        at += frames
    return tuple(spans)


def _coalesced(runs: Sequence[tuple[str, int, float]]) -> list[tuple[str, int, float]]:
    """Neighbours of one mood as one run: its frames together, its strongest energy."""
    kept: list[tuple[str, int, float]] = []
    for mood, frames, energy in runs:
        if kept and kept[-1][0] == mood:
            _, before, level = kept.pop()
            kept.append((mood, before + frames, max(energy, level)))
        else:
            kept.append((mood, frames, energy))
    return kept


def _apart(hits: Sequence[Hit], least: int) -> tuple[Hit, ...]:
    """Of hits too close to be met one by one the strongest, the earlier of equals."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.strength, hit.frame)):
        if all(abs(hit.frame - other.frame) >= least for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.frame))


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap or touch as one."""
    joined: list[Span] = []
    for span in sorted((span for span in spans if span.frames > 0), key=lambda span: span.start_frame):
        last = joined[-1] if joined else None
        if last is not None and span.start_frame <= last.start_frame + last.frames:
            end = max(last.start_frame + last.frames, span.start_frame + span.frames)
            joined[-1] = Span(last.start_frame, end - last.start_frame)
        else:
            joined.append(span)
    return tuple(joined)
