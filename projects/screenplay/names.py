"""Who can speak in a script: gathered once over the whole text, so that prose with a colon is not taken for speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from projects.performance.folding import count_han
from projects.performance.titles import titles
from projects.screenplay.heads import read_other_head
from projects.screenplay.model import NARRATOR_NAMES
from projects.screenplay.prefixes import prefix_kind
from projects.screenplay.rows import ACTION_MARKERS, Row, fold_name
from projects.screenplay.speech import SpeechHead, read_cue, read_head

_SEPARATORS = re.compile(r"[、，,/;；|\s]+|(?:\s(?:and|&)\s)")
_TOGETHER = re.compile(r"[、&/和+]|\sand\s")
_PEOPLE_LABEL = re.compile(r"(?:[【\[]\s?)?([^\s:：【】\[\]]{2,10})(?:\s?[】\]]\s?:?\s{0,4}|\s{1,6})(?=\S)")
_EMPTY = frozenset({"", "无", "略", "-", "—", "none", "n/a", "同上"})
_NOT_A_NAME = frozenset('。!?,，;…"“”')

Judgement = Literal["declared", "elsewhere", "alias", "undeclared", "no"]


def split_people(words: str) -> tuple[str, ...]:
    """The names of a 人物 line, without what stands in brackets behind them; order kept, no name twice."""
    outside: list[str] = []
    depth = 0
    for character in words:
        if character in "（(【[":
            depth += 1
        elif character in "）)】]":
            depth = max(0, depth - 1)
        elif depth == 0:
            outside.append(character)
    bare = "".join(outside)
    parts = re.split(r"[、，,/;；|。]", bare) if bare.isascii() else _SEPARATORS.split(bare)
    kept: dict[str, str] = {}
    for part in parts:
        name = part.strip(" \t.。:：*")
        if fold_name(name) not in _EMPTY:
            kept.setdefault(fold_name(name), name)
    return tuple(kept.values())


@dataclass
class Names:
    """The people of a script as far as its lines tell, by folded name."""

    declared: set[str] = field(default_factory=set)
    written: dict[str, str] = field(default_factory=dict)
    heads: Counter[str] = field(default_factory=Counter)
    cues: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    narrated: set[str] = field(default_factory=set)
    uses_people_lines: bool = False
    uses_markers: bool = False

    def declare(self, people: Iterable[str]) -> None:
        """Take the names of a 人物 line."""
        self.uses_people_lines = True
        for person in people:
            self.declared.add(fold_name(person))
            self.written.setdefault(fold_name(person), person)

    def judge(self, head: SpeechHead, scene_people: Iterable[str]) -> Judgement:
        """Whether the words before a colon are somebody speaking."""
        name = head.folded_name
        if not name or len(name) > 40:
            return "no"
        here = {fold_name(person) for person in scene_people}
        if name in here:
            return "declared"
        if name in self.declared:
            return "elsewhere" if here else "declared"
        parts = [part.strip() for part in _TOGETHER.split(name) if part.strip()]
        if len(parts) > 1 and all(part in here or part in self.declared for part in parts):
            return "declared"
        if self.alias_of(name):
            return "alias"
        return "undeclared" if self._could_speak(head) else "no"

    def _could_speak(self, head: SpeechHead) -> bool:
        """Whether somebody on no 人物 line could be speaking, by how the name is written and how often it comes."""
        name = head.folded_name
        known = titles()
        if head.way != "colon":
            often = self.others[name] >= 2 and _could_be_name(name) and known.looks_like_name(name, head.name)
            return often or name in NARRATOR_NAMES or self.heads[name] >= 2
        if head.marked and _could_be_name(name) and count_han(name) <= 6:
            return True
        bare = name.rstrip("abcdefghijklmnopqrstuvwxyz") if count_han(name) else name
        return known.looks_like_name(bare, head.name) or (self.heads[name] >= 2 and _could_be_name(name))

    def saying(self, name: str) -> str:
        """林晚 of `林晚说` and `林晚问道`, when that is somebody on a 人物 line; else an empty string."""
        for verb in ("说道", "问道", "喊道", "答道", "说", "道", "问", "喊", "答", "叫", "骂", "吼"):
            if name.endswith(verb) and name[: -len(verb)] in self.declared:
                return name[: -len(verb)]
        return ""

    @property
    def prefers_cues(self) -> bool:
        """Whether the script sets its speakers on lines of their own rather than before a colon."""
        spoken = sum(self.heads.values())
        return sum(count for count in self.cues.values() if count >= 2) > 2 * spoken or (not spoken and bool(self.cues))

    def could_be_cue(self, cue: SpeechHead) -> bool:
        """Whether a centred line could be a name: a person's, a title's, or any short words when they come again."""
        name = cue.folded_name
        return (
            bool(name) and _could_be_name(name) and (titles().looks_like_name(name, cue.name) or self.cues[name] >= 2)
        )

    def alias_of(self, name: str) -> str:
        """The one declared person that `林总`, `沈少` or `小美` (闺蜜小美) can mean, or an empty string."""
        known = titles()
        if len(name) >= 2 and count_han(name):
            fuller = [person for person in self.declared if person.endswith(name) and person != name]
            if len(fuller) == 1:
                return fuller[0]
        surname = known.surname_of(name)
        rest = name[len(surname) :]
        if not surname or rest not in known.address_suffixes:
            return ""
        fitting = [
            person
            for person in self.declared
            if person.startswith(surname)
            and person != name
            and not known.title_of(person)
            and not known.is_extra(person)
        ]
        return fitting[0] if len(fitting) == 1 else ""


def _could_be_name(name: str) -> bool:
    return len(name) <= 24 and not _NOT_A_NAME & set(name) and not any(c in "的着说道问喊写" for c in name)


def read_people_label(row: Row) -> SpeechHead | None:
    """The label of a 人物 line: with a colon, in brackets (`【人物】林晚`) or with a gap only (`人物 林晚 沈砚`)."""
    head = read_head(row.folded, row.written)
    if head is not None:
        return head if prefix_kind(head.folded_name) == "people" else None
    label = _PEOPLE_LABEL.match(row.folded)
    if not label or prefix_kind(label[1]) != "people":
        return None
    return SpeechHead(row.written[label.start(1) : label.end(1)], label[1], (), "dialogue", False, label.end())


def gather_names(rows: Sequence[Row], headed: set[int]) -> Names:
    """Read every row once for 人物 lines, words before colons, and names that stand alone above speech."""
    names = Names()
    for index, row in enumerate(rows):
        if row.folded[0] in ACTION_MARKERS:
            names.uses_markers = True
            continue
        if index in headed:
            continue
        head = read_people_label(row) or read_head(row.folded, row.written)
        if head is None:
            _count_cue(names, rows, index)
            other = read_other_head(row)
            if other and other.folded_name:
                names.others[other.folded_name] += 1
            continue
        kind = prefix_kind(head.folded_name)
        if kind in ("speech", "camera"):
            inner = read_head(row.folded[head.end :].lstrip(), row.written[head.end :].lstrip())
            if inner and prefix_kind(inner.folded_name) is None and _could_be_name(inner.folded_name):
                names.heads[inner.folded_name] += 1
        if kind == "people":
            names.declare(split_people(row.written[head.end :]))
        elif kind is None and head.folded_name not in NARRATOR_NAMES and _could_be_name(head.folded_name):
            names.heads[head.folded_name] += 1
    return names


def _count_cue(names: Names, rows: Sequence[Row], index: int) -> None:
    row = rows[index]
    if len(row.folded) > 24 or not row.after_blank or index + 1 >= len(rows):
        return
    if rows[index + 1].number - row.number > 2 or (row.folded[-1] in "。!?…" and count_han(row.folded)):
        return
    cue = read_cue(row.folded, row.written)
    if cue.folded_name and _could_be_name(cue.folded_name) and count_han(cue.folded_name) <= 5:
        names.cues[cue.folded_name] += 1
