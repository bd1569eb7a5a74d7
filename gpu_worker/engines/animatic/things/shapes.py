"""Draws things where they stand: every kind of shape by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gpu_worker.engines.animatic.things import ornaments, screens, solids
from gpu_worker.engines.animatic.things.props import Shape, Thing
from gpu_worker.engines.animatic.things.stands import Stand

FRONT_ONLY = frozenset({"patch", "disc", "line", "hoop", "glint", "teeth", "ribs", "text"})
SHAPES: dict[str, Callable[[Stand, Shape], None]] = {
    "plate": solids.plate,
    "plate3": solids.plate3,
    "patch": solids.patch,
    "patch3": solids.patch3,
    "disc": solids.dot,
    "rows": solids.rows_of_text,
    "line": solids.line,
    "hoop": solids.hoop,
    "rod": solids.rod,
    "ball": solids.ball,
    "beads": solids.beads,
    "box": solids.box,
    "lathe": solids.lathe,
    "band": solids.band,
    "dome": ornaments.dome,
    "flower": ornaments.flower,
    "flame": ornaments.flame,
    "glint": ornaments.glint,
    "teeth": ornaments.teeth,
    "ribs": ornaments.ribs,
    "drape": ornaments.drape,
    "text": ornaments.text,
    **screens.SCREENS,
}


def draw_thing(stand: Stand, thing: Thing) -> None:
    """The thing where it stands."""
    is_front = stand.is_front or not thing.is_flat
    for shape in thing.shapes:
        kind = next(iter(shape))
        side = shape.get("side", "front" if kind in FRONT_ONLY or kind in screens.SCREENS else "")
        if (side == "front" and not is_front) or (side == "back" and is_front):
            continue
        SHAPES[kind](stand, shape)


def draw_shapes(stand: Stand, shapes: Iterable[Shape]) -> None:
    """Shapes by themselves."""
    for shape in shapes:
        SHAPES[next(iter(shape))](stand, shape)
