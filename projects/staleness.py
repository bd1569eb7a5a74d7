"""Which takes no longer show or say what stands, and why.

Nothing is flagged: a take keeps the digests of the brief it was made from, and what would be ordered today is digested
again. So whatever changes a brief - new words, another outfit, a hand edit - makes stale exactly what it touches, and
undoing the change makes it fresh again. See `projects.ingredients` for the parts that have a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Studio
from projects import briefing, continuity, errors, ingredients
from projects.models import Cue, Episode, Line, Series, Shot, Take

Subject = Shot | Line | Cue


@dataclass(frozen=True, slots=True)
class StaleReason:
    """One part of a take that is not what it was, in words for people."""

    part: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class StaleTake:
    """A circled take that is stale: of which shot, line or cue, why, and how long its successor will be."""

    take: Take
    subject: Subject
    reasons: tuple[StaleReason, ...]
    milliseconds: int

    @property
    def kind(self) -> str:
        """`line`, `shot` or `cue`, as orders name it."""
        return kind_of(self.subject)


def kind_of(subject: Subject) -> str:
    """`line`, `shot` or `cue`, as orders name it."""
    return "shot" if isinstance(subject, Shot) else "line" if isinstance(subject, Line) else "cue"


def now_of(subject: Subject) -> dict[str, str]:
    """What a take of this would be made of if it were ordered now."""
    return of_row(_read(subject))


def reasons_for(take: Take) -> tuple[StaleReason, ...]:
    """Why a take is stale; nothing while it is fresh. Reads its shot, line or cue."""
    subject = take.shot or take.line or take.cue
    assert subject is not None  # noqa: S101 - the database has a CHECK
    return reasons_in(take, _read(subject))


def reasons_in(take: Take | None, subject: Subject) -> tuple[StaleReason, ...]:
    """Why a take is stale, given its shot as of `briefing.shot_rows`, its line with member, or its cue with series."""
    if take is None or not take.made_of:
        return ()
    parts = ingredients.changed(take.made_of, of_row(subject))
    return tuple(StaleReason(part, *ingredients.PARTS.get(part, (part, part))) for part in parts)


def stale_takes(studio: Studio, *, series: Series | None = None, episode: Episode | None = None) -> list[StaleTake]:
    """The stale circled takes of a series or an episode, lines first, then shots, then cues, in story order."""
    within: dict[str, Any] = {"episode": episode} if episode is not None else {"episode__series": series}
    cues = Cue.objects.for_studio(studio).filter(**within, omitted_at__isnull=True)
    cues = cues.select_related("episode__series", "circled_take__media")
    shots = briefing.shot_rows(studio).filter(
        **{f"scene__{name}": value for name, value in within.items()},
        omitted_at__isnull=True,
        scene__omitted_at__isnull=True,
    )
    shots = shots.select_related("circled_take__media")
    rows = list(shots.order_by("scene__episode__number", "scene__ordinal", "code"))
    continuity.attach(studio, rows)
    lines = [_under(shot, line) for shot in rows for line in shot.lines.all()]
    return [*_stale(lines), *_stale(rows), *_stale(cues.order_by("episode__number", "start_frame"))]


def of_row(subject: Subject) -> dict[str, str]:
    """What a take would be made of, from a row that was read with everything it needs; no query."""
    try:
        if isinstance(subject, Shot):
            return ingredients.of_brief(briefing.told_of_shot(subject, stage="animatic"))
        if isinstance(subject, Cue):
            return ingredients.of_brief(briefing.told_of_cue(subject))
        return ingredients.of_brief(briefing.told_of_line(subject))
    except errors.BriefIncomplete:
        return {}


def _stale(subjects: Iterable[Subject]) -> Iterable[StaleTake]:
    for subject in subjects:
        take = subject.circled_take
        if take is not None and (reasons := reasons_in(take, subject)):
            yield StaleTake(take, subject, reasons, briefing.billable(subject))


def _under(shot: Shot, line: Line) -> Line:
    """The line with its shot as it was read, so that neither is read again."""
    line.shot = shot
    return line


def _read(subject: Subject) -> Subject:
    if isinstance(subject, Shot):
        return briefing.shot_rows(subject.studio).get(pk=subject.pk)
    if isinstance(subject, Cue):
        return Cue.objects.for_studio(subject.studio).select_related("episode__series").get(pk=subject.pk)
    rows = Line.objects.for_studio(subject.studio).select_related("shot__scene__episode__series", "member")
    return rows.get(pk=subject.pk)
