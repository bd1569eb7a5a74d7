"""Contradictions: each kind found, and its nearest innocent cousin left alone."""

from __future__ import annotations

import pytest

from projects.story.contradictions import lint
from projects.story.unfolding import Change
from tests.projects.storytelling import script_zh, timeline_of

HALL, WARD = "沈家老宅正厅", "医院病房"


def at(*places: str) -> tuple[str, ...]:
    return tuple(f"1-{number} {place}" for number, place in enumerate(places, start=1))


def codes(text: str, *by_hand: Change) -> list[tuple[str, str]]:
    """What is found, by code and scene."""
    return [(finding.code, finding.scene) for finding in lint(timeline_of(text, *by_hand))]


CONTRADICTIONS = {
    "a scar that heals between scenes": (
        script_zh("△林晚脸上有一道疤痕。", "△林晚脸上的疤痕不见了。"),
        [("heals_without_time", "1-2")],
    ),
    "a wound that is gone": (
        script_zh("△沈砚手臂受伤。", "△沈砚手臂的伤口已经愈合。"),
        [("heals_without_time", "1-2")],
    ),
    "a scar that three days cannot heal": (
        script_zh("△林晚脸上有一道疤痕。", "字幕：三天后\n△林晚脸上的疤痕消失了。"),
        [("heals_without_time", "1-2")],
    ),
    "other clothes in the next moment": (
        script_zh("△林晚换上白色礼服。", "△林晚穿着校服走出来。"),
        [("outfit_without_cause", "1-2")],
    ),
    "the same gown in another colour": (
        script_zh("△林晚换上白色礼服。", "△林晚穿着红色礼服走出来。"),
        [("outfit_without_cause", "1-2")],
    ),
    "a thing put down that is in the hand again": (
        script_zh("△林晚拿起合同。\n△林晚放下合同。", "△林晚手里拿着合同。"),
        [("prop_returns", "1-2")],
    ),
    "a thing given away that is in the hand again": (
        script_zh("△林晚拿起合同。\n△林晚把合同递给沈砚。\n△沈砚把合同扔在地上。", "△林晚手里拿着合同。"),
        [("prop_returns", "1-2")],
    ),
    "one contract in two hands": (
        script_zh("△林晚拿着合同。", "△沈砚手里拿着合同。"),
        [("prop_in_two_hands", "1-2")],
    ),
    "day in the middle of a night": (
        script_zh("△林晚进来。", "△沈砚转身。", headers=at(f"{HALL} 夜 内", f"{HALL} 日 内")),
        [("time_of_day_jumps", "1-2")],
    ),
    "meanwhile, but by day": (
        script_zh("△林晚进来。", "△与此同时，沈砚转身。", headers=at(f"{HALL} 夜 内", f"{WARD} 日 内")),
        [("time_of_day_jumps", "1-2")],
    ),
}

INNOCENT = {
    "a scar after years": script_zh("△林晚脸上有一道疤痕。", "字幕：三年后\n△林晚脸上的疤痕不见了。"),
    "a bandage taken off": script_zh("△护士替林晚包扎额头。", "△林晚拆下额头的纱布。"),
    "blood wiped away": script_zh("△林晚嘴角流血。", "△林晚擦去嘴角的血迹。"),
    "a wound bandaged": script_zh("△林晚额头受伤。", "△护士替林晚包扎额头。"),
    "a wound after a week": script_zh("△沈砚手臂受伤。", "字幕：一周后\n△沈砚手臂的伤口已经愈合。"),
    "a scar that is not there yet in a flashback": script_zh(
        "△林晚脸上有一道疤痕。", "【闪回】\n△林晚脸上光洁如初。\n【闪回结束】", "△林晚转身。"
    ),
    "clothes that are changed": script_zh("△林晚换上白色礼服。", "△林晚换上校服，走出来。"),
    "clothes described once more": script_zh("△林晚换上白色礼服。", "△林晚穿着礼服走出来。"),
    "clothes on another day": script_zh("△林晚换上礼服。", "字幕：次日\n△林晚穿着校服。"),
    "clothes after a night between two headers": script_zh(
        "△林晚换上礼服。", "△林晚穿着校服。", headers=at(f"{HALL} 夜 内", f"{WARD} 日 内")
    ),
    "clothes of years ago": script_zh("△林晚换上礼服。", "【闪回】\n△林晚穿着校服。", "△林晚穿着礼服。"),
    "the coat over the gown": script_zh("△林晚换上礼服。", "△沈砚给林晚披上外套。", "△林晚脱下外套。"),
    "a thing picked up again": script_zh("△林晚拿起合同。\n△林晚放下合同。", "△林晚拿起合同。\n△林晚握着合同。"),
    "a thing put down days ago": script_zh("△林晚拿起合同。\n△林晚放下合同。", "字幕：三天后\n△林晚手里拿着合同。"),
    "a contract handed over": script_zh("△林晚拿着合同。", "△林晚把合同递给沈砚。\n△沈砚手里拿着合同。"),
    "a contract snatched": script_zh("△林晚拿着合同。", "△沈砚夺过合同。\n△沈砚手里拿着合同。"),
    "two glasses": script_zh("△林晚端着酒杯。\n△沈砚端着酒杯。"),
    "two different papers": script_zh("△林晚拿着合同。\n△沈砚拿着离婚协议。"),
    "another hour after a card": script_zh(
        "△林晚进来。", "字幕：次日\n△沈砚转身。", headers=at(f"{HALL} 夜 内", f"{HALL} 日 内")
    ),
    "another hour in another place": script_zh(
        "△林晚进来。", "△沈砚转身。", headers=at(f"{HALL} 夜 内", f"{WARD} 日 内")
    ),
    "another hour in a flashback": script_zh(
        "△林晚进来。", "【闪回】\n△沈砚转身。", headers=at(f"{HALL} 夜 内", f"{HALL} 日 内")
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_found(name: str) -> None:
    text, expected = CONTRADICTIONS[name]
    assert codes(text) == expected


@pytest.mark.parametrize("name", INNOCENT)
def test_what_has_a_cause_is_left_alone(name: str) -> None:
    assert codes(INNOCENT[name]) == []


def test_a_finding_says_what_contradicts_what_in_both_languages_with_a_cure() -> None:
    (found,) = lint(timeline_of(script_zh("△林晚换上白色礼服。", "△林晚穿着校服走出来。")))
    assert (found.subject, found.attribute, found.value) == ("林晚", "outfit", "evening_gown/white")
    assert (found.words, found.scene_before) == ("穿着校服", "1-1")
    assert found.since is not None
    assert found.since.words == "换上白色礼服"
    assert "时间连续" in found.message_zh
    assert "no time has passed" in found.message_en
    assert found.cure


def test_a_hand_that_heals_without_time_is_found_too_and_one_that_dresses_is_a_cause() -> None:
    text = script_zh("△林晚脸上有一道疤痕，换上礼服。", "△林晚转身。")
    heals = Change("1-2", "林晚", "injury", "set", (), "hand")
    dresses = Change("1-2", "林晚", "outfit", "set", ("suit",), "hand")
    assert codes(text, heals) == [("heals_without_time", "1-2")]
    assert codes(text, dresses) == []
    keeps = Change("1-2", "林晚", "injury", "set", ("scar_face", "blood_arm"), "hand")
    assert codes(text, keeps) == []
