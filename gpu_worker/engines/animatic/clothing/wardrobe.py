"""Outfits as data: JSON templates under `data/outfits`, read once; their README says what every field means.

`colors` are roles: main, second (shirt, blouse, collar), accent (tie, belt, trim), lower (what covers the legs; empty
for main), shoes. `palettes` offer other colours to a look that names none, so that two people rarely match.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
ROLES = ("main", "second", "accent", "lower", "shoes")
ANSWERED = frozenset(
    {"arm_patch", "bow_tie", "bracers", "leg_stripe", "satin_lapels", "side_stripe", "sleeve_stripe", "socks", "studs"}
    | {"tie", "waistcoat", "white_collar", "wristband"}
)
"""Extras that necklines, sleeves and legs answer to; every other one is a trimming by its own name."""


class TemplateMalformed(ValueError):
    """An outfit template names something that cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a garment sits: shares of the body it stands off, and how wide its sleeves and legs are."""

    ease: float = 0.03  # all around
    waist: float = 0.2  # 0 follows the waist, 1 hangs straight from the chest
    flare: float = 0.02  # more at the hem
    sleeve: tuple[float, float, float] = (1.02, 1.08, 1.18)  # at shoulder, elbow and wrist, of the arm's own width


FITS: Mapping[str, Fit] = {
    "skin": Fit(0.0, 0.0, 0.0, (0.95, 0.96, 0.92)),
    "slim": Fit(0.015, 0.0, 0.0, (0.96, 1.00, 1.02)),
    "regular": Fit(0.035, 0.28, 0.02, (0.98, 1.06, 1.12)),
    "loose": Fit(0.075, 0.62, 0.05, (1.03, 1.20, 1.30)),
    "tailored": Fit(0.045, 0.22, 0.05, (0.99, 1.08, 1.16)),
    "straight": Fit(0.06, 0.80, 0.03, (1.01, 1.13, 1.24)),
    "padded": Fit(0.17, 0.88, 0.00, (1.26, 1.46, 1.40)),
    "robe": Fit(0.05, 0.42, 0.05, (1.08, 1.40, 2.40)),
    "flowing": Fit(0.04, 0.20, 0.04, (1.06, 1.55, 3.30)),
}


@dataclass(frozen=True, slots=True)
class Skirt:
    """Cloth that hangs around the legs, from waist or shoulders; lengths are shares of the leg, widths metres."""

    length: float = 0.5
    hip: float = 0.0  # more than the body's own
    hem: float = 0.05  # more than what holds both legs
    pleats: int = 0
    slit: float = 0.0  # from where on, 0 none; seen as a line and a leg
    train: float = 0.0  # metres it lies on the floor behind
    open: float = 0.0  # degrees that stay open in front: a coat
    high: float = 0.34  # where on the trunk it begins
    color: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something drawn on the cloth: line, patch, dots, band or roundel, in the coordinates of a surface."""

    kind: str
    on: str = "front"  # front, back, skirt, coat
    rows: tuple[tuple[float, float], ...] = ()
    width: float = 0.01  # in heads
    color: str = "accent"
    shade: float = 1.0
    mirror: bool = False
    corners: tuple[int, ...] = ()
    fine: bool = False  # without an outline


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is printed or woven into the cloth."""

    kind: str
    color: str = "second"
    size: float = 0.05  # metres from one to the next
    on: tuple[str, ...] = ("top", "sleeve")


@dataclass(frozen=True, slots=True)
class Outfit:
    """One outfit template as one sex wears it."""

    id: str = ""
    colors: Mapping[str, str] = field(default_factory=dict)
    palettes: tuple[Mapping[str, str], ...] = ()
    neck: str = "round"
    opens_at: float = 0.40
    sleeve: str = "long"
    cuff: str = ""  # colour role of what shows at the wrist
    sleeve_drop: float = 0.30  # metres a wide sleeve hangs
    sleeve_color: str = "main"
    fit: Fit = FITS["regular"]
    hem: float = -0.12  # where the top ends: 0 hips, 1 shoulders
    tucked: bool = False
    band: bool = False  # the top ends in a ribbed band
    legs: str = "trousers"  # or bare
    leg_wide: tuple[float, float, float] = (1.0, 1.0, 1.0)
    skirt: Skirt | None = None
    coat: Skirt | None = None
    pattern: Pattern | None = None
    extras: frozenset[str] = frozenset()
    marks: tuple[Mark, ...] = ()
    footwear: str = "leather"  # leather, heels, boots, sneakers, cloth, bare
    hat: str = ""

    @property
    def shoes(self) -> str:
        """The colour of the shoes."""
        return self.colors.get("shoes", "#2a2429")


@dataclass(frozen=True, slots=True)
class Template:
    """An outfit with both its cuts."""

    female: Outfit
    male: Outfit

    def cut_for(self, *, is_male: bool) -> Outfit:
        """The outfit as this sex wears it."""
        return self.male if is_male else self.female


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid on `base`; objects are merged, everything else is replaced."""
    whole = dict(base)
    for name, value in over.items():
        own = whole.get(name)
        whole[name] = _merged(own, value) if isinstance(own, dict) and isinstance(value, dict) else value
    return whole


def _tupled(value: Any) -> Any:
    return tuple(_tupled(entry) for entry in value) if isinstance(value, list) else value


def _made(kind: type, raw: Mapping[str, Any], whose: str) -> Any:
    known = {entry.name for entry in fields(kind)}
    if unknown := sorted(set(raw) - known):
        raise TemplateMalformed(f"outfit {whose!r}: {kind.__name__} has no {', '.join(unknown)}")
    return kind(**{name: _tupled(value) for name, value in raw.items()})


def _cut(raw: Mapping[str, Any]) -> Outfit:
    whose = str(raw.get("id", ""))
    own = {name: value for name, value in raw.items() if name not in ("female", "male") and value is not None}
    fit = own.get("fit", "regular")
    if isinstance(fit, str):
        if fit not in FITS:
            raise TemplateMalformed(f"outfit {whose!r}: no fit {fit!r}")
        own["fit"] = FITS[fit]
    else:
        own["fit"] = _made(Fit, fit, whose)
    for name, kind in (("skirt", Skirt), ("coat", Skirt), ("pattern", Pattern)):
        if name in own:
            own[name] = _made(kind, own[name], whose)
    own["marks"] = tuple(_made(Mark, mark, whose) for mark in own.get("marks", ()))
    own["extras"] = frozenset((*own.get("extras", ()), *filter(None, (own.get("hat"),))))
    own["palettes"] = tuple(own.get("palettes", ()))
    made: Outfit = _made(Outfit, own, whose)
    return made


def read_outfits(folder: Path = DATA / "outfits") -> dict[str, Template]:
    """Every template of a folder by id, in the order of the files' names."""
    found: dict[str, Template] = {}
    for path in sorted(folder.glob("*.json")):
        for raw in json.loads(path.read_text(encoding="utf-8"))["outfits"]:
            female, male = (_cut(_merged(raw, raw.get(sex) or {})) for sex in ("female", "male"))
            found[str(raw["id"])] = Template(female, male)
    return found


OUTFITS: Mapping[str, Template] = read_outfits()
