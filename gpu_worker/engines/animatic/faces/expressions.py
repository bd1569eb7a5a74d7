"""Expressions as a brief states them: facial action units, a comic's effects and a gaze in one vector of numbers.

A vector is a dict from a FACS number (with R or L for one side of whoever makes the face) or an effect's name to 0..1.
`gx`, `gy` are where the eyes go, -1..1 to the viewer's right and up. 51 to 58 are the head's own units.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from projects.briefs import Expression
from projects.performance.catalogue import read_json

Units = dict[str, float]

EFFECTS = frozenset(
    {
        "tear",  # runs down both cheeks
        "brim",  # stands in the eye without falling
        "shine",  # wet eyes, larger highlights
        "sparkle",  # a star in the iris
        "dull",  # no light in the eye at all
        "glint",  # one hard point of light in a shaded eye
        "small",  # the iris shrinks
        "wide",  # the pupil widens
        "red",  # reddened eyes
        "bags",  # shadows under the eyes
        "blush",
        "flush",  # blood in the whole upper face
        "nose",  # a red nose
        "pale",
        "gloom",  # a shadow over forehead and eyes
        "hatch",  # lines falling over the forehead
        "sweat",
        "vein",
        "teeth",  # clenched or bared
        "breath",  # a puff from the mouth
        "quiver",  # lips and chin tremble
        "shiver",  # all of the body does
    }
)
GAZE = ("gx", "gy")


@functools.cache
def _catalogued() -> Mapping[str, Expression]:
    """The catalogue's faces by id, for a brief that names one without its muscles."""
    return {
        row["id"]: Expression(
            id=row["id"], action_units=row["action_units"], gaze=tuple(row["gaze"]), effects=row["effects"],
            onset_ms=row["onset_ms"], hold_ms=row["hold_ms"], offset_ms=row["offset_ms"],
        )
        for row in read_json("expressions.json")["expressions"]
    }  # fmt: skip


def stated(expression: Expression) -> tuple[Expression, bool]:
    """The expression with its muscles, and whether anything about it is known.

    A brief carries them; where it only names an id, they are read from the catalogue, and an id that is not there is
    an empty face.
    """
    if expression.action_units or expression.effects or expression.gaze:
        return expression, True
    known = _catalogued().get(expression.id)
    return (known, True) if known else (expression, False)


def units_of(expression: Expression) -> tuple[Units, bool]:
    """The whole vector of an expression at its height, and whether anything about it is known."""
    face, is_known = stated(expression)
    units = {key.removeprefix("AU"): _within(value) for key, value in face.action_units.items()}
    units.update({key: _within(value) for key, value in face.effects.items()})
    units.update({key: _within(value) for key, value in zip(GAZE, face.gaze, strict=False) if value})
    return units, is_known


def _within(value: float) -> float:
    return min(1.0, max(-1.0, float(value)))


def read(units: Mapping[str, float], number: str, side: str = "") -> float:
    """Strength of an action unit on one side (R or L): both-sided value or the side's own, whichever is more."""
    return max(units.get(number, 0.0), units.get(number + side, 0.0)) if side else units.get(number, 0.0)


def either(units: Mapping[str, float], number: str) -> float:
    """Strength of an action unit on the side where it is stronger."""
    return max(units.get(number, 0.0), units.get(number + "R", 0.0), units.get(number + "L", 0.0))


def blend(a: Mapping[str, float], b: Mapping[str, float], share: float) -> Units:
    """A face `share` of the way from a to b."""
    return {key: a.get(key, 0.0) * (1 - share) + b.get(key, 0.0) * share for key in {*a, *b}}
