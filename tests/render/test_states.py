"""Whatever happens to a job in whatever order: charged at most once, ended once, its money settled when it ends."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tenancy import within
from billing.models import Hold, MeterEvent
from render import gate, leasing, ordering, rescue, states
from render.contracts import Failure
from render.door import Pass
from render.errors import JobEnded, StaleAttempt
from render.models import Attempt, Job
from tests.render.conftest import Room

pytestmark = pytest.mark.django_db

FAILURES = {
    "refused": Failure("input.unspeakable", "", retryable=False),
    "crashed": Failure("engine.crashed", "", retryable=True),
    "stopped": Failure("worker.stopped", "", retryable=True),
}
EVENTS = st.one_of(
    st.tuples(st.just("lease")),
    st.tuples(st.just("progress"), st.integers(0, 3), st.sampled_from(["w1", "w2"])),
    st.tuples(st.just("succeed"), st.integers(0, 3), st.sampled_from(["w1", "w2"])),
    st.tuples(st.sampled_from(sorted(FAILURES)), st.integers(0, 3), st.sampled_from(["w1", "w2"])),
    st.tuples(st.just("cancel")),
    st.tuples(st.just("silence")),
    st.tuples(st.just("deadline")),
)


class Story:
    """One job, and everything that may happen to it. `back` counts attempts back from the newest."""

    def __init__(self, room: Room) -> None:
        self.room = room
        (self.job,) = room.order(room.lines[0])

    def happen(self, what: str, back: int = 0, worker: str = "w1") -> None:
        with contextlib.suppress(StaleAttempt, JobEnded):
            match what:
                case "lease":
                    with within(self.room.studio):
                        leasing.grant(self.room.fresh(self.job))
                case "progress":
                    self.room.progress(self._ticket(back), 0.5, worker)
                case "succeed":
                    self.room.finish(self._ticket(back), worker=worker)
                case "cancel":
                    with within(self.room.studio):
                        ordering.cancel(self.room.actor, job=self.job)
                case "silence":
                    self._set(state__in=states.LEASED, lease_until=leasing.end_of_lease(-1))
                    rescue.rescue()
                case "deadline":
                    self._set(state__in=states.WAITING, deadline_at=leasing.end_of_lease(-1))
                    rescue.expire()
                case _:
                    self.room.finish(self._ticket(back), worker=worker, failure=FAILURES[what])

    def check(self, before: Job) -> Job:
        room, job = self.room, self.room.fresh(self.job)
        with within(room.studio):
            hold = Hold.objects.for_studio(room.studio).get(key=job.hold_key)
            charged = MeterEvent.objects.for_studio(room.studio).count()
            outcomes = Attempt.objects.for_studio(room.studio).filter(job=job).values_list("outcome", flat=True)
            assert sorted(outcomes).count("succeeded") == charged == (job.state == "succeeded")
        expected = {"succeeded": "captured"}.get(job.state, "released" if job.is_terminal else "held")
        assert hold.state == expected
        assert job.attempt >= before.attempt
        if before.is_terminal:
            assert (job.state, job.attempt, job.result_id) == (before.state, before.attempt, before.result_id)
        return job

    def _ticket(self, back: int) -> Pass:
        return Pass(self.job.pk, self.room.studio.pk, max(1, self.room.fresh(self.job).attempt - back))

    def _set(self, state__in: Any, **facts: Any) -> None:
        with within(self.room.studio):
            Job.objects.for_studio(self.room.studio).filter(pk=self.job.pk, state__in=state__in).update(**facts)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(EVENTS, min_size=4, max_size=14))
def test_whatever_happens_a_job_is_charged_at_most_once_and_ends_only_once(room, happenings):
    with transaction.atomic():
        story = Story(room)
        before = room.fresh(story.job)
        for happening in happenings:
            story.happen(*happening)
            before = story.check(before)
        transaction.set_rollback(True)


def test_terminal_states_have_no_way_out_and_every_state_can_be_reached():
    assert sorted(states.TERMINAL) == ["canceled", "expired", "failed", "succeeded"]
    reachable = {states.QUEUED} | {target for targets in states.MOVES.values() for target in targets}
    assert reachable == set(states.STATES)


def test_a_move_that_is_not_in_the_table_changes_nothing(room):
    (job,) = room.order(room.lines[0])
    with within(room.studio):
        row = room.fresh(job)
        assert gate.move(row, "succeeded") is False
        assert gate.move(row, "running") is False
    assert room.history(job) == [("", "queued", 0)]


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "done"},
        {"state": "running"},
        {"state": "succeeded"},
        {"progress": 1.5},
        {"starts": 1},
        {"kind": "song"},
    ],
)
def test_the_database_refuses_what_the_gate_would_never_write(room, impossible):
    (job,) = room.order(room.lines[0])
    with within(room.studio), pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.for_studio(room.studio).filter(pk=job.pk).update(**impossible)


def test_history_cannot_be_rewritten(room):
    from django.db import DatabaseError

    room.order(room.lines[0])
    for statement in ("update render_jobmove set target = 'failed'", "delete from render_jobmove"):
        with within(room.studio), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
