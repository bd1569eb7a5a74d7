"""Sheets of clothes: every outfit on a woman and a man from the front, turned and from behind; whole casts.

Captions give the id and the Chinese name writers use, read from the catalogue of looks.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.bodies.appearance import Notes, dress_up
from gpu_worker.engines.animatic.bodies.person import Moment, Person
from gpu_worker.engines.animatic.bodies.skeleton import REST, Pose, Skeleton
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.clothing.wardrobe import OUTFITS
from gpu_worker.engines.animatic.raster import Brush, Light, new_surface
from gpu_worker.engines.animatic.sheets.captions import Tile, write_tiles
from gpu_worker.engines.animatic.sheets.catalogues import person, sample
from gpu_worker.engines.animatic.shot import Shot
from projects.briefs import Look, ShotBrief
from projects.performance.looks import looks

SIZE = (180, 440)
PAPER = (226, 230, 233, 255)
STUDIO = Light(key=(-0.62, -0.55), lit=(1.0, 1.0, 1.0), shade=(0.72, 0.66, 0.76))
VIEWS: tuple[Pose, ...] = ({"yaw": 0.0}, {"yaw": 38.0}, {"yaw": 180.0})
PALACE_HAIR = {"female": "palace_updo", "male": "topknot"}
EVERYDAY_HAIR = {"female": "low_bun", "male": "side_part"}


def figure(look: Look, pose: Pose, size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """Somebody from head to foot on plain paper."""
    seen = dress_up("sheet", look, Notes())
    bones = Skeleton(seen.figure, {**REST, **pose})
    width, height = size
    camera = Camera(np.array([0.0, 1.15, 5.4]), np.array([0.0, 0.92, 0.0]), fov=21.0, width=width, height=height)
    surface, pixels = new_surface(width, height)
    pixels[:] = PAPER
    Person(seen, Moment(bones), camera).draw(Brush(surface.getCanvas(), STUDIO, 1.0))
    return pixels.copy()


def wearing(outfit: str, sex: str, seed: int = 0) -> Look:
    """A grown woman or man in an outfit, with hair of its time."""
    is_old_time = looks().is_of(outfit, "palace")
    hair = (PALACE_HAIR if is_old_time else EVERYDAY_HAIR)[sex]
    if sex == "male":
        return Look(sex="male", height_m=1.81, outfit=outfit, hair_style=hair, seed=seed)
    return Look(height_m=1.67, outfit=outfit, hair_style=hair, seed=seed)


def write_outfits(folder: Path) -> list[Path]:
    """Every outfit, both sexes, three sides."""
    tiles = []
    for seed, name in enumerate(OUTFITS):
        term = looks().outfits.get(name)
        views = [figure(wearing(name, sex, seed), view) for sex in ("female", "male") for view in VIEWS]
        tiles.append(Tile(np.hstack(views), f"{name}  {term.zh}" if term else name, term.en if term else ""))
    return [write_tiles(tiles, folder / "sheet_outfits.png", across=3, title=f"{len(tiles)} outfits")]


CASTS: dict[str, tuple[tuple[str, str], tuple[Look, ...]]] = {
    "豪门 The heiress": (
        ("mansion_hall", "warmth"),
        (
            Look(outfit="evening_gown", hair_style="long_wavy", accessories=("earrings_drop", "necklace"), seed=4),
            Look(sex="male", height_m=1.85, outfit="three_piece_suit", hair_style="slick_back", seed=5),
            Look(age="old", height_m=1.58, outfit="qipao", hair_style="chignon", hair_color="silver", seed=3),
        ),
    ),
    "办公室 The office": (
        ("office", "neutral"),
        (
            Look(outfit="business_skirt", hair_style="lob_bangs", seed=2),
            Look(sex="male", height_m=1.82, outfit="suit", hair_style="short_neat", seed=8),
            Look(outfit="knit_sweater", hair_style="ponytail", accessories=("glasses",), seed=6),
        ),
    ),
    "医院 The ward": (
        ("hospital_room", "sadness"),
        (
            Look(outfit="hospital_gown", hair_style="long_straight", seed=1),
            Look(sex="male", height_m=1.8, outfit="doctor", hair_style="side_part", accessories=("glasses",), seed=2),
            Look(outfit="nurse_uniform", hair_style="low_bun", seed=3),
        ),
    ),
    "校园 The school": (
        ("school", "comedy"),
        (
            Look(age="teen", height_m=1.6, outfit="school_uniform", hair_style="twin_tails", seed=1),
            Look(sex="male", age="teen", height_m=1.72, outfit="school_tracksuit", hair_style="short_messy", seed=2),
            Look(sex="male", age="child", height_m=1.25, outfit="hoodie", hair_style="bowl_cut", seed=5),
        ),
    ),
    "宫廷 The palace": (
        ("palace_hall", "suspense"),
        (
            Look(outfit="consort_robe", hair_style="palace_updo", seed=0),
            Look(sex="male", height_m=1.83, outfit="emperor_robe", hair_style="topknot", seed=2),
            Look(sex="male", height_m=1.75, outfit="official_robe", hair_style="topknot", age="middle", seed=3),
        ),
    ),
    "江湖 The rivers and lakes": (
        ("palace_hall", "tension"),
        (
            Look(outfit="hanfu", hair_style="ancient_long", seed=2),
            Look(sex="male", height_m=1.84, outfit="swordsman", hair_style="topknot_long", seed=2),
            Look(sex="male", height_m=1.86, build="broad", outfit="armor", hair_style="topknot", seed=0),
        ),
    ),
    "民国 The concession": (
        ("street", "romance"),
        (
            Look(outfit="qipao", hair_style="long_wavy", seed=1),
            Look(sex="male", height_m=1.8, outfit="changshan", hair_style="side_part", seed=3),
            Look(age="teen", height_m=1.6, outfit="changshan", hair_style="twin_braids", seed=2),
        ),
    ),
    "乡村 The village": (
        ("village_yard", "warmth"),
        (
            Look(outfit="floral_jacket", hair_style="braid", age="middle", height_m=1.6, seed=2),
            Look(sex="male", height_m=1.72, age="old", outfit="padded_jacket", hair_style="grey_elder", seed=3),
            Look(sex="male", height_m=1.76, build="broad", outfit="straw_worker", hair_style="crew_cut", seed=3),
        ),
    ),
}


def cast_brief(place: str, mood: str, people: tuple[Look, ...], framing: str) -> ShotBrief:
    """Three people of one story side by side."""
    spots = zip((-0.55, 0.0, 0.55), ("right", "camera", "left"), people, strict=True)
    cast = tuple(person(f"p{index}", look, place=x, facing=way) for index, (x, way, look) in enumerate(spots))
    inside = place not in ("street", "village_yard")
    return sample(width=432, height=576, set_id=place, interior=inside, mood=mood, framing=framing, cast=cast)


def write_looks(folder: Path) -> list[Path]:
    """A cast of each kind of story, from head to foot and to the waist; then builds and ages."""
    tiles = []
    for name, ((place, mood), people) in CASTS.items():
        for framing in ("full", "medium"):
            shot = Shot(cast_brief(place, mood, people, framing))
            tiles.append(Tile(shot.draw(shot.poster_frame).copy(), name, framing))
    paths = [write_tiles(tiles, folder / "sheet_looks.png", across=4, title="casts")]
    bodies = []
    for sex in ("female", "male"):
        for age, height in (("child", 1.2), ("teen", 1.6), ("young", 1.68), ("middle", 1.66), ("old", 1.6)):
            for build in ("slim", "average", "broad"):
                tall = height + (0.12 if sex == "male" and age != "child" else 0.0)
                look = Look(sex=sex, age=age, build=build, height_m=tall, hair_style=EVERYDAY_HAIR[sex])  # type: ignore[arg-type]
                bodies.append(Tile(figure(look, {"yaw": 25.0}, (150, 400)), f"{age} {build}"))
    paths.append(write_tiles(bodies, folder / "sheet_bodies.png", across=15, title="ages and builds"))
    return paths


OUTFIT_SHEETS: dict[str, Callable[[Path], list[Path]]] = {"outfits": write_outfits, "looks": write_looks}
