"""The catalogue of actions by id."""

from __future__ import annotations

from gpu_worker.engines.animatic.encounters import ENCOUNTERS
from gpu_worker.engines.animatic.gestures import GESTURES
from gpu_worker.engines.animatic.movement import Action, Key

ACTIONS: dict[str, Action] = {**GESTURES, **ENCOUNTERS}

__all__ = ["ACTIONS", "Action", "Key"]
