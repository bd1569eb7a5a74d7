"""What is spoken, and the music under it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.tenancy import StudioOwned


class Line(StudioOwned):
    """A spoken line inside a shot, in tens like shots. No member means the narrator.

    `estimated_ms` is what the speech rate promised; a circled take's own length counts as soon as there is one.
    `planned` is what the script last said of it. An omitted line is one the script no longer has; it keeps its takes.
    """

    class Kind(models.TextChoices):
        DIALOGUE = "dialogue"
        OS = "os"
        VO = "vo"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("lin"), editable=False)
    shot = models.ForeignKey("projects.Shot", on_delete=models.CASCADE, related_name="lines")
    ordinal = models.PositiveIntegerField()
    member = models.ForeignKey(
        "projects.CastMember", null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DIALOGUE)
    text = models.TextField()
    parenthetical = models.CharField(max_length=200, blank=True)
    expression = models.CharField(max_length=40, default="neutral")
    estimated_ms = models.PositiveIntegerField()
    source = models.JSONField(default=dict, blank=True)
    planned = models.JSONField(default=dict, blank=True)
    circled_take = models.ForeignKey(
        "projects.Take", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    slates_given = models.PositiveIntegerField(default=0, editable=False)
    omitted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["shot", "ordinal"], name="line_ordinal_unique", deferrable=models.Deferrable.IMMEDIATE
            ),
            models.CheckConstraint(condition=Q(kind__in=["dialogue", "os", "vo"]), name="line_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="dialogue") | Q(member__isnull=False), name="line_dialogue_has_a_speaker"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="line_says_something"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its part of a slate: `L010`."""
        return f"L{self.ordinal:03d}"


class Cue(StudioOwned):
    """A stretch of music in an episode, spotted when its cut is assembled; `start_frame` counts from the cut's first.

    It belongs to the scene it begins with, so that it survives a new assembly; one that no assembly wants any more is
    omitted and keeps its takes. `spotted` is what the music must do (moods, cuts, hits, spoken, style). `plan` is empty
    until somebody edits one by hand; `effort` is how many candidates are rendered.
    """

    EFFORT_MOST = 8

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("cue"), editable=False)
    episode = models.ForeignKey("projects.Episode", on_delete=models.CASCADE, related_name="cues")
    scene = models.ForeignKey("projects.Scene", on_delete=models.CASCADE, related_name="cues")
    ordinal = models.PositiveIntegerField()
    start_frame = models.PositiveIntegerField()
    frames = models.PositiveIntegerField()
    spotted = models.JSONField()
    plan = models.JSONField(default=dict, blank=True)
    effort = models.PositiveIntegerField(default=2)
    circled_take = models.ForeignKey(
        "projects.Take", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    slates_given = models.PositiveIntegerField(default=0, editable=False)
    omitted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["episode", "scene"], name="cue_one_from_each_scene"),
            models.UniqueConstraint(fields=["episode", "ordinal"], name="cue_ordinal_unique"),
            models.CheckConstraint(condition=Q(frames__gte=1), name="cue_lasts"),
            models.CheckConstraint(condition=Q(effort__gte=1, effort__lte=8), name="cue_effort_in_range"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its part of a slate: `M010`."""
        return f"M{self.ordinal:03d}"
