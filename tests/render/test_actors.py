"""The control worker: hints and the clock, each alone enough to get work to a worker."""

from __future__ import annotations

import threading
import time

import dramatiq
import pytest

from render import actors, broker
from render.actors import Clock, Sweep
from render.contracts import CONTROL_QUEUE
from tests.render.test_dispatch import announce, sent

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for(claim, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_control_worker_dispatches_when_it_is_hinted(room, redis_client):
    control = broker.make(actors.DatabaseConnections(), actors.QuickLooks())
    actors.register(control)
    worker = dramatiq.Worker(control, queues={CONTROL_QUEUE}, worker_threads=2)
    assert [type(found).__name__ for found in control.middleware] == ["DatabaseConnections", "QuickLooks"]
    worker.start()
    try:
        announce(redis_client, "worker-1")
        room.order(room.lines[0])
        wait_for(lambda: len(sent(redis_client)) == 1)
        assert (worker.worker_timeout, worker.queue_prefetch) == (200, 2)
    finally:
        worker.stop(timeout=5000)
        control.close()


def test_without_any_hint_the_clock_dispatches(room, redis_client):
    room.order(room.lines[0])
    redis_client.flushall()
    announce(redis_client, "worker-1")
    clock = Clock()
    clock.after_process_boot(broker.make())
    try:
        wait_for(lambda: len(sent(redis_client)) == 1)
    finally:
        clock.end()


def test_a_sweep_that_fails_neither_stops_the_clock_nor_the_other_sweeps(db):
    clock, turns, twice = Clock(), [], threading.Event()

    def break_down() -> None:
        turns.append(1)
        if len(turns) > 1:
            twice.set()
        raise ZeroDivisionError

    other = threading.Event()
    clock.sweeps = [Sweep(break_down, 0.05), Sweep(other.set, 60)]
    clock.after_process_boot(broker.make())
    assert other.wait(5)
    assert twice.wait(5)
    clock.end()
    assert not any(thread.name == "sweeps" for thread in threading.enumerate())
