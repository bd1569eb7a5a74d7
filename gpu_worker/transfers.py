"""The only module of the worker that moves media: inputs in, outputs out, every byte counted and hashed."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from gpu_worker.engines.base import RenderedFile
from render.contracts import InputFile, Output

log = logging.getLogger(__name__)

CHUNK = 1 << 20
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
PATIENCE_SECONDS = 90.0
"""How long a transfer is tried again when nobody answers: a restarted web process or store must not cost a render."""
PAUSE_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)

KeepGoing = Callable[[], None]
"""Raises to abandon a transfer (cancelled, stale, out of time); called between chunks and tries."""


class TransferFailed(Exception):
    """Bytes could not be brought here or there. `code` as in `render.contracts.Failure`."""

    def __init__(self, code: str, message: str, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable


class _Again(Exception):
    """Worth another try."""


def fetch(inputs: tuple[InputFile, ...], folder: Path, client: httpx.Client, keep_going: KeepGoing) -> dict[str, Path]:
    """Bring every input into `folder`, checked against its length and SHA-256; answers name -> path."""
    found = {}
    for number, wanted in enumerate(inputs):
        path = folder / f"{number:04d}{Path(urlsplit(wanted.url).path).suffix[:10]}"
        _persist(lambda w=wanted, p=path: _fetch_one(w, p, client, keep_going), wanted.name, "input", keep_going)  # type: ignore[misc]
        found[wanted.name] = path
    return found


def _fetch_one(wanted: InputFile, path: Path, client: httpx.Client, keep_going: KeepGoing) -> None:
    digest, length = hashlib.sha256(), 0
    with client.stream("GET", wanted.url, timeout=TIMEOUT) as response, path.open("wb") as file:
        _judge(response, "input.missing", wanted.name)
        for chunk in response.iter_bytes(CHUNK):
            keep_going()
            length += len(chunk)
            if length > wanted.bytes:
                break
            digest.update(chunk)
            file.write(chunk)
    if length != wanted.bytes or digest.hexdigest() != wanted.sha256:
        raise TransferFailed("input.damaged", f"{wanted.name}: the store does not have the bytes the order promised")


def describe(files: tuple[RenderedFile, ...]) -> tuple[Output, ...]:
    """What the files are, measured from their bytes."""
    return tuple(_describe_one(file) for file in files)


def _describe_one(file: RenderedFile) -> Output:
    with file.path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return Output(
        name=file.name,
        filename=f"{file.name}{file.path.suffix}",
        content_type=file.content_type,
        bytes=file.path.stat().st_size,
        sha256=digest,
        facts=file.facts,
    )


def put(path: Path, upload: Mapping[str, object], client: httpx.Client, keep_going: KeepGoing) -> None:
    """Send a finished file to its presigned address; the same request is repeated until it is taken or refused."""

    def send() -> None:
        def chunks() -> Iterator[bytes]:
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    keep_going()
                    yield chunk

        headers = {str(k): str(v) for k, v in dict(upload["headers"]).items()}  # type: ignore[call-overload]
        headers["Content-Length"] = str(path.stat().st_size)  # else httpx sends chunks and the signature's length fails
        response = client.request(
            str(upload["method"]), str(upload["url"]), content=chunks(), headers=headers, timeout=TIMEOUT
        )
        _judge(response, "output.refused", path.name)

    _persist(send, path.name, "output", keep_going)


def _judge(response: httpx.Response, code: str, name: str) -> None:
    if response.is_success:
        return
    if response.status_code in (408, 425, 429) or response.status_code >= 500:
        raise _Again(f"{name}: the store answered {response.status_code}")
    raise TransferFailed(code, f"{name}: the store answered {response.status_code}")


def _persist(act: Callable[[], None], name: str, what: str, keep_going: KeepGoing) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    attempt = 0
    while True:
        keep_going()
        try:
            act()
        except (httpx.TransportError, _Again) as lost:
            pause = PAUSE_SECONDS[min(attempt, len(PAUSE_SECONDS) - 1)]
            if time.monotonic() + pause > until:
                raise TransferFailed(f"{what}.unreachable", f"{name}: {lost or type(lost).__name__}") from lost
            log.warning("%s %s: %s; trying again in %.1f s", what, name, lost or type(lost).__name__, pause)
            attempt += 1
            _sleep(pause, keep_going)
        else:
            return


def _sleep(seconds: float, keep_going: KeepGoing) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(0.2, left))
        keep_going()
