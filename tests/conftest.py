"""Fixtures every test may ask for. Wherever a database is, a rival studio is too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts import redis, tenancy
from accounts.actor import Actor
from accounts.models import Studio
from infra.embedded.pytest_plugin import django_db_setup
from tests import factories

__all__ = ["django_db_setup"]  # declared here too: a conftest outranks pytest-django's own fixture of that name


@pytest.fixture
def studio(db: None, rival: Studio) -> Studio:
    """The studio the test is about. Inside the test's own transaction its rows are visible, as in a request."""
    studio = factories.make_studio("Lantern")
    if connection.in_atomic_block:
        tenancy.enter(studio)
    return studio


@pytest.fixture
def rival(db: None) -> Studio:
    """Another studio, which must never see or touch anything of `studio`; enter it with `within(rival)`."""
    return factories.make_studio("Rival")


@pytest.fixture
def actor(studio: Studio) -> Actor:
    """Someone in the studio who may do everything."""
    return factories.make_actor(studio)


@pytest.fixture
def rival_actor(rival: Studio) -> Actor:
    """Someone in the rival studio who may do everything there."""
    return factories.make_actor(rival)


@pytest.fixture
def key(studio: Studio) -> str:
    """The text of an API key of the studio, with all scopes."""
    return factories.make_key(studio)[1]


@pytest.fixture
def api(db: None) -> Callable[..., factories.Api]:
    """`api(studio, scopes=...)`: a client with a fresh key of that studio."""
    return factories.api


@pytest.fixture
def nobody(db: None) -> factories.Api:
    """A client without a key."""
    return factories.Api()


@pytest.fixture
def redis_client(embedded_stack: None) -> Iterator[Any]:
    """The test stack's Redis, emptied before and after."""
    client = redis.client()
    client.flushdb()
    yield client
    client.flushdb()


class Clock:
    """Django's clock, standing still until a test moves it."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Move on, `advance(hours=24)`."""
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A frozen `timezone.now()`; the database's own clock is not touched."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock
