"""What the control worker does: dispatch when hinted, and sweep by the clock so that no lost hint matters."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dramatiq
from django.db import close_old_connections, connections
from dramatiq import Broker, MessageProxy, Worker
from dramatiq.middleware import Middleware

from render import dispatch, rescue
from render.broker import HINT_ACTOR
from render.contracts import CONTROL_QUEUE

log = logging.getLogger(__name__)

WAKE_MILLISECONDS = 200
"""The longest an idle consumer sleeps between looks at the queue: what a hint costs at most."""


def register(broker: Broker) -> None:
    """Put the control plane's actors on a broker."""
    dramatiq.actor(actor_name=HINT_ACTOR, queue_name=CONTROL_QUEUE, broker=broker)(dispatch_queued)


def dispatch_queued() -> None:
    """Somebody says there may be work, or a free slot."""
    dispatch.dispatch()


class DatabaseConnections(Middleware):
    """Gives every message a database connection that works and leaves none behind, as a request would."""

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:
        close_old_connections()

    def after_process_message(
        self, broker: Broker, message: MessageProxy, *, result: Any = None, exception: BaseException | None = None
    ) -> None:
        close_old_connections()

    def after_skip_message(self, broker: Broker, message: MessageProxy) -> None:
        close_old_connections()


class QuickLooks(Middleware):
    """Wakes idle consumers more often than once a second and lets each fetch only what a thread can take."""

    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:
        worker.worker_timeout = WAKE_MILLISECONDS
        worker.queue_prefetch = worker.worker_threads


@dataclass
class Sweep:
    """Something to be done every so many seconds."""

    act: Callable[[], object]
    every: float
    due: float = 0.0


class Clock(Middleware):
    """A thread that sweeps while the control worker's process lives."""

    def __init__(self) -> None:
        self.sweeps = [
            Sweep(dispatch.dispatch, 2.0),
            Sweep(rescue.rescue, 5.0),
            Sweep(rescue.expire, 15.0),
            Sweep(rescue.sweep_uploads, 300.0),
        ]
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def after_process_boot(self, broker: Broker) -> None:
        self._thread = threading.Thread(target=self.run, name="sweeps", daemon=True)
        self._thread.start()

    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        self.end()

    def run(self) -> None:
        """Sweep until ended; whatever a sweep raises is written down and tried again at its next turn."""
        while not self._ended.is_set():
            for sweep in self.sweeps:
                if time.monotonic() >= sweep.due:
                    self._turn(sweep)
            self._ended.wait(max(0.05, min(sweep.due for sweep in self.sweeps) - time.monotonic()))

    def end(self) -> None:
        """Stop after the sweep under way."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(10)

    def _turn(self, sweep: Sweep) -> None:
        try:
            sweep.act()
        except Exception:
            log.exception("a sweep failed; next try in %.0f s", sweep.every)
        finally:
            connections.close_all()
            sweep.due = time.monotonic() + sweep.every
