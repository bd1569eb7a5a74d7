"""What the worker says to the control plane, and what it makes of the answers."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from gpu_worker import reporter as reporting
from gpu_worker.reporter import AttemptStale, ControlPlaneSilent, Heartbeat, Reporter
from render.contracts import Receipt


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, {"may_keep_running": True}, ""),
        (200, {"may_keep_running": False, "reason": "canceled"}, "canceled"),
        (409, {}, "stale"),
        (403, {}, "stale"),
        (500, {}, ""),
        (503, {}, ""),
    ],
)
def test_an_answer_to_progress_is_a_verdict(plane, client, status, body, verdict):
    plane.always["/progress"] = lambda _: (status, body)
    assert Reporter(plane.order("copies@1"), "w", client).progress(0.5, "voice") == verdict


def test_no_answer_to_progress_is_no_verdict(plane, client):
    order = plane.order("copies@1")
    plane.close()
    assert Reporter(order, "w", client).progress(0.5, "voice") == ""


def test_a_receipt_is_held_out_until_somebody_takes_it(plane, client):
    plane.once["/receipt"] = [(500, {}), (429, {})]
    receipt = Receipt("job_1", 1, "w", "canceled", "copies@1")
    assert Reporter(plane.order("copies@1"), "w", client).deliver(receipt) is True
    assert len(plane.said("/receipt")) == 3


def test_a_receipt_nobody_takes_is_given_up_and_a_stale_one_at_once(plane, client, monkeypatch):
    monkeypatch.setattr(reporting, "PATIENCE_SECONDS", 0.4)
    receipt = Receipt("job_1", 1, "w", "canceled", "copies@1")
    reporter = Reporter(plane.order("copies@1"), "w", client)
    plane.always["/receipt"] = lambda _: (503, {})
    with pytest.raises(ControlPlaneSilent):
        reporter.deliver(receipt)
    plane.always["/receipt"] = lambda _: (409, {"accepted": False})
    with pytest.raises(AttemptStale):
        reporter.deliver(receipt)
    plane.always["/receipt"] = lambda _: (400, {})
    with pytest.raises(ControlPlaneSilent):
        reporter.deliver(receipt)


def test_progress_goes_out_at_most_twice_a_second_and_never_falls(plane, client):
    heartbeat = Heartbeat(Reporter(plane.order("copies@1", lease=60), "w", client))
    heartbeat.start()
    until = time.monotonic() + 1.3
    fraction = 0.0
    while time.monotonic() < until:
        heartbeat.tell(fraction, "voice")
        fraction = 0.9 if fraction < 0.5 else 0.1
        time.sleep(0.02)
    heartbeat.end()
    heartbeat.join(5)
    sent = [body["fraction"] for body in plane.said("/progress")]
    assert 1 <= len(sent) <= 3
    assert sent == sorted(sent)
