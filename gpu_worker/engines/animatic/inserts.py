"""Inserts: a thing filling the frame, in a hand or on a table, with only a breath of movement.

Drawn in the unit square of the frame's width (0..1 across, the middle of the frame at 0.5, 0.5) so that any size works.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.appearance import Notes, dress_up
from gpu_worker.engines.animatic.choreography import wander
from gpu_worker.engines.animatic.closeup import Close, Rows, rounded
from gpu_worker.engines.animatic.raster import (
    WHITE,
    Brush,
    argb,
    curve,
    darker,
    disc,
    mix,
    polygon,
    rgb,
    skia,
)
from projects.briefs import Look, ShotBrief


def ring(close: Close) -> None:
    """A ring with its stone between thumb and forefinger."""
    gold, stone = rgb("#e6c876"), rgb("#eaf4ff")
    for rows in (
        [(0.46, -0.28), (0.54, -0.10), (0.545, 0.06), (0.50, 0.15)],
        [(0.42, -0.20), (0.455, 0.02), (0.41, 0.18), (0.34, 0.25)],
        [(0.36, -0.15), (0.355, 0.07), (0.28, 0.21), (0.20, 0.26)],
    ):
        close.finger(rows, 0.044)
    close.finger([(0.30, -0.16), (0.235, 0.03), (0.14, 0.115), (0.05, 0.10)], 0.046)
    centre, radius = close.at([(-0.02, 0.06)])[0], 0.135 * close.size
    close.brush.stroke(disc(centre, radius), close.brush.light.line(gold), close.size * 0.040)
    close.brush.stroke(disc(centre, radius), close.brush.light.bright(gold), close.size * 0.028)
    close.brush.stroke(disc(centre - (2, 2), radius), mix(gold, WHITE, 0.7), close.size * 0.006, 0.9)
    palm: Rows = [
        (0.15, -0.36),
        (0.20, -0.17),
        (0.33, -0.10),
        (0.47, -0.20),
        (0.51, -0.38),
        (0.44, -0.58),
        (0.26, -0.58),
    ]
    close.hand(palm, (0.66, -1.15), (0.38, -0.62), 0.145)
    close.finger([(0.24, -0.36), (0.15, -0.22), (0.115, -0.10), (0.085, 0.01)], 0.053)
    gem: Rows = [(-0.09, 0.235), (-0.055, 0.30), (0.015, 0.30), (0.05, 0.235), (-0.02, 0.155)]
    close.slab(gem, stone, 0.01)
    close.brush.fill(polygon(close.at(gem)), stone)
    for facet, tone in (([gem[0], gem[1], gem[4]], "#c9dcf2"), ([gem[3], gem[4], gem[2]], "#b4cdea")):
        close.brush.fill(polygon(close.at(facet)), rgb(tone))
    for a, b in ((0, 4), (3, 4), (1, 4), (2, 4), (0, 3)):
        close.brush.stroke(polygon(close.at([gem[a], gem[b]]), closed=False), rgb("#9fb9d8"), close.size * 0.003, 0.8)
    flash = 0.5 + 0.5 * math.sin(close.seconds * 2.6)
    for angle in (0.0, math.pi / 2):
        way = (math.cos(angle) * (0.05 + 0.06 * flash), math.sin(angle) * (0.05 + 0.06 * flash))
        close.line(
            [(-0.05 - way[0], 0.29 - way[1]), (-0.05, 0.29), (-0.05 + way[0], 0.29 + way[1])], WHITE, 0.006, 0.95
        )


def phone(close: Close) -> None:
    """A telephone held upright, its screen alight."""
    close.grip(front=False)
    body: Rows = [(-0.21, -0.50), (0.19, -0.50), (0.19, 0.36), (-0.21, 0.36)]
    close.brush.cel(rounded(close, body, 0.045), rgb("#1d1f27"), close.size * 0.012)
    screen: Rows = [(-0.19, -0.47), (0.17, -0.47), (0.17, 0.33), (-0.19, 0.33)]
    glass = rounded(close, screen, 0.032)
    top, low = close.at([(0, 0.33)])[0], close.at([(0, -0.47)])[0]
    shader = skia.GradientShader.MakeLinear(
        [skia.Point(*map(float, top)), skia.Point(*map(float, low))], [argb(rgb("#2a3f78")), argb(rgb("#7a4f9a"))]
    )
    close.brush.canvas.drawPath(glass, skia.Paint(Shader=shader, AntiAlias=True))
    close.dot(-0.01, 0.13, 0.085, rgb("#f2dccb"))
    close.fill([(-0.095, 0.02), (0.075, 0.02), (0.05, 0.09), (-0.07, 0.09)], rgb("#d8dff2"))
    for y, wide in ((-0.02, 0.11), (-0.06, 0.07)):
        close.brush.fill(
            rounded(
                close,
                [
                    (-0.01 - wide, y - 0.012),
                    (-0.01 + wide, y - 0.012),
                    (-0.01 + wide, y + 0.012),
                    (-0.01 - wide, y + 0.012),
                ],
                0.01,
            ),
            WHITE,
            0.9,
        )
    ringing = 1 + 0.10 * math.sin(close.seconds * 9)
    for x, color in ((-0.11, "#e0484e"), (0.09, "#3fbf6a")):
        close.dot(x, -0.34, 0.048 * ringing, rgb(color))
        close.line([(x - 0.02, -0.335), (x, -0.347), (x + 0.02, -0.335)], WHITE, 0.012)
    close.brush.fill(polygon(close.at([(-0.19, 0.33), (-0.02, 0.33), (-0.19, -0.10)])), WHITE, 0.08)
    close.grip(front=True)
    close.thumb()


def document(close: Close) -> None:
    """A paper with lines, a seal and a place to sign, under a hand with a pen."""
    paper = rgb("#f8f5ec")
    close.slab([(-0.37, -0.60), (0.33, -0.66), (0.38, 0.42), (-0.32, 0.47)], rgb("#e3dccb"))
    close.slab([(-0.36, -0.56), (0.34, -0.60), (0.37, 0.46), (-0.33, 0.50)], paper)
    ink = rgb("#4a4650")
    close.fill([(-0.17, 0.385), (0.21, 0.365), (0.21, 0.405), (-0.17, 0.425)], ink, 0.85)
    for row in range(9):
        y = 0.31 - row * 0.062
        end = 0.29 if row % 4 != 3 else 0.05
        close.fill(
            [(-0.26, y), (end, y - 0.03 * (end + 0.26)), (end, y + 0.011 - 0.03 * (end + 0.26)), (-0.26, y + 0.011)],
            ink,
            0.5,
        )
    seal = close.at([(0.20, -0.31)])[0]
    for radius, width in ((0.092, 0.010), (0.070, 0.005)):
        close.brush.stroke(disc(seal, radius * close.size), rgb("#c2262e"), width * close.size, 0.85)
    star = [
        (0.20 + 0.036 * math.sin(k * math.pi * 0.4), -0.31 + 0.036 * math.cos(k * math.pi * 0.4))
        for k in (0, 2, 4, 1, 3)
    ]
    close.brush.fill(polygon(close.at(star)), rgb("#c2262e"), 0.85)
    close.brush.stroke(polygon(close.at([(-0.27, -0.42), (0.06, -0.435)]), closed=False), ink, close.size * 0.004)
    drawn = min(1.0, close.seconds / 1.6)
    wave = np.linspace(0, drawn, 24)
    name = np.stack([-0.24 + wave * 0.26, -0.395 + 0.028 * np.sin(wave * 21) * (1 - 0.4 * wave)], 1)
    close.brush.stroke(polygon(close.at(name), closed=False), rgb("#23263a"), close.size * 0.0065)
    x, y = name[-1]
    for k, bend in enumerate((0.0, 0.045)):  # the ring and little fingers rest on the paper
        close.finger([(0.14, -0.72 - bend), (0.06, -0.64 - bend), (0.015 + 0.02 * k, -0.55 - bend * 1.6)], 0.042)
    palm: Rows = [
        (0.08, -0.66),
        (0.18, -0.50),
        (0.36, -0.52),
        (0.46, -0.70),
        (0.42, -0.92),
        (0.24, -0.92),
        (0.12, -0.84),
    ]
    close.hand(palm, (0.70, -1.40), (0.42, -0.98), 0.14)
    close.slab([(x, y), (x + 0.012, y + 0.012), (x + 0.30, y + 0.24), (x + 0.315, y + 0.215)], rgb("#22242c"), 0.004)
    for rows in (
        [(0.27, -0.58), (x + 0.21, y + 0.03), (x + 0.135, y + 0.085), (x + 0.075, y + 0.045)],
        [(0.22, -0.70), (0.15, -0.60), (x + 0.10, y - 0.06), (x + 0.065, y + 0.015)],
    ):
        close.finger(rows, 0.042)


def photo(close: Close) -> None:
    """An old photograph of two people, held at its edges."""
    close.grip(front=False)
    close.slab([(-0.30, -0.38), (0.26, -0.42), (0.30, 0.34), (-0.26, 0.38)], rgb("#f6f1e4"))
    close.slab([(-0.255, -0.27), (0.215, -0.30), (0.25, 0.295), (-0.22, 0.33)], rgb("#a9b9bd"), 0.0)
    close.fill([(-0.25, -0.27), (0.215, -0.30), (0.23, -0.05), (-0.235, 0.0)], rgb("#8d9c7c"))
    for x, robe, hair, tall in ((-0.10, "#c98a96", "#3b2a2c", 0.0), (0.09, "#47536f", "#26232b", 0.045)):
        close.cel(
            [
                (x - 0.085, -0.275),
                (x - 0.07, -0.11 + tall),
                (x, -0.06 + tall),
                (x + 0.07, -0.11 + tall),
                (x + 0.085, -0.285),
            ],
            rgb(robe),
            0.01,
            (0, 4),
            weight=0.6,
        )
        close.cel(
            [
                (x - 0.052, 0.02 + tall),
                (x, -0.055 + tall),
                (x + 0.052, 0.02 + tall),
                (x + 0.045, 0.09 + tall),
                (x - 0.045, 0.09 + tall),
            ],
            rgb("#f3d8c4"),
            0.006,
            weight=0.6,
        )
        close.cel(
            [
                (x - 0.062, 0.03 + tall),
                (x - 0.052, 0.115 + tall),
                (x, 0.14 + tall),
                (x + 0.052, 0.115 + tall),
                (x + 0.062, 0.03 + tall),
                (x + 0.03, 0.082 + tall),
                (x - 0.03, 0.085 + tall),
            ],
            rgb(hair),
            0.006,
            (0, 4),
            weight=0.6,
        )
        for dx in (-0.018, 0.018):
            close.dot(x + dx, 0.022 + tall, 0.005, rgb("#2a2026"))
        close.line([(x - 0.016, -0.012 + tall), (x, -0.02 + tall), (x + 0.016, -0.012 + tall)], rgb("#b0525a"), 0.004)
    close.grip(front=True)
    close.thumb()


def card(close: Close) -> None:
    """A bank or visiting card between two fingers."""
    close.grip(front=False, lift=0.07)
    face = rounded(close, [(-0.33, -0.16), (0.25, -0.20), (0.28, 0.16), (-0.30, 0.20)], 0.03)
    close.brush.cel(face, rgb("#27304d"), close.size * 0.02)
    close.slab([(-0.24, 0.02), (-0.14, 0.013), (-0.135, 0.09), (-0.235, 0.097)], rgb("#d9b66a"), 0.004)
    for k in range(4):
        close.fill(
            [
                (-0.24 + k * 0.12, -0.060 - k * 0.008),
                (-0.16 + k * 0.12, -0.066 - k * 0.008),
                (-0.16 + k * 0.12, -0.045 - k * 0.008),
                (-0.24 + k * 0.12, -0.039 - k * 0.008),
            ],
            rgb("#dfe3ee"),
            0.9,
        )
    close.dot(0.16, 0.10, 0.036, rgb("#e0484e"), 0.9)
    close.dot(0.20, 0.098, 0.036, rgb("#f0b04a"), 0.85)
    close.grip(front=True, lift=0.07)
    close.thumb(lift=0.14)


def glass(close: Close) -> None:
    """A wine glass raised by its stem."""
    tilt = 0.02 * math.sin(close.seconds * 1.8)
    bowl: Rows = [(-0.19, 0.36), (-0.23, 0.12), (-0.13, -0.08), (0.0, -0.13), (0.13, -0.08), (0.23, 0.12), (0.19, 0.36)]
    path = curve(close.at(bowl), corners=(0, 6))
    close.brush.outline(path, rgb("#9fb6c8"))
    close.brush.fill(path, rgb("#eaf4fa"), 0.35)
    wine: Rows = [
        (-0.226, 0.13 + tilt),
        (0.0, 0.125),
        (0.226, 0.13 - tilt),
        (0.13, -0.07),
        (0.0, -0.118),
        (-0.13, -0.07),
    ]
    with close.brush.inside(path):
        close.brush.fill(curve(close.at(wine), corners=(0, 2)), close.brush.light.bright(rgb("#8c1730")), 0.92)
        close.brush.fill(
            curve(close.at([(-0.23, 0.13 + tilt), (0, 0.155), (0.23, 0.13 - tilt), (0, 0.105)])), rgb("#b03a52")
        )
        close.line([(-0.165, 0.32), (-0.19, 0.12), (-0.12, -0.03)], WHITE, 0.014, 0.8)
    close.slab([(-0.014, -0.12), (0.014, -0.12), (0.018, -0.62), (-0.018, -0.62)], rgb("#dce8ef"), 0.008)
    palm: Rows = [
        (0.02, -0.44),
        (0.12, -0.30),
        (0.26, -0.36),
        (0.34, -0.60),
        (0.24, -0.80),
        (0.06, -0.76),
        (-0.01, -0.60),
    ]
    close.hand(palm, (0.62, -1.30), (0.28, -0.84), 0.14)
    for y in (-0.57, -0.48, -0.39, -0.30):
        close.finger([(0.26, y - 0.06), (0.20, y + 0.005), (0.08, y + 0.005), (-0.035, y - 0.02)], 0.042)
    close.finger([(0.06, -0.64), (-0.02, -0.54), (-0.04, -0.42), (-0.01, -0.32)], 0.048)


def door(close: Close) -> None:
    """A hand on the handle of a door."""
    wood = rgb("#8a5a40")
    close.slab([(-0.60, -1.2), (0.60, -1.2), (0.60, 1.2), (-0.60, 1.2)], wood, 0.0)
    close.slab([(-0.42, 0.10), (0.10, 0.10), (0.10, 1.1), (-0.42, 1.1)], darker(wood, 0.90), 0.02)
    close.slab([(-0.42, -1.1), (0.10, -1.1), (0.10, -0.14), (-0.42, -0.14)], darker(wood, 0.90), 0.02)
    close.slab([(0.42, -1.2), (0.60, -1.2), (0.60, 1.2), (0.42, 1.2)], rgb("#4d3226"), 0.0)
    turn = 0.05 * min(1.0, close.seconds)
    close.brush.cel(
        rounded(close, [(0.20, -0.20), (0.34, -0.20), (0.34, 0.22), (0.20, 0.22)], 0.06),
        rgb("#c9a860"),
        close.size * 0.014,
    )
    close.brush.cel(
        rounded(close, [(-0.12, -0.03 - turn), (0.30, 0.01), (0.30, 0.08), (-0.12, 0.05 - turn)], 0.035),
        rgb("#e2c47c"),
        close.size * 0.016,
    )
    palm: Rows = [
        (-0.30, -0.22),
        (-0.20, -0.36),
        (-0.02, -0.32),
        (0.10, -0.14),
        (0.06, 0.0),
        (-0.16, 0.04),
        (-0.30, -0.06),
    ]
    close.hand(palm, (-0.68, -1.10), (-0.28, -0.40), 0.14)
    for x in (-0.16, -0.07, 0.02, 0.105):
        close.finger([(x - 0.03, -0.07), (x + 0.005, 0.07), (x + 0.04, 0.05), (x + 0.045, -0.03 - turn)], 0.042)


def plain_object(close: Close) -> None:
    """A small parcel in both hands."""
    for side in (-1, 1):
        rows = ((0.10, -0.46), (0.22, -0.60), (0.44, -0.50), (0.46, -0.26), (0.34, -0.10), (0.18, -0.22))
        close.hand([(side * x, y) for x, y in rows], (side * 0.64, -1.15), (side * 0.36, -0.60), 0.13)
    close.slab([(-0.27, -0.36), (0.27, -0.36), (0.27, 0.02), (-0.27, 0.02)], rgb("#b58a5c"), 0.02)
    close.slab([(-0.27, 0.02), (0.27, 0.02), (0.20, 0.13), (-0.20, 0.13)], rgb("#cfa674"), 0.008)
    close.slab([(-0.045, -0.36), (0.045, -0.36), (0.045, 0.02), (-0.045, 0.02)], rgb("#a03844"), 0.006)
    close.slab([(-0.045, 0.02), (0.045, 0.02), (0.034, 0.13), (-0.034, 0.13)], rgb("#b84a55"), 0.004)
    for side in (-1, 1):
        for y in (-0.12, -0.21, -0.30):
            close.finger([(side * 0.37, y - 0.04), (side * 0.30, y + 0.012), (side * 0.19, y)], 0.044)


INSERTS: dict[str, Callable[[Close], None]] = {
    "ring": ring,
    "phone": phone,
    "document": document,
    "photo": photo,
    "card": card,
    "glass": glass,
    "door": door,
}
ALIASES = {
    "contract": "document",
    "divorce_agreement": "document",
    "agreement": "document",
    "letter": "document",
    "paper": "document",
    "report": "document",
    "will": "document",
    "wedding_ring": "ring",
    "mobile": "phone",
    "cell_phone": "phone",
    "smartphone": "phone",
    "photograph": "photo",
    "picture": "photo",
    "bank_card": "card",
    "cheque": "card",
    "wine": "glass",
    "wine_glass": "glass",
    "cup": "glass",
    "door_handle": "door",
}


NOBODY = Look(outfit="suit", outfit_color="charcoal")  # a hand that may be anybody's


def insert_of(brief: ShotBrief, notes: Notes) -> str:
    """Which insert a brief asks for; empty when none is known."""
    for prop in brief.props:
        name = prop.strip().lower().replace(" ", "_")
        name = ALIASES.get(name, name)
        if name in INSERTS:
            return name
    wanted = brief.props[0] if brief.props else "nothing named"
    notes.say(f"insert of {wanted!r}: drawn as a plain parcel in two hands")
    return ""


def draw_insert(canvas: Any, brief: ShotBrief, brush: Brush, name: str, seconds: float) -> None:
    """The prop `name`, large, in the hand of the first of the cast."""
    look = brief.cast[0].look if brief.cast else NOBODY
    owner = dress_up(brief.cast[0].member_id if brief.cast else "", look, Notes())
    close = Close(brush, brief, owner, seconds)
    canvas.save()
    canvas.translate(brief.width * 0.004 * wander(seconds, 1.0), brief.height * 0.003 * wander(seconds, 3.0))
    INSERTS.get(name, plain_object)(close)
    canvas.restore()
