"""Bytes that were confirmed, the uploads that bring them, and the takes that are made of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.tenancy import StudioOwned
from projects import states

SHA256 = r"^[0-9a-f]{64}$"


class Media(StudioOwned):
    """Bytes in the store whose length and SHA-256 the server has checked. Never changed, never overwritten.

    Picture length is `frames` at `rate_num/rate_den`; sound length is `milliseconds`. `facts` is what was measured.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("med"), editable=False)
    key = models.CharField(max_length=400, unique=True)
    filename = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    frames = models.PositiveIntegerField(null=True, blank=True)
    rate_num = models.PositiveIntegerField(null=True, blank=True)
    rate_den = models.PositiveIntegerField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    origin = models.CharField(max_length=60)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="media_sha256_hex"),
            models.CheckConstraint(
                condition=Q(rate_num__isnull=True, rate_den__isnull=True) | Q(rate_num__gte=1, rate_den__gte=1),
                name="media_rate_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.filename or self.key


class Upload(StudioOwned):
    """Bytes on their way from a customer straight into the store; they count for nothing until completed."""

    class Purpose(models.TextChoices):
        SCRIPT = "script"
        PICTURE = "picture"
        SOUND = "sound"
        REFERENCE = "reference"
        SHOT_LIST = "shot_list"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("upl"), editable=False)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    key = models.CharField(max_length=400, unique=True)
    part_bytes = models.PositiveIntegerField()
    parts = models.PositiveIntegerField()
    multipart_id = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=states.UPLOAD_OPEN)
    expires_at = models.DateTimeField()
    media = models.ForeignKey(Media, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(StudioOwned.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="upload_sha256_hex"),
            models.CheckConstraint(condition=Q(bytes__gte=1), name="upload_not_empty"),
            models.CheckConstraint(condition=Q(state__in=list(states.UPLOAD_STATES)), name="upload_state_known"),
            models.CheckConstraint(
                condition=Q(purpose__in=["script", "picture", "sound", "reference", "shot_list"]),
                name="upload_purpose_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.UPLOAD_COMPLETED) | Q(media__isnull=False), name="upload_completed_has_media"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state=states.UPLOAD_OPEN), name="upload_open_by_expiry")
        ]

    def __str__(self) -> str:
        return self.filename


class Take(StudioOwned):
    """One result for a shot, a line or a cue. Which one is used is a pointer on that, not a flag here.

    `made_of` are the digests of the parts of the brief it was made from (`projects.ingredients`); whether it is stale
    is never stored but compared with what stands.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("tak"), editable=False)
    shot = models.ForeignKey("projects.Shot", null=True, blank=True, on_delete=models.CASCADE, related_name="takes")
    line = models.ForeignKey("projects.Line", null=True, blank=True, on_delete=models.CASCADE, related_name="takes")
    cue = models.ForeignKey("projects.Cue", null=True, blank=True, on_delete=models.CASCADE, related_name="takes")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=10)
    slate = models.CharField(max_length=80)
    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict, blank=True)
    warnings = models.JSONField(default=list, blank=True)
    made_of = models.JSONField(default=dict, blank=True)
    seed = models.PositiveBigIntegerField(default=0)
    job_id = models.CharField(max_length=ids.LENGTH, blank=True)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(shot__isnull=False, line__isnull=True, cue__isnull=True)
                | Q(shot__isnull=True, line__isnull=False, cue__isnull=True)
                | Q(shot__isnull=True, line__isnull=True, cue__isnull=False),
                name="take_of_one_shot_line_or_cue",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["board", "animatic", "draft", "final", "voice", "score"]),
                name="take_stage_known",
            ),
            models.UniqueConstraint(fields=["studio", "slate"], name="take_slate_unique"),
            models.UniqueConstraint(fields=["shot", "number"], name="take_number_unique_in_shot"),
            models.UniqueConstraint(fields=["line", "number"], name="take_number_unique_in_line"),
            models.UniqueConstraint(fields=["cue", "number"], name="take_number_unique_in_cue"),
            models.UniqueConstraint(fields=["job_id"], condition=~Q(job_id=""), name="take_once_a_job"),
        ]

    def __str__(self) -> str:
        return self.slate


class TakeMedia(StudioOwned):
    """One file of a take by the name its engine gave it: picture, poster, sound …"""

    take = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=40)
    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="+")

    class Meta(StudioOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["take", "role"], name="take_media_role_unique")]

    def __str__(self) -> str:
        return f"{self.take_id} {self.role}"
