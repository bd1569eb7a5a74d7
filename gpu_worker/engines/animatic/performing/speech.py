"""Lips from phonemes: espeak mnemonics (Mandarin and English) as mouth shapes over time."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, replace

from projects.briefs import LineCue, Rate


@dataclass(frozen=True, slots=True)
class Mouth:
    """A mouth shape; 0..1 each, width may be negative for a narrow mouth."""

    open: float = 0.0
    width: float = 0.0
    round: float = 0.0
    teeth: float = 0.0
    tongue: float = 0.0
    press: float = 0.0
    tuck: float = 0.0
    talk: float = 0.0

    def scaled(self, by: float) -> Mouth:
        """The same shape, weaker."""
        return Mouth(*(value * by for value in self._parts()))

    def plus(self, other: Mouth) -> Mouth:
        """Two shapes added."""
        return Mouth(*(a + b for a, b in zip(self._parts(), other._parts(), strict=True)))

    def _parts(self) -> tuple[float, ...]:
        return self.open, self.width, self.round, self.teeth, self.tongue, self.press, self.tuck, self.talk


CLOSED = Mouth()
VISEMES = {
    "silence": CLOSED,
    "lips": Mouth(round=0.1),  # what closes them is laid over: see `LipTrack.at`
    "lip_teeth": Mouth(open=0.10, width=0.05, teeth=0.8),
    "tongue_teeth": Mouth(open=0.2, width=0.05, teeth=0.6, tongue=0.8),
    "tongue_tip": Mouth(open=0.24, width=0.1, teeth=0.5, tongue=0.5),
    "throat": Mouth(open=0.30, width=0.08, teeth=0.3),
    "hush": Mouth(open=0.22, width=-0.12, round=0.55, teeth=0.9),
    "palatal": Mouth(open=0.16, width=0.28, teeth=0.95),
    "hiss": Mouth(open=0.15, width=0.25, teeth=1.0),
    "bunched": Mouth(open=0.26, width=-0.08, round=0.4, teeth=0.3, tongue=0.2),
    "ah": Mouth(open=0.95, width=0.08, teeth=0.3, tongue=0.2),
    "eh": Mouth(open=0.52, width=0.26, teeth=0.45, tongue=0.2),
    "ee": Mouth(open=0.26, width=0.46, teeth=0.7),
    "oh": Mouth(open=0.68, width=-0.30, round=0.85),
    "oo": Mouth(open=0.30, width=-0.55, round=1.0),
}
CLOSURES = {"lips": "press", "lip_teeth": "tuck"}
GLIDES = {"u": "oo", "w": "oo", "y": "oo", "i": "ee", "j": "ee"}
PREFIXES = (
    (("tS;", "S;", "tɕ", "ɕ"), "palatal"),  # Mandarin j, q, x: lips spread, never rounded
    (("tS", "dZ", "S", "Z", "ts.", "s.", "z.", "tʂ", "ʂ"), "hush"),
    (("T", "D"), "tongue_teeth"),
    (("ts", "dz", "s", "z"), "hiss"),
    (("p", "b", "m"), "lips"),
    (("f", "v"), "lip_teeth"),
    (("t", "d", "l", "n"), "tongue_tip"),
    (("k", "g", "h", "x", "N", "q", "X"), "throat"),
    (("r", "R"), "bunched"),
)
VOWELS = (
    ("aɑAæ0V", "ah"),
    ("oɔO", "oh"),
    ("eE3@ɛəɤ&", "eh"),
    ("uUwyvY", "oo"),
    ("iIj", "ee"),
    ("r", "bunched"),
)
APICAL = {"i[": "hiss", "i.": "hush"}  # the vowels of si and shi: the teeth stay together
SILENT = {"", "_", "_:", "#", "?", "||", "|"}


def visemes_of(symbol: str) -> tuple[str, ...]:
    """Mouth shapes of one espeak mnemonic, in the order they are spoken; a diphthong has two, a triphthong three."""
    plain = symbol.strip("',%=_:;|^ ") if symbol not in SILENT else ""
    if plain in APICAL:
        return (APICAL[plain],)
    if not (plain.startswith(("0", "3"))):
        plain = plain.strip("0123456789#")
    if not plain:
        return ("silence",)
    for starts, viseme in PREFIXES:
        if (plain + ";" * symbol.endswith(";")).startswith(starts):
            return (viseme,)
    shapes: list[str] = []
    if plain[0] in GLIDES and len(plain) > 1:
        shapes.append(GLIDES[plain[0]])
    for letter in plain[1:] if shapes else plain:
        found = next((shape for letters, shape in VOWELS if letter in letters), None)
        if found is not None and (not shapes or shapes[-1] != found):
            shapes.append(found)
    return tuple(shapes[:3]) or ("eh",)


LONGEST = 0.40  # seconds a mouth keeps one shape
MEETS = 0.043  # seconds before and after its middle during which a closure is whole
PAUSE = 0.24  # seconds after which a silent mouth is the expression's own again
EMPHASIS = (0.30, 0.75, 1.40)  # seconds: lifted, held until, down again


def _hump(since: float) -> float:
    up, hold, down = EMPHASIS
    share = since / up if since < up else 1.0 if since < hold else 1 - (since - hold) / (down - hold)
    return share * share * (3 - 2 * share)


@dataclass(frozen=True, slots=True)
class _Beat:
    start: float
    end: float
    shape: Mouth
    name: str

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2 - 0.02  # lips are a little ahead of the sound

    @property
    def half(self) -> float:
        return max(0.06, (self.end - self.start) * 0.62) + 0.045


class LipTrack:
    """The mouth of one person over a shot, from the cues they speak on screen."""

    def __init__(self, cues: tuple[LineCue, ...], rate: Rate) -> None:
        beats: list[_Beat] = []
        self.spans: list[tuple[float, float]] = []
        for cue in cues:
            begin = rate.seconds(cue.start_frame)
            end = begin + rate.seconds(cue.frames)
            self.spans.append((begin, end))
            for index, phoneme in enumerate(cue.phonemes):
                later = cue.phonemes[index + 1].start_ms / 1000 + begin if index + 1 < len(cue.phonemes) else end
                start = begin + phoneme.start_ms / 1000
                stop = min(later, start + LONGEST, end)
                names = visemes_of(phoneme.symbol)
                step = (stop - start) / len(names)
                for k, name in enumerate(names):
                    beats.append(_Beat(start + k * step, start + (k + 1) * step, VISEMES[name], name))
        self._beats = sorted(beats, key=lambda beat: beat.start)
        self._starts = [beat.start for beat in self._beats]

    def at(self, seconds: float) -> Mouth:
        """The mouth `seconds` into the shot; neighbouring sounds blend into one another.

        Lips that must meet do meet, long enough for a figure posed on twos to be seen with them closed.
        """
        first = bisect.bisect_left(self._starts, seconds - LONGEST - 0.2)
        last = bisect.bisect_right(self._starts, seconds + 0.3)
        total, shape, near_voice = 1e-6, CLOSED, 1.0
        closed = {"press": 0.0, "tuck": 0.0}
        for beat in self._beats[first:last]:
            away = abs(seconds - beat.middle)
            near = 1 - away / beat.half
            if near > 0:
                near = near * near * (3 - 2 * near)
                total += near
                shape = shape.plus(beat.shape.scaled(near))
            if beat.name in CLOSURES:
                meets = min(1.0, max(0.0, 1 - (away - MEETS) / 0.05))
                closed[CLOSURES[beat.name]] = max(closed[CLOSURES[beat.name]], meets)
            if beat.name != "silence":
                near_voice = min(near_voice, max(0.0, beat.start - seconds, seconds - beat.end) / PAUSE)
        talk = 1 - near_voice * near_voice * (3 - 2 * near_voice)
        return replace(shape.scaled(1 / max(total, 0.85)), press=closed["press"], tuck=closed["tuck"], talk=talk)

    def stress(self, seconds: float, *, first: bool) -> float:
        """How far a hand is lifted for emphasis, 0..1: at the start of a line, or (not `first`) now and then later."""
        for begin, end in self.spans:
            starts = [begin - 0.10] if first else []
            at = begin + 1.15
            while at < end - 0.5:
                if (len(starts) % 2 == 1) is not first:
                    starts.append(at)
                at += 1.45
            for start in starts:
                since = seconds - start
                if 0 <= since < EMPHASIS[2]:
                    return _hump(since)
        return 0.0

    def is_speaking(self, seconds: float) -> bool:
        """True within a cue."""
        return any(begin <= seconds <= end for begin, end in self.spans)
