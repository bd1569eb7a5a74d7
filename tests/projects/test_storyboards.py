"""Storyboards: what they say of every shot, when they are stale, and that a board is never cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Event
from accounts.tenancy import within
from projects import assembly, briefs, control_passes, errors, series, shots, storyboards, takes
from projects.briefs import PanelLine, Rate, StoryboardBrief, from_json, to_json
from projects.models import Episode, Scene, Shot, Storyboard
from tests.projects import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_STORE = str(tmp_path)


@pytest.fixture
def episode(actor: Any) -> Episode:
    return making.make_episode(actor)


def told(subject: Episode | Scene) -> StoryboardBrief:
    brief = storyboards.storyboard_brief(subject.studio, subject).brief
    assert isinstance(brief, StoryboardBrief)
    return brief


def test_a_storyboard_shows_every_shot_in_use_with_its_words(episode: Episode) -> None:
    brief = told(episode)
    first = brief.panels[0]
    assert [panel.shot.shot_id for panel in brief.panels] == [shot.pk for shot in making.shots_of(episode)]
    assert (brief.slate, brief.language, brief.series_title) == (f"{episode.series.code}_EP01_BOARD", "zh", "戒指")
    assert (first.scene, first.heading) == ("SC001", "1 沈家老宅正厅 夜 内 暴风雨")
    assert (first.framing, first.move) == ("远景", "推进")
    assert "暴雨砸在雕花窗上" in first.action
    assert {panel.shot.stage for panel in brief.panels} == {"board"}
    lines = [line for panel in brief.panels for line in panel.lines]
    assert PanelLine("林晚", "三年了，我等的就是这句话。", "os") in lines
    assert PanelLine("沈砚（冷声）", "今天出了这个门，你就别再回来。", "dialogue") in lines
    assert any("字幕：三年前" in panel.action for panel in brief.panels)
    assert not [panel.action for panel in brief.panels for line in panel.lines if line.text in panel.action]
    assert from_json(StoryboardBrief, to_json(brief)) == brief


def test_a_storyboard_of_a_scene_shows_that_scene_and_is_priced_by_the_panel(episode: Episode) -> None:
    scene = Scene.objects.for_studio(episode.studio).filter(episode=episode).order_by("ordinal").last()
    briefed = storyboards.storyboard_brief(episode.studio, scene)
    assert isinstance(briefed.brief, StoryboardBrief)
    assert {panel.scene for panel in briefed.brief.panels} == {"SC002"}
    assert briefed.slate == f"{episode.series.code}_EP01_SC002_BOARD"
    assert briefed.milliseconds == 1000 * len(briefed.brief.panels)


def test_an_english_storyboard_speaks_english(actor: Any) -> None:
    script = "EPISODE 1\n\nINT. OFFICE - NIGHT\n\nANNA stands by the window.\n\nANNA\nYou are late.\n"
    brief = told(making.make_episode(actor, script, series=series.open_series(actor, title="Ring", language="en")))
    assert brief.panels[0].heading == "1  INT. OFFICE - NIGHT"
    assert brief.panels[0].move == "static"
    assert [line.text for panel in brief.panels for line in panel.lines] == ["You are late."]


def test_an_episode_without_shots_has_no_storyboard(actor: Any, episode: Episode) -> None:
    Shot.objects.for_studio(episode.studio).all().delete()
    with pytest.raises(errors.BriefIncomplete) as refused:
        storyboards.storyboard_brief(episode.studio, episode)
    assert refused.value.code == "storyboard_empty"


def test_the_panel_is_the_picture_that_the_first_take_will_have(actor: Any, episode: Episode) -> None:
    shot = making.shots_of(episode)[0]
    take = briefs.to_json(shot_brief(shot))
    panel = briefs.to_json(told(episode).panels[0].shot)
    assert {name for name in take if take[name] != panel[name]} == {"slate"}


def shot_brief(shot: Shot) -> briefs.ShotBrief:
    from projects import briefing

    brief = briefing.shot_brief(shot.studio, shot, stage="board").brief
    assert isinstance(brief, briefs.ShotBrief)
    return brief


def test_the_number_of_reads_does_not_grow_with_the_shots(episode: Episode) -> None:
    with CaptureQueriesContext(connection) as few:
        told(episode)
    scene = making.shots_of(episode)[0].scene
    for code in (1000, 1010, 1020):
        Shot.unscoped.create(studio=episode.studio, scene=scene, code=code, frames=48)
    with CaptureQueriesContext(connection) as many:
        told(episode)
    assert len(many) == len(few)


def test_a_storyboard_is_stale_when_a_shot_changes_comes_or_goes(actor: Any, episode: Episode) -> None:
    board = making.make_storyboard(episode)
    studio, first = episode.studio, making.shots_of(episode)[0]
    fresh = {"changed": [], "added": [], "removed": []}
    assert storyboards.changes(board, storyboards.now_of(studio, episode)) == fresh
    shots.edit(actor, shot=first, version=first.version, framing="close_up")
    assert storyboards.changes(board, storyboards.now_of(studio, episode)) == fresh | {"changed": [first.pk]}
    first.refresh_from_db()
    shots.edit(actor, shot=first, version=first.version, framing="wide")
    assert storyboards.changes(board, storyboards.now_of(studio, episode)) == fresh
    inserted = shots.insert(actor, scene=first.scene, after=first, frames=48)
    shots.omit(actor, shot=making.shots_of(episode)[-1])
    found = storyboards.changes(board, storyboards.now_of(studio, episode))
    assert (found["added"], found["removed"]) == ([inserted.pk], [making.shots_of(episode)[-1].pk])


def test_a_scenes_storyboard_does_not_mind_other_scenes(actor: Any, episode: Episode) -> None:
    everything = making.shots_of(episode)
    board = making.make_storyboard(everything[0].scene)
    other = everything[-1]
    shots.edit(actor, shot=other, version=other.version, framing="insert")
    assert not any(storyboards.changes(board, storyboards.now_of(episode.studio, episode)).values())


def test_a_drawn_storyboard_is_kept_once_and_told(episode: Episode) -> None:
    boards = [making.make_storyboard(episode, job="job_01J9ZQ3W5V8K2M4N6P7R9S0T1V") for _ in range(2)]
    assert boards[0] == boards[1]
    event = Event.objects.for_studio(episode.studio).get(type="storyboard.drawn")
    assert event.subject == boards[0].pk
    assert event.data["episode"] == episode.pk
    assert event.data["panels"] == len(making.shots_of(episode))


def test_a_storyboard_is_read_with_addresses_and_says_whether_it_is_stale(
    api: Any, actor: Any, rival: Any, episode: Episode
) -> None:
    board = making.make_storyboard(episode)
    client = api(episode.studio)
    listed = client.get(f"/v1/episodes/{episode.pk}/storyboards").json()["data"]
    assert [(row["id"], row["is_stale"], sorted(row["media"])) for row in listed] == [
        (board.pk, False, ["page_01", "pdf"])
    ]
    shot = making.shots_of(episode)[0]
    shots.edit(actor, shot=shot, version=shot.version, camera_move="orbit")
    body = client.get(f"/v1/storyboards/{board.pk}").json()
    assert (body["is_stale"], body["changes"]["changed"]) == (True, [shot.pk])
    assert body["media"]["pdf"]["url"].startswith("http")
    assert api(rival).get(f"/v1/storyboards/{board.pk}").status_code == 404
    with within(rival):
        assert Storyboard.objects.for_studio(rival).count() == 0
        assert Storyboard.unscoped.count() == 0


def test_the_list_reads_the_same_number_of_rows_for_one_and_three(api: Any, episode: Episode) -> None:
    client = api(episode.studio)
    client.get(f"/v1/episodes/{episode.pk}/storyboards")  # a key notes its first use
    counts = []
    for more in (1, 2):
        for _ in range(more):
            making.make_storyboard(episode)
        with CaptureQueriesContext(connection) as reads:
            client.get(f"/v1/episodes/{episode.pk}/storyboards")
        counts.append(len(reads))
    assert counts[0] == counts[1]


def make_board(shot: Shot) -> Any:
    still = {"picture": making.make_media(shot.studio, content_type="image/jpeg", width=1080, height=1920)}
    return takes.print_take(
        shot.studio, shot=shot, stage="board", media=still, facts={}, seed=1,
        slate=takes.next_slate(shot.studio, shot=shot), job_id="", circle="first",
    )  # fmt: skip


def test_a_board_is_never_circled_and_stands_in_for_nothing(actor: Any, episode: Episode) -> None:
    making.make_takes(episode)
    shot = making.shots_of(episode)[0]
    Shot.objects.for_studio(shot.studio).filter(pk=shot.pk).update(circled_take=None)
    board = make_board(shot)
    shot.refresh_from_db()
    assert shot.circled_take is None
    with pytest.raises(errors.TakeUnmoving):
        takes.circle(actor, take=board)
    with pytest.raises(errors.TakesMissing) as refused:
        assembly.assemble(actor, episode=episode)
    assert [row["subject"] for row in refused.value.facts["problems"]] == [shot.pk]
    moving = making.make_picture(shot)
    shot.refresh_from_db()
    assert shot.circled_take_id == moving.pk
    make_board(shot)
    shot.refresh_from_db()
    assert shot.circled_take_id == moving.pk
    assert assembly.assemble(actor, episode=episode).frames > 0


def test_a_film_takes_the_place_of_a_board_that_was_circled_before_boards_were_told_apart(episode: Episode) -> None:
    shot = making.shots_of(episode)[0]
    board = make_board(shot)
    Shot.objects.for_studio(shot.studio).filter(pk=shot.pk).update(circled_take=board)
    moving = making.make_picture(shot)
    shot.refresh_from_db()
    assert shot.circled_take_id == moving.pk


@pytest.mark.parametrize(
    ("frames", "rate", "model", "expected"),
    [
        (48, Rate(24, 1), (16, 1), 33),
        (49, Rate(24, 1), (16, 1), 33),
        (50, Rate(24, 1), (16, 1), 37),
        (1, Rate(24, 1), (16, 1), 1),
        (81, Rate(16, 1), (16, 1), 81),
        (100, Rate(30000, 1001), (24, 1), 81),
    ],
)
def test_passes_have_the_least_4n_and_1_frames_that_cover_the_shot(
    frames: int, rate: Rate, model: tuple[int, int], expected: int
) -> None:
    assert control_passes.frames_covering(frames, rate, *model) == expected
