"""Routes that give a script back as writers and their programs read it."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework.request import Request

from accounts.errors import Invalid
from projects import screenplay
from projects.api.series_views import ScriptView
from projects.api.shot_list_views import AnyForm

ENDINGS = {"standard": "txt", "fountain": "fountain", "source": "txt"}


class ScriptTextRoute(ScriptView):
    scopes = {"GET": "projects:read"}
    content_negotiation_class = AnyForm

    @extend_schema(
        operation_id="script_text",
        parameters=[
            OpenApiParameter(
                "format",
                str,
                enum=list(ENDINGS),
                description="standard if absent; source is the text the diagnostics' line numbers count in.",
            )
        ],
        responses={(200, "text/plain"): OpenApiTypes.STR},
    )
    def get(self, request: Request, script_id: str) -> HttpResponse:
        """The script written anew: in the mainland standard form (Hollywood layout in English) or as Fountain."""
        script, form = self.script(script_id), request.query_params.get("format", "standard")
        if form not in ENDINGS:
            raise Invalid(f"format must be one of {', '.join(ENDINGS)}.", pointer="/format", code="not_known")
        text = script.text
        if form != "source":
            write = screenplay.write_fountain if form == "fountain" else screenplay.write_standard
            text = write(screenplay.parse(script.text))
        name = f"{script.series.code}_v{script.number}_{form}.{ENDINGS[form]}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(text.encode("utf-8", "replace"), content_type="text/plain; charset=utf-8", headers=headers)
