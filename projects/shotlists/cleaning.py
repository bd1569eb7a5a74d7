"""Text as cells can hold it, and never as a formula. Pure."""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@＝＋－＠]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text as a cell can hold it: one kind of line break, no control characters, no blank around it."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before = + - @ and their full-width forms."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """The text behind the apostrophe that `guard` puts before it."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text
