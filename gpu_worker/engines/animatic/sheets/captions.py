"""Pictures in a grid with words under them, written as one PNG: what a sheet is when it must be read, not only seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.raster import as_image, save_still
from gpu_worker.glstub import skia
from gpu_worker.media.overlay import typeface

PAPER, INK, FAINT = 0xFF15171C, 0xFFF3F1EC, 0xFF9AA0AC
GAP, CAPTION, HEADER = 8, 34, 52


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture (BGRA), what it is called, and a remark set against the right."""

    pixels: NDArray[np.uint8]
    name: str
    remark: str = ""


def write_tiles(tiles: Sequence[Tile], path: Path, *, across: int, title: str = "") -> Path:
    """Write the tiles, all of one size, `across` to a row."""
    tall, wide = tiles[0].pixels.shape[:2]
    rows = -(-len(tiles) // across)
    top = HEADER if title else GAP
    pixels = np.zeros((top + rows * (tall + CAPTION), GAP + across * (wide + GAP), 4), np.uint8)
    info = skia.ImageInfo.Make(pixels.shape[1], pixels.shape[0], skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels)
    canvas = surface.getCanvas()
    canvas.clear(PAPER)
    if title:
        _write(canvas, title, (GAP, HEADER - 18), 26, color=INK, room=pixels.shape[1])
    for index, tile in enumerate(tiles):
        x, y = GAP + index % across * (wide + GAP), top + index // across * (tall + CAPTION)
        canvas.drawImage(as_image(np.ascontiguousarray(tile.pixels), opaque=True), x, y)
        under = y + tall + 23
        room = wide - _write(canvas, tile.remark, (x + wide, under), 17, color=FAINT, room=wide, flush_right=True)
        _write(canvas, tile.name, (x, under), 19, color=INK, room=room - GAP)
    surface.flushAndSubmit()
    save_still(pixels, path)
    return path


def _write(
    canvas: Any, text: str, at: tuple[float, float], size: float, *, color: int, room: float, flush_right: bool = False
) -> float:
    """Draw a line of text no wider than `room`; returns its width."""
    if not text:
        return 0.0
    font = skia.Font(typeface(), size)
    font.setSubpixel(True)
    width = font.measureText(text)
    if width > room:
        font.setScaleX(room / width)
        width = room
    canvas.drawString(
        text, at[0] - width if flush_right else at[0], at[1], font, skia.Paint(Color=color, AntiAlias=True)
    )
    return float(width)
