"""Continuity of a series: stated by scripts, set by hand, shown in briefs and by the API, stale where it moved."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.models import Studio
from accounts.tenancy import within
from projects import breakdown, briefing, continuity, reimport, scenes, shots, staleness
from projects.models import CastMember, Episode, Scene, Shot, StateChange
from projects.story.unfolding import place_key, values_of
from tests.projects import making

SCRIPT = """第1集 伤

1-1 沈家老宅正厅 夜 内
人物：林晚、沈砚
△林晚走下楼梯，看着沈砚。
沈砚（冷声）：今天出了这个门，你就别再回来。
△林晚换上白色礼服，额头流血。
林晚（平静）：好。
△沈砚砸碎花瓶，碎片四溅。

1-2 医院病房 夜 内
人物：林晚、沈砚
△沈砚替林晚包扎额头。林晚手里拿着文件。
林晚：疼。

1-3 学校教室 日 内
人物：林晚、沈砚
字幕：三年前
△林晚穿着校服，转身离开沈砚。
林晚（微笑）：再见。

第2集 回

2-1 沈家老宅正厅 夜 内
人物：林晚、沈砚
△林晚走进来。沈砚抬头。
林晚（冷笑）：我回来了。
"""
ENGLISH = """EPISODE 1 Scars

INT. HALE MANSION - BALLROOM - NIGHT

LENA
Stay.

ADRIAN
Enough.

Lena changes into a red gown. Her forehead is bleeding.

INT. HALE MANSION - STUDY - NIGHT

Lena, holding a contract, looks at Adrian.

LENA
Sign it.
"""


@pytest.fixture
def told(actor: Actor) -> Episode:
    """The first episode of a series whose script states a gown, a wound, a bandage and a flashback."""
    script = reimport.apply(actor, script=making.make_script(actor, SCRIPT)).script
    return Episode.objects.for_studio(actor.studio).select_related("series").get(script=script, number=1)


def scene(episode: Episode, code: str) -> Scene:
    """A scene of the series by episode and label, `1-2`."""
    number, _, label = code.partition("-")
    rows = Scene.objects.for_studio(episode.studio).filter(episode__series=episode.series_id)
    return rows.select_related("episode__series").get(episode__number=number, label=label)


def member(episode: Episode, name: str = "林晚") -> CastMember:
    return CastMember.objects.for_studio(episode.studio).get(series=episode.series_id, name=name)


def shots_in(episode: Episode, code: str) -> list[Shot]:
    rows = Shot.objects.for_studio(episode.studio).filter(scene=scene(episode, code))
    return list(rows.select_related("scene__episode__series").order_by("code"))


def shown(episode: Episode, code: str, name: str, attribute: str) -> tuple[str, ...]:
    states = continuity.timeline(episode.studio, episode.series_id)
    return values_of(states.of(scene(episode, code).pk).leave, member(episode, name).pk, attribute)


def looks(episode: Episode, shot: Shot, name: str = "林晚") -> Any:
    brief = briefing.shot_brief(episode.studio, shot, stage="animatic").brief
    return next((presence for presence in brief.cast if presence.name == name), None)


def test_a_script_states_what_holds_through_its_episodes(told: Episode) -> None:
    assert [shown(told, code, "林晚", "outfit") for code in ("1-1", "1-2", "1-3", "2-1")] == [
        ("evening_gown/white",),
        ("evening_gown/white",),
        ("school_uniform",),
        ("evening_gown/white",),
    ]
    assert shown(told, "1-1", "林晚", "injury") == ("blood_forehead",)
    assert [shown(told, code, "林晚", "injury") for code in ("1-2", "1-3", "2-1")] == [
        ("bandage_forehead",),
        (),
        ("bandage_forehead",),
    ]
    states = continuity.timeline(told.studio, told.series_id)
    hall = place_key("沈家老宅正厅")
    assert values_of(states.of(scene(told, "2-1").pk).enter, hall, "damage") == ("broken_glass",)
    assert states.of(scene(told, "1-3").pk).moment.is_flashback


def test_every_stated_change_keeps_its_words_and_their_place(told: Episode) -> None:
    rows = StateChange.objects.for_studio(told.studio).filter(series=told.series_id)
    assert rows.count() >= 7
    for row in rows.exclude(subject="story"):
        assert SCRIPT[row.source["start"] : row.source["end"]] == row.words
        assert row.source["script"] == told.script_id
        assert (row.cause, row.place) == ("script", row.source["start"])


def test_an_english_script_states_the_same(actor: Actor) -> None:
    episode = making.make_episode(actor, ENGLISH, language="en", title="Scars")
    assert shown(episode, "1-2", "Lena", "outfit") == ("evening_gown/red",)
    assert shown(episode, "1-2", "Lena", "injury") == ("blood_forehead",)
    assert shown(episode, "1-2", "Lena", "prop") == ("contract/contract",)


def test_an_applied_script_is_stated_once_however_often(actor: Actor, told: Episode) -> None:
    rows = StateChange.objects.for_studio(told.studio).filter(series=told.series_id)
    before = sorted(rows.values_list("words", "place"))
    found = breakdown.understand(told.series, told.script.text)
    for _ in range(2):
        episodes = [text for text, _ in found.episodes]
        continuity.record(actor, script=told.script, episodes=episodes, people=found.people)
    assert sorted(rows.values_list("words", "place")) == before


def test_a_brief_shows_the_state_of_its_moment(told: Episode) -> None:
    first, *_, last = [shot for shot in shots_in(told, "1-1") if looks(told, shot)]
    own = member(told).drawn()
    assert looks(told, first).look == own
    dressed = looks(told, last)
    assert (dressed.look.outfit, dressed.look.outfit_color) == ("evening_gown", "white")
    assert dressed.look.accessories == (*own.accessories, "blood_forehead")
    ward = looks(told, shots_in(told, "1-2")[-1])
    assert ward.look.accessories == (*own.accessories, "bandage_forehead")
    assert ward.holding == ("document",)
    then = looks(told, next(shot for shot in shots_in(told, "1-3") if looks(told, shot)))
    assert (then.look.outfit, then.look.accessories, then.holding) == ("school_uniform", own.accessories, ())
    hall = briefing.shot_brief(told.studio, shots_in(told, "2-1")[0], stage="animatic").brief
    assert hall.dressing == ("broken_glass",)


def test_a_shot_put_in_by_hand_shows_what_the_shot_before_it_shows(actor: Actor, told: Episode) -> None:
    rows = shots_in(told, "1-1")
    cast = [{"member": member(told).pk}]
    early = shots.insert(actor, scene=rows[0].scene, after=rows[0], frames=48, cast=cast)
    late = shots.insert(actor, scene=rows[0].scene, after=rows[-1], frames=48, cast=cast)
    assert looks(told, early).look == member(told).drawn()
    assert looks(told, late).look.outfit == "evening_gown"


def test_a_hand_outweighs_the_script_from_its_scene_on_and_is_undone(actor: Actor, told: Episode) -> None:
    lena, ward = member(told), scene(told, "1-2")
    continuity.change(actor, scene=ward, attribute="outfit", value="suit/black", member=lena)
    continuity.change(actor, scene=ward, attribute="injury", value="none", member=lena)
    assert [shown(told, code, "林晚", "outfit") for code in ("1-1", "1-2", "2-1")] == [
        ("evening_gown/white",),
        ("suit/black",),
        ("suit/black",),
    ]
    assert shown(told, "1-2", "林晚", "injury") == ()
    continuity.change(actor, scene=ward, attribute="outfit", value="qipao", member=lena)
    assert StateChange.objects.for_studio(told.studio).filter(cause="hand", attribute="outfit").count() == 1
    assert looks(told, shots_in(told, "2-1")[-1]).look.outfit == "qipao"
    for attribute in ("outfit", "injury"):
        continuity.change(actor, scene=ward, attribute=attribute, value="inherit", member=lena)
    assert shown(told, "2-1", "林晚", "outfit") == ("evening_gown/white",)
    assert shown(told, "2-1", "林晚", "injury") == ("bandage_forehead",)


def test_a_hand_survives_a_script_that_is_stated_again(actor: Actor, told: Episode) -> None:
    continuity.change(actor, scene=scene(told, "1-2"), attribute="hair", value="bun", member=member(told))
    found = breakdown.understand(told.series, told.script.text)
    episodes = [text for text, _ in found.episodes]
    continuity.record(actor, script=told.script, episodes=episodes, people=found.people)
    assert shown(told, "2-1", "林晚", "hair") == ("bun",)


def test_a_new_version_states_anew_keeps_the_hand_and_makes_stale_what_wore_the_old(
    actor: Actor, told: Episode
) -> None:
    continuity.change(actor, scene=scene(told, "1-2"), attribute="hair", value="bun", member=member(told))
    making.make_takes(told)
    rewritten = SCRIPT.replace("换上白色礼服，额头流血", "换上旗袍，额头流血")
    script = making.make_script(actor, rewritten, series=told.series)
    reimport.apply(actor, script=script)
    assert shown(told, "2-1", "林晚", "outfit") == ("qipao",)
    assert shown(told, "2-1", "林晚", "hair") == ("bun",)
    rows = StateChange.objects.for_studio(told.studio).filter(series=told.series_id, cause="script")
    assert set(rows.values_list("source__script", flat=True)) == {script.pk}
    stale = {
        one.subject.pk: {reason.part for reason in one.reasons}
        for one in staleness.stale_takes(told.studio, series=told.series)
    }
    ward = [shot for shot in shots_in(told, "1-2") if shot.presences.filter(member=member(told)).exists()]
    assert all("looks" in stale[shot.pk] for shot in ward)
    reimport.apply(actor, script=told.script)
    assert shown(told, "2-1", "林晚", "outfit") == ("evening_gown/white",)
    assert staleness.stale_takes(told.studio, series=told.series) == []


def test_an_omitted_scene_hands_nothing_on(actor: Actor, told: Episode) -> None:
    scenes.omit(actor, scene=scene(told, "1-1"))
    assert shown(told, "2-1", "林晚", "outfit") == ()
    scenes.restore(actor, scene=scene(told, "1-1"))
    assert shown(told, "2-1", "林晚", "outfit") == ("evening_gown/white",)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"attribute": "shoes", "value": "red"}, "not_known"),
        ({"attribute": "outfit", "value": "suit"}, "member_required"),
        ({"attribute": "damage", "value": "burnt", "whose": "林晚"}, "no_member"),
        ({"attribute": "outfit", "value": "spacesuit", "whose": "林晚"}, "not_known"),
        ({"attribute": "outfit", "value": "suit,dress", "whose": "林晚"}, "too_many"),
        ({"attribute": "injury", "value": "bandage_tail", "whose": "林晚"}, "not_known"),
        ({"attribute": "time", "value": "soon"}, "not_known"),
        ({"attribute": "prop", "value": "", "whose": "林晚"}, "not_known"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(actor: Actor, told: Episode, facts: dict[str, str], code: str) -> None:
    whose = facts.pop("whose", "")
    with pytest.raises(Invalid) as refusal:
        continuity.change(actor, scene=scene(told, "1-1"), member=member(told, whose) if whose else None, **facts)
    assert refusal.value.code == code
    assert not StateChange.objects.for_studio(told.studio).filter(cause="hand").exists()


def test_a_changed_state_makes_stale_what_was_made_under_the_old_one_and_nothing_else(
    actor: Actor, told: Episode, rival: Studio, rival_episode: Episode
) -> None:
    making.make_takes(told)
    second = Episode.objects.for_studio(told.studio).get(series=told.series_id, number=2)
    making.make_takes(second)
    assert staleness.stale_takes(told.studio, series=told.series) == []
    lena = member(told)
    continuity.change(actor, scene=scene(told, "1-2"), attribute="outfit", value="suit", member=lena)
    stale = staleness.stale_takes(told.studio, series=told.series)
    touched = {
        shot.pk
        for code in ("1-2", "2-1")
        for shot in shots_in(told, code)
        if shot.presences.filter(member=lena).exists()
    }
    assert {one.subject.pk for one in stale} == touched
    assert {reason.part for one in stale for reason in one.reasons} == {"looks"}
    assert all(one.milliseconds > 0 and one.kind == "shot" for one in stale)
    continuity.change(actor, scene=scene(told, "1-2"), attribute="outfit", value="inherit", member=lena)
    assert staleness.stale_takes(told.studio, series=told.series) == []
    continuity.change(actor, scene=scene(told, "2-1"), attribute="dressing", value="wedding")
    stale = staleness.stale_takes(told.studio, series=told.series)
    assert {one.subject.pk for one in stale} == {shot.pk for shot in shots_in(told, "2-1")}
    assert {reason.part for one in stale for reason in one.reasons} == {"dressing"}
    with within(rival):
        assert staleness.stale_takes(rival, episode=rival_episode) == []


def test_a_whole_series_is_read_in_two_queries_and_stale_takes_cost_three_more(studio: Studio, told: Episode) -> None:
    with CaptureQueriesContext(connection) as queries:
        continuity.timeline(studio, told.series_id)
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as one:
        staleness.stale_takes(studio, episode=told)
    with CaptureQueriesContext(connection) as all_of_them:
        staleness.stale_takes(studio, series=told.series)
    assert (len(one), len(all_of_them)) == (6, 6)


def test_the_database_holds_a_change_to_its_subject_and_a_hand_to_one_word(actor: Actor, told: Episode) -> None:
    facts = {"studio": told.studio, "series": told.series, "scene": scene(told, "1-1"), "cause": "hand"}
    wrong: list[dict[str, Any]] = [
        {"subject": "member", "attribute": "outfit"},
        {"subject": "location", "attribute": "damage", "member": member(told)},
        {"subject": "location", "attribute": "outfit"},
        {"subject": "story", "attribute": "time", "op": "add"},
    ]
    for one in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            StateChange.unscoped.create(**facts, **one)
    StateChange.unscoped.create(**facts, subject="story", attribute="time")
    with pytest.raises(IntegrityError), transaction.atomic():
        StateChange.unscoped.create(**facts, subject="story", attribute="time")


# -- over HTTP ---------------------------------------------------------------------------------------------------------


def test_a_scene_tells_what_holds_in_it_and_why(studio: Studio, told: Episode, api: Any) -> None:
    ward = scene(told, "1-2")
    told_of = api(studio).get(f"/v1/scenes/{ward.pk}/continuity").json()
    assert (told_of["scene"], told_of["slate"]) == (ward.pk, "EP01_SC002")
    assert told_of["moment"] == {
        "is_flashback": False,
        "is_continuous": True,
        "minutes_since": 0,
        "minutes_back": None,
        "words": "",
    }
    lena = next(one for one in told_of["members"] if one["name"] == "林晚")
    assert [(one["attribute"], one["value"], one["is_inherited"]) for one in lena["enters"]] == [
        ("injury", "blood_forehead", True),
        ("outfit", "evening_gown/white", True),
    ]
    assert [(one["attribute"], one["value"], one["is_inherited"]) for one in lena["leaves"]] == [
        ("injury", "bandage_forehead", False),
        ("outfit", "evening_gown/white", True),
        ("prop", "document/文件", False),
    ]
    since = lena["leaves"][1]["since"]
    assert (since["words"], since["cause"], since["scene"]) == ("换上白色礼服", "script", scene(told, "1-1").pk)
    assert SCRIPT[since["source"]["start"] : since["source"]["end"]] == since["words"]
    assert [change["words"] for change in told_of["changes"]] == ["包扎额头", "拿着文件"]


def test_a_hand_changes_and_undoes_over_http(studio: Studio, told: Episode, api: Any) -> None:
    client, path = api(studio), f"/v1/scenes/{scene(told, '1-2').pk}/continuity"
    body = {"member": member(told).pk, "attribute": "injury", "value": "scar_cheek,blood_mouth"}
    made = client.post(path, body)
    assert made.status_code == 201
    lena = next(one for one in made.json()["members"] if one["name"] == "林晚")
    injuries = [(one["value"], one["since"]["cause"]) for one in lena["leaves"] if one["attribute"] == "injury"]
    assert injuries == [("scar_cheek", "hand"), ("blood_mouth", "hand")]
    undone = client.post(path, body | {"value": "inherit"}).json()
    assert undone == client.get(path).json()
    refused = client.post(path, body | {"value": "halo"})
    assert (refused.status_code, refused.json()["code"]) == (422, "not_known")
    stranger = client.post(path, body | {"member": "cas_01J9ZQ3W5V8K2M4N6P7R9S0T1V"})
    assert (stranger.status_code, stranger.json()["code"]) == (422, "not_in_cast")
    types = [event["type"] for event in client.get("/v1/events").json()["data"]]
    assert types.count("continuity.changed") == 2


def test_a_series_tells_each_members_turns(studio: Studio, told: Episode, api: Any) -> None:
    client = api(studio)
    whole = client.get(f"/v1/series/{told.series_id}/continuity").json()
    lena = next(one for one in whole["members"] if one["name"] == "林晚")
    outfits = [(t["slate"], t["values"], t["is_flashback"]) for t in lena["states"] if t["attribute"] == "outfit"]
    assert outfits == [
        ("EP01_SC001", ["evening_gown/white"], False),
        ("EP01_SC003", ["school_uniform"], True),
    ]
    assert [scene["moment"]["is_flashback"] for scene in whole["scenes"]] == [False, False, True, False]
    assert [place["location"] for place in whole["locations"]] == ["沈家老宅正厅"]
    only = client.get(f"/v1/series/{told.series_id}/continuity?member={member(told).pk}").json()
    assert only["members"] == [lena]


def test_a_contradiction_is_told_with_both_its_sides(studio: Studio, actor: Actor, told: Episode, api: Any) -> None:
    client, path = api(studio), f"/v1/series/{told.series_id}/continuity/lint"
    assert client.get(path).json() == {"data": []}
    continuity.change(actor, scene=scene(told, "1-1"), attribute="injury", value="scar_cheek", member=member(told))
    continuity.change(actor, scene=scene(told, "1-2"), attribute="injury", value="none", member=member(told))
    (found,) = client.get(path).json()["data"]
    assert (found["code"], found["name"], found["value"]) == ("heals_without_time", "林晚", "scar_cheek")
    assert (found["slate"], found["contradicts_scene"]) == ("EP01_SC002", scene(told, "1-1").pk)
    assert (found["change"]["cause"], found["contradicts"]["cause"]) == ("hand", "hand")


def test_a_rival_neither_reads_nor_changes_a_state(rival: Studio, told: Episode, rival_actor: Actor, api: Any) -> None:
    client, path = api(rival), f"/v1/scenes/{scene(told, '1-1').pk}/continuity"
    assert client.get(path).status_code == 404
    assert client.post(path, {"attribute": "damage", "value": "burnt"}).status_code == 404
    assert client.get(f"/v1/series/{told.series_id}/continuity").status_code == 404
    assert client.get(f"/v1/series/{told.series_id}/continuity/lint").status_code == 404
    with within(rival):
        assert not StateChange.unscoped.exists()
        assert continuity.timeline(rival, told.series_id).scenes == ()
