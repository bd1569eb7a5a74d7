"""Who sounds how: by sex and age, bent by temper, and never two alike in one cast."""

import itertools

import pytest

from projects.briefs import Look, Voice
from projects.planning.people import find_people, narrator_voice
from projects.planning.voicing import APART, choose_voice, read_temper
from projects.screenplay.reading import parse

AGES = ("child", "teen", "young", "adult", "middle", "old")


def voice_of(sex: str, age: str, *, seed: int = 7, temper: str = "", taken: set | None = None) -> Voice:
    return choose_voice("zh", Look(sex=sex, age=age), seed, set() if taken is None else taken, temper=temper)


def test_every_age_and_sex_has_its_own_throat_and_pace():
    voices = {(sex, age): voice_of(sex, age) for sex in ("female", "male") for age in AGES}
    assert len({(v.variant, v.pitch) for v in voices.values()}) == len(voices)
    for sex in ("female", "male"):
        rates = [voices[sex, age].rate for age in AGES]
        assert rates == sorted(rates, reverse=True), "the old speak slower than the young"
    assert voices["female", "old"].variant in ("grandma", "aunty", "f4", "f2")
    assert voices["male", "child"].variant not in ("m1", "m3", "m7"), "no boy speaks with a man's throat"


@pytest.mark.parametrize(
    ("words", "temper"),
    [
        ("（女，25岁，温柔善良，外柔内刚）", "gentle"),
        ("（30岁，霸道总裁，高冷）", "commanding"),
        ("，性格胆小懦弱，总是低着头", "timid"),
        ("：四十岁，泼辣刻薄", "fiery"),
        ("温柔地看着他", ""),
        ("(20s, shy and gentle)", "timid"),
        ("，性格古怪", ""),
    ],
)
def test_a_temper_is_read_from_a_description_and_not_from_a_deed(words, temper):
    assert read_temper(words) == temper


def test_a_temper_bends_pitch_melody_and_pace():
    plain = voice_of("female", "young")
    commanding, fiery = voice_of("female", "young", temper="commanding"), voice_of("female", "young", temper="fiery")
    gentle, timid = voice_of("female", "young", temper="gentle"), voice_of("female", "young", temper="timid")
    assert commanding.pitch < plain.pitch < timid.pitch
    assert commanding.pitch_range < plain.pitch_range < fiery.pitch_range
    assert gentle.rate < plain.rate < fiery.rate


def test_nobody_in_a_cast_can_be_mistaken_for_another():
    taken: set = set()
    cast = [voice_of(sex, "young", seed=seed * 7919, taken=taken) for seed in range(12) for sex in ("female", "male")]
    for one, other in itertools.combinations(cast, 2):
        assert one.variant != other.variant or abs(one.pitch - other.pitch) > APART
    assert len({v.variant for v in cast[:12]}) == 12, "throats nobody has come first"
    crowd = [voice_of("male", "middle", seed=seed, taken=taken) for seed in range(60)]
    assert len({(v.variant, v.pitch) for v in crowd}) == 60


def test_a_script_gives_each_person_a_fitting_voice():
    text = (
        "第1集\n1-1 正厅 夜 内\n人物：林晚、沈砚、林奶奶、小宝\n"
        "△林晚（女，25岁，胆小懦弱）站在门口。沈砚（男，30岁，霸道）坐着。小宝（男，6岁）跑来。\n林晚：好。\n沈砚：滚。\n"
    )
    people = {person.name: person for person in find_people(parse(text))}
    assert {name: person.voice for name, person in people.items()} == {
        person.name: person.voice for person in find_people(parse(text))
    }
    told = narrator_voice("zh")
    for person in people.values():
        assert person.voice.variant != told.variant or abs(person.voice.pitch - told.pitch) > APART
    assert people["沈砚"].voice.pitch < people["林晚"].voice.pitch
    assert people["林奶奶"].voice.rate < people["沈砚"].voice.rate < people["小宝"].voice.rate
