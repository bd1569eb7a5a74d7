"""Money: an integer number of minor units and a currency, and the one rounding rule of the house.

A job's price is rounded once, half up, when it is quoted; every later figure (hold, capture, invoice line, total) is a
sum of such integers, so nothing drifts. Where a sum must be split, `allocate` gives back exactly what it was given.
Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CODE = re.compile(r"[A-Z]{3}\Z")
# ISO 4217 minor-unit exponents that differ from 2, for the currencies we may meet
_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3}

MICROS = 1_000_000
MILLISECONDS = 1_000


class CurrencyMismatch(TypeError):
    """Two currencies met where only one makes sense; there is no exchange rate in this house."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` minor units (fen, cents) of `currency` (ISO 4217). May be negative."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {self.minor!r}")
        if not _CODE.match(self.currency):
            raise ValueError(f"not a currency code: {self.currency!r}")

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The sum, which is zero of `currency` when there is nothing to add."""
        result = cls(0, currency)
        for amount in amounts:
            result += amount
        return result

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        exponent = _EXPONENTS.get(self.currency, 2)
        sign, digits = "-" if self.minor < 0 else "", str(abs(self.minor)).rjust(exponent + 1, "0")
        number = f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits
        return f"{sign}{number} {self.currency}"

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money goes with money, not with {type(other).__name__}")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} do not add or compare")
        return other.minor


def price(milliseconds: int, unit_price_micros: int) -> int:
    """What `milliseconds` cost, in minor units, rounded half up.

    `unit_price_micros` is in millionths of a minor unit per second, so that a price finer than a fen is still a whole
    number: 0.018 CNY a second is 1.8 fen, 1_800_000 micros.
    """
    if milliseconds < 0 or unit_price_micros < 0:
        raise ValueError("neither a length nor a price is negative")
    scale = MILLISECONDS * MICROS
    return (2 * milliseconds * unit_price_micros + scale) // (2 * scale)


def allocate(minor: int, weights: Sequence[int]) -> list[int]:
    """Split `minor` in proportion to `weights`; the parts sum to it exactly.

    Largest remainder first, the earlier part on a tie. With no weight at all the first part takes everything.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("one weight per part, none negative")
    whole = sum(weights)
    if not whole:
        return [minor, *[0] * (len(weights) - 1)]
    sign, size = (-1, -minor) if minor < 0 else (1, minor)
    parts = [size * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda part: (-(size * weights[part] % whole), part))
    for part in by_remainder[: size - sum(parts)]:
        parts[part] += 1
    return [sign * part for part in parts]
