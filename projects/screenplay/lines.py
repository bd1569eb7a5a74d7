"""The body of a scene: which line is action, speech, card, sound, music, transition or mark."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from projects.performance.folding import count_han, fold
from projects.screenplay.assembling import SceneDraft
from projects.screenplay.heads import QUOTES, read_quoted_prose
from projects.screenplay.model import Element, ElementKind, SourceRange
from projects.screenplay.prefixes import CAMERA_STARTS, is_mark, is_transition, prefix_kind
from projects.screenplay.rows import ACTION_MARKERS, Row, fold_name
from projects.screenplay.shot_fields import Field, camera_words, read_camera_words, read_shot_number, split_fields
from projects.screenplay.speech import SpeechHead, Spoken, read_head, read_spoken
from projects.screenplay.speeches import MAX_PARAGRAPH, Note, SpeechPen, join_texts
from projects.screenplay.tables import Cell

__all__ = ["Note", "ScenePen"]

_SPOKEN_PROSE = ('说:"', '道:"', '喊:"', '问:"', '骂:"', '吼:"', '说,"', '道,"', '喊,"', '问,"', '笑:"', '头:"', '喝:"')


class ScenePen(SpeechPen):
    """Writes rows into the scene draft; `write` returns the index of the first row it left."""

    def write(self, scene: SceneDraft, index: int, is_header: Callable[[int], bool]) -> int:
        """Read the row at `index`, and the rows that belong to it, into the scene."""
        row = self.rows[index]
        if self._write_furniture(scene, index):
            return index + 1
        head = self.read_head(row)
        if head is not None:
            if head.way == "colon" and self._write_prefixed(scene, row, head):
                return index + 1
            head = self.resolved(scene, head)
            if self._judge(scene, row, head):
                return self._write_speech(scene, index, head, is_header)
        if self._is_cue(scene, index, is_header):
            return self._write_cued(scene, index, is_header)
        if not (self._write_quoted_prose(scene, row) or self._continues_speech(scene, row)):
            self._write_prose(scene, row, head if head and head.way == "colon" else None)
        return index + 1

    def _write_furniture(self, scene: SceneDraft, index: int) -> bool:
        """A row whose first signs say what it is: translation, shot number, △, bracket, transition, labels."""
        row = self.rows[index]
        numbered = read_shot_number(row)
        if index in self.pairing.translations:
            self._write_translation(scene, index)
        elif numbered:
            self._write_shot(scene, numbered)
        elif row.folded[0] in ACTION_MARKERS:
            self._write_marked_action(scene, row)
        elif not (self._write_bracketed(scene, row) or self._write_transition(scene, row)):
            fields = split_fields(row)
            self._write_fields(scene, fields)
            return bool(fields)
        return True

    def _write_translation(self, scene: SceneDraft, index: int) -> None:
        """Give a line in the other language to the element it translates."""
        row, before = self.rows[index], self.rows[index - 1]
        last = scene.elements[-1] if scene.elements else None
        if last is None or last.source.end < before.start or last.source.end > row.start:
            return self.structure("note", row)
        scene.elements[-1] = dataclasses.replace(
            last,
            translation=join_texts([last.translation, self.translated(row)]),
            source=dataclasses.replace(last.source, end=row.end),
        )
        return None

    # -- numbered shots, fields, cells -----------------------------------------------------------------------------

    def _write_shot(self, scene: SceneDraft, row: Row) -> None:
        """What follows `镜头3`: fields, or a framing and then a line like any other; nothing is a note."""
        if not row.folded.strip(" :.、,-"):
            return self.structure("note", row)
        fields = split_fields(row, least=1)
        if fields:
            return self._write_fields(scene, fields)
        marks, rest = read_camera_words(row)
        if not rest.folded:
            for mark in marks:
                self._add(scene, "mark", mark, row.source, marks=(mark,))
            return None
        self._write_piece(scene, rest, marks)
        return None

    def _write_piece(self, scene: SceneDraft, row: Row, marks: tuple[str, ...] = ()) -> None:
        """A piece of a line: speech when somebody is named, else action."""
        if row.folded[0] not in ACTION_MARKERS:
            head = self.read_head(row)
            kind = prefix_kind(head.folded_name) if head else None
            if head and kind and not marks and self._write_prefixed(scene, row, head):
                return None
            if head and kind is None and self._judge(scene, row, head):
                spoken = read_spoken(row.folded[head.end :], row.written[head.end :])
                if spoken.text:
                    marked = dataclasses.replace(spoken, marks=(*marks, *spoken.marks))
                    return self._add_speech(scene, row.source, head, marked)
            if not marks and self._write_bracketed(scene, row):
                return None
        text = row.written.lstrip(ACTION_MARKERS + " ")
        if text:
            self._add(scene, "action", text, row.source, marks=(*marks, *self._marks_in(text, row)))
        return None

    def _write_fields(self, scene: SceneDraft, fields: tuple[Field, ...]) -> None:
        """`景别：特写 画面：… 台词：…` on one line."""
        for field in fields:
            row = field.row
            if field.kind == "camera" and field.words:
                for mark in field.words:
                    self._add(scene, "mark", mark, row.source, marks=(mark,))
            elif field.kind == "action":
                self._write_piece(scene, row)
            elif field.kind == "speech":
                self._write_labelled_speech(scene, row)
            elif field.kind == "people":
                scene.speaking = row.written.strip()
                self.structure("people", row)
            elif field.kind in ("sound", "music", "subtitle_card", "transition"):
                self._add(scene, _element_kind(field.kind), row.written, row.source)
            else:
                self.structure("note", row)

    def _write_labelled_speech(self, scene: SceneDraft, row: Row, speaker: str = "", feeling: str = "") -> None:
        """What follows `台词：`: its own speaker, else the one named in a field before, else the only one here."""
        if row.folded.strip(" -/.") in ("", "无", "(无)", "none", "n/a"):
            return self.structure("note", row)
        head = read_head(row.folded, row.written)
        if head and prefix_kind(head.folded_name) is None and self._judge(scene, row, head):
            spoken = read_spoken(row.folded[head.end :], row.written[head.end :])
            extra = (feeling,) if feeling else ()
            head = dataclasses.replace(head, parentheticals=(*head.parentheticals, *extra))
            return self._add_speech(scene, row.source, head, spoken)
        name = speaker or scene.speaking
        if not name:
            before = next((e.speaker for e in reversed(scene.elements) if e.kind == "dialogue"), "")
            name = scene.people[0] if len(scene.people) == 1 else before
            self.note("W_SPEAKER_MISSING", row, name=name or "旁白")
        cue = self.read_cue(dataclasses.replace(row, folded=fold(name or "旁白"), written=name or "旁白"))
        extra = (feeling,) if feeling else ()
        cue = dataclasses.replace(cue, parentheticals=(*cue.parentheticals, *extra))
        return self._add_speech(scene, row.source, cue, read_spoken(row.folded, row.written))

    def write_cells(self, scene: SceneDraft, cells: tuple[Cell, ...], row: Row) -> None:
        """One row of a table: what is seen, then what is said; sounds and cards before the picture they go with."""
        before = len(scene.elements)
        by_column: dict[str, list[Row]] = {}
        for cell in cells:
            by_column.setdefault(cell.column, []).append(cell.row)
        for column, kind in (("sound", "sound"), ("music", "music"), ("card", "subtitle_card")):
            for piece in by_column.get(column, ()):
                self._add(scene, _element_kind(kind), piece.written, piece.source)
        marks = tuple(mark for piece in by_column.get("camera", ()) for mark in camera_words(piece))
        for piece in by_column.get("picture", ()):
            self._write_piece(scene, piece, marks)
            marks = ()
        for mark in marks:
            self._add(scene, "mark", mark, row.source, marks=(mark,))
        speaker = "、".join(piece.written for piece in by_column.get("speaker", ()))
        feeling = "，".join(piece.written.strip("（）()") for piece in by_column.get("feeling", ()))
        for piece in by_column.get("speech", ()):
            self._write_labelled_speech(scene, piece, speaker, feeling)
        for piece in by_column.get("narration", ()):
            self._write_labelled_speech(scene, piece, "旁白", feeling)
        if len(scene.elements) == before:
            self.structure("note", row)

    # -- brackets, marks, prefixes ---------------------------------------------------------------------------------

    def _write_marked_action(self, scene: SceneDraft, row: Row) -> None:
        cut = next((at for at, c in enumerate(row.folded) if c not in ACTION_MARKERS + " "), len(row.folded))
        text = self.undress(row.written[cut:])
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

    def _write_bracketed(self, scene: SceneDraft, row: Row) -> bool:
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
        named = self._bracket_head(scene, row)
        if named:
            spoken = read_spoken(row.folded[named.end :], row.written[named.end :])
            self._add_speech(scene, row.source, named, spoken)
            return True
        if head and prefix_kind(head.folded_name) is None and self.names.judge(head, scene.people) != "no":
            spoken = read_spoken(after.folded[head.end :], after.written[head.end :])
            marked = dataclasses.replace(spoken, marks=(inside, *spoken.marks))
            self._add_speech(scene, row.source, head, marked)
            return True
        marks = self._marks_in(row.written, row) if opener != "(" else (inside,)
        self._add(scene, "action", row.written, row.source, marks=marks or (inside,))
        return True

    def _bracket_head(self, scene: SceneDraft, row: Row) -> SpeechHead | None:
        """`【林晚】你走。`: the head, when it is somebody and not a direction."""
        head = self.read_head(row)
        if head is None or head.way != "bracket" or prefix_kind(head.folded_name) or is_mark(head.folded_name):
            return None
        return head if self._judge(scene, row, head) else None

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
        text = self.undress(row.written[head.end :].strip())
        if kind in ("camera", "speech"):
            self._write_fields(scene, split_fields(row, least=1) or (Field("note", row),))
            return True
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

    # -- prose -----------------------------------------------------------------------------------------------------

    def _write_prose(self, scene: SceneDraft, row: Row, head: SpeechHead | None) -> None:
        marks = self._marks_in(row.written, row)
        camera = next((words for words in CAMERA_STARTS if row.folded.startswith(words)), "")
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
                before, text=join_texts([before.text, row.written]), source=source, marks=(*before.marks, *marks)
            )
            return
        self._add(scene, "action", self.undress(row.written), row.source, marks=marks)

    def _write_quoted_prose(self, scene: SceneDraft, row: Row) -> bool:
        """`林晚抬头说：“你来了？”转身就走。`: speech of somebody known, and what else the sentence tells as action."""
        if not any(opener in row.written for opener in QUOTES):
            return False
        known = frozenset(self.names.declared | set(map(fold_name, scene.people)) | self.names.narrated)
        found = read_quoted_prose(row, known)
        if found is None:
            return False
        piece = row.part(0, found.rest)
        words = row.written[found.first : found.last].strip()
        how = f"（{found.how}）" if found.how else ""
        self.note("W_PROSE_QUOTED", row, name=found.name, how=how, words=words)
        head = SpeechHead(found.name, fold_name(found.name), (found.how,) if found.how else (), "dialogue", True, 0)
        self._add_speech(scene, piece.source, head, Spoken(words, (), (), None))
        if row.written[found.rest :].strip(" 。，,.）)"):
            rest = row.part(found.rest)
            if not self._write_quoted_prose(scene, rest):
                self._add(scene, "action", rest.written, rest.source)
        return True

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
