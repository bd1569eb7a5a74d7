"""Every sound of the catalogue's vocabulary is synthesised, sounds like itself, and is the same on every run."""

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from gpu_worker.media import audio
from gpu_worker.media.foley import is_known, library, names, play
from gpu_worker.media.foley.signals import RATE
from projects.performance import poses

RIG = sorted(poses.rig().sounds)
GROUNDS = ("", "wood", "carpet", "asphalt", "earth", "snow", "wet")


def spectrum_middle(wave: np.ndarray) -> float:
    """The frequency that halves the power."""
    power = np.cumsum(np.abs(np.fft.rfft(wave)) ** 2)
    return float(np.searchsorted(power, power[-1] / 2) * RATE / 2 / len(power))


def onset(wave: np.ndarray) -> int:
    return int(np.abs(wave).argmax())


def test_the_catalogue_asks_for_nothing_that_has_no_recipe():
    assert [sound for sound in RIG if not is_known(sound)] == []
    assert not is_known("kazoo")
    assert not is_known("footstep@wood"), "grounds are chosen by the place, not by a mark"
    assert is_known("sob.male")


@pytest.mark.parametrize("sound", RIG)
def test_a_sound_is_finite_levelled_without_offset_and_ends_in_silence(sound):
    played = play(sound, 1)
    wave = played.wave.astype(np.float64)
    assert np.isfinite(wave).all()
    assert 0.003 < np.abs(wave).max() <= library.PEAK + 1e-6
    assert abs(wave.mean()) < 1e-4
    assert np.abs(wave[-48:]).max() < 0.001
    assert 0.04 < len(wave) / RATE < 10
    wanted = library.recipes()[sound]["lufs"]
    loud = audio.loudest_moment(wave[:, None], RATE)
    assert loud == pytest.approx(wanted, abs=0.3) or (np.abs(wave).max() > 0.8 and loud < wanted)
    assert 0 <= played.hit < len(wave)


def test_sounds_differ_from_each_other_and_so_do_their_takes():
    seen = {hashlib.sha256(play(sound).wave.tobytes()).hexdigest() for sound in RIG}
    assert len(seen) == len(RIG)
    assert not np.array_equal(play("clap", 0).wave, play("clap", 1).wave)
    assert play("clap", library.VARIANTS).wave.tobytes() == play("clap", 0).wave.tobytes()


def test_a_fresh_process_plays_the_same_samples():
    told = "import hashlib,json\nfrom gpu_worker.media.foley import play\nprint(json.dumps({s: hashlib.sha256("
    told += (
        "play(s, 2, 'wood').wave.tobytes()).hexdigest() for s in ('slap', 'footsteps', 'sob', 'glass_break', 'rain')}))"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=Path.cwd())
    for sound, digest in json.loads(done.stdout).items():
        assert hashlib.sha256(play(sound, 2, "wood").wave.tobytes()).hexdigest() == digest, sound


def test_a_slap_is_sharp_bright_and_over_at_once():
    for variant in range(library.VARIANTS):
        played = play("slap", variant)
        assert abs(onset(played.wave) - played.hit) < 0.01 * RATE
        envelope = np.abs(played.wave)
        before, hit = envelope[: played.hit - 60].max(), envelope[played.hit :].max()
        assert before < 0.2 * hit, "only the hand's air is heard before"
        assert envelope[played.hit + RATE // 5 :].max() < 0.1 * hit
    assert play("slap").wave.max() > 0.5


def test_spectra_are_where_ears_expect_them():
    middle = {sound: spectrum_middle(play(sound).wave) for sound in RIG}
    assert middle["thud"] < 150
    assert middle["thunder"] < 250
    assert middle["punch"] < middle["slap"] < middle["whip_crack"]
    assert middle["door_slam"] < middle["knock"] < middle["latch"]
    assert middle["glass_break"] > 2000
    assert 900 < middle["heart_monitor"] < 1050
    assert 1000 < middle["phone_beep"] < 1100
    assert middle["wind"] < middle["rain"]
    assert middle["sob"] < middle["gasp"]


def test_repeated_sounds_keep_their_beat():
    def beats(sound: str) -> list[float]:
        wave = np.abs(play(sound).wave)
        frames = wave[: len(wave) // 480 * 480].reshape(-1, 480).max(axis=1)
        found: list[int] = []
        for at in np.flatnonzero(frames > 0.3 * frames.max()):
            if not found or at - found[-1] > 18:
                found.append(int(at))
        return [at / 100 for at in found]

    assert np.diff(beats("footsteps")) == pytest.approx([0.53] * 5, abs=0.08)
    assert np.diff(beats("heart_monitor")) == pytest.approx([0.84] * 9, abs=0.03)
    assert len(beats("footsteps_fast")) > len(beats("footsteps"))
    steps = np.diff(beats("footsteps_uneven"))
    assert steps[0] > 1.5 * steps[1], "a limp"


def test_ground_changes_a_step_and_only_a_step():
    waves = {ground: play("footstep", 0, ground).wave for ground in GROUNDS}
    assert len({wave.tobytes() for wave in waves.values()}) == len(GROUNDS)
    middles = {ground: spectrum_middle(wave) for ground, wave in waves.items()}
    assert middles["carpet"] < middles[""] < middles["snow"]
    assert np.array_equal(play("footsteps", 0, "carpet").wave, play("footsteps", 0, "carpet").wave)
    assert len(play("footsteps", 0, "carpet").wave) != len(play("footsteps", 0, "snow").wave)


def test_a_throat_can_be_a_mans_or_a_childs():
    def fundamental(wave: np.ndarray) -> int:
        power = np.abs(np.fft.rfft(wave[RATE // 2 : RATE // 2 + 4096] * np.hanning(4096), RATE))
        return max(range(200, 900), key=lambda hertz: sum(np.log(power[k * hertz]) for k in (1, 2, 3)))

    assert fundamental(play("wail.male").wave) < 0.8 * fundamental(play("wail").wave)
    assert fundamental(play("wail.child").wave) > 1.15 * fundamental(play("wail").wave)


def test_a_short_sound_costs_little():
    short = ("slap", "knock", "glass_break", "gasp", "door_slam", "paper", "click", "footstep")
    play("catch")  # tables and filters are warm
    best = []
    for sound in short:
        costs = []
        for ground in ("x", "y", "z"):
            before = time.process_time()
            play(sound, 3, ground)
            costs.append(time.process_time() - before)
        best.append(min(costs))
    assert max(best) < 0.06
    assert sorted(best)[len(best) // 2] < 0.03


def test_one_command_writes_every_sound_and_a_sheet(tmp_path):
    wanted = ["slap", "knock", "sob"]
    call = [sys.executable, "-m", "gpu_worker.media.foley", "--out", str(tmp_path), *wanted]
    subprocess.run(call, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*(f"{w}.wav" for w in wanted), "sheet.png"])
    sound, rate = audio.read_wav(tmp_path / "slap.wav")
    assert rate == RATE
    assert np.abs(sound[:, 0] - play("slap").wave).max() < 2 / 32767
    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
    assert set(wanted) <= set(names())
