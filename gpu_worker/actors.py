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


def make_broker(client: Redis, lanes: tuple[str, ...], host: Host) -> RedisBroker:
    """A broker whose only actor hands orders of these lanes to `host`.

    No middleware at all, and that is the point: no retries (the control plane counts attempts), no time limit (it
    cannot interrupt native code; the host kills the child instead), no age limit. Maintenance with every command, so a
    killed worker's message is back after Dramatiq's heartbeat timeout; by then its lease has long been rescued and the
    message is stale, which the first progress finds out.
    """
    broker = RedisBroker(client=client, middleware=[], maintenance_chance=1_000_000)

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
