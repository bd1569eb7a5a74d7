"""Things are killed, flushed and restarted in the middle of work: nothing is lost, doubled or left hanging."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest
import redis

from console.client import Client
from infra.embedded import stack
from tests.flows.conftest import Product

SCRIPT = """第1集

1-1 客厅 夜 内
人物：林晚、沈砚
△林晚站在窗前。
林晚（冷声）：你来晚了。
沈砚：对不起。
"""
PATIENCE_SECONDS = 90
FRAMES = 480
"""Long enough that a job that runs is still running when the knife falls."""


@pytest.fixture
def studio(product: Product, request: pytest.FixtureRequest) -> Iterator[Client]:
    with Client(product.url, product.open_studio(f"B{abs(hash(request.node.name))}")) as client:
        yield client


def ordered_shot(client: Client) -> dict[str, Any]:
    """One shot on order, and the job that makes it."""
    series = client.post("series", {"title": "断", "language": "zh"})
    script = client.post(f"series/{series['id']}/scripts", {"text": SCRIPT})
    client.post(f"scripts/{script['id']}/apply")
    episode = next(client.all(f"series/{series['id']}/episodes"))
    shot = next(client.all(f"episodes/{episode['id']}/shots"))
    client.patch(f"shots/{shot['id']}", {"frames": FRAMES}, version=shot["version"])
    order = client.post("orders", {"items": [{"kind": "shot", "id": shot["id"], "stage": "animatic"}]})
    return order["jobs"][0]


def until(client: Client, job: dict[str, Any], reached: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        now = client.get(f"jobs/{job['id']}")
        if reached(now):
            return now
        assert not now["is_terminal"], now
        time.sleep(0.1)
    raise AssertionError(f"patience is over: {now}")


def assert_made_and_paid_once(client: Client, job: dict[str, Any]) -> dict[str, Any]:
    done = until(client, job, lambda now: now["state"] == "succeeded")
    takes = list(client.all(f"shots/{job['subject']}/takes"))
    events = [event for event in client.all("meter-events") if event["slate"] == done["slate"]]
    budget = next(client.all("budgets"))
    assert len(takes) == len(events) == 1
    assert budget["held"]["minor"] == 0
    assert budget["spent"]["minor"] == events[0]["amount"]["minor"] > 0
    return done


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(product: Product, studio: Client) -> None:
    job = ordered_shot(studio)
    running = until(studio, job, lambda now: now["state"] == "running")
    worker = running["attempts"][-1]["worker_id"]
    victim = next(n for n in ("render-1", "render-2") if worker.endswith(f"-{product.supervisor.pid_of(n)}"))
    pid = product.supervisor.pid_of(victim)
    children = psutil.Process(pid).children(recursive=True)
    os.kill(pid, signal.SIGKILL)
    done = assert_made_and_paid_once(studio, job)
    assert [attempt["outcome"] for attempt in done["attempts"]] == ["lost", "succeeded"]
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


def test_an_engine_killed_in_the_middle_is_our_fault_and_runs_again(product: Product, studio: Client) -> None:
    job = ordered_shot(studio)
    running = until(studio, job, lambda now: now["state"] == "running" and now["progress"] > 0)
    worker = running["attempts"][-1]["worker_id"]
    for child in psutil.Process(int(worker.rsplit("-", 1)[1])).children(recursive=True):
        if "resource_tracker" not in " ".join(child.cmdline()):
            child.kill()
    done = assert_made_and_paid_once(studio, job)
    assert done["attempts"][0]["failure"]["code"] == "engine.crashed"


def test_a_flushed_redis_only_delays(product: Product, studio: Client) -> None:
    job = ordered_shot(studio)
    with redis.Redis.from_url(stack.locations(product.var).redis_url) as connection:
        connection.flushall()
    assert_made_and_paid_once(studio, job)


def test_a_restarted_postgresql_only_delays(product: Product, studio: Client) -> None:
    job = ordered_shot(studio)
    until(studio, job, lambda now: now["state"] == "running")
    status = stack.status(product.var)
    pid = next(part.pid for part in status.parts if part.part == stack.POSTGRES)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    stack.up(product.var)
    assert_made_and_paid_once(studio, job)


def test_a_killed_web_process_comes_back_and_the_receipt_still_arrives(product: Product, studio: Client) -> None:
    job = ordered_shot(studio)
    until(studio, job, lambda now: now["state"] == "running")
    os.kill(product.supervisor.pid_of("web"), signal.SIGKILL)
    product.supervisor.wait_ready(f"{product.url}/readyz", 30)
    assert_made_and_paid_once(studio, job)


def test_a_killed_control_worker_comes_back_and_dispatches(product: Product, studio: Client) -> None:
    os.kill(product.supervisor.pid_of("control"), signal.SIGKILL)
    assert_made_and_paid_once(studio, ordered_shot(studio))


def test_a_canceled_job_stops_and_costs_nothing(product: Product, studio: Client) -> None:
    job = ordered_shot(studio)
    until(studio, job, lambda now: now["state"] == "running")
    studio.post(f"jobs/{job['id']}/cancel")
    deadline = time.monotonic() + 20
    while (now := studio.get(f"jobs/{job['id']}"))["state"] != "canceled":
        assert time.monotonic() < deadline, now
        time.sleep(0.2)
    budget = next(studio.all("budgets"))
    assert (budget["held"]["minor"], budget["spent"]["minor"]) == (0, 0)
    assert list(studio.all("meter-events")) == []
