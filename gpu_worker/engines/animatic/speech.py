"""Lips from phonemes: espeak mnemonics (Mandarin and English) as mouth shapes over time."""

from __future__ import annotations

from dataclasses import dataclass

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
        return Mouth(
            self.open * by, self.width * by, self.round * by, self.teeth * by, self.tongue * by, self.press * by
        )

    def plus(self, other: Mouth) -> Mouth:
        """Two shapes added."""
        return Mouth(
            self.open + other.open,
            self.width + other.width,
            self.round + other.round,
            self.teeth + other.teeth,
            self.tongue + other.tongue,
            self.press + other.press,
        )


CLOSED = Mouth()
VISEMES = {
    "silence": CLOSED,
    "lips": Mouth(round=0.1, press=0.7),
    "lip_teeth": Mouth(open=0.10, width=0.05, teeth=0.8),
    "tongue_teeth": Mouth(open=0.2, width=0.05, teeth=0.6, tongue=0.6),
    "tongue_tip": Mouth(open=0.24, width=0.1, teeth=0.5, tongue=0.4),
    "throat": Mouth(open=0.30, width=0.08, teeth=0.3),
    "hush": Mouth(open=0.22, width=-0.1, round=0.55, teeth=0.9),
    "hiss": Mouth(open=0.16, width=0.25, teeth=1.0),
    "bunched": Mouth(open=0.26, width=-0.08, round=0.4, teeth=0.3, tongue=0.2),
    "ah": Mouth(open=0.92, width=0.08, teeth=0.3, tongue=0.2),
    "eh": Mouth(open=0.55, width=0.28, teeth=0.45, tongue=0.2),
    "ee": Mouth(open=0.28, width=0.42, teeth=0.7),
    "oh": Mouth(open=0.66, width=-0.28, round=0.8),
    "oo": Mouth(open=0.32, width=-0.5, round=1.0),
}
GLIDES = {"u": "oo", "w": "oo", "y": "oo", "i": "ee", "j": "ee"}
PREFIXES = (
    (("tS", "dZ", "S", "Z", "ts.h", "ts.", "s.", "z.", "tS;", "tɕ", "ɕ", "S;", "tʂ", "ʂ"), "hush"),
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
)
SILENT = {"", "_", "_:", "#", "?", "||", "|"}


def visemes_of(symbol: str) -> tuple[str, ...]:
    """Mouth shapes of one espeak mnemonic, in the order they are spoken; a diphthong has two."""
    plain = symbol.strip("',%=_:;|^0123456789 ") if symbol not in ("0", "3", "3:", "0#") else symbol
    if symbol in SILENT or not plain:
        return ("silence",)
    for starts, viseme in PREFIXES:
        if plain.startswith(starts):
            return (viseme,)
    shapes = []
    if plain[0] in GLIDES and len(plain) > 1:
        shapes.append(GLIDES[plain[0]])
    rest = plain[1:] if shapes else plain
    for letter in rest:
        found = next((shape for letters, shape in VOWELS if letter in letters), None)
        if found is not None and (not shapes or shapes[-1] != found):
            shapes.append(found)
    return tuple(shapes[:2]) or ("eh",)


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
    weight: float


class LipTrack:
    """The mouth of one person over a shot, from the cues they speak on screen."""

    def __init__(self, cues: tuple[LineCue, ...], rate: Rate) -> None:
        self._beats: list[_Beat] = []
        self.spans: list[tuple[float, float]] = []
        for cue in cues:
            begin = rate.seconds(cue.start_frame)
            end = begin + rate.seconds(cue.frames)
            self.spans.append((begin, end))
            for index, phoneme in enumerate(cue.phonemes):
                later = cue.phonemes[index + 1].start_ms / 1000 + begin if index + 1 < len(cue.phonemes) else end
                start = begin + phoneme.start_ms / 1000
                stop = min(later, start + 0.40, end)
                names = visemes_of(phoneme.symbol)
                step = (stop - start) / len(names)
                for k, name in enumerate(names):
                    weight = 1.7 if name in ("lips", "lip_teeth") else 1.0
                    self._beats.append(_Beat(start + k * step, start + (k + 1) * step, VISEMES[name], weight))

    def at(self, seconds: float) -> Mouth:
        """The mouth `seconds` into the shot; neighbouring sounds blend into one another."""
        total, shape = 1e-6, CLOSED
        for beat in self._beats:
            middle, half = (beat.start + beat.end) / 2 - 0.02, max(0.06, (beat.end - beat.start) * 0.62)
            near = 1 - abs(seconds - middle) / (half + 0.045)
            if near > 0:
                near = near * near * (3 - 2 * near) * beat.weight
                total += near
                shape = shape.plus(beat.shape.scaled(near))
        return shape.scaled(1 / max(total, 0.85)) if self._beats else CLOSED

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
