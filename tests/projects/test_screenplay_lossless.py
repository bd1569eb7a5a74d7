"""No spoken character and no line is ever lost, whatever is written and however it is mangled."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.screenplay import Screenplay, parse
from tests.projects.scripts import FIELDS, HOLLYWOOD, NUMBERED, mutate, sample

PEOPLE = ("林晚", "沈砚", "管家", "护士", "白薇")
FEELINGS = ("", "（冷声）", "（惊慌，OS）", "(轻笑)", "OS", "（VO）")
words = st.text(
    alphabet="我你他的是不了在有人这那来去走好吗吧呢三年戒指密码，、：；“”abcXYZ0189", min_size=1, max_size=30
)
speech = st.tuples(words, st.sampled_from("。！？…"), st.sampled_from("我你他她这")).map(lambda t: t[2] + t[0] + t[1])
spoken_line = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(FEELINGS), speech)
other_line = st.sampled_from(
    (
        "△他走了。",
        "▲风很大：很冷。",
        "音效：雷声",
        "字幕：三年后",
        "【闪回】",
        "【闪回结束】",
        "",
        "（林晚转身）",
        "BGM：钢琴",
        "切",
    )
)
header = st.sampled_from(("{n} 天台 夜 外", "{n}、老宅，日，内", "场{n} 客厅 夜内", "场次（{n}）地点：祠堂，夜，内"))


@st.composite
def scripts(draw):
    """A script and, in order, every word spoken in it."""
    lines, said = ["第1集"], []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        lines += [draw(header).format(n=f"1-{number}"), "人物：" + "、".join(PEOPLE)]
        for _ in range(draw(st.integers(1, 6))):
            if draw(st.booleans()):
                name, feeling, text = draw(spoken_line)
                lines.append(f"{name}{feeling}：{text}")
                said.append(text)
            else:
                lines.append(draw(other_line))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines), "".join(said)


@settings(max_examples=150, deadline=None)
@given(scripts())
def test_what_is_spoken_is_what_was_written(script):
    text, said = script
    play = parse(text)
    assert play.spoken() == said
    assert uncovered(text, play) == []


def uncovered(text: str, play: Screenplay) -> list[int]:
    """Numbers of the non-blank lines that are in no element, no structural line and no diagnostic."""
    lines = text.splitlines(keepends=True)
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line)
    ranges = [e.source for ep in play.episodes for s in ep.scenes for e in s.elements]
    ranges += [line.source for line in play.structure]
    covered = {d.line for d in play.diagnostics}
    for source in ranges:
        number = source.line
        while number <= len(lines) and starts[number - 1] < source.end:
            covered.add(number)
            number += 1
    blank = " \t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\u3000\ufeff\u200b\u200c\u200d\u2060\xa0"
    return [number for number, line in enumerate(lines, 1) if line.strip().strip(blank) and number not in covered]


@pytest.mark.parametrize("seed", range(8))
def test_mangled_scripts_never_crash_and_lose_no_line(seed):
    chance = random.Random(seed)
    originals = [NUMBERED, FIELDS, HOLLYWOOD, sample("wedding_ring.zh.txt"), sample("second_contract.en.txt")]
    for _ in range(60):
        text = mutate(chance.choice(originals), chance)
        play = parse(text)
        assert uncovered(text, play) == [], text
        for episode in play.episodes:
            for scene in episode.scenes:
                assert all(0 <= e.source.start < e.source.end <= len(text) for e in scene.elements)


def test_removing_every_header_still_keeps_every_spoken_word():
    bare = "\n".join(line for line in NUMBERED.splitlines() if not line.startswith(("第", "1-")))
    assert parse(bare).spoken() == parse(NUMBERED).spoken()


NASTY = ("(" * 200_000, "：" * 200_000, "1-" * 100_000, "，" * 200_000, "内/" * 90_000, "第" * 200_000)
NASTY_LINES = ("（" * 60, "，" * 110, "INT. " + "- " * 50, "林晚（" * 20, "1-1")


@pytest.mark.parametrize(
    "nasty", [*NASTY, *("\n".join([line] * 2000) for line in NASTY_LINES)], ids=lambda text: text[:4]
)
def test_no_line_can_make_the_reader_slow(nasty):
    before = time.process_time()
    parse(nasty)
    assert time.process_time() - before < 3


def test_a_hundred_episodes_are_read_in_two_seconds():
    body = NUMBERED.split("\n", 2)[2]
    text = "".join(
        f"第{n}集\n"
        + "".join(body.replace("1-1", f"{n}-{2 * k - 1}").replace("1-2", f"{n}-{2 * k}") for k in range(1, 15))
        for n in range(1, 101)
    )
    assert len(text.encode()) > 900_000
    before = time.process_time()
    play = parse(text)
    assert time.process_time() - before < 2
    assert (play.grade, len(play.episodes), sum(len(e.scenes) for e in play.episodes)) == ("standard", 100, 2800)
