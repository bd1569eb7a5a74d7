"""Frames to a picture file: exact length, exact rate, the same bytes twice, and facts read from the file."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from gpu_worker.media.frames import GOP_FRAMES, PictureWriter, measure_picture
from projects.briefs import Rate


def write(path: Path, frames: int, rate: Rate, *, repeats: bool = False) -> Path:
    pixels = np.zeros((96, 64, 4), np.uint8)
    with PictureWriter(path, width=64, height=96, rate=rate) as writer:
        for index in range(frames):
            if repeats and index % 2:
                writer.repeat()
                continue
            pixels[..., :3] = (index * 11) % 256
            pixels[: index % 96, :, 2] = 255
            writer.write(pixels)
    return path


@pytest.mark.parametrize("rate", [Rate(24, 1), Rate(25, 1), Rate(30000, 1001)])
def test_a_picture_has_exactly_the_frames_and_the_rate_it_was_given(tmp_path: Path, rate: Rate) -> None:
    path = write(tmp_path / "a.mp4", 31, rate)
    facts = measure_picture(path)
    assert facts == {
        "frames": 31,
        "rate_num": rate.num,
        "rate_den": rate.den,
        "width": 64,
        "height": 96,
        "codec": "h264",
        "bytes": path.stat().st_size,
    }


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    first = write(tmp_path / "a.mp4", 30, Rate(24, 1), repeats=True)
    second = write(tmp_path / "b.mp4", 30, Rate(24, 1), repeats=True)
    assert first.read_bytes() == second.read_bytes()


def test_time_stamps_are_constant_and_groups_are_closed_and_short(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", 60, Rate(24, 1))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        decoded = list(container.decode(stream))
        context = stream.codec_context
        assert (context.pix_fmt, int(context.color_primaries), int(context.color_trc), int(context.colorspace)) == (
            "yuv420p",
            1,
            1,
            1,
        )
        assert not container.streams.audio
    steps = {later.pts - earlier.pts for earlier, later in pairwise(decoded)}
    assert len(steps) == 1
    keys = [index for index, frame in enumerate(decoded) if frame.key_frame]
    assert keys == [0, GOP_FRAMES, 2 * GOP_FRAMES]


def test_a_repeated_frame_looks_like_the_one_before_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", 8, Rate(24, 1), repeats=True)
    with av.open(str(path)) as container:
        shown = [frame.to_ndarray(format="gray").astype(int) for frame in container.decode(video=0)]
    assert all(abs(shown[i] - shown[i + 1]).mean() < 1.0 for i in range(0, 8, 2))


def test_odd_sides_and_a_repeat_of_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="even sides"):
        PictureWriter(tmp_path / "a.mp4", width=63, height=96, rate=Rate(24, 1))
    with PictureWriter(tmp_path / "b.mp4", width=64, height=96, rate=Rate(24, 1)) as writer:
        with pytest.raises(ValueError, match="nothing has been written"):
            writer.repeat()
        writer.write(np.zeros((96, 64, 4), np.uint8))
