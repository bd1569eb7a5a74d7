"""The one message a worker understands: an order."""

from __future__ import annotations

import logging
from typing import Any

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from redis import Redis

from gpu_worker.host import Host
from projects.briefs import BriefMalformed, from_json
from render.contracts import RENDER_ACTOR, RenderOrder, lane_queue

log = logging.getLogger(__name__)

HEARTBEAT_MILLISECONDS = 3_600_000
"""A consumer with a render in hand fetches nothing and so gives Dramatiq no sign of life; the lease is what counts."""


def make_broker(client: Redis, lanes: tuple[str, ...], host: Host) -> RedisBroker:
    """A broker whose only actor hands orders of these lanes to `host`.

    No middleware at all, and that is the point: no retries (the control plane counts attempts), no time limit (it
    cannot interrupt native code; the host kills the child instead), no age limit. What Dramatiq would do for a dead
    consumer comes late on purpose: its job has long been rescued and runs under another attempt.
    """
    broker = RedisBroker(
        client=client, middleware=[], maintenance_chance=1_000_000, heartbeat_timeout=HEARTBEAT_MILLISECONDS
    )

    def render_attempt(order: dict[str, Any]) -> None:
        try:
            parsed = from_json(RenderOrder, order)
        except BriefMalformed as malformed:
            log.error("an order this worker cannot read: %s", malformed)  # noqa: TRY400 - the trace says no more
            return
        host.run(parsed)

    dramatiq.actor(actor_name=RENDER_ACTOR, queue_name=lane_queue(lanes[0]), broker=broker)(render_attempt)
    for lane in lanes[1:]:
        broker.declare_queue(lane_queue(lane))
    return broker
