"""The shape of a cue: its stretches of mood, the moments it must meet, where it peaks, how its energy runs. Pure."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

from gpu_worker.engines.score.grid import Anchor
from gpu_worker.engines.score.moods import FALLBACK, mood
from gpu_worker.engines.score.plan import LaidBar, Plan, PlannedHit
from projects.briefs import CueBrief, Hit, MoodSpan

SHORTEST_SECONDS = 3.0
"""A mood that lasts less is a colour of its neighbour, not a section."""

_SOUNDS = (
    (("knife", "sword", "blood", "scream", "shock", "glass", "刀", "血", "惊", "碎"), "sting"),
    (("slap", "punch", "hit", "kick", "gavel", "耳光", "打", "巴掌"), "stab"),
    (("gunshot", "explosion", "door", "fall", "crash", "thunder", "thud", "kneel", "slam", "break"), "boom"),
    (("枪", "爆炸", "门", "摔", "雷", "跪"), "boom"),
    (("reveal", "turn", "look", "secret", "真相", "揭", "转身", "出现"), "swell"),
    (("ring", "phone", "knock", "drop", "place", "电话", "敲", "放"), "pluck"),
    (("stab",), "sting"),
)
"""How what happens is struck in music, the first match first; the spotting session's words and a person's own."""

_BY_MOOD = {
    "tension": "boom",
    "suspense": "sting",
    "romance": "swell",
    "revenge": "stab",
    "sadness": "swell",
    "triumph": "stab",
    "comedy": "pluck",
    "mystery": "swell",
    "warmth": "pluck",
    "neutral": "pluck",
}
_GENTLE = frozenset({"romance", "sadness", "warmth", "neutral", "comedy"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames in one mood."""

    mood: str
    start_frame: int
    frames: int
    intensity: float


def tidied(brief: CueBrief) -> CueBrief:
    """The brief with what lies outside the cue left out, and strengths between 0 and 1."""
    hits = tuple(
        dataclasses.replace(hit, strength=round(min(1.0, max(0.0, hit.strength)), 3))
        for hit in sorted(brief.hits, key=lambda hit: (hit.frame, hit.what, hit.strength))
        if 0 <= hit.frame <= brief.frames
    )
    cuts = tuple(sorted({cut for cut in brief.cuts if 0 <= cut <= brief.frames}))
    return dataclasses.replace(brief, hits=hits, cuts=cuts)


def stretches(brief: CueBrief) -> list[Stretch]:
    """The moods as sections that follow one another without gap, each long enough to be one."""
    spans = sorted((span for span in brief.moods if span.frames > 0), key=lambda span: span.start_frame)
    spans = [span for span in spans if span.start_frame < brief.frames and span.start_frame + span.frames > 0]
    if not spans:
        spans = [MoodSpan(0, brief.frames, FALLBACK, 0.4)]
    starts = [0, *(max(0, span.start_frame) for span in spans[1:]), brief.frames]
    found = [
        Stretch(mood(span.mood).id, start, end - start, min(1.0, max(0.0, span.intensity)))
        for span, start, end in zip(spans, starts, starts[1:], strict=False)
        if end > start
    ]
    return _joined(found, brief)


def _joined(found: list[Stretch], brief: CueBrief) -> list[Stretch]:
    kept: list[Stretch] = []
    for stretch in found:
        if kept and (stretch.mood == kept[-1].mood or brief.rate.seconds(stretch.frames) < SHORTEST_SECONDS):
            kept[-1] = _join(kept[-1], stretch, kept[-1].mood)
        elif kept and brief.rate.seconds(kept[-1].frames) < SHORTEST_SECONDS:
            kept[-1] = _join(kept[-1], stretch, stretch.mood)
        else:
            kept.append(stretch)
    merged: list[Stretch] = []
    for stretch in kept:  # joining can make neighbours alike
        if merged and merged[-1].mood == stretch.mood:
            merged[-1] = _join(merged[-1], stretch, stretch.mood)
        else:
            merged.append(stretch)
    return merged


def _join(one: Stretch, other: Stretch, name: str) -> Stretch:
    frames = one.frames + other.frames
    intensity = (one.intensity * one.frames + other.intensity * other.frames) / frames
    return Stretch(name, one.start_frame, frames, intensity)


def anchors(brief: CueBrief, stretch: Stretch) -> list[Anchor]:
    """What the bars of a stretch should meet: hits by their strength, cuts at bar lines."""
    end = stretch.start_frame + stretch.frames
    found = [
        Anchor(brief.rate.seconds(hit.frame - stretch.start_frame), 0.35 + 0.65 * hit.strength)
        for hit in brief.hits
        if stretch.start_frame < hit.frame < end
    ]
    cuts = sorted({cut for cut in brief.cuts if stretch.start_frame < cut < end})
    share = 0.4 / math.sqrt(max(1, len(cuts) / 3))
    found.extend(Anchor(brief.rate.seconds(cut - stretch.start_frame), share, on_bar=True) for cut in cuts)
    return sorted(found, key=lambda anchor: (anchor.at, anchor.weight))


def merged_spans(brief: CueBrief) -> tuple[tuple[int, int], ...]:
    """The spoken spans inside the cue, those that touch made one."""
    kept: list[list[int]] = []
    for start, end in sorted((span.start_frame, span.start_frame + span.frames) for span in brief.spoken):
        first, last = max(0, start), min(brief.frames, end)
        if last <= first:
            continue
        if kept and first <= kept[-1][1]:
            kept[-1][1] = max(kept[-1][1], last)
        else:
            kept.append([first, last])
    return tuple((first, last - first) for first, last in kept)


def spoken_share(plan: Plan, starts: float, ends: float) -> float:
    """How much of a stretch of seconds is spoken over, 0..1."""
    covered = sum(
        max(0.0, min(ends, plan.seconds(first + frames)) - max(starts, plan.seconds(first)))
        for first, frames in plan.spoken
    )
    return covered / max(1e-9, ends - starts)


def strongest(hits: Sequence[Hit]) -> Hit | None:
    """The hit everything climbs to; of equally strong ones the last."""
    return max(hits, key=lambda hit: (hit.strength, hit.frame), default=None)


def climax(plan: Plan, laid: Sequence[LaidBar], brief: CueBrief) -> int:
    """The bar with the most energy: the strongest hit's, or two thirds into the most intense section."""
    top = strongest(brief.hits)
    if top is None or top.strength < 0.3:
        return _unprompted_climax(plan, laid)
    moment = plan.seconds(top.frame)
    at = 0
    for number, bar in enumerate(laid):
        # a hit within the last tenth of a bar belongs to the bar it announces
        if bar.starts - 0.1 * (bar.ends - bar.starts) <= moment:
            at = number
    return at


def _unprompted_climax(plan: Plan, laid: Sequence[LaidBar]) -> int:
    """Where nothing strikes: about two thirds into the most intense section, and not over a voice."""
    number, section = max(enumerate(plan.sections), key=lambda pair: pair[1].intensity * mood(pair[1].mood).reach)
    moment = plan.seconds(section.start_frame + section.frames * 0.66)
    length = plan.seconds(section.frames)
    own = [at for at, bar in enumerate(laid) if bar.section == number]

    def unfitness(at: int) -> float:
        bar = laid[at]
        return abs((bar.starts + bar.ends) / 2 - moment) / length + spoken_share(plan, bar.starts, bar.ends)

    return min(own, key=unfitness)


def energies(plan: Plan, laid: Sequence[LaidBar], brief: CueBrief, climax_bar: int) -> list[float]:
    """The energy of every bar: the mood's own curve, a climb to the climax, a release after it, calm under speech."""
    top = strongest(brief.hits)
    force = top.strength if top else 0.5
    curve: list[float] = []
    for number, bar in enumerate(laid):
        section = plan.sections[bar.section]
        feeling = mood(section.mood)
        start = plan.seconds(section.start_frame)
        x = ((bar.starts + bar.ends) / 2 - start) / max(1e-9, plan.seconds(section.frames))
        level = (
            feeling.reach * (0.30 + 0.70 * _intensity(brief, plan, bar, section.intensity)) * shape(feeling.shape, x)
        )
        before, after = climax_bar - number, number - climax_bar
        if before == 0:
            level = max(level, feeling.reach * (0.72 + 0.28 * force))
        elif 0 < before <= 4 and laid[climax_bar].section == bar.section:
            level *= 1 + 0.06 * (4 - before)
        elif after > 0 and bar.section == laid[climax_bar].section:
            level *= max(0.72, 0.92 - 0.07 * (after - 1))
        level *= 1 - 0.22 * min(1.0, spoken_share(plan, bar.starts, bar.ends)) * (before != 0)
        curve.append(round(min(1.0, max(0.05, level)), 2))
    return curve


def _intensity(brief: CueBrief, plan: Plan, bar: LaidBar, otherwise: float) -> float:
    middle = (bar.starts + bar.ends) / 2
    for span in brief.moods:
        if plan.seconds(span.start_frame) <= middle < plan.seconds(span.start_frame + span.frames):
            return min(1.0, max(0.0, span.intensity))
    return otherwise


def shape(name: str, x: float) -> float:
    """A mood's energy along its section, `x` from 0 to 1."""
    if name == "build":
        return 0.58 + 0.42 * x
    if name == "arch":
        return 0.62 + 0.38 * math.sin(math.pi * min(1.0, x / 0.66 if x < 0.66 else 1 - 0.75 * (x - 0.66) / 0.34) / 2)
    return 0.80 + 0.14 * math.sin(2 * math.pi * (x - 0.15))


def planned_hits(brief: CueBrief, plan: Plan) -> tuple[PlannedHit, ...]:
    """How each hit is struck and led up to."""
    found: list[PlannedHit] = []
    for hit in brief.hits:
        strength = hit.strength
        here = next(s.mood for s in reversed(plan.sections) if s.start_frame <= hit.frame)
        sound = next((sound for words, sound in _SOUNDS if any(word in hit.what for word in words)), _BY_MOOD[here])
        if here in _GENTLE and sound in ("stab", "boom", "sting") and strength < 0.75:
            sound = "swell" if strength >= 0.5 else "pluck"
        if plan.style == "period" and sound == "boom" and strength >= 0.7:
            sound = "gong"
        before = plan.seconds(hit.frame - (found[-1].frame if found else 0))
        found.append(
            PlannedHit(hit.frame, hit.what, strength, sound, _preparation(plan, hit.frame, strength, before, here))
        )
    return tuple(found)


def _preparation(plan: Plan, frame: int, strength: float, room_seconds: float, here: str) -> str:
    if strength < 0.6 or room_seconds < 1.6:
        return "none"
    seconds = plan.seconds(frame)
    if here in _GENTLE or spoken_share(plan, seconds - 1.2, seconds) > 0.2:
        return "breath"
    return "roll" if plan.style == "period" else "riser"
