"""Storyboards: what was drawn of an episode or a scene before anything moves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.tenancy import StudioOwned


class Storyboard(StudioOwned):
    """A drawn storyboard of an episode, or of one `scene` of it. Never changed; another is drawn instead.

    `made_of` is what it shows: each panel's shot and the digest of all that was told of it, in order. Whether it is
    stale is never stored but compared with what stands.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("sbd"), editable=False)
    episode = models.ForeignKey("projects.Episode", on_delete=models.CASCADE, related_name="storyboards")
    scene = models.ForeignKey(
        "projects.Scene", null=True, blank=True, on_delete=models.CASCADE, related_name="storyboards"
    )
    slate = models.CharField(max_length=80)
    panels = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    made_of = models.JSONField()
    warnings = models.JSONField(default=list, blank=True)
    job_id = models.CharField(max_length=ids.LENGTH, blank=True)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["job_id"], condition=~Q(job_id=""), name="storyboard_once_a_job"),
            models.CheckConstraint(condition=Q(panels__gte=1, pages__gte=1), name="storyboard_shows_something"),
        ]
        indexes = [models.Index(fields=["episode", "created_at", "id"], name="storyboard_page")]

    def __str__(self) -> str:
        return self.slate


class StoryboardMedia(StudioOwned):
    """One file of a storyboard by role: pdf, page_01 …, strip."""

    storyboard = models.ForeignKey(Storyboard, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=40)
    media = models.ForeignKey("projects.Media", on_delete=models.PROTECT, related_name="+")

    class Meta(StudioOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["storyboard", "role"], name="storyboard_media_role_unique")]

    def __str__(self) -> str:
        return f"{self.storyboard_id} {self.role}"
