"""What the money's routes need to be walked by strangers."""

from __future__ import annotations

import datetime as dt

from billing import budgets, holds, invoicing
from billing.money import Money
from billing.pricing import Wish
from tests.architecture.isolation import Made, Row, World
from tests.billing import EPISODE, SERIES


def a_budget(world: World) -> Made:
    return {"budget_id": budgets.open_budget(world.actor, limit=Money(100_00, "CNY")).pk}


def a_hold(world: World) -> Made:
    a_budget(world)
    wish = Wish("job:own", "voice", 60_000, {"series": SERIES, "episode": EPISODE})
    return {"hold": holds.place_all(world.studio, [wish])[0].pk}


def a_capture(world: World) -> Made:
    made, now = a_hold(world), dt.datetime.now(dt.UTC)
    event = holds.capture(world.studio, key="job:own", milliseconds=60_000, slate="LAN_T01", occurred_at=now)
    return {**made, "event": event.pk}


def an_invoice(world: World) -> Made:
    made = a_capture(world)
    return {**made, "invoice_id": invoicing.draft(world.actor, period=f"{dt.datetime.now(dt.UTC):%Y-%m}")[0].pk}


CAP = {"minor": 200_00, "currency": "CNY"}
SERIES_CAP = {"scope": "series", "label": SERIES, "limit": CAP}
# The rival has neither a budget of its own nor anything captured: it is refused for that, not for what we have.
ROWS = {
    "v1/price-book": Row(shared=("prb_", "prc_")),
    "v1/budgets": Row(make=a_budget, bodies={"POST": SERIES_CAP}, rival={"POST": 409}),
    "v1/budgets/<str:budget_id>": Row(make=a_budget, bodies={"PATCH": {"limit": CAP}}),
    "v1/holds": Row(make=a_hold, query=lambda made: f"episode={EPISODE}", rival={"GET": 200}),
    "v1/meter-events": Row(make=a_capture, query=lambda made: f"episode={EPISODE}", rival={"GET": 200}),
    "v1/invoices": Row(
        make=a_capture, bodies={"POST": {"period": f"{dt.datetime.now(dt.UTC):%Y-%m}"}}, rival={"POST": 409}
    ),
    "v1/invoices/<str:invoice_id>": Row(make=an_invoice),
    "v1/costs": Row(make=a_capture, query=lambda made: f"episode={EPISODE}", rival={"GET": 200}),
}
