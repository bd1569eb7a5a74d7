"""The sound of a cut: lines laid at their frames, levelled in two passes, encoded as AAC and measured as decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from gpu_worker.media import audio
from gpu_worker.media.audio import SILENCE_LUFS, Sound
from gpu_worker.media.probe import open_movie
from projects.briefs import CutBrief, Rate

ROOM_TONE_LUFS = -60.0
FADE_SECONDS = 0.008
HEADROOM_DB = 1.0
"""AAC overshoots its input; the limiter aims this far below the profile's true peak at first."""
LOUDNESS_TOLERANCE = 0.2
TWICE_DB = 3.0103
_AAC_FRAME = 1024


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """The finished track in an MP4 of its own. Loudness in LUFS: of the plain mix, and as decoded from the AAC."""

    path: Path
    samples: int
    has_speech: bool
    mixed_lufs: float
    final_lufs: float
    true_peak_dbtp: float
    gain_db: float
    clipped_sounds: int


def sample_at(frame: int, rate: Rate, sample_rate: int) -> int:
    """The audio sample at which a frame starts, to the nearest sample."""
    return (2 * frame * rate.den * sample_rate + rate.num) // (2 * rate.num)


def mix(brief: CutBrief, inputs: Mapping[str, Path]) -> tuple[Sound, int]:
    """All lines at their places on one bed, and how many were longer than the frames they were given.

    The bed has one channel, meant for both sides, unless a line is stereo.
    """
    profile = brief.profile
    rate, sample_rate = profile.rate, profile.sample_rate
    bed = np.zeros((sample_at(brief.frames, rate, sample_rate), 1))
    start, clipped = 0, 0
    for entry in brief.entries:
        for laid in entry.sounds:
            sound, source_rate = audio.read_wav(inputs[laid.input_name])
            sound = audio.resample(sound, source_rate, sample_rate)
            if sound.shape[1] != bed.shape[1]:
                sound, bed = _both_sides(sound), _both_sides(bed)
            first = sample_at(start + laid.start_frame, rate, sample_rate)
            last = sample_at(start + laid.start_frame + laid.frames, rate, sample_rate)
            clipped += len(sound) > min(last, len(bed)) - first
            audio.add_at(bed, sound, first, last - first, fade=round(FADE_SECONDS * sample_rate))
        start += entry.frames
    return bed, clipped


def _both_sides(sound: Sound) -> Sound:
    return sound if sound.shape[1] == 2 else np.repeat(sound, 2, axis=1)


def make_track(brief: CutBrief, inputs: Mapping[str, Path], path: Path) -> SoundTrack:
    """Mix, level and encode; what AAC changes in loudness and peak is measured from the decoded track and corrected."""
    profile = brief.profile
    bed, clipped = mix(brief, inputs)
    tone = audio.room_tone(len(bed), profile.sample_rate, lufs=ROOM_TONE_LUFS, seed=len(bed))
    mixed = audio.loudness(bed, profile.sample_rate)
    has_speech = mixed > SILENCE_LUFS
    # one channel heard from both sides is 3 dB louder than it measures
    doubled = TWICE_DB if bed.shape[1] == 1 and has_speech else 0.0
    target, ceiling = profile.loudness_lufs, profile.true_peak_dbtp - HEADROOM_DB
    gain = 0.0
    for _ in range(4):
        levelled = audio.level(bed, profile.sample_rate, target_lufs=target - doubled, ceiling_dbtp=ceiling)
        gain = levelled.gain_db
        encode_aac(_both_sides(levelled.sound) + tone, path, sample_rate=profile.sample_rate, kbps=profile.audio_kbps)
        decoded, _rate = decode_audio(path)
        final, peak = audio.loudness(decoded, profile.sample_rate), audio.true_peak(decoded)
        over = peak - profile.true_peak_dbtp
        off = final - profile.loudness_lufs if has_speech else 0.0
        if over <= 0 and abs(off) <= LOUDNESS_TOLERANCE:
            break
        ceiling -= max(0.0, over + 0.1) if over > 0 else 0.0
        target -= off
    return SoundTrack(path, len(bed), has_speech, mixed + doubled, final, peak, gain, clipped)


def encode_aac(sound: Sound, path: Path, *, sample_rate: int, kbps: int) -> None:
    """Write stereo AAC into an MP4; the same samples give the same bytes."""
    values = np.ascontiguousarray(sound.T.astype(np.float32))
    options = {"fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        stream: Any = container.add_stream("aac", rate=sample_rate, layout="stereo")
        stream.bit_rate = kbps * 1000
        stream.codec_context.format = "fltp"
        stream.options = {"flags": "+bitexact"}
        for start in range(0, values.shape[1], _AAC_FRAME):
            block = np.ascontiguousarray(values[:, start : start + _AAC_FRAME])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate = sample_rate
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def decode_audio(path: Path) -> tuple[Sound, int]:
    """The first sound stream of an MP4 as heard: decoded, its encoder delay left out."""
    with open_movie(path) as container:
        stream = container.streams.audio[0]
        sample_rate = int(stream.codec_context.sample_rate)
        blocks = [frame.to_ndarray().T for frame in container.decode(stream) if frame.pts is None or frame.pts >= 0]
    sound = np.concatenate(blocks) if blocks else np.zeros((0, 2))
    return sound.astype(np.float64), sample_rate
