"""Faces: all of the catalogue's, distinct and alive; how they come and go, speak, look and turn."""

from __future__ import annotations

import csv
import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gpu_worker.engines.animatic.faces import confusion
from gpu_worker.engines.animatic.faces.expressions import EFFECTS, units_of
from gpu_worker.engines.animatic.faces.mouth import MouthLines, shape_mouth
from gpu_worker.engines.animatic.faces.portrait import Sitting, draw_portrait, sit_for
from gpu_worker.engines.animatic.performing.countenance import FIRST, TRACE, Countenance, FaceState, presence
from gpu_worker.engines.animatic.performing.speech import CLOSED, VISEMES, LipTrack, Mouth, visemes_of
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.sheets.face_sheets import CAST
from gpu_worker.engines.animatic.shot import Shot
from projects.briefs import Expression, LineCue, Phoneme, Rate
from projects.performance import catalogue

SMALL = 96
NEAREST = 0.55  # of the most alike two; measured 0.63 at full size
IDS = tuple(catalogue().expressions)


@pytest.fixture(scope="module")
def small_faces() -> dict[str, list[np.ndarray]]:
    return confusion.faces(IDS, SMALL)


def test_no_two_expressions_of_the_catalogue_can_be_mistaken(small_faces: dict[str, list[np.ndarray]]) -> None:
    names, matrix = confusion.distances(small_faces)
    nearest = confusion.closest(names, matrix, 5)
    assert len(names) == 93
    assert nearest[0][0] > NEAREST, nearest
    assert np.array_equal(matrix, matrix.T)


def test_every_expression_differs_from_an_empty_face_on_a_woman_and_on_a_man(
    small_faces: dict[str, list[np.ndarray]],
) -> None:
    for name in IDS[1:]:
        for drawn, empty in zip(small_faces[name], small_faces["neutral"], strict=True):
            assert abs(confusion.perceived(drawn) - confusion.perceived(empty)).mean() > 0.1, name


def test_a_portrait_is_the_same_every_time() -> None:
    again = confusion.faces(("fury", "teary"), SMALL)
    for name, pictures in confusion.faces(("teary", "fury"), SMALL).items():
        for one, other in zip(pictures, again[name], strict=True):
            assert np.array_equal(one, other)


def test_the_catalogue_asks_only_for_effects_that_are_drawn() -> None:
    asked = {effect for term in catalogue().expressions.values() for effect in term.effects}
    assert asked <= EFFECTS
    look = sit_for(MAN, "man")
    bare = draw_portrait(look, FaceState(seconds=1.0), SMALL)
    lips_only = {"quiver": {"25": 0.5}, "shiver": None, "teeth": {"25": 1.0}}  # moves what is open, or the body
    for effect in sorted(asked):
        units = lips_only.get(effect, {})
        if units is None:
            continue
        without = draw_portrait(look, FaceState(dict(units), seconds=1.0), SMALL) if units else bare
        shown = draw_portrait(look, FaceState({**units, effect: 1.0}, seconds=1.0), SMALL)
        assert not np.array_equal(shown, without), effect


def test_each_side_moves_by_itself() -> None:
    look = sit_for(WOMAN, "woman")
    plain = draw_portrait(look, FaceState(), 120).astype(int)
    for unit in ("1", "2", "4", "5", "6", "7", "10", "12", "14", "15", "20", "43", "46"):
        changed = {}
        for side in "RL":
            drawn = draw_portrait(look, FaceState({unit + side: 1.0, "25": 0.0}), 120).astype(int)
            rows = abs(drawn - plain).sum((0, 2))
            changed[side] = float((rows * np.arange(120)).sum() / max(1, rows.sum()))
        assert changed["R"] + 4 < changed["L"], (unit, changed)  # their right is at the viewer's left


def test_an_expression_grows_stands_and_fades_in_its_own_time() -> None:
    startled = Expression("startled", {"5": 1.0}, onset_ms=200, hold_ms=1000, offset_ms=500)
    at = [presence(startled, seconds) for seconds in (0.0, 0.1, 0.2, 0.7, 1.2, 1.45, 1.7, 5.0)]
    assert at[0] == FIRST
    assert FIRST < at[1] < 1.0
    assert at[2:5] == [1.0, 1.0, 1.0]
    assert TRACE < at[5] < 1.0
    assert at[6:] == pytest.approx([TRACE, TRACE])
    lasting = replace(startled, hold_ms=0)
    assert presence(lasting, 60.0) == 1.0


def test_brows_lead_and_the_mouth_follows_and_blood_comes_last() -> None:
    face = Countenance(Expression("x", {"4": 1.0, "15": 1.0}, effects={"blush": 1.0}, onset_ms=400), 5, 4.0)
    early = face.units_at(0.2)
    assert early["4"] > early["15"] > early["blush"]
    late = face.units_at(2.0)
    assert min(late.values()) > 0.9


def test_tears_grow_and_run() -> None:
    face = Countenance(catalogue().expression("crying"), 5, 6.0)
    assert face.units_at(0.0)["tear"] < 0.3
    assert face.units_at(2.0)["tear"] > 0.9
    look = sit_for(WOMAN, "woman")
    units = face.units_at(3.0)
    one, other = (draw_portrait(look, FaceState(units, seconds=seconds), 160) for seconds in (3.0, 3.25))
    assert not np.array_equal(one, other)


def test_who_is_afraid_blinks_more_and_darts_about_and_who_is_cold_stares() -> None:
    counts, reach = {}, {}
    for name in ("fear", "nervous", "neutral", "cold"):
        faces = [Countenance(catalogue().expression(name), key * 7919, 60.0) for key in range(8)]
        counts[name] = sum(len(face.blinks) for face in faces)
        gazes = [face.at(second / 4).gaze for face in faces for second in range(60)]
        reach[name] = float(np.abs(gazes).mean())
    assert counts["nervous"] > 1.5 * counts["neutral"]
    assert counts["fear"] > counts["neutral"]
    assert counts["neutral"] > counts["cold"] * 1.3
    assert reach["fear"] > 1.5 * reach["neutral"]
    assert Countenance(catalogue().expression("sobbing"), 3, 60.0).blinks == ()  # the eyes are shut as it is


def test_the_face_carries_the_head_with_it() -> None:
    proud, ashamed = (Countenance(catalogue().expression(name), 1, 4.0).head(3.0) for name in ("arrogant", "ashamed"))
    assert proud["head_pitch"] < -8
    assert ashamed["head_pitch"] > 8
    assert Countenance(Expression(), 1, 4.0).head(3.0) == {}


def test_an_id_without_muscles_is_read_from_the_catalogue_and_an_unknown_one_is_an_empty_face() -> None:
    named = units_of(Expression("smirk"))
    assert named == units_of(catalogue().expression("smirk"))
    assert named[1]
    assert units_of(Expression("ennui")) == ({}, False)
    assert units_of(Expression("ennui", {"AU12R": 0.5}, effects={"blush": 2.0}, gaze=(0.5, 0.0))) == (
        {"12R": 0.5, "blush": 1.0, "gx": 0.5},
        True,
    )


def test_the_still_of_a_long_shot_shows_the_start_before_it_has_passed() -> None:
    brief = sample(
        frames=240, cast=(person("a", MAN, expression=catalogue().expression("shock")),), width=64, height=64
    )
    shot = Shot(brief)
    units = shot.company.performers[0].countenance.units_at(brief.rate.seconds(shot.poster_frame))
    assert units["5"] > 0.9


# ---------------------------------------------------------------------- speech


def track(*phonemes: tuple[int, str], frames: int = 72) -> LipTrack:
    cue = LineCue("l", "a", "dialogue", 0, frames, tuple(Phoneme(start, symbol) for start, symbol in phonemes))
    return LipTrack((cue,), Rate(24, 1))


@pytest.mark.parametrize("consonant", ["m", "b", "p", "ph"])
@pytest.mark.parametrize("expression", ["neutral", "fury", "laugh", "shock"])
def test_lips_close_on_bilabials_whatever_the_face_and_wherever_the_poses_fall(consonant: str, expression: str) -> None:
    lips = track((0, "A"), (400, consonant), (470, "A"), (900, "_"))
    units, _ = units_of(catalogue().expression(expression))
    poses = [k / 12 for k in range(14)]
    for shift in (0.0, 0.02, 0.04, 0.06):  # one of the poses drawn on twos always falls on the closed lips
        shapes = [shape_mouth(units, lips.at(at + shift), is_male=False) for at in poses]
        gaps = [float((line.upper - line.lower)[line.middle, 1]) for line in (MouthLines(s, 0.0) for s in shapes)]
        assert min(gaps[3:8]) < 0.012, (shift, gaps)
        assert max(gaps) > 0.04


def test_vowels_have_their_shapes() -> None:
    def heard(symbol: str) -> Mouth:
        return track((0, "_"), (300, symbol), (600, "_")).at(0.43)

    assert heard("A").open > 1.5 * heard("@").open > heard("i").open
    assert heard("i").width > 0.25
    assert heard("u").width < 0
    assert heard("u").round > 0.7
    assert heard("y").round > 0.7
    assert heard("f").tuck == heard("v").tuck == 1.0
    assert heard("s").teeth > 0.6
    assert heard("tS;h").width > 0 > heard("ts.h").width  # q is spread, ch is rounded


@pytest.mark.parametrize(
    ("symbol", "shapes"),
    [
        ("'uei", ("oo", "eh", "ee")), ("'iA", ("ee", "ah")), ("tS;", ("palatal",)), ("ts.h", ("hush",)),
        ("tsh", ("hiss",)), ("i[", ("hiss",)), ("'i.", ("hush",)), ("'0", ("ah",)), ("3:", ("eh",)),
        ("_:", ("silence",)), ("ph", ("lips",)), ("f", ("lip_teeth",)), ("aI", ("ah", "ee")),
        ("D", ("tongue_teeth",)), ("X", ("throat",)),
    ],
)  # fmt: skip
def test_espeaks_mnemonics_become_shapes(symbol: str, shapes: tuple[str, ...]) -> None:
    assert visemes_of(symbol) == shapes
    assert set(shapes) <= set(VISEMES)


def test_a_speaking_mouth_never_jumps() -> None:
    lips = track(
        (0, "m"), (90, "A"), (230, "f"), (330, "u"), (430, "S"), (520, "'iA"), (800, "_"), (1300, "p"), (1400, "o")
    )
    for name in ("neutral", "fury", "joy"):
        units, _ = units_of(catalogue().expression(name))
        shapes = [shape_mouth(units, lips.at(k / 240), is_male=True) for k in range(480)]
        for one, two in itertools.pairwise(shapes):
            steps = {
                part: getattr(one, part) - getattr(two, part) for part in ("open", "right", "corner_right", "raised")
            }
            assert max(map(abs, steps.values())) < 0.011, (name, steps)  # from wide open to shut takes 40 ms
            assert abs(one.teeth - two.teeth) < 0.35


def test_a_strong_feeling_stays_in_a_speaking_face_and_its_lips_come_back_in_a_pause() -> None:
    units, _ = units_of(catalogue().expression("fury"))
    silent = shape_mouth(units, CLOSED, is_male=True)
    speaking = shape_mouth(units, replace(VISEMES["ee"], talk=1.0), is_male=True)
    calm = shape_mouth({}, replace(VISEMES["ee"], talk=1.0), is_male=True)
    assert silent.bare > 0.9
    assert speaking.bare < 0.4
    assert speaking.snarl_left == silent.snarl_left > calm.snarl_left
    assert speaking.open < silent.open
    lips = track((0, "A"), (300, "_"), (1500, "A"), (1700, "_"))
    assert lips.at(0.15).talk == 1.0
    assert lips.at(0.95).talk == 0.0


# ---------------------------------------------------------------------- from every side


@pytest.mark.parametrize("who", sorted(CAST))
def test_every_kind_of_person_has_a_face_from_every_side(who: str) -> None:
    look = sit_for(CAST[who], who)
    for yaw in (0, 35, -35, 60, -60, 90, -90):
        state = Countenance(catalogue().expression("laugh"), 3, 4.0).at(2.0)
        laughing = draw_portrait(look, state, SMALL, Sitting(yaw=float(yaw))).astype(int)
        resting = draw_portrait(look, FaceState(), SMALL, Sitting(yaw=float(yaw))).astype(int)
        assert (abs(laughing - resting).max(-1) > 12).sum() > 40, (who, yaw)


def test_a_gaze_moves_the_iris_and_a_look_down_lowers_the_lid() -> None:
    look = sit_for(WOMAN, "woman")
    sitting = Sitting(heads=0.5, middle=0.43)

    def dark(gaze: tuple[float, float]) -> tuple[float, float]:
        """Where the dark of her right eye lies, in shares of the picture."""
        pixels = draw_portrait(look, FaceState(gaze=gaze), 160, sitting)[60:110, 10:70, :3].sum(2)
        y, x = np.nonzero(pixels < 200)
        return float(x.mean()), float(y.mean())

    assert dark((0.8, 0.0))[0] > dark((-0.8, 0.0))[0] + 4
    assert dark((0.0, -0.9))[1] > dark((0.0, 0.9))[1] + 1.5


def test_the_confusion_is_written_as_a_table_a_map_and_the_closest_pairs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {name: catalogue().expressions[name] for name in ("neutral", "joy", "fury", "teary")}
    monkeypatch.setattr(confusion, "ids", lambda: tuple(known))
    found = confusion.write_confusion(tmp_path)
    rows = list(csv.reader((tmp_path / "confusion.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["", *known]
    assert [row[index] for index, row in enumerate(rows[1:], 1)] == ["0.000"] * 4
    assert len(found) == 6
    assert found == sorted(found)
    assert (tmp_path / "confusion.png").stat().st_size > 1000
    assert (tmp_path / "confusion_closest.png").stat().st_size > 1000
