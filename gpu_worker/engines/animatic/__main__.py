"""Look at the engine's work: `python -m gpu_worker.engines.animatic BRIEF.json --out DIR`, or `--sheet NAME`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from gpu_worker.engines.animatic.engine import AnimaticEngine
from gpu_worker.engines.animatic.faces.confusion import write_confusion
from gpu_worker.engines.animatic.raster import save_still
from gpu_worker.engines.animatic.sheets.action_sheets import write_actions
from gpu_worker.engines.animatic.sheets.catalogues import SHEETS, write_sheet
from gpu_worker.engines.animatic.sheets.face_sheets import FACE_SHEETS
from gpu_worker.engines.animatic.sheets.hand_sheets import HAND_SHEETS
from gpu_worker.engines.animatic.sheets.head_sheets import HEAD_SHEETS
from gpu_worker.engines.animatic.sheets.outfit_sheets import OUTFIT_SHEETS
from gpu_worker.engines.animatic.shot import Shot
from projects.briefs import BriefMalformed, ShotBrief, from_json


def main(arguments: list[str] | None = None) -> int:
    """Draw what was asked for and say where it lies."""
    parser = argparse.ArgumentParser(prog="python -m gpu_worker.engines.animatic", description=__doc__)
    parser.add_argument("brief", nargs="?", type=Path, help="a ShotBrief as JSON")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder to write into")
    parser.add_argument("--frame", type=int, help="draw only this frame, as a PNG (negative: the poster)")
    parser.add_argument("--png", action="store_true", help="draw only the poster frame, as a PNG")
    sheets = sorted({*SHEETS, *FACE_SHEETS, *HAND_SHEETS, *HEAD_SHEETS, *OUTFIT_SHEETS, "actions"})
    parser.add_argument("--sheet", choices=sheets, help="write a contact sheet of a catalogue instead")
    parser.add_argument("--confusion", action="store_true", help="measure which two expressions could be mistaken")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.confusion:
        _say(*(f"{distance:.2f}  {one}  {other}" for distance, one, other in write_confusion(options.out)))
        return 0
    if options.sheet:
        _say(*_written(options.sheet, options.out))
        return 0
    if options.brief is None:
        parser.error("name a brief or a sheet")
    try:
        brief = from_json(ShotBrief, json.loads(options.brief.read_text(encoding="utf-8")))
    except (BriefMalformed, ValueError) as malformed:
        parser.error(f"{options.brief}: {malformed}")
    if options.png or options.frame is not None:
        shot = Shot(brief)
        frame = (
            shot.poster_frame if options.frame is None or options.frame < 0 else min(options.frame, brief.frames - 1)
        )
        path = options.out / f"{options.brief.stem}_{frame:05d}.png"
        save_still(shot.draw(frame), path)
        _say(str(path), *shot.warnings)
        return 0
    rendered = AnimaticEngine().render(brief, inputs={}, scratch=options.out, report=lambda _fraction, _stage: None)
    _say(*(f"{file.path} {json.dumps(file.facts)}" for file in rendered.files), *rendered.warnings)
    return 0


def _written(sheet: str, folder: Path) -> list[str]:
    if sheet == "actions":
        return [str(path) for path in write_actions(folder)]
    if sheet in OUTFIT_SHEETS:
        return [str(path) for path in OUTFIT_SHEETS[sheet](folder)]
    drawn = {**FACE_SHEETS, **HAND_SHEETS, **HEAD_SHEETS}
    return [str(drawn[sheet](folder) if sheet in drawn else write_sheet(sheet, folder))]


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    raise SystemExit(main())
