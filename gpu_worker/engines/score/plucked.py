"""Struck and plucked sounds: strings as waveguides solved in the frequency domain, bars and synths as decaying modes.

A string is a loop: what travels round it comes back a period later, a little weaker, high partials weaker and (in a
stiff string) earlier. Its whole response to a hammer or a finger is excitation / (1 - loop), so one inverse FFT gives
the note, with exact tuning, inharmonicity, several strings and a body, and no recursion. Notes are float32, mono.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Mono = NDArray[np.float32]

_DELAY = 160
"""Samples that a note starts late inside the transform, so that its smooth attack has somewhere to begin."""


@dataclass(frozen=True, slots=True)
class String:
    """A string: seconds its 220 Hz fundamental takes to fall by 60 dB and how much faster each octave up, Hz at which
    that time is halved, stiffness at 220 Hz, where it is struck (share of its length), Hz up to which the softest and
    the hardest stroke excite it, strings per note and their detuning in cents, body resonances (Hz, Q, gain), the
    noise of the stroke, seconds after which a damper has stilled it."""

    t60: float
    falls: float
    damps_at: float
    stiffness: float
    place: float
    soft_hz: float
    hard_hz: float
    strings: int = 1
    detune: float = 0.0
    body: tuple[tuple[float, float, float], ...] = ()
    knock: float = 0.0
    knock_hz: float = 1200.0
    release: float = 0.12
    longest: int = 17


@dataclass(frozen=True, slots=True)
class Modes:
    """A bar, tongue or synth: partials (ratio, level, seconds to fall by 60 dB), brighter when struck harder."""

    partials: tuple[tuple[float, float, float], ...]
    falls: float
    opens: float
    knock: float = 0.0
    knock_hz: float = 3000.0
    release: float = 0.2
    attack: float = 0.0015
    detune: float = 0.0
    longest: int = 17


def _saw(count: int, t60: float, close: float) -> tuple[tuple[float, float, float], ...]:
    """A saw whose filter closes: partial k dies sooner the higher it is."""
    return tuple((float(k), 1.0 / k, t60 / (1 + (k / close) ** 1.5)) for k in range(1, count + 1))


_ZITHER_BODY = ((190.0, 5.0, 0.6), (410.0, 6.0, 0.7), (880.0, 5.0, 0.5), (2300.0, 3.0, 0.4))
_PIANO_BODY = ((110.0, 3.0, 0.3), (340.0, 2.0, 0.3))
_LUTE_BODY = ((480.0, 6.0, 0.9), (900.0, 6.0, 0.8), (1900.0, 4.0, 0.5))
_BASS_BODY = ((98.0, 5.0, 0.7), (205.0, 4.0, 0.5), (700.0, 3.0, 0.2))
_FIDDLE_BODY = ((280.0, 8.0, 0.9), (460.0, 7.0, 0.8), (980.0, 4.0, 0.7), (2600.0, 2.5, 0.5))

STRINGS: dict[str, String] = {
    "piano": String(9.0, 0.62, 2600, 2.4e-4, 0.115, 650, 4800, 3, 1.1, _PIANO_BODY, 0.020, 420, 0.16, 18),
    "guzheng": String(6.0, 0.70, 3400, 0.9e-4, 0.075, 1600, 7500, 1, 0, _ZITHER_BODY, 0.020, 2600, 0.35),
    "pipa": String(1.8, 0.72, 3200, 0.6e-4, 0.055, 2400, 9000, 1, 0, _LUTE_BODY, 0.035, 3200, 0.10, 16),
    "yangqin": String(3.2, 0.70, 4200, 1.4e-4, 0.105, 2400, 8500, 3, 3.5, _ZITHER_BODY, 0.018, 3800, 0.25),
    "pizzicato": String(0.85, 0.66, 1500, 0.4e-4, 0.21, 900, 3600, 2, 6.0, _FIDDLE_BODY, 0.020, 700, 0.07, 16),
    "upright_bass": String(2.6, 0.75, 700, 0.5e-4, 0.19, 380, 1500, 1, 0, _BASS_BODY, 0.012, 900, 0.09),
}  # fmt: skip

MODES: dict[str, Modes] = {
    "celesta": Modes(
        ((1.0, 1.0, 1.9), (2.0, 0.10, 1.2), (3.98, 0.22, 0.55), (9.7, 0.05, 0.16)), 0.78, 0.7, 0.010, 4200, 0.5
    ),
    "music_box": Modes(
        ((1.0, 1.0, 1.5), (2.01, 0.16, 0.9), (5.42, 0.20, 0.35), (11.2, 0.06, 0.12)), 0.80, 0.6, 0.014, 5200, 0.6
    ),
    "marimba": Modes(((1.0, 1.0, 0.75), (3.93, 0.22, 0.22), (9.2, 0.07, 0.09)), 0.70, 1.2, 0.016, 900, 0.2, longest=16),
    "synth_pulse": Modes(_saw(18, 0.85, 2.2), 0.95, 1.5, 0.0, 2000, 0.05, 0.002, 9.0, 16),
    "synth_bass": Modes(_saw(14, 3.2, 2.0), 0.95, 1.1, 0.0, 2000, 0.05, 0.003, 5.0, 16),
}


def hertz(pitch: float) -> float:
    """The frequency of a MIDI pitch."""
    return 440.0 * 2.0 ** ((pitch - 69) / 12)


def release_of(player: str) -> float:
    """Seconds in which a damper stills a note of the player."""
    return STRINGS[player].release if player in STRINGS else MODES[player].release


def lead_in(player: str) -> float:
    """Seconds by which a note of the player starts before it speaks."""
    return _DELAY / RATE if player in STRINGS else 0.0


def play(player: str, pitch: int, force: float, variant: int = 0) -> Mono:
    """A note left to ring, at a force of 0..1; raw level. `variant` strikes the string a little elsewhere."""
    if player in STRINGS:
        return _string(player, pitch, force, variant)
    return _modes(MODES[player], pitch, force)


@lru_cache(maxsize=4)
def _frequencies(size: int) -> NDArray[np.float64]:
    return np.asarray(np.fft.rfftfreq(size, 1 / RATE))


@lru_cache(maxsize=24)
def _body(player: str, size: int) -> NDArray[np.complex64]:
    """What every note of a player passes through: its body, what nobody hears, and the delay of the attack."""
    f = _frequencies(size)
    body = np.ones(len(f), np.complex128)
    for centre, q, gain in STRINGS[player].body:
        ratio = np.maximum(f, 1.0) / centre
        body += 2 * gain / (1 + 1j * q * (ratio - 1 / ratio))
    late = np.exp(-2j * np.pi * f / RATE * _DELAY)
    # every filter here is causal: what came before the note would come out at its end, grown by the undamping
    return np.asarray(body * late * (1j * f / (1j * f + 28.0)) ** 2 * np.exp(-((f / 15_000) ** 4)), np.complex64)


def _undamping(size: int, t60: float) -> float:
    """The transform sees the note this much more damped a sample, so that its end does not fold onto its start.

    What a note loses by itself before its end need not be damped, and must not be: noise grows with it.
    """
    missing = 66 - 60 * size / RATE / (1.5 * t60)
    return math.log(10 ** (min(46.0, max(3.0, missing)) / 20)) / size


@lru_cache(maxsize=24)
def _knock(centre: float, size: int, variant: int) -> NDArray[np.complex64]:
    """A burst of some milliseconds of noise around a frequency: finger, nail, hammer or bow touching the string."""
    luck = np.random.Generator(np.random.PCG64(variant * 7919 + int(centre)))
    n = min(size, 2400)
    burst = np.zeros(size, np.float32)
    burst[:n] = luck.standard_normal(n) * np.exp(-np.arange(n) / 220)
    ratio = np.maximum(_frequencies(size), 1.0) / centre
    return np.asarray(np.fft.rfft(burst) / (1 + 1.3j * (ratio - 1 / ratio)) ** 2, np.complex64)


def _string(player: str, pitch: int, force: float, variant: int) -> Mono:
    spec = STRINGS[player]
    f0 = hertz(pitch)
    octaves = (pitch - 57) / 12
    t60 = spec.t60 * spec.falls**octaves
    longest = spec.longest - (spec.longest > 17 and pitch > 52)  # only a low string rings for five seconds
    size = 1 << max(15, min(longest, math.ceil(math.log2(max(0.4, t60) * RATE))))
    heard = int(15_500 * size / RATE)  # nothing is excited above it
    f = _frequencies(size)[:heard]
    stiffness = spec.stiffness * 2.0 ** (max(-1.5, octaves) * 1.1)
    turn = np.sqrt((np.sqrt(1 + (4 * stiffness / f0**2) * f * f) - 1) / (2 * stiffness))
    # decay is given by the loss of one turn; high partials turn more often and lose more
    losses = (1 + (f.astype(np.float32) / np.float32(spec.damps_at)) ** np.float32(1.4)) * np.float32(-6.9078 / t60)
    undamping = _undamping(size, t60)
    response = np.zeros(heard, np.complex64)
    for number in range(spec.strings):
        cents = spec.detune * (number - (spec.strings - 1) / 2) * (1 + 0.13 * number)
        period = RATE / (f0 * 2 ** (cents / 1200))
        # strings of one note die at different rates: the double decay of a piano
        share = period / RATE / (1.0, 0.62, 1.5)[number % 3]
        gain = np.exp(losses * np.float32(share) - np.float32(undamping * period))
        response += 1 / (1 - gain * _turned(turn * (-period * f0 / RATE)))
    top = spec.soft_hz * (spec.hard_hz / spec.soft_hz) ** force * 2 ** (0.35 * octaves)
    place = spec.place * (1 + 0.16 * variant)
    struck = (1 - np.float32(0.92) * _turned(-place * turn)) / (1 + 1j * (f / top)) ** 3
    spectrum = np.zeros(size // 2 + 1, np.complex64)
    spectrum[:heard] = struck * response
    if spec.knock:
        spectrum += np.float32(spec.knock * spec.strings * (0.5 + force)) * _knock(
            spec.knock_hz, size, (pitch + 2 * variant) % 5
        )
    sound = np.fft.irfft(spectrum * _body(player, size), size)
    return _finished(sound * np.exp(np.arange(size, dtype=np.float32) * np.float32(undamping)))


def _turned(turns: NDArray[np.float64]) -> NDArray[np.complex64]:
    """exp(2 pi i turns), reduced first so that single precision is enough."""
    angle = ((turns - np.round(turns)) * (2 * np.pi)).astype(np.float32)
    out = np.empty(len(turns), np.complex64)
    np.cos(angle, out=out.real)
    np.sin(angle, out=out.imag)
    return out


def _modes(spec: Modes, pitch: int, force: float) -> Mono:
    f0 = hertz(pitch)
    octaves = (pitch - 69) / 12
    scale = spec.falls**octaves
    size = min(1 << spec.longest, int(max(0.3, max(life for _, _, life in spec.partials) * scale * 1.1) * RATE))
    t = np.arange(size, dtype=np.float64) / RATE
    slow = t.astype(np.float32)
    sound = np.zeros(size, np.float32)
    for cents in (-spec.detune / 2, spec.detune / 2) if spec.detune else (0.0,):
        turns = f0 * 2 ** (cents / 1200) * t
        whole = (turns % 1.0).astype(np.float32)
        for index, (ratio, level, life) in enumerate(spec.partials):
            if f0 * ratio > 15_000:
                continue
            bright = level * (math.exp(-spec.opens * (1 - force) * math.log2(ratio)) if ratio > 1 else 1.0)
            decay = np.exp(slow * np.float32(-6.9078 / (life * scale))) * np.float32(bright)
            phase = whole * np.float32(ratio) if ratio.is_integer() else (turns * ratio % 1.0).astype(np.float32)
            sound += np.sin(np.float32(2 * np.pi) * (phase + np.float32(0.137 * index))) * decay
    if spec.knock:
        noise = np.fft.irfft(_knock(spec.knock_hz, 4096, pitch % 5), 4096)
        sound[:4096] += (noise * spec.knock * 30 * (0.4 + force)).astype(np.float32)[: len(sound)]
    rise = max(8, int(spec.attack * RATE))
    sound[:rise] *= np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2
    return _finished(sound)


def _finished(sound: NDArray[np.floating[Any]]) -> Mono:
    """Without offset, and silent at its end."""
    out = np.asarray(sound, np.float32)
    fade = min(len(out) // 4, 4800)
    out[-fade:] *= np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32)) ** 2
    out[:24] *= np.linspace(0, 1, 24, dtype=np.float32)
    return out
