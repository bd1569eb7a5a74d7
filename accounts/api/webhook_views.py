"""The webhook routes: a studio's endpoints, their secrets, and the log of what was delivered to them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import errors, events, outbound, webhooks
from accounts.api import documents, webhook_documents
from accounts.api.edge import StudioView, answer, checked, edited_version, page
from accounts.api.idempotent import idempotent
from accounts.models import WebhookDelivery, WebhookEndpoint

STATES = tuple(WebhookDelivery.State.values)


class EndpointView(StudioView):
    """A route about one endpoint."""

    def endpoints(self) -> QuerySet[WebhookEndpoint]:
        return WebhookEndpoint.objects.for_studio(self.studio).prefetch_related("secrets")

    def endpoint(self, pk: str) -> WebhookEndpoint:
        return self.find(self.endpoints(), pk, "whe")


class EndpointInput(serializers.Serializer):
    url = serializers.CharField(max_length=outbound.URL_LENGTH)
    types = serializers.ListField(
        child=serializers.CharField(max_length=61), required=False, max_length=events.PATTERNS_MOST, allow_empty=False
    )
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    enabled = serializers.BooleanField(required=False)


class EndpointEdit(EndpointInput):
    url = serializers.CharField(max_length=outbound.URL_LENGTH, required=False)


class EndpointsRoute(EndpointView):
    """Addresses that are told of the studio's events, signed after Standard Webhooks 1.0.0."""

    scopes = {"GET": "account:read", "POST": "account:write"}

    @extend_schema(
        operation_id="webhook_endpoints_list",
        parameters=documents.PAGE_PARAMETERS,
        responses=webhook_documents.WebhookEndpointPage,
    )
    def get(self, request: Request) -> Response:
        return page(request, self.endpoints(), webhook_documents.endpoint_json)

    @extend_schema(
        operation_id="webhook_endpoint_open",
        request=EndpointInput,
        responses={201: webhook_documents.WebhookEndpointWithSecretDocument},
    )
    @idempotent(required=False, withheld=("secret",))
    def post(self, request: Request) -> Response:
        """Open an endpoint at an https address. The key must hold `events:read` too. The secret is shown once.

        It hears what happens from now on, of the `types` it names (`job.failed`, `job.*`; `*`, everything, if absent).
        Answer 2xx within 15 seconds; redirects are not followed; 410 disables the endpoint. Failures are tried again
        after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h. A message may come twice and in any order: the
        `webhook-id` tells a repetition, `sequence` the order.
        """
        endpoint, secret = webhooks.open_endpoint(request.auth, **checked(EndpointInput, request.data))
        return Response({**webhook_documents.endpoint_json(endpoint), "secret": secret}, status=201)


class EndpointRoute(EndpointView):
    """One endpoint: read it, change it, or take it away together with its delivery log."""

    scopes = {"GET": "account:read", "PATCH": "account:write", "DELETE": "account:write"}

    @extend_schema(operation_id="webhook_endpoint_read", responses=webhook_documents.WebhookEndpointDocument)
    def get(self, request: Request, endpoint_id: str) -> Response:
        endpoint = self.endpoint(endpoint_id)
        return answer(endpoint, webhook_documents.endpoint_json(endpoint))

    @extend_schema(
        operation_id="webhook_endpoint_amend",
        parameters=[documents.IF_MATCH],
        request=EndpointEdit,
        responses=webhook_documents.WebhookEndpointDocument,
    )
    def patch(self, request: Request, endpoint_id: str) -> Response:
        """Disabling cancels what is pending; enabled again, it hears what happens from then on. Replay the rest."""
        endpoint, version = self.endpoint(endpoint_id), edited_version(request)
        facts = checked(EndpointEdit, request.data)
        endpoint = webhooks.amend(request.auth, endpoint=endpoint, version=version, **facts)
        return answer(endpoint, webhook_documents.endpoint_json(endpoint))

    @extend_schema(operation_id="webhook_endpoint_delete", responses={204: None})
    def delete(self, request: Request, endpoint_id: str) -> Response:
        webhooks.remove(request.auth, endpoint=self.endpoint(endpoint_id))
        return Response(status=204)


class SecretRotationInput(serializers.Serializer):
    overlap_seconds = serializers.IntegerField(
        required=False,
        default=int(webhooks.OVERLAP.total_seconds()),
        min_value=0,
        max_value=int(webhooks.OVERLAP_MOST.total_seconds()),
    )


class RotateRoute(EndpointView):
    """A fresh secret, shown once; messages carry the old one's signature too until the overlap, 24 h, has passed."""

    scopes = {"POST": "account:write"}

    @extend_schema(
        operation_id="webhook_secret_rotate",
        request=SecretRotationInput,
        responses={201: webhook_documents.WebhookEndpointWithSecretDocument},
    )
    @idempotent(required=False, withheld=("secret",))
    def post(self, request: Request, endpoint_id: str) -> Response:
        overlap = timedelta(seconds=checked(SecretRotationInput, request.data)["overlap_seconds"])
        endpoint, secret, _ = webhooks.rotate(request.auth, endpoint=self.endpoint(endpoint_id), overlap=overlap)
        return Response({**webhook_documents.endpoint_json(endpoint), "secret": secret}, status=201)


class TestRoute(EndpointView):
    """Send a `webhook_endpoint.tested` event to this endpoint alone, whatever types it wants."""

    scopes = {"POST": "account:write"}

    @extend_schema(
        operation_id="webhook_endpoint_test",
        request=None,
        responses={202: webhook_documents.WebhookDeliveryDocument},
    )
    @idempotent(required=False)
    def post(self, request: Request, endpoint_id: str) -> Response:
        delivery = webhooks.send_test(request.auth, endpoint=self.endpoint(endpoint_id))
        return Response(webhook_documents.delivery_json(delivery), status=202)


class ReplayInput(serializers.Serializer):
    after = serializers.IntegerField(min_value=0, max_value=2**63 - 1)
    until = serializers.IntegerField(min_value=0, max_value=2**63 - 1, required=False)
    everything = serializers.BooleanField(required=False, default=False)


class ReplaySinceRoute(EndpointView):
    """Deliver again what happened after a sequence, at most 2,000 events at a time."""

    scopes = {"POST": "account:write"}

    @extend_schema(
        operation_id="webhook_endpoint_replay",
        request=ReplayInput,
        responses={202: webhook_documents.WebhookReplayDocument},
    )
    @idempotent(required=False)
    def post(self, request: Request, endpoint_id: str) -> Response:
        """What was delivered is left out unless `everything`; what the endpoint missed while disabled is included."""
        facts = checked(ReplayInput, request.data)
        scheduled, reached, has_more = webhooks.replay_since(request.auth, endpoint=self.endpoint(endpoint_id), **facts)
        return Response({"scheduled": scheduled, "next": reached, "has_more": has_more}, status=202)


class DeliveriesRoute(EndpointView):
    """The endpoint's deliveries, oldest first, kept for 30 days after they are settled."""

    scopes = {"GET": "account:read"}

    @extend_schema(
        operation_id="webhook_deliveries_list",
        parameters=[
            *documents.PAGE_PARAMETERS,
            OpenApiParameter("state", str, description=f"One of {', '.join(STATES)}."),
        ],
        responses=webhook_documents.WebhookDeliveryPage,
    )
    def get(self, request: Request, endpoint_id: str) -> Response:
        rows = WebhookDelivery.objects.for_studio(self.studio).select_related("event")
        rows = rows.filter(endpoint=self.endpoint(endpoint_id))
        if state := request.query_params.get("state", ""):
            if state not in STATES:
                raise errors.Invalid(f"state is one of {', '.join(STATES)}.", pointer="/state", code="state_unknown")
            rows = rows.filter(state=state)
        return page(request, rows, webhook_documents.delivery_json)


class DeliveryView(StudioView):
    """A route about one delivery."""

    def delivery(self, pk: str) -> WebhookDelivery:
        rows = WebhookDelivery.objects.for_studio(self.studio).select_related("event", "endpoint")
        return self.find(rows, pk, "whd")


class DeliveryRoute(DeliveryView):
    """One delivery with every try: its status, how long it took, and the beginning of what was answered."""

    scopes = {"GET": "account:read"}

    @extend_schema(operation_id="webhook_delivery_read", responses=webhook_documents.WebhookDeliveryInFullDocument)
    def get(self, request: Request, delivery_id: str) -> Response:
        return Response(webhook_documents.delivery_in_full_json(self.delivery(delivery_id)))


class ReplayRoute(DeliveryView):
    """Deliver once more, now; the message keeps its `webhook-id`, and the whole schedule lies before it again."""

    scopes = {"POST": "account:write"}

    @extend_schema(
        operation_id="webhook_delivery_replay",
        request=None,
        responses={202: webhook_documents.WebhookDeliveryDocument},
    )
    @idempotent(required=False)
    def post(self, request: Request, delivery_id: str) -> Response:
        delivery = webhooks.replay(request.auth, delivery=self.delivery(delivery_id))
        return Response(webhook_documents.delivery_json(delivery), status=202)
