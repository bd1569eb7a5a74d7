"""The sound of a cut: buses mixed, levelled against the profile as decoded from AAC, and written as stems beside it.

Nothing but the buses lies in memory whole; the mix, the limiter and the meters hear it in pieces. The same gain brings
every stem and the mix to its level, the limiter's included: the stems add up to the master before AAC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from gpu_worker.media.audio import SILENCE_LUFS, Sound
from gpu_worker.media.buses import SAMPLE_RATE, Buses, both_sides, make_buses, sample_at
from gpu_worker.media.metering import Meter, limited
from gpu_worker.media.probe import open_movie
from projects.briefs import CutBrief, DeliveryProfile

__all__ = ["SoundTrack", "Stem", "decode_audio", "encode_aac", "make_track", "sample_at"]

HEADROOM_DB = 1.2
"""AAC overshoots its input; the limiter aims this far below the profile's true peak, and the rest is turned down."""
LOUDNESS_TOLERANCE = 0.15
LOUDNESS_DELIVERED_WITHIN = 0.3
"""What is aimed at, and what a master may be off at most, in LU."""
EFFECTS_ALONE_GAIN_MOST_DB = 15.0
"""A cut with neither voice nor music is not pulled up until its rooms roar."""
STEM_BITS = 24
_DIP_REACH, _DIP_RAMP, _DIP_MARGIN_DB = 512, 1536, 0.2
_AAC_FRAME = 1024
_PIECE = 1 << 17
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Stem:
    """One bus as it stands in the mix: lossless, as long as the cut. Loudness in LUFS, None when silent."""

    name: str
    path: Path
    samples: int
    loudness_lufs: float | None
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """The finished track in an MP4 of its own. Loudness in LUFS: of the plain mix, and as decoded from the AAC.

    `speech_clear_db` is, line by line, how far speech stands above all else in its band.
    """

    path: Path
    samples: int
    has_speech: bool
    is_levelled: bool
    mixed_lufs: float
    final_lufs: float
    true_peak_dbtp: float
    gain_db: float
    clipped_sounds: int
    stems: tuple[Stem, ...] = ()
    speech_clear_db: tuple[float, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Level:
    """What is done to the mix: gain, the ceiling of the limiter, and moments that are turned down, in dB.

    Each round of `dips` answers one hearing of the AAC: stretches (first sample, last, dB) where it overshot.
    """

    gain_db: float
    ceiling_dbtp: float
    dips: tuple[tuple[tuple[int, int, float], ...], ...] = ()

    def turned_down(self, start: int, stop: int) -> Sound | None:
        """The gain of all dips from `start` to `stop`, None where there are none."""
        near = [dip for spots in self.dips for dip in spots if dip[0] - _DIP_RAMP < stop and dip[1] + _DIP_RAMP > start]
        if not near:
            return None
        where = np.arange(start, stop)
        db = np.zeros(stop - start)
        for first, last, depth in near:
            away = np.clip(np.maximum(first - where, where - last) / _DIP_RAMP, 0, 1)
            db -= depth * (0.5 + 0.5 * np.cos(np.pi * away))
        return 10 ** (db / 20)


def make_track(
    brief: CutBrief, inputs: Mapping[str, Path], path: Path, *, tell: Callable[[float], object] = float
) -> SoundTrack:
    """Mix, level and encode; what AAC changes in loudness and peak is measured from the decoded track and corrected.

    Stems are written beside `path`; `tell` hears how far it is, 0..1.
    """
    buses = make_buses(brief, inputs, beat=lambda: tell(0.0))
    buses.beat = lambda: tell(0.4)
    mixed = _measure(buses, _Level(0.0, 60.0)).lufs()
    is_programme = mixed > SILENCE_LUFS and (buses.has_speech or buses.music is not None or buses.has_marks)
    level, meter, is_levelled = _master(brief.profile, buses, path, mixed, is_programme)
    buses.beat = lambda: tell(0.8)
    stems = _write_stems(buses, level, path.parent)
    tell(1.0)
    return SoundTrack(
        path=path,
        samples=buses.samples,
        has_speech=buses.has_speech,
        is_levelled=is_levelled,
        mixed_lufs=mixed,
        final_lufs=meter.lufs(),
        true_peak_dbtp=meter.true_peak(),
        gain_db=level.gain_db,
        clipped_sounds=buses.clipped_sounds,
        stems=stems,
        speech_clear_db=tuple(found.clear_db for _, found in buses.lines),
        warnings=tuple(buses.warnings),
    )


def _master(
    profile: DeliveryProfile, buses: Buses, path: Path, mixed: float, is_programme: bool
) -> tuple[_Level, Meter, bool]:
    """Find the level at which the decoded AAC is as loud as asked and nowhere louder than allowed."""
    most = EFFECTS_ALONE_GAIN_MOST_DB if not buses.has_speech and buses.music is None else 60.0
    wanted = profile.loudness_lufs - mixed if is_programme else 0.0
    level, slope = _Level(min(wanted, most), profile.true_peak_dbtp - HEADROOM_DB), 1.0
    if is_programme:
        level, slope = _approach(buses, level, profile.loudness_lufs, most)
    for turn in range(_ROUNDS):
        encode_aac(_mastered(buses, level), path, sample_rate=profile.sample_rate, kbps=profile.audio_kbps)
        meter = _hear(path, watch_dbtp=profile.true_peak_dbtp)
        off, hot = meter.lufs() - profile.loudness_lufs, meter.hot_spots()
        near_enough = LOUDNESS_TOLERANCE if turn < 2 else LOUDNESS_DELIVERED_WITHIN - 0.03
        is_capped = level.gain_db >= most and off < 0
        is_settled = abs(off) <= near_enough or not is_programme or is_capped
        if is_settled and not hot:
            break
        gain = level.gain_db if is_settled else min(most, level.gain_db - off / slope)
        # every change moves what AAC makes of it: later rounds leave more room
        ceiling = level.ceiling_dbtp - (0.25 if turn and hot else 0.0)
        level = _Level(gain, ceiling, (*level.dips, _stretches(hot, _DIP_MARGIN_DB * (1 + turn))))
    return level, meter, is_programme and not is_capped


def _stretches(spots: list[tuple[int, float]], margin_db: float) -> tuple[tuple[int, int, float], ...]:
    """Hot spots that lie together as one stretch, as deep as its hottest."""
    found: list[tuple[int, int, float]] = []
    for sample, over in spots:
        first, last, depth = sample - _DIP_REACH, sample + _DIP_REACH, over + margin_db
        if found and first <= found[-1][1] + _DIP_RAMP:
            first, depth = found[-1][0], max(depth, found[-1][2])
            found.pop()
        found.append((first, last, depth))
    return tuple(found)


def _approach(buses: Buses, level: _Level, target: float, most: float) -> tuple[_Level, float]:
    """A few cheap rounds without AAC: what the limiter takes is given back as gain; and what a dB of gain then adds."""
    slope, tried = 1.0, (0.0, 0.0)
    for turn in range(5):
        off = _measure(buses, level).lufs() - target
        if turn and abs(level.gain_db - tried[0]) > 0.02:
            slope = min(1.0, max(0.2, (off - tried[1]) / (level.gain_db - tried[0])))
        if abs(off) < 0.1 or (level.gain_db >= most and off < 0):
            break
        tried = (level.gain_db, off)
        level = _Level(min(most, level.gain_db - off / slope), level.ceiling_dbtp)
    return level, slope


def _pieces(buses: Buses, level: _Level) -> Iterator[tuple[slice, Sound, Sound]]:
    """The levelled mix piece by piece, with the whole gain at each sample that made it so."""
    factor = 10 ** (level.gain_db / 20)

    def read(start: int, stop: int) -> Sound:
        return buses.read(start, stop) * factor

    for start in range(0, buses.samples, _PIECE):
        stop = min(buses.samples, start + _PIECE)
        buses.beat()
        sound, gain = limited(read, start, stop, buses.samples, ceiling_dbtp=level.ceiling_dbtp, rate=SAMPLE_RATE)
        dip = level.turned_down(start, stop)
        if dip is not None:
            sound, gain = sound * dip[:, None], gain * dip
        yield slice(start, stop), sound, gain * factor


def _mastered(buses: Buses, level: _Level) -> Iterator[Sound]:
    for _, sound, _ in _pieces(buses, level):
        yield sound


def _measure(buses: Buses, level: _Level) -> Meter:
    meter = Meter(SAMPLE_RATE, with_peak=False)
    for sound in _mastered(buses, level):
        meter.feed(sound)
    return meter


def _hear(path: Path, *, watch_dbtp: float | None = None) -> Meter:
    """A track's figures as decoded."""
    with open_movie(path) as container:
        meter = Meter(int(container.streams.audio[0].codec_context.sample_rate), watch_dbtp=watch_dbtp)
        for block in _decoded(container):
            meter.feed(block)
    return meter


def measure_track(path: Path) -> tuple[int, float, float]:
    """Samples, loudness and true peak of an MP4's sound as heard."""
    meter = _hear(path)
    return meter.samples, meter.lufs(), meter.true_peak()


def _write_stems(buses: Buses, level: _Level, folder: Path) -> tuple[Stem, ...]:
    """Every bus under the gain of the mix, `STEM_BITS` deep; a bus nobody plays on is silent."""
    parts = {"dialogue": buses.dialogue, "music": buses.music, "effects": buses.effects}
    meters = {name: Meter(SAMPLE_RATE) for name in parts}
    paths = {name: folder / f"stem_{name}.flac" for name in parts}
    with ExitStack() as open_files:
        writers = {name: open_files.enter_context(FlacWriter(path)) for name, path in paths.items()}
        for span, _, gain in _pieces(buses, level):
            for name, bus in parts.items():
                sound = both_sides(bus[span]) * gain[:, None] if bus is not None else np.zeros((len(gain), 2))
                meters[name].feed(sound)
                writers[name].write(sound)
    found = []
    for name, meter in meters.items():
        lufs = meter.lufs()
        loudness = round(lufs, 2) if lufs > SILENCE_LUFS else None
        found.append(Stem(f"stem_{name}", paths[name], meter.samples, loudness, round(meter.true_peak(), 2)))
    return tuple(found)


class FlacWriter:
    """Stereo pieces into a FLAC file; the same samples give the same bytes."""

    def __init__(self, path: Path) -> None:
        self._container: Any = av.open(str(path), "w", format="flac", options={"fflags": "+bitexact"})
        self._stream: Any = self._container.add_stream("flac", rate=SAMPLE_RATE, layout="stereo")
        self._stream.codec_context.format = "s32"
        self._stream.options = {"flags": "+bitexact", "compression_level": "5"}
        self._at = 0

    def write(self, sound: Sound) -> None:
        """The next samples."""
        full = 2 ** (STEM_BITS - 1) - 1
        whole = np.clip(np.round(sound * full), -full - 1, full).astype(np.int32) << (32 - STEM_BITS)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(whole.reshape(1, -1)), format="s32", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._at
        self._at += len(sound)
        self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> FlacWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()


def encode_aac(sound: Iterator[Sound] | Sound, path: Path, *, sample_rate: int, kbps: int) -> None:
    """Write stereo AAC into an MP4, from a whole sound or from pieces; the same samples give the same bytes."""
    options = {"fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        stream: Any = container.add_stream("aac", rate=sample_rate, layout="stereo")
        stream.bit_rate = kbps * 1000
        stream.codec_context.format = "fltp"
        stream.options = {"flags": "+bitexact"}
        at = 0
        for piece in (sound,) if isinstance(sound, np.ndarray) else sound:
            values = piece.T.astype(np.float32)
            for start in range(0, values.shape[1], _AAC_FRAME):
                block = np.ascontiguousarray(values[:, start : start + _AAC_FRAME])
                frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
                frame.sample_rate = sample_rate
                frame.pts = at + start
                container.mux(stream.encode(frame))
            at += values.shape[1]
        container.mux(stream.encode(None))


def _decoded(container: Any) -> Iterator[Sound]:
    """The first sound stream as heard, its encoder delay left out."""
    for frame in container.decode(container.streams.audio[0]):
        if frame.pts is None or frame.pts >= 0:
            yield frame.to_ndarray().T


def decode_audio(path: Path) -> tuple[Sound, int]:
    """The first sound stream of an MP4 as heard, whole."""
    with open_movie(path) as container:
        sample_rate = int(container.streams.audio[0].codec_context.sample_rate)
        blocks = list(_decoded(container))
    sound = np.concatenate(blocks) if blocks else np.zeros((0, 2))
    return sound.astype(np.float64), sample_rate
