"""Loudness and true peak of a sound that passes by in pieces, and the limiter for the same.

The figures are those of `gpu_worker.media.audio`: integrated LUFS after BS.1770-4, four-times oversampled peak.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gpu_worker.media.audio import SILENCE_LUFS, Sound, k_weighting, limiting_gain, peaks_above

PIECE_HOPS = 12
_SPOT = 256
LIMITER_REACH = 256
"""Samples to each side that may move the limiter's gain at a sample."""


class Meter:
    """Hears a sound piece by piece; asks are answered for what was heard so far. `feed` takes (samples, channels)."""

    def __init__(self, rate: int, *, with_peak: bool = True, watch_dbtp: float | None = None) -> None:
        self._rate, self._hop = rate, round(0.1 * rate)
        self._piece, self._run_up = PIECE_HOPS * self._hop, rate // 10
        self._size = 1 << (self._piece + self._run_up).bit_length()
        self._response = k_weighting(np.fft.rfftfreq(self._size, 1 / rate), rate)[:, None]
        self._response = self._response.astype(np.complex64)
        self._with_peak = with_peak
        self._watch = None if watch_dbtp is None else 10 ** (watch_dbtp / 20)
        self._heard = 0
        self._hot: list[tuple[int, float]] = []
        self._waiting: list[Sound] = []
        self._count = 0
        self._before: Sound | None = None
        self._hops: list[NDArray[np.float64]] = []
        self._peak = 0.0
        self.samples = 0

    def feed(self, sound: Sound) -> None:
        """Hear the next samples."""
        self.samples += len(sound)
        self._waiting.append(sound)
        self._count += len(sound)
        while self._count >= self._piece:
            joined = np.concatenate(self._waiting)
            self._hear(joined[: self._piece])
            self._waiting, self._count = [joined[self._piece :]], self._count - self._piece

    def lufs(self) -> float:
        """Integrated loudness, `SILENCE_LUFS` for silence; a sound under 400 ms is filled up with it."""
        self._flush()
        hops = np.concatenate(self._hops) if self._hops else np.zeros(0)
        whole = max(4, self.samples // self._hop)
        hops = np.pad(hops[:whole], (0, max(0, whole - len(hops))))
        total = np.concatenate([[0.0], np.cumsum(hops)])
        blocks = (total[4:] - total[:-4]) / (4 * self._hop)
        heard = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
        if not heard.size:
            return SILENCE_LUFS
        heard = heard[heard > heard.mean() / 10]
        return float(-0.691 + 10 * np.log10(heard.mean()))

    def true_peak(self) -> float:
        """The true peak in dBTP."""
        self._flush()
        return 20 * float(np.log10(max(self._peak, 1e-6)))

    def hot_spots(self) -> list[tuple[int, float]]:
        """Where the true peak is above what is watched for, as (sample, dB above), a few milliseconds apart."""
        self._flush()
        return self._hot

    def _flush(self) -> None:
        """Hear what waits; nothing may follow, since hops count from the start."""
        if self._count:
            self._hear(np.concatenate(self._waiting))
            self._waiting, self._count = [], 0

    def _hear(self, piece: Sound) -> None:
        before = self._before if self._before is not None else np.zeros((0, piece.shape[1]))
        both = np.concatenate([before, piece]).astype(np.float32)
        weighted = np.fft.irfft(np.fft.rfft(both, self._size, axis=0) * self._response, self._size, axis=0)
        heard = weighted[len(before) : len(both)]
        power = np.einsum("nc,nc->n", heard, heard)
        hops = np.pad(power, (0, -len(power) % self._hop)).reshape(-1, self._hop)
        self._hops.append(hops.sum(axis=1, dtype=np.float64))
        if self._with_peak:
            overlap = min(len(before), 24)
            self._measure_peak(both[len(before) - overlap :], self._heard - overlap)
        self._heard += len(piece)
        self._before = both[-self._run_up :]

    def _measure_peak(self, sound: Sound, at: int) -> None:
        """Oversample only where a stretch is loud enough to matter."""
        self._peak = max(self._peak, float(np.abs(sound).max(initial=0.0)))
        threshold = self._peak if self._watch is None else min(self._peak, self._watch)
        peaks = peaks_above(sound, threshold)
        self._peak = max(self._peak, float(peaks.max(initial=0.0)))
        if self._watch is not None and float(peaks.max(initial=0.0)) > self._watch:
            rows = np.pad(peaks, (0, -len(peaks) % _SPOT)).reshape(-1, _SPOT).max(axis=1)
            hot = np.flatnonzero(rows > self._watch).tolist()
            self._hot += [(at + row * _SPOT, 20 * float(np.log10(rows[row] / self._watch))) for row in hot]


Reader = Callable[[int, int], Sound]
"""Answers the samples from `start` to `stop` of a sound of known length."""


def limited(read: Reader, start: int, stop: int, length: int, *, ceiling_dbtp: float, rate: int) -> tuple[Sound, Sound]:
    """The samples from `start` to `stop` with their true peak held, and the gain (samples,) that held it."""
    first, last = max(0, start - LIMITER_REACH), min(length, stop + LIMITER_REACH)
    sound = read(first, last)
    gain = limiting_gain(sound, ceiling_dbtp, rate)
    inner = slice(start - first, stop - first)
    if gain is None:
        return sound[inner], np.ones(stop - start)
    return sound[inner] * gain[inner, None], gain[inner]
