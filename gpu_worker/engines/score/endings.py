"""How a cue stops: a button on a beat, a chord left to ring, or a fade. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from gpu_worker.engines.score.harmony import final_chord
from gpu_worker.engines.score.moods import mood
from gpu_worker.engines.score.plan import Ending, LaidBar, Plan
from projects.briefs import CueBrief

_ROOM = {"button": 0.9, "ring_out": 1.7}
"""Seconds a last chord needs after it is struck."""
_FADE_SECONDS = 4.0


def choose(plan: Plan, laid: Sequence[LaidBar], brief: CueBrief) -> Ending:
    """The ending of a plan whose bars are known: on a late strong hit if there is one, else as the last mood ends."""
    section = plan.sections[-1]
    feeling = mood(section.mood)
    setting = feeling.settings[plan.style]
    chord = final_chord(setting.progressions[0][0])
    total = plan.seconds(plan.frames)
    late = [
        hit
        for hit in brief.hits
        if hit.strength >= 0.6
        and _ROOM["button"] <= total - plan.seconds(hit.frame) <= 3.5
        and plan.seconds(hit.frame) > 2
    ]
    if late:
        top = max(late, key=lambda hit: (hit.strength, hit.frame))
        return Ending("button" if feeling.ending != "ring_out" else "ring_out", top.frame, chord)
    if total < 2.5:
        return Ending("ring_out", 0, chord)
    if feeling.ending == "fade":
        return Ending("fade", max(0, plan.frames - _frames(plan, min(_FADE_SECONDS, total * 0.35))), chord)
    room = _ROOM[feeling.ending]
    starts = [bar.starts for bar in laid if bar.starts <= total - room and bar.starts > 0.5]
    start = starts[-1] if starts else max(0.0, total - max(room, total / 3))
    if total - start > 2.6 * 60 / section.bpm * section.beats_per_bar:  # bars too long: stop on a half bar instead
        start = total - 1.3 * 60 / section.bpm * section.beats_per_bar
    return Ending(feeling.ending, min(plan.frames, _frames(plan, start)), chord)


def _frames(plan: Plan, seconds: float) -> int:
    return round(seconds * plan.rate[0] / plan.rate[1])
