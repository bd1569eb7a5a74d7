"""Generators for things that strike, break and rub: bursts, resonant bodies, thumps, grains, strokes and creaks.

Every generator takes the chance it may use and the numbers of a recipe's layer, and answers mono sound from its own
start. Frequencies in hertz, times in seconds, levels in dB or as curves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gpu_worker.media.foley.signals import (
    RATE,
    Curve,
    Wave,
    band_noise,
    convolved,
    count,
    draw,
    gain,
    painted_noise,
    ring,
    times,
    turns,
    wander,
)

Chance = np.random.Generator


def burst(
    rng: Chance,
    *,
    low: float,
    high: float,
    decay: float,
    attack: float = 0.0006,
    slope: float = 2.0,
    tilt: float = 0.0,
) -> Wave:
    """A puff of noise that rises in `attack` and falls by 8.7 dB every `decay`."""
    seconds = 4 * attack + 7 * decay
    at = times(seconds)
    return (
        band_noise(rng, seconds, low, high, slope=slope, tilt=tilt) * (1 - np.exp(-at / attack)) * np.exp(-at / decay)
    )


def body(
    rng: Chance,
    *,
    tones: Sequence[Sequence[float]],
    jitter: float = 0.015,
    soften: float = 0.0,
) -> Wave:
    """A struck body: damped tones, each a little off its frequency as wood is; `soften` felts the blow."""
    scale = 1 + jitter * float(rng.uniform(-1, 1))
    out = ring(
        [(hertz * (1 + jitter * float(rng.uniform(-1, 1))), db, decay) for hertz, db, decay in tones], scale=scale
    )
    if soften:
        out *= 1 - np.exp(-np.arange(len(out)) / RATE / soften)
    return out


def thump(rng: Chance, *, start: float, end: float, glide: float, decay: float, attack: float = 0.001) -> Wave:
    """A heavy blow: a tone that drops from `start` to `end` while it dies."""
    at = times(7 * decay)
    hertz = end + (start - end) * np.exp(-at / glide)
    return (
        np.sin(turns(hertz * (1 + 0.02 * float(rng.uniform(-1, 1))))) * np.exp(-at / decay) * (1 - np.exp(-at / attack))
    )


def grains(
    rng: Chance,
    *,
    seconds: float,
    rate: float,
    low: float,
    high: float,
    decay: Sequence[float],
    pitched: bool = False,
    spread: float = 12.0,
    shape: Curve | float = 1.0,
    rising: float = 0.0,
) -> Wave:
    """Many small sounds scattered in time: crackle, shards, drops, keys, clapping hands.

    `rate` a second where `shape` is 1; each lies between `low` and `high`, dies in one of `decay`, is up to `spread`
    dB softer than the loudest; `rising` is by how much of its pitch a tone climbs in a tenth of a second (bubbles).
    """
    ends = seconds + 6 * max(decay)
    out = np.zeros(count(ends))
    chance = draw(shape, seconds)
    tries = int(rng.poisson(max(0.0, rate * float(chance.max()) * seconds)))
    starts = np.sort(rng.uniform(0, seconds, tries))
    keep = rng.uniform(0, 1, tries) * chance.max() <= chance[np.minimum((starts * RATE).astype(int), len(chance) - 1)]
    octaves, falls, levels, offsets = (rng.uniform(0, 1, tries) for _ in range(4))
    stock = None if pitched else [band_noise(rng, 0.6, b * 0.8, b * 1.7) for b in np.geomspace(low, high, 6) / 1.3]
    for start, octave, fall, level, offset in zip(
        starts[keep], octaves[keep], falls[keep], levels[keep], offsets[keep], strict=True
    ):
        dies = decay[0] * (decay[-1] / decay[0]) ** fall
        first = int(start * RATE)
        length = min(len(out) - first, count(min(6 * dies, 0.5)))
        at = np.arange(length) / RATE
        envelope = gain(-spread * level) * np.exp(-at / dies) * (1 - np.exp(-at / 0.0003))
        if stock is None:
            hertz = low * (high / low) ** octave
            grain = np.sin(2 * np.pi * hertz * at * (1 + rising * 5 * at) + 6.28 * offset)
        else:
            begin = int(offset * 4000)
            grain = stock[min(5, int(6 * octave))][begin : begin + length]
        out[first : first + length] += envelope * grain
    return out


def strokes(
    rng: Chance,
    *,
    seconds: float,
    low: float,
    high: float,
    every: float,
    level: Curve | float = 1.0,
    duty: float = 0.7,
    rough: float = 0.0,
    grit: float = 60.0,
    tilt: float = 0.0,
    ragged: float = 0.15,
) -> Wave:
    """Rubbing to and fro: noise that swells with each stroke, `every` seconds, roughened `grit` times a second."""
    at = times(seconds)
    pace = (1 + ragged * wander(rng, seconds, 1.3 / every)) / every
    phase = np.cumsum(pace) / RATE
    swell = np.clip(np.sin(np.pi * np.minimum(1, (phase % 1) / duty)), 0, None) ** 1.5
    turn = np.floor(phase).astype(int)
    swell *= rng.uniform(0.55, 1.0, int(turn.max()) + 1)[turn]
    side = 1 + 0.25 * np.where(turn % 2, 1, -1)  # out and back do not sound the same
    out = band_noise(rng, seconds, low, high, tilt=tilt) * swell * side * draw(level, seconds)
    if rough:
        out *= 1 - rough + rough * np.abs(band_noise(rng, seconds, 2, grit, slope=1))[: len(at)]
    return out


def sweep(
    rng: Chance,
    *,
    seconds: float,
    centre: Curve | float,
    width: Curve | float,
    level: Curve,
    tilt: float = 0.0,
    flutter: float = 0.0,
    flutter_rate: float = 4.0,
) -> Wave:
    """Moving air: noise around a moving `centre`, `width` octaves to each side, as loud as `level` says."""

    def at(curve: Curve | float, time: Wave) -> Wave:
        if isinstance(curve, int | float):
            return np.full_like(time, float(curve))
        where, values = zip(*curve, strict=True)
        return np.interp(time, where, values)

    def shape(time: Wave, hertz: Wave) -> Wave:
        octaves = np.log2(np.maximum(hertz, 20.0) / at(centre, time))
        leaning = (np.maximum(hertz, 20.0) / 1000.0) ** (tilt / 6.0206)
        peak = np.exp(-0.5 * (octaves / at(width, time)) ** 2) * leaning
        return peak / np.sqrt((peak**2).mean(axis=1, keepdims=True) + 1e-9)

    out = painted_noise(rng, seconds, shape) * draw(level, seconds)
    return out * (1 + flutter * wander(rng, seconds, flutter_rate)) if flutter else out


def creak(
    rng: Chance,
    *,
    seconds: float,
    rate: Curve | float,
    tones: Sequence[Sequence[float]],
    level: Curve | float = 1.0,
    jitter: float = 0.15,
) -> Wave:
    """Stick and slip: a train of little jerks, `rate` a second, that makes a body sound."""
    pace = draw(rate, seconds)
    loud = draw(level, seconds)
    train = np.zeros(len(pace))
    at = 0.0
    while at < seconds:
        sample = int(at * RATE)
        train[sample] += loud[sample] * float(rng.uniform(0.6, 1.0))
        at += max(0.0008, (1 + jitter * float(rng.standard_normal())) / float(pace[sample]))
    struck = ring(tones) * (1 - np.exp(-np.arange(len(ring(tones))) / RATE / 0.0002))
    return convolved(train, struck)
