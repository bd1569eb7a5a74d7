"""Silent workers, deadlines and lost messages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tenancy import within
from projects import uploads
from projects.models import Upload
from render import ordering, rescue
from render.models import Job

pytestmark = pytest.mark.django_db


def test_a_silent_workers_job_is_queued_again_and_its_attempt_counts_as_lost(room, rival_room, expire_lease):
    (job,), (theirs,) = room.order(room.lines[0]), rival_room.order(rival_room.lines[0])
    rival_ticket = rival_room.lease(theirs)
    rival_room.progress(rival_ticket)
    ticket = room.lease(job)
    room.progress(ticket)
    assert rescue.rescue() == 0
    expire_lease(room, job)
    assert rescue.rescue() == 1
    job = room.fresh(job)
    assert (job.state, job.attempt, job.worker_id, job.lease_until) == ("queued", 1, "", None)
    assert job.failure["code"] == "worker.lost"
    assert room.outcomes(job) == ["lost"]
    assert rival_room.fresh(theirs).state == "running"
    assert rescue.rescue() == 0


def test_a_lease_renewed_in_between_is_not_taken_back(room, expire_lease, monkeypatch):
    (job,) = room.order(room.lines[0])
    ticket = room.lease(job)
    room.progress(ticket)
    expire_lease(room, job)
    take_back = rescue._take_back

    def renewed_first(job_id, studio_id, condition):
        room.progress(ticket)
        return take_back(job_id, studio_id, condition)

    monkeypatch.setattr(rescue, "_take_back", renewed_first)
    assert rescue.rescue() == 0
    assert room.fresh(job).state == "running"
    assert room.finish(ticket) is True


def test_a_job_that_loses_three_workers_fails_uncharged(room, expire_lease):
    (job,) = room.order(room.lines[0])
    for _ in range(3):
        room.progress(room.lease(job))
        expire_lease(room, job)
        rescue.rescue()
    assert (room.fresh(job).state, room.fresh(job).failure["code"]) == ("failed", "worker.lost")
    assert room.money() == {"held": 0, "spent": 0, "open": 0, "captures": 0}


def test_a_message_lost_before_any_worker_began_is_no_start(room, expire_lease):
    (job,) = room.order(room.lines[0])
    for _ in range(4):
        room.lease(job)
        expire_lease(room, job)
        rescue.rescue()
    assert (room.fresh(job).state, room.fresh(job).starts, room.fresh(job).attempt) == ("queued", 0, 4)


def test_a_canceled_job_whose_worker_died_is_canceled(room, expire_lease):
    (job,) = room.order(room.lines[0])
    room.progress(room.lease(job))
    with within(room.studio):
        ordering.cancel(room.actor, job=job)
    expire_lease(room, job)
    assert rescue.rescue() == 1
    assert room.fresh(job).state == "canceled"
    assert room.money()["open"] == 0


def test_a_deadline_that_passes_before_the_start_expires_the_job_for_free(room):
    waiting, running = room.order(*room.lines, deadline_at=timezone.now() + timedelta(hours=1))
    room.lease(running)
    assert rescue.expire() == 0
    with within(room.studio):
        Job.objects.for_studio(room.studio).update(deadline_at=timezone.now() - timedelta(seconds=1))
    assert rescue.expire() == 1
    assert (room.fresh(waiting).state, room.fresh(running).state) == ("expired", "starting")
    assert room.money()["open"] == 1


def test_every_studios_late_uploads_expire(room, rival_room):
    late, early = [an_upload(r, hours=hours) for r, hours in ((room, -1), (rival_room, 1))]
    assert rescue.sweep_uploads() == 1
    for r, upload, state in ((room, late, "expired"), (rival_room, early, "open")):
        with within(r.studio):
            assert Upload.objects.for_studio(r.studio).get(pk=upload.pk).state == state


def an_upload(room, *, hours: int) -> Upload:
    with within(room.studio):
        upload = uploads.open_upload(
            room.actor, filename="a.txt", length=10, sha256="0" * 64, content_type="text/plain", purpose="script"
        )
        Upload.objects.for_studio(room.studio).filter(pk=upload.pk).update(
            expires_at=timezone.now() + timedelta(hours=hours)
        )
        return upload
