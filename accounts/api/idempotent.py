"""`Idempotency-Key` at the edge: `@idempotent(required=True)` above a view's `post`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import errors, idempotency

Handler = Callable[..., HttpResponse]


def idempotent(*, required: bool, withheld: tuple[str, ...] = ()) -> Callable[[Handler], Handler]:
    """Answer a repeated request with the first answer and `Idempotent-Replayed: true`.

    `withheld` names top-level fields shown once only, a new key's secret: they are null in what is kept and replayed.
    """

    def decorate(handler: Handler) -> Handler:
        @functools.wraps(handler)
        def answer_once(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            key = request.headers.get("Idempotency-Key")
            if key is None:
                if required:
                    raise errors.Malformed(
                        "This request spends, so it needs an Idempotency-Key header.",
                        zh="此请求会产生费用，必须带 Idempotency-Key 请求头。",
                        cure="Send a fresh random key, and the same key when you retry.",
                        code="idempotency_key_required",
                    )
                return handler(view, request, *args, **kwargs)
            match = request.resolver_match
            name = {
                "route": match.route if match else request.path,
                "key": idempotency.check_key(key),
                "print_": idempotency.fingerprint(str(request.method), request.path, request.data),
            }
            earlier = idempotency.recall(view.studio, **name)
            if earlier is not None:
                return HttpResponse(
                    earlier.body,
                    status=earlier.status,
                    content_type="application/json",
                    headers={**earlier.headers, "Idempotent-Replayed": "true"},
                )
            response = handler(view, request, *args, **kwargs)
            if isinstance(response, Response) and 200 <= response.status_code < 300:
                kept = {**response.data, **dict.fromkeys(withheld)} if withheld else response.data
                idempotency.remember(
                    view.studio,
                    **name,
                    status=response.status_code,
                    body=JSONRenderer().render(kept).decode(),
                    headers={k: v for k, v in response.items() if k.lower() != "content-type"},
                )
            return response

        answer_once.idempotency = "required" if required else "optional"  # type: ignore[attr-defined]
        return answer_once

    return decorate
