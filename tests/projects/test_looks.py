"""Who is given which hair: from words, from what people are, and differently where nothing is said."""

from __future__ import annotations

import pytest

from projects.briefs import Look
from projects.performance.looks import looks
from projects.performance.titles import titles
from projects.planning.people import find_people
from projects.screenplay import parse
from projects.story.dressing import dressed
from projects.story.unfolding import Change, Held


def people_in(text: str) -> dict[str, Look]:
    return {person.name: person.look for person in find_people(parse(text))}


@pytest.mark.parametrize(
    ("words", "style"),
    [
        ("扎着高马尾", "ponytail"), ("梳着双马尾", "twin_tails"), ("丸子头", "top_bun"), ("光头", "shaved"),
        ("梳着大背头", "slick_back"), ("一头古装发髻", "palace_updo"), ("黑长直", "long_straight"),
        ("两根麻花辫", "twin_braids"), ("蘑菇头", "bowl_cut"), ("寸头", "crew_cut"), ("地中海", "balding"),
        ("slicked-back hair", "slick_back"), ("her hair in pigtails", "pigtails"), ("a pixie cut", "pixie"),
    ],
)  # fmt: skip
def test_words_for_hair_name_a_style(words: str, style: str) -> None:
    match = titles().hairs.best(words)
    assert match is not None
    assert match.id == style


def test_every_style_can_be_named_in_both_languages_by_words_of_its_own() -> None:
    taken: dict[str, str] = {}
    for term in looks().hairstyles.values():
        assert term.zh
        assert term.en
        assert term.zh_words
        assert term.en_words
        for word in (*term.zh_words, *term.en_words):
            assert taken.setdefault(word, term.id) == term.id


def test_six_women_of_whom_nothing_is_said_wear_six_styles() -> None:
    names = ("林晚", "苏晴", "白薇", "许静", "周婷", "沈月")
    lines = "\n".join(f"{name}：你好。" for name in names)
    found = people_in(f"第1集\n\n1-1 日 内 客厅\n人物：{'、'.join(names)}\n{lines}\n")
    assert len({found[name].hair_style for name in names}) == 6
    again = people_in(f"第1集\n\n1-1 日 内 客厅\n人物：{'、'.join(names)}\n{lines}\n")
    assert found == again


def test_hair_is_that_of_the_sex_the_age_and_the_period() -> None:
    modern = people_in("第1集\n\n1-1 日 内 客厅\n人物：奶奶、爷爷、小宝\n奶奶：来。\n爷爷：来。\n小宝：来。\n")
    palace = people_in("第1集\n\n1-1 日 内 大殿\n人物：皇上、贵妃\n皇上：退下。\n贵妃：是。\n")
    styles = looks().hairstyles
    for found, period in ((modern, "modern"), (palace, "palace")):
        for look in found.values():
            term = styles[look.hair_style]
            assert look.sex in term.sexes, look
            assert look.age in term.ages, look
            assert period in term.periods, look
    assert palace["皇上"].hair_style == "topknot"
    assert palace["贵妃"].hair_style == "palace_updo"


def test_wet_and_dishevelled_hair_is_still_somebodys_own() -> None:
    own = Look(hair_style="bun", accessories=("glasses",))
    cause = Change("s", "m", "hair", "set", ("wet",))

    def after(value: str) -> Look:
        return dressed(own, {("m", "hair"): (Held(value, cause),)}, "m")

    assert after("wet").hair_style == "bun"
    assert after("wet").accessories[:2] == ("glasses", "wet_hair")
    assert after("disheveled").hair_style == "long_dishevelled"
    assert after("disheveled").accessories == ("glasses", "dishevelled_hair")
    assert (after("ponytail").hair_style, after("ponytail").accessories) == ("ponytail", ("glasses",))
