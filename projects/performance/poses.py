"""Keyed pose references of the actions, read from `data/poses/` when one is first asked for.

A reference says where the body is at moments `t` (0..1 of the action's frames). A channel that a key does not name
keeps its last value; one never named rests (`rig().channels`, which also states units and limits). Hands are in arm
lengths from their own shoulder in the frame of the chest: x outward, y up, z forward. L and R are the figure's own
sides. A contact holds an effector to a place (`other.cheek_l`, `self.chest`, `prop.phone`, `set.door`) from `t` until
`until`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from projects.briefs import Contact, PoseKey
from projects.performance.catalogue import DATA, CatalogueBroken, read_json


@dataclass(frozen=True, slots=True)
class Channel:
    """One number of a pose: its unit, its limits, and where it rests."""

    id: str
    unit: str
    low: float
    high: float
    rest: float
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Rig:
    """What a pose reference may speak of."""

    rate: int
    channels: Mapping[str, Channel]
    eases: frozenset[str]
    effectors: frozenset[str]
    targets: Mapping[str, frozenset[str]]
    sounds: frozenset[str]


@dataclass(frozen=True, slots=True)
class SoundMark:
    """A sound that belongs to the action, at `t`."""

    t: float
    sound: str


@dataclass(frozen=True, slots=True)
class PoseReference:
    """How an action goes, ready for an animator or a pose-driven engine."""

    action: str
    keys: tuple[PoseKey, ...]
    contacts: tuple[Contact, ...]
    sounds: tuple[SoundMark, ...]


@functools.cache
def rig() -> Rig:
    """Channels, effectors, places and sounds, read once per process."""
    data = read_json("rig.json")
    body = frozenset(data["body_places"])
    return Rig(
        rate=data["rate"],
        channels={row["id"]: Channel(**row) for row in data["channels"]},
        eases=frozenset(data["eases"]),
        effectors=frozenset(data["effectors"]) | {f"prop.{name}" for name in data["props"]},
        targets={
            "other": body,
            "self": body,
            "prop": frozenset(data["props"]),
            "set": frozenset(data["set_places"]),
        },
        sounds=frozenset(data["sounds"]),
    )


@functools.cache
def pose_references() -> Mapping[str, PoseReference]:
    """Every action's reference by action id, read once per process."""
    found: dict[str, PoseReference] = {}
    for path in sorted((DATA / "poses").glob("*.json")):
        for row in read_json(f"poses/{path.name}")["poses"]:
            if row["id"] in found:
                raise CatalogueBroken(f"{row['id']} has two pose references")
            found[row["id"]] = PoseReference(
                action=row["id"],
                keys=tuple(
                    PoseKey(float(key["t"]), key["ease"], {name: float(value) for name, value in key["pose"].items()})
                    for key in row["keys"]
                ),
                contacts=tuple(
                    Contact(float(mark["t"]), mark["effector"], mark["target"], float(mark.get("until", mark["t"])))
                    for mark in row["contacts"]
                ),
                sounds=tuple(SoundMark(float(mark["t"]), mark["sound"]) for mark in row["sounds"]),
            )
    return found
