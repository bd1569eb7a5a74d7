"""Who acts, for which studio, and how far their scopes reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from accounts import errors
from accounts.models import Membership, Studio
from accounts.roles import ALL_SCOPES


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks: a key, a member or the house itself. `id` names them in audit entries."""

    studio: Studio
    scopes: frozenset[str]
    kind: Literal["key", "user", "system"]
    id: str
    member: Membership | None = None


def system_actor(studio: Studio) -> Actor:
    """The house itself, for verbs that run behind a request or from the command line."""
    return Actor(studio=studio, scopes=ALL_SCOPES, kind="system", id="system")


def must_hold(actor: Actor, scopes: Iterable[str]) -> None:
    """Refuse to let anybody hand out, or get hold of, more than they hold themselves."""
    lacking = sorted(set(scopes) - actor.scopes)
    if lacking:
        raise errors.Forbidden(
            f"You do not hold {', '.join(lacking)} yourself.",
            zh=f"您自己没有权限 {'、'.join(lacking)}。",
            code="scope_beyond_own",
            scopes=lacking,
        )
