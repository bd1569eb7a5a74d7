"""Picture frames through a cut: decoded ahead in a thread, fitted to the profile, encoded with the sound beside them.

Frames stay 4:2:0 planes from decoder to encoder. Deterministic: a fixed number of encoder threads whatever the machine,
no dates and no version strings in the file.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
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

ENCODER_THREADS = 3
DECODED_AHEAD = 12
_END = object()


@dataclass(frozen=True, slots=True)
class Source:
    """One stretch of the cut: `frames` frames to be read from the start of `path`."""

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
        interpolation=Interpolation.LANCZOS,
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


class Reader:
    """Decodes the sources of a cut in order, some frames ahead, in its own thread; iterate it once inside `with`."""

    def __init__(self, sources: Sequence[Source], width: int, height: int) -> None:
        self._sources = sources
        self._size = (width, height)
        self._queue: queue.Queue[Any] = queue.Queue(maxsize=DECODED_AHEAD)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._decode, name="conform-decode", daemon=True)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._closed.set()
        self._thread.join()

    def __iter__(self) -> Iterator[tuple[int, int, Any]]:
        """Yields (source, frame within the source, picture)."""
        while (item := self._queue.get()) is not _END:
            if isinstance(item, Exception):
                raise item
            yield item

    def _decode(self) -> None:
        try:
            for number, source in enumerate(self._sources):
                self._decode_one(number, source)
        except Exception as failed:  # noqa: BLE001 - carried to the reading thread, which raises it
            self._put(failed)
        self._put(_END)

    def _decode_one(self, number: int, source: Source) -> None:
        done = 0
        with open_movie(source.path) as container:
            stream = container.streams.video[0]
            stream.codec_context.thread_count = 2
            stream.thread_type = "AUTO"
            for frame in container.decode(stream):
                if done == source.frames or self._closed.is_set():
                    break
                self._put((number, done, fit(frame, *self._size)))
                done += 1
        if done < source.frames and not self._closed.is_set():
            raise RenderRefused(
                "input.frames_mismatch", f"{source.path.name}: {done} of {source.frames} frames can be decoded"
            )

    def _put(self, item: Any) -> None:
        while not self._closed.is_set():
            try:
                self._queue.put(item, timeout=0.2)
            except queue.Full:
                continue
            return


class MasterWriter:
    """Writes the master: H.264 High from frames, AAC packets copied from `sound`; use as a context manager."""

    def __init__(self, path: Path, *, profile: DeliveryProfile, sound: Path, metadata: Mapping[str, str]) -> None:
        options = {"movflags": "+faststart+use_metadata_tags", "fflags": "+bitexact"}
        self._container = av.open(str(path), "w", format="mp4", options=options)
        self._container.metadata.update(metadata)
        rate = Fraction(profile.rate.num, profile.rate.den)
        video: Any = self._container.add_stream("libx264", rate=rate)
        video.width, video.height, video.pix_fmt = profile.width, profile.height, "yuv420p"
        video.time_base = 1 / rate
        context = video.codec_context
        context.time_base = 1 / rate
        context.thread_count = ENCODER_THREADS
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = ColorRange.MPEG
        keyint = max(1, round(rate * 2))
        video.options = {
            "preset": "veryfast",
            "crf": str(profile.crf),
            "profile": "high",
            "flags": "+cgop+bitexact",
            "x264-params": f"keyint={keyint}:open-gop=0:threads={ENCODER_THREADS}:force-cfr=1",
        }
        self._video = video
        self._rate = rate
        self._sound = av.open(str(sound), format="mp4")
        self._audio = self._container.add_stream_from_template(self._sound.streams.audio[0])
        self._packets = self._sound.demux(self._sound.streams.audio[0])
        self._waiting: Any = next(self._packets, None)
        self._frames = 0

    def __enter__(self) -> MasterWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            if kind is None:
                self._container.mux(self._video.encode(None))
                self._mux_sound(None)
        finally:
            self._container.close()
            self._sound.close()

    def write(self, frame: Any, overlays: Sequence[Overlay]) -> Any:
        """Append one frame with strips laid over a copy of it; answers the frame as encoded."""
        if overlays:
            frame = copy_frame(frame)
            for strip in overlays:
                strip.lay_over(*planes(frame))
        frame.pts = self._frames
        frame.time_base = 1 / self._rate
        frame.pict_type = PictureType.NONE
        self._frames += 1
        self._container.mux(self._video.encode(frame))
        self._mux_sound(Fraction(self._frames) / self._rate)
        return frame

    def _mux_sound(self, until: Fraction | None) -> None:
        while self._waiting is not None:
            packet = self._waiting
            if packet.dts is not None:  # the demuxer ends with an empty packet
                if until is not None and packet.dts * packet.time_base > until:
                    return
                packet.stream = self._audio
                self._container.mux(packet)
            self._waiting = next(self._packets, None)


def bgra(frame: Any, width: int, height: int) -> NDArray[np.uint8]:
    """A decoded frame as BGRA pixels of this size, from BT.709 limited range, sharply scaled."""
    small = frame.reformat(
        width,
        height,
        "bgra",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=Interpolation.LANCZOS,
    )
    return small.to_ndarray(format="bgra")
