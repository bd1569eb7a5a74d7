"""S3 and what speaks like it, through boto3."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, quote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from projects.storage.objects import (
    STALE_SECONDS,
    ObjectFacts,
    ObjectMissing,
    PartFacts,
    SignedRequest,
    StoreUnavailable,
    checked_key,
)

_MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}


class S3Store:
    """A `Store` in a bucket named by `s3://bucket/prefix?endpoint=…&region=…`; credentials by boto3's own chain."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.bucket = parts.netloc
        self.prefix = parts.path.strip("/") + "/" if parts.path.strip("/") else ""
        endpoint = options.get("endpoint")
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name=options.get("region", "us-east-1"),
            config=Config(
                signature_version="s3v4",
                # a checksum we did not ask for would have to be sent by whoever holds the URL
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if endpoint else "auto"},
                connect_timeout=5,
                read_timeout=60,
                retries={"mode": "standard", "max_attempts": 3},
            ),
        )

    def presign_get(self, key: str, *, seconds: int, filename: str = "") -> str:
        asked = self._named(key)
        if filename:
            asked["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
        return self._presigned("get_object", asked, seconds)

    def presign_put(self, key: str, *, content_type: str, length: int, sha256: str, seconds: int) -> SignedRequest:
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        asked = {
            **self._named(key),
            "ContentType": content_type,
            "ContentLength": length,
            "ChecksumSHA256": checksum,
        }
        headers = {
            "Content-Type": content_type,
            "Content-Length": str(length),
            "x-amz-checksum-sha256": checksum,
        }
        return SignedRequest(self._presigned("put_object", asked, seconds), "PUT", headers)

    def head(self, key: str) -> ObjectFacts | None:
        try:
            found = self._call("head_object", **self._named(key), ChecksumMode="ENABLED")
        except ObjectMissing:
            return None
        return ObjectFacts(found["ContentLength"], _hex(found.get("ChecksumSHA256", "")), found.get("ContentType", ""))

    def open(self, key: str) -> BinaryIO:
        return cast("BinaryIO", self._call("get_object", **self._named(key))["Body"])

    def write(self, key: str, source: BinaryIO, *, content_type: str) -> ObjectFacts:
        data = source.read()
        self._call("put_object", **self._named(key), Body=data, ContentType=content_type, ChecksumAlgorithm="SHA256")
        facts = self.head(key)
        if facts is None:
            raise StoreUnavailable(f"{key}: written and not there")
        return facts

    def delete(self, key: str) -> None:
        self._call("delete_object", **self._named(key))

    def list(self, prefix: str) -> Iterator[str]:
        following: dict[str, str] = {}
        while True:
            found = self._call("list_objects_v2", Bucket=self.bucket, Prefix=self.prefix + prefix, **following)
            for item in found.get("Contents", []):
                yield item["Key"].removeprefix(self.prefix)
            if not found.get("IsTruncated"):
                return
            following = {"ContinuationToken": found["NextContinuationToken"]}

    def multipart_start(self, key: str, *, content_type: str) -> str:
        return str(self._call("create_multipart_upload", **self._named(key), ContentType=content_type)["UploadId"])

    def multipart_presign(
        self, key: str, multipart_id: str, number: int, *, length: int, seconds: int
    ) -> SignedRequest:
        asked = {**self._named(key), "UploadId": multipart_id, "PartNumber": number, "ContentLength": length}
        return SignedRequest(self._presigned("upload_part", asked, seconds), "PUT", {"Content-Length": str(length)})

    def multipart_parts(self, key: str, multipart_id: str) -> Sequence[PartFacts]:
        parts: list[PartFacts] = []
        following: dict[str, int] = {}
        while True:
            found = self._call("list_parts", **self._named(key), UploadId=multipart_id, **following)
            parts += [PartFacts(p["PartNumber"], p["Size"], p["ETag"]) for p in found.get("Parts", [])]
            if not found.get("IsTruncated"):
                return parts
            following = {"PartNumberMarker": found["NextPartNumberMarker"]}

    def multipart_complete(self, key: str, multipart_id: str) -> None:
        parts = [{"PartNumber": p.number, "ETag": p.etag} for p in self.multipart_parts(key, multipart_id)]
        if not parts:
            raise ObjectMissing(f"{key}: no part has arrived")
        named = self._named(key)
        self._call("complete_multipart_upload", **named, UploadId=multipart_id, MultipartUpload={"Parts": parts})

    def multipart_abort(self, key: str, multipart_id: str) -> None:
        try:
            self._call("abort_multipart_upload", **self._named(key), UploadId=multipart_id)
        except ObjectMissing:
            return

    def sweep(self, *, now: float | None = None) -> int:
        oldest = (time.time() if now is None else now) - STALE_SECONDS
        found = self._call("list_multipart_uploads", Bucket=self.bucket, Prefix=self.prefix).get("Uploads", [])
        stale = [begun for begun in found if begun["Initiated"].timestamp() < oldest]
        for begun in stale:
            self.multipart_abort(begun["Key"].removeprefix(self.prefix), begun["UploadId"])
        return len(stale)

    def is_ready(self) -> bool:
        try:
            self._call("head_bucket", Bucket=self.bucket)
        except (ObjectMissing, StoreUnavailable):
            return False
        return True

    def _named(self, key: str) -> dict[str, Any]:
        return {"Bucket": self.bucket, "Key": self.prefix + checked_key(key)}

    def _presigned(self, operation: str, asked: dict[str, Any], seconds: int) -> str:
        return str(self._client.generate_presigned_url(operation, Params=asked, ExpiresIn=seconds))

    def _call(self, operation: str, **asked: Any) -> dict[str, Any]:
        try:
            return cast("dict[str, Any]", getattr(self._client, operation)(**asked))
        except ClientError as refused:
            code = refused.response.get("Error", {}).get("Code", "")
            if code in _MISSING:
                raise ObjectMissing(str(asked.get("Key", self.bucket))) from refused
            raise StoreUnavailable(f"{operation}: {code}") from refused
        except BotoCoreError as silent:
            raise StoreUnavailable(f"{operation}: {silent}") from silent


def _hex(checksum: str) -> str:
    """The hex form of a whole-object checksum; a composite one (`…-3`) counts as none."""
    try:
        data = base64.b64decode(checksum, validate=True)
    except binascii.Error:
        return ""
    return data.hex() if len(data) == 32 else ""
