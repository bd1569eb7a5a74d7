"""What a screenplay is once understood: frozen, ordered as written, every part tied to its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ElementKind = Literal["action", "dialogue", "subtitle_card", "sound", "music", "transition", "mark"]
Delivery = Literal["dialogue", "os", "vo"]
Severity = Literal["error", "warning", "info"]
Grade = Literal["standard", "repairable", "unparseable"]
Language = Literal["zh", "en"]
StructureKind = Literal["title", "front_matter", "episode", "scene", "people", "place", "note", "rule"]

NARRATOR_NAMES = frozenset(
    {
        "旁白",
        "画外音",
        "解说",
        "解说词",
        "旁白音",
        "narrator",
        "narration",
        "v.o.",
        "voice over",
        "voiceover",
        "voice-over",
    }
)
"""Speakers that are nobody on the set, as folded text."""


@dataclass(frozen=True, slots=True)
class SourceRange:
    """Where something stands in the text: line and column from 1, `start` and `end` offsets, `end` exclusive."""

    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing the reader doubted, with what would cure it. Codes are stable."""

    code: str
    severity: Severity
    line: int
    message_zh: str
    message_en: str
    repair: str = ""


@dataclass(frozen=True, slots=True)
class StructuralLine:
    """Text that orders the script rather than being played: headers, 人物 lines, front matter, notes, rules."""

    kind: StructureKind
    text: str
    source: SourceRange


@dataclass(frozen=True, slots=True)
class Element:
    """One played part of a scene. `text` of a dialogue is exactly what is spoken; of an action, what was written.

    `marks` are the bracketed directions (特写, 闪回 …); in an action they also remain in the text, where they stood.
    `translation` is the same in the script's other language, where it is written in two.
    """

    kind: ElementKind
    text: str
    source: SourceRange
    speaker: str = ""
    parentheticals: tuple[str, ...] = ()
    delivery: Delivery = "dialogue"
    marks: tuple[str, ...] = ()
    translation: str = ""


@dataclass(frozen=True, slots=True)
class SceneText:
    """A scene as written. `time_of_day` is a catalogue id or empty; `interior` is None when the header does not say."""

    number: str
    location: str
    time_of_day: str
    time_words: str
    interior: bool | None
    people: tuple[str, ...]
    elements: tuple[Element, ...]
    source: SourceRange


@dataclass(frozen=True, slots=True)
class EpisodeText:
    """An episode as written; `source` runs from its header to its last line."""

    number: int
    title: str
    scenes: tuple[SceneText, ...]
    source: SourceRange


@dataclass(frozen=True, slots=True)
class Screenplay:
    """A whole script understood. Every non-blank line is in an element, a structural line or a diagnostic."""

    episodes: tuple[EpisodeText, ...]
    diagnostics: tuple[Diagnostic, ...]
    grade: Grade
    language: Language
    title: str = ""
    structure: tuple[StructuralLine, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    """Names that mean somebody else of the script (林总, 林晚), as written."""

    def spoken(self) -> str:
        """Every spoken character in order."""
        return "".join(
            element.text
            for episode in self.episodes
            for scene in episode.scenes
            for element in scene.elements
            if element.kind == "dialogue"
        )
