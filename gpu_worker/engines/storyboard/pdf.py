"""Pages as one PDF: drawn by skia, its glyphs embedded, and read out again as the characters that were meant."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from gpu_worker.glstub import skia
from gpu_worker.media.overlay import typeface

PRODUCER = "Shotwright"
PICTURE_QUALITY = 90
ROW_MOST = 100  # characters a block of the map may name
logging.getLogger("pypdf").setLevel(logging.ERROR)  # it wonders at how skia counts its objects; readers do not
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end(?:bfchar|bfrange)", re.DOTALL)
_CODE = re.compile(rb"<([0-9A-Fa-f]+)>")


def write_pdf(
    path: Path,
    *,
    title: str,
    pages: int,
    size: tuple[float, float],
    draw: Callable[[Any, int], None],
    characters: Iterable[str],
) -> None:
    """Write `pages` pages of `size` points, each drawn by `draw(canvas, number)`; no dates, the same bytes each time.

    `characters` are those that may be written on them.
    """
    facts = skia.PDF.Metadata()
    facts.fTitle, facts.fCreator, facts.fProducer = title, PRODUCER, PRODUCER
    facts.fEncodingQuality = PICTURE_QUALITY
    raw = path.with_suffix(".raw")
    stream = skia.FILEWStream(str(raw))
    with skia.PDF.MakeDocument(stream, facts) as document:
        for number in range(pages):
            with document.page(*size) as canvas:
                draw(canvas, number)
    stream.flush()
    del stream
    _name_characters(raw, path, {_glyph(character): character for character in sorted(set(characters))})
    raw.unlink()


def _glyph(character: str) -> int:
    return int(typeface().unicharToGlyph(ord(character)))


def _name_characters(raw: Path, path: Path, written: Mapping[int, str]) -> None:
    """Say of every glyph which of the characters `written` it stands for.

    Where one glyph stands for several, skia names the first: a radical (⼀) and not the word (一), which nobody could
    find or copy.
    """
    writer = PdfWriter(clone_from=PdfReader(raw))
    seen: set[int] = set()
    for page in writer.pages:
        fonts: Any = page["/Resources"].get_object()
        for reference in fonts.get("/Font", {}).values():
            font = reference.get_object()
            if id(font) in seen or "/ToUnicode" not in font:
                continue
            seen.add(id(font))
            told = font["/ToUnicode"].get_object().get_data()
            if meant := _renamed(told, written):
                fresh = DecodedStreamObject()
                fresh.set_data(meant)
                font[NameObject("/ToUnicode")] = writer._add_object(fresh.flate_encode())
    with path.open("wb") as out:
        writer.write(out)


def _renamed(told: bytes, written: Mapping[int, str]) -> bytes | None:
    """A character map that names what was written; None where it does already."""
    names = dict(_named(told))
    meant = {code: written.get(_glyph(name), name) if len(name) == 1 else name for code, name in names.items()}
    if meant == names:
        return None
    rows = [b"<%02X> <%s>" % (code, name.encode("utf-16-be").hex().upper().encode()) for code, name in meant.items()]
    blocks = [rows[i : i + ROW_MOST] for i in range(0, len(rows), ROW_MOST)]
    body = b"".join(b"%d beginbfchar\n%s\nendbfchar\n" % (len(block), b"\n".join(block)) for block in blocks)
    head, tail = told[: _first(told)], told[told.rindex(b"endcmap") :]
    return head + body + tail


def _first(told: bytes) -> int:
    """Where the first block begins, its count included."""
    found = re.search(rb"\d+ begin(?:bfchar|bfrange)", told)
    return found.start() if found else len(told)


def _named(told: bytes) -> Iterator[tuple[int, str]]:
    for block in _BLOCK.finditer(told):
        codes = _CODE.findall(block[2])
        if block[1] == b"bfchar":
            yield from ((int(code, 16), _text(name)) for code, name in zip(codes[::2], codes[1::2], strict=True))
            continue
        for low, high, name in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
            first = _text(name)
            for step in range(int(high, 16) - int(low, 16) + 1):
                yield int(low, 16) + step, first[:-1] + chr(ord(first[-1]) + step)


def _text(name: bytes) -> str:
    return bytes.fromhex(name.decode()).decode("utf-16-be")
