"""Scripts kept in tables, flattened to tabs by a word processor or drawn with Markdown's bars."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Literal

from projects.performance.folding import fold
from projects.screenplay.rows import Row, fold_name

Column = Literal[
    "number", "scene", "place", "time", "side", "camera", "picture", "speaker", "speech", "narration", "feeling",
    "sound", "music", "card", "note",
]  # fmt: skip

_WORDS: dict[Column, str] = {
    "number": "镜号 镜头号 序号 编号 镜头 分镜 分镜号 no no. # shot 镜次",
    "scene": "场号 场次 场 scene 场景号",
    "place": "地点 场景 location place setting",
    "time": "时间 日夜 日/夜 time",
    "side": "内外 内外景 内/外 int/ext",
    "camera": "景别 机位 角度 运镜 镜头运动 拍摄手法 拍摄角度 镜头语言 景别/运镜 framing camera angle move size",
    "picture": "画面 画面内容 内容 画面描述 动作 描述 镜头内容 情节 剧情 画面/动作 动作描述 action picture visual",
    "speaker": "人物 角色 说话人 说话者 人名 speaker character name 角色名",
    "speech": "台词 对白 对话 台词/旁白 台词/对白 对白/旁白 台词内容 dialogue line lines speech",
    "narration": "旁白 解说 narration vo",
    "feeling": "情绪 表情 语气 神态 情绪/语气 状态 emotion mood delivery",
    "sound": "音效 声音 声效 音响 sfx sound audio",
    "music": "音乐 bgm 配乐 music",
    "card": "字幕 花字 caption subtitle",
    "note": "时长 秒数 备注 时长/秒 时长(秒) 道具 服装 duration notes note length 秒",
}
_COLUMNS: dict[str, Column] = {fold_name(word): column for column, words in _WORDS.items() for word in words.split()}
_BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell: what its column holds, and its words as a row of their own."""

    column: Column
    row: Row


def find_tables(rows: Sequence[Row], text: str) -> tuple[dict[int, tuple[Cell, ...]], frozenset[int]]:
    """The filled cells of every table row by row index, and the indexes of the rows that name the columns."""
    cells: dict[int, tuple[Cell, ...]] = {}
    headings: set[int] = set()
    columns: list[Column | None] = []
    for index, row in enumerate(rows):
        spans = _split(row, text)
        if len(spans) < 2:
            if not row.is_rule:
                columns = []
            continue
        named = [_COLUMNS.get(fold_name(text[first:last]).strip("*_ ")) for first, last in spans]
        told = sum(column is not None for column in named)
        if told >= 2 and {"picture", "speech", "narration"} & set(named):
            columns = named
            headings.add(index)
        elif columns and not row.is_rule:
            cells[index] = tuple(
                Cell(column, piece)
                for column, (first, last) in zip(columns, spans, strict=False)
                if column
                for piece in _pieces(row, text, first, last)
            )
    return cells, frozenset(headings)


def _split(row: Row, text: str) -> list[tuple[int, int]]:
    """Where the cells of a line lie in the text; one span when the line is no table row."""
    start = row.start - (row.column - 1)
    line = text[start : row.end]
    if "\t" in line:
        sign = "\t"
    elif line.count("|") >= 2 or line.count("｜") >= 2:
        sign = "|" if "|" in line else "｜"
    else:
        return [(start, row.end)]
    spans: list[tuple[int, int]] = []
    at = start
    for piece in line.split(sign):
        spans.append((at, at + len(piece)))
        at += len(piece) + 1
    bordered = sign != "\t" and not line.split(sign)[0].strip()
    return spans[1:] if bordered else spans


def _pieces(row: Row, text: str, first: int, last: int) -> list[Row]:
    """The words of a cell; a cell with line breaks is several."""
    pieces: list[Row] = []
    at = first
    for cut in [*_BREAK.finditer(text, first, last), None]:
        end = cut.start() if cut else last
        words = text[at:end]
        folded = fold(words)
        lead = len(folded) - len(folded.lstrip(" *"))
        size = len(folded.rstrip(" *")) - lead
        if size > 0 and folded.strip(" -/—*"):
            begin = at + lead
            column = begin - (row.start - (row.column - 1)) + 1
            pieces.append(
                dataclasses.replace(
                    row,
                    column=column,
                    start=begin,
                    end=begin + size,
                    written=text[begin : begin + size],
                    folded=folded[lead : lead + size],
                )
            )
        at = cut.end() if cut else last
    return pieces
