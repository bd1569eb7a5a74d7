"""Things in the animatic that change hands, fly, break, are put on and taken off; doors that open; steps that hold."""

from __future__ import annotations

import numpy as np
import pytest

from gpu_worker.engines.animatic.performing.fates import fates
from gpu_worker.engines.animatic.performing.furniture import moves, needs, templates
from gpu_worker.engines.animatic.performing.loose import bits
from gpu_worker.engines.animatic.sheets.action_sheets import brief_of
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.animatic.things.props import named, things
from projects.performance import catalogue

SIZE = (90, 160)


def shot_of(action: str) -> Shot:
    return Shot(brief_of(catalogue().actions[action], size=SIZE))


def held(shot: Shot, share: float) -> dict[str, set[str]]:
    moments = shot.company.moments(share * shot.company.seconds)
    return {who: set(moment.held.values()) for who, moment in moments.items()}


def loose(shot: Shot, share: float) -> list[str]:
    moments = shot.company.moments(share * shot.company.seconds)
    return [one.thing for moment in moments.values() for one in moment.loose]


def test_every_fate_is_one_of_an_action_and_a_thing_that_are_known() -> None:
    assert set(fates()) <= set(catalogue().actions)
    assert set(moves()) <= set(catalogue().actions)
    assert set(needs().values()) <= set(templates())
    for fate in fates().values():
        assert not fate.thing or named(fate.thing)
        for name in (fate.bit, fate.breaks, fate.becomes[1] if fate.becomes else ""):
            assert name == "" or name in bits() or name in things()


@pytest.mark.parametrize("action", ["hand_over", "give_gift", "toss_to", "stuff_into_hands"])
def test_what_is_handed_over_is_the_same_thing_in_the_other_hand_and_gone_from_the_giver(action: str) -> None:
    shot = shot_of(action)
    before, after = held(shot, 0.1), held(shot, 0.98)
    assert len(before["a"]) == 1
    assert before["b"] == set()
    assert after == {"a": set(), "b": before["a"]}


def test_what_is_snatched_was_the_others() -> None:
    shot = shot_of("snatch_phone")
    assert held(shot, 0.05) == {"a": set(), "b": {"phone"}}
    assert held(shot, 0.9)["a"] == {"phone"}
    assert "phone" not in held(shot, 0.9)["b"]


@pytest.mark.parametrize("action", ["throw_away", "throw_at_feet", "hurl_object", "let_fall", "drop_phone"])
def test_what_is_thrown_or_dropped_leaves_the_hand_and_comes_to_lie_on_the_floor(action: str) -> None:
    shot = shot_of(action)
    assert held(shot, 0.25)["a"]
    assert held(shot, 1.0)["a"] == set()
    moments = shot.company.moments(shot.company.seconds + 0.8)
    lying = [one for moment in moments.values() for one in moment.loose]
    assert len(lying) == 1
    assert lying[0].lies
    assert lying[0].at[1] < 0.05


def test_paper_tears_in_two_crumples_to_a_ball_and_what_is_smashed_breaks() -> None:
    assert held(shot_of("tear_paper"), 0.7) == {"a": {"torn_paper"}}
    assert loose(shot_of("tear_paper"), 1.0) == ["torn_paper", "torn_paper"]
    assert held(shot_of("crumple_paper"), 0.9) == {"a": {"paper_ball"}}
    assert loose(shot_of("smash"), 1.0) == ["shard"] * 9
    assert set(loose(shot_of("scatter_money"), 0.9)) == {"note"}


def test_what_is_put_down_stays_on_the_table_and_what_is_picked_up_was_there() -> None:
    put, taken = shot_of("place_object"), shot_of("pick_up")
    assert (held(put, 0.2), loose(put, 0.2)) == ({"a": {"object"}}, [])
    assert (held(put, 0.95), loose(put, 0.95)) == ({"a": set()}, ["object"])
    assert (held(taken, 0.1), loose(taken, 0.1)) == ({"a": set()}, ["object"])
    assert (held(taken, 0.95), loose(taken, 0.95)) == ({"a": {"object"}}, [])


@pytest.mark.parametrize(("action", "worn"), [("put_on_hat", "hat"), ("take_off_glasses", "glasses")])
def test_what_is_put_on_is_worn_afterwards_and_what_is_taken_off_before(action: str, worn: str) -> None:
    shot = shot_of(action)
    first, last = (shot.company.moments(at * shot.company.seconds)["a"].look for at in (0.0, 1.0))
    assert first is not None
    assert last is not None
    assert (worn in first.accessories, worn in last.accessories) == (
        action.startswith("take"),
        action.startswith("put"),
    )


def test_a_sword_points_at_the_throat_it_is_pointed_at() -> None:
    shot = shot_of("point_sword")
    moments = shot.company.moments(0.7 * shot.company.seconds)
    arm = next(arm for arm in moments["a"].bones.arms.values() if arm.aim is not None)
    throat = moments["b"].bones.neck
    way = throat - arm.wrist
    assert arm.aim is not None
    assert float(arm.aim @ way) / float(np.linalg.norm(way)) > 0.97


def test_a_door_is_as_far_open_as_the_act_has_brought_it() -> None:
    opening, shutting = shot_of("open_door"), shot_of("slam_door")
    for shot, first, last in ((opening, 0.0, 1.0), (shutting, 1.0, 0.0)):
        states = [shot.company.moments(at * shot.company.seconds)["a"].pieces[0].opened for at in (0.0, 1.0)]
        assert states == [first, last]


def test_a_foot_that_stands_hardly_slides_where_somebody_walks_in() -> None:
    shot = shot_of("walk_in")
    bones = [shot.company.moments(at)["a"].bones for at in np.arange(1.5, 2.5, 1 / 24)]
    for side in "RL":
        feet = np.array([one.legs[side].ankle for one in bones])
        stands = feet[:, 1] < feet[:, 1].min() + 0.004
        steps = np.linalg.norm(np.diff(feet[:, [0, 2]], axis=0), axis=1)[stands[1:] & stands[:-1]]
        assert steps.mean() < 0.012
