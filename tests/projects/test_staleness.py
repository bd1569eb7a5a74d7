"""Stale takes: what was made from something that no longer stands, with the reason, and fresh again when it does."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.models import Studio
from accounts.tenancy import within
from projects import assembly, briefing, casting, errors, ingredients, lines, scenes, shots, staleness, takes
from projects.models import CastMember, Episode, Line, Take
from projects.performance import catalogue
from tests.projects import making


@pytest.fixture
def made(episode: Episode) -> Episode:
    making.make_takes(episode)
    return episode


def stale(episode: Episode) -> dict[str, list[str]]:
    """The parts that have changed, by the slate of the stale take."""
    found = staleness.stale_takes(episode.studio, episode=episode)
    return {one.take.slate: [reason.part for reason in one.reasons] for one in found}


def test_what_was_just_made_is_fresh(made: Episode, rival_episode: Episode) -> None:
    assert stale(made) == {}
    assert all(not staleness.reasons_for(take) for take in Take.objects.for_studio(made.studio))


def test_new_words_make_the_line_stale_and_the_picture_that_speaks_it(actor: Actor, made: Episode) -> None:
    line = making.lines_of(made)[0]
    old, words = line.circled_take, line.text
    lines.edit(actor, line=line, version=line.version, text="你走吧，别再让我看见你，一辈子也别回来。")
    shot = line.shot
    assert stale(made) == {old.slate: ["words"], shot.circled_take.slate: ["length", "sound"]}
    with pytest.raises(errors.TakesMissing) as refusal:
        assembly.assemble(actor, episode=made)
    assert (refusal.value.facts["problems"][0]["subject"], refusal.value.facts["problems"][0]["code"]) == (
        line.pk,
        "take_stale",
    )
    line.refresh_from_db()
    lines.edit(actor, line=line, version=line.version, text=words)
    assert stale(made) == {}


def test_a_hand_edit_makes_its_own_picture_stale_until_it_is_taken_back(actor: Actor, made: Episode) -> None:
    shot = making.shots_of(made)[1]
    before = shot.framing
    other = "wide" if before != "wide" else "medium"
    edited = shots.edit(actor, shot=shot, version=shot.version, framing=other)
    assert stale(made) == {shot.circled_take.slate: ["camera"]}
    shots.edit(actor, shot=edited, version=edited.version, framing=before)
    assert stale(made) == {}


def test_another_hour_makes_the_scene_stale_and_another_outfit_everybody_in_it(actor: Actor, made: Episode) -> None:
    scene = making.shots_of(made)[0].scene
    scenes.edit(actor, scene=scene, version=scene.version, time_of_day="dusk")
    of_scene = {shot.circled_take.slate for shot in making.shots_of(made) if shot.scene_id == scene.pk}
    assert stale(made) == {slate: ["place"] for slate in of_scene}
    nurse = CastMember.objects.for_studio(made.studio).get(name="护士")
    casting.amend_member(actor, member=nurse, version=nurse.version, look={"outfit": "coat"})
    dressed = {slate for slate, parts in stale(made).items() if "looks" in parts}
    assert dressed == {
        shot.circled_take.slate for shot in making.shots_of(made) if shot.presences.filter(member=nurse).exists()
    }
    assert dressed


def test_a_take_keeps_what_its_order_said_even_if_the_line_changed_meanwhile(actor: Actor, episode: Episode) -> None:
    line = making.lines_of(episode)[0]
    ordered = briefing.line_brief(line.studio, line).brief
    lines.edit(actor, line=line, version=line.version, text="走。")
    take = takes.print_take(
        line.studio,
        line=line,
        stage="voice",
        media={"sound": making.make_media(line.studio, content_type="audio/wav", milliseconds=2000)},
        facts={},
        seed=1,
        slate=ordered.slate,
        job_id="",
        brief=ordered,
    )
    assert [reason.part for reason in staleness.reasons_for(take)] == ["words"]


def test_an_old_take_without_notes_is_never_called_stale(actor: Actor, made: Episode) -> None:
    line = making.lines_of(made)[0]
    Take.objects.for_studio(made.studio).filter(pk=line.circled_take_id).update(made_of={})
    lines.edit(actor, line=line, version=line.version, text="走。")
    assert line.circled_take.slate not in stale(made)


def test_an_omitted_shot_has_no_stale_takes(actor: Actor, made: Episode) -> None:
    shot = making.shots_of(made)[1]
    edited = shots.edit(actor, shot=shot, version=shot.version, mood="comedy")
    assert stale(made)
    shots.omit(actor, shot=edited)
    assert stale(made) == {}


def test_stale_takes_are_found_in_a_fixed_number_of_queries(actor: Actor, made: Episode, rival: Studio) -> None:
    with CaptureQueriesContext(connection) as few:
        staleness.stale_takes(made.studio, episode=made)
    text = making.SCRIPT.replace("第1集", "第2集").replace("1-", "2-")
    second = making.make_episode(actor, text, series=made.series)
    making.make_takes(second)
    with CaptureQueriesContext(connection) as more:
        assert staleness.stale_takes(made.studio, series=made.series) == []
    assert len(more) == len(few)
    with within(rival):
        assert staleness.stale_takes(rival, series=made.series) == []


def test_a_field_at_its_default_does_not_count() -> None:
    @dataclasses.dataclass(frozen=True)
    class Old:
        name: str

    @dataclasses.dataclass(frozen=True)
    class New:
        name: str
        scars: tuple[str, ...] = ()

    assert ingredients.digest(Old("林晚")) == ingredients.digest(New("林晚"))
    assert ingredients.digest(New("林晚", ("brow",))) != ingredients.digest(New("林晚"))


def test_how_wide_a_character_is_is_not_heard(made: Episode) -> None:
    line: Line = making.lines_of(made)[0]
    assert ingredients.of_spoken(line.text + "\n", "cold") == ingredients.of_spoken(line.text, "cold")
    assert ingredients.said("Ａ１ ，b") == "A1 ,b"


def test_a_lines_row_and_its_brief_agree_for_every_expression_of_the_catalogue(made: Episode) -> None:
    row = making.lines_of(made)[0]
    line = Line.objects.for_studio(made.studio).select_related("shot__scene__episode__series", "member").get(pk=row.pk)
    for expression in catalogue().expressions:
        line.expression = expression
        told = ingredients.of_brief(briefing.told_of_line(line))
        assert ingredients.changed(told, ingredients.of_spoken(line.text, expression)) == (), expression
