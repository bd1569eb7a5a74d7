"""The face: skin, cheeks, nose and lines of age, and the marks a comic draws for tears, sweat and anger."""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.countenance import FaceState
from gpu_worker.engines.animatic.expressions import read
from gpu_worker.engines.animatic.eyes import Eye
from gpu_worker.engines.animatic.head import PROFILE, Head
from gpu_worker.engines.animatic.mouth import MouthShape, draw_mouth, shape_mouth
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


class Face:
    """Draws one face in one moment onto a head already placed on screen."""

    def __init__(self, head: Head, state: FaceState) -> None:
        self.head = head
        self.state = state
        self.shape: MouthShape = shape_mouth(state.units, state.mouth, is_male=head.look.is_male)
        self.skin = mix(head.look.skin, (0.87, 0.88, 0.95), 0.42 * state.units.get("pale", 0.0))
        self.contour = head.contour()
        self.outline = curve(self.contour)

    def draw_skin(self, brush: Brush, hair_shadow: Vector | None) -> None:
        """The face's flat colour, the shadow of its own form and of the hair, blush and gloom."""
        light, size = brush.light, self.head.size
        brush.outline(self.outline, self.skin)
        brush.fill(self.outline, light.bright(self.skin))
        with brush.inside(self.outline):
            moved = skia.Path(self.outline)
            moved.offset(light.key[0] * size * 0.052, light.key[1] * size * 0.02)
            brush.canvas.save()
            brush.canvas.clipPath(moved, skia.ClipOp.kDifference, True)
            brush.fill(self.outline, light.shadow(self.skin), 0.78)
            brush.canvas.restore()
            if hair_shadow is not None:
                brush.fill(polygon(hair_shadow), light.shadow(self.skin), 0.62)
            gloom = self.state.units.get("gloom", 0.0)
            if gloom > 0.05:
                self._draw_gloom(brush, gloom)
            self._draw_blush(brush)

    def draw_features(self, brush: Brush) -> None:
        """Nose, mouth, eyes and brows, clipped to the face where it turns away."""
        brush.canvas.save()
        if abs(self.head.yaw) < 1.2:
            brush.canvas.clipPath(self.outline, skia.ClipOp.kIntersect, True)
        self._draw_nose(brush)
        draw_mouth(brush, self.head, self.shape, self.skin)
        self._draw_lines(brush)
        for side in (-1, 1):
            if side * self.head.yaw < 1.02:
                Eye(brush, self.head, side, self.state.units).draw(self.state.blink, self.state.gaze)
        if "glasses" in self.head.look.accessories:
            self._draw_glasses(brush)
        brush.canvas.restore()

    def draw_marks(self, brush: Brush) -> None:
        """Tears, a drop of sweat, a vein: drawn over hair and all."""
        units = self.state.units
        if units.get("tear", 0.0) > 0.15:
            self._draw_tears(brush, units["tear"])
        if units.get("sweat", 0.0) > 0.3:
            self._draw_sweat(brush)
        if units.get("vein", 0.0) > 0.7:
            self._draw_vein(brush)

    # ------------------------------------------------------------------ skin

    def _draw_gloom(self, brush: Brush, strength: float) -> None:
        head = self.head
        top, low = head.on(points([(0, 0.72)]))[0], head.on(points([(0, 0.27)]))[0]
        dark = times(brush.light.shade, (0.20, 0.19, 0.36))
        shader = skia.GradientShader.MakeLinear(
            [skia.Point(*map(float, top)), skia.Point(*map(float, low))],
            [argb(dark, 0.72 * strength), argb(dark, 0.0)],
        )
        brush.canvas.drawPath(self.outline, skia.Paint(Shader=shader, AntiAlias=True))

    def _draw_blush(self, brush: Brush) -> None:
        head = self.head
        asked = self.state.units.get("blush", 0.0)
        strength = min(1.0, asked + (0.0 if head.look.is_male else 0.20))
        if strength < 0.05:
            return
        tint = times((0.95, 0.42, 0.40), brush.light.lit)
        for side in (-1, 1):
            if side * head.yaw > 1.0:
                continue
            x, y = (float(c) for c in head.on(points([(side * 0.205, 0.305)]))[0])
            radius = head.size * 0.115
            shader = skia.GradientShader.MakeRadial(
                skia.Point(0, 0), radius, [argb(tint, min(0.55, 0.5 * strength)), argb(tint, 0.0)]
            )
            brush.canvas.save()
            brush.canvas.translate(x, y)
            brush.canvas.scale(max(0.35, math.cos(head.yaw - side * 0.4)), 0.62)
            brush.canvas.drawCircle(skia.Point(0, 0), radius, skia.Paint(Shader=shader))
            brush.canvas.restore()
            if asked > 0.7:
                for i in (-1, 0, 1):
                    u = side * 0.205 + i * 0.034
                    line = head.on(points([(u - 0.011, 0.288), (u + 0.011, 0.326)]))
                    brush.stroke(
                        polygon(line, closed=False), times((0.86, 0.30, 0.32), brush.light.lit), brush.weight * 0.9, 0.5
                    )

    # ------------------------------------------------------------------ nose and lines

    def _draw_nose(self, brush: Brush) -> None:
        head, light = self.head, brush.light
        size, yaw = head.size, head.yaw
        ink, shade = light.line(self.skin), light.shadow(self.skin)
        side = -1.0 if light.key[0] > 0 else 1.0
        turned = min(1.0, abs(yaw) / 0.6)
        if abs(yaw) < 1.25:
            plane = points(
                [
                    (side * 0.010, 0.375, 0.352),
                    (side * 0.026, 0.315, 0.352),
                    (side * 0.040, 0.268, 0.338),
                    (side * 0.012, 0.256, 0.362),
                    (0.0, 0.276, 0.404),
                ]
            )
            brush.fill(curve(head.at(plane), corners=(0, 2, 4)), shade, 0.55)
            base = points(
                [
                    (-0.040, 0.268, 0.338),
                    (-0.020, 0.254, 0.356),
                    (0.0, 0.250, 0.366),
                    (0.020, 0.254, 0.356),
                    (0.040, 0.268, 0.338),
                ]
            )
            line = trace(head.at(base), 4)
            widths = np.sin(np.linspace(0.15, math.pi - 0.15, len(line))) * size * 0.0042
            brush.fill(polygon(ribbon(line, widths)), ink, 0.75)
            for q in (-1, 1):  # nostrils
                if q * yaw < 0.7:
                    spot = head.at(points([(q * 0.020, 0.259, 0.352)]))[0]
                    brush.fill(disc(spot, size * 0.0062), ink, 0.75)
            shine = head.at(points([(-side * 0.006, 0.298, 0.404)]))[0]
            brush.fill(disc(shine, size * 0.0075), mix(light.bright(self.skin), WHITE, 0.65), 0.65)
        if turned > 0.3:
            levels = np.array([0.43, 0.39, 0.345, 0.305, 0.285, 0.270, 0.256])
            ridge = np.stack([np.zeros(7), levels, np.interp(levels, PROFILE[:, 0], PROFILE[:, 1])], 1)
            line = trace(head.at(ridge), 4)
            widths = np.interp(np.linspace(0, 1, len(line)), [0, 0.5, 0.85, 1], [0.0, 0.0028, 0.0045, 0.001]) * size
            brush.fill(polygon(ribbon(line, widths)), ink, 0.8 * turned)

    def _draw_lines(self, brush: Brush) -> None:
        """Folds beside the mouth, between the brows, under the eyes; wrinkles of age."""
        head, units = self.head, self.state.units
        ink = brush.light.line(self.skin)
        age = {"old": 1.0, "middle": 0.45}.get(head.look.age, 0.0)

        def fold(where: list[tuple[float, float]], width: float, alpha: float) -> None:
            if alpha > 0.04:
                line = trace(head.on(points(where)), 4)
                taper = np.sin(np.linspace(0.1, math.pi - 0.1, len(line))) * head.size * 0.0036 * width
                brush.fill(polygon(ribbon(line, taper)), ink, min(1.0, alpha))

        smile = max(0.0, max(read(units, "12"), read(units, "10")) - 0.5)
        for q in (-1, 1):
            if q * head.yaw > 0.9:
                continue
            fold([(q * 0.072, 0.262), (q * 0.112, 0.215), (q * 0.122, 0.160)], 1.0, 0.75 * age + 0.7 * smile)
            fold([(q * 0.100, 0.362), (q * 0.155, 0.342), (q * 0.205, 0.356)], 0.9, 0.6 * age + 0.3 * read(units, "6"))
            if age > 0.8:
                fold([(q * 0.262, 0.448), (q * 0.285, 0.440)], 0.8, 0.6)
                fold([(q * 0.260, 0.424), (q * 0.282, 0.408)], 0.8, 0.5)
            fold([(q * 0.022, 0.500), (q * 0.028, 0.552)], 1.3, max(0.0, read(units, "4") - 0.45) * 1.4)
            fold([(q * 0.030, 0.405), (q * 0.050, 0.378)], 1.2, read(units, "9"))
            fold([(q * 0.058, 0.285), (q * 0.078, 0.255), (q * 0.086, 0.222)], 1.2, read(units, "9") * 0.8)
        if age > 0.8:
            for v in (0.665, 0.705):
                fold([(-0.12, v - 0.004), (0.0, v + 0.005), (0.12, v - 0.004)], 0.9, 0.42)

    def _draw_glasses(self, brush: Brush) -> None:
        head = self.head
        frame = times((0.14, 0.11, 0.14), brush.light.lit)
        width = max(1.2, head.size * 0.011)
        for q in (-1, 1):
            if q * head.yaw > 1.0:
                continue
            rim = [
                (0.060, 0.490),
                (0.165, 0.515),
                (0.272, 0.495),
                (0.276, 0.410),
                (0.225, 0.340),
                (0.110, 0.340),
                (0.062, 0.405),
            ]
            lens = curve(head.on(points([(q * u, v) for u, v in rim]), 0.035))
            brush.fill(lens, WHITE, 0.10)
            brush.stroke(lens, frame, width)
            brush.stroke(
                polygon(head.on(points([(q * 0.275, 0.470), (q * 0.318, 0.475)]), 0.03), closed=False), frame, width
            )
        bridge = head.on(points([(-0.060, 0.455), (0.0, 0.470), (0.060, 0.455)]), 0.05)
        brush.stroke(curve(bridge, closed=False), frame, width)

    # ------------------------------------------------------------------ marks

    def _draw_tears(self, brush: Brush, strength: float) -> None:
        head, size = self.head, self.head.size
        water = mix(times((0.86, 0.94, 1.0), brush.light.lit), WHITE, 0.35)
        for q in (-1, 1):
            if q * head.yaw > 0.8:
                continue
            heights = np.linspace(0.372, 0.372 - 0.25 * min(1.0, strength), 12)
            bow = np.linspace(0, 1, 12)
            u = q * (0.185 + 0.016 * np.sin(bow * 1.7) + 0.008 * bow**2)
            line = head.on(np.stack([u, heights], 1), 0.008)
            widths = np.interp(bow, [0, 0.2, 0.8, 1], [0.002, 0.0062, 0.0078, 0.001]) * size * (0.5 + 0.5 * strength)
            brush.fill(polygon(ribbon(line, widths)), water, 0.60)
            brush.fill(polygon(ribbon(line[1:-2] - (size * 0.002, 0), widths[1:-2] * 0.32)), WHITE, 0.9)
            fall = (self.state.seconds * 0.55 + (0.0 if q < 0 else 0.45)) % 1.0
            self._draw_drop(brush, line[int(fall * 10)], size * 0.0125, water)

    def _draw_drop(self, brush: Brush, at: Vector, radius: float, color: Color) -> None:
        drop = points([(0, -2.0), (0.85, 0), (0, 1.0), (-0.85, 0)]) * radius + at
        path = curve(drop, corners=(0,))
        brush.stroke(path, darker(color, 0.62), brush.weight * 0.7, 0.6)
        brush.fill(path, color, 0.95)
        brush.fill(disc(at + points([(-0.28, -0.1)])[0] * radius, radius * 0.26), WHITE)

    def _draw_sweat(self, brush: Brush) -> None:
        side = -1 if self.head.yaw > 0 else 1
        at = self.head.on(points([(side * 0.255, 0.545)]), 0.02)[0]
        slide = (self.state.seconds * 0.22) % 1.0
        self._draw_drop(
            brush, at + np.array([0.0, slide * self.head.size * 0.05]), self.head.size * 0.026, rgb("#bfe3fb")
        )

    def _draw_vein(self, brush: Brush) -> None:
        side = -1 if self.head.yaw > 0 else 1
        at, radius = self.head.on(points([(side * 0.215, 0.70)]), 0.09)[0], self.head.size * 0.034
        for quarter in range(4):
            angle = quarter * math.pi / 2 + 0.5
            u = np.array([math.cos(angle), math.sin(angle)])
            v = np.array([-u[1], u[0]])
            hook = np.array([at + (u * a + v * b) * radius for a, b in ((1.25, 0.35), (0.42, 0.42), (0.35, 1.2))])
            brush.fill(strand(hook, [0.2 * radius * 0.4, radius * 0.14, 0.2 * radius * 0.4]), rgb("#c22f35"), 0.85)
