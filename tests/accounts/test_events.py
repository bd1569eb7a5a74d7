"""The studio's event log."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts import events
from accounts.models import Event, Studio
from accounts.tenancy import within
from tests import factories
from tests.factories import Api


def test_events_are_read_in_order_after_a_sequence(studio: Studio, rival: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    start = client.get("/v1/events?limit=200").json()["next"]
    made = [events.append(studio, "shot.updated", subject=f"sho_{n}", data={"n": n}) for n in range(3)]
    with within(rival):
        events.append(rival, "shot.updated", subject="sho_theirs", data={})
    page = client.get(f"/v1/events?after={start}&limit=2").json()
    assert page == {"data": [events.event_json(event) for event in made[:2]], "has_more": True, "next": start + 2}
    page = client.get(f"/v1/events?after={page['next']}&limit=2").json()
    assert page == {"data": [events.event_json(made[2])], "has_more": False, "next": start + 3}
    assert client.get(f"/v1/events?after={start + 3}").json() == {"data": [], "has_more": False, "next": start + 3}
    assert events.event_json(made[0]) == {
        "id": made[0].pk,
        "sequence": start + 1,
        "type": "shot.updated",
        "subject": "sho_0",
        "data": {"n": 0},
        "created_at": made[0].created_at.isoformat().replace("+00:00", "Z"),
    }


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=99999999999999999999", "limit=0", "limit=201"])
def test_a_place_that_cannot_be_right_is_refused(studio: Studio, api: Callable[..., Api], query: str) -> None:
    response = api(studio).get(f"/v1/events?{query}")
    assert (response.status_code, response.json()["code"]) == (422, "out_of_range")


def test_an_event_type_is_a_noun_and_a_participle(studio: Studio) -> None:
    with pytest.raises(Exception, match="event_type_noun_participle"):
        events.append(studio, "Something else", subject="", data={})


@pytest.mark.django_db(transaction=True)
def test_sequences_have_no_gaps_under_concurrency_and_rollback(studio: Studio, rival: Studio) -> None:
    def append(number: int) -> None:
        with within(studio):
            events.append(studio, "shot.updated", subject=str(number), data={})
            if number % 3 == 0:
                raise ZeroDivisionError

    outcomes = factories.at_once([lambda n=n: append(n) for n in range(12)])
    assert sum(isinstance(outcome, ZeroDivisionError) for outcome in outcomes) == 4
    with within(studio):
        sequences = list(Event.objects.for_studio(studio).order_by("sequence").values_list("sequence", flat=True))
    assert len(sequences) == 1 + 8  # and the studio's own opening
    assert sequences == list(range(1, 10))
    with within(rival):
        assert [event.sequence for event in Event.objects.for_studio(rival)] == [1]


@pytest.mark.django_db(transaction=True)
def test_a_reader_never_sees_a_later_event_before_an_earlier_one(studio: Studio) -> None:
    appended, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with within(studio):
            events.append(studio, "shot.updated", subject="first", data={})
            appended.set()
            assert may_commit.wait(10)

    def quick() -> list[str]:
        assert appended.wait(10)
        threading.Timer(0.3, may_commit.set).start()
        with within(studio):
            events.append(studio, "shot.updated", subject="second", data={})
            found, _ = events.read(studio, after=1)
            return [event.subject for event in found]

    assert factories.at_once([slow, quick]) == [None, ["first", "second"]]


@pytest.mark.django_db(transaction=True)
def test_an_event_is_published_after_commit_and_only_then(studio: Studio, rival: Studio, redis_client: Any) -> None:
    listener = redis_client.pubsub(ignore_subscribe_messages=True)
    listener.subscribe(events.channel(studio.pk))
    listener.get_message(timeout=1)
    with within(studio):
        events.append(studio, "shot.updated", subject="lost", data={})
        transaction.set_rollback(True)
    with within(studio):
        kept = events.append(studio, "shot.updated", subject="kept", data={"名": "婚戒"})
        assert listener.get_message(timeout=0.1) is None
    message = listener.get_message(timeout=2)
    assert json.loads(message["data"]) == events.event_json(kept)
    events.publish(rival.pk, {"type": "job.progress"})
    assert listener.get_message(timeout=0.1) is None
    listener.close()


@pytest.mark.django_db(transaction=True)
def test_without_redis_the_event_is_still_a_fact(studio: Studio, settings: Any, tmp_path: Any, caplog: Any) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    with within(studio), transaction.atomic():
        events.append(studio, "shot.updated", subject="kept", data={})
    with within(studio):
        assert Event.objects.for_studio(studio).filter(subject="kept").exists()
    assert "not told, Redis does not answer" in caplog.text
