"""A story as a tree of episodes, scenes, shots and lines, and the difference of two of them: frozen, explained."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["story", "episode", "scene", "shot", "line"]
Kind = Literal["added", "removed", "restored", "changed", "moved", "renumbered"]
LEVELS: tuple[Level, ...] = ("episode", "scene", "shot", "line")
KINDS: tuple[Kind, ...] = ("added", "removed", "restored", "changed", "moved", "renumbered")
NUMBER = "number"
"""The field whose change is a renumbering and nothing more."""


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a story. `ref` names it within its own version; `fields` are what it says, all plain JSON values.

    `gone` parts belong to the older version only: an even older one had them, and they can come back.
    """

    level: Level
    ref: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    children: tuple[Node, ...] = ()
    gone: bool = False

    def walk(self) -> Iterator[Node]:
        """The node and everything below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def words(self) -> str:
        """What of it a reader recognises."""
        said = self.fields
        match self.level:
            case "line":
                return f"{said['speaker']}：{said['text']}" if said.get("speaker") else str(said.get("text", ""))
            case "shot":
                own = str(said.get("description", "")) or " ".join(said.get("cards") or ())
                return own or " ".join(line.words() for line in self.children)
            case "scene":
                return " ".join(str(said[name]) for name in (NUMBER, "location") if said.get(name))
        return " ".join(str(said[name]) for name in (NUMBER, "title") if said.get(name))

    def content(self) -> Any:
        """What it says without its references and its number: equal for equal content, wherever it stands."""
        own = {name: value for name, value in self.fields.items() if name != NUMBER}
        return [own, [child.content() for child in self.children if not child.gone]]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that says something else now."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One difference. `old` and `new` are references into the two versions, empty where there is none.

    `parent` and `place` say where an added, restored or moved part stands now: below which part (by its old reference
    if it has one) and at which position among the parts in use. `inside` marks what only follows from its parent's
    being added or removed. `similarity` is 1.0 for equal words.
    """

    kind: Kind
    level: Level
    old: str = ""
    new: str = ""
    parent: str = ""
    place: int = 0
    similarity: float = 1.0
    changes: tuple[Change, ...] = ()
    before: str = ""
    after: str = ""
    inside: bool = False


@dataclass(frozen=True)
class Diff:
    """What one version has that another has not. `pairs` are old references by new ones, of everything recognised."""

    entries: tuple[Entry, ...]
    pairs: Mapping[str, str]

    def counts(self, entries: Iterable[Entry] | None = None) -> dict[str, dict[str, int]]:
        """How many of each kind at each level; what is nought is left out."""
        counted: dict[str, Counter[str]] = {}
        for entry in self.entries if entries is None else entries:
            counted.setdefault(entry.level, Counter())[entry.kind] += 1
        return {
            level: {kind: counted[level][kind] for kind in KINDS if counted[level][kind]}
            for level in LEVELS
            if level in counted
        }


def digest(value: Any) -> str:
    """A digest of plain values."""
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
