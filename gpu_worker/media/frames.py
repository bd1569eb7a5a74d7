"""Frames to a picture file: BGRA arrays in, constant-frame-rate H.264 in an MP4 out, and the facts read back from it.

Deterministic: one encoder thread, fixed time stamps, no dates or version strings in the file.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from projects.briefs import Rate

GOP_FRAMES = 24
BT709 = 1


class PictureWriter:
    """Writes equal-sized BGRA frames to `path`; use as a context manager, one `write` per frame in order."""

    def __init__(
        self, path: Path, *, width: int, height: int, rate: Rate, crf: int = 17, preset: str = "veryfast"
    ) -> None:
        if width % 2 or height % 2:
            raise ValueError(f"4:2:0 pictures have even sides, got {width}x{height}")
        self._container = av.open(
            str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}
        )
        stream: Any = self._container.add_stream("libx264", rate=Fraction(rate.num, rate.den))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = Fraction(rate.den, rate.num)
        stream.codec_context.time_base = Fraction(rate.den, rate.num)
        stream.codec_context.thread_count = 1
        stream.codec_context.color_primaries = BT709
        stream.codec_context.color_trc = BT709
        stream.codec_context.colorspace = BT709
        stream.codec_context.color_range = ColorRange.MPEG
        stream.options = {
            "preset": preset,
            "crf": str(crf),
            "profile": "high",
            "flags": "+cgop+bitexact",
            "x264-params": f"keyint={GOP_FRAMES}:min-keyint={GOP_FRAMES}:scenecut=0:open-gop=0:threads=1:force-cfr=1"
            # without it x264's AVX-512 code decides differently from one run to the next
            ":cpu-independent=1",
        }
        self._stream = stream
        self._size = (width, height)
        self._pts = 0
        self._last: Any = None

    def __enter__(self) -> PictureWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._container.mux(self._stream.encode(None))
        finally:
            self._container.close()

    def write(self, pixels: np.ndarray) -> None:
        """Append one frame; `pixels` is (height, width, 4) uint8 BGRA and may be reused once this returns."""
        wrapped: Any = av.VideoFrame.from_numpy_buffer(pixels, "bgra")
        self._last = wrapped.reformat(
            *self._size,
            "yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        self._append()

    def repeat(self) -> None:
        """Append the last written frame once more, without converting it again."""
        if self._last is None:
            raise ValueError("nothing has been written that could be repeated")
        self._append()

    def _append(self) -> None:
        self._last.pts = self._pts
        self._last.time_base = self._stream.codec_context.time_base
        self._pts += 1
        for packet in self._stream.encode(self._last):
            self._container.mux(packet)


def measure_picture(path: Path) -> dict[str, Any]:
    """What the file at `path` really holds: frames, rate, size, codec and bytes, read from its packets."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        rate = stream.average_rate or Fraction(0)
        frames = sum(1 for packet in container.demux(stream) if packet.size)
        return {
            "frames": frames,
            "rate_num": rate.numerator,
            "rate_den": rate.denominator,
            "width": stream.width,
            "height": stream.height,
            "codec": stream.codec_context.name,
            "bytes": path.stat().st_size,
        }
