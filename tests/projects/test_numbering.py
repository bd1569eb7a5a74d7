"""Numbers of shots and lines: rising, kept wherever they can be, given afresh only when a scene is full."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.reimport.numbering import NumbersExhausted, numbers, woven
from projects.slates import free_label

known = st.lists(st.one_of(st.none(), st.integers(1, 9999)), max_size=30).filter(
    lambda held: len({n for n in held if n}) == len([n for n in held if n])
)


@given(known, st.sets(st.integers(1, 9999), max_size=20))
def test_numbers_rise_and_stay_in_range(current: list[int | None], retired: set[int]) -> None:
    found = numbers(current, retired, 9999)
    assert len(found) == len(current)
    assert all(low < high for low, high in pairwise(found))
    assert all(1 <= number <= 9999 for number in found)


@given(st.lists(st.integers(1, 900), unique=True, max_size=20).map(sorted))
def test_what_stands_in_order_keeps_its_numbers(held: list[int]) -> None:
    assert numbers(held, set(), 9999) == held


def test_what_is_new_gets_tens_at_the_end_and_the_middle_in_between() -> None:
    assert numbers([None, None, None], set(), 9999) == [10, 20, 30]
    assert numbers([10, None, 20, None], set(), 9999) == [10, 15, 20, 30]
    assert numbers([None, 10], {3, 4, 5, 6, 7}, 9999) == [8, 10]
    assert numbers([10, 20], {30}, 9999) == [10, 20]
    assert numbers([10, 20, None], {30}, 9999) == [10, 20, 40]


def test_what_moved_gets_a_new_number_and_a_full_scene_new_ones() -> None:
    assert numbers([20, 30, 10], {10, 20, 30}, 9999) == [20, 30, 40]
    assert numbers([10, None, 11], set(), 9999) == [10, 20, 30]
    assert numbers([9998, None, None], set(), 9999) == [10, 20, 30]
    with pytest.raises(NumbersExhausted):
        numbers([None] * 12, set(), 11)


def test_others_stay_behind_the_neighbour_they_followed() -> None:
    a, b, c, x, y, new = "a", "b", "c", "x", "y", "new"
    assert woven([b, new, a], [x, a, y, b, c]) == [x, b, c, new, a, y]
    assert woven([], [a, b]) == [a, b]
    assert woven([a], []) == [a]


def test_a_taken_label_gets_the_next_letter() -> None:
    assert free_label("3", {"4"}) == "3"
    assert free_label("3", {"3", "3A"}) == "3B"
    assert free_label("3", {"3", *(f"3{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")}) == "3AA"
