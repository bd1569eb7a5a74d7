"""Quotes, orders and jobs as a client meets them."""

from __future__ import annotations

import pytest

from tests import factories
from tests.factories import Api
from tests.render.conftest import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(room: Room) -> Api:
    return factories.api(room.studio)


def wish(*lines, **facts):
    return {"items": [{"kind": "line", "id": line.pk} for line in lines], **facts}


def test_an_order_is_accepted_with_its_jobs_and_where_to_follow_them(room, client):
    quoted = client.post("/v1/quotes", wish(*room.lines))
    assert quoted.status_code == 201
    assert client.get(quoted["Location"]).json() == quoted.json()
    answer = client.post("/v1/orders", wish(*room.lines, quote_id=quoted.json()["id"]), key="k1")
    order = answer.json()
    assert (answer.status_code, answer["Location"]) == (202, f"/v1/orders/{order['id']}")
    assert (order["state"], order["amount"]) == ("open", quoted.json()["amount"])
    assert [(job["kind"], job["state"], job["is_terminal"], job["wait"]) for job in order["jobs"]] == [
        ("line", "queued", False, {"reason": "no_worker", "position": 1}),
        ("line", "queued", False, {"reason": "no_worker", "position": 2}),
    ]
    assert client.get(answer["Location"]).json() == order
    listed = client.get(f"/v1/jobs?order={order['id']}").json()["data"]
    assert listed == order["jobs"]
    assert client.get("/v1/jobs?state=running").json()["data"] == []


def test_the_same_order_twice_pays_once_and_another_under_the_same_key_is_refused(room, client):
    first = client.post("/v1/orders", wish(room.lines[0]), key="k1")
    again = client.post("/v1/orders", wish(room.lines[0]), key="k1")
    assert (again.status_code, again["Idempotent-Replayed"], again["Location"]) == (202, "true", first["Location"])
    assert again.json() == first.json()
    assert room.money()["open"] == 1
    other = client.post("/v1/orders", wish(room.lines[1]), key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    bare = client.post("/v1/orders", wish(room.lines[0]))
    assert (bare.status_code, bare.json()["code"]) == (400, "idempotency_key_required")


def test_a_batch_with_a_rivals_line_in_it_names_the_item_and_orders_nothing(room, rival_room, client):
    answer = client.post("/v1/orders", wish(room.lines[0], rival_room.lines[0]), key="k1")
    assert answer.status_code == 422
    problem = answer.json()
    assert (problem["code"], [row["pointer"] for row in problem["errors"]]) == ("order_invalid", ["/items/1/id"])
    assert room.money()["open"] == rival_room.money()["open"] == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/items"),
        ({"items": []}, "/items"),
        ({"items": [{"kind": "song", "id": "x"}]}, "/items/0/kind"),
        ({"items": [{"kind": "line", "id": "x"}], "max_cost": {"minor": -1, "currency": "CNY"}}, "/max_cost/minor"),
        ({"items": [{"kind": "line", "id": "x"}], "circle": "maybe"}, "/circle"),
        ({"items": [{"kind": "line", "id": "x"}], "surprise": 1}, "/surprise"),
        ({"items": [{"kind": "line", "id": "x"}], "quote_id": "quo_x"}, "/quote_id"),
    ],
)
def test_a_wish_that_cannot_be_right_is_pointed_at(client, body, pointer):
    answer = client.post("/v1/orders", body, key="k1")
    assert answer.status_code == 422
    assert pointer in [row["pointer"] for row in answer.json()["errors"]]


def test_an_empty_purse_is_402_with_what_is_missing(rival_room):
    poor = Room.furnish("Poor", limit=0)
    answer = factories.api(poor.studio).post("/v1/orders", wish(poor.lines[0]), key="k1")
    assert (answer.status_code, answer.json()["code"]) == (402, "budget_exceeded")
    assert answer.json()["missing"]["minor"] > 0


def test_a_canceled_job_says_so_and_a_second_cancel_is_a_conflict(room, client):
    job = client.post("/v1/orders", wish(room.lines[0]), key="k1").json()["jobs"][0]
    answer = client.post(f"/v1/jobs/{job['id']}/cancel")
    assert (answer.status_code, answer.json()["state"], answer.json()["is_terminal"]) == (202, "canceled", True)
    again = client.post(f"/v1/jobs/{job['id']}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "job_ended")
    assert client.get(f"/v1/orders/{job['order']}").json()["state"] == "finished"


def test_a_job_shows_its_attempts_and_its_history(room, client):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    room.progress(ticket, 0.4)
    room.finish(ticket)
    shown = client.get(f"/v1/jobs/{job.pk}").json()
    assert [(a["number"], a["outcome"], a["worker_id"], a["wall_seconds"]) for a in shown["attempts"]] == [
        (1, "succeeded", "worker-1", 1.5)
    ]
    assert [(m["from"], m["to"]) for m in shown["history"]] == [
        (None, "queued"),
        ("queued", "starting"),
        ("starting", "running"),
        ("running", "succeeded"),
    ]
    assert shown["result"].startswith("tak_")


def test_a_page_of_jobs_costs_the_same_number_of_reads_however_many_wait(room, client, django_assert_max_num_queries):
    room.order(room.lines[0])
    with django_assert_max_num_queries(30) as one:
        assert [len(client.get(path).json()["data"]) for path in ("/v1/jobs", "/v1/orders")] == [1, 1]
    room.order(*room.lines, *room.shots)
    with django_assert_max_num_queries(len(one)):
        assert [len(client.get(path).json()["data"]) for path in ("/v1/jobs", "/v1/orders")] == [5, 2]
