"""How strangers walk projects' routes."""

from __future__ import annotations

import hashlib

from projects import delivery, uploads
from projects.models import CastMember, Proposal
from tests.architecture.isolation import Made, Row, World
from tests.projects import making


def a_series(world: World) -> Made:
    return {"series_id": making.make_series(world.actor).pk}


def a_broken_down_series(world: World) -> Made:
    return {"series_id": making.make_episode(world.actor).series_id}


def a_script(world: World) -> Made:
    return {"script_id": making.make_script(world.actor).pk}


def an_episode(world: World) -> Made:
    return {"episode_id": making.make_episode(world.actor).pk}


def an_episode_with_takes(world: World) -> Made:
    episode = making.make_episode(world.actor)
    making.make_takes(episode)
    return {"episode_id": episode.pk}


def an_episode_with_a_cue(world: World) -> Made:
    return {"episode_id": making.make_cue(world.actor).episode_id}


def a_cue(world: World) -> Made:
    return {"cue_id": making.make_cue(world.actor).pk}


def a_scene(world: World) -> Made:
    shot = making.shots_of(making.make_episode(world.actor))[0]
    return {"scene_id": shot.scene_id, "shot": shot.pk}


def a_shot(world: World) -> Made:
    return {"shot_id": making.shots_of(making.make_episode(world.actor))[0].pk}


def a_line(world: World) -> Made:
    return {"line_id": making.lines_of(making.make_episode(world.actor))[0].pk}


def a_take(world: World) -> Made:
    line = making.lines_of(making.make_episode(world.actor))[0]
    return {"take_id": making.make_voice(line).pk}


def a_member(world: World) -> Made:
    making.make_episode(world.actor)
    return {"member_id": CastMember.objects.for_studio(world.studio).first().pk}


def an_action(world: World) -> Made:
    """The catalogue is everybody's."""
    return {"action_id": "slap"}


def a_medium(world: World) -> Made:
    return {"media_id": making.make_media(world.studio).pk}


def an_upload(world: World) -> Made:
    data = making.SCRIPT.encode()
    upload = uploads.open_upload(
        world.actor,
        filename="script.txt",
        length=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content_type="text/plain",
        purpose="script",
    )
    return {"upload_id": upload.pk}


def a_proposal(world: World) -> Made:
    content = {"logline": "她回来了。", "beats": []}
    material = {"script": making.SCRIPT, "_standing": {"logline": "", "beats": []}}
    made = Proposal.unscoped.create(
        studio=world.studio,
        series=making.make_series(world.actor),
        kind="logline",
        state="proposed",
        material=material,
        digest="0" * 64,
        content=content,
        diff=[{"field": "logline", "from": "", "to": "她回来了。"}],
    )
    return {"proposal_id": made.pk}


def a_cut(world: World) -> Made:
    return {"cut_id": making.make_locked_cut(world.actor, making.make_episode(world.actor)).pk}


def a_storyboard(world: World) -> Made:
    return {"storyboard_id": making.make_storyboard(making.make_episode(world.actor)).pk}


def a_deliverable(world: World) -> Made:
    cut = making.make_locked_cut(world.actor, making.make_episode(world.actor))
    made = delivery.deliver(
        world.studio,
        cut=cut,
        profile_name="douyin_1080x1920",
        media=making.make_deliverable_media(cut),
        report={},
        job_id="",
    )
    return {"deliverable_id": made.pk}


_UPLOAD = {
    "filename": "script.txt",
    "bytes": 5,
    "sha256": "0" * 64,
    "content_type": "text/plain",
    "purpose": "script",
}

ROWS = {
    "v1/performance": Row(),
    "v1/performance/actions/<str:action_id>": Row(make=an_action, rival={"GET": 200}),
    "v1/series": Row(make=a_series, bodies={"POST": {"title": "The Ring"}}),
    "v1/series/<str:series_id>": Row(make=a_series, bodies={"PATCH": {"title": "The Other Ring"}}),
    "v1/series/<str:series_id>/scripts": Row(make=a_series, bodies={"POST": {"text": making.SCRIPT}}),
    "v1/series/<str:series_id>/episodes": Row(make=a_series),
    "v1/series/<str:series_id>/continuity": Row(make=a_broken_down_series),
    "v1/series/<str:series_id>/continuity/lint": Row(make=a_broken_down_series),
    "v1/series/<str:series_id>/cast": Row(make=a_series, bodies={"POST": {"name": "林晚"}}),
    # nobody has configured a model in the tests: asking says so
    "v1/series/<str:series_id>/proposals": Row(
        make=a_series, bodies={"POST": {"kind": "outline", "premise": "她回来了。", "episodes": 3}}, own={"POST": 409}
    ),
    "v1/proposals/<str:proposal_id>": Row(make=a_proposal),
    "v1/proposals/<str:proposal_id>/accept": Row(make=a_proposal, own={"POST": 200}),
    "v1/proposals/<str:proposal_id>/dismiss": Row(make=a_proposal, own={"POST": 200}),
    "v1/scripts/<str:script_id>": Row(make=a_script),
    "v1/scripts/<str:script_id>/text": Row(make=a_script),
    "v1/scripts/<str:script_id>/diff": Row(make=a_script),
    "v1/scripts/<str:script_id>/apply": Row(make=a_script, own={"POST": 200}),
    "v1/cast/<str:member_id>": Row(make=a_member, bodies={"PATCH": {"look": {"hair_style": "bun"}}}),
    "v1/episodes/<str:episode_id>": Row(make=an_episode, bodies={"PATCH": {"title": "戒指"}}),
    "v1/episodes/<str:episode_id>/scenes": Row(make=an_episode),
    "v1/episodes/<str:episode_id>/shots": Row(make=an_episode),
    "v1/episodes/<str:episode_id>/pacing": Row(make=an_episode),
    "v1/episodes/<str:episode_id>/lines": Row(make=an_episode),
    "v1/episodes/<str:episode_id>/shot-list": Row(
        make=an_episode, bodies={"POST": {"text": "场次,镜号,景别\n1,10,特写\n"}}, own={"POST": 200}
    ),
    "v1/episodes/<str:episode_id>/cuts": Row(make=an_episode_with_takes),
    "v1/episodes/<str:episode_id>/storyboards": Row(make=an_episode),
    "v1/storyboards/<str:storyboard_id>": Row(make=a_storyboard),
    "v1/episodes/<str:episode_id>/deliverables": Row(make=an_episode),
    "v1/scenes/<str:scene_id>": Row(make=a_scene, bodies={"PATCH": {"time_of_day": "dusk"}}),
    "v1/scenes/<str:scene_id>/omit": Row(make=a_scene, own={"POST": 200}),
    "v1/scenes/<str:scene_id>/restore": Row(make=a_scene, own={"POST": 200}),
    "v1/scenes/<str:scene_id>/continuity": Row(
        make=a_scene, bodies={"POST": {"attribute": "damage", "value": "broken_glass"}}
    ),
    "v1/scenes/<str:scene_id>/shots": Row(
        make=a_scene, bodies={"POST": lambda made: {"after": made["shot"], "frames": 36}}
    ),
    "v1/shots/<str:shot_id>": Row(make=a_shot, bodies={"PATCH": {"description": "rain"}}),
    "v1/shots/<str:shot_id>/omit": Row(make=a_shot, own={"POST": 200}),
    "v1/shots/<str:shot_id>/restore": Row(make=a_shot, own={"POST": 200}),
    "v1/shots/<str:shot_id>/takes": Row(make=a_shot),
    "v1/lines/<str:line_id>": Row(make=a_line, bodies={"PATCH": {"text": "你来了。"}}),
    "v1/lines/<str:line_id>/takes": Row(make=a_line),
    "v1/takes/<str:take_id>": Row(make=a_take),
    "v1/takes/<str:take_id>/circle": Row(make=a_take, own={"POST": 200}),
    "v1/media/<str:media_id>": Row(make=a_medium),
    "v1/uploads": Row(make=an_upload, bodies={"POST": _UPLOAD}),
    "v1/uploads/<str:upload_id>": Row(make=an_upload),
    "v1/uploads/<str:upload_id>/parts": Row(make=an_upload, own={"POST": 200}),
    "v1/uploads/<str:upload_id>/complete": Row(make=an_upload, own={"POST": 409}),
    "v1/episodes/<str:episode_id>/cues": Row(make=an_episode_with_a_cue),
    "v1/cues/<str:cue_id>": Row(make=a_cue, bodies={"PATCH": {"effort": 3}}),
    "v1/cues/<str:cue_id>/takes": Row(make=a_cue),
    "v1/cuts/<str:cut_id>": Row(make=a_cut),
    "v1/cuts/<str:cut_id>/lock": Row(make=a_cut, own={"POST": 200}),
    "v1/deliverables/<str:deliverable_id>": Row(make=a_deliverable),
}
