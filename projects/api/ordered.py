"""Pages in the order of the story rather than of birth: an inserted shot stands where it plays."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import errors
from accounts.api.edge import page_limit


def in_order(
    request: Request, rows: QuerySet[Any], render: Callable[[Any], dict[str, Any]], *, place: Combinable
) -> Response:
    """One page by `place`, a whole number that is unique among the rows; the same form as every other page."""
    limit = page_limit(request.query_params.get("limit", ""))
    rows = rows.annotate(place_in_order=place).order_by("place_in_order")
    if after := request.query_params.get("after", ""):
        rows = rows.filter(place_in_order__gt=_place(after))
    found = list(rows[: limit + 1])
    has_more, shown = len(found) > limit, found[:limit]
    return Response(
        {
            "data": [render(row) for row in shown],
            "has_more": has_more,
            "next_cursor": _cursor(shown[-1].place_in_order) if has_more else None,
        }
    )


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"p{place}".encode()).decode().rstrip("=")


def _place(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        text = ""
    if not text.startswith("p") or not text[1:].isdecimal() or len(text) > 19:
        raise errors.Invalid("That cursor is not one of ours.", pointer="/after", code="cursor_invalid")
    return int(text[1:])
