"""The worker as a program: its card, its orders, its way out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from gpu_worker import config
from render import broker
from render.contracts import WORKER_KEY, WORKER_TTL_SECONDS, InputFile

ROOT = Path(__file__).parents[2]


def _wait_for(claim, seconds: float = 20.0):
    until = time.monotonic() + seconds
    while not (found := claim()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


@pytest.fixture
def worker(redis_client, settings) -> Iterator[subprocess.Popen[bytes]]:
    env = {"PATH": os.environ["PATH"], "REDIS_URL": settings.REDIS_URL, "WORKER_LANES": "cpu"}
    env |= {"WORKER_ID": "w-test", "WORKER_DRAIN_SECONDS": "1"}
    with subprocess.Popen([sys.executable, "-m", "gpu_worker"], cwd=ROOT, env=env, stderr=subprocess.PIPE) as process:
        yield process
        process.kill()
        process.communicate()


def test_a_worker_shows_its_card_again_after_a_flush_and_takes_it_along_when_it_stops(redis_client, worker):
    key = WORKER_KEY.format(worker_id="w-test")
    card = json.loads(_wait_for(lambda: redis_client.get(key)))
    assert (card["worker_id"], card["lanes"], card["slots"], card["pid"]) == ("w-test", ["cpu"], 1, worker.pid)
    assert card["releases"] == ["espeak@1", "animatic@2", "board@1", "storyboard@1", "score@1", "conform@2"]
    assert 0 < redis_client.ttl(key) <= WORKER_TTL_SECONDS
    redis_client.flushall()
    _wait_for(lambda: redis_client.get(key))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert redis_client.get(key) is None


def test_a_worker_told_to_stop_gives_its_job_back_in_time(redis_client, worker, plane):
    """Needs no engine: the input never arrives, and the worker would wait for it for a minute and more."""
    key = WORKER_KEY.format(worker_id="w-test")
    _wait_for(lambda: redis_client.get(key))
    missing = InputFile("take:0010", "http://127.0.0.1:9/never", 1, "0" * 64)
    broker.send("render.cpu", "render_attempt", asdict(plane.order("espeak@1", inputs=(missing,))))
    _wait_for(lambda: plane.said("/progress"))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(12) == 0
    assert (plane.receipt["outcome"], plane.receipt["failure"]["code"]) == ("failed", "worker.stopped")


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "REDIS_URL"),
        ({"REDIS_URL": "http://x"}, "REDIS_URL"),
        ({"REDIS_URL": "redis://x", "WORKER_LANES": "cpu,,gpu"}, "WORKER_LANES"),
        ({"REDIS_URL": "redis://x", "WORKER_ID": "a b"}, "WORKER_ID"),
        ({"REDIS_URL": "redis://x", "WORKER_DRAIN_SECONDS": "soon"}, "WORKER_DRAIN_SECONDS"),
    ],
)
def test_a_wrong_environment_is_named_at_boot(values, named):
    with pytest.raises(config.ConfigInvalid, match=named):
        config.load(values)


def test_a_worker_names_itself_after_its_process_and_never_twice_alike():
    one, two = (config.load({"REDIS_URL": "redis://x", "WORKER_LANES": "cpu, gpu"}) for _ in range(2))
    assert one.lanes == ("cpu", "gpu")
    assert one.worker_id.endswith(f"-{os.getpid()}")
    assert one.worker_id != two.worker_id
