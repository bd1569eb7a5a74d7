"""Shot lists as spreadsheets: out and in without a change, wrong cells by address, all or nothing."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.actor import Actor
from accounts.models import Studio
from projects import breakdown, scenes, shots
from projects.briefs import Rate
from projects.models import CastMember, Episode, Line, Scene, Shot
from projects.performance import catalogue
from projects.shotlists import sheets
from projects.shotlists.cleaning import clean, guard, unguard
from projects.shotlists.columns import COLUMNS, find_layout, letters, recognise
from projects.shotlists.numbering import Mark, read_mark, read_scene, settle_codes
from projects.shotlists.planning import plan
from projects.shotlists.standing import Person, Seen, Spoken, Standing, StandingScene, StandingShot
from projects.shotlists.wording import find_term, frames_of, side_of, term_words
from projects.shotlists.writing import rows_of
from tests.projects import making
from tests.projects.test_uploads import refused, send

XLSX = sheets.XLSX_TYPE


def export(client: Any, episode: Episode, form: str = "csv") -> bytes:
    answer = client.get(f"/v1/episodes/{episode.pk}/shot-list?format={form}")
    assert answer.status_code == 200
    return bytes(answer.content)


def post(client: Any, episode: Episode, text: str, **facts: Any) -> Any:
    return client.post(f"/v1/episodes/{episode.pk}/shot-list", {"text": text, **facts})


def upload(client: Any, data: bytes, content_type: str) -> str:
    wish = {
        "filename": "list",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "content_type": content_type,
        "purpose": "shot_list",
    }
    opened = client.post("/v1/uploads", wish).json()
    assert send(opened["parts"][0], data) == 200
    assert client.post(f"/v1/uploads/{opened['id']}/complete").status_code == 200
    return str(opened["id"])


def cells(response: Any) -> list[tuple[str, str]]:
    assert response.status_code == 422, response.content
    return [(row["cell"], row["code"]) for row in response.json()["errors"]]


def everything(client: Any, episode: Episode) -> Any:
    return [client.get(f"/v1/episodes/{episode.pk}/{part}?limit=200").json() for part in ("scenes", "shots", "lines")]


def with_cell(data: bytes, row: int, column: str, text: str) -> str:
    """The exported CSV with one cell written over; rows count from 1, the header's being 1."""
    rows = [list(row) for row in sheets.read_csv(data).rows]
    place = [c.id for c in COLUMNS].index(column)
    rows[row - 1] += [""] * (place + 1 - len(rows[row - 1]))
    rows[row - 1][place] = text
    return sheets.write_csv(rows).decode("utf-8-sig")


# -- out and in ----------------------------------------------------------------------------------------------------


def test_an_exported_list_opens_in_excel_with_chinese_headers(studio: Studio, episode: Episode, api: Any) -> None:
    client = api(studio)
    answer = client.get(f"/v1/episodes/{episode.pk}/shot-list?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="{episode.series.code}_EP01_shots.csv"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = sheets.read_csv(answer.content).rows
    assert rows[0][:4] == ("镜号", "场次", "场景", "时间")
    first = dict(zip(rows[0], rows[1], strict=False))
    assert (first["场次"], first["场景"], first["时间"], first["内外景"]) == ("1", "沈家老宅正厅", "夜", "内")
    assert first["镜号"] == f"{episode.series.code}_EP01_SC001_SH0010"
    spoken = [dict(zip(rows[0], row, strict=False)).get("台词", "") for row in rows[1:]]
    assert "沈砚：今天出了这个门，你就别再回来。" in spoken
    assert "林晚OS：三年了，我等的就是这句话。" in spoken
    assert refused(client.get(f"/v1/episodes/{episode.pk}/shot-list?format=pdf")) == (422, "not_known")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_and_imported_changes_nothing(studio: Studio, episode: Episode, api: Any, form: str) -> None:
    client = api(studio)
    before = everything(client, episode)
    data = export(client, episode, form)
    upload_id = upload(client, data, "text/csv" if form == "csv" else XLSX)
    answer = client.post(f"/v1/episodes/{episode.pk}/shot-list", {"upload_id": upload_id}).json()
    assert (answer["updated"], answer["inserted"], answer["untouched"]) == ([], [], [])
    assert (answer["scenes_added"], answer["scenes_changed"], answer["cast_added"]) == ([], [], [])
    assert answer["unchanged"] == len(making.shots_of(episode))
    assert everything(client, episode) == before


def test_an_english_series_has_english_headers_and_values(actor: Actor, api: Any) -> None:
    script = "EPISODE 1\n\nINT. OFFICE - NIGHT\n\nLENA HART (30) waits.\n\nLENA\n(whispering)\nYou came back.\n"
    episode = making.make_episode(actor, script, language="en", title="The Ring")
    rows = sheets.read_csv(export(api(actor.studio), episode)).rows
    first = dict(zip(rows[0], rows[1], strict=False))
    assert (first["Scene"], first["Time"], first["Int/Ext"]) == ("1", "night", "INT")
    assert any("You came back." in cell for row in rows for cell in row)
    answer = post(api(actor.studio), episode, export(api(actor.studio), episode).decode("utf-8-sig")).json()
    assert (answer["updated"], answer["inserted"]) == ([], [])


SAMPLES = sorted((Path(breakdown.__file__).parent / "samples").glob("*.txt"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_go_out_and_come_back(actor: Actor, api: Any, sample: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    language = "en" if text.isascii() or "INT." in text else "zh"
    episode, client = making.make_episode(actor, text, language=language), api(actor.studio)
    data = export(client, episode)
    answer = post(client, episode, data.decode("utf-8-sig")).json()
    assert (answer["updated"], answer["inserted"], answer["scenes_changed"]) == ([], [], [])
    rows = [list(row) for row in sheets.read_csv(data).rows]
    unchecked = sheets.write_csv([row[: len(COLUMNS) - 1] for row in rows]).decode("utf-8-sig")
    answer = post(client, episode, unchecked).json()
    assert (answer["updated"], answer["unchanged"]) == ([], len(making.shots_of(episode)))


def test_omitted_shots_are_not_listed_and_cannot_be_changed(
    studio: Studio, actor: Actor, episode: Episode, api: Any
) -> None:
    client, shot = api(studio), making.shots_of(episode)[0]
    listed = export(client, episode)
    shots.omit(actor, shot=shot)
    assert shot.label.encode() + b"," not in export(client, episode).split(b"\r\n")[1]
    assert cells(post(client, episode, listed.decode("utf-8-sig"))) == [("A2", "shot_omitted")]


# -- changes -------------------------------------------------------------------------------------------------------


def test_a_changed_cell_is_a_persons_edit(studio: Studio, episode: Episode, api: Any) -> None:
    client, shot = api(studio), making.shots_of(episode)[0]
    text = with_cell(export(client, episode), 2, "framing", "特写")
    text = with_cell(text.encode(), 2, "seconds", "3.5")
    assert cells(post(client, episode, with_cell(text.encode(), 2, "frames", "50"))) == [
        ("Q2", "length_contradicts_itself")
    ]
    tried = post(client, episode, text, dry_run=True).json()
    assert [(row["row"], row["fields"]) for row in tried["updated"]] == [(2, ["frames", "framing"])]
    shot.refresh_from_db()
    assert shot.version == 1
    done = post(client, episode, text).json()
    assert done["updated"] == [
        {"row": 2, "scene": "1", "code": "0010", "shot": shot.pk, "fields": ["frames", "framing"]}
    ]
    shot.refresh_from_db()
    assert (shot.framing, shot.frames, shot.pinned) == ("close_up", 84, ["frames", "framing"])
    again = post(client, episode, text).json()
    assert again["updated"] == []


def test_an_old_export_takes_back_nobodys_work(studio: Studio, actor: Actor, episode: Episode, api: Any) -> None:
    client, shot = api(studio), making.shots_of(episode)[0]
    old = with_cell(export(client, episode), 2, "description", "雨更大了")
    shots.edit(actor, shot=shot, version=1, framing="insert", frames=99)
    scene = Scene.objects.for_studio(studio).get(pk=shot.scene_id)
    scenes.edit(actor, scene=scene, version=1, time_of_day="dawn")
    assert post(client, episode, old).json()["updated"][0]["fields"] == ["description"]
    shot.refresh_from_db()
    scene.refresh_from_db()
    assert (shot.framing, shot.frames, shot.description, scene.time_of_day) == ("insert", 99, "雨更大了", "dawn")
    copied = with_cell(old.encode(), 2, "slate", "SH0500")
    done = post(client, episode, copied).json()
    added = Shot.objects.for_studio(studio).get(pk=done["inserted"][0]["shot"])
    assert (added.code, added.description, added.framing) == (500, "雨更大了", "wide")


def test_words_are_changed_through_the_list_and_a_line_is_added(studio: Studio, episode: Episode, api: Any) -> None:
    client = api(studio)
    line = Line.objects.for_studio(studio).get(text__startswith="今天出了")
    data = export(client, episode)
    row = next(n for n, row in enumerate(sheets.read_csv(data).rows, 1) if any("今天出了" in cell for cell in row))
    text = with_cell(data, row, "dialogue", "沈砚：滚出去。\n林晚（发抖）：我不走。")
    done = post(client, episode, text).json()
    assert [(r["row"], r["fields"]) for r in done["updated"]] == [(row, ["dialogue"])]
    said = list(Line.objects.for_studio(studio).filter(shot=line.shot_id).order_by("ordinal"))
    assert [(x.text, x.member.name, x.parenthetical, x.kind) for x in said] == [
        ("滚出去。", "沈砚", "冷声", "dialogue"),
        ("我不走。", "林晚", "发抖", "dialogue"),
    ]
    assert {p.member.name for p in line.shot.presences.all()} == {"沈砚", "林晚"}
    assert post(client, episode, text).json()["updated"] == []


def test_a_hand_made_list_inserts_shots_and_scenes(studio: Studio, episode: Episode, api: Any) -> None:
    client, count = api(studio), len(making.shots_of(episode))
    text = (
        "《戒指》第1集 分镜表;;;;;;;;;\n"
        "镜号;场次;场景;日/夜;内/外;景别;运镜;画面内容;人物;台词;时长\n"
        "1-15;;;;;大特写;推近;戒指落地;;;2秒\n"
        "3-1;3;天台;黄昏;外;全景;固定;两人对峙;林晚、沈砚;;\n"
        "3-2;;;;;特写;;她转身;林晚;林晚：结束了。;3\n"
    )
    done = post(client, episode, text).json()
    assert (done["delimiter"], done["scenes_added"]) == (";", ["3"])
    assert [(row["row"], row["scene"], row["code"]) for row in done["inserted"]] == [
        (3, "1", "0150"),
        (4, "3", "0010"),
        (5, "3", "0020"),
    ]
    assert len(done["untouched"]) == count
    added = Shot.objects.for_studio(studio).get(pk=done["inserted"][0]["shot"])
    assert (added.framing, added.camera_move, added.frames, added.description) == (
        "extreme_close_up",
        "push_in",
        48,
        "戒指落地",
    )
    scene = Scene.objects.for_studio(studio).get(episode=episode, label="3")
    assert (scene.set_id, scene.interior, scene.time_of_day, scene.ordinal) == ("rooftop", False, "dusk", 3)
    last = Shot.objects.for_studio(studio).get(scene=scene, code=20)
    assert [(line.text, line.member.name) for line in last.lines.all()] == [("结束了。", "林晚")]
    assert (last.frames, last.frames_pinned) == (72, True)
    first = Shot.objects.for_studio(studio).get(scene=scene, code=10)
    assert not first.frames_pinned
    places = [(p.member.name, p.place, p.facing) for p in first.presences.order_by("ordinal")]
    assert places == [("林晚", -0.5, "right"), ("沈砚", 0.5, "left")]
    again = post(client, episode, text).json()
    assert (again["inserted"], again["scenes_added"], again["updated"]) == ([], [], [])


def test_roles_only_the_sheet_knows_are_refused_or_added(studio: Studio, episode: Episode, api: Any) -> None:
    client = api(studio)
    text = "镜号,场次,人物,表情\nSH0005,1,林婉、王妈,王妈：大笑\n"
    refusal = post(client, episode, text)
    assert cells(refusal) == [("C2", "not_in_cast"), ("C2", "not_in_cast"), ("D2", "nobody_there")]
    assert refusal.json()["errors"][0]["suggestions"] == ["林晚"]
    done = post(client, episode, text.replace("林婉", "林晚"), add_cast=True).json()
    assert done["cast_added"] == ["王妈"]
    nurse = CastMember.objects.for_studio(studio).get(name="王妈")
    assert nurse.look["sex"] == "female"
    shown = Shot.objects.for_studio(studio).get(pk=done["inserted"][0]["shot"]).presences.get(member=nurse)
    assert shown.expression == "laugh"


# -- wrong cells ---------------------------------------------------------------------------------------------------


def test_every_wrong_cell_is_named_and_nothing_is_changed(studio: Studio, episode: Episode, api: Any) -> None:
    client, before = api(studio), everything(api(studio), episode)
    text = (
        "镜号,场次,时间,内外景,景别,时长（秒）,帧数,表情,台词\n"
        "0010,1,夜,内,特怪,3,,,\n"
        "abc,1,,,特写,,,,\n"
        "0020,9x9,,,特写,,,,\n"
        "0030,1,秋分,,,999999,,,\n"
        "0010,1,,,,,,,\n"
        "0200,1,日,,,2,96,,王五：你好\n"
    )
    refusal = post(client, episode, text)
    assert cells(refusal) == [
        ("A3", "shot_number_unreadable"),
        ("B4", "unknown_scene"),
        ("E2", "unknown_framing"),
        ("C5", "unknown_time"),
        ("F5", "length_out_of_range"),
        ("A6", "shot_twice"),
        ("C7", "scene_contradicts_itself"),
        ("F7", "length_contradicts_itself"),
        ("I7", "unknown_speaker"),
    ]
    body = refusal.json()
    framing = next(row for row in body["errors"] if row["cell"] == "E2")
    assert framing["detail"] == 'E2: unknown framing "特怪"'
    assert framing["localized"] == {"zh-Hans": "E2：未知的景别“特怪”"}
    assert "特写" in framing["suggestions"]
    assert (body["code"], body["problem_count"]) == ("shot_list_invalid", 9)
    assert everything(client, episode) == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "shot_list_empty"),
        ("\n\n", "shot_list_empty"),
        ("甲,乙\n1,2\n", "shot_list_invalid"),
        ('镜号,景别\n1,"特写\n', "shot_list_unreadable"),
        ("镜号,Shot,景别\n1,1,特写\n", "shot_list_invalid"),
    ],
)
def test_what_is_no_shot_list_says_so(studio: Studio, episode: Episode, api: Any, text: str, code: str) -> None:
    assert refused(post(api(studio), episode, text)) == (422, code)


def test_columns_can_be_named(studio: Studio, episode: Episode, api: Any) -> None:
    client = api(studio)
    text = "镜号,场次,镜头大小,随便\n0010,1,特写,手持\n"
    ignored = post(client, episode, text, dry_run=True).json()
    assert (ignored["ignored_columns"], ignored["updated"]) == (["镜头大小", "随便"], [])
    done = post(client, episode, text, columns={"framing": "镜头大小", "camera_move": "D"}).json()
    assert done["updated"][0]["fields"] == ["camera_move", "framing"]
    wrong = post(client, episode, text, columns={"mood": "天气"})
    assert cells(wrong) == [("A1", "column_missing")]
    assert refused(post(client, episode, text, columns={"colour": "D"})) == (422, "column_unknown")
    for body in ({}, {"text": text, "upload_id": "upl_x"}, {"text": text, "nonsense": 1}):
        assert client.post(f"/v1/episodes/{episode.pk}/shot-list", body).status_code == 422


def test_words_already_spoken_are_neither_dropped_nor_given_away(studio: Studio, episode: Episode, api: Any) -> None:
    client, data = api(studio), export(api(studio), episode)
    rows = sheets.read_csv(data).rows
    row = next(n for n, cells_ in enumerate(rows, 1) if any("今天出了" in cell for cell in cells_))
    assert cells(post(client, episode, with_cell(data, row, "dialogue", "林晚：今天。"))) == [
        (f"N{row}", "speaker_changed")
    ]
    assert cells(post(client, episode, with_cell(data, row, "dialogue", "无"))) == [(f"N{row}", "unknown_speaker")]
    assert cells(post(client, episode, with_cell(data, row, "dialogue", "沈砚：……"))) == [
        (f"N{row}", "line_unspeakable")
    ]
    assert cells(post(client, episode, with_cell(data, row, "cast", "林晚"))) == [(f"J{row}", "speaker_absent")]


def test_a_rivals_upload_is_not_there(studio: Studio, episode: Episode, rival: Studio, api: Any) -> None:
    theirs = upload(api(rival), b"a,b\n1,2\n", "text/csv")
    answer = api(studio).post(f"/v1/episodes/{episode.pk}/shot-list", {"upload_id": theirs})
    assert refused(answer) == (404, "not_found")


def test_an_upload_for_something_else_is_no_shot_list(studio: Studio, episode: Episode, api: Any) -> None:
    client = api(studio)
    data = making.SCRIPT.encode()
    wish = {"filename": "a.txt", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    opened = client.post("/v1/uploads", wish | {"content_type": "text/plain", "purpose": "script"}).json()
    send(opened["parts"][0], data)
    client.post(f"/v1/uploads/{opened['id']}/complete")
    answer = client.post(f"/v1/episodes/{episode.pk}/shot-list", {"upload_id": opened["id"]})
    assert refused(answer) == (422, "upload_not_usable")


def test_a_list_is_imported_in_few_queries(
    studio: Studio, episode: Episode, api: Any, django_assert_max_num_queries: Any
) -> None:
    client = api(studio)
    text = export(client, episode).decode("utf-8-sig")
    with django_assert_max_num_queries(25):
        assert post(client, episode, text).status_code == 200


# -- the pure part -------------------------------------------------------------------------------------------------

KNOWN = catalogue()
PEOPLE = (Person("cas_1", "林晚", ("林总",)), Person("cas_2", "沈砚"), Person("cas_3", "=HYPERLINK(1)"))
words = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
plain = st.text("今天出了这个门=+-@'\"\n；;：:,、 \tA1（）", max_size=16)
seen = st.builds(
    lambda person, expression, action: Seen(
        person, {"place": 0.0, "facing": "left", "expression": expression, "action": action, "target": None}
    ),
    st.sampled_from(PEOPLE),
    st.sampled_from(sorted(KNOWN.expressions)),
    st.sampled_from(sorted(KNOWN.actions)),
)
spoken = st.builds(
    Spoken, st.none() | st.sampled_from(PEOPLE), st.sampled_from(["dialogue", "os", "vo"]), plain, plain, st.just("l")
)
facts = st.fixed_dictionaries(
    {
        "framing": st.sampled_from(sorted(KNOWN.framings)),
        "angle": st.sampled_from(sorted(KNOWN.angles)),
        "camera_move": st.sampled_from(sorted(KNOWN.camera_moves)),
        "mood": st.sampled_from(sorted(KNOWN.moods)),
        "description": words | plain,
        "props": st.lists(st.sampled_from(sorted(KNOWN.props)) | plain, max_size=3),
        "cards": st.lists(plain, max_size=2),
        "notes": st.fixed_dictionaries({"sounds": st.lists(plain, max_size=2), "music": st.lists(words, max_size=1)}),
        "frames": st.integers(1, 7200),
    }
)


@st.composite
def episodes(draw: Any) -> Standing:
    labels = draw(st.lists(st.sampled_from(["1", "2", "12A", "3"]), min_size=1, max_size=3, unique=True))
    scenes = [
        StandingScene(f"scn_{n}", label, draw(plain), draw(st.booleans()), draw(st.sampled_from(["day", "night"])))
        for n, label in enumerate(labels)
    ]
    rows = []
    for scene in scenes:
        for code in sorted(draw(st.sets(st.integers(1, 9999), max_size=3))):
            cast = tuple(draw(st.lists(seen, max_size=3, unique_by=lambda s: s.person.id)))
            lines = tuple(draw(st.lists(spoken, max_size=2)))
            digits = scene.label.rstrip("A")
            slate = f"RIN_EP03_SC{int(digits):03d}{scene.label[len(digits) :]}_SH{code:04d}"
            rows.append(StandingShot(f"sho_{code}", scene.label, code, slate, draw(facts), cast, lines))
    language = draw(st.sampled_from(["zh", "en"]))
    return Standing("RIN", 3, language, Rate(24, 1), PEOPLE, tuple(scenes), tuple(rows))


@given(standing=episodes(), form=st.sampled_from(["csv", "xlsx"]))
@settings(max_examples=60, deadline=None)
def test_any_episode_goes_out_and_comes_back_unchanged(standing: Standing, form: str) -> None:
    rows = rows_of(standing)
    if form == "csv":
        sheet = sheets.read_csv(sheets.write_csv(rows))
    else:
        sheet = sheets.read_xlsx(sheets.write_xlsx(rows, title="EP03", widths=[8] * len(COLUMNS)))
    layout, problems = find_layout(sheet.rows, {})
    assert (problems, layout is not None) == ([], True)
    assert layout is not None
    found = plan(standing, sheet.rows, layout)
    assert (found.problems, found.rows, found.untouched) == ([], [], [])
    assert found.unchanged == len(standing.shots)
    assert [wish.changes for wish in found.scenes.values() if wish.changes] == []


@given(table=st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=5))
@example(table=[["=1+1", "'=1", "-2", "@x", "+y", "\t=z", "＝1"]])
@settings(max_examples=100, deadline=None)
def test_any_text_survives_both_forms_and_none_is_a_formula(table: list[list[str]]) -> None:
    wanted = [[clean(cell) for cell in row] for row in table]
    while wanted and not any(wanted[-1]):
        wanted.pop()
    if not wanted:
        return
    for row in wanted:
        while row and not row[-1]:
            row.pop()
    data = sheets.write_csv([["head"], *table])
    read = sheets.read_csv(b"\xef\xbb\xbfsep=,\r\n" + data.removeprefix(b"\xef\xbb\xbf"))
    assert [list(row) for row in read.rows[1:]] == wanted
    book = sheets.write_xlsx([["head"], *table], title="a/b", widths=[])
    assert [list(row) for row in sheets.read_xlsx(book).rows[1:]] == wanted
    raw = openpyxl.load_workbook(io.BytesIO(book))
    for row in raw.active.iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "inlineStr", "n")
            assert not (cell.data_type != "n" and str(cell.value)[:1] in "=+-@")


@given(text=words)
def test_a_guard_is_taken_off_again(text: str) -> None:
    assert unguard(guard(text)) == text


@given(cell=words | plain, column=st.sampled_from([column.id for column in COLUMNS]))
@settings(max_examples=200, deadline=None)
def test_no_cell_can_make_the_reader_stumble(cell: str, column: str) -> None:
    shot = StandingShot(
        "sho_1",
        "1",
        10,
        "RIN_EP03_SC001_SH0010",
        {
            "framing": "medium",
            "angle": "eye",
            "camera_move": "static",
            "mood": "neutral",
            "description": "",
            "props": [],
        }
        | {"cards": [], "notes": {}, "frames": 48},
        (Seen(PEOPLE[0], {"expression": "neutral", "action": "stand"}),),
        (Spoken(PEOPLE[0], "dialogue", "来了", "", "lin_1"),),
    )
    scene = StandingScene("scn_1", "1", "正厅", True, "night")
    standing = Standing("RIN", 3, "zh", Rate(24, 1), PEOPLE, (scene,), (shot,))
    values = {"slate": "0010", "scene": "1"} | {column: clean(cell)}
    grid = [[c.zh for c in COLUMNS], [values.get(c.id, "") for c in COLUMNS]]
    layout, _ = find_layout(grid, {})
    assert layout is not None
    for add_cast in (False, True):
        found = plan(standing, grid, layout, add_cast=add_cast)
        assert all(problem.cell for problem in found.problems)


@pytest.mark.parametrize("family", ["framings", "angles", "camera_moves", "moods", "expressions", "actions"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_term_is_read_back_as_itself(family: str, language: str) -> None:
    terms = getattr(KNOWN, family)
    assert {find_term(family, term_words(family, term, language)) for term in terms} == set(terms)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("镜号", "slate"),
        (" 景 别 ", "framing"),
        ("景别 Framing", "framing"),
        ("Shot Size", "framing"),
        ("SHOT", "slate"),
        ("时长（帧）", "frames"),
        ("时长(s)", "seconds"),
        ("鏡號", ""),
        ("台词/对白", "dialogue"),
        ("日/夜", "time"),
        ("内/外", "side"),
        ("运镜", "camera_move"),
        ("画面内容", "description"),
        ("天气", ""),
    ],
)
def test_headers_are_known_as_studios_write_them(header: str, column: str) -> None:
    if header == "鏡號":
        assert recognise(header) in ("", "slate")
    else:
        assert recognise(header) == column


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("RIN_EP03_SC012A_SH0040", Mark("RIN", 3, "12A", 40)),
        ("SC001_SH0010_T02", Mark("", None, "1", 10)),
        ("SH0005", Mark(code=5)),
        ("0040", Mark(code=40)),
        ("3", Mark(number=3)),
        ("第3镜", Mark(number=3)),
        ("３Ａ", Mark(number=3, letter="A")),
        ("2-3", Mark(scene="2", number=3)),
        ("1-12A-03", Mark(episode=1, scene="12A", number=3)),
        ("Shot 7", Mark(number=7)),
        ("合计", None),
        ("2026-01-01 00:00:00", None),
    ],
)
def test_shot_numbers_are_read_as_people_write_them(text: str, mark: Mark | None) -> None:
    assert read_mark(text) == mark


def test_scene_cells_are_read_as_people_write_them() -> None:
    read = [read_scene(text) for text in ("1", "SC012", "第3场", "1-12A", "场2", "大厅")]
    assert read == [(None, "1"), (None, "12"), (None, "3"), (1, "12A"), (None, "2"), None]


def test_counting_numbers_become_tens_and_codes_stay() -> None:
    counted = [("1", Mark(number=1)), ("1", Mark(number=2, letter="A")), ("2", Mark(number=1))]
    assert settle_codes(counted) == [10, 21, 10]
    running = [("1", Mark(number=1)), ("1", Mark(number=2)), ("2", Mark(number=3)), ("2", Mark(number=4))]
    assert settle_codes(running) == [10, 20, 10, 20]
    assert settle_codes([("1", Mark(number=10)), ("1", Mark(number=15)), ("1", Mark(code=5))]) == [10, 15, 5]


def test_lengths_are_read_as_people_write_them() -> None:
    rate = Rate(24, 1)
    texts = ["3", "2.5s", "3秒", "00:03", "0:00:03", "72帧", "72f", "３", '3"', "三秒", "-1", "1e9", "00:00:03"]
    read = [frames_of(text, rate, unit="s") for text in texts]
    assert read == [72, 60, 72, 72, 72, 72, 72, 72, 72, None, None, None, 72]
    assert frames_of("48", rate, unit="f") == 48
    assert [side_of(text) for text in ("内", "外景", "EXT.", "int", "内外", "?")] == [
        True,
        False,
        False,
        True,
        True,
        None,
    ]


# -- bytes ---------------------------------------------------------------------------------------------------------

TABLE = "镜号,景别\n0010,特写\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    sheet = sheets.read_csv(TABLE.replace(",", delimiter).replace("\n", "\r\n").encode(encoding))
    assert sheet.rows == (("镜号", "景别"), ("0010", "特写"))
    assert sheet.delimiter == delimiter


def workbook(**parts: bytes) -> bytes:
    """A real workbook with parts put in or replaced."""
    plain_book = sheets.write_xlsx([["镜号"], ["0010"]], title="EP01", widths=[])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain_book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        replaced = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
        for part in old.infolist():
            if part.filename not in replaced:
                new.writestr(part, old.read(part))
        for name, data in replaced.items():
            new.writestr(name, data)
    return out.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 not a zip", "shot_list_unreadable"),
        (workbook(xl__vbaProject_dot_bin=b"macro"), "shot_list_unreadable"),
        (workbook(xl__workbook_dot_xml=ENTITY), "shot_list_unreadable"),
        (workbook(xl__workbook_dot_xml=b"<broken"), "shot_list_unreadable"),
        (workbook(xl__worksheets__sheet1_dot_xml=ENTITY), "shot_list_unreadable"),
        (workbook(xl__worksheets__sheet1_dot_xml=b"<worksheet><sheetData><row>"), "shot_list_unreadable"),
        (workbook(xl__media__a_dot_bin=b"\0" * (sheets.UNPACKED_MOST + 1)), "shot_list_too_large"),
        (b"x" * (sheets.BYTES_MOST + 1), "shot_list_too_large"),
    ],
)
def test_a_workbook_that_means_harm_is_refused(data: bytes, code: str) -> None:
    with pytest.raises((sheets.ShotListUnreadable, sheets.ShotListTooLarge)) as refusal:
        sheets.read_xlsx(data)
    assert refusal.value.code == code
    assert refusal.value.cure


def test_formulas_are_read_as_their_last_value_and_hidden_sheets_are_passed_over() -> None:
    book = openpyxl.Workbook()
    hidden = book.active
    hidden.title, hidden.sheet_state = "hidden", "hidden"
    page = book.create_sheet("分镜")
    page.append(["镜号", "时长", "景别"])
    page.append([10, 2.5, "=1+1"])
    out = io.BytesIO()
    book.save(out)
    sheet = sheets.read_xlsx(out.getvalue())
    assert (sheet.name, sheet.rows) == ("分镜", (("镜号", "时长", "景别"), ("10", "2.5")))
    with pytest.raises(sheets.ShotListInvalid) as refusal:
        sheets.read_xlsx(out.getvalue(), sheet="hidden")
    assert refusal.value.code == "sheet_missing"


def test_a_row_far_below_is_refused_rather_than_overlooked() -> None:
    book = openpyxl.Workbook()
    book.active.cell(1, 1, "镜号")
    book.active.cell(1_048_000, 1, "0010")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(sheets.ShotListTooLarge):
        sheets.read_xlsx(out.getvalue())
    with pytest.raises(sheets.ShotListTooLarge):
        sheets.read_csv(("镜号\n" + "1\n" * (sheets.ROWS_MOST + 1)).encode())


def test_columns_are_lettered_like_a_spreadsheet() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
