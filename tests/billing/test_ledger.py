"""The journal says the same as the rows, and the database keeps it from saying anything else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from accounts.models import Studio
from accounts.tenancy import within
from billing import holds, ledger
from billing.models import Budget, Hold, JournalEntry, MeterEvent, Posting
from billing.pricing import Wish
from tests import factories


@pytest.fixture
def spent(lantern: Studio, budget: Budget) -> Studio:
    """A studio with one capture, one open hold and one release behind it."""
    holds.place_all(lantern, [Wish(f"job:{number}", "animatic", 10_000) for number in range(3)])
    holds.capture(lantern, key="job:0", milliseconds=10_000, slate="S_T01", occurred_at=timezone.now())
    holds.release(lantern, key="job:2", reason="failed")
    return lantern


def refused(statement: str, params: list[Any] | None = None) -> str:
    """What the database answers to the application's role."""
    with pytest.raises(DatabaseError) as answer, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
    return str(answer.value)


def test_balances_rebuilt_from_the_journal_are_the_stored_ones(spent: Studio, budget: Budget) -> None:
    assert ledger.find_drift(spent) == []
    budget.refresh_from_db()
    assert ledger.balances(spent) == {
        ("held", "CNY"): budget.held_minor,
        ("hold_contra", "CNY"): -budget.held_minor,
        ("receivable_unbilled", "CNY"): budget.spent_minor,
        ("revenue", "CNY"): -budget.spent_minor,
    }


def test_drift_is_found_and_named(spent: Studio, budget: Budget) -> None:
    Budget.objects.for_studio(spent).filter(pk=budget.pk).update(held_minor=97)
    assert ledger.find_drift(spent) == [f"{budget.pk}: stored 97 held, 96 spent; journal 96, 96"]
    Budget.objects.for_studio(spent).filter(pk=budget.pk).update(held_minor=96)
    Hold.objects.for_studio(spent).filter(key="job:1").update(state="released", closed_at=timezone.now())
    assert ledger.find_drift(spent) == ["held CNY: journal 96, rows 0"]


def test_an_entry_that_does_not_balance_is_refused(spent: Studio) -> None:
    entry = JournalEntry.objects.for_studio(spent).first()
    message = refused(
        "insert into billing_posting (studio_id, created_at, entry_id, account, currency, amount_minor)"
        " values (%s, now(), %s, 'held', 'CNY', 5), (%s, now(), %s, 'hold_contra', 'CNY', -4)",
        [spent.pk, entry.pk] * 2,
    )
    assert "must sum to zero" in message
    two_currencies = refused(
        "insert into billing_posting (studio_id, created_at, entry_id, account, currency, amount_minor)"
        " values (%s, now(), %s, 'held', 'CNY', 5), (%s, now(), %s, 'hold_contra', 'USD', -5)",
        [spent.pk, entry.pk] * 2,
    )
    assert "must sum to zero" in two_currencies


@pytest.mark.parametrize(
    "table", ["quote", "quoteline", "meterevent", "journalentry", "posting", "invoicedevent", "price", "pricebook"]
)
def test_facts_are_neither_changed_nor_removed(spent: Studio, table: str) -> None:
    assert "permission denied" in refused(f"delete from billing_{table}")  # noqa: S608
    assert "permission denied" in refused(f"update billing_{table} set id = id")  # noqa: S608


@pytest.mark.parametrize(
    "change",
    [
        "billing_hold set amount_minor = 1",
        "billing_hold set unit_price_micros = 1",
        "billing_hold set key = 'another'",
        "billing_budget set scope = 'series', label = 'ser_x'",
        "billing_invoice set is_test = false",
        "billing_invoiceline set unit_price_micros = 1",
    ],
)
def test_what_was_agreed_is_frozen(spent: Studio, change: str) -> None:
    assert "permission denied" in refused(f"update {change}")


def test_the_application_cannot_set_prices(spent: Studio) -> None:
    assert "permission denied" in refused("insert into billing_pricebook values ('prb_x', 'mine', now())")


OVERLAP = """
insert into billing_price (id, book_id, meter, currency, unit_price_micros, valid_from, created_at)
select 'prc_second', book_id, meter, currency, 1, now(), now() from billing_price
where meter = 'voice' and currency = 'CNY'
"""
CLOSED_TWICE = """
update billing_price set valid_to = now() + interval '1 day';
update billing_price set valid_to = now() + interval '2 days'
"""


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("update billing_price set unit_price_micros = 1", "may only be closed"),
        ("update billing_price set valid_from = now()", "may only be closed"),
        ("delete from billing_price", "never deleted"),
        (OVERLAP, "two prices of voice in CNY"),
        (CLOSED_TWICE, "may only be closed"),
    ],
)
@pytest.mark.django_db(databases=["default", "owner"])
def test_not_even_the_owner_rewrites_a_price(statement: str, reason: str) -> None:
    with (
        pytest.raises(DatabaseError, match=reason),
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_rival_sees_nothing_of_the_books(spent: Studio) -> None:
    stranger = factories.make_studio()
    with within(stranger):
        for model in (Budget, Hold, JournalEntry, Posting, MeterEvent):
            assert not model.unscoped.exists()
        assert ledger.balances(spent) == {}
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Budget.unscoped.create(studio=spent, scope="studio", currency="USD", limit_minor=1)
