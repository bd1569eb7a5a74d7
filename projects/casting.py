"""Who is who, how they look and sound, and who appears where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts import events
from accounts.actor import Actor
from accounts.errors import Conflict, Invalid, Stale
from projects import briefs, choosing
from projects.models import CastMember, Line, Presence, Series, Shot

CAST_MOST = 8
_BOUNDS = {"pitch": (0, 99), "pitch_range": (0, 99), "rate": (80, 450)}


@transaction.atomic
def add_member(
    actor: Actor,
    *,
    series: Series,
    name: str,
    aliases: Iterable[str] = (),
    is_extra: bool = False,
    look: dict[str, Any] | None = None,
    voice: dict[str, Any] | None = None,
) -> CastMember:
    """A new role in the series; what is not said of look and voice is filled with defaults."""
    if CastMember.objects.for_studio(actor.studio).filter(series=series, name=name).exists():
        raise Conflict(
            f"{name} is in the cast already.", zh=f"{name} 已在演员表中。", pointer="/name", code="name_taken"
        )
    member = CastMember.unscoped.create(
        studio=actor.studio,
        series=series,
        name=name,
        aliases=list(aliases),
        is_extra=is_extra,
        look=complete_look(look or {}),
        voice=complete_voice({"language": series.language, **(voice or {})}),
    )
    events.append(actor.studio, "cast.added", subject=member.pk, data={"series": series.pk, "name": name})
    return member


@transaction.atomic
def amend_member(actor: Actor, *, member: CastMember, version: int, **changes: Any) -> CastMember:
    """Change a role, provided it is still at `version`. Look and voice are merged field by field."""
    rows = CastMember.objects.for_studio(actor.studio).filter(pk=member.pk)
    member = rows.select_for_update(of=("self",)).get()
    if member.version != version:
        raise Stale("The cast member was changed since you read it.", zh="角色已被他人修改。", version=member.version)
    if "look" in changes:
        changes["look"] = complete_look({**member.look, **changes["look"]})
    if "voice" in changes:
        changes["voice"] = complete_voice({**member.voice, **changes["voice"]})
    namesakes = CastMember.objects.for_studio(actor.studio).filter(series=member.series_id, name=changes.get("name"))
    if "name" in changes and namesakes.exclude(pk=member.pk).exists():
        raise Conflict(f"{changes['name']} is in the cast already.", pointer="/name", code="name_taken")
    rows.update(**changes, version=F("version") + 1)
    events.append(actor.studio, "cast.amended", subject=member.pk, data={"fields": sorted(changes)})
    return rows.get()


@transaction.atomic
def cast_shot(actor: Actor, *, shot: Shot, cast: list[dict[str, Any]]) -> None:
    """Say who is in a shot, from first to last: `{member, place, facing, expression, action, target}` each."""
    series_id = (
        Shot.objects.for_studio(actor.studio).values_list("scene__episode__series_id", flat=True).get(pk=shot.pk)
    )
    members = {member.pk: member for member in CastMember.objects.for_studio(actor.studio).filter(series_id=series_id)}
    if len(cast) > CAST_MOST:
        raise Invalid(f"At most {CAST_MOST} people fit into a shot.", pointer="/cast", code="too_many")
    seen: set[str] = set()
    for index, row in enumerate(cast):
        _check_presence(row, members, seen, at=f"/cast/{index}")
    speaking = (
        Line.objects.for_studio(actor.studio)
        .filter(shot=shot, kind="dialogue", omitted_at__isnull=True)
        .select_related("member")
    )
    for line in speaking:
        if line.member_id not in seen:
            raise Invalid(
                f"{line.member.name} speaks in this shot and must be in it.",
                zh=f"{line.member.name} 在此镜头有台词，必须出镜。",
                pointer="/cast",
                code="speaker_absent",
            )
    Presence.objects.for_studio(actor.studio).filter(shot=shot).delete()
    Presence.unscoped.bulk_create(
        Presence(
            studio=actor.studio,
            shot=shot,
            ordinal=index,
            member=members[row["member"]],
            target=members.get(row.get("target") or ""),
            **{name: row[name] for name in ("place", "facing", "expression", "action") if name in row},
        )
        for index, row in enumerate(cast)
    )


def complete_look(values: dict[str, Any]) -> dict[str, Any]:
    """The JSON form of a look with every field, or Invalid with the field at fault."""
    return _complete(briefs.Look, values, at="/look")


def complete_voice(values: dict[str, Any]) -> dict[str, Any]:
    """The JSON form of a voice with every field, or Invalid with the field at fault."""
    for name, (least, most) in _BOUNDS.items():
        value = values.get(name, least)
        if isinstance(value, int) and not least <= value <= most:
            raise Invalid(f"{name} must be {least} to {most}.", pointer=f"/voice/{name}", code="out_of_range")
    return _complete(briefs.Voice, values, at="/voice")


def _complete(cls: Any, values: dict[str, Any], *, at: str) -> dict[str, Any]:
    try:
        return briefs.to_json(briefs.from_json(cls, values))
    except briefs.BriefMalformed as malformed:
        field, _, problem = str(malformed).partition(": ")
        raise Invalid(
            str(malformed), zh="外形或声音设定不正确。", pointer=at + field, code="invalid", cure=problem
        ) from malformed


def _check_presence(row: dict[str, Any], members: dict[str, CastMember], seen: set[str], *, at: str) -> None:
    for name in ("member", "target"):
        if row.get(name) and row[name] not in members:
            raise Invalid(
                f"No {row[name]} in the cast of this series.",
                zh="本剧没有该角色。",
                pointer=f"{at}/{name}",
                code="not_in_cast",
            )
    if row["member"] in seen:
        raise Invalid("Nobody can be in a shot twice.", pointer=f"{at}/member", code="twice")
    seen.add(row["member"])
    choosing.must_exist(row, at=at)
