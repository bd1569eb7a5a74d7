"""The two walls between studios, tried with raw SQL as the application's own role."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from psycopg import sql

from accounts import tenancy
from accounts.actor import Actor
from accounts.models import ApiKey, AuditEntry, Membership, Studio
from accounts.tenancy import UnscopedQuery, within

TABLES = (
    "accounts_apikey",
    "accounts_auditentry",
    "accounts_event",
    "accounts_eventcounter",
    "accounts_membership",
)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table)))
        return cursor.fetchone()[0]


def _owners(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select distinct studio_id from {}").format(sql.Identifier(table)))
        return [studio_id for (studio_id,) in cursor.fetchall()]


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_sees_the_studios_own_rows_and_nobody_elses(
    studio: Studio, rival: Studio, actor: Actor, rival_actor: Actor, table: str
) -> None:
    own = _count(table)
    assert _owners(table) == [studio.pk]
    tenancy.leave()
    assert _count(table) == 0
    tenancy.enter(rival)
    assert _count(table) == own
    assert _owners(table) == [rival.pk]


def test_a_studio_row_is_seen_from_inside_only(studio: Studio, rival: Studio) -> None:
    assert list(Studio.objects.all()) == [studio]
    with within(rival):
        assert list(Studio.objects.all()) == [rival]
    assert list(Studio.objects.all()) == [studio]
    tenancy.leave()
    assert list(Studio.objects.all()) == []


def test_a_user_sees_the_studios_they_are_in(studio: Studio, rival: Studio) -> None:
    owner = Membership.objects.for_studio(studio).get().user
    tenancy.leave()
    tenancy.set_local("app.user", owner.pk)
    assert list(Studio.objects.all()) == [studio]
    assert [membership.user for membership in Membership.unscoped.all()] == [owner]


def test_writing_into_another_studio_is_refused_by_the_database(studio: Studio, rival: Studio) -> None:
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        AuditEntry.unscoped.create(studio=rival, actor_kind="system", actor_id="system", act="x.y", subject="")


def test_moving_a_row_to_another_studio_is_refused_by_the_database(studio: Studio, rival: Studio, actor: Actor) -> None:
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        ApiKey.objects.for_studio(studio).update(studio=rival)


def test_the_locked_manager_answers_to_a_named_studio_only(studio: Studio) -> None:
    for careless in (
        ApiKey.objects.all,
        lambda: ApiKey.objects.filter(name="x"),
        ApiKey.objects.exists,
        lambda: ApiKey.objects.create(name="x"),
        lambda: ApiKey.objects.for_studio(None),
        lambda: ApiKey.objects.for_studio(Studio(id="")),
    ):
        with pytest.raises(UnscopedQuery):
            careless()


@pytest.mark.django_db(transaction=True)
def test_a_studio_is_entered_inside_a_transaction_or_not_at_all(studio: Studio) -> None:
    with pytest.raises(UnscopedQuery):
        tenancy.enter(studio)
    with pytest.raises(UnscopedQuery):
        tenancy.leave()
    assert _count("accounts_membership") == 0
    with within(studio):
        assert _count("accounts_membership") == 1
    assert _count("accounts_membership") == 0


def test_within_restores_the_outer_studio_even_after_an_error(studio: Studio, rival: Studio) -> None:
    with pytest.raises(ZeroDivisionError), within(rival):
        raise ZeroDivisionError
    assert list(Studio.objects.all()) == [studio]


@pytest.mark.parametrize("statement", ["update {} set act = 'x.y'", "delete from {}", "truncate {}"])
def test_audit_entries_can_be_neither_changed_nor_removed(studio: Studio, actor: Actor, statement: str) -> None:
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("accounts_auditentry"))


@pytest.mark.parametrize("statement", ["update {} set type = 'x.y'", "delete from {}"])
def test_events_can_be_neither_changed_nor_removed(studio: Studio, actor: Actor, statement: str) -> None:
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("accounts_event"))
