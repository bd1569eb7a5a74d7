"""The studio's event log: one sequence, read by socket and by cursor.

An event is a row, written in the transaction of what it tells; after commit the same event goes out on Redis. A lost
message loses nothing: whoever notices a gap in the numbers reads the rows.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from django.db import connection, transaction

from accounts import redis
from accounts.models import Event, Studio

log = logging.getLogger(__name__)


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


def read(studio: Studio, *, after: int = 0, limit: int = 50) -> tuple[list[Event], bool]:
    """Events with a sequence above `after`, oldest first, and whether there are more."""
    found = list(Event.objects.for_studio(studio).filter(sequence__gt=after).order_by("sequence")[: limit + 1])
    return found[:limit], len(found) > limit


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


def _next(studio: Studio) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into accounts_eventcounter (studio_id, created_at, last) values (%s, now(), 1)"
            " on conflict (studio_id) do update set last = accounts_eventcounter.last + 1 returning last",
            [studio.pk],
        )
        return int(cursor.fetchone()[0])
