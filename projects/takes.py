"""Takes: numbered, printed once for each job, and circled for the cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from django.db import transaction
from django.db.models import F

from accounts import events
from accounts.actor import Actor, system_actor
from accounts.models import Studio
from projects import ingredients, retiming, slates, staleness
from projects.briefs import Brief
from projects.models import Line, Media, Shot, Take, TakeMedia

_MAIN_ROLE = {"shot": "picture", "line": "sound"}


@transaction.atomic
def next_slate(studio: Studio, *, shot: Shot | None = None, line: Line | None = None) -> str:
    """Give out the slate of the take to come. A slate is given once, even if its job fails."""
    subject = _locked(studio, shot, line)
    subject.slates_given += 1
    type(subject).objects.for_studio(studio).filter(pk=subject.pk).update(slates_given=subject.slates_given)
    return slates.of_take(_subject_slate(subject), subject.slates_given)


@transaction.atomic
def print_take(
    studio: Studio,
    *,
    line: Line | None = None,
    shot: Shot | None = None,
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
    it when no take is circled or the circled one is stale.
    """
    if job_id and (printed := Take.objects.for_studio(studio).filter(job_id=job_id).first()):
        return printed
    subject = _locked(studio, shot, line)
    kind = "shot" if isinstance(subject, Shot) else "line"
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
    if circle == "first" and (subject.circled_take is None or staleness.reasons_for(subject.circled_take)):
        _circle(system_actor(studio), take, subject)
    return take


@transaction.atomic
def circle(actor: Actor, *, take: Take) -> Take:
    """Choose a take for the cut. A circled line re-times its shot, unless the shot's length was pinned by hand."""
    subject = _locked(actor.studio, take.shot, take.line)
    if subject.circled_take_id != take.pk:
        _circle(actor, take, subject)
    return take


def _circle(actor: Actor, take: Take, subject: Shot | Line) -> None:
    subject.circled_take = take
    rows = type(subject).objects.for_studio(actor.studio).filter(pk=subject.pk)
    rows.update(circled_take=take, version=F("version") + 1)
    kind = "shot" if isinstance(subject, Shot) else "line"
    told = {kind: subject.pk, "slate": take.slate, "by": actor.id}
    events.append(actor.studio, "take.circled", subject=take.pk, data=told)
    if isinstance(subject, Line):
        retiming.fit_to_sound(actor, shot=subject.shot)


def _locked(studio: Studio, shot: Shot | None, line: Line | None) -> Any:
    """The shot or line itself, its row locked until the transaction ends; with what its slate is made of."""
    if (shot is None) == (line is None):
        raise ValueError("a take is of one shot or of one line")
    if shot is not None:
        rows = Shot.objects.for_studio(studio).select_related("scene__episode__series")
        return rows.select_for_update(of=("self",)).get(pk=shot.pk)
    assert line is not None  # noqa: S101 - the check above said so
    return retiming.lock_line(studio, line)


def _subject_slate(subject: Shot | Line) -> str:
    return slates.of_shot(subject) if isinstance(subject, Shot) else slates.of_line(subject)
