"""The main job, measured: script to finished episode, recovery after a killed worker, memory of the web process.

    .venv/bin/python infra/bench/main_job.py [--quick] [--json FILE]

Runs the real product in a folder of its own (`var/bench`). `--quick` uses a script of a few shots.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from console.client import Client  # noqa: E402
from infra.embedded.studio import studio_processes, usable_cores  # noqa: E402
from infra.embedded.supervisor import Supervisor, free_port  # noqa: E402

SHORT_SCRIPT = """第1集

1-1 天台 夜 外
人物：林晚、沈砚
△风很大。林晚站在天台边缘，沈砚从她身后走近。
林晚（冷声）：你来晚了。
沈砚（惊慌）：把戒指还给我！
林晚（轻笑）：晚了。
"""
Figure = dict[str, Any]


class Rss(threading.Thread):
    """The highest resident memory a process tree reached, sampled ten times a second, in MB."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process, self.peak, self.over = psutil.Process(pid), 0.0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.1):
            try:
                family = [self.process, *self.process.children(recursive=True)]
                self.peak = max(self.peak, sum(p.memory_info().rss for p in family) / 1e6)
            except psutil.Error:
                continue


def figure(name: str, value: float, unit: str, goal: float | None) -> Figure:
    return {"figure": name, "value": round(value, 1), "unit": unit, "goal": goal, "met": goal is None or value <= goal}


def manage(env: dict[str, str], *argv: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *argv], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"manage.py {' '.join(argv)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def recovery(client: Client, supervisor: Supervisor, shots: list[dict[str, Any]]) -> float:
    """Seconds from SIGKILL of a worker in the middle of a shot until the job runs in another attempt."""
    shot = client.get(f"shots/{shots[0]['id']}")
    client.patch(f"shots/{shot['id']}", {"frames": 480}, version=shot["version"])  # long enough to have a middle
    order = client.post("orders", {"items": [{"kind": "shot", "id": shot["id"], "stage": "animatic"}]})
    job_id = order["jobs"][0]["id"]
    until = time.monotonic() + 60
    while (job := client.get(f"jobs/{job_id}"))["state"] != "running" and time.monotonic() < until:
        time.sleep(0.1)
    first = job["attempt"]
    worker = job["attempts"][-1]["worker_id"]
    for name in ("render-1", "render-2"):
        if worker.endswith(f"-{supervisor.pid_of(name)}"):
            os.kill(supervisor.pid_of(name), signal.SIGKILL)
    killed_at = time.monotonic()
    while time.monotonic() < killed_at + 120:
        job = client.get(f"jobs/{job_id}")
        if job["attempt"] > first and job["state"] in ("running", "succeeded"):
            return time.monotonic() - killed_at
        time.sleep(0.2)
    raise SystemExit(f"the job did not run again within two minutes: {job}")


@contextmanager
def product(lease: int) -> Iterator[tuple[Supervisor, str, str, dict[str, str], Path]]:
    """The real product, made from nothing: its supervisor, address, an API key, the environment, a folder for files."""
    var = ROOT / "var" / "bench"
    env = {**os.environ, "SHOTWRIGHT_VAR": str(var), "RENDER_LEASE_SECONDS": str(lease)}
    manage(env, "stack", "down", "--erase")
    manage(env, "stack", "up")
    try:
        told = manage(env, "accounts", "open", "Bench", "--owner", "b@example.com")
        key = next(word for word in told.split() if "sw_" in word)
        port = free_port()
        with Supervisor(studio_processes(port, max(2, usable_cores()), env), lambda name, line: None) as supervisor:
            url = f"http://127.0.0.1:{port}"
            supervisor.wait_ready(f"{url}/readyz", 60)
            with Client(url, key) as client:
                client.post("budgets", {"scope": "studio", "limit": {"minor": 100_000, "currency": "CNY"}})
            yield supervisor, url, key, env, var
    finally:
        manage(env, "stack", "down", "--erase")


def produce(script: Path, url: str, key: str, env: dict[str, str], out: Path) -> tuple[float, dict[str, Any]]:
    """Wall seconds from a script file to downloaded files, and the episode's report."""
    began = time.monotonic()
    manage(env, "produce", str(script), "--series", "Bench", "--out", str(out), "--url", url, "--key", key)
    return time.monotonic() - began, json.loads((out / "report.json").read_text())


def episode(text: str) -> tuple[float, dict[str, Any]]:
    """The same for a script given as text, on a product of its own."""
    with product(lease=30) as (_supervisor, url, key, env, var):
        script = var / "script.txt"
        script.write_text(text, encoding="utf-8")
        return produce(script, url, key, env, var / "out")


def measure(quick: bool) -> list[Figure]:
    lease = 5 if quick else 30
    figures = []
    began = time.monotonic()
    with product(lease) as (supervisor, url, key, env, var):
        figures.append(figure("stack and product ready", time.monotonic() - began, "s", None))
        script, out = ROOT / "projects/samples/wedding_ring.zh.txt", var / "out"
        if quick:
            script = var / "short.txt"
            script.write_text(SHORT_SCRIPT, encoding="utf-8")
        rss = Rss(supervisor.pid_of("web"))
        rss.start()
        wall, report = produce(script, url, key, env, out)
        figures += [
            figure("episode, script to files", wall, "s", None if quick else 240),
            figure("episode length", report["seconds"], "s", None),
            figure("wall seconds per episode second", wall / report["seconds"], "x", None),
        ]
        again, report = produce(script, url, key, env, out)
        figures.append(figure("same episode again (nothing to pay)", again, "s", None))
        with Client(url, key) as client:
            shots = list(client.all(f"episodes/{report['episode']['id']}/shots"))
            seconds = recovery(client, supervisor, shots)
        name = f"kill -9 of a worker to the next attempt running ({lease} s lease)"
        figures.append(figure(name, seconds, "s", 45))
        rss.over.set()
        rss.join()
        figures.append(figure("web process, peak resident memory", rss.peak, "MB", 250))
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a slice of under a minute")
    parser.add_argument("--json", type=Path, help="write [{figure, value, unit, goal, met}] here")
    options = parser.parse_args()
    figures = measure(options.quick)
    print(f"{platform.machine()}, {usable_cores()} cores, Python {platform.python_version()}")
    for row in figures:
        goal = "" if row["goal"] is None else f"goal <= {row['goal']:g}  {'met' if row['met'] else 'MISSED'}"
        print(f"{row['figure']:<52}{row['value']:>9} {row['unit']:<3} {goal}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0 if all(row["met"] for row in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
