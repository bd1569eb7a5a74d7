"""What players are given: notes and effects in seconds, and the harmony they read. Pure, standard library."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from gpu_worker.engines.score import theory
from gpu_worker.engines.score.plan import LaidBar, Part, Plan, Section


@dataclass(frozen=True, slots=True)
class Note:
    """A note: when, how long, MIDI pitch, velocity 0..1. `grows` is a swell, `glides_from` the pitch it slides from."""

    player: str
    role: str
    at: float
    seconds: float
    pitch: int
    velocity: float
    gain_db: float = 0.0
    grows: bool = False
    glides_from: int = 0
    pan: float = 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """A sound that belongs to the picture: `kind` is of boom, cymbal, gong, riser, whoosh."""

    kind: str
    at: float
    seconds: float
    strength: float


@dataclass(frozen=True, slots=True)
class Score:
    """Everything that is played. `tune` is the lead's notes as composed, for whoever checks them."""

    notes: tuple[Note, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Harmony:
    """A chord and how long it stands: from `starts` for `beats` beats, `beat` seconds each."""

    chord: theory.Chord
    scale: tuple[int, ...]
    starts: float
    beats: float
    beat: float
    voicing: tuple[int, ...]
    bass: int

    @property
    def ends(self) -> float:
        """When the next chord comes."""
        return self.starts + self.beats * self.beat


@dataclass(frozen=True, slots=True)
class Reading:
    """A bar as its players read it."""

    section: Section
    laid: LaidBar
    harmonies: tuple[Harmony, ...]
    number: int

    @property
    def energy(self) -> float:
        """The bar's energy."""
        return self.laid.bar.energy

    def harmony_at(self, seconds: float) -> Harmony:
        """The chord that stands at a moment."""
        for one in reversed(self.harmonies):
            if one.starts <= seconds + 1e-6:
                return one
        return self.harmonies[0]


@dataclass(slots=True)
class Sheet:
    """Collects the notes of one part while it is written."""

    part: Part
    luck: random.Random
    notes: list[Note] = field(default_factory=list)

    def add(
        self, at: float, seconds: float, pitch: int, velocity: float, *, player: str = "", grows: bool = False,
        loose: float = 1.0, pan: float = 0.0, glides_from: int = 0,
    ) -> None:  # fmt: skip
        """Write a note, a little early or late and a little louder or softer, as people play."""
        late = self.luck.gauss(0.0, 0.0045) * loose
        force = min(1.0, max(0.06, velocity * (1 + self.luck.gauss(0.0, 0.05))))
        begins = max(0.0, at + max(-0.012, min(0.012, late)))
        self.notes.append(
            Note(
                player or self.part.player, self.part.role, begins, seconds, pitch, round(force, 4), self.part.gain_db,
                grows, glides_from, pan,
            )
        )  # fmt: skip


def read_bars(plan: Plan, laid: Sequence[LaidBar]) -> tuple[Reading, ...]:
    """The harmony of every bar, voiced from one chord to the next across the whole cue, above its bass."""
    readings: list[Reading] = []
    voicing: tuple[int, ...] = ()
    bass = 0
    for number, bar in enumerate(laid):
        section = plan.sections[bar.section]
        words = bar.bar.chord.split()
        found: list[Harmony] = []
        for index, word in enumerate(words):
            chord = theory.chord(word, section.key)
            share = bar.beats / len(words)
            now = _bass(chord, bass)
            voicing = theory.voice_lead(
                voicing,
                chord,
                voices=4 if len(chord.tones) > 3 else 3,
                low=52,
                high=73,
                bass=(bass, now) if bass else None,
            )
            bass = now
            scale = theory.scale(section.key, section.mode, chord)
            found.append(Harmony(chord, scale, bar.starts + index * share * bar.beat, share, bar.beat, voicing, bass))
        readings.append(Reading(section, bar, tuple(found), number))
    return tuple(readings)


def _bass(chord: theory.Chord, previous: int) -> int:
    pitch = theory.nearest(chord.bass, previous or 38)
    while pitch > 44:
        pitch -= 12
    while pitch < 28:
        pitch += 12
    return pitch
