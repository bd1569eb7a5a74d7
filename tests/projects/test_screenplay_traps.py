"""The ways scripts go wrong: prose with colons, furniture before colons, glued names, repeated numbers, empty lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects.screenplay import parse, read_text


def elements_of(*lines: str, people: str = "人物：林晚、沈砚"):
    """Elements and diagnostics of one scene holding these lines."""
    play = parse("\n".join(["第1集", "1-1 正厅 夜 内", people, *lines, ""]))
    return [element for scene in play.episodes[0].scenes for element in scene.elements], play.diagnostics


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("音效：一声闷雷", "sound", "一声闷雷"),
        ("字幕：三年后", "subtitle_card", "三年后"),
        ("（字幕：三年后）", "subtitle_card", "三年后"),
        ("【字幕：三年后】", "subtitle_card", "三年后"),
        ("BGM：悲伤钢琴", "music", "悲伤钢琴"),
        ("转场：叠化", "transition", "叠化"),
        ("切", "transition", "切"),
        ("【空镜】", "mark", "空镜"),
        ("【黑屏】", "mark", "黑屏"),
        ("（林晚转身离开）", "action", "林晚转身离开"),
        ("镜头：缓缓推近", "action", "缓缓推近"),
    ],
)
def test_furniture_is_not_dialogue(line, kind, text):
    elements, diagnostics = elements_of(line, "林晚：好。")
    assert [(e.kind, e.text) for e in elements] == [(kind, text), ("dialogue", "好。")]
    assert diagnostics == ()


@pytest.mark.parametrize(
    ("line", "speaker", "parentheticals", "delivery", "text"),
    [
        ("林晚OS：好。", "林晚", (), "os", "好。"),
        ("林晚os：好。", "林晚", (), "os", "好。"),
        ("林晚 O.S.：好。", "林晚", (), "os", "好。"),
        ("林晚（VO）：好。", "林晚", (), "vo", "好。"),
        ("林晚（轻笑，OS）：好。", "林晚", ("轻笑",), "os", "好。"),
        ("林晚（冷笑）OS：好。", "林晚", ("冷笑",), "os", "好。"),
        ("林晚画外音：好。", "林晚", (), "vo", "好。"),
        ("林晚（内心独白）：好。", "林晚", (), "os", "好。"),
        ("旁白：好。", "旁白", (), "vo", "好。"),
        ("畫外音：好。", "畫外音", (), "vo", "好。"),
        ("林晚(冷声):好。", "林晚", ("冷声",), "dialogue", "好。"),
        ("林晚：（哽咽）好。", "林晚", ("哽咽",), "dialogue", "好。"),
        ("林晚：好（哭）你走。", "林晚", ("哭",), "dialogue", "好你走。"),
        ("林晚（声音冰冷，转身）：好。", "林晚", ("声音冰冷，转身",), "dialogue", "好。"),
        ("林晚、沈砚（同时）：好。", "林晚、沈砚", ("同时",), "dialogue", "好。"),
        ("**林晚**：好。", "林晚", (), "dialogue", "好。"),
        ("- 林晚：好。", "林晚", (), "dialogue", "好。"),
        ("　　林晚：好。", "林晚", (), "dialogue", "好。"),
        (
            "林晚：我读了三年（MBA），时间是12:30：记住。",
            "林晚",
            (),
            "dialogue",
            "我读了三年（MBA），时间是12:30：记住。",
        ),
        ("林晚：【特写】好。", "林晚", (), "dialogue", "好。"),
        ("（OS）林晚：好。", "林晚", (), "os", "好。"),
        ("林晚说：好。", "林晚", (), "dialogue", "好。"),
        ("林晚\t好。", "林晚", (), "dialogue", "好。"),
        ("林晚　　（冷声）好。", "林晚", ("冷声",), "dialogue", "好。"),
        ("【林晚】（冷声）好。", "林晚", ("冷声",), "dialogue", "好。"),
        ("林晚「好。」", "林晚", (), "dialogue", "好。"),
        ("林晚：“好。”", "林晚", (), "dialogue", "好。"),
        ("VO：好。", "旁白", (), "vo", "好。"),
    ],
)
def test_speech_is_read_with_its_delivery(line, speaker, parentheticals, delivery, text):
    [element], diagnostics = elements_of(line)
    assert (element.kind, element.speaker, element.parentheticals, element.delivery, element.text) == (
        "dialogue",
        speaker,
        parentheticals,
        delivery,
        text,
    )
    assert diagnostics == ()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("手机屏幕亮起：密码正确。", "W_PROSE_COLON"),
        ("纸条上写着：别信他。", "W_PROSE_COLON"),
        ("她心想：完了。", "W_PROSE_COLON"),
        ("杂物：一把伞", "W_UNKNOWN_PREFIX"),
        ("有人抬头说：“你来了？”", "W_PROSE_SPEECH"),
    ],
)
def test_prose_with_a_colon_is_action_with_a_doubt(line, code):
    elements, diagnostics = elements_of(line, "林晚：好。")
    assert [(e.kind, e.text) for e in elements] == [("action", line), ("dialogue", "好。")]
    assert [(d.code, d.line) for d in diagnostics] == [(code, 4)]


def test_a_marked_action_may_hold_any_colon():
    elements, diagnostics = elements_of("△手机屏幕亮起：密码正确。", "林晚：好。")
    assert [(e.kind, e.text) for e in elements] == [("action", "手机屏幕亮起：密码正确。"), ("dialogue", "好。")]
    assert diagnostics == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("林晚抬头说：“你来了？”", [("dialogue", "你来了？", "林晚", ("抬头",))]),
        (
            "林晚冷笑道：「好。」她转身就走。",
            [("dialogue", "好。", "林晚", ("冷笑",)), ("action", "她转身就走。", "", ())],
        ),
        ("“你来了？”林晚轻声问。", [("dialogue", "你来了？", "林晚", ("轻声",))]),
    ],
)
def test_speech_quoted_in_prose_is_spoken_and_said_to_be(line, told):
    elements, [diagnostic] = elements_of(line, "沈砚：好。")
    assert [(e.kind, e.text, e.speaker, e.parentheticals) for e in elements[:-1]] == told
    assert (diagnostic.code, diagnostic.line, diagnostic.severity) == ("W_PROSE_QUOTED", 4, "warning")
    words, how = told[0][1], told[0][3][0]
    assert diagnostic.repair == f"林晚（{how}）：{words}"


def test_an_alias_is_recognised_and_said():
    elements, diagnostics = elements_of("林总：开会。", "沈砚：好。", people="人物：林晚、沈砚")
    assert [e.speaker for e in elements] == ["林总", "沈砚"]
    assert [(d.code, d.repair) for d in diagnostics] == [("I_NAME_SIMILAR", "林总 = 林晚")]


def test_somebody_undeclared_may_speak_but_it_is_said():
    elements, diagnostics = elements_of("王律师：遗嘱在此。")
    assert [(e.kind, e.speaker) for e in elements] == [("dialogue", "王律师")]
    assert [(d.code, d.line, d.repair) for d in diagnostics] == [("W_SPEAKER_UNDECLARED", 4, "人物：王律师")]


def test_an_empty_cast_line_is_said():
    _, diagnostics = elements_of("林晚：好。", people="人物：")
    assert "W_PEOPLE_EMPTY" in [d.code for d in diagnostics]


def test_two_scenes_with_one_number_are_both_kept():
    play = parse("第1集\n1-1 天台 夜 外\n林晚：一。\n1-1 卧室 夜 内\n林晚：二。")
    assert [s.number for s in play.episodes[0].scenes] == ["1-1", "1-1"]
    assert [(d.code, d.line, d.repair) for d in play.diagnostics] == [("W_SCENE_REPEATED", 4, "1-1A")]


def test_one_place_written_in_two_ways_is_pointed_out():
    play = parse("第1集\n1-1 沈家正厅 夜 内\n林晚：一。\n1-2 沈家老宅正厅 夜 内\n林晚：二。")
    assert [(d.code, d.line) for d in play.diagnostics] == [("I_LOCATION_SIMILAR", 4)]
    assert play.grade == "standard"


def test_speech_that_runs_on_is_joined():
    elements, diagnostics = elements_of("林晚：三年了，", "我等的就是这句话。", "△她走了。")
    assert [(e.kind, e.text) for e in elements] == [("dialogue", "三年了，我等的就是这句话。"), ("action", "她走了。")]
    assert [d.code for d in diagnostics] == ["I_SPEECH_CONTINUED"]


def test_a_name_alone_above_its_speech_is_a_speaker():
    elements, diagnostics = elements_of("", "林晚（冷声）", "你走。", "", "沈砚：", "好。")
    assert [(e.speaker, e.parentheticals, e.text) for e in elements] == [
        ("林晚", ("冷声",), "你走。"),
        ("沈砚", (), "好。"),
    ]
    assert diagnostics == ()


def test_a_speaker_without_words_is_said():
    elements, diagnostics = elements_of("林晚：", "", "△她走了。", "沈砚：好。")
    assert [e.kind for e in elements] == ["action", "action", "dialogue"]
    assert [d.code for d in diagnostics] == ["W_SPEECH_EMPTY"]


def test_an_open_bracket_is_said_and_the_speech_kept():
    elements, diagnostics = elements_of("林晚（冷声：你走。")
    assert [(e.speaker, e.parentheticals, e.text) for e in elements] == [("林晚", ("冷声",), "你走。")]
    assert [d.code for d in diagnostics] == ["W_BRACKET_OPEN"]


def test_a_flashback_without_end_is_said_but_may_run_over_scenes():
    open_ended = parse("第1集\n1-1 天台 夜 外\n【闪回】\n林晚：一。")
    assert [(d.code, d.line) for d in open_ended.diagnostics] == [("W_FLASHBACK_OPEN", 3)]
    over_scenes = parse("第1集\n1-1 天台 夜 外\n【闪回】\n林晚：一。\n1-2 卧室 夜 内\n林晚：二。\n【闪出】")
    assert over_scenes.diagnostics == ()


def test_a_script_without_dialogue_is_warned_about():
    play = parse("第1集\n1-1 天台 夜 外\n△风很大。")
    assert [(d.code, d.severity) for d in play.diagnostics] == [("W_NO_DIALOGUE", "warning")]
    assert play.grade == "repairable"


def test_a_text_without_any_scene_is_unparseable_but_loses_no_speech():
    play = parse("林晚：你好。\n沈砚（冷声）：滚。\n林晚：好。\n沈砚：嗯。")
    assert play.grade == "unparseable"
    assert "E_NO_SCENE" in [d.code for d in play.diagnostics]
    assert play.spoken() == "你好。滚。好。嗯。"


def test_a_script_without_episode_headers_is_one_episode():
    play = parse("场1 天台 夜 外\n林晚：好。")
    assert [(e.number, len(e.scenes)) for e in play.episodes] == [(1, 1)]
    assert [(d.code, d.severity) for d in play.diagnostics] == [("E_NO_EPISODE", "error")]


def test_title_and_front_matter_are_kept_apart():
    play = parse(
        "《婚戒密码》\n编剧：张三\n人物小传\n林晚：女，28岁，隐忍。\n沈砚：男，总裁。\n\n"
        "第1集\n1-1 天台 夜 外\n人物：林晚、沈砚\n林晚：好。"
    )
    assert play.title == "婚戒密码"
    assert play.spoken() == "好。"
    assert [d.code for d in play.diagnostics] == ["I_FRONT_MATTER"]
    assert [s.kind for s in play.structure][:2] == ["title", "front_matter"]


def test_every_doubt_speaks_both_languages():
    play = parse("1-1 天台\n杂物：伞\n王律师：好。\n\n林晚（冷：好。\n1-1\n【怪】")
    assert len(play.diagnostics) >= 5
    for diagnostic in play.diagnostics:
        assert diagnostic.message_zh
        assert diagnostic.message_en
        assert "{" not in diagnostic.message_zh + diagnostic.message_en + diagnostic.repair


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("chat_sender_inline", "I_CHAT_LINES"),
        ("wd_auto_numbers", "I_LIST_NUMBERS"),
        ("tab_table_shots", "I_TABLE"),
        ("bi_line_pairs", "I_BILINGUAL"),
        ("novel_prose_quotes", "W_PROSE_QUOTED"),
    ],
)
def test_what_came_with_a_script_and_was_taken_off_is_said(name, code):
    data = (Path(__file__).parent / "screenplay_set" / f"{name}.txt").read_bytes()
    assert code in {diagnostic.code for diagnostic in parse(read_text(data).text).diagnostics}


def test_speech_of_nobody_is_given_to_somebody_and_said():
    play = parse("第1集\n场景：客厅 夜 内\n镜头1 景别：特写\n画面：一只手。\n台词：谁在那里？\n")
    assert [(e.kind, e.speaker, e.text) for e in play.episodes[0].scenes[0].elements if e.kind == "dialogue"] == [
        ("dialogue", "旁白", "谁在那里？")
    ]
    assert "W_SPEAKER_MISSING" in {diagnostic.code for diagnostic in play.diagnostics}
