"""Which kind of file it is, by how it begins rather than by what it is called, and its text."""

from __future__ import annotations

from projects.documents.document import DOCUMENT_BYTES, DocumentText, DocumentUnreadable, Kind
from projects.documents.docx import read_docx
from projects.documents.pdf import read_pdf
from projects.screenplay import read_text
from projects.screenplay.fountain import is_fountain

_OLD_WORD = (b"\xd0\xcf\x11\xe0",)
_OTHER_KINDS = (b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


def read_document(data: bytes, filename: str = "") -> DocumentText:
    """The script in a file; raises `ScriptUnreadable` with code, message and cure when there is none to read.

    The name decides nothing that the bytes decide; it tells Fountain from plain text only for the reader's information.
    """
    if len(data) > DOCUMENT_BYTES:
        raise DocumentUnreadable("document_too_large")
    if data.startswith(b"PK"):
        return read_docx(data)
    if data.lstrip().startswith(b"%PDF-"):
        return read_pdf(data)
    if data.startswith(_OLD_WORD):
        raise DocumentUnreadable("document_old_word")
    if data.startswith(_OTHER_KINDS):
        raise DocumentUnreadable("document_kind_unknown")
    source = read_text(data)
    named = filename.casefold().endswith((".fountain", ".spmd"))
    kind: Kind = "fountain" if named or is_fountain(source.text) else "text"
    return DocumentText(source.text, kind, source.encoding)
