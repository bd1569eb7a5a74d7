"""Bytes that count: checked against the store, then a row that never changes."""

from __future__ import annotations

from typing import Any

from accounts.models import Studio
from projects import errors, storage
from projects.models import Media

URL_SECONDS = 15 * 60
_EXTENSIONS = {
    "video/mp4": ".mp4",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/x-subrip": ".srt",
    "application/json": ".json",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-fountain": ".fountain",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


def key(studio: Studio, *parts: str) -> str:
    """A storage key of this studio: `stu_…/jobs/job_…/3/picture.mp4`."""
    return storage.checked_key("/".join((studio.pk, *parts)))


def confirm(
    studio: Studio,
    *,
    key: str,
    content_type: str,
    length: int,
    sha256: str,
    facts: dict[str, Any],
    origin: str,
    filename: str = "",
) -> Media:
    """Register stored bytes once the store has proved length, SHA-256 and type; the same key twice is the same media.

    `facts` are measured values; frames, rate, width, height and milliseconds among them become columns.
    """
    if studio.pk not in key.split("/"):
        raise errors.MediaMismatch(f"{key} does not lie in this studio's part of the store.", code="media_elsewhere")
    known = Media.objects.for_studio(studio).filter(key=key).first()
    if known is not None:
        _agree(key, (known.bytes, known.sha256, known.content_type), (length, sha256, content_type))
        return known
    found = storage.store().head(key)
    if found is None:
        raise errors.MediaMissing(
            f"Nothing was stored under {key}.", zh="存储中没有该文件。", cure="Upload it, then confirm."
        )
    proved = found.sha256 or (storage.digest(key)[1] if found.length == length else "")
    _agree(key, (found.length, proved, found.content_type), (length, sha256, content_type))
    return Media.unscoped.create(
        studio=studio,
        key=key,
        filename=filename or key.rpartition("/")[2],
        content_type=content_type,
        bytes=length,
        sha256=sha256,
        facts=facts,
        origin=origin,
        **_measures(facts),
    )


def url(media: Media, *, seconds: int = URL_SECONDS, filename: str = "") -> str:
    """A fresh signed address of the bytes; never kept."""
    return storage.store().presign_get(media.key, seconds=seconds, filename=filename or media.filename)


def extension(content_type: str) -> str:
    """The file name ending that people expect for a content type."""
    return _EXTENSIONS.get(content_type, ".bin")


def _agree(key: str, found: tuple[int, str, str], announced: tuple[int, str, str]) -> None:
    for name, is_there, was_said in zip(("length", "sha256", "content type"), found, announced, strict=True):
        if is_there != was_said:
            raise errors.MediaMismatch(
                f"{key}: {name} is {is_there}, {was_said} was announced.",
                zh="存储中的文件与声明不符。",
                cure="Upload the bytes that were announced.",
            )


def _measures(facts: dict[str, Any]) -> dict[str, int | None]:
    """The columns among the measured facts. A rate is `rate_num` and `rate_den`, or `rate` as `"24/1"` or `[24, 1]`."""
    measures = {name: _whole(facts.get(name)) for name in ("frames", "width", "height", "milliseconds")}
    rate = facts.get("rate", [facts.get("rate_num"), facts.get("rate_den")])
    if isinstance(rate, str):
        rate = rate.split("/") if "/" in rate else [rate, "1"]
    if isinstance(rate, dict):
        rate = [rate.get("num"), rate.get("den")]
    num, den = rate if isinstance(rate, list | tuple) and len(rate) == 2 else (None, None)
    num, den = _whole(num), _whole(den)
    return measures | ({"rate_num": num, "rate_den": den} if num and den else {})


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
