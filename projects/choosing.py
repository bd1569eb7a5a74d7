"""Ids a person chose from the performance catalogue, refused with what there is to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.errors import Invalid
from projects.performance import catalogue

FAMILY_OF = {
    "framing": "framings",
    "angle": "angles",
    "camera_move": "camera_moves",
    "mood": "moods",
    "expression": "expressions",
    "action": "actions",
    "set_id": "sets",
    "time_of_day": "times_of_day",
    "weather": "weathers",
}


def must_exist(values: Mapping[str, Any], *, at: str = "") -> None:
    """Refuse an id that the catalogue does not have; other fields are left alone."""
    for name, family in FAMILY_OF.items():
        terms = getattr(catalogue(), family)
        if name in values and values[name] not in terms:
            raise Invalid(
                f"{values[name]!r} is not in the catalogue of {family}.",
                zh=f"表演目录中没有 {values[name]!r}。",
                pointer=f"{at}/{name}",
                code="not_in_catalogue",
                cure=f"GET /v1/performance; one of {', '.join(sorted(terms))[:300]}",
            )
