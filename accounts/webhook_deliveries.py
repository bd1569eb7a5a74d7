"""From the event log to the studios' webhook endpoints: relayed, claimed, sent, settled.

`relay` turns events above each endpoint's cursor into deliveries, rows and cursor in one transaction: a crash at any
point repeats or has done it, and no business transaction pays for it. The log has no gaps and its numbers appear in
order, so a cursor never passes an event that is yet to commit. A sender claims a delivery by moving its due time past
the longest call; one that dies leaves it to be claimed again, with the same message id: at least once, in no promised
order.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db import connection, connections
from django.db.models import F
from django.utils import timezone

from accounts import events, outbound, webhooks
from accounts.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from accounts.tenancy import across_studios, within

log = logging.getLogger(__name__)

SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""The pause before each try, after the one before it; at most a fifth longer, so that failures do not march in step."""
SPREAD = 0.2
RETRY_AFTER_MOST = timedelta(hours=1)
FAILING_MOST = timedelta(days=5)
KEPT = timedelta(days=30)
CLAIM = timedelta(seconds=60)
RELAY_AT_ONCE = 500
SNIPPET = 1024
SENDERS = 16
PER_ENDPOINT = 2
IN_A_ROW = 50
ASKS_FOR_PAUSE = (429, 503)

_State, _Disabled = WebhookDelivery.State, WebhookEndpoint.Disabled


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that may be tried now; `is_failing` is its endpoint's state."""

    pk: str
    studio_id: str
    endpoint_id: str
    is_failing: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """Everything a try needs, taken from the rows before anything is sent."""

    due: Due
    claim: int
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended."""

    milliseconds: int
    status: int | None = None
    problem: str = ""
    detail: str = ""
    snippet: str = ""
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def relay() -> int:
    """Make deliveries of every event that an enabled endpoint has not been given yet; how many events were passed."""
    with across_studios(), connection.cursor() as cursor:
        cursor.execute(
            "select e.id, e.studio_id from accounts_webhookendpoint e"
            " join accounts_eventcounter c on c.studio_id = e.studio_id where e.enabled and e.cursor < c.last"
        )
        behind = cursor.fetchall()
    passed = 0
    for endpoint_id, studio_id in behind:
        passed += _relay_to(endpoint_id, studio_id)
    return passed


def _relay_to(endpoint_id: str, studio_id: str) -> int:
    with within(studio_id):
        rows = WebhookEndpoint.unscoped.select_for_update(no_key=True, skip_locked=True, of=("self",))
        endpoint = rows.select_related("studio").filter(pk=endpoint_id, enabled=True).first()
        if endpoint is None:
            return 0
        found, _ = events.read(endpoint.studio, after=endpoint.cursor, limit=RELAY_AT_ONCE)
        if not found:
            return 0
        webhooks.make_deliveries(endpoint, [event for event in found if webhooks.hears(endpoint, event)])
        endpoint.cursor = found[-1].sequence
        endpoint.save(update_fields=["cursor"])
        return len(found)


def due(*, per_endpoint: int = PER_ENDPOINT, most: int = 1000) -> list[Due]:
    """What may be tried now, the longest waiting first, only a few for each endpoint."""
    with across_studios(), connection.cursor() as cursor:
        cursor.execute(
            "select d.id, d.studio_id, d.endpoint_id, e.failing_since is not null"
            " from accounts_webhookendpoint e cross join lateral ("
            "   select id, studio_id, endpoint_id, next_attempt_at from accounts_webhookdelivery"
            "   where endpoint_id = e.id and state = 'pending' and next_attempt_at <= %(now)s"
            "   order by next_attempt_at limit %(each)s) d"
            " where e.enabled and (e.paused_until is null or e.paused_until <= %(now)s)"
            " order by d.next_attempt_at limit %(most)s",
            {"now": timezone.now(), "each": per_endpoint, "most": most},
        )
        return [Due(*row) for row in cursor.fetchall()]


def claim(wish: Due) -> Claimed | None:
    """Take a due delivery for this sender alone; None when somebody else has it, or nobody wants it any more."""
    now = timezone.now()
    with within(wish.studio_id):
        # the row's own columns only: a condition on another table would not be judged anew after waiting for the row;
        # a disabled endpoint has nothing pending
        free = WebhookDelivery.unscoped.filter(pk=wish.pk, state=_State.PENDING, next_attempt_at__lte=now)
        if not free.update(next_attempt_at=now + CLAIM, claims=F("claims") + 1):
            return None
        delivery = WebhookDelivery.unscoped.select_related("endpoint", "event").get(pk=wish.pk)
        body = webhooks.message_body(delivery.event)
        headers = webhooks.message_headers(delivery.endpoint, message_id=delivery.event_id, body=body)
        return Claimed(wish, delivery.claims, delivery.endpoint.url, headers, body)


def attempt(claimed: Claimed) -> Outcome:
    """Send it, and say how that went; never raises for what the other side does."""
    began = time.monotonic()

    def took() -> int:
        return round((time.monotonic() - began) * 1000)

    try:
        answer = outbound.post(claimed.url, body=claimed.body, headers=claimed.headers)
    except outbound.Unanswered as nothing:
        return Outcome(took(), problem=nothing.code, detail=nothing.detail[:200])
    detail = "a redirect is not followed" if 300 <= answer.status < 400 else ""
    return Outcome(
        took(),
        status=answer.status,
        detail=detail,
        snippet=_text(answer.body),
        retry_after=_retry_after(answer.headers.get("retry-after", "")) if answer.status in ASKS_FOR_PAUSE else None,
    )


def settle(claimed: Claimed, outcome: Outcome) -> None:
    """Write the try down and move the delivery on, unless it was replayed, canceled or claimed anew meanwhile."""
    wish, now = claimed.due, timezone.now()
    with within(wish.studio_id):
        rows = WebhookEndpoint.unscoped.select_for_update(no_key=True, of=("self",)).select_related("studio")
        endpoint = rows.filter(pk=wish.endpoint_id).first()
        if endpoint is None:
            return  # taken away while we called
        delivery = WebhookDelivery.unscoped.select_for_update(no_key=True).get(pk=wish.pk)
        WebhookAttempt.unscoped.create(
            studio_id=wish.studio_id,
            delivery=delivery,
            number=claimed.claim,
            status=outcome.status,
            problem=outcome.problem,
            detail=outcome.detail,
            milliseconds=outcome.milliseconds,
            snippet=outcome.snippet,
        )
        if delivery.state == _State.PENDING and delivery.claims == claimed.claim:
            _move(delivery, outcome, now)
        _judge(endpoint, outcome, now)


def work_off(wish: Due) -> None:
    """One delivery from claim to settlement."""
    claimed = claim(wish)
    if claimed is not None:
        connections.close_all()  # a slow receiver holds no database connection
        settle(claimed, attempt(claimed))


def forget_old() -> None:
    """Let go of deliveries settled 30 days ago, with their tries; runs within each studio that has endpoints."""
    with across_studios(), connection.cursor() as cursor:
        cursor.execute("select distinct studio_id from accounts_webhookendpoint")
        studios = [studio_id for (studio_id,) in cursor.fetchall()]
    for studio_id in studios:
        with within(studio_id):
            WebhookDelivery.unscoped.filter(settled_at__lt=timezone.now() - KEPT).delete()


class Senders:
    """A bounded pool: two calls to one endpoint at once, and half the pool kept free of endpoints that are failing."""

    def __init__(self, size: int = SENDERS) -> None:
        self.size = size
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="webhook")
        self._busy: dict[str, Due] = {}
        self._lock = threading.Lock()
        self._running: set[Future[None]] = set()

    def fill(self) -> int:
        """Give every free sender a due delivery; how many were given. Waits for none of them."""
        given = 0
        for wish in due() if len(self._busy) < self.size else ():
            if self._take(wish):
                future = self._pool.submit(self._run, wish)
                self._running.add(future)
                future.add_done_callback(self._running.discard)
                given += 1
        return given

    def drain(self, seconds: float = 30.0) -> None:
        """Wait for the calls under way."""
        wait(list(self._running), timeout=seconds)

    def end(self) -> None:
        """Take nothing new; what is under way may finish, and is claimed again if it cannot."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _take(self, wish: Due) -> bool:
        with self._lock:
            to_endpoint = Counter(busy.endpoint_id for busy in self._busy.values())[wish.endpoint_id]
            failing = sum(busy.is_failing for busy in self._busy.values())
            if (
                len(self._busy) >= self.size
                or wish.pk in self._busy
                or to_endpoint >= (1 if wish.is_failing else PER_ENDPOINT)
                or (wish.is_failing and failing >= self.size // 2)
            ):
                return False
            self._busy[wish.pk] = wish
            return True

    def _run(self, wish: Due) -> None:
        """The delivery, and then what else waits for the same endpoint: a burst must not go at the sweep's pace."""
        try:
            for _ in range(IN_A_ROW):
                work_off(wish)
                another = self._next_to(wish)
                if another is None:
                    break
                wish = another
        except Exception:
            log.exception("a webhook delivery of %s broke off; it is due again in a minute", wish.endpoint_id)
        finally:
            connections.close_all()
            with self._lock:
                self._busy.pop(wish.pk, None)

    def _next_to(self, done: Due) -> Due | None:
        with self._lock:
            busy = list(self._busy)
        with within(done.studio_id):
            rows = WebhookDelivery.unscoped.filter(
                endpoint_id=done.endpoint_id,
                endpoint__failing_since__isnull=True,
                state=_State.PENDING,
                next_attempt_at__lte=timezone.now(),
            )
            found = rows.exclude(pk__in=busy).order_by("next_attempt_at").values_list("pk", flat=True).first()
        with self._lock:
            if found is None or found in self._busy:
                return None
            del self._busy[done.pk]
            self._busy[found] = another = Due(found, done.studio_id, done.endpoint_id, is_failing=False)
        return another


def _move(delivery: WebhookDelivery, outcome: Outcome, now: datetime) -> None:
    delivery.tries += 1
    if outcome.is_success or delivery.tries >= len(SCHEDULE):
        delivery.state = _State.DELIVERED if outcome.is_success else _State.FAILED
        delivery.next_attempt_at, delivery.settled_at = None, now
    else:
        pause = SCHEDULE[delivery.tries] * (1 + random.random() * SPREAD)  # noqa: S311 - no secret in a pause
        delivery.next_attempt_at = now + max(pause, outcome.retry_after or pause)
    delivery.save(update_fields=["state", "tries", "next_attempt_at", "settled_at"])


def _judge(endpoint: WebhookEndpoint, outcome: Outcome, now: datetime) -> None:
    """What the try says about its endpoint: well again, to be left alone for a while, failing for too long, or gone."""
    if not endpoint.enabled:
        return
    before = (endpoint.failing_since, endpoint.paused_until)
    if outcome.is_success:
        endpoint.failing_since = endpoint.paused_until = None
    else:
        endpoint.failing_since = endpoint.failing_since or now
        if outcome.retry_after:
            endpoint.paused_until = now + outcome.retry_after
    if outcome.status == 410:
        webhooks.disable(endpoint, _Disabled.GONE)
    elif endpoint.failing_since and now - endpoint.failing_since >= FAILING_MOST:
        webhooks.disable(endpoint, _Disabled.FAILING)
    elif (endpoint.failing_since, endpoint.paused_until) != before:
        endpoint.save(update_fields=["failing_since", "paused_until"])


def _retry_after(text: str) -> timedelta | None:
    """Seconds or a date, at most an hour from now; what cannot be read is as if it were not there."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        wish = timedelta(seconds=min(int(text[:10]), int(RETRY_AFTER_MOST.total_seconds())))
    else:
        try:
            wish = parsedate_to_datetime(text) - timezone.now()
        except (TypeError, ValueError):
            return None
    return min(wish, RETRY_AFTER_MOST) if wish > timedelta(0) else None


def _text(body: bytes) -> str:
    return body[: SNIPPET * 4].decode("utf-8", "replace").replace("\0", "\ufffd")[:SNIPPET]
