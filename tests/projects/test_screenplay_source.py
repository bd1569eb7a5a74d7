"""Bytes become text, or are refused with a code a writer can act on."""

from __future__ import annotations

import codecs

import pytest

from projects.screenplay import MAX_BYTES, ScriptUnreadable, parse, read_text
from tests.projects.scripts import HOLLYWOOD, NUMBERED


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (NUMBERED.encode(), "utf-8"),
        (codecs.BOM_UTF8 + NUMBERED.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + NUMBERED.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + NUMBERED.encode("utf-16-be"), "utf-16-be"),
        (NUMBERED.encode("gb18030"), "gb18030"),
    ],
)
def test_a_script_reads_the_same_in_every_encoding(data, encoding):
    source = read_text(data)
    assert (source.text, source.encoding) == (NUMBERED, encoding)


def test_line_ends_do_not_matter():
    expected = parse(NUMBERED).spoken()
    for ending in ("\r\n", "\r", "\v", "\u2028"):
        play = parse(read_text(NUMBERED.replace("\n", ending).encode()).text)
        assert (play.grade, play.spoken()) == ("standard", expected)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "script_empty"),
        (b" \r\n\t ", "script_empty"),
        (codecs.BOM_UTF8 + "　\n".encode(), "script_empty"),
        (b"a" * (MAX_BYTES + 1), "script_too_large"),
        (b"PK\x03\x04" + b"docx" * 40, "script_binary"),
        (b"%PDF-1.7 ...", "script_binary"),
        (b"abc\x00def", "script_binary"),
        (bytes(range(1, 32)) * 4, "script_binary"),
        ("第一集 天台 夜 外".encode("big5"), "encoding_unknown"),
        ("RÉSUMÉ: Où êtes-vous né, à Zürich?".encode("latin-1"), "encoding_unknown"),
        (codecs.BOM_UTF8 + b"\xff\xff", "encoding_unknown"),
        (b"\x81\xff\xfe\x90 \xc3(", "encoding_unknown"),
    ],
)
def test_unreadable_bytes_are_refused_with_a_code(data, code):
    with pytest.raises(ScriptUnreadable) as refused:
        read_text(data)
    assert refused.value.code == code
    assert refused.value.message_zh
    assert refused.value.message_en


def test_a_script_at_the_size_limit_is_read():
    assert read_text(b"a" * MAX_BYTES).encoding == "utf-8"


def test_english_text_is_english():
    assert parse(read_text(HOLLYWOOD.encode()).text).language == "en"
