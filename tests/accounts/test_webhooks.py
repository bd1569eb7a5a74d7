"""Webhook endpoints over the API: opened, changed, rotated, tested, replayed; secrets shown once and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import events, webhooks
from accounts.models import (
    AuditEntry,
    Event,
    IdempotencyRecord,
    Studio,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
)
from tests.factories import Api

URL = "https://hooks.lantern.example/shotwright"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=\Z")


def opened(client: Api, **facts: Any) -> dict[str, Any]:
    response = client.post("/v1/webhook-endpoints", {"url": URL, **facts})
    assert response.status_code == 201, response.content
    return response.json()


def test_an_endpoint_is_opened_with_a_secret_that_is_shown_this_once(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    asked = {"url": URL, "types": ["job.*", "take.circled"], "description": "dailies"}
    first = client.post("/v1/webhook-endpoints", asked, key="k1")
    again = client.post("/v1/webhook-endpoints", asked, key="k1")
    body = first.json()
    assert SECRET.match(body["secret"])
    assert again.json() == {**body, "secret": None}
    shown = {name: value for name, value in body.items() if name != "secret"}
    path = f"/v1/webhook-endpoints/{body['id']}"
    assert client.get(path).json() == shown
    assert client.get("/v1/webhook-endpoints").json()["data"] == [shown]
    assert {name: shown[name] for name in ("url", "types", "description", "enabled", "disabled_reason", "version")} == {
        "url": URL,
        "types": ["job.*", "take.circled"],
        "description": "dailies",
        "enabled": True,
        "disabled_reason": None,
        "version": 1,
    }
    rotated = client.post(f"{path}/rotate", {"overlap_seconds": 60}).json()
    assert SECRET.match(rotated["secret"])
    assert rotated["secret"] != body["secret"]
    assert [secret["ends_at"] is None for secret in rotated["secrets"]] == [False, True]
    kept = "".join(
        serialize("json", model.unscoped.all())
        for model in (WebhookEndpoint, WebhookSecret, Event, AuditEntry, IdempotencyRecord)
    )
    for secret in (body["secret"], rotated["secret"]):
        assert secret not in kept
        assert secret.removeprefix("whsec_") not in kept


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ({"url": "http://hooks.lantern.example/"}, "/url", "address_refused"),
        ({"url": "https://127.0.0.1/"}, "/url", "address_refused"),
        ({"url": "https://user:secret@hooks.lantern.example/"}, "/url", "address_refused"),
        ({"url": URL, "types": []}, "/types", "empty"),
        ({"url": URL, "types": ["job"]}, "/types/0", "event_types_malformed"),
        ({"url": URL, "types": ["job.failed", "*.failed"]}, "/types/1", "event_types_malformed"),
        ({"url": URL, "secret": "mine"}, "/secret", "unknown_field"),
        ({}, "/url", "required"),
    ],
)
def test_what_cannot_be_an_endpoint_is_refused_with_a_pointer(
    studio: Studio, api: Callable[..., Api], asked: dict[str, Any], pointer: str, code: str
) -> None:
    response = api(studio).post("/v1/webhook-endpoints", asked, headers={"Accept-Language": "zh-hans"})
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    (problem,) = response.json()["errors"]
    assert (problem["pointer"], problem["code"]) == (pointer, code)
    assert "secret@" not in response.content.decode()


def test_an_endpoint_is_changed_by_whoever_read_its_last_version(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    path = f"/v1/webhook-endpoints/{opened(client)['id']}"
    etag = client.get(path)["ETag"]
    changed = client.patch(path, {"enabled": False, "types": ["job.failed"]}, headers={"If-Match": etag})
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert (changed.json()["enabled"], changed.json()["disabled_reason"]) == (False, "by_hand")
    stale = client.patch(path, {"enabled": True}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (412, "version_stale")
    for action, body in (("test", {}), ("replay", {"after": 0})):
        refused = client.post(f"{path}/{action}", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "webhook_endpoint_disabled")
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    acts = [entry.act for entry in AuditEntry.objects.for_studio(studio).filter(act__startswith="webhook")]
    assert acts == ["webhook_endpoint.created", "webhook_endpoint.changed", "webhook_endpoint.deleted"]


def test_an_endpoint_with_a_history_is_deleted_with_it(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    path = f"/v1/webhook-endpoints/{opened(client)['id']}"
    delivery = client.post(f"{path}/test").json()
    assert client.delete(path).status_code == 204
    assert client.get(f"/v1/webhook-deliveries/{delivery['id']}").status_code == 404
    assert not WebhookSecret.objects.for_studio(studio).exists()


def test_a_studio_has_so_many_endpoints_and_an_endpoint_so_many_live_secrets(
    studio: Studio, api: Callable[..., Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "ENDPOINTS_MOST", 2)
    client = api(studio)
    path, _ = (f"/v1/webhook-endpoints/{opened(client)['id']}" for _ in range(2))
    full = client.post("/v1/webhook-endpoints", {"url": URL})
    assert (full.status_code, full.json()["code"]) == (409, "webhook_endpoints_full")
    statuses = [client.post(f"{path}/rotate", {}).status_code for _ in range(webhooks.LIVE_SECRETS_MOST)]
    assert statuses == [201] * (webhooks.LIVE_SECRETS_MOST - 1) + [409]
    assert client.post(f"{path}/rotate", {"overlap_seconds": 0}).status_code == 201
    assert client.post(f"{path}/rotate", {"overlap_seconds": -1}).status_code == 422


def test_the_delivery_log_shows_states_and_is_filtered_by_them(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    endpoint = opened(client)
    path = f"/v1/webhook-endpoints/{endpoint['id']}"
    sent = client.post(f"{path}/test", key="t1")
    assert sent.status_code == 202
    assert client.post(f"{path}/test", key="t1").json() == sent.json()
    shown = sent.json()
    assert (shown["state"], shown["tries"], shown["endpoint"], shown["event"]["type"]) == (
        "pending",
        0,
        endpoint["id"],
        "webhook_endpoint.tested",
    )
    assert client.get(f"{path}/deliveries?state=pending").json()["data"] == [shown]
    assert client.get(f"{path}/deliveries?state=failed").json()["data"] == []
    assert client.get(f"{path}/deliveries?state=lost").json()["code"] == "state_unknown"
    assert client.get(f"/v1/webhook-deliveries/{shown['id']}").json() == {**shown, "attempts": []}
    replayed = client.post(f"{path}/replay", {"after": 0, "until": 2**62}).json()
    assert replayed == {"scheduled": 1, "next": endpoint["sequence"], "has_more": False} | {
        "scheduled": replayed["scheduled"]
    }
    again = client.post(f"/v1/webhook-deliveries/{shown['id']}/replay")
    assert (again.status_code, again.json()["state"]) == (202, "pending")


@pytest.mark.parametrize("route", ["/v1/webhook-endpoints", "/v1/webhook-endpoints/{id}/deliveries"])
def test_a_longer_list_costs_no_more_queries(studio: Studio, api: Callable[..., Api], route: str) -> None:
    client, counts = api(studio), []
    endpoint = opened(client)
    path = route.format(id=endpoint["id"])
    for more in (1, 2):
        for _ in range(more):
            client.post(f"/v1/webhook-endpoints/{endpoint['id']}/test")
            if route.endswith("endpoints"):
                opened(client)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_events_are_read_by_type_without_losing_the_place(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    start = client.get("/v1/events?limit=200").json()["next"]
    made = [
        events.append(studio, type_, subject="x", data={})
        for type_ in ("job.queued", "take.printed", "job.failed", "jobs.closed", "take.circled", "shot.updated")
    ]
    page = client.get(f"/v1/events?after={start}&types=job.*,take.circled&limit=2").json()
    assert ([event["id"] for event in page["data"]], page["has_more"]) == ([made[0].pk, made[2].pk], True)
    page = client.get(f"/v1/events?after={page['next']}&types=job.*,take.circled&limit=2").json()
    assert [event["id"] for event in page["data"]] == [made[4].pk]
    assert (page["has_more"], page["next"]) == (False, made[5].sequence)
    assert client.get("/v1/events?types=nonsense").json()["code"] == "event_types_malformed"


def test_only_what_has_a_reason_may_be_disabled_and_only_what_is_due_pending(studio: Studio, actor: Any) -> None:
    endpoint, _ = webhooks.open_endpoint(actor, url=URL)
    delivery = webhooks.send_test(actor, endpoint=endpoint)
    for rows, facts, name in (
        (WebhookEndpoint.objects.for_studio(studio), {"enabled": False}, "webhook_endpoint_disabled_with_reason"),
        (
            WebhookDelivery.objects.for_studio(studio).filter(pk=delivery.pk),
            {"state": "delivered"},
            "webhook_delivery_settled_or_due",
        ),
    ):
        with pytest.raises(Exception, match=name), transaction.atomic():
            rows.update(**facts)
