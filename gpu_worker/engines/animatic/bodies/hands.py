"""A hand seen through the camera: every finger a chain of round bones, drawn from the farthest to the nearest.

Near hands have two tones, nails, creases and knuckles; smaller ones lose them in steps; a hand of a few pixels is one
mitten. What is held is drawn between the parts behind it and the parts before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.handbones import PHALANX, HandBones, flesh
from gpu_worker.engines.animatic.bodies.sweep import Disc, chain, link, lit, outline, wrap
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.raster import WHITE, Brush, Color, curve, mix, polygon, rgb, skia

MITTEN, PLAIN, FINE = 15.0, 46.0, 120.0  # length of a hand in pixels at which the next kind of drawing begins
NAIL = np.array([(-0.62, 0.60), (0.10, 0.70), (0.72, 0.52), (0.94, 0.0), (0.72, -0.52), (0.10, -0.70), (-0.62, -0.60)])
CREASES = np.array([[-0.33], [0.29], [0.0]])  # where they lie along a bone, in radii past its joint
PALM, RINGED, THUMB = -1, 2, 4
FOLD = 0.10  # cosine between two bones on screen below which one is drawn over the other
BACK = np.array([0.0, 0.0, -1.0])
KNUCKLE_ARC = np.array([(-0.004, -0.034, 0.014), (0.030, 0.0, 0.0), (-0.004, 0.034, 0.014)])
KNUCKLE_DRIFT = (0.045, 0.015, -0.012, -0.035)
GEM = ((-0.70, 0.0), (-0.32, 0.58), (0.32, 0.58), (0.70, 0.0), (0.32, -0.58), (-0.32, -0.58))
GOLD = rgb("#e3c26e")
POLISH = rgb("#d9737f")
BLUSH = rgb("#e0767a")


@dataclass(slots=True, eq=False)
class Part:
    """One piece of a hand on screen: the bones `first` to `last` of a digit, or the palm (`digit` is -1)."""

    digit: int
    first: int
    last: int
    depth: float
    centre: Vector


@dataclass(frozen=True, slots=True)
class Closeness:
    """What is seen of a hand near by: how far bones show their back, and creases and nails in pixels."""

    facing: list[list[float]]
    creases: Vector  # (5, 2, 3, 3, 2): digit, bone, two of the back and one of the palm, three points
    nails: Vector


class Hand:
    """One hand at one moment: `wrist` in metres, the frame of the hand, its `length` in metres and its pose."""

    def __init__(
        self,
        camera: Camera,
        wrist: Vector,
        frame: Vector,
        length: float,
        pose: Vector,
        *,
        skin: Color,
        is_male: bool,
        is_child: bool = False,
        is_old: bool = False,
        has_ring: bool = False,
    ) -> None:
        self.camera, self.wrist, self.frame, self.length = camera, wrist, frame, length
        self.skin, self.is_male, self.is_old, self.has_ring = skin, is_male, is_old, has_ring
        self.bones: HandBones = flesh(pose, is_male=is_male, is_child=is_child)
        self.size = length * camera.scale(wrist)
        bones = self.bones
        self.places = self.place(bones.digits.reshape(-1, 3)).reshape(bones.digits.shape)
        self.palm = self.place(bones.palm[:, :3])
        depths = (np.concatenate([self.places.reshape(-1, 3), self.palm]) - camera.position) @ camera.axes[2]
        depths = np.maximum(depths, 0.05)
        count = bones.digits.shape[0] * bones.digits.shape[1]
        self.depths = depths[:count].reshape(bones.digits.shape[:2])
        self.flat = camera.project(self.places)
        grown = camera.focal * length
        self.radii = bones.radii * grown / self.depths
        self.palm_flat = camera.project(self.palm)
        self.palm_radii = bones.palm[:, 3] * grown / depths[count:]
        self.palm_depth = float(depths[count:].mean())
        self._lit: Any = None
        self._toned: tuple[Color, Color, Color] | None = None
        self._discs: list[list[Disc]] = []
        self._close: Closeness | None = None

    def place(self, local: Vector) -> Vector:
        """World positions of points in lengths of the hand."""
        return self.wrist + (local @ self.frame) * self.length

    def faces(self, normal: Vector, at: Vector) -> float:
        """How much a direction of the hand's frame, standing at `at`, looks at us: 1 straight, below 0 away."""
        away = self.camera.position - at
        return float((normal @ self.frame) @ away) / (math.sqrt(float(away @ away)) + 1e-9)

    # ------------------------------------------------------------------ drawing

    def draw(
        self,
        brush: Brush,
        held: tuple[Callable[[Part], bool], Callable[[], None]] | None = None,
        *,
        by_bone: bool = False,
    ) -> None:
        """The hand; `held` says which parts lie before a thing, and draws the thing; `by_bone` parts whole fingers."""
        if self.size < MITTEN:
            if held is not None:
                held[1]()
            self._draw_mitten(brush)
            return
        parts = self._parts(by_bone=by_bone)
        if held is None:
            self._draw_parts(brush, parts, set())
            self._detail_back(brush)
            return
        is_before, draw = held
        before = [part for part in parts if is_before(part)]
        behind = [part for part in parts if part not in before]
        done: set[tuple[int, int]] = set()
        self._draw_parts(brush, behind, done)
        draw()
        self._draw_parts(brush, before, done)
        if any(part.digit == PALM for part in before):
            self._detail_back(brush)

    def _parts(self, *, by_bone: bool) -> list[Part]:
        """The palm, and every digit bone by bone or in as few pieces as its bends allow, farthest first."""
        parts = [Part(PALM, 0, 0, self.palm_depth, self.palm.mean(0))]
        far = ((self.depths[:, 0:5:2] + self.depths[:, 1:6:2] + self.depths[:, 2:7:2]) / 3).tolist()
        centres = self.places[:, 1::2]
        joints = self.flat[:, ::2]
        bones = joints[:, 1:] - joints[:, :-1]
        folds = (bones[:, 1:] * bones[:, :-1]).sum(2)
        lengths = np.hypot(bones[..., 0], bones[..., 1])
        is_folded = (folds < FOLD * lengths[:, 1:] * lengths[:, :-1]).tolist()
        for digit in range(5):
            first = 0
            for bone in range(3):
                if bone < 2 and not by_bone and not is_folded[digit][bone]:
                    continue
                depth = sum(far[digit][first : bone + 1]) / (bone + 1 - first)
                parts.append(Part(digit, first, bone, depth, centres[digit, (first + bone) // 2]))
                first = bone + 1
        parts.sort(key=lambda part: -part.depth)
        return parts

    def _tones(self, brush: Brush) -> tuple[Color, Color, Color]:
        if self._toned is None:
            light = brush.light
            self._toned = light.line(self.skin), light.shadow(self.skin), light.bright(self.skin)
        return self._toned

    def _draw_mitten(self, brush: Brush) -> None:
        ink, _, bright = self._tones(brush)
        flat = np.concatenate([self.palm_flat, self.flat[:4, 3], self.flat[:4, 6]])
        radii = np.concatenate([self.palm_radii, self.radii[:4, 3], self.radii[:4, 6]])
        path = polygon(wrap(flat, radii))
        thumb = self._balls(THUMB)
        for a, b in zip(thumb[1::2], thumb[3::2], strict=False):
            link(path, a, b)
        brush.stroke(path, ink, brush.weight * 1.6)
        brush.fill(path, bright)

    def _balls(self, digit: int) -> list[Disc]:
        if not self._discs:
            rows = np.concatenate([self.flat, self.radii[..., None]], 2).tolist()
            self._discs = [[(x, y, r) for x, y, r in digit] for digit in rows]
        return self._discs[digit]

    def _draw_parts(self, brush: Brush, parts: list[Part], done: set[tuple[int, int]]) -> None:
        for part in parts:
            if part.digit == PALM:
                self._draw_palm(brush)
            else:
                balls = self._balls(part.digit)[PHALANX[part.first].start : PHALANX[part.last].stop]
                self._two_tones(brush, balls)
            done.update((part.digit, bone) for bone in range(part.first, part.last + 1))
            self._heal(brush, part, done)
            if self.has_ring and part.digit == RINGED and part.first == 0 and self.size >= PLAIN:
                self._draw_ring(brush)
            if self.size >= FINE and part.digit != PALM and not brush.is_cutter:
                self._detail(brush, part.digit, part.first, part.last)

    def _two_tones(self, brush: Brush, balls: list[Disc]) -> None:
        line, dark, bright = self._tones(brush)
        path = chain(balls)
        outline(brush, path, balls, line, self._weight(brush))
        if self.size < PLAIN or brush.is_cutter:
            brush.fill(path, bright)
            return
        brush.fill(path, dark)
        brush.fill(chain(lit(brush, balls)), bright)

    def _weight(self, brush: Brush) -> float:
        return max(0.7, min(brush.weight * 0.95, self.size * 0.012))

    def _draw_palm(self, brush: Brush) -> None:
        line, dark, bright = self._tones(brush)
        path = self._palm_path(self.palm_flat, self.palm_radii, 1.0)
        if brush.is_pen:
            brush.stroke(path, line, self._weight(brush) * 2)
        else:
            brush.fill(self._palm_path(self.palm_flat, self.palm_radii, 1.0, self._weight(brush)), line)
        if self.size < PLAIN or brush.is_cutter:
            brush.fill(path, bright)
            return
        brush.fill(path, dark)
        brush.fill(self._lit_palm(brush), bright)
        if self.size >= FINE:
            self._detail_palm(brush)

    def _heal(self, brush: Brush, part: Part, done: set[tuple[int, int]]) -> None:
        """Take away the line between this part and those it grows out of, where both are drawn."""
        if brush.is_cutter:
            return
        if part.digit == PALM:
            for digit in range(5):
                if (digit, 0) in done:
                    self._bridge(brush, digit, 0, 1)
                    self._root(brush, digit)
            return
        if part.first == 0 and (PALM, 0) in done:
            self._root(brush, part.digit)
        if (part.digit, part.first - 1) in done:
            self._bridge(brush, part.digit, 2 * part.first, 2 * part.first - 1)
        if (part.digit, part.last + 1) in done:
            self._bridge(brush, part.digit, 2 * part.last + 2, 2 * part.last + 3)

    def _bridge(self, brush: Brush, digit: int, joint: int, towards: int) -> None:
        """Both tones run on from the bone just drawn into the one drawn before it, which lies `towards`."""
        _, dark, bright = self._tones(brush)
        balls = self._balls(digit)
        (ax, ay, ar), (bx, by, br) = balls[joint], balls[towards]
        far = math.hypot(bx - ax, by - ay)
        share = min(1.0, (ar + brush.weight * 1.5) / (far + 1e-6))
        end = (ax + (bx - ax) * share, ay + (by - ay) * share, ar + (br - ar) * share)
        other = 2 * joint - towards
        if self.size < PLAIN:
            brush.fill(chain([balls[joint], end]), bright)
            return
        brush.fill(chain([balls[joint], end]), dark)
        run = [balls[towards], balls[joint], balls[other]] if other >= 0 else [balls[towards], balls[joint]]
        brush.fill(chain(lit(brush, run)), bright)

    def _root(self, brush: Brush, digit: int) -> None:
        """A digit grows out of the palm without a line."""
        (x, y, r), (nx, ny, nr) = self._balls(digit)[:2]
        grown = r + self._weight(brush) * 1.3
        path = skia.Path()
        if digit == THUMB:
            far = 1.0 if self.faces(BACK, self.wrist) > 0.1 else 0.6
            link(path, (x, y, grown), (x + (nx - x) * far, y + (ny - y) * far, nr + grown - r))
        else:
            path.addCircle(x, y, grown)
        bright = self._tones(brush)[2]
        with brush.inside(self._lit_palm(brush)):
            brush.fill(path, bright)
        if self.size >= PLAIN:  # what the palm's own line or shade covered of the digit
            brush.fill(chain(lit(brush, [(x, y, r), (nx, ny, nr)])), bright)

    def _lit_palm(self, brush: Brush) -> Any:
        if self._lit is None:
            key = np.array(brush.light.key)
            radii = self.palm_radii
            self._lit = self._palm_path(self.palm_flat + key * radii[:, None] * 0.17, radii * 0.83, 0.83)
        return self._lit

    def _palm_path(self, flat: Vector, radii: Vector, grown: float, line: float = 0.0) -> Any:
        """The palm and the web that runs from it to the thumb, larger by a line's width."""
        path = polygon(wrap(flat, radii + line))
        (x, y, r), (ox, oy, other) = self._balls(THUMB)[1:3]
        shift = flat[5] - self.palm_flat[5]
        web = np.array([flat[4], flat[5], (x * 0.45 + ox * 0.55 + shift[0], y * 0.45 + oy * 0.55 + shift[1])])
        path.addPath(
            polygon(wrap(web, np.array([radii[4] * 0.9, radii[5] * 0.62, min(r, other) * 0.62 * grown]) + line))
        )
        return path

    def _draw_ring(self, brush: Brush) -> None:
        """A ring around the first bone of its finger, its stone on the back."""
        bones = self.bones
        way, back = bones.ways[RINGED, 0], bones.backs[RINGED, 0]
        across = np.cross(way, back)
        radius = float(bones.radii[RINGED, 1]) * 1.04
        centre = bones.digits[RINGED, 1]
        local = self.camera.position - self.places[RINGED, 1]
        sight = self.frame @ local
        sight = sight - way * float(sight @ way)
        sight = sight / (math.sqrt(float(sight @ sight)) + 1e-9)
        aside = np.cross(way, sight)
        turn = np.linspace(0, math.pi, 9)[:, None]
        arc = centre + (np.cos(turn) * aside + np.sin(turn) * sight) * radius
        path = curve(self.camera.project(self.place(arc)), closed=False)
        wide = max(1.2, self.size * 0.017)
        brush.stroke(path, brush.light.line(GOLD), wide + self._weight(brush) * 1.2)
        brush.stroke(path, brush.light.bright(GOLD), wide)
        if float(back @ sight) > -0.1:
            stone = centre + back * radius * 1.15
            rows = np.stack([stone + (across * x + way * y) * radius for x, y in GEM])
            brush.cel(polygon(self.camera.project(self.place(rows))), rgb("#e9f4ff"), 0, weight=0.6)

    # ------------------------------------------------------------------ close range

    def _near(self) -> Closeness:
        """Creases and nails of the whole hand, projected at once."""
        if self._close is None:
            bones = self.bones
            away = self.camera.position - self.wrist
            sight = self.frame @ (away / (math.sqrt(float(away @ away)) + 1e-9))
            facing = bones.backs @ sight
            at, radius = bones.digits[:, 2:5:2, None], bones.radii[:, 2:5:2, None, None]
            way, aside = bones.ways[:, :2, None] * radius, bones.asides[:, :2, None] * radius
            side = bones.backs[:, :2, None] * np.where(facing[:, :2, None, None] > 0, radius, -radius)
            middle = at + side * 0.86 + way * CREASES
            rows = np.stack([
                middle - aside * 0.52 - side * 0.12, middle + way * np.where(CREASES < 0, -0.32, 0.32),
                middle + aside * 0.52 - side * 0.12,
            ], 3)  # fmt: skip
            reach, back = bones.radii[:, 5, None, None], bones.backs[:, None, 2]
            centre = bones.digits[:, None, 5] + (bones.ways[:, None, 2] * 0.34 + back * 0.84) * reach
            nails = centre + (
                bones.ways[:, None, 2] * NAIL[:, :1] * 0.88
                + bones.asides[:, None, 2] * NAIL[:, 1:]
                - back * (0.34 * NAIL[:, 1:] ** 2 + 0.36 * np.maximum(0, NAIL[:, :1]) ** 2)
            ) * reach  # fmt: skip
            self._close = Closeness(
                facing.tolist(), self.camera.project(self.place(rows)), self.camera.project(self.place(nails))
            )
        return self._close

    def _detail(self, brush: Brush, digit: int, first: int, last: int) -> None:
        """The nail, and creases over the joints, of some bones of a digit."""
        near = self._near()
        path = skia.Path()
        palmar = False
        for bone in range(first, min(last, 1) + 1):
            facing = near.facing[digit][bone]
            if abs(facing) < 0.25 or (digit == THUMB and bone == 0):
                continue
            palmar = facing < 0
            for (ax, ay), (bx, by), (cx, cy) in (
                near.creases[digit, bone][2:] if palmar else near.creases[digit, bone][:2]
            ):
                path.moveTo(ax, ay)
                path.quadTo(bx, by, cx, cy)
        brush.stroke(path, self._crease_tone(brush), max(0.8, self.size * 0.0052), 0.8 if palmar else 0.55)
        if last == 2 and near.facing[digit][2] > 0.28:
            self._nail(brush, digit, near.nails[digit], near.facing[digit][2])

    def _crease_tone(self, brush: Brush) -> Color:
        return brush.light.shadow(mix(self.skin, BLUSH, 0.25))

    def _crease(self, brush: Brush, local: Vector, alpha: float) -> None:
        path = curve(self.camera.project(self.place(local)), closed=False)
        brush.stroke(path, self._crease_tone(brush), max(0.8, self.size * 0.0052), alpha)

    def _nail(self, brush: Brush, digit: int, flat: Vector, facing: float) -> None:
        path = curve(flat, corners=(0, 6))
        light = brush.light
        polish = mix(self.skin, WHITE, 0.42) if self.is_male else mix(self.skin, POLISH, 0.62)
        brush.fill(path, light.bright(polish))
        brush.stroke(path, light.shadow(mix(self.skin, BLUSH, 0.30)), max(0.7, self.size * 0.0042), 0.9)
        if facing > 0.45 and self.size > FINE * 1.6:
            shine = flat[[0, 1]] * 0.62 + flat[[6, 5]] * 0.38
            shine = np.stack([shine[0] * 0.6 + shine[1] * 0.4, shine[1] * 0.7 + flat[3] * 0.3])
            width = float(self.bones.radii[digit, 5]) * self.size * 0.16
            brush.stroke(polygon(shine, closed=False), WHITE, width, 0.6)

    def _detail_palm(self, brush: Brush) -> None:
        facing = -self.faces(BACK, self.wrist)
        if facing > 0.35:
            lift = 0.066
            for rows, alpha in (
                (((0.435, 0.150), (0.330, 0.040), (0.190, 0.018), (0.070, 0.045)), 0.75),
                (((0.430, 0.145), (0.350, 0.020), (0.290, -0.110)), 0.55),
                (((0.345, -0.175), (0.395, -0.070), (0.430, 0.010), (0.470, 0.060)), 0.65),
            ):
                local = np.array([(a, t, lift) for a, t in rows])
                self._crease(brush, local, alpha)

    def _detail_back(self, brush: Brush) -> None:
        """Knuckles and, where skin is thin, the strings that run to them."""
        if self.size < FINE or self.faces(BACK, self.wrist) < 0.25:
            return
        for digit in range(4):
            at = self.bones.digits[digit, 0] + np.array([0.0, 0.0, -0.050])
            arc = at + KNUCKLE_ARC
            self._crease(brush, arc, 0.55)
            if self.is_old or self.is_male:
                run = np.stack([at - (0.05, 0.0, 0.0), at - (0.22, KNUCKLE_DRIFT[digit], 0.0)])
                self._crease(brush, run, 0.28)
