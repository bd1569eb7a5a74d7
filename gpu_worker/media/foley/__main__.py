"""Write every sound, or every place, as WAV and one sheet of pictures of them.

`python -m gpu_worker.media.foley --out DIR [NAME …]` for sounds, `--places` for what places sound like.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from gpu_worker.media import audio
from gpu_worker.media.foley import ambience
from gpu_worker.media.foley.library import names, play
from gpu_worker.media.foley.sheet import Panel, draw_sheet
from gpu_worker.media.foley.signals import RATE
from projects.briefs import Ambience

PLACE_SECONDS = 12


def main() -> None:
    """Play, write, draw."""
    parser = argparse.ArgumentParser(prog="python -m gpu_worker.media.foley", description=__doc__)
    parser.add_argument("names", nargs="*", help="sounds or places to write; all when none is named")
    parser.add_argument("--out", type=Path, required=True, help="folder for the WAV files and sheet.png")
    parser.add_argument("--ground", default="", help="what steps fall on: wood, carpet, asphalt, earth, snow, wet")
    parser.add_argument("--places", action="store_true", help="places instead of sounds, clear and in a storm at night")
    wish = parser.parse_args()
    wish.out.mkdir(parents=True, exist_ok=True)
    panels = _write_places(wish.out, wish.names) if wish.places else _write_sounds(wish.out, wish.names, wish.ground)
    (wish.out / "sheet.png").write_bytes(draw_sheet(panels))


def _write_sounds(folder: Path, wanted: list[str], ground: str) -> list[Panel]:
    panels = []
    for name in wanted or sorted(names()):
        sound = play(name, 0, ground)
        audio.write_wav(folder / f"{name}.wav", sound.wave[:, None], RATE)
        panels.append((name, sound.wave, sound.hit))
    return panels


def _write_places(folder: Path, wanted: list[str]) -> list[Panel]:
    panels = []
    for name in wanted or ambience.places():
        for time_of_day, weather in (("day", "clear"), ("night", "clear"), ("night", "storm")):
            here = Ambience(name, ambience.is_inside(name), time_of_day, weather)
            bed = np.zeros((PLACE_SECONDS * RATE, 2), np.float32)
            stays = [ambience.Stay(here, 0, len(bed))]
            ambience.lay(bed, stays, ambience.thunder_times(stays, [0]))
            shown = f"{name} {time_of_day if weather == 'clear' else weather}"
            audio.write_wav(folder / f"{shown.replace(' ', '_')}.wav", bed, RATE)
            panels.append((shown, bed.mean(axis=1), 0))
    return panels


if __name__ == "__main__":
    main()
