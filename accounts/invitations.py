"""Offering somebody a place in the studio, and taking it up."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import audit, errors, events, limits, tenancy
from accounts.actor import Actor, must_hold
from accounts.models import Invitation, Membership, Studio, User
from accounts.roles import SCOPES_OF_ROLE

GOOD_FOR = timedelta(days=7)


def invite(actor: Actor, *, email: str, role: str) -> tuple[Invitation, str]:
    """An invitation and its token, which is shown this once; an earlier open one to the same address ends."""
    must_hold(actor, SCOPES_OF_ROLE[role])
    address = User.objects.normalize_email(email).lower()
    standing = Membership.objects.for_studio(actor.studio).filter(ended_at__isnull=True)
    if standing.filter(user__email=address).exists():
        raise errors.Conflict(f"{address} is a member already.", zh=f"{address} 已是成员。", code="already_member")
    now = timezone.now()
    earlier = Invitation.objects.for_studio(actor.studio).filter(email=address, accepted_at__isnull=True)
    earlier.filter(revoked_at__isnull=True).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.unscoped.create(
        studio=actor.studio,
        email=address,
        role=role,
        digest=_digest(token),
        invited_by=actor.id,
        expires_at=now + GOOD_FOR,
    )
    audit.record(actor, "member.invited", subject=invitation.pk, email=address, role=role)
    events.append(actor.studio, "member.invited", subject=invitation.pk, data={"role": role})
    return invitation, token


def revoke(actor: Actor, *, invitation: Invitation) -> Invitation:
    """Withdraw an invitation that nobody has taken up; withdrawing twice is the same as once."""
    held = Invitation.objects.for_studio(actor.studio).select_for_update().get(pk=invitation.pk)
    if held.accepted_at is not None:
        raise errors.Conflict("It was accepted already.", cure="Remove the member instead.", code="invitation_used")
    if held.revoked_at is None:
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])
        audit.record(actor, "invitation.revoked", subject=held.pk, email=held.email)
        events.append(actor.studio, "invitation.revoked", subject=held.pk, data={})
    return held


def accept(*, token: str, email: str, password: str, name: str = "") -> Membership:
    """Take up an invitation: a known address proves itself with its password, a new one becomes a user.

    Nobody is authenticated yet: the token alone makes the one invitation readable, and then its studio.
    """
    invitation = _find(token)
    limits.take(limits.ACCEPT, invitation.pk)  # else a token would be a licence to guess a known user's password
    studio = Studio.objects.get(pk=invitation.studio_id)
    held = Invitation.objects.for_studio(studio).select_for_update().get(pk=invitation.pk)
    _must_be_open(held)
    address = User.objects.normalize_email(email).lower()
    if address != held.email:
        raise errors.Forbidden(
            "This invitation is for another address.", zh="该邀请不是发给此邮箱的。", code="invitation_for_another"
        )
    user = _prove(address, password, name)
    if Membership.objects.for_studio(studio).filter(user=user, ended_at__isnull=True).exists():
        raise errors.Conflict(f"{address} is a member already.", zh=f"{address} 已是成员。", code="already_member")
    membership = Membership.unscoped.create(studio=studio, user=user, role=held.role)
    held.accepted_at = timezone.now()
    held.save(update_fields=["accepted_at"])
    actor = Actor(studio, SCOPES_OF_ROLE[held.role], kind="user", id=user.pk, member=membership)
    audit.record(actor, "member.joined", subject=membership.pk, invitation=held.pk, role=held.role)
    events.append(studio, "member.joined", subject=membership.pk, data={"role": held.role})
    return membership


def _find(token: str) -> Invitation:
    tenancy.leave()
    tenancy.set_local("app.presented_invitation", _digest(token))
    invitation = Invitation.unscoped.filter(digest=_digest(token)).first()
    tenancy.set_local("app.presented_invitation", "")
    if invitation is None:
        raise errors.NotFound("We know no such invitation.", zh="邀请不存在。", code="invitation_unknown")
    tenancy.set_local("app.studio", invitation.studio_id)
    return invitation


def _must_be_open(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise errors.Gone("This invitation was used.", zh="该邀请已被使用。", code="invitation_used")
    if invitation.revoked_at is not None:
        raise errors.Gone("This invitation was withdrawn.", zh="该邀请已被撤回。", code="invitation_revoked")
    if invitation.expires_at <= timezone.now():
        raise errors.Gone("This invitation has expired.", zh="该邀请已过期。", code="invitation_expired")


def _prove(email: str, password: str, name: str) -> User:
    """The known user whose password this is, or a new user.

    A token shows that a studio wants the address, not that whoever presents it owns the mailbox: so it never sets the
    password of a user who exists, or one studio could take over another's owner.
    """
    user = User.objects.filter(email=email).first()
    if user is not None:
        if not user.has_usable_password():
            raise errors.Conflict(
                "This user has no password yet.",
                zh="该用户尚未设置密码。",
                cure="Ask the operator to run `manage.py accounts set-password`.",
                code="password_not_set",
            )
        if not user.is_active or not user.check_password(password):
            raise errors.Unauthenticated("Wrong password.", zh="密码错误。", code="password_wrong")
        return user
    check_password_strength(password, User(email=email, name=name))
    return User.objects.create_user(email, password, name=name)


def check_password_strength(password: str, user: User) -> None:
    """Refuse a password that is too short or too common."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise errors.Invalid(" ".join(weak.messages), pointer="/password", code="password_weak") from weak


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
