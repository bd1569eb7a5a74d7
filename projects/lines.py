"""Spoken lines, edited. New words need a new take, because the old one says something else."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from accounts import events
from accounts.actor import Actor
from accounts.errors import Stale
from projects import choosing, retiming
from projects.models import Line


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
