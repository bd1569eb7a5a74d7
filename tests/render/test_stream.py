"""The event stream: what was missed, then what happens, without a gap or a double; one Redis subscription for all."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator

from accounts import api_keys, events, redis, stream_tickets
from accounts.actor import system_actor
from accounts.tenancy import within
from config.asgi import application
from render import consumers, hub
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


class Socket:
    """A client's end of the stream, spoken in ASGI's own words."""

    def __init__(self, path: str, key: str = "") -> None:
        headers = [(b"authorization", f"Bearer {key}".encode())] if key else []
        path, _, query = path.partition("?")
        scope = {"type": "websocket", "path": path, "query_string": query.encode(), "headers": headers}
        self._end = ApplicationCommunicator(application, scope)

    async def __aenter__(self) -> Socket:
        assert (await self._knock())["type"] == "websocket.accept"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._end.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._end.wait(timeout=10)

    async def next(self) -> dict[str, Any]:
        return json.loads((await self._end.receive_output(timeout=10))["text"])

    async def is_silent(self) -> bool:
        return await self._end.receive_nothing(timeout=0.3)

    async def refusal(self) -> int:
        answer = await self._knock()
        assert answer["type"] == "websocket.close"
        return answer["code"]

    async def closing(self) -> int:
        while (found := await self._end.receive_output(timeout=10))["type"] != "websocket.close":
            pass
        return found["code"]

    async def _knock(self) -> dict[str, Any]:
        await self._end.send_input({"type": "websocket.connect"})
        return await self._end.receive_output(timeout=10)


def happen(studio, number: int) -> None:
    with within(studio):
        events.append(studio, "take.printed", subject=f"tak_{number}", data={"number": number})


tell = sync_to_async(happen)


@pytest.fixture
def lantern(redis_client):
    rival, studio = factories.make_studio("Rival"), factories.make_studio("Lantern")
    for number in range(1, 4):
        happen(rival, number)
    key = factories.make_key(studio)[1]
    return studio, key, rival


@pytest.fixture
def start(lantern) -> int:
    """The sequence of the newest event before the story begins."""
    return consumers._start(lantern[0], None)[0]


def numbers(messages: list[dict[str, Any]]) -> list[int]:
    """What the story's events are about, in the order told."""
    return [message["data"]["number"] for message in messages]


async def test_what_was_missed_comes_first_and_then_what_happens_and_nothing_of_a_rival(lantern, start):
    studio, key, rival = lantern
    for number in range(1, 6):
        await tell(studio, number)
    async with Socket(f"/v1/stream?after={start + 2}", key) as socket:
        first = [await socket.next() for _ in range(3)]
        await tell(studio, 6)
        await tell(rival, 99)
        live = await socket.next()
        assert numbers([*first, live]) == [3, 4, 5, 6]
        assert (live["type"], live["sequence"]) == ("take.printed", start + 6)
        assert await socket.is_silent()


async def test_without_after_only_what_happens_next_is_told(lantern):
    studio, key, _ = lantern
    await tell(studio, 1)
    async with Socket("/v1/stream", key) as socket:
        assert await socket.is_silent()
        await tell(studio, 2)
        assert numbers([await socket.next()]) == [2]


async def test_a_publication_that_was_lost_or_came_twice_makes_neither_gap_nor_double(lantern, start):
    studio, key, _ = lantern
    async with Socket(f"/v1/stream?after={start}", key) as socket:
        await tell(studio, 1)
        assert numbers([await socket.next()]) == [1]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(events, "publish", lambda *_: None)
            await tell(studio, 2)
            await tell(studio, 3)
        await tell(studio, 4)
        assert numbers([await socket.next() for _ in range(3)]) == [2, 3, 4]
        await sync_to_async(events.publish)(
            studio.pk, {"type": "take.printed", "sequence": start + 3, "subject": "tak_3"}
        )
        assert await socket.is_silent()


async def test_a_ticket_opens_the_stream_once(lantern):
    studio, _, _ = lantern
    actor = await sync_to_async(factories.make_actor)(studio)
    ticket, _ = await sync_to_async(stream_tickets.issue)(actor)
    async with Socket(f"/v1/stream?ticket={ticket}") as socket:
        await tell(studio, 1)
        assert numbers([await socket.next()]) == [1]
    assert await Socket(f"/v1/stream?ticket={ticket}").refusal() == consumers.UNAUTHENTICATED


async def test_strangers_are_turned_away(lantern):
    studio, _, _ = lantern
    _, narrow = await sync_to_async(factories.make_key)(studio, ["projects:read"])
    assert await Socket("/v1/stream").refusal() == consumers.UNAUTHENTICATED
    assert await Socket("/v1/stream", "sw_live_nonsense").refusal() == consumers.UNAUTHENTICATED
    assert await Socket("/v1/stream?ticket=nonsense").refusal() == consumers.UNAUTHENTICATED
    assert await Socket("/v1/stream", narrow).refusal() == consumers.FORBIDDEN
    assert await Socket("/v1/stream?after=-1").refusal() == consumers.MALFORMED
    assert await Socket("/v1/elsewhere").refusal() == consumers.NOWHERE


async def test_progress_is_passed_on_at_most_twice_a_second_and_never_after_the_end(lantern):
    studio, key, _ = lantern
    async with Socket("/v1/stream", key) as socket:
        await tell(studio, 1)
        await socket.next()
        publish = sync_to_async(events.publish)
        for percent in range(1, 21):
            await publish(studio.pk, {"type": "job.progress", "job": "job_1", "fraction": percent / 20, "stage": "x"})
        first = await socket.next()
        assert (first["type"], first["fraction"]) == ("job.progress", 1.0)
        await publish(studio.pk, {"type": "job.progress", "job": "tak_2", "fraction": 0.9, "stage": "x"})
        await tell(studio, 2)
        assert numbers([await socket.next()]) == [2]
        await asyncio.sleep(hub.FLUSH_SECONDS)
        assert await socket.is_silent()


async def test_all_sockets_of_a_process_share_one_redis_subscription(lantern):
    studio, key, _ = lantern
    async with Socket("/v1/stream", key) as one, Socket("/v1/stream", key) as two:
        await tell(studio, 1)
        assert numbers([await one.next(), await two.next()]) == [1, 1]
        assert redis.client().pubsub_numpat() == 1
    for _ in range(50):
        if redis.client().pubsub_numpat() == 0:
            break
        await asyncio.sleep(0.05)
    assert redis.client().pubsub_numpat() == 0


async def test_when_redis_comes_back_the_client_is_told_and_has_missed_no_event(lantern, start):
    studio, key, _ = lantern
    async with Socket(f"/v1/stream?after={start}", key) as socket:
        await tell(studio, 1)
        assert numbers([await socket.next()]) == [1]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(events, "publish", lambda *_: None)
            await tell(studio, 2)
        redis.client().client_kill_filter(_type="pubsub")
        assert numbers([await socket.next()]) == [2]
        assert await socket.next() == {"type": "reset", "reason": "progress_missed", "sequence": start + 2}
        await tell(studio, 3)
        assert numbers([await socket.next()]) == [3]


async def test_a_heartbeat_says_how_far_the_stream_is_and_finds_what_nobody_told(lantern, start, monkeypatch):
    studio, key, _ = lantern
    monkeypatch.setattr(consumers, "HEARTBEAT_SECONDS", 0.2)
    async with Socket(f"/v1/stream?after={start}", key) as socket:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(events, "publish", lambda *_: None)
            await tell(studio, 1)
        found = [await socket.next() for _ in range(2)]
        while found[-2]["type"] != "take.printed":
            found.append(await socket.next())
        assert found[-1] == {"type": "heartbeat", "sequence": start + 1}


async def test_a_client_too_slow_for_its_studio_is_reset_and_closed_and_others_are_not(lantern, monkeypatch):
    studio, key, _ = lantern
    monkeypatch.setattr(hub, "QUEUE_LENGTH", 4)
    async with Socket("/v1/stream", key) as socket:
        await tell(studio, 1)
        await socket.next()
        (subscription,) = hub.hub()._listeners[studio.pk]
        for sequence in range(102, 109):
            hub.hub().tell(studio.pk, {"type": "take.printed", "sequence": sequence, "subject": "tak_1"})
        assert subscription._overflowed
        assert {**await socket.next(), "sequence": 0} == {"type": "reset", "reason": "too_slow", "sequence": 0}
        assert await socket.closing() == consumers.TOO_SLOW


async def test_a_revoked_key_ends_its_stream_with_the_next_heartbeat(lantern, monkeypatch):
    studio, _, _ = lantern
    monkeypatch.setattr(consumers, "HEARTBEAT_SECONDS", 0.2)
    key, text = await sync_to_async(factories.make_key)(studio)

    def revoke() -> None:
        with within(studio):
            api_keys.revoke(system_actor(studio), key=key)

    async with Socket("/v1/stream", text) as socket:
        assert (await socket.next())["type"] == "heartbeat"
        await sync_to_async(revoke)()
        assert await socket.closing() == consumers.UNAUTHENTICATED
