"""What every route shares: pages, bodies, names of requests, and what the document says about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from accounts import audit, events, invitations
from accounts.actor import Actor
from accounts.models import ApiKey, Studio
from accounts.tenancy import within
from tests import factories
from tests.factories import Api


def _problem(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_pages_cover_every_row_once_in_order(
    studio: Studio, rival: Studio, actor: Actor, api: Callable[..., Api]
) -> None:
    client = api(studio)
    for number in range(7):
        factories.make_key(studio, name=f"key {number}")
    factories.make_key(rival, name="theirs")
    rows = ApiKey.objects.for_studio(studio).order_by("created_at", "pk")
    ApiKey.objects.for_studio(studio).update(created_at=rows[0].created_at)  # equal times: the id decides
    expected = list(ApiKey.objects.for_studio(studio).order_by("pk").values_list("pk", flat=True))
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/v1/api-keys?limit=2&after={cursor}").json()
        assert page["has_more"] is (page["next_cursor"] is not None)
        seen += [row["id"] for row in page["data"]]
        cursor = page["next_cursor"]
    assert seen == expected


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "limit=-1", "limit=1.5"])
def test_a_limit_out_of_range_is_refused(studio: Studio, api: Callable[..., Api], query: str) -> None:
    assert _problem(api(studio).get(f"/v1/api-keys?{query}")) == (422, "out_of_range")


@pytest.mark.parametrize("cursor", ["x", "%00", "bm90IGEgY3Vyc29y", "MjAyNi0xMy0wMVQwMDowMDowMFp8YQ", "婚戒", "=" * 9])
def test_a_made_up_cursor_is_refused(studio: Studio, api: Callable[..., Api], cursor: str) -> None:
    assert _problem(api(studio).get(f"/v1/api-keys?after={cursor}")) == (422, "cursor_invalid")


def test_a_rivals_cursor_shows_nothing_of_theirs(studio: Studio, rival: Studio, api: Callable[..., Api]) -> None:
    for _ in range(3):
        factories.make_key(rival)
    cursor = api(rival).get("/v1/api-keys?limit=1").json()["next_cursor"]
    page = api(studio).get(f"/v1/api-keys?after={cursor}").json()
    with within(rival):
        theirs = set(ApiKey.objects.for_studio(rival).values_list("pk", flat=True))
    assert {row["id"] for row in page["data"]} & theirs == set()


@pytest.mark.parametrize("where", ["api-keys", "members", "invitations", "audit-entries", "events"])
def test_a_longer_list_asks_no_more_queries(studio: Studio, actor: Actor, api: Callable[..., Api], where: str) -> None:
    client, counts = api(studio), []
    client.get(f"/v1/{where}")  # the first request also notes the key's use
    for rows in (1, 2):
        for number in range(rows):
            factories.make_key(studio)
            invitations.invite(actor, email=f"{rows}-{number}@lantern.example", role="viewer")
            audit.record(actor, "studio.amended", subject=studio.pk)
            events.append(studio, "studio.amended", subject=studio.pk, data={})
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/v1/{where}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, "malformed_json")),
        (b"[]", (400, "malformed_json")),
        (b'"x"', (400, "malformed_json")),
        (b"\xff", (400, "malformed_json")),
        (b'{"name": NaN}', (400, "malformed_json")),
    ],
)
def test_a_body_that_is_no_json_object_is_malformed(
    studio: Studio, api: Callable[..., Api], body: bytes, expected: tuple[int, str]
) -> None:
    response = api(studio).generic("POST", "/v1/api-keys", body, content_type="application/json")
    assert _problem(response) == expected


def test_a_form_is_not_read(studio: Studio, api: Callable[..., Api]) -> None:
    response = api(studio).generic("POST", "/v1/api-keys", b"name=x", content_type="application/x-www-form-urlencoded")
    assert _problem(response) == (415, "unsupported_media_type")


def test_a_method_the_route_does_not_know_is_refused(studio: Studio, api: Callable[..., Api]) -> None:
    assert _problem(api(studio).delete("/v1/studio")) == (405, "method_not_allowed")


def test_every_answer_names_its_request(studio: Studio, api: Callable[..., Api], nobody: Api) -> None:
    named = api(studio).get("/v1/studio", headers={"Request-Id": "my-request-1"})
    assert named["Request-Id"] == "my-request-1"
    refused = nobody.get("/v1/studio", headers={"Request-Id": "bad id\t"})
    assert refused["Request-Id"] == refused.json()["request_id"]
    assert refused["Request-Id"].startswith("req_")


def test_chinese_is_answered_to_whom_reads_it(nobody: Api) -> None:
    refused = nobody.get("/v1/studio", headers={"Accept-Language": "zh-Hans"}).json()
    assert refused["detail"] == refused["localized"]["zh-Hans"] == "请提供 API 密钥。"


def test_the_document_says_what_every_operation_shares() -> None:
    document = json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))
    issue = document["paths"]["/v1/api-keys"]["post"]
    key = next(parameter for parameter in issue["parameters"] if parameter["name"] == "Idempotency-Key")
    assert (key["in"], key["required"]) == ("header", False)
    assert "application/problem+json" in issue["responses"]["default"]["content"]
    assert issue["security"] == [{"apiKey": []}]
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    assert "A route inside one studio" not in json.dumps(document)
