"""Cues to try the engine on: one of twenty seconds in every mood and style, and one that turns from mood to mood."""

from __future__ import annotations

from typing import Literal

from projects.briefs import CueBrief, Hit, MoodSpan, Rate, Span

FRAMES = 480


def example(mood: str, style: Literal["modern", "period"], *, effort: int = 1, seed: int = 11) -> CueBrief:
    """Twenty seconds in one mood: four cuts, two hits, one voice."""
    return CueBrief(
        cue_id=f"cue_{mood}_{style}",
        slate=f"DEMO_{mood}_{style}",
        frames=FRAMES,
        rate=Rate(24, 1),
        moods=(MoodSpan(0, FRAMES, mood, 0.75),),
        cuts=(96, 190, 288, 402),
        hits=(Hit(190, "door", 0.5), Hit(331, "reveal", 0.9)),
        spoken=(Span(208, 62),),
        style=style,
        effort=effort,
        seed=seed,
    )


def twenty_seconds(*, effort: int = 1) -> CueBrief:
    """The cue whose making is timed: tension that turns into revenge on a slap, under two voices."""
    return CueBrief(
        cue_id="cue_bench",
        slate="BENCH_MUS001",
        frames=FRAMES,
        rate=Rate(24, 1),
        moods=(MoodSpan(0, 264, "tension", 0.7), MoodSpan(264, 216, "revenge", 0.9)),
        cuts=(72, 150, 264, 350, 420),
        hits=(Hit(150, "door", 0.5), Hit(264, "slap", 1.0), Hit(420, "turn", 0.4)),
        spoken=(Span(24, 44), Span(176, 60)),
        style="modern",
        effort=effort,
        seed=7,
    )
