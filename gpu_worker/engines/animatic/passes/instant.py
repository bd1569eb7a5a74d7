"""One instant of a shot as passes see it: the camera between two frames, everybody from the farthest to the nearest."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import numpy as np

from gpu_worker.engines.animatic.bodies.person import Moment, Person
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.shot import Shot
from projects.briefs import Passes, ShotBrief


@dataclass(frozen=True, slots=True)
class Fit:
    """How the picture's pixels lie in a pass: scaled to cover it, cut evenly on two sides if it has another shape."""

    width: int
    height: int
    scale: float
    left: float
    top: float

    @classmethod
    def of(cls, brief: ShotBrief, passes: Passes) -> Fit:
        """The fit of a picture to its passes."""
        scale = max(passes.width / brief.width, passes.height / brief.height)
        return cls(
            passes.width,
            passes.height,
            scale,
            (passes.width - brief.width * scale) / 2,
            (passes.height - brief.height * scale) / 2,
        )

    def place(self, flat: Vector) -> Vector:
        """Pixels of the pass from pixels of the lens."""
        return np.asarray(flat, float) + np.array([self.left, self.top])

    def lens(self, camera: Camera) -> Camera:
        """The picture's camera seeing the whole picture at the size it has in a pass."""
        lens = copy(camera)
        lens.width, lens.height = camera.width * self.scale, camera.height * self.scale  # type: ignore[assignment]
        lens.focal = camera.focal * self.scale
        return lens

    def onto(self, canvas: object) -> None:
        """Let a canvas of the pass take pixels of the picture."""
        canvas.translate(self.left, self.top)  # type: ignore[attr-defined]
        canvas.scale(self.scale, self.scale)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody at an instant, placed before the camera."""

    member_id: str
    person: Person
    moment: Moment
    depth: float


@dataclass(frozen=True, slots=True)
class Instant:
    """A shot at `seconds`; `people` from the farthest to the nearest, as they are drawn.

    `camera` is the picture's; people are seen through `lens`, which draws no detail that a pass is too small for.
    """

    seconds: float
    camera: Camera
    lens: Camera
    people: tuple[Standing, ...]


def instant(shot: Shot, fit: Fit, seconds: float) -> Instant:
    """The shot at any moment of it, which need not be a frame's."""
    rate = shot.brief.rate
    camera = shot.path.at(seconds * rate.num / rate.den)
    lens = fit.lens(camera)
    moments = shot.company.moments(seconds) if shot.company.performers else {}
    people = []
    for performer in shot.company.performers:
        moment = moments[performer.member_id]
        depth = camera.depth(moment.bones.chest)
        people.append(Standing(performer.member_id, Person(performer.look, moment, lens), moment, depth))
    people.sort(key=lambda standing: -standing.depth)
    return Instant(seconds, camera, lens, tuple(people))


def seconds_of(brief: ShotBrief, passes: Passes, number: int) -> float:
    """When frame `number` of a pass is; past the end of the shot its last frame stands."""
    last = brief.rate.seconds(brief.frames - 1)
    return min(passes.rate.seconds(number), last)
