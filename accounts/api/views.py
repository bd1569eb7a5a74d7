"""The accounts' routes: the studio, its members and invitations, its keys, its audit and its events."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import api_keys, events, invitations, members, stream_tickets, studios
from accounts.api import documents
from accounts.api.edge import (
    PAGE_DEFAULT,
    PAGE_MOST,
    StudioView,
    answer,
    checked,
    edited_version,
    page,
    wanted_types,
    whole,
)
from accounts.api.idempotent import idempotent
from accounts.models import ApiKey, AuditEntry, Invitation, Membership
from accounts.roles import ROLES, SCOPES


class StudioInput(serializers.Serializer):
    name = serializers.CharField(max_length=120, required=False)
    legal_name = serializers.CharField(max_length=200, required=False, allow_blank=True)


class StudioRoute(StudioView):
    """The studio the key belongs to."""

    scopes = {"GET": "account:read", "PATCH": "account:write"}

    @extend_schema(operation_id="studio_read", responses=documents.StudioDocument)
    def get(self, request: Request) -> Response:
        return answer(self.studio, documents.studio_json(self.studio))

    @extend_schema(
        operation_id="studio_amend",
        parameters=[documents.IF_MATCH],
        request=StudioInput,
        responses=documents.StudioDocument,
    )
    def patch(self, request: Request) -> Response:
        version = edited_version(request)
        studio = studios.amend(request.auth, version=version, **checked(StudioInput, request.data))
        return answer(studio, documents.studio_json(studio))


class RoleInput(serializers.Serializer):
    role = serializers.ChoiceField(choices=ROLES)


class MembersRoute(StudioView):
    """The studio's current members."""

    scopes = {"GET": "account:read"}

    @extend_schema(operation_id="members_list", parameters=documents.PAGE_PARAMETERS, responses=documents.MemberPage)
    def get(self, request: Request) -> Response:
        rows = Membership.objects.for_studio(self.studio).filter(ended_at__isnull=True).select_related("user")
        return page(request, rows, documents.member_json)


class MemberRoute(StudioView):
    """One member: read them, change their role, or end their membership."""

    scopes = {"GET": "account:read", "PATCH": "account:write", "DELETE": "account:write"}

    def member(self, pk: str) -> Membership:
        return self.find(Membership.objects.for_studio(self.studio).select_related("user"), pk, "mem")

    @extend_schema(operation_id="member_read", responses=documents.MemberDocument)
    def get(self, request: Request, member_id: str) -> Response:
        member = self.member(member_id)
        return answer(member, documents.member_json(member))

    @extend_schema(
        operation_id="member_change_role",
        parameters=[documents.IF_MATCH],
        request=RoleInput,
        responses=documents.MemberDocument,
    )
    def patch(self, request: Request, member_id: str) -> Response:
        member, version = self.member(member_id), edited_version(request)
        facts = checked(RoleInput, request.data)
        member = members.change_role(request.auth, member=member, version=version, **facts)
        return answer(member, documents.member_json(member))

    @extend_schema(operation_id="member_remove", responses={204: None})
    def delete(self, request: Request, member_id: str) -> Response:
        members.remove(request.auth, member=self.member(member_id))
        return Response(status=204)


class InvitationInput(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=ROLES)


class InvitationsRoute(StudioView):
    """Invitations; a new one's token is shown once, for you to hand on."""

    scopes = {"GET": "account:read", "POST": "account:write"}

    @extend_schema(
        operation_id="invitations_list", parameters=documents.PAGE_PARAMETERS, responses=documents.InvitationPage
    )
    def get(self, request: Request) -> Response:
        return page(request, Invitation.objects.for_studio(self.studio), documents.invitation_json)

    @extend_schema(
        operation_id="invitation_send",
        request=InvitationInput,
        responses={201: documents.InvitationWithTokenDocument},
    )
    @idempotent(required=False, withheld=("token",))
    def post(self, request: Request) -> Response:
        invitation, token = invitations.invite(request.auth, **checked(InvitationInput, request.data))
        return Response({**documents.invitation_json(invitation), "token": token}, status=201)


class InvitationRevokeRoute(StudioView):
    """Withdraw an invitation nobody has taken up."""

    scopes = {"POST": "account:write"}

    @extend_schema(operation_id="invitation_revoke", request=None, responses=documents.InvitationDocument)
    def post(self, request: Request, invitation_id: str) -> Response:
        invitation = self.find(Invitation.objects.for_studio(self.studio), invitation_id, "ivt")
        return Response(documents.invitation_json(invitations.revoke(request.auth, invitation=invitation)))


class AcceptanceInput(serializers.Serializer):
    token = serializers.CharField(max_length=100)
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)


class InvitationAcceptRoute(APIView):
    """The one route for people we do not know yet: the invitation's token speaks for them."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    @extend_schema(
        operation_id="invitation_accept",
        auth=[],
        request=AcceptanceInput,
        responses={201: documents.MemberDocument},
    )
    def post(self, request: Request) -> Response:
        member = invitations.accept(**checked(AcceptanceInput, request.data))
        return Response(documents.member_json(member), status=201)


class ApiKeyInput(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES), allow_empty=False)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)


class ApiKeysRoute(StudioView):
    """API keys; a new one's secret is shown once. Nobody issues a key that may do more than they may."""

    scopes = {"GET": "account:read", "POST": "account:write"}

    @extend_schema(operation_id="api_keys_list", parameters=documents.PAGE_PARAMETERS, responses=documents.ApiKeyPage)
    def get(self, request: Request) -> Response:
        return page(request, ApiKey.objects.for_studio(self.studio), documents.key_json)

    @extend_schema(
        operation_id="api_key_issue", request=ApiKeyInput, responses={201: documents.ApiKeyWithSecretDocument}
    )
    @idempotent(required=False, withheld=("secret",))
    def post(self, request: Request) -> Response:
        key, secret = api_keys.issue(request.auth, **checked(ApiKeyInput, request.data))
        return Response({**documents.key_json(key), "secret": secret}, status=201)


class RotationInput(serializers.Serializer):
    overlap_seconds = serializers.IntegerField(required=False, default=int(api_keys.OVERLAP.total_seconds()))

    def validate_overlap_seconds(self, seconds: int) -> int:
        most = int(api_keys.OVERLAP_MOST.total_seconds())
        if not 0 <= seconds <= most:
            raise serializers.ValidationError(f"must be 0 to {most}", code="out_of_range")
        return seconds


class ApiKeyRotateRoute(StudioView):
    """A successor with a fresh secret; both keys work until the overlap has passed, 24 hours if not said."""

    scopes = {"POST": "account:write"}

    @extend_schema(
        operation_id="api_key_rotate", request=RotationInput, responses={201: documents.ApiKeyWithSecretDocument}
    )
    @idempotent(required=False, withheld=("secret",))
    def post(self, request: Request, key_id: str) -> Response:
        key = self.find(ApiKey.objects.for_studio(self.studio), key_id, "key")
        overlap = timedelta(seconds=checked(RotationInput, request.data)["overlap_seconds"])
        successor, secret = api_keys.rotate(request.auth, key=key, overlap=overlap)
        return Response({**documents.key_json(successor), "secret": secret}, status=201)


class ApiKeyRevokeRoute(StudioView):
    """End a key now and for good."""

    scopes = {"POST": "account:write"}

    @extend_schema(operation_id="api_key_revoke", request=None, responses=documents.ApiKeyDocument)
    def post(self, request: Request, key_id: str) -> Response:
        key = self.find(ApiKey.objects.for_studio(self.studio), key_id, "key")
        return Response(documents.key_json(api_keys.revoke(request.auth, key=key)))


class AuditEntriesRoute(StudioView):
    """Every security-relevant act, oldest first."""

    scopes = {"GET": "account:read"}

    @extend_schema(
        operation_id="audit_entries_list", parameters=documents.PAGE_PARAMETERS, responses=documents.AuditEntryPage
    )
    def get(self, request: Request) -> Response:
        return page(request, AuditEntry.objects.for_studio(self.studio), documents.audit_entry_json)


class EventsRoute(StudioView):
    """What happened in the studio, in one gap-free sequence."""

    scopes = {"GET": "events:read"}

    @extend_schema(
        operation_id="events_list",
        parameters=[
            OpenApiParameter("after", int, description="The last sequence you have seen; 0 if absent."),
            OpenApiParameter("limit", int, description="Events at once, 1 to 200; 50 if absent."),
            documents.TYPES,
        ],
        responses=documents.EventPageDocument,
    )
    def get(self, request: Request) -> Response:
        after = whole(request, "after", default=0, most=2**63 - 1)
        limit = whole(request, "limit", default=PAGE_DEFAULT, least=1, most=PAGE_MOST)
        types = wanted_types(request)
        reached = events.newest(self.studio)  # asked before the events: what comes between is read next time
        found, has_more = events.read(self.studio, after=after, limit=limit, types=types)
        if has_more or events.EVERY in types:
            reached = found[-1].sequence if found else after
        return Response(
            {
                "data": [events.event_json(event) for event in found],
                "has_more": has_more,
                "next": max([after, reached, *(event.sequence for event in found)]),
            }
        )


class StreamTicketsRoute(StudioView):
    """A ticket for `/v1/stream` or `/v1/events/stream`, good once and for a minute: `?ticket=`."""

    scopes = {"POST": "events:read"}

    @extend_schema(operation_id="stream_ticket_issue", request=None, responses={201: documents.StreamTicketDocument})
    def post(self, request: Request) -> Response:
        ticket, expires_at = stream_tickets.issue(request.auth)
        return Response({"ticket": ticket, "expires_at": expires_at}, status=201)
