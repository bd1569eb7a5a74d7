"""Every state of a cut, an upload and a deliverable, and the moves between them. Standard library only."""

from __future__ import annotations

from typing import Final

CUT_DRAFT: Final = "draft"
CUT_LOCKED: Final = "locked"
CUT_STATES: Final = (CUT_DRAFT, CUT_LOCKED)

UPLOAD_OPEN: Final = "open"
UPLOAD_COMPLETED: Final = "completed"
UPLOAD_ABORTED: Final = "aborted"
UPLOAD_REJECTED: Final = "rejected"
UPLOAD_EXPIRED: Final = "expired"
UPLOAD_STATES: Final = (UPLOAD_OPEN, UPLOAD_COMPLETED, UPLOAD_ABORTED, UPLOAD_REJECTED, UPLOAD_EXPIRED)

DELIVERED: Final = "delivered"
SUPERSEDED: Final = "superseded"
DELIVERABLE_STATES: Final = (DELIVERED, SUPERSEDED)

CUT_MOVES: Final = {CUT_DRAFT: (CUT_LOCKED,), CUT_LOCKED: ()}
UPLOAD_MOVES: Final = {
    UPLOAD_OPEN: (UPLOAD_COMPLETED, UPLOAD_ABORTED, UPLOAD_REJECTED, UPLOAD_EXPIRED),
    UPLOAD_COMPLETED: (),
    UPLOAD_ABORTED: (),
    UPLOAD_REJECTED: (),
    UPLOAD_EXPIRED: (),
}
DELIVERABLE_MOVES: Final = {DELIVERED: (SUPERSEDED,), SUPERSEDED: ()}


def before(moves: dict[str, tuple[str, ...]], state: str) -> list[str]:
    """The states from which `state` may be reached: what a guarded UPDATE filters on."""
    return [origin for origin, targets in moves.items() if state in targets]
