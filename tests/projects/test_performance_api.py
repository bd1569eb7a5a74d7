"""Studios browse the catalogue over HTTP: whole, by kind, by family, by words, and one action with its poses."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Studio
from projects import briefing, briefs
from projects.models import Episode, Presence, Scene, Shot
from projects.performance import catalogue
from tests.projects import making


def test_the_whole_catalogue_is_sent_once(studio: Studio, api: Any) -> None:
    client = api(studio)
    first = client.get("/v1/performance")
    body = first.json()
    assert (body["version"], first["Cache-Control"]) == (catalogue().version, "private, max-age=3600")
    assert len(body["families"]["actions"]) == len(catalogue().actions)
    assert {"expressions", "actions"} <= set(body["ambiguous"])
    assert body["rig"]["channels"][0]["unit"] == "m"
    again = client.get("/v1/performance", headers={"If-None-Match": f'"old", W/{first["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")


def test_one_kind_and_one_family_can_be_asked_for(studio: Studio, rival: Studio, api: Any) -> None:
    client = api(studio)
    assert set(client.get("/v1/performance?kind=transitions").json()["families"]) == {"transitions"}
    fights = client.get("/v1/performance?family=fight")
    assert {row["family"] for row in fights.json()["families"]["actions"]} == {"fight"}
    assert fights.json()["families"]["expressions"] == []
    assert fights["ETag"] != client.get("/v1/performance?family=weep")["ETag"]
    assert api(rival).get("/v1/performance?family=fight").content == fights.content


@pytest.mark.parametrize(
    ("query", "kind", "first"),
    [
        ("耳光", "actions", "slap"),
        ("慟哭", "expressions", None),
        ("苦笑", "expressions", "bitter_smile"),
        ("苦笑", "", "bitter_smile"),
        ("look over her shoulder", "actions", None),
        ("Grab Wrist", "", "grab_wrist"),
        ("黑场", "", "fade_to_black"),
    ],
)
def test_words_in_either_language_find_terms(
    studio: Studio, api: Any, query: str, kind: str, first: str | None
) -> None:
    found = api(studio).get("/v1/performance", {"q": query, "kind": kind}).json()
    assert found["query"] == query
    assert len(found["results"]) <= 50
    if first:
        assert found["results"][0]["term"]["id"] == first


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("kind=dances", "/kind"),
        ("family=dances", "/family"),
        ("kind=sets&family=fight", "/family"),
        ("q=" + "a" * 65, "/q"),
    ],
)
def test_what_the_catalogue_does_not_have_is_refused_with_the_cure(
    studio: Studio, api: Any, query: str, pointer: str
) -> None:
    refused = api(studio).get(f"/v1/performance?{query}")
    assert refused.status_code == 422
    assert pointer in refused.content.decode()


def test_an_action_comes_with_its_poses(studio: Studio, api: Any) -> None:
    client = api(studio)
    slap = client.get("/v1/performance/actions/slap")
    body = slap.json()
    assert (body["id"], body["actors"], body["reaction"], body["rate"]) == ("slap", 2, "be_slapped", 24)
    assert [body["keys"][0]["t"], body["keys"][-1]["t"]] == [0, 1]
    assert body["contacts"] == [{"t": 0.46, "effector": "hand_r", "target": "other.cheek_l", "until": 0.49}]
    assert body["sounds"] == [{"t": 0.46, "sound": "slap"}]
    again = client.get("/v1/performance/actions/slap", headers={"If-None-Match": slap["ETag"]})
    assert again.status_code == 304
    assert client.get("/v1/performance/actions/levitate").status_code == 404


def test_an_engine_is_told_what_it_can_draw_and_the_face_s_own_muscles(studio: Studio, episode: Episode) -> None:
    shot = next(shot for shot in making.shots_of(episode) if shot.presences.exists())
    Shot.objects.for_studio(studio).filter(pk=shot.pk).update(framing="pov", angle="profile", camera_move="roll")
    Presence.objects.for_studio(studio).filter(shot=shot).update(action="choke", expression="smirk")
    Scene.objects.for_studio(studio).filter(pk=shot.scene_id).update(set_id="temple")
    brief = briefing.shot_brief(studio, shot, stage="animatic").brief
    assert isinstance(brief, briefs.ShotBrief)
    assert (brief.set_id, brief.framing, brief.angle, brief.camera_move) == (
        "palace_hall",
        "medium",
        "profile",
        "orbit",
    )
    smirk = catalogue().expressions["smirk"]
    assert {presence.action for presence in brief.cast} == {"choke"}
    assert {(presence.expression.id, presence.expression.like) for presence in brief.cast} == {("smirk", "contempt")}
    assert all(presence.expression.action_units == smirk.action_units for presence in brief.cast)
