"""Episodes, scenes and shots: the ladder down to the frame."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.tenancy import StudioOwned

SHOT_FRAMES_LEAST, SHOT_FRAMES_MOST = 1, 7200
SHOT_CODE_MOST = 9999


def _named(field: str, names: list[str], constraint: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": names}), name=constraint)


class Episode(StudioOwned):
    """A numbered episode. `script` is the version it was broken down from, `planned` what that last said of it."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("epi"), editable=False)
    series = models.ForeignKey("projects.Series", on_delete=models.CASCADE, related_name="episodes")
    script = models.ForeignKey(
        "projects.Script", null=True, blank=True, on_delete=models.PROTECT, related_name="episodes"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    planned = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="episode_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=9999), name="episode_number_sane"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its part of a slate: `EP03`."""
        return f"EP{self.number:02d}"


class Scene(StudioOwned):
    """A scene. `label` is the number the writer gave it ("2", "12A"); `ordinal` is its place in the episode.

    A label is unique among the scenes in use: what the writer removed keeps its number, even when another gets it.
    `planned` is what the script last said of it; where the row differs, a person has decided.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("scn"), editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="scenes")
    label = models.CharField(max_length=12)
    ordinal = models.PositiveIntegerField()
    location = models.CharField(max_length=200, blank=True)
    set_id = models.CharField(max_length=40, default="generic_interior")
    interior = models.BooleanField(default=True)
    time_of_day = models.CharField(max_length=8, default="day")
    weather = models.CharField(max_length=8, default="clear")
    source = models.JSONField(default=dict)
    planned = models.JSONField(default=dict, blank=True)
    omitted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "label"], condition=Q(omitted_at__isnull=True), name="scene_label_unique"
            ),
            models.CheckConstraint(condition=Q(label__regex=r"^[0-9]{1,4}[A-Z]{0,6}$"), name="scene_label_shape"),
            _named("time_of_day", ["dawn", "day", "dusk", "night"], "scene_time_of_day_known"),
            _named("weather", ["clear", "rain", "storm", "snow"], "scene_weather_known"),
        ]
        indexes = [models.Index(fields=["episode", "ordinal"], name="scene_in_order")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its part of a slate: `SC012`, `SC012A`."""
        digits = self.label.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return f"SC{int(digits):03d}{self.label[len(digits) :]}"


class Shot(StudioOwned):
    """One shot. `code` goes in tens so that one can insert; a number is kept for ever, omitted or not.

    `least_frames` is what its action needs when nobody speaks. `pinned` names the fields a person set by hand, which no
    rule may change again. `cards` are texts shown over it, `notes` what the script asks of sound. `reasons` say why the
    breakdown chose what it chose; `source` is where in the script it is. `planned` is what the script last said of it;
    a shot that no script speaks of has none.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("sho"), editable=False)
    scene = models.ForeignKey(Scene, on_delete=models.CASCADE, related_name="shots")
    code = models.PositiveIntegerField()
    framing = models.CharField(max_length=40, default="medium")
    angle = models.CharField(max_length=40, default="eye")
    camera_move = models.CharField(max_length=40, default="static")
    mood = models.CharField(max_length=40, default="neutral")
    description = models.TextField(blank=True)
    props = models.JSONField(default=list, blank=True)
    cards = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=dict, blank=True)
    frames = models.PositiveIntegerField()
    least_frames = models.PositiveIntegerField(default=24)
    pinned = models.JSONField(default=list, blank=True)
    seed = models.PositiveBigIntegerField(default=0)
    source = models.JSONField(default=dict, blank=True)
    planned = models.JSONField(default=dict, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    circled_take = models.ForeignKey(
        "projects.Take", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    slates_given = models.PositiveIntegerField(default=0, editable=False)
    omitted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        constraints = [
            # judged at the end of each statement, so that one statement may renumber a scene
            models.UniqueConstraint(
                fields=["scene", "code"], name="shot_code_unique", deferrable=models.Deferrable.IMMEDIATE
            ),
            models.CheckConstraint(condition=Q(code__gte=1, code__lte=SHOT_CODE_MOST), name="shot_code_in_range"),
            models.CheckConstraint(
                condition=Q(frames__gte=SHOT_FRAMES_LEAST, frames__lte=SHOT_FRAMES_MOST), name="shot_frames_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its part of a slate: `SH0040`."""
        return f"SH{self.code:04d}"

    @property
    def frames_pinned(self) -> bool:
        """Whether a person set the length, so that sound may not change it."""
        return "frames" in self.pinned


class Presence(StudioOwned):
    """A cast member in a shot: where they stand, what they feel and do, and to whom."""

    shot = models.ForeignKey(Shot, on_delete=models.CASCADE, related_name="presences")
    member = models.ForeignKey("projects.CastMember", on_delete=models.PROTECT, related_name="presences")
    ordinal = models.PositiveIntegerField(default=0)
    place = models.FloatField(default=0.0)
    facing = models.CharField(max_length=8, default="camera")
    expression = models.CharField(max_length=40, default="neutral")
    action = models.CharField(max_length=40, default="stand")
    target = models.ForeignKey(
        "projects.CastMember", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(StudioOwned.Meta):
        constraints: list[Any] = [
            models.UniqueConstraint(fields=["shot", "member"], name="presence_once_a_shot"),
            models.CheckConstraint(condition=Q(place__gte=-1.0, place__lte=1.0), name="presence_place_in_frame"),
            _named("facing", ["left", "right", "camera", "away"], "presence_facing_known"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.shot_id}"
