"""A script goes in, a finished, labelled, invoiced episode comes out - of the real product, through its public API."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import av
import pytest

from console.client import ApiRefused, Client
from tests.flows.conftest import Product

SCRIPT = """第1集

1-1 天台 夜 外
人物：林晚、沈砚
△风很大。林晚站在天台边缘，沈砚从她身后走近。
林晚（冷声）：你来晚了。
沈砚（惊慌）：把戒指还给我！
林晚OS：三年了。
"""


@pytest.fixture(scope="module")
def made(product: Product, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, str]:
    key = product.open_studio("Maker")
    out = tmp_path_factory.mktemp("episode")
    script = out / "script.txt"
    script.write_bytes(SCRIPT.encode("gb18030"))
    argv = ("produce", str(script), "--series", "天台", "--out", str(out), "--url", product.url, "--key", key)
    told = product.manage(*argv).stdout
    return key, out, told


def test_a_gb18030_script_becomes_a_verified_episode(made: tuple[str, Path, str]) -> None:
    _, out, _ = made
    report = json.loads((out / "report.json").read_text())
    with av.open(str(out / "EP01.mp4")) as master:
        video, audio = master.streams.video[0], master.streams.audio[0]
        assert (video.codec_context.name, video.width, video.height) == ("h264", 1080, 1920)
        assert (audio.codec_context.name, video.average_rate) == ("aac", 24)
        frames = sum(1 for packet in master.demux(video) if packet.size)
        label = json.loads(master.metadata["AIGC"])
    assert frames == report["cut"]["frames"] == report["frames"]
    assert label["Label"] == "1"
    assert label["ProduceID"].startswith("cut_")
    assert hashlib.sha256((out / "EP01.mp4").read_bytes()).hexdigest() == report["deliverable"]["sha256"]
    subtitles = (out / "EP01.srt").read_text(encoding="utf-8")
    assert "你来晚了" in subtitles
    assert "三年了" in subtitles


def test_every_take_is_charged_once_and_the_invoice_names_its_slates(
    product: Product, made: tuple[str, Path, str]
) -> None:
    key, out, _ = made
    report = json.loads((out / "report.json").read_text())
    with Client(product.url, key) as client:
        invoice = client.post("invoices", {"period": f"{datetime.now(UTC):%Y-%m}"})
        budget = next(client.all("budgets"))
        takes = {
            take["slate"]
            for shot in client.all(f"episodes/{report['episode']['id']}/shots")
            for take in client.all(f"shots/{shot['id']}/takes")
        }
    total = report["cost"]["total"]["minor"]
    named = {slate["slate"] for line in invoice["lines"] for slate in line["slates"]}
    assert total == sum(row["amount"]["minor"] for row in report["cost"]["rows"])
    assert total == invoice["total"]["minor"] == budget["spent"]["minor"]
    assert budget["held"]["minor"] == 0
    assert takes <= named


def test_producing_twice_pays_once(product: Product, made: tuple[str, Path, str]) -> None:
    key, out, _ = made
    before = json.loads((out / "report.json").read_text())
    argv = ("--series", "天台", "--out", str(out), "--url", product.url, "--key", key)
    product.manage("produce", str(out / "script.txt"), *argv)
    after = json.loads((out / "report.json").read_text())
    assert after["cost"] == before["cost"]
    assert after["deliverable"] == before["deliverable"]


def test_a_changed_line_costs_its_voice_its_shot_its_music_and_a_new_master(
    product: Product, made: tuple[str, Path, str], tmp_path: Path
) -> None:
    key, out, _ = made
    before = json.loads((out / "report.json").read_text())
    (tmp_path / "script.txt").write_text(SCRIPT.replace("你来晚了。", "你又来晚了。"))
    argv = ("produce", str(tmp_path / "script.txt"), "--series", "天台", "--out", str(tmp_path))
    told = product.manage(*argv, "--url", product.url, "--key", key).stdout
    assert "1 line changed" in told
    after = json.loads((tmp_path / "report.json").read_text())
    slates = [row["slate"] for row in before["cost"]["rows"]]
    new = [row["slate"] for row in after["cost"]["rows"] if row["slate"] not in slates]
    spoken = [slate for slate in new if slate.endswith("_T02") and "_L" in slate]
    scored = [slate for slate in new if slate.endswith("_T02") and "_M" in slate]
    shown = [slate for slate in new if slate.endswith("_T02") and "_SH" in slate and "_L" not in slate]
    assert (len(spoken), len(shown), len(scored), len(new)) == (1, 1, 1, 4)
    assert spoken[0].startswith(shown[0].removesuffix("_T02"))
    assert "你又来晚了" in (tmp_path / "EP01.srt").read_text(encoding="utf-8")


def test_a_rival_sees_nothing_of_it(product: Product, made: tuple[str, Path, str]) -> None:
    _, out, _ = made
    report = json.loads((out / "report.json").read_text())
    with Client(product.url, product.open_studio("Rival")) as rival:
        assert list(rival.all("series")) == []
        for path in (f"episodes/{report['episode']['id']}", f"cuts/{report['cut']['id']}"):
            with pytest.raises(ApiRefused) as refused:
                rival.get(path)
            assert refused.value.status == 404


def test_a_budget_that_is_too_small_refuses_before_anything_is_made(product: Product, tmp_path: Path) -> None:
    key = product.open_studio("Poor", budget=1)
    (tmp_path / "script.txt").write_text(SCRIPT)
    done = product.manage(
        *("produce", str(tmp_path / "script.txt"), "--series", "穷", "--out", str(tmp_path), "--url", product.url),
        *("--key", key),
        check=False,
    )
    assert done.returncode != 0
    assert "budget_exceeded" in done.stderr
    with Client(product.url, key) as client:
        assert list(client.all("jobs")) == []
        assert next(client.all("budgets"))["held"]["minor"] == 0
