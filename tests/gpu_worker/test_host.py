"""One attempt from order to receipt, with real child processes and a real HTTP server."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from gpu_worker.host import Host, Scratch
from render.contracts import InputFile
from tests.gpu_worker.control_plane import ControlPlane


def _is_gone(pid: int) -> bool:
    """Dead, or dead and not yet collected by whoever inherited it."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def _wait_for(claim, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until, "it did not become true in time"
        time.sleep(0.02)


def _run_aside(host: Host, order) -> threading.Thread:
    thread = threading.Thread(target=host.run, args=(order,))
    thread.start()
    return thread


def test_a_render_fetches_its_inputs_uploads_its_outputs_and_hands_in_one_receipt(host, plane, tmp_path):
    plane.media["/in/a.bin"] = b"bytes of a take"
    wanted = InputFile("take:0010", f"{plane.url}/in/a.bin", 15, hashlib.sha256(b"bytes of a take").hexdigest())
    host.run(plane.order("copies@1", inputs=(wanted,)))
    data = "你好".encode() + b"bytes of a take"
    assert plane.stored == {"/put/sound.wav": data}
    receipt = plane.receipt
    pid = receipt["outputs"][0]["facts"]["pid"]
    assert receipt.pop("wall_seconds") > 0
    assert receipt.pop("cpu_seconds") >= 0
    assert receipt == {
        "job_id": "job_1",
        "attempt": 1,
        "worker_id": "worker-under-test",
        "outcome": "succeeded",
        "release": "copies@1",
        "outputs": [
            {
                "name": "sound",
                "filename": "sound.wav",
                "content_type": "audio/wav",
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "facts": {"pid": pid},
            }
        ],
        "failure": None,
        "warnings": ["a stated fallback"],
        "version": 1,
    }
    assert plane.said("/put/sound.wav") == [{"bytes": len(data), "x-a": "b"}]
    assert plane.said("/progress")[0] == {
        "worker_id": "worker-under-test",
        "fraction": 0.0,
        "stage": "starting",
        "activity": "",
    }
    assert pid != os.getpid()
    host.run(plane.order("copies@1"))
    assert plane.said("/receipt")[1]["outputs"][0]["facts"]["pid"] == pid, "the child stays warm"
    assert list(tmp_path.glob("*/attempt-*")) == []


def test_a_refusal_is_not_retryable_and_an_engine_error_is(host, plane):
    host.run(plane.order("refuses@1"))
    host.run(plane.order("breaks@1"))
    refused, broke = plane.said("/receipt")
    assert (refused["outcome"], refused["failure"]) == (
        "failed",
        {"code": "input.unspeakable", "message": "nothing to say", "stage": "render", "retryable": False},
    )
    assert (broke["outcome"], broke["failure"]) == (
        "failed",
        {"code": "engine.failed", "message": "ZeroDivisionError: by zero", "stage": "render", "retryable": True},
    )


def test_a_brief_of_another_version_is_refused(host, plane):
    order = plane.order("copies@1")
    order.brief["version"] = 99
    host.run(order)
    assert plane.receipt["failure"] == {
        "code": "brief.malformed",
        "message": "/version: this code reads version 2",
        "stage": "render",
        "retryable": False,
    }


def test_a_child_killed_with_9_fails_its_attempt_and_the_next_one_gets_a_fresh_child(host, plane):
    host.run(plane.order("dies@1"))
    host.run(plane.order("copies@1"))
    died, worked = plane.said("/receipt")
    assert died["failure"] == {
        "code": "engine.crashed",
        "message": "the engine's process ended with signal SIGKILL",
        "stage": "render",
        "retryable": True,
    }
    assert worked["outcome"] == "succeeded"


def test_a_cancel_kills_the_child_and_all_it_started_within_seconds(host, plane, tmp_path):
    pids = tmp_path / "pids"
    thread = _run_aside(host, plane.order("hangs@1", text=str(pids), lease=5))
    _wait_for(lambda: pids.exists() and " " in pids.read_text())
    plane.always["/progress"] = lambda _: (200, {"may_keep_running": False, "reason": "canceled", "lease_seconds": 5})
    asked = time.monotonic()
    thread.join(10)
    assert time.monotonic() - asked < 5
    assert (plane.receipt["outcome"], plane.receipt["failure"]) == ("canceled", None)
    for pid in map(int, pids.read_text().split()):
        _wait_for(lambda pid=pid: _is_gone(pid))


def test_a_stale_attempt_stops_and_says_nothing(host, plane, tmp_path):
    pids = tmp_path / "pids"
    thread = _run_aside(host, plane.order("hangs@1", text=str(pids), lease=3))
    _wait_for(lambda: pids.exists() and " " in pids.read_text())
    plane.always["/progress"] = lambda _: (409, {"code": "attempt_stale"})
    thread.join(10)
    assert plane.said("/receipt") == []
    _wait_for(lambda: _is_gone(int(pids.read_text().split()[0])))


def test_an_attempt_stale_from_the_start_never_reaches_the_engine(host, plane):
    plane.always["/progress"] = lambda _: (409, {"code": "attempt_stale"})
    host.run(plane.order("copies@1"))
    assert [path for path, _ in plane.calls] == ["/progress"]


def test_a_deadline_ends_what_never_ends(host, plane, tmp_path):
    host.run(plane.order("hangs@1", text=str(tmp_path / "pids"), deadline=1))
    assert plane.receipt["failure"] == {
        "code": "worker.timeout",
        "message": "not finished within 1 s",
        "stage": "",
        "retryable": True,
    }


def test_a_worker_told_to_stop_hands_its_job_back(host, plane, tmp_path):
    pids = tmp_path / "pids"
    thread = _run_aside(host, plane.order("hangs@1", text=str(pids)))
    _wait_for(pids.exists)
    assert host.is_busy
    host.give_up()
    thread.join(10)
    assert (plane.receipt["outcome"], plane.receipt["failure"]["code"]) == ("failed", "worker.stopped")
    assert plane.receipt["failure"]["retryable"] is True


def test_the_lease_is_renewed_while_the_child_computes_and_says_nothing(host, plane, tmp_path):
    pids = tmp_path / "pids"
    thread = _run_aside(host, plane.order("hangs@1", text=str(pids), lease=3))
    _wait_for(pids.exists)
    before = len(plane.said("/progress"))
    time.sleep(2.6)
    renewed = len(plane.said("/progress")) - before
    host.give_up()
    thread.join(10)
    assert 2 <= renewed <= 5, "once a third of the lease, and never more than twice a second"


def test_a_restarting_control_plane_and_store_cost_no_render(host, plane):
    plane.once = {
        "/uploads": [(503, {})],
        "/put/sound.wav": [(500, {}), (503, {})],
        "/receipt": [(502, {}), (503, {})],
    }
    host.run(plane.order("copies@1"))
    assert [r["outcome"] for r in plane.said("/receipt")] == ["succeeded"] * 3
    assert plane.stored == {"/put/sound.wav": "你好".encode()}


@pytest.mark.parametrize(
    ("media", "code"), [(None, "input.missing"), (b"other bytes!!!!", "input.damaged"), (b"short", "input.damaged")]
)
def test_an_input_that_is_not_what_was_promised_never_reaches_the_engine(host, plane, media, code):
    if media is not None:
        plane.media["/in/a.bin"] = media
    wanted = InputFile("take:0010", f"{plane.url}/in/a.bin", 15, hashlib.sha256(b"bytes of a take").hexdigest())
    host.run(plane.order("copies@1", inputs=(wanted,)))
    assert (plane.receipt["outcome"], plane.receipt["failure"]["code"]) == ("failed", code)
    assert plane.receipt["failure"]["retryable"] is True


def test_an_upload_that_the_store_refuses_fails_the_attempt(host, plane: ControlPlane):
    plane.always["/put/sound.wav"] = lambda _: (403, {})
    host.run(plane.order("copies@1"))
    assert plane.receipt["failure"]["code"] == "output.refused"


def test_folders_of_dead_workers_are_removed_and_those_of_living_ones_are_not(tmp_path):
    living = Scratch(tmp_path)
    dead = tmp_path / "shotwright-render-dead"
    dead.mkdir()
    (dead / "lock").touch()
    (dead / "big.mp4").touch()
    newest = Scratch(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([living.root.name, newest.root.name])
    living.close()
    newest.close()
    assert list(tmp_path.iterdir()) == []
