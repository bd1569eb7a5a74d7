"""One cast member on the floor: what is known of them for the length of a shot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance, Notes, dress_up
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.performing.acting import Acting
from gpu_worker.engines.animatic.performing.countenance import Countenance
from gpu_worker.engines.animatic.performing.pairing import Pair
from gpu_worker.engines.animatic.performing.speech import LipTrack
from projects.briefs import Look

COAT = "#4a5060"  # the colour of a coat that is in a hand


@dataclass(slots=True)
class Performer:
    """One cast member on the floor. `yaw` is where the body faces, `eyeline` the point looked at, in metres."""

    member_id: str
    look: Appearance
    x: float
    z: float
    yaw: float
    countenance: Countenance
    acting: Acting
    lips: LipTrack
    energy: float = 0.3
    target: str = ""
    is_mirrored: bool = False
    eyeline: Vector | None = None
    holds: dict[str, str] = field(default_factory=dict)  # side -> what it holds whenever it holds anything
    keeps: dict[str, str] = field(default_factory=dict)  # side -> what it holds all the time
    lift: float = 0.0
    furnishes: bool = True  # the place does not have what this person sits on
    before: float = 0.0  # metres by which this person is drawn before others as near
    begins: Vector = field(default_factory=lambda: np.zeros(2))  # metres left and ahead of the mark at the start
    goes: float = 0.0  # when in the act one who comes or goes is best seen, 0 for who stays
    shortened: float = 1.0  # share of the way that is shown
    gait: float = 1.0  # how much shorter and slower the steps of a shortened way are
    treads: bool = False  # walks on the spot while the place moves past
    is_alone: bool = False  # nobody in the frame can be touched
    trembles: float = 0.0
    orbit: tuple[float, float, str, float] | None = None  # middle (x, z), act and degrees of two who turn
    borne: tuple[str, str, Pair] | None = None  # by whom, in which act, how

    asked: Look | None = None  # the look as the brief has it
    wardrobe: dict[tuple[tuple[str, bool], ...], Appearance] = field(default_factory=dict)

    def look_with(self, worn: tuple[tuple[str, bool], ...]) -> Appearance | None:
        """The look with these accessories or outfits on or off; None where nothing is changed in the shot."""
        if not worn or self.asked is None:
            return None
        if worn not in self.wardrobe:
            look = self.asked
            for name, is_on in worn:
                if name.startswith("outfit:"):
                    coat = name[7:]
                    under = look.outfit if look.outfit != coat else "shirt"
                    color = look.outfit_color if look.outfit == coat or not is_on else COAT
                    look = replace(look, outfit=coat if is_on else under, outfit_color=color)
                    continue
                rest = tuple(one for one in look.accessories if one != name)
                look = replace(look, accessories=(*rest, name) if is_on else rest)
            self.wardrobe[worn] = dress_up(self.member_id, look, Notes())
        return self.wardrobe[worn]

    @property
    def phase(self) -> float:
        """A number of this person alone, for everything that should not happen in step."""
        return self.look.extras["phase"]
