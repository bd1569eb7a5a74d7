"""The sets by id."""

from __future__ import annotations

from gpu_worker.engines.animatic.scenery import SetPlan
from gpu_worker.engines.animatic.sets import (
    confined,
    gatherings,
    homes,
    nature,
    outdoors,
    period,
    public,
    rooms_at_home,
    work,
)

SETS: dict[str, SetPlan] = {
    **homes.SETS,
    **rooms_at_home.SETS,
    **work.SETS,
    **public.SETS,
    **gatherings.SETS,
    **confined.SETS,
    **outdoors.SETS,
    **period.SETS,
    **nature.SETS,
}


def fallback_for(*, interior: bool) -> str:
    """The id of the set drawn when an id is not known."""
    return "generic_interior" if interior else "generic_exterior"


__all__ = ["SETS", "fallback_for"]
