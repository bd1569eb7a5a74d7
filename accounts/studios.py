"""Opening a studio and keeping its particulars."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from accounts import audit, errors, events
from accounts.actor import Actor, system_actor
from accounts.models import Membership, Studio, User
from accounts.roles import OWNER
from accounts.tenancy import within


def open_studio(*, name: str, owner_email: str, mode: str = "live", currency: str = "CNY") -> tuple[Studio, Membership]:
    """A new studio with its first owner, in a transaction of its own; a new address becomes a user without password."""
    studio = Studio(name=name, mode=mode, currency=currency)
    with within(studio):
        studio.save(force_insert=True)
        email = User.objects.normalize_email(owner_email).lower()
        owner = User.objects.filter(email=email).first() or User.objects.create_user(email)
        membership = Membership.unscoped.create(studio=studio, user=owner, role=OWNER)
        actor = system_actor(studio)
        audit.record(actor, "studio.opened", subject=studio.pk, owner=owner.pk, mode=mode)
        events.append(studio, "studio.opened", subject=studio.pk, data={"name": name})
    return studio, membership


def amend(actor: Actor, *, version: int, **changes: Any) -> Studio:
    """Change the studio's name or legal name, provided it is still at `version`."""
    changed = Studio.objects.filter(pk=actor.studio.pk, version=version).update(version=F("version") + 1, **changes)
    if not changed:
        raise errors.Stale("The studio was changed since you read it.", zh="工作室信息已被他人修改。")
    audit.record(actor, "studio.amended", subject=actor.studio.pk, fields=sorted(changes))
    events.append(actor.studio, "studio.amended", subject=actor.studio.pk, data={"fields": sorted(changes)})
    return Studio.objects.get(pk=actor.studio.pk)
