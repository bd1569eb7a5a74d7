"""A studio's webhook endpoints: what they want to hear, their signing secrets, and asking for a delivery again.

Messages are Standard Webhooks 1.0.0, https://github.com/standard-webhooks/standard-webhooks. The message id is the
event's id, so every try and every replay carries the same. A secret is 32 bytes derived from the house's own key and a
salt: it can be made again to sign, but it is kept nowhere and shown once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from accounts import audit, errors, events, outbound
from accounts.actor import Actor, must_hold, system_actor
from accounts.models import Event, Studio, WebhookDelivery, WebhookEndpoint, WebhookSecret

ENDPOINTS_MOST = 20
LIVE_SECRETS_MOST = 4
OVERLAP = timedelta(hours=24)
OVERLAP_MOST = timedelta(days=30)
REPLAY_MOST = 2_000
TESTED = "webhook_endpoint.tested"
NEEDED = ("events:read",)
"""Nobody sends elsewhere what they may not read themselves."""

_State, _Disabled = WebhookDelivery.State, WebhookEndpoint.Disabled


def open_endpoint(
    actor: Actor, *, url: str, types: Sequence[str] = events.EVERYTHING, description: str = "", enabled: bool = True
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, shown this once. It hears what happens from now on."""
    must_hold(actor, NEEDED)
    outbound.read(url)
    wanted = events.check_types(types)
    if WebhookEndpoint.objects.for_studio(actor.studio).count() >= ENDPOINTS_MOST:
        raise errors.Conflict(
            f"A studio has {ENDPOINTS_MOST} webhook endpoints at most.",
            zh=f"每个工作室最多 {ENDPOINTS_MOST} 个回调地址。",
            cure="Delete one.",
            code="webhook_endpoints_full",
        )
    endpoint = WebhookEndpoint(studio=actor.studio, url=url, types=list(wanted), description=description)
    if not enabled:
        endpoint.enabled, endpoint.disabled_reason, endpoint.disabled_at = False, _Disabled.BY_HAND, timezone.now()
    endpoint.save(force_insert=True)
    secret = _make_secret(endpoint)
    audit.record(actor, "webhook_endpoint.created", subject=endpoint.pk, types=endpoint.types)
    told = events.append(
        actor.studio, "webhook_endpoint.created", subject=endpoint.pk, data={"types": list(wanted), "enabled": enabled}
    )
    endpoint.cursor = told.sequence
    endpoint.save(update_fields=["cursor"])
    return endpoint, secret_text(secret)


def amend(
    actor: Actor,
    *,
    endpoint: WebhookEndpoint,
    version: int,
    url: str | None = None,
    types: Sequence[str] | None = None,
    description: str | None = None,
    enabled: bool | None = None,
) -> WebhookEndpoint:
    """Change an endpoint. Enabled again it hears what happens from now on; what it missed can be replayed."""
    must_hold(actor, NEEDED)
    endpoint = _locked(actor.studio, endpoint)
    if endpoint.version != version:
        raise errors.Stale(
            "The endpoint was changed since you read it.", zh="该回调地址已被修改。", cure="Read it again."
        )
    if url is not None:
        outbound.read(url)
        endpoint.url = url
    if types is not None:
        endpoint.types = list(events.check_types(types))
    if description is not None:
        endpoint.description = description
    if enabled and not endpoint.enabled:
        endpoint.enabled, endpoint.disabled_reason, endpoint.disabled_at = True, _Disabled.NO, None
        endpoint.failing_since = endpoint.paused_until = None
        endpoint.cursor = events.newest(actor.studio)
    elif enabled is False and endpoint.enabled:
        _stop(endpoint, _Disabled.BY_HAND)
    endpoint.version += 1
    endpoint.save()
    facts = {"types": endpoint.types, "enabled": endpoint.enabled, "moved": url is not None}
    audit.record(actor, "webhook_endpoint.changed", subject=endpoint.pk, **facts)
    events.append(actor.studio, "webhook_endpoint.changed", subject=endpoint.pk, data=facts)
    return endpoint


def remove(actor: Actor, *, endpoint: WebhookEndpoint) -> None:
    """Take an endpoint away, with its secrets and its delivery log; the audit keeps that it was."""
    endpoint = _locked(actor.studio, endpoint)
    pk = endpoint.pk
    endpoint.delete()
    audit.record(actor, "webhook_endpoint.deleted", subject=pk)
    events.append(actor.studio, "webhook_endpoint.deleted", subject=pk, data={})


def rotate(
    actor: Actor, *, endpoint: WebhookEndpoint, overlap: timedelta = OVERLAP
) -> tuple[WebhookEndpoint, str, datetime]:
    """A fresh secret, shown this once; until `overlap` has passed every message is signed with the old one as well."""
    must_hold(actor, NEEDED)
    if not timedelta(0) <= overlap <= OVERLAP_MOST:
        raise errors.Invalid("The overlap may be 0 to 30 days.", pointer="/overlap_seconds", code="out_of_range")
    endpoint, now = _locked(actor.studio, endpoint), timezone.now()
    ends_at, live = now + overlap, _live(endpoint, now)
    if overlap and len(live) >= LIVE_SECRETS_MOST:
        raise errors.Conflict(
            f"{LIVE_SECRETS_MOST} secrets of this endpoint are still good.",
            zh="该回调地址仍有多个有效密钥。",
            cure="Wait until the oldest has ended, or rotate with overlap_seconds 0 to end them now.",
            code="webhook_secrets_full",
        )
    old = WebhookSecret.objects.for_studio(actor.studio).filter(pk__in=[secret.pk for secret in live])
    old.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=ends_at)).update(ends_at=ends_at)
    fresh = _make_secret(endpoint)
    audit.record(actor, "webhook_secret.rotated", subject=endpoint.pk, secret=fresh.pk, ends_at=ends_at.isoformat())
    facts = {"secret": fresh.pk, "ends_at": ends_at.isoformat()}
    events.append(actor.studio, "webhook_secret.rotated", subject=endpoint.pk, data=facts)
    return endpoint, secret_text(fresh), ends_at


def send_test(actor: Actor, *, endpoint: WebhookEndpoint) -> WebhookDelivery:
    """An event of its own that goes to this endpoint alone, whatever types it wants."""
    must_hold(actor, NEEDED)
    endpoint = _enabled(_locked(actor.studio, endpoint))
    audit.record(actor, TESTED, subject=endpoint.pk)
    event = events.append(actor.studio, TESTED, subject=endpoint.pk, data={})
    return WebhookDelivery.unscoped.create(
        studio=actor.studio, endpoint=endpoint, event=event, next_attempt_at=timezone.now()
    )


def replay(actor: Actor, *, delivery: WebhookDelivery) -> WebhookDelivery:
    """Deliver once more, now, with the whole schedule before it; the message keeps its id."""
    must_hold(actor, NEEDED)
    _enabled(_locked(actor.studio, delivery.endpoint))
    audit.record(actor, "webhook_delivery.replayed", subject=delivery.pk)
    _again(actor.studio, [delivery.pk])
    return WebhookDelivery.objects.for_studio(actor.studio).select_related("event").get(pk=delivery.pk)


def replay_since(
    actor: Actor, *, endpoint: WebhookEndpoint, after: int, until: int | None = None, everything: bool = False
) -> tuple[int, int, bool]:
    """Deliver what the endpoint wants of the events above `after` (and up to `until`): how many, how far, more to do.

    What was delivered already is left out unless `everything`. At most 2,000 events are looked at in one go.
    """
    must_hold(actor, NEEDED)
    endpoint = _enabled(_locked(actor.studio, endpoint))
    last = min(endpoint.cursor, until if until is not None else endpoint.cursor)
    found, _ = events.read(actor.studio, after=after, limit=REPLAY_MOST)
    found = [event for event in found if event.sequence <= last]
    if not found:
        return 0, min(after, last), False
    wanted = [event for event in found if hears(endpoint, event)]
    make_deliveries(endpoint, wanted)
    rows = WebhookDelivery.objects.for_studio(actor.studio).filter(endpoint=endpoint, event__in=wanted)
    if not everything:
        rows = rows.exclude(state=_State.DELIVERED)
    chosen = list(rows.values_list("pk", flat=True))
    _again(actor.studio, chosen)
    reached = found[-1].sequence
    audit.record(actor, "webhook_endpoint.replayed", subject=endpoint.pk, after=after, until=reached, count=len(chosen))
    return len(chosen), reached, reached < last


def hears(endpoint: WebhookEndpoint, event: Event) -> bool:
    """Whether an endpoint wants an event; a test concerns the endpoint it tests and no other."""
    if event.type == TESTED:
        return False  # its delivery was made with it
    return events.is_wanted(endpoint.types, event.type)


def make_deliveries(endpoint: WebhookEndpoint, wanted: Iterable[Event]) -> None:
    """A row for each event, due now; an event that has one keeps it."""
    now = timezone.now()
    rows = [
        WebhookDelivery(studio_id=endpoint.studio_id, endpoint=endpoint, event=event, next_attempt_at=now)
        for event in wanted
    ]
    WebhookDelivery.unscoped.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def disable(endpoint: WebhookEndpoint, reason: str) -> None:
    """The house stops telling a locked endpoint that is gone (410) or has only failed for days, and says so."""
    _stop(endpoint, reason)
    endpoint.version += 1
    endpoint.save()
    house = system_actor(endpoint.studio)
    audit.record(house, "webhook_endpoint.disabled", subject=endpoint.pk, reason=reason)
    events.append(endpoint.studio, "webhook_endpoint.disabled", subject=endpoint.pk, data={"reason": reason})


def message_body(event: Event) -> bytes:
    """The event as the API shows it, with the `timestamp` that the standard's readers look for."""
    shown = events.event_json(event)
    return json.dumps({**shown, "timestamp": shown["created_at"]}, ensure_ascii=False, separators=(",", ":")).encode()


def message_headers(endpoint: WebhookEndpoint, *, message_id: str, body: bytes) -> dict[str, str]:
    """The standard's three headers for a try made now: one signature for each secret that is good."""
    now = timezone.now()
    signed = f"{message_id}.{int(now.timestamp())}.".encode() + body
    signatures = [hmac.digest(_key(secret), signed, hashlib.sha256) for secret in _live(endpoint, now)]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Shotwright-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(signature).decode()}" for signature in signatures),
    }


def secret_text(secret: WebhookSecret) -> str:
    """The secret as its owner keeps it: `whsec_` and base 64."""
    return "whsec_" + base64.b64encode(_key(secret)).decode()


def _make_secret(endpoint: WebhookEndpoint) -> WebhookSecret:
    return WebhookSecret.unscoped.create(studio_id=endpoint.studio_id, endpoint=endpoint, salt=secrets.token_hex(32))


def _key(secret: WebhookSecret) -> bytes:
    return hmac.digest(settings.WEBHOOK_KEY.encode(), f"webhook-secret:{secret.salt}".encode(), hashlib.sha256)


def _live(endpoint: WebhookEndpoint, now: datetime) -> list[WebhookSecret]:
    """The secrets that are good, newest first."""
    good = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    return list(WebhookSecret.unscoped.filter(good, endpoint=endpoint).order_by("-created_at", "-pk"))


def _locked(studio: Studio, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    found = WebhookEndpoint.objects.for_studio(studio).select_for_update(no_key=True).filter(pk=endpoint.pk).first()
    if found is None:
        raise errors.NotFound(f"No {endpoint.pk} in this studio.", zh=f"本工作室没有 {endpoint.pk}。")
    return found


def _enabled(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    if not endpoint.enabled:
        raise errors.Conflict(
            "The endpoint is disabled.",
            zh="该回调地址已停用。",
            cure="Enable it first.",
            code="webhook_endpoint_disabled",
        )
    return endpoint


def _stop(endpoint: WebhookEndpoint, reason: str) -> None:
    now = timezone.now()
    endpoint.enabled, endpoint.disabled_reason, endpoint.disabled_at = False, reason, now
    WebhookDelivery.unscoped.filter(endpoint=endpoint, state=_State.PENDING).update(
        state=_State.CANCELED, next_attempt_at=None, settled_at=now
    )


def _again(studio: Studio, chosen: Iterable[str]) -> None:
    # one more claim, so that a try under way cannot settle what was asked for after it began
    WebhookDelivery.objects.for_studio(studio).filter(pk__in=list(chosen)).update(
        state=_State.PENDING, tries=0, claims=F("claims") + 1, next_attempt_at=timezone.now(), settled_at=None
    )
