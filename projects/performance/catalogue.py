"""The performance catalogue: what a face, a body, a camera and a place can be, in Chinese and English.

The terms are data in `data/`; this module only reads them. Ids never change their meaning within a version; every word
a writer uses belongs to one id of its family, or is declared ambiguous with the rule that settles it. `draws_as` names
the nearest id of the first vocabulary, for engines and rules that know no other. Pose references are read on demand
(`projects.performance.poses`).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from projects.briefs import Expression
from projects.performance.lexicon import Ambiguous, Lexicon

DATA = Path(__file__).parent / "data"


class CatalogueBroken(ValueError):
    """The catalogue's own data contradicts itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One id with its names and the words writers use for it."""

    id: str
    zh: str
    en: str
    draws_as: str
    zh_words: tuple[str, ...] = ()
    en_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionTerm(Term):
    """A face: FACS action units (number, optional L/R) with intensities 0..1, and how much energy the voice carries.

    L and R are the sides of whoever makes the face; 51 to 58 are the head's units (turn, nod, tilt, thrust). `gaze` is
    -1..1 to the viewer's right and up. `effects` are what a comic draws beside muscles, 0..1. The face grows for
    `onset_ms`, stands for `hold_ms` (0 = as long as the shot) and fades for `offset_ms`.
    """

    family: str
    action_units: Mapping[str, float]
    gaze: tuple[float, float]
    energy: float
    effects: Mapping[str, float]
    onset_ms: int
    hold_ms: int
    offset_ms: int
    prompt_zh: str
    prompt_en: str

    def as_expression(self) -> Expression:
        """The form a brief carries: its own id and muscles, with the nearest id of the first vocabulary beside it."""
        return Expression(
            id=self.id,
            action_units=dict(self.action_units),
            energy=self.energy,
            like=self.draws_as,
            gaze=tuple(self.gaze),
            effects=dict(self.effects),
            onset_ms=self.onset_ms,
            hold_ms=self.hold_ms,
            offset_ms=self.offset_ms,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTerm(Term):
    """What a body does; `frames` is its usual length at 24 fps, `actors` how many people it takes.

    What `loops` is done again and again for as long as the shot lasts (typing, walking, weeping). `reaction` is the
    action of the one it is done to, empty where nobody need answer.
    """

    family: str
    actors: int
    frames: int
    posture: str
    reaction: str
    prompt_zh: str
    prompt_en: str
    loops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FramingTerm(Term):
    """How much of a person the frame holds; `closeness` runs from 0 (wide) to 6 (eyes only)."""

    closeness: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTerm(Term):
    """A kind of place that can be built; `interior` tells on which side of the door."""

    interior: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodTerm(Term):
    """A mood with the words that call for it and the expressions that belong to it."""

    expressions: tuple[str, ...]


class Lexicons(Mapping[str, Lexicon]):
    """The lexicon of each family, built when it is first asked for."""

    def __init__(
        self, families: Mapping[str, Mapping[str, Term]], ambiguous: Mapping[str, tuple[Ambiguous, ...]]
    ) -> None:
        self._families, self._ambiguous = families, ambiguous
        self._built: dict[str, Lexicon] = {}

    def __getitem__(self, family: str) -> Lexicon:
        if family not in self._built:
            self._built[family] = Lexicon(_claims(self._families[family]), self._ambiguous.get(family, ()))
        return self._built[family]

    def __iter__(self) -> Iterator[str]:
        return iter(self._families)

    def __len__(self) -> int:
        return len(self._families)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All families of one version, by id, and the lexicons that find them in text."""

    version: int
    expressions: Mapping[str, ExpressionTerm]
    actions: Mapping[str, ActionTerm]
    framings: Mapping[str, FramingTerm]
    angles: Mapping[str, Term]
    camera_moves: Mapping[str, Term]
    transitions: Mapping[str, Term]
    times_of_day: Mapping[str, Term]
    weathers: Mapping[str, Term]
    sets: Mapping[str, SetTerm]
    moods: Mapping[str, MoodTerm]
    props: Mapping[str, Term]
    sounds: Mapping[str, Term]
    ambiguous: Mapping[str, tuple[Ambiguous, ...]]
    lexicons: Mapping[str, Lexicon]

    def expression(self, expression_id: str) -> Expression:
        """The brief's form of an expression id; KeyError when the catalogue does not know it."""
        return self.expressions[expression_id].as_expression()

    def drawn(self, family: str, term_id: str) -> str:
        """The id of the first vocabulary nearest to an id of this family; an unknown id stays as it is."""
        term: Term | None = getattr(self, family).get(term_id)
        return term.draws_as if term else term_id


KINDS: Mapping[str, type[Term]] = {
    "expressions": ExpressionTerm,
    "actions": ActionTerm,
    "framings": FramingTerm,
    "angles": Term,
    "camera_moves": Term,
    "transitions": Term,
    "times_of_day": Term,
    "weathers": Term,
    "sets": SetTerm,
    "moods": MoodTerm,
    "props": Term,
    "sounds": Term,
}
FAMILIES = tuple(KINDS)
_FILES = ("expressions", "camera", "places", "moods", "props", "sounds")

T = TypeVar("T", bound=Term)


@functools.cache
def catalogue() -> Catalogue:
    """The catalogue, read once per process."""
    data: dict[str, Any] = {"actions": []}
    ambiguous: dict[str, tuple[Ambiguous, ...]] = {}
    versions = set()
    for name in _FILES:
        content = read_json(f"{name}.json")
        versions.add(content.pop("version"))
        if "ambiguous" in content:
            ambiguous[name] = _ambiguous(content.pop("ambiguous"))
        data.update(content)
    for path in sorted((DATA / "actions").glob("*.json")):
        content = read_json(f"actions/{path.name}")
        versions.add(content["version"])
        data["actions"] += content["actions"]
    ambiguous["actions"] = _ambiguous(read_json("ambiguous_actions.json")["ambiguous"])
    if len(versions) != 1:
        raise CatalogueBroken(f"the data files carry different versions: {sorted(versions)}")
    families: dict[str, Any] = {name: _family(kind, data[name]) for name, kind in KINDS.items()}
    read = Catalogue(version=versions.pop(), ambiguous=ambiguous, lexicons=Lexicons(families, ambiguous), **families)
    _check(read)
    return read


def read_json(name: str) -> dict[str, Any]:
    """One data file of the catalogue."""
    content: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return content


def _family(kind: type[T], rows: list[dict[str, Any]]) -> dict[str, T]:
    terms: dict[str, T] = {}
    for row in rows:
        if row["id"] in terms:
            raise CatalogueBroken(f"{row['id']} appears twice")
        facts: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        facts.setdefault("draws_as", row["id"])
        terms[row["id"]] = kind(**facts)
    return terms


def _ambiguous(rows: list[dict[str, Any]]) -> tuple[Ambiguous, ...]:
    return tuple(
        Ambiguous(
            row["word"],
            tuple(row["ids"]),
            row["rule"]["default"],
            tuple((tuple(case["near"]), case["id"]) for case in row["rule"]["when"]),
        )
        for row in rows
    )


def _claims(terms: Mapping[str, Term]) -> Iterable[tuple[str, str]]:
    return ((word, term.id) for term in terms.values() for word in (*term.zh_words, *term.en_words))


def _check(read: Catalogue) -> None:
    unknown = {face for mood in read.moods.values() for face in mood.expressions} - set(read.expressions)
    unknown |= {action.reaction for action in read.actions.values() if action.reaction} - set(read.actions)
    for family, rules in read.ambiguous.items():
        unknown |= {term_id for rule in rules for term_id in rule.ids} - set(getattr(read, family))
    if unknown:
        raise CatalogueBroken(f"terms that do not exist are named: {sorted(unknown)}")
