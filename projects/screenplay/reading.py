"""Which reader a text calls for: Fountain by its own signs, everything else by the reader of plain scripts."""

from __future__ import annotations

from projects.screenplay.fountain import is_fountain, read_fountain
from projects.screenplay.model import Screenplay
from projects.screenplay.parser import parse as parse_plain


def parse(text: str) -> Screenplay:
    """What the script says, with every doubt as a diagnostic. Never raises for any text."""
    return read_fountain(text) if is_fountain(text) else parse_plain(text)
