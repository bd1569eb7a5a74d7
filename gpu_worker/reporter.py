"""The worker's voice: progress that renews the lease, the request for upload addresses, and the receipt."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Literal

import httpx

from render.contracts import Output, Progress, Receipt, RenderOrder

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
PATIENCE_SECONDS = 120.0
"""How long a finished attempt is held out to a control plane that does not answer."""
MOST_OFTEN_SECONDS = 0.5
"""Progress at most twice a second, however often an engine reports."""

LEAST_OFTEN_SECONDS = 3.0
"""However long the lease and however silent the engine: a cancel must be heard within seconds."""

Verdict = Literal["", "canceled", "stale"]
"""What the control plane thinks of the attempt: go on, stop and say so, or stop and say nothing."""


class AttemptStale(Exception):
    """This attempt is not the job's current one any more, or its addresses have expired."""


class ControlPlaneSilent(Exception):
    """Nobody answered for as long as we were willing to wait."""


class Reporter:
    """Speaks to one order's three report URLs."""

    def __init__(self, order: RenderOrder, worker_id: str, client: httpx.Client) -> None:
        self.order, self.worker_id, self._client = order, worker_id, client

    def progress(self, fraction: float, stage: str, activity: str = "") -> Verdict:
        """Renew the lease once; no answer is no verdict."""
        body = asdict(Progress(worker_id=self.worker_id, fraction=fraction, stage=stage, activity=activity))
        try:
            response = self._client.post(self.order.progress_url, json=body, timeout=TIMEOUT)
        except httpx.TransportError as lost:
            log.warning("%s: progress did not get through: %s", self.order.job_id, lost or type(lost).__name__)
            return ""
        if response.status_code in (403, 404, 409, 410):
            return "stale"
        if not response.is_success:
            log.warning("%s: progress was answered %d", self.order.job_id, response.status_code)
            return ""
        return "" if response.json().get("may_keep_running", True) else "canceled"

    def ask_uploads(self, outputs: tuple[Output, ...], keep_going: Callable[[], None]) -> list[Mapping[str, Any]]:
        """Presigned addresses for the outputs, in their order."""
        answer = self._insist(self.order.uploads_url, {"outputs": [asdict(o) for o in outputs]}, keep_going)
        by_name = {upload["name"]: upload for upload in answer["uploads"]}
        return [by_name[output.name] for output in outputs]

    def deliver(self, receipt: Receipt) -> bool:
        """Hand in the receipt until it is answered; whether it was accepted."""
        return bool(self._insist(self.order.receipt_url, asdict(receipt), lambda: None).get("accepted"))

    def _insist(self, url: str, body: dict[str, Any], keep_going: Callable[[], None]) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_SECONDS
        pause = 0.25
        while True:
            keep_going()
            problem = ""
            try:
                response = self._client.post(url, json=body, timeout=TIMEOUT)
            except httpx.TransportError as lost:
                problem = str(lost) or type(lost).__name__
            else:
                if response.is_success:
                    answer: dict[str, Any] = response.json()
                    return answer
                if response.status_code in (403, 404, 409, 410):
                    raise AttemptStale(f"{self.order.job_id} attempt {self.order.attempt}: {response.text[:200]}")
                problem = f"{response.status_code} {response.text[:200]}"
                if response.status_code < 500 and response.status_code not in (408, 425, 429):
                    raise ControlPlaneSilent(f"refused: {problem}")
            if time.monotonic() + pause > until:
                raise ControlPlaneSilent(problem)
            log.warning("%s: no answer yet (%s); trying again in %.1f s", self.order.job_id, problem, pause)
            time.sleep(pause)
            pause = min(4.0, pause * 2)


class Heartbeat(threading.Thread):
    """Renews the lease from the parent process while an attempt lasts, whatever the engine's child is doing.

    Sends what was last `tell`ed: at most twice a second when it changes; when it does not, every third of the lease and
    every three seconds at least.
    """

    def __init__(self, reporter: Reporter) -> None:
        super().__init__(name=f"heartbeat-{reporter.order.job_id}", daemon=True)
        self._reporter = reporter
        self._every = min(reporter.order.lease_seconds / 3, LEAST_OFTEN_SECONDS)
        self._lock = threading.Lock()
        self._now: tuple[float, str, str] = (0.0, "starting", "")
        self._changed = threading.Event()
        self._ended = threading.Event()
        self.verdict: Verdict = ""

    def tell(self, fraction: float, stage: str, activity: str = "") -> None:
        """Remember how far it is; the fraction never falls."""
        with self._lock:
            self._now = (max(fraction, self._now[0]), stage, activity)
        self._changed.set()

    def run(self) -> None:
        last = time.monotonic()
        while not self._ended.is_set():
            self._changed.wait(timeout=max(0.0, last + self._every - time.monotonic()))
            if self._ended.wait(timeout=max(0.0, last + MOST_OFTEN_SECONDS - time.monotonic())):
                return
            self._changed.clear()
            with self._lock:
                fraction, stage, activity = self._now
            last = time.monotonic()
            self.verdict = self.verdict or self._reporter.progress(fraction, stage, activity)

    def end(self) -> None:
        """Stop; a request under way finishes by itself."""
        self._ended.set()
        self._changed.set()
