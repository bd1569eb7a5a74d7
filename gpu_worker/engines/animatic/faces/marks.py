"""What a comic draws on a face beside its features: tears, sweat, a vein, a puff of breath, blood and shadow."""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.faces.eyes import cut_of
from gpu_worker.engines.animatic.faces.mouth import MIDDLE
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.raster import (
    WHITE,
    Brush,
    Color,
    argb,
    curve,
    darker,
    disc,
    mix,
    points,
    polygon,
    rgb,
    ribbon,
    skia,
    strand,
    times,
    trace,
)

FALL = 1.7  # seconds a tear takes from the eye to the jaw
SLIDE = 2.6  # seconds a drop of sweat takes down the temple
PUFF = 1.5  # seconds between two breaths one sees
BANDS = 20  # steps of a colour that thins out


def draw_blood(brush: Brush, head: Head, units: dict[str, float]) -> None:
    """Blush, flush, a red nose; gloom and falling lines: all that lies in the skin. The brush is within the face."""
    flush, gloom = units.get("flush", 0.0), units.get("gloom", 0.0)
    if flush > 0.05:
        blood = times((0.88, 0.20, 0.16), brush.light.lit)
        _veil(brush, head, color=blood, alpha=0.46 * flush, span=(0.66, 0.16))
    if gloom > 0.05:
        dark = times(brush.light.shade, (0.20, 0.19, 0.36))
        _veil(brush, head, color=dark, alpha=0.78 * gloom, span=(0.72, 0.24))
    if units.get("hatch", 0.0) > 0.15:
        _draw_hatch(brush, head, units["hatch"])
    asked = units.get("blush", 0.0)
    _draw_blush(brush, head, asked)
    if units.get("nose", 0.0) > 0.1:
        tint = times((0.93, 0.30, 0.27), brush.light.lit)
        tip = head.at(points([(0.0, 0.285, 0.40)]))[0]
        _glow(brush, tip, head.size * 0.075, color=tint, alpha=0.75 * units["nose"], scale=(1.0, 0.8))


def draw_marks(brush: Brush, head: Head, units: dict[str, float], seconds: float) -> None:
    """Sweat, a vein, breath: drawn over hair and all."""
    if units.get("sweat", 0.0) > 0.25:
        _draw_sweat(brush, head, units["sweat"], seconds)
    if units.get("vein", 0.0) > 0.3:
        _draw_vein(brush, head, units["vein"], seconds)
    if units.get("breath", 0.0) > 0.2:
        _draw_breath(brush, head, units["breath"], seconds)


# ---------------------------------------------------------------------- in the skin


def _veil(brush: Brush, head: Head, *, color: Color, alpha: float, span: tuple[float, float]) -> None:
    """A colour that thins out down the face: in bands too fine to be told apart, a third of a gradient's cost."""
    top, low = head.on(points([(0, span[0]), (0, span[1])]))
    down = (low - top) / BANDS
    aside = np.array([-down[1], down[0]]) / (math.hypot(*down) + 1e-9) * head.size
    paint = skia.Paint(AntiAlias=False)
    for band in range(BANDS):
        first, last = top + down * (band or -BANDS), top + down * (band + 1)
        paint.setColor(argb(color, alpha * (1 - (band + 0.5) / BANDS)))
        brush.canvas.drawPath(polygon(np.array([first - aside, first + aside, last + aside, last - aside])), paint)


def _glow(brush: Brush, at: Vector, radius: float, *, color: Color, alpha: float, scale: tuple[float, float]) -> None:
    shader = skia.GradientShader.MakeRadial(skia.Point(0, 0), radius, [argb(color, alpha), argb(color, 0.0)])
    brush.canvas.save()
    brush.canvas.translate(float(at[0]), float(at[1]))
    brush.canvas.scale(*scale)
    brush.canvas.drawCircle(skia.Point(0, 0), radius, skia.Paint(Shader=shader))
    brush.canvas.restore()


def _draw_blush(brush: Brush, head: Head, asked: float) -> None:
    strength = min(1.0, asked + (0.0 if head.look.is_male else 0.20))
    if strength < 0.05:
        return
    tint = times((0.95, 0.42, 0.40), brush.light.lit)
    radius = head.size * (0.100 + 0.040 * asked)  # it spreads as it grows
    red = times((0.86, 0.30, 0.32), brush.light.lit)
    for side in (-1, 1):
        if side * head.yaw > 1.0:
            continue
        at = head.on(points([(side * 0.200, 0.305)]))[0]
        wide = max(0.35, math.cos(head.yaw - side * 0.4))
        _glow(brush, at, radius, color=tint, alpha=min(0.62, 0.55 * strength), scale=(wide, 0.62))
        if asked > 0.55:
            for i in (-1, 0, 1):
                u = side * 0.200 + i * 0.034
                line = head.on(points([(u - 0.012, 0.286), (u + 0.012, 0.328)]))
                brush.stroke(polygon(line, closed=False), red, brush.weight * 0.9, min(0.6, (asked - 0.55) * 2))
    if asked > 0.85:  # so red that it crosses the nose
        middle = head.on(points([(0.0, 0.318)]))[0]
        _glow(brush, middle, head.size * 0.12, color=tint, alpha=0.34 * asked, scale=(1.0, 0.45))


def _draw_hatch(brush: Brush, head: Head, strength: float) -> None:
    """Lines that fall over the forehead, longest at the sides: the blood has left it."""
    dark = times(brush.light.shade, (0.30, 0.30, 0.50))
    for index, u in enumerate(np.linspace(-0.27, 0.27, 13)):
        long = 0.07 + 0.10 * abs(u) / 0.27 + 0.025 * ((index * 7) % 3)
        top = 0.76 - 0.25 * u * u
        line = trace(
            head.on(np.array([(u, top), (u, top - 0.5 * long * strength), (u * 1.01, top - long * strength)])), 3
        )
        widths = np.linspace(0.0038, 0.0006, len(line)) * head.size
        brush.fill(polygon(ribbon(line, widths)), dark, 0.62 * min(1.0, strength * 1.3))


# ---------------------------------------------------------------------- over the skin


def seen_size(head: Head) -> float:
    """Pixels per head for what must still be seen on a small one: marks shrink less than faces do."""
    return head.size * min(2.0, max(1.0, 150.0 / head.size))


def _water(brush: Brush) -> Color:
    return mix(times((0.80, 0.91, 1.0), brush.light.lit), WHITE, 0.25)


def draw_tears(brush: Brush, head: Head, strength: float, seconds: float) -> None:
    """One wet track under each eye, two where somebody weeps, each with drops that gather and run."""
    cut = cut_of(head)
    tracks = [(0.30, 1.0, 0.0)] if strength < 0.75 else [(0.34, 1.0, 0.0), (-0.34, 0.62, 0.45)]
    if strength < 0.12:
        return
    for q in (-1, 1):
        if q * head.yaw > 0.8:
            continue
        for offset, share, late in tracks:
            start = cut.height - cut.half * 0.52
            end = start - (start - 0.075) * min(1.0, strength) * share
            along = np.linspace(0, 1, 14)
            u = q * (
                cut.apart
                + offset * cut.half
                + 0.012 * np.sin(along * 2.4)
                + (0.010 if offset > 0 else -0.012) * along**2
            )
            v = start + (end - start) * along
            line = head.on(np.stack([u, v], 1), 0.006)
            _draw_track(brush, head, line, strength)
            phase = late + (0.0 if q < 0 else 0.37)
            for drop in (0.0, 0.5):
                fall = (seconds / FALL + phase + drop) % 1.0
                place = fall**1.7 * 12.9
                low = int(place)
                at = line[low] + (line[low + 1] - line[low]) * (place - low)
                swell = min(1.0, 0.35 + fall * 2.4) * (1 - 0.6 * max(0.0, fall - 0.9) / 0.1)
                _draw_drop(brush, at, seen_size(head) * 0.0125 * swell * (0.75 + 0.25 * share), _water(brush))


def _draw_track(brush: Brush, head: Head, line: Vector, strength: float) -> None:
    along = np.linspace(0, 1, len(line))
    widths = (
        np.interp(along, [0, 0.15, 0.8, 1], [0.003, 0.0066, 0.0088, 0.004]) * seen_size(head) * (0.55 + 0.45 * strength)
    )
    path = polygon(ribbon(line, widths))
    brush.fill(path, _water(brush), 0.42)
    shade = times((0.50, 0.56, 0.74), brush.light.lit)
    brush.fill(polygon(ribbon(line[1:-1] + (widths[1:-1, None] * (0.75, 0.0)), widths[1:-1] * 0.16)), shade, 0.42)
    brush.fill(polygon(ribbon(line[1:-1] - (widths[1:-1, None] * (0.35, 0.0)), widths[1:-1] * 0.24)), WHITE, 0.85)


def _draw_drop(brush: Brush, at: Vector, radius: float, color: Color) -> None:
    drop = points([(0, -2.0), (0.85, 0), (0, 1.0), (-0.85, 0)]) * radius + at
    path = curve(drop, corners=(0,))
    brush.stroke(path, darker(color, 0.62), brush.weight * 0.7, 0.6)
    brush.fill(path, color, 0.95)
    brush.fill(disc(at + points([(-0.28, -0.1)])[0] * radius, radius * 0.26), WHITE)


def _draw_sweat(brush: Brush, head: Head, strength: float, seconds: float) -> None:
    """Drops that gather at the temple and slide; the more, the greater the fear."""
    side = -1 if head.yaw > 0 else 1
    drops = [(side, 0.262, 0.560, 1.0, 0.0), (-side, 0.272, 0.470, 0.72, 0.45), (side, 0.205, 0.660, 0.62, 0.7)]
    for q, u, v, size, late in drops[: 1 + (strength > 0.7) + (strength > 0.85)]:
        if q * head.yaw > 0.7:
            continue
        slide = (seconds / SLIDE + late) % 1.0
        run = slide**2 * 0.13
        at = head.on(points([(q * (u + 0.05 * run), v - run)]), 0.02)[0]
        grown = min(1.0, 0.45 + slide * 3.0)
        if run > 0.02:
            tail = head.on(
                points([(q * u, v), (q * (u + 0.02 * run), v - run * 0.6), (q * (u + 0.05 * run), v - run)]), 0.015
            )
            brush.fill(strand(tail, [0.3, head.size * 0.003, head.size * 0.005]), _water(brush), 0.6)
        _draw_drop(
            brush, at, seen_size(head) * 0.027 * size * grown, times(rgb("#bfe3fb"), mix(brush.light.lit, WHITE, 0.4))
        )


def _draw_vein(brush: Brush, head: Head, strength: float, seconds: float) -> None:
    """The mark of anger at the temple; it throbs."""
    side = -1 if head.yaw > 0 else 1
    beat = 1 + 0.07 * math.sin(seconds * 9.0)
    at = head.on(points([(side * 0.200, 0.665)]), 0.09)[0]
    radius = seen_size(head) * (0.022 + 0.018 * strength) * beat
    red = rgb("#c22f35")
    for quarter in range(4):
        angle = quarter * math.pi / 2 + 0.5
        u = np.array([math.cos(angle), math.sin(angle)])
        v = np.array([-u[1], u[0]])
        hook = np.array([at + (u * a + v * b) * radius for a, b in ((1.3, 0.35), (0.42, 0.42), (0.35, 1.25))])
        brush.fill(strand(hook, [0.08 * radius, radius * 0.19, 0.08 * radius]), red, 0.92)


def _draw_breath(brush: Brush, head: Head, strength: float, seconds: float) -> None:
    """A puff that leaves the mouth, drifts off and fades."""
    side = -1 if head.yaw < -0.15 or (abs(head.yaw) <= 0.15 and head.look.key % 2) else 1
    age = (seconds / PUFF + 0.28) % 1.0
    start = head.at(points([(side * 0.10, MIDDLE - 0.012, 0.33)]))[0]
    size = head.size * (0.040 + 0.050 * age) * (0.6 + 0.4 * strength)
    away = np.array([side * (0.10 + 0.13 * age), 0.045 - 0.05 * age]) * head.size
    size *= min(1.0, age * 5) * (1 - max(0.0, age - 0.6) / 0.45)
    alpha = 1.0
    centre = start + away
    lobes = ((-0.75 * side, 0.15, 0.55), (0.0, -0.25, 0.85), (0.75 * side, 0.05, 0.70), (0.15 * side, 0.40, 0.62))
    paths = [disc(centre + np.array([x, y]) * size, size * r) for x, y, r in lobes]
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(path, skia.PathOp.kUnion_PathOp)
    cloud = builder.resolve()
    brush.stroke(cloud, times((0.50, 0.54, 0.64), brush.light.lit), brush.weight * 1.5, alpha * 0.9)
    brush.fill(cloud, mix(times((0.97, 0.98, 1.0), brush.light.lit), WHITE, 0.4), alpha * 0.92)
