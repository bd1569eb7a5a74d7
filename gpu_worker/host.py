"""Parent side: one attempt from order to receipt, with the engine in a child that can be killed at any moment.

The child is spawned on first use and stays warm between attempts. Everything that must go on while it computes (lease,
cancel, deadline, drain) happens here, so that no engine can hold it up.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import httpx

from gpu_worker import runner, transfers
from gpu_worker.engines.base import Rendered
from gpu_worker.reporter import AttemptStale, ControlPlaneSilent, Heartbeat, Reporter
from render.contracts import Failure, Outcome, Output, Receipt, RenderOrder

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
SPAWN = multiprocessing.get_context("spawn")
STOPPED = Failure("worker.stopped", "the worker was asked to stop; the job runs again elsewhere", retryable=True)


class Stopping(Exception):
    """The attempt must end now. `outcome` is None when nobody wants to hear of it (a stale attempt)."""

    def __init__(self, outcome: Outcome | None, failure: Failure | None = None) -> None:
        super().__init__(failure.message if failure else outcome or "stale")
        self.outcome = outcome
        self.failure = failure


class Host:
    """Runs orders, one at a time. `loader` names the function release -> Engine that the child calls."""

    def __init__(self, worker_id: str, *, loader: str = "gpu_worker.engines:load", scratch: Path | None = None) -> None:
        self.worker_id = worker_id
        self._loader = loader
        self._scratch = Scratch(scratch or Path(tempfile.gettempdir()))
        self._child: Child | None = None
        self._giving_up = threading.Event()
        self._busy = threading.Event()

    @property
    def is_busy(self) -> bool:
        """Whether an attempt is under way."""
        return self._busy.is_set()

    def give_up(self) -> None:
        """End the attempt under way as soon as possible and hand the job back; nothing more is started."""
        self._giving_up.set()

    def close(self) -> None:
        """End the child and remove the scratch folder."""
        self._dismiss()
        self._scratch.close()

    def run(self, order: RenderOrder) -> None:
        """Render one attempt and hand in its receipt. Never raises: what goes wrong is told or left to the lease."""
        started = time.monotonic()
        self._busy.set()
        try:
            with self._scratch.folder() as folder, httpx.Client(follow_redirects=False) as client:
                self._attempt(order, folder, client, started)
        except Exception:
            log.exception("%s attempt %d: left to its lease", order.job_id, order.attempt)
        finally:
            self._busy.clear()

    def _attempt(self, order: RenderOrder, folder: Path, client: httpx.Client, started: float) -> None:
        reporter = Reporter(order, self.worker_id, client)
        verdict = reporter.progress(0.0, "starting")
        if verdict == "stale":
            log.info("%s attempt %d is stale; dropped", order.job_id, order.attempt)
            return
        heartbeat = Heartbeat(reporter)
        heartbeat.verdict = verdict
        heartbeat.start()
        attempt = Attempt(order, reporter, heartbeat, client, folder)
        attempt.watch = Watch(order, heartbeat, self._giving_up, started)
        receipt = Receipt(order.job_id, order.attempt, self.worker_id, "failed", order.release)
        try:
            receipt = self._produce(attempt, receipt)
        except Stopping as stop:
            self._dismiss()
            if stop.outcome is None:
                log.info("%s attempt %d became stale; stopped", order.job_id, order.attempt)
                return
            receipt = replace(receipt, outcome=stop.outcome, failure=stop.failure)
        except transfers.TransferFailed as failed:
            receipt = replace(receipt, failure=Failure(failed.code, str(failed), "transfer", failed.retryable))
        except AttemptStale:
            return
        finally:
            heartbeat.end()
        _hand_in(reporter, replace(receipt, wall_seconds=round(time.monotonic() - started, 3)))

    def _produce(self, attempt: Attempt, receipt: Receipt) -> Receipt:
        """Inputs, engine, outputs; the receipt as far as it is known."""
        answer = self._render(attempt.prepare(), attempt)
        match answer:
            case runner.Refused():
                return replace(receipt, failure=Failure(answer.code, answer.message, "render", retryable=False))
            case runner.Broke():
                return replace(receipt, failure=Failure("engine.failed", answer.message, "render", retryable=True))
        return replace(
            receipt,
            outcome="succeeded",
            outputs=attempt.upload(answer.rendered),
            warnings=answer.rendered.warnings,
            cpu_seconds=round(answer.cpu_seconds, 3),
        )

    def _render(self, work: runner.Work, attempt: Attempt) -> Any:
        """Hand the work to the child and wait for its last word: Done, Refused or Broke."""
        if self._child is None or not self._child.is_alive():
            self._dismiss()
            self._child = Child(self._loader)
        try:
            self._child.pipe.send(work)
            while True:
                attempt.watch.check()
                message = self._child.listen()
                if isinstance(message, runner.Report):
                    attempt.heartbeat.tell(0.02 + 0.93 * message.fraction, message.stage)
                elif message is not None:
                    return message
        except (EOFError, OSError):
            message = f"the engine's process ended with {_ending(self._dismiss())}"
            raise Stopping("failed", Failure("engine.crashed", message, "render", retryable=True)) from None

    def _dismiss(self) -> int | None:
        """End the child, if there is one; answers its exit code."""
        child, self._child = self._child, None
        return child.kill() if child else None


@dataclass
class Attempt:
    """One order being worked on: who to tell, and the folder it may use."""

    order: RenderOrder
    reporter: Reporter
    heartbeat: Heartbeat
    client: httpx.Client
    folder: Path
    watch: Watch = field(init=False)

    @property
    def scratch(self) -> Path:
        """Where the engine writes."""
        return self.folder / "scratch"

    def prepare(self) -> runner.Work:
        """Fetch the inputs and say what the child shall do."""
        self.watch.check()
        self.heartbeat.tell(0.0, "fetch")
        inputs = self.folder / "inputs"
        inputs.mkdir()
        self.scratch.mkdir()
        found = transfers.fetch(self.order.inputs, inputs, self.client, self.watch.check)
        paths = {name: str(path) for name, path in found.items()}
        return runner.Work(self.order.release, self.order.kind, self.order.brief, paths, str(self.scratch))

    def upload(self, rendered: Rendered) -> tuple[Output, ...]:
        """Send every finished file straight to the store."""
        self.heartbeat.tell(0.95, "upload")
        for file in rendered.files:
            if not file.path.resolve().is_relative_to(self.scratch.resolve()) or not file.path.is_file():
                raise Stopping("failed", Failure("engine.failed", f"no file for output {file.name}", "upload"))
        outputs = transfers.describe(rendered.files)
        try:
            uploads = self.reporter.ask_uploads(outputs, self.watch.check)
        except ControlPlaneSilent as silent:
            raise transfers.TransferFailed("output.unreachable", str(silent)) from silent
        for number, (file, upload) in enumerate(zip(rendered.files, uploads, strict=True), 1):
            transfers.put(file.path, upload, self.client, self.watch.check)
            self.heartbeat.tell(0.95 + 0.05 * number / len(uploads), "upload")
        return outputs


class Watch:
    """Everything that may end an attempt from outside: verdict, deadline, drain."""

    def __init__(self, order: RenderOrder, heartbeat: Heartbeat, giving_up: threading.Event, started: float) -> None:
        self._order, self._heartbeat, self._giving_up = order, heartbeat, giving_up
        self._until = started + order.deadline_seconds

    def check(self) -> None:
        """Raise `Stopping` when the attempt must end."""
        if self._heartbeat.verdict == "stale":
            raise Stopping(None)
        if self._heartbeat.verdict == "canceled":
            raise Stopping("canceled")
        if self._giving_up.is_set():
            raise Stopping("failed", STOPPED)
        if time.monotonic() > self._until:
            message = f"not finished within {self._order.deadline_seconds} s"
            raise Stopping("failed", Failure("worker.timeout", message, retryable=True))


class Child:
    """The engine's process and the pipe to it."""

    def __init__(self, loader: str) -> None:
        self.pipe: Connection
        self.pipe, theirs = SPAWN.Pipe()
        self._process: SpawnProcess = SPAWN.Process(
            target=runner.serve, args=(theirs, os.getpid(), loader), name="engine", daemon=True
        )
        self._process.start()
        theirs.close()  # else its end of file would never be seen

    def listen(self) -> Any:
        """The child's next word, or None when it says nothing for a moment; EOFError when it is dead."""
        if self.pipe.poll(POLL_SECONDS):
            return self.pipe.recv()
        if self.is_alive() or self.pipe.poll(0):
            return None
        raise EOFError

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    def kill(self) -> int | None:
        """Kill the process and all it started; answers the exit code."""
        pid = self._process.pid
        if pid is not None:
            # it leads its own group, except in its first moments, when only the process itself is there
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getpgid(pid) == pid:
                    os.killpg(pid, signal.SIGKILL)
        self._process.kill()
        self._process.join(5)
        self.pipe.close()
        code = self._process.exitcode
        with contextlib.suppress(ValueError):
            self._process.close()
        return code


class Scratch:
    """The worker's folder for attempts, removed with it; what killed workers left is removed at the next start.

    A lock, which the kernel drops with its process, tells a living worker's folder from a dead one's.
    """

    def __init__(self, below: Path) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="shotwright-render-", dir=below))
        self._lock = (self.root / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        for other in below.glob("shotwright-render-*"):
            if other != self.root:
                _remove_if_abandoned(other)

    @contextlib.contextmanager
    def folder(self) -> Iterator[Path]:
        """A fresh folder for one attempt."""
        path = Path(tempfile.mkdtemp(prefix="attempt-", dir=self.root))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.root, ignore_errors=True)
        self._lock.close()


def _remove_if_abandoned(folder: Path) -> None:
    try:
        with (folder / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # held by a living worker, not ours, or not there yet
        return


def _hand_in(reporter: Reporter, receipt: Receipt) -> None:
    why = f" ({receipt.failure.code}: {receipt.failure.message})" if receipt.failure else ""
    try:
        accepted = reporter.deliver(receipt)
    except (AttemptStale, ControlPlaneSilent) as unheard:
        log.warning("%s attempt %d: receipt not taken: %s", receipt.job_id, receipt.attempt, unheard)
        return
    said = f"{receipt.outcome}{why}" if accepted else f"{receipt.outcome}{why}, not accepted"
    log.info("%s attempt %d: %s in %.1f s", receipt.job_id, receipt.attempt, said, receipt.wall_seconds)


def _ending(code: int | None) -> str:
    if code is None:
        return "an unknown state"
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"status {code}"
