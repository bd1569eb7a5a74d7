"""Invoice drafts: a month's captured work stamped onto lines that still name every slate.

An event is stamped once, so drafting again only adds what has arrived since, and the sum of the lines is the sum of the
captures to the minor unit: a line is a sum of amounts that were rounded before, never a price of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import errors as kinds
from accounts import events
from accounts.actor import Actor
from billing import errors, states
from billing.models import Invoice, InvoicedEvent, InvoiceLine, MeterEvent

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])\Z")
STAMPS_AT_ONCE = 5_000


def month_days(period: str) -> tuple[dt.date, dt.date]:
    """The first day of a month such as `2026-11`, and the first day after it."""
    match = _MONTH.match(period)
    if not match:
        raise kinds.Invalid(
            "A period is a month such as 2026-11.",
            zh="账期为月份，例如 2026-11。",
            pointer="/period",
            code="period_malformed",
        )
    first = dt.date(int(match[1]), int(match[2]), 1)
    return first, (first + dt.timedelta(days=31)).replace(day=1)


def draft(actor: Actor, *, period: str) -> tuple[Invoice, bool]:
    """Draft the month's invoice, or bring its draft up to date; also says whether the draft is new. One transaction."""
    studio = actor.studio
    start, end = month_days(period)
    if start > timezone.now().date():
        raise kinds.Invalid(
            f"{period} has not begun.", zh=f"{period} 尚未开始。", pointer="/period", code="period_in_future"
        )
    with transaction.atomic():
        invoice, is_new = Invoice.unscoped.get_or_create(
            studio=studio,
            currency=studio.currency,
            period_start=start,
            period_end=end,
            state=states.DRAFT,
            defaults={"is_test": studio.mode == "test"},
        )
        invoice = Invoice.objects.for_studio(studio).select_for_update().get(pk=invoice.pk)
        added = _stamp(invoice)
        if is_new and not added:
            raise errors.PeriodEmpty(
                f"Nothing was captured in {period}.", zh=f"{period} 没有可开票的消费。", period=period
            )
        if added:
            invoice.refresh_from_db()
            events.append(
                studio,
                "invoice.drafted",
                subject=invoice.pk,
                data={
                    "period": period,
                    "total": {"minor": invoice.total_minor, "currency": invoice.currency},
                    "is_test": invoice.is_test,
                    "added": added,
                },
            )
    return invoice, is_new


def _stamp(invoice: Invoice) -> int:
    """Put the period's events that are on no invoice onto this one's lines; returns how many."""
    studio = invoice.studio
    fresh = list(
        MeterEvent.objects.for_studio(studio)
        .filter(
            stamp__isnull=True,
            currency=invoice.currency,
            occurred_at__gte=_midnight(invoice.period_start),
            occurred_at__lt=_midnight(invoice.period_end),
        )
        .order_by("occurred_at", "pk")
    )
    grouped: dict[tuple[str, str, str, int], list[MeterEvent]] = defaultdict(list)
    for event in fresh:
        grouped[event.series, event.episode, event.meter, event.unit_price_micros].append(event)
    for (series, episode, meter, unit_price_micros), group in sorted(grouped.items()):
        line, _ = InvoiceLine.unscoped.get_or_create(
            studio=studio,
            invoice=invoice,
            series=series,
            episode=episode,
            meter=meter,
            unit_price_micros=unit_price_micros,
        )
        InvoicedEvent.unscoped.bulk_create(
            (InvoicedEvent(studio=studio, line=line, event=event) for event in group), batch_size=STAMPS_AT_ONCE
        )
        InvoiceLine.objects.for_studio(studio).filter(pk=line.pk).update(
            milliseconds=F("milliseconds") + sum(event.milliseconds for event in group),
            amount_minor=F("amount_minor") + sum(event.amount_minor for event in group),
        )
    if fresh:
        Invoice.objects.for_studio(studio).filter(pk=invoice.pk).update(
            total_minor=F("total_minor") + sum(event.amount_minor for event in fresh)
        )
    return len(fresh)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
