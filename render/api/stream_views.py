"""The event stream's door: who may listen, from where, to what. `render.server_sent` keeps open what it lets in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from accounts import errors, events, stream_tickets, tenancy
from accounts.actor import Actor
from accounts.api import documents
from accounts.api.edge import StudioView, wanted_types
from accounts.authentication import KeyAuthentication
from render.events_text import MEDIA_TYPE, as_text, retry_text

ADMITTED = "shotwright.event_stream"
PAGE = 200


@dataclass(frozen=True, slots=True)
class Admitted:
    """What the door found out: who listens, what they want, and how far the answer's body has brought them."""

    actor: Actor
    types: tuple[str, ...]
    last: int


class TicketAuthentication(BaseAuthentication):
    """A ticket in the address, for a browser that cannot send a key in a header."""

    def authenticate(self, request: Request) -> tuple[None, Actor] | None:
        ticket = request.query_params.get("ticket", "")
        if not ticket:
            return None
        actor = stream_tickets.redeem(ticket)
        if actor is None:
            raise errors.Unauthenticated(
                "That ticket was used, has ended or was never issued.",
                zh="票据已使用、已过期或不存在。",
                cure="POST /v1/stream-tickets for another.",
                code="ticket_unknown",
            )
        tenancy.enter(actor.studio)
        return None, actor


class TicketScheme(OpenApiAuthenticationExtension):
    """`?ticket=…`."""

    target_class = TicketAuthentication
    name = "streamTicket"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "query", "name": "ticket", "description": "Good once and for a minute."}


class TextRenderer(JSONRenderer):
    """Lets an `EventSource` ask for its media type; refusals are JSON all the same."""

    media_type = MEDIA_TYPE


class EventStream(StudioView):
    """Everything that happens in the studio, as it happens (Server-Sent Events)."""

    scopes = {"GET": "events:read"}
    authentication_classes = [KeyAuthentication, TicketAuthentication]
    renderer_classes = [JSONRenderer, TextRenderer]

    @extend_schema(
        operation_id="events_stream",
        parameters=[
            OpenApiParameter("after", int, description="Begin after this sequence; with what happens next if absent."),
            OpenApiParameter("Last-Event-ID", int, OpenApiParameter.HEADER, description="The same; it goes first."),
            documents.TYPES,
        ],
        responses={(200, MEDIA_TYPE): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:
        """Each event with its sequence as `id`, its type as `event` and its JSON as `data`; `job.progress` without id.

        `reset` says that progress was missed (`progress_missed`), that the client was too slow (`too_slow`, the stream
        ends), or that it came back after more than seven days (`too_old`): read how things stand, the stream goes on
        from `sequence`. A comment every 15 seconds shows that it lives; the key is checked as often.
        """
        after, types = _place(request), wanted_types(request)
        last, is_new_start = events.replay_start(self.studio, after)
        text = [retry_text()]
        if is_new_start:
            text.append(as_text({"type": "reset", "reason": "too_old", "sequence": last}))
        found, _ = events.read(self.studio, after=last, limit=PAGE)
        text += [as_text(events.event_json(event)) for event in found if events.is_wanted(types, event.type)]
        last = found[-1].sequence if found else last
        scope = getattr(request._request, "scope", None)
        if scope is not None:
            scope[ADMITTED] = Admitted(request.auth, types, last)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return HttpResponse("".join(text), content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _place(request: Request) -> int | None:
    text = request.headers.get("Last-Event-ID", "").strip() or request.query_params.get("after", "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", text, re.ASCII):
        raise errors.Invalid("after must be a sequence, a whole number.", pointer="/after", code="out_of_range")
    return int(text)
