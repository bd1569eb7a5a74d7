"""Word documents to text: paragraphs in order, tables row by row, drawn numbers written, tracked changes accepted."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from projects.documents.archive import Archive
from projects.documents.document import DocumentText, DocumentUnreadable
from projects.documents.numbering import WORD, ListNumbers, read_numbering, value_of, whole
from projects.documents.warnings import warn
from projects.screenplay import MAX_BYTES, ScriptUnreadable

_RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DOCUMENT_KIND = "/officeDocument"
ROW_LONGEST = 120
"""A table row whose cells fit into this many characters is one line; a longer one is a line a paragraph."""

_LEFT_OUT = {
    f"{WORD}del": "I_CHANGES_ACCEPTED",
    f"{WORD}moveFrom": "I_CHANGES_ACCEPTED",
    f"{WORD}footnoteReference": "I_FOOTNOTES_LEFT",
    f"{WORD}delText": "",
    f"{WORD}instrText": "",
    f"{WORD}delInstrText": "",
    f"{WORD}pPr": "",
    f"{WORD}rPr": "",
    f"{WORD}p": "",
    f"{WORD}tbl": "",
}
"""What is not text of its paragraph, with what the reader is told of it."""
_CHARACTERS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off"})


def read_docx(data: bytes) -> DocumentText:
    """The text of a .docx; refuses what is no Word document."""
    archive = Archive(data)
    name = _main_part(archive)
    if name is None:
        raise DocumentUnreadable("document_kind_unknown")
    body = archive.tree(name).find(f"{WORD}body")
    if body is None:
        raise DocumentUnreadable("document_damaged")
    folder = posixpath.dirname(name)
    styles = Styles(_optional(archive, f"{folder}/styles.xml"))
    reader = _Body(styles, read_numbering(_optional(archive, f"{folder}/numbering.xml")))
    lines = [line for block in reader.read(body) for line in block.split("\n")]
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    if not text.strip():
        raise ScriptUnreadable("script_empty")
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ScriptUnreadable("script_too_large")
    warnings = [warn(code, line, count=count) for code, (count, line) in reader.seen.items()]
    return DocumentText(f"{text}\n", "docx", "docx", tuple(warnings))


def _main_part(archive: Archive) -> str | None:
    if "_rels/.rels" in archive:
        for link in archive.tree("_rels/.rels").iter(f"{_RELATED}Relationship"):
            target = link.get("Target", "").lstrip("/")
            if link.get("Type", "").endswith(_DOCUMENT_KIND) and target.endswith(".xml") and target in archive:
                return target if "word" in target else None
    return "word/document.xml" if "word/document.xml" in archive else None


def _optional(archive: Archive, name: str) -> Element | None:
    return archive.tree(name) if name in archive else None


@dataclass
class Styles:
    """What paragraph styles say of lists and capitals, with what they are based on."""

    tree: Element | None
    lists: dict[str, tuple[str, int]] = field(default_factory=dict)
    capitals: dict[str, bool] = field(default_factory=dict)
    default: str = ""

    def __post_init__(self) -> None:
        nodes = {} if self.tree is None else {n.get(f"{WORD}styleId", ""): n for n in self.tree.iter(f"{WORD}style")}
        for key, node in nodes.items():
            if node.get(f"{WORD}type") == "paragraph" and node.get(f"{WORD}default") in ("1", "true"):
                self.default = key
            for name in _ancestry(nodes, key):
                self._learn(key, nodes[name])

    def _learn(self, key: str, node: Element) -> None:
        number = node.find(f"{WORD}pPr/{WORD}numPr")
        if number is not None and key not in self.lists:
            self.lists[key] = value_of(number, "numId"), whole(value_of(number, "ilvl"), 0)
        run = node.find(f"{WORD}rPr")
        if run is not None and run.find(f"{WORD}caps") is not None:
            self.capitals.setdefault(key, _is_on(run, "caps"))


def _ancestry(nodes: dict[str, Element], key: str) -> Iterator[str]:
    seen: set[str] = set()
    while key in nodes and key not in seen:
        seen.add(key)
        yield key
        key = value_of(nodes[key], "basedOn")


def _is_on(run: Element, name: str) -> bool:
    node = run.find(f"{WORD}{name}")
    return node is not None and node.get(f"{WORD}val", "1") not in _OFF


class _Body:
    def __init__(self, styles: Styles, numbers: ListNumbers) -> None:
        self.styles = styles
        self.numbers = numbers
        self.seen: dict[str, tuple[int, int]] = {}
        self.written = 1
        self.boxes: list[Element] = []

    def read(self, body: Element) -> Iterator[str]:
        """Each paragraph or table row as text, soft breaks as line ends."""
        held = ""
        for node in _blocks(body):
            if node.tag == f"{WORD}tbl":
                for row in self._rows(node):
                    yield self._count(row)
                continue
            words, goes_on = self._paragraph(node, held)
            held = words if goes_on else ""
            if not goes_on:
                yield self._count(words)
            boxes, self.boxes = self.boxes, []
            for box in boxes:
                self._see("I_TEXT_BOXES")
                yield from self.read(box)
        if held:
            yield self._count(held)

    def _count(self, words: str) -> str:
        self.written += words.count("\n") + 1
        return words

    def _see(self, code: str) -> None:
        count, line = self.seen.get(code, (0, self.written))
        self.seen[code] = count + 1, line

    # -- paragraphs ------------------------------------------------------------------------------------------------

    def _paragraph(self, node: Element, before: str) -> tuple[str, bool]:
        """The words of a paragraph; true when its end was deleted, so that the next belongs to it."""
        properties = node.find(f"{WORD}pPr")
        style = (value_of(properties, "pStyle") if properties is not None else "") or self.styles.default
        words = "".join(self._words(node, capital=self.styles.capitals.get(style, False)))
        drawn = "" if before else self._number(properties, style)
        if drawn and words.strip():
            self._see("I_NUMBERS_WRITTEN")
        mark = properties.find(f"{WORD}rPr/{WORD}del") if properties is not None else None
        return f"{before}{drawn}{words}" if words.strip() or drawn.strip(" ") else before, mark is not None

    def _number(self, properties: Element | None, style: str) -> str:
        number, depth = self.styles.lists.get(style, ("", 0))
        own = properties.find(f"{WORD}numPr") if properties is not None else None
        if own is not None:
            number = value_of(own, "numId") or number
            depth = whole(value_of(own, "ilvl"), depth)
        return self.numbers.draw(number, depth) if number and number != "0" else ""

    def _words(self, node: Element, *, capital: bool) -> Iterator[str]:
        """The shown characters below a node, in order."""
        for child in node:
            tag = child.tag
            if tag in _LEFT_OUT:
                if _LEFT_OUT[tag]:
                    self._see(_LEFT_OUT[tag])
            elif tag == f"{WORD}t":
                text = (child.text or "").replace("\r", " ").replace("\n", " ")
                yield text.upper() if capital else text
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag == f"{WORD}txbxContent":
                self.boxes.append(child)
            elif tag == f"{WORD}r":
                yield from self._run(child, capital=capital)
            elif tag == f"{_COMPATIBILITY}AlternateContent":
                chosen = child.find(f"{_COMPATIBILITY}Choice")
                chosen = child.find(f"{_COMPATIBILITY}Fallback") if chosen is None else chosen
                yield from self._words(child if chosen is None else chosen, capital=capital)
            else:
                yield from self._words(child, capital=capital)

    def _run(self, run: Element, *, capital: bool) -> Iterator[str]:
        style = run.find(f"{WORD}rPr")
        if style is not None and _is_on(style, "vanish"):
            return
        if style is not None and style.find(f"{WORD}caps") is not None:
            capital = _is_on(style, "caps")
        yield from self._words(run, capital=capital)

    # -- tables ----------------------------------------------------------------------------------------------------

    def _rows(self, table: Element) -> Iterator[str]:
        for row in _blocks(table, f"{WORD}tr"):
            cells = [list(self._cell(cell)) for cell in _blocks(row, f"{WORD}tc")]
            cells = [cell for cell in cells if cell]
            flat = [cell[0] for cell in cells if len(cell) == 1 and "\n" not in cell[0]]
            if len(flat) == len(cells) and sum(map(len, flat)) <= ROW_LONGEST:
                yield "\t".join(flat)
            else:
                yield "\n".join(line for cell in cells for line in cell)

    def _cell(self, cell: Element) -> Iterator[str]:
        merged = cell.find(f"{WORD}tcPr/{WORD}vMerge")
        if merged is not None and merged.get(f"{WORD}val", "continue") != "restart":
            return
        inner = _Body(self.styles, self.numbers)
        inner.written = self.written
        for words in inner.read(cell):
            if words.strip():
                yield words.strip()
        for code, (count, line) in inner.seen.items():
            before, first = self.seen.get(code, (0, line))
            self.seen[code] = before + count, first


def _blocks(node: Element, *wanted: str) -> Iterator[Element]:
    """Paragraphs and tables (or rows, cells) below a node, through content controls and accepted changes."""
    kinds = wanted or (f"{WORD}p", f"{WORD}tbl")
    for child in node:
        if child.tag in kinds:
            yield child
        elif child.tag in (
            f"{WORD}sdt",
            f"{WORD}sdtContent",
            f"{WORD}ins",
            f"{WORD}moveTo",
            f"{WORD}customXml",
            f"{WORD}smartTag",
        ):
            yield from _blocks(child, *kinds)
