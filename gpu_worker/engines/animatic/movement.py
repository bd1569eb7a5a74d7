"""What an action is made of: keyed poses over seconds, hands that reach for another, and the other's answer.

Poses are written for a figure whose near arm is its right one; `choreography` mirrors them for the other side. Channels
are those of `skeleton.REST`; what a key does not name keeps its last value.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gpu_worker.engines.animatic.skeleton import Pose


@dataclass(frozen=True, slots=True)
class Key:
    """A pose reached `at` seconds after the action begins, by an ease ("soft", "out", "in", "snap", "back", "even")."""

    at: float
    pose: Pose
    ease: str = "soft"


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the catalogue.

    `touch` names the place on the target that a hand reaches for (side -> mark); `Rhold`, `Lhold` key how strongly.
    `reach` is the distance in metres between the two while they act, `apart` what they keep at least. `peak` is the
    moment a still should show.
    """

    keys: tuple[Key, ...] = ()
    peak: float = 0.8
    reach: float = 0.0
    apart: float = 0.0
    touch: dict[str, str] = field(default_factory=dict)
    answer: tuple[Key, ...] = ()
    answer_touch: dict[str, str] = field(default_factory=dict)
    holds: dict[str, str] = field(default_factory=dict)
    walks: float = 0.0  # metres per second along the way the body faces
    trembles: float = 0.0  # degrees
    impact: float = -1.0  # seconds at which something hits
    loop: float = 0.0  # seconds after which the keys repeat


def hand(side: str, x: float, y: float, z: float, **more: float) -> Pose:
    """Channels of one hand; names are those of `skeleton.ARM`."""
    return {f"{side}{name}": value for name, value in {"x": x, "y": y, "z": z, **more}.items()}
