"""Which moves a hold and an invoice may make. Standard library only; the database repeats the names in a CHECK."""

from __future__ import annotations

from collections.abc import Mapping

HELD, CAPTURED, RELEASED = "held", "captured", "released"
HOLD_MOVES: Mapping[str, frozenset[str]] = {
    HELD: frozenset({CAPTURED, RELEASED}),
    CAPTURED: frozenset(),
    RELEASED: frozenset(),
}

DRAFT = "draft"
INVOICE_STATES = (DRAFT,)


def sources(moves: Mapping[str, frozenset[str]], target: str) -> list[str]:
    """The states from which `target` may be reached."""
    return sorted(state for state, targets in moves.items() if target in targets)
