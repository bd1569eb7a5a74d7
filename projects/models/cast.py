"""Who is in a series, how they look and how they sound."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts import ids
from accounts.tenancy import StudioOwned
from projects import briefs


class CastMember(StudioOwned):
    """A role. `look` and `voice` are the JSON forms of `briefs.Look` and `briefs.Voice`, always complete."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("cas"), editable=False)
    series = models.ForeignKey("projects.Series", on_delete=models.CASCADE, related_name="cast")
    name = models.CharField(max_length=80)
    aliases = models.JSONField(default=list, blank=True)
    is_extra = models.BooleanField(default=False)
    look: Any = models.JSONField(default=dict)
    voice: Any = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["series", "name"], name="cast_name_unique")]

    def __str__(self) -> str:
        return self.name

    def drawn(self) -> briefs.Look:
        """The look as the engine reads it."""
        return briefs.from_json(briefs.Look, self.look)

    def heard(self) -> briefs.Voice:
        """The voice as the engine reads it."""
        return briefs.from_json(briefs.Voice, self.voice)
