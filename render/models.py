"""Orders, the jobs in them, every attempt at a job and every move a job made."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts import ids
from accounts.tenancy import StudioOwned
from render import states

KINDS = ("line", "shot", "storyboard", "cue", "conform")
STAGES = ("voice", "score", "board", "animatic", "draft", "final")


class Order(StudioOwned):
    """What somebody asked for at once: admitted all or nothing, and priced before anything was queued."""

    class Circle(models.TextChoices):
        FIRST = "first"
        NONE = "none"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("ord"), editable=False)
    circle = models.CharField(max_length=5, choices=Circle.choices, default=Circle.FIRST)
    external_id = models.CharField(max_length=200, blank=True)
    quote_id = models.CharField(max_length=ids.LENGTH, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    ordered_by = models.CharField(max_length=ids.LENGTH)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="order_page")]
        constraints = [
            models.CheckConstraint(condition=Q(circle__in=["first", "none"]), name="order_circle_known"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="order_not_negative"),
        ]

    def __str__(self) -> str:
        return self.pk


class Job(StudioOwned):
    """One take or deliverable to be made. `attempt` is the fencing token: it only ever grows, and only with a lease.

    `brief` and `inputs` are frozen at the order. `hold_key` is the one name under which the job's money is held and
    captured. `starts` counts the attempts that a worker really began. `milliseconds` is the billable length.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("job"), editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=10)
    subject_id = models.CharField(max_length=ids.LENGTH)
    stage = models.CharField(max_length=10)
    profile = models.CharField(max_length=60, blank=True)
    lane = models.CharField(max_length=40)
    release = models.CharField(max_length=60)
    brief = models.JSONField()
    inputs = models.JSONField(default=list, blank=True)
    slate = models.CharField(max_length=120)
    seed = models.PositiveBigIntegerField()
    milliseconds = models.PositiveBigIntegerField()
    hold_key = models.CharField(max_length=200)
    amount_minor = models.BigIntegerField()
    priority = models.SmallIntegerField(default=0)
    external_id = models.CharField(max_length=200, blank=True)

    state = models.CharField(max_length=10, default=states.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    starts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker_id = models.CharField(max_length=80, blank=True)
    progress = models.FloatField(default=0.0)
    activity = models.CharField(max_length=40, blank=True)
    wait_reason = models.CharField(max_length=40, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    failure = models.JSONField(null=True, blank=True)
    result_id = models.CharField(max_length=ids.LENGTH, blank=True)
    deadline_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(StudioOwned.Meta):
        indexes = [
            models.Index(fields=["studio", "created_at", "id"], name="job_page"),
            models.Index(fields=["order", "created_at", "id"], name="job_in_order"),
            models.Index(fields=["studio", "subject_id", "stage"], name="job_of_subject"),
            models.Index(
                fields=["lane", "studio", "-priority", "created_at", "id"],
                name="job_queue",
                condition=Q(state=states.QUEUED),
            ),
            models.Index(fields=["lease_until"], name="job_leases", condition=Q(state__in=states.LEASED)),
            models.Index(fields=["deadline_at"], name="job_deadlines", condition=Q(state__in=states.WAITING)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["studio", "hold_key"], name="job_hold_key_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="job_kind_known"),
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="job_stage_known"),
            models.CheckConstraint(condition=Q(state__in=states.STATES), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=states.LEASED, lease_until__isnull=False, attempt__gte=1)
                | (~Q(state__in=states.LEASED) & Q(lease_until__isnull=True)),
                name="job_leased_when_with_a_worker",
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.TERMINAL, finished_at__isnull=False)
                | (~Q(state__in=states.TERMINAL) & Q(finished_at__isnull=True)),
                name="job_finished_when_terminal",
            ),
            models.CheckConstraint(condition=Q(progress__gte=0.0, progress__lte=1.0), name="job_progress_a_share"),
            models.CheckConstraint(condition=Q(milliseconds__gt=0, amount_minor__gte=0), name="job_has_a_price"),
            models.CheckConstraint(condition=Q(starts__lte=F("attempt")), name="job_starts_are_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.slate}"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing will ever change again."""
        return states.is_terminal(self.state)


class Attempt(StudioOwned):
    """One try: begun with a lease, ended by a receipt or by its lease running out (`lost`)."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("att"), editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    release = models.CharField(max_length=60)
    worker_id = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    failure = models.JSONField(null=True, blank=True)
    warnings = models.JSONField(default=list, blank=True)
    wall_seconds = models.FloatField(default=0.0)
    cpu_seconds = models.FloatField(default=0.0)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="attempt_number_once"),
            models.CheckConstraint(condition=Q(outcome__in=["", *states.OUTCOMES]), name="attempt_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="attempt_ended_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} a{self.number}"


class JobMove(StudioOwned):
    """A line of a job's history; never changed."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="moves")
    origin = models.CharField(max_length=10, blank=True)
    target = models.CharField(max_length=10)
    attempt = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["job", "id"], name="job_move_in_order")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.origin} -> {self.target}"


class Share(StudioOwned):
    """When a studio was last given a slot in a lane: what fair share remembers."""

    id = models.BigAutoField(primary_key=True)
    lane = models.CharField(max_length=40)
    served_at = models.DateTimeField()

    class Meta(StudioOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["studio", "lane"], name="share_one_per_lane")]

    def __str__(self) -> str:
        return f"{self.studio_id} {self.lane}"
