"""Meter events: work that was done, written once and never changed."""

from __future__ import annotations

import datetime as dt

from accounts import errors as kinds
from accounts.models import Studio
from billing.models import Hold, MeterEvent


def record(
    studio: Studio,
    *,
    hold: Hold,
    milliseconds: int,
    amount_minor: int,
    slate: str,
    occurred_at: dt.datetime,
) -> MeterEvent:
    """Append the event of a captured hold, under the hold's own key. Called inside the capture's transaction."""
    if milliseconds <= 0 or not slate or occurred_at.tzinfo is None:
        raise kinds.Invalid(
            f"A meter event names its slate, a length above zero and a moment with its time zone, "
            f"not {slate!r}, {milliseconds} ms, {occurred_at!r}.",
            zh="计量事件须包含镜次编号、正的长度和带时区的时间。",
            code="meter_event_malformed",
        )
    event: MeterEvent = MeterEvent.unscoped.create(
        studio=studio,
        key=hold.key,
        hold=hold,
        meter=hold.meter,
        milliseconds=milliseconds,
        unit_price_micros=hold.unit_price_micros,
        currency=hold.currency,
        amount_minor=amount_minor,
        slate=slate,
        series=hold.series,
        episode=hold.episode,
        labels=hold.labels,
        occurred_at=occurred_at,
    )
    return event
