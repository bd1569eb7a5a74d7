"""Drums, small percussion and the sounds that belong to the picture: boom, cymbal, gong, riser, whoosh.

A skin is a handful of decaying modes whose pitch sinks as the stroke's tension leaves it, and the noise of the stick;
metal is many modes at no ratio in particular; a riser is noise whose band climbs. Drums are mono, effects stereo.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.score.bowed import Stereo
from gpu_worker.engines.score.plucked import RATE, Mono


def _time(seconds: float) -> NDArray[np.float32]:
    return np.arange(int(seconds * RATE), dtype=np.float32) / np.float32(RATE)


def _luck(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def _noise(length: int, centre: float, octaves: float, seed: int) -> Mono:
    """Noise around a frequency, of unit power."""
    size = 1 << max(10, (length - 1).bit_length())
    f = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1.0)
    band = np.exp(-((np.log2(f / centre) / octaves) ** 2)) * (f > 25)
    sound = np.fft.irfft(np.fft.rfft(_luck(seed).standard_normal(size)) * band, size)[:length]
    return np.asarray(sound / max(1e-9, np.sqrt((sound**2).mean())), np.float32)


def _skin(seconds: float, f0: float, drop: float, sinks: float, modes: tuple[tuple[float, float, float], ...]) -> Mono:
    """Modes (ratio, level, decay per second) of a skin whose pitch starts `drop` times higher and sinks."""
    t = _time(seconds)
    # the integral of f0 * (1 + (drop - 1) * exp(-sinks * t))
    cycles = f0 * (t + (drop - 1) * (1 - np.exp(-sinks * t)) / sinks)
    out = np.zeros(len(t), np.float32)
    for index, (ratio, level, decay) in enumerate(modes):
        out += (
            np.float32(level)
            * np.sin(np.float32(2 * np.pi * ratio) * cycles + np.float32(0.4 * index))
            * np.exp(-np.float32(decay) * t)
        )
    return out


def drum(player: str, force: float, variant: int) -> Mono:
    """A stroke of a drum; `variant` 0..3 are strokes of the same hand."""
    tune = 1 + 0.012 * (variant - 1.5)
    make = {
        "taiko": _taiko,
        "heartbeat": _heart,
        "clock": _clock,
        "shaker": _shaker,
        "woodblock": _woodblock,
        "snare": _snare,
    }[player]
    sound = make(force, tune, variant)
    fade = min(len(sound) // 3, 2400)
    sound[-fade:] *= np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32)) ** 2
    sound[:12] *= np.linspace(0, 1, 12, dtype=np.float32)
    return sound - sound.mean()


def _taiko(force: float, tune: float, variant: int) -> Mono:
    modes = ((1.0, 1.0, 4.2), (1.59, 0.50, 7.5), (2.14, 0.30, 10), (2.65, 0.20, 13), (3.16, 0.14, 17), (4.15, 0.08, 24))
    body = _skin(1.5, 56 * tune, 1.35 + 0.25 * force, 22, modes)
    stick = _noise(len(body), 900 + 1500 * force, 1.0, 31 + variant) * np.exp(-_time(1.5) * 60)
    skin = _noise(len(body), 180, 0.8, 41 + variant) * np.exp(-_time(1.5) * 16)
    return np.asarray(body + stick * (0.10 + 0.30 * force) + skin * 0.20, np.float32)


def _heart(force: float, tune: float, variant: int) -> Mono:
    body = _skin(0.55, 47 * tune, 1.5, 30, ((1.0, 1.0, 11), (2.0, 0.18, 18)))
    return np.asarray(body + 0.10 * _noise(len(body), 120, 0.7, 51 + variant) * np.exp(-_time(0.55) * 30), np.float32)


def _clock(force: float, tune: float, variant: int) -> Mono:
    t = _time(0.12)
    ring = sum(
        a * np.sin(2 * np.pi * f * tune * t) * np.exp(-d * t)
        for f, a, d in ((2150, 1, 90), (3480, 0.7, 120), (5300, 0.4, 160))
    )
    return np.asarray(ring + 0.5 * _noise(len(t), 5200, 0.6, 61 + variant) * np.exp(-t * 220), np.float32)


def _shaker(force: float, tune: float, variant: int) -> Mono:
    t = _time(0.14)
    swing = np.minimum(1, t / 0.022) * np.exp(-np.maximum(0, t - 0.022) * 46)
    return np.asarray(_noise(len(t), 6800 * tune, 0.5, 71 + variant) * swing, np.float32)


def _woodblock(force: float, tune: float, variant: int) -> Mono:
    t = _time(0.25)
    base = 880 * tune
    ring = sum(
        a * np.sin(2 * np.pi * base * r * t) * np.exp(-d * t)
        for r, a, d in ((1, 1, 34), (2.57, 0.5, 60), (4.9, 0.22, 95))
    )
    return np.asarray(ring + 0.35 * _noise(len(t), 2600, 0.8, 81 + variant) * np.exp(-t * 180), np.float32)


def _snare(force: float, tune: float, variant: int) -> Mono:
    body = _skin(0.4, 178 * tune, 1.2, 40, ((1.0, 0.8, 22), (1.6, 0.4, 30)))
    wires = _noise(len(body), 3800, 1.3, 91 + variant) * np.exp(-_time(0.4) * (17 - 5 * force))
    return np.asarray(body + wires * (0.35 + 0.4 * force), np.float32)


# -- effects -----------------------------------------------------------------------------------------------------------


def effect(kind: str, seconds: float) -> Stereo:
    """A sound of the picture's, stereo, 1 at its loudest."""
    make = {"boom": _boom, "cymbal": _cymbal, "gong": _gong, "riser": _riser, "whoosh": _whoosh}[kind]
    sound = make(max(0.2, seconds))
    fade = min(sound.shape[1] // 4, 4800)
    if kind not in ("riser", "whoosh"):
        sound[:, -fade:] *= np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32)) ** 2
    else:  # what leads up to a hit is gone when it comes
        sound[:, -720:] *= np.linspace(1, 0, 720, dtype=np.float32)
    sound -= sound.mean(axis=1, keepdims=True)
    peak = float(np.abs(sound).max())
    return np.asarray(sound / max(peak, 1e-9), np.float32)


def _boom(seconds: float) -> Stereo:
    t = _time(seconds)
    low = _skin(seconds, 36, 2.1, 9, ((1.0, 1.0, 2.6), (1.5, 0.35, 4.0), (2.2, 0.2, 7.0)))
    sides = [low + _noise(len(t), 240, 1.2, seed) * np.exp(-t * 7) * 0.28 for seed in (11, 12)]
    return np.asarray(sides, np.float32)


def _metal(seconds: float, *, low: float, high: float, count: int, life: float, seed: int, rise: float = 0.0) -> Stereo:
    """Modes at random over a range, the high ones speaking at once or (`rise` seconds) a little after the low."""
    luck = _luck(seed)
    t = _time(seconds)
    out = np.zeros((2, len(t)), np.float32)
    for f in low * (high / low) ** luck.uniform(0, 1, count):
        x = np.log2(f / low) / np.log2(high / low)
        decay = 6.9 / (life * (1.15 - 0.75 * x))
        swell = 1 - np.exp(-t / (0.004 + rise * (0.3 + x))) if rise else np.float32(1.0)
        sound = (
            np.sin(np.float32(2 * np.pi * f) * t + np.float32(luck.uniform(0, 6.28)))
            * np.exp(-np.float32(decay) * t)
            * swell
        )
        place = luck.uniform(0.25, 0.75)
        level = (low / f) ** 0.35
        out[0] += np.float32(level * place) * sound
        out[1] += np.float32(level * (1 - place)) * sound
    return out


def _cymbal(seconds: float) -> Stereo:
    t = _time(seconds)
    ring = _metal(seconds, low=420, high=9000, count=36, life=seconds * 0.9, seed=21)
    ring /= max(1e-9, float(np.sqrt((ring[:, :4800] ** 2).mean())))
    wash = np.stack([_noise(len(t), 6200, 1.0, seed) * np.exp(-t * 4.2 / seconds) for seed in (22, 23)])
    return np.asarray((ring * 0.5 + wash) * np.minimum(1, t / 0.004), np.float32)


def _gong(seconds: float) -> Stereo:
    ring = _metal(seconds, low=95, high=2600, count=42, life=seconds * 1.2, seed=27, rise=0.10)
    low = _skin(seconds, 82, 1.06, 3, ((1.0, 1.0, 1.4), (1.48, 0.6, 1.9), (2.02, 0.5, 2.4), (2.74, 0.4, 3.2)))
    ring /= max(1e-9, float(np.abs(ring).max()))
    return np.asarray(ring * 1.1 + low[None] * 0.35, np.float32)


def _riser(seconds: float) -> Stereo:
    """Noise whose band climbs three octaves, and a tone that climbs with it."""
    t = _time(seconds)
    x = t / np.float32(seconds)
    out = np.zeros((2, len(t)), np.float32)
    bands = (350, 800, 1800, 4000, 7500)
    for number, centre in enumerate(bands):
        peak = number / (len(bands) - 1)
        share = np.exp(-(((x - peak) / 0.30) ** 2)).astype(np.float32)
        for side in (0, 1):
            out[side] += _noise(len(t), centre, 0.55, 131 + number * 2 + side) * share
    cycles = 110 * seconds * (np.exp2(2 * x) - 1) / (2 * np.log(2))
    tone = sum(np.sin(2 * np.pi * cycles * detune).astype(np.float32) for detune in (1.0, 1.006, 1.498))
    return np.asarray((out + 0.5 * tone) * (x**2.4 * (0.25 + 0.75 * x)), np.float32)


def _whoosh(seconds: float) -> Stereo:
    """A cymbal backwards: air drawn in before a swell."""
    t = _time(seconds)
    x = t / np.float32(seconds)
    sides = [_noise(len(t), 3600, 1.5, 141 + side) + 0.4 * _noise(len(t), 900, 1.0, 151 + side) for side in (0, 1)]
    return np.asarray(np.stack(sides) * x**3, np.float32)
