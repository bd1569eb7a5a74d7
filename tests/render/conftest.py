"""A studio with money and a small episode, a rival with the same, and a hand that plays the worker."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from accounts.actor import Actor, system_actor
from accounts.models import Event, Studio
from accounts.tenancy import within
from billing import budgets
from billing.models import Budget, Hold, MeterEvent
from billing.money import Money
from projects import storage
from projects.briefs import Look, Voice, to_json
from projects.models import CastMember, Episode, Line, Scene, Series, Shot
from render import completion, leasing, ordering
from render.contracts import Failure, Output, Progress, Receipt
from render.door import Pass
from render.models import Attempt, Job, JobMove
from tests import factories


@dataclass
class Room:
    """One studio's small world. Its rows are visible inside `within(room.studio)`."""

    studio: Studio
    actor: Actor
    lines: list[Line] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)

    @classmethod
    def furnish(cls, name: str, *, limit: int = 100_00) -> Room:
        studio = factories.make_studio(name)
        room = cls(studio, system_actor(studio))
        with within(studio):
            budgets.open_budget(room.actor, limit=Money(limit, "CNY"))
            series = Series.unscoped.create(studio=studio, title=name, code=name[:3].upper())
            episode = Episode.unscoped.create(studio=studio, series=series, number=1)
            scene = Scene.unscoped.create(studio=studio, episode=episode, label="1", ordinal=1, set_id="office")
            member = CastMember.unscoped.create(
                studio=studio, series=series, name="林晚", look=to_json(Look()), voice=to_json(Voice())
            )
            for number in (1, 2):
                shot = Shot.unscoped.create(studio=studio, scene=scene, code=10 * number, frames=48)
                room.shots.append(shot)
                room.lines.append(
                    Line.unscoped.create(
                        studio=studio, shot=shot, ordinal=10, member=member, text=f"你来晚了{number}", estimated_ms=1500
                    )
                )
        return room

    def order(self, *subjects: Line | Shot, **facts: Any) -> list[Job]:
        """Order takes of these; the jobs in the order asked."""
        items = [{"kind": "line" if isinstance(s, Line) else "shot", "id": s.pk} for s in subjects]
        with within(self.studio):
            made = ordering.order(self.actor, items=items, **facts)
            return list(Job.objects.for_studio(self.studio).filter(order=made).order_by("created_at"))

    def fresh(self, job: Job) -> Job:
        with within(self.studio):
            return Job.objects.for_studio(self.studio).select_related("studio").get(pk=job.pk)

    def lease(self, job: Job) -> Pass:
        """What dispatch does, without a message."""
        with within(self.studio):
            row = Job.objects.for_studio(self.studio).select_related("studio").get(pk=job.pk)
            assert leasing.grant(row)
            return Pass(row.pk, row.studio_id, row.attempt)

    def progress(self, ticket: Pass, fraction: float = 0.1, worker: str = "worker-1") -> dict[str, Any]:
        with within(self.studio):
            return leasing.renew(self.studio, ticket, Progress(worker, fraction, "voice"))

    def finish(self, ticket: Pass, **facts: Any) -> bool:
        with within(self.studio):
            return completion.receive(self.studio, ticket, facts.pop("receipt", None) or self.receipt(ticket, **facts))

    def receipt(
        self,
        ticket: Pass,
        *,
        worker: str = "worker-1",
        failure: Failure | None = None,
        outcome: str = "",
        data: bytes = b"RIFF a sound",
        stored: bytes | None = None,
        milliseconds: int = 1200,
    ) -> Receipt:
        """A worker's receipt; what it claims to have uploaded is really in the store."""
        outputs: tuple[Output, ...] = ()
        if failure is None and not outcome:
            digest = hashlib.sha256(data).hexdigest()
            facts = {"milliseconds": milliseconds, "phonemes": [[0, "n"]]}
            outputs = (Output("sound", "sound.wav", "audio/wav", len(data), digest, facts),)
            key = completion.output_key(self.studio, ticket, outputs[0])
            storage.store().write(key, io.BytesIO(data if stored is None else stored), content_type="audio/wav")
        return Receipt(
            ticket.job_id,
            ticket.attempt,
            worker,
            outcome or ("failed" if failure else "succeeded"),  # type: ignore[arg-type]
            "espeak@1",
            outputs,
            failure,
            wall_seconds=1.5,
            cpu_seconds=1.2,
        )

    def history(self, job: Job) -> list[tuple[str, str, int]]:
        with within(self.studio):
            rows = JobMove.objects.for_studio(self.studio).filter(job=job).order_by("id")
            return [(row.origin, row.target, row.attempt) for row in rows]

    def outcomes(self, job: Job) -> list[str]:
        with within(self.studio):
            rows = Attempt.objects.for_studio(self.studio).filter(job=job).order_by("number")
            return [row.outcome for row in rows]

    def money(self) -> dict[str, int]:
        """Held and spent of the studio's budget, open holds, and captures."""
        with within(self.studio):
            budget = Budget.objects.for_studio(self.studio).get()
            return {
                "held": budget.held_minor,
                "spent": budget.spent_minor,
                "open": Hold.objects.for_studio(self.studio).filter(state="held").count(),
                "captures": MeterEvent.objects.for_studio(self.studio).count(),
            }

    def told(self) -> list[str]:
        with within(self.studio):
            rows = Event.objects.for_studio(self.studio).order_by("sequence")
            return [row.type for row in rows if row.type.startswith(("job.", "take."))]


@pytest.fixture(autouse=True)
def _quiet_redis(redis_client: Any) -> None:
    """No message or worker's card of another test."""


@pytest.fixture(autouse=True)
def media_folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_STORE = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def rival_room(db: None) -> Room:
    return Room.furnish("Rival")


@pytest.fixture
def room(rival_room: Room) -> Room:
    return Room.furnish("Lantern")


@pytest.fixture
def expire_lease() -> Callable[[Room, Job], None]:
    """Let a job's lease have run out a second ago, by the database's clock."""

    def expire(room: Room, job: Job) -> None:
        with within(room.studio):
            assert (
                Job.objects.for_studio(room.studio).filter(pk=job.pk).update(lease_until=leasing.end_of_lease(-1 / 30))
            )

    return expire
