"""How money looks in JSON, and the same said to OpenAPI."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from accounts.api.documents import page_of
from billing.models import Budget, Hold, Invoice, InvoiceLine, MeterEvent, Price
from billing.money import Money


class MoneySerializer(serializers.Serializer):
    """`minor` is a whole number of the currency's smallest unit (fen, cents)."""

    minor = serializers.IntegerField(min_value=0, max_value=10**15)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", help_text="ISO 4217")


class PriceSerializer(serializers.Serializer):
    id = serializers.CharField()
    meter = serializers.CharField()
    currency = serializers.CharField()
    unit = serializers.CharField(help_text="always `second`")
    unit_price_micros = serializers.IntegerField(help_text="millionths of a minor unit per second")
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True)


class BudgetSerializer(serializers.Serializer):
    id = serializers.CharField()
    scope = serializers.ChoiceField(choices=Budget.Scope.values)
    label = serializers.CharField(help_text="the series or episode; empty for the studio")
    limit = MoneySerializer()
    held = MoneySerializer()
    spent = MoneySerializer()
    available = MoneySerializer()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class HoldSerializer(serializers.Serializer):
    id = serializers.CharField()
    key = serializers.CharField()
    state = serializers.CharField(help_text="held, captured or released")
    meter = serializers.CharField()
    milliseconds = serializers.IntegerField()
    unit_price_micros = serializers.IntegerField()
    amount = MoneySerializer()
    labels = serializers.DictField(child=serializers.CharField())
    reason = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class MeterEventSerializer(serializers.Serializer):
    id = serializers.CharField()
    hold = serializers.CharField()
    meter = serializers.CharField()
    slate = serializers.CharField()
    milliseconds = serializers.IntegerField()
    unit_price_micros = serializers.IntegerField()
    amount = MoneySerializer()
    labels = serializers.DictField(child=serializers.CharField())
    occurred_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()


class SlateCostSerializer(serializers.Serializer):
    meter_event = serializers.CharField()
    slate = serializers.CharField()
    milliseconds = serializers.IntegerField()
    amount = MoneySerializer()
    occurred_at = serializers.DateTimeField()


class InvoiceSerializer(serializers.Serializer):
    id = serializers.CharField()
    state = serializers.CharField(help_text="draft")
    is_test = serializers.BooleanField(help_text="a test studio's invoice is never issued")
    period = serializers.CharField(help_text="the month, in UTC")
    total = MoneySerializer()
    created_at = serializers.DateTimeField()


class InvoiceLineSerializer(serializers.Serializer):
    id = serializers.CharField()
    series = serializers.CharField()
    episode = serializers.CharField()
    meter = serializers.CharField()
    unit_price_micros = serializers.IntegerField()
    milliseconds = serializers.IntegerField()
    amount = MoneySerializer()
    slates = SlateCostSerializer(many=True)


class InvoiceInFullSerializer(InvoiceSerializer):
    lines = InvoiceLineSerializer(many=True)


class CostRowSerializer(serializers.Serializer):
    """One charged take (with `episode=`), or one episode's work on a meter (with `series=`)."""

    slate = serializers.CharField(required=False)
    episode = serializers.CharField()
    meter = serializers.CharField()
    takes = serializers.IntegerField()
    milliseconds = serializers.IntegerField()
    amount = MoneySerializer()
    labels = serializers.DictField(child=serializers.CharField(), required=False)


class CostsSerializer(serializers.Serializer):
    total = MoneySerializer()
    held = MoneySerializer(help_text="still reserved for unfinished work")
    by_meter = serializers.DictField(child=MoneySerializer())
    rows = CostRowSerializer(many=True)


PricePage = page_of(PriceSerializer, "PricePage")
BudgetPage = page_of(BudgetSerializer, "BudgetPage")
HoldPage = page_of(HoldSerializer, "HoldPage")
MeterEventPage = page_of(MeterEventSerializer, "MeterEventPage")
InvoicePage = page_of(InvoiceSerializer, "InvoicePage")


def money_json(amount: Money) -> dict[str, Any]:
    """`{"minor": 12, "currency": "CNY"}`."""
    return {"minor": amount.minor, "currency": amount.currency}


def price_json(price: Price) -> dict[str, Any]:
    """A price of the book."""
    return {
        "id": price.pk,
        "meter": price.meter,
        "currency": price.currency,
        "unit": "second",
        "unit_price_micros": price.unit_price_micros,
        "valid_from": price.valid_from,
        "valid_to": price.valid_to,
    }


def budget_json(budget: Budget) -> dict[str, Any]:
    """A cap and how much of it is taken."""

    def minor(amount: int) -> dict[str, Any]:
        return {"minor": amount, "currency": budget.currency}

    return {
        "id": budget.pk,
        "scope": budget.scope,
        "label": budget.label,
        "limit": minor(budget.limit_minor),
        "held": minor(budget.held_minor),
        "spent": minor(budget.spent_minor),
        "available": minor(budget.available_minor),
        "version": budget.version,
        "created_at": budget.created_at,
    }


def hold_json(hold: Hold) -> dict[str, Any]:
    """A reservation."""
    return {
        "id": hold.pk,
        "key": hold.key,
        "state": hold.state,
        "meter": hold.meter,
        "milliseconds": hold.milliseconds,
        "unit_price_micros": hold.unit_price_micros,
        "amount": money_json(hold.amount),
        "labels": hold.labels,
        "reason": hold.reason,
        "closed_at": hold.closed_at,
        "created_at": hold.created_at,
    }


def meter_event_json(event: MeterEvent) -> dict[str, Any]:
    """Work that was done and charged."""
    return {
        "id": event.pk,
        "hold": event.hold_id,
        "meter": event.meter,
        "slate": event.slate,
        "milliseconds": event.milliseconds,
        "unit_price_micros": event.unit_price_micros,
        "amount": money_json(event.amount),
        "labels": event.labels,
        "occurred_at": event.occurred_at,
        "created_at": event.created_at,
    }


def invoice_json(invoice: Invoice) -> dict[str, Any]:
    """An invoice draft without its lines."""
    return {
        "id": invoice.pk,
        "state": invoice.state,
        "is_test": invoice.is_test,
        "period": f"{invoice.period_start:%Y-%m}",
        "total": money_json(invoice.total),
        "created_at": invoice.created_at,
    }


def invoice_in_full_json(invoice: Invoice, lines: Iterable[InvoiceLine]) -> dict[str, Any]:
    """An invoice draft with its lines, each naming its slates."""
    return invoice_json(invoice) | {
        "lines": [
            {
                "id": line.pk,
                "series": line.series,
                "episode": line.episode,
                "meter": line.meter,
                "unit_price_micros": line.unit_price_micros,
                "milliseconds": line.milliseconds,
                "amount": {"minor": line.amount_minor, "currency": invoice.currency},
                "slates": [
                    {
                        "meter_event": event.pk,
                        "slate": event.slate,
                        "milliseconds": event.milliseconds,
                        "amount": money_json(event.amount),
                        "occurred_at": event.occurred_at,
                    }
                    for event in sorted((stamp.event for stamp in line.stamps.all()), key=_by_slate)
                ],
            }
            for line in lines
        ]
    }


def _by_slate(event: MeterEvent) -> tuple[str, dt.datetime, str]:
    return event.slate, event.occurred_at, event.pk
