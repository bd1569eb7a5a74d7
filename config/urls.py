"""HTTP routing: one public API, the workers' door, the embedded media store and the two health checks."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularJSONAPIView

from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("v1/openapi.json", SpectacularJSONAPIView.as_view(authentication_classes=[], permission_classes=[])),
    path("v1/", include("accounts.api.urls")),
    path("v1/", include("projects.api.urls")),
    path("v1/", include("billing.api.urls")),
    path("v1/", include("render.api.urls")),
    path("worker/v1/", include("render.api.worker_urls")),
    path("media-store/", include("projects.api.store_urls")),
]
handler404 = "config.problems.page"
handler500 = "config.problems.crash"
