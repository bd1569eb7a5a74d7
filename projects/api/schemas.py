"""The shape of what projects' routes answer, for the OpenAPI document; `documents` makes the answers themselves."""

from __future__ import annotations

from rest_framework import serializers as s

from accounts.api.documents import page_of


class RateDocument(s.Serializer):
    num = s.IntegerField()
    den = s.IntegerField()


class BeatDocument(s.Serializer):
    title = s.CharField()
    summary = s.CharField()


class OutlinedEpisodeDocument(s.Serializer):
    number = s.IntegerField()
    title = s.CharField()
    summary = s.CharField()
    hook = s.CharField()
    cliffhanger = s.CharField()


class SeriesDocument(s.Serializer):
    id = s.CharField()
    title = s.CharField()
    code = s.CharField(help_text="Opens every slate.")
    language = s.CharField(help_text="zh or en.")
    rate = RateDocument()
    width = s.IntegerField()
    height = s.IntegerField()
    speech_rate = s.IntegerField(allow_null=True, help_text="Chinese characters or English words per minute.")
    logline = s.CharField()
    beats = BeatDocument(many=True)
    outline = OutlinedEpisodeDocument(many=True, help_text="What each episode is to tell, before there is a script.")
    created_at = s.DateTimeField()
    version = s.IntegerField()


class UncoveredDocument(s.Serializer):
    line = s.IntegerField()
    kind = s.CharField()
    text = s.CharField()
    why = s.CharField(help_text="structural, sound_only, empty, replaced, lost …")
    message_zh = s.CharField()
    message_en = s.CharField()


class CoverageDocument(s.Serializer):
    episode = s.IntegerField()
    elements = s.IntegerField()
    covered = s.IntegerField()
    share = s.FloatField(help_text="0 to 1.")
    is_explained = s.BooleanField(help_text="Whether every element is in a shot or has a reason not to be.")
    uncovered = UncoveredDocument(many=True)


class PlannedNoteDocument(s.Serializer):
    code = s.CharField(help_text="hook_late, turn_late, peak_late, ending_not_close, too_short or too_long.")
    at_seconds = s.FloatField()
    message_zh = s.CharField()
    message_en = s.CharField()
    shot = s.IntegerField(help_text="The planned shot, counted from 0.")
    cure_zh = s.CharField()
    cure_en = s.CharField()


class PlannedPacingDocument(s.Serializer):
    episode = s.IntegerField()
    seconds = s.FloatField()
    notes = PlannedNoteDocument(many=True)


class UnderstoodDocument(s.Serializer):
    episodes = s.IntegerField()
    episode_numbers = s.ListField(child=s.IntegerField())
    scenes = s.IntegerField()
    shots = s.IntegerField()
    cast = s.IntegerField()
    cast_names = s.ListField(child=s.CharField())
    lines = s.IntegerField()
    frames = s.IntegerField()
    seconds = s.FloatField()
    coverage = CoverageDocument(many=True, required=False)
    pacing = PlannedPacingDocument(many=True, required=False)


class DiagnosticDocument(s.Serializer):
    code = s.CharField()
    severity = s.CharField(help_text="error, warning or info.")
    line = s.IntegerField()
    message_zh = s.CharField()
    message_en = s.CharField()
    repair = s.CharField()


class ScriptDocument(s.Serializer):
    id = s.CharField()
    series = s.CharField()
    number = s.IntegerField()
    sha256 = s.CharField(help_text="Of the bytes as they were received.")
    encoding = s.CharField(help_text="Of a text file; docx or pdf when the text was taken out of such a file.")
    source = s.CharField(allow_null=True, help_text="The media it was uploaded as.")
    grade = s.CharField(help_text="standard, repairable or unparseable.")
    understood = UnderstoodDocument()
    diagnostics = DiagnosticDocument(many=True)
    applied_at = s.DateTimeField(allow_null=True)
    created_at = s.DateTimeField()


class ScriptWithTextDocument(ScriptDocument):
    text = s.CharField()


class EpisodeDocument(s.Serializer):
    id = s.CharField()
    series = s.CharField()
    script = s.CharField(allow_null=True)
    number = s.IntegerField()
    code = s.CharField()
    title = s.CharField()
    shots = s.IntegerField(allow_null=True)
    created_at = s.DateTimeField()
    version = s.IntegerField()


class SceneDocument(s.Serializer):
    id = s.CharField()
    episode = s.CharField()
    label = s.CharField()
    code = s.CharField()
    ordinal = s.IntegerField()
    location = s.CharField()
    set_id = s.CharField()
    interior = s.BooleanField()
    time_of_day = s.CharField()
    weather = s.CharField()
    source = s.DictField()
    omitted_at = s.DateTimeField(allow_null=True)
    created_at = s.DateTimeField()
    version = s.IntegerField()


class PresenceDocument(s.Serializer):
    member = s.CharField()
    name = s.CharField()
    place = s.FloatField(help_text="-1.0 frame left to 1.0 frame right.")
    facing = s.CharField()
    expression = s.CharField()
    action = s.CharField()
    target = s.CharField(allow_null=True)


class ShotLineDocument(s.Serializer):
    id = s.CharField()
    label = s.CharField()
    text = s.CharField()


class AlternativeDocument(s.Serializer):
    value = s.CharField()
    rule = s.CharField()
    why = s.CharField(help_text="Which rule outranked it, or which condition was not met.")


class ReasonDocument(s.Serializer):
    rule = s.CharField()
    words = s.CharField(help_text="The script's own words that moved the rule.")
    id = s.CharField(help_text="The rule's stable id, such as framing.reveal.")
    decides = s.CharField(help_text="The field of the shot that it decides.")
    value = s.CharField(help_text="What it chose, where that is one value.")
    confidence = s.FloatField(help_text="0 to 1.")
    source = s.DictField(allow_null=True, help_text="Line, column, start and end in the script.")
    alternatives = AlternativeDocument(many=True)


class ShotDocument(s.Serializer):
    id = s.CharField()
    scene = s.CharField()
    episode = s.CharField()
    code = s.CharField()
    slate = s.CharField()
    framing = s.CharField()
    angle = s.CharField()
    camera_move = s.CharField()
    mood = s.CharField()
    description = s.CharField()
    props = s.ListField(child=s.CharField())
    cards = s.ListField(child=s.CharField(), help_text="Texts shown over the picture.")
    notes = s.DictField(help_text="What the script asks of sound, music and transition.")
    frames = s.IntegerField()
    pinned = s.ListField(child=s.CharField(), help_text="Fields set by hand, which no rule changes.")
    seed = s.IntegerField()
    cast = PresenceDocument(many=True)
    lines = ShotLineDocument(many=True)
    source = s.DictField()
    reasons = ReasonDocument(many=True)
    circled_take = s.CharField(allow_null=True)
    omitted_at = s.DateTimeField(allow_null=True)
    created_at = s.DateTimeField()
    version = s.IntegerField()


class LineDocument(s.Serializer):
    id = s.CharField()
    shot = s.CharField()
    label = s.CharField()
    slate = s.CharField()
    member = s.CharField(allow_null=True)
    name = s.CharField(allow_null=True)
    kind = s.CharField(help_text="dialogue, os or vo.")
    text = s.CharField()
    parenthetical = s.CharField()
    expression = s.CharField()
    estimated_ms = s.IntegerField()
    milliseconds = s.IntegerField(allow_null=True, help_text="Measured, once a take is circled.")
    source = s.DictField()
    circled_take = s.CharField(allow_null=True)
    omitted_at = s.DateTimeField(allow_null=True, help_text="Since when the script has it no more.")
    created_at = s.DateTimeField()
    version = s.IntegerField()


class LookDocument(s.Serializer):
    sex = s.CharField()
    age = s.CharField()
    height_m = s.FloatField()
    build = s.CharField()
    skin = s.CharField()
    hair_style = s.CharField()
    hair_color = s.CharField()
    outfit = s.CharField()
    outfit_color = s.CharField()
    accessories = s.ListField(child=s.CharField())
    seed = s.IntegerField()


class VoiceDocument(s.Serializer):
    language = s.CharField()
    variant = s.CharField()
    pitch = s.IntegerField()
    pitch_range = s.IntegerField()
    rate = s.IntegerField()


class CastMemberDocument(s.Serializer):
    id = s.CharField()
    series = s.CharField()
    name = s.CharField()
    aliases = s.ListField(child=s.CharField())
    is_extra = s.BooleanField()
    look = LookDocument()
    voice = VoiceDocument()
    created_at = s.DateTimeField()
    version = s.IntegerField()


class MediaDocument(s.Serializer):
    id = s.CharField()
    filename = s.CharField()
    content_type = s.CharField()
    bytes = s.IntegerField()
    sha256 = s.CharField()
    frames = s.IntegerField(allow_null=True)
    rate = RateDocument(allow_null=True)
    width = s.IntegerField(allow_null=True)
    height = s.IntegerField(allow_null=True)
    milliseconds = s.IntegerField(allow_null=True)
    created_at = s.DateTimeField()


class MediaWithUrlDocument(MediaDocument):
    facts = s.DictField()
    origin = s.CharField()
    url = s.CharField(help_text="Signed now; ask again rather than keep it.")
    url_seconds = s.IntegerField()


class TakeDocument(s.Serializer):
    id = s.CharField()
    shot = s.CharField(allow_null=True)
    line = s.CharField(allow_null=True)
    cue = s.CharField(allow_null=True)
    number = s.IntegerField()
    slate = s.CharField()
    stage = s.CharField()
    seed = s.IntegerField()
    job = s.CharField(allow_null=True)
    warnings = s.ListField(child=s.CharField())
    is_circled = s.BooleanField()
    media = s.DictField(
        child=MediaDocument(),
        help_text="By role: picture, poster; sound, plan, candidate_2 …; pass_pose, pass_depth …, pass_legend.",
    )
    created_at = s.DateTimeField()


class PartDocument(s.Serializer):
    n = s.IntegerField()
    bytes = s.IntegerField()
    method = s.CharField()
    url = s.CharField()
    headers = s.DictField(child=s.CharField(), help_text="Send them as they stand.")


class UploadDocument(s.Serializer):
    id = s.CharField()
    filename = s.CharField()
    content_type = s.CharField()
    bytes = s.IntegerField()
    sha256 = s.CharField()
    purpose = s.CharField()
    state = s.CharField(help_text="open, completed, aborted, rejected or expired.")
    part_size = s.IntegerField()
    part_count = s.IntegerField()
    parts = PartDocument(many=True, help_text="What is still to be sent.")
    media = s.CharField(allow_null=True)
    expires_at = s.DateTimeField()
    created_at = s.DateTimeField()


class UploadWithArrivedDocument(UploadDocument):
    arrived = s.ListField(child=s.IntegerField(), help_text="Parts that are in the store with their full length.")


class PartsDocument(s.Serializer):
    parts = PartDocument(many=True)


class CutSoundDocument(s.Serializer):
    line = s.CharField()
    take = s.CharField()
    slate = s.CharField()
    kind = s.CharField()
    text = s.CharField()
    start_frame = s.IntegerField()
    frames = s.IntegerField()


class SoundMarkDocument(s.Serializer):
    frame = s.IntegerField()
    sound = s.CharField()
    throat = s.CharField(help_text="Whose it is where it comes from one: female, male, child.", allow_blank=True)


class CutMusicDocument(s.Serializer):
    cue = s.CharField()
    take = s.CharField()
    slate = s.CharField()
    start_frame = s.IntegerField()
    frames = s.IntegerField()


class MoodSpanDocument(s.Serializer):
    start_frame = s.IntegerField()
    frames = s.IntegerField()
    mood = s.CharField()
    intensity = s.FloatField()


class HitDocument(s.Serializer):
    frame = s.IntegerField()
    what = s.CharField()
    strength = s.FloatField()


class SpanDocument(s.Serializer):
    start_frame = s.IntegerField()
    frames = s.IntegerField()


class CueDocument(s.Serializer):
    id = s.CharField()
    episode = s.CharField()
    scene = s.CharField(help_text="The scene it begins with.")
    label = s.CharField()
    slate = s.CharField()
    start_frame = s.IntegerField(help_text="Counted from the first frame of the latest assembly.")
    frames = s.IntegerField()
    rate = RateDocument()
    moods = MoodSpanDocument(many=True)
    cuts = s.ListField(child=s.IntegerField(), help_text="Where the picture cuts, from the cue's first frame.")
    hits = HitDocument(many=True)
    spoken = SpanDocument(many=True)
    style = s.CharField(help_text="modern or period.")
    plan = s.DictField(help_text="A plan edited by hand; empty while the engine plans.")
    effort = s.IntegerField()
    circled_take = s.CharField(allow_null=True)
    omitted_at = s.DateTimeField(allow_null=True, help_text="Since when no assembly wants it.")
    created_at = s.DateTimeField()
    version = s.IntegerField()


class CutEntryDocument(s.Serializer):
    ordinal = s.IntegerField()
    shot = s.CharField()
    take = s.CharField()
    slate = s.CharField()
    frames = s.IntegerField()
    sounds = CutSoundDocument(many=True)
    effects = SoundMarkDocument(many=True)


class CutDocument(s.Serializer):
    id = s.CharField()
    episode = s.CharField()
    number = s.IntegerField()
    slate = s.CharField()
    state = s.CharField(help_text="draft or locked.")
    frames = s.IntegerField()
    rate = RateDocument()
    entries = CutEntryDocument(many=True)
    music = CutMusicDocument(many=True)
    locked_at = s.DateTimeField(allow_null=True)
    created_at = s.DateTimeField()
    version = s.IntegerField()


class DeliverableDocument(s.Serializer):
    id = s.CharField()
    cut = s.CharField()
    episode = s.CharField()
    profile = s.CharField()
    state = s.CharField(help_text="delivered or superseded.")
    report = s.DictField(help_text="What was read back from the finished file.")
    media = s.DictField(child=MediaDocument())
    job = s.CharField(allow_null=True)
    verified_at = s.DateTimeField()
    created_at = s.DateTimeField()


SeriesPage = page_of(SeriesDocument, "SeriesPage")
ScriptPage = page_of(ScriptDocument, "ScriptPage")
EpisodePage = page_of(EpisodeDocument, "EpisodePage")
ScenePage = page_of(SceneDocument, "ScenePage")
ShotPage = page_of(ShotDocument, "ShotPage")
LinePage = page_of(LineDocument, "LinePage")
CastMemberPage = page_of(CastMemberDocument, "CastMemberPage")
TakePage = page_of(TakeDocument, "TakePage")
UploadPage = page_of(UploadDocument, "UploadPage")
CuePage = page_of(CueDocument, "CuePage")
CutPage = page_of(CutDocument, "CutPage")
DeliverablePage = page_of(DeliverableDocument, "DeliverablePage")
