"""The accounts' routes, mounted under /v1/."""

from __future__ import annotations

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("studio", views.StudioRoute.as_view()),
    path("members", views.MembersRoute.as_view()),
    path("members/<str:member_id>", views.MemberRoute.as_view()),
    path("invitations", views.InvitationsRoute.as_view()),
    path("invitations/accept", views.InvitationAcceptRoute.as_view()),
    path("invitations/<str:invitation_id>/revoke", views.InvitationRevokeRoute.as_view()),
    path("api-keys", views.ApiKeysRoute.as_view()),
    path("api-keys/<str:key_id>/rotate", views.ApiKeyRotateRoute.as_view()),
    path("api-keys/<str:key_id>/revoke", views.ApiKeyRevokeRoute.as_view()),
    path("audit-entries", views.AuditEntriesRoute.as_view()),
    path("events", views.EventsRoute.as_view()),
    path("stream-tickets", views.StreamTicketsRoute.as_view()),
]
