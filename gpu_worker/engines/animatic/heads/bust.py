"""A head with everything on it, in order: what hangs behind, skin, ears, face, hair, and what is worn."""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.bodies.skeleton import Skeleton
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.faces.face import Face
from gpu_worker.engines.animatic.heads.adornments import Adornments
from gpu_worker.engines.animatic.heads.hair import Hair
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.raster import Brush, curve, points, polygon, ribbon, swell, trace

#    the outline of a right ear from its top front round the back to the lobe, then its inner lines
EAR = points(
    [
        (0.308, 0.462, 0.012), (0.330, 0.500, -0.012), (0.360, 0.515, -0.052), (0.378, 0.492, -0.090),
        (0.380, 0.440, -0.100), (0.368, 0.385, -0.085), (0.350, 0.335, -0.058), (0.334, 0.305, -0.030),
        (0.318, 0.300, -0.006), (0.308, 0.335, 0.006), (0.304, 0.400, 0.010),
    ]
)  # fmt: skip
HELIX = points([(0.322, 0.462, 0.000), (0.346, 0.490, -0.034), (0.364, 0.470, -0.070), (0.366, 0.425, -0.078)])
CONCHA = points([(0.326, 0.430, -0.014), (0.348, 0.440, -0.044), (0.350, 0.395, -0.056), (0.330, 0.360, -0.026)])
NEAR = 0.35  # radians of turn beyond which the near ear lies on the skin instead of behind it


class Bust:
    """Draws one head in one pose, in the two parts between which the body comes."""

    def __init__(self, head: Head, face: Face, bones: Skeleton, camera: Camera, sway: float) -> None:
        self.head, self.face = head, face
        self.hair = Hair(head, bones, camera, sway, face.state.seconds)
        self.adornments = Adornments(self.hair.hang, head.look.worn)

    def draw_behind(self, brush: Brush) -> None:
        """What the body covers: hair on the far side, and the skin of a head that looks away."""
        self.adornments.draw_behind(brush)
        self.hair.draw_behind(brush)
        if not self.head.faces_us:
            self._draw_skin_away(brush)

    def draw(self, brush: Brush) -> None:
        """Everything else."""
        head = self.head
        if head.faces_us:
            self._draw_ears(brush, on_skin=False)
            self.face.draw_skin(brush, self.hair.shadow_on_face(brush))
            self.face.draw_features(brush)
        self._draw_ears(brush, on_skin=True)
        self.adornments.draw_on_skin(brush)
        self.hair.draw_front(brush)
        self.adornments.draw_over_hair(brush)
        if head.faces_us:
            self.face.draw_marks(brush)

    # ------------------------------------------------------------------ parts

    def _draw_skin_away(self, brush: Brush) -> None:
        """The head from behind: jaw and skull; the neck is drawn over it."""
        brush.cel(self.face.outline, self.face.skin, self.head.size * 0.05)

    def _draw_ears(self, brush: Brush, *, on_skin: bool) -> None:
        """Both ears; `on_skin` draws those that lie before the head as we see it."""
        head, look = self.head, self.head.look
        if look.hairstyle.covers_ears:
            return
        broad = float(head.width_at(np.array([0.42]))[0]) / 0.312
        for side in (-1, 1):
            outward = head.axes[2] @ np.array([side * 0.97, 0.0, -0.22])
            if outward < -0.32 or (outward > math.sin(NEAR) - 0.2) != on_skin:
                continue
            scale = np.array([side * broad, 1.0, 1.0])
            back = np.array([0.0, 0.0, 0.016 * (EAR[:, 2] < -0.04).any()])
            shape = EAR * scale - back
            brush.cel(curve(head.at(shape), corners=(len(EAR) - 2,)), look.skin, head.size * 0.016)
            if outward > -0.1:
                ink = brush.light.line(look.skin)
                for row in (HELIX, CONCHA):
                    line = trace(head.at(row * scale - back), 4)
                    brush.fill(polygon(ribbon(line, _swell(line, head.size * 0.0042))), ink, 0.7)


def _swell(line: Vector, width: float) -> Vector:
    return swell(len(line), 0.1) * width
