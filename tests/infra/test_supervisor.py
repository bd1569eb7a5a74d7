"""The supervisor, with small real processes: restarts, gives up, and leaves no orphan."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from infra.embedded.studio import prefixed_log, studio_processes
from infra.embedded.supervisor import (
    GaveUp,
    NotReady,
    NotRunning,
    PortTaken,
    ProcessSpec,
    RestartPolicy,
    Supervisor,
    check_port,
    free_port,
)

ROOT = Path(__file__).resolve().parents[2]
QUICK = RestartPolicy(quick_seconds=5.0, quick_deaths=5, backoff_seconds=0.01, backoff_limit_seconds=0.05)
SLEEPER = "import time; print('awake', flush=True); time.sleep(600)"
PARENT = "import subprocess, sys; c = subprocess.Popen(['sleep', '600']); print(c.pid, flush=True); c.wait()"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('awake', flush=True); time.sleep(600)"
SERVER = (
    "import sys; from http.server import *;\n"
    "class H(BaseHTTPRequestHandler):\n"
    "    def do_GET(self): self.send_response(200); self.end_headers()\n"
    "    def log_message(self, *a): pass\n"
    "HTTPServer(('127.0.0.1', int(sys.argv[1])), H).serve_forever()"
)


def spec(name: str, program: str, *arguments: str, stage: int = 0, grace: float = 5.0) -> ProcessSpec:
    argv = (sys.executable, "-S", "-c", program, *arguments)
    return ProcessSpec(name, argv, {"PATH": os.defpath}, ROOT, stage=stage, grace_seconds=grace)


class Lines:
    """A log that remembers."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def __call__(self, name: str, line: str) -> None:
        self.said.append((name, line))


def until(claim: Callable[[], bool], seconds: float = 8.0) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def pid_or_none(supervisor: Supervisor, name: str) -> int | None:
    try:
        return supervisor.pid_of(name)
    except NotRunning:
        return None


def test_a_killed_process_is_started_again_and_the_others_are_left_alone() -> None:
    said = Lines()
    with Supervisor([spec("one", SLEEPER), spec("two", SLEEPER)], said, policy=QUICK) as supervisor:
        until(lambda: said.said.count(("one", "awake")) == 1)
        killed, other = supervisor.pid_of("one"), supervisor.pid_of("two")
        os.kill(killed, signal.SIGKILL)
        until(lambda: said.said.count(("one", "awake")) == 2)
        assert supervisor.pid_of("one") != killed
        assert supervisor.pid_of("two") == other
        assert ("one", "was killed by SIGKILL; starting again in 0.0 s") in said.said
        survivors = [supervisor.pid_of("one"), other]
    assert all(map(is_gone, survivors))
    with pytest.raises(NotRunning):
        supervisor.pid_of("one")


def test_a_crash_loop_ends_with_the_reason() -> None:
    said = Lines()
    failing = spec("broken", "import sys; print('no such table: shots'); sys.exit(7)")
    with Supervisor([failing, spec("fine", SLEEPER)], said, policy=QUICK) as supervisor:
        until(lambda: bool(supervisor.gave_up))
        assert supervisor.gave_up == (
            "broken ended with status 7 5 times in a row, each time within 5 s of its start; giving up. "
            "Its last words:\nno such table: shots"
        )
        assert said.said.count(("broken", "no such table: shots")) == 5
        assert pid_or_none(supervisor, "fine") is not None
        with pytest.raises(GaveUp, match="no such table"):
            supervisor.wait_ready("http://127.0.0.1:9/", timeout=5)


def test_a_program_that_does_not_exist_is_named() -> None:
    missing = ProcessSpec("ghost", ("/nowhere/ghost",), {}, ROOT)
    with Supervisor([missing], Lines(), policy=QUICK) as supervisor:
        until(lambda: bool(supervisor.gave_up))
        assert supervisor.gave_up.endswith("/nowhere/ghost: No such file or directory")


def test_stop_takes_grandchildren_along() -> None:
    said = Lines()
    with Supervisor([spec("parent", PARENT)], said, policy=QUICK):
        until(lambda: bool(said.said))
        grandchild = int(said.said[0][1])
        assert not is_gone(grandchild)
    until(lambda: is_gone(grandchild))


def test_grandchildren_of_a_killed_process_are_gone_before_it_starts_again() -> None:
    said = Lines()
    with Supervisor([spec("parent", PARENT)], said, policy=QUICK) as supervisor:
        until(lambda: len(said.said) == 1)
        orphan = int(said.said[0][1])
        os.kill(supervisor.pid_of("parent"), signal.SIGKILL)
        until(lambda: len(said.said) >= 3)
        assert is_gone(orphan)


def test_a_process_that_ignores_the_request_is_killed_after_its_grace() -> None:
    said = Lines()
    supervisor = Supervisor([spec("stubborn", STUBBORN, grace=0.3)], said, policy=QUICK)
    supervisor.start()
    until(lambda: bool(said.said))
    pid = supervisor.pid_of("stubborn")
    begun = time.monotonic()
    supervisor.stop()
    assert is_gone(pid)
    assert 0.3 <= time.monotonic() - begun < 3


def test_hurry_does_not_wait_for_the_grace() -> None:
    said = Lines()
    supervisor = Supervisor([spec("stubborn", STUBBORN, grace=60)], said, policy=QUICK)
    supervisor.start()
    until(lambda: bool(said.said))
    pid = supervisor.pid_of("stubborn")
    threading.Timer(0.2, supervisor.hurry).start()
    supervisor.stop()
    assert is_gone(pid)


def test_higher_stages_are_stopped_before_lower_ones() -> None:
    farewell = (
        "import signal, sys, time\n"
        "def bye(*a): print('bye', flush=True); sys.exit()\n"
        "signal.signal(15, bye); print('awake', flush=True)\nwhile True: time.sleep(0.05)"
    )
    said = Lines()
    specs = [spec("web", farewell, stage=0), spec("control", farewell, stage=1), spec("render", farewell, stage=2)]
    with Supervisor(specs, said, policy=QUICK):
        until(lambda: len(said.said) == 3)
    assert [name for name, line in said.said if line == "bye"] == ["render", "control", "web"]


def test_readiness_is_waited_for_and_its_absence_said() -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/healthz"
    with Supervisor([spec("web", SERVER, str(port))], Lines(), policy=QUICK) as supervisor:
        supervisor.wait_ready(address, timeout=10)
    with Supervisor([spec("idle", SLEEPER)], Lines(), policy=QUICK) as supervisor, pytest.raises(NotReady, match="0 s"):
        supervisor.wait_ready(address, timeout=0.3)


def test_processes_die_with_a_supervisor_that_is_killed() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent died")
    program = (
        "import time; from tests.infra.test_supervisor import *\n"
        "s = Supervisor([spec('one', SLEEPER)], lambda *a: None); s.start(); print(s.pid_of('one'), flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        assert not is_gone(child)
        holder.kill()
    until(lambda: is_gone(child))


def test_a_taken_port_names_the_option_that_cures_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortTaken, match=r"choose another with --port"):
            check_port(taken.getsockname()[1])
    check_port(free_port())


def test_render_workers_are_an_island() -> None:
    env = {
        "PATH": "/bin",
        "HOME": "/home/dev",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "REDIS_URL": "redis://queue:6379/0",
        "DATABASE_URL": "postgresql://db/shotwright",
        "SHOTWRIGHT_SECRET_KEY": "do not tell",
    }
    web, control, first, second = studio_processes(8123, 2, env)
    assert [web.name, control.name, first.name, second.name] == ["web", "control", "render-1", "render-2"]
    assert first.argv == (sys.executable, "-m", "gpu_worker")
    assert (
        dict(first.env)
        == dict(second.env)
        == {
            "PATH": "/bin",
            "HOME": "/home/dev",
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "REDIS_URL": "redis://queue:6379/0",
            "WORKER_LANES": "cpu",
        }
    )
    for house in (web, control):
        assert house.env["SHOTWRIGHT_PUBLIC_URL"] == "http://127.0.0.1:8123"
        assert house.env["DATABASE_URL"] == env["DATABASE_URL"]
    embedded = studio_processes(8123, 1, {"SHOTWRIGHT_VAR": "/somewhere/var"})[2]
    assert embedded.env["REDIS_URL"].startswith("unix://")


def test_logs_are_prefixed_and_plain_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    log = prefixed_log(["web", "render-1"])
    log("web", "ready")
    log("render-1", "0010 done")
    assert capsys.readouterr().out == "web      | ready\nrender-1 | 0010 done\n"
