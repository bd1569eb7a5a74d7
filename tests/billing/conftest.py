"""A studio with money to spend, a rival with more, and a currency of our own whose price changes with the year."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, connections

from accounts import tenancy
from accounts.actor import Actor, system_actor
from accounts.models import Studio
from accounts.tenancy import within
from billing import budgets, holds
from billing.models import Budget
from billing.money import Money
from billing.pricing import Wish
from tests import factories
from tests.billing import OLD, SERIES, TESTING, YEAR_TURN


@pytest.fixture(scope="session")
def testing_prices(django_db_setup: None, django_db_blocker: Any) -> None:
    """Prices in XTS, the currency code ISO 4217 keeps for tests: 1 unit a second until 2027, then 3."""
    rows = [("voice", OLD, YEAR_TURN, 1_000_000), ("voice", YEAR_TURN, None, 3_000_000)]
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        for number, (meter, start, end, micros) in enumerate(rows):
            cursor.execute(
                "insert into billing_price (id, book_id, meter, currency, unit_price_micros, valid_from, valid_to,"
                " created_at) select %s, id, %s, %s, %s, %s, %s, now() from billing_pricebook on conflict do nothing",
                [f"prc_01K9FW4M00XTS0000000000{number:03}", meter, TESTING, micros, start, end],
            )
        connections["owner"].close()


@pytest.fixture
def house(db: None) -> Actor:
    """The house itself, acting in a fresh studio that pays in CNY; a rival with a fuller purse is in the room."""
    rival, studio = factories.make_studio("Rival"), factories.make_studio("Lantern")
    with within(rival):
        budgets.open_budget(system_actor(rival), limit=Money(1_000_000, "CNY"))
        wish = Wish("job:rival", "voice", 60_000, {"series": SERIES})
        holds.place_all(rival, [wish])
        holds.capture(rival, key="job:rival", milliseconds=60_000, slate="RIV_T01", occurred_at=dt.datetime.now(dt.UTC))
    if connection.in_atomic_block:
        tenancy.enter(studio)
    return system_actor(studio)


@pytest.fixture
def lantern(house: Actor) -> Studio:
    """That studio, without any budget."""
    return house.studio


@pytest.fixture
def budget(house: Actor) -> Budget:
    """Its budget: 100.00 CNY."""
    return budgets.open_budget(house, limit=Money(100_00, "CNY"))
