"""Every route of the API, walked by the own studio, a rival, nobody, a revoked key and a key without the scope.

Generated from the URL conf: a new route without a row in `tests/<app>/isolation.py` fails here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts import api_keys
from accounts.api.edge import StudioView
from accounts.models import Studio
from accounts.roles import ALL_SCOPES
from accounts.tenancy import within
from tests import factories
from tests.architecture import isolation
from tests.architecture.isolation import Made, Row, World
from tests.factories import Api

ROWS, ROUTES = isolation.rows(), isolation.routes()
CASES = [(route, method) for route, view in ROUTES.items() if route in ROWS for method in isolation.methods(view)]
GUARDED = [(route, method) for route, method in CASES if not ROWS[route].public]


@pytest.fixture
def world(studio: Studio, rival: Studio, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_STORE = str(tmp_path)
    return World(studio, rival, factories.make_actor(studio), factories.make_actor(rival))


def _make(row: Row, world: World) -> Made:
    with within(world.studio):
        return row.make(world)


def _ask(client: Api, row: Row, route: str, method: str, made: Made) -> Any:
    path = isolation.filled(route, made) + (f"?{row.query(made)}" if row.query else "")
    headers = {"Idempotency-Key": "matrix", "If-Match": '"1"', **row.headers}
    verb = getattr(client, method.lower())
    if method == "GET":
        return verb(path, headers=headers)
    return verb(path, row.body(method, made), headers=headers)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(set(ROUTES) - set(ROWS)) == []
    assert sorted(set(ROWS) - set(ROUTES)) == []


@pytest.mark.parametrize("route", [route for route in ROUTES if route in ROWS and not ROWS[route].public])
def test_every_route_says_which_scope_each_method_needs(route: str) -> None:
    view = ROUTES[route]
    assert issubclass(view, StudioView)
    assert sorted(view.scopes) == sorted(isolation.methods(view))
    assert set(view.scopes.values()) <= ALL_SCOPES


@pytest.mark.parametrize(("route", "method"), GUARDED)
def test_a_rival_sees_and_changes_nothing_and_the_own_studio_is_answered(world: World, route: str, method: str) -> None:
    row, own, theirs = ROWS[route], factories.api(world.studio), factories.api(world.rival)
    made = _make(row, world)
    readable = "GET" in isolation.methods(ROUTES[route])
    before = _ask(own, row, route, "GET", made) if readable else None
    response = _ask(theirs, row, route, method, made)
    assert response.status_code == row.rival_status(method, route), response.content[:2000]
    if before is not None:
        again = _ask(own, row, route, "GET", made)
        assert again.status_code == before.status_code
        if response.status_code >= 400:
            assert isolation.lasting(again.content) == isolation.lasting(before.content)
    if response.status_code < 400:
        ours = isolation.ids_in(before.content.decode() if before is not None else "") | set(made.values())
        seen = isolation.ids_in(response.content.decode()) & (ours | {world.studio.pk})
        assert {found for found in seen if not found.startswith(row.shared)} == set()
    answer = _ask(own, row, route, method, made)
    assert answer.status_code == row.own_status(method), answer.content[:2000]


@pytest.mark.parametrize(("route", "method"), GUARDED)
def test_nobody_a_revoked_key_and_a_key_without_the_scope_are_turned_away(
    world: World, route: str, method: str
) -> None:
    revoked, revoked_text = factories.make_key(world.studio)
    with within(world.studio):
        api_keys.revoke(world.actor, key=revoked)
    needed = ROUTES[route].scopes[method]
    strangers = {
        (401, "key_required"): Api(),
        (401, "key_revoked"): Api(revoked_text),
        (403, "scope_missing"): factories.api(world.studio, ALL_SCOPES - {needed}),
    }
    for expected, client in strangers.items():
        response = getattr(client, method.lower())(isolation.filled(route, {}))
        assert (response.status_code, response.json()["code"]) == expected
