"""Which key a section stands in, which chord each of its bars has, and how it leads into the next. Pure."""

from __future__ import annotations

import itertools

from gpu_worker.engines.score import theory
from gpu_worker.engines.score.moods import Setting, mood
from gpu_worker.engines.score.plan import Section

_PIVOTS = ("ii7", "IV", "vi", "iv", "bVI", "ii", "bVII", "bIII", "v", "V", "I", "i")


def choose_key(setting: Setting, previous: Section | None, variant: int) -> str:
    """The mood's own key for an opening; afterwards the one that shares most with what was heard before."""
    if previous is None:
        return setting.keys[variant % len(setting.keys)]
    heard = set(theory.scale(previous.key, previous.mode))

    def strangeness(key: str) -> tuple[int, int, int]:
        new = set(theory.scale(key, setting.mode)) - heard
        return len(new), theory.key_distance(key, previous.key), setting.keys.index(key)

    ranked = sorted(setting.keys, key=strangeness)
    return ranked[(variant // 3) % 2 if len(ranked) > 1 else 0]


def progression(
    section: Section, following: Section | None, style: str, variant: int, *, bars: int, closes: int
) -> tuple[tuple[str, ...], str]:
    """A numeral for every bar and how the section leads on: `end`, `pivot`, `modulate` or `open`.

    The last section comes home: from bar `closes` on it stands on its tonic, and the bar before leads there.
    """
    setting = mood(section.mood).settings[style]
    chosen = setting.progressions[variant % len(setting.progressions)]
    chords = list(itertools.islice(itertools.cycle(chosen), bars))
    if following is None:
        chords[closes:] = [final_chord(chosen[0])] * len(chords[closes:])
        if 2 <= closes <= bars:
            chords[closes - 1] = _dominant(section, chosen)
        return tuple(chords), "end"
    if bars < 2:
        return tuple(chords), "open"
    chord, link = _link(section, following)
    chords[-1] = chord
    return tuple(chords), link


def final_chord(home: str) -> str:
    """The tonic a piece may stop on: the home chord without what makes it want to go on."""
    return home.removesuffix("maj7").removesuffix("add9").removesuffix("7").removesuffix("sus2").removesuffix("sus4")


def _dominant(section: Section, chosen: tuple[str, ...]) -> str:
    """The chord before the last: the progression's own way home where it has one."""
    own = chosen[-1]
    if any(numeral[0] in "Vv" or numeral.startswith(("bVII", "bvii", "bII")) for numeral in own.split()):
        return own
    return "V" if section.mode in ("major", "harmonic_minor") else "bVII"


def _link(section: Section, following: Section) -> tuple[str, str]:
    old, new = (
        theory.scale(section.key, section.mode),
        theory.scale(following.key, following.mode),
    )
    if theory.key_distance(section.key, following.key) <= 2:
        home = theory.tonic(following.key)
        ranked = []
        for order, numeral in enumerate(_PIVOTS):
            tones = set(theory.chord(numeral, section.key).tones)
            if tones <= set(old) and tones <= set(new) and theory.chord(numeral, section.key).root != home:
                # best if it pulls to the new tonic: a fifth above it, then a fourth, then a second
                pull = {7: 0, 5: 1, 2: 2, 10: 3}.get((theory.chord(numeral, section.key).root - home) % 12, 4)
                ranked.append((pull, order, numeral))
        if ranked:
            return min(ranked)[2], "pivot"
    dominant = (theory.tonic(following.key) + 7) % 12
    suffix = "7" if len(theory.MODES[following.mode]) == 7 else "sus4"
    return theory.numeral_in(dominant, section.key, suffix=suffix), "modulate"
