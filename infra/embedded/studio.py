"""The whole product as processes on this machine, and how their logs look side by side."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from infra.embedded.stack import locations
from infra.embedded.supervisor import Log, ProcessSpec
from render.contracts import CONTROL_QUEUE

ROOT = Path(__file__).resolve().parents[2]
WORKER_LANE = "cpu"
ISLAND_VARIABLES = ("PATH", "HOME", "LANG")
"""What a render worker inherits, besides PYTHON*: it must never see a database address or a secret."""
COLOURS = (36, 33, 32, 35, 34, 31)


def studio_processes(port: int, render_workers: int, env: Mapping[str, str]) -> list[ProcessSpec]:
    """Web, control worker and `render_workers` CPU workers, named `web`, `control`, `render-1` …

    `env` is the environment they start from (the caller's own). Workers are stopped first, so that they can still tell
    the web process what became of their orders; the web process goes last.
    """
    house = {**env, "SHOTWRIGHT_PUBLIC_URL": f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"}
    var = Path(env.get("SHOTWRIGHT_VAR") or ROOT / "var")
    island = {name: value for name, value in env.items() if name in ISLAND_VARIABLES or name.startswith("PYTHON")}
    island |= {
        "PYTHONUNBUFFERED": "1",
        "REDIS_URL": env.get("REDIS_URL") or locations(var).redis_url,
        "WORKER_LANES": WORKER_LANE,
    }
    # no access log: workers report progress several times a second
    web = ["uvicorn", "config.asgi:application", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    web += ["--no-access-log", "--timeout-graceful-shutdown", "5"]
    control = ["dramatiq", "config.workers", "--processes", "1", "--threads", "4", "--queues", CONTROL_QUEUE]
    control += ["--worker-shutdown-timeout", "8000"]
    return [
        _module("web", web, house, stage=0),
        _module("control", control, house, stage=1),
        *(_module(f"render-{number}", ["gpu_worker"], island, stage=2) for number in range(1, render_workers + 1)),
    ]


def usable_cores() -> int:
    """Cores this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prefixed_log(names: list[str], stream: TextIO | None = None) -> Log:
    """A log that writes `name | line`, one colour per process when `stream` (stdout) is a terminal."""
    out = stream or sys.stdout
    width = max(map(len, names), default=0)
    coloured = out.isatty()
    lock = threading.Lock()

    def log(name: str, line: str) -> None:
        prefix = f"{name:<{width}} |"
        if coloured and name in names:
            prefix = f"\x1b[{COLOURS[names.index(name) % len(COLOURS)]}m{prefix}\x1b[0m"
        with lock:
            out.write(f"{prefix} {line}\n")
            out.flush()

    return log


def _module(name: str, argv: list[str], env: Mapping[str, str], *, stage: int) -> ProcessSpec:
    return ProcessSpec(name=name, argv=(sys.executable, "-m", *argv), env=env, cwd=ROOT, stage=stage)
