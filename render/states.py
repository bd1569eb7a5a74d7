"""The life of a job: its states and the moves between them. Standard library only; the database repeats both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HELD: Final = "held"
QUEUED: Final = "queued"
STARTING: Final = "starting"
RUNNING: Final = "running"
SUCCEEDED: Final = "succeeded"
FAILED: Final = "failed"
CANCELED: Final = "canceled"
EXPIRED: Final = "expired"

MOVES: Mapping[str, frozenset[str]] = {
    # waiting for something that is not a machine: a dependency, an approval
    HELD: frozenset({QUEUED, FAILED, CANCELED, EXPIRED}),
    QUEUED: frozenset({HELD, STARTING, CANCELED, EXPIRED}),
    # leased to a worker that has not been heard of yet; back to queued when the lease runs out
    STARTING: frozenset({RUNNING, QUEUED, SUCCEEDED, FAILED, CANCELED}),
    RUNNING: frozenset({QUEUED, SUCCEEDED, FAILED, CANCELED}),
    SUCCEEDED: frozenset(),
    FAILED: frozenset(),
    CANCELED: frozenset(),
    # the deadline passed before a worker started; never charged
    EXPIRED: frozenset(),
}
STATES: Final = tuple(MOVES)
TERMINAL: Final = tuple(state for state, targets in MOVES.items() if not targets)
WAITING: Final = (HELD, QUEUED)
LEASED: Final = (STARTING, RUNNING)

LOST: Final = "lost"
"""How an attempt ended whose lease ran out; the other outcomes are those of a receipt."""
OUTCOMES: Final = (SUCCEEDED, FAILED, CANCELED, LOST)


def is_terminal(state: str) -> bool:
    """Whether nothing will ever change again."""
    return state in TERMINAL


def before(target: str) -> list[str]:
    """The states from which `target` may be reached: what a guarded UPDATE filters on."""
    return [state for state, targets in MOVES.items() if target in targets]
