"""A scene's elements as beats: the smallest things a director gives a shot to.

Action is cut into sentences and regrouped by who acts; speech is cut where a breath is possible so that no shot talks
for long; cards, sounds, music and transitions hang on the beat they belong to. Nothing is dropped: the texts of the
line beats joined are the speech of the scene.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from projects.performance.folding import count_han, fold
from projects.performance.lexicon import Match
from projects.performance.matching import match_action, match_camera, match_expression, match_props
from projects.planning.people import KnownPeople
from projects.screenplay.model import Element, SceneText, SourceRange
from projects.screenplay.prefixes import FLASHBACK_CLOSE, FLASHBACK_OPEN
from projects.timing import DEFAULT_PACE, Pace, speech_language, spoken_seconds

BeatKind = Literal["action", "line", "insert", "empty"]

LONGEST_SPEECH_SECONDS = 7.0
"""A spoken chunk beyond this is cut, so that with its breaths a shot stays under eight seconds."""
MERGED_SECONDS = 4.0

_MARK = re.compile(r"[【\[]([^】\]]{1,20})[】\]]")
_SENTENCE_END = re.compile(
    r"(?<=[。！？!?…])(?![。！？!?…”」』\"'])|(?<=[。！？!?…][”」』\"])|(?<=\.)\s(?=[A-Z\"“])|(?<=[!?])\s"
)
_CLAUSE_END = re.compile(r"(?<=[，,；;、：—])")
_ACTION_LIMIT = {"zh": 34, "en": 26}
_EMPTY_MARKS = frozenset({"空镜", "空镜头", "establishing", "establishing shot", "aerial", "航拍"})
_FACE_WORDS = ("脸", "眼", "眸", "唇", "泪", "瞳", "嘴角", "表情", "face", "eyes", "tear", "lips")


@dataclass(slots=True)
class Beat:
    """One beat. `people` are those the text names, in order; `speaker` and `delivery` belong to lines."""

    kind: BeatKind
    text: str
    source: SourceRange
    people: list[str] = field(default_factory=list)
    marks: tuple[str, ...] = ()
    speaker: str = ""
    delivery: Literal["dialogue", "os", "vo"] = "dialogue"
    parentheticals: tuple[str, ...] = ()
    chunk: int = 0
    seconds: float = 0.0
    actions: list[Match] = field(default_factory=list)
    expression: Match | None = None
    props: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    music: list[str] = field(default_factory=list)
    transition: str = ""
    flashback: bool = False
    opens: bool = False

    @property
    def framing_mark(self) -> Match | None:
        """The framing a mark asks for."""
        return next((found for mark in self.marks if (found := match_camera("framings", mark))), None)

    @property
    def shows_face(self) -> bool:
        """Whether a close-up mark means a face rather than a thing."""
        folded = fold(self.text)
        return any(word in folded for word in _FACE_WORDS)


def read_beats(
    scene: SceneText, people: KnownPeople, flashback: bool, pace: Pace = DEFAULT_PACE
) -> tuple[list[Beat], bool]:
    """The beats of a scene, and whether a flashback is open at its end; `flashback` tells whether one was before."""
    beats: list[Beat] = []
    waiting = Beat("empty", "", scene.source)
    for element in scene.elements:
        if element.kind == "mark":
            flashback = _turn_flashback(element, flashback)
            if not _turns_flashback(element):
                waiting.marks = (*waiting.marks, element.text)
            continue
        if element.kind not in ("action", "dialogue"):
            _hang(element, waiting, beats)
            continue
        made = list(
            _speech_beats(element, people, pace) if element.kind == "dialogue" else _action_beats(element, people)
        )
        for beat in made:
            beat.flashback = flashback
        if made:
            _take_waiting(made[0], waiting)
            waiting = Beat("empty", "", scene.source)
        beats += made
    _keep_leftovers(beats, waiting, scene, flashback)
    if beats:
        beats[0].opens = True
    return beats, flashback


def _turns_flashback(element: Element) -> bool:
    return any(fold(mark) in FLASHBACK_OPEN | FLASHBACK_CLOSE for mark in element.marks)


def _turn_flashback(element: Element, flashback: bool) -> bool:
    for mark in element.marks:
        if fold(mark) in FLASHBACK_OPEN:
            flashback = True
        elif fold(mark) in FLASHBACK_CLOSE:
            flashback = False
    return flashback


def _hang(element: Element, waiting: Beat, beats: Sequence[Beat]) -> None:
    """Cards, sounds and music belong to the picture that follows; a transition to the one before."""
    if element.kind == "subtitle_card":
        waiting.cards.append(element.text)
    elif element.kind == "sound":
        waiting.sounds.append(element.text)
    elif element.kind == "music":
        waiting.music.append(element.text)
    elif beats:
        beats[-1].transition = element.text


def _take_waiting(beat: Beat, waiting: Beat) -> None:
    beat.cards = [*waiting.cards, *beat.cards]
    beat.sounds = [*waiting.sounds, *beat.sounds]
    beat.music = [*waiting.music, *beat.music]
    beat.marks = (*waiting.marks, *beat.marks)


def _keep_leftovers(beats: list[Beat], waiting: Beat, scene: SceneText, flashback: bool) -> None:
    if not (waiting.cards or waiting.sounds or waiting.music or (waiting.marks and not beats)):
        return
    if not beats:
        beats.append(Beat("empty", scene.location, scene.source, flashback=flashback))
    last = beats[-1]
    last.cards += waiting.cards
    last.sounds += waiting.sounds
    last.music += waiting.music
    last.marks = (*last.marks, *waiting.marks)


# -- action ------------------------------------------------------------------------------------------------------------


def _action_beats(element: Element, people: KnownPeople) -> Iterator[Beat]:
    own = tuple(mark for mark in element.marks if f"【{mark}】" not in element.text and f"[{mark}]" not in element.text)
    at = 0
    marks = own
    for mark in [*_MARK.finditer(element.text), None]:
        text = element.text[at : mark.start() if mark else len(element.text)].strip()
        if text:
            yield from _sentences_to_beats(text, element, people, marks)
            marks = own
        if mark:
            marks = (*marks, mark[1].strip())
            at = mark.end()
    if marks != own and marks:
        yield Beat("empty", marks[-1], element.source, marks=marks)


def _sentences_to_beats(text: str, element: Element, people: KnownPeople, marks: tuple[str, ...]) -> Iterator[Beat]:
    group: list[str] = []
    subject = ""
    limit = _ACTION_LIMIT[speech_language(text)]
    for sentence in _split(text, _SENTENCE_END):
        named = [mention.name for mention in people.mentions(sentence)]
        changes = bool(named and subject and named[0] != subject) or (bool(named) and not subject and bool(group))
        if group and not marks and (changes or _length(" ".join([*group, sentence])) > limit):
            yield _action_beat(_rejoin(group), element, people, ())
            group, subject = [], ""
        group.append(sentence)
        subject = subject or (named[0] if named else "")
    if group:
        yield _action_beat(_rejoin(group), element, people, marks)


def _rejoin(group: Sequence[str]) -> str:
    return ("" if count_han(group[0]) else " ").join(part.strip() for part in group)


def _length(text: str) -> int:
    return count_han(text) or len(text.split())


def _action_beat(text: str, element: Element, people: KnownPeople, marks: tuple[str, ...]) -> Beat:
    bare = people.without_names(text)
    named = list(dict.fromkeys(mention.name for mention in people.mentions(text)))
    props = list(dict.fromkeys(match.id for match in match_props(bare)))
    beat = Beat(
        "action",
        text,
        element.source,
        named,
        marks,
        actions=match_action(bare),
        expression=match_expression(bare),
        props=props,
    )
    framing = beat.framing_mark
    is_close = framing is not None and framing.id in ("close_up", "extreme_close_up")
    owned = bool(props) and all(fold(text)[m.end : m.end + 2].startswith(("的", "'s")) for m in people.mentions(text))
    close_on_thing = is_close and (not named or owned) and not beat.shows_face
    if close_on_thing or (framing and framing.id == "insert"):
        beat.kind = "insert"
    elif any(fold(mark) in _EMPTY_MARKS for mark in marks):
        beat.kind = "empty"
    elif not named and props and not beat.actions and not _speaks_of_people(bare):
        beat.kind = "insert"
    return beat


def _speaks_of_people(text: str) -> bool:
    folded = f" {fold(text)} "
    return any(
        word in folded
        for word in ("她", "他", "两人", "众人", "二人", "记者", "宾客", "人群", " she ", " he ", " they ")
    )


# -- speech ------------------------------------------------------------------------------------------------------------


def _speech_beats(element: Element, people: KnownPeople, pace: Pace) -> Iterator[Beat]:
    person = people.find(element.speaker)
    words = "，".join(element.parentheticals)
    feeling = next((found for part in element.parentheticals if (found := match_expression(part))), None)
    for number, chunk in enumerate(split_speech(element.text, pace)):
        yield Beat(
            "line",
            chunk,
            element.source,
            [person.name] if person else [],
            element.marks if number == 0 else (),
            speaker=person.name if person else "",
            delivery=element.delivery,
            parentheticals=element.parentheticals,
            chunk=number,
            seconds=spoken_seconds(chunk, speech_language(chunk), pace),
            actions=match_action(words) if number == 0 else [],
            expression=feeling,
            props=list(dict.fromkeys(match.id for match in match_props(words))),
        )


def split_speech(text: str, pace: Pace = DEFAULT_PACE) -> list[str]:
    """A speech in chunks that fit a shot each, cut after sentences, else after clauses; joined they are the speech."""
    language = speech_language(text)
    if spoken_seconds(text, language, pace) <= LONGEST_SPEECH_SECONDS:
        return [text]
    parts: list[str] = []
    for sentence in _split(text, _SENTENCE_END):
        if spoken_seconds(sentence, language, pace) > LONGEST_SPEECH_SECONDS:
            parts += _split(sentence, _CLAUSE_END)
        else:
            parts.append(sentence)
    total = spoken_seconds(text, language, pace)
    share = total / -(-total // LONGEST_SPEECH_SECONDS) * 1.15
    chunks: list[str] = []
    for part in parts:
        if chunks and spoken_seconds(chunks[-1] + part, language, pace) <= min(share, LONGEST_SPEECH_SECONDS):
            chunks[-1] += part
        else:
            chunks.append(part)
    return chunks


def _split(text: str, pattern: re.Pattern[str]) -> list[str]:
    """Cut after each place the pattern finds, keeping every character."""
    parts, at = [], 0
    for cut in pattern.finditer(text):
        if cut.end() > at:
            parts.append(text[at : cut.end()])
            at = cut.end()
    if at < len(text):
        parts.append(text[at:])
    return [part for part in parts if part.strip()] if any(part.strip() for part in parts) else [text]
