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

from projects import proposals  # noqa: E402 - need the apps loaded
from render import actors, broker  # noqa: E402


class Proposals(actors.Clock):
    """A thread of its own that puts questions to the script model, because a slow model must not hold up a dispatch."""

    def __init__(self) -> None:
        super().__init__()
        self.sweeps = [actors.Sweep(proposals.answer_open, 1.0)]


control = broker.make(actors.DatabaseConnections(), actors.QuickLooks(), actors.Clock(), Proposals())
dramatiq.set_broker(control)
actors.register(control)
