"""Quote, order, cancel: briefs frozen, priced, held and queued in one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts import audit
from accounts import errors as kinds
from accounts.actor import Actor
from accounts.ids import new_id
from accounts.models import Studio
from billing import holds, pricing
from billing.models import Quote
from billing.money import Money
from projects.briefs import to_json
from render import broker, gate, preparation, states
from render.errors import JobEnded
from render.models import Job, Order
from render.preparation import Prepared

PATIENCE = timedelta(hours=24)
"""How long a job may wait for a worker before it expires, uncharged, unless its order says otherwise."""


def quote(actor: Actor, *, items: Sequence[Mapping[str, Any]]) -> Quote:
    """What the items would cost, promised for an hour. Nothing is held or queued."""
    wishes = [item.wish(item.key) for item in preparation.prepare(actor.studio, items)]
    return pricing.quote(actor.studio, wishes)


@transaction.atomic
def order(
    actor: Actor,
    *,
    items: Sequence[Mapping[str, Any]],
    quote_id: str = "",
    max_cost: Money | None = None,
    circle: Literal["first", "none"] = "first",
    external_id: str = "",
    priority: int = 0,
    deadline_at: datetime | None = None,
) -> Order:
    """Admit all items or none: each becomes a queued job whose money is held."""
    studio = actor.studio
    if deadline_at is not None and deadline_at <= timezone.now():
        raise kinds.Invalid("The deadline has passed already.", pointer="/deadline_at", code="deadline_passed")
    promise = _promise(studio, quote_id)
    prepared = preparation.prepare(studio, items)
    jobs = [(new_id("job"), item) for item in prepared]
    placed = holds.place_all(
        studio, [item.wish(_hold_key(job_id)) for job_id, item in jobs], quote=promise, max_cost=max_cost
    )
    made: Order = Order.unscoped.create(
        studio=studio,
        circle=circle,
        external_id=external_id,
        quote_id=quote_id,
        amount_minor=sum(hold.amount_minor for hold in placed),
        currency=placed[0].currency,
        ordered_by=actor.id,
    )
    rows = [
        _job(
            made,
            job_id,
            # only now, after the budgets: whoever finishes a job locks them in the same order
            preparation.with_slate(studio, item),
            amount=hold.amount_minor,
            priority=priority,
            deadline_at=deadline_at,
        )
        for (job_id, item), hold in zip(jobs, placed, strict=True)
    ]
    Job.unscoped.bulk_create(rows)
    for row in rows:
        gate.record(row, "")
    audit.record(actor, "order.placed", subject=made.pk, jobs=len(rows), minor=made.amount_minor)
    broker.hint_after_commit()
    return made


@transaction.atomic
def cancel(actor: Actor, *, job: Job) -> Job:
    """Call a job off. Waiting jobs end at once; with a worker it is a wish, met within seconds. Never charged."""
    row: Job = lock(actor.studio, job.pk)
    if row.is_terminal:
        raise JobEnded(
            f"{row.pk} is {row.state}; there is nothing left to cancel.", zh="任务已结束，无法取消。", state=row.state
        )
    if row.state in states.WAITING:
        holds.release(actor.studio, key=row.hold_key, reason="canceled before start")
        gate.move(row, states.CANCELED, reason="requested before start", cancel_requested_at=Now())
    elif row.cancel_requested_at is None:
        Job.objects.for_studio(actor.studio).filter(pk=row.pk).update(cancel_requested_at=Now())
        row.refresh_from_db()
    audit.record(actor, "job.cancel_requested", subject=row.pk)
    return row


def lock(studio: Studio, job_id: str) -> Job:
    """The job with its row locked until the transaction ends: first in the order job, budgets, take, events."""
    row: Job = Job.objects.for_studio(studio).select_related("studio").select_for_update(of=("self",)).get(pk=job_id)
    return row


def _promise(studio: Studio, quote_id: str) -> Quote | None:
    if not quote_id:
        return None
    found: Quote | None = Quote.objects.for_studio(studio).filter(pk=quote_id).first()
    if found is None:
        raise kinds.Invalid(
            f"No quote {quote_id} in this studio.", zh="本工作室没有该报价。", pointer="/quote_id", code="not_found"
        )
    return found


def _hold_key(job_id: str) -> str:
    return f"job:{job_id}"


def _job(made: Order, job_id: str, item: Prepared, *, amount: int, priority: int, deadline_at: datetime | None) -> Job:
    briefed = item.briefed
    facts: dict[str, Any] = {
        "kind": item.kind,
        "subject_id": item.subject_id,
        "stage": item.stage,
        "profile": item.profile,
        "lane": item.release.lane,
        "release": item.release.name,
        "slate": briefed.slate,
        "seed": getattr(briefed.brief, "seed", 0),
        "milliseconds": briefed.milliseconds,
    }
    return Job(
        id=job_id,
        studio=made.studio,
        order=made,
        brief=to_json(briefed.brief),
        inputs=[{"name": ref.name, "media": ref.media.pk} for ref in briefed.inputs],
        hold_key=_hold_key(job_id),
        amount_minor=amount,
        priority=priority,
        external_id=made.external_id,
        deadline_at=deadline_at or timezone.now() + PATIENCE,
        **facts,
    )
