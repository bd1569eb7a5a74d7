"""Loudness, peaks and placement of sound, against the figures of the standards."""

import wave
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpu_worker.engines.base import RenderRefused
from gpu_worker.media import audio
from gpu_worker.media.sound_track import decode_audio, encode_aac, sample_at
from projects.briefs import Rate

SR = 48_000


def tone(hertz: float, seconds: float, dbfs: float, *, channels: int = 2, rate: int = SR, phase: float = 0.0):
    time = np.arange(round(seconds * rate)) / rate
    return np.repeat((10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * time + phase))[:, None], channels, axis=1)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_full_scale_kilohertz_in_one_channel_is_minus_three_lufs(rate):
    assert audio.loudness(tone(997, 5, 0, channels=1, rate=rate), rate) == pytest.approx(-3.01, abs=0.02)


def test_ebu_3341_case_1_minus_23_dbfs_in_stereo_is_minus_23_lufs():
    assert audio.loudness(tone(1000, 20, -23), SR) == pytest.approx(-23.0, abs=0.1)


def test_ebu_3341_case_3_quiet_passages_are_gated_out():
    sound = np.concatenate([tone(1000, 10, -36), tone(1000, 60, -23), tone(1000, 10, -36)])
    assert audio.loudness(sound, SR) == pytest.approx(-23.0, abs=0.1)


def test_silence_has_no_loudness():
    assert audio.loudness(np.zeros((SR, 2)), SR) == audio.SILENCE_LUFS
    assert audio.level(np.zeros((SR, 1)), SR, target_lufs=-16, ceiling_dbtp=-1).gain_db == 0.0


def test_true_peak_finds_what_lies_between_samples():
    between = tone(SR / 4, 1, -6, phase=np.pi / 4) * np.hanning(SR)[:, None]
    assert 20 * np.log10(np.abs(between).max()) == pytest.approx(-9.01, abs=0.01)
    assert audio.true_peak(between) == pytest.approx(-6.0, abs=0.2)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(-12.0, 12.0), st.floats(-6.0, -0.5))
def test_nothing_passes_the_limiter(seed, gain_db, ceiling):
    rng = np.random.default_rng(seed)
    sound = rng.standard_normal((6000, 1)) * np.abs(np.sin(np.arange(6000) / 700))[:, None] * 0.3 * 10 ** (gain_db / 20)
    limited = audio.limit(sound, ceiling, SR)
    assert audio.true_peak(limited) <= ceiling + 0.25
    assert np.abs(limited).max() <= 10 ** (ceiling / 20) + 1e-9
    if audio.true_peak(sound) <= ceiling:
        assert limited is sound


def test_levelling_reaches_its_target_under_its_ceiling():
    rng = np.random.default_rng(3)
    bursts = rng.standard_normal((4 * SR, 1)) * np.repeat(rng.uniform(0, 0.4, 40), SR // 10)[:, None] ** 2
    levelled = audio.level(bursts, SR, target_lufs=-16, ceiling_dbtp=-2)
    assert levelled.after_lufs == pytest.approx(-16.0, abs=0.1)
    assert audio.loudness(levelled.sound, SR) == pytest.approx(-16.0, abs=0.1)
    assert levelled.true_peak_dbtp <= -1.8


def test_resampling_keeps_a_tone_and_its_length():
    got = audio.resample(tone(1000, 1, -6, channels=1, rate=22_050), 22_050, SR)
    assert len(got) == SR
    assert np.abs(got - tone(1000, 1, -6, channels=1))[200:-200].max() < 1e-4
    down = audio.resample(tone(20_000, 1, -6, channels=1), SR, 22_050)
    assert np.abs(down[200:-200]).max() < 1e-4, "what the lower rate cannot carry is gone, not folded"


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from([Rate(24, 1), Rate(25, 1), Rate(30_000, 1001), Rate(24_000, 1001)]))
def test_a_frame_starts_at_its_nearest_sample(frame, rate):
    exact = Fraction(frame * rate.den * SR, rate.num)
    assert abs(sample_at(frame, rate, SR) - exact) <= Fraction(1, 2)
    assert sample_at(frame + 1, rate, SR) > sample_at(frame, rate, SR)


def test_a_sound_longer_than_its_place_is_faded_and_cut():
    bed = np.zeros((1000, 1))
    audio.add_at(bed, np.ones((800, 1)), 900, 500, fade=20)
    assert bed[899, 0] == 0
    assert bed[910, 0] == 1
    assert bed[-1, 0] == 0
    audio.add_at(bed, np.ones((10, 1)), 2000, 10, fade=5)


def test_wav_files_come_back_sample_for_sample(tmp_path):
    sound = np.round(tone(440, 0.1, -3) * 32767) / 32767
    audio.write_wav(tmp_path / "a.wav", sound, SR)
    back, rate = audio.read_wav(tmp_path / "a.wav")
    assert rate == SR
    assert np.abs(back - sound).max() < 1e-4


def test_sound_is_where_it_was_put_after_aac(tmp_path):
    click = np.zeros((SR, 2))
    click[20_000:20_050] = 0.5
    encode_aac(click, tmp_path / "a.mp4", sample_rate=SR, kbps=192)
    heard, rate = decode_audio(tmp_path / "a.mp4")
    assert rate == SR
    assert abs(int(np.argmax(np.abs(heard[:, 0]))) - 20_025) < 40


@pytest.mark.parametrize("damage", ["text", "truncated", "empty", "bits"])
def test_a_damaged_wav_is_refused(tmp_path, damage):
    path = tmp_path / "a.wav"
    if damage == "bits":
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 1, SR, 0, "NONE", ""))
            file.writeframes(b"\x80" * 100)
    else:
        audio.write_wav(path, tone(440, 0.1, -3), SR)
        whole = path.read_bytes()
        path.write_bytes({"text": b"RIFFle", "truncated": whole[: len(whole) // 2], "empty": b""}[damage])
    with pytest.raises(RenderRefused) as refused:
        audio.read_wav(path)
    assert refused.value.code in ("input.unreadable", "input.truncated")
