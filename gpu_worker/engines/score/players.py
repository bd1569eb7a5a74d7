"""Who can play in a cue: ranges, places on the stage, what patterns each role knows. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["string", "ensemble", "solo", "drum"]

PATTERNS: dict[str, tuple[str, ...]] = {
    "lead": ("melody",),
    "counter": ("line",),
    "pad": ("sustain", "swell"),
    "strings": ("sustain", "swell"),
    "brass": ("sustain", "swell", "stabs"),
    "keys": ("arpeggio", "blocks", "sparse", "offbeats"),
    "ostinato": ("sixteenths", "eighths", "bounce", "roll", "ripple"),
    "pulse": ("sixteenths", "eighths", "heartbeat"),
    "bass": ("roots", "pulse", "staccato", "pedal"),
    "drone": ("pedal",),
    "drums": ("epic", "half", "heartbeat", "march", "sparse"),
    "percussion": ("ticks", "eighths", "backbeat"),
}
ROLES = tuple(PATTERNS)

MIDDLE = frozenset({"lead", "counter", "keys", "ostinato", "brass"})
"""The roles that stand where voices are and make room for them."""


@dataclass(frozen=True, slots=True)
class Player:
    """One instrument: lowest and highest MIDI pitch, place (-1 left .. 1 right), how far its notes spread, and how
    much of it the room answers."""

    family: Family
    low: int
    high: int
    pan: float
    width: float
    room: float


def fits(player: str, role: str, pattern: str) -> bool:
    """Whether somebody can do what is asked: drums want drummers, tunes a pitch, chords more than one voice."""
    family = PLAYERS[player].family
    if role in ("drums", "percussion"):
        return family == "drum"
    if family == "drum":
        return pattern == "heartbeat"
    return family != "solo" or role in ("lead", "counter")


PLAYERS: dict[str, Player] = {
    "piano": Player("string", 24, 100, -0.12, 0.45, 0.30),
    "celesta": Player("string", 60, 103, 0.30, 0.30, 0.45),
    "music_box": Player("string", 65, 100, 0.25, 0.30, 0.40),
    "marimba": Player("string", 45, 91, 0.22, 0.40, 0.25),
    "pizzicato": Player("string", 36, 88, -0.20, 0.55, 0.35),
    "upright_bass": Player("string", 26, 55, 0.05, 0.05, 0.12),
    "guzheng": Player("string", 43, 93, -0.22, 0.50, 0.36),
    "pipa": Player("string", 45, 90, 0.28, 0.20, 0.28),
    "yangqin": Player("string", 48, 91, 0.34, 0.40, 0.34),
    "synth_pulse": Player("string", 36, 79, 0.10, 0.70, 0.20),
    "synth_bass": Player("string", 24, 52, 0.0, 0.0, 0.05),
    "strings": Player("ensemble", 40, 93, 0.0, 0.70, 0.42),
    "low_strings": Player("ensemble", 26, 62, 0.12, 0.35, 0.32),
    "tremolo_strings": Player("ensemble", 48, 93, 0.0, 0.80, 0.42),
    "spiccato": Player("ensemble", 36, 84, -0.15, 0.50, 0.34),
    "warm_pad": Player("ensemble", 36, 84, 0.0, 0.85, 0.35),
    "dark_pad": Player("ensemble", 28, 72, 0.0, 0.85, 0.35),
    "choir": Player("ensemble", 48, 84, 0.0, 0.75, 0.55),
    "brass": Player("ensemble", 36, 77, 0.18, 0.40, 0.40),
    "sub_bass": Player("ensemble", 23, 48, 0.0, 0.0, 0.02),
    "violin": Player("solo", 55, 96, -0.16, 0.0, 0.42),
    "cello": Player("solo", 36, 76, 0.16, 0.0, 0.38),
    "flute": Player("solo", 60, 94, 0.14, 0.0, 0.46),
    "horn": Player("solo", 40, 77, 0.20, 0.0, 0.48),
    "erhu": Player("solo", 62, 91, -0.10, 0.0, 0.42),
    "dizi": Player("solo", 62, 96, 0.18, 0.0, 0.44),
    "xiao": Player("solo", 55, 84, 0.14, 0.0, 0.50),
    "taiko": Player("drum", 36, 36, 0.0, 0.35, 0.30),
    "heartbeat": Player("drum", 36, 36, 0.0, 0.0, 0.10),
    "clock": Player("drum", 36, 36, 0.35, 0.10, 0.22),
    "shaker": Player("drum", 36, 36, -0.38, 0.05, 0.18),
    "woodblock": Player("drum", 36, 36, 0.30, 0.20, 0.30),
    "snare": Player("drum", 36, 36, -0.05, 0.10, 0.30),
}
