"""The contact sheet (every shot of a cut with slate, time code and length) and the poster, from decoded frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.glstub import skia
from gpu_worker.media.overlay import Overlay, drawable, typeface
from gpu_worker.media.picture import bgra, copy_frame, planes
from projects.briefs import CutBrief, Rate

COLUMNS = 5
_PAPER, _INK, _FAINT, _RULE = 0xFF15171C, 0xFFF3F1EC, 0xFF9AA0AC, 0xFF2B2F38
_MARGIN, _GAP, _HEADER, _CAPTION = 56, 24, 148, 76


@dataclass(frozen=True, slots=True)
class Panel:
    """One shot on the sheet: its picture as BGRA pixels, slate, first frame in the cut and length in frames."""

    pixels: NDArray[np.uint8]
    slate: str
    start_frame: int
    frames: int


def panel_size(entries: int, width: int, height: int) -> tuple[int, int]:
    """Size of a panel's picture: large for an episode, smaller for very long cuts so that the sheet stays openable."""
    across = 324 if entries <= 60 else 216 if entries <= 200 else 120
    return across, max(2, round(across * height / width / 2) * 2)


def timecode(frame: int, rate: Rate) -> str:
    """Non-drop time code at the nominal rate."""
    nominal = max(1, round(rate.num / rate.den))
    seconds, frames = divmod(frame, nominal)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"


def draw_sheet(brief: CutBrief, panels: Sequence[Panel]) -> bytes:
    """The sheet as PNG."""
    rate = brief.profile.rate
    height, width = panels[0].pixels.shape[:2]
    columns = min(COLUMNS, max(3, len(panels)))
    rows = -(-len(panels) // columns)
    sheet_width = 2 * _MARGIN + columns * width + (columns - 1) * _GAP
    sheet_height = _HEADER + rows * (height + _CAPTION) + (rows - 1) * _GAP // 2 + _MARGIN // 2
    surface = skia.Surface(sheet_width, sheet_height)
    canvas = surface.getCanvas()
    canvas.clear(_PAPER)
    right = sheet_width - _MARGIN
    title = f"{brief.series_title}  EP{brief.episode_number:02d}"
    _write(canvas, title, (_MARGIN, 66), 38, _INK, room=sheet_width * 0.6, bold=True)
    _write(canvas, brief.title, (_MARGIN, 106), 24, _FAINT, room=sheet_width * 0.6)
    fps = f"{rate.num / rate.den:.3f}".rstrip("0").rstrip(".")
    total = f"{len(panels)} {'镜' if brief.language == 'zh' else 'shots'}   {timecode(brief.frames, rate)}"
    _write(canvas, total, (right, 66), 28, _INK, align_right=True)
    detail = f"{brief.profile.width}×{brief.profile.height}  {fps} fps  {brief.label.text}"
    _write(canvas, detail, (right, 106), 22, _FAINT, align_right=True, room=sheet_width * 0.5)
    canvas.drawRect(skia.Rect.MakeXYWH(_MARGIN, 124, sheet_width - 2 * _MARGIN, 2), skia.Paint(Color=_RULE))
    for index, panel in enumerate(panels):
        x = _MARGIN + index % columns * (width + _GAP)
        y = _HEADER + index // columns * (height + _CAPTION + _GAP // 2)
        _draw_panel(canvas, panel, x, y, rate)
    return bytes(surface.makeImageSnapshot().encodeToData(skia.kPNG, 100))


def _draw_panel(canvas: Any, panel: Panel, x: float, y: float, rate: Rate) -> None:
    height, width = panel.pixels.shape[:2]
    frame = skia.Rect.MakeXYWH(x, y, width, height)
    canvas.save()
    canvas.clipRRect(skia.RRect.MakeRectXY(frame, 8, 8), True)
    canvas.drawImage(_image(panel.pixels), x, y)
    canvas.restore()
    canvas.drawRRect(
        skia.RRect.MakeRectXY(frame, 8, 8),
        skia.Paint(Color=_RULE, Style=skia.Paint.kStroke_Style, StrokeWidth=1.5, AntiAlias=True),
    )
    small = width / 324
    _write(canvas, panel.slate, (x, y + height + 28 * small), 21 * small, _INK, room=width)
    length = f"{rate.seconds(panel.frames):.1f} s · {panel.frames} f"
    baseline = y + height + 54 * small
    _write(canvas, timecode(panel.start_frame, rate), (x, baseline), 18 * small, _FAINT)
    _write(canvas, length, (x + width, baseline), 18 * small, _FAINT, align_right=True)


def _image(pixels: NDArray[np.uint8]) -> Any:
    return skia.Image.fromarray(np.ascontiguousarray(pixels), colorType=skia.kBGRA_8888_ColorType)


def _write(
    canvas: Any,
    text: str,
    at: tuple[float, float],
    size: float,
    colour: int,
    *,
    room: float = 1e9,
    align_right: bool = False,
    bold: bool = False,
) -> None:
    x, y = at
    shown = drawable(text)
    font = skia.Font(typeface(), size)
    font.setEmbolden(bold)
    font.setSubpixel(True)
    width = font.measureText(shown)
    if width > room:
        font.setScaleX(max(0.5, room / width))
        while len(shown) > 2 and font.measureText(shown) > room:
            shown = shown[:-2] + "…"
        width = font.measureText(shown)
    if shown:
        canvas.drawString(shown, x - width if align_right else x, y, font, skia.Paint(Color=colour, AntiAlias=True))


class PosterChoice:
    """Keeps the most telling of the frames offered: contrast and detail, people speaking before empty rooms."""

    def __init__(self) -> None:
        self._best: Any = None
        self._score = (-1.0, 0)

    def offer(self, frame: Any, *, order: int, is_spoken: bool) -> None:
        """Consider a clean frame; frames may be offered in any order, of equal ones the first in the cut wins."""
        luma = planes(frame)[0][::4, ::4].astype(np.float32)
        detail = float(np.abs(np.diff(luma, axis=0)).mean() + np.abs(np.diff(luma, axis=1)).mean())
        brightness = float(luma.mean())
        score = (float(luma.std()) + 6 * detail) * (1.3 if is_spoken else 1.0) * (0.5 if brightness < 40 else 1.0)
        if (score, -order) > self._score:
            self._score, self._best = (score, -order), copy_frame(frame)

    def encode(self, label: Overlay) -> bytes:
        """The chosen frame as JPEG, with the label every published picture must carry."""
        label.lay_over(*planes(self._best))
        return bytes(_image(bgra(self._best, self._best.width, self._best.height)).encodeToData(skia.kJPEG, 90))
