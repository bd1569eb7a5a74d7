"""What can be wrong with money, each with its own code."""

from __future__ import annotations

from accounts import errors


class PriceMissing(errors.Invalid):
    """The price book has no price for the meter in the studio's currency at that moment."""

    code = "price_missing"


class QuoteExpired(errors.Gone):
    """The quote's prices were promised until a moment that has passed."""

    code, title = "quote_expired", "Quote expired"


class QuoteOutdated(errors.Conflict):
    """What is ordered is not what was quoted: another thing, or its length has changed since."""

    code, title = "quote_outdated", "Quote outdated"


class BudgetExceeded(errors.Unaffordable):
    """A budget would be overspent. Facts: `budget`, `needed`, `missing`."""

    code, title = "budget_exceeded", "Budget exceeded"


class BudgetMissing(errors.Unaffordable):
    """The studio has set no budget of its own, and without a cap nothing may be spent."""

    code, title = "budget_missing", "No studio budget"


class CostAboveMaximum(errors.Unaffordable):
    """The order costs more than its own `max_cost`. Facts: `cost`, `max_cost`, `missing`."""

    code, title = "max_cost_exceeded", "Above the order's maximum"


class CurrencyNotTheirs(errors.Invalid):
    """An amount in a currency the studio does not pay in."""

    code = "currency_mismatch"


class BudgetExists(errors.Conflict):
    """There is one budget per scope; change its limit instead."""

    code, title = "budget_exists", "Budget exists"


class StudioBudgetFirst(errors.Conflict):
    """A series or episode budget divides the studio's budget, which must exist first."""

    code, title = "studio_budget_first", "Set the studio's budget first"


class LimitBelowCommitted(errors.Conflict):
    """A limit under what is already held and spent would be broken at birth. Facts: `held`, `spent`, `missing`."""

    code, title = "limit_below_committed", "Below what is committed"


class HoldUnknown(errors.NotFound):
    """No hold was placed under that key."""

    code = "hold_unknown"


class HoldKeyReused(errors.Conflict):
    """The key already names a hold for something else."""

    code, title = "hold_key_reused", "Hold key reused"


class HoldReleased(errors.Conflict):
    """The hold was given back; it can no longer be captured."""

    code, title = "hold_released", "Hold already released"


class HoldCaptured(errors.Conflict):
    """The hold was captured; what is earned is not released but credited."""

    code, title = "hold_captured", "Hold already captured"


class PeriodEmpty(errors.Conflict):
    """Nothing was captured in the period, so there is nothing to invoice."""

    code, title = "period_empty", "Nothing to invoice"
