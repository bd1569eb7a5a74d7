"""The level of a cue: a bed at `BED_LUFS` with its true peak held under `CEILING_DBTP`, as files and as figures.

No ducking is written into a cue: the mixer of the cut lowers it under voices, knowing the voices themselves. What a cue
does under a voice is to play less (see `parts`).
"""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.score.bank import Sound
from gpu_worker.engines.score.plucked import RATE
from gpu_worker.media.audio import SILENCE_LUFS, k_weighting
from gpu_worker.media.metering import LIMITER_REACH, Meter, limited

BED_LUFS = -23.0
CEILING_DBTP = -3.0
_PIECE = 1 << 17
_MARGIN_DB = 0.15
"""The limiter aims a little below the ceiling, for the rounding to 16 bits."""


def estimate(sound: Sound) -> float:
    """Gated loudness in LUFS from the spectra of 400 ms blocks: quick, within a few tenths of the measured figure."""
    block, hop = int(0.4 * RATE), int(0.1 * RATE)
    if sound.shape[1] < block:
        sound = np.pad(sound, ((0, 0), (0, block - sound.shape[1])))
    weight = (np.abs(k_weighting(np.fft.rfftfreq(block, 1 / RATE), RATE)) ** 2).astype(np.float32)
    powers: list[float] = []
    for start in range(0, sound.shape[1] - block + 1, hop * 2):
        spectrum = np.fft.rfft(sound[:, start : start + block])
        power = (spectrum.real**2 + spectrum.imag**2).sum(axis=0) * weight
        powers.append(float(power.sum(dtype=np.float64)) * 2 / block**2)
    heard = np.asarray(powers, np.float64)
    heard = heard[heard > 10 ** ((-70 + 0.691) / 10)]
    if not heard.size:
        return SILENCE_LUFS
    heard = heard[heard > heard.mean() / 10]
    return float(-0.691 + 10 * np.log10(heard.mean()))


def measure(sound: Sound) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP."""
    meter = Meter(RATE)
    for start in range(0, sound.shape[1], _PIECE):
        meter.feed(sound[:, start : start + _PIECE].T)
    return meter.lufs(), meter.true_peak()


def master(sound: Sound) -> tuple[float, float]:
    """Bring a raw cue to its level, in place; answers loudness and true peak as they then are.

    A cue whose peaks stand so high that the limiter would have to work hard stays up to 3 LU quieter instead.
    """
    loud = estimate(sound)
    if loud <= SILENCE_LUFS:
        return measure(sound)
    gain = BED_LUFS - loud
    _limit(sound, gain)
    lufs, peak = measure(sound)
    for _ in range(2):
        if abs(lufs - BED_LUFS) < 0.3 or lufs <= SILENCE_LUFS:
            break
        _limit(sound, BED_LUFS - lufs)
        lufs, peak = measure(sound)
    return lufs, peak


def _limit(sound: Sound, gain_db: float) -> None:
    gain = np.float32(10 ** (gain_db / 20))
    sound *= gain
    length = sound.shape[1]
    before = np.zeros(
        (2, 0), np.float32
    )  # the end of the piece before as it was, since its limited self took its place
    for start in range(0, length, _PIECE):
        stop = min(length, start + _PIECE)
        reader = _Piece(sound, start, before)
        kept = sound[:, max(start, stop - LIMITER_REACH) : stop].copy()
        held, _ = limited(reader.read, start, stop, length, ceiling_dbtp=CEILING_DBTP - _MARGIN_DB, rate=RATE)
        sound[:, start:stop] = held.T
        before = kept


class _Piece:
    """Reads around a piece of a sound whose part before `start` was already changed."""

    def __init__(self, sound: Sound, start: int, before: Sound) -> None:
        self._sound, self._start, self._before = sound, start, before

    def read(self, first: int, last: int) -> NDArray[np.float64]:
        """Samples from `first` to `last` as they were, (samples, 2)."""
        part = self._sound[:, first:last].T.astype(np.float64)
        reach = min(self._start - first, self._before.shape[1])
        if reach > 0:
            part[self._start - first - reach : self._start - first] = self._before[:, -reach:].T
        return part


def write(path: Path, sound: Sound) -> None:
    """Write 16-bit PCM; the same samples always give the same bytes."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for start in range(0, sound.shape[1], _PIECE):
            part = np.round(sound[:, start : start + _PIECE].T * np.float32(32767))
            file.writeframes(np.clip(part, -32768, 32767).astype("<i2").tobytes())


def read(path: Path) -> Sound:
    """A file that `write` wrote, as it will be heard."""
    with wave.open(str(path), "rb") as file:
        count = file.getnframes()
        out = np.empty((2, count), np.float32)
        at = 0
        while at < count:
            part = np.frombuffer(file.readframes(_PIECE), "<i2").reshape(-1, 2)
            out[:, at : at + len(part)] = part.T.astype(np.float32) * np.float32(1 / 32767)
            at += len(part)
    return out
