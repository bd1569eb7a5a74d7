"""What the accounts' routes answer: JSON from rows, and the serializers that describe it in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.models import ApiKey, AuditEntry, Invitation, Membership, Studio
from accounts.roles import ROLES, SCOPES

PAGE_PARAMETERS = [
    OpenApiParameter("limit", int, description="Rows per page, 1 to 200; 50 if absent."),
    OpenApiParameter("after", str, description="`next_cursor` of the page before."),
]
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag you read.")

TYPES = OpenApiParameter("types", str, description="Only these types, by comma: `job.*,take.printed`; all if absent.")


def page_of(serializer: type[serializers.Serializer], name: str) -> type[serializers.Serializer]:
    """The document of a page of these rows."""
    fields = {
        "data": serializer(many=True),
        "has_more": serializers.BooleanField(),
        "next_cursor": serializers.CharField(allow_null=True),
    }
    return type(name, (serializers.Serializer,), fields)


def studio_json(studio: Studio) -> dict[str, Any]:
    """The studio as its members see it."""
    return {
        "id": studio.pk,
        "name": studio.name,
        "legal_name": studio.legal_name,
        "mode": studio.mode,
        "currency": studio.currency,
        "created_at": studio.created_at,
        "version": studio.version,
    }


def member_json(member: Membership) -> dict[str, Any]:
    """A member, current or past."""
    return {
        "id": member.pk,
        "user": {"id": member.user.pk, "email": member.user.email, "name": member.user.name},
        "role": member.role,
        "created_at": member.created_at,
        "ended_at": member.ended_at,
        "version": member.version,
    }


def invitation_json(invitation: Invitation) -> dict[str, Any]:
    """An invitation without its token."""
    return {
        "id": invitation.pk,
        "email": invitation.email,
        "role": invitation.role,
        "invited_by": invitation.invited_by,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "accepted_at": invitation.accepted_at,
        "revoked_at": invitation.revoked_at,
    }


def key_json(key: ApiKey) -> dict[str, Any]:
    """A key without its secret: enough to recognise it in a list."""
    return {
        "id": key.pk,
        "name": key.name,
        "prefix": f"sw_{key.mode}_{key.pk.removeprefix('key_')}",
        "last_four": key.last_four,
        "scopes": key.scopes,
        "issued_by": key.issued_by,
        "replaces": key.replaces_id,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
    }


def audit_entry_json(entry: AuditEntry) -> dict[str, Any]:
    """One act."""
    return {
        "id": entry.pk,
        "actor": {"kind": entry.actor_kind, "id": entry.actor_id},
        "act": entry.act,
        "subject": entry.subject,
        "facts": entry.facts,
        "created_at": entry.created_at,
    }


class StudioDocument(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    legal_name = serializers.CharField()
    mode = serializers.ChoiceField(choices=Studio.Mode.choices)
    currency = serializers.CharField()
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class PersonDocument(serializers.Serializer):
    id = serializers.CharField()
    email = serializers.EmailField()
    name = serializers.CharField()


class MemberDocument(serializers.Serializer):
    id = serializers.CharField()
    user = PersonDocument()
    role = serializers.ChoiceField(choices=ROLES)
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class InvitationDocument(serializers.Serializer):
    id = serializers.CharField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=ROLES)
    invited_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class InvitationWithTokenDocument(InvitationDocument):
    token = serializers.CharField(help_text="Shown this once; only its digest is kept.", allow_null=True)


class ApiKeyDocument(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    last_four = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES))
    issued_by = serializers.CharField()
    replaces = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class ApiKeyWithSecretDocument(ApiKeyDocument):
    secret = serializers.CharField(help_text="The whole key, shown this once; null in a replay.", allow_null=True)


class ActorDocument(serializers.Serializer):
    kind = serializers.CharField(help_text="key, user or system.")
    id = serializers.CharField()


class AuditEntryDocument(serializers.Serializer):
    id = serializers.CharField()
    actor = ActorDocument()
    act = serializers.CharField()
    subject = serializers.CharField()
    facts = serializers.DictField()
    created_at = serializers.DateTimeField()


class EventDocument(serializers.Serializer):
    id = serializers.CharField()
    sequence = serializers.IntegerField()
    type = serializers.CharField()
    subject = serializers.CharField()
    data = serializers.DictField()
    created_at = serializers.DateTimeField()


class EventPageDocument(serializers.Serializer):
    data = EventDocument(many=True)
    has_more = serializers.BooleanField()
    next = serializers.IntegerField(help_text="Send as `after` next time, whether or not there is more now.")


class StreamTicketDocument(serializers.Serializer):
    ticket = serializers.CharField()
    expires_at = serializers.DateTimeField()


MemberPage = page_of(MemberDocument, "MemberPage")
InvitationPage = page_of(InvitationDocument, "InvitationPage")
ApiKeyPage = page_of(ApiKeyDocument, "ApiKeyPage")
AuditEntryPage = page_of(AuditEntryDocument, "AuditEntryPage")
