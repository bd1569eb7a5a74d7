"""Who wears and carries what, where: changes kept as facts, every state computed from them in two reads.

A script that is applied states its changes afresh; what a person sets by hand stays, and outweighs the script in its
scene. Nothing here marks a take: the state goes into the brief, and a take made from another brief is stale by itself
(`projects.staleness`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Q

from accounts import audit, events
from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.models import Studio
from projects.models import CastMember, Episode, Scene, Script, Shot, StateChange
from projects.planning.people import KnownPeople
from projects.screenplay import EpisodeText
from projects.story import unfolding
from projects.story.contradictions import Finding, lint
from projects.story.reading import SceneChanges, location_key, read_changes
from projects.story.unfolding import Change, SceneFacts, SceneState, State, Timeline, is_value, unfold
from projects.story.words import words

SUBJECTS = {
    **dict.fromkeys(unfolding.MEMBER_ATTRIBUTES, "member"),
    **dict.fromkeys(unfolding.LOCATION_ATTRIBUTES, "location"),
    **dict.fromkeys(unfolding.STORY_ATTRIBUTES, "story"),
}
INHERIT, NOTHING = "inherit", "none"
VALUES_MOST = 12


# -- what is stated ----------------------------------------------------------------------------------------------------


@transaction.atomic
def record(actor: Actor, *, script: Script, episodes: Sequence[EpisodeText], people: KnownPeople) -> int:
    """Keep what an applied script states, in place of what was stated before; how many changes there are."""
    studio = actor.studio
    stated = read_changes(script.text, episodes, people)
    scenes = _scenes_by_place(studio, script)
    members = _by_name(studio, script.series_id)
    before = StateChange.objects.for_studio(studio).filter(scene__in=list(scenes.values()))
    before.filter(cause=StateChange.Cause.SCRIPT).delete()
    rows = [
        row
        for one in stated
        if (scene_id := scenes.get((one.episode, one.scene.source.start)))
        for row in _stated(studio, script, scene_id, one, members)
    ]
    StateChange.unscoped.bulk_create(rows, batch_size=1000)
    return len(rows)


def _scenes_by_place(studio: Studio, script: Script) -> dict[tuple[int, int], str]:
    rows = Scene.objects.for_studio(studio).filter(episode__script=script, omitted_at__isnull=True)
    found = rows.values_list("episode__number", "source__start", "pk")
    return {(number, start): pk for number, start, pk in found if start is not None}


def _by_name(studio: Studio, series_id: str) -> dict[str, str]:
    names: dict[str, str] = {}
    rows = CastMember.objects.for_studio(studio).filter(series=series_id).order_by("created_at", "pk")
    for pk, name, aliases in rows.values_list("pk", "name", "aliases"):
        for one in (name, *aliases):
            names.setdefault(one, pk)
    return names


def _stated(
    studio: Studio, script: Script, scene_id: str, one: SceneChanges, members: Mapping[str, str]
) -> Iterable[StateChange]:
    for change in one.changes:
        kind = SUBJECTS[change.attribute]
        member = members.get(change.subject[:80]) if kind == "member" else None
        if kind == "member" and member is None:
            continue
        yield StateChange(
            studio=studio,
            series_id=script.series_id,
            scene_id=scene_id,
            subject=kind,
            member_id=member,
            attribute=change.attribute,
            op=change.op,
            values=list(change.values),
            cause=StateChange.Cause.SCRIPT,
            rule=change.rule,
            words=change.words[:200],
            confidence=change.confidence,
            place=change.place,
            past=change.past,
            source={"script": script.pk, **(change.source or {})},
        )


@transaction.atomic
def change(actor: Actor, *, scene: Scene, attribute: str, value: str, member: CastMember | None = None) -> None:
    """Set a state by hand from this scene on: ids joined by commas, `none` for nothing, `inherit` to undo.

    It holds from before the scene's first picture and outweighs what the script says of it in this scene.
    """
    subject = _checked_subject(scene, attribute, member)
    rows = StateChange.objects.for_studio(actor.studio).filter(
        scene=scene, member=member, attribute=attribute, cause=StateChange.Cause.HAND
    )
    Scene.objects.for_studio(actor.studio).select_for_update(of=("self",)).get(pk=scene.pk)
    if value == INHERIT:
        if not rows.delete()[0]:
            return
        values: list[str] = []
    else:
        values = _checked_values(attribute, value)
        if not rows.update(values=values):
            StateChange.unscoped.create(
                studio=actor.studio,
                series_id=scene.episode.series_id,
                scene=scene,
                subject=subject,
                member=member,
                attribute=attribute,
                values=values,
                cause=StateChange.Cause.HAND,
                rule="set by hand",
            )
    told = {"member": member.pk if member else None, "attribute": attribute, "value": value}
    audit.record(actor, "continuity.change", subject=scene.pk, **told)
    events.append(actor.studio, "continuity.changed", subject=scene.pk, data=told)


def _checked_subject(scene: Scene, attribute: str, member: CastMember | None) -> str:
    kind = SUBJECTS.get(attribute)
    if kind is None:
        raise Invalid(
            f"{attribute} is no attribute; one of {', '.join(SUBJECTS)}.",
            zh="没有这种状态属性。",
            pointer="/attribute",
            code="not_known",
        )
    if (kind == "member") != (member is not None):
        wanted = "Name the member whose state it is." if kind == "member" else f"{attribute} belongs to no member."
        raise Invalid(
            wanted,
            zh="该属性与所选对象不符。",
            pointer="/member",
            code="member_required" if not member else "no_member",
        )
    if member is not None and member.series_id != scene.episode.series_id:
        raise Invalid(
            f"No {member.pk} in the cast of this series.", zh="本剧没有该角色。", pointer="/member", code="not_in_cast"
        )
    return kind


def _checked_values(attribute: str, value: str) -> list[str]:
    if value == NOTHING:
        return []
    values = [part.strip() for part in value.split(",")]
    known = words().choices.get(attribute)
    for one in values:
        named = known is None or unfolding.bare(one) in known
        if not is_value(attribute, one) or not named:
            listed = ", ".join(sorted(known)) if known else "+3d, -3y, -, =, now"
            raise Invalid(
                f"{one!r} cannot be a {attribute}.",
                zh=f"“{one}”不是可用的取值。",
                pointer="/value",
                code="not_known",
                cure=f"One of: {listed}; several joined by commas; or none, or inherit.",
            )
    if len(values) > VALUES_MOST or (len(values) > 1 and attribute in (*unfolding.SINGLE, "time")):
        raise Invalid("Too many values at once.", zh="取值过多。", pointer="/value", code="too_many")
    return list(dict.fromkeys(values))


# -- what holds --------------------------------------------------------------------------------------------------------


def timeline(studio: Studio, series_id: str, *, members: Iterable[str] | None = None) -> Timeline:
    """Every scene of a series with its states, in two reads.

    `members` leaves out what concerns other people, except what passes from hand to hand.
    """
    return unfold(_facts(studio, series_id, with_members=True), _changes(_rows(studio, series_id, members)))


def findings(studio: Studio, series_id: str) -> list[Finding]:
    """Every contradiction of a series in story order."""
    return lint(timeline(studio, series_id))


def _rows(studio: Studio, series_id: str, members: Iterable[str] | None) -> Any:
    rows = StateChange.objects.for_studio(studio).filter(series=series_id)
    if members is not None:
        rows = rows.filter(Q(member__isnull=True) | Q(member__in=list(members)) | Q(attribute="prop"))
    return rows.order_by("place", "created_at", "pk")


def _facts(studio: Studio, series_id: str, *, with_members: bool) -> list[SceneFacts]:
    rows = Scene.objects.for_studio(studio).filter(episode__series=series_id)
    present = ArrayAgg(
        "shots__presences__member",
        filter=Q(shots__omitted_at__isnull=True, shots__presences__isnull=False),
        distinct=True,
        default=[],
    )
    columns = ["location", "time_of_day", "interior", "weather", "omitted_at", "label", "ordinal", "episode__number"]
    if with_members:
        rows = rows.annotate(present=present)
        columns.append("present")
    facts = []
    for row in rows.order_by("episode__number", "ordinal", "pk").values("pk", *columns):
        number = row["episode__number"]
        facts.append(
            SceneFacts(
                id=row["pk"],
                episode=number,
                location=location_key(row["location"]),
                time_of_day=row["time_of_day"],
                interior=row["interior"],
                weather=row["weather"],
                omitted=row["omitted_at"] is not None,
                members=tuple(sorted(row.get("present", ()))),
                label=f"{Episode(number=number).code}_{Scene(label=row['label']).code}" if with_members else "",
            )
        )
    return facts


def _changes(rows: Any) -> list[Change]:
    return [
        Change(
            scene=row.scene_id,
            subject=row.member_id or row.subject,
            attribute=row.attribute,
            op=row.op,
            values=tuple(row.values),
            cause=row.cause,
            rule=row.rule,
            words=row.words,
            place=row.place,
            confidence=row.confidence,
            past=row.past,
            id=row.pk,
            source=row.source,
        )
        for row in rows
    ]


def _bare_changes(rows: Any) -> list[Change]:
    """Only what states follow from: no words, no source."""
    columns = ("scene_id", "member_id", "subject", "attribute", "op", "values", "cause", "place", "past")
    return [
        Change(scene, member or subject, attribute, op, tuple(values), cause, place=place, past=past)
        for scene, member, subject, attribute, op, values, cause, place, past in rows.values_list(*columns)
    ]


# -- what a shot shows -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShotState:
    """What holds in a shot's picture, and the key of its place."""

    state: State
    location: str


def state_of(shot: Shot) -> ShotState:
    """What holds in a shot that was read by `briefing.shot_rows`; read now unless `attach` has."""
    if not hasattr(shot, "story"):
        attach(shot.studio, [shot])
    told: ShotState = shot.story
    return told


def attach(studio: Studio, shots: Sequence[Shot]) -> None:
    """Give each shot, read with scene, episode and people, what holds in it: two reads for all of a series."""
    by_series: dict[str, list[Shot]] = {}
    for shot in shots:
        by_series.setdefault(shot.scene.episode.series_id, []).append(shot)
    for series_id, own in by_series.items():
        seen = {presence.member_id for shot in own for presence in shot.presences.all()}
        states = unfold(_facts(studio, series_id, with_members=False), _bare_changes(_rows(studio, series_id, seen)))
        places = _places(studio, own)
        for shot in own:
            scene = states.of(shot.scene_id)
            shot.story = _in_shot(scene, shot, places[shot.pk])


def _in_shot(scene: SceneState, shot: Shot, place: int) -> ShotState:
    past = bool(shot.notes.get("flashback")) and not scene.moment.is_flashback
    return ShotState(scene.at(place, past=past), scene.facts.location)


def _places(studio: Studio, shots: Sequence[Shot]) -> dict[str, int]:
    """Up to where in the script each shot has played; a shot put in by hand plays where the one before it ended."""
    places = {shot.pk: int(shot.source.get("end") or 0) for shot in shots}
    loose = [shot for shot in shots if not places[shot.pk]]
    if loose:
        rows = Shot.objects.for_studio(studio).filter(scene__in={shot.scene_id for shot in loose}).order_by("code")
        told = list(rows.values_list("scene_id", "code", "source__end"))
        for shot in loose:
            before = [end for scene, code, end in told if scene == shot.scene_id and code < shot.code and end]
            places[shot.pk] = max(before, default=1)
    return places
