"""A series and the scripts it is made from."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.tenancy import StudioOwned


class Series(StudioOwned):
    """A title with its picture format and the voice habits that time its shots.

    `code` opens every slate (`SER_EP03_…`). The rate is a fraction of frames per second; sizes are pixels.
    `logline`, `beats` and `outline` are what writers plan by; no rule reads them.
    """

    class Language(models.TextChoices):
        ZH = "zh"
        EN = "en"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("ser"), editable=False)
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=6)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ZH)
    rate_num = models.PositiveIntegerField(default=24)
    rate_den = models.PositiveIntegerField(default=1)
    width = models.PositiveIntegerField(default=1080)
    height = models.PositiveIntegerField(default=1920)
    speech_rate = models.PositiveIntegerField(null=True, blank=True, help_text="zh characters or en words per minute")
    logline = models.CharField(max_length=500, blank=True)
    beats: Any = models.JSONField(default=list, blank=True)
    outline: Any = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["studio", "code"], name="series_code_unique"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{2,6}$"), name="series_code_shape"),
            models.CheckConstraint(condition=Q(language__in=["zh", "en"]), name="series_language_known"),
            models.CheckConstraint(
                condition=Q(rate_num__gte=1, rate_num__lte=120_000, rate_den__gte=1, rate_den__lte=1001),
                name="series_rate_sane",
            ),
            models.CheckConstraint(
                condition=Q(width__gte=16, width__lte=4096, height__gte=16, height__lte=4096), name="series_size_sane"
            ),
            models.CheckConstraint(
                condition=Q(speech_rate__isnull=True) | Q(speech_rate__gte=60, speech_rate__lte=600),
                name="series_speech_rate_sane",
            ),
        ]
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="series_page")]

    def __str__(self) -> str:
        return self.title


class Script(StudioOwned):
    """One version of a series' script as it was received, with what was understood of it. Never edited."""

    class Grade(models.TextChoices):
        STANDARD = "standard"
        REPAIRABLE = "repairable"
        UNPARSEABLE = "unparseable"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("scr"), editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="scripts")
    number = models.PositiveIntegerField()
    text = models.TextField()
    source = models.ForeignKey("projects.Media", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=16, default="utf-8")
    grade = models.CharField(max_length=12, choices=Grade.choices)
    diagnostics = models.JSONField(default=list)
    understood = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="script_number_unique"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="script_sha256_hex"),
            models.CheckConstraint(
                condition=Q(grade__in=["standard", "repairable", "unparseable"]), name="script_grade_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} v{self.number}"
