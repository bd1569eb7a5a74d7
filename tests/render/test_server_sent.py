"""The event stream over HTTP: replayed by `Last-Event-ID`, live without gap or double, ended with its key."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.db import connections

from accounts import api_keys, events, redis, stream_tickets
from accounts.actor import system_actor
from accounts.tenancy import within
from config.asgi import application
from render import consumers, hub
from tests import factories
from tests.render.test_stream import lantern, numbers, start, tell  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
async def _no_connection_stays_behind():
    """The thread in which `tell` runs outlives the test; in a consumer's tests Channels closes its connection."""
    yield
    await sync_to_async(connections.close_all)()


class Listener:
    """A client's end of the stream, spoken in ASGI's own words."""

    def __init__(self, query: str = "", key: str = "", **headers: str) -> None:
        sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        sent += [(b"authorization", f"Bearer {key}".encode())] if key else []
        sent += [(b"host", b"localhost"), (b"accept", b"text/event-stream")]
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/v1/events/stream",
            "raw_path": b"/v1/events/stream",
            "query_string": query.encode(),
            "headers": sent,
            "http_version": "1.1",
            "scheme": "http",
            "server": ("localhost", 80),
            "client": ("127.0.0.1", 1),
        }
        self._end = ApplicationCommunicator(application, scope)
        self._text = ""
        self.headers: dict[str, str] = {}

    async def open(self) -> int:
        await self._end.send_input({"type": "http.request", "body": b"", "more_body": False})
        found = await self._end.receive_output(timeout=10)
        self.headers = {name.decode().lower(): value.decode() for name, value in found["headers"]}
        return found["status"]

    async def __aenter__(self) -> Listener:
        assert await self.open() == 200
        assert await self.block() == {"retry": "3000"}
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._end.send_input({"type": "http.disconnect"})
        await self._end.wait(timeout=10)

    async def block(self) -> dict[str, str]:
        """The next block's fields; a comment's field has no name. None of them is the stream's end."""
        while "\n\n" not in self._text:
            found = await self._end.receive_output(timeout=10)
            self._text += found["body"].decode()
            if not found.get("more_body"):
                return {"end": ""}
        block, _, self._text = self._text.partition("\n\n")
        return dict(line.split(": ", 1) if not line.startswith(":") else ("", line[2:]) for line in block.split("\n"))

    async def next(self) -> dict[str, Any]:
        """The next event's data; its other fields must say the same."""
        block = await self.block()
        message = json.loads(block["data"])
        assert block["event"] == message["type"]
        assert block.get("id") == (str(message["sequence"]) if "sequence" in message else None)
        return message

    async def is_silent(self) -> bool:
        return "\n\n" not in self._text and await self._end.receive_nothing(timeout=0.3)

    async def refusal(self) -> dict[str, Any]:
        status = await self.open()
        body = json.loads((await self._end.receive_output(timeout=10))["body"])
        assert body["status"] == status
        assert self.headers["content-type"] == "application/problem+json"
        return body


async def test_what_was_missed_comes_first_and_then_what_happens_and_nothing_of_a_rival(lantern, start):  # noqa: F811
    studio, key, rival = lantern
    for number in range(1, 6):
        await tell(studio, number)
    async with Listener(f"after={start}", key, last_event_id=str(start + 2)) as listener:
        assert listener.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert (listener.headers["cache-control"], listener.headers["x-accel-buffering"]) == ("no-store", "no")
        assert "content-length" not in listener.headers
        first = [await listener.next() for _ in range(3)]
        await tell(studio, 6)
        await tell(rival, 99)
        live = await listener.next()
        assert numbers([*first, live]) == [3, 4, 5, 6]
        assert (live["type"], live["sequence"]) == ("take.printed", start + 6)
        assert await listener.is_silent()


async def test_more_was_missed_than_one_page_holds(lantern, start, monkeypatch):  # noqa: F811
    studio, key, _ = lantern
    monkeypatch.setattr("render.api.stream_views.PAGE", 2)
    for number in range(1, 8):
        await tell(studio, number)
    async with Listener(f"after={start}", key) as listener:
        assert numbers([await listener.next() for _ in range(7)]) == [1, 2, 3, 4, 5, 6, 7]


async def test_only_the_types_asked_for_come_through_and_progress_has_no_id(lantern, start):  # noqa: F811
    studio, key, _ = lantern

    def happen() -> None:
        with within(studio):
            events.append(studio, "job.queued", subject="job_1", data={})

    await tell(studio, 1)
    async with Listener(f"after={start}&types=job.*", key) as listener:
        await tell(studio, 2)
        await sync_to_async(happen)()
        assert (await listener.next())["sequence"] == start + 3
        for percent in range(1, 21):
            progress = {"type": "job.progress", "job": "job_1", "fraction": percent / 20, "stage": "x"}
            await sync_to_async(events.publish)(studio.pk, progress)
        block = await listener.block()
        assert (block["event"], "id" in block, json.loads(block["data"])["fraction"]) == ("job.progress", False, 1.0)
    async with Listener("types=take.*", key) as listener:
        await sync_to_async(events.publish)(studio.pk, {"type": "job.progress", "job": "job_1", "fraction": 1})
        await asyncio.sleep(hub.FLUSH_SECONDS)
        assert await listener.is_silent()


async def test_who_comes_back_too_late_or_from_elsewhere_starts_anew(lantern, start, monkeypatch):  # noqa: F811
    studio, key, _ = lantern
    await tell(studio, 1)
    async with Listener("after=999999", key) as listener:
        assert await listener.next() == {"type": "reset", "reason": "too_old", "sequence": start + 1}
        await tell(studio, 2)
        assert numbers([await listener.next()]) == [2]
    monkeypatch.setattr(events, "REPLAYED", timedelta(0))
    async with Listener(f"after={start}", key) as listener:
        assert await listener.next() == {"type": "reset", "reason": "too_old", "sequence": start + 2}
        assert await listener.is_silent()
    async with Listener(f"after={start + 2}", key) as listener:
        assert await listener.is_silent()


async def test_a_ticket_opens_the_stream_once(lantern):  # noqa: F811
    studio, _, _ = lantern
    actor = await sync_to_async(factories.make_actor)(studio)
    ticket, _ = await sync_to_async(stream_tickets.issue)(actor)
    async with Listener(f"ticket={ticket}") as listener:
        await tell(studio, 1)
        assert numbers([await listener.next()]) == [1]
    refused = await Listener(f"ticket={ticket}").refusal()
    assert (refused["status"], refused["code"]) == (401, "ticket_unknown")


async def test_strangers_are_turned_away_with_the_same_words_as_everywhere(lantern):  # noqa: F811
    studio, key, _ = lantern
    _, narrow = await sync_to_async(factories.make_key)(studio, ["projects:read"])
    assert (await Listener().refusal())["code"] == "key_required"
    assert (await Listener(key="sw_live_nonsense").refusal())["code"] == "key_malformed"
    assert (await Listener(key=narrow).refusal())["code"] == "scope_missing"
    assert (await Listener("after=-1", key).refusal())["code"] == "out_of_range"
    assert (await Listener("", key, last_event_id="x").refusal())["code"] == "out_of_range"
    assert (await Listener("types=nonsense", key).refusal())["code"] == "event_types_malformed"


async def test_a_revoked_key_ends_its_stream_even_while_messages_never_pause(lantern, monkeypatch):  # noqa: F811
    studio, _, _ = lantern
    monkeypatch.setattr(consumers, "HEARTBEAT_SECONDS", 0.2)
    key, text = await sync_to_async(factories.make_key)(studio)

    def revoke() -> None:
        with within(studio):
            api_keys.revoke(system_actor(studio), key=key)

    async with Listener("", text) as listener:
        assert await listener.block() == {"": "still here"}
        await sync_to_async(revoke)()
        until = time.monotonic() + 5
        while "end" not in await listener.block():
            await tell(studio, 1)
            assert time.monotonic() < until


async def test_a_client_too_slow_for_its_studio_is_told_and_the_stream_ends(lantern, monkeypatch):  # noqa: F811
    studio, key, _ = lantern
    monkeypatch.setattr(hub, "QUEUE_LENGTH", 4)
    async with Listener("", key) as listener:
        await tell(studio, 1)
        await listener.next()
        for sequence in range(102, 109):
            hub.hub().tell(studio.pk, {"type": "take.printed", "sequence": sequence, "subject": "tak_1"})
        assert (await listener.next())["reason"] == "too_slow"
        assert await listener.block() == {"end": ""}


async def test_when_redis_comes_back_the_client_is_told_and_has_missed_no_event(lantern, start):  # noqa: F811
    studio, key, _ = lantern
    async with Listener(f"after={start}", key) as listener:
        await tell(studio, 1)
        assert numbers([await listener.next()]) == [1]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(events, "publish", lambda *_: None)
            await tell(studio, 2)
        redis.client().client_kill_filter(_type="pubsub")
        assert numbers([await listener.next()]) == [2]
        assert await listener.next() == {"type": "reset", "reason": "progress_missed", "sequence": start + 2}


def test_through_a_real_server_a_client_that_drops_the_line_misses_nothing(lantern, start):  # noqa: F811
    studio, key, _ = lantern
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    happen = tell.func if hasattr(tell, "func") else tell.__wrapped__
    try:
        while not server.started:
            time.sleep(0.02)
        seen: list[int] = []
        place = start
        for wave in range(3):
            headers = {"Authorization": f"Bearer {key}", "Last-Event-ID": str(place)}
            for number in range(3):
                happen(studio, wave * 6 + number)
            with httpx.stream("GET", f"http://127.0.0.1:{port}/v1/events/stream", headers=headers, timeout=10) as line:
                lines = line.iter_lines()
                wanted = len(seen) + (3 if wave == 0 else 6)
                while len(seen) < wanted:
                    text = next(lines)
                    if text.startswith("id: "):
                        place = int(text.removeprefix("id: "))
                    if text.startswith("data: "):
                        seen.append(json.loads(text.removeprefix("data: "))["data"]["number"])
            for number in range(3, 6):
                happen(studio, wave * 6 + number)
        assert seen == list(range(15))
    finally:
        server.should_exit = True
        thread.join(10)
