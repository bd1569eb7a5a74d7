"""The event stream over HTTP: Django judges the request like any other, and what it lets in is then kept open.

Django's answer to `GET /v1/events/stream` is the beginning of the stream and is complete in itself. In front of Django
this application passes every other request through, and follows an admitted one with what happens: so a waiting stream
holds neither a thread nor a database connection, and every refusal is the one every route gives.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from accounts import events
from render.api.stream_views import ADMITTED, Admitted
from render.consumers import SEND_SECONDS, Following
from render.events_text import as_text, heartbeat_text
from render.hub import Message, hub

log = logging.getLogger(__name__)

PATH = "/v1/events/stream"
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class EventStreams:
    """Django with its event stream kept open."""

    def __init__(self, http: Application) -> None:
        self.http = http

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET":
            await self.http(scope, receive, send)
            return
        scope = dict(scope)
        start, body = await self._knock(scope)
        admitted = scope.get(ADMITTED)
        if start["status"] != 200 or admitted is None:
            await send(start)
            await send({"type": "http.response.body", "body": body})
            return
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        await send({**start, "headers": headers})
        await _Line(send, admitted).run(body, receive)

    async def _knock(self, scope: Scope) -> tuple[Any, bytes]:
        """Django's whole answer; its request has no body, and the line stays ours to listen on."""
        said: list[Any] = []
        asked = False

        async def empty() -> Any:
            nonlocal asked
            if asked:
                await asyncio.Event().wait()
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def keep(message: Any) -> None:
            said.append(message)

        await self.http(scope, empty, keep)
        return said[0], b"".join(message.get("body", b"") for message in said[1:])


class _Line(Following):
    """One listener's open answer."""

    def __init__(self, send: Send, admitted: Admitted) -> None:
        self._send, self._actor, self._types = send, admitted.actor, admitted.types
        self.last = admitted.last

    async def run(self, beginning: bytes, receive: Receive) -> None:
        """Follow until the client leaves, is too slow, or its key ends."""
        subscription = await hub().subscribe(self._actor.studio.pk)
        following = asyncio.create_task(self._follow_from(beginning, subscription))
        leaving = asyncio.create_task(_departure(receive))
        try:
            await asyncio.wait({following, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (following, leaving):
                task.cancel()
            await asyncio.gather(following, leaving, return_exceptions=True)
            await hub().unsubscribe(subscription)

    async def say(self, message: Message) -> None:
        if message["type"] == "reset" or events.is_wanted(self._types, message["type"]):
            await self._write(as_text(message).encode())

    async def beat(self) -> None:
        await self._write(heartbeat_text().encode())

    async def _follow_from(self, beginning: bytes, subscription: Any) -> None:
        try:
            await self._write(beginning)
            await self.catch_up(self._actor.studio)
            await self.follow(self._actor, subscription)
        except TimeoutError:
            return  # a client that takes nothing for so long is gone
        except Exception:
            log.exception("an event stream of %s broke", self._actor.studio.pk)
        with contextlib.suppress(OSError, TimeoutError):
            await self._write(b"", more=False)

    async def _write(self, text: bytes, *, more: bool = True) -> None:
        sent = self._send({"type": "http.response.body", "body": text, "more_body": more})
        await asyncio.wait_for(sent, SEND_SECONDS)


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
