"""The face: its skin and shadow, nose and glasses, and the order in which all that is on it is drawn."""

from __future__ import annotations

import numpy as np

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.faces.brows import draw_brow
from gpu_worker.engines.animatic.faces.eyes import Eye
from gpu_worker.engines.animatic.faces.marks import draw_blood, draw_marks, draw_tears
from gpu_worker.engines.animatic.faces.mouth import MouthShape, draw_mouth, shape_mouth
from gpu_worker.engines.animatic.faces.wrinkles import Wrinkles
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.performing.countenance import FaceState
from gpu_worker.engines.animatic.raster import (
    WHITE,
    Brush,
    curve,
    disc,
    mix,
    points,
    polygon,
    ribbon,
    skia,
    swell,
    times,
    trace,
)

FAR_EYE = 0.86  # radians of turn from which on the bridge of the nose hides the far eye
FINE = 55.0  # pixels per head below which folds of the skin are not seen
UNDER_FRINGE = ((-0.225, 0.44), (-0.225, 0.80), (0.225, 0.80), (0.225, 0.44))


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
        bright = light.bright(self.skin)
        if brush.is_cutter:
            brush.fill(self.outline, bright)
            return
        brush.fill(self.outline, mix(bright, light.shadow(self.skin), 0.78))
        with brush.inside(self.outline):
            moved = skia.Path(self.outline)
            moved.offset(light.key[0] * size * 0.052, light.key[1] * size * 0.02)
            brush.fill(moved, bright)
            if hair_shadow is not None:
                brush.fill(polygon(hair_shadow), light.shadow(self.skin), 0.62)
            draw_blood(brush, self.head, self.state.units)

    def draw_features(self, brush: Brush) -> None:
        """Nose, mouth, eyes and brows, clipped to the face where it turns away."""
        if brush.is_cutter:
            return
        brush.canvas.save()
        if abs(self.head.yaw) < 1.2:
            brush.canvas.clipPath(self.outline, skia.ClipOp.kIntersect, True)
        self._draw_nose(brush)
        draw_mouth(brush, self.head, self.shape, self.skin, self.state.seconds)
        if self.head.size > FINE:
            Wrinkles(brush, self.head, self.state.units, self.skin).draw()
        for side in (-1, 1):
            if side * self.head.yaw < FAR_EYE:
                Eye(brush, self.head, side, self.state.units).draw(self.state.blink, self.state.gaze)
                draw_brow(brush, self.head, side, self.state.units)
        draw_tears(brush, self.head, self.state.units.get("tear", 0.0), self.state.seconds)
        if "glasses" in self.head.look.accessories:
            self._draw_glasses(brush)
        brush.canvas.restore()

    def draw_marks(self, brush: Brush) -> None:
        """Tears, sweat, a vein, breath: drawn over hair and all."""
        if brush.is_cutter:
            return
        if self._has_fringe():
            with brush.inside(polygon(self.head.on(points(UNDER_FRINGE)))):
                for side in (-1, 1):
                    if side * self.head.yaw < 0.5:
                        draw_brow(brush, self.head, side, self.state.units, over_hair=True)
        draw_marks(brush, self.head, self.state.units, self.state.seconds)

    def _has_fringe(self) -> bool:
        """True where hair falls to the brows."""
        reach = UNDER_FRINGE[2][0]
        return any(v < 0.62 for _kind, u, v, _lift in self.head.look.hairstyle.fringe if abs(u) < reach)

    # ------------------------------------------------------------------ nose and glasses

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
            brush.fill(curve(head.at(head.nosed(plane)), corners=(0, 2, 4)), shade, 0.55)
            base = points(
                [
                    (-0.040, 0.268, 0.338),
                    (-0.020, 0.254, 0.356),
                    (0.0, 0.250, 0.366),
                    (0.020, 0.254, 0.356),
                    (0.040, 0.268, 0.338),
                ]
            )
            line = trace(head.at(head.nosed(base)), 4)
            widths = swell(len(line), 0.15) * size * 0.0042
            brush.fill(polygon(ribbon(line, widths)), ink, 0.75)
            for q in (-1, 1):  # nostrils
                if q * yaw < 0.7:
                    spot = head.at(head.nosed(points([(q * 0.020, 0.259, 0.352)])))[0]
                    brush.fill(disc(spot, size * 0.0062), ink, 0.75)
            shine = head.at(head.nosed(points([(-side * 0.006, 0.298, 0.404)])))[0]
            brush.fill(disc(shine, size * 0.0075), mix(light.bright(self.skin), WHITE, 0.65), 0.65)
        if turned > 0.3:
            levels = np.array([0.43, 0.39, 0.345, 0.305, 0.285, 0.270, 0.256])
            ridge = np.stack([np.zeros(7), levels, head.midline(levels)], 1)
            line = trace(head.at(ridge), 4)
            widths = np.interp(np.linspace(0, 1, len(line)), [0, 0.5, 0.85, 1], [0.0, 0.0028, 0.0045, 0.001]) * size
            brush.fill(polygon(ribbon(line, widths)), ink, 0.8 * turned)

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
