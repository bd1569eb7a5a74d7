"""Signed URLs of the embedded store: HMAC over everything the bearer may do. Standard library only."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

_SIGNED = ("method", "key", "expires", "length", "type", "sha256", "upload", "part", "filename")


class SignatureInvalid(Exception):
    """The URL was not made by us, or was changed since."""


class SignatureExpired(Exception):
    """The URL was ours and its time has passed."""


@dataclass(frozen=True, slots=True)
class Permit:
    """What one signed URL allows. `expires` in Unix seconds; empty values are signed as empty."""

    method: str
    key: str
    expires: int
    length: int = 0
    content_type: str = ""
    sha256: str = ""
    upload: str = ""
    part: int = 0
    filename: str = ""

    def fields(self) -> dict[str, str]:
        """The permit as query parameters, without the key (which is the path) and the signature."""
        return {
            "method": self.method,
            "expires": str(self.expires),
            "length": str(self.length),
            "type": self.content_type,
            "sha256": self.sha256,
            "upload": self.upload,
            "part": str(self.part),
            "filename": self.filename,
        }


class Signer:
    """Signs permits with a key derived from the installation's secret, so that the secret itself signs nothing here."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"shotwright media store v1", "sha256")

    def url(self, base_url: str, permit: Permit) -> str:
        """The address that carries the permit."""
        fields = permit.fields()
        query = {name: value for name, value in fields.items() if value not in ("", "0")}
        query["signature"] = self._signature({**fields, "key": permit.key})
        return f"{base_url}/{quote(permit.key)}?{urlencode(query)}"

    def read(self, method: str, key: str, query: Mapping[str, str], *, now: float | None = None) -> Permit:
        """The permit a URL carries, once signature, method and time agree."""
        fields = {name: query.get(name, "") for name in _SIGNED if name != "key"}
        fields["length"] = fields["length"] or "0"
        fields["part"] = fields["part"] or "0"
        expected = self._signature({**fields, "key": key})
        if not hmac.compare_digest(expected.encode(), query.get("signature", "").encode()):
            raise SignatureInvalid
        if {"HEAD": "GET"}.get(method, method) != fields["method"]:
            raise SignatureInvalid
        permit = Permit(
            method=fields["method"],
            key=key,
            expires=int(fields["expires"]),
            length=int(fields["length"]),
            content_type=fields["type"],
            sha256=fields["sha256"],
            upload=fields["upload"],
            part=int(fields["part"]),
            filename=fields["filename"],
        )
        if permit.expires < (time.time() if now is None else now):
            raise SignatureExpired
        return permit

    def _signature(self, fields: Mapping[str, str]) -> str:
        # each field is preceded by its length, so that no two different permits read the same
        message = b"".join(_framed(fields[name]) for name in _SIGNED)
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()


def _framed(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return f"{len(data)}:".encode() + data
