"""From a parsed script to the changes it states: scene by scene, each with the words that decided and where they stand.

Action lines and parentheticals are read; what people say is not, because people lie and remember. Cards, marks and
headers tell when a scene plays. Nothing is guessed where nobody is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from projects.performance.folding import fold
from projects.performance.matching import means_same_time
from projects.planning.people import KnownPeople, Mention
from projects.screenplay.model import Element, EpisodeText, SceneText, SourceRange
from projects.screenplay.prefixes import FLASHBACK_CLOSE, FLASHBACK_OPEN
from projects.story.clauses import Clause, Memory, Said, Sentence
from projects.story.unfolding import STORY, Change, minutes
from projects.story.words import words

_SENTENCE = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
_CLAUSE = re.compile(r"[，,：:…—【】]|\s(?=and\s|then\s|while\s)")
CLAUSE_MOST = 200
"""Characters read together at most, so that a line without punctuation costs no more than its length."""
_HEADER_FLASHBACK = ("闪回", "回忆", "flashback")
_CARDS = frozenset({"subtitle_card", "transition", "mark"})


@dataclass(frozen=True, slots=True)
class SceneChanges:
    """What one scene of a script states; the subject of a change is a person's name, `LOCATION` or `STORY`."""

    episode: int
    scene: SceneText
    changes: tuple[Change, ...]


def location_key(location: str) -> str:
    """The same place written with other widths or spaces is the same place."""
    return "".join(fold(location).split())


def read_changes(text: str, episodes: Sequence[EpisodeText], people: KnownPeople) -> list[SceneChanges]:
    """What every scene states, in order. `text` is the script the episodes were parsed from."""
    memory = Memory(people)
    breaks = [at for at, character in enumerate(text) if character == "\n"]
    found: list[SceneChanges] = []
    for episode in episodes:
        past = ""
        for index, scene in enumerate(episode.scenes):
            reader = _SceneReader(text, breaks, memory, past)
            changes = reader.read(scene)
            past = reader.past if reader.past and _closes_later(episode, index, reader.past) else ""
            found.append(SceneChanges(episode.number, scene, changes))
    return found


def _closes_later(episode: EpisodeText, index: int, past: str) -> bool:
    """Whether a later scene of the episode says that the flashback is over, or that the same span has passed since."""
    for scene in episode.scenes[index + 1 :]:
        for element in scene.elements:
            if any(fold(mark) in FLASHBACK_CLOSE for mark in element.marks):
                return True
            if element.kind in _CARDS:
                told = words().time_in(element.text)
                if told and (told[0] == "now" or (told[0].startswith("+") and minutes(told[0]) == minutes(past))):
                    return True
                if told and told[0].startswith("-"):
                    return False
    return False


class _SceneReader:
    """Reads one scene; `past` is the flashback that is open before it, and afterwards the one open at its end."""

    def __init__(self, text: str, breaks: Sequence[int], memory: Memory, past: str) -> None:
        self.text, self.breaks, self.memory, self.past = text, breaks, memory, past
        self.played: list[str] = []
        self.changes: list[tuple[Change, str]] = []
        self.story: list[Change] = []
        self.since = ""

    def read(self, scene: SceneText) -> tuple[Change, ...]:
        """The scene's changes; a scene that plays wholly in the past is a flashback, its changes are its present."""
        self.memory.location = location_key(scene.location)
        self._read_header(scene)
        for element in scene.elements:
            self._read_element(element)
        whole = bool(self.played) and all(self.played)
        if whole:
            words_said = self.since or next((c.words for c in self.story if c.values[0].startswith("-")), "")
            self.story = [_story(self.played[0], words_said, scene.source, 0)]
        rows = [change if whole or not past else replace(change, past=True) for change, past in self.changes]
        return (*self.story, *rows)

    def _read_header(self, scene: SceneText) -> None:
        header = f"{scene.time_words} {scene.location}"
        if means_same_time(scene.time_words):
            self.story.append(_story("=", scene.time_words, scene.source, 0))
        elif flash := next((word for word in _HEADER_FLASHBACK if word in fold(header)), ""):
            self._turn("-", flash, scene.source, 0)
        elif told := words().time_in(scene.time_words):
            self._turn(*told, scene.source, 0)

    def _read_element(self, element: Element) -> None:
        for mark in element.marks:
            if fold(mark) in FLASHBACK_OPEN:
                self._turn("-", mark, element.source, self._now(element))
            elif fold(mark) in FLASHBACK_CLOSE:
                self._turn("now", mark, element.source, self._now(element))
            elif told := words().time_in(mark):
                self._turn(*told, element.source, self._now(element))
        if element.kind in _CARDS:
            told = words().time_in(element.text)
            if told and not element.marks:
                self._turn(*told, element.source, self._now(element))
            return
        if element.kind == "action":
            self._read_action(element)
        elif element.kind == "dialogue":
            self._read_parentheticals(element)
        else:
            return
        self.played.append(self.past)

    def _now(self, element: Element) -> int:
        """0 before the scene's first picture, else where the element stands."""
        return element.source.start if self.played else 0

    def _turn(self, value: str, said: str, source: SourceRange, place: int) -> None:
        """Go into the past, come back, or let time pass."""
        if value.startswith("-"):
            self.past = value if minutes(value) or not self.past else self.past
            self.since = said
        elif value == "now" or (value.startswith("+") and self.past and minutes(value) == minutes(self.past)):
            self.past = ""
        elif value.startswith("+") and not self.past:
            self.story.append(_story(value, said, source, place))

    def _read_action(self, element: Element) -> None:
        if told := words().time_in(element.text, opening=True):
            self._turn(*told, element.source, self._now(element))
        elif not self.played and (same := words().says_meanwhile(element.text)):
            self.story.append(_story("=", same, element.source, 0))
        start = element.source.start
        # a wrapped paragraph was joined with spaces where its lines broke
        at = self.text[start : element.source.end].replace("\n", " ").find(element.text)
        at = at + start if at >= 0 else -1
        for said in read_text(element.text, self.memory):
            self._keep(said, element, at, element.text)

    def _read_parentheticals(self, element: Element) -> None:
        person = self.memory.people.find(element.speaker)
        if person is None:
            return
        self.memory.notice(person.name)
        at = element.source.start
        for part in element.parentheticals:
            found = self.text.find(part, at, element.source.end)
            for said in read_text(part, self.memory, speaker=person.name):
                self._keep(said, element, found, part)
            at = found if found >= 0 else at

    def _keep(self, said: Said, element: Element, at: int, text: str) -> None:
        start, end = (at + said.start, at + said.end) if at >= 0 else (element.source.start, element.source.end)
        source = self._source(element.source, start, end)
        change = Change(
            "",
            said.subject,
            said.attribute,
            said.op,
            said.values,
            rule=said.rule,
            words=text[said.start : said.end],
            place=start,
            confidence=round(max(0.3, said.confidence), 2),
            source=source,
        )
        self.changes.append((change, self.past))

    def _source(self, source: SourceRange, start: int, end: int) -> dict[str, int]:
        below = bisect_right(self.breaks, start - 1) - bisect_right(self.breaks, source.start - 1)
        column = start - self.breaks[bisect_right(self.breaks, start - 1) - 1] if below else 0
        column = column or source.column + start - source.start
        return {"line": source.line + below, "column": column, "start": start, "end": end}


def read_text(text: str, memory: Memory, *, speaker: str = "") -> Iterator[Said]:
    """What a stretch of action states, sentence by sentence; without a name it speaks of the speaker."""
    mentions = memory.people.mentions(text)
    bare = _blanked(text, mentions)
    before = Sentence(topic=speaker, sure=0.9)
    for start, end in _spans(_SENTENCE, text, 0, len(text)):
        sentence = Sentence(before.topic, before.sure if speaker else 0.6, prop=before.prop)
        for clause_start, clause_end in _spans(_CLAUSE, text, start, end):
            yield from Clause(text, (clause_start, clause_end), mentions, bare, memory).read(sentence)
        before = sentence


def _blanked(text: str, mentions: Sequence[Mention]) -> str:
    """The text without its names, same length."""
    characters = list(text)
    for mention in mentions:
        characters[mention.start : mention.end] = " " * (mention.end - mention.start)
    return "".join(characters)


def _spans(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cut in [*pattern.finditer(text, start, end), None]:
        until = cut.start() if cut else end
        while until - at > CLAUSE_MOST and pattern is _CLAUSE:
            yield at, at + CLAUSE_MOST
            at += CLAUSE_MOST
        if until > at:
            yield at, until
        at = cut.end() if cut else end


def _story(value: str, said: str, source: SourceRange, place: int) -> Change:
    told = {"line": source.line, "column": source.column, "start": source.start, "end": source.end}
    rule = "flashback" if value.startswith("-") else "no time passes" if value == "=" else "time passes"
    return Change("", STORY, "time", "set", (value,), rule=rule, words=said, place=place, confidence=0.9, source=told)
