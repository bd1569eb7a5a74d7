"""Spoken lines, edited. New words need a new take, because the old one says something else."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Max

from accounts import events
from accounts.actor import Actor
from accounts.errors import Stale
from projects import choosing, retiming
from projects.models import CastMember, Line, Shot

LINE_STEP = 10


@transaction.atomic
def add(
    actor: Actor,
    *,
    shot: Shot,
    member: CastMember | None,
    kind: str,
    text: str,
    parenthetical: str = "",
    expression: str = "neutral",
) -> Line:
    """A new line after the last of a shot, which is then as long as its lines need; no member is the narrator."""
    choosing.must_exist({"expression": expression})
    shot = Shot.objects.for_studio(actor.studio).select_for_update(of=("self",)).get(pk=shot.pk)
    last = Line.objects.for_studio(actor.studio).filter(shot=shot).aggregate(Max("ordinal"))["ordinal__max"] or 0
    line = Line.unscoped.create(
        studio=actor.studio,
        shot=shot,
        ordinal=last + LINE_STEP,
        member=member,
        kind=kind if member else Line.Kind.VO,
        text=text,
        parenthetical=parenthetical,
        expression=expression,
        estimated_ms=retiming.estimate(text, shot.scene.episode.series),
    )
    retiming.fit_to_sound(actor, shot=shot)
    events.append(actor.studio, "line.added", subject=line.pk, data={"shot": shot.pk})
    return line


@transaction.atomic
def edit(actor: Actor, *, line: Line, version: int, **changes: Any) -> Line:
    """Change a line's words or expression, provided it is still at `version`; its takes stay and say the old ones."""
    rows = Line.objects.for_studio(actor.studio).filter(pk=line.pk)
    line = retiming.lock_line(actor.studio, line)
    if line.version != version:
        raise Stale("The line was changed since you read it.", zh="台词已被他人修改。", version=line.version)
    choosing.must_exist(changes)
    sounds_new = any(name in changes and changes[name] != getattr(line, name) for name in ("text", "expression"))
    if "text" in changes:
        changes["estimated_ms"] = retiming.estimate(changes["text"], line.shot.scene.episode.series)
    rows.update(**changes, version=F("version") + 1)
    if sounds_new:
        retiming.fit_to_sound(actor, shot=line.shot)
    fields = sorted(set(changes) - {"estimated_ms"})
    events.append(actor.studio, "line.edited", subject=line.pk, data={"fields": fields, "shot": line.shot_id})
    return rows.get()
