"""`manage.py script`: read here, reviewed and applied through the API, in two languages."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Studio
from accounts.tenancy import within
from console.management.commands import script as command
from projects.models import Script, Series
from tests.projects import making
from tests.projects.test_uploads import send

SAMPLES = Path(command.__file__).parents[3] / "projects" / "samples"


class InProcess:
    """The client's verbs over the test's own API, without a server in between."""

    def __init__(self, api: Any) -> None:
        self.api = api

    def __enter__(self) -> InProcess:
        return self

    def __exit__(self, *_: object) -> None: ...

    def get(self, path: str, **query: Any) -> Any:
        return self._body(self.api.get(f"/v1/{path}", query))

    def all(self, path: str, **query: Any) -> Any:
        return iter(self.get(path, **query)["data"])

    def post(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
        return self._body(self.api.post(f"/v1/{path}", body or {}))

    def send_parts(self, upload: dict[str, Any], data: bytes) -> None:
        send(upload["parts"][0], data)

    def _body(self, response: Any) -> Any:
        if response.status_code >= 400:
            raise command.ApiRefused(response.status_code, response.json())
        return response.json()


@pytest.fixture
def run(studio: Studio, api: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    client = api(studio)
    monkeypatch.setattr(command, "Client", lambda url, key: InProcess(client))

    def ask(*argv: str) -> str:
        told = io.StringIO()
        monkeypatch.setenv("COLUMNS", "200")
        call_command("script", *argv, stdout=told)
        return told.getvalue()

    return ask


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
def test_checking_needs_no_server_and_no_database(sample: Path) -> None:
    told = io.StringIO()
    call_command("script", "check", str(sample), "--shots", "--lang", "en", stdout=told)
    assert "Grade: standard" in told.getvalue()
    assert "Nothing is doubted." in told.getvalue()
    assert "0010" in told.getvalue()


def test_a_doubt_is_told_with_its_line_and_its_cure(tmp_path: Path, run: Any, studio: Studio) -> None:
    path = tmp_path / "ring.txt"
    path.write_bytes(making.SCRIPT.replace("沈砚（冷声）", "顾言（冷声）").encode("gb18030"))
    told = run("check", str(path))
    assert "W_SPEAKER_UNDECLARED" in told
    assert "等级" in told
    assert Script.objects.for_studio(studio).count() == 0


@pytest.mark.parametrize("data", [b"\x00\x01\x02", "从前有座山。".encode()])
def test_what_is_no_script_ends_in_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "no.txt"
    path.write_bytes(data)
    with pytest.raises(CommandError):
        call_command("script", "check", str(path), stdout=io.StringIO())
    with pytest.raises(CommandError):
        call_command("script", "check", str(tmp_path / "missing.txt"), stdout=io.StringIO())


def test_a_script_is_imported_reviewed_and_applied(tmp_path: Path, run: Any, studio: Studio, rival: Studio) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text(making.SCRIPT)
    second.write_text(making.SCRIPT.replace("别再回来", "永远别再回来了"))
    told = run("import", str(first), "--series", "戒指", "--key", "k")
    assert "EP01" in told
    assert "新增" in told
    told = run("import", str(second), "--series", "戒指", "--key", "k", "--review", "--lang", "en")
    assert "line changed 1" in told
    assert "永远别再回来了" in told
    version = Script.objects.for_studio(studio).get(number=2)
    assert version.applied_at is None
    with pytest.raises(CommandError, match="diff_outdated"):
        run("apply", version.pk, "--key", "k", "--expected-diff", "0" * 64)
    assert version.pk in run("diff", version.pk, "--key", "k") or "差异摘要" in run("diff", version.pk, "--key", "k")
    assert "changed" in run("apply", version.pk, "--key", "k", "--lang", "en")
    assert "没有差别" in run("diff", version.pk, "--key", "k")
    with within(rival):
        assert Series.objects.for_studio(rival).count() == 0


def test_without_a_key_nothing_is_asked(run: Any) -> None:
    with pytest.raises(CommandError, match="--key"):
        run("diff", "scr_x")
