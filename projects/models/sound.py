"""What is spoken."""

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
