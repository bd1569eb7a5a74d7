"""Contact sheets: every entry of a catalogue drawn small, side by side, to be judged at a glance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.framing import ANGLES, FRAMINGS
from gpu_worker.engines.animatic.raster import save_still
from gpu_worker.engines.animatic.sets import SETS
from gpu_worker.engines.animatic.shot import Shot
from projects.briefs import Look, Presence, Rate, ShotBrief

WOMAN = Look(hair_color="dark_brown", outfit="business_skirt", outfit_color="ivory", accessories=("earrings",))
MAN = Look(sex="male", height_m=1.83, hair_style="short_neat", outfit="suit", seed=3)
ELDER = Look(
    age="old", height_m=1.58, hair_style="bun", hair_color="grey", outfit="qipao", accessories=("earrings", "necklace")
)
ROW = {"framings": 8, "sets": 8, "weathers": 8}


def person(name: str, look: Look, **more: Any) -> Presence:
    """A presence for a sheet."""
    return Presence(member_id=name, name=name, look=look, **more)


def sample(**changes: Any) -> ShotBrief:
    """A small brief with everything stated, changed as asked."""
    facts: dict[str, Any] = {
        "shot_id": "sheet",
        "slate": "SHEET",
        "stage": "board",
        "frames": 48,
        "rate": Rate(24, 1),
        "width": 324,
        "height": 576,
        "set_id": "generic_interior",
        "location": "",
        "interior": True,
        "time_of_day": "day",
        "weather": "clear",
        "framing": "medium",
        "angle": "eye",
        "camera_move": "static",
        "cast": (),
        "cues": (),
        "description": "",
        "props": (),
        "mood": "neutral",
        "seed": 7,
        **changes,
    }
    return ShotBrief(**facts)


def _framings() -> Iterable[ShotBrief]:
    her = person("a", WOMAN, place=0.5, facing="left", target="b")
    him = person("b", MAN, place=-0.5, facing="right", target="a")
    for name in FRAMINGS:
        yield sample(framing=name, cast=(her, him), set_id="mansion_hall", props=("ring",))
    for angle in ANGLES:
        yield sample(framing="medium", angle=angle, cast=(person("b", MAN),), set_id="lobby")


def _sets() -> Iterable[ShotBrief]:
    cast = (
        person("a", WOMAN, place=0.5, facing="left", target="b"),
        person("b", MAN, place=-0.5, facing="right", target="a"),
    )
    for name, plan in SETS.items():
        for hour in ("dawn", "day", "dusk", "night"):
            yield sample(framing="wide", set_id=name, interior=plan.is_inside, time_of_day=hour, cast=cast)


def _weathers() -> Iterable[ShotBrief]:
    """Every set without anybody, from far, at its hours and in its weathers; and both sides of it behind somebody."""
    her, him = person("a", WOMAN, facing="left"), person("b", MAN, facing="right")
    for name, plan in SETS.items():
        place = {"set_id": name, "interior": plan.is_inside}
        for hour, weather in (
            ("day", "clear"),
            ("day", "rain"),
            ("dusk", "snow"),
            ("night", "rain"),
            ("night", "storm"),
        ):
            yield sample(framing="wide", time_of_day=hour, weather=weather, **place)
        for hour, cast in (("day", (her,)), ("day", (him,)), ("night", (him,))):
            yield sample(framing="medium", time_of_day=hour, cast=cast, **place)


SHEETS: dict[str, Callable[[], Iterable[ShotBrief]]] = {
    "framings": _framings,
    "sets": _sets,
    "weathers": _weathers,
}


def write_sheet(name: str, folder: Path) -> Path:
    """Draw the sheet called `name` and write it as a PNG into `folder`."""
    tiles: list[NDArray[np.uint8]] = []
    for brief in SHEETS[name]():
        shot = Shot(brief)
        tiles.append(shot.draw(shot.poster_frame).copy())
    across = ROW[name]
    blank = np.zeros_like(tiles[0])
    tiles += [blank] * (-len(tiles) % across)
    rows = [np.hstack(tiles[i : i + across]) for i in range(0, len(tiles), across)]
    path = folder / f"sheet_{name}.png"
    save_still(np.ascontiguousarray(np.vstack(rows)), path)
    return path
