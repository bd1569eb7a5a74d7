"""The end of an attempt: its receipt becomes a take and a charge, or a released hold, in one transaction.

Locks are taken in the order job, budgets, shot or line, event sequence; the money is therefore moved first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts import errors as kinds
from accounts.models import Studio
from billing import holds
from projects import briefs, delivery, media, storage, storyboards, takes
from projects.models import Cue, Cut, Line, Media, Shot
from render import broker, gate, ordering, states
from render.contracts import Failure, Output, Receipt
from render.door import Pass
from render.errors import StaleAttempt
from render.models import Attempt, Job

TAKES_OF: Mapping[str, Any] = {"line": Line, "shot": Shot, "cue": Cue}
"""What has takes, by the kind of its jobs."""
MOST_STARTS = 3
"""A job that brought down, or lost, this many attempts is poison."""
MOST_ATTEMPTS = 12
"""Attempts in all, counting those whose message was lost before any worker began."""
STOPPED = "worker.stopped"
"""A worker that was told to stop hands its job back; that start is not held against the job."""


@transaction.atomic
def addresses(studio: Studio, ticket: Pass, outputs: tuple[Output, ...], *, seconds: int = 900) -> list[dict[str, Any]]:
    """Signed requests under the attempt's own key, one for each output. Raises `StaleAttempt`."""
    job = Job.objects.for_studio(studio).filter(pk=ticket.job_id, attempt=ticket.attempt, state__in=states.LEASED)
    if not job.exists():
        raise _stale(ticket)
    store = storage.store()
    answers = []
    for output in outputs:
        signed = store.presign_put(
            output_key(studio, ticket, output),
            content_type=output.content_type,
            length=output.bytes,
            sha256=output.sha256,
            seconds=seconds,
        )
        answers.append(
            {"name": output.name, "url": signed.url, "method": signed.method, "headers": dict(signed.headers)}
        )
    return answers


@transaction.atomic
def receive(studio: Studio, ticket: Pass, receipt: Receipt) -> bool:
    """Take a receipt; the same one again is answered the same and changes nothing. Raises `StaleAttempt`."""
    try:
        job = ordering.lock(studio, ticket.job_id)
        attempt: Attempt = Attempt.objects.for_studio(studio).get(job=job, number=ticket.attempt)
    except (Job.DoesNotExist, Attempt.DoesNotExist) as unknown:
        raise _stale(ticket) from unknown
    if attempt.outcome and attempt.outcome != states.LOST:
        return True
    if job.attempt != ticket.attempt or job.state not in states.LEASED or job.worker_id not in ("", receipt.worker_id):
        raise _stale(ticket)
    if job.cancel_requested_at is not None:
        _cancel(job)
        _end(attempt, receipt, states.CANCELED, None)
    elif receipt.outcome == "succeeded":
        _succeed(job, attempt, receipt)
    else:
        failure = receipt.failure or Failure("internal", f"{receipt.outcome} without a reason", retryable=True)
        _end(attempt, receipt, states.FAILED, failure)
        fail(job, failure)
    broker.hint_after_commit()
    return True


def fail(job: Job, failure: Failure) -> None:
    """Queue the job again when that may help, else end it and give its money back. The job's row is locked."""
    facts = asdict(failure)
    counted = job.starts - (failure.code == STOPPED)
    if failure.retryable and counted < MOST_STARTS and job.attempt < MOST_ATTEMPTS:
        again = {"starts": F("starts") - 1} if failure.code == STOPPED and job.starts else {}
        gate.move(job, states.QUEUED, only=Q(attempt=job.attempt), reason=failure.code, failure=facts, **again)
        return
    holds.release(job.studio, key=job.hold_key, reason=failure.code)
    gate.move(job, states.FAILED, only=Q(attempt=job.attempt), reason=failure.code, failure=facts)


def _cancel(job: Job) -> None:
    """Canceled while a worker had it: whatever came of it is dropped, nothing is charged."""
    holds.release(job.studio, key=job.hold_key, reason="canceled")
    gate.move(job, states.CANCELED, only=Q(attempt=job.attempt), reason="requested")


def _succeed(job: Job, attempt: Attempt, receipt: Receipt) -> None:
    try:
        with transaction.atomic():
            _keep(job, attempt, receipt)
    except kinds.Refusal as refused:
        # what came back is not what it must be: the attempt failed, and nothing of it was kept or charged
        retryable = isinstance(refused, kinds.Conflict)
        failure = Failure(f"output.{refused.code}", refused.message, "publish", retryable=retryable)
        _end(attempt, receipt, states.FAILED, failure)
        fail(job, failure)


def _keep(job: Job, attempt: Attempt, receipt: Receipt) -> None:
    """Confirm the media, charge, print the take or the deliverable, end the job."""
    studio = job.studio
    kept = _confirm(job, attempt, receipt)
    holds.capture(
        studio,
        key=job.hold_key,
        milliseconds=_measured(job, kept),
        slate=job.slate,
        occurred_at=timezone.now(),
    )
    result = _publish(job, kept, receipt)
    _end(attempt, receipt, states.SUCCEEDED, None)
    gate.move(job, states.SUCCEEDED, only=Q(attempt=job.attempt), result_id=result, progress=1.0, failure=None)


def _confirm(job: Job, attempt: Attempt, receipt: Receipt) -> dict[str, Media]:
    if not receipt.outputs:
        raise kinds.Invalid("A render without any output.", code="empty")
    ticket = Pass(job.pk, job.studio_id, attempt.number)
    return {
        output.name: media.confirm(
            job.studio,
            key=output_key(job.studio, ticket, output),
            content_type=output.content_type,
            length=output.bytes,
            sha256=output.sha256,
            facts=output.facts,
            origin=job.pk,
            filename=f"{job.slate}{_suffix(output, alone=len(receipt.outputs) == 1)}",
        )
        for output in receipt.outputs
    }


def _publish(job: Job, kept: dict[str, Media], receipt: Receipt) -> str:
    studio = job.studio
    if job.kind == "conform":
        cut = Cut.objects.for_studio(studio).select_related("episode__series").get(pk=job.subject_id)
        report = next((output.facts for output in receipt.outputs if output.name == "report"), {})
        made = delivery.deliver(studio, cut=cut, profile_name=job.profile, media=kept, report=report, job_id=job.pk)
        return str(made.pk)
    brief = briefs.from_json(briefs.BRIEF_BY_KIND[job.kind], job.brief)
    if isinstance(brief, briefs.StoryboardBrief):
        drawn = storyboards.keep(studio, brief=brief, media=kept, warnings=receipt.warnings, job_id=job.pk)
        return str(drawn.pk)
    subject = TAKES_OF[job.kind].objects.for_studio(studio).filter(pk=job.subject_id).first()
    if subject is None:
        raise kinds.Invalid(f"{job.subject_id} is gone.", zh=f"{job.subject_id} 已不存在。", code="subject_gone")
    main = next((o for o in receipt.outputs if o.name in ("sound", "picture")), receipt.outputs[0])
    take = takes.print_take(
        studio,
        **{job.kind: subject},
        stage=job.stage,
        media=kept,
        facts=main.facts,
        seed=job.seed,
        slate=job.slate,
        job_id=job.pk,
        circle=job.order.circle,
        warnings=receipt.warnings,
        brief=brief,
    )
    return str(take.pk)


def _measured(job: Job, kept: dict[str, Media]) -> int:
    """The length of what was made, in milliseconds; the order's where the bytes do not say."""
    if job.stage == "board":
        return int(job.milliseconds)  # by the still, not by how long its shot lasts
    for name in ("sound", "picture", "master"):
        if (found := kept.get(name)) is None:
            continue
        if found.frames and found.rate_num and found.rate_den:
            return max(1, round(found.frames * 1000 * found.rate_den / found.rate_num))
        if found.milliseconds:
            return int(found.milliseconds)
    return int(job.milliseconds)


def _end(attempt: Attempt, receipt: Receipt, outcome: str, failure: Failure | None) -> None:
    Attempt.objects.for_studio(attempt.studio).filter(pk=attempt.pk).update(
        outcome=outcome,
        failure=asdict(failure) if failure else None,
        warnings=list(receipt.warnings),
        worker_id=receipt.worker_id[:80],
        wall_seconds=receipt.wall_seconds,
        cpu_seconds=receipt.cpu_seconds,
        ended_at=Now(),
    )


def output_key(studio: Studio, ticket: Pass, output: Output) -> str:
    """Where an attempt's output lies; only the fenced completion ever points there."""
    return media.key(studio, "jobs", ticket.job_id, f"a{ticket.attempt}", output.filename)


def _suffix(output: Output, *, alone: bool) -> str:
    dot = output.filename.rfind(".")
    ending = output.filename[dot:] if dot > 0 else ""
    return ending if alone else f"_{output.name}{ending}"


def _stale(ticket: Pass) -> StaleAttempt:
    return StaleAttempt(
        f"Attempt {ticket.attempt} is not the current one of {ticket.job_id}.",
        zh="该次尝试已失效。",
        accepted=False,
        may_keep_running=False,
    )
