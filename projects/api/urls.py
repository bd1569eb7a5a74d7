"""Projects' routes, mounted under /v1/."""

from __future__ import annotations

from django.urls import path

from projects.api import continuity_views, media_views, script_views, series_views, shot_list_views, shot_views

urlpatterns = [
    path("performance", series_views.PerformanceRoute.as_view()),
    path("series", series_views.SeriesListRoute.as_view()),
    path("series/<str:series_id>", series_views.SeriesRoute.as_view()),
    path("series/<str:series_id>/scripts", series_views.ScriptsRoute.as_view()),
    path("series/<str:series_id>/episodes", series_views.SeriesEpisodesRoute.as_view()),
    path("series/<str:series_id>/continuity", continuity_views.SeriesContinuityRoute.as_view()),
    path("series/<str:series_id>/continuity/lint", continuity_views.SeriesContinuityLintRoute.as_view()),
    path("series/<str:series_id>/cast", series_views.CastRoute.as_view()),
    path("scripts/<str:script_id>", series_views.ScriptRoute.as_view()),
    path("scripts/<str:script_id>/text", script_views.ScriptTextRoute.as_view()),
    path("scripts/<str:script_id>/diff", series_views.ScriptDiffRoute.as_view()),
    path("scripts/<str:script_id>/apply", series_views.ScriptApplyRoute.as_view()),
    path("cast/<str:member_id>", series_views.CastMemberRoute.as_view()),
    path("episodes/<str:episode_id>", shot_views.EpisodeRoute.as_view()),
    path("episodes/<str:episode_id>/scenes", shot_views.EpisodeScenesRoute.as_view()),
    path("episodes/<str:episode_id>/shots", shot_views.EpisodeShotsRoute.as_view()),
    path("episodes/<str:episode_id>/shot-list", shot_list_views.EpisodeShotListRoute.as_view()),
    path("episodes/<str:episode_id>/lines", shot_views.EpisodeLinesRoute.as_view()),
    path("episodes/<str:episode_id>/cuts", media_views.EpisodeCutsRoute.as_view()),
    path("episodes/<str:episode_id>/deliverables", media_views.EpisodeDeliverablesRoute.as_view()),
    path("scenes/<str:scene_id>", shot_views.SceneRoute.as_view()),
    path("scenes/<str:scene_id>/omit", shot_views.SceneOmitRoute.as_view()),
    path("scenes/<str:scene_id>/restore", shot_views.SceneRestoreRoute.as_view()),
    path("scenes/<str:scene_id>/continuity", continuity_views.SceneContinuityRoute.as_view()),
    path("scenes/<str:scene_id>/shots", shot_views.SceneShotsRoute.as_view()),
    path("shots/<str:shot_id>", shot_views.ShotRoute.as_view()),
    path("shots/<str:shot_id>/omit", shot_views.ShotOmitRoute.as_view()),
    path("shots/<str:shot_id>/restore", shot_views.ShotRestoreRoute.as_view()),
    path("shots/<str:shot_id>/takes", shot_views.ShotTakesRoute.as_view()),
    path("lines/<str:line_id>", shot_views.LineRoute.as_view()),
    path("lines/<str:line_id>/takes", shot_views.LineTakesRoute.as_view()),
    path("takes/<str:take_id>", shot_views.TakeRoute.as_view()),
    path("takes/<str:take_id>/circle", shot_views.TakeCircleRoute.as_view()),
    path("media/<str:media_id>", series_views.MediaRoute.as_view()),
    path("uploads", media_views.UploadsRoute.as_view()),
    path("uploads/<str:upload_id>", media_views.UploadRoute.as_view()),
    path("uploads/<str:upload_id>/parts", media_views.UploadPartsRoute.as_view()),
    path("uploads/<str:upload_id>/complete", media_views.UploadCompleteRoute.as_view()),
    path("cuts/<str:cut_id>", media_views.CutRoute.as_view()),
    path("cuts/<str:cut_id>/lock", media_views.CutLockRoute.as_view()),
    path("deliverables/<str:deliverable_id>", media_views.DeliverableRoute.as_view()),
]
