"""The event stream over WebSocket: what was missed from the rows, then what happens, without a gap or a double.

`/v1/stream?ticket=…&after=SEQ` or with a key in `Authorization`. Without `after` it starts with what happens next.
Besides events and `job.progress` it says `heartbeat` and `reset`, with a reason: `progress_missed` after Redis was away
(no event was), `too_slow` before it closes on a client that could not follow, and `too_old` when `after` lies further
back than seven days or is not of this log: then look at how things stand, for the stream goes on from now.
`server_sent` says the same as an event stream over HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path, re_path

from accounts import api_keys, authentication, errors, events, stream_tickets
from accounts.actor import Actor
from accounts.models import ApiKey, Studio
from accounts.tenancy import within
from render.hub import RESET, Message, Subscription, hub

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
SEND_SECONDS = 10.0
PAGE = 200

UNAUTHENTICATED, FORBIDDEN, MALFORMED, TOO_SLOW, NOWHERE = 4401, 4403, 4400, 4408, 4404


class Following:
    """One listener's place in one studio's log: what was missed from the rows, what happens from the hub."""

    last = 0

    async def say(self, message: Message) -> None:
        """Pass an event, progress or `reset` on; raises TimeoutError when the client does not take it."""
        raise NotImplementedError

    async def beat(self) -> None:
        """Say that the stream lives and how far it is."""
        await self.say({"type": "heartbeat", "sequence": self.last})

    async def follow(self, actor: Actor, subscription: Subscription) -> int:
        """Pass messages on until the client is too slow for them or its key ends; answers the code to close with."""
        studio, now = actor.studio, asyncio.get_running_loop().time
        heartbeat = now() + HEARTBEAT_SECONDS
        while True:
            if now() >= heartbeat:  # also while messages never pause: a revoked key must not be carried by them
                heartbeat = now() + HEARTBEAT_SECONDS
                if not await _aside(_is_still_welcome, actor):
                    return UNAUTHENTICATED
                await self.catch_up(studio)
                await self.beat()
            try:
                message = await asyncio.wait_for(subscription.next(), max(0.001, heartbeat - now()))
            except TimeoutError:
                continue
            if message is None:
                await self.say({**RESET, "reason": "too_slow", "sequence": self.last})
                return TOO_SLOW
            if message == RESET:
                await self.catch_up(studio)
                await self.say({**RESET, "reason": "progress_missed", "sequence": self.last})
            elif not isinstance(sequence := message.get("sequence"), int):
                await self.say(message)
            elif sequence == self.last + 1:
                await self.say(message)
                self.last = sequence
            elif sequence > self.last:
                await self.catch_up(studio)

    async def catch_up(self, studio: Studio) -> None:
        """Send every event after the last one sent, from the rows."""
        more = True
        while more:
            found, more = await _aside(_read, studio, self.last)
            for message in found:
                await self.say(message)
                self.last = message["sequence"]


class Stream(Following, AsyncWebsocketConsumer):
    """One socket of one studio."""

    pump: asyncio.Task[None] | None = None
    is_new_start = False

    async def connect(self) -> None:
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        after = query.get("after", [""])[-1]
        if after and not (after.isdecimal() and len(after) < 16):
            await self.close(MALFORMED)
            return
        actor = await _aside(_admit, query.get("ticket", [""])[-1], _presented_key(self.scope))
        if actor is None or "events:read" not in actor.scopes:
            await self.close(UNAUTHENTICATED if actor is None else FORBIDDEN)
            return
        studio = actor.studio
        subscription = await hub().subscribe(studio.pk)
        try:
            # accepted means: from here on nothing is missed
            self.last, self.is_new_start = await _aside(_start, studio, int(after) if after else None)
            await self.accept()
        except BaseException:
            await hub().unsubscribe(subscription)
            raise
        self.pump = asyncio.create_task(self._run(actor, subscription))

    async def disconnect(self, code: int) -> None:
        if self.pump is not None:
            self.pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.pump

    async def _run(self, actor: Actor, subscription: Subscription) -> None:
        studio = actor.studio
        try:
            if self.is_new_start:
                await self.say({**RESET, "reason": "too_old", "sequence": self.last})
            await self.catch_up(studio)
            code = await self.follow(actor, subscription)
        except TimeoutError:
            code = TOO_SLOW
        except Exception:
            log.exception("a stream of %s broke", studio.pk)
            code = 1011
        finally:
            await hub().unsubscribe(subscription)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.close(code), SEND_SECONDS)

    async def say(self, message: Message) -> None:
        await asyncio.wait_for(self.send(text_data=json.dumps(message, ensure_ascii=False)), SEND_SECONDS)


class Nowhere(AsyncWebsocketConsumer):
    """Any other address."""

    async def connect(self) -> None:
        await self.close(NOWHERE)


def _presented_key(scope: dict[str, Any]) -> str:
    for name, value in scope.get("headers", ()):
        if name.lower() == b"authorization":
            scheme, _, key = value.decode("latin-1").partition(" ")
            return key.strip() if scheme.lower() == "bearer" else ""
    return ""


def _admit(ticket: str, key: str) -> Actor | None:
    if ticket:
        return stream_tickets.redeem(ticket)
    if not key:
        return None
    try:
        return authentication.actor_for_key(key)
    except errors.Unauthenticated:
        return None


def _is_still_welcome(actor: Actor) -> bool:
    """Whether the key behind a stream still opens it."""
    with within(actor.studio):
        key = ApiKey.objects.for_studio(actor.studio).filter(pk=actor.id).first()
        if key is None or "events:read" not in key.scopes:
            return False
        try:
            api_keys.refuse_unusable(key)
        except errors.Unauthenticated:
            return False
    return True


async def _aside(act: Callable[..., Any], *args: Any) -> Any:
    """Run a database read in a thread of the pool: one slow read must not hold up every other socket."""
    return await database_sync_to_async(act, thread_sensitive=False)(*args)


def _start(studio: Studio, after: int | None) -> tuple[int, bool]:
    with within(studio):
        return events.replay_start(studio, after)


def _read(studio: Studio, after: int) -> tuple[list[Message], bool]:
    with within(studio):
        found, more = events.read(studio, after=after, limit=PAGE)
        return [events.event_json(event) for event in found], more


websocket_urlpatterns = [path("v1/stream", Stream.as_asgi()), re_path(r"", Nowhere.as_asgi())]
