"""Drawing on the CPU: colours, curves, and the brush that gives a shape its line, flat colour and cel shadow.

Surfaces are BGRA with premultiplied alpha, the only layout skia blits fast on a CPU. Colours are linear-naive RGB in
0..1, points are pixels with y down, unless a docstring says metres.
"""

from __future__ import annotations

import math
import struct
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
FORM = 5  # of paths in memory, as the pinned skia writes them
MOVE, LINE, CUBIC, CLOSE = b"\0", b"\1", b"\4", b"\5"


def rgb(code: str) -> Color:
    """`#rrggbb` as a colour."""
    digits = code.lstrip("#")
    return (int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)


@lru_cache(maxsize=4096)
def times(color: Color, by: Color) -> Color:
    """Both colours multiplied channel by channel, as light falls on paint; clipped to 1."""
    return (min(1.0, color[0] * by[0]), min(1.0, color[1] * by[1]), min(1.0, color[2] * by[2]))


@lru_cache(maxsize=4096)
def mix(a: Color, b: Color, share: float) -> Color:
    """`share` of b and the rest of a."""
    rest = 1.0 - share
    return (a[0] * rest + b[0] * share, a[1] * rest + b[1] * share, a[2] * rest + b[2] * share)


def darker(color: Color, by: float) -> Color:
    """`color` with every channel scaled by `by`."""
    return times(color, (by, by, by))


@lru_cache(maxsize=8192)
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


@lru_cache(maxsize=1024)
def _frame(verbs: bytes, count: int) -> tuple[bytes, bytes]:
    """What stands before and after `count` points in skia's own form of a path."""
    return struct.pack("<4I", FORM, count, 0, len(verbs)), verbs + bytes(-len(verbs) % 4)


def _path(verbs: bytes, where: NDArray[np.complex128]) -> Any:
    """A path handed over whole: adding points one by one would cost more than drawing them."""
    path = skia.Path()
    before, after = _frame(verbs, len(where))
    path.readFromMemory(before + where.astype(np.complex64).tobytes() + after)
    return path


@lru_cache(maxsize=1024)
def _edges(count: int, closed: bool) -> bytes:
    return MOVE + LINE * (count - 1) + (CLOSE if closed else b"")


@lru_cache(maxsize=512)
def _bends(count: int, closed: bool) -> bytes:
    return MOVE + CUBIC * (count if closed else count - 1) + (CLOSE if closed else b"")


def _flat(rows: Points) -> NDArray[np.complex128]:
    """Points (n, 2) as complex numbers x + iy."""
    return np.ascontiguousarray(rows, np.float64).view(np.complex128)[:, 0]


def polygon(outline: Points, *, closed: bool = True) -> Any:
    """A path of straight edges."""
    return _path(_edges(len(outline), closed), _flat(outline))


def polygons(outlines: Sequence[Points]) -> Any:
    """One path of several closed outlines."""
    if not outlines:
        return skia.Path()
    return _path(b"".join(_edges(len(one), True) for one in outlines), _flat(np.concatenate(outlines)))


@lru_cache(maxsize=512)
def _neighbours(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every one of `count` in a ring the number of the next and of the one before."""
    turn = np.arange(count)
    return np.roll(turn, -1), np.roll(turn, 1)


def curve(through: Points, *, closed: bool = True, corners: Sequence[int] = ()) -> Any:
    """A smooth path through every point; at the indices in `corners` the direction breaks."""
    count = len(through)
    if count < 3:
        return polygon(through, closed=closed)
    after, before = _neighbours(count)
    at = _flat(through)
    ahead = at[after]
    chord = ahead - at
    tangent = ahead - at[before]
    tangent /= np.abs(tangent) + 1e-9
    reach = np.abs(chord) * 0.36
    rows = np.empty((count + 1, 3), np.complex128)  # two handles and the end of each piece, the start before them
    rows[0, 2] = at[0]
    rows[1:, 0], rows[1:, 1], rows[1:, 2] = at + tangent * reach, ahead - tangent[after] * reach, ahead
    breaks = (
        {corner % count for corner in corners} if closed else {*(corner % count for corner in corners), 0, count - 1}
    )
    for corner in breaks:
        rows[corner + 1, 0] = at[corner] + chord[corner] * 0.36
        last = (corner - 1) % count
        rows[last + 1, 1] = at[corner] - chord[last] * 0.36
    where = rows.reshape(-1)[2:]
    return _path(_bends(count, closed), where if closed else where[:-3])


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


@lru_cache(maxsize=512)
def _spacing(given: int, count: int) -> Points:
    """The matrix that takes `given` values, evenly spaced, to `count`."""
    return np.stack([np.interp(_evenly(count), _evenly(given), row) for row in np.eye(given)], 1)


@lru_cache(maxsize=1024)
def swell(count: int, start: float) -> Points:
    """Half-widths 0..1 of a drawn line that swells and fades; `start` is how thin its ends are, in radians."""
    widths = np.sin(np.linspace(start, math.pi - start, count))
    widths.flags.writeable = False
    return widths


def spaced(values: Points | Sequence[float], count: int) -> Points:
    """Evenly spaced values taken to `count` of them, straight between."""
    given = np.asarray(values, float)
    return given if len(given) == count else _spacing(len(given), count) @ given


def ribbon(centre: Points, half_widths: Points | Sequence[float]) -> Points:
    """The outline of a band of varying half-width around a line; widths are interpolated along it."""
    count = len(centre)
    at = _flat(centre)
    along = np.empty_like(at)
    along[1:-1] = at[2:] - at[:-2]
    along[0], along[-1] = at[1] - at[0], at[-1] - at[-2]
    across = along * (1j * spaced(half_widths, count) / (np.abs(along) + 1e-9))
    outline = np.empty(2 * count, np.complex128)
    outline[:count], outline[count:] = at + across, (at - across)[::-1]
    return outline.view(np.float64).reshape(-1, 2)


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
    widths = spaced(radii, len(centre))
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

    is_pen = False  # draws lines alone, each as a stroke of its own
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
