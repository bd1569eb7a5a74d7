"""One contract, two stores: a folder behind signed URLs, and S3 as moto plays it over HTTP.

What moto does not enforce (it never checks a signature) is asserted for the embedded store in `test_store_urls`.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from accounts.errors import Unavailable
from infra.embedded.supervisor import free_port
from projects import storage
from projects.storage import ObjectFacts, ObjectMissing, Store
from tests.projects import store_server

PART = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(params=["embedded", "s3"])
def store(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[Store]:
    if request.param == "embedded":
        with store_server.serving() as address:
            settings.MEDIA_STORE, settings.PUBLIC_URL = str(tmp_path / "media"), address
            yield storage.store()
        return
    endpoint = request.getfixturevalue("moto")
    request.getfixturevalue("aws_credentials")
    bucket = f"media-{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:12]}"
    settings.MEDIA_STORE = f"s3://{bucket}/house?endpoint={endpoint}&region=us-east-1"
    store = storage.store()
    assert not store.is_ready()
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket=bucket)
    client.close()
    yield store
    store._client.close()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def put(store: Store, key: str, data: bytes, content_type: str = "video/mp4") -> httpx.Response:
    signed = store.presign_put(key, content_type=content_type, length=len(data), sha256=digest(data), seconds=60)
    return httpx.request(signed.method, signed.url, content=data, headers=signed.headers)


def test_what_is_put_is_known_by_length_type_and_checksum(store: Store) -> None:
    data = b"picture" * 1000
    assert put(store, "stu_1/takes/picture.mp4", data).status_code == 200
    facts = store.head("stu_1/takes/picture.mp4")
    assert facts is not None
    assert facts in (
        ObjectFacts(len(data), digest(data), "video/mp4"),
        ObjectFacts(len(data), "", "video/mp4"),  # moto keeps no checksum that came as a header; S3 does
    )
    with store.open("stu_1/takes/picture.mp4") as file:
        assert file.read() == data
    assert storage.digest("stu_1/takes/picture.mp4") == (len(data), digest(data))


def test_a_signed_address_answers_whole_parts_and_head(store: Store) -> None:
    data = bytes(range(256)) * 40
    put(store, "a/sound.wav", data, "audio/wav")
    url = store.presign_get("a/sound.wav", seconds=60, filename="声音 01.wav")
    whole = httpx.get(url)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, data, "audio/wav")
    assert "attachment" in whole.headers["content-disposition"]
    assert "%E5%A3%B0%E9%9F%B3%2001.wav" in whole.headers["content-disposition"]
    some = httpx.get(url, headers={"Range": "bytes=100-199"})
    assert (some.status_code, some.content) == (206, data[100:200])
    assert some.headers["content-range"] == f"bytes 100-199/{len(data)}"
    assert httpx.get(url, headers={"Range": "bytes=-10"}).content == data[-10:]
    assert httpx.get(url, headers={"Range": f"bytes={len(data)}-"}).status_code == 416


def test_nothing_there_is_nothing(store: Store) -> None:
    assert store.head("no/such") is None
    with pytest.raises(ObjectMissing):
        store.open("no/such")
    store.delete("no/such")
    assert httpx.get(store.presign_get("no/such", seconds=60)).status_code == 404
    with pytest.raises(ObjectMissing):
        store.multipart_complete("no/such", "0" * 32)
    store.multipart_abort("no/such", "0" * 32)


def test_objects_are_listed_in_order_and_deleted_one_by_one(store: Store) -> None:
    for key in ("x/b", "x/a", "y/c"):
        store.write(key, io.BytesIO(key.encode()), content_type="text/plain")
    assert list(store.list("x/")) == ["x/a", "x/b"]
    store.delete("x/a")
    assert list(store.list("")) == ["x/b", "y/c"]


def test_what_the_server_writes_is_known_like_the_rest(store: Store) -> None:
    facts = store.write("a/b.txt", io.BytesIO("字".encode()), content_type="text/plain")
    assert facts.length == 3
    assert facts.sha256 in ("", digest("字".encode()))
    assert store.head("a/b.txt") == facts


def test_parts_are_joined_in_order_of_their_numbers(store: Store) -> None:
    first, last = b"1" * PART, b"2" * 100
    begun = store.multipart_start("big/file.mp4", content_type="video/mp4")
    for number, data in ((2, last), (1, first)):
        signed = store.multipart_presign("big/file.mp4", begun, number, length=len(data), seconds=60)
        sent = httpx.request(signed.method, signed.url, content=data, headers=signed.headers)
        assert sent.status_code == 200
    assert [(part.number, part.length) for part in store.multipart_parts("big/file.mp4", begun)] == [
        (1, PART),
        (2, 100),
    ]
    assert store.head("big/file.mp4") is None
    store.multipart_complete("big/file.mp4", begun)
    facts = store.head("big/file.mp4")
    assert facts is not None
    assert (facts.length, facts.content_type) == (PART + 100, "video/mp4")
    assert facts.sha256 in ("", digest(first + last))
    assert storage.digest("big/file.mp4") == (PART + 100, digest(first + last))


def test_parts_given_up_leave_nothing(store: Store) -> None:
    begun = store.multipart_start("big/file.mp4", content_type="video/mp4")
    signed = store.multipart_presign("big/file.mp4", begun, 1, length=3, seconds=60)
    httpx.request(signed.method, signed.url, content=b"abc", headers=signed.headers)
    store.multipart_abort("big/file.mp4", begun)
    with pytest.raises(ObjectMissing):
        store.multipart_parts("big/file.mp4", begun)
    assert list(store.list("")) == []


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/.hidden", "a\0b", "a/b/", "a b", "x" * 401]
)
def test_a_key_the_server_could_not_have_made_is_refused(store: Store, key: str) -> None:
    with pytest.raises(storage.KeyMalformed):
        store.presign_get(key, seconds=60)
    with pytest.raises(storage.KeyMalformed):
        store.open(key)


def test_forgotten_parts_are_swept_after_a_week(store: Store) -> None:
    begun = store.multipart_start("big/file.mp4", content_type="video/mp4")
    store.write("a/kept.txt", io.BytesIO(b"kept"), content_type="text/plain")
    # that younger ones are left alone is told of the embedded store only: moto says all were begun in 2010
    assert store.sweep(now=time.time() + 8 * 24 * 3600) == 1
    with pytest.raises(ObjectMissing):
        store.multipart_parts("big/file.mp4", begun)
    assert list(store.list("")) == ["a/kept.txt"]


def test_the_store_says_when_it_can_be_used(store: Store) -> None:
    assert store.is_ready()


def test_a_store_that_does_not_answer_is_unavailable_for_now(settings: Any, aws_credentials: None) -> None:
    settings.MEDIA_STORE = f"s3://nowhere?endpoint=http://127.0.0.1:{free_port()}"
    store = storage.store()
    assert not store.is_ready()
    with pytest.raises(Unavailable) as refusal:
        store.head("a/b")
    assert (refusal.value.code, refusal.value.retry_after) == ("store_unavailable", 5)
    store._client.close()
