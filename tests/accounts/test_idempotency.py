"""`Idempotency-Key`: a repeated request has one effect and one answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import errors, events, idempotency
from accounts.api.edge import StudioView
from accounts.api.idempotent import idempotent
from accounts.models import ApiKey, Event, IdempotencyRecord, Studio
from accounts.tenancy import within
from tests import factories
from tests.conftest import Clock
from tests.factories import Api

in_handler, may_go_on = threading.Event(), threading.Event()


class Spend(StudioView):
    """A route that spends: one event per execution. The body may ask it to refuse or to wait."""

    scopes = {"POST": "render:order"}

    @idempotent(required=True)
    def post(self, request: Request, thing: str) -> Response:
        event = events.append(self.studio, "thing.bought", subject=thing, data={"body": request.data})
        if request.data.get("wait"):
            in_handler.set()
            assert may_go_on.wait(10)
        if request.data.get("refuse"):
            raise errors.Unaffordable("No.", code="budget_exceeded")
        if request.data.get("answer"):
            return Response({"answered": request.data["answer"]}, status=request.data["answer"])
        body = {"sequence": event.sequence, "zuerst": 1, "a": "婚戒"}
        return Response(body, status=202, headers={"Location": f"/v1/things/{thing}"})


urlpatterns = [path("v1/things/<str:thing>/buy", Spend.as_view())]
pytestmark = pytest.mark.urls(__name__)
BUY = "/v1/things/one/buy"


def _bought(studio: Studio) -> int:
    return Event.objects.for_studio(studio).filter(type="thing.bought").count()


def _problem(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_a_repeated_request_is_answered_with_the_first_answer(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    first = client.post(BUY, {"a": 1, "b": [1, 2]}, key="k1")
    again = client.post(BUY, {"b": [1, 2], "a": 1}, key="k1")
    assert (first.status_code, "Idempotent-Replayed" in first) == (202, False)
    assert (again.status_code, again["Idempotent-Replayed"]) == (202, "true")
    assert again.content == first.content
    assert again["Location"] == first["Location"] == "/v1/things/one"
    assert again["Content-Type"] == first["Content-Type"] == "application/json"
    assert again["Request-Id"] != first["Request-Id"]
    assert _bought(studio) == 1


def test_another_key_of_the_same_studio_gets_the_same_answer(studio: Studio, api: Callable[..., Api]) -> None:
    first, again = (api(studio).post(BUY, {}, key="k1") for _ in range(2))
    assert again.content == first.content
    assert _bought(studio) == 1


def test_a_rivals_equal_key_is_its_own(studio: Studio, rival: Studio, api: Callable[..., Api]) -> None:
    api(studio).post(BUY, {"mine": 1}, key="k1")
    theirs = api(rival).post(BUY, {"theirs": 1}, key="k1")
    assert (theirs.status_code, "Idempotent-Replayed" in theirs) == (202, False)
    with within(rival):
        assert _bought(rival) == 1
    assert _bought(studio) == 1


def test_without_a_key_nothing_is_spent(studio: Studio, api: Callable[..., Api]) -> None:
    assert _problem(api(studio).post(BUY, {})) == (400, "idempotency_key_required")
    assert _bought(studio) == 0


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there", "ключ", "\x7f"])
def test_a_malformed_key_is_refused(studio: Studio, api: Callable[..., Api], key: str) -> None:
    response = api(studio).post(BUY, {}, headers={"Idempotency-Key": key})
    assert _problem(response) == (400, "idempotency_key_malformed")
    assert _bought(studio) == 0


def test_the_longest_key_is_taken(studio: Studio, api: Callable[..., Api]) -> None:
    assert api(studio).post(BUY, {}, key="x" * 255).status_code == 202


@pytest.mark.parametrize(("where", "body"), [(BUY, {"a": 2}), ("/v1/things/two/buy", {"a": 1})])
def test_a_key_used_for_another_request_is_refused(
    studio: Studio, api: Callable[..., Api], where: str, body: Any
) -> None:
    client = api(studio)
    client.post(BUY, {"a": 1}, key="k1")
    assert _problem(client.post(where, body, key="k1")) == (422, "idempotency_key_reused")
    assert _bought(studio) == 1


def test_a_refusal_is_not_kept_and_leaves_nothing(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    for _ in range(2):
        refused = client.post(BUY, {"refuse": True}, key="k1")
        assert (_problem(refused), "Idempotent-Replayed" in refused) == ((402, "budget_exceeded"), False)
    assert _bought(studio) == 0
    assert client.post(BUY, {}, key="k1").status_code == 202


@pytest.mark.parametrize("status", [409, 503])
def test_an_answer_that_is_no_success_is_not_kept(studio: Studio, api: Callable[..., Api], status: int) -> None:
    for _ in range(2):
        assert "Idempotent-Replayed" not in api(studio).post(BUY, {"answer": status}, key="k1")
    assert not IdempotencyRecord.objects.for_studio(studio).exists()


def test_an_answer_is_kept_for_thirty_days(studio: Studio, api: Callable[..., Api], clock: Clock) -> None:
    client = api(studio)
    client.post(BUY, {}, key="k1")
    clock.advance(days=29, hours=23)
    assert "Idempotent-Replayed" in client.post(BUY, {}, key="k1")
    clock.advance(hours=1)
    assert client.post(BUY, {"other": 1}, key="k1").status_code == 202
    record = IdempotencyRecord.objects.for_studio(studio).get()
    assert record.kept_until == clock() + timedelta(days=30)
    assert _bought(studio) == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_request_is_told_to_come_back_while_the_first_is_answered(
    studio: Studio, api: Callable[..., Api]
) -> None:
    in_handler.clear()
    may_go_on.clear()
    first_client, second_client = api(studio), api(studio)

    def second() -> list[Any]:
        assert in_handler.wait(10)
        try:
            busy = second_client.post(BUY, {"wait": True}, key="k1")
        finally:
            may_go_on.set()
        return [busy, second_client.post(BUY, {}, key="k2")]

    first, (busy, other) = factories.at_once([lambda: first_client.post(BUY, {"wait": True}, key="k1"), second])
    assert first.status_code == 202
    assert _problem(busy) == (409, "idempotency_in_progress")
    assert busy["Retry-After"] == "1"
    assert busy.json()["retryable"] is True
    assert other.status_code == 202
    again = second_client.post(BUY, {"wait": True}, key="k1")
    assert again.content == first.content
    with within(studio):
        assert _bought(studio) == 2


@pytest.mark.django_db(transaction=True)
def test_ten_equal_requests_at_once_have_one_effect(studio: Studio, api: Callable[..., Api]) -> None:
    clients = [api(studio) for _ in range(10)]
    answers = factories.at_once([lambda c=client: c.post(BUY, {"a": 1}, key="k1") for client in clients])
    assert {answer.status_code for answer in answers} <= {202, 409}
    done = {answer.content for answer in answers if answer.status_code == 202}
    assert len(done) == 1
    with within(studio):
        assert _bought(studio) == 1


def test_the_fingerprint_tells_values_apart_that_look_alike() -> None:
    bodies: list[Any] = [{"a": 1}, {"a": "1"}, {"a": True}, {"a": 1.5}, {"a": None}, {}, [], {"a": [1]}, {"b": 1}]
    assert len({idempotency.fingerprint("POST", "/x", body) for body in bodies}) == len(bodies)


@pytest.mark.urls("accounts.api.urls")
def test_a_new_keys_secret_is_neither_kept_nor_replayed(studio: Studio, api: Callable[..., Api]) -> None:
    client, body = api(studio), {"name": "robot", "scopes": ["account:read"]}
    first = client.post("/api-keys", body, key="k1")
    again = client.post("/api-keys", body, key="k1")
    secret = first.json()["secret"]
    assert again.json() == {**first.json(), "secret": None}
    assert secret not in IdempotencyRecord.objects.for_studio(studio).get().body
    assert ApiKey.objects.for_studio(studio).filter(name="robot").count() == 1
