"""The words both stores share: keys, facts, signed requests and what can go wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from accounts.errors import Unavailable

PART_BYTES_LEAST = 8 * 1024 * 1024
"""The smallest part we hand out; S3 itself refuses parts under 5 MiB (the last one excepted)."""

STALE_SECONDS = 7 * 24 * 3600
"""How long unfinished writes are left alone; an upload itself lives for a day."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*\Z")
KEY_LENGTH = 400


class StoreError(Exception):
    """Something is wrong between us and the store."""


class KeyMalformed(StoreError, ValueError):
    """A key that could not have been made by the server."""


class ObjectMissing(StoreError, LookupError):
    """Nothing lies under this key."""


class DigestMismatch(StoreError, ValueError):
    """The bytes that came are not the bytes that were announced."""


class StoreUnavailable(Unavailable, StoreError):
    """The store does not answer."""

    code, title = "store_unavailable", "Media store unavailable"


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """What the store knows of an object. `sha256` (hex) is empty when the store has not verified it."""

    length: int
    sha256: str
    content_type: str


@dataclass(frozen=True, slots=True)
class PartFacts:
    """A part that arrived: its number from 1, bytes, and the store's own tag for it."""

    number: int
    length: int
    etag: str


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request whoever holds it may send once or many times until it expires; headers must be sent as they stand."""

    url: str
    method: str
    headers: dict[str, str] = field(default_factory=dict)


def checked_key(key: str) -> str:
    """The key itself, or `KeyMalformed`: plain segments, none starting with a dot, nothing that can climb."""
    if len(key) > KEY_LENGTH or _KEY.match(key) is None:
        raise KeyMalformed(f"not a storage key: {key[:80]!r}")
    return key
