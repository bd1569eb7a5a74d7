"""Subtitles: times, coverage of the font, and where they stand in the picture."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpu_worker.engines.base import RenderRefused
from gpu_worker.media import subtitles
from gpu_worker.media.overlay import drawable, missing_glyphs, name_characters, overlay, require_glyphs, typeface
from gpu_worker.media.subtitles import Burner, draw, srt, timestamp
from projects.briefs import Rate, Subtitle

RATES = st.sampled_from([Rate(24, 1), Rate(25, 1), Rate(30, 1), Rate(30_000, 1001), Rate(24_000, 1001)])


def test_an_srt_file_is_exactly_this():
    cues = (
        Subtitle(48, 96, ("从今天起，", "我们两清了。")),
        Subtitle(12, 40, ("你以为我会原谅你吗？",)),
        Subtitle(100, 101, ("  ",)),
        Subtitle(90_000, 90_024, ("a --> b", "", "c")),
    )
    assert srt(cues, Rate(24, 1)) == (
        "1\n00:00:00,500 --> 00:00:01,667\n你以为我会原谅你吗？\n\n"
        "2\n00:00:02,000 --> 00:00:04,000\n从今天起，\n我们两清了。\n\n"
        "3\n01:02:30,000 --> 01:02:31,000\na → b\nc\n"
    )


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1_000_000), RATES)
def test_a_time_is_within_half_a_millisecond_of_its_frame(frame, rate):
    clock, milliseconds = timestamp(frame, rate).split(",")
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    shown = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(milliseconds)
    assert abs(shown - Fraction(frame * rate.den * 1000, rate.num)) <= Fraction(1, 2)
    assert minutes < 60
    assert seconds < 60


def test_the_font_covers_the_whole_of_gb2312():
    hanzi = "".join(
        bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)
    )
    assert len(hanzi) == 6763
    assert missing_glyphs([hanzi, "，。！？；：、“”‘’《》（）……——·「」ABCxyz0189%&'-é"]) == ""
    assert typeface().getFamilyName() == "Noto Sans CJK SC"


def test_a_character_without_a_glyph_is_known_before_drawing_and_shown_as_a_printers_blank():
    cues = [Subtitle(0, 10, ("好的😀", "走\u200b吧\ufe0f")), Subtitle(10, 20, ("𠀋😀🀄",))]
    subtitles.check(cues, 24)
    assert subtitles.undrawable(cues) == "😀🀄"
    assert name_characters("😀") == "😀 (U+1F600)"
    assert (drawable("好的😀"), drawable("走\u200b吧")) == ("好的〓", "走吧")
    assert missing_glyphs(["〓"]) == ""
    shown, blank = draw(("好的😀",), 270, 480), draw(("好的〓",), 270, 480)
    assert shown is not None
    assert blank is not None
    assert np.array_equal(shown.pixels, blank.pixels)


def test_a_label_that_cannot_be_drawn_is_refused():
    with pytest.raises(RenderRefused) as refused:
        require_glyphs(["AI生成😀"], "content label")
    assert (refused.value.code, refused.value.message) == (
        "input.missing_glyph",
        "content label: the font has no glyph for 😀 (U+1F600)",
    )


@pytest.mark.parametrize("cue", [Subtitle(5, 5, ("好",)), Subtitle(-1, 5, ("好",)), Subtitle(20, 25, ("好",))])
def test_a_cue_outside_the_cut_is_refused(cue):
    with pytest.raises(RenderRefused) as refused:
        subtitles.check([cue], 24)
    assert refused.value.code == "input.subtitle_times"


def test_three_lines_are_refused():
    with pytest.raises(RenderRefused) as refused:
        subtitles.check([Subtitle(0, 5, ("一", "二", "三"))], 24)
    assert refused.value.code == "input.subtitle_lines"


@pytest.mark.parametrize(
    "lines",
    [
        ("好",),
        ("你以为我会原谅你吗？", "从今天起，我们两清了。"),
        ("这一句台词实在太长了长到一行绝对放不下，必须断成两行才可以看得清楚",),
        ("Do you really think that after everything you did I would ever forgive you?",),
        ("W" * 120,),
        ("gypq,；，", "____"),
    ],
)
@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (540, 960), (270, 480), (1920, 1080)])
def test_text_stays_inside_the_safe_area_whatever_its_length(lines, width, height):
    block = draw(lines, width, height)
    assert block is not None
    rows = np.flatnonzero(block.pixels[..., 3].any(axis=1)) + block.top
    columns = np.flatnonzero(block.pixels[..., 3].any(axis=0)) + block.left
    assert rows[-1] < 0.88 * height, "the lowest twelve per cent belong to the platform"
    assert rows[0] > 0.6 * height
    assert columns[0] >= 0.03 * width
    assert columns[-1] < 0.97 * width
    assert abs((columns[0] + columns[-1]) / 2 - width / 2) < 0.03 * width, "a closing full stop hangs"
    assert len(block.ink) <= 2
    assert block.left % 2 == block.top % 2 == block.pixels.shape[0] % 2 == block.pixels.shape[1] % 2 == 0


def test_invisible_text_draws_nothing():
    assert draw(("\u200b", " "), 270, 480) is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6))
def test_a_strip_shows_exactly_while_a_cue_runs(spans):
    cues = [Subtitle(start, start + length, ("好",)) for start, length in spans]
    burner = Burner(cues, 270, 480)
    for frame in range(90):
        assert (burner.at(frame) is not None) == any(cue.start_frame <= frame < cue.end_frame for cue in _seen(cues))


def _seen(cues: list[Subtitle]) -> list[Subtitle]:
    """Each cue until the next one starts: of cues that overlap, the later shows."""
    ordered = sorted(cues, key=lambda cue: cue.start_frame)
    followers = [*[cue.start_frame for cue in ordered[1:]], 10**6]
    shown = []
    for index, cue in enumerate(ordered):
        last = max(i for i, other in enumerate(ordered) if other.start_frame == cue.start_frame)
        if last == index:
            shown.append(Subtitle(cue.start_frame, min(cue.end_frame, followers[index]), cue.lines))
    return shown


def test_a_strip_on_planes_is_white_with_a_dark_outline_and_touches_nothing_else():
    block = draw(("好",), 270, 480)
    assert block is not None
    luma, blue, red = (
        np.full((480, 270), 100, np.uint8),
        np.full((240, 135), 90, np.uint8),
        np.full((240, 135), 160, np.uint8),
    )
    overlay(block).lay_over(luma, blue, red)
    rows = slice(block.top, block.top + block.pixels.shape[0])
    assert luma[rows].max() >= 233
    assert luma[rows].min() <= 40
    untouched = np.ones_like(luma, bool)
    untouched[rows, block.left : block.left + block.pixels.shape[1]] = False
    assert (luma[untouched] == 100).all()
    clear = block.pixels[..., 3] == 0
    assert (luma[rows, block.left : block.left + block.pixels.shape[1]][clear] == 100).all()
    solid = overlay(block)
    assert solid.keep_luma.max() == 256
    assert (np.abs(blue.astype(int) - 90) <= 40).all()
