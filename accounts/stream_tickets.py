"""Tickets for the event stream: a browser's socket cannot send a header, and a key must never stand in an address.

A ticket is good for one minute and once. It lives in Redis as a digest; losing it costs the client another POST.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from accounts import api_keys, errors, redis
from accounts.actor import Actor
from accounts.models import ApiKey, Studio
from accounts.tenancy import within

log = logging.getLogger(__name__)
GOOD_FOR = timedelta(seconds=60)


def issue(actor: Actor) -> tuple[str, datetime]:
    """A ticket for this actor's key, and when it ends."""
    ticket = secrets.token_urlsafe(32)
    content = json.dumps({"studio": actor.studio.pk, "key": actor.id})
    try:
        redis.client().set(_name(ticket), content, ex=GOOD_FOR)
    except redis.DOWN as down:
        raise errors.Unavailable(
            "Tickets cannot be issued at the moment.", zh="暂时无法签发票据。", code="tickets_unavailable"
        ) from down
    return ticket, timezone.now() + GOOD_FOR


def redeem(ticket: str) -> Actor | None:
    """The actor behind a ticket that is fresh and unused, if their key still works; it is used up by asking."""
    try:
        content = redis.client().getdel(_name(ticket))
    except redis.DOWN:
        log.warning("a ticket cannot be redeemed, Redis does not answer")
        return None
    if content is None:
        return None
    facts = json.loads(str(content))
    with within(facts["studio"]):
        studio = Studio.objects.get(pk=facts["studio"])
        key = ApiKey.objects.for_studio(studio).get(pk=facts["key"])
        try:
            api_keys.refuse_unusable(key)
        except errors.Unauthenticated:
            return None
    return Actor(studio=studio, scopes=frozenset(key.scopes), kind="key", id=key.pk)


def _name(ticket: str) -> str:
    return f"shotwright:stream-ticket:{hashlib.sha256(ticket.encode()).hexdigest()}"
