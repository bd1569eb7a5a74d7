"""Who did what to whom: one entry per security-relevant act, in the act's own transaction."""

from __future__ import annotations

from typing import Any

from accounts.actor import Actor
from accounts.models import AuditEntry


def record(actor: Actor, act: str, *, subject: str, **facts: Any) -> AuditEntry:
    """Append an entry such as `record(actor, "key.revoked", subject=key.pk)`; facts are plain JSON and no secrets."""
    return AuditEntry.unscoped.create(
        studio=actor.studio, actor_kind=actor.kind, actor_id=actor.id, act=act, subject=subject, facts=facts
    )
