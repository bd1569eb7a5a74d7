"""Music cues: spotted with the assembly, circled, laid under the cut, and stale when what they must do moves."""

from __future__ import annotations

import pytest

from accounts.actor import Actor
from accounts.errors import Stale
from projects import assembly, briefing, cues, scenes, shots, staleness
from projects.models import Cue, CutMusic
from tests.projects import making

pytestmark = pytest.mark.django_db


def the_cues(actor: Actor) -> list[Cue]:
    return list(Cue.objects.for_studio(actor.studio).filter(omitted_at__isnull=True).order_by("start_frame"))


def test_an_assembly_spots_music_over_the_whole_cut(actor: Actor) -> None:
    episode = making.make_episode(actor)
    making.make_takes(episode)
    cut = assembly.assemble(actor, episode=episode)
    found = the_cues(actor)
    assert found[0].start_frame == 0
    assert sum(cue.frames for cue in found) == cut.frames
    assert [cue.label for cue in found] == [f"M{10 * n:03d}" for n in range(1, len(found) + 1)]


def test_a_second_assembly_of_the_same_keeps_its_cues(actor: Actor) -> None:
    cue = making.make_cue(actor)
    assembly.assemble(actor, episode=cue.episode)
    first = the_cues(actor)[0]
    assert (first.pk, first.version) == (cue.pk, cue.version)


def test_a_brief_of_a_cue_says_what_the_music_must_do(actor: Actor) -> None:
    cue = making.make_cue(actor)
    briefed = briefing.cue_brief(actor.studio, cue)
    assert briefed.slate.endswith("_EP01_M010_T01")
    assert briefed.milliseconds == -(-cue.frames * 1000 // 24)
    assert briefed.brief.frames == cue.frames
    assert [span.mood for span in briefed.brief.moods]
    assert len(briefed.brief.spoken) > 0


def test_circled_music_lies_under_the_cut_when_it_is_locked(actor: Actor) -> None:
    cue = making.make_cue(actor)
    cut = assembly.assemble(actor, episode=cue.episode)
    take = making.make_music(cue)
    assembly.lock(actor, cut=cut)
    (laid,) = CutMusic.objects.for_studio(actor.studio).filter(cut=cut)
    assert (laid.take_id, laid.start_frame, laid.frames) == (take.pk, cue.start_frame, cue.frames)
    brief = briefing.cut_brief(actor.studio, cut, profile="douyin_1080x1920").brief
    assert [(one.input_name, one.start_frame, one.frames) for one in brief.music] == [("music:01", 0, cue.frames)]


def test_music_circled_after_the_lock_asks_for_a_new_cut(actor: Actor) -> None:
    cue = making.make_cue(actor)
    locked = assembly.lock(actor, cut=assembly.assemble(actor, episode=cue.episode))
    assert assembly.assemble(actor, episode=cue.episode).pk == locked.pk
    making.make_music(cue)
    again = assembly.assemble(actor, episode=cue.episode)
    assert again.number == locked.number + 1
    assert not CutMusic.objects.for_studio(actor.studio).filter(cut=locked).exists()


def test_music_made_for_another_length_is_stale_and_is_not_laid(actor: Actor) -> None:
    cue = making.make_cue(actor)
    take = making.make_music(cue)
    shot = making.shots_of(cue.episode)[0]
    shots.edit(actor, shot=shot, version=shot.version, frames=shot.frames + 24)
    making.make_picture(making.shots_of(cue.episode)[0], circle="none")
    fresh = making.shots_of(cue.episode)[0]
    making.takes.circle(actor, take=fresh.takes.order_by("-number").first())
    cut = assembly.assemble(actor, episode=cue.episode)
    cue.refresh_from_db()
    assert "length" in [reason.part for reason in staleness.reasons_in(take, cue)]
    assert take.pk in [one.take.pk for one in staleness.stale_takes(actor.studio, episode=cue.episode)]
    assert not CutMusic.objects.for_studio(actor.studio).filter(cut=cut).exists()


def test_a_plan_edited_by_hand_makes_the_music_stale_and_taking_it_back_makes_it_fresh(actor: Actor) -> None:
    cue = making.make_cue(actor)
    take = making.make_music(cue)
    edited = cues.edit(actor, cue=cue, version=cue.version + 1, plan={"bpm": 90})  # circling was a change too
    assert [reason.part for reason in staleness.reasons_in(take, edited)] == ["plan"]
    undone = cues.edit(actor, cue=cue, version=edited.version, plan={})
    assert staleness.reasons_in(take, undone) == ()


def test_an_edit_of_an_old_version_is_refused(actor: Actor) -> None:
    cue = making.make_cue(actor)
    with pytest.raises(Stale):
        cues.edit(actor, cue=cue, version=cue.version + 7, effort=4)


def test_a_scene_that_is_omitted_takes_its_music_with_it_and_brings_it_back(actor: Actor) -> None:
    episode = making.make_episode(actor, LONG)
    making.make_takes(episode)
    assembly.assemble(actor, episode=episode)
    first, second = the_cues(actor)
    scene = scenes.omit(actor, scene=second.scene)
    assembly.assemble(actor, episode=episode)
    assert [cue.pk for cue in the_cues(actor)] == [first.pk]
    scenes.restore(actor, scene=scene)
    assembly.assemble(actor, episode=episode)
    assert [cue.pk for cue in the_cues(actor)] == [first.pk, second.pk]


def test_what_people_do_and_what_the_script_names_is_heard(actor: Actor) -> None:
    episode = making.make_episode(actor, LOUD)
    making.make_takes(episode)
    cut = assembly.assemble(actor, episode=episode)
    heard = [mark["sound"] for entry in cut.entries.order_by("ordinal") for mark in entry.effects]
    assert "thunder" in heard
    assert "slap" in heard
    assert cut.entries.first().ambience["weather"] == "storm"


LONG = """第1集 两场

1-1 办公室 日 内
人物：林晚、沈砚
沈砚（冷声）：今天出了这个门，你就别再回来，从此以后你我之间再也没有任何关系了，明白吗？
林晚（愤怒）：三年了，我等的就是这句话，你以为我会求你吗？我从来没有后悔过今天的决定。

1-2 医院走廊 夜 内
人物：林晚、护士
护士：家属签字，晚了就来不及了，医生说病人的情况非常危险，必须马上进行手术，不能再等了。
林晚（发抖）：签，还是不签？如果我签了字，他是不是就能活下来？求求你们一定要救救他。
"""
LOUD = """第1集 雷雨

1-1 沈家老宅正厅 夜 内 暴雨
人物：林晚、沈砚
音效：闷雷
△沈砚狠狠扇了林晚一巴掌。
林晚（愤怒）：你敢打我？
"""
