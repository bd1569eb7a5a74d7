"""What a wish costs: prices are looked up once, rounded once, and promised for an hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import errors as kinds
from accounts.models import Studio
from billing import errors, money
from billing.models import Price, Quote, QuoteLine

BOOK = "standard"
QUOTE_LIFE = dt.timedelta(hours=1)
MOST_WISHES = 5_000
MOST_MILLISECONDS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """Work somebody wants: `milliseconds` on a meter. `key` names it; `labels` say for whom (series, episode, …)."""

    key: str
    meter: str
    milliseconds: int
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def series(self) -> str:
        """The opaque series label, or nothing."""
        return self.labels.get("series", "")

    @property
    def episode(self) -> str:
        """The opaque episode label, or nothing."""
        return self.labels.get("episode", "")


@dataclass(frozen=True, slots=True)
class Terms:
    """At what price a wish is granted. `amount_minor` is rounded here and nowhere later."""

    price_id: str
    unit_price_micros: int
    amount_minor: int
    quote_line: QuoteLine | None = None


def prices_at(at: dt.datetime, *, currency: str) -> QuerySet[Price]:
    """The prices in force at a moment."""
    return Price.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), book__name=BOOK, currency=currency, valid_from__lte=at
    )


def price_list(at: dt.datetime, *, currency: str, meters: Iterable[str]) -> dict[str, Price]:
    """The price of each meter, or PriceMissing naming the first that has none."""
    found = {price.meter: price for price in prices_at(at, currency=currency).filter(meter__in=set(meters))}
    for meter in meters:
        if meter not in found:
            raise errors.PriceMissing(
                f"There is no price for {meter} in {currency}.",
                zh=f"没有 {meter} 的 {currency} 价格。",
                meter=meter,
                currency=currency,
            )
    return found


def check_wishes(wishes: Sequence[Wish]) -> None:
    """Refuse an empty or impossible list before anything is priced."""
    if not wishes:
        raise kinds.Invalid("Nothing is asked for.", zh="没有任何内容。", code="nothing_wished")
    if len(wishes) > MOST_WISHES:
        raise kinds.Invalid(
            f"At most {MOST_WISHES} at once.", zh=f"一次最多 {MOST_WISHES} 项。", code="too_many_wishes"
        )
    for wish in wishes:
        if not 0 < wish.milliseconds <= MOST_MILLISECONDS:
            raise kinds.Invalid(
                f"{wish.key}: {wish.milliseconds} ms is not a length that can be rendered.",
                zh=f"{wish.key}：长度 {wish.milliseconds} 毫秒无法制作。",
                code="length_out_of_range",
            )
    if len({wish.key for wish in wishes}) != len(wishes):
        raise kinds.Invalid("A key names one wish only.", zh="同一个键只能用于一项。", code="key_repeated")


def terms_today(wishes: Sequence[Wish], *, currency: str, at: dt.datetime) -> list[Terms]:
    """The terms of each wish by the price book, in order."""
    prices = price_list(at, currency=currency, meters=[wish.meter for wish in wishes])
    return [
        Terms(
            price_id=prices[wish.meter].pk,
            unit_price_micros=prices[wish.meter].unit_price_micros,
            amount_minor=money.price(wish.milliseconds, prices[wish.meter].unit_price_micros),
        )
        for wish in wishes
    ]


def quote(studio: Studio, wishes: Sequence[Wish], *, at: dt.datetime | None = None) -> Quote:
    """Promise today's prices for an hour. `at` is the moment of the promise (now). One transaction."""
    check_wishes(wishes)
    moment = at or timezone.now()
    granted = terms_today(wishes, currency=studio.currency, at=moment)
    with transaction.atomic():
        promised: Quote = Quote.unscoped.create(
            studio=studio,
            currency=studio.currency,
            total_minor=sum(terms.amount_minor for terms in granted),
            expires_at=moment + QUOTE_LIFE,
        )
        QuoteLine.unscoped.bulk_create(
            QuoteLine(
                studio=studio,
                quote=promised,
                position=position,
                key=wish.key,
                meter=wish.meter,
                milliseconds=wish.milliseconds,
                price_id=terms.price_id,
                unit_price_micros=terms.unit_price_micros,
                amount_minor=terms.amount_minor,
                labels=dict(wish.labels),
            )
            for position, (wish, terms) in enumerate(zip(wishes, granted, strict=True))
        )
    return promised


def quoted_terms(promise: Quote, wishes: Sequence[Wish], *, at: dt.datetime) -> list[Terms]:
    """The terms a quote promised for these wishes, in order; each quote line serves one wish.

    A line is recognised by meter, length and labels, because a job's key does not exist yet when it is quoted. A wish
    without a line, or whose length has changed since, makes the quote outdated.
    """
    refuse_expired(promise, at)
    unused: dict[tuple[Any, ...], list[QuoteLine]] = {}
    for line in promise.lines.order_by("-position"):
        unused.setdefault(_subject(line.meter, line.milliseconds, line.labels), []).append(line)
    granted = []
    for wish in wishes:
        same = unused.get(_subject(wish.meter, wish.milliseconds, wish.labels))
        if not same:
            raise errors.QuoteOutdated(
                f"The quote {promise.pk} does not cover {wish.key} ({wish.milliseconds} ms on {wish.meter}): "
                "it was asked for something else, or the length has changed since.",
                zh=f"报价 {promise.pk} 不包含 {wish.key}，或其长度已改变。",
                cure="Ask for a new quote and order with that.",
                quote=promise.pk,
            )
        granted.append(line_terms(same.pop()))
    return granted


def line_terms(line: QuoteLine) -> Terms:
    """The terms of a quote line."""
    return Terms(line.price_id, line.unit_price_micros, line.amount_minor, line)


def refuse_expired(promise: Quote, at: dt.datetime) -> None:
    """A quote's prices hold until its last moment."""
    if promise.expires_at <= at:
        raise errors.QuoteExpired(
            f"The quote {promise.pk} was good until {promise.expires_at:%Y-%m-%d %H:%M} UTC.",
            zh=f"报价 {promise.pk} 已过期。",
            cure="Ask for a new quote.",
            quote=promise.pk,
        )


def _subject(meter: str, milliseconds: int, labels: Mapping[str, str]) -> tuple[Any, ...]:
    return meter, milliseconds, frozenset(labels.items())
