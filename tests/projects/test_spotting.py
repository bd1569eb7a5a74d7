"""The spotting session: where music begins, what it must meet, where it steps back."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from projects.briefs import Hit, MoodSpan, Rate, SoundMark, Span
from projects.planning.spotting import Spotted, spot

RATE = Rate(24, 1)


def entry(scene: str = "a", frames: int = 96, mood: str = "tension", **facts: object) -> Spotted:
    return Spotted(**{"scene_id": scene, "set_id": "office", "frames": frames, "mood": mood, "energy": 0.5, **facts})  # type: ignore[arg-type]


def test_every_scene_long_enough_has_a_cue_of_its_own() -> None:
    first, second = spot([entry("a"), entry("a"), entry("b", mood="romance"), entry("b", mood="romance")], RATE)
    assert (first.scene_id, first.start_frame, first.frames, first.cuts) == ("a", 0, 192, (96,))
    assert (second.scene_id, second.start_frame, second.frames) == ("b", 192, 192)
    assert second.moods == (MoodSpan(0, 192, "romance", 0.5),)


def test_a_short_scene_goes_with_the_music_before_it() -> None:
    (cue,) = spot([entry("a", 192), entry("b", 48, "mystery")], RATE)
    assert (cue.frames, cue.cuts) == (240, (192,))
    assert [span.mood for span in cue.moods] == ["tension"]


def test_the_mood_turns_where_the_picture_cuts() -> None:
    (cue,) = spot([entry(frames=120), entry(frames=100, mood="revenge", energy=0.9)], RATE)
    assert cue.moods == (MoodSpan(0, 120, "tension", 0.5), MoodSpan(120, 100, "revenge", 0.9))


def test_a_slap_and_a_turn_are_met_and_footsteps_are_not() -> None:
    marks = (SoundMark(10, "footsteps"), SoundMark(40, "slap"))
    (cue,) = spot([entry(marks=marks), entry(is_turn=True)], RATE)
    assert cue.hits == (Hit(40, "slap", 1.0), Hit(96, "reveal", 0.7))


def test_of_two_hits_at_once_the_stronger_is_met() -> None:
    (cue,) = spot([entry(frames=200, marks=(SoundMark(38, "thud"), SoundMark(40, "slap")))], RATE)
    assert [hit.what for hit in cue.hits] == ["slap"]


def test_music_knows_where_people_speak() -> None:
    (cue,) = spot([entry(spoken=(Span(10, 30), Span(40, 20), Span(80, 40))), entry(spoken=(Span(0, 12),))], RATE)
    assert cue.spoken == (Span(10, 50), Span(80, 28))


def test_a_palace_is_scored_with_old_instruments() -> None:
    assert [cue.style for cue in spot([entry(set_id="palace_hall")], RATE)] == ["period"]


def test_nothing_to_score_is_no_cue() -> None:
    assert spot([], RATE) == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 400),
            st.sampled_from(["neutral", "tension", "romance"]),
            st.integers(0, 500),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_cues_cover_the_cut_without_a_gap_and_their_moods_cover_them(
    rows: list[tuple[int, str, int]],
) -> None:
    entries = [
        entry(f"{index // 3}", frames, mood, marks=(SoundMark(at % frames, "slap"),), spoken=(Span(0, frames),))
        for index, (frames, mood, at) in enumerate(rows)
    ]
    cues = spot(entries, RATE)
    assert cues[0].start_frame == 0
    assert sum(cue.frames for cue in cues) == sum(one.frames for one in entries)
    assert all(a.start_frame + a.frames == b.start_frame for a, b in itertools.pairwise(cues))
    for cue in cues:
        assert sum(span.frames for span in cue.moods) == cue.frames
        assert all(a.start_frame + a.frames == b.start_frame for a, b in itertools.pairwise(cue.moods))
        assert all(a.mood != b.mood for a, b in itertools.pairwise(cue.moods))
        assert all(0 < at < cue.frames for at in cue.cuts)
        assert all(0 <= hit.frame < cue.frames for hit in cue.hits)
        assert all(span.start_frame + span.frames <= cue.frames for span in cue.spoken)
    assert len({cue.scene_id for cue in cues}) == len(cues)
