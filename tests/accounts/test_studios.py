"""Opening a studio, its particulars, stream tickets and the operator's commands."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts import api_keys, authentication, errors, stream_tickets
from accounts.models import ApiKey, AuditEntry, Membership, Studio, User
from accounts.studios import open_studio
from accounts.tenancy import within
from tests import factories
from tests.conftest import Clock
from tests.factories import Api


def _run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("accounts", *arguments, stdout=out)
    return out.getvalue()


def test_a_studio_opens_with_an_owner_an_entry_and_an_event(rival: Studio, api: Callable[..., Api]) -> None:
    studio, owner = open_studio(name="灯笼影业", owner_email="Li@Lantern.example", mode="test", currency="USD")
    assert (studio.name, studio.mode, studio.currency) == ("灯笼影业", "test", "USD")
    assert (owner.role, owner.user.email, owner.user.has_usable_password()) == ("owner", "li@lantern.example", False)
    with within(studio):
        assert [entry.act for entry in AuditEntry.objects.for_studio(studio)] == ["studio.opened"]
    client = api(studio)
    assert [event["type"] for event in client.get("/v1/events").json()["data"]] == ["studio.opened", "key.issued"]
    acts = [entry["act"] for entry in client.get("/v1/audit-entries").json()["data"]]
    assert acts == ["studio.opened", "key.issued"]


def test_one_person_may_own_two_studios(db: None) -> None:
    for name in ("One", "Two"):
        open_studio(name=name, owner_email="li@lantern.example")
    assert User.objects.filter(email="li@lantern.example").count() == 1


@pytest.mark.parametrize("facts", [{"currency": "yua"}, {"mode": "demo"}])
def test_a_studio_that_cannot_be_right_is_refused_by_the_database(db: None, facts: Any) -> None:
    with pytest.raises(Exception, match="violates check constraint"):
        open_studio(name="x", owner_email="x@y.example", **facts)


def test_a_studios_particulars_are_amended_at_the_version_read(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    read = client.get("/v1/studio")
    assert read.json() == {
        "id": studio.pk,
        "name": "Lantern",
        "legal_name": "",
        "mode": "live",
        "currency": "CNY",
        "created_at": studio.created_at.isoformat().replace("+00:00", "Z"),
        "version": 1,
    }
    body = {"name": "Lantern Pictures", "legal_name": "灯笼影业有限公司"}
    amended = client.patch("/v1/studio", body, headers={"If-Match": read["ETag"]})
    assert {name: amended.json()[name] for name in body} == body
    stale = client.patch("/v1/studio", body, headers={"If-Match": read["ETag"]})
    assert (stale.status_code, stale.json()["code"]) == (412, "version_stale")
    fixed = client.patch("/v1/studio", {"currency": "USD"}, headers={"If-Match": amended["ETag"]})
    assert (fixed.status_code, fixed.json()["errors"][0]["pointer"]) == (422, "/currency")


def test_a_ticket_speaks_for_its_key_once_and_for_a_minute(
    studio: Studio, rival: Studio, api: Callable[..., Api], redis_client: Any
) -> None:
    key, text = factories.make_key(studio, ["events:read"])
    answer = Api(text).post("/v1/stream-tickets")
    assert answer.status_code == 201
    ticket = answer.json()["ticket"]
    names = redis_client.keys("shotwright:stream-ticket:*")
    assert ticket not in names[0]
    assert 55 < redis_client.ttl(names[0]) <= 60
    actor = stream_tickets.redeem(ticket)
    assert actor == authentication.actor_of(key, studio)
    assert stream_tickets.redeem(ticket) is None
    assert stream_tickets.redeem("made up") is None


def test_a_ticket_does_not_outlive_its_key(studio: Studio, redis_client: Any) -> None:
    key, text = factories.make_key(studio)
    ticket = Api(text).post("/v1/stream-tickets").json()["ticket"]
    api_keys.revoke(factories.make_actor(studio), key=key)
    assert stream_tickets.redeem(ticket) is None


def test_without_redis_no_ticket_is_issued(
    studio: Studio, api: Callable[..., Api], settings: Any, tmp_path: Any
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    response = api(studio).post("/v1/stream-tickets")
    assert (response.status_code, response.json()["code"]) == (503, "tickets_unavailable")
    assert response["Retry-After"] == "5"
    assert stream_tickets.redeem("any") is None


def test_a_socket_is_let_in_by_key_as_a_request_is(studio: Studio, clock: Clock) -> None:
    key, text = factories.make_key(studio, ["events:read"])
    actor = authentication.actor_for_key(text)
    assert (actor.studio, actor.scopes, actor.kind, actor.id) == (studio, {"events:read"}, "key", key.pk)
    with pytest.raises(errors.Unauthenticated):
        authentication.actor_for_key(text + "x")


def test_the_operator_opens_a_studio_and_gets_a_working_key(db: None) -> None:
    said = json.loads(_run("open", "Lantern", "--owner", "li@lantern.example", "--mode", "test", "--json"))
    read = Api(said["key"]).get("/v1/studio").json()
    assert (read["id"], read["name"], read["mode"]) == (said["studio_id"], "Lantern", "test")
    with within(read["id"]):
        assert Membership.unscoped.get().user.email == "li@lantern.example"


def test_the_operator_issues_and_revokes_keys(studio: Studio) -> None:
    lines = _run("issue-key", studio.pk, "--name", "robot", "--scopes", "account:read", "--days", "2").splitlines()
    facts = dict(line.split(": ") for line in lines)
    assert Api(facts["key"]).get("/v1/studio").status_code == 200
    key = ApiKey.objects.for_studio(studio).get(pk=facts["key id"])
    assert (key.scopes, key.issued_by) == (["account:read"], "system")
    assert round((key.expires_at - key.created_at).total_seconds() / 86400) == 2
    _run("revoke-key", studio.pk, facts["key id"])
    assert Api(facts["key"]).get("/v1/studio").json()["code"] == "key_revoked"


@pytest.mark.parametrize(
    "arguments",
    [
        ("issue-key", "stu_1"),
        ("issue-key", "stu_01KAN1F8Z3Q7T5W9B2D4F6H8JK"),
        ("issue-key", "{studio}", "--days", "0"),
        ("issue-key", "{studio}", "--scopes", "everything"),
        ("revoke-key", "{studio}", "key_01KAN1F8Z3Q7T5W9B2D4F6H8JK"),
        ("revoke-key", "{studio}", "x"),
        ("set-password", "nobody@lantern.example"),
    ],
)
def test_the_operator_is_told_what_is_wrong(studio: Studio, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        _run(*(argument.format(studio=studio.pk) for argument in arguments))


def test_a_rivals_key_is_not_found_by_the_operator_under_this_studio(studio: Studio, rival: Studio) -> None:
    key, text = factories.make_key(rival)
    with pytest.raises(CommandError):
        _run("revoke-key", studio.pk, key.pk)
    assert Api(text).get("/v1/studio").status_code == 200


def test_the_operator_sets_a_password_that_is_strong_enough(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    user = Membership.objects.for_studio(studio).get().user
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError):
        _run("set-password", user.email)
    monkeypatch.setattr("sys.stdin", io.StringIO("a lantern in the rain\n"))
    _run("set-password", user.email)
    user.refresh_from_db()
    assert user.check_password("a lantern in the rain")
