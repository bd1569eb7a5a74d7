"""The embedded store's HTTP side: what a signed URL allows, and nothing else.

No key, no session and no database: the signature is the permission. GET answers ranges; PUT stores exactly the bytes
announced, or nothing. Whatever is served is an attachment that no browser may interpret.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any, BinaryIO
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts import errors
from projects import storage
from projects.errors import MediaMismatch, MediaMissing
from projects.storage import signing
from projects.storage.embedded import EmbeddedStore
from projects.storage.objects import ObjectFacts

CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=(?=-?\d)(\d*)-(\d*)\Z")


class NotInStore(errors.NotFound):
    """A valid URL to something that is not there (any more)."""

    code, title = "media_missing", "Nothing stored here"


@extend_schema(exclude=True)
class StoredObject(APIView):
    """One object of the embedded store."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    http_method_names = ["get", "head", "put"]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        """The object's own type is the only one there is, whatever `Accept` says."""
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    def handle_exception(self, exc: Exception) -> Any:
        """There is no transaction here, so a refusal has none to roll back."""
        if isinstance(exc, errors.Refusal):
            exc.keeps_work = True
        return super().handle_exception(exc)

    def get(self, request: Request, key: str) -> HttpResponseBase:
        store, permit = self._permit(request, key)
        facts = store.head(key)
        if facts is None:
            raise NotInStore("Nothing is stored under this address.", zh="存储中没有该文件。")
        headers = _headers(facts, permit)
        if request.headers.get("If-None-Match", "") == headers["ETag"]:
            return HttpResponse(status=304, headers={"ETag": headers["ETag"]})
        span = _span(request, facts, headers["ETag"])
        if span is None:
            refused = {"Content-Range": f"bytes */{facts.length}"}
            return HttpResponse(status=416, headers=headers | refused, content_type=facts.content_type)
        start, length = span
        status = 200
        if length != facts.length or _asks_for_range(request, headers["ETag"]):
            status = 206
            headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{facts.length}"
        headers["Content-Length"] = str(length)
        if request.method == "HEAD":
            return HttpResponse(status=status, headers=headers, content_type=facts.content_type)
        source = store.span(key, start, length)
        body = _asynchronously(source) if hasattr(request._request, "scope") else _chunks(source)
        return StreamingHttpResponse(body, status=status, headers=headers, content_type=facts.content_type)

    head = get

    def put(self, request: Request, key: str) -> HttpResponse:
        store, permit = self._permit(request, key)
        announced = request.headers.get("Content-Length", "")
        if not announced.isdecimal() or int(announced) != permit.length:
            raise MediaMismatch(
                f"This address takes exactly {permit.length} bytes.", zh="文件长度与签名不符。", code="length_mismatch"
            )
        if permit.content_type and request.headers.get("Content-Type", "") != permit.content_type:
            raise MediaMismatch(
                f"This address takes {permit.content_type}.", zh="文件类型与签名不符。", code="content_type_mismatch"
            )
        try:
            facts = store.receive(permit, request._request)
        except storage.DigestMismatch as mismatch:
            raise MediaMismatch(
                f"Nothing was stored: {mismatch}.", zh="校验失败，未保存任何内容。", code="checksum_mismatch"
            ) from mismatch
        except storage.ObjectMissing as gone:
            raise MediaMissing("This upload in parts does not exist any more.", zh="该分片上传已不存在。") from gone
        return HttpResponse(status=200, headers={"ETag": f'"{facts.sha256}"'})

    def _permit(self, request: Request, key: str) -> tuple[EmbeddedStore, signing.Permit]:
        store = storage.store()
        if not isinstance(store, EmbeddedStore):
            raise NotInStore("This installation keeps its media elsewhere.")
        try:
            storage.checked_key(key)
            return store, store.signer.read(str(request.method), key, request.query_params)
        except signing.SignatureExpired:
            raise errors.Forbidden(
                "The time of this address has passed.",
                zh="链接已过期。",
                code="signature_expired",
                cure="Ask for a fresh one.",
            ) from None
        except (signing.SignatureInvalid, storage.KeyMalformed):
            raise errors.Forbidden(
                "This address was not signed by us.", zh="签名无效。", code="signature_invalid"
            ) from None


def _headers(facts: ObjectFacts, permit: signing.Permit) -> dict[str, str]:
    disposition = "attachment"
    if permit.filename:
        disposition += f"; filename*=UTF-8''{quote(permit.filename, safe='')}"
    return {
        "ETag": f'"{facts.sha256}"',
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=300",
    }


def _asks_for_range(request: Request, etag: str) -> bool:
    condition = request.headers.get("If-Range", "")
    return _RANGE.match(request.headers.get("Range", "")) is not None and condition in ("", etag)


def _span(request: Request, facts: ObjectFacts, etag: str) -> tuple[int, int] | None:
    """Start and length to send; None when the range lies outside. Several ranges at once get the whole."""
    if not _asks_for_range(request, etag):
        return 0, facts.length
    found = _RANGE.match(request.headers["Range"])
    assert found is not None  # noqa: S101 - _asks_for_range matched it
    first, last = found.groups()
    if not first:
        length = min(int(last), facts.length)
        return (facts.length - length, length) if length else None
    start = int(first)
    end = min(int(last), facts.length - 1) if last else facts.length - 1
    return (start, end - start + 1) if start <= end else None


def _chunks(source: BinaryIO | Any) -> Iterator[bytes]:
    with source:
        while chunk := source.read(CHUNK):
            yield chunk


async def _asynchronously(source: BinaryIO | Any) -> AsyncIterator[bytes]:
    """The same for the asynchronous server, which would otherwise gather the whole file in memory."""
    with source:
        while chunk := await asyncio.to_thread(source.read, CHUNK):
            yield chunk
