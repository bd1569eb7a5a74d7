"""Invoice drafts: captured work of a month, grouped for the accountant and still naming every slate."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts import ids
from accounts.tenancy import StudioOwned
from billing import states
from billing.models.ledger import LABEL, MeterEvent
from billing.money import Money


class Invoice(StudioOwned):
    """A draft for the events from `period_start` until before `period_end` (UTC days). One draft per period.

    A test studio's invoice is marked `is_test` for good and can never leave the draft state.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("inv"), editable=False)
    state = models.CharField(max_length=8, default=states.DRAFT)
    is_test = models.BooleanField()
    currency = models.CharField(max_length=3)
    period_start = models.DateField()
    period_end = models.DateField()
    total_minor = models.BigIntegerField(default=0)

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="invoice_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "currency", "period_start", "period_end"],
                condition=Q(state="draft"),
                name="invoice_one_draft_per_period",
            ),
            models.CheckConstraint(condition=Q(state__in=list(states.INVOICE_STATES)), name="invoice_state_known"),
            models.CheckConstraint(condition=Q(is_test=False) | Q(state="draft"), name="invoice_test_never_issued"),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="invoice_period_runs_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.total}"

    @property
    def total(self) -> Money:
        """The sum of the lines, which is the sum of the captures."""
        return Money(self.total_minor, self.currency)


class InvoiceLine(StudioOwned):
    """Work of one kind on one episode at one unit price. Length and amount are sums over its events."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("ivl"), editable=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    series = models.CharField(max_length=LABEL, blank=True)
    episode = models.CharField(max_length=LABEL, blank=True)
    meter = models.CharField(max_length=40)
    unit_price_micros = models.BigIntegerField()
    milliseconds = models.BigIntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "series", "episode", "meter", "unit_price_micros"], name="invoice_line_one_per_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.episode or self.series} {self.meter} {self.amount_minor}"


class InvoicedEvent(StudioOwned):
    """The stamp that puts a meter event on an invoice line. An event is stamped once, for ever."""

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="stamps")
    event = models.OneToOneField(MeterEvent, on_delete=models.PROTECT, related_name="stamp")

    class Meta(StudioOwned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.event_id} on {self.line_id}"
