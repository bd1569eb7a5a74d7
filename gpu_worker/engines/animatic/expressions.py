"""Expressions as facial action units: the catalogue of ids, and the merge with what a brief states.

An AU vector is a dict from a FACS number (with R or L for one side) or an effect name to 0..1. Effects are what a comic
draws beside muscles: tears, blush, sweat, gloom, pallor, a vein, clenched teeth, wet eyes. `gx`, `gy` are gaze offsets.
"""

from __future__ import annotations

from collections.abc import Mapping

from projects.briefs import Expression

Units = dict[str, float]

EFFECTS = ("tear", "blush", "sweat", "gloom", "pale", "vein", "teeth", "shine", "gx", "gy", "shiver", "nod")

EXPRESSIONS: dict[str, Units] = {
    "neutral": {},
    "smile": {"6": 0.40, "12": 0.62, "25": 0.20, "shine": 0.3, "blush": 0.10},
    "gentle_smile": {"6": 0.20, "12": 0.38, "43": 0.12, "1": 0.12, "shine": 0.35, "blush": 0.15},
    "laugh": {"6": 1, "12": 1, "25": 1, "26": 0.75, "43": 0.93, "1": 0.3, "2": 0.3, "blush": 0.35},
    "bitter_smile": {"1": 0.75, "4": 0.40, "12": 0.40, "15": 0.20, "43": 0.18, "shine": 0.5, "gy": -0.25},
    "cold": {"7": 0.35, "43": 0.20, "24": 0.20, "4": 0.18, "gloom": 0.12},
    "contempt": {"14R": 1, "12R": 0.65, "7": 0.35, "43": 0.32, "2R": 0.80, "15": 0.25, "gx": 0.30, "gy": -0.30},
    "smug": {"12R": 0.90, "12": 0.25, "14R": 0.6, "2R": 0.55, "7": 0.30, "43": 0.18, "25": 0.15},
    "anger": {"4": 0.9, "5": 0.30, "7": 0.50, "23": 0.6, "24": 0.5, "9": 0.3, "vein": 0.5},
    "fury": {
        "4": 1,
        "5": 0.85,
        "7": 0.15,
        "9": 0.8,
        "10": 0.8,
        "20": 0.5,
        "25": 1,
        "26": 0.55,
        "teeth": 1,
        "vein": 1,
        "gloom": 0.35,
    },
    "hatred": {"4": 0.85, "7": 0.65, "9": 0.45, "10": 0.35, "24": 0.35, "15": 0.35, "gloom": 0.65},
    "shock": {"1": 1, "2": 1, "5": 1, "25": 1, "27": 0.65, "pale": 0.5},
    "surprise": {"1": 0.85, "2": 0.85, "5": 0.70, "25": 0.8, "26": 0.40},
    "fear": {"1": 0.9, "2": 0.5, "4": 0.5, "5": 0.85, "20": 0.65, "25": 0.6, "26": 0.20, "sweat": 0.7, "pale": 0.5},
    "terror": {
        "1": 1,
        "2": 0.7,
        "4": 0.5,
        "5": 1,
        "20": 0.8,
        "25": 1,
        "26": 0.75,
        "sweat": 1,
        "pale": 1,
        "gloom": 0.35,
        "shiver": 0.6,
    },
    "sadness": {"1": 0.9, "4": 0.45, "15": 0.70, "17": 0.40, "43": 0.24, "gy": -0.35, "shine": 0.6},
    "crying": {
        "1": 1,
        "4": 0.6,
        "6": 0.3,
        "7": 0.35,
        "15": 0.65,
        "17": 0.4,
        "20": 0.25,
        "25": 0.6,
        "26": 0.18,
        "tear": 1,
        "blush": 0.45,
        "shine": 1,
    },
    "sobbing": {
        "1": 1,
        "4": 0.7,
        "6": 0.7,
        "7": 0.7,
        "43": 0.92,
        "15": 0.7,
        "20": 0.5,
        "25": 1,
        "26": 0.45,
        "tear": 1,
        "blush": 0.6,
        "shiver": 0.5,
    },
    "grief": {"1": 1, "4": 0.55, "15": 0.8, "17": 0.6, "43": 0.62, "gy": -0.4, "tear": 0.6, "pale": 0.35, "gloom": 0.3},
    "pain": {
        "4": 0.9,
        "6": 0.6,
        "7": 0.8,
        "43": 0.72,
        "9": 0.45,
        "10": 0.5,
        "20": 0.5,
        "25": 0.8,
        "teeth": 0.9,
        "sweat": 0.4,
    },
    "disgust": {"9": 0.9, "10": 0.7, "4": 0.5, "7": 0.5, "15": 0.4, "17": 0.4, "gx": -0.3},
    "worry": {"1": 0.8, "4": 0.55, "24": 0.25, "15": 0.2, "gy": -0.08},
    "nervous": {"1": 0.6, "4": 0.35, "20": 0.35, "25": 0.2, "sweat": 0.75, "gx": 0.35},
    "shy": {"1": 0.4, "12": 0.3, "17": 0.15, "43": 0.25, "gx": 0.5, "gy": -0.35, "blush": 1},
    "tender": {"6": 0.3, "12": 0.34, "43": 0.22, "1": 0.25, "blush": 0.5, "shine": 0.8},
    "determined": {"4": 0.55, "5": 0.25, "7": 0.25, "24": 0.5, "17": 0.3},
    "suspicious": {"4": 0.45, "7": 0.6, "2R": 0.8, "14R": 0.35, "gx": 0.45, "43": 0.12},
    "confused": {"1": 0.5, "4": 0.45, "2R": 0.8, "25": 0.25, "18": 0.25},
    "pleading": {"1": 1, "2": 0.2, "4": 0.25, "5": 0.4, "17": 0.3, "25": 0.3, "shine": 1, "blush": 0.25, "gy": 0.12},
    "despair": {
        "1": 0.8,
        "4": 0.3,
        "15": 0.55,
        "43": 0.30,
        "25": 0.4,
        "26": 0.12,
        "gy": -0.5,
        "gloom": 0.8,
        "pale": 0.5,
    },
    "tired": {"43": 0.52, "1": 0.30, "15": 0.25, "gy": -0.3, "gloom": 0.15},
    "calm": {"43": 0.10, "12": 0.12},
    "thinking": {"4": 0.30, "2R": 0.30, "24": 0.25, "18": 0.15, "gx": 0.45, "gy": 0.40},
    "embarrassed": {
        "1": 0.5,
        "4": 0.2,
        "12": 0.28,
        "20": 0.25,
        "25": 0.2,
        "teeth": 0.4,
        "gx": -0.5,
        "blush": 0.9,
        "sweat": 0.55,
    },
    "professional_smile": {"6": 0.15, "12": 0.72, "25": 0.35, "teeth": 0.5, "2": 0.15},
    "trembling": {
        "1": 0.9,
        "4": 0.5,
        "5": 0.4,
        "20": 0.4,
        "17": 0.5,
        "25": 0.25,
        "shine": 0.8,
        "pale": 0.4,
        "shiver": 1,
    },
}


def units_of(expression: Expression) -> tuple[Units, bool]:
    """The face an expression asks for, and whether anything about it was known.

    Action units stated in the brief replace the catalogue's muscles; the catalogue's effects stay, because FACS has no
    number for a blush.
    """
    catalogued = EXPRESSIONS.get(expression.id)
    stated = {key: float(value) for key, value in expression.action_units.items()}
    if not stated:
        return dict(catalogued or {}), catalogued is not None
    kept = {key: value for key, value in (catalogued or {}).items() if key in EFFECTS}
    for key, value in stated.items():
        kept[key.removeprefix("AU")] = min(1.0, max(-1.0, value))
    return kept, True


def read(units: Mapping[str, float], number: str, side: str = "") -> float:
    """Strength of an action unit on one side (R or L): both-sided value or the side's own, whichever is more."""
    return max(units.get(number, 0.0), units.get(number + side, 0.0)) if side else units.get(number, 0.0)


def blend(a: Mapping[str, float], b: Mapping[str, float], share: float) -> Units:
    """A face `share` of the way from a to b."""
    return {key: a.get(key, 0.0) * (1 - share) + b.get(key, 0.0) * share for key in {*a, *b}}
