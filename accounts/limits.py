"""How often somebody may ask: a token bucket in the form of GCRA, decided atomically in Redis.

https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm: one number per caller, the theoretical arrival time. When
Redis does not answer, requests pass: a limit protects the house, it must not close it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from accounts import errors, redis

log = logging.getLogger(__name__)

# Microseconds throughout, as integers: a Lua number keeps 53 bits, which lasts until the year 2255.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local window, interval = tonumber(ARGV[1]), tonumber(ARGV[2])
local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local allowed = arrival + interval - now <= window
if allowed then
  arrival = arrival + interval
  redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil((arrival - now) / 1000))
end
local ahead = arrival - now
local wait = allowed and 0 or ahead + interval - window
return {allowed and 1 or 0, math.floor((window - ahead) / interval), math.ceil(ahead), math.ceil(wait)}
"""


@dataclass(frozen=True, slots=True)
class Policy:
    """`quota` requests in `window` seconds, as a burst or spread out."""

    name: str
    quota: int
    window: int

    def __str__(self) -> str:
        return f'"{self.name}";q={self.quota};w={self.window}'


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left after this request: how many more now, and seconds until the whole quota is back."""

    policy: Policy
    remaining: int
    reset: int

    def __str__(self) -> str:
        return f'"{self.policy.name}";r={self.remaining};t={self.reset}'


class RateLimited(errors.TooMany):
    """The quota is spent for the moment."""

    def __init__(self, allowance: Allowance, *, retry_after: int) -> None:
        policy = allowance.policy
        super().__init__(
            f"More than {policy.quota} requests in {policy.window} s.",
            zh=f"{policy.window} 秒内请求超过 {policy.quota} 次。",
            retry_after=retry_after,
            cure=f"Wait {retry_after} s and slow down.",
            **{"violated-policies": [policy.name]},
        )
        self.allowance = allowance


CREATE = Policy("create", quota=600, window=60)
READ = Policy("read", quota=6000, window=60)
ACCEPT = Policy("accept", quota=10, window=60)


def take(policy: Policy, who: str) -> Allowance | None:
    """Count one request of `who`; raises `RateLimited` when the quota is spent. None when Redis does not answer."""
    interval = policy.window * 1_000_000 // policy.quota
    try:
        allowed, remaining, reset, wait = redis.client().eval(
            _TAKE, 1, f"shotwright:limit:{policy.name}:{who}", policy.window * 1_000_000, interval
        )
    except redis.DOWN:
        log.warning("not limited, Redis does not answer: %s %s", policy.name, who)
        return None
    allowance = Allowance(policy, remaining=remaining, reset=-(-reset // 1_000_000))
    if not allowed:
        raise RateLimited(allowance, retry_after=max(1, -(-wait // 1_000_000)))
    return allowance
