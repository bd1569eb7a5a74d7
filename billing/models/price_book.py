"""What a second of each kind of work costs, and what a studio was promised it would cost.

The price book belongs to the platform, not to a studio: the application's role can only read it, and a price changes by
a migration that closes one row and opens the next.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts import ids
from accounts.tenancy import StudioOwned
from billing.money import Money


class PriceBook(models.Model):
    """A named list of prices."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("prb"), editable=False)
    name = models.CharField(max_length=60, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """The price of one second on a meter, from `valid_from` until before `valid_to` (open when null).

    `unit_price_micros` is in millionths of a minor unit of `currency`.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("prc"), editable=False)
    book = models.ForeignKey(PriceBook, on_delete=models.PROTECT, related_name="prices")
    meter = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    unit_price_micros = models.BigIntegerField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "meter", "currency", "valid_from"], name="price_one_per_moment"),
            models.CheckConstraint(condition=Q(unit_price_micros__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="price_currency_iso4217"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="price_period_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter} {self.unit_price_micros} micros/s {self.currency}"


class Quote(StudioOwned):
    """Prices promised to a studio until `expires_at`; its lines never change."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("quo"), editable=False)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    expires_at = models.DateTimeField()

    class Meta(StudioOwned.Meta):
        indexes = [models.Index(fields=["studio", "created_at", "id"], name="quote_by_age")]
        constraints = [models.CheckConstraint(condition=Q(total_minor__gte=0), name="quote_not_negative")]

    def __str__(self) -> str:
        return f"{self.pk} {self.total}"

    @property
    def total(self) -> Money:
        """The sum of the lines."""
        return Money(self.total_minor, self.currency)


class QuoteLine(StudioOwned):
    """One wish with its price: `milliseconds` on a meter at a frozen unit price, rounded once."""

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("qul"), editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    meter = models.CharField(max_length=40)
    milliseconds = models.BigIntegerField()
    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="+")
    unit_price_micros = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    labels = models.JSONField(default=dict)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["quote", "key"], name="quote_line_key_once"),
            models.UniqueConstraint(fields=["quote", "position"], name="quote_line_position_once"),
            models.CheckConstraint(
                condition=Q(milliseconds__gt=0, amount_minor__gte=0), name="quote_line_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.amount}"

    @property
    def amount(self) -> Money:
        """What the line costs, in the quote's currency."""
        return Money(self.amount_minor, self.quote.currency)
