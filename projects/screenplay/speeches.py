"""Speech in a scene: whose it is, where it ends, what is said and what only tells how."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from typing import Protocol

from projects.performance.folding import is_han
from projects.screenplay.assembling import SceneDraft
from projects.screenplay.bilingual import Pairing, split_inline
from projects.screenplay.heads import read_other_head, strip_emphasis, strip_quotes, without_latin_name
from projects.screenplay.model import NARRATOR_NAMES, Delivery, Element, Language, SourceRange, StructureKind
from projects.screenplay.names import Names
from projects.screenplay.prefixes import CAMERA_STARTS, is_mark, is_transition, prefix_kind
from projects.screenplay.rows import ACTION_MARKERS, Row, fold_name
from projects.screenplay.speech import BARE_OS, BARE_VO, SpeechHead, Spoken, read_cue, read_head, read_spoken

_FINISHED = "。!?…\"')]}】」』~.—-"

_ADDRESSING = frozenset("我你您妳咱俺吧吗呢啊")
_CUE_STOPS = frozenset("。!?…,;")
MAX_CUE = 40

MAX_PARAGRAPH = 2000
"""Where a paragraph or a speech without a blank line is closed and a new one begun, in characters."""


class Note(Protocol):
    """Record a doubt about a row."""

    def __call__(self, code: str, row: Row, **facts: object) -> None: ...


class SpeechPen:
    """Writes speech into the scene draft."""

    def __init__(
        self,
        rows: Sequence[Row],
        names: Names,
        note: Note,
        structure: Callable[[StructureKind, Row], None],
        language: Language,
        *,
        pairing: Pairing | None = None,
        is_markdown: bool = False,
    ) -> None:
        self.rows = rows
        self.names = names
        self.note = note
        self.structure = structure
        self.language = language
        self.pairing = pairing or Pairing()
        self.is_markdown = is_markdown
        self.opened_by_field = False
        self.told: set[str] = set()
        self.told_here: set[str] = set()
        self.aliases: dict[str, tuple[str, str]] = {}
        self.is_spaced = _is_spaced(rows)
        self.margin = sorted(row.column for row in rows)[len(rows) // 4] if rows else 1

    def start_scene(self) -> None:
        """Doubts told once a scene may be told again."""
        self.told_here = set()

    def follows(self, index: int) -> bool:
        """Whether the row after `index` stands right below it; in a script with a blank line after each, one apart."""
        if index + 1 >= len(self.rows):
            return False
        return self.rows[index + 1].number - self.rows[index].number <= (2 if self.is_spaced else 1)

    def undress(self, text: str) -> str:
        """The text without Markdown's emphasis, where the script is Markdown."""
        return strip_emphasis(text) if self.is_markdown else text

    def read_head(self, row: Row) -> SpeechHead | None:
        """The head of a row in any form."""
        head = read_head(row.folded, row.written) or read_other_head(row)
        return without_latin_name(head) if head and self.pairing else head

    def resolved(self, scene: SceneDraft, head: SpeechHead) -> SpeechHead:
        """`OS：` as whoever spoke or is alone here, `VO：` as the narrator, `林晚说：` as 林晚."""
        name = head.folded_name
        if head.way != "colon":
            return head
        said = self.names.saying(name) if name not in self.names.declared else ""
        if said:
            return dataclasses.replace(head, name=head.name[: len(said)], folded_name=said)
        if name in BARE_VO:
            return dataclasses.replace(head, name="旁白", folded_name="旁白", delivery="vo")
        if name not in BARE_OS:
            return head
        before = next((e.speaker for e in reversed(scene.elements) if e.kind == "dialogue"), "")
        who = scene.people[0] if len(scene.people) == 1 or (scene.people and not before) else before
        return dataclasses.replace(head, name=who, folded_name=fold_name(who), delivery="os") if who else head

    def read_cue(self, row: Row) -> SpeechHead:
        """The row as a speaker alone on a line."""
        cue = read_cue(row.folded, row.written)
        return without_latin_name(cue) if self.pairing else cue

    def _judge(self, scene: SceneDraft, row: Row, head: SpeechHead) -> bool:
        if head.folded_name in NARRATOR_NAMES:
            return True
        judgement = self.names.judge(head, scene.people)
        if judgement == "no":
            return False
        name = head.folded_name
        if judgement == "undeclared" and self.names.uses_people_lines and name not in self.told:
            self.told.add(name)
            self.note("W_SPEAKER_UNDECLARED", row, name=head.name)
        elif judgement == "elsewhere" and name not in self.told_here:
            self.told_here.add(name)
            self.note("I_SPEAKER_ELSEWHERE", row, name=head.name)
        elif judgement == "alias" and name not in self.told:
            self.told.add(name)
            other = self.names.alias_of(name)
            other = self.names.written.get(other, other)
            self.aliases[name] = (head.name, other)
            self.note("I_NAME_SIMILAR", row, name=head.name, other=other)
        if head.broken:
            self.note("W_BRACKET_OPEN", row)
        return True

    def _write_speech(self, scene: SceneDraft, index: int, head: SpeechHead, is_header: Callable[[int], bool]) -> int:
        row = self.rows[index]
        spoken = read_spoken(row.folded[head.end :], row.written[head.end :])
        if spoken.broken:
            self.note("W_BRACKET_OPEN", row)
        if spoken.text:
            self._add_speech(scene, row.source, head, spoken)
            return index + 1
        after = index + 1
        if self.follows(index) and self._is_plain(scene, after, is_header):
            return self._gather(scene, index, head, is_header, spoken.parentheticals)
        self.note("W_SPEECH_EMPTY", row, name=head.name)
        scene.elements.append(Element("action", row.written, row.source))
        return after

    def _is_cue(self, scene: SceneDraft, index: int, is_header: Callable[[int], bool]) -> bool:
        """A name alone on a line with speech right below it."""
        row = self.rows[index]
        if len(row.folded) > 60 or not self.follows(index):
            return False
        if (
            is_header(index + 1)
            or row.folded.startswith(CAMERA_STARTS)
            or self.rows[index + 1].folded[0] in ACTION_MARKERS
        ):
            return False
        cue = self.read_cue(row)
        name = cue.folded_name
        if not name:
            return False
        if set(row.folded) & _CUE_STOPS and not cue.parentheticals:
            return False
        here = {fold_name(person) for person in scene.people}
        if name in here or name in self.names.declared or name in NARRATOR_NAMES or self.names.cues[name] >= 2:
            return self._is_plain(scene, index + 1, is_header)
        likely = self._is_centred(row) or self.names.prefers_cues or self._is_direction(index + 1)
        if likely and self.names.could_be_cue(cue):
            return self._is_plain(scene, index + 1, is_header)
        letters = [c for c in cue.name if c.isalpha()]
        capital = bool(letters) and all(c.isupper() and c.isascii() for c in letters)
        return capital and row.after_blank and len(name) <= 38 and row.written[-1] not in ".!?:,;"

    def _is_direction(self, index: int) -> bool:
        """Whether a row is nothing but short words in round brackets, as stand between a name and its speech."""
        folded = self.rows[index].folded
        return folded[0] == "(" and folded.endswith(")") and len(folded) <= 20

    def _is_centred(self, row: Row) -> bool:
        """Whether a row stands well to the right of most, as the names in a typed screenplay do."""
        return row.column > self.margin + 6

    def _is_plain(self, scene: SceneDraft, index: int, is_header: Callable[[int], bool]) -> bool:
        """Whether a row could be speech below its speaker: no header, marker, prefix or other speaker."""
        row = self.rows[index]
        if is_header(index) or row.folded[0] in ACTION_MARKERS + "【[" or is_transition(row.folded):
            return False
        head = self.read_head(row)
        if head is None:
            return True
        if prefix_kind(head.folded_name) is not None or self.names.saying(head.folded_name):
            return False
        return self.names.judge(head, scene.people) == "no"

    def _write_cued(self, scene: SceneDraft, index: int, is_header: Callable[[int], bool]) -> int:
        row = self.rows[index]
        cue = self.read_cue(row)
        if self.names.uses_people_lines and cue.folded_name not in self.names.declared | NARRATOR_NAMES | self.told:
            self.told.add(cue.folded_name)
            self.note("W_SPEAKER_UNDECLARED", row, name=cue.name)
        return self._gather(scene, index, cue, is_header, ())

    def _gather(
        self, scene: SceneDraft, index: int, head: SpeechHead, is_header: Callable[[int], bool], before: tuple[str, ...]
    ) -> int:
        """Speech under a cue: rows down to the next blank line or the next thing that is not speech."""
        first = last = self.rows[index]
        texts: list[str] = []
        translations: list[str] = []
        parentheticals = list(before)
        marks: list[str] = []
        delivery: Delivery | None = None
        at = index + 1
        while at < len(self.rows) and self.follows(at - 1):
            row = self.rows[at]
            if at in self.pairing.translations and texts:
                translations.append(self.translated(row))
                last, at = row, at + 1
                continue
            if not self._is_plain(scene, at, is_header):
                break
            if texts and (row.after_blank or self._is_left(first, row) or self._is_known_cue(scene, at, is_header)):
                break
            spoken = read_spoken(row.folded, row.written)
            if spoken.text:
                texts.append(self.undress(spoken.text))
            parentheticals += spoken.parentheticals
            marks += spoken.marks
            delivery = spoken.delivery or delivery
            if spoken.broken:
                self.note("W_BRACKET_OPEN", row)
            last, at = row, at + 1
        source = SourceRange(first.number, first.column, first.start, last.end)
        if not texts:
            self.note("W_SPEECH_EMPTY", first, name=head.name)
        spoken = Spoken(join_texts(texts), tuple(parentheticals), tuple(marks), delivery)
        self._add_speech(scene, source, head, spoken, " ".join(translations))
        return at

    def _is_left(self, cue: Row, row: Row) -> bool:
        """Whether a row is back at the margin below a centred name: prose again, without a blank line before it."""
        return self._is_centred(cue) and row.column <= self.margin + 1

    def _is_known_cue(self, scene: SceneDraft, index: int, is_header: Callable[[int], bool]) -> bool:
        """Whether a row below speech is the next speaker's name: somebody the script knows, and nothing else."""
        row = self.rows[index]
        if len(row.folded) > MAX_CUE:
            return False
        name = self.read_cue(row).folded_name
        known = {fold_name(person) for person in scene.people} | self.names.declared
        return name in known and self._is_cue(scene, index, is_header)

    def translated(self, row: Row) -> str:
        """The words of a row that translates the one before, without speaker and brackets around all of it."""
        head = read_head(row.folded, row.written)
        text = row.written[head.end :].strip() if head and len(head.name) <= MAX_CUE else row.written
        text = text.lstrip(ACTION_MARKERS + " ")
        whole = text[:1] in "(（" and text[-1:] in ")）" and len(text) > 2
        return strip_quotes(self.undress(text[1:-1].strip() if whole else text))

    def _add_speech(
        self,
        scene: SceneDraft,
        source: SourceRange,
        head: SpeechHead,
        spoken: Spoken,
        translation: str = "",
    ) -> None:
        own: Delivery = spoken.delivery or head.delivery
        if head.folded_name in NARRATOR_NAMES:
            own = "vo"
        known = tuple(words for words in head.parentheticals if not is_mark(words.lower()))
        marks = (*(words for words in head.parentheticals if is_mark(words.lower())), *spoken.marks)
        parentheticals = (*known, *spoken.parentheticals)
        text = spoken.text
        if self.pairing.inline and self.pairing.language:
            text, translation = split_inline(text, self.pairing.language)
        text = strip_quotes(self.undress(text))
        scene.elements.append(Element("dialogue", text, source, head.name, parentheticals, own, marks, translation))

    def _continues_speech(self, scene: SceneDraft, row: Row) -> bool:
        """A line without furniture right below speech: unfinished speech, a soft line break, or words to somebody."""
        if not scene.elements or scene.elements[-1].kind != "dialogue" or row.after_blank:
            return False
        said = scene.elements[-1]
        unfinished = said.text and said.text[-1] not in _FINISHED + "。！？…”’）】"
        if not unfinished and not row.after_soft:
            head = read_head(row.folded, row.written)
            addresses = bool(set(row.folded) & _ADDRESSING) and (head is None or head.end > 24)
            if not (self.names.uses_markers and addresses):
                return False
            if any(row.folded.startswith(name) for name in self.names.declared if name):
                return False
        spoken = read_spoken(row.folded, row.written)
        self.note("I_SPEECH_CONTINUED", row, name=said.speaker)
        if len(said.text) > MAX_PARAGRAPH:
            scene.elements.append(
                dataclasses.replace(
                    said, text=spoken.text, source=row.source, parentheticals=spoken.parentheticals, marks=spoken.marks
                )
            )
            return True
        source = dataclasses.replace(said.source, end=row.end)
        scene.elements[-1] = dataclasses.replace(
            said,
            text=join_texts([said.text, spoken.text]),
            source=source,
            parentheticals=(*said.parentheticals, *spoken.parentheticals),
            marks=(*said.marks, *spoken.marks),
        )
        return True


def _is_spaced(rows: Sequence[Row]) -> bool:
    """Whether a blank line follows nearly every line, as in exports that part paragraphs that way."""
    apart = sum(1 for row, after in itertools.pairwise(rows) if after.number - row.number == 2)
    close = sum(1 for row, after in itertools.pairwise(rows) if after.number - row.number == 1)
    return apart >= 8 and close * 12 <= apart


def join_texts(texts: list[str]) -> str:
    """Lines of one speech or paragraph joined: with a space unless Chinese meets Chinese."""
    joined = ""
    for text in texts:
        if joined and text:
            wide = is_han(joined[-1]) or joined[-1] in "，。！？…、；：”’—" or is_han(text[0]) or text[0] in "“‘（…—"
            joined += "" if wide else " "
        joined += text
    return joined
