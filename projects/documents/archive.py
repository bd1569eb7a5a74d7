"""The parts of an Office file, unpacked and parsed without trusting it: bounded bytes, bounded depth, no entities."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from projects.documents.document import DocumentUnreadable

ENTRIES_MOST = 5000
PART_BYTES = 32 * 1024 * 1024
"""The largest part unpacked: a 2 MB script is about 20 MB of Word's markup."""
NODES_MOST = 1_000_000
DEPTH_MOST = 200
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, KeyError, ValueError)


class Archive:
    """An opened Office file."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = {info.filename: info for info in self.zip.infolist()}
        except _BROKEN as broken:
            raise DocumentUnreadable("document_damaged") from broken
        if len(self.names) > ENTRIES_MOST:
            raise DocumentUnreadable("document_hostile")

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """A part's bytes; what its header says of its length is not believed."""
        info = self.names[name]
        if info.flag_bits & 1:
            raise DocumentUnreadable("document_encrypted")
        try:
            with self.zip.open(info) as part:
                data = part.read(PART_BYTES + 1)
        except (*_BROKEN, RuntimeError) as broken:
            raise DocumentUnreadable("document_damaged") from broken
        if len(data) > PART_BYTES:
            raise DocumentUnreadable("document_hostile")
        return data

    def tree(self, name: str) -> Element:
        """A part's markup; names are `{namespace}local`."""
        return parse_markup(self.read(name))


def parse_markup(data: bytes) -> Element:
    """Markup as a tree. A document type declaration is refused: entities only live there."""
    builder = TreeBuilder()
    depth = nodes = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, nodes
        depth, nodes = depth + 1, nodes + 1
        if depth > DEPTH_MOST or nodes > NODES_MOST:
            raise DocumentUnreadable("document_hostile")
        builder.start(_braced(tag), {_braced(name): value for name, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_braced(tag))

    def refuse(*_: object) -> None:
        raise DocumentUnreadable("document_hostile")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, LookupError, ValueError) as broken:
        if isinstance(broken, DocumentUnreadable):
            raise
        raise DocumentUnreadable("document_damaged") from broken


def _braced(name: str) -> str:
    return "{" + name if "}" in name else name
