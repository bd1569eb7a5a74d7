"""Studios, the people in them, and their keys."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.roles import ROLES, SCOPES
from accounts.tenancy import StudioOwned


class Studio(models.Model):
    """The tenant. Test studios behave alike but their invoices are never issued; their keys read `sw_test_`."""

    class Mode(models.TextChoices):
        LIVE = "live"
        TEST = "test"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("stu"), editable=False)
    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.LIVE)
    currency = models.CharField(max_length=3, default="CNY")
    legal_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="studio_mode_known"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="studio_currency_iso4217"),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person, who may be a member of several studios."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("usr"), editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=7, default="zh-hans")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.email


class Membership(StudioOwned):
    """A user's place in a studio; it ends, but the row stays."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("mem"), editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="membership_page")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="membership_role_known"),
            models.UniqueConstraint(
                fields=["studio", "user"], condition=Q(ended_at__isnull=True), name="membership_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} as {self.role}"


class Invitation(StudioOwned):
    """An offer of a membership to one address, good once and for a week; only the token's digest is kept."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("ivt"), editable=False)
    email = models.EmailField()
    role = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=ids.LENGTH)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="invitation_page")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="invitation_role_known"),
            models.UniqueConstraint(
                fields=["studio", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class ApiKey(StudioOwned):
    """A machine's credential: what is shown of it, the digest of the whole, and what it may do."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("key"), editable=False)
    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=4, choices=Studio.Mode.choices)
    digest = models.CharField(max_length=64, unique=True)
    last_four = models.CharField(max_length=4)
    scopes = models.JSONField(default=list)
    issued_by = models.CharField(max_length=ids.LENGTH)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="api_key_page")]
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="api_key_mode_known"),
            models.CheckConstraint(condition=Q(scopes__contained_by=list(SCOPES)), name="api_key_scopes_known"),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="api_key_replaced_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (sw_{self.mode}_{self.pk.removeprefix('key_')}…)"


class AuditEntry(StudioOwned):
    """A security-relevant act, appended and never changed."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("aud"), editable=False)
    actor_kind = models.CharField(max_length=6)
    actor_id = models.CharField(max_length=ids.LENGTH)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=ids.LENGTH)
    facts = models.JSONField(default=dict)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="audit_entry_page")]
        constraints = [
            models.CheckConstraint(condition=Q(actor_kind__in=["key", "user", "system"]), name="audit_actor_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.act} {self.subject}"


class EventCounter(StudioOwned):
    """The last number given out in a studio's event log. Its row lock keeps them gap-free and in commit order."""

    last = models.PositiveBigIntegerField(default=0)

    class Meta(StudioOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["studio"], name="event_counter_one_per_studio")]

    def __str__(self) -> str:
        return f"{self.studio_id} at {self.last}"


class Event(StudioOwned):
    """Something that happened in a studio, in the studio's own sequence."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("evt"), editable=False)
    sequence = models.PositiveBigIntegerField()
    type = models.CharField(max_length=60)
    subject = models.CharField(max_length=ids.LENGTH)
    data = models.JSONField(default=dict)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["studio", "sequence"], name="event_sequence_once"),
            models.CheckConstraint(condition=Q(type__regex=r"^[a-z_]+\.[a-z_]+$"), name="event_type_noun_participle"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.type} {self.subject}"


class IdempotencyRecord(StudioOwned):
    """What was answered to a request that carried an `Idempotency-Key`, kept to be answered again."""

    route = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    headers = models.JSONField(default=dict)
    kept_until = models.DateTimeField()

    class Meta(StudioOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["studio", "route", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"


class WebhookEndpoint(StudioOwned):
    """An address of the studio's that is told of its events. `cursor` is the last event made into deliveries."""

    class Disabled(models.TextChoices):
        NO = ""
        BY_HAND = "by_hand"
        GONE = "gone"
        FAILING = "failing"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("whe"), editable=False)
    url = models.CharField(max_length=2048)
    description = models.CharField(max_length=200, blank=True)
    types = models.JSONField(default=list)
    enabled = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=8, choices=Disabled.choices, default=Disabled.NO, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    cursor = models.PositiveBigIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="webhook_endpoint_page")]
        constraints = [
            models.CheckConstraint(
                condition=Q(enabled=True, disabled_reason="")
                | Q(enabled=False, disabled_reason__in=["by_hand", "gone", "failing"]),
                name="webhook_endpoint_disabled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WebhookSecret(StudioOwned):
    """What a signing secret is made from, together with the house's own key: the secret itself is kept nowhere."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("whs"), editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="secrets")
    salt = models.CharField(max_length=64)
    ends_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class WebhookDelivery(StudioOwned):
    """One event on its way to one endpoint, with every try of it: a repeated event keeps its row and its id."""

    class State(models.TextChoices):
        PENDING = "pending"
        DELIVERED = "delivered"
        FAILED = "failed"
        CANCELED = "canceled"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("whd"), editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(StudioOwned.Meta):
        indexes = [
            models.Index(fields=["endpoint", "created_at", "id"], name="webhook_delivery_page"),
            models.Index(
                fields=["endpoint", "next_attempt_at"], condition=Q(state="pending"), name="webhook_delivery_due"
            ),
            models.Index(fields=["studio", "settled_at"], name="webhook_delivery_settled"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_delivery_once_per_event"),
            models.CheckConstraint(
                condition=Q(state="pending", next_attempt_at__isnull=False, settled_at__isnull=True)
                | Q(
                    state__in=["delivered", "failed", "canceled"],
                    next_attempt_at__isnull=True,
                    settled_at__isnull=False,
                ),
                name="webhook_delivery_settled_or_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.endpoint_id}: {self.state}"


class WebhookAttempt(StudioOwned):
    """One try: what came back, or how it ended without an answer."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("wha"), editable=False)
    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField()
    snippet = models.CharField(max_length=1024, blank=True)

    class Meta(StudioOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="webhook_attempt_number_once")]

    def __str__(self) -> str:
        return f"{self.delivery_id} #{self.number}: {self.status or self.problem}"


__all__ = [
    "ApiKey",
    "AuditEntry",
    "Event",
    "EventCounter",
    "IdempotencyRecord",
    "Invitation",
    "Membership",
    "Studio",
    "StudioOwned",
    "User",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookSecret",
]
