"""Reserve, then capture or release, once each."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import errors as kinds
from accounts.actor import Actor, system_actor
from accounts.models import Studio
from accounts.tenancy import within
from billing import budgets, errors, holds, ledger, pricing
from billing.models import Budget, Hold, JournalEntry, MeterEvent
from billing.money import Money
from billing.pricing import Wish
from tests import factories
from tests.billing import EPISODE, SERIES, TESTING, YEAR_TURN

LABELS = {"series": SERIES, "episode": EPISODE, "shot": "sho_1"}
SLATE = "SER_EP01_SC001_SH0010_T01"


def wish(key: str, seconds: float = 10, **labels: str) -> Wish:
    return Wish(key, "animatic", int(seconds * 1000), LABELS | labels)  # 9.6 fen a second


def figures(budget: Budget) -> tuple[int, int]:
    budget.refresh_from_db()
    return budget.held_minor, budget.spent_minor


def capture(studio: Studio, key: str, seconds: float = 10, slate: str = SLATE) -> MeterEvent:
    return holds.capture(studio, key=key, milliseconds=int(seconds * 1000), slate=slate, occurred_at=timezone.now())


def test_a_hold_reserves_and_a_capture_spends(lantern: Studio, budget: Budget) -> None:
    hold = holds.place(lantern, key="job:1", wish=wish(""), series=SERIES, episode=EPISODE)
    assert (hold.key, hold.amount, hold.state) == ("job:1", Money(96, "CNY"), "held")
    assert figures(budget) == (96, 0)
    event = capture(lantern, "job:1")
    assert (event.amount, event.slate, event.milliseconds) == (Money(96, "CNY"), SLATE, 10_000)
    assert (event.series, event.episode, event.labels) == (SERIES, EPISODE, LABELS)
    assert figures(budget) == (0, 96)
    assert ledger.balances(lantern) == {
        ("held", "CNY"): 0,
        ("hold_contra", "CNY"): 0,
        ("receivable_unbilled", "CNY"): 96,
        ("revenue", "CNY"): -96,
    }
    assert ledger.find_drift(lantern) == []


def test_a_shorter_take_costs_less_and_a_longer_one_not_more(lantern: Studio, budget: Budget) -> None:
    holds.place_all(lantern, [wish("job:short"), wish("job:long")])
    assert capture(lantern, "job:short", 9.3).amount == Money(89, "CNY")  # 89.28 fen
    longer = capture(lantern, "job:long", 12)
    assert (longer.amount, longer.milliseconds) == (Money(96, "CNY"), 12_000)
    assert figures(budget) == (0, 185)


def test_captured_twice_is_charged_once(lantern: Studio, budget: Budget) -> None:
    holds.place_all(lantern, [wish("job:1")])
    first, again = capture(lantern, "job:1", 9), capture(lantern, "job:1", 10)
    assert again.pk == first.pk
    assert again.amount == Money(86, "CNY")
    assert figures(budget) == (0, 86)


def test_placed_twice_is_held_once(lantern: Studio, budget: Budget) -> None:
    first, again = (holds.place_all(lantern, [wish("job:1"), wish("job:2")]) for _ in range(2))
    assert [hold.pk for hold in first] == [hold.pk for hold in again]
    assert figures(budget) == (192, 0)


def test_an_order_that_grew_holds_only_what_is_new(lantern: Studio, budget: Budget) -> None:
    (first,) = holds.place_all(lantern, [wish("job:1")])
    both = holds.place_all(lantern, [wish("job:2", 5), wish("job:1")])
    assert [hold.key for hold in both] == ["job:2", "job:1"]
    assert both[1].pk == first.pk
    assert figures(budget) == (96 + 48, 0)


def test_a_hold_key_names_one_thing_for_ever(lantern: Studio, budget: Budget) -> None:
    holds.place_all(lantern, [wish("job:1")])
    with pytest.raises(errors.HoldKeyReused):
        holds.place_all(lantern, [wish("job:1", 11)])
    with pytest.raises(errors.HoldKeyReused):
        holds.place_all(lantern, [wish("job:1", shot="sho_2")])
    assert figures(budget) == (96, 0)


def test_a_released_hold_returns_everything_once(lantern: Studio, budget: Budget) -> None:
    holds.place_all(lantern, [wish("job:1")])
    for _ in range(2):
        holds.release(lantern, key="job:1", reason="engine.crashed")
    hold = Hold.objects.for_studio(lantern).get(key="job:1")
    assert (hold.state, hold.reason) == ("released", "engine.crashed")
    assert figures(budget) == (0, 0)
    assert JournalEntry.objects.for_studio(lantern).count() == 2
    assert ledger.find_drift(lantern) == []


def test_a_released_hold_is_not_captured(lantern: Studio, budget: Budget) -> None:
    holds.place_all(lantern, [wish("job:1")])
    holds.release(lantern, key="job:1", reason="canceled")
    with pytest.raises(errors.HoldReleased):
        capture(lantern, "job:1")
    assert figures(budget) == (0, 0)
    assert not MeterEvent.objects.for_studio(lantern).exists()


def test_what_is_earned_is_not_released(lantern: Studio, budget: Budget) -> None:
    holds.place_all(lantern, [wish("job:1")])
    capture(lantern, "job:1")
    with pytest.raises(errors.HoldCaptured):
        holds.release(lantern, key="job:1", reason="late failure")
    assert figures(budget) == (0, 96)


def test_an_unknown_key_is_said_to_be_unknown(lantern: Studio, budget: Budget) -> None:
    with pytest.raises(errors.HoldUnknown):
        capture(lantern, "job:rival")  # the rival's
    with pytest.raises(errors.HoldUnknown):
        holds.release(lantern, key="job:rival", reason="")


def test_without_a_budget_nothing_is_spent(lantern: Studio) -> None:
    with pytest.raises(errors.BudgetMissing) as refused:
        holds.place_all(lantern, [wish("job:1")])
    assert refused.value.code == "budget_missing"
    assert "POST /v1/budgets" in refused.value.cure
    assert not Hold.objects.for_studio(lantern).exists()


def test_a_full_budget_refuses_and_says_what_is_missing(lantern: Studio, budget: Budget) -> None:
    holds.place_all(lantern, [wish("job:1", 900), wish("job:2", 100)])
    capture(lantern, "job:1", 900)
    with pytest.raises(errors.BudgetExceeded) as refused:
        holds.place_all(lantern, [wish("job:3", 40), wish("job:4", 30)])
    yuan = {"currency": "CNY"}
    assert refused.value.facts == {
        "budget": {
            "id": budget.pk,
            "scope": "studio",
            "label": "",
            "limit": {"minor": 100_00, **yuan},
            "held": {"minor": 960, **yuan},
            "spent": {"minor": 86_40, **yuan},
        },
        "needed": {"minor": 672, **yuan},
        "missing": {"minor": 272, **yuan},
    }
    assert not Hold.objects.for_studio(lantern).filter(key__in=["job:3", "job:4"]).exists()
    assert figures(budget) == (960, 86_40)


def test_the_tightest_budget_speaks(house: Actor, lantern: Studio, budget: Budget) -> None:
    episode = budgets.open_budget(house, scope="episode", label=EPISODE, limit=Money(50, "CNY"))
    series = budgets.open_budget(house, scope="series", label=SERIES, limit=Money(90, "CNY"))
    with pytest.raises(errors.BudgetExceeded) as refused:
        holds.place_all(lantern, [wish("job:1")])
    assert refused.value.facts["budget"]["id"] == episode.pk
    assert refused.value.facts["missing"]["minor"] == 46
    elsewhere = {"episode": "epi_other"}
    holds.place_all(
        lantern, [wish("job:2", 5), wish("job:3", 3, **elsewhere), wish("job:4", 3, **elsewhere, series="ser_other")]
    )
    assert (figures(budget), figures(series), figures(episode)) == ((48 + 29 + 29, 0), (48 + 29, 0), (48, 0))
    capture(lantern, "job:2", 4)
    holds.release(lantern, key="job:3", reason="failed")
    assert (figures(budget), figures(series), figures(episode)) == ((29, 38), (0, 38), (0, 38))
    assert ledger.find_drift(lantern) == []


def test_an_order_above_its_own_maximum_is_refused(lantern: Studio, budget: Budget) -> None:
    order = [wish("job:1"), wish("job:2")]
    with pytest.raises(errors.CostAboveMaximum) as refused:
        holds.place_all(lantern, order, max_cost=Money(191, "CNY"))
    assert refused.value.facts["missing"] == {"minor": 1, "currency": "CNY"}
    with pytest.raises(errors.CurrencyNotTheirs):
        holds.place_all(lantern, order, max_cost=Money(10_000, "USD"))
    assert figures(budget) == (0, 0)
    holds.place_all(lantern, order, max_cost=Money(192, "CNY"))
    assert figures(budget) == (192, 0)


def test_a_quoted_order_is_held_at_the_quoted_price(testing_prices: None, db: None) -> None:
    studio = factories.make_studio(currency=TESTING)
    spoken = Wish("lin_1", "voice", 10_000, LABELS)
    before, after = YEAR_TURN - dt.timedelta(minutes=1), YEAR_TURN + dt.timedelta(minutes=1)
    with within(studio):
        budget = budgets.open_budget(system_actor(studio), limit=Money(1_000, TESTING))
        quote = pricing.quote(studio, [spoken], at=before)
        job = Wish("job:1", "voice", 10_000, LABELS)
        (hold,) = holds.place_all(studio, [job], quote=quote, at=after)
        assert (hold.amount, hold.quote_line) == (Money(10, TESTING), quote.lines.get())
        one = holds.place(studio, key="job:2", quote_line=quote.lines.get(), series=SERIES, at=after)
        assert one.amount == Money(10, TESTING)
        assert holds.place_all(studio, [Wish("job:3", "voice", 10_000)], at=after)[0].amount == Money(30, TESTING)
        much_later = YEAR_TURN + dt.timedelta(days=2)
        with pytest.raises(errors.QuoteExpired):
            holds.place(studio, key="job:4", quote_line=quote.lines.get(), at=much_later)
        # what was held stays held: a replay asks no price
        assert holds.place_all(studio, [job], quote=quote, at=much_later)[0].pk == hold.pk
        assert figures(budget) == (50, 0)
        assert capture(studio, "job:1").amount == Money(10, TESTING)


@pytest.mark.parametrize(
    "wrong",
    [{"milliseconds": 0}, {"slate": ""}, {"occurred_at": dt.datetime(2026, 11, 22)}],  # noqa: DTZ001
)
def test_a_capture_names_its_slate_length_and_moment(lantern: Studio, budget: Budget, wrong: dict[str, object]) -> None:
    holds.place_all(lantern, [wish("job:1")])
    facts = {"milliseconds": 10, "slate": SLATE, "occurred_at": timezone.now()} | wrong
    with pytest.raises(kinds.Invalid):
        holds.capture(lantern, key="job:1", **facts)  # type: ignore[arg-type]
    assert figures(budget) == (96, 0)


def test_work_too_short_to_cost_a_fen_is_held_and_captured_for_nothing(lantern: Studio, budget: Budget) -> None:
    holds.place_all(lantern, [wish("job:1", 0.05)])
    assert capture(lantern, "job:1", 0.05).amount == Money(0, "CNY")
    assert figures(budget) == (0, 0)
    assert ledger.find_drift(lantern) == []


def test_a_whole_episode_is_held_in_a_handful_of_queries(
    lantern: Studio, budget: Budget, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        holds.place_all(lantern, [wish(f"job:{number}") for number in range(60)])
    assert figures(budget) == (60 * 96, 0)
