"""The only speaker to object storage: S3 through boto3, or the embedded store in a folder.

`settings.MEDIA_STORE` says which: `s3://bucket/prefix?endpoint=https://…&region=…` or a folder. Callers see one `Store`
and cannot tell them apart. Keys are made by the server, never from a user's file name. URLs are signed on read,
never kept.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from projects.storage.objects import (
    PART_BYTES_LEAST,
    DigestMismatch,
    KeyMalformed,
    ObjectFacts,
    ObjectMissing,
    PartFacts,
    SignedRequest,
    StoreUnavailable,
    checked_key,
)

__all__ = [
    "PART_BYTES_LEAST",
    "DigestMismatch",
    "KeyMalformed",
    "ObjectFacts",
    "ObjectMissing",
    "PartFacts",
    "SignedRequest",
    "Store",
    "StoreUnavailable",
    "checked_key",
    "digest",
    "store",
]


class Store(Protocol):
    """What every object store promises. `seconds` is how long a signed URL is good for; lengths are bytes."""

    def presign_get(self, key: str, *, seconds: int, filename: str = "") -> str:
        """A URL that answers GET and HEAD with ranges, as an attachment when a file name is given."""

    def presign_put(self, key: str, *, content_type: str, length: int, sha256: str, seconds: int) -> SignedRequest:
        """A request that stores exactly these bytes and no others; `sha256` in hex."""

    def head(self, key: str) -> ObjectFacts | None:
        """What lies under the key; its `sha256` is empty when the store itself has not verified one."""

    def open(self, key: str) -> BinaryIO:
        """The bytes, to be read and closed; `ObjectMissing` when there are none."""

    def write(self, key: str, source: BinaryIO, *, content_type: str) -> ObjectFacts:
        """Store bytes from the server's own hand, whole or not at all."""

    def delete(self, key: str) -> None:
        """Remove the object; nothing happens when there is none."""

    def list(self, prefix: str) -> Iterator[str]:
        """Every key under a prefix, in order."""

    def multipart_start(self, key: str, *, content_type: str) -> str:
        """Begin an object in parts; the answer names it in the calls below."""

    def multipart_presign(
        self, key: str, multipart_id: str, number: int, *, length: int, seconds: int
    ) -> SignedRequest:
        """A request that stores part `number` (from 1) of exactly `length` bytes."""

    def multipart_parts(self, key: str, multipart_id: str) -> Sequence[PartFacts]:
        """The parts that have arrived whole, in order."""

    def multipart_complete(self, key: str, multipart_id: str) -> None:
        """Join the parts that have arrived into the object."""

    def multipart_abort(self, key: str, multipart_id: str) -> None:
        """Forget the parts; nothing happens when there are none."""

    def sweep(self, *, now: float | None = None) -> int:
        """Remove what broken writes and forgotten parts left more than a week ago; how many. Unix seconds."""

    def is_ready(self) -> bool:
        """Whether the store answers now."""


def store() -> Store:
    """The store this installation uses."""
    return _opened(settings.MEDIA_STORE, settings.PUBLIC_URL, settings.SECRET_KEY)


def digest(key: str) -> tuple[int, str]:
    """Length and SHA-256 (hex) of an object, by reading it."""
    total, running = 0, hashlib.sha256()
    with store().open(key) as source:
        while chunk := source.read(1024 * 1024):
            total += len(chunk)
            running.update(chunk)
    return total, running.hexdigest()


@functools.lru_cache(maxsize=8)
def _opened(address: str, public_url: str, secret: str) -> Store:
    if address.startswith("s3://"):
        from projects.storage import s3  # noqa: PLC0415 - boto3 costs memory only where it is used

        return s3.S3Store(address)
    from projects.storage import embedded  # noqa: PLC0415

    return embedded.EmbeddedStore(Path(address), base_url=f"{public_url}/media-store", secret=secret)
