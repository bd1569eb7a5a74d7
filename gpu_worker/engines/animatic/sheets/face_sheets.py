"""Sheets of faces: every expression of the catalogue by name, and every kind of cast member from every side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from gpu_worker.engines.animatic.faces.portrait import Sitting, draw_portrait, sit_for
from gpu_worker.engines.animatic.performing.countenance import Countenance
from gpu_worker.engines.animatic.sheets.captions import Tile, write_tiles
from gpu_worker.engines.animatic.sheets.catalogues import ELDER, MAN, WOMAN
from projects.briefs import Expression, Look
from projects.performance import catalogue

SEEN_AT = 2.0
TILE = 208
CAST: dict[str, Look] = {
    "young woman": WOMAN,
    "young man": MAN,
    "elderly woman": ELDER,
    "middle-aged man": Look(
        sex="male", age="middle", height_m=1.76, build="broad", skin="medium", hair_style="side_part",
        accessories=("glasses",), outfit="suit", seed=5,
    ),
    "girl": Look(age="child", height_m=1.2, hair_style="ponytail", outfit="school_uniform", seed=8),
    "teenage boy": Look(
        sex="male", age="teen", height_m=1.7, skin="tan", hair_style="short_messy", outfit="hoodie", seed=2
    ),
}  # fmt: skip
SIDES = (("front", 0.0), ("3/4", 38.0), ("far 3/4", -62.0), ("profile", 90.0), ("3/4 back", 142.0))
MOODS = ("neutral", "joy", "fury")


def write_expressions(folder: Path) -> Path:
    """All expressions at their height, by a woman and a man, the head moving with the face."""
    looks = [sit_for(look, name) for name, look in (("woman", WOMAN), ("man", MAN))]
    tiles = []
    for term in catalogue().expressions.values():
        countenance = Countenance(term.as_expression(), key=11, seconds=2 * SEEN_AT)
        countenance.blinks = ()
        sitting = Sitting(head=countenance.head(SEEN_AT), heads=1.36, middle=0.42)
        state = countenance.at(SEEN_AT)
        pair = [draw_portrait(look, state, TILE, sitting) for look in looks]
        tiles.append(Tile(np.hstack(pair), f"{term.id}  {term.zh}"))
    return write_tiles(tiles, folder / "sheet_expressions.png", across=8)


def write_faces(folder: Path) -> Path:
    """Six kinds of people, turned from the front to the back, in peace, joy and fury."""
    tiles = []
    for who, look in CAST.items():
        sitter = sit_for(look, who)
        for name in MOODS:
            state = Countenance(_face(name), key=11, seconds=2 * SEEN_AT).at(SEEN_AT)
            for side, yaw in SIDES:
                drawn = draw_portrait(sitter, state, TILE, Sitting(yaw=yaw, heads=1.5, middle=0.42))
                tiles.append(Tile(drawn, f"{who}, {side}", name))
    return write_tiles(tiles, folder / "sheet_faces.png", across=len(SIDES) * 3)


def _face(name: str) -> Expression:
    return catalogue().expression(name)


FACE_SHEETS: dict[str, Callable[[Path], Path]] = {"expressions": write_expressions, "faces": write_faces}
