"""Script differences as JSON, and their shape for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers as s

from projects.api import documents, schemas
from projects.models import Episode
from projects.reimport import Applied, EpisodeReview, Review
from projects.reimport.reviewing import Noted


def review_json(review: Review, *, episode: str = "") -> dict[str, Any]:
    """What a script version would change. Entries that only follow from a parent's are counted, not listed."""
    entries = [one.entry for each in review.episodes for one in each.entries]
    return {
        "script": review.script.pk,
        "series": review.script.series_id,
        "digest": review.digest,
        "is_empty": not entries,
        "counts": review.diff.counts(),
        "untouched_episodes": list(review.untouched),
        "episodes": [_episode(each, listed=episode in ("", str(each.number))) for each in review.episodes],
    }


def _episode(review: EpisodeReview, *, listed: bool) -> dict[str, Any]:
    shown = [one for one in review.entries if not one.entry.inside] if listed else []
    return {
        "number": review.number,
        "episode": review.episode.pk if review.episode else None,
        "state": review.state,
        "counts": review.counts,
        "entries": [_entry(one) for one in shown],
    }


def _entry(noted: Noted) -> dict[str, Any]:
    entry = noted.entry
    return {
        "kind": entry.kind,
        "level": entry.level,
        "id": entry.old or None,
        "at": entry.new or None,
        "similarity": entry.similarity,
        "before": entry.before,
        "after": entry.after,
        "fields": [
            {"name": change.name, "before": change.before, "after": change.after}
            for change in entry.changes
            if entry.kind != "added"
        ],
        "kept_by_hand": list(noted.by_hand),
        "circled_take": noted.circled_take or None,
    }


def applied_json(applied: Applied, rows: Mapping[str, Episode]) -> dict[str, Any]:
    """A script version that stands now, with an answer for each of its episodes."""
    return {
        "script": documents.script_json(applied.script),
        "untouched_episodes": list(applied.untouched),
        "episodes": [
            documents.episode_json(rows[one.episode.pk]) | {"state": one.state, "counts": one.counts}
            for one in applied.episodes
        ],
    }


class FieldDocument(s.Serializer):
    name = s.CharField()
    before = s.JSONField(allow_null=True)
    after = s.JSONField(allow_null=True)


class EntryDocument(s.Serializer):
    kind = s.CharField(help_text="added, removed, restored, changed, moved or renumbered.")
    level = s.CharField(help_text="episode, scene, shot or line.")
    id = s.CharField(allow_null=True, help_text="What stands, if it does.")
    at = s.CharField(allow_null=True, help_text="Where in the new version: episode.scene.shot.line, counted from 1.")
    similarity = s.FloatField(help_text="1.0 for equal words.")
    before = s.CharField()
    after = s.CharField()
    fields = FieldDocument(many=True)
    kept_by_hand = s.ListField(child=s.CharField(), help_text="Fields a person has set, which stay as they are.")
    circled_take = s.CharField(allow_null=True, help_text="The take in use that this touches.")


class EpisodeDiffDocument(s.Serializer):
    number = s.IntegerField()
    episode = s.CharField(allow_null=True)
    state = s.CharField(help_text="added, changed or unchanged.")
    counts = s.DictField(help_text="How many of each kind at each level, inside added and removed parts too.")
    entries = EntryDocument(many=True)


class DiffDocument(s.Serializer):
    script = s.CharField()
    series = s.CharField()
    digest = s.CharField(help_text="Names exactly this difference; send it as `expected_diff` when applying.")
    is_empty = s.BooleanField()
    counts = s.DictField()
    untouched_episodes = s.ListField(child=s.IntegerField(), help_text="Episodes the script does not hold; they stay.")
    episodes = EpisodeDiffDocument(many=True)


class EpisodeAppliedDocument(schemas.EpisodeDocument):
    state = s.CharField(help_text="added, changed or unchanged.")
    counts = s.DictField()


class AppliedDocument(s.Serializer):
    script = schemas.ScriptDocument()
    untouched_episodes = s.ListField(child=s.IntegerField())
    episodes = EpisodeAppliedDocument(many=True)
