"""What can be wrong with an order, a job or a worker's call, each with its own code."""

from __future__ import annotations

from accounts import errors


class OrderInvalid(errors.Invalid):
    """Items that cannot be ordered, each with its pointer; nothing was queued or held."""

    code, title = "order_invalid", "Items cannot be ordered"


class CapabilityExceeded(errors.Invalid):
    """The engine release cannot do what is asked: length, size, stage or territory. Pointers name the items."""

    code, title = "capability_exceeded", "Beyond the engine's limits"


class JobEnded(errors.Conflict):
    """The job has ended; there is nothing left to cancel."""

    code, title = "job_ended", "Job has ended"


class StaleAttempt(errors.Conflict):
    """Another attempt, or none, is the job's current one."""

    code, title = "attempt_stale", "Attempt is stale"


class SignatureWrong(errors.Forbidden):
    """The address is not one we signed, or its time has passed."""

    code, title = "signature_wrong", "Signature wrong or expired"
