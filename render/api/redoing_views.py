"""Stale takes over HTTP: which, why, and what it costs to make them again."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.edge import StudioView
from projects.models import Episode, Series
from render import redoing
from render.api import shapes


class StaleReasonShape(serializers.Serializer):
    part = serializers.CharField(help_text="words, looks, hands, dressing, place, camera …")
    message_zh = serializers.CharField()
    message_en = serializers.CharField()


class RedoItemShape(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.CharField()
    stage = serializers.CharField()


class StaleTakeShape(serializers.Serializer):
    take = serializers.CharField()
    slate = serializers.CharField()
    kind = serializers.CharField(help_text="line or shot.")
    subject = serializers.CharField(help_text="The line or shot.")
    reasons = StaleReasonShape(many=True)
    milliseconds = serializers.IntegerField()
    cost = shapes.MoneyShape()
    item = RedoItemShape(help_text="As quotes and orders take it.")


class StaleTakesShape(serializers.Serializer):
    data = StaleTakeShape(many=True)
    cost = shapes.MoneyShape(help_text="Of all of them at today's prices; a quote promises.")


class SeriesStaleTakes(StudioView):
    """Circled takes of a series that no longer show or say what stands."""

    scopes = {"GET": "render:read"}

    @extend_schema(operation_id="listSeriesStaleTakes", responses=StaleTakesShape)
    def get(self, request: Request, series_id: str) -> Response:
        series = self.find(Series.objects.for_studio(self.studio), series_id, "ser")
        return Response(redoing.redos_json(self.studio, redoing.redos(self.studio, series=series)))


class EpisodeStaleTakes(StudioView):
    """Circled takes of an episode that no longer show or say what stands."""

    scopes = {"GET": "render:read"}

    @extend_schema(operation_id="listEpisodeStaleTakes", responses=StaleTakesShape)
    def get(self, request: Request, episode_id: str) -> Response:
        episode = self.find(Episode.objects.for_studio(self.studio), episode_id, "epi")
        return Response(redoing.redos_json(self.studio, redoing.redos(self.studio, episode=episode)))
