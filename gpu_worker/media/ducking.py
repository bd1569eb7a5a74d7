"""Making room for speech: gain curves that fall before a line starts and rise after it ends, and how clear it then is.

Curves have a point every 10 ms, are drawn in dB and rounded, so that nobody hears them move. How far music goes down is
measured, not assumed: in the band that carries consonants and vowels a line must stand `CLEAR_DB` above the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gpu_worker.media.audio import Sound
from projects.briefs import LineKind

CLEAR_DB = 9.0
MUSIC_DB: dict[LineKind, float] = {"dialogue": -9.0, "os": -9.0, "vo": -7.0}
"""A narrator is recorded close and carries over more music."""
EFFECTS_DB = -3.0
DEEPEST_MUSIC_DB, DEEPEST_EFFECTS_DB = -24.0, -12.0
AHEAD_SECONDS, AFTER_SECONDS, KNEE_SECONDS = 0.22, 0.42, 0.34
SPEECH_BAND = (300.0, 3400.0)
_STEP = 0.01
_FRAME = 4096
_AIM_DB = CLEAR_DB + 1.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sounding line on the cut's time line, in samples."""

    kind: LineKind
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Clearance:
    """How a line stands against music and effects in the speech band: dB above them once they are ducked."""

    clear_db: float
    music_db: float
    effects_db: float


def band_power(sound: Sound, rate: int) -> NDArray[np.float64]:
    """Power in the speech band of each whole stretch of 85 ms, channels added up as loudness adds them."""
    whole = max(1, len(sound) // _FRAME)
    padded = np.pad(sound[: whole * _FRAME], ((0, max(0, _FRAME - len(sound))), (0, 0)))
    spectra = np.fft.rfft(padded.reshape(whole, _FRAME, -1) * np.hanning(_FRAME)[:, None], axis=1)
    f = np.fft.rfftfreq(_FRAME, 1 / rate)
    inside = (f >= SPEECH_BAND[0]) & (f <= SPEECH_BAND[1])
    return (np.abs(spectra[:, inside]) ** 2).sum(axis=(1, 2)) * 2 / _FRAME**2


def clearance(kind: LineKind, dialogue: Sound, music: Sound | None, effects: Sound, rate: int) -> Clearance:
    """How far music and effects go down under one line: by habit, or further until the line stands clear.

    Measured where the line really sounds; single blows do not count against it, so a slap is not taken out of a line.
    """
    spoken = band_power(dialogue, rate)
    sounding = spoken > spoken.max(initial=0.0) / 100
    speech = float(spoken[sounding].mean()) if sounding.any() else 0.0
    if speech <= 0:
        return Clearance(99.0, MUSIC_DB[kind], EFFECTS_DB)
    tune = float(band_power(music, rate)[sounding].mean()) if music is not None else 0.0
    noise = float(np.percentile(band_power(effects, rate)[sounding], 60))
    effects_db, music_db = EFFECTS_DB, MUSIC_DB[kind]
    room = speech / 10 ** (_AIM_DB / 10)
    if noise * 10 ** (effects_db / 10) > room / 2:
        effects_db = max(DEEPEST_EFFECTS_DB, min(effects_db, 10 * float(np.log10(room / 2 / noise))))
    left = max(room - noise * 10 ** (effects_db / 10), room / 8)
    if tune * 10 ** (music_db / 10) > left:
        music_db = max(DEEPEST_MUSIC_DB, 10 * float(np.log10(left / tune)))
    rest = tune * 10 ** (music_db / 10) + noise * 10 ** (effects_db / 10)
    clear = 10 * float(np.log10(speech / rest)) if rest > speech * 1e-9 else 90.0
    return Clearance(clear, music_db, effects_db)


class Duck:
    """A gain over the whole cut that goes down for spans and is 1 elsewhere."""

    def __init__(self, samples: int, rate: int, spans: Sequence[tuple[int, int, float]]) -> None:
        self._step = round(_STEP * rate)
        points = samples // self._step + 2
        depth = np.zeros(points)
        for start, stop, db in spans:
            first = max(0, int((start - AHEAD_SECONDS * rate) / self._step))
            last = min(points, int((stop + AFTER_SECONDS * rate) / self._step) + 1)
            depth[first:last] = np.minimum(depth[first:last], db)
        knee = np.hanning(round(KNEE_SECONDS / _STEP) | 1)
        half = len(knee) // 2
        rounded = np.convolve(np.pad(depth, half, mode="edge"), knee / knee.sum(), mode="valid")
        self._gains = (10 ** (rounded / 20)).astype(np.float32)

    def at(self, start: int, stop: int) -> NDArray[np.float32]:
        """The gain at each sample from `start` to `stop`."""
        where = np.arange(start, stop) / self._step
        return np.interp(where, np.arange(len(self._gains)), self._gains).astype(np.float32)

    def apply(self, sound: NDArray[np.float32]) -> None:
        """Turn a bus of the whole cut down, in place."""
        for start in range(0, len(sound), 1 << 17):
            stop = min(len(sound), start + (1 << 17))
            sound[start:stop] *= self.at(start, stop)[:, None]
