"""How orders and jobs are shown: one read for a page, whatever its length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Studio
from billing.models import Quote
from render import floor, states
from render.models import Attempt, Job, JobMove, Order

OPEN, FINISHED = "open", "finished"


class Waits:
    """Why the studio's waiting jobs wait. Read once, and only if one of the jobs shown waits."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def of(self, job: Job) -> dict[str, Any] | None:
        """`{"reason", "position"}` of a waiting job; the position counts the studio's own jobs of that lane, from 1."""
        if job.state == states.HELD:
            return {"reason": job.wait_reason or "dependency", "position": None}
        if job.state != states.QUEUED:
            return None
        reason = "capacity" if job.lane in self._lanes else "no_worker"
        return {"reason": reason, "position": self._positions.get(job.pk)}

    @cached_property
    def _lanes(self) -> frozenset[str]:
        return frozenset(lane for worker in floor.announced() for lane in worker.lanes)

    @cached_property
    def _positions(self) -> dict[str, int]:
        rows = Job.objects.for_studio(self._studio).filter(state=states.QUEUED)
        counted: Counter[str] = Counter()
        positions = {}
        for job_id, lane in rows.order_by("lane", "-priority", "created_at", "id").values_list("id", "lane"):
            counted[lane] += 1
            positions[job_id] = counted[lane]
        return positions


def orders(studio: Studio) -> QuerySet[Any]:
    """The studio's orders with how many jobs each has and how many have ended."""
    ended = Count("jobs", filter=Q(jobs__state__in=states.TERMINAL))
    return Order.objects.for_studio(studio).annotate(jobs_total=Count("jobs"), jobs_ended=ended)


def jobs(studio: Studio, *, order: str = "", state: str = "", subject: str = "") -> QuerySet[Any]:
    """The studio's jobs, narrowed by what is given."""
    wanted = {"order_id": order, "state": state, "subject_id": subject}
    rows = Job.objects.for_studio(studio).select_related("order")
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def order_json(order: Any, *, waits: Waits | None = None, with_jobs: Iterable[Job] | None = None) -> dict[str, Any]:
    """An order; with its jobs where they are given."""
    body = {
        "id": order.pk,
        "state": FINISHED if order.jobs_ended == order.jobs_total else OPEN,
        "amount": {"minor": order.amount_minor, "currency": order.currency},
        "circle": order.circle,
        "external_id": order.external_id,
        "quote_id": order.quote_id or None,
        "ordered_by": order.ordered_by,
        "jobs_total": order.jobs_total,
        "jobs_ended": order.jobs_ended,
        "created_at": order.created_at.isoformat(),
    }
    if with_jobs is not None and waits is not None:
        body["jobs"] = [job_json(job, waits) for job in with_jobs]
    return body


def job_json(job: Job, waits: Waits) -> dict[str, Any]:
    """A job as clients see it. `amount` is what is held for it; the charge is never more."""
    return {
        "id": job.pk,
        "order": job.order_id,
        "kind": job.kind,
        "subject": job.subject_id,
        "stage": job.stage,
        "profile": job.profile or None,
        "slate": job.slate,
        "release": job.release,
        "lane": job.lane,
        "state": job.state,
        "is_terminal": job.is_terminal,
        "progress": job.progress,
        "activity": job.activity,
        "attempt": job.attempt,
        "wait": waits.of(job),
        "failure": job.failure if job.state in (states.FAILED, states.QUEUED) else None,
        "result": job.result_id or None,
        "seed": job.seed,
        "priority": job.priority,
        "amount": {"minor": job.amount_minor, "currency": job.order.currency},
        "external_id": job.external_id,
        "cancel_requested_at": _moment(job.cancel_requested_at),
        "deadline_at": _moment(job.deadline_at),
        "created_at": _moment(job.created_at),
        "started_at": _moment(job.started_at),
        "finished_at": _moment(job.finished_at),
    }


def job_detail(studio: Studio, job: Job) -> dict[str, Any]:
    """A job with its attempts and its history."""
    attempts = Attempt.objects.for_studio(studio).filter(job=job).order_by("number")
    moves = JobMove.objects.for_studio(studio).filter(job=job).order_by("id")
    return job_json(job, Waits(studio)) | {
        "attempts": [_attempt_json(attempt) for attempt in attempts],
        "history": [
            {
                "from": move.origin or None,
                "to": move.target,
                "attempt": move.attempt,
                "reason": move.reason,
                "at": _moment(move.created_at),
            }
            for move in moves
        ],
    }


def quote_json(quote: Quote) -> dict[str, Any]:
    """A quote with the price of each item, in the order asked."""
    return {
        "id": quote.pk,
        "amount": {"minor": quote.total_minor, "currency": quote.currency},
        "expires_at": _moment(quote.expires_at),
        "items": [
            {
                "key": line.key,
                "meter": line.meter,
                "milliseconds": line.milliseconds,
                "amount": {"minor": line.amount_minor, "currency": quote.currency},
            }
            for line in quote.lines.order_by("position")
        ],
        "created_at": _moment(quote.created_at),
    }


def _attempt_json(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.pk,
        "number": attempt.number,
        "release": attempt.release,
        "worker_id": attempt.worker_id or None,
        "outcome": attempt.outcome or None,
        "failure": attempt.failure,
        "warnings": attempt.warnings,
        "wall_seconds": attempt.wall_seconds,
        "cpu_seconds": attempt.cpu_seconds,
        "leased_at": _moment(attempt.created_at),
        "started_at": _moment(attempt.started_at),
        "ended_at": _moment(attempt.ended_at),
    }


def _moment(value: Any) -> str | None:
    return value.isoformat() if value else None
