"""Why a rule decided something: its name and the words of the script that moved it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision that can be read back. `words` are the script's own, or empty where the rule needed none."""

    rule: str
    words: str = ""
