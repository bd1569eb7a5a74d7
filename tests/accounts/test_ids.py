"""Ids say what they are, sort by birth, and never meet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from accounts import ids


def test_ids_sort_in_the_order_they_were_made() -> None:
    made = [ids.new_id("sho") for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(ids.is_id(one, "sho") and len(one) == ids.LENGTH for one in made)


def test_threads_make_no_id_twice() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: [ids.new_id("tak") for _ in range(500)], range(8)))
    flat = [one for some in made for one in some]
    assert len(set(flat)) == len(flat) == 4_000


def test_an_id_is_known_by_its_prefix_and_its_alphabet() -> None:
    one = ids.new_id("job")
    assert not ids.is_id(one, "sho")
    assert not ids.is_id(one.lower(), "job")
    assert not ids.is_id(one[:-1] + "U", "job")
    assert not ids.is_id(one + "\n", "job")
