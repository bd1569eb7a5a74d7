"""Money through the front door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.actor import system_actor
from accounts.models import Studio
from accounts.tenancy import within
from billing import budgets, holds
from billing.models import Budget
from billing.money import Money
from billing.pricing import Wish
from tests.billing import EPISODE, SERIES
from tests.factories import Api

LABELS = {"series": SERIES, "episode": EPISODE, "shot": "sho_1"}
CNY = {"currency": "CNY"}


@pytest.fixture
def client(studio: Studio, api: Callable[..., Api]) -> Api:
    """Someone in the studio, with all scopes."""
    return api(studio)


@pytest.fixture
def stranger(rival: Studio, api: Callable[..., Api]) -> Api:
    """Someone in the rival studio, with all scopes there."""
    return api(rival)


@pytest.fixture
def cap(studio: Studio) -> Budget:
    """The studio's budget, 100.00 CNY."""
    return budgets.open_budget(system_actor(studio), limit=Money(100_00, "CNY"))


def work(studio: Studio, slate: str, seconds: int = 10, meter: str = "animatic", **labels: str) -> None:
    holds.place_all(studio, [Wish(f"job:{slate}", meter, seconds * 1000, LABELS | labels)])
    holds.capture(studio, key=f"job:{slate}", milliseconds=seconds * 1000, slate=slate, occurred_at=timezone.now())


def test_the_price_book_lists_todays_prices_in_the_studios_currency(client: Api) -> None:
    body = client.get("/v1/price-book").json()
    assert {(row["meter"], row["currency"], row["unit_price_micros"], row["unit"]) for row in body["data"]} == {
        ("voice", "CNY", 1_800_000, "second"),
        ("animatic", "CNY", 9_600_000, "second"),
        ("conform", "CNY", 3_200_000, "second"),
        ("score", "CNY", 3_000_000, "second"),
        ("board", "CNY", 1_000_000, "second"),
    }
    dollars = client.get("/v1/price-book", {"currency": "USD"}).json()["data"]
    assert {row["currency"] for row in dollars} == {"USD"}
    assert client.get("/v1/price-book", {"currency": "¥"}).json()["data"] == []


def test_a_budget_is_opened_read_and_moved(client: Api, studio: Studio) -> None:
    opened = client.post("/v1/budgets", {"limit": {"minor": 5_000, **CNY}})
    assert opened.status_code == 201, opened.content
    body = opened.json()
    assert body | {"id": "", "created_at": ""} == {
        "id": "",
        "scope": "studio",
        "label": "",
        "limit": {"minor": 5_000, **CNY},
        "held": {"minor": 0, **CNY},
        "spent": {"minor": 0, **CNY},
        "available": {"minor": 5_000, **CNY},
        "version": 1,
        "created_at": "",
    }
    path = f"/v1/budgets/{body['id']}"
    assert client.patch(path, {"limit": {"minor": 6_000, **CNY}}).status_code == 428
    moved = client.patch(path, {"limit": {"minor": 6_000, **CNY}}, headers={"If-Match": opened["ETag"]})
    assert (moved.status_code, moved["ETag"], moved.json()["limit"]["minor"]) == (200, '"2"', 6_000)
    stale = client.patch(path, {"limit": {"minor": 7_000, **CNY}}, headers={"If-Match": opened["ETag"]})
    assert (stale.status_code, stale.json()["code"]) == (412, "version_stale")
    assert client.get(path).json() == moved.json() == client.get("/v1/budgets").json()["data"][0]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"limit": {"minor": -1, **CNY}}, 422, "invalid"),
        ({"limit": {"minor": 1.5, **CNY}}, 422, "invalid"),
        ({"limit": {"minor": 10**16, **CNY}}, 422, "invalid"),
        ({"limit": {"minor": 5, "currency": "yuan"}}, 422, "invalid"),
        ({"limit": {"minor": 5, "currency": "USD"}}, 422, "currency_mismatch"),
        ({"limit": {"minor": 5, **CNY}, "scope": "series"}, 422, "invalid"),
        ({"limit": {"minor": 5, **CNY}, "scope": "series", "label": EPISODE}, 422, "invalid"),
        ({"limit": {"minor": 5, **CNY}, "scope": "studio", "label": SERIES}, 422, "invalid"),
        ({"limit": {"minor": 5, **CNY}, "scope": "planet"}, 422, "invalid"),
        ({"limit": {"minor": 5, **CNY}, "soft": True}, 422, "invalid"),
        ({"limit": {"minor": 5, **CNY}}, 409, "budget_exists"),
        ([], 400, "malformed_json"),
    ],
)
def test_a_budget_that_cannot_be_is_refused(client: Api, cap: Budget, body: object, status: int, code: str) -> None:
    answer = client.post("/v1/budgets", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_work_is_told_by_hold_by_event_and_by_cost(client: Api, studio: Studio, cap: Budget) -> None:
    work(studio, "SH0010_T01")
    work(studio, "L0001_T01", meter="voice")
    holds.place_all(studio, [Wish("job:open", "animatic", 5_000, LABELS)])
    held = client.get("/v1/holds", {"state": "held", "episode": EPISODE}).json()["data"]
    assert [(row["key"], row["amount"], row["labels"]) for row in held] == [("job:open", {"minor": 48, **CNY}, LABELS)]
    events = client.get("/v1/meter-events", {"slate": "SH0010_T01"}).json()["data"]
    assert [(row["slate"], row["milliseconds"], row["amount"]["minor"]) for row in events] == [
        ("SH0010_T01", 10_000, 96)
    ]
    costs = client.get("/v1/costs", {"episode": EPISODE}).json()
    assert costs == {
        "total": {"minor": 114, **CNY},
        "held": {"minor": 48, **CNY},
        "by_meter": {"animatic": {"minor": 96, **CNY}, "voice": {"minor": 18, **CNY}},
        "rows": [
            {
                "slate": slate,
                "episode": EPISODE,
                "meter": meter,
                "takes": 1,
                "milliseconds": 10_000,
                "amount": {"minor": minor, **CNY},
                "labels": LABELS,
            }
            for slate, meter, minor in (("L0001_T01", "voice", 18), ("SH0010_T01", "animatic", 96))
        ],
    }


def test_a_series_costs_what_its_episodes_cost(client: Api, studio: Studio, cap: Budget) -> None:
    work(studio, "EP01_T01")
    work(studio, "EP01_T02")
    work(studio, "EP02_T01", episode="epi_2")
    work(studio, "OTHER_T01", series="ser_other", episode="epi_other")
    costs = client.get("/v1/costs", {"series": SERIES}).json()
    assert costs["total"] == {"minor": 288, **CNY}
    assert [(row["episode"], row["takes"], row["amount"]["minor"]) for row in costs["rows"]] == [
        (EPISODE, 2, 192),
        ("epi_2", 1, 96),
    ]


@pytest.mark.parametrize("query", ["", "?episode=a&series=b", "?episode=", "?episode=%00"])
def test_costs_are_asked_of_one_thing(client: Api, query: str) -> None:
    assert client.get(f"/v1/costs{query}").status_code == 422


def test_a_hold_is_in_a_state_we_know(client: Api) -> None:
    assert client.get("/v1/holds?state=lost").json()["code"] == "state_unknown"


def test_an_invoice_is_drafted_once_and_names_its_slates(client: Api, studio: Studio, cap: Budget) -> None:
    work(studio, "SH0010_T01")
    period = f"{dt.datetime.now(dt.UTC):%Y-%m}"
    assert client.post("/v1/invoices", {"period": period}).json()["code"] == "idempotency_key_required"
    drafted = client.post("/v1/invoices", {"period": period}, key="november-1")
    assert drafted.status_code == 201, drafted.content
    body = drafted.json()
    assert (body["state"], body["is_test"], body["period"]) == ("draft", False, period)
    assert body["total"] == {"minor": 96, **CNY}
    (line,) = body["lines"]
    assert [(row["slate"], row["milliseconds"], row["amount"]) for row in line["slates"]] == [
        ("SH0010_T01", 10_000, {"minor": 96, **CNY})
    ]
    replayed = client.post("/v1/invoices", {"period": period}, key="november-1")
    assert (replayed.status_code, replayed["Idempotent-Replayed"], replayed.json()) == (201, "true", body)
    work(studio, "SH0020_T01")
    refreshed = client.post("/v1/invoices", {"period": period}, key="november-2")
    assert (refreshed.status_code, refreshed.json()["id"], refreshed.json()["total"]["minor"]) == (200, body["id"], 192)
    assert client.get(f"/v1/invoices/{body['id']}").json() == refreshed.json()
    listed = client.get("/v1/invoices").json()["data"]
    assert [row["id"] for row in listed] == [body["id"]]


@pytest.mark.parametrize(
    ("period", "status", "code"),
    [("2026-13", 422, "period_malformed"), ("2099-01", 422, "period_in_future"), ("2026-01", 409, "period_empty")],
)
def test_a_period_that_cannot_be_invoiced(client: Api, period: str, status: int, code: str) -> None:
    answer = client.post("/v1/invoices", {"period": period}, key="some-month")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_rival_finds_nothing_of_ours(client: Api, stranger: Api, studio: Studio, cap: Budget, rival: Studio) -> None:
    work(studio, "SH0010_T01")
    period = f"{dt.datetime.now(dt.UTC):%Y-%m}"
    invoice = client.post("/v1/invoices", {"period": period}, key="november-1").json()["id"]
    for path in ("budgets", "holds", "meter-events", "invoices"):
        assert stranger.get(f"/v1/{path}").json()["data"] == []
        assert len(client.get(f"/v1/{path}").json()["data"]) == 1
    for path in (f"budgets/{cap.pk}", f"invoices/{invoice}", "budgets/bud_1", "invoices/inv_'--"):
        assert stranger.get(f"/v1/{path}").status_code == 404
    moved = stranger.patch(f"/v1/budgets/{cap.pk}", {"limit": {"minor": 1, **CNY}}, headers={"If-Match": '"1"'})
    assert moved.status_code == 404
    assert stranger.get("/v1/costs", {"episode": EPISODE}).json()["total"]["minor"] == 0
    with within(rival):
        budgets.open_budget(system_actor(rival), limit=Money(1, "CNY"))
    # our series in their budget is a label like any other: it sees and counts nothing of ours
    theirs = stranger.post("/v1/budgets", {"scope": "series", "label": SERIES, "limit": {"minor": 1, **CNY}}).json()
    assert (theirs["held"]["minor"], theirs["spent"]["minor"]) == (0, 0)


def test_lists_take_as_many_queries_for_three_rows_as_for_one(
    client: Api, studio: Studio, cap: Budget, django_assert_num_queries: Callable[..., object]
) -> None:
    def count(path: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/v1/holds", "/v1/meter-events", f"/v1/costs?episode={EPISODE}", f"/v1/costs?series={SERIES}")
    work(studio, "SH0010_T01")
    client.get("/v1/holds")  # the key's last use is written once a while
    one = [count(path) for path in paths]
    work(studio, "SH0020_T01")
    work(studio, "SH0030_T01")
    assert [count(path) for path in paths] == one


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/v1/budgets"),
        ("patch", "/v1/budgets/bud_1"),
        ("post", "/v1/invoices"),
        ("get", "/v1/holds"),
        ("get", "/v1/costs?episode=epi_1"),
    ],
)
def test_money_needs_its_own_scope(
    studio: Studio, api: Callable[..., Api], nobody: Api, method: str, path: str
) -> None:
    scope = "billing:read" if method == "get" else "billing:write"
    clerk = api(studio, scopes=["projects:read", "projects:write", "render:order"])
    answer = getattr(clerk, method)(path, {} if method != "get" else None)
    assert (answer.status_code, answer.json()["scope"]) == (403, scope)
    assert getattr(nobody, method)(path, {} if method != "get" else None).status_code == 401
