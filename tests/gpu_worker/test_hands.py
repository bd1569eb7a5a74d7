"""Hands, arms, legs and what they hold: every pose and prop from every side, and every insert."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gpu_worker.engines.animatic.bodies.appearance import Notes, dress_up
from gpu_worker.engines.animatic.bodies.feet import KINDS, Feet
from gpu_worker.engines.animatic.bodies.handbones import flesh
from gpu_worker.engines.animatic.bodies.handposes import act_poses, hand_poses, plain, posed
from gpu_worker.engines.animatic.bodies.hands import Hand
from gpu_worker.engines.animatic.bodies.limbs import Limbs
from gpu_worker.engines.animatic.bodies.skeleton import REST, Skeleton
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.raster import Brush, new_surface, rgb
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.sheets.hand_sheets import (
    GROUND,
    HELD_AS,
    HELD_UP,
    LIGHT,
    SIDES,
    draw_pose,
    draw_prop,
    frame_of,
)
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.animatic.things.grasp import draw_held
from gpu_worker.engines.animatic.things.inserts import HELD, INSERTS, draw_insert, insert_of
from gpu_worker.engines.animatic.things.props import named, size_of, things
from projects.briefs import Look, ShotBrief

PERFORMANCE = Path(__file__).parents[2] / "projects" / "performance" / "data"
SKIN = rgb("#fbe3d3")
WANTED = (
    "relaxed flat fist point open_spread grip_bar pinch hold_cup hold_phone hold_pen hold_paper chopsticks thumbs_up "
    "victory ok finger_to_lips prayer over_fist cupped claw cover slap_flat show_ring"
)


def lens(size: int, *, span: float = 0.30) -> Camera:
    fov = float(np.degrees(2 * np.arctan(span / 2 / 1.2)))
    return Camera(np.array([0.0, 0.05, 1.2]), np.zeros(3), fov=fov, width=size, height=size)


def hand(pose: str, ways: tuple[tuple[float, float, float], tuple[float, float, float]], camera: Camera) -> Hand:
    frame = frame_of(*ways)
    return Hand(camera, -frame[0] * 0.09, frame, 0.18, hand_poses()[pose], skin=SKIN, is_male=False)


def picture(size: int, draw: object) -> np.ndarray:
    surface, pixels = new_surface(size, size)
    pixels[:] = GROUND
    draw(Brush(surface.getCanvas(), LIGHT, max(0.7, size * 0.007)))  # type: ignore[operator]
    return pixels.copy()


def covered(pixels: np.ndarray) -> int:
    return int((pixels[..., :3] != np.array(GROUND[:3], np.uint8)).any(2).sum())


def test_the_poses_a_director_asks_for_are_there_and_no_two_are_alike() -> None:
    assert set(WANTED.split()) <= set(hand_poses())
    rows = np.stack(list(hand_poses().values()))
    apart = np.abs(rows[:, None] - rows[None]).max(2) + np.eye(len(rows)) * 99
    assert apart.min() >= 6


@pytest.mark.parametrize("pose", list(hand_poses()))
def test_a_pose_draws_the_same_from_palm_back_and_side_and_stays_within_the_hands_length(pose: str) -> None:
    for ways in (*SIDES.values(), HELD_UP, ((0.1, 0.1, 1.0), (0.0, -1.0, 0.1)), ((0.0, 0.1, -1.0), (1.0, 0.1, 0.0))):
        camera = lens(90)
        one = hand(pose, ways, camera)
        first = picture(90, one.draw)
        assert np.array_equal(first, picture(90, hand(pose, ways, camera).draw))
        assert covered(first) > 300
    for is_male in (True, False):
        bones = flesh(hand_poses()[pose], is_male=is_male)
        reach = np.linalg.norm(bones.digits, axis=2) + bones.radii
        assert reach.max() <= 1.04
        assert np.isfinite(bones.palm).all()


def test_the_middle_finger_is_as_long_as_the_palm_and_fingers_never_run_through_it() -> None:
    flat = flesh(hand_poses()["flat"], is_male=False)
    palm = float(np.linalg.norm(flat.digits[1, 0]))
    finger = float(np.linalg.norm(flat.digits[1, 6] - flat.digits[1, 0])) + float(flat.radii[1, 6])
    assert abs(palm - finger) < 0.06
    for pose in ("fist", "clenched", "grip_bar", "point"):
        bones = flesh(hand_poses()[pose], is_male=False)
        assert bones.digits[1:4, 2:, 2].min() > 0  # curled fingers lie on the palm's side
        thumb = bones.digits[4, 4:]
        gaps = np.linalg.norm(thumb[:, None] - bones.digits[:4].reshape(-1, 3)[None], axis=2)
        assert gaps.min() > 0.045


def test_channels_run_from_flat_to_fist_and_a_named_pose_lies_over_them() -> None:
    known = hand_poses()
    assert np.array_equal(plain(0.0, 0.0, 0.0), known["flat"])
    assert np.allclose(plain(0.3, 0.0, 0.0), known["relaxed"])
    assert np.allclose(plain(1.2, 0.0, 0.0), known["fist"])
    assert np.allclose(plain(0.5, 0.3, 1.0), known["point"])
    assert np.ptp(plain(0.0, 1.0, 0.0)[12:16]) > np.ptp(known["flat"][12:16])
    assert np.allclose(posed("ok", 1.0, 0.9, 0.0, 0.0), known["ok"])
    half = posed("ok", 0.5, 1.0, 0.0, 0.0)
    assert np.allclose(half, (known["ok"] + known["fist"]) / 2)
    assert np.allclose(posed("no such pose", 1.0, 1.0, 0.0, 0.0), known["fist"])


def test_acts_shape_hands_in_known_poses_and_only_acts_of_the_catalogue() -> None:
    acts = {
        action["id"]
        for file in (PERFORMANCE / "actions").glob("*.json")
        for action in json.loads(file.read_text(encoding="utf-8"))["actions"]
    }
    assert set(act_poses()) <= acts
    assert {pose for shapes in act_poses().values() for pose in shapes.values()} <= set(hand_poses())


def test_far_hands_cost_a_fraction_of_near_ones() -> None:
    class Counting:
        def __init__(self, canvas: object) -> None:
            self.canvas, self.calls = canvas, 0

        def __getattr__(self, name: str) -> object:
            self.calls += name.startswith("draw")
            return getattr(self.canvas, name)

    drawn = {}
    for size in (12, 60, 500):
        surface, _ = new_surface(size, size)
        counting = Counting(surface.getCanvas())
        hand("relaxed", SIDES["palm"], lens(size, span=0.19)).draw(Brush(counting, LIGHT, 1.0))
        drawn[size] = counting.calls
    assert drawn[12] == 2
    assert drawn[12] < drawn[60] < drawn[500] <= 90


@pytest.mark.parametrize("name", list(things()))
def test_a_prop_draws_the_same_in_hands_turned_every_way(name: str) -> None:
    thing = things()[name]
    for ways in (HELD_AS.get(thing.hold, HELD_UP), SIDES["back"], ((0.0, -1.0, 0.1), (1.0, 0.0, 0.1))):
        camera = lens(80, span=0.5)
        frames = [
            picture(80, lambda brush, ways=ways, camera=camera: draw_held(brush, hand(thing.pose, ways, camera), thing))
            for _ in range(2)
        ]
        assert np.array_equal(*frames)
        assert covered(frames[0]) > 60
    assert thing.pose in hand_poses()
    assert size_of(name) == (thing.breadth, thing.height)


def test_the_rigs_props_and_the_catalogues_are_all_named_in_both_languages() -> None:
    rig = json.loads((PERFORMANCE / "rig.json").read_text(encoding="utf-8"))["props"]
    assert [prop for prop in rig if named(prop) != prop] == []
    catalogue = json.loads((PERFORMANCE / "props.json").read_text(encoding="utf-8"))["props"]
    assert [entry["id"] for entry in catalogue if named(entry["id"]) != entry["id"]] == []
    lost = [word for entry in catalogue for word in (*entry["zh_words"], *entry["en_words"]) if not named(word)]
    assert lost == ["signature"]  # a deed, not a thing
    assert [named(word) for word in ("离婚协议书", "一把水果刀", "divorce papers", "two Wine Glasses", "urn", "")] == [
        "contract", "knife", "contract", "glass", "", "",
    ]  # fmt: skip


def test_a_phone_shows_its_screen_between_thumb_and_fingertips() -> None:
    phone = things()["phone"]
    camera = lens(240, span=0.26)
    with_phone = picture(240, lambda brush: draw_held(brush, hand("hold_phone", HELD_AS["palm"], camera), phone))
    without = picture(240, hand("hold_phone", HELD_AS["palm"], camera).draw)
    screen = (np.abs(with_phone[..., :3].astype(int) - [208, 143, 109]).max(2) < 6).sum()
    assert screen > 1500
    skin = (without[..., 2] > 235) & (without[..., 0] > 190)
    assert (
        np.abs(with_phone.astype(int) - without.astype(int)).max(2)[skin] == 0
    ).mean() > 0.25  # fingers stay before it


def test_what_is_carried_through_a_scene_is_seen_in_a_free_hand() -> None:
    empty = person("a", WOMAN, facing="camera")
    holding = person("a", WOMAN, facing="camera", holding=("umbrella",))
    size = {"width": 162, "height": 288, "framing": "full"}
    plainly, carrying = Shot(sample(cast=(empty,), **size)), Shot(sample(cast=(holding,), **size))
    assert not np.array_equal(plainly.draw(20), carrying.draw(20))
    assert carrying.warnings == ()


@pytest.mark.parametrize("look", [WOMAN, MAN, Look(outfit="traditional_robe"), Look(outfit="evening_gown")])
def test_limbs_survive_any_pose(look: Look) -> None:
    dressed = dress_up("a", look, Notes())
    draw = np.random.default_rng(5)
    camera = Camera(np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.9, 0.0]), fov=40, width=120, height=160)

    for _ in range(12):
        pose = {name: value + float(draw.normal(0, 0.5 if abs(value) < 2 else 20)) for name, value in REST.items()}
        pose |= {name: float(draw.uniform(-90, 90)) for name in ("recline", "roll", "yaw", "lean")}
        bones = Skeleton(dressed.figure, pose)
        surface, pixels = new_surface(120, 160)
        limbs = Limbs(dressed, bones, camera, Brush(surface.getCanvas(), LIGHT, 1.0), {"R": "phone", "L": "phone"})
        for side in "RL":
            limbs.draw_arm(side, blend=True)
        limbs.draw_legs(dressed.main, bare=bool(draw.integers(2)))
        assert pixels.any()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_shoe_is_drawn_from_before_behind_and_beside(kind: str) -> None:
    dressed = dress_up("a", WOMAN, Notes())
    for yaw in (0.0, 90.0, 180.0):
        bones = Skeleton(dressed.figure, {**REST, "yaw": yaw})
        camera = Camera(np.array([0.0, 0.3, 1.2]), np.array([0.0, 0.1, 0.0]), fov=30, width=120, height=120)
        surface, pixels = new_surface(120, 120)
        feet = Feet(dressed, camera, Brush(surface.getCanvas(), LIGHT, 1.0), bones.pelvis_axes[:, 0])
        feet.kind = kind
        for leg in bones.legs.values():
            feet.draw(leg, is_covered=False)
        assert (pixels[..., 3] > 0).sum() > 150


# ------------------------------------------------------------------ inserts


def insert(**facts: object) -> ShotBrief:
    return sample(framing="insert", width=108, height=192, **facts)


@pytest.mark.parametrize("name", list(INSERTS))
def test_an_insert_fills_the_frame_and_is_the_same_twice(name: str) -> None:
    brief = insert(props=(name,), cast=(person("b", MAN),))
    shot = Shot(brief)
    first = shot.draw(30).copy()
    assert shot.warnings == ()
    assert np.array_equal(first, Shot(brief).draw(30))
    surface, pixels = new_surface(108, 192)
    draw_insert(surface.getCanvas(), brief, Brush(surface.getCanvas(), LIGHT, 1.0), name, 1.25)
    rows, columns = np.nonzero(pixels[..., 3] > 200)
    assert np.ptp(rows) > 70
    assert np.ptp(columns) > 40


@pytest.mark.parametrize(
    ("props", "description", "expected"),
    [
        (("离婚协议书",), "", "contract"),
        (("亲子鉴定报告",), "", "report"),
        (("车钥匙",), "", "car_key"),
        (("撕碎的照片",), "", "torn_photo"),
        (("text message",), "", "message"),
        ((), "特写：手机屏幕亮起，显示来电", "phone"),
        ((), "Close on the pregnancy test in her shaking hand", "pregnancy_test"),
        ((), "心电监护仪上的波形", "monitor"),
        ((), "高跟鞋踩过走廊", "feet"),
        (("scissors",), "", HELD + "scissors"),
        (("折扇",), "", HELD + "fan"),
    ],
)
def test_the_subject_of_an_insert_is_read_from_props_and_words(
    props: tuple[str, ...], description: str, expected: str
) -> None:
    notes = Notes()
    assert insert_of(insert(props=props, description=description), notes) == expected
    assert notes.all == ()


def test_an_insert_of_something_unknown_says_so_and_shows_a_parcel() -> None:
    notes = Notes()
    assert insert_of(insert(props=("urn",)), notes) == ""
    assert notes.all == ("insert of 'urn': drawn as a plain parcel in two hands",)


def test_sheets_draw_poses_and_props() -> None:
    assert draw_pose("ok", 60).shape == (75, 180, 4)
    assert covered(draw_prop(things()["box"], 60)) > 200


def test_a_paper_that_was_in_both_hands_is_in_the_raised_one_when_they_part() -> None:
    look = dress_up("a", Look(), Notes())
    pose = {**REST, "Ry": 0.1, "Rz": 0.6}
    camera = Camera(np.array([0.0, 1.2, 3.0]), np.array([0.0, 1.2, 0.0]), fov=30, width=120, height=200)
    brush = Brush(new_surface(120, 200)[0].getCanvas(), LIGHT, 1.0)
    parted = Limbs(look, Skeleton(look.figure, pose), camera, brush, {"R": "document", "L": "document"})
    together = Limbs(look, Skeleton(look.figure, dict(REST)), camera, brush, {"R": "tray", "L": "tray"})
    assert (set(parted.held), parted.shared) == ({"R"}, None)
    assert set(together.held) == {"R", "L"}
