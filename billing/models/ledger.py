"""What is reserved, what was used, and the double-entry journal that says so twice.

`series`, `episode` and the labels are opaque here: billing groups by them and never looks behind them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts import ids
from accounts.tenancy import StudioOwned
from billing import states
from billing.money import Money

LABEL = 64


class Budget(StudioOwned):
    """A cap that refuses: `held + spent` never passes `limit`. One per scope and currency, never deleted.

    `version` counts edits of the limit; money moving under it is not an edit.
    """

    class Scope(models.TextChoices):
        STUDIO = "studio"
        SERIES = "series"
        EPISODE = "episode"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("bud"), editable=False)
    scope = models.CharField(max_length=8, choices=Scope.choices)
    label = models.CharField(max_length=LABEL, blank=True)
    currency = models.CharField(max_length=3)
    limit_minor = models.BigIntegerField()
    held_minor = models.BigIntegerField(default=0)
    spent_minor = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="budget_by_age")]
        constraints = [
            models.UniqueConstraint(fields=["studio", "currency", "scope", "label"], name="budget_one_per_scope"),
            models.CheckConstraint(
                condition=Q(held_minor__gte=0, spent_minor__gte=0, limit_minor__gte=0), name="budget_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(limit_minor__gte=F("held_minor") + F("spent_minor")), name="budget_never_overspent"
            ),
            models.CheckConstraint(
                condition=Q(scope="studio", label="") | Q(Q(scope__in=["series", "episode"]), ~Q(label="")),
                name="budget_scope_labelled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.label} {Money(self.limit_minor, self.currency)}".replace("  ", " ")

    @property
    def available_minor(self) -> int:
        """What may still be held."""
        return self.limit_minor - self.held_minor - self.spent_minor

    def covers(self, series: str, episode: str) -> bool:
        """Whether work with these labels counts against this budget."""
        return self.label == {"studio": "", "series": series, "episode": episode}[self.scope]


class Hold(StudioOwned):
    """Money reserved for one job at a frozen unit price, until it is captured or released."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("hol"), editable=False)
    key = models.CharField(max_length=200)
    quote_line = models.ForeignKey("billing.QuoteLine", null=True, on_delete=models.PROTECT, related_name="+")
    price = models.ForeignKey("billing.Price", on_delete=models.PROTECT, related_name="+")
    meter = models.CharField(max_length=40)
    milliseconds = models.BigIntegerField()
    unit_price_micros = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    series = models.CharField(max_length=LABEL, blank=True)
    episode = models.CharField(max_length=LABEL, blank=True)
    labels = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=states.HELD)
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta(StudioOwned.Meta):
        indexes = [
            models.Index(fields=["studio", "created_at", "id"], name="hold_by_age"),
            models.Index(fields=["studio", "state", "series", "episode"], name="hold_by_scope"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["studio", "key"], name="hold_key_once"),
            models.CheckConstraint(condition=Q(state__in=list(states.HOLD_MOVES)), name="hold_state_known"),
            models.CheckConstraint(
                condition=Q(state="held", closed_at__isnull=True) | (~Q(state="held") & Q(closed_at__isnull=False)),
                name="hold_closed_when_not_held",
            ),
            models.CheckConstraint(condition=Q(milliseconds__gt=0, amount_minor__gte=0), name="hold_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state} {self.amount}"

    @property
    def amount(self) -> Money:
        """What is reserved; a capture is never more."""
        return Money(self.amount_minor, self.currency)


class MeterEvent(StudioOwned):
    """Work that was done and is owed for. `key` is the hold's: one event for one hold, for ever.

    `milliseconds` is what was measured; `amount` is its price, or the hold where that is less.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("mev"), editable=False)
    key = models.CharField(max_length=200)
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="meter_event")
    meter = models.CharField(max_length=40)
    milliseconds = models.BigIntegerField()
    unit_price_micros = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    slate = models.CharField(max_length=120)
    series = models.CharField(max_length=LABEL, blank=True)
    episode = models.CharField(max_length=LABEL, blank=True)
    labels = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()

    class Meta(StudioOwned.Meta):
        indexes = [
            models.Index(fields=["studio", "created_at", "id"], name="meter_event_by_age"),
            models.Index(fields=["studio", "occurred_at"], name="meter_event_by_moment"),
            models.Index(fields=["studio", "series", "episode"], name="meter_event_by_scope"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["studio", "key"], name="meter_event_key_once"),
            models.CheckConstraint(
                condition=Q(milliseconds__gt=0, amount_minor__gte=0), name="meter_event_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slate} {self.amount}"

    @property
    def amount(self) -> Money:
        """What the studio owes for it."""
        return Money(self.amount_minor, self.currency)


class JournalEntry(StudioOwned):
    """One business fact with its postings. `key` is derived from the fact, so it is written once."""

    class Kind(models.TextChoices):
        PLACED = "hold.placed"
        CAPTURED = "hold.captured"
        RELEASED = "hold.released"

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("jnl"), editable=False)
    key = models.CharField(max_length=240)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=LABEL, blank=True)
    episode = models.CharField(max_length=LABEL, blank=True)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="journal_by_age")]
        constraints = [
            models.UniqueConstraint(fields=["studio", "key"], name="journal_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["hold.placed", "hold.captured", "hold.released"]), name="journal_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Posting(StudioOwned):
    """A debit (positive) or credit (negative) of an entry. The postings of an entry sum to zero per currency."""

    class Account(models.TextChoices):
        HELD = "held"
        HOLD_CONTRA = "hold_contra"
        RECEIVABLE_UNBILLED = "receivable_unbilled"
        REVENUE = "revenue"

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=24, choices=Account.choices)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "account", "currency"], name="posting_by_account")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="posting_not_nothing"),
            models.CheckConstraint(
                condition=Q(account__in=["held", "hold_contra", "receivable_unbilled", "revenue"]),
                name="posting_account_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {Money(self.amount_minor, self.currency)}"
