"""Write a screenplay so that reading it back gives the same.

Every part of a script (header, cast line, element) knows several forms, the plainest first. What was written is read
again; a part that would be taken for something else moves on to its next, more explicit form. So the writers need not
know what the reader doubts, and follow it when it learns.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from projects.screenplay.model import NARRATOR_NAMES, Element, EpisodeText, SceneText, Screenplay, SourceRange
from projects.screenplay.reading import parse
from projects.screenplay.rows import fold_name

ROUNDS = 12
"""How often a script is read back; enough for a header's forms and then an element's."""

HEADERS = ("title", "episode", "scene")
_NOWHERE = SourceRange(0, 0, 0, 0)

Meaning = tuple[object, ...]


@dataclass
class Part:
    """One written part: what it means, its forms from plain to explicit, and what stands before it."""

    meaning: Meaning
    forms: tuple[str, ...]
    gap: str = "\n"
    chosen: int = 0
    start: int = 0
    end: int = 0

    @property
    def written(self) -> str:
        return self.forms[self.chosen]

    def move_on(self) -> bool:
        """Take the next form; False when there is none."""
        if self.chosen + 1 >= len(self.forms):
            return False
        self.chosen += 1
        return True


def content(play: Screenplay) -> Screenplay:
    """The screenplay without its place in a text: equal for two texts that say the same."""
    episodes = tuple(
        dataclasses.replace(
            episode,
            source=_NOWHERE,
            scenes=tuple(
                dataclasses.replace(
                    scene,
                    source=_NOWHERE,
                    elements=tuple(dataclasses.replace(element, source=_NOWHERE) for element in scene.elements),
                )
                for scene in episode.scenes
            ),
        )
        for episode in play.episodes
    )
    return dataclasses.replace(play, episodes=episodes, diagnostics=(), grade="standard", structure=())


@dataclass(frozen=True, slots=True)
class Layout:
    """How a layout writes each kind of part: every function gives the forms, plainest first."""

    opening: Callable[[Screenplay], tuple[str, ...]]
    cast: Callable[[tuple[str, ...]], str]
    episode: Callable[[EpisodeText], tuple[str, ...]]
    scene: Callable[[SceneText, int, str], tuple[str, ...]]
    element: Callable[[Element], tuple[str, ...]]
    note: Callable[[str], tuple[str, ...]]
    gap: str


def write(play: Screenplay, layout: Layout) -> str:
    """The screenplay in a layout, with its front matter and notes where they stood."""
    parts = [Part(("title", play.title), layout.opening(play))] if any(layout.opening(play)) else []
    names = undeclared(play)
    cast = Part(("cast",), ("", layout.cast(names)), "\n\n") if names else None
    parts += [cast] if cast else []
    asides = [line for line in play.structure if line.kind in ("front_matter", "note")]
    asides.sort(key=lambda line: line.source.start, reverse=True)

    def lay(part: Part, start: int) -> None:
        while asides and asides[-1].source.start < start:
            parts.append(Part(("aside",), (*layout.note(asides.pop().text), ""), layout.gap))
        parts.append(part)

    for episode in play.episodes:
        meant = ("episode", episode.number, episode.title)
        lay(Part(meant, layout.episode(episode), "\n\n"), episode.source.start)
        before = ""
        for ordinal, scene in enumerate(episode.scenes, start=1):
            forms = layout.scene(scene, ordinal, before)
            lay(Part(meaning_of_scene(scene), forms, "\n\n"), scene.source.start)
            for element in scene.elements:
                lay(Part(meaning_of(element), _forms(element, layout), layout.gap), element.source.start)
            before = scene.number
    while asides:
        parts.append(Part(("aside",), (*layout.note(asides.pop().text), ""), layout.gap))
    return _settle(parts, cast)


def _forms(element: Element, layout: Layout) -> tuple[str, ...]:
    """An element's forms, the translation on the line below."""
    forms = layout.element(element)
    return tuple(f"{form.rstrip()}\n{element.translation}" for form in forms) if element.translation else forms


def _settle(parts: Sequence[Part], cast: Part | None = None) -> str:
    """The parts as one text, each in the first form that is read as it is meant.

    `cast` is a part with an empty first form; it is written out when somebody's speech is not taken for speech.
    """
    text = _compose(parts)
    for _ in range(ROUNDS):
        wrong = _misread(parts, parse(text))
        if not wrong:
            break
        if cast is not None and not cast.chosen and any(part.meaning[0] == "dialogue" for part in wrong):
            cast.move_on()
        elif not _move_on(parts, wrong):
            break
        text = _compose(parts)
    return text


def _move_on(parts: Sequence[Part], wrong: Sequence[Part]) -> bool:
    """Give the misread parts their next form; an element waits until its scene's header is right."""
    misread = {id(part) for part in wrong}
    moved = header_is_wrong = False
    for part in parts:
        is_header = part.meaning[0] in HEADERS
        if is_header:
            header_is_wrong = id(part) in misread
        if id(part) in misread and (is_header or not header_is_wrong):
            moved = part.move_on() or moved
    return moved or any(part.move_on() for part in wrong)


def undeclared(play: Screenplay) -> tuple[str, ...]:
    """Who speaks without standing on any scene's cast line, in order of appearance."""
    scenes = [scene for episode in play.episodes for scene in episode.scenes]
    declared = {fold_name(person) for scene in scenes for person in scene.people} | NARRATOR_NAMES
    declared |= {fold_name(alias) for alias, _ in play.aliases}
    names: dict[str, str] = {}
    for scene in scenes:
        for element in scene.elements:
            if element.kind == "dialogue" and fold_name(element.speaker) not in declared:
                names.setdefault(fold_name(element.speaker), element.speaker)
    return tuple(names.values())


def meaning_of(element: Element) -> Meaning:
    """What an element says, whatever its place."""
    if element.kind == "dialogue":
        said = (element.text, element.speaker, element.parentheticals, element.delivery, element.marks)
        return (element.kind, *said, element.translation)
    return (element.kind, element.text, element.marks, element.translation)


def meaning_of_scene(scene: SceneText) -> Meaning:
    """What a scene's header and cast line say."""
    return (
        "scene",
        scene.number,
        scene.location,
        scene.time_of_day,
        scene.time_words,
        scene.interior,
        scene.people,
    )


def is_narrator(speaker: str) -> bool:
    """Whether the speaker is a voice by name, so that nothing need say so."""
    return fold_name(speaker) in NARRATOR_NAMES


def brackets_in(text: str) -> tuple[str, ...]:
    """The 【…】 and [...] that a reader takes for marks of an action, as a guess of its plainest form."""
    marks: list[str] = []
    at = 0
    while True:
        start = min((found for found in (text.find("【", at), text.find("[", at)) if found >= 0), default=-1)
        close = text.find("】" if text[start] == "【" else "]", start) if start >= 0 else -1
        if close < 0:
            return tuple(marks)
        if 0 < close - start - 1 <= 20:
            marks.append(text[start + 1 : close].strip())
        at = close + 1


def unique(forms: Iterable[str]) -> tuple[str, ...]:
    """The forms without empty ones, each once, in order."""
    return tuple(dict.fromkeys(form for form in forms if form.strip()))


def _compose(parts: Sequence[Part]) -> str:
    pieces: list[str] = []
    at = 0
    for part in parts:
        gap = part.gap if at and part.written else ""
        pieces += (gap, part.written)
        part.start = at + len(gap)
        at = part.end = part.start + len(part.written)
    return "".join([*pieces, "\n"])


def _misread(parts: Sequence[Part], play: Screenplay) -> list[Part]:
    """The parts that were not read as they are meant."""
    starts = [part.start for part in parts]
    read: list[list[Meaning]] = [[] for _ in parts]
    for start, end, meaning in _found(play):
        first = max(0, bisect_right(starts, start) - 1)
        for index in range(first, len(parts)):
            if parts[index].start >= end:
                break
            if parts[index].written and parts[index].end > start:
                read[index].append(meaning)
    wrong: list[Part] = []
    for part, meanings in zip(parts, read, strict=True):
        expected = [] if part.meaning[0] in ("title", "cast", "aside") else [part.meaning]
        if meanings != expected or (part.meaning[0] == "title" and part.meaning[1] != play.title):
            wrong.append(part)
    return wrong


def _found(play: Screenplay) -> Iterator[tuple[int, int, Meaning]]:
    for episode in play.episodes:
        yield episode.source.start, episode.source.start + 1, ("episode", episode.number, episode.title)
        for scene in episode.scenes:
            yield scene.source.start, scene.source.start + 1, meaning_of_scene(scene)
            for element in scene.elements:
                yield element.source.start, element.source.end, meaning_of(element)
