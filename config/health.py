"""Is it alive, and can it do its work."""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse

from projects import storage


@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, Redis and media store answer; 503 names those that do not."""
    missing = [name for name, check in _CHECKS.items() if not check()]
    return JsonResponse(
        {"status": "unavailable" if missing else "ok", "missing": missing}, status=503 if missing else 200
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return False
    return True


def _redis() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


_CHECKS = {"database": _database, "redis": _redis, "media_store": lambda: storage.store().is_ready()}
