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
from projects.models import Episode, Line, Series, Shot, Take


@dataclass(frozen=True, slots=True)
class StaleReason:
    """One part of a take that is not what it was, in words for people."""

    part: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class StaleTake:
    """A circled take that is stale: of which shot or line, why, and how long its successor will be."""

    take: Take
    subject: Shot | Line
    reasons: tuple[StaleReason, ...]
    milliseconds: int

    @property
    def kind(self) -> str:
        """`line` or `shot`, as orders name it."""
        return "shot" if isinstance(self.subject, Shot) else "line"


def now_of(subject: Shot | Line) -> dict[str, str]:
    """What a take of this shot or line would be made of if it were ordered now."""
    return of_row(_read(subject))


def reasons_for(take: Take) -> tuple[StaleReason, ...]:
    """Why a take is stale; nothing while it is fresh. Reads its shot or line."""
    subject = take.shot or take.line
    assert subject is not None  # noqa: S101 - the database has a CHECK
    return reasons_in(take, _read(subject))


def reasons_in(take: Take | None, subject: Shot | Line) -> tuple[StaleReason, ...]:
    """Why a take is stale, given its shot as read by `briefing.shot_rows` or its line with member and series."""
    if take is None or not take.made_of:
        return ()
    parts = ingredients.changed(take.made_of, of_row(subject))
    return tuple(StaleReason(part, *ingredients.PARTS.get(part, (part, part))) for part in parts)


def stale_takes(studio: Studio, *, series: Series | None = None, episode: Episode | None = None) -> list[StaleTake]:
    """The stale circled takes of a series or an episode, lines first, each in the order of the story."""
    within: dict[str, Any] = {"episode": episode} if episode is not None else {"episode__series": series}
    shots = briefing.shot_rows(studio).filter(
        **{f"scene__{name}": value for name, value in within.items()},
        omitted_at__isnull=True,
        scene__omitted_at__isnull=True,
    )
    shots = shots.select_related("circled_take__media")
    rows = list(shots.order_by("scene__episode__number", "scene__ordinal", "code"))
    continuity.attach(studio, rows)
    lines = [_under(shot, line) for shot in rows for line in shot.lines.all()]
    return [*_stale(lines), *_stale(rows)]


def of_row(subject: Shot | Line) -> dict[str, str]:
    """What a take would be made of, from a row that was read with everything it needs; no query."""
    try:
        if isinstance(subject, Shot):
            return ingredients.of_brief(briefing.told_of_shot(subject, stage="animatic"))
        return ingredients.of_brief(briefing.told_of_line(subject))
    except errors.BriefIncomplete:
        return {}


def _stale(subjects: Iterable[Shot | Line]) -> Iterable[StaleTake]:
    for subject in subjects:
        take = subject.circled_take
        if take is not None and (reasons := reasons_in(take, subject)):
            yield StaleTake(take, subject, reasons, briefing.billable(subject))


def _under(shot: Shot, line: Line) -> Line:
    """The line with its shot as it was read, so that neither is read again."""
    line.shot = shot
    return line


def _read(subject: Shot | Line) -> Shot | Line:
    if isinstance(subject, Shot):
        return briefing.shot_rows(subject.studio).get(pk=subject.pk)
    rows = Line.objects.for_studio(subject.studio).select_related("shot__scene__episode__series", "member")
    return rows.get(pk=subject.pk)
