"""Which cells of an exported row a person has touched since: each cell's digest, kept in the row's last column. Pure.

With it a sheet is merged three ways: a cell nobody touched says nothing, even when the shot has changed meanwhile. So
an old export never takes back another person's work, and a sheet sent twice does what it did once.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping

from projects.shotlists.cleaning import clean
from projects.shotlists.columns import COLUMNS

CHECK = "check"
_CHECKED = tuple(column.id for column in COLUMNS if column.id != CHECK)
_MARK, _DIGITS = "x1:", 4


def check_of(cells: Mapping[str, str]) -> str:
    """The digests of a row's cells in the order of the columns."""
    return _MARK + "".join(_digest(cells.get(column, "")) for column in _CHECKED)


def touched(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells that a person wrote: all of them without a check, or when the row was copied to another number."""
    check = cells.get(CHECK, "")
    size = len(_MARK) + _DIGITS * len(_CHECKED)
    if not check.startswith(_MARK) or len(check) != size:
        return dict(cells)
    was = {column: check[(start := len(_MARK) + _DIGITS * at) : start + _DIGITS] for at, column in enumerate(_CHECKED)}
    if _digest(cells.get("slate", "")) != was["slate"]:
        return dict(cells)
    return {column: text for column, text in cells.items() if column != CHECK and _digest(text) != was[column]}


def _digest(text: str) -> str:
    """Four characters that hold 24 bits."""
    number = zlib.crc32(clean(text).encode()) & 0xFFFFFF
    return base64.urlsafe_b64encode(number.to_bytes(3, "big")).decode()
