"""List numbers before lines (`3、林晚：…`, `(12) △…`, `①…`): a word processor's, not the writer's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from projects.screenplay.headers import read_episode_header, read_numeral, read_scene_header
from projects.screenplay.prefixes import is_people_or_place
from projects.screenplay.rows import ACTION_MARKERS, Row

_NUMBER = re.compile(
    r"(?:[(\[【]\s?([0-9]{1,4})\s?[)\]】]|([0-9]{1,4})\s?[.、,)\]:](?![0-9])|([0-9]{2,4})(?=\s)|([一二三四五六七八九十]{1,3})、)"
    r"[\s.、]{0,4}"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LEAST = 3
"""How many numbers must follow one another before they are believed to be a list."""


def strip_numbers(rows: Sequence[Row]) -> list[Row]:
    """The rows without list numbers, where numbers run on from row to row; a scene's own number stays."""
    numbered: dict[int, tuple[int, int]] = {}
    for index, row in enumerate(rows):
        found = _read_number(row)
        if found and not row.chatter and not row.is_rule and not _opens_something(row, found[1]):
            numbered[index] = found
    listed = _find_lists(numbered)
    return [row.without_start(numbered[index][1]) if index in listed else row for index, row in enumerate(rows)]


def _read_number(row: Row) -> tuple[int, int] | None:
    """The number a row begins with, and where its words begin."""
    circled = _CIRCLED.find(row.written[0])
    if circled >= 0:
        return circled + 1, 1
    found = _NUMBER.match(row.folded)
    if not found or found.end() >= len(row.folded):
        return None
    return read_numeral(found[1] or found[2] or found[3] or found[4]), found.end()


def _opens_something(row: Row, cut: int) -> bool:
    """Whether the number is the row's own: `3、客厅 夜 内` is a scene; `3. 1-3 客厅 夜 内` is a numbered scene."""
    rest, shown = row.folded[cut:], row.written[cut:]
    inner = read_scene_header(rest, shown)
    if read_episode_header(rest, shown) or (inner and inner.label and not inner.doubtful):
        return False
    header = read_scene_header(row.folded, row.written)
    return (
        header is not None
        and not header.doubtful
        and rest[0] not in ACTION_MARKERS + "【"
        and (":" not in rest or header.place.people is not None or is_people_or_place(rest))
    )


def _find_lists(numbered: dict[int, tuple[int, int]]) -> set[int]:
    """The rows whose numbers run on by one; a list may begin again at any number below five."""
    listed: set[int] = set()
    run: list[int] = []
    before = -1
    for index, (number, _) in numbered.items():
        if run and number == before + 1:
            run.append(index)
        elif not (run and number <= 1 and len(run) >= _LEAST):
            if len(run) >= _LEAST:
                listed.update(run)
            run = [index]
        else:
            listed.update(run)
            run = [index]
        before = number
    if len(run) >= _LEAST or (listed and run and numbered[run[0]][0] <= 1):
        listed.update(run)
    return listed
