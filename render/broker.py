"""How this side puts messages on Dramatiq's queues: by queue and actor name, so that no actor is ever imported."""

from __future__ import annotations

import functools
from typing import Any

import redis
from django.conf import settings
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Middleware

MAINTENANCE_ALWAYS = 1_000_000
"""Look for messages of dead consumers with every command; Dramatiq's default finds them after some ten minutes."""


def make(*middleware: Middleware) -> RedisBroker:
    """A broker on our Redis with exactly this middleware. Calls give up after seconds, never hang."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=10, socket_connect_timeout=2)
    return RedisBroker(client=client, middleware=list(middleware), maintenance_chance=MAINTENANCE_ALWAYS)


def send(queue: str, actor: str, *args: Any) -> None:
    """Put one message on a queue; raises `redis.RedisError` when Redis does not answer."""
    _sender(settings.REDIS_URL).enqueue(Message(queue_name=queue, actor_name=actor, args=args, kwargs={}, options={}))


@functools.cache
def _sender(url: str) -> RedisBroker:
    return make()
