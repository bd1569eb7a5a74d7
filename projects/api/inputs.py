"""What projects' routes take: plain serializers, so that no relation is resolved before the studio is known."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as s

from projects import uploads
from projects.models.shots import SHOT_FRAMES_LEAST, SHOT_FRAMES_MOST
from projects.models.sound import Cue

FACINGS = ["left", "right", "camera", "away"]


class PlainText(s.CharField):
    """Text a database and a terminal can hold: no control characters except line breaks and tabs."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if any(character < " " and character not in "\n\r\t" for character in text):
            raise s.ValidationError("Control characters are not allowed.", code="control_characters")
        return text


class BeatInput(s.Serializer):
    title = PlainText(max_length=80, allow_blank=True)
    summary = PlainText(max_length=500)


class OutlinedEpisodeInput(s.Serializer):
    number = s.IntegerField(min_value=1, max_value=9999)
    title = PlainText(max_length=80, allow_blank=True)
    summary = PlainText(max_length=800, allow_blank=True)
    hook = PlainText(max_length=300, allow_blank=True)
    cliffhanger = PlainText(max_length=300, allow_blank=True)


class SeriesInput(s.Serializer):
    title = PlainText(max_length=200)
    code = s.CharField(max_length=6, required=False, help_text="2 to 6 of A-Z and 0-9; made from the title if absent.")
    language = s.CharField(max_length=2, default="zh", help_text="zh or en.")
    rate_num = s.IntegerField(min_value=1, max_value=120_000, default=24)
    rate_den = s.IntegerField(min_value=1, max_value=1001, default=1)
    width = s.IntegerField(min_value=16, max_value=4096, default=1080)
    height = s.IntegerField(min_value=16, max_value=4096, default=1920)
    speech_rate = s.IntegerField(min_value=60, max_value=600, required=False, allow_null=True)

    def validate_language(self, value: str) -> str:
        if value not in ("zh", "en"):
            raise s.ValidationError("must be zh or en", code="not_known")
        return value


class SeriesChanges(s.Serializer):
    title = PlainText(max_length=200, required=False)
    rate_num = s.IntegerField(min_value=1, max_value=120_000, required=False)
    rate_den = s.IntegerField(min_value=1, max_value=1001, required=False)
    width = s.IntegerField(min_value=16, max_value=4096, required=False)
    height = s.IntegerField(min_value=16, max_value=4096, required=False)
    speech_rate = s.IntegerField(min_value=60, max_value=600, required=False, allow_null=True)
    logline = PlainText(max_length=500, required=False, allow_blank=True)
    beats = BeatInput(many=True, required=False, max_length=24)
    outline = OutlinedEpisodeInput(many=True, required=False, max_length=120)


class ScriptInput(s.Serializer):
    text = s.CharField(required=False, allow_blank=True, trim_whitespace=False, help_text="The script itself, or …")
    upload_id = s.CharField(required=False, max_length=40, help_text="… a completed upload with purpose script.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("text" in attrs) == ("upload_id" in attrs):
            raise s.ValidationError({"text": s.ErrorDetail("Send text or upload_id.", code="one_of_two")})
        return attrs


class ApplyInput(s.Serializer):
    expected_diff = s.CharField(
        max_length=64, required=False, help_text="The digest of the reviewed difference; 409 when it is no longer so."
    )


class EpisodeChanges(s.Serializer):
    title = PlainText(max_length=200, allow_blank=True)


class SceneChanges(s.Serializer):
    location = PlainText(max_length=200, required=False, allow_blank=True)
    set_id = s.CharField(max_length=40, required=False)
    interior = s.BooleanField(required=False)
    time_of_day = s.CharField(max_length=8, required=False, help_text="dawn, day, dusk or night.")
    weather = s.CharField(max_length=8, required=False, help_text="clear, rain, storm or snow.")


class PresenceInput(s.Serializer):
    member = s.CharField(max_length=40)
    place = s.FloatField(min_value=-1.0, max_value=1.0, default=0.0)
    facing = s.CharField(max_length=8, default="camera", help_text="left, right, camera or away.")
    expression = s.CharField(max_length=40, default="neutral")
    action = s.CharField(max_length=40, default="stand")
    target = s.CharField(max_length=40, required=False, allow_null=True, allow_blank=True)

    def validate_facing(self, value: str) -> str:
        if value not in FACINGS:
            raise s.ValidationError(f"must be one of {', '.join(FACINGS)}", code="not_known")
        return value


class ShotChanges(s.Serializer):
    framing = s.CharField(max_length=40, required=False)
    angle = s.CharField(max_length=40, required=False)
    camera_move = s.CharField(max_length=40, required=False)
    mood = s.CharField(max_length=40, required=False)
    description = PlainText(max_length=4000, required=False, allow_blank=True)
    props = s.ListField(child=PlainText(max_length=80), max_length=20, required=False)
    cards = s.ListField(child=PlainText(max_length=120), max_length=4, required=False)
    frames = s.IntegerField(
        min_value=SHOT_FRAMES_LEAST,
        max_value=SHOT_FRAMES_MOST,
        required=False,
        allow_null=True,
        help_text="null gives the length back to the sound.",
    )
    cast = PresenceInput(many=True, required=False)


class ShotInput(ShotChanges):
    frames = s.IntegerField(min_value=SHOT_FRAMES_LEAST, max_value=SHOT_FRAMES_MOST, default=48)
    after = s.CharField(
        max_length=40, required=False, allow_null=True, help_text="The shot before it; null or absent: first."
    )


class LineChanges(s.Serializer):
    text = PlainText(max_length=2000, required=False)
    parenthetical = PlainText(max_length=200, required=False, allow_blank=True)
    expression = s.CharField(max_length=40, required=False)


class CueChanges(s.Serializer):
    plan = s.DictField(required=False, help_text="A plan edited by hand; {} lets the engine plan again.")
    effort = s.IntegerField(
        required=False, min_value=1, max_value=Cue.EFFORT_MOST, help_text="How many candidates are rendered."
    )


class MemberInput(s.Serializer):
    name = PlainText(max_length=80)
    aliases = s.ListField(child=PlainText(max_length=80), max_length=20, required=False)
    is_extra = s.BooleanField(default=False)
    look = s.DictField(required=False)
    voice = s.DictField(required=False)


class MemberChanges(s.Serializer):
    name = PlainText(max_length=80, required=False)
    aliases = s.ListField(child=PlainText(max_length=80), max_length=20, required=False)
    is_extra = s.BooleanField(required=False)
    look = s.DictField(required=False)
    voice = s.DictField(required=False)


class UploadInput(s.Serializer):
    filename = PlainText(max_length=200)
    bytes = s.IntegerField(min_value=1)
    sha256 = s.RegexField(r"^[0-9a-f]{64}\Z", help_text="Of all bytes, in lower-case hex.")
    content_type = s.CharField(max_length=100)
    purpose = s.CharField(max_length=12, help_text="script, picture, sound, reference or shot_list.")

    def validate_purpose(self, value: str) -> str:
        if value not in uploads.TYPES_BY_PURPOSE:
            raise s.ValidationError(f"must be one of {', '.join(uploads.TYPES_BY_PURPOSE)}", code="not_known")
        return value


class PartsInput(s.Serializer):
    numbers = s.ListField(
        child=s.IntegerField(min_value=1), max_length=2000, required=False, help_text="Absent: what has not arrived."
    )


class NoInput(s.Serializer):
    """An empty object."""
