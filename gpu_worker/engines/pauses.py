"""The breaths of a line: silence added where a writer's marks ask for more than the synthesiser gives."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from gpu_worker.media.audio import Sound

ADDED_SECONDS: dict[str, float] = {
    **dict.fromkeys("，,", 0.07),
    **dict.fromkeys("；;：:", 0.12),
    **dict.fromkeys("。.？?", 0.2),
    **dict.fromkeys("！!", 0.15),
    **dict.fromkeys("—─", 0.22),
    **dict.fromkeys("…⋯", 0.38),
}
"""Over the 80 to 140 ms that espeak makes of any mark; a run of marks counts as its longest."""
_BEFORE, _AFTER, _FRAME = 0.14, 0.02, 0.005


def breathe(
    sound: Sound, rate: int, spoken: dict[str, Any], *, text: str, positions: Sequence[int], pace: float
) -> tuple[Sound, dict[str, Any]]:
    """The sound with its pauses made longer, and its timed events moved along; `pace` above 1 shortens them.

    `positions` says for each spoken character where it stands in `text`. A pause is cut where it is quietest.
    """
    cuts: list[tuple[int, int]] = []
    moved_words = [list(word) for word in spoken["words"]]
    added_so_far = 0
    for index, ((_, before, length), (at, after, _)) in enumerate(itertools.pairwise(spoken["words"]), 1):
        last = min(before + max(length, 1), len(positions)) - 1
        if 0 <= last < len(positions) and 0 <= after < len(positions):
            marks = text[positions[last] + 1 : positions[after]]
            added = round(max((ADDED_SECONDS.get(mark, 0.0) for mark in marks), default=0.0) / pace * rate)
            if added:
                # a word is announced while the pause before it still lasts; its first phoneme is when it sounds
                sounds = next((ms for ms, symbol in spoken["phonemes"] if ms >= at and symbol.strip("_:|;")), at)
                cuts.append((max(_quietest(sound, rate, sounds), cuts[-1][0] if cuts else 0), added))
                added_so_far += added
        moved_words[index][0] = at + added_so_far * 1000 // rate
    if not cuts:
        return sound, spoken
    parts, done = [], 0
    for cut, length in cuts:
        parts += [sound[done:cut], np.zeros((length, sound.shape[1]))]
        done = cut
    longer = np.concatenate([*parts, sound[done:]])

    def moved(milliseconds: int) -> int:
        sample = milliseconds * rate // 1000
        return milliseconds + sum(length for cut, length in cuts if cut <= sample) * 1000 // rate

    phonemes = [[moved(at), symbol] for at, symbol in spoken["phonemes"]]
    return longer, {**spoken, "phonemes": phonemes, "words": moved_words}


def _quietest(sound: Sound, rate: int, milliseconds: int) -> int:
    """The quietest sample in the pause before a word that sounds at `milliseconds`."""
    frame = max(1, round(_FRAME * rate))
    middle = milliseconds * rate // 1000
    first, last = max(0, middle - round(_BEFORE * rate)), min(len(sound), middle + round(_AFTER * rate))
    power = (sound[first:last, 0] ** 2)[: (last - first) // frame * frame].reshape(-1, frame).sum(axis=1)
    return first + int(power.argmin()) * frame + frame // 2 if len(power) else min(middle, len(sound))
