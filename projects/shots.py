"""Shots: inserted between, edited, omitted and restored; a number is never given twice and never taken away."""

from __future__ import annotations

import zlib
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import events
from accounts.actor import Actor
from accounts.errors import Invalid, Stale
from projects import casting, choosing, errors, retiming
from projects.models import Scene, Shot
from projects.models.shots import SHOT_CODE_MOST, SHOT_FRAMES_LEAST, SHOT_FRAMES_MOST

STEP = 10


@transaction.atomic
def insert(
    actor: Actor,
    *,
    scene: Scene,
    after: Shot | None,
    frames: int,
    cast: list[dict[str, Any]] | None = None,
    code: int | None = None,
    **facts: Any,
) -> Shot:
    """A new shot after another of its scene, or first in it; its code lies between its neighbours', or is given."""
    Scene.objects.for_studio(actor.studio).select_for_update(of=("self",)).get(pk=scene.pk)
    if after is not None and after.scene_id != scene.pk:
        raise Invalid(
            f"{after.pk} is not a shot of this scene.", zh="该镜头不在此场次中。", pointer="/after", code="other_scene"
        )
    _check(frames, facts)
    code = _code_after(actor, scene, after) if code is None else _free_code(actor, scene, code)
    shot = Shot.unscoped.create(
        studio=actor.studio,
        scene=scene,
        code=code,
        frames=frames,
        least_frames=frames,
        pinned=sorted({"frames", *facts}),
        seed=zlib.crc32(f"{scene.pk}/{code}".encode()),
        reasons=[{"rule": "inserted by hand", "words": ""}],
        **facts,
    )
    if cast is not None:
        casting.cast_shot(actor, shot=shot, cast=cast)
    events.append(actor.studio, "shot.inserted", subject=shot.pk, data={"scene": scene.pk, "code": code})
    return shot


@transaction.atomic
def edit(actor: Actor, *, shot: Shot, version: int, cast: list[dict[str, Any]] | None = None, **changes: Any) -> Shot:
    """Change a shot, provided it is still at `version`. What a person sets is pinned; `frames=None` unpins it."""
    rows = Shot.objects.for_studio(actor.studio).filter(pk=shot.pk)
    shot = rows.select_for_update(of=("self",)).get()
    if shot.version != version:
        raise Stale("The shot was changed since you read it.", zh="镜头已被他人修改。", version=shot.version)
    unpins = "frames" in changes and changes["frames"] is None
    if unpins:
        del changes["frames"]
    _check(changes.get("frames", shot.frames), changes)
    pinned = set(shot.pinned) | set(changes) | ({"cast"} if cast is not None else set())
    pinned -= {"frames"} if unpins else set()
    rows.update(**changes, pinned=sorted(pinned), version=F("version") + 1)
    if cast is not None:
        casting.cast_shot(actor, shot=shot, cast=cast)
    if unpins:
        retiming.fit_to_sound(actor, shot=shot)
    fields = sorted({*changes, *(["cast"] if cast is not None else []), *(["frames"] if unpins else [])})
    events.append(actor.studio, "shot.edited", subject=shot.pk, data={"fields": fields})
    return rows.get()


@transaction.atomic
def omit(actor: Actor, *, shot: Shot) -> Shot:
    """Take a shot out of the episode; it keeps its number, its takes and its lines. Omitting twice changes nothing."""
    rows = Shot.objects.for_studio(actor.studio).filter(pk=shot.pk)
    if rows.filter(omitted_at__isnull=True).update(omitted_at=timezone.now(), version=F("version") + 1):
        events.append(actor.studio, "shot.omitted", subject=shot.pk, data={"scene": shot.scene_id})
    return rows.get()


@transaction.atomic
def restore(actor: Actor, *, shot: Shot) -> Shot:
    """Bring an omitted shot back to where it was."""
    rows = Shot.objects.for_studio(actor.studio).filter(pk=shot.pk)
    if rows.filter(omitted_at__isnull=False).update(omitted_at=None, version=F("version") + 1):
        events.append(actor.studio, "shot.restored", subject=shot.pk, data={"scene": shot.scene_id})
    return rows.get()


def _check(frames: int, facts: dict[str, Any]) -> None:
    if not SHOT_FRAMES_LEAST <= frames <= SHOT_FRAMES_MOST:
        raise Invalid(
            f"A shot has {SHOT_FRAMES_LEAST} to {SHOT_FRAMES_MOST} frames, not {frames}.",
            zh=f"镜头长度须为 {SHOT_FRAMES_LEAST}–{SHOT_FRAMES_MOST} 帧。",
            pointer="/frames",
            code="out_of_range",
        )
    choosing.must_exist(facts)


def _free_code(actor: Actor, scene: Scene, code: int) -> int:
    """The code, provided it was never given in this scene."""
    if Shot.objects.for_studio(actor.studio).filter(scene=scene, code=code).exists():
        raise errors.NoCodeLeft(f"SH{code:04d} was given already.", zh=f"镜号 {code:04d} 已用过。", pointer="/code")
    return code


def _code_after(actor: Actor, scene: Scene, after: Shot | None) -> int:
    codes = Shot.objects.for_studio(actor.studio).filter(scene=scene).order_by("code").values_list("code", flat=True)
    before = after.code if after else 0
    following = next((code for code in codes if code > before), None)
    code = before // STEP * STEP + STEP if following is None else (before + following) // 2
    if code in (before, following) or code > SHOT_CODE_MOST:
        raise errors.NoCodeLeft(
            f"No number is left between {before:04d} and {following or SHOT_CODE_MOST:04d}.",
            zh="相邻镜头号之间已没有可用的号码。",
            pointer="/after",
            cure="Restore or edit an omitted shot, or insert elsewhere; shots are never renumbered.",
        )
    return code
