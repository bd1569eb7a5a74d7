"""A worker's time-limited claim on a job: given with an attempt number, renewed by progress, taken back when silent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Coalesce, Greatest, Now

from accounts import events
from accounts.models import Studio
from render import gate, states
from render.contracts import Progress
from render.door import Pass
from render.errors import StaleAttempt
from render.models import Attempt, Job


def end_of_lease(share: float = 1.0) -> ExpressionWrapper:
    """The moment a lease given now runs out (or a share of it), by the database's clock and no other."""
    length = timedelta(seconds=settings.RENDER_LEASE_SECONDS * share)
    return ExpressionWrapper(Now() + Value(length), output_field=DateTimeField())


def grant(job: Job) -> bool:
    """Give the job to whichever worker takes the message: the next attempt number and a lease. Inside a transaction."""
    granted = gate.move(
        job,
        states.STARTING,
        only=Q(attempt=job.attempt, cancel_requested_at__isnull=True),
        reason="leased",
        attempt=F("attempt") + 1,
        lease_until=end_of_lease(),
        worker_id="",
        progress=0.0,
        activity="",
    )
    if granted:
        Attempt.unscoped.create(studio=job.studio, job=job, number=job.attempt, release=job.release)
    return granted


def renew(studio: Studio, ticket: Pass, told: Progress) -> dict[str, Any]:
    """Note a worker's progress and renew its lease; answers whether it may go on. Raises `StaleAttempt`.

    The row is written when the attempt starts and once in each third of the lease; in between progress is only passed
    on to whoever listens.
    """
    rows = Job.objects.for_studio(studio).filter(pk=ticket.job_id, attempt=ticket.attempt, state__in=states.LEASED)
    job = rows.select_related("studio").first()
    if job is None or (job.worker_id and job.worker_id != told.worker_id):
        raise StaleAttempt(
            f"Attempt {ticket.attempt} is not the current one of {ticket.job_id}.",
            zh="该次尝试已失效。",
            accepted=False,
            may_keep_running=False,
        )
    fraction = min(1.0, max(0.0, told.fraction))
    if job.state == states.STARTING:
        _begin(job, told, fraction)
    else:
        rows.filter(lease_until__lt=end_of_lease(2 / 3)).update(
            lease_until=end_of_lease(), progress=Greatest(F("progress"), Value(fraction)), activity=told.stage[:40]
        )
    message = {"type": "job.progress", "job": job.pk, "fraction": fraction, "stage": told.stage[:40]}
    transaction.on_commit(lambda: events.publish(job.studio_id, message), robust=True)
    return {
        "may_keep_running": job.cancel_requested_at is None,
        "reason": "" if job.cancel_requested_at is None else "canceled",
        "lease_seconds": settings.RENDER_LEASE_SECONDS,
    }


def _begin(job: Job, told: Progress, fraction: float) -> None:
    began = gate.move(
        job,
        states.RUNNING,
        only=Q(attempt=job.attempt, worker_id=""),
        reason=told.worker_id,
        worker_id=told.worker_id[:80],
        lease_until=end_of_lease(),
        starts=F("starts") + 1,
        started_at=Coalesce(F("started_at"), Now()),
        progress=fraction,
        activity=told.stage[:40],
    )
    if not began:
        raise StaleAttempt(f"{job.pk} was begun by another worker.", zh="该任务已由其他工作机开始。")
    Attempt.objects.for_studio(job.studio).filter(job=job, number=job.attempt).update(
        worker_id=told.worker_id[:80], started_at=Now()
    )
