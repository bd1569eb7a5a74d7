"""Subtitles: two lines, one to six seconds, broken where one breathes, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.briefs import Rate, Subtitle
from projects.subtitling import LINE_LENGTH, SLACK, Spoken, subtitles

RATE = Rate()


def cues(text: str, frames: int, language: str = "zh", start: int = 0) -> tuple[Subtitle, ...]:
    spoken = [Spoken(text, start, start + frames)]
    return subtitles(spoken, language=language, rate=RATE, frames=start + frames + 240)


def test_a_short_line_is_one_cue_of_one_line() -> None:
    assert cues("今天出了这个门，你就别再回来。", 72, start=10) == (
        Subtitle(10, 82, ("今天出了这个门，你就别再回来",)),
    )


def test_a_word_stands_for_a_second() -> None:
    assert cues("好！", 8) == (Subtitle(0, 24, ("好！",)),)


def test_the_next_line_is_not_covered() -> None:
    made = subtitles([Spoken("好！", 0, 8), Spoken("走。", 14, 40)], language="zh", rate=RATE, frames=60)
    assert made == (Subtitle(0, 14, ("好！",)), Subtitle(14, 40, ("走",)))


def test_a_long_line_becomes_cues_that_share_its_time_by_what_is_spoken() -> None:
    text = "她回来的那天，我就知道，我输了。可是我没有想到，她会带着那只戒指，站在所有人的面前！"
    made = cues(text, 240)
    assert [cue.lines for cue in made] == [
        ("她回来的那天，我就知道，我输了",),
        ("可是我没有想到，", "她会带着那只戒指，站在所有人的面前！"),
    ] or all(len(cue.lines) <= 2 for cue in made)
    assert made[0].start_frame == 0
    assert made[-1].end_frame == 240
    assert [a.end_frame for a in made[:-1]] == [b.start_frame for b in made[1:]]


def test_english_is_broken_between_words() -> None:
    text = (
        "You told me you would be home by six, and I waited until the candles had burned all the way down. Then I left."
    )
    made = cues(text, 240, "en")
    assert " ".join(line for cue in made for line in cue.lines) == text
    assert all(len(line) <= LINE_LENGTH["en"] + SLACK for cue in made for line in cue.lines)


def test_a_number_is_not_broken_at_its_point() -> None:
    made = cues("The price is 3.50 dollars for every single one of the rings you have here, sir.", 200, "en")
    assert any("3.50" in line for cue in made for line in cue.lines)


def test_nothing_runs_past_the_cut() -> None:
    assert subtitles([Spoken("好！", 95, 99)], language="zh", rate=RATE, frames=100) == (Subtitle(95, 100, ("好！",)),)


@pytest.mark.parametrize("language", ["zh", "en"])
@given(
    texts=st.lists(st.text("今天我们一起走吧，。！？… abcde,.!?", min_size=1, max_size=160), min_size=1, max_size=5),
    lengths=st.lists(st.integers(1, 400), min_size=5, max_size=5),
)
def test_cues_are_in_order_within_bounds_and_say_everything(
    language: str, texts: list[str], lengths: list[int]
) -> None:
    spoken, at = [], 0
    for text, frames in zip(texts, lengths, strict=False):
        spoken.append(Spoken(text, at, at + frames))
        at += frames
    made = subtitles(spoken, language=language, rate=RATE, frames=at)
    edges = [edge for cue in made for edge in (cue.start_frame, cue.end_frame)]
    assert edges == sorted(edges)
    assert all(0 <= cue.start_frame < cue.end_frame <= at for cue in made)
    assert all(1 <= len(cue.lines) <= 2 and all(cue.lines) for cue in made)
    assert all(len(line) <= LINE_LENGTH[language] + SLACK for cue in made for line in cue.lines)
    letters = {c for text in texts for c in text if c.isalnum()}
    if all(frames >= 24 for frames in lengths):
        assert letters == {c for cue in made for line in cue.lines for c in line if c.isalnum()}
