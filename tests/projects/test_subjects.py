"""Who does what to whom in an action line."""

from __future__ import annotations

import pytest

from projects.briefs import Look, Voice
from projects.performance.matching import match_action
from projects.planning.people import KnownPeople, PersonPlan
from projects.planning.subjects import Deed, deeds_of

PEOPLE = KnownPeople(
    tuple(
        PersonPlan(name, (), False, Look(), Voice())
        for name in ("陈锋", "豹哥", "小弟甲", "苏律师", "小翠", "沈贵妃", "皇帝", "Mia", "Jay")
    )
)


def deeds(text: str, **meant: str) -> list[Deed]:
    matches = match_action(PEOPLE.without_names(text))
    return deeds_of(text, matches, PEOPLE.mentions(text), lambda sex: meant.get(sex, ""))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("小弟甲冲上前，陈锋一拳打在他脸上。", [("rush_over", "小弟甲", "陈锋"), ("punch", "陈锋", "小弟甲")]),
        ("小翠给沈贵妃梳头。", [("comb_others_hair", "小翠", "沈贵妃")]),
        ("苏律师突然晕倒，陈锋扶住她。", [("faint", "苏律师", "陈锋"), ("support_other", "陈锋", "苏律师")]),
        ("陈锋被豹哥一拳打倒。", [("punch", "豹哥", "陈锋")]),
    ],
)
def test_an_action_is_done_by_whom_its_clause_names(text: str, who: list[tuple[str, str, str]]) -> None:
    found = [(deed.match.id, deed.subject, deed.object) for deed in deeds(text)]

    assert found[: len(who)] == who


def test_what_a_crowd_does_is_nobodys_own() -> None:
    sits, bows = deeds("皇帝坐在龙椅上，大殿内群臣跪拜。")

    assert (sits.match.id, sits.subject) == ("sit_enthroned", "皇帝")
    assert (bows.match.id, bows.subject, bows.is_others) == ("prostrate", "", True)


def test_two_names_joined_act_together() -> None:
    sit = deeds("Mia and Jay sit at a table.")[0]

    assert (sit.subject, sit.together) == ("Mia", ("Jay",))
    assert sit.is_by("Jay")


def test_a_pronoun_that_opens_a_clause_is_whoever_was_last_spoken_of() -> None:
    points = deeds("He points at Mia.", male="Jay")[0]

    assert (points.subject, points.object) == ("Jay", "Mia")
