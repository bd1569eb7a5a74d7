"""From an event to a customer's receiver: signed, tried again on schedule, never lost, and nothing of a rival's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from accounts import events, outbound, webhook_deliveries, webhooks
from accounts.actor import Actor
from accounts.models import AuditEntry, Event, Studio, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from accounts.tenancy import within
from accounts.webhook_deliveries import Due, Senders, due, relay, work_off
from tests import factories
from tests.accounts.receiving import Receiver, receiving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_LOOPBACK = True
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def punctual(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses without their random part."""
    monkeypatch.setattr(webhook_deliveries, "SPREAD", 0.0)


class Story:
    """A studio with an endpoint at the receiver."""

    def __init__(self, studio: Studio, receiver: Receiver, **facts: Any) -> None:
        self.studio, self.actor = studio, factories.make_actor(studio)
        with within(studio):
            self.endpoint, self.secret = webhooks.open_endpoint(self.actor, url=receiver.url, **facts)

    def happen(self, number: int = 1, type: str = "take.printed") -> Event:  # noqa: A002 - the wire's word
        with within(self.studio):
            return events.append(self.studio, type, subject=f"tak_{number}", data={"number": number, "名": "婚戒"})

    def deliver(self) -> int:
        """Relay, then send what is due, one after the other."""
        relay()
        waiting = due(per_endpoint=1000)
        for wish in waiting:
            work_off(wish)
        return len(waiting)

    def deliveries(self) -> list[WebhookDelivery]:
        with within(self.studio):
            rows = WebhookDelivery.objects.for_studio(self.studio).filter(endpoint=self.endpoint)
            return list(rows.select_related("event").order_by("event__sequence"))

    def attempts(self) -> list[WebhookAttempt]:
        with within(self.studio):
            return list(WebhookAttempt.objects.for_studio(self.studio).order_by("pk"))

    def reread(self) -> WebhookEndpoint:
        with within(self.studio):
            self.endpoint = WebhookEndpoint.objects.for_studio(self.studio).get(pk=self.endpoint.pk)
            return self.endpoint

    def told(self, type: str) -> list[dict[str, Any]]:  # noqa: A002 - the wire's word
        with within(self.studio):
            return [event.data for event in Event.objects.for_studio(self.studio).filter(type=type)]


@pytest.fixture
def lantern(studio: Studio, receiver: Receiver) -> Story:
    return Story(studio, receiver)


def test_a_message_is_the_event_and_its_signature_verifies(lantern: Story, receiver: Receiver) -> None:
    event = lantern.happen()
    assert lantern.deliver() == 1
    (got,) = receiver.got
    shown = events.event_json(event)
    assert Webhook(lantern.secret).verify(got.body, got.headers) == {**shown, "timestamp": shown["created_at"]}
    assert got.headers["webhook-id"] == event.pk
    assert (got.headers["content-type"], got.path) == ("application/json", "/shotwright")
    forged = got.body.replace(b"1", b"2", 1)
    with pytest.raises(WebhookVerificationError):
        Webhook(lantern.secret).verify(forged, got.headers)
    (delivery,) = lantern.deliveries()
    assert (delivery.state, delivery.tries, delivery.next_attempt_at) == ("delivered", 1, None)
    (attempt,) = lantern.attempts()
    assert (attempt.status, attempt.problem, attempt.number) == (204, "", 1)


def test_nothing_of_a_rival_arrives_and_only_what_the_endpoint_wants(
    lantern: Story, rival: Studio, receiver: Receiver
) -> None:
    with receiving() as other, receiving() as picky:
        theirs = Story(rival, other)
        choosy = Story(lantern.studio, picky, types=["job.*", "take.circled"])
        ours = [lantern.happen(1), lantern.happen(2, "job.failed"), lantern.happen(3, "take.circled")]
        foreign = theirs.happen(9)
        lantern.deliver()
        # the second endpoint's own opening was told to the first
        assert [body["type"] for body in map(json.loads, (got.body for got in receiver.got))][-3:] == [
            "take.printed",
            "job.failed",
            "take.circled",
        ]
        assert set(receiver.ids) >= {event.pk for event in ours}
        assert foreign.pk not in receiver.ids
        assert picky.ids == [ours[1].pk, ours[2].pk]
        assert other.ids == [foreign.pk]
        assert {delivery.studio_id for delivery in choosy.deliveries()} == {lantern.studio.pk}


def test_while_a_secret_is_rotated_both_verify_and_afterwards_only_the_new(
    lantern: Story, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with within(lantern.studio):
        _, fresh, ends_at = webhooks.rotate(lantern.actor, endpoint=lantern.endpoint, overlap=timedelta(hours=1))
    lantern.happen()
    lantern.deliver()
    for got in receiver.got:
        assert len(got.headers["webhook-signature"].split()) == 2
        for secret in (lantern.secret, fresh):
            Webhook(secret).verify(got.body, got.headers)
    later = ends_at + timedelta(seconds=1)
    with within(lantern.studio), monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        headers = webhooks.message_headers(lantern.endpoint, message_id="evt_1", body=b"{}")
    assert len(headers["webhook-signature"].split()) == 1
    with within(lantern.studio):
        _, last, _ = webhooks.rotate(lantern.actor, endpoint=lantern.endpoint, overlap=timedelta(0))
        headers = webhooks.message_headers(lantern.endpoint, message_id="evt_1", body=b"{}")
    Webhook(last).verify(b"{}", headers)
    for ended in (lantern.secret, fresh):
        with pytest.raises(WebhookVerificationError):
            Webhook(ended).verify(b"{}", headers)


def test_failures_are_tried_again_on_the_schedule_with_one_id_and_then_given_up(
    lantern: Story, receiver: Receiver, clock: Any, punctual: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_deliveries, "FAILING_MOST", timedelta(days=30))
    receiver.answer(500, body=b"out of \x00 coffee" + b"!" * 5000)
    event = lantern.happen()
    began, at = clock.now, []
    for pause in webhook_deliveries.SCHEDULE:
        clock.advance(seconds=pause.total_seconds() - 1)
        assert pause < timedelta(seconds=2) or lantern.deliver() == 0
        clock.advance(seconds=1)
        assert lantern.deliver() == 1
        at.append(round((clock.now - began).total_seconds()))
    minute, hour = 60, 3600
    pauses = [0, 5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]
    assert at == [sum(pauses[: number + 1]) for number in range(10)]
    assert receiver.ids == [event.pk] * 10
    (delivery,) = lantern.deliveries()
    assert (delivery.state, delivery.tries) == ("failed", 10)
    snippet = lantern.attempts()[0].snippet
    assert (len(snippet), snippet[:18]) == (1024, "out of \ufffd coffee!!!")
    clock.advance(days=10)
    assert lantern.deliver() == 0


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_a_success(lantern: Story, receiver: Receiver, status: int) -> None:
    receiver.answer(status)
    lantern.happen()
    lantern.deliver()
    assert [delivery.state for delivery in lantern.deliveries()] == ["delivered"]


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 500, 502])
def test_everything_else_is_a_failure_and_a_redirect_is_not_followed(
    lantern: Story, receiver: Receiver, status: int
) -> None:
    receiver.answer(status, headers={"Location": receiver.url + "/elsewhere"})
    lantern.happen()
    lantern.deliver()
    (delivery,), (attempt,) = lantern.deliveries(), lantern.attempts()
    assert (delivery.state, delivery.tries, attempt.status) == ("pending", 1, status)
    assert ("not followed" in attempt.detail) is (status < 400)
    assert [got.path for got in receiver.got] == ["/shotwright"]
    assert lantern.reread().failing_since is not None


def test_a_receiver_that_is_gone_is_disabled_and_the_studio_is_told(lantern: Story, receiver: Receiver) -> None:
    receiver.answer(410)
    lantern.happen(1)
    lantern.happen(2)
    lantern.deliver()
    endpoint = lantern.reread()
    assert (endpoint.enabled, endpoint.disabled_reason, endpoint.version) == (False, "gone", 2)
    assert {delivery.state for delivery in lantern.deliveries()} == {"canceled"}
    assert len(receiver.got) == 1
    assert lantern.told("webhook_endpoint.disabled") == [{"reason": "gone"}]
    with within(lantern.studio):
        entry = AuditEntry.objects.for_studio(lantern.studio).get(act="webhook_endpoint.disabled")
    assert (entry.actor_kind, entry.facts) == ("system", {"reason": "gone"})
    lantern.happen(3)
    assert lantern.deliver() == 0


def test_five_days_of_nothing_but_failures_disable_an_endpoint_and_one_success_begins_anew(
    lantern: Story, receiver: Receiver, clock: Any
) -> None:
    receiver.answer(500)
    lantern.happen(1)
    lantern.deliver()
    clock.advance(days=4.9)
    receiver.answer(200)
    lantern.happen(2)
    lantern.deliver()
    assert lantern.reread().failing_since is None
    receiver.answer(500)
    lantern.happen(3)
    lantern.deliver()
    clock.advance(days=4.9)
    lantern.happen(4)
    lantern.deliver()
    assert lantern.reread().enabled
    clock.advance(days=0.2)
    lantern.happen(5)
    lantern.deliver()
    endpoint = lantern.reread()
    assert (endpoint.enabled, endpoint.disabled_reason) == (False, "failing")
    assert lantern.told("webhook_endpoint.disabled") == [{"reason": "failing"}]


@pytest.mark.usefixtures("punctual")
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "asked",
    [("120", 120), ("86400", 3600), ("99999999999999999999", 3600), ("0", 5), ("soon", 5), ("-9", 5), ("date", 600)],
)
def test_retry_after_is_honoured_for_an_hour_at_most(
    lantern: Story, receiver: Receiver, clock: Any, status: int, asked: tuple[str, int]
) -> None:
    wish, seconds = asked
    clock.now = clock.now.replace(microsecond=0)
    header = format_datetime(clock.now + timedelta(minutes=10)) if wish == "date" else wish
    receiver.answer(status, headers={"Retry-After": header})
    lantern.happen()
    lantern.deliver()
    (delivery,) = lantern.deliveries()
    assert delivery.next_attempt_at == clock.now + timedelta(seconds=seconds)
    receiver.answer(200)
    lantern.happen(2)
    if seconds > 5:
        assert lantern.deliver() == 0  # the whole endpoint is left alone
    clock.advance(seconds=seconds)
    assert lantern.deliver() == 2
    assert lantern.reread().paused_until is None


def test_an_address_that_turned_private_is_refused_at_the_call_and_said_in_the_log(
    lantern: Story, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_LOOPBACK = False
    with within(lantern.studio):
        WebhookEndpoint.objects.for_studio(lantern.studio).update(url="https://hooks.lantern.example/")
    monkeypatch.setattr(outbound, "_lookup", lambda host, port: ["169.254.169.254"])
    lantern.happen()
    lantern.deliver()
    (attempt,) = lantern.attempts()
    assert (attempt.status, attempt.problem) == (None, "refused")
    assert "169.254" not in attempt.detail


def test_one_delivery_and_a_range_can_be_replayed_with_their_own_ids(lantern: Story, receiver: Receiver) -> None:
    made = [lantern.happen(number) for number in range(1, 5)]
    lantern.deliver()
    first = lantern.deliveries()[0]
    with within(lantern.studio):
        again = webhooks.replay(lantern.actor, delivery=first)
    assert (again.pk, again.state, again.tries) == (first.pk, "pending", 0)
    lantern.deliver()
    assert receiver.ids == [*(event.pk for event in made), made[0].pk]
    with within(lantern.studio):
        nothing = webhooks.replay_since(lantern.actor, endpoint=lantern.endpoint, after=made[0].sequence)
        since = webhooks.replay_since(
            lantern.actor,
            endpoint=lantern.endpoint,
            after=made[0].sequence,
            until=made[2].sequence,
            everything=True,
        )
    assert nothing == (0, made[3].sequence, False)
    assert since == (2, made[2].sequence, False)
    lantern.deliver()
    assert receiver.ids[-2:] == [made[1].pk, made[2].pk]
    assert len(lantern.deliveries()) == 4


def test_what_was_missed_while_disabled_is_not_sent_by_itself_but_can_be_replayed(
    lantern: Story, receiver: Receiver
) -> None:
    with within(lantern.studio):
        webhooks.amend(lantern.actor, endpoint=lantern.endpoint, version=1, enabled=False)
    missed = lantern.happen(1)
    with within(lantern.studio):
        endpoint = webhooks.amend(lantern.actor, endpoint=lantern.endpoint, version=2, enabled=True)
    lantern.deliver()
    assert [json.loads(got.body)["type"] for got in receiver.got] == ["webhook_endpoint.changed"]
    with within(lantern.studio):
        scheduled, _, _ = webhooks.replay_since(lantern.actor, endpoint=endpoint, after=missed.sequence - 1)
    lantern.deliver()
    assert missed.pk in receiver.ids
    assert scheduled == 1  # the change that enabled it again was delivered


def test_a_test_is_sent_to_its_endpoint_alone_whatever_it_wants(lantern: Story, receiver: Receiver) -> None:
    with receiving() as picky:
        choosy = Story(lantern.studio, picky, types=["job.failed"])
        with within(lantern.studio):
            delivery = webhooks.send_test(choosy.actor, endpoint=choosy.endpoint)
        lantern.deliver()
        assert picky.ids == [delivery.event_id]
        assert json.loads(picky.got[0].body)["type"] == "webhook_endpoint.tested"
        assert delivery.event_id not in receiver.ids


def test_a_relay_passes_an_event_only_once_it_is_committed_and_every_event_once(
    lantern: Story, receiver: Receiver
) -> None:
    with transaction.atomic():
        with within(lantern.studio):
            events.append(lantern.studio, "take.printed", subject="tak_1", data={})
            assert factories.at_once([relay]) == [0]
        transaction.set_rollback(True)
    made = [lantern.happen(number) for number in range(3)]
    assert sum(factories.at_once([relay] * 3)) == 3
    assert relay() == 0
    assert [delivery.event_id for delivery in lantern.deliveries()] == [event.pk for event in made]


def test_two_senders_never_take_the_same_delivery(lantern: Story, receiver: Receiver) -> None:
    lantern.happen()
    relay()
    (wish,) = due()
    factories.at_once([lambda: work_off(wish)] * 4)
    assert (len(receiver.got), len(lantern.attempts())) == (1, 1)


def test_a_delivery_replayed_while_it_is_being_tried_is_sent_again(lantern: Story, receiver: Receiver) -> None:
    lantern.happen()
    relay()
    (wish,) = due()
    claimed = webhook_deliveries.claim(wish)
    assert claimed is not None
    (delivery,) = lantern.deliveries()
    with within(lantern.studio):
        webhooks.replay(lantern.actor, delivery=delivery)
    webhook_deliveries.settle(claimed, webhook_deliveries.attempt(claimed))
    assert [found.state for found in lantern.deliveries()] == ["pending"]
    lantern.deliver()
    assert [found.state for found in lantern.deliveries()] == ["delivered"]
    assert len(set(receiver.ids)) == 1
    assert len(receiver.got) == 2


def test_an_endpoint_deleted_while_it_is_being_told_breaks_nothing(lantern: Story) -> None:
    lantern.happen()
    relay()
    claimed = webhook_deliveries.claim(due()[0])
    assert claimed is not None
    with within(lantern.studio):
        webhooks.remove(lantern.actor, endpoint=lantern.endpoint)
    webhook_deliveries.settle(claimed, webhook_deliveries.attempt(claimed))
    assert lantern.attempts() == []


def test_a_slow_receiver_holds_up_nobody_else(lantern: Story, rival: Studio, receiver: Receiver) -> None:
    receiver.gate.clear()
    with receiving() as quick:
        other = Story(rival, quick)
        for number in range(6):
            lantern.happen(number)
        theirs = [other.happen(number) for number in range(2)]
        relay()
        senders = Senders(size=4)
        assert senders.fill() == 4
        assert senders.fill() == 0
        for _ in range(2):
            assert quick.arrived.acquire(timeout=5)
        assert set(quick.ids) == {event.pk for event in theirs}
        assert len(receiver.got) <= webhook_deliveries.PER_ENDPOINT
        receiver.gate.set()
        senders.drain()
        while senders.fill():
            senders.drain()
        senders.end()
    assert {delivery.state for delivery in lantern.deliveries()} == {"delivered"}


def test_a_burst_goes_out_at_one_filling_and_a_failing_receiver_gets_one_try_of_each_filling(
    lantern: Story, receiver: Receiver
) -> None:
    made = [lantern.happen(number) for number in range(20)]
    relay()
    senders = Senders(size=4)
    assert senders.fill() == 2
    senders.drain()
    assert sorted(receiver.ids) == sorted(event.pk for event in made)
    receiver.answer(500)
    for number in range(4):
        lantern.happen(number)
    relay()
    senders.fill()
    senders.drain()
    assert len(receiver.got) - len(made) <= 2
    senders.end()


def test_endpoints_that_fail_get_half_the_senders_at_most() -> None:
    senders = Senders(size=4)
    wishes = [Due(f"whd_{number}", "stu_1", f"whe_{number}", is_failing=number < 4) for number in range(8)]
    assert [senders._take(wish) for wish in wishes] == [True, True, False, False, True, True, False, False]
    senders.end()


def test_old_deliveries_are_forgotten_after_thirty_days_and_pending_ones_are_not(
    lantern: Story, receiver: Receiver, clock: Any
) -> None:
    receiver.answer(200, 500)
    lantern.happen(1)
    lantern.deliver()
    lantern.happen(2)
    lantern.deliver()
    clock.advance(days=29)
    webhook_deliveries.forget_old()
    assert [found.state for found in lantern.deliveries()] == ["delivered", "pending"]
    clock.advance(days=1, seconds=1)
    webhook_deliveries.forget_old()
    assert [found.state for found in lantern.deliveries()] == ["pending"]


KILLED = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from accounts import webhook_deliveries as w, webhooks

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def dying_after(act):
    def run(*args, **facts):
        act(*args, **facts)
        die()
    return run

point = sys.argv[2]
if point == "rows made, cursor not moved":
    webhooks.make_deliveries = dying_after(webhooks.make_deliveries)
elif point == "claimed, not sent":
    w.attempt = die
elif point == "sent, not settled":
    w.settle = die
w.relay()
if point == "relayed, not claimed":
    die()
for wish in w.due(per_endpoint=10):
    w.work_off(wish)
"""


@pytest.mark.parametrize(
    "point",
    ["rows made, cursor not moved", "relayed, not claimed", "claimed, not sent", "sent, not settled"],
)
def test_a_control_process_killed_anywhere_loses_nothing_and_repeats_only_under_the_same_id(
    lantern: Story, receiver: Receiver, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [lantern.happen(number) for number in range(3)]
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SHOTWRIGHT_WEBHOOK_LOOPBACK": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    argv = [sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"]), point]
    killed = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    before = list(receiver.ids)
    assert len(before) == (1 if point == "sent, not settled" else 0)
    lantern.deliver()
    later = timezone.now() + webhook_deliveries.CLAIM + timedelta(seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        lantern.deliver()
    assert sorted(receiver.ids) == sorted([event.pk for event in made] + before)
    assert [found.state for found in lantern.deliveries()] == ["delivered"] * 3
    assert [found.event_id for found in lantern.deliveries()] == [event.pk for event in made]


def test_an_actor_who_may_not_read_events_may_not_have_them_sent(studio: Studio) -> None:
    narrow: Actor = factories.make_actor(studio, ["account:write"])
    with within(studio), pytest.raises(Exception, match="events:read"):
        webhooks.open_endpoint(narrow, url="https://hooks.lantern.example/")
