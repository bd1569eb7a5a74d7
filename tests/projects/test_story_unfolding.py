"""States carried forward: inherited across episodes, ended by words, by hand or by time; flashbacks hand nothing on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.story.unfolding import (
    LOCATION,
    STORY,
    Change,
    Held,
    SceneFacts,
    State,
    is_value,
    minutes,
    place_key,
    unfold,
    values_of,
)
from tests.projects.storytelling import script_zh, shown, timeline_of


def test_what_is_put_on_stays_on_across_episodes_until_something_else_is() -> None:
    text = script_zh("△林晚换上白色礼服。", "△林晚转身。") + script_zh("△林晚坐下。", "△林晚换上校服。").replace(
        "第1集", "第2集"
    ).replace("1-1", "2-1").replace("1-2", "2-2")
    story = timeline_of(text)
    worn = [shown(story, scene, "林晚", "outfit") for scene in ("1-1", "1-2", "2-1", "2-2")]
    assert worn == [("evening_gown/white",)] * 3 + [("school_uniform",)]
    assert values_of(story.of("1-1").enter, "林晚", "outfit") == ()
    assert story.of("2-1").leave["林晚", "outfit"][0].since.scene == "1-1"


def test_a_shot_before_the_words_shows_what_was_and_one_after_what_is() -> None:
    text = script_zh("△林晚穿着校服。\n△林晚转身。\n△林晚换上礼服。\n△沈砚点头。")
    scene = timeline_of(text).of("1-1")
    assert values_of(scene.at(text.index("转身")), "林晚", "outfit") == ("school_uniform",)
    assert values_of(scene.at(text.index("点头")), "林晚", "outfit") == ("evening_gown",)


def test_a_coat_goes_over_what_is_worn_and_comes_off_it_again() -> None:
    story = timeline_of(script_zh("△林晚换上礼服。", "△沈砚给林晚披上外套。", "△林晚脱下外套。"))
    assert [shown(story, scene, "林晚", "outfit") for scene in ("1-1", "1-2", "1-3")] == [
        ("evening_gown",),
        ("evening_gown", "coat"),
        ("evening_gown",),
    ]
    bare = timeline_of(script_zh("△沈砚脱下外套。", "△沈砚穿上外套。"))
    assert [shown(bare, scene, "沈砚", "outfit") for scene in ("1-1", "1-2")] == [("-coat",), ("coat",)]


def test_a_bandage_covers_the_blood_and_a_scar_stays_for_years() -> None:
    headers = ("1-1 沈家老宅正厅 夜 内", "1-2 医院病房 夜 内", "1-3 医院病房 日 内")
    text = script_zh(
        "△林晚额头流血，脸上有一道疤痕。", "△护士替林晚包扎额头。", "字幕：三年后\n△林晚转身。", headers=headers
    )
    story = timeline_of(text)
    assert [shown(story, scene, "林晚", "injury") for scene in ("1-1", "1-2", "1-3")] == [
        ("blood_forehead", "scar_face"),
        ("scar_face", "bandage_forehead"),
        ("scar_face",),
    ]


@pytest.mark.parametrize(
    ("card", "kept"),
    [
        ("", {"outfit", "hair", "injury", "prop"}),
        ("字幕：片刻后", {"outfit", "hair", "injury", "prop"}),
        ("字幕：三天后", {"outfit"}),
        ("字幕：三年后", set()),
    ],
)
def test_time_ends_what_nobody_keeps_for_so_long(card: str, kept: set[str]) -> None:
    text = script_zh("△林晚换上礼服，头发散乱，额头流血，手里拿着文件。", f"{card}\n△沈砚转身。")
    state = timeline_of(text).of("1-2").leave
    assert {attribute for subject, attribute in state if subject == "林晚"} == kept


def test_a_thing_handed_over_is_in_one_hand_only() -> None:
    story = timeline_of(
        script_zh("△林晚拿起合同。", "△林晚把合同递给沈砚。", "△白薇夺过合同。", "△白薇把合同扔在地上。")
    )
    held = [[shown(story, f"1-{n}", who, "prop") for who in ("林晚", "沈砚", "白薇")] for n in (1, 2, 3, 4)]
    assert held == [
        [("contract/合同",), (), ()],
        [(), ("contract/合同",), ()],
        [(), (), ("contract/合同",)],
        [(), (), ()],
    ]


def test_a_place_keeps_its_damage_and_its_puddles_wherever_the_story_goes_meanwhile() -> None:
    headers = ("1-1 沈家老宅正厅 夜 内", "1-2 医院走廊 夜 内", "1-3 沈家老宅正厅 夜 内")
    story = timeline_of(script_zh("△沈砚砸碎花瓶。", "△林晚进来。", "△林晚进来。", headers=headers))
    hall, corridor = place_key("沈家老宅正厅"), place_key("医院走廊")
    assert [shown(story, scene, hall, "damage") for scene in ("1-1", "1-2", "1-3")] == [("broken_glass",)] * 3
    assert shown(story, "1-2", corridor, "damage") == ()
    scenes = [
        SceneFacts("a", location="街", interior=False, weather="rain"),
        SceneFacts("b", location="街", interior=False),
        SceneFacts("c", location="街", interior=False),
    ]
    jump = Change("c", STORY, "time", "set", ("+2d",))
    wet = unfold(scenes, [jump])
    assert [values_of(scene.enter, place_key("街"), "left_over") for scene in wet.scenes] == [(), ("wet_ground",), ()]


def test_a_flashback_starts_from_its_own_time_and_hands_nothing_on() -> None:
    text = script_zh(
        "△林晚换上礼服，额头流血。", "【闪回】\n△林晚浑身湿透，换上校服。", "△林晚跪下。\n【闪回结束】", "△林晚转身。"
    )
    story = timeline_of(text)
    assert [scene.moment.is_flashback for scene in story.scenes] == [False, True, True, False]
    assert story.of("1-2").enter == {}
    assert [shown(story, scene, "林晚", "outfit") for scene in ("1-2", "1-3")] == [("school_uniform",)] * 2
    assert shown(story, "1-4", "林晚", "outfit") == ("evening_gown",)
    assert shown(story, "1-4", "林晚", "injury") == ("blood_forehead",)
    assert shown(story, "1-4", "林晚", "hair") == ()


def test_a_flashback_to_a_day_that_was_told_shows_what_was_worn_then() -> None:
    text = script_zh("△林晚换上礼服。", "字幕：五天后\n△林晚换上校服。", "字幕：五天前\n△林晚转身。", "△林晚转身。")
    story = timeline_of(text)
    assert [shown(story, scene, "林晚", "outfit") for scene in ("1-3", "1-4")] == [
        ("evening_gown",),
        ("school_uniform",),
    ]


def test_a_story_that_opens_in_the_past_is_told_in_order() -> None:
    text = script_zh("字幕：三年前\n△林晚脸上留下一道疤痕，换上校服。", "字幕：三年后\n△林晚转身。")
    story = timeline_of(text)
    assert [scene.moment.is_flashback for scene in story.scenes] == [False, False]
    assert (shown(story, "1-2", "林晚", "injury"), shown(story, "1-2", "林晚", "outfit")) == (("scar_face",), ())
    assert story.of("1-2").moment.gap == minutes("+3y")


def test_a_hand_outweighs_the_script_from_its_scene_on_and_no_earlier() -> None:
    text = script_zh("△林晚换上礼服。", "△林晚换上校服。", "△林晚转身。")
    hand = Change("1-2", "林晚", "outfit", "set", ("coat/red",), "hand")
    story = timeline_of(text, hand)
    assert [shown(story, scene, "林晚", "outfit") for scene in ("1-1", "1-2", "1-3")] == [
        ("evening_gown",),
        ("coat/red",),
        ("coat/red",),
    ]
    nothing = timeline_of(text, replace(hand, values=()))
    assert shown(nothing, "1-3", "林晚", "outfit") == ()


def test_a_hand_can_say_that_a_scene_is_a_flashback_or_is_not() -> None:
    text = script_zh("△林晚换上礼服。", "【闪回】\n△林晚换上校服。", "△林晚转身。")
    present = Change("1-2", STORY, "time", "set", (), "hand")
    assert shown(timeline_of(text, present), "1-3", "林晚", "outfit") == ("school_uniform",)
    past = Change("1-1", STORY, "time", "set", ("-",), "hand")
    assert shown(timeline_of(text, past), "1-3", "林晚", "outfit") == ()


def test_an_omitted_scene_inherits_and_hands_nothing_on() -> None:
    scenes = [SceneFacts("a"), SceneFacts("b", omitted=True), SceneFacts("c")]
    changes = [Change("a", "m", "outfit", "set", ("suit",)), Change("b", "m", "outfit", "set", ("dress",))]
    story = unfold(scenes, changes)
    assert [shown(story, scene, "m", "outfit") for scene in "abc"] == [("suit",), ("dress",), ("suit",)]


@pytest.mark.parametrize("value", ["+3d", "-3y", "-", "=", "now", "+10mo"])
def test_a_time_has_a_shape(value: str) -> None:
    assert is_value("time", value)
    assert not is_value("time", value + "x")
    assert not is_value("outfit", value) or value == "now"


# -- the fold against a naive one --------------------------------------------------------------------------------------

MEMBERS, PLACES = ("a", "b"), ("hall", "street")
VALUES = {
    "outfit": ("suit", "coat", "dress/red"),
    "hair": ("wet", "bun"),
    "injury": ("blood_arm", "bandage_arm", "scar_face", "wound_arm"),
    "prop": ("ring/戒指", "gun/枪"),
}


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[SceneFacts], list[Change]]:
    count = draw(st.integers(1, 7))
    times = st.sampled_from(("day", "night", "dusk"))
    scenes = [
        SceneFacts(
            str(n),
            location=draw(st.sampled_from(PLACES)),
            time_of_day=draw(times),
            omitted=draw(st.integers(0, 6)) == 0,
        )
        for n in range(count)
    ]
    changes: list[Change] = []
    for _ in range(draw(st.integers(0, 14))):
        scene = str(draw(st.integers(0, count - 1)))
        if draw(st.integers(0, 4)) == 0:
            time = draw(st.sampled_from(("+3d", "+2mo", "-", "-1d", "-3y", "=")))
            changes.append(Change(scene, STORY, "time", "set", (time,)))
            continue
        attribute = draw(st.sampled_from(sorted(VALUES)))
        value = draw(st.sampled_from(VALUES[attribute]))
        cause = draw(st.sampled_from(("script", "script", "hand")))
        op = "set" if cause == "hand" else draw(st.sampled_from(("add", "remove", "set", "take")))
        op = "add" if op == "take" and attribute != "prop" else op
        member = draw(st.sampled_from(MEMBERS))
        changes.append(Change(scene, member, attribute, op, (value,), cause, place=draw(st.integers(1, 99))))
    return scenes, changes


def naive(scenes: list[SceneFacts], changes: list[Change], upto: int) -> State:
    """The state one scene leaves, from nothing but the scenes before it: one story, read from the start again."""
    whole = unfold(scenes, changes)
    moment = whole.scenes[upto].moment
    earlier = [n for n in range(upto) if not scenes[n].omitted and not whole.scenes[n].moment.is_flashback]
    state: dict[tuple[str, str], tuple[Held, ...]] = {}
    if moment.is_flashback:
        run = [n for n in range(upto) if whole.scenes[n].moment.chain == moment.chain and not scenes[n].omitted]
        if run:
            state = dict(naive(scenes, changes, run[-1]))
        elif moment.back:
            then = [n for n in earlier if whole.scenes[n].moment.clock <= moment.clock - moment.back]
            state = dict(naive(scenes, changes, then[-1])) if then else {}
    else:
        state = dict(naive(scenes, changes, earlier[-1])) if earlier else {}
        for key, items in list(state.items()):
            state[key] = tuple(h for h in items if not over(key[1], h.value, moment.gap))
    rows = [c for c in changes if c.scene == scenes[upto].id and c.subject != STORY]
    hands = {(c.subject, c.attribute) for c in rows if c.cause == "hand"}
    rows = [c for c in rows if c.cause == "hand" or (c.subject, c.attribute) not in hands]
    for change in sorted(rows, key=lambda c: (c.cause != "hand", c.place)):
        step(state, change)
    return {key: items for key, items in state.items() if items}


def over(attribute: str, value: str, gap: int) -> bool:
    kind = value.lstrip("-").split("_")[0]
    if gap >= 43200 and (attribute == "outfit" or kind in ("blood", "wound", "bandage")):
        return True
    if gap >= 1440 and (attribute == "prop" or kind == "blood"):
        return True
    return gap >= 720 and value == "wet"


def step(state: dict[tuple[str, str], tuple[Held, ...]], change: Change) -> None:
    key, (value,) = (change.subject, change.attribute), change.values
    items = list(state.get(key, ()))
    thing = value.split("/")[0]
    if change.op == "set":
        items = [Held(value, change)]
    elif change.op == "remove":
        left = [
            h
            for h in items
            if h.value.startswith("-")
            or (h.value != value if "/" in h.value and "/" in value else h.value.split("/")[0] != thing)
        ]
        if len(left) == len(items) and change.attribute == "outfit" and f"-{thing}" not in [h.value for h in items]:
            left.append(Held(f"-{thing}", change))
        items = left
    else:
        if change.op == "take":
            for (who, what), held in list(state.items()):
                if what == "prop" and who != change.subject:
                    state[who, what] = tuple(h for h in held if h.value.split("/")[0] != thing)
        drop = {value, f"-{thing}", thing if change.attribute in ("outfit", "prop") else value}
        if value == "bandage_arm":
            drop |= {"blood_arm", "wound_arm"}
        items = [] if change.attribute == "hair" else [h for h in items if h.value not in drop]
        items.append(Held(value, change))
    state[key] = tuple(items)


@settings(max_examples=150, deadline=None)
@given(stories())
def test_the_fold_is_what_reading_from_the_start_again_would_give(story: tuple[list[SceneFacts], list[Change]]) -> None:
    scenes, changes = story
    unfolded = unfold(scenes, changes)
    for index, scene in enumerate(unfolded.scenes):
        assert dict(scene.leave) == naive(scenes, changes, index)


@settings(max_examples=100, deadline=None)
@given(stories(), st.data())
def test_a_hand_at_one_scene_never_moves_what_came_before(
    story: tuple[list[SceneFacts], list[Change]], data: st.DataObject
) -> None:
    scenes, changes = story
    at = data.draw(st.integers(0, len(scenes) - 1))
    attribute, value = data.draw(
        st.sampled_from(
            (("outfit", "suit"), ("injury", "scar_face"), ("time", "+3d"), ("time", "-"), ("damage", "burnt"))
        )
    )
    subject = {"time": STORY, "damage": LOCATION}.get(attribute, "a")
    hand = Change(scenes[at].id, subject, attribute, "set", (value,), "hand")
    before, after = unfold(scenes, changes), unfold(scenes, [*changes, hand])
    assert [s.leave for s in before.scenes[:at]] == [s.leave for s in after.scenes[:at]]
    assert [s.moment for s in before.scenes[:at]] == [s.moment for s in after.scenes[:at]]
