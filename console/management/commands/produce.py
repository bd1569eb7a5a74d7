"""`manage.py produce SCRIPT --series TITLE --out DIR`: a script file to finished episodes, through the public API."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from console.client import ApiRefused, ApiUnreachable, Client, DownloadDamaged
from console.production import Produced, Production, ProductionFailed, guess_language

STAGES = ("voice", "boards", "shots", "music", "conform")
LINE_EVERY_SECONDS = 10


class Command(BaseCommand):
    """Produce every episode of a script."""

    help = "Turn a script into finished, labelled, invoiced episodes, speaking only the public REST API."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("script", type=Path, help="the script file (.txt, .docx, .pdf or .fountain)")
        parser.add_argument("--series", required=True, help="the series' title; found or made")
        parser.add_argument("--out", type=Path, required=True, help="folder for EP01.mp4, EP01.srt, report.json …")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the API answers")
        parser.add_argument("--key", help="API key sw_…; or use --key-file")
        parser.add_argument("--key-file", type=Path, help="file whose first line is the API key")
        parser.add_argument("--language", choices=("zh", "en"), help="spoken language (default: as the script reads)")
        parser.add_argument("--profile", default="douyin_1080x1920", help="delivery profile")
        parser.add_argument("--max-cost", help="refuse any single order above this, e.g. 5.00CNY")
        parser.add_argument("--patience", type=float, default=3600, help="seconds to wait for each episode")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["key"] or (options["key_file"] and options["key_file"].read_text().split()[0])
        if not key:
            raise CommandError("give --key or --key-file (manage.py accounts issue-key makes one)")
        try:
            script = options["script"].read_bytes()
        except OSError as missing:
            raise CommandError(str(missing)) from missing
        try:
            with Client(options["url"], key) as client, ProgressWatcher(self.console()) as watcher:
                produced = Production(
                    client=client,
                    out=options["out"],
                    profile=options["profile"],
                    max_cost=cost_ceiling(options["max_cost"]),
                    watcher=watcher,
                    patience_seconds=options["patience"],
                ).run(
                    script=script,
                    filename=options["script"].name,
                    title=options["series"],
                    language=options["language"] or guess_language(script),
                )
        except (ApiRefused, ApiUnreachable, DownloadDamaged, ProductionFailed) as problem:
            raise CommandError(str(problem)) from problem
        for episode in produced:
            self.summary(episode)

    def console(self) -> Console:
        return Console(file=self.stdout._out, highlight=False)  # rich writes to whatever the command writes to

    def summary(self, produced: Produced) -> None:
        report, cost = produced.report, produced.report["cost"]
        self.stdout.write(f"Episode {produced.episode['number']}: {report['frames']} frames, {report['seconds']:.1f} s")
        for role, path in produced.files.items():
            self.stdout.write(f"  {role:<14}{path}")
        total = cost["total"]
        self.stdout.write(
            f"  cost          {total['minor'] / 100:.2f} {total['currency']} for {len(cost['rows'])} takes"
        )


class ProgressWatcher:
    """Bars on a terminal; a line now and then where there is none."""

    def __init__(self, console: Console) -> None:
        self.terminal = console
        self._bars = Progress(
            TextColumn("{task.description:<8}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TextColumn("{task.fields[activity]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, tuple[float, int]] = {}

    def __enter__(self) -> ProgressWatcher:
        self._bars.start()
        for name in ("queue", *STAGES):
            self._tasks[name] = self._bars.add_task(name, total=None, activity="", start=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def say(self, text: str) -> None:
        self.terminal.print(text, markup=False)

    def stage(self, name: str, *, total: int, done: float, waiting: int = 0, activity: str = "") -> None:
        self._bars.start_task(self._tasks[name])
        self._bars.update(self._tasks[name], total=total, completed=done, activity=activity)
        self._bars.start_task(self._tasks["queue"])
        self._bars.update(self._tasks["queue"], total=total, completed=total - waiting, activity=f"{waiting} waiting")
        if not self.terminal.is_terminal:
            self._line(name, total, done, waiting, activity)

    def _line(self, name: str, total: int, done: float, waiting: int, activity: str) -> None:
        now, whole = time.monotonic(), int(done)
        said_at, said = self._said.get(name, (0.0, -1))
        if whole != said and (now - said_at >= LINE_EVERY_SECONDS or whole == total):
            self._said[name] = (now, whole)
            reason = f", {waiting} waiting ({activity or 'queued'})" if waiting else ""
            self.say(f"{name:<8} {done:5.1f} of {total}{reason}")


def cost_ceiling(text: str | None) -> dict[str, Any] | None:
    """`5.00CNY` as the API's money object."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,9})(?:\.(\d\d))?([A-Z]{3})", text.strip())
    if match is None:
        raise CommandError("--max-cost reads like 5.00CNY")
    return {"minor": int(match[1]) * 100 + int(match[2] or 0), "currency": match[3]}
