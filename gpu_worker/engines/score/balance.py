"""The balance: how loud each role stands against the others, reckoned from its notes before one is heard. Pure.

Every kept note has the same loudness, so a part's loudness follows from how many notes it has, how long and how hard.
Each part is brought to its role's place in the picture (a tune above the chords, chords above the pad), a little above
it where the plan has energy and below where it has none; each hit to its strength above whatever surrounds it.
"""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict

from gpu_worker.engines.score.notes import Effect, Note, Score
from gpu_worker.engines.score.plan import Plan, lay_out
from gpu_worker.engines.score.players import PLAYERS

PLACES = {
    "lead": 0.0, "counter": -6.5, "keys": -3.5, "pad": -9.0, "strings": -4.5, "brass": -5.0, "ostinato": -5.5,
    "pulse": -9.0, "bass": -5.5, "drone": -9.5, "drums": -3.0, "percussion": -14.0,
}  # fmt: skip
"""Loudness of each role while it plays, in dB below a lead."""
_SPAN_DB = 9.0
"""How much louder a role is meant to be in its bars of full energy than in bars of none."""
_GRAIN = 0.4
_HIT_ABOVE = (-3.0, 6.0)
"""A hit's loudness against the whole in dB: at no strength, and what full strength adds."""
_EFFECT_SHARE = {"boom": 0.36, "cymbal": 0.16, "gong": 0.75, "riser": 0.18, "whoosh": 0.16}


def loudness_of(note: Note) -> float:
    """The amplitude a note has at its loudest, before any gain; 1 is a kept note at full force."""
    return note.velocity**1.3


def _energy(note: Note) -> float:
    """What a note adds to its part: square of its amplitude times the seconds it is heard."""
    family = PLAYERS[note.player].family
    if family == "drum":
        return 2.5 * loudness_of(note) ** 2 * 0.12
    heard = min(note.seconds + 0.12, 0.4) if family == "string" else note.seconds
    if note.player == "spiccato":
        heard = min(note.seconds, 0.16)
    return (loudness_of(note) * (0.7 if note.grows else 1.0)) ** 2 * heard


def _active_loudness(notes: list[Note]) -> float:
    """Mean power of a part while it plays, in dB: stretches of 0.4 s far below the loudest do not count."""
    grains: dict[int, float] = defaultdict(float)
    for note in notes:
        first, last = int(note.at / _GRAIN), int((note.at + min(note.seconds, 8.0)) / _GRAIN)
        share = _energy(note) / (last - first + 1)
        if PLAYERS[note.player].family in ("string", "drum"):
            last, share = first, _energy(note)
        for grain in range(first, last + 1):
            grains[grain] += share / _GRAIN
    top = max(grains.values(), default=1e-9)
    heard = [power for power in grains.values() if power > top / 30]
    return 10 * math.log10(max(1e-9, sum(heard) / max(1, len(heard))))


def balanced(score: Score, plan: Plan) -> Score:
    """The score with every note's gain set; a part's own `gain_db` is added to what its role asks for."""
    parts: dict[tuple[str, str], list[Note]] = defaultdict(list)
    for note in score.notes:
        if note.role != "accent":
            parts[note.role, note.player].append(note)
    energies = [(bar.starts, bar.ends, bar.bar.energy) for bar in lay_out(plan)]
    gains: dict[tuple[str, str], float] = {}
    total = 0.0
    for (role, player), notes in sorted(parts.items()):
        place = PLACES[role] + _SPAN_DB * (_mean_energy(notes, energies) - 0.6)
        gains[role, player] = place - _active_loudness(notes)
        total += 10 ** (place / 10) * _presence(notes, plan)
    around = 10 * math.log10(max(1e-3, total))
    kept = [
        dataclasses.replace(note, gain_db=round(note.gain_db + gains[note.role, note.player], 2))
        for note in score.notes
        if note.role != "accent"
    ]
    accents = [note for note in score.notes if note.role == "accent"]
    kept.extend(_levelled_accents(accents, plan, around))
    kept.sort(key=lambda note: (note.at, note.role, note.player, note.pitch))
    return Score(tuple(kept), tuple(_levelled_effect(effect, around) for effect in score.effects))


def _presence(notes: list[Note], plan: Plan) -> float:
    """The share of the cue in which a part plays."""
    return min(1.0, len({int(note.at / 2) for note in notes}) * 2 / max(2.0, plan.seconds(plan.frames)))


def _mean_energy(notes: list[Note], energies: list[tuple[float, float, float]]) -> float:
    at = total = 0.0
    index = 0
    for note in notes:
        while index < len(energies) - 1 and note.at >= energies[index][1]:
            index += 1
        total += energies[index][2] * note.seconds
        at += note.seconds
    return total / max(1e-9, at)


def _levelled_accents(accents: list[Note], plan: Plan, around: float) -> list[Note]:
    """Accents in groups that sound together, each group at its strength."""
    groups: list[list[Note]] = []
    for note in accents:
        if groups and note.at - groups[-1][0].at < 0.10:
            groups[-1].append(note)
        else:
            groups.append([note])
    strengths = {plan.seconds(hit.frame): hit.strength for hit in plan.hits}
    out: list[Note] = []
    for group in groups:
        near = [strength for at, strength in strengths.items() if abs(at - group[0].at) < 0.06]
        strength = max(near) if near else min(0.55, max(note.velocity for note in group))
        wanted = around + _HIT_ABOVE[0] + _HIT_ABOVE[1] * strength
        power = sum(min(_energy(note), loudness_of(note) ** 2 * 0.4) for note in group) / 0.4
        gain = wanted - 10 * math.log10(max(1e-6, power))
        if not near:  # a roll or a last chord is as loud as it is written, against the whole
            gain = around - 1.5
        out.extend(dataclasses.replace(note, gain_db=round(note.gain_db + gain, 2)) for note in group)
    return out


def _levelled_effect(effect: Effect, around: float) -> Effect:
    gain = _EFFECT_SHARE[effect.kind] * (0.35 + 0.65 * effect.strength) * 10 ** (around / 20)
    return dataclasses.replace(effect, strength=round(gain, 4))
