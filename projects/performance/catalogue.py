"""The performance catalogue: what a face, a body, a camera and a place can be, in Chinese and English.

The terms are data in `data/*.json`; this module only reads them. Ids never change their meaning within a version; every
word a writer uses belongs to one id of its family.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from projects.briefs import Expression
from projects.performance.lexicon import Lexicon

DATA = Path(__file__).parent / "data"


class CatalogueBroken(ValueError):
    """The catalogue's own data contradicts itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One id with its names and the words writers use for it."""

    id: str
    zh: str
    en: str
    zh_words: tuple[str, ...] = ()
    en_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionTerm(Term):
    """A face: FACS action units (number, optional L/R) with intensities 0..1, and how much energy the voice carries."""

    action_units: Mapping[str, float]
    energy: float

    def as_expression(self) -> Expression:
        """The form a brief carries."""
        return Expression(id=self.id, action_units=dict(self.action_units), energy=self.energy)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTerm(Term):
    """What a body does; `frames` is its usual length at 24 fps, `actors` how many people it takes."""

    actors: int
    frames: int
    posture: str


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


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All families of one version, by id, and the lexicons that find them in text."""

    version: int
    expressions: Mapping[str, ExpressionTerm]
    actions: Mapping[str, ActionTerm]
    framings: Mapping[str, FramingTerm]
    angles: Mapping[str, Term]
    camera_moves: Mapping[str, Term]
    times_of_day: Mapping[str, Term]
    weathers: Mapping[str, Term]
    sets: Mapping[str, SetTerm]
    moods: Mapping[str, MoodTerm]
    props: Mapping[str, Term]
    lexicons: Mapping[str, Lexicon]

    def expression(self, expression_id: str) -> Expression:
        """The brief's form of an expression id; KeyError when the catalogue does not know it."""
        return self.expressions[expression_id].as_expression()


FAMILIES = (
    "expressions",
    "actions",
    "framings",
    "angles",
    "camera_moves",
    "times_of_day",
    "weathers",
    "sets",
    "moods",
    "props",
)
_FILES = ("expressions", "actions", "camera", "places", "moods", "props")

T = TypeVar("T", bound=Term)


@functools.cache
def catalogue() -> Catalogue:
    """The catalogue, read once per process."""
    data: dict[str, Any] = {}
    versions = set()
    for name in _FILES:
        content = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
        versions.add(content.pop("version"))
        data.update(content)
    if len(versions) != 1:
        raise CatalogueBroken(f"the data files carry different versions: {sorted(versions)}")
    read = Catalogue(
        version=versions.pop(),
        expressions=_family(ExpressionTerm, data["expressions"]),
        actions=_family(ActionTerm, data["actions"]),
        framings=_family(FramingTerm, data["framings"]),
        angles=_family(Term, data["angles"]),
        camera_moves=_family(Term, data["camera_moves"]),
        times_of_day=_family(Term, data["times_of_day"]),
        weathers=_family(Term, data["weathers"]),
        sets=_family(SetTerm, data["sets"]),
        moods=_family(MoodTerm, data["moods"]),
        props=_family(Term, data["props"]),
        lexicons={name: Lexicon(_claims(data[name])) for name in FAMILIES},
    )
    unknown = {face for mood in read.moods.values() for face in mood.expressions} - set(read.expressions)
    if unknown:
        raise CatalogueBroken(f"moods name expressions that do not exist: {sorted(unknown)}")
    return read


def _family(kind: type[T], rows: list[dict[str, Any]]) -> dict[str, T]:
    terms: dict[str, T] = {}
    for row in rows:
        if row["id"] in terms:
            raise CatalogueBroken(f"{row['id']} appears twice")
        facts: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        terms[row["id"]] = kind(**facts)
    return terms


def _claims(rows: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    return ((word, row["id"]) for row in rows for word in (*row["zh_words"], *row["en_words"]))
