"""A cast member's look as what is drawn: colours, proportions in metres, and the templates for hair and outfit.

Every id that is not known falls back to a stated default and is reported through `Notes`.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.hairstyles import HAIRSTYLES, Hairstyle
from gpu_worker.engines.animatic.raster import Color, mix, rgb
from gpu_worker.engines.animatic.wardrobe import OUTFITS, Outfit
from gpu_worker.engines.animatic.worn import CONDITIONS, WORN
from projects.briefs import Look

T = TypeVar("T")

SKINS = {"light": "#fbe3d3", "medium": "#f0caa8", "tan": "#d9a679", "dark": "#9a6a4a"}
HAIR_COLORS = {
    "black": "#2b2530",
    "dark_brown": "#3f2c2a",
    "brown": "#5d3d30",
    "light_brown": "#8a5d40",
    "chestnut": "#6e4029",
    "auburn": "#7a3328",
    "wine_red": "#5e1f2e",
    "red": "#a23a2c",
    "blond": "#d9b06a",
    "blonde": "#d9b06a",
    "dark_grey": "#5c5a64",
    "grey": "#8d8b94",
    "gray": "#8d8b94",
    "silver": "#b9bac6",
    "white": "#dcdbe0",
    "blue": "#33446e",
    "pink": "#d98aa0",
    "purple": "#5c4377",
}
CLOTH_COLORS = {
    "black": "#2c2a33",
    "white": "#f4f1ee",
    "ivory": "#f2e8d8",
    "cream": "#f1e6d0",
    "beige": "#dcc9ac",
    "grey": "#84858f",
    "gray": "#84858f",
    "charcoal": "#45464f",
    "navy": "#2d3658",
    "blue": "#3f67a8",
    "light_blue": "#a9c8e6",
    "sky": "#a9c8e6",
    "teal": "#2f6f73",
    "green": "#4a7a58",
    "dark_green": "#2f5142",
    "olive": "#6b6b45",
    "red": "#b3303c",
    "crimson": "#9c2137",
    "burgundy": "#6d2136",
    "wine": "#6d2136",
    "pink": "#e7a9b4",
    "rose": "#cf7f8e",
    "purple": "#6b4a86",
    "lavender": "#bdaed8",
    "yellow": "#e3c15f",
    "gold": "#c9a25a",
    "orange": "#d9834a",
    "brown": "#74503d",
    "camel": "#bb9166",
    "khaki": "#b3a27c",
    "silver": "#c3c6d0",
}
EYES = ("#5b3a28", "#6b4226", "#4a332c", "#3d4a5e", "#5a4a34")


class Notes:
    """Warnings collected while a shot is prepared, each said once."""

    def __init__(self) -> None:
        self._said: dict[str, None] = {}

    def say(self, warning: str) -> None:
        """Remember `warning` for the take."""
        self._said.setdefault(warning)

    def choose(self, kind: str, wanted: str, known: Mapping[str, T], fallback: str) -> T:
        """`known[wanted]`, or the fallback with a warning that names both."""
        if wanted in known:
            return known[wanted]
        self.say(f"unknown {kind} {wanted!r}: drawn as {fallback!r}")
        return known[fallback]

    @property
    def all(self) -> tuple[str, ...]:
        """Every warning in the order it was first said."""
        return tuple(self._said)


@dataclass(frozen=True, slots=True)
class Figure:
    """Measures of a body in metres, standing upright."""

    height: float
    head: float
    hip: float
    shoulder: float
    shoulder_x: float
    upper_arm: float
    forearm: float
    hand: float
    girth: float
    rings: Vector


@dataclass(frozen=True, slots=True)
class Appearance:
    """Everything about a person that does not change during a shot."""

    key: int
    is_male: bool
    age: str
    skin: Color
    hair: Color
    eye: Color
    lip: Color
    main: Color
    second: Color
    accent: Color
    hairstyle: Hairstyle
    outfit: Outfit
    accessories: frozenset[str]
    figure: Figure
    worn: tuple[str, ...] = ()  # what head and face wear, in the order it was put on
    extras: dict[str, float] = field(default_factory=dict)

    @property
    def traits(self) -> tuple[float, float, float]:
        """Three numbers in -1..1 that make a face this person's own."""
        return (
            self.key % 97 / 48 - 1,
            self.key // 97 % 89 / 44 - 1,
            self.key // 9000 % 83 / 41 - 1,
        )

    @property
    def is_child(self) -> bool:
        """True where a child's proportions apply."""
        return self.age == "child"

    @property
    def is_old(self) -> bool:
        """True where lines of age are drawn."""
        return self.age == "old"


ACCESSORIES = frozenset({"glasses", "necklace", "ring", "scarf", *CONDITIONS, *WORN})
#                     s      width  front  back, as shares of the figure's scale
FEMALE_RINGS = (
    (-0.18, 0.150, 0.088, 0.122),
    (0.00, 0.156, 0.096, 0.122),
    (0.20, 0.137, 0.094, 0.096),
    (0.42, 0.108, 0.086, 0.080),
    (0.60, 0.118, 0.094, 0.085),
    (0.74, 0.127, 0.116, 0.088),
    (0.88, 0.130, 0.093, 0.084),
    (0.945, 0.130, 0.070, 0.072),
    (0.980, 0.117, 0.060, 0.066),
    (1.005, 0.098, 0.054, 0.063),
    (1.030, 0.076, 0.050, 0.059),
    (1.055, 0.059, 0.046, 0.054),
)
MALE_RINGS = (
    (-0.16, 0.152, 0.095, 0.118),
    (0.00, 0.156, 0.105, 0.120),
    (0.20, 0.148, 0.108, 0.100),
    (0.42, 0.146, 0.106, 0.095),
    (0.62, 0.166, 0.120, 0.105),
    (0.78, 0.176, 0.128, 0.110),
    (0.88, 0.186, 0.108, 0.105),
    (0.945, 0.186, 0.084, 0.085),
    (0.980, 0.167, 0.069, 0.077),
    (1.010, 0.137, 0.063, 0.073),
    (1.035, 0.107, 0.058, 0.069),
    (1.060, 0.084, 0.054, 0.065),
)


def _figure(look: Look) -> Figure:
    is_male = look.sex == "male"
    height = min(2.1, max(0.8, look.height_m))
    if look.age == "child":
        height = min(height, 1.35)
    heads = {"child": 5.3, "teen": 6.5}.get(look.age, 7.0 if is_male else 6.85)
    k = height / (1.82 if is_male else 1.68)
    girth = {"slim": 0.95, "average": 1.0, "broad": 1.12}[look.build]
    if look.age == "child":
        girth *= 0.9
    rings = np.array(MALE_RINGS if is_male else FEMALE_RINGS)
    rings[:, 1:] *= k * girth
    if look.age in ("middle", "old"):  # the waist fills out with the years
        rings[:, 1:] *= 1 + 0.10 * np.exp(-(((rings[:, :1] - 0.38) / 0.28) ** 2))
    if look.age == "child":
        rings[:, 1:2] *= np.interp(rings[:, :1], [0, 0.6, 1], [0.92, 0.95, 0.88])
    shares = (0.520, 0.815) if is_male else (0.527, 0.812)
    arms = (0.159, 0.137, 0.098) if is_male else (0.152, 0.134, 0.090)
    return Figure(
        height=height,
        head=height / heads,
        hip=height * shares[0],
        shoulder=height * (shares[1] - (0.02 if look.age == "child" else 0)),
        shoulder_x=(0.154 if is_male else 0.112) * k * girth,
        upper_arm=arms[0] * height,
        forearm=arms[1] * height,
        hand=arms[2] * height,
        girth=k * girth,
        rings=rings,
    )


def _cloth(wanted: str, fallback: str, notes: Notes) -> Color:
    if not wanted:
        return rgb(fallback)
    if wanted.startswith("#") and len(wanted) == 7:
        return rgb(wanted)
    if wanted not in CLOTH_COLORS:
        notes.say(f"unknown outfit_color {wanted!r}: drawn in the outfit's own colour")
        return rgb(fallback)
    return rgb(CLOTH_COLORS[wanted])


def dress_up(member_id: str, look: Look, notes: Notes) -> Appearance:
    """What a cast member with this look is drawn as."""
    key = zlib.crc32(f"{member_id}/{look.seed}".encode())
    is_male = look.sex == "male"
    outfit = notes.choose("outfit", look.outfit, OUTFITS, "modern_casual")
    main, second, accent = outfit.colors_male if is_male and outfit.colors_male else outfit.colors
    chosen = outfit.palette[key % len(outfit.palette)] if outfit.palette and not look.outfit_color else main
    skin = rgb(notes.choose("skin", look.skin, SKINS, "light"))
    if look.hair_color.startswith("#") and len(look.hair_color) == 7:
        hair = rgb(look.hair_color)
    else:
        hair = rgb(notes.choose("hair_color", look.hair_color, HAIR_COLORS, "black"))
    if look.age == "old" and look.hair_color in ("black", "dark_brown", "brown"):
        hair = mix(hair, rgb("#a9a7b0"), 0.62)
    for accessory in sorted(set(look.accessories) - ACCESSORIES):
        notes.say(f"unknown accessory {accessory!r}: not drawn")
    hairstyle = notes.choose("hair_style", look.hair_style, HAIRSTYLES, "long_straight")
    lip = mix(rgb("#c8606a"), skin, 0.12) if not is_male else mix(rgb("#b86a64"), skin, 0.45)
    return Appearance(
        key=key,
        is_male=is_male,
        age=look.age,
        skin=mix(skin, rgb("#c99b7c"), 0.12) if look.age == "old" else skin,
        hair=hair,
        eye=rgb(EYES[key // 7 % len(EYES)]),
        lip=mix(lip, skin, 0.45) if look.age in ("child", "old") else lip,
        main=_cloth(look.outfit_color, chosen, notes),
        second=rgb(second),
        accent=rgb(accent),
        hairstyle=hairstyle,
        outfit=outfit,
        accessories=frozenset(look.accessories) & ACCESSORIES,
        worn=(*sorted(outfit.extras & WORN.keys()), *hairstyle.wears, *look.accessories),
        figure=_figure(look),
        extras={"phase": (key % 1000) / 1000 * math.tau},
    )
