"""Doing a repeated request once: the first answer is kept with its effect and given again.

The record is written in the same transaction as what it answers, so there is never an effect without a record or the
reverse; a refusal rolls both back, and the key may be used again.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts import errors
from accounts.models import IdempotencyRecord, Studio

KEPT_FOR = timedelta(days=30)
KEY_MOST = 255


class IdempotencyInProgress(errors.Conflict):
    """The first request with this key has not ended yet."""

    code, title = "idempotency_in_progress", "Still being answered"
    retry_after = 1


def check_key(key: str) -> str:
    """The key, if it is 1 to 255 printable ASCII characters."""
    if not 1 <= len(key) <= KEY_MOST or not key.isascii() or not key.isprintable():
        raise errors.Malformed(
            f"Idempotency-Key must be 1 to {KEY_MOST} printable ASCII characters.",
            zh=f"Idempotency-Key 须为 1 至 {KEY_MOST} 个可打印 ASCII 字符。",
            code="idempotency_key_malformed",
        )
    return key


def fingerprint(method: str, path: str, body: Any) -> str:
    """What makes two requests the same: method, path and the body's values, whatever their order and spacing."""
    canonical = json.dumps([method, path, body], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def recall(studio: Studio, *, route: str, key: str, print_: str) -> IdempotencyRecord | None:
    """The earlier answer, or None and the right to be the first until the transaction ends.

    Raises `IdempotencyInProgress` while somebody else is first, and refuses a key used for another request.
    """
    if not _lock(studio, route, key):
        raise IdempotencyInProgress(
            "The first request with this Idempotency-Key is still being answered.", zh="同一幂等键的请求正在处理中。"
        )
    record = IdempotencyRecord.objects.for_studio(studio).filter(route=route, key=key).first()
    if record is None or record.kept_until <= timezone.now():
        return None
    if record.fingerprint != print_:
        raise errors.Invalid(
            "This Idempotency-Key was used for another request.",
            zh="该幂等键已用于另一请求。",
            cure="Use a fresh key for each different request.",
            code="idempotency_key_reused",
        )
    return record


def remember(
    studio: Studio, *, route: str, key: str, print_: str, status: int, body: str, headers: dict[str, str]
) -> None:
    """Keep the answer for 30 days; a record past its time gives way."""
    IdempotencyRecord.objects.for_studio(studio).update_or_create(
        studio=studio,
        route=route,
        key=key,
        defaults={
            "fingerprint": print_,
            "status": status,
            "body": body,
            "headers": headers,
            "kept_until": timezone.now() + KEPT_FOR,
        },
    )


def _lock(studio: Studio, route: str, key: str) -> bool:
    name = f"idempotency\n{studio.pk}\n{route}\n{key}".encode()
    number = int.from_bytes(hashlib.sha256(name).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])
