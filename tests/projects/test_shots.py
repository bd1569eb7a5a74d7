"""Shots and cast by hand: numbers in tens, inserts between, omit and restore, and who changed it first."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.models import Studio
from projects import errors, shots
from projects.models import CastMember, Episode, Shot
from tests.projects import making
from tests.projects.test_uploads import refused


@pytest.fixture
def shot(episode: Episode) -> Shot:
    return making.shots_of(episode)[0]


def patch(client: Any, path: str, body: dict[str, Any], version: int = 1) -> Any:
    return client.patch(path, body, headers={"If-Match": f'"{version}"'})


def test_a_shot_is_inserted_between_without_renumbering(actor: Actor, episode: Episode, shot: Shot) -> None:
    before = [row.code for row in making.shots_of(episode) if row.scene_id == shot.scene_id]
    assert before == [10 * number for number in range(1, len(before) + 1)]
    between = shots.insert(actor, scene=shot.scene, after=shot, frames=36)
    closer = shots.insert(actor, scene=shot.scene, after=shot, frames=36)
    first = shots.insert(actor, scene=shot.scene, after=None, frames=36)
    last = shots.insert(actor, scene=shot.scene, after=Shot.unscoped.get(scene=shot.scene, code=before[-1]), frames=36)
    assert (between.code, closer.code, first.code, last.code) == (15, 12, 5, before[-1] + 10)
    codes = {row.code for row in making.shots_of(episode) if row.scene_id == shot.scene_id}
    assert codes == {*before, 15, 12, 5, before[-1] + 10}


def test_when_no_number_is_left_it_says_so(actor: Actor, shot: Shot) -> None:
    codes = [shots.insert(actor, scene=shot.scene, after=shot, frames=36).code for _ in range(3)]
    assert codes == [15, 12, 11]
    with pytest.raises(errors.NoCodeLeft) as refusal:
        shots.insert(actor, scene=shot.scene, after=shot, frames=36)
    assert refusal.value.cure


def test_the_list_of_shots_is_in_the_order_of_the_story(
    studio: Studio, actor: Actor, episode: Episode, shot: Shot, api: Any
) -> None:
    shots.insert(actor, scene=shot.scene, after=shot, frames=36)
    client, found, after = api(studio), [], ""
    for _ in range(100):
        page = client.get(f"/v1/episodes/{episode.pk}/shots?limit=2&after={after}").json()
        found += [row["slate"] for row in page["data"]]
        if not page["has_more"]:
            break
        after = page["next_cursor"]
    assert found == sorted(found)
    assert found[1].endswith("SC001_SH0015")
    assert len(found) == len(making.shots_of(episode))
    assert refused(client.get(f"/v1/episodes/{episode.pk}/shots?after=xx")) == (422, "cursor_invalid")


@pytest.mark.parametrize("frames", [0, -1, 7201, 10_000])
def test_a_shot_of_impossible_length_is_refused_with_the_field(
    studio: Studio, shot: Shot, api: Any, frames: int
) -> None:
    client = api(studio)
    edited = patch(client, f"/v1/shots/{shot.pk}", {"frames": frames})
    inserted = client.post(f"/v1/scenes/{shot.scene_id}/shots", {"frames": frames})
    for answer in (edited, inserted):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/frames"
    shot.refresh_from_db()
    assert shot.version == 1


@pytest.mark.parametrize("frames", [0, 10_000])
def test_the_database_itself_refuses_such_a_shot(actor: Actor, shot: Shot, frames: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Shot.unscoped.filter(pk=shot.pk).update(frames=frames)


def test_what_a_person_sets_is_pinned_and_versioned(studio: Studio, shot: Shot, api: Any) -> None:
    client = api(studio)
    read = client.get(f"/v1/shots/{shot.pk}")
    assert read["ETag"] == '"1"'
    edited = patch(client, f"/v1/shots/{shot.pk}", {"frames": 99, "framing": "close_up"})
    assert (edited.status_code, edited["ETag"]) == (200, '"2"')
    assert (edited.json()["frames"], edited.json()["pinned"]) == (99, ["frames", "framing"])
    assert refused(patch(client, f"/v1/shots/{shot.pk}", {"frames": 50})) == (412, "version_stale")
    assert refused(client.patch(f"/v1/shots/{shot.pk}", {"frames": 50})) == (428, "if_match_required")
    freed = patch(client, f"/v1/shots/{shot.pk}", {"frames": None}, 2).json()
    assert freed["pinned"] == ["framing"]
    assert freed["frames"] == read.json()["frames"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"framing": "closest"}, "/framing"),
        ({"mood": "blue"}, "/mood"),
        ({"cast": [{"member": "cas_x"}]}, "/cast/0/member"),
        ({"cast": [{"member": "林晚", "place": 2}]}, "/cast/0/place"),
        ({"seed": 1}, "/seed"),
        ({"description": "a\u0007b"}, "/description"),
    ],
)
def test_an_edit_that_cannot_be_right_points_at_the_field(
    studio: Studio, shot: Shot, api: Any, body: dict[str, Any], pointer: str
) -> None:
    answer = patch(api(studio), f"/v1/shots/{shot.pk}", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_who_is_in_a_shot_is_replaced_whole(studio: Studio, episode: Episode, api: Any, rival_episode: Episode) -> None:
    cast = {member.name: member.pk for member in CastMember.objects.for_studio(studio)}
    line = making.lines_of(episode)[0]
    path, client = f"/v1/shots/{line.shot_id}", api(studio)
    rows = [
        {"member": cast["沈砚"], "place": -0.4, "facing": "right", "expression": "anger", "target": cast["林晚"]},
        {"member": cast["林晚"], "place": 0.4, "facing": "left", "expression": "crying", "action": "step_back"},
    ]
    shown = patch(client, path, {"cast": rows}).json()["cast"]
    assert [(row["name"], row["expression"], row["action"], row["target"]) for row in shown] == [
        ("沈砚", "anger", "stand", cast["林晚"]),
        ("林晚", "crying", "step_back", None),
    ]
    theirs = CastMember.unscoped.filter(studio_id=rival_episode.studio_id).first()
    assert theirs is None, "the second wall hides the rival's cast from this transaction"
    for bad, code in (
        ([{"member": cast["林晚"]}], "speaker_absent"),
        ([rows[0], rows[0]], "twice"),
        ([{**rows[0], "action": "fly"}], "not_in_catalogue"),
    ):
        assert refused(patch(client, path, {"cast": bad}, 2)) == (422, code)


def test_an_omitted_shot_keeps_its_number_and_comes_back(studio: Studio, actor: Actor, shot: Shot, api: Any) -> None:
    client = api(studio)
    omitted = client.post(f"/v1/shots/{shot.pk}/omit").json()
    assert omitted["omitted_at"]
    assert client.post(f"/v1/shots/{shot.pk}/omit").json()["version"] == omitted["version"] == 2
    inserted = shots.insert(actor, scene=shot.scene, after=shot, frames=36)
    assert inserted.code == 15
    restored = client.post(f"/v1/shots/{shot.pk}/restore").json()
    assert (restored["omitted_at"], restored["code"], restored["version"]) == (None, "0010", 3)


def test_an_omitted_scene_takes_its_shots_along_and_brings_them_back(
    studio: Studio, episode: Episode, shot: Shot, api: Any
) -> None:
    client, path = api(studio), f"/v1/scenes/{shot.scene_id}"
    everything = client.get(f"/v1/episodes/{episode.pk}").json()["shots"]
    lines = len(making.lines_of(episode))
    assert client.post(f"{path}/omit").json()["omitted_at"]
    assert client.get(f"/v1/episodes/{episode.pk}").json()["shots"] < everything
    assert len(client.get(f"/v1/episodes/{episode.pk}/lines").json()["data"]) < lines
    assert client.post(f"{path}/restore").json()["omitted_at"] is None
    assert client.get(f"/v1/episodes/{episode.pk}").json()["shots"] == everything


def test_a_scene_moves_to_another_time_and_an_episode_to_another_title(
    studio: Studio, episode: Episode, shot: Shot, api: Any
) -> None:
    client, path = api(studio), f"/v1/scenes/{shot.scene_id}"
    moved = patch(client, path, {"time_of_day": "dusk", "set_id": "rooftop", "interior": False})
    assert (moved.json()["time_of_day"], moved.json()["version"], moved["ETag"]) == ("dusk", 2, '"2"')
    assert refused(patch(client, path, {"weather": "rain"})) == (412, "version_stale")
    assert refused(patch(client, path, {"weather": "lava"}, 2)) == (422, "not_in_catalogue")
    assert patch(client, f"/v1/episodes/{episode.pk}", {"title": "归来"}).json()["title"] == "归来"
    assert refused(patch(client, f"/v1/episodes/{episode.pk}", {"title": "去"})) == (412, "version_stale")


def test_a_rivals_shot_is_no_neighbour(
    studio: Studio, shot: Shot, rival: Studio, rival_episode: Episode, api: Any
) -> None:
    theirs = api(rival).get(f"/v1/episodes/{rival_episode.pk}/shots").json()["data"][0]["id"]
    answer = api(studio).post(f"/v1/scenes/{shot.scene_id}/shots", {"after": theirs})
    assert refused(answer) == (404, "not_found")


def test_look_and_voice_are_merged_and_checked(studio: Studio, episode: Episode, api: Any) -> None:
    client, member = api(studio), CastMember.objects.for_studio(studio).get(name="林晚")
    path = f"/v1/cast/{member.pk}"
    changed = patch(client, path, {"look": {"hair_style": "bun"}, "voice": {"pitch": 70}}).json()
    assert changed["look"] == {**member.look, "hair_style": "bun"}
    assert changed["voice"] == {**member.voice, "pitch": 70}
    for body, pointer in (
        ({"look": {"sex": "robot"}}, "/look/sex"),
        ({"look": {"wings": 2}}, "/look/wings"),
        ({"voice": {"pitch": 100}}, "/voice/pitch"),
        ({"voice": {"rate": "fast"}}, "/voice/rate"),
    ):
        answer = patch(client, path, body, 2)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert refused(patch(client, path, {"name": "沈砚"}, 2)) == (409, "name_taken")


def test_series_codes_come_from_titles_and_never_twice(studio: Studio, rival: Studio, api: Any) -> None:
    client = api(studio)
    codes = [
        client.post("/v1/series", {"title": title}).json()["code"]
        for title in ("The Ring", "The Ring", "Sold to the Cruel CEO", "戒指", "回家", "X")
    ]
    assert codes == ["RIN", "RIN2", "SCC", "S01", "S02", "S03"]
    assert refused(client.post("/v1/series", {"title": "a", "code": "RIN"})) == (409, "code_taken")
    assert api(rival).post("/v1/series", {"title": "The Ring"}).json()["code"] == "RIN"
    for body in ({"title": "a", "code": "我"}, {"title": "a", "rate_num": 999}, {"title": "a", "width": 1081}, {}):
        assert client.post("/v1/series", body).status_code == 422


def test_the_frame_rate_stays_once_there_are_shots(studio: Studio, episode: Episode, api: Any) -> None:
    client, path = api(studio), f"/v1/series/{episode.series_id}"
    assert refused(patch(client, path, {"rate_num": 30})) == (409, "rate_fixed")
    assert patch(client, path, {"title": "戒指·第二季"}).json()["version"] == 2


def test_the_catalogue_is_sent_once(studio: Studio, api: Any) -> None:
    client = api(studio)
    first = client.get("/v1/performance")
    assert "gentle_smile" in [term["id"] for term in first.json()["families"]["expressions"]]
    assert "douyin_1080x1920" in [profile["name"] for profile in first.json()["profiles"]]
    again = client.get("/v1/performance", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
