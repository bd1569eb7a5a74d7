"""A cast member's look as what is drawn: colours, proportions in metres, and the templates for hair and outfit.

Every id that is not known falls back to a stated default and is reported through `Notes`.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gpu_worker.engines.animatic.bodies.figures import Figure, measure, shell_of
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.clothing.dyes import dye, read_color
from gpu_worker.engines.animatic.clothing.states import STATES
from gpu_worker.engines.animatic.clothing.wardrobe import OUTFITS, Outfit
from gpu_worker.engines.animatic.faces.features import HINT, SHAPES, Features, features_of
from gpu_worker.engines.animatic.heads.hairstyles import HAIRSTYLES, Hairstyle
from gpu_worker.engines.animatic.heads.worn import CONDITIONS, WORN
from gpu_worker.engines.animatic.raster import Color, mix, rgb
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
    shell: Vector  # the rings of the garment on the trunk, as those of the figure
    cloth: dict[str, Color] = field(default_factory=dict)  # the outfit's colours by role
    features: Features = field(default_factory=Features)
    worn: tuple[str, ...] = ()  # what head and face wear, in the order it was put on
    extras: dict[str, float] = field(default_factory=dict)

    @property
    def sleeve(self) -> Color:
        """The colour of the sleeves."""
        return self.cloth.get(self.outfit.sleeve_color, self.main)

    @property
    def is_child(self) -> bool:
        """True where a child's proportions apply."""
        return self.age == "child"

    @property
    def is_old(self) -> bool:
        """True where lines of age are drawn."""
        return self.age == "old"


ACCESSORIES = frozenset(
    {"glasses", "necklace", "ring", "scarf", *STATES, *CONDITIONS, *WORN, *(HINT + shape for shape in SHAPES)}
)


def _wanted(look: Look, notes: Notes) -> Color | None:
    color = read_color(look.outfit_color) if look.outfit_color else None
    if look.outfit_color and color is None:
        notes.say(f"unknown outfit_color {look.outfit_color!r}: drawn in the outfit's own colour")
    return color


def dress_up(member_id: str, look: Look, notes: Notes) -> Appearance:
    """What a cast member with this look is drawn as."""
    key = zlib.crc32(f"{member_id}/{look.seed}".encode())
    is_male = look.sex == "male"
    outfit = notes.choose("outfit", look.outfit, OUTFITS, "modern_casual").cut_for(is_male=is_male)
    cloth = dye(outfit, _wanted(look, notes), key)
    figure = measure(look)
    skin = mix(rgb(notes.choose("skin", look.skin, SKINS, "light")), rgb("#d99f78"), key // 13 % 5 * 0.035)
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
        skin=mix(skin, rgb("#c99b7c"), {"old": 0.14, "middle": 0.06}.get(look.age, 0.0)),
        hair=hair,
        eye=rgb(EYES[key // 7 % len(EYES)]),
        lip=mix(lip, skin, {"child": 0.45, "old": 0.5, "middle": 0.28, "teen": 0.2}.get(look.age, 0.0)),
        main=cloth["main"],
        second=cloth["second"],
        accent=cloth["accent"],
        hairstyle=hairstyle,
        outfit=outfit,
        accessories=frozenset(look.accessories) & ACCESSORIES,
        features=features_of(key, is_male=is_male, age=look.age, hints=look.accessories),
        worn=(*sorted(outfit.extras & WORN.keys()), *hairstyle.wears, *look.accessories),
        figure=figure,
        shell=shell_of(figure, outfit),
        cloth=cloth,
        extras={"phase": (key % 1000) / 1000 * math.tau},
    )
