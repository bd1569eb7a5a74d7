"""Hand poses as data: how far every joint bends, looked up by name, by what is held and by what is done."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector

DATA = Path(__file__).parents[1] / "data" / "hands"
FINGERS = 4
# a pose as one row of degrees: 4 x (knuckle, middle joint, end joint), 4 x fan, 5 of the thumb
JOINTS, FAN, THUMB = slice(0, 12), slice(12, 16), slice(16, 21)


def _row(entry: dict[str, Any]) -> Vector:
    flat = [angle for finger in entry["fingers"] for angle in finger]
    row = np.array([*flat, *entry["fan"], *entry["thumb"]], float)
    if row.shape != (21,):
        raise ValueError(f"hand pose {entry['id']!r} needs 12 joints, 4 of fan and 5 of the thumb")
    row.flags.writeable = False
    return row


@lru_cache(maxsize=1)
def hand_poses() -> dict[str, Vector]:
    """Every named pose by id, in the order of the file."""
    entries = json.loads((DATA / "poses.json").read_text(encoding="utf-8"))["poses"]
    return {entry["id"]: _row(entry) for entry in entries}


def plain(curl: float, spread: float, point: float) -> Vector:
    """The pose of the three old channels: `curl` 0 flat, 0.3 at rest, 1 a fist; `spread` fans; `point` stretches."""
    known = hand_poses()
    curl = min(1.0, max(0.0, curl))
    low, high, share = ("flat", "relaxed", curl / 0.3) if curl < 0.3 else ("relaxed", "fist", (curl - 0.3) / 0.7)
    row: Vector = known[low] + (known[high] - known[low]) * share
    if spread > 0 and curl < 0.6:
        row[FAN] += (known["open_spread"][FAN] - row[FAN]) * min(1.0, spread * 0.8) * (1 - curl / 0.6)
    if point > 0:
        row += (known["point"] - row) * min(1.0, point)
    return row


def posed(name: str, share: float, curl: float, spread: float, point: float) -> Vector:
    """`share` of the pose `name` over what the channels say; an unknown or empty name leaves the channels alone."""
    row = plain(curl, spread, point)
    named = hand_poses().get(name)
    if named is None or share <= 0:
        return row
    blended: Vector = row + (named - row) * min(1.0, share)
    return blended


@lru_cache(maxsize=1)
def act_poses() -> dict[str, dict[str, str]]:
    """By act of the catalogue: the pose of the hand that acts (R) and of the other one (L), where one is meant."""
    found: dict[str, dict[str, str]] = json.loads((DATA / "acts.json").read_text(encoding="utf-8"))["acts"]
    return found
