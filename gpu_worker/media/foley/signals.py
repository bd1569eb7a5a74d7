"""What sounds are made of: noise with a spectrum, envelopes, causal filters; mono float arrays at 48 kHz.

All chance comes from the generator that is handed in, so that a sound is a function of its recipe and its seed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.floating[Any]]
Curve = Sequence[Sequence[float]]
"""Points `[seconds, value]` in order of time, joined by straight lines; the ends hold."""

RATE = 48_000
_HOP, _FRAME = 512, 1024


def count(seconds: float) -> int:
    """Whole samples in `seconds`."""
    return max(1, round(seconds * RATE))


def times(seconds: float) -> Wave:
    """The time of each sample."""
    return np.arange(count(seconds)) / RATE


def draw(curve: Curve | float, seconds: float) -> Wave:
    """A curve at every sample; a plain number is a flat one."""
    if isinstance(curve, int | float):
        return np.full(count(seconds), float(curve))
    at, values = zip(*curve, strict=True)
    return np.interp(times(seconds), at, values)


def gain(db: float) -> float:
    """Decibels as a factor."""
    return float(10 ** (db / 20))


def mixed(base: Wave, part: Wave, at: float = 0.0) -> Wave:
    """`part` added to `base` from `at` seconds on; longer than `base` where it must be."""
    first = round(at * RATE)
    needed = first + len(part)
    out = np.zeros(max(len(base), needed))
    out[: len(base)] = base
    out[first:needed] += part
    return out


@lru_cache(maxsize=64)
def _frequencies(size: int) -> Wave:
    return np.fft.rfftfreq(size, 1 / RATE)


@lru_cache(maxsize=256)
def _band(size: int, low: float, high: float, slope: float, tilt: float) -> Wave:
    """Magnitudes of a band from `low` to `high` hertz with `slope` poles a side, tilted by `tilt` dB an octave."""
    f = np.maximum(_frequencies(size), 1.0)
    shape = (f / 1000.0) ** (tilt / 6.0206)
    shape /= np.sqrt(1 + (low / f) ** (2 * slope)) * np.sqrt(1 + (f / high) ** (2 * slope))
    shape *= (_frequencies(size) > 0) / np.sqrt((shape**2).mean())
    return shape


def band_noise(
    rng: np.random.Generator, seconds: float, low: float, high: float, *, slope: float = 2.0, tilt: float = 0.0
) -> Wave:
    """Noise between two frequencies at a level of 1 (root mean square)."""
    length = count(seconds)
    size = 1 << max(8, (length - 1).bit_length())
    bins = size // 2 + 1
    spectrum = (rng.standard_normal(bins) + 1j * rng.standard_normal(bins)) * _band(size, low, high, slope, tilt)
    return np.fft.irfft(spectrum, size)[:length] * np.sqrt(size / 2)


def painted_noise(rng: np.random.Generator, seconds: float, shape: Callable[[Wave, Wave], Wave]) -> Wave:
    """Noise whose spectrum moves: `shape(time, hertz)` answers magnitudes, times down and frequencies across."""
    length = count(seconds)
    frames = length // _HOP + 2
    bins = _FRAME // 2 + 1
    spectra = rng.standard_normal((frames, bins)) + 1j * rng.standard_normal((frames, bins))
    at = (np.arange(frames)[:, None] - 0.5) * _HOP / RATE
    spectra *= shape(at, _frequencies(_FRAME)[None, :])
    spectra[:, 0] = 0
    window = np.sin(np.pi * (np.arange(_FRAME) + 0.5) / _FRAME)  # squares of neighbours add up to one
    pieces = np.fft.irfft(spectra, _FRAME, axis=1) * window * np.sqrt(_FRAME / 2)
    out = np.zeros((frames + 1) * _HOP)
    out[: frames * _HOP] += pieces[:, :_HOP].ravel()
    out[_HOP:] += pieces[:, _HOP:].ravel()
    return out[_HOP : _HOP + length]


def wander(rng: np.random.Generator, seconds: float, hertz: float) -> Wave:
    """A slow random curve between about -1 and 1 that turns `hertz` times a second."""
    points = max(2, int(seconds * hertz) + 3)
    values = np.clip(rng.standard_normal(points) * 0.5, -1, 1)
    at = times(seconds) * hertz
    first = np.minimum(at.astype(int), points - 2)
    along = at - first
    smooth = along * along * (3 - 2 * along)
    return values[first] * (1 - smooth) + values[first + 1] * smooth


def filtered(sound: Wave, response: Callable[[NDArray[np.complex128]], NDArray[np.complex128]]) -> Wave:
    """A sound through an analog filter given as a function of s / 2 pi in hertz; causal, so attacks stay sharp."""
    size = 1 << (len(sound) + RATE // 8).bit_length()
    f = np.minimum(_frequencies(size), RATE * 0.4999)
    s = 1j * np.tan(np.pi * f / RATE) * RATE / np.pi
    return np.fft.irfft(np.fft.rfft(sound, size) * response(s), size)[: len(sound)]


def high_pass(hertz: float) -> Callable[[NDArray[np.complex128]], NDArray[np.complex128]]:
    """Two poles."""
    return lambda s: s * s / (s * s + 1.4142 * hertz * s + hertz * hertz)


def low_pass(hertz: float) -> Callable[[NDArray[np.complex128]], NDArray[np.complex128]]:
    """Two poles."""
    return lambda s: hertz * hertz / (s * s + 1.4142 * hertz * s + hertz * hertz)


def convolved(sound: Wave, response: Wave) -> Wave:
    """Sound through an impulse response, tail included."""
    length = len(sound) + len(response) - 1
    size = 1 << (length - 1).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)[:length]


def ring(tones: Sequence[Sequence[float]], *, scale: float = 1.0) -> Wave:
    """Damped tones `[hertz, dB, seconds to fall by 8.7 dB]`, all struck at once."""
    out = np.zeros(count(min(7.0 * max(decay for _, _, decay in tones), 6.0)))
    for hertz, db, decay in tones:
        if hertz * scale < RATE * 0.45:
            part = times(min(7.0 * decay, 6.0))
            out[: len(part)] += gain(db) * np.exp(-part / decay) * np.sin(2 * np.pi * hertz * scale * part)
    return out


def harmonics(phase: Wave, amplitudes: Wave) -> Wave:
    """A sum of sines at whole multiples of `phase` (radians); `amplitudes` has a row a harmonic, fixed or moving."""
    first, double = np.sin(phase), 2 * np.cos(phase)
    out = amplitudes[0] * first
    before, current = np.zeros_like(first), first
    for row in amplitudes[1:]:
        before, current = current, double * current - before
        out += row * current
    return out


def turns(hertz: Wave) -> Wave:
    """The phase, in radians, of something that turns at a moving frequency."""
    return 2 * np.pi * np.cumsum(hertz) / RATE
