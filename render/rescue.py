"""Retrieving expired claims: a silent worker's job runs again, a job nobody came for in time expires uncharged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Studio
from accounts.tenancy import across_studios, within
from billing import holds
from projects import storage, uploads
from projects.models import Upload
from projects.states import UPLOAD_OPEN
from render import broker, completion, gate, states
from render.contracts import Failure
from render.models import Attempt, Job

log = logging.getLogger(__name__)

AT_ONCE = 500


def rescue() -> int:
    """Take back every job whose lease ran out; answers how many. Not inside a transaction.

    The candidates are only read; that the lease has run out, in this attempt, is judged again under the row's lock and
    by the database's clock, so that a worker which reported in between keeps its job.
    """
    expired = Q(state__in=states.LEASED, lease_until__lt=Now())
    return sum(_each(_take_back, expired, "lease_until"))


def expire() -> int:
    """End every job whose deadline passed while it waited; answers how many. Not inside a transaction."""
    return sum(_each(_expire_one, Q(state__in=states.WAITING, deadline_at__lt=Now()), "deadline_at"))


def sweep_uploads() -> int:
    """Expire every studio's uploads whose time has passed; answers how many. Not inside a transaction."""
    late = Upload.unscoped.filter(state=UPLOAD_OPEN, expires_at__lte=timezone.now())
    with across_studios():
        studios = list(late.order_by("studio_id").values_list("studio_id", flat=True).distinct())
    swept = 0
    for studio_id in studios:
        with within(studio_id):
            swept += uploads.sweep(Studio.objects.get(pk=studio_id))
    storage.store().sweep()
    return swept


def _each(act: Callable[[str, str, Q], bool], condition: Q, order_by: str) -> Iterator[bool]:
    with across_studios():
        found = list(Job.unscoped.filter(condition).order_by(order_by).values_list("id", "studio_id")[:AT_ONCE])
    for job_id, studio_id in found:
        try:
            yield act(job_id, studio_id, condition)
        except Exception:
            log.exception("%s could not be rescued", job_id)


def _locked(job_id: str, studio_id: str, condition: Q) -> Job | None:
    row = Job.unscoped.filter(condition, studio_id=studio_id, pk=job_id)
    job: Job | None = row.select_for_update(of=("self",)).select_related("studio").first()
    return job


def _take_back(job_id: str, studio_id: str, condition: Q) -> bool:
    with within(studio_id):
        job = _locked(job_id, studio_id, condition)
        if job is None:
            return False
        log.warning("%s attempt %d: lease ran out on %s", job.pk, job.attempt, job.worker_id or "its way to a worker")
        Attempt.objects.for_studio(job.studio).filter(job=job, number=job.attempt, outcome="").update(
            outcome=states.LOST, ended_at=Now()
        )
        if job.cancel_requested_at is not None:
            holds.release(job.studio, key=job.hold_key, reason="canceled")
            gate.move(job, states.CANCELED, only=condition, reason="requested; the worker fell silent")
        else:
            who = job.worker_id or "a worker"
            failure = Failure("worker.lost", f"{who} fell silent during attempt {job.attempt}", retryable=True)
            completion.fail(job, failure)
        broker.hint_after_commit()
        return True


def _expire_one(job_id: str, studio_id: str, condition: Q) -> bool:
    with within(studio_id):
        job = _locked(job_id, studio_id, condition)
        if job is None:
            return False
        holds.release(job.studio, key=job.hold_key, reason="deadline passed before start")
        gate.move(job, states.EXPIRED, only=condition, reason="deadline passed before start")
        return True
