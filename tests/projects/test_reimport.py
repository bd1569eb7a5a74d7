"""A new version of the script: what was made survives wherever its source does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from accounts.actor import Actor
from accounts.models import Event, Studio
from accounts.tenancy import within
from projects import assembly, casting, errors, lines, reimport, scenes, shots, staleness, takes
from projects.models import CastMember, Episode, Line, Presence, Scene, Script, Series, Shot, Take
from projects.reimport import rows
from tests.projects import making
from tests.projects.test_uploads import refused

OLD, NEW = "今天出了这个门，你就别再回来。", "今天出了这个门，你就永远别再回来了。"
FIRST, SECOND = making.SCRIPT.split("1-2 医院走廊")
FIRST = FIRST.removeprefix("第1集 戒指\n\n")
SECOND = "1-2 医院走廊" + SECOND
INSERTED = "1-2 书房 夜 内\n人物：管家\n△管家翻开账本，脸色大变。\n管家（惊慌）：少爷，那串数字是保险柜的密码！\n\n"


def script(*scenes_told: str) -> str:
    return "第1集 戒指\n\n" + "".join(scenes_told)


def apply(actor: Actor, series: Series, text: str, **facts: Any) -> reimport.Applied:
    return reimport.apply(actor, script=making.make_script(actor, text, series=series), **facts)


def standing(episode: Episode) -> list[tuple[str, str, str, str]]:
    """What is in use, in the order of the story: scene and shot code, description and lines."""
    rows = Shot.objects.for_studio(episode.studio).filter(
        scene__episode=episode, omitted_at__isnull=True, scene__omitted_at__isnull=True
    )
    rows = rows.select_related("scene").order_by("scene__ordinal", "code")
    return [(shot.scene.code, shot.label, shot.description, spoken(shot)) for shot in rows]


def spoken(shot: Shot) -> str:
    said = Line.objects.for_studio(shot.studio).filter(shot=shot, omitted_at__isnull=True).order_by("ordinal")
    return "/".join(said.values_list("text", flat=True))


def line_with(episode: Episode, text: str) -> Line:
    rows = Line.objects.for_studio(episode.studio).select_related("shot__scene", "circled_take")
    return rows.get(shot__scene__episode=episode, text=text)


def everything(studio: Studio) -> list[Any]:
    """Every row an import may touch, as it is."""
    return [
        list(model.objects.for_studio(studio).order_by("pk").values())
        for model in (Episode, Scene, Shot, Line, Presence, CastMember, Take)
    ]


@pytest.fixture
def made(episode: Episode, rival_episode: Episode) -> Episode:
    """An episode with all its takes, and the same in the rival studio."""
    making.make_takes(episode)
    return episode


def test_a_version_stands_as_a_fresh_import_would(actor: Actor, made: Episode) -> None:
    text = script(INSERTED, SECOND.replace("1-2", "1-3"), FIRST.replace(OLD, NEW).replace("1-1", "1-4"))
    apply(actor, made.series, text)
    fresh = making.make_episode(actor, text, title="同")
    assert [(scene, said) for scene, _, *said in standing(made)] == [
        (scene, said) for scene, _, *said in standing(fresh)
    ]
    frames = [shot.frames for shot in making.shots_of(fresh)]
    unvoiced = Shot.objects.for_studio(actor.studio).filter(scene__episode=made, omitted_at__isnull=True)
    assert len(frames) == unvoiced.count()


def test_a_changed_line_keeps_its_row_and_its_take_is_stale(actor: Actor, made: Episode) -> None:
    line = line_with(made, OLD)
    circled = line.circled_take
    before = {row.pk: (row.version, row.code) for row in making.shots_of(made)}
    applied = apply(actor, made.series, making.SCRIPT.replace(OLD, NEW))
    assert [(one.state, one.counts) for one in applied.episodes] == [("changed", {"line": {"changed": 1}})]
    line.refresh_from_db()
    assert (line.text, line.circled_take, line.takes.count()) == (NEW, circled, 1)
    stale = staleness.stale_takes(actor.studio, episode=made)
    assert (stale[0].take, [reason.part for reason in stale[0].reasons]) == (circled, ["words"])
    assert {one.subject.pk for one in stale} == {line.pk, line.shot_id}
    after = {row.pk: (row.version, row.code) for row in making.shots_of(made)}
    assert {pk for pk in before if before[pk] != after[pk]} <= {line.shot_id}
    with pytest.raises(errors.TakesMissing):
        assembly.assemble(actor, episode=made)
    again = making.make_voice(line, milliseconds=2600)
    making.make_picture(line.shot)
    line.refresh_from_db()
    assert (line.circled_take, staleness.stale_takes(actor.studio, episode=made)) == (again, [])
    assert assembly.assemble(actor, episode=made).number == 1


def test_a_new_take_of_a_stale_one_waits_when_the_order_says_so(actor: Actor, made: Episode) -> None:
    line = line_with(made, OLD)
    apply(actor, made.series, making.SCRIPT.replace(OLD, NEW))
    waiting = making.make_voice(Line.objects.for_studio(actor.studio).get(pk=line.pk), circle="none")
    line.refresh_from_db()
    assert line.circled_take != waiting
    takes.circle(actor, take=waiting)
    line.refresh_from_db()
    assert line.circled_take == waiting


def test_applying_twice_is_the_same_as_once(actor: Actor, made: Episode) -> None:
    text = script(FIRST.replace(OLD, NEW), INSERTED, SECOND.replace("1-2", "1-3"))
    apply(actor, made.series, text)
    once = everything(actor.studio)
    applied = apply(actor, made.series, text)
    assert everything(actor.studio) == once
    assert [one.state for one in applied.episodes] == ["unchanged"]
    assert Event.objects.for_studio(actor.studio).filter(type="script.applied").count() == 2


def test_a_version_that_says_the_same_in_other_places_changes_only_places(actor: Actor, made: Episode) -> None:
    versions = [row.version for row in making.shots_of(made)]
    text = making.SCRIPT.replace("\n\n", "\n\n\n\n")
    applied = apply(actor, made.series, text)
    assert [one.state for one in applied.episodes] == ["unchanged"]
    assert [row.version for row in making.shots_of(made)] == versions
    line = line_with(made, OLD)
    assert text[line.source["start"] : line.source["end"]].endswith(OLD)
    made.refresh_from_db()
    assert made.script == applied.script


def test_an_inserted_scene_renumbers_the_rest_and_loses_nothing(actor: Actor, made: Episode) -> None:
    corridor = Scene.objects.for_studio(actor.studio).get(episode=made, label="2")
    before = {shot.pk: (shot.code, shot.circled_take_id) for shot in making.shots_of(made)}
    applied = apply(actor, made.series, script(FIRST, INSERTED, SECOND.replace("1-2", "1-3")))
    assert applied.episodes[0].counts["scene"] == {"added": 1, "renumbered": 1}
    corridor.refresh_from_db()
    assert (corridor.label, corridor.ordinal) == ("3", 3)
    now = {shot.pk: (shot.code, shot.circled_take_id) for shot in making.shots_of(made)}
    assert {pk: now[pk] for pk in before} == before
    new = next(shot for shot in making.shots_of(made) if shot.scene.label == "2")
    taken = set(Take.objects.for_studio(actor.studio).values_list("slate", flat=True))
    assert making.make_picture(new).slate not in taken
    cast = {member.name for member in CastMember.objects.for_studio(actor.studio)}
    assert cast == {"林晚", "沈砚", "护士", "管家"}


def test_scenes_may_change_places_and_numbers(actor: Actor, made: Episode) -> None:
    rows = {scene.label: scene.pk for scene in Scene.objects.for_studio(actor.studio).filter(episode=made)}
    apply(actor, made.series, script(SECOND.replace("1-2", "1-1"), "\n", FIRST.replace("1-1", "1-2")))
    scenes_now = Scene.objects.for_studio(actor.studio).filter(episode=made).order_by("ordinal")
    assert [(scene.pk, scene.label) for scene in scenes_now] == [(rows["2"], "1"), (rows["1"], "2")]
    assert Scene.objects.for_studio(actor.studio).filter(episode=made).count() == 2


def test_a_removed_scene_is_omitted_with_its_takes_and_comes_back_with_them(actor: Actor, made: Episode) -> None:
    before = everything(actor.studio)
    corridor = Scene.objects.for_studio(actor.studio).get(episode=made, label="2")
    takes_before = Take.objects.for_studio(actor.studio).count()
    applied = apply(actor, made.series, script(FIRST))
    assert applied.episodes[0].counts["scene"] == {"removed": 1}
    corridor.refresh_from_db()
    assert corridor.omitted_at is not None
    assert Take.objects.for_studio(actor.studio).count() == takes_before
    assert {code for code, *_ in standing(made)} == {"SC001"}
    apply(actor, made.series, script(FIRST, INSERTED))
    assert [code for code, *_ in standing(made)].count("SC002") > 0
    returned = apply(actor, made.series, making.SCRIPT)
    assert returned.episodes[0].counts["scene"] == {"removed": 1, "restored": 1}
    corridor.refresh_from_db()
    assert (corridor.omitted_at, corridor.label, corridor.ordinal) == (None, "2", 2)
    assert staleness.stale_takes(actor.studio, episode=made) == []
    assert len(before[2]) < len(everything(actor.studio)[2])


def test_a_removed_line_is_omitted_and_comes_back(actor: Actor, made: Episode) -> None:
    line = line_with(made, OLD)
    apply(actor, made.series, making.SCRIPT.replace(f"沈砚（冷声）：{OLD}\n", ""))
    assert OLD not in [said for *_, said in standing(made)]
    line.refresh_from_db()
    assert line.circled_take is not None
    apply(actor, made.series, making.SCRIPT)
    assert OLD in [said for *_, said in standing(made)]
    line.refresh_from_db()
    line.shot.refresh_from_db()
    assert (line.omitted_at, line.shot.omitted_at) == (None, None)


def test_hand_edits_survive(actor: Actor, made: Episode) -> None:
    shot = line_with(made, OLD).shot
    shots.edit(actor, shot=shot, version=shot.version, framing="wide", frames=99)
    scene = Scene.objects.for_studio(actor.studio).get(pk=shot.scene_id)
    scenes.edit(actor, scene=scene, version=scene.version, time_of_day="dusk")
    kept = line_with(made, "签，还是不签？")
    lines.edit(actor, line=kept, version=kept.version, text="签……还是不签？")
    inserted = shots.insert(actor, scene=scene, after=shot, frames=24, description="雨声渐大")
    text = script(
        FIRST.replace(OLD, NEW).replace("夜 内", "日 内"),
        INSERTED,
        SECOND.replace("1-2", "1-3").replace("还是", "或者"),
    )
    applied = apply(actor, made.series, text)
    shot.refresh_from_db()
    scene.refresh_from_db()
    kept.refresh_from_db()
    inserted.refresh_from_db()
    assert (shot.framing, shot.frames, shot.omitted_at) == ("wide", 99, None)
    assert (scene.time_of_day, kept.text) == ("dusk", "签……还是不签？")
    assert (inserted.omitted_at, inserted.description) == (None, "雨声渐大")
    codes = [code for _, code, *_ in standing(made)]
    assert codes.index(f"SH{inserted.code:04d}") == codes.index(f"SH{shot.code:04d}") + 1
    assert applied.episodes[0].counts["line"]["changed"] == 2


def test_what_a_person_omitted_stays_out_and_what_they_brought_back_stays_in(actor: Actor, made: Episode) -> None:
    shot = line_with(made, OLD).shot
    shots.omit(actor, shot=shot)
    corridor = Scene.objects.for_studio(actor.studio).get(episode=made, label="2")
    apply(actor, made.series, script(FIRST.replace("三年了", "整整三年了")))
    scenes.restore(actor, scene=corridor)
    apply(actor, made.series, script(FIRST))
    shot.refresh_from_db()
    corridor.refresh_from_db()
    assert shot.omitted_at is not None
    assert corridor.omitted_at is None
    apply(actor, made.series, script(FIRST.replace(f"沈砚（冷声）：{OLD}\n", "")))
    apply(actor, made.series, script(FIRST))
    shot.refresh_from_db()
    assert shot.omitted_at is not None


def test_a_scene_brought_back_by_hand_gets_a_letter_when_its_number_is_taken(actor: Actor, made: Episode) -> None:
    corridor = Scene.objects.for_studio(actor.studio).get(episode=made, label="2")
    apply(actor, made.series, script(FIRST, INSERTED))
    assert scenes.restore(actor, scene=corridor).label == "2A"


def test_a_line_that_went_to_another_scene_takes_its_shot_along(actor: Actor, made: Episode) -> None:
    said = "三年了，我等的就是这句话。"
    line = line_with(made, said)
    shot, circled = line.shot, line.circled_take
    text = script(FIRST.replace(f"林晚OS：{said}\n", ""), SECOND + f"林晚OS：{said}\n")
    apply(actor, made.series, text)
    shot.refresh_from_db()
    line.refresh_from_db()
    assert (shot.scene.label, line.shot, line.circled_take) == ("2", shot, circled)
    assert shot.circled_take is not None
    assert standing(made)[-1][3] == said


def test_what_was_broken_down_by_hand_is_known_again_and_the_rest_gives_way(actor: Actor, rival: Studio) -> None:
    series = making.make_series(actor)
    episode = Episode.unscoped.create(studio=actor.studio, series=series, number=1)
    mine = scenes.add(actor, episode=episode, label="1", location="片场")
    shot = shots.insert(actor, scene=mine, after=None, frames=48, description="手工镜头，脚本里没有")
    nurse = casting.add_member(actor, series=series, name="护士")
    said = shots.insert(actor, scene=mine, after=shot, frames=48, cast=[{"member": nurse.pk}])
    line = lines.add(actor, shot=said, member=nurse, kind="dialogue", text="家属签字，晚了就来不及了。")
    voice = making.make_voice(line)
    apply(actor, series, making.SCRIPT)
    mine.refresh_from_db()
    shot.refresh_from_db()
    line.refresh_from_db()
    said.refresh_from_db()
    assert (mine.label, mine.omitted_at, shot.scene, shot.omitted_at) == ("1A", None, mine, None)
    assert (line.circled_take, line.shot, said.scene.label) == (voice, said, "2")
    assert [scene.label for scene in episode.scenes.order_by("ordinal")] == ["1A", "1", "2"]


def test_one_reviews_before_one_applies(actor: Actor, made: Episode, studio: Studio, api: Any, rival: Studio) -> None:
    client = api(studio)
    path = f"/v1/series/{made.series_id}/scripts"
    version = client.post(path, {"text": making.SCRIPT.replace(OLD, NEW)}).json()
    before = everything(studio)
    diff = client.get(f"/v1/scripts/{version['id']}/diff").json()
    assert everything(studio) == before
    line = line_with(made, OLD)
    (entry,) = [one for one in diff["episodes"][0]["entries"] if one["level"] == "line"]
    assert (entry["kind"], entry["id"], entry["before"], entry["after"], entry["circled_take"]) == (
        "changed",
        line.pk,
        f"沈砚：{OLD}",
        f"沈砚：{NEW}",
        line.circled_take_id,
    )
    assert entry["fields"] == [{"name": "text", "before": OLD, "after": NEW}]
    assert (diff["is_empty"], diff["counts"], diff["untouched_episodes"]) == (False, {"line": {"changed": 1}}, [])
    lines.edit(actor, line=line, version=line.version, text="走吧。")
    outdated = client.post(f"/v1/scripts/{version['id']}/apply", {"expected_diff": diff["digest"]})
    assert refused(outdated) == (409, "diff_outdated")
    reviewed = client.get(f"/v1/scripts/{version['id']}/diff").json()
    assert [one["kept_by_hand"] for one in reviewed["episodes"][0]["entries"]] == [["text"]]
    applied = client.post(f"/v1/scripts/{version['id']}/apply", {"expected_diff": reviewed["digest"]})
    assert applied.status_code == 200
    assert [(one["number"], one["state"]) for one in applied.json()["episodes"]] == [(1, "changed")]
    assert client.get(f"/v1/scripts/{version['id']}/diff").json()["is_empty"]
    assert api(rival).get(f"/v1/scripts/{version['id']}/diff").status_code == 404
    assert api(rival).post(f"/v1/scripts/{version['id']}/apply").status_code == 404


def test_an_older_version_can_be_applied_again(actor: Actor, made: Episode) -> None:
    apply(actor, made.series, making.SCRIPT.replace(OLD, NEW))
    apply(actor, made.series, making.SCRIPT)
    assert line_with(made, OLD).circled_take is not None
    assert staleness.stale_takes(actor.studio, episode=made) == []


def test_a_script_of_one_episode_leaves_the_others_alone(actor: Actor, made: Episode) -> None:
    before = [(shot.pk, shot.version) for shot in making.shots_of(made)]
    text = making.SCRIPT.replace("第1集", "第2集").replace("1-", "2-")
    applied = apply(actor, made.series, text)
    assert ([one.state for one in applied.episodes], applied.untouched) == (["added"], (1,))
    assert [(shot.pk, shot.version) for shot in making.shots_of(made)] == before


def test_a_rival_with_the_same_script_is_not_touched(
    actor: Actor, made: Episode, rival_episode: Episode, rival: Studio
) -> None:
    with within(rival):
        before = everything(rival)
    apply(actor, made.series, script(SECOND.replace("1-2", "1-1").replace("还是", "或者")))
    with within(rival):
        assert everything(rival) == before
    with pytest.raises(Script.DoesNotExist):
        reimport.apply(
            actor, script=making.make_script(actor, series=made.series).__class__(pk="scr_x", series=made.series)
        )


def test_rows_written_at_once_stay_behind_both_walls(
    studio: Studio, rival: Studio, made: Episode, rival_episode: Episode
) -> None:
    with within(rival):
        theirs = Scene.objects.for_studio(rival).filter(episode=rival_episode).first()
        before = everything(rival)
    theirs.location = "抢来的地方"
    for named in (studio, rival):
        rows.update(named, [theirs], ["location"])
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        rows.insert([Scene(studio=rival, episode=rival_episode, label="9", ordinal=9)])
    with within(rival):
        assert everything(rival) == before


def test_a_whole_series_comes_in_one_call(actor: Actor, studio: Studio, api: Any) -> None:
    series = making.make_series(actor)
    told = [making.SCRIPT.replace("第1集", f"第{n}集").replace("1-", f"{n}-") for n in range(1, 13)]
    client = api(studio)
    version = client.post(f"/v1/series/{series.pk}/scripts", {"text": "\n".join(told)}).json()
    answer = client.post(f"/v1/scripts/{version['id']}/apply").json()
    assert [(one["number"], one["state"]) for one in answer["episodes"]] == [(n, "added") for n in range(1, 13)]
    assert all(one["counts"]["scene"] == {"added": 2} and one["shots"] > 0 for one in answer["episodes"])
    told[4] = told[4].replace(OLD, NEW)
    second = client.post(f"/v1/series/{series.pk}/scripts", {"text": "\n".join(told)}).json()
    narrowed = client.get(f"/v1/scripts/{second['id']}/diff?episode=5").json()
    assert [len(one["entries"]) for one in narrowed["episodes"]] == [0, 0, 0, 0, 1, *[0] * 7]
    again = client.post(f"/v1/scripts/{second['id']}/apply").json()
    assert [one["number"] for one in again["episodes"] if one["state"] == "changed"] == [5]


def test_scenes_find_their_way_when_an_episode_is_put_before_them(actor: Actor, made: Episode) -> None:
    corridor = Scene.objects.for_studio(actor.studio).get(episode=made, label="2")
    first = script(INSERTED.replace("1-2", "1-1"))
    second = making.SCRIPT.replace("第1集", "第2集").replace("1-", "2-")
    applied = apply(actor, made.series, first + second)
    assert [one.state for one in applied.episodes] == ["changed", "added"]
    corridor.refresh_from_db()
    assert (corridor.episode.number, corridor.label, corridor.omitted_at) == (2, "2", None)
    assert staleness.stale_takes(actor.studio, series=made.series) == []
