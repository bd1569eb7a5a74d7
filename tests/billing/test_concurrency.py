"""Many askers at once, with real commits."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actor import system_actor
from accounts.models import Studio
from accounts.tenancy import within
from billing import budgets, holds, invoicing, ledger
from billing.models import Budget, Hold, Invoice, MeterEvent
from billing.money import Money
from billing.pricing import Wish
from tests import factories
from tests.billing import EPISODE, SERIES

pytestmark = pytest.mark.django_db(transaction=True)
LABELS = {"series": SERIES, "episode": EPISODE}


@pytest.fixture
def purse() -> Studio:
    """A studio with money for exactly ten ten-second shots, split over three budgets, and a rival beside it."""
    rival, studio = factories.make_studio("Rival"), factories.make_studio("Lantern")
    for one in (rival, studio):
        with within(one):
            budgets.open_budget(system_actor(one), limit=Money(960, "CNY"))
    with within(studio):
        budgets.open_budget(system_actor(studio), scope="series", label=SERIES, limit=Money(2_000, "CNY"))
        budgets.open_budget(system_actor(studio), scope="episode", label=EPISODE, limit=Money(2_000, "CNY"))
    return studio


def at_once(acts: list[Callable[[], object]]) -> Counter[str]:
    """Start every act together, each on a connection of its own; how often each answer came."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait(timeout=20)
            act()
        except Exception as error:  # noqa: BLE001 - the answer is what is counted
            return type(error).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def figures(studio: Studio) -> tuple[int, int]:
    with within(studio):
        found = Budget.objects.for_studio(studio).get(scope="studio")
        assert ledger.find_drift(studio) == []
        return found.held_minor, found.spent_minor


def placing(studio: Studio, keys: list[str]) -> Callable[[], object]:
    def place() -> None:
        with within(studio):
            holds.place_all(studio, [Wish(key, "animatic", 10_000, LABELS) for key in keys])

    return place


def test_twenty_askers_share_a_budget_for_ten(purse: Studio) -> None:
    answers = at_once([placing(purse, [f"job:{number}"]) for number in range(20)])
    assert answers == {"done": 10, "BudgetExceeded": 10}
    assert figures(purse) == (960, 0)


def test_one_order_sent_ten_times_is_held_once(purse: Studio) -> None:
    answers = at_once([placing(purse, ["job:1", "job:2"]) for _ in range(10)])
    assert answers == {"done": 10}
    with within(purse):
        assert Hold.objects.for_studio(purse).count() == 2
    assert figures(purse) == (192, 0)


def test_a_capture_and_a_release_racing_end_in_one_of_the_two(purse: Studio) -> None:
    keys = [f"job:{number}" for number in range(5)]
    placing(purse, keys)()

    def capture(key: str) -> None:
        with within(purse):
            holds.capture(purse, key=key, milliseconds=10_000, slate=key, occurred_at=timezone.now())

    def release(key: str) -> None:
        with within(purse):
            holds.release(purse, key=key, reason="canceled")

    answers = at_once([lambda key=key, act=act: act(key) for key in keys for act in (capture, capture, release)])
    with within(purse):
        ends = Counter(Hold.objects.for_studio(purse).values_list("state", flat=True))
        charged = MeterEvent.objects.for_studio(purse).count()
    assert set(ends) <= {"captured", "released"}
    assert sum(ends.values()) == 5
    assert charged == ends["captured"]
    # of two captures and one release, the loser or losers of each race are told so
    assert answers["HoldCaptured"] == ends["captured"]
    assert answers["HoldReleased"] == 2 * ends["released"]
    assert set(answers) <= {"done", "HoldCaptured", "HoldReleased"}
    assert figures(purse) == (0, 96 * charged)


def test_a_budget_opened_in_the_middle_of_orders_misses_none(purse: Studio) -> None:
    def open_late() -> None:
        with within(purse):
            budgets.open_budget(system_actor(purse), scope="episode", label="epi_late", limit=Money(5_000, "CNY"))

    def place(number: int) -> None:
        with within(purse):
            holds.place_all(purse, [Wish(f"job:{number}", "animatic", 5_000, {"episode": "epi_late"})])

    answers = at_once([lambda n=n: place(n) for n in range(6)] + [open_late] + [lambda n=n: place(n) for n in (6, 7)])
    assert answers == {"done": 9}
    with within(purse):
        late = Budget.objects.for_studio(purse).get(label="epi_late")
    assert late.held_minor == 8 * 48
    assert figures(purse) == (8 * 48, 0)


def test_drafting_from_two_desks_doubles_nothing(purse: Studio) -> None:
    keys = [f"job:{number}" for number in range(4)]
    placing(purse, keys)()
    now = timezone.now()
    for key in keys:
        with within(purse):
            holds.capture(purse, key=key, milliseconds=10_000, slate=key, occurred_at=now)

    def draft() -> None:
        with within(purse):
            invoicing.draft(system_actor(purse), period=f"{now:%Y-%m}")

    assert at_once([draft] * 5) == {"done": 5}
    with within(purse):
        assert [invoice.total.minor for invoice in Invoice.objects.for_studio(purse)] == [384]
