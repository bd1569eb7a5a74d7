"""The AI-content label: its words, its size, and that only the real thing is read back as one."""

import dataclasses

import numpy as np
import pytest

from gpu_worker.engines.base import RenderRefused
from gpu_worker.media import labels
from gpu_worker.media.frames import PictureWriter
from gpu_worker.media.overlay import font, overlay
from gpu_worker.media.picture import Source, decode, encode_segment, join, lay
from gpu_worker.media.sound_track import encode_aac
from projects.briefs import ContentLabel, DeliveryProfile, Rate

LABEL = ContentLabel("内容由AI生成", 2.0, 0.05, "producer", "dlv_1")
WIDTH, HEIGHT = 270, 480


@pytest.mark.parametrize("text", ["内容由AI生成", "人工智能合成", "AI-generated content", "Synthesized with AI"])
@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (544, 960), (1920, 1080), (270, 480)])
def test_capitals_reach_five_per_cent_of_the_shortest_side(text, width, height):
    label = dataclasses.replace(LABEL, text=text, height_share=0.0)
    labels.check(label)
    block = labels.draw(label, width, height)
    for first, last in block.ink:
        assert last - first >= 0.05 * min(width, height)
    assert block.left + block.pixels.shape[1] <= width
    assert block.top >= 0.05 * height
    assert block.top + block.pixels.shape[0] < 0.4 * height
    size = 1.03 * 0.05 * min(width, height) / (font(1000).getMetrics().fCapHeight / 1000)
    rows = np.flatnonzero((block.pixels[..., 1] > 200).any(axis=1))
    assert rows[-1] - rows[0] + 1 >= 0.9 * (font(size).getMetrics().fCapHeight)


@pytest.mark.parametrize("text", ["", "生成", "AI", "MAIN 生成", "内容由电脑生成", "AI制作"])
def test_a_label_must_say_ai_and_generated(text):
    with pytest.raises(RenderRefused) as refused:
        labels.check(dataclasses.replace(LABEL, text=text))
    assert refused.value.code == "input.label"


def test_a_label_stands_two_seconds_even_when_less_is_asked_for():
    assert labels.frames_shown(dataclasses.replace(LABEL, seconds=0.5), Rate(24, 1), 1000) == 48
    assert labels.frames_shown(LABEL, Rate(30_000, 1001), 1000) == 60
    assert labels.frames_shown(dataclasses.replace(LABEL, seconds=3), Rate(24, 1), 1000) == 72
    assert labels.frames_shown(LABEL, Rate(24, 1), 30) == 30


def write_labelled(folder, *, until: int, background: str = "noise", drawn: ContentLabel = LABEL, crf: int = 20):
    rng = np.random.default_rng(1)
    pixels = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    with PictureWriter(folder / "p.mp4", width=WIDTH, height=HEIGHT, rate=Rate()) as writer:
        for _ in range(60):
            if background == "noise":
                pixels[..., :3] = np.kron(rng.integers(0, 256, (HEIGHT // 10, WIDTH // 10, 3)), np.ones((10, 10, 1)))
            writer.write(pixels)
    encode_aac(np.zeros((48_000, 2)), folder / "s.mp4", sample_rate=48_000, kbps=64)
    strip = overlay(labels.draw(drawn, WIDTH, HEIGHT))
    profile = DeliveryProfile("t", WIDTH, HEIGHT, Rate(), crf=crf)
    metadata = {"AIGC": labels.metadata(drawn)}
    plain = enumerate(decode(Source(folder / "p.mp4", 60), WIDTH, HEIGHT))
    segment = Source(folder / "segment.mp4", 60)
    encode_segment(segment.path, (lay(frame, [strip] if i < until else []) for i, frame in plain), profile)
    join(folder / "m.mp4", [segment], sound=folder / "s.mp4", profile=profile, metadata=metadata)
    return folder / "m.mp4"


@pytest.mark.parametrize(("background", "crf"), [("noise", 20), ("white", 20), ("white", 34), ("noise", 34)])
def test_a_label_is_found_on_any_background_and_at_low_quality(tmp_path, background, crf):
    reading = labels.read_back(write_labelled(tmp_path, until=48, background=background, crf=crf), LABEL)
    assert reading.problems == ()
    assert reading.frames_found == 48


def test_a_label_one_frame_too_short_is_found_out(tmp_path):
    reading = labels.read_back(write_labelled(tmp_path, until=47), LABEL)
    assert reading.problems == ("the explicit label stands for 47 of 48 frames",)
    assert not reading.stands


def test_other_words_in_the_same_place_are_not_the_label(tmp_path):
    other = dataclasses.replace(LABEL, text="人工智能合成")
    reading = labels.read_back(write_labelled(tmp_path, until=48, background="white", drawn=other), LABEL)
    assert reading.frames_found == 0


def test_metadata_that_is_no_object_does_not_count(tmp_path, monkeypatch):
    monkeypatch.setattr(labels, "metadata", lambda label: "[1]")
    reading = labels.read_back(write_labelled(tmp_path, until=48, background="white"), LABEL)
    assert reading.problems == ("the AIGC metadata is missing",)
