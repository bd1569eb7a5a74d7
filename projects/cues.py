"""Music cues: spotted with every assembly, planned and rendered by an engine, edited by hand, laid under the cut."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import events
from accounts.actor import Actor
from accounts.errors import Invalid, Stale
from accounts.models import Studio
from projects import briefs, staleness
from projects.models import Cue, Cut, CutMusic, Episode
from projects.planning.spotting import CueWish

ORDINAL_STEP = 10
PLAN_BYTES_MOST = 200_000


@transaction.atomic
def keep(actor: Actor, *, episode: Episode, wishes: Sequence[CueWish]) -> list[Cue]:
    """The episode's cues as the spotting wants them: known by their scene, changed, made, or omitted. The row of the
    episode is locked by the caller."""
    studio = actor.studio
    known: dict[str, Cue] = {cue.scene_id: cue for cue in Cue.objects.for_studio(studio).filter(episode=episode)}
    taken = {cue.ordinal for cue in known.values()}
    kept: list[Cue] = []
    for wish in wishes:
        facts = {"start_frame": wish.start_frame, "frames": wish.frames, "spotted": spotted_of(wish)}
        cue = known.get(wish.scene_id)
        if cue is None:
            ordinal = _free_ordinal(taken, kept[-1].ordinal if kept else 0)
            taken.add(ordinal)
            cue = Cue.unscoped.create(studio=studio, episode=episode, scene_id=wish.scene_id, ordinal=ordinal, **facts)
            events.append(studio, "cue.spotted", subject=cue.pk, data={"episode": episode.pk, "frames": cue.frames})
        elif cue.omitted_at or any(getattr(cue, name) != value for name, value in facts.items()):
            rows = Cue.objects.for_studio(studio).filter(pk=cue.pk)
            rows.update(**facts, omitted_at=None, version=F("version") + 1)
            cue = rows.get()
        kept.append(cue)
    gone = Cue.objects.for_studio(studio).filter(episode=episode, omitted_at__isnull=True)
    gone.exclude(pk__in=[cue.pk for cue in kept]).update(omitted_at=timezone.now(), version=F("version") + 1)
    return kept


@transaction.atomic
def edit(actor: Actor, *, cue: Cue, version: int, **changes: Any) -> Cue:
    """Change a cue's effort or its plan by hand (empty: the engine plans again), if it is still at `version`."""
    rows = Cue.objects.for_studio(actor.studio).filter(pk=cue.pk)
    cue = rows.select_for_update(of=("self",)).get()
    if cue.version != version:
        raise Stale("The cue was changed since you read it.", zh="配乐已被他人修改。", version=cue.version)
    if len(json.dumps(changes.get("plan", {}))) > PLAN_BYTES_MOST:
        raise Invalid(
            f"A plan has at most {PLAN_BYTES_MOST} bytes.", zh="配乐方案过长。", pointer="/plan", code="too_long"
        )
    rows.update(**changes, version=F("version") + 1)
    told = {"fields": sorted(changes), "episode": cue.episode_id}
    events.append(actor.studio, "cue.edited", subject=cue.pk, data=told)
    return rows.get()


def lay(studio: Studio, *, cut: Cut) -> list[CutMusic]:
    """Put what is circled and still true under a cut that is not locked yet, in place of what lay there."""
    CutMusic.objects.for_studio(studio).filter(cut=cut).delete()
    return CutMusic.unscoped.bulk_create(
        CutMusic(studio=studio, cut=cut, cue=cue, take=cue.circled_take, start_frame=cue.start_frame, frames=cue.frames)
        for cue in to_lay(studio, episode_id=cut.episode_id)
    )


def to_lay(studio: Studio, *, episode_id: str) -> list[Cue]:
    """The cues in use whose circled take is what would be ordered today, in the order of the cut."""
    rows = cue_rows(studio).filter(episode_id=episode_id, omitted_at__isnull=True, circled_take__isnull=False)
    return [cue for cue in rows if not staleness.reasons_in(cue.circled_take, cue)]


def cue_rows(studio: Studio) -> Any:
    """Cues with what their slate is made of and what is circled, in the order of the cut."""
    rows = Cue.objects.for_studio(studio).select_related("episode__series", "circled_take")
    return rows.order_by("start_frame", "ordinal")


def spotted_of(wish: CueWish) -> dict[str, Any]:
    """What a cue must do, as plain values."""
    plain = briefs.to_json(wish)
    told: dict[str, Any] = json.loads(json.dumps({name: plain[name] for name in SPOTTED}))
    return told


SPOTTED = ("moods", "cuts", "hits", "spoken", "style")


def _free_ordinal(taken: Iterable[int], before: int) -> int:
    """The next ten after the cue before, or where that is taken a number between, or one after all."""
    used = set(taken)
    after = min((ordinal for ordinal in used if ordinal > before), default=0)
    if not after:
        return before + ORDINAL_STEP
    middle = (before + after) // 2
    return middle if middle > before else max(used) + ORDINAL_STEP
