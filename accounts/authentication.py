"""From a presented key to an actor, with the transaction opened onto that actor's studio and no other."""

from __future__ import annotations

from django.db import transaction
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts import api_keys, tenancy
from accounts.actor import Actor, system_actor
from accounts.models import ApiKey, Studio

__all__ = ["Actor", "KeyAuthentication", "actor_for_key", "actor_of", "system_actor"]


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer sw_live_…`; without the header nobody is asking."""

    def authenticate(self, request: Request) -> tuple[None, Actor] | None:
        tenancy.leave()
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        return None, _admit(text.strip())

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="shotwright"'


@transaction.atomic
def actor_for_key(raw_key: str) -> Actor:
    """The actor behind a key outside of an HTTP request (a socket); raises `errors.Unauthenticated`."""
    tenancy.leave()
    return _admit(raw_key)


def actor_of(key: ApiKey, studio: Studio) -> Actor:
    """The actor that a recognised key makes."""
    return Actor(studio=studio, scopes=frozenset(key.scopes), kind="key", id=key.pk)


def _admit(text: str) -> Actor:
    key = api_keys.recognise(text)
    api_keys.note_use(key)
    return actor_of(key, Studio.objects.get(pk=key.studio_id))
