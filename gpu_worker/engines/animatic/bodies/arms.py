"""Arms: bare ones with muscle and a bony elbow, sleeves that crease where they bend and hang where they are wide."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance
from gpu_worker.engines.animatic.bodies.skeleton import Arm
from gpu_worker.engines.animatic.bodies.sweep import Disc, chain, discs_of, lit, shaded
from gpu_worker.engines.animatic.camera import UP, Camera, Vector, cross
from gpu_worker.engines.animatic.clothing.creases import draw_creases
from gpu_worker.engines.animatic.raster import Brush, Color, curve, darker, mix, polygon, strand, trace, union

BARE = frozenset({"bare", "cap", "puff", "short", "half", "lace"})
SHORT = {"cap": 0.26, "puff": 0.36, "short": 0.52, "half": 0.64}  # share of the upper arm that is covered
WIDE = frozenset({"wide", "bell", "flowing"})
# where along a bone, how wide against its ends, how far off the bone to the inner side and outwards, in its own width
UPPER = ((0.0, 0.96, 0.00, 0.02), (0.16, 1.06, 0.02, 0.16), (0.45, 0.98, 0.10, 0.02), (0.78, 0.94, 0.03, 0.0))
FORE = ((0.10, 1.03, 0.04, 0.05), (0.30, 1.08, 0.07, 0.12), (0.58, 1.00, 0.03, 0.05), (0.82, 0.98, 0.0, 0.0))
SLEEVED_UPPER = ((0.0, 0.98, 0.0, 0.02), (0.18, 1.04, 0.0, 0.10), (0.52, 1.00, 0.06, 0.0), (0.84, 0.98, 0.05, 0.0))
SLEEVED_FORE = ((0.14, 1.03, 0.08, 0.0), (0.42, 1.03, 0.05, 0.02), (0.72, 1.02, 0.03, 0.0), (0.90, 1.04, 0.05, 0.0))


@dataclass(frozen=True, slots=True)
class Bend:
    """The two bones of an arm as directions, the side its elbow points to and how much it is bent (0..1)."""

    upper: Vector
    fore: Vector
    out: Vector
    share: float


_TURN = np.linspace(0, math.tau, 20, endpoint=False)[:, None]
_AROUND = np.cos(_TURN), np.sin(_TURN)


def _unit(vector: Vector) -> Vector:
    return vector / (math.sqrt(float(vector @ vector)) + 1e-9)


def bend_of(arm: Arm) -> Bend:
    """How an arm is bent."""
    upper, fore = _unit(arm.elbow - arm.shoulder), _unit(arm.wrist - arm.elbow)
    out = upper - fore
    straight = float(upper @ fore)
    if straight > 0.985:
        out = -(arm.palm - fore * float(arm.palm @ fore))
    return Bend(upper, fore, _unit(out), min(1.0, max(0.0, (1 - straight) / 1.6)))


class Arms:
    """Draws the arms of one person in one pose, without their hands; `axes` are those of the chest."""

    def __init__(self, look: Appearance, axes: Vector, camera: Camera, brush: Brush) -> None:
        self.look, self.axes, self.camera, self.brush = look, axes, camera, brush
        self.girth = look.figure.girth

    def widths(self) -> tuple[float, float, float]:
        """Half-widths of the sleeve at shoulder, elbow and wrist, metres before girth."""
        base = (0.056, 0.045, 0.036) if self.look.is_male else (0.041, 0.034, 0.027)
        wide = self.look.outfit.fit.sleeve
        if self.look.outfit.sleeve in WIDE:
            wide = (wide[0], min(wide[1], 1.20), min(wide[2], 1.30))
        return base[0] * wide[0], base[1] * wide[1], base[2] * wide[2]

    @property
    def _shoulder_is_bare(self) -> bool:
        return self.look.outfit.sleeve in ("bare", "lace")

    @property
    def skin_widths(self) -> tuple[float, float, float]:
        """Half-widths of the bare arm, metres before girth."""
        return (0.049, 0.0405, 0.0275) if self.look.is_male else (0.0365, 0.0305, 0.0215)

    def draw(self, arm: Arm) -> None:
        """One arm as it is dressed."""
        look, sleeve = self.look, self.look.outfit.sleeve
        bend = bend_of(arm)
        if sleeve in BARE:
            self._draw_bones(arm, bend, self.skin_widths, look.skin, is_cloth=False)
            if sleeve in SHORT:
                self._draw_short(arm, look.sleeve, SHORT[sleeve])
        elif sleeve in WIDE:
            self._draw_wide(arm, bend)
        else:
            self._draw_cuff(arm)
            self._draw_bones(arm, bend, self.widths(), look.sleeve, is_cloth=True)

    def hide_seam(self, arm: Arm) -> None:
        """Where an arm joins the trunk the garment runs on without a line."""
        color = self.look.skin if self._shoulder_is_bare else self.look.sleeve
        scale = self.girth * self.camera.scale(arm.shoulder)
        width = self.skin_widths[0] if self._shoulder_is_bare else self.widths()[0]
        inward = arm.shoulder + self.axes @ (np.array([-arm.sign * 0.020, -0.004, 0]) * self.girth)
        ends = self.camera.project(np.stack([arm.shoulder, inward]))
        discs = discs_of(ends, np.array([width * 0.90, width * 0.52]) * scale)
        self.brush.fill(chain(lit(self.brush, discs, 0.05)), self.brush.light.bright(color))

    def join_wrist(self, arm: Arm) -> None:
        """Bare skin runs on from forearm to hand without a line between."""
        fore = _unit(arm.wrist - arm.elbow)
        ends = np.stack([arm.wrist - fore * 0.022, arm.wrist, arm.wrist + arm.along * 0.022])
        size = self.skin_widths[2] * self.girth * self.camera.scale(arm.wrist)
        discs = discs_of(self.camera.project(ends), np.array([size * 0.98, size * 0.98, size * 0.92]))
        self.brush.fill(chain(lit(self.brush, discs)), self.brush.light.bright(self.look.skin))

    # ------------------------------------------------------------------ shapes

    def _stations(
        self, arm: Arm, bend: Bend, widths: tuple[float, float, float], *, is_cloth: bool
    ) -> list[list[Disc]]:
        """The discs of upper arm and forearm, in pixels; both hold the elbow's."""
        shoulder, elbow, wrist = (width * self.girth for width in widths)
        aside = self.axes[:, 0] * arm.sign
        outer = _unit(aside - bend.upper * float(aside @ bend.upper))
        outer_fore = _unit(arm.thumb - bend.fore * float(arm.thumb @ bend.fore))
        rows, radii = [], []
        for profile, start, end, wide, to, side in (
            (SLEEVED_UPPER if is_cloth else UPPER, arm.shoulder, arm.elbow, shoulder, elbow, outer),
            (SLEEVED_FORE if is_cloth else FORE, arm.elbow, arm.wrist, elbow, wrist, outer_fore),
        ):
            for at, grown, inner, outward in profile:
                radius = (wide + (to - wide) * at) * grown
                rows.append(start + (end - start) * at + (side * outward - bend.out * inner) * radius)
                radii.append(radius)
        tip = arm.elbow + bend.out * elbow * (0.16 + 0.30 * bend.share)
        rows[4:4] = [tip]
        radii[4:4] = [elbow * (0.93 - 0.22 * bend.share)]
        rows.append(arm.wrist - bend.fore * 0.004)
        radii.append(wrist)
        where = np.array(rows)
        depths = np.maximum((where - self.camera.position) @ self.camera.axes[2], 0.05)
        discs = discs_of(self.camera.project(where), np.array(radii) * self.camera.focal / depths)
        return [discs[:5], discs[4:]]

    def _draw_bones(
        self, arm: Arm, bend: Bend, widths: tuple[float, float, float], color: Color, *, is_cloth: bool
    ) -> None:
        upper, fore = self._stations(arm, bend, widths, is_cloth=is_cloth)
        flat = self.camera.project(np.stack([arm.shoulder, arm.elbow, arm.wrist]))
        first, second = flat[1] - flat[0], flat[2] - flat[1]
        folded = float(first @ second) < -0.05 * float(np.hypot(*first) * np.hypot(*second))
        if not folded:
            shaded(self.brush, upper + fore[1:], color, rim=True)
        else:
            upper_first = self.camera.depth((arm.shoulder + arm.elbow) / 2) > self.camera.depth(
                (arm.elbow + arm.wrist) / 2
            )
            for part in (upper, fore) if upper_first else (fore, upper):
                shaded(self.brush, part, color, rim=True)
            self._join(upper[-2], upper[-1], fore[1], color)
        if fore[0][2] > 6:
            if is_cloth:
                draw_creases(self.brush, flat, fore[1][2], fore[-1][2], color, slack=0.95)
            else:
                self._draw_creases(flat, fore, bend, color)

    def _join(self, before: Disc, at: Disc, after: Disc, color: Color) -> None:
        """The elbow between two bones of which one lies over the other."""

        def part(disc: Disc) -> Disc:
            x, y, r = (a + (b - a) * 0.7 for a, b in zip(at, disc, strict=True))
            return x, y, r

        run = [part(before), at, part(after)]
        self.brush.fill(chain(lit(self.brush, run)), self.brush.light.bright(color))

    # ------------------------------------------------------------------ cloth

    def _draw_creases(self, flat: Vector, fore: list[Disc], bend: Bend, color: Color) -> None:
        """The one line inside a bent bare elbow."""
        if bend.share < 0.25:
            return
        radius = fore[0][2]
        up, down = flat[0] - flat[1], flat[2] - flat[1]
        up, down = up / (np.hypot(*up) + 1e-9), down / (np.hypot(*down) + 1e-9)
        inner = up + down
        long = float(np.hypot(*inner))
        if long < 0.3:
            return
        at = flat[1] + inner / long * radius * 0.72
        line = np.stack([at, at - inner / long * radius * 0.5 + up * radius * 0.18, at - inner / long * radius * 0.85])
        self.brush.fill(strand(line, [radius * 0.05, radius * 0.04, 0.2]), self.brush.light.shadow(color), 0.9)

    def _draw_short(self, arm: Arm, color: Color, share: float) -> None:
        """A sleeve that ends on the upper arm, its hem curved around it."""
        camera, widths = self.camera, self.widths()
        along = _unit(arm.elbow - arm.shoulder)
        hem = arm.shoulder + (arm.elbow - arm.shoulder) * share
        rows = np.stack([arm.shoulder, arm.shoulder * 0.5 + hem * 0.5, hem - along * 0.004])
        scale = self.girth * camera.scale(arm.shoulder)
        wide = widths[0] + (widths[1] - widths[0]) * share
        discs = discs_of(camera.project(rows), np.array([widths[0], widths[0] * 1.06, wide * 1.10]) * scale)
        self._ring(hem, along, wide * 1.12 * self.girth, darker(color, 0.80))
        flat = camera.project(rows)
        way = flat[2] - flat[0]
        if float(np.hypot(*way)) < discs[2][2]:  # pointing at us: the hem is a circle
            shaded(self.brush, discs, color, rim=True)
            return
        way = way / np.hypot(*way)
        across = np.array([-way[1], way[0]])
        turn = np.linspace(0, math.pi, 9)[:, None]
        end = flat[2] + np.cos(turn) * across * discs[2][2] + np.sin(turn) * way * discs[2][2] * 0.22
        x, y, r = discs[1]
        top = discs[0]
        back = np.linspace(math.pi, math.tau, 9)[:, None]
        cap = flat[0] + np.cos(back) * across * top[2] + np.sin(back) * way * top[2]
        side = np.array([x, y])
        outline = np.vstack([end, side - across * r, cap, side + across * r])
        self.brush.cel(curve(outline, corners=(0, 8)), color, max(1.5, r * 0.5), rim=True)
        inset = end - way * top[2] * 0.16
        self.brush.stroke(
            polygon(inset[1:-1], closed=False), self.brush.light.shadow(color), max(0.7, self.brush.weight * 0.8)
        )

    def _ring(self, centre: Vector, along: Vector, radius: float, color: Color) -> None:
        """The dark inside of an opening seen at an angle."""
        aside = _unit(cross(along, UP + np.array([0.01, 0.0, 0.02])))
        third = cross(along, aside)
        rows = centre + (_AROUND[0] * aside + _AROUND[1] * third) * radius
        path = polygon(self.camera.project(rows))
        self.brush.outline(path, color)
        self.brush.fill(path, self.brush.light.shadow(color))

    def _draw_cuff(self, arm: Arm) -> None:
        look = self.look
        shirt = look.outfit.cuff == "second"
        if not look.outfit.cuff and not look.outfit.band:
            self._ring(
                arm.wrist - _unit(arm.wrist - arm.elbow) * 0.006, _unit(arm.wrist - arm.elbow),
                self.widths()[2] * self.girth, darker(look.sleeve, 0.72),
            )  # fmt: skip
            return
        color = look.cloth.get(look.outfit.cuff, look.sleeve) if shirt else darker(look.sleeve, 0.92)
        fore = _unit(arm.wrist - arm.elbow)
        ends = np.stack([arm.wrist - fore * 0.05 * self.girth, arm.wrist + fore * (0.014 if shirt else 0.010)])
        scale = self.girth * self.camera.scale(arm.wrist)
        radius = self.widths()[2] * (0.86 if shirt else 0.92) * scale
        flat = self.camera.project(ends)
        self._ring(ends[1], fore, radius / self.camera.scale(ends[1]), darker(color, 0.8))
        shaded(self.brush, discs_of(flat, np.array([radius, radius * 0.98])), color, weight=0.9)

    # ------------------------------------------------------------------ wide sleeves

    def _draw_wide(self, arm: Arm, bend: Bend) -> None:
        """A sleeve as wide as a bell: its upper edge lies on the arm, its lower edge hangs."""
        camera, brush, look = self.camera, self.brush, self.look
        k = look.figure.height / 1.7
        widths = [width * self.girth for width in self.widths()]
        down = -UP
        level = 1.0 - abs(float(bend.fore @ UP)) ** 2
        end = arm.wrist + bend.fore * 0.035 * k
        outward = self.axes[:, 0] * arm.sign - self.axes[:, 2] * 0.25
        hang = down * look.outfit.sleeve_drop * k * level + (bend.fore * 0.13 + outward * 0.15) * k * (1 - level)
        hem = end + hang
        pit = arm.shoulder - self.axes[:, 1] * widths[0] * 1.1
        ledge = arm.elbow + (hem - end) * 0.50 + (pit - arm.elbow) * 0.08
        lift = _unit(end - hem - bend.fore * float((end - hem) @ bend.fore))
        top = [
            arm.shoulder + (UP * 0.6 + self.axes[:, 0] * arm.sign * 0.7) * widths[0] * 0.8,
            arm.elbow + _unit(bend.out + lift) * widths[1] * 0.9,
            end + lift * widths[2] * 0.9,
        ]
        flat = camera.project(np.stack([*top, hem, ledge, pit]))
        upper = discs_of(
            camera.project(
                np.stack([arm.shoulder, (arm.shoulder + arm.elbow) / 2, arm.elbow, (arm.elbow + end) / 2, end])
            ),
            np.array([widths[0], widths[0] * 0.95, widths[1], widths[1], widths[2]]) * camera.scale(arm.elbow),
        )
        outline = np.vstack([
            trace(flat[:3], 6),
            trace(np.stack([flat[2], (flat[2] * 0.52 + flat[3] * 0.48) + (flat[2] - flat[1]) * 0.05, flat[3]]), 5)[1:],
            trace(np.stack([flat[3], flat[4], flat[5]]), 6)[1:],
        ])  # fmt: skip
        path = union([polygon(outline), chain(upper)])
        inside = darker(mix(look.sleeve, look.second, 0.25), 0.62)
        mouth = np.stack([flat[2], flat[2] * 0.5 + flat[3] * 0.5 + (flat[2] - flat[1]) * 0.10, flat[3]])
        mouth = np.vstack([mouth, (flat[2] * 0.5 + flat[3] * 0.5) - (flat[2] - flat[1]) * 0.06])
        inner = curve(mouth, corners=(0, 2))
        brush.outline(inner, look.sleeve)
        brush.fill(inner, brush.light.shadow(inside))
        brush.cel(path, look.sleeve, max(1.5, upper[2][2] * 0.55), rim=True)
        self._trim_wide(flat, upper[2][2])

    def _trim_wide(self, flat: Vector, radius: float) -> None:
        """The border of a wide sleeve, and the folds that fall from the arm."""
        brush, look = self.brush, self.look
        edge = trace(np.stack([flat[2], (flat[2] * 0.52 + flat[3] * 0.48) + (flat[2] - flat[1]) * 0.05, flat[3]]), 5)
        inward = flat[1] - flat[2]
        inward = inward / (np.hypot(*inward) + 1e-9) * radius * 0.42
        border = polygon(np.vstack([edge, edge[::-1] + inward]))
        brush.fill(border, brush.light.bright(mix(look.accent, look.sleeve, 0.25)))
        brush.stroke(polygon(edge + inward, closed=False), brush.light.line(look.sleeve), max(0.6, brush.weight * 0.7))
        brush.stroke(polygon(edge, closed=False), brush.light.line(look.sleeve), brush.weight)
        soft = brush.light.shadow(look.sleeve)
        for start, stop in ((0.25, 0.35), (0.55, 0.66), (0.80, 0.85)):
            a = flat[1] * (1 - start) + flat[2] * start
            b = flat[4] * (1 - stop) + flat[3] * stop
            line = np.stack(
                [a * 0.72 + b * 0.28, a * 0.45 + b * 0.55 + (flat[1] - flat[2]) * 0.04, a * 0.12 + b * 0.88]
            )
            brush.fill(strand(line, [0.2, radius * 0.07, radius * 0.11]), soft, 0.85)
