"""Why a rule decided something: its id, what it decided, the words behind it, how sure it is, what else there was."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from projects.screenplay.model import SourceRange

_RULES: dict[str, tuple[str, str, float]] = {
    "a mark in the script is obeyed": ("mark.obeyed", "framing", 1.0),
    "a scene opens by showing where we are": ("framing.establishing", "framing", 0.8),
    "establishing shot without people": ("framing.establishing_empty", "framing", 0.8),
    "an entrance shows the whole figure": ("framing.entrance", "framing", 0.8),
    "the whole body moves": ("framing.body", "framing", 0.8),
    "insert on what matters": ("framing.insert", "framing", 0.8),
    "insert on an object that comes back": ("framing.insert_recurring", "framing", 0.6),
    "what two people do is seen in one frame": ("framing.two_people", "framing", 0.85),
    "several people in one action": ("framing.several_people", "framing", 0.7),
    "action without a named person": ("framing.nobody_named", "framing", 0.5),
    "reaction at a shock": ("framing.reaction", "framing", 0.85),
    "reaction to a reveal": ("framing.reaction_to_reveal", "framing", 0.75),
    "reaction to a blow": ("framing.reaction_to_blow", "framing", 0.85),
    "a feeling is written": ("framing.feeling", "framing", 0.75),
    "one person acts": ("framing.one_person", "framing", 0.6),
    "a reveal is close": ("framing.reveal", "framing", 0.75),
    "a strong feeling fills the frame": ("framing.strong_feeling", "framing", 0.75),
    "shot and reverse shot, tighter as it goes on": ("framing.reverse_shot", "framing", 0.65),
    "nobody looks over the shoulder of who lies": ("framing.lying", "framing", 0.9),
    "alone in the scene": ("framing.alone", "framing", 0.6),
    "no cut to the same frame": ("framing.no_jump_cut", "framing", 0.9),
    "thoughts are close": ("framing.thought", "framing", 0.8),
    "the voice is not in the picture": ("framing.voice_only", "framing", 0.8),
    "short lines of one speaker share a shot": ("lines.shared_shot", "lines", 0.7),
    "at most three faces": ("cast.three_faces", "cast", 0.9),
    "the camera moves in on a reveal": ("camera.reveal", "camera_move", 0.7),
    "the camera moves in on a thought": ("camera.thought", "camera_move", 0.6),
    "a quarrel is handheld": ("camera.confrontation", "camera_move", 0.7),
    "power is seen from below": ("angle.power", "angle", 0.6),
    "weakness is seen from above": ("angle.weakness", "angle", 0.6),
    "the hook comes within four seconds": ("length.hook", "frames", 0.9),
    "the last picture is a close cliff-hanger": ("framing.cliff_hanger", "framing", 0.9),
    "the last picture lingers": ("length.cliff_hanger", "frames", 0.7),
    "a card must be read": ("length.card", "frames", 1.0),
    "a flashback is soft": ("mood.flashback", "mood", 0.7),
    "expression from parenthetical": ("expression.written", "expression", 0.95),
    "expression carried from before": ("expression.carried", "expression", 0.6),
    "expression from punctuation": ("expression.punctuation", "expression", 0.4),
    "expression left neutral": ("expression.neutral", "expression", 0.3),
    "a narrator has no face": ("expression.narrator", "expression", 1.0),
    "action from parenthetical": ("action.written", "action", 0.9),
    "gesture that goes with the expression": ("action.gesture", "action", 0.4),
    "something turns here": ("beat.turn", "beat", 0.7),
    "a feeling peaks here": ("beat.peak", "beat", 0.7),
    "set from location": ("scene.set", "set_id", 0.8),
    "time from header": ("scene.time", "time_of_day", 1.0),
    "time as in the scene before": ("scene.time_carried", "time_of_day", 0.5),
    "weather from words": ("scene.weather", "weather", 0.8),
    "inserted by hand": ("shot.by_hand", "shot", 1.0),
}


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another rule would have chosen, and why it was not: outranked, or its condition not met."""

    value: str
    rule: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision that can be read back. `words` are the script's own, or empty where the rule needed none.

    `id` names the rule for programs, `decides` the field of the shot it sets, `confidence` (0..1) how sure it is,
    `value` what it chose, `source` where in the script its words stand.
    """

    rule: str
    words: str = ""
    id: str = ""
    decides: str = ""
    value: str = ""
    confidence: float = 1.0
    source: SourceRange | None = None
    alternatives: tuple[Alternative, ...] = ()


def complete(reason: Reason, source: SourceRange) -> Reason:
    """The reason with its rule's id, what it decides and how sure it is, and the place in the script it speaks of."""
    rule_id, decides, confidence = _RULES.get(reason.rule, ("", "", 0.5))
    return dataclasses.replace(
        reason,
        id=reason.id or rule_id,
        decides=reason.decides or decides,
        confidence=round(min(reason.confidence, confidence), 2),
        source=reason.source or source,
    )


def rule_ids() -> frozenset[str]:
    """The id of every rule."""
    return frozenset(rule_id for rule_id, _, _ in _RULES.values())
