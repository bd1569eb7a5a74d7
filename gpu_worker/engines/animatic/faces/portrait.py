"""One face alone, always framed alike: for sheets that compare expressions and for measuring how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.bodies.appearance import Appearance, Notes, dress_up
from gpu_worker.engines.animatic.bodies.person import Moment, Person
from gpu_worker.engines.animatic.bodies.skeleton import REST, Pose, Skeleton
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.hours import light_of
from gpu_worker.engines.animatic.performing.countenance import FaceState
from gpu_worker.engines.animatic.raster import Brush, Color, argb, new_surface, rgb
from projects.briefs import Look

FOV = 18.0
PAPER = rgb("#cfd6e2")


@dataclass(frozen=True, slots=True)
class Sitting:
    """How a portrait is taken: degrees the figure is turned, head channels, head heights the frame holds, its middle.

    `middle` is the height on the head (0 chin, 1 crown) at the frame's centre.
    """

    yaw: float = 0.0
    head: Pose = field(default_factory=dict)
    heads: float = 1.62
    middle: float = 0.46
    paper: Color = PAPER


PLAIN = Sitting()


def sit_for(look: Look, name: str = "sheet") -> Appearance:
    """The appearance of a look for any number of portraits."""
    return dress_up(name, look, Notes())


def draw_portrait(
    look: Appearance, state: FaceState, size: int, sitting: Sitting = PLAIN, *, tall: float = 1.0
) -> NDArray[np.uint8]:
    """BGRA pixels (size * tall, size, 4) of one face in plain daylight."""
    surface, pixels = new_surface(size, round(size * tall))
    canvas = surface.getCanvas()
    canvas.clear(argb(sitting.paper))
    pose = {**REST, "yaw": sitting.yaw}
    for channel, value in sitting.head.items():
        pose[channel] += value
    bones = Skeleton(look.figure, pose)
    head = look.figure.head
    aim = np.array([bones.head[0], bones.head[1] + (sitting.middle - 0.42) * head, bones.head[2]])
    distance = head * sitting.heads * tall / 2 / np.tan(np.radians(FOV) / 2)
    away = np.array([0.0, 0.0, distance])
    camera = Camera(aim + away, aim, fov=FOV, width=size, height=round(size * tall))
    light = light_of("day", "clear", "neutral", inside=True)
    Person(look, Moment(bones, state), camera).draw(Brush(canvas, light, 1.0))
    surface.flushAndSubmit()
    return pixels.copy()
