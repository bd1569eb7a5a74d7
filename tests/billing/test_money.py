"""Money adds up, always."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import CurrencyMismatch, Money, allocate, price

minor = st.integers(min_value=-(10**15), max_value=10**15)


@given(st.lists(minor))
def test_a_total_is_the_sum_of_its_parts(amounts: list[int]) -> None:
    assert Money.total((Money(amount, "CNY") for amount in amounts), "CNY") == Money(sum(amounts), "CNY")


@given(minor, minor)
def test_what_is_added_can_be_taken_away(a: int, b: int) -> None:
    assert Money(a, "USD") + Money(b, "USD") - Money(b, "USD") == Money(a, "USD")
    assert (Money(a, "USD") < Money(b, "USD")) == (a < b)
    assert -Money(a, "USD") == Money(a, "USD") * -1 == -1 * Money(a, "USD")


def test_two_currencies_never_add_or_compare() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "CNY") + Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        Money(1, "CNY") < Money(1, "USD")  # noqa: B015
    with pytest.raises(TypeError):
        Money(1, "CNY") + 1  # type: ignore[operator]


@pytest.mark.parametrize("wrong", [1.0, "1", None, True])
def test_minor_units_are_whole_numbers(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money(wrong, "CNY")  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", ["", "cny", "CNYX", "¥¥¥", "CNY\n"])
def test_a_currency_is_three_capital_letters(wrong: str) -> None:
    with pytest.raises(ValueError):
        Money(1, wrong)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(12345, "CNY"), "123.45 CNY"),
        (Money(5, "USD"), "0.05 USD"),
        (Money(-5, "USD"), "-0.05 USD"),
        (Money(0, "CNY"), "0.00 CNY"),
        (Money(123, "JPY"), "123 JPY"),
        (Money(1, "KWD"), "0.001 KWD"),
    ],
)
def test_money_reads_as_an_accountant_writes_it(amount: Money, text: str) -> None:
    assert str(amount) == text


@pytest.mark.parametrize(
    ("milliseconds", "micros", "expected"),
    [
        (1_000, 1_800_000, 2),  # 1.8 fen
        (2_500, 1_800_000, 5),  # 4.5 fen: the half goes up
        (2_499, 1_800_000, 4),
        (0, 9_600_000, 0),
        (3_600_000, 9_600_000, 34_560),
        (1, 1, 0),
    ],
)
def test_a_price_is_rounded_half_up(milliseconds: int, micros: int, expected: int) -> None:
    assert price(milliseconds, micros) == expected


@given(st.integers(0, 10**8), st.integers(0, 10**10))
def test_a_price_is_never_half_a_unit_from_the_truth(milliseconds: int, micros: int) -> None:
    truth = Fraction(milliseconds * micros, 10**9)
    assert Fraction(-1, 2) < price(milliseconds, micros) - truth <= Fraction(1, 2)


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**9))
def test_more_work_never_costs_less(a: int, b: int, micros: int) -> None:
    assert price(min(a, b), micros) <= price(max(a, b), micros)


def test_neither_lengths_nor_prices_are_negative() -> None:
    for milliseconds, micros in ((-1, 1), (1, -1)):
        with pytest.raises(ValueError):
            price(milliseconds, micros)


@given(minor, st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_a_split_sum_is_whole_again(amount: int, weights: list[int]) -> None:
    parts = allocate(amount, weights)
    assert sum(parts) == amount
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert not whole or abs(part - Fraction(amount * weight, whole)) < 1


@given(st.integers(0, 10**9), st.permutations([1, 2, 3, 5, 8]))
def test_a_heavier_part_is_never_smaller(amount: int, weights: list[int]) -> None:
    pairs = sorted(zip(weights, allocate(amount, weights), strict=True))
    assert [part for _, part in pairs] == sorted(part for _, part in pairs)


def test_the_largest_remainder_takes_the_odd_unit() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]
    assert allocate(7, [0, 0]) == [7, 0]
    with pytest.raises(ValueError):
        allocate(1, [])
    with pytest.raises(ValueError):
        allocate(1, [1, -1])
