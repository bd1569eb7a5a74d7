"""Heads from every side: hair from templates, faces of one's own, and all that is worn or suffered."""

from __future__ import annotations

import functools
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from gpu_worker.engines.animatic.bodies.appearance import ACCESSORIES, Appearance, Notes, dress_up
from gpu_worker.engines.animatic.bodies.skeleton import REST, Skeleton
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.faces.features import SHAPES
from gpu_worker.engines.animatic.faces.portrait import Sitting, draw_portrait
from gpu_worker.engines.animatic.heads.hair import Hair
from gpu_worker.engines.animatic.heads.hairstyles import HAIRSTYLES, TemplateMalformed, read_styles
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.heads.worn import CONDITIONS, WORN, read_worn
from gpu_worker.engines.animatic.hours import light_of
from gpu_worker.engines.animatic.performing.countenance import FaceState
from gpu_worker.engines.animatic.raster import Brush, new_surface
from projects.briefs import Look
from projects.performance.looks import looks
from projects.story.words import words

HEAD_PLACES = ("forehead", "cheek", "face", "mouth", "nose", "eye", "head", "neck")


def dressed(look: Look, name: str = "a") -> Appearance:
    notes = Notes()
    appearance = dress_up(name, look, notes)
    assert notes.all == ()
    return appearance


def portrait(look: Look, yaw: float = 0.0, *, name: str = "a", size: int = 96, pitch: float = 0.0) -> np.ndarray:
    sitting = Sitting(yaw=yaw, heads=2.2, middle=0.4, head={"head_pitch": pitch})
    return draw_portrait(dressed(look, name), FaceState(), size, sitting)


@functools.cache
def bare_head(yaw: float) -> np.ndarray:
    return portrait(Look(hair_style="low_bun"), yaw)


def head_at(look: Look, yaw: float, *, pitch: float = 0.0, size: int = 200) -> tuple[Head, Skeleton, Camera]:
    appearance = dressed(look)
    bones = Skeleton(appearance.figure, {**REST, "yaw": yaw, "head_pitch": pitch})
    camera = Camera(
        bones.head + np.array([0.0, 0.0, 4.0]),
        bones.head,
        fov=2 * np.degrees(np.arctan(0.35 / 4)),
        width=size,
        height=size,
    )
    return Head(appearance, bones, camera), bones, camera


def hair_alone(style: str, yaw: float) -> np.ndarray:
    """Where hair is, as a mask."""
    head, bones, camera = head_at(Look(hair_style=style), yaw, size=120)
    surface, pixels = new_surface(120, 120)
    brush = Brush(surface.getCanvas(), light_of("day", "clear", "neutral", inside=True), 1.0)
    hair = Hair(head, bones, camera, 0.0, 0.0)
    hair.draw_behind(brush)
    hair.draw_front(brush)
    surface.flushAndSubmit()
    return pixels[..., 3] > 128


def test_script_words_and_templates_know_the_same_hair_styles() -> None:
    assert set(looks().hairstyles) == set(HAIRSTYLES)
    assert len(HAIRSTYLES) >= 24
    assert set(looks().adornments) <= ACCESSORIES
    named = {name for name in WORN if not name.endswith(HEAD_PLACES)} - {"sweat_beads"}
    assert named <= set(looks().adornments)


def test_whatever_continuity_puts_on_a_head_can_be_drawn() -> None:
    choices = words().choices
    assert choices["accessory"] <= ACCESSORIES
    on_the_head = {injury for injury in choices["injury"] if injury.endswith(tuple(f"_{at}" for at in HEAD_PLACES))}
    assert on_the_head <= WORN.keys()
    assert {style for style in choices["hair"] if style not in ("wet", "disheveled")} <= HAIRSTYLES.keys()
    assert {"wet_hair", "dishevelled_hair"} == CONDITIONS


@pytest.mark.parametrize("style", sorted(HAIRSTYLES))
def test_every_style_draws_from_every_side_and_twice_the_same(style: str) -> None:
    term = looks().hairstyles[style]
    look = Look(sex="male" if "female" not in term.sexes else "female", hair_style=style)
    for yaw in (-120, -60, 0, 30, 75, 90, 150, 180):
        pixels = portrait(look, float(yaw), size=64)
        assert pixels[..., :3].std() > 8, yaw
    assert np.array_equal(portrait(look, 40.0, size=64), portrait(look, 40.0, size=64))
    for pitch in (-28.0, 28.0):
        portrait(look, 25.0, pitch=pitch, size=64)


def test_no_two_styles_have_the_same_silhouette() -> None:
    seen = {
        style: np.stack([hair_alone(style, yaw) for yaw in (0.0, 40.0, 90.0, 180.0)])
        for style, template in HAIRSTYLES.items()
        if not (template.bald and not template.crown)
    }
    closest = min(
        (float((seen[one] ^ seen[other]).sum() / max(1, (seen[one] | seen[other]).sum())), one, other)
        for one, other in itertools.combinations(seen, 2)
    )
    assert closest[0] > 0.01, closest


@pytest.mark.parametrize(
    "look",
    [Look(), Look(sex="male", height_m=1.8), Look(age="child", height_m=1.2), Look(sex="male", age="old")],
    ids=["woman", "man", "child", "old"],
)
def test_the_outline_of_a_face_is_closed_at_every_turn(look: Look) -> None:
    for yaw in range(0, 181, 10):
        for turned in (yaw, -yaw):
            for pitch in (0.0, -25.0, 25.0):
                head, _bones, _camera = head_at(look, float(turned), pitch=pitch)
                outline = head.contour() / head.size
                assert np.isfinite(outline).all()
                gaps = np.hypot(*(outline - np.roll(outline, 1, 0)).T)
                assert gaps.max() < 0.24, (turned, pitch, gaps.max())
                x, y = outline[:, 0], outline[:, 1]
                area = abs(float(x @ np.roll(y, -1) - np.roll(x, -1) @ y)) / 2
                assert 0.35 < area < 0.85, (turned, pitch, area)


def test_hair_covers_the_crown_and_leaves_the_face_at_every_turn() -> None:
    for style in ("short_neat", "bun", "long_straight", "bob"):
        for yaw in range(0, 181, 10):
            head, bones, camera = head_at(Look(hair_style=style), float(yaw))
            outline, corners, edge = Hair(head, bones, camera, 0.0, 0.0).scalp.cap()
            assert np.isfinite(outline).all()
            assert all(0 <= corner < len(outline) for corner in corners)
            assert len(edge) > 4
            crown = head.at(np.array([[0.0, 1.0, 0.0]]))[0]
            assert outline[:, 1].min() < crown[1]
            chin = head.at(np.array([[0.0, 0.0, 0.28]]))[0]
            assert outline[:, 1].max() < chin[1] + 0.02 * head.size


def test_loose_hair_swings_most_at_its_tips() -> None:
    head, bones, camera = head_at(Look(hair_style="long_straight"), 0.0)
    at_rest = Hair(head, bones, camera, 0.0, 0.0).curtain
    swinging = Hair(head, bones, camera, 0.1, 0.0).curtain
    assert at_rest is not None
    assert swinging is not None
    moved = np.abs(swinging.lines - at_rest.lines)[..., 0].mean(0)
    assert moved[0] < 0.2
    assert moved[-1] > moved[len(moved) // 2] > moved[0]


def test_an_unknown_style_is_said() -> None:
    notes = Notes()
    dress_up("a", Look(hair_style="mohawk", accessories=("monocle", "face_oval")), notes)
    assert notes.all == (
        "unknown accessory 'monocle': not drawn",
        "unknown hair_style 'mohawk': drawn as 'long_straight'",
    ) or set(notes.all) == {
        "unknown accessory 'monocle': not drawn",
        "unknown hair_style 'mohawk': drawn as 'long_straight'",
    }


def test_a_template_that_breaks_its_format_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "_parts.json").write_text("{}")
    good = {"id": "odd", "fringe": [["p", 0.0, 0.7, 0.0]], "side": [[0.3, 0.5, 0.1]]}
    for broken in ({**good, "colour": 1}, {**good, "side": [[0.3, 0.5]]}, {**good, "fringe": "curtain"}, {"id": "odd"}):
        (tmp_path / "odd.json").write_text(json.dumps(broken))
        with pytest.raises(TemplateMalformed, match=r"odd\.json"):
            read_styles(tmp_path)
    (tmp_path / "odd.json").write_text(json.dumps({"id": "odd", "parts": [{"kind": "cube", "points": [], "fill": ""}]}))
    with pytest.raises(TemplateMalformed, match=r"odd\.json: no kind 'cube'"):
        read_worn(tmp_path)


def test_two_people_of_one_sex_and_age_are_told_apart() -> None:
    for sex in ("female", "male"):
        look = Look(sex=sex, hair_style="low_bun" if sex == "female" else "short_neat", outfit="shirt")  # type: ignore[arg-type]
        faces = [portrait(look, name=name).astype(int)[20:70] for name in "abcdef"]
        closest = min(abs(one - other).mean() for one, other in itertools.combinations(faces, 2))
        assert closest > 0.9, (sex, closest)
    shapes = {dressed(Look(sex="male"), f"m{n}").features.shape for n in range(60)}
    assert len(shapes) >= 6
    assert dressed(Look(accessories=("face_round",))).features.shape == "round"
    assert len(SHAPES) >= 6


def test_every_age_has_a_face_of_its_own() -> None:
    faces = {
        age: portrait(Look(age=age, hair_style="low_bun", hair_color="black", height_m=1.6)).astype(int)  # type: ignore[arg-type]
        for age in ("child", "teen", "young", "middle", "old")
    }
    closest = min((abs(faces[a] - faces[b]).mean(), a, b) for a, b in itertools.combinations(faces, 2))
    assert closest[0] > 1.0, closest


@pytest.mark.parametrize("name", sorted(WORN) + sorted(CONDITIONS))
def test_everything_worn_or_suffered_shows(name: str) -> None:
    marked = Look(hair_style="low_bun", accessories=(name,))
    yaws = (0.0, 60.0, 180.0)
    assert any(not np.array_equal(bare_head(yaw), portrait(marked, yaw)) for yaw in yaws)
