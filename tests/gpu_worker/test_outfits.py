"""Clothes: templates as data, one list for writers and engine, bodies in every pose, and what befalls them."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from gpu_worker.engines.animatic.bodies.appearance import Notes, dress_up
from gpu_worker.engines.animatic.bodies.feet import KINDS
from gpu_worker.engines.animatic.bodies.skeleton import REST, Pose, Skeleton
from gpu_worker.engines.animatic.bodies.torso import Torso
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.clothing.clothes import Clothes
from gpu_worker.engines.animatic.clothing.collars import COLLARS
from gpu_worker.engines.animatic.clothing.dyes import read_color
from gpu_worker.engines.animatic.clothing.hems import COATED, SKIRTED
from gpu_worker.engines.animatic.clothing.limbwear import dress_arm, dress_legs
from gpu_worker.engines.animatic.clothing.mantles import MANTLES, draw_mantles
from gpu_worker.engines.animatic.clothing.necklines import NECKLINES
from gpu_worker.engines.animatic.clothing.patterns import PRINTS
from gpu_worker.engines.animatic.clothing.states import STATES
from gpu_worker.engines.animatic.clothing.trimmings import TRIMMINGS
from gpu_worker.engines.animatic.clothing.wardrobe import ANSWERED, DATA, OUTFITS, TemplateMalformed, read_outfits
from gpu_worker.engines.animatic.heads.worn import WORN
from gpu_worker.engines.animatic.raster import Brush, rgb, skia
from gpu_worker.engines.animatic.sheets.action_sheets import brief_of
from gpu_worker.engines.animatic.sheets.outfit_sheets import STUDIO, figure, wearing
from gpu_worker.engines.animatic.shot import Shot
from projects.briefs import Look
from projects.performance import catalogue
from projects.performance.looks import looks

SMALL = (60, 146)
POSES = {
    "standing": {},
    "seated": {"rise": -0.42, "Rhip": 88.0, "Lhip": 88.0, "Rknee": 88.0, "Lknee": 88.0},
    "lying": {"recline": 88.0, "rise": -0.8},
    "bowed": {"lean": 85.0},
}
FIRST_IDS = (
    "modern_casual dress evening_gown suit business_skirt shirt school_uniform doctor nurse_uniform security_uniform "
    "housekeeper traditional_robe qipao hoodie coat village"
)


def test_there_are_thirty_outfits_and_the_first_sixteen_keep_their_names():
    assert len(OUTFITS) >= 30
    assert set(FIRST_IDS.split()) <= set(OUTFITS)


def test_writers_and_engine_know_the_same_outfits():
    assert set(looks().outfits) == set(OUTFITS)
    for term in looks().outfits.values():
        assert term.zh
        assert term.en
        assert term.zh_words
        assert term.under in {"", *OUTFITS}


def dress(look: Look, pose: Pose) -> skia.Picture:
    """The clothes alone, without head and limbs, as one picture."""
    seen = dress_up("a", look, Notes())
    bones = Skeleton(seen.figure, {**REST, **pose})
    camera = Camera(np.array([0.0, 1.15, 5.4]), np.array([0.0, 0.9, 0.0]), fov=21.0, width=240, height=480)
    recorder = skia.PictureRecorder()
    brush = Brush(recorder.beginRecording(skia.Rect.MakeWH(240, 480)), STUDIO, 1.0)
    torso = Torso(seen, bones, camera)
    worn = Clothes(seen, torso, camera, brush, 28.0, swing=0.02)
    worn.draw_lining()
    worn.outline_hips()
    dress_legs(worn)
    worn.draw_lower()
    worn.draw_trunk()
    worn.draw_front(torso.neck(), None)
    draw_mantles(worn, before_us=True)
    for side in "RL":
        dress_arm(worn, side)
    return recorder.finishRecordingAsPicture()


@pytest.mark.parametrize("name", OUTFITS)
def test_every_outfit_is_worn_by_both_sexes_in_every_pose_and_turn(name: str):
    for sex in ("female", "male"):
        for pose, yaw in itertools.product(POSES.values(), (0.0, 60.0, 180.0)):
            assert dress(wearing(name, sex), {**pose, "yaw": yaw}).approximateOpCount() > 3
        assert (figure(wearing(name, sex), {"yaw": 60.0}, SMALL)[..., :3] < 90).any()


def test_a_figure_is_the_same_picture_every_time():
    for name in ("hanfu", "leather_jacket", "hospital_gown"):
        look = wearing(name, "female", seed=3)
        assert np.array_equal(figure(look, {"yaw": 40.0}, SMALL), figure(look, {"yaw": 40.0}, SMALL))


@pytest.mark.parametrize("sex", ["female", "male"])
def test_no_two_outfits_look_alike(sex: str):
    names = list(OUTFITS)
    shaved = [replace(wearing(name, sex), hair_style="shaved") for name in names]
    pictures = np.stack([figure(look, {"yaw": 15.0}, SMALL)[..., :3].ravel() for look in shaved]).astype(np.int16)
    for index, picture in enumerate(pictures[:-1]):
        apart = np.abs(pictures[index + 1 :] - picture).mean(1)
        nearest = int(apart.argmin())
        assert apart[nearest] > 0.8, (names[index], names[index + 1 + nearest], float(apart[nearest]))


def test_a_skirt_a_coat_and_a_robe_have_their_own_outlines():
    def outline(name: str) -> np.ndarray:
        picture = figure(wearing(name, "female"), {}, (120, 290))
        return (picture[..., :3] != picture[0, 0, :3]).any(-1)

    shapes = [outline(name) for name in ("suit", "business_skirt", "dress", "coat", "wedding_dress", "hanfu")]
    for one, other in itertools.combinations(shapes, 2):
        assert np.logical_xor(one, other).sum() > 0.03 * one.sum()


def test_an_unknown_outfit_is_drawn_as_everyday_clothes_and_says_so():
    notes = Notes()
    seen = dress_up("a", Look(outfit="spacesuit"), notes)
    assert seen.outfit.id == "modern_casual"
    assert notes.all == ("unknown outfit 'spacesuit': drawn as 'modern_casual'",)


@pytest.mark.parametrize(
    ("word", "code"),
    [("red", "#b3303c"), ("红色", "#b3303c"), ("深蓝", "#2d3658"), ("Light Blue", "#a9c8e6"), ("#123456", "#123456"),
     ("#fa0", "#ffaa00"), ("墨绿色", "#2f5142"), ("酒红", "#6d2136")],
)  # fmt: skip
def test_a_colour_is_understood_in_both_languages(word: str, code: str):
    notes = Notes()
    assert dress_up("a", Look(outfit="dress", outfit_color=word), notes).main == rgb(code)
    assert not notes.all


def test_a_colour_nobody_knows_is_reported_and_the_outfit_keeps_its_own():
    notes = Notes()
    seen = dress_up("a", Look(outfit="suit", outfit_color="ultra-infrared"), notes)
    assert read_color("ultra-infrared") is None
    assert notes.all == ("unknown outfit_color 'ultra-infrared': drawn in the outfit's own colour",)
    assert seen.main == dress_up("a", Look(outfit="suit"), Notes()).main


def test_people_who_name_no_colour_rarely_match():
    mains = {dress_up(f"member{n}", Look(outfit="modern_casual", seed=n), Notes()).main for n in range(12)}
    assert len(mains) >= 4


def test_everything_a_template_names_can_be_drawn():
    for template in OUTFITS.values():
        for cut in (template.female, template.male):
            assert cut.neck in NECKLINES
            assert cut.pattern is None or cut.pattern.kind in PRINTS
            assert not cut.hat or cut.hat in WORN
            assert all(mark.kind in {"line", "patch", "dots", "band"} for mark in cut.marks)
            assert cut.extras <= ANSWERED | {*TRIMMINGS, *SKIRTED, *COATED, *MANTLES, *WORN}
            assert cut.footwear in KINDS
    assert set(COLLARS) <= set(NECKLINES)


def test_an_illustrator_adds_an_outfit_without_code(tmp_path):
    own = {
        "id": "cape_coat",
        "colors": {"main": "#44546a", "second": "#ffffff", "accent": "#c9a25a", "lower": "#222222"},
        "neck": "stand",
        "coat": {"length": 0.6, "hem": 0.12},
        "marks": [{"kind": "line", "rows": [[0.02, 0.9], [0.05, 0.2]], "mirror": True}],
        "male": {"coat": {"length": 0.8}},
    }
    (tmp_path / "own.json").write_text(json.dumps({"version": 1, "outfits": [own]}), encoding="utf-8")
    template = read_outfits(tmp_path)["cape_coat"]
    assert template.female.coat is not None
    assert template.male.coat is not None
    assert (template.female.coat.length, template.male.coat.length, template.male.coat.hem) == (0.6, 0.8, 0.12)
    assert template.female.marks[0].mirror


def test_a_template_with_a_slip_of_the_pen_says_where(tmp_path):
    (tmp_path / "bad.json").write_text(json.dumps({"outfits": [{"id": "x", "sleave": "long"}]}), encoding="utf-8")
    with pytest.raises(TemplateMalformed, match=r"'x'.*sleave"):
        read_outfits(tmp_path)


@pytest.mark.parametrize("state", ["cast_arm", "bandage_leg", "blood_chest", "wound_belly", "torn_clothes",
                                   "dirty_clothes", "wet_clothes", "sling", "bandage_arm"])  # fmt: skip
def test_what_happened_to_somebody_is_seen(state: str):
    assert state in STATES
    notes = Notes()
    look = Look(outfit="shirt", accessories=(state,))
    dress_up("a", look, notes)
    assert not notes.all
    whole, hurt = (figure(one, {"yaw": -20.0}, (120, 290)) for one in (Look(outfit="shirt"), look))
    assert not np.array_equal(whole, hurt)


def test_bodies_differ_by_age_and_build():
    widths = [
        float(dress_up("a", Look(build=build), Notes()).figure.rings[:, 1].max())
        for build in ("slim", "average", "broad")
    ]
    assert widths == sorted(widths)
    old, young = (dress_up("a", Look(age=age), Notes()).figure for age in ("old", "young"))
    assert old.stoop > young.stoop
    heads = [dress_up("a", Look(age=age, height_m=1.3), Notes()).figure for age in ("child", "teen", "young")]
    assert [round(one.height / one.head, 1) for one in heads] == [5.4, 6.7, 7.2]


def test_the_templates_lie_where_the_package_takes_them_along():
    assert sorted(path.suffix for path in (DATA / "outfits").iterdir() if path.suffix != ".md") == [".json"] * 8


def test_a_coat_trails_behind_whoever_walks_and_hangs_still_on_whoever_stands():
    def hems(action: str, outfit: str) -> list[float]:
        brief = brief_of(catalogue().actions[action], size=(90, 160))
        walker = replace(brief.cast[0], look=replace(brief.cast[0].look, outfit=outfit))
        company = Shot(replace(brief, cast=(walker, *brief.cast[1:]))).company
        return [company.moments(frame / 24)["a"].skirt_swing for frame in range(12, 48, 6)]

    walking = hems("walk", "coat")
    assert max(walking) < -0.01
    assert walking == hems("walk", "coat")
    assert max(map(abs, hems("stand", "coat"))) < 0.02
    assert set(hems("walk", "suit")) == {0.0}
