"""What stands out of focus between the camera and a wide view: leaves, a drape, a door frame, candles, a branch.

Placed by the edges of the frame, so that it frames the view whatever the camera's distance.
"""

from __future__ import annotations

import math

from gpu_worker.engines.animatic.raster import Color, darker, mix, rgb
from gpu_worker.engines.animatic.scenery import Stage

Z = 1.1


def leaves(stage: Stage) -> None:
    """Broad leaves reaching in from a lower corner."""
    left, right, low, high = stage.span(Z)
    wide, tall = right - left, high - low
    with stage.wall(Z):
        for index in range(11):
            turn = math.radians(18 + index * 9.5)
            long = tall * (0.20 + 0.13 * float(stage.draw.random()))
            foot = (right + 0.04 * wide, low + 0.05 * tall)
            tip = (foot[0] - long * math.sin(turn) * 0.9, foot[1] + long * abs(math.cos(turn)) + 0.06 * tall)
            bow = ((foot[0] + tip[0]) / 2, (foot[1] + tip[1]) / 2 + 0.05 * tall)
            tone = mix(rgb("#16382c"), rgb("#3f7a50"), float(stage.draw.random()))
            thick = 0.055 * wide
            stage.shape([foot, (bow[0] - thick, bow[1]), tip, (bow[0] + thick, bow[1] - thick)], tone, smooth=True)


def drape(stage: Stage) -> None:
    """A heavy curtain drawn aside at the left edge."""
    _drape(stage, rgb("#5a1824"))


def pale_drape(stage: Stage) -> None:
    """A hospital or bedroom curtain at the left edge."""
    _drape(stage, rgb("#8fa9b0"))


def _drape(stage: Stage, color: Color) -> None:
    left, right, low, high = stage.span(Z)
    wide, tall = right - left, high - low
    out = left - wide
    with stage.wall(Z):
        edge = [(0.20, 1.3), (0.19, 0.85), (0.13, 0.52), (0.07, 0.36), (0.10, 0.15), (0.13, -0.3)]
        rows = [(left + x * wide, low + y * tall) for x, y in edge]
        stage.shape([(out, high + tall), *rows, (out, low - tall)], color)
        for share in (0.25, 0.5, 0.72):
            fold = [(left + x * wide * share, low + y * tall) for x, y in edge]
            stage.line(fold, darker(color, 0.62), 0.035 * wide, 0.7)


def doorway(stage: Stage) -> None:
    """The dark edge of a door we look through."""
    left, right, low, high = stage.span(Z)
    wide, tall = right - left, high - low
    with stage.wall(Z):
        stage.rect(left - wide, low - tall, left + 0.11 * wide, high + tall, rgb("#2c2a30"))
        stage.rect(left + 0.11 * wide, low - tall, left + 0.14 * wide, high + tall, rgb("#4a474f"))


def candlelight(stage: Stage) -> None:
    """Candles burning close to us at the left edge, and the dark of a chair at the right."""
    left, right, low, high = stage.span(Z)
    wide, tall = right - left, high - low
    with stage.wall(Z):
        for share, up in ((0.05, 0.30), (0.15, 0.23)):
            x, y, half = left + share * wide, low + up * tall, 0.022 * wide
            stage.rect(x - half, low - tall, x + half, y, rgb("#d8c8a8"))
            with stage.lit():
                flame = [(x - half * 0.8, y + 0.020 * tall), (x, y), (x + half * 0.8, y + 0.020 * tall)]
                stage.shape([*flame, (x, y + 0.055 * tall)], rgb("#ffab4e"), smooth=True)
        stage.shape(
            [(right + wide, low - tall), (right - 0.16 * wide, low - tall), (right - 0.17 * wide, low + 0.16 * tall),
             (right - 0.10 * wide, low + 0.24 * tall), (right + wide, low + 0.27 * tall)],
            rgb("#3a1f1c"),
            smooth=False,
        )  # fmt: skip
    for share, up in ((0.05, 0.33), (0.15, 0.26)):
        stage.lamp(left + share * wide, low + up * tall, Z, 0.16 * wide, "#ffb45c", 0.5)


def branch(stage: Stage) -> None:
    """A branch with leaves hanging in from an upper corner."""
    left, right, low, high = stage.span(Z)
    wide, tall = right - left, high - low
    white = stage.hour.snow
    with stage.wall(Z):
        rows = [(right + 0.5 * wide, high - 0.02 * tall), (right - 0.06 * wide, high - 0.10 * tall)]
        stage.line([*rows, (right - 0.34 * wide, high - 0.15 * tall)], rgb("#3a2a24"), 0.022 * wide)
        for _ in range(34):
            x = right + float(stage.draw.uniform(-0.40, 0.3)) * wide
            y = high - float(stage.draw.uniform(-0.05, 0.19)) * tall
            tone = mix(rgb("#1f4a34"), rgb("#5f9a52"), float(stage.draw.random()))
            tone = mix(tone, rgb("#eef3f7"), 0.7) if white else tone
            r = 0.045 * wide
            stage.shape([(x - r, y), (x, y + 0.6 * r), (x + 1.2 * r, y - 0.3 * r), (x, y - 0.7 * r)], tone, smooth=True)
