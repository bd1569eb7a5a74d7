"""Public ids: a prefix that says what it is, and 26 characters that sort by time of birth.

The text is the primary key itself, so one form serves database, logs, API and console. The body is a ULID (48 bits of
milliseconds, 80 random bits) in Crockford's base 32, https://github.com/ulid/spec.
"""

from __future__ import annotations

import functools
import re
import secrets
import threading
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHAPE = re.compile(r"[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}\Z")
LENGTH = 30


_lock = threading.Lock()
_last = 0


def new_id(prefix: str) -> str:
    """A fresh id such as `sho_01J9ZQ3W5V8K2M4N6P7R9S0T1V`."""
    global _last  # noqa: PLW0603 - the process's own clock
    fresh = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    with _lock:
        number = _last = max(fresh, _last + 1 + secrets.randbits(32))
    return prefix + "_" + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def maker(prefix: str) -> functools.partial[str]:
    """A default for a primary key that migrations can serialise."""
    return functools.partial(new_id, prefix)


def is_id(text: str, prefix: str) -> bool:
    """Whether `text` has the shape of an id with this prefix."""
    return text.startswith(prefix + "_") and _SHAPE.match(text) is not None
