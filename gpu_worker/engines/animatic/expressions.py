"""Expressions as facial action units: the catalogue of ids, and the merge with what a brief states.

An AU vector is a dict from a FACS number (with R or L for one side) or an effect name to 0..1. Effects are what a comic
draws beside muscles: tears, blush, sweat, gloom, pallor, a vein, clenched teeth, wet eyes. `gx`, `gy` are gaze offsets.
"""

from __future__ import annotations

from collections.abc import Mapping

from projects.briefs import Expression

Units = dict[str, float]

EFFECTS = ("tear", "blush", "sweat", "gloom", "pale", "vein", "teeth", "shine", "gx", "gy", "shiver", "nod")

# fmt: off
EXPRESSIONS: dict[str, Units] = {
    "neutral": {},
    "smile": {"6": .40, "12": .62, "25": .20, "shine": .3, "blush": .10},
    "gentle_smile": {"6": .20, "12": .38, "43": .12, "1": .12, "shine": .35, "blush": .15},
    "laugh": {"6": 1, "12": 1, "25": 1, "26": .75, "43": .93, "1": .3, "2": .3, "blush": .35},
    "bitter_smile": {"1": .75, "4": .40, "12": .40, "15": .20, "43": .18, "shine": .5, "gy": -.25},
    "cold": {"7": .35, "43": .20, "24": .20, "4": .18, "gloom": .12},
    "contempt": {"14R": 1, "12R": .65, "7": .35, "43": .32, "2R": .80, "15": .25, "gx": .30, "gy": -.30},
    "smug": {"12R": .90, "12": .25, "14R": .6, "2R": .55, "7": .30, "43": .18, "25": .15},
    "anger": {"4": .9, "5": .30, "7": .50, "23": .6, "24": .5, "9": .3, "vein": .5},
    "fury": {"4": 1, "5": .85, "7": .15, "9": .8, "10": .8, "20": .5, "25": 1, "26": .55, "teeth": 1, "vein": 1, "gloom": .35},
    "hatred": {"4": .85, "7": .65, "9": .45, "10": .35, "24": .35, "15": .35, "gloom": .65},
    "shock": {"1": 1, "2": 1, "5": 1, "25": 1, "27": .65, "pale": .5},
    "surprise": {"1": .85, "2": .85, "5": .70, "25": .8, "26": .40},
    "fear": {"1": .9, "2": .5, "4": .5, "5": .85, "20": .65, "25": .6, "26": .20, "sweat": .7, "pale": .5},
    "terror": {"1": 1, "2": .7, "4": .5, "5": 1, "20": .8, "25": 1, "26": .75, "sweat": 1, "pale": 1, "gloom": .35, "shiver": .6},
    "sadness": {"1": .9, "4": .45, "15": .70, "17": .40, "43": .24, "gy": -.35, "shine": .6},
    "crying": {"1": 1, "4": .6, "6": .3, "7": .35, "15": .65, "17": .4, "20": .25, "25": .6, "26": .18, "tear": 1, "blush": .45, "shine": 1},
    "sobbing": {"1": 1, "4": .7, "6": .7, "7": .7, "43": .92, "15": .7, "20": .5, "25": 1, "26": .45, "tear": 1, "blush": .6, "shiver": .5},
    "grief": {"1": 1, "4": .55, "15": .8, "17": .6, "43": .62, "gy": -.4, "tear": .6, "pale": .35, "gloom": .3},
    "pain": {"4": .9, "6": .6, "7": .8, "43": .72, "9": .45, "10": .5, "20": .5, "25": .8, "teeth": .9, "sweat": .4},
    "disgust": {"9": .9, "10": .7, "4": .5, "7": .5, "15": .4, "17": .4, "gx": -.3},
    "worry": {"1": .8, "4": .55, "24": .25, "15": .2, "gy": -.08},
    "nervous": {"1": .6, "4": .35, "20": .35, "25": .2, "sweat": .75, "gx": .35},
    "shy": {"1": .4, "12": .3, "17": .15, "43": .25, "gx": .5, "gy": -.35, "blush": 1},
    "tender": {"6": .3, "12": .34, "43": .22, "1": .25, "blush": .5, "shine": .8},
    "determined": {"4": .55, "5": .25, "7": .25, "24": .5, "17": .3},
    "suspicious": {"4": .45, "7": .6, "2R": .8, "14R": .35, "gx": .45, "43": .12},
    "confused": {"1": .5, "4": .45, "2R": .8, "25": .25, "18": .25},
    "pleading": {"1": 1, "2": .2, "4": .25, "5": .4, "17": .3, "25": .3, "shine": 1, "blush": .25, "gy": .12},
    "despair": {"1": .8, "4": .3, "15": .55, "43": .30, "25": .4, "26": .12, "gy": -.5, "gloom": .8, "pale": .5},
    "tired": {"43": .52, "1": .30, "15": .25, "gy": -.3, "gloom": .15},
    "calm": {"43": .10, "12": .12},
    "thinking": {"4": .30, "2R": .30, "24": .25, "18": .15, "gx": .45, "gy": .40},
    "embarrassed": {"1": .5, "4": .2, "12": .28, "20": .25, "25": .2, "teeth": .4, "gx": -.5, "blush": .9, "sweat": .55},
    "professional_smile": {"6": .15, "12": .72, "25": .35, "teeth": .5, "2": .15},
    "trembling": {"1": .9, "4": .5, "5": .4, "20": .4, "17": .5, "25": .25, "shine": .8, "pale": .4, "shiver": 1},
}
# fmt: on


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
