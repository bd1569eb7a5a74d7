"""`manage.py stack`: PostgreSQL, Redis and the media store on this machine, alone."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from infra.embedded import stack
from infra.embedded.errors import StackError

EXTERNAL_VARIABLES = {stack.POSTGRES: "DATABASE_URL", stack.REDIS: "REDIS_URL", stack.MEDIA: "MEDIA_STORE"}
EXIT_NOT_UP = 3


class Command(BaseCommand):
    help = (
        "Start, stop or show the embedded stack: PostgreSQL and Redis from wheels and a media folder, all below var/ "
        "(or SHOTWRIGHT_VAR). A part given by DATABASE_URL, REDIS_URL or MEDIA_STORE is not ours and left alone."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("up", "down", "status"), help="status exits with 3 when something is down")
        parser.add_argument("--no-migrate", action="store_true", help="up: leave the database's tables as they are")
        parser.add_argument("--erase", action="store_true", help="down: delete all data too")

    def handle(self, *args: Any, **options: Any) -> None:
        env = settings.ENV
        ours = stack.embedded_parts(database_url=env.database_url, redis_url=env.redis_url, media_store=env.media_store)
        try:
            getattr(self, f"_{options['act']}")(ours, options)
        except StackError as problem:
            raise CommandError(str(problem)) from problem

    def _up(self, ours: tuple[str, ...], options: dict[str, Any]) -> None:
        started = stack.up(settings.ENV.var, parts=ours)
        for part in stack.PARTS:
            if part not in ours:
                self.stdout.write(f"{part:<9} external, from {EXTERNAL_VARIABLES[part]}; not ours to start")
            else:
                self.stdout.write(f"{part:<9} {'started' if part in started else 'up'}")
        if not options["no_migrate"]:
            call_command("migrate", database="owner", interactive=False, verbosity=0, stdout=self.stdout)
            self.stdout.write("tables    up to date")

    def _down(self, ours: tuple[str, ...], options: dict[str, Any]) -> None:
        if options["erase"]:
            stack.erase(settings.ENV.var)
            self.stdout.write(f"stopped, and all data in {settings.ENV.var} deleted")
            return
        stopped = stack.down(settings.ENV.var)
        self.stdout.write(f"stopped {' and '.join(stopped)}" if stopped else "nothing was running")

    def _status(self, ours: tuple[str, ...], options: dict[str, Any]) -> None:
        shown = [part for part in stack.status(settings.ENV.var).parts if part.part in ours]
        for part in shown:
            state = "up" if part.running else "down"
            pid = f"pid {part.pid}" if part.pid else ""
            self.stdout.write(f"{part.part:<9} {state:<5} {pid:<12} {part.where}".rstrip())
        for name in sorted(set(stack.PARTS) - set(ours)):
            self.stdout.write(f"{name:<9} external, from {EXTERNAL_VARIABLES[name]}")
        if not all(part.running for part in shown):
            sys.exit(EXIT_NOT_UP)
