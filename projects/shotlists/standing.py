"""An episode as a shot list sees it: frozen, so that what a sheet would change is known before anything is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from projects.briefs import Rate
from projects.performance.folding import fold


@dataclass(frozen=True, slots=True)
class Person:
    """A cast member by id, name and aliases."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody in a shot, with the facts of their presence as verbs take them."""

    person: Person
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line of a shot; without a person it is the narrator's. `id` is empty before it exists."""

    person: Person | None
    kind: str
    text: str
    parenthetical: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class StandingShot:
    """A shot as it is now. `facts` are its editable fields by name."""

    id: str
    scene: str
    code: int
    slate: str
    facts: dict[str, Any]
    cast: tuple[Seen, ...] = ()
    lines: tuple[Spoken, ...] = ()
    omitted: bool = False


@dataclass(frozen=True, slots=True)
class StandingScene:
    """A scene as it is now, by its label ("2", "12A")."""

    id: str
    label: str
    location: str
    interior: bool
    time_of_day: str
    omitted: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The episode: what its slates begin with, its people, and its scenes and shots in order."""

    series_code: str
    episode_number: int
    language: str
    rate: Rate
    people: tuple[Person, ...] = ()
    scenes: tuple[StandingScene, ...] = ()
    shots: tuple[StandingShot, ...] = field(default=())

    def scene(self, label: str) -> StandingScene | None:
        """The scene of this label."""
        return next((scene for scene in self.scenes if scene.label == label), None)

    def person(self, name: str) -> Person | None:
        """The member who bears this name or alias, whatever its width and capitals."""
        wanted = _folded(name)
        for spelled in (lambda person: (person.name,), lambda person: person.aliases):
            for person in self.people:
                if wanted and any(_folded(own) == wanted for own in spelled(person)):
                    return person
        return None


def _folded(name: str) -> str:
    return " ".join(fold(name).split())
