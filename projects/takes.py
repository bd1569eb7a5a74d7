"""Takes: numbered, printed once for each job, and circled for the cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from django.db import transaction
from django.db.models import F

from accounts import events
from accounts.actor import Actor, system_actor
from accounts.models import Studio
from projects import errors, ingredients, retiming, slates, staleness, states
from projects.briefs import Brief
from projects.models import Cue, Line, Media, Shot, Take, TakeMedia
from projects.staleness import Subject, kind_of

_MAIN_ROLE = {"shot": "picture", "line": "sound", "cue": "sound"}


@transaction.atomic
def next_slate(studio: Studio, *, shot: Shot | None = None, line: Line | None = None, cue: Cue | None = None) -> str:
    """Give out the slate of the take to come. A slate is given once, even if its job fails."""
    subject = _locked(studio, shot, line, cue)
    subject.slates_given += 1
    type(subject).objects.for_studio(studio).filter(pk=subject.pk).update(slates_given=subject.slates_given)
    return slates.of_take(_subject_slate(subject), subject.slates_given)


@transaction.atomic
def print_take(
    studio: Studio,
    *,
    line: Line | None = None,
    shot: Shot | None = None,
    cue: Cue | None = None,
    stage: str,
    media: Mapping[str, Media],
    facts: dict[str, Any],
    seed: int,
    slate: str,
    job_id: str,
    circle: Literal["first", "none"] = "first",
    warnings: Iterable[str] = (),
    brief: Brief | None = None,
) -> Take:
    """Register what a job made. The same job prints one take however often it is told.

    The take gets the slate it was ordered under; if another take already bears it, the next free number. It remembers
    what it was made of by the `brief` it was ordered under; without one, by what stands now. `circle="first"` circles
    it when no take is circled or the circled one is stale; a board, of which no cut can be made, never.
    """
    if job_id and (printed := Take.objects.for_studio(studio).filter(job_id=job_id).first()):
        return printed
    subject = _locked(studio, shot, line, cue)
    kind = kind_of(subject)
    name = _subject_slate(subject)
    number = slates.take_number(slate, name)
    if number is None or subject.takes.filter(number=number).exists():
        number = subject.slates_given + 1
    subject.slates_given = max(subject.slates_given, number)
    type(subject).objects.for_studio(studio).filter(pk=subject.pk).update(slates_given=subject.slates_given)
    take = Take.unscoped.create(
        studio=studio,
        number=number,
        stage=stage,
        slate=slates.of_take(name, number),
        media=media.get(_MAIN_ROLE[kind]) or next(iter(media.values())),
        facts=facts,
        warnings=list(warnings),
        made_of=ingredients.of_brief(brief) if brief else staleness.now_of(subject),
        seed=seed,
        job_id=job_id,
        **{kind: subject},
    )
    TakeMedia.unscoped.bulk_create(
        TakeMedia(studio=studio, take=take, role=role, media=one) for role, one in media.items()
    )
    told = {kind: subject.pk, "slate": take.slate, "number": number, "stage": stage, "job": job_id}
    events.append(studio, "take.printed", subject=take.pk, data=told)
    if circle == "first" and states.is_for_cuts(stage) and _wants_another(subject.circled_take):
        _circle(system_actor(studio), take, subject)
    return take


def _wants_another(circled: Take | None) -> bool:
    return circled is None or not states.is_for_cuts(circled.stage) or bool(staleness.reasons_for(circled))


@transaction.atomic
def circle(actor: Actor, *, take: Take) -> Take:
    """Choose a take for the cut. A circled line re-times its shot, unless the shot's length was pinned by hand."""
    if not states.is_for_cuts(take.stage):
        raise errors.TakeUnmoving(
            f"{take.slate} is a board, one still; a cut is made of takes that move.",
            zh="分镜画面只是一张静帧，不能选入剪辑。",
            cure='Order a take at stage "animatic" and circle that one.',
        )
    subject = _locked(actor.studio, take.shot, take.line, take.cue)
    if subject.circled_take_id != take.pk:
        _circle(actor, take, subject)
    return take


def _circle(actor: Actor, take: Take, subject: Subject) -> None:
    subject.circled_take = take
    rows = type(subject).objects.for_studio(actor.studio).filter(pk=subject.pk)
    rows.update(circled_take=take, version=F("version") + 1)
    told = {kind_of(subject): subject.pk, "slate": take.slate, "by": actor.id}
    events.append(actor.studio, "take.circled", subject=take.pk, data=told)
    if isinstance(subject, Line):
        retiming.fit_to_sound(actor, shot=subject.shot)


def _locked(studio: Studio, shot: Shot | None, line: Line | None, cue: Cue | None = None) -> Any:
    """The shot, line or cue itself, its row locked until the transaction ends; with what its slate is made of."""
    if sum(one is not None for one in (shot, line, cue)) != 1:
        raise ValueError("a take is of one shot, one line or one cue")
    if line is not None:
        return retiming.lock_line(studio, line)
    if cue is not None:
        cues = Cue.objects.for_studio(studio).select_related("episode__series")
        return cues.select_for_update(of=("self",)).get(pk=cue.pk)
    assert shot is not None  # noqa: S101 - the check above said so
    shots = Shot.objects.for_studio(studio).select_related("scene__episode__series")
    return shots.select_for_update(of=("self",)).get(pk=shot.pk)


def _subject_slate(subject: Subject) -> str:
    if isinstance(subject, Cue):
        return slates.of_cue(subject)
    return slates.of_shot(subject) if isinstance(subject, Shot) else slates.of_line(subject)
