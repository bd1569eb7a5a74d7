"""Sets, light and weather: hours that differ everywhere, storms that flash, other walls behind the other person."""

from __future__ import annotations

import inspect
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from gpu_worker.engines.animatic.sets import SETS
from gpu_worker.engines.animatic.sets.dressings import DRESSINGS
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.animatic.weather import FLASH
from projects.briefs import Look, ShotBrief

SIZE = {"width": 108, "height": 192}
HOURS = ("dawn", "day", "dusk", "night")


def place(set_id: str, **changes: Any) -> ShotBrief:
    return sample(set_id=set_id, interior=SETS[set_id].is_inside, **{"framing": "wide", **SIZE, **changes})


def drawn(brief: ShotBrief, frame: int = 0) -> np.ndarray:
    return Shot(brief).draw(frame)[..., :3].astype(int)


def brightness(pixels: np.ndarray) -> float:
    return float((pixels @ np.array([0.0722, 0.7152, 0.2126])).mean())


@pytest.mark.parametrize("set_id", sorted(SETS))
def test_night_is_dark_and_no_two_hours_look_alike(set_id: str) -> None:
    views = {hour: drawn(place(set_id, time_of_day=hour)) for hour in HOURS}
    assert brightness(views["night"]) < 0.65 * brightness(views["day"]), set_id
    assert min(abs(views[a] - views[b]).mean() for a, b in combinations(HOURS, 2)) > 4, set_id


@pytest.mark.parametrize("set_id", sorted(SETS))
def test_who_faces_whom_stands_before_another_wall(set_id: str) -> None:
    ghost = {"framing": "medium", "time_of_day": "day"}
    from_left = Shot(place(set_id, cast=(person("a", WOMAN, facing="left"),), **ghost))
    from_right = Shot(place(set_id, cast=(person("a", WOMAN, facing="right"),), **ghost))
    assert (from_left.looks_back, from_right.looks_back) == (False, True)
    shapes = [shot.backdrop.pixels.shape for shot in (from_left, from_right)]
    tall, wide = min(shape[0] for shape in shapes), min(shape[1] for shape in shapes)
    one, other = (shot.backdrop.pixels[:tall, :wide, :3].astype(int) for shot in (from_left, from_right))
    assert abs(one - other).mean() > 3.5, set_id


def test_a_view_of_two_keeps_the_wall_whoever_comes_first() -> None:
    her, him = person("a", WOMAN, place=0.5, facing="left"), person("b", MAN, place=-0.5, facing="right")
    assert [Shot(place("lobby", framing="two_shot", cast=cast)).looks_back for cast in ((her, him), (him, her))] == [
        False,
        False,
    ]
    assert Shot(place("lobby", framing="over_shoulder", cast=(him, her))).looks_back


@pytest.mark.parametrize("set_id", ["mansion_hall", "street"])
@pytest.mark.parametrize("frames", [10, 96])
def test_a_storm_has_lightning_on_frames_that_stay_the_same(set_id: str, frames: int) -> None:
    brief = place(set_id, time_of_day="night", weather="storm", frames=frames)
    shot = Shot(brief)
    lit = [frame for frame in range(frames) if shot.weather.flash(frame) == 1.0]
    assert lit
    assert lit[: FLASH.count(1.0)] == [lit[0], lit[0] + 1]
    calm = next(frame for frame in range(frames) if shot.weather.flash(frame) == 0.0)
    assert brightness(shot.draw(lit[0])[..., :3]) > 1.3 * brightness(shot.draw(calm)[..., :3])
    assert np.array_equal(drawn(brief, lit[0]), shot.draw(lit[0])[..., :3])


def test_rain_runs_down_the_panes_and_nowhere_else() -> None:
    brief = place("generic_interior", time_of_day="night", weather="rain", framing="full", width=216, height=384)
    shot = Shot(brief)
    changed = abs(shot.draw(0).astype(int) - shot.draw(8)).max(2) > 12
    assert shot.backdrop.panes is not None
    glass = shot.backdrop.panes.toarray() > 0
    tall, wide = glass.shape
    top, left = (tall - 384) // 2, (wide - 216) // 2
    assert changed.any()
    assert changed.mean() < 0.2
    assert glass[top : top + 384, left : left + 216][changed].mean() > 0.9
    assert Shot(replace(brief, weather="clear")).backdrop.panes is None


def test_candles_flicker_when_they_are_needed() -> None:
    night, day = (Shot(place("mansion_hall", time_of_day=hour)) for hour in ("night", "day"))
    assert abs(night.draw(0).astype(int) - night.draw(8)).max() > 8
    assert np.array_equal(day.draw(0).copy(), day.draw(8))


def test_weather_indoors_leaves_every_second_frame_alone() -> None:
    inside, outside = (place(name, weather="storm") for name in ("office", "street"))
    assert Shot(inside).is_same_as_before(3)
    assert np.array_equal(drawn(inside, 2), drawn(inside, 3))
    assert not Shot(outside).is_same_as_before(3)


def test_people_at_night_are_lit_warm_by_bulbs_and_cool_by_tubes() -> None:
    warm, cool = (Shot(place(name, time_of_day="night")).light.lit for name in ("mansion_hall", "hospital_room"))
    assert warm[0] > warm[2] + 0.15
    assert cool[2] > warm[2] + 0.1


def test_a_hand_in_an_insert_is_its_owners() -> None:
    def hand(skin: str, outfit: str) -> np.ndarray:
        cast = (person("a", Look(skin=skin, outfit=outfit)),)
        return drawn(place("office", framing="insert", props=("ring",), cast=cast, width=270, height=480))

    light, dark = hand("light", "suit"), hand("dark", "suit")
    assert brightness(light) > brightness(dark) + 2
    assert abs(light - hand("light", "evening_gown")).mean() > 0.5
    nobody = drawn(place("office", framing="insert", props=("ring",), width=270, height=480))
    assert abs(nobody - dark).mean() > 0.5


def test_a_wide_view_has_something_near_the_lens_and_a_close_one_has_not() -> None:
    assert Shot(place("mansion_hall")).front is not None
    assert Shot(place("mansion_hall", framing="close_up", cast=(person("a", WOMAN),))).front is None


def test_every_painter_says_what_it_paints() -> None:
    painters = {painter for plan in SETS.values() for painter in (plan.backdrop, plan.reverse, plan.front) if painter}
    assert all(inspect.getdoc(painter) for painter in painters)


@pytest.mark.parametrize("one", sorted(DRESSINGS))
def test_what_the_story_made_of_a_place_is_seen_and_nothing_else_changes(one: str) -> None:
    plain, told = (place("living_room", framing="wide", dressing=ids) for ids in ((), (one,)))
    shot = Shot(told)
    assert shot.warnings == ()
    difference = abs(drawn(plain) - drawn(told)).max(axis=-1)
    assert 0.001 < (difference > 12).mean() < 0.75
    assert np.array_equal(drawn(told), drawn(told))


def test_what_cannot_be_drawn_of_a_place_is_said() -> None:
    assert Shot(place("living_room", dressing=("haunted", "empty"))).warnings == (
        "the place is 'haunted', which cannot be drawn",
    )
