"""Things a test needs in its room: a studio, a rival studio, actors, keys, and a client that speaks for one of them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts import api_keys, authentication
from accounts.actor import Actor
from accounts.models import ApiKey, Studio
from accounts.roles import ALL_SCOPES
from accounts.studios import open_studio
from accounts.tenancy import within

_number = itertools.count(1)
SETTINGS = ["app.studio", "app.user", "app.farm", "app.presented_key", "app.presented_invitation"]


def make_studio(name: str = "", **facts: Any) -> Studio:
    """A studio with an owner of its own."""
    number = next(_number)
    email = facts.pop("owner_email", f"owner{number}@studio{number}.example")
    studio, _ = open_studio(name=name or f"Studio {number}", owner_email=email, **facts)
    return studio


def make_actor(studio: Studio, scopes: Iterable[str] = ALL_SCOPES) -> Actor:
    """An API key's actor in the studio, with a real key behind it."""
    key, _ = make_key(studio, scopes)
    return authentication.actor_of(key, studio)


def make_key(studio: Studio, scopes: Iterable[str] = ALL_SCOPES, **facts: Any) -> tuple[ApiKey, str]:
    """A key and its text."""
    with within(studio):
        return api_keys.issue(
            authentication.system_actor(studio), name=facts.pop("name", "test"), scopes=scopes, **facts
        )


class Api(APIClient):
    """A client that sends one key and JSON, and leaves the test's own transaction looking at the studio it did before.

    Server errors raise; `post(..., key="k1")` sets an `Idempotency-Key`.
    """

    def __init__(self, bearer: str = "") -> None:
        super().__init__()
        self.bearer = bearer

    def generic(self, method: str, path: str, data: Any = "", *args: Any, **extra: Any) -> Response:
        headers = {**(extra.pop("headers", None) or {})}
        if self.bearer:
            headers.setdefault("Authorization", f"Bearer {self.bearer}")
        if key := extra.pop("key", None):
            headers["Idempotency-Key"] = key
        before = _settings()
        try:
            return super().generic(method, path, data, *args, headers=headers, **extra)
        finally:
            _restore(before)

    def _encode_data(self, data: Any, format: str | None = None, content_type: str | None = None) -> Any:  # noqa: A002
        if data is None or content_type or format:
            return super()._encode_data(data, format, content_type)
        return json.dumps(data).encode(), "application/json"


def api(studio: Studio, scopes: Iterable[str] = ALL_SCOPES) -> Api:
    """A client with a fresh key of the studio."""
    return Api(make_key(studio, scopes)[1])


def at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run the calls in threads of their own, each with its own database connection; what each returned or raised.

    For tests with `django_db(transaction=True)`: other threads see nothing of a test's own transaction.
    """

    def run(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception as problem:  # noqa: BLE001 - handed to the test to judge
            return problem
        finally:
            connections.close_all()

    waiting = list(calls)
    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(run, waiting))


def _settings() -> list[str]:
    if not connection.in_atomic_block:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(name, true), '') from unnest(%s::text[]) name", [SETTINGS])
        return [value for (value,) in cursor.fetchall()]


def _restore(values: list[str]) -> None:
    if not values or not connection.in_atomic_block or connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config(name, value, true) from unnest(%s::text[], %s::text[]) as t (name, value)",
            [SETTINGS, values],
        )
