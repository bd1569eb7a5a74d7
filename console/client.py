"""A thin client of the public REST API: one connection, retries that never spend twice, paging, waiting, downloads.

It knows nothing the API does not say. Every POST carries an Idempotency-Key, chosen by the caller when the same wish
may be uttered again in another process and random otherwise, and a retry after a lost answer repeats the same key.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

TRIES = 6
CHUNK = 1 << 20


class ApiRefused(Exception):
    """The API said no; `problem` is its RFC 9457 document."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.problem = problem
        self.code = problem.get("code", "")
        lines = [f"{problem.get('detail') or problem.get('title') or status} [{status} {self.code}]"]
        lines += [f"  {e.get('pointer', '')}: {e.get('detail', '')}" for e in problem.get("errors", [])[:10]]
        if problem.get("cure"):
            lines.append(f"  Cure: {problem['cure']}")
        super().__init__("\n".join(lines))


class ApiUnreachable(Exception):
    """Nobody answered, after bounded retries."""


class DownloadDamaged(Exception):
    """The bytes that arrived are not the bytes the API described."""


class Client:
    """`Client(url, key)`; use as a context manager."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self._key = key
        self._http = httpx.Client(
            base_url=self.url + "/v1/",
            headers={"Authorization": f"Bearer {key}", "User-Agent": "shotwright-produce"},
            timeout=httpx.Timeout(60, connect=5),
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """One object, or one page."""
        return self._ask("GET", path, params={k: v for k, v in query.items() if v not in (None, "")}).json()

    def all(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page."""
        after = None
        while True:
            page = self.get(path, limit=200, after=after, **query)
            yield from page["data"]
            after = page["next_cursor"]
            if not page["has_more"]:
                return

    def post(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> dict[str, Any]:
        """Ask for something once, however often the answer gets lost."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return self._ask("POST", path, json=body or {}, headers=headers).json()

    def patch(self, path: str, body: dict[str, Any], *, version: int) -> dict[str, Any]:
        """Edit what was read at `version`; refused when somebody else was faster."""
        return self._ask("PATCH", path, json=body, headers={"If-Match": f'"{version}"'}).json()

    def send_parts(self, upload: dict[str, Any], data: bytes) -> None:
        """Put an upload's parts straight into storage; each part may be repeated."""
        for part in upload["parts"]:
            start = (part["n"] - 1) * upload["part_size"]
            piece = data[start : start + part["bytes"]]
            for attempt in range(TRIES):
                try:
                    httpx.put(part["url"], content=piece, headers=part["headers"], timeout=60).raise_for_status()
                    break
                except httpx.TransportError as lost:
                    if attempt == TRIES - 1:
                        raise ApiUnreachable(f"part {part['n']}: {lost}") from lost
                    time.sleep(2**attempt / 4)

    def download(self, media: dict[str, Any], to: Path) -> None:
        """Fetch media to a file, resuming a broken transfer, and check length and SHA-256 before it gets its name."""
        part = to.with_name(to.name + ".part")
        part.unlink(missing_ok=True)
        for attempt in range(TRIES):
            have = part.stat().st_size if part.exists() else 0
            fresh = self.get(f"media/{media['id']}")
            try:
                with httpx.stream("GET", fresh["url"], headers={"Range": f"bytes={have}-"} if have else {}) as response:
                    response.raise_for_status()
                    with part.open("ab" if response.status_code == 206 else "wb") as file:
                        for chunk in response.iter_bytes(CHUNK):
                            file.write(chunk)
                break
            except httpx.TransportError as lost:
                if attempt == TRIES - 1:
                    raise ApiUnreachable(f"{to.name}: {lost}") from lost
                time.sleep(2**attempt / 4)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if (part.stat().st_size, digest) != (media["bytes"], media["sha256"]):
            part.unlink()
            raise DownloadDamaged(f"{to.name}: what arrived is not {media['id']}")
        part.replace(to)

    def stream(self, after: int, stop: Callable[[], bool]) -> Iterator[dict[str, Any]]:
        """Messages of the studio as they happen, from event `after`; returns when `stop()` or the socket ends.

        Only a convenience: whoever needs certainty reads `jobs` or `events`.
        """
        ticket = self.post("stream-tickets")["ticket"]
        query = urlencode({"ticket": ticket, "after": after})
        address = self.url.replace("http", "ws", 1) + f"/v1/stream?{query}"
        with (
            contextlib.suppress(WebSocketException, OSError, TimeoutError),
            connect(address, open_timeout=5, close_timeout=1) as socket,
        ):
            while not stop():
                with contextlib.suppress(TimeoutError):
                    yield json.loads(socket.recv(timeout=0.5))

    def _ask(self, method: str, path: str, **rest: Any) -> httpx.Response:
        for attempt in range(TRIES):
            wait = 2**attempt / 4
            try:
                response = self._http.request(method, path, **rest)
            except httpx.TransportError as lost:
                if attempt == TRIES - 1:
                    raise ApiUnreachable(f"{method} {path}: {lost}") from lost
            else:
                problem = _problem(response)
                if problem is None:
                    return response
                retryable = response.status_code in (429, 502, 503, 504) or problem.get("retryable") is True
                if not retryable or attempt == TRIES - 1:
                    raise ApiRefused(response.status_code, problem)
                with contextlib.suppress(ValueError):
                    wait = max(wait, min(float(response.headers.get("Retry-After", 0)), 30))
            time.sleep(wait)
        raise AssertionError("unreachable")  # pragma: no cover


def _problem(response: httpx.Response) -> dict[str, Any] | None:
    if response.is_success:
        return None
    try:
        found = response.json()
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"detail": response.text[:200] or response.reason_phrase}
