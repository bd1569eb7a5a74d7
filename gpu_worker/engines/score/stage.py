"""The stage: every note put in its place, the room around them, the sound of the whole. Stereo float32 of shape (2, n).

The dry sound is stereo, what is sent to the room is mono: the room itself makes it wide. Room and tone control are one
convolution, done piece by piece, so memory does not grow with more than the cue itself.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.score import bowed, plucked, sung
from gpu_worker.engines.score.balance import loudness_of
from gpu_worker.engines.score.bank import LEVEL, STEP, Bank, Sound
from gpu_worker.engines.score.notes import Effect, Note, Score
from gpu_worker.engines.score.players import PLAYERS
from gpu_worker.engines.score.plucked import RATE, Mono

_BLOCK = 1 << 18
_EQ_TAPS = 1 << 13
_FADE = 96
_FAST = frozenset({"pipa", "pizzicato", "yangqin"})

_EFFECT_ROOM = {"boom": 0.20, "cymbal": 0.40, "gong": 0.35, "riser": 0.35, "whoosh": 0.35}


Tick = Callable[[float], None]


def _never(_done: float) -> None:
    """Nobody asks how far it is."""


def perform(
    score: Score, samples: int, *, bank: Bank, seed: int, reverb_seconds: float, style: str, tick: Tick = _never
) -> Sound:
    """The cue as played, raw level, exactly `samples` long; `tick` hears how far it is, 0..1."""
    dry = np.zeros((2, samples), np.float32)
    room = np.zeros(samples, np.float32)
    solo: dict[tuple[str, str], list[Note]] = defaultdict(list)
    for number, note in enumerate(score.notes):
        if number % 100 == 0:
            tick(number / len(score.notes))
        family = PLAYERS[note.player].family
        if family == "solo":
            solo[note.player, note.role].append(note)
        elif family == "ensemble":
            _bow(dry, room, note, bank, seed + number)
        else:
            _strike(dry, room, note, bank, number)
    for (player, role), notes in sorted(solo.items()):
        for number, phrase in enumerate(sung.phrases(notes)):
            tick(1.0)
            tone, begins = sung.sing(player, phrase, seed + 31 * number + len(role))
            gain = LEVEL * 10 ** (phrase[0].gain_db / 20)
            _place(dry, room, tone * np.float32(gain), begins, pan=PLAYERS[player].pan, wet=PLAYERS[player].room)
    for effect in score.effects:
        _lay(dry, room, effect, bank)
    return _in_room(dry, room, reverb_seconds, style)


def _gain(note: Note) -> float:
    return float(loudness_of(note) * 10 ** (note.gain_db / 20))


def _place(dry: Sound, room: Mono, sound: Sound, at: float, *, pan: float, wet: float) -> None:
    """Add a sound where it belongs: mono by constant power, stereo as it is."""
    start = round(at * RATE)
    skip = max(0, -start)
    first = start + skip
    count = min(sound.shape[-1] - skip, dry.shape[1] - first)
    if count <= 0:
        return
    if sound.ndim == 1:
        part = sound[skip : skip + count]
        angle = (min(1.0, max(-1.0, pan)) + 1) * math.pi / 4
        dry[0, first : first + count] += part * np.float32(math.cos(angle) * math.sqrt(2))
        dry[1, first : first + count] += part * np.float32(math.sin(angle) * math.sqrt(2))
        room[first : first + count] += part * np.float32(wet)
    else:
        part = sound[:, skip : skip + count]
        dry[:, first : first + count] += part
        room[first : first + count] += (part[0] + part[1]) * np.float32(wet * 0.6)


def _strike(dry: Sound, room: Mono, note: Note, bank: Bank, number: int) -> None:
    spec = PLAYERS[note.player]
    loud = _gain(note)
    if spec.family == "drum":
        sound = bank.drum(note.player, note.velocity, number % 4)
        _place(dry, room, sound * np.float32(loud), note.at, pan=spec.pan + spec.width * note.pan, wet=spec.room)
        return
    # two strokes of the same hand in turn, where strokes follow fast: no string sounds twice the same
    sound = bank.note(note.player, note.pitch, note.velocity, number % 2 if note.player in _FAST else 0)
    # higher notes lie further to the right, as on a keyboard or a zither seen by who plays it
    where = spec.pan + spec.width * ((note.pitch - spec.low) / max(1, spec.high - spec.low) - 0.5) + 0.3 * note.pan
    release = plucked.release_of(note.player)
    held = int(note.seconds * RATE)
    length = min(len(sound), held + int(release * 4 * RATE))
    part = sound[:length] * np.float32(loud)
    if note.player == "guzheng" and note.seconds > 0.7 and number % 3 == 0:
        part = _pressed(part)
    if length > held:
        fall = np.exp(np.arange(length - held, dtype=np.float32) * np.float32(-1.7 / (release * RATE)))
        fall *= np.linspace(1, 0, length - held, dtype=np.float32) ** 0.5
        part[held:] *= fall
    _place(dry, room, part, note.at - plucked.lead_in(note.player), pan=where, wet=spec.room)


def _pressed(sound: Mono) -> Mono:
    """A string whose tension the left hand moves behind the bridge after the pluck (yin, the zither's vibrato)."""
    t = np.arange(len(sound), dtype=np.float64) / RATE
    depth = 0.00042 * np.clip((t - 0.16) / 0.25, 0, 1) * np.exp(-t * 0.8)
    return np.asarray(np.interp((t + depth * np.sin(2 * np.pi * 5.1 * t)) * RATE, t * RATE, sound), np.float32)


def _bow(dry: Sound, room: Mono, note: Note, bank: Bank, seed: int) -> None:
    spec = PLAYERS[note.player]
    loud, bright = bowed.envelope(note.player, note.seconds, note.velocity, grows=note.grows, seed=seed)
    if note.role == "accent":  # a blow is not held
        loud *= np.exp(np.arange(len(loud), dtype=np.float32) * np.float32(-1.5 / (max(0.5, note.seconds) * RATE)))
    dark_loop, bright_loop = bank.loops(note.player, note.pitch)
    size = dark_loop.shape[1]
    start = (seed * 7919 + note.pitch * 104_729) % size
    gain = np.float32(_gain(note) * STEP)
    sound = np.empty((2, len(loud)), np.float32)
    soft = (loud - bright * loud) * gain
    hard = bright * loud * gain
    at = 0
    while at < len(loud):
        count = min(size - start, len(loud) - at)
        here, there = slice(at, at + count), slice(start, start + count)
        sound[:, here] = dark_loop[:, there] * soft[here]
        sound[:, here] += bright_loop[:, there] * hard[here]
        at, start = at + count, 0
    place = spec.pan + spec.width * 0.5 * (note.pitch - 62) / 24 + 0.2 * note.pan
    tilt = min(0.6, max(-0.6, place))
    sound[0] *= np.float32(math.sqrt(1 - tilt))
    sound[1] *= np.float32(math.sqrt(1 + tilt))
    _place(dry, room, sound, note.at - bowed.lead_in(note.player, note.velocity), pan=0.0, wet=spec.room)


def _lay(dry: Sound, room: Mono, effect: Effect, bank: Bank) -> None:
    sound = bank.effect(effect.kind, effect.seconds)
    at = effect.at
    if effect.kind in ("riser", "whoosh"):  # it must be over exactly when the hit comes
        at = effect.at + effect.seconds - sound.shape[1] / RATE
    _place(dry, room, sound * np.float32(effect.strength), at, pan=0.0, wet=_EFFECT_ROOM[effect.kind])


# -- room and tone -----------------------------------------------------------------------------------------------------


def _band(f: NDArray[np.floating[Any]], centre: float, octaves: float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-((np.log2(np.maximum(f, 10) / centre) / octaves) ** 2)))


@lru_cache(maxsize=4)
def _tone() -> NDArray[np.float64]:
    """The minimum-phase impulse of the whole: no rumble, less mud, a little air, for small loudspeakers."""
    f = np.fft.rfftfreq(_EQ_TAPS, 1 / RATE)
    db = -1.5 * _band(f, 280, 1.0) + 3.6 / (1 + (2400 / np.maximum(f, 1)) ** 2) - 3.5 / (1 + (f / 105) ** 4)
    magnitude = 10 ** (db / 20) * (f / 30) ** 3 / np.sqrt(1 + (f / 30) ** 6)
    magnitude /= np.sqrt(1 + (f / 17_500) ** 8)
    cepstrum = np.fft.irfft(np.log(np.maximum(magnitude, 1e-6)))
    half = _EQ_TAPS // 2
    cepstrum[1:half] *= 2
    cepstrum[half + 1 :] = 0
    impulse = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)))
    impulse[half:] *= np.cos(np.linspace(0, np.pi / 2, half)) ** 2
    return np.asarray(impulse)


@lru_cache(maxsize=8)
def _spaces(reverb_seconds: float, style: str) -> tuple[NDArray[np.complex64], NDArray[np.complex64], int]:
    """Spectra of tone and of room (left, right) for one block, and how long their tail is."""
    length = int(min(2.7, reverb_seconds) * RATE)
    t = np.arange(length) / RATE
    f = np.fft.rfftfreq(length, 1 / RATE)
    early = (0.011, 0.019, 0.027, 0.038, 0.052, 0.067) if style == "modern" else (0.007, 0.013, 0.022, 0.031, 0.043)
    impulses = []
    for side in (0, 1):
        luck = np.random.Generator(np.random.PCG64(9001 + side + 17 * len(style)))
        tail = np.zeros(length)
        # high frequencies die first, as air and cloth take them
        for centre, life in ((120, 1.0), (350, 1.0), (1000, 0.92), (2800, 0.72), (7000, 0.42)):
            noise = np.fft.irfft(np.fft.rfft(luck.standard_normal(length)) * _band(f, centre, 1.0), length)
            tail += noise * np.exp(-6.9078 * t / (reverb_seconds * life)) * (0.7 if centre < 200 else 1.0)
        tail *= np.minimum(1.0, t / 0.035) ** 1.5
        tail[-4800:] *= np.linspace(1, 0, 4800)
        tail /= np.sqrt((tail**2).sum())
        for number, delay in enumerate(early):
            at = int((delay + 0.0017 * side * (1 + number % 3)) * RATE)
            tail[at] += (0.20 if (number + side) % 2 else -0.17) * 0.82**number
        impulses.append(tail)
    tone = _tone()
    reach = length + _EQ_TAPS
    size = 1 << (reach - 1).bit_length()
    shaped = [np.fft.irfft(np.fft.rfft(one, size) * np.fft.rfft(tone, size), size)[:reach] for one in impulses]
    room = np.fft.rfft(np.asarray(shaped, np.float32), _BLOCK)
    return np.fft.rfft(tone.astype(np.float32), _BLOCK).astype(np.complex64), room.astype(np.complex64), reach


def tune_room(reverb_seconds: float, style: str) -> None:
    """Make the room of a style now, so that the first cue does not wait for it."""
    _spaces(round(reverb_seconds, 2), style)


def _in_room(dry: Sound, room: Mono, reverb_seconds: float, style: str) -> Sound:
    """Tone on what is dry, room on what was sent, in place, by overlapping blocks."""
    tone, spaces, reach = _spaces(round(reverb_seconds, 2), style)
    samples = dry.shape[1]
    step = _BLOCK - reach
    carry = np.zeros((2, 0), np.float32)
    for first in range(0, samples, step):
        last = min(samples, first + step)
        sent = np.fft.rfft(room[first:last], _BLOCK)
        spectrum = np.fft.rfft(dry[:, first:last], _BLOCK) * tone + sent * spaces
        out = np.fft.irfft(spectrum, _BLOCK).astype(np.float32, copy=False)
        reachable = min(carry.shape[1], _BLOCK)
        out[:, :reachable] += carry[:, :reachable]
        dry[:, first:last] = out[:, : last - first]
        carry = out[:, step:].copy()
    return dry


def let_down(sound: Sound, plan_ending: str, seconds: float) -> None:
    """The cue's edges: in over 2 ms; out over `seconds` for a fade, over the last moment otherwise; in place."""
    samples = sound.shape[1]
    start = min(samples // 2, _FADE)
    sound[:, :start] *= np.sin(np.linspace(0, np.pi / 2, start, dtype=np.float32)) ** 2
    length = seconds if plan_ending == "fade" else min(seconds * 0.6, 0.9 if plan_ending == "ring_out" else 0.35)
    count = min(samples, max(240, int(length * RATE)))
    curve = np.maximum(0, np.cos(np.linspace(0, np.pi / 2, count, dtype=np.float32))) ** (
        1.5 if plan_ending == "fade" else 2
    )
    sound[:, samples - count :] *= curve
    sound[:, -1:] = 0.0
