"""Where lines sit in their shot: one after the other, a breath before, between and after. Standard library only."""

from __future__ import annotations

from collections.abc import Sequence

from projects.briefs import Rate

LEAD_SECONDS, GAP_SECONDS, TAIL_SECONDS = 0.25, 0.2, 0.35


def places(
    milliseconds: Sequence[int],
    rate: Rate,
    frames: int,
    *,
    lead_seconds: float = LEAD_SECONDS,
    gap_seconds: float = GAP_SECONDS,
    tail_seconds: float = TAIL_SECONDS,
) -> list[tuple[int, int]]:
    """Start and length in frames of each line in a shot of `frames` frames.

    A shot too short for its breaths loses these first; if the lines alone are longer, the last ones run past its end.
    """
    lengths = [rate.frames(length / 1000) for length in milliseconds]
    if not lengths:
        return []
    lead, gap, tail = (rate.frames(seconds) for seconds in (lead_seconds, gap_seconds, tail_seconds))
    spare = max(0, frames - sum(lengths))
    wanted = lead + gap * (len(lengths) - 1) + tail
    if spare < wanted:
        lead, gap = lead * spare // wanted, gap * spare // wanted
    starts, at = [], lead
    for length in lengths:
        starts.append(at)
        at += length + gap
    return list(zip(starts, lengths, strict=True))
