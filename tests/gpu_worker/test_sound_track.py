"""The mix of a cut: buses in balance, room for speech, levelled as decoded, stems that add up."""

import dataclasses
import hashlib
from pathlib import Path

import av
import numpy as np
import pytest

from gpu_worker.media import audio, ducking, sound_track
from gpu_worker.media.audio import SILENCE_LUFS
from gpu_worker.media.buses import SAMPLE_RATE, make_buses, sample_at
from gpu_worker.media.ducking import Duck, band_power
from gpu_worker.media.metering import Meter, limited
from gpu_worker.media.sound_track import SoundTrack, decode_audio, make_track
from projects.briefs import (
    Ambience,
    ContentLabel,
    CutBrief,
    CutEntry,
    CutMusic,
    CutSound,
    DeliveryProfile,
    Rate,
    SoundMark,
)

PROFILE = DeliveryProfile("test", 270, 480, Rate(24, 1))
HALL, STREET = Ambience("mansion_hall", True, "night", "clear"), Ambience("street", False, "day", "clear")
SECOND = 24


def cut(*entries: CutEntry, music: tuple[CutMusic, ...] = (), **profile: object) -> CutBrief:
    label = ContentLabel("AI生成", 2.0, 0.05, "p", "cut_1")
    made = dataclasses.replace(PROFILE, **profile)
    return CutBrief("cut_1", "EP01", "t", "s", 1, "zh", made, label, entries, (), music)


def entry(seconds: float, *marks: SoundMark, line: int | None = None, kind="dialogue", place=None) -> CutEntry:
    sounds = (CutSound("line", kind, line, 2 * SECOND),) if line is not None else ()
    return CutEntry(f"SH{seconds}", "take", round(seconds * SECOND), sounds, marks, place)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A line like a voice (harmonics in syllables), a cue of held chords and a beat, and a short cue that rings on."""
    folder = tmp_path_factory.mktemp("sounds")
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    pitch = 2 * np.pi * np.cumsum(190 + 25 * np.sin(2 * np.pi * 1.5 * time)) / SAMPLE_RATE
    voice = sum(np.sin(k * pitch) / k**0.8 for k in range(1, 16))
    voice = (
        voice
        * (0.08 + np.clip(np.sin(2 * np.pi * 2.4 * time), 0, None))
        * np.minimum(1, 20 * np.minimum(time, 2 - time))
    )
    voice *= 10 ** ((-20 - audio.loudness(voice[:, None], SAMPLE_RATE)) / 20)
    audio.write_wav(folder / "line.wav", voice[:, None], SAMPLE_RATE)
    rng = np.random.default_rng(5)
    time = np.arange(12 * SAMPLE_RATE) / SAMPLE_RATE
    chord = sum(np.sin(2 * np.pi * f * time + f) for f in (110, 165, 220, 330, 440, 554, 660, 880, 1320, 1760))
    beat = rng.standard_normal(len(time)) * np.exp(-(time % 0.5) / 0.04)
    cue = np.stack([chord + beat, chord - 0.5 * beat], axis=1)
    audio.write_wav(folder / "cue.wav", 0.3 * cue / np.abs(cue).max(), SAMPLE_RATE)
    audio.write_wav(folder / "tone.wav", 0.2 * np.sin(2 * np.pi * 440 * time)[:, None], SAMPLE_RATE)
    return {name: folder / f"{name}.wav" for name in ("line", "cue", "tone")}


def stem(track: SoundTrack, name: str) -> np.ndarray:
    path = next(stem.path for stem in track.stems if stem.name == f"stem_{name}")
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.sample_rate) == ("flac", SAMPLE_RATE)
        blocks = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(stream)]
    return np.concatenate(blocks) / 2.0**31


SPEECH = cut(entry(4, line=12), entry(4, line=24))
FULL = cut(
    entry(4, SoundMark(20, "footsteps"), line=12, place=HALL),
    entry(5, SoundMark(72, "slap"), SoundMark(80, "gasp"), line=0, place=HALL),
    entry(5, SoundMark(10, "glass_break"), line=48, place=STREET),
    music=(CutMusic("M01", "cue", 0, 12 * SECOND),),
)
MUSIC = cut(entry(12), music=(CutMusic("M01", "cue", 0, 12 * SECOND),))
EFFECTS = cut(entry(6, SoundMark(20, "door_slam"), SoundMark(70, "slap"), SoundMark(100, "crash"), place=HALL))


@pytest.fixture(scope="module")
def full(inputs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> SoundTrack:
    return make_track(FULL, inputs, tmp_path_factory.mktemp("full") / "sound.mp4")


@pytest.mark.parametrize(
    ("brief", "target"),
    [(SPEECH, -16.0), (MUSIC, -16.0), (EFFECTS, -20.0), (dataclasses.replace(FULL, profile=PROFILE), -23.0)],
    ids=["speech", "music", "effects", "everything"],
)
@pytest.mark.parametrize("kbps", [128, 192])
def test_a_track_is_as_loud_as_asked_and_its_peak_is_held_as_decoded(inputs, tmp_path, brief, target, kbps):
    profile = dataclasses.replace(brief.profile, loudness_lufs=target, audio_kbps=kbps)
    track = make_track(dataclasses.replace(brief, profile=profile), inputs, tmp_path / "sound.mp4")
    heard, rate = decode_audio(tmp_path / "sound.mp4")
    assert audio.loudness(heard, rate) == pytest.approx(target, abs=0.3)
    assert audio.true_peak(heard) <= -1.0
    assert track.is_levelled
    assert track.final_lufs == pytest.approx(audio.loudness(heard, rate), abs=0.02)
    assert track.true_peak_dbtp == pytest.approx(audio.true_peak(heard), abs=0.05)
    assert abs(len(heard) - track.samples) <= 1024


def test_where_aac_overshoots_only_that_moment_is_turned_down(inputs, tmp_path, monkeypatch):
    monkeypatch.setattr(sound_track, "HEADROOM_DB", 0.0)
    loud = dataclasses.replace(FULL, profile=dataclasses.replace(PROFILE, loudness_lufs=-14.0, audio_kbps=96))
    track = make_track(loud, inputs, tmp_path / "sound.mp4")
    heard, rate = decode_audio(tmp_path / "sound.mp4")
    assert audio.true_peak(heard) <= -1.0
    assert audio.loudness(heard, rate) == pytest.approx(-14.0, abs=0.3)
    total = sum(stem(track, name) for name in ("dialogue", "music", "effects"))
    assert np.abs(total).max() > 10 ** (-2.0 / 20), "one moment does not cost the whole track its level"


def test_a_cut_of_small_sounds_is_not_pulled_up_until_its_room_roars(inputs, tmp_path):
    quiet = cut(entry(6, SoundMark(20, "cloth"), place=HALL))
    track = make_track(quiet, inputs, tmp_path / "sound.mp4")
    assert (track.is_levelled, track.gain_db) == (False, 15.0)
    silent = make_track(cut(entry(3, place=HALL)), inputs, tmp_path / "silent.mp4")
    assert (silent.is_levelled, silent.gain_db, silent.has_speech) == (False, 0.0, False)


def test_stems_add_up_to_the_mix(full):
    assert [stem.name for stem in full.stems] == ["stem_dialogue", "stem_music", "stem_effects"]
    parts = [stem(full, name) for name in ("dialogue", "music", "effects")]
    assert {len(part) for part in parts} == {full.samples} == {14 * SAMPLE_RATE}
    total = parts[0] + parts[1] + parts[2]
    heard, rate = decode_audio(full.path)
    difference = heard[: len(total)] - total
    assert audio.loudness(difference, rate) < audio.loudness(total, rate) - 20, "AAC is all that lies between"
    assert audio.loudness(total, rate) == pytest.approx(-16.0, abs=0.4)
    assert np.abs(total).max() < 10 ** (-1 / 20)
    for found, part in zip(full.stems, parts, strict=True):
        assert found.loudness_lufs == pytest.approx(audio.loudness(part, rate), abs=0.02)
        assert found.true_peak_dbtp == pytest.approx(audio.true_peak(part), abs=0.05)


def test_stems_are_the_buses_under_one_gain(inputs, full):
    """Where nothing is limited the sum of the stems is the mix, to the last bit of 24."""
    buses = make_buses(FULL, inputs)
    factor = 10 ** (full.gain_db / 20)
    mixed = buses.read(0, buses.samples) * factor
    total = sum(stem(full, name) for name in ("dialogue", "music", "effects"))
    quiet = np.abs(mixed).max(axis=1) < 0.2
    for start in range(0, len(mixed) - 4096, 4096):
        if quiet[max(0, start - 512) : start + 4608].all():
            assert np.abs(total[start : start + 4096] - mixed[start : start + 4096]).max() < 4 / 2**23


def test_a_cut_without_music_has_a_silent_stem_for_it(inputs, tmp_path):
    track = make_track(SPEECH, inputs, tmp_path / "sound.mp4")
    music = next(found for found in track.stems if found.name == "stem_music")
    assert (music.loudness_lufs, music.samples) == (None, 8 * SAMPLE_RATE)
    assert not stem(track, "music").any()


def test_the_same_cut_sounds_the_same_to_the_byte(inputs, full, tmp_path):
    again = make_track(FULL, inputs, tmp_path / "sound.mp4")

    def digests(track: SoundTrack) -> list[str]:
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in (track.path, *(s.path for s in track.stems))]

    assert digests(again) == digests(full)
    assert dataclasses.replace(again, path=full.path, stems=full.stems) == full


def test_music_goes_down_before_a_line_and_comes_back_after_it(inputs):
    alone = make_buses(
        dataclasses.replace(FULL, entries=tuple(dataclasses.replace(e, sounds=()) for e in FULL.entries)), inputs
    )
    buses = make_buses(FULL, inputs)
    assert buses.music is not None
    assert alone.music is not None
    # where nobody speaks music stands at its own level: the same against the voices as without them
    free = slice(round(8.2 * SAMPLE_RATE), round(10.3 * SAMPLE_RATE))
    under = slice(round(0.9 * SAMPLE_RATE), round(2.2 * SAMPLE_RATE))

    def level(bus: np.ndarray, span: slice) -> float:
        return 10 * float(np.log10((bus[span].astype(np.float64) ** 2).mean()))

    offset = level(buses.music, free) - level(alone.music, free)
    ducked = level(buses.music, under) - level(alone.music, under) - offset
    assert ducked == pytest.approx(buses.lines[0][1].music_db, abs=0.2)
    assert ducked <= -9.0 + 0.2
    first = round(0.5 * SAMPLE_RATE)
    gains = Duck(4 * SAMPLE_RATE, SAMPLE_RATE, [(first, first + SAMPLE_RATE, -9.0)]).at(0, 4 * SAMPLE_RATE)
    assert 20 * np.log10(gains[first]) < -7.5, "down when the first word sounds"
    assert gains[first - round(0.45 * SAMPLE_RATE)] == pytest.approx(1.0, abs=1e-4)
    assert 20 * np.log10(gains[first + SAMPLE_RATE // 2]) == pytest.approx(-9.0, abs=0.05)
    assert gains[-1] == 1.0
    assert np.abs(np.diff(20 * np.log10(gains))).max() * SAMPLE_RATE < 60, "no faster than 60 dB a second"


def test_a_narrator_carries_over_more_music(inputs):
    told = cut(entry(6, line=48, kind="vo"), music=(CutMusic("M01", "cue", 0, 6 * SECOND),))
    said = cut(entry(6, line=48), music=(CutMusic("M01", "cue", 0, 6 * SECOND),))
    assert make_buses(told, inputs).lines[0][1].music_db > make_buses(said, inputs).lines[0][1].music_db


def test_every_line_stands_nine_decibels_above_music_and_effects(inputs, full):
    """Measured on the delivered stems, in the band of speech, where each line sounds."""
    dialogue, music, effects = (stem(full, name) for name in ("dialogue", "music", "effects"))
    start = 0
    for shot in FULL.entries:
        for line in shot.sounds:
            first = sample_at(start + line.start_frame, PROFILE.rate, SAMPLE_RATE)
            span = slice(first, first + 2 * SAMPLE_RATE)
            spoken = band_power(dialogue[span], SAMPLE_RATE)
            sounding = spoken > spoken.max() / 100
            rest = band_power(music[span], SAMPLE_RATE) + band_power(effects[span], SAMPLE_RATE)
            clear = 10 * np.log10(spoken[sounding].mean() / np.median(rest[sounding]))
            assert clear >= ducking.CLEAR_DB
        start += shot.frames
    assert min(full.speech_clear_db) >= ducking.CLEAR_DB
    assert len(full.speech_clear_db) == 3
    assert full.warnings == ()


def test_a_slap_lands_on_its_frame(full):
    effects = np.abs(stem(full, "effects")).max(axis=1)
    frame = sample_at(4 * SECOND + 72, PROFILE.rate, SAMPLE_RATE)
    around = effects[frame - SAMPLE_RATE // 4 : frame + SAMPLE_RATE // 4]
    assert abs(int(around.argmax()) - SAMPLE_RATE // 4) < SAMPLE_RATE // 100


def test_effects_keep_to_their_shots_unless_they_ring_out(inputs):
    held = make_buses(cut(entry(1, SoundMark(0, "heart_monitor")), entry(3)), inputs).effects
    rung = make_buses(cut(entry(1, SoundMark(12, "door_slam")), entry(3)), inputs).effects
    bare = make_buses(cut(entry(1), entry(3)), inputs).effects
    after = slice(round(1.7 * SAMPLE_RATE), None)
    assert np.abs(held - bare)[after].max() < 1e-4
    assert np.abs(rung - bare)[round(1.02 * SAMPLE_RATE) :].max() > 0.003


def test_an_unknown_sound_or_place_is_said_and_stays_silent(inputs):
    nowhere = Ambience("moon_base", True, "day", "clear")
    buses = make_buses(
        cut(entry(1, SoundMark(2, "kazoo"), SoundMark(9, "kazoo"), SoundMark(24, "slap"), place=nowhere)), inputs
    )
    assert buses.warnings == [
        "1 sound marks lie outside their shots and stay silent",
        "there is no sound 'kazoo'; 2 marks stay silent",
        "no ambience for moon_base; a general one is heard",
    ]
    assert not buses.has_marks


def test_ambience_does_not_restart_at_a_cut_in_one_place(inputs):
    one = make_buses(cut(entry(6, place=STREET)), inputs).effects
    two = make_buses(cut(entry(2.5, place=STREET), entry(1.5, place=STREET), entry(2, place=STREET)), inputs).effects
    assert np.array_equal(one, two)


def test_cues_that_abut_cross_and_the_last_one_rings_on(inputs):
    music = (CutMusic("M01", "tone", 24, 48), CutMusic("M02", "cue", 72, 48))
    bus = make_buses(cut(entry(10), music=music), inputs).music
    assert bus is not None
    assert not bus[: SAMPLE_RATE - 1].any()

    def pitch_level(at: float) -> float:
        part = bus[round(at * SAMPLE_RATE) :][:2400, 0].astype(np.float64)
        return float(np.abs((part * np.exp(-2j * np.pi * 440 * np.arange(2400) / SAMPLE_RATE)).mean()))

    alone = make_buses(cut(entry(10), music=music[:1]), inputs).music
    assert alone is not None
    assert np.abs(alone[round(3.3 * SAMPLE_RATE) : round(5 * SAMPLE_RATE)]).max() > 0.01, "nothing follows: it rings on"
    both = bus[round(3.26 * SAMPLE_RATE) : round(3.5 * SAMPLE_RATE)]
    cue_only = make_buses(cut(entry(10), music=music[1:]), inputs).music
    assert cue_only is not None
    assert np.allclose(both, cue_only[round(3.26 * SAMPLE_RATE) : round(3.5 * SAMPLE_RATE)], atol=1e-6), (
        "the first is gone"
    )
    assert pitch_level(3.05) > 0.2 * pitch_level(2.8)
    assert np.abs(bus[round(8 * SAMPLE_RATE) : round(9 * SAMPLE_RATE)]).max() > 0.01, (
        "the last rings on past its frames"
    )
    assert np.abs(bus[-480:]).max() < 0.01, "and is faded where the cut ends"


def test_meters_and_limiter_agree_whatever_the_pieces():
    rng = np.random.default_rng(8)
    sound = rng.standard_normal((5 * SAMPLE_RATE, 2)) * np.repeat(rng.uniform(0, 0.5, 100), SAMPLE_RATE // 20)[:, None]
    meter = Meter(SAMPLE_RATE)
    for start in range(0, len(sound), 7777):
        meter.feed(sound[start : start + 7777])
    assert meter.lufs() == pytest.approx(audio.loudness(sound, SAMPLE_RATE), abs=0.005)
    assert meter.true_peak() == pytest.approx(audio.true_peak(sound), abs=0.01)
    assert meter.samples == len(sound)
    assert Meter(SAMPLE_RATE).lufs() == SILENCE_LUFS
    whole = audio.limit(sound, -6.0, SAMPLE_RATE)
    pieces = [
        limited(
            lambda a, b: sound[a:b], at, min(at + 30_000, len(sound)), len(sound), ceiling_dbtp=-6.0, rate=SAMPLE_RATE
        )
        for at in range(0, len(sound), 30_000)
    ]
    assert np.allclose(np.concatenate([part for part, _ in pieces]), whole, atol=1e-9)
    assert np.allclose(np.concatenate([gain for _, gain in pieces])[:, None] * sound, whole, atol=1e-9)
