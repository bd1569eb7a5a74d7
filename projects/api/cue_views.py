"""Routes of music cues."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.documents import IF_MATCH, PAGE_PARAMETERS
from accounts.api.edge import StudioView, answer, checked, edited_version, page
from projects import cues, queries
from projects.api import documents, inputs, schemas
from projects.api.ordered import in_order
from projects.api.shot_views import READ, READ_EDIT, EpisodeView
from projects.models import Cue


class EpisodeCuesRoute(EpisodeView):
    scopes = READ

    @extend_schema(operation_id="cues_list", parameters=PAGE_PARAMETERS, responses=schemas.CuePage)
    def get(self, request: Request, episode_id: str) -> Response:
        """The cues spotted by the latest assembly, in the order of the cut."""
        rows = queries.cues(self.studio).filter(episode=self.episode(episode_id), omitted_at__isnull=True)
        return in_order(request, rows, documents.cue_json, place=queries.CUE_PLACE)


class CueView(StudioView):
    """A route of one cue."""

    def cue(self, pk: str) -> Cue:
        return self.find(queries.cues(self.studio), pk, "cue")


class CueRoute(CueView):
    scopes = READ_EDIT

    @extend_schema(operation_id="cue_read", responses=schemas.CueDocument)
    def get(self, request: Request, cue_id: str) -> Response:
        cue = self.cue(cue_id)
        return answer(cue, documents.cue_json(cue))

    @extend_schema(
        operation_id="cue_edit", parameters=[IF_MATCH], request=inputs.CueChanges, responses=schemas.CueDocument
    )
    def patch(self, request: Request, cue_id: str) -> Response:
        cue, version = self.cue(cue_id), edited_version(request)
        cues.edit(request.auth, cue=cue, version=version, **checked(inputs.CueChanges, request.data))
        fresh = self.cue(cue_id)
        return answer(fresh, documents.cue_json(fresh))


class CueTakesRoute(CueView):
    scopes = READ

    @extend_schema(operation_id="cue_takes_list", parameters=PAGE_PARAMETERS, responses=schemas.TakePage)
    def get(self, request: Request, cue_id: str) -> Response:
        """The cue's takes; each holds the chosen music, its plan, and the candidates it was chosen from."""
        rows = queries.takes(self.studio).filter(cue=self.cue(cue_id))
        return page(request, rows, documents.take_json)
