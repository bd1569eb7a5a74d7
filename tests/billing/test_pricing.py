"""A price is looked up once, rounded once, and kept as promised."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import errors as kinds
from accounts.models import Studio
from accounts.tenancy import within
from billing import errors, pricing
from billing.models import Quote, QuoteLine
from billing.money import Money
from billing.pricing import Wish
from tests import factories
from tests.billing import EPISODE, SERIES, TESTING, YEAR_TURN

LABELS = {"series": SERIES, "episode": EPISODE, "line": "lin_1"}


def test_a_quote_prices_every_wish_and_adds_them_up(lantern: Studio) -> None:
    wishes = [
        Wish("a", "voice", 2_500, LABELS),
        Wish("b", "animatic", 4_000, LABELS),
        Wish("c", "conform", 75_000, LABELS),
    ]
    quote = pricing.quote(lantern, wishes)
    lines = list(quote.lines.order_by("position"))
    assert [(line.key, line.amount) for line in lines] == [
        ("a", Money(5, "CNY")),  # 2.5 s at 1.8 fen is 4.5: half up
        ("b", Money(38, "CNY")),  # 4 s at 9.6 fen is 38.4
        ("c", Money(240, "CNY")),
    ]
    assert quote.total == Money(283, "CNY")
    assert lines[0].labels == LABELS
    assert quote.expires_at - timezone.now() > dt.timedelta(minutes=59)


def test_a_studio_is_quoted_in_its_own_currency(db: None) -> None:
    studio = factories.make_studio(currency="USD")
    with within(studio):
        assert pricing.quote(studio, [Wish("a", "animatic", 10_000)]).total == Money(14, "USD")


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ([], "nothing_wished"),
        ([Wish("a", "voice", 0)], "length_out_of_range"),
        ([Wish("a", "voice", -5)], "length_out_of_range"),
        ([Wish("a", "voice", 25 * 3600 * 1000)], "length_out_of_range"),
        ([Wish("a", "voice", 5), Wish("a", "voice", 5)], "key_repeated"),
        ([Wish("a", "hologram", 5)], "price_missing"),
        ([Wish(str(n), "voice", 5) for n in range(5_001)], "too_many_wishes"),
    ],
)
def test_what_cannot_be_priced_is_refused_and_nothing_is_written(
    lantern: Studio, wishes: list[Wish], code: str
) -> None:
    with pytest.raises(kinds.Invalid) as refused:
        pricing.quote(lantern, wishes)
    assert refused.value.code == code
    assert not Quote.objects.for_studio(lantern).exists()


def test_a_price_counts_from_its_first_moment_to_its_last(testing_prices: None, db: None) -> None:
    studio = factories.make_studio(currency=TESTING)
    wish = [Wish("a", "voice", 10_000)]
    with within(studio):
        last_old = pricing.quote(studio, wish, at=YEAR_TURN - dt.timedelta(microseconds=1))
        first_new = pricing.quote(studio, wish, at=YEAR_TURN)
        assert (last_old.total, first_new.total) == (Money(10, TESTING), Money(30, TESTING))
        with pytest.raises(errors.PriceMissing):
            pricing.quote(studio, wish, at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))


def test_a_promise_is_kept_though_the_price_has_changed(testing_prices: None, db: None) -> None:
    studio = factories.make_studio(currency=TESTING)
    wishes = [Wish("job:1", "voice", 10_000, LABELS)]
    with within(studio):
        quote = pricing.quote(studio, wishes, at=YEAR_TURN - dt.timedelta(minutes=30))
        terms = pricing.quoted_terms(quote, wishes, at=YEAR_TURN + dt.timedelta(minutes=29))
        assert [term.amount_minor for term in terms] == [10]
        with pytest.raises(errors.QuoteExpired):
            pricing.quoted_terms(quote, wishes, at=YEAR_TURN + dt.timedelta(minutes=31))


def test_a_quote_serves_what_it_was_asked_for_under_a_new_key_once(lantern: Studio) -> None:
    quote = pricing.quote(lantern, [Wish("first", "voice", 2_000, LABELS), Wish("second", "voice", 2_000, LABELS)])
    now = timezone.now()
    two = [Wish("job:1", "voice", 2_000, LABELS), Wish("job:2", "voice", 2_000, LABELS)]
    lines = [terms.quote_line for terms in pricing.quoted_terms(quote, two, at=now)]
    assert [line.key for line in lines if line] == ["first", "second"]
    with pytest.raises(errors.QuoteOutdated):
        pricing.quoted_terms(quote, [*two, Wish("job:3", "voice", 2_000, LABELS)], at=now)


@pytest.mark.parametrize(
    "other",
    [
        Wish("job:1", "voice", 2_001, LABELS),
        Wish("job:1", "animatic", 2_000, LABELS),
        Wish("job:1", "voice", 2_000, LABELS | {"line": "lin_2"}),
        Wish("first", "voice", 2_001, LABELS),
    ],
)
def test_a_quote_for_something_else_is_outdated(lantern: Studio, other: Wish) -> None:
    quote = pricing.quote(lantern, [Wish("first", "voice", 2_000, LABELS)])
    with pytest.raises(errors.QuoteOutdated):
        pricing.quoted_terms(quote, [other], at=timezone.now())


def test_a_quote_is_invisible_to_the_rival(lantern: Studio, db: None) -> None:
    quote = pricing.quote(lantern, [Wish("a", "voice", 2_000)])
    rival = factories.make_studio()
    with within(rival):
        assert not Quote.unscoped.filter(pk=quote.pk).exists()
        assert not QuoteLine.unscoped.exists()
