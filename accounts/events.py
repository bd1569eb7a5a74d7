"""The studio's event log: one sequence, read by socket, by webhook and by cursor.

An event is a row, written in the transaction of what it tells; after commit the same event goes out on Redis. A lost
message loses nothing: whoever notices a gap in the numbers reads the rows.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import errors, redis
from accounts.models import Event, EventCounter, Studio

log = logging.getLogger(__name__)

EVERY = "*"
EVERYTHING = (EVERY,)
PATTERNS_MOST = 50
REPLAYED = timedelta(days=7)
_PATTERN = re.compile(r"(?:\*|[a-z_]{1,30}\.(?:\*|[a-z_]{1,30}))\Z")


def channel(studio_id: str) -> str:
    """The Redis channel on which a studio's events and progress are published."""
    return f"shotwright:events:{studio_id}"


def append(studio: Studio, type: str, *, subject: str, data: dict[str, Any]) -> Event:  # noqa: A002 - the wire's word
    """Write an event into the caller's transaction and publish it after commit.

    Takes the studio's counter row until the transaction ends, so append late in a long transaction.
    """
    event = Event.unscoped.create(studio=studio, sequence=_next(studio), type=type, subject=subject, data=data)
    transaction.on_commit(lambda: publish(event.studio_id, event_json(event)), robust=True)
    return event


def publish(studio_id: str, message: dict[str, Any]) -> None:
    """Tell whoever listens now (progress, or an event already stored); nobody listening is fine, so is no Redis."""
    try:
        redis.client().publish(channel(studio_id), json.dumps(message, ensure_ascii=False))
    except redis.DOWN:
        log.warning("not told, Redis does not answer: %s %s", studio_id, message.get("type"))


def read(
    studio: Studio, *, after: int = 0, limit: int = 50, types: Sequence[str] = EVERYTHING
) -> tuple[list[Event], bool]:
    """Events with a sequence above `after` and of these types, oldest first, and whether there are more."""
    rows = Event.objects.for_studio(studio).filter(sequence__gt=after)
    if EVERY not in types:
        rows = rows.filter(_of_types(types))
    found = list(rows.order_by("sequence")[: limit + 1])
    return found[:limit], len(found) > limit


def newest(studio: Studio) -> int:
    """The last number given out in the studio, 0 in a silent one; everything up to it can be read."""
    return EventCounter.objects.for_studio(studio).values_list("last", flat=True).first() or 0


def replay_start(studio: Studio, after: int | None) -> tuple[int, bool]:
    """Where a stream asked to go on after a sequence begins, and whether that is a new start: `after` is None for now.

    What happened more than seven days before its reader came back is not replayed, nor is a number beyond the log:
    the reader must look at how things stand instead. The cursor route still reads the whole log.
    """
    last = newest(studio)
    if after is None:
        return last, False
    if after > last:
        return last, True
    first = Event.objects.for_studio(studio).filter(sequence=after + 1).first()
    if first is not None and first.created_at < timezone.now() - REPLAYED:
        return last, True
    return after, False


def check_types(types: Iterable[str]) -> tuple[str, ...]:
    """Type patterns such as `job.failed`, `job.*` and `*`, each once, or Invalid."""
    wanted = tuple(dict.fromkeys(types))
    wrong = next((number for number, pattern in enumerate(wanted) if not _PATTERN.match(pattern)), None)
    if wrong is not None or not 1 <= len(wanted) <= PATTERNS_MOST:
        raise errors.Invalid(
            f"Event types are 1 to {PATTERNS_MOST} patterns such as job.failed, job.* or *.",
            zh="事件类型应形如 job.failed、job.* 或 *。",
            pointer="/types" if wrong is None else f"/types/{wrong}",
            code="event_types_malformed",
        )
    return wanted


def is_wanted(types: Iterable[str], type: str) -> bool:  # noqa: A002 - the wire's word
    """Whether an event of this type matches one of the patterns."""
    noun = type.partition(".")[0]
    return not {EVERY, type, f"{noun}.*"}.isdisjoint(types)


def event_json(event: Event) -> dict[str, Any]:
    """The same form in the API, on the socket and on Redis."""
    return {
        "id": event.pk,
        "sequence": event.sequence,
        "type": event.type,
        "subject": event.subject,
        "data": event.data,
        "created_at": event.created_at.isoformat().replace("+00:00", "Z"),
    }


def _of_types(types: Iterable[str]) -> Q:
    wanted = Q(pk__in=[])
    for pattern in types:
        noun, _, verb = pattern.partition(".")
        wanted |= Q(type__startswith=f"{noun}.") if verb == EVERY else Q(type=pattern)
    return wanted


def _next(studio: Studio) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into accounts_eventcounter (studio_id, created_at, last) values (%s, now(), 1)"
            " on conflict (studio_id) do update set last = accounts_eventcounter.last + 1 returning last",
            [studio.pk],
        )
        return int(cursor.fetchone()[0])
