"""Every header form seen in the wild, and what only looks like one."""

from __future__ import annotations

import pytest

from projects.screenplay import parse


def scene_of(header: str):
    """The one scene that a header opens above one spoken line."""
    play = parse(f"第1集\n\n{header}\n林晚：来了。\n人物：林晚\n")
    [scene] = play.episodes[0].scenes
    assert [element.text for element in scene.elements if element.kind == "dialogue"] == ["来了。"]
    return scene


@pytest.mark.parametrize(
    ("header", "number", "location", "time_of_day", "interior"),
    [
        ("1-1 沈家老宅 夜 内", "1-1", "沈家老宅", "night", True),
        ("1-1、沈家老宅，日，内", "1-1", "沈家老宅", "day", True),
        ("1.1 书房 内 亥时三刻", "1-1", "书房", "night", True),
        ("场1-2\n日 内 客厅", "1-2", "客厅", "day", True),
        ("### 场1-2\n夜 外 村口", "1-2", "村口", "night", False),
        ("场次（1）地点：祠堂，夜，内；出场人物：林晚", "1", "祠堂", "night", True),
        ("场次（1）地点：祠堂，夜，内\n出场人物：林晚", "1", "祠堂", "night", True),
        ("场次（1）\n地点：祠堂，夜，内\n出场人物：林晚", "1", "祠堂", "night", True),
        ("场次：6\n地点：酒吧\n时间：夜\n内外景：内\n人物：林晚", "6", "酒吧", "night", True),
        ("地点：酒吧\n时间：夜\n内外景：内", "1", "酒吧", "night", True),
        ("1\n机场 日 内", "1", "机场", "day", True),
        ("（2）\n学校操场 日 外", "2", "学校操场", "day", False),
        ("1 场景：【夜 皇宫露台 外】", "1", "皇宫露台", "night", False),
        ("内景 客厅 - 夜", "1", "客厅", "night", True),
        ("内景 · 客厅 | 夜", "1", "客厅", "night", True),
        ("## S01 | 内景 · 客厅 | 夜", "1", "客厅", "night", True),
        ("INT. CAR - NIGHT #2A#", "2A", "CAR", "night", True),
        ("INT./EXT. CAR - DUSK", "1", "CAR", "dusk", None),
        ("EXT. ROOFTOP - NIGHT - CONTINUOUS", "1", "ROOFTOP", "night", False),
        ("SCENE 1 — 街道 夜 外", "1", "街道", "night", False),
        ("12A 天台 黄昏 外", "12A", "天台", "dusk", False),
        ("第十八场 餐厅 夜内", "18", "餐厅", "night", True),
        ("第3场 法庭 日内", "3", "法庭", "day", True),
        ("1-1 天台 夜外", "1-1", "天台", "night", False),
        ("1-1天台 夜 外", "1-1", "天台", "night", False),
        ("1-1 沈家正厅夜内", "1-1", "沈家正厅", "night", True),
        ("1-1 内 夜 车里", "1-1", "车里", "night", True),
        ("1-1 老宅门口 日 内外", "1-1", "老宅门口", "day", None),
        ("1-1 沈家 正厅 凌晨 内", "1-1", "沈家 正厅", "dawn", True),
        ("沈家正厅 夜 内", "1", "沈家正厅", "night", True),
        ("１－２１　天台　夜　外", "1-21", "天台", "night", False),
        ("**1-1 天台 夜 外**", "1-1", "天台", "night", False),
        ("場1-3 醫院走廊 夜 內", "1-3", "醫院走廊", "night", True),
        ("1-1 巷子 晚上八点 外", "1-1", "巷子", "night", False),
        ("1-1 客厅 次日清晨 内", "1-1", "客厅", "dawn", True),
        ("1-1 走廊 三天后 夜 内", "1-1", "走廊", "night", True),
        ("1-1 卧室 夜戏 内景", "1-1", "卧室", "night", True),
        ("1-1 站台（日/外）", "1-1", "站台", "day", False),
        ("【1-1 天台 夜 外】", "1-1", "天台", "night", False),
        ("【场景：沈家客厅 夜 内】", "1", "沈家客厅", "night", True),
        ("【第3场】渡口 清晨 外", "3", "渡口", "dawn", False),
        ("Scene 2\nINT. DINER - NIGHT", "2", "DINER", "night", True),
        ("Scene 3: Hospital corridor, night, interior", "3", "Hospital corridor", "night", True),
        ("时间：夜\n地点：酒吧（内）", "1", "酒吧", "night", True),
    ],
)
def test_a_scene_header_is_read(header, number, location, time_of_day, interior):
    scene = scene_of(header)
    assert (scene.number, scene.location, scene.time_of_day, scene.interior) == (
        number,
        location,
        time_of_day,
        interior,
    )


@pytest.mark.parametrize(
    ("header", "number", "title"),
    [
        ("第1集", 1, ""),
        ("第一集", 1, ""),
        ("第十二话：归来", 12, "归来"),
        ("第一百零三集 真相", 103, "真相"),
        ("Episode 1", 1, ""),
        ("EP01", 1, ""),
        ("# EP02 The Ring", 2, "The Ring"),
        ("## 第３集（共80集）", 3, ""),
        ("第4集 《归来》", 4, "归来"),
    ],
)
def test_an_episode_header_is_read(header, number, title):
    [episode] = parse(f"{header}\n1-1 天台 夜 外\n林晚：来了。").episodes
    assert (episode.number, episode.title) == (number, title)


@pytest.mark.parametrize(
    "line",
    [
        "2026年，一切都变了。",
        "1.2 release notes",
        "内心独白 - 日",
        "3-5个保安冲进来",
        "第一集团军开进城里。",
        "10 个人站成一排。",
        "夜里，内外都安静了。",
    ],
)
def test_a_line_that_only_resembles_a_header_is_action(line):
    [episode] = parse(f"第1集\n1-1 天台 夜 外\n人物：林晚\n{line}\n林晚：来了。").episodes
    [scene] = episode.scenes
    assert [(element.kind, element.text) for element in scene.elements] == [("action", line), ("dialogue", "来了。")]


def test_a_numbered_line_without_time_or_side_is_a_header_when_its_episode_agrees():
    play = parse("第1集\n1-1 沈家老宅正厅\n人物：林晚\n林晚：来了。")
    assert play.episodes[0].scenes[0].location == "沈家老宅正厅"
    assert [(d.code, d.line, d.repair) for d in play.diagnostics] == [
        ("W_TIME_MISSING", 2, "1-1 沈家老宅正厅 日"),
        ("I_INTERIOR_MISSING", 2, "1-1 沈家老宅正厅 内"),
    ]
    assert play.grade == "repairable"


def test_an_added_scene_is_numbered_after_the_one_before():
    [episode] = parse("第1集\n1-1 天台 夜 外\n林晚：一。\n+场 卧室 夜 内\n林晚：二。").episodes
    assert [scene.number for scene in episode.scenes] == ["1-1", "1-1+"]


def test_a_scene_that_says_continuous_keeps_the_time_before():
    [episode] = parse("EPISODE 1\n\nINT. CAR - DUSK\n\nA.\n\nEXT. STREET - CONTINUOUS\n\nB.").episodes
    assert [scene.time_of_day for scene in episode.scenes] == ["dusk", "dusk"]


def test_episodes_are_inferred_from_scene_numbers():
    play = parse("1-1 天台 夜 外\n林晚：一。\n2-1 天台 日 外\n林晚：二。\n2-2 卧室 日 内\n林晚：三。")
    assert [(e.number, len(e.scenes)) for e in play.episodes] == [(1, 1), (2, 2)]
    assert [d.code for d in play.diagnostics] == ["W_EPISODE_INFERRED", "W_EPISODE_INFERRED"]


def test_a_header_that_is_a_memory_opens_with_a_flashback():
    [episode] = parse("第1集\n1-1 病房 日 内（闪回）\n林晚：一。\n【闪回结束】").episodes
    assert next((e.kind, e.text) for e in episode.scenes[0].elements) == ("mark", "闪回")
    assert episode.scenes[0].location == "病房"
