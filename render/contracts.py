"""What crosses the wall between the control plane and a worker: order out, progress and receipt back.

The order travels as the one argument of a Dramatiq message, named by queue and actor so that neither side imports the
other. Everything the worker may touch is a presigned URL inside the order; it holds no credentials of its own.
Progress, upload requests and the receipt go back as JSON over HTTP to the order's three report URLs. Standard library
only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

CONTRACT_VERSION = 1

CONTROL_QUEUE = "control"
RENDER_ACTOR = "render_attempt"

Kind = Literal["line", "shot", "storyboard", "cue", "conform"]
Outcome = Literal["succeeded", "failed", "canceled"]

WORKER_KEY = "shotwright:worker:{worker_id}"
"""Redis key under which a worker announces itself as JSON `WorkerAnnouncement`, with a time to live."""
WORKER_TTL_SECONDS = 15


def lane_queue(lane: str) -> str:
    """The Dramatiq queue that workers of `lane` consume."""
    return f"render.{lane}"


@dataclass(frozen=True, slots=True)
class WorkerAnnouncement:
    """A worker on the floor: which lanes it serves and how many orders it takes at once."""

    worker_id: str
    lanes: tuple[str, ...]
    slots: int
    releases: tuple[str, ...]
    pid: int
    host: str


@dataclass(frozen=True, slots=True)
class InputFile:
    """Bytes an order needs, fetched from `url` and checked against length and SHA-256 (hex) before use."""

    name: str
    url: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RenderOrder:
    """One attempt at one job. `brief` is the JSON form of the brief that belongs to `kind`.

    `lease_seconds` is how long the worker may stay silent; `deadline_seconds` how long the attempt may take in all.
    """

    job_id: str
    attempt: int
    kind: Kind
    release: str
    brief: dict[str, Any]
    inputs: tuple[InputFile, ...]
    progress_url: str
    uploads_url: str
    receipt_url: str
    lease_seconds: int
    deadline_seconds: int
    version: int = CONTRACT_VERSION


@dataclass(frozen=True, slots=True)
class Progress:
    """Sent to `progress_url`; renews the lease. `fraction` runs 0..1 and never falls within an attempt.

    The answer is JSON `{"may_keep_running": bool, "reason": str, "lease_seconds": int}`; 409 means the attempt is
    stale.
    """

    worker_id: str
    fraction: float
    stage: str
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A finished file. `facts` hold what was measured from the bytes: frames, rate, size, loudness, phonemes …

    Asked for at `uploads_url` as `{"outputs": [Output …]}`; the answer is
    `{"uploads": [{"name", "url", "method", "headers"} …]}`. The same list is repeated in the receipt.
    """

    name: str
    filename: str
    content_type: str
    bytes: int
    sha256: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed. `code` is stable ("input.missing", "engine.crashed", "worker.timeout", "internal")."""

    code: str
    message: str
    stage: str = ""
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Sent to `receipt_url` and repeated until answered `{"accepted": bool}`. Seconds are measured by the worker."""

    job_id: str
    attempt: int
    worker_id: str
    outcome: Outcome
    release: str
    outputs: tuple[Output, ...] = ()
    failure: Failure | None = None
    warnings: tuple[str, ...] = ()
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    version: int = CONTRACT_VERSION
