"""Somebody's pixels in one pose, cut out with a margin, so that a moving camera need not draw them on every frame."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.raster import as_image, new_surface, skia

MARGIN = 0.04  # of the frame's width, kept around the frame because the next camera may see a little more
SAME_SIZE = 2e-4  # a change of scale below this is drawn as a shift by whole pixels


class Cutout:
    """A transparent picture a little larger than the frame; only what is not empty is ever copied."""

    def __init__(self, width: int, height: int) -> None:
        self._edge = max(8, round(width * MARGIN))
        self._surface, self._pixels = new_surface(width + 2 * self._edge, height + 2 * self._edge)
        self._image = as_image(self._pixels, opaque=False)
        self._picture: Any = None
        self._box = (0, 0, 0, 0)

    def hold(self, picture: Any) -> None:
        """Draw `picture` unless it is held already."""
        if self._picture is picture:
            return
        self._picture = picture
        left, top, right, bottom = self._box
        self._pixels[top:bottom, left:right] = 0
        canvas = self._surface.getCanvas()
        canvas.save()
        canvas.translate(self._edge, self._edge)
        canvas.drawPicture(picture)
        canvas.restore()
        self._box = filled(self._pixels)
        self._image = as_image(self._pixels, opaque=False)

    def draw(self, canvas: Any, scale: float = 1.0, shift: NDArray[np.float64] | None = None) -> None:
        """Copy what is held to `canvas`, scaled about the frame's origin and shifted by pixels."""
        left, top, right, bottom = self._box
        if right <= left:
            return
        x, y = (0.0, 0.0) if shift is None else (float(shift[0]), float(shift[1]))
        source = skia.Rect.MakeLTRB(left, top, right, bottom)
        if abs(scale - 1) < SAME_SIZE:
            target = source.makeOffset(round(x) - self._edge, round(y) - self._edge)
            sampling = skia.SamplingOptions()
        else:
            target = skia.Rect.MakeLTRB(
                *((edge - self._edge) * scale + by for edge, by in ((left, x), (top, y), (right, x), (bottom, y)))
            )
            sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
        canvas.drawImageRect(
            self._image, source, target, sampling, None, skia.Canvas.SrcRectConstraint.kFast_SrcRectConstraint
        )


def filled(pixels: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """The box around everything that is not transparent: left, top, right, bottom, with a pixel to spare."""
    tall, wide = pixels.shape[:2]
    packed = pixels.view(np.uint32)[..., 0]
    rows = np.flatnonzero(packed.any(1))
    if not len(rows):
        return 0, 0, 0, 0
    top, bottom = max(0, int(rows[0]) - 1), min(tall, int(rows[-1]) + 2)
    columns = np.flatnonzero(packed[top:bottom].any(0))
    return max(0, int(columns[0]) - 1), top, min(wide, int(columns[-1]) + 2), bottom
