"""Make cues to hear and look at: `python -m gpu_worker.engines.score BRIEF.json --out DIR`, or `--moods` for all."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from gpu_worker.engines.base import RenderRefused
from gpu_worker.engines.score import mastering, picture
from gpu_worker.engines.score.engine import ScoreEngine
from gpu_worker.engines.score.examples import example
from gpu_worker.engines.score.moods import moods
from gpu_worker.engines.score.plan import STYLES, read
from projects.briefs import BriefMalformed, CueBrief, from_json


def main(arguments: list[str] | None = None) -> int:
    """Make what was asked for and say where it lies."""
    parser = argparse.ArgumentParser(prog="python -m gpu_worker.engines.score", description=__doc__)
    parser.add_argument("brief", nargs="?", type=Path, help="a CueBrief as JSON")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder to write into")
    parser.add_argument("--moods", action="store_true", help="make twenty seconds of every mood and style instead")
    parser.add_argument("--only", default="", help="with --moods: only names that contain this")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    engine = ScoreEngine()
    engine.warm()
    if options.moods:
        for name in moods():
            for style in STYLES:
                label = f"{name}_{style}"
                if options.only in label:
                    _make(engine, example(name, "period" if style == "period" else "modern"), options.out / label)
        return 0
    if options.brief is None:
        parser.error("name a brief or ask for --moods")
    try:
        brief = from_json(CueBrief, json.loads(options.brief.read_text(encoding="utf-8")))
        _make(engine, brief, options.out)
    except (BriefMalformed, ValueError) as malformed:
        parser.error(f"{options.brief}: {malformed}")
    except RenderRefused as refused:
        parser.error(f"{options.brief}: {refused.code}: {refused.message}")
    return 0


def _make(engine: ScoreEngine, brief: CueBrief, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    rendered = engine.render(brief, inputs={}, scratch=folder, report=lambda _fraction, _stage: None)
    spent = time.perf_counter() - begun
    sound = next(file for file in rendered.files if file.name == "sound")
    plan = read(json.loads((folder / "plan.json").read_text(encoding="utf-8")))
    png = picture.draw(plan, mastering.read(sound.path), sound.facts, brief.slate)
    (folder / "cue.png").write_bytes(png)
    _say(f"{folder}  {spent:.2f} s  {json.dumps(sound.facts, ensure_ascii=False)}", *rendered.warnings)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    raise SystemExit(main())
