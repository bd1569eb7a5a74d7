"""From circled takes to a locked cut, and from a finished file to a deliverable."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.models import Event, Studio
from accounts.tenancy import within
from projects import assembly, delivery, errors, profiles, shots, takes
from projects.models import Cut, CutEntry, Deliverable, Episode
from tests.projects import making
from tests.projects.test_uploads import refused


def deliver(cut: Cut, job: str = "", report: dict[str, Any] | None = None, **measured: Any) -> Deliverable:
    return delivery.deliver(
        cut.studio,
        cut=cut,
        profile_name="douyin_1080x1920",
        media=making.make_deliverable_media(cut, **measured),
        report=report or {},
        job_id=job,
    )


def test_every_shot_and_line_in_the_way_is_named(studio: Studio, episode: Episode, api: Any) -> None:
    drawn = making.make_picture(making.shots_of(episode)[0])
    answer = api(studio).post(f"/v1/episodes/{episode.pk}/cuts")
    assert refused(answer) == (409, "takes_missing")
    named = {row["subject"] for row in answer.json()["problems"]}
    expected = {row.pk for row in (*making.shots_of(episode), *making.lines_of(episode))} - {drawn.shot_id}
    assert named == expected
    assert answer.json()["retryable"] is False


def test_a_cut_holds_the_circled_takes_in_the_order_of_the_story(
    studio: Studio, actor: Actor, episode: Episode, api: Any
) -> None:
    making.make_takes(episode)
    omitted = making.shots_of(episode)[1]
    shots.omit(actor, shot=omitted)
    inserted = shots.insert(actor, scene=omitted.scene, after=making.shots_of(episode)[0], frames=30)
    making.make_picture(inserted)
    cut = api(studio).post(f"/v1/episodes/{episode.pk}/cuts").json()
    used = [shot for shot in making.shots_of(episode) if shot.pk != omitted.pk]
    assert [entry["shot"] for entry in cut["entries"]] == [shot.pk for shot in used]
    assert [entry["frames"] for entry in cut["entries"]] == [shot.frames for shot in used]
    assert cut["frames"] == sum(shot.frames for shot in used)
    spoken = [sound["text"] for entry in cut["entries"] for sound in entry["sounds"]]
    assert spoken == [line.text for line in making.lines_of(episode) if line.shot_id != omitted.pk]


def test_nothing_changed_is_the_same_cut_again(studio: Studio, actor: Actor, episode: Episode, api: Any) -> None:
    making.make_takes(episode)
    client = api(studio)
    first = client.post(f"/v1/episodes/{episode.pk}/cuts").json()
    locked = client.post(f"/v1/cuts/{first['id']}/lock").json()
    assert (locked["id"], locked["state"]) == (first["id"], "locked")
    assert client.post(f"/v1/cuts/{first['id']}/lock").json() == locked
    assert client.post(f"/v1/episodes/{episode.pk}/cuts").json() == locked
    takes.circle(actor, take=making.make_picture(making.shots_of(episode)[0]))
    second = client.post(f"/v1/episodes/{episode.pk}/cuts").json()
    assert (second["number"], second["state"]) == (2, "draft")
    assert client.get(f"/v1/cuts/{first['id']}").json() == locked
    assert Event.objects.for_studio(studio).filter(type="cut.locked").count() == 1


def test_a_picture_that_no_longer_fits_its_sound_stays_out(studio: Studio, actor: Actor, episode: Episode) -> None:
    making.make_takes(episode)
    line = making.lines_of(episode)[0]
    takes.circle(actor, take=making.make_voice(line, milliseconds=9000))
    with pytest.raises(errors.TakesMissing) as refusal:
        assembly.assemble(actor, episode=episode)
    assert [(row["subject"], row["code"]) for row in refusal.value.facts["problems"]] == [
        (line.shot_id, "take_outdated")
    ]


def test_an_episode_without_shots_has_no_cut(studio: Studio, actor: Actor) -> None:
    empty = Episode.unscoped.create(studio=studio, series=making.make_series(actor), number=1)
    with pytest.raises(errors.TakesMissing) as refusal:
        assembly.assemble(actor, episode=empty)
    assert refusal.value.code == "episode_empty"


def test_a_cut_cannot_be_rewritten(studio: Studio, actor: Actor, episode: Episode) -> None:
    cut = making.make_locked_cut(actor, episode)
    entry = CutEntry.objects.for_studio(studio).filter(cut=cut).first()
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        CutEntry.objects.for_studio(studio).filter(pk=entry.pk).update(frames=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cut.objects.for_studio(studio).filter(pk=cut.pk).update(state="draft")


def test_a_verified_master_is_delivered_with_its_report(
    studio: Studio, actor: Actor, episode: Episode, api: Any
) -> None:
    cut = making.make_locked_cut(actor, episode)
    made = deliver(cut, job="job_7")
    assert deliver(cut, job="job_7") == made
    (shown,) = api(studio).get(f"/v1/episodes/{episode.pk}/deliverables").json()["data"]
    assert (shown["cut"], shown["profile"], shown["state"]) == (cut.pk, "douyin_1080x1920", "delivered")
    assert set(shown["media"]) == {"master", "subtitles"}
    assert (shown["report"]["frames"], shown["report"]["seconds"]) == (cut.frames, round(cut.frames / 24, 3))
    assert shown["report"]["label"]["stands"] is True
    assert not {"series", "episode", "cut", "deliverable", "cost"} & set(shown["report"])
    assert Event.objects.for_studio(studio).filter(type="deliverable.delivered", subject=made.pk).count() == 1


@pytest.mark.parametrize(
    ("measured", "reason"),
    [
        ({"frames": 1}, "1 frames"),
        ({"width": 720}, "720x1920"),
        ({"loudness_lufs": -23.0}, "loudness is -23.0"),
        ({"loudness_lufs": None}, "loudness is None"),
        ({"true_peak_dbtp": 0.2}, "true peak is 0.2"),
        ({"label": None}, "not read back"),
        ({"label": {"stands": False}}, "does not stand"),
    ],
)
def test_a_file_that_does_not_show_what_it_must_is_not_delivered(
    studio: Studio, actor: Actor, episode: Episode, measured: dict[str, Any], reason: str
) -> None:
    cut = making.make_locked_cut(actor, episode)
    with pytest.raises(errors.DeliverableUnverified, match=reason):
        deliver(cut, **measured)
    assert Deliverable.objects.for_studio(studio).count() == 0


def test_a_label_of_another_cut_is_no_label(studio: Studio, actor: Actor, episode: Episode) -> None:
    cut = making.make_locked_cut(actor, episode)
    label = making.master_facts(cut)["label"]
    for wrong in (
        {"implicit": {**label["implicit"], "ProduceID": "cut_other"}},
        {"implicit": None},
        {"frames_found": 40},
        {"height_share": 0.03},
    ):
        with pytest.raises(errors.DeliverableUnverified):
            deliver(cut, label={**label, **wrong})


def test_only_a_locked_cut_is_delivered_and_the_newest_counts(
    studio: Studio, actor: Actor, episode: Episode, api: Any
) -> None:
    making.make_takes(episode)
    cut = assembly.assemble(actor, episode=episode)
    with pytest.raises(errors.CutUnlocked):
        deliver(cut)
    cut = assembly.lock(actor, cut=cut)
    first, second = deliver(cut, job="job_1"), deliver(cut, job="job_2")
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "delivered")
    rows = api(studio).get(f"/v1/episodes/{episode.pk}/deliverables").json()["data"]
    assert [row["id"] for row in rows] == [second.pk]
    with pytest.raises(errors.DeliverableUnverified, match="no master"):
        delivery.deliver(studio, cut=cut, profile_name="douyin_1080x1920", media={}, report={}, job_id="")


def test_a_rival_neither_sees_nor_assembles(
    studio: Studio, episode: Episode, rival: Studio, rival_actor: Actor
) -> None:
    making.make_takes(episode)
    with within(rival), pytest.raises(Episode.DoesNotExist):
        assembly.assemble(rival_actor, episode=episode)
    assert Cut.objects.for_studio(studio).count() == 0


def test_a_profile_that_would_break_the_label_standard_is_not_read() -> None:
    right = {
        "title": {},
        "width": 1080,
        "height": 1920,
        "rates": ["24/1"],
        "label": {"seconds": 2.0, "height_share": 0.05, "zh": "人工智能合成", "en": "AI生成"},
    }
    assert profiles._profile("mine", right).target.width == 1080
    for wrong in ({"seconds": 1.9}, {"height_share": 0.049}, {"zh": "AI"}, {"en": "generated"}):
        with pytest.raises(profiles.ProfileBroken):
            profiles._profile("mine", {**right, "label": {**right["label"], **wrong}})
