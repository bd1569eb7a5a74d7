"""Both script forms of the field, element by element, and the Hollywood form."""

from __future__ import annotations

import pytest

from projects.screenplay import Element, parse
from tests.projects.scripts import FIELDS, HOLLYWOOD, NUMBERED, sample


def told(element: Element) -> tuple[object, ...]:
    """An element without its source; the delivery of a dialogue only."""
    delivery = element.delivery if element.kind == "dialogue" else ""
    return element.kind, element.text, element.speaker, element.parentheticals, delivery, element.marks


def test_the_numbered_mainland_form_is_read_exactly():
    play = parse(NUMBERED)
    assert (play.grade, play.language, play.diagnostics) == ("standard", "zh", ())
    [episode] = play.episodes
    assert (episode.number, episode.title) == (1, "")
    hall, hospital = episode.scenes
    assert (hall.number, hall.location, hall.time_of_day, hall.time_words, hall.interior) == (
        "1-1",
        "沈家老宅正厅",
        "night",
        "夜",
        True,
    )
    assert hall.people == ("林晚", "沈砚", "管家", "宾客若干")
    assert [told(element) for element in hall.elements] == [
        ("action", "暴雨砸在雕花窗上，烛火一晃。林晚浑身湿透，站在门槛外。", "", (), "", ()),
        ("dialogue", "今天出了这个门，你就别再回来。", "沈砚", ("冷声",), "dialogue", ()),
        ("dialogue", "三年了，我等的就是这句话。", "林晚", (), "os", ()),
        ("action", "林晚摘下婚戒，放在供桌上。【特写】戒指内圈刻着一串数字。", "", (), "", ("特写",)),
        ("sound", "一声闷雷", "", (), "", ()),
        ("dialogue", "少爷，那串数字……是保险柜的密码！", "管家", ("惊慌",), "dialogue", ()),
    ]
    assert (hospital.number, hospital.location, hospital.time_of_day, hospital.interior, hospital.people) == (
        "1-2",
        "医院走廊",
        "day",
        True,
        ("林晚", "护士"),
    )
    assert [told(element) for element in hospital.elements] == [
        ("mark", "闪回", "", (), "", ("闪回",)),
        ("subtitle_card", "三年前", "", (), "", ()),
        ("dialogue", "家属签字，晚了就来不及了。", "护士", (), "dialogue", ()),
        ("dialogue", "签，还是不签？", "林晚", ("发抖",), "os", ()),
        ("mark", "闪回结束", "", (), "", ("闪回结束",)),
    ]


def test_the_field_form_is_read_exactly():
    play = parse(FIELDS)
    assert (play.grade, play.diagnostics) == ("standard", ())
    [episode] = play.episodes
    assert (episode.number, episode.title) == (2, "The Ring")
    lobby, roof = episode.scenes
    assert (lobby.number, lobby.location, lobby.time_of_day, lobby.interior, lobby.people) == (
        "3",
        "沈氏集团大堂",
        "day",
        True,
        ("林晚", "前台", "保安甲"),
    )
    assert [told(element) for element in lobby.elements] == [
        ("action", "旋转门外，记者举着相机往里挤。", "", (), "", ()),
        ("dialogue", "请问有预约吗？", "前台", ("公式化微笑",), "dialogue", ()),
        ("dialogue", "没有。告诉沈砚，密码我记得。", "林晚", (), "dialogue", ()),
    ]
    assert (roof.number, roof.location, roof.time_of_day, roof.time_words, roof.interior) == (
        "12A",
        "天台",
        "dusk",
        "黄昏",
        False,
    )
    assert [told(element) for element in roof.elements] == [
        ("action", "风很大。两人隔着三米，谁也不肯先走近。", "", (), "", ()),
        ("dialogue", "她回来的那天，我就知道，我输了。", "沈砚", (), "vo", ()),
    ]


def test_hollywood_cues_parentheticals_and_sluglines_are_read():
    play = parse(HOLLYWOOD)
    assert (play.grade, play.language) == ("standard", "en")
    [episode] = play.episodes
    assert (episode.number, episode.title) == (3, "The Code")
    lobby, car = episode.scenes
    assert (lobby.number, lobby.location, lobby.time_of_day, lobby.interior) == ("1", "HALE TOWER - LOBBY", "day", True)
    assert [told(element) for element in lobby.elements] == [
        ("action", "A storm of camera flashes. LENA walks in through the revolving doors.", "", (), "", ()),
        ("dialogue", "Do you have an appointment?", "RECEPTIONIST", ("polite smile",), "dialogue", ()),
        ("dialogue", "No. Tell Adrian I have the code.", "LENA", (), "dialogue", ()),
        ("subtitle_card", "THREE YEARS EARLIER", "", (), "", ()),
        ("dialogue", "The day she came back, I knew I had lost.", "ADRIAN", (), "vo", ()),
    ]
    assert (car.number, car.location, car.time_of_day, car.interior) == ("2A", "CAR", "night", None)
    assert [told(element) for element in car.elements] == [
        ("dialogue", "Get out. Now.", "ADRIAN", ("coldly",), "dialogue", ()),
        ("transition", "CUT TO", "", (), "", ()),
    ]


@pytest.mark.parametrize("name", ["wedding_ring.zh.txt", "second_contract.en.txt"])
def test_the_bundled_samples_leave_no_doubt(name):
    play = parse(sample(name))
    assert (play.grade, play.diagnostics, len(play.episodes)) == ("standard", (), 1)


def test_every_element_points_at_its_words_in_the_text():
    text = NUMBERED.replace("\n", "\r\n")
    for scene in parse(text).episodes[0].scenes:
        for element in scene.elements:
            written = text[element.source.start : element.source.end]
            assert element.text in written
            line = text[: element.source.start].count("\n") + 1
            column = element.source.start - (text.rfind("\n", 0, element.source.start) + 1) + 1
            assert (element.source.line, element.source.column) == (line, column)


def test_scenes_and_episodes_know_where_they_begin_and_end():
    [episode] = parse(NUMBERED).episodes
    assert NUMBERED[episode.source.start : episode.source.end] == NUMBERED.strip()
    hall = episode.scenes[0].source
    assert NUMBERED[hall.start : hall.end].startswith("1-1 沈家老宅正厅")
    assert NUMBERED[hall.start : hall.end].endswith("保险柜的密码！")
