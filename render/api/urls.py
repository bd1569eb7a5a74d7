"""The render routes, mounted under /v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from render.api import redoing_views, stream_views, views

urlpatterns: list[URLPattern] = [
    path("quotes", views.Quotes.as_view()),
    path("quotes/<str:quote_id>", views.QuoteDetail.as_view()),
    path("orders", views.Orders.as_view()),
    path("orders/<str:order_id>", views.OrderDetail.as_view()),
    path("series/<str:series_id>/stale-takes", redoing_views.SeriesStaleTakes.as_view()),
    path("episodes/<str:episode_id>/stale-takes", redoing_views.EpisodeStaleTakes.as_view()),
    path("events/stream", stream_views.EventStream.as_view()),
    path("jobs", views.Jobs.as_view()),
    path("jobs/<str:job_id>", views.JobDetail.as_view()),
    path("jobs/<str:job_id>/cancel", views.JobCancel.as_view()),
]
