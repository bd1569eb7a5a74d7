"""From circled takes to a cut, and from a cut to one that is locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from accounts import events
from accounts.actor import Actor
from projects import briefing, cues, errors, retiming, slates, states
from projects.briefs import Rate, SoundMark, Span, to_json
from projects.models import Cut, CutEntry, CutMusic, CutSound, Episode, Line, Shot, Take
from projects.performance import catalogue, match_sounds
from projects.planning.acts import marks_of
from projects.planning.spotting import Spotted, spot

SOUND_SECONDS_IN, SOUND_SECONDS_APART = 0.25, 0.6
"""Sounds that the script names for a shot: the first is heard this long into it, each further one that much later."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """An entry to be: a shot, its take, and the lines that sound under it as (line, start frame, frames)."""

    shot: Shot
    take: Take
    lines: tuple[tuple[Line, int, int], ...]
    marks: tuple[SoundMark, ...]

    @property
    def frames(self) -> int:
        return self.take.media.frames or self.shot.frames


@transaction.atomic
def assemble(actor: Actor, *, episode: Episode) -> Cut:
    """The circled takes in order of scenes and shots, with their voiced lines; music is spotted over them.

    Answers the latest cut again when nothing has changed since; music that was circled meanwhile comes under it unless
    it is locked, else under a new one. Refuses, naming every shot and line in the way.
    """
    episode = Episode.objects.for_studio(actor.studio).select_for_update(of=("self",)).get(pk=episode.pk)
    laid = _laid(actor, episode)
    cues.keep(
        actor, episode=episode, wishes=spot([_spotted(entry) for entry in laid], retiming.rate_of(episode.series))
    )
    latest = Cut.objects.for_studio(actor.studio).filter(episode=episode).order_by("-number").first()
    if latest is not None and _contents(actor, latest) == _plan(laid):
        if latest.state == states.CUT_DRAFT:
            cues.lay(actor.studio, cut=latest)
            return latest
        if _music(actor, latest) == [cue.circled_take_id for cue in cues.to_lay(actor.studio, episode_id=episode.pk)]:
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
            effects=[to_json(mark) for mark in entry.marks],
            ambience=_ambience(entry.shot),
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
    cues.lay(actor.studio, cut=cut)
    told = {"episode": episode.pk, "number": cut.number, "frames": cut.frames}
    events.append(actor.studio, "cut.assembled", subject=cut.pk, data=told)
    return cut


@transaction.atomic
def lock(actor: Actor, *, cut: Cut) -> Cut:
    """Freeze a cut for good, with the music that is circled by now. Locking a locked cut changes nothing."""
    rows = Cut.objects.for_studio(actor.studio).filter(pk=cut.pk)
    if rows.select_for_update(of=("self",)).get().state == states.CUT_DRAFT:
        cues.lay(actor.studio, cut=cut)
    moved = rows.filter(state__in=states.before(states.CUT_MOVES, states.CUT_LOCKED)).update(
        state=states.CUT_LOCKED, locked_at=timezone.now(), version=F("version") + 1
    )
    cut = rows.select_related("episode__series").get()
    if moved:
        told = {"episode": cut.episode_id, "number": cut.number, "frames": cut.frames}
        events.append(actor.studio, "cut.locked", subject=cut.pk, data=told)
    return cut


def _laid(actor: Actor, episode: Episode) -> list[_Laid]:
    rows = briefing.shot_rows(actor.studio).filter(
        scene__episode=episode, omitted_at__isnull=True, scene__omitted_at__isnull=True
    )
    shots = list(rows.select_related("circled_take__media").order_by("scene__ordinal", "code"))
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
        laid.append(_Laid(shot, shot.circled_take, tuple(briefing.cue_places(shot, rate)), _marks(shot, rate)))
    return laid


def _marks(shot: Shot, rate: Rate) -> tuple[SoundMark, ...]:
    """What is heard of a shot besides voices: what its people do, and what the script names."""
    acts = briefing.acts_in(shot, rate)
    looks = {one.member_id: one.member.look for one in shot.presences.all()}
    done = [
        replace(mark, throat=_throat(looks[member]))
        for member, own in acts.items()
        for mark in marks_of(own, frames=shot.frames)
    ]
    heard = {mark.sound for mark in done}
    named = [match.id for text in shot.notes.get("sounds", []) for match in match_sounds(text)]
    at, marks = rate.frames(SOUND_SECONDS_IN), list(done)
    for sound in dict.fromkeys(name for name in named if name not in heard):
        marks.append(SoundMark(min(at, shot.frames - 1), sound))
        at += rate.frames(SOUND_SECONDS_APART)
    return tuple(sorted(marks, key=lambda mark: (mark.frame, mark.sound)))


def _throat(look: Mapping[str, Any]) -> str:
    return "child" if look.get("age") == "child" else str(look.get("sex", ""))


def _ambience(shot: Shot) -> dict[str, Any]:
    scene = shot.scene
    return {
        "set_id": catalogue().drawn("sets", scene.set_id),
        "interior": scene.interior,
        "time_of_day": scene.time_of_day,
        "weather": scene.weather,
    }


def _spotted(entry: _Laid) -> Spotted:
    """The entry as the spotting session sees it."""
    faces = [catalogue().expressions.get(one.expression) for one in entry.shot.presences.all()]
    return Spotted(
        scene_id=entry.shot.scene_id,
        set_id=catalogue().drawn("sets", entry.shot.scene.set_id),
        frames=entry.frames,
        mood=entry.shot.mood,
        energy=max((face.energy for face in faces if face), default=0.0),
        is_turn=bool(entry.shot.notes.get("is_turn")),
        marks=entry.marks,
        spoken=tuple(Span(start, frames) for _line, start, frames in entry.lines),
    )


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
    if take is None or not states.is_for_cuts(take.stage):
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
            [to_json(mark) for mark in entry.marks],
            _ambience(entry.shot),
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
            entry.effects,
            entry.ambience,
            [
                (sound.take_id, sound.text, sound.start_frame, sound.frames)
                for sound in sorted(entry.sounds.all(), key=lambda sound: sound.ordinal)
            ],
        )
        for entry in entries
    ]


def _music(actor: Actor, cut: Cut) -> list[str]:
    """The takes of the cues that lie under a cut, in order."""
    rows = CutMusic.objects.for_studio(actor.studio).filter(cut=cut).order_by("start_frame")
    return list(rows.values_list("take_id", flat=True))
