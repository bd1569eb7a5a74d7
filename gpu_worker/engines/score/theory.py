"""Keys, modes, roman numerals and voice-leading. Pitches are MIDI numbers, pitch classes 0 (C) to 11. Standard library.

Numerals count from the major scale whatever the mode, so a minor key's sixth is `bVI` and its dominant `V` or `v`; that
way a numeral means one chord and a borrowed or foreign chord needs no second notation.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic_minor": (0, 2, 3, 5, 7, 8, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "gong": (0, 2, 4, 7, 9),
    "shang": (0, 2, 5, 7, 10),
    "jue": (0, 3, 5, 8, 10),
    "zhi": (0, 2, 5, 7, 9),
    "yu": (0, 3, 5, 7, 10),
}
"""The church modes and the five Chinese pentatonic modes, as semitones above the tonic."""

_DEGREES = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
_NUMERAL = re.compile(r"([b#]?)([IV]+|[iv]+)(°|ø|\+|5|sus2|sus4)?(maj7|7|6|9|add9)?(?:/([135]))?")
_TRIADS = {"": (0, 4, 7), "m": (0, 3, 7), "°": (0, 3, 6), "ø": (0, 3, 6), "+": (0, 4, 8), "5": (0, 7)}
_SUSPENDED = {"sus2": (0, 2, 7), "sus4": (0, 5, 7)}


class NotMusic(ValueError):
    """A key, mode or numeral that means nothing."""


@dataclass(frozen=True, slots=True)
class Chord:
    """Pitch classes from the root up, and the one in the bass."""

    numeral: str
    root: int
    tones: tuple[int, ...]
    bass: int


def tonic(key: str) -> int:
    """The pitch class of a key's name, `Bb` or `F#`."""
    match = re.fullmatch(r"([A-G])([b#]?)", key)
    if match is None:
        raise NotMusic(f"{key!r} is no key; write one such as {', '.join(KEYS[:5])}")
    return (LETTERS[match[1]] + {"": 0, "b": -1, "#": 1}[match[2]]) % 12


@lru_cache(maxsize=4096)
def chord(numeral: str, key: str) -> Chord:
    """The chord a numeral means in a key: i, bVI, V7, ii°, Isus4, I5, IVadd9, I/3 (its third in the bass)."""
    match = _NUMERAL.fullmatch(numeral)
    if match is None or match[2].upper() not in _DEGREES:
        raise NotMusic(f"{numeral!r} is no chord; write a numeral such as i, bVI, V7, ii°, Isus4, I5 or IV/3")
    accidental, degree, quality, extension, inversion = match.groups()
    root = (tonic(key) + _DEGREES[degree.upper()] + {"": 0, "b": -1, "#": 1}[accidental]) % 12
    is_minor = degree.islower()
    steps = list(_SUSPENDED.get(quality or "") or _TRIADS["m" if is_minor and not quality else quality or ""])
    if extension in ("7", "9"):
        steps.append(9 if quality == "°" else 10)
    if extension == "maj7":
        steps.append(11)
    if extension == "6":
        steps.append(9)
    if extension in ("9", "add9"):
        steps.append(14)
    tones = tuple((root + step) % 12 for step in steps)
    place = {"3": 1, "5": len(steps[:3]) - 1}.get(inversion or "", 0)
    return Chord(numeral, root, tuple(dict.fromkeys(tones)), tones[place])


def scale(key: str, mode: str, over: Chord | None = None) -> tuple[int, ...]:
    """Pitch classes of the mode, bent where the chord asks for it (a leading tone over a minor key's V)."""
    if mode not in MODES:
        raise NotMusic(f"{mode!r} is no mode; use one of {', '.join(MODES)}")
    home = tonic(key)
    pitches = [(home + step) % 12 for step in MODES[mode]]
    for tone in over.tones if over else ():
        if tone in pitches:
            continue
        neighbours = [at for at, pitch in enumerate(pitches) if (pitch - tone) % 12 in (1, 11)]
        if neighbours and len(pitches) == 7:
            pitches[neighbours[0]] = tone
        else:
            pitches.append(tone)
    return tuple(sorted(dict.fromkeys(pitches)))


def numeral_in(pitch_class: int, key: str, *, is_minor: bool = False, suffix: str = "") -> str:
    """The numeral that names a chord on `pitch_class` as seen from `key`."""
    names = ("I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII")
    name = names[(pitch_class - tonic(key)) % 12]
    if is_minor:
        name = name[0] + name[1:].lower() if name[0] in "b#" else name.lower()
    return name + suffix


def key_distance(one: str, other: str) -> int:
    """Steps apart on the circle of fifths, 0 to 6."""
    apart = (tonic(one) - tonic(other)) * 7 % 12
    return min(apart, 12 - apart)


def nearest(pitch_class: int, to: float) -> int:
    """The pitch of that class nearest to a pitch; of two equally near the lower."""
    low = int(to) - (int(to) - pitch_class) % 12
    return low if to - low <= low + 12 - to else low + 12


def voice_lead(
    previous: Sequence[int], wanted: Chord, *, voices: int, low: int, high: int, bass: tuple[int, int] | None = None
) -> tuple[int, ...]:
    """The voicing of a chord that moves least from the previous one, ascending, every tone sounding once.

    Parallel fifths and octaves are avoided, also against the bass (`bass` = the bass note before and now), and so are
    voices more than an octave apart and muddy seconds at the bottom.
    """
    classes = list(wanted.tones)
    if len(classes) > voices:  # what names the chord stays: third and seventh; the fifth goes first
        classes = [classes[0], classes[1], *classes[-(voices - 2) :]][:voices] if voices > 2 else classes[:voices]
    best: tuple[float, tuple[int, ...]] | None = None
    choices = [[pitch for pitch in range(low, high + 1) if pitch % 12 == tone] for tone in classes]
    for option in itertools.product(*choices):
        voicing = tuple(sorted(option))
        cost = _cost(previous, voicing, (low + high) / 2, bass)
        if best is None or (cost, voicing) < best:
            best = (cost, voicing)
    if best is None:
        raise NotMusic(f"no place for {wanted.numeral} between {low} and {high}")
    return best[1]


def _cost(previous: Sequence[int], voicing: tuple[int, ...], centre: float, bass: tuple[int, int] | None) -> float:
    gaps = [above - below for below, above in itertools.pairwise(voicing)]
    cost = sum(8.0 for gap in gaps if gap > 12) + (6.0 if gaps and gaps[0] < 3 and voicing[0] < 55 else 0.0)
    cost += 0.25 * abs(sum(voicing) / len(voicing) - centre)
    if len(previous) != len(voicing):
        return cost
    moves = [now - then for then, now in zip(previous, voicing, strict=True)]
    cost += sum(abs(move) + (4.0 if abs(move) > 7 else 0.0) for move in moves)
    lines = list(zip(previous, voicing, strict=True)) + ([bass] if bass else [])
    return cost + 24.0 * parallels(lines)


def parallels(lines: Sequence[tuple[int, int]]) -> int:
    """How many pairs of voices (each: pitch before, pitch now) move in parallel fifths, unisons or octaves."""
    found = 0
    for (one, one_now), (other, other_now) in itertools.combinations(lines, 2):
        apart = (one - other) % 12
        if one != one_now and apart in (0, 5, 7) and (one_now - other_now) % 12 == apart and other != other_now:
            is_fifth = abs(one - other) % 12 == 7 or apart == 0
            found += is_fifth and (one_now > one) == (other_now > other)
    return found
