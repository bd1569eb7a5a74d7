"""An episode becomes a shot list one can start from: every rule, every reason, nothing lost, the axis kept."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.briefs import Rate
from projects.performance import catalogue
from projects.planning.beats import split_speech
from projects.planning.people import KnownPeople, find_people
from projects.planning.shot_plan import ScenePlan, plan_episode
from projects.screenplay import parse
from projects.timing import lint_pacing, spoken_seconds
from tests.projects.scripts import FIELDS, HOLLYWOOD, NUMBERED, mutate, sample

RATE = Rate()


def plan(text: str) -> tuple[ScenePlan, ...]:
    """The scenes of a script's first episode."""
    play = parse(text)
    return plan_episode(play.episodes[0], KnownPeople(find_people(play)), RATE)


def shots_of(*lines: str, heading: str = "1-1 正厅 夜 内", people: str = "人物：林晚、沈砚"):
    """The shots of one scene holding these lines."""
    return plan("\n".join(["第1集", heading, people, *lines]))[0].shots


def rules(shot) -> list[str]:
    return [reason.rule for reason in shot.reasons]


@pytest.mark.parametrize("name", ["wedding_ring.zh.txt", "second_contract.en.txt"])
def test_a_sample_is_an_episode_one_would_shoot(name):
    scenes = plan(sample(name))
    shots = [shot for scene in scenes for shot in scene.shots]
    assert 15 <= len(shots) <= 25
    assert 60 <= RATE.seconds(sum(shot.frames for shot in shots)) <= 90
    assert lint_pacing(shots, RATE) == ()
    assert len({scene.set_id for scene in scenes}) == 2
    assert {scene.time_of_day for scene in scenes} == {"night", "day"}
    assert len({line.speaker for shot in shots for line in shot.lines}) >= 3
    assert scenes[0].weather == "storm"
    assert shots[-1].framing == "close_up"
    assert shots[-1].camera_move == "push_in"
    assert max(RATE.seconds(shot.frames) for shot in shots) < 8
    assert any(shot.cards for shot in shots)
    assert any(shot.sounds for shot in shots)


def test_the_chinese_sample_has_three_speaking_cast_members_a_slap_and_a_thought():
    shots = [shot for scene in plan(sample("wedding_ring.zh.txt")) for shot in scene.shots]
    people = find_people(parse(sample("wedding_ring.zh.txt")))
    speaking = {line.speaker for shot in shots for line in shot.lines}
    assert len(speaking & {person.name for person in people if not person.is_extra}) >= 3
    assert any(p.action == "slap" and p.target == "林晚" for shot in shots for p in shot.cast)
    assert [line.kind for shot in shots for line in shot.lines].count("os") == 1


@pytest.mark.parametrize(
    "text", [NUMBERED, FIELDS, HOLLYWOOD, sample("wedding_ring.zh.txt"), sample("second_contract.en.txt")]
)
def test_every_id_is_in_the_catalogue_and_every_decision_has_a_reason(text):
    known = catalogue()
    for scene in plan(text):
        assert scene.set_id in known.sets
        assert scene.time_of_day in known.times_of_day
        assert scene.weather in known.weathers
        for shot in scene.shots:
            assert shot.framing in known.framings
            assert shot.angle in known.angles
            assert shot.camera_move in known.camera_moves
            assert shot.mood in known.moods
            assert set(shot.props) <= set(known.props)
            assert shot.reasons
            assert shot.description
            assert shot.frames >= shot.least_frames >= 24
            assert len(shot.cast) <= 3
            for presence in shot.cast:
                assert presence.expression in known.expressions
                assert presence.action in known.actions
                assert -1 <= presence.place <= 1
                assert presence.target != presence.name


@pytest.mark.parametrize(
    "text", [NUMBERED, FIELDS, HOLLYWOOD, sample("wedding_ring.zh.txt"), sample("second_contract.en.txt")]
)
def test_the_lines_of_the_shots_are_the_speech_of_the_script(text):
    planned = "".join(line.text for scene in plan(text) for shot in scene.shots for line in shot.lines)
    assert planned.replace(" ", "") == parse(text).spoken().replace(" ", "")


@pytest.mark.parametrize(
    "text", [NUMBERED, FIELDS, HOLLYWOOD, sample("wedding_ring.zh.txt"), sample("second_contract.en.txt")]
)
def test_every_action_card_and_sound_is_in_a_shot(text):
    scenes = plan(text)
    shots = [shot for scene in scenes for shot in scene.shots]
    told = "".join(shot.description for shot in shots) + "".join(
        "".join((*s.cards, *s.sounds, *s.music)) for s in shots
    )
    for scene in parse(text).episodes[0].scenes:
        for element in scene.elements:
            if element.kind in ("action", "subtitle_card", "sound", "music"):
                words = element.text.replace("【特写】", "")
                assert set(words) <= set(told)
                assert words[:6] in told


def test_the_axis_is_never_crossed():
    shots = shots_of(
        *[
            f"{name}：{text}"
            for text in ("你来了。", "你走吧，我不想再见到你。", "为什么？")
            for name in ("林晚", "沈砚")
        ]
    )
    facing = {(p.name, p.facing) for shot in shots for p in shot.cast if p.facing != "away"}
    assert facing == {("林晚", "right"), ("沈砚", "left")}
    for shot in shots:
        places = {p.name: p.place for p in shot.cast}
        assert places.get("林晚", -1) < 0 < places.get("沈砚", 1)


def test_an_exchange_goes_from_over_the_shoulder_to_close():
    shots = shots_of(*[f"{name}：今天天气不错，出去走走吧。" for _ in range(3) for name in ("林晚", "沈砚")])
    assert [shot.framing for shot in shots[:6]] == [
        "over_shoulder",
        "over_shoulder",
        "medium_close_up",
        "medium_close_up",
        "close_up",
        "close_up",
    ]
    assert [[p.name for p in shot.cast] for shot in shots[:2]] == [["林晚", "沈砚"], ["沈砚", "林晚"]]


def test_a_scene_opens_by_showing_where_we_are():
    empty, people = shots_of("△烛火一晃。", "林晚：好。")[0], shots_of("△林晚和沈砚站在窗前。", "林晚：好。")[0]
    assert (empty.framing, empty.cast, rules(empty)[0]) == ("wide", (), "establishing shot without people")
    assert (people.framing, [p.name for p in people.cast]) == ("wide", ["林晚", "沈砚"])


def test_a_close_up_mark_is_obeyed_and_shows_the_thing():
    shots = shots_of("林晚：好。", "△林晚摘下婚戒。【特写】戒指内圈刻着数字。", "沈砚：什么？")
    insert = shots[2]
    assert (insert.framing, insert.props, insert.description) == ("insert", ("ring",), "戒指内圈刻着数字。")
    assert [(hand.name, hand.action, hand.expression) for hand in insert.cast] == [("林晚", "stand", "neutral")]
    assert "a mark in the script is obeyed" in rules(insert)
    face = shots_of("林晚：好。", "△【特写】林晚眼眶泛红。", "沈砚：什么？")[1]
    assert (face.framing, face.cast[0].expression) == ("close_up", "sadness")


def test_a_slap_is_seen_in_one_frame_and_answered_by_a_face():
    blow, answer = shots_of("沈砚：好。", "△林晚一巴掌扇在沈砚脸上。", "林晚：滚。")[1:3]
    assert (blow.framing, [(p.name, p.action, p.target) for p in blow.cast]) == (
        "two_shot",
        [("林晚", "slap", "沈砚"), ("沈砚", "stand", "林晚")],
    )
    assert (answer.framing, [(p.name, p.action, p.expression) for p in answer.cast]) == (
        "close_up",
        [("沈砚", "hand_on_face", "shock")],
    )
    passive = shots_of("沈砚：好。", "△沈砚被林晚扇了一耳光。", "林晚：滚。")[1]
    assert {p.name: p.action for p in passive.cast} == {"沈砚": "stand", "林晚": "slap"}


def test_a_reveal_moves_the_camera_in_and_is_answered_by_a_face():
    shots = shots_of("沈砚：你是谁？", "林晚：其实，我才是沈家亲生的女儿！", "△烛火一晃。")
    reveal, answer = shots[1:3]
    assert (reveal.camera_move, reveal.is_turn) == ("push_in", True)
    assert (answer.framing, answer.cast[0].name, answer.cast[0].expression) == ("close_up", "沈砚", "shock")


def test_a_quarrel_is_handheld_and_power_is_seen_from_below():
    shots = shots_of("林晚（怒）：你骗我！", "沈砚（暴怒）：滚！")
    assert [(s.framing, s.camera_move, s.angle) for s in shots][:1] == [("close_up", "static", "eye")]
    assert shots[1].angle == "low"
    assert "a quarrel is handheld" in rules(shots[1])


def test_the_last_picture_is_close_and_moves_in():
    last = shots_of("林晚：好。", "△林晚走进大厅。")[-1]
    assert (last.framing, last.camera_move, last.frames) == ("close_up", "push_in", 60)
    assert "the last picture is a close cliff-hanger" in rules(last)


def test_a_long_speech_is_split_at_sentences_without_losing_a_character():
    text = "三年前的那个晚上，你亲手把我推下了楼。我在医院里躺了整整一年。没有一个人来看过我，除了你的父亲。"
    shots = shots_of(f"林晚：{text}", "沈砚：什么？")
    parts = [line.text for shot in shots for line in shot.lines if line.speaker == "林晚"]
    assert "".join(parts) == text
    assert len(parts) >= 2
    assert all(part[-1] in "。，" for part in parts)
    assert all(RATE.seconds(shot.frames) < 8 for shot in shots)


@settings(max_examples=100)
@given(st.text(alphabet='我你他的是不了在。，！？…；ab "”', min_size=1, max_size=200))
def test_split_speech_joins_to_the_speech(text):
    assert "".join(split_speech(text)) == text


def test_a_sentence_without_any_breath_stays_whole():
    text = "我" * 60
    assert split_speech(text) == [text]
    assert spoken_seconds(text) > 8


def test_short_lines_of_one_speaker_share_a_shot():
    shots = shots_of("林晚：你走。", "林晚：快走。", "沈砚：不。")
    assert [line.text for line in shots[0].lines] == ["你走。", "快走。"]


def test_at_most_three_faces_are_in_a_shot():
    shots = shots_of("△林晚、沈砚、白薇、管家站在窗前。", "林晚：好。", people="人物：林晚、沈砚、白薇、管家")
    assert [p.name for p in shots[0].cast] == ["林晚", "沈砚", "白薇"]
    assert ("at most three faces", "管家") in [(r.rule, r.words) for r in shots[0].reasons]


def test_a_thought_is_close_with_lips_closed_and_a_narrator_has_no_face():
    shots = shots_of("沈砚：滚。", "林晚OS：等着。", "旁白：三年后。", "林晚：好。")
    assert (shots[1].framing, shots[1].lines[0].kind, shots[1].lines[0].speaker) == ("close_up", "os", "林晚")
    assert (shots[2].lines[0].kind, shots[2].lines[0].speaker) == ("vo", "")


def test_cards_and_sounds_belong_to_the_picture_that_follows():
    shots = shots_of("字幕：三年后", "△烛火一晃。", "音效：雷声", "林晚：好。", "音效：关门声")
    assert (shots[0].cards, shots[1].sounds) == (("三年后",), ("雷声", "关门声"))


def test_a_flashback_is_soft_and_ends_where_it_ends():
    scenes = plan(
        "第1集\n1-1 病房 日 内\n【闪回】\n林晚：签。\n【闪回结束】\n林晚：好了，都过去了。\n1-2 正厅 夜 内\n林晚：好。"
    )
    assert [[shot.flashback for shot in scene.shots] for scene in scenes] == [[True, False], [False]]
    assert scenes[0].shots[0].mood == "warmth"
    spanning = plan("第1集\n1-1 病房 日 内\n【闪回】\n林晚：签。\n1-2 正厅 夜 内\n林晚：好。\n【闪回结束】")
    assert [[shot.flashback for shot in scene.shots] for scene in spanning] == [[True], [True]]
    unclosed = plan("第1集\n1-1 病房 日 内\n【闪回】\n林晚：签。\n1-2 正厅 夜 内\n林晚：好。")
    assert [[shot.flashback for shot in scene.shots] for scene in unclosed] == [[True], [False]]


def test_weather_comes_from_words_and_not_from_names():
    scenes = plan(
        "第1集\n1-1 天台 夜 外\n人物：林雪\n△林雪站在雨里。\n林雪：好。\n"
        "1-2 老宅 夜 内\n人物：林雪\n△林雪坐下。\n林雪：好。"
    )
    assert [scene.weather for scene in scenes] == ["rain", "clear"]


def test_a_scene_without_time_keeps_the_time_before():
    scenes = plan("第1集\n1-1 天台 夜 外\n林晚：好。\n1-2 老宅 内\n林晚：好。")
    assert [scene.time_of_day for scene in scenes] == ["night", "night"]


def test_slate_labels_are_digits_and_letters_once_each():
    text = "第1集\n" + "".join(
        f"{number} 天台 夜 外\n林晚：好。\n" for number in ("1-1", "1-2", "1-2", "12A", "1-2", "+场", "第12场")
    )
    assert [scene.label for scene in plan(text)] == ["1", "2", "2A", "12A", "2B", "2C", "12"]


def test_expressions_come_from_parentheticals_and_are_carried_on():
    shots = shots_of("林晚（冷声）：你来了。", "沈砚：嗯，我来看看你过得好不好。", "林晚：我过得很好，不用你管。")
    lines = [line for shot in shots for line in shot.lines]
    assert [(line.speaker, line.expression) for line in lines] == [
        ("林晚", "cold"),
        ("沈砚", "neutral"),
        ("林晚", "cold"),
    ]
    assert ("expression from parenthetical", "冷声") in [(r.rule, r.words) for r in shots[0].reasons]
    assert ("expression carried from before", "冷声") in [(r.rule, r.words) for r in shots[2].reasons]


def test_an_address_finds_its_listener():
    shots = shots_of("林晚：好。", "管家（惊慌）：少爷，不好了，老爷他出事了！", people="人物：林晚、沈砚、管家")
    assert shots[1].cast[0].target == "沈砚"


def test_planning_is_deterministic():
    assert plan(sample("wedding_ring.zh.txt")) == plan(sample("wedding_ring.zh.txt"))


def test_an_empty_scene_has_no_shots_and_an_episode_of_cards_still_has_one():
    assert plan("第1集\n1-1 天台 夜 外\n")[0].shots == ()
    [shot] = plan("第1集\n1-1 天台 夜 外\n字幕：三年后\n")[0].shots
    assert (shot.cards, shot.framing, shot.cast) == (("三年后",), "wide", ())


def test_mangled_scripts_are_planned_without_losing_a_line():
    chance = random.Random(3)
    originals = [NUMBERED, FIELDS, HOLLYWOOD, sample("wedding_ring.zh.txt"), sample("second_contract.en.txt")]
    for _ in range(120):
        play = parse(mutate(chance.choice(originals), chance))
        people = KnownPeople(find_people(play))
        for episode in play.episodes:
            scenes = plan_episode(episode, people, RATE)
            planned = "".join(line.text for scene in scenes for shot in scene.shots for line in shot.lines)
            said = "".join(e.text for s in episode.scenes for e in s.elements if e.kind == "dialogue")
            assert "".join(planned.split()) == "".join(said.split())
            assert len({scene.label for scene in scenes}) == len(scenes)


def test_who_lies_in_bed_stays_there_and_nobody_looks_over_their_shoulder() -> None:
    text = """第1集
1-1 病房 日 内
人物：奶奶、林医生
△奶奶躺在病床上。
奶奶：我不治了。
林医生：别这么说。
△林医生给奶奶打针。
"""
    shots = [shot for scene in plan(text) for shot in scene.shots]
    doing = [(p.action, shot.framing) for shot in shots for p in shot.cast if p.name == "奶奶"]
    assert {action for action, _framing in doing} == {"lie_in_bed"}
    assert "over_shoulder" not in {shot.framing for shot in shots}


def test_the_last_picture_is_not_of_somebody_who_has_left() -> None:
    text = """第1集
1-1 花园 日 外
人物：林晚、沈砚
林晚：再见。
△林晚转身离开，沈砚望着她的背影。
"""
    *_, last = plan(text)[-1].shots
    assert (last.framing, [p.name for p in last.cast]) == ("close_up", ["沈砚"])
