"""The cells of one row against the shot they speak of: what would change, and which of them are wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from projects import timing
from projects.performance import match_expression
from projects.performance.folding import fold
from projects.planning.blocking import Stage
from projects.shotlists.errors import CellProblem
from projects.shotlists.standing import Person, Seen, Spoken, Standing, StandingShot
from projects.shotlists.wording import (
    LINE_MOST,
    each_in,
    find_term,
    frames_of,
    lines_in,
    name_suggestions,
    names_in,
    parentheticals_in,
    seconds_text,
    suggestions,
)
from projects.shotlists.writing import MARKS

CAST_MOST, PROPS_MOST, CARDS_MOST = 8, 20, 4
FRAMES_MOST = 7200
TERMS = {"framing": "framings", "angle": "angles", "camera_move": "camera_moves", "mood": "moods"}
NAMES = {
    "framing": ("framing", "景别"),
    "angle": ("angle", "角度"),
    "camera_move": ("camera move", "运镜"),
    "mood": ("mood", "氛围"),
    "expression": ("expression", "表情"),
    "action": ("action", "动作"),
}
FAMILIES = TERMS | {"expression": "expressions", "action": "actions"}
_EMPTIED = frozenset({"无", "none", "-", "n/a", "空镜"})
_ITEMS = re.compile(r"\s*[；;\n]\s*")
_DEFAULTS = {"place": 0.0, "facing": "camera", "expression": "neutral", "action": "stand"}


@dataclass(slots=True)
class Changes:
    """What a row does to its shot: fields, who is in it, lines reworded (by id) and lines added."""

    fields: dict[str, Any] = field(default_factory=dict)
    cast: list[Seen] | None = None
    reworded: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    added: list[tuple[Spoken, str]] = field(default_factory=list)

    def any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.fields or self.cast is not None or self.reworded or self.added)

    def names(self) -> list[str]:
        """The names of what changes."""
        lines = ["dialogue"] if self.reworded or self.added else []
        return sorted({*self.fields, *(["cast"] if self.cast is not None else []), *lines})


class ShotCells:
    """Reads one row. `said` are the cells that differ from what stands; `cells` all of them."""

    def __init__(
        self, standing: Standing, shot: StandingShot | None, said: Mapping[str, str], cells: Mapping[str, str]
    ) -> None:
        self.standing, self.shot, self.said, self.cells = standing, shot, said, cells
        self.changes = Changes()
        self.cast: list[Seen] = list(shot.cast) if shot else []
        self.cast_changed = False
        self.problems: list[tuple[str, CellProblem]] = []

    def read(self) -> Changes:
        """Everything the row changes; look at `problems` before using it."""
        self._read_terms()
        self._read_length()
        self._read_texts()
        self._read_cast()
        self._read_lines()
        self._read_each("expression")
        self._read_each("action")
        if self.cast_changed:
            self.changes.cast = self.cast
        return self.changes

    # -- the picture -----------------------------------------------------------------------------------------------

    def _read_terms(self) -> None:
        for column, family in TERMS.items():
            if text := self.said.get(column, ""):
                found = find_term(family, text)
                if not found:
                    self._unknown(column, text)
                elif self.shot is None or self.shot.facts[column] != found:
                    self.changes.fields[column] = found

    def _read_length(self) -> None:
        rate, lengths = self.standing.rate, {}
        for column, unit in (("frames", "f"), ("seconds", "s")):
            text = self.cells.get(column, "")
            frames = frames_of(text, rate, unit=unit) if text else None
            if text and frames is None:
                self._wrong(
                    column, "unreadable_length", f'"{text}" is no length; write 3, 2.5s or 72f', f"“{text}”不是时长"
                )
            elif frames is not None and not 1 <= frames <= FRAMES_MOST:
                en, zh = f"a shot has 1 to {FRAMES_MOST} frames, not {frames}", f"镜头须为 1–{FRAMES_MOST} 帧"
                self._wrong(column, "length_out_of_range", en, zh)
            elif frames is not None:
                lengths[column] = frames
        if len(lengths) == 2 and abs(lengths["frames"] - lengths["seconds"]) > max(1.0, 0.011 * rate.num / rate.den):
            # whichever was meant: a rule that guesses would undo itself when the same sheet is sent again
            spelled = seconds_text(lengths["frames"], rate)
            self._wrong(
                "seconds",
                "length_contradicts_itself",
                f"{lengths['frames']} frames are {spelled} s; correct one of the two cells or empty it",
                f"帧数与时长不一致：{lengths['frames']} 帧为 {spelled} 秒；请改正其中一个，或留空",
            )
            return
        given = lengths.get("frames", lengths.get("seconds"))
        changed = "frames" in self.said or ("seconds" in self.said and "frames" not in lengths)
        if given is not None and changed and (self.shot is None or self.shot.facts["frames"] != given):
            self.changes.fields["frames"] = given

    def _read_texts(self) -> None:
        if (text := self._optional("description")) is not None:
            self._set_text("description", text, most=4000)
        if (text := self._optional("props")) is not None:
            props = [find_term("props", name) or name for name in names_in(text)]
            if len(props) > PROPS_MOST or any(len(prop) > 80 for prop in props):
                self._wrong("props", "too_many", f"at most {PROPS_MOST} props of 80 characters", "道具过多或过长")
            else:
                self.changes.fields["props"] = list(dict.fromkeys(props))
        self._read_sound()
        self._read_notes()

    def _read_sound(self) -> None:
        if (text := self._optional("sound")) is None:
            return
        music = {fold(marks["music"]) for marks in MARKS.values()} | {"音乐", "配乐"}
        sounds, cues = [], []
        for item in filter(None, _ITEMS.split(text)):
            head, colon, rest = item.replace("：", ":", 1).partition(":")
            if colon and fold(head).strip() in music:
                cues.append(rest.strip())
            else:
                sounds.append(rest.strip() if colon and fold(head).strip() in ("音效", "sfx", "sound") else item)
        self.changes.fields["notes"] = self._notes() | {"sounds": sounds, "music": cues}

    def _read_notes(self) -> None:
        if (text := self._optional("notes")) is None:
            return
        cards, remarks = [], []
        transition, flashback = "", False
        for item in filter(None, _ITEMS.split(text)):
            head, colon, rest = item.replace("：", ":", 1).partition(":")
            mark = fold(head).strip()
            if colon and mark in ("字幕", "card", "super", "title"):
                cards.append(rest.strip())
            elif colon and mark in ("转场", "transition"):
                transition = rest.strip()
            elif not colon and mark in ("闪回", "flashback"):
                flashback = True
            else:
                remarks.append(item)
        if len(cards) > CARDS_MOST or any(len(card) > 120 for card in cards):
            self._wrong("notes", "too_many", f"at most {CARDS_MOST} cards of 120 characters", "字幕卡过多或过长")
            return
        noted = {"transition": transition, "flashback": flashback}
        self.changes.fields["notes"] = self._notes() | noted | ({"remarks": remarks} if remarks else {})
        if not remarks:
            self.changes.fields["notes"].pop("remarks", None)
        if cards != (self.shot.facts["cards"] if self.shot else []):
            self.changes.fields["cards"] = cards

    def _notes(self) -> dict[str, Any]:
        return dict(self.changes.fields.get("notes") or (self.shot.facts["notes"] if self.shot else {}))

    # -- the people ------------------------------------------------------------------------------------------------

    def _read_cast(self) -> None:
        if (text := self._optional("cast")) is None:
            return
        people: list[Person] = []
        whole = self.standing.person(text)
        for name in [text] if whole else names_in(text):
            person = whole or self.standing.person(name)
            if person is None:
                self._wrong(
                    "cast",
                    "not_in_cast",
                    f'"{name}" is not in the cast; add the role first, or send add_cast',
                    f"“{name}”不在演员表中；请先添加角色，或使用 add_cast",
                    name_suggestions(self.standing, name),
                )
            elif person not in people:
                people.append(person)
        if len(people) > CAST_MOST:
            self._wrong("cast", "too_many", f"at most {CAST_MOST} people fit into a shot", f"一镜最多 {CAST_MOST} 人")
            return
        for line in self.shot.lines if self.shot else ():
            if line.kind == "dialogue" and line.person and line.person not in people and not self.problems:
                self._wrong(
                    "cast",
                    "speaker_absent",
                    f"{line.person.name} speaks in this shot and must be in it",
                    f"{line.person.name} 在此镜头有台词，必须出镜",
                )
        if people != [seen.person for seen in self.cast]:
            self._stand(people)

    def _stand(self, people: list[Person]) -> None:
        """Who stays keeps their place; who comes is given one."""
        known = {seen.person.id: seen for seen in self.cast}
        names = [person.name for person in people]
        stage = Stage()
        for name in names:
            stage.enter(name)
        if len(names) <= 3:
            places = stage.arrange(names, str(self.changes.fields.get("framing", "medium"))) if names else []
        else:
            places = [round(-0.8 + 1.6 * at / (len(names) - 1), 2) for at in range(len(names))]
        self.cast = [
            known.get(person.id) or Seen(person, _DEFAULTS | {"place": place, "facing": stage.facing(person.name)})
            for person, place in zip(people, places, strict=True)
        ]
        self.cast_changed = True

    def _read_each(self, column: str) -> None:
        text = self.said.get(column, "")
        if not text:
            return
        wanted: dict[str, str] = {}
        for name, words in each_in(text):
            person = self.standing.person(name) if name else (self.cast[0].person if self.cast else None)
            if person is None or person.id not in {seen.person.id for seen in self.cast}:
                self._wrong(
                    column,
                    "nobody_there",
                    f'"{name}" is not in this shot' if name else "nobody is in this shot",
                    f"“{name}”不在此镜头中" if name else "此镜头没有人物",
                    tuple(seen.person.name for seen in self.cast)[:3],
                )
            elif found := find_term(FAMILIES[column], words):
                wanted[person.id] = found
            else:
                self._unknown(column, words)
        after = [
            Seen(seen.person, seen.facts | ({column: wanted[seen.person.id]} if seen.person.id in wanted else {}))
            for seen in self.cast
        ]
        if after != self.cast:
            self.cast, self.cast_changed = after, True

    # -- what is said ----------------------------------------------------------------------------------------------

    def _read_lines(self) -> None:
        standing = list(self.shot.lines) if self.shot else []
        lines, inline = list(standing), set()
        if text := self.said.get("dialogue", ""):
            if _is_emptied(text) and not standing:
                return
            lines, unknown = lines_in(text, self.standing, [seen.person for seen in self.cast])
            if unknown:
                self._wrong(
                    "dialogue",
                    "unknown_speaker",
                    f'nobody is called "{unknown}"; write the speaker before a colon',
                    f"没有名为“{unknown}”的角色；请写“角色：台词”",
                    name_suggestions(self.standing, unknown),
                )
                return
            inline = {at for at, line in enumerate(lines) if line.parenthetical}
            if not self._fits(standing, lines):
                return
        hows = self._hows(standing, lines, inline)
        if hows is None:
            return
        for at, (line, how) in enumerate(zip(lines, hows, strict=True)):
            if at >= len(standing):
                self.changes.added.append((Spoken(line.person, line.kind, line.text, how), _felt(how)))
                continue
            before, reworded = standing[at], {}
            if line.text != before.text:
                reworded["text"] = line.text
            if how != before.parenthetical:
                reworded |= {"parenthetical": how} | ({"expression": _felt(how)} if _felt(how) else {})
            if reworded:
                self.changes.reworded.append((before.id, reworded))
        speaking = [line.person for line in lines if line.person and line.kind == "dialogue"]
        present = [seen.person for seen in self.cast]
        newcomers = [person for person in dict.fromkeys(speaking) if person not in present]
        if newcomers and lines != standing:
            self._stand([*present, *newcomers])

    def _fits(self, standing: list[Spoken], lines: list[Spoken]) -> bool:
        """Whether the cell's lines can follow from the shot's: same speakers in the same order, more at the end."""
        for before, line in zip(standing, lines, strict=False):
            if (before.person, before.kind) != (line.person, line.kind):
                who = line.person.name if line.person else "旁白"
                self._wrong(
                    "dialogue",
                    "speaker_changed",
                    f"a line of this shot cannot be given to another speaker ({who}, {line.kind})",
                    f"不能把已有台词改由他人说（{who}）",
                )
                return False
        if len(lines) < len(standing):
            self._wrong(
                "dialogue",
                "line_missing",
                f"the shot has {len(standing)} lines, the cell {len(lines)}; "
                "spoken words are taken out in the script, or by omitting the shot",
                f"此镜头有 {len(standing)} 句台词，表中只有 {len(lines)} 句；删台词请改剧本或删略镜头",
            )
            return False
        for line in lines:
            if len(line.text) > LINE_MOST or not timing.spoken_seconds(line.text, _language(self.standing)):
                self._wrong(
                    "dialogue",
                    "line_unspeakable",
                    f'"{line.text[:20]}" is too long or has no word to say',
                    f"“{line.text[:20]}”过长，或没有可说的字",
                )
                return False
        return True

    def _hows(self, standing: list[Spoken], lines: list[Spoken], inline: set[int]) -> list[str] | None:
        """How each line is said: by its own brackets, else by the parenthetical cell, else as before."""
        before = [line.parenthetical for line in standing] + [""] * (len(lines) - len(standing))
        text = self._optional("parenthetical")
        if text is not None and lines:
            told = parentheticals_in(text, len(lines)) if text else [""] * len(lines)
            if told is None or any(len(how) > 200 for how in told):
                self._wrong(
                    "parenthetical",
                    "unreadable_parenthetical",
                    f"{len(lines)} lines: write 1: …, 2: … on rows of their own",
                    f"有 {len(lines)} 句台词：请分行写 1：…、2：…",
                )
                return None
            before = told
        return [lines[at].parenthetical[:200] if at in inline else how for at, how in enumerate(before)]

    # -- helpers of every column -----------------------------------------------------------------------------------

    def _optional(self, column: str) -> str | None:
        """The cell's new text, empty when it says `无`; None when it says nothing."""
        text = self.said.get(column, "")
        if not text:
            return None
        return "" if _is_emptied(text) else text

    def _set_text(self, column: str, text: str, *, most: int) -> None:
        if len(text) > most:
            self._wrong(column, "too_long", f"longer than {most} characters", f"超过 {most} 字")
        else:
            self.changes.fields[column] = text

    def _unknown(self, column: str, text: str) -> None:
        en, zh = NAMES[column]
        near = suggestions(FAMILIES[column], text, self.standing.language)
        self._wrong(column, f"unknown_{column}", f'unknown {en} "{text}"', f"未知的{zh}“{text}”", near)

    def _wrong(self, column: str, code: str, en: str, zh: str, near: tuple[str, ...] = ()) -> None:
        self.problems.append((column, CellProblem("", code, en, zh, near)))


def _is_emptied(text: str) -> bool:
    return fold(text) in _EMPTIED


def _felt(how: str) -> str:
    match = match_expression(how) if how else None
    return match.id if match else ""


def _language(standing: Standing) -> Any:
    return "zh" if standing.language == "zh" else "en"
