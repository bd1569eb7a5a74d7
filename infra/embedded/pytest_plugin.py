"""The test suite's stack: its own embedded PostgreSQL and Redis under `var/test`, and the application's own role.

Loaded with `-p` so that the environment is set before Django reads it. Tests connect as the application's role, which
neither owns the tables nor bypasses row-level security; the owner migrates a fresh database before the first test.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("SHOTWRIGHT_VAR", str(ROOT / "var" / "test"))  # noqa: TID251 - before the one reader reads
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission", "billing_pricebook", "billing_price")


def _owner_connection(database: str) -> psycopg.Connection[Any]:
    from django.conf import settings  # noqa: PLC0415 - settings are read only after the environment is set

    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        dbname=database,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        autocommit=True,
    )


@pytest.fixture(scope="session")
def embedded_stack() -> Iterator[None]:
    """PostgreSQL and Redis for this test session; stopped again only if this session started them."""
    from django.conf import settings  # noqa: PLC0415

    from infra.embedded import stack  # noqa: PLC0415

    was_up = stack.status(settings.ENV.var).is_up
    stack.up(settings.ENV.var)
    yield
    if not was_up:
        stack.down(settings.ENV.var)


@pytest.fixture(scope="session")
def django_db_setup(embedded_stack: None, django_db_blocker: Any) -> Iterator[None]:
    """A freshly migrated database, made by the owner and used by the application's role."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    name = f"test_{os.getpid()}"
    home = settings.DATABASES["owner"]["NAME"]
    with _owner_connection(home) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = settings.DATABASES[alias]["NAME"] = name
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        connections["owner"].close()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    with _owner_connection(home) as connection:
        # not "with (force)": the owner may not end autovacuum, and that would fail; a plain drop asks it to leave
        connection.execute(sql.SQL("drop database {}").format(sql.Identifier(name)))


@pytest.fixture(scope="session", autouse=True)
def _flush_as_owner() -> Iterator[None]:
    """Tests with real commits are cleaned up by the owner: the application's role may not truncate."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import TransactionTestCase  # noqa: PLC0415

    def truncate(self: TransactionTestCase) -> None:
        with _owner_connection(settings.DATABASES["owner"]["NAME"]) as connection:
            found = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
            tables = [sql.Identifier(table) for (table,) in found if table not in KEPT_TABLES]
            connection.execute(sql.SQL("truncate {} cascade").format(sql.SQL(", ").join(tables)))

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", truncate)
    yield
    patch.undo()
