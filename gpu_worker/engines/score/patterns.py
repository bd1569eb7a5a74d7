"""How each role moves: the figures of keys, strings, basses and drums. Pure, standard library.

Every pattern writes onto a `Sheet` the notes of some bars on end. Velocities follow the bar's energy; beats are those
of the bar, whatever its tempo, so a figure always keeps to the grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gpu_worker.engines.score import theory
from gpu_worker.engines.score.notes import Harmony, Reading, Sheet
from gpu_worker.engines.score.players import PLAYERS


def _steps(
    bar: Reading, size: float, beats: Sequence[float] | None = None
) -> Iterator[tuple[float, float, float, Harmony]]:
    """Each step of a bar: its beat, its moment, seconds left in the bar, the chord there."""
    laid = bar.laid
    if beats is None:
        count = int((laid.beats + 1e-6) / size)
        beats = [size * step for step in range(count)]
    for beat in beats:
        at = laid.starts + beat * laid.beat
        if at < laid.ends - 0.02:
            yield beat, at, laid.ends - at, bar.harmony_at(at)


def _in_range(pitch: int, player: str) -> int:
    low, high = PLAYERS[player].low, PLAYERS[player].high
    while pitch < low:
        pitch += 12
    while pitch > high:
        pitch -= 12
    return pitch


def _force(bar: Reading, low: float = 0.32, high: float = 0.55) -> float:
    return low + high * bar.energy


# -- what is held ------------------------------------------------------------------------------------------------------


def sustain(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Chords held as long as they stand; a voice that keeps its pitch is not struck again."""
    held: dict[int, tuple[float, float]] = {}
    player = sheet.part.player
    for bar in bars:
        for harmony in bar.harmonies:
            now = {_in_range(pitch, player) for pitch in _spread(harmony, bar, sheet.part.role)}
            for pitch in sorted(set(held) - now):
                _let_go(sheet, pitch, held.pop(pitch), harmony.starts)
            for pitch in sorted(now - set(held)):
                held[pitch] = (harmony.starts, _force(bar, 0.28, 0.5))
            for pitch in sorted(now & set(held)):
                starts, force = held[pitch]
                if harmony.starts - starts > 5.5 or abs(_force(bar, 0.28, 0.5) - force) > 0.07:
                    _let_go(sheet, pitch, held.pop(pitch), harmony.starts)
                    held[pitch] = (harmony.starts, _force(bar, 0.28, 0.5))
    for pitch in sorted(held):
        _let_go(sheet, pitch, held[pitch], bars[-1].laid.ends)


def _let_go(sheet: Sheet, pitch: int, held: tuple[float, float], at: float) -> None:
    starts, force = held
    sheet.add(starts, at - starts + 0.04, pitch, force, grows=sheet.part.pattern == "swell", loose=1.5)


def _spread(harmony: Harmony, bar: Reading, role: str) -> tuple[int, ...]:
    voices = list(harmony.voicing)
    if role == "strings" and bar.energy > 0.62:
        voices.append(harmony.voicing[-1] + 12)
    if role == "brass":
        voices = [harmony.bass + 12, *(pitch for pitch in voices[:3] if pitch != harmony.bass + 12)]
    return tuple(dict.fromkeys(voices))


def stabs(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Short chords on the first beat and its answer off the third."""
    for bar in bars:
        for beat, at, left, harmony in _steps(bar, 1, (0.0, 2.5) if bar.energy > 0.75 else (0.0,)):
            length = min(left, bar.laid.beat * (0.9 if beat == 0 else 0.45))
            for pitch in _spread(harmony, bar, "brass"):
                sheet.add(at, length, _in_range(pitch, sheet.part.player), _force(bar, 0.35, 0.5))


def pedal(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """The tonic and its fifth under everything, renewed every other bar."""
    player = sheet.part.player
    for start in range(0, len(bars), 2):
        pair = bars[start : start + 2]
        home = theory.tonic(pair[0].section.key)
        root = _in_range(theory.nearest(home, 42), player)
        seconds = pair[-1].laid.ends - pair[0].laid.starts + 0.25
        force = _force(pair[0], 0.34, 0.32)
        sheet.add(pair[0].laid.starts, seconds, root, force, loose=1.0)
        chords = [harmony.chord for bar in pair for harmony in bar.harmonies]
        if all((home + 7) % 12 in chord.tones or chord.root == home for chord in chords):
            sheet.add(pair[0].laid.starts, seconds, root + 7, force * 0.7, loose=1.0)
        sheet.add(pair[0].laid.starts, seconds, root + 12, force * 0.55, loose=1.0)


# -- what is struck and plucked ----------------------------------------------------------------------------------------


def arpeggio(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """A left hand on the root and broken chords above it, the shape turned from bar to bar."""
    shapes = ((0, 1, 2, 1, 3, 1, 2, 1), (0, 2, 1, 2, 3, 2, 1, 2), (0, 1, 2, 3, 2, 1, 2, 1))
    for bar in bars:
        shape = shapes[bar.number // 2 % len(shapes)]
        size = 0.5 if bar.section.bpm < 100 else 1.0
        for index, (beat, at, left, harmony) in enumerate(_steps(bar, size)):
            ladder = (*harmony.voicing, harmony.voicing[0] + 12, harmony.voicing[1] + 12)
            opens = abs(at - harmony.starts) < 0.02
            if opens:
                ring = min(left, harmony.beats * bar.laid.beat) * 1.05
                sheet.add(at, ring, _in_range(harmony.bass + 12, sheet.part.player), _force(bar, 0.36, 0.4), pan=-0.2)
                if bar.energy > 0.5:
                    sheet.add(at, ring, _in_range(harmony.bass, sheet.part.player), _force(bar, 0.26, 0.4), pan=-0.25)
            pitch = _in_range(ladder[shape[index % len(shape)] % len(ladder)], sheet.part.player)
            accent = 1.0 if beat % 2 == 0 else 0.78 if beat % 1 == 0 else 0.68
            sheet.add(at, bar.laid.beat * 1.3, pitch, _force(bar, 0.24, 0.42) * accent, pan=0.1)
        if sheet.part.player == "guzheng" and bar.number % 4 == 3:
            _sweep(sheet, bar)


def _sweep(sheet: Sheet, bar: Reading) -> None:
    """A run of the right hand down the strings into the next bar."""
    scale = [pitch for pitch in range(55, 90) if pitch % 12 in bar.harmonies[-1].scale]
    run = scale[-1:-10:-1]
    for index, pitch in enumerate(run):
        at = bar.laid.ends - (len(run) - index) * 0.052
        if at > bar.laid.starts:
            sheet.add(at, 0.5, pitch, (0.2 + 0.015 * index) * (0.6 + 0.6 * bar.energy), pan=0.3 - 0.06 * index)


def blocks(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Chords on one and three, the bass doubled below."""
    for bar in bars:
        for beat, at, left, harmony in _steps(bar, 2):
            force = _force(bar, 0.3, 0.45) * (1.0 if beat == 0 else 0.82)
            sheet.add(at, left, _in_range(harmony.bass, sheet.part.player), force, pan=-0.2)
            for pitch in harmony.voicing:
                sheet.add(at + 0.004, min(left, bar.laid.beat * 1.8), _in_range(pitch, sheet.part.player), force * 0.85)


def sparse(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Two or three notes in a bar with air between, high, on tones of the chord; a bass note opens every other bar."""
    figures = ((0.0, 1.5), (0.0, 2.5), (1.0, 2.0, 3.5), (0.5, 2.0))
    player = sheet.part.player
    for bar in bars:
        figure = figures[(bar.number * 5 + int(bar.energy * 10)) % len(figures)]
        for index, (beat, at, _left, harmony) in enumerate(_steps(bar, 1, figure)):
            ladder = [pitch + 12 for pitch in harmony.voicing]
            pitch = _in_range(ladder[(index * 2 + bar.number) % len(ladder)], player)
            sheet.add(at, bar.laid.beat * 2.2, pitch, _force(bar, 0.3, 0.35) * (1.0 if beat == 0 else 0.8), loose=2.0)
            if index == 0 and PLAYERS[player].low < 50:
                sheet.add(
                    at, bar.laid.beat * 3, _in_range(harmony.bass + 12, player), _force(bar, 0.28, 0.35), pan=-0.2
                )
                sheet.add(at + 0.012, bar.laid.beat * 3, _in_range(harmony.voicing[0], player), _force(bar, 0.2, 0.3))


def offbeats(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Chords between the beats, short; the fourth one is left out now and then."""
    for bar in bars:
        for index, (_beat, at, _left, harmony) in enumerate(_steps(bar, 1, (0.5, 1.5, 2.5, 3.5))):
            if index == 3 and bar.number % 2:
                continue
            for pitch in harmony.voicing:
                sheet.add(at, bar.laid.beat * 0.22, _in_range(pitch + 12, sheet.part.player), _force(bar, 0.3, 0.35))


def sixteenths(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """A running figure of quarters of a beat that turns round the chord, accents in threes when it presses."""
    calm, press = (0, 1, 2, 1), (0, 0, 1, 0, 0, 2, 0, 0, 1, 0, 2, 1, 0, 1, 2, 1)
    player = sheet.part.player
    lift = 0 if sheet.part.role == "pulse" and PLAYERS[player].low < 46 else 12
    for bar in bars:
        shape = press if bar.energy > 0.6 else calm
        for index, (beat, at, _left, harmony) in enumerate(_steps(bar, 0.25)):
            ladder = [pitch - 12 + lift for pitch in harmony.voicing]
            if bar.energy > 0.85 and index % 8 >= 6:
                ladder = [pitch + 12 for pitch in ladder]
            accent = 1.0 if beat % 1 == 0 else 0.86 if (index % 3 == 0 and bar.energy > 0.6) else 0.62
            pitch = _in_range(ladder[shape[index % len(shape)] % len(ladder)], player)
            side = 0.25 if index % 2 else -0.25
            sheet.add(at, bar.laid.beat * 0.22, pitch, _force(bar, 0.25, 0.5) * accent, loose=0.6, pan=side)


def eighths(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Halves of a beat up and down the chord."""
    shape = (0, 2, 1, 2, 0, 2, 1, 3)
    player = sheet.part.player
    for bar in bars:
        for index, (beat, at, _left, harmony) in enumerate(_steps(bar, 0.5)):
            ladder = (*harmony.voicing, harmony.voicing[0] + 12)
            pitch = _in_range(ladder[shape[index % 8] % len(ladder)], player)
            accent = 1.0 if beat % 2 == 0 else 0.82 if beat % 1 == 0 else 0.68
            sheet.add(
                at, bar.laid.beat * 0.45, pitch, _force(bar, 0.25, 0.45) * accent, pan=0.15 if index % 2 else -0.15
            )


def bounce(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Light plucks that answer the bass and leave holes."""
    figures = ((0.5, 1.5, 2.5, 3.0, 3.5), (0.5, 1.0, 1.5, 3.5), (0.5, 1.5, 2.0, 2.5))
    for bar in bars:
        figure = figures[bar.number % len(figures)]
        for index, (beat, at, _left, harmony) in enumerate(_steps(bar, 0.5, figure)):
            pitch = harmony.voicing[(index + bar.number) % len(harmony.voicing)] + (12 if beat % 1 else 0)
            sheet.add(at, bar.laid.beat * 0.3, _in_range(pitch, sheet.part.player), _force(bar, 0.34, 0.4), loose=0.8)


def roll(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """One string plucked fast and evenly, the chord's top tone, swelling through the bar (lunzhi)."""
    for bar in bars:
        for harmony in bar.harmonies:
            pitch = _in_range(harmony.voicing[-1], sheet.part.player)
            seconds = harmony.beats * harmony.beat
            count = max(1, int(seconds / 0.078))
            for index in range(count):
                grow = 0.55 + 0.45 * index / count
                at = harmony.starts + index * seconds / count
                accent = 1.0 if index % 5 == 0 else 0.8
                sheet.add(at, 0.09, pitch, _force(bar, 0.22, 0.4) * grow * accent, loose=0.4)


def ripple(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Triplets up the chord and a held top: water."""
    for bar in bars:
        for index, (beat, at, _left, harmony) in enumerate(_steps(bar, 1 / 3)):
            if beat % 4 >= 3:
                continue
            ladder = (*harmony.voicing, *(pitch + 12 for pitch in harmony.voicing))
            pitch = _in_range(ladder[index % len(ladder)], sheet.part.player)
            sheet.add(at, bar.laid.beat * 0.9, pitch, _force(bar, 0.2, 0.35) * (1.0 if index % 3 == 0 else 0.75))


# -- what lies below ---------------------------------------------------------------------------------------------------


def roots(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """The bass of each chord, and a fifth or octave before the next when there is energy for it."""
    player = sheet.part.player
    for bar in bars:
        for harmony in bar.harmonies:
            pitch = _in_range(harmony.bass, player)
            seconds = harmony.beats * harmony.beat
            sheet.add(harmony.starts, seconds * 0.96, pitch, _force(bar, 0.4, 0.35))
            if bar.energy > 0.5 and harmony.beats >= 3.5:
                fifth = next((p for p in (pitch + 7, pitch - 5) if p % 12 in harmony.chord.tones), pitch)
                at = harmony.starts + (harmony.beats - 1) * harmony.beat
                sheet.add(at, harmony.beat * 0.9, _in_range(fifth, player), _force(bar, 0.3, 0.3))


def pulse(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """The bass in halves of a beat, leaning on the first."""
    for bar in bars:
        size = 0.5 if bar.energy > 0.45 else 1.0
        for beat, at, _left, harmony in _steps(bar, size):
            accent = 1.0 if beat % 2 == 0 else 0.8 if beat % 1 == 0 else 0.7
            pitch = _in_range(harmony.bass, sheet.part.player)
            sheet.add(at, bar.laid.beat * size * 0.86, pitch, _force(bar, 0.36, 0.4) * accent, loose=0.6)


def staccato(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Root and fifth in turn, short, with the odd step up to the next root."""
    for bar in bars:
        for beat, at, _left, harmony in _steps(bar, 2):
            fifth = next(
                (p for p in (harmony.bass + 7, harmony.bass - 5) if p % 12 in harmony.chord.tones), harmony.bass
            )
            pitch = harmony.bass if beat % 4 == 0 else fifth
            sheet.add(at, bar.laid.beat * 0.4, _in_range(pitch, sheet.part.player), _force(bar, 0.42, 0.35))


def heartbeat(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Two low thuds, close together, every two beats."""
    for bar in bars:
        for _beat, at, left, _harmony in _steps(bar, 2):
            sheet.add(at, 0.4, 36, _force(bar, 0.45, 0.35), player="heartbeat", loose=0.4)
            if left > 0.3:
                sheet.add(at + 0.24, 0.4, 36, _force(bar, 0.3, 0.28), player="heartbeat", loose=0.4)


# -- drums -------------------------------------------------------------------------------------------------------------


def _drum(sheet: Sheet, bars: Sequence[Reading], figure: Sequence[tuple[float, float]], low: float = 0.35) -> None:
    for bar in bars:
        strokes = dict(figure)
        for beat, at, _left, _harmony in _steps(bar, 1, tuple(strokes)):
            sheet.add(at, 0.8, 36, _force(bar, low, 0.6) * strokes[beat], loose=0.7, pan=0.2 if beat % 1 else -0.1)
        if bar is bars[-1] or bar.number % 4 == 3:
            for beat, at, _left, _harmony in _steps(bar, 1, (3.25, 3.5, 3.75)):
                if bar.energy > 0.5 and beat not in strokes:
                    sheet.add(at, 0.6, 36, _force(bar, low, 0.5) * (0.35 + 0.2 * (beat - 3)), loose=0.7, pan=0.15)


def epic(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Drums that push from off the beat, filled in where energy is high."""
    calm = [bar for bar in bars if bar.energy <= 0.7]
    _drum(sheet, calm, ((0.0, 1.0), (1.5, 0.55), (2.5, 0.7)))
    full = [bar for bar in bars if bar.energy > 0.7]
    _drum(sheet, full, ((0.0, 1.0), (0.75, 0.4), (1.5, 0.7), (2.0, 0.85), (2.5, 0.5), (3.0, 0.6), (3.5, 0.65)))


def half(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """A stroke on one and its answer before four."""
    _drum(sheet, bars, ((0.0, 1.0), (2.5, 0.55)))


def march(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Four strokes and a lift into the next bar."""
    _drum(sheet, bars, ((0.0, 1.0), (1.0, 0.5), (2.0, 0.8), (3.0, 0.5), (3.5, 0.6)))


def single(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """One stroke in a bar."""
    _drum(sheet, bars, ((0.0, 0.85),))


def ticks(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """A clock: quarter beats when pressed, halves otherwise."""
    for bar in bars:
        size = 0.25 if bar.energy > 0.6 else 0.5
        for beat, at, _left, _harmony in _steps(bar, size):
            accent = 1.0 if beat % 1 == 0 else 0.6 if beat % 0.5 == 0 else 0.42
            sheet.add(at, 0.1, 36, _force(bar, 0.3, 0.4) * accent, loose=0.3)


def shaken(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Halves of a beat, the weak ones louder."""
    for bar in bars:
        for beat, at, _left, _harmony in _steps(bar, 0.5):
            sheet.add(at, 0.1, 36, _force(bar, 0.28, 0.35) * (0.6 if beat % 1 == 0 else 1.0))


def backbeat(sheet: Sheet, bars: Sequence[Reading]) -> None:
    """Two and four."""
    for bar in bars:
        for _beat, at, _left, _harmony in _steps(bar, 1, (1.0, 3.0)):
            sheet.add(at, 0.3, 36, _force(bar, 0.3, 0.45))


PATTERN = {
    ("pad", "sustain"): sustain,
    ("pad", "swell"): sustain,
    ("strings", "sustain"): sustain,
    ("strings", "swell"): sustain,
    ("brass", "sustain"): sustain,
    ("brass", "swell"): sustain,
    ("brass", "stabs"): stabs,
    ("keys", "arpeggio"): arpeggio,
    ("keys", "blocks"): blocks,
    ("keys", "sparse"): sparse,
    ("keys", "offbeats"): offbeats,
    ("ostinato", "sixteenths"): sixteenths,
    ("ostinato", "eighths"): eighths,
    ("ostinato", "bounce"): bounce,
    ("ostinato", "roll"): roll,
    ("ostinato", "ripple"): ripple,
    ("pulse", "sixteenths"): sixteenths,
    ("pulse", "eighths"): eighths,
    ("pulse", "heartbeat"): heartbeat,
    ("bass", "roots"): roots,
    ("bass", "pulse"): pulse,
    ("bass", "staccato"): staccato,
    ("bass", "pedal"): pedal,
    ("drone", "pedal"): pedal,
    ("drums", "epic"): epic,
    ("drums", "half"): half,
    ("drums", "heartbeat"): heartbeat,
    ("drums", "march"): march,
    ("drums", "sparse"): single,
    ("percussion", "ticks"): ticks,
    ("percussion", "eighths"): shaken,
    ("percussion", "backbeat"): backbeat,
}
