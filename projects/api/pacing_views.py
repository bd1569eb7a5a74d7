"""The route that says how an episode's rhythm stands."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from projects import pacing, slates
from projects.api.shot_views import READ, EpisodeView


class PacingNoteDocument(s.Serializer):
    code = s.CharField(help_text="hook_late, turn_late, peak_late, ending_not_close, too_short or too_long.")
    at_seconds = s.FloatField(help_text="From the episode's first frame.")
    shot = s.CharField(help_text="The shot at which it shows.")
    slate = s.CharField()
    message_zh = s.CharField()
    message_en = s.CharField()
    cure_zh = s.CharField()
    cure_en = s.CharField()


class PacingDocument(s.Serializer):
    episode = s.CharField()
    seconds = s.FloatField()
    shots = s.IntegerField()
    notes = PacingNoteDocument(many=True)


def pacing_json(episode_id: str, found: pacing.Pacing) -> dict[str, Any]:
    """An episode's pacing as it is served."""
    return {
        "episode": episode_id,
        "seconds": found.seconds,
        "shots": found.shots,
        "notes": [
            {
                "code": note.code,
                "at_seconds": note.at_seconds,
                "shot": shot.pk,
                "slate": slates.of_shot(shot),
                "message_zh": note.message_zh,
                "message_en": note.message_en,
                "cure_zh": note.cure_zh,
                "cure_en": note.cure_en,
            }
            for note, shot in found.notes
        ],
    }


class EpisodePacingRoute(EpisodeView):
    scopes = READ

    @extend_schema(operation_id="episode_pacing", responses=PacingDocument)
    def get(self, request: Request, episode_id: str) -> Response:
        """What a producer would say of the episode's rhythm, from its shots as they stand now."""
        episode = self.episode(episode_id)
        return Response(pacing_json(episode.pk, pacing.of_episode(self.studio, episode)))
