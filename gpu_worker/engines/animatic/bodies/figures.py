"""Measures of a body: how tall its parts are, and the ellipses its trunk is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.clothing.wardrobe import Outfit
from gpu_worker.engines.animatic.raster import trace
from projects.briefs import Look


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
    stoop: float = 0.0  # degrees by which age bends the back


#     s: 0 hips, 1 shoulders   half width, front, back, in metres of a figure of its sex's usual height
FEMALE_RINGS = (
    (-0.20, 0.150, 0.084, 0.112),
    (-0.08, 0.158, 0.088, 0.120),
    (0.06, 0.150, 0.090, 0.112),
    (0.22, 0.122, 0.086, 0.086),
    (0.38, 0.100, 0.080, 0.072),
    (0.50, 0.101, 0.080, 0.073),
    (0.62, 0.112, 0.088, 0.079),
    (0.72, 0.121, 0.116, 0.084),
    (0.80, 0.126, 0.110, 0.086),
    (0.88, 0.136, 0.086, 0.082),
    (0.935, 0.143, 0.068, 0.072),
    (0.972, 0.128, 0.058, 0.066),
    (1.000, 0.100, 0.053, 0.062),
    (1.028, 0.072, 0.048, 0.057),
    (1.058, 0.053, 0.043, 0.051),
)
MALE_RINGS = (
    (-0.20, 0.146, 0.094, 0.108),
    (-0.08, 0.152, 0.098, 0.114),
    (0.06, 0.149, 0.102, 0.108),
    (0.22, 0.142, 0.102, 0.096),
    (0.38, 0.138, 0.101, 0.090),
    (0.52, 0.146, 0.106, 0.093),
    (0.66, 0.162, 0.118, 0.102),
    (0.78, 0.176, 0.127, 0.108),
    (0.88, 0.190, 0.110, 0.103),
    (0.930, 0.198, 0.090, 0.090),
    (0.968, 0.188, 0.076, 0.082),
    (0.992, 0.164, 0.067, 0.076),
    (1.018, 0.122, 0.060, 0.071),
    (1.040, 0.092, 0.055, 0.067),
    (1.062, 0.074, 0.052, 0.063),
)
CHILD_WIDTH = ((0.0, 0.90), (0.38, 1.16), (0.62, 1.02), (0.80, 0.92), (1.0, 0.88))
TEEN_WIDTH = ((0.0, 0.94), (0.38, 1.00), (0.80, 0.95), (1.0, 0.94))
GIRTH = {"slim": 0.92, "average": 1.0, "broad": 1.14}
HEADS = {"child": 5.4, "teen": 6.7}


def measure(look: Look) -> Figure:
    """The figure of somebody with this look."""
    is_male, age = look.sex == "male", look.age
    height = min(2.1, max(0.8, look.height_m))
    if age == "child":
        height = min(height, 1.35)
    heads = HEADS.get(age, 7.35 if is_male else 7.2)
    k = height / (1.82 if is_male else 1.68)
    girth = GIRTH[look.build] * (0.92 if age == "child" else 1.0)
    rings = trace(np.array(MALE_RINGS if is_male else FEMALE_RINGS), 2)
    s = rings[:, 0]
    _shape(rings, s, look)
    rings[:, 1:] *= k * girth
    shares = (0.528, 0.822) if is_male else (0.534, 0.818)
    arms = (0.160, 0.138, 0.094) if is_male else (0.152, 0.134, 0.086)
    wide = 0.163 if is_male else 0.121
    narrow = {"child": 0.88, "teen": 0.95, "old": 0.96}.get(age, 1.0)
    return Figure(
        height=height,
        head=height / heads,
        hip=height * (shares[0] - (0.025 if age == "child" else 0)),
        shoulder=height * (shares[1] - (0.028 if age == "child" else 0)),
        shoulder_x=wide * k * girth * narrow,
        upper_arm=arms[0] * height,
        forearm=arms[1] * height,
        hand=arms[2] * height,
        girth=k * girth,
        rings=rings,
        stoop={"old": 9.0, "middle": 2.0}.get(age, 0.0),
    )


def _shape(rings: Vector, s: Vector, look: Look) -> None:
    """What build and age change about a trunk."""
    is_male = look.sex == "male"
    waist = np.exp(-(((s - 0.36) / 0.26) ** 2))
    if look.build == "broad":  # weight sits on the waist and the hips before it sits on the shoulders
        rings[:, 1] *= 1 + 0.13 * waist
        rings[:, 2] *= 1 + 0.26 * waist
    elif look.build == "slim" and is_male:
        rings[:, 1] *= 1 - 0.04 * waist
    if look.age in ("middle", "old"):
        more = 1.0 if look.age == "old" else 0.6
        rings[:, 1] *= 1 + 0.13 * more * waist
        rings[:, 2] *= 1 + 0.14 * more * waist
    if look.age == "old":  # a round back, a fallen chest
        rings[:, 3] *= 1 + 0.16 * np.exp(-(((s - 0.86) / 0.20) ** 2))
        rings[:, 2] *= 1 - 0.10 * np.exp(-(((s - 0.76) / 0.14) ** 2))
    table = {"child": CHILD_WIDTH, "teen": TEEN_WIDTH}.get(look.age)
    if table:
        at, width = zip(*table, strict=True)
        rings[:, 1] *= np.interp(s, at, width)
        flat = 0.22 if look.age == "child" else 0.07
        if not is_male:
            rings[:, 2] *= 1 - flat * np.exp(-(((s - 0.74) / 0.10) ** 2))


TUCKED = 0.30  # where a tucked top ends


def shell_of(figure: Figure, outfit: Outfit) -> Vector:
    """The rings of a garment on this figure's trunk: it stands off, hangs past the waist, and ends at the hem."""
    rings, fit = figure.rings, outfit.fit
    hem = TUCKED if outfit.tucked else outfit.hem
    if outfit.skirt is not None and not outfit.tucked and outfit.skirt.high > 0.3 and outfit.hem == -0.12:
        hem = -0.10
    s = rings[:, 0]
    levels = np.unique(np.concatenate([[hem], s[s > hem]]))
    body = np.stack([levels, *(np.interp(levels, s, rings[:, column]) for column in (1, 2, 3))], 1)
    chest = [float(np.interp(0.76, s, rings[:, column])) for column in (1, 2, 3)]
    hangs = np.clip((0.78 - levels) / 0.20, 0, 1) * fit.waist
    for column, most in zip((1, 2, 3), chest, strict=True):
        body[:, column] += np.maximum(0, most * 0.985 - body[:, column]) * hangs
    stands = fit.ease * np.interp(levels, [0.0, 0.80, 0.95, 1.06], [1.0, 1.0, 0.75, 0.25])
    stands = stands + fit.flare * np.clip((0.36 - levels) / 0.5, 0, 1)
    body[:, 1:] *= 1 + stands[:, None]
    return body
