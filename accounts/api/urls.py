"""The accounts' routes, mounted under /v1/."""

from __future__ import annotations

from django.urls import path

from accounts.api import views, webhook_views

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
    path("webhook-endpoints", webhook_views.EndpointsRoute.as_view()),
    path("webhook-endpoints/<str:endpoint_id>", webhook_views.EndpointRoute.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/rotate", webhook_views.RotateRoute.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/test", webhook_views.TestRoute.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/replay", webhook_views.ReplaySinceRoute.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/deliveries", webhook_views.DeliveriesRoute.as_view()),
    path("webhook-deliveries/<str:delivery_id>", webhook_views.DeliveryRoute.as_view()),
    path("webhook-deliveries/<str:delivery_id>/replay", webhook_views.ReplayRoute.as_view()),
]
