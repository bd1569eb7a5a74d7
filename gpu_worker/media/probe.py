"""What a media file really holds, read from its packets; hostile or damaged files are refused before they cost much.

The demuxer is forced (a playlist named .mp4 is not followed), only local files are opened, and a picture larger than
`MAX_PIXELS` is refused before a frame of it is decoded.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error

from gpu_worker.engines.base import RenderRefused

MAX_BYTES = 4 << 30
MAX_PIXELS = 3840 * 2160
BT709 = 1


@dataclass(frozen=True, slots=True)
class AudioStream:
    """The first sound stream of a file."""

    codec: str
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class PictureStream:
    """The first picture stream of a file. `is_constant` is true when every frame lasts exactly 1 / rate."""

    codec: str
    profile: str
    pixel_format: str
    width: int
    height: int
    frames: int
    rate: Fraction
    is_constant: bool
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Probe:
    """A probed file. `seconds` is the container's own duration."""

    picture: PictureStream | None
    audio: AudioStream | None
    seconds: float
    bytes: int
    metadata: dict[str, str]


@contextmanager
def open_movie(path: Path) -> Iterator[Any]:
    """Open an MP4 for reading with the demuxer forced; anything unreadable becomes `RenderRefused`."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise RenderRefused("input.too_large", f"{path.name} has {size} bytes; {MAX_BYTES} are read at most")
        with av.open(
            str(path), format="mp4", container_options={"protocol_whitelist": "file"}, metadata_errors="replace"
        ) as container:
            for stream in container.streams.video:
                pixels = stream.codec_context.width * stream.codec_context.height
                if not 0 < pixels <= MAX_PIXELS:
                    raise RenderRefused(
                        "input.too_large", f"{path.name}: {pixels} pixels; {MAX_PIXELS} are read at most"
                    )
            yield container
    except (av.error.FFmpegError, FileNotFoundError, EOFError) as unreadable:
        raise RenderRefused("input.unreadable", f"{path.name} is not a readable MP4: {unreadable}") from unreadable


def probe(path: Path) -> Probe:
    """Read streams, counts and time stamps of an MP4 without decoding it."""
    with open_movie(path) as container:
        picture = _probe_picture(container) if container.streams.video else None
        audio = None
        if container.streams.audio:
            context = container.streams.audio[0].codec_context
            audio = AudioStream(context.name, context.sample_rate, context.channels)
        seconds = (container.duration or 0) / 1_000_000
        return Probe(picture, audio, seconds, path.stat().st_size, dict(container.metadata))


def _probe_picture(container: Any) -> PictureStream:
    stream = container.streams.video[0]
    context = stream.codec_context
    stamps = sorted(packet.pts for packet in container.demux(stream) if packet.size and packet.pts is not None)
    steps = {after - before for before, after in itertools.pairwise(stamps)}
    rate = stream.average_rate or Fraction(0)
    if steps:
        # the shortest step is one frame; an average over uneven steps would hide a missing one
        rate = 1 / (min(steps) * stream.time_base) if min(steps) > 0 else Fraction(0)
    return PictureStream(
        codec=context.name,
        profile=str(context.profile or ""),
        pixel_format=str(context.pix_fmt or ""),
        width=context.width,
        height=context.height,
        frames=len(stamps),
        rate=rate,
        is_constant=len(steps) <= 1 and rate > 0,
        colour=(int(context.color_primaries), int(context.color_trc), int(context.colorspace)),
    )
