"""The price book, the ledger and the invoices."""

from billing.models.invoices import Invoice, InvoicedEvent, InvoiceLine
from billing.models.ledger import Budget, Hold, JournalEntry, MeterEvent, Posting
from billing.models.price_book import Price, PriceBook, Quote, QuoteLine

__all__ = [
    "Budget",
    "Hold",
    "Invoice",
    "InvoiceLine",
    "InvoicedEvent",
    "JournalEntry",
    "MeterEvent",
    "Posting",
    "Price",
    "PriceBook",
    "Quote",
    "QuoteLine",
]
