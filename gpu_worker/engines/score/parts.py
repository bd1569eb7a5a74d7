"""The parts: for every role and pattern the notes its player plays over the bars. Pure, standard library.

Under voices (`spoken`) nobody plays a tune and the middle is thinned; the level itself is left to the mixer of the cut.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Sequence

from gpu_worker.engines.score import melody, patterns
from gpu_worker.engines.score.accents import closing, struck
from gpu_worker.engines.score.balance import balanced
from gpu_worker.engines.score.notes import Note, Reading, Score, Sheet, read_bars
from gpu_worker.engines.score.plan import Part, Plan, lay_out
from gpu_worker.engines.score.players import MIDDLE, PLAYERS

_BEFORE, _AFTER = 0.12, 0.08
"""Seconds around a voice that are kept clear of tunes."""
_RHYTHM = frozenset({"drums", "percussion", "ostinato", "pulse"})
_THINNED = {
    "keys": 0.58, "ostinato": 0.5, "brass": 0.4, "pulse": 0.75, "strings": 0.52, "pad": 0.7, "percussion": 0.75,
}  # fmt: skip
"""What is left of a role's velocity under a voice."""


def write_score(plan: Plan, playing_seed: int) -> Score:
    """Every note of a plan. The plan's own seed makes the tune; `playing_seed` how people play it."""
    bars = read_bars(plan, lay_out(plan))
    notes: list[Note] = []
    for number, section in enumerate(plan.sections):
        own = [bar for bar in bars if bar.laid.section == number]
        for part in section.orchestra:
            luck = random.Random(f"play {playing_seed} {number} {part.role}")
            notes.extend(_write_part(part, own, plan.seed, luck))
    notes = _stopped(notes, plan)
    notes = _with_breaths(notes, plan)
    luck = random.Random(f"play {playing_seed} accents")
    accents, effects = struck(plan, bars)
    last, last_effects = closing(plan, bars, luck)
    over = plan.seconds(plan.frames) - 0.005
    everything = [note for note in (*notes, *accents, *last) if note.at < over]
    everything.sort(key=lambda note: (note.at, note.role, note.player, note.pitch))
    # balanced first: what is thinned under a voice must not be made up for by the balance
    whole = balanced(Score(tuple(everything), (*effects, *last_effects)), plan)
    kept = [note for note in _with_room(list(whole.notes), plan) if note.at < over]
    return Score(tuple(sorted(kept, key=lambda note: (note.at, note.role, note.player, note.pitch))), whole.effects)


def _write_part(part: Part, bars: Sequence[Reading], seed: int, luck: random.Random) -> list[Note]:
    sheet = Sheet(part, luck)
    for run in _runs(part.role, bars):
        if part.role in ("lead", "counter"):
            _sing(sheet, run, seed)
        else:
            pattern: Callable[[Sheet, Sequence[Reading]], None] = patterns.PATTERN[part.role, part.pattern]
            pattern(sheet, run)
    return sheet.notes


def _runs(role: str, bars: Sequence[Reading]) -> list[list[Reading]]:
    """The bars in which a role plays, as stretches on end; a pickup before the first bar is left to those who hold."""
    runs: list[list[Reading]] = []
    last = -2
    for bar in bars:
        if role not in bar.laid.bar.roles or (bar.laid.index < 0 and role not in ("drone", "pad", "pulse")):
            continue
        if bar.number == last + 1:
            runs[-1].append(bar)
        else:
            runs.append([bar])
        last = bar.number
    return runs


def _sing(sheet: Sheet, run: Sequence[Reading], seed: int) -> None:
    part = sheet.part
    tones = melody.compose(run, part.player, seed) if part.role == "lead" else _countermelody(run, part.player)
    is_solo = PLAYERS[part.player].family == "solo"
    previous: melody.Tone | None = None
    for tone in tones:
        joined = is_solo and previous is not None and tone.at - previous.at - previous.seconds < 0.03
        velocity = (0.42 + 0.42 * tone.energy) * (1.0 if tone.is_strong else 0.88)
        length = tone.seconds * (1.0 if is_solo else 1.15) - (0.10 * tone.seconds if tone.closes and is_solo else 0.0)
        glide = previous.pitch if joined and previous and 0 < abs(previous.pitch - tone.pitch) <= 5 else 0
        sheet.add(tone.at, length, tone.pitch, velocity, glides_from=glide, loose=0.0 if joined else 1.0)
        previous = tone


def _countermelody(run: Sequence[Reading], player: str) -> list[melody.Tone]:
    """One long tone for each chord, the third or seventh where it lies near, moving as little as it can."""
    low, high = PLAYERS[player].low, PLAYERS[player].high
    at = low + 0.35 * (high - low)
    tones: list[melody.Tone] = []
    for bar in run:
        for harmony in bar.harmonies:
            ranked = []
            for pitch in range(low, high + 1):
                if pitch % 12 in harmony.chord.tones:
                    guide = 0.0 if pitch % 12 in harmony.chord.tones[1:] else 1.5
                    ranked.append((abs(pitch - at) * (1.0 if tones else 0.3) + guide + 0.05 * abs(pitch - at), pitch))
            pitch = min(ranked)[1]
            seconds = max(0.1, min(harmony.ends, bar.laid.ends) - harmony.starts)
            tones.append(melody.Tone(harmony.starts, seconds, pitch, bar.energy * 0.7, True, False))
            at = float(pitch)
    return tones


def _stopped(notes: list[Note], plan: Plan) -> list[Note]:
    """Nobody goes on past a last chord; what sounds is let go where it is struck."""
    if plan.ending.kind == "fade":
        return notes
    over = plan.seconds(plan.ending.start_frame)
    return [
        dataclasses.replace(note, seconds=min(note.seconds, max(0.04, over - note.at)))
        for note in notes
        if note.at < over - 0.03
    ]


def _with_breaths(notes: list[Note], plan: Plan) -> list[Note]:
    """Rhythm stops for a moment before a hit that is prepared, so that the hit has silence to break."""
    for hit in plan.hits:
        if hit.prepare == "none":
            continue
        moment = plan.seconds(hit.frame)
        length = 0.42 if hit.prepare == "breath" else 0.24
        silent = _RHYTHM | ({"keys", "bass", "brass"} if hit.prepare == "breath" else set())
        notes = [note for note in notes if not (note.role in silent and moment - length <= note.at < moment - 0.015)]
    return notes


def _with_room(notes: list[Note], plan: Plan) -> list[Note]:
    kept = notes
    for first, frames in plan.spoken:
        starts, ends = plan.seconds(first) - _BEFORE, plan.seconds(first + frames) + _AFTER
        kept = [thin for note in kept for thin in _thinned(note, starts, ends)]
    return kept


def _thinned(note: Note, starts: float, ends: float) -> list[Note]:
    """What is left of a note where somebody speaks: tunes stop, held chords go on softer and without their top."""
    over = note.at + note.seconds
    if over <= starts or note.at >= ends:
        return [note]
    before = [dataclasses.replace(note, seconds=starts - note.at)] if starts - note.at > 0.15 else []
    if note.role in ("lead", "counter"):
        return before
    if PLAYERS[note.player].family == "ensemble" and note.role in _THINNED:
        inside = _softer(note, max(note.at, starts), min(over, ends))
        after = [dataclasses.replace(note, at=ends, seconds=over - ends)] if over - ends > 0.3 else []
        return [*before, *([] if note.pitch > 67 and note.role != "ostinato" else [inside]), *after]
    if note.role == "accent" and note.pitch > 48 and over > starts + 0.4 and note.at < starts:
        return [dataclasses.replace(note, seconds=max(0.25, starts - note.at))]
    if note.role in _THINNED and note.at >= starts - 0.25:
        return [_softer(note, note.at, over)]
    return [note]


def _softer(note: Note, starts: float, ends: float) -> Note:
    velocity = round(max(0.06, note.velocity * _THINNED[note.role]), 4)
    pitch = note.pitch - 12 if note.role in MIDDLE and note.role != "keys" and note.pitch > 64 else note.pitch
    return dataclasses.replace(note, at=starts, seconds=max(0.05, ends - starts), velocity=velocity, pitch=pitch)
