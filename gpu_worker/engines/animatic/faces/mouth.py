"""The mouth: one shape from expression and speech together, drawn with lips, teeth and tongue."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.faces.expressions import Units, read
from gpu_worker.engines.animatic.faces.eyes import shifted
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.performing.speech import Mouth
from gpu_worker.engines.animatic.raster import (
    WHITE,
    Brush,
    Color,
    curve,
    darker,
    disc,
    mix,
    points,
    polygon,
    ribbon,
    times,
    trace,
)

MIDDLE = 0.166
STEPS = 21
_X = np.linspace(-1, 1, STEPS)
_RIGHT = np.clip(0.5 - _X * 2.2, 0, 1)  # share of the figure's own right side in what lies at x
LIFT = 0.012
CORNER = 0.085  # head units from the middle of a mouth at rest to its corner
TURNED = 1.1  # radians from which on half of a mouth is all one sees
TREMOR = 33.0  # radians per second of a trembling lip


@dataclass(frozen=True, slots=True)
class MouthShape:
    """Head units: half-widths of the figure's right and left, opening, corner heights; the rest are 0..1."""

    right: float
    left: float
    open: float
    corner_right: float
    corner_left: float
    shift: float
    snarl_right: float
    snarl_left: float
    raised: float
    lowered: float
    round: float
    press: float
    pout: float
    stretch: float
    agape: float
    smile: float
    frown: float
    teeth: float
    bare: float
    tongue: float
    bite: float
    tuck: float
    out: float
    wave: float

    @property
    def half(self) -> float:
        """The mean half-width."""
        return (self.right + self.left) / 2

    @property
    def jaw(self) -> float:
        """How far the chin drops, in head units."""
        return max(0.0, self.open - 0.010) * 0.9


def _ramp(value: float, start: float, end: float) -> float:
    return min(1.0, max(0.0, (value - start) / (end - start)))


def shape_mouth(units: Units, speech: Mouth, *, is_male: bool) -> MouthShape:
    """Expression and speech mixed; while someone speaks, what the expression does to the jaw and lips steps back."""

    def au(number: str, side: str = "") -> float:
        return read(units, number, side)

    talk = speech.talk
    hush = 1 - 0.72 * talk  # of the expression's own opening
    firm = 1 - 0.85 * talk  # of what presses or purses the lips: nobody speaks through closed lips
    own = 0.012 * au("25") + 0.066 * au("26") + 0.118 * au("27")
    opening = (own * hush + speech.open * 0.090) * (1 - 0.96 * speech.press) * (1 - 0.7 * speech.tuck)
    opening += 0.012 * speech.tuck
    pucker = max(au("18"), 0.8 * au("22")) * firm
    halves, corners = {}, {}
    for side in "RL":
        smile, down, dimple = au("12", side), au("15", side), au("14", side)
        halves[side] = (0.090 if is_male else 0.081) * (
            1
            + 0.36 * smile
            + 0.32 * au("20", side)
            + 0.10 * dimple
            + 0.05 * down
            - 0.46 * au("18") * firm
            - 0.30 * au("22") * firm
            - 0.12 * au("24")
            - 0.10 * au("23")
            - 0.14 * au("17") * (1 - smile)
            - 0.10 * au("34")
            - 0.20 * au("27") * (1 - smile) * hush
            + 0.24 * speech.width
            - 0.34 * speech.round
        )
        corners[side] = 0.052 * smile - 0.046 * down + 0.020 * dimple - 0.012 * au("20", side) - 0.010 * au("17")
    lean = corners["L"] - corners["R"]
    smiling = (au("12", "R") + au("12", "L")) / 2
    clench = au("teeth") * _ramp(max(opening, 0.9 * own), 0.004, 0.014) * (1 - 0.8 * talk)
    return MouthShape(
        right=halves["R"],
        left=halves["L"],
        open=opening,
        corner_right=corners["R"],
        corner_left=corners["L"],
        shift=0.16 * lean + 0.016 * (au("30", "L") - au("30", "R")),
        snarl_right=max(au("10", "R"), 0.7 * au("9", "R")),
        snarl_left=max(au("10", "L"), 0.7 * au("9", "L")),
        raised=0.004 * au("25"),
        lowered=0.016 * au("16"),
        round=max(pucker, speech.round),
        press=max(max(au("24"), au("23") * 0.7, au("28")) * firm, speech.press),
        pout=au("17"),
        stretch=max(au("20"), au("teeth") * 0.6),
        agape=max(au("27"), 0.7 * au("26") * (1 - smiling)) * hush,
        smile=smiling,
        frown=(au("15", "R") + au("15", "L")) / 2,
        teeth=min(1.0, max(au("teeth"), speech.teeth * 0.8, 0.9 * smiling * _ramp(opening, 0.004, 0.026))),
        bare=clench,
        tongue=max(speech.tongue, 0.3 * au("27")),
        bite=au("32") * firm,
        tuck=speech.tuck,
        out=au("19") * firm,
        wave=au("quiver"),
    )


class MouthLines:
    """Where the lips meet what is between them: the inner edges, (n, 2) on the face, from left to right as seen."""

    def __init__(self, shape: MouthShape, seconds: float) -> None:
        self.shape = shape
        middle = MIDDLE + 0.007 * shape.pout
        power = 2.3 - 0.3 * shape.round + 1.5 * shape.stretch
        full = 1 - 0.48 * max(
            shape.agape, shape.round, _ramp(shape.open, 0.03, 0.10)
        )  # a mouth that gapes is an oval, not a lens
        plain = (1 - np.abs(_X) ** power) ** full * (1 - shape.bare) + (1 - np.abs(_X) ** 7) * shape.bare
        corner = shape.corner_right * _RIGHT + shape.corner_left * (1 - _RIGHT)
        bend = np.abs(_X) ** np.where(corner > 0, 2.0, 2.5)
        flat = 0.55 * shape.smile * _ramp(shape.open, 0.012, 0.05)
        edge = corner * (bend * (1 - flat) + flat * (0.72 + 0.28 * _X**2))
        arch = shape.frown * _ramp(shape.open, 0.004, 0.03)  # an unhappy mouth opens upward
        snarl = shape.snarl_right * np.exp(-(((_X + 0.45) / 0.36) ** 2))
        snarl = snarl + shape.snarl_left * np.exp(-(((_X - 0.45) / 0.36) ** 2))
        lifted = 0.013 * snarl * (0.35 + 0.65 * _ramp(shape.open, 0.0, 0.012))
        x = shape.shift * (1 - np.abs(_X) ** 2) + np.where(_X < 0, shape.right, shape.left) * _X
        shiver = shape.wave * (0.0034 * np.sin(_X * 7.5 + seconds * TREMOR) + 0.0014 * np.sin(_X * 13 - seconds * 27))
        shiver = shiver * (1 - np.abs(_X) ** 3)
        top = middle + edge + (shape.raised + (0.10 + 0.34 * arch) * shape.open) * plain + lifted + shiver
        low = middle + edge * (0.94 - 0.2 * arch) - (shape.open * (1 - 0.34 * arch) + shape.lowered) * plain
        low = low + shiver - (0.0026 * plain if shape.open <= 0.004 else 0) + 0.010 * shape.tuck * plain
        self.upper = np.stack([x, np.maximum(top, low)], 1)
        self.lower = np.stack([x, low], 1)
        self.snarl = snarl

    def turn(self, yaw: float) -> None:
        """Fold away the half that the lips themselves hide on a head turned by `yaw`, radians."""
        if abs(yaw) > TURNED:
            far = slice(self.middle + 1, None) if yaw > 0 else slice(0, self.middle)
            for line in (self.upper, self.lower):
                line[far] = line[self.middle]

    @property
    def middle(self) -> int:
        """The index of the middle."""
        return STEPS // 2


def _seat(head: Head, where: Vector, lift: float = 0.0) -> Vector:
    """Pixels of points on the mouth: lips stand forward in the middle and the corners lie back in the cheeks."""
    rows = head.surface(where, LIFT)
    aside = np.minimum(1.3, np.abs(where[:, 0]) / CORNER)
    middle = head.midline(np.minimum(np.maximum(where[:, 1], 0.10), 0.21))
    rows[:, 2] = middle - 0.062 * aside**2 + lift
    return head.at(rows)


def draw_mouth(brush: Brush, head: Head, shape: MouthShape, skin: Color, seconds: float = 0.0) -> None:
    """Lips, and what is seen between them."""
    light, look = brush.light, head.look
    lines = MouthLines(shape, seconds)
    lines.turn(head.yaw)
    upper, lower = lines.upper, lines.lower
    lip = times(look.lip, mix(light.lit, WHITE, 0.1))
    ink = mix(light.line(look.lip if not look.is_male else skin), (0.32, 0.08, 0.12), 0.25)
    _draw_lips(brush, head, lines, lip)
    if shape.open > 0.004:
        _draw_inside(brush, head, lines, ink)
    line = _seat(head, upper * (1.03, 1.0))
    heavy = 1 + 0.5 * shape.press
    widths = (np.sin(np.linspace(0.10, math.pi - 0.10, STEPS)) * 0.0026 + 0.0012) * head.size * heavy
    brush.fill(polygon(ribbon(line, widths)), ink)
    if shape.bite > 0.15:
        _draw_bite(brush, head, lines, ink)
    if shape.out > 0.15:
        _draw_tongue(brush, head, lines, ink)
    _draw_corners(brush, head, lines, ink)
    below = np.stack(
        [np.linspace(-0.42, 0.42, 9) * shape.half + shape.shift, np.full(9, float(lower.min()) - 0.040)], 1
    )
    below[:, 1] -= 0.005 * np.cos(np.linspace(-1.3, 1.3, 9))
    soft = np.sin(np.linspace(0.1, math.pi - 0.1, 9)) * head.size * (0.0060 + 0.004 * shape.pout)
    brush.fill(polygon(ribbon(_seat(head, below), soft)), light.shadow(skin), 0.75)


def _draw_corners(brush: Brush, head: Head, lines: MouthLines, ink: Color) -> None:
    """The fold at each corner: up where it smiles, down where it droops, a dent where one side is drawn in."""
    shape = lines.shape
    for end, rise, sign in ((0, shape.corner_right, -1), (-1, shape.corner_left, 1)):
        if sign * head.yaw > TURNED:
            continue
        at = lines.upper[end]
        strength = min(1.0, abs(rise) / 0.04)
        if strength > 0.25:
            way = math.copysign(1.0, rise)
            tip = shifted(at, sign * 0.013, 0.012) if way > 0 else shifted(at, sign * 0.010, -0.016)
            start, bend = shifted(at, -sign * 0.003, -0.004 * way), shifted(at, sign * 0.007, 0.001 * way)
            fold = trace(np.stack([start, bend, tip]), 4)
            widths = np.linspace(0.0034, 0.0008, len(fold)) * head.size * (0.6 + 0.4 * strength)
            brush.fill(polygon(ribbon(_seat(head, fold), widths)), ink, 0.85 * strength)
        brush.fill(disc(_seat(head, at[None])[0], head.size * 0.0030), ink, 0.8)


def _draw_lips(brush: Brush, head: Head, lines: MouthLines, lip: Color) -> None:
    shape, upper, lower = lines.shape, lines.upper, lines.lower
    is_male = head.look.is_male
    thin = (1 - 0.62 * shape.press) * (1 - 0.35 * shape.smile) * (1 - 0.25 * shape.stretch)
    rise = (0.010 if is_male else 0.0170) * thin * (1 + 0.45 * shape.round)
    fall = (0.015 if is_male else 0.0250) * thin * (1 + 0.35 * shape.round + 0.35 * shape.pout)
    fall *= (1 - 0.75 * shape.tuck) * (1 - 0.55 * shape.bite)
    bow = 0.0048 * np.exp(-(((np.abs(_X) - 0.28) / 0.2) ** 2)) - 0.0034 * np.exp(-((_X / 0.13) ** 2))
    bow = bow * (1 - 0.6 * shape.smile) * (0.5 if is_male else 1.0)
    over = np.stack([upper[:, 0] * 1.02, upper[:, 1] + rise * (1 - np.abs(_X) ** 1.8) + bow + 0.004 * lines.snarl], 1)
    under = np.stack(
        [(lower[:, 0] - shape.shift) * 0.92 + shape.shift, lower[:, 1] - fall * (1 - np.abs(_X) ** 2.2)], 1
    )
    alpha = 0.38 if is_male else 0.76
    brush.fill(polygon(_seat(head, np.vstack([over, upper[::-1]]))), times(lip, (0.92, 0.84, 0.87)), alpha)
    brush.fill(polygon(_seat(head, np.vstack([lower, under[::-1]]))), lip, alpha)
    if not is_male and not head.look.is_old and fall > 0.008:
        x = np.linspace(-0.36, 0.30, 7) * shape.half + shape.shift
        y = float(lower[lines.middle, 1]) - fall * 0.40 + 0.002 * np.cos(np.linspace(-1.4, 1.4, 7))
        widths = np.sin(np.linspace(0.05, math.pi - 0.05, 7)) * head.size * 0.0038
        gloss = polygon(ribbon(_seat(head, np.stack([x, y], 1)), widths))
        brush.fill(gloss, mix(lip, WHITE, 0.62), 0.85)


def _draw_inside(brush: Brush, head: Head, lines: MouthLines, ink: Color) -> None:
    shape, upper, lower, light = lines.shape, lines.upper, lines.lower, brush.light
    glow = mix(light.lit, WHITE, 0.15)
    hollow = polygon(_seat(head, np.vstack([upper, lower[::-1]])))
    brush.fill(hollow, times((0.38, 0.09, 0.14), glow))
    white = times((0.985, 0.975, 0.965), glow)
    floor, centre = float(lower[lines.middle, 1]), shape.shift
    with brush.inside(hollow):
        if shape.bare < 0.8:
            turn = np.linspace(0, 2 * math.pi, 20)
            height = (shape.open * 0.40 + 0.010 * shape.tongue) * (1 + 0.25 * np.cos(turn * 2) * 0.4)
            tongue = np.stack([np.cos(turn) * shape.half * 0.60 + centre, floor - 0.005 + height * np.sin(turn)], 1)
            brush.fill(polygon(_seat(head, tongue)), times((0.87, 0.43, 0.45), glow))
            if shape.open > 0.03:
                groove = np.array([(centre, floor - 0.004), (centre, floor + shape.open * 0.22)])
                deep = times((0.70, 0.28, 0.33), glow)
                brush.stroke(polygon(_seat(head, groove), closed=False), deep, head.size * 0.005, 0.6)
        shows = max(_ramp(shape.teeth, 0.10, 0.4), _ramp(shape.open, 0.02, 0.05))
        if shows > 0:
            hung = min(0.027, 0.008 + 0.30 * shape.open) * (1 + 1.1 * shape.bare) * shows
            hang = upper - np.stack([np.zeros(STEPS), hung * (1 - 0.55 * np.abs(_X) ** 2.6)], 1)
            brush.fill(polygon(_seat(head, np.vstack([shifted(upper, 0, 0.012), hang[::-1]]))), white)
        bottom = max(
            shape.bare, _ramp(shape.lowered, 0.004, 0.012), 0.9 * _ramp(shape.stretch * shape.open, 0.03, 0.06)
        )
        if bottom > 0.05:
            stood = min(0.020, 0.40 * shape.open) * bottom
            rise = lower + np.stack([np.zeros(STEPS), stood * (1 - 0.5 * np.abs(_X) ** 2.4)], 1)
            brush.fill(polygon(_seat(head, np.vstack([lower - (0, 0.012), rise[::-1]]))), darker(white, 0.95))
        if shape.bare > 0.3:
            _draw_clench(brush, head, lines, ink)
    brush.stroke(hollow, ink, brush.weight * 0.9)


def _draw_clench(brush: Brush, head: Head, lines: MouthLines, ink: Color) -> None:
    """Teeth that meet: the line between the rows and the gaps between them."""
    shape, upper, lower = lines.shape, lines.upper, lines.lower
    fine = max(0.8, head.size * 0.0034)
    meeting = (upper + lower) / 2 + (0, 0.0015)
    brush.stroke(polygon(_seat(head, meeting), closed=False), darker(ink, 1.2), fine, 0.85 * shape.bare)
    for index in range(3, STEPS - 2, 2):
        gap = np.stack([upper[index] + (0, 0.01), lower[index] - (0, 0.01)])
        brush.stroke(polygon(_seat(head, gap), closed=False), ink, fine * 0.6, 0.30 * shape.bare)


def _draw_bite(brush: Brush, head: Head, lines: MouthLines, ink: Color) -> None:
    """Upper teeth on the lower lip, a little to one side."""
    shape = lines.shape
    first, last = lines.middle - 5, lines.middle + 4
    edge = lines.lower[first : last + 1]
    deep = 0.016 * min(1.0, shape.bite * 1.2)
    tips = edge - np.stack([np.zeros(len(edge)), deep * (1 - np.linspace(-1, 1, len(edge)) ** 4)], 1)
    row = polygon(_seat(head, np.vstack([shifted(edge, 0, 0.004), tips[::-1]])))
    brush.fill(row, times((0.985, 0.975, 0.965), mix(brush.light.lit, WHITE, 0.15)))
    brush.stroke(polygon(_seat(head, tips), closed=False), ink, max(0.8, head.size * 0.0034), 0.9)
    for index in range(2, len(edge) - 1, 2):
        gap = polygon(_seat(head, np.stack([edge[index], tips[index]])), closed=False)
        brush.stroke(gap, ink, max(0.6, head.size * 0.002), 0.4)


def _draw_tongue(brush: Brush, head: Head, lines: MouthLines, ink: Color) -> None:
    """The tip of a tongue between the lips, hanging over the lower one."""
    shape = lines.shape
    x, y = lines.lower[lines.middle] + (0.25 * shape.half, 0.004)
    wide, long = 0.36 * shape.half, 0.052 * shape.out
    rows = points([(-1, 0.1), (-0.95, -0.45), (-0.5, -0.95), (0, -1.05), (0.5, -0.95), (0.95, -0.45), (1, 0.1)])
    at = _seat(head, rows * (wide, long) + (x, y), 0.008)
    color = times((0.90, 0.46, 0.49), mix(brush.light.lit, WHITE, 0.15))
    path = curve(at, corners=(0, len(at) - 1))
    brush.stroke(path, ink, brush.weight * 1.2)
    brush.fill(path, color)
    middle = _seat(head, points([(x, y - 0.1 * long), (x, y - 0.65 * long)]), 0.008)
    brush.stroke(polygon(middle, closed=False), times((0.74, 0.30, 0.36), brush.light.lit), head.size * 0.005, 0.7)
