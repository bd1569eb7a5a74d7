"""Every state of a cut, an upload, a deliverable and a proposal, and the moves between them. Standard library only."""

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

PROPOSAL_ASKED: Final = "asked"
PROPOSAL_ASKING: Final = "asking"
PROPOSAL_PROPOSED: Final = "proposed"
PROPOSAL_ACCEPTED: Final = "accepted"
PROPOSAL_DISMISSED: Final = "dismissed"
PROPOSAL_NONE: Final = "none"
PROPOSAL_STATES: Final = (
    PROPOSAL_ASKED,
    PROPOSAL_ASKING,
    PROPOSAL_PROPOSED,
    PROPOSAL_ACCEPTED,
    PROPOSAL_DISMISSED,
    PROPOSAL_NONE,
)

CUT_MOVES: Final = {CUT_DRAFT: (CUT_LOCKED,), CUT_LOCKED: ()}
UPLOAD_MOVES: Final = {
    UPLOAD_OPEN: (UPLOAD_COMPLETED, UPLOAD_ABORTED, UPLOAD_REJECTED, UPLOAD_EXPIRED),
    UPLOAD_COMPLETED: (),
    UPLOAD_ABORTED: (),
    UPLOAD_REJECTED: (),
    UPLOAD_EXPIRED: (),
}
DELIVERABLE_MOVES: Final = {DELIVERED: (SUPERSEDED,), SUPERSEDED: ()}
PROPOSAL_MOVES: Final = {
    PROPOSAL_ASKED: (PROPOSAL_ASKING, PROPOSAL_DISMISSED),
    PROPOSAL_ASKING: (PROPOSAL_PROPOSED, PROPOSAL_NONE),
    PROPOSAL_PROPOSED: (PROPOSAL_ACCEPTED, PROPOSAL_DISMISSED),
    PROPOSAL_ACCEPTED: (),
    PROPOSAL_DISMISSED: (),
    PROPOSAL_NONE: (),
}


def is_for_cuts(stage: str) -> bool:
    """Whether a cut may be made of takes of this stage; a board is one still and has no length."""
    return stage != "board"


def before(moves: dict[str, tuple[str, ...]], state: str) -> list[str]:
    """The states from which `state` may be reached: what a guarded UPDATE filters on."""
    return [origin for origin, targets in moves.items() if state in targets]
