"""What places sound like: continuous in one place, crossfaded between two, duller indoors, the same on every run."""

import hashlib
import json
import subprocess
import sys

import numpy as np
import pytest

from gpu_worker.media import audio
from gpu_worker.media.foley import ambience
from gpu_worker.media.foley.ambience import Stay, ground_of, lay, place_name, room_of, thunder_times
from gpu_worker.media.foley.signals import RATE
from projects.briefs import Ambience
from projects.performance.catalogue import DATA, read_json

HALL, STREET = Ambience("mansion_hall", True, "night", "clear"), Ambience("street", False, "day", "clear")
STORM_OUT, STORM_IN = Ambience("street", False, "night", "storm"), Ambience("bedroom", True, "night", "storm")


def heard(seconds: float, *stays: Stay, strikes: tuple[int, ...] = ()) -> np.ndarray:
    bed = np.zeros((round(seconds * RATE), 2), np.float32)
    lay(bed, stays, strikes)
    return bed


def whole(place: Ambience | None, seconds: float) -> np.ndarray:
    return heard(seconds, Stay(place, 0, round(seconds * RATE)))


def test_every_set_of_the_catalogue_has_a_sound_of_its_own():
    assert DATA.is_dir()
    sets = read_json("places.json")["sets"]
    assert [row["id"] for row in sets if not ambience.is_known(row["id"])] == []
    assert not ambience.is_known("moon_base")
    assert place_name("moon_base", interior=False) == "generic_exterior"
    assert place_name("hotel_room", interior=True) == "bedroom"


@pytest.mark.parametrize("name", ambience.places())
def test_a_place_is_quiet_steady_and_never_silent(name):
    place = Ambience(name, ambience.is_inside(name), "day", "clear")
    sound = whole(place, 6).astype(np.float64)
    assert np.isfinite(sound).all()
    assert -62 < audio.loudness(sound, RATE) < -34
    assert np.abs(sound).max() < 0.15
    assert abs(sound.mean()) < 1e-4
    moments = (sound[: 6 * RATE].reshape(30, -1) ** 2).mean(axis=1)
    assert moments.min() > 1e-9


def test_a_place_goes_on_over_a_cut_and_after_a_cutaway():
    alone = whole(HALL, 40)
    cut = heard(40, Stay(HALL, 0, 12 * RATE), Stay(STREET, 12 * RATE, 20 * RATE), Stay(HALL, 20 * RATE, 40 * RATE))
    assert np.array_equal(cut[: 11 * RATE], alone[: 11 * RATE])
    assert np.array_equal(cut[21 * RATE :], alone[21 * RATE :])
    street = whole(STREET, 40)
    assert np.array_equal(cut[13 * RATE : 19 * RATE], street[13 * RATE : 19 * RATE])


def test_a_loop_has_no_seam():
    alone = whole(STORM_OUT, 34)
    steps = np.abs(np.diff(alone[:, 0]))
    seam = 16 * RATE
    assert steps[seam - 3 : seam + 3].max() < 1.5 * np.percentile(steps, 99.9)


def test_one_place_gives_way_to_another_within_120_ms():
    halves = heard(4, Stay(HALL, 0, 2 * RATE), Stay(STREET, 2 * RATE, 4 * RATE))
    hall, street = whole(HALL, 4), whole(STREET, 4)
    edge = round(0.06 * RATE)
    assert np.array_equal(halves[: 2 * RATE - edge], hall[: 2 * RATE - edge])
    assert np.array_equal(halves[2 * RATE + edge :], street[2 * RATE + edge :])
    seam = slice(2 * RATE - edge, 2 * RATE + edge)
    sharpest = max(np.abs(np.diff(alone[seam, 0])).max() for alone in (hall, street))
    assert np.abs(np.diff(halves[seam, 0])).max() < 1.6 * sharpest


def test_a_storm_is_dull_indoors_and_its_thunder_rolls_on_through_the_wall():
    def bright(sound: np.ndarray) -> float:
        power = np.abs(np.fft.rfft(sound[:, 0])) ** 2
        return float(power[len(power) * 2000 * 2 // RATE :].sum() / power.sum())

    outside, inside = whole(STORM_OUT, 4), whole(STORM_IN, 4)
    assert bright(inside) < 0.2 * bright(outside)
    assert audio.loudness(inside.astype(float), RATE) < audio.loudness(outside.astype(float), RATE)
    stays = (Stay(STORM_OUT, 0, 3 * RATE), Stay(STORM_IN, 3 * RATE, 8 * RATE))
    strikes = thunder_times(stays, [0, 3 * RATE])
    assert strikes == (round(1.3 * RATE),)
    struck, still = heard(8, *stays, strikes=strikes), heard(8, *stays)
    rolling = np.abs(struck - still).max(axis=1)
    assert rolling[:RATE].max() == 0
    assert rolling[round(1.4 * RATE) : 2 * RATE].max() > 0.02
    assert rolling[round(3.2 * RATE) : 4 * RATE].max() > 0.0005, "the same thunder, through the wall"
    assert thunder_times((Stay(HALL, 0, 9 * RATE),), [0]) == ()


def test_ground_and_room_belong_to_the_place_and_the_weather():
    assert (ground_of(HALL), room_of(HALL)) == ("", "hall")
    assert (ground_of(STREET), ground_of(STORM_OUT), ground_of(STORM_IN)) == ("asphalt", "wet", "wood")
    assert ground_of(Ambience("village_yard", False, "day", "snow")) == "snow"
    assert (ground_of(None), room_of(None)) == ("", "soft")


def test_a_fresh_process_hears_the_same_place():
    told = "import hashlib,json\nimport tests.gpu_worker.test_foley_ambience as t\n"
    told += "print(json.dumps([hashlib.sha256(t.whole(p, 3).tobytes()).hexdigest() for p in (t.HALL, t.STORM_OUT)]))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    here = [hashlib.sha256(whole(place, 3).tobytes()).hexdigest() for place in (HALL, STORM_OUT)]
    assert json.loads(done.stdout) == here
