"""Picture frames through a cut: decoded, fitted to the profile, encoded shot by shot, and joined with the sound.

Frames stay 4:2:0 planes from decoder to encoder. Every shot is encoded by itself in one thread, so that a master has
the same bytes whatever number of shots the machine works on at once; cuts then fall on key frames, as editors like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from gpu_worker.engines.base import RenderRefused
from gpu_worker.media.overlay import Overlay
from gpu_worker.media.probe import BT709, open_movie
from projects.briefs import DeliveryProfile

_SHARP = Interpolation.LANCZOS | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
"""Exact rounding, and (below) one thread: the scaler's fast path leaves wrong pixels where its slices meet."""


@dataclass(frozen=True, slots=True)
class Source:
    """One shot: `frames` frames to be read from the start of `path`."""

    path: Path
    frames: int


def planes(frame: Any) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """Views on luma and the two chroma planes of a yuv420p frame, cropped to the picture."""
    sizes = ((frame.height, frame.width), (frame.height // 2, frame.width // 2), (frame.height // 2, frame.width // 2))
    luma, blue, red = (
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[:height, :width]
        for plane, (height, width) in zip(frame.planes, sizes, strict=True)
    )
    return luma, blue, red


def copy_frame(frame: Any) -> Any:
    """A frame of its own to draw on; decoded ones are still the decoder's reference pictures."""
    copied = av.VideoFrame(frame.width, frame.height, "yuv420p")
    for target, source in zip(planes(copied), planes(frame), strict=True):
        target[...] = source
    return copied


def fit(frame: Any, width: int, height: int) -> Any:
    """The frame as yuv420p of exactly this size: scaled to fit, centred on black where the shape differs."""
    if (frame.width, frame.height) == (width, height) and frame.format.name == "yuv420p":
        return frame
    scale = min(width / frame.width, height / frame.height)
    inner_width = min(width, round(frame.width * scale / 2) * 2)
    inner_height = min(height, round(frame.height * scale / 2) * 2)
    scaled = frame.reformat(
        inner_width,
        inner_height,
        "yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=_SHARP,
        threads=1,
    )
    if (inner_width, inner_height) == (width, height):
        return scaled
    placed = av.VideoFrame(width, height, "yuv420p")
    left, top = (width - inner_width) // 4 * 2, (height - inner_height) // 4 * 2
    for plane, source, black, half in zip(planes(placed), planes(scaled), (16, 128, 128), (1, 2, 2), strict=True):
        plane[...] = black
        rows, columns = source.shape
        plane[top // half : top // half + rows, left // half : left // half + columns] = source
    return placed


def decode(source: Source, width: int, height: int) -> Iterator[Any]:
    """Exactly the source's frames, each fitted to the size; a source that holds fewer is refused."""
    done = 0
    with open_movie(source.path) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for frame in container.decode(stream):
            if done == source.frames:
                return
            done += 1
            yield fit(frame, width, height)
    if done < source.frames:
        found = f"{done} of {source.frames} frames can be decoded"
        raise RenderRefused("input.frames_mismatch", f"{source.path.name}: {found}")


def lay(frame: Any, strips: Sequence[Overlay]) -> Any:
    """The frame with strips over it; a copy, unless there are none."""
    if not strips:
        return frame
    copied = copy_frame(frame)
    for strip in strips:
        strip.lay_over(*planes(copied))
    return copied


def encode_segment(path: Path, frames: Iterable[Any], profile: DeliveryProfile) -> None:
    """Encode frames as H.264 High with closed groups; the file holds the picture of one shot and nothing else.

    The bytes depend on the frames alone. `cpu-independent` is what makes that true: without it x264's AVX-512 code
    decides differently from one run to the next, even in one thread.
    """
    rate = Fraction(profile.rate.num, profile.rate.den)
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream: Any = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = profile.width, profile.height, "yuv420p"
        stream.time_base = 1 / rate
        context = stream.codec_context
        context.time_base = 1 / rate
        context.thread_count = 1
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = ColorRange.MPEG
        stream.options = {
            "preset": "veryfast",
            "crf": str(profile.crf),
            "profile": "high",
            "flags": "+cgop+bitexact",
            "x264-params": f"keyint={max(1, round(rate * 2))}:open-gop=0:threads=1:force-cfr=1:cpu-independent=1",
        }
        for number, frame in enumerate(frames):
            frame.pts = number
            frame.time_base = 1 / rate
            frame.pict_type = PictureType.NONE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def join(
    path: Path, segments: Sequence[Source], *, sound: Path, profile: DeliveryProfile, metadata: Mapping[str, str]
) -> None:
    """Write the master: segments end to end and the sound beside them, copied without encoding again."""
    rate = Fraction(profile.rate.num, profile.rate.den)
    options = {"movflags": "+faststart+use_metadata_tags", "fflags": "+bitexact"}
    with (
        open_movie(segments[0].path) as first,
        open_movie(sound) as heard,
        av.open(str(path), "w", format="mp4", options=options) as container,
    ):
        container.metadata.update(metadata)
        video: Any = container.add_stream_from_template(first.streams.video[0])
        video.time_base = 1 / rate
        audio: Any = container.add_stream_from_template(heard.streams.audio[0])
        waiting = (packet for packet in heard.demux(heard.streams.audio[0]) if packet.dts is not None)
        sounding: Any = next(waiting, None)
        for packet in _end_to_end(segments, rate):
            while sounding is not None and sounding.dts * sounding.time_base <= packet.dts * packet.time_base:
                sounding.stream = audio
                container.mux(sounding)
                sounding = next(waiting, None)
            packet.stream = video
            container.mux(packet)
        while sounding is not None:
            sounding.stream = audio
            container.mux(sounding)
            sounding = next(waiting, None)


def _end_to_end(segments: Sequence[Source], rate: Fraction) -> Iterator[Any]:
    """The packets of all segments on one time line that counts frames."""
    start = 0
    for segment in segments:
        with open_movie(segment.path) as container:
            stream = container.streams.video[0]
            for packet in container.demux(stream):
                if packet.dts is None:
                    continue
                tick = rate * stream.time_base
                packet.pts = round(packet.pts * tick) + start
                packet.dts = round(packet.dts * tick) + start
                packet.duration = 1
                packet.time_base = 1 / rate
                yield packet
        start += segment.frames


def bgra(frame: Any, width: int, height: int) -> NDArray[np.uint8]:
    """A decoded frame as BGRA pixels of this size, from BT.709 limited range, sharply scaled."""
    small = frame.reformat(
        width,
        height,
        "bgra",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=_SHARP,
        threads=1,
    )
    return small.to_ndarray(format="bgra")
