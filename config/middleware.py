"""Every request gets a name, and the name is on every answer and error."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.ids import new_id

_PLAIN = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


class RequestId:
    """Sets `request.request_id` and the `Request-Id` header; a caller's own plain id is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Request-Id", "")
        request.request_id = given if _PLAIN.match(given) else new_id("req")
        response = self.get_response(request)
        response["Request-Id"] = request.request_id
        return response
