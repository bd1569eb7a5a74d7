"""Routes of uploads, cuts and deliverables."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.documents import PAGE_PARAMETERS
from accounts.api.edge import StudioView, answer, checked, page
from accounts.api.idempotent import idempotent
from projects import assembly, queries, states, uploads
from projects.api import documents, inputs, schemas
from projects.api.shot_views import READ, WRITE, EpisodeView
from projects.models import Cut, Upload


class UploadsRoute(StudioView):
    scopes = {**READ, **WRITE}

    @extend_schema(operation_id="uploads_list", parameters=PAGE_PARAMETERS, responses=schemas.UploadPage)
    def get(self, request: Request) -> Response:
        return page(request, Upload.objects.for_studio(self.studio), documents.upload_json)

    @extend_schema(operation_id="upload_open", request=inputs.UploadInput, responses={201: schemas.UploadDocument})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        facts = checked(inputs.UploadInput, request.data)
        upload = uploads.open_upload(request.auth, length=facts.pop("bytes"), **facts)
        return Response(documents.upload_json(upload, uploads.sign(upload)), status=201)


class UploadView(StudioView):
    """A route of one upload."""

    def upload(self, pk: str) -> Upload:
        return self.find(Upload.objects.for_studio(self.studio), pk, "upl")


class UploadRoute(UploadView):
    scopes = {"GET": "projects:read", "DELETE": "projects:write"}

    @extend_schema(operation_id="upload_read", responses=schemas.UploadWithArrivedDocument)
    def get(self, request: Request, upload_id: str) -> Response:
        """The upload, with requests for what has not arrived while it is open."""
        upload = self.upload(upload_id)
        arrived = uploads.arrived(upload)
        parts = uploads.sign(upload, uploads.lacking(upload, arrived)) if uploads.is_open(upload) else []
        return Response(documents.upload_json(upload, parts) | {"arrived": arrived})

    @extend_schema(operation_id="upload_abort", responses={204: None})
    def delete(self, request: Request, upload_id: str) -> Response:
        uploads.abort(request.auth, upload=self.upload(upload_id))
        return Response(status=204)


class UploadPartsRoute(UploadView):
    scopes = WRITE

    @extend_schema(operation_id="upload_sign_parts", request=inputs.PartsInput, responses=schemas.PartsDocument)
    def post(self, request: Request, upload_id: str) -> Response:
        upload, facts = self.upload(upload_id), checked(inputs.PartsInput, request.data or {})
        parts = uploads.sign(upload, facts.get("numbers"))
        return Response({"parts": [documents.part_json(part) for part in parts]})


class UploadCompleteRoute(UploadView):
    scopes = WRITE

    @extend_schema(operation_id="upload_complete", request=inputs.NoInput, responses=schemas.UploadDocument)
    @idempotent(required=False)
    def post(self, request: Request, upload_id: str) -> Response:
        upload = uploads.complete(request.auth, upload=self.upload(upload_id))
        return Response(documents.upload_json(upload))


class EpisodeCutsRoute(EpisodeView):
    scopes = {**READ, **WRITE}

    @extend_schema(operation_id="cuts_list", parameters=PAGE_PARAMETERS, responses=schemas.CutPage)
    def get(self, request: Request, episode_id: str) -> Response:
        rows = queries.cuts(self.studio).filter(episode=self.episode(episode_id))
        return page(request, rows, documents.cut_json)

    @extend_schema(operation_id="cut_assemble", request=inputs.NoInput, responses={201: schemas.CutDocument})
    @idempotent(required=False)
    def post(self, request: Request, episode_id: str) -> Response:
        """Assemble the circled takes; the latest cut again if nothing has changed since."""
        cut = assembly.assemble(request.auth, episode=self.episode(episode_id))
        fresh = queries.cuts(self.studio).get(pk=cut.pk)
        return answer(fresh, documents.cut_json(fresh), status=201)


class CutView(StudioView):
    """A route of one cut."""

    def cut(self, pk: str) -> Cut:
        return self.find(queries.cuts(self.studio), pk, "cut")


class CutRoute(CutView):
    scopes = READ

    @extend_schema(operation_id="cut_read", responses=schemas.CutDocument)
    def get(self, request: Request, cut_id: str) -> Response:
        cut = self.cut(cut_id)
        return answer(cut, documents.cut_json(cut))


class CutLockRoute(CutView):
    scopes = WRITE

    @extend_schema(operation_id="cut_lock", request=inputs.NoInput, responses=schemas.CutDocument)
    @idempotent(required=False)
    def post(self, request: Request, cut_id: str) -> Response:
        assembly.lock(request.auth, cut=self.cut(cut_id))
        cut = self.cut(cut_id)
        return answer(cut, documents.cut_json(cut))


class EpisodeDeliverablesRoute(EpisodeView):
    scopes = READ

    @extend_schema(operation_id="deliverables_list", parameters=PAGE_PARAMETERS, responses=schemas.DeliverablePage)
    def get(self, request: Request, episode_id: str) -> Response:
        """Current deliverables of the episode; superseded ones are read by id."""
        rows = queries.deliverables(self.studio).filter(cut__episode=self.episode(episode_id), state=states.DELIVERED)
        return page(request, rows, documents.deliverable_json)


class DeliverableRoute(StudioView):
    scopes = READ

    @extend_schema(operation_id="deliverable_read", responses=schemas.DeliverableDocument)
    def get(self, request: Request, deliverable_id: str) -> Response:
        found = self.find(queries.deliverables(self.studio), deliverable_id, "del")
        return Response(documents.deliverable_json(found))
