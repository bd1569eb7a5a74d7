"""Bytes in and out: counted, hashed, tried again, and given up in time."""

from __future__ import annotations

import hashlib

import httpx
import pytest

from gpu_worker import transfers
from gpu_worker.engines.base import RenderedFile
from render.contracts import InputFile, Output


def _wanted(plane, name: str, data: bytes) -> InputFile:
    plane.media[f"/in/{name}.mp4"] = data
    return InputFile(name, f"{plane.url}/in/{name}.mp4", len(data), hashlib.sha256(data).hexdigest())


def test_inputs_arrive_under_plain_names_that_keep_their_kind(plane, tmp_path):
    wanted = (_wanted(plane, "a", b"one"), _wanted(plane, "b", b""))
    with httpx.Client() as client:
        found = transfers.fetch(wanted, tmp_path, client, lambda: None)
    assert {name: path.name for name, path in found.items()} == {"a": "0000.mp4", "b": "0001.mp4"}
    assert (found["a"].read_bytes(), found["b"].read_bytes()) == (b"one", b"")


def test_more_bytes_than_promised_are_not_even_read_to_the_end(plane, tmp_path):
    wanted = _wanted(plane, "a", b"x" * (4 << 20))
    short = InputFile("a", wanted.url, 3, hashlib.sha256(b"xxx").hexdigest())
    with httpx.Client() as client, pytest.raises(transfers.TransferFailed) as failed:
        transfers.fetch((short,), tmp_path, client, lambda: None)
    assert failed.value.code == "input.damaged"


def test_a_store_that_never_answers_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(transfers, "PATIENCE_SECONDS", 0.3)
    wanted = InputFile("a", "http://127.0.0.1:9/a", 1, "0" * 64)
    with httpx.Client() as client, pytest.raises(transfers.TransferFailed) as failed:
        transfers.fetch((wanted,), tmp_path, client, lambda: None)
    assert (failed.value.code, failed.value.retryable) == ("input.unreachable", True)


def test_whoever_wants_the_transfer_to_end_is_heard_between_tries(tmp_path):
    calls = []

    class Enough(Exception):
        pass

    def keep_going() -> None:
        calls.append(1)
        if len(calls) > 2:
            raise Enough

    wanted = InputFile("a", "http://127.0.0.1:9/a", 1, "0" * 64)
    with httpx.Client() as client, pytest.raises(Enough):
        transfers.fetch((wanted,), tmp_path, client, keep_going)


def test_an_output_is_described_from_its_bytes(tmp_path):
    path = tmp_path / "picture.mp4"
    path.write_bytes(b"moov")
    (output,) = transfers.describe((RenderedFile("picture", path, "video/mp4", {"frames": 48}),))
    digest = hashlib.sha256(b"moov").hexdigest()
    assert output == Output("picture", "picture.mp4", "video/mp4", 4, digest, {"frames": 48})


def test_an_upload_carries_its_length_and_the_signed_headers(plane, tmp_path):
    path = tmp_path / "sound.wav"
    path.write_bytes(b"RIFF")
    upload = {"url": f"{plane.url}/put/sound.wav", "method": "PUT", "headers": {"x-a": "signed"}}
    with httpx.Client() as client:
        transfers.put(path, upload, client, lambda: None)
    assert plane.said("/put/sound.wav") == [{"bytes": 4, "x-a": "signed"}]
