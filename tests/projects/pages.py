"""PDF files with Chinese text, written by hand: a composite font whose characters are named by a ToUnicode map."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

LEADING = 18.0
LEFT, TOP, SIZE = 72.0, 770.0, 12.0


def _object(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def _stream(data: bytes, *, compressed: bool = True, extra: bytes = b"") -> bytes:
    if compressed:
        data, extra = zlib.compress(data), extra + b"/Filter/FlateDecode"
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), extra, data)


_ENCODING = (
    b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"1 begincidrange <0000> <FFFF> 0 endcidrange endcmap"
)


def _unicode_map(characters: Sequence[str], first_code: int) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for start in range(0, len(characters), 100):
        some = characters[start : start + 100]
        lines.append(f"{len(some)} beginbfchar")
        lines += [
            f"<{start + at + first_code:04X}> <{c.encode('utf-16-be').hex().upper()}>" for at, c in enumerate(some)
        ]
        lines.append("endbfchar")
    return "\n".join([*lines, "endcmap", "end", "end"]).encode()


def make_pdf(
    pages: Sequence[Sequence[tuple[float, float, str]]],
    *,
    mapped: bool = True,
    first_code: int = 1,
    trailer: bytes = b"",
) -> bytes:
    """A PDF whose pages show texts at (x, y) in points from the lower left corner.

    Characters have the codes from `first_code` on; with any but 1 the encoding is embedded, as some writers do.
    """
    characters = sorted({c for page in pages for _, _, text in page for c in text})
    code = {character: at + first_code for at, character in enumerate(characters)}
    narrow = " ".join(f"{code[c]} [500]" for c in characters if c < "\u2e80")
    bodies: list[bytes] = [b""] * 7
    bodies[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    kids: list[int] = []
    bodies[2] = (
        b"<</Type/Font/Subtype/Type0/BaseFont/Song/DescendantFonts[4 0 R]"
        + (b"/Encoding/Identity-H" if first_code == 1 else b"/Encoding 7 0 R")
        + (b"/ToUnicode 5 0 R" if mapped else b"")
        + b">>"
    )
    bodies[3] = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor 6 0 R/DW 1000/W[%s]>>" % narrow.encode()
    )
    bodies[4] = _stream(_unicode_map(characters, first_code))
    bodies[6] = _stream(_ENCODING, extra=b"/Type/CMap/CMapName/Own")
    bodies[5] = (
        b"<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900"
        b"/Descent -200/CapHeight 700/StemV 80>>"
    )
    for page in pages:
        shown = ["BT", f"/F1 {SIZE} Tf"]
        for x, y, text in page:
            shown.append(f"1 0 0 1 {x} {y} Tm")
            shown.append(f"<{''.join(f'{code[c]:04X}' for c in text)}> Tj")
        bodies.append(_stream("\n".join([*shown, "ET"]).encode()))
        content = len(bodies)
        bodies.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % content
        )
        kids.append(len(bodies))
    bodies[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    return assemble(bodies, trailer)


def assemble(bodies: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Objects numbered from 1, the first the catalog, as a file."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    starts: list[int] = []
    for number, body in enumerate(bodies, start=1):
        starts.append(len(out))
        out += _object(number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in starts)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, trailer, start)
    return bytes(out)


def lay_out(lines: Sequence[str], *, top: float = TOP) -> list[tuple[float, float, str]]:
    """Lines from the top of a page; an empty line leaves a gap, leading spaces indent."""
    placed = []
    for at, line in enumerate(lines):
        words = line.lstrip(" ")
        if words:
            placed.append((LEFT + 6 * (len(line) - len(words)), top - LEADING * at, words))
    return placed
