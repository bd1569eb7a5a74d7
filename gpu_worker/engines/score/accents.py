"""What is struck at a hit, what leads up to it, and the last chord. Pure, standard library."""

from __future__ import annotations

import random
from collections.abc import Sequence

from gpu_worker.engines.score import theory
from gpu_worker.engines.score.notes import Effect, Harmony, Note, Reading
from gpu_worker.engines.score.plan import Plan, PlannedHit
from gpu_worker.engines.score.players import PLAYERS

_RISE_SECONDS = 2.4


def _harmony_at(bars: Sequence[Reading], seconds: float) -> Harmony:
    current = bars[0]
    for bar in bars:
        if bar.laid.starts <= seconds + 0.06:  # a hit just before the bar line belongs to the new bar
            current = bar
    return current.harmony_at(max(seconds, current.laid.starts))


def _note(player: str, at: float, seconds: float, pitch: int, velocity: float, *, grows: bool = False) -> Note:
    spec = PLAYERS[player]
    while pitch < spec.low:
        pitch += 12
    while pitch > spec.high:
        pitch -= 12
    return Note(player, "accent", max(0.0, at), max(0.05, seconds), pitch, round(min(1.0, velocity), 4), grows=grows)


def struck(plan: Plan, bars: Sequence[Reading]) -> tuple[list[Note], list[Effect]]:
    """Every hit, exactly on its frame, with its preparation."""
    notes: list[Note] = []
    effects: list[Effect] = []
    previous = 0.0
    for hit in plan.hits:
        moment = plan.seconds(hit.frame)
        if moment >= plan.seconds(plan.frames) - 0.03:
            continue
        room = moment - previous
        if hit.prepare == "riser":
            effects.append(Effect("riser", moment - min(_RISE_SECONDS, room), min(_RISE_SECONDS, room), hit.strength))
        if hit.prepare == "roll":
            notes.extend(_drum_roll(moment, min(1.8, room), hit.strength))
        own, more = _strike(plan, hit, moment, _harmony_at(bars, moment))
        notes.extend(own)
        effects.extend(more)
        previous = moment
    effects.extend(_turns(plan, bars))
    return notes, effects


def _turns(plan: Plan, bars: Sequence[Reading]) -> list[Effect]:
    """Air drawn in where the mood turns to a stronger one, if nothing is struck or said there."""
    found: list[Effect] = []
    for number, section in enumerate(plan.sections[1:], 1):
        at = plan.seconds(section.start_frame)
        before = [bar.energy for bar in bars if bar.laid.section == number - 1]
        after = [bar.energy for bar in bars if bar.laid.section == number]
        is_struck = any(abs(plan.seconds(hit.frame) - at) < 1.5 for hit in plan.hits)
        is_spoken = any(
            plan.seconds(first) - 0.2 < at < plan.seconds(first + frames) + 1 for first, frames in plan.spoken
        )
        if not is_struck and not is_spoken and after[0] > before[-1] + 0.08 and at > 1.2:
            force = min(0.8, 0.3 + after[0] - before[-1])
            found.extend((Effect("whoosh", at - 1.1, 1.1, force), Effect("cymbal", at, 1.6, force * 0.7)))
    return found


def _drum_roll(moment: float, seconds: float, strength: float) -> list[Note]:
    found, at, gap = [], moment - seconds, 0.19
    while at < moment - 0.09:
        done = max(0.0, 1 - (moment - at) / seconds)
        found.append(_note("taiko", at, 0.4, 36, (0.12 + 0.4 * done**1.5) * strength))
        gap = max(0.062, gap * 0.9)
        at += gap
    return found


def _strike(plan: Plan, hit: PlannedHit, at: float, harmony: Harmony) -> tuple[list[Note], list[Effect]]:
    force = 0.45 + 0.5 * hit.strength
    old = plan.style == "period"
    plucked = "guzheng" if old else "piano"
    match hit.sound:
        case "boom":
            low = [_note("taiko", at, 1.2, 36, force), _note("sub_bass", at, 1.6, harmony.bass - 12, force * 0.8)]
            return low, [Effect("boom", at, 2.4, force)]
        case "stab":
            chord = [_note("brass", at, 0.5, pitch, force * 0.9) for pitch in (harmony.bass + 12, *harmony.voicing)]
            bowed = [_note("spiccato", at, 0.35, pitch, force) for pitch in harmony.voicing]
            low = [_note(plucked, at, 1.2, harmony.bass, force), _note("taiko", at, 1.0, 36, force)]
            return [*chord, *bowed, *low], [Effect("cymbal", at, 1.6, force * 0.7)] if hit.strength > 0.7 else []
        case "swell":
            return _swell(hit, at, harmony, "guzheng" if old else "pizzicato", plucked)
        case "sting":
            over = harmony.voicing[-1] + 12
            cluster = (over, over + 1, harmony.voicing[-2] + 12)
            high = [_note("tremolo_strings", at, 1.3, pitch, force) for pitch in cluster]
            low = [_note(plucked, at, 1.6, harmony.bass, force), _note("spiccato", at, 0.3, over, force)]
            return [*high, *low], [Effect("boom", at, 1.8, force * 0.5)]
        case "gong":
            return [_note("taiko", at, 1.2, 36, force)], [Effect("gong", at, 3.2, force)]
        case "pluck":
            bright = "pipa" if old else "celesta"
            pair = [_note(bright, at, 0.8, harmony.voicing[-1] + octave, force) for octave in (0, 12)]
            return [*pair, _note("guzheng" if old else "pizzicato", at, 0.5, harmony.voicing[0], force)], []
    return [], []


def _swell(hit: PlannedHit, at: float, harmony: Harmony, top: str, plucked: str) -> tuple[list[Note], list[Effect]]:
    """Air drawn in, then strings that open on the frame itself."""
    force = 0.45 + 0.5 * hit.strength
    lead_in = min(1.1, at)
    notes = [_note("strings", at, 1.5, pitch + 12, force * 0.8) for pitch in harmony.voicing]
    notes.extend(_note(top, at, 1.0, pitch + 12, force * 0.5) for pitch in harmony.voicing)
    notes.append(_note(plucked, at, 2.0, harmony.bass, force * 0.9))
    if hit.strength >= 0.7:
        notes.append(_note("taiko", at, 1.0, 36, force * 0.5))
    rise = [Effect("whoosh", at - lead_in, lead_in, force * 0.8)] if lead_in > 0.3 else []
    return notes, [*rise, Effect("cymbal", at, 2.0, force * 0.5)]


def closing(plan: Plan, bars: Sequence[Reading], luck: random.Random) -> tuple[list[Note], list[Effect]]:
    """The last chord, struck short for a button or left to ring; a fade has none."""
    ending = plan.ending
    over = plan.seconds(plan.frames)
    at = plan.seconds(ending.start_frame)
    if ending.kind == "fade" or over - at < 0.02:
        return [], []
    section = plan.sections[-1]
    chord = theory.chord(ending.chord, section.key)
    before = [bar for bar in bars if bar.laid.starts < at - 0.02]
    reading = before[-1] if before else bars[0]
    energy = max((bar.energy for bar in bars if bar.laid.section == len(plan.sections) - 1), default=0.5)
    voicing = theory.voice_lead(
        reading.harmonies[-1].voicing, chord, voices=4 if len(chord.tones) > 3 else 3, low=52, high=76
    )
    bass = theory.nearest(chord.root, reading.harmonies[-1].bass)
    is_button = ending.kind == "button"
    force = 0.40 + 0.45 * energy * (1.0 if is_button else 0.75)
    held = 0.55 if is_button else max(0.3, over - at - 0.9)
    players = {part.role: part.player for part in section.orchestra}
    notes: list[Note] = []
    for role, player in _closers(players, bars, is_button=is_button):
        if role == "lead":
            notes.append(_note(player, at, held * 0.8, theory.nearest(chord.root, 74), force * 0.8))
            continue
        spread = voicing if role != "brass" else (bass + 12, *voicing[:2])
        for index, pitch in enumerate(spread):
            late = 0.03 * index if role == "keys" and not is_button else 0.0
            notes.append(_note(player, at + late, held, pitch, force * (0.9 + 0.05 * luck.random())))
    low = players.get("bass") or players.get("drone") or "upright_bass"
    notes.append(_note(low, at, held, bass, force))
    if players.get("keys"):
        notes.append(_note(players["keys"], at, held, bass + 12, force))
    effects: list[Effect] = []
    if is_button and "drums" in players:
        notes.append(_note("taiko", at, 0.8, 36, force))
        if energy > 0.7:
            effects.append(Effect("cymbal", at, 1.2, force * 0.5))
    return notes, effects


def _closers(players: dict[str, str], bars: Sequence[Reading], *, is_button: bool) -> list[tuple[str, str]]:
    """Who plays the last chord: those who hold, short players for a button, a solo voice only if it was singing."""
    sang = any("lead" in bar.laid.bar.roles for bar in bars[-4:])
    wanted = ["keys", "strings", "pad", *(["brass", "ostinato"] if is_button else [])]
    found = [(role, players[role]) for role in wanted if role in players]
    if not is_button and sang and "lead" in players and PLAYERS[players["lead"]].family == "solo":
        found.append(("lead", players["lead"]))
    return found
