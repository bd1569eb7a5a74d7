"""Hair on a head: what hangs behind the body, the cap with its fringe, locks and knots, shine and shadow."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.skeleton import Skeleton
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.heads.hairstyles import Hairstyle
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.heads.locks import Bound, Curtain, Hang, Strand, gather, strays, taper
from gpu_worker.engines.animatic.heads.scalp import Scalp
from gpu_worker.engines.animatic.raster import Brush, Color, curve, mix, points, polygon, ribbon, skia, times, trace

GREYING = (0.72, 0.71, 0.75)
BEHIND = (0.78, 0.75, 0.82)  # what lies behind the head is darker
FAR_LOCK = 1.0  # radians of turn beyond which the far lock is hidden by the face
SHINE_AT, SHINE_SPAN = 0.56, 0.84  # radians above the middle of the skull, and to either side


class Hair:
    """One person's hair in one pose. `sway` is the sideways swing of loose hair in head units."""

    def __init__(self, head: Head, skeleton: Skeleton, camera: Camera, sway: float, seconds: float) -> None:
        self.head = head
        self.style: Hairstyle = head.look.hairstyle
        self.is_wet = "wet_hair" in head.look.accessories
        self.is_wild = "dishevelled_hair" in head.look.accessories
        self.colour: Color = times(head.look.hair, (0.74, 0.74, 0.80)) if self.is_wet else head.look.hair
        self.scalp = Scalp(head, self.style, sway, tight=0.35 if self.is_wet else 1.0)
        self.hang = Hang(self.scalp, skeleton, camera, sway * (0.4 if self.is_wet else 1.0), seconds)
        fall, key = self.style.fall, head.look.key
        self.curtain = Curtain(self.hang, fall, key, is_wet=self.is_wet) if fall else None
        loose = strays(key) if self.is_wild else strays(key)[-2:] if self.is_wet else ()
        locks = self.style.locks if self.style.bald else (*self.style.locks, *loose)
        self.strands = [Strand(self.hang, lock, side) for lock in locks for side in lock.sides]
        self.knots = [Bound(self.hang, knot, side) for knot in self.style.knots for side in knot.sides]
        self.knots.sort(key=lambda bound: bound.nearness)

    # ------------------------------------------------------------------ in order of drawing

    def draw_behind(self, brush: Brush) -> None:
        """What hangs behind head and body; before everything else."""
        size, back = self.head.size, times(self.colour, BEHIND)
        if self.curtain is not None:
            far = self.curtain.far()
            if far:
                path = gather(far)
                brush.cel(path, back, size * 0.06, rim=True)
                brush.stroke(self.curtain.edges(near=False), brush.light.line(self.colour), size * 0.0075, 0.45)
        for bound in self.knots:
            if bound.nearness <= 0:
                bound.draw(brush, self.colour, self.head.look.accent)
        for strand in self.strands:
            if self._is_behind(strand):
                brush.cel(gather(strand.outlines()), back, size * 0.02)
        if self.style.covers_ears and not self.style.bald and abs(self.head.yaw) < 1.9:
            brush.cel(curve(self.scalp.silhouette(0.34, with_fringe=False, shy=0.16)), back, size * 0.05)

    def draw_front(self, brush: Brush) -> None:
        """The visible hair of the head, then the locks before the ears and the knots on our side."""
        if self.style.bald:
            self._draw_sides(brush)
        else:
            self._draw_mass(brush)
        shown = [strand for strand in self.strands if not strand.lock.crown and not self._is_behind(strand)]
        for strand in sorted(shown, key=lambda strand: strand.nearness):
            self._draw_lock(brush, strand)
        for bound in self.knots:
            if bound.nearness > 0:
                self._draw_bound(brush, bound)

    def shadow_on_face(self, brush: Brush) -> Vector | None:
        """The fringe's shadow on the skin, as an outline in pixels."""
        if self.style.bald:
            return None
        low = self.scalp.fringe - (0.0, 0.030, 0.0)
        drift = np.array([-brush.light.key[0] * 0.018, 0.008]) * self.head.size
        crown = self.head.at(points([(0.4, 1.05, 0.2), (-0.4, 1.05, 0.2)]))
        return np.vstack([self.head.at(low) + drift, crown])

    # ------------------------------------------------------------------ parts

    def _is_behind(self, strand: Strand) -> bool:
        """True for a lock on the far side of a head that has turned away from it."""
        if strand.lock.crown:
            return strand.nearness < 0.03
        if not self.head.faces_us:
            return strand.rooted < 0.02
        return strand.side * self.head.yaw > FAR_LOCK or strand.nearness < -0.16

    def _draw_mass(self, brush: Brush) -> None:
        outline, corners, edge = self.scalp.cap()
        size, light = self.head.size, brush.light
        path = curve(outline, corners=corners)
        whole = path
        grown = [out for s in self.strands if s.lock.crown and not self._is_behind(s) for out in s.outlines()]
        if self.curtain is not None:
            grown += self.curtain.near()
        if grown:
            x, y = outline[:, 0], outline[:, 1]
            turns = float(x @ np.roll(y, -1) - np.roll(x, -1) @ y) > 0
            whole = gather(grown)
            if turns:
                whole.addPath(path)
            else:
                whole.reverseAddPath(path)
        if len(edge) > 2:
            brush.stroke(polygon(edge, closed=False), light.line(self.colour), brush.weight * 1.7)
        brush.cel(whole, self.colour, size * 0.058, rim=True)
        if brush.is_cutter:
            return
        if self.style.crop:
            self._draw_crop(brush, path)
        if self.curtain is not None:
            self._draw_curtain(brush)
        with brush.inside(path):
            self._draw_strands(brush)
            self._draw_shine(brush)
            if (
                light.rim is not None and self.curtain is None and len(edge) > 4
            ):  # back light stops at the crown, not along the fringe
                brush.stroke(polygon(edge[1:-1], closed=False), light.shadow(self.colour), brush.weight * 4.4)

    def _draw_curtain(self, brush: Brush) -> None:
        curtain, light = self.curtain, brush.light
        if curtain is None or not curtain.is_near.any():
            return
        brush.fill(gather(curtain.tones()), light.shadow(self.colour), 0.40)
        brush.stroke(curtain.edges(near=True), light.line(self.colour), self.head.size * 0.0075, 0.45)
        streaks = curtain.lights(0.26, 0.48)
        if streaks:
            brush.fill(gather(streaks), self._glow(brush), 0.40)

    def _draw_crop(self, brush: Brush, path: Any) -> None:
        """Hair cut so short above the ears and on the nape that skin shows through, in two steps."""
        skin = brush.light.bright(self.head.look.skin)
        with brush.inside(path):
            for height in (0.40, 0.56):
                for outline, _corners in self._fringes_below(height):
                    brush.fill(curve(outline), skin, 0.30 * self.style.crop)

    def _fringes_below(self, height: float) -> list[tuple[Vector, tuple[int, ...]]]:
        """What faces us of the hair round the sides and the nape up to a height: outlines in pixels, with corners."""
        scalp, head = self.scalp, self.head
        right = self.style.side
        low = np.vstack([right, right[:-1][::-1] * (-1, 1, 1)])
        count = len(low)
        rise = np.minimum(1.0, np.minimum(np.arange(count), np.arange(count)[::-1]) / 3) ** 0.6
        gain = (np.maximum(height, low[:, 1]) - low[:, 1]) * rise
        seen = np.concatenate([[False], scalp.facing(low) > 0.02, [False]])
        found: list[tuple[Vector, tuple[int, ...]]] = []
        begins, ends = np.flatnonzero(~seen[:-1] & seen[1:]), np.flatnonzero(seen[:-1] & ~seen[1:])
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            if end - begin < 3:
                continue
            rows = low[begin:end]
            top = scalp.ring(rows, rows[:, 1] + gain[begin:end])
            steps = np.array([0.3, 0.55, 0.8])  # at the silhouette the hair follows the skull
            after = scalp.ring(np.repeat(rows[-1:], 3, 0), rows[-1, 1] + gain[end - 1] * steps)
            before = scalp.ring(np.repeat(rows[:1], 3, 0), rows[0, 1] + gain[begin] * steps[::-1])
            outline = np.vstack([rows, after, top[::-1], before])
            found.append((head.at(outline), (0, end - begin - 1)))
        return found

    def _glow(self, brush: Brush) -> Color:
        strength = 0.44 if self.is_wet else 0.30
        return mix(brush.light.bright(self.colour), times((1.0, 0.95, 0.93), brush.light.lit), strength)

    def _draw_shine(self, brush: Brush) -> None:
        """The ring of light around the crown: broken into steps as ink would, wherever we stand."""
        if self.style.shine < 0.05:
            return
        scalp, head = self.scalp, self.head
        towards = math.atan2(head.axes[2, 0], head.axes[2, 2]) + 0.22 * brush.light.key[0]
        count = 17
        turn = np.linspace(-SHINE_SPAN, SHINE_SPAN, count) + towards
        number = np.arange(count)
        swell = np.sin(np.linspace(0, math.pi, count)) ** 0.7
        ragged = np.where(number % 2, 1.0, 0.0) * (0.55 + 0.45 * np.sin(number * 2.4 + head.look.key % 7))
        arch = 0.10 * np.cos((turn - towards) * 1.4)
        top = SHINE_AT + arch + 0.02 * ragged * swell
        low = SHINE_AT + arch - (0.075 + 0.17 * ragged) * swell
        rows = []
        for lat in (top, low):
            flat = np.cos(lat)
            ring = np.stack([flat * np.sin(turn), np.sin(lat), flat * np.cos(turn)], 1) * scalp.ball + scalp.ball_at
            rows.append(head.at(ring))
        band = np.vstack([rows[0], rows[1][::-1]])
        brush.fill(curve(band, corners=range(len(band))), self._glow(brush), 0.80 * self.style.shine)

    def _draw_strands(self, brush: Brush) -> None:
        """Lines from the whorl, or from where hair is bound, to its edge; a darker wedge between every other pair."""
        if self.style.lines <= 0:
            return
        scalp, head, size = self.scalp, self.head, self.head.size
        wanted = list(scalp.sharp) or list(range(1, len(scalp.fringe) - 1))
        wanted += list(range(len(scalp.fringe), len(scalp.loop), 2))
        ends = scalp.loop[wanted]
        root = np.array(self.style.gather)
        share = np.linspace(0.10, 0.97, 7)[:, None]
        lanes = root + (ends[:, None] - root) * share  # (n, 7, 3)
        laid = scalp.lay(lanes)
        blend = np.clip((share[:, 0] - 0.75) / 0.25, 0, 1)[None, :, None] * 0.6
        laid = laid * (1 - blend) + lanes * blend
        seen = scalp.facing(laid) > -0.02
        flat = head.at(laid.reshape(-1, 3)).reshape(len(ends), 7, 2)
        fine: list[Vector] = []
        grey: list[Vector] = []
        wedges: tuple[list[Vector], list[Vector]] = ([], [])
        before: Vector | None = None
        for index in range(len(ends)):
            part = flat[index][seen[index]]
            if len(part) < 4:
                before = None
                continue
            line = trace(part, 4)
            fine.append(ribbon(line, taper(line, size * 0.0044 * self.style.lines)))
            if head.look.age == "middle" and abs(ends[index, 0]) > 0.29 and ends[index, 1] > 0.40:
                low = line[len(line) // 2 :]  # years show at the temples first
                grey.append(ribbon(low, taper(low, size * 0.009)))
            if before is not None and index % 2:
                wedges[index // 2 % 2].append(np.vstack([before, line[::-1]]))
            before = line
        for rows, tone, alpha in zip(
            wedges, (brush.light.shadow(self.colour), self._glow(brush)), (0.34, 0.12), strict=True
        ):
            if rows:
                brush.fill(gather(rows), tone, alpha)
        if fine:
            brush.fill(gather(fine), brush.light.line(self.colour), 0.42)
        if grey:
            brush.fill(gather(grey), mix(brush.light.bright(self.colour), GREYING, 0.55), 0.9)

    def _draw_bound(self, brush: Brush, bound: Bound) -> None:
        """A knot or braid on our side; one that starts behind the neck comes out from behind the face."""
        hides = bound.rooted < 0 and self.head.faces_us and bound.knot.kind == "braid"
        if hides:
            brush.canvas.save()
            brush.canvas.clipPath(curve(self.head.contour()), skia.ClipOp.kDifference, True)
        bound.draw(brush, self.colour, self.head.look.accent)
        if hides:
            brush.canvas.restore()

    def _draw_lock(self, brush: Brush, strand: Strand) -> None:
        head, size = self.head, self.head.size
        is_far = strand.side * head.yaw > 0.10 and head.faces_us  # it comes out from behind the face
        if is_far:
            brush.canvas.save()
            brush.canvas.clipPath(curve(head.contour()), skia.ClipOp.kDifference, True)
        merged = max(0.0, -strand.side * math.sin(head.yaw)) ** 2  # seen from its own side a lock is part of the mass
        is_broad = float(strand.widths.max()) > size * 0.04
        weight = 1.0 - 0.72 * merged
        brush.cel(gather(strand.outlines()), self.colour, size * 0.024, weight=weight, rim=is_broad and merged < 0.5)
        line, widths = strand.line, strand.widths
        fine = [
            ribbon(inner, taper(inner, size * 0.0046))
            for shift in (-0.38, 0.24)
            for inner in ((line + np.stack([widths * shift, np.zeros(len(line))], 1))[3:-2],)
        ]
        brush.fill(gather(fine), brush.light.line(self.colour), 0.42)
        lit = (line - np.stack([widths * 0.1, np.zeros(len(line))], 1))[int(len(line) * 0.30) : int(len(line) * 0.55)]
        if float(widths.max()) > size * 0.035 and len(lit) > 3:
            brush.fill(polygon(ribbon(lit, taper(lit, float(widths.max()) * 0.16, 0.0))), self._glow(brush), 0.55)
        if is_far:
            brush.canvas.restore()

    def _draw_sides(self, brush: Brush) -> None:
        """What is left round the ears and the nape of a bald head: one patch for every stretch of it that faces us."""
        if not self.style.crown:
            return
        for outline, corners in self._fringes_below(self.style.crown):
            brush.cel(curve(outline, corners=corners), self.colour, self.head.size * 0.03, weight=0.8)
