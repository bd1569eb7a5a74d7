"""What a script states of people and places: the change, the words that decided and where they stand."""

from __future__ import annotations

import pytest

from projects.story.words import words
from tests.projects.storytelling import changes_of, scene_zh, script_zh, told_of

HOLLYWOOD = """EPISODE 1 Scars

INT. HALE MANSION - BALLROOM - NIGHT

LENA
Stay.

VIVIAN
Why?

ADRIAN
Enough.

{0}
"""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("△林晚换上白色礼服。", ("林晚", "outfit", "set", ("evening_gown/white",), "换上白色礼服")),
        ("△沈砚脱下外套。", ("沈砚", "outfit", "remove", ("coat",), "脱下外套")),
        ("△沈砚给林晚披上外套。", ("林晚", "outfit", "add", ("coat",), "披上外套")),
        ("△林晚穿着校服走进来。", ("林晚", "outfit", "set", ("school_uniform",), "穿着校服")),
        ("△林晚头发散乱。", ("林晚", "hair", "set", ("disheveled",), "头发散乱")),
        ("△林晚浑身湿透，站在门槛外。", ("林晚", "hair", "set", ("wet",), "浑身湿透")),
        ("△林晚扎起马尾。", ("林晚", "hair", "set", ("ponytail",), "扎起马尾")),
        ("△林晚整理头发。", ("林晚", "hair", "remove", ("disheveled", "wet"), "整理头发")),
        ("△林晚额头流血。", ("林晚", "injury", "add", ("blood_forehead",), "额头流血")),
        ("△沈砚替林晚包扎额头。", ("林晚", "injury", "add", ("bandage_forehead",), "包扎额头")),
        ("△林晚左脸有一道疤痕。", ("林晚", "injury", "add", ("scar_cheek",), "左脸有一道疤痕")),
        ("△林晚拆下额头的纱布。", ("林晚", "injury", "remove", ("bandage_forehead",), "拆下额头的纱布")),
        ("△林晚戴上墨镜。", ("林晚", "accessory", "add", ("sunglasses",), "戴上墨镜")),
        ("△林晚摘下婚戒。", ("林晚", "accessory", "remove", ("ring",), "摘下婚戒")),
        ("△林晚手里拿着一份文件。", ("林晚", "prop", "add", ("document/文件",), "拿着一份文件")),
        ("△林晚放下文件。", ("林晚", "prop", "remove", ("document",), "放下文件")),
        ("△林晚把文件放在桌上。", ("林晚", "prop", "remove", ("document",), "文件放在")),
        ("△白薇夺过文件。", ("白薇", "prop", "take", ("document/文件",), "夺过文件")),
        ("△大厅里一片狼藉。", ("location", "damage", "add", ("wrecked",), "一片狼藉")),
        ("△正厅张灯结彩。", ("location", "dressing", "add", ("wedding",), "张灯结彩")),
        ("△院子里积水未退。", ("location", "left_over", "add", ("puddles",), "积水")),
        ("林晚（擦去嘴角血迹）：我没事。", ("林晚", "injury", "remove", ("blood_mouth",), "擦去嘴角血迹")),
        ("林晚（手里拿着合同）：签吧。", ("林晚", "prop", "add", ("contract/合同",), "拿着合同")),
    ],
)
def test_a_statement_in_chinese_is_read_with_its_words(
    line: str, told: tuple[str, str, str, tuple[str, ...], str]
) -> None:
    assert told_of(script_zh(line)) == [told]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Lena changes into a red gown.", ("Lena", "outfit", "set", ("evening_gown/red",), "changes into a red gown")),
        ("Adrian takes off his coat.", ("Adrian", "outfit", "remove", ("coat",), "takes off his coat")),
        ("Lena's hair is a mess.", ("Lena", "hair", "set", ("disheveled",), "hair is a mess")),
        ("Lena stands there, soaked.", ("Lena", "hair", "set", ("wet",), "soaked")),
        ("Lena's forehead is bleeding.", ("Lena", "injury", "add", ("blood_forehead",), "forehead is bleeding")),
        ("Vivian bandages Lena's arm.", ("Lena", "injury", "add", ("bandage_arm",), "bandages Lena's arm")),
        ("There is a scar on Lena's cheek.", ("Lena", "injury", "add", ("scar_cheek",), "scar on Lena's cheek")),
        (
            "Lena wipes the blood from her lips.",
            ("Lena", "injury", "remove", ("blood_mouth",), "wipes the blood from her lips"),
        ),
        ("Lena puts on her glasses.", ("Lena", "accessory", "add", ("glasses",), "puts on her glasses")),
        ("Lena holds a document.", ("Lena", "prop", "add", ("document/document",), "holds a document")),
        ("Lena puts down the gun.", ("Lena", "prop", "remove", ("gun",), "puts down the gun")),
        ("The window shatters.", ("location", "damage", "add", ("broken_glass",), "shatters")),
        (
            "ADRIAN\n(holding a contract)\nSign.",
            ("Adrian", "prop", "add", ("contract/contract",), "holding a contract"),
        ),
    ],
)
def test_a_statement_in_english_is_read_with_its_words(
    line: str, told: tuple[str, str, str, tuple[str, ...], str]
) -> None:
    assert told_of(HOLLYWOOD.format(line)) == [told]


def test_what_is_handed_over_leaves_one_hand_for_another() -> None:
    assert told_of(script_zh("△林晚把合同递给沈砚。")) == [
        ("林晚", "prop", "remove", ("contract",), "合同递给"),
        ("沈砚", "prop", "take", ("contract/合同",), "合同递给"),
    ]
    assert [row[:4] for row in told_of(HOLLYWOOD.format("Vivian hands Adrian the gun."))] == [
        ("Vivian", "prop", "remove", ("gun",)),
        ("Adrian", "prop", "take", ("gun/gun",)),
    ]


def test_a_coat_taken_off_for_another_is_worn_by_the_other() -> None:
    worn = [
        ("沈砚", "outfit", "remove", ("coat",)),
        ("林晚", "outfit", "add", ("coat",)),
    ]
    assert [row[:4] for row in told_of(script_zh("△沈砚脱下外套，披在林晚肩上。"))] == worn
    english = HOLLYWOOD.format("Adrian takes off his coat and drapes it over Lena.")
    assert [row[2:4] for row in told_of(english)] == [row[2:4] for row in worn]


def test_a_sentence_goes_on_about_whom_it_began_with_and_a_pronoun_means_the_last_of_that_sex() -> None:
    (first, second) = told_of(script_zh("△沈砚扶住林晚，她额头流血。林晚推开他，手里握着匕首。"))
    assert (first[0], first[3]) == ("林晚", ("blood_forehead",))
    assert (second[0], second[3]) == ("林晚", ("knife/匕首",))


def test_a_ring_put_on_anothers_hand_leaves_the_first_one_and_a_bandage_is_hers_for_whom_it_is_done() -> None:
    assert [row[:4] for row in told_of(script_zh("△沈砚掏出一枚戒指，戴在林晚手上。"))] == [
        ("沈砚", "prop", "add", ("ring/戒指",)),
        ("林晚", "accessory", "add", ("ring",)),
        ("沈砚", "prop", "remove", ("ring",)),
    ]
    assert [row[:4] for row in told_of(script_zh("△林晚跌倒。沈砚替她擦去嘴角的血。"))] == [
        ("林晚", "injury", "remove", ("blood_mouth",))
    ]
    assert told_of(script_zh("△沈砚替她擦去嘴角的血。")) == []


def test_an_act_outweighs_the_state_it_leads_to_and_it_means_what_was_picked_up() -> None:
    ((_, (change,)),) = changes_of(script_zh("△林晚已换上一身红色晚礼服。"))
    assert (change.rule, change.words) == ("changes clothes", "换上一身红色晚礼服")
    assert [row[2:4] for row in told_of(HOLLYWOOD.format("Adrian picks up the phone, then puts it down."))] == [
        ("add", ("phone/phone",)),
        ("remove", ("phone",)),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "△林晚没有受伤。",
        "△林晚仿佛受伤了一般。",
        "△沈砚的心在流血。",
        "△林晚差点受伤。",
        "△林晚看着沈砚的长发。",
        "△沾满鲜血的刀落在地上。",
        "△礼服挂在墙上。",
        "林晚：他额头流血了，还拿着文件！",
        "林晚OS：三年前他送我一枚婚戒。",
        "字幕：沈砚三年前的未婚妻",
    ],
)
def test_what_is_only_said_denied_imagined_or_nobodys_changes_nothing(line: str) -> None:
    assert told_of(script_zh(line)) == []


def test_every_change_points_at_its_words_in_the_script() -> None:
    text = script_zh("△林晚推门进来。她额头流血。\n林晚（手里拿着文件）：签吧。", "△沈砚脱下外套，披在林晚肩上。")
    lines = text.split("\n")
    for _, rows in changes_of(text):
        for change in rows:
            assert change.source is not None
            at = change.source
            assert text[at["start"] : at["end"]] == change.words
            assert lines[at["line"] - 1][at["column"] - 1 :].startswith(change.words)
            assert 0.3 <= change.confidence <= 1


@pytest.mark.parametrize(
    ("card", "value"),
    [
        ("字幕：三天后", "+3d"),
        ("字幕：次日清晨", "+1d"),
        ("字幕：半年后", "+6mo"),
        ("字幕：十五年后", "+15y"),
        ("字幕：三年前", "-3y"),
        ("△三个月后，林晚走进来。", "+3mo"),
        ("【闪回】", "-"),
        ("△与此同时，林晚走进来。", "="),
    ],
)
def test_a_card_a_mark_or_an_opening_tells_the_time(card: str, value: str) -> None:
    text = script_zh("△林晚走进来。", f"{card}\n△沈砚转身。")
    assert ("story", "time", "set", (value,)) in [row[:4] for row in told_of(text)]


def test_a_flashback_lasts_to_the_end_of_its_scene_unless_a_later_one_closes_it() -> None:
    open_ended = script_zh("△林晚进来。", "【闪回】\n△林晚哭。", "△林晚走。")
    closed = script_zh("△林晚进来。", "【闪回】\n△林晚哭。", "△林晚走。\n【闪回结束】", "△林晚回头。")
    past = [any(c.values == ("-",) for c in rows) for _, rows in changes_of(open_ended)]
    assert past == [False, True, False]
    past = [any(c.values == ("-",) for c in rows) for _, rows in changes_of(closed)]
    assert past == [False, True, True, False]


def test_a_flashback_inside_a_scene_keeps_its_changes_to_itself() -> None:
    text = script_zh("△林晚进来。\n【闪回】\n△林晚浑身湿透。\n【闪回结束】\n△林晚额头流血。")
    ((_, rows),) = changes_of(text)
    assert [(c.attribute, c.past) for c in rows] == [("hair", True), ("injury", False)]


def test_an_english_time_is_read_too() -> None:
    assert words().time_in("Three days later") == ("+3d", "Three days later")
    assert words().time_in("10 YEARS EARLIER") == ("-10y", "10 YEARS EARLIER")
    assert words().time_in("the next morning") == ("+1d", "the next morning")
    assert words().time_in("two chairs later on") is None


def test_no_text_makes_the_reader_stumble() -> None:
    for body in ("△", "△。。。", "△林晚", "△（）【】", "△" + "换上拿着额头流血" * 2000, "△" + "林晚、" * 500):
        told_of(scene_zh(body))
