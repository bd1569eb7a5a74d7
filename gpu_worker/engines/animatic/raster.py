"""Drawing on the CPU: colours, curves, and the brush that gives a shape its line, flat colour and cel shadow.

Surfaces are BGRA with premultiplied alpha, the only layout skia blits fast on a CPU. Colours are linear-naive RGB in
0..1, points are pixels with y down, unless a docstring says metres.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.glstub import skia

Color = tuple[float, float, float]
Points = NDArray[np.float64]

WHITE: Color = (1.0, 1.0, 1.0)
BLACK: Color = (0.0, 0.0, 0.0)


def rgb(code: str) -> Color:
    """`#rrggbb` as a colour."""
    digits = code.lstrip("#")
    return (int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)


def times(color: Color, by: Color) -> Color:
    """Both colours multiplied channel by channel, as light falls on paint; clipped to 1."""
    return (min(1.0, color[0] * by[0]), min(1.0, color[1] * by[1]), min(1.0, color[2] * by[2]))


def mix(a: Color, b: Color, share: float) -> Color:
    """`share` of b and the rest of a."""
    rest = 1.0 - share
    return (a[0] * rest + b[0] * share, a[1] * rest + b[1] * share, a[2] * rest + b[2] * share)


def darker(color: Color, by: float) -> Color:
    """`color` with every channel scaled by `by`."""
    return times(color, (by, by, by))


def argb(color: Color, alpha: float = 1.0) -> int:
    """The packed integer skia takes."""
    r, g, b = (int(min(1.0, max(0.0, channel)) * 255 + 0.5) for channel in color)
    return int(min(1.0, max(0.0, alpha)) * 255 + 0.5) << 24 | r << 16 | g << 8 | b


def smoothstep(x: float) -> float:
    """0 below 0, 1 above 1, an even S between."""
    x = min(1.0, max(0.0, x))
    return x * x * (3 - 2 * x)


def points(values: Sequence[Sequence[float]]) -> Points:
    """A list of coordinates as an array."""
    return np.asarray(values, float)


def polygon(outline: Points, *, closed: bool = True) -> Any:
    """A path of straight edges."""
    builder = skia.Path()
    rows = outline.tolist()
    builder.moveTo(rows[0][0], rows[0][1])
    for x, y in rows[1:]:
        builder.lineTo(x, y)
    if closed:
        builder.close()
    return builder


def curve(through: Points, *, closed: bool = True, corners: Sequence[int] = ()) -> Any:
    """A smooth path through every point; at the indices in `corners` the direction breaks."""
    count = len(through)
    if count < 3:
        return polygon(through, closed=closed)
    turn = np.arange(count)
    ahead, behind = through[turn - count + 1], through[turn - 1]
    tangent = ahead - behind
    tangent /= np.hypot(tangent[:, 0], tangent[:, 1])[:, None] + 1e-9
    chord = ahead - through
    reach = np.hypot(chord[:, 0], chord[:, 1])[:, None] * 0.36
    leave, arrive = through + tangent * reach, ahead - tangent[turn - count + 1] * reach
    breaks = set(corners) | (set() if closed else {0, count - 1})
    for corner in {index % count for index in breaks}:
        leave[corner] = through[corner] + chord[corner] * 0.36
        before = (corner - 1) % count
        arrive[before] = through[corner] - chord[before] * 0.36
    path = skia.Path()
    path.moveTo(float(through[0, 0]), float(through[0, 1]))
    rows = np.hstack([leave, arrive, ahead]).tolist()
    for row in rows if closed else rows[:-1]:
        path.cubicTo(*row)
    if closed:
        path.close()
    return path


@lru_cache(maxsize=256)
def _spread(count: int, steps: int) -> Points:
    """The matrix that turns `count` points into the dense polyline through them."""
    rows = np.zeros(((count - 1) * steps + 1, count + 2))
    for i in range(count - 1):
        for k in range(steps):
            t = k / steps
            rows[i * steps + k, i : i + 4] = (
                0.5 * (-t + 2 * t**2 - t**3),
                0.5 * (2 - 5 * t**2 + 3 * t**3),
                0.5 * (t + 4 * t**2 - 3 * t**3),
                0.5 * (-(t**2) + t**3),
            )
    rows[-1, count] = 1.0
    ends = np.zeros((count + 2, count))  # one point beyond each end, in line with the last two
    ends[1:-1] = np.eye(count)
    ends[0, 0], ends[0, 1], ends[-1, -1], ends[-1, -2] = 2.0, -1.0, 2.0, -1.0
    spread: Points = rows @ ends
    return spread


def trace(through: Points, steps: int = 6) -> Points:
    """An open smooth line through the points as a dense polyline (uniform Catmull-Rom)."""
    line: Points = _spread(len(through), steps) @ through
    return line


@lru_cache(maxsize=512)
def _evenly(count: int) -> Points:
    return np.linspace(0, 1, count)


def ribbon(centre: Points, half_widths: Points | Sequence[float]) -> Points:
    """The outline of a band of varying half-width around a line; widths are interpolated along it."""
    count = len(centre)
    along = np.empty_like(centre)
    along[1:-1] = centre[2:] - centre[:-2]
    along[0], along[-1] = centre[1] - centre[0], centre[-1] - centre[-2]
    widths = np.asarray(half_widths, float)
    if len(widths) != count:
        widths = np.interp(_evenly(count), _evenly(len(widths)), widths)
    scale = widths / (np.hypot(along[:, 0], along[:, 1]) + 1e-9)
    outline = np.empty((2 * count, 2))
    across_x, across_y = -along[:, 1] * scale, along[:, 0] * scale
    outline[:count, 0], outline[:count, 1] = centre[:, 0] + across_x, centre[:, 1] + across_y
    outline[count:, 0], outline[count:, 1] = (centre[:, 0] - across_x)[::-1], (centre[:, 1] - across_y)[::-1]
    return outline


def strand(through: Points, half_widths: Sequence[float], steps: int = 6) -> Any:
    """A smooth tapered stroke as a filled path."""
    return polygon(ribbon(trace(through, steps), half_widths))


_TURN = np.linspace(0, 2 * math.pi, 24, endpoint=False)
UNIT_CIRCLE: Points = np.stack([np.cos(_TURN), np.sin(_TURN)], 1)


def disc(centre: Points, radius: float) -> Any:
    """A circle as a path."""
    path = skia.Path()
    path.addCircle(float(centre[0]), float(centre[1]), float(radius))
    return path


def tube(joints: Points, radii: Sequence[float]) -> Any:
    """A limb seen flat: a smooth outline around `joints`, round at the start and flat at the end."""
    centre = trace(joints, 5)
    widths = np.interp(_evenly(len(centre)), _evenly(len(radii)), radii)
    outline = ribbon(centre, widths)
    along = centre[0] - centre[1]
    along = along / (math.hypot(*along) + 1e-9) * widths[0]
    across = np.array([-along[1], along[0]])
    turn = np.linspace(0, math.pi, 9)[1:-1, None]
    cap = centre[0] + np.sin(turn) * along + np.cos(turn) * across
    return polygon(np.vstack([outline, cap]))


def union(paths: Sequence[Any]) -> Any:
    """One path covering all of `paths`."""
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(path, skia.PathOp.kUnion_PathOp)
    return builder.resolve()


@dataclass(frozen=True, slots=True)
class Light:
    """How colour answers to the light of a shot. `key` points towards the light on screen; `rim` is a back light."""

    key: tuple[float, float]
    lit: Color
    shade: Color
    rim: Color | None = None
    rim_strength: float = 0.0
    ink: Color = (0.13, 0.07, 0.12)

    def bright(self, color: Color) -> Color:
        """`color` where the key light reaches it."""
        return times(color, self.lit)

    def shadow(self, color: Color) -> Color:
        """`color` where it does not."""
        return times(color, self.shade)

    def line(self, color: Color) -> Color:
        """The outline that belongs to a shape of `color`: dark, but of the same family."""
        return mix(times(color, self.shade), self.ink, 0.66)


class Brush:
    """Draws on a canvas under one light; `weight` is the width of an outline in pixels."""

    is_cutter = False  # wants to know what is covered, not what it looks like: what lies within a shape may be left out

    def __init__(self, canvas: Any, light: Light, weight: float) -> None:
        self.canvas = canvas
        self.light = light
        self.weight = weight
        self._fill = skia.Paint(AntiAlias=True)
        self._stroke = skia.Paint(
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeJoin=skia.Paint.kRound_Join,
            StrokeCap=skia.Paint.kRound_Cap,
        )

    def fill(self, path: Any, color: Color, alpha: float = 1.0) -> None:
        """Flat colour."""
        self._fill.setColor(argb(color, alpha))
        self.canvas.drawPath(path, self._fill)

    def stroke(self, path: Any, color: Color, width: float, alpha: float = 1.0) -> None:
        """A line of `width` pixels."""
        self._stroke.setColor(argb(color, alpha))
        self._stroke.setStrokeWidth(width)
        self.canvas.drawPath(path, self._stroke)

    @contextmanager
    def inside(self, path: Any) -> Iterator[None]:
        """Everything drawn in the block stays within `path`."""
        self.canvas.save()
        self.canvas.clipPath(path, skia.ClipOp.kIntersect, True)
        try:
            yield
        finally:
            self.canvas.restore()

    def outline(self, path: Any, color: Color, weight: float = 1.0) -> None:
        """The line around a shape of `color`; drawn before the fill, so that only its outer half is seen."""
        self.stroke(path, self.light.line(color), self.weight * 2 * weight)

    def cel(self, path: Any, color: Color, depth: float, *, weight: float = 1.0, rim: bool = False) -> None:
        """Line, flat colour and a crescent of shadow `depth` pixels wide on the side away from the key light."""
        light = self.light
        if weight > 0:
            self.outline(path, color, weight)
        if depth < 1.0:
            self.fill(path, light.bright(color))
            return
        # back light first, then shadow, then light, each shifted further towards the key: two crescents without a mask
        has_rim = rim and light.rim is not None and light.rim_strength > 0
        shadow = light.shadow(color)
        self.fill(path, mix(shadow, light.rim or WHITE, light.rim_strength) if has_rim else shadow)
        with self.inside(path):
            if has_rim:
                self._shifted(path, max(1.2, min(depth * 0.30, self.weight * 1.7)), shadow)
            self._shifted(path, depth, light.bright(color))

    def _shifted(self, path: Any, distance: float, color: Color) -> None:
        """`path` moved towards the key light."""
        moved = skia.Path(path)
        moved.offset(self.light.key[0] * distance, self.light.key[1] * distance)
        self.fill(moved, color)


def new_surface(width: int, height: int) -> tuple[Any, NDArray[np.uint8]]:
    """A surface and the (height, width, 4) BGRA array it draws into."""
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    return skia.Surface.MakeRasterDirect(info, pixels), pixels


def as_image(pixels: NDArray[np.uint8], *, opaque: bool) -> Any:
    """A drawable view of a BGRA array, not copied; the array must outlive it."""
    alpha = skia.kOpaque_AlphaType if opaque else skia.kPremul_AlphaType
    return skia.Image.fromarray(pixels, colorType=skia.kBGRA_8888_ColorType, alphaType=alpha, copy=False)


def save_still(
    pixels: NDArray[np.uint8], path: Path, *, width: int | None = None, quality: int = 90
) -> tuple[int, int]:
    """Write BGRA `pixels` as PNG or JPEG by the ending of `path`, scaled to `width`; returns the size written."""
    image = as_image(np.ascontiguousarray(pixels), opaque=True)
    if width is not None and width != image.width():
        height = round(image.height() * width / image.width())
        image = image.resize(width, height, skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear))
    kind = skia.kJPEG if path.suffix in (".jpg", ".jpeg") else skia.kPNG
    image.save(str(path), kind, quality)
    return image.width(), image.height()
