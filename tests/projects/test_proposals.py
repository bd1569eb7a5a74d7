"""A model may help: it proposes, a person decides, and however it misbehaves the house stands."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Event, Studio
from accounts.tenancy import within
from config import env
from projects import proposal_kinds, proposals, script_model, shots
from projects.models import Episode, Proposal, Script, Series, Shot
from tests.projects import making
from tests.projects.script_model_server import FakeModel, breaks_off, drips, fails, hangs, raw, says
from tests.projects.test_uploads import refused

KEY = "sk-very-secret-0123456789"
MESS = "深夜的老宅门口，林晚浑身湿透地站着。\n沈砚：你还敢回来？\n林晚：我来拿回我的东西。\n"
TIDY = (
    "第1集\n\n1-1 老宅门口 夜 外\n人物：林晚、沈砚\n△深夜的老宅门口，林晚浑身湿透地站着。\n"
    "沈砚：你还敢回来？\n林晚：我来拿回我的东西。\n"
)
OUTLINE = [{"title": f"第{n}集", "summary": "她回来了。", "hook": "雨夜", "cliffhanger": "门开了"} for n in (1, 2)]
ASK_OUTLINE = {"kind": "outline", "premise": "被赶出家门的女孩三年后归来。", "episodes": 2}


@pytest.fixture
def model(settings: Any) -> Iterator[FakeModel]:
    fake = FakeModel()
    settings.SCRIPT_MODEL_URL, settings.SCRIPT_MODEL_KEY = fake.url, KEY
    settings.SCRIPT_MODEL_NAME, settings.SCRIPT_MODEL_SECONDS = "tiny", 5
    settings.SCRIPT_MODEL_PRICES = ("CNY", 200, 800)
    yield fake
    fake.close()


@pytest.fixture
def series(actor: Actor) -> Series:
    return making.make_series(actor)


def ask(client: Any, series: Series, body: dict[str, Any], key: str = "k1") -> Any:
    return client.post(f"/v1/series/{series.pk}/proposals", body, key=key)


def answered(client: Any, series: Series, body: dict[str, Any], key: str = "k1") -> Any:
    """Ask, let the control worker answer, and read the proposal."""
    asked = ask(client, series, body, key)
    assert asked.status_code == 202, asked.content
    assert asked.json()["state"] == "asked"
    assert proposals.answer_open() == 1
    return client.get(f"/v1/proposals/{asked.json()['id']}").json()


# -- without a model -----------------------------------------------------------------------------------------------


def test_without_a_model_asking_says_how_to_configure_one(studio: Studio, series: Series, api: Any) -> None:
    answer = ask(api(studio), series, ASK_OUTLINE)
    assert refused(answer) == (409, "script_model_unconfigured")
    assert "SCRIPT_MODEL_URL" in answer.json()["cure"]
    assert answer.json()["retryable"] is False
    assert proposals.answer_open() == 0


def test_the_environment_is_checked_at_boot(tmp_path: Any) -> None:
    base = {"SHOTWRIGHT_VAR": str(tmp_path)}
    both = {"SCRIPT_MODEL_URL": "https://models.example.com/v1/", "SCRIPT_MODEL_KEY": KEY}
    found = env.load(base | both | {"SCRIPT_MODEL_PRICES": "CNY 200 800"})
    assert (found.script_model_url, found.script_model_name) == ("https://models.example.com/v1", "default")
    assert found.script_model_prices == ("CNY", 200, 800)
    assert KEY not in repr(found)
    for wrong, name in (
        ({"SCRIPT_MODEL_URL": both["SCRIPT_MODEL_URL"]}, "SCRIPT_MODEL_KEY"),
        ({"SCRIPT_MODEL_KEY": KEY}, "SCRIPT_MODEL_URL"),
        ({**both, "SCRIPT_MODEL_URL": "ftp://x"}, "SCRIPT_MODEL_URL"),
        ({**both, "SCRIPT_MODEL_PRICES": "2 yuan"}, "SCRIPT_MODEL_PRICES"),
        ({**both, "SCRIPT_MODEL_SECONDS": "0"}, "SCRIPT_MODEL_SECONDS"),
    ):
        with pytest.raises(env.EnvironmentInvalid, match=name):
            env.load(base | wrong)


# -- what is proposed and decided ----------------------------------------------------------------------------------


def test_an_unparseable_script_is_put_into_form_and_applied_only_by_the_person(
    studio: Studio, series: Series, api: Any, model: FakeModel
) -> None:
    client = api(studio)
    assert client.post(f"/v1/series/{series.pk}/scripts", {"text": MESS}).status_code == 422
    model.replies = [says({"script": TIDY})]
    made = answered(client, series, {"kind": "normalise_script", "text": MESS})
    assert (made["state"], made["reason"], made["model"]) == ("proposed", None, "tiny")
    assert (made["content"]["grade"], made["content"]["scenes"], made["content"]["lines"]) == ("standard", 1, 2)
    assert "1-1 老宅门口 夜 外" in [line for row in made["diff"] for line in row["to"]]
    assert made["cost"] == {
        "calls": 1,
        "tokens_in": 1000,
        "tokens_out": 200,
        "amount": {"minor": 0, "micros": 360_000, "currency": "CNY"},
    }
    assert not Script.objects.for_studio(studio).exists()
    accepted = client.post(f"/v1/proposals/{made['id']}/accept").json()
    script = client.get(f"/v1/scripts/{accepted['result']['script']}").json()
    assert (accepted["state"], script["text"], script["applied_at"]) == ("accepted", made["content"]["text"], None)
    assert refused(client.post(f"/v1/proposals/{made['id']}/accept")) == (409, "proposal_closed")
    told = Event.objects.for_studio(studio).filter(subject=made["id"]).order_by("sequence")
    assert [event.type for event in told] == ["proposal.asked", "proposal.made", "proposal.accepted"]


@pytest.mark.parametrize(
    ("rewritten", "what"),
    [
        (TIDY.replace("你还敢回来？", "你怎么还敢回来？"), "is not in the source"),
        (TIDY.replace("沈砚：你还敢回来？\n", ""), "no longer spoken"),
        (TIDY.replace("林晚：我来拿回我的东西。", "△我来拿回我的东西。"), "no longer spoken"),
        (TIDY + "沈砚：滚。\n", "is not in the source"),
        (MESS, "No scene with dialogue"),
        ("", "No scene with dialogue"),
    ],
)
def test_a_rewriting_that_changes_what_is_spoken_is_refused(
    *, studio: Studio, series: Series, api: Any, model: FakeModel, rewritten: str, what: str
) -> None:
    model.replies = [says({"script": rewritten})]
    made = answered(api(studio), series, {"kind": "normalise_script", "text": MESS})
    assert (made["state"], made["reason"]["code"]) == ("none", "answer_refused")
    assert what in made["reason"]["en"]
    assert made["reason"]["zh"]
    assert (len(model.asked), made["cost"]["tokens_in"], made["cost"]["calls"]) == (2, 2000, 2)
    assert what in model.asked[1][0]["messages"][-1]["content"], "the repair is told what was wrong"
    assert made["content"] == {}
    assert refused(api(studio).post(f"/v1/proposals/{made['id']}/accept")) == (409, "proposal_closed")


def test_a_lossy_answer_may_be_repaired_once(studio: Studio, series: Series, api: Any, model: FakeModel) -> None:
    model.replies = [says({"script": TIDY.replace("敢", "")}), says({"script": TIDY})]
    made = answered(api(studio), series, {"kind": "normalise_script", "text": MESS})
    assert (made["state"], made["cost"]["calls"], made["cost"]["tokens_out"]) == ("proposed", 2, 400)


def test_tags_are_read_through_the_catalogue_and_applied_as_edits(
    studio: Studio, actor: Actor, episode: Episode, api: Any, model: FakeModel
) -> None:
    client = api(studio)
    second, first = (line.shot for line in making.lines_of(episode)[:2])
    shots.edit(actor, shot=second, version=1, framing="wide")
    slates = [f"{episode.series.code}_EP01_SC001_{shot.label}" for shot in (first, second)]
    blank = {"framing": "", "angle": "", "camera_move": "", "cast": [], "why": "更紧张"}
    face = {"name": "林晚", "expression": "恐惧", "action": "飞翔术"}
    stranger = {"name": "王五", "expression": "anger", "action": ""}
    model.replies = [
        says(
            {
                "shots": [
                    {**blank, "slate": slates[0], "framing": "全景", "angle": "worm", "cast": [face, stranger]},
                    {**blank, "slate": slates[1], "framing": "close_up", "angle": "low"},
                ]
            }
        )
    ]
    made = answered(client, episode.series, {"kind": "tags", "episode_id": episode.pk})
    assert [(row["slate"], row["field"], row["to"]) for row in made["diff"]] == [
        (slates[0], "framing", "full"),
        (slates[0], "cast/林晚/expression", "fear"),
        (slates[1], "angle", "low"),
    ]
    assert made["dropped"] == [
        f'{slates[0]}: angle: "worm" is not in the catalogue',
        f'{slates[0]}: 林晚: action: "飞翔术" is not in the catalogue',
        f"{slates[0]}: 王五 is not in this shot",
        f"{slates[1]}: framing was set by hand",
    ]
    first.refresh_from_db()
    assert first.version == 1, "a proposal changes nothing"
    assert client.post(f"/v1/proposals/{made['id']}/accept").json()["result"] == {"shots": [first.pk, second.pk]}
    first.refresh_from_db()
    assert (first.framing, first.pinned) == ("full", ["cast", "framing"])
    assert first.presences.get(member__name="林晚").expression == "fear"


def test_a_shot_that_is_made_up_or_named_twice_is_no_answer(
    studio: Studio, episode: Episode, api: Any, model: FakeModel
) -> None:
    slate = f"{episode.series.code}_EP01_SC001_{making.shots_of(episode)[0].label}"
    row = {"slate": slate, "framing": "insert", "angle": "", "camera_move": "", "cast": [], "why": ""}
    model.replies = [says({"shots": [row, row, {**row, "slate": "X"}]})]
    made = answered(api(studio), episode.series, {"kind": "tags", "episode_id": episode.pk})
    assert made["reason"]["code"] == "answer_refused"
    assert "there is no shot X" in made["reason"]["en"]
    assert "named twice" in made["reason"]["en"]


def test_tags_for_shots_that_changed_meanwhile_are_not_applied(
    studio: Studio, actor: Actor, episode: Episode, api: Any, model: FakeModel
) -> None:
    client, shot = api(studio), making.shots_of(episode)[0]
    slate = f"{episode.series.code}_EP01_SC001_{shot.label}"
    answer = {"slate": slate, "framing": "insert", "angle": "", "camera_move": "", "cast": [], "why": ""}
    model.replies = [says({"shots": [answer]})]
    made = answered(client, episode.series, {"kind": "tags", "episode_id": episode.pk})
    shots.edit(actor, shot=shot, version=1, description="换个说法")
    stale = client.post(f"/v1/proposals/{made['id']}/accept")
    assert refused(stale) == (409, "proposal_stale")
    assert stale.json()["changed"] == [slate]
    assert client.post(f"/v1/proposals/{made['id']}/dismiss").json()["state"] == "dismissed"


def test_a_logline_and_an_outline_become_the_series_own(
    studio: Studio, episode: Episode, api: Any, model: FakeModel
) -> None:
    client, path = api(studio), f"/v1/series/{episode.series_id}"
    model.replies = [says({"logline": " 她回来了。\n", "beats": [{"title": "钩子", "summary": "雨夜归来"}]})]
    made = answered(client, episode.series, {"kind": "logline", "episode_id": episode.pk})
    assert [row["field"] for row in made["diff"]] == ["logline", "beats"]
    client.post(f"/v1/proposals/{made['id']}/accept")
    model.replies = [says({"episodes": OUTLINE[:1]}), says("```json\n" + json.dumps({"episodes": OUTLINE}) + "\n```")]
    outline = answered(client, episode.series, ASK_OUTLINE, key="k2")
    assert outline["cost"]["calls"] == 2, "one episode was missing, the repair brought it"
    client.post(f"/v1/proposals/{outline['id']}/accept")
    shown = client.get(path).json()
    assert (shown["logline"], shown["beats"]) == ("她回来了。", [{"title": "钩子", "summary": "雨夜归来"}])
    assert [(row["number"], row["hook"]) for row in shown["outline"]] == [(1, "雨夜"), (2, "雨夜")]
    assert shown["version"] == 3
    again = answered(client, episode.series, ASK_OUTLINE, key="k3")
    assert (again["state"], again["reason"]["code"]) == ("none", "nothing_to_change")
    edited = client.patch(path, {"logline": "改了", "beats": []}, headers={"If-Match": '"3"'})
    assert (edited.json()["logline"], edited.json()["beats"]) == ("改了", [])


def test_a_plan_somebody_rewrote_meanwhile_is_not_overwritten(
    studio: Studio, series: Series, api: Any, model: FakeModel
) -> None:
    client = api(studio)
    model.replies = [says({"episodes": OUTLINE})]
    made = answered(client, series, ASK_OUTLINE)
    outline = [{"number": 1, "title": "", "summary": "我自己写的", "hook": "", "cliffhanger": ""}]
    client.patch(f"/v1/series/{series.pk}", {"outline": outline}, headers={"If-Match": '"1"'})
    assert refused(client.post(f"/v1/proposals/{made['id']}/accept")) == (409, "proposal_stale")
    assert client.get(f"/v1/series/{series.pk}").json()["outline"] == outline


# -- when it misbehaves --------------------------------------------------------------------------------------------

GOOD = says({"episodes": OUTLINE})


@pytest.mark.parametrize(
    ("replies", "calls"),
    [
        ([raw(b"<html>oops</html>"), GOOD], 2),
        ([says("certainly! here you go"), GOOD], 2),
        ([says('{"episodes": [{"title": "a'), GOOD], 2),
        ([says({"episodes": OUTLINE}, finish="length"), GOOD], 2),
        ([says({"chapters": []}), GOOD], 2),
        ([says([1, 2]), GOOD], 2),
        ([says("[" * 100_000), GOOD], 2),
        ([says(""), GOOD], 2),
        ([fails(429, Retry_After="0.2"), GOOD], 2),
        ([fails(429, Retry_After="nonsense"), GOOD], 2),
        ([fails(500), fails(503), GOOD], 3),
        ([breaks_off, GOOD], 2),
        ([says({"episodes": OUTLINE}, usage=None)], 1),
        ([says({"episodes": [{**OUTLINE[0], "title": "第1集\0\ud800"}, OUTLINE[1]]})], 1),
        ([says("\0\ud800 no"), GOOD], 2),
        ([says({"episodes": OUTLINE}, usage=("many", -1))], 1),
    ],
)
def test_what_can_be_cured_is_cured_once(
    *, studio: Studio, series: Series, api: Any, model: FakeModel, replies: list[Any], calls: int
) -> None:
    model.replies = replies
    made = answered(api(studio), series, ASK_OUTLINE)
    assert (made["state"], made["cost"]["calls"]) == ("proposed", calls), made["reason"]
    assert [row["title"] for row in made["content"]["outline"]] == ["第1集", "第2集"]
    assert (made["cost"]["amount"] is None) == (made["cost"]["tokens_in"] is None)


@pytest.mark.parametrize(
    ("replies", "reason", "asked"),
    [
        ([raw(b"not json")], "answer_unreadable", 2),
        ([says("still not json")], "answer_unreadable", 2),
        ([says({"episodes": OUTLINE}, finish="length")], "answer_truncated", 2),
        ([says({"episodes": [{"title": 1}]})], "schema_mismatch", 2),
        ([says({"episodes": OUTLINE[:1]})], "answer_refused", 2),
        ([says("", refusal="I cannot")], "model_declined", 1),
        ([fails(401)], "model_refused", 1),
        ([fails(400)], "model_refused", 1),
        ([fails(302, Location="http://127.0.0.1:1/")], "model_refused", 1),
        ([fails(500)], "model_unavailable", 4),
        ([fails(429, Retry_After="3600")], "model_unavailable", 1),
        ([breaks_off], "model_unavailable", 4),
        ([raw(b" " * (script_model.BYTES_MOST + 1))], "answer_too_large", 1),
        ([hangs(1.5)], "model_too_slow", 1),
        ([drips(2.0)], "model_too_slow", 1),
    ],
)
def test_what_cannot_be_cured_is_no_proposal_with_its_reason(
    *,
    studio: Studio,
    series: Series,
    api: Any,
    model: FakeModel,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    replies: list[Any],
    reason: str,
    asked: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    slow = reason == "model_too_slow"
    settings.SCRIPT_MODEL_SECONDS = 1 if slow else 5
    if not slow:
        monkeypatch.setattr(script_model.time, "sleep", lambda seconds: None)
    model.replies = replies
    began = timezone.now()
    made = answered(api(studio), series, ASK_OUTLINE)
    assert (made["state"], made["reason"]["code"], len(model.asked)) == ("none", reason, asked)
    assert made["cost"]["calls"] == asked
    assert timezone.now() - began < dt.timedelta(seconds=4)
    assert KEY not in caplog.text
    assert KEY not in str(made)


def test_an_address_nobody_listens_at_is_no_proposal(
    studio: Studio, series: Series, api: Any, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_model.time, "sleep", lambda seconds: None)
    model.close()
    made = answered(api(studio), series, ASK_OUTLINE)
    assert (made["state"], made["reason"]["code"], made["cost"]["amount"]) == ("none", "model_unavailable", None)


def test_the_model_is_told_the_schema_and_the_key_goes_nowhere_else(
    studio: Studio, series: Series, api: Any, model: FakeModel
) -> None:
    model.replies = [GOOD]
    answered(api(studio), series, ASK_OUTLINE)
    ((body, headers),) = model.asked
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert (body["model"], body["response_format"]["type"]) == ("tiny", "json_schema")
    assert body["response_format"]["json_schema"]["schema"] == proposal_kinds.KINDS["outline"].schema
    assert KEY not in str(body)
    assert "_standing" not in body["messages"][1]["content"]
    assert KEY not in repr(script_model.configured())


# -- asking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "poem"}, "not_known"),
        ({"kind": "outline"}, "required"),
        ({"kind": "outline", "premise": "x"}, "required"),
        ({"kind": "tags"}, "required"),
        ({"kind": "logline"}, "script_missing"),
        ({"kind": "normalise_script", "text": "  "}, "required"),
        ({"kind": "normalise_script", "text": making.SCRIPT}, "script_reads_already"),
        ({"kind": "outline", "premise": "x", "episodes": 1000}, "invalid"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    *, studio: Studio, series: Series, api: Any, model: FakeModel, body: dict[str, Any], code: str
) -> None:
    assert refused(ask(api(studio), series, body)) == (422, code)
    assert not model.asked


def test_a_question_is_asked_and_paid_once(studio: Studio, series: Series, api: Any, model: FakeModel) -> None:
    client = api(studio)
    assert refused(client.post(f"/v1/series/{series.pk}/proposals", ASK_OUTLINE)) == (400, "idempotency_key_required")
    first = ask(client, series, ASK_OUTLINE)
    assert ask(client, series, ASK_OUTLINE).json() == first.json()
    assert ask(client, series, ASK_OUTLINE, key="other").json()["id"] == first.json()["id"]
    model.replies = [GOOD]
    assert (proposals.answer_open(), proposals.answer_open(), len(model.asked)) == (1, 0, 1)
    assert client.get(f"/v1/series/{series.pk}/proposals").json()["data"][0]["id"] == first.json()["id"]


def test_too_long_a_script_and_too_many_questions_are_refused(
    studio: Studio, series: Series, api: Any, model: FakeModel
) -> None:
    client = api(studio)
    long = ask(client, series, {"kind": "normalise_script", "text": "他说了很多话。\n" * 10_000})
    assert refused(long) == (413, "too_large")
    for number in range(proposals.OPEN_MOST):
        assert ask(client, series, ASK_OUTLINE | {"premise": f"p{number}"}, key=f"k{number}").status_code == 202
    assert refused(ask(client, series, ASK_OUTLINE, key="last")) == (429, "too_many_open")


def test_a_dismissed_question_is_never_put(studio: Studio, series: Series, api: Any, model: FakeModel) -> None:
    client = api(studio)
    asked = ask(client, series, ASK_OUTLINE).json()
    assert client.post(f"/v1/proposals/{asked['id']}/dismiss").json()["state"] == "dismissed"
    assert (proposals.answer_open(), model.asked) == (0, [])


def test_a_question_whose_asker_died_is_given_up(studio: Studio, series: Series, api: Any, model: FakeModel) -> None:
    client = api(studio)
    asked = ask(client, series, ASK_OUTLINE).json()
    rows = Proposal.objects.for_studio(studio).filter(pk=asked["id"])
    rows.update(state="asking", claimed_until=timezone.now() + dt.timedelta(seconds=30))
    assert proposals.answer_open() == 0
    assert client.get(f"/v1/proposals/{asked['id']}").json()["state"] == "asking"
    rows.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    assert proposals.answer_open() == 0
    assert client.get(f"/v1/proposals/{asked['id']}").json()["reason"]["code"] == "interrupted"
    assert not model.asked


def test_every_studios_questions_are_answered_and_only_seen_by_itself(
    *, studio: Studio, rival: Studio, actor: Actor, rival_actor: Actor, series: Series, api: Any, model: FakeModel
) -> None:
    with within(rival):
        theirs = making.make_series(rival_actor)
    mine, other = api(studio), api(rival)
    ask(mine, series, ASK_OUTLINE)
    asked = ask(other, theirs, ASK_OUTLINE).json()
    model.replies = [GOOD]
    assert proposals.answer_open() == 2
    assert other.get(f"/v1/proposals/{asked['id']}").json()["state"] == "proposed"
    assert refused(mine.get(f"/v1/proposals/{asked['id']}")) == (404, "not_found")
    assert refused(mine.post(f"/v1/proposals/{asked['id']}/accept")) == (404, "not_found")
    assert Proposal.objects.for_studio(studio).count() == 1


def test_the_shots_of_another_series_are_not_asked_about(
    studio: Studio, episode: Episode, actor: Actor, api: Any, model: FakeModel
) -> None:
    other = making.make_series(actor)
    assert refused(ask(api(studio), other, {"kind": "tags", "episode_id": episode.pk})) == (404, "not_found")
    assert Shot.objects.for_studio(studio).exists()
