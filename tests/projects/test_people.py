"""Who is in a script, how they look and sound, and where they are named."""

from __future__ import annotations

import pytest

from projects.performance.looks import looks
from projects.planning.people import KnownPeople, find_people, narrator_voice
from projects.screenplay import parse
from tests.projects.scripts import FIELDS, HOLLYWOOD, NUMBERED, sample


def people_of(text: str):
    """People by name."""
    return {person.name: person for person in find_people(parse(text))}


def test_people_come_in_order_of_appearance_with_extras_marked():
    people = find_people(parse(NUMBERED))
    assert [(p.name, p.is_extra) for p in people] == [
        ("林晚", False),
        ("沈砚", False),
        ("管家", False),
        ("宾客若干", True),
        ("护士", False),
    ]


def test_titles_and_names_suggest_sex_age_and_dress():
    people = people_of(NUMBERED) | people_of(FIELDS)
    looks = {name: (p.look.sex, p.look.age, p.look.outfit) for name, p in people.items()}
    assert looks["林晚"][:2] == ("female", "young")
    assert looks["沈砚"][:2] == ("male", "young")
    assert looks["管家"] == ("male", "middle", "housekeeper")
    assert looks["护士"] == ("female", "young", "nurse_uniform")
    assert looks["前台"] == ("female", "young", "business_skirt")
    assert looks["保安甲"] == ("male", "adult", "security_uniform")
    old = people_of("第1集\n1-1 正厅 夜 内\n人物：沈奶奶、陈爷爷、王小姐、小宝\n沈奶奶：好。")
    assert (old["沈奶奶"].look.sex, old["沈奶奶"].look.age) == ("female", "old")
    assert (old["陈爷爷"].look.sex, old["陈爷爷"].look.age) == ("male", "old")
    assert old["王小姐"].look.sex == "female"
    assert old["小宝"].look.age == "child"


def test_what_action_lines_say_outranks_the_guess():
    text = (
        "第1集\n1-1 正厅 夜 内\n人物：赵一、赵二\n"
        "△赵一（女，45岁）一身黑色西装，短发女保镖一样站着。赵二戴着眼镜，一袭红裙，她冷笑。\n赵一：好。"
    )
    people = people_of(text)
    first, second = people["赵一"].look, people["赵二"].look
    assert (first.sex, first.age, first.outfit, first.outfit_color) == ("female", "middle", "suit", "black")
    assert (second.sex, second.outfit, second.outfit_color) == ("female", "dress", "red")
    assert second.accessories == ("glasses",)
    rules = {reason.rule for reason in people["赵一"].reasons}
    assert {"sex from description", "outfit from action"} <= rules


def test_an_english_introduction_is_read():
    people = people_of(sample("second_contract.en.txt"))
    assert list(people) == ["Adrian Hale", "Lena Hart", "Vivian", "Guard"]
    lena = people["Lena Hart"]
    assert lena.aliases == ("LENA HART", "LENA")
    assert (lena.look.sex, lena.look.outfit, lena.look.outfit_color, lena.voice.language) == (
        "female",
        "dress",
        "white",
        "en",
    )
    assert (people["Adrian Hale"].look.age, people["Adrian Hale"].look.outfit) == ("adult", "suit")


def test_brackets_behind_a_name_say_sex_age_clothes_and_role():
    people = people_of(
        "第1集\n1-1 法庭 日 内\n"
        "人物：苏律师（女，30）、陈锋（36，黑色皮衣）、小雅（10，女孩）、二婶（45，村妇）\n苏律师：证据在此。"
    )
    looks = {name: (p.look.sex, p.look.age, p.look.outfit) for name, p in people.items()}
    assert looks["苏律师"] == ("female", "adult", "business_skirt")
    assert looks["陈锋"] == ("male", "adult", "leather_jacket")
    assert looks["小雅"][:2] == ("female", "child")
    assert looks["二婶"] == ("female", "middle", "dress")


def test_what_is_put_on_in_a_later_scene_is_not_how_one_looks():
    text = "第1集\n1-1 办公室 日 内\n△陈锋走进来。\n陈锋：早。\n1-2 监狱 夜 内\n人物：陈锋\n△陈锋穿着囚服，戴着墨镜。"
    look = people_of(text)["陈锋"].look
    assert look.outfit != "prison_uniform"
    assert "sunglasses" not in look.accessories


def test_an_alias_is_the_person_it_means():
    text = "第1集\n1-1 正厅 夜 内\n人物：林晚、沈砚\n林总：好。\n沈少：滚。"
    people = people_of(text)
    assert {name: p.aliases for name, p in people.items()} == {"林晚": ("林总",), "沈砚": ("沈少",)}
    assert KnownPeople(tuple(people.values())).find("林总").name == "林晚"


def test_an_alias_that_could_mean_two_people_stays_itself():
    people = people_of("第1集\n1-1 正厅 夜 内\n人物：林晚、林芳\n林总：好。")
    assert list(people) == ["林晚", "林芳", "林总"]


def test_no_two_people_share_a_voice_and_a_name_always_looks_the_same():
    crowd = "、".join(f"{family}{given}" for family in "赵钱孙李周吴" for given in "芳强雪磊")
    text = f"第1集\n1-1 正厅 夜 内\n人物：{crowd}\n赵芳：好。"
    people = find_people(parse(text))
    assert len(people) == 24
    assert len({(p.voice.variant, p.voice.pitch) for p in people}) == 24
    assert find_people(parse(text)) == people
    alone = people_of("第1集\n1-1 正厅 夜 内\n人物：赵芳\n赵芳：好。")["赵芳"]
    assert alone == people[0]
    assert alone.look.seed == next(p.look.seed for p in people if p.name == "赵芳")


def test_a_narrator_is_nobody_but_has_a_voice():
    assert people_of("第1集\n1-1 正厅 夜 内\n人物：林晚\n旁白：三年后。\n画外音：好。\n林晚：好。").keys() == {"林晚"}
    assert narrator_voice("en").language == "en"


def test_mentions_are_found_longest_first_and_in_order():
    known = KnownPeople(find_people(parse("第1集\n1-1 正厅 夜 内\n人物：林晚、林晚晚、沈砚\n林晚：好。")))
    text = "沈砚看着林晚晚，没看林晚。"
    assert [(m.name, text[m.start : m.end]) for m in known.mentions(text)] == [
        ("沈砚", "沈砚"),
        ("林晚晚", "林晚晚"),
        ("林晚", "林晚"),
    ]
    assert known.without_names(text) == "  看着   ，没看  。"
    english = KnownPeople(find_people(parse(HOLLYWOOD)))
    assert [m.name for m in english.mentions("Lena's ring. Adriana. ADRIAN!")] == ["Lena", "Adrian"]


def test_a_nickname_within_a_declared_name_is_that_person():
    people = people_of("第1集\n1-1 咖啡馆 日 内\n人物：苏晴、闺蜜小美\n小美：好。\n苏晴：好。")
    assert {name: person.aliases for name, person in people.items()} == {"苏晴": (), "闺蜜小美": ("小美",)}


def test_a_palace_story_wears_robes():
    people = people_of("第1集\n1-1 御书房 夜 内\n人物：皇上、苏婉、李太监、赵将军、小环\n皇上：好。")
    palace = {term.id for term in looks().outfits.values() if "palace" in term.periods}
    assert [people[name].look.outfit for name in ("皇上", "李太监", "赵将军")] == [
        "emperor_robe",
        "palace_servant",
        "armor",
    ]
    assert {person.look.outfit for person in people.values()} <= palace


def test_a_story_is_dressed_for_its_places_even_without_titles():
    court = people_of("第1集\n1-1 侯府 夜 内\n人物：顾昭、沈云\n顾昭：好。\n1-2 冷宫 日 内\n人物：沈云\n沈云：好。")
    assert all(looks().is_of(person.look.outfit, "palace") for person in court.values())
    old = people_of("第1集\n1-1 街上 夜 外\n人物：顾昭、沈云\n△民国，一辆黄包车停下。\n顾昭：好。")
    assert all("republic" in looks().outfits[person.look.outfit].periods for person in old.values())
    farm = people_of("第1集\n1-1 村口 日 外\n人物：二柱、翠花\n二柱：好。")
    assert all("rural" in looks().outfits[person.look.outfit].periods for person in farm.values())
    today = people_of("第1集\n1-1 办公室 日 内\n人物：顾昭、沈云\n顾昭：好。")
    assert all("modern" in looks().outfits[person.look.outfit].periods for person in today.values())


def test_whoever_is_only_ever_in_a_hospital_bed_wears_a_patients_gown():
    ward = "第1集\n1-1 病房 日 内\n人物：林晚、林母\n△林母躺在病床上，打着点滴。林晚守在一旁。\n林晚：妈。\n"
    people = people_of(ward + "1-2 街上 日 外\n人物：林晚\n林晚：好。")
    assert people["林母"].look.outfit == "hospital_gown"
    assert people["林晚"].look.outfit != "hospital_gown"
    assert people_of("第1集\n1-1 婚礼现场 日 内\n人物：新娘、新郎\n新娘：好。")["新娘"].look.outfit == "wedding_dress"


@pytest.mark.parametrize(
    ("words", "outfit"),
    [
        ("一袭婚纱", "wedding_dress"),
        ("穿着病号服", "hospital_gown"),
        ("身着龙袍", "emperor_robe"),
        ("一身长衫", "changshan"),
        ("穿着校服", "school_uniform"),
        ("穿着睡衣", "pajamas"),
        ("披着凤冠霞帔", "bridal_robe"),
        ("身穿铠甲", "armor"),
        ("穿着花棉袄", "floral_jacket"),
        ("穿着外卖服", "delivery_rider"),
    ],
)
def test_a_garments_word_is_its_template(words, outfit):
    assert (
        people_of(f"第1集\n1-1 屋内 夜 内\n人物：赵一\n△赵一{words}走进来。\n赵一：好。")["赵一"].look.outfit == outfit
    )
