"""What hands hold: the things an act speaks of, what the brief says they are, and what somebody carries all along."""

from __future__ import annotations

from gpu_worker.engines.animatic.bodies.appearance import Notes
from gpu_worker.engines.animatic.performing.acting import Acting
from gpu_worker.engines.animatic.performing.contacts import ARMS
from gpu_worker.engines.animatic.things.props import named, things
from projects.briefs import Act, Presence, ShotBrief

OPEN = frozenset({"object", "gift"})  # the brief says what it is
NEAREST = {
    "receiver": "handset", "portrait": "photo", "book": "document", "scroll": "document", "handkerchief": "document",
    "camera": "phone", "card": "card", "bowl": "cup", "bottle": "medicine", "syringe": "pen", "needle": "pen",
    "marker": "pen", "brush": "pen", "lipstick": "pen", "cigarette": "pen", "incense": "pen", "chopsticks": "pen",
    "spoon": "pen", "scalpel": "knife", "scissors": "knife", "sword": "knife", "lighter": "recorder",
    "beads": "necklace", "trophy": "box", "gift": "box", "money": "document", "tray": "box", "plate": "box",
    "suitcase": "bag",
    "microphone": "recorder", "weapon": "gun", "stone": "box", "seal": "box", "inkstick": "recorder",
    "watering_can": "bag", "lantern": "bag", "pot": "box", "comb": "card", "mask": "card", "glasses": "card",
    "tie": "necklace", "belt": "necklace", "gavel": "knife", "drumstick": "pen", "fan": "card", "bandage": "card",
    "stethoscope": "necklace", "cloth": "letter", "fuse": "pen", "spatula": "knife", "whip": "knife",
}  # fmt: skip
"""What stands for a prop that has no drawing of its own."""


def given_by(acts: tuple[Act, ...]) -> str:
    """The thing by name that somebody's acts hand to another; nothing where they only say `object`."""
    things_named = [
        thing[5:] for act in acts for mark in act.contacts for thing in (mark.target, mark.effector)
        if thing.startswith("prop.") and thing[5:] not in OPEN
    ]  # fmt: skip
    return things_named[0] if things_named else ""


def holds_of(brief: ShotBrief, acting: Acting, notes: Notes, *, given: str = "") -> dict[str, str]:
    """What each hand holds when it holds anything: the brief's own prop, or what was `given`, where an act is open."""
    held: dict[str, str] = {}
    wanted = [prop for prop in brief.props if named(prop)]
    for track in acting.tracks:
        for mark in track.contacts:
            thing = mark.target if mark.target.startswith("prop.") else mark.effector
            if not thing.startswith("prop."):
                continue
            side = ARMS.get(mark.effector) or ("L" if acting.is_mirrored else "R")
            if side not in held:
                name = given if thing[5:] in OPEN and given and not wanted else thing[5:]
                found = _drawn(name, brief, wanted, notes)
                if found:
                    held[side] = found
    return held


def _drawn(thing: str, brief: ShotBrief, wanted: list[str], notes: Notes) -> str:
    """The drawing for a prop an act speaks of."""
    if thing in OPEN or (thing in ("document", "paper", "papers", "glass", "cup") and wanted):
        if thing == "object" and brief.props and not wanted:
            notes.say(f"prop {brief.props[0]!r} in a hand: drawn as 'box'")
        like = [prop for prop in wanted if thing in OPEN or _is_like(named(prop), thing)]
        if like:
            return named(like[0])
        return named(thing) or "box"
    found = named(thing) or named(NEAREST.get(thing, ""))
    if not found:
        notes.say(f"prop {thing!r} in a hand: not drawn")
    elif not named(thing):
        notes.say(f"prop {thing!r} in a hand: drawn as {found!r}")
    return found


def _is_like(prop: str, thing: str) -> bool:
    vessels = ("cup", "glass")
    return (prop in vessels) == (thing in vessels)


def keeps_of(presence: Presence, acting: Acting, notes: Notes, *, is_mirrored: bool) -> dict[str, str]:
    """What somebody has in hand all along: a hand no act needs holds it, the near one first; both what takes both."""
    found = [named(thing) for thing in presence.holding]
    for thing in (thing for thing in presence.holding if not named(thing)):
        notes.say(f"{thing!r} in a hand: not drawn")
    kept = next((thing for thing in found if thing), "")
    if not kept:
        return {}
    sides = "LR" if is_mirrored else "RL"
    touching = {ARMS[c.effector] for track in acting.tracks for c in track.contacts if c.effector in ARMS}
    moving = {side for track in acting.tracks for side in sides if f"{side}x" in track.names}
    if things()[kept].both:
        return {} if touching or moving else dict.fromkeys(sides, kept)
    free = [side for side in sides if side not in touching]
    still = [side for side in free if side not in moving]
    return {(still or free)[0]: kept} if free else {}
