"""Every note once: sounds are made when first asked for, brought to one loudness, and kept for the process's next cue.

The bank holds a bounded number of bytes and forgets what was not used for longest. What it answers depends on nothing
but the question, so a full bank and an empty one play the same samples.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.score import bowed, drums, plucked
from gpu_worker.engines.score.plucked import RATE
from gpu_worker.media.audio import k_weighting

FORCES = (0.22, 0.42, 0.62, 0.85)
"""How hard the kept notes are struck; a note takes the nearest and its loudness from its own velocity."""
LEVEL = 0.06
"""K-weighted RMS over its first sixth of a second that every kept note is brought to."""
MAX_BYTES = 64 << 20
STEP = 1 / 32767
"""What one step of a packed loop is worth."""
_WINDOW = 1 << 13

Sound = NDArray[np.float32]
Loop = NDArray[np.int16]


class Bank:
    """Sounds by what they are; the least recently used leave first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._bytes = 0
        self._max = max_bytes

    def _get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        sound = make()
        self._kept[key] = sound
        self._bytes += sound.nbytes
        while self._bytes > self._max and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= gone.nbytes
        return sound

    def note(self, player: str, pitch: int, velocity: float, variant: int = 0) -> Sound:
        """A plucked or struck note left to ring, mono."""
        layer = min(range(len(FORCES)), key=lambda at: abs(FORCES[at] - velocity))
        make = partial(plucked.play, player, pitch, FORCES[layer], variant)
        return self._get((player, pitch, layer, variant), lambda: levelled(make()))

    def loops(self, player: str, pitch: int) -> tuple[Loop, Loop]:
        """A section's dark and bright loops on a pitch, stereo, 16 bit: times `STEP` they are sound."""
        both = self._get(
            (player, pitch), lambda: np.stack([_packed(levelled(one)) for one in bowed.loops(player, pitch)])
        )
        return both[0], both[1]

    def drum(self, player: str, velocity: float, variant: int) -> Sound:
        """A stroke of a drum, mono."""
        layer = min(range(len(FORCES)), key=lambda at: abs(FORCES[at] - velocity))
        return self._get((player, layer, variant), lambda: peaked(drums.drum(player, FORCES[layer], variant)))

    def effect(self, kind: str, seconds: float) -> Sound:
        """A sound of the picture's, stereo; lengths are kept to a fiftieth of a second."""
        length = round(seconds * 50) / 50
        return self._get((kind, length), lambda: drums.effect(kind, length))


def _packed(sound: Sound) -> NDArray[np.int16]:
    """Half the memory; what is lost lies 75 dB below the tone."""
    return np.clip(np.round(sound / np.float32(STEP)), -32767, 32767).astype(np.int16)


@lru_cache(maxsize=8)
def _ear(size: int) -> NDArray[np.float64]:
    """How an ear weighs low against middle, for a window of so many samples."""
    return np.asarray(np.abs(k_weighting(np.fft.rfftfreq(size, 1 / RATE), RATE)))


def levelled(sound: Sound) -> Sound:
    """The sound at `LEVEL` as an ear weighs it: a note over its first sixth of a second, a loop over all of it."""
    part = sound if sound.ndim == 2 else sound[None, : min(len(sound), _WINDOW)]
    size = part.shape[1]
    spectrum = np.fft.rfft(part.astype(np.float64), axis=1) * _ear(size)
    power = 2 * float((np.abs(spectrum) ** 2).sum()) / size**2 / len(part)
    return np.asarray(sound * (LEVEL / max(1e-9, power**0.5)), np.float32)


def peaked(sound: Sound) -> Sound:
    """A stroke is as loud as its first tenth of a second, whatever follows."""
    part = np.zeros(_WINDOW)
    part[: min(len(sound), RATE // 10)] = sound[: RATE // 10]
    power = 2 * float((np.abs(np.fft.rfft(part) * _ear(_WINDOW)) ** 2).sum()) / _WINDOW / (RATE // 10)
    return np.asarray(sound * (LEVEL * 1.6 / max(1e-9, power**0.5)), np.float32)
