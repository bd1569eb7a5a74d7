"""What places sound like: beds that never restart, small events that happen in them, thunder, and how rooms answer.

A place is heard as a function of the cut's own clock. Cutting away and back, or from one shot to the next in the same
place, goes on where the ear expects it.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.media.foley.library import DATA, VARIANTS, RecipeBroken, play, recipes
from gpu_worker.media.foley.signals import RATE, convolved, filtered, gain, low_pass
from gpu_worker.media.foley.textures import LENGTH, MAKERS, make_loop
from projects.briefs import Ambience

CROSSFADE_SECONDS = 0.12
ROOM_TONE_LUFS = -60.0
THUNDER_LUFS, THUNDER_INSIDE_HERTZ = -27.0, 420.0
FIRST_THUNDER_SECONDS, THUNDER_GAP_SECONDS = 1.3, (6.0, 10.0)
"""Lightning shows half a second into a shot of a storm; thunder follows, but not after every flash."""

_SIDES = (-0.6, 0.35, -0.15, 0.7)

Stereo = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of the cut in one place, in samples; None is nowhere in particular."""

    ambience: Ambience | None
    start: int
    stop: int


@functools.cache
def _data() -> Mapping[str, Any]:
    data = json.loads((DATA / "places.json").read_text(encoding="utf-8"))
    for name, place in data["places"].items():
        for key in ("always", "day", "night"):
            if any(layer not in data["layers"] for layer, _ in place.get(key, ())):
                raise RecipeBroken(f"{name}: a layer of {key} does not exist")
        if place["room"] not in data["rooms"] or any(row[0] not in recipes() for row in place.get("events", ())):
            raise RecipeBroken(f"{name}: its room or one of its events does not exist")
    if any(layer["make"] not in MAKERS for layer in data["layers"].values()):
        raise RecipeBroken("a layer names a texture that does not exist")
    return data


def places() -> tuple[str, ...]:
    """The places that have a sound of their own."""
    return tuple(_data()["places"])


def is_inside(place: str) -> bool:
    """Whether a place lies under a roof."""
    return _data()["places"][place]["room"] != "open"


def place_name(set_id: str, *, interior: bool) -> str:
    """The place whose sound a set has, a general one when it has none of its own."""
    places, like = _data()["places"], _data()["like"]
    name = set_id if set_id in places else like.get(set_id, "")
    return name if name in places else "generic_interior" if interior else "generic_exterior"


def is_known(set_id: str) -> bool:
    """Whether the set has a sound of its own."""
    return set_id in _data()["places"] or set_id in _data()["like"]


def ground_of(ambience: Ambience | None) -> str:
    """What one walks on there: snow and wet ground before what lies under them."""
    if ambience is None:
        return ""
    if not ambience.interior and ambience.weather in ("snow", "rain", "storm"):
        return "snow" if ambience.weather == "snow" else "wet"
    return _data()["places"][place_name(ambience.set_id, interior=ambience.interior)]["ground"]


def room_of(ambience: Ambience | None) -> str:
    """How the place answers to a sound."""
    if ambience is None:
        return "soft"
    return _data()["places"][place_name(ambience.set_id, interior=ambience.interior)]["room"]


@functools.lru_cache(maxsize=8)
def _answer(room: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The impulse response of a room on both sides, dry sound left out."""
    row = _data()["rooms"][room]
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(room.encode())))
    at = np.arange(round(row["seconds"] * 1.2 * RATE)) / RATE
    sides = []
    for _ in range(2):
        tail = rng.standard_normal(len(at)) * np.exp(-6.9 * at / row["seconds"]) * np.minimum(1, at / 0.006)
        for delay in rng.uniform(0.004, 0.03, 5):  # walls answer before the room does
            tail[round(float(delay) * RATE)] += float(rng.choice((-1, 1))) * 1.5
        tail = filtered(tail, low_pass(row["low_pass"]))
        sides.append((tail * gain(row["wet_db"] + 6) / np.sqrt((tail**2).sum())).astype(np.float32))
    return sides[0], sides[1]


def in_room(wave: NDArray[np.float32], room: str, *, pan: float = 0.0) -> Stereo:
    """A mono sound placed between the sides (-1 left, 1 right) of a room that answers; the tail is included."""
    left, right = _answer(room)
    angle = (pan + 1) * np.pi / 4
    out = np.zeros((len(wave) + len(left) - 1, 2), np.float32)
    for side, (response, share) in enumerate(((left, np.cos(angle)), (right, np.sin(angle)))):
        out[:, side] = convolved(wave, response)
        out[: len(wave), side] += wave * np.float32(share * np.sqrt(2))
    return out


def _layers(ambience: Ambience | None) -> tuple[tuple[str, float], ...]:
    if ambience is None:
        return (("room", ROOM_TONE_LUFS),)
    place = _data()["places"][place_name(ambience.set_id, interior=ambience.interior)]
    weather = _data()["weather"].get(ambience.weather, _data()["weather"]["clear"])
    is_dark = ambience.time_of_day in ("dusk", "night")
    rows = [*place["always"], *place.get("night" if is_dark else "day", ())]
    rows += weather["inside" if ambience.interior else "outside"]
    if ambience.weather in ("rain", "storm", "snow"):
        rows = [row for row in rows if row[0] not in ("crickets", "cicadas", "leaves")]
    return tuple((name, float(lufs)) for name, lufs in rows)


@functools.lru_cache(maxsize=4)
def _bed(layers: tuple[tuple[str, float], ...]) -> Stereo:
    """All layers of a place in one loop."""
    out = np.zeros((LENGTH, 2), np.float32)
    for name, lufs in layers:
        out += make_loop(name, _data()["layers"][name], lufs)
    return out


def _events(ambience: Ambience, samples: int) -> Iterator[tuple[int, Stereo]]:
    """What happens in a place during a cut, as (first sample, sound): by the cut's clock, whatever is shown."""
    name = place_name(ambience.set_id, interior=ambience.interior)
    place = _data()["places"][name]
    is_dark = ambience.time_of_day in ("dusk", "night")
    for number, (sound, lufs, shortest, longest, when) in enumerate(place.get("events", ())):
        if (when == "day" and is_dark) or (when == "day" and ambience.weather != "clear" and not ambience.interior):
            continue
        rng = np.random.Generator(np.random.PCG64(zlib.crc32(f"{name}|{number}|{ambience.time_of_day}".encode())))
        at, turn = float(rng.uniform(0.3, 1.0)) * longest, 0
        is_clockwork = shortest == longest
        while at * RATE < samples:
            side = number % VARIANTS if is_clockwork else turn % VARIANTS
            yield round(at * RATE), _distant(sound, side, float(lufs), place["room"], _SIDES[side])
            at += float(rng.uniform(shortest, longest))
            turn += 1


@functools.lru_cache(maxsize=12)
def _distant(sound: str, variant: int, lufs: float, room: str, pan: float) -> Stereo:
    """A sound heard across a place: softer, duller, with more of the room."""
    played = play(sound, variant)
    dull = filtered(played.wave, low_pass(3200.0))
    softer = gain(lufs - recipes()[sound]["lufs"])
    return in_room((dull * softer).astype(np.float32), room, pan=pan)


def thunder_times(stays: Sequence[Stay], entry_starts: Sequence[int]) -> tuple[int, ...]:
    """The samples at which thunder is heard: after the first lightning of a shot in a storm, with pauses between."""
    rng = np.random.Generator(np.random.PCG64(len(entry_starts)))
    found: list[int] = []
    for stay in stays:
        if stay.ambience is None or stay.ambience.weather != "storm":
            continue
        for start in [start for start in entry_starts if stay.start <= start < stay.stop]:
            at = start + round(FIRST_THUNDER_SECONDS * RATE)
            if at < stay.stop and (not found or at - found[-1] >= THUNDER_GAP_SECONDS[0] * RATE):
                found.append(at)
        while found and found[-1] >= stay.start and found[-1] + THUNDER_GAP_SECONDS[1] * RATE < stay.stop:
            found.append(found[-1] + round(float(rng.uniform(*THUNDER_GAP_SECONDS)) * RATE))
    return tuple(sorted(found))


def _thunder(ambience: Ambience, strikes: Sequence[int]) -> Iterator[tuple[int, Stereo]]:
    for number, at in enumerate(strikes if ambience.weather == "storm" else ()):
        rolled = play("thunder", number).wave
        softer = gain(THUNDER_LUFS - recipes()["thunder"]["lufs"] - (7.0 if ambience.interior else 0.0))
        if ambience.interior:
            rolled = filtered(rolled, low_pass(THUNDER_INSIDE_HERTZ)).astype(np.float32)
        yield (
            at,
            in_room((rolled * softer).astype(np.float32), room_of(ambience), pan=(-0.3, 0.25, 0.0, 0.4)[number % 4]),
        )


def lay(bed: Stereo, stays: Sequence[Stay], strikes: Sequence[int] = (), *, beat: Callable[[], object] = int) -> None:
    """Add every place to `bed`, in place, each in its stretch, crossfaded where one place follows another.

    `beat` is called with every place and every stay in it.
    """
    half = round(CROSSFADE_SECONDS * RATE / 2)
    for ambience in dict.fromkeys(stay.ambience for stay in stays):
        beat()
        loop = _bed(_layers(ambience))
        happens = [] if ambience is None else [*_events(ambience, len(bed)), *_thunder(ambience, strikes)]
        for stay in stays:
            if stay.ambience != ambience:
                continue
            beat()
            first, last = max(0, stay.start - half), min(len(bed), stay.stop + half)
            part = np.empty((last - first, 2), np.float32)
            at = first
            while at < last:
                stop = min(last, at + LENGTH - at % LENGTH)
                part[at - first : stop - first] = loop[at % LENGTH :][: stop - at]
                at = stop
            for begins, sound in happens:
                begin, end = max(first, begins), min(last, begins + len(sound))
                if begin < end:
                    part[begin - first : end - first] += sound[begin - begins : end - begins]
            _fade(part, stay.start > 0, stay.stop < len(bed), 2 * half)
            bed[first:last] += part


def _fade(part: Stereo, fades_in: bool, fades_out: bool, length: int) -> None:
    """Ends that give way to another place, with equal power; the ends of the cut stand."""
    length = min(length, len(part) // 2)
    ramp = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32))[:, None]
    if fades_in:
        part[:length] *= ramp
    if fades_out:
        part[len(part) - length :] *= ramp[::-1]
