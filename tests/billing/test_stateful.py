"""Any order of reserving, capturing, releasing, repeating, re-pricing and re-capping keeps the books true."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.actor import system_actor
from accounts.models import Studio
from accounts.tenancy import within
from billing import budgets, errors, holds, ledger, pricing
from billing.models import Budget, Hold, JournalEntry, MeterEvent, Quote
from billing.money import Money, price
from billing.pricing import Wish
from tests import factories
from tests.billing import TESTING, YEAR_TURN

REFUSALS = (errors.BudgetExceeded, errors.QuoteExpired, errors.HoldReleased, errors.HoldCaptured)
EPISODES = ("epi_1", "epi_2")


class Books(RuleBasedStateMachine):
    """A model of the books as plain dictionaries beside the real ones, under a clock that crosses a price change."""

    @initialize()
    def open_books(self) -> None:
        self.studio: Studio = factories.make_studio(currency=TESTING)
        self.actor = system_actor(self.studio)
        self.clock = YEAR_TURN - dt.timedelta(hours=3)
        self.holds: dict[str, dict[str, Any]] = {}
        self.quotes: list[tuple[Quote, Wish, int]] = []
        self.number = 0
        with within(self.studio):
            self.caps = {"studio": budgets.open_budget(self.actor, limit=Money(300, TESTING)).pk}

    @rule(minutes=st.integers(1, 70))
    def let_time_pass(self, minutes: int) -> None:
        self.clock += dt.timedelta(minutes=minutes)

    @rule(milliseconds=st.integers(100, 40_000), episode=st.sampled_from(EPISODES), count=st.integers(1, 3))
    def place(self, milliseconds: int, episode: str, count: int) -> None:
        wishes = [self._wish(milliseconds, episode) for _ in range(count)]
        amount = price(milliseconds, self._unit_price())
        if self._attempt(lambda: holds.place_all(self.studio, wishes, at=self.clock)):
            for wish in wishes:
                self._remember(wish, amount)

    @rule(milliseconds=st.integers(100, 40_000), episode=st.sampled_from(EPISODES))
    def quote(self, milliseconds: int, episode: str) -> None:
        wish = self._wish(milliseconds, episode)
        with within(self.studio):
            promise = pricing.quote(self.studio, [wish], at=self.clock)
        self.quotes.append((promise, wish, price(milliseconds, self._unit_price())))

    @precondition(lambda self: self.quotes)
    @rule(data=st.data())
    def place_as_quoted(self, data: st.DataObject) -> None:
        promise, wish, amount = data.draw(st.sampled_from(self.quotes))
        known = wish.key in self.holds
        if self._attempt(lambda: holds.place_all(self.studio, [wish], quote=promise, at=self.clock)) and not known:
            assert self.clock < promise.expires_at
            self._remember(wish, amount)

    @precondition(lambda self: self.holds)
    @rule(data=st.data())
    def place_again(self, data: st.DataObject) -> None:
        wish = data.draw(st.sampled_from([hold["wish"] for hold in self.holds.values()]))
        assert self._attempt(lambda: holds.place_all(self.studio, [wish], at=self.clock))

    @precondition(lambda self: self.holds)
    @rule(data=st.data(), share=st.integers(1, 150))
    def capture(self, data: st.DataObject, share: int) -> None:
        key = data.draw(st.sampled_from(sorted(self.holds)))
        hold = self.holds[key]
        milliseconds = max(1, hold["wish"].milliseconds * share // 100)
        facts = {"key": key, "milliseconds": milliseconds, "slate": f"S_{key}", "occurred_at": self.clock}
        done = self._attempt(lambda: holds.capture(self.studio, **facts))
        assert done == (hold["state"] != "released")
        if hold["state"] == "held":
            charged = min(hold["amount"], price(milliseconds, hold["unit"]))
            hold |= {"state": "captured", "charged": charged}

    @precondition(lambda self: self.holds)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.holds)))
        hold = self.holds[key]
        done = self._attempt(lambda: holds.release(self.studio, key=key, reason="failed"))
        assert done == (hold["state"] != "captured")
        if hold["state"] == "held":
            hold["state"] = "released"

    @rule(limit=st.integers(0, 400), scope=st.sampled_from(["studio", *EPISODES]))
    def move_a_cap(self, limit: int, scope: str) -> None:
        held, spent = self._committed(scope)
        with within(self.studio):
            try:
                with transaction.atomic():
                    self._set_cap(scope, Money(limit, TESTING))
                assert held + spent <= limit
            except errors.LimitBelowCommitted:
                assert held + spent > limit

    @invariant()
    def the_books_are_true(self) -> None:
        if not hasattr(self, "studio"):
            return
        with within(self.studio):
            for scope, pk in self.caps.items():
                budget = Budget.objects.for_studio(self.studio).get(pk=pk)
                assert (budget.held_minor, budget.spent_minor) == self._committed(scope)
                assert budget.held_minor + budget.spent_minor <= budget.limit_minor
            assert ledger.find_drift(self.studio) == []
            assert Hold.objects.for_studio(self.studio).count() == len(self.holds)
            ended = [hold for hold in self.holds.values() if hold["state"] != "held"]
            assert JournalEntry.objects.for_studio(self.studio).count() == len(self.holds) + len(ended)
            charged = {event.key: event.amount_minor for event in MeterEvent.objects.for_studio(self.studio)}
            assert charged == {key: hold["charged"] for key, hold in self.holds.items() if "charged" in hold}

    def _attempt(self, act: Any) -> bool:
        with within(self.studio):
            try:
                with transaction.atomic():
                    act()
            except REFUSALS:
                return False
            return True

    def _wish(self, milliseconds: int, episode: str) -> Wish:
        self.number += 1
        return Wish(f"job:{self.number}", "voice", milliseconds, {"series": "ser_1", "episode": episode})

    def _remember(self, wish: Wish, amount: int) -> None:
        with within(self.studio):
            hold = Hold.objects.for_studio(self.studio).get(key=wish.key)
        assert hold.amount_minor == amount
        self.holds[wish.key] = {
            "wish": wish,
            "amount": amount,
            "unit": hold.unit_price_micros,
            "state": "held",
        }

    def _unit_price(self) -> int:
        return 1_000_000 if self.clock < YEAR_TURN else 3_000_000

    def _committed(self, scope: str) -> tuple[int, int]:
        under = [hold for hold in self.holds.values() if scope in ("studio", hold["wish"].episode)]
        held = sum(hold["amount"] for hold in under if hold["state"] == "held")
        return held, sum(hold.get("charged", 0) for hold in under)

    def _set_cap(self, scope: str, limit: Money) -> None:
        if scope in self.caps:
            budget = Budget.objects.for_studio(self.studio).get(pk=self.caps[scope])
            budgets.change_limit(self.actor, budget=budget, limit=limit, version=budget.version)
        else:
            self.caps[scope] = budgets.open_budget(self.actor, scope="episode", label=scope, limit=limit).pk


@pytest.mark.django_db
def test_the_books_stay_true_whatever_happens(testing_prices: None) -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
