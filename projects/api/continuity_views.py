"""Routes of continuity: what holds in a scene and through a series, changes by hand, contradictions."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.edge import StudioView, checked
from accounts.api.idempotent import idempotent
from accounts.errors import Invalid
from projects import continuity, queries
from projects.api import continuity_documents as documents
from projects.models import CastMember, Scene, Series

MEMBER = OpenApiParameter("member", str, description="Only this member's states.")


class SceneContinuityRoute(StudioView):
    scopes = {"GET": "projects:read", "POST": "projects:write"}

    @extend_schema(operation_id="scene_continuity_read", responses=documents.SceneContinuityDocument)
    def get(self, request: Request, scene_id: str) -> Response:
        """What holds when the scene begins and when it ends, for everybody in it and for its place, and why."""
        return self.shown(self.find(queries.scenes(self.studio), scene_id, "scn"))

    @extend_schema(
        operation_id="scene_continuity_change",
        request=documents.StateInput,
        responses={201: documents.SceneContinuityDocument},
    )
    @idempotent(required=False)
    def post(self, request: Request, scene_id: str) -> Response:
        """Set a state by hand from this scene on, or undo that with `inherit`."""
        scene = self.find(queries.scenes(self.studio), scene_id, "scn")
        facts = checked(documents.StateInput, request.data)
        member = None
        if named := facts.pop("member", None):
            cast = CastMember.objects.for_studio(self.studio)
            member = cast.filter(pk=named, series=scene.episode.series_id).first()
            if member is None:
                raise Invalid(
                    f"No {named} in the cast of this series.",
                    zh="本剧没有该角色。",
                    pointer="/member",
                    code="not_in_cast",
                )
        continuity.change(request.auth, scene=scene, member=member, **facts)
        return self.shown(scene, status=201)

    def shown(self, scene: Scene, *, status: int = 200) -> Response:
        """The scene's states as they are now."""
        states = continuity.timeline(self.studio, scene.episode.series_id)
        body = documents.scene_json(states, scene.pk, _names(self, scene.episode.series_id))
        return Response(body, status=status)


class SeriesView(StudioView):
    """A route of one series' continuity."""

    def series(self, pk: str) -> Series:
        return self.find(Series.objects.for_studio(self.studio), pk, "ser")


class SeriesContinuityRoute(SeriesView):
    scopes = {"GET": "projects:read"}

    @extend_schema(
        operation_id="series_continuity_read", parameters=[MEMBER], responses=documents.SeriesContinuityDocument
    )
    def get(self, request: Request, series_id: str) -> Response:
        """Through the series: each member's and each place's states, wherever they become others."""
        found, only = self.series(series_id), request.query_params.get("member", "")
        states = continuity.timeline(self.studio, found.pk, members=[only] if only else None)
        return Response(documents.series_json(states, _names(self, found.pk), only=only))


class SeriesContinuityLintRoute(SeriesView):
    scopes = {"GET": "projects:read"}

    @extend_schema(operation_id="series_continuity_lint", responses=documents.FindingsDocument)
    def get(self, request: Request, series_id: str) -> Response:
        """What contradicts itself, in story order."""
        found = self.series(series_id)
        states = continuity.timeline(self.studio, found.pk)
        names = _names(self, found.pk)
        return Response({"data": [documents.finding_json(states, names, one) for one in continuity.lint(states)]})


def _names(view: StudioView, series_id: str) -> dict[str, Any]:
    rows = CastMember.objects.for_studio(view.studio).filter(series=series_id).order_by("created_at", "pk")
    return dict(rows.values_list("pk", "name"))
