"""A cap that refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import errors as kinds
from accounts.actor import Actor
from accounts.models import AuditEntry, Studio
from accounts.tenancy import within
from billing import budgets, errors, holds
from billing.models import Budget
from billing.money import Money
from billing.pricing import Wish
from tests.billing import EPISODE, SERIES


def spend(studio: Studio) -> None:
    """96 held and 192 spent on one episode."""
    labels = {"series": SERIES, "episode": EPISODE}
    holds.place_all(studio, [Wish("job:1", "animatic", 10_000, labels), Wish("job:2", "animatic", 20_000, labels)])
    holds.capture(studio, key="job:2", milliseconds=20_000, slate="S_T01", occurred_at=timezone.now())


def test_a_budget_set_late_knows_what_was_committed_before(house: Actor, budget: Budget) -> None:
    spend(house.studio)
    series = budgets.open_budget(house, scope="series", label=SERIES, limit=Money(288, "CNY"))
    assert (series.held_minor, series.spent_minor, series.available_minor) == (96, 192, 0)
    with pytest.raises(errors.LimitBelowCommitted) as refused:
        budgets.open_budget(house, scope="episode", label=EPISODE, limit=Money(287, "CNY"))
    assert refused.value.facts["missing"] == {"minor": 1, "currency": "CNY"}


def test_a_series_budget_needs_the_studios_above_it(house: Actor) -> None:
    with pytest.raises(errors.StudioBudgetFirst):
        budgets.open_budget(house, scope="series", label=SERIES, limit=Money(1, "CNY"))


def test_there_is_one_budget_per_scope(house: Actor, budget: Budget) -> None:
    with pytest.raises(errors.BudgetExists) as refused:
        budgets.open_budget(house, limit=Money(1, "CNY"))
    assert refused.value.facts == {"budget": budget.pk}


def test_a_budget_is_in_the_currency_the_studio_pays_in(house: Actor, budget: Budget) -> None:
    with pytest.raises(errors.CurrencyNotTheirs):
        budgets.open_budget(house, limit=Money(1, "USD"))
    with pytest.raises(errors.CurrencyNotTheirs):
        budgets.change_limit(house, budget=budget, limit=Money(1, "USD"), version=1)


def test_a_limit_moves_down_to_what_is_committed_and_no_further(house: Actor, budget: Budget) -> None:
    spend(house.studio)
    with pytest.raises(errors.LimitBelowCommitted):
        budgets.change_limit(house, budget=budget, limit=Money(287, "CNY"), version=1)
    changed = budgets.change_limit(house, budget=budget, limit=Money(288, "CNY"), version=1)
    assert (changed.limit_minor, changed.version, changed.available_minor) == (288, 2, 0)
    with pytest.raises(errors.BudgetExceeded):
        holds.place_all(house.studio, [Wish("job:3", "animatic", 1_000)])


def test_two_people_do_not_move_a_limit_past_each_other(house: Actor, budget: Budget) -> None:
    budgets.change_limit(house, budget=budget, limit=Money(500, "CNY"), version=1)
    with pytest.raises(kinds.Stale):
        budgets.change_limit(house, budget=budget, limit=Money(900, "CNY"), version=1)
    budget.refresh_from_db()
    assert budget.limit_minor == 500


def test_money_moving_is_not_an_edit(house: Actor, budget: Budget) -> None:
    spend(house.studio)
    assert budgets.change_limit(house, budget=budget, limit=Money(900, "CNY"), version=1).version == 2


def test_who_set_and_who_moved_a_cap_is_written_down(house: Actor, budget: Budget) -> None:
    budgets.change_limit(house, budget=budget, limit=Money(500, "CNY"), version=1)
    acts = AuditEntry.objects.for_studio(house.studio).filter(subject=budget.pk).order_by("pk")
    assert {entry.act: entry.facts["limit"] for entry in acts} == {
        "budget.opened": "100.00 CNY",
        "budget.changed": "5.00 CNY",
    }


def test_the_database_too_refuses_to_overspend(lantern: Studio, budget: Budget) -> None:
    for columns in ({"held_minor": 100_01}, {"held_minor": 1, "spent_minor": 100_00}, {"held_minor": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Budget.objects.for_studio(lantern).filter(pk=budget.pk).update(**columns)


def test_a_rivals_budget_is_not_theirs_to_see_or_move(
    house: Actor, budget: Budget, rival: Studio, rival_actor: Actor
) -> None:
    with within(rival):
        assert not Budget.unscoped.filter(pk=budget.pk).exists()
        with pytest.raises(Budget.DoesNotExist):
            budgets.change_limit(rival_actor, budget=budget, limit=Money(1, "CNY"), version=1)
    budget.refresh_from_db()
    assert budget.limit_minor == 100_00
