"""The mouth: one shape from expression and speech together, drawn with lips, teeth and tongue."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.expressions import Units
from gpu_worker.engines.animatic.head import Head
from gpu_worker.engines.animatic.raster import (
    WHITE,
    Brush,
    Color,
    darker,
    disc,
    mix,
    polygon,
    ribbon,
    times,
)
from gpu_worker.engines.animatic.speech import Mouth

MIDDLE = 0.168
STEPS = 17
_X = np.linspace(-1, 1, STEPS)
LIFT = 0.012


@dataclass(frozen=True, slots=True)
class MouthShape:
    """Head units: half-width, opening, corner heights; the rest are 0..1."""

    half: float
    open: float
    corners: float
    corner_right: float
    raised: float
    round: float
    press: float
    pout: float
    teeth: float
    bare: float
    tongue: float

    @property
    def jaw(self) -> float:
        """How far the chin drops, in head units."""
        return max(0.0, self.open - 0.010) * 0.9


def shape_mouth(units: Units, speech: Mouth, *, is_male: bool) -> MouthShape:
    """Expression and speech mixed; while someone speaks, the expression's own opening steps back."""

    def au(number: str) -> float:
        return units.get(number, 0.0)

    energy = min(1.0, max(speech.open, speech.press, speech.round) * 1.3)
    opening = (au("25") * 0.009 + au("26") * 0.068 + au("27") * 0.100) * (1 - 0.55 * energy) + speech.open * 0.072
    opening *= 1 - 0.85 * max(0.0, speech.press)
    half = (0.088 if is_male else 0.078) * (
        1
        + 0.32 * au("12")
        + 0.13 * au("12R")
        + 0.26 * au("20")
        - 0.38 * au("18")
        - 0.25 * au("22")
        - 0.10 * au("24")
        - 0.08 * au("23")
        + 0.24 * speech.width
        - 0.30 * speech.round
    )
    shows = au("12") * 0.9 if opening > 0.012 else 0.0
    return MouthShape(
        half=half,
        open=opening,
        corners=0.046 * au("12") - 0.038 * au("15"),
        corner_right=0.046 * au("12R") + 0.026 * au("14R"),
        raised=0.015 * au("10") + 0.003 * au("25"),
        round=max(au("18"), au("22"), speech.round),
        press=max(au("24"), au("23") * 0.7, au("28"), speech.press),
        pout=au("17"),
        teeth=min(1.0, max(au("teeth"), speech.teeth * 0.8, shows)),
        bare=au("teeth") if opening > 0.008 else 0.0,
        tongue=speech.tongue,
    )


def draw_mouth(brush: Brush, head: Head, shape: MouthShape, skin: Color) -> None:
    """Lips, and what is seen between them."""
    light, look = brush.light, head.look
    middle = MIDDLE + 0.008 * shape.pout
    profile = (1 - np.abs(_X) ** (2.3 - 0.7 * shape.round)) * (1 - shape.bare) + (1 - np.abs(_X) ** 6) * shape.bare
    corner = shape.corners * np.abs(_X) ** 2.1
    corner = corner + np.where(_X < 0, 1.0, -0.12) * shape.corner_right * np.abs(_X) ** 2
    top = middle + corner + (shape.raised + 0.10 * shape.open) * profile
    low = middle + corner * 0.92 - shape.open * profile - (0.0030 * profile if shape.open <= 0.006 else 0)
    upper, lower = np.stack([_X * shape.half, top], 1), np.stack([_X * shape.half, low], 1)
    lip = times(look.lip, mix(light.lit, WHITE, 0.1))
    _draw_lips(brush, head, shape, upper=upper, lower=lower, lip=lip)
    ink = mix(light.line(look.lip if not look.is_male else skin), (0.32, 0.08, 0.12), 0.25)
    if shape.open > 0.006:
        _draw_inside(brush, head, shape, upper=upper, lower=lower, ink=ink)
    line = head.on(upper * (1.04, 1.0), LIFT)
    widths = (np.sin(np.linspace(0.10, math.pi - 0.10, STEPS)) * 0.0026 + 0.0012) * head.size
    brush.fill(polygon(ribbon(line, widths)), ink)
    for end in (0, -1):
        brush.fill(disc(line[end], head.size * 0.0030), ink, 0.8)
    below = np.stack([np.linspace(-0.42, 0.42, 9) * shape.half, np.full(9, float(low.min()) - 0.042)], 1)
    below[:, 1] -= 0.005 * np.cos(np.linspace(-1.3, 1.3, 9))
    soft = np.sin(np.linspace(0.1, math.pi - 0.1, 9)) * head.size * 0.0062
    brush.fill(polygon(ribbon(head.on(below), soft)), light.shadow(skin), 0.75)


def _draw_lips(brush: Brush, head: Head, shape: MouthShape, *, upper: Vector, lower: Vector, lip: Color) -> None:
    is_male = head.look.is_male
    thin = 1 - 0.65 * shape.press
    rise = (0.010 if is_male else 0.0165) * thin * (1 + 0.35 * shape.round)
    fall = (0.015 if is_male else 0.0245) * thin * (1 + 0.30 * shape.round + 0.15 * shape.pout)
    bow = 0.0045 * np.exp(-(((np.abs(_X) - 0.28) / 0.2) ** 2)) - 0.003 * np.exp(-((_X / 0.13) ** 2))
    over = np.stack(
        [upper[:, 0] * 1.02, upper[:, 1] + rise * (1 - np.abs(_X) ** 1.8) + bow * (0.5 if is_male else 1)], 1
    )
    under = np.stack([lower[:, 0] * 0.92, lower[:, 1] - fall * (1 - np.abs(_X) ** 2.2)], 1)
    alpha = 0.38 if is_male else 0.74
    brush.fill(polygon(head.on(np.vstack([over, upper[::-1]]), LIFT)), times(lip, (0.93, 0.86, 0.89)), alpha)
    brush.fill(polygon(head.on(np.vstack([lower, under[::-1]]), LIFT)), lip, alpha)
    if not is_male and not head.look.is_old:
        x = np.linspace(-0.36, 0.30, 7) * shape.half
        y = float(lower[8, 1]) - fall * 0.40 + 0.002 * np.cos(np.linspace(-1.4, 1.4, 7))
        gloss = np.stack([x, y], 1)
        widths = np.sin(np.linspace(0.05, math.pi - 0.05, 7)) * head.size * 0.0036
        brush.fill(polygon(ribbon(head.on(gloss, LIFT), widths)), mix(lip, WHITE, 0.62), 0.85)


def _draw_inside(brush: Brush, head: Head, shape: MouthShape, *, upper: Vector, lower: Vector, ink: Color) -> None:
    light = brush.light
    glow = mix(light.lit, WHITE, 0.15)
    hollow = polygon(head.on(np.vstack([upper, lower[::-1]]), LIFT))
    brush.fill(hollow, times((0.42, 0.11, 0.15), glow))
    with brush.inside(hollow):
        turn = np.linspace(0, 2 * math.pi, 18)
        tongue_y = float(lower[8, 1]) - 0.004 + (shape.open * 0.42 + 0.008 * shape.tongue) * np.sin(turn)
        tongue = np.stack([np.cos(turn) * shape.half * 0.56, tongue_y], 1)
        brush.fill(polygon(head.on(tongue, LIFT)), times((0.86, 0.42, 0.44), glow))
        if shape.teeth > 0.15 or shape.open > 0.03:
            deep = min(0.027, 0.009 + 0.30 * shape.open) * (1 + 1.1 * shape.bare)
            teeth = np.vstack([upper + np.array([0, 0.01]), (upper - np.array([0, deep]))[::-1]])
            brush.fill(polygon(head.on(teeth, LIFT)), times((0.985, 0.975, 0.965), glow))
        if shape.bare > 0.4:
            middle = np.stack([upper[:, 0], (upper[:, 1] + lower[:, 1]) / 2], 1)
            fine = max(1.0, head.size * 0.0045)
            brush.stroke(polygon(head.on(middle, LIFT), closed=False), darker(ink, 1.2), fine)
            for x in np.linspace(-0.7, 0.7, 7) * shape.half:
                gap = np.array([(x, float(upper[8, 1]) + 0.01), (x * 0.98, float(lower[8, 1]) - 0.01)])
                brush.stroke(polygon(head.on(gap, LIFT), closed=False), ink, fine * 0.6, 0.35)
    brush.stroke(hollow, ink, brush.weight * 0.9)
