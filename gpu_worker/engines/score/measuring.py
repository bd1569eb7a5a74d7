"""What can be measured of a cue without ears, and the score that chooses among candidates.

score = sum(weight * mark) / sum(weights that apply), marks from 0 to 1:
  sync      0.24  hits heard within 40 ms of their frame, and beats of the grid near them
  masking   0.20  300-3400 Hz under voices lies well below the same band elsewhere
  harmony   0.20  energy on the tones of the planned chords
  variety   0.12  bars differ, but not from note to note
  dynamics  0.12  loudness follows the planned energy
  technique 0.12  loudness, true peak, no clipping, no holes, no offset
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.score import theory
from gpu_worker.engines.score.bank import Sound
from gpu_worker.engines.score.mastering import BED_LUFS, CEILING_DBTP
from gpu_worker.engines.score.plan import LaidBar, Plan
from gpu_worker.engines.score.plucked import RATE

WEIGHTS = {"sync": 0.24, "masking": 0.20, "harmony": 0.20, "variety": 0.12, "dynamics": 0.12, "technique": 0.12}
VOICE_BAND = (300.0, 3400.0)
HOP = 480
_SIZE = 2048
_DEEP = 8192
_GAP_DB = -62.0
_CHUNK = 400

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frames:
    """Every ten milliseconds of a cue: power whole and in the voice band, spectral centroid in Hz, flux, 24 bands."""

    power: Curve
    voice: Curve
    centroid: Curve
    flux: Curve
    bands: NDArray[np.float32]


def frames_of(sound: Sound) -> Frames:
    """The frames of a sound, taken a few seconds at a time."""
    count = max(1, -(-sound.shape[1] // HOP))
    window = np.hanning(_SIZE).astype(np.float32)
    f = np.fft.rfftfreq(_SIZE, 1 / RATE)
    edges = np.searchsorted(f, 60 * 2 ** (np.arange(25) * 7.6 / 24))
    in_voice = (f >= VOICE_BAND[0]) & (f <= VOICE_BAND[1])
    scale = 2.0 / (_SIZE * float((window**2).sum()))
    parts: list[tuple[Curve, Curve, Curve, Curve, NDArray[np.float32]]] = []
    last = np.zeros(len(f), np.float32)
    for start in range(0, count, _CHUNK):
        many = min(_CHUNK, count - start)
        part = _middle(sound, start * HOP - _SIZE // 2, (start + many - 1) * HOP + _SIZE // 2)
        views = np.lib.stride_tricks.sliding_window_view(part, _SIZE)[::HOP]
        spectrum = np.fft.rfft(views * window, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2) * np.float32(scale)
        total = power.sum(axis=1, dtype=np.float64)
        loudness = np.log10(power + np.float32(1e-10))
        rise = np.maximum(0, np.diff(np.vstack([last[None], loudness]), axis=0)).mean(axis=1)
        last = loudness[-1]
        centre = (power * f.astype(np.float32)).sum(axis=1, dtype=np.float64) / np.maximum(total, 1e-12)
        bands = np.add.reduceat(power, edges[:-1], axis=1)
        parts.append((total, power[:, in_voice].sum(axis=1, dtype=np.float64), centre, rise.astype(np.float64), bands))
    joined = [np.concatenate([part[column] for part in parts]) for column in range(5)]
    return Frames(joined[0], joined[1], joined[2], joined[3], joined[4])


def _middle(sound: Sound, first: int, last: int) -> NDArray[np.float32]:
    """Both sides as one, from sample `first` to `last`; silence before and after the sound."""
    inside = sound[:, max(0, first) : max(0, last)]
    middle = (inside[0] + inside[1]) * np.float32(0.5)
    missing = last - first - max(0, -first) - len(middle)
    return np.pad(middle, (max(0, -first), missing)) if first < 0 or missing else middle


def db(power: Any) -> Any:
    """Power in decibels."""
    return 10 * np.log10(np.maximum(power, 1e-12))


def chroma(sound: Sound, starts: float, ends: float) -> Curve:
    """Energy on each pitch class between 105 and 2100 Hz over some seconds, summing to one; empty where too short."""
    middle = sound[0, int(starts * RATE) : int(ends * RATE)] + sound[1, int(starts * RATE) : int(ends * RATE)]
    if len(middle) < 2400:
        return np.zeros(0)
    size = min(_DEEP, len(middle))
    window = np.hanning(size).astype(np.float32)
    hop = max(1, size // 2)
    f, fold = _folding(size)
    total = np.zeros(len(f))
    for start in range(0, len(middle) - size + 1, hop):
        spectrum = np.fft.rfft(middle[start : start + size] * window)
        total += spectrum.real.astype(np.float64) ** 2 + spectrum.imag.astype(np.float64) ** 2
    bins = np.bincount(fold[fold >= 0], weights=total[fold >= 0], minlength=12)
    return bins / max(1e-12, bins.sum())


_FOLDS: dict[int, tuple[Curve, NDArray[np.int64]]] = {}


def _folding(size: int) -> tuple[Curve, NDArray[np.int64]]:
    """Which pitch class each bin belongs to, -1 for those out of range."""
    if size not in _FOLDS:
        f = np.fft.rfftfreq(size, 1 / RATE)
        pitch = 69 + 12 * np.log2(np.maximum(f, 1) / 440)
        fold = np.round(pitch).astype(np.int64) % 12
        if len(_FOLDS) > 64:
            _FOLDS.clear()
        _FOLDS[size] = np.asarray(f, np.float64), np.where((f >= 105) & (f <= 2100), fold, -1).astype(np.int64)
    return _FOLDS[size]


def harmony(sound: Sound, plan: Plan, laid: tuple[LaidBar, ...]) -> Curve:
    """For every bar the share of its energy that lies on the tones of its chords."""
    over = plan.seconds(plan.ending.start_frame) if plan.ending.kind != "fade" else plan.seconds(plan.frames)
    shares: list[float] = []
    for bar in laid:
        words = bar.bar.chord.split()
        span = (bar.ends - bar.starts) / len(words)
        for index, word in enumerate(words):
            starts = bar.starts + index * span
            found = chroma(sound, starts, min(starts + span, over))
            if found.size:
                tones = theory.chord(word, plan.sections[bar.section].key).tones
                shares.append(float(found[list(tones)].sum()))
    return np.asarray(shares)


def hit_errors(sound: Sound, plan: Plan) -> list[dict[str, Any]]:
    """Where each hit is heard: milliseconds from its frame, and how its onset stands against the cue's others."""
    struck = [hit for hit in plan.hits if hit.sound != "none" and plan.seconds(plan.frames - hit.frame) > 0.08]
    if not struck:
        return []
    pieces = [_rises(sound, first, first + _PIECE) for first in range(0, sound.shape[1], _PIECE)]
    everywhere = np.concatenate(pieces)
    usual = float(np.quantile(everywhere, 0.9)) + 1e-9 if everywhere.size else 1e-9
    found = []
    for hit in struck:
        at = plan.seconds(hit.frame)
        first = max(0, int((at - 0.09) * RATE))
        rises = _rises(sound, first, min(sound.shape[1], int((at + 0.09) * RATE)))
        if not rises.size:
            continue
        best = int(rises.argmax())
        heard = (first + (best + _LAG) * _STEP) / RATE
        found.append(
            {
                "frame": hit.frame,
                "heard_ms": round(1000 * (heard - at), 1),
                "against_usual": round(float(rises[best]) / usual, 2),
                "miss_ms": hit.miss_ms,
            }
        )
    return found


_STEP = 96
_LAG = 4
_PIECE = 1 << 18


def _rises(sound: Sound, first: int, last: int) -> Curve:
    """How much louder the 8 ms after a moment are than the 8 ms before it, every 2 ms; index 0 is `_LAG` steps in."""
    part = np.diff(_middle(sound, first, last))
    count = len(part) // _STEP
    if count <= 2 * _LAG:
        return np.zeros(0)
    power = (part[: count * _STEP].reshape(count, _STEP).astype(np.float64) ** 2).sum(axis=1)
    total = np.concatenate([[0.0], np.cumsum(power)])
    sums = np.sqrt((total[_LAG:] - total[:-_LAG]) / (_LAG * _STEP))
    return np.asarray(np.maximum(0.0, sums[_LAG:] - sums[:-_LAG]))


def spoken_frames(plan: Plan, count: int) -> NDArray[np.bool_]:
    """Which frames of ten milliseconds lie under a voice."""
    spoken = np.zeros(count, bool)
    for first, frames in plan.spoken:
        spoken[int(plan.seconds(first) * RATE / HOP) : int(plan.seconds(first + frames) * RATE / HOP)] = True
    return spoken


def masking(frames: Frames, plan: Plan) -> dict[str, float] | None:
    """The voice band under voices and elsewhere in dB below full scale; None where nobody speaks or always somebody."""
    spoken = spoken_frames(plan, len(frames.power))
    if not spoken.any():
        return None
    under = float(db(frames.voice[spoken].mean()))
    facts = {"under_voices_db": round(under, 2)}
    heard = ~spoken & (db(frames.power) > _GAP_DB)
    if heard.sum() > 20:
        facts["elsewhere_db"] = round(float(db(frames.voice[heard].mean())), 2)
    return facts


def variety(frames: Frames, laid: tuple[LaidBar, ...]) -> float:
    """Mean distance (0..1) of the bars' spectra from one another: 0 where one bar is played again and again."""
    rows = []
    for bar in laid:
        first, last = int(bar.starts * RATE / HOP), int(bar.ends * RATE / HOP)
        if last - first >= 20:
            half = (first + last) // 2
            rows.append(np.concatenate([db(frames.bands[a:b].mean(axis=0)) for a, b in ((first, half), (half, last))]))
    if len(rows) < 2:
        return 0.0
    table = np.maximum(np.asarray(rows), -90.0)
    spread = np.abs(table[:, None] - table[None]).mean(axis=2)
    return float(min(1.0, spread[np.triu_indices(len(rows), 1)].mean() / 20))


def follows_energy(frames: Frames, plan: Plan, laid: tuple[LaidBar, ...]) -> float:
    """Correlation of the bars' loudness with their planned energy, -1..1; 1 where all bars ask for the same."""
    levels, wanted = [], []
    over = plan.seconds(plan.ending.start_frame)
    for bar in laid:
        if bar.starts >= over - 0.05:  # the last chord rings and fades, whatever its bar's energy
            break
        part = frames.power[int(bar.starts * RATE / HOP) : int(bar.ends * RATE / HOP)]
        if len(part) >= 10:
            levels.append(float(db(part.mean())))
            wanted.append(bar.bar.energy)
    if len(levels) < 3 or np.ptp(wanted) < 0.05:
        return 1.0
    return float(np.corrcoef(levels, wanted)[0, 1])


def longest_gap(frames: Frames) -> float:
    """Seconds of the longest hole inside the cue; the last half second may be silent."""
    quiet = db(frames.power) < _GAP_DB
    quiet = quiet[: max(1, len(quiet) - 50)]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    return float((edges[1::2] - edges[::2]).max(initial=0) * HOP / RATE)


def assess(sound: Sound, plan: Plan, laid: tuple[LaidBar, ...], *, lufs: float, peak: float) -> dict[str, Any]:
    """Measurements, marks and the score of one candidate."""
    frames = frames_of(sound)
    hits = hit_errors(sound, plan)
    shares = harmony(sound, plan, laid)
    mask = masking(frames, plan)
    top = max(float(sound.max(initial=0.0)), -float(sound.min(initial=0.0)), 1e-6)
    clipped = int((np.abs(sound) >= 0.9999).sum()) if top >= 0.9999 else 0
    offset = float(np.abs(sound.mean(axis=1)).max())
    gap = longest_gap(frames)
    levels = db(frames.power[frames.power > 1e-7]) if (frames.power > 1e-7).any() else np.zeros(1)
    differs, follows = variety(frames, laid), follows_energy(frames, plan, laid)
    marks: dict[str, float] = {
        "variety": min(1.0, differs / 0.6),
        "dynamics": max(0.0, follows),
        "technique": _technique(lufs, peak, clipped, gap, offset),
    }
    if shares.size:
        marks["harmony"] = float(np.clip((shares.mean() - 0.25) / 0.55, 0, 1))
    if hits:
        marks["sync"] = float(np.mean([_sync(hit) for hit in hits]))
    if mask is not None:
        below = mask["elsewhere_db"] - mask["under_voices_db"] if "elsewhere_db" in mask else 0.0
        marks["masking"] = float(
            max(np.clip((below + 1) / 7, 0, 1), np.clip((-30 - mask["under_voices_db"]) / 12, 0, 1))
        )
    total = sum(WEIGHTS[name] for name in marks)
    return {
        "score": round(sum(WEIGHTS[name] * mark for name, mark in marks.items()) / total, 4),
        "marks": {name: round(mark, 3) for name, mark in sorted(marks.items())},
        "loudness_lufs": round(lufs, 2),
        "true_peak_dbtp": round(peak, 2),
        "clipped_samples": clipped,
        "offset": round(offset, 6),
        "longest_gap_seconds": round(gap, 2),
        "hits": hits,
        "masking": mask,
        "chord_tone_share": round(float(shares.mean()), 3) if shares.size else None,
        "bar_difference": round(differs, 3),
        "follows_energy": round(follows, 3),
        "flux": round(float(frames.flux.mean()), 4),
        "centroid_hz": round(float(np.average(frames.centroid, weights=frames.power + 1e-12))),
        "range_db": round(float(np.quantile(levels, 0.95) - np.quantile(levels, 0.10)), 1),
        "crest_db": round(
            float(20 * np.log10(max(1e-6, float(np.abs(sound).max())))) - float(db(frames.power.mean())), 1
        ),
    }


def _sync(hit: dict[str, Any]) -> float:
    heard = float(np.clip(1 - max(0.0, abs(hit["heard_ms"]) - 15) / 45, 0, 1)) * min(
        1.0, 0.4 + 0.6 * hit["against_usual"]
    )
    grid = float(np.clip(1 - max(0.0, abs(hit["miss_ms"]) - 15) / 105, 0, 1))
    return 0.6 * heard + 0.4 * grid


def _technique(lufs: float, peak: float, clipped: int, gap: float, offset: float) -> float:
    mark = 1.0 - min(0.5, abs(lufs - BED_LUFS) / 8)
    mark -= 0.3 if peak > CEILING_DBTP + 0.05 else 0.0
    mark -= 0.3 if clipped else 0.0
    mark -= min(0.3, max(0.0, gap - 1.2) * 0.2)
    mark -= 0.2 if offset > 1e-3 else 0.0
    return max(0.0, mark)
