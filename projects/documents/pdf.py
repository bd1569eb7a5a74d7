"""PDF files with a text layer to text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from projects.documents.document import DocumentText, DocumentUnreadable
from projects.documents.paging import PlacedLine, flow
from projects.documents.warnings import warn
from projects.screenplay import MAX_BYTES, Diagnostic, ScriptUnreadable

PAGES_MOST = 1000
SECONDS = 20
"""Processor seconds a file may cost; a thousand pages take about a third."""
MEMORY_BYTES = 1536 * 1024 * 1024
LETTERS_LEAST = 20
"""Fewer letters than this are a stamp on a scan, not a script."""

_CHILD = Path(__file__).with_name("pdf_pages.py")


def read_pdf(data: bytes) -> DocumentText:
    """The text of a .pdf: page furniture left out, lines joined that only the page's width broke."""
    pages = _read_apart(data)
    words = "".join(line.text for page in pages for line in page)
    letters = sum(character.isalnum() for character in words)
    unnamed = sum(1 for c in words if c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < " ")
    if letters < LETTERS_LEAST or unnamed * 5 > len(words):
        raise DocumentUnreadable("script_no_text_layer")
    flowed = flow(pages)
    if len(flowed.text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ScriptUnreadable("script_too_large")
    warnings: list[Diagnostic] = []
    empty = [number for number, page in enumerate(pages, start=1) if not page]
    if empty:
        warnings.append(warn("W_PAGES_EMPTY", 1, count=len(empty), first=empty[0]))
    if flowed.furniture:
        warnings.append(warn("I_PAGE_FURNITURE", 1, count=flowed.furniture))
    if flowed.joined:
        warnings.append(warn("I_LINES_JOINED", flowed.first_joined, count=flowed.joined))
    return DocumentText(flowed.text, "pdf", "pdf", tuple(warnings))


def _read_apart(data: bytes) -> list[list[PlacedLine]]:
    """The placed lines of every page, read by a child process that is killed when it takes too much."""
    limits = [str(PAGES_MOST), str(SECONDS), str(MEMORY_BYTES)]
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD), *limits],
            input=data,
            capture_output=True,
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise DocumentUnreadable("document_too_slow") from slow
    if done.returncode < 0:
        raise DocumentUnreadable("document_too_slow")
    try:
        answer = json.loads(done.stdout)
    except ValueError as broken:
        raise DocumentUnreadable("document_damaged") from broken
    if "error" in answer:
        raise DocumentUnreadable(answer["error"])
    return [[PlacedLine(*line) for line in page] for page in answer["pages"]]
