"""Who stands where: one line of action per scene, never crossed.

The first two people to matter face each other, the first on the left of the picture, the second on the right; whoever
comes later joins on the side with more room. Places run from -1 (frame left) to 1 (frame right).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Facing = Literal["left", "right", "camera", "away"]

_LEFT, _RIGHT = (-0.5, -0.9, -0.7, -0.3), (0.5, 0.9, 0.7, 0.3)


@dataclass
class Stage:
    """The floor of one scene: every person's mark on the line, given at first sight and kept."""

    marks: dict[str, float] = field(default_factory=dict)

    def enter(self, name: str, towards: str = "") -> None:
        """Give a person a mark, across the line from `towards` when that person has one; a no-op for those placed."""
        if name in self.marks:
            return
        taken = set(self.marks.values())
        if towards in self.marks:
            left_first = self.marks[towards] > 0
        else:
            left_first = sum(mark < 0 for mark in taken) <= sum(mark > 0 for mark in taken)
        wanted = (*_LEFT, *_RIGHT) if left_first else (*_RIGHT, *_LEFT)
        free = next((mark for mark in wanted if mark not in taken), None)
        # a crowd stands between the eight first marks; no two ever share one, so that nobody changes sides
        self.marks[name] = free if free is not None else (-1 if left_first else 1) * (0.1 + 0.001 * len(taken))

    def side(self, name: str) -> float:
        """-1 for people on the left of the line, 1 for those on the right."""
        return -1.0 if self.marks.get(name, -0.5) < 0 else 1.0

    def facing(self, name: str, target: str = "") -> Facing:
        """Where the body points: at the target when there is one, else across the line."""
        own = self.marks.get(name, 0.0)
        other = self.marks.get(target, -own if own else 0.5)
        return "right" if other > own else "left"

    def arrange(self, names: Sequence[str], framing: str) -> list[float]:
        """Places in frame for the people of a shot, their order on the line kept, with room to look into."""
        if len(names) == 1:
            room = 0.12 if framing in ("close_up", "extreme_close_up", "insert") else 0.22
            return [self.side(names[0]) * room]
        if len(names) == 2:
            left_first = self.marks.get(names[0], 0.0) <= self.marks.get(names[1], 0.0)
            spread = 0.42 if framing in ("two_shot", "medium", "medium_close_up") else 0.5
            return [-spread, spread] if left_first else [spread, -spread]
        order = sorted(names, key=lambda name: self.marks.get(name, 0.0))
        places = dict(zip(order, (-0.62, 0.0, 0.62), strict=False))
        return [places[name] for name in names]
