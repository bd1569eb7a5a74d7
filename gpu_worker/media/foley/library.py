"""The sounds a cut can ask for: recipes read from `data/sounds.json`, played once per variant and kept.

A recipe lists layers; each names its generator, when it starts and how loud it is. `hit` is the moment, in seconds from
the start, that belongs on the mark's frame; a recipe that `holds` lasts while its picture does and is faded out,
all others ring out over the cut. `drive` rounds peaks off as a loud tape would. Levels are loudness classes: a louder
class is a louder deed, so that a sheet of paper never competes with a slap.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.media import audio
from gpu_worker.media.foley import bodies, tones
from gpu_worker.media.foley.signals import RATE, Wave, filtered, gain, high_pass, mixed

DATA = Path(__file__).parent / "data"
PEAK = 0.84
"""Full scale of the loudest sample of any sound, -1.5 dBFS."""
VARIANTS = 4
"""How many different takes of one sound there are; a fifth clap is the first again."""

GENERATORS: Mapping[str, Callable[..., Wave]] = {
    generator.__name__: generator
    for generator in (
        bodies.burst,
        bodies.body,
        bodies.thump,
        bodies.grains,
        bodies.strokes,
        bodies.sweep,
        bodies.creak,
        tones.tone,
        tones.melody,
        tones.motor,
        tones.throat,
    )
}
_PLACING = frozenset({"make", "at", "db", "again"})
THROATS: Mapping[str, tuple[float, float]] = {"male": (0.55, 0.86), "female": (1.0, 1.0), "child": (1.35, 1.25)}
"""Pitch and size of a throat against the one the recipes are written for, chosen as `sob.male`."""


class RecipeBroken(ValueError):
    """The data names a generator, level or sound that does not exist."""


@dataclass(frozen=True, slots=True)
class FoleySound:
    """A played sound: mono float32 at 48 kHz. `hit` is the sample that belongs on the mark's frame."""

    id: str
    wave: NDArray[np.float32]
    hit: int
    holds: bool


@functools.cache
def recipes() -> Mapping[str, Mapping[str, Any]]:
    """Every recipe by sound id, checked when first read; a name with @ is how a step sounds on that ground."""
    data = json.loads((DATA / "sounds.json").read_text(encoding="utf-8"))
    found: dict[str, Mapping[str, Any]] = {}
    for name, row in data["sounds"].items():
        if row["level"] not in data["levels"]:
            raise RecipeBroken(f"{name}: no level {row['level']!r}")
        if "repeat" in row and row["repeat"]["of"] not in data["sounds"]:
            raise RecipeBroken(f"{name}: no sound {row['repeat']['of']!r}")
        for layer in row.get("layers", ()):
            if layer["make"] not in GENERATORS:
                raise RecipeBroken(f"{name}: no generator {layer['make']!r}")
        found[name] = {**row, "lufs": data["levels"][row["level"]]}
    return found


def names() -> tuple[str, ...]:
    """The sounds that can be asked for by name."""
    return tuple(name for name in recipes() if "@" not in name)


def is_known(sound: str) -> bool:
    """Whether there is a recipe for `sound`, a throat named behind a dot aside."""
    name, _, throat = sound.partition(".")
    return name in names() and throat in ("", *THROATS)


@functools.lru_cache(maxsize=96)
def play(sound: str, variant: int = 0, ground: str = "") -> FoleySound:
    """One take of a sound, on the ground where it matters: always the same samples for the same arguments."""
    name, _, throat = sound.partition(".")
    recipe = recipes()[name]
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(f"{sound}|{variant % VARIANTS}|{ground}".encode())))
    made = _repeat(rng, recipe, ground) if "repeat" in recipe else _layers(rng, _on(name, ground), throat)
    lufs = recipe["lufs"] + (_on(name, ground)["lufs"] - recipe["lufs"])
    wave = finished(made, lufs=lufs, drive=recipe.get("drive", 0.0))
    return FoleySound(sound, wave, round(recipe.get("hit", 0.0) * RATE), bool(recipe.get("holds")))


def finished(made: Wave, *, lufs: float, drive: float = 0.0) -> NDArray[np.float32]:
    """Levelled to its loudest 400 ms, free of rumble below hearing, never above `PEAK`, ending in silence."""
    made = filtered(made, high_pass(24.0))
    if drive:
        made = np.tanh(made / (np.abs(made).max() + 1e-9) * gain(drive))
    made = made - made.mean()
    heard = np.flatnonzero(np.abs(made) > np.abs(made).max(initial=0.0) * gain(-62))
    made = made[: heard[-1] + RATE // 50] if len(heard) else made
    tail = min(len(made), RATE // 25)
    made[-tail:] *= np.linspace(1.0, 0.0, tail) ** 2
    wanted = gain(lufs - audio.loudest_moment(made[:, None], RATE))
    return (made * min(wanted, PEAK / (np.abs(made).max() + 1e-9))).astype(np.float32)


def _on(name: str, ground: str) -> Mapping[str, Any]:
    return recipes().get(f"{name}@{ground}") or recipes()[name]


def _layers(rng: np.random.Generator, recipe: Mapping[str, Any], throat: str) -> Wave:
    out: Wave = np.zeros(RATE // 100)
    for layer in recipe["layers"]:
        settings = {key: value for key, value in layer.items() if key not in _PLACING}
        if throat and layer["make"] == "throat":
            settings = _in_throat(settings, throat)
        again = layer.get("again", {"count": 1, "gap": 0.0})
        for turn in range(again["count"]):
            bent = (
                {**settings, "pitch": _scaled(settings["pitch"], 1 + again["bend"] * turn)}
                if "bend" in again
                else settings
            )
            part = GENERATORS[layer["make"]](rng, **bent)
            late = again.get("jitter", 0.0) * float(rng.uniform(-1, 1))
            softer = again.get("vary", 0.0) * float(rng.uniform(-1, 0))
            at = layer.get("at", 0.0) + turn * again["gap"] + late
            out = mixed(out, gain(layer.get("db", 0.0) + softer) * part, max(0.0, at))
    return out


def _in_throat(settings: dict[str, Any], throat: str) -> dict[str, Any]:
    pitch, size = THROATS[throat]
    return {**settings, "pitch": _scaled(settings["pitch"], pitch), "size": settings.get("size", 1.0) * size}


def _scaled(curve: Any, factor: float) -> Any:
    return curve * factor if isinstance(curve, int | float) else [[at, value * factor] for at, value in curve]


def _repeat(rng: np.random.Generator, recipe: Mapping[str, Any], ground: str) -> Wave:
    """One sound again and again: `every` seconds, late by `jitter`, up to `vary` dB softer.

    Every second one comes `swing` seconds late and is `drag` dB softer: that is a limp.
    """
    row = recipe["repeat"]
    out: Wave = np.zeros(1)
    for turn in range(max(1, round(row["seconds"] / row["every"]))):
        step = play(row["of"], turn, ground).wave
        softer = row.get("vary", 0.0) * float(rng.uniform(-1, 0)) - row.get("drag", 0.0) * (turn % 2)
        late = row.get("jitter", 0.0) * float(rng.uniform(0, 1 if turn else 0)) + row.get("swing", 0.0) * (turn % 2)
        out = mixed(out, gain(softer) * step, turn * row["every"] + late)
    return out
