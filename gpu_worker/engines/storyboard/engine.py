"""The storyboard engine: every panel drawn as its board is, then pages as one PDF and as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.engine import checked, warm_up
from gpu_worker.engines.animatic.raster import as_image, skia
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.base import Rendered, RenderedFile, RenderRefused, Report
from gpu_worker.engines.storyboard.lettering import FAINT, INK, PAPER, Letters, measure, write
from gpu_worker.engines.storyboard.pages import HEIGHT, WIDTH, Pages
from gpu_worker.engines.storyboard.pdf import write_pdf
from projects.briefs import Brief, ShotBrief, StoryboardBrief

PICTURE_PIXELS = 540 * 960
PAGE_SCALE = 200 / 72  # pixels of a page's picture for each point: 200 dpi
QUALITY = 90
STRIP_ROW = 10
STRIP_SHARE = {60: 180, 240: 120, 10_000: 72}  # up to so many panels: width of each on the strip, in pixels


class StoryboardEngine:
    """Draws a storyboard on the CPU. The same brief gives the same bytes."""

    release = "storyboard@1"

    def warm(self) -> None:
        """Draw one small shot and set one letter."""
        warm_up()
        measure("分", 10)

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        """Write `pdf`, `page_01` … (PNG) and `strip` (PNG: every panel small) into `scratch`."""
        del inputs
        if not isinstance(brief, StoryboardBrief):
            raise RenderRefused("engine.wrong_kind", f"{self.release} draws storyboards, not {type(brief).__name__}")
        if not brief.panels:
            raise RenderRefused("brief.panels", "a storyboard shows at least one shot")
        letters = Letters(_texts(brief))
        warnings: dict[str, None] = dict.fromkeys(_lacking(letters.missing))
        pictures = []
        for number, panel in enumerate(brief.panels):
            report(number / len(brief.panels) * 0.8, "panels")
            image, said = draw_panel(checked(panel.shot, self.release))
            pictures.append(image)
            warnings.update(dict.fromkeys(f"{panel.shot.slate}: {one}" for one in said))
        pages = Pages(brief, letters)
        report(0.82, "pages")
        files = [_pdf(brief, pages, pictures, scratch)]
        for number in range(len(pages)):
            report(0.84 + 0.14 * number / len(pages), "pages")
            files.append(_page(pages, number, pictures, scratch))
        files.append(_strip(brief, pictures, scratch))
        report(1.0, "done")
        return Rendered(tuple(files), tuple(warnings))


def draw_panel(brief: ShotBrief) -> tuple[Any, tuple[str, ...]]:
    """A shot's still as a small encoded image, and what a person should know about it."""
    scale = min(1.0, math.sqrt(PICTURE_PIXELS / (brief.width * brief.height)))
    width, height = (max(64, round(side * scale / 2) * 2) for side in (brief.width, brief.height))
    shot = Shot(replace(brief, width=width, height=height), still=True)
    pixels = shot.draw(shot.poster_frame)
    encoded = as_image(np.ascontiguousarray(pixels), opaque=True).encodeToData(skia.kJPEG, QUALITY)
    return skia.Image.MakeFromEncoded(encoded), shot.warnings


def _texts(brief: StoryboardBrief) -> list[str]:
    said = [brief.series_title, brief.title, brief.slate]
    for panel in brief.panels:
        said += [panel.scene, panel.heading, panel.framing, panel.move, panel.action, panel.shot.slate]
        said += [text for line in panel.lines for text in (line.name, line.text)]
    return [text.replace("\n", " ") for text in said]


def _lacking(missing: str) -> list[str]:
    if not missing:
        return []
    named = " ".join(f"{character} (U+{ord(character):04X})" for character in missing[:20])
    return [f"the font has no glyph for {named}: drawn as empty boxes"]


def _pdf(brief: StoryboardBrief, pages: Pages, pictures: Sequence[Any], scratch: Path) -> RenderedFile:
    path = scratch / "storyboard.pdf"
    title = f"{brief.series_title} EP{brief.episode_number:02d} {brief.title}".strip()
    write_pdf(
        path,
        title=title,
        pages=len(pages),
        size=(WIDTH, HEIGHT),
        draw=lambda canvas, page: pages.draw(canvas, page, pictures),
        characters="".join([*_texts(brief), *pages.furniture]),
    )
    facts = {"pages": len(pages), "panels": len(brief.panels), "bytes": path.stat().st_size}
    return RenderedFile("pdf", path, "application/pdf", facts)


def _page(pages: Pages, number: int, pictures: Sequence[Any], scratch: Path) -> RenderedFile:
    surface = _paper(round(WIDTH * PAGE_SCALE), round(HEIGHT * PAGE_SCALE))
    canvas = surface.getCanvas()
    canvas.scale(PAGE_SCALE, PAGE_SCALE)
    pages.draw(canvas, number, pictures)
    return _png(surface, scratch / f"page_{number + 1:02d}.png")


def _strip(brief: StoryboardBrief, pictures: Sequence[Any], scratch: Path) -> RenderedFile:
    """Every panel in order, small, with its shot's code."""
    width = next(wide for most, wide in STRIP_SHARE.items() if len(pictures) <= most)
    tall = max(round(width * image.height() / image.width()) for image in pictures)
    gap, label = 8, 22
    columns = min(STRIP_ROW, len(pictures))
    rows = -(-len(pictures) // columns)
    surface = _paper(gap + columns * (width + gap), gap + rows * (tall + label + gap))
    canvas = surface.getCanvas()
    for number, (panel, image) in enumerate(zip(brief.panels, pictures, strict=True)):
        x, y = gap + number % columns * (width + gap), gap + number // columns * (tall + label + gap)
        area = skia.Rect.MakeXYWH(x, y, width, width * image.height() / image.width())
        canvas.drawImageRect(image, area, skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear))
        code = panel.shot.slate.rpartition("_")[2]
        size = min(14.0, 14.0 * width / 120)
        write(canvas, code, x, y + tall + size * 1.15, size, color=INK)
        if measure(code, size) + measure(panel.scene, size) + 4 < width:
            write(
                canvas, panel.scene, x + width - measure(panel.scene, size), y + tall + size * 1.15, size, color=FAINT
            )
    return _png(surface, scratch / "strip.png")


def _paper(width: int, height: int) -> Any:
    surface = skia.Surface(width, height)
    surface.getCanvas().clear(PAPER)
    return surface


def _png(surface: Any, path: Path) -> RenderedFile:
    image = surface.makeImageSnapshot()
    image.save(str(path), skia.kPNG, 100)
    facts = {"width": image.width(), "height": image.height(), "bytes": path.stat().st_size}
    return RenderedFile(path.stem, path, "image/png", facts)
