"""Inserts: a thing filling the frame, in a hand, on a table or on a wall, with only a breath of movement.

Each is a scene of `data/inserts/scenes.json`; whatever can be held and has no scene of its own is held up in a hand.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from gpu_worker.engines.animatic.bodies.appearance import Notes, dress_up
from gpu_worker.engines.animatic.performing.choreography import wander
from gpu_worker.engines.animatic.raster import Brush
from gpu_worker.engines.animatic.things.closeup import Close
from gpu_worker.engines.animatic.things.footsteps import draw_feet
from gpu_worker.engines.animatic.things.props import Thing, color_of, find_word, named, things
from gpu_worker.engines.animatic.things.shapes import draw_thing
from projects.briefs import Look, ShotBrief
from projects.performance.looks import looks

DATA = Path(__file__).parents[1] / "data" / "inserts" / "scenes.json"
NOBODY = Look(outfit="suit", outfit_color="charcoal")  # a hand that may be anybody's
PARCEL = "parcel"
HELD = "held:"
Scene = dict[str, Any]
# how a thing that has no scene of its own is held up, by its hold: wrist, fingers, palm, elbow
HELD_UP: dict[str, tuple[tuple[float, ...], ...]] = {
    "sheet": ((4, -12, 0), (-0.12, 1, 0.1), (0.2, 0, 1), (0.5, -1, -0.1)),
    "palm": ((6, -9, -1), (-0.5, 0.8, 0.1), (0.15, 0, 1), (0.5, -1, -0.1)),
    "tray": ((6, -9, -6), (-0.5, 0.15, 0.85), (0, 1, 0), (0.8, -0.8, -0.4)),
    "hang": ((0, 10, 0), (0.1, -1, 0.1), (0.2, 0.1, 1), (0.3, 1, 0)),
    "pen": ((8, 2, -4), (-0.5, -0.25, 0.8), (-0.2, -1, 0), (1, 0.5, -0.6)),
    "cloth": ((7, 8, -3), (-0.7, -0.2, 0.7), (0, -1, 0.2), (1, 0.5, -0.4)),
    "gun": ((-7, -4, 0), (1, 0.1, 0.2), (0, 0, 1), (-0.9, -0.8, 0)),
    "lift": ((6, 2, -4), (-0.5, -0.3, 0.8), (0, -1, 0), (0.9, 0.6, -0.5)),
}
UPHELD = ((-7, -8, 0), (0.75, 0.45, 0.45), (0.6, 0.1, -0.75), (-0.5, -1, -0.1))


@lru_cache(maxsize=1)
def scenes() -> dict[str, Scene]:
    """Every designed insert by id."""
    return {entry["id"]: entry for entry in json.loads(DATA.read_text(encoding="utf-8"))["scenes"]}


INSERTS: dict[str, Scene] = scenes()


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, scene in scenes().items():
        for word in (name.replace("_", " "), *scene["zh"], *scene["en"]):
            found.setdefault(word, name)
    return found


def _find(phrase: str) -> str:
    """What a phrase shows: a designed scene, or something held."""
    scene = find_word(phrase, _words())
    thing = named(phrase)
    if scene:
        return scene
    return HELD + thing if thing and things()[thing].shapes else ""


def insert_of(brief: ShotBrief, notes: Notes) -> str:
    """Which insert a brief asks for: its props first, then its description; a plain parcel when none is known."""
    for phrase in (*brief.props, brief.description):
        found = _find(phrase) if phrase else ""
        if found:
            is_period = bool(brief.cast) and looks().is_of(brief.cast[0].look.outfit, "palace")
            return "cup" if found == "glass" and is_period else found
    wanted = brief.props[0] if brief.props else "nothing named"
    notes.say(f"insert of {wanted!r}: drawn as a plain parcel in two hands")
    return ""


def draw_insert(canvas: Any, brief: ShotBrief, brush: Brush, name: str, seconds: float) -> None:
    """The insert `name`, in the hands of the first of the cast."""
    look = brief.cast[0].look if brief.cast else NOBODY
    owner = dress_up(brief.cast[0].member_id if brief.cast else "", look, Notes())
    canvas.save()
    canvas.translate(brief.width * 0.004 * wander(seconds, 1.0), brief.height * 0.003 * wander(seconds, 3.0))
    scene = scenes()[name if name in scenes() else PARCEL] if not name.startswith(HELD) else _held_up(name[len(HELD) :])
    close = Close(
        brush, (brief.width, brief.height), owner, seconds, span=scene.get("span", 28), pitch=scene.get("pitch", 0)
    )
    if "table" in scene:
        close.draw_table(color_of(scene["table"]), edge=scene.get("edge", 40))
    for item in scene["items"]:
        _draw_item(close, item, brief)
    canvas.restore()
    close.grade()


def _held_up(name: str) -> Scene:
    """A scene for something that is only held."""
    thing = things()[name]
    wrist, along, palm, elbow = HELD_UP.get(thing.hold, UPHELD)
    reach = max(thing.breadth, thing.height) * 100
    hand: Scene = {"hand": "R", "wrist": wrist, "along": along, "palm": palm, "elbow": elbow, "holds": name}
    return {"span": min(60.0, max(24.0, reach * 1.15 + 10)), "items": [hand]}


def _draw_item(close: Close, item: Scene, brief: ShotBrief) -> None:
    if "feet" in item:
        draw_feet(close)
        return
    if "shadow" in item:
        x, y, z, wide, deep = item["shadow"]
        close.draw_shadow((x, y, z), wide, deep)
        return
    if "hand" in item:
        _draw_hand(close, item)
        return
    stand = close.stand(
        item.get("at", (0, 0, 0)),
        lies=item.get("lies", False),
        turn=item.get("turn", (0, 0, 0)),
        zoom=item.get("zoom", 1),
    )
    stand.words = brief.props[0] if brief.props else ""
    stand.is_english = bool(brief.description) and brief.description.isascii()
    if "thing" in item:
        draw_thing(stand, things()[item["thing"]])
    else:
        close.draw(stand, item["shapes"])


def _draw_hand(close: Close, item: Scene) -> None:
    thing: Thing | None = None
    if "holds" in item:
        thing = things()[item["holds"]]
        if "shapes" in item:
            thing = replace(thing, shapes=tuple(item["shapes"]))
    close.hand(
        close.arm(item["hand"], item["wrist"], item["along"], item["palm"], item["elbow"]),
        item.get("pose", thing.pose if thing else "relaxed"),
        thing,
        zoom=item.get("zoom", 1.0),
        is_ringed=item.get("ringed", False),
    )
