"""The only sender to workers: leases what the policy chose and puts the order on the lane's queue, slots permitting.

The queue is the table. A message that never leaves, or never arrives, costs its job one lease and nothing else; a sweep
every few seconds finds whatever no hint told of.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable
from dataclasses import asdict

import redis
from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q, Window
from django.db.models.functions import Now, RowNumber

from accounts import errors as kinds
from accounts.tenancy import across_studios, within
from projects import storage
from projects.models import Media
from render import broker, catalog, completion, door, floor, gate, leasing, scheduling, states
from render.contracts import RENDER_ACTOR, Failure, InputFile, RenderOrder, lane_queue
from render.models import Attempt, Job, Share
from render.scheduling import Candidate, Floor, Leased, Load

log = logging.getLogger(__name__)

ONE_DISPATCHER = 0x53_48_4F_54
"""The advisory lock that keeps two dispatchers from filling the same slot."""
GRACE_SECONDS = 600
"""How long after its deadline an attempt's addresses still open: a finished render must get its receipt through."""


def dispatch() -> int:
    """Send as many queued jobs as there are free slots; answers how many left. Not inside a transaction."""
    workers = floor.announced()
    if not workers:
        return 0
    with across_studios():
        _wait_for_turn()
        taken = Floor.of(workers, _leased())
        chosen = _choose(taken)
        orders = [order for candidate in chosen if (order := _lease(candidate)) is not None]
    sent = [order for order in orders if _send(*order)]
    return len(sent)


def _wait_for_turn() -> None:
    """One dispatcher at a time; one that was stopped in the middle does not hold the others for ever."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', '5s', true)")
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_DISPATCHER])


def _leased() -> list[Leased]:
    rows = Job.unscoped.filter(state__in=states.LEASED).values_list("lane", "worker_id")
    return [Leased(lane, worker_id) for lane, worker_id in rows]


def _choose(taken: Floor) -> list[Candidate]:
    free = {lane: taken.free(lane) for lane in taken.lanes}
    open_lanes = [lane for lane, slots in free.items() if slots]
    if not open_lanes:
        return []
    place = Window(
        RowNumber(),
        partition_by=[F("lane"), F("studio_id")],
        order_by=[F("priority").desc(), F("created_at").asc(), F("id").asc()],
    )
    queued = Job.unscoped.filter(state=states.QUEUED, lane__in=open_lanes, cancel_requested_at__isnull=True)
    rows = queued.annotate(place=place).filter(place__lte=max(free.values()))
    candidates = [
        Candidate(job_id, studio_id, lane, priority, (created_at.isoformat(timespec="microseconds"), job_id))
        for job_id, studio_id, lane, priority, created_at in rows.values_list(
            "id", "studio_id", "lane", "priority", "created_at"
        )
    ]
    return scheduling.choose(candidates, _loads(open_lanes), taken)


def _loads(lanes: Iterable[str]) -> dict[tuple[str, str], Load]:
    running = Job.unscoped.filter(state__in=states.LEASED, lane__in=lanes).values_list("studio_id", "lane")
    counts = {(studio, lane): number for studio, lane, number in running.annotate(number=Count("id"))}
    served = {
        (studio, lane): moment.isoformat(timespec="microseconds")
        for studio, lane, moment in Share.unscoped.filter(lane__in=lanes).values_list("studio_id", "lane", "served_at")
    }
    return {key: Load(counts.get(key, 0), served.get(key, "")) for key in counts.keys() | served.keys()}


def _lease(candidate: Candidate) -> tuple[Candidate, RenderOrder] | None:
    """Lease one chosen job; None when it is no longer to be had. One job's trouble does not stop the others."""
    try:
        with within(candidate.studio_id):
            job = Job.unscoped.select_related("studio").get(pk=candidate.job_id)
            if not leasing.grant(job):
                return None
            Share.unscoped.update_or_create(studio=job.studio, lane=job.lane, defaults={"served_at": Now()})
            try:
                return candidate, render_order(job)
            except (LookupError, kinds.Refusal) as gone:
                # it would be chosen first for ever and keep the others waiting
                completion.fail(job, Failure("order.unbuildable", f"what it needs is gone: {gone}"))
                _close(job, states.FAILED)
                return None
    except Exception:
        log.exception("%s could not be sent", candidate.job_id)
        return None


def render_order(job: Job) -> RenderOrder:
    """The frozen order for the job's present attempt, with everything the worker may touch as a signed address."""
    release = catalog.releases()[job.release]
    seconds = release.deadline_seconds + GRACE_SECONDS
    ticket = door.sign(job, seconds=seconds)
    wanted = {row["media"] for row in job.inputs}
    media = {row.pk: row for row in Media.objects.for_studio(job.studio).filter(pk__in=wanted)}
    store = storage.store()
    inputs = tuple(
        InputFile(
            name=row["name"],
            url=store.presign_get(media[row["media"]].key, seconds=seconds),
            bytes=media[row["media"]].bytes,
            sha256=media[row["media"]].sha256,
        )
        for row in job.inputs
    )
    return RenderOrder(
        job_id=job.pk,
        attempt=job.attempt,
        kind=job.kind,
        release=job.release,
        brief=job.brief,
        inputs=inputs,
        progress_url=door.address(ticket, "progress"),
        uploads_url=door.address(ticket, "uploads"),
        receipt_url=door.address(ticket, "receipt"),
        lease_seconds=settings.RENDER_LEASE_SECONDS,
        deadline_seconds=release.deadline_seconds,
    )


def _send(candidate: Candidate, order: RenderOrder) -> bool:
    try:
        broker.send(lane_queue(candidate.lane), RENDER_ACTOR, asdict(order))
    except redis.RedisError:
        log.warning("%s could not be sent, Redis does not answer; back in the queue", candidate.job_id)
        _take_back(candidate, order.attempt)
        return False
    return True


def _take_back(candidate: Candidate, number: int) -> None:
    """An order that never left: the job is queued again at once instead of after its lease."""
    with contextlib.suppress(Job.DoesNotExist), within(candidate.studio_id):
        job = Job.unscoped.select_related("studio").get(pk=candidate.job_id, attempt=number, state=states.STARTING)
        if gate.move(job, states.QUEUED, only=Q(attempt=number), reason="not sent"):
            _close(job, states.LOST)


def _close(job: Job, outcome: str) -> None:
    Attempt.objects.for_studio(job.studio).filter(job=job, number=job.attempt).update(outcome=outcome, ended_at=Now())
