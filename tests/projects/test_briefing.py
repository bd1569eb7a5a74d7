"""What a renderer is told, gathered in one read."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Studio
from projects import briefing, briefs, casting, cueing, errors, shots
from projects.models import CastMember, Cut, Episode, Line, Shot
from projects.performance import catalogue
from projects.planning.people import narrator_voice
from tests.projects import making


@pytest.fixture
def line(episode: Episode) -> Line:
    return making.lines_of(episode)[0]


def test_a_line_is_told_whole(studio: Studio, episode: Episode, line: Line) -> None:
    told = briefing.line_brief(studio, line)
    member = CastMember.objects.for_studio(studio).get(name="沈砚")
    slate = f"S01_EP01_SC001_{line.shot.label}_L010_T01"
    assert told.brief == briefs.LineBrief(
        line_id=line.pk,
        slate=slate,
        member_name="沈砚",
        kind="dialogue",
        text="今天出了这个门，你就别再回来。",
        voice=member.heard(),
        expression=catalogue().expression("cold"),
        seed=told.brief.seed,
    )
    assert (told.slate, told.inputs) == (slate, ())
    assert told.labels == {"series": episode.series_id, "episode": episode.pk, "shot": line.shot_id, "line": line.pk}
    assert line.estimated_ms * 1.5 < told.milliseconds <= line.estimated_ms * 1.5 + 1000
    assert briefs.from_json(briefs.LineBrief, briefs.to_json(told.brief)) == told.brief


def test_a_retake_has_another_seed_and_the_same_words_the_same(studio: Studio, actor: Actor, line: Line) -> None:
    first = briefing.line_brief(studio, line)
    again = briefing.line_brief(studio, line)
    retake = briefing.line_brief(studio, line, slate=first.slate.replace("T01", "T02"))
    assert first == again
    assert retake.brief.seed != first.brief.seed
    elsewhere = making.lines_of(making.make_episode(actor))[0]
    assert briefing.line_brief(studio, elsewhere).brief.seed == first.brief.seed


def test_a_narrator_has_a_voice_of_his_own(studio: Studio, actor: Actor) -> None:
    episode = making.make_episode(actor, making.SCRIPT + "旁白：那一夜，谁也没有睡。\n")
    line = making.lines_of(episode)[-1]
    told = briefing.line_brief(studio, line).brief
    assert (line.member, told.kind, told.member_name, told.voice) == (None, "vo", "旁白", narrator_voice("zh"))


def test_a_shot_is_told_with_people_places_and_voiced_cues(studio: Studio, line: Line) -> None:
    voice = making.make_voice(line, milliseconds=2000)
    told = briefing.shot_brief(studio, line.shot, stage="animatic")
    shot = Shot.objects.for_studio(studio).select_related("scene").get(pk=line.shot_id)
    brief = told.brief
    assert (brief.frames, brief.rate, brief.width, brief.height) == (shot.frames, briefs.Rate(), 1080, 1920)
    assert (brief.set_id, brief.time_of_day, brief.weather) == ("mansion_hall", "night", "storm")
    assert {presence.name for presence in brief.cast} == {"沈砚", "林晚"}
    (cue,) = brief.cues
    ((start, frames),) = cueing.places([2000], briefs.Rate(), shot.frames)
    assert (
        (cue.line_id, cue.kind, cue.start_frame, cue.frames)
        == (line.pk, "dialogue", start, frames)
        == (
            line.pk,
            "dialogue",
            6,
            48,
        )
    )
    assert cue.phonemes == tuple(briefs.Phoneme(at, symbol) for at, symbol in voice.media.facts["phonemes"])
    assert told.milliseconds == -(-shot.frames * 1000 // 24)
    assert briefs.from_json(briefs.ShotBrief, briefs.to_json(brief)) == brief


def test_an_unvoiced_line_keeps_its_place_with_lips_closed(studio: Studio, line: Line) -> None:
    (cue,) = briefing.shot_brief(studio, line.shot, stage="animatic").brief.cues
    assert (cue.phonemes, cue.frames) == ((), briefs.Rate().frames(line.estimated_ms / 1000))


def test_lines_lose_their_breath_before_they_lose_their_words() -> None:
    rate = briefs.Rate()
    assert cueing.places([1000, 1000], rate, 80) == [(6, 24), (35, 24)]
    assert cueing.places([1000, 1000], rate, 50) == [(0, 24), (24, 24)]
    assert cueing.places([1000, 1000], rate, 30) == [(0, 24), (24, 24)]
    assert cueing.places([], rate, 30) == []


def test_an_omitted_shot_is_not_rendered(studio: Studio, actor: Actor, line: Line) -> None:
    shots.omit(actor, shot=line.shot)
    for ask in (
        lambda: briefing.line_brief(studio, line),
        lambda: briefing.shot_brief(studio, line.shot, stage="animatic"),
    ):
        with pytest.raises(errors.ShotOmitted):
            ask()


def test_a_look_that_cannot_be_drawn_names_the_member_to_change(studio: Studio, line: Line) -> None:
    CastMember.objects.for_studio(studio).filter(pk=line.member_id).update(look={"sex": "robot"})
    with pytest.raises(errors.BriefIncomplete) as refusal:
        briefing.shot_brief(studio, line.shot, stage="animatic")
    assert refusal.value.cure == f"PATCH /v1/cast/{line.member_id}"


def test_the_number_of_reads_does_not_grow_with_people_and_lines(
    studio: Studio, actor: Actor, episode: Episode, line: Line, django_assert_num_queries: Any
) -> None:
    for member in CastMember.objects.for_studio(studio):
        if not line.shot.presences.filter(member=member).exists():
            row = {"member": member.pk, "place": 0.9}
            kept = [{"member": p.member_id, "place": p.place} for p in line.shot.presences.all()]
            casting.cast_shot(actor, shot=line.shot, cast=[*kept, row])
    extra = Line.unscoped.create(
        studio=studio, shot=line.shot, ordinal=20, member=line.member, kind="os", text="等等。", estimated_ms=500
    )
    making.make_voice(line)
    making.make_voice(extra)
    with django_assert_num_queries(5):
        told = briefing.shot_brief(studio, line.shot, stage="animatic")
    assert (len(told.brief.cast), len(told.brief.cues)) == (3, 2)
    with django_assert_num_queries(1):
        briefing.line_brief(studio, line)


def test_a_locked_cut_is_told_with_every_picture_and_sound(
    studio: Studio, actor: Actor, episode: Episode, django_assert_num_queries: Any
) -> None:
    cut = making.make_locked_cut(actor, episode)
    with django_assert_num_queries(4):
        told = briefing.cut_brief(studio, cut, profile="douyin_1080x1920")
    brief = told.brief
    names = [ref.name for ref in told.inputs]
    assert len(set(names)) == len(names) == len(brief.entries) + 4
    assert {entry.input_name for entry in brief.entries} | {
        sound.input_name for entry in brief.entries for sound in entry.sounds
    } == set(names)
    assert brief.frames == cut.frames
    assert (brief.label.text, brief.label.content_producer, brief.label.produce_id) == ("AI生成", studio.pk, cut.pk)
    assert (brief.label.seconds, brief.label.height_share) == (3.0, 0.052)
    shown = "".join("".join(cue.lines) for cue in brief.subtitles)
    assert "今天出了这个门" in shown
    assert "三年前" in shown
    assert "沈砚" not in shown
    assert all(0 <= cue.start_frame < cue.end_frame <= cut.frames for cue in brief.subtitles)
    assert (told.slate, told.labels["cut"]) == ("S01_EP01_CUT01", cut.pk)
    assert briefs.from_json(briefs.CutBrief, briefs.to_json(brief)) == brief


def test_an_english_series_carries_the_label_in_both_languages(studio: Studio, actor: Actor) -> None:
    series = making.make_series(actor, language="en", title="The Ring")
    cut = making.make_locked_cut(actor, making.make_episode(actor, series=series))
    assert briefing.cut_brief(studio, cut, profile="douyin_1080x1920").brief.label.text == "AI生成 · AI-generated"


def test_a_cut_that_is_not_locked_or_runs_at_another_rate_is_not_conformed(
    studio: Studio, actor: Actor, episode: Episode
) -> None:
    cut = making.make_locked_cut(actor, episode)
    with pytest.raises(errors.ProfileUnknown):
        briefing.cut_brief(studio, cut, profile="imax")
    episode.series.rate_num = 48
    episode.series.save()
    with pytest.raises(errors.BriefIncomplete) as refusal:
        briefing.cut_brief(studio, cut, profile="douyin_1080x1920")
    assert refusal.value.code == "rate_not_taken"
    draft = Cut.unscoped.create(studio=studio, episode=episode, number=2, frames=1)
    with pytest.raises(errors.CutUnlocked):
        briefing.cut_brief(studio, draft, profile="douyin_1080x1920")
    assert cut.locked_at < timezone.now()
