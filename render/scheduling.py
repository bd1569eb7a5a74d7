"""Which queued job goes next. Policy only: no broker, no clock, no database, so that it can be simulated.

First form: one after another, the slot goes to the studio with the fewest jobs running, then to the one served longest
ago; inside a studio priority counts, then age. A job goes out only when a slot is free, so the broker holds no backlog.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from render.contracts import WorkerAnnouncement


@dataclass(frozen=True, slots=True)
class Candidate:
    """A queued job. `age` orders jobs of equal priority, smallest first (its time of birth and its id)."""

    job_id: str
    studio_id: str
    lane: str
    priority: int
    age: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Load:
    """What a studio has on the floor in a lane, and when it was last given a slot (sortable; "" is never)."""

    running: int = 0
    last_served: str = ""


@dataclass(frozen=True, slots=True)
class Leased:
    """A job with a worker; `worker_id` is empty until that worker has been heard."""

    lane: str
    worker_id: str = ""


@dataclass
class Floor:
    """Free slots of the announced workers; a slot of a worker in two lanes is taken once for both."""

    lanes: frozenset[str] = frozenset()
    _pools: list[tuple[frozenset[str], int]] = field(default_factory=list)

    @classmethod
    def of(cls, workers: Iterable[WorkerAnnouncement], leased: Iterable[Leased]) -> Floor:
        """The floor as it is: announced slots less what is leased.

        A job whose worker is known occupies that worker, or nobody when the worker has left. A job nobody has been
        heard of yet occupies a slot in the narrowest pool that serves its lane.
        """
        present = list(workers)
        occupied: dict[str, int] = {}
        unheard: list[str] = []
        for job in leased:
            if job.worker_id:
                occupied[job.worker_id] = occupied.get(job.worker_id, 0) + 1
            else:
                unheard.append(job.lane)
        pools: dict[frozenset[str], int] = {}
        for worker in present:
            lanes = frozenset(worker.lanes)
            pools[lanes] = pools.get(lanes, 0) + max(0, worker.slots - occupied.get(worker.worker_id, 0))
        narrow_first = sorted(pools.items(), key=lambda pool: (len(pool[0]), sorted(pool[0])))
        floor = cls(frozenset(lane for worker in present for lane in worker.lanes), narrow_first)
        for lane in unheard:
            floor.take(lane)
        return floor

    def free(self, lane: str) -> int:
        """Slots a lane could take now."""
        return sum(slots for lanes, slots in self._pools if lane in lanes)

    def take(self, lane: str) -> bool:
        """Occupy one slot for a lane, of the least versatile workers first; false when there is none."""
        for number, (lanes, slots) in enumerate(self._pools):
            if lane in lanes and slots > 0:
                self._pools[number] = (lanes, slots - 1)
                return True
        return False


def choose(candidates: Iterable[Candidate], loads: Mapping[tuple[str, str], Load], floor: Floor) -> list[Candidate]:
    """The jobs to send now, in order. `loads` is by (studio, lane). Takes the slots from `floor`."""
    queues: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in candidates:
        queues.setdefault((candidate.studio_id, candidate.lane), []).append(candidate)
    for queue in queues.values():
        queue.sort(key=lambda c: (-c.priority, c.age), reverse=True)
    running = {key: loads.get(key, Load()).running for key in queues}
    chosen: list[Candidate] = []
    served: dict[tuple[str, str], int] = {}
    while queues:
        # a studio given a slot in this round counts as served later than any before it
        key = min(
            queues, key=lambda k: (running[k], served.get(k, -1), loads.get(k, Load()).last_served, queues[k][-1].age)
        )
        if not floor.take(key[1]):
            queues = {other: queue for other, queue in queues.items() if other[1] != key[1]}
            continue
        chosen.append(queues[key].pop())
        running[key] += 1
        served[key] = len(chosen)
        if not queues[key]:
            del queues[key]
    return chosen
