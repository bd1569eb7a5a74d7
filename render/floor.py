"""Who is on the floor: the cards that workers keep in Redis while they live."""

from __future__ import annotations

import json
import logging

from accounts import redis
from projects.briefs import BriefMalformed, from_json
from render.contracts import WORKER_KEY, WorkerAnnouncement

log = logging.getLogger(__name__)


def announced() -> list[WorkerAnnouncement]:
    """Every worker with a fresh card; nobody when Redis does not answer, and then nothing could be sent either."""
    client = redis.client()
    try:
        keys = sorted(client.scan_iter(WORKER_KEY.format(worker_id="*"), count=500))
        cards = client.mget(keys) if keys else []
    except redis.DOWN:
        log.warning("the floor cannot be seen, Redis does not answer")
        return []
    found = []
    for key, card in zip(keys, cards, strict=True):
        if card is None:
            continue
        try:
            found.append(from_json(WorkerAnnouncement, json.loads(card)))
        except (BriefMalformed, ValueError) as malformed:
            log.warning("%s is no worker's card: %s", key, malformed)
    return found
