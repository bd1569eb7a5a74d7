"""Events in the form of the `text/event-stream` standard, https://html.spec.whatwg.org/multipage/server-sent-events.html"""

from __future__ import annotations

import json
from typing import Any

MEDIA_TYPE = "text/event-stream"
RETRY_MILLISECONDS = 3000


def as_text(message: dict[str, Any]) -> str:
    """One event. Only what has a place in the log carries an id, so that a client comes back to where it was."""
    sequence = message.get("sequence")
    place = f"id: {sequence}\n" if isinstance(sequence, int) else ""
    data = json.dumps(message, ensure_ascii=False, separators=(",", ":"))  # JSON has no bare line breaks
    return f"{place}event: {message['type']}\ndata: {data}\n\n"


def retry_text() -> str:
    """How long a client waits before it comes back."""
    return f"retry: {RETRY_MILLISECONDS}\n\n"


def heartbeat_text() -> str:
    """A comment: readers ignore it, proxies see that the line lives."""
    return ": still here\n\n"
