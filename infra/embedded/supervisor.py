"""Keeps a set of processes running: starts, restarts, reports and ends them, and leaves no orphan.

Every process leads its own group, so Ctrl-C in a terminal reaches only the supervisor, and whatever a process started
goes when it goes. All starting happens in one thread that lives as long as the supervisor: the kernel's parent-death
signal is bound to the thread that forked.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

Log = Callable[[str, str], None]
"""Called as `log(process_name, line)` from several threads."""

LEASH = Path(__file__).with_name("leash.py")
POLL_SECONDS = 0.05


class GaveUp(Exception):
    """A process died again and again right after its start; the message names it and its last words."""


class NotReady(Exception):
    """The address did not answer in time."""


class NotRunning(Exception):
    """The process is not running at the moment."""


class PortTaken(Exception):
    """Something else listens on the port."""


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """One process to keep running. Higher stages are stopped first; `grace_seconds` lie between SIGTERM and SIGKILL."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    stage: int = 0
    grace_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """A death within `quick_seconds` of the start is quick; after `quick_deaths` in a row it is not tried again."""

    quick_seconds: float = 10.0
    quick_deaths: int = 5
    backoff_seconds: float = 0.5
    backoff_limit_seconds: float = 8.0


@dataclass(slots=True)
class _Child:
    spec: ProcessSpec
    process: subprocess.Popen[bytes] | None = None
    reader: threading.Thread | None = None
    started_at: float = 0.0
    deaths: int = 0
    next_start_at: float | None = 0.0
    last_words: list[str] = field(default_factory=list)


class Supervisor:
    """Runs `processes` from `start` to `stop`; a context manager does both."""

    def __init__(self, processes: Iterable[ProcessSpec], log: Log, *, policy: RestartPolicy | None = None) -> None:
        self._children = {spec.name: _Child(spec) for spec in processes}
        self._log = log
        self._policy = policy or RestartPolicy()
        self._stopping = threading.Event()
        self._hurrying = threading.Event()
        self._started = threading.Event()
        self._keeper: threading.Thread | None = None
        self.gave_up = ""
        """Why a process is no longer restarted; empty while all is well."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start every process once; returns when all are started, not when they are ready."""
        self._keeper = threading.Thread(target=self._keep, name="supervisor", daemon=True)
        self._keeper.start()
        self._started.wait()

    def begin_stop(self) -> None:
        """Ask for the stop and return at once; fit for a signal handler. Whoever waits in `wait_ready` is released."""
        self._stopping.set()

    def stop(self) -> None:
        """End all processes, stage by stage, and whatever they started. Safe to call twice."""
        self._stopping.set()
        if self._keeper is not None:
            self._keeper.join()

    def hurry(self) -> None:
        """Give up waiting for orderly ends: from now on (also during `stop`) SIGKILL follows at once."""
        self._hurrying.set()
        self._stopping.set()

    def pid_of(self, name: str) -> int:
        """The pid of process `name` as it runs now; it changes with every restart."""
        process = self._children[name].process
        if process is None:
            raise NotRunning(f"{name} is not running")
        return process.pid

    def wait_ready(self, url: str, timeout: float) -> None:
        """Wait until `url` answers 200; raises `NotReady` after `timeout` seconds, `GaveUp` when a process did."""
        parts = urlsplit(url)
        deadline = time.monotonic() + timeout
        last = "no answer"
        while time.monotonic() < deadline and not self._stopping.is_set():
            if self.gave_up:
                raise GaveUp(self.gave_up)
            # http.client knows no proxies, which have no business between a machine and itself
            connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=2)
            try:
                connection.request("GET", parts.path or "/")
                status = connection.getresponse().status
                if status == 200:
                    return
                last = f"status {status}"
            except (OSError, http.client.HTTPException) as failure:
                last = str(failure)
            finally:
                connection.close()
            self._stopping.wait(0.1)
        raise NotReady(f"{url} did not answer within {timeout:.0f} s ({last})")

    # --- everything below runs in the keeper's thread ---

    def _keep(self) -> None:
        try:
            for child in self._children.values():
                self._launch(child)
            self._started.set()
            while not self._stopping.wait(POLL_SECONDS):
                for child in self._children.values():
                    self._look_after(child)
        finally:
            self._started.set()
            self._end_all()

    def _launch(self, child: _Child) -> None:
        spec = child.spec
        child.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), *spec.argv],
            cwd=spec.cwd,
            env=dict(spec.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        child.started_at, child.next_start_at, child.last_words = time.monotonic(), None, []
        child.reader = threading.Thread(target=self._read, args=(child, child.process), daemon=True)
        child.reader.start()

    def _read(self, child: _Child, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101 - asked for in `_launch`
        with process.stdout as lines:
            for line in lines:
                text = line.decode("utf-8", "replace").rstrip()
                child.last_words = [*child.last_words[-4:], text]
                self._log(child.spec.name, text)

    def _look_after(self, child: _Child) -> None:
        if child.process is None:
            if child.next_start_at is not None and time.monotonic() >= child.next_start_at:
                self._launch(child)
            return
        if not _has_ended(child.process.pid):
            return
        lived = time.monotonic() - child.started_at
        how = self._bury(child)
        policy = self._policy
        child.deaths = child.deaths + 1 if lived < policy.quick_seconds else 1
        if child.deaths >= policy.quick_deaths:
            words = "\n".join(child.last_words)
            self.gave_up = (
                f"{child.spec.name} {how} {child.deaths} times in a row, each time within {policy.quick_seconds:.0f} s "
                f"of its start; giving up. Its last words:\n{words}"
            )
            self._log(child.spec.name, self.gave_up.splitlines()[0])
            return
        pause = min(policy.backoff_limit_seconds, policy.backoff_seconds * 2 ** (child.deaths - 1))
        self._log(child.spec.name, f"{how}; starting again in {pause:.1f} s")
        child.next_start_at = time.monotonic() + pause

    def _bury(self, child: _Child) -> str:
        """Kill what is left of an ended process's group, then reap it; says how it ended."""
        process = child.process
        assert process is not None  # noqa: S101 - callers checked
        # before reaping: until then the group's number cannot belong to anybody else
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
        if child.reader is not None:
            child.reader.join(1.0)
        child.process = None
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"was killed by {signal.Signals(-code).name}"
        return f"ended with status {code}"

    def _end_all(self) -> None:
        for stage in sorted({child.spec.stage for child in self._children.values()}, reverse=True):
            group = [c for c in self._children.values() if c.spec.stage == stage and c.process is not None]
            for child in group:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.process.pid, signal.SIGTERM)  # type: ignore[union-attr]
            begun = time.monotonic()
            for child in group:
                deadline = begun + child.spec.grace_seconds
                while not _has_ended(child.process.pid) and time.monotonic() < deadline:  # type: ignore[union-attr]
                    if self._hurrying.wait(0.02):
                        break
                self._bury(child)


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nothing uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_port(port: int) -> None:
    """Raise `PortTaken` when something already listens on 127.0.0.1:`port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as failure:
            raise PortTaken(
                f"port {port} on 127.0.0.1 cannot be used ({failure.strerror}); choose another with --port"
            ) from failure


def _has_ended(pid: int) -> bool:
    """True when child `pid` is over, without reaping it."""
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True
