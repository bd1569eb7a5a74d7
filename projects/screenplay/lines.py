"""The body of a scene: which line is action, speech, card, sound, music, transition or mark."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Protocol

from projects.performance.folding import count_han, is_han
from projects.screenplay.assembling import SceneDraft
from projects.screenplay.model import (
    NARRATOR_NAMES,
    Delivery,
    Element,
    ElementKind,
    Language,
    SourceRange,
    StructureKind,
)
from projects.screenplay.names import Names
from projects.screenplay.prefixes import is_mark, is_transition, prefix_kind
from projects.screenplay.rows import ACTION_MARKERS, Row, fold_name
from projects.screenplay.speech import SpeechHead, Spoken, read_cue, read_head, read_spoken

_FINISHED = "。!?…\"')]}】」』~.—-"
_SPOKEN_PROSE = ('说:"', '道:"', '喊:"', '问:"', '骂:"', '吼:"', '说,"', '道,"', '喊,"', '问,"', '笑:"', '头:"', '喝:"')
_CAMERA_STARTS = (
    "extreme close up",
    "extreme close-up",
    "close up",
    "close-up",
    "close on",
    "tight on",
    "insert",
    "angle on",
    "wide on",
    "wide shot",
    "two shot",
    "pov",
    "push in",
    "pull back",
    "establishing",
    "over the shoulder",
)


MAX_PARAGRAPH = 2000
"""Where a paragraph or a speech without a blank line is closed and a new one begun, in characters."""


class Note(Protocol):
    """Record a doubt about a row."""

    def __call__(self, code: str, row: Row, **facts: object) -> None: ...


class ScenePen:
    """Writes rows into the scene draft; `write` returns the index of the first row it left."""

    def __init__(
        self,
        rows: Sequence[Row],
        names: Names,
        note: Note,
        structure: Callable[[StructureKind, Row], None],
        language: Language,
    ) -> None:
        self.rows = rows
        self.names = names
        self.note = note
        self.structure = structure
        self.language = language
        self.opened_by_field = False
        self.told: set[str] = set()
        self.told_here: set[str] = set()

    def start_scene(self) -> None:
        """Doubts told once a scene may be told again."""
        self.told_here = set()

    def write(self, scene: SceneDraft, index: int, is_header: Callable[[int], bool]) -> int:
        """Read the row at `index`, and the rows that belong to it, into the scene."""
        row = self.rows[index]
        if row.folded[0] in ACTION_MARKERS:
            self._write_marked_action(scene, row)
            return index + 1
        if self._write_bracketed(scene, row, index) or self._write_transition(scene, row):
            return index + 1
        head = read_head(row.folded, row.written)
        if head is not None:
            if self._write_prefixed(scene, row, head):
                return index + 1
            judgement = self._judge(scene, row, head)
            if judgement:
                return self._write_speech(scene, index, head, is_header)
        if self._is_cue(scene, index, is_header):
            return self._write_cued(scene, index, is_header)
        if self._continues_speech(scene, row):
            return index + 1
        self._write_prose(scene, row, head)
        return index + 1

    # -- brackets, marks, prefixes ---------------------------------------------------------------------------------

    def _write_marked_action(self, scene: SceneDraft, row: Row) -> None:
        cut = next((at for at, c in enumerate(row.folded) if c not in ACTION_MARKERS + " "), len(row.folded))
        text = row.written[cut:]
        if not text:
            return self.structure("rule", row)
        self._add(scene, "action", text, row.source, marks=self._marks_in(text, row))
        return None

    def _marks_in(self, text: str, row: Row) -> tuple[str, ...]:
        """The 【…】 and [...] of a text, in order."""
        marks: list[str] = []
        at = 0
        while True:
            starts = [found for found in (text.find("【", at), text.find("[", at)) if found >= 0]
            if not starts:
                return tuple(marks)
            start = min(starts)
            close = text.find("】" if text[start] == "【" else "]", start)
            if close < 0:
                self.note("W_BRACKET_OPEN", row)
                return tuple(marks)
            if 0 < close - start - 1 <= 20:
                marks.append(text[start + 1 : close].strip())
            at = close + 1

    def _write_bracketed(self, scene: SceneDraft, row: Row, index: int) -> bool:
        """Lines that are, or begin with, a bracket: 【闪回】, （字幕：三年后）, 【特写】戒指."""
        opener = row.folded[0]
        if opener not in "([【":
            return False
        close = row.folded.find({"(": ")", "[": "]", "【": "】"}[opener])
        if close < 0:
            return False
        inside, rest = row.written[1:close].strip(), row.written[close + 1 :].strip()
        folded = row.folded[1:close].strip()
        if not inside:
            return False
        if not rest:
            self._write_lone_bracket(scene, row, inside, folded)
            return True
        if opener == "(" and not is_mark(folded):
            return False
        shift = close + 1 + len(row.folded[close + 1 :]) - len(row.folded[close + 1 :].lstrip())
        after = dataclasses.replace(row, written=row.written[shift:], folded=row.folded[shift:], after_blank=False)
        head = read_head(after.folded, after.written)
        if head and prefix_kind(head.folded_name) is None and self.names.judge(head, scene.people) != "no":
            spoken = read_spoken(after.folded[head.end :], after.written[head.end :])
            marked = dataclasses.replace(spoken, marks=(inside, *spoken.marks))
            self._add_speech(scene, row.source, head, marked)
            return True
        marks = self._marks_in(row.written, row) if opener != "(" else (inside,)
        self._add(scene, "action", row.written, row.source, marks=marks or (inside,))
        return True

    def _write_lone_bracket(self, scene: SceneDraft, row: Row, inside: str, folded: str) -> None:
        head = read_head(folded, inside)
        kind = prefix_kind(head.folded_name) if head else None
        if head and kind in ("sound", "music", "subtitle_card", "transition"):
            self._add(scene, _element_kind(kind), inside[head.end :].strip() or head.name, row.source)
        elif is_mark(folded):
            self._add(scene, "mark", inside, row.source, marks=(inside,))
        elif is_transition(folded):
            self._add(scene, "transition", inside, row.source)
        elif head and kind == "mark":
            self._add(scene, "action", inside, row.source, marks=(head.name,))
        elif row.folded[0] == "(" or len(inside) > 12:
            self._add(scene, "action", inside, row.source)
        else:
            self.note("I_UNKNOWN_MARK", row, name=inside)
            self._add(scene, "mark", inside, row.source, marks=(inside,))

    def _write_transition(self, scene: SceneDraft, row: Row) -> bool:
        """Lines that are nothing but a mark (`END FLASHBACK.`) or a transition (`切`, `CUT TO:`)."""
        words = row.written.strip(" .:：。")
        if len(words) <= 24 and is_mark(row.folded.strip(" .:。")):
            self._add(scene, "mark", words, row.source, marks=(words,))
            return True
        if is_transition(row.folded):
            self._add(scene, "transition", words, row.source)
            return True
        return False

    def _write_prefixed(self, scene: SceneDraft, row: Row, head: SpeechHead) -> bool:
        """`音效：`, `字幕：`, `特写：`, `备注：` …; place and people lines were taken before."""
        kind = prefix_kind(head.folded_name)
        if kind is None or kind in ("place", "people"):
            return False
        text = row.written[head.end :].strip()
        if kind == "subtitle_card":
            text = text.strip('"“”「」')
        if kind == "note":
            self.structure("note", row)
        elif kind == "mark":
            self._add(scene, "action" if text else "mark", text or head.name, row.source, marks=(head.name,))
        elif kind == "action":
            self._add(scene, "action", text or head.name, row.source, marks=self._marks_in(text, row))
        else:
            self._add(scene, _element_kind(kind), text or head.name, row.source)
        return True

    # -- speech ----------------------------------------------------------------------------------------------------

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
            self.note("I_NAME_SIMILAR", row, name=head.name, other=self.names.alias_of(name))
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
        if after < len(self.rows) and self.rows[after].is_next_to(row) and self._is_plain(scene, after, is_header):
            return self._gather(scene, index, head, is_header, spoken.parentheticals)
        self.note("W_SPEECH_EMPTY", row, name=head.name)
        self._add(scene, "action", row.written, row.source)
        return after

    def _is_cue(self, scene: SceneDraft, index: int, is_header: Callable[[int], bool]) -> bool:
        """A name alone on a line with speech right below it."""
        row = self.rows[index]
        if len(row.folded) > 60 or index + 1 >= len(self.rows) or not self.rows[index + 1].is_next_to(row):
            return False
        if (
            is_header(index + 1)
            or row.folded.startswith(_CAMERA_STARTS)
            or self.rows[index + 1].folded[0] in ACTION_MARKERS
        ):
            return False
        cue = read_cue(row.folded, row.written)
        name = cue.folded_name
        if not name:
            return False
        here = {fold_name(person) for person in scene.people}
        if name in here or name in self.names.declared or name in NARRATOR_NAMES or self.names.cues[name] >= 2:
            return self._is_plain(scene, index + 1, is_header)
        letters = [c for c in cue.name if c.isalpha()]
        capital = bool(letters) and all(c.isupper() and c.isascii() for c in letters)
        return capital and row.after_blank and len(name) <= 38 and row.written[-1] not in ".!?:,;"

    def _is_plain(self, scene: SceneDraft, index: int, is_header: Callable[[int], bool]) -> bool:
        """Whether a row could be speech below its speaker: no header, marker, prefix or other speaker."""
        row = self.rows[index]
        if is_header(index) or row.folded[0] in ACTION_MARKERS + "【[" or is_transition(row.folded):
            return False
        head = read_head(row.folded, row.written)
        if head is None:
            return True
        return prefix_kind(head.folded_name) is None and self.names.judge(head, scene.people) == "no"

    def _write_cued(self, scene: SceneDraft, index: int, is_header: Callable[[int], bool]) -> int:
        row = self.rows[index]
        cue = read_cue(row.folded, row.written)
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
        parentheticals = list(before)
        marks: list[str] = []
        delivery: Delivery | None = None
        at = index + 1
        while at < len(self.rows) and self.rows[at].is_next_to(last) and self._is_plain(scene, at, is_header):
            row = self.rows[at]
            if texts and self._is_cue(scene, at, is_header) and row.after_blank:
                break
            spoken = read_spoken(row.folded, row.written)
            if spoken.text:
                texts.append(spoken.text)
            parentheticals += spoken.parentheticals
            marks += spoken.marks
            delivery = spoken.delivery or delivery
            if spoken.broken:
                self.note("W_BRACKET_OPEN", row)
            last, at = row, at + 1
        source = SourceRange(first.number, first.column, first.start, last.end)
        if not texts:
            self.note("W_SPEECH_EMPTY", first, name=head.name)
        spoken = Spoken(_join(texts), tuple(parentheticals), tuple(marks), delivery)
        self._add_speech(scene, source, head, spoken)
        return at

    def _add_speech(
        self,
        scene: SceneDraft,
        source: SourceRange,
        head: SpeechHead,
        spoken: Spoken,
    ) -> None:
        own: Delivery = spoken.delivery or head.delivery
        if head.folded_name in NARRATOR_NAMES:
            own = "vo"
        known = tuple(words for words in head.parentheticals if not is_mark(words.lower()))
        marks = (*(words for words in head.parentheticals if is_mark(words.lower())), *spoken.marks)
        parentheticals = (*known, *spoken.parentheticals)
        scene.elements.append(Element("dialogue", spoken.text, source, head.name, parentheticals, own, marks))

    def _continues_speech(self, scene: SceneDraft, row: Row) -> bool:
        """A line without any furniture right after unfinished speech, or after speech where every action has its △."""
        if not scene.elements or scene.elements[-1].kind != "dialogue" or row.after_blank:
            return False
        said = scene.elements[-1]
        unfinished = said.text and said.text[-1] not in _FINISHED + "。！？…”’）】"
        if not unfinished and not self.names.uses_markers:
            return False
        if any(row.folded.startswith(name) for name in self.names.declared if name) and not unfinished:
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
            text=_join([said.text, spoken.text]),
            source=source,
            parentheticals=(*said.parentheticals, *spoken.parentheticals),
            marks=(*said.marks, *spoken.marks),
        )
        return True

    # -- prose -----------------------------------------------------------------------------------------------------

    def _write_prose(self, scene: SceneDraft, row: Row, head: SpeechHead | None) -> None:
        marks = self._marks_in(row.written, row)
        camera = next((words for words in _CAMERA_STARTS if row.folded.startswith(words)), "")
        if camera:
            marks = (row.written[: len(camera)], *marks)
        if any(verb in row.folded for verb in _SPOKEN_PROSE):
            name = next((n for n in sorted(self.names.declared, key=len, reverse=True) if row.folded.startswith(n)), "")
            how = row.written[len(name) : head.end - 1] if name and head else ""
            self.note("W_PROSE_SPEECH", row, name=name or "…", how=how)
        elif head is not None and self._resembles_speech(head):
            label_like = len(head.folded_name) <= 4 and head.folded_name[-1] not in "想说道问写着是为有到"
            code = "W_UNKNOWN_PREFIX" if label_like else "W_PROSE_COLON"
            self.note(code, row, name=head.name, words=row.written)
        elif self.names.uses_markers and row.folded[0] != "(":
            self.note("I_UNMARKED_ACTION", row, words=row.written)
        before = scene.elements[-1] if scene.elements else None
        flows_on = not row.after_blank and not camera and not count_han(row.written)
        fits = before is not None and before.kind == "action" and len(before.text) < MAX_PARAGRAPH
        if before and flows_on and fits and not count_han(before.text):
            source = dataclasses.replace(before.source, end=row.end)
            scene.elements[-1] = dataclasses.replace(
                before, text=_join([before.text, row.written]), source=source, marks=(*before.marks, *marks)
            )
            return
        self._add(scene, "action", row.written, row.source, marks=marks)

    def _resembles_speech(self, head: SpeechHead) -> bool:
        """Whether a colon is worth a doubt: not a clock time, not deep inside a sentence."""
        name = head.folded_name
        if not name or name[-1].isdigit() or len(name) > 16 or set(name) & set("。,;!?"):
            return False
        return bool(count_han(name)) or all(word[:1].isupper() for word in head.name.split())

    def _add(
        self, scene: SceneDraft, kind: ElementKind, text: str, source: SourceRange, *, marks: tuple[str, ...] = ()
    ) -> None:
        scene.elements.append(Element(kind, text, source, marks=marks))


def _element_kind(kind: str) -> ElementKind:
    kinds: dict[str, ElementKind] = {
        "sound": "sound",
        "music": "music",
        "subtitle_card": "subtitle_card",
        "transition": "transition",
    }
    return kinds[kind]


def _join(texts: list[str]) -> str:
    """Lines of one speech or paragraph joined: with a space unless Chinese meets Chinese."""
    joined = ""
    for text in texts:
        if joined and text:
            wide = is_han(joined[-1]) or joined[-1] in "，。！？…、；：”’—" or is_han(text[0]) or text[0] in "“‘（…—"
            joined += "" if wide else " "
        joined += text
    return joined
