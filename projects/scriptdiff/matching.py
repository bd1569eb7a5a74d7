"""Which part of one version is which of another: exact words first, then alike ones, neighbours and names as help."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from projects.scriptdiff.likeness import Grams, candidates

T = TypeVar("T")
Pairs = dict[int, int]
"""Old index by new index."""


def pair_equal(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """Pairs of equal keys. Of keys that occur unequally often, those beside a pair are taken first, then the first."""
    pairs: Pairs = {}
    places_old, places_new = _places(old), _places(new)
    uneven = set()
    for key, at_new in places_new.items():
        at_old = places_old.get(key, [])
        if len(at_old) == len(at_new):
            pairs.update(zip(at_new, at_old, strict=True))
        elif at_old:
            uneven.add(key)
    if uneven:
        taken = set(pairs.values())
        _extend(old, new, pairs, taken, uneven)
        for key in sorted(uneven, key=lambda key: places_new[key][0]):
            free_old = [index for index in places_old[key] if index not in taken]
            free_new = [index for index in places_new[key] if index not in pairs]
            pairs.update(zip(free_new, free_old, strict=False))
    return pairs


def pair_alike(
    old: Sequence[Grams],
    new: Sequence[Grams],
    pairs: Pairs,
    *,
    least: float,
    bonus: Callable[[int, int], float],
    least_beside: float | None = None,
) -> Pairs:
    """Further pairs among what is not paired yet, the most alike first.

    `bonus` is what speaks for a pair besides its words. A pair that stands in the same gap between pairs counts a
    little more, and may be as little alike as `least_beside`.
    """
    rest_old = [index for index in range(len(old)) if index not in set(pairs.values())]
    rest_new = [index for index in range(len(new)) if index not in pairs]
    if not rest_old or not rest_new:
        return {}
    gap_old, gap_new = _gaps(pairs, rest_old, rest_new)
    scored = []
    for at_old, at_new, like in candidates([old[i] for i in rest_old], [new[i] for i in rest_new]):
        before, after = rest_old[at_old], rest_new[at_new]
        beside = gap_old[before] == gap_new[after]
        needed = least_beside if beside and least_beside is not None else least
        extra = bonus(before, after)
        if like + min(extra, 0.1) >= needed and like > 0:
            scored.append((-(like + extra + (0.05 if beside else 0.0)), after, before))
    found: Pairs = {}
    taken: set[int] = set()
    for _, after, before in sorted(scored):
        if after not in found and before not in taken:
            found[after] = before
            taken.add(before)
    return found


def pair_beside(old: Sequence[Hashable], new: Sequence[Hashable], pairs: Pairs) -> Pairs:
    """Further pairs of equal keys that stand in the same gap between pairs, in order: for parts without words."""
    rest_old = [index for index in range(len(old)) if index not in set(pairs.values())]
    rest_new = [index for index in range(len(new)) if index not in pairs]
    gap_old, gap_new = _gaps(pairs, rest_old, rest_new)
    waiting: dict[tuple[int, Hashable], list[int]] = {}
    for index in reversed(rest_old):
        waiting.setdefault((gap_old[index], old[index]), []).append(index)
    found: Pairs = {}
    for index in rest_new:
        if left := waiting.get((gap_new[index], new[index])):
            found[index] = left.pop()
    return found


def stay(order: Sequence[int]) -> set[int]:
    """The positions in `order` (old indexes in new order) that stand still: a longest increasing run. Others moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for position, value in enumerate(order):
        at = bisect.bisect_left(tails, value)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            ends.append(position)
        else:
            tails[at], ends[at] = value, position
    kept = set()
    position = ends[-1] if ends else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return kept


def _places(keys: Sequence[Hashable]) -> dict[Hashable, list[int]]:
    places: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        places.setdefault(key, []).append(index)
    return places


def _extend(
    old: Sequence[Hashable], new: Sequence[Hashable], pairs: Pairs, taken: set[int], uneven: set[Hashable]
) -> None:
    """Pair what stands beside a pair, or at the same end of both, forward and then backward."""
    for step in (1, -1):
        order = range(len(new)) if step == 1 else range(len(new) - 1, -1, -1)
        for after in order:
            if after in pairs or new[after] not in uneven:
                continue
            edge_new, edge_old = (-1, -1) if step == 1 else (len(new), len(old))
            before = pairs.get(after - step, edge_old if after - step == edge_new else None)
            if before is None:
                continue
            before += step
            if 0 <= before < len(old) and before not in taken and old[before] == new[after]:
                pairs[after] = before
                taken.add(before)


def _gaps(pairs: Pairs, rest_old: Sequence[int], rest_new: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """For each part without a partner, the old index of the nearest pair before it."""
    paired_old = sorted(pairs.values())
    paired_new = sorted(pairs)
    gap_old = {}
    for index in rest_old:
        at = bisect.bisect_left(paired_old, index)
        gap_old[index] = paired_old[at - 1] if at else -1
    gap_new = {}
    for index in rest_new:
        at = bisect.bisect_left(paired_new, index)
        gap_new[index] = pairs[paired_new[at - 1]] if at else -1
    return gap_old, gap_new
