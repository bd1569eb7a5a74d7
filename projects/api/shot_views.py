"""Routes of episodes, scenes, shots, lines and takes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.documents import IF_MATCH, PAGE_PARAMETERS
from accounts.api.edge import StudioView, answer, checked, edited_version, page
from accounts.api.idempotent import idempotent
from projects import lines, queries, scenes, shots, takes
from projects.api import documents, inputs, schemas
from projects.api.ordered import in_order
from projects.models import Episode, Line, Scene, Shot, Take

READ = {"GET": "projects:read"}
WRITE = {"POST": "projects:write"}
READ_EDIT = {"GET": "projects:read", "PATCH": "projects:write"}


class EpisodeView(StudioView):
    """A route below one episode."""

    def episode(self, pk: str) -> Episode:
        return self.find(queries.episodes(self.studio), pk, "epi")


class EpisodeRoute(EpisodeView):
    scopes = READ_EDIT

    @extend_schema(operation_id="episode_read", responses=schemas.EpisodeDocument)
    def get(self, request: Request, episode_id: str) -> Response:
        episode = self.episode(episode_id)
        return answer(episode, documents.episode_json(episode))

    @extend_schema(
        operation_id="episode_retitle",
        parameters=[IF_MATCH],
        request=inputs.EpisodeChanges,
        responses=schemas.EpisodeDocument,
    )
    def patch(self, request: Request, episode_id: str) -> Response:
        episode, version = self.episode(episode_id), edited_version(request)
        facts = checked(inputs.EpisodeChanges, request.data)
        scenes.retitle(request.auth, episode=episode, version=version, **facts)
        fresh = self.episode(episode_id)
        return answer(fresh, documents.episode_json(fresh))


class EpisodeScenesRoute(EpisodeView):
    scopes = READ

    @extend_schema(operation_id="scenes_list", parameters=PAGE_PARAMETERS, responses=schemas.ScenePage)
    def get(self, request: Request, episode_id: str) -> Response:
        rows = queries.scenes(self.studio).filter(episode=self.episode(episode_id))
        return in_order(request, rows, documents.scene_json, place=queries.SCENE_PLACE)


class EpisodeShotsRoute(EpisodeView):
    scopes = READ

    @extend_schema(operation_id="shots_list", parameters=PAGE_PARAMETERS, responses=schemas.ShotPage)
    def get(self, request: Request, episode_id: str) -> Response:
        rows = queries.shots(self.studio).filter(scene__episode=self.episode(episode_id))
        return in_order(request, rows, documents.shot_json, place=queries.SHOT_PLACE)


class EpisodeLinesRoute(EpisodeView):
    scopes = READ

    @extend_schema(operation_id="lines_list", parameters=PAGE_PARAMETERS, responses=schemas.LinePage)
    def get(self, request: Request, episode_id: str) -> Response:
        """Lines of shots in use, in the order in which they are heard."""
        rows = queries.lines(self.studio).filter(
            shot__scene__episode=self.episode(episode_id),
            omitted_at__isnull=True,
            shot__omitted_at__isnull=True,
            shot__scene__omitted_at__isnull=True,
        )
        return in_order(request, rows, documents.line_json, place=queries.LINE_PLACE)


class SceneView(StudioView):
    """A route of one scene."""

    def scene(self, pk: str) -> Scene:
        return self.find(queries.scenes(self.studio), pk, "scn")

    def shown_scene(self, scene: Scene) -> Response:
        """The scene as it is now."""
        fresh = queries.scenes(self.studio).get(pk=scene.pk)
        return answer(fresh, documents.scene_json(fresh))


class SceneRoute(SceneView):
    scopes = READ_EDIT

    @extend_schema(operation_id="scene_read", responses=schemas.SceneDocument)
    def get(self, request: Request, scene_id: str) -> Response:
        scene = self.scene(scene_id)
        return answer(scene, documents.scene_json(scene))

    @extend_schema(
        operation_id="scene_edit", parameters=[IF_MATCH], request=inputs.SceneChanges, responses=schemas.SceneDocument
    )
    def patch(self, request: Request, scene_id: str) -> Response:
        scene, version = self.scene(scene_id), edited_version(request)
        changes = checked(inputs.SceneChanges, request.data)
        return self.shown_scene(scenes.edit(request.auth, scene=scene, version=version, **changes))


class SceneOmitRoute(SceneView):
    scopes = WRITE

    @extend_schema(operation_id="scene_omit", request=inputs.NoInput, responses=schemas.SceneDocument)
    def post(self, request: Request, scene_id: str) -> Response:
        return self.shown_scene(scenes.omit(request.auth, scene=self.scene(scene_id)))


class SceneRestoreRoute(SceneView):
    scopes = WRITE

    @extend_schema(operation_id="scene_restore", request=inputs.NoInput, responses=schemas.SceneDocument)
    def post(self, request: Request, scene_id: str) -> Response:
        return self.shown_scene(scenes.restore(request.auth, scene=self.scene(scene_id)))


class ShotView(StudioView):
    """A route of one shot."""

    def shot(self, pk: str) -> Shot:
        return self.find(queries.shots(self.studio), pk, "sho")

    def shown(self, shot: Shot, *, status: int = 200) -> Response:
        """The shot as it is now, read again with everything it shows."""
        fresh = queries.shots(self.studio).get(pk=shot.pk)
        return answer(fresh, documents.shot_json(fresh), status=status)


class SceneShotsRoute(SceneView, ShotView):
    scopes = {**READ, **WRITE}

    @extend_schema(operation_id="scene_shots_list", parameters=PAGE_PARAMETERS, responses=schemas.ShotPage)
    def get(self, request: Request, scene_id: str) -> Response:
        rows = queries.shots(self.studio).filter(scene=self.scene(scene_id))
        return in_order(request, rows, documents.shot_json, place=queries.SHOT_PLACE)

    @extend_schema(operation_id="shot_insert", request=inputs.ShotInput, responses={201: schemas.ShotDocument})
    @idempotent(required=False)
    def post(self, request: Request, scene_id: str) -> Response:
        scene, facts = self.scene(scene_id), checked(inputs.ShotInput, request.data)
        neighbour = facts.pop("after", None)
        after = self.shot(neighbour) if neighbour else None
        return self.shown(shots.insert(request.auth, scene=scene, after=after, **_plain(facts)), status=201)


class ShotRoute(ShotView):
    scopes = READ_EDIT

    @extend_schema(operation_id="shot_read", responses=schemas.ShotDocument)
    def get(self, request: Request, shot_id: str) -> Response:
        shot = self.shot(shot_id)
        return answer(shot, documents.shot_json(shot))

    @extend_schema(
        operation_id="shot_edit", parameters=[IF_MATCH], request=inputs.ShotChanges, responses=schemas.ShotDocument
    )
    def patch(self, request: Request, shot_id: str) -> Response:
        shot, version = self.shot(shot_id), edited_version(request)
        changes = _plain(checked(inputs.ShotChanges, request.data))
        return self.shown(shots.edit(request.auth, shot=shot, version=version, **changes))


class ShotOmitRoute(ShotView):
    scopes = WRITE

    @extend_schema(operation_id="shot_omit", request=inputs.NoInput, responses=schemas.ShotDocument)
    def post(self, request: Request, shot_id: str) -> Response:
        return self.shown(shots.omit(request.auth, shot=self.shot(shot_id)))


class ShotRestoreRoute(ShotView):
    scopes = WRITE

    @extend_schema(operation_id="shot_restore", request=inputs.NoInput, responses=schemas.ShotDocument)
    def post(self, request: Request, shot_id: str) -> Response:
        return self.shown(shots.restore(request.auth, shot=self.shot(shot_id)))


class ShotTakesRoute(ShotView):
    scopes = READ

    @extend_schema(operation_id="shot_takes_list", parameters=PAGE_PARAMETERS, responses=schemas.TakePage)
    def get(self, request: Request, shot_id: str) -> Response:
        rows = queries.takes(self.studio).filter(shot=self.shot(shot_id))
        return page(request, rows, documents.take_json)


class LineView(StudioView):
    """A route of one line."""

    def line(self, pk: str) -> Line:
        return self.find(queries.lines(self.studio), pk, "lin")


class LineRoute(LineView):
    scopes = READ_EDIT

    @extend_schema(operation_id="line_read", responses=schemas.LineDocument)
    def get(self, request: Request, line_id: str) -> Response:
        line = self.line(line_id)
        return answer(line, documents.line_json(line))

    @extend_schema(
        operation_id="line_edit", parameters=[IF_MATCH], request=inputs.LineChanges, responses=schemas.LineDocument
    )
    def patch(self, request: Request, line_id: str) -> Response:
        line, version = self.line(line_id), edited_version(request)
        lines.edit(request.auth, line=line, version=version, **checked(inputs.LineChanges, request.data))
        fresh = self.line(line_id)
        return answer(fresh, documents.line_json(fresh))


class LineTakesRoute(LineView):
    scopes = READ

    @extend_schema(operation_id="line_takes_list", parameters=PAGE_PARAMETERS, responses=schemas.TakePage)
    def get(self, request: Request, line_id: str) -> Response:
        rows = queries.takes(self.studio).filter(line=self.line(line_id))
        return page(request, rows, documents.take_json)


class TakeView(StudioView):
    """A route of one take."""

    def take(self, pk: str) -> Take:
        return self.find(queries.takes(self.studio), pk, "tak")


class TakeRoute(TakeView):
    scopes = READ

    @extend_schema(operation_id="take_read", responses=schemas.TakeDocument)
    def get(self, request: Request, take_id: str) -> Response:
        return Response(documents.take_json(self.take(take_id)))


class TakeCircleRoute(TakeView):
    scopes = WRITE

    @extend_schema(operation_id="take_circle", request=inputs.NoInput, responses=schemas.TakeDocument)
    def post(self, request: Request, take_id: str) -> Response:
        takes.circle(request.auth, take=self.take(take_id))
        return Response(documents.take_json(self.take(take_id)))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Nested input as plain dictionaries, which is what verbs take."""
    if "cast" in facts:
        return facts | {"cast": [dict(row) for row in facts["cast"]]}
    return facts
