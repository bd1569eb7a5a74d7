"""What changes from scene to scene: facts, from which every state is computed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.tenancy import StudioOwned

MEMBER_ATTRIBUTES = ["outfit", "hair", "accessory", "injury", "prop"]
LOCATION_ATTRIBUTES = ["damage", "dressing", "left_over"]


class StateChange(StudioOwned):
    """One change of a member, of the scene's location or of the story's time, stated by the script or set by hand.

    `place` is the offset of its words in the script that was applied last, 0 before the scene's first picture; `past`
    belongs to a flashback inside a scene of the present. A hand's word stands once for an attribute in a scene.
    """

    class Subject(models.TextChoices):
        MEMBER = "member"
        LOCATION = "location"
        STORY = "story"

    class Cause(models.TextChoices):
        SCRIPT = "script"
        HAND = "hand"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("chg"), editable=False)
    series = models.ForeignKey("projects.Series", on_delete=models.CASCADE, related_name="+")
    scene = models.ForeignKey("projects.Scene", on_delete=models.CASCADE, related_name="state_changes")
    subject = models.CharField(max_length=8, choices=Subject.choices)
    member = models.ForeignKey(
        "projects.CastMember", null=True, blank=True, on_delete=models.CASCADE, related_name="state_changes"
    )
    attribute = models.CharField(max_length=12)
    op = models.CharField(max_length=6, default="set")
    values = models.JSONField(default=list, blank=True)
    cause = models.CharField(max_length=6, choices=Cause.choices)
    rule = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=200, blank=True)
    confidence = models.FloatField(default=1.0)
    place = models.PositiveIntegerField(default=0)
    past = models.BooleanField(default=False)
    source = models.JSONField(default=dict, blank=True)

    class Meta(StudioOwned.Meta):
        constraints: list[Any] = [
            models.CheckConstraint(
                condition=Q(subject="member", member__isnull=False, attribute__in=MEMBER_ATTRIBUTES)
                | Q(subject="location", member__isnull=True, attribute__in=LOCATION_ATTRIBUTES)
                | Q(subject="story", member__isnull=True, attribute="time"),
                name="state_change_of_its_subject",
            ),
            models.CheckConstraint(condition=Q(op__in=["set", "add", "remove", "take"]), name="state_change_op_known"),
            models.CheckConstraint(
                condition=Q(cause="script") | Q(cause="hand", op="set", place=0, past=False),
                name="state_change_cause_known",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0.0, confidence__lte=1.0), name="state_change_confidence_share"
            ),
            models.UniqueConstraint(
                fields=["scene", "member", "attribute"],
                condition=Q(cause="hand", member__isnull=False),
                name="state_change_one_hand_a_member",
            ),
            models.UniqueConstraint(
                fields=["scene", "attribute"],
                condition=Q(cause="hand", member__isnull=True),
                name="state_change_one_hand_a_place",
            ),
        ]
        indexes = [models.Index(fields=["series", "member"], name="state_change_of_series")]

    def __str__(self) -> str:
        return f"{self.scene_id} {self.attribute} {self.op} {','.join(self.values)}"
