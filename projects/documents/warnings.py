"""What was done to a file's text on the way, as diagnostics: one table of stable codes."""

from __future__ import annotations

from projects.screenplay import Diagnostic
from projects.screenplay.model import Severity

_TABLE: dict[str, tuple[Severity, str, str]] = {
    "I_NUMBERS_WRITTEN": (
        "info",
        "{count} 处自动编号已写成文字。",
        "{count} automatic list numbers were written out.",
    ),
    "I_CHANGES_ACCEPTED": (
        "info",
        "文档带修订记录：已删除的 {count} 处不读，插入的保留。",
        "The document has tracked changes: {count} deletions are not read, insertions are kept.",
    ),
    "I_TEXT_BOXES": (
        "info",
        "{count} 个文本框的文字放在其所在段落之后。",
        "The text of {count} text boxes stands after the paragraph that holds them.",
    ),
    "I_FOOTNOTES_LEFT": ("info", "{count} 处脚注未读。", "{count} footnotes are not read."),
    "I_PAGE_FURNITURE": (
        "info",
        "去掉了 {count} 行页码、页眉或页脚。",
        "{count} lines of page numbers and running heads were left out.",
    ),
    "I_LINES_JOINED": (
        "info",
        "{count} 处因版面折断的行已接上。",
        "{count} lines broken by the page's width were joined.",
    ),
    "W_PAGES_EMPTY": (
        "warning",
        "{count} 页没有文字（可能是图片），未读；第一处是第 {first} 页。",
        "{count} pages hold no text (pictures, perhaps) and are not read; the first is page {first}.",
    ),
}


def warn(code: str, line: int, **facts: object) -> Diagnostic:
    """The diagnostic of `code` at a line of the extracted text."""
    severity, zh, en = _TABLE[code]
    return Diagnostic(code, severity, line, zh.format(**facts), en.format(**facts))
