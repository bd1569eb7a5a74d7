"""`python -m gpu_worker`: one render worker. It announces itself, takes one order at a time, and drains on SIGTERM."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import threading
from dataclasses import asdict
from types import FrameType

import redis
from dramatiq import Worker

from gpu_worker import actors, config, engines
from gpu_worker.host import Host
from render.contracts import WORKER_KEY, WORKER_TTL_SECONDS, WorkerAnnouncement

log = logging.getLogger("gpu_worker")

WAKE_MILLISECONDS = 200
"""The longest an idle worker sleeps between looks into its queue; a render's whole overhead must stay small."""
UPLOAD_GRACE_SECONDS = 2.0


class Announcer(threading.Thread):
    """Keeps the worker's card in Redis, through restarts and flushes of Redis, until it is told to leave the floor."""

    def __init__(self, client: redis.Redis, card: WorkerAnnouncement) -> None:
        super().__init__(name="announcer", daemon=True)
        self._client, self._card = client, card
        self._key = WORKER_KEY.format(worker_id=card.worker_id)
        self._leaving = threading.Event()

    def run(self) -> None:
        body = json.dumps(asdict(self._card))
        reachable = True
        while not self._leaving.is_set():
            try:
                self._client.set(self._key, body, ex=WORKER_TTL_SECONDS)
                if not reachable:
                    log.info("Redis is back")
                reachable = True
            except redis.RedisError as lost:
                if reachable:
                    log.warning("Redis does not answer: %s", lost)
                reachable = False
            self._leaving.wait(2.0 if reachable else 0.5)

    def leave(self) -> None:
        """No new orders, please."""
        self._leaving.set()
        self.join(5)
        with contextlib.suppress(redis.RedisError):
            self._client.delete(self._key)


def main() -> None:
    """Run until SIGTERM or SIGINT; a second one gives up the attempt under way at once."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = config.load()
    client = redis.Redis.from_url(settings.redis_url, socket_timeout=10, socket_connect_timeout=3)
    host = Host(settings.worker_id)
    worker = Worker(
        actors.make_broker(client, settings.lanes, host), worker_threads=1, worker_timeout=WAKE_MILLISECONDS
    )
    worker.queue_prefetch = 1  # otherwise it would hoard an order another worker could start
    announcer = Announcer(
        client,
        WorkerAnnouncement(
            worker_id=settings.worker_id,
            lanes=settings.lanes,
            slots=1,
            releases=engines.releases(settings.lanes),
            pid=os.getpid(),
            host=socket.gethostname(),
        ),
    )
    stopping = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        if stopping.is_set():
            host.give_up()
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.start()
    announcer.start()
    log.info("%s serves %s", settings.worker_id, ", ".join(settings.lanes))
    stopping.wait()
    log.info("draining")
    announcer.leave()
    patience = threading.Timer(settings.drain_seconds, host.give_up)
    patience.daemon = True
    patience.start()
    worker.stop(timeout=int((settings.drain_seconds + UPLOAD_GRACE_SECONDS) * 1000))
    host.close()
    log.info("stopped")


if __name__ == "__main__":
    main()
