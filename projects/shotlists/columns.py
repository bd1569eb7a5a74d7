"""The columns of a shot list: what they are called in both languages, and how a sheet's own headers find them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from projects.performance.folding import fold
from projects.shotlists.errors import CellProblem

Grid = Sequence[Sequence[str]]
HEADER_ROWS_MOST = 12
"""How far down a header may stand: hand-made lists open with a title and a line of particulars."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its id, its header in each language, and what else studios call it."""

    id: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()
    width: int = 12

    def header(self, language: str) -> str:
        """The header in this language."""
        return self.zh if language == "zh" else self.en


COLUMNS = (
    Column(
        "slate",
        "镜号",
        "Slate",
        ("镜头号", "镜头", "镜次", "序号", "镜头编号", "shot", "shot number", "shot no", "no"),
        24,
    ),
    Column("scene", "场次", "Scene", ("场", "场号", "场次号", "scene number", "scene no", "sc"), 8),
    Column("location", "场景", "Location", ("地点", "拍摄地点", "场地", "场景地点", "set", "place"), 18),
    Column("time", "时间", "Time", ("日夜", "时段", "日/夜", "day/night", "time of day", "d/n"), 8),
    Column("side", "内外景", "Int/Ext", ("内外", "内/外", "内景外景", "i/e", "interior/exterior", "int ext"), 8),
    Column("framing", "景别", "Framing", ("景", "镜头景别", "shot size", "size", "shot type"), 12),
    Column("angle", "角度", "Angle", ("机位", "拍摄角度", "镜头角度", "机位角度", "camera angle"), 10),
    Column(
        "camera_move",
        "运镜",
        "Move",
        (
            "运动",
            "镜头运动",
            "摄法",
            "运镜方式",
            "技巧",
            "拍摄手法",
            "camera move",
            "camera movement",
            "movement",
            "camera",
        ),
        10,
    ),
    Column("mood", "氛围", "Mood", ("基调", "情绪氛围", "气氛", "tone"), 10),
    Column("cast", "人物", "Cast", ("角色", "出场人物", "演员", "出镜人物", "characters", "character", "people"), 18),
    Column("expression", "表情", "Expression", ("情绪", "神态", "表情情绪", "emotion"), 20),
    Column("action", "动作", "Action", ("人物动作", "肢体", "肢体动作", "character action", "business"), 20),
    Column(
        "description",
        "画面",
        "Description",
        ("画面内容", "画面描述", "内容", "镜头内容", "描述", "镜头描述", "分镜内容", "content", "picture", "visual"),
        48,
    ),
    Column(
        "dialogue", "台词", "Dialogue", ("对白", "对话", "台词对白", "旁白", "解说词", "dialog", "line", "lines"), 48
    ),
    Column("parenthetical", "语气", "Parenthetical", ("台词提示", "语气提示", "表演提示", "delivery"), 16),
    Column("frames", "帧数", "Frames", ("帧", "时长帧", "总帧数", "length in frames"), 8),
    Column(
        "seconds",
        "时长（秒）",
        "Seconds",
        ("时长", "秒数", "秒", "长度", "镜头时长", "预计时长", "duration", "length", "time in seconds", "sec", "secs"),
        10,
    ),
    Column("props", "道具", "Props", ("物品", "prop"), 16),
    Column("sound", "音效", "Sound", ("声音", "音乐", "音效音乐", "bgm", "sfx", "sound effects", "audio", "music"), 20),
    Column("notes", "备注", "Notes", ("说明", "其他", "remarks", "remark", "note", "comment", "comments"), 24),
    Column("check", "校验", "Check", ("校验码",), 6),
)
BY_ID = {column.id: column for column in COLUMNS}

_BRACKETED = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_IN_FRAMES = re.compile(r"帧|frame", re.IGNORECASE)
_JOINTS = re.compile(r"[\s/|、·_\-:：.#]+")
_LETTERS = re.compile(r"[A-Za-z]{1,3}\Z")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's header stands (row from 0) and which of our columns lies where (position from 0)."""

    header_row: int
    places: Mapping[str, int]
    ignored: tuple[str, ...]

    def cell(self, column: str, row: int) -> str:
        """The address of a cell, such as B7."""
        return address(self.places.get(column, 0), row)


def address(place: int, row: int) -> str:
    """`B7` for place 1, row 6: letters from A, rows from 1, as a spreadsheet shows them."""
    return f"{letters(place)}{row + 1}"


def letters(place: int) -> str:
    """A, B … Z, AA … for a position from 0."""
    text, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(ord("A") + digit) + text
    return text


def find_layout(grid: Grid, explicit: Mapping[str, str]) -> tuple[Layout | None, list[CellProblem]]:
    """The sheet's header and its columns, by known names and by what the caller says (`{"framing": "C"}` or a header).

    The header is the row, among the first, in which most columns are recognised.
    """
    wanted = {column: name.strip() for column, name in explicit.items()}
    rows = range(min(len(grid), HEADER_ROWS_MOST))
    scores = {row: len(set(_recognised(grid[row], wanted).values())) for row in rows}
    best = max(scores, key=lambda row: (scores[row], -row), default=None)
    if best is None or not scores[best]:
        names = "、".join(column.zh for column in COLUMNS[:6])
        problem = CellProblem(
            "A1",
            "header_missing",
            "no row of headers was found; name the columns, such as Slate, Scene, Framing, Dialogue",
            f"没有找到表头；请写明列名，如 {names}",
        )
        return None, [problem]
    return _laid_out(grid[best], best, wanted)


def _laid_out(header: Sequence[str], row: int, wanted: Mapping[str, str]) -> tuple[Layout | None, list[CellProblem]]:
    places: dict[str, int] = {}
    ignored, problems = [], []
    found = _recognised(header, wanted)
    for place, text in enumerate(header):
        column = found.get(place)
        if column is None:
            if text.strip():
                ignored.append(text.strip())
        elif column in places and column not in wanted:
            problems.append(
                CellProblem(
                    address(place, row),
                    "column_twice",
                    f'"{text.strip()}" and "{header[places[column]].strip()}" both mean {column}; '
                    f'say which with columns: {{"{column}": "{letters(place)}"}}',
                    f"“{text.strip()}”与“{header[places[column]].strip()}”都指 {column}，请用 columns 指定",
                )
            )
        else:
            places.setdefault(column, place)
    for column, name in wanted.items():
        if column not in places:
            problems.append(
                CellProblem(
                    address(0, row),
                    "column_missing",
                    f'there is no column "{name}" for {column}',
                    f"没有“{name}”这一列（{column}）",
                    tuple(text.strip() for text in header if text.strip())[:8],
                )
            )
    return (None if problems else Layout(row, places, tuple(ignored))), problems


def _recognised(header: Sequence[str], wanted: Mapping[str, str]) -> dict[int, str]:
    """Column ids by place; what the caller named outranks what we know."""
    named: dict[int, str] = {}
    for column, name in wanted.items():
        place = next((at for at, text in enumerate(header) if _plain(text) == _plain(name)), None)
        if place is None and _LETTERS.match(name):
            place = _place_of(name.upper())
        if place is not None and place < len(header):
            named[place] = column
    found = dict(named)
    for place, text in enumerate(header):
        if place not in named and (column := recognise(text)) and column not in wanted:
            found[place] = column
    return found


def recognise(header: str) -> str:
    """The id of the column a header means (景别, Shot Size, 时长（帧）, 景别 Framing), or an empty string."""
    known = _known()
    whole = _plain(header)
    bare = _plain(_BRACKETED.sub("", header))
    for text in (whole, bare):
        if text in known:
            column = known[text]
            return "frames" if column == "seconds" and _IN_FRAMES.search(header) else column
    parts = {known[part] for part in map(_plain, re.split(r"[\s/|()（）]+", header)) if part in known}
    return parts.pop() if len(parts) == 1 else ""


def _plain(text: str) -> str:
    return _JOINTS.sub("", fold(text).strip())


def _place_of(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


_KNOWN: dict[str, str] = {}


def _known() -> dict[str, str]:
    if not _KNOWN:
        for column in COLUMNS:
            for name in (column.id, column.zh, column.en, *column.synonyms):
                _KNOWN.setdefault(_plain(name), column.id)
    return _KNOWN
