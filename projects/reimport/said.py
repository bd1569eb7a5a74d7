"""What a plan says of an episode, a scene, a shot or a line, as plain values: what is compared, kept and applied."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Container, Iterable
from typing import Any

from projects.models import Line
from projects.planning.planned import PlannedLine, ScenePlan, ShotPlan
from projects.screenplay import EpisodeText
from projects.scriptdiff import Node
from projects.scriptdiff.nodes import NUMBER

Said = dict[str, Any]
Plans = dict[str, Any]
"""Every plan by its reference in the new version."""


def of_episode(text: EpisodeText) -> Said:
    """An episode's number and title."""
    return {NUMBER: text.number, "title": text.title[:200]}


def of_scene(plan: ScenePlan) -> Said:
    """A scene's number, place and time."""
    return {
        NUMBER: plan.label,
        "location": plan.location[:200],
        "set_id": plan.set_id,
        "interior": plan.interior,
        "time_of_day": plan.time_of_day,
        "weather": plan.weather,
    }


def of_shot(plan: ShotPlan) -> Said:
    """A shot's picture. A line without a word to say (……) is shown as a card, because no voice can speak it."""
    return {
        "framing": plan.framing,
        "angle": plan.angle,
        "camera_move": plan.camera_move,
        "mood": plan.mood,
        "description": plan.description,
        "props": list(plan.props),
        "cards": [*plan.cards, *(line.text for line in plan.lines if not line.seconds)],
        "notes": {
            "sounds": list(plan.sounds),
            "music": list(plan.music),
            "transition": plan.transition,
            "flashback": plan.flashback,
            "is_turn": plan.is_turn,
        },
        "cast": [
            [one.name, min(1.0, max(-1.0, one.place)), one.facing, one.expression, one.action, one.target]
            for one in plan.cast
        ],
    }


def of_line(plan: PlannedLine, names: Container[str]) -> Said:
    """A line's words and who speaks them how; nobody of the cast is the narrator."""
    known = plan.speaker in names
    return {
        "speaker": plan.speaker if known else "",
        "kind": plan.kind if known else str(Line.Kind.VO),
        "text": plan.text,
        "parenthetical": plan.parenthetical[:200],
        "expression": plan.expression,
    }


def compared(fields: Said, texts: Iterable[str]) -> Said:
    """What a shot is compared by: its picture without the words of its own lines, which are compared as lines."""
    description = fields["description"]
    for text in texts:
        description = description.replace(text, "…")
    return fields | {"description": description}


def source(plan: ScenePlan | ShotPlan | PlannedLine) -> Said:
    """Where in the script it is, as it is kept."""
    place = plan.source
    return {"line": place.line, "column": place.column, "start": place.start, "end": place.end}


def reasons(plan: ShotPlan) -> list[Said]:
    """Why the plan chose what it chose, as it is kept."""
    return [_plain(reason) for reason in plan.reasons]


def _plain(value: Any) -> Any:
    """Frozen dataclasses, however deep, as plain JSON values; `dataclasses.asdict` would copy every word of them."""
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}


def spoken(plan: ShotPlan) -> list[PlannedLine]:
    """The lines a voice can speak."""
    return [line for line in plan.lines if line.seconds]


def story(episodes: tuple[tuple[EpisodeText, tuple[ScenePlan, ...]], ...], names: Container[str]) -> tuple[Node, Plans]:
    """A planned script as a story to compare, and each plan by its node's reference."""
    plans: Plans = {}

    def below(ref: str, made: list[Any], make: Callable[[str, Any], Node]) -> tuple[Node, ...]:
        return tuple(make(f"{ref}.{at}", plan) for at, plan in enumerate(made, start=1))

    def line(ref: str, plan: PlannedLine) -> Node:
        plans[ref] = plan
        return Node("line", ref, of_line(plan, names))

    def shot(ref: str, plan: ShotPlan) -> Node:
        plans[ref] = plan
        lines = spoken(plan)
        return Node("shot", ref, compared(of_shot(plan), (one.text for one in lines)), below(ref, lines, line))

    def scene(ref: str, plan: ScenePlan) -> Node:
        plans[ref] = plan
        return Node("scene", ref, of_scene(plan), below(ref, list(plan.shots), shot))

    made = []
    for text, scenes in episodes:
        ref = str(text.number)
        plans[ref] = text
        made.append(Node("episode", ref, of_episode(text), below(ref, list(scenes), scene)))
    return Node("story", "new", {}, tuple(made)), plans
