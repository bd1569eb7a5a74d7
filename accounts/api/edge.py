"""The edge every route shares: who asks, what they may, one page of a list, and which version they edit.

A view names its scopes by method, parses with a plain serializer, calls one verb and renders. It never decides.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import errors, events, ids, limits
from accounts.api.permissions import ScopeAllows
from accounts.models import Studio

PAGE_DEFAULT, PAGE_MOST = 50, 200


class StudioView(APIView):
    """A route inside one studio. `scopes` maps each HTTP method it answers to the scope that allows it.

    Every answer, a refusal too, says which version of the API spoke and what is left of the caller's quota.
    """

    scopes: ClassVar[Mapping[str, str]] = {}
    permission_classes = [ScopeAllows]
    allowance: limits.Allowance | None = None

    @property
    def studio(self) -> Studio:
        """The studio the request acts for."""
        return self.request.auth.studio

    def perform_authentication(self, request: Request) -> None:
        """Who asks, whether they speak our version, and whether they ask too often: before anything is judged."""
        super().perform_authentication(request)
        wanted = request.headers.get("API-Version", settings.API_VERSION)
        if wanted != settings.API_VERSION:
            raise errors.Malformed(
                f"This house speaks API-Version {settings.API_VERSION}.", code="api_version_unknown", cure="Omit it."
            )
        if request.auth is None:
            return
        policy = limits.READ if request.method in SAFE_METHODS else limits.CREATE
        try:
            self.allowance = limits.take(policy, request.auth.id)
        except limits.RateLimited as spent:
            self.allowance = spent.allowance
            raise

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["API-Version"] = settings.API_VERSION
        response["RateLimit-Policy"] = f"{limits.CREATE}, {limits.READ}"
        if self.allowance is not None:
            response["RateLimit"] = str(self.allowance)
        return response

    def find(self, queryset: QuerySet[Any], pk: str, prefix: str = "") -> Any:
        """One of the studio's own rows, or NotFound: a rival's id and a made-up id look the same."""
        row = queryset.filter(pk=pk).first() if not prefix or ids.is_id(pk, prefix) else None
        if row is None:
            raise errors.NotFound(f"No {pk} in this studio.", zh=f"本工作室没有 {pk}。")
        return row


def checked(serializer: type[serializers.Serializer], data: Any, **kwargs: Any) -> dict[str, Any]:
    """The input's values, or 422 with a pointer to each wrong field. Unknown fields are refused, not ignored."""
    if not isinstance(data, dict):
        raise errors.Malformed("The body must be a JSON object.", zh="请求体必须是 JSON 对象。", code="malformed_json")
    form = serializer(data=data, **kwargs)
    unknown = sorted(set(data) - set(form.fields))
    if unknown:
        raise errors.Invalid(
            f"Unknown field {unknown[0]}.",
            problems=[{"pointer": f"/{name}", "code": "unknown_field", "detail": "unknown field"} for name in unknown],
        )
    form.is_valid(raise_exception=True)
    return form.validated_data


def page(request: Request, queryset: QuerySet[Any], render: Callable[[Any], dict[str, Any]]) -> Response:
    """One page, newest last: `{"data": [...], "has_more": bool, "next_cursor": str | null}`.

    `?limit=` up to 200, `?after=` an opaque cursor over `(created_at, id)`, both never null and indexed together.
    """
    limit = page_limit(request.query_params.get("limit", ""))
    rows = queryset.order_by("created_at", "pk")
    if after := request.query_params.get("after", ""):
        created_at, pk = _place(after)
        rows = rows.filter(Q(created_at__gt=created_at) | Q(created_at=created_at, pk__gt=pk))
    found = list(rows[: limit + 1])
    has_more, shown = len(found) > limit, found[:limit]
    return Response(
        {
            "data": [render(row) for row in shown],
            "has_more": has_more,
            "next_cursor": _cursor(shown[-1]) if has_more else None,
        }
    )


def page_limit(text: str) -> int:
    """Rows per page as asked for by `?limit=`."""
    if not text:
        return PAGE_DEFAULT
    if not text.isdecimal() or not 1 <= int(text) <= PAGE_MOST:
        raise errors.Invalid(f"limit must be 1..{PAGE_MOST}.", pointer="/limit", code="out_of_range")
    return int(text)


def whole(request: Request, name: str, *, default: int, least: int = 0, most: int) -> int:
    """A whole number from the query string, or 422."""
    text = request.query_params.get(name, "") or str(default)
    if not text.isascii() or not text.isdecimal() or len(text) > 19 or not least <= int(text) <= most:
        raise errors.Invalid(f"{name} must be {least}..{most}.", pointer=f"/{name}", code="out_of_range")
    return int(text)


def wanted_types(request: Request) -> tuple[str, ...]:
    """The event types asked for by `?types=job.*,take.printed`; all if absent."""
    text = request.query_params.get("types", "")
    return events.check_types(text.split(",")) if text else events.EVERYTHING


def _cursor(row: Any) -> str:
    return base64.urlsafe_b64encode(f"{row.created_at.isoformat()}|{row.pk}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[Any, str]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, _, pk = text.partition("|")
        created_at = parse_datetime(moment)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        created_at, pk = None, ""
    if created_at is None or not pk or "\0" in pk:
        raise errors.Invalid("That cursor is not one of ours.", pointer="/after", code="cursor_invalid")
    return created_at, pk


def etag(row: Model) -> str:
    """The entity tag of an editable row: its id's version."""
    return f'"{row.version}"'


def answer(row: Model, body: dict[str, Any], *, status: int = 200) -> Response:
    """A single editable row with its ETag."""
    return Response(body, status=status, headers={"ETag": etag(row)})


def edited_version(request: Request) -> int:
    """The version an edit is based on, from `If-Match`; the verb compares and raises `errors.Stale`."""
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise errors.Unconditional(
            "Send If-Match with the ETag you read.", zh="请在 If-Match 中带上读取到的 ETag。", cure="GET it first."
        )
    number = header.removeprefix("W/").strip('"')
    if not number.isdecimal():
        raise errors.Malformed('If-Match must be an ETag such as "3".', code="if_match_malformed")
    return int(number)
