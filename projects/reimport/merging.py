"""One row brought to what the script says now, leaving what a person decided."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from projects.models import Episode, Line, Scene, Shot
from projects.reimport.said import Said
from projects.reimport.standing import EPISODE_FIELDS, GONE, GONE_OMITTED, LINE_FIELDS, SCENE_FIELDS, SHOT_FIELDS
from projects.scriptdiff.nodes import NUMBER

WRITTEN: dict[type[Any], tuple[str, ...]] = {
    Episode: ("title", "script", "planned", "version"),
    Scene: (
        *("episode", "label", "ordinal", "location", "set_id", "interior", "time_of_day", "weather"),
        *("source", "planned", "omitted_at", "version"),
    ),
    Shot: (
        *("scene", "code", *SHOT_FIELDS, "frames", "least_frames"),
        *("source", "reasons", "planned", "slates_given", "omitted_at", "version"),
    ),
    Line: (
        *("shot", "ordinal", "member", *LINE_FIELDS, "estimated_ms"),
        *("source", "planned", "slates_given", "omitted_at", "version"),
    ),
}
"""The columns an import may write."""
UNSEEN = frozenset({"source", "reasons", "planned", "slates_given", "script"})
"""Columns whose change is nobody's edit: whoever holds the row's version may go on."""


def values(row: Episode | Scene | Shot | Line) -> dict[str, Any]:
    """What of a row an import may write, as it is now."""
    return {name: getattr(row, attribute) for name, attribute in _attributes(type(row).__name__)}


def what_changed(row: Any, before: Mapping[str, Any]) -> frozenset[str]:
    """The columns that say something else than before; if a reader would notice, the row's version goes up."""
    now = values(row)
    changed = frozenset(name for name in now if now[name] != before[name])
    if not changed <= UNSEEN:
        row.version += 1
    return changed


def merge(row: Episode | Scene | Shot | Line, fresh: Said) -> None:
    """Take over what the script says differently now, except where a person has decided.

    A shot names what a person decided as pinned; anything else was decided by a person where it is not what the script
    last said. A part the script had dropped and has again comes back, unless a person omitted it.
    """
    columns = _columns(row)
    known = row.planned or {name: getattr(row, column) for name, column in columns.items()}
    for name, column in columns.items():
        if name not in fresh or fresh[name] == known.get(name):
            continue
        mine = name in row.pinned if isinstance(row, Shot) else getattr(row, column) != known.get(name)
        if not mine or name == NUMBER:
            setattr(row, column, fresh[name])
    if isinstance(row, Scene | Shot | Line) and row.planned.get(GONE) is True:
        row.omitted_at = None
    row.planned = fresh


def drop(row: Scene | Shot | Line) -> None:
    """The script has this no more: it is omitted with everything it holds, and keeps it."""
    known = row.planned or {name: getattr(row, column) for name, column in _columns(row).items()}
    row.planned = {**known, GONE: True if row.omitted_at is None else GONE_OMITTED}
    row.omitted_at = row.omitted_at or timezone.now()


def _columns(row: Any) -> dict[str, str]:
    match row:
        case Scene():
            return SCENE_FIELDS
        case Shot():
            return SHOT_FIELDS
        case Line():
            return LINE_FIELDS
    return EPISODE_FIELDS


@functools.cache
def _attributes(model: str) -> tuple[tuple[str, str], ...]:
    known = next(one for one in WRITTEN if one.__name__ == model)
    return tuple((name, known._meta.get_field(name).attname) for name in WRITTEN[known])


def in_use(rows: Iterable[Any]) -> list[Any]:
    """What is not omitted."""
    return [row for row in rows if row.omitted_at is None]
