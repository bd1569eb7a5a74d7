"""Sound as float arrays of shape (samples, channels): files, resampling, loudness, true peak, limiting, normalising.

Loudness follows ITU-R BS.1770-4 / EBU R128 (integrated, gated, in LUFS); true peak is the four-times oversampled peak
in dBTP. A silent signal measures `SILENCE_LUFS`.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.base import RenderRefused

Sound = NDArray[np.floating[Any]]

SILENCE_LUFS = -120.0
MAX_WAV_SECONDS = 1800
_TAPS = 32
_CHUNK = 1 << 16
_PEAK_BLOCK = 256


@contextmanager
def _open_wav(path: Path) -> Iterator[wave.Wave_read]:
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate, count = file.getparams()[:4]
            if channels not in (1, 2) or width not in (2, 3, 4) or not 8000 <= rate <= 192_000:
                raise RenderRefused("input.unreadable", f"{path.name}: {channels} channels, {width * 8} bit, {rate} Hz")
            if count > MAX_WAV_SECONDS * rate:
                raise RenderRefused("input.too_long", f"{path.name}: a sound may last {MAX_WAV_SECONDS} s at most")
            yield file
    except (wave.Error, EOFError, OSError) as unreadable:
        raise RenderRefused("input.unreadable", f"{path.name} is not a PCM WAV file: {unreadable}") from unreadable


def _values(raw: bytes, width: int) -> Sound:
    if width == 3:
        bytes_ = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        samples = np.zeros((len(bytes_), 4), np.uint8)
        samples[:, 1:] = bytes_
        return samples.view("<i4")[:, 0] / 2.0**31
    return np.frombuffer(raw, "<i2" if width == 2 else "<i4") / 2.0 ** (8 * width - 1)


def read_wav(path: Path) -> tuple[Sound, int]:
    """Samples in -1..1 and the sample rate of a 16-, 24- or 32-bit PCM WAV of at most half an hour, 1 or 2 channels."""
    with _open_wav(path) as file:
        channels, width, rate, count = file.getparams()[:4]
        raw = file.readframes(count)
    whole = len(raw) // (width * channels)
    if whole < count:
        raise RenderRefused("input.truncated", f"{path.name} holds {whole} of the {count} samples it announces")
    return _values(raw, width).reshape(-1, channels), rate


def wav_length(path: Path) -> tuple[int, int]:
    """How many samples a WAV announces, and its sample rate."""
    with _open_wav(path) as file:
        return file.getnframes(), file.getframerate()


def wav_pieces(path: Path, piece: int) -> Iterator[Sound]:
    """A WAV's samples, `piece` at a time and always on two sides, so that long music never lies in memory whole."""
    with _open_wav(path) as file:
        channels, width, _rate, left = file.getparams()[:4]
        while left > 0:
            raw = file.readframes(min(piece, left))
            whole = len(raw) // (width * channels)
            if whole < min(piece, left):
                raise RenderRefused("input.truncated", f"{path.name} ends {left - whole} samples early")
            left -= whole
            sound = _values(raw, width).reshape(-1, channels).astype(np.float32)
            yield sound if channels == 2 else np.repeat(sound, 2, axis=1)


def write_wav(path: Path, sound: Sound, rate: int) -> None:
    """Write 16-bit PCM; the same samples always give the same bytes."""
    pcm = np.clip(np.round(sound * 32767.0), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())


@lru_cache(maxsize=8)
def _phases(up: int, down: int) -> NDArray[np.float64]:
    """Kaiser-windowed sinc split into `up` phases of 2 * _TAPS taps (taps widen when the rate falls)."""
    cutoff = min(1.0, up / down) * 0.96
    half = _TAPS if up >= down else -(-_TAPS * down // up)
    offset = np.arange(-half + 1, half + 1)[None, :] - np.arange(up)[:, None] / up
    window = np.i0(9.0 * np.sqrt(np.clip(1 - (offset / half) ** 2, 0, 1))) / np.i0(9.0)
    taps = np.sinc(offset * cutoff) * cutoff * window
    return taps / taps.sum(axis=1, keepdims=True)


def resample(sound: Sound, source: int, target: int) -> Sound:
    """The same sound at another rate, band-limited, with round-half-up(length * target / source) samples."""
    if source == target:
        return sound
    common = gcd(source, target)
    up, down = target // common, source // common
    taps = _phases(up, down)
    half = taps.shape[1] // 2
    length = (2 * len(sound) * up + down) // (2 * down)
    padded = np.pad(sound, ((half - 1, half + 1), (0, 0)))
    out = np.empty((length, sound.shape[1]))
    for start in range(0, length, _CHUNK):
        position = np.arange(start, min(length, start + _CHUNK)) * down
        first, phase = position // up, position % up
        window = np.minimum(first[:, None] + np.arange(taps.shape[1]), len(padded) - 1)
        out[start : start + len(position)] = np.einsum("ntc,nt->nc", padded[window], taps[phase])
    return out


def k_weighting(frequencies: NDArray[np.floating[Any]], rate: int) -> NDArray[np.complex128]:
    """Frequency response of the BS.1770 pre-filter (shelf, then high pass) as a digital filter at `rate`."""

    def warped(f0: float) -> NDArray[np.complex128]:
        return 1j * np.tan(np.pi * np.minimum(frequencies, rate * 0.4999) / rate) / np.tan(np.pi * f0 / rate)

    high = 10 ** (3.999843853973347 / 20)
    shelf_q, pass_q = 0.7071752369554196, 0.5003270373238773
    s = warped(1681.974450955533)
    shelf = (high * s * s + high**0.4996667741545416 / shelf_q * s + 1) / (s * s + s / shelf_q + 1)
    s = warped(38.13547087602444)
    k = np.tan(np.pi * 38.13547087602444 / rate)
    return shelf * (1 + k / pass_q + k * k) * s * s / (s * s + s / pass_q + 1)


def _weighted_power(sound: Sound, rate: int) -> NDArray[np.float64]:
    """K-weighted power of each sample summed over channels, filtered in pieces with a second of run-up."""
    run_up = rate
    size = min(1 << 20, 1 << (len(sound) + 2 * run_up - 1).bit_length())
    piece = size - 2 * run_up
    response = k_weighting(np.fft.rfftfreq(size, 1 / rate), rate)[:, None]
    power = np.empty(len(sound))
    for start in range(0, len(sound), piece):
        before = min(start, run_up)
        part = sound[start - before : start + piece]
        weighted = np.fft.irfft(np.fft.rfft(part, size, axis=0) * response, size, axis=0)
        power[start : start + piece] = (weighted[before : len(part)] ** 2).sum(axis=1)
    return power


def loudness(sound: Sound, rate: int) -> float:
    """Integrated loudness in LUFS; a sound shorter than one 400 ms block is filled up with silence."""
    block, hop = round(0.4 * rate), round(0.1 * rate)
    padded = np.pad(sound, ((0, max(0, block - len(sound))), (0, 0)))
    power = np.concatenate([[0.0], np.cumsum(_weighted_power(padded, rate))])
    starts = np.arange(0, len(power) - block, hop)
    blocks = (power[starts + block] - power[starts]) / block
    heard = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    if not heard.size:
        return SILENCE_LUFS
    heard = heard[heard > heard.mean() / 10]
    return float(-0.691 + 10 * np.log10(heard.mean()))


def loudest_moment(sound: Sound, rate: int) -> float:
    """The loudest 400 ms of a sound in LUFS (momentary maximum); shorter sounds are filled up with silence."""
    block = round(0.4 * rate)
    size = 1 << (len(sound) + block // 2).bit_length()
    response = k_weighting(np.fft.rfftfreq(size, 1 / rate), rate)[:, None]
    weighted = np.fft.irfft(np.fft.rfft(sound, size, axis=0) * response, size, axis=0)[: len(sound)]
    power = np.concatenate([np.zeros(1), np.cumsum((weighted**2).sum(axis=1))])
    span = min(block, len(power) - 1)
    most = float((power[span:] - power[:-span]).max(initial=0.0)) / block
    return -0.691 + 10 * float(np.log10(most)) if most > 0 else SILENCE_LUFS


@lru_cache(maxsize=1)
def oversampling() -> NDArray[np.float64]:
    """The taps between samples, a row a phase; the first is the sample itself."""
    return _phases(4, 1)[:, _TAPS - 12 : _TAPS + 12]


def peaks_above(sound: Sound, threshold: float) -> NDArray[np.float64]:
    """The largest magnitude at and just after each sample, over channels, from four-times oversampling.

    Stretches that cannot reach `threshold` are not oversampled; there the samples' own magnitudes stand.
    """
    taps = oversampling()
    most = float(np.abs(taps).sum(axis=1).max())
    peaks = np.abs(sound[:, 0]).astype(np.float64)
    for channel in range(1, sound.shape[1]):
        np.maximum(peaks, np.abs(sound[:, channel]), out=peaks)
    whole = np.pad(peaks, (_PEAK_BLOCK, _PEAK_BLOCK + -len(peaks) % _PEAK_BLOCK)).reshape(-1, _PEAK_BLOCK).max(axis=1)
    is_loud = np.maximum(np.maximum(whole[:-2], whole[2:]), whole[1:-1]) * most > threshold
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_loud, [False]]).astype(np.int8)))
    for first, last in (edges.reshape(-1, 2) * _PEAK_BLOCK).tolist():
        begin, end = max(0, first - 12), min(len(sound), last + 12)
        stop = min(len(sound), last)
        for channel in range(sound.shape[1]):
            part = sound[begin:end, channel]
            for row in taps[1:]:
                between = np.abs(np.convolve(part, row[::-1]))[12 + first - begin : 12 + stop - begin]
                np.maximum(peaks[first:stop], between, out=peaks[first:stop])
    return peaks


def true_peak(sound: Sound) -> float:
    """The true peak in dBTP."""
    peak = float(peaks_above(sound, 0.0).max(initial=0.0)) if len(sound) else 0.0
    return 20 * float(np.log10(max(peak, 1e-6)))


def _sliding_minimum(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Minimum over the `width` values centred on each (van Herk: two passes whatever the width)."""
    before = width // 2
    length = len(values)
    padded = np.pad(values, (before, width), mode="edge")
    padded = np.pad(padded, (0, -len(padded) % width), mode="edge").reshape(-1, width)
    forward = np.minimum.accumulate(padded, axis=1).ravel()
    backward = np.minimum.accumulate(padded[:, ::-1], axis=1)[:, ::-1].ravel()
    return np.minimum(backward[:length], forward[width - 1 : width - 1 + length])


def limiting_gain(sound: Sound, ceiling_dbtp: float, rate: int) -> NDArray[np.float64] | None:
    """The look-ahead gain, moving over 4 ms, that holds the true peak; None where nothing is above the ceiling."""
    ceiling = 10 ** (ceiling_dbtp / 20)
    peaks = peaks_above(sound, ceiling)
    if peaks.max(initial=0.0) <= ceiling:
        return None
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    width = max(3, round(0.004 * rate) | 1)
    # averaging minima over the same width can never exceed the gain wanted at its centre
    lowest = np.pad(_sliding_minimum(wanted, width), (width // 2 + 1, width // 2), mode="edge")
    total = np.cumsum(lowest)
    return ((total[width:] - total[:-width]) / width)[: len(sound)]


def limit(sound: Sound, ceiling_dbtp: float, rate: int) -> Sound:
    """Hold the true peak under the ceiling; quieter parts are untouched."""
    gain = limiting_gain(sound, ceiling_dbtp, rate)
    return sound if gain is None else sound * gain[:, None]


@dataclass(frozen=True, slots=True)
class Levelled:
    """A sound brought to a loudness target: what it measured before and after. `gain_db` is what was applied."""

    sound: Sound
    before_lufs: float
    after_lufs: float
    true_peak_dbtp: float
    gain_db: float


def level(sound: Sound, rate: int, *, target_lufs: float, ceiling_dbtp: float) -> Levelled:
    """Two-pass normalisation: measure, apply gain, limit, measure again, and correct once for what the limiter took."""
    before = loudness(sound, rate)
    if before <= SILENCE_LUFS:
        return Levelled(sound, before, before, true_peak(sound), 0.0)
    gain_db, after, levelled = 0.0, before, sound
    for _ in range(3):
        gain_db += target_lufs - after
        levelled = limit(sound * 10 ** (gain_db / 20), ceiling_dbtp, rate)
        after = loudness(levelled, rate)
        if abs(after - target_lufs) < 0.1:
            break
    return Levelled(levelled, before, after, true_peak(levelled), gain_db)


def add_at(bed: Sound, sound: Sound, start: int, length: int, *, fade: int) -> None:
    """Mix `sound` into `bed` from sample `start`, at most `length` samples, faded where it had to be cut; in place."""
    count = max(0, min(len(sound), length, len(bed) - start))
    if count <= 0:
        return
    part = sound[:count].copy()
    if count < len(sound):
        ramp = min(fade, count)
        part[count - ramp :] *= np.linspace(1.0, 0.0, ramp)[:, None]
    bed[start : start + count] += part
