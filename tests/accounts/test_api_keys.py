"""API keys: what is shown, what is kept, what is let in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts import api_keys, errors
from accounts.actor import Actor
from accounts.models import ApiKey, AuditEntry, Event, Studio
from accounts.roles import SCOPES
from accounts.tenancy import within
from tests import factories
from tests.conftest import Clock
from tests.factories import Api

KEY = "sw_live_01KAN1F8Z3Q7T5W9B2D4F6H8JK_4fTz0Qm9cXbV7nLw2RkHs8YpGd3"
SAMPLE = KEY + api_keys._checksum(KEY)


def _problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


@given(st.integers(0, len(SAMPLE) - 1), st.characters(exclude_categories=["Cs"]))
def test_any_one_character_change_is_noticed_offline(position: int, character: str) -> None:
    mistyped = SAMPLE[:position] + character + SAMPLE[position + 1 :]
    if mistyped == SAMPLE:
        assert api_keys.read(mistyped).key_id == "key_01KAN1F8Z3Q7T5W9B2D4F6H8JK"
        return
    with pytest.raises(errors.Unauthenticated) as refusal:
        api_keys.read(mistyped)
    assert refusal.value.code == "key_malformed"


@given(st.text(max_size=100))
def test_any_other_text_is_no_key(text: str) -> None:
    with pytest.raises(errors.Unauthenticated):
        api_keys.read(text)


def test_a_mistyped_key_never_touches_the_tables(studio: Studio, key: str, nobody: Api) -> None:
    typo = key[:-1] + ("a" if key[-1] != "a" else "b")
    with CaptureQueriesContext(connection) as seen:
        response = Api(typo).get("/v1/studio")
    assert _problem(response) == (401, "key_malformed")
    assert not [query for query in seen.captured_queries if "accounts_" in query["sql"]]


def test_a_key_is_shown_once_and_kept_as_a_digest(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    issued = client.post("/v1/api-keys", {"name": "editor", "scopes": ["projects:read"]})
    assert issued.status_code == 201
    secret = issued.json()["secret"]
    assert re.fullmatch(r"sw_live_[0-9A-Z]{26}_[0-9A-Za-z]{33}", secret)
    listed = client.get("/v1/api-keys").content.decode()
    assert issued.json()["id"] in listed
    assert secret not in listed
    with connection.cursor() as cursor:
        cursor.execute("select to_jsonb(k)::text from accounts_apikey k")
        assert not [row for (row,) in cursor.fetchall() if secret[-33:] in row]
    assert Api(secret).get("/v1/api-keys").json()["code"] == "scope_missing"


def test_a_test_studios_keys_say_so(db: None) -> None:
    _, text = factories.make_key(factories.make_studio(mode="test"))
    assert text.startswith("sw_test_")


def test_each_way_of_not_being_let_in_has_its_own_code(studio: Studio, key: str, nobody: Api, clock: Clock) -> None:
    revoked, revoked_text = factories.make_key(studio)
    api_keys.revoke(factories.make_actor(studio), key=revoked)
    _, expiring = factories.make_key(studio, expires_at=clock() + timedelta(hours=1))
    foreign = "sw_live_01KAN1F8Z3Q7T5W9B2D4F6H8JK_" + "a" * 27
    forged = key[:35] + "b" * 27
    assert Api(expiring).get("/v1/studio").status_code == 200
    clock.advance(hours=1)
    expected = {
        "": "key_required",
        "rubbish": "key_malformed",
        foreign + api_keys._checksum(foreign): "key_unknown",
        forged + api_keys._checksum(forged): "key_unknown",
        revoked_text: "key_revoked",
        expiring: "key_expired",
    }
    for text, code in expected.items():
        response = Api(text).get("/v1/studio")
        assert _problem(response) == (401, code)
        assert response["WWW-Authenticate"].startswith("Bearer")
    assert _problem(nobody.get("/v1/studio", headers={"Authorization": "Basic abc"})) == (401, "key_required")
    assert _problem(nobody.get("/v1/studio", headers={"Authorization": "Bearer"})) == (401, "key_malformed")


def test_rotation_leaves_both_keys_good_for_a_day(studio: Studio, api: Callable[..., Api], clock: Clock) -> None:
    client = api(studio)
    old, old_text = factories.make_key(studio, ["account:read"], name="robot")
    rotated = client.post(f"/v1/api-keys/{old.pk}/rotate")
    assert rotated.status_code == 201
    successor = rotated.json()
    assert (successor["name"], successor["scopes"], successor["replaces"]) == ("robot", ["account:read"], old.pk)
    clock.advance(hours=23, minutes=59)
    assert [Api(text).get("/v1/studio").status_code for text in (old_text, successor["secret"])] == [200, 200]
    clock.advance(minutes=1)
    assert _problem(Api(old_text).get("/v1/studio")) == (401, "key_expired")
    assert Api(successor["secret"]).get("/v1/studio").status_code == 200


def test_rotation_keeps_the_lifetime_and_never_prolongs_the_old_key(studio: Studio, actor: Actor, clock: Clock) -> None:
    ends = clock() + timedelta(hours=2)
    old, _ = factories.make_key(studio, expires_at=ends)
    clock.advance(hours=1)
    successor, _ = api_keys.rotate(actor, key=old, overlap=timedelta(days=7))
    old.refresh_from_db()
    assert old.expires_at == ends
    assert successor.expires_at == clock() + timedelta(hours=2)


def test_a_key_is_rotated_once_and_only_while_it_works(studio: Studio, actor: Actor) -> None:
    old, _ = factories.make_key(studio)
    successor, _ = api_keys.rotate(actor, key=old)
    with pytest.raises(errors.Conflict) as again:
        api_keys.rotate(actor, key=old)
    assert again.value.code == "key_rotated_already"
    api_keys.revoke(actor, key=successor)
    with pytest.raises(errors.Conflict) as ended:
        api_keys.rotate(actor, key=successor)
    assert ended.value.code == "key_not_usable"
    with pytest.raises(errors.Invalid):
        api_keys.rotate(actor, key=old, overlap=timedelta(days=31))


def test_nobody_gets_hold_of_more_than_they_have(studio: Studio, api: Callable[..., Api]) -> None:
    narrow = api(studio, ["account:read", "account:write"])
    wide, _ = factories.make_key(studio)
    body = {"name": "wide", "scopes": ["account:read", "billing:write"]}
    refused = narrow.post("/v1/api-keys", body)
    assert _problem(refused) == (403, "scope_beyond_own")
    assert refused.json()["scopes"] == ["billing:write"]
    assert _problem(narrow.post(f"/v1/api-keys/{wide.pk}/rotate")) == (403, "scope_beyond_own")
    assert narrow.post(f"/v1/api-keys/{wide.pk}/revoke").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "", "scopes": ["account:read"]},
        {"name": "x" * 121, "scopes": ["account:read"]},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["everything"]},
        {"name": "x", "scopes": "account:read"},
        {"name": "x\0", "scopes": ["account:read"]},
        {"name": "x", "scopes": ["account:read"], "expires_at": "yesterday"},
        {"name": "x", "scopes": ["account:read"], "expires_at": "2020-01-01T00:00:00Z"},
        {"name": "x", "scopes": ["account:read"], "studio": "stu_01KAN1F8Z3Q7T5W9B2D4F6H8JK"},
    ],
)
def test_a_key_that_cannot_be_right_is_not_issued(studio: Studio, api: Callable[..., Api], body: Any) -> None:
    response = api(studio).post("/v1/api-keys", body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"]
    assert ApiKey.objects.for_studio(studio).count() == 1


def test_use_is_noted_once_a_minute(studio: Studio, clock: Clock) -> None:
    key, text = factories.make_key(studio)
    noted = []
    for seconds in (0, 59, 2):
        clock.advance(seconds=seconds)
        assert Api(text).get("/v1/studio").status_code == 200
        noted.append(ApiKey.objects.for_studio(studio).get(pk=key.pk).last_used_at)
    assert noted == [clock() - timedelta(seconds=61), clock() - timedelta(seconds=61), clock()]


def test_every_act_on_a_key_is_audited_and_told(studio: Studio, actor: Actor, rival: Studio) -> None:
    key, _ = api_keys.issue(actor, name="robot", scopes=["account:read"])
    successor, _ = api_keys.rotate(actor, key=key)
    api_keys.revoke(actor, key=successor)
    api_keys.revoke(actor, key=successor)
    entries = AuditEntry.objects.for_studio(studio).filter(actor_id=actor.id).order_by("created_at", "pk")
    assert [(entry.act, entry.subject) for entry in entries] == [
        ("key.issued", key.pk),
        ("key.rotated", key.pk),
        ("key.revoked", successor.pk),
    ]
    told = Event.objects.for_studio(studio).order_by("sequence").values_list("type", flat=True)
    assert list(told)[-3:] == ["key.issued", "key.rotated", "key.revoked"]
    with within(rival):
        assert not AuditEntry.unscoped.filter(subject=key.pk).exists()


def test_a_rivals_key_cannot_be_rotated_or_revoked(studio: Studio, rival: Studio, api: Callable[..., Api]) -> None:
    key, text = factories.make_key(studio)
    for act in ("rotate", "revoke"):
        assert _problem(api(rival).post(f"/v1/api-keys/{key.pk}/{act}")) == (404, "not_found")
    assert Api(text).get("/v1/studio").json()["id"] == studio.pk


@pytest.mark.django_db(transaction=True)
def test_two_rotations_at_once_make_one_successor(studio: Studio, actor: Actor) -> None:
    key, _ = factories.make_key(studio)

    def rotate() -> str:
        with within(studio):
            return api_keys.rotate(actor, key=key)[0].pk

    outcomes = factories.at_once([rotate] * 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * 3 + ["str"]


@pytest.mark.django_db(transaction=True)
def test_requests_with_one_key_do_not_wait_for_each_other_to_note_its_use(studio: Studio) -> None:
    key, text = factories.make_key(studio)
    with within(studio):
        ApiKey.objects.for_studio(studio).filter(pk=key.pk).update(name="held")
        (response,) = factories.at_once([lambda: Api(text).get("/v1/studio")])
    assert response.status_code == 200


def test_the_scopes_are_those_the_database_allows(studio: Studio, actor: Actor) -> None:
    key, _ = api_keys.issue(actor, name="all", scopes=SCOPES)
    assert key.scopes == sorted(SCOPES)
    with pytest.raises(Exception, match="api_key_scopes_known"):
        ApiKey.objects.for_studio(studio).filter(pk=key.pk).update(scopes=["root"])
