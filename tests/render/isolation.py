"""What the render routes need to be walked by strangers."""

from __future__ import annotations

from typing import Any

from accounts.tenancy import within
from billing import budgets
from billing.money import Money
from render import ordering
from render.models import Job
from tests.architecture.isolation import Made, Row, World
from tests.projects.isolation import a_line


def something_to_order(world: World) -> Made:
    """A line to voice, and money for it in both studios: the rival's refusal is for the line, not for the purse."""
    for actor in (world.rival_actor, world.actor):
        with within(actor.studio):
            budgets.open_budget(actor, limit=Money(100_00, "CNY"))
    return a_line(world)


def an_order(world: World) -> Made:
    made = something_to_order(world)
    order = ordering.order(world.actor, **_items(made))
    job = Job.objects.for_studio(world.studio).get(order=order)
    return {**made, "order_id": order.pk, "job_id": job.pk}


def a_quote(world: World) -> Made:
    made = something_to_order(world)
    return {**made, "quote_id": ordering.quote(world.actor, **_items(made)).pk}


def _items(made: Made) -> dict[str, Any]:
    return {"items": [{"kind": "line", "id": made["line_id"]}]}


ROWS = {
    "v1/quotes": Row(make=something_to_order, bodies={"POST": _items}, rival={"POST": 422}),
    "v1/quotes/<str:quote_id>": Row(make=a_quote),
    "v1/orders": Row(
        make=something_to_order, bodies={"POST": _items}, own={"POST": 202}, rival={"GET": 200, "POST": 422}
    ),
    "v1/orders/<str:order_id>": Row(make=an_order),
    "v1/jobs": Row(make=an_order, query=lambda made: f"order={made['order_id']}", rival={"GET": 200}),
    "v1/jobs/<str:job_id>": Row(make=an_order),
    "v1/jobs/<str:job_id>/cancel": Row(make=an_order, own={"POST": 202}),
}
