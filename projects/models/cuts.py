"""Edited lists of takes, and the mastered files made from them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.tenancy import StudioOwned
from projects import states
from projects.models.shots import SHOT_FRAMES_LEAST, SHOT_FRAMES_MOST


class Cut(StudioOwned):
    """A numbered edit of an episode: a draft, then locked for ever."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("cut"), editable=False)
    episode = models.ForeignKey("projects.Episode", on_delete=models.CASCADE, related_name="cuts")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, default=states.CUT_DRAFT)
    frames = models.PositiveIntegerField()
    locked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="cut_number_unique"),
            models.CheckConstraint(condition=Q(state__in=list(states.CUT_STATES)), name="cut_state_known"),
            models.CheckConstraint(
                condition=Q(state=states.CUT_DRAFT, locked_at__isnull=True)
                | Q(state=states.CUT_LOCKED, locked_at__isnull=False),
                name="cut_locked_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"CUT{self.number:02d}"


class CutEntry(StudioOwned):
    """One take in a cut, from its first frame for `frames` frames; `cards` are the texts shown over it then.

    `effects` are the sounds its action makes (`{frame, sound}`), `ambience` what its place sounds like, both as the
    story had them when the cut was assembled.
    """

    cut = models.ForeignKey(Cut, on_delete=models.CASCADE, related_name="entries")
    ordinal = models.PositiveIntegerField()
    shot = models.ForeignKey("projects.Shot", on_delete=models.PROTECT, related_name="+")
    take = models.ForeignKey("projects.Take", on_delete=models.PROTECT, related_name="+")
    frames = models.PositiveIntegerField()
    cards = models.JSONField(default=list, blank=True)
    effects = models.JSONField(default=list, blank=True)
    ambience = models.JSONField(default=dict, blank=True)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["cut", "ordinal"], name="cut_entry_ordinal_unique"),
            models.CheckConstraint(
                condition=Q(frames__gte=SHOT_FRAMES_LEAST, frames__lte=SHOT_FRAMES_MOST),
                name="cut_entry_frames_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cut_id} {self.ordinal}"


class CutSound(StudioOwned):
    """A voiced line under a cut entry, `start_frame` counted from the entry's first frame; its text as it was then."""

    entry = models.ForeignKey(CutEntry, on_delete=models.CASCADE, related_name="sounds")
    ordinal = models.PositiveIntegerField()
    line = models.ForeignKey("projects.Line", on_delete=models.PROTECT, related_name="+")
    take = models.ForeignKey("projects.Take", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    text = models.TextField()
    start_frame = models.PositiveIntegerField()
    frames = models.PositiveIntegerField()

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["entry", "ordinal"], name="cut_sound_ordinal_unique"),
            models.CheckConstraint(condition=Q(kind__in=["dialogue", "os", "vo"]), name="cut_sound_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.ordinal}"


class CutMusic(StudioOwned):
    """A cue's take under a cut, `start_frame` counted from the cut's first frame."""

    cut = models.ForeignKey(Cut, on_delete=models.CASCADE, related_name="music")
    cue = models.ForeignKey("projects.Cue", on_delete=models.PROTECT, related_name="+")
    take = models.ForeignKey("projects.Take", on_delete=models.PROTECT, related_name="+")
    start_frame = models.PositiveIntegerField()
    frames = models.PositiveIntegerField()

    class Meta(StudioOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["cut", "cue"], name="cut_music_cue_once")]

    def __str__(self) -> str:
        return f"{self.cut_id} {self.cue_id}"


class Deliverable(StudioOwned):
    """A mastered file to a named profile, verified by reading the finished file back. Never made before that."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("del"), editable=False)
    cut = models.ForeignKey(Cut, on_delete=models.PROTECT, related_name="deliverables")
    profile = models.CharField(max_length=60)
    state = models.CharField(max_length=12, default=states.DELIVERED)
    report = models.JSONField()
    verified_at = models.DateTimeField()
    job_id = models.CharField(max_length=ids.LENGTH, blank=True)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(states.DELIVERABLE_STATES)), name="deliverable_state_known"
            ),
            models.UniqueConstraint(fields=["job_id"], condition=~Q(job_id=""), name="deliverable_once_a_job"),
            models.UniqueConstraint(
                fields=["cut", "profile"], condition=Q(state=states.DELIVERED), name="deliverable_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cut_id} {self.profile}"


class DeliverableMedia(StudioOwned):
    """One file of a deliverable by role: master, subtitles, contact_sheet, poster …"""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=40)
    media = models.ForeignKey("projects.Media", on_delete=models.PROTECT, related_name="+")

    class Meta(StudioOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["deliverable", "role"], name="deliverable_media_role_unique")]

    def __str__(self) -> str:
        return f"{self.deliverable_id} {self.role}"
