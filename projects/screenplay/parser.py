"""Script text to `Screenplay`: one pass over the lines, structure first, speech before prose, nothing dropped."""

from __future__ import annotations

import dataclasses

from projects.performance.folding import fold
from projects.screenplay.assembling import EpisodeDraft, SceneDraft, find_similar_places
from projects.screenplay.bilingual import find_pairing, language_of
from projects.screenplay.chat import take_off_chat
from projects.screenplay.diagnostics import doubt
from projects.screenplay.headers import (
    EpisodeHeader,
    Place,
    SceneHeader,
    read_bare_number,
    read_episode_header,
    read_place,
    read_scene_header,
    without_brackets,
)
from projects.screenplay.lines import ScenePen
from projects.screenplay.model import Diagnostic, EpisodeText, Grade, Screenplay, StructuralLine, StructureKind
from projects.screenplay.names import Names, gather_names, read_people_label, split_people
from projects.screenplay.numbering import strip_numbers
from projects.screenplay.prefixes import FRONT_SECTIONS, TITLE_WORDS, is_transition, prefix_kind
from projects.screenplay.rows import ACTION_MARKERS, Row, detect_language, read_rows
from projects.screenplay.speech import read_head
from projects.screenplay.tables import Cell, find_tables

_FIELD_WORDS = frozenset({"地点", "场景", "拍摄地点", "location", "place", "setting"})


def parse(text: str) -> Screenplay:
    """What the script says, with every doubt as a diagnostic. Never raises for any text."""
    return Reader(text).read()


class Reader:
    """Reads a script row by row; `FountainReader` tells it which rows have a meaning of their own."""

    def __init__(self, text: str) -> None:
        self.tables: dict[int, tuple[Cell, ...]] = {}
        self.table_heads: frozenset[int] = frozenset()
        self.is_markdown = False
        self.unnumbered: list[Row] = []
        self.rows = self._read_rows(text)
        self.language = detect_language(text)
        self.doubts: list[Diagnostic] = []
        self.structure: list[StructuralLine] = []
        self.episodes: list[EpisodeText] = []
        self.episode: EpisodeDraft | None = None
        self.scene: SceneDraft | None = None
        self.title = ""
        self.front: list[Row] = []
        self.in_front_section = False
        self.numbers: dict[int, int] = {}
        self.time_before = ""
        self.episode_headers: dict[int, EpisodeHeader] = {}
        self.scene_headers: dict[int, SceneHeader] = {}
        self.repeated_headers: set[int] = set()
        self._find_headers()
        self.names = self._gather_names()
        self.pairing = find_pairing(self.rows, {*self.episode_headers, *self.scene_headers, *self.repeated_headers})
        self.language = self.pairing.language or self.language
        self.pen = ScenePen(
            self.rows,
            self.names,
            self._note,
            self._structure,
            self.language,
            pairing=self.pairing,
            is_markdown=self.is_markdown,
        )

    def _read_rows(self, text: str) -> list[Row]:
        pasted = take_off_chat(read_rows(text))
        rows = strip_numbers(pasted)
        self.unnumbered = [row for row, before in zip(rows, pasted, strict=True) if row is not before]
        self.tables, self.table_heads = find_tables(rows, text)
        self.is_markdown = text.count("**") >= 4 or text.startswith("# ") or "\n# " in text or "\n## " in text
        return rows

    def _gather_names(self) -> Names:
        names = gather_names(self.rows, {*self.episode_headers, *self.scene_headers})
        for header in self.scene_headers.values():
            if header.place.people is not None:
                names.declare(split_people(header.place.people))
        return names

    # -- the whole -------------------------------------------------------------------------------------------------

    def read(self) -> Screenplay:
        index = 0
        while index < len(self.rows):
            index = self._take(index)
        self._close_episode()
        self._judge_whole()
        grade: Grade = "standard"
        if not self.scene_headers and not self.pen.opened_by_field:
            grade = "unparseable"
        elif any(item.severity != "info" for item in self.doubts):
            grade = "repairable"
        self.doubts.sort(key=lambda item: item.line)
        return Screenplay(
            tuple(self.episodes),
            tuple(self.doubts),
            grade,
            self.language,
            self.title,
            tuple(self.structure),
            tuple(self.pen.aliases.values()),
        )

    def _judge_whole(self) -> None:
        if self.front:
            self._note("I_FRONT_MATTER", self.front[0], count=len(self.front))
        self._tell_dress()
        if not self.scene_headers and not self.pen.opened_by_field:
            self.doubts.append(doubt("E_NO_SCENE", self.rows[0].number if self.rows else 1))
        if not any(e.kind == "dialogue" for ep in self.episodes for s in ep.scenes for e in s.elements):
            self.doubts.append(doubt("W_NO_DIALOGUE", 1))
        self.doubts += find_similar_places(self.episodes)

    def _tell_dress(self) -> None:
        """Say once each what came with the script and is not of it: chat, list numbers, a table, a second language."""
        chatter = [row for row in self.rows if row.chatter]
        if chatter:
            self._note("I_CHAT_LINES", chatter[0], count=len(chatter))
        if self.unnumbered:
            self._note("I_LIST_NUMBERS", self.unnumbered[0], count=len(self.unnumbered))
        for index in sorted(self.table_heads):
            self._note("I_TABLE", self.rows[index])
        if self.pairing and self.rows:
            zh, en = ("中文", "Chinese") if self.pairing.language == "zh" else ("英文", "English")
            self._note("I_BILINGUAL", self.rows[min(self.pairing.translations, default=0)], zh=zh, en=en)

    def _note(self, code: str, row: Row, **facts: object) -> None:
        self.doubts.append(doubt(code, row.number, **facts))

    def _structure(self, kind: StructureKind, row: Row) -> None:
        self.structure.append(StructuralLine(kind, row.written, row.source))

    # -- headers ---------------------------------------------------------------------------------------------------

    def _find_headers(self) -> None:
        for index, row in enumerate(self.rows):
            if row.is_rule or row.chatter or row.folded[0] in ACTION_MARKERS or index in self.tables:
                continue
            if index in self.table_heads:
                continue
            bare = without_brackets(row.folded)
            cut = len(bare) - len(bare.lstrip())
            if not (bare and self._find_header(index, bare[cut:], row.written[cut:], sure=True)):
                self._find_header(index, row.folded, row.written)
        self._join_headers()
        self._settle_doubtful()

    def _find_header(self, index: int, folded: str, written: str, *, sure: bool = False) -> bool:
        """Whether the words open an episode, a scene or both; with `sure`, doubtful ones do not."""
        episode = read_episode_header(folded, written)
        if episode:
            self.episode_headers[index] = episode
            if episode.rest is not None:
                scene = read_scene_header(folded[episode.rest :], written[episode.rest :])
                if scene:
                    self.scene_headers[index] = scene
            return True
        scene = read_scene_header(folded, written)
        if scene is None:
            scene = _read_labelled(folded, written) if sure else self._read_bare(index)
        if scene and not (sure and scene.doubtful):
            self.scene_headers[index] = scene
        return index in self.scene_headers

    def _join_headers(self) -> None:
        """`日 内 客厅` under `场1-3` completes that header; it opens no scene of its own."""
        for index in sorted(self.scene_headers):
            header, after = self.scene_headers.get(index), self.scene_headers.get(index + 1)
            if header is None or after is None or index + 1 in self.episode_headers:
                continue
            row, below = self.rows[index], self.rows[index + 1]
            if header.place.location:
                said_twice = below.is_next_to(row) and language_of(row.written) != language_of(below.written)
                if said_twice and after.label in ("", header.label):
                    self.repeated_headers.add(index + 1)
                    del self.scene_headers[index + 1]
            elif not after.label and not after.episode:
                if after.place.location and header.place == Place():
                    self.scene_headers[index] = dataclasses.replace(header, place=after.place)
                    self.repeated_headers.add(index + 1)
                del self.scene_headers[index + 1]

    def _read_bare(self, index: int) -> SceneHeader | None:
        """A line that is only a number opens a scene when the next line is a place or a 人物 line."""
        label = read_bare_number(self.rows[index].folded)
        if not label or index + 1 >= len(self.rows):
            return None
        after = self.rows[index + 1]
        head = read_head(after.folded, after.written)
        kind = prefix_kind(head.folded_name) if head else None
        sure = len(after.folded) <= 60 and read_place(after.folded, after.written).is_sure
        return SceneHeader(label, 0, Place()) if sure or kind in ("people", "place") else None

    def _settle_doubtful(self) -> None:
        """A numbered line without time or side is a header when its neighbours behave as under a header."""
        current = 0
        for index in sorted({*self.episode_headers, *self.scene_headers}):
            if index in self.episode_headers:
                current = self.episode_headers[index].number
            header = self.scene_headers.get(index)
            if header is None or not header.doubtful or header.episode == current:
                current = header.episode if header and header.episode and not self.episode_headers else current
                continue
            row = self.rows[index]
            after = self.rows[index + 1] if index + 1 < len(self.rows) else None
            head = read_head(after.folded, after.written) if after else None
            if after and (after.folded[0] in ACTION_MARKERS or (head and prefix_kind(head.folded_name) == "people")):
                continue
            del self.scene_headers[index]
            self._note("W_HEADER_DOUBTFUL", row, words=row.written)

    # -- line by line ----------------------------------------------------------------------------------------------

    def _take(self, index: int) -> int:
        row = self.rows[index]
        if index in self.episode_headers:
            self._open_episode(self.episode_headers[index], row)
        if index in self.scene_headers:
            self._open_scene(self.scene_headers[index], row)
            return index + 1
        if index in self.episode_headers:
            return index + 1
        if self._take_structure(index):
            return index + 1
        if index in self.tables:
            return self._take_cells(index)
        if self._take_field(row, index):
            return index + 1
        if self.scene is None:
            if self._take_front(index):
                return index + 1
            self._note("W_SCENE_HEADER_MISSING", row)
            self._open_scene(SceneHeader("", 0, Place()), row, announced=False)
        assert self.scene is not None  # noqa: S101 - opened just above
        if self.scene.announced and self.scene.is_fresh and self._continues_header(self.scene, row):
            return index + 1
        index = self.pen.write(self.scene, index, self._is_header)
        self.scene.end = max(self.scene.end, self.rows[index - 1].end)
        return index

    def _take_structure(self, index: int) -> bool:
        """Rows that say nothing to play: drawn lines, chat, column names, a header said again in the other language."""
        row = self.rows[index]
        untold = self.scene is None or not self.scene.elements
        if row.is_rule:
            self._structure("rule", row)
        elif index in self.repeated_headers:
            self._structure("scene", row)
        elif row.chatter or index in self.table_heads or (index in self.pairing.translations and untold):
            self._structure("note", row)
        else:
            return False
        return True

    def _take_cells(self, index: int) -> int:
        """A table row; a scene number or place that changes opens a scene."""
        row, cells = self.rows[index], self.tables[index]
        said = {cell.column: cell.row for cell in cells}
        words = " ".join(said[column].written for column in ("place", "time", "side") if column in said)
        label = said["scene"].written.strip("第场 ") if "scene" in said else ""
        place = read_place(fold(words), words) if words else Place()
        known = self.scene
        changed = (
            known is None
            or (label and label != known.header.label)
            or (bool(place.location) and place.location != known.place.location)
        )
        if (label or place.location) and changed:
            header = read_scene_header(fold(f"{label} {words}"), f"{label} {words}") if label else None
            self._open_scene(header or SceneHeader(label, 0, place), row)
            self.pen.opened_by_field = True
        elif self.scene is None:
            self._note("W_SCENE_HEADER_MISSING", row)
            self._open_scene(SceneHeader("", 0, Place()), row, announced=False)
        assert self.scene is not None  # noqa: S101 - opened just above
        self.pen.write_cells(self.scene, cells, row)
        self.scene.end = max(self.scene.end, row.end)
        return index + 1

    def _is_header(self, index: int) -> bool:
        return index in self.repeated_headers or index in self.episode_headers or index in self.scene_headers

    def _take_field(self, row: Row, index: int = -1) -> bool:
        """地点：, 时间：, 人物： … lines; a place line opens a scene when the one before is already being played."""
        head = read_people_label(row) or read_head(row.folded, row.written)
        kind = prefix_kind(head.folded_name) if head else None
        if head is None or kind not in ("place", "people") or row.folded[0] in ACTION_MARKERS:
            return False
        if kind == "people":
            self._structure("people", row)
            named = split_people(row.written[head.end :])
            if self.scene is not None:
                self.scene.add_people(row.written[head.end :], row.number)
                self.scene.speaking = "" if self.scene.is_fresh or len(named) != 1 else named[0]
            return True
        place = _read_field(head.folded_name, row, head.end)
        opens = bool(head.folded_name in _FIELD_WORDS and place.location) or (
            (self.scene is None or not self.scene.is_fresh) and self._names_place(index + 1)
        )
        if self.scene is None and not opens:
            return False
        if self.scene is None or not self.scene.is_fresh or (opens and self.scene.place.location):
            if not opens:
                self._structure("place", row)
                return True
            self.pen.opened_by_field = True
            self._open_scene(SceneHeader("", 0, place), row)
            return True
        self._structure("place", row)
        self.scene.fill(place)
        if place.people is not None:
            self.scene.add_people(place.people, row.number)
        self.scene.end = row.end
        return True

    def _names_place(self, index: int) -> bool:
        """Whether a row is a 地点 field: a 时间 field above it opens the scene that it completes."""
        if not 0 < index < len(self.rows):
            return False
        head = read_head(self.rows[index].folded, self.rows[index].written)
        return head is not None and head.folded_name in _FIELD_WORDS

    def _continues_header(self, scene: SceneDraft, row: Row) -> bool:
        """`日 内 地点` on the line after `场1-2`, or the place alone after a bare number."""
        place = scene.place
        if (place.location and place.is_sure) or len(row.folded) > 60 or row.folded[0] in ACTION_MARKERS + "【[(":
            return False
        head = read_head(row.folded, row.written)
        more = read_place(row.folded, row.written)
        all_meta = not more.location and more.is_sure
        names_place = not place.location and more.location and (more.is_sure or _is_short(row)) and head is None
        if not (all_meta or names_place) or is_transition(row.folded):
            return False
        scene.fill(more)
        if more.people is not None:
            scene.add_people(more.people, row.number)
        scene.end = row.end
        self._structure("place", row)
        return True

    def _take_front(self, index: int) -> bool:
        """Lines before the first scene: title, credits, character sketches. False when the line must be played."""
        row = self.rows[index]
        if not self.scene_headers and not self.episode_headers:
            return self._take_title(row) if index == 0 else False
        head = read_head(row.folded, row.written)
        if row.folded[0] in ACTION_MARKERS:
            return False
        if any(row.folded.startswith(word) for word in FRONT_SECTIONS):
            self.in_front_section = True
        kind = prefix_kind(head.folded_name) if head else None
        speaks = head is not None and kind is None and self.names.judge(head, ()) in ("declared", "alias")
        repeated = head is not None and self.names.heads[head.folded_name] >= 3
        if (speaks or (repeated and self.episode)) and not self.in_front_section:
            return False
        if self.episode is None and self._take_title(row):
            return True
        if self.episode is not None and kind is None and not self.in_front_section and head is None:
            return self._keep_front(row) if len(row.folded) <= 40 else False
        return self._keep_front(row)

    def _keep_front(self, row: Row) -> bool:
        self.front.append(row)
        self._structure("front_matter", row)
        return True

    def _take_title(self, row: Row) -> bool:
        head = read_head(row.folded, row.written)
        if head and head.folded_name in TITLE_WORDS:
            self.title = row.written[head.end :].strip(' 《》"“”')
        elif not self.title and not self.front and head is None and len(row.folded) <= 30 and _is_short(row):
            self.title = row.written.strip(' 《》"“”#*')
        else:
            return False
        self._structure("title", row)
        return True

    # -- opening and closing ---------------------------------------------------------------------------------------

    def _open_episode(self, header: EpisodeHeader, row: Row) -> None:
        if self.episode and self.episode.number == header.number and header.rest is not None:
            self._structure("episode", row)
            return
        self._close_episode()
        self.in_front_section = False
        self.time_before = ""
        if header.number in self.numbers:
            self._note("W_EPISODE_REPEATED", row, number=header.number)
        self.numbers.setdefault(header.number, row.number)
        self._structure("episode", row)
        self.episode = EpisodeDraft(header.number, header.title, row)

    def _open_scene(self, header: SceneHeader, row: Row, *, announced: bool = True) -> None:
        self._close_scene()
        if self.episode is None or (self.episode.inferred and header.episode not in (0, self.episode.number)):
            self._infer_episode(header, row)
        if announced:
            self._structure("scene", row)
        self.scene = SceneDraft(header, row, announced)
        self.pen.start_scene()

    def _infer_episode(self, header: SceneHeader, row: Row) -> None:
        self._close_episode()
        number = header.episode or 1
        if header.episode:
            self._note("W_EPISODE_INFERRED", row, label=header.label, number=number)
        else:
            self._note("E_NO_EPISODE", row)
        self.numbers.setdefault(number, row.number)
        self.episode = EpisodeDraft(number, "", row, inferred=True)

    def _close_scene(self) -> None:
        if self.scene is None or self.episode is None:
            return
        self.doubts += self.episode.close_scene(self.scene, self.time_before)
        self.time_before = self.episode.scenes[-1].time_of_day
        self.scene = None

    def _close_episode(self) -> None:
        self._close_scene()
        if self.episode is None:
            return
        if not self.episode.scenes:
            self._note("W_EPISODE_EMPTY", self.episode.row, number=self.episode.number)
        self.doubts += self.episode.find_open_flashbacks()
        self.episodes.append(self.episode.finish())
        self.episode = None


def _read_labelled(folded: str, written: str) -> SceneHeader | None:
    """`场景：沈家客厅 夜 内` where it stood in brackets."""
    head = read_head(folded, written)
    if head is None or head.folded_name not in _FIELD_WORDS:
        return None
    place = read_place(folded[head.end :], written[head.end :])
    return SceneHeader("", 0, place) if place.location and place.is_sure else None


def _is_short(row: Row) -> bool:
    """Whether a line could be a name of something: short, and not a sentence."""
    return len(row.folded) <= 30 and not any(mark in row.folded for mark in '。!?…;"')


def _read_field(name: str, row: Row, end: int) -> Place:
    """The place facts of one `地点：` or `时间：` line."""
    place = read_place(row.folded[end:], row.written[end:])
    if name in ("时间", "日期", "time"):
        return Place(
            "", place.time_of_day, place.time_words or place.location, place.interior, place.has_side, place.people
        )
    return place
