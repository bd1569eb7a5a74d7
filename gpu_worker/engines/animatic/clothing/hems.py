"""Trims on what hangs: waves and bands along a hem, ribbons, the lower half of an apron."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gpu_worker.engines.animatic.clothing.drape import Drape
from gpu_worker.engines.animatic.clothing.garment import Garment
from gpu_worker.engines.animatic.raster import Color, curve, disc, mix, polygon, rgb, ribbon, trace

GOLD = rgb("#d9b860")


def _around(worn: Garment, drape: Drape, share: float, width: float, color: Color) -> None:
    """A band of cloth around a skirt at a share of its length."""
    view = worn.camera.position - drape.centres[-2]
    aside, ahead = drape.across[-2], drape.deep[-2]
    facing = math.atan2(float(view @ ahead) / float(ahead @ ahead), float(view @ aside) / float(aside @ aside))
    angles = facing + np.linspace(-1.57, 1.57, 11)
    flat = worn.camera.project(drape.at(angles, np.full(11, share), 0.003))
    worn.brush.fill(polygon(ribbon(trace(flat, 2), np.full(21, worn.size * width))), worn.brush.light.bright(color))


def wave_hem(worn: Garment, drape: Drape) -> None:
    """Waves and mountains along the hem of a court robe."""
    _around(worn, drape, 0.945, 0.10, worn.look.accent)
    _around(worn, drape, 0.905, 0.016, GOLD)
    view = worn.camera.position - drape.centres[-2]
    facing = math.atan2(float(view @ drape.deep[-2]), float(view @ drape.across[-2]))
    angles = facing + np.linspace(-1.3, 1.3, 11)
    down = np.array([0.0, worn.size * 0.04])
    for at in worn.camera.project(drape.at(angles, np.full(11, 0.95), 0.004)):
        for radius in (0.060, 0.030):
            worn.brush.stroke(
                disc(at + down, worn.size * radius),
                worn.brush.light.bright(GOLD),
                worn.size * 0.012,
            )


def lace_hem(worn: Garment, drape: Drape) -> None:
    """A paler edge along the hem."""
    _around(worn, drape, 0.975, 0.030, mix(worn.base, (1, 1, 1), 0.45))


def robe_trim(worn: Garment, drape: Drape) -> None:
    """A band of the accent colour along the hem."""
    _around(worn, drape, 0.965, 0.040, worn.look.accent)


def ribbon_long(worn: Garment, drape: Drape) -> None:
    """Two ribbons that hang from the chest down the skirt."""
    for offset, low in ((0.05, 0.52), (-0.06, 0.44)):
        flat = drape.seen(math.pi / 2 + offset, np.linspace(0.02, low, 4), 0.012)
        if flat is not None:
            dense = trace(flat, 4)
            path = polygon(ribbon(dense, np.linspace(worn.size * 0.028, worn.size * 0.040, len(dense))))
            worn.brush.cel(path, worn.look.accent, worn.size * 0.012, weight=0.6)


def apron_skirt(worn: Garment, drape: Drape) -> None:
    """The lower half of an apron, on a skirt."""
    shares = np.linspace(0.0, 0.80, 5)
    left = drape.at(np.full(5, math.pi / 2 + 0.86), shares, 0.006)
    right = drape.at(np.full(5, math.pi / 2 - 0.86), shares, 0.006)
    if float(drape.faces_us(np.full(2, math.pi / 2), np.array([0.2, 0.6])).mean()) < 0.15:
        return
    flat = worn.camera.project(np.vstack([left, right[::-1]]))
    worn.brush.cel(curve(flat, corners=(0, 4, 5, 9)), worn.look.second, worn.size * 0.05, weight=0.8)


def coat_trim(worn: Garment, drape: Drape) -> None:
    """The bordered edges of an open court robe."""
    _around(worn, drape, 0.965, 0.045, worn.look.accent)


def plate_edge(worn: Garment, drape: Drape) -> None:
    """The edge of an armour's skirt."""
    _around(worn, drape, 0.97, 0.035, worn.look.accent)


SKIRTED: dict[str, Callable[[Garment, Drape], None]] = {
    "wave_hem": wave_hem,
    "lace_hem": lace_hem,
    "robe_trim": robe_trim,
    "ribbon_long": ribbon_long,
    "apron": apron_skirt,
}
COATED: dict[str, Callable[[Garment, Drape], None]] = {"robe_trim": coat_trim, "lion_belt": plate_edge}
