"""Probing: what a file really holds, and refusal of what pretends."""

from fractions import Fraction

import av
import numpy as np
import pytest

from gpu_worker.engines.base import RenderRefused
from gpu_worker.media import probe as probing
from gpu_worker.media.frames import PictureWriter
from gpu_worker.media.probe import probe
from projects.briefs import Rate


def make(path, *, frames=9, rate=None, size=(64, 96)):
    with PictureWriter(path, width=size[0], height=size[1], rate=rate or Rate()) as writer:
        for number in range(frames):
            writer.write(np.full((size[1], size[0], 4), 10 * number, np.uint8))
    return path


def test_frames_and_rate_are_counted_from_packets(tmp_path):
    picture = probe(make(tmp_path / "a.mp4", rate=Rate(30_000, 1001))).picture
    assert picture is not None
    assert (picture.frames, picture.rate, picture.is_constant) == (9, Fraction(30_000, 1001), True)
    assert (picture.width, picture.height, picture.codec) == (64, 96, "h264")


def test_a_single_frame_has_a_rate_too(tmp_path):
    picture = probe(make(tmp_path / "a.mp4", frames=1)).picture
    assert picture is not None
    assert (picture.frames, picture.rate, picture.is_constant) == (1, 24, True)


def test_a_missing_frame_breaks_constancy(tmp_path):
    with av.open(str(tmp_path / "v.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 96, "yuv420p"
        for number in (0, 1, 2, 4, 5):
            frame = av.VideoFrame(64, 96, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    picture = probe(tmp_path / "v.mp4").picture
    assert picture is not None
    assert (picture.frames, picture.rate, picture.is_constant) == (5, 24, False)


def test_a_giant_picture_is_refused_before_it_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(probing, "MAX_PIXELS", 64 * 90)
    with pytest.raises(RenderRefused) as refused:
        probe(make(tmp_path / "a.mp4"))
    assert refused.value.code == "input.too_large"
    monkeypatch.setattr(probing, "MAX_BYTES", 100)
    with pytest.raises(RenderRefused) as refused:
        probe(tmp_path / "a.mp4")
    assert "bytes" in refused.value.message


@pytest.mark.parametrize("content", [b"", b"text", b"#EXTM3U\n/etc/passwd\n", b"\x00\x00\x00\x18ftypmp42" + b"\0" * 64])
def test_what_is_no_film_is_refused(tmp_path, content):
    (tmp_path / "a.mp4").write_bytes(content)
    with pytest.raises(RenderRefused) as refused:
        probe(tmp_path / "a.mp4")
    assert refused.value.code == "input.unreadable"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(RenderRefused) as refused:
        probe(tmp_path / "none.mp4")
    assert refused.value.code == "input.unreadable"
