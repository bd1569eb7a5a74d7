"""Boards, storyboards and control passes from order to row: what is priced, frozen, kept and told."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest

from accounts.tenancy import within
from billing.models import MeterEvent
from projects import storage
from projects.briefs import ShotBrief, StoryboardBrief, from_json
from projects.models import Shot, Storyboard, Take
from render import catalog, completion, ordering
from render.contracts import Output, Receipt
from render.errors import OrderInvalid
from render.models import Job
from tests.factories import api

pytestmark = pytest.mark.django_db

PASSES = {"kinds": ["pose", "depth"], "width": 480, "height": 832, "rate": {"num": 16, "den": 1}}


def place(room: Any, *items: dict[str, Any]) -> list[Job]:
    with within(room.studio):
        made = ordering.order(room.actor, items=items)
        return list(Job.objects.for_studio(room.studio).filter(order=made).order_by("created_at"))


def finish(room: Any, job: Job, files: dict[str, tuple[str, dict[str, Any]]]) -> None:
    """The receipt of a worker that really stored these: name -> content type and facts."""
    ticket = room.lease(job)
    room.progress(ticket)
    outputs = []
    for name, (content_type, facts) in files.items():
        data = f"bytes of {name}".encode()
        row = Output(name, f"{name}.bin", content_type, len(data), hashlib.sha256(data).hexdigest(), facts)
        key = completion.output_key(room.studio, ticket, row)
        storage.store().write(key, io.BytesIO(data), content_type=content_type)
        outputs.append(row)
    receipt = Receipt(job.pk, ticket.attempt, "worker-1", "succeeded", job.release, tuple(outputs))
    assert room.finish(ticket, receipt=receipt)


def test_a_board_costs_one_second_on_its_own_meter_and_is_printed_without_being_circled(room: Any) -> None:
    (job,) = place(room, {"kind": "shot", "id": room.shots[0].pk, "stage": "board"})
    assert (job.release, job.milliseconds, job.amount_minor) == ("board@1", 1000, 1)
    assert catalog.releases()[job.release].meter == "board"
    finish(room, job, {"picture": ("image/jpeg", {"width": 1080, "height": 1920}), "poster": ("image/jpeg", {})})
    with within(room.studio):
        event = MeterEvent.objects.for_studio(room.studio).get()
        assert (event.meter, event.milliseconds) == ("board", 1000)
        take = Take.objects.for_studio(room.studio).get()
        assert (take.stage, take.media.content_type, take.files.count()) == ("board", "image/jpeg", 2)
        assert Shot.objects.for_studio(room.studio).get(pk=room.shots[0].pk).circled_take is None


def test_a_storyboard_is_ordered_by_episode_priced_by_panel_and_becomes_a_row(room: Any, rival_room: Any) -> None:
    with within(room.studio):
        episode = room.shots[0].scene.episode
    (job,) = place(room, {"kind": "storyboard", "id": episode.pk})
    assert (job.release, job.stage, job.milliseconds, job.amount_minor) == ("storyboard@1", "board", 2000, 2)
    assert len(from_json(StoryboardBrief, job.brief).panels) == 2
    pages = {"pdf": ("application/pdf", {}), "page_01": ("image/png", {"width": 2339, "height": 1654})}
    finish(room, job, {**pages, "strip": ("image/png", {})})
    job = room.fresh(job)
    with within(room.studio):
        board = Storyboard.objects.for_studio(room.studio).get()
        assert (job.state, job.result_id, board.job_id) == ("succeeded", board.pk, job.pk)
        assert (board.panels, board.pages, board.episode_id, board.scene) == (2, 1, episode.pk, None)
        assert MeterEvent.objects.for_studio(room.studio).get().milliseconds == 2000
        assert [row.role for row in board.files.order_by("role")] == ["page_01", "pdf", "strip"]
        assert board.files.get(role="pdf").media.filename == f"{job.slate}_pdf.bin"
    with within(rival_room.studio):
        assert Storyboard.objects.for_studio(rival_room.studio).count() == 0
    assert room.money()["captures"] == 1


def test_a_scenes_storyboard_is_ordered_by_the_scene_and_a_rivals_scene_is_not_found(
    room: Any, rival_room: Any
) -> None:
    (job,) = place(room, {"kind": "storyboard", "id": room.shots[0].scene_id})
    assert job.slate == "LAN_EP01_SC001_BOARD"
    with pytest.raises(OrderInvalid) as refused:
        place(rival_room, {"kind": "storyboard", "id": room.shots[0].scene_id})
    assert refused.value.problems[0]["code"] == "not_found"


def test_a_storyboard_whose_episode_went_meanwhile_ends_uncharged(room: Any) -> None:
    (job,) = place(room, {"kind": "storyboard", "id": room.shots[0].scene_id})
    with within(room.studio):
        room.lines[0].__class__.objects.for_studio(room.studio).all().delete()
        room.shots[0].scene.episode.delete()
    finish(room, job, {"pdf": ("application/pdf", {})})
    assert (room.fresh(job).state, room.fresh(job).failure["code"]) == ("failed", "output.subject_gone")
    assert room.money()["captures"] == 0


def test_passes_are_frozen_into_the_brief_and_their_files_belong_to_the_take(room: Any) -> None:
    (job,) = place(room, {"kind": "shot", "id": room.shots[0].pk, "stage": "animatic", "passes": PASSES})
    passes = from_json(ShotBrief, job.brief).passes
    assert passes is not None
    assert (passes.kinds, passes.width, passes.height, passes.frames) == (("pose", "depth"), 480, 832, 33)
    plain = place(room, {"kind": "shot", "id": room.shots[1].pk})[0]
    assert plain.amount_minor == job.amount_minor
    assert from_json(ShotBrief, plain.brief).passes is None
    picture = {"frames": 48, "rate_num": 24, "rate_den": 1, "width": 1080, "height": 1920}
    control = {"frames": 33, "rate_num": 16, "rate_den": 1, "width": 480, "height": 832}
    finish(
        room,
        job,
        {
            "picture": ("video/mp4", picture),
            "poster": ("image/jpeg", {}),
            "pass_pose": ("video/mp4", control),
            "pass_depth": ("video/mp4", control),
            "pass_legend": ("application/json", {}),
        },
    )
    with within(room.studio):
        take = Take.objects.for_studio(room.studio).get(job_id=job.pk)
        roles = sorted(take.files.values_list("role", flat=True))
        assert roles == ["pass_depth", "pass_legend", "pass_pose", "picture", "poster"]
        assert take.media.frames == 48


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"width": 481}, "/items/0/passes/width", "passes_out_of_range"),
        ({"height": 128}, "/items/0/passes/height", "passes_out_of_range"),
        ({"width": 1920, "height": 1920}, "/items/0/passes/width", "passes_out_of_range"),
        ({"rate": {"num": 120, "den": 1}}, "/items/0/passes/rate", "passes_out_of_range"),
    ],
)
def test_passes_no_model_takes_are_refused_with_their_pointer(
    room: Any, changes: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(OrderInvalid) as refused:
        place(room, {"kind": "shot", "id": room.shots[0].pk, "passes": PASSES | changes})
    (problem,) = refused.value.problems
    assert (problem["pointer"], problem["code"]) == (pointer, code)


def test_only_a_moving_shot_has_passes(room: Any) -> None:
    for item in (
        {"kind": "shot", "id": room.shots[0].pk, "stage": "board", "passes": PASSES},
        {"kind": "line", "id": room.lines[0].pk, "passes": PASSES},
    ):
        with pytest.raises(OrderInvalid) as refused:
            place(room, item)
        assert refused.value.problems[0]["pointer"] == "/items/0/passes"


def test_the_api_takes_passes_and_says_which_kinds_there_are(room: Any) -> None:
    client = api(room.studio)
    item = {"kind": "shot", "id": room.shots[0].pk, "passes": PASSES}
    made = client.post("/v1/quotes", {"items": [item]})
    assert made.status_code == 201
    refused = client.post("/v1/quotes", {"items": [item | {"passes": PASSES | {"kinds": ["normals"]}}]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"].startswith("/items/0/passes/kinds")
