"""The route of an episode's shot list: out as a spreadsheet, in from one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.edge import checked
from accounts.api.idempotent import idempotent
from accounts.errors import Invalid
from projects.api.shot_views import EpisodeView
from projects.models import Upload
from projects.shotlists import applying, sheets
from projects.shotlists import episode as episodes

FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": sheets.XLSX_TYPE}


class ShotListInput(s.Serializer):
    upload_id = s.CharField(required=False, max_length=40, help_text="A completed upload with purpose shot_list, or …")
    text = s.CharField(required=False, allow_blank=True, trim_whitespace=False, help_text="… CSV as text.")
    columns = s.DictField(
        child=s.CharField(max_length=200),
        required=False,
        help_text='Columns the headers do not tell: our name to your header or column letter, {"framing": "镜头大小"}.',
    )
    sheet = s.CharField(required=False, allow_blank=True, max_length=40, help_text="A workbook's sheet; the first.")
    dry_run = s.BooleanField(default=False, help_text="Answer what would happen, change nothing.")
    add_cast = s.BooleanField(default=False, help_text="Add roles that only the sheet knows, instead of refusing them.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("text" in attrs) == ("upload_id" in attrs):
            raise s.ValidationError({"text": s.ErrorDetail("Send text or upload_id.", code="one_of_two")})
        return attrs


class ShotListRowDocument(s.Serializer):
    row = s.IntegerField(help_text="In the sheet, counted from 1.")
    scene = s.CharField()
    code = s.CharField()
    shot = s.CharField(allow_null=True, help_text="Null for a shot that a dry run would insert.")
    fields = s.ListField(child=s.CharField())


class ShotListSceneDocument(s.Serializer):
    scene = s.CharField()
    label = s.CharField()
    fields = s.ListField(child=s.CharField())


class ShotListDocument(s.Serializer):
    dry_run = s.BooleanField()
    form = s.CharField(help_text="csv or xlsx.")
    encoding = s.CharField(allow_null=True)
    delimiter = s.CharField(allow_null=True)
    sheet = s.CharField(allow_null=True)
    columns = s.DictField(child=s.CharField(), help_text="Which letter each understood column has.")
    ignored_columns = s.ListField(child=s.CharField())
    scenes_added = s.ListField(child=s.CharField())
    scenes_changed = ShotListSceneDocument(many=True)
    cast_added = s.ListField(child=s.CharField())
    updated = ShotListRowDocument(many=True)
    inserted = ShotListRowDocument(many=True)
    unchanged = s.IntegerField()
    untouched = s.ListField(child=s.CharField(), help_text="Slates of shots the sheet does not name; left as they are.")


class AnyForm(DefaultContentNegotiation):
    """`format` is ours to read here, and whatever a client accepts it gets the file it asked for."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class EpisodeShotListRoute(EpisodeView):
    scopes = {"GET": "projects:read", "POST": "projects:write"}
    content_negotiation_class = AnyForm

    @extend_schema(
        operation_id="shot_list_export",
        parameters=[OpenApiParameter("format", str, enum=list(FORMS), description="csv if absent.")],
        responses={(200, "text/csv"): OpenApiTypes.BINARY, (200, sheets.XLSX_TYPE): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, episode_id: str) -> HttpResponse:
        """The shots in use, one a row, with headers in the series' language."""
        episode, form = self.episode(episode_id), request.query_params.get("format", "csv")
        if form not in FORMS:
            raise Invalid(f"format must be {' or '.join(FORMS)}.", pointer="/format", code="not_known")
        data, name = episodes.export(self.studio, episode=episode, form="xlsx" if form == "xlsx" else "csv")
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(data, content_type=FORMS[form], headers=headers)

    @extend_schema(operation_id="shot_list_import", request=ShotListInput, responses=ShotListDocument)
    @idempotent(required=False)
    def post(self, request: Request, episode_id: str) -> Response:
        """Update the shots the sheet names and insert those it adds, all or nothing; shots it does not name stay.

        A blank cell says nothing; 无, none or - empties an optional one. Wrong cells are listed by address.
        """
        episode, facts = self.episode(episode_id), checked(ShotListInput, request.data)
        upload_id, text = facts.pop("upload_id", ""), facts.pop("text", "")
        if upload_id:
            rows = Upload.objects.for_studio(self.studio).select_related("media")
            sheet = applying.read_upload(self.find(rows, upload_id, "upl"), sheet=facts.get("sheet", ""))
        else:
            sheet = sheets.read_csv(text.encode("utf-8", "surrogatepass"))
        return Response(applying.apply(request.auth, episode=episode, sheet=sheet, wish=applying.Wish(**facts)))
