"""What the render routes need to be walked by strangers."""

from __future__ import annotations

from typing import Any

from billing import budgets
from billing.money import Money
from projects import shots
from projects.briefs import Look, Voice, to_json
from projects.models import CastMember, Episode, Line, Scene, Series, Shot
from render import ordering
from render.models import Job
from tests.architecture.isolation import Made, Row, World
from tests.projects import making


def a_line(world: World) -> Made:
    studio = world.studio
    budgets.open_budget(world.actor, limit=Money(1_000_00, "CNY"))
    series = Series.unscoped.create(studio=studio, title="断", code="DUA")
    episode = Episode.unscoped.create(studio=studio, series=series, number=1)
    scene = Scene.unscoped.create(studio=studio, episode=episode, label="1", ordinal=1)
    look, voice = to_json(Look()), to_json(Voice())
    member = CastMember.unscoped.create(studio=studio, series=series, name="林晚", look=look, voice=voice)
    shot = Shot.unscoped.create(studio=studio, scene=scene, code=10, frames=48)
    line = Line.unscoped.create(studio=studio, shot=shot, ordinal=10, member=member, text="你来晚了", estimated_ms=1500)
    return {"line_id": line.pk}


def an_order(world: World) -> Made:
    made = a_line(world)
    order = ordering.order(world.actor, items=[{"kind": "line", "id": made["line_id"]}])
    return {**made, "order_id": order.pk, "job_id": Job.objects.for_studio(world.studio).get(order=order).pk}


def a_quote(world: World) -> Made:
    made = a_line(world)
    return {"quote_id": ordering.quote(world.actor, items=[{"kind": "line", "id": made["line_id"]}]).pk}


def a_stale_take(world: World) -> Made:
    episode = making.make_episode(world.actor)
    making.make_takes(episode)
    shot = making.shots_of(episode)[0]
    shots.edit(world.actor, shot=shot, version=shot.version, description="rain")
    return {"series_id": episode.series_id, "episode_id": episode.pk}


def the_line(made: Made) -> dict[str, Any]:
    return {"items": [{"kind": "line", "id": made["line_id"]}]}


ROWS = {
    "v1/quotes": Row(make=a_line, bodies={"POST": the_line}, rival={"POST": 422}),
    "v1/quotes/<str:quote_id>": Row(make=a_quote),
    "v1/orders": Row(make=an_order, bodies={"POST": the_line}, own={"POST": 202}, rival={"POST": 422}),
    "v1/orders/<str:order_id>": Row(make=an_order),
    "v1/series/<str:series_id>/stale-takes": Row(make=a_stale_take),
    "v1/episodes/<str:episode_id>/stale-takes": Row(make=a_stale_take),
    "v1/events/stream": Row(query=lambda made: "after=0", rival={"GET": 200}),
    "v1/jobs": Row(make=an_order),
    "v1/jobs/<str:job_id>": Row(make=an_order),
    "v1/jobs/<str:job_id>/cancel": Row(make=an_order, own={"POST": 202}),
}
