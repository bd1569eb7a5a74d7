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

from render import actors, broker  # noqa: E402 - need the apps loaded

control = broker.make(actors.DatabaseConnections(), actors.QuickLooks(), actors.Clock())
dramatiq.set_broker(control)
actors.register(control)
