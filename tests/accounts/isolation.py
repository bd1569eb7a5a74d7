"""What the accounts' routes need to be walked by strangers."""

from __future__ import annotations

from accounts import invitations, webhooks
from accounts.models import Membership, User
from tests import factories
from tests.architecture.isolation import Made, Row, World


def a_member(world: World) -> Made:
    user = User.objects.create_user("mei@lantern.example")
    return {"member_id": Membership.unscoped.create(studio=world.studio, user=user, role="artist").pk}


def an_invitation(world: World) -> Made:
    return {"invitation_id": invitations.invite(world.actor, email="mei@lantern.example", role="artist")[0].pk}


def a_key(world: World) -> Made:
    return {"key_id": factories.make_key(world.studio)[0].pk}


URL = "https://hooks.lantern.example/shotwright"


def an_endpoint(world: World) -> Made:
    return {"endpoint_id": webhooks.open_endpoint(world.actor, url=URL)[0].pk}


def a_delivery(world: World) -> Made:
    endpoint, _ = webhooks.open_endpoint(world.actor, url=URL)
    return {"endpoint_id": endpoint.pk, "delivery_id": webhooks.send_test(world.actor, endpoint=endpoint).pk}


ROWS = {
    "v1/studio": Row(bodies={"PATCH": {"name": "Lantern Pictures"}}),
    "v1/members": Row(make=a_member),
    "v1/members/<str:member_id>": Row(make=a_member, bodies={"PATCH": {"role": "director"}}),
    "v1/invitations": Row(make=an_invitation, bodies={"POST": {"email": "li@lantern.example", "role": "artist"}}),
    "v1/invitations/accept": Row(public=True),
    "v1/invitations/<str:invitation_id>/revoke": Row(make=an_invitation, own={"POST": 200}),
    "v1/api-keys": Row(make=a_key, bodies={"POST": {"name": "robot", "scopes": ["account:read"]}}),
    "v1/api-keys/<str:key_id>/rotate": Row(make=a_key),
    "v1/api-keys/<str:key_id>/revoke": Row(make=a_key, own={"POST": 200}),
    "v1/audit-entries": Row(make=a_key),
    "v1/events": Row(make=a_key),
    "v1/stream-tickets": Row(),
    "v1/webhook-endpoints": Row(make=an_endpoint, bodies={"POST": {"url": URL}}),
    "v1/webhook-endpoints/<str:endpoint_id>": Row(make=an_endpoint, bodies={"PATCH": {"types": ["job.*"]}}),
    "v1/webhook-endpoints/<str:endpoint_id>/rotate": Row(make=an_endpoint, bodies={"POST": {}}),
    "v1/webhook-endpoints/<str:endpoint_id>/test": Row(make=an_endpoint, own={"POST": 202}),
    "v1/webhook-endpoints/<str:endpoint_id>/replay": Row(
        make=an_endpoint, bodies={"POST": {"after": 0}}, own={"POST": 202}
    ),
    "v1/webhook-endpoints/<str:endpoint_id>/deliveries": Row(make=a_delivery),
    "v1/webhook-deliveries/<str:delivery_id>": Row(make=a_delivery),
    "v1/webhook-deliveries/<str:delivery_id>/replay": Row(make=a_delivery, own={"POST": 202}),
}
