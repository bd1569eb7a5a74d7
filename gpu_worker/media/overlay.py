"""Text drawn once and laid over many frames: skia draws into a small strip, numpy composites it on the YUV planes.

A frame never goes through RGB: the strip is converted to limited-range BT.709 luma and chroma with its alpha, and only
the rows and columns under it are touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.base import RenderRefused
from gpu_worker.glstub import skia

FONT_FILE = Path(noto_cjk_sans_otc.__file__).with_name("NotoSansCJK-Regular.ttc")
FONT_FAMILY = "Noto Sans CJK SC"
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u00ad")
"""Characters that draw nothing and are dropped before drawing: joiners, variation selectors, soft hyphens."""

SUBSTITUTE = "〓"
"""What printers set for a character they have not got; an empty box would look like a fault of the picture."""

Plane = NDArray[np.uint8]


@lru_cache(maxsize=1)
def typeface() -> Any:
    """The simplified Chinese face of the packaged font; no system font is ever used."""
    manager = skia.FontMgr.New_Custom_Empty()
    for index in range(16):
        face = manager.makeFromFile(str(FONT_FILE), index)
        if face is None:
            break
        if face.getFamilyName() == FONT_FAMILY:
            return face
    raise RuntimeError(f"{FONT_FILE.name} holds no face named {FONT_FAMILY}")


def font(size: float) -> Any:
    """The packaged face at `size` pixels per em, a little emboldened, unhinted so that every machine draws the same."""
    chosen = skia.Font(typeface(), size)
    chosen.setEmbolden(True)
    chosen.setSubpixel(True)
    chosen.setHinting(skia.FontHinting.kNone)
    return chosen


def visible(text: str) -> str:
    """The text without characters that draw nothing."""
    return "".join(character for character in text if character not in INVISIBLE)


def missing_glyphs(texts: Iterable[str]) -> str:
    """Characters the font cannot draw, each once, in order of first appearance."""
    wanted = dict.fromkeys(character for text in texts for character in visible(text))
    characters = "".join(wanted)
    glyphs = typeface().unicharsToGlyphs([ord(character) for character in characters])
    return "".join(c for c, glyph in zip(characters, glyphs, strict=True) if glyph == 0)


def name_characters(characters: str) -> str:
    """Characters as a person and a programmer can find them: 😀 (U+1F600), at most twenty."""
    return " ".join(f"{character} (U+{ord(character):04X})" for character in characters[:20])


def require_glyphs(texts: Iterable[str], what: str) -> None:
    """Refuse text that would show empty boxes."""
    missing = missing_glyphs(texts)
    if missing:
        raise RenderRefused("input.missing_glyph", f"{what}: the font has no glyph for {name_characters(missing)}")


def drawable(text: str) -> str:
    """The visible text with `SUBSTITUTE` in place of every character the font cannot draw."""
    shown = visible(text)
    missing = missing_glyphs([shown])
    return "".join(SUBSTITUTE if character in missing else character for character in shown) if missing else shown


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines of text in one strip. `left`/`top` place the strip in the frame; even numbers, as 4:2:0 needs.

    `pixels` is premultiplied BGRA, `ink` the rows of each line's ink within the strip (first, last exclusive).
    """

    left: int
    top: int
    pixels: NDArray[np.uint8]
    ink: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Fill, outline and weight of drawn text; `outline_share` is the stroke's width per em."""

    size: float
    fill: int = 0xFFFFFFFF
    outline: int = 0xE6101014
    outline_share: float = 0.15
    leading: float = 1.22


def draw_text(lines: Sequence[str], style: TextStyle, *, centre: float | None, left: float, bottom: float) -> TextBlock:
    """Draw lines so that the last one's lowest ink could reach `bottom`; centred on `centre` or flush with `left`."""
    face = font(style.size)
    margin = style.size * (style.outline_share + 0.12)
    widths = [face.measureText(line) for line in lines]
    start = min(centre - width / 2 for width in widths) if centre is not None else left
    metrics = face.getMetrics()
    ascent, descent = style.size * 0.88, min(metrics.fDescent, style.size * 0.18)
    height = ascent + descent + style.leading * style.size * (len(lines) - 1)
    x0 = max(0, int(start - margin)) // 2 * 2
    y0 = max(0, int(bottom - height - margin)) // 2 * 2
    strip_width = -(-int(start + max(widths) + margin - x0 + 1) // 2) * 2
    strip_height = -(-int(bottom + margin - y0 + 1) // 2) * 2
    pixels = np.zeros((strip_height, strip_width, 4), np.uint8)
    info = skia.ImageInfo.Make(strip_width, strip_height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, pixels, pixels.strides[0]).getCanvas()
    outline = skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=style.size * style.outline_share,
        StrokeJoin=skia.Paint.kRound_Join,
        Color=style.outline,
    )
    fill = skia.Paint(AntiAlias=True, Color=style.fill)
    ink = []
    for index, (line, width) in enumerate(zip(lines, widths, strict=True)):
        blob = skia.TextBlob.MakeFromString(line, face)
        x = (centre - width / 2 if centre is not None else left) - x0
        y = bottom - descent - style.leading * style.size * (len(lines) - 1 - index) - y0
        canvas.drawTextBlob(blob, x, y, outline)
        canvas.drawTextBlob(blob, x, y, fill)
        bounds = skia.Rect()
        face.measureText(line, skia.TextEncoding.kUTF8, bounds)
        ink.append((int(y + bounds.top()), -int(-(y + bounds.bottom()))))
    return TextBlock(x0, y0, pixels, tuple(ink))


@dataclass(frozen=True, slots=True)
class Overlay:
    """A strip ready for 4:2:0 planes. `keep_*` is 256 - alpha, `add_*` the strip's own value times 256."""

    left: int
    top: int
    keep_luma: NDArray[np.uint16]
    add_luma: NDArray[np.uint16]
    keep_chroma: NDArray[np.uint16]
    add_blue: NDArray[np.uint16]
    add_red: NDArray[np.uint16]

    def lay_over(self, luma: Plane, blue: Plane, red: Plane) -> None:
        """Composite onto a frame's planes, in place; the strip must lie inside the frame."""
        height, width = self.keep_luma.shape
        _blend(luma[self.top : self.top + height, self.left : self.left + width], self.keep_luma, self.add_luma)
        top, left, height, width = self.top // 2, self.left // 2, height // 2, width // 2
        window = (slice(top, top + height), slice(left, left + width))
        _blend(blue[window], self.keep_chroma, self.add_blue)
        _blend(red[window], self.keep_chroma, self.add_red)


def _blend(target: Plane, keep: NDArray[np.uint16], add: NDArray[np.uint16]) -> None:
    mixed = target * keep
    mixed += add
    mixed >>= 8
    target[...] = mixed


def overlay(block: TextBlock, *, strength: float = 1.0) -> Overlay:
    """Convert a drawn strip once; `strength` 0..1 fades it."""
    premultiplied = block.pixels.astype(np.float64) / 255.0 * strength
    blue, green, red, alpha = (premultiplied[..., i] for i in range(4))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    cb, cr = (blue - luma) / 1.8556, (red - luma) / 1.5748

    def halve(plane: NDArray[np.float64]) -> NDArray[np.float64]:
        return plane.reshape(plane.shape[0] // 2, 2, plane.shape[1] // 2, 2).mean(axis=(1, 3))

    def weigh(value: NDArray[np.float64]) -> NDArray[np.uint16]:
        return np.floor(value * 256 + 127).clip(0, 65535).astype(np.uint16)

    def keep(share: NDArray[np.float64]) -> NDArray[np.uint16]:
        return np.round((1 - share) * 256).astype(np.uint16)

    alpha_chroma = halve(alpha)
    return Overlay(
        left=block.left,
        top=block.top,
        keep_luma=keep(alpha),
        add_luma=weigh(16 * alpha + 219 * luma),
        keep_chroma=keep(alpha_chroma),
        add_blue=weigh(128 * alpha_chroma + 224 * halve(cb)),
        add_red=weigh(128 * alpha_chroma + 224 * halve(cr)),
    )
