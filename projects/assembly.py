"""From circled takes to a cut, and from a cut to one that is locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from accounts import events
from accounts.actor import Actor
from projects import briefing, errors, retiming, slates, states
from projects.models import Cut, CutEntry, CutSound, Episode, Line, Shot, Take


@dataclass(frozen=True, slots=True)
class _Laid:
    """An entry to be: a shot, its take, and the lines that sound under it as (line, start frame, frames)."""

    shot: Shot
    take: Take
    lines: tuple[tuple[Line, int, int], ...]

    @property
    def frames(self) -> int:
        return self.take.media.frames or self.shot.frames


@transaction.atomic
def assemble(actor: Actor, *, episode: Episode) -> Cut:
    """The circled takes in order of scenes and shots, with their voiced lines.

    Answers the latest cut again when nothing has changed since. Refuses, naming every shot and line in the way.
    """
    episode = Episode.objects.for_studio(actor.studio).select_for_update(of=("self",)).get(pk=episode.pk)
    laid = _laid(actor, episode)
    latest = Cut.objects.for_studio(actor.studio).filter(episode=episode).order_by("-number").first()
    if latest is not None and _contents(actor, latest) == _plan(laid):
        return latest
    highest = Cut.objects.for_studio(actor.studio).filter(episode=episode).aggregate(Max("number"))["number__max"]
    cut = Cut.unscoped.create(
        studio=actor.studio,
        episode=episode,
        number=(highest or 0) + 1,
        frames=sum(entry.frames for entry in laid),
    )
    entries = CutEntry.unscoped.bulk_create(
        CutEntry(
            studio=actor.studio,
            cut=cut,
            ordinal=index,
            shot=entry.shot,
            take=entry.take,
            frames=entry.frames,
            cards=entry.shot.cards,
        )
        for index, entry in enumerate(laid, start=1)
    )
    CutSound.unscoped.bulk_create(
        CutSound(
            studio=actor.studio,
            entry=row,
            ordinal=index,
            line=line,
            take=line.circled_take,
            kind=line.kind,
            text=line.text,
            start_frame=start,
            frames=frames,
        )
        for row, entry in zip(entries, laid, strict=True)
        for index, (line, start, frames) in enumerate(entry.lines, start=1)
    )
    told = {"episode": episode.pk, "number": cut.number, "frames": cut.frames}
    events.append(actor.studio, "cut.assembled", subject=cut.pk, data=told)
    return cut


@transaction.atomic
def lock(actor: Actor, *, cut: Cut) -> Cut:
    """Freeze a cut for good. Locking a locked cut changes nothing."""
    rows = Cut.objects.for_studio(actor.studio).filter(pk=cut.pk)
    moved = rows.filter(state__in=states.before(states.CUT_MOVES, states.CUT_LOCKED)).update(
        state=states.CUT_LOCKED, locked_at=timezone.now(), version=F("version") + 1
    )
    cut = rows.select_related("episode__series").get()
    if moved:
        told = {"episode": cut.episode_id, "number": cut.number, "frames": cut.frames}
        events.append(actor.studio, "cut.locked", subject=cut.pk, data=told)
    return cut


def _laid(actor: Actor, episode: Episode) -> list[_Laid]:
    rows = Shot.objects.for_studio(actor.studio).filter(
        scene__episode=episode, omitted_at__isnull=True, scene__omitted_at__isnull=True
    )
    rows = rows.select_related("scene__episode__series", "circled_take__media").order_by("scene__ordinal", "code")
    shots = list(rows.prefetch_related(briefing.lines_with_takes(actor.studio)))
    problems = [problem for shot in shots for problem in _problems(shot)]
    if not shots:
        raise errors.TakesMissing(
            "The episode has no shots.", zh="本集没有镜头。", code="episode_empty", cure="Apply a script first."
        )
    if problems:
        raise errors.TakesMissing(
            f"{len(problems)} things stand in the way of an assembly, first {problems[0]['detail']}",
            zh=f"有 {len(problems)} 处尚未就绪，无法合成剪辑。",
            cure="Order or circle takes for what is listed, or omit the shots.",
            problems=problems[:200],
        )
    laid = []
    for shot in shots:
        assert shot.circled_take is not None  # noqa: S101 - _problems listed those without
        rate = retiming.rate_of(shot.scene.episode.series)
        laid.append(_Laid(shot, shot.circled_take, tuple(briefing.cue_places(shot, rate))))
    return laid


def _problems(shot: Shot) -> list[dict[str, Any]]:
    """What of a shot keeps it out of a cut."""
    found = [
        {
            "subject": line.pk,
            "code": "take_stale" if line.circled_take else "take_missing",
            "detail": f"{slates.of_shot(shot)}_{line.label}: "
            + ("the circled take says other words" if line.circled_take else "no circled take"),
        }
        for line in shot.lines.all()
        if retiming.voice_of(line) is None
    ]
    take, slate = shot.circled_take, slates.of_shot(shot)
    if take is None:
        found.append({"subject": shot.pk, "code": "take_missing", "detail": f"{slate}: no circled take"})
    elif take.media.frames not in (None, shot.frames):
        detail = f"{take.slate} has {take.media.frames} frames, the shot now has {shot.frames}"
        found.append({"subject": shot.pk, "code": "take_outdated", "detail": detail})
    return found


def _plan(laid: list[_Laid]) -> list[Any]:
    return [
        (
            entry.take.pk,
            entry.frames,
            entry.shot.cards,
            [(line.circled_take_id, line.text, start, frames) for line, start, frames in entry.lines],
        )
        for entry in laid
    ]


def _contents(actor: Actor, cut: Cut) -> list[Any]:
    entries = CutEntry.objects.for_studio(actor.studio).filter(cut=cut).order_by("ordinal").prefetch_related("sounds")
    return [
        (
            entry.take_id,
            entry.frames,
            entry.cards,
            [
                (sound.take_id, sound.text, sound.start_frame, sound.frames)
                for sound in sorted(entry.sounds.all(), key=lambda sound: sound.ordinal)
            ],
        )
        for entry in entries
    ]
