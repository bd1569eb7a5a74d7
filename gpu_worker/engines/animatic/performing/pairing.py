"""How two people stand for what one does to the other: who faces where, and how far apart."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Figure
from gpu_worker.engines.animatic.bodies.skeleton import REST, Skeleton
from gpu_worker.engines.animatic.performing.acting import Track
from gpu_worker.engines.animatic.performing.places import body_place

DATA = Path(__file__).parents[1] / "data" / "pairs.json"
TURN, APART = 52.0, 0.66  # degrees towards each other and metres between two who touch, where nothing else is said
NEAREST, FARTHEST = 0.34, 0.86


@dataclass(frozen=True, slots=True)
class Pair:
    """Where two stand: `gap` metres apart (0: as far as the act reaches), turned `turn` degrees to each other.

    Who is carried lies `ahead`, `up` and `aside` metres from the bearer's mark, turned `across` degrees to the bearer.
    Two who face each other may stand `ahead` metres past each other, and turn about each other by `turns` degrees.
    """

    gap: float = 0.0
    turn: float = TURN
    facing: str = "toward"
    blow: bool = False
    ahead: float = 0.0
    up: float = 0.0
    across: float = 0.0
    aside: float = 0.0
    turns: float = 0.0


@lru_cache(maxsize=1)
def pairs() -> dict[str, Pair]:
    """What is written about pairs, by action id."""
    content = json.loads(DATA.read_text(encoding="utf-8"))
    found = {name: Pair(**entry) for name, entry in content["pairs"].items()}
    unknown = {pair.facing for pair in found.values()} - set(content["facing"])
    if unknown:
        raise ValueError(f"pairs face each other in unknown ways: {sorted(unknown)}")
    return found


def touching(track: Track) -> bool:
    """True for an act that touches the other or is written for two."""
    if track.id in pairs():
        return True
    return any(c.target.startswith("other.") and c.effector not in {"gaze", "body"} for c in track.contacts)


def stand(track: Track, actor: Figure, other: Figure) -> Pair:
    """How two stand for an act; where no distance is written, as far apart as the hand reaches when it touches."""
    pair = pairs().get(track.id, Pair())
    if pair.gap:
        return pair
    reaches = []
    for mark in track.contacts:
        kind, _, place = mark.target.partition(".")
        if kind != "other" or mark.effector not in ("hand_r", "hand_l"):
            continue
        row = dict(zip(track.names, track.row(mark.t).tolist(), strict=True))
        bones = Skeleton(actor, {**REST, **{name: value for name, value in row.items() if name in REST}})
        arm = bones.arms[mark.effector[-1].upper()]
        ahead = float((arm.wrist + arm.along * actor.hand * 0.4)[2] - bones.floor[2])
        spot = body_place(Skeleton(other, REST), place, "R")
        reaches.append(ahead * 0.96 + (float(spot.at[2]) if spot is not None else 0.0))
    gap = min(FARTHEST, max(NEAREST, float(np.mean(reaches)))) if reaches else APART
    return Pair(gap * math.sin(math.radians(68)), pair.turn, pair.facing, pair.blow)
