"""Scripts in the files they arrive in, and files that are no scripts, or want to do harm."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
import zlib

import pytest

from projects.documents import DocumentUnreadable, document, pdf, read_document
from projects.documents.numbering import write_number
from projects.screenplay import ScriptUnreadable, parse, write_fountain
from tests.projects.pages import LEFT, TOP, assemble, lay_out, make_pdf
from tests.projects.scripts import HOLLYWOOD, NUMBERED
from tests.projects.word import level, make_docx, make_zip, numbering, paragraph


def refusal(data: bytes, filename: str = "script") -> str:
    with pytest.raises(ScriptUnreadable) as caught:
        read_document(data, filename)
    assert caught.value.message_zh
    assert caught.value.message_en
    return caught.value.code


def told(found) -> list[tuple[str, int]]:
    return [(warning.code, warning.line) for warning in found.warnings]


# -- text ----------------------------------------------------------------------------------------------------------


def test_text_is_read_as_before_and_fountain_is_named():
    found = read_document(NUMBERED.encode("gb18030"), "剧本.txt")
    assert (found.text, found.kind, found.encoding, found.warnings) == (NUMBERED, "text", "gb18030", ())
    fountain = write_fountain(parse(NUMBERED))
    assert read_document(fountain.encode(), "pasted").kind == "fountain"
    assert read_document(HOLLYWOOD.encode(), "code.fountain").kind == "fountain"


# -- Word ------------------------------------------------------------------------------------------------------------


def test_a_word_document_is_read_paragraph_by_paragraph():
    found = read_document(make_docx("".join(map(paragraph, NUMBERED.splitlines()))), "剧本.docx")
    assert (found.text, found.kind, found.encoding, told(found)) == (NUMBERED, "docx", "docx", [])


def test_numbers_that_word_draws_come_back():
    lists = numbering(
        level(0, "chineseCounting", "第%1集", suffix="space") + level(1, "decimal", "%1-%2", more="<w:isLgl/>"),
        level(0, "bullet", "△", suffix="nothing"),
        level(0, "bullet", "\uf0b7"),
    )
    lines = [("归来", (1, 0)), ("天台 夜 外", (1, 1)), ("风很大。", (2, 0)), ("林晚：来了。", None)]
    lines += [("卧室 日 内", (1, 1)), ("沈砚：走。", (3, 0)), ("重逢", (1, 0)), ("街道 日 外", (1, 1))]
    body = "".join(paragraph(text, number=number) for text, number in lines)
    found = read_document(make_docx(body, numbering=lists))
    assert found.text.splitlines() == [
        "第一集 归来",
        "1-1 天台 夜 外",
        "△风很大。",
        "林晚：来了。",
        "1-2 卧室 日 内",
        "沈砚：走。",
        "第二集 重逢",
        "2-1 街道 日 外",
    ]
    assert told(found) == [("I_NUMBERS_WRITTEN", 1)]
    play = parse(found.text)
    assert [(e.number, [s.number for s in e.scenes]) for e in play.episodes] == [(1, ["1-1", "1-2"]), (2, ["2-1"])]


def test_a_list_may_start_anew_start_late_and_hang_on_a_style():
    again = (
        '<w:num w:numId="9"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="Scene"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:basedOn w:val="Scene"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Cue"><w:rPr><w:caps/></w:rPr></w:style>'
    )
    body = paragraph("甲", style="Scene") + paragraph("乙", style="Sub") + paragraph("丙", number=(9, 0))
    body += (
        paragraph("丁", number=(9, 0)) + paragraph("Lena", style="Cue") + paragraph("戊", number=(0, 0), style="Scene")
    )
    data = make_docx(body, numbering=numbering(level(0, "decimal", "%1.", start=4), uses=(again,)), styles=styles)
    assert read_document(data).text.splitlines() == ["4. 甲", "5. 乙", "1. 丙", "2. 丁", "LENA", "戊"]


@pytest.mark.parametrize(
    ("form", "drawn"),
    [
        ("decimal", ["1", "10", "21", "110"]),
        ("decimalZero", ["01", "10", "21", "110"]),
        ("chineseCounting", ["一", "十", "二十一", "一百一十"]),
        ("chineseCountingThousand", ["一", "十", "二十一", "一百一十"]),
        ("chineseLegalSimplified", ["壹", "壹拾", "贰拾壹", "壹佰壹拾"]),
        ("ideographDigital", ["一", "一〇", "二一", "一一〇"]),
        ("ideographTraditional", ["甲", "癸", "甲", "癸"]),
        ("upperRoman", ["I", "X", "XXI", "CX"]),
        ("lowerLetter", ["a", "j", "u", "fffff"]),
        ("decimalEnclosedCircle", ["①", "⑩", "21", "110"]),
        ("decimalFullWidth", ["１", "１０", "２１", "１１０"]),
        ("somethingNew", ["1", "10", "21", "110"]),
    ],
)
def test_every_form_of_number_is_written_as_word_draws_it(form, drawn):
    assert [write_number(number, form) for number in (1, 10, 21, 110)] == drawn


def test_deleted_words_go_inserted_words_stay_and_a_deleted_mark_joins():
    deleted = "<w:del><w:r><w:delText>别</w:delText></w:r></w:del>"
    inserted = "<w:ins><w:r><w:t>要</w:t></w:r></w:ins>"
    moved = "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo>"
    body = f"<w:p><w:r><w:t>林晚：不</w:t></w:r>{deleted}{inserted}<w:r><w:t>走。</w:t></w:r>{moved}</w:p>"
    body += paragraph("沈砚：今天", mark="<w:rPr><w:del/></w:rPr>") + paragraph("出了这个门。")
    found = read_document(make_docx(body))
    assert found.text == "林晚：不要走。新\n沈砚：今天出了这个门。\n"
    assert told(found) == [("I_CHANGES_ACCEPTED", 1)]


def test_soft_breaks_tables_boxes_and_what_is_not_shown():
    table = "".join(
        "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>"
        for row in (
            [paragraph("1-1"), paragraph("天台"), paragraph("夜"), paragraph("外")],
            [paragraph("△风很大。") + paragraph("林晚：来了。"), "<w:tcPr><w:vMerge/></w:tcPr>" + paragraph("重复")],
        )
    )
    box = "<w:txbxContent>" + paragraph("字幕：三年后") + "</w:txbxContent>"
    shape = (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
    body = f"{paragraph('第1集')}<w:tbl>{table}</w:tbl><w:p><w:r><w:t>△门开。</w:t></w:r>{hidden}{shape}</w:p>"
    body += f"<w:sdt><w:sdtContent>{paragraph('沈砚：走。' + chr(10) + '快走。')}</w:sdtContent></w:sdt>"
    found = read_document(make_docx(body))
    assert found.text.splitlines() == [
        "第1集",
        "1-1\t天台\t夜\t外",
        "△风很大。",
        "林晚：来了。",
        "△门开。",
        "字幕：三年后",
        "沈砚：走。",
        "快走。",
    ]
    assert told(found) == [("I_TEXT_BOXES", 6)]
    assert parse(found.text).episodes[0].scenes[0].location == "天台"


def test_a_zip_that_is_no_word_document_is_refused():
    assert refusal(make_zip({"xl/workbook.xml": "<a/>"}), "list.docx") == "document_kind_unknown"
    assert refusal(make_docx(paragraph(" "))) == "script_empty"


@pytest.mark.parametrize("kept", [4, 60, 200, 400])
def test_a_truncated_word_document_is_damaged(kept):
    assert refusal(make_docx("".join(map(paragraph, NUMBERED.splitlines())))[:kept]) == "document_damaged"


def test_a_corrupted_part_is_damaged():
    data = bytearray(make_docx("".join(map(paragraph, NUMBERED.splitlines() * 20))))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        start = archive.getinfo("word/document.xml").header_offset
    data[start + 80 : start + 90] = b"\xff" * 10
    assert refusal(bytes(data)) == "document_damaged"
    assert refusal(make_docx(paragraph("x"), **{"word/document.xml": "<w:body"})) == "document_damaged"


def test_a_zip_bomb_is_refused_before_it_unpacks(monkeypatch):
    monkeypatch.setattr("projects.documents.archive.PART_BYTES", 1_000_000)
    bomb = make_docx(paragraph("x"), **{"word/document.xml": b" " * 5_000_000})
    assert len(bomb) < 20_000
    assert refusal(bomb) == "document_hostile"
    crowd = make_zip({f"word/{n}.xml": "" for n in range(5001)})
    assert refusal(crowd) == "document_hostile"


@pytest.mark.parametrize(
    "markup",
    [
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>',
        '<?xml version="1.0"?><!DOCTYPE d SYSTEM "http://127.0.0.1/d.dtd"><d/>',
        "<a>" * 300 + "</a>" * 300,
    ],
)
def test_entities_and_bottomless_markup_are_refused(markup):
    assert refusal(make_docx("", **{"word/document.xml": markup})) == "document_hostile"
    assert refusal(make_docx("", **{"word/document.xml": markup.encode("utf-16")})) == "document_hostile"


@pytest.mark.parametrize("seed", range(3))
def test_mangled_markup_never_crashes(seed):
    chance = random.Random(seed)
    lists = numbering(level(0, "chineseCounting", "第%1集") + level(1, "decimal", "%1-%2"), level(0, "bullet", "△"))
    lines = [paragraph(line, number=(1, chance.randint(0, 1))) for line in NUMBERED.splitlines()]
    values = ("-1", "", "0", "9", "88888888", "x", "²", "٣", "1.5", "%1")
    for _ in range(60):
        parts = ["".join(lines), lists]
        for _ in range(3):
            which = chance.randrange(2)
            found = chance.choice(list(re.finditer(r'w:(val|ilvl|numId|abstractNumId)="[^"]*"', parts[which])))
            value = f'w:{found[1]}="{chance.choice(values)}"'
            parts[which] = parts[which][: found.start()] + value + parts[which][found.end() :]
        assert "来了" in read_document(make_docx(parts[0] + paragraph("林晚：来了。"), numbering=parts[1])).text


def test_a_long_word_document_is_read_in_seconds():
    body = "".join(map(paragraph, NUMBERED.splitlines() * 1000))
    before = time.process_time()
    assert read_document(make_docx(body)).text.count("\n") == len(NUMBERED.splitlines()) * 1000
    assert time.process_time() - before < 5


# -- PDF -------------------------------------------------------------------------------------------------------------


def test_a_pdf_is_read_line_by_line():
    found = read_document(make_pdf([lay_out(NUMBERED.splitlines())]), "剧本.pdf")
    assert (found.kind, found.encoding, told(found)) == ("pdf", "pdf", [])
    assert found.text == NUMBERED


def test_codes_of_two_bytes_are_read_whole_whoever_embeds_the_encoding():
    for first_code in (1, 250, 5000):
        found = read_document(make_pdf([lay_out(NUMBERED.splitlines())], first_code=first_code))
        assert found.text == NUMBERED


def test_hollywood_layout_keeps_its_gaps_and_reads_like_the_text():
    cued = (line.isupper() and "." not in line[:5] for line in HOLLYWOOD.splitlines())
    indented = [" " * 10 * is_cue + line for is_cue, line in zip(cued, HOLLYWOOD.splitlines(), strict=True)]
    found = read_document(make_pdf([lay_out(indented)]))
    assert [e.text for e in parse(found.text).episodes[0].scenes[0].elements] == [
        e.text for e in parse(HOLLYWOOD).episodes[0].scenes[0].elements
    ]


def test_lines_broken_by_the_page_are_joined_and_others_are_not():
    full = "△暴雨砸在雕花窗上，烛火一晃，林晚浑身湿透，站在门槛外，不肯走进来一步，"
    lines = ["第1集", "1-1 正厅 夜 内", "人物：林晚、沈砚"]
    broken = [full, "水滴落在地上。", full[:-1] + "门", "沈砚（冷声）：滚。", full[:-1] + "在", "1-2 天台 日 外"]
    page = [
        *lines,
        *broken,
        "林晚：三年了，我等的就是这句话，这句话我等了一千多个夜晚，等到今天，",
        "终于等到了。",
        "△短，",
        "林晚：好。",
    ]
    found = read_document(make_pdf([lay_out(page)]))
    assert found.text.splitlines() == [
        *lines,
        f"{full}水滴落在地上。",
        full[:-1] + "门",
        "沈砚（冷声）：滚。",
        full[:-1] + "在",
        "1-2 天台 日 外",
        "林晚：三年了，我等的就是这句话，这句话我等了一千多个夜晚，等到今天，终于等到了。",
        "△短，",
        "林晚：好。",
    ]
    assert told(found) == [("I_LINES_JOINED", 4)]


def test_page_numbers_and_running_heads_go_and_scene_numbers_stay():
    pages = []
    for number in range(1, 5):
        body = [f"{number}", "天台 夜 外", "人物：林晚", f"林晚：第{number}句话。", "△风很大，她没有动。"]
        head = (LEFT, TOP + 40, "《雨夜婚戒》 机密")
        foot = (280.0, 40.0, f"- {number} -")
        pages.append([head, *lay_out(body), foot])
    found = read_document(make_pdf(pages))
    assert [warning.message_en for warning in found.warnings] == [
        "8 lines of page numbers and running heads were left out."
    ]
    assert "机密" not in found.text
    assert "- 1 -" not in found.text
    assert [s.number for s in parse(found.text).episodes[0].scenes] == ["1", "2", "3", "4"]


def test_speech_goes_on_over_a_page():
    first = [
        "第1集",
        "1-1 正厅 夜 内",
        "人物：林晚",
        "林晚：三年了，我等的就是这句话，这句话我等了一千多个夜晚，等到今天，",
    ]
    found = read_document(make_pdf([lay_out(first), lay_out(["终于等到了。", "△她走了。"])]))
    assert found.text.splitlines()[3:] == [first[3] + "终于等到了。", "△她走了。"]


def test_a_name_at_the_foot_of_a_page_keeps_its_speech():
    top = ["INT. ROOM - DAY", "", "A long night. The rain falls.", "", "LENA", "(calm)"]
    found = read_document(make_pdf([lay_out(top), lay_out(["I am still here.", "", "She leaves."])]))
    assert "LENA\n(calm)\nI am still here.\n\nShe leaves." in found.text


def test_two_pages_share_a_running_head_only_if_it_stands_apart():
    body = ["1-1 天台 夜 外", "人物：林晚", "△风很大。", "林晚：来了。", "△她走了。"]
    pages = [[(LEFT, TOP + 40, "内部资料"), *lay_out(body)], [(LEFT, TOP + 40, "内部资料"), *lay_out(body[1:])]]
    assert "内部资料" not in read_document(make_pdf(pages)).text
    pages = [lay_out(["第1集", *body]), lay_out(["林晚：好。", *body[2:]])]
    assert read_document(make_pdf(pages)).text.count("△她走了。") == 2


def test_radicals_become_the_characters_they_stand_for():
    found = read_document(
        make_pdf(
            [
                lay_out(
                    [
                        "第1集",
                        "1-1 ⼤⻔ 夜 内",
                        "林晚：⽇⽉如梭，⼈⽣如梦。",
                        "沈砚：走吧，现在就走，不要回头，谁也别等。",
                    ]
                )
            ]
        )
    )
    assert "1-1 大门 夜 内\n林晚：日月如梭，人生如梦。" in found.text


def test_a_scan_is_refused_with_what_would_help():
    with pytest.raises(DocumentUnreadable) as caught:
        read_document(make_pdf([[], []]))
    assert (caught.value.code, "OCR" in caught.value.cure_en, "OCR" in caught.value.cure_zh) == (
        "script_no_text_layer",
        True,
        True,
    )
    assert refusal(make_pdf([lay_out(["扫描 1"])])) == "script_no_text_layer"


def test_some_pages_without_text_are_said():
    found = read_document(make_pdf([lay_out(NUMBERED.splitlines()), []]))
    assert [(w.code, w.severity, "page 2" in w.message_en) for w in found.warnings] == [
        ("W_PAGES_EMPTY", "warning", True)
    ]


def test_an_encrypted_pdf_is_refused():
    locked = b"/Encrypt<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>/ID[(a)(a)]" % (b"x" * 32, b"y" * 32)
    assert refusal(make_pdf([lay_out(NUMBERED.splitlines())], trailer=locked)) == "document_encrypted"


@pytest.mark.parametrize("kept", [9, 300, 1200])
def test_a_truncated_pdf_is_refused(kept):
    code = refusal(make_pdf([lay_out(NUMBERED.splitlines())])[:kept])
    assert code in ("document_damaged", "script_no_text_layer")


def test_a_pdf_with_too_many_pages_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "PAGES_MOST", 2)
    assert refusal(make_pdf([lay_out(["第1集"])] * 3)) == "document_too_many_pages"


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "SECONDS", 1)
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(pdf, "_CHILD", endless)
    before = time.monotonic()
    assert refusal(make_pdf([lay_out(NUMBERED.splitlines())])) == "document_too_slow"
    assert time.monotonic() - before < 10


def test_a_pdf_that_unpacks_without_end_costs_only_its_child(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 4)
    once = zlib.compress(b"\0" * 100_000_000, 9)
    twice = zlib.compress(once, 9)
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>\nstream\n%s\nendstream" % (len(twice), twice),
    ]
    assert refusal(assemble(bodies)) in (
        "document_too_slow",
        "document_hostile",
        "document_damaged",
        "script_no_text_layer",
    )


# -- everything else -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "document_old_word"),
        (b"{\\rtf1\\ansi hello}", "document_kind_unknown"),
        (b"\x89PNG\r\n\x1a\n0000", "document_kind_unknown"),
        (b"", "script_empty"),
        (b"\x00\x01\x02\x03" * 40, "script_binary"),
    ],
)
def test_other_files_are_refused_with_the_cure(data, code):
    assert refusal(data, "script.docx") == code


def test_a_file_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr("projects.documents.reading.DOCUMENT_BYTES", 1000)
    assert refusal(b"PK\x03\x04" + b"0" * 2000) == "document_too_large"


def test_every_reason_has_a_cure_in_both_languages():
    for code in document.DocumentUnreadable.REASONS:
        reason = DocumentUnreadable(code)
        assert all((reason.message_zh, reason.message_en, reason.cure_zh, reason.cure_en))


def test_text_too_long_for_a_script_is_refused_whatever_holds_it(monkeypatch):
    monkeypatch.setattr("projects.documents.docx.MAX_BYTES", 100)
    assert refusal(make_docx("".join(map(paragraph, NUMBERED.splitlines())))) == "script_too_large"
