"""A face over the length of a shot: how an expression comes, stands and goes, and the small life that never stops.

Brows and lids lead, the mouth follows, blood and water come last. All of it is a pure function of the second asked for.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, field, replace

import numpy as np

from gpu_worker.engines.animatic.faces.expressions import Units, either, stated, units_of
from gpu_worker.engines.animatic.performing.speech import CLOSED, Mouth
from gpu_worker.engines.animatic.raster import smoothstep
from projects.briefs import Expression

FIRST = 0.18  # of an expression is there when the shot begins: nobody comes from nowhere
TRACE = 0.30  # of it stays when it has faded
BLINK_SECONDS = 0.30  # the longest blink there is
QUICK, USUAL = 0.16, 0.21
HEAD_LEAD = 0.05

BROWS = frozenset({"1", "2", "4"})
LIDS = frozenset({"5", "7", "43", "44", "46", "gx", "gy", "small", "wide", "dull", "sparkle", "glint"})
CHEEKS = frozenset({"6", "9", "38"})
HEADS = frozenset({"51", "52", "53", "54", "55", "56", "57", "58"})
STANDING = frozenset({"bags", "nose"})  # not of this moment: there from the first frame
SLOW: dict[str, tuple[float, float]] = {  # seconds after the first movement, and until all of it is there
    "blush": (0.25, 1.1),
    "flush": (0.10, 0.7),
    "red": (0.30, 1.2),
    "shine": (0.10, 0.6),
    "brim": (0.15, 0.8),
    "tear": (0.10, 1.3),
    "pale": (0.10, 0.5),
    "gloom": (0.05, 0.6),
    "hatch": (0.15, 0.35),
    "sweat": (0.20, 0.35),
    "vein": (0.10, 0.2),
    "breath": (0.30, 0.3),
    "quiver": (0.20, 0.5),
}
#                       degrees at full strength, by channel of the pose
HEAD_MOVES: dict[str, dict[str, float]] = {
    "51": {"head_yaw": 15.0},
    "52": {"head_yaw": -15.0},
    "53": {"head_pitch": -11.0},
    "54": {"head_pitch": 15.0, "lean": 1.5},
    "55": {"head_roll": -11.0},
    "56": {"head_roll": 11.0},
    "57": {"lean": 7.0, "head_pitch": -3.0},
    "58": {"lean": -5.0, "head_pitch": 3.0},
}


@dataclass(slots=True)
class FaceState:
    """What a face does at one moment. `gaze` is -1..1 to the viewer's right and up, on top of the action units'."""

    units: Units = field(default_factory=dict)
    mouth: Mouth = CLOSED
    blink: float = 0.0
    gaze: tuple[float, float] = (0.0, 0.0)
    seconds: float = 0.0


def presence(expression: Expression, seconds: float, *, lag: float = 0.0, slower: float = 1.0) -> float:
    """How much of an expression is there `seconds` into the shot, 0..1, for a part that follows `lag` seconds later."""
    onset = max(0.04, expression.onset_ms / 1000 * slower)
    level = FIRST + (1 - FIRST) * smoothstep((seconds - lag) / onset)
    if expression.hold_ms <= 0:
        return level
    over = seconds - lag - onset - expression.hold_ms / 1000
    return level * (1 - (1 - TRACE) * smoothstep(over / max(0.04, expression.offset_ms / 1000)))


def drift(seconds: float, phase: float) -> float:
    """A slow wander within about -1..1."""
    return 0.6 * math.sin(seconds * 1.3 + phase) + 0.4 * math.sin(seconds * 2.7 + phase * 1.7)


class Countenance:
    """One person's face over a shot of so many `seconds`; `key` makes it theirs."""

    def __init__(self, expression: Expression, key: int, seconds: float) -> None:
        self.expression, _ = stated(expression)
        self.units, self.is_known = units_of(expression)
        self.energy = expression.energy
        self.phase = key % 1000 / 1000 * math.tau
        units = self.units
        self.unrest = max(units.get(name, 0.0) * by for name, by in (("sweat", 0.9), ("quiver", 0.7), ("shiver", 1.0)))
        self.stare = max(either(units, "5"), 0.85 * units.get("gloom", 0.0), units.get("glint", 0.0), self._cold())
        self.blink_seconds = self._blink_seconds()
        self.blinks = blink_times(key, seconds, self._blink_gap())
        self._glances = _glances(key, seconds, self.unrest)

    @property
    def stands_until(self) -> float:
        """The second until which a still shows the expression whole, with room for a blink."""
        face = self.expression
        return (face.onset_ms + face.hold_ms) / 1000 - BLINK_SECONDS if face.hold_ms > 0 else math.inf

    # ------------------------------------------------------------------ moments

    def at(self, seconds: float, *, mouth: Mouth = CLOSED, gaze: tuple[float, float] = (0.0, 0.0)) -> FaceState:
        """The face `seconds` into the shot, saying what `mouth` says and looking where `gaze` leads."""
        dart_x, dart_y = self._dart(seconds)
        mouth = replace(mouth, open=mouth.open * (0.86 + 0.34 * self.energy))  # who is beside themselves speaks wide
        return FaceState(
            self.units_at(seconds), mouth, self.blink(seconds), (gaze[0] + dart_x, gaze[1] + dart_y), seconds
        )

    def units_at(self, seconds: float) -> Units:
        """The vector of this moment."""
        onset = self.expression.onset_ms / 1000
        levels = {
            "brow": self._level(seconds, 0.0),
            "lid": self._level(seconds, 0.03),
            "cheek": self._level(seconds, 0.05 + 0.08 * onset),
            "mouth": self._level(seconds, 0.06 + 0.22 * onset),
        }
        found: Units = {}
        for name, full in self.units.items():
            number = name.rstrip("RL") if name[0].isdigit() else name
            if number in HEADS:
                continue
            if number in STANDING:
                found[name] = full
            elif number in SLOW:
                lag, rise = SLOW[number]
                came = FIRST + (1 - FIRST) * smoothstep((seconds - lag) / rise)
                found[name] = full * min(came, max(levels["brow"], TRACE))
            else:
                part = (
                    "brow" if number in BROWS else "lid" if number in LIDS else "cheek" if number in CHEEKS else "mouth"
                )
                found[name] = min(1.0, full * levels[part])
        self._breathe(found, seconds)
        return found

    def head(self, seconds: float) -> dict[str, float]:
        """What the expression does with head and shoulders: to be added to the channels of a pose (degrees, metres)."""
        moved: dict[str, float] = {}
        lag = HEAD_LEAD + 0.1 * self.expression.onset_ms / 1000
        for unit in HEADS & self.units.keys():
            share = self.units[unit] * presence(self.expression, seconds, lag=lag, slower=1.5)
            for channel, degrees in HEAD_MOVES[unit].items():
                moved[channel] = moved.get(channel, 0.0) + degrees * share
        self._heave(moved, seconds)
        return moved

    def blink(self, seconds: float) -> float:
        """How far the lids are shut by a blink, 0..1: they fall fast and rise slower."""
        for start in self.blinks:
            x = (seconds - start) / self.blink_seconds
            if 0 <= x < 1:
                return smoothstep(x / 0.38) if x < 0.38 else 1 - smoothstep((x - 0.38) / 0.62)
        return 0.0

    # ------------------------------------------------------------------ life

    def _level(self, seconds: float, lag: float) -> float:
        level = presence(self.expression, seconds, lag=lag)
        since = (seconds - lag - self.expression.onset_ms / 1000) / 0.4
        over = 0.10 * self.energy * math.sin(math.pi * since) * (1 - since) if 0 < since < 1 else 0.0
        return level * (1 + over + 0.035 * drift(seconds, self.phase + lag * 20))

    def _breathe(self, units: Units, seconds: float) -> None:
        """Somebody beside themselves breathes through the mouth and the nostrils."""
        hard = max(0.0, self.energy - 0.55) * 2
        if hard <= 0 or not self.units:
            return
        breath = math.sin(seconds * (3.2 + 3.0 * self.energy) + self.phase)
        units["38"] = max(units.get("38", 0.0), 0.5 * hard * max(0.0, breath))
        if units.get("25", 0.0) > 0.3:
            units["26"] = max(0.0, units.get("26", 0.0) + 0.10 * hard * breath)

    def _heave(self, moved: dict[str, float], seconds: float) -> None:
        """Shoulders that rise with hard breath, shake with laughter, jerk with sobs."""
        hard = max(0.0, self.energy - 0.55) * 2
        shut = self.units.get("43", 0.0) > 0.85
        laughs = self.units.get("12", 0.0) > 0.8 and self.units.get("26", 0.0) > 0.4
        sobs = self.units.get("quiver", 0.0) > 0.8 and shut
        if not (hard and self.units):
            return
        beat = math.sin(seconds * (3.2 + 3.0 * self.energy) + self.phase)
        if laughs:
            beat = max(0.0, math.sin(seconds * 17.0 + self.phase)) * (0.6 + 0.4 * drift(seconds, self.phase))
        elif sobs:
            beat = max(0.0, math.sin(seconds * 7.5 + self.phase)) ** 3
        level = presence(self.expression, seconds, lag=0.1)
        moved["shrug"] = moved.get("shrug", 0.0) + 0.011 * hard * beat * level
        moved["head_pitch"] = moved.get("head_pitch", 0.0) + (2.2 if laughs or sobs else 0.8) * hard * beat * level

    def _dart(self, seconds: float) -> tuple[float, float]:
        """Where the eyes have jumped to since they last rested."""
        times, places = self._glances
        index = bisect.bisect_right(times, seconds) - 1
        if index < 0:
            return 0.0, 0.0
        before = places[index - 1] if index else (0.0, 0.0)
        share = smoothstep((seconds - times[index]) / 0.07)
        x, y = (a + (b - a) * share for a, b in zip(before, places[index], strict=True))
        return x + 0.012 * drift(seconds * 2, self.phase), y

    def _cold(self) -> float:
        return 0.7 * min(1.0, either(self.units, "7") + self.units.get("24", 0.0)) if not self.unrest else 0.0

    def _blink_seconds(self) -> float:
        heavy = max(self.units.get("bags", 0.0), self.units.get("dull", 0.0), 1.6 * self.units.get("43", 0.0))
        if self.unrest > 0.5 and heavy < 0.8:
            return QUICK
        return USUAL + (BLINK_SECONDS - USUAL) * min(1.0, heavy)

    def _blink_gap(self) -> float:
        """Seconds between two blinks, on average; 0 where the eyes are shut anyway."""
        if self.units.get("43", 0.0) > 0.85:
            return 0.0
        busy = 1 + 1.4 * self.unrest + 0.5 * self.units.get("tear", 0.0)
        return 3.0 * (1 + 1.6 * self.stare * (1 - 0.75 * self.unrest)) / busy


def blink_times(key: int, seconds: float, gap: float = 3.0) -> tuple[float, ...]:
    """When somebody blinks; never in the shot's middle, the frame that stands for it on a contact sheet."""
    if gap <= 0:
        return ()
    draw = np.random.default_rng(key)
    at, found = 0.35 + gap * float(draw.uniform(0.1, 0.65)), []
    while at < seconds:
        if abs(at + BLINK_SECONDS / 2 - seconds / 2) > BLINK_SECONDS:
            found.append(at)
        at += gap * float(draw.uniform(0.55, 1.4))
    return tuple(found)


def _glances(key: int, seconds: float, unrest: float) -> tuple[list[float], list[tuple[float, float]]]:
    """When the eyes jump, and where to: seldom and little in peace, often and far in fear."""
    draw = np.random.default_rng(key ^ 0x5ACCADE)
    reach, gap = 0.055 + 0.13 * unrest, 1.5 - 0.95 * unrest
    at, times, places = gap * float(draw.uniform(0.3, 1.0)), [], []
    while at < seconds:
        home = float(draw.uniform()) < 0.45
        x, y = (0.0, 0.0) if home else (float(draw.uniform(-1, 1)), float(draw.uniform(-0.5, 0.5)))
        times.append(at)
        places.append((x * reach, y * reach))
        at += gap * float(draw.uniform(0.45, 1.5))
    return times, places
