"""What comes out of a file, and every reason why nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from projects.screenplay import Diagnostic, ScriptUnreadable

Kind = Literal["text", "fountain", "docx", "pdf"]

DOCUMENT_BYTES = 20 * 1024 * 1024
"""The largest file taken apart; its text may be as long as any script (`screenplay.MAX_BYTES`)."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A script's text with how it arrived; line numbers of every diagnostic count in this text.

    `encoding` is that of a text file, and the kind of any other.
    """

    text: str
    kind: Kind
    encoding: str
    warnings: tuple[Diagnostic, ...] = ()


class DocumentUnreadable(ScriptUnreadable):
    """The file holds no script that can be read; the code is stable, message and cure are for the writer."""

    REASONS = {
        "document_too_large": (
            "文件超过 20 MB。",
            "The file is larger than 20 MB.",
            "删除图片，或按集拆分后再上传。",
            "Remove pictures, or split the script by episodes.",
        ),
        "document_damaged": (
            "文件不完整或已损坏。",
            "The file is damaged or incomplete.",
            "用原软件重新打开并另存，再上传一次。",
            "Open it in the program it comes from, save it again, and upload that.",
        ),
        "document_encrypted": (
            "文件有密码保护。",
            "The file is protected by a password.",
            "去掉密码后另存，再上传。",
            "Save it without a password and upload that.",
        ),
        "document_hostile": (
            "文件结构异常（解压后过大或含外部实体），已拒绝。",
            "The file is built as no script needs to be (it unpacks without end, or declares entities).",
            "把文字复制到新文档，另存为 .docx 或 .txt。",
            "Copy the text into a new document and save that as .docx or .txt.",
        ),
        "document_kind_unknown": (
            "不支持此类文件。",
            "This kind of file is not read.",
            "另存为 .docx、.txt、.fountain 或带文字层的 .pdf。",
            "Save it as .docx, .txt, .fountain or a .pdf with a text layer.",
        ),
        "document_old_word": (
            "这是旧版 Word（.doc）或加密文档。",
            "This is an old Word document (.doc) or an encrypted one.",
            "在 Word 或 WPS 中另存为 .docx。",
            "Save it as .docx in Word or WPS.",
        ),
        "document_too_many_pages": (
            "PDF 超过 1000 页。",
            "The PDF has more than 1000 pages.",
            "按集拆分后再上传。",
            "Split the script by episodes.",
        ),
        "document_too_slow": (
            "PDF 过于复杂，未能在规定时间内读完。",
            "The PDF is too intricate to be read in the time allowed.",
            "从原软件导出 .docx 或 .txt。",
            "Export .docx or .txt from the program it comes from.",
        ),
        "script_no_text_layer": (
            "PDF 里没有文字层（可能是扫描件或字体未嵌入编码）。",
            "The PDF has no text layer: it is a scan, or its fonts do not say which characters they show.",
            "从写作软件导出 .docx 或 .txt，或先做文字识别（OCR）。",
            "Export .docx or .txt from the writing program, or run text recognition (OCR) first.",
        ),
    }

    def __init__(self, code: str) -> None:
        self.code = code
        self.message_zh, self.message_en, self.cure_zh, self.cure_en = self.REASONS[code]
        ValueError.__init__(self, self.message_en)
