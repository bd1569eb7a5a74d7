"""The policy alone: no broker, no clock, no database."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from render.contracts import WorkerAnnouncement
from render.scheduling import Candidate, Floor, Leased, Load, choose


def worker(name: str, *lanes: str, slots: int = 1) -> WorkerAnnouncement:
    return WorkerAnnouncement(name, lanes, slots, (), 1, "here")


def queue(studio: str, number: int, *, lane: str = "cpu", priority: int = 0) -> list[Candidate]:
    return [
        Candidate(f"{studio}{lane}{priority}-{n:03}", studio, lane, priority, (f"{n:03}", "")) for n in range(number)
    ]


def ids(chosen: list[Candidate]) -> list[str]:
    return [candidate.job_id for candidate in chosen]


def test_a_studio_with_one_shot_does_not_wait_for_two_thousand_of_another():
    floor = Floor.of([worker("w", "cpu", slots=4)], [])
    chosen = choose([*queue("a", 2000), *queue("b", 1)], {}, floor)
    assert Counter(c.studio_id for c in chosen) == {"a": 3, "b": 1}
    assert [c.studio_id for c in chosen][:2] == ["a", "b"]


def test_with_one_slot_studios_take_turns():
    served: dict[tuple[str, str], Load] = {}
    order = []
    queues = {"a": queue("a", 6), "b": queue("b", 2)}
    for turn in range(6):
        waiting = [c for q in queues.values() for c in q]
        (chosen,) = choose(waiting, served, Floor.of([worker("w", "cpu")], []))
        queues[chosen.studio_id].remove(chosen)
        served[chosen.studio_id, "cpu"] = Load(0, f"{turn:03}")
        order.append(chosen.studio_id)
    assert order == ["a", "b", "a", "b", "a", "a"]


def test_inside_a_studio_priority_counts_and_then_age():
    floor = Floor.of([worker("w", "cpu", slots=3)], [])
    chosen = choose([*queue("a", 2), *queue("a", 2, priority=5)], {}, floor)
    assert ids(chosen) == ["acpu5-000", "acpu5-001", "acpu0-000"]


def test_the_studio_with_less_on_the_floor_goes_first():
    loads = {("a", "cpu"): Load(3, "000"), ("b", "cpu"): Load(1, "999")}
    chosen = choose([*queue("a", 3), *queue("b", 3)], loads, Floor.of([worker("w", "cpu", slots=3)], []))
    assert [c.studio_id for c in chosen] == ["b", "b", "a"]


def test_a_worker_in_two_lanes_is_not_given_two_jobs():
    floor = Floor.of([worker("w", "cpu", "gpu")], [])
    assert len(choose([*queue("a", 1), *queue("a", 1, lane="gpu")], {}, floor)) == 1


def test_a_lane_without_slots_does_not_stop_another():
    floor = Floor.of([worker("w", "gpu")], [])
    assert ids(choose([*queue("a", 3), *queue("b", 1, lane="gpu")], {}, floor)) == ["bgpu0-000"]


def test_a_leased_job_fills_the_worker_that_has_it_or_any_that_could():
    workers = [worker("w1", "cpu"), worker("w2", "cpu")]
    assert Floor.of(workers, [Leased("cpu", "w1")]).free("cpu") == 1
    assert Floor.of(workers, [Leased("cpu", "w1"), Leased("cpu", "w1")]).free("cpu") == 1
    assert Floor.of(workers, [Leased("cpu", "")]).free("cpu") == 1
    assert Floor.of(workers, [Leased("cpu", "left long ago")]).free("cpu") == 2
    assert Floor.of([], [Leased("cpu", "")]).free("cpu") == 0


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["cpu", "gpu"]), st.integers(-2, 2)), max_size=40),
    st.lists(st.tuples(st.sampled_from([("cpu",), ("gpu",), ("cpu", "gpu")]), st.integers(1, 3)), max_size=4),
)
def test_slots_are_never_overfilled_and_never_idle_while_work_waits(jobs, workers):
    candidates = [Candidate(f"j{n}", studio, lane, p, (f"{n:03}", "")) for n, (studio, lane, p) in enumerate(jobs)]
    floor = Floor.of([worker(f"w{n}", *lanes, slots=slots) for n, (lanes, slots) in enumerate(workers)], [])
    slots = sum(number for _, number in workers)
    chosen = choose(candidates, {}, floor)
    assert len(chosen) <= slots
    assert len(set(ids(chosen))) == len(chosen)
    left = {c.lane for c in candidates} if len(chosen) < len(candidates) else set()
    for lane in left:
        if any(c.lane == lane and c not in chosen for c in candidates):
            assert floor.free(lane) == 0
