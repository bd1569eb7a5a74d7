"""The embedded store's door: what a signed address allows, and what no address allows."""

from __future__ import annotations

import hashlib
import io
import os
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import AsyncClient, Client

from projects import storage
from projects.storage import KeyMalformed, ObjectMissing
from projects.storage.embedded import EmbeddedStore
from projects.storage.signing import Permit, SignatureExpired, SignatureInvalid, Signer

DATA = bytes(range(200))
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def store(media_store: EmbeddedStore) -> EmbeddedStore:
    media_store.write("a/picture.mp4", io.BytesIO(DATA), content_type="video/mp4")
    return media_store


def local(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def send(client: Client, url: str, data: bytes, content_type: str = "video/mp4") -> Any:
    return client.put(local(url), data, content_type=content_type)


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_a_whole_object_is_an_attachment_nobody_may_interpret(client: Client, store: EmbeddedStore) -> None:
    response = client.get(local(store.presign_get("a/picture.mp4", seconds=60, filename="第1集.mp4")))
    assert (response.status_code, response.getvalue()) == (200, DATA)
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''%E7%AC%AC1%E9%9B%86.mp4"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{SHA}"'


async def test_the_asynchronous_server_sends_it_piece_by_piece(store: EmbeddedStore) -> None:
    response = await AsyncClient().get(
        local(store.presign_get("a/picture.mp4", seconds=60)), headers={"Range": "bytes=10-"}
    )
    assert (response.status_code, response.is_async) == (206, True)
    assert b"".join([chunk async for chunk in response]) == DATA[10:]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-9", (206, DATA[:10], "bytes 0-9/200")),
        ("bytes=190-", (206, DATA[190:], "bytes 190-199/200")),
        ("bytes=-5", (206, DATA[-5:], "bytes 195-199/200")),
        ("bytes=-500", (206, DATA, "bytes 0-199/200")),
        ("bytes=150-9999", (206, DATA[150:], "bytes 150-199/200")),
        ("bytes=200-", (416, b"", "bytes */200")),
        ("bytes=9-3", (416, b"", "bytes */200")),
        ("bytes=-0", (416, b"", "bytes */200")),
        ("bytes=-", (200, DATA, None)),
        ("bytes=0-1,5-6", (200, DATA, None)),
        ("lines=1-2", (200, DATA, None)),
    ],
)
def test_ranges_are_answered(
    client: Client, store: EmbeddedStore, asked: str, expected: tuple[int, bytes, str | None]
) -> None:
    response = client.get(local(store.presign_get("a/picture.mp4", seconds=60)), headers={"Range": asked})
    assert (response.status_code, response.getvalue(), response.get("Content-Range")) == expected


def test_an_unchanged_object_is_not_sent_again(client: Client, store: EmbeddedStore) -> None:
    url = local(store.presign_get("a/picture.mp4", seconds=60))
    assert client.get(url, headers={"If-None-Match": f'"{SHA}"'}).status_code == 304
    changed = client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (changed.status_code, changed.getvalue()) == (200, DATA)


def test_head_tells_everything_but_the_bytes(client: Client, store: EmbeddedStore) -> None:
    response = client.head(local(store.presign_get("a/picture.mp4", seconds=60)), headers={"Accept": "video/mp4"})
    assert (response.status_code, response["Content-Length"], response.content) == (200, "200", b"")


def test_an_expired_address_is_refused(client: Client, store: EmbeddedStore) -> None:
    assert code(client.get(local(store.presign_get("a/picture.mp4", seconds=-1)))) == (403, "signature_expired")
    put = store.presign_put("a/new.mp4", content_type="video/mp4", length=200, sha256=SHA, seconds=-1)
    assert code(send(client, put.url, DATA)) == (403, "signature_expired")
    assert store.head("a/new.mp4") is None


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        ("a/picture.mp4", "a/other.mp4"),
        (r"expires=\d", "expires=9"),
        ("method=GET", "method=PUT"),
        (r"signature=.{4}", "signature=0000"),
        (r"&signature=\w+", ""),
        (r"$", "&filename=evil.html"),
    ],
)
def test_a_changed_address_is_refused(client: Client, store: EmbeddedStore, pattern: str, replacement: str) -> None:
    store.write("a/other.mp4", io.BytesIO(b"other"), content_type="video/mp4")
    url = local(store.presign_get("a/picture.mp4", seconds=60))
    assert code(client.get(re.sub(pattern, replacement, url, count=1))) == (403, "signature_invalid")


def test_an_address_for_reading_does_not_write_and_the_other_way_round(client: Client, store: EmbeddedStore) -> None:
    read = store.presign_get("a/picture.mp4", seconds=60)
    write = store.presign_put("a/new.mp4", content_type="video/mp4", length=200, sha256=SHA, seconds=60)
    assert code(send(client, read, b"x")) == (403, "signature_invalid")
    assert code(client.get(local(write.url))) == (403, "signature_invalid")
    assert client.delete(local(read)).status_code == 405


def test_another_installation_signs_otherwise(client: Client, store: EmbeddedStore) -> None:
    stranger = EmbeddedStore(store.root, base_url="http://testserver/media-store", secret="another secret")
    assert code(client.get(local(stranger.presign_get("a/picture.mp4", seconds=60)))) == (403, "signature_invalid")


def test_exactly_the_announced_bytes_are_stored(client: Client, store: EmbeddedStore) -> None:
    signed = store.presign_put("b/new.mp4", content_type="video/mp4", length=200, sha256=SHA, seconds=60)
    assert send(client, signed.url, DATA).status_code == 200
    assert store.head("b/new.mp4") == storage.ObjectFacts(200, SHA, "video/mp4")


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        (DATA[:-1], "video/mp4", "length_mismatch"),
        (DATA + b"!", "video/mp4", "length_mismatch"),
        (b"!" + DATA[1:], "video/mp4", "checksum_mismatch"),
        (DATA, "text/html", "content_type_mismatch"),
    ],
)
def test_other_bytes_leave_nothing_behind(
    client: Client, store: EmbeddedStore, data: bytes, content_type: str, expected: str
) -> None:
    signed = store.presign_put("b/new.mp4", content_type="video/mp4", length=200, sha256=SHA, seconds=60)
    assert code(send(client, signed.url, data, content_type)) == (422, expected)
    assert store.head("b/new.mp4") is None
    assert [name for _, _, names in os.walk(store.root) for name in names] == ["picture.mp4"]


def test_a_body_that_breaks_off_leaves_nothing_behind(store: EmbeddedStore) -> None:
    permit = Permit("PUT", "b/new.mp4", int(time.time()) + 60, length=200, content_type="video/mp4", sha256=SHA)
    with pytest.raises(storage.DigestMismatch):
        store.receive(permit, io.BytesIO(DATA[:120]))
    assert store.head("b/new.mp4") is None


def test_a_failed_write_keeps_what_was_there(store: EmbeddedStore) -> None:
    permit = Permit("PUT", "a/picture.mp4", int(time.time()) + 60, length=200, content_type="video/mp4", sha256=SHA)
    with pytest.raises(storage.DigestMismatch):
        store.receive(permit, io.BytesIO(b"0" * 200))
    assert store.head("a/picture.mp4") == storage.ObjectFacts(200, SHA, "video/mp4")


def test_a_part_of_an_upload_that_was_given_up_is_refused(client: Client, store: EmbeddedStore) -> None:
    begun = store.multipart_start("b/big.mp4", content_type="video/mp4")
    signed = store.multipart_presign("b/big.mp4", begun, 1, length=200, seconds=60)
    store.multipart_abort("b/big.mp4", begun)
    assert code(send(client, signed.url, DATA)) == (409, "media_missing")
    with pytest.raises(ObjectMissing):
        store.multipart_parts("b/other.mp4", begun)


@pytest.mark.parametrize("path", ["../secret_key", "%2e%2e/secret_key", "a/%2e%2e/%2e%2e/x", "a%00b", "//etc/passwd"])
def test_no_path_leads_out(client: Client, store: EmbeddedStore, path: str) -> None:
    response = client.get(f"/media-store/{path}?method=GET&expires=9999999999&signature=00")
    assert response.status_code in (403, 404)


def test_a_symbolic_link_leads_nowhere(store: EmbeddedStore, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes((store.root / "objects/a/picture.mp4").read_bytes())
    (store.root / "objects/link").symlink_to(outside)
    (store.root / "objects/a/direct").symlink_to(outside / "secret")
    with pytest.raises(KeyMalformed):
        store.head("link/secret")
    with pytest.raises(KeyMalformed):
        store.write("link/new", io.BytesIO(b"x"), content_type="text/plain")
    assert store.head("a/direct") is None


def test_a_damaged_file_counts_as_missing(store: EmbeddedStore) -> None:
    path = store.root / "objects/a/picture.mp4"
    path.write_bytes(path.read_bytes()[:-3])
    assert store.head("a/picture.mp4") is None
    with pytest.raises(ObjectMissing):
        store.open("a/picture.mp4")


def test_what_a_crash_left_is_swept_after_a_week(store: EmbeddedStore) -> None:
    left = store.root / "objects/a/.picture.mp4.0123"
    left.write_bytes(b"half")
    store.multipart_start("b/big.mp4", content_type="video/mp4")
    assert store.sweep() == 0
    assert store.sweep(now=time.time() + 8 * 24 * 3600) == 2
    assert list(store.list("")) == ["a/picture.mp4"]
    assert not left.exists()


def test_a_signature_covers_every_field_and_its_border() -> None:
    signer = Signer("secret")
    permit = Permit("PUT", "a/b", 2_000_000_000, length=5, content_type="x", sha256="y", upload="z", part=1)
    query = dict(pair.split("=") for pair in urlsplit(signer.url("http://h", permit)).query.split("&"))
    assert signer.read("PUT", "a/b", query) == permit
    for name in ("length", "type", "sha256", "upload", "part", "expires"):
        with pytest.raises(SignatureInvalid):
            signer.read("PUT", "a/b", {**query, name: "7"})
    with pytest.raises(SignatureInvalid):
        signer.read("PUT", "a/b", {**query, "type": "xy", "sha256": ""})
    with pytest.raises(SignatureExpired):
        signer.read("PUT", "a/b", query, now=2_000_000_001)
