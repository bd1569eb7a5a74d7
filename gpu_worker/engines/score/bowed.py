"""Many players as one: string sections, pads, choir, brass and the sub bass, as seamless stereo loops.

Every harmonic of a section is a narrow band, because no two players agree on pitch; a band of random phases transformed
back is the sound of all of them, and it repeats without a seam. Each pitch has a dark and a bright loop of the same
phases, so that a note may brighten as it grows without anything cancelling. Loops are float32, shape (2, samples).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.score.plucked import RATE, hertz

Stereo = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: spread of its players in cents, slope of its harmonics (dB an octave) dark and bright, Hz above which
    they fall away dark and bright, formants (Hz, octaves, dB), air beside the tone, seconds to speak and to stop,
    tremolo strokes a second, share of the two sides that is common."""

    spread: float
    slopes: tuple[float, float]
    tops: tuple[float, float]
    formants: tuple[tuple[float, float, float], ...]
    air: float
    attack: float
    release: float
    tremolo: float = 0.0
    common: float = 0.45
    even: float = 1.0


_WOOD = ((300.0, 0.5, 3.0), (650.0, 0.7, 2.5), (1250.0, 0.6, 2.0), (2700.0, 0.7, 3.0))

_AH = ((640.0, 0.28, 9.0), (1080.0, 0.25, 6.0), (2750.0, 0.3, 5.0))

SECTIONS: dict[str, Section] = {
    "strings": Section(17, (-8.5, -5.6), (1500, 4600), _WOOD, 0.020, 0.16, 0.38),
    "low_strings": Section(14, (-8.0, -5.2), (700, 2400), ((160, 0.6, 2.0), *_WOOD[:2]), 0.016, 0.20, 0.40),
    "tremolo_strings": Section(22, (-7.5, -5.0), (1900, 5600), _WOOD, 0.045, 0.10, 0.35, tremolo=11.5),
    "spiccato": Section(12, (-7.0, -4.6), (1900, 5200), _WOOD, 0.040, 0.012, 0.13),
    "warm_pad": Section(24, (-10.5, -8.0), (900, 2200), ((420.0, 1.2, 2.0),), 0.006, 0.55, 0.9, common=0.25),
    "dark_pad": Section(28, (-11.0, -9.0), (420, 1100), ((220.0, 1.0, 3.0),), 0.012, 0.9, 1.1, common=0.2),
    "choir": Section(26, (-9.0, -7.0), (1500, 3200), _AH, 0.03, 0.40, 0.7),
    "brass": Section(7, (-7.5, -3.2), (650, 3400), ((480, 0.7, 3.0), (1250, 0.6, 2.5)), 0.006, 0.07, 0.22),
    "sub_bass": Section(1.2, (-16.0, -11.0), (110, 260), (), 0.0, 0.05, 0.14, common=1.0),
}  # fmt: skip


def loops(player: str, pitch: int) -> tuple[Stereo, Stereo]:
    """The seamless loops of a section on one pitch, dark and bright, in the same phases; raw level, no offset."""
    f0 = hertz(pitch)
    length = 1 << (17 if f0 < 140 else 16)  # low bands are so narrow that they need the longer loop
    luck = np.random.Generator(np.random.PCG64(pitch * 101 + sum(map(ord, player))))
    turn = 1 - SECTIONS[player].common
    spectra = [_spectrum(player, f0, length, is_bright=is_bright) for is_bright in (False, True)]
    heard = int(16_000 * length / RATE)
    shared, left, right = (luck.uniform(0, 2 * np.pi, heard) for _ in range(3))
    phases = [np.exp(1j * (shared + turn * side)) for side in (left, right)]
    made = []
    for magnitude in spectra:
        sides = np.zeros((2, length // 2 + 1), np.complex64)
        sides[:, :heard] = [magnitude[:heard] * phase for phase in phases]
        made.append(np.fft.irfft(sides, length).astype(np.float32, copy=False))
    return made[0], made[1]


def _spectrum(player: str, f0: float, length: int, *, is_bright: bool) -> NDArray[np.float64]:
    """How strong each frequency of a section is: harmonics as bands, formants, air."""
    spec = SECTIONS[player]
    slope, top = spec.slopes[is_bright], spec.tops[is_bright]
    size = length // 2 + 1
    magnitude = np.zeros(size)
    step = RATE / length
    reach = 1 + 0.35 * max(0.0, (f0 - 200) / 400)  # a high note needs room for more than its first partials
    for k in range(1, max(1, min(48, int(13_000 / f0))) + 1):
        centre = f0 * k
        width = max(0.6 * step, centre * (2 ** (spec.spread * k**-0.15 / 1200) - 1) * 0.6)
        level = 10 ** (slope * math.log2(k) / 20) / (1 + (centre / (top * reach)) ** 2) ** 1.3
        level *= spec.even if k % 2 == 0 else 1.0
        level *= 10 ** (
            sum(db * math.exp(-((math.log2(centre / at) / wide) ** 2)) for at, wide, db in spec.formants) / 20
        )
        first = max(1, int((centre - 4 * width) / step))
        last = min(size - 1, int((centre + 4 * width) / step) + 2)
        bins = np.arange(first, last) * step
        # a section keeps its power whatever the width of its bands
        magnitude[first:last] += level * np.exp(-(((bins - centre) / width) ** 2) / 2) / math.sqrt(width / step)
    if spec.air:
        f = np.arange(size) * step
        breath = np.exp(-(np.log2(np.maximum(f, 20) / (2400 if is_bright else 1500)) ** 2) / 1.2)
        magnitude += spec.air * (1.6 if is_bright else 0.8) * breath * 0.03
    return magnitude


def lead_in(player: str, velocity: float) -> float:
    """Seconds by which a section begins early, so that it is heard on the beat: a part of its attack."""
    return min(0.09, SECTIONS[player].attack * (1.35 - 0.7 * velocity) * 0.45)


def envelope(
    player: str, seconds: float, velocity: float, *, grows: bool, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How loud and how bright (0..1) a note of `seconds` is at each sample, its release included."""
    spec = SECTIONS[player]
    if player == "spiccato":
        return _stroke(seconds, velocity)
    attack = min(spec.attack * (1.35 - 0.7 * velocity), seconds * 0.6)
    held, rise, fall = max(1, int(seconds * RATE)), max(48, int(attack * RATE)), int(spec.release * RATE)
    loud = np.ones(held + fall, np.float32)
    loud[:rise] = (np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2)[: len(loud)]
    if grows:
        loud[:held] *= np.linspace(0.30, 1.0, held, dtype=np.float32) ** 1.4
    elif seconds > 1.2:  # a held chord breathes: in, and a little away
        x = np.linspace(0, 1, held, dtype=np.float32)
        loud[:held] *= 0.80 + 0.20 * np.sin(np.pi * np.minimum(1.0, 0.12 + x)).astype(np.float32)
    tail = np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2
    loud[held:] = loud[held - 1] * tail
    if spec.tremolo:
        loud *= _tremolo(len(loud), spec.tremolo, seed)
    bright = loud * np.float32(0.15 + 0.85 * velocity)
    if player == "brass":
        swell = np.minimum(1.0, np.arange(len(loud), dtype=np.float32) / (0.22 * RATE))
        bright *= 0.35 + 0.65 * swell
    return loud, np.minimum(bright, 1.0)


def _stroke(seconds: float, velocity: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A bow thrown on the string: a bite, then the string rings."""
    length = int((min(seconds, 0.30) + 0.22) * RATE)
    t = np.arange(length, dtype=np.float32) / RATE
    loud = np.minimum(1.0, t / 0.010) * np.exp(-t * (9.0 if seconds < 0.3 else 5.5))
    loud[-960:] *= np.linspace(1, 0, 960, dtype=np.float32)
    return loud.astype(np.float32), np.minimum(1.0, np.exp(-t * 14) * (0.4 + velocity)).astype(np.float32)


def _tremolo(length: int, strokes: float, seed: int) -> NDArray[np.float32]:
    """Uneven bow strokes of a whole section: deep enough to shimmer, never all together."""
    luck = np.random.Generator(np.random.PCG64(seed))
    t = np.arange(length, dtype=np.float32) / RATE
    out = np.full(length, 0.62, np.float32)
    for rate, depth in ((strokes, 0.22), (strokes * 1.093, 0.15), (strokes * 0.911, 0.13)):
        out += np.float32(depth) * np.sin(np.float32(2 * np.pi * rate) * t + np.float32(luck.uniform(0, 6.28)))
    return out
