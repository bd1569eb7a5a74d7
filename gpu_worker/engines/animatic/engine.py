"""The animatic shot engine: a brief in; a silent picture and a poster out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gpu_worker.engines.animatic.raster import save_still
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.base import Rendered, RenderedFile, RenderRefused, Report
from gpu_worker.media.frames import PictureWriter, measure_picture
from projects.briefs import Brief, ShotBrief

CRF = 17
PRESET = "ultrafast"  # a take is encoded once more when its cut is conformed: here speed counts, not the file's size
POSTER_WIDTH = 540
MOST_FRAMES = 24 * 120
SIDES = (64, 3840)


class AnimaticEngine:
    """Draws a shot on the CPU. The same brief gives the same bytes, whatever machine or process renders it."""

    release = "animatic@2"

    def warm(self) -> None:
        """Nothing to load: tables and templates come with the import."""

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        """Write `picture` (MP4) and `poster` (JPEG) of a shot into `scratch`; sound is not this engine's work."""
        del inputs
        if not isinstance(brief, ShotBrief):
            raise RenderRefused("engine.wrong_kind", f"{self.release} draws shots, not {type(brief).__name__}")
        _check(brief)
        report(0.0, "set")
        shot = Shot(brief)
        picture, poster = scratch / "picture.mp4", scratch / "poster.jpg"
        writer = PictureWriter(picture, width=brief.width, height=brief.height, rate=brief.rate, crf=CRF, preset=PRESET)
        telling = shot.poster_frame
        with writer:
            for frame in range(brief.frames):
                if frame and shot.is_same_as_before(frame):
                    writer.repeat()
                else:
                    writer.write(shot.draw(frame))
                if frame == telling:
                    width, height = save_still(shot.pixels, poster, width=POSTER_WIDTH)
                report((frame + 1) / brief.frames * 0.98, "frames")
        report(0.99, "measure")
        facts = measure_picture(picture)
        report(1.0, "done")
        still = {"width": width, "height": height, "frame": telling, "bytes": poster.stat().st_size}
        return Rendered(
            files=(
                RenderedFile("picture", picture, "video/mp4", facts),
                RenderedFile("poster", poster, "image/jpeg", still),
            ),
            warnings=shot.warnings,
        )


def _check(brief: ShotBrief) -> None:
    if not 1 <= brief.frames <= MOST_FRAMES:
        raise RenderRefused("brief.frames", f"a shot has 1 to {MOST_FRAMES} frames, this one has {brief.frames}")
    low, high = SIDES
    if brief.width % 2 or brief.height % 2 or not (low <= brief.width <= high and low <= brief.height <= high):
        raise RenderRefused(
            "brief.size", f"both sides must be even and within {low}..{high}, got {brief.width}x{brief.height}"
        )
    if brief.rate.num <= 0 or brief.rate.den <= 0:
        raise RenderRefused("brief.rate", f"{brief.rate.num}/{brief.rate.den} is not a frame rate")
