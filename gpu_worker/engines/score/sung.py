"""One voice at a time: fiddles, flutes and horn, played as whole phrases with slides, vibrato and breath.

A phrase is one continuous tone whose pitch and loudness move from note to note. It is read from two band-limited
waveforms, a dark one and a bright one, mixed by how hard it is played; the instrument's body and the noise of bow or
breath are added by filtering the whole phrase at once. Float32, mono, at `RATE`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.score.notes import Note
from gpu_worker.engines.score.plucked import RATE, Mono, hertz
from gpu_worker.media.audio import k_weighting

_TABLE = 2048
_BREATH = 12.0
"""Seconds after which a voice takes a new breath or bow."""
_HOP = 48
"""Samples per step of the pitch and loudness curves: a millisecond."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A solo player: slope of harmonics (dB an octave) dark and bright, level of even ones, Hz where they fall away,
    body (Hz, octaves, dB), vibrato in cents and Hz, noise and its centre in Hz, seconds to speak and to stop."""

    slopes: tuple[float, float]
    even: float
    top: float
    body: tuple[tuple[float, float, float], ...]
    vibrato: float
    vibrato_hz: float
    noise: float
    noise_hz: float
    attack: float
    release: float
    slide: float = 0.07
    ornament: bool = False


_VIOLIN = ((290.0, 0.4, 4.0), (480.0, 0.4, 4.0), (1050.0, 0.5, 2.0), (2700.0, 0.7, 5.0))
_CELLO = ((110.0, 0.5, 4.0), (220.0, 0.5, 4.0), (480.0, 0.6, 3.0), (1800.0, 0.8, 3.0))
_ERHU = ((720.0, 0.35, 8.0), (1450.0, 0.35, 6.0), (2700.0, 0.5, 6.0), (300.0, 0.8, -8.0))
_DIZI = ((1800.0, 0.7, 4.0), (4300.0, 0.6, 10.0))
"""The last one is the buzz of the membrane over the dizi's side hole."""

VOICES: dict[str, Voice] = {
    "violin": Voice((-7.5, -5.0), 0.9, 5200, _VIOLIN, 22, 5.7, 0.010, 3600, 0.075, 0.14),
    "cello": Voice((-7.2, -5.0), 0.9, 3000, _CELLO, 20, 5.2, 0.010, 2200, 0.09, 0.18),
    "erhu": Voice((-5.5, -3.8), 0.75, 5600, _ERHU, 34, 5.9, 0.014, 3000, 0.065, 0.12, 0.11, ornament=True),
    "flute": Voice((-17, -11), 0.55, 4200, ((900, 1.0, 2),), 14, 5.1, 0.030, 2200, 0.06, 0.10, 0.03),
    "dizi": Voice((-9.0, -5.0), 0.85, 7500, _DIZI, 16, 5.6, 0.026, 4600, 0.030, 0.07, 0.05, ornament=True),
    "xiao": Voice((-18, -12), 0.45, 3000, ((520, 0.8, 2),), 16, 4.9, 0.055, 1500, 0.09, 0.15, 0.05, ornament=True),
    "horn": Voice((-11, -6.0), 1.0, 2400, ((380, 0.7, 4), (900, 0.7, 2)), 6, 4.8, 0.006, 1200, 0.055, 0.16, 0.03),
}  # fmt: skip


@lru_cache(maxsize=64)
def _table(player: str, harmonics: int, is_bright: bool) -> NDArray[np.float32]:
    """One period of the player's waveform with so many harmonics, of unit power."""
    voice = VOICES[player]
    x = np.arange(_TABLE + 1) / _TABLE
    out = np.zeros(_TABLE + 1)
    for k in range(1, harmonics + 1):
        level = 10 ** (voice.slopes[is_bright] * math.log2(k) / 20) * (voice.even if k % 2 == 0 else 1.0)
        out += level * np.sin(2 * np.pi * (k * x + 0.17 * k * k))
    return np.asarray(out / np.sqrt((out[:-1] ** 2).mean()), np.float32)


def phrases(notes: Sequence[Note]) -> list[list[Note]]:
    """Notes of one voice in order, split where it rests for half a second or needs a new breath."""
    found: list[list[Note]] = []
    over = -10.0
    for note in sorted(notes, key=lambda one: one.at):
        if note.at - over > 0.5 or (note.at - found[-1][0].at > _BREATH and not note.glides_from):
            found.append([])
        found[-1].append(note)
        over = note.at + note.seconds
    return found


def sing(player: str, notes: Sequence[Note], seed: int) -> tuple[Mono, float]:
    """A phrase and the second at which it begins."""
    voice = VOICES[player]
    luck = np.random.Generator(np.random.PCG64(seed))
    begins = notes[0].at - 0.02
    steps = int((notes[-1].at + notes[-1].seconds + voice.release * 2 - begins) * RATE / _HOP) + 2
    cents, loud, hard = _curves(voice, notes, begins, steps, luck)
    top = hertz(max(note.pitch for note in notes))
    harmonics = max(2, min(40, int(14_000 / top)))
    count = steps * _HOP
    fine = np.arange(count, dtype=np.float32) / _HOP
    coarse = np.arange(steps, dtype=np.float32)
    f = hertz(69) * np.exp2((cents - 6900) / 1200)
    # the pitch curve is a straight line between steps, so its phase is summed step by step and filled in
    phase = np.cumsum(np.repeat(f / RATE, _HOP)) % 1.0
    place = (phase * _TABLE).astype(np.float32)
    index = place.astype(np.int32)
    part = place - index
    index &= _TABLE - 1
    tone = np.zeros(count, np.float32)
    strength = np.interp(fine, coarse, hard).astype(np.float32)
    for is_bright, share in ((False, 1 - strength), (True, strength)):
        table = _table(player, harmonics, is_bright)
        tone += (table[index] * (1 - part) + table[index + 1] * part) * share
    level = np.interp(fine, coarse, loud).astype(np.float32)
    noise = luck.standard_normal(count).astype(np.float32)
    sound = _bodied(voice, tone * level, noise * level, top)
    return sound / np.float32(max(1e-6, _heard(sound, level))), begins


def _curves(
    voice: Voice, notes: Sequence[Note], begins: float, steps: int, luck: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Pitch in cents, loudness and hardness, one value a millisecond."""
    t = begins + np.arange(steps) * _HOP / RATE
    cents = np.full(steps, notes[0].pitch * 100.0)
    loud, hard, wide = np.zeros(steps), np.zeros(steps), np.zeros(steps)
    for number, note in enumerate(notes):
        following = notes[number + 1] if number + 1 < len(notes) else None
        over = note.at + note.seconds
        joined = following is not None and following.at - over < 0.03
        if joined and following is not None:
            over = following.at
        here = t >= note.at - (voice.slide / 2 if note.glides_from else 0.0)
        cents[here] = note.pitch * 100.0
        if note.glides_from:
            slide = np.clip((t - note.at + voice.slide / 2) / voice.slide, 0, 1)
            eased = slide * slide * (3 - 2 * slide)
            cents[here] = (note.glides_from + (note.pitch - note.glides_from) * eased[here]) * 100.0
        elif voice.ornament and note.seconds > 0.35 and number % 3 == 0:  # a grace from above or below
            grace = np.clip(1 - (t - note.at) / 0.09, 0, 1) ** 2 * (200.0 if number % 2 else -200.0)
            cents[here] += grace[here]
        rise = np.clip((t - note.at) / voice.attack, 0, 1)
        if note.glides_from:
            rise = 0.72 + 0.28 * rise
        fall = np.clip((over - t) / voice.release + 1, 0, 1) if not joined else np.clip((over - t) / 0.012 + 1, 0, 1)
        x = np.clip((t - note.at) / max(0.1, note.seconds), 0, 1)
        bow = 0.86 + 0.20 * np.sin(np.pi * x) - 0.10 * x
        own = rise * fall * fall * bow * note.velocity**1.3 * (t >= note.at)
        loud = np.maximum(loud, own)
        hard = np.where(
            (t >= note.at) & (t < over + voice.release), np.clip(note.velocity * bow * 1.1 - 0.1, 0.05, 1), hard
        )
        if note.seconds > 0.3:
            wide = np.maximum(wide, np.clip((t - note.at - 0.16) / 0.34, 0, 1) * (t < over + voice.release))
    rate = voice.vibrato_hz * (1 + 0.04 * luck.standard_normal())
    wander = np.cumsum(luck.standard_normal(steps // 220 + 2)) * 0.35
    drift = np.interp(np.arange(steps), np.arange(len(wander)) * 220, wander)
    cents += voice.vibrato * wide * np.sin(2 * np.pi * (rate * t + 0.25 * drift)) + np.clip(2.0 * drift, -7, 7)
    return cents, loud, hard


def _heard(sound: Mono, level: Mono) -> float:
    """How loud a phrase is to the ear for a loudness curve of one, so that every player's phrases are alike."""
    size = 1 << (len(sound) - 1).bit_length()
    weight = np.abs(k_weighting(np.fft.rfftfreq(size, 1 / RATE), RATE)).astype(np.float32)
    spectrum = np.fft.rfft(sound, size) * weight
    power = 2 * float((spectrum.real**2 + spectrum.imag**2).sum()) / size
    return float((power / max(1e-9, float((level.astype(np.float64) ** 2).sum()))) ** 0.5)


def _bodied(voice: Voice, tone: Mono, noise: Mono, top: float) -> Mono:
    """Tone and noise through the body, in one transform."""
    size = 1 << (len(tone) + 4096 - 1).bit_length()
    f = np.fft.rfftfreq(size, 1 / RATE)
    safe = np.maximum(f, 20.0)
    body = sum(db * np.exp(-((np.log2(safe / at) / wide) ** 2)) for at, wide, db in voice.body)
    shape = 10 ** (np.asarray(body) / 20) / (1 + (f / max(voice.top, 2.2 * top)) ** 2) ** 1.1
    shape *= (f / 60) ** 2 / (1 + (f / 60) ** 2)
    hiss = voice.noise * 2.5 * np.exp(-(np.log2(safe / voice.noise_hz) ** 2) / 1.6)
    spectrum = np.fft.rfft(tone, size) * shape.astype(np.float32) + np.fft.rfft(noise, size) * hiss.astype(np.float32)
    return np.asarray(np.fft.irfft(spectrum, size)[: len(tone)], np.float32)
