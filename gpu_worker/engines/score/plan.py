"""The plan of a cue: what will be played, as a readable document that a person or a model may edit.

    {"schema": "score_plan", "version": 1, "style": "modern", "frames": 480, "rate": [24, 1], "seed": 7,
     "sections": [{"mood", "start_frame", "frames", "intensity", "key", "mode", "bpm", "beats_per_bar", "offset_beats",
                   "motif": [{"beats", "step"}], "orchestra": [{"role", "player", "pattern", "from_energy", "gain_db"}],
                   "bars": [{"chord", "energy", "roles", "beats", "push"}], "leads_on": "open|pivot|modulate|end"}],
     "hits": [{"frame", "what", "strength", "sound", "prepare", "miss_ms"}], "cuts": [96], "spoken": [[120, 60]],
     "ending": {"kind": "button|ring_out|fade", "start_frame", "chord"}, "reverb_seconds": 2.2,
     "decisions": [{"step", "section", "zh", "en", "facts"}]}

A bar lasts `beats` / (`bpm` * `push`) minutes; bars follow one another from `offset_beats` after their section's first
frame and are cut off where the section ends, so whoever changes a tempo changes nothing else. A section with too few
bars goes on with its last. A chord is a numeral of the section's key, or two of them (`"ii V"`) sharing the bar. Hits
sound at their frame whatever the grid says; `miss_ms` tells how far the nearest beat lies. Standard library only.
"""

from __future__ import annotations

import bisect
import dataclasses
import math
import re
from dataclasses import dataclass, field
from typing import Any

from gpu_worker.engines.score import theory
from gpu_worker.engines.score.players import PATTERNS, PLAYERS, ROLES, fits

SCHEMA = "score_plan"
VERSION = 1
HIT_SOUNDS = ("boom", "stab", "swell", "sting", "pluck", "gong", "none")
PREPARATIONS = ("riser", "roll", "breath", "none")
ENDINGS = ("button", "ring_out", "fade")
LINKS = ("open", "pivot", "modulate", "end")
STYLES = ("modern", "period")
MAX_BARS = 400


class PlanMalformed(ValueError):
    """A plan that cannot be played. `pointer` is the JSON pointer of what is wrong with it."""

    def __init__(self, pointer: str, problem: str) -> None:
        super().__init__(f"{pointer or '/'}: {problem}")
        self.pointer = pointer or "/"
        self.problem = problem


@dataclass(frozen=True, slots=True)
class MotifNote:
    """A note of the tune's germ: its length in beats and its step on the scale from the phrase's centre."""

    beats: float
    step: int


@dataclass(frozen=True, slots=True)
class Part:
    """Who plays a role, in which pattern, from which energy on."""

    role: str
    player: str
    pattern: str
    from_energy: float
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar's harmony, energy 0..1 and who plays. `push` bends the section's tempo so that a hit meets its beat."""

    chord: str
    energy: float
    roles: tuple[str, ...]
    beats: int = 4
    push: float = 1.0


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch in one mood, key and tempo."""

    mood: str
    start_frame: int
    frames: int
    intensity: float
    key: str
    mode: str
    bpm: float
    beats_per_bar: int
    offset_beats: float
    motif: tuple[MotifNote, ...]
    orchestra: tuple[Part, ...]
    bars: tuple[Bar, ...]
    leads_on: str = "open"


@dataclass(frozen=True, slots=True)
class PlannedHit:
    """How a hit is struck (`sound`) and led up to (`prepare`)."""

    frame: int
    what: str
    strength: float
    sound: str
    prepare: str
    miss_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How the cue ends; its last chord sounds from `start_frame`."""

    kind: str
    start_frame: int
    chord: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Why one thing is as it is, in both languages, with the numbers it was decided on."""

    step: str
    section: int
    zh: str
    en: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole cue."""

    style: str
    frames: int
    rate: tuple[int, int]
    seed: int
    sections: tuple[Section, ...]
    hits: tuple[PlannedHit, ...]
    cuts: tuple[int, ...]
    spoken: tuple[tuple[int, int], ...]
    ending: Ending
    reverb_seconds: float = 2.2
    decisions: tuple[Decision, ...] = ()

    def seconds(self, frames: float) -> float:
        """Frames of the plan's rate in seconds."""
        return frames * self.rate[1] / self.rate[0]


@dataclass(frozen=True, slots=True)
class LaidBar:
    """A bar where it falls: seconds from the cue's first frame. `ends` is early where the section cuts it off."""

    section: int
    index: int
    bar: Bar
    starts: float
    ends: float
    beat: float

    @property
    def beats(self) -> float:
        """How many of its beats sound."""
        return (self.ends - self.starts) / self.beat


def lay_out(plan: Plan) -> tuple[LaidBar, ...]:
    """Every bar of a plan in time, in order; pickup time before a section's first bar belongs to a bar of its chord."""
    laid: list[LaidBar] = []
    for number, section in enumerate(plan.sections):
        begins, over = plan.seconds(section.start_frame), plan.seconds(section.start_frame + section.frames)
        beat = 60 / section.bpm
        at = begins + section.offset_beats * beat
        if section.offset_beats > 1e-6:
            pickup = dataclasses.replace(section.bars[0], beats=max(1, math.ceil(section.offset_beats)))
            laid.append(LaidBar(number, -1, pickup, begins, min(at, over), beat))
        index = 0
        while at < over - 0.02 or not (laid and laid[-1].section == number):
            bar = section.bars[min(index, len(section.bars) - 1)]
            own = beat / bar.push
            laid.append(LaidBar(number, index, bar, at, min(over, at + bar.beats * own), own))
            at += bar.beats * own
            index += 1
    return tuple(laid)


def beats_of(laid: tuple[LaidBar, ...]) -> list[float]:
    """When each beat falls, in seconds, ascending; a pickup counts back from the first bar."""
    times: list[float] = []
    for bar in laid:
        if bar.index < 0:
            count = int((bar.ends - bar.starts) / bar.beat + 1e-6)
            times.extend(bar.ends - step * bar.beat for step in range(count, 0, -1))
        else:
            times.extend(bar.starts + step * bar.beat for step in range(math.ceil(bar.beats - 1e-6)))
    return times


def miss_ms(beats: list[float], seconds: float) -> float:
    """How far the nearest beat lies from a moment, in milliseconds; positive when the beat comes late."""
    at = bisect.bisect_left(beats, seconds)
    near = beats[max(0, at - 1) : at + 1]
    return round(1000 * min((beat - seconds for beat in near), key=abs, default=0.0), 1)


def with_misses(plan: Plan) -> Plan:
    """The plan with every hit's `miss_ms` reckoned from its own bars."""
    beats = beats_of(lay_out(plan))
    hits = tuple(dataclasses.replace(hit, miss_ms=miss_ms(beats, plan.seconds(hit.frame))) for hit in plan.hits)
    return dataclasses.replace(plan, hits=hits)


def write(plan: Plan) -> dict[str, Any]:
    """The plan as JSON values, in the order a person reads it."""
    facts = dataclasses.asdict(plan)
    facts["rate"], facts["cuts"] = list(plan.rate), list(plan.cuts)
    facts["spoken"] = [list(span) for span in plan.spoken]
    for section in facts["sections"]:
        section["motif"], section["orchestra"] = list(section["motif"]), list(section["orchestra"])
        section["bars"] = [bar | {"roles": list(bar["roles"])} for bar in section["bars"]]
    for name in ("sections", "hits", "decisions"):
        facts[name] = list(facts[name])
    return {"schema": SCHEMA, "version": VERSION, **facts}


def read(data: Any) -> Plan:
    """A plan from JSON values, checked to the last field; raises `PlanMalformed` with a pointer to the first fault."""
    top = _Place(data, "")
    top.fields(
        {"schema", "version", "style", "frames", "rate", "seed", "sections", "hits", "cuts", "spoken", "ending"},
        {"reverb_seconds", "decisions"},
    )
    if top.data["schema"] != SCHEMA or top.data["version"] != VERSION:
        wrong = "schema" if top.data["schema"] != SCHEMA else "version"
        raise PlanMalformed(f"/{wrong}", f"this engine plays {SCHEMA} version {VERSION}")
    frames = top.whole("frames", 1, 10_000_000)
    rate = top.items("rate")
    if len(rate) != 2:
        raise PlanMalformed("/rate", "write a fraction such as [24, 1]")
    pair = (rate[0].as_whole(1, 240_000), rate[1].as_whole(1, 10_000))
    sections = tuple(_section(place) for place in top.items("sections"))
    _check_order(sections, frames)
    last = len(sections) - 1
    return Plan(
        style=top.one_of("style", STYLES),
        frames=frames,
        rate=pair,
        seed=top.whole("seed", 0, 2**63 - 1),
        sections=sections,
        hits=tuple(_hit(place, frames) for place in top.items("hits")),
        cuts=tuple(place.as_whole(0, frames) for place in top.items("cuts")),
        spoken=tuple(_span(place, frames) for place in top.items("spoken")),
        ending=_ending(_Place(top.data["ending"], "/ending"), frames, sections[-1].key),
        reverb_seconds=top.number("reverb_seconds", 0.2, 6.0, 2.2),
        decisions=tuple(_decision(place, last) for place in top.items("decisions", ())),
    )


def _check_order(sections: tuple[Section, ...], frames: int) -> None:
    if not sections:
        raise PlanMalformed("/sections", "a cue has at least one section")
    at = 0
    for index, section in enumerate(sections):
        if section.start_frame != at:
            raise PlanMalformed(f"/sections/{index}/start_frame", f"the section before ends at frame {at}")
        at += section.frames
    if at != frames:
        raise PlanMalformed(f"/sections/{len(sections) - 1}/frames", f"the sections end at frame {at} of {frames}")


def _section(place: _Place) -> Section:
    names = {f.name for f in dataclasses.fields(Section)}
    place.fields(names - {"leads_on", "motif", "offset_beats"}, {"leads_on", "motif", "offset_beats"})
    key = place.text("key")
    try:
        theory.tonic(key)
    except theory.NotMusic as unknown:
        raise PlanMalformed(f"{place.at}/key", str(unknown)) from unknown
    orchestra = tuple(_part(part) for part in place.items("orchestra"))
    seen: set[str] = set()
    for index, part in enumerate(orchestra):
        if part.role in seen:
            raise PlanMalformed(f"{place.at}/orchestra/{index}/role", f"{part.role} is already given to a player")
        seen.add(part.role)
    beats = place.whole("beats_per_bar", 1, 12)
    bars = tuple(_bar(bar, key, seen, beats) for bar in place.items("bars"))
    if not 1 <= len(bars) <= MAX_BARS:
        raise PlanMalformed(f"{place.at}/bars", f"a section has 1 to {MAX_BARS} bars")
    return Section(
        mood=place.text("mood"),
        start_frame=place.whole("start_frame", 0, 10_000_000),
        frames=place.whole("frames", 1, 10_000_000),
        intensity=place.number("intensity", 0, 1),
        key=key,
        mode=place.one_of("mode", tuple(theory.MODES)),
        bpm=place.number("bpm", 30, 240),
        beats_per_bar=beats,
        offset_beats=place.number("offset_beats", 0, beats, 0.0),
        motif=tuple(_motif_note(note) for note in place.items("motif", ())),
        orchestra=orchestra,
        bars=bars,
        leads_on=place.one_of("leads_on", LINKS, "open"),
    )


def _motif_note(place: _Place) -> MotifNote:
    place.fields({"beats", "step"})
    return MotifNote(place.number("beats", 0.25, 8), place.whole("step", -12, 12))


def _part(place: _Place) -> Part:
    place.fields({"role", "player", "pattern", "from_energy"}, {"gain_db"})
    role = place.one_of("role", ROLES)
    player, pattern = place.one_of("player", tuple(PLAYERS)), place.one_of("pattern", PATTERNS[role])
    if not fits(player, role, pattern):
        raise PlanMalformed(f"{place.at}/player", f"{player} cannot play {role} ({pattern})")
    return Part(
        role=role,
        player=player,
        pattern=pattern,
        from_energy=place.number("from_energy", 0, 1),
        gain_db=place.number("gain_db", -24, 12, 0.0),
    )


def _bar(place: _Place, key: str, roles: set[str], beats: int) -> Bar:
    place.fields({"chord", "energy", "roles"}, {"beats", "push"})
    chord = place.text("chord")
    check_chord(chord, key, f"{place.at}/chord")
    return Bar(
        chord=chord,
        energy=place.number("energy", 0, 1),
        roles=tuple(role.as_one_of(tuple(sorted(roles))) for role in place.items("roles")),
        beats=place.whole("beats", 1, 12, beats),
        push=place.number("push", 0.5, 2.0, 1.0),
    )


def check_chord(numerals: str, key: str, pointer: str) -> None:
    """Refuse a bar's harmony that is not one or two numerals."""
    words = re.split(r"\s+", numerals.strip())
    if len(words) > 2:
        raise PlanMalformed(pointer, "a bar takes one numeral, or two that share it")
    try:
        for word in words:
            theory.chord(word, key)
    except theory.NotMusic as unknown:
        raise PlanMalformed(pointer, str(unknown)) from unknown


def _hit(place: _Place, frames: int) -> PlannedHit:
    place.fields({"frame", "what", "strength", "sound"}, {"prepare", "miss_ms"})
    return PlannedHit(
        frame=place.whole("frame", 0, frames),
        what=place.text("what", 0),
        strength=place.number("strength", 0, 1),
        sound=place.one_of("sound", HIT_SOUNDS),
        prepare=place.one_of("prepare", PREPARATIONS, "none"),
        miss_ms=place.number("miss_ms", -1e6, 1e6, 0.0),
    )


def _span(place: _Place, frames: int) -> tuple[int, int]:
    pair = place.as_items()
    if len(pair) != 2:
        raise PlanMalformed(place.at, "write a span as [start_frame, frames]")
    return pair[0].as_whole(0, frames), pair[1].as_whole(0, frames)


def _ending(place: _Place, frames: int, key: str) -> Ending:
    place.fields({"kind", "start_frame", "chord"})
    chord = place.text("chord")
    check_chord(chord, key, "/ending/chord")
    return Ending(place.one_of("kind", ENDINGS), place.whole("start_frame", 0, frames), chord)


def _decision(place: _Place, last: int) -> Decision:
    place.fields({"step", "section", "zh", "en"}, {"facts"})
    facts = place.data.get("facts", {})
    if not isinstance(facts, dict):
        raise PlanMalformed(f"{place.at}/facts", "expected an object")
    return Decision(
        place.text("step"), place.whole("section", -1, last), place.text("zh", 0), place.text("en", 0), dict(facts)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A value and where it stands in the document."""

    data: Any
    at: str

    def fields(self, needed: set[str], allowed: frozenset[str] | set[str] = frozenset()) -> None:
        if not isinstance(self.data, dict):
            raise PlanMalformed(self.at, "expected an object")
        for name in sorted(needed - set(self.data)):
            raise PlanMalformed(f"{self.at}/{name}", "is missing")
        for name in sorted(map(str, set(self.data) - needed - set(allowed))):
            raise PlanMalformed(f"{self.at}/{name}", "is no field of a plan")

    def _of(self, name: str) -> _Place:
        return _Place(self.data[name], f"{self.at}/{name}")

    def as_items(self) -> list[_Place]:
        if not isinstance(self.data, list | tuple):
            raise PlanMalformed(self.at, "expected a list")
        return [_Place(item, f"{self.at}/{index}") for index, item in enumerate(self.data)]

    def items(self, name: str, missing: Any = None) -> list[_Place]:
        return [] if missing is not None and name not in self.data else self._of(name).as_items()

    def as_whole(self, least: int, most: int) -> int:
        if not isinstance(self.data, int) or isinstance(self.data, bool):
            raise PlanMalformed(self.at, "expected a whole number")
        if not least <= self.data <= most:
            raise PlanMalformed(self.at, f"must lie between {least} and {most}, not {self.data}")
        return self.data

    def whole(self, name: str, least: int, most: int, missing: int | None = None) -> int:
        return missing if missing is not None and name not in self.data else self._of(name).as_whole(least, most)

    def number(self, name: str, least: float, most: float, missing: float | None = None) -> float:
        if missing is not None and name not in self.data:
            return missing
        value, at = self.data[name], f"{self.at}/{name}"
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise PlanMalformed(at, "expected a number")
        if not least <= value <= most:
            raise PlanMalformed(at, f"must lie between {least:g} and {most:g}, not {value:g}")
        return float(value)

    def text(self, name: str, least: int = 1) -> str:
        value = self.data[name]
        if not isinstance(value, str) or not least <= len(value) <= 2000:
            raise PlanMalformed(f"{self.at}/{name}", "expected a text")
        return value

    def as_one_of(self, choices: tuple[str, ...]) -> str:
        if not isinstance(self.data, str) or self.data not in choices:
            raise PlanMalformed(self.at, f"{self.data!r} is not one of {', '.join(choices)}")
        return self.data

    def one_of(self, name: str, choices: tuple[str, ...], missing: str = "") -> str:
        return missing if missing and name not in self.data else self._of(name).as_one_of(choices)
