"""The catalogue's data keeps its promises: counts, real muscles, distinct faces and actions, poses a rig can take."""

from __future__ import annotations

import itertools
import json
import math

import pytest

from projects.performance import catalogue, match_action, match_expression
from projects.performance.catalogue import FAMILIES
from projects.performance.lexicon import Ambiguous, Lexicon, WordClaimedTwice, normal_word
from projects.performance.poses import pose_references, rig
from projects.performance.searching import MOST_FOUND, search

FACE_DISTANCE = 0.3
"""How far apart two faces are at least, over both sides' action units."""
FAMILIES_OF_ACTIONS = frozenset(
    (
        "posture",
        "gesture",
        "head_look",
        "walk",
        "sit",
        "touch",
        "reaction",
        "fight",
        "embrace",
        "phone",
        "door",
        "eat_drink",
        "weep",
        "ride",
        "work",
        "ceremony",
        "medical",
        "give_take",
        "fall_hurt",
        "dress",
        "celebrate",
    )
)


def test_the_catalogue_is_as_wide_as_a_series_needs():
    known = catalogue()
    assert len(known.expressions) >= 48
    assert len(known.actions) >= 320
    assert {action.family for action in known.actions.values()} == FAMILIES_OF_ACTIONS
    assert (len(known.framings), len(known.angles), len(known.camera_moves)) >= (10, 4, 12)
    assert len(known.transitions) >= 12
    assert len(known.sets) >= 60


def test_every_expression_says_what_a_face_does():
    for face in catalogue().expressions.values():
        assert face.family in {"calm", "joy", "sadness", "anger", "fear", "contempt", "shame", "tender", "pain"} | {
            "thought",
            "resolve",
        }
        assert face.zh_words
        assert face.en_words
        assert face.prompt_zh
        assert face.prompt_en
        assert 0 <= face.energy <= 1
        assert len(face.gaze) == 2
        assert all(-1 <= part <= 1 for part in face.gaze)
        for unit, intensity in face.action_units.items():
            number = unit.rstrip("LR")
            assert 1 <= int(number) <= 46 or 51 <= int(number) <= 58  # the face's, or the head's
            assert number != "3"  # belongs to infants only
            assert len(unit) - len(number) <= 1
            assert 0 < intensity <= 1


def test_scorn_is_one_sided():
    faces = catalogue().expressions
    for name in ("contempt", "smirk", "smug", "sneer"):
        sides = {unit[-1] for unit in faces[name].action_units if unit[-1] in "LR"}
        assert sides, name


def test_no_two_faces_are_the_same():
    def both_sides(units):
        return {
            f"{unit.rstrip('LR')}{side}": intensity
            for unit, intensity in units.items()
            for side in (unit[-1] if unit[-1] in "LR" else "LR")
        }

    faces = {face.id: both_sides(face.action_units) for face in catalogue().expressions.values()}
    closest = sorted(
        (math.dist(*zip(*((a.get(k, 0), b.get(k, 0)) for k in {*a, *b}), strict=True)), one, other)
        for (one, a), (other, b) in itertools.combinations(faces.items(), 2)
    )
    assert closest[0][0] >= FACE_DISTANCE, closest[:8]


def test_every_action_says_what_a_body_does():
    known = catalogue()
    for action in known.actions.values():
        assert action.zh_words or any(action.id in rule.ids for rule in known.ambiguous["actions"])
        assert action.en_words
        assert action.prompt_zh
        assert action.prompt_en
        assert action.actors in (1, 2)
        assert 24 <= action.frames <= 96
        assert action.posture in {"standing", "sitting", "kneeling", "lying", "moving", "riding"}
        if action.actors == 2:
            assert action.reaction in known.actions, action.id


def test_every_action_has_a_pose_reference_the_rig_can_take():
    known, references = rig(), pose_references()
    assert set(references) == set(catalogue().actions)
    for reference in references.values():
        moments = [key.t for key in reference.keys]
        assert len(moments) >= 2
        assert (moments[0], moments[-1]) == (0, 1)
        assert moments == sorted(set(moments))
        for key in reference.keys:
            assert key.ease in known.eases
            for channel, value in key.pose.items():
                assert known.channels[channel].low <= value <= known.channels[channel].high, (reference.action, channel)


def test_contacts_and_sounds_are_known_and_in_time():
    known = rig()
    for reference in pose_references().values():
        for contact in reference.contacts:
            kind, _, place = contact.target.partition(".")
            assert contact.effector in known.effectors
            assert place in known.targets[kind]
            assert 0 <= contact.t <= contact.until <= 1
        assert all(mark.sound in known.sounds and 0 <= mark.t <= 1 for mark in reference.sounds)


def test_what_two_people_do_touches_somebody_or_goes_with_them():
    touching = {
        action_id
        for action_id, reference in pose_references().items()
        if any(not contact.target.startswith("self.") for contact in reference.contacts)
    }
    alone = {action.id for action in catalogue().actions.values() if action.actors == 2} - touching
    assert alone <= {"walk_side_by_side", "lean_in"}


def test_no_two_actions_have_the_same_keys():
    written = [
        json.dumps([(key.t, key.ease, dict(key.pose)) for key in reference.keys], sort_keys=True)
        for reference in pose_references().values()
    ]
    assert len(set(written)) == len(written)


def test_channels_have_units_limits_and_a_place_of_rest():
    for channel in rig().channels.values():
        assert channel.unit in {"m", "deg", "arm", "1", "cycles"}
        assert channel.low <= channel.rest <= channel.high
        assert channel.zh
        assert channel.en


@pytest.mark.parametrize("family", ["expressions", "actions"])
def test_an_ambiguous_word_has_a_rule_and_no_single_owner(family):
    terms = getattr(catalogue(), family)
    owned = {normal_word(word) for term in terms.values() for word in (*term.zh_words, *term.en_words)}
    for rule in catalogue().ambiguous[family]:
        assert normal_word(rule.word) not in owned
        assert set(rule.ids) == {rule.default, *(term_id for _, term_id in rule.when)}
        assert set(rule.ids) <= set(terms)
        assert len(rule.ids) > 1
        for words, term_id in rule.when:
            for word in words:
                assert rule.resolve(f"{word} {rule.word}", len(word) + 1, len(word) + 1 + len(rule.word)) in rule.ids
            assert any(
                rule.resolve(f"{word} {rule.word}", len(word) + 1, len(word) + 1 + len(rule.word)) == term_id
                for word in words
            )


@pytest.mark.parametrize(
    ("words", "expression"),
    [
        ("笑", "smile"),
        ("语带讥讽，笑着", "sneer"),
        ("不屑，笑", "contempt"),
        ("smiles coldly", "contempt"),
        ("smiles, tears falling", "smile_through_tears"),
        ("尖叫", "terror"),
        ("偶像来了，尖叫", "excited"),
        ("脸红", "shy"),
        ("醉意上涌，脸红", "drunk"),
        ("坏笑", "smirk"),
        ("欲言又止", "hesitant"),
        ("愧疚", "guilty"),
        ("through gritted teeth", "suppressed_anger"),
        ("心虚地", "guilty_start"),
    ],
)
def test_the_words_beside_it_settle_what_a_face_means(words, expression):
    found = match_expression(words)
    assert found is not None
    assert found.id == expression


@pytest.mark.parametrize(
    ("line", "actions"),
    [
        ("林晚举起酒杯", ["raise_toast"]),
        ("他举起枪", ["aim_gun"]),
        ("林晚推开门", ["open_door"]),
        ("沈砚一把抓住林晚的手腕", ["grab_wrist"]),
        ("沈砚扇了林晚一巴掌", ["slap"]),
        ("他掐住她的脖子", ["choke"]),
        ("她把合同撕碎", ["tear_paper"]),
        ("沈砚为她披上外套", ["drape_coat"]),
        ("林晚披上外套", ["put_on_coat"]),
        ("老太太捻着佛珠", ["count_beads"]),
        ("林晚策马扬鞭，翻身下马", ["ride_horse", "dismount"]),
        ("He grabs her by the collar and slaps him.", ["grab_collar", "slap"]),
        ("She opens her eyes.", ["open_eyes"]),
        ("He opens the envelope.", ["unwrap"]),
        ("He draws his sword.", ["draw_sword"]),
        ("They exchange glances.", ["exchange_glance"]),
        ("她没有点头", []),
    ],
)
def test_an_action_line_finds_what_is_done(line, actions):
    assert [match.id for match in match_action(line)] == actions


def test_a_gap_stays_inside_its_clause():
    lexicon = Lexicon([("扇了…一巴掌", "slap")])
    assert [match.words for match in lexicon.all("沈砚扇了林晚一巴掌。")] == ["扇了林晚一巴掌"]
    assert lexicon.all("扇了，一巴掌") == []
    assert lexicon.all("扇了这么多年以来的所有怨恨一巴掌") == []


def test_a_word_that_is_both_owned_and_ambiguous_is_refused():
    rule = Ambiguous("笑", ("smile", "contempt"), "smile", ((("冷",), "contempt"),))
    with pytest.raises(WordClaimedTwice):
        Lexicon([("笑", "laugh")], [rule])


def test_a_search_ranks_names_before_synonyms_before_parts():
    def first(query, *kinds):
        hit = search(query, kinds=kinds or FAMILIES)[0]
        return (hit.kind, hit.term.id, hit.how)

    assert first("扇耳光") == ("actions", "slap", "name")
    assert first("一巴掌", "actions") == ("actions", "slap", "synonym")
    assert first("grab wrist") == ("actions", "grab_wrist", "name")
    assert first("SLAP") == ("actions", "slap", "name")
    assert first("特写") == ("framings", "close_up", "name")
    assert first("叠化") == ("transitions", "dissolve", "name")
    assert first("笑着", "expressions")[2] == "synonym"
    assert search("手腕", kinds=["actions"])[-1].how == "part"
    assert "wipe_tears" in [hit.term.id for hit in search("tears wipe", kinds=["actions"])]


def test_a_search_is_bounded():
    assert search("  ") == []
    assert search("没有这个词呀") == []
    assert len(search("手")) == MOST_FOUND
    assert search("手" * 10_000) == []


def test_a_traditional_word_finds_the_same():
    assert [hit.term.id for hit in search("憤怒")] == [hit.term.id for hit in search("愤怒")]


def test_every_name_is_found_by_searching_for_it():
    for kind in FAMILIES:
        for term in getattr(catalogue(), kind).values():
            for name in (term.zh, term.en):
                hits = search(name, kinds=[kind])
                assert term.id in [hit.term.id for hit in hits if hit.how == "name"], (kind, term.id, name)


def test_every_face_says_when_it_comes_and_goes_and_what_a_comic_adds():
    effects = set()
    for face in catalogue().expressions.values():
        assert 80 <= face.onset_ms <= 800, face.id
        assert face.hold_ms == 0 or face.hold_ms >= 1500, face.id  # long enough to be read
        assert 300 <= face.offset_ms <= 2000, face.id
        assert all(0 < strength <= 1 for strength in face.effects.values()), face.id
        effects |= set(face.effects)
    assert effects >= {"tear", "blush", "sweat", "gloom", "pale", "vein", "teeth", "shine", "shiver"}
    startled = (catalogue().expressions[name].onset_ms for name in ("shock", "fear", "fury", "surprise", "pain"))
    slow = (catalogue().expressions[name].onset_ms for name in ("sadness", "lonely", "calm", "tired"))
    assert max(startled) < min(slow)
