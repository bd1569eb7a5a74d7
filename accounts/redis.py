"""The one door to Redis: messages, tickets and limits. Nothing in it is the truth; it may be flushed at any time."""

from __future__ import annotations

import functools

import redis
from django.conf import settings

DOWN = redis.RedisError
"""What a call raises when Redis does not answer."""


def client() -> redis.Redis:
    """This process's client (text in, text out); safe to share between threads."""
    return _client(settings.REDIS_URL)


@functools.cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, decode_responses=True, socket_timeout=5, socket_connect_timeout=1)
