"""The double-entry journal: written with every move of a hold, and read back to prove the stored balances.

Debits are positive, credits negative. `held`/`hold_contra` remember what is reserved; `receivable_unbilled`/`revenue`
what is earned and not yet invoiced.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, Sum

from accounts.models import Studio
from billing import states
from billing.models import Budget, Hold, JournalEntry, MeterEvent, Posting

Account, Kind = Posting.Account, JournalEntry.Kind


def record_placed(studio: Studio, holds: Iterable[Hold]) -> None:
    """Reserve: held against hold_contra, one entry per hold."""
    _record(studio, Kind.PLACED, [(hold, _reserved(hold.amount_minor)) for hold in holds])


def record_released(studio: Studio, hold: Hold) -> None:
    """Give a reservation back."""
    _record(studio, Kind.RELEASED, [(hold, _reserved(-hold.amount_minor))])


def record_captured(studio: Studio, hold: Hold, amount_minor: int) -> None:
    """End a reservation and earn `amount_minor` of it."""
    earned = {Account.RECEIVABLE_UNBILLED: amount_minor, Account.REVENUE: -amount_minor}
    _record(studio, Kind.CAPTURED, [(hold, _reserved(-hold.amount_minor) | earned)])


def balances(studio: Studio) -> dict[tuple[str, str], int]:
    """The balance of every account, by (account, currency), rebuilt from the journal."""
    rows = Posting.objects.for_studio(studio).values_list("account", "currency").annotate(balance=Sum("amount_minor"))
    return {(account, currency): int(balance) for account, currency, balance in rows}


def find_drift(studio: Studio) -> list[str]:
    """Every way in which the stored figures disagree with the journal; an empty list is the promise kept.

    A budget's stored held and spent are compared with the journal of its scope, the journal with the open holds and
    with the meter events, and each entry with itself.
    """
    drift = []
    postings = Posting.objects.for_studio(studio)
    for budget in Budget.objects.for_studio(studio):
        journal = postings.filter(_entries_under(budget), currency=budget.currency)
        held = journal.filter(account=Account.HELD).aggregate(sum=Sum("amount_minor"))["sum"] or 0
        spent = -(journal.filter(account=Account.REVENUE).aggregate(sum=Sum("amount_minor"))["sum"] or 0)
        if (held, spent) != (budget.held_minor, budget.spent_minor):
            drift.append(
                f"{budget.pk}: stored {budget.held_minor} held, {budget.spent_minor} spent; journal {held}, {spent}"
            )
    drift += [
        f"{entry['entry_id']}: postings sum to {entry['sum']} {entry['currency']}"
        for entry in postings.values("entry_id", "currency").annotate(sum=Sum("amount_minor")).exclude(sum=0)
    ]
    by_account = balances(studio)
    holds = Hold.objects.for_studio(studio).filter(state=states.HELD)
    events = MeterEvent.objects.for_studio(studio)
    for account, rows in ((Account.HELD, holds), (Account.RECEIVABLE_UNBILLED, events)):
        stored = dict(rows.values_list("currency").annotate(sum=Sum("amount_minor")))
        for currency in {c for name, c in by_account if name == account} | set(stored):
            journalled, expected = by_account.get((account, currency), 0), int(stored.get(currency, 0))
            if journalled != expected:
                drift.append(f"{account} {currency}: journal {journalled}, rows {expected}")
    drift += [
        f"{hold.pk}: {hold.state} with {hold.events} meter events"
        for hold in Hold.objects.for_studio(studio).annotate(events=Count("meter_event"))
        if hold.events != (hold.state == states.CAPTURED)
    ]
    return drift


def _entries_under(budget: Budget) -> Q:
    scope = {Budget.Scope.SERIES: "entry__series", Budget.Scope.EPISODE: "entry__episode"}.get(budget.scope)
    return Q(**{scope: budget.label}) if scope else Q()


def _reserved(amount_minor: int) -> dict[str, int]:
    return {Account.HELD: amount_minor, Account.HOLD_CONTRA: -amount_minor}


def _record(studio: Studio, kind: str, facts: list[tuple[Hold, dict[str, int]]]) -> None:
    """Append entries with their postings. All postings go in one statement: the database checks each entry's sum."""
    entries = JournalEntry.unscoped.bulk_create(
        JournalEntry(
            studio=studio,
            key=f"{hold.pk}:{kind}",
            kind=kind,
            hold=hold,
            series=hold.series,
            episode=hold.episode,
        )
        for hold, _ in facts
    )
    Posting.unscoped.bulk_create(
        Posting(studio=studio, entry=entry, account=account, currency=hold.currency, amount_minor=amount)
        for entry, (hold, amounts) in zip(entries, facts, strict=True)
        for account, amount in amounts.items()
        if amount
    )
