"""Uploads: a customer's bytes go straight into the store, and count only once the server has checked them.

`sign` hands out signed requests, one for a small file, parts of `part_bytes` for a larger one. A broken upload goes on
where it stopped: `arrived` says which parts are there, `sign` makes fresh requests for the rest. `complete` compares
length and SHA-256 by the store's own proof or by reading, looks at the first bytes, and only then there is media.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts import events
from accounts.actor import Actor
from accounts.errors import Invalid, TooLarge
from accounts.ids import new_id
from accounts.models import Studio
from projects import errors, media, sniffing, states, storage
from projects.models import Media, Upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PART_BYTES = storage.PART_BYTES_LEAST
PARTS_MOST = 2000
BYTES_MOST = 8 * 1024**3
OPEN_FOR = dt.timedelta(hours=24)
URL_SECONDS = 6 * 3600
TYPES_BY_PURPOSE = {
    "script": (
        "text/plain",
        "text/markdown",
        "text/x-fountain",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "picture": ("image/png", "image/jpeg", "image/webp", "video/mp4"),
    "sound": ("audio/wav", "audio/flac", "audio/mpeg"),
    "reference": ("image/png", "image/jpeg", "image/webp"),
    "shot_list": ("text/csv", "text/plain", "text/tab-separated-values", XLSX),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part to send: its number from 1, its exact bytes, and the request that sends it."""

    number: int
    bytes: int
    request: storage.SignedRequest


@transaction.atomic
def open_upload(actor: Actor, *, filename: str, length: int, sha256: str, content_type: str, purpose: str) -> Upload:
    """Announce bytes to come. Nothing is reserved but a key; an upload never finished leaves nothing behind."""
    if content_type not in TYPES_BY_PURPOSE[purpose]:
        raise Invalid(
            f"{content_type} cannot be used as {purpose}.",
            zh="该用途不接受此文件类型。",
            pointer="/content_type",
            code="content_type_refused",
            cure=f"Send one of {', '.join(TYPES_BY_PURPOSE[purpose])}.",
        )
    if length > BYTES_MOST:
        raise TooLarge(f"At most {BYTES_MOST} bytes are taken.", zh="文件过大。", pointer="/bytes")
    part_bytes = max(PART_BYTES, -(-length // PARTS_MOST))
    upload_id = new_id("upl")
    upload = Upload(
        id=upload_id,
        studio=actor.studio,
        filename=filename,
        content_type=content_type,
        bytes=length,
        sha256=sha256,
        purpose=purpose,
        key=media.key(actor.studio, "uploads", upload_id, f"original{media.extension(content_type)}"),
        part_bytes=part_bytes,
        parts=-(-length // part_bytes),
        expires_at=timezone.now() + OPEN_FOR,
    )
    if upload.parts > 1:
        upload.multipart_id = storage.store().multipart_start(upload.key, content_type=content_type)
    upload.save(force_insert=True)
    return upload


def sign(upload: Upload, numbers: Iterable[int] | None = None) -> list[Part]:
    """Fresh requests for the named parts, or for those that have not arrived."""
    _must_be_open(upload)
    wanted = lacking(upload, arrived(upload)) if numbers is None else list(numbers)
    unknown = [number for number in wanted if not 1 <= number <= upload.parts]
    if unknown:
        raise Invalid(f"There is no part {unknown[0]} of {upload.parts}.", pointer="/numbers", code="out_of_range")
    return [Part(number, _length(upload, number), _request(upload, number)) for number in wanted]


def lacking(upload: Upload, there: Iterable[int]) -> list[int]:
    """The numbers of the parts still to come when these are there."""
    return sorted(set(range(1, upload.parts + 1)) - set(there))


def is_open(upload: Upload) -> bool:
    """Whether bytes may still be sent."""
    return upload.state == states.UPLOAD_OPEN and upload.expires_at > timezone.now()


def arrived(upload: Upload) -> list[int]:
    """The numbers of the parts that are in the store with their full length."""
    if upload.state != states.UPLOAD_OPEN:
        return list(range(1, upload.parts + 1)) if upload.state == states.UPLOAD_COMPLETED else []
    store = storage.store()
    if not upload.multipart_id:
        found = store.head(upload.key)
        return [1] if found and found.length == upload.bytes else []
    try:
        parts = store.multipart_parts(upload.key, upload.multipart_id)
    except storage.ObjectMissing:
        # joined already, by a completion whose transaction did not come to its end
        found = store.head(upload.key)
        return list(range(1, upload.parts + 1)) if found and found.length == upload.bytes else []
    return [part.number for part in parts if part.length == _length(upload, part.number)]


def complete(actor: Actor, *, upload: Upload) -> Upload:
    """Check the bytes and make them media; completing twice answers the same. Wrong bytes close the upload for good."""
    try:
        with transaction.atomic():
            upload = Upload.objects.for_studio(actor.studio).select_for_update(of=("self",)).get(pk=upload.pk)
            return upload if upload.state == states.UPLOAD_COMPLETED else _completed(actor, upload)
    except errors.UploadRejected:
        _close(actor.studio, upload, states.UPLOAD_REJECTED)
        transaction.on_commit(lambda: _discard(upload))
        raise


def _completed(actor: Actor, upload: Upload) -> Upload:
    _must_be_open(upload)
    if missing := lacking(upload, arrived(upload)):
        raise errors.UploadIncomplete(
            f"{len(missing)} of {upload.parts} parts have not arrived whole.",
            zh="上传尚未完成，有分片缺失。",
            cure=f"POST /v1/uploads/{upload.pk}/parts and send them.",
            lacking=missing[:100],
        )
    store = storage.store()
    if upload.multipart_id and store.head(upload.key) is None:
        store.multipart_complete(upload.key, upload.multipart_id)
    _must_be_as_announced(upload)
    made = media.confirm(
        actor.studio,
        key=upload.key,
        content_type=upload.content_type,
        length=upload.bytes,
        sha256=upload.sha256,
        facts={},
        origin=f"upload:{upload.pk}",
        filename=upload.filename,
    )
    _close(actor.studio, upload, states.UPLOAD_COMPLETED, media=made)
    told = {"media": made.pk, "purpose": upload.purpose, "bytes": upload.bytes}
    events.append(actor.studio, "upload.completed", subject=upload.pk, data=told)
    return upload


def abort(actor: Actor, *, upload: Upload) -> Upload:
    """Give an upload up; its parts go. A completed upload stays."""
    if upload.state == states.UPLOAD_COMPLETED:
        raise errors.UploadClosed("The upload is completed.", zh="上传已完成，不能取消。")
    if upload.state == states.UPLOAD_OPEN:
        _close(actor.studio, upload, states.UPLOAD_ABORTED)
        transaction.on_commit(lambda: _discard(upload))
    return upload


def sweep(studio: Studio, *, now: dt.datetime | None = None) -> int:
    """Expire the studio's uploads whose time has passed and free their parts; how many."""
    late = Upload.objects.for_studio(studio).filter(state=states.UPLOAD_OPEN, expires_at__lte=now or timezone.now())
    expired = list(late)
    for upload in expired:
        _close(studio, upload, states.UPLOAD_EXPIRED)
        _discard(upload)
    return len(expired)


def _close(studio: Studio, upload: Upload, state: str, *, media: Media | None = None) -> None:
    rows = Upload.objects.for_studio(studio).filter(pk=upload.pk)
    moved = rows.filter(state__in=states.before(states.UPLOAD_MOVES, state)).update(state=state, media=media)
    if not moved:
        raise errors.UploadClosed(f"The upload is {upload.state}.", zh="上传已关闭。")
    upload.state, upload.media = state, media


def _must_be_open(upload: Upload) -> None:
    if upload.state == states.UPLOAD_EXPIRED or (
        upload.state == states.UPLOAD_OPEN and upload.expires_at <= timezone.now()
    ):
        raise errors.UploadExpired(
            "The time for this upload has passed.", zh="上传已过期。", cure="Start a new upload."
        )
    if upload.state != states.UPLOAD_OPEN:
        raise errors.UploadClosed(f"The upload is {upload.state}.", zh="上传已关闭。", cure="Start a new upload.")


def _must_be_as_announced(upload: Upload) -> None:
    """Compare what is there with what was said, by the store's proof or by reading; look at the first bytes."""
    store = storage.store()
    found = store.head(upload.key)
    length, sha256 = (found.length, found.sha256) if found else (0, "")
    if length == upload.bytes and not sha256:
        length, sha256 = storage.digest(upload.key)
    if (length, sha256) != (upload.bytes, upload.sha256):
        raise errors.UploadRejected(
            f"{length} bytes with SHA-256 {sha256 or 'unknown'} arrived; "
            f"{upload.bytes} bytes with {upload.sha256} were announced.",
            zh="收到的文件与声明的长度或 SHA-256 不符。",
            code="checksum_mismatch",
            cure="Start a new upload with the right checksum.",
        )
    with store.open(upload.key) as source:
        head = source.read(sniffing.HEAD_BYTES)
    if not sniffing.agrees(head, upload.content_type):
        raise errors.UploadRejected(
            f"The bytes are not {upload.content_type}.",
            zh="文件内容与声明的类型不符。",
            code="content_type_mismatch",
            cure="Start a new upload and say what the file is.",
        )


def _length(upload: Upload, number: int) -> int:
    return min(upload.part_bytes, upload.bytes - (number - 1) * upload.part_bytes)


def _request(upload: Upload, number: int) -> storage.SignedRequest:
    left = int((upload.expires_at - timezone.now()).total_seconds())
    seconds = max(1, min(URL_SECONDS, left))
    store = storage.store()
    if upload.multipart_id:
        length = _length(upload, number)
        return store.multipart_presign(upload.key, upload.multipart_id, number, length=length, seconds=seconds)
    return store.presign_put(
        upload.key, content_type=upload.content_type, length=upload.bytes, sha256=upload.sha256, seconds=seconds
    )


def _discard(upload: Upload) -> None:
    store = storage.store()
    if upload.multipart_id:
        store.multipart_abort(upload.key, upload.multipart_id)
    store.delete(upload.key)
