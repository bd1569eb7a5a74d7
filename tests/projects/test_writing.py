"""What is written reads back as what was read, in both layouts, for made, sampled and mangled scripts."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.screenplay import (
    Element,
    EpisodeText,
    SceneText,
    Screenplay,
    SourceRange,
    content,
    parse,
    read_text,
    write_fountain,
    write_standard,
)
from tests.projects.scripts import FIELDS, HOLLYWOOD, NUMBERED, mutate, sample

WRITERS = (write_standard, write_fountain)
LABELLED = Path(__file__).parent / "screenplay_set"
NOWHERE = SourceRange(0, 0, 0, 0)
ORIGINALS = {
    "numbered": NUMBERED,
    "fields": FIELDS,
    "hollywood": HOLLYWOOD,
    "ring": sample("wedding_ring.zh.txt"),
    "contract": sample("second_contract.en.txt"),
}

TIMES = {"夜": "night", "日": "day", "晨": "dawn", "黄昏": "dusk", "": ""}
SLUG_TIMES = {"NIGHT": "night", "DAY": "day", "DAWN": "dawn", "DUSK": "dusk", "": ""}
PEOPLE = ("林晚", "沈砚", "管家", "白薇", "保安甲")
ENGLISH_PEOPLE = ("LENA", "Adrian", "VIVIAN", "GUARD")
# whatever looks like furniture is offered on purpose: colons, brackets, markers, numbers, emphasis, notes
zh_words = st.text(alphabet="我你他的门开雨刀密码走，、：1234-年场集*_#@!>~=.\\/AB", min_size=1, max_size=24)
zh_action = zh_words.map(lambda text: f"她{text}了。")
zh_speech = zh_words.map(lambda text: f"你{text}吗？")
en_words = st.text(alphabet="abc deIT:.,-12*_#@!>~=\\/", min_size=1, max_size=30)
en_action = en_words.map(lambda text: " ".join(f"She {text} goes.".split()))
en_speech = en_words.map(lambda text: " ".join(f"You {text} know.".split()))
directions = st.lists(st.sampled_from(("冷声", "惊慌，后退", "轻笑", "coldly")), max_size=2, unique=True).map(tuple)
deliveries = st.sampled_from(("dialogue", "os", "vo"))


def said(speakers, speech, how, marks):
    return st.builds(
        Element,
        kind=st.just("dialogue"),
        text=speech,
        source=st.just(NOWHERE),
        speaker=st.sampled_from(speakers),
        parentheticals=how,
        delivery=deliveries,
        marks=st.sampled_from(((), (), marks)),
    )


def other(kind, texts):
    return st.builds(Element, kind=st.just(kind), text=texts, source=st.just(NOWHERE))


def mark(words):
    return Element("mark", words, NOWHERE, marks=(words,))


zh_element = st.one_of(
    said(PEOPLE, zh_speech, directions, ("特写",)),
    other("action", zh_action),
    st.just(Element("action", "她摘下婚戒。【特写】戒指内圈。", NOWHERE, marks=("特写",))),
    st.just(Element("action", "戒指", NOWHERE, marks=("特写",))),
    other("subtitle_card", zh_action),
    other("sound", zh_action),
    other("music", zh_action),
    other("transition", st.sampled_from(("切", "叠化", "黑屏", "淡出", "黑场三秒"))),
    st.sampled_from(("闪回", "闪回结束", "空镜", "慢镜头")).map(mark),
)
en_element = st.one_of(
    said(ENGLISH_PEOPLE, en_speech, st.sampled_from(((), ("coldly",), ("to Lena", "low"))), ("SLOW MOTION",)),
    other("action", en_action),
    other("subtitle_card", st.sampled_from(("THREE YEARS EARLIER", "Harbor, 5 a.m."))),
    other("sound", en_action),
    other("transition", st.sampled_from(("CUT TO", "FADE OUT", "SMASH CUT TO"))),
    st.sampled_from(("FLASHBACK", "END FLASHBACK", "SLOW MOTION")).map(mark),
)


@st.composite
def screenplays(draw):
    chinese = draw(st.booleans())
    times = TIMES if chinese else SLUG_TIMES
    places = ("沈家老宅正厅", "天台", "沈家 正厅", "2号楼门口") if chinese else ("HALE TOWER - LOBBY", "CAR", "ROOM 12")
    episodes = []
    for number in draw(st.lists(st.integers(1, 120), min_size=1, max_size=2, unique=True)):
        scenes = []
        for ordinal in range(1, draw(st.integers(1, 3)) + 1):
            word = draw(st.sampled_from(tuple(times)))
            elements = draw(st.lists(zh_element if chinese else en_element, min_size=1, max_size=6))
            listed = st.lists(st.sampled_from(PEOPLE if chinese else ENGLISH_PEOPLE), max_size=3, unique=True)
            shape = draw(st.sampled_from((f"{number}-{ordinal}", f"{ordinal}A", str(ordinal))))
            scenes.append(
                SceneText(
                    number=shape,
                    location=draw(st.sampled_from(places)),
                    time_of_day=times[word],
                    time_words=word,
                    interior=draw(st.sampled_from((True, False, None) if chinese else (True, False))),
                    people=tuple(draw(listed)),
                    elements=tuple(elements),
                    source=NOWHERE,
                )
            )
        title = draw(st.sampled_from(("", "归来", "第二次婚礼") if chinese else ("", "The Ring", "Home: Again")))
        episodes.append(EpisodeText(number, title, tuple(scenes), NOWHERE))
    title = draw(st.sampled_from(("", "雨夜婚戒", "婚戒：密码") if chinese else ("", "THE CONTRACT")))
    return Screenplay(tuple(episodes), (), "standard", "zh" if chinese else "en", title)


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=120, deadline=None)
@given(play=screenplays())
def test_a_screenplay_is_read_back_as_it_was_written(write, play):
    text = write(play)
    read = content(parse(text))
    assert read.episodes == play.episodes, text
    assert (read.title, read.language) == (play.title, play.language)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("name", ORIGINALS)
def test_the_examples_survive_being_written(write, name):
    play = parse(ORIGINALS[name])
    again = parse(write(play))
    assert content(again) == content(play)
    assert again.spoken() == play.spoken()
    assert again.grade == play.grade
    assert write(again) == write(play)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("path", sorted(LABELLED.glob("*.txt")), ids=lambda path: path.stem)
def test_the_labelled_scripts_survive_being_written(write, path):
    play = parse(read_text(path.read_bytes()).text)
    assert content(parse(write(play))) == content(play)


@pytest.mark.parametrize("seed", range(4))
def test_even_a_mangled_script_survives_being_written(seed):
    chance = random.Random(seed)
    lost = 0
    for _ in range(40):
        play = parse(mutate(chance.choice(tuple(ORIGINALS.values())), chance))
        for write in WRITERS:
            again = parse(write(play))
            lost += content(again).episodes != content(play).episodes
            assert sum(map(len, again.spoken())) >= 0.9 * len(play.spoken()) - 20
    assert lost <= 2  # brackets torn in the middle of a name have no form that keeps them torn


def test_the_mainland_form_is_written_as_writers_write_it():
    assert write_standard(parse(NUMBERED)) == NUMBERED.replace("1-2、医院走廊，日，内", "1-2 医院走廊 日 内")


def test_fields_become_headers_and_the_number_stays():
    text = write_standard(parse(FIELDS))
    assert "3 沈氏集团大堂 日 内\n人物：林晚、前台、保安甲\n△旋转门外" in text
    assert "\n12A 天台 黄昏 外\n" in text
    assert "沈砚VO：她回来的那天，我就知道，我输了。" in text


def test_front_matter_and_notes_stay_where_they_stood():
    text = "《婚戒》\n编剧：张三\n第1集\n1-1 天台 夜 外\n人物：林晚\n△风大。\n备注：此处用升降机。\n林晚：来了。\n"
    play = parse(text)
    assert "编剧：张三" in write_standard(play)
    assert "△风大。\n备注：此处用升降机。\n林晚：来了。" in write_standard(play)
    fountain = write_fountain(play)
    assert "[[编剧：张三]]" in fountain
    assert "风大。\n\n[[备注：此处用升降机。]]\n\n@林晚\n来了。" in fountain
    assert content(parse(fountain)) == content(play)


def test_somebody_whom_no_cast_line_names_is_named_once_at_the_top():
    bare = Element("dialogue", "走。", NOWHERE, speaker="水鬼")
    scene = SceneText("1-1", "河边", "night", "夜", False, (), (bare,), NOWHERE)
    play = Screenplay((EpisodeText(1, "", (scene,), NOWHERE),), (), "standard", "zh")
    text = write_standard(play)
    assert text == "人物：水鬼\n\n第1集\n\n1-1 河边 夜 外\n水鬼：走。\n"
    assert content(parse(text)) == play


def test_a_hundred_episodes_are_written_in_seconds():
    body = NUMBERED.split("\n", 2)[2]
    text = "".join(f"第{n}集\n{body.replace('1-1', f'{n}-1').replace('1-2', f'{n}-2') * 3}" for n in range(1, 101))
    play = parse(text)
    for write in WRITERS:
        before = time.process_time()
        write(play)
        assert time.process_time() - before < 3
