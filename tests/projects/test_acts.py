"""Acts: when somebody does what they do, how the other answers, and what is heard of it."""

from __future__ import annotations

import itertools
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from projects import briefs, ingredients
from projects.briefs import Act, Rate
from projects.performance import catalogue
from projects.performance.poses import pose_references, rig
from projects.planning.acts import Doing, acts_of, marks_of

RATE = Rate(24, 1)
IDS = sorted(pose_references())


def play(*people: Doing, frames: int = 96, rate: Rate = RATE) -> dict[str, tuple[Act, ...]]:
    return acts_of(people, frames=frames, rate=rate)


def test_an_act_begins_a_moment_after_the_shot_and_lasts_as_long_as_the_catalogue_says() -> None:
    (act,) = play(Doing("lin", "bow"))["lin"]
    assert (act.id, act.start_frame, act.frames) == ("bow", 8, catalogue().actions["bow"].frames)


def test_whoever_is_slapped_answers_as_the_hand_arrives() -> None:
    acts = play(Doing("lin", "slap", "gu"), Doing("gu", "stand", "lin"))
    (blow,), (standing, answer) = acts["lin"], acts["gu"]
    touch = next(mark.t for mark in blow.contacts if mark.target.startswith("other."))
    assert (standing.id, answer.id, answer.other) == ("stand", "be_slapped", "lin")
    assert abs(answer.start_frame - (blow.start_frame + touch * blow.frames)) <= 2


def test_who_has_something_to_do_already_does_not_answer() -> None:
    acts = play(Doing("lin", "slap", "gu"), Doing("gu", "phone_call"))
    assert [act.id for act in acts["gu"]] == ["phone_call"]


def test_what_goes_on_is_done_until_the_shot_ends() -> None:
    acts = play(Doing("lin", "type"), frames=400)["lin"]
    assert acts[-1].start_frame + acts[-1].frames >= 400
    assert [b.start_frame - a.start_frame for a, b in itertools.pairwise(acts)] == [84] * (len(acts) - 1)


def test_a_short_shot_hurries_an_act_but_not_beyond_what_a_body_can_do() -> None:
    assert play(Doing("lin", "bow"), frames=48)["lin"][0].frames == 36
    assert play(Doing("lin", "bow"), frames=24)["lin"][0].frames == 32


def test_an_action_nobody_knows_is_no_act() -> None:
    assert play(Doing("lin", "levitate")) == {"lin": ()}


def test_a_slap_is_heard_where_the_hand_meets_the_cheek() -> None:
    acts = play(Doing("lin", "slap", "gu"), Doing("gu", "stand"))
    (mark,) = [mark for mark in marks_of(acts["lin"], frames=96) if mark.sound == "slap"]
    touch = next(mark.t for mark in acts["lin"][0].contacts if mark.target.startswith("other."))
    assert abs(mark.frame - (acts["lin"][0].start_frame + touch * acts["lin"][0].frames)) <= 3


@settings(max_examples=150, deadline=None)
@given(
    action=st.sampled_from(IDS),
    other=st.sampled_from([*IDS, "levitate", ""]),
    frames=st.integers(1, 3000),
    rate=st.sampled_from([RATE, Rate(30000, 1001), Rate(25, 1), Rate(60, 1)]),
)
def test_acts_are_in_order_begin_inside_the_shot_and_sound_within_it(
    action: str, other: str, frames: int, rate: Rate
) -> None:
    found = play(Doing("a", action, "b"), Doing("b", other, "a"), frames=frames, rate=rate)
    for acts in found.values():
        starts = [act.start_frame for act in acts]
        assert starts == sorted(starts)
        assert all(0 <= act.start_frame < frames and act.frames > 0 for act in acts)
        marks = marks_of(acts, frames=frames)
        assert all(0 <= mark.frame < frames and mark.sound in rig().sounds for mark in marks)


@settings(max_examples=60, deadline=None)
@given(action=st.sampled_from(IDS), expression=st.sampled_from(sorted(catalogue().expressions)))
def test_acts_and_faces_that_came_back_from_json_have_the_digest_they_had(action: str, expression: str) -> None:
    acts = play(Doing("a", action, "b"), Doing("b", "stand", "a"))["a"]
    face = catalogue().expression(expression)
    here = briefs.Presence("a", "林晚", briefs.Look(), expression=face, action=action, acts=acts)
    back = briefs.from_json(briefs.Presence, json.loads(json.dumps(briefs.to_json(here))))
    assert ingredients.digest(back) == ingredients.digest(here)
