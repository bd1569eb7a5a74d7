"""What makes a face somebody's own: its shape, and how eyes, brows, nose and mouth depart from the average.

Shapes are data (`data/faces.json`); everything is drawn from the look's seed, sex and age, or from a hint among the
accessories (`face_round`).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.camera import Vector

_DATA: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "faces.json").read_text(encoding="utf-8"))
SHAPES: tuple[str, ...] = tuple(_DATA["shapes"])
HINT = "face_"


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Factors on the average face; `chin`, `mouth` and `nose` are shifts in head heights, up is positive."""

    shape: str = "oval"
    at: Vector = field(default_factory=lambda: np.array([0.0, 1.0]))
    widths: Vector = field(default_factory=lambda: np.ones(2))
    chin: float = 0.0
    mouth: float = 0.0
    nose: float = 0.0
    nose_wide: float = 1.0
    nose_out: float = 1.0
    bridge: float = 0.0
    jut: float = 0.0  # how far the chin stands forward, head units
    eye_size: float = 1.0
    eye_tall: float = 1.0
    eye_tilt: float = 0.0
    eye_apart: float = 0.0
    brow_high: float = 0.0
    brow_weight: float = 1.0


def features_of(key: int, *, is_male: bool, age: str, hints: Iterable[str] = ()) -> Features:
    """The face that belongs to a key."""

    def chance(name: str) -> float:
        return zlib.crc32(f"{key}/{name}".encode()) / 2**32

    def around(name: str, reach: float) -> float:
        return (chance(name) * 2 - 1) * reach

    wanted = next((hint.removeprefix(HINT) for hint in hints if hint.removeprefix(HINT) in SHAPES), "")
    shape = wanted or _pick(chance("shape"), 2 if age == "child" else 1 if is_male else 0)
    row = _DATA["shapes"][shape]
    years = _DATA["ages"].get(age, {"widths": [1.0] * len(_DATA["at"]), "chin": 0.0, "mouth": 0.0, "nose": 0.0})
    strength = 0.5 if age == "child" else 1.0
    widths = (1 + (np.array(row["widths"]) - 1) * strength) * np.array(years["widths"])
    lids = {"middle": 0.90, "old": 0.84}.get(age, 1.0)
    small = 0.55 if age == "child" else 1.0
    return Features(
        shape=shape,
        at=np.array(_DATA["at"]),
        widths=widths,
        chin=row["chin"] * strength + years["chin"] + around("chin", 0.008),
        mouth=row["mouth"] * strength + years["mouth"] + around("mouth", 0.004),
        nose=row["nose"] * strength + years["nose"] + around("nose", 0.007) * small,
        nose_wide=(1 + around("nose width", 0.22)) * (1.10 if age == "old" else 1.0) * (1.06 if is_male else 1.0),
        nose_out=(1 + around("nose length", 0.30)) * (small if age == "child" else 1.0),
        bridge=around("bridge", 0.010) + (0.006 if is_male and age != "child" else 0.0),
        jut=around("jut", 0.010) + (0.010 if is_male and age not in ("child", "teen") else 0.0),
        eye_size=1 + around("eye", 0.09),
        eye_tall=lids * (1 + around("lid", 0.13)),
        eye_tilt=around("tilt", 0.16) - (0.05 if age == "old" else 0.0),
        eye_apart=around("apart", 0.008),
        brow_high=around("brow", 0.16) - (0.12 if age == "middle" else 0.0),
        brow_weight=1 + around("brow weight", 0.30),
    )


def _pick(share: float, column: int) -> str:
    weights = [row["likes"][column] for row in _DATA["shapes"].values()]
    left = share * sum(weights)
    for shape, weight in zip(SHAPES, weights, strict=True):
        left -= weight
        if left < 0:
            return shape
    return SHAPES[0]
