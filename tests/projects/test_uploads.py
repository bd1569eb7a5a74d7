"""Bytes from a customer: straight into the store, resumed, checked, and counted only then."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Event, Studio
from accounts.tenancy import within
from projects import errors, storage, uploads
from projects.models import Media, Upload
from tests.projects import making
from tests.projects.test_store_urls import local

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


def wish(data: bytes, **changed: Any) -> dict[str, Any]:
    announced = {
        "filename": "face.png",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "content_type": "image/png",
        "purpose": "picture",
    }
    return announced | changed


def send(part: dict[str, Any], data: bytes, part_size: int = 1 << 40) -> int:
    start = (part["n"] - 1) * part_size
    headers = {name: value for name, value in part["headers"].items() if name not in ("Content-Length", "Content-Type")}
    content_type = part["headers"].get("Content-Type", "application/octet-stream")
    sent = Client().put(
        local(part["url"]), data[start : start + part["bytes"]], content_type=content_type, headers=headers
    )
    return sent.status_code


def refused(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 40)


def test_a_small_file_is_one_request_and_becomes_media(studio: Studio, api: Any) -> None:
    client = api(studio)
    opened = client.post("/v1/uploads", wish(PNG))
    assert opened.status_code == 201
    (part,) = opened.json()["parts"]
    assert (part["n"], part["bytes"], part["method"]) == (1, len(PNG), "PUT")
    assert send(part, PNG) == 200
    done = client.post(f"/v1/uploads/{opened.json()['id']}/complete").json()
    assert (done["state"], done["parts"]) == ("completed", [])
    media = client.get(f"/v1/media/{done['media']}").json()
    assert (media["bytes"], media["sha256"], media["filename"]) == (len(PNG), wish(PNG)["sha256"], "face.png")
    assert Client().get(local(media["url"])).getvalue() == PNG
    assert Event.objects.for_studio(studio).filter(type="upload.completed", subject=done["id"]).count() == 1


def test_completing_twice_answers_the_same_media(studio: Studio, api: Any) -> None:
    client = api(studio)
    opened = client.post("/v1/uploads", wish(PNG)).json()
    send(opened["parts"][0], PNG)
    first = client.post(f"/v1/uploads/{opened['id']}/complete").json()
    assert client.post(f"/v1/uploads/{opened['id']}/complete").json() == first
    assert Media.objects.for_studio(studio).count() == 1


def test_a_broken_upload_goes_on_where_it_stopped(studio: Studio, api: Any, small_parts: None) -> None:
    client = api(studio)
    opened = client.post("/v1/uploads", wish(PNG)).json()
    assert [part["bytes"] for part in opened["parts"]] == [40, 40, len(PNG) - 80]
    assert send(opened["parts"][2], PNG, 40) == 200
    assert send(opened["parts"][0], PNG, 40) == 200
    assert refused(client.post(f"/v1/uploads/{opened['id']}/complete")) == (409, "upload_incomplete")
    now = client.get(f"/v1/uploads/{opened['id']}").json()
    assert ([part["n"] for part in now["parts"]], now["arrived"]) == ([2], [1, 3])
    again = client.post(f"/v1/uploads/{opened['id']}/parts", {"numbers": [2]}).json()["parts"]
    assert send(again[0], PNG, 40) == 200
    done = client.post(f"/v1/uploads/{opened['id']}/complete").json()
    media = Media.objects.for_studio(studio).get(pk=done["media"])
    with storage.store().open(media.key) as file:
        assert file.read() == PNG


def test_a_truncated_part_does_not_count(studio: Studio, api: Any, small_parts: None) -> None:
    client = api(studio)
    opened = client.post("/v1/uploads", wish(PNG)).json()
    assert send(opened["parts"][0] | {"bytes": 39}, PNG, 40) == 422
    assert len(client.get(f"/v1/uploads/{opened['id']}").json()["parts"]) == 3


def test_a_wrong_checksum_is_refused_for_good_and_leaves_no_bytes(
    studio: Studio, api: Any, small_parts: None, django_capture_on_commit_callbacks: Any
) -> None:
    client = api(studio)
    opened = client.post("/v1/uploads", wish(PNG, sha256="0" * 64)).json()
    for part in opened["parts"]:
        assert send(part, PNG, 40) == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert refused(client.post(f"/v1/uploads/{opened['id']}/complete")) == (422, "checksum_mismatch")
    assert client.get(f"/v1/uploads/{opened['id']}").json()["state"] == "rejected"
    assert refused(client.post(f"/v1/uploads/{opened['id']}/complete")) == (409, "upload_closed")
    assert list(storage.store().list("")) == []
    assert Media.objects.for_studio(studio).count() == 0


def test_bytes_that_are_not_what_they_are_called_are_refused(studio: Studio, api: Any) -> None:
    client, html = api(studio), b"<html><script>alert(1)</script>"
    opened = client.post("/v1/uploads", wish(html)).json()
    send(opened["parts"][0], html)
    assert refused(client.post(f"/v1/uploads/{opened['id']}/complete")) == (422, "content_type_mismatch")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"bytes": 0}, "/bytes"),
        ({"sha256": "xyz"}, "/sha256"),
        ({"sha256": "A" * 64}, "/sha256"),
        ({"content_type": "text/html"}, "/content_type"),
        ({"purpose": "fun"}, "/purpose"),
        ({"filename": "a\0b"}, "/filename"),
        ({"extra": 1}, "/extra"),
    ],
)
def test_a_wish_that_cannot_be_right_is_refused(
    studio: Studio, api: Any, changed: dict[str, Any], pointer: str
) -> None:
    response = api(studio).post("/v1/uploads", wish(PNG, **changed))
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


def test_an_upload_too_large_is_refused(studio: Studio, api: Any) -> None:
    assert refused(api(studio).post("/v1/uploads", wish(PNG, bytes=1 << 40))) == (413, "too_large")


def test_an_expired_upload_is_gone(studio: Studio, api: Any) -> None:
    client = api(studio)
    opened = client.post("/v1/uploads", wish(PNG)).json()
    send(opened["parts"][0], PNG)
    Upload.objects.for_studio(studio).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert refused(client.post(f"/v1/uploads/{opened['id']}/complete")) == (410, "upload_expired")
    assert refused(client.post(f"/v1/uploads/{opened['id']}/parts", {})) == (410, "upload_expired")
    assert Media.objects.for_studio(studio).count() == 0


def test_the_sweep_frees_what_expired_and_nothing_else(
    studio: Studio, actor: Actor, rival_actor: Actor, small_parts: None
) -> None:
    facts = {"filename": "f", "length": len(PNG), "sha256": "0" * 64, "content_type": "image/png", "purpose": "picture"}
    uploads.open_upload(actor, **facts)
    with within(rival_actor.studio):
        theirs = uploads.open_upload(rival_actor, **facts)
    later = timezone.now() + dt.timedelta(hours=25)
    assert (uploads.sweep(studio), uploads.sweep(studio, now=later), uploads.sweep(studio, now=later)) == (0, 1, 0)
    assert len(list((storage.store().root / "multipart").iterdir())) == 1
    with within(rival_actor.studio):
        theirs.refresh_from_db()
    assert theirs.state == "open"


def test_an_upload_given_up_frees_its_parts(
    actor: Actor, small_parts: None, django_capture_on_commit_callbacks: Any
) -> None:
    facts = {"filename": "f", "length": len(PNG), "sha256": "0" * 64, "content_type": "image/png", "purpose": "picture"}
    upload = uploads.open_upload(actor, **facts)
    with django_capture_on_commit_callbacks(execute=True):
        uploads.abort(actor, upload=upload)
    assert list((storage.store().root / "multipart").iterdir()) == []
    with pytest.raises(errors.UploadClosed):
        uploads.complete(actor, upload=upload)


def test_a_rivals_upload_makes_no_script(studio: Studio, rival: Studio, actor: Actor, api: Any) -> None:
    series, data = making.make_series(actor), making.SCRIPT.encode()
    theirs = api(rival)
    opened = theirs.post("/v1/uploads", wish(data, content_type="text/plain", purpose="script")).json()
    send(opened["parts"][0], data)
    assert theirs.post(f"/v1/uploads/{opened['id']}/complete").status_code == 200
    answer = api(studio).post(f"/v1/series/{series.pk}/scripts", {"upload_id": opened["id"]})
    assert refused(answer) == (404, "not_found")


def test_media_is_confirmed_only_if_length_type_and_checksum_agree(studio: Studio, rival: Studio) -> None:
    media = making.make_media(studio, b"12345", "audio/wav")
    right = {"content_type": "audio/wav", "length": 5, "sha256": media.sha256, "facts": {}, "origin": "test"}
    assert uploads.media.confirm(studio, key=media.key, **right) == media
    for wrong in ({"length": 6}, {"sha256": "0" * 64}, {"content_type": "video/mp4"}):
        with pytest.raises(errors.MediaMismatch):
            uploads.media.confirm(studio, key=media.key, **{**right, **wrong})
    with pytest.raises(errors.MediaMissing):
        uploads.media.confirm(studio, key=f"{studio.pk}/nothing", **right)
    with within(rival), pytest.raises(errors.MediaMismatch):
        uploads.media.confirm(rival, key=media.key, **right)
