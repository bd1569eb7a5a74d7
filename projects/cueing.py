"""Where lines sit in their shot: one after the other, a breath before, between and after. Standard library only."""

from __future__ import annotations

from collections.abc import Sequence

from projects.briefs import Rate

LEAD_SECONDS, GAP_SECONDS, TAIL_SECONDS = 0.25, 0.2, 0.35


def needed(milliseconds: Sequence[int], rate: Rate) -> int:
    """Frames a shot needs for its lines; none without lines."""
    if not milliseconds:
        return 0
    breaths = LEAD_SECONDS + GAP_SECONDS * (len(milliseconds) - 1) + TAIL_SECONDS
    return sum(rate.frames(length / 1000) for length in milliseconds) + rate.frames(breaths)


def places(milliseconds: Sequence[int], rate: Rate, frames: int) -> list[tuple[int, int]]:
    """Start and length in frames of each line in a shot of `frames` frames.

    A shot too short for its breaths loses these first; if the lines alone are longer, the last ones run past its end.
    """
    lengths = [rate.frames(length / 1000) for length in milliseconds]
    if not lengths:
        return []
    lead, gap = rate.frames(LEAD_SECONDS), rate.frames(GAP_SECONDS)
    spare = frames - sum(lengths)
    if spare < lead + gap * (len(lengths) - 1):
        share = max(0, spare) // len(lengths)
        lead, gap = min(lead, share), min(gap, share)
    starts, at = [], lead
    for length in lengths:
        starts.append(at)
        at += length + gap
    return list(zip(starts, lengths, strict=True))
