"""Generators for what is tuned, turns or speaks: steady tones, strings, melodies, motors and throats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gpu_worker.media.foley.bodies import Chance
from gpu_worker.media.foley.signals import (
    RATE,
    Curve,
    Wave,
    band_noise,
    count,
    draw,
    gain,
    harmonics,
    mixed,
    painted_noise,
    times,
    turns,
    wander,
)

FORMANTS: Mapping[str, tuple[tuple[float, float, float], ...]] = {
    "a": ((800, 0, 90), (1250, -6, 110), (2700, -22, 170), (3600, -30, 250)),
    "o": ((480, 0, 80), (850, -9, 90), (2500, -30, 160), (3400, -36, 250)),
    "u": ((330, 0, 70), (700, -14, 90), (2400, -36, 160), (3300, -42, 250)),
    "e": ((520, 0, 80), (1850, -12, 120), (2550, -18, 170), (3600, -28, 250)),
    "i": ((300, 0, 70), (2200, -20, 130), (2950, -20, 180), (3700, -28, 250)),
    "x": ((560, 0, 100), (1450, -9, 130), (2500, -20, 180), (3600, -28, 260)),
    "m": ((260, 0, 70), (1100, -28, 150), (2200, -34, 220), (3300, -40, 300)),
}
"""Hertz, dB and width of the first four resonances of a grown woman's mouth, by vowel; x is 呃."""


def tone(
    rng: Chance,
    *,
    seconds: float,
    hertz: Curve | float,
    level: Curve,
    partials: Sequence[Sequence[float]] = ((1, 0),),
    vibrato: Sequence[float] = (0, 0),
    tremolo: Sequence[float] = (0, 0),
) -> Wave:
    """A steady tone: `partials` as [ratio, dB], vibrato as [hertz, cents], tremolo as [hertz, depth]."""
    at = times(seconds)
    bend = 2 ** (vibrato[1] / 1200 * np.sin(2 * np.pi * vibrato[0] * at))
    phase = turns(draw(hertz, seconds) * bend)
    out = sum((gain(db) * np.sin(ratio * phase + rng.uniform(0, 6.28)) for ratio, db in partials), np.zeros(len(at)))
    return out * draw(level, seconds) * (1 - tremolo[1] * (0.5 - 0.5 * np.cos(2 * np.pi * tremolo[0] * at)))


def string(
    rng: Chance, *, hertz: float, decay: float, bright: float = 1.0, stiff: float = 0.0, place: float = 0.2
) -> Wave:
    """A plucked or struck string: high partials die first, those with a node at `place` are missing."""
    at = times(min(5 * decay, 5.0))
    out = np.zeros(len(at))
    for k in range(1, min(28, int(RATE * 0.4 / hertz)) + 1):
        part = min(len(at), count(7 * decay / (1 + 0.12 * k * k / bright)))
        loud = np.sin(np.pi * k * place) / k ** (1.6 - 0.5 * bright)
        pitch = hertz * k * np.sqrt(1 + stiff * k * k)
        out[:part] += (
            loud * np.exp(-at[:part] * (1 + 0.12 * k * k / bright) / decay) * np.sin(2 * np.pi * pitch * at[:part])
        )
    out[: count(0.004)] += 0.15 * bright * band_noise(rng, 0.004, 1500, 7000) * np.linspace(1, 0, count(0.004))
    return out


def organ(rng: Chance, *, hertz: float, seconds: float, partials: Sequence[Sequence[float]]) -> Wave:
    """A held pipe or a hummed note."""
    ends = ((0.0, 0.0), (0.04, 1.0), (max(0.05, seconds - 0.08), 0.85), (seconds, 0.0))
    return tone(rng, seconds=seconds, hertz=hertz, level=ends, partials=partials, vibrato=(5.2, 6))


def melody(rng: Chance, *, notes: Sequence[Sequence[float]], voice: Mapping[str, Any], loose: float = 0.008) -> Wave:
    """Notes `[seconds, MIDI number, dB, seconds held]` on one instrument; `loose` is how far fingers miss the beat."""
    out: Wave = np.zeros(1)
    settings = {key: value for key, value in voice.items() if key != "make"}
    for at, number, db, held in notes:
        hertz = 440 * 2 ** ((number - 69) / 12)
        if voice["make"] == "organ":
            note = organ(rng, hertz=hertz, seconds=held, **settings)
        elif voice["make"] == "throat":
            note = throat(rng, seconds=held, pitch=hertz, **settings)
            note[-count(0.07) :] *= np.linspace(1, 0, count(0.07))
        else:
            note = string(rng, hertz=hertz, **settings)
        out = mixed(out, gain(db) * note, max(0.0, at + loose * float(rng.uniform(-1, 1))))
    return out


def motor(
    rng: Chance,
    *,
    seconds: float,
    speed: Curve | float,
    level: Curve | float = 1.0,
    fall: float = 1.1,
    count_of_tones: int = 36,
    rough: float = 0.2,
    hiss: float = 0.1,
    body: Sequence[float] = (90, 260),
) -> Wave:
    """An engine: the tones of its firing (`speed` turns a second) with a rough edge and moving air around it."""
    hertz = draw(speed, seconds) * (1 + 0.012 * wander(rng, seconds, 9))
    numbers = np.arange(1, count_of_tones + 1)
    loud = numbers ** -float(fall) * rng.uniform(0.35, 1.0, count_of_tones)
    middle = float(np.median(hertz))
    resonances = sum(1.5 / (1 + ((numbers * middle - f) / (0.4 * f)) ** 2) for f in body) + 0.35
    fits = numbers * float(hertz.max()) < RATE * 0.4
    out = harmonics(turns(hertz), (loud * resonances * fits)[:, None])
    out *= 1 + rough * band_noise(rng, seconds, 3, 45, slope=1)
    out += hiss * band_noise(rng, seconds, 150, 2600, tilt=-4) * (1 + 0.4 * np.sin(turns(hertz)))
    return out * draw(level, seconds)


def throat(
    rng: Chance,
    *,
    seconds: float,
    pitch: Curve | float,
    level: Curve | float = 1.0,
    vowels: Sequence[Sequence[Any]] = ((0, "x"),),
    breath: float = 0.2,
    rough: float = 0.0,
    size: float = 1.0,
    tilt: float = 1.5,
    inward: bool = False,
) -> Wave:
    """A human sound: a voice through the resonances of a mouth, with `breath` 0..1 of air instead of voice.

    `vowels` are [seconds, letter]; `size` above 1 is a smaller head; `tilt` how softly the folds close.
    """
    hertz = draw(pitch, seconds) * (1 + 0.012 * wander(rng, seconds, 7))
    length = len(hertz)
    steps = max(2, int(seconds * 60) + 2)
    where = np.linspace(0, seconds, steps)
    tables = np.array([FORMANTS[letter] for _, letter in vowels])  # vowel, resonance, (hertz, dB, width)
    heard = np.array(
        [[np.interp(where, [at for at, _ in vowels], tables[:, i, j]) for j in range(3)] for i in range(4)]
    )

    def mouth(frequency: Wave, shape: Wave) -> Wave:
        """Gain of the mouth at `frequency`; `shape` is (4, 3, ...) and broadcasts."""
        gains = 10 ** (shape[:, 1] / 20) / (1 + ((frequency - shape[:, 0] * size) / (shape[:, 2] * size * 0.8)) ** 2)
        return gains.sum(axis=0)

    out = np.zeros(length)
    if breath < 1:
        low = np.interp(where, times(seconds), hertz)
        tones = min(40, int(5000 * size / max(60.0, float(hertz.min()))))
        numbers = np.arange(1, tones + 1)
        loud = np.stack([mouth(k * low, heard) * k ** -float(tilt) * (k * low < RATE * 0.45) for k in numbers])
        fine = np.stack([np.interp(times(seconds), where, row) for row in loud])
        voiced = harmonics(turns(hertz), fine)
        if rough:
            voiced *= 1 + rough * band_noise(rng, seconds, 15, 70, slope=1)
        out += (1 - breath) * voiced / (np.abs(voiced).max() + 1e-9)

    def air(time: Wave, frequency: Wave) -> Wave:
        index = np.clip((time[:, 0] / seconds * (steps - 1)).astype(int), 0, steps - 1)
        gains = mouth(frequency, heard[:, :, index][..., None])
        return gains * (np.maximum(frequency, 50) / 1000) ** (0.9 if inward else 0.45) / (1 + (frequency / 9000) ** 4)

    if breath > 0:
        blown = painted_noise(rng, seconds, air)
        out += breath * blown / (4 * np.sqrt((blown**2).mean()) + 1e-9)
    return out * draw(level, seconds)
