"""Admission: all or nothing, with a reason and a pointer for each item."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import Invalid
from accounts.tenancy import within
from billing.errors import BudgetExceeded, CostAboveMaximum, QuoteOutdated
from billing.money import Money
from projects.briefs import LineBrief, ShotBrief, from_json
from projects.models import Line, Shot
from render import catalog, ordering
from render.errors import CapabilityExceeded, OrderInvalid
from render.models import Job, Order
from tests.render.conftest import Room

pytestmark = pytest.mark.django_db


def item(kind: str, subject_id: str, **facts: str) -> dict[str, str]:
    return {"kind": kind, "id": subject_id, **facts}


def nothing_happened(room: Room) -> bool:
    with within(room.studio):
        counts = Order.objects.for_studio(room.studio).count() + Job.objects.for_studio(room.studio).count()
        given = Line.objects.for_studio(room.studio).filter(slates_given__gt=0).count()
    return counts == given == 0 and room.money() == {"held": 0, "spent": 0, "open": 0, "captures": 0}


def test_an_order_freezes_briefs_holds_money_and_queues_jobs(room):
    line, shot = room.order(room.lines[0], room.shots[0], external_id="theirs-7")
    assert (line.kind, line.stage, line.lane, line.release) == ("line", "voice", "cpu", "espeak@1")
    assert (shot.kind, shot.stage, shot.lane, shot.release) == ("shot", "animatic", "cpu", "animatic@2")
    assert (line.state, line.attempt, line.external_id) == ("queued", 0, "theirs-7")
    assert (line.slate, shot.slate) == ("LAN_EP01_SC001_SH0010_L010_T01", "LAN_EP01_SC001_SH0010_T01")
    assert from_json(LineBrief, line.brief).slate == line.slate
    assert from_json(ShotBrief, shot.brief).seed == shot.seed
    with within(room.studio):
        order = Order.objects.for_studio(room.studio).get()
    assert order.amount_minor == line.amount_minor + shot.amount_minor == room.money()["held"]
    assert room.money()["open"] == 2


def test_a_retake_bears_the_next_slate_and_another_seed(room):
    (first,), (second,) = room.order(room.lines[0]), room.order(room.lines[0])
    assert (first.slate[-3:], second.slate[-3:]) == ("T01", "T02")
    assert first.seed != second.seed
    assert from_json(LineBrief, second.brief).seed == second.seed


def test_every_wrong_item_is_named_and_nothing_is_ordered(room, rival_room):
    items = [
        item("line", room.lines[0].pk),
        item("line", rival_room.lines[0].pk),
        item("shot", room.lines[1].pk),
        item("shot", room.shots[0].pk, stage="final"),
        item("line", room.lines[1].pk, profile="douyin_1080x1920"),
        item("line", room.lines[0].pk),
        item("conform", "cut_nonsense"),
    ]
    with within(room.studio), pytest.raises(OrderInvalid) as refused:
        ordering.order(room.actor, items=items)
    assert [(row["pointer"], row["code"]) for row in refused.value.problems] == [
        ("/items/1/id", "not_found"),
        ("/items/2/id", "not_found"),
        ("/items/3/stage", "stage_unavailable"),
        ("/items/4/profile", "profile_unexpected"),
        ("/items/5/id", "duplicate"),
        ("/items/6/id", "not_found"),
    ]
    assert refused.value.message.startswith("6 of 7 item(s)")
    assert nothing_happened(room)


def test_what_an_engine_cannot_do_is_refused_before_anything_is_queued(room):
    with within(room.studio):
        Shot.objects.for_studio(room.studio).filter(pk=room.shots[1].pk).update(frames=1441)
        with pytest.raises(CapabilityExceeded) as refused:
            ordering.order(room.actor, items=[item("shot", shot.pk) for shot in room.shots])
    assert [(row["pointer"], row["code"]) for row in refused.value.problems] == [
        ("/items/1/frames", "capability_exceeded")
    ]
    assert nothing_happened(room)


def test_an_omitted_shot_is_refused_with_its_own_reason(room):
    with within(room.studio):
        Shot.objects.for_studio(room.studio).filter(pk=room.shots[0].pk).update(omitted_at=timezone.now())
        with pytest.raises(OrderInvalid) as refused:
            ordering.order(room.actor, items=[item("shot", room.shots[0].pk)])
    assert [(row["pointer"], row["code"]) for row in refused.value.problems] == [("/items/0", "shot_omitted")]


@pytest.mark.parametrize("number", [0, 2001])
def test_neither_nothing_nor_too_much_is_ordered(room, number):
    with within(room.studio), pytest.raises(OrderInvalid) as refused:
        ordering.order(room.actor, items=[item("line", room.lines[0].pk)] * number)
    assert refused.value.pointer == "/items"


def test_a_quote_binds_the_price_and_neither_holds_nor_queues(room):
    with within(room.studio):
        items = [item("line", room.lines[0].pk), item("shot", room.shots[0].pk)]
        quote = ordering.quote(room.actor, items=items)
        assert nothing_happened(room)
        order = ordering.order(room.actor, items=items, quote_id=quote.pk)
        assert order.amount_minor == quote.total_minor
        with pytest.raises(QuoteOutdated):
            ordering.order(room.actor, items=[item("line", room.lines[1].pk)], quote_id=quote.pk)


def test_a_rivals_quote_is_no_quote(room, rival_room):
    with within(rival_room.studio):
        quote = ordering.quote(rival_room.actor, items=[item("line", rival_room.lines[0].pk)])
    with within(room.studio), pytest.raises(Invalid) as refused:
        ordering.order(room.actor, items=[item("line", room.lines[0].pk)], quote_id=quote.pk)
    assert (refused.value.pointer, refused.value.code) == ("/quote_id", "not_found")


def test_neither_a_maximum_nor_a_budget_is_overspent(room):
    with within(room.studio), pytest.raises(CostAboveMaximum):
        ordering.order(room.actor, items=[item("line", room.lines[0].pk)], max_cost=Money(0, "CNY"))
    assert nothing_happened(room)
    poor = Room.furnish("Poor", limit=1)
    with within(poor.studio), pytest.raises(BudgetExceeded):
        ordering.order(poor.actor, items=[item("shot", shot.pk) for shot in poor.shots])
    assert nothing_happened(poor)


def test_a_deadline_in_the_past_is_refused(room):
    with within(room.studio), pytest.raises(Invalid) as refused:
        ordering.order(
            room.actor, items=[item("line", room.lines[0].pk)], deadline_at=timezone.now() - timedelta(seconds=1)
        )
    assert refused.value.pointer == "/deadline_at"


def test_the_catalogue_knows_one_release_for_each_kind_and_stage():
    chosen = {(r.kind, stage): r.name for r in catalog.releases().values() for stage in r.stages}
    assert {key: catalog.choose(*key).name for key in chosen} == chosen
    with pytest.raises(catalog.ReleaseUnknown):
        catalog.choose("line", "final")
