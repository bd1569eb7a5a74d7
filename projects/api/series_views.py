"""Routes of series, scripts and cast."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.documents import IF_MATCH, PAGE_PARAMETERS
from accounts.api.edge import StudioView, answer, checked, edited_version, page
from accounts.api.idempotent import idempotent
from projects import breakdown, casting, errors, queries, reimport, series
from projects.api import differences, documents, inputs, schemas
from projects.api.ordered import in_order
from projects.models import CastMember, Media, Script, Series, Upload

READ_WRITE = {"GET": "projects:read", "POST": "projects:write"}
EPISODE = OpenApiParameter("episode", int, description="Only the entries of this episode number.")


class SeriesView(StudioView):
    """A route below one series."""

    def series(self, pk: str) -> Series:
        return self.find(Series.objects.for_studio(self.studio), pk, "ser")


class SeriesListRoute(StudioView):
    scopes = READ_WRITE

    @extend_schema(operation_id="series_list", parameters=PAGE_PARAMETERS, responses=schemas.SeriesPage)
    def get(self, request: Request) -> Response:
        return page(request, Series.objects.for_studio(self.studio), documents.series_json)

    @extend_schema(operation_id="series_open", request=inputs.SeriesInput, responses={201: schemas.SeriesDocument})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        made = series.open_series(request.auth, **checked(inputs.SeriesInput, request.data))
        return answer(made, documents.series_json(made), status=201)


class SeriesRoute(SeriesView):
    scopes = {"GET": "projects:read", "PATCH": "projects:write"}

    @extend_schema(operation_id="series_read", responses=schemas.SeriesDocument)
    def get(self, request: Request, series_id: str) -> Response:
        found = self.series(series_id)
        return answer(found, documents.series_json(found))

    @extend_schema(
        operation_id="series_amend",
        parameters=[IF_MATCH],
        request=inputs.SeriesChanges,
        responses=schemas.SeriesDocument,
    )
    def patch(self, request: Request, series_id: str) -> Response:
        found, version = self.series(series_id), edited_version(request)
        changes = checked(inputs.SeriesChanges, request.data)
        changed = series.amend(request.auth, series=found, version=version, **changes)
        return answer(changed, documents.series_json(changed))


class ScriptsRoute(SeriesView):
    scopes = READ_WRITE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a flood before it is read into memory."""
        super().initial(request, *args, **kwargs)
        length = request.headers.get("Content-Length", "0")
        if request.method == "POST" and length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise errors.ScriptTooLarge(
                "The request is larger than any script we read.",
                zh="请求过大，请按集拆分剧本。",
                cure="Split the script by episodes, or upload it as a file.",
            )

    @extend_schema(operation_id="scripts_list", parameters=PAGE_PARAMETERS, responses=schemas.ScriptPage)
    def get(self, request: Request, series_id: str) -> Response:
        rows = Script.objects.for_studio(self.studio).filter(series=self.series(series_id)).defer("text")
        return page(request, rows, documents.script_json)

    @extend_schema(
        operation_id="script_submit", request=inputs.ScriptInput, responses={201: schemas.ScriptWithTextDocument}
    )
    @idempotent(required=False)
    def post(self, request: Request, series_id: str) -> Response:
        found, facts = self.series(series_id), checked(inputs.ScriptInput, request.data)
        if "upload_id" in facts:
            uploads = Upload.objects.for_studio(self.studio).select_related("media")
            upload = self.find(uploads, facts["upload_id"], "upl")
            script = breakdown.read_upload(request.auth, series=found, upload=upload)
        else:
            script = breakdown.read_script(
                request.auth, series=found, data=facts["text"].encode("utf-8", "surrogatepass")
            )
        return Response(documents.script_with_text(script), status=201)


class ScriptView(StudioView):
    """A route of one script version."""

    def script(self, pk: str) -> Script:
        return self.find(Script.objects.for_studio(self.studio).select_related("series"), pk, "scr")


class ScriptRoute(ScriptView):
    scopes = {"GET": "projects:read"}

    @extend_schema(operation_id="script_read", responses=schemas.ScriptWithTextDocument)
    def get(self, request: Request, script_id: str) -> Response:
        return Response(documents.script_with_text(self.script(script_id)))


class ScriptDiffRoute(ScriptView):
    scopes = {"GET": "projects:read"}

    @extend_schema(operation_id="script_diff", parameters=[EPISODE], responses=differences.DiffDocument)
    def get(self, request: Request, script_id: str) -> Response:
        """What applying this version would change, by episode; `episode` narrows the entries to one number."""
        reviewed = reimport.review(self.studio, script=self.script(script_id))
        return Response(differences.review_json(reviewed, episode=request.query_params.get("episode", "")))


class ScriptApplyRoute(ScriptView):
    scopes = {"POST": "projects:write"}

    @extend_schema(operation_id="script_apply", request=inputs.ApplyInput, responses=differences.AppliedDocument)
    @idempotent(required=False)
    def post(self, request: Request, script_id: str) -> Response:
        """Make what stands what this version says; an answer for each episode."""
        wish = checked(inputs.ApplyInput, request.data or {})
        applied = reimport.apply(request.auth, script=self.script(script_id), **wish)
        rows = queries.episodes(self.studio).filter(pk__in=[one.episode.pk for one in applied.episodes])
        return Response(differences.applied_json(applied, {row.pk: row for row in rows}))


class SeriesEpisodesRoute(SeriesView):
    scopes = {"GET": "projects:read"}

    @extend_schema(operation_id="episodes_list", parameters=PAGE_PARAMETERS, responses=schemas.EpisodePage)
    def get(self, request: Request, series_id: str) -> Response:
        rows = queries.episodes(self.studio).filter(series=self.series(series_id))
        return in_order(request, rows, documents.episode_json, place=queries.EPISODE_PLACE)


class CastRoute(SeriesView):
    scopes = READ_WRITE

    @extend_schema(operation_id="cast_list", parameters=PAGE_PARAMETERS, responses=schemas.CastMemberPage)
    def get(self, request: Request, series_id: str) -> Response:
        rows = CastMember.objects.for_studio(self.studio).filter(series=self.series(series_id))
        return page(request, rows, documents.member_json)

    @extend_schema(operation_id="cast_add", request=inputs.MemberInput, responses={201: schemas.CastMemberDocument})
    @idempotent(required=False)
    def post(self, request: Request, series_id: str) -> Response:
        found, facts = self.series(series_id), checked(inputs.MemberInput, request.data)
        member = casting.add_member(request.auth, series=found, **facts)
        return answer(member, documents.member_json(member), status=201)


class CastMemberRoute(StudioView):
    scopes = {"GET": "projects:read", "PATCH": "projects:write"}

    def member(self, pk: str) -> CastMember:
        return self.find(CastMember.objects.for_studio(self.studio), pk, "cas")

    @extend_schema(operation_id="cast_read", responses=schemas.CastMemberDocument)
    def get(self, request: Request, member_id: str) -> Response:
        member = self.member(member_id)
        return answer(member, documents.member_json(member))

    @extend_schema(
        operation_id="cast_amend",
        parameters=[IF_MATCH],
        request=inputs.MemberChanges,
        responses=schemas.CastMemberDocument,
    )
    def patch(self, request: Request, member_id: str) -> Response:
        member, version = self.member(member_id), edited_version(request)
        changes = checked(inputs.MemberChanges, request.data)
        member = casting.amend_member(request.auth, member=member, version=version, **changes)
        return answer(member, documents.member_json(member))


class MediaRoute(StudioView):
    scopes = {"GET": "projects:read"}

    @extend_schema(operation_id="media_read", responses=schemas.MediaWithUrlDocument)
    def get(self, request: Request, media_id: str) -> Response:
        found = self.find(Media.objects.for_studio(self.studio), media_id, "med")
        return Response(documents.media_with_url(found), headers={"Cache-Control": "no-store"})
