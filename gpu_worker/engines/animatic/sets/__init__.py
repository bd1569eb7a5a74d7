"""The sets by id."""

from __future__ import annotations

from gpu_worker.engines.animatic.scenery import SetPlan
from gpu_worker.engines.animatic.sets import homes, outdoors, public, work

SETS: dict[str, SetPlan] = {**homes.SETS, **work.SETS, **public.SETS, **outdoors.SETS}


def fallback_for(*, interior: bool) -> str:
    """The id of the set drawn when an id is not known."""
    return "generic_interior" if interior else "generic_exterior"


__all__ = ["SETS", "fallback_for"]
