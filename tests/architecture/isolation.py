"""How a route says what strangers need to walk it: one `Row` per route, in `tests/<app>/isolation.py` as `ROWS`.

    ROWS = {
        "v1/shots/<str:shot_id>": Row(make=a_shot, bodies={"PATCH": {"description": "rain"}}),
    }

`make` runs inside the own studio and returns the path's parameters; `Row()` is enough for a list.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.actor import Actor
from accounts.models import Studio

APPS = ("accounts", "projects", "billing", "render")
STATUSES = {"GET": 200, "POST": 201, "PUT": 200, "PATCH": 200, "DELETE": 204}
_ID = re.compile(r"[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}")
_SIGNED_URL = re.compile(rb'"https?://[^"]+[?&]expires=[^"]+"')


@dataclass(frozen=True)
class World:
    """The room: a studio, its rival, and somebody in each who may do everything there."""

    studio: Studio
    rival: Studio
    actor: Actor
    rival_actor: Actor


Made = dict[str, str]


@dataclass(frozen=True)
class Row:
    """What one route needs.

    `make` makes the subject and returns path parameters (extra names are for `bodies` and `query` to use); `bodies`
    holds a body, or a function of what was made, for each method; `query` a query string likewise. `own` and `rival`
    give statuses where they are not the usual: 200 GET and PATCH, 201 POST, 204 DELETE; and for the rival 404 when the
    path or query names something of the studio's, else the own status. `shared` lists id prefixes that all studios see.
    """

    make: Callable[[World], Made] = lambda world: {}
    bodies: Mapping[str, Any] = field(default_factory=dict)
    query: Callable[[Made], str] | None = None
    own: Mapping[str, int] = field(default_factory=dict)
    rival: Mapping[str, int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    public: bool = False

    def body(self, method: str, made: Made) -> Any:
        """The body for a method, or None."""
        body = self.bodies.get(method)
        return body(made) if callable(body) else body

    def own_status(self, method: str) -> int:
        """What the own studio is answered."""
        return self.own.get(method, STATUSES[method])

    def rival_status(self, method: str, route: str) -> int:
        """What the rival is answered."""
        names_something = "<" in route or self.query is not None
        return self.rival.get(method, 404 if names_something else self.own_status(method))


def rows() -> dict[str, Row]:
    """Every app's rows."""
    found: dict[str, Row] = {"v1/openapi.json": Row(public=True)}
    for app in APPS:
        if importlib.util.find_spec(f"tests.{app}.isolation"):
            found |= importlib.import_module(f"tests.{app}.isolation").ROWS
    return found


def routes() -> dict[str, Any]:
    """Every route below /v1/ of the URL conf and the view class behind it."""
    return {route: view for route, view in _walk(get_resolver().url_patterns, "") if route.startswith("v1/")}


def methods(view: Any) -> list[str]:
    """The methods a view answers."""
    return [name.upper() for name in view.http_method_names if name not in ("options", "head") and hasattr(view, name)]


def ids_in(text: str) -> set[str]:
    """Every public id that occurs in a text."""
    return set(_ID.findall(text))


def lasting(content: bytes) -> bytes:
    """An answer without its signed addresses, which are fresh in every answer."""
    return _SIGNED_URL.sub(b'"signed"', content)


def filled(route: str, made: Made) -> str:
    """The path of a route; what was not made becomes a made-up value."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: made.get(found[1], "x"), route)


def _walk(patterns: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route, getattr(entry.callback, "view_class", entry.callback)
