"""Quotes, orders and jobs over HTTP: parse, call one verb, render."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.edge import StudioView, checked, page
from accounts.api.idempotent import idempotent
from billing.models import Quote
from billing.money import Money
from render import ordering, queries
from render.api import shapes
from render.models import Job

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)
KEY_REQUIRED = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True)
LIMIT = OpenApiParameter("limit", int)
AFTER = OpenApiParameter("after", str)


class Quotes(StudioView):
    """What items would cost."""

    scopes = {"POST": "render:order"}

    @extend_schema(
        operation_id="createQuote", request=shapes.QuoteInput, responses={201: shapes.QuoteShape}, parameters=[KEY]
    )
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        wish = checked(shapes.QuoteInput, request.data)
        made = ordering.quote(request.auth, items=wish["items"])
        return Response(queries.quote_json(made), status=201, headers={"Location": f"/v1/quotes/{made.pk}"})


class QuoteDetail(StudioView):
    """One quote."""

    scopes = {"GET": "render:read"}

    @extend_schema(operation_id="readQuote", responses=shapes.QuoteShape)
    def get(self, request: Request, quote_id: str) -> Response:
        return Response(queries.quote_json(self.find(Quote.objects.for_studio(self.studio), quote_id, "quo")))


class Orders(StudioView):
    """Orders, and placing one."""

    scopes = {"GET": "render:read", "POST": "render:order"}

    @extend_schema(operation_id="listOrders", responses=shapes.OrderPage, parameters=[LIMIT, AFTER])
    def get(self, request: Request) -> Response:
        return page(request, queries.orders(self.studio), queries.order_json)

    @extend_schema(
        operation_id="placeOrder",
        request=shapes.OrderInput,
        responses={202: shapes.OrderDetailShape},
        parameters=[KEY_REQUIRED],
    )
    @idempotent(required=True)
    def post(self, request: Request) -> Response:
        wish: dict[str, Any] = checked(shapes.OrderInput, request.data)
        if (limit := wish.pop("max_cost", None)) is not None:
            wish["max_cost"] = Money(limit["minor"], limit["currency"])
        made = ordering.order(request.auth, **wish)
        body = _order_with_jobs(self, made.pk)
        return Response(body, status=202, headers={"Location": f"/v1/orders/{made.pk}"})


class OrderDetail(StudioView):
    """One order with its jobs."""

    scopes = {"GET": "render:read"}

    @extend_schema(operation_id="readOrder", responses=shapes.OrderDetailShape)
    def get(self, request: Request, order_id: str) -> Response:
        return Response(_order_with_jobs(self, order_id))


class Jobs(StudioView):
    """The studio's jobs, by `order`, `state` or `subject`."""

    scopes = {"GET": "render:read"}

    @extend_schema(
        operation_id="listJobs",
        responses=shapes.JobPage,
        parameters=[
            LIMIT,
            AFTER,
            OpenApiParameter("order", str),
            OpenApiParameter("state", str),
            OpenApiParameter("subject", str),
        ],
    )
    def get(self, request: Request) -> Response:
        wanted = {name: request.query_params.get(name, "") for name in ("order", "state", "subject")}
        waits = queries.Waits(self.studio)
        return page(request, queries.jobs(self.studio, **wanted), lambda job: queries.job_json(job, waits))


class JobDetail(StudioView):
    """One job with its attempts and history."""

    scopes = {"GET": "render:read"}

    @extend_schema(operation_id="readJob", responses=shapes.JobDetailShape)
    def get(self, request: Request, job_id: str) -> Response:
        return Response(queries.job_detail(self.studio, self.find(queries.jobs(self.studio), job_id, "job")))


class JobCancel(StudioView):
    """Calling a job off."""

    scopes = {"POST": "render:order"}

    @extend_schema(operation_id="cancelJob", request=None, responses={202: shapes.JobDetailShape}, parameters=[KEY])
    @idempotent(required=False)
    def post(self, request: Request, job_id: str) -> Response:
        job: Job = ordering.cancel(request.auth, job=self.find(queries.jobs(self.studio), job_id, "job"))
        return Response(queries.job_detail(self.studio, job), status=202, headers={"Location": f"/v1/jobs/{job.pk}"})


def _order_with_jobs(view: StudioView, order_id: str) -> dict[str, Any]:
    order = view.find(queries.orders(view.studio), order_id, "ord")
    jobs = queries.jobs(view.studio, order=order.pk).order_by("created_at", "pk")
    return queries.order_json(order, waits=queries.Waits(view.studio), with_jobs=jobs)
