"""What can be wrong, said in the domain's words. `config.problems` turns each kind into an HTTP status, once.

Every app derives its own errors from these kinds and gives each a stable `code`; the code is the contract, the sentence
is for people. `pointer` is a JSON pointer into the request when a field is to blame; `cure` says what would help.
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A request that cannot be carried out, with the reason and what would cure it.

    What the request wrote is rolled back, unless the refusal `keeps_work` (a rejected upload stays rejected).
    """

    code = "refused"
    title = "Refused"
    keeps_work = False

    def __init__(
        self, message: str, *, zh: str = "", pointer: str = "", cure: str = "", code: str = "", **facts: Any
    ) -> None:
        super().__init__(message)
        self.message = message
        self.zh = zh
        self.pointer = pointer
        self.cure = cure
        self.facts = facts
        if code:
            self.code = code


class Malformed(Refusal):
    """The request cannot be read at all."""

    code, title = "malformed", "Malformed request"


class Unauthenticated(Refusal):
    """Nobody we know is asking."""

    code, title = "unauthenticated", "Authentication required"


class Unaffordable(Refusal):
    """Budget or credit does not cover it."""

    code, title = "budget_exceeded", "Budget exceeded"


class Forbidden(Refusal):
    """We know who asks; they may not."""

    code, title = "forbidden", "Not allowed"


class NotFound(Refusal):
    """It does not exist, or is another studio's: the same to whoever asks."""

    code, title = "not_found", "Not found"


class Conflict(Refusal):
    """The thing's present state does not allow it."""

    code, title = "conflict", "Conflict"


class Gone(Refusal):
    """It existed and has ended for good (an expired upload, a used invitation)."""

    code, title = "gone", "No longer available"


class Stale(Refusal):
    """Someone else changed it since it was read."""

    code, title = "version_stale", "Changed by someone else"


class Unconditional(Refusal):
    """An edit without saying which version it edits."""

    code, title = "if_match_required", "If-Match required"


class TooLarge(Refusal):
    """More bytes than we take."""

    code, title = "too_large", "Too large"


class Invalid(Refusal):
    """Readable, but the values cannot be right. `problems` may list several fields."""

    code, title = "invalid", "Invalid values"

    def __init__(self, message: str, *, problems: list[dict[str, Any]] | None = None, **rest: Any) -> None:
        super().__init__(message, **rest)
        self.problems = problems or []


class TooMany(Refusal):
    """A limit on rate or number is reached; `retry_after` in seconds."""

    code, title = "rate_limited", "Too many requests"

    def __init__(self, message: str, *, retry_after: int = 1, **rest: Any) -> None:
        super().__init__(message, **rest)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Something we depend on is not there at the moment; retrying later is right."""

    code, title = "unavailable", "Temporarily unavailable"

    def __init__(self, message: str, *, retry_after: int = 5, **rest: Any) -> None:
        super().__init__(message, **rest)
        self.retry_after = retry_after
