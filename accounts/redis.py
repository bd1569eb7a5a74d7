"""The one door to Redis: messages, tickets and limits. Nothing in it is the truth; it may be flushed at any time."""

from __future__ import annotations

import functools

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

DOWN = redis.RedisError
"""What a call raises when Redis does not answer."""


def client() -> redis.Redis:
    """This process's client (text in, text out); safe to share between threads."""
    return _client(settings.REDIS_URL)


@functools.cache
def _client(url: str) -> redis.Redis:
    # one more try at once, for a pooled connection that died with a restarted server; the library's own three tries
    # with growing pauses would hold a request for seconds when Redis is gone
    return redis.Redis.from_url(
        url, decode_responses=True, socket_timeout=2, socket_connect_timeout=1, retry=Retry(NoBackoff(), 1)
    )
