"""Write every sound as WAV and one sheet of pictures of them: `python -m gpu_worker.media.foley --out DIR [NAME …]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from gpu_worker.media import audio
from gpu_worker.media.foley.library import names, play
from gpu_worker.media.foley.sheet import draw_sheet
from gpu_worker.media.foley.signals import RATE


def main() -> None:
    """Play, write, draw."""
    parser = argparse.ArgumentParser(prog="python -m gpu_worker.media.foley", description=__doc__)
    parser.add_argument("names", nargs="*", help="sounds to write; all when none is named")
    parser.add_argument("--out", type=Path, required=True, help="folder for the WAV files and sheet.png")
    parser.add_argument("--ground", default="", help="what steps fall on: wood, carpet, asphalt, earth, snow, wet")
    wish = parser.parse_args()
    wish.out.mkdir(parents=True, exist_ok=True)
    shown = []
    for name in wish.names or sorted(names()):
        sound = play(name, 0, wish.ground)
        audio.write_wav(wish.out / f"{name}.wav", sound.wave[:, None], RATE)
        shown.append((name, sound.wave, sound.hit))
    (wish.out / "sheet.png").write_bytes(draw_sheet(shown))


if __name__ == "__main__":
    main()
