"""What is worn on trunk and legs, drawn in order: lining, skirt or hips, top, coat, and what lies on them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.torso import Torso
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.clothing.bare import BARE_TOPS, bare_top
from gpu_worker.engines.animatic.clothing.collars import COLLARS
from gpu_worker.engines.animatic.clothing.drape import Drape, joined
from gpu_worker.engines.animatic.clothing.garment import Garment
from gpu_worker.engines.animatic.clothing.hems import COATED, SKIRTED
from gpu_worker.engines.animatic.clothing.limbwear import soil
from gpu_worker.engines.animatic.clothing.mantles import draw_mantles
from gpu_worker.engines.animatic.clothing.necklines import NECKLINES, OPEN_NECKS
from gpu_worker.engines.animatic.clothing.patterns import add_outline, print_on
from gpu_worker.engines.animatic.clothing.trimmings import TRIMMINGS
from gpu_worker.engines.animatic.clothing.wardrobe import Skirt
from gpu_worker.engines.animatic.raster import (
    Brush,
    Color,
    curve,
    darker,
    mix,
    points,
    polygon,
    ribbon,
    skia,
    strand,
    trace,
)

HIPS_FROM, HIPS_TO = -0.17, 0.335
HIP_SHADE = 0.032  # metres
CREASE = 0.55  # how strongly a fold line is drawn


class Clothes(Garment):
    """Draws a garment: what hangs behind, then legs and hips, then the trunk, then its front."""

    def __init__(
        self, look: Appearance, torso: Torso, camera: Camera, brush: Brush, size: float, *, swing: float = 0.0
    ) -> None:
        super().__init__(look, torso, camera, brush, size)
        outfit = self.outfit
        if outfit.skirt is not None:
            self.hung = torso.skirt(outfit.skirt, swing)
        if outfit.coat is not None:
            self.coat = torso.skirt(outfit.coat, swing * 1.2, over=0.012)
        if outfit.skirt is not None:
            self.is_one_piece = not outfit.colors.get("lower") and not outfit.skirt.color
        self._seat: Any = None
        self.opening: tuple[Vector, Vector] | None = None
        if self.coat is not None and outfit.coat is not None and outfit.coat.open and torso.shows_front:
            self.opening = self._gap(self.coat, math.radians(outfit.coat.open))
        shoulders = torso.shoulders(outfit.fit.sleeve[0])
        pieces = [self.trunk.path(), *shoulders]
        self.skirt_path = self.hung.path(wave=self._wave(outfit.skirt), phase=swing * 9) if self.hung else None
        self.coat_path = self.coat.path(wave=0.012, phase=swing * 9 + 1) if self.coat else None
        if self.is_one_piece:
            pieces.append(self.skirt_path)
        if self.coat_path is not None:
            pieces.append(self.coat_path)
        self.body = joined(pieces)

    @property
    def is_outside(self) -> bool:
        """True where what covers the legs is drawn over the top: a tucked shirt, a skirt tied above the bust."""
        return self.outfit.tucked or (self.outfit.skirt is not None and self.outfit.skirt.high > 0.5 and not self.coat)

    @staticmethod
    def _wave(cut: Skirt | None) -> float:
        return 0.0 if cut is None else 0.010 + 0.05 * min(0.4, cut.hem) if cut.hem > 0.03 else 0.0

    # ------------------------------------------------------------------ behind the legs

    def draw_lining(self) -> None:
        """The far inside of an open coat or a cape, seen behind the legs."""
        light = self.brush.light
        if self.opening is not None:
            self.brush.outline(self.coat_path, self.base)
            self.brush.fill(self.coat_path, light.shadow(darker(self.base, 0.62)))
        draw_mantles(self, before_us=False)

    # ------------------------------------------------------------------ legs and hips

    def outline_hips(self) -> None:
        """The line around the hips, before the legs are drawn, which hide its lower end."""
        if self.hung is None:
            self._seat = self._hips()
            self.brush.outline(self._seat, self.lower)

    def _hips(self, low: float = HIPS_FROM) -> Any:
        """The hips of trousers as a path, narrow where the legs part; `low` lengthens them for the light."""
        rings = self.look.figure.rings
        cut = rings[(rings[:, 0] >= HIPS_FROM) & (rings[:, 0] <= HIPS_TO)].copy()
        cut[:, 1:] *= 1.025
        if low < HIPS_FROM:
            cut = np.vstack([[low, *cut[0, 1:]], cut])
        else:
            cut[0, 1] *= 0.80
        return self.torso.drape(cut).path()

    def draw_lower(self) -> None:
        """Hips of trousers, or a skirt of its own."""
        brush, light = self.brush, self.brush.light
        if self.hung is None:
            path = self._seat
            if float(self.look.shell[0, 0]) < HIPS_FROM + 0.06 and self.opening is None:  # the top hides it
                brush.fill(path, light.bright(self.lower))
                return
            brush.fill(path, light.bright(self.lower))
            reach = HIP_SHADE * self.look.figure.girth * self.camera.scale(self.torso.bones.pelvis)
            bright = self._hips(-0.8)
            bright.offset(light.key[0] * reach, 0.0)
            brush.canvas.save()  # as wide a shadow as the legs have below
            brush.canvas.clipPath(bright, skia.ClipOp.kDifference, True)
            brush.fill(path, light.shadow(self.lower))
            brush.canvas.restore()
            with brush.inside(path):
                if self.outfit.tucked and self.torso.shows_front:
                    self._draw_fly()
            return
        if self.is_one_piece:
            return
        color = self.role(self.outfit.skirt.color) if self.outfit.skirt and self.outfit.skirt.color else self.lower
        self._draw_cloth(self.skirt_path, self.hung, color)
        self._draw_on_skirt(color)

    def _draw_fly(self) -> None:
        ink = self.brush.light.line(self.lower)
        self.line([(0.0, 0.30), (0.004, 0.10), (0.0, -0.12)], 0.007, ink, 0.7, 0.004)
        for side in (-1, 1):
            self.line([(side * 0.070, 0.29), (side * 0.096, 0.20), (side * 0.128, 0.12)], 0.006, ink, 0.7)

    def _draw_cloth(self, path: Any, drape: Drape, color: Color) -> None:
        """Line, shadow and light of a hanging piece."""
        brush, light = self.brush, self.brush.light
        brush.outline(path, color)
        brush.fill(path, light.shadow(color))
        with brush.inside(path):
            self._draw_rim(path, color)
            brush.fill(drape.lit_side(light), light.bright(color))

    def _draw_rim(self, path: Any, color: Color) -> None:
        """The back light along the dark side of a piece, where a shot has one."""
        light = self.brush.light
        if light.rim is None or light.rim_strength <= 0:
            return
        self.brush.fill(path, mix(light.shadow(color), light.rim, light.rim_strength))
        moved = skia.Path(path)
        reach = max(1.2, self.brush.weight * 1.7)
        moved.offset(light.key[0] * reach, light.key[1] * reach)
        self.brush.fill(moved, light.shadow(color))

    def _draw_on_skirt(self, color: Color) -> None:
        """Pleats, prints, slits and trims of the skirt."""
        cut, drape = self.outfit.skirt, self.hung
        if cut is None or drape is None:
            return
        with self.brush.inside(self.skirt_path):
            pattern = self.outfit.pattern
            if pattern is not None and "skirt" in pattern.on:
                print_on(self, drape, pattern, 0.10)
            self._draw_pleats(drape, cut, color)
            for name in sorted(self.outfit.extras):
                if name in SKIRTED:
                    SKIRTED[name](self, drape)
            self._draw_marks("skirt")

    def _draw_pleats(self, drape: Drape, cut: Skirt, color: Color) -> None:
        """Folds: a dark wedge beside each crest that widens towards the hem."""
        brush, light = self.brush, self.brush.light
        ink, shade = light.line(color), light.shadow(color)
        depth = 0.75 if sum(color) < 1.9 else 0.42  # on white a fold is a breath of grey
        count = cut.pleats or (3 if cut.hem > 0.04 else 0)
        if count:
            angles = math.pi * (-0.12 + 1.24 * (np.arange(count) + 0.5) / count)
            wedges, lines = self._folds_of(drape, angles, 0.10 if cut.pleats > 8 else 0.26)
            brush.fill(wedges, shade, depth)
            brush.fill(lines, ink, CREASE)
        if cut.slit:
            flat = drape.seen(math.pi * 0.30, np.linspace(cut.slit, 1.0, 4), 0.003)
            if flat is not None:
                brush.fill(strand(flat, [0.3, self.size * 0.010, self.size * 0.016]), ink)

    def _folds_of(self, drape: Drape, angles: Vector, begin: float) -> tuple[Any, Any]:
        """Wedges of shadow beside the folds at these angles, and their lines; both sides of the figure have them."""
        if abs(self.torso.yaw) > 0.6:
            angles = np.concatenate([angles, angles + math.pi])
        shares = np.linspace(begin, 1.0, 5)
        grid = np.repeat(angles, 5), np.tile(shares, len(angles))
        seen = np.repeat(drape.faces_us(*grid).reshape(-1, 5).mean(1) > 0.04, 5)
        turned, along = grid[0][seen], grid[1][seen]
        places = np.concatenate([drape.at(turned, along), drape.at(turned + 0.16, along)])
        crest, foot = self.camera.project(places).reshape(2, -1, 5, 2)
        wedges, lines = skia.Path(), skia.Path()
        half = np.interp(np.linspace(0, 1, 5), [0, 0.5, 1], [0.2, self.size * 0.007, self.size * 0.011])
        for line, beside in zip(crest, foot, strict=True):
            add_outline(wedges, np.vstack([line, beside[:0:-1]]))
            add_outline(lines, ribbon(line, half))
        return wedges, lines

    # ------------------------------------------------------------------ trunk

    def draw_trunk(self) -> None:
        """The garment's body: skin first where shoulders are bare, light and shadow, folds, print."""
        brush, light = self.brush, self.brush.light
        if self.outfit.neck in BARE_TOPS:
            bare_top(self)
            if self.is_one_piece:
                self._draw_on_skirt(self.base)
            self._draw_folds()
            return
        brush.canvas.save()
        if self.opening is not None:
            gap = polygon(np.vstack([self.opening[0], self.opening[1][::-1]]))
            brush.canvas.clipPath(gap, skia.ClipOp.kDifference, True)
        brush.outline(self.body, self.base)
        brush.fill(self.body, light.shadow(self.base))
        if not brush.is_cutter:
            with brush.inside(self.body):
                self._draw_rim(self.body, self.base)
                for drape in self._lit():
                    brush.fill(drape.lit_side(light), light.bright(self.base))
                pattern = self.outfit.pattern
                if pattern is not None and "top" in pattern.on:
                    print_on(self, self.trunk, pattern, 0.0)
                self._draw_folds()
        if self.is_one_piece:
            self._draw_on_skirt(self.base)
        self._draw_on_coat()
        brush.canvas.restore()
        for edge in self.opening or ():
            brush.stroke(polygon(edge[:-1], closed=False), light.line(self.base), brush.weight)

    def _draw_on_coat(self) -> None:
        """Folds, prints and trims of the coat below the waist."""
        cut, drape = self.outfit.coat, self.coat
        if cut is None or drape is None:
            return
        with self.brush.inside(self.coat_path):
            pattern = self.outfit.pattern
            if pattern is not None and "coat" in pattern.on:
                print_on(self, drape, pattern, 0.30)
            self._draw_pleats(drape, cut, self.base)
            for name in sorted(self.outfit.extras):
                if name in COATED:
                    COATED[name](self, drape)
            self._draw_marks("coat")

    def _lit(self) -> list[Drape]:
        found = [self.trunk]
        if self.is_one_piece and self.hung is not None:
            found.append(self.hung)
        if self.coat is not None:
            found.append(self.coat)
        return found

    def _draw_folds(self) -> None:
        """Where cloth gathers: below the bust, at the waist on the bent side, in the armpits."""
        brush, light, look = self.brush, self.brush.light, self.look
        fit, torso = self.outfit.fit, self.torso
        if not torso.shows_front:
            self.line([(0.0, 0.92), (0.004, 0.55), (0.0, 0.30)], 0.007, light.line(self.base), 0.5, back=True)
            return
        ink, shade = light.line(self.base), light.shadow(self.base)
        wide = 0.72 if look.is_male else 1.0
        if not look.is_male and look.age != "child" and fit.ease < 0.12:
            soft = 1.0 if fit.waist < 0.5 else 0.6
            for side in (-1, 1):
                crescent = [
                    (side * 0.112, 0.745), (side * 0.094, 0.688), (side * 0.060, 0.668), (side * 0.022, 0.690),
                    (side * 0.058, 0.688), (side * 0.090, 0.706),
                ]  # fmt: skip
                path = self.path(crescent, 0.002, (0, 3))
                brush.fill(path, shade, 0.9 * soft)
        for side in (-1, 1):  # from the armpit towards the chest
            self.line(
                [(side * 0.128 * wide, 0.80), (side * 0.104 * wide, 0.78), (side * 0.078 * wide, 0.785)],
                0.008,
                ink,
                0.6,
            )
        bent = torso.bones.pose.get("side", 0.0)
        lean = max(0.0, torso.bones.pose.get("lean", 0.0)) / 40
        if fit.waist < 0.5 or lean > 0.3:
            waist = 0.40 if fit.waist < 0.5 else 0.30
            for side, drop in ((1, 0.0), (-1, 0.045)):
                squeeze = 1.0 + max(0.0, bent * -side) / 10 + lean
                rows = [
                    (side * 0.100, waist + 0.03 - drop),
                    (side * 0.070, waist - drop),
                    (side * (0.040 - 0.01 * lean), waist + 0.012 - drop),
                ]
                self.line(rows, 0.0085 * min(1.8, squeeze), ink, CREASE)
        if fit.waist >= 0.5:
            for side in (-1, 1):
                rows = [(side * 0.105, 0.70), (side * 0.090, 0.45), (side * 0.082, 0.20)]
                self.line(rows, 0.010, shade, 0.85)

    def _gap(self, drape: Drape, half: float) -> tuple[Vector, Vector] | None:
        """The two front edges of an open coat on screen, held to what is seen of it."""
        count = len(drape.centres)
        shares = np.linspace(0, 1, count)
        middle = drape.centres[count // 2]
        view = self.camera.position - middle
        aside, ahead = drape.across[count // 2], drape.deep[count // 2]
        facing = math.atan2(float(view @ ahead) / float(ahead @ ahead), float(view @ aside) / float(aside @ aside))
        limit = math.pi / 2
        away = (math.pi / 2 - facing + math.pi) % (2 * math.pi) - math.pi
        low, high = away - half, away + half
        if high < -limit or low > limit:
            return None
        found = []
        for edge in (min(high, limit), max(low, -limit)):
            spread = np.full(count, facing + edge)
            flat = self.camera.project(drape.at(spread, shares, 0.001))
            below = flat[-1] + (flat[-1] - flat[-2]) * 0.6
            found.append(np.vstack([flat, below]))
        return found[0], found[1]

    # ------------------------------------------------------------------ front

    def draw_front(self, neck: Any, chin: Vector | None) -> None:
        """Neckline, details and marks; `neck` is the neck's path, `chin` the face above it."""
        whole = joined([self.body, neck]) if self.outfit.neck in OPEN_NECKS else self.body
        if not self.brush.is_cutter:
            with self.brush.inside(whole):
                self._draw_on_front(neck, chin)
        if self.outfit.neck in COLLARS:
            COLLARS[self.outfit.neck](self)

    def _draw_on_front(self, neck: Any, chin: Vector | None) -> None:
        shows = self.torso.shows_front
        if shows:
            NECKLINES[self.outfit.neck](self)
        if shows and self.outfit.neck in OPEN_NECKS and chin is not None:
            shade_under(self.brush, neck, chin, self.look.skin, self.size * 0.10)
        for name in sorted(self.outfit.extras | self.look.accessories):
            if name in TRIMMINGS:
                TRIMMINGS[name](self)
        self._draw_band()
        self._draw_marks("front" if shows else "back")
        soil(self)

    def _draw_band(self) -> None:
        """The ribbed end of a top."""
        if not self.outfit.band:
            return
        s = float(self.look.shell[0, 0]) + 0.045
        flat = self.band(s, 0.055, darker(self.base, 0.95))
        ink = self.brush.light.line(self.base)
        for at in range(2, len(flat) - 2, 2):
            up = np.array([0.0, self.size * 0.040])
            self.brush.stroke(polygon(np.stack([flat[at] - up, flat[at] + up]), closed=False), ink, 1.0, 0.35)

    def _draw_marks(self, surface: str) -> None:
        """What the template draws by itself."""
        light = self.brush.light
        for mark in self.outfit.marks:
            if mark.on != surface:
                continue
            color = self.role(mark.color, mark.shade)
            drape = self.hung if surface == "skirt" else self.coat
            for side in (1, -1) if mark.mirror else (1,):
                rows = [(side * u, s) for u, s in mark.rows]
                if surface in ("skirt", "coat"):
                    self._draw_hanging_mark(mark.kind, rows, mark.width, color, drape)
                elif mark.kind == "line":
                    self.line(rows, mark.width, light.bright(color), even=True, back=surface == "back")
                elif mark.kind == "band":
                    self.band(rows[0][1], mark.width, color, fine=mark.fine)
                elif mark.kind == "dots":
                    for u, s in rows:
                        self.dot(u, s, mark.width, color, back=surface == "back")
                elif mark.kind == "patch":
                    weight = 0.0 if mark.fine else 0.7
                    self.patch(rows, color, corners=mark.corners, weight=weight, back=surface == "back")

    def _draw_hanging_mark(
        self, kind: str, rows: list[tuple[float, float]], width: float, color: Color, drape: Drape | None
    ) -> None:
        """A mark on skirt or coat: u runs -1..1 over its front half, s 0..1 from waist to hem."""
        if drape is None:
            return
        angles = np.array([math.pi / 2 - u * math.pi / 2 for u, _ in rows])
        shares = np.array([s for _, s in rows])
        if float(drape.faces_us(angles, shares).mean()) < 0.02:
            return
        flat = self.camera.project(drape.at(angles, shares, 0.003))
        light = self.brush.light
        if kind == "patch":
            self.brush.cel(curve(flat), color, self.size * 0.02, weight=0.6)
        elif kind == "dots":
            for at in flat:
                self.brush.cel(curve(at + _DOT * self.size * width), color, 0.0, weight=0.5)
        else:
            dense = trace(flat, 4)
            self.brush.fill(polygon(ribbon(dense, np.full(len(dense), self.size * width))), light.bright(color))


_DOT = points([(math.cos(t), math.sin(t)) for t in np.linspace(0, 2 * math.pi, 8, endpoint=False)])


def shade_under(brush: Brush, path: Any, chin: Vector, color: Color, drop: float) -> None:
    """The shadow that the face throws on what lies below it, kept within `path`."""
    shadow = curve(chin)
    shadow.offset(-brush.light.key[0] * drop * 0.35, drop)
    with brush.inside(path):
        brush.fill(shadow, brush.light.shadow(color))
