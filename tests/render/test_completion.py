"""The end of an attempt: a take and a charge, or a hold given back; once, whoever says it how often."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from accounts.tenancy import within
from billing.models import MeterEvent
from projects.models import Line, Media, Take
from render import completion, ordering
from render.contracts import Failure
from render.door import Pass
from render.errors import JobEnded, StaleAttempt
from render.models import Job
from tests.factories import at_once

pytestmark = pytest.mark.django_db


def test_a_finished_line_becomes_a_circled_take_a_charge_and_a_told_story(room, rival_room):
    (job,) = room.order(room.lines[0])
    held = room.money()["held"]
    ticket = room.lease(job)
    room.progress(ticket)
    assert room.finish(ticket) is True
    with within(room.studio):
        take = Take.objects.for_studio(room.studio).get(job_id=job.pk)
        line = Line.objects.for_studio(room.studio).get(pk=room.lines[0].pk)
        event = MeterEvent.objects.for_studio(room.studio).get()
        assert take.media.key == f"{room.studio.pk}/jobs/{job.pk}/a1/sound.wav"
        assert (take.slate, take.seed, take.stage) == (job.slate, job.seed, "voice")
        assert line.circled_take_id == take.pk
        assert (event.milliseconds, event.slate) == (1200, job.slate)
    job = room.fresh(job)
    assert (job.state, job.result_id, job.progress, job.lease_until) == ("succeeded", take.pk, 1.0, None)
    money = room.money()
    assert 0 < money["spent"] <= held
    assert money == {"held": 0, "spent": money["spent"], "open": 0, "captures": 1}
    assert room.history(job) == [
        ("", "queued", 0),
        ("queued", "starting", 1),
        ("starting", "running", 1),
        ("running", "succeeded", 1),
    ]
    assert room.told() == ["job.queued", "job.started", "take.printed", "take.circled", "job.succeeded"]
    assert rival_room.told() == []
    assert rival_room.money()["captures"] == 0


def test_a_receipt_said_again_is_accepted_and_changes_nothing(room):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    room.progress(ticket)
    receipt = room.receipt(ticket)
    assert [room.finish(ticket, receipt=receipt) for _ in range(3)] == [True, True, True]
    assert room.money()["captures"] == 1
    with within(room.studio):
        assert Take.objects.for_studio(room.studio).count() == 1


@pytest.mark.django_db(transaction=True)
def test_receipts_at_the_same_moment_charge_once(room):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    room.progress(ticket)
    receipt = room.receipt(ticket)
    barrier = threading.Barrier(4)

    def hand_in() -> bool:
        barrier.wait(10)
        return room.finish(ticket, receipt=receipt)

    assert at_once([hand_in] * 4) == [True] * 4
    assert room.money()["captures"] == 1
    assert room.outcomes(job) == ["succeeded"]


def test_a_stale_attempt_publishes_and_charges_nothing(room, expire_lease):
    (job,) = room.order(room.lines[0])
    stale = room.lease(job)
    room.progress(stale)
    receipt = room.receipt(stale)
    expire_lease(room, job)
    with within(room.studio):
        row = ordering.lock(room.studio, job.pk)
        completion.fail(row, Failure("worker.lost", "silent", retryable=True))
    fresh = room.lease(job)
    with pytest.raises(StaleAttempt) as refused:
        room.finish(stale, receipt=receipt)
    assert refused.value.facts["accepted"] is False
    with pytest.raises(StaleAttempt):
        room.progress(stale)
    with within(room.studio):
        assert Media.objects.for_studio(room.studio).count() == 0
    assert room.fresh(job).state == "starting"
    assert room.money()["captures"] == 0
    room.progress(fresh, worker="worker-2")
    assert room.finish(fresh, worker="worker-2") is True


def test_another_worker_cannot_take_over_a_running_attempt(room):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    room.progress(ticket, worker="worker-1")
    with pytest.raises(StaleAttempt):
        room.progress(ticket, worker="worker-2")
    with pytest.raises(StaleAttempt):
        room.finish(ticket, worker="worker-2")
    assert room.finish(ticket, worker="worker-1") is True


def test_a_rival_studio_cannot_use_another_studios_pass(room, rival_room):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    with pytest.raises(StaleAttempt):
        rival_room.progress(ticket)
    with pytest.raises(StaleAttempt):
        rival_room.finish(ticket, outcome="failed")
    assert room.fresh(job).state == "starting"


def test_a_refusal_ends_the_job_uncharged_and_a_crash_runs_it_again(room):
    refused, crashed = room.order(*room.lines)
    ticket = room.lease(refused)
    room.progress(ticket)
    room.finish(ticket, failure=Failure("input.unspeakable", "nothing to say", "render", retryable=False))
    again = room.lease(crashed)
    room.progress(again)
    room.finish(again, failure=Failure("engine.crashed", "SIGSEGV", "render", retryable=True))
    refused, crashed = room.fresh(refused), room.fresh(crashed)
    assert (refused.state, refused.failure["code"]) == ("failed", "input.unspeakable")
    assert (crashed.state, crashed.attempt, crashed.starts) == ("queued", 1, 1)
    assert room.money()["open"] == 1
    assert room.money()["spent"] == 0


def test_a_poison_job_stops_after_three_starts(room):
    (job,) = room.order(room.lines[0])
    for _ in range(3):
        ticket = room.lease(job)
        room.progress(ticket)
        room.finish(ticket, failure=Failure("engine.crashed", "SIGKILL", retryable=True))
    assert room.fresh(job).state == "failed"
    assert room.outcomes(job) == ["failed"] * 3
    assert room.money() == {"held": 0, "spent": 0, "open": 0, "captures": 0}


def test_a_worker_that_was_told_to_stop_is_not_held_against_the_job(room):
    (job,) = room.order(room.lines[0])
    for _ in range(4):
        ticket = room.lease(job)
        room.progress(ticket)
        room.finish(ticket, failure=Failure("worker.stopped", "draining", retryable=True))
    assert (room.fresh(job).state, room.fresh(job).starts, room.fresh(job).attempt) == ("queued", 0, 4)


def test_bytes_that_are_not_what_the_receipt_says_are_never_published(room):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    room.progress(ticket)
    assert room.finish(ticket, stored=b"RIFF a noise") is True
    job = room.fresh(job)
    assert (job.state, job.failure["code"]) == ("failed", "output.media_mismatch")
    assert room.money() == {"held": 0, "spent": 0, "open": 0, "captures": 0}
    with within(room.studio):
        assert Take.objects.for_studio(room.studio).count() == Media.objects.for_studio(room.studio).count() == 0


def test_bytes_that_never_arrived_run_the_job_again(room):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    room.progress(ticket)
    receipt = room.receipt(ticket)
    missing = replace(receipt.outputs[0], filename="elsewhere.wav")
    room.finish(ticket, receipt=replace(receipt, outputs=(missing,)))
    assert (room.fresh(job).state, room.fresh(job).failure["code"]) == ("queued", "output.media_missing")


def test_a_success_without_outputs_is_a_failure(room):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    room.finish(ticket, receipt=replace(room.receipt(ticket), outputs=()))
    assert (room.fresh(job).state, room.fresh(job).failure["code"]) == ("failed", "output.empty")


def test_canceling_a_waiting_job_ends_it_and_frees_its_money(room):
    (job,) = room.order(room.lines[0])
    with within(room.studio):
        assert ordering.cancel(room.actor, job=job).state == "canceled"
        with pytest.raises(JobEnded):
            ordering.cancel(room.actor, job=job)
    assert room.money()["open"] == 0


def test_canceling_a_running_job_is_a_wish_its_worker_hears_and_even_a_finished_render_is_free(room):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    assert room.progress(ticket)["may_keep_running"] is True
    with within(room.studio):
        assert ordering.cancel(room.actor, job=job).state == "running"
        assert ordering.cancel(room.actor, job=job).cancel_requested_at is not None
    assert room.progress(ticket) == {"may_keep_running": False, "reason": "canceled", "lease_seconds": 30}
    assert room.finish(ticket) is True
    assert room.fresh(job).state == "canceled"
    assert room.money() == {"held": 0, "spent": 0, "open": 0, "captures": 0}
    assert room.outcomes(job) == ["canceled"]


def test_a_line_cut_while_it_renders_still_ends_uncharged(room):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    room.progress(ticket)
    with within(room.studio):
        Line.objects.for_studio(room.studio).filter(pk=room.lines[0].pk).delete()
    assert room.finish(ticket) is True
    assert (room.fresh(job).state, room.fresh(job).failure["code"]) == ("failed", "output.subject_gone")
    assert room.money()["open"] == 0


def test_a_pass_for_no_job_is_stale(room):
    with pytest.raises(StaleAttempt):
        room.finish(Pass("job_01J9ZQ3W5V8K2M4N6P7R9S0T1V", room.studio.pk, 1), outcome="failed")
    assert Job.unscoped.count() == 0
