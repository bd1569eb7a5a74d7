"""Continuity as JSON, what its routes take, and the shape of both for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers as s

from projects.api.inputs import PlainText
from projects.story.contradictions import Finding
from projects.story.unfolding import Change, Held, SceneState, State, Timeline, place_key

Names = Mapping[str, str]


class StateInput(s.Serializer):
    member = s.CharField(max_length=40, required=False, allow_null=True, help_text="Absent for the place or the time.")
    attribute = s.CharField(
        max_length=12,
        help_text="outfit, hair, accessory, injury, prop of a member; damage, dressing, left_over of the place; time.",
    )
    value = PlainText(
        max_length=400,
        help_text="An id, several joined by commas, none for nothing, or inherit to undo. A colour or the writer's "
        "word may follow a slash (dress/red). Of time: +3d, -3y or - for a flashback, = for the same moment.",
    )


class ChangeDocument(s.Serializer):
    id = s.CharField(allow_null=True, help_text="null where weather or time is the cause.")
    scene = s.CharField()
    member = s.CharField(allow_null=True)
    attribute = s.CharField()
    op = s.CharField(help_text="set, add, remove, or take (from whoever has it).")
    values = s.ListField(child=s.CharField())
    cause = s.CharField(help_text="script, hand or weather.")
    rule = s.CharField()
    words = s.CharField(help_text="The script's own words that decided.")
    confidence = s.FloatField()
    in_flashback = s.BooleanField()
    source = s.DictField(help_text="Script, line, column, start and end; empty where no script is the cause.")


class StateDocument(s.Serializer):
    attribute = s.CharField()
    value = s.CharField(help_text="A value that opens with - is cast but taken off.")
    since = ChangeDocument()
    is_inherited = s.BooleanField(help_text="Whether it comes from an earlier scene.")


class MemberStateDocument(s.Serializer):
    member = s.CharField()
    name = s.CharField()
    enters = StateDocument(many=True)
    leaves = StateDocument(many=True)


class PlaceStateDocument(s.Serializer):
    enters = StateDocument(many=True)
    leaves = StateDocument(many=True)


class MomentDocument(s.Serializer):
    is_flashback = s.BooleanField()
    is_continuous = s.BooleanField(help_text="Nothing says that time passed since the scene before.")
    minutes_since = s.IntegerField(help_text="Story minutes that pass before the scene.")
    minutes_back = s.IntegerField(allow_null=True, help_text="How far back a flashback lies, if anybody says.")
    words = s.CharField()


class SceneContinuityDocument(s.Serializer):
    scene = s.CharField()
    slate = s.CharField(help_text="EP03_SC012.")
    moment = MomentDocument()
    members = MemberStateDocument(many=True)
    location = PlaceStateDocument()
    changes = ChangeDocument(many=True)


class TurnDocument(s.Serializer):
    scene = s.CharField()
    slate = s.CharField()
    attribute = s.CharField()
    values = s.ListField(child=s.CharField(), help_text="Empty: from here on nothing.")
    since = ChangeDocument(many=True)
    is_flashback = s.BooleanField()


class MemberTimelineDocument(s.Serializer):
    member = s.CharField()
    name = s.CharField()
    states = TurnDocument(many=True)


class PlaceTimelineDocument(s.Serializer):
    location = s.CharField()
    states = TurnDocument(many=True)


class SceneMomentDocument(s.Serializer):
    scene = s.CharField()
    slate = s.CharField()
    moment = MomentDocument()


class SeriesContinuityDocument(s.Serializer):
    scenes = SceneMomentDocument(many=True)
    members = MemberTimelineDocument(many=True)
    locations = PlaceTimelineDocument(many=True)


class FindingDocument(s.Serializer):
    code = s.CharField(
        help_text="heals_without_time, outfit_without_cause, prop_returns, prop_in_two_hands or time_of_day_jumps."
    )
    severity = s.CharField()
    scene = s.CharField()
    slate = s.CharField()
    member = s.CharField(allow_null=True)
    name = s.CharField(allow_null=True)
    attribute = s.CharField()
    value = s.CharField()
    message_zh = s.CharField()
    message_en = s.CharField()
    cure = s.CharField()
    change = ChangeDocument(allow_null=True)
    contradicts_scene = s.CharField()
    contradicts = ChangeDocument(allow_null=True)


class FindingsDocument(s.Serializer):
    data = FindingDocument(many=True)


def change_json(change: Change, names: Names) -> dict[str, Any]:
    """One change with its words and its place in the script."""
    return {
        "id": change.id or None,
        "scene": change.scene,
        "member": change.subject if change.subject in names else None,
        "attribute": change.attribute,
        "op": change.op,
        "values": list(change.values),
        "cause": change.cause,
        "rule": change.rule,
        "words": change.words,
        "confidence": change.confidence,
        "in_flashback": change.past,
        "source": dict(change.source or {}),
    }


def moment_json(scene: SceneState) -> dict[str, Any]:
    """When a scene plays."""
    moment = scene.moment
    return {
        "is_flashback": moment.is_flashback,
        "is_continuous": moment.is_continuous,
        "minutes_since": moment.gap,
        "minutes_back": moment.back,
        "words": moment.words,
    }


def scene_json(states: Timeline, scene_id: str, names: Names) -> dict[str, Any]:
    """What holds in one scene for everybody in it and for its place, and what changes there."""
    scene = states.of(scene_id)
    stated = {change.subject for change in scene.changes}
    return {
        "scene": scene_id,
        "slate": scene.facts.label,
        "moment": moment_json(scene),
        "members": [
            {"member": pk, "name": name, **_both(scene, pk, names)}
            for pk, name in names.items()
            if pk in scene.facts.members or pk in stated
        ],
        "location": _both(scene, place_key(scene.facts.location), names),
        "changes": [change_json(change, names) for change in states.stated_in(scene_id)],
    }


def _both(scene: SceneState, subject: str, names: Names) -> dict[str, Any]:
    return {
        "enters": list(_states(scene, scene.enter, subject, names)),
        "leaves": list(_states(scene, scene.leave, subject, names)),
    }


def _states(scene: SceneState, state: State, subject: str, names: Names) -> Iterable[dict[str, Any]]:
    for (whose, attribute), items in sorted(state.items()):
        if whose == subject:
            for held in items:
                yield {
                    "attribute": attribute,
                    "value": held.value,
                    "since": change_json(held.since, names),
                    "is_inherited": held.since.scene != scene.facts.id,
                }


def series_json(states: Timeline, names: Names, *, only: str = "") -> dict[str, Any]:
    """Each member's and each place's states through the series, wherever they become others."""
    turns: dict[str, list[dict[str, Any]]] = {}
    before: State = {}
    for scene in states.scenes:
        base = scene.enter if scene.moment.is_flashback or scene.facts.omitted else before
        for key in sorted({*base, *scene.leave}):
            was, now = base.get(key, ()), scene.leave.get(key, ())
            if _values(was) != _values(now):
                turns.setdefault(key[0], []).append(_turn(scene, key[1], now, names))
        if not scene.moment.is_flashback and not scene.facts.omitted:
            before = scene.leave
    wanted = [pk for pk in names if pk in turns and (not only or pk == only)]
    places = [] if only else sorted(key for key in turns if key.startswith(place_key("")))
    return {
        "scenes": [
            {"scene": scene.facts.id, "slate": scene.facts.label, "moment": moment_json(scene)}
            for scene in states.scenes
        ],
        "members": [{"member": pk, "name": names[pk], "states": turns[pk]} for pk in wanted],
        "locations": [{"location": key.removeprefix(place_key("")), "states": turns[key]} for key in places],
    }


def _values(items: Iterable[Held]) -> list[str]:
    return [held.value for held in items]


def _turn(scene: SceneState, attribute: str, items: tuple[Held, ...], names: Names) -> dict[str, Any]:
    return {
        "scene": scene.facts.id,
        "slate": scene.facts.label,
        "attribute": attribute,
        "values": _values(items),
        "since": [change_json(held.since, names) for held in items],
        "is_flashback": scene.moment.is_flashback,
    }


def finding_json(states: Timeline, names: Names, found: Finding) -> dict[str, Any]:
    """One contradiction with both its sides."""
    return {
        "code": found.code,
        "severity": "warning",
        "scene": found.scene,
        "slate": states.of(found.scene).facts.label,
        "member": found.subject if found.subject in names else None,
        "name": names.get(found.subject),
        "attribute": found.attribute,
        "value": found.value,
        "message_zh": found.message_zh,
        "message_en": found.message_en,
        "cure": found.cure,
        "change": change_json(found.change, names) if found.change else None,
        "contradicts_scene": found.scene_before,
        "contradicts": change_json(found.since, names) if found.since else None,
    }
