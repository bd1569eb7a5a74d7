"""The parts of a proposed shot list: frozen, in catalogue ids, each with its reasons and its place in the script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from projects.briefs import LineKind
from projects.planning.blocking import Facing
from projects.planning.reasons import Reason
from projects.screenplay.model import SourceRange


@dataclass(frozen=True, slots=True)
class PlannedPresence:
    """A person in a shot, by name. `place` runs from -1 (frame left) to 1; `target` is a name or empty."""

    name: str
    place: float
    facing: Facing
    expression: str = "neutral"
    action: str = "stand"
    target: str = ""


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """Spoken words in a shot. `speaker` is empty for a narrator; `seconds` is the estimate from the speech rate."""

    speaker: str
    kind: LineKind
    text: str
    parenthetical: str
    expression: str
    seconds: float
    source: SourceRange


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """One proposed shot. `frames` is its length, `least_frames` what its picture needs when nobody speaks.

    `cards` are texts to be shown on the picture, `sounds` and `music` notes for the sound; `is_turn` marks a beat that
    changes something, `is_peak` a face full of feeling.
    """

    framing: str
    angle: str
    camera_move: str
    mood: str
    description: str
    cast: tuple[PlannedPresence, ...]
    lines: tuple[PlannedLine, ...]
    props: tuple[str, ...]
    cards: tuple[str, ...]
    sounds: tuple[str, ...]
    music: tuple[str, ...]
    transition: str
    flashback: bool
    is_turn: bool
    frames: int
    least_frames: int
    source: SourceRange
    reasons: tuple[Reason, ...]
    is_peak: bool = False


@dataclass(frozen=True, slots=True)
class ScenePlan:
    """One proposed scene. `number` is the writer's; `label` its slate form, digits and letters, once per episode."""

    number: str
    label: str
    location: str
    set_id: str
    interior: bool
    time_of_day: Literal["dawn", "day", "dusk", "night"]
    weather: Literal["clear", "rain", "storm", "snow"]
    mood: str
    people: tuple[str, ...]
    shots: tuple[ShotPlan, ...]
    source: SourceRange
    reasons: tuple[Reason, ...]
