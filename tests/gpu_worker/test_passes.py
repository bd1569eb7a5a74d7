"""Control passes: the same people, camera and time as the picture, read the way pose and depth models read them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from gpu_worker.engines.animatic.bodies.person import Person
from gpu_worker.engines.animatic.engine import AnimaticEngine
from gpu_worker.engines.animatic.passes.film import KINDS, ControlPasses
from gpu_worker.engines.animatic.passes.instant import Fit, instant, seconds_of
from gpu_worker.engines.animatic.passes.landmarks import BODY, FACE, HAND, body_of, face_of, hand_of
from gpu_worker.engines.animatic.passes.pose import HUES, LIMBS
from gpu_worker.engines.animatic.passes.survey import FARTHEST, measure
from gpu_worker.engines.animatic.raster import Brush, new_surface
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.base import Rendered, RenderRefused
from projects.briefs import Expression, Passes, Rate, ShotBrief

HER = person("lin", WOMAN, place=0.5, facing="left", target="gu")
HIM = person("gu", MAN, place=-0.5, facing="right", target="lin")
SIZE = {"width": 270, "height": 480}
SHOTS: dict[str, dict[str, Any]] = {
    "two": {"framing": "two_shot", "camera_move": "push_in", "cast": (HER, HIM)},
    "slap": {"framing": "medium_full", "cast": (replace(HER, action="slap"), HIM)},
    "kneeling": {"framing": "full", "camera_move": "orbit", "cast": (replace(HER, action="kneel"), HIM)},
    "close": {"framing": "close_up", "cast": (replace(HER, expression=Expression("smile")),)},
    "over": {"framing": "over_shoulder", "cast": (HER, HIM)},
    "wide": {"framing": "wide", "set_id": "restaurant", "cast": (HER, HIM)},
}


def asked(*kinds: str, width: int = 256, height: int = 448, frames: int = 33, rate: Rate | None = None) -> Passes:
    return Passes(kinds or KINDS, width, height, rate or Rate(16, 1), frames)


def shot_of(name: str, passes: Passes | None = None, **facts: Any) -> ShotBrief:
    return sample(frames=48, passes=passes or asked(), **(SIZE | {"set_id": "office"} | SHOTS[name] | facts))


def frames_of(films: ControlPasses, number: int) -> dict[str, NDArray[np.uint8]]:
    return {kind: pixels.copy() for kind, pixels in films.draw(number)}


def flat(pixels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Colours as numbers, 0xRRGGBB."""
    return pixels.view(np.uint32)[..., 0] & 0xFFFFFF


def number_of(color: str) -> int:
    return int(color[1:], 16)


def render(brief: ShotBrief, folder: Path) -> Rendered:
    folder.mkdir(exist_ok=True)
    return AnimaticEngine().render(brief, inputs={}, scratch=folder, report=lambda _fraction, _stage: None)


def test_a_take_gets_a_film_for_each_pass_and_a_legend(tmp_path: Path) -> None:
    brief = replace(shot_of("two"), frames=13, passes=asked(frames=9))
    done = render(brief, tmp_path)
    roles = ["picture", "poster", "pass_pose", "pass_depth", "pass_segmentation", "pass_line_art", "pass_legend"]
    assert [file.name for file in done.files] == roles
    for file in done.files[2:6]:
        facts = {name: file.facts[name] for name in ("frames", "rate_num", "rate_den", "width", "height", "codec")}
        assert facts == {"frames": 9, "rate_num": 16, "rate_den": 1, "width": 256, "height": 448, "codec": "h264"}
    legend = json.loads(done.files[6].path.read_text("utf-8"))
    assert (legend["frames"], legend["width"], legend["picture"]["frames"]) == (9, 256, 13)
    assert [member["name"] for member in legend["segmentation"]["members"]] == ["lin", "gu"]
    assert legend["depth"]["near_m"] < legend["depth"]["far_m"]
    assert (legend["pose"]["body"], len(legend["pose"]["hand"]), len(legend["pose"]["face"])) == (list(BODY), 21, 70)


def test_two_renders_of_the_passes_are_the_same_bytes(tmp_path: Path) -> None:
    brief = replace(shot_of("kneeling"), frames=8, passes=asked(frames=5, width=256, height=256))
    first, second = render(brief, tmp_path / "a"), render(brief, tmp_path / "b")
    for one, other in zip(first.files, second.files, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes(), one.name


def test_a_frame_of_a_pass_does_not_depend_on_the_frames_before_it() -> None:
    brief = shot_of("slap", camera_move="handheld")
    straight, walked = ControlPasses(Shot(brief), asked()), ControlPasses(Shot(brief), asked())
    for number in range(0, 20, 3):
        frames_of(walked, number)
    late, early = frames_of(walked, 20), frames_of(straight, 20)
    assert all(np.array_equal(late[kind], early[kind]) for kind in KINDS)


def test_passes_do_not_change_the_picture(tmp_path: Path) -> None:
    brief = replace(shot_of("two"), frames=6, passes=asked(frames=5, width=256, height=256))
    with_passes, without = render(brief, tmp_path / "a"), render(replace(brief, passes=None), tmp_path / "b")
    assert with_passes.files[0].path.read_bytes() == without.files[0].path.read_bytes()
    assert [file.name for file in without.files] == ["picture", "poster"]


@pytest.mark.parametrize("name", ["two", "slap", "kneeling", "close", "wide"])
def test_joints_lie_inside_the_silhouette_of_whom_they_belong_to(name: str) -> None:
    shot = Shot(shot_of(name))
    films = ControlPasses(shot, asked())
    fit = films.fit
    inside = total = 0
    for number in (4, 12, 24):
        colors = flat(frames_of(films, number)["segmentation"])
        now = instant(shot, films.fit, seconds_of(shot.brief, asked(), number))
        everybody = {number_of(color) for color in films.colors.values()}
        for standing in now.people:
            hands = [hand_of(standing, now.lens, side) for side in "RL"]
            joints = fit.place(np.vstack([body_of(standing, now.lens), face_of(standing), *hands]))
            for x, y in joints[~np.isnan(joints[:, 0])]:
                if 1 <= x < fit.width - 1 and 1 <= y < fit.height - 1:
                    total += 1
                    nearer = everybody if standing is not now.people[-1] else set()
                    own = {number_of(films.colors[standing.member_id]), 0x7F7F7F} | nearer
                    inside += bool(own & set(colors[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2].ravel().tolist()))
    assert total > 80
    assert inside / total > 0.98


@pytest.mark.parametrize("name", sorted(SHOTS))
def test_a_silhouette_is_what_the_picture_shows_of_somebody(name: str) -> None:
    shot = Shot(shot_of(name))
    films = ControlPasses(shot, asked())
    number = 8  # half a second: frame 12 of the picture, when people are posed anew
    colors = flat(frames_of(films, number)["segmentation"])
    now = instant(shot, films.fit, seconds_of(shot.brief, asked(), number))
    assert now.seconds == shot.brief.rate.seconds(12)
    assert np.array_equal(now.camera.position, shot.path.at(12).position)
    nearest = now.people[-1]
    surface, pixels = new_surface(256, 448)
    canvas = surface.getCanvas()
    films.fit.onto(canvas)
    Person(nearest.person.look, nearest.moment, now.camera).draw(Brush(canvas, shot.light, 1.0))
    drawn = pixels[..., 3] >= 128
    cut = np.isin(colors, [number_of(films.colors[nearest.member_id]), 0x7F7F7F])
    drawn |= colors == 0x7F7F7F
    assert (drawn & cut).sum() / (drawn | cut).sum() > 0.95
    assert not (cut & ~grown(drawn, 3)).any()
    assert not (drawn & ~grown(cut, 3)).any()


def grown(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """The mask with everything within `by` pixels of it."""
    for _ in range(by):
        wider = np.pad(mask, 1)
        mask = wider[1:-1, 1:-1] | wider[:-2, 1:-1] | wider[2:, 1:-1] | wider[1:-1, :-2] | wider[1:-1, 2:]
    return mask


def test_segmentation_knows_no_colour_that_the_legend_does_not(tmp_path: Path) -> None:
    films = ControlPasses(Shot(shot_of("wide")), asked("segmentation"))
    legend = films.legend()["segmentation"]
    known = {number_of(legend[name]) for name in ("set", "foreground")}
    known |= {number_of(member["color"]) for member in legend["members"]}
    assert set(np.unique(flat(frames_of(films, 3)["segmentation"])).tolist()) == known


def test_near_is_bright_and_nobody_is_a_flat_card() -> None:
    films = ControlPasses(Shot(shot_of("over")), asked("depth", "segmentation"))
    drawn = frames_of(films, 8)
    value, colors = drawn["depth"][..., 0].astype(int), flat(drawn["segmentation"])
    near, far = (colors == number_of(films.colors[who]) for who in ("gu", "lin"))
    behind = colors == 0
    assert value[near].mean() > value[far].mean() + 20 > value[behind].mean() + 40
    for body in (near, far):
        assert len(np.unique(value[body])) > 12
        steps = np.abs(np.diff(value, axis=1))[body[:, 1:] & body[:, :-1]]
        assert np.percentile(steps, 95) <= 3


def test_the_floor_rises_evenly_towards_the_camera_and_walls_stand_behind_it() -> None:
    shot = Shot(shot_of("wide", cast=(), set_id="generic_interior"))
    depths = measure(shot.scene, 0.5).depths
    column = depths[:, depths.shape[1] // 2]
    floor = column[int(len(column) * 0.80) :]
    assert (np.diff(floor) < 0).all()
    assert floor[0] > floor[-1] + 0.5
    assert column.max() < FARTHEST
    outside = measure(Shot(shot_of("wide", cast=(), set_id="village_yard", interior=False)).scene, 0.5).depths
    assert outside.max() == FARTHEST


def test_every_set_is_measured_without_being_told_how() -> None:
    from gpu_worker.engines.animatic.sets import SETS

    for name, plan in SETS.items():
        shot = Shot(shot_of("wide", cast=(), set_id=name, interior=plan.is_inside, width=108, height=192))
        depths = measure(shot.scene, 1.0).depths
        assert np.isfinite(depths).all(), name
        assert depths.min() >= 0.3, name
        assert len(np.unique(depths.round(1))) > 4, name


def test_line_art_is_black_lines_on_white_paper() -> None:
    drawn = frames_of(ControlPasses(Shot(shot_of("close")), asked("line_art", "segmentation")), 8)
    value = drawn["line_art"][..., 0]
    assert (drawn["line_art"][..., :3] == value[..., None]).all()
    assert 0.01 < (value < 64).mean() < 0.15
    assert (value > 192).mean() > 0.80
    body = flat(drawn["segmentation"]) != 0
    edge = body & ~grown(~body, 1) ^ body
    assert (value[edge] < 160).mean() > 0.8


def test_poses_are_drawn_in_the_hues_that_models_were_taught() -> None:
    shot = Shot(shot_of("wide"))
    films = ControlPasses(shot, asked("pose", width=480, height=848))
    pixels = frames_of(films, 8)["pose"]
    fit = films.fit
    now = instant(shot, fit, 0.5)
    assert (len(BODY), len(LIMBS), len(HAND), len(FACE)) == (18, 17, 21, 70)
    for standing in now.people:
        joints = fit.place(body_of(standing, now.lens))
        for joint in ("right_knee", "left_knee", "left_elbow", "neck"):
            index = BODY.index(joint)
            x, y = joints[index].astype(int)
            assert np.abs(pixels[y, x, 2::-1].astype(int) - HUES[index]).max() < 12, joint
    assert (pixels[..., :3].max(2) == 0).mean() > 0.9


def test_who_turns_away_shows_no_face_and_their_sides_are_their_own() -> None:
    shots = [Shot(shot_of("close", cast=(replace(HER, facing=way, target=""),))) for way in ("camera", "away")]
    fit = Fit.of(shots[0].brief, asked())
    towards, away = (instant(shot, fit, 0.5).people[0] for shot in shots)
    camera = fit.lens(shots[0].path.at(12))
    left, right = BODY.index("left_shoulder"), BODY.index("right_shoulder")
    assert not np.isnan(face_of(towards)).any()
    assert np.isnan(face_of(away)).all()
    assert np.isnan(body_of(away, camera)[BODY.index("nose")]).all()
    assert body_of(towards, camera)[left, 0] > body_of(towards, camera)[right, 0]
    assert body_of(away, camera)[left, 0] < body_of(away, camera)[right, 0]


def test_an_insert_has_a_thing_and_no_pose() -> None:
    brief = shot_of("close", framing="insert", props=("phone",))
    films = ControlPasses(Shot(brief), asked())
    drawn = frames_of(films, 4)
    assert not drawn["pose"][..., :3].any()
    assert (flat(drawn["segmentation"]) == number_of(films.legend()["segmentation"]["insert"])).mean() > 0.1
    assert np.ptp(drawn["depth"][..., 0]) > 60


def test_another_shape_is_cut_evenly_not_stretched() -> None:
    brief = shot_of("two")
    fit = Fit.of(brief, asked(width=448, height=448))
    assert fit.scale == pytest.approx(448 / 270)
    assert (fit.left, fit.top) == (0.0, pytest.approx((448 - 480 * 448 / 270) / 2))
    middle = fit.place(np.array([[135.0, 240.0]]) * fit.scale)
    assert middle.tolist() == [[224.0, pytest.approx(224.0)]]


def test_time_is_sampled_anew_and_the_last_frame_stands_until_the_end() -> None:
    brief = shot_of("two")
    passes = asked(frames=37)
    seconds = [seconds_of(brief, passes, number) for number in range(37)]
    assert seconds[:4] == [0.0, 1 / 16, 2 / 16, 3 / 16]
    assert seconds[-1] == brief.rate.seconds(47)
    films = ControlPasses(Shot(brief), asked("pose", frames=37))
    between = [frames_of(films, number)["pose"] for number in (1, 2)]
    assert not np.array_equal(*between)


def test_the_films_are_almost_without_loss(tmp_path: Path) -> None:
    brief = replace(shot_of("wide"), frames=6, passes=asked("segmentation", "depth", frames=5))
    files = {file.name: file for file in render(brief, tmp_path).files}
    films = ControlPasses(Shot(brief), asked("segmentation", "depth", frames=5))
    wanted = frames_of(films, 0)
    for kind, worst in (("depth", 4), ("segmentation", 40)):
        with av.open(str(files[f"pass_{kind}"].path)) as container:
            first = next(container.decode(video=0))
            shown = first.reformat(format="bgra", src_colorspace="ITU709").to_ndarray()
        apart = np.abs(shown[..., :3].astype(int) - wanted[kind][..., :3])
        assert np.percentile(apart, 97) <= worst, kind


@pytest.mark.parametrize(
    "change",
    [
        {"kinds": ("normals",)},
        {"kinds": ()},
        {"kinds": ("pose", "pose")},
        {"width": 250},
        {"frames": 32},
        {"rate": Rate(0, 1)},
    ],
)
def test_passes_that_no_model_takes_are_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(RenderRefused) as refused:
        render(shot_of("two", replace(asked(), **change)), tmp_path)
    assert refused.value.code == "brief.passes"
