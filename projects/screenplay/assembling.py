"""Scenes and episodes under construction, and the doubts that only show once they are complete."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from projects.screenplay.diagnostics import doubt
from projects.screenplay.headers import Place, SceneHeader
from projects.screenplay.model import Diagnostic, Element, EpisodeText, SceneText, SourceRange
from projects.screenplay.names import split_people
from projects.screenplay.prefixes import FLASHBACK_CLOSE, FLASHBACK_OPEN
from projects.screenplay.rows import Row, fold_name


@dataclass
class SceneDraft:
    """A scene being read. `announced` is false for a scene opened because something was played without a header."""

    header: SceneHeader
    row: Row
    announced: bool = True
    place: Place = field(default_factory=Place)
    people: list[str] = field(default_factory=list)
    people_line: int = 0
    elements: list[Element] = field(default_factory=list)
    end: int = 0
    speaking: str = ""

    def __post_init__(self) -> None:
        self.place = self.header.place
        self.end = self.row.end
        if self.place.people is not None:
            self.add_people(self.place.people, self.row.number)
        if self.place.flashback:
            self.elements.append(Element("mark", self.place.flashback, self.row.source, marks=(self.place.flashback,)))

    def add_people(self, words: str, line: int) -> None:
        """Read a 人物 line into the scene."""
        self.people_line = line
        known = {fold_name(person) for person in self.people}
        self.people += [person for person in split_people(words) if fold_name(person) not in known]

    def fill(self, place: Place) -> None:
        """Take what a further header line says where the header was silent."""
        own = self.place
        self.place = replace(
            own,
            location=own.location or place.location,
            time_of_day=own.time_of_day or place.time_of_day,
            time_words=own.time_words or place.time_words,
            interior=own.interior if own.has_side else place.interior,
            has_side=own.has_side or place.has_side,
        )

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was played yet, so that header fields may still follow."""
        return not any(element.kind != "mark" for element in self.elements)


@dataclass
class EpisodeDraft:
    """An episode being read."""

    number: int
    title: str
    row: Row
    inferred: bool = False
    scenes: list[SceneText] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    end: int = 0

    def close_scene(self, draft: SceneDraft, time_before: str) -> list[Diagnostic]:
        """Add a finished scene; returns what is doubtful about it."""
        place, line = draft.place, draft.row.number
        label = draft.header.label
        doubts: list[Diagnostic] = []
        if label == "+":
            label = f"{self.scenes[-1].number if self.scenes else ''}+"
        if not label:
            label = str(len(self.scenes) + 1)
        elif label in self.lines:
            doubts.append(doubt("W_SCENE_REPEATED", line, label=label, first=self.lines[label]))
        self.lines.setdefault(label, line)
        time_of_day = place.time_of_day or (time_before if place.time_words else "")
        if draft.announced:
            header = draft.row.written
            if not place.location:
                doubts.append(doubt("W_LOCATION_MISSING", line, label=label))
            if not time_of_day:
                doubts.append(doubt("W_TIME_MISSING", line, header=header))
            if not place.has_side:
                doubts.append(doubt("I_INTERIOR_MISSING", line, header=header))
            if draft.is_fresh:
                doubts.append(doubt("W_SCENE_EMPTY", line, label=label))
        if draft.people_line and not draft.people:
            doubts.append(doubt("W_PEOPLE_EMPTY", draft.people_line))
        self.scenes.append(
            SceneText(
                label,
                place.location,
                time_of_day,
                place.time_words,
                place.interior,
                tuple(draft.people),
                tuple(draft.elements),
                SourceRange(line, draft.row.column, draft.row.start, draft.end),
            )
        )
        self.end = max(self.end, draft.end)
        return doubts

    def find_open_flashbacks(self) -> list[Diagnostic]:
        """A flashback may run over several scenes, but should end before its episode does."""
        return _check_flashbacks([element for scene in self.scenes for element in scene.elements])

    def finish(self) -> EpisodeText:
        """The episode as it stands."""
        row = self.row
        end = max(self.end, row.end)
        return EpisodeText(
            self.number, self.title, tuple(self.scenes), SourceRange(row.number, row.column, row.start, end)
        )


def _check_flashbacks(elements: list[Element]) -> list[Diagnostic]:
    opened = 0
    for element in elements:
        for mark in element.marks:
            if fold_name(mark) in FLASHBACK_OPEN:
                opened = opened or element.source.line
            elif fold_name(mark) in FLASHBACK_CLOSE:
                opened = 0
    return [doubt("W_FLASHBACK_OPEN", opened)] if opened else []


def find_similar_places(episodes: list[EpisodeText]) -> list[Diagnostic]:
    """Locations that look like one place written in two ways (沈家正厅 / 沈家老宅正厅)."""
    first: dict[str, tuple[str, int]] = {}
    for episode in episodes:
        for scene in episode.scenes:
            key = "".join(fold_name(scene.location).split())
            if key:
                first.setdefault(key, (scene.location, scene.source.line))
    keys = sorted(first, key=len)[:300]
    doubts: list[Diagnostic] = []
    for index, short in enumerate(keys):
        if len(short) < 3:
            continue
        for long in keys[index + 1 :]:
            if long[0] == short[0] and long[-2:] == short[-2:] and _is_within(short, long):
                later, other = sorted((first[short], first[long]), key=lambda place: -place[1])
                doubts.append(doubt("I_LOCATION_SIMILAR", later[1], name=later[0], other=other[0]))
                break
    return doubts


def _is_within(short: str, long: str) -> bool:
    characters = iter(long)
    return all(character in characters for character in short)
