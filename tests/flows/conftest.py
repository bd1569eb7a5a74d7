"""The real product for the flow tests: its own embedded stack, web, control worker and two render workers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.client import Client
from infra.embedded import stack
from infra.embedded.studio import studio_processes
from infra.embedded.supervisor import Supervisor, free_port

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 6


@dataclass
class Product:
    """A running product: its address, its environment and the hands to break it with."""

    url: str
    env: dict[str, str]
    var: Path
    supervisor: Supervisor
    log: list[str]

    def manage(self, *argv: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "manage.py", *argv],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def open_studio(self, name: str, budget: int | None = 10_000) -> str:
        """A new studio with a budget in fen; returns its first key."""
        told = self.manage("accounts", "open", name, "--owner", f"{name.lower()}@example.com").stdout
        key = next(word for word in told.split() if word.startswith("sw_"))
        if budget is not None:
            with Client(self.url, key) as client:
                client.post("budgets", {"scope": "studio", "limit": {"minor": budget, "currency": "CNY"}})
        return key


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    var = tmp_path_factory.mktemp("product") / "var"
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "MEDIA_STORE")}
    env |= {"SHOTWRIGHT_VAR": str(var), "RENDER_LEASE_SECONDS": str(LEASE_SECONDS)}
    port = free_port()
    log: list[str] = []
    try:
        subprocess.run([sys.executable, "manage.py", "stack", "up"], cwd=ROOT, env=env, check=True, capture_output=True)
        with Supervisor(studio_processes(port, 2, env), lambda name, line: log.append(f"{name} {line}")) as supervisor:
            supervisor.wait_ready(f"http://127.0.0.1:{port}/readyz", 60)
            yield Product(f"http://127.0.0.1:{port}", env, var, supervisor, log)
    finally:
        stack.down(var)
