"""One table: what is wrong in the domain -> what HTTP says about it (RFC 9457 problem details)."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import get_language_from_request
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts import errors

log = logging.getLogger(__name__)

STATUS_OF: dict[type[errors.Refusal], int] = {
    errors.Malformed: 400,
    errors.Unauthenticated: 401,
    errors.Unaffordable: 402,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.Stale: 412,
    errors.TooLarge: 413,
    errors.Invalid: 422,
    errors.Unconditional: 428,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
# https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers §5
TYPE_OF = {
    429: "https://iana.org/assignments/http-problem-types#quota-exceeded",
    503: "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity",
}
CONTENT_TYPE = "application/problem+json"


def status_of(refusal: errors.Refusal) -> int:
    """The status of the nearest kind in the table."""
    return next(STATUS_OF[kind] for kind in type(refusal).__mro__ if kind in STATUS_OF)


def answer(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler."""
    request = context["request"]
    refusal = _as_refusal(exc)
    if refusal is None:
        return None
    if not refusal.keeps_work:
        set_rollback()
    status = status_of(refusal)
    response = Response(body(refusal, status, request), status=status, content_type=CONTENT_TYPE)
    for name, value in _headers(refusal, status).items():
        response[name] = value
    return response


def body(refusal: errors.Refusal, status: int, request: HttpRequest) -> dict[str, Any]:
    """The problem document. `code` is the contract; `detail` is for people."""
    problem: dict[str, Any] = {
        "type": TYPE_OF.get(status, "about:blank"),
        "title": refusal.title,
        "status": status,
        "detail": refusal.message,
        "instance": request.path,
        "code": refusal.code,
        "request_id": getattr(request, "request_id", ""),
        "retryable": getattr(refusal, "retry_after", None) is not None,
    }
    if refusal.cure:
        problem["cure"] = refusal.cure
    pointed = [{"pointer": refusal.pointer, "code": refusal.code, "detail": refusal.message}] if refusal.pointer else []
    listed = getattr(refusal, "problems", None) or pointed
    if listed:
        problem["errors"] = listed
    if refusal.zh:
        problem["localized"] = {"zh-Hans": refusal.zh}
        if get_language_from_request(request).startswith("zh"):
            problem["detail"] = refusal.zh
    return problem | {key: value for key, value in refusal.facts.items() if key not in problem}


def page(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Django's own 404 handler, for paths no route knows."""
    refusal = errors.NotFound(f"No such path: {request.path}", code="no_such_route")
    return JsonResponse(body(refusal, 404, request), status=404, content_type=CONTENT_TYPE)


def crash(request: HttpRequest) -> JsonResponse:
    """Django's own 500 handler: says nothing of the inside, but names the request."""
    problem = {
        "type": "about:blank",
        "title": "Internal error",
        "status": 500,
        "detail": "Something went wrong on our side. Nothing was written or charged.",
        "instance": request.path,
        "code": "internal",
        "request_id": getattr(request, "request_id", ""),
        "retryable": True,
        "localized": {"zh-Hans": "服务器内部错误，未写入任何数据，也未产生费用。"},
    }
    return JsonResponse(problem, status=500, content_type=CONTENT_TYPE)


def _headers(refusal: errors.Refusal, status: int) -> dict[str, str]:
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="shotwright"'
    if (retry_after := getattr(refusal, "retry_after", None)) is not None:
        headers["Retry-After"] = str(retry_after)
    return headers


def _as_refusal(exc: Exception) -> errors.Refusal | None:  # noqa: PLR0911 - a table in the form of a function
    match exc:
        case errors.Refusal():
            return exc
        case drf.ValidationError():
            problems = list(_pointed(exc.get_full_details(), ""))
            first = problems[0] if problems else {"pointer": "", "detail": "invalid"}
            return errors.Invalid(f"{first['pointer'] or '/'}: {first['detail']}", problems=problems)
        case drf.ParseError():
            return errors.Malformed(str(exc.detail), code="malformed_json")
        case drf.NotAuthenticated() | drf.AuthenticationFailed():
            return errors.Unauthenticated(str(exc.detail))
        case drf.PermissionDenied() | PermissionDenied():
            return errors.Forbidden(str(exc) or "Not allowed.")
        case drf.NotFound() | Http404():
            return errors.NotFound("No such thing in this studio.", zh="本工作室没有该对象。")
        case RequestDataTooBig():
            return errors.TooLarge("Larger than a request may be.", zh="请求过大。", cure="Send it as an upload.")
        case drf.MethodNotAllowed() | drf.UnsupportedMediaType() | drf.NotAcceptable():
            return _transport(str(exc.detail), exc.status_code)
        case OperationalError() | InterfaceError():
            log.exception("the database did not answer")
            return errors.Unavailable("The database is not answering; try again.", code="database_unavailable")
    return None


class MethodNotAllowed(errors.Refusal):
    """The path exists, the method does not."""

    code, title = "method_not_allowed", "Method not allowed"


class NotAcceptable(errors.Refusal):
    """We do not speak what `Accept` asks for."""

    code, title = "not_acceptable", "Not acceptable"


class UnsupportedMedia(errors.Refusal):
    """We do not read what `Content-Type` says."""

    code, title = "unsupported_media_type", "Unsupported media type"


STATUS_OF |= {MethodNotAllowed: 405, NotAcceptable: 406, UnsupportedMedia: 415}


def _transport(message: str, status: int) -> errors.Refusal:
    return next(kind for kind, known in STATUS_OF.items() if known == status)(message)


def _pointed(details: Any, at: str) -> Any:
    """Walk DRF's nested error details into `{pointer, code, detail}` rows."""
    if isinstance(details, dict) and set(details) == {"message", "code"} and isinstance(details["message"], str):
        yield {"pointer": at, "code": details["code"], "detail": details["message"]}
    elif isinstance(details, dict):
        for key, value in details.items():
            yield from _pointed(value, at if key == "non_field_errors" else f"{at}/{key}")
    elif isinstance(details, list):
        nested = any(isinstance(item, dict) and set(item) != {"message", "code"} for item in details)
        for index, item in enumerate(details):
            yield from _pointed(item, f"{at}/{index}" if nested else at)
