"""The one gate through which a job changes its state: guarded in the database, written down, told after commit."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from accounts import events
from render import states
from render.models import Job, JobMove

EVENT_OF = {
    states.QUEUED: "job.queued",
    states.RUNNING: "job.started",
    states.SUCCEEDED: "job.succeeded",
    states.FAILED: "job.failed",
    states.CANCELED: "job.canceled",
    states.EXPIRED: "job.expired",
}


def move(job: Job, to: str, *, only: Q | None = None, reason: str = "", **facts: Any) -> bool:
    """Move `job` to a state if it may, in one UPDATE; false when somebody else was first, and then nothing changed.

    `only` narrows the guard (the attempt it must still be, the lease that must have run out), `facts` are further
    columns of the same UPDATE. Call it inside the transaction of what the move stands for; `job` is read again after.
    """
    values: dict[str, Any] = dict(facts)
    if to not in states.LEASED:
        values |= {"lease_until": None, "worker_id": ""}
    if states.is_terminal(to):
        values["finished_at"] = Now()
    origin = job.state
    rows = Job.objects.for_studio(job.studio).filter(pk=job.pk, state__in=states.before(to))
    if not (rows if only is None else rows.filter(only)).update(state=to, **values):
        return False
    job.refresh_from_db()
    record(job, origin, reason=reason)
    return True


def record(job: Job, origin: str, *, reason: str = "") -> None:
    """Write the line of history and the event of a state just reached (also of a job just born)."""
    JobMove.unscoped.create(
        studio=job.studio, job=job, origin=origin, target=job.state, attempt=job.attempt, reason=reason
    )
    if job.state in EVENT_OF:
        events.append(job.studio, EVENT_OF[job.state], subject=job.pk, data=_told(job, reason))


def _told(job: Job, reason: str) -> dict[str, Any]:
    return {
        "order": job.order_id,
        "kind": job.kind,
        "subject": job.subject_id,
        "stage": job.stage,
        "slate": job.slate,
        "state": job.state,
        "attempt": job.attempt,
        "reason": reason,
        "failure": job.failure,
        "result": job.result_id,
    }
