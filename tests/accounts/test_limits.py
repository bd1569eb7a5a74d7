"""How often somebody may ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from accounts import limits, redis
from accounts.limits import Policy, RateLimited
from accounts.models import Studio
from tests import factories
from tests.factories import Api


@pytest.fixture
def no_redis(settings: Any, tmp_path: Any) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"


def test_a_quota_is_a_burst_then_a_rate(redis_client: Any) -> None:
    policy = Policy("test", quota=5, window=1)
    left = [limits.take(policy, "a") for _ in range(5)]
    assert [allowance.remaining for allowance in left if allowance] == [4, 3, 2, 1, 0]
    with pytest.raises(RateLimited) as refusal:
        limits.take(policy, "a")
    assert refusal.value.retry_after == 1
    assert refusal.value.facts == {"violated-policies": ["test"]}
    assert limits.take(policy, "b") is not None
    time.sleep(0.21)
    assert limits.take(policy, "a") is not None
    with pytest.raises(RateLimited):
        limits.take(policy, "a")


def test_a_refused_request_costs_nothing_and_waiting_brings_the_quota_back(redis_client: Any) -> None:
    policy = Policy("test", quota=2, window=1)
    for _ in range(2):
        limits.take(policy, "a")
    for _ in range(20):
        with pytest.raises(RateLimited):
            limits.take(policy, "a")
    time.sleep(1.02)
    assert [limits.take(policy, "a").remaining for _ in range(2)] == [1, 0]


def test_many_at_once_get_exactly_the_quota(redis_client: Any) -> None:
    policy = Policy("test", quota=20, window=60)
    outcomes = factories.at_once([lambda: limits.take(policy, "a") for _ in range(30)])
    assert sum(isinstance(outcome, RateLimited) for outcome in outcomes) == 10


def test_nothing_is_kept_longer_than_it_matters(redis_client: Any) -> None:
    limits.take(Policy("test", quota=60, window=60), "a")
    assert 0 < redis_client.pttl("shotwright:limit:test:a") <= 1000


def test_every_answer_says_what_is_left(
    studio: Studio, api: Callable[..., Api], nobody: Api, redis_client: Any
) -> None:
    client = api(studio)
    read = client.get("/v1/studio")
    assert read["RateLimit-Policy"] == '"create";q=600;w=60, "read";q=6000;w=60'
    assert read["RateLimit"] == '"read";r=5999;t=1'
    wrong = client.post("/v1/invitations", {})
    assert (wrong.status_code, wrong["RateLimit"]) == (422, '"create";r=599;t=1')
    unknown = nobody.get("/v1/studio")
    assert (unknown.status_code, "RateLimit" in unknown) == (401, False)
    assert {answer["API-Version"] for answer in (read, wrong, unknown)} == {"2026-11-01"}


def test_too_many_requests_are_told_when_to_come_back(
    studio: Studio, api: Callable[..., Api], redis_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "READ", Policy("read", quota=2, window=60))
    client = api(studio)
    answers = [client.get("/v1/studio") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[2]
    assert 29 <= int(refused["Retry-After"]) <= 30
    assert refused["RateLimit"] == '"read";r=0;t=60'
    problem = refused.json()
    assert problem["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert (problem["code"], problem["violated-policies"], problem["retryable"]) == ("rate_limited", ["read"], True)
    assert client.post("/v1/invitations", {}).status_code == 422
    assert api(studio).get("/v1/studio").status_code == 200


def test_without_redis_requests_pass_and_it_is_written_down(
    studio: Studio, api: Callable[..., Api], no_redis: None, caplog: pytest.LogCaptureFixture
) -> None:
    response = api(studio).get("/v1/studio")
    assert (response.status_code, "RateLimit" in response) == (200, False)
    assert "not limited, Redis does not answer" in caplog.text


def test_a_version_we_do_not_speak_is_refused(studio: Studio, api: Callable[..., Api]) -> None:
    client = api(studio)
    assert client.get("/v1/studio", headers={"API-Version": "2026-11-01"}).status_code == 200
    assert client.get("/v1/studio", headers={"API-Version": "2019-01-01"}).json()["code"] == "api_version_unknown"


def test_there_is_one_client_per_address(redis_client: Any) -> None:
    assert redis.client() is redis.client()
