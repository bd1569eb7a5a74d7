"""Stale takes with what they cost to make again; the list is an order that can be placed as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.models import Studio
from accounts.tenancy import within
from projects import continuity
from projects.models import CastMember, Episode, Scene, Shot
from render import ordering
from tests.projects import making


@pytest.fixture
def made(studio: Studio, actor: Actor, settings: Any, tmp_path: Path) -> Episode:
    settings.MEDIA_STORE = str(tmp_path)
    episode = making.make_episode(actor)
    making.make_takes(episode)
    return episode


def test_another_outfit_lists_what_shows_it_with_the_price_an_order_would_have(
    studio: Studio, rival: Studio, actor: Actor, made: Episode, api: Any
) -> None:
    client = api(studio)
    fresh = client.get(f"/v1/series/{made.series_id}/stale-takes").json()
    assert fresh == {"data": [], "cost": {"minor": 0, "currency": studio.currency}}
    scene = Scene.objects.for_studio(studio).select_related("episode").get(episode=made, label="1")
    lena = CastMember.objects.for_studio(studio).get(name="林晚")
    continuity.change(actor, scene=scene, attribute="injury", value="bandage_forehead", member=lena)
    listed = client.get(f"/v1/series/{made.series_id}/stale-takes").json()
    seen = Shot.objects.for_studio(studio).filter(scene__episode=made, presences__member=lena, notes__flashback=False)
    assert {row["subject"] for row in listed["data"]} >= set(seen.filter(scene=scene).values_list("pk", flat=True))
    assert {reason["part"] for row in listed["data"] for reason in row["reasons"]} == {"looks"}
    items = [row["item"] for row in listed["data"]]
    quoted = ordering.quote(actor, items=items)
    assert listed["cost"] == {"minor": quoted.total_minor, "currency": quoted.currency}
    assert listed["cost"]["minor"] == sum(row["cost"]["minor"] for row in listed["data"]) > 0
    assert client.get(f"/v1/episodes/{made.pk}/stale-takes").json() == listed
    assert api(rival).get(f"/v1/series/{made.series_id}/stale-takes").status_code == 404
    with within(rival):
        assert not Shot.unscoped.exists()
