"""Who is in the studio and as what."""

from __future__ import annotations

from django.utils import timezone

from accounts import audit, errors, events
from accounts.actor import Actor, must_hold
from accounts.models import Membership
from accounts.roles import OWNER, SCOPES_OF_ROLE


class LastOwner(errors.Conflict):
    """A studio always keeps an owner."""

    code, title = "last_owner", "The last owner"


def change_role(actor: Actor, *, member: Membership, role: str, version: int) -> Membership:
    """Give a member another role. Nobody gives, or takes away, a role that may do more than they may themselves."""
    member = _locked(actor, member)
    _must_be_current(member, version)
    must_hold(actor, SCOPES_OF_ROLE[member.role] | SCOPES_OF_ROLE[role])
    if role != OWNER:
        _must_not_be_last_owner(actor, member)
    before, member.role, member.version = member.role, role, member.version + 1
    member.save(update_fields=["role", "version"])
    audit.record(actor, "member.role_changed", subject=member.pk, before=before, after=role)
    events.append(actor.studio, "member.role_changed", subject=member.pk, data={"role": role})
    return member


def remove(actor: Actor, *, member: Membership) -> Membership:
    """End a membership. The person keeps their account, and their past entries keep their name."""
    member = _locked(actor, member)
    must_hold(actor, SCOPES_OF_ROLE[member.role])
    _must_not_be_last_owner(actor, member)
    member.ended_at = timezone.now()
    member.save(update_fields=["ended_at"])
    audit.record(actor, "member.removed", subject=member.pk, role=member.role)
    events.append(actor.studio, "member.removed", subject=member.pk, data={"role": member.role})
    return member


def _locked(actor: Actor, member: Membership) -> Membership:
    """The membership with its own row and every owner's held, so that two owners cannot leave past each other."""
    standing = Membership.objects.for_studio(actor.studio).filter(ended_at__isnull=True)
    list(standing.filter(role=OWNER).order_by("pk").select_for_update())
    held = standing.select_for_update(of=("self",)).select_related("user").filter(pk=member.pk).first()
    if held is None:
        raise errors.NotFound(f"No member {member.pk} in this studio.", zh=f"本工作室没有成员 {member.pk}。")
    return held


def _must_be_current(member: Membership, version: int) -> None:
    if member.version != version:
        raise errors.Stale("The member was changed since you read it.", zh="该成员已被他人修改。")


def _must_not_be_last_owner(actor: Actor, member: Membership) -> None:
    owners = Membership.objects.for_studio(actor.studio).filter(ended_at__isnull=True, role=OWNER)
    if member.role == OWNER and not owners.exclude(pk=member.pk).exists():
        raise LastOwner(
            "The studio's last owner can be neither removed nor demoted.",
            zh="工作室的最后一位所有者不能被移除或降级。",
            cure="Make somebody else an owner first.",
        )
