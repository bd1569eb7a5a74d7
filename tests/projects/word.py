"""Word documents made part by part, with whatever a test wants in them."""

from __future__ import annotations

import io
import zipfile

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{root} xmlns:w="' + SPACE + '" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="urn:shape">'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def make_docx(body: str, *, numbering: str = "", styles: str = "", **parts: str | bytes) -> bytes:
    """A .docx with this body; `numbering` and `styles` are the inside of their parts."""
    files: dict[str, str | bytes] = {
        "_rels/.rels": RELATIONS,
        "word/document.xml": HEAD.format(root="document") + f"<w:body>{body}</w:body></w:document>",
    }
    if numbering:
        files["word/numbering.xml"] = HEAD.format(root="numbering") + numbering + "</w:numbering>"
    if styles:
        files["word/styles.xml"] = HEAD.format(root="styles") + styles + "</w:styles>"
    return make_zip({**files, **parts})


def make_zip(files: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def paragraph(text: str, *, number: tuple[int, int] | None = None, style: str = "", mark: str = "") -> str:
    """A paragraph; `number` is (list, level)."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    properties += mark
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{piece}</w:t>' for piece in text.split("\n"))
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{runs}</w:r></w:p>"


def level(depth: int, form: str, text: str, *, start: int = 1, suffix: str = "", more: str = "") -> str:
    suffix = f'<w:suff w:val="{suffix}"/>' if suffix else ""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}{suffix}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*lists: str, uses: tuple[str, ...] = ()) -> str:
    """Lists 1, 2, … each used under its own number; `uses` are further `<w:num>` elements."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in enumerate(lists, 1)
    )
    used = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1))
    return abstract + used + "".join(uses)
