"""What is worn on the trunk: the garment's body, then necklines, lapels, collars and small things on its front."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.appearance import Appearance
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.raster import (
    Brush,
    Color,
    curve,
    darker,
    disc,
    mix,
    points,
    polygon,
    ribbon,
    rgb,
    strand,
    times,
    trace,
)
from gpu_worker.engines.animatic.torso import Torso

Rows = list[tuple[float, float]]
LONG_COAT = 0.62
SKIRTS = {
    "pencil": (0.50, (0.170, 0.166, 0.150)),
    "flared": (0.52, (0.176, 0.205, 0.255)),
    "gown": (0.96, (0.170, 0.180, 0.330)),
    "robe": (0.98, (0.180, 0.200, 0.270)),
    "shorts": (0.30, (0.172, 0.175, 0.178)),
}


def mirrored(rows: Rows) -> Rows:
    """A half outline from the left (negative u) continued on the right."""
    return [*rows, *[(-u, s) for u, s in rows[::-1] if u != 0.0]]


class Clothes:
    """Draws the garments of one person on a posed trunk; `size` is pixels per head, the unit of detail."""

    def __init__(self, look: Appearance, torso: Torso, camera: Camera, brush: Brush, size: float) -> None:
        self.look, self.torso, self.camera, self.brush, self.size = look, torso, camera, brush, size
        self.outfit = look.outfit
        self.legs = (self.outfit.legs_male or self.outfit.legs) if look.is_male else self.outfit.legs
        self.base = look.main
        self.body = torso.outline(0.045 if self.outfit.neck in ("lapels", "hood") else 0.0)

    @property
    def lower_color(self) -> Color:
        """What covers the legs."""
        if not self.outfit.lower or (self.look.is_male and self.outfit.colors_male and self.legs == "trousers"):
            return darker(self.base, 0.86) if self.outfit.neck != "sailor" else rgb(self.outfit.lower)
        return rgb(self.outfit.lower)

    def path(self, rows: Rows, lift: float = 0.0, corners: tuple[int, ...] = ()) -> Any:
        """A smooth outline through surface points."""
        return curve(self.torso.on(points(rows), lift), corners=corners)

    def line(self, rows: Rows, width: float, color: Color, alpha: float = 1.0, lift: float = 0.004) -> None:
        """A tapered line along the surface; `width` in heads."""
        flat = trace(self.torso.on(points(rows), lift), 5)
        taper = np.sin(np.linspace(0.08, math.pi - 0.08, len(flat))) * self.size * width + 0.25
        self.brush.fill(polygon(ribbon(flat, taper)), color, alpha)

    def dot(self, u: float, s: float, radius: float, color: Color) -> None:
        """A button or the like; `radius` in heads."""
        at = self.torso.on(points([(u, s)]), 0.006)[0]
        self.brush.cel(disc(at, self.size * radius), color, self.size * radius * 0.4, weight=0.5)

    # ------------------------------------------------------------------ order: legs first, then the trunk, then its front

    def draw_skirt(self, swing: float) -> None:
        """Skirts, gowns and the tails of long coats, over the legs."""
        if self.legs in SKIRTS:
            length, widths = SKIRTS[self.legs]
            path = self.torso.skirt(length, widths, swing)
            color = self.lower_color if self.outfit.lower else self.base
            self.brush.cel(path, color, self.size * 0.09, rim=True)
            if self.legs in ("flared", "gown", "robe"):
                self._draw_pleats(path, color)
        if "long_coat" in self.outfit.extras or "open_coat" in self.outfit.extras:
            path = self.torso.skirt(LONG_COAT, (0.178, 0.19, 0.215), swing)
            self.brush.cel(path, self.base, self.size * 0.09, rim=True)

    def _draw_pleats(self, path: Any, color: Color) -> None:
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

    def draw_front(self) -> None:
        """Neckline and details, where the front is seen."""
        if not self.torso.shows_front:
            self._draw_back()
            return
        with self.brush.inside(self.body):
            {
                "lapels": self._draw_jacket,
                "collar": self._draw_shirt_front,
                "round": self._draw_plain,
                "scoop": self._draw_scoop,
                "strapless": self._draw_strapless,
                "mandarin": self._draw_mandarin,
                "hood": self._draw_hoodie,
                "crossed": self._draw_crossed,
                "sailor": self._draw_sailor,
            }[self.outfit.neck]()
            self._draw_extras()
        self._draw_collar()

    def _skin(self, rows: Rows, corners: tuple[int, ...] = (), *, line: bool = True) -> None:
        path = self.path(rows, 0.001, corners)
        light = self.brush.light
        if line:
            self.brush.stroke(path, light.line(self.base), self.brush.weight * 1.6)
        self.brush.fill(path, light.bright(self.look.skin))

    def _collar_bones(self) -> None:
        shade = self.brush.light.shadow(self.look.skin)
        for side in (-1, 1):
            self.line([(side * 0.072, 0.992), (side * 0.040, 0.972), (side * 0.012, 0.958)], 0.006, shade, 0.9)

    # ------------------------------------------------------------------ necklines

    def _draw_jacket(self) -> None:
        brush, light, low = self.brush, self.brush.light, self.outfit.opens_at
        inner = self.path(mirrored([(-0.062, 1.10), (-0.080, 1.0), (-0.060, 0.80), (-0.012, low)]), 0.0, (0, 3, 4, 7))
        brush.cel(inner, self.look.second, self.size * 0.05, weight=0.8)
        has_tie = "tie" in self.outfit.extras and self.look.is_male
        if has_tie:
            self._draw_tie()
        elif not self.look.is_male or "stethoscope" not in self.outfit.extras:
            rows = mirrored([(-0.046, 1.10), (-0.048, 1.0), (-0.032, 0.90), (0.0, 0.82)])
            self._skin(rows, (0, 3, 6))
            self._collar_bones()
        for side in (-1, 1):
            rows = [
                (0.070, 1.075), (0.106, 0.985), (0.124, 0.850), (0.098, 0.838), (0.108, 0.786),
                (0.062, 0.56), (0.012, low), (0.032, 0.64), (0.056, 0.86), (0.060, 1.0),
            ]  # fmt: skip
            lapel = self.path([(side * u, s) for u, s in rows], 0.008, (0, 2, 3, 4, 6, 9))
            brush.cel(lapel, times(self.base, (1.05, 1.05, 1.06)), self.size * 0.022, weight=0.8)
        ink = light.line(self.base)
        self.line([(0.0, low), (-0.006, 0.12), (-0.012, -0.16)], 0.006, ink)
        for side in (-1, 1):
            self.line([(side * 0.072, 0.135), (side * 0.135, 0.155)], 0.007, ink)

    def _draw_tie(self) -> None:
        tie = self.path(
            [(-0.014, 1.0), (0.014, 1.0), (0.012, 0.96), (0.026, 0.62), (0.0, 0.44), (-0.026, 0.62), (-0.012, 0.96)],
            0.006,
            tuple(range(7)),
        )
        knot = self.path([(-0.021, 1.035), (0.021, 1.035), (0.013, 0.955), (-0.013, 0.955)], 0.012, (0, 1, 2, 3))
        for path in (tie, knot):
            self.brush.cel(path, self.look.accent, self.size * 0.018, weight=0.7)

    def _draw_shirt_front(self) -> None:
        if "tie" in self.outfit.extras and self.look.is_male:
            self._draw_tie()
        else:
            self._skin(mirrored([(-0.040, 1.12), (-0.040, 1.02), (-0.024, 0.95), (0.0, 0.90)]), (0, 3, 6))
        if "placket" in self.outfit.extras:
            ink = self.brush.light.line(self.base)
            self.line([(0.010, 0.90), (0.010, 0.4), (0.008, -0.1)], 0.005, ink, 0.8)
            for s in (0.80, 0.66, 0.52, 0.38, 0.24):
                self.dot(-0.002, s, 0.014, mix(self.base, (1, 1, 1), 0.4))

    def _draw_plain(self) -> None:
        rows = mirrored([(-0.058, 1.10), (-0.060, 1.02), (-0.030, 0.972), (0.0, 0.962)])
        self._skin(rows, (0, 6))
        trim = [(-0.064, 1.05), (-0.036, 0.965), (0.0, 0.950), (0.036, 0.965), (0.064, 1.05)]
        self.line(trim, 0.010, self.brush.light.shadow(self.base), 0.8)

    def _draw_scoop(self) -> None:
        self._skin(mirrored([(-0.075, 1.12), (-0.088, 0.99), (-0.062, 0.86), (0.0, 0.81)]), (0, 6))
        self._collar_bones()

    def _draw_strapless(self) -> None:
        rows = mirrored([(-0.30, 1.12), (-0.30, 0.86), (-0.10, 0.845), (-0.045, 0.865), (0.0, 0.815)])
        self._skin(rows, (0, 1, 4, 7, 8))
        self._collar_bones()
        for side in (-1, 1):
            self.line(
                [(side * 0.098, 0.86), (side * 0.104, 0.96), (side * 0.100, 1.03)],
                0.010,
                self.brush.light.bright(self.base),
            )

    def _draw_mandarin(self) -> None:
        trim = self.brush.light.bright(self.look.second)
        if "frog_buttons" in self.outfit.extras and self.outfit.sleeve == "cap":
            self.line([(0.0, 1.04), (0.03, 0.95), (0.085, 0.89), (0.13, 0.80)], 0.014, trim)
            for u, s in ((0.030, 0.945), (0.076, 0.896)):
                self.dot(u, s, 0.022, self.look.second)
        else:
            self.line([(0.0, 1.02), (0.002, 0.5), (0.0, -0.1)], 0.007, self.brush.light.line(self.base), 0.9)
            for s in (0.93, 0.78, 0.63, 0.48):
                self.line([(-0.030, s), (0.030, s)], 0.009, trim)
                self.dot(0.0, s, 0.016, self.look.second)

    def _draw_hoodie(self) -> None:
        ink = self.brush.light.line(self.base)
        self.line([(-0.105, 0.10), (-0.085, 0.34), (0.085, 0.34), (0.105, 0.10)], 0.006, ink)
        for side in (-1, 1):
            self.line(
                [(side * 0.030, 0.97), (side * 0.034, 0.86), (side * 0.030, 0.75)],
                0.013,
                self.brush.light.bright(self.look.second),
            )

    def _draw_crossed(self) -> None:
        self._skin(mirrored([(-0.050, 1.12), (-0.050, 1.0), (-0.026, 0.91), (0.006, 0.85)]), (0, 3))
        for rows, color, width in (
            ([(0.062, 1.06), (0.040, 0.92), (-0.02, 0.74), (-0.09, 0.52)], self.look.second, 0.052),
            ([(-0.062, 1.06), (-0.040, 0.92), (0.02, 0.74), (0.10, 0.50)], self.look.second, 0.052),
            ([(-0.076, 1.04), (-0.056, 0.90), (0.008, 0.70), (0.10, 0.46)], self.look.accent, 0.030),
        ):
            flat = trace(self.torso.on(points(rows), 0.006), 5)
            self.brush.cel(
                polygon(ribbon(flat, np.full(len(flat), self.size * width))), color, self.size * 0.012, weight=0.6
            )

    def _draw_sailor(self) -> None:
        if self.look.is_male:
            self._draw_jacket()
            return
        self._skin(mirrored([(-0.046, 1.12), (-0.052, 1.0), (-0.03, 0.88), (0.0, 0.80)]), (0, 3, 6))
        for side in (-1, 1):
            rows = [
                (0.052, 1.10),
                (0.125, 1.02),
                (0.140, 0.90),
                (0.070, 0.80),
                (0.0, 0.74),
                (0.012, 0.80),
                (0.044, 0.93),
            ]
            flap = self.path([(side * u, s) for u, s in rows], 0.008, (0, 1, 2, 4, 5))
            self.brush.cel(flap, self.look.second, self.size * 0.03, weight=0.8)
            self.line(
                [(side * u, s) for u, s in ((0.112, 1.0), (0.124, 0.915), (0.066, 0.83), (0.012, 0.775))],
                0.006,
                (1, 1, 1),
                0.9,
                0.012,
            )
        for side in (-1, 1):
            bow = self.path([(0.0, 0.77), (side * 0.06, 0.81), (side * 0.066, 0.73)], 0.014)
            self.brush.cel(bow, self.look.accent, self.size * 0.02, weight=0.7)
        self.dot(0.0, 0.768, 0.036, self.look.accent)

    # ------------------------------------------------------------------ small things

    def _draw_extras(self) -> None:
        extras, light = self.outfit.extras, self.brush.light
        low = self.outfit.opens_at
        if "buttons" in extras:
            for s in (low - 0.06, low - 0.20):
                self.dot(-0.022, s, 0.018, darker(self.base, 0.72))
        if "pocket" in extras and self.look.is_male:
            rows = [(0.088, 0.775), (0.130, 0.790), (0.124, 0.835), (0.106, 0.815), (0.092, 0.828)]
            self.brush.fill(self.path(rows, 0.010, tuple(range(5))), light.bright(self.look.second))
        if "belt" in extras:
            flat = self.torso.on(
                points([(-0.19, 0.36), (-0.09, 0.345), (0.0, 0.34), (0.09, 0.345), (0.19, 0.36)]), 0.006
            )
            color = darker(self.look.accent, 0.8)
            self.brush.cel(
                polygon(ribbon(trace(flat, 3), np.full(13, self.size * 0.036))), color, self.size * 0.016, weight=0.6
            )
            self.dot(0.0, 0.34, 0.034, rgb("#d9c48a"))
        if "sash" in extras:
            flat = self.torso.on(points([(-0.2, 0.40), (-0.09, 0.385), (0.0, 0.38), (0.09, 0.385), (0.2, 0.40)]), 0.008)
            self.brush.cel(
                polygon(ribbon(trace(flat, 3), np.full(13, self.size * 0.10))),
                self.look.accent,
                self.size * 0.03,
                weight=0.7,
            )
        if "badge" in extras:
            badge = self.path([(0.070, 0.80), (0.118, 0.808), (0.118, 0.748), (0.070, 0.740)], 0.012, (0, 1, 2, 3))
            self.brush.cel(
                badge,
                rgb("#f7f7f5") if self.outfit.neck == "lapels" else self.look.accent,
                self.size * 0.01,
                weight=0.6,
            )
        if "stethoscope" in extras:
            for side in (-1, 1):
                self.line(
                    [(side * 0.058, 1.06), (side * 0.078, 0.92), (side * 0.060, 0.76), (side * 0.02, 0.66)],
                    0.016,
                    rgb("#3b4650"),
                    lift=0.016,
                )
            self.dot(0.015, 0.645, 0.050, rgb("#c9ced6"))
        if "apron" in extras:
            rows = mirrored([(-0.074, 0.86), (-0.086, 0.60), (-0.130, 0.30), (-0.150, -0.17)])
            self.brush.cel(self.path(rows, 0.012, (0, 3, 4, 7)), self.look.second, self.size * 0.05, weight=0.8)
            for side in (-1, 1):
                self.line(
                    [(side * 0.070, 0.86), (side * 0.084, 0.98), (side * 0.080, 1.04)],
                    0.024,
                    light.bright(self.look.second),
                )
        if "patches" in extras:
            patch = self.path([(-0.115, 0.28), (-0.065, 0.27), (-0.06, 0.18), (-0.11, 0.19)], 0.006, (0, 1, 2, 3))
            self.brush.cel(patch, mix(self.base, rgb("#c7b28a"), 0.5), self.size * 0.012, weight=0.5)
        if "necklace" in self.look.accessories:
            self.line(
                [(-0.056, 1.03), (-0.030, 0.955), (0.0, 0.925), (0.030, 0.955), (0.056, 1.03)],
                0.006,
                rgb("#e9d8a0"),
                lift=0.008,
            )
            self.dot(0.0, 0.918, 0.022, rgb("#f4f1ff"))

    def _draw_collar(self) -> None:
        """What stands around the neck, over trunk and neck both."""
        neck, size = self.outfit.neck, self.size
        if neck in ("lapels", "collar") or (neck == "sailor" and self.look.is_male):
            slim = 1.0 if self.look.is_male else 0.84
            color = (
                self.look.second
                if neck != "collar" or "white_collar" in self.outfit.extras
                else mix(self.base, (1, 1, 1), 0.10)
            )
            deep = 0.965 if self.look.is_male else 0.935
            for side in (-1, 1):
                rows = [
                    (0.056 * slim, 1.135),
                    (0.074 * slim, 1.060),
                    (0.066 * slim, deep),
                    (0.010 if self.look.is_male else 0.030, deep + 0.062),
                    (0.034 * slim, 1.090),
                ]
                self.brush.cel(
                    self.path([(side * u, s) for u, s in rows], 0.012, (0, 1, 2, 3)), color, size * 0.016, weight=0.85
                )
        elif neck == "hood":
            rows = mirrored([(-0.104, 1.0), (-0.088, 1.09), (-0.046, 1.12), (-0.026, 0.99), (0.0, 0.975)])
            self.brush.cel(self.path([*rows, (0.052, 0.925), (-0.052, 0.925)], 0.020), self.base, size * 0.035)
        elif neck == "mandarin":
            rows = [
                (-0.052, 1.145),
                (-0.058, 1.06),
                (-0.040, 1.005),
                (0.0, 0.995),
                (0.040, 1.005),
                (0.058, 1.06),
                (0.052, 1.145),
                (0.020, 1.085),
                (0.0, 1.065),
                (-0.020, 1.085),
            ]
            self.brush.cel(self.path(rows, 0.010, (0, 6, 8)), self.base, size * 0.03)
            self.line(
                [(-0.056, 1.05), (-0.038, 1.0), (0.0, 0.988), (0.038, 1.0), (0.056, 1.05)],
                0.010,
                self.brush.light.bright(self.look.second),
                lift=0.012,
            )
        if "scarf" in self.look.accessories:
            rows = mirrored([(-0.080, 1.03), (-0.084, 1.12), (-0.03, 1.10), (0.0, 1.085)])
            self.brush.cel(self.path([*rows, (0.05, 0.945), (-0.05, 0.945)], 0.030), rgb("#b3483f"), size * 0.04)
            tail = self.path([(0.020, 1.0), (0.072, 0.99), (0.080, 0.70), (0.030, 0.70)], 0.030, (2, 3))
            self.brush.cel(tail, rgb("#a8423a"), size * 0.03)

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
