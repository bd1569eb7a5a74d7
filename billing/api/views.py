"""Billing at the edge: the price book, caps, what is reserved, what was used, what it cost, what will be invoiced."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import errors as kinds
from accounts import ids
from accounts.api.documents import IF_MATCH, PAGE_PARAMETERS
from accounts.api.edge import StudioView, answer, checked, edited_version, page
from accounts.api.idempotent import idempotent
from billing import budgets, invoicing, pricing, queries, states
from billing.api import shapes
from billing.models import Budget, Hold, Invoice, MeterEvent
from billing.money import Money

READ, WRITE = "billing:read", "billing:write"
PREFIX_OF = {"series": "ser", "episode": "epi"}


class NewBudgetSerializer(serializers.Serializer):
    scope = serializers.ChoiceField(choices=Budget.Scope.values, default=Budget.Scope.STUDIO)
    label = serializers.CharField(default="", allow_blank=True, help_text="the series' or episode's id")
    limit = shapes.MoneySerializer()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        prefix = PREFIX_OF.get(attrs["scope"], "")
        if prefix and not ids.is_id(attrs["label"], prefix):
            raise serializers.ValidationError({"label": f"a budget of this scope names its {prefix}_… id"})
        if not prefix and attrs["label"]:
            raise serializers.ValidationError({"label": "the studio's budget has no label"})
        return attrs


class ChangedBudgetSerializer(serializers.Serializer):
    limit = shapes.MoneySerializer()


class NewInvoiceSerializer(serializers.Serializer):
    period = serializers.CharField(help_text="a month such as 2026-11, in UTC", max_length=7)


def _text(name: str, what: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=what)


class PriceBookView(StudioView):
    """GET /v1/price-book"""

    scopes = {"GET": READ}

    @extend_schema(
        operation_id="price_book_list",
        parameters=[_text("currency", "defaults to the studio's"), *PAGE_PARAMETERS],
        responses=shapes.PricePage,
    )
    def get(self, request: Request) -> Response:
        """The prices in force now."""
        currency = request.query_params.get("currency", self.studio.currency)
        return page(request, pricing.prices_at(timezone.now(), currency=currency), shapes.price_json)


class BudgetsView(StudioView):
    """GET, POST /v1/budgets"""

    scopes = {"GET": READ, "POST": WRITE}

    @extend_schema(operation_id="budgets_list", parameters=PAGE_PARAMETERS, responses=shapes.BudgetPage)
    def get(self, request: Request) -> Response:
        """Every cap with what is held and spent under it."""
        return page(request, Budget.objects.for_studio(self.studio), shapes.budget_json)

    @extend_schema(operation_id="budgets_open", request=NewBudgetSerializer, responses={201: shapes.BudgetSerializer})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Set a cap for the studio, a series or an episode."""
        wish = checked(NewBudgetSerializer, request.data)
        budget = budgets.open_budget(
            request.auth, scope=wish["scope"], label=wish["label"], limit=Money(**wish["limit"])
        )
        return answer(budget, shapes.budget_json(budget), status=201)


class BudgetView(StudioView):
    """GET, PATCH /v1/budgets/{id}"""

    scopes = {"GET": READ, "PATCH": WRITE}

    @extend_schema(operation_id="budgets_get", responses=shapes.BudgetSerializer)
    def get(self, request: Request, budget_id: str) -> Response:
        """One cap."""
        budget = self._budget(budget_id)
        return answer(budget, shapes.budget_json(budget))

    @extend_schema(
        operation_id="budgets_change",
        request=ChangedBudgetSerializer,
        parameters=[IF_MATCH],
        responses=shapes.BudgetSerializer,
    )
    def patch(self, request: Request, budget_id: str) -> Response:
        """Move the cap; never below what is already held and spent."""
        budget = self._budget(budget_id)
        version = edited_version(request)
        wish = checked(ChangedBudgetSerializer, request.data)
        budget = budgets.change_limit(request.auth, budget=budget, limit=Money(**wish["limit"]), version=version)
        return answer(budget, shapes.budget_json(budget))

    def _budget(self, budget_id: str) -> Budget:
        budget: Budget = self.find(Budget.objects.for_studio(self.studio), budget_id, "bud")
        return budget


class HoldsView(StudioView):
    """GET /v1/holds"""

    scopes = {"GET": READ}

    @extend_schema(
        operation_id="holds_list",
        parameters=[
            _text("state", "held, captured or released"),
            _text("series", "a series id"),
            _text("episode", "an episode id"),
            *PAGE_PARAMETERS,
        ],
        responses=shapes.HoldPage,
    )
    def get(self, request: Request) -> Response:
        """What is or was reserved."""
        rows = Hold.objects.for_studio(self.studio).filter(**_named(request, "series", "episode"))
        if state := request.query_params.get("state", ""):
            if state not in states.HOLD_MOVES:
                raise kinds.Invalid(f"No hold is ever {state}.", pointer="/state", code="state_unknown")
            rows = rows.filter(state=state)
        return page(request, rows, shapes.hold_json)


class MeterEventsView(StudioView):
    """GET /v1/meter-events"""

    scopes = {"GET": READ}

    @extend_schema(
        operation_id="meter_events_list",
        parameters=[
            _text("series", "a series id"),
            _text("episode", "an episode id"),
            _text("slate", "a take's slate"),
            *PAGE_PARAMETERS,
        ],
        responses=shapes.MeterEventPage,
    )
    def get(self, request: Request) -> Response:
        """Work that was done and charged."""
        rows = MeterEvent.objects.for_studio(self.studio).filter(**_named(request, "series", "episode", "slate"))
        return page(request, rows, shapes.meter_event_json)


class InvoicesView(StudioView):
    """GET, POST /v1/invoices"""

    scopes = {"GET": READ, "POST": WRITE}

    @extend_schema(operation_id="invoices_list", parameters=PAGE_PARAMETERS, responses=shapes.InvoicePage)
    def get(self, request: Request) -> Response:
        """Invoice drafts."""
        return page(request, Invoice.objects.for_studio(self.studio), shapes.invoice_json)

    @extend_schema(
        operation_id="invoices_draft",
        request=NewInvoiceSerializer,
        responses={200: shapes.InvoiceInFullSerializer, 201: shapes.InvoiceInFullSerializer},
    )
    @idempotent(required=True)
    def post(self, request: Request) -> Response:
        """Draft a month's invoice, or bring its draft up to date (200)."""
        wish = checked(NewInvoiceSerializer, request.data)
        invoice, is_new = invoicing.draft(request.auth, period=wish["period"])
        return Response(_in_full(self, invoice), status=201 if is_new else 200)


class InvoiceView(StudioView):
    """GET /v1/invoices/{id}"""

    scopes = {"GET": READ}

    @extend_schema(operation_id="invoices_get", responses=shapes.InvoiceInFullSerializer)
    def get(self, request: Request, invoice_id: str) -> Response:
        """One draft with its lines, each naming the slates it pays for."""
        return Response(_in_full(self, self.find(Invoice.objects.for_studio(self.studio), invoice_id, "inv")))


class CostsView(StudioView):
    """GET /v1/costs"""

    scopes = {"GET": READ}

    @extend_schema(
        operation_id="costs_get",
        parameters=[_text("episode", "cost by slate of an episode"), _text("series", "cost by episode of a series")],
        responses=shapes.CostsSerializer,
    )
    def get(self, request: Request) -> Response:
        """What an episode cost by slate, or a series by episode, in the studio's currency."""
        named = _named(request, "series", "episode")
        if len(named) != 1:
            raise kinds.Invalid(
                "Ask for one episode or one series.", zh="请指定一个单集或一个剧集。", pointer="/episode"
            )
        rows = _slate_rows(self, **named) if "episode" in named else _episode_rows(self, **named)
        currency = self.studio.currency
        by_meter: dict[str, int] = {}
        for row in rows:
            by_meter[row["meter"]] = by_meter.get(row["meter"], 0) + row["amount"]["minor"]
        return Response(
            {
                "total": {"minor": sum(by_meter.values()), "currency": currency},
                "held": shapes.money_json(queries.held_under(self.studio, **named)),
                "by_meter": {meter: {"minor": minor, "currency": currency} for meter, minor in by_meter.items()},
                "rows": rows,
            }
        )


def _named(request: Request, *names: str) -> dict[str, str]:
    found = {name: request.query_params[name] for name in names if request.query_params.get(name)}
    for name, value in found.items():
        if "\0" in value or len(value) > 120:
            raise kinds.Invalid(f"{name} cannot be that.", pointer=f"/{name}", code="invalid")
    return found


def _in_full(view: StudioView, invoice: Invoice) -> dict[str, Any]:
    return shapes.invoice_in_full_json(invoice, queries.invoice_lines(view.studio, invoice))


def _slate_rows(view: StudioView, *, episode: str) -> list[dict[str, Any]]:
    return [
        {
            "slate": event.slate,
            "episode": event.episode,
            "meter": event.meter,
            "takes": 1,
            "milliseconds": event.milliseconds,
            "amount": shapes.money_json(event.amount),
            "labels": event.labels,
        }
        for event in queries.cost_by_slate(view.studio, episode=episode)
    ]


def _episode_rows(view: StudioView, *, series: str) -> list[dict[str, Any]]:
    return [
        {
            "episode": row["episode"],
            "meter": row["meter"],
            "takes": row["takes"],
            "milliseconds": row["milliseconds"],
            "amount": {"minor": row["minor"], "currency": view.studio.currency},
        }
        for row in queries.cost_by_episode(view.studio, series=series)
    ]
