"""What bytes are, judged by how they begin rather than by what they are called. Standard library only."""

from __future__ import annotations

from collections.abc import Callable

HEAD_BYTES = 4096

_TESTS: dict[str, Callable[[bytes], bool]] = {
    "image/png": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda head: head.startswith(b"\xff\xd8\xff"),
    "image/webp": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "video/mp4": lambda head: head[4:8] == b"ftyp",
    "audio/wav": lambda head: head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE",
    "audio/flac": lambda head: head.startswith(b"fLaC"),
    "audio/mpeg": lambda head: head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] in b"\xfb\xf3\xf2\xfa"),
    "text/plain": lambda head: not _is_foreign(head),
    "text/markdown": lambda head: not _is_foreign(head),
    "text/x-fountain": lambda head: not _is_foreign(head),
    "application/pdf": lambda head: head.lstrip().startswith(b"%PDF-"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": lambda head: head.startswith(
        b"PK\x03\x04"
    ),
    "text/csv": lambda head: not _is_foreign(head),
    "text/tab-separated-values": lambda head: not _is_foreign(head),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": lambda head: head.startswith(b"PK\x03\x04"),
}
CONTENT_TYPES = tuple(_TESTS)

_FOREIGN = (
    b"PK\x03\x04",
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ",
    b"\x1f\x8b",
    b"GIF8",
    b"RIFF",
    b"ID3",
)


def agrees(head: bytes, content_type: str) -> bool:
    """Whether bytes that begin like this may be of this content type."""
    test = _TESTS.get(content_type)
    return test is not None and test(head)


def _is_foreign(head: bytes) -> bool:
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 has zero bytes and is text
    pictures = any(test(head) for name, test in _TESTS.items() if not name.startswith(("text/", "audio/mpeg")))
    return head.startswith(_FOREIGN) or pictures or (b"\x00" in head and not marked)
