"""Bytes to rows of text and back: CSV in the encodings and delimiters that offices send, and XLSX through openpyxl.

The only module that speaks openpyxl. A workbook is read as data: no formulas, no macros, no links, no entities, and
never more bytes than `UNPACKED_MOST` whatever its directory promises. What is written can never run as a formula.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from projects.shotlists.cleaning import clean, guard, unguard
from projects.shotlists.columns import letters, recognise
from projects.shotlists.errors import ShotListInvalid, ShotListTooLarge, ShotListUnreadable

BYTES_MOST = 8 * 1024**2
UNPACKED_MOST = 48 * 1024**2
PARTS_MOST = 400
ROWS_MOST = 3000
COLUMNS_MOST = 60
CELL_MOST = 32_767
"""Excel's own limit for the text of a cell."""
CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,6})(?:\.[0-9]{0,2}[1-9])?")
"""Text that is a number and nothing else: read back it is the same text."""
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text, and how it was read: `form` csv or xlsx, the encoding and delimiter of a CSV, a sheet's name."""

    rows: tuple[tuple[str, ...], ...]
    form: str
    encoding: str = ""
    delimiter: str = ""
    name: str = ""


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel opens Chinese, comma-separated, every line ended by CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guard(clean(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(
    rows: Sequence[Sequence[str]], *, title: str, widths: Sequence[int], hidden: Sequence[int] = ()
) -> bytes:
    """One sheet of text and numbers with its header frozen."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths):
        sheet.column_dimensions[letters(place)].width = width
        sheet.column_dimensions[letters(place)].hidden = place in hidden
    for number, row in enumerate(rows):
        sheet.append([_written(sheet, cell, number, place) for place, cell in enumerate(row)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_csv(data: bytes) -> Sheet:
    """A table from delimited text: UTF-8 or UTF-16 with or without a mark, or GB18030; comma, semicolon, tab or bar."""
    if len(data) > BYTES_MOST:
        raise _too_large(f"{len(data)} bytes")
    text, encoding = _decoded(data)
    if "\0" in text:
        raise ShotListUnreadable("The text holds zero bytes.", zh="文件不是文本表格。", cure="Save it as CSV UTF-8.")
    declared = re.match(r"sep=(.)\r?\n", text)
    text = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else _delimiter(text)
    try:
        rows = _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as wrong:
        raise ShotListUnreadable(
            f"The CSV is broken: {wrong}.", zh="CSV 格式有误，请检查引号。", cure="Save it as CSV UTF-8 or as XLSX."
        ) from wrong
    return Sheet(rows, "csv", encoding, delimiter)


def read_xlsx(data: bytes, *, sheet: str = "") -> Sheet:
    """A table from a workbook's named sheet, or the first sheet that is seen: values only, as last computed."""
    if len(data) > BYTES_MOST:
        raise _too_large(f"{len(data)} bytes")
    _must_be_harmless(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            page = _page(book, sheet)
            found = page.iter_rows(max_col=COLUMNS_MOST + 1, values_only=True)
            rows = (() if set(row) <= {None} else [_text(cell) for cell in row] for row in found)
            return Sheet(_bounded(rows), "xlsx", name=page.title)
        finally:
            book.close()
    except (ShotListUnreadable, ShotListTooLarge, ShotListInvalid):
        raise
    except DefusedXmlException as attack:
        raise _unreadable("it declares entities") from attack
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        EOFError,
        NotImplementedError,
    ) as broken:  # fmt: skip - what openpyxl lets through for files that are not what they say
        raise _unreadable("it is damaged") from broken


def _written(sheet: Any, text: str, row: int, place: int) -> Any:
    if len(text) > CELL_MOST:
        raise ShotListInvalid(
            f"Row {row + 1} has a text longer than a spreadsheet cell holds.",
            zh="有单元格内容超过 Excel 上限。",
            code="cell_too_long",
            cure="Export as CSV.",
        )
    is_number = bool(row) and _NUMBER.fullmatch(text) is not None
    cell = WriteOnlyCell(sheet, value=float(text) if is_number else guard(clean(text)))
    if not is_number:
        cell.data_type = "s"
    cell.font = Font(bold=not row)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return str(round(value, 6))
        case dt.datetime():
            return value.isoformat(sep=" ")
        case dt.timedelta():
            return f"{value.total_seconds():g}"
        case dt.time():
            return value.isoformat()
    return str(value)


def _bounded(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows without trailing blanks, refused when they are too many: a list of one episode never is."""
    found: list[tuple[str, ...]] = []
    last = 0
    for number, row in enumerate(rows, start=1):
        cells = [unguard(clean(cell)) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > COLUMNS_MOST:
            raise _too_large(f"more than {COLUMNS_MOST} columns")
        if cells and number > ROWS_MOST:
            raise _too_large(f"more than {ROWS_MOST} rows")
        if number <= ROWS_MOST:
            found.append(tuple(cells))
            last = number if cells else last
    if not last:
        raise ShotListUnreadable("The table is empty.", zh="表格是空的。", code="shot_list_empty")
    return tuple(found[:last])


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            candidates = [encoding]
            break
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise ShotListUnreadable(
        "The text is neither UTF-8 nor GB18030.",
        zh="无法识别文件编码。",
        code="encoding_unknown",
        cure="Save as CSV UTF-8.",
    )


def _delimiter(text: str) -> str:
    """The delimiter under which the first lines show most headers we know, else most cells."""
    head = text[:20_000]

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = [row for row, _ in zip(csv.reader(io.StringIO(head), delimiter=delimiter), range(12), strict=False)]
        except csv.Error:
            return (-1, 0)
        known = max((len({recognise(cell) for cell in row} - {""}) for row in rows), default=0)
        return known, max(map(len, rows), default=0)

    return max(_DELIMITERS, key=score)


def _must_be_harmless(data: bytes) -> None:
    """Refuse what is no plain workbook before anything of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise _unreadable("it is no XLSX file") from broken
    # the directory's sizes bind: zipfile never unpacks a part beyond the size it declares
    if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
        raise _too_large("unpacked, more than a shot list can be")
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise _unreadable("it is encrypted")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _unreadable("it holds macros")
    if "[Content_Types].xml" not in names or len(set(names)) != len(names):
        raise _unreadable("it is no XLSX file")


def _page(book: Any, name: str) -> Any:
    pages = [page for page in book.worksheets if page.sheet_state == "visible"]
    found = next((page for page in pages if page.title == name), None) if name else next(iter(pages), None)
    if found is None:
        raise ShotListInvalid(
            f"There is no sheet {name!r}." if name else "The workbook has no sheet that is seen.",
            zh=f"没有名为“{name}”的工作表。" if name else "工作簿中没有可见的工作表。",
            pointer="/sheet",
            code="sheet_missing",
            cure=f"One of {', '.join(page.title for page in pages)[:300]}" if pages else "",
        )
    found.reset_dimensions()  # a sheet's own word on its size is not to be trusted
    return found


def _unreadable(reason: str) -> ShotListUnreadable:
    return ShotListUnreadable(
        f"The workbook cannot be read: {reason}.",
        zh="无法读取该工作簿（已损坏、加密或含宏）。",
        cure="Save it as a plain .xlsx workbook or as CSV.",
    )


def _too_large(what: str) -> ShotListTooLarge:
    return ShotListTooLarge(
        f"The shot list is too large: {what}.", zh="分镜表过大。", cure="Send one episode at a time."
    )
