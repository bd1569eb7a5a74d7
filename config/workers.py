"""Entry of the control worker: `dramatiq config.workers --processes 1 --threads 4 --queues control`.

The middleware list is complete as it stands. Dramatiq's own Retries, TimeLimit and AgeLimit are left out on purpose: a
failed message is dropped, because the sweeps find the same work again within seconds and the database counts attempts.
"""

from __future__ import annotations

import os

import django
import dramatiq

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # noqa: TID251 - Django's own entry point
django.setup()

from accounts import webhook_deliveries  # noqa: E402 - need the apps loaded
from projects import proposals  # noqa: E402
from render import actors, broker  # noqa: E402


class Proposals(actors.Clock):
    """A thread of its own that puts questions to the script model, because a slow model must not hold up a dispatch."""

    def __init__(self) -> None:
        super().__init__()
        self.sweeps = [actors.Sweep(proposals.answer_open, 1.0)]


class Webhooks(actors.Clock):
    """A thread that turns events into deliveries, and a bounded pool of senders: slow receivers hold up nobody else."""

    def __init__(self) -> None:
        super().__init__()
        self.senders = webhook_deliveries.Senders()
        self.sweeps = [
            actors.Sweep(webhook_deliveries.relay, 0.5),
            actors.Sweep(self.senders.fill, 0.5),
            actors.Sweep(webhook_deliveries.forget_old, 3600.0),
        ]

    def end(self) -> None:
        super().end()
        self.senders.end()


control = broker.make(actors.DatabaseConnections(), actors.QuickLooks(), actors.Clock(), Proposals(), Webhooks())
dramatiq.set_broker(control)
actors.register(control)
