"""How long words and shots take."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.briefs import Rate
from projects.timing import Pace, lint_pacing, shot_frames, speech_language, spoken_seconds

FILM, NTSC = Rate(24, 1), Rate(30000, 1001)


@pytest.mark.parametrize(
    ("text", "language", "seconds"),
    [
        ("今天出了这个门，你就别再回来。", "zh", 13 / 4.5),
        ("三年了", "zh", 3 / 4.5),
        ("密码是0815", "zh", 7 / 4.5),
        ("我是CEO", "zh", 2 / 4.5 + 1 / 2.5),
        ("那串数字……是密码", "zh", 7 / 4.5 + 0.3),
        ("You signed it all over to me.", "en", 7 / 2.5),
        ("Don't you dare", "en", 3 / 2.5),
        ("Room 0815", "en", 3 / 2.5),
        ("……", "zh", 0.0),
        ("", "en", 0.0),
    ],
)
def test_words_take_their_time(text, language, seconds):
    assert spoken_seconds(text, language) == pytest.approx(seconds)


def test_a_series_may_speak_faster():
    assert spoken_seconds("一二三四五六", "zh", Pace(zh_characters_per_second=6)) == pytest.approx(1.0)


def test_a_shot_lasts_as_long_as_its_lines_or_its_action_and_never_under_the_floor():
    assert shot_frames([], 0, FILM) == 48
    assert shot_frames([], 96, FILM) == 96
    assert shot_frames([3.0], 48, FILM) == FILM.frames(0.25 + 3.0 + 0.35)
    assert shot_frames([1.0, 1.5], 0, FILM) == FILM.frames(0.25 + 2.5 + 0.2 + 0.35)


@given(st.lists(st.floats(0, 20), max_size=5), st.integers(0, 500), st.sampled_from([FILM, NTSC]))
def test_a_shot_is_never_shorter_than_what_it_holds(lines, action, rate):
    seconds = rate.seconds(shot_frames(lines, action, rate))
    assert seconds >= max(2.0, sum(lines), action / 24) - 1e-6


@dataclass(frozen=True)
class Paced:
    frames: int
    framing: str = "medium"
    is_turn: bool = False
    is_peak: bool = False


def test_a_well_paced_episode_has_no_notes():
    shots = [Paced(72, is_turn=n % 4 == 0, is_peak=n % 12 == 0) for n in range(23)]
    shots.append(Paced(72, "close_up", is_turn=True))
    assert lint_pacing(shots, FILM) == ()


def test_the_lint_names_a_late_hook_a_missing_turn_a_loose_ending_and_the_length():
    notes = lint_pacing([Paced(120), *[Paced(96) for _ in range(6)]], FILM)
    assert [(note.code, note.at_seconds) for note in notes] == [
        ("hook_late", 5.0),
        ("turn_late", 17.0),
        ("ending_not_close", 29.0),
        ("too_short", 29.0),
    ]
    long = [Paced(48, "close_up", is_turn=True, is_peak=True) for _ in range(60)]
    assert [n.code for n in lint_pacing(long, FILM)] == ["too_long"]
    assert lint_pacing([], FILM) == ()


def test_an_episode_without_feeling_is_told_where_and_what_to_do():
    shots = [Paced(96, "close_up", is_turn=True, is_peak=n == 2) for n in range(20)]
    [note] = lint_pacing(shots, FILM)
    assert (note.code, note.shot, note.at_seconds) == ("peak_late", 14, 56.0)
    assert note.message_en == "No feeling peaks within 45 s after 8 s."
    assert note.cure_zh
    assert note.cure_en


def test_the_language_of_a_line_is_heard():
    assert (speech_language("OK，走"), speech_language("Let's go")) == ("zh", "en")
