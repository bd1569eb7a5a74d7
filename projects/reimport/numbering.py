"""Where things stand and which number they get: pure.

Numbers are kept for ever; what is new gets one between its neighbours', what moved gets a new one at its new place.
Only a scene that is full is numbered afresh.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Sequence
from typing import TypeVar

from projects.scriptdiff.matching import stay

STEP = 10

T = TypeVar("T")


class NumbersExhausted(Exception):
    """There are more parts than numbers."""


def woven(wanted: Sequence[T], before: Sequence[T]) -> list[T]:
    """The wanted order, and whatever else stood before put back behind the neighbour it followed."""
    present = set(map(id, wanted))
    first: list[T] = []
    behind: dict[int, list[T]] = {}
    for neighbour, part in itertools.pairwise([None, *before]):
        if part is not None and id(part) not in present:
            (first if neighbour is None else behind.setdefault(id(neighbour), [])).append(part)
    order: list[T] = []
    waiting = [*reversed(wanted), *reversed(first)]
    while waiting:
        part = waiting.pop()
        order.append(part)
        waiting += reversed(behind.get(id(part), ()))
    return order


def numbers(current: Sequence[int | None], retired: Container[int], most: int) -> list[int]:
    """A rising number for each part in order: its own where it can keep it, else one that lies between.

    `current` are the numbers so far, None for what is new. `retired` numbers were given to what has left and are given
    again only where nothing else is free.
    """
    held = [(at, number) for at, number in enumerate(current) if number is not None]
    kept = {held[position][0] for position in stay([number for _, number in held])}
    found: list[int] = []
    waiting = 0
    for at, number in enumerate(current):
        if at not in kept or number is None:
            waiting += 1
            continue
        between = _between(found[-1] if found else 0, number, waiting, retired)
        if between is None:
            return _afresh(len(current), most)
        found += [*between, number]
        waiting = 0
    found += _after(found[-1] if found else 0, waiting, retired)
    return found if not found or found[-1] <= most else _afresh(len(current), most)


def _between(low: int, high: int, count: int, retired: Container[int]) -> list[int] | None:
    room: Sequence[int] = [number for number in range(low + 1, high) if number not in retired]
    if len(room) < count:
        room = range(low + 1, high)
    if len(room) < count:
        return None
    return [room[(2 * place + 1) * len(room) // (2 * count)] for place in range(count)]


def _after(low: int, count: int, retired: Container[int]) -> list[int]:
    found: list[int] = []
    number = low // STEP * STEP
    while len(found) < count:
        number += STEP
        if number not in retired:
            found.append(number)
    return found


def _afresh(count: int, most: int) -> list[int]:
    step = min(STEP, most // count)
    if not step:
        raise NumbersExhausted
    return [step * place for place in range(1, count + 1)]
