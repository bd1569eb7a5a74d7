"""The shot engines: the animatic (a silent picture, a poster, control passes) and the board (one still)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gpu_worker.engines.animatic.passes import KINDS, render_passes
from gpu_worker.engines.animatic.raster import save_still
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.base import Rendered, RenderedFile, RenderRefused, Report
from gpu_worker.media.frames import PictureWriter, measure_picture
from projects.briefs import Brief, Passes, Presence, ShotBrief

CRF = 17
PRESET = "ultrafast"  # a take is encoded once more when its cut is conformed: here speed counts, not the file's size
POSTER_WIDTH = 540
BOARD_QUALITY = 95
MOST_FRAMES = 24 * 120
SIDES = (64, 3840)
PASS_STEP, MOST_PASS_FRAMES = 16, 60 * 120 + 1
PICTURE_SHARE = 0.60  # of the work, where passes are drawn too


class AnimaticEngine:
    """Draws a shot on the CPU. The same brief gives the same bytes, whatever machine or process renders it."""

    release = "animatic@2"

    def warm(self) -> None:
        """Draw one small shot, so that everything imported late or made at first use is there."""
        warm_up()

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        """Write `picture` (MP4) and `poster` (JPEG) of a shot into `scratch`, and the passes its brief asks for.

        Sound is not this engine's work.
        """
        del inputs
        brief = checked(brief, self.release)
        report(0.0, "set")
        shot = Shot(brief)
        share = 0.97 if brief.passes is None else PICTURE_SHARE
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
                report((frame + 1) / brief.frames * share, "frames")
        passes = render_passes(shot, scratch, lambda done, stage: report(share + (0.98 - share) * done, stage))
        report(0.99, "measure")
        facts = measure_picture(picture)
        report(1.0, "done")
        still = {"width": width, "height": height, "frame": telling, "bytes": poster.stat().st_size}
        return Rendered(
            files=(
                RenderedFile("picture", picture, "video/mp4", facts),
                RenderedFile("poster", poster, "image/jpeg", still),
                *passes,
            ),
            warnings=shot.warnings,
        )


class BoardEngine:
    """Draws the one frame that stands for a shot: what its film shows at that frame, without the film."""

    release = "board@1"

    def warm(self) -> None:
        """Draw one small shot, so that the first board is as quick as those that follow."""
        warm_up()

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        """Write `picture` (JPEG at the brief's size) and `poster` (JPEG) of a shot into `scratch`."""
        del inputs
        brief = checked(brief, self.release)
        report(0.0, "set")
        shot = Shot(brief, still=True)
        frame = shot.poster_frame
        shot.draw(frame)
        report(0.8, "encode")
        files = []
        for name, width, quality in (("picture", brief.width, BOARD_QUALITY), ("poster", POSTER_WIDTH, 90)):
            path = scratch / f"{name}.jpg"
            wide, tall = save_still(shot.pixels, path, width=width, quality=quality)
            facts = {"width": wide, "height": tall, "frame": frame, "bytes": path.stat().st_size}
            files.append(RenderedFile(name, path, "image/jpeg", facts))
        report(1.0, "done")
        return Rendered(tuple(files), shot.warnings)


def warm_up() -> None:
    """Draw a small shot of two people in a room."""
    from gpu_worker.engines.animatic.sheets.catalogues import (  # only a warm engine needs a sample
        MAN,
        WOMAN,
        person,
        sample,
    )

    cast: tuple[Presence, ...] = (
        person("a", WOMAN, place=0.5, facing="left", target="b"),
        person("b", MAN, place=-0.5, facing="right", target="a"),
    )
    Shot(sample(cast=cast, framing="two_shot", set_id="office", width=108, height=192), still=True).draw(24)


def checked(brief: Brief, release: str) -> ShotBrief:
    """The brief of a shot, or a refusal that says what of it cannot be drawn."""
    if not isinstance(brief, ShotBrief):
        raise RenderRefused("engine.wrong_kind", f"{release} draws shots, not {type(brief).__name__}")
    if not 1 <= brief.frames <= MOST_FRAMES:
        raise RenderRefused("brief.frames", f"a shot has 1 to {MOST_FRAMES} frames, this one has {brief.frames}")
    low, high = SIDES
    if brief.width % 2 or brief.height % 2 or not (low <= brief.width <= high and low <= brief.height <= high):
        raise RenderRefused(
            "brief.size", f"both sides must be even and within {low}..{high}, got {brief.width}x{brief.height}"
        )
    if brief.rate.num <= 0 or brief.rate.den <= 0:
        raise RenderRefused("brief.rate", f"{brief.rate.num}/{brief.rate.den} is not a frame rate")
    if brief.passes is not None:
        _check_passes(brief.passes)
    return brief


def _check_passes(passes: Passes) -> None:
    if not passes.kinds or set(passes.kinds) - set(KINDS) or len(set(passes.kinds)) < len(passes.kinds):
        raise RenderRefused("brief.passes", f"passes are some of {', '.join(KINDS)}, each once; got {passes.kinds}")
    low, high = SIDES
    if any(side % PASS_STEP or not low <= side <= high for side in (passes.width, passes.height)):
        raise RenderRefused(
            "brief.passes", f"passes have sides in steps of {PASS_STEP}, got {passes.width}x{passes.height}"
        )
    is_counted = 1 <= passes.frames <= MOST_PASS_FRAMES and passes.frames % 4 == 1
    if not is_counted or passes.rate.num <= 0 or passes.rate.den <= 0:
        raise RenderRefused("brief.passes", f"passes have 4n + 1 frames at a rate, got {passes.frames}")
