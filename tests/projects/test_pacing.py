"""The rhythm of an episode, the coverage of its script and the decisions on its shots, as a producer reads them."""

from __future__ import annotations

from typing import Any

from accounts.actor import Actor
from accounts.models import Studio
from projects import pacing
from projects.models import Shot
from tests.projects import making


def test_a_script_says_how_its_shots_cover_it_and_how_they_are_paced(studio: Studio, actor: Actor, api: Any) -> None:
    series = making.make_series(actor)
    understood = api(studio).post(f"/v1/series/{series.pk}/scripts", {"text": making.SCRIPT}).json()["understood"]
    [told] = understood["coverage"]
    assert (told["episode"], told["elements"], told["covered"], told["share"]) == (1, 6, 6, 1.0)
    assert (told["uncovered"], told["is_explained"]) == ([], True)
    [rhythm] = understood["pacing"]
    assert (rhythm["episode"], rhythm["seconds"]) == (1, understood["seconds"])
    assert [note["code"] for note in rhythm["notes"]] == ["too_short"]


def test_the_rhythm_is_that_of_the_shots_as_they_stand(studio: Studio, actor: Actor, api: Any, rival: Studio) -> None:
    client, episode = api(studio), making.make_episode(actor)
    shots = making.shots_of(episode)
    before = client.get(f"/v1/episodes/{episode.pk}/pacing").json()
    assert (before["episode"], before["shots"]) == (episode.pk, len(shots))
    assert [note["code"] for note in before["notes"]] == ["too_short"]
    Shot.objects.for_studio(studio).filter(pk=shots[0].pk).update(frames=108)
    Shot.objects.for_studio(studio).filter(pk=shots[-1].pk).update(framing="wide")
    after = client.get(f"/v1/episodes/{episode.pk}/pacing").json()
    assert [(note["code"], note["shot"]) for note in after["notes"]] == [
        ("hook_late", shots[0].pk),
        ("ending_not_close", shots[-1].pk),
        ("too_short", shots[-1].pk),
    ]
    assert after["notes"][0]["slate"].endswith("SH0010")
    assert after["notes"][0]["cure_en"] == "Shorten the first shot, or begin with the conflict."
    assert api(rival).get(f"/v1/episodes/{episode.pk}/pacing").status_code == 404
    assert pacing.of_episode(rival, episode).shots == 0


def test_every_decision_on_a_shot_can_be_read_back(studio: Studio, actor: Actor, api: Any) -> None:
    episode = making.make_episode(actor)
    shots = making.shots_of(episode)
    spoken = next(shot for shot in shots if "今天出了这个门" in shot.description)
    reasons = api(studio).get(f"/v1/shots/{spoken.pk}").json()["reasons"]
    by_id = {reason["id"]: reason for reason in reasons}
    expression = by_id["expression.written"]
    assert (expression["words"], expression["decides"], expression["confidence"]) == ("冷声", "expression", 0.95)
    start, end = expression["source"]["start"], expression["source"]["end"]
    assert making.SCRIPT[start:end] == "沈砚（冷声）：今天出了这个门，你就别再回来。"
    framing = by_id["framing.reverse_shot"]
    assert framing["value"] == spoken.framing
    assert [(other["value"], other["rule"]) for other in framing["alternatives"]] == [
        ("close_up", "a strong feeling fills the frame")
    ]


def test_a_decision_stored_before_rules_had_ids_is_still_served(studio: Studio, actor: Actor, api: Any) -> None:
    [shot, *_] = making.shots_of(making.make_episode(actor))
    Shot.objects.for_studio(studio).filter(pk=shot.pk).update(reasons=[{"rule": "inserted by hand", "words": ""}])
    [reason] = api(studio).get(f"/v1/shots/{shot.pk}").json()["reasons"]
    assert (reason["rule"], reason["confidence"], reason["source"], reason["alternatives"]) == (
        "inserted by hand",
        1.0,
        None,
        [],
    )


def test_a_series_speaks_at_its_own_rate_from_the_script_to_the_stored_shots(studio: Studio, actor: Actor) -> None:
    slow = making.make_episode(actor, title="慢", speech_rate=120)
    fast = making.make_episode(actor, title="快", speech_rate=400)
    lengths = [[line.estimated_ms for line in making.lines_of(episode)] for episode in (slow, fast)]
    assert lengths[0][0] == round(13 / 2 * 1000)
    assert all(one > other for one, other in zip(*lengths, strict=True))
    frames = [sum(shot.frames for shot in making.shots_of(episode)) for episode in (slow, fast)]
    assert frames[0] > frames[1]
