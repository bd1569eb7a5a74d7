"""Orders leave only for free slots, complete and signed, and come back to the queue when they cannot."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import asdict

import pytest
import redis as redis_library

from accounts.tenancy import within
from gpu_worker.engines import releases
from projects.briefs import LineBrief, from_json
from render import broker, dispatch, queries, rescue
from render.contracts import WORKER_KEY, RenderOrder, WorkerAnnouncement
from render.door import Pass
from tests.factories import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def announce(client, worker_id: str, *lanes: str, slots: int = 1) -> None:
    card = WorkerAnnouncement(worker_id, lanes or ("cpu",), slots, releases(("cpu",)), 1, "here")
    client.set(WORKER_KEY.format(worker_id=worker_id), json.dumps(asdict(card)), ex=15)


def sent(client, lane: str = "cpu") -> list[RenderOrder]:
    messages = [
        json.loads(client.hget(f"dramatiq:render.{lane}.msgs", key))
        for key in client.lrange(f"dramatiq:render.{lane}", 0, -1)
    ]
    assert {message["actor_name"] for message in messages} <= {"render_attempt"}
    return [from_json(RenderOrder, message["args"][0]) for message in messages]


def test_with_nobody_on_the_floor_jobs_stay_queued_and_say_so(room):
    (job,) = room.order(room.lines[0])
    assert dispatch.dispatch() == 0
    with within(room.studio):
        assert queries.Waits(room.studio).of(room.fresh(job)) == {"reason": "no_worker", "position": 1}


def test_only_free_slots_are_filled_and_studios_take_turns(room, rival_room, redis_client):
    announce(redis_client, "worker-1")
    announce(redis_client, "worker-2")
    ours = room.order(*room.lines, *room.shots)
    (theirs,) = rival_room.order(rival_room.lines[0])
    assert dispatch.dispatch() == 2
    assert dispatch.dispatch() == 0
    assert [order.job_id for order in sent(redis_client)] == [ours[0].pk, theirs.pk]
    with within(room.studio):
        waits = queries.Waits(room.studio)
        positions = [waits.of(room.fresh(job)) for job in ours]
    assert positions == [None, *({"reason": "capacity", "position": n} for n in (1, 2, 3))]


def test_an_order_is_complete_and_its_addresses_open_the_door(room, redis_client):
    announce(redis_client, "worker-1")
    (job,) = room.order(room.lines[0])
    dispatch.dispatch()
    (order,) = sent(redis_client)
    brief = from_json(LineBrief, order.brief)
    assert (order.job_id, order.attempt, order.kind, order.release) == (job.pk, 1, "line", "espeak@1")
    assert (brief.text, brief.slate, brief.seed) == ("你来晚了1", job.slate, job.seed)
    assert (order.lease_seconds, order.deadline_seconds) == (30, 120)
    assert order.progress_url.endswith("/progress")
    assert order.progress_url.startswith("http://127.0.0.1:8000/worker/v1/attempts/")


def test_a_finished_job_frees_its_workers_slot_and_a_dead_workers_job_does_not_fill_anothers(room, redis_client):
    announce(redis_client, "worker-1")
    first, second = room.order(*room.lines)
    assert dispatch.dispatch() == 1
    room.progress(room_pass(room, first), worker="worker-1")
    assert dispatch.dispatch() == 0
    redis_client.delete(WORKER_KEY.format(worker_id="worker-1"))
    announce(redis_client, "worker-2")
    assert dispatch.dispatch() == 1
    assert room.fresh(second).state == "starting"


def room_pass(room, job):
    return Pass(job.pk, room.studio.pk, room.fresh(job).attempt)


def test_a_dispatcher_that_was_held_up_does_not_fill_a_slot_again(room, redis_client, monkeypatch):
    announce(redis_client, "worker-1", slots=2)
    room.order(*room.lines, *room.shots)
    choose, first = dispatch._choose, threading.Lock()

    def choose_late(floor):
        if first.acquire(blocking=False):
            time.sleep(0.4)
        return choose(floor)

    monkeypatch.setattr(dispatch, "_choose", choose_late)
    assert sorted(at_once([dispatch.dispatch] * 3)) == [0, 0, 2]
    assert len(sent(redis_client)) == 2


def test_a_flushed_redis_loses_no_job(room, redis_client, expire_lease):
    announce(redis_client, "worker-1")
    (job,) = room.order(room.lines[0])
    dispatch.dispatch()
    redis_client.flushall()
    announce(redis_client, "worker-1")
    expire_lease(room, job)
    assert rescue.rescue() == 1
    assert dispatch.dispatch() == 1
    (order,) = sent(redis_client)
    assert (order.job_id, order.attempt) == (job.pk, 2)


def test_an_order_that_cannot_be_sent_is_back_in_the_queue_at_once(room, redis_client, monkeypatch):
    announce(redis_client, "worker-1")
    (job,) = room.order(room.lines[0])

    def down(*_):
        raise redis_library.ConnectionError("no Redis")

    with monkeypatch.context() as patch:
        patch.setattr(broker, "send", down)
        assert dispatch.dispatch() == 0
    assert room.fresh(job).state == "queued"
    assert room.outcomes(job) == ["lost"]
    assert dispatch.dispatch() == 1


def test_an_order_and_a_finish_each_hint_and_one_job_in_trouble_does_not_stop_the_others(room, redis_client):
    first, second = room.order(*room.lines)
    assert redis_client.llen("dramatiq:control") == 1
    announce(redis_client, "worker-1", slots=2)
    with within(room.studio):
        type(first).objects.for_studio(room.studio).filter(pk=first.pk).update(release="gone@1")
    assert dispatch.dispatch() == 1
    assert [room.fresh(job).state for job in (first, second)] == ["failed", "starting"]
    assert room.fresh(first).failure["code"] == "order.unbuildable"
    assert room.outcomes(first) == ["failed"]
    assert room.money()["open"] == 1
    ticket = room_pass(room, second)
    room.progress(ticket)
    room.finish(ticket)
    assert redis_client.llen("dramatiq:control") == 2
