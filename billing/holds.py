"""Reserve, then capture or release: money moves with the job, in the job's own transaction.

Every effect is named by a key with a unique index, so whatever arrives twice happens once. Each verb locks the budgets
concerned before anything else; a caller that also takes other shared locks (the studio's event sequence) must call the
verb first, or two transactions could wait for each other.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Studio
from billing import budgets, errors, ledger, metering, money, pricing, states
from billing.models import Budget, Hold, MeterEvent, Quote, QuoteLine
from billing.money import Money
from billing.pricing import Terms, Wish


def place(
    studio: Studio,
    *,
    key: str,
    quote_line: QuoteLine | None = None,
    wish: Wish | None = None,
    series: str = "",
    episode: str = "",
    at: dt.datetime | None = None,
) -> Hold:
    """Reserve the money for one job, at a quote line's price or at the price of the moment. Idempotent by `key`."""
    moment = at or timezone.now()
    if quote_line is not None:
        wish = Wish(key, quote_line.meter, quote_line.milliseconds, quote_line.labels)
    elif wish is None:
        raise TypeError("place() needs a quote line or a wish")
    labels = {name: value for name, value in (("series", series), ("episode", episode)) if value}
    wanted = dataclasses.replace(wish, key=key, labels={**wish.labels, **labels})

    def offer(fresh: Sequence[Wish], currency: str) -> list[Terms]:
        if quote_line is None:
            return pricing.terms_today(fresh, currency=currency, at=moment)
        pricing.refuse_expired(quote_line.quote, moment)
        return [pricing.line_terms(quote_line)]

    currency = quote_line.quote.currency if quote_line else studio.currency
    return _place(studio, [wanted], currency=currency, offer=offer, max_cost=None)[0]


def place_all(
    studio: Studio,
    wishes: Sequence[Wish],
    *,
    quote: Quote | None = None,
    max_cost: Money | None = None,
    at: dt.datetime | None = None,
) -> list[Hold]:
    """Reserve the money for a whole order, all or nothing; holds come back in the order of the wishes.

    A wish's key is its hold's key; its labels `series` and `episode` say which budgets it falls under. With a quote its
    prices hold, else those of the moment. Above `max_cost` nothing is placed.
    """
    moment = at or timezone.now()

    def offer(fresh: Sequence[Wish], currency: str) -> list[Terms]:
        if quote is None:
            return pricing.terms_today(fresh, currency=currency, at=moment)
        return pricing.quoted_terms(quote, fresh, at=moment)

    currency = quote.currency if quote else studio.currency
    return _place(studio, wishes, currency=currency, offer=offer, max_cost=max_cost)


def capture(studio: Studio, *, key: str, milliseconds: int, slate: str, occurred_at: dt.datetime) -> MeterEvent:
    """Charge for finished work: the measured length at the hold's own price, never more than the hold.

    What is not needed returns to the budget. Idempotent by `key`: the first capture's figures stand. A released hold
    is not captured (`HoldReleased`).
    """
    with transaction.atomic():
        hold, over = _lock_hold(studio, key)
        if hold.state == states.CAPTURED:
            event: MeterEvent = hold.meter_event
            return event
        if not _move(studio, hold, states.CAPTURED):
            raise errors.HoldReleased(
                f"The hold {hold.pk} was released ({hold.reason}); it can no longer be captured.",
                zh=f"预留 {hold.pk} 已释放，无法入账。",
                hold=hold.pk,
            )
        amount = min(hold.amount_minor, money.price(milliseconds, hold.unit_price_micros))
        event = metering.record(
            studio, hold=hold, milliseconds=milliseconds, amount_minor=amount, slate=slate, occurred_at=occurred_at
        )
        _shift(studio, over, held=-hold.amount_minor, spent=amount)
        ledger.record_captured(studio, hold, amount)
    return event


def release(studio: Studio, *, key: str, reason: str) -> None:
    """Give the reservation back: the work failed or was called off. Idempotent.

    A captured hold is not released (`HoldCaptured`): a caller that tries has lost track of a job that was delivered,
    and silence would hide it.
    """
    with transaction.atomic():
        hold, over = _lock_hold(studio, key)
        if hold.state == states.RELEASED:
            return
        if not _move(studio, hold, states.RELEASED, reason=reason[:200]):
            raise errors.HoldCaptured(
                f"The hold {hold.pk} was captured; what is earned is corrected by a credit note.",
                zh=f"预留 {hold.pk} 已入账，只能通过红字更正。",
                hold=hold.pk,
            )
        _shift(studio, over, held=-hold.amount_minor, spent=0)
        ledger.record_released(studio, hold)


def _place(
    studio: Studio,
    wishes: Sequence[Wish],
    *,
    currency: str,
    offer: Callable[[Sequence[Wish], str], list[Terms]],
    max_cost: Money | None,
) -> list[Hold]:
    pricing.check_wishes(wishes)
    with transaction.atomic():
        over = budgets.lock(
            studio, currency, series=[wish.series for wish in wishes], episodes=[wish.episode for wish in wishes]
        )
        # read only after the lock: a replay that raced us has committed by now
        placed = {
            hold.key: hold for hold in Hold.objects.for_studio(studio).filter(key__in=[wish.key for wish in wishes])
        }
        fresh = [wish for wish in wishes if wish.key not in placed]
        for wish in wishes:
            if wish.key in placed:
                _refuse_other(placed[wish.key], wish)
        if fresh:
            budgets.refuse_missing(over, currency)
        granted = offer(fresh, currency) if fresh else []
        cost = sum(terms.amount_minor for terms in granted) + sum(hold.amount_minor for hold in placed.values())
        _refuse_above(max_cost, Money(cost, currency))
        made = [_hold(studio, wish, terms, currency) for wish, terms in zip(fresh, granted, strict=True)]
        _reserve(studio, over, made)
        Hold.unscoped.bulk_create(made)
        ledger.record_placed(studio, made)
    placed |= {hold.key: hold for hold in made}
    return [placed[wish.key] for wish in wishes]


def _hold(studio: Studio, wish: Wish, terms: Terms, currency: str) -> Hold:
    return Hold(
        studio=studio,
        key=wish.key,
        quote_line=terms.quote_line,
        price_id=terms.price_id,
        meter=wish.meter,
        milliseconds=wish.milliseconds,
        unit_price_micros=terms.unit_price_micros,
        currency=currency,
        amount_minor=terms.amount_minor,
        series=wish.series,
        episode=wish.episode,
        labels=dict(wish.labels),
    )


def _reserve(studio: Studio, over: list[Budget], made: list[Hold]) -> None:
    """Check every budget against the whole order, then move them: all or nothing."""
    needed = {
        budget.pk: sum(hold.amount_minor for hold in made if budget.covers(hold.series, hold.episode))
        for budget in over
    }
    for budget in sorted(over, key=lambda budget: budget.available_minor - needed[budget.pk]):
        budgets.refuse_overspending(budget, needed[budget.pk])
    for budget in over:
        _shift(studio, [budget], held=needed[budget.pk], spent=0)


def _shift(studio: Studio, over: list[Budget], *, held: int, spent: int) -> None:
    if over and (held or spent):
        Budget.objects.for_studio(studio).filter(pk__in=[budget.pk for budget in over]).update(
            held_minor=F("held_minor") + held, spent_minor=F("spent_minor") + spent
        )


def _lock_hold(studio: Studio, key: str) -> tuple[Hold, list[Budget]]:
    """The hold as it is once its budgets are locked, and those budgets."""
    row = Hold.objects.for_studio(studio).filter(key=key)
    seen = row.first()
    if seen is None:
        raise errors.HoldUnknown(f"No hold under the key {key}.", zh=f"没有键为 {key} 的预留。")
    over = budgets.lock(studio, seen.currency, series=[seen.series], episodes=[seen.episode])
    return row.get(), [budget for budget in over if budget.covers(seen.series, seen.episode)]


def _move(studio: Studio, hold: Hold, target: str, *, reason: str = "") -> bool:
    """The one guarded move; false when the hold is no longer where the move may start."""
    now = timezone.now()
    movable = Hold.objects.for_studio(studio).filter(pk=hold.pk, state__in=states.sources(states.HOLD_MOVES, target))
    if not movable.update(state=target, closed_at=now, reason=reason):
        return False
    hold.state, hold.closed_at, hold.reason = target, now, reason
    return True


def _refuse_other(hold: Hold, wish: Wish) -> None:
    if (hold.meter, hold.milliseconds, hold.labels) != (wish.meter, wish.milliseconds, dict(wish.labels)):
        raise errors.HoldKeyReused(
            f"The key {wish.key} already holds {hold.milliseconds} ms on {hold.meter}.",
            zh=f"键 {wish.key} 已用于另一项预留。",
            hold=hold.pk,
        )


def _refuse_above(max_cost: Money | None, cost: Money) -> None:
    if max_cost is None:
        return
    if max_cost.currency != cost.currency:
        raise errors.CurrencyNotTheirs(
            f"The order is priced in {cost.currency}, not in {max_cost.currency}.",
            zh=f"订单以 {cost.currency} 计价，而非 {max_cost.currency}。",
            pointer="/max_cost/currency",
        )
    if cost > max_cost:
        raise errors.CostAboveMaximum(
            f"The order costs {cost}, above its maximum of {max_cost}.",
            zh=f"订单需 {cost}，超过上限 {max_cost}。",
            cure="Raise max_cost or order less.",
            cost={"minor": cost.minor, "currency": cost.currency},
            max_cost={"minor": max_cost.minor, "currency": cost.currency},
            missing={"minor": cost.minor - max_cost.minor, "currency": cost.currency},
        )
