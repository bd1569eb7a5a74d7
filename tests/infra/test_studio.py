"""`manage.py studio` as a newcomer meets it: the real product comes up, and Ctrl-C takes all of it down."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from infra.embedded import stack
from infra.embedded.supervisor import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


def environment(var: Path) -> dict[str, str]:
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "SHOTWRIGHT_VAR": str(var)}


def run_studio(var: Path, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-u", "manage.py", "studio", "--port", str(port), "--render-workers", "1"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(var), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def started_with(var: Path) -> set[int]:
    """Everything alive whose environment or command line names this stack."""
    found, names = set(), (str(var), stack.locations(var).name)
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            told = " ".join([*process.cmdline(), *process.environ().values()])
            if process.status() != psutil.STATUS_ZOMBIE and any(name in told for name in names):
                found.add(process.pid)
    return found


@pytest.mark.slow
def test_ctrl_c_takes_the_whole_studio_down(tmp_path: Path) -> None:
    var, port = tmp_path / "var", free_port()
    with run_studio(var, port) as studio:
        said: list[str] = []
        assert studio.stdout is not None
        reader = threading.Thread(target=lambda: said.extend(studio.stdout or ()), daemon=True)
        reader.start()
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not any(line.startswith("Shotwright is at") for line in said):
                assert studio.poll() is None, "".join(said)
                assert time.monotonic() < deadline, "".join(said)
                time.sleep(0.1)
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                f"http://127.0.0.1:{port}/healthz", timeout=10
            ) as answer:
                assert answer.status == 200
            refused = run_studio(var, port)
            assert f"port {port} on 127.0.0.1 cannot be used" in refused.communicate(timeout=PATIENCE_SECONDS)[0]
            assert refused.returncode == 1
            assert len(started_with(var)) > 5
            studio.send_signal(signal.SIGINT)
            assert studio.wait(PATIENCE_SECONDS) == 0, "".join(said)
            reader.join(5)
            assert {line.split(" ")[0] for line in said if "|" in line} >= {"web", "control", "render-1"}
            assert said[-1] == "stopped\n"
            assert started_with(var) == set()
        finally:
            if studio.poll() is None:
                studio.terminate()
                studio.wait(PATIENCE_SECONDS)
            stack.erase(var)
