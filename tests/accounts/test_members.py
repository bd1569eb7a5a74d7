"""Members, their roles, and how people join."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts import errors, members
from accounts.actor import Actor
from accounts.models import AuditEntry, Invitation, Membership, Studio, User
from accounts.roles import ROLES, SCOPES, SCOPES_OF_ROLE
from accounts.tenancy import within
from tests import factories
from tests.conftest import Clock
from tests.factories import Api

PASSWORD = "a lantern in the rain"


def _problem(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def _owner(studio: Studio) -> Membership:
    return Membership.objects.for_studio(studio).get(role="owner")


def _member(studio: Studio, role: str, email: str = "") -> Membership:
    user = User.objects.create_user(email or f"{role}@lantern.example", PASSWORD)
    with within(studio):
        return Membership.unscoped.create(studio=studio, user=user, role=role)


def _invite(client: Api, email: str = "mei@lantern.example", role: str = "artist") -> str:
    response = client.post("/v1/invitations", {"email": email, "role": role})
    assert response.status_code == 201
    return response.json()["token"]


def _accept(token: str, email: str = "mei@lantern.example", password: str = PASSWORD) -> Any:
    return Api().post("/v1/invitations/accept", {"token": token, "email": email, "password": password, "name": "Mei"})


def test_every_role_holds_known_scopes_and_only_the_owner_holds_all() -> None:
    assert set().union(*SCOPES_OF_ROLE.values()) == set(SCOPES)
    assert [role for role in ROLES if SCOPES_OF_ROLE[role] == set(SCOPES)] == ["owner"]
    assert "render:order" not in SCOPES_OF_ROLE["artist"] | SCOPES_OF_ROLE["finance"] | SCOPES_OF_ROLE["viewer"]
    assert [role for role in ROLES if "account:write" in SCOPES_OF_ROLE[role]] == ["owner"]


def test_members_are_listed_with_who_they_are(studio: Studio, rival: Studio, api: Callable[..., Api]) -> None:
    artist = _member(studio, "artist")
    listed = api(studio, ["account:read"]).get("/v1/members").json()
    assert [(row["user"]["email"], row["role"]) for row in listed["data"]] == [
        (_owner(studio).user.email, "owner"),
        ("artist@lantern.example", "artist"),
    ]
    assert artist.pk not in api(rival).get("/v1/members").content.decode()


def test_a_role_is_changed_at_the_version_that_was_read(studio: Studio, api: Callable[..., Api]) -> None:
    artist, client = _member(studio, "artist"), api(studio)
    where = f"/v1/members/{artist.pk}"
    tag = client.get(where)["ETag"]
    assert _problem(client.patch(where, {"role": "director"})) == (428, "if_match_required")
    changed = client.patch(where, {"role": "director"}, headers={"If-Match": tag})
    assert (changed.json()["role"], changed["ETag"]) == ("director", '"2"')
    assert _problem(client.patch(where, {"role": "viewer"}, headers={"If-Match": tag})) == (412, "version_stale")
    assert _problem(client.patch(where, {"role": "king"}, headers={"If-Match": '"2"'}))[0] == 422
    assert _problem(client.patch(where, {"role": "viewer"}, headers={"If-Match": "two"})) == (400, "if_match_malformed")


def test_a_removed_member_is_gone_but_not_forgotten(studio: Studio, api: Callable[..., Api]) -> None:
    artist, client = _member(studio, "artist"), api(studio)
    assert client.delete(f"/v1/members/{artist.pk}").status_code == 204
    assert artist.pk not in client.get("/v1/members").content.decode()
    assert client.get(f"/v1/members/{artist.pk}").json()["ended_at"] is not None
    assert client.delete(f"/v1/members/{artist.pk}").status_code == 404
    entry = AuditEntry.objects.for_studio(studio).get(act="member.removed")
    assert (entry.subject, entry.facts) == (artist.pk, {"role": "artist"})


def test_the_last_owner_can_be_neither_removed_nor_demoted(studio: Studio, api: Callable[..., Api]) -> None:
    owner, client = _owner(studio), api(studio)
    where = f"/v1/members/{owner.pk}"
    assert _problem(client.delete(where)) == (409, "last_owner")
    assert _problem(client.patch(where, {"role": "viewer"}, headers={"If-Match": '"1"'})) == (409, "last_owner")
    _member(studio, "owner", "second@lantern.example")
    assert client.delete(where).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_leave_past_each_other(studio: Studio, actor: Actor) -> None:
    _member(studio, "owner", "second@lantern.example")
    with within(studio):
        owners = list(Membership.objects.for_studio(studio).filter(role="owner"))

    def leave(owner: Membership) -> Membership:
        with within(studio):
            return members.remove(actor, member=owner)

    outcomes = factories.at_once([lambda o=owner: leave(o) for owner in owners])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastOwner", "Membership"]


def test_nobody_gives_or_takes_a_role_beyond_their_own(studio: Studio, api: Callable[..., Api]) -> None:
    narrow = api(studio, ["account:read", "account:write", "projects:read", "render:read", "events:read"])
    second = _member(studio, "owner", "second@lantern.example")
    viewer = _member(studio, "viewer")
    beyond = (403, "scope_beyond_own")
    if_match = {"If-Match": '"1"'}
    assert _problem(narrow.post("/v1/invitations", {"email": "x@y.example", "role": "owner"})) == beyond
    assert _problem(narrow.patch(f"/v1/members/{viewer.pk}", {"role": "owner"}, headers=if_match)) == beyond
    assert _problem(narrow.patch(f"/v1/members/{second.pk}", {"role": "viewer"}, headers=if_match)) == beyond
    assert _problem(narrow.delete(f"/v1/members/{second.pk}")) == beyond
    assert narrow.delete(f"/v1/members/{viewer.pk}").status_code == 204


def test_a_rival_can_neither_read_nor_change_a_member(studio: Studio, rival: Studio, api: Callable[..., Api]) -> None:
    artist, client = _member(studio, "artist"), api(rival)
    where = f"/v1/members/{artist.pk}"
    assert _problem(client.get(where)) == (404, "not_found")
    assert _problem(client.patch(where, {"role": "owner"}, headers={"If-Match": '"1"'})) == (404, "not_found")
    assert _problem(client.delete(where)) == (404, "not_found")
    with within(rival), pytest.raises(errors.NotFound):
        members.remove(factories.make_actor(rival), member=artist)


def test_an_invited_person_joins_once(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    token = _invite(client)
    assert token not in client.get("/v1/invitations").content.decode()
    joined = _accept(token)
    assert (joined.status_code, joined.json()["role"]) == (201, "artist")
    assert joined.json()["user"]["email"] == "mei@lantern.example"
    user = User.objects.get(email="mei@lantern.example")
    assert user.check_password(PASSWORD)
    assert _problem(_accept(token)) == (410, "invitation_used")
    entry = AuditEntry.objects.for_studio(studio).get(act="member.joined")
    assert (entry.actor_kind, entry.actor_id) == ("user", user.pk)
    again = client.post("/v1/invitations", {"email": "MEI@lantern.example", "role": "artist"})
    assert _problem(again) == (409, "already_member")


def test_a_known_person_joins_with_their_own_password(studio: Studio, rival: Studio, api: Callable[..., Api]) -> None:
    _member(rival, "artist", "mei@lantern.example")
    token = _invite(api(studio))
    assert _problem(_accept(token, password="somebody else's guess")) == (401, "password_wrong")
    assert _accept(token).status_code == 201
    assert User.objects.filter(email="mei@lantern.example").count() == 1


def test_an_invitation_never_sets_the_password_of_a_user_who_exists(
    studio: Studio, rival: Studio, api: Callable[..., Api]
) -> None:
    victim = _owner(studio).user
    token = _invite(api(rival), email=victim.email)
    assert _problem(_accept(token, email=victim.email)) == (409, "password_not_set")
    victim.refresh_from_db()
    assert not victim.has_usable_password()


def test_guessing_a_password_through_an_invitation_is_slowed_down(
    studio: Studio, rival: Studio, api: Callable[..., Api], redis_client: Any, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    _member(rival, "artist", "mei@lantern.example")
    token = _invite(api(studio))
    answers = [_accept(token, password=f"guess number {n}").status_code for n in range(11)]
    assert answers == [401] * 10 + [429]


def test_an_invitation_that_ended_is_refused(studio: Studio, api: Callable[..., Api], clock: Clock) -> None:
    client = api(studio)
    withdrawn = _invite(client)
    replaced_by = _invite(client)
    assert _problem(_accept(withdrawn)) == (410, "invitation_revoked")
    invitation = Invitation.objects.for_studio(studio).get(revoked_at__isnull=True)
    clock.advance(days=7)
    assert _problem(_accept(replaced_by)) == (410, "invitation_expired")
    for _ in range(2):
        assert client.post(f"/v1/invitations/{invitation.pk}/revoke").json()["revoked_at"] is not None
    assert _problem(_accept(replaced_by)) == (410, "invitation_revoked")
    assert not Membership.objects.for_studio(studio).exclude(role="owner").exists()


def test_an_accepted_invitation_cannot_be_withdrawn(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    _accept(_invite(client))
    invitation = Invitation.objects.for_studio(studio).get()
    assert _problem(client.post(f"/v1/invitations/{invitation.pk}/revoke")) == (409, "invitation_used")


def test_an_invitation_is_for_one_address_and_a_proper_password(studio: Studio, api: Callable[..., Api]) -> None:
    token = _invite(api(studio))
    assert _problem(_accept(token, email="other@lantern.example")) == (403, "invitation_for_another")
    assert _problem(_accept(token, password="short")) == (422, "password_weak")
    assert _problem(_accept("made-up")) == (404, "invitation_unknown")
    assert _problem(_accept("x" * 101))[0] == 422
    assert _accept(token).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_an_invitation_accepted_twice_at_once_makes_one_member(studio: Studio, api: Callable[..., Api]) -> None:
    token = _invite(api(studio))
    answers = factories.at_once([lambda: _accept(token)] * 3)
    assert sorted(answer.status_code for answer in answers) == [201, 410, 410]
