"""Sheets of heads: every hair style from every side, six cast types at larger size, and everything that is worn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from gpu_worker.engines.animatic.faces.portrait import Sitting, draw_portrait, sit_for
from gpu_worker.engines.animatic.heads.hairstyles import HAIRSTYLES
from gpu_worker.engines.animatic.heads.worn import WORN
from gpu_worker.engines.animatic.performing.countenance import FaceState
from gpu_worker.engines.animatic.sheets.captions import Tile, write_tiles
from projects.briefs import Look
from projects.performance.looks import looks

YAWS = (0, 35, 70, 90, 135, 180)
COLORS = ("black", "dark_brown", "brown", "chestnut", "wine_red", "black")
TYPES: tuple[tuple[str, Look], ...] = (
    ("heroine", Look(hair_style="long_side_swept", hair_color="dark_brown", accessories=("earrings_drop",), seed=11)),
    ("chairman", Look(sex="male", age="adult", height_m=1.84, hair_style="slick_back", outfit="suit", seed=5)),
    ("rival", Look(hair_style="lob_bangs", hair_color="wine_red", accessories=("earrings_hoop",), seed=23)),
    (
        "matriarch",
        Look(age="old", height_m=1.58, hair_style="chignon", hair_color="silver", outfit="qipao", seed=9,
             accessories=("earrings_jade",)),
    ),
    ("child", Look(sex="male", age="child", height_m=1.18, hair_style="bowl_cut", outfit="hoodie", seed=3)),
    (
        "general",
        Look(sex="male", age="middle", height_m=1.82, hair_style="topknot", outfit="traditional_robe", seed=14,
             accessories=("goatee", "scar_cheek")),
    ),
)  # fmt: skip
CLOSE = Sitting(heads=1.85, middle=0.46)
BUST = Sitting(heads=2.5, middle=0.22)


def _wearer(style: str, index: int) -> Look:
    """Somebody who would wear a style."""
    term = looks().hairstyles.get(style)
    is_male = term is not None and "female" not in term.sexes
    ages = term.ages if term is not None else frozenset({"young"})
    age = next(age for age in ("young", "adult", "middle", "old", "teen", "child") if age in ages)
    look = Look(hair_style=style, hair_color=COLORS[index % len(COLORS)], seed=index)
    if is_male:
        look = replace(look, sex="male", height_m=1.8)
    if age in ("middle", "old"):
        look = replace(look, hair_color="dark_grey" if age == "middle" else "grey")
    if term is not None and term.periods == frozenset({"palace"}):
        look = replace(look, outfit="traditional_robe", hair_color="black")
    return replace(look, age=age, height_m=1.2 if age == "child" else look.height_m)


def write_heads(folder: Path) -> Path:
    """Every hair style at six turns, two styles to a row; beside it the cast types at larger size."""
    tiles = []
    for index, style in enumerate(HAIRSTYLES):
        look = sit_for(_wearer(style, index), style)
        for yaw in YAWS:
            pixels = draw_portrait(look, FaceState(), 168, replace(BUST, yaw=float(yaw)), tall=1.2)
            tiles.append(Tile(pixels, style if yaw == 0 else "", f"{yaw}°"))
    write_types(folder)
    return write_tiles(tiles, folder / "sheet_heads.png", across=2 * len(YAWS), title="heads")


def write_types(folder: Path) -> Path:
    """Six people of a short drama: face, three quarters, profile, the back and a look down."""
    tiles = []
    for name, wanted in TYPES:
        look = sit_for(wanted, name)
        for yaw, pitch in ((0.0, 0.0), (38.0, 0.0), (90.0, 0.0), (135.0, 0.0), (180.0, 0.0), (-25.0, 22.0)):
            sitting = replace(CLOSE, yaw=yaw, head={"head_pitch": pitch})
            pixels = draw_portrait(look, FaceState(), 360, sitting, tall=1.15)
            tiles.append(
                Tile(pixels, name if yaw == 0 else "", f"{yaw:g}°" if not pitch else f"{yaw:g}°, down {pitch:g}°")
            )
    return write_tiles(tiles, folder / "sheet_heads_types.png", across=6, title="cast types")


def _things() -> Iterable[str]:
    return (name for name in WORN if "_" not in name or not name.endswith(("_nose", "_eye", "_head", "_neck", "_face")))


def write_worn(folder: Path) -> Path:
    """Everything worn or suffered, from the front, half turned and in profile."""
    tiles = []
    men = {"beard", "long_beard", "goatee", "moustache", "stubble", "fedora", "official_hat", "guan", "peaked_cap"}
    for name in _things():
        man = Look(sex="male", height_m=1.8, hair_style="topknot" if name in ("guan", "official_hat") else "side_part")
        look = sit_for(replace(man if name in men else Look(hair_style="low_bun"), accessories=(name,), seed=4), "worn")
        for yaw in (0, 40, 90):
            pixels = draw_portrait(look, FaceState(), 168, replace(CLOSE, yaw=float(yaw), heads=2.0, middle=0.55))
            tiles.append(Tile(pixels, name if yaw == 0 else ""))
    return write_tiles(tiles, folder / "sheet_heads_worn.png", across=12, title="worn and suffered")


HEAD_SHEETS: dict[str, Callable[[Path], Path]] = {"heads": write_heads, "types": write_types, "worn": write_worn}
