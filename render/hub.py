"""One hub per process: a single Redis subscription to every studio's channel, fanned out in memory.

The hub promises nothing but speed. Events are rows; a subscriber that sees a gap in their numbers, or is told that
Redis was away, reads the rows. Progress is passed on at most twice a second for each job, always the latest.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import weakref
from collections import defaultdict
from typing import Any

import redis.asyncio as aioredis
from django.conf import settings
from redis import RedisError

from accounts import events

log = logging.getLogger(__name__)

QUEUE_LENGTH = 256
PROGRESS_ROOM = QUEUE_LENGTH // 2
"""A subscriber this far behind gets no progress, so that the room is left for events."""
FLUSH_SECONDS = 0.5
RECONNECT_SECONDS = (0.1, 0.5, 1.0, 2.0)
READY_SECONDS = 2.0

Message = dict[str, Any]
RESET: Message = {"type": "reset"}


class Subscription:
    """One listener's bounded queue. Once it has overflowed it gives `None` and nothing more."""

    def __init__(self, studio_id: str) -> None:
        self.studio_id = studio_id
        self._queue: asyncio.Queue[Message | None] = asyncio.Queue(QUEUE_LENGTH)
        self._overflowed = False

    async def next(self) -> Message | None:
        """The next message, or None when this listener was too slow."""
        return await self._queue.get()

    def put(self, message: Message) -> None:
        """Hand over a message without ever waiting for a slow listener."""
        if self._overflowed or (message["type"] == "job.progress" and self._queue.qsize() >= PROGRESS_ROOM):
            return
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self._overflowed = True
            while not self._queue.empty():
                self._queue.get_nowait()
            self._queue.put_nowait(None)


class Hub:
    """The subscription and its listeners; runs while somebody listens."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Subscription]] = defaultdict(set)
        self._latest: dict[tuple[str, str], Message] = {}
        self._ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def subscribe(self, studio_id: str) -> Subscription:
        """Listen to a studio. When this returns, whatever is published from now on arrives (if Redis is there)."""
        subscription = Subscription(studio_id)
        self._listeners[studio_id].add(subscription)
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._flush())]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), READY_SECONDS)
        return subscription

    async def unsubscribe(self, subscription: Subscription) -> None:
        """Stop listening; the last one out ends the Redis subscription."""
        self._listeners[subscription.studio_id].discard(subscription)
        if not self._listeners[subscription.studio_id]:
            del self._listeners[subscription.studio_id]
        if not self._listeners and self._tasks:
            tasks, self._tasks = self._tasks, []
            self._ready.clear()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def tell(self, studio_id: str, message: Message) -> None:
        """Pass a message on: events at once, progress with the next flush."""
        if message.get("type") == "job.progress":
            self._latest[studio_id, str(message.get("job"))] = message
            return
        # nothing that is past may follow what has happened since
        self._latest.pop((studio_id, str(message.get("subject"))), None)
        for subscription in self._listeners.get(studio_id, ()):
            subscription.put(message)

    async def _listen(self) -> None:
        been_away, tries = False, 0
        while True:
            client = aioredis.Redis.from_url(settings.REDIS_URL, decode_responses=True, health_check_interval=10)
            try:
                async with client, client.pubsub() as pubsub:
                    await pubsub.psubscribe(events.channel("*"))
                    while True:
                        found = await pubsub.get_message(timeout=5.0)
                        if found is None:
                            continue
                        if found["type"] == "psubscribe":
                            tries = 0
                            self._ready.set()
                            if been_away:
                                self._reset()
                        elif found["type"] == "pmessage":
                            self._pass_on(found["channel"], found["data"])
            except (RedisError, OSError) as lost:
                log.warning("the event stream lost Redis: %s", lost)
                been_away = True
                self._ready.clear()
            await asyncio.sleep(RECONNECT_SECONDS[min(tries, len(RECONNECT_SECONDS) - 1)])
            tries += 1

    def _pass_on(self, channel: str, data: str) -> None:
        studio_id = channel.rpartition(":")[2]
        if studio_id not in self._listeners:
            return
        try:
            message = json.loads(data)
        except ValueError:
            log.warning("something on %s is not JSON", channel)
            return
        if isinstance(message, dict) and "type" in message:
            self.tell(studio_id, message)

    def _reset(self) -> None:
        self._latest.clear()
        for subscriptions in self._listeners.values():
            for subscription in subscriptions:
                subscription.put(RESET)

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            latest, self._latest = self._latest, {}
            for (studio_id, _), message in latest.items():
                for subscription in self._listeners.get(studio_id, ()):
                    subscription.put(message)


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """This process's hub (there is one event loop in a web process)."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
