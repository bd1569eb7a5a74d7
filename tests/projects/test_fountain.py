"""Fountain as the screenwriting programs write it, in English and in Chinese, and everything that is not Fountain."""

from __future__ import annotations

import random
import time

import pytest

from projects.screenplay import parse, write_fountain
from projects.screenplay.fountain import is_fountain, read_fountain
from tests.projects.scripts import FIELDS, HOLLYWOOD, NUMBERED, mutate, sample
from tests.projects.test_screenplay_lossless import NASTY, uncovered

ENGLISH = """Title:
    _**BRICK & STEEL**_
    Part Two
Credit: Written by
Author: Stu Maschwitz
Draft date: 1/27/2012

# EPISODE 2 - Full Retired

= The two old cops meet again.

EXT. BRICK'S PATIO - DAY #1A#

A gorgeous day.  The sun is *shining*. [[check the weather]]

/* INT. CUT ROOM - NIGHT

Nobody will see this. */

STEEL
(beer raised)
To retirement.

@McAVOY (O.S.) ^
Cut to the chase, **old man**.

BRICK
First line,
{held}
after a held breath.

~Willy Wonka sings

!INT. IS ONLY A WORD HERE

.SNIPER SCOPE POV - NIGHT

> FADE TO BLACK:

> THE END <

===
""".replace("{held}", "  ")

CHINESE = """Title: 婚戒密码
Author: 张三

# 第1集 归来

.沈家老宅正厅 夜 内 #1-1#

[[人物：林晚、沈砚]]

暴雨砸在雕花窗上。[[后期加雨声]]

音效：一声闷雷

@沈砚
（冷声）
今天出了这个门，
你就别再回来。

@林晚 (O.S.)
三年了（哽咽）我等的就是这句话。

【闪回】

!她说：走。

> 叠化

.内景 医院走廊 - 日 #12A#

@旁白
三年前。
"""


def told(element):
    said = (element.speaker, element.parentheticals, element.delivery) if element.kind == "dialogue" else ()
    return element.kind, element.text, *said


def test_the_english_form_is_read_sign_by_sign():
    assert is_fountain(ENGLISH)
    play = parse(ENGLISH)
    assert (play.title, play.language, play.grade) == ("BRICK & STEEL Part Two", "en", "repairable")
    [episode] = play.episodes
    assert (episode.number, episode.title) == (2, "Full Retired")
    patio, scope = episode.scenes
    assert (patio.number, patio.location, patio.time_of_day, patio.interior) == ("1A", "BRICK'S PATIO", "day", False)
    assert [told(element) for element in patio.elements] == [
        ("action", "A gorgeous day.  The sun is shining."),
        ("dialogue", "To retirement.", "STEEL", ("beer raised",), "dialogue"),
        ("dialogue", "Cut to the chase, old man.", "McAVOY", (), "os"),
        ("dialogue", "First line, after a held breath.", "BRICK", (), "dialogue"),
        ("music", "Willy Wonka sings"),
        ("action", "INT. IS ONLY A WORD HERE"),
    ]
    assert [told(element) for element in scope.elements] == [
        ("transition", "FADE TO BLACK"),
        ("transition", "THE END"),
    ]
    assert uncovered(ENGLISH, play) == []
    notes = [line.text for line in play.structure if line.kind == "note"]
    assert "The two old cops meet again." in notes
    assert not any("Nobody" in element.text for element in patio.elements)


def test_the_chinese_form_is_read_sign_by_sign():
    assert is_fountain(CHINESE)
    play = parse(CHINESE)
    assert (play.title, play.language) == ("婚戒密码", "zh")
    [episode] = play.episodes
    hall, hospital = episode.scenes
    assert (hall.number, hall.location, hall.time_of_day, hall.interior, hall.people) == (
        "1-1",
        "沈家老宅正厅",
        "night",
        True,
        ("林晚", "沈砚"),
    )
    assert [told(element) for element in hall.elements] == [
        ("action", "暴雨砸在雕花窗上。"),
        ("sound", "一声闷雷"),
        ("dialogue", "今天出了这个门，你就别再回来。", "沈砚", ("冷声",), "dialogue"),
        ("dialogue", "三年了我等的就是这句话。", "林晚", ("哽咽",), "os"),
        ("mark", "闪回"),
        ("action", "她说：走。"),
        ("transition", "叠化"),
    ]
    assert (hospital.number, hospital.location, hospital.time_of_day) == ("12A", "医院走廊", "day")
    assert [told(element) for element in hospital.elements] == [("dialogue", "三年前。", "旁白", (), "vo")]
    assert uncovered(CHINESE, play) == []


def test_every_part_stands_where_it_was_written():
    for text in (ENGLISH, CHINESE):
        for episode in parse(text).episodes:
            for scene in episode.scenes:
                for element in scene.elements:
                    source = element.source
                    first = text[source.start : source.end].splitlines()[0]
                    assert first == text.splitlines()[source.line - 1].strip()
                    words = element.speaker or element.text.split("。")[0].split(".")[0]
                    assert words.split(" *")[0][:8] in text[source.start : source.end].replace("*", "")


@pytest.mark.parametrize("text", [NUMBERED, FIELDS, HOLLYWOOD, sample("wedding_ring.zh.txt"), "@所有人 开会\n好的\n"])
def test_a_plain_script_is_not_taken_for_fountain(text):
    assert not is_fountain(text)
    assert not is_fountain("> " + text.replace("\n", "\n> "))


@pytest.mark.parametrize(
    "sign",
    ["@McAvoy\nHello.", "!BANG", "> SMASH CUT TO:", "[[a note]]", "/* cut */", "= what happens", "> Act One <"],
)
def test_a_sign_beside_a_heading_makes_it_fountain(sign):
    assert is_fountain(f"INT. ROOM - DAY\n\n{sign}\n\nLena waits.\n")
    assert not is_fountain("INT. ROOM - DAY\n\nLena waits.\n")


def test_what_is_escaped_is_written_as_it_stands():
    [scene] = (
        parse("Format: Fountain\n\nINT. ROOM - DAY\n\nA \\*star\\* and **bold** and 2 * 3 * 4, file_name_x.\n")
        .episodes[0]
        .scenes
    )
    assert scene.elements[0].text == "A *star* and bold and 2 * 3 * 4, file_name_x."


def test_a_direction_may_run_over_two_lines():
    text = "Format: Fountain\n\nINT. ROOM - DAY\n\nLENA\n(slowly as if\nto herself)\nI am (still\nhere.\n"
    [said] = parse(text).episodes[0].scenes[0].elements
    assert (said.parentheticals, said.text) == (("slowly as if to herself",), "I am (still here.")


def test_an_unclosed_note_or_boneyard_hides_nothing():
    text = "Format: Fountain\n\nINT. ROOM - DAY\n\n[[open\n\nLena waits.\n\n/* open too\n\nLENA\nStill here.\n"
    play = parse(text)
    assert play.spoken() == "Still here."
    assert uncovered(text, play) == []


@pytest.mark.parametrize("seed", range(4))
def test_mangled_fountain_never_crashes_and_loses_no_line(seed):
    chance = random.Random(seed)
    originals = [ENGLISH, CHINESE, write_fountain(parse(NUMBERED)), write_fountain(parse(HOLLYWOOD))]
    for _ in range(60):
        text = mutate(chance.choice(originals), chance)
        play = read_fountain(text)
        assert uncovered(text, play) == [], text
        for episode in play.episodes:
            for scene in episode.scenes:
                assert all(0 <= e.source.start < e.source.end <= len(text) for e in scene.elements)


BAD = (
    "[[" * 100_000,
    "/*" * 100_000,
    "[[\n\n" * 20_000 + "]]",
    "*" * 200_000,
    "*a " * 60_000,
    "_a " * 60_000,
    "#" * 200_000,
)


@pytest.mark.parametrize("nasty", [*NASTY, *BAD], ids=lambda text: text[:4])
def test_no_line_can_make_the_fountain_reader_slow(nasty):
    before = time.process_time()
    is_fountain(nasty)
    read_fountain(nasty)
    assert time.process_time() - before < 3
