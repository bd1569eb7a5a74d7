"""`manage.py demo`: start everything, make the sample episode through the public API, check it, say what it cost."""

from __future__ import annotations

import hashlib
import json
import signal
import time
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from accounts import api_keys, studios
from accounts.authentication import system_actor
from accounts.models import Studio
from accounts.tenancy import within
from config.env import inherited
from console.client import Client
from infra.embedded import stack, studio
from infra.embedded.errors import StackError
from infra.embedded.supervisor import GaveUp, NotReady, PortTaken, Supervisor, check_port, free_port

SAMPLES = {
    "zh": ("projects/samples/wedding_ring.zh.txt", "婚戒密码"),
    "en": ("projects/samples/second_contract.en.txt", "The Second Contract"),
}
BUDGET = {"minor": 5_000, "currency": "CNY"}
READY_SECONDS = 60
KEY_LIFE = timedelta(days=1)


class Command(BaseCommand):
    help = (
        "Start the embedded stack and the whole product, produce a bundled sample episode through the public REST API, "
        "verify what came out, print where it lies and what it cost, and stop. Exit status 1 if anything is not right."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sample", choices=sorted(SAMPLES), default="zh", help="which script (default %(default)s)"
        )
        parser.add_argument("--series", default="", help="series title; a new title makes and pays for a new episode")
        parser.add_argument("--out", type=Path, default=None, help="folder for the files (default out/<sample>)")
        parser.add_argument("--port", type=int, default=0, help="the web process's port (default: a free one)")
        parser.add_argument(
            "--render-workers", type=int, default=studio.usable_cores(), metavar="N", help="default %(default)s"
        )
        parser.add_argument("--logs", action="store_true", help="show the processes' logs as well")

    def handle(self, *args: Any, **options: Any) -> None:
        # asked to end from outside, it ends like Ctrl-C: everything it started stops too
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        began = time.monotonic()
        env = settings.ENV
        ours = stack.embedded_parts(database_url=env.database_url, redis_url=env.redis_url, media_store=env.media_store)
        try:
            port = options["port"] or free_port()
            check_port(port)
            started = stack.up(env.var, parts=ours)
            try:
                call_command("migrate", database="owner", interactive=False, verbosity=0)
                key = self.demo_key(env.var)
                connections.close_all()
                specs = studio.studio_processes(port, options["render_workers"], inherited())
                log = self.log_to(env.var / "demo.log", [spec.name for spec in specs], show=options["logs"])
                with Supervisor(specs, log) as supervisor:
                    supervisor.wait_ready(f"http://127.0.0.1:{port}/readyz", READY_SECONDS)
                    self.stdout.write(f"Ready after {time.monotonic() - began:.1f} s: web, control, render workers.")
                    self.make(f"http://127.0.0.1:{port}", key, options)
            finally:
                if started:
                    stack.down(env.var)
        except (StackError, PortTaken, GaveUp, NotReady) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(self.style.SUCCESS(f"Done in {time.monotonic() - began:.0f} s."))

    def make(self, url: str, key: str, options: dict[str, Any]) -> None:
        path, title = SAMPLES[options["sample"]]
        title = options["series"] or title
        out = options["out"] or settings.BASE_DIR / "out" / options["sample"]
        produce = {"series": title, "out": out, "url": url, "key": key}
        with Client(url, key) as client:
            if not any(budget["scope"] == "studio" for budget in client.all("budgets")):
                client.post("budgets", {"scope": "studio", "limit": BUDGET})
            call_command("produce", settings.BASE_DIR / path, stdout=self.stdout, **produce)
            report = json.loads((out / "report.json").read_text())
            paid = self.paid(client, report)
            self.stdout.write("Again, to see that nothing is paid twice:")
            call_command("produce", settings.BASE_DIR / path, stdout=self.stdout, **produce)
            invoice = client.post("invoices", {"period": f"{timezone.now():%Y-%m}"})
            wrong = self.wrong(out, report, paid, self.paid(client, report), invoice)
        if wrong:
            raise CommandError("the episode is not right:\n" + "\n".join(f"  {line}" for line in wrong))
        total = invoice["total"]
        self.stdout.write(
            f"Verified: frames, sound, labels read back, files, money.\n"
            f"Invoice draft {invoice['id']}: {total['minor'] / 100:.2f} {total['currency']}, {len(invoice['lines'])} "
            f"line(s), this episode {paid / 100:.2f}.\nWatch it: {out / 'EP01.mp4'}"
        )

    def demo_key(self, var: Path) -> str:
        """A fresh one-day key of the demo studio, which is made on the first run and remembered under `var/`."""
        note = var / "demo_studio"
        known = note.read_text().strip() if note.exists() else ""
        found = None
        if known:
            with within(known):
                found = Studio.objects.filter(pk=known).first()
        if found is None:
            found, _ = studios.open_studio(
                name="Demo Studio 示例工作室", owner_email=f"demo-{int(time.time())}@example.com"
            )
            note.write_text(found.pk)
        with within(found):
            actor = system_actor(found)
            _, secret = api_keys.issue(actor, name="demo", scopes=actor.scopes, expires_at=timezone.now() + KEY_LIFE)
        return secret

    def log_to(self, path: Path, names: list[str], *, show: bool) -> Any:
        """Logs go to a file that stays for whoever wants to know; to the terminal only when asked."""
        if show:
            return studio.prefixed_log(names)
        path.write_text("")
        return studio.prefixed_log(names, path.open("a"))

    @staticmethod
    def paid(client: Client, report: dict[str, Any]) -> int:
        """What the episode has cost so far, in minor units, from the ledger's own rows."""
        return int(client.get("costs", episode=report["episode"]["id"])["total"]["minor"])

    @staticmethod
    def wrong(out: Path, report: dict[str, Any], first: int, second: int, invoice: dict[str, Any]) -> list[str]:
        """Everything about the run that should not be; empty when all is well."""
        master = out / "EP01.mp4"
        with master.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        rows = sum(row["amount"]["minor"] for row in report["cost"]["rows"])
        lines = sum(line["amount"]["minor"] for line in invoice["lines"])
        checks = {
            "EP01.mp4 is not the delivered master": digest == report["deliverable"]["sha256"],
            "EP01.srt is empty": (out / "EP01.srt").stat().st_size > 100,
            "the storyboard is not a PDF": (out / "EP01_storyboard.pdf").read_bytes()[:5] == b"%PDF-",
            "a stem is missing": all((out / f"EP01_{s}.flac").exists() for s in ("dialogue", "music", "effects")),
            "the contact sheet is not a PNG": (out / "EP01_contact.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n",
            "the master's frames differ from the cut's": report["frames"] == report["cut"]["frames"],
            "the labels were not read back": report["is_verified"] and report["label"]["stands"],
            "loudness is off target": abs(report["loudness"]["lufs"] - report["loudness"]["target_lufs"]) <= 0.3,
            "cost rows do not add up": rows == first,
            "the second run was paid again": second == first,
            "invoice lines do not add up": lines == invoice["total"]["minor"],
            "the invoice misses this episode": invoice["total"]["minor"] >= first > 0,
        }
        return [problem for problem, fine in checks.items() if not fine]
