"""Lists: as many queries for three rows as for one, and never a row of the rival's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.models import Studio
from projects import assembly, delivery, takes
from projects.models import Episode, Proposal
from tests.projects import making

Grow = Callable[[Actor, Episode], None]


def more_series(actor: Actor, episode: Episode) -> None:
    making.make_series(actor)


def more_scripts(actor: Actor, episode: Episode) -> None:
    count = episode.series.scripts.count()
    making.make_script(actor, making.SCRIPT + f"△第{count}次停顿。\n", series=episode.series)


def more_episodes(actor: Actor, episode: Episode) -> None:
    Episode.unscoped.create(studio=actor.studio, series=episode.series, number=episode.series.episodes.count() + 1)


def more_takes(actor: Actor, episode: Episode) -> None:
    making.make_picture(making.shots_of(episode)[0])


def more_line_takes(actor: Actor, episode: Episode) -> None:
    making.make_voice(making.lines_of(episode)[0])


def more_cuts(actor: Actor, episode: Episode) -> None:
    if not episode.cuts.exists():
        making.make_takes(episode)
    takes.circle(actor, take=making.make_picture(making.shots_of(episode)[0]))
    assembly.lock(actor, cut=assembly.assemble(actor, episode=episode))


def more_deliverables(actor: Actor, episode: Episode) -> None:
    more_cuts(actor, episode)
    cut = episode.cuts.select_related("episode__series").order_by("-number").first()
    media = making.make_deliverable_media(cut)
    delivery.deliver(actor.studio, cut=cut, profile_name="douyin_1080x1920", media=media, report={}, job_id="")


def more_proposals(actor: Actor, episode: Episode) -> None:
    facts = {"kind": "logline", "digest": "0" * 64, "state": "dismissed"}
    Proposal.unscoped.create(studio=actor.studio, series=episode.series, **facts)


LISTS: dict[str, Grow] = {
    "series": more_series,
    "series/{series}/scripts": more_scripts,
    "series/{series}/episodes": more_episodes,
    "series/{series}/proposals": more_proposals,
    "shots/{shot}/takes": more_takes,
    "lines/{line}/takes": more_line_takes,
    "episodes/{episode}/cuts": more_cuts,
    "episodes/{episode}/deliverables": more_deliverables,
}


@pytest.mark.parametrize("path", LISTS)
def test_three_rows_cost_as_many_queries_as_one(
    actor: Actor, episode: Episode, api: Any, path: str, rival_episode: Episode
) -> None:
    client, grow = api(actor.studio), LISTS[path]
    asked = "/v1/" + path.format(
        series=episode.series_id,
        episode=episode.pk,
        shot=making.shots_of(episode)[0].pk,
        line=making.lines_of(episode)[0].pk,
    )
    while not client.get(asked).json()["data"]:
        grow(actor, episode)
    rows, one = counted(client, asked, 1)
    while len(client.get(asked).json()["data"]) < 3:
        grow(actor, episode)
    more, three = counted(client, asked, 3)
    assert (rows, more) == (1, 3)
    assert three == one


@pytest.mark.parametrize("path", ["shots", "lines", "scenes"])
def test_the_story_costs_as_many_queries_long_or_short(actor: Actor, episode: Episode, api: Any, path: str) -> None:
    making.make_takes(episode)
    client, asked = api(actor.studio), f"/v1/episodes/{episode.pk}/{path}"
    few, most = (1, 2) if path == "scenes" else (1, 4)
    assert counted(client, asked, few)[1] == counted(client, asked, most)[1]


def test_the_cast_costs_one_read(actor: Actor, episode: Episode, api: Any) -> None:
    client, asked = api(actor.studio), f"/v1/series/{episode.series_id}/cast"
    assert counted(client, asked, 1) == (1, counted(client, asked, 3)[1])


def test_a_rivals_rows_are_in_no_list(studio: Studio, episode: Episode, rival_episode: Episode, api: Any) -> None:
    shown = api(studio).get("/v1/series").json()["data"]
    assert [row["id"] for row in shown] == [episode.series_id]


def counted(client: Any, path: str, limit: int) -> tuple[int, int]:
    """How many rows came and how many queries that took, by a key that has been used just before."""
    client.get("/v1/studio")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{path}?limit={limit}").json()
    return len(page["data"]), len(queries)
