"""The animatic engine: a brief in, the same picture out, for every id of the vocabulary and any that is not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gpu_worker.engines.animatic.clothing.wardrobe import OUTFITS
from gpu_worker.engines.animatic.engine import AnimaticEngine
from gpu_worker.engines.animatic.framing import ANGLES, FRAMINGS, MOVES
from gpu_worker.engines.animatic.heads.hairstyles import HAIRSTYLES
from gpu_worker.engines.animatic.performing.countenance import BLINK_SECONDS, blink_times
from gpu_worker.engines.animatic.sets import SETS
from gpu_worker.engines.animatic.sheets.catalogues import ELDER, MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.animatic.things.inserts import INSERTS
from gpu_worker.engines.base import Rendered, RenderRefused
from projects.briefs import (
    Expression,
    LineBrief,
    LineCue,
    Look,
    Phoneme,
    Rate,
    ShotBrief,
    Voice,
)
from projects.performance import catalogue

VOCABULARY = {
    "framing": "extreme_close_up close_up medium_close_up medium medium_full full wide over_shoulder two_shot insert",
    "angle": "eye low high dutch",
    "camera_move": "static push_in pull_out pan_left pan_right tilt_up tilt_down orbit handheld shake crane_up whip",
    "set_id": (
        "mansion_hall hospital_corridor hospital_room office boardroom lobby bedroom living_room restaurant car street "
        "rooftop school courtroom palace_hall village_yard bar airport generic_interior generic_exterior"
    ),
    "expression": (
        "neutral smile gentle_smile laugh bitter_smile cold contempt smug anger fury hatred shock surprise fear terror "
        "sadness crying sobbing grief pain disgust worry nervous shy tender determined suspicious confused pleading "
        "despair tired calm thinking embarrassed professional_smile trembling"
    ),
    "action": (
        "stand sit walk_in walk_out turn_away turn_back look_back look_down look_up nod shake_head point raise_hand "
        "cross_arms hands_on_hips hand_on_chest hand_on_face cover_mouth wipe_tears bow kneel collapse step_forward "
        "step_back lean_in slap push grab_wrist embrace hold_hands hand_over take_off_ring place_object pick_up "
        "show_object phone_call hang_up knock open_door close_door drink write clench_fist tremble run applaud shrug "
        "whisper"
    ),
    "hair_style": ("long_straight long_wavy bob ponytail bun short_neat short_messy crew_cut side_part balding braid"),
    "outfit": (
        "modern_casual dress evening_gown suit business_skirt shirt school_uniform doctor nurse_uniform "
        "security_uniform housekeeper traditional_robe qipao hoodie coat village"
    ),
    "accessory": "glasses earrings necklace ring scarf hat",
}
SIZE = {"width": 108, "height": 192}
HER = person("lin", WOMAN, place=0.5, facing="left", target="gu")
HIM = person("gu", MAN, place=-0.5, facing="right", target="lin")


def render(brief: ShotBrief, folder: Path) -> Rendered:
    folder.mkdir(exist_ok=True)
    return AnimaticEngine().render(brief, inputs={}, scratch=folder, report=lambda _fraction, _stage: None)


def still(brief: ShotBrief, frame: int | None = None) -> np.ndarray:
    shot = Shot(brief)
    pixels = shot.draw(shot.poster_frame if frame is None else frame)
    assert shot.warnings == (), shot.warnings
    return pixels.copy()


def test_two_renders_of_a_brief_are_the_same_bytes(tmp_path: Path) -> None:
    brief = sample(
        frames=20, framing="two_shot", camera_move="push_in", cast=(HER, HIM), set_id="street", interior=False,
        weather="rain", time_of_day="night", width=162, height=288,
    )  # fmt: skip
    first, second = render(brief, tmp_path / "a"), render(brief, tmp_path / "b")
    for one, other in zip(first.files, second.files, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()
        assert one.facts == other.facts


def test_a_frame_does_not_depend_on_the_frames_drawn_before_it() -> None:
    brief = sample(frames=30, framing="medium", camera_move="handheld", cast=(HER, HIM), **SIZE)
    straight, walked = Shot(brief), Shot(brief)
    for frame in range(21):
        walked.draw(frame)
    assert np.array_equal(straight.draw(20), walked.pixels)


@pytest.mark.parametrize("rate", [Rate(24, 1), Rate(30000, 1001)])
def test_the_file_has_exactly_the_frames_rate_and_size_of_the_brief(tmp_path: Path, rate: Rate) -> None:
    said: list[float] = []
    brief = sample(frames=13, rate=rate, cast=(HER,), **SIZE)
    done = AnimaticEngine().render(
        brief, inputs={}, scratch=tmp_path, report=lambda fraction, _stage: said.append(fraction)
    )
    picture, poster = done.files
    assert (picture.name, picture.content_type) == ("picture", "video/mp4")
    assert picture.facts == {
        "frames": 13, "rate_num": rate.num, "rate_den": rate.den, "width": 108, "height": 192, "codec": "h264",
        "bytes": picture.path.stat().st_size,
    }  # fmt: skip
    assert (poster.name, poster.facts["width"], poster.facts["height"]) == ("poster", 540, 960)
    assert said == sorted(said)
    assert said[-1] == 1.0


def test_the_catalogues_hold_the_whole_vocabulary() -> None:
    known = {
        "framing": set(FRAMINGS), "angle": set(ANGLES), "camera_move": set(MOVES), "set_id": set(SETS),
        "expression": set(catalogue().expressions), "action": set(catalogue().actions), "hair_style": set(HAIRSTYLES),
        "outfit": set(OUTFITS),
    }  # fmt: skip
    assert {kind: set(VOCABULARY[kind].split()) - ids for kind, ids in known.items()} == {kind: set() for kind in known}


@pytest.mark.parametrize("framing", VOCABULARY["framing"].split())
@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_every_framing_draws_one_to_four_people(framing: str, people: int) -> None:
    everyone = (HER, HIM, person("po", ELDER, place=-1.0, facing="camera"), person("x", Look(age="child"), place=1.0))
    brief = sample(framing=framing, cast=everyone[:people], props=("ring",), **SIZE)
    shot = Shot(brief)
    shot.draw(10)
    expected = ("over_shoulder with nobody to look over: framed as a medium close-up",)
    assert shot.warnings == (expected if framing == "over_shoulder" and people == 1 else ())


def test_every_set_at_every_hour_and_weather_draws_without_anybody() -> None:
    for index, set_id in enumerate(VOCABULARY["set_id"].split()):
        hour = ("dawn", "day", "dusk", "night")[index % 4]
        weather = ("clear", "rain", "storm", "snow")[index // 2 % 4]
        pixels = still(sample(set_id=set_id, time_of_day=hour, weather=weather, framing="wide", **SIZE))
        assert pixels[..., :3].std() > 4, set_id


def test_sets_and_hours_are_told_apart() -> None:
    views = {
        (set_id, hour): still(sample(set_id=set_id, time_of_day=hour, framing="wide", **SIZE)).astype(int)
        for set_id in ("mansion_hall", "hospital_corridor", "office", "street", "rooftop", "bedroom")
        for hour in ("day", "night")
    }
    pairs = [(a, b) for a in views for b in views if a < b]
    assert min(abs(views[a] - views[b]).mean() for a, b in pairs) > 8


@pytest.mark.parametrize("move", VOCABULARY["camera_move"].split())
def test_every_camera_move_covers_the_frame_from_first_to_last(move: str) -> None:
    for angle in VOCABULARY["angle"].split():
        brief = sample(frames=12, camera_move=move, angle=angle, framing="two_shot", cast=(HER, HIM), **SIZE)
        shot = Shot(brief)
        for frame in (0, 5, 11):
            pixels = shot.draw(frame)
            edges = np.concatenate([pixels[0], pixels[:, 0], pixels[:, -1]])
            assert (edges[:, :3].max(1) > 0).all(), (move, angle, frame)


def test_every_expression_draws_and_no_two_faces_are_alike() -> None:
    faces = {}
    for name in VOCABULARY["expression"].split():
        actor = person("a", WOMAN, expression=Expression(name))
        faces[name] = still(sample(framing="close_up", cast=(actor,), width=162, height=288), 24).astype(int)
    closest = min((float(abs(faces[a] - faces[b]).mean()), a, b) for a in faces for b in faces if a < b)
    assert closest[0] > 0.10, closest


@pytest.mark.parametrize("action", VOCABULARY["action"].split())
def test_every_action_draws_alone_and_towards_somebody(action: str) -> None:
    actor = replace(HER, action=action)
    moved = still(sample(framing="medium_full", cast=(actor, HIM), **SIZE))
    still(sample(framing="full", cast=(replace(actor, target=""),), **SIZE))
    if action != "stand":
        at = Shot(sample(framing="medium_full", cast=(actor, HIM), **SIZE)).poster_frame
        rest = still(sample(framing="medium_full", cast=(HER, HIM), **SIZE), at)
        assert not np.array_equal(moved, rest)


def test_hands_that_meet_meet() -> None:
    shot = Shot(sample(framing="medium_full", cast=(replace(HER, action="slap"), HIM), **SIZE))
    when, struck = shot.company.impact_at() or (0.0, None)
    assert struck is not None
    moments = shot.company.moments(when)
    hand = moments["lin"].bones.arms["L"]
    palm = hand.wrist + hand.along * 0.08
    assert np.linalg.norm(palm - moments["gu"].bones.on_head(0, 0.3, 0.2)) < 0.16


@pytest.mark.parametrize("sex", ["female", "male"])
def test_every_look_draws(sex: str) -> None:
    for hair in VOCABULARY["hair_style"].split():
        for facing in ("left", "camera", "away"):
            actor = person("a", Look(sex=sex, hair_style=hair), facing=facing)  # type: ignore[arg-type]
            still(sample(framing="close_up", cast=(actor,), **SIZE), 4)
    for index, outfit in enumerate(VOCABULARY["outfit"].split()):
        age = ("child", "teen", "young", "adult", "middle", "old")[index % 6]
        worn = tuple(VOCABULARY["accessory"].split()[index % 6 :])
        look = Look(sex=sex, age=age, outfit=outfit, accessories=worn)  # type: ignore[arg-type]
        still(sample(framing="full", cast=(person("a", look),), **SIZE), 4)


@pytest.mark.parametrize("prop", sorted(INSERTS))
def test_every_insert_draws_its_prop(prop: str) -> None:
    shown = still(sample(framing="insert", props=(prop,), cast=(HER,), **SIZE))
    empty = still(sample(framing="wide", **SIZE))
    assert abs(shown.astype(int) - empty.astype(int)).mean() > 4


def test_what_is_unknown_is_drawn_as_something_stated() -> None:
    actor = person(
        "a",
        Look(hair_style="mohawk", outfit="spacesuit", hair_color="green", skin="blue", accessories=("monocle",)),
        action="levitate",
        expression=Expression("ennui"),
    )
    brief = sample(set_id="submarine", framing="selfie", angle="worm", camera_move="teleport", cast=(actor,), **SIZE)
    shot = Shot(brief)
    shot.draw(0)
    for wanted, drawn in (
        ("set_id 'submarine'", "'generic_interior'"),
        ("framing 'selfie'", "'medium'"),
        ("angle 'worm'", "'eye'"),
        ("camera_move 'teleport'", "'static'"),
        ("action 'levitate'", "'stand'"),
        ("expression 'ennui'", "'neutral'"),
        ("hair_style 'mohawk'", "'long_straight'"),
        ("outfit 'spacesuit'", "'modern_casual'"),
        ("hair_color 'green'", "'black'"),
        ("skin 'blue'", "'light'"),
        ("accessory 'monocle'", "not drawn"),
    ):
        assert any(wanted in said and drawn in said for said in shot.warnings), wanted
    outside = Shot(replace(brief, interior=False, framing="wide", angle="eye", camera_move="static", cast=()))
    assert outside.warnings == ("unknown set_id 'submarine': drawn as 'generic_exterior'",)


def test_an_unknown_prop_is_a_parcel_and_says_so() -> None:
    shot = Shot(sample(framing="insert", props=("urn",), **SIZE))
    shot.draw(0)
    assert shot.warnings == ("insert of 'urn': drawn as a plain parcel in two hands",)


def test_a_brief_that_is_no_shot_or_has_no_frames_is_refused(tmp_path: Path) -> None:
    line = LineBrief("lin_1", "S", "Lin", "dialogue", "你好", Voice(), Expression(), 1)
    with pytest.raises(RenderRefused, match="draws shots, not LineBrief"):
        AnimaticEngine().render(line, inputs={}, scratch=tmp_path, report=lambda _f, _s: None)
    for change, code in (
        ({"frames": 0}, "brief.frames"),
        ({"frames": 10_000}, "brief.frames"),
        ({"width": 107}, "brief.size"),
        ({"rate": Rate(0, 1)}, "brief.rate"),
    ):
        with pytest.raises(RenderRefused) as refused:
            AnimaticEngine().render(
                replace(sample(**SIZE), **change), inputs={}, scratch=tmp_path, report=lambda _f, _s: None
            )
        assert refused.value.code == code


def spoken(kind: str, phonemes: tuple[Phoneme, ...]) -> ShotBrief:
    cue = LineCue("l", "a", kind, 4, 40, phonemes)  # type: ignore[arg-type]
    actor = person("a", WOMAN, expression=Expression("neutral", {}, 0.0))
    return sample(framing="close_up", cast=(actor,), cues=(cue,), frames=48, width=270, height=480)


def mouth_of(brief: ShotBrief, frame: int) -> np.ndarray:
    shot = Shot(brief)
    pixels = shot.draw(frame)
    company, camera = shot.company, shot.path.at(frame)
    bones = company.moments(brief.rate.seconds(frame - frame % 2))["a"].bones
    x, y = (int(c) for c in camera.project(bones.on_head(0, 0.16, 0.33)))
    return pixels[y - 16 : y + 22, x - 22 : x + 22, :3].astype(int)


def test_lips_move_with_phonemes_of_dialogue_and_only_then() -> None:
    words = (Phoneme(0, "a"), Phoneme(300, "m"), Phoneme(600, "u"), Phoneme(900, "i"))
    silent, speaking, off_screen = spoken("dialogue", ()), spoken("dialogue", words), spoken("vo", words)
    open_frame, shut_frame = 8, 14  # "a" is sounding; "m" is
    assert abs(mouth_of(speaking, open_frame) - mouth_of(silent, open_frame)).mean() > 8
    assert abs(mouth_of(off_screen, open_frame) - mouth_of(off_screen, shut_frame)).mean() < 6
    dark = [(mouth_of(speaking, frame).sum(2) < 260).mean() for frame in (open_frame, shut_frame)]
    assert dark[0] > dark[1] + 0.02


def test_skia_is_imported_without_the_gl_libraries() -> None:
    code = (
        "import ctypes\n"
        "real = ctypes.CDLL\n"
        "def hidden(name, *args, **kwargs):\n"
        "    if name in ('libGL.so.1', 'libEGL.so.1'):\n"
        "        raise OSError(name)\n"
        "    return real(name, *args, **kwargs)\n"
        "ctypes.CDLL = hidden\n"
        "from gpu_worker.engines.animatic.shot import Shot\n"
        "from gpu_worker.engines.animatic.sheets.catalogues import sample\n"
        "print(Shot(sample(width=64, height=64)).draw(0).std() > 1)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr


@pytest.mark.parametrize("key", range(40))
def test_nobody_blinks_in_the_frame_that_stands_for_the_shot(key: int) -> None:
    for seconds in (2.0, 2.6, 3.5, 8.0):
        blinks = blink_times(key, seconds)
        assert not any(0 <= seconds / 2 - at < BLINK_SECONDS for at in blinks)
    assert blink_times(key, 30.0)
