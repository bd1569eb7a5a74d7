"""How this side puts messages on Dramatiq's queues: by queue and actor name, so that no actor is ever imported."""

from __future__ import annotations

import functools
import logging
from typing import Any

import redis
from django.conf import settings
from django.db import transaction
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Middleware

from render.contracts import CONTROL_QUEUE

log = logging.getLogger(__name__)

HINT_ACTOR = "dispatch_queued"
MAINTENANCE_ALWAYS = 1_000_000
"""Look for messages of dead consumers with every command; Dramatiq's default finds them after some ten minutes."""


def make(*middleware: Middleware) -> RedisBroker:
    """A broker on our Redis with exactly this middleware. Calls give up after seconds, never hang."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=10, socket_connect_timeout=2)
    return RedisBroker(client=client, middleware=list(middleware), maintenance_chance=MAINTENANCE_ALWAYS)


def send(queue: str, actor: str, *args: Any) -> None:
    """Put one message on a queue; raises `redis.RedisError` when Redis does not answer."""
    _sender(settings.REDIS_URL).enqueue(Message(queue_name=queue, actor_name=actor, args=args, kwargs={}, options={}))


def hint_after_commit() -> None:
    """Ask for a dispatch once the caller's transaction has committed; a lost hint waits for the next sweep."""
    transaction.on_commit(_hint, robust=True)


def _hint() -> None:
    try:
        send(CONTROL_QUEUE, HINT_ACTOR)
    except redis.RedisError:
        log.warning("no hint to dispatch, Redis does not answer; the sweep will do it")


@functools.cache
def _sender(url: str) -> RedisBroker:
    return make()
