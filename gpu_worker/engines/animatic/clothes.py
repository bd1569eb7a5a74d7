"""What is worn on trunk and legs, drawn in order."""

from __future__ import annotations

from typing import Any

from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.garment import Garment
from gpu_worker.engines.animatic.necklines import NECKLINES, collar
from gpu_worker.engines.animatic.raster import (
    Brush,
    Color,
    curve,
    points,
    polygon,
    strand,
    union,
)
from gpu_worker.engines.animatic.trimmings import TRIMMINGS

OPEN_NECKS = frozenset({"round", "scoop", "strapless"})
LONG_COAT = 0.62
SKIRTS = {
    "pencil": (0.50, (0.170, 0.166, 0.150)),
    "flared": (0.52, (0.176, 0.205, 0.255)),
    "gown": (0.96, (0.170, 0.180, 0.330)),
    "robe": (0.98, (0.180, 0.200, 0.270)),
    "shorts": (0.30, (0.172, 0.175, 0.178)),
}


class Clothes(Garment):
    """Draws a garment: legs first, then the trunk, then its front."""

    _pleated: tuple[Any, Color] | None = None

    def draw_skirt(self, swing: float) -> None:
        """What covers the legs from the waist; a dress or coat of one piece is left to `draw_trunk`."""
        whole = [self.body]
        if self.legs in SKIRTS:
            length, widths = SKIRTS[self.legs]
            path = self.torso.skirt(length, widths, swing)
            if self.legs in ("flared", "gown", "robe"):
                self._pleated = (path, self.lower_color if self.outfit.lower else self.base)
            if self.outfit.lower:
                self.brush.cel(path, self.lower_color, self.size * 0.09, rim=True)
                self._draw_pleats()
            else:
                whole.append(path)
        if "long_coat" in self.outfit.extras or "open_coat" in self.outfit.extras:
            whole.append(self.torso.skirt(LONG_COAT, (0.178, 0.19, 0.215), swing))
        if len(whole) > 1:
            self.body = union(whole)

    def _draw_pleats(self) -> None:
        if self._pleated is None:
            return
        path, color = self._pleated
        self._pleated = None
        bounds = path.getBounds()
        left, right, top, low = bounds.left(), bounds.right(), bounds.top(), bounds.bottom()
        middle = (left + right) / 2
        with self.brush.inside(path):
            for share in (-0.62, -0.30, 0.05, 0.36, 0.66):
                x0, x1 = middle + share * (right - left) * 0.26, middle + share * (right - left) * 0.5
                run = points([(x0, top + (low - top) * 0.22), (x0 * 0.6 + x1 * 0.4, top * 0.4 + low * 0.6), (x1, low)])
                self.brush.fill(
                    strand(run, [0.2, self.size * 0.010, self.size * 0.016]), self.brush.light.shadow(color), 0.8
                )

    def draw_trunk(self) -> None:
        """The garment's body in its base colour."""
        light = self.brush.light
        self.brush.cel(self.body, self.base, self.size * 0.11, rim=True)
        self._draw_pleats()
        with self.brush.inside(self.body):
            for side, s in ((-1, 0.47), (1, 0.43), (-1, 0.30)):
                self.line(
                    [(side * 0.132, s + 0.03), (side * 0.085, s), (side * 0.040, s + 0.016)],
                    0.0075,
                    light.line(self.base),
                    0.45,
                )
            if self.look.is_male is False and not self.look.is_child and self.torso.shows_front:
                for side in (-1, 1):
                    self.line(
                        [(side * 0.110, 0.74), (side * 0.078, 0.685), (side * 0.034, 0.690)],
                        0.0068,
                        light.shadow(self.base),
                        0.9,
                    )

    def draw_front(self, neck: Any, chin: Vector | None) -> None:
        """Neckline and details, where the front is seen; `neck` is the neck's path, `chin` the face above it."""
        if not self.torso.shows_front:
            self._draw_back()
            return
        is_open = self.outfit.neck in OPEN_NECKS  # skin runs on into the neck
        with self.brush.inside(union([self.body, neck]) if is_open else self.body):
            NECKLINES[self.outfit.neck](self)
            if is_open and chin is not None:
                shade_under(self.brush, neck, chin, self.look.skin, self.size * 0.10)
            for name in sorted(self.outfit.extras | self.look.accessories):
                if name in TRIMMINGS:
                    TRIMMINGS[name](self)
        collar(self)

    def _draw_back(self) -> None:
        """The seam down the back, where the front is out of sight."""
        if self.outfit.neck in ("lapels", "hood"):
            middle = self.body.getBounds()
            x = (middle.left() + middle.right()) / 2
            run = points([(x, middle.top() + middle.height() * 0.3), (x, middle.bottom())])
            with self.brush.inside(self.body):
                self.brush.stroke(polygon(run, closed=False), self.brush.light.line(self.base), self.brush.weight)


def shade_under(brush: Brush, path: Any, chin: Vector, color: Color, drop: float) -> None:
    """The shadow that the face throws on what lies below it, kept within `path`."""
    shadow = curve(chin)
    shadow.offset(-brush.light.key[0] * drop * 0.35, drop)
    with brush.inside(path):
        brush.fill(shadow, brush.light.shadow(color))
