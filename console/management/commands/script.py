"""`manage.py script check|import|diff|apply`: read a script here, or bring its versions into a series by the API."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from console.client import ApiRefused, ApiUnreachable, Client
from console.production import guess_language, send_script, series_titled
from console.script_pages import ScriptPages
from projects import breakdown, documents, retiming
from projects.models import Series
from projects.screenplay import ScriptUnreadable


class Command(BaseCommand):
    """Check a script on this machine; import it, see what it would change, and apply it."""

    help = "Check a script without a server; import a version into a series, show what it would change, apply it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        todo = parser.add_subparsers(dest="todo", required=True)
        check = todo.add_parser("check", help="read a file here: what is understood, what is doubted, the shot list")
        check.add_argument("file", type=Path, help=".txt, .docx, .pdf or .fountain")
        check.add_argument("--shots", action="store_true", help="also print every planned shot with its reasons")
        bring = todo.add_parser("import", help="send a file as a new version, show what it changes and apply it")
        bring.add_argument("file", type=Path)
        bring.add_argument("--series", required=True, help="the series' title; found or made")
        bring.add_argument("--review", action="store_true", help="stop before anything is applied")
        show = todo.add_parser("diff", help="what a version would change")
        show.add_argument("script", help="a script version, scr_…")
        apply = todo.add_parser("apply", help="make what stands what a version says")
        apply.add_argument("script", help="a script version, scr_…")
        apply.add_argument("--expected-diff", default="", help="the digest that was reviewed; refused if it is another")
        for one in (check, bring):
            one.add_argument("--language", choices=("zh", "en"), help="spoken language (default: as the script reads)")
        for one in (bring, show, apply):
            one.add_argument("--url", default="http://127.0.0.1:8000", help="where the API answers")
            one.add_argument("--key", help="API key sw_…; or use --key-file")
            one.add_argument("--key-file", type=Path, help="file whose first line is the API key")
        for one in (check, bring, show, apply):
            one.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of what is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=self.stdout._out, highlight=False)
        pages = ScriptPages(console, options["lang"])
        if options["todo"] == "check":
            self._check(pages, options)
            return
        key = options["key"] or (options["key_file"] and options["key_file"].read_text().split()[0])
        if not key:
            raise CommandError("give --key or --key-file (manage.py accounts issue-key makes one)")
        try:
            with Client(options["url"], key) as client:
                match options["todo"]:
                    case "import":
                        self._import(pages, client, options)
                    case "diff":
                        pages.difference(client.get(f"scripts/{options['script']}/diff"))
                    case "apply":
                        self._apply(pages, client, options["script"], options["expected_diff"])
        except (ApiRefused, ApiUnreachable) as problem:
            raise CommandError(str(problem)) from problem

    def _check(self, pages: ScriptPages, options: dict[str, Any]) -> None:
        """Everything a script's import would say, without a server or a database."""
        data = _bytes(options["file"])
        try:
            document = documents.read_document(data, options["file"].name)
        except ScriptUnreadable as unreadable:
            raise CommandError(unreadable.message_zh if pages.at == 0 else unreadable.message_en) from unreadable
        language = options["language"] or guess_language(_text(data, options["file"].name))
        series = Series(title=options["file"].stem, language=language)
        found = breakdown.understand(series, document.text)
        pages.understood(found.play.grade, breakdown.summary(series, found))
        pages.diagnostics(dataclasses.asdict(one) for one in (*document.warnings, *found.play.diagnostics))
        if options["shots"]:
            for text, scenes in found.episodes:
                for scene in scenes:
                    title = f"EP{text.number:02d} {scene.number} {scene.location}"
                    rate = retiming.rate_of(series)
                    pages.shots(title, [_shot(shot, at, series, rate) for at, shot in enumerate(scene.shots, start=1)])
        if found.play.grade == "unparseable":
            raise CommandError("unparseable")

    def _import(self, pages: ScriptPages, client: Client, options: dict[str, Any]) -> None:
        data = _bytes(options["file"])
        language = options["language"] or guess_language(_text(data, options["file"].name))
        series = series_titled(client, options["series"], language)
        version = send_script(client, series, data, options["file"].name)
        pages.say(pages.word("version", number=version["number"], id=version["id"]), "bold")
        pages.understood(version["grade"], version["understood"])
        pages.diagnostics(version["diagnostics"])
        diff = client.get(f"scripts/{version['id']}/diff")
        pages.difference(diff)
        if not options["review"]:
            self._apply(pages, client, version["id"], diff["digest"])

    def _apply(self, pages: ScriptPages, client: Client, script: str, expected: str) -> None:
        pages.applied(client.post(f"scripts/{script}/apply", {"expected_diff": expected} if expected else {}))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as missing:
        raise CommandError(str(missing)) from missing


def _text(data: bytes, filename: str) -> bytes:
    """The words of a file, or its bytes where it has none that we can read; whoever imports it says why."""
    try:
        return documents.read_document(data, filename).text.encode("utf-8", "surrogatepass")
    except ScriptUnreadable:
        return data


def _shot(shot: Any, at: int, series: Series, rate: Any) -> dict[str, Any]:
    picture = f"{shot.framing} · {shot.angle} · {shot.camera_move}"
    unsaid = [line for line in shot.lines if line.text not in shot.description]
    said = [f"{line.speaker}：{line.text}" if line.speaker else line.text for line in unsaid]
    why = [f"{reason.rule}（{reason.words}）" if reason.words else reason.rule for reason in shot.reasons]
    return {
        "code": f"{at * 10:04d}",
        "picture": picture,
        "seen": "\n".join(dict.fromkeys(filter(None, (shot.description, *shot.cards, *said)))),
        "seconds": rate.seconds(breakdown.frames_of(series, shot)),
        "why": "；".join(why),
    }
