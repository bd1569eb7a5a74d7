"""Everything in a script is in its shots, or is said not to be and why; every decision on a shot can be read back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.bench.screenplay import read_set
from projects.briefs import Rate
from projects.planning.coverage import coverage
from projects.planning.people import KnownPeople, find_people
from projects.planning.planned import ScenePlan, ShotPlan
from projects.planning.reasons import rule_ids
from projects.planning.shot_plan import plan_episode
from projects.screenplay import EpisodeText, parse
from projects.timing import Pace
from tests.projects.scripts import sample

RATE = Rate(24, 1)
PEOPLE = ("林晚", "沈砚", "管家", "白薇", "周衡", "赵秘书")


def planned(text: str, pace: Pace | None = None) -> list[tuple[EpisodeText, tuple[ScenePlan, ...]]]:
    play = parse(text)
    people = KnownPeople(find_people(play))
    return [(episode, plan_episode(episode, people, RATE, pace or Pace())) for episode in play.episodes]


def scene_of(*lines: str) -> list[ShotPlan]:
    [(_, [scene])] = planned("\n".join(["第1集", "1-1 正厅 夜 内", f"人物：{'、'.join(PEOPLE)}", *lines, ""]))
    return list(scene.shots)


@pytest.mark.parametrize("text", [text for _, text, _ in read_set()], ids=[name for name, _, _ in read_set()])
def test_every_element_of_a_labelled_script_is_in_its_shots_or_explained(text):
    for episode, scenes in planned(text):
        told = coverage(episode, scenes)
        assert told.is_explained, told.uncovered
        assert {one.why for one in told.uncovered} <= {"structural"}


@pytest.mark.parametrize("name", ["wedding_ring.zh.txt", "second_contract.en.txt"])
def test_the_samples_are_covered_whole(name):
    [(episode, scenes)] = planned(sample(name))
    told = coverage(episode, scenes)
    assert (told.share, told.uncovered) == (1.0, ())
    assert 15 <= sum(len(scene.shots) for scene in scenes) <= 25


def test_what_makes_no_picture_says_why():
    script = "第1集\n1-1 正厅 夜 内\n人物：林晚\n【闪回】\n切\n林晚：来了。\n转场：叠化\n转场：淡出\n【闪回结束】\n"
    [(episode, scenes)] = planned(script)
    told = coverage(episode, scenes)
    assert [(one.text, one.why) for one in told.uncovered] == [
        ("闪回", "structural"),
        ("切", "after_the_last_picture"),
        ("叠化", "replaced"),
        ("闪回结束", "structural"),
    ]
    assert told.is_explained
    assert all(one.message_zh and one.message_en for one in told.uncovered)


def test_a_shot_taken_away_is_missed():
    [(episode, scenes)] = planned(sample("wedding_ring.zh.txt"))
    first = scenes[0]
    less = (ScenePlan(**{f: getattr(first, f) for f in first.__slots__} | {"shots": first.shots[2:]}), *scenes[1:])
    told = coverage(episode, less)
    assert not told.is_explained
    assert {one.why for one in told.uncovered} == {"lost"}


def test_every_decision_names_its_rule_its_place_and_how_sure_it_is():
    for name in ("wedding_ring.zh.txt", "second_contract.en.txt"):
        text = sample(name)
        for _, scenes in planned(text):
            for reason in (
                r for scene in scenes for r in (*scene.reasons, *(r for s in scene.shots for r in s.reasons))
            ):
                assert reason.id in rule_ids(), reason.rule
                assert 0 < reason.confidence <= 1
                assert reason.decides
                assert reason.source
                assert 0 <= reason.source.start < reason.source.end <= len(text)
            for shot in (s for scene in scenes for s in scene.shots):
                framings = [reason for reason in shot.reasons if reason.decides == "framing" and reason.value]
                assert framings[-1].value == shot.framing
                assert all(other.value != shot.framing and other.why for other in framings[-1].alternatives)


def test_the_framings_that_were_not_taken_are_told_with_their_rules():
    shots = scene_of(
        "林晚：你来了。", "沈砚：你早就知道真相。", "林晚（愤怒）：滚！", "△【特写】沈砚冲进来，满脸震惊。"
    )
    reveal, strong, marked = shots[1], next(s for s in shots if "滚" in s.description), shots[-1]
    told = {
        s.framing: [(r.id, [(a.value, a.rule) for a in r.alternatives]) for r in s.reasons] for s in (reveal, strong)
    }
    assert ("framing.reveal", [("over_shoulder", "shot and reverse shot, tighter as it goes on")]) in told[
        "close_up"
    ] or ("framing.strong_feeling" in {rule for rule, _ in told["close_up"]})
    [obeyed] = [r for r in marked.reasons if r.id == "mark.obeyed"]
    assert (obeyed.value, obeyed.words, obeyed.confidence) == ("close_up", "特写", 1.0)
    assert "framing.reveal" in {r.id for r in reveal.reasons}


def test_an_entrance_a_confrontation_a_hook_and_a_cliff_hanger_are_named():
    shots = scene_of(
        "△雨打在窗上。",
        "林晚：你来了。",
        "△沈砚走进大厅。",
        "沈砚（愤怒）：是你！",
        "林晚（愤怒）：是我！",
        "沈砚（愤怒）：滚！",
    )
    ids = {reason.id for shot in shots for reason in shot.reasons}
    assert {"framing.entrance", "camera.confrontation", "framing.cliff_hanger", "framing.establishing_empty"} <= ids


def test_an_object_that_comes_back_is_seen_close_once():
    shots = scene_of(
        "林晚：合同呢？", "△沈砚拿出合同，递给林晚。", "林晚：这份合同是假的。", "△林晚拿起合同，撕了。", "沈砚：合同！"
    )
    inserts = [shot for shot in shots if shot.framing == "insert"]
    assert [(shot.props, [p.name for p in shot.cast]) for shot in inserts] == [(("contract",), ["沈砚"])]
    assert inserts[0].reasons[0].id == "framing.insert_recurring"


def test_a_series_that_speaks_faster_has_shorter_shots():
    text = sample("wedding_ring.zh.txt")
    seconds = {
        rate: sum(
            s.frames
            for _, scenes in planned(text, Pace(zh_characters_per_second=rate))
            for x in scenes
            for s in x.shots
        )
        for rate in (3.0, 4.5, 7.0)
    }
    assert seconds[3.0] > seconds[4.5] > seconds[7.0]


line = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(("你来了。", "真相是什么？", "滚！", "我早就知道。"))).map(
    lambda t: f"{t[0]}（{'愤怒' if t[1] == '滚！' else '冷声'}）：{t[1]}"
)
act = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=5, unique=True).flatmap(
    lambda names: st.sampled_from(
        (
            f"△{'、'.join(names)}站在门口。",
            f"△{names[0]}一巴掌扇在{names[-1]}脸上。",
            f"△{names[0]}走进来，抱住{names[-1]}。",
            "△【特写】戒指内圈刻着数字。",
            "△两人对视。",
        )
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(line, act), min_size=2, max_size=14))
def test_nobody_changes_sides_and_no_picture_holds_more_than_three_faces(lines):
    order: dict[frozenset[str], bool] = {}
    for shot in scene_of(*lines):
        assert len(shot.cast) <= 3
        for one, other in itertools.combinations(shot.cast, 2):
            pair = frozenset((one.name, other.name))
            left = min(pair) == (one if one.place < other.place else other).name
            assert one.place != other.place
            assert order.setdefault(pair, left) == left, (shot.description, pair)
