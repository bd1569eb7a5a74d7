"""What the webhook routes answer: JSON from rows, and the serializers that describe it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.documents import page_of
from accounts.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint


def endpoint_json(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """An endpoint without its secrets: when each was made and when it ends."""
    return {
        "id": endpoint.pk,
        "url": endpoint.url,
        "description": endpoint.description,
        "types": endpoint.types,
        "enabled": endpoint.enabled,
        "disabled_reason": endpoint.disabled_reason or None,
        "disabled_at": endpoint.disabled_at,
        "failing_since": endpoint.failing_since,
        "paused_until": endpoint.paused_until,
        "sequence": endpoint.cursor,
        "secrets": [
            {"id": secret.pk, "created_at": secret.created_at, "ends_at": secret.ends_at}
            for secret in sorted(endpoint.secrets.all(), key=lambda secret: secret.pk)
        ],
        "created_at": endpoint.created_at,
        "version": endpoint.version,
    }


def delivery_json(delivery: WebhookDelivery) -> dict[str, Any]:
    """A delivery and how it stands."""
    return {
        "id": delivery.pk,
        "endpoint": delivery.endpoint_id,
        "event": {"id": delivery.event_id, "type": delivery.event.type, "sequence": delivery.event.sequence},
        "state": delivery.state,
        "tries": delivery.tries,
        "next_attempt_at": delivery.next_attempt_at,
        "settled_at": delivery.settled_at,
        "created_at": delivery.created_at,
    }


def delivery_in_full_json(delivery: WebhookDelivery) -> dict[str, Any]:
    """A delivery with every try of it, oldest first."""
    tries = enumerate(delivery.attempts.order_by("number"), start=1)
    return {**delivery_json(delivery), "attempts": [attempt_json(number, attempt) for number, attempt in tries]}


def attempt_json(number: int, attempt: WebhookAttempt) -> dict[str, Any]:
    """One try; `problem` says why there is no status."""
    return {
        "number": number,
        "status": attempt.status,
        "problem": attempt.problem or None,
        "detail": attempt.detail,
        "milliseconds": attempt.milliseconds,
        "snippet": attempt.snippet,
        "created_at": attempt.created_at,
    }


class WebhookSecretDocument(serializers.Serializer):
    id = serializers.CharField()
    created_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Null for the one that stays.")


class WebhookEndpointDocument(serializers.Serializer):
    id = serializers.CharField()
    url = serializers.CharField()
    description = serializers.CharField()
    types = serializers.ListField(child=serializers.CharField())
    enabled = serializers.BooleanField()
    disabled_reason = serializers.CharField(allow_null=True, help_text="by_hand, gone (it answered 410) or failing.")
    disabled_at = serializers.DateTimeField(allow_null=True)
    failing_since = serializers.DateTimeField(allow_null=True, help_text="The first failure since the last success.")
    paused_until = serializers.DateTimeField(allow_null=True, help_text="It asked for a pause with Retry-After.")
    sequence = serializers.IntegerField(help_text="The last event that was looked at for this endpoint.")
    secrets = WebhookSecretDocument(many=True)
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class WebhookEndpointWithSecretDocument(WebhookEndpointDocument):
    secret = serializers.CharField(help_text="whsec_…, shown this once; null in a replay.", allow_null=True)


class WebhookEventDocument(serializers.Serializer):
    id = serializers.CharField(help_text="Also the webhook-id of every try.")
    type = serializers.CharField()
    sequence = serializers.IntegerField()


class WebhookDeliveryDocument(serializers.Serializer):
    id = serializers.CharField()
    endpoint = serializers.CharField()
    event = WebhookEventDocument()
    state = serializers.CharField(help_text="pending, delivered, failed or canceled.")
    tries = serializers.IntegerField(help_text="Since it was made or last replayed; ten at most.")
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class WebhookAttemptDocument(serializers.Serializer):
    number = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True)
    problem = serializers.CharField(
        allow_null=True, help_text="dns, refused, connect, tls, timeout or protocol: why there is no status."
    )
    detail = serializers.CharField()
    milliseconds = serializers.IntegerField()
    snippet = serializers.CharField(help_text="The beginning of the answer's body, 1,024 characters at most.")
    created_at = serializers.DateTimeField()


class WebhookDeliveryInFullDocument(WebhookDeliveryDocument):
    attempts = WebhookAttemptDocument(many=True)


class WebhookReplayDocument(serializers.Serializer):
    scheduled = serializers.IntegerField(help_text="Deliveries that are due again.")
    next = serializers.IntegerField(help_text="Send as `after` to go on.")
    has_more = serializers.BooleanField()


WebhookEndpointPage = page_of(WebhookEndpointDocument, "WebhookEndpointPage")
WebhookDeliveryPage = page_of(WebhookDeliveryDocument, "WebhookDeliveryPage")
