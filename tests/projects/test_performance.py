"""The catalogue holds what the picture engine draws, and every writer's word finds one id."""

from __future__ import annotations

import pytest

from projects.briefs import Expression
from projects.performance import catalogue, match_action, match_expression, match_set, match_time, match_weather
from projects.performance.catalogue import FAMILIES
from projects.performance.folding import fold
from projects.performance.lexicon import Lexicon, WordClaimedTwice
from projects.performance.titles import titles

IDS = {
    "framings": """
    extreme_close_up close_up medium_close_up medium medium_full full wide over_shoulder two_shot
    insert three_shot group_shot long_shot back_shot silhouette_shot extreme_wide
    """,
    "angles": """
    eye low high dutch birds_eye worms_eye profile shoulder_height hip_height child_height
    """,
    "camera_moves": """
    static push_in pull_out pan_left pan_right tilt_up tilt_down orbit handheld shake crane_up whip
    crane_down track_left track_right follow lead zoom_in zoom_out dolly_zoom steadicam drone
    """,
    "times_of_day": """
    dawn day dusk night
    """,
    "weathers": """
    clear rain storm snow
    """,
    "moods": """
    neutral tension suspense romance revenge sadness triumph comedy mystery warmth
    """,
    "sets": """
    mansion_hall hospital_corridor hospital_room office boardroom lobby bedroom living_room
    restaurant car street rooftop school courtroom palace_hall village_yard bar airport
    generic_interior generic_exterior kitchen study elevator prison parking_lot consort_chamber
    palace_garden teahouse forest seaside cemetery wedding_hall cafe shop
    """,
    "expressions": """
    neutral smile gentle_smile laugh bitter_smile cold contempt smug anger fury hatred shock
    surprise fear terror sadness crying sobbing grief pain disgust worry nervous shy tender
    determined suspicious confused pleading despair tired calm thinking embarrassed
    professional_smile trembling
    """,
    "actions": """
    stand sit walk_in walk_out turn_away turn_back look_back look_down look_up nod shake_head point
    raise_hand cross_arms hands_on_hips hand_on_chest hand_on_face cover_mouth wipe_tears bow kneel
    collapse step_forward step_back lean_in slap push grab_wrist embrace hold_hands hand_over
    take_off_ring place_object pick_up show_object phone_call hang_up knock open_door close_door
    drink write clench_fist tremble run applaud shrug whisper
    """,
}


@pytest.mark.parametrize("family", IDS)
def test_the_catalogue_keeps_the_first_vocabulary_and_draws_everything_as_one_of_it(family):
    first = set(IDS[family].split())
    terms = getattr(catalogue(), family)
    assert first <= set(terms)
    assert all(terms[term_id].draws_as == term_id for term_id in first)
    assert {term.draws_as for term in terms.values()} <= first


@pytest.mark.parametrize("family", FAMILIES)
def test_every_word_finds_exactly_the_id_that_claims_it(family):
    lexicon = catalogue().lexicons[family]
    for term in getattr(catalogue(), family).values():
        assert term.zh
        assert term.en
        for word in (*term.zh_words, *term.en_words):
            assert lexicon.exact(word).id == term.id
            assert (lexicon.best(word).id, lexicon.best(word).words) == (term.id, word)


def test_a_word_claimed_by_two_ids_is_refused():
    with pytest.raises(WordClaimedTwice):
        Lexicon([("冷声", "cold"), ("冷聲", "anger")])


def test_action_units_and_energies_are_sane():
    for term in catalogue().expressions.values():
        assert 0 <= term.energy <= 1
        for unit, intensity in term.action_units.items():
            assert unit.rstrip("LR").isdigit()
            assert 0 < intensity <= 1
    for term in catalogue().actions.values():
        assert term.actors in (1, 2)
        assert 24 <= term.frames <= 96


def test_an_expression_becomes_what_a_brief_carries():
    term = catalogue().expressions["smirk"]
    assert catalogue().expression("smirk") == Expression(
        id="smirk", action_units=dict(term.action_units), energy=0.45, like="contempt", gaze=term.gaze,
        effects=dict(term.effects), onset_ms=term.onset_ms, hold_ms=term.hold_ms, offset_ms=term.offset_ms,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expression"),
    [
        ("冷声", "cold"),
        ("冷冷地", "cold"),
        ("冷笑", "contempt"),
        ("冷冷一笑", "contempt"),
        ("惊慌", "fear"),
        ("发抖", "trembling"),
        ("發抖", "trembling"),
        ("轻笑", "smile"),
        ("公式化微笑", "professional_smile"),
        ("哽咽", "crying"),
        ("怒", "anger"),
        ("咬牙切齿", "hatred"),
        ("咬牙", "anger"),
        ("强忍泪水，低头", "crying"),
        ("不屑地瞥了一眼", "contempt"),
        ("coldly", "cold"),
        ("with a bitter smile", "bitter_smile"),
        ("VOICE BREAKING", "crying"),
        ("far too calmly", "calm"),
    ],
)
def test_a_parenthetical_finds_its_expression(words, expression):
    assert match_expression(words).id == expression


@pytest.mark.parametrize("words", ["不怒", "没笑", "not angry", "scolded", "看着窗外", ""])
def test_words_that_name_no_expression_find_none(words):
    assert match_expression(words) is None


def test_a_match_says_how_sure_it_is_and_what_decided():
    exact, inside = match_expression("冷声"), match_expression("转身，冷声，不看他")
    assert (exact.confidence, exact.words, exact.start) == (1.0, "冷声", 0)
    assert (inside.confidence, inside.words, inside.start) == (0.85, "冷声", 3)


def test_actions_are_found_in_the_order_they_happen():
    found = match_action("林晚摘下婚戒，放在供桌上，转身离开。沈砚一巴掌扇在她脸上")
    assert [(match.id, match.words) for match in found] == [
        ("take_off_ring", "摘下婚戒"),
        ("place_object", "放在"),
        ("walk_out", "转身离开"),
        ("slap", "一巴掌"),
        ("slap", "扇在"),
    ]
    assert [match.id for match in match_action("She slaps him and walks out.")] == ["slap", "walk_out"]


@pytest.mark.parametrize(
    ("location", "interior", "set_id"),
    [
        ("沈家老宅正厅", True, "mansion_hall"),
        ("医院走廊", True, "hospital_corridor"),
        ("医院病房", True, "hospital_room"),
        ("医院天台", False, "rooftop"),
        ("沈氏集团大堂", True, "lobby"),
        ("公司门口", False, "street"),
        ("別墅卧室", True, "bedroom"),
        ("老宅", False, "generic_exterior"),
        ("HALE MANSION - BALLROOM", True, "mansion_hall"),
        ("不周山", None, "generic_interior"),
        ("不周山", False, "generic_exterior"),
    ],
)
def test_a_location_finds_its_set(location, interior, set_id):
    assert match_set(location, interior) == set_id


def test_times_and_weather_are_found():
    words = ("日", "夜", "亥时三刻", "黄昏", "清晨", "凌晨", "SUNSET", "xyz")
    assert [match.id if (match := match_time(word)) else None for word in words] == [
        "day",
        "night",
        "night",
        "dusk",
        "dawn",
        "dawn",
        "dusk",
        None,
    ]
    assert match_weather("暴雨砸在窗上").id == "storm"
    assert match_weather("rain on the glass").id == "rain"
    assert match_weather("脸色雪白") is None


def test_folding_keeps_every_offset():
    text = "１－１　沈家（ＯＳ）：Ⅳ ﷺ ㎏ İ ß 內場話…—“”\ufeff𠮷"
    assert len(fold(text)) == len(text)
    assert fold("１－１（ＯＳ）：內場") == "1-1(os):内场"


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("老人甲", True),
        ("宾客若干", True),
        ("众人", True),
        ("记者们", True),
        ("保安2", True),
        ("GUEST 1", True),
        ("CROWD", True),
        ("管家", False),
        ("护士", False),
        ("林晚", False),
        ("LENA HART", False),
    ],
)
def test_extras_are_told_from_cast(name, extra):
    assert titles().is_extra(name) is extra
