"""Textures of places: seamless stereo loops of sixteen seconds at 48 kHz, made as spectra where they can be.

A loop has no seam because everything in it turns a whole number of times, so that a place can be heard at any moment of
a cut by counting samples from the cut's first.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.media import audio
from gpu_worker.media.foley.signals import RATE, Wave, ring
from gpu_worker.media.foley.tones import throat

SECONDS = 16
LENGTH = SECONDS * RATE
Chance = np.random.Generator


def _clock() -> Wave:
    return np.arange(LENGTH) / RATE


def _whole(hertz: float) -> float:
    """The nearest frequency that turns a whole number of times in a loop."""
    return max(1, round(hertz * SECONDS)) / SECONDS


def _sway(rng: Chance, depth: float, *, slow: bool = False) -> Wave:
    """A slow swell around 1 made of a few turns per loop."""
    at = np.linspace(0, 1, 100 * SECONDS + 1)
    out = np.zeros(len(at))
    for turns in (2, 3) if slow else (1, 2, 3, 5, 8):
        out += np.sin(2 * np.pi * (turns * at + float(rng.random()))) / np.sqrt(2 if slow else turns)
    swell = np.clip(1 + depth * out / (1.5 if slow else 1.8), 0.08, None)
    return np.interp(np.arange(LENGTH), at * LENGTH, swell).astype(np.float32)


def noise(
    rng: Chance,
    *,
    low: float,
    high: float,
    tilt: float = 0.0,
    width: float = 1.0,
    sway: float = 0.0,
    slow: bool = False,
) -> Wave:
    """Air, traffic, wind, sea: noise of one colour; `width` 0..1 is how differently it sounds from both sides."""
    bins = LENGTH // 2 + 1
    f = np.maximum(np.fft.rfftfreq(LENGTH, 1 / RATE), 1.0)
    shape = (f / 1000) ** (tilt / 6.0206) / np.sqrt((1 + (low / f) ** 4) * (1 + (f / high) ** 4))
    shape = shape.astype(np.float32)
    draws = [rng.standard_normal(2 * bins, dtype=np.float32).view(np.complex64) for _ in range(2)]
    sides = (
        draws[0] + draws[1] * np.float32(width / 2),
        draws[0] * np.float32(1 - width) + draws[1] * np.float32(max(width, 0.2)),
    )
    out = np.stack([np.fft.irfft(side * shape, LENGTH) for side in sides], axis=1)
    return out * _sway(rng, sway, slow=slow)[:, None] if sway else out


def hum(rng: Chance, *, tones: Sequence[Sequence[float]]) -> Wave:
    """Lamps and fans: mains hum."""
    at = _clock()
    out = np.zeros((LENGTH, 2))
    for hertz, db in tones:
        for side in range(2):
            out[:, side] += 10 ** (db / 20) * np.sin(2 * np.pi * _whole(hertz) * at + rng.uniform(0, 6.28))
    return out


def babble(rng: Chance, *, voices: int, high: float) -> Wave:
    """Many people talking at once, too far to be understood."""
    out = np.zeros((LENGTH, 2))
    seconds = 4.0
    for voice in range(voices):
        is_low = voice % 2 == 0
        at = np.sort(rng.uniform(0, seconds, 16))
        pitch = [[float(t), float((125 if is_low else 215) * rng.uniform(0.85, 1.25))] for t in at]
        letters = [[float(t), "aoeixu"[int(rng.integers(6))]] for t in at]
        beats = np.arange(0, seconds, 0.19)
        pauses = np.sin(2 * np.pi * (beats / 2.7 + float(rng.random()))) > -0.4
        loud = np.stack([beats, pauses * rng.uniform(0.2, 1.0, len(beats)) * (beats > 0)], axis=1)
        level = [*loud.tolist(), [seconds, 0.0]]
        size = 0.87 if is_low else 1.0
        said = throat(rng, seconds=seconds, pitch=pitch, level=level, vowels=letters, breath=0.2, size=size)
        for _ in range(4):  # the same few words from four sides of the room are four people
            side = float(rng.uniform(0.1, 0.9))
            placed = said[:, None] * np.sqrt([1 - side, side])
            first = int(rng.integers(LENGTH))
            inside = min(len(placed), LENGTH - first)
            out[first : first + inside] += placed[:inside]
            out[: len(placed) - inside] += placed[inside:]
    f = np.fft.rfftfreq(LENGTH, 1 / RATE)[:, None]
    spectrum = np.fft.rfft(out, axis=0) / np.sqrt(1 + (f / high) ** 4)
    return np.fft.irfft(spectrum, LENGTH, axis=0)


def insects(rng: Chance, *, hertz: Sequence[float], chirps: Sequence[float]) -> Wave:
    """Crickets: a high tone cut into pulses and the pulses into chirps; without chirps they trill on."""
    at = _clock()
    out = np.zeros((LENGTH, 2))
    for number, (pitch, rate) in enumerate(zip(hertz, chirps, strict=True)):
        pulses = np.clip(np.sin(2 * np.pi * (_whole(23 + 3 * number) * at + rng.random())), 0, None) ** 1.5
        if rate:
            pulses *= (np.sin(2 * np.pi * (_whole(rate) * at + rng.random())) > 0.35).astype(float)
        sung = np.sin(2 * np.pi * _whole(pitch) * at) * pulses * float(rng.uniform(0.4, 1.0))
        side = (number % 2) * 0.6 + 0.2
        out += sung[:, None] * np.sqrt([1 - side, side])
    return out


def beat(rng: Chance, *, gap: float, hertz: float) -> Wave:
    """Dance music through a wall: the bass drum and a line of low notes."""
    out = np.zeros(LENGTH)
    kick = ring([(hertz, 0, 0.1), (hertz * 1.6, -8, 0.04)])
    notes = [ring([(55 * 2 ** (step / 12), -6, 0.16), (110 * 2 ** (step / 12), -14, 0.1)]) for step in (0, 0, 3, 5)]
    for turn in range(round(SECONDS / gap)):
        for part, late in ((kick, 0.0), (notes[turn // 4 % 4], gap / 2)):
            first = round((turn * gap + late) * RATE)
            inside = min(len(part), LENGTH - first)
            out[first : first + inside] += part[:inside]
            out[: len(part) - inside] += part[inside:]
    return np.repeat(out[:, None], 2, axis=1) + 0.02 * noise(rng, low=60, high=300) / 0.003


def rain(
    rng: Chance,
    *,
    low: float,
    high: float,
    tilt: float,
    drops: int,
    drop_low: float = 1200.0,
    drop_high: float = 5200.0,
) -> Wave:
    """Rain: the rush of all drops and the patter of the near ones, `drops` a second."""
    out = noise(rng, low=low, high=high, tilt=tilt, sway=0.12)
    level = float(np.sqrt((out**2).mean()))
    near = np.zeros((LENGTH + RATE // 20, 2))
    stock = [ring([(drop_low * (drop_high / drop_low) ** share, 0, 0.004)]) for share in np.linspace(0, 1, 12)]
    many = drops * SECONDS
    starts, picks = rng.integers(0, LENGTH, many), rng.integers(0, len(stock), many)
    louds, sides = 10 ** (-rng.uniform(0, 24, many) / 20), rng.uniform(0, 1, many)
    for start, pick, loud, side in zip(starts, picks, louds, sides, strict=True):
        part = stock[pick]
        near[start : start + len(part), 0] += part * loud * (1 - side)
        near[start : start + len(part), 1] += part * loud * side
    near[: RATE // 20] += near[LENGTH:]
    return out + near[:LENGTH] * level * 5


MAKERS: Mapping[str, Callable[..., Wave]] = {
    "noise": noise,
    "hum": hum,
    "babble": babble,
    "insects": insects,
    "beat": beat,
    "rain": rain,
}


def make_loop(name: str, layer: Mapping[str, Any], lufs: float) -> NDArray[np.float32]:
    """One layer at its loudness; the same for the same name."""
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(name.encode())))
    made = MAKERS[layer["make"]](rng, **{key: value for key, value in layer.items() if key != "make"})
    made -= made.mean(axis=0)
    # eight stretches are heard instead of all of it: exact to a fraction of a dB, and a texture needs no more
    size = 1 << 15
    heard = np.stack([made[at : at + size] for at in np.linspace(0, LENGTH - size, 8).astype(int)])
    spectra = np.fft.rfft(heard, axis=1) * np.abs(audio.k_weighting(np.fft.rfftfreq(size, 1 / RATE), RATE))[:, None]
    power = 2 * float((np.abs(spectra) ** 2).sum()) / 8 / size**2
    return (made * 10 ** ((lufs + 0.691 - 10 * np.log10(power)) / 20)).astype(np.float32)
