"""Acts of the catalogue on a body: every one can be stood, none breaks a limb, and what touches meets."""

from __future__ import annotations

import time

import numpy as np
import pytest

from gpu_worker.engines.animatic.bodies.appearance import Notes
from gpu_worker.engines.animatic.bodies.skeleton import Skeleton, footfall, ground_share
from gpu_worker.engines.animatic.performing.acting import Acting, ease, track_of
from gpu_worker.engines.animatic.performing.blocking import block
from gpu_worker.engines.animatic.performing.choreography import Company
from gpu_worker.engines.animatic.performing.contacts import ARMS, spot_of
from gpu_worker.engines.animatic.performing.performer import Performer
from gpu_worker.engines.animatic.sheets.action_sheets import brief_of, families
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from projects.briefs import Act, Contact, PoseKey, Rate
from projects.performance import ActionTerm, catalogue
from projects.performance.poses import pose_references

TERMS = [term for terms in families().values() for term in terms]
FAMILIES = sorted(families())
MET = 0.06  # metres within which a hand has met its place
MISSES = 12  # contacts of the catalogue a hand cannot reach as they are written; this number may only fall


def company_of(term: ActionTerm) -> Company:
    return block(brief_of(term), Notes())


def joints_of(bones: Skeleton) -> np.ndarray:
    rows = [bones.pelvis, bones.chest, bones.neck, bones.head]
    for arm in bones.arms.values():
        rows += [arm.shoulder, arm.elbow, arm.wrist, arm.wrist + arm.along * bones.figure.hand, arm.palm, arm.thumb]
    for leg in bones.legs.values():
        rows += [leg.hip, leg.knee, leg.ankle, leg.toe]
    return np.stack(rows)


def hand_gap(bones: Skeleton, side: str, at: np.ndarray) -> float:
    """How far the nearest point of a hand is from a place, metres."""
    arm = bones.arms[side]
    return min(
        float(np.linalg.norm(arm.wrist + arm.along * bones.figure.hand * share - at)) for share in np.linspace(0, 1, 11)
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_every_action_of_a_family_is_a_pose_a_body_can_take(family: str) -> None:
    for term in families()[family]:
        company = company_of(term)
        assert company.performers[0].acting.tracks, term.id
        for seconds in np.linspace(0, company.seconds, 7):
            for member, moment in company.moments(float(seconds)).items():
                bones = moment.bones
                joints = joints_of(bones)
                where = (term.id, member, round(float(seconds), 2))
                assert np.isfinite(joints).all(), where
                arm = bones.figure.upper_arm + bones.figure.forearm
                for one in bones.arms.values():
                    assert np.linalg.norm(one.wrist - one.shoulder) < arm * 1.001, where
                for leg in bones.legs.values():
                    assert leg.ankle[1] > -0.02, where
                    assert leg.knee[1] > 0.0, where
                    assert np.linalg.norm(leg.ankle - leg.hip) < bones.bone * 2.001, where
                assert bones.head[1] > 0.03, where
                assert bones.pelvis[1] > 0.05, where
                assert bones.head[1] < 3.0, where
                assert min(float(one.wrist[1]) for one in bones.arms.values()) > -0.45, where


def misses() -> list[tuple[str, str, str, float]]:
    """Every body contact of the catalogue that a hand does not come within `MET` of, while it should."""
    found = []
    for term in TERMS:
        company = company_of(term)
        by_id = {performer.member_id: performer for performer in company.performers}
        for performer in company.performers[:1]:
            for track in performer.acting.tracks[:1]:
                for mark in track.contacts:
                    kind, _, place = mark.target.partition(".")
                    if mark.effector not in ARMS or kind not in ("self", "other") or place in ("aim", "view", "path"):
                        continue
                    at = track.start + min(mark.t + 0.02, 1.0) * track.length + 0.01
                    bones = {name: moment.bones for name, moment in company.moments(at).items()}
                    other = bones.get(track.other if track.other in by_id else "")
                    if kind == "other" and other is None:
                        continue
                    own = bones[performer.member_id]
                    touch = next(
                        one for one in performer.acting.touches(at)
                        if (one.effector, one.target) == (mark.effector, mark.target)
                    )  # fmt: skip
                    spot = spot_of(touch, own, other, ARMS[mark.effector])
                    assert spot is not None, (term.id, mark.target)
                    gap = hand_gap(own, ARMS[mark.effector], spot.at)
                    if gap > MET:
                        found.append((term.id, mark.effector, mark.target, round(gap, 3)))
    return found


def test_hands_meet_what_they_touch_but_for_a_few_that_cannot_reach() -> None:
    found = misses()
    assert len(found) <= MISSES, (len(found), sorted(found, key=lambda miss: -miss[3]))


def test_the_same_brief_is_acted_the_same_twice() -> None:
    for name in ("slap", "embrace", "walk", "collapse", "sit_down"):
        term = catalogue().actions[name]
        first, second = company_of(term), company_of(term)
        for seconds in (0.0, 0.7, 1.9):
            one, other = first.moments(seconds), second.moments(seconds)
            assert [joints_of(m.bones).tobytes() for m in one.values()] == [
                joints_of(m.bones).tobytes() for m in other.values()
            ]


@pytest.mark.parametrize("facing", ["right", "left"])
def test_an_embrace_closes_around_the_other_from_both_sides(facing: str) -> None:
    term = catalogue().actions["embrace"]
    brief = brief_of(term)
    if facing == "left":
        acting, struck = brief.cast
        cast = (
            person("b", MAN, place=-0.4, facing="right", acts=struck.acts),
            person("a", WOMAN, place=0.4, facing="left", acts=acting.acts),
        )
        brief = sample(frames=brief.frames, framing="full", cast=cast)
    company = block(brief, Notes())
    moments = company.moments(company.seconds - 0.2)
    her, him = moments["a"].bones, moments["b"].bones
    assert np.linalg.norm((her.chest - him.chest)[[0, 2]]) < 0.40
    for arm in her.arms.values():  # both hands lie behind his chest, seen from her
        way = him.chest - her.chest
        assert float((arm.wrist + arm.along * 0.06 - him.chest) @ way) > -0.02
    assert moments["a"].apart or moments["b"].apart


def walker(action: str) -> tuple[Company, Performer]:
    company = company_of(catalogue().actions[action])
    return company, company.performers[0]


@pytest.mark.parametrize("action", ["walk", "stride", "run", "march"])
def test_a_foot_on_the_ground_stays_where_it_is_while_the_place_moves_past(action: str) -> None:
    company, performer = walker(action)
    track = performer.acting.tracks[0]
    slid = []
    for seconds in np.arange(track.start + 0.3, track.start + 1.6, 1 / 24):
        rows = []
        for at in (float(seconds), float(seconds) + 1 / 24):
            pose = performer.acting.pose(at)
            ahead = pose["root_z"]
            rows.append(
                {
                    side: (ahead + footfall(pose["step"] + (0.0 if side == "L" else 0.5), pose["stride"])[0])
                    for side in "RL"
                    if (pose["step"] + (0.0 if side == "L" else 0.5)) % 1.0 < ground_share(pose["stride"]) - 0.05
                }
            )
        slid += [abs(rows[1][side] - rows[0][side]) for side in rows[0].keys() & rows[1].keys()]
    assert slid
    assert max(slid) < 0.02, max(slid)
    assert performer.treads
    assert abs(float(company.passed(company.seconds)[0])) > 0.5


def test_who_walks_in_ends_on_the_mark_and_who_sits_stays_seated() -> None:
    company, performer = walker("walk_in")
    first, last = (company.pose_of(performer, at) for at in (0.0, company.seconds))
    assert abs(last["x"] - performer.x) < 0.05
    assert abs(first["x"] - performer.x) > 0.4
    company, performer = walker("sit_down")
    assert company.pose_of(performer, company.seconds)["rise"] < -0.35
    assert [piece.name for piece in company.moments(0.0)["a"].pieces] == ["chair"]


def test_an_act_without_a_posture_lets_go_after_a_while_and_the_next_one_takes_over() -> None:
    raised = PoseKey(0.5, "out", {"hand_r_x": 0.2, "hand_r_y": 0.6, "hand_r_z": 0.3})
    act = Act("wave", 0, 24, keys=(PoseKey(0.0, "in_out", {}), raised, PoseKey(1.0, "in_out", {})))
    nod = Act("nod", 48, 24, keys=(PoseKey(0.0, "in_out", {}), PoseKey(0.5, "in_out", {"head_pitch": 20.0})))
    acting = Acting((act, nod), Rate(24, 1), is_mirrored=False)
    assert acting.pose(0.9)["Ry"] == pytest.approx(0.6)
    assert acting.pose(2.5)["head_pitch"] == pytest.approx(20.0)
    assert acting.pose(6.0)["Ry"] == pytest.approx(-0.96)
    mirrored = Acting((act,), Rate(24, 1), is_mirrored=True)
    assert mirrored.pose(0.9)["Ly"] == pytest.approx(0.6)


def test_a_contact_pulls_in_holds_and_lets_go() -> None:
    keys = (PoseKey(0.0, "in_out", {}), PoseKey(1.0, "in_out", {"lean": 3.0}))
    act = Act("touch", 24, 48, other="b", keys=keys, contacts=(Contact(0.5, "hand_r", "other.chest", 0.75),))
    acting = Acting((act,), Rate(24, 1), is_mirrored=False)
    pulls = [max((t.weight for t in acting.touches(at)), default=0.0) for at in (1.7, 1.9, 2.0, 2.4, 2.6, 3.0)]
    assert pulls[0] == 0.0
    assert 0.0 < pulls[1] < 1.0
    assert pulls[2] == pulls[3] == 1.0
    assert 0.0 < pulls[4] < 1.0
    assert pulls[5] == 0.0


def test_eases_begin_and_end_where_they_should_and_two_of_them_overshoot() -> None:
    for kind in ("linear", "in", "out", "in_out", "snap", "back"):
        assert ease(kind, 0.0) == pytest.approx(0.0, abs=1e-9)
        assert ease(kind, 1.0) == pytest.approx(1.0)
        highest = max(ease(kind, x) for x in np.linspace(0, 1, 101))
        assert (highest > 1.03) == (kind in ("snap", "back"))


def test_no_key_of_the_catalogue_names_a_channel_nobody_plays() -> None:
    for reference in pose_references().values():
        keys = tuple(PoseKey(key.t, key.ease, dict(key.pose)) for key in reference.keys)
        track = track_of(Act(reference.action, 0, 48, keys=keys), Rate(24, 1), is_mirrored=False)
        named = {channel for key in keys for channel in key.pose}
        assert len(track.names) == len(named), (reference.action, named)


def test_a_pose_and_its_skeleton_take_no_more_than_three_milliseconds() -> None:
    company = company_of(catalogue().actions["slap"])
    company.moments(0.0)
    best = 1.0
    for _attempt in range(5):
        began = time.perf_counter()
        for step in range(10):
            company.moments(step * 0.15)
        best = min(best, (time.perf_counter() - began) / 10 / 2)
    assert best < 0.003, f"{best * 1000:.2f} ms a person"
