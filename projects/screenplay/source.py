"""Bytes to text, and text to lines that know where they stand."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from projects.performance.folding import fold, is_han

MAX_BYTES = 2 * 1024 * 1024
"""The largest script read in one piece; a 100-episode series is about half of it."""

_COMMON_HAN = frozenset("的一是了我不在人有他这个们来到时大地为子中你说她那要出也得里后就")
_FOREIGN_FILES = (
    b"PK\x03\x04",
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
)


_SOFT = frozenset({"\v", "\u2028"})


class ScriptUnreadable(ValueError):
    """The bytes are not a script that can be read; `code` is stable, the messages are for the writer."""

    MESSAGES = {
        "encoding_unknown": (
            "无法识别文字编码，请另存为 UTF-8。",
            "The text encoding is not UTF-8, UTF-16 or GB18030; save the script as UTF-8.",
        ),
        "script_empty": ("剧本是空的。", "The script is empty."),
        "script_too_large": ("剧本超过 2 MB，请按集拆分。", "The script is larger than 2 MB; split it by episodes."),
        "script_binary": (
            "这不是文本文件，请导出为 .txt 再上传。",
            "This is not a text file; export the script as .txt and upload that.",
        ),
    }

    def __init__(self, code: str) -> None:
        self.code = code
        self.message_zh, self.message_en = self.MESSAGES[code]
        super().__init__(self.message_en)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A script's text without byte-order mark, and the encoding it arrived in. Line ends are as they were."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line: number from 1, offset of its first character, text as written and as folded, without the line end.

    `after_soft` holds where a word processor's line break, not the end of a paragraph, stands before it.
    """

    number: int
    start: int
    text: str
    folded: str
    after_soft: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.folded.strip() and not any(c.isprintable() and not c.isspace() for c in self.text)


def read_text(data: bytes) -> SourceText:
    """Decode a script; raises `ScriptUnreadable` when it is empty, too large, binary or in an unknown encoding."""
    if len(data) > MAX_BYTES:
        raise ScriptUnreadable("script_too_large")
    if not data.strip():
        raise ScriptUnreadable("script_empty")
    if data.startswith(_FOREIGN_FILES):
        raise ScriptUnreadable("script_binary")
    decoded = _decode(data)
    if not fold(decoded.text).strip():
        raise ScriptUnreadable("script_empty")
    controls = sum(1 for character in decoded.text if character < " " and character not in "\t\n\r\x0b\x0c")
    if controls * 50 > len(decoded.text):
        raise ScriptUnreadable("script_binary")
    return decoded


def _decode(data: bytes) -> SourceText:
    for mark, encoding, name in (
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
    ):
        if data.startswith(mark):
            try:
                return SourceText(data[len(mark) :].decode(encoding), name)
            except UnicodeDecodeError as broken:
                raise ScriptUnreadable("encoding_unknown") from broken
    if b"\x00" in data:
        raise ScriptUnreadable("script_binary")
    try:
        return SourceText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as broken:
        raise ScriptUnreadable("encoding_unknown") from broken
    if not _reads_as_chinese(text):
        raise ScriptUnreadable("encoding_unknown")
    return SourceText(text, "gb18030")


def _reads_as_chinese(text: str) -> bool:
    """Whether GB18030 was a plausible guess: other encodings decode too, but into characters nobody writes."""
    foreign = [character for character in text if character > "\x7f"]
    han = [character for character in foreign if is_han(character)]
    fit = sum(1 for c in foreign if is_han(c) or "\u2000" <= c <= "\u30ff" or "\uff00" <= c <= "\uffef" or c == "·")
    if fit * 100 < len(foreign) * 97 or not han:
        return False
    everyday = sum(1 for character in han if _is_level_one(character))
    common = sum(1 for character in han if character in _COMMON_HAN)
    return everyday * 100 >= len(han) * 85 or common * 100 >= len(han) * 3


def _is_level_one(character: str) -> bool:
    encoded = character.encode("gb18030")
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7 and encoded[1] >= 0xA1


def split_lines(text: str) -> list[Line]:
    """The lines of a text; CRLF, CR, form feeds and Unicode line ends all count."""
    folded = fold(text)
    lines: list[Line] = []
    at = 0
    soft, has_hard = False, "\n" in text or "\r" in text
    for number, raw in enumerate(text.splitlines(keepends=True), start=1):
        body = raw.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        lines.append(Line(number, at, body, folded[at : at + len(body)], soft))
        soft = has_hard and raw[len(body) :] in _SOFT
        at += len(raw)
    return lines
