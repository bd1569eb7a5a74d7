"""Folds of the skin: what muscles pull together for a moment, and what the years have left."""

from __future__ import annotations

from gpu_worker.engines.animatic.faces.brows import furrow
from gpu_worker.engines.animatic.faces.expressions import Units, either, read
from gpu_worker.engines.animatic.faces.eyes import cut_of, letter_of
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.raster import Brush, Color, points, polygon, ribbon, swell, trace

YEARS = {"old": 1.0, "middle": 0.62, "adult": 0.12}
Rows = list[tuple[float, float]]


class Wrinkles:
    """Draws the folds of one face; every line is faint, short and tapered at both ends."""

    def __init__(self, brush: Brush, head: Head, units: Units, skin: Color) -> None:
        self.brush, self.head, self.units = brush, head, units
        self.ink = brush.light.line(skin)
        self.age = YEARS.get(head.look.age, 0.0)
        self.supple = 0.35 if head.look.is_child else 1.0  # a child's skin hardly folds
        if not head.look.is_male and not self.age:
            self.supple *= 0.72

    def draw(self) -> None:
        """All of them."""
        for side in (-1, 1):
            if side * self.head.yaw < 0.9:
                self._draw_side(side)
        self._draw_forehead()

    def fold(self, where: Rows, width: float, alpha: float) -> None:
        """One line through points on the face, `width` in thousandths of a head."""
        if alpha > 0.04:
            line = trace(self.head.on(points(where)), 4)
            taper = swell(len(line), 0.1) * self.head.size * 0.0036 * width
            self.brush.fill(polygon(ribbon(line, taper)), self.ink, min(0.9, alpha))

    def _draw_side(self, side: int) -> None:
        units, age, supple = self.units, self.age, self.supple
        letter = letter_of(side)
        smile, sneer, bunny = read(units, "12", letter), read(units, "10", letter), read(units, "9", letter)
        cheek, tight, down = read(units, "6", letter), read(units, "7", letter), read(units, "15", letter)
        q = side
        deep = max(0.0, smile - 0.45) * 1.1 + 0.9 * sneer + 0.5 * bunny + 0.4 * read(units, "11", letter)
        spread = 0.016 * smile  # a smile pushes the fold outward
        nose = [(0.066, 0.270), (0.106 + spread, 0.222), (0.120 + spread, 0.165)]
        self.fold(
            [(q * u, v) for u, v in nose], 1.0 + 0.3 * sneer, 0.75 * age + 0.75 * supple * self.supple * min(1.0, deep)
        )
        if down > 0.45 or age > 0.8:
            lines: Rows = [(q * 0.105, 0.140), (q * 0.118, 0.118), (q * 0.120, 0.095)]
            self.fold(lines, 0.9, 0.35 * age + 0.55 * supple * max(0.0, down - 0.3))
        cut = cut_of(self.head)
        corner = cut.apart + cut.half * 1.14
        crow = 0.55 * age * (0.5 + 0.5 * cheek) + supple * 0.45 * max(0.0, min(cheek, smile) - 0.5) * 2
        crow += supple * 0.4 * max(0.0, tight - 0.75) * 4
        for rise, start in ((0.030, 0.012), (0.004, -0.002), (-0.022, -0.018)):
            at = cut.height + cut.half * 0.12
            self.fold([(q * corner, at + start), (q * (corner + 0.024), at + rise)], 0.8, 0.7 * min(1.0, crow))
        furrowed = furrow(units)
        self.fold(
            [(q * 0.022, 0.498), (q * 0.024, 0.525), (q * 0.031, 0.556)], 1.3, 0.95 * supple * furrowed + 0.3 * age
        )
        if read(units, "1", letter) > 0.7 and furrowed > 0.1:  # grief pleats the middle of the forehead
            self.fold([(q * 0.010, 0.600), (q * 0.050, 0.612), (q * 0.085, 0.602)], 0.9, 0.4 * supple)
        self.fold([(q * 0.030, 0.405), (q * 0.052, 0.376)], 1.2, bunny * supple)
        self.fold([(q * 0.022, 0.425), (q * 0.040, 0.405)], 1.0, 0.8 * bunny * supple)
        flare = max(read(units, "38", letter), 0.8 * bunny, 0.5 * sneer)
        wing = [(0.040, 0.290), (0.054 + 0.006 * flare, 0.274), (0.047 + 0.006 * flare, 0.256)]
        self.fold([(q * u, v + 0.008 * bunny) for u, v in wing], 1.1, 0.85 * flare + 0.25 * (self.age > 0.4))
        dimple = max(0.0, read(units, "14", letter) - 0.3)
        self.fold([(q * 0.126, 0.212), (q * 0.134, 0.190), (q * 0.127, 0.168)], 1.2, 0.9 * dimple * supple)
        jaw = read(units, "31", letter)
        self.fold([(q * 0.205, 0.215), (q * 0.195, 0.165), (q * 0.165, 0.120)], 1.3, 0.8 * jaw)
        puff = read(units, "34", letter)
        if puff > 0.2:  # the round of a blown cheek
            round_: Rows = [(q * 0.118, 0.236), (q * 0.150, 0.196), (q * 0.140, 0.140), (q * 0.108, 0.118)]
            self.fold(round_, 1.1, 0.75 * puff)
        if age > 0.8:
            self.fold([(q * 0.150, 0.300), (q * 0.190, 0.250), (q * 0.200, 0.195)], 0.8, 0.30)

    def _draw_forehead(self) -> None:
        units = self.units
        lifted = min(either(units, "2"), 1.0) * (0.4 + 0.6 * units.get("1", 0.0))
        alpha = 0.45 * max(0.0, self.age - 0.3) + (0.25 + 0.5 * self.age) * self.supple * max(0.0, lifted - 0.4)
        for index, v in enumerate((0.640, 0.675, 0.710)):
            reach = 0.13 - 0.02 * index
            self.fold([(-reach, v - 0.004), (0.0, v + 0.006), (reach, v - 0.004)], 0.9, alpha)
        chin = max(0.0, units.get("17", 0.0) - 0.35) * self.supple
        if chin > 0.1:  # a chin that puckers
            for u, v in ((-0.030, 0.088), (0.026, 0.092), (-0.004, 0.070), (0.012, 0.105), (-0.016, 0.108)):
                self.fold([(u - 0.010, v), (u, v + 0.004), (u + 0.010, v)], 0.9, 0.75 * chin)
