"""From a script to what can be shot, once; and every script that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.models import Event, Studio
from accounts.tenancy import within
from projects import breakdown, errors, reimport, storage
from projects.models import CastMember, Episode, Line, Presence, Scene, Shot, Upload
from projects.screenplay import parse
from tests.projects import making
from tests.projects.test_uploads import refused, send, wish

SAMPLES = Path(breakdown.__file__).parent / "samples"
ENGLISH = """EPISODE 1 - THE RING

INT. HART MANSION - NIGHT

LENA stands in the doorway, soaked.

VICTOR (coldly)
You were told never to come back.

LENA (V.O.)
Three years. I waited three years for this.

EXT. ROOFTOP - DAY

LENA
(furious)
You lied to me, Victor!
"""


def submit(client: Any, series_id: str, text: str) -> Any:
    return client.post(f"/v1/series/{series_id}/scripts", {"text": text})


def test_what_is_understood_is_what_is_applied(studio: Studio, actor: Actor, api: Any, rival: Studio) -> None:
    client, series = api(studio), making.make_series(actor)
    script = submit(client, series.pk, making.SCRIPT)
    assert script.status_code == 201
    understood = script.json()["understood"]
    applied = client.post(f"/v1/scripts/{script.json()['id']}/apply").json()
    (episode,) = applied["episodes"]
    shots = client.get(f"/v1/episodes/{episode['id']}/shots").json()["data"]
    lines = client.get(f"/v1/episodes/{episode['id']}/lines").json()["data"]
    scenes = client.get(f"/v1/episodes/{episode['id']}/scenes").json()["data"]
    cast = client.get(f"/v1/series/{series.pk}/cast").json()["data"]
    assert (episode["number"], episode["title"], episode["code"], episode["shots"]) == (1, "戒指", "EP01", len(shots))
    assert understood["episode_numbers"] == [1]
    assert (understood["scenes"], understood["shots"], understood["lines"]) == (2, len(shots), len(lines))
    assert understood["frames"] == sum(shot["frames"] for shot in shots)
    assert understood["cast_names"] == [member["name"] for member in cast] == ["林晚", "沈砚", "护士"]
    assert [(scene["code"], scene["set_id"], scene["time_of_day"], scene["interior"]) for scene in scenes] == [
        ("SC001", "mansion_hall", "night", True),
        ("SC002", "hospital_corridor", "day", True),
    ]
    assert [(line["name"], line["kind"], line["text"]) for line in lines] == [
        ("沈砚", "dialogue", "今天出了这个门，你就别再回来。"),
        ("林晚", "os", "三年了，我等的就是这句话。"),
        ("护士", "dialogue", "家属签字，晚了就来不及了。"),
        ("林晚", "dialogue", "签，还是不签？"),
    ]
    assert lines[0]["expression"] == "cold"
    assert [shot["code"] for shot in shots][:3] == ["0010", "0020", "0030"]
    assert any(shot["cards"] == ["三年前"] for shot in shots)
    assert all(shot["reasons"] for shot in shots)
    with within(rival):
        assert Shot.objects.for_studio(rival).count() == 0


def test_applying_twice_makes_nothing_twice(studio: Studio, actor: Actor) -> None:
    script = making.make_script(actor)
    first = reimport.apply(actor, script=script).script
    counts = [model.objects.for_studio(studio).count() for model in (Episode, Scene, Shot, Line, Presence, CastMember)]
    assert reimport.apply(actor, script=script).script.applied_at == first.applied_at
    after = [model.objects.for_studio(studio).count() for model in (Episode, Scene, Shot, Line, Presence, CastMember)]
    assert after == counts
    assert Event.objects.for_studio(studio).filter(type="script.applied").count() == 1


def test_the_same_bytes_are_the_same_version(studio: Studio, actor: Actor) -> None:
    series = making.make_series(actor)
    first = making.make_script(actor, series=series)
    assert making.make_script(actor, series=series) == first
    second = making.make_script(actor, making.SCRIPT.replace("别再回来", "不要回来"), series=series)
    assert (first.number, second.number) == (1, 2)


def test_the_next_episode_keeps_the_cast_as_it_was_changed(studio: Studio, actor: Actor) -> None:
    episode = making.make_episode(actor)
    member = CastMember.objects.for_studio(studio).get(name="林晚")
    CastMember.objects.for_studio(studio).filter(pk=member.pk).update(voice={**member.voice, "pitch": 77})
    text = making.SCRIPT.replace("第1集", "第2集").replace("1-", "2-")
    reimport.apply(actor, script=making.make_script(actor, text, series=episode.series))
    assert [e.number for e in Episode.objects.for_studio(studio).order_by("number")] == [1, 2]
    assert CastMember.objects.for_studio(studio).get(name="林晚").voice["pitch"] == 77
    assert CastMember.objects.for_studio(studio).count() == 3


def test_an_english_script_is_understood(studio: Studio, actor: Actor) -> None:
    episode = making.make_episode(actor, ENGLISH, title="The Ring", language="en")
    lines = making.lines_of(episode)
    assert [(line.member.name, line.kind) for line in lines] == [
        ("Victor", "dialogue"),
        ("Lena", "vo"),
        ("Lena", "dialogue"),
    ]
    assert lines[2].parenthetical == "furious"
    assert [scene.time_of_day for scene in Scene.objects.for_studio(studio).order_by("ordinal")] == ["night", "day"]
    assert making.shots_of(episode)[0].scene.episode.series.code == "RIN"


def test_a_script_may_come_as_an_upload_in_gb18030(studio: Studio, actor: Actor, api: Any) -> None:
    client, series, data = api(studio), making.make_series(actor), making.SCRIPT.encode("gb18030")
    opened = client.post("/v1/uploads", wish(data, content_type="text/plain", purpose="script")).json()
    unfinished = client.post(f"/v1/series/{series.pk}/scripts", {"upload_id": opened["id"]})
    assert refused(unfinished) == (422, "upload_not_usable")
    send(opened["parts"][0], data)
    client.post(f"/v1/uploads/{opened['id']}/complete")
    script = client.post(f"/v1/series/{series.pk}/scripts", {"upload_id": opened["id"]}).json()
    assert (script["encoding"], script["sha256"], script["grade"]) == ("gb18030", opened["sha256"], "standard")
    assert script["text"] == making.SCRIPT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (422, "script_empty")),
        (" \n\t　\n", (422, "script_empty")),
        ("从前有座山，山里有座庙。\n", (422, "script_unparseable")),
        ("{}[]" * 100, (422, "script_unparseable")),
        ("第1集\n\n第2集\n", (422, "script_unparseable")),
        ("林晚：你好。" * 120_000, (413, "script_too_large")),
    ],
)
def test_a_text_that_is_no_script_gets_a_clear_answer(
    studio: Studio, actor: Actor, api: Any, text: str, expected: tuple[int, str]
) -> None:
    series = making.make_series(actor)
    answer = submit(api(studio), series.pk, text)
    assert refused(answer) == expected
    assert answer.json()["cure"]
    assert answer.json()["localized"]["zh-Hans"]
    assert api(studio).get(f"/v1/series/{series.pk}/scripts").json()["data"] == []


def test_a_5_mb_script_is_refused_before_it_is_read(studio: Studio, actor: Actor, api: Any) -> None:
    series = making.make_series(actor)
    assert refused(submit(api(studio), series.pk, "字" * 1_750_000)) == (413, "script_too_large")
    assert refused(api(studio).post("/v1/series", {"title": "字" * 1_750_000})) == (413, "too_large")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe\x00", "encoding_unknown"),
        ("サクラが咲いた。".encode("shift_jis") * 50, "encoding_unknown"),
        (b"PK\x03\x04" + b"\0" * 100, "document_damaged"),
        (b"a\0b" * 50, "script_binary"),
        (making.SCRIPT.replace("三年", "\0").encode("utf-16"), "script_binary"),
    ],
)
def test_bytes_that_are_no_text_get_a_clear_answer(actor: Actor, data: bytes, code: str) -> None:
    with pytest.raises(errors.ScriptInvalid) as refusal:
        breakdown.read_script(actor, series=making.make_series(actor), data=data)
    assert refusal.value.code == code
    assert refusal.value.cure
    assert refusal.value.zh


def test_a_script_without_dialogue_is_kept_with_its_doubt(studio: Studio, actor: Actor) -> None:
    script = making.make_script(actor, "第1集\n\n1-1 天台 夜 外\n△风很大。林晚站在栏杆边。\n")
    assert script.understood["lines"] == 0
    assert script.understood["shots"] > 0
    assert "W_NO_DIALOGUE" in [row["code"] for row in script.diagnostics]
    episode = reimport.apply(actor, script=script).episodes[0].episode
    assert making.lines_of(episode) == []


def test_doubts_name_their_line(studio: Studio, actor: Actor) -> None:
    text = making.SCRIPT.replace("沈砚（冷声）", "顾言（冷声）")
    script = making.make_script(actor, text)
    doubts = {row["code"]: row["line"] for row in script.diagnostics}
    assert doubts["W_SPEAKER_UNDECLARED"] == text.splitlines().index("顾言（冷声）：今天出了这个门，你就别再回来。") + 1


def test_a_line_without_words_becomes_a_card(studio: Studio, actor: Actor) -> None:
    text = making.SCRIPT + "林晚：……\n"
    assert parse(text).spoken().endswith("……")
    episode = making.make_episode(actor, text)
    assert "……" not in [line.text for line in making.lines_of(episode)]
    assert any("……" in shot.cards for shot in making.shots_of(episode))


@pytest.mark.parametrize("body", [{}, {"text": "x", "upload_id": "upl_x"}, {"text": 1, "more": 2}])
def test_a_script_is_either_text_or_upload(studio: Studio, actor: Actor, api: Any, body: dict[str, Any]) -> None:
    series = making.make_series(actor)
    assert api(studio).post(f"/v1/series/{series.pk}/scripts", body).status_code == 422


def test_text_no_database_can_hold_is_refused(studio: Studio, actor: Actor, api: Any) -> None:
    client, series = api(studio), making.make_series(actor)
    surrogates = json.dumps({"text": making.SCRIPT + "\ud800"}).encode()
    path = f"/v1/series/{series.pk}/scripts"
    assert client.generic("POST", path, surrogates, content_type="application/json").status_code == 422
    title = json.dumps({"title": "a\ud800"}).encode()
    assert client.generic("POST", "/v1/series", title, content_type="application/json").status_code == 422


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
def test_the_samples_are_broken_down_without_a_doubt(studio: Studio, actor: Actor, sample: Path) -> None:
    language = sample.name.split(".")[1]
    script = breakdown.read_script(
        actor, series=making.make_series(actor, title="Sample", language=language), data=sample.read_bytes()
    )
    assert (script.grade, [row for row in script.diagnostics if row["severity"] != "info"]) == ("standard", [])
    assert script.understood["episodes"] == 1
    assert 15 <= script.understood["shots"] <= 25
    assert 55 <= script.understood["seconds"] <= 95
    episode = reimport.apply(actor, script=script).episodes[0].episode
    assert len(making.shots_of(episode)) == script.understood["shots"]
    assert len(making.lines_of(episode)) == script.understood["lines"]


def test_an_uploaded_script_that_is_too_large_is_refused(studio: Studio, actor: Actor) -> None:
    media = making.make_media(studio, "林晚：你好。\n".encode() * 120_000, "text/plain")
    upload = Upload(studio=studio, media=media, purpose="script")
    with pytest.raises(errors.ScriptTooLarge):
        breakdown.read_upload(actor, series=making.make_series(actor), upload=upload)


def test_a_script_is_planned_alike_every_time(actor: Actor) -> None:
    series = making.make_series(actor)
    assert breakdown.understand(series, making.SCRIPT) == breakdown.understand(series, making.SCRIPT)


def test_a_script_source_stays_where_it_was_uploaded(studio: Studio, actor: Actor) -> None:
    media = making.make_media(studio, making.SCRIPT.encode(), "text/plain")
    with storage.store().open(media.key) as source:
        script = breakdown.read_script(actor, series=making.make_series(actor), data=source.read(), source=media)
    assert script.source == media
