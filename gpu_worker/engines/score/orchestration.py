"""Who plays in which bar: a role enters at its energy, leaves a little below it, and makes room for voices. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from gpu_worker.engines.score.form import spoken_share
from gpu_worker.engines.score.plan import LaidBar, Part, Plan, Section

_LINGER = 0.06
_CLEARS = {"lead": 0.25, "counter": 0.25, "brass": 0.4, "ostinato": 0.55, "percussion": 0.8}
"""How much of a bar may be spoken over before a role is silent in it."""


def arrange(orchestra: Sequence[Part], variant: int) -> tuple[Part, ...]:
    """An orchestra in this candidate's density: sparser, as written, or fuller."""
    shift = (0.0, 0.05, -0.06, 0.02)[variant % 4]
    return tuple(
        dataclasses.replace(part, from_energy=round(min(1.0, max(0.0, part.from_energy + shift)), 2))
        if part.from_energy > 0
        else part
        for part in orchestra
    )


def choose(
    section: Section, energies: Sequence[float], laid: Sequence[LaidBar], plan: Plan, *, opens: bool
) -> list[tuple[str, ...]]:
    """The roles of every bar of a section, in score order; at least one always sounds."""
    orchestra = section.orchestra
    playing: set[str] = set()
    chosen: list[tuple[str, ...]] = []
    for index, (energy, bar) in enumerate(zip(energies, laid, strict=True)):
        spoken = spoken_share(plan, bar.starts, bar.ends)
        wanted = {
            part.role
            for part in orchestra
            if energy >= part.from_energy - (_LINGER if part.role in playing else 0.0)
            and spoken <= _CLEARS.get(part.role, 1.0)
        }
        if opens and index == 0 and len(laid) >= 5 and energy < 0.7:  # an opening shows its colours one by one
            ranked = sorted(orchestra, key=lambda part: part.from_energy)
            wanted &= {part.role for part in ranked[:3]}
        playing = {part.role for part in orchestra if energy >= part.from_energy - _LINGER}
        chosen.append(tuple(part.role for part in orchestra if part.role in wanted) or (orchestra[0].role,))
    return chosen
