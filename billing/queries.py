"""What was spent on what, in one read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import Studio
from billing import states
from billing.models import Hold, Invoice, MeterEvent
from billing.money import Money


def cost_by_slate(studio: Studio, *, episode: str) -> list[MeterEvent]:
    """Every charged piece of work on an episode, by slate; its amount is the slate's cost."""
    rows = MeterEvent.objects.for_studio(studio).filter(episode=episode, currency=studio.currency)
    return list(rows.order_by("slate", "occurred_at", "pk"))


def cost_by_episode(studio: Studio, *, series: str) -> list[dict[str, Any]]:
    """What each episode of a series cost on each meter: `minor` units, `milliseconds` and number of `takes`."""
    rows = MeterEvent.objects.for_studio(studio).filter(series=series, currency=studio.currency)
    return list(
        rows.values("episode", "meter")
        .annotate(minor=Sum("amount_minor"), milliseconds=Sum("milliseconds"), takes=Count("pk"))
        .order_by("episode", "meter")
    )


def held_under(studio: Studio, *, series: str = "", episode: str = "") -> Money:
    """What is still reserved for unfinished work on a series or an episode."""
    under = Q(episode=episode) if episode else Q(series=series)
    rows = Hold.objects.for_studio(studio).filter(under, state=states.HELD, currency=studio.currency)
    return Money(int(rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0), studio.currency)


def invoice_lines(studio: Studio, invoice: Invoice) -> Iterable[Any]:
    """The lines of an invoice with their events, three reads for any number of lines."""
    lines: QuerySet[Any] = invoice.lines.filter(studio=studio)
    return lines.order_by("series", "episode", "meter", "unit_price_micros").prefetch_related("stamps__event")
