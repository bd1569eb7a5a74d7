"""A program, run as a child with bounded time and memory: a PDF on standard input, its placed lines as JSON on output.

Whatever a hostile file does to the reader, it does here and is killed. It stands alone: no product code is loaded.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from typing import Any

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject, StreamObject

Placed = tuple[float, float, float, str]


def read_pages(data: bytes, pages_most: int) -> dict[str, Any]:
    """`{"pages": [[(x, y, size, text), …], …]}` in points from the lower left, or `{"error": code}`."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            return {"error": "document_encrypted"}
        if len(reader.pages) > pages_most:
            return {"error": "document_too_many_pages"}
        return {"pages": [_lines(page) for page in reader.pages]}
    except MemoryError:
        return {"error": "document_hostile"}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return {"error": "document_damaged"}


def _lines(page: pypdf.PageObject) -> list[Placed]:
    lines: list[Placed] = []
    words: list[str] = []
    place: list[float] = []

    def close() -> None:
        text = "".join(words).strip()
        if text and place:
            lines.append((round(place[0], 1), round(place[1], 1), round(place[2], 1), text))
        words.clear()
        place.clear()

    def visit(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        pieces = text.split("\n")
        for at, piece in enumerate(pieces):
            if at:
                close()
            if piece.strip() and not place:
                x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
                y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
                place.extend((x, y, abs(size * (inner[3] or inner[0]) * (outer[3] or 1))))
            words.append(piece)

    _name_encodings(page)
    page.extract_text(visitor_text=visit)
    close()
    return lines


def _name_encodings(page: pypdf.PageObject) -> None:
    """Call an embedded two-byte encoding by the name of its kind, because the reader takes it for one of single bytes.

    Which characters are meant is said by the font's ToUnicode map, by the same two-byte codes.
    """
    resources = page.get("/Resources")
    fonts = resources.get_object().get("/Font") if resources is not None else None
    for found in (fonts.get_object() if fonts is not None else {}).values():
        font = found.get_object()
        encoding = font.get("/Encoding")
        encoding = encoding.get_object() if encoding is not None else None
        if isinstance(encoding, StreamObject) and "/ToUnicode" in font and font.get("/Subtype") == "/Type0":
            wide = b"<0000> <FFFF>" in b" ".join(font["/ToUnicode"].get_object().get_data()[:2000].split())
            if wide:
                font[NameObject("/Encoding")] = NameObject("/Identity-H")


def main() -> None:
    """Read standard input under the limits named by the arguments: pages, processor seconds, bytes of memory."""
    pages, seconds, memory = map(int, sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    logging.disable(logging.CRITICAL)
    sys.stdout.write(json.dumps(read_pages(sys.stdin.buffer.read(), pages)))


if __name__ == "__main__":
    main()
