"""How a thing lies in a hand: its place and axes from the bones of the hand, and which fingers lie before it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.bodies.hands import PALM, THUMB, Hand, Part
from gpu_worker.engines.animatic.camera import UP, Vector
from gpu_worker.engines.animatic.raster import Brush
from gpu_worker.engines.animatic.things.props import Thing
from gpu_worker.engines.animatic.things.shapes import draw_thing
from gpu_worker.engines.animatic.things.stands import Stand

LEAST = 0.46  # how much of its front a flat thing shows us at the very least, as a cosine
Lie = tuple[Vector, Vector]


def _unit(vector: Vector) -> Vector:
    return vector / (math.sqrt(float(vector @ vector)) + 1e-9)


def _sight(hand: Hand) -> Vector:
    return _unit(hand.camera.position - hand.wrist)


def pinch(hand: Hand) -> Vector:
    """Between the pads of thumb and forefinger."""
    where: Vector = (hand.places[THUMB, 5] + hand.places[0, 5]) / 2
    return where


def inside(hand: Hand) -> Vector:
    """The middle of what curled fingers enclose."""
    where: Vector = hand.places[1:3].reshape(-1, 3).mean(0)
    return where


def _upright(y: Vector, share: float) -> Vector:
    return _unit(_unit(y) * (1 - share) + UP * share)


def _facing_us(hand: Hand, y: Vector) -> Vector:
    """Axes about a long thing whose broad side is turned to us."""
    z = _sight(hand)
    z = _unit(z - y * float(z @ y))
    return np.stack([np.cross(y, z), y, z])


def _bar(hand: Hand, thing: Thing) -> Lie:
    along, aside, _ = hand.frame
    return inside(hand), _facing_us(hand, _upright(aside + along * 0.18, thing.upright))


def _cup(hand: Hand, thing: Thing) -> Lie:
    aside = hand.frame[1]
    y = _upright(aside if float(aside @ UP) > -0.2 else UP, max(0.85, thing.upright))
    middle = (hand.places[THUMB, 5] + hand.places[1, 5]) * 0.30 + hand.place(np.array([[0.44, 0.0, 0.05]]))[0] * 0.40
    axes = _facing_us(hand, y)
    if float((hand.palm.mean(0) - middle) @ axes[0]) < 0:
        axes[0] = -axes[0]
    return middle, axes


def _stem(hand: Hand, _thing: Thing) -> Lie:
    y = hand.frame[1]
    return pinch(hand), _facing_us(hand, _upright(y if float(y @ UP) > -0.2 else UP, 0.85))


def _pinched(hand: Hand, _thing: Thing) -> Lie:
    y = hand.frame[0]
    return pinch(hand), _facing_us(hand, _upright(y if float(y @ UP) > -0.5 else UP, 0.6))


def _hung(hand: Hand, _thing: Thing) -> Lie:
    return pinch(hand), _facing_us(hand, UP)


def _cloth(hand: Hand, _thing: Thing) -> Lie:
    return inside(hand), _facing_us(hand, UP)


def _pen(hand: Hand, _thing: Thing) -> Lie:
    web = hand.place(np.array([[0.43, 0.175, -0.015]]))[0]
    at = pinch(hand)
    return at, _facing_us(hand, _unit(web - at))


def _between(hand: Hand, _thing: Thing) -> Lie:
    along, _, palm = hand.frame
    at = (hand.places[0, 4] + hand.places[1, 4]) / 2
    return at, _facing_us(hand, _unit(along * 0.35 - palm))


def _turned(hand: Hand, y: Vector, z: Vector, least: float = LEAST) -> Vector:
    """Axes of a flat thing, turned about its height until we see enough of its face."""
    y = _unit(y)
    z = _unit(z - y * float(z @ y))
    sight = _sight(hand)
    level = _unit(sight - y * float(sight @ y))
    shown = float(z @ level)
    if abs(shown) < least:
        way = level if shown >= 0 else -level
        rest = _unit(z - level * shown)
        z = rest * math.sqrt(1 - least**2) + way * least
    return np.stack([np.cross(y, z), y, z])


def _sheet(hand: Hand, _thing: Thing) -> Lie:
    along, _, palm = hand.frame
    at = hand.places[THUMB, 5] * 0.62 + hand.places[0, 3] * 0.38
    return at, _turned(hand, along, palm)


def _palm(hand: Hand, thing: Thing) -> Lie:
    """Across the palm and slanting, the thumb at one edge and fingertips around the other."""
    along, aside, palm = hand.frame
    high = float(along @ UP)
    y = along * 0.50 + aside * 0.87
    if high > -0.3:
        y = _unit(y) + UP * 1.3 * min(1.0, high + 0.3)
    reach = 0.69 - thing.breadth / 2 / (0.84 * hand.length)  # its far edge where the fingers bend
    at = hand.place(np.array([[min(0.50, max(0.32, reach)), 0.05, 0.115]]))[0]
    return at, _turned(hand, y, palm, 0.25)


def _gun(hand: Hand, _thing: Thing) -> Lie:
    along, aside, palm = hand.frame
    axes = _turned(hand, aside, palm, 0.35)
    forward = 1.0 if float(axes[0] @ along) >= 0 else -1.0
    axes[0] *= forward
    return inside(hand), axes


def _hang(hand: Hand, _thing: Thing) -> Lie:
    aside = hand.frame[1]
    level = aside - UP * float(aside @ UP)
    x = _unit(level) if float(level @ level) > 0.05 else hand.camera.axes[0]
    z = np.cross(x, UP)
    if float(z @ _sight(hand)) < 0:
        x, z = -x, -z
    return hand.places[1:3, 3:5].reshape(-1, 3).mean(0), _turned(hand, UP, z)


def _tray(hand: Hand, thing: Thing) -> Lie:
    palm = hand.frame[2]
    at = hand.place(np.array([[0.55, 0.0, 0.07]]))[0]
    if float(palm @ UP) < 0.1:
        at = inside(hand)
    return at, _facing_us(hand, _upright(palm if float(palm @ UP) > 0 else UP, max(0.7, thing.upright)))


HOLDS: dict[str, Callable[[Hand, Thing], Lie]] = {
    "bar": _bar,
    "cup": _cup,
    "stem": _stem,
    "pinch": _pinched,
    "hang_pinch": _hung,
    "cloth": _cloth,
    "pen": _pen,
    "between": _between,
    "sheet": _sheet,
    "palm": _palm,
    "gun": _gun,
    "hang": _hang,
    "tray": _tray,
    "lift": _cloth,
}


def lie_of(hand: Hand, thing: Thing, other: Hand | None = None) -> Lie:
    """Where a thing is in the hand, or between two hands that carry it together."""
    at, axes = HOLDS[thing.hold](hand, thing)
    if other is None:
        return at, axes
    there, _ = HOLDS[thing.hold](other, thing)
    across = there - at
    across = across * (1 if float(across @ hand.camera.axes[0]) > 0 else -1)
    x = _unit(across - UP * float(across @ UP) * (1.0 if thing.upright else 0.6))
    y = UP if thing.upright else _unit(hand.frame[0] + other.frame[0] + UP * 1.2)
    y = _unit(y - x * float(y @ x))
    z = np.cross(x, y)
    if float(z @ _sight(hand)) < 0 and not thing.is_flat:
        x, z = -x, -z
    if abs(float(x @ _sight(hand))) > 0.75:  # seen along the line of both hands: turned towards us
        return (at + there) / 2, _turned(hand, y, z)
    return (at + there) / 2, np.stack([x, y, z])


def _aimed(hand: Hand, thing: Thing, axes: Vector, aim: Vector) -> Vector:
    """Axes of a long thing that points along `aim`; of a gun the barrel does."""
    if thing.hold == "bar":
        return _facing_us(hand, aim)
    if thing.hold == "gun":
        y = _unit(UP - aim * float(aim @ UP) + axes[1] * 1e-3)
        return np.stack([aim, y, np.cross(aim, y)])
    return axes


def draw_held(
    brush: Brush,
    hand: Hand,
    thing: Thing,
    other: Hand | None = None,
    *,
    zoom: float = 1.0,
    seconds: float = 0.0,
    aim: Vector | None = None,
) -> None:
    """The hand with the thing in it; `other` is a second hand on the same thing, `zoom` makes it larger than life.

    A blade or a barrel points along `aim` where that is given.
    """
    if not thing.shapes:
        hand.draw(brush)
        return
    at, axes = lie_of(hand, thing, other)
    if aim is not None and other is None:
        axes = _aimed(hand, thing, axes, aim)
    stand = Stand(brush, hand.camera, at, axes, 0.01 * zoom, seconds)
    if thing.over:
        hand.draw(brush)
        draw_thing(stand, thing)
        return
    held = _before(hand, stand, thing), lambda: draw_thing(stand, thing)
    hand.draw(brush, held, by_bone=not thing.is_flat)


def _before(hand: Hand, stand: Stand, thing: Thing) -> Callable[[Part], bool]:
    """Which parts of the hand lie between us and the thing."""
    axes, at = stand.axes, stand.origin
    if thing.is_flat:
        towards = axes[2] if stand.is_front else -axes[2]

        def is_before(part: Part) -> bool:
            way = part.centre - at
            if thing.hold == "sheet":  # between the thumb and the fingers behind it
                return (part.digit == THUMB) == stand.is_front
            if float(way @ towards) < 0:
                return False
            if part.digit in (PALM, THUMB) or not stand.is_front:
                return True
            return (
                abs(float(way @ axes[0])) > thing.breadth * stand.unit * 30
            )  # fingers reach round an edge, never through

        return is_before
    sight = _sight(hand)
    nearer = _unit(sight - axes[1] * float(sight @ axes[1]))
    return lambda part: float((part.centre - at) @ nearer) >= 0
