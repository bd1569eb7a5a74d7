"""A hold ends once."""

from __future__ import annotations

from billing import states


def test_a_hold_is_captured_or_released_and_then_rests() -> None:
    assert states.sources(states.HOLD_MOVES, states.CAPTURED) == ["held"]
    assert states.sources(states.HOLD_MOVES, states.RELEASED) == ["held"]
    assert states.sources(states.HOLD_MOVES, states.HELD) == []
