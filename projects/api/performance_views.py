"""Routes of the performance catalogue: everything, one kind, a search, and one action with its pose keys."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.edge import StudioView
from projects import choosing
from projects.performance.catalogue import FAMILIES

BROWSING = [
    OpenApiParameter("kind", str, enum=list(FAMILIES), description="Only terms of this kind."),
    OpenApiParameter("family", str, description="Only expressions or actions of this family (fight, weep, joy ...)."),
    OpenApiParameter("q", str, description="Words in Chinese or English; the answer is `results`, best first."),
]


class FoundTermDocument(s.Serializer):
    kind = s.CharField()
    how = s.ChoiceField(choices=["name", "synonym", "prefix", "part"])
    words = s.CharField()
    term = s.DictField()


class PerformanceDocument(s.Serializer):
    version = s.IntegerField()
    families = s.DictField(child=s.ListField(child=s.DictField()), required=False)
    ambiguous = s.DictField(child=s.ListField(child=s.DictField()), required=False)
    rig = s.DictField(required=False)
    profiles = s.ListField(child=s.DictField(), required=False)
    query = s.CharField(required=False)
    results = FoundTermDocument(many=True, required=False)


class PoseKeyDocument(s.Serializer):
    t = s.FloatField()
    ease = s.CharField()
    pose = s.DictField(child=s.FloatField())


class ContactDocument(s.Serializer):
    t = s.FloatField()
    effector = s.CharField()
    target = s.CharField()
    until = s.FloatField()


class PoseSoundDocument(s.Serializer):
    t = s.FloatField()
    sound = s.CharField()


class ActionDocument(s.Serializer):
    id = s.CharField()
    zh = s.CharField()
    en = s.CharField()
    draws_as = s.CharField()
    zh_words = s.ListField(child=s.CharField())
    en_words = s.ListField(child=s.CharField())
    family = s.CharField()
    actors = s.IntegerField()
    frames = s.IntegerField()
    posture = s.CharField()
    reaction = s.CharField()
    prompt_zh = s.CharField()
    prompt_en = s.CharField()
    rate = s.IntegerField()
    keys = PoseKeyDocument(many=True)
    contacts = ContactDocument(many=True)
    sounds = PoseSoundDocument(many=True)


class PerformanceRoute(StudioView):
    scopes = {"GET": "projects:read"}

    @extend_schema(operation_id="performance_read", parameters=BROWSING, responses=PerformanceDocument)
    def get(self, request: Request) -> HttpResponse:
        """Everything a shot can be asked to show, and every delivery profile; or the part of it one asks for."""
        asked = request.query_params
        found = choosing.browse(
            kind=asked.get("kind", ""), family=asked.get("family", ""), query=asked.get("q", "").strip()
        )
        return _sent_once(request, *found)


class ActionRoute(StudioView):
    scopes = {"GET": "projects:read"}

    @extend_schema(operation_id="performance_action_read", responses=ActionDocument)
    def get(self, request: Request, action_id: str) -> HttpResponse:
        """One action with its keyed pose reference, contacts and sound marks."""
        return _sent_once(request, *choosing.action_page(action_id))


def _sent_once(request: Request, body: dict[str, Any], tag: str) -> HttpResponse:
    headers = {"ETag": tag, "Cache-Control": "private, max-age=3600"}
    known = {candidate.strip().removeprefix("W/") for candidate in request.headers.get("If-None-Match", "").split(",")}
    if tag in known or "*" in known:
        return HttpResponse(status=304, headers=headers)
    return Response(body, headers=headers)
