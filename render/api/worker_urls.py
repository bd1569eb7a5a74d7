"""The workers' door, mounted under /worker/v1/; `render.door.address` makes these paths."""

from __future__ import annotations

from django.urls import URLPattern, path

from render.api import worker_views as views

urlpatterns: list[URLPattern] = [
    path("attempts/<str:ticket>/progress", views.ProgressDoor.as_view()),
    path("attempts/<str:ticket>/uploads", views.UploadsDoor.as_view()),
    path("attempts/<str:ticket>/receipt", views.ReceiptDoor.as_view()),
]
