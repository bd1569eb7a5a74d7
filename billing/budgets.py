"""Caps that refuse before they are overspent.

Spending needs a budget of the whole studio; a series or an episode may have one of its own underneath. Whoever moves
money locks the budgets concerned first and in one order, so the cap holds under any number of askers.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, Sum

from accounts import audit
from accounts import errors as kinds
from accounts.actor import Actor
from accounts.models import Studio
from billing import errors, states
from billing.models import Budget, Hold, MeterEvent
from billing.money import Money

Scope = Budget.Scope


def open_budget(actor: Actor, *, limit: Money, scope: str = Scope.STUDIO, label: str = "") -> Budget:
    """Set a cap where there was none. What the scope has held and spent so far counts from the start.

    The studio's own budget is locked meanwhile, so that no hold slips past between counting and capping.
    """
    studio = actor.studio
    _refuse_foreign(studio, limit)
    with transaction.atomic():
        if scope != Scope.STUDIO and not lock(studio, limit.currency):
            raise errors.StudioBudgetFirst(
                "A series or episode budget needs the studio's budget above it.",
                zh="请先设置工作室总预算，再设置剧集或单集预算。",
                cure='POST /v1/budgets with {"scope": "studio"}.',
            )
        held, spent = _committed(studio, limit.currency, scope, label)
        _refuse_too_low(limit, held, spent)
        budget, is_new = Budget.unscoped.get_or_create(
            studio=studio,
            currency=limit.currency,
            scope=scope,
            label=label,
            defaults={"limit_minor": limit.minor, "held_minor": held, "spent_minor": spent},
        )
        if not is_new:
            raise errors.BudgetExists(
                f"There is already a budget for this scope: {budget.pk}.",
                zh=f"该范围已有预算：{budget.pk}。",
                cure=f"PATCH /v1/budgets/{budget.pk} to change its limit.",
                budget=budget.pk,
            )
        audit.record(actor, "budget.opened", subject=budget.pk, scope=scope, label=label, limit=str(limit))
    return budget


def change_limit(actor: Actor, *, budget: Budget, limit: Money, version: int) -> Budget:
    """Move a cap, up or down to what is already committed. Refused if somebody changed it since `version`."""
    with transaction.atomic():
        current: Budget = Budget.objects.for_studio(actor.studio).select_for_update().get(pk=budget.pk)
        if current.version != version:
            raise kinds.Stale(
                f"The budget is at version {current.version}, not {version}.",
                zh="预算已被他人修改，请重新读取。",
                cure="GET it again and repeat the change.",
            )
        if limit.currency != current.currency:
            raise errors.CurrencyNotTheirs(
                f"This budget is in {current.currency}.",
                zh=f"该预算以 {current.currency} 计。",
                pointer="/limit/currency",
            )
        _refuse_too_low(limit, current.held_minor, current.spent_minor)
        before = Money(current.limit_minor, current.currency)
        current.limit_minor, current.version = limit.minor, current.version + 1
        current.save(update_fields=["limit_minor", "version"])
        audit.record(actor, "budget.changed", subject=current.pk, before=str(before), limit=str(limit))
    return current


def lock(studio: Studio, currency: str, *, series: Iterable[str] = (), episodes: Iterable[str] = ()) -> list[Budget]:
    """The budgets over this work, locked until the transaction ends. One order for everybody: no deadlock.

    The studio's own comes first and in a statement of its own: only a statement that begins after that lock is held
    sees a series or episode budget that was opened while we waited.
    """
    rows = Budget.objects.for_studio(studio).filter(currency=currency).order_by("pk").select_for_update()
    found = list(rows.filter(scope=Scope.STUDIO))
    series, episodes = set(series) - {""}, set(episodes) - {""}
    if found and (series or episodes):
        under = Q(scope=Scope.SERIES, label__in=series) | Q(scope=Scope.EPISODE, label__in=episodes)
        found += rows.filter(under)
    return found


def refuse_missing(found: list[Budget], currency: str) -> None:
    """Without a cap of the whole studio nothing may be spent."""
    if not any(budget.scope == Scope.STUDIO for budget in found):
        raise errors.BudgetMissing(
            f"The studio has no budget in {currency}, and nothing is spent without a cap.",
            zh=f"工作室尚未设置 {currency} 预算；没有上限则不能消费。",
            cure='Set one: POST /v1/budgets with {"scope": "studio", "limit": {"minor": …, "currency": …}}.',
            currency=currency,
        )


def refuse_overspending(budget: Budget, needed: int) -> None:
    """402 with what is missing when `needed` minor units more would break the cap."""
    missing = needed - budget.available_minor
    if missing <= 0:
        return
    whose = f"{budget.scope} {budget.label}".strip()
    left, wants = Money(budget.available_minor, budget.currency), Money(needed, budget.currency)
    raise errors.BudgetExceeded(
        f"This needs {wants}; the budget of the {whose} has {left} left, {Money(missing, budget.currency)} too little.",
        zh=f"需要 {wants}，预算（{whose}）仅剩 {left}，还差 {Money(missing, budget.currency)}。",
        cure=f"Raise its limit (PATCH /v1/budgets/{budget.pk}), order less, or wait until open holds are released.",
        budget={
            "id": budget.pk,
            "scope": budget.scope,
            "label": budget.label,
            "limit": {"minor": budget.limit_minor, "currency": budget.currency},
            "held": {"minor": budget.held_minor, "currency": budget.currency},
            "spent": {"minor": budget.spent_minor, "currency": budget.currency},
        },
        needed={"minor": needed, "currency": budget.currency},
        missing={"minor": missing, "currency": budget.currency},
    )


def _committed(studio: Studio, currency: str, scope: str, label: str) -> tuple[int, int]:
    under = {} if scope == Scope.STUDIO else {scope: label}
    holds = Hold.objects.for_studio(studio).filter(state=states.HELD, currency=currency, **under)
    events = MeterEvent.objects.for_studio(studio).filter(currency=currency, **under)
    held, spent = (rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0 for rows in (holds, events))
    return int(held), int(spent)


def _refuse_foreign(studio: Studio, limit: Money) -> None:
    if limit.currency != studio.currency:
        raise errors.CurrencyNotTheirs(
            f"The studio pays in {studio.currency}, not in {limit.currency}.",
            zh=f"工作室以 {studio.currency} 结算，而非 {limit.currency}。",
            pointer="/limit/currency",
        )


def _refuse_too_low(limit: Money, held: int, spent: int) -> None:
    missing = held + spent - limit.minor
    if missing > 0:
        raise errors.LimitBelowCommitted(
            f"{Money(held, limit.currency)} is held and {Money(spent, limit.currency)} spent; {limit} is less.",
            zh=f"已预留 {Money(held, limit.currency)}、已消费 {Money(spent, limit.currency)}，上限 {limit} 不足。",
            pointer="/limit/minor",
            held={"minor": held, "currency": limit.currency},
            spent={"minor": spent, "currency": limit.currency},
            missing={"minor": missing, "currency": limit.currency},
        )
