"""API keys: issued once in clear, kept as a digest, checked for typing errors before anybody looks them up.

`sw_live_<26 characters: the key's id>_<27 characters of secret, 160 bits><6 characters: CRC-32 of all before, base 62>`
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts import audit, errors, events, tenancy
from accounts.actor import Actor, must_hold
from accounts.models import ApiKey, Studio

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SECRET_LENGTH = 27  # 62 ** 27 > 2 ** 160
_CHECKSUM_LENGTH = 6
_SHAPE = re.compile(r"sw_(?:live|test)_([0-9A-HJKMNP-TV-Z]{26})_[0-9A-Za-z]{33}\Z", re.ASCII)
OVERLAP = timedelta(hours=24)
OVERLAP_MOST = timedelta(days=30)
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """A well-formed key text, taken apart; nothing says yet that we issued it."""

    key_id: str
    digest: str


def read(text: str) -> PresentedKey:
    """Take a key apart by its shape and checksum alone; a mistyped key never touches the database."""
    shape = _SHAPE.match(text)
    if shape is None or not hmac.compare_digest(_checksum(text[:-_CHECKSUM_LENGTH]), text[-_CHECKSUM_LENGTH:]):
        raise errors.Unauthenticated(
            "That is not an API key of ours: its shape or checksum is wrong.",
            zh="API 密钥格式或校验码不正确。",
            cure="Copy the whole key again, from sw_ to its last character.",
            code="key_malformed",
        )
    return PresentedKey(key_id=f"key_{shape[1]}", digest=_digest(text))


def recognise(text: str) -> ApiKey:
    """The key behind the text, if it may be used now; the transaction then sees only that key's studio.

    The row must be found before its studio is known: the one row whose id is presented is readable, no other.
    """
    presented = read(text)
    tenancy.set_local("app.presented_key", presented.key_id)
    key = ApiKey.unscoped.filter(pk=presented.key_id).first()
    tenancy.set_local("app.presented_key", "")
    if key is None or not hmac.compare_digest(key.digest, presented.digest):
        raise errors.Unauthenticated("We never issued this API key.", zh="未知的 API 密钥。", code="key_unknown")
    refuse_unusable(key)
    tenancy.set_local("app.studio", key.studio_id)
    return key


def refuse_unusable(key: ApiKey) -> None:
    """Refuse a key that is revoked or past its expiry."""
    if key.revoked_at is not None:
        raise errors.Unauthenticated("This API key was revoked.", zh="该 API 密钥已被吊销。", code="key_revoked")
    if key.expires_at is not None and key.expires_at <= timezone.now():
        raise errors.Unauthenticated("This API key has expired.", zh="该 API 密钥已过期。", code="key_expired")


def note_use(key: ApiKey) -> None:
    """Remember that the key was used, to the minute; never waits for another request that does the same."""
    now = timezone.now()
    if key.last_used_at is not None and key.last_used_at > now - USE_NOTED_EVERY:
        return
    free = ApiKey.unscoped.filter(pk=key.pk).select_for_update(skip_locked=True, no_key=True)
    ApiKey.unscoped.filter(pk__in=list(free.values_list("pk", flat=True))).update(last_used_at=now)


def issue(actor: Actor, *, name: str, scopes: Iterable[str], expires_at: datetime | None = None) -> tuple[ApiKey, str]:
    """A new key and its text, which is shown this once. Nobody issues a key that may do more than they may."""
    wanted = frozenset(scopes)
    must_hold(actor, wanted)
    if expires_at is not None and expires_at <= timezone.now():
        raise errors.Invalid("A key cannot expire in the past.", pointer="/expires_at", code="expiry_past")
    key, text = _make(actor, name=name, scopes=wanted, expires_at=expires_at)
    audit.record(actor, "key.issued", subject=key.pk, name=name, scopes=key.scopes)
    events.append(actor.studio, "key.issued", subject=key.pk, data={"name": name, "scopes": key.scopes})
    return key, text


def rotate(actor: Actor, *, key: ApiKey, overlap: timedelta = OVERLAP) -> tuple[ApiKey, str]:
    """A successor with the same name, scopes and lifetime; both keys are good until `overlap` has passed."""
    if not timedelta(0) <= overlap <= OVERLAP_MOST:
        raise errors.Invalid("The overlap may be 0 to 30 days.", pointer="/overlap_seconds", code="out_of_range")
    key = _locked(actor.studio, key)
    must_hold(actor, key.scopes)  # else a narrow key could rotate itself into a wide one
    now = timezone.now()
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
        raise errors.Conflict("A key that no longer works cannot be rotated.", code="key_not_usable")
    if ApiKey.objects.for_studio(actor.studio).filter(replaces=key).exists():
        raise errors.Conflict("This key was rotated already.", cure="Rotate its successor.", code="key_rotated_already")
    lifetime = key.expires_at - key.created_at if key.expires_at else None
    successor, text = _make(
        actor, name=key.name, scopes=key.scopes, expires_at=now + lifetime if lifetime else None, replaces=key
    )
    ends = min(filter(None, [key.expires_at, now + overlap]))
    ApiKey.objects.for_studio(actor.studio).filter(pk=key.pk).update(expires_at=ends)
    audit.record(actor, "key.rotated", subject=key.pk, successor=successor.pk, ends_at=ends.isoformat())
    events.append(
        actor.studio, "key.rotated", subject=key.pk, data={"successor": successor.pk, "ends_at": ends.isoformat()}
    )
    return successor, text


def revoke(actor: Actor, *, key: ApiKey) -> ApiKey:
    """End a key now and for good; revoking twice is the same as once."""
    key = _locked(actor.studio, key)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        audit.record(actor, "key.revoked", subject=key.pk, name=key.name)
        events.append(actor.studio, "key.revoked", subject=key.pk, data={"name": key.name})
    return key


def _make(
    actor: Actor, *, name: str, scopes: Iterable[str], expires_at: datetime | None, replaces: ApiKey | None = None
) -> tuple[ApiKey, str]:
    key = ApiKey(
        studio=actor.studio,
        name=name,
        mode=actor.studio.mode,
        scopes=sorted(scopes),
        issued_by=actor.id,
        expires_at=expires_at,
        replaces=replaces,
    )
    secret = "".join(secrets.choice(_BASE62) for _ in range(_SECRET_LENGTH))
    text = f"sw_{key.mode}_{key.pk.removeprefix('key_')}_{secret}"
    text += _checksum(text)
    key.digest, key.last_four = _digest(text), text[-4:]
    key.save(force_insert=True)
    return key, text


def _locked(studio: Studio, key: ApiKey) -> ApiKey:
    return ApiKey.objects.for_studio(studio).select_for_update(no_key=True).get(pk=key.pk)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _checksum(text: str) -> str:
    number, letters = zlib.crc32(text.encode()), []
    for _ in range(_CHECKSUM_LENGTH):
        number, digit = divmod(number, 62)
        letters.append(_BASE62[digit])
    return "".join(reversed(letters))
