"""Scenes: where and when they play, edited; omitted and restored with all their shots. Episodes, retitled."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import events
from accounts.actor import Actor
from accounts.errors import Stale
from projects import choosing
from projects.models import Episode, Scene
from projects.slates import free_label


@transaction.atomic
def add(actor: Actor, *, episode: Episode, label: str, **facts: Any) -> Scene:
    """A new scene where its number belongs among the episode's; later scenes move down by one."""
    choosing.must_exist(facts)
    rows = Scene.objects.for_studio(actor.studio).filter(episode=episode)
    earlier = [scene.ordinal for scene in rows if _number(scene.label) < _number(label)]
    ordinal = max(earlier, default=0) + 1
    rows.filter(ordinal__gte=ordinal).update(ordinal=F("ordinal") + 1)
    scene = Scene.unscoped.create(studio=actor.studio, episode=episode, label=label, ordinal=ordinal, **facts)
    events.append(actor.studio, "scene.added", subject=scene.pk, data={"episode": episode.pk, "label": label})
    return scene


def _number(label: str) -> tuple[int, str]:
    """Scenes' labels in counting order: 2, 12, 12A, 13."""
    digits = label.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits), label[len(digits) :]


@transaction.atomic
def edit(actor: Actor, *, scene: Scene, version: int, **changes: Any) -> Scene:
    """Change where or when a scene plays, provided it is still at `version`. Takes drawn before keep the old place."""
    choosing.must_exist(changes)
    rows = Scene.objects.for_studio(actor.studio).filter(pk=scene.pk)
    if not rows.filter(version=version).update(**changes, version=F("version") + 1):
        raise Stale("The scene was changed since you read it.", zh="场次已被他人修改。")
    events.append(actor.studio, "scene.edited", subject=scene.pk, data={"fields": sorted(changes)})
    return rows.get()


@transaction.atomic
def omit(actor: Actor, *, scene: Scene) -> Scene:
    """Take a scene out of the episode; it keeps its number and its shots. Omitting twice changes nothing."""
    rows = Scene.objects.for_studio(actor.studio).filter(pk=scene.pk)
    if rows.filter(omitted_at__isnull=True).update(omitted_at=timezone.now(), version=F("version") + 1):
        events.append(actor.studio, "scene.omitted", subject=scene.pk, data={"episode": scene.episode_id})
    return rows.get()


@transaction.atomic
def restore(actor: Actor, *, scene: Scene) -> Scene:
    """Bring an omitted scene back to where it was; if another has its number meanwhile, under the next free letter."""
    rows = Scene.objects.for_studio(actor.studio).filter(pk=scene.pk)
    Episode.objects.for_studio(actor.studio).select_for_update().get(pk=scene.episode_id)
    in_use = Scene.objects.for_studio(actor.studio).filter(episode=scene.episode_id, omitted_at__isnull=True)
    label = free_label(scene.label, set(in_use.exclude(pk=scene.pk).values_list("label", flat=True)))
    if rows.filter(omitted_at__isnull=False).update(omitted_at=None, label=label, version=F("version") + 1):
        events.append(actor.studio, "scene.restored", subject=scene.pk, data={"episode": scene.episode_id})
    return rows.get()


@transaction.atomic
def retitle(actor: Actor, *, episode: Episode, version: int, title: str) -> Episode:
    """Give an episode another title, provided it is still at `version`."""
    rows = Episode.objects.for_studio(actor.studio).filter(pk=episode.pk)
    if not rows.filter(version=version).update(title=title, version=F("version") + 1):
        raise Stale("The episode was changed since you read it.", zh="本集已被他人修改。")
    events.append(actor.studio, "episode.retitled", subject=episode.pk, data={"title": title})
    return rows.get()
