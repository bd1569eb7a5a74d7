"""The workers' door over HTTP: signed addresses, problem details, and one whole attempt through it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

import httpx
import pytest
from django.core import signing
from django.test import Client

from accounts.tenancy import within
from render import door, leasing
from render.models import Job

pytestmark = pytest.mark.django_db

HEX = "0" * 64


def sign(room, job, *, seconds: int = 60) -> str:
    with within(room.studio):
        row = Job.objects.for_studio(room.studio).select_related("studio").get(pk=job.pk)
        if row.state == "queued":
            assert leasing.grant(row)
        return door.sign(row, seconds=seconds)


def call(ticket: str, verb: str, body: object):
    return Client().post(f"/worker/v1/attempts/{ticket}/{verb}", json.dumps(body), content_type="application/json")


def told(worker: str = "worker-1", fraction: float = 0.5) -> dict[str, object]:
    return {"worker_id": worker, "fraction": fraction, "stage": "voice", "activity": ""}


def test_one_attempt_through_the_door_from_progress_to_receipt(room, rival_room):
    (job,) = room.order(room.lines[0])
    ticket = sign(room, job)
    answer = call(ticket, "progress", told())
    assert (answer.status_code, answer.json()) == (
        200,
        {"may_keep_running": True, "reason": "", "lease_seconds": 30},
    )
    assert (room.fresh(job).state, room.fresh(job).worker_id) == ("running", "worker-1")
    receipt = room.receipt(door.read(ticket))
    (output,) = receipt.outputs
    (upload,) = call(ticket, "uploads", {"outputs": [asdict(output)]}).json()["uploads"]
    assert (upload["name"], upload["method"]) == ("sound", "PUT")
    assert f"{room.studio.pk}/jobs/{job.pk}/a1/sound.wav" in httpx.URL(upload["url"]).path
    for _ in range(2):
        answer = call(ticket, "receipt", json.loads(json.dumps(asdict(receipt))))
        assert (answer.status_code, answer.json()) == (200, {"accepted": True})
    assert room.fresh(job).state == "succeeded"
    assert rival_room.money()["captures"] == 0


def test_a_tampered_expired_or_foreign_signature_opens_nothing(room):
    (job,) = room.order(room.lines[0])
    good = sign(room, job)
    forged = signing.dumps({"j": job.pk, "s": room.studio.pk, "a": 1, "u": 9_999_999_999}, salt="another door")
    for ticket in (good[:-2] + "xx", "x", forged, sign(room, job, seconds=-1)):
        answer = call(ticket, "progress", told())
        assert (answer.status_code, answer.json()["code"]) == (403, "signature_wrong")
        assert answer["Content-Type"] == "application/problem+json"
    assert room.fresh(job).state == "starting"


def test_a_stale_attempt_is_told_to_stop(room, expire_lease):
    from render import rescue

    (job,) = room.order(room.lines[0])
    ticket = sign(room, job)
    expire_lease(room, job)
    rescue.rescue()
    for verb, body in (("progress", told()), ("uploads", {"outputs": []}), ("receipt", _receipt(job))):
        answer = call(ticket, verb, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "attempt_stale")
        assert answer.json()["accepted"] is False
        assert answer.json()["may_keep_running"] is False


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("progress", {}),
        ("progress", [1]),
        ("progress", {**told(), "fraction": "half"}),
        ("uploads", {}),
        ("uploads", {"outputs": [{"name": "../x", "filename": "a", "content_type": "a/b", "bytes": 1, "sha256": HEX}]}),
        ("uploads", {"outputs": [{"name": "x", "filename": "../a", "content_type": "a/b", "bytes": 1, "sha256": HEX}]}),
        ("uploads", {"outputs": [{"name": "x", "filename": "a", "content_type": "a/b", "bytes": 0, "sha256": HEX}]}),
        ("uploads", {"outputs": [{"name": "x", "filename": "a", "content_type": "a/b", "bytes": 1, "sha256": "zz"}]}),
        ("receipt", {"job_id": "job_x"}),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_and_changes_nothing(room, verb, body):
    (job,) = room.order(room.lines[0])
    answer = call(sign(room, job), verb, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert room.fresh(job).state == "starting"


def test_a_receipt_of_another_job_than_its_address_is_refused(room):
    first, second = room.order(*room.lines)
    answer = call(sign(room, first), "receipt", _receipt(second))
    assert answer.status_code == 400
    assert room.fresh(second).state == "queued"


def test_the_door_answers_no_key_and_no_get(room):
    (job,) = room.order(room.lines[0])
    answer = Client().get(f"/worker/v1/attempts/{sign(room, job)}/progress")
    assert answer.status_code == 405


def _receipt(job: Job) -> dict[str, object]:
    return {
        "job_id": job.pk,
        "attempt": 1,
        "worker_id": "worker-1",
        "outcome": "failed",
        "release": "espeak@1",
        "version": 1,
        "failure": {"code": "internal", "message": hashlib.sha256(b"").hexdigest()},
    }
