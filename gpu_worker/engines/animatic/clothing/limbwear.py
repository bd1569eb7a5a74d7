"""What lies on sleeves and trouser legs: prints, stripes, patches, bracers, socks; bandages, casts and stains.

A limb is a drape of its own around the bones, as wide as what is worn on it, so that everything turns with it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.arms import WIDE
from gpu_worker.engines.animatic.bodies.skeleton import Arm, Leg
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.clothing.drape import Drape
from gpu_worker.engines.animatic.clothing.garment import Garment
from gpu_worker.engines.animatic.clothing.patterns import print_on
from gpu_worker.engines.animatic.clothing.states import CLOTHES, STATES
from gpu_worker.engines.animatic.raster import Color, curve, darker, disc, mix, polygon, rgb, ribbon, trace

LINEN, BLOOD, DIRT = rgb("#f1ece2"), rgb("#9c1f28"), rgb("#6b543c")
Span = tuple[float, float]
STRIPE = 0.018  # heads, half the width of a stripe
HURT = "L"  # the arm and leg that a wound without a side is on
_STOPS = (0.0, 0.25, 0.5, 0.62, 0.80, 1.0)
_ARM = {True: (0.054, 0.050, 0.044, 0.045, 0.040, 0.034), False: (0.040, 0.037, 0.0325, 0.033, 0.029, 0.025)}
_LEG = {True: (0.090, 0.084, 0.066, 0.064, 0.058, 0.054), False: (0.080, 0.073, 0.056, 0.053, 0.048, 0.044)}


def _along(joints: Vector, widths: tuple[float, ...], aside: Vector, worn: Garment) -> Drape:
    at = np.array(_STOPS)
    centres = np.stack([np.interp(at, (0.0, 0.5, 1.0), joints[:, axis]) for axis in range(3)], 1)
    down = np.gradient(centres, axis=0)
    down /= np.sqrt((down * down).sum(1))[:, None] + 1e-9
    across = aside - down * (down @ aside)[:, None]
    across /= np.sqrt((across * across).sum(1))[:, None] + 1e-9
    wide = np.array(widths)[:, None] * worn.look.figure.girth
    return Drape(worn.camera, centres, across * wide, np.cross(down, across) * wide)


def _sleeve(worn: Garment, arm: Arm) -> Drape:
    factor = worn.outfit.fit.sleeve
    grown = np.interp(_STOPS, (0.0, 0.5, 1.0), factor)
    widths = tuple(np.array(_ARM[worn.look.is_male]) * np.minimum(grown, 1.45))
    return _along(np.stack([arm.shoulder, arm.elbow, arm.wrist]), widths, worn.torso.bones.chest_axes[:, 2], worn)


def _trouser(worn: Garment, leg: Leg) -> Drape:
    cut = np.interp(_STOPS, (0.0, 0.5, 1.0), worn.outfit.leg_wide)
    widths = tuple(np.array(_LEG[worn.look.is_male]) * 0.98 * cut)
    return _along(np.stack([leg.hip, leg.knee, leg.ankle]), widths, worn.torso.bones.pelvis_axes[:, 2], worn)


def _part(drape: Drape, begin: float, end: float, grown: float = 1.04, count: int = 4) -> Any:
    """The outline of a piece of a limb between two shares of it."""
    shares = np.linspace(begin, end, count)
    where = shares * (len(drape.centres) - 1)
    low = np.clip(where.astype(int), 0, len(drape.centres) - 2)
    rest = (where - low)[:, None]
    rows = [part[low] * (1 - rest) + part[low + 1] * rest for part in (drape.centres, drape.across, drape.deep)]
    return Drape(drape.camera, rows[0], rows[1] * grown, rows[2] * grown).path()


def _wrap(worn: Garment, drape: Drape, span: Span, color: Color, grown: float = 1.08) -> None:
    """A sheath around a limb with its turns."""
    path = _part(drape, *span, grown)
    scale = worn.size * 0.04
    worn.brush.cel(path, color, scale, weight=0.8)


def _turns(worn: Garment, drape: Drape, begin: float, end: float, color: Color) -> None:
    """The slanting edges of a bandage's turns."""
    ink = worn.brush.light.line(color)
    with worn.brush.inside(_part(drape, begin, end, 1.08)):
        for share in np.arange(begin, end, 0.055).tolist():
            angles = np.linspace(-math.pi, math.pi, 17)
            shares = np.clip(share + 0.025 * np.linspace(-1, 1, 17), 0, 1)
            facing = drape.faces_us(angles, shares) > 0
            flat = worn.camera.project(drape.at(angles, shares, 0.003))[facing]
            if len(flat) > 2:
                worn.brush.stroke(
                    polygon(flat[np.argsort(flat[:, 0])], closed=False), ink, worn.brush.weight * 0.7, 0.6
                )


def _stripe(worn: Garment, drape: Drape, angle: float, span: Span, color: Color) -> None:
    """A stripe down a limb."""
    flat = drape.seen(angle, np.linspace(*span, 6), 0.001)
    if flat is not None:
        dense = trace(flat, 3)
        path = polygon(ribbon(dense, np.full(len(dense), worn.size * STRIPE)))
        worn.brush.fill(path, worn.brush.light.bright(color))


def _stain(worn: Garment, drape: Drape, color: Color, spots: tuple[tuple[float, float, float], ...]) -> None:
    """Spots (angle, share, radius in heads) soaked into cloth."""
    for angle, share, radius in spots:
        where = np.array([angle]), np.array([share])
        if float(drape.faces_us(*where)[0]) > 0.05:
            at = worn.camera.project(drape.at(*where, 0.002))[0]
            worn.brush.fill(blot(at, worn.size * radius, share * 40), worn.brush.light.bright(color), 0.82)


def blot(at: Vector, radius: float, seed: float) -> Any:
    """An uneven spot."""
    turn = np.linspace(0, math.tau, 22, endpoint=False)
    ragged = 0.16 * np.sin(turn * 2 + seed) + 0.10 * np.sin(turn * 5 + seed * 2.3) + 0.07 * np.sin(turn * 7 + seed)
    fall = 1 + 0.35 * np.maximum(0, np.sin(turn)) ** 3
    path = curve(at + np.stack([np.cos(turn) * 0.85, np.sin(turn) * fall], 1) * (radius * (1 + ragged))[:, None])
    path.addPath(disc(at + np.array([radius * 0.2, radius * 1.75]), radius * 0.14))
    return path


def dress_arm(worn: Garment, side: str) -> None:
    """Everything that lies on one arm, drawn after it."""
    arm, extras, states = worn.torso.bones.arms[side], worn.outfit.extras, worn.look.accessories
    if not (extras & _ON_ARMS or states or worn.outfit.pattern) or worn.size < 14:
        return
    drape = _sleeve(worn, arm)
    outward = math.pi / 2 if arm.sign < 0 else -math.pi / 2
    if worn.outfit.sleeve not in WIDE and worn.outfit.sleeve not in ("bare", "lace", "cap"):
        pattern = worn.outfit.pattern
        if pattern is not None and "sleeve" in pattern.on and worn.outfit.sleeve == "long":
            with worn.brush.inside(_part(drape, 0.0, 1.0, 0.97, 6)):
                print_on(worn, drape, pattern, 0.0)
        if "sleeve_stripe" in extras:
            for offset in (-0.28, 0.28):
                _stripe(worn, drape, outward + offset, (0.04, 0.94), worn.look.accent)
        if "reflective" in extras:
            _wrap(worn, drape, (0.30, 0.37), rgb("#e6e9ec"), 1.0)
        if "arm_patch" in extras:
            _arm_patch(worn, drape, outward)
        if "bracers" in extras:
            _wrap(worn, drape, (0.62, 0.97), rgb("#4a3228") if worn.outfit.neck != "gorget" else worn.look.accent, 1.06)
    if side == HURT:
        _hurt_arm(worn, arm, drape, states)
    if "wristband" in extras and side == "R":
        _wrap(worn, drape, (0.955, 0.99), rgb("#7fb0d8"), 1.0)


def _arm_patch(worn: Garment, drape: Drape, outward: float) -> None:
    where = np.array([outward]), np.array([0.16])
    if float(drape.faces_us(*where)[0]) > 0.0:
        at = worn.camera.project(drape.at(*where, 0.002))[0]
        worn.brush.cel(disc(at, worn.size * 0.055), worn.look.accent, worn.size * 0.012, weight=0.6)
        worn.brush.fill(disc(at, worn.size * 0.030), worn.brush.light.bright(darker(worn.base, 0.7)))


def _hurt_arm(worn: Garment, arm: Arm, drape: Drape, states: frozenset[str]) -> None:
    if "cast_arm" in states or "cast_hand" in states:
        _wrap(worn, drape, (0.54, 1.0), LINEN, 1.30)
        _turns(worn, drape, 0.54, 1.0, LINEN)
    elif states & {"bandage_arm", "bandaged_arm", "bandage_body"}:
        _wrap(worn, drape, (0.60, 0.92), LINEN, 1.05)
        _turns(worn, drape, 0.60, 0.92, LINEN)
    if "bandage_shoulder" in states:
        _wrap(worn, drape, (0.02, 0.26), LINEN, 1.05)
        _turns(worn, drape, 0.02, 0.26, LINEN)
    if "bandage_hand" in states:
        _wrap(worn, drape, (0.94, 1.0), LINEN, 0.95)
    front = 0.0
    if states & {"blood_arm", "wound_arm", "blood_body"}:
        _stain(worn, drape, BLOOD, ((front, 0.36, 0.11), (front + 0.5, 0.46, 0.07), (front - 0.4, 0.62, 0.06)))
    if states & {"wound_shoulder", "blood_shoulder"}:
        _stain(worn, drape, BLOOD, ((front, 0.10, 0.13), (front + 0.4, 0.20, 0.08)))
    if "sling" in states:
        neck = worn.torso.bones.chest + worn.torso.bones.chest_axes @ np.array([-0.05, 0.03, 0.05])
        rows = np.stack([neck, arm.elbow, arm.wrist + arm.along * 0.03])
        flat = worn.camera.project(rows)
        fall = np.array([0.0, worn.size * 0.16])
        cloth = polygon(
            np.vstack([flat[1] + fall, flat[2] + fall * 0.6, flat[2] - fall * 0.6, flat[0], flat[1] - fall])
        )
        worn.brush.cel(cloth, LINEN, worn.size * 0.05)


def dress_legs(worn: Garment) -> None:
    """Everything that lies on the legs, drawn after them and before the hips."""
    outfit, states = worn.outfit, worn.look.accessories
    pattern = outfit.pattern
    printed = pattern is not None and "legs" in pattern.on
    hurt = states & _ON_LEGS
    if worn.size < 14 or not (printed or hurt or outfit.extras & {"leg_stripe", "side_stripe", "socks"}):
        return
    camera = worn.camera
    for side, leg in sorted(worn.torso.bones.legs.items(), key=lambda pair: -camera.depth(pair[1].knee)):
        drape = _trouser(worn, leg)
        outward = math.pi / 2 if side == "R" else -math.pi / 2
        if outfit.legs != "bare":
            if printed and pattern is not None:
                with worn.brush.inside(_part(drape, 0.0, 0.97, 0.95, 6)):
                    print_on(worn, drape, pattern, 0.0)
            if outfit.extras & {"leg_stripe", "side_stripe"}:
                color = rgb("#f4f5f7") if "leg_stripe" in outfit.extras else worn.look.main
                for offset in (-0.16, 0.16) if "leg_stripe" in outfit.extras else (0.0,):
                    _stripe(worn, drape, outward + offset, (0.06, 0.96), color)
        elif "socks" in outfit.extras:
            _wrap(worn, drape, (0.70, 0.985), rgb("#f7f7f5"), 0.70)
        if side == HURT:
            _hurt_leg(worn, drape, states)


def _hurt_leg(worn: Garment, drape: Drape, states: frozenset[str]) -> None:
    grown = 1.05 if worn.outfit.legs != "bare" else 0.86
    if "cast_leg" in states or "cast_foot" in states:
        _wrap(worn, drape, (0.56, 1.0), LINEN, grown * 1.22)
        _turns(worn, drape, 0.56, 1.0, LINEN)
    elif "bandage_leg" in states:
        _wrap(worn, drape, (0.56, 0.80), LINEN, grown)
        _turns(worn, drape, 0.56, 0.80, LINEN)
    if states & {"blood_leg", "wound_leg"}:
        _stain(worn, drape, BLOOD, ((0.0, 0.34, 0.13), (0.5, 0.44, 0.08), (-0.3, 0.58, 0.07)))


def soil(worn: Garment) -> None:
    """What the story has done to the clothes on the trunk, drawn inside its outline."""
    states = worn.look.accessories & _ON_TRUNK
    if not states:
        return
    back = not worn.torso.shows_front
    _wear_out(worn, states)
    if states & {"bandage_chest", "bandage_belly"}:
        s = 0.72 if "bandage_chest" in states else 0.40
        for step in (-0.06, 0.0, 0.06):
            worn.band(s + step, 0.075, LINEN)
    front = {"blood_chest": (0.045, 0.72), "wound_chest": (0.045, 0.72), "blood_belly": (0.03, 0.34),
             "wound_belly": (0.03, 0.34), "blood_body": (-0.03, 0.60), "wound_body": (-0.03, 0.56),
             "blood_stained": (0.02, 0.62)}  # fmt: skip
    for name in sorted(states & front.keys()):
        if not back:
            u, s = front[name]
            _spots(worn, BLOOD, ((u, s, 0.17), (u - 0.045, s - 0.13, 0.10), (u + 0.035, s - 0.22, 0.07)), 0.85)
    if back and states & {"blood_back", "wound_back"}:
        _spots(worn, BLOOD, ((0.02, 0.66, 0.17), (-0.05, 0.52, 0.10)), 0.85)


def _wear_out(worn: Garment, states: frozenset[str]) -> None:
    """Wet, dirty and torn cloth."""
    light, back = worn.brush.light, not worn.torso.shows_front
    if "wet_clothes" in states:
        for u, s, long in ((-0.10, 0.86, 0.30), (-0.04, 0.62, 0.42), (0.05, 0.80, 0.36), (0.11, 0.56, 0.40)):
            rows = [(u, s), (u * 1.05, s - long / 2), (u * 0.95, s - long)]
            worn.line(rows, 0.020, light.shadow(worn.base), 0.75, back=back)
        for u, s in ((-0.07, 0.80), (0.08, 0.68)):
            worn.line([(u, s), (u + 0.004, s - 0.10)], 0.009, mix(worn.base, (1, 1, 1), 0.55), 0.8, back=back)
    if "dirty_clothes" in states:
        _spots(worn, DIRT, ((-0.07, 0.72, 0.10), (0.06, 0.50, 0.13), (-0.04, 0.22, 0.12), (0.10, 0.82, 0.07)), 0.5)
    if "torn_clothes" in states:
        for u, s, way in ((0.070, 0.60, 1), (-0.085, 0.28, -1), (-0.060, 0.84, 1)):
            rows = [
                (u - 0.030, s + 0.03),
                (u, s + 0.012),
                (u + 0.034, s + 0.028 * way),
                (u + 0.008, s - 0.016),
                (u - 0.018, s - 0.030),
            ]
            path = worn.sharp(rows, 0.003, back=back)
            worn.brush.outline(path, worn.base)
            worn.brush.fill(path, light.shadow(worn.look.skin))


def _spots(worn: Garment, color: Color, spots: tuple[tuple[float, float, float], ...], alpha: float) -> None:
    back = not worn.torso.shows_front
    for u, s, radius in spots:
        at = worn.torso.on(np.array([(u, s)]), 0.003, back=back)[0]
        worn.brush.fill(blot(at, worn.size * radius, u * 90), worn.brush.light.bright(color), alpha)


_ON_ARMS = frozenset({"sleeve_stripe", "reflective", "arm_patch", "bracers", "wristband"})
_ON_LEGS = frozenset(state for state in STATES if state.endswith(("_leg", "_foot")))
_ON_TRUNK = CLOTHES | {state for state in STATES if state.endswith(("_chest", "_belly", "_back", "_body"))}
