"""Two versions of a story: what is the same is recognised by its words, wherever it went."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from projects.scriptdiff import Diff, Node, compare, replay
from projects.scriptdiff.likeness import grams, likeness
from projects.scriptdiff.matching import pair_equal, stay

WORDS = [
    "今天出了这个门",
    "你就别再回来",
    "三年了我等的就是这句话",
    "签还是不签",
    "走",
    "少爷那串数字",
    "对不起我来晚了",
    "嗯",
]
PEOPLE = ["林晚", "沈砚", ""]

lines = st.builds(
    lambda who, one, other: {"speaker": who, "kind": "dialogue", "text": one + other},
    st.sampled_from(PEOPLE),
    st.sampled_from(WORDS),
    st.sampled_from(["", *WORDS]),
)
shots = st.tuples(
    st.builds(
        lambda words, framing: {"description": words, "framing": framing},
        st.sampled_from(["", *WORDS]),
        st.sampled_from(["wide", "close_up"]),
    ),
    st.lists(lines, max_size=2),
)
scenes = st.tuples(
    st.builds(lambda place: {"location": place}, st.sampled_from(["天台", "走廊"])), st.lists(shots, max_size=4)
)
episodes = st.lists(st.lists(scenes, max_size=4), min_size=1, max_size=3)


def story(side: str, told: list[Any], numbers: dict[str, str] | None = None) -> Node:
    """Nested plain values as a tree with references of its own."""

    def node(level: Any, ref: str, fields: dict[str, Any], children: list[Node]) -> Node:
        return Node(level, f"{side}{ref}", fields, tuple(children))

    return node(
        "story",
        "",
        {},
        [
            node(
                "episode",
                f"/{e}",
                {"number": e, "title": ""},
                [
                    node(
                        "scene",
                        f"/{e}/{c}",
                        {"number": str(c), **place},
                        [
                            node(
                                "shot",
                                f"/{e}/{c}/{s}",
                                picture,
                                [node("line", f"/{e}/{c}/{s}/{at}", said, []) for at, said in enumerate(speech)],
                            )
                            for s, (picture, speech) in enumerate(shown)
                        ],
                    )
                    for c, (place, shown) in enumerate(happening, start=1)
                ],
            )
            for e, happening in enumerate(told, start=1)
        ],
    )


def bare(node: Node) -> Any:
    """What a story says, numbers and all, without its references."""
    return [dict(node.fields), [bare(child) for child in node.children]]


def kinds(diff: Diff) -> set[tuple[str, str]]:
    return {(entry.level, entry.kind) for entry in diff.entries}


@settings(max_examples=150, deadline=None)
@given(episodes)
def test_a_version_does_not_differ_from_itself(told: list[Any]) -> None:
    diff = compare(story("a", told), story("b", told))
    assert diff.entries == ()
    assert {new.removeprefix("b"): old.removeprefix("a") for new, old in diff.pairs.items()} == {
        part.ref.removeprefix("b"): part.ref.removeprefix("b") for part in story("b", told).walk() if part.ref != "b"
    }


@settings(max_examples=300, deadline=None)
@given(episodes, st.data())
def test_what_differs_applied_to_the_old_version_gives_the_new_one(told: list[Any], data: st.DataObject) -> None:
    later = data.draw(episodes.filter(lambda others: len(others) >= len(told)))
    mixed = [
        data.draw(st.permutations([*happening, *data.draw(st.lists(scenes, max_size=1))]))
        if data.draw(st.booleans())
        else new
        for happening, new in zip(told, later, strict=False)
    ]
    for new in (later, [*mixed, *later[len(mixed) :]]):
        before, after = story("a", told), story("b", new)
        assert bare(replay(before, compare(before, after))) == bare(after)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6, unique=True), st.data())
def test_reordering_scenes_yields_only_moves(words: list[str], data: st.DataObject) -> None:
    told = [({"location": "天台", "number": f"{at}"}, [({"description": word}, [])]) for at, word in enumerate(words)]
    order = data.draw(st.permutations(told))
    diff = compare(story("a", [told]), story("b", [order]))
    assert kinds(diff) <= {("scene", "moved")}
    assert (not diff.entries) == (order == told)
    assert len(diff.entries) < len(told)


@settings(max_examples=100, deadline=None)
@given(episodes)
def test_renumbering_yields_only_renumbered(told: list[Any]) -> None:
    before, after = story("a", told), story("b", told)
    renumbered = replace(
        after,
        children=tuple(
            replace(
                episode,
                children=tuple(
                    replace(scene, fields={**scene.fields, "number": f"{scene.fields['number']}A"})
                    for scene in episode.children
                ),
            )
            for episode in after.children
        ),
    )
    diff = compare(before, renumbered)
    assert kinds(diff) <= {("scene", "renumbered")}
    assert len(diff.entries) == sum(len(happening) for happening in told)


def one_scene(*speech: tuple[str, str], place: str = "天台") -> Any:
    shown = [
        ({"description": "", "framing": "medium"}, [{"speaker": who, "kind": "dialogue", "text": text}])
        for who, text in speech
    ]
    return ({"location": place}, shown)


OLD = one_scene(("林晚", "你来晚了，沈砚。"), ("沈砚", "对不起，路上堵车。"), ("林晚", "我等了你整整三年。"))


def found(diff: Diff) -> list[tuple[str, str, str, str]]:
    return [(e.level, e.kind, e.before, e.after) for e in diff.entries if not e.inside and e.level in ("line", "scene")]


def test_a_changed_line_is_the_same_line_with_other_words() -> None:
    new = one_scene(("林晚", "你来晚了，沈砚。"), ("沈砚", "对不起，路上堵得厉害。"), ("林晚", "我等了你整整三年。"))
    diff = compare(story("a", [[OLD]]), story("b", [[new]]))
    assert found(diff) == [("line", "changed", "沈砚：对不起，路上堵车。", "沈砚：对不起，路上堵得厉害。")]
    (entry,) = diff.entries
    assert 0.4 < entry.similarity < 1.0
    assert [(change.name, change.before, change.after) for change in entry.changes] == [
        ("text", "对不起，路上堵车。", "对不起，路上堵得厉害。")
    ]


def test_the_same_words_by_another_person_are_a_changed_line() -> None:
    new = one_scene(("林晚", "你来晚了，沈砚。"), ("林晚", "对不起，路上堵车。"), ("林晚", "我等了你整整三年。"))
    diff = compare(story("a", [[OLD]]), story("b", [[new]]))
    assert [(e.kind, e.changes[0].name) for e in diff.entries] == [("changed", "speaker")]


def test_a_line_that_went_to_another_scene_is_moved() -> None:
    other = one_scene(("护士", "家属签字，晚了就来不及了。"), place="走廊")
    shortened = ({"location": "天台"}, OLD[1][:2])
    extended = ({"location": "走廊"}, [*other[1], OLD[1][2]])
    diff = compare(story("a", [[OLD, other]]), story("b", [[shortened, extended]]))
    assert [(e.level, e.kind, e.old, e.new, e.parent) for e in diff.entries] == [
        ("shot", "moved", "a/1/1/2", "b/1/2/1", "a/1/2")
    ]


def test_an_inserted_scene_renumbers_the_rest_and_moves_nothing() -> None:
    second = one_scene(("护士", "家属签字，晚了就来不及了。"), place="走廊")
    inserted = one_scene(("管家", "少爷，那串数字是保险柜的密码！"), place="书房")
    diff = compare(story("a", [[OLD, second]]), story("b", [[OLD, inserted, second]]))
    assert found(diff) == [("scene", "added", "", "2 书房"), ("scene", "renumbered", "2 走廊", "3 走廊")]


def test_a_rewritten_scene_in_the_same_place_is_changed_and_a_new_one_is_not() -> None:
    rewritten = one_scene(
        ("林晚", "你终于来了，沈砚。"), ("沈砚", "对不起，路上堵车。"), ("林晚", "我等了你三年。"), ("沈砚", "我知道。")
    )
    diff = compare(story("a", [[OLD]]), story("b", [[rewritten]]))
    assert {(e.level, e.kind) for e in diff.entries} == {("line", "changed"), ("shot", "added"), ("line", "added")}
    unlike = one_scene(("护士", "家属在哪里，快签字。"), place="走廊")
    diff = compare(story("a", [[OLD]]), story("b", [[unlike]]))
    assert found(diff) == [("scene", "added", "", "1 走廊"), ("scene", "removed", "1 天台", "")]


def test_a_scene_that_was_gone_comes_back_as_itself() -> None:
    second = one_scene(("护士", "家属签字，晚了就来不及了。"), place="走廊")
    before = story("a", [[OLD, second]])
    (episode,) = before.children
    before = replace(
        before, children=(replace(episode, children=(episode.children[0], replace(episode.children[1], gone=True))),)
    )
    assert compare(before, story("b", [[OLD]])).entries == ()
    diff = compare(before, story("b", [[OLD, second]]))
    assert [(e.level, e.kind, e.old) for e in diff.entries] == [("scene", "restored", "a/1/2")]
    assert bare(replay(before, diff)) == bare(story("b", [[OLD, second]]))


def test_an_episode_the_new_version_does_not_hold_is_left_alone() -> None:
    old = story("a", [[OLD], [one_scene(("护士", "家属签字，晚了就来不及了。"))]])
    new = story("b", [[OLD]])
    assert compare(old, new).entries == ()


def test_a_scene_may_move_to_another_episode() -> None:
    second = one_scene(("护士", "家属签字，晚了就来不及了。"), place="走廊")
    diff = compare(story("a", [[OLD, second], []]), story("b", [[OLD], [second]]))
    assert [(e.level, e.kind, e.old, e.parent) for e in diff.entries] == [
        ("scene", "moved", "a/1/2", "a/2"),
        ("scene", "renumbered", "a/1/2", ""),
    ]


def test_equal_keys_pair_in_order_and_beside_their_neighbours() -> None:
    assert pair_equal(["a", "x", "b", "x"], ["x", "a", "x", "b"]) == {0: 1, 1: 0, 2: 3, 3: 2}
    assert pair_equal(["a", "x", "b"], ["x", "a", "x", "b"]) == {1: 0, 2: 1, 3: 2}
    assert pair_equal(["x", "x"], ["x"]) == {0: 0}
    assert stay([2, 0, 1, 3]) == {1, 2, 3}


def test_likeness_counts_words_not_letters() -> None:
    assert likeness(grams("Get out, now!"), grams("get out now")) == 1.0
    assert likeness(grams("Get out."), grams("Toe tug.")) == 0.0
    assert likeness(grams("走。"), grams("走吧。")) == 0.5


def test_ten_thousand_new_lines_are_compared_in_time() -> None:
    def long(word: str) -> Any:
        return (
            {"location": "天台"},
            [({"description": ""}, [{"speaker": "林晚", "text": f"{word}{at}号"}]) for at in range(5000)],
        )

    started = time.monotonic()
    compare(story("a", [[long("旧的")]]), story("b", [[long("新的")]]))
    compare(story("a", [[long("嗯")]]), story("b", [[(long("嗯")[0], long("嗯")[1][::-1])]]))
    assert time.monotonic() - started < 10
