"""Scripts uploaded as files, and given back as writers read them."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.models import Studio
from projects.screenplay import content, parse, write_fountain
from tests.projects import making
from tests.projects.pages import lay_out, make_pdf
from tests.projects.test_uploads import refused, send, wish
from tests.projects.word import level, make_docx, numbering, paragraph

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def upload(client: Any, data: bytes, filename: str, content_type: str) -> Any:
    facts = {"filename": filename, "content_type": content_type, "purpose": "script"}
    opened = client.post("/v1/uploads", wish(data, **facts)).json()
    assert send(opened["parts"][0], data) == 200
    return client.post(f"/v1/uploads/{opened['id']}/complete")


def submit(client: Any, series_id: str, data: bytes, filename: str, content_type: str) -> Any:
    done = upload(client, data, filename, content_type)
    assert done.status_code == 200, done.json()
    return client.post(f"/v1/series/{series_id}/scripts", {"upload_id": done.json()["id"]})


@pytest.mark.parametrize(
    "file",
    [
        (make_docx("".join(map(paragraph, making.SCRIPT.splitlines()))), "戒指.docx", WORD, "docx"),
        (make_pdf([lay_out(making.SCRIPT.splitlines())]), "戒指.pdf", "application/pdf", "pdf"),
        (write_fountain(parse(making.SCRIPT)).encode(), "戒指.fountain", "text/x-fountain", "utf-8"),
    ],
    ids=["word", "pdf", "fountain"],
)
def test_a_script_may_come_as_word_pdf_or_fountain(
    studio: Studio, actor: Actor, api: Any, file: tuple[bytes, str, str, str]
) -> None:
    client, series = api(studio), making.make_series(actor)
    data, filename, content_type, encoding = file
    answer = submit(client, series.pk, data, filename, content_type)
    assert answer.status_code == 201
    script = answer.json()
    assert (script["encoding"], script["grade"]) == (encoding, "standard")
    assert script["sha256"] == hashlib.sha256(data).hexdigest()
    assert content(parse(script["text"])) == content(parse(making.SCRIPT))
    applied = client.post(f"/v1/scripts/{script['id']}/apply").json()
    assert [episode["number"] for episode in applied["episodes"]] == [1]
    lines = client.get(f"/v1/episodes/{applied['episodes'][0]['id']}/lines").json()["data"]
    assert [line["text"] for line in lines][:2] == ["今天出了这个门，你就别再回来。", "三年了，我等的就是这句话。"]


def test_lines_of_diagnostics_count_in_the_text_that_was_taken_out(studio: Studio, actor: Actor, api: Any) -> None:
    lists = numbering(level(0, "decimal", "1-%1"))
    body = paragraph("第1集") + paragraph("天台 夜 外", number=(1, 0)) + paragraph("人物：林晚")
    body += paragraph("林晚：好。") + paragraph("王律师：遗嘱在此。") + paragraph("卧室", number=(1, 0))
    client, series = api(studio), making.make_series(actor)
    script = submit(client, series.pk, make_docx(body, numbering=lists), "a.docx", WORD).json()
    lines = script["text"].splitlines()
    told = {row["code"]: lines[row["line"] - 1] for row in script["diagnostics"]}
    assert told["I_NUMBERS_WRITTEN"] == "1-1 天台 夜 外"
    assert told["W_SPEAKER_UNDECLARED"] == "王律师：遗嘱在此。"
    assert told["W_TIME_MISSING"] == "1-2 卧室"
    source = client.get(f"/v1/scripts/{script['id']}/text?format=source")
    assert source.content.decode() == script["text"]


def test_files_without_a_script_are_refused_with_the_cure(studio: Studio, actor: Actor, api: Any) -> None:
    client, series = api(studio), making.make_series(actor)
    scan = submit(client, series.pk, make_pdf([[], []]), "scan.pdf", "application/pdf")
    assert refused(scan) == (422, "script_no_text_layer")
    assert "OCR" in scan.json()["cure"]
    broken = submit(client, series.pk, b"PK\x03\x04broken", "broken.docx", WORD)
    assert refused(broken) == (422, "document_damaged")
    mislabelled = upload(client, b"%PDF-1.7 " + b"0" * 40, "a.docx", WORD)
    assert refused(mislabelled) == (422, "content_type_mismatch")


def test_a_script_is_given_back_in_either_form(studio: Studio, rival: Studio, actor: Actor, api: Any) -> None:
    script = making.make_script(actor)
    address = f"/v1/scripts/{script.pk}/text"
    standard = api(studio).get(address)
    assert standard.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert standard.content.decode() == making.SCRIPT
    fountain = api(studio).get(f"{address}?format=fountain")
    assert fountain.headers["Content-Disposition"].endswith('_v1_fountain.fountain"')
    assert "@沈砚\n（冷声）\n今天出了这个门，你就别再回来。" in fountain.content.decode()
    assert content(parse(fountain.content.decode())) == content(parse(making.SCRIPT))
    assert refused(api(studio).get(f"{address}?format=pages")) == (422, "not_known")
    assert refused(api(rival).get(address)) == (404, "not_found")
