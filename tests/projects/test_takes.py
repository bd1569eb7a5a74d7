"""Takes: numbered, printed once, circled; and the sound that decides how long a shot lasts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.models import Event, Studio
from projects import lines, shots, staleness, takes
from projects.briefs import Rate
from projects.models import Episode, Line, Shot, Take
from projects.timing import shot_frames
from tests.projects import making


@pytest.fixture
def line(episode: Episode) -> Line:
    return making.lines_of(episode)[0]


@pytest.fixture
def shot(line: Line) -> Shot:
    return line.shot


def test_slates_name_series_episode_scene_shot_line_and_take(studio: Studio, line: Line, shot: Shot) -> None:
    assert making.make_voice(line).slate == f"S01_EP01_SC001_SH{shot.code:04d}_L010_T01"
    assert making.make_picture(shot).slate == f"S01_EP01_SC001_SH{shot.code:04d}_T01"
    assert making.make_picture(shot).slate == f"S01_EP01_SC001_SH{shot.code:04d}_T02"


def test_the_first_take_is_circled_and_later_ones_wait(studio: Studio, shot: Shot, api: Any) -> None:
    first, second = making.make_picture(shot), making.make_picture(shot)
    silent = making.make_picture(shot, circle="none")
    client = api(studio)
    rows = client.get(f"/v1/shots/{shot.pk}/takes").json()["data"]
    assert [(row["id"], row["number"], row["is_circled"]) for row in rows] == [
        (first.pk, 1, True),
        (second.pk, 2, False),
        (silent.pk, 3, False),
    ]
    circled = client.post(f"/v1/takes/{second.pk}/circle").json()
    assert circled["is_circled"]
    assert client.get(f"/v1/shots/{shot.pk}").json()["circled_take"] == second.pk
    events = Event.objects.for_studio(studio).filter(type="take.circled").values_list("subject", flat=True)
    assert list(events.order_by("sequence")) == [first.pk, second.pk]


def test_the_same_job_prints_one_take(studio: Studio, shot: Shot) -> None:
    first = making.make_picture(shot, job="job_1")
    assert making.make_picture(shot, job="job_1") == first
    assert Take.objects.for_studio(studio).filter(shot=shot).count() == 1


def test_a_slate_that_is_taken_or_foreign_gives_way_to_the_next_number(studio: Studio, shot: Shot) -> None:
    facts = {"stage": "animatic", "facts": {}, "seed": 1, "circle": "none"}
    first = takes.print_take(
        studio, shot=shot, media={"picture": making.make_media(studio)}, slate="", job_id="", **facts
    )
    again = takes.print_take(
        studio, shot=shot, media={"picture": making.make_media(studio)}, slate=first.slate, job_id="", **facts
    )
    assert (first.number, again.number) == (1, 2)


def test_a_slate_given_out_is_never_given_again(studio: Studio, shot: Shot) -> None:
    given = [takes.next_slate(studio, shot=shot) for _ in range(3)]
    assert [slate[-3:] for slate in given] == ["T01", "T02", "T03"]
    late = takes.print_take(
        studio,
        shot=shot,
        stage="animatic",
        media={"picture": making.make_media(studio)},
        facts={},
        seed=1,
        slate=given[1],
        job_id="job_2",
    )
    assert late.number == 2
    assert takes.next_slate(studio, shot=shot).endswith("T04")


def test_measured_sound_decides_how_long_a_shot_lasts(studio: Studio, line: Line, shot: Shot) -> None:
    planned = shot.frames
    making.make_voice(line, milliseconds=6000)
    shot.refresh_from_db()
    assert shot.frames == shot_frames([6.0], 0, Rate()) > planned
    assert Event.objects.for_studio(studio).get(type="shot.retimed").data["before"] == planned


def test_a_shot_is_never_shorter_than_its_action(studio: Studio, line: Line, shot: Shot) -> None:
    Shot.objects.for_studio(studio).filter(pk=shot.pk).update(least_frames=60)
    making.make_voice(line, milliseconds=200)
    shot.refresh_from_db()
    assert shot.frames == 60


def test_a_length_pinned_by_hand_stays(actor: Actor, line: Line, shot: Shot) -> None:
    shots.edit(actor, shot=shot, version=1, frames=40)
    making.make_voice(line, milliseconds=6000)
    shot.refresh_from_db()
    assert shot.frames == 40


def test_circling_another_reading_times_the_shot_again(actor: Actor, line: Line, shot: Shot) -> None:
    making.make_voice(line, milliseconds=6000)
    calm = making.make_voice(line, milliseconds=3000)
    takes.circle(actor, take=calm)
    shot.refresh_from_db()
    assert shot.frames == shot_frames([3.0], 0, Rate())


def test_new_words_need_a_new_take(actor: Actor, line: Line, shot: Shot) -> None:
    old = making.make_voice(line, milliseconds=6000)
    line.refresh_from_db()
    edited = lines.edit(actor, line=line, version=line.version, text="走。")
    shot.refresh_from_db()
    assert [reason.part for reason in staleness.reasons_for(old)] == ["words"]
    assert (edited.circled_take, edited.estimated_ms < 1000) == (old, True)
    assert shot.frames == shot_frames([edited.estimated_ms / 1000], 0, Rate())
    new = making.make_voice(edited, milliseconds=900)
    edited.refresh_from_db()
    assert (edited.circled_take, edited.takes.count()) == (new, 2)
    assert making.make_voice(edited) != Line.objects.for_studio(edited.studio).get(pk=edited.pk).circled_take


def test_a_take_is_of_one_shot_one_line_or_one_cue(studio: Studio, line: Line, shot: Shot) -> None:
    media = making.make_media(studio)
    for subjects in ({}, {"shot": shot, "line": line}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Take.unscoped.create(studio=studio, number=9, stage="animatic", slate="x", media=media, **subjects)
    with pytest.raises(ValueError, match="one shot, one line or one cue"):
        takes.next_slate(studio, shot=shot, line=line)
