"""Hands in the animatic: what they touch, what they keep clear of, and what they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gpu_worker.engines.animatic.bodies.skeleton import Arm, Skeleton
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.animatic.things.props import named, things
from projects.briefs import Expression, LineCue, Look, ShotBrief

SIZE = {"width": 162, "height": 288}
LOOKS = {"her": WOMAN, "him": MAN}


def alone(look: Look, action: str, **more: Any) -> ShotBrief:
    facing = more.pop("facing", "left")
    target = more.pop("target", "")
    other = person("b", MAN, place=-0.6 if facing == "left" else 0.6)
    cast = (person("a", look, action=action, facing=facing, target=target), other)
    return sample(cast=cast if target else cast[:1], **SIZE, **more)


def pair(action: str, **more: Any) -> ShotBrief:
    actor = person("a", MAN, place=-0.5, facing="right", action=action, target="b")
    other = person("b", WOMAN, place=0.5, facing="left", target="a")
    return sample(framing="medium_full", cast=(actor, other), **SIZE, **more)


def bones_at(shot: Shot, seconds: float, who: str = "a") -> Skeleton:
    return shot.company.moments(seconds)[who].bones


def fingers_of(bones: Skeleton, arm: Arm) -> np.ndarray:
    """Points along the hand from wrist to fingertip."""
    return np.stack([arm.wrist + arm.along * bones.figure.hand * share for share in np.linspace(0, 0.93, 9)])


def box_of(shot: Shot, rows: np.ndarray) -> tuple[float, float, float, float]:
    flat = shot.path.at(shot.poster_frame).project(rows)
    return (*flat.min(0).tolist(), *flat.max(0).tolist())


def is_inside(box: tuple[float, float, float, float], flat: np.ndarray) -> np.ndarray:
    left, top, right, low = box
    return (flat[:, 0] > left) & (flat[:, 0] < right) & (flat[:, 1] > top) & (flat[:, 1] < low)


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("framing", ["close_up", "medium_close_up", "medium", "medium_full", "full"])
@pytest.mark.parametrize("who", sorted(LOOKS))
def test_a_pointing_hand_goes_to_the_other_ones_side_clear_of_the_own_face_and_stays_in_frame(
    who: str, framing: str, facing: str
) -> None:
    shot = Shot(alone(LOOKS[who], "point", framing=framing, facing=facing, target="b" if "close" in framing else ""))
    camera = shot.path.at(shot.poster_frame)
    bones = bones_at(shot, shot.company.peak())
    way = -1.0 if facing == "left" else 1.0
    arm = max(bones.arms.values(), key=lambda arm: float(arm.point))
    if arm.point < 0.5:  # no room: nothing is raised
        assert framing == "close_up"
        arm = min(bones.arms.values(), key=lambda arm: -float(arm.wrist[1]))
        assert camera.project(arm.wrist)[1] > SIZE["height"]
        return
    hand = camera.project(fingers_of(bones, arm))
    upper = camera.project(np.linspace(arm.elbow, arm.wrist, 6))
    face = box_of(shot, np.stack([bones.on_head(x, y, 0.2) for x in (-0.3, 0.3) for y in (-0.12, 0.8)]))
    assert not is_inside(face, hand).any()
    assert not is_inside(face, upper).any()
    assert way * (hand[-1, 0] - camera.project(bones.head)[0]) > 0
    assert (hand[:, 0] > 0).all()
    assert (hand[:, 0] < SIZE["width"]).all()
    assert (hand[:, 1] < SIZE["height"]).all()


@pytest.mark.parametrize("facing", ["left", "camera", "right"])
@pytest.mark.parametrize("framing", ["close_up", "medium"])
@pytest.mark.parametrize("who", sorted(LOOKS))
def test_a_hand_on_the_face_leaves_the_mouth_free_and_is_smaller_than_the_face(
    who: str, framing: str, facing: str
) -> None:
    shot = Shot(alone(LOOKS[who], "hand_on_face", framing=framing, facing=facing))
    bones = bones_at(shot, shot.company.peak())
    camera = shot.path.at(shot.poster_frame)
    arm = max(bones.arms.values(), key=lambda arm: float(arm.wrist[1]))
    rows = np.stack([arm.wrist + (arm.along * a + arm.thumb * t) * bones.figure.hand
                     for a in np.linspace(0, 0.93, 9) for t in (-0.2, 0.0, 0.2)])  # fmt: skip
    hand = camera.project(rows)
    mouth = box_of(shot, np.stack([bones.on_head(x, y, 0.33) for x in (-0.085, 0.085) for y in (0.12, 0.30)]))
    assert not is_inside(mouth, hand).any()
    tall = float(np.linalg.norm(camera.project(bones.on_head(0, 0, 0.25)) - camera.project(bones.on_head(0, 0.8, 0.3))))
    assert float(np.linalg.norm(hand[-2] - hand[1])) < 0.78 * tall
    assert min(np.linalg.norm(row - bones.on_head(-arm.sign * -0.29, 0.3, 0.1)) for row in rows) < 0.06


def test_crossed_arms_cross_inside_the_frame() -> None:
    for look in LOOKS.values():
        for facing in ("left", "camera", "right"):
            shot = Shot(alone(look, "cross_arms", framing="medium_close_up", facing=facing))
            bones = bones_at(shot, shot.company.peak())
            wrists = {side: bones.chest_axes.T @ (arm.wrist - bones.chest) for side, arm in bones.arms.items()}
            assert wrists["R"][0] > wrists["L"][0]
            rows = np.concatenate([fingers_of(bones, arm) for arm in bones.arms.values()])
            flat = shot.path.at(shot.poster_frame).project(rows)
            assert ((flat[:, 0] > 0) & (flat[:, 0] < SIZE["width"])).all(), facing


def share_brighter_than(shot: Shot, level: int) -> float:
    return float((shot.draw(shot.poster_frame)[..., :3].min(2) > level).mean())


@pytest.mark.parametrize("prop", ["document", "contract", "agreement", "letter"])
@pytest.mark.parametrize("framing", ["over_shoulder", "medium"])
def test_paper_is_a_bright_sheet_and_a_telephone_is_not(prop: str, framing: str) -> None:
    facts: dict[str, Any] = {"framing": framing, "facing": "right", "target": "b", "set_id": "bar"}
    red = Look(outfit_color="crimson", skin="tan")
    sheet, slab = (Shot(alone(red, "show_object", props=(name,), **facts)) for name in (prop, "phone"))
    assert share_brighter_than(sheet, 150) > share_brighter_than(slab, 150) + 0.015


def test_what_a_hand_holds_is_the_briefs_prop_and_an_unknown_one_is_said() -> None:
    for prop in things():
        shot = Shot(alone(WOMAN, "hand_over", framing="medium", props=(prop,)))
        shot.draw(shot.poster_frame)
        assert list(shot.company.performers[0].holds.values()) == [prop]
        assert shot.warnings == ()
    assert named("divorce agreement") == "contract"
    strange = Shot(alone(WOMAN, "show_object", framing="medium", props=("urn",)))
    assert strange.warnings == ("prop 'urn' in a hand: drawn as 'box'",)


def test_a_slap_whips_the_head_moves_the_body_and_lets_the_arm_fall() -> None:
    shot = Shot(pair("slap", frames=60))
    company = shot.company
    hit = (company.impact_at() or (0.0, None))[0]
    her = company.performers[1]
    turned = {at: company.pose_of(her, hit + at)["head_yaw"] for at in (-0.04, 0.20)}
    assert abs(turned[-0.04]) < 10
    assert abs(turned[0.20]) > 45
    assert company.pose_of(her, hit + 0.5)["x"] > company.pose_of(her, hit - 0.1)["x"] + 0.07  # driven back
    his = bones_at(shot, hit + 1.0)
    assert all(arm.wrist[1] < his.pelvis[1] + 0.06 for arm in his.arms.values())


def test_a_grabbed_wrist_is_held_from_early_on_to_the_end_and_pulled() -> None:
    shot = Shot(pair("grab_wrist", frames=60))
    pulled = []
    for seconds in np.arange(1.2, 2.4, 0.1):
        him, her = (bones_at(shot, float(seconds), who) for who in "ab")
        gaps = [
            float(np.linalg.norm(one.wrist + one.along * him.figure.hand * 0.4 - other.wrist))
            for one in him.arms.values()
            for other in her.arms.values()
        ]
        assert min(gaps) < 0.12, seconds
        pulled.append(min(float(arm.wrist[0]) for arm in her.arms.values()))
    assert max(pulled) - min(pulled) > 0.08


def test_a_hand_lifts_where_a_line_begins_and_arms_are_never_quite_still() -> None:
    cue = LineCue("l", "a", "dialogue", 24, 40)
    actor = person("a", MAN, facing="right", expression=Expression("anger", {}, 0.8))
    shot = Shot(sample(framing="medium_full", cast=(actor,), cues=(cue,), frames=96, **SIZE))
    high = {at: max(float(arm.wrist[1]) for arm in bones_at(shot, at).arms.values()) for at in (0.5, 1.35, 3.6)}
    assert high[1.35] > high[0.5] + 0.08
    assert high[1.35] > high[3.6] + 0.08
    wrists = np.stack([bones_at(shot, at).arms["L"].wrist for at in (2.9, 3.2, 3.5, 3.8)])
    assert np.ptp(wrists, axis=0).max() > 0.002
