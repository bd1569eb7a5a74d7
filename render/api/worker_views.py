"""The workers' door: three calls under an address signed for one attempt. No API key opens it, nothing else does."""

from __future__ import annotations

import re
from typing import Any, ClassVar, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import errors
from accounts.models import Studio
from accounts.tenancy import within
from projects.briefs import BriefMalformed, from_json
from render import completion, door, leasing
from render.contracts import Output, Progress, Receipt
from render.door import Pass

MOST_OUTPUTS = 200
MOST_BYTES = 8 * 1024**3
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}\Z")

T = TypeVar("T")


class DoorView(APIView):
    """Reads the pass, then acts inside its studio and no other."""

    authentication_classes: ClassVar[list[Any]] = []
    permission_classes: ClassVar[list[Any]] = []

    @extend_schema(exclude=True)
    def post(self, request: Request, ticket: str) -> Response:
        proved = door.read(ticket)
        with within(proved.studio_id):
            return Response(self.answer(Studio.objects.get(pk=proved.studio_id), proved, request.data))

    def answer(self, studio: Studio, ticket: Pass, body: Any) -> dict[str, Any]:
        """What this call says; inside the pass's studio."""
        raise NotImplementedError


class ProgressDoor(DoorView):
    """Renews the lease."""

    def answer(self, studio: Studio, ticket: Pass, body: Any) -> dict[str, Any]:
        return leasing.renew(studio, ticket, _read(Progress, body))


class UploadsDoor(DoorView):
    """Hands out addresses for the outputs."""

    def answer(self, studio: Studio, ticket: Pass, body: Any) -> dict[str, Any]:
        listed = body.get("outputs") if isinstance(body, dict) else None
        if not isinstance(listed, list):
            raise errors.Malformed('Expected {"outputs": [...]}.', zh="请求体格式错误。")
        outputs = tuple(_read(Output, row) for row in listed)
        _check(outputs)
        return {"uploads": completion.addresses(studio, ticket, outputs)}


class ReceiptDoor(DoorView):
    """Takes the receipt."""

    def answer(self, studio: Studio, ticket: Pass, body: Any) -> dict[str, Any]:
        receipt = _read(Receipt, body)
        if (receipt.job_id, receipt.attempt) != (ticket.job_id, ticket.attempt):
            raise errors.Malformed("The receipt is of another attempt than its address.", zh="回执与地址不符。")
        _check(receipt.outputs)
        return {"accepted": completion.receive(studio, ticket, receipt)}


def _read(cls: type[T], body: Any) -> T:
    try:
        return from_json(cls, body)
    except BriefMalformed as malformed:
        raise errors.Malformed(str(malformed), zh="请求体格式错误。") from malformed


def _check(outputs: tuple[Output, ...]) -> None:
    """Names become storage keys and columns: plain, distinct, bounded."""
    right = (
        len(outputs) <= MOST_OUTPUTS
        and len({output.name for output in outputs}) == len(outputs)
        and len({output.filename for output in outputs}) == len(outputs)
        and all(
            _PLAIN.match(output.name)
            and _PLAIN.match(output.filename)
            and _SHA256.match(output.sha256)
            and _TYPE.match(output.content_type)
            and 0 < output.bytes <= MOST_BYTES
            for output in outputs
        )
    )
    if not right:
        raise errors.Malformed("An output's name, type, length or digest cannot be right.", zh="输出描述无效。")
