"""A month's work on an invoice: every slate named, every fen counted once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import errors as kinds
from accounts.actor import Actor, system_actor
from accounts.models import Event, Studio
from accounts.tenancy import within
from billing import budgets, errors, holds, invoicing, queries
from billing.models import Budget, Invoice, InvoicedEvent, InvoiceLine, MeterEvent
from billing.money import Money
from billing.pricing import Wish
from tests import factories
from tests.billing import EPISODE, SERIES

LABELS = {"series": SERIES, "episode": EPISODE}
OCTOBER, NOVEMBER = dt.datetime(2026, 10, 20, tzinfo=dt.UTC), dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invoicing.timezone, "now", lambda: dt.datetime(2026, 11, 22, tzinfo=dt.UTC))


def work(
    studio: Studio, slate: str, *, milliseconds: int, meter: str = "animatic", at: dt.datetime = NOVEMBER, **labels: str
) -> MeterEvent:
    """One finished job."""
    holds.place_all(studio, [Wish(slate, meter, milliseconds, LABELS | labels)])
    return holds.capture(studio, key=slate, milliseconds=milliseconds, slate=slate, occurred_at=at)


def captures(studio: Studio) -> int:
    return int(MeterEvent.objects.for_studio(studio).aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def test_a_draft_groups_the_months_work_and_names_its_slates(house: Actor, budget: Budget) -> None:
    studio = house.studio
    work(studio, "SH0010_T01", milliseconds=3_333)
    work(studio, "SH0020_T01", milliseconds=3_333)
    work(studio, "L0001_T01", milliseconds=1_111, meter="voice")
    work(studio, "EP02_SH0010_T01", milliseconds=5_000, episode="epi_2")
    work(studio, "OCTOBERS_T01", milliseconds=5_000, at=OCTOBER)
    invoice, is_new = invoicing.draft(house, period="2026-11")
    assert is_new
    assert (invoice.state, invoice.is_test, invoice.total) == ("draft", False, Money(32 + 32 + 2 + 48, "CNY"))
    lines = [
        (
            line.episode,
            line.meter,
            line.milliseconds,
            line.amount_minor,
            sorted((stamp.event.slate, stamp.event.amount_minor) for stamp in line.stamps.all()),
        )
        for line in queries.invoice_lines(studio, invoice)
    ]
    # 6.666 s at 9.6 fen would be 63.99; the line is the sum of what was charged
    assert lines == [
        (EPISODE, "animatic", 6_666, 64, [("SH0010_T01", 32), ("SH0020_T01", 32)]),
        (EPISODE, "voice", 1_111, 2, [("L0001_T01", 2)]),
        ("epi_2", "animatic", 5_000, 48, [("EP02_SH0010_T01", 48)]),
    ]
    told = Event.objects.for_studio(studio).filter(type="invoice.drafted", subject=invoice.pk).get()
    assert told.data["total"] == {"minor": 114, "currency": "CNY"}


def test_drafting_twice_does_not_double(house: Actor, budget: Budget) -> None:
    work(house.studio, "SH0010_T01", milliseconds=3_000)
    first, _ = invoicing.draft(house, period="2026-11")
    again, is_new = invoicing.draft(house, period="2026-11")
    assert (again.pk, again.total, is_new) == (first.pk, first.total, False)
    assert InvoiceLine.objects.for_studio(house.studio).count() == 1
    assert Event.objects.for_studio(house.studio).filter(type="invoice.drafted").count() == 1


def test_late_work_joins_the_draft_of_its_month(house: Actor, budget: Budget) -> None:
    work(house.studio, "SH0010_T01", milliseconds=3_000)
    invoicing.draft(house, period="2026-11")
    work(house.studio, "SH0020_T01", milliseconds=3_000)
    work(house.studio, "SH0030_T01", milliseconds=3_000, at=OCTOBER)
    november, _ = invoicing.draft(house, period="2026-11")
    october, is_new = invoicing.draft(house, period="2026-10")
    assert (november.total.minor, october.total.minor, is_new) == (58, 29, True)
    assert november.total.minor + october.total.minor == captures(house.studio)


def test_a_month_begins_and_ends_at_midnight_utc(house: Actor, budget: Budget) -> None:
    work(house.studio, "FIRST", milliseconds=1_000, at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    last = dt.datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)
    work(house.studio, "LAST", milliseconds=1_000, at=last)
    invoice, _ = invoicing.draft(house, period="2026-11")
    assert [stamp.event.slate for stamp in InvoicedEvent.objects.for_studio(house.studio)] == ["FIRST"]
    assert invoicing.month_days("2026-12") == (dt.date(2026, 12, 1), dt.date(2027, 1, 1))
    assert invoice.period_end == dt.date(2026, 12, 1)


def test_nothing_captured_is_nothing_to_invoice(house: Actor, budget: Budget) -> None:
    with pytest.raises(errors.PeriodEmpty):
        invoicing.draft(house, period="2026-11")


@pytest.mark.parametrize(
    "period", ["", "2026", "2026-13", "2026-00", "1999-01", "2026-1", "2026-11-01", "20２６-11", "2026-12"]
)
def test_only_a_month_that_has_begun_can_be_drafted(house: Actor, budget: Budget, period: str) -> None:
    with pytest.raises(kinds.Invalid):
        invoicing.draft(house, period=period)


def test_a_test_studios_invoice_is_marked_for_good(db: None) -> None:
    studio = factories.make_studio(mode="test")
    with within(studio):
        actor = system_actor(studio)
        budgets.open_budget(actor, limit=Money(1_000, "CNY"))
        work(studio, "SH0010_T01", milliseconds=3_000)
        invoice, _ = invoicing.draft(actor, period="2026-11")
        assert invoice.is_test
        with pytest.raises(IntegrityError), transaction.atomic():
            Invoice.unscoped.create(
                studio=studio,
                is_test=True,
                state="issued",
                currency="CNY",
                period_start=dt.date(2026, 9, 1),
                period_end=dt.date(2026, 10, 1),
            )


def test_a_draft_never_reaches_into_the_rivals_work(house: Actor, budget: Budget, rival: Studio) -> None:
    work(house.studio, "SH0010_T01", milliseconds=3_000)
    with within(rival):
        actor = system_actor(rival)
        with pytest.raises(errors.PeriodEmpty):
            invoicing.draft(actor, period="2026-11")
    invoicing.draft(house, period="2026-11")
    with within(rival):
        assert not Invoice.unscoped.exists()


@settings(max_examples=8, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 60_000), min_size=1, max_size=12),
    meters=st.lists(st.sampled_from(["voice", "animatic", "conform"]), min_size=12, max_size=12),
)
@pytest.mark.django_db
def test_the_lines_sum_to_the_captures_to_the_fen(lengths: list[int], meters: list[str]) -> None:
    studio = factories.make_studio()
    with within(studio):
        actor = system_actor(studio)
        budgets.open_budget(actor, limit=Money(10**9, "CNY"))
        for number, milliseconds in enumerate(lengths):
            work(studio, f"T{number}", milliseconds=milliseconds, meter=meters[number])
        invoice, _ = invoicing.draft(actor, period="2026-11")
        lines = invoice.lines.aggregate(sum=Sum("amount_minor"))["sum"]
        assert invoice.total.minor == lines == captures(studio)


def test_a_long_month_is_drafted_in_few_queries(
    house: Actor, budget: Budget, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        work(house.studio, f"T{number}", milliseconds=1_000)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        invoicing.draft(house, period="2026-11")
    invoice = Invoice.objects.for_studio(house.studio).get()
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert sum(len(line.stamps.all()) for line in queries.invoice_lines(house.studio, invoice)) == 30
    assert timezone.is_aware(invoice.created_at)
