"""Routes of storyboards: those of an episode or its scenes, and one with the addresses of its pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.documents import PAGE_PARAMETERS, page_of
from accounts.api.edge import StudioView, page
from projects import queries, storyboards
from projects.api import documents, schemas
from projects.api.shot_views import READ, EpisodeView
from projects.models import Storyboard


class BoardChangesDocument(s.Serializer):
    changed = s.ListField(child=s.CharField(), help_text="Shots that no longer look as drawn.")
    added = s.ListField(child=s.CharField(), help_text="Shots that came since.")
    removed = s.ListField(child=s.CharField(), help_text="Shots that are omitted or gone.")


class StoryboardDocument(s.Serializer):
    id = s.CharField()
    episode = s.CharField()
    scene = s.CharField(allow_null=True, help_text="Null for the whole episode.")
    slate = s.CharField()
    panels = s.IntegerField()
    pages = s.IntegerField()
    is_stale = s.BooleanField()
    changes = BoardChangesDocument()
    warnings = s.ListField(child=s.CharField())
    job = s.CharField(allow_null=True)
    media = s.DictField(child=schemas.MediaDocument(), help_text="By role: pdf, page_01 …, strip.")
    created_at = s.DateTimeField()


class StoryboardWithUrlsDocument(StoryboardDocument):
    media = s.DictField(child=schemas.MediaWithUrlDocument(), help_text="By role: pdf, page_01 …, strip.")


StoryboardPage = page_of(StoryboardDocument, "StoryboardPage")


class EpisodeStoryboardsRoute(EpisodeView):
    scopes = READ

    @extend_schema(operation_id="storyboards_list", parameters=PAGE_PARAMETERS, responses=StoryboardPage)
    def get(self, request: Request, episode_id: str) -> Response:
        """Storyboards of the episode and of its scenes; a fixed number of reads tells which are stale."""
        episode = self.episode(episode_id)
        rows = queries.storyboards(self.studio).filter(episode=episode)
        now = storyboards.now_of(self.studio, episode)
        return page(request, rows, lambda board: storyboard_json(board, now))


class StoryboardRoute(StudioView):
    scopes = READ

    @extend_schema(operation_id="storyboard_read", responses=StoryboardWithUrlsDocument)
    def get(self, request: Request, storyboard_id: str) -> Response:
        board = self.find(queries.storyboards(self.studio), storyboard_id, "sbd")
        files = {file.role: documents.media_with_url(file.media) for file in board.files.all()}
        now = storyboards.now_of(self.studio, board.episode)
        return Response(storyboard_json(board, now) | {"media": files})


def storyboard_json(board: Storyboard, now: list[dict[str, str]]) -> dict[str, Any]:
    """A storyboard with its files; `now` is what its episode would be drawn from today."""
    changes = storyboards.changes(board, now)
    return {
        "id": board.pk,
        "episode": board.episode_id,
        "scene": board.scene_id,
        "slate": board.slate,
        "panels": board.panels,
        "pages": board.pages,
        "is_stale": any(changes.values()),
        "changes": changes,
        "warnings": board.warnings,
        "job": board.job_id or None,
        "media": documents.files_json(board.files.all()),
        "created_at": board.created_at,
    }
