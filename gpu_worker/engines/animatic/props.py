"""Things held in a hand, drawn small on a person, each with what makes it known at a glance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.raster import WHITE, Brush, Color, curve, darker, disc, mix, polygon, rgb, strand
from gpu_worker.engines.animatic.skeleton import Arm

PAPER, INK, SEAL, GOLD, STEEL = rgb("#fbf9f2"), rgb("#8b8792"), rgb("#c8323a"), rgb("#e6c876"), rgb("#c3cad6")
# breadth and height of each, metres
SIZES: dict[str, tuple[float, float]] = {
    "document": (0.210, 0.285),
    "contract": (0.210, 0.285),
    "letter": (0.170, 0.235),
    "envelope": (0.200, 0.125),
    "photo": (0.130, 0.170),
    "card": (0.100, 0.064),
    "phone": (0.076, 0.155),
    "handset": (0.076, 0.155),
    "recorder": (0.050, 0.120),
    "key": (0.040, 0.100),
    "ring": (0.036, 0.050),
    "necklace": (0.070, 0.140),
    "cup": (0.085, 0.095),
    "glass": (0.070, 0.150),
    "pen": (0.012, 0.150),
    "knife": (0.035, 0.250),
    "gun": (0.170, 0.130),
    "umbrella": (0.060, 0.620),
    "bouquet": (0.260, 0.340),
    "box": (0.130, 0.100),
    "bag": (0.260, 0.260),
    "medicine": (0.060, 0.105),
}
ALIASES = {
    "agreement": "contract",
    "divorce_agreement": "contract",
    "papers": "document",
    "paper": "document",
    "file": "document",
    "report": "document",
    "will": "document",
    "note": "letter",
    "picture": "photo",
    "cheque": "card",
    "check": "card",
    "bank_card": "card",
    "keys": "key",
    "mobile": "phone",
    "wine": "glass",
    "wine_glass": "glass",
    "teacup": "cup",
    "coffee": "cup",
    "flowers": "bouquet",
    "dagger": "knife",
    "pistol": "gun",
    "handbag": "bag",
    "suitcase": "bag",
    "gift": "box",
    "ring_box": "box",
    "pills": "medicine",
}


def named(prop: str) -> str:
    """The drawing that stands for a prop of a brief, or nothing."""
    name = prop.strip().lower().replace(" ", "_").replace("-", "_")
    name = ALIASES.get(name, name)
    return name if name in SIZES else ""


def size_of(name: str) -> tuple[float, float]:
    """How broad a thing is and how far it stands above the hand that holds it, metres."""
    return SIZES.get(name, SIZES["box"])


@dataclass(slots=True)
class Held:
    """A thing in a hand: rows are metres to the right of and above the place where it is gripped."""

    brush: Brush
    camera: Camera
    grip: Vector
    across: Vector
    upward: Vector
    broad: float
    tall: float

    def at(self, rows: list[tuple[float, float]]) -> Vector:
        """Pixels of points given in shares of breadth (from the middle) and height (from the grip)."""
        flat = np.asarray(rows, float) * (self.broad, self.tall)
        return self.camera.project(self.grip + flat[:, :1] * self.across + flat[:, 1:] * self.upward)

    @property
    def pixel(self) -> float:
        """Pixels per metre at the grip."""
        return self.camera.scale(self.grip)

    def slab(self, rows: list[tuple[float, float]], color: Color, *, weight: float = 0.9, depth: float = 0.006) -> None:
        """A straight-edged part."""
        self.brush.cel(polygon(self.at(rows)), color, depth * self.pixel, weight=weight)

    def soft(self, rows: list[tuple[float, float]], color: Color, corners: tuple[int, ...] = ()) -> None:
        """A rounded part."""
        self.brush.cel(curve(self.at(rows), corners=corners), color, 0.008 * self.pixel, weight=0.9)

    def patch(self, rows: list[tuple[float, float]], color: Color, alpha: float = 1.0) -> None:
        """A flat patch without a line."""
        self.brush.fill(polygon(self.at(rows)), self.brush.light.bright(color), alpha)

    def line(self, rows: list[tuple[float, float]], width: float, color: Color) -> None:
        """A line `width` metres thick."""
        self.brush.stroke(polygon(self.at(rows), closed=False), self.brush.light.bright(color), width * self.pixel)


def box_of(left: float, low: float, right: float, top: float) -> list[tuple[float, float]]:
    """A rectangle as rows."""
    return [(left, low), (right, low), (right, top), (left, top)]


def sheet(held: Held) -> None:
    """A written page."""
    held.slab(box_of(-0.47, -0.20, 0.53, 0.80), darker(PAPER, 0.90))
    held.slab(box_of(-0.5, -0.18, 0.5, 0.82), PAPER, depth=0.004)
    held.patch(box_of(-0.24, 0.71, 0.24, 0.745), rgb("#4a4650"))
    for row in range(7):
        y = 0.635 - row * 0.085
        held.patch(box_of(-0.38, y - 0.011, 0.38 if row % 3 != 2 else 0.05, y + 0.011), INK, 0.85)


def contract(held: Held) -> None:
    """A written page with a seal."""
    sheet(held)
    at = held.at([(0.27, 0.02)])[0]
    held.brush.stroke(disc(at, 0.021 * held.pixel), held.brush.light.bright(SEAL), 0.005 * held.pixel)
    held.brush.fill(disc(at, 0.008 * held.pixel), held.brush.light.bright(SEAL))


def envelope(held: Held) -> None:
    """An envelope with its flap."""
    held.slab(box_of(-0.5, -0.30, 0.5, 0.70), PAPER, depth=0.004)
    held.brush.stroke(
        polygon(held.at([(-0.5, 0.70), (0.0, 0.22), (0.5, 0.70)]), closed=False),
        held.brush.light.line(PAPER),
        held.brush.weight * 0.9,
    )
    at = held.at([(0.0, 0.26)])[0]
    held.brush.fill(disc(at, 0.012 * held.pixel), held.brush.light.bright(SEAL))


def photo(held: Held) -> None:
    """A print with a white border and two people in it."""
    held.slab(box_of(-0.5, -0.20, 0.5, 0.80), PAPER, depth=0.004)
    held.patch(box_of(-0.42, -0.05, 0.42, 0.73), rgb("#8fb3c9"))
    held.patch(box_of(-0.42, -0.05, 0.42, 0.14), rgb("#7f9a72"))
    for x, color in ((-0.16, "#3a3f55"), (0.15, "#c98a94")):
        held.patch([(x - 0.15, -0.05), (x + 0.15, -0.05), (x + 0.10, 0.30), (x - 0.10, 0.30)], rgb(color))
        held.brush.fill(disc(held.at([(x, 0.42)])[0], 0.017 * held.pixel), held.brush.light.bright(rgb("#f0cfb4")))


def card(held: Held) -> None:
    """A bank card."""
    held.slab(box_of(-0.5, -0.15, 0.5, 0.85), rgb("#2f4a86"), depth=0.003)
    held.patch(box_of(-0.5, 0.56, 0.5, 0.72), rgb("#1d2740"))
    held.patch(box_of(-0.38, 0.22, -0.18, 0.44), GOLD)
    held.patch(box_of(-0.05, 0.12, 0.40, 0.19), rgb("#c9d4ea"))


def phone(held: Held) -> None:
    """A telephone with its screen alight."""
    held.slab(box_of(-0.5, -0.28, 0.5, 0.72), rgb("#22232b"), depth=0.004)
    held.patch(box_of(-0.42, -0.23, 0.42, 0.67), rgb("#6d8fd0"))
    held.patch(box_of(-0.42, -0.23, 0.42, 0.12), rgb("#9a7cc4"))
    for y in (0.50, 0.40, 0.30):
        held.patch(box_of(-0.30, y, 0.22, y + 0.045), WHITE, 0.9)


def telephone_back(held: Held) -> None:
    """A telephone at an ear: only its back is seen."""
    held.slab(box_of(-0.5, -0.40, 0.5, 0.60), rgb("#2c2e38"), depth=0.008)


def recorder(held: Held) -> None:
    """A voice recorder."""
    held.slab(box_of(-0.5, -0.2, 0.5, 0.8), rgb("#34363f"), depth=0.006)
    held.patch(box_of(-0.32, 0.42, 0.32, 0.68), rgb("#bfe0c8"))
    held.brush.fill(disc(held.at([(0.0, 0.22)])[0], 0.009 * held.pixel), held.brush.light.bright(SEAL))


def key(held: Held) -> None:
    """A key held by its blade's end, its bow up."""
    held.line([(0.0, 0.55), (0.0, -0.10)], 0.011, darker(GOLD, 0.75))
    held.line([(0.0, 0.55), (0.0, -0.10)], 0.007, GOLD)
    for y in (0.0, 0.14):
        held.line([(0.0, y), (0.30, y)], 0.007, GOLD)
    at = held.at([(0.0, 0.72)])[0]
    held.brush.stroke(disc(at, 0.017 * held.pixel), held.brush.light.line(GOLD), 0.013 * held.pixel)
    held.brush.stroke(disc(at, 0.017 * held.pixel), held.brush.light.bright(GOLD), 0.008 * held.pixel)


def ring(held: Held) -> None:
    """A ring with its stone, a glint on it."""
    at = held.at([(0.0, 0.30)])[0]
    pixel = held.pixel
    held.brush.stroke(disc(at, 0.013 * pixel), held.brush.light.line(GOLD), 0.0085 * pixel)
    held.brush.stroke(disc(at, 0.013 * pixel), held.brush.light.bright(GOLD), 0.0050 * pixel)
    stone = at - (0.0, 0.019 * pixel)
    gem = np.array([(-0.010, -0.004), (-0.006, -0.010), (0.006, -0.010), (0.010, -0.004), (0.0, 0.008)]) * pixel
    held.brush.cel(polygon(stone + gem), rgb("#eef6ff"), 0, weight=0.6)
    for angle in (0.0, math.pi / 2):
        way = np.array([math.cos(angle), math.sin(angle)]) * 0.022 * pixel
        glint = np.stack([stone - way, stone, stone + way])
        held.brush.fill(strand(glint, [0.1, 0.0022 * pixel, 0.1]), WHITE, 0.95)


def necklace(held: Held) -> None:
    """A chain hanging from the fingers with its pendant."""
    for side in (-1, 1):
        held.line([(0.0, 0.25), (side * 0.34, -0.10), (side * 0.26, -0.55), (0.0, -0.82)], 0.0045, GOLD)
    at = held.at([(0.0, -0.88)])[0]
    held.brush.cel(disc(at, 0.014 * held.pixel), rgb("#bfe3fb"), 0.004 * held.pixel, weight=0.7)


def cup(held: Held) -> None:
    """A cup with its handle."""
    at = held.at([(0.56, 0.34)])[0]
    held.brush.stroke(disc(at, 0.022 * held.pixel), held.brush.light.line(PAPER), 0.016 * held.pixel)
    held.brush.stroke(disc(at, 0.022 * held.pixel), held.brush.light.bright(PAPER), 0.010 * held.pixel)
    held.soft([(-0.5, 0.82), (0.5, 0.82), (0.42, 0.15), (0.26, -0.12), (-0.26, -0.12), (-0.42, 0.15)], PAPER, (0, 1))
    held.patch(box_of(-0.44, 0.70, 0.44, 0.82), rgb("#7a4a32"))


def glass(held: Held) -> None:
    """A glass of wine."""
    outline = [(-0.5, 0.62), (0.5, 0.62), (0.46, 0.20), (0.10, -0.02), (-0.10, -0.02), (-0.46, 0.20)]
    bowl = curve(held.at(outline), corners=(0, 1))
    held.line([(0.0, 0.0), (0.0, -0.34)], 0.006, rgb("#dbe8f0"))
    held.line([(-0.34, -0.35), (0.34, -0.35)], 0.006, rgb("#dbe8f0"))
    held.brush.outline(bowl, rgb("#9fb6c8"), 0.7)
    held.brush.fill(bowl, rgb("#e3f0f8"), 0.50)
    wine = [(-0.48, 0.36), (0.48, 0.36), (0.42, 0.17), (0.10, 0.0), (-0.10, 0.0), (-0.42, 0.17)]
    held.brush.fill(curve(held.at(wine), corners=(0, 1)), held.brush.light.bright(rgb("#8c1d33")), 0.9)


def pen(held: Held) -> None:
    """A pen, point down."""
    held.line([(0.0, 0.55), (-1.6, -0.42)], 0.012, rgb("#22242c"))
    held.line([(-1.2, -0.18), (-1.6, -0.42)], 0.007, GOLD)


def knife(held: Held) -> None:
    """A knife."""
    held.slab([(-0.5, 0.12), (0.5, 0.12), (0.45, 0.66), (-0.2, 0.92), (-0.5, 0.70)], STEEL, depth=0.008)
    held.slab(box_of(-0.55, -0.30, 0.55, 0.14), rgb("#4a3026"))


def gun(held: Held) -> None:
    """A pistol, seen from the side."""
    dark = rgb("#2d2f38")
    held.slab([(-0.30, -0.35), (0.02, -0.35), (0.12, 0.42), (-0.22, 0.42)], darker(dark, 0.8))
    held.slab(box_of(-0.34, 0.36, 0.80, 0.72), dark)


def umbrella(held: Held) -> None:
    """A folded umbrella."""
    cloth = rgb("#2f3f66")
    held.line([(0.0, -0.15), (0.0, 1.0)], 0.010, STEEL)
    held.soft([(-0.55, 0.16), (0.55, 0.16), (0.30, 0.60), (0.0, 0.98), (-0.30, 0.60)], cloth, (0, 1, 3))


def bouquet(held: Held) -> None:
    """Flowers in paper."""
    held.slab([(-0.42, 0.45), (0.42, 0.45), (0.10, -0.22), (-0.10, -0.22)], rgb("#efe3d6"))
    for x, y, color in (
        (-0.32, 0.52, "#d8566a"), (0.30, 0.54, "#e79aa8"), (-0.02, 0.50, "#f3e6e8"), (-0.16, 0.72, "#e79aa8"),
        (0.16, 0.74, "#d8566a"), (0.0, 0.62, "#c93a52"),
    ):  # fmt: skip
        at = held.at([(x, y)])[0]
        held.brush.cel(disc(at, 0.042 * held.pixel), rgb(color), 0.012 * held.pixel, weight=0.7)
        held.brush.fill(disc(at, 0.013 * held.pixel), held.brush.light.shadow(rgb(color)))


def box(held: Held) -> None:
    """A small box with a ribbon."""
    color = rgb("#8c2f45")
    held.slab(box_of(-0.5, -0.15, 0.5, 0.72), color, depth=0.010)
    held.slab(box_of(-0.54, 0.62, 0.54, 0.88), mix(color, WHITE, 0.12))
    held.patch(box_of(-0.08, -0.15, 0.08, 0.88), GOLD)


def bag(held: Held) -> None:
    """A handbag hanging from its handle."""
    color = rgb("#7a4b3a")
    held.brush.stroke(
        curve(held.at([(-0.26, -0.30), (-0.16, 0.05), (0.16, 0.05), (0.26, -0.30)]), closed=False),
        held.brush.light.line(color),
        0.016 * held.pixel,
    )
    held.soft([(-0.40, -0.28), (0.40, -0.28), (0.50, -0.95), (-0.50, -0.95)], color, (0, 1, 2, 3))
    held.patch(box_of(-0.07, -0.50, 0.07, -0.42), GOLD)


def medicine(held: Held) -> None:
    """A bottle of pills."""
    held.slab(box_of(-0.5, -0.15, 0.5, 0.66), rgb("#e08a3c"), depth=0.010)
    held.slab(box_of(-0.46, 0.66, 0.46, 0.88), PAPER)
    held.patch(box_of(-0.5, 0.08, 0.5, 0.46), PAPER)
    held.patch(box_of(-0.34, 0.22, 0.34, 0.28), SEAL)


DRAWINGS: dict[str, Callable[[Held], None]] = {
    "document": sheet,
    "contract": contract,
    "letter": sheet,
    "envelope": envelope,
    "photo": photo,
    "card": card,
    "phone": phone,
    "handset": telephone_back,
    "recorder": recorder,
    "key": key,
    "ring": ring,
    "necklace": necklace,
    "cup": cup,
    "glass": glass,
    "pen": pen,
    "knife": knife,
    "gun": gun,
    "umbrella": umbrella,
    "bouquet": bouquet,
    "box": box,
    "bag": bag,
    "medicine": medicine,
}
LOW_GRIPS = frozenset({"knife", "umbrella", "gun"})
TURN, TILT = 0.30, 0.16  # how far a thing held up is turned from the lens and tipped back, radians


def is_before_hand(name: str, arm: Arm, camera: Camera) -> bool:
    """True where the thing lies nearer to us than the fingers that hold it."""
    return name in ("ring", "necklace") or (name == "bag" and arm.wrist[1] < 0)


def draw_held(brush: Brush, name: str, arm: Arm, look: Appearance, camera: Camera) -> None:
    """The thing `name` in the hand of `arm`, turned so that it can be recognised."""
    along, palm = arm.along, arm.palm
    grip = arm.wrist + along * look.figure.hand * (0.34 if name in LOW_GRIPS else 0.50) + palm * 0.030
    way = 1.0 if float(along @ camera.axes[0]) >= 0 else -1.0
    right, up, deep = camera.axes
    across = right * math.cos(TURN) + deep * math.sin(TURN) * way
    upward = up * math.cos(TILT) + deep * math.sin(TILT)
    upward = upward - across * float(upward @ across)
    if name == "ring":
        grip = arm.wrist + (along * 0.62 + arm.thumb * 0.20) * look.figure.hand + palm * 0.02
    broad, tall = size_of(name)
    drawing = DRAWINGS.get(name, box)
    if name == "handset":  # lies in the hand
        across, upward = np.cross(along, palm), along
    drawing(Held(brush, camera, grip, across, upward, broad, tall))
