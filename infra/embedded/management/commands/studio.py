"""`manage.py studio`: the whole product in the foreground, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config.env import inherited
from infra.embedded import stack, studio
from infra.embedded.errors import StackError
from infra.embedded.supervisor import GaveUp, NotReady, PortTaken, Supervisor, check_port

READY_SECONDS = 60


class Command(BaseCommand):
    help = (
        "Run the whole product on this machine: embedded stack, web on 127.0.0.1, control worker and CPU render "
        "workers, with prefixed logs. Ctrl-C stops everything; a second Ctrl-C does not wait for work in hand."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the web process's port (default %(default)s)")
        parser.add_argument(
            "--render-workers",
            type=int,
            default=studio.usable_cores(),
            metavar="N",
            help="CPU render workers (default %(default)s: one per core)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._stop_asked = threading.Event()
        self._supervisor: Supervisor | None = None
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            check_port(options["port"])
            self._run(options["port"], options["render_workers"])
        except (StackError, PortTaken, GaveUp, NotReady) as problem:
            raise CommandError(str(problem)) from problem
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._supervisor is not None:
            (self._supervisor.hurry if self._stop_asked.is_set() else self._supervisor.begin_stop)()
        self._stop_asked.set()

    def _run(self, port: int, render_workers: int) -> None:
        env = settings.ENV
        ours = stack.embedded_parts(database_url=env.database_url, redis_url=env.redis_url, media_store=env.media_store)
        started = stack.up(env.var, parts=ours)
        try:
            call_command("migrate", database="owner", interactive=False, verbosity=0)
            connections.close_all()
            specs = studio.studio_processes(port, render_workers, inherited())
            supervisor = self._supervisor = Supervisor(specs, studio.prefixed_log([spec.name for spec in specs]))
            with supervisor:
                self._stay(supervisor, f"http://127.0.0.1:{port}")
                self.stdout.write("stopping ...")
        finally:
            if started:
                stack.down(env.var)
        self.stdout.write("stopped" if started else "stopped; the stack was up before and stays up")

    def _stay(self, supervisor: Supervisor, address: str) -> None:
        try:
            supervisor.wait_ready(f"{address}/healthz", READY_SECONDS)
        except NotReady:
            if self._stop_asked.is_set():
                return
            raise
        self.stdout.write(self.style.SUCCESS(f"Shotwright is at {address} - Ctrl-C stops it"))
        while not self._stop_asked.wait(0.2):
            if supervisor.gave_up:
                raise GaveUp(supervisor.gave_up)
